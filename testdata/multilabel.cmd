focalloss digits-attributes.csv -r none | head -n 4
focalloss digits-attributes.csv -r none --grad -t csv | head -n 3
focalloss digits-attributes.csv -r mean,sum --grad
focalloss digits-attributes.csv --pos-weight prime=2,loop=0.5
focalloss digits-attributes.csv -a 0.25 --alpha-mode balanced --pos-weight 2 --weight-in loss
