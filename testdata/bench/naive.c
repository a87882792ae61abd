/*
 * naive.c - the mean focal loss as one writes it without looking further:
 * libcsv, strtod, libm; what focalloss is compared with.
 *
 *	naive binary|multiclass|multilabel FILE
 *
 *	cc -std=c11 -O2 -o naive testdata/bench/naive.c -lcsv -lm
 */
#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 4096 };

static const double focus = 2, alpha = 0.25;

struct reading {
	void (*add)(struct reading *r);	/* a row: id, logits, label(s) */
	double field[MAX_FIELDS];
	size_t n, rows, terms;
	double sum;
};

static double
sigmoid_loss(double x, double y)
{
	double s = y != 0 ? x : -x, t = exp(-fabs(s));
	double ce = fmax(-s, 0) + log1p(t), q = (s < 0 ? 1 : t) / (1 + t);

	return (y != 0 ? alpha : 1 - alpha) * pow(q, focus) * ce;
}

static void
add_binary(struct reading *r)
{
	r->sum += sigmoid_loss(r->field[1], r->field[2]);
	r->terms++;
}

static void
add_multilabel(struct reading *r)
{
	size_t c = (r->n - 1) / 2;

	for (size_t k = 1; k <= c; k++)
		r->sum += sigmoid_loss(r->field[k], r->field[k + c]);
	r->terms += c;
}

static void
add_multiclass(struct reading *r)
{
	size_t c = r->n - 2;
	const double *x = r->field + 1;
	double max = x[0], e = 0, ln_p;

	for (size_t k = 1; k < c; k++)
		max = fmax(max, x[k]);
	for (size_t k = 0; k < c; k++)
		e += exp(x[k] - max);
	ln_p = x[(size_t)x[c]] - max - log(e);
	r->sum -= alpha * pow(1 - exp(ln_p), focus) * ln_p;
	r->terms++;
}

static void
field(void *text, size_t len, void *reading)
{
	struct reading *r = reading;

	(void)len;
	if (r->rows && r->n < MAX_FIELDS)
		r->field[r->n] = strtod(text, NULL);
	r->n++;
}

static void
row(int end, void *reading)
{
	struct reading *r = reading;

	(void)end;
	if (r->rows++)
		r->add(r);
	r->n = 0;
}

int
main(int argc, char **argv)
{
	static struct reading r;
	static char buf[1 << 16];
	struct csv_parser p;
	FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;

	if (!f || csv_init(&p, CSV_APPEND_NULL))
		return 2;
	r.add = !strcmp(argv[1], "binary") ? add_binary :
	    !strcmp(argv[1], "multiclass") ? add_multiclass : add_multilabel;
	for (size_t k; (k = fread(buf, 1, sizeof buf, f)) > 0;)
		csv_parse(&p, buf, k, field, row, &r);
	csv_fini(&p, field, row, &r);
	csv_free(&p);
	printf("%.17g\n", r.sum / (double)r.terms);
	return fclose(f) ? 1 : 0;
}
