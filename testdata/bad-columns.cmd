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
# a header that is a sample: none is lost to a forgotten -H
printf '1,2.5\n0,-1\n' | focalloss -y 1 -l 2
printf 'a,1,0.25,-3\nb,0,1,1.5\n' | focalloss -y 2 -l 3-4
printf '1,1\n0,0\n' | focalloss -y 1 -l 2
printf 'y,0,1\n1,2,3\n' | focalloss
printf '0,1,2\n1,2,3\n' | focalloss -y 0 -l 2-3
printf ',0,1\n0,1,2.5\n' | focalloss -y 0 -l 1
# what stands in front of the names, or around them
printf 'id, label, logit\na, 1, 2\n' | focalloss
printf '# made by me\nlabel,logit\n1,2\n' | focalloss
printf 'sep=;\nlabel;logit\n1;2\n' | focalloss
# a list in one cell
printf 'label,probs\n1,"[0.5, 0.5]"\n' | focalloss
printf 'label,logit \n1,2 \n' | focalloss
printf 'label,logit \n1,2 \n' | sed 's/^ *//; s/ *, */,/g; s/ *$//' | focalloss
# what holds the samples, if jq can be asked for it so
printf '{"data":[{"label":1,"logit":2}]}' | focalloss
printf '{"my_data":[{"label":1,"logit":2}]}' | focalloss
printf '{"the data":[{"label":1,"logit":2}]}' | focalloss
printf "label,pred's\\n1,2\\n" | focalloss
