# whatever the order of the rows, the number of threads and the instruction
# set, every byte of an aggregate is the same
t=$(mktemp -d)
sort digits-submission.csv >$t/sub; sort digits-solution.csv >$t/sol
join -t, $t/sub $t/sol >$t/rows
grep ^id, $t/rows >$t/digits-joined.csv
grep -v ^id, $t/rows | sort -t, -k 3 >>$t/digits-joined.csv

score() { focalloss $1 -t csv --grad -r mean,sum,mean-pos,min,max,ess $2; }
rows() { tail -n +2 $1; }

# the rows of a file by the numbers of a generator that repeats itself
shuffle() {
	rows $1 | awk '{ s = (s * 25173 + 13849 + NR) % 65536; print s "," $0 }' |
	    sort -t, -k 1,1n -k 2 | cut -d, -f 2-
}

isas=
for isa in reference scalar avx2 avx512; do
	if FOCALLOSS_ISA=$isa focalloss -q cancer-main.csv >$t/out 2>&1; then
		isas="$isas $isa"
	else
		grep -v 'is not one this processor has' $t/out
	fi
done
for file in *.csv $t/digits-joined.csv; do
	case $file in
	digits-s*)	# without scores, or without labels: joined above
		continue ;;
	esac
	for order in tac sort shuffle; do
		head -n 1 $file >$t/$order
		case $order in
		shuffle) shuffle $file ;;
		*) rows $file | $order ;;
		esac >>$t/$order
		cmp -s $file $t/$order && echo "$order changes nothing"
	done
	for options in '-g 0,0.5,2,3.7' '-g 2 --alpha 0.25 --hess'; do
		score $file "$options --threads 1" >$t/want 2>&1
		bad=
		for order in tac sort shuffle; do
			for isa in $isas; do
				for threads in 1 2 5; do
					FOCALLOSS_ISA=$isa score $t/$order \
					    "$options --threads $threads" \
					    >$t/got 2>&1
					cmp -s $t/want $t/got || bad="$bad \
$order,$isa,$threads"
				done
			done
		done
		echo "${file##*/} $options: $(wc -l <$t/want) lines" \
		    "${bad:-the same}"
	done
done
rm -r $t
