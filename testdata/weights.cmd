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
