/*
 * compare_test.c - comparisons against the same thing done in Python
 * (testdata/comparisons.txt, made by testdata/statistics.py), their laws, and
 * what they say where there is little to say.
 */
#include "compare.h"
#include "focalloss.h"
#include "resample.h"
#include "test.h"

#include "samples.h"

enum { MOST = FOCAL_PAIRS + 1000 };
static double base[MOST], loss[MOST], w[MOST], d[MOST], v[MOST];
static double memory[2][3 * FOCAL_REPLICATES];

/* Compare the first n of base and loss; weighs: with w. */
static struct focal_comparison
compare(size_t n, bool weighs, double ci)
{
	static struct focal_pairs p;
	struct focal_comparison c = { .pairs = &p, .d = d };

	p = (struct focal_pairs){ .weighted = weighs };
	focal_pairs_add(&p, n, base, loss, weighs ? w : NULL, d);
	memcpy(v, w, n * sizeof *v);
	c.w = weighs ? v : NULL;
	focal_compare(&c, 1, ci, memory[0]);
	return c;
}

static void
make_pairs(const char *kind, size_t n, uint64_t key)
{
	make_samples(kind, n, key, loss);
	make_samples(kind, n, key + 2, base);
	make_weights(n, key, w);
}

static void
python_agrees(void **state)
{
	char kind[8];
	double want[4], ci;
	size_t n, lines = 0;
	uint64_t key;
	int weighs;
	FILE *f = open_numbers("comparisons.txt");

	(void)state;
	while (fscanf(f, "%7s %zu %" SCNu64 " %d %lf %la %la %la %la", kind,
	    &n, &key, &weighs, &ci, &want[0], &want[1], &want[2], &want[3]) ==
	    9) {
		struct focal_comparison c;

		make_pairs(kind, n, key);
		c = compare(n, weighs, ci);
		assert_close(c.delta, want[0], 1e-15);
		assert_close(c.se, want[1], 1e-15);
		assert_close(c.lo, want[2], 1e-11);
		assert_close(c.hi, want[3], 1e-11);
		lines++;
	}
	assert_true(feof(f));
	assert_int_equal(lines, 16);
	fclose(f);
}

/* What says more than its sums can hold is not said at all. */
static void
tiny_weights_say_nothing(void **state)
{
	struct focal_comparison c;

	(void)state;
	make_pairs("exp", 20, 5);
	for (size_t i = 0; i < 20; i++)
		w[i] *= 1e-200;
	c = compare(20, true, 95);
	assert_true(isfinite(c.delta));
	assert_true(c.lo == -INFINITY && c.hi == INFINITY);
	assert_string_equal(c.verdict, "~");
}

/* Halves of few pairs are empty as often as the level leaves out. */
static void
no_pairs_at_all_are_above_everything(void **state)
{
	int endless = 0;

	(void)state;
	for (size_t n = 6; n <= 9; n++) {
		make_pairs("exp", n, n);
		struct focal_comparison c = compare(n, false,
		    100 - ldexp(100, 1 - (int)n));

		assert_true(c.lo <= c.delta && c.delta <= c.hi);
		endless += c.lo == -INFINITY || c.hi == INFINITY;
	}
	assert_true(endless > 0);
}

static void
differences_need_not_be_kept(void **state)
{
	struct focal_pairs p = { 0 }, q = { 0 };

	(void)state;
	make_pairs("exp", 700, 5);
	focal_pairs_add(&p, 700, base, loss, NULL, d);
	focal_pairs_add(&q, 700, base, loss, NULL, NULL);
	assert_memory_equal(&p, &q, sizeof p);
}

/*
 * mpmath, 40 digits: Newton's method on the integral of the density, the tail
 * being the double that is written here.
 */
