# a change of the model, sample by sample; baseline.py says the same
focalloss --baseline cancer-main.csv cancer-new.csv
focalloss --baseline cancer-main.csv cancer-new.csv -g 0,0.5,1,2,5
focalloss --baseline cancer-main.csv cancer-new.csv --by size -g 0,2 -v
focalloss --baseline cancer-main.csv cancer-new.csv --by size --ci 80 -r p50,sum -t csv
# overall nothing happened; to the small ones it did
t=$(mktemp -d)
awk -F, -v OFS=, 'NR > 1 {
    $3 = sprintf("%.6f", $3 + ($2 ? 1 : -1) * ($4 == "small" ? -0.3 : 0.03)) } 1
    ' cancer-main.csv >$t/new.csv
focalloss --baseline cancer-main.csv $t/new.csv
focalloss --baseline cancer-main.csv $t/new.csv --by size
focalloss --baseline cancer-main.csv $t/new.csv --max delta_lo=0; echo "exit $?"
focalloss --baseline cancer-main.csv $t/new.csv --max delta_lo=0 --by size; echo "exit $?"
# with itself; with several files; the merged set; rows in another order
focalloss --baseline cancer-main.csv cancer-main.csv --by size
focalloss --baseline cancer-main.csv main=cancer-main.csv new=cancer-new.csv
head -n 100 cancer-new.csv >$t/a.csv
{ head -n 1 cancer-new.csv; sed 1,100d cancer-new.csv; } >$t/b.csv
focalloss --baseline cancer-main.csv $t/b.csv $t/a.csv --merge -b size -g 0,2 | cksum
{ head -n 1 cancer-new.csv; sed 1d cancer-new.csv | sort; } >$t/sorted.csv
for threads in 1 2 3; do
	focalloss --baseline cancer-main.csv $t/sorted.csv -b size -g 0,2 \
		--threads $threads | cksum
done
# every format, and files beside it
focalloss --baseline cancer-main.csv cancer-new.csv -t json -o $t/t.csv -o $t/t.ndjson
cat $t/t.csv $t/t.ndjson
awk -F, 'NR > 1 { printf "{\"id\":\"%s\",\"label\":%s,\"logit\":%s}\n", $1, $2, $3 }
    ' cancer-main.csv >$t/main.ndjson
focalloss --baseline - cancer-new.csv <$t/main.ndjson -q
# per sample, and the hardest of them
focalloss --baseline cancer-main.csv cancer-new.csv -r none --grad --keep size | head -n 3
focalloss --baseline cancer-main.csv cancer-new.csv --top 2 -g 0,2 -t ndjson
# a submission: the truth of both is in a third file
awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= NF; i++) $i = 0.9 * $i + 0.01 } 1
    ' digits-submission.csv >$t/sub.csv
focalloss $t/sub.csv --join digits-solution.csv --by split \
	--baseline digits-submission.csv --sum-tol 0.1
# many labels; 17 digits of base are those of the file alone
focalloss digits-attributes.csv --baseline digits-attributes.csv -r mean -t csv
focalloss digits-attributes.csv -q -t csv
# beyond 10000 pairs it is Student's
awk 'BEGIN { print "id,label,logit"; for (i = 0; i < 10500; i++)
    printf "s%d,%d,%.3f\n", i, i % 3 == 0, i * 7919 % 1000 / 250 - 2 }' >$t/m.csv
awk 'BEGIN { print "id,label,logit"; for (i = 10500; i-- > 0;)
    printf "s%d,%d,%.3f\n", i, i % 3 == 0,
    i * 7919 % 1000 / 250 - 2 + (i % 7 - 3) / 16 }' >$t/n.csv
for threads in 1 3; do
	focalloss --baseline $t/m.csv $t/n.csv -t csv --threads $threads
done
# an id that is not there
sed 4d cancer-new.csv >$t/less.csv
focalloss --baseline cancer-main.csv $t/less.csv 2>&1 | sed "s:$t/::"
focalloss --baseline cancer-main.csv $t/less.csv >$t/log 2>&1; echo "exit $?"
focalloss --baseline $t/less.csv cancer-new.csv >$t/log 2>&1; echo "exit $?"
focalloss --baseline cancer-main.csv $t/less.csv --missing skip -q 2>&1 | sed "s:$t/::"
focalloss --baseline cancer-main.csv $t/less.csv --missing skip -t json 2>/dev/null | sed -n "s:$t/::; /inputs/p"
# an id that stands twice, a label that is another, no ids
sed 4p cancer-new.csv | focalloss --baseline cancer-main.csv --missing skip
sed '4s/,1,/,0,/' cancer-new.csv | focalloss --baseline cancer-main.csv
cut -d, -f 2,3 cancer-new.csv | focalloss --baseline cancer-main.csv
cut -d, -f 2,3 cancer-new.csv >$t/bare.csv
focalloss --baseline cancer-main.csv $t/bare.csv --id row -q
# what is written must not be read
cp cancer-main.csv $t/main.csv
focalloss --baseline $t/main.csv cancer-new.csv 2>&1 >>$t/main.csv | sed "s:$t/::"
cmp cancer-main.csv $t/main.csv
# an infinite loss: no interval, no verdict
printf 'id,label,prob\na,1,0.5\nb,1,0.5\n' >$t/half.csv
printf 'id,label,prob\na,1,0\nb,1,0.5\n' | focalloss --baseline $t/half.csv
printf 'id,label,prob\na,1,0\nb,1,0.5\n' | focalloss --baseline $t/half.csv -t ndjson
printf 'id,label_a,label_b,prob_a,prob_b\na,1,0,0,0.5\nb,1,0,0.5,0.5\n' >$t/two.csv
focalloss $t/two.csv --baseline $t/two.csv -r none -q 2>&1 | sed "s,$t/,,"
# one file merged is that file
focalloss cancer-new.csv --merge --id id --baseline cancer-main.csv
rm -r $t
