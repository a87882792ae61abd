focalloss cancer-main.csv >/dev/full
focalloss cancer-main.csv >&-
focalloss cancer-main.csv -r none | head -n 1 >/dev/null
# a bad row after many good ones: nothing is half written
{ cat cancer-main.csv; echo bad,1,oops,small; } | focalloss -r none
focalloss -V
printf 'id,label,logit\n"a,""b""\n\033[31m",1,2\n' | focalloss -r none
printf 'id,label,logit\n"a,""b""\n\033[31m",1,2\n' | focalloss -r none -t csv | od -c | head -n 4
printf 'id,label,logit\n"a,""b""\n\033[31m",1,2\n' | focalloss -r none -t ndjson
