t=$(mktemp -d)
cut -d, -f2 cancer-main.csv | tail -n +2 >$t/y.txt
cut -d, -f3 cancer-main.csv | tail -n +2 >$t/z.txt
paste -d, $t/y.txt $t/z.txt | focalloss -H -y 1 -l 2
paste $t/y.txt $t/z.txt | focalloss -H -y 1 -l 2 -f tsv --grad
rm -r $t
