/* reduce_test.c - the reductions, against numbers worked out by hand. */
#include "focalloss.h"
#include "test.h"

#define N 4
#define ALL (FOCAL_RANGE | FOCAL_POSITIVES | FOCAL_SQUARES)
static const double losses[N] = { 0.5, 2, 0.25, 1.25 };
static const double labels[N] = { 1, 0, 0, 1 };
static const double weights[N] = { 1, 0.5, 4, 0 };

static struct focal_total
total_of(const struct focal_mode *m, size_t n, size_t c, const double *w)
{
	struct focal_total t = { .weighted = w, .needs = ALL };

	focal_total_add(&t, m, n, c, labels, losses, w);
	return t;
}

/* Quarters and halves: every result is exact. */
static const struct value {
	const char *name, *reduction;
	double plain, weighted;
} values[] = {
	{ "the mean is over samples, or over weights", "mean", 1, 2.5 / 5.5 },
	{ "the sum is of losses, or of weighted losses", "sum", 4, 2.5 },
	{ "mean-pos divides by positives", "mean-pos", 2, 1.25 },
	{ "min", "min", 0.25, 0.25 },
	{ "max", "max", 2, 2 },
	{ "ess is (sum l)^2 / sum l^2", "ess", 16 / 5.875, 6.25 / 2.25 },
};

static void
value(void **state)
{
	const struct value *v = *state;
	const struct focal_reduction *r = focal_find_reduction(v->reduction);
	struct focal_total t = total_of(&focal_binary, N, 1, NULL);
	struct focal_total w = total_of(&focal_binary, N, 1, weights);

	assert_non_null(r);
	assert_close(r->value(&t, &t.loss), v->plain, 2e-16);
	assert_close(r->value(&w, &w.loss), v->weighted, 2e-16);
}

static void
counts(void **state)
{
	struct focal_total t = total_of(&focal_multilabel, 2, 2, NULL);

	(void)state;
	assert_int_equal(t.rows, 2);
	assert_int_equal(t.targets, 4);
	assert_int_equal(t.positives, 2);
	t = total_of(&focal_multiclass, 4, 3, NULL);
	assert_int_equal(t.targets, 4);
	assert_int_equal(t.positives, 4);
	t = (struct focal_total){ 0 };
	focal_total_add(&t, &focal_binary, 0, 1, NULL, NULL, NULL);
	assert_int_equal(t.rows, 0);
	assert_same(focal_find_reduction("mean-pos")->value(&t, &t.loss), 0);
}

/* A sample's weight counts once for each of its labels. */
static void
wide_weights(void **state)
{
	struct focal_total t = total_of(&focal_multilabel, 2, 2, weights);

	(void)state;
	assert_same(focal_sum_value(&t.weight), 3);
	assert_same(focal_find_reduction("mean")->value(&t, &t.loss),
	    (0.5 + 2 + 0.125 + 0.625) / 3);
}

static void
merged(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= N; cut++) {
		struct focal_total whole = total_of(&focal_binary, N, 1, NULL);
		struct focal_total a = total_of(&focal_binary, cut, 1, NULL);
		struct focal_total b = { .needs = ALL };

		focal_total_add(&b, &focal_binary, N - cut, 1, labels + cut,
		    losses + cut, NULL);
		focal_total_merge(&b, &a);
		for (const struct focal_reduction *r = focal_reductions; r->name;
		     r++)
			assert_same(r->value(&b, &b.loss),
			    r->value(&whole, &whole.loss));
	}
}

/* 3 (1 + 2^-52) 0.1 and its like do not fit a double; the sum has them whole. */
static void
products(void **state)
{
	const double x[3] = { 0.1, 0x1.fffffffffffffp-4, -0.1 },
	    w[3] = { 3, 0.3, 3 };
	struct focal_sum s = { 0 };

	(void)state;
	focal_sum_add_products(&s, 3, x, 1, w);
	assert_same(focal_sum_value(&s), 0x1.fffffffffffffp-4 * 0.3);
}

/* Against fractions.Fraction of Python: n/d to the nearest double. */
static const struct ratio {
	const char *name;
	double n[2], d[2], want;
} ratios[] = {
	{ "a third", { 1, 0 }, { 3, 0 }, 0x1.5555555555555p-2 },
	{ "a numerator of two words", { 1, 0x1p-60 }, { 3, 0 },
	    0x1.5555555555555p-2 },
	{ "a denominator of two words", { 1, 0 }, { 1, 0x1.8p-53 },
	    0x1.fffffffffffffp-1 },
	{ "both, near a half of the last place",
	    { 1, 0x1p-53 }, { 1, -0x1p-54 }, 0x1.0000000000001p+0 },
	{ "nothing over something", { 0, 0 }, { 7, 0 }, 0 },
	{ "infinity over something", { INFINITY, 0 }, { 7, 0 }, INFINITY },
	{ "nothing over nothing", { 0, 0 }, { 0, 0 }, NAN },
};

static void
ratio(void **state)
{
	const struct ratio *r = *state;
	struct focal_sum n = { 0 }, d = { 0 };

	focal_sum_add(&n, 2, r->n, 1);
	focal_sum_add(&d, 2, r->d, 1);
	assert_same(focal_sum_ratio(&n, &d), r->want);
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(wide_weights),
		cmocka_unit_test(merged),
		cmocka_unit_test(products),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(values, value);
	RUN_ROWS(ratios, ratio);
	return failed;
}
