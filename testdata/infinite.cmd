printf 'id,label,prob\na,1,1\nb,1,0\nc,0,0.5\nd,0,1\n' >p.csv
focalloss p.csv
focalloss p.csv -r none --grad
focalloss p.csv -t json --eps 1e-7 -q
focalloss p.csv -t ndjson
rm p.csv
# confident logits are no infinity
printf 'label,logit\n1,-800\n0,40\n1,1e308\n' | focalloss -r none --grad -g 0,0.5,2
