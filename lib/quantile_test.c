/*
 * quantile_test.c - quantiles and shares against NumPy and fractions
 * (testdata/ranks.txt, made by testdata/statistics.py), and by their laws.
 */
#include "focalloss.h"
#include "test.h"

#include "samples.h"

enum { MOST = 6000 };
static double x[MOST], w[MOST];

/* The file's lines, all in one test: there are hundreds. */
static void
numpy_agrees(void **state)
{
	char kind[8];
	size_t n, lines = 0;
	uint64_t key;
	double percent, want[4];
	FILE *f = open_numbers("ranks.txt");

	(void)state;
	while (fscanf(f, "%7s %zu %" SCNu64 " %la %la %la %la %la", kind, &n,
	    &key, &percent, &want[0], &want[1], &want[2], &want[3]) == 8) {
		struct focal_ranking r;

		make_samples(kind, n, key, x);
		focal_rank(&r, n, x, NULL);
		assert_same(focal_quantile(&r, percent), want[0]);
		assert_close(focal_share(&r, percent), want[1], 1.13e-16);
		make_samples(kind, n, key, x);
		make_weights(n, key, w);
		focal_rank(&r, n, x, w);
		assert_same(focal_quantile(&r, percent), want[2]);
		assert_close(focal_share(&r, percent), want[3], 1.13e-16);
		lines++;
	}
	assert_true(feof(f));
	assert_int_equal(lines, 270);
	fclose(f);
}

/* Ranks that must be worked out in one array, in any order of asking. */
static void
ranks_share_their_work(void **state)
{
	static const double percent[] = { 50, 99, 1, 90, 100, 0, 25, 99.9, 50 };
	const size_t n = 5000;
	struct focal_ranking once, all;
	static double y[MOST], v[MOST];

	(void)state;
	for (int weighted = 0; weighted < 2; weighted++) {
		make_samples("heavy", n, 3, y);
		make_weights(n, 3, v);
		focal_rank(&all, n, y, weighted ? v : NULL);
		for (size_t round = 0; round < 20; round++)
			for (size_t i = 0; i < COUNT(percent); i++) {
				double p = percent[i] + 0.01 * (double)round;

				p = p > 100 ? 100 : p;
				make_samples("heavy", n, 3, x);
				make_weights(n, 3, w);
				focal_rank(&once, n, x, weighted ? w : NULL);
				assert_same(focal_quantile(&all, p),
				    focal_quantile(&once, p));
				assert_same(focal_share(&all, p),
				    focal_share(&once, p));
			}
		assert_true(all.cuts <= FOCAL_CUTS);
	}
}

/* Every order of a few, with weights that go along. */
static void
order_is_of_no_account(void **state)
{
	static const double loss[] = { 0.5, 0.1, 0.5, 3, 0.25 };
	static const double weight[] = { 1, 0.1, 2, 0.3, 0 };
	double want[4] = { 0 };

	(void)state;
	for (unsigned code = 0; code < 120; code++) {
		struct focal_ranking r, v;
		double a[5], b[5], c[5], got[4];
		unsigned rest = code;
		size_t at[5] = { 0, 1, 2, 3, 4 };

		for (size_t i = 0; i < 5; i++) {
			size_t j = i + rest % (5 - i), swap = at[i];

			rest /= (unsigned)(5 - i);
			at[i] = at[j];
			at[j] = swap;
			a[i] = b[i] = loss[at[i]];
			c[i] = weight[at[i]];
		}
		focal_rank(&r, 5, a, NULL);
		focal_rank(&v, 5, b, c);
		got[0] = focal_quantile(&r, 60);
		got[1] = focal_share(&r, 30);
		got[2] = focal_quantile(&v, 60);
		got[3] = focal_share(&v, 30);
		for (size_t i = 0; i < 4; i++) {
			if (code > 0)
				assert_same(got[i], want[i]);
			want[i] = got[i];
		}
	}
}

