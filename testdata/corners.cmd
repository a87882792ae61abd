# what is rare in files and options, and each has its own way through the code
t=$(mktemp -d) && cp cancer-*.csv digits*.csv trainlog.csv five.csv $t && cd $t
npy() { # HEADER BYTES: a file of NumPy, of version 1.0
	printf "\\223NUMPY\\1\\0\\$(printf %03o ${#1})\\0%s$2" "$1"
}
f4() { # SHAPE BYTES
	npy "{'descr': '<f4', 'fortran_order': False, 'shape': $1}" "$2"
}
lines() { # RECORD...
	printf '%s\n' "$@"
}
# inputs
lines label,logit 1,2 | focalloss - cancer-main.csv -t csv
lines a,b,c 1,2,3 >other.csv
printf 'label,logit\r' | focalloss
printf ' \n\n ' | focalloss
lines '"label"x' | focalloss
lines label,logit 1,2 >wait.csv && focalloss wait.csv none.csv; rm wait.csv
# lone CR: within fields, twice in a line, at the end of the file
printf 'label,logit\n1,2\ra\rb\n' | focalloss -f csv
printf 'label,logit\n1,2\r' | focalloss -f csv
# fields beyond the cap: two of a row, and one in a line without its end
fat=$(head -c 1050000 /dev/zero | tr '\0' a)
{ echo label,logit; echo $fat,$fat; } | focalloss -f csv
{ echo label,logit; printf '1,%s' $fat; } | focalloss -f csv
# words between blanks
printf 'a b\r1 2\r' | focalloss -y 1 -l 2
lines 'label logit' '1 inf' | focalloss
lines 'label logit' '1 2 !' | focalloss
lines 'label lo!it' '1 2' | focalloss -y label -l 'lo!it'
lines '#label logit' '1 2' | focalloss
# decimal commas
for n in 1,5 1.000,5 1,000,5 1.000.5; do
	lines 'label;logit' "1;$n" | focalloss -d ';'
done
lines 'label|logit' '1|1,5' | focalloss -d '|'
# labels
lines label,prob_1,prob_2 2,0.5,0.5 | focalloss
lines label,prob_0,prob_5 2,0.5,0.5 | focalloss
{ echo label,logit; printf '%05000d,2\n' 1; } | focalloss
lines '{"label_a":1,"logit_a":2,"label_b":0,"logit_b":1}' \
	'{"label_a":1,"logit_a":2,"logit_b":1}' | focalloss -f ndjson --ignore x
lines label,logit yes,2 no,1 | focalloss --pos-label yes -r none -t csv
# more than ten classes
awk 'BEGIN { printf "label"; for (k = 0; k < 12; k++) printf ",logit_%d", k
	print ""; for (i = 0; i < 40; i++) { printf "%s", i % 13 == 12 ? "010" : i % 12
	for (k = 0; k < 12; k++) printf ",%g", i * k % 7; print "" } }' >twelve.csv
focalloss twelve.csv -r none -t csv | sed -n '1p;11,15p'
sed '20s/^/x/;30s/^[0-9]*/1a/' twelve.csv | focalloss
sed '20s/^[0-9]*/12/' twelve.csv | focalloss
sed '20s/^[0-9]*/1234567/' twelve.csv | focalloss
# JSON
lines '{"label":1,"prob":0.5}' '{"label":1,"prob":{"a":0.5,"b":0.5}}' | focalloss -f ndjson
lines '{"label":1,"logit":2}' '{"logit":1e999,"label":1e999}' | focalloss -f ndjson
lines '{"label":1,"logit":2,"id":"a"}' '{"id":"a\u0000","logit":1,"label":"\u0000"}' | focalloss -f ndjson
lines '{"label":1,"w":"2","logit":2}' '{"label":1,"w":"2","logit":3}' | focalloss -f ndjson -w w
lines '{"labels":[[1,0],[0,1]],"logit_a":[1,2],"logit_b":[3,4]}' | focalloss
lines '{"columns":["label","logit"],"data":5}' | focalloss
lines '{"columns":["label","logit"],"data":[[1,2]],"data":[[0,3]]}' | focalloss
lines '{"probs":{"label":1,"logit":2},"x":{"a":1}}' | focalloss
lines '{}' | focalloss
lines '{"a":{"label":1,"logit":2},"b":{"label":0,"logit":1}}' | focalloss
{ printf '{'; for k in 1 2 3 4 5 6 7 8; do printf '"k%d":1,' $k; done
	echo '"a":1,"a":2,"z":1,"z":2,"label":1,"logit":2}'; } >twice.json
