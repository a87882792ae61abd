/*
 * baseline_test.c - what --baseline prints, in every way there is to read; and
 * on random tables, what must hold whatever is in them.
 */
#include "baseline.h"
#include "options.h"
#include "test_play.h"

#define HEAD "id,label,logit\n"
#define BASE HEAD "a,1,1\nb,1,2\nc,0,-1\n"
#define NEW HEAD "c,0,-2\na,1,1\nb,1,1\n"
#define SIX_BASE                                                       \
	"id,label,logit,g\na,1,1,x\nb,1,2,x\nc,0,-1,y\nd,0,1,y\n"      \
	"e,1,-1,y\nf,0,0,x\n"
#define SIX_NEW                                                        \
	"id,label,logit,g\nf,0,-1,x\nc,0,-2,y\na,1,3,x\nb,1,4,x\n"     \
	"d,0,-1,y\ne,1,1,y\n"
#define CLASSES "id,label,prob_cat,prob_dog\na,cat,0.5,0.5\nb,dog,0.25,0.75\n"
#define CLASSES_NEW                                                    \
	"id,label,prob_dog,prob_cat\nb,dog,0.5,0.5\na,cat,0.25,0.75\n"
#define LABELS                                                         \
	"id,label_x,label_y,logit_x,logit_y\na,1,0,1,-1\nb,0,1,0.3,0.7\n"
#define LABELS_NEW                                                     \
	"id,label_y,label_x,logit_x,logit_y\nb,1,0,0.1,2\na,0,1,1.5,-3\n"

