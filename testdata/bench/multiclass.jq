# multiclass.jq - the same for a list of logits
reduce inputs as $o ([0, 0];
	($o.logits | max) as $max
	| (reduce $o.logits[] as $x (0; . + ($x - $max | exp)) | log) as $ln_e
	| ($o.logits[$o.label] - $max - $ln_e) as $ln_p
	| (1 - ($ln_p | exp)) as $q
	| [.[0] - 0.25 * $q * $q * $ln_p, .[1] + 1])
| .[0] / .[1]
