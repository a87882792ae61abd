printf 'id,label,prob\na,1,oops\nb,0,\nc,2,.5\nd,1,1.5\ne,1,0x1p2\nf,yes,0.5\ng,1,NaN\nh,1,inf\ni,1,1,5\nj,1,"1,5"\nk,1,1e999\nl,NA,0.5\n' | focalloss
printf 'label,prob_a,prob_b\na,0.5,0.5\na,-1,0.5\nb,1.2,-0.2\nc,1,0\n' >mc.csv; focalloss mc.csv; rm mc.csv
printf 'label,logit\n1,2\n\n0,1\n' | focalloss
printf 'label,logit\n1, 2\n' | focalloss
printf 'label,logit\n1,"2\n0,3\n' | focalloss
printf 'label,logit\n' | focalloss
printf '' | focalloss
# one more than are listed
{ echo label,logit; yes 1,x | head -n 11; } | focalloss
