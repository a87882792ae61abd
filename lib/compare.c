/*
 * compare.c - are losses larger than those of a baseline, sample by sample?
 *
 * Method.  The mean difference is delta = sum w d / sum w, with w = 1 where
 * there are no weights.  Its standard error is that of a ratio of two sums over
 * n pairs drawn at random (W. G. Cochran, "Sampling Techniques", 3rd ed., 1977,
 * 6.13), which for w = 1 is the usual s / sqrt(n):
 *
 *	se^2 = n/(n-1) sum (w (d - delta))^2 / (sum w)^2
 *
 * Its ends are first those of the smallest interval that holds two others.
 *
 *	bootstrap-t (B. Efron, R. J. Tibshirani, "An Introduction to the
 *	Bootstrap", 1993, 12.5): n pairs are drawn with replacement, and
 *	t* = (delta* - delta) / se*.  It is for skewed differences, of
 *	which the samples at hand show too little.
 *
 *	What a sign-flip test does not reject (J. A. Hartigan, "Using
 *	Subsample Values as Typical Values", 1969): every pair is in or out
 *	of a sample, each in one half of 2^13 samples that are a group under
 *	symmetric difference, and delta' is that of those in.  It is for
 *	symmetric differences, of which bootstrap-t is sure too often, and
 *	for those of which only a few are not 0.  Whatever the samples are
 *	like, it is exact: pairs are numbered by size, which signs, being
 *	chance, have no part in.
 *
 * That decides whether 0 is in it, and so the verdict: where both models are
 * alike differences are symmetric, and sign-flips exact.  For any other mean
 * nothing says so, and few pairs may lack one of the tails.  So an end with 0
 * on its inner side (lo <= 0, hi >= 0) is at least as far from delta as that of
 *
 *	symmetric bootstrap-t (P. Hall, "On Symmetric Bootstrap Confidence
 *	Intervals", 1988): of |t*|, in place of either tail of t*.
 *
 * Accuracy.  Of 1,000 made-up sets of pairs, how many per cent of the 95 %
 * intervals held the truth, by `simulate 1000 1` (250 sets of 5,000 pairs):
 *
 *	pairs  differences	 Student  bootstrap-t  sign-flip  ours
 *	   50  skewed (6)	   85.0	     94.8	82.6	  95.7
 *	       worse		   89.3	     95.3	88.7	  97.1
 *	       a little worse	   91.1	     87.7	89.3	  93.8
 *	       ... in a half	   84.8	     82.2	81.6	  93.0
 *	       a little better	   89.2	     86.9	87.6	  93.5
 *	       worse in a tenth	   57.9	     93.4	55.9	  95.8
 *	       no worse		   97.7	     89.7	96.4	  96.4
 *	       no worse, gamma 5   98.3	     85.7	95.2	  95.5
 *	  200  skewed (6)	   90.5	     94.6	90.1	  96.0
 *	       a little worse	   93.0	     90.9	92.7	  93.2
 *	       ... in a half	   93.3	     90.8	93.1	  94.7
 *	       worse in a tenth	   80.7	     94.4	78.4	  95.8
 *	       no worse		   95.5	     91.0	94.9	  94.9
 *	       no worse, gamma 5   95.8	     88.4	95.1	  95.1
 *	1,000  the least of all	   91.8	     89.0	91.3	  94.6
 *	5,000  the least of all	   93.6	     92.4	93.2	  94.0
 *
 * Chance is 0.7 either way (1.4).  Where nothing is worse, the rest to 100 is
 * how often a verdict was wrong.
 *
 * Sorted pairs make the order they come in of no account, and swapping losses
 * and baseline mirrors the interval.  Everything is whole numbers and IEEE
 * + - * / sqrt in an order written out here, and the library's own exp.
 */
/* before the first function, those of dd.h */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__
/* else gcc 12 makes vfmsubadd of products and sums in spite of its options */
#pragma GCC optimize "no-tree-slp-vectorize"
#endif
#include "compare.h"
#include "focalloss.h"

#include <math.h>
#include <string.h>

#include "real.h"
#include "resample.h"

