/* eval_test.c - the equation against reference numbers, and its laws. */
#include "focalloss.h"
#include "test.h"

#include <float.h>

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

#define SMALLEST 0x1p-1074
#define UNWANTED NAN /* of a number wanted: anything goes */

enum { CELLS = 96, COLUMNS = 12, VECTORS = 80 };

struct result {
	double loss[CELLS], pt[CELLS], grad[CELLS], hess[CELLS];
};

/* What a failure is about, where a test has many specs. */
static struct focal_spec current;
static bool many;

static double
first(const double *table)
{
	return table ? table[0] : 1;
}

static void
fail_at(const char *what, size_t i, double got, double want)
{
	const struct focal_spec *s = &current;

	print_error("%s[%zu] is %.17g, not %.17g\n", what, i, got, want);
	if (many)
		print_error("  in %s %s, gamma %g, pos %g.., neg %g.., "
			    "weight %g.. in %s\n", s->mode->name,
		    s->from_logits ? "logits" : "probs", s->gamma,
		    first(s->pos), first(s->neg), first(s->weight),
		    s->weight_in_pt ? "pt" : "loss");
	many = false;
	_fail(__FILE__, __LINE__);
}

/* Within rel of want or within floor; a NaN wants nothing. */
static void
near(const char *what, size_t i, double got, double want, double rel,
    double floor)
{
	double off = fabs(got - want);

	if (isnan(want) || got == want)
		return;
	if (!isfinite(want) || !(off <= rel * fabs(want) || off <= floor))
		fail_at(what, i, got, want);
}

static struct result
evaluate(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y)
{
	struct result r;
	struct focal_out out = { r.loss, r.pt, r.grad, r.hess };

	assert_null(focal_check(s, c));
	assert_true(n * c <= CELLS);
	focal_eval(s, n, c, x, y, &out);
	return r;
}

/* What eval.c promises: (gamma + 4) ulp, and as many of the smallest. */
static double
promised(double gamma)
{
	return (gamma + 4) * DBL_EPSILON;
}

static double
promised_floor(double gamma)
{
	return (gamma + 4) * SMALLEST;
}

/* Reference numbers from files. */

struct vector {
	char name[96];
	struct focal_spec spec;
	size_t n, c, t;
	double tolerance, pos[COLUMNS], neg[COLUMNS], weight[COLUMNS];
	double x[CELLS], y[CELLS], loss[CELLS], grad[CELLS], hess[CELLS];
	double mean, sum;
};

static struct vector vectors[VECTORS];

static const struct vector_file {
	const char *path;
	size_t count; /* of vectors, lest an empty file agree */
} vector_files[] = {
	{ TESTDATA "/vectors.txt", 59 },
	{ TESTDATA "/torch.txt", 30 },
	{ TESTDATA "/truth.txt", 48 },
};

static void
broken(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	exit(1);
}

static void
read_head(FILE *f, const char *path, struct vector *v)
{
	char mode[16], scores[16], in[16];
	struct focal_spec *s = &v->spec;

	if (fscanf(f, " %95[^\n] %15s %15s %15s %lf %lf %zu %zu %lf", v->name,
		mode, scores, in, &s->gamma, &s->eps, &v->n, &v->c,
		&v->tolerance) != 9)
		broken(path, "bad head");
	s->mode = focal_find_mode(mode);
	s->from_logits = !strcmp(scores, "logits");
	s->weight_in_pt = !strcmp(in, "pt");
	if (!s->mode || v->c > COLUMNS || v->n * v->c > CELLS)
		broken(path, v->name);
	v->t = focal_targets(s->mode, v->c);
	v->mean = v->sum = UNWANTED;
	for (size_t i = 0; i < CELLS; i++)
		v->loss[i] = v->grad[i] = v->hess[i] = UNWANTED;
}