focalloss twice.json
{ printf '{'; for k in 1 2 3 4 5 6 7 8; do printf '"k%d":1,' $k; done
	echo '"z":1,"z":2,"a":1,"a":2,"label":1,"logit":2}'; } >twice.json
focalloss twice.json
# arrays of NumPy
f4 '(2, 1)' '\0\0\200\77\0\0\200\177' >logit.npy
lines label 1 0 >label.csv
focalloss logit.npy --join label.csv --id row
f4 '(2,)' '\0\0\0\100\0\0\200\77' >logit.npy
focalloss label.csv --join logit.npy --id row -r none -t csv
f4 '(2,)' '\0\0\200\177\0\0\200\377' >loss.npy
f4 '(2,)' '\0\0\200\177\0\0\200\177' >size.npy
lines id,label,logit 1,1,2 2,0,1 >row.csv
focalloss row.csv --join loss.npy --id row --expect loss -t csv
focalloss row.csv --join size.npy --id row -r none --keep size -t csv
for h in "{" "{'descr'" "{'descr':" "{'descr': [" "{'descr': ['a" "{'shape' 3}" \
	"{'shape': 3}" "{'shape': (3" "{'descr': [('a', 5)]" \
	"{'descr': '<f4', 'fortran_order': False, 'shape': (1,)"; do
	npy "$h" '\0\0\0\100' | focalloss -f npy
done
for d in '<f' '<f3' '' '<O' '|b1'; do
	npy "{'descr': '$d', 'fortran_order': True, 'shape': (1, 1)}" '\0\0\0\100' |
		focalloss -f npy
done
npy "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1)}" '\0\0\0\100\0\0\200\77' >logit.npy
focalloss logit.npy --join label.csv --id row
# two files: what they have not in common, and what has no partner
lines id,logit ' a',1 'b ',2 1.5,3 2.10,4 c,5 >left.csv
lines id,label a,1 b,0 1.50,1 2.1,0 c,1 >right.csv
for i in 1 2 3 4; do
	sed "1p;$((i + 1))p;d" left.csv >one.csv
	sed "1p;$((i + 1))p;d" right.csv >two.csv
	focalloss one.csv --join two.csv
