/* eval_test.c - the equation against reference numbers, and its laws. */
#include "focalloss.h"
#include "test.h"

#include <float.h>

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

#define SMALLEST 0x1p-1074
#define UNWANTED NAN /* of a number wanted: anything goes */

enum { CELLS = 96, COLUMNS = 12, VECTORS = 256 };

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

static void
same(const char *what, size_t n, const double *got, const double *want)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(&got[i], &want[i], sizeof *got))
			fail_at(what, i, got[i], want[i]);
}

static void
same_results(size_t n, size_t c, size_t t, const struct result *got,
    const struct result *want)
{
	same("loss", n * t, got->loss, want->loss);
	same("pt", n * t, got->pt, want->pt);
	same("grad", n * c, got->grad, want->grad);
	same("hess", n * c, got->hess, want->hess);
}

/* All is asked of the reference and of the kernel. */
static enum focal_path way;

static void
eval(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	struct focal_spec spec = *s;

	spec.path = way;
	focal_eval(&spec, n, c, x, y, out);
}

static struct result
evaluate(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y)
{
	struct result r;
	struct focal_out out = { r.loss, r.pt, r.grad, r.hess };

	assert_null(focal_check(s, c));
	assert_true(n * c <= CELLS);
	eval(s, n, c, x, y, &out);
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
	double gamma_pos[COLUMNS], gamma_neg[COLUMNS], row_factor[COLUMNS];
	struct focal_step step[4];
	double x[CELLS], y[CELLS], w[CELLS];
	struct focal_total total;	/* how it is reduced */
	/* what is wanted */
	double loss[CELLS], pt[CELLS], grad[CELLS], hess[CELLS];
	double factor[CELLS], mod[CELLS], mod_grad[CELLS], mod_hess[CELLS];
	double rows[CELLS], mean, sum;
};

static struct vector vectors[VECTORS];

static const struct vector_file {
	const char *path;
	size_t count; /* of vectors, lest an empty file agree */
} vector_files[] = {
	{ TESTDATA "/vectors.txt", 107 },
	{ TESTDATA "/torch.txt", 30 },
	{ TESTDATA "/truth.txt", 48 },
};
static const struct vector_file form_file = { TESTDATA "/forms.txt", 241 };

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
	for (size_t i = 0; i < CELLS; i++) {
		v->loss[i] = v->pt[i] = v->grad[i] = v->hess[i] = UNWANTED;
		v->factor[i] = v->mod[i] = v->mod_grad[i] = UNWANTED;
		v->mod_hess[i] = v->rows[i] = UNWANTED;
		v->w[i] = 1;
	}
}

/* A part that is the row of a table, or one more step. */
static bool
read_row(struct vector *v, const char *word, size_t n, const char *value)
{
	struct focal_spec *s = &v->spec;
	struct focal_step *step = &v->step[s->steps];

	for (size_t i = 0; focal_pts[i] && !strncmp(word, "pt=", n + 1); i++)
		if (!strcmp(value, focal_pts[i]->name))
			return (s->pt = focal_pts[i]);
	for (size_t i = 0; focal_clamps[i] && !strncmp(word, "clamp=", n + 1);
	     i++)
		if (!strcmp(value, focal_clamps[i]->name))
			return (s->clamp = focal_clamps[i]);
	if (!strncmp(word, "divisor=", n + 1))
		return (v->total.divisor = focal_find_divisor(value));
	if (strncmp(word, "step=", n + 1) || s->steps == COUNT(v->step) ||
	    sscanf(value, "%lf:%lf", &step->below, &step->gamma) != 2)
		return false;
	s->step = v->step;
	s->steps++;
	return true;
}

/* A word of a line of parts: name, name=number, name=row or step=p_t:gamma. */
static bool
read_part(struct vector *v, const char *word)
{
	struct focal_spec *s = &v->spec;
	const struct {
		const char *name;
		bool *flag;
		double *number;
	} parts[] = {
		{ "distribution", &s->distribution, NULL },
		{ "smoothing_in_ce", &s->smoothing_in_ce, NULL },
		{ "eps_in_ce", &s->eps_in_ce, NULL },
		{ "renormalize", &s->renormalize, NULL },
		{ "detach", &s->detach, NULL },
		{ "sided", &s->sided, NULL },
		{ "label_factor", &s->label_factor, NULL },
		{ "eps_straight", &s->eps_straight, NULL },
		{ "odds", &s->odds, NULL },
		{ "renormalize_in_ce", &s->renormalize_in_ce, NULL },
		{ "poly_factor", &s->poly_factor, NULL },
		{ "normalized", &v->total.normalized, NULL },
		{ "number", NULL, &v->total.number },
		{ "grad_floor", NULL, &s->grad_floor },
		{ "smoothing", NULL, &s->smoothing },
		{ "leak", NULL, &s->leak },
		{ "margin", NULL, &s->margin },
		{ "slope", NULL, &s->slope },
		{ "reduced", NULL, &s->reduced },
		{ "reduced_over", NULL, &s->reduced_over },
		{ "poly", NULL, &s->poly },
	};
	size_t n = strcspn(word, "=");
	const char *value = word[n] ? word + n + 1 : NULL;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (strlen(parts[i].name) != n || memcmp(parts[i].name, word, n))
			continue;
		if (!value != !parts[i].number)
			return false;
		if (value)
			*parts[i].number = strtod(value, NULL);
		else
			*parts[i].flag = true;
		return true;
	}
	return value && read_row(v, word, n, value);
}

