/* options_test.c - argv to a job, or one exact message. */
#include "options.h"
#include "like.h"
#include "read/reader.h"
#include "spec.h"
#include "test_io.h"
#include "write/writer.h"

#include <limits.h>

#define LIST "hint: focalloss --help lists the options\n"
#define PLAIN " <stdin>:- gamma=2 mean text\n"
#define THREADS "focalloss: --threads takes a whole number, 1 to 1024, not "
#define NO_REDUCTION(name)                                                    \
	"focalloss: --reduction takes one of: mean, sum, mean-pos, min, max, "  \
	"ess, p0 to p100, share0 to share100, none (alone), not '" name "' "     \
	"[usage]\n"

static const struct option_test {
	const char *name, *options;
	/*
	 * What differs from a bare job, then the inputs as name:path, then
	 * gamma, reduction and format; or the notes.
	 */
	const char *want;
} option_tests[] = {
	{ "nothing", "", PLAIN },
	/* columns */
	{ "--label", "--label truth", " label=truth" PLAIN },
	{ "--label=", "--label=truth", " label=truth" PLAIN },
	{ "-y", "-y truth", " label=truth" PLAIN },
	{ "-y attached", "-ytruth", " label=truth" PLAIN },
	{ "--logits", "--logits 'z_*'", " logits=z_*" PLAIN },
	{ "-l", "-l 2-4", " logits=2-4" PLAIN },
	{ "--probs", "--probs=a,b", " probs=a,b" PLAIN },
	{ "-p", "-pa", " probs=a" PLAIN },
	{ "--id", "--id name", " id=name" PLAIN },
	{ "-i", "-i1", " id=1" PLAIN },
	{ "--join", "--join truth.csv", " join=truth.csv" PLAIN },
	{ "-j", "-jtruth.csv", " join=truth.csv" PLAIN },
	{ "-j and standard input", "-j - a.csv",
	    " join=- a.csv:a.csv gamma=2 mean text\n" },
	{ "--pos-label", "--pos-label yes", " pos_label=yes" PLAIN },
	{ "--pos-label that looks like an option", "--pos-label -1",
	    " pos_label=-1" PLAIN },
	{ "--ignore", "--ignore -100", " ignore=-100" PLAIN },
	{ "--ignore nothing", "--ignore=", " ignore=" PLAIN },
	{ "--sum-tol", "--sum-tol 0.5", " sum_tol=0.5" PLAIN },
	{ "--sum-tol 0", "--sum-tol=0", " sum_tol=0" PLAIN },
	/* reading */
	{ "--from csv", "--from csv", " from=csv" PLAIN },
	{ "--from tsv", "--from=tsv", " from=tsv" PLAIN },
	{ "-f json", "-f json", " from=json" PLAIN },
	{ "-f ndjson", "-fndjson", " from=ndjson" PLAIN },
	{ "-f ssv", "-fssv", " from=ssv" PLAIN },
	{ "-f npy", "-fnpy", " from=npy" PLAIN },
	{ "--delimiter", "--delimiter ';'", " delimiter=;" PLAIN },
	{ "-d", "-d'|'", " delimiter=|" PLAIN },
	{ "-d \\t", "-d '\\t'", " delimiter=\\x09" PLAIN },
	{ "-d tab", "-d tab", " delimiter=\\x09" PLAIN },
	{ "-d and a tab", "-d '\t'", " delimiter=\\x09" PLAIN },
	{ "-d and a blank", "-d ' '", " delimiter= " PLAIN },
	{ "-d and a backslash", "-d '\\'", " delimiter=\\\\" PLAIN },
	{ "-d and a t", "-d t", " delimiter=t" PLAIN },
	{ "--no-header", "--no-header", " no_header" PLAIN },
	{ "-H", "-H", " no_header" PLAIN },
	/* the loss */
	{ "--mode binary", "--mode binary", " mode=binary" PLAIN },
	{ "-m multiclass", "-m multiclass", " mode=multiclass" PLAIN },
	{ "-m multi-class", "-mmulti-class", " mode=multiclass" PLAIN },
	{ "--mode=multilabel", "--mode=multilabel", " mode=multilabel" PLAIN },
	{ "-m multi-label", "-m multi-label", " mode=multilabel" PLAIN },
	{ "--gamma", "--gamma 0.5", " <stdin>:- gamma=0.5 mean text\n" },
	{ "-g", "-g0", " <stdin>:- gamma=0 mean text\n" },
	{ "a list of gammas", "-g 0,0.5,1,2,5",
	    " <stdin>:- gamma=0,0.5,1,2,5 mean text\n" },
	{ "a list of gammas keeps its order", "-g 2,1,2",
	    " <stdin>:- gamma=2,1,2 mean text\n" },
	{ "gammas from 0 to 1 by 0.1 are the nearest doubles", "-g 0:1:0.1",
	    " <stdin>:- gamma=0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1 mean "
	    "text\n" },
	{ "gammas from 0 to 5 by 0.5", "--gamma=0:5:0.5",
	    " <stdin>:- gamma=0,0.5,1,1.5,2,2.5,3,3.5,4,4.5,5 mean text\n" },
	{ "gammas that do not end at the end", "-g 1:2:0.3",
	    " <stdin>:- gamma=1,1.3,1.6,1.9 mean text\n" },
	{ "gammas of three digits", "-g 0.95:1.1:0.05",
	    " <stdin>:- gamma=0.95,1,1.05,1.1 mean text\n" },
	{ "gammas by a step with an exponent", "-g 0:0.3:1e-1",
	    " <stdin>:- gamma=0,0.1,0.2,0.3 mean text\n" },
	{ "gammas by a large step with an exponent", "-g 0:2e2:1E2",
	    " <stdin>:- gamma=0,100,200 mean text\n" },
	{ "gammas by a step with a huge exponent",
	    "-g 0:1:1e-9223372036854775808",
	    "focalloss: --gamma takes from:to:step with a step > 0 and from "
	    "<= to, not '0:1:1e-9223372036854775808' [usage]\n" },
	{ "gammas by a step of many digits", "-g 0:1:0.25000000000000000",
	    " <stdin>:- gamma=0,0.25,0.5,0.75,1 mean text\n" },
	{ "one gamma from a range", "-g 2:2:1",
	    " <stdin>:- gamma=2 mean text\n" },
	{ "a step that is too large", "-g 2:3:5",
	    " <stdin>:- gamma=2 mean text\n" },
	{ "ranges in a list", "-g 0:1:0.5,7,2:4:1",
	    " <stdin>:- gamma=0,0.5,1,7,2,3,4 mean text\n" },
	{ "spellings of numbers", "-g +1,.5,5.,1e1,05",
	    " <stdin>:- gamma=1,0.5,5,10,5 mean text\n" },
	{ "the last --gamma counts", "-g 1,2,3 -g 4",
	    " <stdin>:- gamma=4 mean text\n" },
	{ "--alpha", "--alpha 0.25", " alpha=0.25" PLAIN },
	{ "-a", "-a0", " alpha=0" PLAIN },
	{ "-a none", "-a none", PLAIN },
	{ "-a of each class", "-a 1,2,3", " alpha=1,2,3" PLAIN },
	{ "-a of named classes", "-a cat=2,dog=0.5",
	    " alpha=cat=2,dog=0.5" PLAIN },
	{ "-a of one named class", "-a 'my cat=2'", " alpha=my cat=2" PLAIN },
	{ "-a of a class with a = in its name", "-a a=b=2",
	    " alpha=a=b=2" PLAIN },
	{ "-a of a name twice", "-a cat=2,cat=3", " alpha=cat=2,cat=3" PLAIN },
	{ "-a again is one more", "-a cat=2,dog=1 -a 0.25 -a none",
	    " alpha=cat=2,dog=1 alpha=0.25 alpha=none" PLAIN },
	{ "-a none", "-a none", PLAIN },
	{ "-b", "-b size,label", " by=size,label" PLAIN },
	{ "--by", "--by=x --by y", " by=y" PLAIN },
	{ "-n", "-n 3", " top=3 <stdin>:- gamma=2 none text\n" },
	{ "--top and none", "--top 1000000000 -r none",
	    " top=1000000000 <stdin>:- gamma=2 none text\n" },
	{ "--keep", "--keep all -rnone",
	    " keep=all <stdin>:- gamma=2 none text\n" },
	{ "--merge", "--merge", " merge" PLAIN },
	{ "--alpha-mode", "--alpha-mode positive --alpha-mode=balanced",
	    " alpha_mode=balanced" PLAIN },
	{ "--alpha-mode class", "--alpha-mode class",
	    " alpha_mode=class" PLAIN },
	{ "--class-weight", "--class-weight 1,2", " class_weight=1,2" PLAIN },
	{ "--pos-weight", "--pos-weight=3", " pos_weight=3" PLAIN },
	{ "--weight-in loss", "--weight-in loss", " weight_in=loss" PLAIN },
	{ "--weight-in pt", "--weight-in loss --weight-in=pt",
	    " weight_in=pt" PLAIN },
	{ "--label-smoothing", "--label-smoothing 0.1",
	    " label_smoothing=0.1" PLAIN },
	{ "--label-smoothing 0", "--label-smoothing=0",
	    " label_smoothing=0" PLAIN },
	{ "--eps", "--eps 1e-7", " eps=1e-07" PLAIN },
	{ "--eps 0", "--eps=0", " eps=0" PLAIN },
	{ "--like", "--like optax", " like=optax"
	    " <stdin>:- gamma=2 none text\n" },
	{ "--like: gamma and reduction are the library's", "--like flsd53",
	    " like=flsd53 <stdin>:- gamma=3 sum text\n" },
	{ "--like: gamma by hand, before it", "-g 0,1 --like flsd53",
	    " like=flsd53 <stdin>:- gamma=0,1 sum text\n" },
	{ "--like: reduction by hand, behind it", "--like flsd53 -r mean",
	    " like=flsd53 <stdin>:- gamma=3 mean text\n" },
	{ "--like: its first number", "--like detr=2",
	    " like=detr like_keys=num_boxes=2" PLAIN },
	{ "--like: numbers by name", "--like asl,gamma_pos=0.5,clip=0",
	    " like=asl like_keys=gamma_pos=0.5,clip=0"
	    " <stdin>:- gamma=0.5 sum text\n" },
	{ "the last --like counts", "--like asl,clip=0 --like keras",
	    " like=keras" PLAIN },
	{ "--eps of almost a half", "--eps 0.499", " eps=0.499" PLAIN },
	/* limits */
	{ "--max", "--max 0.04", " <=0.04" PLAIN },
	{ "--min", "--min=-1e3", " >=-1000" PLAIN },
	{ "each --max and --min counts", "--max 1 --min n=5 --max p50=.5",
	    " <=1 n>=5 p50<=0.5" PLAIN },
	{ "--max of a name with a =", "--max grad_a=b=3", " grad_a=b<=3" PLAIN },
	{ "--max per cent", "--max change=5% --min share10=-0.1%",
	    " change<=0.05(%) share10>=-0.001(%)" PLAIN },
#define TAKES(option, arg) "focalloss: --" option \
	" takes [NAME=]LIMIT, a number or per cent, not '" arg "' [usage]\n"
	{ "--max of no number", "--max x", TAKES("max", "x") },
	{ "--max of a name alone", "--max mean=", TAKES("max", "mean=") },
	{ "--max of no name", "--max =1", TAKES("max", "=1") },
	{ "--min of nothing", "--min ''", TAKES("min", "") },
	{ "--min of no per cent", "--min %", TAKES("min", "%") },
	{ "--min of two per cent signs", "--min 5%%", TAKES("min", "5%%") },
	{ "--max nan", "--max nan", TAKES("max", "nan") },
	{ "--max inf", "--max mean=inf", TAKES("max", "mean=inf") },
	{ "--max out of range", "--max 1e999", TAKES("max", "1e999") },
	{ "--max and a blank", "--max '1 '", TAKES("max", "1 ") },
	{ "--max and --explain", "--max 1 --explain a",
	    "focalloss: --explain shows one sample of one file: it does not take --max and --min [usage]\n"
	    "hint: leave out one of them\n" },
	/* outputs */
	{ "--expect", "--expect loss --rtol 0 --atol=0.5", " expect=loss"
	    " rtol=0 atol=0.5 <stdin>:- gamma=2 none text\n" },
	{ "--expect and a default reduction", "--expect loss --like optax",
	    " like=optax expect=loss <stdin>:- gamma=2 none text\n" },
	{ "--expect and --reduction", "--expect loss -r none",
	    "focalloss: --expect compares the loss of each sample: it takes no --reduction [usage]\n" },
	{ "--expect and --grad", "--grad --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --grad [usage]\n" },
	{ "--expect and --hess", "--hess --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --hess [usage]\n" },
	{ "--expect and --explain", "--explain a --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --explain [usage]\n" },
	{ "--expect and --by", "--by a --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --by [usage]\n" },
	{ "--expect and --top", "--top 3 --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --top [usage]\n" },
	{ "--expect and --keep", "--keep a --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --keep [usage]\n" },
	{ "--expect and --merge", "--merge --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --merge [usage]\n" },
	{ "--expect and two alphas", "-a 0.25 -a none --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no second --alpha [usage]\n" },
	{ "--expect and two gammas", "-g 0,2 --expect loss",
	    "focalloss: --expect compares with one gamma, not 2 [usage]\n" },
	{ "--rtol without --expect", "--rtol 1",
	    "focalloss: --rtol is for --expect, which is not there [usage]\n" },
	{ "--atol without --expect", "--atol 1",
	    "focalloss: --atol is for --expect, which is not there [usage]\n" },
	{ "--rtol below 0", "--expect loss --rtol -1",
	    "focalloss: --rtol takes a number >= 0, not '-1' [usage]\n" },
	{ "--atol of words", "--expect loss --atol x",
	    "focalloss: --atol takes a number >= 0, not 'x' [usage]\n" },
	{ "--output", "--output a.csv", PLAIN "a.csv is csv\n" },
	{ "-o", "-oa.txt", PLAIN "a.txt is text\n" },
	{ "-o of every name", "-o a.tsv -o b.tab -o c.json -o d.ndjson -o e.jsonl",
	    PLAIN "a.tsv is tsv\nb.tab is tsv\nc.json is json\n"
	    "d.ndjson is ndjson\ne.jsonl is ndjson\n" },
	{ "-o in capitals, with many points", "-o x/a.b.json.CSV",
	    PLAIN "x/a.b.json.CSV is csv\n" },
	{ "-o leaves -t alone", "-o a.csv -t json",
	    " <stdin>:- gamma=2 mean json\na.csv is csv\n" },
#define ENDS "focalloss: --output takes a FILE that ends in .txt .csv .tsv " \
	".tab .json .ndjson .jsonl .md .xml, not "
	{ "-o of no format", "-o a.xls", ENDS "'a.xls' [usage]\n"
	    "hint: -t FORMAT > FILE writes a file of any name\n" },
	{ "-o of no end", "-o csv", ENDS "'csv' [usage]\n"
	    "hint: -t FORMAT > FILE writes a file of any name\n" },
	{ "-o of nothing", "-o ''", ENDS "'' [usage]\n"
	    "hint: -t FORMAT > FILE writes a file of any name\n" },
	{ "-o of standard output", "-o -", ENDS "'-' [usage]\n"
	    "hint: standard output gets the table anyway, as -t FORMAT says\n" },
	/* the table */
	{ "--reduction", "--reduction sum",
	    " <stdin>:- gamma=2 sum text\n" },
	{ "-r of two", "-r sum,mean", " <stdin>:- gamma=2 sum,mean text\n" },
	{ "-r of quantiles and shares", "-r p50,p099.90,p0,share10,share100",
	    " <stdin>:- gamma=2 p50,p99.9,p0,share10,share100 text\n" },
	{ "-r none", "-rnone", " <stdin>:- gamma=2 none text\n" },
	{ "-r again", "-r none -r sum", " <stdin>:- gamma=2 sum text\n" },
	{ "-r none again", "-r sum -r none",
	    " <stdin>:- gamma=2 none text\n" },
	{ "--grad", "--grad", " grad" PLAIN },
	{ "--hess", "--hess", " hess" PLAIN },
	/* showing */
	{ "--to", "--to csv", " <stdin>:- gamma=2 mean csv\n" },
	{ "-t", "-tjson", " <stdin>:- gamma=2 mean json\n" },
	{ "--digits", "--digits 17", " digits=17" PLAIN },
	{ "--digits 1", "--digits=1", " digits=1" PLAIN },
	{ "--digits with an exponent", "--digits=1e1", " digits=10" PLAIN },
	{ "--quiet", "--quiet", " quiet" PLAIN },
	{ "-q", "-q", " quiet" PLAIN },
	{ "--verbose", "--verbose", " verbose" PLAIN },
	{ "-v", "-v", " verbose" PLAIN },
	{ "a cluster", "-Hqvy1", " label=1 no_header quiet verbose" PLAIN },
	{ "a cluster whose value stands behind it", "-qy 1",
	    " label=1 quiet" PLAIN },
	{ "an abbreviation", "--weight-i loss --del=; --gam 3",
	    " delimiter=; weight_in=loss <stdin>:- gamma=3 mean text\n" },
	/* inputs */
	{ "a file", "a.csv", " a.csv:a.csv gamma=2 mean text\n" },
	{ "files in their order", "b a b",
	    " b:b a:a b:b gamma=2 mean text\n" },
	{ "-", "-", PLAIN },
	{ "a named file", "old=main.csv new=pr.csv",
	    " old:main.csv new:pr.csv gamma=2 mean text\n" },
	{ "a name may hold blanks", "'my run=x'",
	    " my run:x gamma=2 mean text\n" },
	{ "the first = parts name and file", "a=b=c",
	    " a:b=c gamma=2 mean text\n" },
	{ "a named path", "a=b/c", " a:b/c gamma=2 mean text\n" },
	{ "a path with a =", "./a=b", " ./a=b:./a=b gamma=2 mean text\n" },
	{ "a = in front is part of the file", "=b",
	    " =b:=b gamma=2 mean text\n" },
	{ "named standard input", "now=-", " now:- gamma=2 mean text\n" },
	{ "files between options", "a -q b -g 1",
	    " quiet a:a b:b gamma=1 mean text\n" },
	{ "behind -- all are files", "-q -- -v --help -",
	    " quiet -v:-v --help:--help <stdin>:- gamma=2 mean text\n" },
	{ "behind -- names are names", "-- a=-x",
	    " a:-x gamma=2 mean text\n" },
	{ "./- is a file", "./-", " ./-:./- gamma=2 mean text\n" },
	/* the messages: columns */
	{ "logits and probs", "-l a -p b",
	    "focalloss: --logits and --probs: the scores are one or the other "
	    "[usage]\n" },
	{ "an empty label", "-y ''",
	    "focalloss: --label needs a value, not '' [usage]\n" },
	{ "an empty id", "--id=",
	    "focalloss: --id needs a value, not '' [usage]\n" },
	{ "--ignore and --pos-label of one spelling",
	    "--ignore yes --pos-label yes",
	    "focalloss: --ignore and --pos-label name the same label, 'yes' "
	    "[usage]\n" },
	{ "--ignore and --pos-label of one number",
	    "--ignore 1.0 --pos-label 1",
	    "focalloss: --ignore and --pos-label name the same label, '1.0' "
	    "[usage]\n" },
	{ "an empty join", "-j ''",
	    "focalloss: --join needs a value, not '' [usage]\n" },
	{ "a join with what is read already", "-j - a.csv -",
	    "focalloss: standard input can be read only once [usage]\n" },
	{ "a join with what is read if nothing is named", "-j -",
	    "focalloss: standard input can be read only once [usage]\n" },
	{ "--sum-tol below 0", "--sum-tol -1",
	    "focalloss: --sum-tol takes a number >= 0, not '-1' [usage]\n" },
	{ "--sum-tol that is no number", "--sum-tol nan",
	    "focalloss: --sum-tol takes a number >= 0, not 'nan' [usage]\n" },
	/* reading */
	{ "an unknown format", "-f xml",
	    "focalloss: --from takes one of: csv, tsv, ssv, json, ndjson, "
	    "npy, not 'xml' "
	    "[usage]\n" },
	{ "a format in another case", "-f CSV",
	    "focalloss: --from takes one of: csv, tsv, ssv, json, ndjson, "
	    "npy, not 'CSV' "
	    "[usage]\nhint: did you mean --from csv?\n" },
	{ "an empty delimiter", "-d ''",
	    "focalloss: --delimiter takes one character, no quote, not '' "
	    "[usage]\n" },
	{ "a delimiter of two", "-d ',,'",
	    "focalloss: --delimiter takes one character, no quote, not ',,' "
	    "[usage]\n" },
	{ "a delimiter of a tab and more", "-d '\tx'",
	    "focalloss: --delimiter takes one character, no quote, not "
	    "'\\x09x' [usage]\n" },
	{ "a delimiter of two bytes", "-d \xc2\xa7",
	    "focalloss: --delimiter takes one character, no quote, not "
	    "'\xc2\xa7' [usage]\n" },
	{ "a quote as the delimiter", "-d '\"'",
	    "focalloss: --delimiter takes one character, no quote, not '\"' "
	    "[usage]\n" },
	{ "a line end as the delimiter", "-d '\n'",
	    "focalloss: --delimiter takes one character, no quote, not "
	    "'\\x0a' [usage]\n" },
	/* the loss */
	{ "an unknown mode", "-m Binary",
	    "focalloss: --mode takes one of: binary, multiclass, multilabel, "
	    "not 'Binary' [usage]\nhint: did you mean --mode binary?\n" },
	{ "gamma nan", "-g nan",
	    "focalloss: --gamma takes numbers >= 0, not 'nan' [usage]\n" },
	{ "gamma inf", "-g inf",
	    "focalloss: --gamma takes numbers >= 0, not 'inf' [usage]\n" },
	{ "gamma below 0", "-g -1",
	    "focalloss: --gamma takes numbers >= 0, not '-1' [usage]\n" },
	{ "gamma too large", "-g 1e400",
	    "focalloss: --gamma takes numbers >= 0, not '1e400' [usage]\n" },
	{ "gamma empty", "-g ''",
	    "focalloss: --gamma takes numbers >= 0, not '' [usage]\n" },
	{ "gamma with a hole", "-g 1,,2",
	    "focalloss: --gamma takes numbers >= 0, not '' [usage]\n" },
	{ "gamma with a last comma", "-g 1,",
	    "focalloss: --gamma takes numbers >= 0, not '' [usage]\n" },
	{ "gamma with blanks", "-g '1, 2'",
	    "focalloss: --gamma takes numbers >= 0, not ' 2' [usage]\n" },
	{ "gamma in hexadecimal", "-g 0x1",
	    "focalloss: --gamma takes numbers >= 0, not '0x1' [usage]\n" },
	{ "a gamma that is too large", "-g 0,1.1e100",
	    "focalloss: --gamma takes numbers of 1e100 at most, not '1.1e100' "
	    "[usage]\n" },
	{ "a range that is too large", "-g 0:1e101:1e100",
	    "focalloss: --gamma takes numbers of 1e100 at most, not "
	    "'0:1e101:1e100' [usage]\n" },
	{ "gamma with a bad one in the list", "-g 1,x,3",
	    "focalloss: --gamma takes numbers >= 0, not 'x' [usage]\n" },
	{ "a range of two", "-g 0:1",
	    "focalloss: --gamma takes from:to:step, not '0:1' [usage]\n" },
	{ "a range of four", "-g 0:1:1:1",
	    "focalloss: --gamma takes numbers >= 0 in from:to:step, not "
	    "'0:1:1:1' [usage]\n" },
	{ "a range with a hole", "-g :1:0.1",
	    "focalloss: --gamma takes numbers >= 0 in from:to:step, not "
	    "':1:0.1' [usage]\n" },
	{ "a range without a step", "-g 0:1:0",
	    "focalloss: --gamma takes from:to:step with a step > 0 and from "
	    "<= to, not '0:1:0' [usage]\n" },
	{ "a range that goes down", "-g 1:0:0.1",
	    "focalloss: --gamma takes from:to:step with a step > 0 and from "
	    "<= to, not '1:0:0.1' [usage]\n" },
	{ "a range below 0", "-g -1:1:1",
	    "focalloss: --gamma takes numbers >= 0 in from:to:step, not "
	    "'-1:1:1' [usage]\n" },
	{ "a range that ends nowhere", "-g 0:inf:1",
	    "focalloss: --gamma takes numbers >= 0 in from:to:step, not "
	    "'0:inf:1' [usage]\n" },
	{ "a range of too many", "-g 0:1:1e-9",
	    "focalloss: --gamma: more than 10000 values [usage]\n" },
	{ "alpha nan", "-a nan",
	    "focalloss: --alpha takes none, or numbers >= 0, not 'nan' "
	    "[usage]\n" },
	{ "alpha below 0", "-a -0.5",
	    "focalloss: --alpha takes none, or numbers >= 0, not '-0.5' "
	    "[usage]\n" },
	{ "alpha inf", "-a 1,inf",
	    "focalloss: --alpha takes none, or numbers >= 0, not 'inf' "
	    "[usage]\n" },
	{ "alpha empty", "-a ''",
	    "focalloss: --alpha takes none, or numbers >= 0, not '' "
	    "[usage]\n" },
	{ "alpha with a hole", "-a 1,,2",
	    "focalloss: --alpha takes none, or numbers >= 0, not '' "
	    "[usage]\n" },
	{ "alpha of a name alone", "-a cat=2,dog",
	    "focalloss: --alpha takes name=number, not 'dog' [usage]\n" },
	{ "alpha of a number among names", "-a cat=2,3",
	    "focalloss: --alpha takes name=number, not '3' [usage]\n" },
	{ "alpha of no name", "-a =2",
	    "focalloss: --alpha takes name=number, not '=2' [usage]\n" },
	{ "alpha of no number", "-a cat=",
	    "focalloss: --alpha takes none, or numbers >= 0, not 'cat=' "
	    "[usage]\n" },
	{ "alpha none among numbers", "-a none,2",
	    "focalloss: --alpha takes none, or numbers >= 0, not 'none' "
	    "[usage]\n" },
	{ "class weight below 0", "--class-weight a=-1",
	    "focalloss: --class-weight takes none, or numbers >= 0, not 'a=-1' "
	    "[usage]\n" },
	{ "pos weight too large", "--pos-weight 1e999",
	    "focalloss: --pos-weight takes none, or numbers >= 0, not '1e999' "
	    "[usage]\n" },
	{ "an unknown alpha mode", "--alpha-mode x",
	    "focalloss: --alpha-mode takes one of: positive, balanced, class, "
	    "negative, background, first, not 'x' [usage]\n" },
	{ "an unknown place for weights", "--weight-in p",
	    "focalloss: --weight-in takes one of: pt, loss, not 'p' "
	    "[usage]\n" },
	{ "label smoothing of 1", "--label-smoothing 1",
	    "focalloss: --label-smoothing takes a number in [0, 1), not '1' "
	    "[usage]\n" },
	{ "label smoothing below 0", "--label-smoothing=-0.1",
	    "focalloss: --label-smoothing takes a number in [0, 1), not '-0.1' "
	    "[usage]\n" },
	{ "label smoothing nan", "--label-smoothing nan",
	    "focalloss: --label-smoothing takes a number in [0, 1), not 'nan' "
	    "[usage]\n" },
	{ "eps of a half", "--eps 0.5",
	    "focalloss: --eps takes a number in [0, 0.5), not '0.5' "
	    "[usage]\n" },
	{ "eps below 0", "--eps=-1e-9",
	    "focalloss: --eps takes a number in [0, 0.5), not '-1e-9' "
	    "[usage]\n" },
	{ "eps nan", "--eps=nan",
	    "focalloss: --eps takes a number in [0, 0.5), not 'nan' "
	    "[usage]\n" },
	{ "eps empty", "--eps=",
	    "focalloss: --eps takes a number in [0, 0.5), not '' [usage]\n" },
	/* the table */
	{ "an unknown reduction", "-r avg",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'avg' [usage]\n" },
	{ "none beside another", "-r none,mean",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'none,mean' [usage]\n" },
	{ "none behind another", "-r mean,none",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'mean,none' [usage]\n" },
	{ "a median is not near a mean", "-r sum,median", NO_REDUCTION("sum,median")
	    "hint: did you mean --reduction sum,p50?\n" },
	{ "a quantile above 100", "-r p100.1", NO_REDUCTION("p100.1") },
	{ "a quantile below 0", "-r p-1", NO_REDUCTION("p-1") },
	{ "a quantile of nothing", "-r p", NO_REDUCTION("p") },
	{ "a quantile of two points", "-r p1.2.3", NO_REDUCTION("p1.2.3") },
	{ "a share that is no plain number", "-r share1e1",
	    NO_REDUCTION("share1e1") },
	{ "a quantile twice", "-r p5,mean,p05",
	    "focalloss: --reduction takes each name once, not 'p5,mean,p05' "
	    "[usage]\n" },
	{ "--top of no number", "-n x",
	    "focalloss: --top takes a whole number, 1 to 1000000000, not 'x' "
	    "[usage]\n" },
	{ "--top of a part", "-n 1.5",
	    "focalloss: --top takes a whole number, 1 to 1000000000, not '1.5' "
	    "[usage]\n" },
	{ "--top and a reduction", "-n 3 -r sum",
	    "focalloss: --top is of samples, -r sum of all [usage]\n"
	    "hint: leave out one of them\n" },
	{ "--keep without samples", "--keep s",
	    "focalloss: --keep is of samples: it needs -r none, or --top "
	    "[usage]\n" },
	{ "--merge line by line", "--merge -j x --id row",
	    "focalloss: --merge and --join need ids: --id row counts the lines "
	    "of one file [usage]\n" },
	{ "a reduction twice", "-r mean,mean",
	    "focalloss: --reduction takes each name once, not 'mean,mean' "
	    "[usage]\n" },
	{ "an empty reduction", "-r ''",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'' [usage]\n" },
	{ "a reduction with a hole", "-r mean,,sum",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'mean,,sum' [usage]\n" },
	{ "a reduction with a last comma", "-r mean,",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "'mean,' [usage]\n" },
	{ "no reduction at all", "-r ,",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not "
	    "',' [usage]\n" },
	/* showing */
	{ "an unknown format to write", "-t xml",
	    "focalloss: --to takes one of: text, csv, tsv, json, ndjson, "
	    "markdown, junit, github, not "
	    "'xml' [usage]\n" },
	{ "no digits", "--digits 0",
	    "focalloss: --digits takes a whole number, 1 to 17, not '0' "
	    "[usage]\n" },
	{ "too many digits", "--digits 18",
	    "focalloss: --digits takes a whole number, 1 to 17, not '18' "
	    "[usage]\n" },
	{ "half a digit", "--digits 6.5",
	    "focalloss: --digits takes a whole number, 1 to 17, not '6.5' "
	    "[usage]\n" },
	{ "no threads", "--threads 0", THREADS "'0' [usage]\n" },
	{ "too many threads", "--threads 1025", THREADS "'1025' [usage]\n" },
	{ "half a thread", "--threads 1.5", THREADS "'1.5' [usage]\n" },
	{ "threads in words", "--threads all", THREADS "'all' [usage]\n" },
	{ "digits in words", "--digits six",
	    "focalloss: --digits takes a whole number, 1 to 17, not 'six' "
	    "[usage]\n" },
	/* options that are none */
	{ "an unknown letter", "-z",
	    "focalloss: there is no option -z [usage]\n" LIST },
	{ "an unknown letter in a cluster", "-qzv",
	    "focalloss: there is no option -z [usage]\n" LIST },
	{ "an unknown letter in a cluster, behind a word", "--grad -zq",
	    "focalloss: there is no option -z [usage]\n" LIST },
	{ "an unknown word", "--gama 2",
	    "focalloss: there is no option --gama [usage]\n"
	    "hint: did you mean --gamma?\n" },
	{ "an unknown word with a value", "--redution='a b'",
	    "focalloss: there is no option --redution=a b [usage]\n"
	    "hint: did you mean '--reduction=a b'?\n" },
	{ "an unknown word that is near to none", "--nonsense",
	    "focalloss: there is no option --nonsense [usage]\n" LIST },
	{ "a mode with a slip", "-m binray",
	    "focalloss: --mode takes one of: binary, multiclass, multilabel, "
	    "not 'binray' [usage]\nhint: did you mean --mode binary?\n" },
	{ "a reduction with a slip", "-r maen",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not 'maen' [usage]\n"
	    "hint: did you mean --reduction mean?\n" },
	{ "a reduction with a slip, in a list", "-r sum,maxx,min",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not 'sum,maxx,min' [usage]\n"
	    "hint: did you mean --reduction sum,max,min?\n" },
	{ "none with a slip", "-r noen",
	    "focalloss: --reduction takes one of: mean, sum, mean-pos, min, "
	    "max, ess, p0 to p100, share0 to share100, none (alone), not 'noen' [usage]\n"
	    "hint: did you mean --reduction none?\n" },
	{ "a format to write with a slip", "-t jsn",
	    "focalloss: --to takes one of: text, csv, tsv, json, ndjson, "
	    "markdown, junit, github, not "
	    "'jsn' [usage]\nhint: did you mean --to json?\n" },
	{ "a format to read with a slip", "-f cvs",
	    "focalloss: --from takes one of: csv, tsv, ssv, json, "
	    "ndjson, npy, not 'cvs' "
	    "[usage]\nhint: did you mean --from csv?\n" },
	{ "an alpha mode with a slip", "--alpha-mode balacned",
	    "focalloss: --alpha-mode takes one of: positive, balanced, class, "
	    "negative, background, first, not 'balacned' [usage]\n"
	    "hint: did you mean --alpha-mode balanced?\n" },
	{ "--missing with a slip", "--missing Skp",
	    "focalloss: --missing takes one of: error, skip, not 'Skp' "
	    "[usage]\nhint: did you mean --missing skip?\n" },
	{ "--weight-in with a slip", "--weight-in lsos",
	    "focalloss: --weight-in takes one of: pt, loss, not 'lsos' "
	    "[usage]\nhint: did you mean --weight-in loss?\n" },
	{ "F57 gamma that is no number", "-g nan",
	    "focalloss: --gamma takes numbers >= 0, not 'nan' [usage]\n" },
	{ "F57 gamma below 0", "--gamma -1",
	    "focalloss: --gamma takes numbers >= 0, not '-1' [usage]\n" },
	{ "F57 gamma too large for a double", "-g 1e400",
	    "focalloss: --gamma takes numbers >= 0, not '1e400' [usage]\n" },
	{ "an unknown word shows escaped", "--\033[0m",
	    "focalloss: there is no option --\\x1b[0m [usage]\n" LIST },
	{ "an abbreviation of two", "--pos 1",
	    "focalloss: option --pos is ambiguous [usage]\n"
	    "hint: did you mean --pos-label or --pos-weight?\n" },
	{ "a value for a flag", "--quiet=1",
	    "focalloss: option --quiet takes no value [usage]\n" LIST },
	{ "a value for a flag without a letter", "-q --grad=1",
	    "focalloss: option --grad takes no value [usage]\n" LIST },
	{ "a word without its value", "-q --gamma",
	    "focalloss: option --gamma needs a value [usage]\n" LIST },
	{ "an abbreviation without its value", "--gam",
	    "focalloss: option --gam needs a value [usage]\n" LIST },
	{ "a letter without its value", "--grad -g",
	    "focalloss: option -g needs a value [usage]\n" LIST },
	{ "a cluster without its value", "--grad -qg",
	    "focalloss: option -g needs a value [usage]\n" LIST },
	{ "a colon is no option", "-:",
	    "focalloss: there is no option -: [usage]\n" LIST },
	{ "a question mark is no option", "-?",
	    "focalloss: there is no option -? [usage]\n" LIST },
	{ "a dash in a cluster is no option", "-q-",
	    "focalloss: there is no option -- [usage]\n" LIST },
	{ "the first bad option is told", "-g x -z",
	    "focalloss: --gamma takes numbers >= 0, not 'x' [usage]\n" },
	/* inputs */
	{ "standard input after the options, twice", "- -- -",
	    "focalloss: standard input can be read only once [usage]\n" },
	{ "standard input twice", "- -",
	    "focalloss: standard input can be read only once [usage]\n" },
	{ "standard input twice under names", "a=- b=-",
	    "focalloss: standard input can be read only once [usage]\n" },
	{ "an empty file name", "''",
	    "focalloss: an empty file name [usage]\n" },
	{ "a name without a file", "old=",
	    "focalloss: an empty file name [usage]\n" },
};
#undef LIST
#undef PLAIN

static void
show_text(struct out *o, const char *name, const char *text)
{
	if (text)
		out_format(o, " %s=%s", name, text);
}

static void
show_classes(struct out *o, const char *name, const struct per_class *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (i == 0)
			out_format(o, " %s=", name);
		else
			out_text(o, ",");
		if (p->name)
			out_format(o, "%s=", p->name[i]);
		/* the shortest text that reads back: no other double has it */
		out_number(o, p->value[i], 0);
	}
}

static void
show_number(struct out *o, const char *name, double x, double usual)
{
	if (x == usual)
		return;
	out_format(o, " %s=", name);
	out_number(o, x, 0);
}

static void
show_job(struct out *o, const struct job *j)
{
	char shown[8];

	show_text(o, "label", j->label);
	show_text(o, "logits", j->logits);
	show_text(o, "probs", j->probs);
	show_text(o, "id", j->id);
	show_text(o, "join", j->join);
	show_text(o, "pos_label", j->pos_label);
	show_text(o, "ignore", j->ignore);
	show_number(o, "sum_tol", j->sum_tol, -1);
	show_text(o, "from", j->from ? j->from->name : NULL);
	diag_escape(shown, sizeof shown, &j->delimiter, 1);
	show_text(o, "delimiter", j->delimiter ? shown : NULL);
	out_text(o, j->no_header ? " no_header" : "");
	show_text(o, "mode", j->mode ? j->mode->name : NULL);
	for (size_t i = 0; i < j->alphas; i++) {
		const struct per_class *alpha = &j->alpha[i];

		if (alpha->n == 0 && j->alphas > 1)
			out_text(o, " alpha=none");
		show_classes(o, "alpha", alpha);
	}
	show_text(o, "alpha_mode", j->alpha_mode ? j->alpha_mode->name : NULL);
	show_classes(o, "class_weight", &j->class_weight);
	show_classes(o, "pos_weight", &j->pos_weight);
	out_text(o, j->weight_in == WEIGHT_IN_LOSS ? " weight_in=loss"
	    : j->weight_in == WEIGHT_IN_PT ? " weight_in=pt" : "");
	show_number(o, "label_smoothing", j->label_smoothing, -1);
	show_number(o, "eps", j->eps, -1);
	show_text(o, "like", j->like ? j->like->name : NULL);
	show_classes(o, "like_keys", &j->like_keys);
	show_text(o, "by", j->by);
	show_number(o, "top", (double)j->top, 0);
	show_text(o, "keep", j->keep);
	out_text(o, j->merge ? " merge" : "");
	out_text(o, j->grad ? " grad" : "");
	out_text(o, j->hess ? " hess" : "");
	for (size_t i = 0; i < j->limits; i++) {
		const struct limit *l = &j->limit[i];

		out_format(o, " %.*s%s", (int)l->name, l->text,
		    l->least ? ">=" : "<=");
		out_number(o, l->value, 0);
		out_text(o, l->per_cent ? "(%)" : "");
	}
	show_text(o, "expect", j->expect);
	show_number(o, "rtol", j->rtol, 1e-5);
	show_number(o, "atol", j->atol, 1e-8);
	show_number(o, "digits", j->digits, 0);
	out_text(o, j->quiet ? " quiet" : "");
	out_text(o, j->verbose ? " verbose" : "");
	for (size_t i = 0; i < j->inputs; i++)
		out_format(o, " %s:%s", j->input[i].name, j->input[i].path);
	for (size_t i = 0; i < j->gamma.n; i++) {
		out_text(o, i ? "," : " gamma=");
		out_number(o, j->gamma.value[i], 0);
	}
	for (size_t i = 0; i < j->reductions; i++)
		out_format(o, "%s%s", i ? "," : " ", j->reduction[i].name);
	out_text(o, j->reductions ? "" : " none");
	out_format(o, " %s\n", j->to->name);
	for (size_t i = 0; i < j->outputs; i++)
		out_format(o, "%s is %s\n", j->output[i].path,
		    j->output[i].to->name);
}

static void
options_make_jobs(void **state)
{
	const struct option_test *row = *state;
	struct out o = { .fd = -1 };
	static struct test_argv a;
	static struct diag d;
	struct job j;

	d = (struct diag){ .notes = 0 };
	test_split(&a, row->options);
	if (!job_parse(&j, a.n, a.arg, &d)) {
		assert_int_equal(d.notes, 0);
		assert_null(j.show);
		show_job(&o, &j);
	} else {
		assert_int_equal(d.notes, 1);
	}
	job_free(&j);
	test_notes(&o, &d);
	assert_out(&o, row->want);
}

/* Options may stand behind files whatever POSIXLY_CORRECT says. */
static void
options_make_the_same_jobs_in_posix_mode(void **state)
{
	setenv("POSIXLY_CORRECT", "1", 1);
	options_make_jobs(state);
	unsetenv("POSIXLY_CORRECT");
}

static const struct show_row {
	const char *name, *options, *begins;
} show_rows[] = {
	{ "-h", "-h", "usage: focalloss" },
	{ "--help", "--help", "usage: focalloss" },
	{ "--hel", "--hel", "usage: focalloss" },
	{ "-h in a cluster", "-qhv", "usage: focalloss" },
	{ "-h before what could not be done", "-h -l a -p b - -",
	    "usage: focalloss" },
	{ "-V", "-V", "focalloss " FOCALLOSS_VERSION "\n" },
	{ "--version", "--version", "focalloss " FOCALLOSS_VERSION "\n" },
	{ "the first of both", "-V -h", "focalloss " FOCALLOSS_VERSION "\n" },
	{ "the first of both, the other way round", "-h -V",
	    "usage: focalloss" },
	{ "-h before a bad option", "-h --nonsense", "usage: focalloss" },
	{ "-V before a bad value", "-V -g x",
	    "focalloss " FOCALLOSS_VERSION "\n" },
};

static void
texts_are_shown(void **state)
{
	const struct show_row *row = *state;
	static struct test_argv a;
	static struct diag d;
	struct job j;

	d = (struct diag){ .notes = 0 };
	test_split(&a, row->options);
	assert_int_equal(job_parse(&j, a.n, a.arg, &d), 0);
	assert_int_equal(d.notes, 0);
	assert_non_null(j.show);
	assert_int_equal(strncmp(j.show, row->begins, strlen(row->begins)), 0);
	job_free(&j);
}

static void
version_is_one_line(void **state)
{
	static char *arg[] = { "focalloss", "-V", NULL };
	static struct diag d;
	struct job j;

	(void)state;
	assert_int_equal(job_parse(&j, 2, arg, &d), 0);
	assert_string_equal(j.show, "focalloss " FOCALLOSS_VERSION "\n");
	job_free(&j);
}

/* Each row's names in one line, then its help, in lines that fit. */
static void
help_shows_every_row(void **state)
{
	struct out o = { .fd = -1 };
	size_t rows = 0;

	(void)state;
	options_help(&o);
	out_bytes(&o, "", 1);
	assert_false(o.failed);
	for (const struct option_row *r = option_rows; r->key; r++) {
		char left[80], first[80];
		const char *at;

		if (!r->name)
			continue;
		rows++;
		if (r->key < CHAR_MAX)
			snprintf(left, sizeof left, "\n  -%c, --%s%s%s ",
			    r->key, r->name, r->arg ? " " : "",
			    r->arg ? r->arg : "");
		else
			snprintf(left, sizeof left, "\n      --%s%s%s ",
			    r->name, r->arg ? " " : "", r->arg ? r->arg : "");
		at = strstr(o.buf, left);
		if (!at)
			print_error("no '%s'\n", left);
		assert_non_null(at);
		snprintf(first, sizeof first, "%.*s",
		    (int)strcspn(r->help, "\n"), r->help);
		at += strlen(left);
		at += strspn(at, " ");
		assert_int_equal(strncmp(at, first, strlen(first)), 0);
	}
	assert_true(rows > 20);
	for (const char *s = o.buf; *s; s += strcspn(s, "\n") + 1) {
		if (strcspn(s, "\n") > 80)
			print_error("too long: %.90s\n", s);
		assert_true(strcspn(s, "\n") <= 80);
	}
	free(o.buf);
}

static void
no_two_rows_share_a_name(void **state)
{
	(void)state;
	for (const struct option_row *a = option_rows; a->key; a++)
		for (const struct option_row *b = a + 1; b->key; b++)
			if (a->name && b->name) {
				assert_int_not_equal(a->key, b->key);
				assert_string_not_equal(a->name, b->name);
			}
}

/* A typing error there would make every test of it a test of nothing. */
static void
no_processor_has_it(void **state)
{
	static char name[] = "focalloss";
	char *argv[] = { name, NULL };
	static struct diag d;
	struct job j;

	(void)state;
	setenv("FOCALLOSS_ISA", "sclar", 1);
	assert_int_equal(job_parse(&j, 1, argv, &d), -1);
	assert_string_equal(d.note[0].text, "focalloss: FOCALLOSS_ISA is not "
	    "one this processor has: 'sclar' [usage]");
	unsetenv("FOCALLOSS_ISA");
	job_free(&j);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(version_is_one_line),
		cmocka_unit_test(help_shows_every_row),
		cmocka_unit_test(no_two_rows_share_a_name),
		cmocka_unit_test(no_processor_has_it),
	};
	int failed = 0;

	unsetenv("POSIXLY_CORRECT");
	RUN_ROWS(option_tests, options_make_jobs);
	RUN_ROWS(option_tests, options_make_the_same_jobs_in_posix_mode);
	RUN_ROWS(show_rows, texts_are_shown);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