done
long=$(printf '%0200d' 7)
lines id,logit $long,1 >one.csv && lines id,label 1$long,1 >two.csv
focalloss one.csv --join two.csv
lines id,logit abc,1 >one.csv && lines id,label ab,1 ABC,0 >two.csv
focalloss one.csv --join two.csv
lines '{"id":"\u0000a","logit":1}' >one.ndjson
lines '{"id":"a\u0000","label":1}' >two.ndjson
focalloss one.ndjson --join two.ndjson
lines id,label,x 'c,1,"a""b"' 'a,0,"a
b"' >two.csv && lines id,logit a,1 c,2 >one.csv
focalloss one.csv --join two.csv -r none --keep x -t csv
lines '{"id":"a","label":0,"x":"\u0000"}' '{"id":"c","label":1,"x":"a\rb"}' >two.ndjson
focalloss one.csv --join two.ndjson
printf 'id,label,x\na,0,"a\rb"\nc,1,\n' >two.csv
focalloss one.csv --join two.csv
# rows of other lengths, that together have as many fields
lines id,label a,1,1 c >two.csv && focalloss one.csv --join two.csv
# labels from a pipe, and one of them bad
lines id,label a,1 c,x | focalloss one.csv --join -
# one column beside another
lines logit 1 2 >one.csv && focalloss one.csv --join label.csv --id row
# one sample set
lines id,label,logit a,1,2 ,0,1 >one.csv
focalloss one.csv --merge - <one.csv
lines id,label,logit a,1,2 a,0,1 >one.csv
focalloss one.csv --merge - <one.csv
lines '{"id":"a","label":1,"logit":1}' '{"id":null,"label":1,"logit":1}' '{"id":"","label":1,"logit":1}' '{"label":0,"logit":1}' >one.ndjson
lines '{"id":"b","label":1,"logit":2}' >label.ndjson
focalloss one.ndjson --merge label.ndjson -i id
lines id,logit,size a,1,2 >one.csv && lines id,logit b,1 >two.csv
lines id,label,size a,1,3 b,0,4 >truth.csv
focalloss one.csv two.csv --join truth.csv --merge --by size
# groups, columns of the input, the largest losses
focalloss cancer-main.csv --by label,label
focalloss cancer-main.csv -r none --keep id,size -t csv | head -n 2
focalloss cancer-main.csv -r none --id size --keep id,size -t csv | head -n 2
lines label,logit,x 1,2,0e1 0,1,0:1 1,1,1./2 0,0,1.5e3 | focalloss -r none --keep x -t ndjson
lines label,logit,x 1,2,- 0,1,A 1,1,7 | focalloss -r none --keep x -t ndjson
focalloss cancer-main.csv cancer-new.csv -r none -t csv | sed -n '2p;$p'
awk 'BEGIN { print "g,label,logit"; for (i = 0; i < 40000; i++)
	print i * 7 % 5000 "," i % 2 "," i % 9 - 4 }' >groups.csv
focalloss groups.csv --by g -t csv | cksum
awk 'BEGIN { for (s = 0; s < 2; s++) for (k = 0; k < 150; k++)
	printf "%s%d,", s ? "logit_" : "label_", k; print "g"
	for (i = 0; i < 9; i++) { for (k = 0; k < 150; k++) printf "%d,", (i + k) % 2
	for (k = 0; k < 150; k++) printf "%d,", k * i % 5; print i % 3 } }' >wide.csv
focalloss wide.csv --by g --grad -t csv | cksum
focalloss wide.csv -n 2 --keep g --like detr -t csv | cut -d, -f 1,3-4
focalloss wide.csv --explain 3 --hess | cut -c 1-72 | tail -n 7
focalloss wide.csv --explain 3 -g 0,1 --ignore 1 | cut -c 1-72 | tail -n 8
# reductions, slopes and factors
focalloss cancer-main.csv -r px
focalloss cancer-main.csv -r p --hess
focalloss cancer-main.csv -r p50 --hess
focalloss cancer-main.csv -n 2000000000
focalloss cancer-main.csv --like smp-normalized -r share10,p50,mean
focalloss cancer-main.csv --like smp-normalized --grad
lines label,logit 0,1e308 | focalloss -a 1e10 --alpha-mode class
focalloss cancer-main.csv -a 1e308 --alpha-mode negative --class-weight 0=10,1=1
focalloss cancer-main.csv -a none -a 0.5 --alpha-mode class -t json
focalloss cancer-main.csv -a 0.2 -a 0.3 -t json
focalloss cancer-main.csv --class-weight 1,2 --class-weight 3,4
focalloss cancer-main.csv -g 0:1:0.25e0 | cut -c 1-20
focalloss cancer-main.csv -g 0:0.000000001:1e-16,0 | head -n 3
focalloss cancer-main.csv -g 0.00000000000000001:1:0.5 | head -n 3
focalloss cancer-main.csv cancer-probs.csv -t json | tail -n 4
# columns that are not there
focalloss cancer-main.csv -l logt,id
focalloss cancer-main.csv -l 'logit\'
lines '{"label":1,"probs":{"cat":0.5,"dog":0.5},"other":{"cat":1}}' >groups.json
focalloss groups.json -p prob
# --explain
focalloss cancer-main.csv cancer-new.csv --explain nobody
focalloss cancer-main.csv --explain 1234567890123456789
focalloss cancer-main.csv --explain 12345678901234567a
focalloss cancer-main.csv --explain 0
n=$(printf '%0300d' 1)
lines id,label,logit ${n}a,1,2 | focalloss --explain ${n}b
# --like
for l in torchvision,x=1 torchvision=1 asl,gamma_x=1 smp,margin=oops \
	$(printf '%070d' 1) asl=$(printf '%070d' 1); do
	focalloss cancer-main.csv --like $l
