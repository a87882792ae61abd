/* batch_test.c - cells to numbers, or one exact note for each that is none. */
#include "batch.h"
#include "test_io.h"

#define BIN "label,logit\n"
#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define POS_HINT(label) "hint: say which label is the positive one: " \
	"--pos-label " label "\n"
#define LOGITS "hint: are these logits? then pass --logits 'prob_*'\n"
#define LOGIT "hint: are these logits? then pass --logits 'prob'\n"
#define GROUPS "hint: a decimal comma, thousands set apart? numbers are " \
	"written with a point: 1000.5\n"
#define COMMA "hint: a decimal comma? numbers are written with a point: 0.5\n"
#define BLANK "hint: blanks belong to a CSV field; remove them: " \
	"sed 's/^ *//; s/ *, */,/g; s/ *$//'\n"
#define MISSING "hint: --missing skip leaves such samples out, and counts " \
	"them\n"
#define FROM_1 "hint: labels from 1? they count from 0 here: subtract 1\n"
#define NO_LABEL(label) "hint: no label? --ignore " label " leaves it out\n"
#define RANGE(line, label) "<stdin>:" line ":1: label: '" label \
	"' is not a class; the classes are 0 to 1 [label-range]\n"
#define STRING "hint: numbers stand without quotes in JSON\n"

