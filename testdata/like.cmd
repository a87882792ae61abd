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
focalloss five.csv --like kornia
focalloss five.csv --like kornai -a 0.25
focalloss five.csv --like torchvision --label-smoothing 0.1
focalloss five.csv --like catboost -a 0.25 -g 2
focalloss digits-probs.csv --like mmdet
focalloss --like list