#if defined __FAST_MATH__
#error "comparisons need IEEE arithmetic: no -ffast-math"
#endif

enum {
	BLOCK = 1024,
	TINIEST = -990	/* w d above 2^TINIEST are rounded as numbers should */
};

/* Squares of w d are taken at one of three scales, lest they be no doubles. */
static const double scales[] = { 0x1p600, 1, 0x1p-600 };
static const double from_size[] = { 0, 0x1p-400, 0x1p400, INFINITY };
static const int square_exponent[] = { -1200, 0, 1200 };

static void
add_squares(struct focal_pairs *p, size_t n, const double *u)
{
	double square[BLOCK], rest[BLOCK];

	for (int s = 0; s < 3; s++) {
		double least = from_size[s], most = from_size[s + 1];
		size_t here = 0;

		for (size_t i = 0; i < n; i++) {
			double size = magnitude(u[i]);

			square[i] = size >= least && size < most ? u[i] : 0;
			here += square[i] != 0;
		}
		if (here == 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			double x = square[i] * scales[s];
			struct dd xx = two_prod(x, x);

			square[i] = xx.h;
			rest[i] = xx.l;
		}
		focal_sum_add(&p->square[s], n, square, 1);
		focal_sum_add(&p->square[s], n, rest, 1);
	}
}

/* At most a block of pairs; none of weight 0. */
static void
add_block(struct focal_pairs *p, size_t n, const double *base,
    const double *loss, const double *w, const double *d)
{
	double minus[BLOCK], u[BLOCK];

	p->n += n;
	for (size_t i = 0; i < n; i++) {
		minus[i] = w ? -w[i] : -base[i];
		u[i] = w ? w[i] * d[i] : d[i];
		p->differ += d[i] != 0;
		p->extreme |= w && (w[i] < 0x1p-300 || w[i] > 0x1p300);
	}
	if (w) {
		focal_sum_add_products(&p->base, n, base, 1, w);
		focal_sum_add_products(&p->delta, n, loss, 1, w);
		focal_sum_add_products(&p->delta, n, base, 1, minus);
		focal_sum_add_products(&p->cross, n, u, 1, w);
		focal_sum_add_products(&p->weight2, n, w, 1, w);
		focal_sum_add(&p->weight, n, w, 1);
	} else {
		focal_sum_add(&p->base, n, base, 1);
		focal_sum_add(&p->delta, n, loss, 1);
		focal_sum_add(&p->delta, n, minus, 1);
		focal_sum_add(&p->cross, n, u, 1);
	}
	add_squares(p, n, u);
}

void
focal_pairs_add(struct focal_pairs *p, size_t n, const double *base,
    const double *loss, const double *w, double *d)
{
	double b[BLOCK], l[BLOCK], v[BLOCK], difference[BLOCK];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		double minus = loss[i] - base[i];

		if (d)
			d[i] = minus;
		if (w && !(w[i] > 0))
			continue;
		b[k] = base[i];
		l[k] = loss[i];
		v[k] = w ? w[i] : 1;
		difference[k++] = minus;
		if (k < BLOCK)
			continue;
		add_block(p, k, b, l, w ? v : NULL, difference);
		k = 0;
	}
	add_block(p, k, b, l, w ? v : NULL, difference);
}

void
focal_pairs_merge(struct focal_pairs *p, const struct focal_pairs *q)
{
	p->n += q->n;
	p->differ += q->differ;
	p->extreme |= q->extreme;
	focal_sum_merge(&p->base, &q->base);
	focal_sum_merge(&p->delta, &q->delta);
	focal_sum_merge(&p->weight, &q->weight);
	focal_sum_merge(&p->cross, &q->cross);
	focal_sum_merge(&p->weight2, &q->weight2);
	for (int s = 0; s < 3; s++)
		focal_sum_merge(&p->square[s], &q->square[s]);
}

/* A sum of finite numbers, to about 100 bits. */
static struct sdd
real_of_sum(const struct focal_sum *s)
{
	struct focal_sum rest = *s;
	double value = focal_sum_value(s), minus = -value;

	focal_sum_add(&rest, 1, &minus, 1);
	return real_add(real(value), real(focal_sum_value(&rest)));
}

