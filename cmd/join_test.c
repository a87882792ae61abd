/*
 * join_test.c - what --join prints, in every way there is to read; and on random
 * tables, the same bytes as scoring a file that was joined before.
 */
#include "joined.h"
#include "options.h"
#include "read/fields.h"
#include "run.h"
#include "test_play.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define MISSING "hint: --missing skip leaves such samples out, and counts " \
	"them\n"
#define LEFT "id,logit\na,1\nb,2\nc,-1\n"
#define RIGHT "id,label\nc,0\na,1\nb,1\n"
#define INPUT "id,label,w,logit\nc,0,1,-1\na,1,1,1\nb,1,3,2\n"
#define ROWS "id,label,p_t,loss\n"                            \
	     "a,1,0.7310585786300049,0.022658057508467333\n"   \
	     "b,1,0.8807970779778824,0.0018035628352403754\n"  \
	     "c,0,0.7310585786300049,0.022658057508467333\n"
#define NUMBERED "line,label,p_t,loss\n"                      \
	     "1,1,0.7310585786300049,0.022658057508467333\n"   \
	     "2,1,0.8807970779778824,0.0018035628352403754\n"  \
	     "3,0,0.7310585786300049,0.022658057508467333\n"
#define HINT "hint: a score over the rest would flatter the model; "  \
	     "--missing skip allows it\n"