static void
read_parts(FILE *f, const char *path, struct vector *v)
{
	char line[400], *save = NULL;

	if (!fgets(line, sizeof line, f))
		broken(path, v->name);
	for (char *w = strtok_r(line, " \n", &save); w;
	    w = strtok_r(NULL, " \n", &save))
		if (!read_part(v, w))
			broken(path, w);
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
		{ "gamma_pos", v->c, v->gamma_pos, &v->spec.gamma_pos },
		{ "gamma_neg", v->c, v->gamma_neg, &v->spec.gamma_neg },
		{ "row_factor", v->c, v->row_factor, &v->spec.row_factor },
		{ "x", v->n * v->c, v->x, NULL },
		{ "w", v->n, v->w, NULL },
		{ "y", v->n * (v->spec.distribution ? v->c : v->t), v->y,
		    NULL },
		{ "loss", v->n * v->t, v->loss, NULL },
		{ "pt", v->n * v->t, v->pt, NULL },
		{ "factor", v->n * v->t, v->factor, NULL },
		{ "mod", v->n * v->t, v->mod, NULL },
		{ "mod_grad", v->n * v->c, v->mod_grad, NULL },
		{ "mod_hess", v->n * v->c, v->mod_hess, NULL },
		{ "rows", v->n, v->rows, NULL },
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
		} else if (!strcmp(word, "parts") && n > 0) {
			read_parts(f, path, &vectors[n - 1]);
		} else {
			if (n == 0)
				broken(path, word);
			read_array(f, path, &vectors[n - 1], word);
			if (!strcmp(word, "w"))
				vectors[n - 1].total.weighted = true;
		}
	}
	fclose(f);
	return n;
}

/* What losses and modulators of a vector are, made of what was found. */
struct made {
	struct result r;
	struct result mod;	/* loss and pt are M and A */
	struct focal_total total;
};

static struct made
make(const struct vector *v)
{
	struct made m = { .r = evaluate(&v->spec, v->n, v->c, v->x, v->y),
		.total = v->total };
	struct focal_parts parts = { m.mod.pt, m.mod.loss, m.mod.grad,
		m.mod.hess };
	const double *w = v->total.weighted ? v->w : NULL;

	focal_eval_parts(&v->spec, v->n, v->c, v->x, v->y, &parts);
	m.total.needs = FOCAL_RANGE | FOCAL_POSITIVES | FOCAL_SQUARES |
	    FOCAL_FACTORS | FOCAL_MODULATORS;
	focal_total_add(&m.total, v->spec.mode, v->n, v->c, v->y, m.r.loss, w);
	focal_total_add_parts(&m.total, v->spec.mode, v->n, v->c, &parts, w);
	return m;
}

static struct focal_sum
sum_of(double w, size_t n, const double *x)
{
	struct focal_sum s = { { 0 }, 0, 0, 0, 0 };

	for (size_t i = 0; i < n; i++)
		focal_sum_add_products(&s, 1, &x[i], 1, &w);
	return s;
}

/* The slopes of sample i along score k, as the reduction "sum" has them. */
static void
near_slopes(const struct vector *v, const struct made *m, size_t i,
    double rel, double floor)
{
	double w = v->w[i / v->c];
	const struct focal_reduction *sum = focal_find_reduction("sum");
	struct focal_sum grad = sum_of(w, 1, &m->r.grad[i]);
	struct focal_sum hess = sum_of(w, 1, &m->r.hess[i]);
	struct focal_sum mod_grad = sum_of(w, 1, &m->mod.grad[i]);
	struct focal_sum mod_hess = sum_of(w, 1, &m->mod.hess[i]);

	if (m->total.normalized)
		focal_total_slopes(&m->total, &grad, &hess, &mod_grad,
		    &mod_hess);
	near("grad", i, sum->value(&m->total, &grad), v->grad[i], rel, floor);
	/*
	 * The Hessian is the difference of two terms that are nearly equal
	 * where it changes its sign, and multiplies a p_t of few digits by
	 * -ln p_t when both are below the normal range.
	 */
	near("hess", i, sum->value(&m->total, &hess), v->hess[i], 4 * rel,
	    1000 * floor);
}

