/* columns_test.c - header and options to what each column is, or a note. */
#include "test_io.h"

static const struct plan_row {
	const char *name, *options, *bytes;
	/*
	 * "mode, from id=ID y=TARGETS x=SCORES classes=NAMES" or the notes;
	 * the classes of a binary task have no names.
	 */
	const char *want;
} plan_rows[] = {
#define HINT_MODE "hint: binary: 1 and 1; multiclass: 1 and K; multilabel: " \
	"K and K; say which with --label and --logits or --probs\n"
#define HINT_WHICH "hint: say --logits COLS or --probs COLS\n"
	/* default names */
	{ "label and logit", "", "id,label,logit\n",
	    "binary, logits id=id y=label x=logit\n" },
	{ "label and prob", "", "id,label,prob\n",
	    "binary, probs id=id y=label x=prob\n" },
	{ "logits and probs are names too", "", "probs,y\n",
	    "binary, probs y=y x=probs\n" },
	{ "labels and logits", "", "labels,logits\n",
	    "binary, logits y=labels x=logits\n" },
	{ "an unnamed first column is nothing", "", ",label,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "other columns are nothing", "", "a,logit,b,label,logistic,labeled\n",
	    "binary, logits y=label x=logit\n" },
	{ "label goes before target", "", "target,logit,label\n",
	    "binary, logits y=label x=logit\n" },
	{ "target goes before y", "", "y,target,logit\n",
	    "binary, logits y=target x=logit\n" },
	{ "label goes before label_*", "", "label_a,label,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "logit goes before logit_*", "", "label,logit_a,logit_b,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "names are matched in their case", "", "Label,logit\n",
	    "<stdin>:1: no label column; the columns are: Label, logit "
	    "[columns]\nhint: did you mean --label Label?\n" },
	/* multiclass */
	{ "scores by class", "", "id,label,prob_cat,prob_dog\n",
	    "multiclass, probs id=id y=label x=prob_cat,prob_dog "
	    "classes=cat,dog\n" },
	{ "classes stand as the scores do", "", "logit_b,logit_a,logit_c,y\n",
	    "multiclass, logits y=y x=logit_b,logit_a,logit_c "
	    "classes=b,a,c\n" },
	{ "a class name may hold a _", "", "label,prob_a_b,prob_a_c\n",
	    "multiclass, probs y=label x=prob_a_b,prob_a_c "
	    "classes=a_b,a_c\n" },
	{ "a class may have no name", "", "label,prob_,prob_x\n",
	    "multiclass, probs y=label x=prob_,prob_x classes=,x\n" },
	{ "numbered classes out of order", "", "label,prob_2,prob_0,prob_1\n",
	    "multiclass, probs y=label x=prob_0,prob_1,prob_2 "
	    "classes=0,1,2 numbered\n" },
	{ "ten numbered classes are in the order of numbers", "",
	    "label,p_0,p_1,p_10,p_2,p_3,p_4,p_5,p_6,p_7,p_8,p_9\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label, p_0, p_1, p_10, p_2, p_3, "
	    "p_4, p_5, p_6, p_7, ... (12 in all) [columns]\n"
	    "hint: name it: --logits COLS or --probs COLS\n" },
	{ "ten numbered classes by a pattern", "-p 'p_*'",
	    "label,p_0,p_1,p_10,p_2,p_3,p_4,p_5,p_6,p_7,p_8,p_9\n",
	    "multiclass, probs y=label "
	    "x=p_0,p_1,p_2,p_3,p_4,p_5,p_6,p_7,p_8,p_9,p_10 "
	    "classes=0,1,2,3,4,5,6,7,8,9,10 numbered\n" },
	{ "numbers with a gap stay where they are", "", "label,prob_3,prob_1\n",
	    "multiclass, probs y=label x=prob_3,prob_1 "
	    "classes=3,1 numbered\n" },
	{ "numbers from 1 stay where they are", "", "label,prob_2,prob_1\n",
	    "multiclass, probs y=label x=prob_2,prob_1 "
	    "classes=2,1 numbered\n" },
	{ "numbers with zeros in front stay where they are", "",
	    "label,prob_01,prob_00\n",
	    "multiclass, probs y=label x=prob_01,prob_00 "
	    "classes=01,00 numbered\n" },
	{ "negative numbers are numbers", "", "label,prob_-1,prob_1\n",
	    "multiclass, probs y=label x=prob_-1,prob_1 "
	    "classes=-1,1 numbered\n" },
	{ "one name among numbers", "", "label,prob_1,prob_x\n",
	    "multiclass, probs y=label x=prob_1,prob_x classes=1,x\n" },
	{ "a label that has a suffix", "", "label_x,logit_a,logit_b\n",
	    "multiclass, logits y=label_x x=logit_a,logit_b classes=a,b\n" },
	/* multilabel */
	{ "labels and scores pair by suffix", "",
	    "id,label_rain,label_fog,logit_fog,logit_rain\n",
	    "multilabel, logits id=id y=label_rain,label_fog "
	    "x=logit_rain,logit_fog classes=rain,fog\n" },
	{ "scores before labels", "", "prob_b,prob_a,label_a,label_b\n",
	    "multilabel, probs y=label_a,label_b x=prob_a,prob_b "
	    "classes=a,b\n" },
	{ "numbered labels out of order", "",
	    "label_1,label_0,logit_0,logit_1\n",
	    "multilabel, logits y=label_0,label_1 x=logit_0,logit_1 "
	    "classes=0,1 numbered\n" },
	{ "numbered scores out of order", "",
	    "label_0,label_1,label_2,logit_2,logit_0,logit_1\n",
	    "multilabel, logits y=label_0,label_1,label_2 "
	    "x=logit_0,logit_1,logit_2 classes=0,1,2 numbered\n" },
	{ "numbers with a gap pair by name", "",
	    "label_7,label_3,logit_3,logit_7\n",
	    "multilabel, logits y=label_7,label_3 x=logit_7,logit_3 "
	    "classes=7,3 numbered\n" },
	{ "sets that differ", "", "label_a,label_b,logit_a,logit_c\n",
	    "<stdin>:1: no score for label 'b' [columns]\n"
	    "<stdin>:1: no label for score 'c' [columns]\n" },
	{ "sets that differ in case", "", "label_a,label_B,logit_a,logit_b\n",
	    "<stdin>:1: no score for label 'B' [columns]\n"
	    "<stdin>:1: no label for score 'b' [columns]\n" },
	{ "sets of unlike size", "",
	    "label_a,label_b,logit_a,logit_b,logit_c\n",
	    "<stdin>:1: 2 label columns and 3 score columns make no binary, "
	    "multiclass or multilabel task [columns]\n" HINT_MODE },
	{ "two labels and one score", "", "label_a,label_b,logit\n",
	    "<stdin>:1: 2 label columns and 1 score column make no binary, "
	    "multiclass or multilabel task [columns]\n" HINT_MODE },
	/* options */
	{ "a name", "-y truth -l score", "score,truth,label,logit\n",
	    "binary, logits y=truth x=score\n" },
	{ "a name goes before a number", "-y 1 -p 2", "2,1\n",
	    "binary, probs y=1 x=2\n" },
	{ "a name goes before a pattern", "-y 'a*' -l b", "ab,a*,b\n",
	    "binary, logits y=a* x=b\n" },
	{ "a name with a comma goes before a list", "-y a,b -l c",
	    "\"a,b\",a,b,c\n", "binary, logits y=a,b x=c\n" },
	{ "numbers", "-y 3 -l 1", "a,b,c\n", "binary, logits y=c x=a\n" },
	{ "a range", "-y 1 -l 3-5", "y,b,c,d,e\n",
	    "multiclass, logits y=y x=c,d,e classes=c,d,e\n" },
	{ "a range of one", "-y 1 -l 2-2", "y,b\n",
	    "binary, logits y=y x=b\n" },
	{ "a list keeps its order", "-y y -p c,a,b", "a,b,c,y\n",
	    "multiclass, probs y=y x=c,a,b classes=c,a,b\n" },
	{ "a list of all kinds", "-y y -p 'd,1-2,c*'", "a,b,cc,d,y\n",
	    "multiclass, probs y=y x=d,a,b,cc classes=d,a,b,cc\n" },
	{ "a pattern", "-y 'is_*' -l 's_*'", "s_b,is_a,s_a,is_b\n",
	    "multilabel, logits y=is_a,is_b x=s_a,s_b classes=a,b\n" },
	{ "a question mark and brackets", "-y 'l[ab]' -p 'p?'",
	    "la,lb,pa,pb\n",
	    "<stdin>:1: no score for label 'la' [columns]\n"
	    "<stdin>:1: no score for label 'lb' [columns]\n"
	    "<stdin>:1: no label for score 'pa' [columns]\n"
	    "<stdin>:1: no label for score 'pb' [columns]\n" },
	{ "unlike stems keep whole names", "-y y -p a_x,b_x", "a_x,b_x,y\n",
	    "multiclass, probs y=y x=a_x,b_x classes=a_x,b_x\n" },
	{ "a stem that begins another one", "-y y -p a_x,ab_y", "a_x,ab_y,y\n",
	    "multiclass, probs y=y x=a_x,ab_y classes=a_x,ab_y\n" },
	{ "an unknown name", "-y truth", "label,logit\n",
	    "<stdin>:1: no column 'truth'; the columns are: label, logit "
	    "[columns]\n" },
	{ "an unknown name in a list", "-l logit,lgoit", "label,logit\n",
	    "<stdin>:1: no column 'lgoit'; the columns are: label, logit "
	    "[columns]\n" },
	{ "an unknown name shows escaped", "-y '\033[0m'", "a\033,logit\n",
	    "<stdin>:1: no column '\\x1b[0m'; the columns are: a\\x1b, logit "
	    "[columns]\n" },
	{ "a pattern that fits nothing", "-l 'x*'", "label,logit\n",
	    "<stdin>:1: no column 'x*'; the columns are: label, logit "
	    "[columns]\n" },
	{ "a list of nothing", "-l ,", "label,logit\n",
	    "<stdin>:1: no column ''; the columns are: label, logit "
	    "[columns]\n" },
	{ "column 0", "-y 0", "a,logit\n",
	    "<stdin>:1: no column '0'; there are 2: a, logit "
	    "[columns]\nhint: columns are counted from 1\n" },
	{ "a number too large", "-y 3", "a,logit\n",
	    "<stdin>:1: no column '3'; there are 2: a, logit "
	    "[columns]\n" },
	{ "a number that overflows", "-y 99999999999999999999999", "a,logit\n",
	    "<stdin>:1: no column '99999999999999999999999'; there are 2: "
	    "a, logit [columns]\n" },
	{ "a range that goes down", "-y 2-1", "a,logit\n",
	    "<stdin>:1: --label: the range '2-1' goes down [columns]\n"
	    "hint: did you mean --label 1-2?\n" },
	{ "a range that goes down, in a list", "-l a,3-2,logit", "a,b,c,logit\n",
	    "<stdin>:1: --logits: the range '3-2' goes down [columns]\n"
	    "hint: did you mean --logits a,2-3,logit?\n" },
	{ "a range that ends too far", "-y 1-3", "a,logit\n",
	    "<stdin>:1: no column '1-3'; there are 2: a, logit [columns]\n" },
	{ "a range that is a name", "-y 1-2", "1-2,logit\n",
	    "binary, logits y=1-2 x=logit\n" },
	{ "a list that ends in a comma", "-y a,", "a,logit\n",
	    "<stdin>:1: no column ''; the columns are: a, logit [columns]\n" },
	{ "a column without a name, in a list", "-y y -l ',b'", ",b,y\n",
	    "multiclass, logits y=y x=,b classes=,b\n" },
	{ "a comma in a name, in a list", "-y y -l 'a\\,b,c'", "\"a,b\",c,y\n",
	    "multiclass, logits y=y x=a,b,c classes=a,b,c\n" },
	{ "a backslash in a name", "-y y -l 'a\\b'", "a\\b,y\n",
	    "binary, logits y=y x=a\\b\n" },
	{ "an escaped star is no pattern", "-y y -l 'a\\*'", "ab,a*,y\n",
	    "binary, logits y=y x=a*\n" },
	{ "a pattern with a comma in it", "-y y -l 'a\\,*'", "\"a,b\",a,b,y\n",
	    "binary, logits y=y x=a,b\n" },
	{ "a pattern that also fits what is picked", "-y y -l 'b,*b'",
	    "ab,b,y\n", "<stdin>:1: column 'b' is picked twice [columns]\n" },
	{ "ranges that overlap", "-y y -l 1-2,2-3", "a,b,c,y\n",
	    "<stdin>:1: column 'b' is picked twice [columns]\n" },
	/* did you mean */
	{ "a name in another case", "-y LABEL", "label,logit\n",
	    "<stdin>:1: no column 'LABEL'; the columns are: label, logit "
	    "[columns]\nhint: did you mean --label label?\n" },
	{ "a name with a slip, in a list", "-l a,bata,c",
	    "label,a,beta,c\n",
	    "<stdin>:1: no column 'bata'; the columns are: label, a, beta, c "
	    "[columns]\nhint: did you mean --logits a,beta,c?\n" },
	{ "a name with a blank and a slip", "-y 'tru lable'",
	    "true label,logit\n",
	    "<stdin>:1: no column 'tru lable'; the columns are: true label, "
	    "logit [columns]\nhint: did you mean --label 'true label'?\n" },
	{ "a name that a list cannot hold", "-l 'x,logits'",
	    "label,x,\"logi,ts\"\n",
	    "<stdin>:1: no column 'logits'; the columns are: label, x, logi,ts "
	    "[columns]\n" },
	{ "a name that cannot be typed", "-y 'labl'", "lab\033l,logit\n",
	    "<stdin>:1: no column 'labl'; the columns are: lab\\x1bl, logit "
	    "[columns]\n" },
	{ "a group with a slip", "-l score",
	    "{\"label\":1,\"scores\":[1,2]}",
	    "<stdin>: no column 'score'; the columns are: label, scores[0], "
	    "scores[1] [columns]\nhint: did you mean --logits scores?\n" },
	{ "an id with a slip", "-i nmae", "name,label,logit\n",
	    "<stdin>:1: no column 'nmae'; the columns are: name, label, logit "
	    "[columns]\nhint: did you mean --id name?\n" },
	{ "a weight with a slip", "-w wieght", "weight,label,logit\n",
	    "<stdin>:1: no column 'wieght'; the columns are: weight, label, "
	    "logit [columns]\nhint: did you mean --weight weight?\n" },
	{ "a default name with a slip", "", "lable,logit\n",
	    "<stdin>:1: no label column; the columns are: lable, logit "
	    "[columns]\nhint: did you mean --label lable?\n" },
	{ "default names in another case", "", "label,Prob_a,Prob_b\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label, Prob_a, Prob_b [columns]\n"
	    "hint: did you mean --probs 'Prob_*'?\n" },
	/* the table of faults */
	{ "F21 a name twice, in use", "", "label,logit,logit\n",
	    "<stdin>:1: two columns are called 'logit' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "F21 a name twice, not in use", "", "x,x,label,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "F22 a column that is not there", "-y truth",
	    "a,b,c,d,e,f,g\033,h,i,j,k,logit\n",
	    "<stdin>:1: no column 'truth'; the columns are: a, b, c, d, e, f, "
	    "g\\x1b, h, i, j, ... (12 in all) [columns]\n" },
	{ "F33 a label column that is not there", "", "a,logit\n",
	    "<stdin>:1: no label column; the columns are: a, logit [columns]\n"
	    "hint: name it: --label COLS\n" },
	{ "a range without an end", "-y 2-", "a,logit\n",
	    "<stdin>:1: no column '2-'; the columns are: a, logit "
	    "[columns]\n" },
	{ "a column for the label and the scores", "-y logit", "a,logit\n",
	    "<stdin>:1: column 'logit' cannot be a label: it is a score "
	    "[columns]\n" },
	{ "a column for a weight and the scores", "-w logit", "label,logit\n",
	    "<stdin>:1: column 'logit' cannot be the weight: it is in use "
	    "already [columns]\n" },
	{ "a column twice in a list", "-l a,1", "a,label\n",
	    "<stdin>:1: column 'a' is picked twice [columns]\n" },
	{ "a name twice, not in use", "", "a,a,label,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "a name twice, in use", "", "logit,label,logit\n",
	    "<stdin>:1: two columns are called 'logit' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "a label twice", "", "logit,label,label\n",
	    "<stdin>:1: two columns are called 'label' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "a class twice", "", "label,prob_a,prob_b,prob_a\n",
	    "<stdin>:1: two columns are called 'prob_a' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "one of two columns of a name, by its number", "-l 3",
	    "logit,label,logit\n", "binary, logits y=label x=logit\n" },
	{ "an id twice", "", "id,id,label,logit\n",
	    "<stdin>:1: two columns are called 'id' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "an id by name", "-i name", "name,id,label,logit\n",
	    "binary, logits id=name y=label x=logit\n" },
	{ "an id by number", "--id 1", "name,label,logit\n",
	    "binary, logits id=name y=label x=logit\n" },
	{ "an id that is not there", "-i name", "label,logit\n",
	    "<stdin>:1: no column 'name'; the columns are: label, logit "
	    "[columns]\n" },
	{ "two ids", "-i a,b", "a,b,label,logit\n",
	    "<stdin>:1: --id takes one column, not 2 [columns]\n" },
	{ "an id that is also the label", "-i label", "label,logit\n",
	    "binary, logits id=label y=label x=logit\n" },
	/* logits or probabilities */
	{ "logits and probabilities", "", "label,logit,prob\n",
	    "<stdin>:1: there are logits and probabilities here; which are to "
	    "be scored? [columns]\n" HINT_WHICH },
	{ "logits of logits and probabilities", "-l logit",
	    "label,logit,prob\n",
	    "binary, logits y=label x=logit\n" },
	{ "no score", "", "id,label,score\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: id, label, score [columns]\n"
	    "hint: name it: --logits score or --probs score\n" },
	{ "no score, but a prediction", "", "label,pred_x\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label, pred_x [columns]\n"
	    "hint: name it: --logits pred_x or --probs pred_x\n" },
	{ "no score at all", "", "a,label\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: a, label [columns]\n"
	    "hint: name it: --logits COLS or --probs COLS\n" },
	{ "a header with other delimiters", "", "label;logit\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label;logit [columns]\n"
	    "hint: is the delimiter not a comma? -d ';'\n" },
	{ "a header with bars", "", "label|logit\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label|logit [columns]\n"
	    "hint: is the delimiter not a comma? -d '|'\n" },
	{ "a header with tabs", "-f csv", "label\tlogit\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label\\x09logit [columns]\n"
	    "hint: is the delimiter not a comma? -d '\\t'\n" },
	{ "a header with blanks", "", "label logit\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label logit [columns]\n"
	    "hint: do blanks part the columns? -f ssv\n" },
	{ "a header of numbers", "", "1,0.5\n",
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: 1, 0.5 [columns]\n"
	    "hint: is this line no header? -H\n" },
	{ "a header of numpy.savetxt()", "", "# label,logit\n",
	    "<stdin>:1: no label column; the columns are: # label, logit "
	    "[columns]\n"
	    "hint: numpy.savetxt() put a # before the names; leave it out: "
	    "sed '1s/^# *//'\n" },
	{ "no label", "", "a,logit\n",
	    "<stdin>:1: no label column; the columns are: a, logit [columns]\n"
	    "hint: name it: --label COLS\n" },
	/* -H */
	{ "without a header, columns by number", "-H -y 1 -l 2", "0,2.5\n",
	    "binary, logits y=1 x=2\n" },
	{ "without a header, classes by position", "-H -y 4 -p 1-3",
	    "0.1,0.2,0.7,2\n",
	    "multiclass, probs y=4 x=1,2,3 classes=0,1,2 numbered\n" },
	{ "without a header, classes in the order asked for",
	    "-H -y 4 -p 3,1,2", "0.1,0.2,0.7,2\n",
	    "multiclass, probs y=4 x=3,1,2 classes=0,1,2 numbered\n" },
	{ "without a header, labels and scores by position",
	    "-H -y 1-2 -l 3,4", "0,1,2,3\n",
	    "multilabel, logits y=1,2 x=3,4 classes=0,1 numbered\n" },
	{ "without a header, no default names", "-H", "label,logit\n",
	    "<stdin>: without a header the columns must be given by number "
	    "[columns]\nhint: --label 1 --logits 2 (or --probs 2)\n" },
	{ "without a header, no label", "-H -l 2", "0,1\n",
	    "<stdin>: without a header the columns must be given by number "
	    "[columns]\nhint: --label 1 --logits 2 (or --probs 2)\n" },
	{ "without a header, no such number", "-H -y 3 -l 1", "0,1\n",
	    "<stdin>: no column '3'; there are 2 [columns]\n" },
	{ "without a header, a name", "-H -y label -l 1", "0,1\n",
	    "<stdin>: no column 'label'; without a header they are the "
	    "numbers 1 to 2 [columns]\n" },
	{ "without a header, an id", "-H -y 1 -l 2 -i 3", "0,1,x\n",
	    "binary, logits id=3 y=1 x=2\n" },
	/* JSON */
	{ "a JSON sample", "", "{\"label\":1,\"logit\":2}",
	    "binary, logits y=label x=logit\n" },
	{ "a JSON array of scores", "", "{\"label\":1,\"logits\":[1,2,3]}",
	    "multiclass, logits y=label x=logits[0],logits[1],logits[2] "
	    "classes=0,1,2 numbered\n" },
	{ "a JSON array of eleven scores", "",
	    "{\"label\":1,\"logits\":[0,1,2,3,4,5,6,7,8,9,10]}",
	    "multiclass, logits y=label x=logits[0],logits[1],logits[2],"
	    "logits[3],logits[4],logits[5],logits[6],logits[7],logits[8],"
	    "logits[9],logits[10] classes=0,1,2,3,4,5,6,7,8,9,10 numbered\n" },
	{ "a JSON object of scores", "",
	    "{\"label\":1,\"probs\":{\"dog\":0.1,\"cat\":0.9}}",
	    "multiclass, probs y=label x=probs.dog,probs.cat "
	    "classes=dog,cat\n" },
	{ "JSON arrays of labels and scores", "",
	    "{\"labels\":[1,0],\"logits\":[1,2]}",
	    "multilabel, logits y=labels[0],labels[1] x=logits[0],logits[1] "
	    "classes=0,1 numbered\n" },
	{ "JSON objects of labels and scores", "",
	    "{\"labels\":{\"a\":1,\"b\":0},\"logits\":{\"b\":1,\"a\":2}}",
	    "multilabel, logits y=labels.a,labels.b x=logits.a,logits.b "
	    "classes=a,b\n" },
	{ "a JSON group by its name", "-y t -p s",
	    "{\"t\":1,\"s\":{\"x\":0.5,\"y\":0.5}}",
	    "multiclass, probs y=t x=s.x,s.y classes=x,y\n" },
	{ "an entry of a JSON group by its name", "-l 'logits[1]'",
	    "{\"label\":1,\"logits\":[1,2,3]}",
	    "binary, logits y=label x=logits[1]\n" },
	{ "a JSON pattern is for single columns",
	    "-l 'l*'", "{\"label\":1,\"logits\":[1,2,3]}",
	    "<stdin>: column 'label' cannot be a label: it is a score "
	    "[columns]\n" },
	{ "a list of names and --ignore", "--ignore unknown",
	    "{\"labels\":[\"a\"],\"logits\":{\"a\":1,\"b\":2}}",
	    "<stdin>: labels is a list of names; --ignore is for labels that "
	    "have a value each [columns]\n" },
	{ "JSON has no header line to name", "", "{\"a\":1}",
	    "<stdin>: no column says whether it holds logits or "
	    "probabilities; the columns are: a [columns]\n"
	    "hint: name it: --logits COLS or --probs COLS\n" },
	{ "a JSON list of names", "",
	    "{\"labels\":[\"a\"],\"probs\":{\"b\":0.1,\"a\":0.2}}",
	    "multilabel, probs y=labels,labels x=probs.b,probs.a "
	    "classes=b,a\n" },
	{ "an empty JSON list of names, and one class", "-y tags",
	    "{\"tags\":[],\"logits\":{\"a\":2}}",
	    "multilabel, logits y=tags x=logits.a classes=a\n" },
	{ "a JSON list of names, and scores of their own", "-m multilabel",
	    "{\"label\":[\"b\"],\"logit_a\":2,\"logit_b\":3}\n{}",
	    "multilabel, logits y=label,label x=logit_a,logit_b "
	    "classes=a,b\n" },
	{ "a JSON list of names that are numbers", "",
	    "{\"labels\":[\"7\"],\"probs\":{\"17\":0.1,\"7\":0.2}}",
	    "multilabel, probs y=labels,labels x=probs[17],probs[7] "
	    "classes=17,7 numbered\n" },
	{ "a JSON list of names for an array of scores", "",
	    "{\"labels\":[\"1\",\"0\"],\"probs\":[0.1,0.2]}",
	    "<stdin>: labels is a list of names, but the scores have none "
	    "[columns]\nhint: give them names: {\"rain\":0.8,\"fog\":0.1}\n" },
	{ "a JSON list of names and --pos-label", "--pos-label a",
	    "{\"labels\":[\"a\"],\"probs\":{\"a\":0.2}}",
	    "<stdin>: labels is a list of names; --pos-label is for labels of "
	    "two kinds [columns]\n" },
	{ "a JSON list of names in another mode", "-m multiclass",
	    "{\"labels\":[\"a\"],\"probs\":{\"a\":0.2,\"b\":0.8}}",
	    "<stdin>: labels is a list of names; that makes a multilabel task, "
	    "not a multiclass one [columns]\n" },
	{ "a JSON array of one bit", "",
	    "{\"labels\":[1],\"probs\":{\"a\":0.2,\"b\":0.8}}",
	    "<stdin>: labels: an array of labels has one 0 or 1 for each score "
	    "[columns]\n" },
	{ "two JSON lists of names", "-y s,t",
	    "{\"s\":[],\"t\":[],\"probs\":{\"a\":0.2,\"b\":0.8}}",
	    "<stdin>: no score for label 's' [columns]\n"
	    "<stdin>: no score for label 't' [columns]\n"
	    "<stdin>: no label for score 'a' [columns]\n"
	    "<stdin>: no label for score 'b' [columns]\n" },
	{ "JSON rows beside their names", "-i index",
	    "{\"columns\":[\"logit\",\"y\"],\"index\":[7],\"data\":[[2,1]]}",
	    "binary, logits id=index y=y x=logit\n" },
	{ "JSON rows whose names are not unique", "",
	    "{\"columns\":[\"logit\",\"y\",\"y\"],\"data\":[[2,1,1]]}",
	    "<stdin>: two columns are called 'y' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "a JSON group with a key twice is one group", "",
	    "{\"labels\":{\"a\":1},\"probs\":{\"a\":1,\"a\":0}}",
	    "binary, probs y=labels.a x=probs.a\n" },
	{ "JSON columns", "", "{\"label\":[1,0],\"logit\":[2,3]}",
	    "binary, logits y=label x=logit\n" },
	/* --mode */
	{ "--mode that the columns make", "-m binary", "label,logit\n",
	    "binary, logits y=label x=logit\n" },
	{ "one label and one score as multilabel", "-m multilabel",
	    "label,logit\n", "multilabel, logits y=label x=logit "
	    "classes=label\n" },
	{ "one pair as multilabel", "-m multi-label", "label_a,logit_a\n",
	    "multilabel, logits y=label_a x=logit_a classes=a\n" },
	{ "one label and two scores as binary", "-m binary",
	    "label,logit_a,logit_b\n",
	    "<stdin>:1: 1 label column and 2 score columns make no binary "
	    "task [columns]\n" HINT_MODE },
	{ "one label and two scores as multilabel", "-m multilabel",
	    "label,logit_a,logit_b\n",
	    "<stdin>:1: 1 label column and 2 score columns make no multilabel "
	    "task [columns]\n" HINT_MODE },
	{ "one score as multiclass", "-m multi-class", "label,logit\n",
	    "<stdin>:1: 1 label column and 1 score column make no multiclass "
	    "task [columns]\n" HINT_MODE },
};
#undef HINT_MODE
#undef HINT_WHICH