static const struct session {
	const char *name;
	const char *left, *right;	/* each its own file, of that name */
	const char *options;
	const char *want;
} sessions[] = {
	{ "labels from a CSV file", LEFT, RIGHT, "left -j right -r none -t csv",
	    ROWS },
	{ "the label on the left, scores on the right", RIGHT, LEFT,
	    "left -j right -q", "0.0157066\n" },
	{ "TSV on the right", LEFT, "id\tlabel\nc\t0\na\t1\nb\t1\n",
	    "left -j right -r none -t csv", ROWS },
	{ "TSV on the left", "id\tlogit\na\t1\nb\t2\nc\t-1\n", RIGHT,
	    "left -j right -r none -t csv", ROWS },
	{ "NDJSON on the right", LEFT,
	    "{\"id\":\"c\",\"label\":0}\n{\"id\":\"a\",\"label\":1}\n"
	    "{\"id\":\"b\",\"label\":1}\n",
	    "left -j right -r none -t csv", ROWS },
	{ "columns of JSON on the right", LEFT,
	    "{\"id\":[\"c\",\"a\",\"b\"],\"label\":[0,1,1]}",
	    "left -j right -r none -t csv", ROWS },
	{ "NDJSON on the left",
	    "{\"id\":\"a\",\"logit\":1}\n{\"id\":\"b\",\"logit\":2}\n"
	    "{\"id\":\"c\",\"logit\":-1}\n", RIGHT,
	    "left -j right -r none -t csv", ROWS },
	{ "JSON on both sides",
	    "[{\"id\":\"a\",\"logit\":1},{\"id\":\"b\",\"logit\":2},"
	    "{\"id\":\"c\",\"logit\":-1}]",
	    "{\"id\":\"c\",\"label\":0}{\"id\":\"a\",\"label\":true}"
	    "{\"id\":\"b\",\"label\":1}",
	    "left -j right -q", "0.0157066\n" },
	{ "a number and a string are one id", "id,logit\n1,1\n2,2\n",
	    "[{\"id\":2,\"label\":0},{\"id\":\"1\",\"label\":1}]",
	    "left -j right -r none -t csv",
	    "id,label,p_t,loss\n"
	    "1,1,0.7310585786300049,0.022658057508467333\n"
	    "2,0,0.11920292202211756,1.6500781794214088\n" },
	{ "1 and 1.0 are two ids", "id,logit\n1,1\n",
	    "[{\"id\":1.0,\"label\":0}]", "left -j right",
	    "focalloss: 1 of 1 ids of left has no label in right (first: '1') [join]\n"
	    "focalloss: 1 of 1 ids of right has no prediction in left (first: '1.0') [join]\n"
	    "hint: '1' of left and '1.0' of right are two ids: they must be the same byte by byte\n"
	    "failed\n" },
	{ "blanks, case and zeros make two ids", "id,logit\nA7,1\n 5,1\n",
	    "id,label\n005,1\nb7,1\n", "left -j right",
	    "focalloss: 2 of 2 ids of left have no label in right (first: 'A7') [join]\n"
	    "focalloss: 2 of 2 ids of right have no prediction in left (first: '005') [join]\n"
	    "hint: ' 5' of left and '005' of right are two ids: they must be the same byte by byte\n"
	    "failed\n" },
	{ "class names, by class", "id,prob_cat,prob_dog\nx,0.2,0.8\ny,0.5,0.5\n",
	    "id,label\ny,dog\nx,cat\n", "left -j right -r none -t csv -g 0",
	    "id,label,p_t,loss\nx,cat,0.2,1.6094379124341003\n"
	    "y,dog,0.5,0.6931471805599453\n" },
	{ "many labels pair by name",
	    "id,logit_fog,logit_rain\nx,-3,3\ny,3,-3\n",
	    "id,label_rain,label_fog\ny,0,1\nx,1,0\n",
	    "left -j right -r none -t csv --digits 3",
	    "id,label,p_t,loss,loss_rain,loss_fog\n"
	    "x,rain,0.907,0.000109,0.000109,0.000109\n"
	    "y,fog,0.907,0.000109,0.000109,0.000109\n" },
	{ "weights from the right", "id,label,logit\na,1,0\nb,1,9\n",
	    "id,w\nb,0\na,2\n", "left -j right -w w -q", "0.173287\n" },
	{ "a column of both is the left one", "id,label,logit\na,1,0\n",
	    "id,label,logit,w\na,oops,oops,1\n", "left -j right -w w -q",
	    "0.173287\n" },
	{ "unused columns of the right may hold any text", LEFT,
	    "id,note,label\nc,?,0\na,\"1,5\",1\nb,NA,1\n", "left -j right -q",
	    "0.0157066\n" },
	{ "quoted ids, commas and newlines in them",
	    "id,logit\n\"a,\"\"1\"\"\",1\n\"b\n2\",2\nc,-1\n",
	    "\xef\xbb\xbfid,label\r\n\"c\",0\r\n\"b\n2\",1\r\n\"a,\"\"1\"\"\",1\r\n",
	    "left -j right -r none -t csv --digits 3",
	    "id,label,p_t,loss\n\"a,\"\"1\"\"\",1,0.731,0.0227\n"
	    "\"b\n2\",1,0.881,0.0018\nc,0,0.731,0.0227\n" },
	{ "labels that hold the delimiter", "id,prob_x,prob_y\na,0.5,0.5\nb,1,0\n",
	    "id,label\na,\"x\"\nb,\"x,y\"\n", "left -j right",
	    "right:3:3: label: 'x,y' is not a class; the classes are x, y, "
	    "or 0 to 1 [label-range]\n"
	    "failed\n" },
	{ "a label that would be a row of its own", "id,logit\na,1\nb,2\n",
	    "id,label\na,1\nb,\"1\nz,9,1\"\n", "left -j right",
	    "right:3:3: label: '1\\x0az,9,1' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label VALUE\n"
	    "failed\n" },
	{ "a number is one to JSON", LEFT,
	    "{\"id\":\"c\",\"label\":0}{\"id\":\"a\",\"label\":1}"
	    "{\"id\":\"b\",\"label\":\"1\"}",
	    "left -j right -r none -t ndjson --digits 1",
	    "{\"id\":\"a\",\"label\":1,\"p_t\":0.7,\"loss\":0.02}\n"
	    "{\"id\":\"b\",\"label\":1,\"p_t\":0.9,\"loss\":0.002}\n"
	    "{\"id\":\"c\",\"label\":0,\"p_t\":0.7,\"loss\":0.02}\n" },
	{ "a string is not a number", "id,label\na,1\n",
	    "[{\"id\":\"a\",\"logit\":\"1\"}]", "left -j right",
	    "right:1:20: logit: \"1\" is a string, not a number [number-syntax]\n"
	    "hint: numbers stand without quotes in JSON\nfailed\n" },
	{ "lists of names on the right",
	    "id,logit_fog,logit_rain\nx,-3,3\ny,3,3\nz,-3,-3\n",
	    "[{\"id\":\"y\",\"note\":[[1],2],\"labels\":[\"rain\",\"fog\"],\"w\":2},"
	    "{\"id\":\"z\",\"labels\":[],\"w\":1},"
	    "{\"id\":\"x\",\"labels\":[\"rain\"],\"w\":1}]",
	    "left -j right -w w -r none -t csv --digits 3",
	    "id,label,p_t,loss,loss_fog,loss_rain\n"
	    "x,rain,0.907,0.000109,0.000109,0.000109\n"
	    "y,fog rain,0.907,0.000109,0.000109,0.000109\n"
	    "z,,0.907,0.000109,0.000109,0.000109\n" },
	{ "a name that is none", "id,logit_fog,logit_rain\nx,-3,3\ny,3,3\n",
	    "{\"id\":\"y\",\"labels\":[\"rain\",\"sun\"]}\n"
	    "{\"id\":\"x\",\"labels\":[\"rain\",[\"fog\"],null,\"rain\"]}\n",
	    "left -j right",
	    "right:2:28: labels: '[\"fog\"]' is not a class; the classes are fog, rain [label-range]\n"
	    "right:2:36: labels: a missing value, 'null' [missing]\n"
	    "right:2:41: labels: 'rain' is in this list twice [label-range]\n"
	    "right:1:28: labels: 'sun' is not a class; the classes are fog, rain [label-range]\n"
	    MISSING
	    "failed\n" },
	{ "lists of names on the left",
	    "{\"id\":\"x\",\"labels\":[\"rain\"]}\n"
	    "{\"id\":\"y\",\"labels\":[\"rain\",\"fog\"]}\n",
	    "id,logit_fog,logit_rain\ny,3,3\nx,-3,3\n",
	    "left -j right -r none -q -t csv --digits 3",
	    "0.000109,0.000109,0.000109\n0.000109,0.000109,0.000109\n" },
	{ "a tab that is none of the delimiters of the right",
	    "id\tprob_x\tprob_y\na\t0.5\t0.5\n", "id,label\na,x\ty\n",
	    "left -j right",
	    "right:2:3: label: 'x\\x09y' is not a class; the classes are x, y, "
	    "or 0 to 1 [label-range]\n"
	    "failed\n" },
	{ "a column twice on the right", LEFT,
	    "id,x,label,label\nc,0,0,0\na,1,1,1\nb,1,1,1\n", "left -j right",
	    "right:1: two columns are called 'label' [columns]\n"
	    "hint: rename one, or pick one by its number\nfailed\n" },
	{ "and on the left", "id,label,label\na,1,1\n", "id,logit\na,1\n",
	    "left -j right",
	    "left:1: two columns are called 'label' [columns]\n"
	    "hint: rename one, or pick one by its number\nfailed\n" },
	{ "another delimiter is that of both", "id;logit\na;1\n",
	    "id;label\na;1\n", "left -j right -d ';' -q", "0.0226581\n" },
	{ "long cells", "id,logit\na,1\nb,1\n",
	    "id,label\nb,0.000000000000000000000000000000000\n"
	    "a,1.00000000000000000000000000000000000000000000\n",
	    "left -j right -r none -q -t csv --digits 3", "0.0227\n0.702\n" },

	{ "a bad cell has the place on its own side", LEFT,
	    "id,label\nc,0\na,oops\nb,1\n", "left -j right",
	    "right:3:3: label: 'oops' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label oops\n"
	    "failed\n" },
	{ "and so has one on the left", "id,logit\na,1\nb,oops\nc,-1\n", RIGHT,
	    "left -j right",
	    "left:3:3: logit: 'oops' is not a number [number-syntax]\nfailed\n" },
	{ "many bad cells of the right, in the order of the left", LEFT,
	    "x,label,id\n,no,c\n\"x\ny\",\"oops\",a\n,hm,b\n",
	    "left -j right",
	    "right:4:4: label: 'oops' is neither 0 nor 1 [label-range]\n"
	    "right:5:2: label: 'hm' is neither 0 nor 1 [label-range]\n"
	    "right:2:2: label: 'no' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label oops\n"
	    "failed\n" },
	{ "one bad cell after the other",
	    "id,logit\nd,1\na,1\nc,1\nb,1\n",
	    "[{\"id\":\"a\",\"label\":2},{\"label\":3,\"id\":\"b\"},\n"
	    "{\"id\":\"c\",\n\"label\":4},{\"id\":\"d\",\"label\":5}]",
	    "left -j right",
	    "right:3:30: label: '5' is neither 0 nor 1 [label-range]\n"
	    "right:1:20: label: '2' is neither 0 nor 1 [label-range]\n"
	    "right:3:9: label: '4' is neither 0 nor 1 [label-range]\n"
	    "right:1:32: label: '3' is neither 0 nor 1 [label-range]\n"
	    "hint: labels are 1 and 2? --pos-label 2\nfailed\n" },
	{ "rows without an id count, too",
	    LEFT, "id,label\n,0\nc,x\n,0\na,1\nb,y\n",
	    "left -j right --missing skip",
	    "focalloss: warning: 2 of 5 ids of right have no prediction in left (first: ''); skipped\n"
	    "right:6:3: label: 'y' is neither 0 nor 1 [label-range]\n"
	    "right:3:3: label: 'x' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label y\n"
	    "failed\n" },
	{ "line by line, on one line of JSON", "logit\n1\n2\n-1\n",
	    "[{\"label\":1},{\"label\":\"no\"},{\"label\":2}]",
	    "left -j right --id row",
	    "right:1:23: label: 'no' is neither 0 nor 1 [label-range]\n"
	    "right:1:38: label: '2' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label VALUE\n"
	    "failed\n" },
	/* what came through a pipe is read again as well */
	{ "a bad cell of standard input", LEFT, "",
	    "left -j - -y w",
	    "<stdin>:4:5: w: '3' is neither 0 nor 1 [label-range]\nfailed\n" },
	{ "probabilities of the right", "id,label\na,1\n",
	    "id,prob_0,prob_1\n\na,0.5,0.6\n", "left -j right",
	    "right:2: a blank line between rows [csv-syntax]\nfailed\n" },
	{ "and their sum", "id,label\nb,1\na,1\n",
	    "id,prob_0,prob_1\na,0.5,0.6\nb,0.5,0.5\n", "left -j right",
	    "right:2: the probabilities sum to 1.1, not 1 [prob-sum]\n"
	    "hint: are these logits? then pass --logits 'prob_*'\nfailed\n" },
	{ "a missing label of the right", LEFT, "id,label\nc,0\na,\nb,1\n",
	    "left -j right",
	    "right:3:3: label: an empty value [missing]\n" MISSING
	    "failed\n" },
	{ "the same, skipped", LEFT, "id,label\nc,0\na,\nb,1\n",
	    "left -j right --missing skip -q",
	    "0.0122308\n"
	    "left:2: warning: a value is missing here; 1 of 3 samples skipped\n" },
	{ "a label of the right, ignored", LEFT,
	    "id,label\nc,0\na,-100\nb,1\n", "left -j right --ignore -100 -q",
	    "0.0122308\n" },
	{ "a ragged row of the right", LEFT, "id,label\nc,0\na,1,2\nb,1\n",
	    "left -j right",
	    "right:3: 3 fields where the header has 2 [csv-ragged]\n"
	    "hint: a decimal comma, or a field that needs quotes?\nfailed\n" },

	{ "ragged rows that make one", LEFT,
	    "id,label,w\nc,0,1\na\n1,1\nb,1,1\n", "left -j right",
	    "right:3: 1 field where the header has 3 [csv-ragged]\n"
	    "right:4: 2 fields where the header has 3 [csv-ragged]\nfailed\n" },
	{ "a ragged row of a left one without a header", "a,1\nb\n",
	    "{\"id\":\"a\",\"label\":1}", "left -j right -H -i 1 -l 2",
	    "left:2: 1 field where the first row has 2 [csv-ragged]\nfailed\n" },

	{ "ids that the right lacks", LEFT, "id,label\nc,0\na,1\n",
	    "left -j right",
	    "focalloss: 1 of 3 ids of left has no label in right (first: 'b') [join]\n"
	    HINT "failed\n" },
	{ "ids that the left lacks", "id,logit\nc,1\n", RIGHT, "left -j right",
	    "focalloss: 2 of 3 ids of right have no prediction in left (first: 'a') [join]\n"
	    HINT "failed\n" },
	{ "the sides changed", RIGHT, "id,logit\nc,1\nd,2\n", "left -j right",
	    "focalloss: 2 of 3 ids of left have no prediction in right (first: 'a') [join]\n"
	    "focalloss: 1 of 2 ids of right has no label in left (first: 'd') [join]\n"
	    HINT "failed\n" },
	{ "nothing of the right in use", "id,label,logit\na,1,1\nb,0,1\n",
	    "id,split\na,x\n", "left -j right",
	    "focalloss: 1 of 2 ids of left has no row in right (first: 'b') [join]\n"
	    HINT "failed\n" },
	{ "both lack some, and they are skipped", LEFT,
	    "id,label\nx,0\nc,0\ny,oops\n", "left -j right --missing skip -v",
	    "n       mean\n1  0.0226581\n"
	    "left: csv, binary\n  labels: label\n  logits: logit\n  id: id\n"
	    "  joined: right, csv, 3 rows, by id\n"
	    "  samples: 1 used, 2 skipped, 0 ignored\n"
	    "focal mode=binary from=logits gamma=2 alpha=1 pos_weight=1 "
	    "reduction=mean n=1 focalloss=0.1.0\n"
	    "focalloss: warning: 2 of 3 ids of left have no label in right (first: 'a'); skipped\n"
	    "focalloss: warning: 2 of 3 ids of right have no prediction in left (first: 'x'); skipped\n" },
	{ "nothing is left", LEFT, "id,label\nx,0\n",
	    "left -j right --missing skip",
	    "focalloss: warning: 3 of 3 ids of left have no label in right (first: 'a'); skipped\n"
	    "focalloss: warning: 1 of 1 ids of right has no prediction in left (first: 'x'); skipped\n"
	    "focalloss: no id is in both left and right [join]\nfailed\n" },
	{ "an id twice on the right", LEFT,
	    "id,label\nc,0\na,1\nb,1\nc,1\na,1\n", "left -j right",
	    "right:5: id: 'c' stands in line 2, too [join]\n"
	    "right:6: id: 'a' stands in line 3, too [join]\nfailed\n" },
	{ "an id twice on the left", "id,logit\na,1\nb,2\nc,-1\nb,2\n", RIGHT,
	    "left -j right --missing skip",
	    "left:5:1: id: 'b' stands in line 3, too [join]\nfailed\n" },
	{ "an id twice on the left that is skipped",
	    "id,logit\na,1\nx,2\nb,1\nc,-1\nx,2\n", RIGHT,
	    "left -j right --missing skip",
	    "focalloss: warning: 2 of 5 ids of left have no label in right (first: 'x'); skipped\n"
	    "left:6: id: 'x' stands in line 3, too [join]\n"
	    "failed\n" },
	{ "no id on the left", "id,logit\na,1\n,2\nb,1\nc,-1\n", RIGHT,
	    "left -j right",
	    "left:3:1: id: there is no id here [join]\nfailed\n" },
	{ "no id on the right", LEFT,
	    "[{\"id\":\"a\",\"label\":1},{\"label\":1},{\"id\":null,\"label\":1},"
	    "{\"id\":\"b\",\"label\":1},{\"id\":\"c\",\"label\":0},"
	    "\n{\"id\":[1],\"label\":0}]",
	    "left -j right",
	    "right:1: id: there is no id here [join]\n"
	    "right:1:41: id: there is no id here [join]\n"
	    "right:2:7: id: [1] is no id [join]\n"
	    "failed\n" },
	{ "an object for an id", LEFT,
	    "[{\"id\":\"a\",\"label\":1},{\"id\":{\"x\":1},\"label\":1}]",
	    "left -j right",
	    "right:1:29: id: {\"x\":1} is no id [join]\nfailed\n" },
	{ "no label on either side", LEFT, "id,split\na,x\n", "left -j right",
	    "left:1: no label column; the columns are: id, logit, split [columns]\n"
	    "hint: name it: --label COLS\nfailed\n" },
	{ "the same, skipped", "id,logit\na,1\n,2\nb,2\nc,-1\n",
	    "id,label\nb,1\n,0\na,1\nc,0\n", "left -j right --missing skip -q",
	    "0.0157066\n"
	    "focalloss: warning: 1 of 4 ids of left has no label in right (first: ''); skipped\n"
	    "focalloss: warning: 1 of 4 ids of right has no prediction in left (first: ''); skipped\n" },
	{ "no row on the left", "id,logit\n", RIGHT, "left -j right",
	    "focalloss: 3 of 3 ids of right have no prediction in left (first: 'c') [join]\n"
	    HINT "failed\n" },
	{ "no row on the right", LEFT, "id,label\n", "left -j right",
	    "focalloss: 3 of 3 ids of left have no label in right (first: 'a') [join]\n"
	    HINT "failed\n" },
	{ "no row at all", "id,logit\n", "id,label\n", "left -j right",
	    "left: there are no data rows [empty]\nfailed\n" },

	{ "no id column on the left", "name,logit\na,1\n", RIGHT,
	    "left -j right",
	    "left:1: --join finds no id column; the columns are: name, logit [columns]\n"
	    "hint: name it: --id COL, in both files; or go line by line: --id row\n"
	    "failed\n" },
	{ "no id column on the right", LEFT, "label\n1\n1\n0\n", "left -j right",
	    "right:1: --join finds no id column; the columns are: label [columns]\n"
	    "hint: name it: --id COL, in both files; or go line by line: --id row\n"
	    "failed\n" },
	{ "an id of another name", "logit,name\n1,a\n2,b\n-1,c\n",
	    "label,name\n0,c\n1,a\n1,b\n", "left -j right -i name -r none -t csv",
	    ROWS },
	{ "an id that only one side calls so", LEFT, "name,label\na,1\n",
	    "left -j right -i id",
	    "right:1: no column 'id'; the columns are: name, label [columns]\n"
	    "failed\n" },
	{ "line by line", "logit\n1\n2\n-1\n", "label\n1\n1\n0\n",
	    "left -j right --id row -q", "0.0157066\n" },
	{ "line by line, an id column or not", LEFT,
	    "id,label\nx,1\ny,1\nz,0\n", "left -j right --id row -q",
	    "0.0157066\n" },
	{ "fewer lines on the right", LEFT, "label\n1\n1\n",
	    "left -j right --id row",
	    "focalloss: left has 3 rows, right has 2 [join]\n"
	    "hint: line by line both must have as many; an id column would say which are missing: --id COL\n"
	    "failed\n" },
	{ "fewer lines on the left", "logit\n1\n", "label\n1\n1\n",
	    "left -j right --id row --missing skip",
	    "focalloss: left has 1 rows, right has 2 [join]\n"
	    "hint: line by line both must have as many; an id column would say which are missing: --id COL\n"
	    "failed\n" },
	{ "numbers go on counting, the id counts once", "a,1\nb,2\nc,-1\n",
	    "c,x,0\na,x,1\nb,x,1\n",
	    "left -j right -H -i 1 -l 2 -y 4 -r none -t csv", ROWS },
	{ "numbers line by line", "1\n2\n-1\n", "x,1\nx,1\nx,0\n",
	    "left -j right -H -i row -l 1 -y 3 -r none -t csv", NUMBERED },
	{ "numbers on the left, names on the right", "a,1\nb,2\nc,-1\n",
	    "[{\"id\":\"b\",\"label\":1},{\"id\":\"a\",\"label\":1},"
	    "{\"id\":\"c\",\"label\":0}]",
	    "left -j right -H -i 1 -l 2 -r none -t csv", ROWS },
	/* were the scores called 2 and 3, the label 2 would be the first */
	{ "classes of numbered scores count from 0", "a,0.8,0.2\nb,0.5,0.5\n",
	    "[{\"id\":\"b\",\"label\":1},{\"id\":\"a\",\"label\":0}]",
	    "left -j right -H -i 1 -p 2,3 -r none -g 0 -t csv",
	    "id,label,p_t,loss\na,0,0.8,0.2231435513142097\n"
	    "b,1,0.5,0.6931471805599453\n" },
	{ "names on the left, numbers on the right",
	    "[{\"id\":\"a\",\"logit\":1},{\"id\":\"b\",\"logit\":2},"
	    "{\"id\":\"c\",\"logit\":-1}]",
	    "1\n1\n0\n", "left -j right -H -i row -y 3 -q", "0.0157066\n" },
	{ "two files, one joined", LEFT, RIGHT,
	    "x=left left -j right -r none -q -t csv",
	    "0.022658057508467333\n0.0018035628352403754\n0.022658057508467333\n"
	    "0.022658057508467333\n0.0018035628352403754\n0.022658057508467333\n" },
	{ "two files that need other columns",
	    "id,logit,label,w\na,1,0,1\nb,2,0,1\nc,-1,0,1\n",
	    "id,label,logit,w\nc,0,-1,1\na,1,1,1\nb,1,2,3\n",
	    "third left -j right -w w -t csv --digits 6",
	    "file,n,mean\nthird,3,0.0101454\nleft,3,0.791535\n" },
	{ "two files that need other columns, rows without an id",
	    "id,logit,label,w\na,1,0,1\nb,2,0,1\nc,-1,0,1\n",
	    "id,label\nc,0\na,1\nb,1\n,1\n",
	    "left third -j right --missing skip -q",
	    "0.791535\n0.0157066\n"
	    "focalloss: warning: 1 of 4 ids of right has no prediction in left (first: ''); skipped\n"
	    "focalloss: warning: 1 of 4 ids of right has no prediction in third (first: ''); skipped\n" },
	{ "the same, from standard input",
	    "id,logit,label,w\na,1,0,1\nb,2,0,1\nc,-1,0,1\n", "",
	    "left third -j - -w w -t csv --digits 6",
	    "file,n,mean\nleft,3,0.791535\nthird,3,0.0101454\n" },
	{ "a file with itself", "id,logit,label\na,1,1\n", "",
	    "left -j left -q", "0.0226581\n" },
	{ "standard input twice", LEFT, RIGHT, "-j - -",
	    "focalloss: standard input can be read only once [usage]\nfailed\n" },
	{ "no such file", LEFT, RIGHT, "left -j nowhere",
	    "nowhere: cannot open: No such file or directory [io]\nfailed\n" },
	{ "a mark of the user's in a message", "id,logit\n\x1b[1m,1\n", RIGHT,
	    "left -j right",
	    "focalloss: 1 of 1 ids of left has no label in right (first: '\\x1b[1m') [join]\n"
	    "focalloss: 3 of 3 ids of right have no prediction in left (first: 'c') [join]\n"
	    HINT "failed\n" },
};