static void
read_array(FILE *f, const char *path, struct vector *v, const char *key)
{
	const struct {
		const char *key;
		size_t n;
		double *to;
		const double **table;
	} arrays[] = {
		{ "pos", v->c, v->pos, &v->spec.pos },
		{ "neg", v->c, v->neg, &v->spec.neg },
		{ "weight", v->c, v->weight, &v->spec.weight },
		{ "x", v->n * v->c, v->x, NULL },
		{ "y", v->n * v->t, v->y, NULL },
		{ "loss", v->n * v->t, v->loss, NULL },
		{ "mean", 1, &v->mean, NULL },
		{ "sum", 1, &v->sum, NULL },
		{ "grad", v->n * v->c, v->grad, NULL },
		{ "hess", v->n * v->c, v->hess, NULL },
	};

	for (size_t i = 0; i < COUNT(arrays); i++) {
		if (strcmp(arrays[i].key, key))
			continue;
		for (size_t j = 0; j < arrays[i].n; j++)
			if (fscanf(f, "%lf", &arrays[i].to[j]) != 1)
				broken(path, v->name);
		if (arrays[i].table)
			*arrays[i].table = arrays[i].to;
		return;
	}
	broken(path, key);
}

static size_t
read_vectors(const char *path)
{
	FILE *f = fopen(path, "r");
	char word[16];
	size_t n = 0;

	if (!f)
		broken(path, "cannot be opened");
	memset(vectors, 0, sizeof vectors);
	while (fscanf(f, "%15s", word) == 1) {
		if (word[0] == '#') {
			(void)!fscanf(f, "%*[^\n]");
		} else if (!strcmp(word, "vector") && n < VECTORS) {
			read_head(f, path, &vectors[n++]);
		} else {
			if (n == 0)
				broken(path, word);
			read_array(f, path, &vectors[n - 1], word);
		}
	}
	fclose(f);
	return n;
}

static void
agrees(void **state)
{
	const struct vector *v = *state;
	struct result r = evaluate(&v->spec, v->n, v->c, v->x, v->y);
	struct focal_sum sum = { { 0 }, 0, 0, 0, 0 };
	double rel = v->tolerance, floor = promised_floor(v->spec.gamma);
	size_t targets = v->n * v->t;

	/*
	 * The Hessian is the difference of two terms that are nearly equal
	 * where it changes its sign, and multiplies a p_t of few digits by
	 * -ln p_t when both are below the normal range.
	 */
	double hess_rel = 4 * rel, hess_floor = 1000 * floor;

	for (size_t i = 0; i < targets; i++)
		near("loss", i, r.loss[i], v->loss[i], rel, floor);
	for (size_t i = 0; i < v->n * v->c; i++) {
		near("grad", i, r.grad[i], v->grad[i], rel, floor);
		near("hess", i, r.hess[i], v->hess[i], hess_rel, hess_floor);
	}
	focal_sum_add(&sum, targets, r.loss, 1);
	near("sum", 0, focal_sum_value(&sum), v->sum, rel, 0);
	near("mean", 0, focal_sum_over(&sum, targets), v->mean, rel, 0);
}

static int
test_vectors(const struct vector_file *file)
{
	struct CMUnitTest tests[VECTORS];
	size_t n = read_vectors(file->path);

	if (n != file->count)
		broken(file->path, "not as many vectors as there were");
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){ vectors[i].name, agrees, NULL,
			NULL, &vectors[i] };
	return _cmocka_run_group_tests(file->path, tests, n, NULL, NULL);
}


/* One score, one label: the limits, and what others got wrong. */

