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

/* What eval.c promises below the normal range: (gamma + 4) ulp. */
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


int
main(void)
{
	int failed = 0;

	for (size_t i = 0; i < COUNT(vector_files); i++)
		failed += test_vectors(&vector_files[i]);
	return failed;
}
