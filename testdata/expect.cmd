# does our training code compute what we think?
focalloss trainlog.csv --like torchvision --expect loss
# a right column says nothing, but to programs and to who asks
focalloss trainlog.csv -a 0.25,0.25 --expect loss; echo "exit $?"
focalloss trainlog.csv -a 0.25,0.25 --expect loss -t csv
focalloss trainlog.csv -a 0.25,0.25 --expect loss -v
focalloss trainlog.csv -a 0.25,0.25 --expect loss -t json
focalloss trainlog.csv -a 0.25,0.25 --expect loss -q -o right.csv; cat right.csv; rm right.csv
focalloss trainlog.csv --expect loss -t json -q
focalloss trainlog.csv --expect loss -t ndjson
# our own losses, in every mode, and what else would print them
self() { # FILE, what was computed, what is expected
	focalloss -r none -t csv $2 $1 | sed '1s/loss/theirs/' | cut -d, -f 1,4 >losses.csv
	focalloss --join losses.csv --expect theirs $3 $1; echo "exit $?"
}
self cancer-main.csv '-g 1' '-g 1'
self cancer-main.csv '-g 1'
self cancer-main.csv '-a 0.75 --alpha-mode balanced' '-a 0.25 --alpha-mode balanced'
self cancer-main.csv '--pos-weight 3 --weight-in loss' '--pos-weight 3'
self cancer-main.csv '-a 0.3 -g 1.5 --like kornia' '-a 0.3 -g 1.5'
self cancer-probs.csv '--eps 1e-7' '--eps 1e-7'
self cancer-probs.csv '' '--eps 1e-7'
self digits.csv '--like torchvision' '--like torchvision'
self digits.csv '--like torchvision' ''
self digits-probs.csv '-a 0.5' ''
self digits-attributes.csv '-g 1' '-g 1'
self digits-attributes.csv '--like vfl' '-g 0'
rm losses.csv
# several files, one of them right
focalloss a=trainlog.csv b=trainlog.csv --expect loss -a 0.25,0.25 -t csv
printf 'id,label,logit,loss\na,1,2,9\nb,0,1,0.5\n' >wrong.csv
focalloss a=trainlog.csv wrong.csv --expect loss -a 0.25,0.25
rm wrong.csv
# infinite, missing, malformed, ignored
printf 'label,prob,l\n1,0,inf\n0,0.5,0.17328679513998632\n' | focalloss --expect l
printf 'label,prob,l\n1,0,5\n0,0.5,0.17328679513998632\n' | focalloss --expect l -t ndjson
printf 'label,prob,l\n1,0.5,NaN\n0,0.5,0.1733\n' | focalloss --expect l
printf 'label,prob,l\n1,0.5,NaN\n0,0.5,0.17328679\n' | focalloss --expect l --missing skip
printf 'label,prob,l\n1,0.5,oops\n' | focalloss --expect l
printf 'label,prob,l\n-1,0.5,1\n0,0.5,0.17328679\n' | focalloss --expect l --ignore -1
printf '{"label":1,"prob":0.5,"l":0.25}\n' | focalloss --expect l
# where all are 0 there is nothing to go by
printf 'label,prob,l\n1,0.5,0\n0,0.5,0\n' | focalloss --expect l
# tolerances
printf 'label,prob,l\n1,0.5,0.2\n' | focalloss --expect l --rtol 0.2
printf 'label,prob,l\n1,0.5,0.2\n' | focalloss --expect l --rtol 0 --atol 0.02
# usage
focalloss trainlog.csv --expect los
focalloss trainlog.csv --expect logit
focalloss trainlog.csv --expect loss -r none
focalloss trainlog.csv --expect loss -g 0,2
focalloss trainlog.csv --expect loss --like smp-normalized
focalloss trainlog.csv --rtol 0.1
# a loss that is not there: null, an empty cell, and what counts then
t=$(mktemp -d) && cp five.csv digits.csv $t && cd $t
lines() { # RECORD...
	printf '%s\n' "$@"
}
lines '{"label":1,"logit":2,"loss":null}' '{"label":0,"logit":1}' \
	'{"label":0,"logit":1,"loss":0.701868303411385}' >null.ndjson
lines label,logit,loss 1,2, 0,1,0.701868303411385 >null.csv
for f in null.ndjson null.csv; do
	focalloss $f --expect loss; echo "exit $?"
	focalloss $f --expect loss --missing skip -v; echo "exit $?"
	focalloss $f --expect loss --missing skip -t json | grep -o '"inputs".*'
done
# to the last digit; nothing and infinity; the ratio of a loss of 0
lines label,logit,loss 1,2,0.00180356283524038 >last.csv
focalloss last.csv --expect loss --rtol 0 --atol 0
lines label,prob,loss 1,0,inf 0,0,inf 1,1,7 1,0.5,1 >odd.csv
focalloss odd.csv --expect loss
# more samples than are searched: after them, and all of them
awk 'BEGIN { print "label,logit,loss"; for (i = 0; i < 12000; i++)
	print "0,0," (i < 11000 ? 0.17328679513998632 : 1) }' >late.csv