static const struct student {
	const char *name;
	double nu, tail, t;
} students[] = {
	{ "nu 1000, tail 0.0005", 1000, 0.0005, 3.3002826484239129 },
	{ "nu 1000, tail 0.005", 1000, 0.005, 2.5807546980659511 },
	{ "nu 1000, tail 0.025", 1000, 0.025, 1.9623390808264085 },
	{ "nu 1000, tail 0.05", 1000, 0.05, 1.6463788172854647 },
	{ "nu 1000, tail 0.1", 1000, 0.1, 1.2823987214609244 },
	{ "nu 1000, tail 0.25", 1000, 0.25, 0.67473516460700944 },
	{ "nu 1000, tail 0.45", 1000, 0.45, 0.12569326251871635 },
	{ "nu 1000, tail 0.5", 1000, 0.5, 0 },
	{ "nu 10000, tail 0.0005", 10000, 0.0005, 3.2914999659416047 },
	{ "nu 10000, tail 0.005", 10000, 0.005, 2.5763210466685289 },
	{ "nu 10000, tail 0.025", 10000, 0.025, 1.9602012398906262 },
	{ "nu 10000, tail 0.05", 10000, 0.05, 1.6450060180692429 },
	{ "nu 10000, tail 0.1", 10000, 0.1, 1.2816362297304775 },
	{ "nu 10000, tail 0.25", 10000, 0.25, 0.67451428448359243 },
	{ "nu 10000, tail 0.45", 10000, 0.45, 0.12566453803858172 },
	{ "nu 10000, tail 0.5", 10000, 0.5, 0 },
	{ "nu 10001, tail 0.0005", 10001, 0.0005, 3.2914998686017526 },
	{ "nu 10001, tail 0.005", 10001, 0.005, 2.5763209974902984 },
	{ "nu 10001, tail 0.025", 10001, 0.025, 1.960201216164641 },
	{ "nu 10001, tail 0.05", 10001, 0.05, 1.6450060028302348 },
	{ "nu 10001, tail 0.1", 10001, 0.1, 1.2816362212643347 },
	{ "nu 10001, tail 0.25", 10001, 0.25, 0.67451428203032953 },
	{ "nu 10001, tail 0.45", 10001, 0.45, 0.12566453771949102 },
	{ "nu 10001, tail 0.5", 10001, 0.5, 0 },
	{ "nu 123456, tail 0.0005", 123456, 0.0005, 3.2906055445292974 },
	{ "nu 123456, tail 0.005", 123456, 0.005, 2.5758691284189876 },
	{ "nu 123456, tail 0.025", 123456, 0.025, 1.9599832002451868 },
	{ "nu 123456, tail 0.05", 123456, 0.05, 1.644865969653742 },
	{ "nu 123456, tail 0.1", 123456, 0.1, 1.2815584229625581 },
	{ "nu 123456, tail 0.25", 123456, 0.25, 0.67449173742691718 },
	{ "nu 123456, tail 0.45", 123456, 0.45, 0.12566160533942227 },
	{ "nu 123456, tail 0.5", 123456, 0.5, 0 },
	{ "nu 10^7, tail 0.0005", 1e7, 0.0005, 3.2905277044652224 },
	{ "nu 10^7, tail 0.005", 1e7, 0.005, 2.575829795203749 },
	{ "nu 10^7, tail 0.025", 1e7, 0.025, 1.9599642217672055 },
	{ "nu 10^7, tail 0.05", 1e7, 0.05, 1.6448537793284016 },
	{ "nu 10^7, tail 0.1", 1e7, 0.1, 1.2815516502030829 },
	{ "nu 10^7, tail 0.25", 1e7, 0.25, 0.67448977472957515 },
	{ "nu 10^7, tail 0.45", 1e7, 0.45, 0.12566135004621497 },
	{ "nu 10^7, tail 0.5", 1e7, 0.5, 0 },
	{ "nu 10^9, tail 0.0005", 1e9, 0.0005, 3.2905267412216255 },
	{ "nu 10^9, tail 0.005", 1e9, 0.005, 2.5758293084654484 },
	{ "nu 10^9, tail 0.025", 1e9, 0.025, 1.9599639869123254 },
	{ "nu 10^9, tail 0.05", 1e9, 0.05, 1.6448536284752418 },
	{ "nu 10^9, tail 0.1", 1e9, 0.1, 1.2815515663911852 },
	{ "nu 10^9, tail 0.25", 1e9, 0.25, 0.67448975044141667 },
	{ "nu 10^9, tail 0.45", 1e9, 0.45, 0.12566134688698542 },
	{ "nu 10^9, tail 0.5", 1e9, 0.5, 0 },
};

static void
student(void **state)
{
	const struct student *s = *state;

	assert_close(focal_student(s->nu, s->tail), s->t, 1e-13);
}