static const struct special {
	const char *name;
	double loss[4];
	size_t n;
	double percent, quantile, share;
} specials[] = {
	{ "of nothing there is no quantile", { 0 }, 0, 50, NAN, NAN },
	{ "one loss is every quantile", { 7 }, 1, 30, 7, 0.3 },
	{ "a NaN makes everything NaN", { 1, NAN, 2 }, 3, 0, NAN, NAN },
	{ "a negative NaN, too", { 1, -NAN, 2 }, 3, 100, NAN, NAN },
	{ "below an infinite loss quantiles are finite",
	    { 1, INFINITY, 2 }, 3, 50, 2, NAN },
	{ "next to an infinite loss they are not",
	    { 1, INFINITY, 2 }, 3, 51, INFINITY, NAN },
	{ "between infinite losses they are infinite",
	    { INFINITY, INFINITY, INFINITY }, 3, 25, INFINITY, NAN },
	{ "no share of nothing", { 0, 0, 0 }, 3, 50, 0, NAN },
	{ "next to a loss of minus infinity", { -INFINITY, 1 }, 2, 50,
	    -INFINITY, NAN },
	{ "the smallest losses there are", { 0x1p-1074, 0, 0x1p-1073 }, 3, 50,
	    0x1p-1074, 2 / 3.0 },	/* half of 2^-1074 is nothing */
	{ "negative losses have their place", { -1, 3, -2, 1 }, 4, 50, 0, 4 },
};

static void
special(void **state)
{
	const struct special *s = *state;
	struct focal_ranking r;
	double y[4];

	memcpy(y, s->loss, sizeof y);
	focal_rank(&r, s->n, y, NULL);
	assert_same(focal_quantile(&r, s->percent), s->quantile);
	assert_close(focal_share(&r, s->percent), s->share, 1e-16);
}

/* Weights of 1 are the same samples; of 2, each of them twice. */
static void
weights_repeat(void **state)
{
	struct focal_ranking r;
	double share;

	(void)state;
	make_samples("heavy", 300, 8, x);
	for (size_t i = 0; i < 300; i++)
		x[i + 300] = x[i];
	focal_rank(&r, 600, x, NULL);
	share = focal_share(&r, 12.5);
	make_samples("heavy", 300, 8, x);
	for (size_t i = 0; i < 300; i++)
		w[i] = 2;
	focal_rank(&r, 300, x, w);
	assert_same(focal_share(&r, 12.5), share);
}

/* Without weight there is no sample, whatever its loss. */
static void
no_weight(void **state)
{
	double loss[] = { 1, NAN, INFINITY, 2 }, weight[] = { 1, 0, 0, 1 };
	struct focal_ranking r;

	(void)state;
	focal_rank(&r, 4, loss, weight);
	assert_int_equal(r.n, 2);
	assert_same(focal_quantile(&r, 100), 2);
	assert_close(focal_share(&r, 50), 2 / 3.0, 1e-16);
}

/* Nothing an input can look like makes selection slow: few keys, or close. */
static void
nasty_inputs(void **state)
{
	struct focal_ranking r;

	(void)state;
	for (size_t i = 0; i < MOST; i++)	/* each a digit deeper */
		x[i] = 1 + ldexp(1, -(int)(i % 53));
	focal_rank(&r, MOST, x, NULL);
	assert_same(focal_quantile(&r, 0), 1 + 0x1p-52);
	assert_same(focal_quantile(&r, 100), 2);
	for (size_t i = 0; i < MOST; i++)
		x[i] = i % 3 ? ldexp(1, (int)(i % 2000) - 1000) : -(double)i;
	focal_rank(&r, MOST, x, NULL);
	for (size_t k = 0; k < 100; k++)
		(void)focal_quantile(&r, (double)k);
	for (size_t k = 1; k < 100; k++)
		assert_true(focal_quantile(&r, (double)k) >=
		    focal_quantile(&r, (double)k - 1));
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(numpy_agrees),
		cmocka_unit_test(ranks_share_their_work),
		cmocka_unit_test(order_is_of_no_account),
		cmocka_unit_test(weights_repeat),
		cmocka_unit_test(no_weight),
		cmocka_unit_test(nasty_inputs),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(specials, special);
	return failed;
}