static void
agrees(void **state)
{
	const struct vector *v = *state;
	const struct focal_reduction *sum = focal_find_reduction("sum");
	const struct made m = make(v);
	double rel = v->tolerance, floor = promised_floor(v->spec.gamma);
	size_t targets = v->n * v->t;

	for (size_t i = 0; i < targets; i++) {
		struct focal_sum one = sum_of(v->w[i / v->t], 1, &m.r.loss[i]);

		near("loss", i, sum->value(&m.total, &one), v->loss[i], rel,
		    floor);
		near("pt", i, m.r.pt[i], v->pt[i], rel, floor);
		near("factor", i, m.mod.pt[i], v->factor[i], rel, floor);
		near("modulator", i, m.mod.loss[i], v->mod[i], rel, floor);
	}
	for (size_t i = 0; i < v->n * v->c; i++) {
		near_slopes(v, &m, i, rel, floor);
		near("grad of mod", i, m.mod.grad[i], v->mod_grad[i], rel,
		    floor);
		near("hess of mod", i, m.mod.hess[i], v->mod_hess[i], 4 * rel,
		    1000 * floor);
	}
	for (size_t i = 0; i < v->n; i++) {
		struct focal_sum row = sum_of(v->w[i], v->t,
		    &m.r.loss[i * v->t]);

		near("row", i, sum->value(&m.total, &row), v->rows[i], rel,
		    floor);
	}
	near("sum", 0, sum->value(&m.total, &m.total.loss), v->sum, rel, 0);
	near("mean", 0, focal_find_reduction("mean")->value(&m.total,
	    &m.total.loss), v->mean, rel, 0);
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

/* Laws, of every combination of what a spec can say. */

static const double positive[] = { 2.5, 2.5, 2.5 };
static const double balanced_pos[] = { 0.25, 0.25, 0.25 };
static const double balanced_neg[] = { 0.75, 0.75, 0.75 };
static const double class_pos[] = { 0.5, 2, 1.25 };
static const double class_neg[] = { 1.75, 0.625, 3 };
static const double number[] = { 3, 3, 3 };
static const double per_class[] = { 2, 0.5, 3.5 };
static const double ones[] = { 1, 1, 1 };

static const struct {
	const double *pos, *neg;
} outsides[] = {
	{ NULL, NULL },
	{ positive, NULL },
	{ balanced_pos, balanced_neg },
	{ class_pos, class_neg },
};
static const double *const weights[] = { NULL, number, per_class };
static const double gammas[] = { 0, 0.5, 1, 2, 3.7 };

enum { MAX_C = 3, MAX_LABELS = 8, GRID = 9 };

/* 9 scores: 9 rows of one column or 3 of three. */
static const double grids[2][GRID] = {
	{ 0.12, 0.55, 0.83, 0.7, 0.25, 0.42, 0.5, 0.91, 0.5 },
	{ -2.3, 0.4, 1.7, 3.1, -0.2, -4, 0, 0.5, 0 },
};

/* Logits of every size and kind. */
static const double sizes[] = { 0, SMALLEST, 1e-300, 1e-17, 1e-8, 0.3,
	0.69314718055994531, 1, 2.5, 5, 12, 16.6355, 17, 36.7368, 37, 37.43,
	40, 88.72, 355, 700, 708.4, 709.78, 744.44, 745.133, 746, 800, 1e4,
	1e16, 1e300, DBL_MAX / 2, DBL_MAX };

static size_t
labels(const struct focal_mode *m, size_t c)
{
	return m->wide ? (size_t)1 << c : m->classes ? c : 2;
}

/* The targets of a row: one of the labels() ways to set them. */
static void
label_row(const struct focal_mode *m, size_t c, size_t label, double *y)
{
	for (size_t k = 0; k < focal_targets(m, c); k++)
		y[k] = (double)(m->wide ? label >> k & 1 : label);
}

/* The k-th of all logits of sizes[], either sign. */
static double
any_logit(size_t k)
{
	double x = sizes[k / 2 % COUNT(sizes)];

	return k % 2 ? -x : x;
}

typedef void law_fn(const struct focal_spec *s, size_t c);

struct law_row {
	const char *name;
	const struct focal_mode *mode;
	bool logits;
	law_fn *law;
};

/* A row for each mode and kind of score. */
#define EVERYWHERE(what, law)                                                 \
	{ "binary logits: " what, &focal_binary, true, law },                 \
	    { "binary probabilities: " what, &focal_binary, false, law },     \
	    { "multiclass logits: " what, &focal_multiclass, true, law },     \
	    { "multiclass probabilities: " what, &focal_multiclass, false,    \
		    law },                                                    \
	    { "multilabel logits: " what, &focal_multilabel, true, law },     \
	    { "multilabel probabilities: " what, &focal_multilabel, false,    \
		    law }

static void
holds(void **state)
{
	enum { OUTSIDES = COUNT(outsides), WEIGHTS = COUNT(weights) };
	const struct law_row *row = *state;
	size_t c = row->mode == &focal_binary ? 1 : MAX_C;

	many = true;
	for (size_t i = 0; i < COUNT(gammas) * OUTSIDES * WEIGHTS * 2; i++) {
		size_t outside = i / 2 % OUTSIDES;

		current = (struct focal_spec){
			.mode = row->mode,
			.from_logits = row->logits,
			.gamma = gammas[i / 2 / OUTSIDES / WEIGHTS],
			.pos = outsides[outside].pos,
			.neg = outsides[outside].neg,
			.weight = weights[i / 2 / OUTSIDES % WEIGHTS],
			.weight_in_pt = i % 2,
		};
		row->law(&current, c);
	}
	many = false;
}

static double
table_entry(const double *table, size_t k)
{
	return table ? table[k] : 1;
}

/* The header's formula, in the words of the header. */
static double
formula(const struct focal_spec *s, size_t k, bool truth, double p)
{
	double a = table_entry(truth ? s->pos : s->neg, k);
	double w = truth ? table_entry(s->weight, k) : 1;

	if (s->weight_in_pt)
		return a * pow(1 - pow(p, w), s->gamma) * w * -log(p);
	return a * w * pow(1 - p, s->gamma) * -log(p);
}

static double
naive_prob(const struct focal_spec *s, size_t c, const double *x, size_t k)
{
	double sum = 0;

	if (!s->from_logits)
		return x[k];
	if (!s->mode->classes)
		return 1 / (1 + exp(-x[k]));
	for (size_t j = 0; j < c; j++)
		sum += exp(x[j]);
	return exp(x[k]) / sum;
}

/* At 1 - p^w = 1e-3 the formula has lost three of its digits. */
static void
is_the_formula_at(const struct focal_spec *s, size_t c, const double *x,
    const double *y)
{
	struct result r = evaluate(s, 1, c, x, y);

	for (size_t j = 0; j < focal_targets(s->mode, c); j++) {
		size_t k = s->mode->classes ? (size_t)y[0] : j;
		bool truth = s->mode->classes || y[j] > 0;
		double p = naive_prob(s, c, x, k), pt = truth ? p : 1 - p;

		near("loss", j, r.loss[j], formula(s, k, truth, pt), 1e-12, 0);
		near("pt", j, r.pt[j], pt, 1e-13, 0);
	}
}

/* Hold a law of one row to each row of the grid, with each label. */
static void
on_the_grid(const struct focal_spec *s, size_t c,
    void (*law)(const struct focal_spec *, size_t, const double *,
	const double *))
{
	double y[MAX_C];

	for (size_t label = 0; label < labels(s->mode, c); label++) {
		label_row(s->mode, c, label, y);
		for (size_t i = 0; i < GRID; i += c)
			law(s, c, grids[s->from_logits] + i, y);
	}
}

static void
is_the_formula(const struct focal_spec *s, size_t c)
{
	on_the_grid(s, c, is_the_formula_at);
}

/* The row's loss and its slope along column k, at x_k + h. */
struct along {
	double loss, grad;
};

static struct along
step(const struct focal_spec *s, size_t c, const double *x, const double *y,
    size_t k, double h)
{
	double moved[MAX_C];
	struct along at = { 0, 0 };

	memcpy(moved, x, c * sizeof *x);
	moved[k] += h;

	struct result r = evaluate(s, 1, c, moved, y);

	for (size_t j = 0; j < focal_targets(s->mode, c); j++)
		at.loss += r.loss[j];
	at.grad = r.grad[k];
	return at;
}

/* (4 D(h) - D(2h)) / 3 of central differences D: the error in h^2 is gone. */
static double
slope(double up2, double up, double down, double down2, double h)
{
	return (8 * (up - down) - (up2 - down2)) / (12 * h);
}

/*
 * Over a reach of 1 for a logit, and of min(p, 1-p) for a probability, the
 * functions bend by about their own size, whatever their derivatives.  With h a
 * 512th of the reach the differences err by (1/512)^4 ~ 1e-11 times a fifth
 * derivative of up to 5!, /30, and by rounding, 512 * 1e-15; 2e-9 of the
 * function over its reach leaves room for gamma 3.7 and weight 3.5.
 */
static void
slopes_are_slopes_at(const struct focal_spec *s, size_t c, const double *x,
    const double *y)
{
	struct result r = evaluate(s, 1, c, x, y);

	for (size_t k = 0; k < c; k++) {
		double reach = s->from_logits ? 1 : fmin(x[k], 1 - x[k]);
		double h = reach / 512, floor = 2e-9 / reach;
		struct along p2 = step(s, c, x, y, k, 2 * h);
		struct along p = step(s, c, x, y, k, h);
		struct along m = step(s, c, x, y, k, -h);
		struct along m2 = step(s, c, x, y, k, -2 * h);

		near("grad", k, r.grad[k],
		    slope(p2.loss, p.loss, m.loss, m2.loss, h), 2e-9,
		    floor * fmax(p2.loss, m2.loss));
		near("hess", k, r.hess[k],
		    slope(p2.grad, p.grad, m.grad, m2.grad, h), 2e-9,
		    floor * fmax(fabs(p2.grad), fabs(m2.grad)));
	}
}

static void
slopes_are_slopes(const struct focal_spec *s, size_t c)
{
	on_the_grid(s, c, slopes_are_slopes_at);
}

/* A batch of the grid, and of one label in every row. */
static struct result
grid_batch(const struct focal_spec *s, size_t c, size_t label)
{
	double y[GRID];
	size_t n = GRID / c, t = focal_targets(s->mode, c);

	for (size_t i = 0; i < n; i++)
		label_row(s->mode, c, label, y + i * t);
	return evaluate(s, n, c, grids[s->from_logits], y);
}

static void
powers_of_two_scale(const struct focal_spec *s, size_t c)
{
	static const double powers[] = { 0x1p-60, 0.5, 8, 0x1p70 };
	double pos[MAX_C], neg[MAX_C];
	struct focal_spec scaled = *s;
	size_t n = GRID / c, t = focal_targets(s->mode, c);

	scaled.pos = pos;
	scaled.neg = neg;
	for (size_t i = 0; i < COUNT(powers) * labels(s->mode, c); i++) {
		double by = powers[i % COUNT(powers)];
		struct result one = grid_batch(s, c, i / COUNT(powers));

		for (size_t k = 0; k < c; k++) {
			pos[k] = by * table_entry(s->pos, k);
			neg[k] = by * table_entry(s->neg, k);
		}

		struct result r = grid_batch(&scaled, c, i / COUNT(powers));

		for (size_t j = 0; j < n * t; j++)
			one.loss[j] *= by;
		for (size_t j = 0; j < n * c; j++) {
			one.grad[j] *= by;
			one.hess[j] *= by;
		}
		same_results(n, c, t, &r, &one);
	}
}

/* The same but for the last bit, or in a Hessian that of a larger term. */
static void
neighbours(size_t n, size_t c, size_t t, const struct result *r,
    const struct result *want)
{
	const double ulp = DBL_EPSILON;

	/* the kernel works inside weights out to a few more bits */
	if (way == FOCAL_REFERENCE)
		same_results(n, c, t, r, want);
	for (size_t i = 0; i < n * t; i++) {
		near("loss", i, r->loss[i], want->loss[i], ulp, SMALLEST);
		near("pt", i, r->pt[i], want->pt[i], ulp, SMALLEST);
	}
	for (size_t i = 0; i < n * c; i++) {
		near("grad", i, r->grad[i], want->grad[i], ulp, SMALLEST);
		near("hess", i, r->hess[i], want->hess[i], ulp,
		    ulp * fabs(want->grad[i]) + SMALLEST);
	}
}

static void
null_means_one(const struct focal_spec *s, size_t c)
{
	struct focal_spec full = *s;

	full.pos = s->pos ? s->pos : ones;
	full.neg = s->neg ? s->neg : ones;
	full.weight = s->weight ? s->weight : ones;
	for (size_t label = 0; label < labels(s->mode, c); label++) {
		struct result r = grid_batch(&full, c, label);
		struct result want = grid_batch(s, c, label);

		neighbours(GRID / c, c, focal_targets(s->mode, c), &r, &want);
	}
}

static void
a_weight_of_one_is_nowhere(const struct focal_spec *s, size_t c)
{
	struct focal_spec in = *s, out = *s;

	in.weight = out.weight = ones;
	in.weight_in_pt = true;
	out.weight_in_pt = false;
	for (size_t label = 0; label < labels(s->mode, c); label++) {
		struct result r = grid_batch(&in, c, label);
		struct result want = grid_batch(&out, c, label);

		neighbours(GRID / c, c, focal_targets(s->mode, c), &r, &want);
	}
}

/* Ask for every subset; what is not asked for, and what is past, stays. */
static void
asking_less_changes_nothing(const struct focal_spec *s, size_t c)
{
	const double untouched = 1234.5;
	size_t n = GRID / c, t = focal_targets(s->mode, c);
	struct result want = grid_batch(s, c, 1);
	double y[GRID];

	for (size_t i = 0; i < n; i++)
		label_row(s->mode, c, 1, y + i * t);
	for (int asked = 0; asked < 8; asked++) {
		double array[4][GRID + 1];
		const double *wants[] = { want.loss, want.pt, want.grad,
			want.hess };
		struct focal_out out = { array[0], asked & 1 ? array[1] : NULL,
			asked & 2 ? array[2] : NULL,
			asked & 4 ? array[3] : NULL };

		for (size_t i = 0; i < COUNT(array); i++)
			for (size_t j = 0; j <= GRID; j++)
				array[i][j] = untouched;
		eval(s, n, c, grids[s->from_logits], y, &out);
		for (size_t i = 0; i < COUNT(array); i++) {
			bool wanted = i == 0 || asked >> (i - 1) & 1;
			size_t size = !wanted ? 0 : i < 2 ? n * t : n * c;

			same("output", size, array[i], wants[i]);
			for (size_t j = size; j <= GRID; j++)
				same("output not asked for", 1, &array[i][j],
				    &untouched);
		}
	}
}

/* A row knows nothing of its batch, nor a call of the one before. */
static void
rows_are_alone(const struct focal_spec *s, size_t c)
{
	size_t n = GRID / c, t = focal_targets(s->mode, c);
	double y[GRID];

	for (size_t i = 0; i < n; i++)
		label_row(s->mode, c, i % labels(s->mode, c), y + i * t);

	const double *x = grids[s->from_logits];
	struct result all = evaluate(s, n, c, x, y);

	for (size_t i = n; i-- > 0;) {
		struct result one = evaluate(s, 1, c, x + i * c, y + i * t);

		same("loss", t, one.loss, all.loss + i * t);
		same("pt", t, one.pt, all.pt + i * t);
		same("grad", c, one.grad, all.grad + i * c);
		same("hess", c, one.hess, all.hess + i * c);
	}
}

/* Rotate classes and their tables by one. */
static void
classes_permute(const struct focal_spec *s, size_t c)
{
	double pos[MAX_C], neg[MAX_C], weight[MAX_C], x[MAX_C], y[MAX_C];
	double turned[MAX_C], rel = promised(s->gamma);
	struct focal_spec other = *s;

	other.pos = pos;
	other.neg = neg;
	other.weight = weight;
	for (size_t k = 0; k < c; k++) {
		pos[(k + 1) % c] = table_entry(s->pos, k);
		neg[(k + 1) % c] = table_entry(s->neg, k);
		weight[(k + 1) % c] = table_entry(s->weight, k);
	}
	for (size_t label = 0; label < labels(s->mode, c); label++) {
		label_row(s->mode, c, label, y);
		for (size_t k = 0; k < c; k++) {
			x[(k + 1) % c] = grids[s->from_logits][k];
			if (s->mode->wide)
				turned[(k + 1) % c] = y[k];
		}
		if (s->mode->classes)
			turned[0] = (double)((label + 1) % c);
		else if (!s->mode->wide)
			turned[0] = y[0];

		struct result r = evaluate(&other, 1, c, x, turned);
		struct result want =
		    evaluate(s, 1, c, grids[s->from_logits], y);

		for (size_t k = 0; k < focal_targets(s->mode, c); k++) {
			size_t to = s->mode->wide ? (k + 1) % c : 0;

			near("loss", k, r.loss[to], want.loss[k], rel, 0);
			near("pt", k, r.pt[to], want.pt[k], rel, 0);
		}
		for (size_t k = 0; k < c; k++) {
			size_t to = (k + 1) % c;

			near("grad", k, r.grad[to], want.grad[k], rel, 0);
			near("hess", k, r.hess[to], want.hess[k], 16 * rel, 0);
		}
	}
}

/* No NaN, and no infinity but for a loss no double can hold. */
static void
results_are_finite(const struct focal_spec *s, size_t c)
{
	const size_t logits = 2 * COUNT(sizes);
	double x[MAX_C], y[MAX_C];

	for (size_t i = 0; i < (c == 1 ? 1 : logits) * logits; i++) {
		for (size_t k = 0; k < c; k++)
			x[k] = any_logit(k == 0 ? i : k == 1 ? i / logits
			    : i + i / logits);
		label_row(s->mode, c, i % labels(s->mode, c), y);

		struct result r = evaluate(s, 1, c, x, y);

		for (size_t j = 0; j < focal_targets(s->mode, c); j++) {
			if (isfinite(r.loss[j]) && r.loss[j] >= 0)
				continue;
			double far = 0;

			for (size_t k = 0; k < c; k++)
				far = fmax(far, fabs(x[k]));
			if (isnan(r.loss[j]) || r.loss[j] < 0 || far < 1e307)
				fail_at("loss", i, r.loss[j], 0);
		}
		for (size_t k = 0; k < c; k++)
			if (!isfinite(r.grad[k]) || !isfinite(r.hess[k]))
				fail_at("grad or hess", i, r.grad[k], 0);
	}
}

/* Softmax does not see what is added to all logits. */
static void
gradients_sum_to_nothing(const struct focal_spec *s, size_t c)
{
	const size_t logits = 2 * COUNT(sizes);
	double x[MAX_C], y;

	for (size_t i = 0; i < logits * logits; i++) {
		double sum = 0, largest = 0;

		for (size_t k = 0; k < c; k++)
			x[k] = any_logit(k == 0 ? i : k == 1 ? i / logits
			    : i + i / logits);
		y = (double)(i % c);

		struct result r = evaluate(s, 1, c, x, &y);

		for (size_t k = 0; k < c; k++) {
			sum += r.grad[k];
			largest = fmax(largest, fabs(r.grad[k]));
		}
		near("sum of grad", i, sum, 0, 0,
		    (double)c * (DBL_EPSILON * largest + SMALLEST));
	}
}

/* And to add a number without rounding changes no bit. */
static void
offsets_change_nothing(const struct focal_spec *s, size_t c)
{
	static const double offsets[] = { 1, -64, 0x1p20 };
	const double x[] = { -1.75, 0.5, 2.25 };
	double moved[MAX_C], y;

	for (size_t i = 0; i < COUNT(offsets) * c; i++) {
		for (size_t k = 0; k < c; k++)
			moved[k] = x[k] + offsets[i / c];
		y = (double)(i % c);

		struct result r = evaluate(s, 1, c, moved, &y);
		struct result want = evaluate(s, 1, c, x, &y);

		same_results(1, c, 1, &r, &want);
	}
}

/* Where both apply, what the one promises holds of the other. */
static void
the_reference_agrees(const struct focal_spec *s, size_t c)
{
	size_t n = GRID / c, t = focal_targets(s->mode, c);
	bool inside = s->weight && s->weight_in_pt;
	double rel = (inside ? 128 : 1) * (promised(s->gamma) + DBL_EPSILON);
	double floor = promised_floor(s->gamma);
	enum focal_path kept = way;

	for (size_t label = 0; label < labels(s->mode, c); label++) {
		way = FOCAL_REFERENCE;
		struct result r = grid_batch(s, c, label);
		way = FOCAL_PLAIN;
		struct result k = grid_batch(s, c, label);
		way = kept;

		for (size_t i = 0; i < n * t; i++) {
			near("loss", i, r.loss[i], k.loss[i], rel, floor);
			near("pt", i, r.pt[i], k.pt[i], rel, floor);
		}
		for (size_t i = 0; i < n * c; i++) {
			near("grad", i, r.grad[i], k.grad[i], rel, floor);
			/* it crosses 0: in ulps of its terms */
			near("hess", i, r.hess[i], k.hess[i], 16 * rel,
			    16 * rel * fabs(k.grad[i]) + 1000 * floor);
		}
	}
}

/* L(z, 1) = L(-z, 0) where both have the same factors. */
static void
signs_mirror(const struct focal_spec *s, size_t c)
{
	struct focal_spec even = *s;
	const double zero[MAX_C] = { 0 };

	even.neg = s->pos;
	even.weight = NULL;
	for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
		double x[MAX_C], minus[MAX_C];

		for (size_t k = 0; k < c; k++) {
			x[k] = any_logit(i + 5 * k);
			minus[k] = -x[k];
		}

		struct result r = evaluate(&even, 1, c, x, ones);
		struct result want = evaluate(&even, 1, c, minus, zero);

		for (size_t k = 0; k < c; k++) {
			/* + 0 takes the sign from a zero */
			want.grad[k] = -want.grad[k] + 0.0;
			r.grad[k] += 0.0;
		}
		same_results(1, c, c, &r, &want);
	}
}