static const struct session {
	const char *name;
	const char *base, *new;		/* each its own file, of that name */
	const char *options;
	const char *want;
} sessions[] = {
	{ "three pairs say nothing yet", BASE,
	    NEW,
	    "new --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "3,0.0157066,0.0157066,0,-inf,inf,0,~\n" },
	{ "six pairs, all of them better", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.0116488,0.270691,-0.259042,-1.57676,-0.00179769,-0.956966,better\n" },
	{ "and worse the other way round", SIX_BASE,
	    SIX_NEW,
	    "base --baseline new -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.270691,0.0116488,0.259042,0.00179769,1.57676,22.2376,worse\n" },
	{ "of itself nothing differs", SIX_BASE,
	    SIX_NEW,
	    "base --baseline base -t csv --digits 6 -g 0,2",
	    "gamma,n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "0,6,0.678854,0.678854,0,0,0,0,~\n"
	    "2,6,0.270691,0.270691,0,0,0,0,~\n" },
	{ "at another level", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -t csv --digits 6 --ci 99",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.0116488,0.270691,-0.259042,-inf,inf,-0.956966,~\n" },
	{ "rows that are samples", BASE,
	    NEW,
	    "new --baseline base -r none -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\n"
	    "c,0,0.880797,0.00180356,0.0226581,-0.0208545\n"
	    "a,1,0.731059,0.0226581,0.0226581,0\n"
	    "b,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "and several gammas of them", BASE,
	    NEW,
	    "new --baseline base -r none -t csv --digits 6 -g 0,2 --grad --keep logit",
	    "gamma,id,label,p_t,loss,grad,base,delta,logit\n"
	    "0,c,0,0.880797,0.126928,0.119203,0.313262,-0.186334,-2\n"
	    "2,c,0,0.880797,0.00180356,0.00487094,0.0226581,-0.0208545,-2\n"
	    "0,a,1,0.731059,0.313262,-0.268941,0.313262,0,1\n"
	    "2,a,1,0.731059,0.0226581,-0.0525811,0.0226581,0,1\n"
	    "0,b,1,0.731059,0.313262,-0.268941,0.126928,0.186334,1\n"
	    "2,b,1,0.731059,0.0226581,-0.0525811,0.00180356,0.0208545,1\n" },
	{ "the largest losses", BASE,
	    NEW,
	    "new --baseline base -n 2 -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\n"
	    "a,1,0.731059,0.0226581,0.0226581,0\n"
	    "b,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "sum, which comes first, and mean", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -r max,sum,mean -t csv --digits 6",
	    "n,max,sum,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.0226581,0.0698929,0.0116488,1.62414,-1.55425,-9.46055,-0.0107861,-0.956966,better\n" },
	{ "mean-pos", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -r mean-pos -t csv --digits 6",
	    "n,mean-pos,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.0232976,0.541381,-0.518083,-3.15352,-0.00359538,-0.956966,better\n" },
	{ "behind a gradient", BASE,
	    NEW,
	    "new --baseline base --grad --hess -t ndjson --digits 3",
	    "{\"n\":3,\"mean\":0.0157,\"grad\":-0.0334,\"hess\":0.078,\"base\":0.0157,\"delta\":0,\"delta_lo\":null,\"delta_hi\":null,\"change\":0,\"verdict\":\"~\"}\n" },
	{ "JSON has null for what is not known", BASE,
	    NEW,
	    "new --baseline base -t ndjson --digits 6",
	    "{\"n\":3,\"mean\":0.0157066,\"base\":0.0157066,\"delta\":0,\"delta_lo\":null,\"delta_hi\":null,\"change\":0,\"verdict\":\"~\"}\n" },
	{ "by group, gamma and alpha", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -b g -g 0,2 -a none -a 0.25 -t csv --digits 3",
	    "g,gamma,alpha,n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "x,0,none,3,0.127,0.378,-0.251,-inf,inf,-0.665,~\n"
	    "x,0,0.25,3,0.11,0.268,-0.158,-inf,inf,-0.589,~\n"
	    "x,2,none,3,0.00759,0.0659,-0.0583,-inf,inf,-0.885,~\n"
	    "x,2,0.25,3,0.00756,0.0598,-0.0522,-inf,inf,-0.874,~\n"
	    "y,0,none,3,0.251,0.98,-0.729,-inf,inf,-0.744,~\n"
	    "y,0,0.25,3,0.173,0.652,-0.479,-inf,inf,-0.735,~\n"
	    "y,2,none,3,0.0157,0.475,-0.46,-inf,inf,-0.967,~\n"
	    "y,2,0.25,3,0.01,0.3,-0.29,-inf,inf,-0.967,~\n" },
	{ "several files", BASE,
	    NEW,
	    "new x=base --baseline base -t csv --digits 3",
	    "file,n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "new,3,0.0157,0.0157,0,-inf,inf,0,~\n"
	    "x,3,0.0157,0.0157,0,0,0,0,~\n" },
	{ "quietly", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -q",
	    "0.0116488 0.270691 -0.259042 -1.57676 -0.00179769 -0.956966 better\n" },
	{ "what was done", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base -q -v",
	    "0.0116488 0.270691 -0.259042 -1.57676 -0.00179769 -0.956966 better\n"
	    "base: csv, binary\n  labels: label\n  logits: logit\n"
	    "  id: id\n  samples: 6 used, 0 skipped, 0 ignored\n"
	    "new: csv, binary\n  labels: label\n  logits: logit\n  id: id\n"
	    "  baseline: base, 6 samples, by id\n"
	    "  samples: 6 used, 0 skipped, 0 ignored\n"
	    "focal mode=binary from=logits gamma=2 alpha=1 pos_weight=1 reduction=mean baseline=base ci=95 seed=1 replicates=9999 n=6 focalloss=0.1.0\n" },
	{ "a baseline on standard input", SIX_BASE,
	    SIX_NEW,
	    "base --baseline - -q",
	    "0.270691 0.0116488 0.259042 0.00179769 1.57676 22.2376 worse\n" },
	{ "an input on standard input", SIX_BASE,
	    SIX_NEW,
	    "--baseline base -q",
	    "0.0116488 0.270691 -0.259042 -1.57676 -0.00179769 -0.956966 better\n" },
	{ "a partner less there", BASE,
	    NEW "d,1,1\ne,1,1\n",
	    "new --baseline base",
	    "focalloss: 2 of 5 ids of new have no partner in base (first: 'd') [baseline]\n"
	    "hint: a comparison of the rest could hide what got worse; --missing skip allows it\n"
	    "failed\n" },
	{ "a partner less here", BASE "d,1,1\ne,1,1\n",
	    NEW,
	    "new --baseline base",
	    "focalloss: 2 of 5 ids of base have no partner in new (first: 'd') [baseline]\n"
	    "hint: a comparison of the rest could hide what got worse; --missing skip allows it\n"
	    "failed\n" },
	{ "on both sides", BASE "d,1,1\n",
	    NEW "e,1,1\nf,0,1\n",
	    "new --baseline base",
	    "focalloss: 2 of 5 ids of new have no partner in base (first: 'e') [baseline]\n"
	    "focalloss: 1 of 4 ids of base has no partner in new (first: 'd') [baseline]\n"
	    "hint: a comparison of the rest could hide what got worse; --missing skip allows it\n"
	    "failed\n" },
	{ "on both sides, skipped", BASE "d,1,1\n",
	    NEW "e,1,1\nf,0,1\n",
	    "new --baseline base --missing skip -t json --digits 3",
	    "{\"schema\":1,\"focalloss\":\"0.1.0\",\"params\":{\"mode\":\"binary\",\"from\":\"logits\",\"gamma\":[2],\"alpha_mode\":\"positive\",\"factor\":[1],\"negative_factor\":[1],\"pos_weight\":[1],\"weight_in\":\"pt\",\"label_smoothing\":0,\"eps\":0,\"classes\":[\"0\",\"1\"],\"reduction\":[\"mean\"],\"baseline\":\"base\",\"ci\":95,\"seed\":1,\"replicates\":9999},\n"
	    "\"rows\":[\n"
	    "{\"n\":3,\"mean\":0.0157,\"base\":0.0157,\"delta\":0,\"delta_lo\":null,\"delta_hi\":null,\"change\":0,\"verdict\":\"~\"}\n"
	    "],\n"
	    "\"inputs\":[{\"file\":\"new\",\"rows\":5,\"used\":3,\"skipped\":2,\"ignored\":0,\"unpaired\":1}],\n"
	    "\"signature\":\"focal mode=binary from=logits gamma=2 alpha=1 pos_weight=1 reduction=mean baseline=base ci=95 n=3 focalloss=0.1.0\",\"checks\":[],\"ok\":true}\n"
	    "focalloss: warning: 2 of 5 ids of new have no partner in base (first: 'e'); skipped\n"
	    "focalloss: warning: 1 of 4 ids of base has no partner in new (first: 'd'); skipped\n" },
	{ "skipped in rows that are samples", BASE,
	    HEAD "x,1,1\nb,1,1\ny,1,1\n",
	    "new --baseline base --missing skip -r none -t csv --digits 3",
	    "id,label,p_t,loss,base,delta\n"
	    "b,1,0.731,0.0227,0.0018,0.0209\n"
	    "focalloss: warning: 2 of 3 ids of new have no partner in base (first: 'x'); skipped\n"
	    "focalloss: warning: 2 of 3 ids of base have no partner in new (first: 'a'); skipped\n" },
	{ "nobody has a partner", BASE,
	    HEAD "x,1,1\n",
	    "new --baseline base --missing skip",
	    "focalloss: warning: 1 of 1 ids of new has no partner in base (first: 'x'); skipped\n"
	    "focalloss: warning: 3 of 3 ids of base have no partner in new (first: 'a'); skipped\n"
	    "focalloss: no id is in both new and base [baseline]\n"
	    "failed\n" },
	{ "an id twice here", BASE,
	    NEW "a,1,1\nb,1,1\n",
	    "new --baseline base --missing skip",
	    "new:5: id: 'a' stands in line 3, too; such rows in all: 2 [baseline]\n"
	    "failed\n" },
	{ "an id three times there", BASE "b,1,2\na,1,1\na,1,1\n",
	    NEW,
	    "new --baseline base --missing skip",
	    "base:5: id: 'b' stands in line 3, too; such rows in all: 3 [baseline]\n"
	    "failed\n" },
	{ "ids twice in one line of JSON", "[{\"id\":1,\"label\":1,\"logit\":1},{\"id\":1,\"label\":1,\"logit\":1}]",
	    "[{\"id\":1,\"label\":1,\"logit\":1}]",
	    "new --baseline base",
	    "base:1: id: '1' stands in line 1, too; such rows in all: 1 [baseline]\n"
	    "failed\n" },
	{ "twice in one line, here", "[{\"id\":1,\"label\":1,\"logit\":1}]",
	    "[{\"id\":1,\"label\":1,\"logit\":1},{\"id\":1,\"label\":1,\"logit\":1}]",
	    "new --baseline base",
	    "new:1: id: '1' stands in line 1, too; such rows in all: 1 [baseline]\n"
	    "failed\n" },
	{ "no id at all here", BASE,
	    NEW ",1,1\n,0,1\n",
	    "new --baseline base",
	    "new:5: id: there is no id here; such rows in all: 2 [baseline]\n"
	    "failed\n" },
	{ "no id at all here, skipped", BASE,
	    NEW ",1,1\n,0,1\n",
	    "new --baseline base --missing skip -q -r sum",
	    "0.0471197 0.0471197 0 -inf inf 0 ~\n"
	    "new:5: warning: id: there is no id here; such rows skipped: 2\n" },
	{ "no id at all there", BASE ",1,1\n",
	    NEW,
	    "new --baseline base",
	    "base:5: id: there is no id here; such rows in all: 1 [baseline]\n"
	    "failed\n" },
	{ "no id at all there, skipped", BASE ",1,1\n",
	    NEW,
	    "new --baseline base --missing skip -q -r sum",
	    "0.0471197 0.0471197 0 -inf inf 0 ~\n"
	    "base:5: warning: id: there is no id here; such rows skipped: 1\n" },
	{ "a value is missing there", BASE "d,1,\n",
	    NEW "d,1,1\n",
	    "new --baseline base --missing skip -q -r sum",
	    "0.0471197 0.0471197 0 -inf inf 0 ~\n"
	    "base:5: warning: a value is missing here; 1 of 4 samples skipped\n"
	    "focalloss: warning: 1 of 4 ids of new has no partner in base (first: 'd'); skipped\n" },
	{ "a cell that is none, there", BASE "d,1,oops\n",
	    NEW,
	    "new --baseline base",
	    "base:5:5: logit: 'oops' is not a number [number-syntax]\n"
	    "failed\n" },
	{ "another label", BASE,
	    HEAD "c,1,-2\na,0,1\nb,1,1\n",
	    "new --baseline base",
	    "new:2: 'c' has another label in line 4 of base; labels differ in 2 of 3 samples [baseline]\n"
	    "failed\n" },
	{ "the same label in other words", BASE,
	    HEAD "c,false,-2\na,1.0,1\nb,true,1\n",
	    "new --baseline base -q -r sum",
	    "0.0471197 0.0471197 0 -inf inf 0 ~\n" },
	{ "another weight", "id,label,logit,w\na,1,1,1\nb,1,1,2\n",
	    "id,label,logit,w\na,1,1,1\nb,1,1,3\n",
	    "new --baseline base -w w",
	    "new:3: 'b' has another weight in line 3 of base; weights differ in 1 of 2 samples [baseline]\n"
	    "failed\n" },
	{ "weights", "id,label,logit,w\na,1,1,1\nb,1,1,2\n",
	    "id,label,logit,w\na,1,2,1.0\nb,1,0,2\n",
	    "new --baseline base -w w -r mean,sum -t csv --digits 6",
	    "n,mean,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.116126,0.348377,0.0226581,0.0934677,-inf,inf,4.12514,~\n" },
	{ "a weight of 0 has no say, but a NaN has", "id,label,prob,w\na,1,0.5,1\nb,1,0.5,0\n",
	    "id,label,prob,w\na,1,0.5,1\nb,1,0,0\n",
	    "new --baseline base -w w -t csv",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,nan,0.17328679513998632,,,,,\n"
	    "new:3: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n" },
	{ "an infinite loss here", "id,label,prob\na,1,0.5\nb,0,0.5\n",
	    "id,label,prob\na,1,0\nb,0,0.5\n",
	    "new --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,inf,0.173287,inf,,,,\n"
	    "new:2: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n" },
	{ "an infinite loss there", "id,label,prob\na,1,0\nb,0,0.5\n",
	    "id,label,prob\na,1,0.5\nb,0,0.5\n",
	    "new --baseline base -t ndjson --digits 6",
	    "{\"n\":2,\"mean\":0.173287,\"base\":null,\"base_infinite\":1,\"delta\":null,\"delta_lo\":null,\"delta_hi\":null,\"change\":null,\"verdict\":null}\n"
	    "base:2: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n" },
	{ "infinite losses on both sides", "id,label,prob\na,1,0\nb,0,0.5\n",
	    "id,label,prob\na,1,0.5\nb,0,1\n",
	    "new --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,inf,inf,,,,,\n"
	    "base:2: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n"
	    "new:3: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n" },
	{ "and in rows that are samples", "id,label,prob\na,1,0\nb,0,0.5\n",
	    "id,label,prob\na,1,0\nb,0,1\n",
	    "new --baseline base -r none -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\na,1,0,inf,inf,\n"
	    "b,0,0,inf,0.173287,inf\n"
	    "base:2: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n"
	    "new:2: warning: probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it\n" },
	{ "classes in another order", CLASSES,
	    CLASSES_NEW,
	    "new --baseline base -t csv --digits 6 -r none",
	    "id,label,p_t,loss,base,delta\n"
	    "b,dog,0.5,0.173287,0.0179801,0.155307\n"
	    "a,cat,0.75,0.0179801,0.173287,-0.155307\n" },
	{ "an alpha by name", CLASSES,
	    CLASSES_NEW,
	    "new --baseline base -t csv --digits 6 -r sum -a cat=2,dog=0.5",
	    "n,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.122604,0.355564,-0.23296,-inf,inf,-0.655185,~\n" },
	{ "an alpha by place is another's", CLASSES,
	    CLASSES_NEW,
	    "new --baseline base -a 2,0.5",
	    "new: numbers per class follow the columns, and base has its classes in another order [baseline]\n"
	    "hint: name the classes: --alpha dog=2,cat=0.5\nfailed\n" },
	{ "a weight by place is another's", CLASSES, CLASSES_NEW,
	    "new --baseline base --class-weight 2,0.5",
	    "new: numbers per class follow the columns, and base has its classes in another order [baseline]\n"
	    "hint: name the classes: --class-weight dog=2,cat=0.5\nfailed\n" },
	{ "classes whose names no quotes hold",
	    "id,label,prob_it's,prob_dog\na,dog,0.5,0.5\n",
	    "id,label,prob_dog,prob_it's\na,dog,0.5,0.5\n",
	    "new --baseline base --pos-weight 2,0.5",
	    "new: numbers per class follow the columns, and base has its classes in another order [baseline]\n"
	    "hint: put the columns of both files in one order\nfailed\n" },
	{ "an alpha by place", CLASSES,
	    "id,label,prob_cat,prob_dog\nb,dog,0.5,0.5\na,cat,0.75,0.25\n",
	    "new --baseline base -t csv --digits 6 -r sum -a 2,0.5",
	    "n,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.122604,0.355564,-0.23296,-inf,inf,-0.655185,~\n" },
	{ "other classes", CLASSES,
	    "id,label,prob_cat,prob_fox\nb,fox,0.5,0.5\na,cat,0.75,0.25\n",
	    "new --baseline base",
	    "new: its classes are not those of base: 'fox' is only here, 'dog' only there [baseline]\n"
	    "failed\n" },
	{ "more classes", CLASSES,
	    "id,label,prob_cat,prob_dog,prob_fox\nb,fox,0.5,0.25,0.25\n"
	    "a,cat,0.75,0.25,0\n",
	    "new --baseline base",
	    "new: its classes are not those of base: 'fox' is only here [baseline]\n"
	    "failed\n" },
	{ "fewer classes", "id,label,prob_cat,prob_dog,prob_fox\nb,fox,0.5,0.25,0.25\n"
	    "a,cat,0.75,0.25,0\n",
	    CLASSES,
	    "new --baseline base",
	    "new: its classes are not those of base: 'fox' is only there [baseline]\n"
	    "failed\n" },
	{ "another class is another label", CLASSES,
	    "id,label,prob_dog,prob_cat\nb,cat,0.5,0.5\na,cat,0.25,0.75\n",
	    "new --baseline base",
	    "new:2: 'b' has another label in line 3 of base; labels differ in 1 of 2 samples [baseline]\n"
	    "failed\n" },
	{ "another mode", BASE,
	    CLASSES_NEW,
	    "new --baseline base",
	    "new: it is multiclass, and base is binary [baseline]\n"
	    "failed\n" },
	{ "probabilities there, logits here", "id,label,prob\na,1,0.5\nb,1,0.5\nc,0,0.5\n",
	    NEW,
	    "new --baseline base -r none -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\n"
	    "c,0,0.880797,0.00180356,0.173287,-0.171483\n"
	    "a,1,0.731059,0.0226581,0.173287,-0.150629\n"
	    "b,1,0.731059,0.0226581,0.173287,-0.150629\n" },
	{ "many labels, in another order", LABELS,
	    LABELS_NEW,
	    "new --baseline base -r none -t csv --digits 6",
	    "id,label,p_t,loss,loss_y,loss_x,base,delta\n"
	    "b,y,0.418397,0.103481,0.00180356,0.205158,0.163157,-0.0596763\n"
	    "a,x,0.7788,0.00340607,0.000109283,0.00670285,0.0226581,-0.019252\n" },
	{ "many labels", LABELS,
	    LABELS_NEW,
	    "new --baseline base -r mean,sum -t csv --digits 6",
	    "n,mean,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.0534434,0.213774,0.0929076,-0.0394642,-inf,inf,-0.424768,~\n" },
	{ "another of many labels", LABELS,
	    "id,label_y,label_x,logit_x,logit_y\nb,1,1,0.1,2\n"
	    "a,0,1,1.5,-3\n",
	    "new --baseline base",
	    "new:2: 'b' has another label in line 3 of base; labels differ in 1 of 2 samples [baseline]\n"
	    "failed\n" },
	{ "single labels ignored", "id,label_x,label_y,logit_x,logit_y\na,1,9,1,-1\n"
	    "b,0,1,0.3,0.7\n",
	    "id,label_y,label_x,logit_x,logit_y\nb,1,0,0.1,2\n"
	    "a,9,1,1.5,-3\n",
	    "new --baseline base --ignore 9 -r none -t csv --digits 6",
	    "id,label,p_t,loss,loss_y,loss_x,base,delta\n"
	    "b,y,0.418397,0.103481,0.00180356,0.205158,0.163157,-0.0596763\n"
	    "a,x,0.817574,0.00670285,,0.00670285,0.0226581,-0.0159552\n" },
	{ "a label ignored there", "id,label_x,label_y,logit_x,logit_y\na,1,9,1,-1\n"
	    "b,0,1,0.3,0.7\n",
	    LABELS_NEW,
	    "new --baseline base --ignore 9",
	    "new:3: 'a' has another label in line 2 of base; labels differ in 1 of 2 samples [baseline]\n"
	    "failed\n" },
	{ "a sample ignored", BASE "d,9,1\n",
	    HEAD "d,9,1\nc,0,-2\na,1,1\nb,1,1\n",
	    "new --baseline base --ignore 9 -q -r sum",
	    "0.0471197 0.0471197 0 -inf inf 0 ~\n" },
	{ "no id column", "label,logit\n1,1\n",
	    NEW,
	    "new --baseline base",
	    "base:1: --baseline finds no id column; the columns are: label, logit [columns]\n"
	    "hint: name it: --id COL, in both files; or pair row by row: --id row\n"
	    "failed\n" },
	{ "no id column here", BASE,
	    "label,logit\n1,1\n",
	    "new --baseline base",
	    "new:1: --baseline finds no id column; the columns are: label, logit [columns]\n"
	    "hint: name it: --id COL, in both files; or pair row by row: --id row\n"
	    "failed\n" },
	{ "row by row", "label,logit\n1,1\n1,2\n",
	    "label,logit\n1,2\n1,1\n",
	    "new --baseline base --id row -r none -t csv --digits 6",
	    "line,label,p_t,loss,base,delta\n"
	    "2,1,0.880797,0.00180356,0.0226581,-0.0208545\n"
	    "3,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "row by row, a value is missing", "label,logit\n1,1\n1,NA\n1,3\n",
	    "label,logit\n1,2\n1,1\n1,NA\n",
	    "new --baseline base --id row -q -r sum --missing skip",
	    "0.00180356 0.0226581 -0.0208545 -inf inf -0.920401 ~\n"
	    "base:3: warning: a value is missing here; 1 of 3 samples skipped\n"
	    "focalloss: warning: 1 of 2 rows of new has no partner in base (first: '2'); skipped\n"
	    "focalloss: warning: 1 of 2 rows of base has no partner in new (first: '3'); skipped\n"
	    "new:4: warning: a value is missing here; 1 of 2 samples skipped\n" },
	{ "row by row, one more", "label,logit\n1,1\n1,2\n1,3\n",
	    "label,logit\n1,2\n1,1\n",
	    "new --baseline base --id row --missing skip",
	    "focalloss: new has 2 rows, base has 3 [baseline]\n"
	    "hint: row by row both must have as many; an id column would say which are missing: --id COL\n"
	    "failed\n" },
	{ "row by row, another label", "label,logit\n1,1\n0,2\n",
	    "label,logit\n1,2\n1,1\n",
	    "new --baseline base --id row",
	    "new:3: '2' has another label in line 3 of base; labels differ in 1 of 2 samples [baseline]\n"
	    "failed\n" },
	{ "row by row, ignored", "label,logit\n9,1\n0,2\n",
	    "label,logit\n9,2\n0,1\n",
	    "new --baseline base --id row --ignore 9 -q -r sum",
	    "0.701868 1.65008 -0.94821 -inf inf -0.574645 ~\n" },
	{ "an id by another name", "name,label,logit\na,1,1\n",
	    "label,logit,name\n1,2,a\n",
	    "new --baseline base -i name -q",
	    "0.00180356 0.0226581 -0.0208545 -inf inf -0.920401 ~\n" },
	{ "NDJSON there", "{\"id\":\"b\",\"label\":1,\"logit\":2}\n"
	    "{\"id\":\"a\",\"label\":1,\"logit\":1}\n"
	    "{\"id\":\"c\",\"label\":0,\"logit\":-1}\n",
	    NEW,
	    "new --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "3,0.0157066,0.0157066,0,-inf,inf,0,~\n" },
	{ "a number is its text", "{\"id\":7,\"label\":1,\"logit\":2}\n",
	    HEAD "7,1,2\n",
	    "new --baseline base -q",
	    "0.00180356 0.00180356 0 0 0 0 ~\n" },
	{ "merged", BASE,
	    HEAD "a,1,1\n",
	    "new third --merge --baseline base -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "3,0.0157066,0.0157066,0,-inf,inf,0,~\n" },
	{ "merged rows that are samples and would have groups", BASE,
	    HEAD "a,1,1\n",
	    "new third --merge --baseline base -b label -r none -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\n"
	    "a,1,0.731059,0.0226581,0.0226581,0\n"
	    "c,0,0.880797,0.00180356,0.0226581,-0.0208545\n"
	    "b,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "merged, and one is left", BASE "d,1,1\n",
	    HEAD "a,1,1\n",
	    "new third --merge --baseline base",
	    "focalloss: 1 of 4 ids of base has no partner in the files (first: 'd') [baseline]\n"
	    "hint: a comparison of the rest could hide what got worse; --missing skip allows it\n"
	    "failed\n" },
	{ "merged, and one is twice", BASE,
	    HEAD "a,1,1\nb,1,1\n",
	    "new third --merge --baseline base",
	    "third:3: id: 'b' stands in line 3 of new, too [merge]\n"
	    "failed\n" },
	{ "joined with the truth on both sides", "id,logit\na,1\nb,2\n",
	    "id,logit\na,2\nb,1\n",
	    "new --baseline base -j truth -r none -t csv --digits 6",
	    "id,label,p_t,loss,base,delta\n"
	    "a,1,0.880797,0.00180356,0.0226581,-0.0208545\n"
	    "b,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "joined, and nobody has the label of one", "id,logit\na,1\nz,2\n",
	    "id,logit\na,2\nb,1\n",
	    "new --baseline base -j truth",
	    "focalloss: 1 of 2 ids of base has no label in truth (first: 'z') [join]\n"
	    "focalloss: 1 of 2 ids of truth has no prediction in base (first: 'b') [join]\n"
	    "hint: a score over the rest would flatter the model; --missing skip allows it\n"
	    "failed\n" },
	{ "joined row by row", "logit\n1\n2\n",
	    "logit\n2\n1\n",
	    "new --baseline base -j truth --id row -r none -t csv --digits 6",
	    "line,label,p_t,loss,base,delta\n"
	    "2,1,0.880797,0.00180356,0.0226581,-0.0208545\n"
	    "3,1,0.731059,0.0226581,0.00180356,0.0208545\n" },
	{ "groups of the joined file", "id,logit\na,1\nb,2\n",
	    "id,logit\na,2\nb,1\n",
	    "new --baseline base -j truth -b half -t csv --digits 3",
	    "half,n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "x,1,0.0227,0.0018,0.0209,-inf,inf,11.6,~\n"
	    "y,1,0.0018,0.0227,-0.0209,-inf,inf,-0.92,~\n" },
	{ "a library's divisor: positives", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base --like detectron2 -t csv --digits 6",
	    "n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "6,0.0136777,0.284981,-0.271303,-1.26718,0.403339,-0.952005,~\n" },
	{ "a library's sum over classes", LABELS,
	    LABELS_NEW,
	    "new --baseline base --like keras -r sum -t csv --digits 6",
	    "n,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.106887,0.185815,-0.0789283,-inf,inf,-0.424768,~\n" },
	{ "a library's rows", LABELS,
	    LABELS_NEW,
	    "new --baseline base --like torchvision -t csv --digits 6",
	    "id,label,p_t,loss,loss_y,loss_x,base,delta\n"
	    "b,y,0.418397,0.0771597,0.000450891,0.153869,0.11127,-0.0341105\n"
	    "a,x,0.7788,0.000878837,8.19625e-05,0.00167571,0.011329,-0.0104502\n" },
	{ "one vs. rest", "id,label,logit_cat,logit_dog\na,cat,0.5,0.5\n"
	    "b,dog,0.25,0.75\n",
	    "id,label,logit_dog,logit_cat\nb,dog,0.5,0.5\n"
	    "a,cat,0.25,0.75\n",
	    "new --baseline base --like torchvision -r mean,sum -t csv --digits 6",
	    "n,mean,sum,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "2,0.12642,0.505681,0.12642,0,-inf,inf,0,~\n" },
	{ "a divisor that moves", SIX_BASE,
	    SIX_NEW,
	    "new --baseline base --like smp-normalized",
	    "base: --like smp-normalized divides by a sum that moves with the scores: --baseline cannot tell what one sample adds [usage]\n"
	    "failed\n" },
	{ "no such file", BASE,
	    NEW,
	    "new --baseline nowhere",
	    "nowhere: cannot open: No such file or directory [io]\n"
	    "failed\n" },
	{ "a baseline without rows", HEAD,
	    NEW,
	    "new --baseline base",
	    "base: there are no data rows [empty]\nfailed\n" },
	{ "no positive label there", HEAD "a,no,1\n",
	    HEAD "a,no,1\n",
	    "new --baseline base --pos-label yes -q",
	    "0.701868 0.701868 0 0 0 0 ~\n"
	    "base: warning: no label is 'yes'; all samples count as negative; labels are: no\n"
	    "new: warning: no label is 'yes'; all samples count as negative; labels are: no\n" },
	{ "what --by needs is the inputs'", BASE,
	    "id,label,logit,g\nc,0,-2,y\na,1,3,x\nb,1,4,x\n",
	    "new --baseline base -b g -r sum -q",
	    "0.000115155 0.0244616 -0.0243465 -inf inf -0.995292 ~\n"
	    "0.00180356 0.0226581 -0.0208545 -inf inf -0.920401 ~\n" },
	{ "a column called base", HEAD "a,1,1\n",
	    "id,label,logit,base\na,1,2,q\n",
	    "new --baseline base -b base -t csv --digits 3",
	    "input_base,n,mean,base,delta,delta_lo,delta_hi,change,verdict\n"
	    "q,1,0.0018,0.0227,-0.0209,-inf,inf,-0.92,~\n" },
	{ "a mark of the user's in a message", BASE,
	    NEW "\x1b"
	    "[1m,1,1\n",
	    "new --baseline base",
	    "focalloss: 1 of 4 ids of new has no partner in base (first: '\\x1b[1m') [baseline]\n"
	    "hint: a comparison of the rest could hide what got worse; --missing skip allows it\n"
	    "failed\n" },
};

#define USAGE " [usage]\nfailed\n"

/* What is refused before a file is looked at. */
static const struct refusal {
	const char *name, *options, *want;
} refusals[] = {
	{ "a level without a comparison", "new --ci 90",
	    "focalloss: --ci is for --baseline, which is not there" USAGE },
	{ "no level at all", "new --baseline base --ci 0",
	    "focalloss: --ci takes per cent, above 0 and up to 99.9, not '0'"
	    USAGE },
	{ "certainty", "new --baseline base --ci 100",
	    "focalloss: --ci takes per cent, above 0 and up to 99.9, not '100'"
	    USAGE },
	{ "a level of words", "new --baseline base --ci 95%",
	    "focalloss: --ci takes per cent, above 0 and up to 99.9, not '95%'"
	    USAGE },
	{ "an interval of one sample", "new --baseline base --ci 90 -r none",
	    "focalloss: --ci is of many samples: rows that are samples have no interval"
	    USAGE },
	{ "no reduction that is a sum", "new --baseline base -r max,p50",
	    "focalloss: --baseline compares mean, sum, mean-pos or none, and -r has none of them"
	    USAGE },
	{ "no file", "new --baseline ''",
	    "focalloss: --baseline needs a value, not ''" USAGE },
	{ "standard input twice", "--baseline -",
	    "focalloss: standard input can be read only once" USAGE },
	{ "standard input twice, and a file", "- new --baseline -",
	    "focalloss: standard input can be read only once" USAGE },
	{ "standard input joined and compared with", "new --baseline - -j -",
	    "focalloss: standard input can be read only once" USAGE },
	{ "rows of merged files", "new --baseline base --merge --id row",
	    "focalloss: --merge and --baseline need ids: --id row counts the rows of one file"
	    USAGE },
	{ "with --expect", "new --baseline base --expect loss",
	    "focalloss: --expect compares the loss of each sample: it takes no --baseline"
	    USAGE },
	{ "with --explain", "new --baseline base --explain a",
	    "focalloss: --explain shows one sample of one file: it does not take --baseline [usage]\n"
	    "hint: leave out one of them\nfailed\n" },
};

static void
is_refused(void **state)
{
	const struct refusal *r = *state;
	struct out got;

	play(&got, r->options, (struct way){ NULL, 1, 0 });
	assert_out(&got, r->want);
}

static void
prints(void **state)
{
	const struct session *s = *state;
	const struct way way[] = { { NULL, 1, 0 }, { NULL, 1, 1 },
		{ &fields_scalar, 1, 0 }, { &fields_scalar, 1, 1 },
		{ &fields_scalar, 3, 7 }, { fields_choose(NULL), 2, 16 } };

	put_file("base", s->base, strlen(s->base));
	put_file("new", s->new, strlen(s->new));
	put_file("third", T(HEAD "c,0,-2\nb,1,1\n"));
	put_file("truth", T("id,label,half\nb,1,x\na,1,y\n"));
	for (size_t i = 0; i < COUNT(way); i++) {
		struct out got;

		test_stdin(SIX_NEW, strlen(SIX_NEW));
		play(&got, s->options, way[i]);
		assert_out(&got, s->want);
	}
}

/* Numbers of the column of that name, of all rows of CSV; returns how many. */
static size_t
column(const struct out *csv, const char *name, double *x)
{
	size_t col = 0, n = 0, len = strlen(name);
	const char *end = csv->buf + csv->n;
	const char *s = memchr(csv->buf, '\n', csv->n);

	assert_non_null(s);
	for (const char *h = csv->buf; strncmp(h, name, len) ||
	    (h[len] != ',' && h[len] != '\n'); col++) {
		h = strchr(h, ',') + 1;
		assert_true(h > csv->buf && h < s);
	}
	for (s++; s < end; s = (const char *)memchr(s, '\n', (size_t)(end - s)) + 1) {
		const char *cell = s;

		for (size_t c = 0; c < col; c++)
			cell = strchr(cell, ',') + 1;
		x[n++] = strtod(cell, NULL);
	}
	return n;
}

/* By testdata/baseline.py, of cancer-main.csv and cancer-new.csv. */
static const struct checked {
	const char *name, *options;
	double mean[3], base[3], delta[3], lo[3], hi[3];
} checked[] = {
	{ "all", "", { 0.04684227932224643 }, { 0.0293573950860326 },
	    { 0.017484884236213836 }, { -0.017998049524235515 },
	    { 0.06585027474091695 } },
	{ "by size", "-b size",
	    { 0.039091924692746784, 0.07303513375745514, 0.025173683208611485 },
	    { 0.029596427296940425, 0.04992942798216976, 0.005457602949659458 },
	    { 0.009495497395806358, 0.023105705775285392, 0.019716080258952027 },
	    { -0.02453194823069211, -0.09619109367284272,
		-1.080878710773205 },
	    { 0.052251144312287695, 0.19291760928569152,
		1.36156241870494 } },
};

static void
intervals_are_those_of_python(void **state)
{
	const struct checked *c = *state;
	struct out got;
	char line[128];
	double x[3];

	snprintf(line, sizeof line,
	    "--baseline testdata/cancer-main.csv testdata/cancer-new.csv -t csv %s",
	    c->options);
	play(&got, line, (struct way){ &fields_scalar, 2, 0 });
	const struct {
		const char *name;
		const double *want;
	} part[] = { { "mean", c->mean }, { "base", c->base },
		{ "delta", c->delta }, { "delta_lo", c->lo },
		{ "delta_hi", c->hi } };

	for (size_t i = 0; i < COUNT(part); i++)
		for (size_t k = column(&got, part[i].name, x); k-- > 0;)
			assert_close(x[k], part[i].want[k], 1e-12);
	free(got.buf);
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

/* Samples with a logit on each side. */
enum { ROWS_MAX = 120 };
struct sample {
	char id[16], logit[2][16];
	const char *label, *w, *g;
};
struct samples_made {
	struct sample at[ROWS_MAX];
	size_t n;
};

static void
fill(struct samples_made *s)
{
	static const char *const w[] = { "1", "0.5", "2", "1", "0" };
	static const char *const g[] = { "x", "y", "", "10" };

	s->n = 2 + rnd(ROWS_MAX - 1);
	for (size_t i = 0; i < s->n; i++) {
		struct sample *a = &s->at[i];

		snprintf(a->id, sizeof a->id, rnd(9) ? "s%u" : "%u.0",
		    (unsigned)i);
		for (size_t k = 0; k < 2; k++)
			snprintf(a->logit[k], sizeof a->logit[k], "%.2f",
			    (double)rnd(800) / 100 - 3);
		if (rnd(8) == 0)
			strcpy(a->logit[1], a->logit[0]);
		/* no group is without weight, and some are ignored */
		a->label = i == 0 || (i > 1 && rnd(3)) ? "1" : "0";
		a->w = i < COUNT(g) ? "1" : w[rnd(COUNT(w))];
		a->g = g[i < COUNT(g) ? i : rnd(COUNT(g))];
	}
}

static void
shuffle(struct samples_made *s)
{
	for (size_t i = s->n; i > 1; i--) {
		size_t k = rnd(i);
		struct sample swap = s->at[i - 1];

		s->at[i - 1] = s->at[k];
		s->at[k] = swap;
	}
}

/* One side, as CSV, TSV or NDJSON. */
static void
write_side(const char *path, const struct samples_made *s, size_t side)
{
	static const char *const names[] = { "id", "label", "logit", "w", "g" };
	bool json = strstr(path, ".ndjson"), tab = strstr(path, ".tsv");
	struct out o = { .fd = -1 };

	for (size_t c = 0; c < COUNT(names) && !json; c++)
		out_format(&o, "%s%s", c ? tab ? "\t" : "," : "", names[c]);
	out_text(&o, json ? "" : "\n");
	for (size_t i = 0; i < s->n; i++) {
		const struct sample *a = &s->at[i];

		out_format(&o, json
			? "{\"id\":\"%s\",\"label\":%s,\"logit\":%s,\"w\":%s,\"g\":\"%s\"}\n"
			: tab ? "%s\t%s\t%s\t%s\t%s\n" : "%s,%s,%s,%s,%s\n",
		    a->id, a->label, a->logit[side], a->w, a->g);
	}
	put_file(path, o.buf, o.n);
	free(o.buf);
}

static struct way
any_way(void)
{
	static const char *const tiers[] = { "scalar", "avx2", "avx512" };
	const struct fields_tier *tier = rnd(4)
	    ? fields_choose(tiers[rnd(COUNT(tiers))]) : NULL;

	return (struct way){ tier, 1 + rnd(4), rnd(2) ? 1 + rnd(300) : 0 };
}

static void
assert_alike(struct out *got, const struct out *want, const char *what,
    uint64_t began)
{
	if (got->n != want->n || memcmp(got->buf, want->buf, got->n))
		fail_msg("seed %llx: %s\n--- want\n%.*s--- got\n%.*s",
		    (unsigned long long)began, what, (int)want->n, want->buf,
		    (int)got->n, got->buf);
	free(got->buf);
}

/* Other rows first, another format, another way: the same bytes. */
static void
order_and_format_do_not_matter(void **state)
{
	static const char *const options[] = { "", "-g 0,2,5", "-b g",
		"-b g,label -r sum,mean", "-w w", "-w w -b g", "-r mean-pos,ess",
		"-a none -a 0.25 -b g", "--like detectron2 -b g -r mean",
		"--ci 80", "--ignore 0" };
	static const char *const suffix[] = { "csv", "tsv", "ndjson" };
	static struct samples_made s;

	(void)state;
	for (int n = 0; n < test_share(200); n++) {
		const char *o = options[rnd(COUNT(options))];
		uint64_t began = seed;
		struct out want, got;
		char base[16], new[16], line[256];

		fill(&s);
		write_side("base", &s, 0);
		write_side("new", &s, 1);
		snprintf(line, sizeof line, "new --baseline base -t csv %s", o);
		play(&want, line, (struct way){ NULL, 1, 0 });
		snprintf(base, sizeof base, "base.%s",
		    suffix[rnd(COUNT(suffix))]);
		snprintf(new, sizeof new, "new.%s", suffix[rnd(COUNT(suffix))]);
		shuffle(&s);
		write_side(base, &s, 0);
		shuffle(&s);
		write_side(new, &s, 1);
		snprintf(line, sizeof line, "%s --baseline %s -t csv %s", new,
		    base, o);
		play(&got, line, any_way());
		assert_alike(&got, &want, line, began);
		free(want.buf);
	}
}

/* Is the row of one side what that of the other mirrors? */
static void
assert_mirrored(double delta, double lo, double hi, double delta_2,
    double lo_2, double hi_2)
{
	assert_same(delta, -delta_2);
	if (delta == 0)
		return;
	assert_same(lo, -hi_2);
	assert_same(hi, -lo_2);
	assert_true(lo <= delta && delta <= hi);
}

static void
swapped_files_mirror_the_interval(void **state)
{
	static const char *const options[] = { "", "-b g", "-b g -w w -r sum",
		"-g 0,2 -w w" };
	static struct samples_made s;

	(void)state;
	for (int n = 0; n < test_share(200); n++) {
		const char *o = options[rnd(COUNT(options))];
		double x[2][6][16];
		struct out one;
		size_t rows = 0;

		fill(&s);
		write_side("base", &s, 0);
		write_side("new", &s, 1);
		for (size_t side = 0; side < 2; side++) {
			static const char *const names[] = { "delta",
				"delta_lo", "delta_hi", "base" };
			char line[128];

			snprintf(line, sizeof line, "%s --baseline %s -t csv %s",
			    side ? "base" : "new", side ? "new" : "base", o);
			play(&one, line, any_way());
			for (size_t k = 0; k < COUNT(names); k++)
				rows = column(&one, names[k], x[side][k]);
			(void)column(&one, strstr(o, "sum") ? "sum" : "mean",
			    x[side][5]);
			free(one.buf);
		}
		assert_true(rows > 0);
		for (size_t i = 0; i < rows; i++) {
			assert_mirrored(x[0][0][i], x[0][1][i], x[0][2][i],
			    x[1][0][i], x[1][1][i], x[1][2][i]);
			/* one's base is the other's own */
			assert_same(x[0][3][i], x[1][5][i]);
			assert_same(x[1][3][i], x[0][5][i]);
		}
	}
}

static void
a_file_is_not_better_than_itself(void **state)
{
	static struct samples_made s;
	double x[5][ROWS_MAX];
	static const char *const names[] = { "delta", "delta_lo", "delta_hi",
		"mean", "base" };

	(void)state;
	for (int n = 0; n < test_share(200); n++) {
		struct out got;
		size_t rows = 0;

		fill(&s);
		write_side("base", &s, 0);
		shuffle(&s);
		write_side("new", &s, 0);
		play(&got, n % 2 ? "new --baseline base -t csv -b g -g 0,2"
				 : "new --baseline base -t csv -b id",
		    any_way());
		for (size_t k = 0; k < COUNT(names); k++)
			rows = column(&got, names[k], x[k]);
		assert_true(rows > 0);
		for (size_t i = 0; i < rows; i++) {
			assert_true(x[0][i] == 0 && x[1][i] == 0 &&
			    x[2][i] == 0);
			assert_same(x[3][i], x[4][i]);
		}
		out_bytes(&got, "", 1);
		assert_null(strstr(got.buf, "better"));
		assert_null(strstr(got.buf, "worse"));
		free(got.buf);
	}
}

static void
groups_add_up(void **state)
{
	static struct samples_made s;
	double all[1], n[8], total, delta[8];

	(void)state;
	for (int k = 0; k < test_share(200); k++) {
		struct out got;
		size_t rows;

		fill(&s);
		write_side("base", &s, 0);
		write_side("new", &s, 1);
		play(&got, "new --baseline base -t csv -r sum", any_way());
		assert_int_equal(column(&got, "delta", all), 1);
		free(got.buf);
		play(&got, "new --baseline base -t csv -r sum -b g", any_way());
		rows = column(&got, "n", n);
		assert_int_equal(column(&got, "delta", delta), rows);
		total = 0;
		for (size_t i = 0; i < rows; i++) {
			total += n[i];
			all[0] -= delta[i];
		}
		assert_int_equal(total, s.n);
		assert_true(fabs(all[0]) < 1e-12);
		free(got.buf);
	}
}

/* Of many gammas each has the interval that it has alone. */
static void
a_gamma_is_not_changed_by_others(void **state)
{
	static const char *const names[] = { "base", "delta", "delta_lo",
		"delta_hi", "change" };
	static struct samples_made s;
	enum { GAMMAS = 21 };
	double many[4 * GAMMAS], one[4];

	(void)state;
	for (int n = 0; n < test_share(50); n++) {
		size_t gamma = rnd(GAMMAS), rows;
		struct out all, alone;
		char line[128];

		fill(&s);
		write_side("base", &s, 0);
		write_side("new", &s, 1);
		play(&all, "new --baseline base -t csv -b g -g 0:5:0.25",
		    any_way());
		snprintf(line, sizeof line,
		    "new --baseline base -t csv -b g -g %g",
		    (double)gamma / 4);
		play(&alone, line, any_way());
		for (size_t k = 0; k < COUNT(names); k++) {
			rows = column(&alone, names[k], one);
			assert_int_equal(column(&all, names[k], many),
			    rows * GAMMAS);
			for (size_t i = 0; i < rows; i++)
				assert_same(many[i * GAMMAS + gamma], one[i]);
		}
		free(all.buf);
		free(alone.buf);
	}
}

/* Three labels a sample, some of them left out. */
static void
write_labels(const char *path, uint64_t key, size_t n)
{
	uint64_t kept = seed;
	struct out o = { .fd = -1 };

	out_text(&o, "id,g,label_a,label_b,label_c,logit_a,logit_b,logit_c,w\n");
	for (size_t i = 0; i < n; i++) {
		seed = i + 1;
		out_format(&o, "%zu,%d", i, (int)(i % 5));
		for (size_t k = 0; k < 3; k++)
			out_format(&o, ",%d", rnd(5) ? (int)rnd(2) : 9);
		seed = (i + 1) * 77 + key;
		for (size_t k = 0; k < 3; k++)
			out_format(&o, ",%.3f", (double)rnd(6000) / 1000 - 3);
		out_format(&o, ",0.%zu\n", i % 7 + 1);
	}
	seed = kept;
	put_file(path, o.buf, o.n);
	free(o.buf);
}

/* Sums of labels are rounded in memory, but the mean of them is not. */
static void
base_is_what_the_baseline_has_alone(void **state)
{
	static const char *const options[] = { "", "-w w", "-r sum", "-r mean-pos",
		"-r sum -w w" };
	double base[8], mean[8];

	(void)state;
	for (int n = 0; n < test_share(200); n++) {
		const char *o = options[rnd(COUNT(options))];
		struct out both, alone;
		char line[128];
		size_t rows, k = 3 + rnd(100);

		write_labels("base", rnd(1000), k);
		write_labels("new", rnd(1000), k);
		snprintf(line, sizeof line,
		    "new --baseline base --ignore 9 -b g -t csv %s", o);
		play(&both, line, any_way());
		snprintf(line, sizeof line, "base --ignore 9 -b g -t csv %s", o);
		play(&alone, line, any_way());
		/* a few may have no label left */
		if (memchr(alone.buf, '\n', alone.n) && *alone.buf == 'g') {
			rows = column(&alone, strstr(o, "sum") ? "sum"
			    : strstr(o, "pos") ? "mean-pos" : "mean", mean);
			assert_int_equal(column(&both, "base", base), rows);
			for (size_t i = 0; i < rows; i++)
				assert_same(base[i], mean[i]);
		}
		free(both.buf);
		free(alone.buf);
	}
}

/* Whichever lane met it: the first is the first. */
static void
the_first_of_two_lanes_is_first(void **state)
{
	static const struct {
		size_t input;
		uint64_t line;
	} at[] = { { 0, 7 }, { 0, 3 }, { 1, 2 }, { 0, 5 } };
	const uint32_t group = 0;

	(void)state;
	for (size_t a = 0; a < COUNT(at); a++)
		for (size_t b = 0; b < COUNT(at); b++) {
			struct pairs s = { 0 }, from = { 0 };
			bool first = at[a].input < at[b].input ||
			    (at[a].input == at[b].input &&
				at[a].line < at[b].line);
			size_t want = first ? a : b;

			s.found[NO_PARTNER] = (struct finding){ .n = 2,
				.line = at[a].line, .input = at[a].input };
			from.found[NO_PARTNER] = (struct finding){ .n = 3,
				.line = at[b].line, .input = at[b].input };
			assert_int_equal(pairs_merge(&s, &from, &group, 1), 0);
			assert_int_equal(s.found[NO_PARTNER].n, 5);
			assert_int_equal(s.found[NO_PARTNER].line,
			    at[want].line);
			assert_int_equal(s.found[NO_PARTNER].input,
			    at[want].input);
		}
}

/* Damage: ids twice, without a partner, not there; other labels; no cells. */
static void
damage(struct samples_made *s, unsigned wild)
{
	static const char nobody[sizeof s->at->id];

	for (size_t i = 0; i < s->n; i++) {
		struct sample *a = &s->at[i];

		if (rnd(1000) < wild)
			memmove(a->id, rnd(2) ? s->at[rnd(s->n)].id : nobody,
			    sizeof a->id);
		if (rnd(1000) < wild)
			snprintf(a->id, sizeof a->id, "n%u", (unsigned)i);
		if (rnd(2000) < wild)
			a->label = rnd(2) ? "1" : "";
		if (rnd(2000) < wild)
			a->w = "3";
		if (rnd(3000) < wild)
			strcpy(a->logit[rnd(2)], rnd(2) ? "oops" : "NA");
	}
}

/* Whatever is wrong, every way to read prints the same. */
static void
same_in_all_ways(void **state)
{
	static const char *const options[] = { "", "-r none -t csv", "-b g -q",
		"-w w -q", "--missing skip -t json", "--missing skip -v -g 0,2",
		"--missing skip -r none -t csv", "--missing skip -b g",
		"--missing skip -n 5 -t csv", "--ignore 0 --missing skip -q",
		"--missing skip -i row -q", "--missing skip third --merge -q" };
	static struct samples_made s;

	(void)state;
	for (int n = 0; n < test_share(600); n++) {
		unsigned wild = (unsigned[]){ 0, 2, 20, 200 }[rnd(4)];
		const char *o = options[rnd(COUNT(options))];
		uint64_t began = seed;
		struct out want, got;
		char line[256];

		fill(&s);
		write_side("third", &s, 1);
		damage(&s, rnd(2) ? wild : 0);
		write_side("base", &s, 0);
		damage(&s, wild);
		shuffle(&s);
		s.n -= wild ? rnd(2) : 0;
		write_side("new", &s, 1);
		snprintf(line, sizeof line, "new --baseline base %s", o);
		play(&want, line, (struct way){ NULL, 1, 0 });
		play(&got, line, any_way());
		assert_alike(&got, &want, line, began);
		free(want.buf);
	}
}

/* As numpy.save() writes them: the label and the logit of each row. */
static void
write_npy(const char *path, size_t n, double (*x)[2])
{
	struct out o = { .fd = -1 };
	char shape[32];

	snprintf(shape, sizeof shape, "(%zu, 2), }", n);
	out_bytes(&o, "\x93NUMPY\x01\x00v\x00", 10);
	out_format(&o,
	    "{'descr': '<f8', 'fortran_order': False, 'shape': %-67s\n",
	    shape);
	out_bytes(&o, (const char *)x, n * sizeof *x);
	put_file(path, o.buf, o.n);
	free(o.buf);
}

enum { MANY = 12000 };

/* Many pairs, in any format and by any number of threads. */
static void
many_pairs_of(size_t n, const char *options)
{
	static double x[2][MANY][2];
	static const char *const file[] = { "base", "new" };
	struct out want, got;
	char line[128];
	double lo[2];
	size_t rows;

	for (size_t side = 0; side < 2; side++) {
		struct out o = { .fd = -1 };
		char path[16];

		for (size_t i = 0; i < n; i++) {
			x[side][i][0] = (double)(i % 3 == 0);
			x[side][i][1] = (double)(i * 7919 % 1000) / 250 - 2 +
			    (double)side * (double)(i % 7) / 64;
			out_format(&o, "%d,%.17g\n", i % 3 == 0,
			    x[side][i][1]);
		}
		put_file(file[side], o.buf, o.n);
		free(o.buf);
		snprintf(path, sizeof path, "%s.npy", file[side]);
		write_npy(path, n, x[side]);
	}
	snprintf(line, sizeof line, "new --baseline base %s", options);
	play(&want, line, (struct way){ NULL, 1, 0 });
	rows = column(&want, "delta_lo", lo);
	assert_int_equal(rows, n < MANY ? 2 : 1);
	for (size_t threads = 1; threads < 4; threads++) {
		play(&got, line, (struct way){ &fields_scalar, threads, 0 });
		assert_alike(&got, &want, line, 0);
		snprintf(line, sizeof line, "new%s --baseline base%s %s",
		    threads > 1 ? ".npy" : "", threads < 3 ? ".npy" : "",
		    options);
	}
	free(want.buf);
}

/* Beyond what is drawn from, and drawn from by more than one thread. */
static void
many_pairs(void **state)
{
	(void)state;
	many_pairs_of(MANY, "-H -y 1 -l 2 --id row -t csv");
	many_pairs_of(4500, "-H -y 1 -l 2 --id row -t csv -b label");
}

static char directory[] = "/tmp/focalloss-test-XXXXXX";

static int
leave(void)
{
	return getenv("KEEP") ? 0
	    : system("rm -f base* new* third truth") || chdir("/") ||
		rmdir(directory);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(order_and_format_do_not_matter),
		cmocka_unit_test(swapped_files_mirror_the_interval),
		cmocka_unit_test(a_file_is_not_better_than_itself),
		cmocka_unit_test(groups_add_up),
		cmocka_unit_test(a_gamma_is_not_changed_by_others),
		cmocka_unit_test(base_is_what_the_baseline_has_alone),
		cmocka_unit_test(the_first_of_two_lanes_is_first),
		cmocka_unit_test(same_in_all_ways),
		cmocka_unit_test(many_pairs),
	};
	int failed = 0;

	if (getenv("SEED"))
		seed = strtoull(getenv("SEED"), NULL, 0);
	RUN_ROWS(checked, intervals_are_those_of_python);
	/* a directory of its own, so that messages hold no name that changes */
	if (!mkdtemp(directory) || chdir(directory))
		return 1;
	RUN_ROWS(sessions, prints);
	RUN_ROWS(refusals, is_refused);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return leave() ? 1 : failed;
}
