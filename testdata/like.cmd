# the same five samples, gamma 2, as libraries score them: testdata/README.md
five() {
	printf '%-30s ' "$*"
	focalloss -q --digits 9 five.csv --like "$@"
}
five torchvision -r mean
five fvcore -a 0.25 -r mean
five fvcore -r mean
five detectron2
five paddle
five detr,num_boxes=5
five mmdet
five mmcv
five monai -a 0.25
five monai-softmax -a 0.25
five kornia -a 0.25 -r mean
five kornia-0.6 -a 0.25 -r mean
five keras
five tfa -r mean
five smp -a 0.25
five smp
five adeelh -g 2
five clcarwin -g 2
five torrvision -g 2
five mmcv-softmax
five poly1 -r mean
five asl
five asl-single
five torch
# a row per sample is torchvision's default, and a loss for each class
focalloss five.csv --like torchvision
# keras clamps the probabilities of logits, too
printf 'label,logit\n1,-1000000\n' | focalloss -q --like keras --digits 17
# numbers of the library's own; options in any place
focalloss -q five.csv -g 1.5 --like kornia -a 0.25 -r mean
focalloss -q five.csv --like asl,gamma_neg=2,clip=0 --eps 1e-6
focalloss five.csv -t json -r mean --grad --like torchvision
focalloss five.csv -v --like kornia -a 0.25 -r mean
focalloss five.csv -v --like vfl >vfl.txt; cat vfl.txt; rm vfl.txt
# the library alone, where there is nothing to be scored; and of nothing in a pipe
focalloss --like artemmavrin -v </dev/null; echo "exit $?"
printf '' | focalloss --like artemmavrin -g 2 -v; echo "exit $?"
focalloss five.csv --like kornia
focalloss five.csv --like kornai -a 0.25
focalloss five.csv --like torchvision --label-smoothing 0.1
focalloss five.csv --like catboost -a 0.25 -g 2
focalloss digits-probs.csv --like mmdet
focalloss --like list
# a row per group and alpha; where none is given, the library's own
printf 'label,logit_a,logit_b,g\na,2,1,x\nb,-1,1,y\na,1,1,x\n' >three.csv
focalloss three.csv --like detectron2 -b g -a none -a 0.25 -r mean,sum
focalloss three.csv --like detectron2 -b g
focalloss three.csv --like cb-focal -a none -a 1
# one vs. rest: groups of classes, cells repeated
focalloss three.csv --like smp -b label -r mean,p50
focalloss three.csv --like smp -n 2 --keep g,label
focalloss three.csv --like smp --class-weight 1,3 -r mean,sum --explain 2
# losses that are over a sum have quantiles over it
focalloss cancer-main.csv --like smp-normalized -r mean,p50,max,p100 -b label
focalloss cancer-main.csv --like smp-normalized -n 1
# of several classes each has a sum of its own
focalloss five.csv --like smp-normalized -r mean,sum --grad --hess --digits 9
focalloss digits-attributes.csv --like smp-normalized -r mean --class-weight 1,2,3,4
focalloss digits.csv --like smp-normalized -b label -r mean,sum | head -n 4
awk -F, 'NR == 1 || $2 == 2' digits.csv | focalloss --like smp-normalized -r mean,sum -q
focalloss five.csv --like smp-normalized --explain b | tail -n 4
focalloss five.csv --like smp-normalized -r mean,max
printf 'label_a,label_b,logit_a,logit_b\n1,-1,2,1\n' | focalloss --like smp-normalized --ignore -1
# of a library, and with a file to score it goes on to that
focalloss --like torch -v <five.csv 2>&1 | tail -n 3
focalloss cancer-new.csv --like asl,gamma_neg=2,gamma_neg=-1
focalloss cancer-new.csv --like paddle,normalizer=0
focalloss five.csv --like smp-normalized --ignore 1
rm three.csv