static void
columns_are_binaries(const struct focal_spec *s, size_t c)
{
	for (size_t label = 0; label < labels(s->mode, c); label++) {
		struct result all = grid_batch(s, c, label);

		for (size_t i = 0; i < GRID; i++) {
			size_t k = i % c;
			double y = (double)(label >> k & 1);
			struct focal_spec one = *s;

			one.mode = &focal_binary;
			one.pos = s->pos ? s->pos + k : NULL;
			one.neg = s->neg ? s->neg + k : NULL;
			one.weight = s->weight ? s->weight + k : NULL;

			struct result r = evaluate(&one, 1, 1,
			    grids[s->from_logits] + i, &y);

			same("loss", 1, all.loss + i, r.loss);
			same("pt", 1, all.pt + i, r.pt);
			same("grad", 1, all.grad + i, r.grad);
			same("hess", 1, all.hess + i, r.hess);
		}
	}
}

/* The two Hessians of a two-class softmax are one number, as well. */
static void
is_a_softmax_of_two(const struct focal_spec *s, size_t c)
{
	double rel = 2 * promised(s->gamma), floor = promised_floor(s->gamma);
	const double pos[] = { first(s->neg), first(s->pos) };
	const double weight[] = { 1, first(s->weight) };
	struct focal_spec two = *s;

	(void)c;
	two.mode = &focal_multiclass;
	two.pos = pos;
	two.weight = weight;
	for (size_t i = 0; i < 4 * COUNT(sizes); i++) {
		const double x[] = { 0, any_logit(i / 2) };
		const double y = (double)(i % 2);
		struct result r = evaluate(&two, 1, 2, x, &y);
		struct result want = evaluate(s, 1, 1, x + 1, &y);

		near("loss", i, r.loss[0], want.loss[0], rel, floor);
		near("pt", i, r.pt[0], want.pt[0], rel, floor);
		near("grad", i, r.grad[1], want.grad[0], rel, floor);
		near("grad", i, r.grad[0], -want.grad[0], rel, floor);
		near("hess", i, r.hess[1], want.hess[0], 8 * rel,
		    1000 * floor);
		near("hess", i, r.hess[0], want.hess[0], 8 * rel,
		    1000 * floor);
	}
}