static const struct batch_row {
	const char *name, *options, *bytes;
	size_t len;
	/* "line: targets; scores" of each good row, then the notes */
	const char *want;
} batch_rows[] = {
	/* labels of two kinds */
	{ "labels 0 and 1", "", T(BIN "0,5\n1,6\n"), "2: 0; 5\n3: 1; 6\n" },
	{ "labels with a fraction of 0", "", T(BIN "1.0,5\n0.00,6\n1e0,7\n"),
	    "2: 1; 5\n3: 0; 6\n4: 1; 7\n" },
	{ "labels with more digits", "", T(BIN "01,5\n+1,6\n00,7\n-0,8\n"),
	    "2: 1; 5\n3: 1; 6\n4: 0; 7\n5: -0; 8\n" },
	{ "true and false in any case", "",
	    T(BIN "true,5\nFalse,6\nTRUE,7\nfAlSe,8\n"),
	    "2: 1; 5\n3: 0; 6\n4: 1; 7\n5: 0; 8\n" },
	{ "quoted labels", "", T(BIN "\"1\",5\n\"false\",6\n"),
	    "2: 1; 5\n3: 0; 6\n" },
	{ "yes", "", T(BIN "1,5\nyes,6\n"),
	    "2: 1; 5\n<stdin>:3:1: label: 'yes' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("yes") },
	{ "t", "", T(BIN "t,5\n"),
	    "<stdin>:2:1: label: 't' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("t") },
	{ "label -1", "", T(BIN "-1,5\n1,6\n"),
	    "3: 1; 6\n<stdin>:2:1: label: '-1' is neither 0 nor 1 "
	    "[label-range]\nhint: labels are -1 and 1? --pos-label 1; no label? "
	    "--ignore -1\n" },
	{ "label 2", "", T(BIN "2,5\n"),
	    "<stdin>:2:1: label: '2' is neither 0 nor 1 "
	    "[label-range]\nhint: labels are 1 and 2? --pos-label 2\n" },
	{ "a label that is a fraction", "", T(BIN "0.3,5\n"),
	    "<stdin>:2:1: label: '0.3' is a fraction; labels are 0 or 1 "
	    "[label-range]\nhint: soft labels? then pass --mode binary\n" },
	{ "a soft label where the formula is another",
	    "--like flux -m binary", T(BIN "1,0.5\n0.5,0.5\n"),
	    "2: 1; 0.5\n<stdin>:3:1: label: '0.5' is a fraction; --like flux takes "
	    "labels of 0 and 1 [label-range]\n" },
	{ "a soft label that is not cast",
	    "--like artemmavrin -g 2 -m binary --label-smoothing 0.1",
	    T(BIN "0.25,0.5\n"), "2: 0.25; 0.5\n" },
	{ "a label of several that is a fraction", "",
	    T("label_a,label_b,logit_a,logit_b\n1,0.3,5,6\n"),
	    "<stdin>:2:3: label_b: '0.3' is a fraction; labels are 0 or 1 "
	    "[label-range]\nhint: soft labels? then pass --mode multilabel\n" },
	{ "soft labels", "-m binary", T(BIN "0.3,5\n1,6\n0,7\n5e-324,8\n"
	    ".9999999999999999,9\ntrue,1\n"), "2: 0.3; 5\n3: 1; 6\n4: 0; 7\n"
	    "5: 5e-324; 8\n6: 0.9999999999999999; 9\n7: 1; 1\n" },
	{ "soft labels of JSON", "-m binary",
	    T("{\"label\":0.25,\"logit\":5}{\"label\":1,\"logit\":6}"),
	    "1: 0.25; 5\n1: 1; 6\n" },
	{ "soft labels, several", "-m multilabel",
	    T("label_a,label_b,logit_a,logit_b\n1,0.3,5,6\n0.5,0,7,8\n"),
	    "2: 1 0.3; 5 6\n3: 0.5 0; 7 8\n" },
	{ "no soft labels", "-m binary", T(BIN "1.5,5\n-0.5,6\n"),
	    "<stdin>:2:1: label: '1.5' is not in [0, 1] [label-range]\n"
	    "<stdin>:3:1: label: '-0.5' is not in [0, 1] [label-range]\n" },
	{ "label -1 of soft labels", "-m binary", T(BIN "-1,5\n"),
	    "<stdin>:2:1: label: '-1' is not in [0, 1] "
	    "[label-range]\nhint: labels are -1 and 1? --pos-label 1; no label? "
	    "--ignore -1\n" },
	{ "--pos-label knows no soft labels", "-m binary --pos-label 0.3",
	    T(BIN "0.3,5\n0.5,6\n"), "2: 1; 5\n3: 0; 6\npositive\n" },
	{ "a label just beside 1", "", T(BIN "1.0000000000000002,5\n"),
	    "<stdin>:2:1: label: '1.0000000000000002' is neither 0 nor 1 "
	    "[label-range]\n" },
	{ "a label with a blank", "", T(BIN " 1,5\n"),
	    "<stdin>:2:1: label: ' 1' is neither 0 nor 1 "
	    "[label-range]\n" BLANK },
	{ "an infinite label", "", T(BIN "inf,5\n"),
	    "<stdin>:2:1: label: 'inf' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("inf") },
	{ "a label shows escaped", "", T(BIN "\033[0m,5\n"),
	    "<stdin>:2:1: label: '\\x1b[0m' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("VALUE") },
	{ "a label is a word for the shell", "", T(BIN "so so ,5\n"),
	    "<stdin>:2:1: label: 'so so ' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("'so so '") },
	{ "a pattern is in quotes", "", T(BIN "?,5\n"),
	    "<stdin>:2:1: label: '?' is neither 0 nor 1 [label-range]\n"
	    "hint: no label? --ignore '?' leaves it out\n" },
	{ "a label that no quotes hold", "", T(BIN "it's,5\n"),
	    "<stdin>:2:1: label: 'it's' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("VALUE") },
	{ "a label that is too long to be typed", "",
	    T(BIN X40 X40 "x,5\n"), "<stdin>:2:1: label: '" X40 X40 "...' is "
	    "neither 0 nor 1 [label-range]\n" POS_HINT("VALUE") },
	{ "blanks around a label of JSON", "",
	    T("{\"label\":\" 1\",\"logit\":5}"),
	    "<stdin>:1:10: label: ' 1' is neither 0 nor 1 "
	    "[label-range]\n" POS_HINT("' 1'") },
	{ "an empty label", "", T(BIN ",5\n"),
	    "<stdin>:2:1: label: an empty value [missing]\n" MISSING },
	{ "labels of JSON", "",
	    T("{\"label\":1,\"logit\":5}{\"label\":true,\"logit\":6}"
	    "{\"label\":\"0\",\"logit\":7}{\"label\":false,\"logit\":8}"
	    "{\"label\":\"True\",\"logit\":9}{\"label\":0e5,\"logit\":1}"),
	    "1: 1; 5\n1: 1; 6\n1: 0; 7\n1: 0; 8\n1: 1; 9\n1: 0; 1\n" },
	{ "labels of JSON that are none", "",
	    T("{\"label\":null,\"logit\":5}\n{\"label\":\"\",\"logit\":6}\n"
	    "{\"logit\":6}\n{\"label\":[1],\"logit\":6}\n"
	    "{\"label\":{\"a\":1},\"logit\":[6]}\n"),
	    "<stdin>:1:10: label: a missing value, 'null' [missing]\n"
	    "<stdin>:2:10: label: an empty value [missing]\n"
	    "<stdin>:3: label: no value [missing]\n"
	    "<stdin>:4:10: label: '[1]' is not one label [label-range]\n"
	    "<stdin>:5:26: logit: [6] is not a number [number-syntax]\n"
	    "<stdin>:5:10: label: '{\"a\":1}' is not one label "
	    "[label-range]\n" MISSING },
	{ "labels that stand for none", "", T(BIN "-100,5\n255,6\n"),
	    "<stdin>:2:1: label: '-100' is neither 0 nor 1 [label-range]\n"
	    "<stdin>:3:1: label: '255' is neither 0 nor 1 [label-range]\n"
	    NO_LABEL("-100") },
	{ "a word that stands for no label", "", T(BIN "Unknown,5\n"),
	    "<stdin>:2:1: label: 'Unknown' is neither 0 nor 1 "
	    "[label-range]\n" NO_LABEL("Unknown") },
	{ "None for a label", "", T(BIN "None,5\n"),
	    "<stdin>:2:1: label: 'None' is neither 0 nor 1 "
	    "[label-range]\n" NO_LABEL("None") },
	{ "no is not the positive label", "", T(BIN "No,5\nyes,6\n"),
	    "<stdin>:2:1: label: 'No' is neither 0 nor 1 [label-range]\n"
	    "<stdin>:3:1: label: 'yes' is neither 0 nor 1 [label-range]\n"
	    POS_HINT("VALUE") },
	{ "labels from 1", "", T("label,logit_0,logit_1\n1,5,6\n2,5,6\n"),
	    "2: 1; 5 6\n<stdin>:3:1: label: '2' is not a class; the classes "
	    "are 0 to 1 [label-range]\n" FROM_1 },
	{ "class names where columns are numbers", "",
	    T("label,logit_0,logit_1\ncat,5,6\n"),
	    "<stdin>:2:1: label: 'cat' is not a class; the classes are 0 to 1 "
	    "[label-range]\n" },
	/* --ignore */
	{ "--ignore -100", "--ignore -100",
	    T(BIN "1,5\n-100,6\n0,7\n-100.0,8\n-1e2,9\n"),
	    "2: 1; 5\n4: 0; 7\n3 dropped\n" },
	{ "--ignore a word", "--ignore unknown",
	    T(BIN "unknown,5\n1,6\nUnknown,7\n"),
	    "3: 1; 6\n1 dropped\n<stdin>:4:1: label: 'Unknown' is neither 0 "
	    "nor 1 [label-range]\n" NO_LABEL("Unknown") },
	{ "--ignore nothing", "--ignore ''", T(BIN ",5\n1,6\nNA,7\n"),
	    "3: 1; 6\n1 dropped\n"
	    "<stdin>:4:1: label: a missing value, 'NA' [missing]\n" MISSING },
	{ "--ignore NA", "--ignore NA", T(BIN "NA,5\n1,6\n,7\n"),
	    "3: 1; 6\n1 dropped\n"
	    "<stdin>:4:1: label: an empty value [missing]\n" MISSING },
	{ "--ignore of --missing skip", "--ignore '' --missing skip",
	    T(BIN ",5\n1,6\nNA,7\n"),
	    "3: 1; 6\n1 skipped from 4\n1 dropped\n" },
	{ "--ignore a label that is good", "--ignore 0",
	    T(BIN "0,5\n1,6\n0.0,7\nfalse,8\n"),
	    "3: 1; 6\n5: 0; 8\n2 dropped\n" },
	{ "of an ignored sample nothing is looked at", "--ignore -1 -w w",
	    T("label,prob,w\n-1,oops,\n1,0.5,1\n-1,7,-3\n"),
	    "3: 1; 0.5\n2 dropped\n" },
	{ "probabilities of an ignored sample need no sum", "--ignore -1",
	    T("label,prob_a,prob_b\n-1,0,0\na,1,0\n"),
	    "3: 0; 1 0\n1 dropped\n" },
	{ "an ignored sample is a good row all the same", "--ignore -1",
	    T(BIN "-1\n1,6\n"),
	    "3: 1; 6\n<stdin>:2: 1 field where the header has 2 "
	    "[csv-ragged]\n" },
	{ "--ignore and --pos-label", "--ignore maybe --pos-label yes",
	    T(BIN "yes,5\nmaybe,6\nno,7\n"),
	    "2: 1; 5\n4: 0; 7\npositive\n1 dropped\n" },
	{ "--ignore a class", "--ignore dog",
	    T("label,logit_cat,logit_dog\ndog,1,2\ncat,3,4\n1,5,6\n"),
	    "3: 0; 3 4\n4: 1; 5 6\n1 dropped\n" },
	{ "--ignore 255 of classes", "--ignore 255",
	    T("label,logit_0,logit_1\n255,1,2\n1,3,4\n"),
	    "3: 1; 3 4\n1 dropped\n" },
	{ "--ignore of JSON", "--ignore -1",
	    T("{\"label\":-1,\"logit\":5}{\"label\":\"-1\",\"logit\":6}"
	    "{\"label\":-1.0,\"logit\":null}{\"label\":1,\"logit\":7}"),
	    "1: 1; 7\n3 dropped\n" },
	{ "--ignore null", "--ignore null",
	    T("{\"label\":null,\"logit\":5}\n{\"label\":1,\"logit\":7}\n"
	    "{\"logit\":7}"),
	    "2: 1; 7\n1 dropped\n<stdin>:3: label: no value [missing]\n" MISSING },
	{ "--ignore single labels", "--ignore -1",
	    T("label_a,label_b,logit_b,logit_a\n1,-1,oops,6\n-1,1,7,\n"
	    "-1,-1,x,y\n0,1,1,2\n"),
	    "2: 1 _; 6 0\n3: _ 1; 0 7\n5: 0 1; 2 1\n1 dropped\n" },
	{ "probabilities of ignored labels", "--ignore -1",
	    T("label_a,label_b,prob_b,prob_a\n1,-1,7,0.25\n"),
	    "2: 1 _; 0.25 0.5\n" },
	{ "--ignore entries of JSON arrays", "--ignore -1",
	    T("{\"labels\":[1,-1],\"logits\":[3,4]}\n"
	    "{\"labels\":[-1,-1],\"logits\":[3,4]}"),
	    "1: 1 _; 3 0\n1 dropped\n" },
	{ "what is not ignored is still judged", "--ignore -1",
	    T("label_a,label_b,logit_a,logit_b\n-1,2,5,6\n-1,1,5,x\n"),
	    "<stdin>:2:4: label_b: '2' is neither 0 nor 1 [label-range]\n"
	    "<stdin>:3:8: logit_b: 'x' is not a number [number-syntax]\n"
	    "hint: labels are 1 and 2? --pos-label 2\n" },
	/* --missing skip */
	{ "--missing skip leaves out all that is missing",
	    "--missing skip -w w",
	    T("x,label,logit,w\n,1,5,1\n1,,5,1\n1,1,NA,1\n1,1,5,nan\n"
	    "1,0,6,0\n"), "2: 1; 5\n6: 0; 6\n3 skipped from 3\n" },
	{ "--missing skip and what is malformed", "--missing skip",
	    T(BIN "1,None\n,x\n1,5\n"),
	    "4: 1; 5\n"
	    "<stdin>:2:3: logit: 'None' is not a number [number-syntax]\n"
	    "<stdin>:3:2: logit: 'x' is not a number [number-syntax]\n"
	    "hint: no value? write NA, or nothing; --missing skip leaves such "
	    "samples out\n" },
	/* the table of faults */
	{ "F31 spellings of binary labels", "",
	    T(BIN "1.0,5\n01,6\n1e0,7\ntrue,8\ncat,9\n"),
	    "2: 1; 5\n3: 1; 6\n4: 1; 7\n5: 1; 8\n<stdin>:6:1: label: 'cat' "
	    "is neither 0 nor 1 [label-range]\n" POS_HINT("cat") },
	{ "F31 spellings of classes", "",
	    T("label,logit_cat,logit_dog\n1.0,5,6\n01,5,6\n1e0,5,6\n"
	    "cat,5,6\ntrue,5,6\n"),
	    "2: 1; 5 6\n3: 1; 5 6\n4: 1; 5 6\n5: 0; 5 6\n<stdin>:6:1: "
	    "label: 'true' is not a class; the classes are cat, dog, or 0 to "
	    "1 [label-range]\n" },
	{ "F32 labels out of range", "",
	    T("label,logit_0,logit_1\n-1,5,6\n2,5,6\n2147483648,5,6\n"
	    "9007199254740993,5,6\n1.5,5,6\n"),
	    RANGE("2", "-1") RANGE("3", "2") RANGE("4", "2147483648")
	    RANGE("5", "9007199254740993") RANGE("6", "1.5")
	    NO_LABEL("-1") },
	{ "F32 labels out of range, one of them ignored", "--ignore -1",
	    T("label,logit_0,logit_1\n-1,5,6\n2,5,6\n1,5,6\n"),
	    "4: 1; 5 6\n1 dropped\n" RANGE("3", "2") FROM_1 },
	{ "F33 a label that is missing", "", T(BIN ",5\n1,6\n"),
	    "3: 1; 6\n<stdin>:2:1: label: an empty value [missing]\n" MISSING },
	{ "F33 a label that is missing, left out", "--missing skip",
	    T(BIN ",5\n1,6\n"), "3: 1; 6\n1 skipped from 2\n" },
	{ "F34 probabilities out of range", "",
	    T("label,prob\n1,-0.1\n1,1.1\n1,0\n1,1\n"),
	    "4: 1; 0\n5: 1; 1\n"
	    "<stdin>:2:3: prob: -0.1 is not a probability in [0, 1] "
	    "[prob-range]\n"
	    "<stdin>:3:3: prob: 1.1 is not a probability in [0, 1] "
	    "[prob-range]\n" LOGIT },
	{ "F35 probabilities that do not sum to 1", "",
	    T("label,prob_a,prob_b\na,0.5,0.4\na,0.5,0.5009\n"),
	    "3: 0; 0.5 0.5009\n<stdin>:2: the probabilities sum to 0.9, not 1 "
	    "[prob-sum]\n" LOGITS },
	{ "F35 with a --sum-tol", "--sum-tol 0.1",
	    T("label,prob_a,prob_b\na,0.5,0.45\na,0.5,0.3\n"),
	    "2: 0; 0.5 0.45\n<stdin>:3: the probabilities sum to 0.8, not 1 "
	    "[prob-sum]\n" LOGITS },
	/* --pos-label */
	{ "--pos-label yes", "--pos-label yes", T(BIN "yes,5\nno,6\n1,7\n"),
	    "2: 1; 5\n3: 0; 6\n4: 0; 7\npositive\n" },
	{ "--pos-label 1 of -1 and 1", "--pos-label 1", T(BIN "-1,5\n1,6\n"),
	    "2: 0; 5\n3: 1; 6\npositive\n" },
	{ "--pos-label 1 is 1.0", "--pos-label 1", T(BIN "1.0,5\n2,6\n1e0,7\n"),
	    "2: 1; 5\n3: 0; 6\n4: 1; 7\npositive\n" },
	{ "--pos-label 1.0 is 1", "--pos-label 1.0", T(BIN "1,5\n2,6\n01,7\n"),
	    "2: 1; 5\n3: 0; 6\n4: 1; 7\npositive\n" },
	{ "--pos-label -1 turns it round", "--pos-label -1",
	    T(BIN "-1,5\n1,6\n"), "2: 1; 5\n3: 0; 6\npositive\n" },
	{ "--pos-label in another case", "--pos-label Yes", T(BIN "yes,5\n"),
	    "<stdin>:2:1: label: 'yes' differs from --pos-label only in "
	    "case [label-range]\n" },
	{ "--pos-label that no label is", "--pos-label x", T(BIN "a,5\nb,6\n"),
	    "2: 0; 5\n3: 0; 6\n" },
	{ "--pos-label and missing labels", "--pos-label yes",
	    T(BIN "yes,5\n,6\nNA,7\nnan,8\n"),
	    "2: 1; 5\npositive\n"
	    "<stdin>:3:1: label: an empty value [missing]\n"
	    "<stdin>:4:1: label: a missing value, 'NA' [missing]\n"
	    "<stdin>:5:1: label: a missing value, 'nan' [missing]\n" MISSING },
	{ "--pos-label NA makes NA a label", "--pos-label NA",
	    T(BIN "NA,5\nx,6\n"), "2: 1; 5\n3: 0; 6\npositive\n" },
	{ "--pos-label true of JSON words", "--pos-label true",
	    T("{\"label\":true,\"logit\":5}{\"label\":false,\"logit\":6}"),
	    "1: 1; 5\n1: 0; 6\npositive\n" },
	{ "--pos-label 1 of JSON", "--pos-label 1",
	    T("{\"label\":1.0,\"logit\":5}{\"label\":\"1\",\"logit\":6}"
	    "{\"label\":null,\"logit\":6}"),
	    "1: 1; 5\n1: 1; 6\npositive\n"
	    "<stdin>:1:56: label: a missing value, 'null' [missing]\n" MISSING },
	{ "--pos-label of what is not one label", "--pos-label y",
	    T("{\"label\":\"y\",\"logit\":5}\n{\"label\":[\"n\"],\"logit\":6}\n"),
	    "1: 1; 5\npositive\n"
	    "<stdin>:2:10: label: '[\"n\"]' is not one label [label-range]\n" },
	{ "--pos-label of several labels", "--pos-label y",
	    T("label_a,label_b,logit_a,logit_b\ny,n,1,2\nn,y,3,4\n"),
	    "2: 1 0; 1 2\n3: 0 1; 3 4\npositive\n" },
	/* classes */
	{ "class names", "", T("label,logit_cat,logit_dog\ncat,1,2\ndog,3,4\n"),
	    "2: 0; 1 2\n3: 1; 3 4\n" },
	{ "classes by index", "",
	    T("label,logit_cat,logit_dog\n1,1,2\n0,3,4\n1.0,5,6\n"),
	    "2: 1; 1 2\n3: 0; 3 4\n4: 1; 5 6\n" },
	{ "numbered classes are called by their number", "",
	    T("label,logit_2,logit_0,logit_1\n2,2,0,1\n0,2,0,1\n"),
	    "2: 2; 0 1 2\n3: 0; 0 1 2\n" },
	{ "numbered classes from 1", "",
	    T("label,logit_2,logit_1\n1,2,1\n2.0,2,1\n01,2,1\n0,2,1\n"),
	    "2: 1; 2 1\n3: 0; 2 1\n4: 1; 2 1\n"
	    "<stdin>:5:1: label: '0' is not a class; the classes are 2, "
	    "1 [label-range]\n" },
	{ "numbered classes -1 and 1", "",
	    T("label,logit_-1,logit_1\n-1,5,6\n1.0,5,6\n"),
	    "2: 0; 5 6\n3: 1; 5 6\n" },
	{ "classes of JSON arrays", "",
	    T("{\"label\":2,\"logits\":[1,2,3]}{\"label\":\"0\",\"logits\":"
	    "[1,2,3]}{\"label\":1.0,\"logits\":[1,2,3]}"),
	    "1: 2; 1 2 3\n1: 0; 1 2 3\n1: 1; 1 2 3\n" },
	{ "classes of JSON objects", "",
	    T("{\"label\":\"b\",\"logits\":{\"a\":1,\"b\":2}}\n"
	    "{\"label\":\"a\",\"logits\":{\"b\":4,\"a\":3}}\n"),
	    "1: 1; 1 2\n2: 0; 3 4\n" },
	{ "a class called NA", "", T("label,logit_NA,logit_b\nNA,1,2\n"),
	    "2: 0; 1 2\n" },
	{ "a class called true", "",
	    T("label,logit_true,logit_false\nfalse,1,2\n"), "2: 1; 1 2\n" },
	{ "a class called by a JSON word", "",
	    T("{\"label\":true,\"logits\":{\"false\":1,\"true\":2}}"),
	    "1: 1; 1 2\n" },
	{ "an unknown class", "", T("label,logit_cat,logit_dog\nfox,1,2\n"),
	    "<stdin>:2:1: label: 'fox' is not a class; the classes are "
	    "cat, dog, or 0 to 1 [label-range]\n" },
	{ "a class in another case", "",
	    T("label,logit_cat,logit_dog\nCat,1,2\n"),
	    "<stdin>:2:1: label: 'Cat' is not a class; the classes are "
	    "cat, dog, or 0 to 1 [label-range]\n"
	    "hint: the class is called 'cat': case counts\n" },
	{ "a class that is nearly one", "",
	    T("label,logit_cat,logit_dog\ndgo,1,2\n"),
	    "<stdin>:2:1: label: 'dgo' is not a class; the classes are "
	    "cat, dog, or 0 to 1 [label-range]\n"
	    "hint: did you mean 'dog'?\n" },
	{ "an index too large", "", T("label,logit_a,logit_b\n2,1,2\n"),
	    "<stdin>:2:1: label: '2' is not a class; the classes are a, "
	    "b, or 0 to 1 [label-range]\n" FROM_1 },
	{ "a negative index", "", T("label,logit_a,logit_b\n-1,1,2\n"),
	    "<stdin>:2:1: label: '-1' is not a class; the classes are "
	    "a, b, or 0 to 1 [label-range]\n" NO_LABEL("-1") },
	{ "a fraction of an index", "", T("label,logit_a,logit_b\n0.5,1,2\n"),
	    "<stdin>:2:1: label: '0.5' is not a class; the classes are "
	    "a, b, or 0 to 1 [label-range]\n" },
	{ "huge indices", "",
	    T("label,logit_a,logit_b\n4294967296,1,2\n9007199254740993,1,2\n"
	    "1e300,1,2\n"),
	    "<stdin>:2:1: label: '4294967296' is not a class; the "
	    "classes are a, b, or 0 to 1 [label-range]\n"
	    "<stdin>:3:1: label: '9007199254740993' is not a class; the "
	    "classes are a, b, or 0 to 1 [label-range]\n"
	    "<stdin>:4:1: label: '1e300' is not a class; the classes "
	    "are a, b, or 0 to 1 [label-range]\n" },
	{ "class numbers beyond 2^53 are their text", "",
	    T("label,logit_9007199254740992,logit_9007199254740994\n"
	    "9007199254740994,1,2\n9007199254740993,1,2\n"),
	    "2: 1; 1 2\n"
	    "<stdin>:3:1: label: '9007199254740993' is not a class; the "
	    "classes are 9007199254740992, 9007199254740994 "
	    "[label-range]\n" },
	{ "a JSON word for an index", "",
	    T("{\"label\":true,\"logits\":[1,2]}"),
	    "<stdin>:1:10: label: 'true' is not a class; the classes "
	    "are 0 to 1 [label-range]\n" },
	{ "a missing class", "",
	    T("label,logit_a,logit_b\n,1,2\nNA,1,2\nNaN,1,2\nnull,1,2\n"),
	    "<stdin>:2:1: label: an empty value [missing]\n"
	    "<stdin>:3:1: label: a missing value, 'NA' [missing]\n"
	    "<stdin>:4:1: label: a missing value, 'NaN' [missing]\n"
	    "<stdin>:5:1: label: a missing value, 'null' [missing]\n" MISSING },
	{ "a null class", "",
	    T("{\"label\":null,\"logits\":{\"null\":1,\"b\":2}}"),
	    "<stdin>:1:10: label: a missing value, 'null' [missing]\n" MISSING },
	{ "thirteen classes are not all named", "",
	    T("label,logit_a,logit_b,logit_c,logit_d,logit_e,logit_f,logit_g,"
	    "logit_h,logit_i,logit_j,logit_k,logit_l,logit_m\n"
	    "x,1,2,3,4,5,6,7,8,9,10,11,12,13\n"),
	    "<stdin>:2:1: label: 'x' is not a class; the classes are a, "
	    "b, c, d, e, f, g, h, i, j, k, l, ..., or 0 to 12 [label-range]\n" },
#define C40 "0123456789012345678901234567890123456789"
	{ "long class names are not all named", "",
	    T("label,logit_" C40 "a,logit_" C40 "b,logit_" C40 "c,logit_" C40
	    "d,logit_" C40 "e,logit_" C40 "f,logit_" C40 "g,logit_" C40
	    "h,logit_" C40 "i\nx,1,2,3,4,5,6,7,8,9\n"),
	    "<stdin>:2:1: label: 'x' is not a class; the classes are "
	    C40 "a, " C40 "b, " C40 "c, " C40 "d, " C40 "e, " C40 "f, " C40
	    "g, ..., or 0 to 8 [label-range]\n" },
#undef C40
	/* several labels */
	{ "several labels", "",
	    T("label_a,label_b,logit_b,logit_a\n1,0,5,6\ntrue,1.0,7,8\n"),
	    "2: 1 0; 6 5\n3: 1 1; 8 7\n" },
	{ "each label of a sample is told", "",
	    T("label_a,label_b,logit_b,logit_a\n2,x,5,6\n"),
	    "<stdin>:2:1: label_a: '2' is neither 0 nor 1 "
	    "[label-range]\n"
	    "<stdin>:2:3: label_b: 'x' is neither 0 nor 1 "
	    "[label-range]\nhint: labels are 1 and 2? --pos-label 2\n" },
#define AB "\"logits\":{\"a\":1,\"b\":2}}\n"
	{ "names of labels", "",
	    T("{\"labels\":[\"b\"]," AB "{\"labels\":[]," AB
	    "{\"logits\":{\"b\":3,\"a\":4},\"labels\":[\"b\",\"a\"]}"),
	    "1: 0 1; 1 2\n2: 0 0; 1 2\n3: 1 1; 4 3\n" },
	{ "names of labels, none in the first sample", "",
	    T("{\"labels\":[]," AB "{\"labels\":[\"\\u0061\"]," AB),
	    "1: 0 0; 1 2\n2: 1 0; 1 2\n" },
	{ "names of labels in columns, on lines of their own", "",
	    T("{\"labels\":[[\"b\"],\n[\"a\",\n \"c\"],[\"a\",\"b\"]],"
	    "\"logits\":[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4},{\"a\":5,\"b\":6}]}"),
	    "1: 0 1; 1 2\n3: 1 1; 5 6\n"
	    "<stdin>:3:2: labels: 'c' is not a class; the classes are a, b "
	    "[label-range]\n" },
	{ "names of labels in rows", "",
	    T("{\"columns\":[\"labels\",\"logit_a\",\"logit_b\"],\"data\":["
	    "[[\"b\"],1,2],[[],3,4]]}"),
	    "1: 0 1; 1 2\n1: 0 0; 3 4\n" },
	{ "names of labels that are none", "",
	    T("{\"labels\":[\"a\",\"x\"]," AB "{\"labels\":[\"b\",\"a\",\"b\"]," AB
	    "{\"labels\":[\"A\"]," AB "{\"labels\":[1]," AB
	    "{\"labels\":[[\"a\"],\"b\"]," AB "{\"labels\":[\"a\",null]," AB
	    "{\"labels\":[\"\"]," AB "{\"labels\":\"a\"," AB
	    "{\"labels\":{\"a\":1}," AB),
#define NO_CLASS "is not a class; the classes are a, b [label-range]\n"
	    "<stdin>:1:16: labels: 'x' " NO_CLASS
	    "<stdin>:2:20: labels: 'b' is in this list twice [label-range]\n"
	    "<stdin>:3:12: labels: 'A' " NO_CLASS
	    "<stdin>:4:12: labels: '1' " NO_CLASS
	    "<stdin>:5:12: labels: '[\"a\"]' " NO_CLASS
	    "<stdin>:6:16: labels: a missing value, 'null' [missing]\n"
	    "<stdin>:7:12: labels: an empty value [missing]\n"
	    "<stdin>:8:11: labels: 'a' is not a list of names [label-range]\n"
	    "<stdin>:9:11: labels: '{\"a\":1}' is not a list of names "
	    "[label-range]\nhint: the class is called 'a': case counts\n" },
#undef NO_CLASS
	{ "each name that is none is told", "",
	    T("{\"labels\":[\"x\",\"a\",\"a\"]," AB),
	    "<stdin>:1:12: labels: 'x' is not a class; the classes are a, b "
	    "[label-range]\n"
	    "<stdin>:1:20: labels: 'a' is in this list twice "
	    "[label-range]\n" },
	{ "missing names of labels", "--missing skip",
	    T("{\"labels\":[\"a\"]," AB "{\"labels\":null," AB
	    "{" AB "{\"labels\":[null]," AB "{\"labels\":[\"NA\",\"x\"]," AB),
	    "1: 1 0; 1 2\n3 skipped from 2\n"
	    "<stdin>:5:17: labels: 'x' is not a class; the classes are a, b "
	    "[label-range]\n" },
#undef AB
	{ "a NUL in a label, and in what is not used", "",
	    T("{\"label\":0,\"logit\":5,\"n\":\"\\u0000\"}\n"
	    "{\"label\":\"\\u0000\",\"logit\":5}\n"
	    "{\"label\":1,\"logit\":5}\n"),
	    "1: 0; 5\n3: 1; 5\n"
	    "<stdin>:2:11: \\u0000 (a NUL) inside a string [json-nul]\n" },
	{ "a key twice, in use and not", "",
	    T("{\"label\":0,\"logit\":5,\"n\":{\"a\":1,\"a\":2}}\n"
	    "{\"label\":0,\"label\":1,\"logit\":5}\n"
	    "{\"label\":0,\"logit\":5,\"x\":1,\"x\":1}\n"),
	    "1: 0; 5\n"
	    "<stdin>:2:12: this key is in this object already [json-key]\n"
	    "<stdin>:3:28: this key is in this object already [json-key]\n" },
	{ "an entry too many in a JSON array", "",
	    T("{\"labels\":[1,0],\"logits\":[1,2]}\n"
	    "{\"labels\":[1,0,1],\"logits\":[1,2]}\n"),
	    "1: 1 0; 1 2\n2: 1 0; 1 2\n<stdin>:2:16: labels: there is no entry "
	    "2 in the first sample [json-shape]\n" },
	{ "an entry too few in a JSON array", "",
	    T("{\"labels\":[1,0],\"logits\":[1,2]}\n"
	    "{\"labels\":[1,0],\"logits\":[1]}\n"),
	    "1: 1 0; 1 2\n<stdin>:2: logits[1]: this sample has no such entry, "
	    "the first one has [json-shape]\n" },
	/* scores */
	{ "spellings of a score", "",
	    T(BIN "0,+.5\n0,5.\n0,-1e-3\n0,1E2\n0,007\n0,-0\n"),
	    "2: 0; 0.5\n3: 0; 5\n4: 0; -0.001\n5: 0; 100\n6: 0; 7\n"
	    "7: 0; -0\n" },
	{ "a quoted score", "", T(BIN "0,\"2.5\"\n"), "2: 0; 2.5\n" },
	{ "scores near 0 are no error", "",
	    T(BIN "0,4.9e-324\n0,1e-310\n0,1e-400\n0,-1e-400\n"),
	    "2: 0; 5e-324\n3: 0; 1e-310\n4: 0; 0\n5: 0; -0\n" },
	{ "the largest score", "", T(BIN "0,1.7976931348623157e308\n"),
	    "2: 0; 1.7976931348623157e+308\n" },
	{ "missing scores", "",
	    T(BIN "0,\n0,NA\n0,NaN\n0,nan\n0,-nan\n0,+NaN\n0,null\n0,NULL\n"),
	    "<stdin>:2:3: logit: an empty value [missing]\n"
	    "<stdin>:3:3: logit: a missing value, 'NA' [missing]\n"
	    "<stdin>:4:3: logit: a missing value, 'NaN' [missing]\n"
	    "<stdin>:5:3: logit: a missing value, 'nan' [missing]\n"
	    "<stdin>:6:3: logit: a missing value, '-nan' [missing]\n"
	    "<stdin>:7:3: logit: a missing value, '+NaN' [missing]\n"
	    "<stdin>:8:3: logit: a missing value, 'null' [missing]\n"
	    "<stdin>:9:3: logit: a missing value, 'NULL' [missing]\n" MISSING },
	{ "words that only look missing", "",
	    T(BIN "0,na\n0,N/A\n0,None\n0,nan(1)\n0,-\n"),
	    "<stdin>:2:3: logit: 'na' is not a number [number-syntax]\n"
	    "<stdin>:3:3: logit: 'N/A' is not a number [number-syntax]\n"
	    "<stdin>:4:3: logit: 'None' is not a number [number-syntax]\n"
	    "<stdin>:5:3: logit: 'nan(1)' is not a number [number-syntax]\n"
	    "<stdin>:6:3: logit: '-' is not a number [number-syntax]\n"
	    "hint: no value? write NA, or nothing; --missing skip leaves such "
	    "samples out\n" },
	{ "words for a score", "", T(BIN "0,oops\n0,true\n0,1.5f\n0,1d5\n"),
	    "<stdin>:2:3: logit: 'oops' is not a number [number-syntax]\n"
	    "<stdin>:3:3: logit: 'true' is not a number [number-syntax]\n"
	    "<stdin>:4:3: logit: '1.5f' is not a number [number-syntax]\n"
	    "<stdin>:5:3: logit: '1d5' is not a number [number-syntax]\n" },
	{ "underscores in a score", "", T(BIN "0,1_000\n"),
	    "<stdin>:2:3: logit: '1_000' is not a number [number-syntax]\n" },
	{ "infinite scores", "", T(BIN "0,inf\n0,-Infinity\n"),
	    "<stdin>:2:3: logit: 'inf' is not a finite number "
	    "[number-range]\n"
	    "<stdin>:3:3: logit: '-Infinity' is not a finite number "
	    "[number-range]\n" },
	{ "a hexadecimal score", "", T(BIN "0,0x1p-2\n"),
	    "<stdin>:2:3: logit: '0x1p-2' is a hexadecimal number; write "
	    "decimals [number-syntax]\n" },
	{ "a decimal comma", "-d ';'", T("label;logit\n0;1,5\n"),
	    "<stdin>:2:3: logit: '1,5' is not a number [number-syntax]\n"
	    "hint: a decimal comma? tr , . | focalloss -d ';'\n" },
	{ "a decimal comma between tabs", "",
	    T("label\tlogit\n0\t-1,5e3\n"),
	    "<stdin>:2:3: logit: '-1,5e3' is not a number [number-syntax]\n"
	    "hint: a decimal comma? tr , . | focalloss -f tsv\n" },
	{ "a decimal comma in quotes", "", T(BIN "0,\"1,5\"\n"),
	    "<stdin>:2:3: logit: '1,5' is not a number [number-syntax]\n"
	    COMMA },
	{ "points and a decimal comma", "-d ';'",
	    T("label;logit\n0;1.000,5\n"),
	    "<stdin>:2:3: logit: '1.000,5' is not a number "
	    "[number-syntax]\n"
	    "hint: a decimal comma? tr -d . | tr , . | focalloss -d ';'\n" },
	{ "points and a decimal comma in quotes", "",
	    T(BIN "0,\"1.000,5\"\n"),
	    "<stdin>:2:3: logit: '1.000,5' is not a number "
	    "[number-syntax]\n" GROUPS },
	{ "commas for thousands", "-d ';'", T("label;logit\n0;1,000.5\n"),
	    "<stdin>:2:3: logit: '1,000.5' is not a number "
	    "[number-syntax]\n" GROUPS },
	{ "blanks around a score", "", T(BIN "0, 1\n0,1 \n0,\t1\n"),
	    "<stdin>:2:3: logit: ' 1' has blanks around the number "
	    "[number-syntax]\n"
	    "<stdin>:3:3: logit: '1 ' has blanks around the number "
	    "[number-syntax]\n"
	    "<stdin>:4:3: logit: '\\x091' has blanks around the number "
	    "[number-syntax]\n" BLANK },
	{ "blanks around a nan", "", T(BIN "0, nan\n0,-nan\t\n"),
	    "<stdin>:2:3: logit: ' nan' is not a number [number-syntax]\n"
	    "<stdin>:3:3: logit: '-nan\\x09' is not a number "
	    "[number-syntax]\n" BLANK },
	{ "a score too large", "", T(BIN "0,1e999\n0,-2e308\n"),
	    "<stdin>:2:3: logit: '1e999' is too large for a double "
	    "[number-range]\n"
	    "<stdin>:3:3: logit: '-2e308' is too large for a double "
	    "[number-range]\n" },
	{ "a byte order mark in a score", "", T(BIN "0,\xef\xbb\xbf" "1\n"),
	    "<stdin>:2:3: logit: '\\xef\\xbb\\xbf1' is not a number "
	    "[number-syntax]\n" },
	{ "a score behind a quoted line end", "",
	    T("id,label,logit\n\"a\nb\",0,x\n"),
	    "<stdin>:3:6: logit: 'x' is not a number [number-syntax]\n" },
	{ "scores of JSON", "",
	    T("{\"label\":0,\"logit\":\"5\"}\n{\"label\":0,\"logit\":true}\n"
	    "{\"label\":0,\"logit\":1e999}\n{\"label\":0,\"logit\":null}\n"
	    "{\"label\":0,\"logit\":\"NaN\"}\n{\"label\":0}\n"),
	    "<stdin>:1:20: logit: \"5\" is a string, not a number "
	    "[number-syntax]\n"
	    "<stdin>:2:20: logit: true is not a number [number-syntax]\n"
	    "<stdin>:3:20: logit: '1e999' is too large for a double "
	    "[number-range]\n"
	    "<stdin>:4:20: logit: a missing value, 'null' [missing]\n"
	    "<stdin>:5:20: logit: a missing value, 'NaN' [missing]\n"
	    "<stdin>:6: logit: no value [missing]\n" STRING },
	{ "each score of a sample is told", "",
	    T("label,logit_a,logit_b\n0,x,y\n"),
	    "<stdin>:2:3: logit_a: 'x' is not a number [number-syntax]\n"
	    "<stdin>:2:5: logit_b: 'y' is not a number [number-syntax]\n" },
	{ "a bad score and a bad label", "", T(BIN "7,x\n"),
	    "<stdin>:2:3: logit: 'x' is not a number [number-syntax]\n"
	    "<stdin>:2:1: label: '7' is neither 0 nor 1 "
	    "[label-range]\n" },
	{ "columns nobody uses may hold anything", "",
	    T("label,x,logit\n0,oops,1\n1,,2\n"), "2: 0; 1\n3: 1; 2\n" },
	/* probabilities */
	{ "probabilities at the ends", "",
	    T("label,prob\n0,0\n1,1\n0,1e-300\n"),
	    "2: 0; 0\n3: 1; 1\n4: 0; 1e-300\n" },
	{ "a probability below 0", "", T("label,prob\n0,-0.1\n"),
	    "<stdin>:2:3: prob: -0.1 is not a probability in [0, 1] "
	    "[prob-range]\n" LOGIT },
	{ "a probability above 1", "", T("label,prob\n0,1.0000000000000002\n"),
	    "<stdin>:2:3: prob: 1.0000000000000002 is not a probability in "
	    "[0, 1] [prob-range]\n" LOGIT },
	{ "a probability out of range, by name", "-p score",
	    T("label,score\n0,2.5\n"),
	    "<stdin>:2:3: score: 2.5 is not a probability in [0, 1] "
	    "[prob-range]\n"
	    "hint: are these logits? then pass --logits 'score'\n" },
	{ "a probability out of range, by a name with an escape sequence",
	    "-p '\033[m'", T("label,\033[m\n0,2.5\n"),
	    "<stdin>:2:3: \\x1b[m: 2.5 is not a probability in [0, 1] "
	    "[prob-range]\n"
	    "hint: are these logits? then pass --logits COLS\n" },
	{ "a probability out of range, without a header", "-H -y 1 -p 2",
	    T("0,2.5\n"),
	    "<stdin>:1:3: 2: 2.5 is not a probability in [0, 1] "
	    "[prob-range]\nhint: are these logits? then pass --logits '2'\n" },
	{ "each probability of several labels is in range", "",
	    T("label_a,label_b,prob_a,prob_b\n0,1,1,1\n0,1,0.5,1.5\n"),
	    "2: 0 1; 1 1\n"
	    "<stdin>:3:9: prob_b: 1.5 is not a probability in [0, 1] "
	    "[prob-range]\n" LOGITS },
	{ "probabilities of classes sum to 1", "",
	    T("label,prob_a,prob_b\n0,0.25,0.75\n1,0.2499,0.75\n"),
	    "2: 0; 0.25 0.75\n3: 1; 0.2499 0.75\n" },
	{ "a sum too large", "", T("label,prob_a,prob_b\n0,0.5,0.75\n"),
	    "<stdin>:2: the probabilities sum to 1.25, not 1 [prob-sum]\n"
	    LOGITS },
	{ "a sum below 0", "", T("label,prob_a,prob_b\n0,-1,0.5\n"),
	    "<stdin>:2: the probabilities sum to -0.5, not 1 [prob-sum]\n"
	    LOGITS },
	{ "a sum of 1 of what are none", "", T("label,prob_a,prob_b\n0,-1,2\n"),
	    "<stdin>:2:3: prob_a: -1 is not a probability in [0, 1] "
	    "[prob-range]\n" LOGITS },
	{ "a sum just within the tolerance", "--sum-tol 0.25",
	    T("label,prob_a,prob_b\n0,0.5,0.75\n0,0.5,0.25\n0,0.5,0.7501\n"),
	    "2: 0; 0.5 0.75\n3: 0; 0.5 0.25\n"
	    "<stdin>:4: the probabilities sum to 1.2501, not 1 [prob-sum]\n"
	    LOGITS },
	{ "the usual tolerance is a thousandth", "",
	    T("label,prob_a,prob_b\n0,0.5,0.50099\n0,0.5,0.50101\n"),
	    "2: 0; 0.5 0.50099\n"
	    "<stdin>:3: the probabilities sum to 1.00101, not 1 [prob-sum]\n"
	    LOGITS },
	{ "no tolerance at all", "--sum-tol 0",
	    T("label,prob_a,prob_b\n0,0.5,0.5\n0,0.5,0.50001\n"),
	    "2: 0; 0.5 0.5\n"
	    "<stdin>:3: the probabilities sum to 1.00001, not 1 [prob-sum]\n"
	    LOGITS },
	{ "a sum that shows as 1", "--sum-tol 0",
	    T("label,prob_a,prob_b\n0,0.5,0.50000001\n"),
	    "<stdin>:2: the probabilities sum to 1.00000001, not 1 "
	    "[prob-sum]\n" LOGITS },
	{ "a sum of what is missing is not told", "",
	    T("label,prob_a,prob_b\n0,,0.1\n"),
	    "<stdin>:2:3: prob_a: an empty value [missing]\n" MISSING },
	{ "logits need no sum", "", T("label,logit_a,logit_b\n0,-5,7\n"),
	    "2: 0; -5 7\n" },
	/* many */
	{ "ten notes, then a count", "",
	    T(BIN "a,1\n1,1\nb,1\nc,1\nd,1\ne,1\nf,1\ng,1\nh,1\ni,1\nj,1\nk,1\n"
	    "l,1\n0,2\n"),
	    "3: 1; 1\n15: 0; 2\n"
#define NEITHER(line, label) "<stdin>:" line ":1: label: '" label \
	"' is neither 0 nor 1 [label-range]\n"
	    NEITHER("2", "a") NEITHER("4", "b") NEITHER("5", "c")
	    NEITHER("6", "d") NEITHER("7", "e") NEITHER("8", "f")
	    NEITHER("9", "g") NEITHER("10", "h") NEITHER("11", "i")
	    NEITHER("12", "j") "and 2 more\n" POS_HINT("a") },
#undef NEITHER
	{ "notes of reader and cells in their order", "",
	    T(BIN "x,1\n1\n0,y\n\n1,2\n"),
	    "6: 1; 2\n"
	    "<stdin>:2:1: label: 'x' is neither 0 nor 1 "
	    "[label-range]\n"
	    "<stdin>:3: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:4:3: logit: 'y' is not a number [number-syntax]\n"
	    "<stdin>:5: a blank line between rows [csv-syntax]\n"
	    POS_HINT("x") },
};

static void
show_batch(struct out *o, const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		out_format(o, "%u:", (unsigned)b->line[i]);
		for (size_t k = 0; k < b->t; k++) {
			out_text(o, " ");
			if (b->ignored && b->ignored[i * b->t + k])
				out_text(o, "_");
			else
				out_number(o, b->y[i * b->t + k], 0);
		}
		out_text(o, ";");
		for (size_t k = 0; k < b->c; k++) {
			out_text(o, " ");
			out_number(o, b->x[i * b->c + k], 0);
		}
		out_text(o, "\n");
	}
}

/* A batch for so many rows and no more. */
static void
start_batch(struct batch *b, struct test_run *t, size_t room)
{
	batch_init(b, &t->plan, &t->job);
	assert_int_equal(batch_grow(b, room), 0);
	b->room = room;
}

/* However many rows a batch holds, the rows are the same. */
static void
cells_become_numbers(void **state)
{
	static const size_t room[] = { 1, 2, 3, 100 };
	const struct batch_row *row = *state;

	for (size_t i = 0; i < COUNT(room); i++) {
		struct out o = { .fd = -1 };
		static struct test_run t;
		bool positive = false;
		struct batch b;
		int got;

		assert_int_equal(
		    test_open(&t, row->options, row->bytes, row->len), 0);
		start_batch(&b, &t, room[i]);
		while ((got = batch_read(&b, &t.plan, &t.job, &t.reader)) > 0) {
			show_batch(&o, &b);
			positive = positive || b.met.positive;
		}
		out_text(&o, positive ? "positive\n" : "");
		if (b.skipped)
			out_format(&o, "%u skipped from %u\n",
			    (unsigned)b.skipped, (unsigned)b.first_skipped);
		if (b.dropped)
			out_format(&o, "%u dropped\n", (unsigned)b.dropped);
		batch_free(&b);
		test_notes(&o, &t.diag);
		test_close(&t);
		assert_int_equal(got, 0);
		assert_out(&o, row->want);
	}
}

/* The text of a kept cell; ~ for none. */
static void
show_kept(struct out *o, const struct batch *b, const struct kept *k)
{
	if (k->at == NO_COLUMN)
		out_text(o, "~");
	else
		out_bytes(o, b->text + k->at, k->len);
	out_text(o, k->kind == CELL_NUMBER ? "#"
	    : k->kind == CELL_WORD ? "!" : "");
}

static const struct kept_row {
	const char *name, *options, *bytes, *want;
} kept_rows[] = {
	{ "labels and ids stay as they are written", "-r none",
	    "id,label,logit\n a ,1.0,5\n,true,6\n007,0,7\n",
	    "(1.0,  a ) (true, ) (0, 007) " },
	{ "no id column", "-r none", "label,logit\n0,5\n1,6\n", "(0) (1) " },
	{ "ids of JSON", "-r none",
	    "{\"id\":7.0,\"label\":1,\"logit\":5}{\"id\":\"7\",\"label\":true,"
	    "\"logit\":6}{\"label\":\"0\",\"logit\":6}"
	    "{\"id\":null,\"label\":0,\"logit\":6}",
	    "(1#, 7.0#) (true!, 7) (0, ~) (0#, ~) " },
	{ "bad rows leave no gap", "-r none",
	    "id,label,logit\na,0,5\nb,x,6\nc,1,7\n", "(0, a) (1, c) " },
	{ "a row for all samples needs no text", "", "id,label,logit\na,0,5\n",
	    "() " },
	{ "--by needs its own", "--by s,id", "id,label,logit,s\na,0,5,x\n",
	    "(x, a) " },
	{ "--by label needs none", "--by label", "id,label,logit\na,0,5\n",
	    "() " },
	{ "--by label needs the label to name what is not positive",
	    "--by label --pos-label x", "label,logit\nx,5\ny,5\n", "(x) (y) " },
	{ "--keep all", "--keep all -n 1", "s,label,u,logit,id\n1,0,x,5,a\n",
	    "(0, a, 1, x, 5) " },
	{ "--keep and --by share a text", "--keep s,id -r none --by s",
	    "label,logit,s,id\n0,5,x,a\n", "(0, a, x) " },
	{ "a score is kept as it is written", "--keep logit -n1",
	    "label,logit\n0,5e00\n", "(0, 5e00) " },
	{ "what holds values is kept whole", "--keep s -n1",
	    "{\"label\":0,\"logit\":1,\"s\":[\"a\", \"b\"]}",
	    "(0#, [\"a\", \"b\"]) " },
};

static void
texts_are_kept(void **state)
{
	const struct kept_row *row = *state;
	struct out o = { .fd = -1 };
	static struct test_run t;
	struct batch b;

	assert_int_equal(
	    test_open(&t, row->options, row->bytes, strlen(row->bytes)), 0);
	start_batch(&b, &t, 2);
	while (batch_read(&b, &t.plan, &t.job, &t.reader) > 0)
		for (size_t i = 0; i < b.n; i++) {
			out_text(&o, "(");
			for (size_t k = 0; k < t.plan.texts; k++) {
				out_text(&o, k ? ", " : "");
				show_kept(&o, &b, &batch_kept(&b, k)[i]);
			}
			out_text(&o, ") ");
		}
	batch_free(&b);
	test_close(&t);
	assert_out(&o, row->want);
}

static void
what_cannot_be_read_past_ends_the_batch(void **state)
{
	static struct test_run t;
	struct batch b;

	(void)state;
	assert_int_equal(test_open(&t, "", T(BIN "0,1\n1,\"2\n")), 0);
	start_batch(&b, &t, 10);
	assert_int_equal(batch_read(&b, &t.plan, &t.job, &t.reader), -1);
	assert_int_equal(t.diag.notes, 1);
	batch_free(&b);
	test_close(&t);
}

static void
a_number_may_have_4096_digits(void **state)
{
	struct out text = { .fd = -1 };
	static struct test_run t;
	struct batch b;

	(void)state;
	for (int digits = 4096; digits < 4098; digits++) {
		out_text(&text, BIN "0,5.");
		for (int i = 1; i < digits; i++)
			out_text(&text, "5");
		out_text(&text, "\n");
	}
	/* two documents; the second header is one more row */
	assert_int_equal(test_open(&t, "", text.buf, text.n), 0);
	free(text.buf);
	start_batch(&b, &t, 10);
	assert_int_equal(batch_read(&b, &t.plan, &t.job, &t.reader), 1);
	assert_int_equal(b.n, 1);
	assert_same(b.x[0], 5 + 5. / 9);
	assert_int_equal(t.diag.notes, 3);
	assert_non_null(strstr(t.diag.note[2].text,
	    "555...' has more than 4096 digits [number-range]"));
	batch_free(&b);
	test_close(&t);
}

/* In a column that nobody uses they may be any number. */
static void
labels_of_too_many_digits_are_told(void **state)
{
	struct out text = { .fd = -1 };
	static struct test_run t;
	struct batch b;

	(void)state;
	for (int i = 0; i < 2; i++) {
		out_text(&text, i ? "{\"label\":1.0" : "{\"x\":1.0");
		for (int k = 0; k < 100000; k++)
			out_text(&text, "0");
		out_text(&text, i ? ",\"logit\":5}" : ",\"label\":1,"
		    "\"logit\":5}\n");
	}
	assert_int_equal(test_open(&t, "", text.buf, text.n), 0);
	free(text.buf);
	start_batch(&b, &t, 10);
	assert_int_equal(batch_read(&b, &t.plan, &t.job, &t.reader), 1);
	assert_int_equal(b.n, 1);
	assert_int_equal(t.diag.notes, 1);
	assert_non_null(strstr(t.diag.note[0].text,
	    "000...' has more than 4096 digits [number-range]"));
	batch_free(&b);
	test_close(&t);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(labels_of_too_many_digits_are_told),
		cmocka_unit_test(what_cannot_be_read_past_ends_the_batch),
		cmocka_unit_test(a_number_may_have_4096_digits),
	};
	int failed = 0;

	RUN_ROWS(batch_rows, cells_become_numbers);
	RUN_ROWS(kept_rows, texts_are_kept);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
