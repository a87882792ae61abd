focalloss cancer-main.csv -r mean,sum,mean-pos,min,max,ess -g 0,2
focalloss digits-attributes.csv -r mean-pos,ess --grad -t csv
printf 'label,logit,w\n1,2,1\n0,-1,0.5\n1,0,0\n' >w.csv
focalloss w.csv -w w --grad -r mean,sum -t json | tail -n 3
focalloss w.csv -w w -r none
focalloss w.csv -w logit
sed 's/,[0-9.]*$/,0/; 1s/0$/w/' w.csv | focalloss -w w
rm w.csv
focalloss cancer-main.csv -r max --grad
