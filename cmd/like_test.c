/*
 * like_test.c - what the libraries print is what --like prints: testdata/like.txt
 * is played, and every row of the table has a vector in it.
 */
#include "like.h"
#include "options.h"
#include "report.h"
#include "run.h"
#include "test_io.h"

#include <math.h>
#include <sys/stat.h>

enum { MOST = 300, COLUMNS = 40, VALUES = 200 };

/* A block of like.txt. */
struct vector {
	char *name, *options, *input;
	double rtol, atol;
	struct {
		double at[VALUES];
		size_t n;
	} mean, sum, losses, rows, grad;
};

static struct vector *vector[MOST];
static size_t vectors;
static bool seen[MOST];		/* rows of likes that a vector was for */

/* The number at *s, which moves behind it and the blanks after it. */
static double
number(char **s)
{
	char *end;
	double x = strtod(*s, &end);

	assert_ptr_not_equal(end, *s);
	*s = end + strspn(end, " ");
	return x;
}

static void
read_line(struct vector *v, char *line)
{
	struct {
		const char *word;
		double *at;
		size_t *n;
	} list[] = { { "mean ", v->mean.at, &v->mean.n },
		{ "sum ", v->sum.at, &v->sum.n },
		{ "losses ", v->losses.at, &v->losses.n },
		{ "rows ", v->rows.at, &v->rows.n },
		{ "grad ", v->grad.at, &v->grad.n } };
	char *rest = strchr(line, ' ');

	assert_non_null(rest);
	rest++;
	if (!strncmp(line, "options ", 8)) {
		v->options = strdup(rest);
	} else if (!strncmp(line, "input ", 6)) {
		v->input = strdup(rest);
		for (char *s = v->input; (s = strchr(s, '|'));)
			*s = '\n';
	} else if (!strncmp(line, "tolerance ", 10)) {
		v->rtol = number(&rest);
		v->atol = number(&rest);
	} else {
		size_t i = 0;

		while (strncmp(line, list[i].word, strlen(list[i].word)))
			assert_true(++i < COUNT(list));
		while (*rest) {
			assert_true(*list[i].n < VALUES);
			list[i].at[(*list[i].n)++] = number(&rest);
		}
	}
}

static void
read_vectors(void)
{
	FILE *f = fopen("testdata/like.txt", "r");
	static char line[1 << 14];

	if (!f) {
		fprintf(stderr, "no testdata/like.txt: run from the top\n");
		exit(1);
	}
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		if (!strncmp(line, "vector ", 7)) {
			vector[vectors] = calloc(1, sizeof **vector);
			vector[vectors++]->name = strdup(line + 7);
		} else {
			read_line(vector[vectors - 1], line);
		}
	}
	fclose(f);
}

