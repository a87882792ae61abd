# focal.awk - mean focal loss of a CSV file: awk -F, -v kind=binary -f ... FILE
# kind=rows prints id, label, p_t, loss and gradient of each binary sample.

function point(x, y,	t) {
	s = y ? x : -x
	t = exp(s < 0 ? s : -s)
	ce = (s < 0 ? -s : 0) + log(1 + t)
	q = (s < 0 ? 1 : t) / (1 + t)
	a = y ? 0.25 : 0.75
}

NR == 1 { next }

kind == "binary" {
	point($2, $3)
	sum += a * q * q * ce
	n++
}

kind == "rows" {
	point($2, $3)
	g = a * q * q * (2 * (1 - q) * ce + q)
	printf "%s,%s,%.17g,%.17g,%.17g\n", $1, $3, 1 - q, a * q * q * ce, $3 ? -g : g
}

kind == "multilabel" {
	c = (NF - 1) / 2
	for (k = 2; k < c + 2; k++) {
		point($k, $(k + c))
		sum += a * q * q * ce
	}
	n += c
}

kind == "multiclass" {
	max = $2 + 0
	for (k = 3; k < NF; k++)
		if ($k + 0 > max)
			max = $k + 0
	e = 0
	for (k = 2; k < NF; k++)
		e += exp($k - max)
	ln_p = $($NF + 2) - max - log(e)
	q = 1 - exp(ln_p)
	sum -= 0.25 * q * q * ln_p
	n++
}

END {
	if (kind != "rows")
		printf "%.17g\n", sum / n
}
