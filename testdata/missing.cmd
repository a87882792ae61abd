printf 'id,label,logit\na,1,2\nb,NA,3\nc,0,\nd,0,-1\n' >m.csv
focalloss m.csv
focalloss m.csv --missing skip
focalloss m.csv --missing skip -t json 2>/dev/null | grep inputs
rm m.csv
# what is malformed is never skipped
printf 'label,logit\n1,2\n0,oops\n' | focalloss --missing skip
printf 'label,logit\n,2\n' | focalloss --missing skip
