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