static void
prints(void **state)
{
	const struct session *s = *state;
	const struct way way[] = { { NULL, 1, 0 }, { NULL, 1, 1 },
		{ &fields_scalar, 1, 0 }, { &fields_scalar, 1, 1 },
		{ &fields_scalar, 3, 7 }, { fields_choose(NULL), 2, 16 } };

	put_file("left", s->left, strlen(s->left));
	put_file("right", s->right, strlen(s->right));
	put_file("third", LEFT, strlen(LEFT));
	for (size_t i = 0; i < COUNT(way); i++) {
		struct out got;

		test_stdin(INPUT, strlen(INPUT));
		play(&got, s->options, way[i]);
		assert_out(&got, s->want);
	}
}

static uint64_t seed = 1;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * 0x2545f4914f6cdd1d >> 11) % n;
}

/* A table of text, each column on one side or on both. */
enum { ROWS_MAX = 200, COLS = 7 };

static const struct column_kind {
	const char *name;
	const char *text[6];	/* what its cells may be; ends: NULL */
	bool number;		/* without quotes in JSON */
} kinds[COLS] = {
	{ "id", { NULL }, false },
	{ "prob_cat", { "0.25", "0.5", "2.5e-1", NULL }, true },
	{ "prob_dog", { "0.25", "0.250", NULL }, true },
	{ "prob_e", { "0.5", "0.25", NULL }, true },
	{ "label", { "cat", "dog", "e", "cat", "2", NULL }, false },
	{ "w", { "1", "0.5", "2", NULL }, true },
	{ "note", { "", "a,b", "\"", "x\ty", "{}", NULL }, false },
};