/* What the tool prints of the vector's samples with more options. */
static char *
play(const struct vector *v, const char *more, struct diag *d)
{
	static char text[1 << 16];
	struct test_argv argv;
	struct out verbose = { .fd = -1 };
	struct job job;
	char options[1000];
	FILE *f = tmpfile();
	int standard = dup(STDOUT_FILENO), rc;
	size_t n;

	snprintf(options, sizeof options, "%s %s", v->options, more);
	test_split(&argv, options);
	test_stdin(v->input, strlen(v->input));
	assert_non_null(f);
	assert_int_equal(fflush(stdout), 0);
	rc = job_parse(&job, argv.n, argv.arg, d);
	assert_int_not_equal(dup2(fileno(f), STDOUT_FILENO), -1);
	if (!rc && !job.show)
		rc = run(&job, &verbose, d);
	assert_int_not_equal(dup2(standard, STDOUT_FILENO), -1);
	close(standard);
	free(verbose.buf);
	job_free(&job);
	rewind(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	if (rc && d->notes)
		print_error("%s: %s\n", v->name, d->note[0].text);
	return rc ? NULL : text;
}

static bool
near_enough(const struct vector *v, double got, double want)
{
	return isnan(want) ||
	    fabs(got - want) <= v->rtol * fabs(want) + v->atol;
}

static void
check_one(const struct vector *v, const char *name, const double *want,
    size_t n)
{
	struct diag d = { .notes = 0 };
	char more[64], *text;
	double got;

	if (n == 0)
		return;
	assert_int_equal(n, 1);
	snprintf(more, sizeof more, "-q -t csv -r %s", name);
	text = play(v, more, &d);
	assert_non_null(text);
	got = strtod(text, NULL);
	if (!near_enough(v, got, *want))
		fail_msg("%s: %s is %.17g, not %.17g", v->name, name, got,
		    *want);
}

/* The next cell of CSV without quotes: its length. */
static size_t
cell(const char *s)
{
	return strcspn(s, ",\n");
}

/* Of all rows the columns whose names begin so, row by row. */
static size_t
pick(char *text, const char *name, double got[VALUES])
{
	bool wanted[COLUMNS] = { false };
	size_t columns = 0, n = 0, len = strlen(name);
	char *s = text;

	for (; columns < COLUMNS; s++) {
		/* "loss" alone is the sample's, loss_0 is a class's */
		wanted[columns++] = !strncmp(s, name, len) &&
		    (name[len - 1] == '_' || cell(s) == len ||
			!strcmp(name, "grad"));
		s += cell(s);
		if (*s == '\n')
			break;
	}
	for (s++; *s; s++)
		for (size_t i = 0; i < columns; i++) {
			if (wanted[i]) {
				assert_true(n < VALUES);
				got[n++] = strtod(s, NULL);
			}
			s += cell(s) + (i + 1 < columns);
		}
	return n;
}

static void
check_columns(const struct vector *v, const char *name, const double *want,
    size_t n)
{
	struct diag d = { .notes = 0 };
	static double got[VALUES];
	char *text;

	if (n == 0)
		return;
	text = play(v, "-t csv -r none --grad", &d);
	assert_non_null(text);
	assert_int_equal(pick(text, name, got), n);
	for (size_t i = 0; i < n; i++)
		if (!near_enough(v, got[i], want[i]))
			fail_msg("%s: %s %zu is %.17g, not %.17g", v->name,
			    name, i, got[i], want[i]);
}

/* Which row is it for? */
static void
note_row(const struct vector *v)
{
	static struct test_run t;

	if (test_open(&t, v->options, v->input, strlen(v->input)))
		fail_msg("%s: %s", v->name, t.diag.note[0].text);
	assert_non_null(t.plan.like);
	assert_string_equal(t.plan.like->name, t.job.like->name);
	seen[t.plan.like - likes] = true;
	test_close(&t);
}

static void
prints_what_the_library_prints(void **state)
{
	const struct vector *v = *state;

	note_row(v);
	check_one(v, "mean", v->mean.at, v->mean.n);
	check_one(v, "sum", v->sum.at, v->sum.n);
	check_columns(v, "loss_", v->losses.at, v->losses.n);
	check_columns(v, "loss", v->rows.at, v->rows.n);
	check_columns(v, "grad", v->grad.at, v->grad.n);
}

static void
every_row_has_a_vector(void **state)
{
	bool all = true;

	(void)state;
	for (size_t i = 0; likes[i].name; i++)
		if (!seen[i]) {
			print_error("no vector is for %s, %s\n", likes[i].name,
			    likes[i].call);
			all = false;
		}
	assert_true(all);
}

/* What the table promises of itself. */
static void
rows_are_whole(void **state)
{
	(void)state;
	for (const struct like *l = likes; l->name; l++) {
		const struct like *first = like_find(l->name);

		assert_non_null(l->call);
		assert_non_null(l->source);
		assert_non_null(l->formula);
		assert_non_null(l->but);
		assert_non_null(focal_find_divisor(l->mean));
		assert_true(!strcmp(l->reduction, "none") ||
		    focal_find_reduction(l->reduction));
		/* what the name says is settled before the mode is known */
		assert_true(first->spec.gamma == l->spec.gamma);
		assert_int_equal(first->needs & LIKE_GAMMA,
		    l->needs & LIKE_GAMMA);
		assert_string_equal(first->reduction, l->reduction);
		assert_string_equal(first->version, l->version);
		assert_int_equal(l->needs & ~l->takes, 0);
		for (const struct like *m = first; m < l; m++) {
			assert_string_equal(m->name, l->name);
			assert_int_equal(m->shapes & l->shapes, 0);
		}
		assert_int_equal(!!(l->takes & LIKE_ALPHA), !!l->alpha_mode);
		assert_int_equal(!!(l->takes & LIKE_ALPHAS), !!l->alphas_mode);
		assert_true(l->alpha == 0 || l->alpha_mode);
		assert_true(strcmp(l->name, "list") != 0);
		assert_null(strpbrk(l->name, ",= "));
		assert_null(strpbrk(l->version, " ,"));
	}
}

static const char *const required[] = { "torchvision", "fvcore", "fvcore-star",
	"detectron2", "kornia", "kornia-0.6", "monai", "monai-softmax", "keras",
	"tfa", "artemmavrin", "smp", "adeelh", "clcarwin", "torrvision",
	"flsd53", "optax", "paddle", "detr", "grounding-dino", "mmdet", "mmcv",
	"mmcv-softmax", "qfl", "vfl", "yolov5", "catboost", "lightgbm",
	"imbalance-xgboost", "asl", "asl-single", "poly1", "poly1-ce",
	"cb-focal", "focal-loss-torch", "holocron", "flux", "efficientdet",
	"torch" };

static void
libraries_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(required); i++)
		if (!like_find(required[i]))
			fail_msg("there is no %s", required[i]);
	assert_null(like_find("Kornia"));
	assert_null(like_find(""));
}

