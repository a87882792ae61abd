# samples without a label, as PyTorch has them: the same digits as without their rows
sed '2~10s/,[01],/,-100,/' cancer-main.csv >i.csv
focalloss i.csv
focalloss i.csv --ignore -100 -v
grep -v ,-100, i.csv | focalloss -q -r mean,sum,min,max,ess,mean-pos --digits 17
focalloss i.csv --ignore -100.0 -q -r mean,sum,min,max,ess,mean-pos --digits 17
focalloss i.csv --ignore -100 -t json | grep -o '"inputs":.*\]\|ignore=[^ ]*'
focalloss i.csv --ignore -100 -r none -t csv | sed -n '1,3p;$='
rm i.csv
# by the spelling, before anything else of the sample is looked at
printf 'label,prob\nunknown,\n1,0.9\n,7\n' >i.csv
focalloss i.csv --ignore unknown
focalloss i.csv --ignore unknown --missing skip
printf 'label,prob\n,7\n1,0.9\n' | focalloss --ignore ''
printf 'label,prob_cat,prob_dog\ndog,0.1,0.9\n255,0,0\n' | focalloss --ignore 255
printf 'label,prob_cat,prob_dog\ndog,0.1,0.9\ncat,0.2,0.8\n' | focalloss --ignore cat
rm i.csv
# several labels: one that is ignored leaves the loss, the divisor and the gradient
printf 'id,label_a,label_b,logit_a,logit_b,w\nx,1,-1,2,7,1\ny,0,1,-1,0.5,2\nz,-1,-1,,,\n' >i.csv
focalloss i.csv --ignore -1 -r mean,sum,min,max,ess,mean-pos --grad --hess
focalloss i.csv --ignore -1 -r mean,sum,mean-pos --grad -w w
focalloss i.csv --ignore -1 -r none --grad
focalloss i.csv --ignore -1 -r none -t csv
focalloss i.csv --ignore -1 -t json | grep inputs
focalloss i.csv --ignore -1 -v >/dev/null
rm i.csv
printf 'label_a,label_b,label_c,logit_a,logit_b,logit_c\n1,-1,0,2,7,-1\n-1,1,-1,1,2,3\n0,0,0,-1,-1,-1\n' | focalloss --ignore -1 -r mean,sum --hess
# kornia has them in what its mean is over, and of groups nobody knows whose they are
printf 'id,label_a,label_b,logit_a,logit_b,g\nx,1,-1,2,1,u\ny,-1,-1,3,1,u\nz,0,1,1,-1,v\n' >i.csv
focalloss i.csv --ignore -1 --like kornia -a 0.25 -r mean,sum,min,p50 --grad
focalloss i.csv --ignore -1 --like torchvision -r mean,sum,min,p50 --grad
cut -d, -f2-5 i.csv >noid.csv; focalloss noid.csv noid.csv --merge --ignore -1 --like kornia -a 0.25 -r mean,sum,min --threads 2; rm noid.csv
focalloss i.csv --ignore -1 --like kornia -a 0.25 -r none
focalloss i.csv --ignore -1 --like kornia -a 0.25 -r mean -v >/dev/null
focalloss i.csv --ignore -1 --like kornia -a 0.25 -r mean --explain z | tail -n 2
focalloss i.csv --ignore -1 --like kornia -a 0.25 -r mean --by g
grep -v ^y i.csv | focalloss --ignore -1 --like kornia -a 0.25 -r mean --by g
rm i.csv
# warnings and errors
printf 'label,logit\n1,2\n' | focalloss --ignore unknwon
printf 'label,logit\n-1,2\n' | focalloss --ignore -1
printf 'label,logit\n-1,2\n1,NA\n' | focalloss --ignore -1 --missing skip
focalloss --ignore 1 --pos-label 1 cancer-main.csv