static const struct law_row law_rows[] = {
	EVERYWHERE("losses are the header's formula", is_the_formula),
	EVERYWHERE("slopes are slopes", slopes_are_slopes),
	EVERYWHERE("2^k times alpha is 2^k times all", powers_of_two_scale),
	EVERYWHERE("no table is a table of ones", null_means_one),
	EVERYWHERE("weight 1 inside is weight 1 outside",
	    a_weight_of_one_is_nowhere),
	EVERYWHERE("the reference agrees", the_reference_agrees),
	EVERYWHERE("asking for less changes no bit",
	    asking_less_changes_nothing),
	EVERYWHERE("a row is alone, a call forgets (Focal-Loss-Pytorch#9)",
	    rows_are_alone),
	EVERYWHERE("permuted classes permute", classes_permute),
	{ "binary logits: finite in, finite out", &focal_binary, true,
	    results_are_finite },
	{ "multiclass logits: finite in, finite out", &focal_multiclass, true,
	    results_are_finite },
	{ "multilabel logits: finite in, finite out", &focal_multilabel, true,
	    results_are_finite },
	{ "multiclass logits: gradients sum to 0", &focal_multiclass, true,
	    gradients_sum_to_nothing },
	{ "multiclass logits: an offset changes no bit", &focal_multiclass,
	    true, offsets_change_nothing },
	{ "binary logits: L(z,1) is L(-z,0)", &focal_binary, true,
	    signs_mirror },
	{ "multilabel logits: L(z,1) is L(-z,0)", &focal_multilabel, true,
	    signs_mirror },
	{ "multilabel logits: columns are binaries", &focal_multilabel, true,
	    columns_are_binaries },
	{ "multilabel probabilities: columns are binaries", &focal_multilabel,
	    false, columns_are_binaries },
	{ "binary logits: a softmax of two", &focal_binary, true,
	    is_a_softmax_of_two },
};