done
focalloss cancer-main.csv --like asl -g 2
focalloss cancer-main.csv --like torchvision -a 1=0.5
focalloss cancer-main.csv --like kornia -a 1=0.5
focalloss cancer-main.csv --like asl --alpha-mode class
focalloss five.csv --like vfl
focalloss --like list -v | head -n 9
# more than a message holds, or a name
focalloss $(yes trainlog.csv | head -n 12) --expect loss -q
long=$(printf 'b%.0s' $(seq 100))
lines label,prob_a,prob_$long $long,0.5,0.5 | focalloss -r p50 -t csv
lines label,prob_a,prob_$long $long,0.5,0.5 | focalloss --explain 2 --id row | cut -c 1-88 | sed -n 3p
lines label,prob_0,prob_1000000000000000000 0,0.5,0.5 | focalloss
# thousands set apart
for n in 1.000.000 1,000,000 1.000.000,5; do
	lines 'label;logit' "1;$n" | focalloss -d ';'
done
# arrays
f4 '(1, 3)' '\0\0\200\77\0\0\200\77\0\0\200\177' >three.npy
focalloss three.npy -y 1 -l 2 -r none --keep 3 -t csv
focalloss three.npy -y 1 -l 2 --expect 3 -t csv
f4 '(1, 3)' '\0\0\200\77\0\0\200\77\0\0\300\77' >three.npy
focalloss three.npy -y 1 -l 2 -r none --keep 3 -t csv
npy "{'descr': '<U3', 'fortran_order': False, 'shape': (1, 1)}" 'abcdefghijkl' >words.npy
focalloss words.npy
npy '{"descr": [("a", "<f4")], "fortran_order": False, "shape": (1,)}' '\0\0\200\77' >words.npy
focalloss words.npy
printf '\223NUMPY\1\0\3\0{\0}' >words.npy && focalloss words.npy
# labels that are ignored
focalloss digits.csv --like torchvision -r mean --ignore 3 -t csv
focalloss digits-attributes.csv --ignore 1 -g 0,1 --explain d0027 | cut -c 1-60
# joined cells that are kept
printf 'id,label,x\na,0,"a\rb"\nc,1,\n' >two.csv
lines id,logit a,1 c,2 >one.csv && focalloss one.csv --join two.csv -r none --keep x -t json
lines id,label a,0 c,1 >truth.csv
focalloss --merge one.csv --join truth.csv --id id -t csv
lines '{"label":1,"logit":1}' '{"label":0,"logit":1}' >one.ndjson
lines '{"id":null,"label":1,"logit":1}' '{"id":"","label":1,"logit":1}' >two.ndjson
focalloss two.ndjson --merge two.ndjson --id id
# words or JSON?
printf '{"label":1,"logit":2}\0{' | focalloss
lines '{"prob":{"a":0.5,"b":0.5},"label":"a"}' '{"prob":0.5,"label":"a"}' | focalloss -f ndjson
printf '%05000d' 1 | focalloss
row() { # N FORMAT
	seq 1 $1 | awk -v f="$2" '{ printf "%s" f, (NR > 1 ? " " : ""), NR } END { print "" }'
}
{ row 400 logit_%d; row 400 %012d; } | focalloss -y 1
{ lines 'label logit'; row 400 %012d; } | focalloss
{ lines 'label logit'; printf '%05000d %d\n' 1 2; } | focalloss
lines 'label logit' '1 x' | focalloss
lines 'label' '1 2' | focalloss
# fields just above the cap, in one row and in the last
fat=$(head -c 1048578 /dev/zero | tr '\0' a)
{ echo label,logit; echo $fat,$fat; } | focalloss -f csv
{ echo label,logit; printf '1,%s' $fat; } | focalloss -f csv
# groups by the label that has another name; of names that begin the file
lines truth,logit yes,1 no,2 no,3 >named.csv
focalloss named.csv -y truth --pos-label yes --by label,label
focalloss named.csv -y truth --pos-label yes --by label
lines '{"probs":{"cat":0.5,"dog":0.5},"label":1}' | focalloss -f ndjson -p prob
lines id,label,logit a,,1 | focalloss --missing skip --explain a
lines id,label,logit a,,1 | focalloss --missing skip --explain b
# more classes than there is room for on the stack
awk 'BEGIN { for (s = 0; s < 2; s++) for (k = 0; k < 20; k++)
	printf "%s%d,", s ? "logit_" : "label_", k; print "g"
	for (i = 0; i < 9000; i++) { for (k = 0; k < 20; k++) printf "%d,", (i + k) % 2
	for (k = 0; k < 20; k++) printf "%d,", k * i % 5; print i % 4500 } }' >wide.csv
