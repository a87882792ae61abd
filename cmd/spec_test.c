/* spec_test.c - weights as they are said to factors per class, or a note. */
#include "spec.h"
#include "test_io.h"

#define X60 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define BIN "label,prob\n"
#define MC "label,prob_cat,prob_dog,prob_fox\n"
#define PRODUCT "focalloss: --alpha, --class-weight and --pos-weight: a " \
	"product of them is too large for a double [usage]\n"
#define ML "label_rain,label_fog,prob_fog,prob_rain\n"

static const struct spec_row {
	const char *name, *header, *options;
	/* "factor if true; factor if not; pos weight;" and the signature */
	const char *want;
} spec_rows[] = {
	/* binary */
	{ "binary: nothing", BIN, "", "1; 1; 1; alpha=1 pos_weight=1\n" },
	{ "binary: none", BIN, "-a none --pos-weight none",
	    "1; 1; 1; alpha=1 pos_weight=1\n" },
	{ "binary: alpha is of label 1", BIN, "-a 0.25",
	    "0.25; 1; 1; alpha=0.25 alpha_mode=positive pos_weight=1\n" },
	{ "binary: positive", BIN, "-a 3 --alpha-mode positive",
	    "3; 1; 1; alpha=3 alpha_mode=positive pos_weight=1\n" },
	{ "binary: balanced", BIN, "-a 0.25 --alpha-mode balanced",
	    "0.25; 0.75; 1; alpha=0.25 alpha_mode=balanced pos_weight=1\n" },
	{ "binary: balanced 1", BIN, "-a 1 --alpha-mode balanced",
	    "1; 0; 1; alpha=1 alpha_mode=balanced pos_weight=1\n" },
	{ "binary: one alpha of the true class", BIN,
	    "-a 0.5 --alpha-mode class",
	    "0.5; 0.5; 1; alpha=0.5 alpha_mode=class pos_weight=1\n" },
	{ "binary: a list is of labels 0 and 1", BIN, "-a 0.2,0.8",
	    "0.8; 0.2; 1; alpha=0.2,0.8 alpha_mode=class pos_weight=1\n" },
	{ "binary: names are 0 and 1", BIN, "-a 1=0.8,0=0.2",
	    "0.8; 0.2; 1; alpha=0.2,0.8 alpha_mode=class pos_weight=1\n" },
	{ "binary: the name left out is 1", BIN, "-a 0=0.2",
	    "1; 0.2; 1; alpha=0.2,1 alpha_mode=class pos_weight=1\n" },
	{ "binary: a name twice", BIN, "-a 0=0.2,0=0.3",
	    "focalloss: --alpha names class '0' twice [usage]\n" },
	{ "binary: class weight", BIN, "--class-weight 2",
	    "2; 2; 1; alpha=1 class_weight=2 pos_weight=1\n" },
	{ "binary: class weights", BIN, "--class-weight 2,3",
	    "3; 2; 1; alpha=1 class_weight=2,3 pos_weight=1\n" },
	{ "binary: class weight by name", BIN, "--class-weight 0=5",
	    "1; 5; 1; alpha=1 class_weight=5,1 pos_weight=1\n" },
	{ "binary: class weight and alpha", BIN,
	    "--class-weight 2,3 -a 0.25 --alpha-mode balanced",
	    "0.75; 1.5; 1; alpha=0.25 alpha_mode=balanced class_weight=2,3 "
	    "pos_weight=1\n" },
	{ "binary: pos weight", BIN, "--pos-weight 4",
	    "1; 1; 4; alpha=1 pos_weight=4 weight_in=pt\n" },
	{ "binary: pos weight in the loss", BIN,
	    "--pos-weight 4 --weight-in loss",
	    "1; 1; 4 outside; alpha=1 pos_weight=4 weight_in=loss\n" },
	{ "binary: weight 0", BIN, "--pos-weight 0 -a 0",
	    "0; 1; 0; alpha=0 alpha_mode=positive pos_weight=0 "
	    "weight_in=pt\n" },
	{ "binary: eps", BIN, "--eps 1e-7",
	    "1; 1; 1; eps=1e-07 alpha=1 pos_weight=1 eps=1e-07\n" },
	{ "binary: negative", BIN, "-a 0.75 --alpha-mode negative",
	    "1; 0.75; 1; alpha=0.75 alpha_mode=negative pos_weight=1\n" },
	{ "binary: background", BIN, "-a 0.75 --alpha-mode background",
	    "focalloss: --alpha-mode background is for one of K classes; a "
	    "binary task takes positive, balanced, class or negative "
	    "[usage]\n" },
	{ "binary: pos label", BIN, "--pos-label '\033 x'",
	    "1; 1; 1; alpha=1 pos_weight=1 pos_label=\\x1b x\n" },
	{ "binary: ignore", BIN, "--ignore -100",
	    "1; 1; 1; alpha=1 pos_weight=1 ignore=-100\n" },
	{ "binary: ignore nothing", BIN, "--ignore ''",
	    "1; 1; 1; alpha=1 pos_weight=1 ignore=\n" },
	{ "binary: --sum-tol", BIN, "--sum-tol 1e-3",
	    "focalloss: --sum-tol is for multiclass probabilities; these are "
	    "binary probabilities [usage]\n" },
	{ "binary: the product of factors", BIN,
	    "-a 1e308 --class-weight 10", PRODUCT },
	{ "binary: the product of a factor and a weight", BIN,
	    "-a 1e308 --pos-weight 10 --weight-in loss", PRODUCT },
	{ "binary: a product just small enough", BIN,
	    "-a 1e300 --class-weight 1e8",
	    "1e+308; 100000000; 1; alpha=1e+300 alpha_mode=positive "
	    "class_weight=100000000 pos_weight=1\n" },
	{ "F57 an alpha list of another length than the classes", MC,
	    "-a 1,2",
	    "focalloss: --alpha has 2 values; here it takes one, or 3 (one "
	    "per class) [usage]\n" },
	{ "binary: three alphas", BIN, "-a 1,2,3",
	    "focalloss: --alpha has 3 values; here it takes one, or 2 (one "
	    "per class) [usage]\n" },
	{ "binary: a name that is no label", BIN, "-a yes=2",
	    "focalloss: --alpha: there is no class 'yes' [usage]\n"
	    "hint: in a binary task the classes are 0 and 1\n" },
	{ "binary: a name of two digits", BIN, "--class-weight 00=2",
	    "focalloss: --class-weight: there is no class '00' [usage]\n"
	    "hint: in a binary task the classes are 0 and 1\n" },
	{ "binary: two pos weights", BIN, "--pos-weight 1,2",
	    "focalloss: --pos-weight takes one number here: it is the weight "
	    "of label 1 [usage]\n" },
	{ "binary: a named pos weight", BIN, "--pos-weight 1=2",
	    "focalloss: --pos-weight takes one number here: it is the weight "
	    "of label 1 [usage]\n" },
	{ "binary: a list is not balanced", BIN,
	    "-a 1,2 --alpha-mode balanced",
	    "focalloss: --alpha-mode balanced takes one number, not one per "
	    "class [usage]\n" },
	{ "binary: a name is not positive", BIN,
	    "-a 1=2 --alpha-mode positive",
	    "focalloss: --alpha-mode positive takes one number, not one per "
	    "class [usage]\n" },
	{ "binary: a mode without alpha", BIN, "--alpha-mode balanced",
	    "focalloss: --alpha-mode balanced needs --alpha [usage]\n" },
	{ "binary: balanced above 1", BIN, "-a 1.5 --alpha-mode balanced",
	    "focalloss: --alpha 1.5: with --alpha-mode balanced it is in "
	    "[0, 1] [usage]\n" },
	{ "binary: eps of logits", "label,logit\n", "--eps 0.1",
	    "1; 1; 1; eps=0.1 alpha=1 pos_weight=1 eps=0.1\n" },
	{ "binary: label smoothing", BIN, "--label-smoothing 0.1 --eps 0.1",
	    "1; 1; 1; smoothing=0.1 eps=0.1 alpha=1 pos_weight=1 "
	    "label_smoothing=0.1 eps=0.1\n" },
	/* multiclass */
	{ "multiclass: nothing", MC, "",
	    "1 1 1; 1 1 1; 1 1 1; alpha=1 pos_weight=1\n" },
	{ "multiclass: one alpha for all", MC, "-a 0.25",
	    "0.25 0.25 0.25; 0.25 0.25 0.25; 1 1 1; alpha=0.25 "
	    "alpha_mode=class pos_weight=1\n" },
	{ "multiclass: alphas in the order of the scores", MC, "-a 1,2,3",
	    "1 2 3; 1 2 3; 1 1 1; alpha=1,2,3 alpha_mode=class "
	    "pos_weight=1\n" },
	{ "multiclass: alphas by name", MC, "-a fox=3,cat=0.5",
	    "0.5 1 3; 0.5 1 3; 1 1 1; alpha=0.5,1,3 alpha_mode=class "
	    "pos_weight=1\n" },
	{ "multiclass: numbered classes by number",
	    "label,prob_2,prob_0,prob_1\n", "-a 5,6,7",
	    "5 6 7; 5 6 7; 1 1 1; alpha=5,6,7 alpha_mode=class "
	    "pos_weight=1\n" },
	{ "multiclass: numbered classes by name",
	    "label,prob_2,prob_0,prob_1\n", "-a 2=5",
	    "1 1 5; 1 1 5; 1 1 1; alpha=1,1,5 alpha_mode=class "
	    "pos_weight=1\n" },
	{ "multiclass: a class with a = in its name",
	    "label,prob_a=b,prob_c\n", "-a a=b=2",
	    "2 1; 2 1; 1 1; alpha=2,1 alpha_mode=class pos_weight=1\n" },
	{ "multiclass: class weights and alphas", MC,
	    "-a 1,2,3 --class-weight dog=4",
	    "1 8 3; 1 8 3; 1 1 1; alpha=1,2,3 alpha_mode=class "
	    "class_weight=1,4,1 pos_weight=1\n" },
	{ "multiclass: pos weights", MC, "--pos-weight 1,2,3",
	    "1 1 1; 1 1 1; 1 2 3; alpha=1 pos_weight=1,2,3 weight_in=pt\n" },
	{ "multiclass: one pos weight in the loss", MC,
	    "--pos-weight 2 --weight-in loss",
	    "1 1 1; 1 1 1; 2 2 2 outside; alpha=1 pos_weight=2 "
	    "weight_in=loss\n" },
	{ "multiclass: two alphas of three", MC, "-a 1,2",
	    "focalloss: --alpha has 2 values; here it takes one, or 3 (one "
	    "per class) [usage]\n" },
	{ "multiclass: four class weights of three", MC,
	    "--class-weight 1,2,3,4",
	    "focalloss: --class-weight has 4 values; here it takes one, or 3 "
	    "(one per class) [usage]\n" },
	{ "multiclass: a class twice", MC, "-a cat=1,dog=2,cat=3",
	    "focalloss: --alpha names class 'cat' twice [usage]\n" },
	{ "multiclass: an unknown class", MC, "--pos-weight cat=1,wolf=2",
	    "focalloss: --pos-weight: there is no class 'wolf' [usage]\n" },
	{ "multiclass: a class in another case", MC, "-a Cat=2",
	    "focalloss: --alpha: there is no class 'Cat' [usage]\n"
	    "hint: did you mean --alpha cat=2?\n" },
	{ "multiclass: a slip in a list that is too long to be said", MC,
	    "-a Cat=2," X60 X60 "=3",
	    "focalloss: --alpha: there is no class 'Cat' [usage]\n" },
	{ "multiclass: a class with a slip", MC, "--class-weight cat=2,dgo=3",
	    "focalloss: --class-weight: there is no class 'dgo' [usage]\n"
	    "hint: did you mean --class-weight cat=2,dog=3?\n" },
	{ "multiclass: --sum-tol", MC, "--sum-tol 0.5",
	    "1 1 1; 1 1 1; 1 1 1; alpha=1 pos_weight=1\n" },
	{ "multiclass: --sum-tol of logits", "label,logit_a,logit_b\n",
	    "--sum-tol 0.5",
	    "focalloss: --sum-tol is for multiclass probabilities; these are "
	    "multiclass logits [usage]\n" },
	{ "multiclass: the product of factors", MC,
	    "-a dog=1e200 --class-weight dog=1e200", PRODUCT },
	{ "multiclass: an unknown class shows escaped", MC, "-a '\033=2'",
	    "focalloss: --alpha: there is no class '\\x1b' [usage]\n" },
	{ "multiclass: balanced", MC, "-a 0.25 --alpha-mode balanced",
	    "focalloss: --alpha-mode balanced is for 0/1 labels; a multiclass "
	    "task takes class, background or first [usage]\n" },
	{ "multiclass: positive", MC, "-a 0.25 --alpha-mode positive",
	    "focalloss: --alpha-mode positive is for 0/1 labels; a multiclass "
	    "task takes class, background or first [usage]\n" },
	{ "multiclass: background", MC, "-a 0.25 --alpha-mode background",
	    "0.75 0.25 0.25; 0.25 0.75 0.75; 1 1 1; alpha=0.25 "
	    "alpha_mode=background pos_weight=1\n" },
	{ "multiclass: background of a list", MC,
	    "-a 1,2,3 --alpha-mode background",
	    "focalloss: --alpha-mode background takes one number, not one per "
	    "class [usage]\n" },
	{ "multiclass: first of two", "label,prob_a,prob_b\n",
	    "-a 0.25 --alpha-mode first",
	    "0.25 0.75; 0.75 0.25; 1 1; alpha=0.25 alpha_mode=first "
	    "pos_weight=1\n" },
	{ "multiclass: first of three", MC, "-a 0.25 --alpha-mode first",
	    "focalloss: --alpha-mode first is for 2 classes, not 3 "
	    "[usage]\n" },
	{ "multiclass: negative", MC, "-a 0.25 --alpha-mode negative",
	    "focalloss: --alpha-mode negative is for 0/1 labels; a multiclass "
	    "task takes class, background or first [usage]\n" },
	{ "multiclass: pos label", MC, "--pos-label cat",
	    "focalloss: --pos-label is for 0/1 labels; a multiclass task has "
	    "classes [usage]\n" },
	/* multilabel */
	{ "multilabel: nothing", ML, "",
	    "1 1; 1 1; 1 1; alpha=1 pos_weight=1\n" },
	{ "multilabel: alpha is of the labels that are 1", ML, "-a 0.25",
	    "0.25 0.25; 1 1; 1 1; alpha=0.25 alpha_mode=positive "
	    "pos_weight=1\n" },
	{ "multilabel: alphas in the order of the labels", ML, "-a 2,3",
	    "2 3; 1 1; 1 1; alpha=2,3 alpha_mode=positive pos_weight=1\n" },
	{ "multilabel: alphas by name", ML, "-a fog=3",
	    "1 3; 1 1; 1 1; alpha=1,3 alpha_mode=positive pos_weight=1\n" },
	{ "multilabel: balanced", ML, "-a 0.25,0.5 --alpha-mode balanced",
	    "0.25 0.5; 0.75 0.5; 1 1; alpha=0.25,0.5 alpha_mode=balanced "
	    "pos_weight=1\n" },
	{ "multilabel: class", ML, "-a 0.25,0.5 --alpha-mode class",
	    "0.25 0.5; 0.25 0.5; 1 1; alpha=0.25,0.5 alpha_mode=class "
	    "pos_weight=1\n" },
	{ "multilabel: class weights", ML, "--class-weight fog=2 -a 3",
	    "3 6; 1 2; 1 1; alpha=3 alpha_mode=positive class_weight=1,2 "
	    "pos_weight=1\n" },
	{ "multilabel: pos weights", ML, "--pos-weight 5,7",
	    "1 1; 1 1; 5 7; alpha=1 pos_weight=5,7 weight_in=pt\n" },
	{ "multilabel: numbered labels by number",
	    "label_1,label_0,prob_0,prob_1\n", "-a 5,6",
	    "5 6; 1 1; 1 1; alpha=5,6 alpha_mode=positive pos_weight=1\n" },
	{ "multilabel: eps and pos label", ML, "--eps 0.25 --pos-label y",
	    "1 1; 1 1; 1 1; eps=0.25 alpha=1 pos_weight=1 eps=0.25 "
	    "pos_label=y\n" },
	{ "multilabel: balanced above 1", ML,
	    "-a 0.5,2 --alpha-mode balanced",
	    "focalloss: --alpha 2: with --alpha-mode balanced it is in [0, 1] "
	    "[usage]\n" },
	{ "multilabel: three alphas of two", ML, "-a 1,2,3",
	    "focalloss: --alpha has 3 values; here it takes one, or 2 (one "
	    "per class) [usage]\n" },
	{ "multilabel: labels have no other names", ML, "-a label_fog=2",
	    "focalloss: --alpha: there is no class 'label_fog' [usage]\n" },
};

