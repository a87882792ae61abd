printf 'id,label,logit\na,0.25,1\nb,1,2\nc,0,-1\nd,0.5,0\n' >soft.csv; focalloss soft.csv
focalloss soft.csv -m binary
focalloss soft.csv -m binary -r none --grad --hess -t csv
focalloss soft.csv -m binary -r mean-pos,sum --label-smoothing 0.1 -t json
focalloss soft.csv -m binary -a 0.25 --alpha-mode balanced --pos-weight 3 -q; rm soft.csv
printf 'label_a,label_b,prob_a,prob_b\n1,0.25,0.5,0.75\n0.5,0,1,0\n' | focalloss -m multilabel -r none -t csv
printf 'label_a,label_b,prob_a,prob_b\n1,0.25,0.5,0.75\n0.5,0,1,0\n' | focalloss -m multilabel -r none --grad -t csv --eps 1e-7
focalloss cancer-main.csv --label-smoothing 0.1 -v
focalloss digits.csv --label-smoothing 0.1 -g 0,2 -t csv
focalloss digits-probs.csv --label-smoothing 0.1 -r none --grad -t csv | head -3
focalloss cancer-main.csv --eps 0.1 -q
printf 'label,logit\n1,50\n0,50\n' | focalloss --eps 1e-7 -r none --grad --hess
# what a library makes of a soft label is not always our formula
printf 'label,logit\n1,2\n0.25,2\n' >soft.csv
focalloss soft.csv -m binary --like fvcore-star
focalloss soft.csv -m binary --like artemmavrin -g 2
focalloss soft.csv -m binary --like artemmavrin -g 2 --label-smoothing 0.1
focalloss soft.csv -m binary --like fvcore-star -q 2>/dev/null; echo "exit $?"
# ... and is none that explains a column
focalloss soft.csv -m binary -g 0 -r none -t csv | cut -d, -f 4 | sed '1s/.*/theirs/' |
	paste -d, soft.csv - | focalloss -m binary -g 1 --expect theirs; rm soft.csv