struct table_text {
	size_t rows;
	char id[ROWS_MAX][40];
	const char *cell[ROWS_MAX][COLS];
};

static void
fill(struct table_text *t)
{
	static const char *const odd[] = { "%zu", "s%zu", "\"%zu\"", "a,%zu",
		"%zu\nx", " %zu", "a rather long one, with the number %zu" };
	const char *form = odd[rnd(COUNT(odd))];

	t->rows = 1 + rnd(ROWS_MAX);
	for (size_t i = 0; i < t->rows; i++) {
		snprintf(t->id[i], sizeof t->id[i],
		    rnd(9) ? form : odd[rnd(2)], i * 7 + 1);
		t->cell[i][0] = t->id[i];
		for (size_t c = 1; c < COLS; c++) {
			size_t n = 0;

			while (kinds[c].text[n])
				n++;
			t->cell[i][c] = kinds[c].text[rnd(n)];
		}
		/* they sum to 1 */
		t->cell[i][2] = "0.25";
		t->cell[i][3] = *t->cell[i][1] == '0' && t->cell[i][1][2] == '5'
		    ? "0.25" : "0.5";
	}
}

static void
put_quoted(struct out *o, const char *s, bool json)
{
	out_text(o, "\"");
	for (; *s; s++)
		if (json && *s == '\n')
			out_text(o, "\\n");
		else if (json && *s == '\t')
			out_text(o, "\\t");
		else
			out_format(o, "%s%c", *s != '"' ? "" : json ? "\\" : "\"",
			    *s);
	out_text(o, "\"");
}