static void
show_columns(struct out *o, const struct reader *r, const char *what,
    const size_t *col, size_t n)
{
	out_text(o, what);
	for (size_t i = 0; i < n; i++) {
		out_text(o, i ? "," : "");
		out_text(o, r->col[col[i]].name);
	}
}

static void
show_plan(struct out *o, const struct reader *r, const struct plan *p)
{
	out_format(o, "%s, %s", p->mode->name,
	    p->from_logits ? "logits" : "probs");
	if (p->id != NO_COLUMN)
		show_columns(o, r, " id=", &p->id, 1);
	show_columns(o, r, " y=", p->target, p->t);
	show_columns(o, r, " x=", p->score, p->c);
	if (p->mode->classes || p->mode->wide) {
		out_text(o, " classes=");
		for (size_t k = 0; k < p->c; k++) {
			const char *name = p->class_name[k];

			out_format(o, "%s%s", k ? "," : "", name);
			assert_int_equal(plan_class(p, name, strlen(name)), k);
		}
		assert_int_equal(plan_class(p, "no such", 7), p->c);
		out_text(o, p->numbered ? " numbered" : "");
	}
	out_text(o, "\n");
}

static void
headers_become_plans(void **state)
{
	const struct plan_row *row = *state;
	struct out o = { .fd = -1 };
	static struct test_run t;
	int rc = test_open(&t, row->options, row->bytes, strlen(row->bytes));

	assert_int_equal(rc, t.diag.notes ? -1 : 0);
	if (!rc)
		show_plan(&o, &t.reader, &t.plan);
	test_notes(&o, &t.diag);
	test_close(&t);
	assert_out(&o, row->want);
}