static void
gradients_are_of_the_reduction(void **state)
{
	/* the loss at x + h less that at x - h, by the tool itself */
	static const char *const like[] = { "torchvision -r mean", "detectron2",
		"smp -a 0.25", "monai -r sum", "keras", "adeelh -g 2",
		"kornia -a 0.25 -r mean", "poly1 -r sum", "tfa -r mean",
		"paddle,normalizer=3", "asl-optimized",
		"cb-focal --class-weight 2,1,0.5", "artemmavrin -g 1.5",
		"detr,num_boxes=2", "focal-loss-torch -g 2" };
	static const double h = 1e-4;

	(void)state;
	for (size_t i = 0; i < COUNT(like); i++) {
		struct diag d = { .notes = 0 };
		char options[128], input[2][256];
		struct vector v = { .name = options, .options = options };
		double side[2], grad, got;
		char *text;

		snprintf(options, sizeof options, "--like %s", like[i]);
		for (int k = 0; k < 2; k++) {
			double x = k ? h : -h;

			snprintf(input[k], sizeof input[k],
			    "label,logit_0,logit_1,logit_2\n0,%.17g,0.5,-1\n"
			    "2,%.17g,0.2,0.3\n1,%.17g,3,0.7\n", 1 + x, 0.1 + x,
			    -1.5 + x);
			v.input = input[k];
			text = play(&v, "-q -t csv", &d);
			assert_non_null(text);
			side[k] = strtod(text, NULL);
		}
		v.input = (char[]){ "label,logit_0,logit_1,logit_2\n0,1,0.5,-1\n"
				    "2,0.1,0.2,0.3\n1,-1.5,3,0.7\n" };
		text = play(&v, "-q -t csv --grad", &d);
		assert_non_null(text);
		got = strtod(strchr(text, ',') + 1, NULL);
		grad = (side[1] - side[0]) / (2 * h);
		if (fabs(got - grad) > 1e-6 * fabs(grad) + 1e-7)
			fail_msg("%s: the gradient is %g, not %g", like[i], got,
			    grad);
	}
}