static void
show_table(struct out *o, const double *v, size_t c, const char *after)
{
	for (size_t k = 0; k < c; k++) {
		out_text(o, k ? " " : "");
		out_number(o, v[k], 0);
	}
	out_text(o, after);
}

/* The spec has the table, or none where all of it is 1. */
static void
borrows(const double *table, const double *whole, size_t c)
{
	if (table)
		assert_ptr_equal(table, whole);
	for (size_t k = 0; !table && k < c; k++)
		assert_true(whole[k] == 1);
}

static void
weights_become_factors(void **state)
{
	const struct spec_row *row = *state;
	struct specs s = { .alpha_mode = NULL };
	struct out o = { .fd = -1 };
	static struct test_run t;

	if (test_open(&t, row->options, row->header, strlen(row->header)))
		print_error("%s\n", t.diag.note[0].text);
	assert_int_equal(t.diag.notes, 0);
	if (!specs_make(&s, t.job.alpha, &t.job, &t.plan, &t.diag)) {
		assert_ptr_equal(s.spec.mode, t.plan.mode);
		assert_int_equal(s.spec.from_logits, t.plan.from_logits);
		borrows(s.spec.pos, s.pos, t.plan.c);
		borrows(s.spec.neg, s.neg, t.plan.c);
		borrows(s.spec.weight, s.weight, t.plan.c);
		show_table(&o, s.pos, t.plan.c, "; ");
		show_table(&o, s.neg, t.plan.c, "; ");
		show_table(&o, s.weight, t.plan.c,
		    s.spec.weight_in_pt ? ";" : " outside;");
		if (s.spec.smoothing != 0) {
			out_text(&o, " smoothing=");
			out_number(&o, s.spec.smoothing, 0);
		}
		if (s.spec.eps != 0) {
			out_text(&o, " eps=");
			out_number(&o, s.spec.eps, 0);
		}
		specs_sign(&s, &t.job, &t.plan, &o);
		out_text(&o, "\n");
	}
	specs_free(&s);
	test_notes(&o, &t.diag);
	test_close(&t);
	assert_out(&o, row->want);
}

static void
alpha_modes_are_found_by_their_names(void **state)
{
	(void)state;
	for (const struct alpha_mode *m = alpha_modes; m->name; m++)
		assert_ptr_equal(alpha_mode_find(m->name), m);
	assert_null(alpha_mode_find("Class"));
	assert_null(alpha_mode_find(""));
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(alpha_modes_are_found_by_their_names),
	};
	int failed = 0;

	RUN_ROWS(spec_rows, weights_become_factors);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