static void
put_cell(struct out *o, const char *s, char delimiter)
{
	if (strchr(s, delimiter) || strpbrk(s, "\"\n") || rnd(50) == 0)
		put_quoted(o, s, false);
	else
		out_text(o, s);
}

/* Some columns, rows in that order, in a format that is found by its name. */
static void
write_table(const char *path, const struct table_text *t, const size_t *order,
    const bool *has)
{
	const char *suffix = strrchr(path, '.');
	bool json = !strcmp(suffix, ".ndjson") || !strcmp(suffix, ".json");
	char delimiter = !strcmp(suffix, ".tsv") ? '\t' : ',';
	struct out o = { .fd = -1 };

	for (size_t c = 0, n = 0; c < COLS && !json; c++)
		if (has[c])
			out_format(&o, "%.*s%s", n++ > 0, &delimiter,
			    kinds[c].name);
	out_text(&o, json ? "" : "\n");
	for (size_t i = 0; i < t->rows; i++) {
		out_text(&o, json ? "{" : "");
		for (size_t c = 0, n = 0; c < COLS; c++) {
			const char *s = t->cell[order[i]][c];

			if (!has[c])
				continue;
			out_format(&o, "%.*s", n++ > 0,
			    json ? "," : &delimiter);
			if (json)
				out_format(&o, "\"%s\":", kinds[c].name);
			if (json && !kinds[c].number)
				put_quoted(&o, s, true);
			else if (json)
				out_text(&o, s);
			else
				put_cell(&o, s, delimiter);
		}
		out_text(&o, json ? "}\n" : "\n");
	}
	put_file(path, o.buf, o.n);
	free(o.buf);
}

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = rnd(i), swap = order[i - 1];

		order[i - 1] = order[k];
		order[k] = swap;
	}
}