focalloss wide.csv --by g --grad --hess -t csv | cksum
# libraries
focalloss cancer-main.csv --like torch -g 2
focalloss cancer-main.csv --like catboost -a 0.5
focalloss cancer-probs.csv --like keras --eps 0 -t json | grep signature
focalloss five.csv --like catboost
focalloss five.csv --like flux,x=1
focalloss cancer-main.csv --like smp,reduced=1
for n in '' 1.0 -1 1/2; do
	sed "20s|^[0-9]*|$n|" twelve.csv | focalloss --digits 3 | sed 1d
done
# an array of losses, finite ones
focalloss three.npy -y 1 -l 2 --expect 3
# ids of blanks, and longer than what is compared; many bad cells that are joined
lines id,logit ' ',1 >one.csv && lines id,label '  ',1 >two.csv
focalloss one.csv --join two.csv
x=$(head -c 200 /dev/zero | tr '\0' x)
lines id,logit ${x}a,1 >one.csv && lines id,label ${x}b,1 >two.csv
focalloss one.csv --join two.csv | cut -c 1-60
seq 1 14 | awk 'BEGIN { print "id,label" } { print $1 ",x" }' >two.csv
seq 1 14 | awk 'BEGIN { print "id,logit" } { print $1 ",1" }' >one.csv
focalloss one.csv --join two.csv
# more classes than are clamped at once, and than have their parts kept
awk 'BEGIN { printf "label"; for (k = 0; k < 1250; k++) printf ",prob_%d", k
	print ""; for (i = 0; i < 2; i++) { printf "%d", i
	for (k = 0; k < 1250; k++) printf ",0.0008"; print "" } }' >wide.csv
focalloss wide.csv --eps 1e-7 --digits 12
focalloss wide.csv --label-smoothing 0.1 -r none --hess -t csv | cut -d, -f 1-6,600
lines label,prob 1,0 0,0.5 1,0.25 >zero.csv
focalloss zero.csv --like smp-normalized --grad
focalloss five.csv --like keras-2
focalloss five.csv --like dlib
# a field beyond the cap and one behind it; a key of two kinds; an infinite sum
{ echo label,logit; echo $fat,1; } | focalloss -f csv
lines '{"label":1,"logit":2,"a":1,"a":{"b":2}}' | focalloss -f ndjson
focalloss zero.csv --like smp-normalized --eps 0 --grad --hess
cd .. && rm -r $t