/* More pairs than are resampled: Student's interval. */
static void
many_pairs(void **state)
{
	const size_t n = FOCAL_PAIRS + 1;
	struct focal_comparison c;
	double t = focal_student(FOCAL_PAIRS, 0.025);

	(void)state;
	make_pairs("heavy", n, 77);
	c = compare(n, false, 95);
	assert_close(c.hi - c.delta, t * c.se, 1e-13);
	assert_close(c.delta - c.lo, t * c.se, 1e-13);
	c = compare(n - 1, false, 95);
	assert_true(c.hi - c.delta != t * c.se);
	assert_true(fabs((c.hi - c.delta) / (t * c.se) - 1) < 0.1);
}

static void
assert_same_interval(const struct focal_comparison *a,
    const struct focal_comparison *b)
{
	assert_same(a->base, b->base);
	assert_same(a->delta, b->delta);
	assert_same(a->se, b->se);
	assert_same(a->lo, b->lo);
	assert_same(a->hi, b->hi);
	assert_same(a->change, b->change);
	assert_string_equal(a->verdict, b->verdict);
}

static const size_t sizes[] = { 6, 17, 100, MOST };

static void
order_is_of_no_account(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(sizes); k++)
		for (int weighs = 0; weighs < 2; weighs++) {
			struct focal_comparison a, b;
			size_t n = sizes[k];

			make_pairs(k == 1 ? "ties" : "heavy", n, 5);
			a = compare(n, weighs, 95);
			for (size_t i = 0; i < n; i++) {
				size_t j = sample_bits(9, i) % n;
				double swap[3] = { base[i], loss[i], w[i] };

				base[i] = base[j], base[j] = swap[0];
				loss[i] = loss[j], loss[j] = swap[1];
				w[i] = w[j], w[j] = swap[2];
			}
			b = compare(n, weighs, 95);
			assert_same_interval(&a, &b);
		}
}

static void
parts_are_the_whole(void **state)
{
	(void)state;
	for (int weighs = 0; weighs < 2; weighs++) {
		struct focal_comparison whole, parts = { .d = d };
		struct focal_pairs p = { .weighted = weighs }, q = p;
		const double *of = weighs ? w : NULL;

		make_pairs("heavy", 3000, 6);
		whole = compare(3000, weighs, 95);
		focal_pairs_add(&q, 1999, base + 1001, loss + 1001,
		    of ? of + 1001 : NULL, d + 1001);
		focal_pairs_add(&p, 1, base, loss, of, d);
		focal_pairs_add(&p, 1000, base + 1, loss + 1,
		    of ? of + 1 : NULL, d + 1);
		focal_pairs_merge(&p, &q);
		memcpy(v, w, sizeof v);
		parts.pairs = &p;
		parts.w = weighs ? v : NULL;
		focal_compare(&parts, 1, 95, memory[0]);
		assert_same_interval(&whole, &parts);
	}
}

static void
swapping_mirrors(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(sizes); k++)
		for (int weighs = 0; weighs < 2; weighs++) {
			struct focal_comparison a, b;
			size_t n = sizes[k];

			make_pairs("heavy", n, 11);
			a = compare(n, weighs, 95);
			for (size_t i = 0; i < n; i++) {
				double swap = base[i];

				base[i] = loss[i];
				loss[i] = swap;
			}
			b = compare(n, weighs, 95);
			assert_same(b.delta, -a.delta);
			assert_same(b.se, a.se);
			assert_same(b.lo, -a.hi);
			assert_same(b.hi, -a.lo);
		}
}

/* Nothing over- or underflows on the way, and powers of 2 change no digit. */
static void
scaling_scales(void **state)
{
	static const int by[] = { -950, -600, -1, 10, 500, 980 };

	(void)state;
	for (size_t k = 0; k < COUNT(sizes); k++)
		for (size_t s = 0; s < COUNT(by); s++) {
			struct focal_comparison a, b;
			size_t n = sizes[k];

			make_pairs("heavy", n, 13);
			a = compare(n, true, 95);
			for (size_t i = 0; i < n; i++) {
				base[i] = ldexp(base[i], by[s]);
				loss[i] = ldexp(loss[i], by[s]);
			}
			b = compare(n, true, 95);
			assert_same(b.delta, ldexp(a.delta, by[s]));
			assert_same(b.se, ldexp(a.se, by[s]));
			assert_same(b.lo, ldexp(a.lo, by[s]));
			assert_same(b.hi, ldexp(a.hi, by[s]));
			assert_same(b.change, a.change);
		}
}