focalloss late.csv --expect loss
sed 's/0,0,1$/0,0,0.7/;s/0.173287/0.693147/' late.csv |
	focalloss --expect loss
# four mistakes, four orders, a ratio: no more than three are named
lines label,logit,loss 1,2,0.00090178141762012 1,1,0.0113290287542337 >four.csv
focalloss four.csv -a 0.5 --alpha-mode negative --expect loss
lines label,logit_a,logit_b,logit_c,logit_d,loss \
	a,1,1,-1,-1,1.59967 c,2,2,0,0,0.0105 d,3,3,-2,-2,0 b,1,1,0,0,0.90757 >orders.csv
focalloss orders.csv -r none -t csv | cut -d, -f 4 >ours
sed 's/_a/_e/;s/_c/_a/;s/_e/_c/;s/_b/_e/;s/_d/_b/;s/_e/_d/' orders.csv |
	focalloss -r none -t csv | cut -d, -f 4 >theirs
paste -d , theirs orders.csv | sed '1s/^loss/theirs/' | focalloss --expect theirs
# a ratio that is 1 but for what is allowed
lines label,logit,x 1,2,1.000015 0,1,1.000009 1,1,1.000015 >near.csv
focalloss near.csv -r none -t csv | cut -d, -f 4 | paste -d , near.csv - |
	awk -F, -v OFS=, '{ $3 = NR > 1 ? sprintf("%.17g", $3 * $4) : "theirs" } 1' |
	focalloss --expect theirs
# more classes than are exchanged, and than are scored at once
awk 'BEGIN { printf "label,loss"; for (k = 0; k < 10000; k++) printf ",logit_%d", k
	print ""; for (i = 0; i < 2; i++) { printf "%d,%d", i, i + 1
	for (k = 0; k < 10000; k++) printf ",%d", k % 3; print "" } }' >wide.csv
focalloss wide.csv --expect loss
# labels that are ignored
sed '1s/$/,loss/;2,$s/$/,1/' digits.csv | focalloss --ignore 3 --expect loss
cd - >/dev/null && rm -r $t
# two mistakes at once; of a few samples they are not even tried
t=$(mktemp -d) && cp cancer-main.csv digits.csv five.csv $t && cd $t
twice() { # FILE, what was computed, times what, what is expected
	focalloss -r none -t csv $2 $1 | sed 1d | awk -F, -v by="$3" 'BEGIN {
		print "theirs" } { printf "%.17g\n", $4 * by }' >theirs
	paste -d, $1 theirs | focalloss --expect theirs $4; echo "exit $?"
}
twice cancer-main.csv '-a 0.75 --alpha-mode balanced' 0.0027100271002710027 '-a 0.25 --alpha-mode balanced'
twice cancer-main.csv '-g 1' 0.43429448190325182 ''
twice digits.csv '-g 0' 0.1 '-a 0,1,2,3,4,5,6,7,8,9'
twice five.csv '-g 1' 0.43429448190325182 ''
# labels, and losses, that are a sample off
cut -d, -f 2 cancer-main.csv | sed 1d >labels
cut -d, -f 3 cancer-main.csv >logits
{ echo label; sed 1d labels; head -n 1 labels; } | paste -d, - logits |
	focalloss -r none -t csv | cut -d, -f 4 | sed '1s/.*/theirs/' >theirs
paste -d, cancer-main.csv theirs | focalloss --expect theirs
focalloss -r none -t csv cancer-main.csv | cut -d, -f 4 | sed '1d' >ours
{ echo theirs; tail -n 1 ours; sed '$d' ours; } | paste -d, cancer-main.csv - | focalloss --expect theirs
# ties: one loss says as much as a hundred that are the same
awk 'BEGIN { print "label,logit,l"; for (i = 0; i < 100; i++) print "1,2,0.0151301902" }' |
	focalloss --expect l -g 2
awk 'BEGIN { print "label,logit,l"; for (i = 0; i < 100; i++) print "1,2,0.00180356283524038" }' |
	focalloss --expect l; echo "exit $?"
# infinite where ours is not, on both sides, and clamped where ours is infinite
lines label,prob,l 1,0.5,inf 0,0.5,0.17328679513998632 | focalloss --expect l
lines label,prob,l 1,0.5,-inf 0,0.5,0.17328679513998632 | focalloss --expect l
lines label,prob,l 1,0,16.1180924 0,0.5,0.1732867951 0,1,16.1180924 | focalloss --expect l
lines label,prob,l 1,0,inf 0,0.5,0.6931471806 0,1,inf | focalloss --expect l 2>&1
# nulls in every format, and a column of nothing else
lines '[{"label":1,"logit":2,"l":null},{"label":0,"logit":1,"l":0.701868303411385}]' |
	focalloss --expect l --missing skip; echo "exit $?"
lines '{"label":[1,0],"logit":[2,1],"l":[null,0.5]}' | focalloss --expect l --missing skip
printf 'label\tlogit\tl\n1\t2\tNA\n0\t1\t0.5\n' | focalloss -f tsv --expect l --missing skip
lines label,logit,l 1,2, 0,1,NaN | focalloss --expect l --missing skip; echo "exit $?"
cd - >/dev/null && rm -r $t