/* Laws that need no spec of their own. */

static void
gamma_0_is_cross_entropy(void **state)
{
	const struct focal_spec s = { .mode = &focal_binary,
		.from_logits = true };

	(void)state;
	for (size_t i = 0; i < 4 * COUNT(sizes); i++) {
		double x = any_logit(i / 2), y = (double)(i % 2);
		double u = y > 0 ? x : -x, e = exp(-fabs(u));
		double wrong = u > 0 ? e / (1 + e) : 1 / (1 + e);
		struct result r = evaluate(&s, 1, 1, &x, &y);

		near("loss", i, r.loss[0], log1p(e) + fmax(-u, 0),
		    promised(0), SMALLEST);
		near("grad", i, r.grad[0], y > 0 ? -wrong : wrong,
		    promised(0), SMALLEST);
		near("hess", i, r.hess[0], e / (1 + e) / (1 + e),
		    promised(0), SMALLEST);
	}
}

/* p_t^0 is 1, and a certain truth costs nothing. */
static void
a_weight_of_0_in_p_t_costs_nothing(void **state)
{
	static const double weight = 0, score = 0.25, label = 1;

	(void)state;
	for (int logits = 0; logits < 2; logits++) {
		const struct focal_spec s = { .mode = &focal_binary,
			.from_logits = logits, .gamma = 2, .weight = &weight,
			.weight_in_pt = true, .path = way };
		double loss = 7, grad = 7, hess = 7;
		const struct focal_out out = { .loss = &loss, .grad = &grad,
			.hess = &hess };

		focal_eval(&s, 1, 1, &score, &label, &out);
		assert_true(loss == 0 && grad == 0 && hess == 0);
	}
}