/* What all samples gain moves the interval, and does not widen it. */
static void
shifting_shifts(void **state)
{
	struct focal_comparison a, b;

	(void)state;
	make_pairs("heavy", 100, 17);
	for (size_t i = 0; i < 100; i++)
		loss[i] += 1;
	a = compare(100, false, 95);
	assert_true(a.lo > 0);
	for (size_t i = 0; i < 100; i++)
		loss[i] += 0.0625;
	b = compare(100, false, 95);
	assert_close(b.se, a.se, 1e-13);
	assert_close(b.lo, a.lo + 0.0625, 1e-12);
	assert_close(b.hi, a.hi + 0.0625, 1e-12);
}

/* The end with 0 on its inner side moves out, and only that. */
static void
an_end_beyond_0_is_far(void **state)
{
	struct focal_comparison a, b;

	(void)state;
	make_pairs("heavy", 25, 17);
	for (size_t i = 0; i < 25; i++) {
		base[i] = 0.2;
		loss[i] += 1;
	}
	a = compare(25, false, 95);
	for (size_t i = 0; i < 25; i++)
		loss[i] -= 1;
	b = compare(25, false, 95);
	assert_string_equal(a.verdict, "worse");
	assert_string_equal(b.verdict, "~");
	/* other draws, as sizes are in another order */
	assert_close(b.hi, a.hi - 1, 0.1);
	assert_true(b.delta - b.lo > 1.5 * (a.delta - a.lo));
}

/* Weights that are all the same are none, and those of 0 are no pairs. */
static void
weights_that_do_nothing(void **state)
{
	struct focal_comparison a, b;

	(void)state;
	make_pairs("heavy", 100, 19);
	a = compare(100, false, 95);
	for (size_t i = 0; i < 120; i++)
		w[i] = i < 100 ? 0.3 : 0;
	b = compare(120, true, 95);
	assert_int_equal(b.pairs->n, 100);
	assert_close(b.base, a.base, 1e-15);
	assert_close(b.delta, a.delta, 1e-14);
	assert_close(b.lo, a.lo, 1e-12);
	assert_close(b.hi, a.hi, 1e-12);
}

/* Weights whose squares are no numbers: no interval rather than a wrong one. */
static void
extreme_weights(void **state)
{
	static const double by[] = { 0x1p-290, 0x1p-400, 0x1p290, 0x1p600 };

	(void)state;
	for (size_t k = 0; k < COUNT(by); k++) {
		struct focal_comparison a, b;

		make_pairs("heavy", 100, 19);
		a = compare(100, true, 95);
		for (size_t i = 0; i < 100; i++)
			w[i] *= by[k];
		b = compare(100, true, 95);
		assert_same(b.delta, a.delta);
		assert_same(b.lo, k % 2 ? -INFINITY : a.lo);
		assert_same(b.hi, k % 2 ? INFINITY : a.hi);
	}
}

/* Columns share draws and nothing else. */
static void
columns_are_apart(void **state)
{
	static double e[2][50];
	struct focal_comparison one[2], two[2];
	struct focal_pairs p[2] = { { .weighted = false } };

	(void)state;
	for (uint64_t k = 0; k < 2; k++) {
		make_pairs("heavy", 50, 23 + 10 * k);
		one[k] = compare(50, false, 95);
		focal_pairs_add(&p[k], 50, base, loss, NULL, e[k]);
		two[k] = (struct focal_comparison){ .pairs = &p[k],
			.d = e[k] };
	}
	focal_compare(two, 2, 95, memory[0]);
	assert_same_interval(&one[0], &two[0]);
	assert_same_interval(&one[1], &two[1]);
}

/* The higher the level, the wider the interval. */
static void
levels_are_nested(void **state)
{
	static const double level[] = { 50, 80, 90, 95, 99, FOCAL_CI_MAX };
	struct focal_comparison before = { .lo = 0 }, c;

	(void)state;
	for (size_t k = 0; k < COUNT(sizes); k++)
		for (size_t i = 0; i < COUNT(level); i++) {
			make_pairs("heavy", sizes[k], 29);
			c = compare(sizes[k], false, level[i]);
			assert_true(c.lo <= c.delta && c.delta <= c.hi);
			if (i > 0)
				assert_true(c.lo < before.lo ||
				    c.lo == -INFINITY);
			if (i > 0)
				assert_true(c.hi > before.hi ||
				    c.hi == INFINITY);
			before = c;
		}
}

