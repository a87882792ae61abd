# one sample on the blackboard, in each mode
focalloss cancer-main.csv -a 0.25 --alpha-mode balanced --explain t535
focalloss cancer-probs.csv --explain t530
focalloss digits.csv --explain d0027 --class-weight 7=2
focalloss digits-attributes.csv --explain d0027 --pos-weight 2
# what does not change with gamma stands once
focalloss cancer-main.csv -g 0,2 -r mean,sum,mean-pos,max --hess --explain t530
# smoothed and soft labels
focalloss digits-probs.csv --label-smoothing 0.1 --explain d0027
printf 'label,logit\n0.25,1\n1,2\n' | focalloss -m binary -a 0.3 --pos-weight 2 --explain 2
# the truth was given no chance
printf 'label,prob\n1,0\n0,0.5\n' | focalloss --explain 2
printf 'label,prob\n1,0\n0,0.5\n' | focalloss --explain 2 --eps 1e-7
# sample weights; a label that is ignored
printf 'label,prob,w\n0,0.3,2\n0,0.5,1\n' | focalloss --explain 2 -w w -r mean,sum
printf 'id,label_a,label_b,logit_a,logit_b\nx,1,-100,2,3\ny,-100,-100,1,1\n' | focalloss --explain x --ignore -100 --grad
printf 'id,label_a,label_b,logit_a,logit_b\nx,1,-100,2,3\ny,-100,-100,1,1\n' | focalloss --explain y --ignore -100
# every format, every way in
focalloss cancer-main.csv --explain t530 -t csv
focalloss cancer-main.csv --explain t530 -t ndjson -g 0,2 | head -n 6
printf 'label,prob\n1,0\n' | focalloss --explain 2 -t ndjson | grep inf
focalloss digits-attributes.csv --explain d0027 -t tsv | grep loss
focalloss digits-submission.csv --join digits-solution.csv --explain d0904 -q
focalloss cancer-main.csv --explain t530 -q; focalloss cancer-main.csv -r none -t csv | grep t530
focalloss old=cancer-main.csv new=cancer-new.csv --explain t530 -q -t csv -g 0,2
focalloss old=cancer-main.csv new=cancer-new.csv --explain t530 --digits 3
printf '{"label":1,"logit":2}\n{"label":0,"logit":1}\n' | focalloss --explain 2 --pos-label 0
focalloss cancer-main.csv --explain t530 -o explained.txt -t json -q; head -n 1 explained.txt; rm explained.txt
# which sample?
focalloss cancer-main.csv --explain t5300
focalloss cancer-main.csv --explain 25
focalloss cancer-main.csv --explain 25 --id row -q
focalloss cancer-main.csv --explain 400 --id row
focalloss cancer-main.csv --explain t1 --id row
printf 'label,logit\n1,2\n' | focalloss --explain a
printf 'id,label,logit\na,1,2\nb,0,1\na,1,1\n' | focalloss --explain a
echo '[{"label":1,"logit":2},{"label":0,"logit":1}]' | focalloss --explain 1
printf 'id,label,logit\na,1,2\nb,NA,1\n' | focalloss --explain b --missing skip
printf 'id,label,logit\na,1,2\nb,oops,1\n' | focalloss --explain a
head -n 900 digits-solution.csv >part.csv; focalloss digits-submission.csv --join part.csv --explain d1236 --missing skip; rm part.csv
# what divides is the library's
focalloss cancer-main.csv --explain t530 --like detectron2 -r mean,sum,p50,share10
focalloss cancer-main.csv --explain t530 --like smp-normalized -q
# libraries on the blackboard: each in the words of its formula
printf 'label,logit\n0,0.7\n1,2\n' | focalloss --explain 2 --like asl-optimized
printf 'label,logit\n0,0.7\n0.8,2\n' | focalloss -m binary --explain 3 --like vfl -r mean
printf 'label,logit_a,logit_b,logit_c\nb,2,1,0.5\n' | focalloss --explain 2 --like kornia -a 0.25 -r mean
printf 'label,logit_a,logit_b\nb,2,1\na,1,0\n' | focalloss --explain 2 --like detr,num_boxes=5
printf 'label,prob_a,prob_b,prob_c\nb,0.5,0.3,0.2\n' | focalloss --explain 2 --like smp,reduced_threshold=0.4
printf 'label,prob_a,prob_b,prob_c\nb,0.5,0.3,0.2\n' | focalloss --explain 2 --like artemmavrin -g 2
printf 'label,logit_a,logit_b,logit_c\nb,2,1,0.5\n' | focalloss --explain 2 --like cb-focal --class-weight a=0.5,b=2,c=0.5 --grad
# it is of one sample of one file, computed in one way
focalloss cancer-main.csv --explain t530 --by label
focalloss cancer-main.csv --explain t530 --top 3
focalloss cancer-main.csv --explain t530 -r none --keep all
focalloss cancer-main.csv --explain t530 --merge
focalloss cancer-main.csv --explain t530 -a 1 -a 2
# far from 0: what is next to 1 keeps its digits, what is too small has a logarithm
far() { # LABEL LOGIT OPTION...
	printf 'label,logit\n%s,%s\n' $1 $2 | focalloss --explain 2 $3 $4 $5 $6
}
far 0 40
far 1 -800
far 0 -745 -g 0.5
far 0 40 --label-smoothing 0.1 --pos-weight 3
far 1 -800 --label-smoothing 0.1
printf 'label,logit_a,logit_b,logit_c\na,-800,800,0\nb,50,-50,0\n' >far.csv
focalloss far.csv --explain 2
focalloss far.csv --explain 3 --label-smoothing 0.1; rm far.csv
