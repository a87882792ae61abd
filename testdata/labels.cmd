sed 's/,1,/,yes,/; s/,0,/,no,/' cancer-main.csv | focalloss --pos-label yes -q
sed 's/,0,/,-1,/' cancer-main.csv | focalloss --pos-label 1 -q
sed 's/,1,/,true,/; s/,0,/,False,/' cancer-main.csv | focalloss -q
printf 'label,logit\nyes,1\nYes,2\n' | focalloss --pos-label yes
printf 'label,logit\n0,1\n' | focalloss --pos-label spam
printf 'label,logit\nspam,1\n' | focalloss
{ echo label,logit; seq -f 'l%g,1' 9; } | focalloss --pos-label spam