/* n pairs, of which the first few are given and the others differ by rest. */
static const struct special {
	const char *name;
	size_t n, given;
	double base[8], loss[8], rest;
	double delta, lo, hi, change;
	const char *verdict;
} specials[] = {
	{ "no pairs", 0, 0, { 0 }, { 0 }, 0, NAN, NAN, NAN, NAN, "~" },
	{ "one pair says nothing", 1, 1, { 1 }, { 2 }, 0, 1, -INFINITY,
	    INFINITY, 1, "~" },
	{ "nor do two", 2, 2, { 1, 1 }, { 2, 4 }, 0, 2, -INFINITY, INFINITY, 2,
	    "~" },
	{ "nor five that agree", 5, 0, { 0 }, { 0 }, 1, 1, -INFINITY, INFINITY,
	    1, "~" },
	{ "six that agree are sure", 6, 0, { 0 }, { 0 }, 1, 1, 1, 1, 1,
	    "worse" },
	{ "of the better, too", 6, 0, { 0 }, { 0 }, -0.1, -0.1, -0.1, -0.1,
	    -0.1, "better" },
	{ "many that agree", FOCAL_PAIRS + 10, 0, { 0 }, { 0 }, 0.1, 0.1, 0.1,
	    0.1, 0.1, "worse" },
	{ "one pair that does not differ", 1, 1, { 3 }, { 3 }, 0, 0, 0, 0, 0,
	    "~" },
	{ "a file and itself", 100, 0, { 0 }, { 0 }, 0, 0, 0, 0, 0, "~" },
	{ "losses of 0 that stay", 7, 7, { 0 }, { 0 }, 0, 0, 0, 0, 0, "~" },
	{ "losses of 0 that rise", 6, 6, { 0 }, { 1, 1, 1, 1, 1, 1 }, 0, 1, 1,
	    1, INFINITY, "worse" },
	{ "an infinite loss is worse than any", 4, 1, { 1 }, { INFINITY }, 0,
	    INFINITY, INFINITY, INFINITY, INFINITY, "worse" },
	{ "and to be rid of it is better", 4, 1, { INFINITY }, { 1 }, 0,
	    -INFINITY, -INFINITY, -INFINITY, NAN, "better" },
	{ "infinite losses on both sides", 40, 2, { INFINITY, 1 },
	    { 1, INFINITY }, 0, NAN, NAN, NAN, NAN, "~" },
	{ "an infinite loss that stays", 40, 1, { INFINITY }, { INFINITY }, 0,
	    NAN, NAN, NAN, NAN, "~" },
	{ "a NaN", 40, 1, { NAN }, { 1 }, 0, NAN, NAN, NAN, NAN, "~" },
};

static void
special(void **state)
{
	const struct special *s = *state;
	struct focal_comparison c;

	for (size_t i = 0; i < s->n; i++) {
		base[i] = i < s->given ? s->base[i] : 1;
		loss[i] = i < s->given ? s->loss[i] : 1 + s->rest;
	}
	c = compare(s->n, false, 95);
	assert_close(c.delta, s->delta, 1e-14);
	assert_close(c.lo, s->lo, 1e-14);
	assert_close(c.hi, s->hi, 1e-14);
	assert_close(c.change, s->change, 1e-14);
	assert_string_equal(c.verdict, s->verdict);
}

/* Five may agree by chance (one time in 16), six may not (one in 32). */
static void
few_that_differ(void **state)
{
	static const size_t all[] = { 6, 100, 1000, FOCAL_PAIRS + 100 };

	(void)state;
	for (size_t k = 0; k < COUNT(all); k++)
		for (size_t differ = 1; differ <= 6; differ++) {
			struct focal_comparison c;

			for (size_t i = 0; i < all[k]; i++) {
				base[i] = 1;
				loss[i] = i < differ ? 1.5 : 1;
			}
			c = compare(all[k], false, 95);
			assert_string_equal(c.verdict,
			    differ < 6 ? "~" : "worse");
			assert_true(c.lo <= c.delta && c.delta <= c.hi);
			if (all[k] > FOCAL_PAIRS || k == 0)
				continue;
			assert_true(c.lo < 0 || differ > 4);
			if (differ == 1)
				assert_same(c.hi, INFINITY);
		}
}

