# files that are one sample set: the same bytes as of one file
t=$(mktemp -d)
rows() { sed -n "1p;$1p" cancer-main.csv; }
rows 2,100 >$t/a.csv; rows 101,101 >$t/b.csv; rows 102,370 >$t/c.csv
for options in '-r mean,sum,ess,p50,share5' '--by size --grad' '-b label,size -g 0,2' \
	'-n 5 --keep all' '-r none' '-r none -t csv --hess -a none -a 0.5' \
	'-t ndjson -b id -r max'; do
	focalloss cancer-main.csv $options >$t/want
	for threads in 1 3; do
		focalloss --merge $t/a.csv $t/b.csv $t/c.csv $options \
			--threads $threads | cmp - $t/want
	done
	# sums do not depend on the order of the files
	case $options in
	*none*) ;;
	*) focalloss --merge $t/c.csv $t/a.csv $t/b.csv $options | cmp - $t/want ;;
	esac
	wc -l <$t/want
done
focalloss $t/a.csv $t/b.csv --merge -v 2>&1 | sed "s:$t/::"
focalloss x=$t/a.csv $t/b.csv --merge -t json | sed "s:$t/::"
# without ids a sample is known by its file and line
cut -d, -f 2- $t/a.csv >$t/d.csv
focalloss --merge one=$t/d.csv two=$t/d.csv -n 2
# other formats, an empty shard, a label that only one of them has
head -n 1 $t/a.csv >$t/empty.csv
awk -F, 'NR > 1 { printf "{\"id\":\"%s\",\"label\":%s,\"logit\":%s,\"size\":\"%s\"}\n",
    $1, $2, $3, $4 }' $t/b.csv >$t/b.ndjson
focalloss --merge $t/a.csv $t/b.ndjson $t/empty.csv $t/c.csv --by size
focalloss $t/a.csv $t/b.csv --pos-label 1 2>&1 --merge
# joined with one file
head -n 200 digits-submission.csv >$t/s1.csv
sed '2,200d' digits-submission.csv >$t/s2.csv
focalloss digits-submission.csv -j digits-solution.csv
focalloss $t/s1.csv $t/s2.csv -j digits-solution.csv --merge
# what cannot be
cp digits-solution.csv $t
cd $t
focalloss --merge a.csv b.csv a.csv 2>&1 | tail -n 3
focalloss --merge a.csv b.csv b.csv
focalloss --merge a.csv b.csv b.csv --id row -q
focalloss --merge s1.csv s2.csv s1.csv -j digits-solution.csv 2>&1 | tail -n 2
focalloss --merge s1.csv -j digits-solution.csv
focalloss --merge s1.csv s2.csv -j digits-solution.csv --id row
focalloss --merge empty.csv empty.csv
printf 'id,label,prob\nx,1,0.5\n' >prob.csv
focalloss --merge a.csv prob.csv
printf 'id,label,prob_a,prob_b\nx,a,0.5,0.5\n' >ab.csv
printf 'id,label,prob_b,prob_a\ny,a,0.5,0.5\n' >ba.csv
focalloss --merge ab.csv ba.csv
# the same id twice, be it in one file
printf 'id,label,logit\na,1,2\nb,0,1\na,0,3\n' >twice.csv
focalloss --merge twice.csv
focalloss --merge --id row twice.csv -q
cd $OLDPWD
rm -r $t