static const struct refusal {
	const char *name, *options, *input, *want;
} refusals[] = {
	{ "an unknown library", "--like kornea", "label,logit\n1,2\n",
	    "focalloss: --like: no library is called 'kornea' [usage]\n"
	    "hint: did you mean --like kornia?  --like list shows all\n" },
	{ "nothing like a library", "--like zzzzzz", "label,logit\n1,2\n",
	    "focalloss: --like: no library is called 'zzzzzz' [usage]\n"
	    "hint: --like list shows them\n" },
	{ "kornia without alpha", "--like kornia", "label,logit\n1,2\n",
	    "focalloss: --like kornia needs --alpha: it has no default "
	    "[usage]\n" },
	{ "kornia with none", "--like kornia -a none", "label,logit\n1,2\n",
	    "" },
	{ "catboost without gamma", "--like catboost -a 0.25",
	    "label,logit\n1,2\n",
	    "focalloss: --like catboost needs --gamma: it has no default "
	    "[usage]\n" },
	{ "focal-loss-torch without gamma", "--like focal-loss-torch",
	    "label,logit_0,logit_1\n1,2,3\n",
	    "focalloss: --like focal-loss-torch needs --gamma: it has no "
	    "default [usage]\n" },
	{ "cb-focal without weights", "--like cb-focal",
	    "label,logit_0,logit_1\n1,2,3\n",
	    "focalloss: --like cb-focal needs --class-weight: it has no "
	    "default [usage]\n" },
	{ "eps that is not in the formula", "--like torchvision --eps 1e-7",
	    "label,logit\n1,2\n",
	    "focalloss: --like torchvision does not take --eps: its formula "
	    "has no place for it [usage]\n"
	    "hint: it takes --gamma --alpha\n" },
	{ "no eps is no eps", "--like torchvision --eps 0",
	    "label,logit\n1,2\n", "" },
	{ "eps of logits that are not clamped",
	    "--like tfa --eps 1e-3", "label,logit\n1,2\n",
	    "focalloss: --like tfa clamps probabilities; these are logits "
	    "[usage]\n" },
	{ "weights of samples", "--like adeelh -w w",
	    "label,logit_0,logit_1,w\n1,2,3,1\n",
	    "focalloss: --like adeelh does not take --weight: its formula has "
	    "no place for it [usage]\n"
	    "hint: it takes --gamma --alpha\n" },
	{ "a gamma where there are two", "--like asl -g 2",
	    "label,logit\n1,2\n",
	    "focalloss: --like asl has two gammas, and no --gamma [usage]\n"
	    "hint: it takes --eps --like asl,gamma_neg=4,gamma_pos=1,"
	    "clip=0.05\n" },
	{ "an alpha per class", "--like torchvision -a 1,2",
	    "label,logit\n1,2\n",
	    "focalloss: --like torchvision takes one alpha, not one per class "
	    "[usage]\n" },
	{ "one alpha for all", "--like adeelh -a 1",
	    "label,logit_0,logit_1\n1,2,3\n",
	    "focalloss: --like adeelh takes one alpha per class, not one for "
	    "all [usage]\n" },
	{ "one alpha of three classes", "--like clcarwin -a 0.25",
	    "label,logit_0,logit_1,logit_2\n1,2,3,4\n",
	    "focalloss: --alpha-mode first is for 2 classes, not 3 "
	    "[usage]\n" },
	{ "another alpha mode", "--like torchvision --alpha-mode positive",
	    "label,logit\n1,2\n",
	    "focalloss: --like torchvision has an --alpha-mode of its own: "
	    "balanced [usage]\n" },
	{ "its own alpha mode", "--like torchvision --alpha-mode balanced",
	    "label,logit\n1,2\n", "" },
	{ "weights inside p_t", "--like kornia -a 0.5 --weight-in pt",
	    "label,logit\n1,2\n",
	    "focalloss: --like kornia has its weights outside p_t: "
	    "--weight-in loss [usage]\n" },
	{ "a binary task for a softmax", "--like adeelh", "label,logit\n1,2\n",
	    "focalloss: --like adeelh scores multiclass; this is a binary "
	    "task [usage]\n" },
	{ "classes for a binary loss", "--like catboost -a 0.5 -g 2",
	    "label,logit_0,logit_1\n1,2,3\n",
	    "focalloss: --like catboost scores binary; this is a multiclass "
	    "task [usage]\n" },
	{ "a softmax for one vs. rest", "--like torchvision",
	    "label,prob_0,prob_1\n1,0.5,0.5\n",
	    "focalloss: --like torchvision is of logits; these are "
	    "probabilities [usage]\n"
	    "hint: pass the scores before the softmax or sigmoid: --logits "
	    "COLS\n" },
	{ "gamma 0 of FL*", "--like fvcore-star -g 0", "label,logit\n1,2\n",
	    "focalloss: --like fvcore-star divides by gamma, which is 0 "
	    "[usage]\n" },
	{ "rows of what needs all of them", "--like smp-normalized -r none",
	    "label,logit\n1,2\n",
	    "focalloss: --like smp-normalized divides by a sum over all "
	    "samples: it has no -r none [usage]\n" },
	{ "a switch", "--like vfl,iou_weighted=2",
	    "label,logit\n1,2\n",
	    "focalloss: --like vfl: iou_weighted is neither 0 nor 1 "
	    "[usage]\n" },
	{ "weights that are over a mean of 0",
	    "--like smp --class-weight 0,0",
	    "label,logit_0,logit_1\n1,2,3\n",
	    "focalloss: --like smp divides each --class-weight by their "
	    "mean, which is 0 [usage]\n" },
	{ "weights where it has no classes", "--like smp --class-weight 1,2",
	    "label,logit\n1,2\n",
	    "focalloss: --like smp does not take --class-weight: its formula "
	    "has no place for it [usage]\n"
	    "hint: it takes --gamma --alpha --eps "
	    "--like smp,reduced_threshold=N\n" },
	{ "a number that it has not", "--like detr,num_box=3",
	    "label,logit\n1,2\n",
	    "focalloss: --like detr: it has no number 'num_box' [usage]\n"
	    "hint: did you mean --like detr,num_boxes=NUMBER?\n" },
	{ "a number where there is none", "--like torch=3",
	    "label,logit\n1,2\n",
	    "focalloss: --like torch: it has no number '3' [usage]\n"
	    "hint: it has none of its own\n" },
	{ "nothing to divide by", "--like detr=0", "label,logit\n1,2\n",
	    "focalloss: --like detr: num_boxes is not above 0 [usage]\n" },
	{ "a key below 0", "--like detr,num_boxes=-5", "label,logit\n1,2\n",
	    "focalloss: --like detr: num_boxes is below 0 [usage]\n" },
	{ "a key that is given twice", "--like poly1,epsilon=-1,epsilon=2",
	    "label,logit\n1,2\n",
	    "focalloss: --like poly1: epsilon is given twice [usage]\n" },
	{ "a number without a name", "--like asl,2", "label,logit\n1,2\n",
	    "focalloss: --like asl takes KEY=NUMBER, not '2' [usage]\n" },
	{ "a threshold of 1", "--like smp,reduced_threshold=1",
	    "label,logit\n1,2\n",
	    "focalloss: --like smp: reduced_threshold is not in [0, 1) "
	    "[usage]\n" },
	{ "a margin of 1", "--like asl,clip=1", "label,logit\n1,2\n",
	    "focalloss: --like asl: clip is not in [0, 1) [usage]\n" },
};