/* Rounding is not what makes samples differ. */
static void
rounding_is_no_spread(void **state)
{
	struct focal_comparison c;

	(void)state;
	make_samples("heavy", 100, 31, base);
	for (size_t i = 0; i < 100; i++)
		loss[i] = base[i] + 0.1;
	c = compare(100, false, 95);
	assert_close(c.delta, 0.1, 1e-15);
	assert_same(c.lo, c.delta);
	assert_same(c.hi, c.delta);
	for (size_t i = 0; i < 100; i++)	/* but this may be */
		loss[i] = base[i] + 0.1 + 1e-12 * base[i];
	c = compare(100, false, 95);
	assert_true(c.lo < c.delta && c.delta < c.hi);
}

/* Draws count what they draw, and one sum of it is as good as two. */
static void
draws_are_counted(void **state)
{
	static struct focal_draw s;

	(void)state;
	make_samples("heavy", FOCAL_PAIRS, 37, base);
	for (size_t n = 1; n <= FOCAL_PAIRS; n += n < 300 ? 1 : 1213)
		for (uint64_t half = 0; half < 2; half++) {
			size_t drawn = 0;

			s.n = n;
			for (uint64_t i = 1; half && i <= n % 4 + 1; i++)
				focal_draw_half(&s, i);
			if (!half)
				focal_draw_again(&s, n);
			for (size_t i = 0; i < n; i++) {
				assert_true(!half || s.count[i] == 0 ||
				    s.count[i] == 1);
				drawn += (size_t)s.count[i];
			}
			assert_int_equal(s.drawn, drawn);
			assert_true(half || drawn == n);
			assert_same(focal_sum_drawn(&s, base),
			    focal_add_drawn(&s, base, base).x);
		}
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* All draws of halves of n <= 64 pairs, as bits, in order; [0] is of none. */
static const uint64_t *
draw_halves(size_t n)
{
	static uint64_t drawn[FOCAL_HALVES + 1];
	static struct focal_draw s;

	s.n = n;
	for (uint64_t i = 1; i <= FOCAL_HALVES; i++) {
		focal_draw_half(&s, i);
		drawn[i] = 0;
		for (size_t k = 0; k < n; k++)
			drawn[i] |= (uint64_t)s.count[k] << k;
	}
	drawn[0] = 0;
	qsort(drawn, COUNT(drawn), sizeof *drawn, by_value);
	return drawn;
}

static void
halves_are_a_group(void **state)
{
	const uint64_t *drawn = draw_halves(64);
	unsigned in[64] = { 0 };

	(void)state;
	for (size_t i = 0; i <= FOCAL_HALVES; i++) {
		uint64_t sum = drawn[i] ^ drawn[sample_bits(1, i) %
		    (FOCAL_HALVES + 1)];

		assert_true(i == 0 || drawn[i] != drawn[i - 1]);
		assert_non_null(bsearch(&sum, drawn, FOCAL_HALVES + 1,
		    sizeof sum, by_value));
		for (size_t k = 0; k < 64; k++)
			in[k] += drawn[i] >> k & 1;
	}
	for (size_t k = 0; k < 64; k++)
		assert_int_equal(in[k], (FOCAL_HALVES + 1) / 2);
}

static void
few_pairs_are_drawn_in_all_ways(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 13; n++) {
		const uint64_t *drawn = draw_halves(n);

		for (uint64_t i = 0; i <= FOCAL_HALVES; i++)
			assert_int_equal(drawn[i], i >> (13 - n));
	}
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(halves_are_a_group),
		cmocka_unit_test(few_pairs_are_drawn_in_all_ways),
		cmocka_unit_test(draws_are_counted),
		cmocka_unit_test(tiny_weights_say_nothing),
		cmocka_unit_test(no_pairs_at_all_are_above_everything),
		cmocka_unit_test(differences_need_not_be_kept),
		cmocka_unit_test(python_agrees),
		cmocka_unit_test(many_pairs),
		cmocka_unit_test(order_is_of_no_account),
		cmocka_unit_test(parts_are_the_whole),
		cmocka_unit_test(swapping_mirrors),
		cmocka_unit_test(scaling_scales),
		cmocka_unit_test(shifting_shifts),
		cmocka_unit_test(an_end_beyond_0_is_far),
		cmocka_unit_test(weights_that_do_nothing),
		cmocka_unit_test(extreme_weights),
		cmocka_unit_test(columns_are_apart),
		cmocka_unit_test(levels_are_nested),
		cmocka_unit_test(few_that_differ),
		cmocka_unit_test(rounding_is_no_spread),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(students, student);
	RUN_ROWS(specials, special);
	return failed;
}