static struct way
any_way(void)
{
	static const char *const tiers[] = { "scalar", "avx2", "avx512" };
	const struct fields_tier *tier = rnd(4)
	    ? fields_choose(tiers[rnd(COUNT(tiers))]) : NULL;

	return (struct way){ tier, 1 + rnd(4), rnd(2) ? 1 + rnd(300) : 0 };
}

/* Did the options print the same both times?  Both texts are given back. */
static void
assert_alike(struct out *got, struct out *want, const char *options,
    uint64_t began)
{
	if (got->n != want->n || memcmp(got->buf, want->buf, got->n))
		fail_msg("seed %llx: %s\n--- want\n%.*s--- got\n%.*s",
		    (unsigned long long)began, options, (int)want->n,
		    want->buf, (int)got->n, got->buf);
	free(want->buf);
	free(got->buf);
}

/* One file, and two with its columns: the same bytes. */
static void
same_as_joined_before(void **state)
{
	static const char *const options[] = { "-r none -t csv",
		"-r none --grad -t csv", "-r mean,sum,ess -t csv",
		"-w w -r mean,sum -t csv", "-r none -t ndjson -g 0,2",
		"-r none", "--ignore cat -r none -t csv" };
	static const char *const suffix[] = { "csv", "csv", "tsv", "ndjson" };
	static struct table_text t;
	int files = test_share(600);

	(void)state;
	for (int n = 0; n < files; n++) {
		uint64_t began = seed;
		bool all[COLS], left[COLS], right[COLS], by_line = rnd(6) == 0;
		/* in JSON a label is known to be a string */
		const char *l = suffix[rnd(COUNT(suffix))];
		/* and without an id a sample is called by its line */
		const char *r = by_line ? l : suffix[rnd(COUNT(suffix))];
		size_t order[ROWS_MAX];
		char file[4][32], line[256];
		struct out want, got;

		fill(&t);
		for (size_t i = 0; i < t.rows; i++)
			order[i] = i;
		for (size_t c = 0, side = 0; c < COLS; c++) {
			/* the scores together: their order is the classes' */
			side = c == 2 || c == 3 ? side : rnd(4);

			all[c] = true;
			left[c] = c == 0 || side < 2;
			right[c] = c == 0 || side > 0;
		}
		snprintf(file[0], sizeof file[0], "whole.%s",
		    left[4] || strcmp(r, "ndjson") ? l : r);
		snprintf(file[1], sizeof file[1], "left.%s", l);
		snprintf(file[2], sizeof file[2], "right.%s", r);
		write_table(file[0], &t, order, all);
		write_table(file[1], &t, order, left);
		if (!by_line)
			shuffle(order, t.rows);
		write_table(file[2], &t, order, right);
		const char *o = options[rnd(COUNT(options))];

		snprintf(line, sizeof line, "%s %s %s", file[0], o,
		    by_line ? "-i row" : "");
		play(&want, line, any_way());
		snprintf(line, sizeof line, "%s -j %s %s %s", file[1], file[2],
		    o, by_line ? "-i row" : "");
		play(&got, line, any_way());
		assert_alike(&got, &want, line, began);
	}
}

