# the largest losses of all files
focalloss cancer-new.csv -n 3
focalloss main=cancer-main.csv new=cancer-new.csv -n 4 --by size --grad
focalloss cancer-new.csv --top 2 -g 0,2 -a none -a 0.25 -t csv
focalloss digits.csv -n 2 --keep all -t ndjson
focalloss digits-attributes.csv -n 2 --hess -t csv
focalloss cancer-new.csv -n 2 --keep size,logit -t json -q
# the same as all samples, sorted
focalloss cancer-new.csv -r none -t csv --keep all | sed 1d | sort -t, -k 4,4gr >all.tmp
focalloss cancer-new.csv -n 369 -t csv --keep all | sed 1d | cmp - all.tmp
focalloss cancer-new.csv -n 1000 -t csv --keep all | sed 1d | cmp - all.tmp
rm all.tmp
# of equal losses the first sample is first, whoever reads it
awk 'BEGIN { print "label,logit"; for (i = 0; i < 200000; i++)
    print 1 "," i % 10 }' >equal.tmp
for threads in 1 2 7; do
	focalloss equal.tmp -n 3 -t csv --threads $threads
done
rm equal.tmp
# columns that are kept
focalloss cancer-main.csv -r none --keep size,2,id -t csv | head -n 2
focalloss cancer-main.csv -r none -b size --keep all -t csv | head -n 2
focalloss digits-submission.csv -j digits-solution.csv -r none --keep split -t tsv | head -n 3
printf '%s\n' '{"label":1,"logit":1.50,"a":"7","b":[1,"x"],"c":true,"d":null}' \
	'{"logit":2,"label":0,"a":7,"b":["y"],"c":"true"}' >kept.tmp
for to in ndjson csv text; do
	focalloss -f ndjson kept.tmp -r none --keep all -t $to
done
rm kept.tmp
printf 'label,logit,loss,note\n1,2,0.5,"a, ""b"""\n0,1,,007\n' | focalloss -r none --keep loss,note -t csv
printf 'label,logit,loss,note\n1,2,0.5,"a, ""b"""\n0,1,,007\n' | focalloss -r none --keep loss,note -t ndjson
# what cannot be
focalloss cancer-main.csv -n 0
focalloss cancer-main.csv -n 3 -r mean
focalloss cancer-main.csv --keep size
focalloss cancer-main.csv -r none --keep colour
focalloss cancer-main.csv -r none --keep all,size
