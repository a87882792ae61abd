# a submission and its solution, whichever is joined to which
focalloss digits-submission.csv --join digits-solution.csv --digits 12
focalloss digits-solution.csv --join digits-submission.csv --digits 12
focalloss digits-submission.csv -j digits-solution.csv -r none -t csv | head -n 4
# the solution in another format, and down a pipe
t=$(mktemp -d)
awk -F, 'NR > 1 { printf "{\"id\":\"%s\",\"label\":%s}\n", $1, $2 }' \
	digits-solution.csv >$t/truth.ndjson
focalloss digits-submission.csv -j $t/truth.ndjson
focalloss digits-submission.csv -j - <$t/truth.ndjson
# a pipe is joined with the baseline, too
focalloss digits-submission.csv --baseline digits-submission.csv -j - \
	<$t/truth.ndjson
cat digits-solution.csv | focalloss digits-submission.csv --by split \
	--baseline digits-submission.csv -j - -q | cksum
focalloss digits-submission.csv -j digits-solution.csv --by split \
	--baseline digits-submission.csv -q | cksum
# any number of threads, the same bytes
for n in 1 2 7; do
	focalloss digits-submission.csv -j digits-solution.csv --grad -r none \
		-t csv --threads $n | cksum
done
# parts of it
cd $t
head -n 300 $OLDPWD/digits-submission.csv >sub.csv
head -n 1000 $OLDPWD/digits-solution.csv >truth.csv
focalloss sub.csv --join truth.csv
focalloss sub.csv --join truth.csv --missing skip
focalloss sub.csv --join truth.csv --missing skip -t json 2>/dev/null |
	grep inputs
# the same id twice, and a bad label, are errors on their own side
sed '2p; 5p' truth.csv >twice.csv
focalloss sub.csv --join twice.csv --missing skip
sed '2p' sub.csv >again.csv
focalloss again.csv --join truth.csv --missing skip
sed '4s/,[0-9]/,ten/' $OLDPWD/digits-solution.csv >bad.csv
focalloss $OLDPWD/digits-submission.csv --join bad.csv
# ids that only look alike
printf 'id,logit\n7,1\n8,2\n' >sub.csv
printf 'id,label\n0007,1\n0008,0\n' >truth.csv
focalloss sub.csv --join truth.csv
# without ids, line by line
cut -d, -f2 sub.csv >logits.csv
cut -d, -f2 truth.csv >labels.csv
focalloss logits.csv --join labels.csv
focalloss logits.csv --join labels.csv --id row -v
echo 1 >>labels.csv
focalloss logits.csv --join labels.csv --id row
# what is packed is unpacked into the place it is read from
gzip truth.csv
focalloss sub.csv --join truth.csv.gz
focalloss sub.csv --baseline truth.csv.gz
printf '\377\376i\0d\0' >wide.csv
focalloss sub.csv --join wide.csv
zcat truth.csv.gz | focalloss logits.csv --id row --join - -q 2>&1
cd $OLDPWD
rm -r $t