/* Damage: ids twice, without a partner, not there, cells that are none. */
static void
damage(struct table_text *t, unsigned wild)
{
	for (size_t i = 0; i < t->rows; i++) {
		if (rnd(1000) < wild)
			t->cell[i][0] = t->cell[rnd(t->rows)][0];
		if (rnd(1000) < wild)
			t->cell[i][0] = rnd(2) ? "nobody" : "";
		if (rnd(2000) < wild)
			t->cell[i][4] = rnd(2) ? "oops" : "";
		if (rnd(2000) < wild)
			t->cell[i][1] = rnd(2) ? "oops" : "NA";
	}
}

/* Whatever is wrong, every way to read prints the same. */
static void
same_in_all_ways(void **state)
{
	static const bool left[COLS] = { 1, 1, 1, 1, 0, 0, 1 };
	static const bool right[COLS] = { 1, 0, 0, 0, 1, 1, 0 };
	static const char *const options[] = { "-r none -t csv", "-q", "-w w -q",
		"--missing skip -t json", "--missing skip -r none -t csv",
		"--ignore cat -r none -t csv",
		"--ignore dog --missing skip -t json" };
	static struct table_text t;
	int files = test_share(600);

	(void)state;
	for (int n = 0; n < files; n++) {
		unsigned wild = (unsigned[]){ 0, 2, 20, 200 }[rnd(4)];
		uint64_t began = seed;
		bool swap = rnd(2);
		size_t order[ROWS_MAX];
		struct out want, got;
		char line[256];

		fill(&t);
		for (size_t i = 0; i < t.rows; i++)
			order[i] = i;
		damage(&t, wild);
		write_table("left-2.csv", &t, order, swap ? right : left);
		damage(&t, rnd(2) ? wild : 0);
		shuffle(order, t.rows);
		t.rows -= wild ? rnd(2) : 0;
		write_table("right-2.csv", &t, order, swap ? left : right);
		snprintf(line, sizeof line, "left-2.csv -j right-2.csv %s",
		    options[rnd(COUNT(options))]);
		play(&want, line, (struct way){ NULL, 1, 0 });
		play(&got, line, any_way());
		assert_alike(&got, &want, line, began);
	}
}