static void
what_does_not_fit_is_refused(void **state)
{
	const struct refusal *r = *state;
	static struct test_run t;
	struct specs s = { .alpha_mode = NULL };
	struct out o = { .fd = -1 };

	if (!test_open(&t, r->options, r->input, strlen(r->input)))
		(void)specs_make(&s, t.job.alpha, &t.job, &t.plan, &t.diag);
	test_notes(&o, &t.diag);
	specs_free(&s);
	test_close(&t);
	assert_out(&o, r->want);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(libraries_are_found_by_their_names),
		cmocka_unit_test(gradients_are_of_the_reduction),
		cmocka_unit_test(every_row_has_a_vector),
	};
	static struct CMUnitTest tests[MOST];
	int failed = 0;

	read_vectors();
	for (size_t i = 0; i < vectors; i++)
		tests[i] = (struct CMUnitTest){ vector[i]->name,
			prints_what_the_library_prints, NULL, NULL, vector[i] };
	failed += _cmocka_run_group_tests("vectors", tests, vectors, NULL, NULL);
	RUN_ROWS(refusals, what_does_not_fit_is_refused);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	for (size_t i = 0; i < vectors; i++) {
		free(vector[i]->name);
		free(vector[i]->options);
		free(vector[i]->input);
		free(vector[i]);
	}
	return failed != 0;
}
