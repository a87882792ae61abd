focalloss cancer-main.csv -a 0.25
focalloss cancer-main.csv -a 0.25 --alpha-mode balanced
focalloss cancer-main.csv -a 0.75,0.25
focalloss cancer-main.csv -a 1=0.25,0=0.75 -q
focalloss cancer-main.csv --pos-weight 2
focalloss cancer-main.csv --pos-weight 2 --weight-in loss
focalloss cancer-main.csv --class-weight 0.5,2
focalloss cancer-main.csv --alpha-mode balanced
focalloss cancer-main.csv -a 2 --alpha-mode balanced
focalloss digits.csv -a 0.25 --alpha-mode positive
focalloss digits.csv -a 1,2,3
focalloss digits-probs.csv -a bird=2
# weights of 0: no mean, but a sum; and they do not hide an infinite loss
printf 'label,logit,w\n1,2,0\n1,3,0\n' | focalloss -w w
printf 'label,logit,w\n1,2,0\n1,3,0\n' | focalloss -w w -r sum,max
printf 'label,prob,w\n1,0.5,1\n1,0,0\n' | focalloss -w w
printf 'g,h,label,logit,w\na,x,1,2,0\na,y,0,1,1\n' | focalloss -w w -b g,h
# a name that ends a span of code
printf 'label,logit,a`b\n1,2,3\n0,1,2\n' | focalloss -w 'a`b' -t markdown
