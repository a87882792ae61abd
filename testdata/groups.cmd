# a row for each group; numbers as numbers, then texts
focalloss cancer-main.csv --by size
focalloss cancer-main.csv --by label -g 0,2 -r sum,share20,ess
focalloss main=cancer-main.csv new=cancer-new.csv --by size -a none -a 0.25
# what the sets are called, and in which order they come
focalloss cancer-main.csv -b size,label -r mean,p50,p99,max --grad -t csv
focalloss cancer-main.csv -b label,size -g 0 -t json
focalloss digits.csv --by label -a none -a 0.5,1,1,1,1,1,1,1,1,1 -r mean | head -n 6
focalloss digits-attributes.csv --by label | head -n 4
# a column that comes from another file; the label, by another name and by its own
focalloss digits-submission.csv -j digits-solution.csv -b split -r mean,p90
t=$(mktemp -d)
sed 1s/label/truth/ cancer-main.csv >$t/truth.csv
focalloss $t/truth.csv -y truth -b label -q -r sum
focalloss $t/truth.csv -y truth -b truth -r sum
# empty, null and absent values are one group; NA is a text; JSON keeps types
printf 'label,logit,s\n1,2,a\n1,1,\n0,1,NA\n0,-1,10\n1,0,9\n' >$t/gaps.csv
focalloss $t/gaps.csv --by s
focalloss $t/gaps.csv --by s -t ndjson
printf '{"label":1,"logit":%s,"s":%s}\n' 2 true 1 null 0 '"1"' 3 2.50 >$t/gaps.ndjson
focalloss $t/gaps.ndjson --by s -t ndjson
# a name that the table has already gives way
sed '1s/size/n/' cancer-main.csv | focalloss --by n
sed '1s/size/gamma/' cancer-main.csv | focalloss --by gamma -g 1,2
# the sums of the groups add up to the whole, and so do their counts
for by in label size id label,size; do
	focalloss cancer-main.csv -r sum -b $by -t csv | awk -F, -v by=$by '
	    NR > 1 { n += $(NF-1); s += $NF } END { print by, n, s, NR - 1 }'
done
focalloss cancer-main.csv -r sum
# rows in another order, the same bytes
{ head -n 1 cancer-main.csv; sed 1d cancer-main.csv | sort -t, -k 3; } >$t/sorted.csv
for by in label size id size,label; do
	for file in cancer-main.csv $t/sorted.csv; do
		focalloss $file -b $by -g 0,2 -a none -a 0.3 -t csv --grad \
			-r mean,sum,mean-pos,min,max,ess,p50,share10 | cksum
	done
done
# 100000 groups of one row, by any number of threads
awk 'BEGIN { print "label,logit,user"; for (i = 0; i < 100000; i++)
    print i % 2 "," i % 100 / 10 "," i * 7919 % 100000 }' >$t/users.csv
for threads in 1 2 7; do
	focalloss $t/users.csv -b user -r mean,max -t csv --threads $threads | cksum
done
focalloss $t/users.csv -b user -q | awk '{ s += $1 } END { print s / NR }'
focalloss $t/users.csv -q
# what cannot be
focalloss cancer-main.csv --by colour
focalloss cancer-main.csv --by size,size
focalloss cancer-main.csv --by label,label
focalloss cancer-main.csv -r p50,p50.0
focalloss cancer-main.csv -r p101
focalloss cancer-main.csv -r p50 --grad
printf 'label,logit,w,s\n1,2,0,a\n0,1,1,b\n' | focalloss -w w --by s
rm -r $t