/* The square root of x >= 0. */
static double
root(struct sdd x)
{
	int k = (int)x.k, odd = k % 2 != 0;

	if (!(x.h > 0))
		return 0;
	return ldexp(sqrt(odd ? 2 * x.h : x.h), (k - odd) / 2);
}

/*
 * The standard error of delta; 0 where the differences are equal but for what
 * rounding may have done to them.  NaN where weights, or what they are times
 * differences, are so large or small that their sums are not as exact.
 */
static double
standard_error(const struct focal_pairs *p)
{
	struct sdd n = real((double)p->n), squares = real_zero, v, delta;
	struct sdd weight = p->weighted ? real_of_sum(&p->weight) : n;
	struct sdd weight2 = p->weighted ? real_of_sum(&p->weight2) : n;
	struct sdd cross = real_of_sum(&p->cross);

	for (int s = 0; s < 3; s++) {
		v = real_of_sum(&p->square[s]);
		if (!real_is_zero(v))
			v.k += square_exponent[s];
		squares = real_add(squares, v);
	}
	if (p->extreme || (p->weighted &&
	    (real_is_zero(squares) || squares.k < 2 * TINIEST)))
		return NAN;
	delta = real_div(real_of_sum(&p->delta), weight);
	/* sum (u - delta w)^2, multiplied out */
	v = real_sub(real_mul(delta, weight2), real_add(cross, cross));
	v = real_add(squares, real_mul(delta, v));
	if (!real_less(real_mul(squares, real(0x1p-90)), v))
		return 0;
	v = real_div(real_mul(v, n),
	    real_mul(real_sub(n, real_one), real_mul(weight, weight)));
	return root(v);
}

/*
 * The z that the normal distribution leaves the part tail of (0, 1/2] above.
 *
 * Method: half the rest is phi(z) (z + z^3/3 + z^5/15 + ...), which is concave,
 * so Newton's steps from 0 stay below z until rounding ends them.
 */
static double
normal_quantile(double tail)
{
	const double root_two_pi = 0x1.40d931ff62706p+1;
	double z = 0;

	for (int step = 0; step < 30; step++) {
		double term = z, sum = z, density;

		for (int i = 3; i < 200; i += 2) {
			term *= z * z / i;
			sum += term;
		}
		density = sdd_round(real_exp_minus(real(z * z / 2))) /
		    root_two_pi;
		z += ((0.5 - tail) - density * sum) / density;
	}
	return z;
}

/* Abramowitz and Stegun 26.7.5; the next term is below 1e-14 of t. */
double
focal_student(double nu, double tail)
{
	double z = normal_quantile(tail), y = z * z;
	double g1 = (y + 1) / 4;
	double g2 = ((5 * y + 16) * y + 3) / 96;
	double g3 = (((3 * y + 19) * y + 17) * y - 15) / 384;
	double g4 = ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) /
	    92160;

	return z + z * ((((g4 / nu + g3) / nu + g2) / nu + g1) / nu);
}

/*
 * t* of a comparison whose d are w (d - delta) / se by now.  Infinite where
 * nothing but equal differences is drawn.
 */
static double
studentized(const struct focal_comparison *c, const struct focal_draw *s)
{
	double drawn = (double)s->drawn;
	struct focal_moments u = focal_add_drawn(s, c->d, c->d);
	struct focal_moments w = { drawn, drawn };
	double cross = u.x, delta, v;

	if (c->w) {
		w = focal_add_drawn(s, c->w, c->w);
		cross = focal_add_drawn(s, c->w, c->d).xy;
	}
	delta = u.x / w.x;
	v = u.xy - delta * (2 * cross - delta * w.xy);
	if (!(v > 0x1p-30 * u.xy))
		return delta > 0 ? INFINITY : delta < 0 ? -INFINITY : 0;
	return u.x / sqrt(v * (drawn / (drawn - 1)));
}

/* How far delta is from that of what is drawn, in standard errors. */
static double
deviation(const struct focal_comparison *c, const struct focal_draw *s)
{
	if (s->drawn == 0)
		return -INFINITY;
	return focal_sum_drawn(s, c->d) /
	    (c->w ? focal_sum_drawn(s, c->w) : (double)s->drawn);
}

