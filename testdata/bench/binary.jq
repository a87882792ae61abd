# binary.jq - mean focal loss of NDJSON: jq -n -f binary.jq FILE
reduce inputs as $o ([0, 0];
	(if $o.label == 1 then $o.logit else -$o.logit end) as $s
	| ((if $s < 0 then $s else -$s end) | exp) as $t
	| ((if $s < 0 then -$s else 0 end) + ($t | log1p)) as $ce
	| ((if $s < 0 then 1 else $t end) / (1 + $t)) as $q
	| (if $o.label == 1 then 0.25 else 0.75 end) as $a
	| [.[0] + $a * $q * $q * $ce, .[1] + 1])
| .[0] / .[1]