/* Only what is in use must be right in every record. */
static void
columns_in_use_are_marked(void **state)
{
	static const char used[] = "1011";
	static struct test_run t;

	(void)state;
	assert_int_equal(test_open(&t, "", T("id,x,label,logit\n")), 0);
	for (size_t i = 0; used[i]; i++)
		assert_int_equal(t.reader.col[i].used, used[i] == '1');
	test_close(&t);
}

static void
a_thousand_columns_in_any_order(void **state)
{
	enum { N = 1000 };
	struct out text = { .fd = -1 };
	static struct test_run t;

	(void)state;
	/* 7 and 11 have no factor in common with 1000 */
	for (unsigned i = 0; i < N; i++)
		out_format(&text, "label_c%u,", i * 7 % N);
	for (unsigned i = 0; i < N; i++)
		out_format(&text, "prob_c%u%s", i * 11 % N,
		    i < N - 1 ? "," : "\n");
	assert_int_equal(test_open(&t, "", text.buf, text.n), 0);
	free(text.buf);
	for (unsigned i = 0; i < N; i++) {
		char name[24];

		snprintf(name, sizeof name, "c%u", i * 7 % N);
		assert_string_equal(t.plan.class_name[i], name);
		assert_string_equal(t.reader.col[t.plan.score[i]].name + 5,
		    name);
		assert_int_equal(plan_class(&t.plan, name, strlen(name)), i);
	}
	test_close(&t);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(columns_in_use_are_marked),
		cmocka_unit_test(a_thousand_columns_in_any_order),
	};
	int failed = 0;

	RUN_ROWS(plan_rows, headers_become_plans);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