static bool
is_after(const struct focal_comparison *c, size_t i, size_t j)
{
	double x = magnitude(c->d[i]), y = magnitude(c->d[j]);

	if (x != y)
		return x > y;
	return c->d[i] > c->d[j] ||
	    (c->d[i] == c->d[j] && c->w && c->w[i] > c->w[j]);
}

static void
swap_pairs(struct focal_comparison *c, size_t i, size_t j)
{
	double d = c->d[i], w;

	c->d[i] = c->d[j];
	c->d[j] = d;
	if (!c->w)
		return;
	w = c->w[i];
	c->w[i] = c->w[j];
	c->w[j] = w;
}

/* Let pair i sink to where no pair below it in the heap of n is after it. */
static void
sink(struct focal_comparison *c, size_t i, size_t n)
{
	for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
		if (child + 1 < n && is_after(c, child + 1, child))
			child++;
		if (!is_after(c, child, i))
			return;
		swap_pairs(c, child, i);
		i = child;
	}
}

static void
sort_pairs(struct focal_comparison *c, size_t n)
{
	for (size_t i = n / 2; i > 0; i--)
		sink(c, i - 1, n);
	for (size_t end = n; end > 1; end--) {
		swap_pairs(c, 0, end - 1);
		sink(c, 0, end - 1);
	}
}

/*
 * Sorted, of one sign and scale: d becomes w (d - delta) / se, where weights
 * are 1 on average, and those of 0 are gone.
 */
static void
standardize(struct focal_comparison *c)
{
	const struct focal_pairs *p = c->pairs;
	double sign = c->delta < 0 ? -1 : 1;
	double weight = focal_sum_over(&p->weight, p->n);
	size_t n = (size_t)p->n, kept = 0;
	double se;
	int e;

	for (size_t i = 0; kept < n; i++)
		if (!c->w || c->w[i] > 0)
			swap_pairs(c, i, kept++);
	for (size_t i = 0; i < n; i++)
		c->d[i] *= sign;
	sort_pairs(c, n);
	se = frexp(c->se, &e);
	for (size_t i = 0; i < n; i++) {
		double d = ldexp(c->d[i], -e) - ldexp(sign * c->delta, -e);

		if (c->w)
			c->w[i] /= weight;
		c->d[i] = (c->w ? c->w[i] : 1) * (d / se);
	}
}

/* Number h, from 1, of what replicates came to, in order. */
static double
replicate_rank(struct focal_ranking *r, double h)
{
	if (h > (double)r->n)
		return INFINITY;
	return focal_quantile(r, 100 * (h - 1) / ((double)r->n - 1));
}

static double
lesser(double x, double y)
{
	return x < y ? x : y;
}

static double
larger(double x, double y)
{
	return x > y ? x : y;
}

/* What each replicate comes to. */
enum { T, DEVIATION, SIZE_OF_T, NUMBERS };

/* The fewest pairs of which a sign test could say anything at that level. */
static uint64_t
fewest(double alpha)
{
	double agree = 1;	/* by chance, one way or the other */
	uint64_t n = 1;

	for (; agree > alpha; n++)
		agree /= 2;
	return n;
}

/* Of too few that differ, it may be chance that they agree. */
static void
hold_0(struct focal_comparison *c, double alpha)
{
	if (!isfinite(c->delta) || c->pairs->differ >= fewest(alpha))
		return;
	c->lo = lesser(c->lo, 0);
	c->hi = larger(c->hi, 0);
}

