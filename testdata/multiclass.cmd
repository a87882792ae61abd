focalloss digits.csv --grad -t csv
focalloss digits-probs.csv -a seven=2,one=0.5
focalloss digits-probs.csv --class-weight seven=2,one=0.5
focalloss digits-probs.csv --pos-weight 1,2,1,1,1,1,1,1,1,3
printf 'label,p_dog,p_cat\ndog,0.9,0.1\ncat,0.3,0.7\n1,0.3,0.7\n' | focalloss -p 'p_*' -r none
