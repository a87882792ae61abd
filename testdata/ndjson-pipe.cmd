awk -F, 'NR > 1 { printf "{\"id\":\"%s\",\"label\":%s,\"logit\":%s,\"size\":\"%s\"}\n", $1, $2, $3, $4 }' cancer-main.csv >/tmp/focalloss.$$
focalloss </tmp/focalloss.$$
cat /tmp/focalloss.$$ | focalloss -f ndjson -q -t json
grep '"size":"large"' /tmp/focalloss.$$ | focalloss -r mean,sum -t ndjson
rm /tmp/focalloss.$$
