printf 'id,label,score\na,1,2\n' | focalloss
printf 'id,label,logit,prob\na,1,2,0.5\n' | focalloss
printf 'label;logit\n1;2\n' | focalloss
printf 'label,logit,logit\n1,2,3\n' | focalloss
printf 'label_a,label_b,logit_a,logit_c\n1,0,2,3\n' | focalloss
printf 'label,logit\n1,2\n' | focalloss -l score
printf '1,2\n' | focalloss -H
printf '1,2\n' | focalloss -H -y 1 -l 3
printf 'label,logit\n1,2\n' | focalloss -m multiclass
focalloss cancer-main.csv digits.csv --grad
