# worse by less than the limit overall, by more in one group: only --by sees it
focalloss --baseline cancer-main.csv cancer-new.csv --max change=60%; echo "exit $?"
focalloss --baseline cancer-main.csv cancer-new.csv --max change=60% --by size; echo "exit $?"
# only where the loss surely rose
focalloss --baseline cancer-main.csv cancer-new.csv --by size -r mean,p99 --max delta_lo=0 --max p99=1.5 -t github; echo "exit $?"
focalloss --baseline cancer-main.csv cancer-new.csv --max delta=2 -r none -t csv 2>&1 >/dev/null; echo "exit $?"
# a comparison that could not be made is no pass, nor a failure
t=$(mktemp -d)
printf 'id,label,prob\na,1,0\nb,0,0.5\n' >$t/inf.csv
(cd $t && focalloss --baseline inf.csv inf.csv --max delta_lo=0; echo "exit $?")
# ... as of pairs too few for an interval
printf 'id,label,prob\na,1,0.9\nb,0,0.5\nc,0,0.1\n' >$t/few.csv
printf 'id,label,prob\na,1,0.8\nb,0,0.4\nc,0,0.1\n' >$t/new.csv
(cd $t && focalloss --baseline few.csv new.csv --max delta_lo=0 --max change=5%; echo "exit $?")
(cd $t && focalloss --baseline few.csv new.csv --min delta_hi=0 --by label -t json; echo "exit $?")
(cd $t && focalloss --baseline few.csv new.csv --max delta=0.1; echo "exit $?")
rm -r $t
sed 's/^t530,/x,/' cancer-new.csv | focalloss --baseline cancer-main.csv --max delta_lo=0; echo "exit $?"
focalloss --baseline cancer-main.csv cancer-new.csv --max verdict=0
