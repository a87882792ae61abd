focalloss --redution sum cancer-main.csv
focalloss --redution=sum cancer-main.csv
focalloss --pos 1 cancer-main.csv
focalloss -m binray cancer-main.csv
focalloss -r sum,maen cancer-main.csv
focalloss -t jsn cancer-main.csv
focalloss -f cvs cancer-main.csv
focalloss -y Label cancer-main.csv
focalloss -p prob_svn,prob_nine digits-probs.csv
focalloss -l 3-2 cancer-main.csv
focalloss -l 3-9 cancer-main.csv
focalloss -a sevn=2 digits-probs.csv
printf 'target,Logit\n1,2\n' | focalloss
printf 'label,logit\nham,2\nSpam,1\n' | focalloss --pos-label spam
printf 'label,logit\nham,2\neggs,1\n' | focalloss --pos-label spam
printf 'label,logit_cat,logit_dog\nDog,1,2\n' | focalloss
# nothing is near
focalloss -y truth cancer-main.csv
focalloss --nonsense
