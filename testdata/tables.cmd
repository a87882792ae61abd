# files whose tables differ are not put into one
printf 'label,prob_cat,prob_dog\ncat,0.9,0.1\n' >t1.csv
printf 'label,prob_cat,prob_fox\ncat,0.9,0.1\n' >t2.csv
focalloss t1.csv t2.csv --grad
focalloss t1.csv t2.csv
rm t1.csv t2.csv
# no reduction that has a slope, and no gradient asked for
printf 'label,logit\n1,2\n0,-3\n' | focalloss -r min,max
printf 'label,logit\n1,2\n0,-3\n' | focalloss -r min --grad
# a weight below 0
printf 'label,logit,w\n1,2,1\n0,-3,-0.5\n' | focalloss -w w
# a label that is a number, but not one of JSON, is a string there
printf 'label,logit\n1.e0,2\n1.0,2\n01,2\n' | focalloss -r none -t ndjson
# many columns are counted, not listed
printf 'label,%slogit_12\n0,1,2,3,4,5,6,7,8,9,10,11,12,13\n' "$(seq -s ',' -f 'logit_%g' 0 11)," | focalloss -v -q