/* A directory of its own, so that messages hold no name that changes. */
static char directory[] = "/tmp/focalloss-test-XXXXXX";

static int
enter(void **state)
{
	(void)state;
	return mkdtemp(directory) && !chdir(directory) ? 0 : -1;
}

static int
leave(void **state)
{
	(void)state;
	return getenv("KEEP") ? 0 : system("rm -f left* right* whole* third") || chdir("/") ||
	    rmdir(directory);
}

/* Of another size, or written at another time: its rows may be others. */
static void
what_was_changed_is_not_read_again(void **state)
{
	const struct read_options opt = { 0 };
	static struct diag d;
	struct test_argv argv;
	struct joined f = { 0 };
	struct job j;

	(void)state;
	test_split(&argv, "left -j right");
	assert_int_equal(job_parse(&j, argv.n, argv.arg, &d), 0);
	for (int what = 0; what < 4; what++) {
		struct timespec time[2] = { { 0, UTIME_OMIT }, { 1000000000, 5 } };
		struct place at;

		d = (struct diag){ .notes = 0 };
		put_file("right", RIGHT, strlen(RIGHT));
		assert_int_equal(utimensat(AT_FDCWD, "right", time, 0), 0);
		assert_int_equal(joined_open(&f, &j, &opt, &d), 0);
		f.keep[1] = true;
		assert_int_equal(joined_load(&f), 0);
		if (what == 1)
			put_file("right", RIGHT "d,1\n", strlen(RIGHT) + 4);
		time[1].tv_sec += what == 2;
		time[1].tv_nsec += what == 3;
		assert_int_equal(utimensat(AT_FDCWD, "right", time, 0), 0);
		at = joined_locate(&f, ids_next(&f.rows, NULL), 1, 0);
		assert_int_equal(at.line, 2);
		assert_int_equal(at.column, what ? 0 : 3);
		assert_int_equal(joined_reopen(&f), what ? -1 : 0);
		assert_int_equal(d.notes, what > 0);
		if (what)
			assert_string_equal(d.note[0].text, "right: the file "
			    "was changed while it was read [io]");
		joined_free(&f);
	}
	job_free(&j);
}

/* A pipe: read once, and again from the copy; if that was too long, not. */
static void
a_pipe_is_read_again_from_a_copy(void **state)
{
	static const char text[] = "id,note,label\nc,\"x\ny\",0\na,z,1\n";
	const struct read_options opt = { 0 };
	static struct diag d;
	struct test_argv argv;
	struct joined f = { 0 };
	struct place at;
	struct job j;
	int end[2];

	(void)state;
	test_split(&argv, "left -j -");
	assert_int_equal(job_parse(&j, argv.n, argv.arg, &d), 0);
	assert_int_equal(pipe(end), 0);
	assert_int_equal(write(end[1], text, strlen(text)), strlen(text));
	close(end[1]);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	close(end[0]);
	assert_int_equal(joined_open(&f, &j, &opt, &d), 0);
	f.keep[2] = true;
	assert_int_equal(joined_load(&f), 0);
	for (int again = 0; again < 2; again++) {
		assert_true(joined_rereads(&f));
		at = joined_locate(&f, ids_next(&f.rows, NULL), 2, 0);
		assert_int_equal(at.line, 3);
		assert_int_equal(at.column, 4);
		assert_int_equal(joined_reopen(&f), 0);
		f.keep[1] = true;
		assert_int_equal(joined_load(&f), 0);
		assert_int_equal(f.rows.rows, 2);
	}
	source_copy_free(&f.copy);
	f.copy.lost = EFBIG;
	at = joined_locate(&f, ids_next(&f.rows, NULL), 2, 0);
	assert_int_equal(at.line, 2);
	assert_int_equal(at.column, 0);
	assert_false(joined_rereads(&f));
	assert_int_equal(joined_reopen(&f), -1);
	assert_string_equal(d.note[0].text, "<stdin>: it came through a pipe "
	    "and cannot be read twice: write it to a file [join]");
	joined_free(&f);
	job_free(&j);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_pipe_is_read_again_from_a_copy),
		cmocka_unit_test(what_was_changed_is_not_read_again),
		cmocka_unit_test(same_as_joined_before),
		cmocka_unit_test(same_in_all_ways),
	};
	int failed = 0;

	if (getenv("SEED"))
		seed = strtoull(getenv("SEED"), NULL, 0);
	if (enter(NULL))
		return 1;
	RUN_ROWS(sessions, prints);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return leave(NULL) ? 1 : failed;
}