static const struct limit_row {
	const char *name;
	bool logits;
	double gamma, pos, x, y;
	double loss, grad, hess;	/* mpmath, 18 digits */
} limit_rows[] = {
	/* name, logits, gamma, pos, x, y, loss, grad, hess */
	{ "a logit of -800 for a 1 costs 800",
	    true, 2, 1, -800, 1, 800, -1, 0 },
	{ "a logit of 40 for a 0 costs 40",
	    true, 2, 1, 40, 0, 40, 1, UNWANTED },
	{ "a logit of 1e300 for a 0 costs 1e300",
	    true, 0.5, 1, 1e300, 0, 1e300, 1, 0 },
	{ "the largest logit for a 0 costs as much",
	    true, 2, 1, DBL_MAX, 0, DBL_MAX, 1, 0 },
	{ "the largest logit for a 1 costs nothing",
	    true, 0.5, 1, DBL_MAX, 1, 0, 0, 0 },
	{ "a coin toss costs ln 2 at gamma 0",
	    true, 0, 1, 0, 1, 0.69314718055994531, -0.5, 0.25 },
	{ "the smallest logit is a coin toss",
	    true, 0, 1, SMALLEST, 0, 0.69314718055994531, 0.5, 0.25 },
	{ "a certain 1 has slope -1 at gamma 0",
	    false, 0, 1, 1, 1, 0, -1, 1 },
	{ "a certain 1 has slope 0 at gamma 0.5",
	    false, 0.5, 1, 1, 1, 0, 0, INFINITY },
	{ "a certain 1 has curvature 2 alpha at gamma 1",
	    false, 1, 0.75, 1, 1, 0, 0, 1.5 },
	{ "a certain 1 is flat at gamma 2",
	    false, 2, 1, 1, 1, 0, 0, 0 },
	{ "a certain 0 has slope 1 at gamma 0",
	    false, 0, 1, 0, 0, 0, 1, 1 },
	{ "a certain 0 has slope 0 at gamma 0.5",
	    false, 0.5, 1, 0, 0, 0, 0, INFINITY },
	{ "a certain 0 has curvature 2 at gamma 1",
	    false, 1, 0.75, 0, 0, 0, 0, 2 },
	{ "a certain 0 is flat at gamma 2",
	    false, 2, 1, 0, 0, 0, 0, 0 },
	{ "an impossible 1 costs infinity",
	    false, 2, 1, 0, 1, INFINITY, -INFINITY, INFINITY },
	{ "an impossible 0 costs infinity",
	    false, 2, 1, 1, 0, INFINITY, INFINITY, INFINITY },
	{ "an impossible 1 costs infinity at gamma 0",
	    false, 0, 1, 0, 1, INFINITY, -INFINITY, INFINITY },
	{ "an impossible 1 of no weight costs nothing",
	    false, 2, 0, 0, 1, 0, 0, 0 },
	{ "a logit of no weight costs nothing",
	    true, 0.5, 0, -DBL_MAX, 1, 0, 0, 0 },
	{ "1e-300 for a 0 curves upwards at gamma 0.5",
	    false, 0.5, 1, 1e-300, 0, 0, 1.5e-150, 7.49999999999999991e149 },
	{ "1e-250 for a 0 curves upwards at gamma 0.25",
	    false, 0.25, 1, 1e-250, 0, 3.16227766016837955e-313,
	    3.95284707521047422e-63, 9.88211768802618501e186 },
	{ "1e-200 for a 0 curves by 2 at gamma 1",
	    false, 1, 1, 1e-200, 0, 0, 1.99999999999999996e-200, 2 },
	{ "1e-200 for a 0 curves a little at gamma 2",
	    false, 2, 1, 1e-200, 0, 0, 0, 5.99999999999999989e-200 },
	{ "1e-12 for a 0 has all its digits",
	    false, 0.5, 1, 1e-12, 0, 1.00000000000049997e-18,
	    1.50000000000124998e-6, 750000.000001875008 },
	{ "1e-300 for a 0 costs 1e-300 at gamma 0",
	    false, 0, 1, 1e-300, 0, 1e-300, 1, 1 },

	{ "kornia#918: gamma 0.5 has a slope at logit 745",
	    true, 0.5, 1, 745, 1, 0, 0, 0 },
	{ "kornia#918: gamma 0.5 has a slope at logit 1e4",
	    true, 0.5, 1, 1e4, 1, 0, 0, 0 },
	{ "kornia#918: gamma 0.5 has a slope at logit -1e4",
	    true, 0.5, 1, -1e4, 1, 1e4, -1, 0 },
	{ "torchvision: gamma 0.5 has a slope at logit 17",
	    true, 0.5, 1, 17, 1, 8.42346340574250804e-12,
	    -1.26351947598876365e-11, 1.89527912680161687e-11 },
	{ "torchvision: gamma 0.5 has a slope at logit 37",
	    true, 0.5, 1, 37, 1, 7.88235979060085012e-25,
	    -1.18235396859012745e-24, 1.77353095288519101e-24 },
	{ "torchvision: gamma 0 costs something at logit 37",
	    true, 0, 1, 37, 1, 8.53304762574406543e-17,
	    -8.53304762574406507e-17, 8.53304762574406434e-17 },
	{ "torchvision: gamma 1 costs something at logit 37",
	    true, 1, 1, 37, 1, 7.2812901783216429e-33,
	    -1.45625803566432849e-32, 2.91251607132865669e-32 },
	{ "torchvision: gamma 2 costs something at logit 37",
	    true, 2, 1, 37, 1, 6.21315958684810751e-49,
	    -1.86394787605443212e-48, 5.59184362816329583e-48 },
	{ "torchvision: gamma 2 is as steep at logit -37 of a 0",
	    true, 2, 1, -37, 0, 6.21315958684810751e-49,
	    1.86394787605443212e-48, 5.59184362816329583e-48 },
	{ "optax#1267: gamma 0 is a number at logit 1000",
	    true, 0, 1, 1000, 1, 0, 0, 0 },
	{ "optax#1267: gamma 0 is a number at logit -1000",
	    true, 0, 1, -1000, 1, 1000, -1, 0 },
	{ "focal-loss-keras#5: no log of 0 at logit -750",
	    true, 2, 1, -750, 1, 750, -1, 0 },
	{ "focal-loss-keras#17: no epsilon biases 1e-12",
	    false, 2, 1, 1e-12, 1, 27.6310211158732862,
	    -1000000000053.26206, 1.00000000000200004e24 },
	{ "FocalLoss_Keras#1: no epsilon biases 1e-12 at gamma 0",
	    false, 0, 1, 1e-12, 1, 27.6310211159285482,
	    -1000000000000.00002, 1.00000000000000004e24 },
	{ "kornia#875: alpha is for a 1",
	    true, 2, 0.25, 0, 1, 0.0433216987849965818,
	    -0.0745716987849965818, 0.0997858493924982909 },
	{ "kornia#2371: alpha is not for a 0",
	    true, 2, 0.25, 0, 0, 0.173286795139986327,
	    0.298286795139986327, 0.399143397569993164 },
	{ "segmentation_models#258: gamma 2, alpha 0.25 in that order",
	    false, 2, 0.25, 0.5, 1, 0.0433216987849965818, UNWANTED,
	    UNWANTED },
	{ "segmentation_models#258: gamma 0.25, alpha 2 in that order",
	    false, 0.25, 2, 0.5, 1, 1.16572995875215446, UNWANTED, UNWANTED },
};

static void
has_its_limit(void **state)
{
	const struct limit_row *row = *state;
	const struct focal_spec s = { .mode = &focal_binary,
		.from_logits = row->logits, .gamma = row->gamma,
		.pos = &row->pos, .weight_in_pt = true };
	struct result r = evaluate(&s, 1, 1, &row->x, &row->y);
	double rel = promised(row->gamma), floor = promised_floor(row->gamma);

	near("loss", 0, r.loss[0], row->loss, rel, floor);
	near("grad", 0, r.grad[0], row->grad, rel, floor);
	near("hess", 0, r.hess[0], row->hess, rel, 1000 * floor);
}

int
main(void)
{
	int failed = 0;

	for (size_t i = 0; i < COUNT(vector_files); i++)
		failed += test_vectors(&vector_files[i]);
	RUN_ROWS(limit_rows, has_its_limit);
	return failed;
}
