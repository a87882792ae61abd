focalloss cancer-main.csv -g 0,0.5,1,2,5
focalloss old=cancer-main.csv new=cancer-new.csv -g 0:1:0.5 -r mean,sum
focalloss cancer-main.csv -g 0:0.3:0.1 -t csv