/* A plain sum of as many numbers would have lost four digits. */
static void
many_small_classes_add_up(void **state)
{
	enum { OTHERS = 100000 };
	static double x[OTHERS + 1], grad[OTHERS + 1];
	const struct focal_spec s = { .mode = &focal_multiclass,
		.from_logits = true };
	const double y = OTHERS;
	double loss, others = OTHERS * exp(-40.1);
	const struct focal_out out = { &loss, NULL, grad, NULL };

	(void)state;
	for (size_t k = 0; k < OTHERS; k++)
		x[k] = -40.1;
	eval(&s, 1, OTHERS + 1, x, &y, &out);
	near("loss", 0, loss, log1p(others), promised(0), 0);
	near("grad", OTHERS, grad[OTHERS], -others / (1 + others), promised(0),
	    0);
	near("grad", 0, grad[0], exp(-40.1) / (1 + others), promised(0), 0);
}

/* One label between 0 and 1 counts wherever it stands among hard ones. */
static void
soft_labels_are_found_anywhere(void **state)
{
	enum { MOST = 40 };
	const struct focal_spec s = { .mode = &focal_binary, .gamma = 2,
		.from_logits = true };
	const double soft = 0.25, score = 1.5;
	const struct result want = evaluate(&s, 1, 1, &score, &soft);

	(void)state;
	for (size_t n = 1; n <= MOST; n++)
		for (size_t at = 0; at < n; at++) {
			double x[MOST], y[MOST], loss[MOST];
			const struct focal_out out = { loss, NULL, NULL, NULL };

			for (size_t i = 0; i < n; i++) {
				x[i] = score;
				y[i] = i == at ? soft : (double)(i % 2);
			}
			eval(&s, n, 1, x, y, &out);
			same("loss", 1, &loss[at], want.loss);
		}
}

static void
multiclass_probabilities_move_one_column(void **state)
{
	const double x[] = { 0.2, 0.3, 0.5 }, y = 1, zero[] = { 0, 0 };
	const struct focal_spec s = { .mode = &focal_multiclass, .gamma = 2 };
	struct result r = evaluate(&s, 1, 3, x, &y);

	(void)state;
	same("grad", 1, &r.grad[0], zero);
	same("grad", 1, &r.grad[2], zero);
	same("hess", 1, &r.hess[0], zero);
	same("hess", 1, &r.hess[2], zero);
	assert_true(r.grad[1] < 0 && r.hess[1] > 0);
}

static const struct clamp_row {
	const char *name;
	const struct focal_mode *mode;
	size_t c;
	double y, x[2];		/* the last column is the one to clamp */
	double to;		/* where to, with eps 1/8 */
} clamp_rows[] = {
	{ "eps lifts an impossible 1", &focal_binary, 1, 1, { 0 }, 0.125 },
	{ "eps lifts an unlikely 1", &focal_binary, 1, 1, { 0.1 }, 0.125 },
	{ "eps lifts a certain 0", &focal_binary, 1, 0, { 0 }, 0.125 },
	{ "eps lowers a certain 1", &focal_binary, 1, 1, { 1 }, 0.875 },
	{ "eps lowers an impossible 0", &focal_binary, 1, 0, { 1 }, 0.875 },
	{ "eps lowers an unlikely 0", &focal_binary, 1, 0, { 0.9 }, 0.875 },
	{ "eps lifts a class", &focal_multiclass, 2, 1, { 1, 0 }, 0.125 },
	{ "eps lowers a class", &focal_multiclass, 2, 1, { 0, 1 }, 0.875 },
	{ "eps leaves what is inside", &focal_binary, 1, 1, { 0.3 }, 0.3 },
	{ "eps leaves its lower end", &focal_binary, 1, 1, { 0.125 }, 0.125 },
	{ "eps leaves its upper end", &focal_binary, 1, 0, { 0.875 }, 0.875 },
};

/* The value at the clamp, and no slope beyond it. */
static void
clamps(void **state)
{
	const struct clamp_row *row = *state;
	const struct focal_spec s = { .mode = row->mode, .gamma = 2,
		.eps = 0.125 };
	const struct focal_spec loose = { .mode = row->mode, .gamma = 2 };
	double clamped[] = { row->x[0], row->x[1] };
	size_t k = row->c - 1;

	clamped[k] = row->to;

	struct result r = evaluate(&s, 1, row->c, row->x, &row->y);
	struct result want = evaluate(&loose, 1, row->c, clamped, &row->y);

	if (row->x[k] != row->to)
		want.grad[k] = want.hess[k] = 0;
	same_results(1, row->c, 1, &r, &want);
}

/* Names, and what makes no sense. */

static const double bad_nan[] = { 1, 1, NAN };
static const double bad_inf[] = { 1, 1, INFINITY };
static const double bad_minus[] = { 1, 1, -0x1p-1074 };
static const double zeros[] = { 0, -0.0, 0 };

#define NO_FIT "the mode does not fit the number of score columns"
#define NO_GAMMA "gamma is not in [0, 1e100]"
#define NO_FACTOR "a factor (alpha, class weight) is not a finite number >= 0"
#define NO_WEIGHT "a pos_weight is not a finite number >= 0"
#define NO_EPS "eps is not in [0, 0.5)"

