# a loss and a gradient column for the next tool
focalloss cancer-main.csv -r none --grad -t csv | head -n 5
focalloss cancer-main.csv -r none --hess | head -n 4
focalloss digits.csv -r none -t tsv | head -n 3
printf 'label,prob\n1,0.9\n1,0.99\n' | focalloss -r none -g 2 -q
printf 'id,label,logit\na,1,2\nb,0,-1\n' | focalloss -r none -g 0,2