/* Widen to what replicates say; percent of them are outside. */
static void
widen(struct focal_comparison *c, double percent,
    double got[NUMBERS][FOCAL_REPLICATES])
{
	const double all = FOCAL_REPLICATES + 1, halves = FOCAL_HALVES + 1;
	double h = percent * all / 200, k = percent * halves / 200;
	struct focal_ranking t, half, size;
	double none = 0, low, high, reach;

	for (int i = 0; i < FOCAL_HALVES; i++)
		none += got[DEVIATION][i] == -INFINITY;
	focal_rank(&t, FOCAL_REPLICATES, got[T], NULL);
	focal_rank(&half, FOCAL_HALVES, got[DEVIATION], NULL);
	focal_rank(&size, FOCAL_REPLICATES, got[SIZE_OF_T], NULL);
	low = lesser(-replicate_rank(&t, all - h), replicate_rank(&half, k));
	/* no pairs at all are below and above everything */
	high = larger(-replicate_rank(&t, h),
	    replicate_rank(&half, halves - k + none));
	c->lo = c->delta + c->se * (c->delta < 0 ? -high : low);
	c->hi = c->delta + c->se * (c->delta < 0 ? -low : high);
	hold_0(c, percent / 100);
	/* no verdict rests on an end that is moved */
	reach = c->se * replicate_rank(&size, all - 2 * h);
	if (!(c->lo > 0))
		c->lo = lesser(c->lo, c->delta - reach);
	if (!(c->hi < 0))
		c->hi = larger(c->hi, c->delta + reach);
}

/* What needs no draws, and whether there have to be some. */
static void
begin(struct focal_comparison *c, double alpha)
{
	const struct focal_pairs *p = c->pairs;
	uint64_t n = p->n ? p->n : 1;
	double t;

	c->base = p->weighted ? focal_sum_ratio(&p->base, &p->weight)
			      : focal_sum_over(&p->base, n);
	c->delta = p->weighted ? focal_sum_ratio(&p->delta, &p->weight)
			       : focal_sum_over(&p->delta, n);
	if (p->n == 0)
		c->base = c->delta = NAN;
	c->change = c->delta == 0 ? 0
	    : isnan(c->delta) ? NAN : focal_sum_ratio(&p->delta, &p->base);
	c->lo = c->hi = c->delta;
	c->se = 0;
	if (!isfinite(c->delta) || p->differ == 0)
		return;
	if (p->n >= fewest(alpha))
		c->se = standard_error(p);
	if (p->n < fewest(alpha) || isnan(c->se)) {
		c->se = 0;
		c->lo = -INFINITY;
		c->hi = INFINITY;
		return;
	}
	if (p->n <= FOCAL_PAIRS || !(c->se > 0))
		return;
	t = c->se * focal_student((double)p->n - 1, alpha / 2);
	c->lo = c->delta - t;
	c->hi = c->delta + t;
}

static bool
needs_draws(const struct focal_comparison *c)
{
	return c->se > 0 && c->pairs->n <= FOCAL_PAIRS;
}

static void
finish(struct focal_comparison *c, double alpha)
{
	hold_0(c, alpha);
	c->verdict = c->lo > 0 ? "worse" : c->hi < 0 ? "better" : "~";
}

void
focal_compare(struct focal_comparison *c, size_t columns, double ci,
    double *memory)
{
	double (*got)[NUMBERS][FOCAL_REPLICATES] = (void *)memory;
	double alpha = (100 - ci) / 100;
	struct focal_draw s;

	s.n = 0;
	for (size_t k = 0; k < columns; k++) {
		begin(&c[k], alpha);
		if (!needs_draws(&c[k]))
			continue;
		standardize(&c[k]);
		s.n = (size_t)c[k].pairs->n;
	}
	for (uint64_t i = 0; s.n > 0 && i < FOCAL_REPLICATES; i++) {
		focal_draw_again(&s, 2 * i);
		for (size_t k = 0; k < columns; k++)
			if (needs_draws(&c[k])) {
				got[k][T][i] = studentized(&c[k], &s);
				got[k][SIZE_OF_T][i] = magnitude(got[k][T][i]);
			}
		if (i >= FOCAL_HALVES)
			continue;
		focal_draw_half(&s, i + 1);
		for (size_t k = 0; k < columns; k++)
			if (needs_draws(&c[k]))
				got[k][DEVIATION][i] = deviation(&c[k], &s);
	}
	for (size_t k = 0; k < columns; k++) {
		if (needs_draws(&c[k]))
			widen(&c[k], 100 - ci, got[k]);
		finish(&c[k], alpha);
	}
}