static const struct check_row {
	const char *name;
	struct focal_spec spec;
	size_t c;
	const char *want;
} check_rows[] = {
	{ "a mode is enough", { .mode = &focal_binary }, 1, NULL },
	{ "a mode is needed", { .gamma = 2 }, 1, "no mode is chosen" },
	{ "binary wants a column", { .mode = &focal_binary }, 0, NO_FIT },
	{ "binary wants one column", { .mode = &focal_binary }, 2, NO_FIT },
	{ "multiclass wants two columns", { .mode = &focal_multiclass }, 1,
	    NO_FIT },
	{ "multiclass takes two columns", { .mode = &focal_multiclass }, 2,
	    NULL },
	{ "multiclass takes many columns", { .mode = &focal_multiclass },
	    SIZE_MAX, NULL },
	{ "multilabel wants a column", { .mode = &focal_multilabel }, 0,
	    NO_FIT },
	{ "multilabel takes one column", { .mode = &focal_multilabel }, 1,
	    NULL },
	{ "multilabel takes many columns", { .mode = &focal_multilabel },
	    SIZE_MAX, NULL },
	{ "gamma may be large", { .mode = &focal_binary, .gamma = 1e100 }, 1,
	    NULL },
	{ "gamma is not larger", { .mode = &focal_binary, .gamma = 1.1e100 },
	    1, NO_GAMMA },
	{ "gamma is not negative", { .mode = &focal_binary, .gamma = -0.5 },
	    1, NO_GAMMA },
	{ "gamma is a number", { .mode = &focal_binary, .gamma = NAN }, 1,
	    NO_GAMMA },
	{ "gamma is finite", { .mode = &focal_binary, .gamma = INFINITY }, 1,
	    NO_GAMMA },
	{ "factors may be 0", { .mode = &focal_multilabel, .pos = zeros,
	    .neg = zeros, .weight = zeros }, 3, NULL },
	{ "pos is not NaN", { .mode = &focal_multilabel, .pos = bad_nan }, 3,
	    NO_FACTOR },
	{ "pos is finite", { .mode = &focal_multilabel, .pos = bad_inf }, 3,
	    NO_FACTOR },
	{ "pos is not negative", { .mode = &focal_multilabel,
	    .pos = bad_minus }, 3, NO_FACTOR },
	{ "neg is not NaN", { .mode = &focal_multilabel, .neg = bad_nan }, 3,
	    NO_FACTOR },
	{ "neg is not negative", { .mode = &focal_multilabel,
	    .neg = bad_minus }, 3, NO_FACTOR },
	{ "a weight is not NaN", { .mode = &focal_multiclass,
	    .weight = bad_nan }, 3, NO_WEIGHT },
	{ "a weight is finite", { .mode = &focal_multiclass,
	    .weight = bad_inf }, 3, NO_WEIGHT },
	{ "a weight is not negative", { .mode = &focal_multiclass,
	    .weight = bad_minus }, 3, NO_WEIGHT },
	{ "tables end with the columns", { .mode = &focal_multiclass,
	    .pos = bad_nan, .neg = bad_inf, .weight = bad_minus }, 2, NULL },
	{ "eps may be just below a half", { .mode = &focal_binary,
	    .eps = 0x1.fffffffffffffp-2 }, 1, NULL },
	{ "eps is less than a half", { .mode = &focal_binary, .eps = 0.5 }, 1,
	    NO_EPS },
	{ "eps is not negative", { .mode = &focal_binary, .eps = -1e-9 }, 1,
	    NO_EPS },
	{ "eps is a number", { .mode = &focal_binary, .eps = NAN }, 1,
	    NO_EPS },
};

static void
checks(void **state)
{
	const struct check_row *row = *state;
	const char *got = focal_check(&row->spec, row->c);

	if (!row->want)
		assert_null(got);
	else
		assert_string_equal(got, row->want);
}

static const struct mode_row {
	const char *name, *find;
	const struct focal_mode *want;
	size_t targets;		/* per row of 5 columns */
	double top;		/* the largest of them */
} mode_rows[] = {
	{ "binary is a mode", "binary", &focal_binary, 1, 1 },
	{ "multiclass is a mode", "multiclass", &focal_multiclass, 1, 4 },
	{ "multi-class is multiclass", "multi-class", &focal_multiclass, 1,
	    4 },
	{ "multilabel is a mode", "multilabel", &focal_multilabel, 5, 1 },
	{ "multi-label is multilabel", "multi-label", &focal_multilabel, 5,
	    1 },
	{ "Binary is no mode", "Binary", NULL, 0, 0 },
	{ "the beginning of a name is no mode", "multi", NULL, 0, 0 },
	{ "more than a name is no mode", "binary ", NULL, 0, 0 },
	{ "no name is no mode", "", NULL, 0, 0 },
};

static void
finds_modes(void **state)
{
	const struct mode_row *row = *state;
	const struct focal_mode *m = focal_find_mode(row->find);

	assert_ptr_equal(m, row->want);
	if (!m)
		return;
	assert_int_equal(focal_targets(m, 5), row->targets);
	near("top", 0, m->top(5), row->top, 0, 0);
}

int
main(void)
{
	const struct CMUnitTest single[] = {
		cmocka_unit_test(gamma_0_is_cross_entropy),
		cmocka_unit_test(a_weight_of_0_in_p_t_costs_nothing),
		cmocka_unit_test(many_small_classes_add_up),
		cmocka_unit_test(soft_labels_are_found_anywhere),
		cmocka_unit_test(multiclass_probabilities_move_one_column),
	};
	int failed = 0;

	for (way = FOCAL_FASTEST; way <= FOCAL_REFERENCE; way++) {
		printf("%s\n", way ? "the reference:" : "the kernel:");
		failed += cmocka_run_group_tests(single, NULL, NULL);
		for (size_t i = 0; i < COUNT(vector_files); i++)
			failed += test_vectors(&vector_files[i]);
		RUN_ROWS(limit_rows, has_its_limit);
		RUN_ROWS(law_rows, holds);
	}
	way = FOCAL_FASTEST;
	failed += test_vectors(&form_file);
	RUN_ROWS(clamp_rows, clamps);
	RUN_ROWS(check_rows, checks);
	RUN_ROWS(mode_rows, finds_modes);
	return failed;
}
