# the simplest gate: the first result, at most
focalloss cancer-main.csv --max 0.04; echo "exit $?"
focalloss cancer-main.csv --max 0.02; echo "exit $?"
focalloss cancer-main.csv --max 0.02 -q; echo "exit $?"
# fine overall, worse in one group: only --by sees it
focalloss cancer-new.csv --max mean=0.05; echo "exit $?"
focalloss cancer-new.csv --max mean=0.05 --by size; echo "exit $?"
# every row: gammas, alphas, files, one set of them
focalloss main=cancer-main.csv new=cancer-new.csv -g 0,2 --max 0.15 -r mean,max -t csv; echo "exit $?"
focalloss cancer-main.csv -a none -a 0.25 --max 0.026 --min n=369; echo "exit $?"
focalloss cancer-main.csv cancer-new.csv --merge --id row --max n=700; echo "exit $?"
# any column that is computed: quantiles, shares, gradients, both ends
focalloss cancer-main.csv -r mean,p99,share10 --max p99=0.6 --max share10=90% --min share10=50%; echo "exit $?"
focalloss digits.csv --grad --max grad_seven=0 --max grad_7=0 --min grad_7=-0.01; echo "exit $?"
focalloss digits.csv --grad --max grad_7=0 --min grad_7=-0.01; echo "exit $?"
focalloss cancer-main.csv -r p05 --max p05=1 --max p5=1; echo "exit $?"
# samples: of those only what fails is told
focalloss cancer-main.csv -r none --max 1 | cksum
focalloss cancer-main.csv -r none --max 1 -t csv 2>&1 >/dev/null; echo "exit $?"
focalloss cancer-main.csv -r none --min p_t=0.2 -t json -g 0,2 | tail -n 1 | sed 's/.*"checks"/"checks"/'
focalloss cancer-main.csv --top 3 --max 1; echo "exit $?"
focalloss digits-attributes.csv -r none --max loss_even=1.3 -t csv 2>&1 >/dev/null; echo "exit $?"
# many checks: the first ten that fail, and how many
focalloss cancer-main.csv --by id --max 0.1 -t csv 2>&1 >/dev/null; echo "exit $?"
# the same by any number of threads, row by row or not
t=$(mktemp -d)
head -n 1 cancer-main.csv >$t/many.csv
for i in $(seq 300); do sed "1d; s/^/$i/" cancer-main.csv; done >>$t/many.csv
for threads in 1 2 7; do
	focalloss m=$t/many.csv -r none --max 0.3 --min p_t=0.3 -t csv --threads $threads -o $t/many.json 2>&1 >/dev/null | cksum
	cksum <$t/many.json
	focalloss m=$t/many.csv -r none --max 0.3 --min p_t=0.3 -t csv --threads $threads -o $t/many.xml 2>&1 | cksum
	cksum <$t/many.xml
done
FOCALLOSS_ISA=reference focalloss m=$t/many.csv -r none --max 0.3 --min p_t=0.3 -t csv -o $t/many.json -o $t/many.xml 2>&1 >/dev/null | cksum
cat $t/many.json | cksum
cat $t/many.xml | cksum
# a nan keeps no limit, an infinite loss no upper one
printf 'label,prob\n1,0\n0,0.5\n' | focalloss -r ess --max 1e300 --min -1e300 -t json | sed 's/.*"checks"/"checks"/'
printf 'label,prob\n1,0\n0,0.5\n' | focalloss --max 1e300 --min 0; echo "exit $?"
# what cannot be compared is an error, whatever else passes, and no FILE is written
printf 'label_a,label_b,logit_a,logit_b\n1,0,1,1\n7,0,1,1\n1,1,1,1\n' >$t/gap.csv
focalloss $t/gap.csv -r none --ignore 7 --max loss_b=9 >/dev/null; echo "exit $?"
focalloss $t/gap.csv -r none --ignore 7 --max loss_a=9 -o $t/gap.json >/dev/null; echo "exit $?"
ls $t
# no such column: before a sample is read
focalloss cancer-main.csv --max p50=1; echo "exit $?"
focalloss cancer-main.csv --max maen=0.1
focalloss cancer-main.csv --by size -g 1,2 --max size=1
focalloss cancer-main.csv --max gamma=1
focalloss cancer-main.csv -r none --max mean=1
focalloss digits.csv --grad --max grad=1
focalloss cancer-main.csv --max 5%
focalloss cancer-main.csv --max 0,5
focalloss cancer-main.csv --explain t013 --max 1
# with --expect, beside its own
focalloss trainlog.csv -a 0.25,0.25 --expect loss --max max_abs_err=1e-6; echo "exit $?"
focalloss trainlog.csv -a 0.25,0.25 --expect loss --max max_abs_err=1e-9; echo "exit $?"
focalloss trainlog.csv --like torchvision --expect loss --max mismatch=99 -t json 2>&1 | tail -n 3 | sed 's/.*"checks"/"checks"/'
# JSON has them all
focalloss cancer-new.csv --max 0.05 --by size -g 0,2 --min n=120 -o $t/loss.json -o $t/loss.md -o $t/loss.xml >/dev/null 2>&1; echo "exit $?"
sed -n 's/.*"checks"/"checks"/p' $t/loss.json | sed 's/},/},\n/g'
# a report for reading: a table, the checks, the signature
cat $t/loss.md
cmark-gfm -e table $t/loss.md | sed 's/<[^>]*>/ /g' | paste -sd' ' - | tr -s ' '
# a test case for each
cat $t/loss.xml
xmllint --noout --schema junit.xsd $t/loss.xml 2>&1 | sed "s,$t/,,"
focalloss cancer-main.csv -t junit | tee $t/none.xml
xmllint --noout --schema junit.xsd $t/none.xml $t/many.xml 2>&1 | sed "s,$t/,,"
focalloss cancer-main.csv -t junit -q --max 1
focalloss cancer-main.csv -t markdown -q -r mean,max
focalloss cancer-main.csv -t markdown -r none | cmark-gfm -e table | grep -c '<tr>'
GITHUB_STEP_SUMMARY= focalloss five.csv -t github
# for GitHub: the log, and the summary of the job
export GITHUB_STEP_SUMMARY=$t/summary
focalloss cancer-new.csv -t github --max 0.05 --by size -o $t/a.json -o $t/a.xml; echo "exit $?"
focalloss cancer-new.csv -t github --max 0.05 --by size -q; echo "exit $?"
focalloss trainlog.csv -t github --like torchvision --expect loss; echo "exit $?"
cat $t/summary
cmark-gfm -e table $t/summary | grep -c '<table>'
# ... of many rows it has the first
focalloss m=$t/many.csv -r none -t github --max 9 | wc -l
wc -c <$t/summary | sed 's/...$/.../'
tail -n 3 $t/summary
# ... and of a bad input nothing
rm $t/summary
printf 'label,logit\n1,2\n0,oops\n0,1,5\n' >$t/a,b.csv
(cd $t && focalloss a,b.csv -t github 2>/dev/null; echo "exit $?")
focalloss <$t/a,b.csv -t github 2>/dev/null
focalloss cancer-main.csv -t github --max maen=3 2>/dev/null
focalloss -t github --max maen 2>/dev/null
yes '1,x' | head -n 15 | sed '1s/.*/label,logit/' | focalloss -t github 2>/dev/null | tail -n 2
cat $t/summary
GITHUB_STEP_SUMMARY=$t/no/such focalloss cancer-main.csv -t github 2>&1 | sed "s,$t/,,"
unset GITHUB_STEP_SUMMARY
focalloss cancer-main.csv -t github --explain t013 | tail -n 1
# whatever a group is called
{ echo 'label,logit,scene'
  printf '1,2,%s\n' '::error::x' 'a##[group]b' ' ::stop' '100%' '"a,b|c"' '<b>&amp;</b>' '**x**' '[a](b)' '`c`' '~~d~~' \
	'![e](f)' 'h_i_j' '<!--' '"k ""l"" m"' "'n'" '\n' '$o$' 'http://p' '@q' '#1' '::'
  printf '1,2,\302\240::v\n1,2,\033[31mr\001\177\n1,2,\357\277\276\357\277\277s\n1,2,\377\300t\n1,2,\303\251\342\202\254\n'
} >$t/odd.csv
focalloss $t/odd.csv --by scene -q --max 0 -t github
focalloss $t/odd.csv --by scene --max 1 -t github | head -n 26
focalloss $t/odd.csv --by scene --max 0 -o $t/odd.xml -o $t/odd.md -o $t/odd.json >$t/odd.txt 2>/dev/null
xmllint --noout --schema junit.xsd $t/odd.xml 2>&1 | sed "s,$t/,,"
# ... XML and Markdown give back what text shows
xmllint --xpath '//testcase/@name' $t/odd.xml | sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&amp;/\&/g
	s/.*\[scene=//; s/\]\"\$//" >$t/xml
cmark-gfm -e table -e strikethrough -e autolink $t/odd.md | sed -n '1,/<.table>/s/<td align="left">\(.*\)<.td>/\1/p' |
	sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' >$t/md
sed '1d; s/ *[0-9]*  [0-9.e-]*$//' $t/odd.txt >$t/text
# (XML has no U+FFFE and U+FFFF)
sed 's/\xef\xbf[\xbe\xbf]/\xef\xbf\xbd/g' $t/text | cmp - $t/xml && sed 's/^ *//' $t/text | cmp - $t/md && wc -l <$t/md
rm -r $t
# a limit on what no input could have is found before one is opened
focalloss no-such-file.csv --max p99=1 -o no/such.json; echo "exit $?"
focalloss no-such-file.csv --max delta_lo=0; echo "exit $?"
focalloss no-such-file.csv --max grad_fox=0 --grad; echo "exit $?"
# reports say where the first loss differs, as far as it is in a file
focalloss a=trainlog.csv - -t github --like torchvision --expect loss --max max_abs_err=0 <trainlog.csv 2>/dev/null; echo "exit $?"
focalloss trainlog.csv -t junit --like torchvision --expect loss 2>/dev/null | sed -n '/failure /s/.*message/message/p'
