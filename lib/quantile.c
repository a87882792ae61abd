/*
 * quantile.c - quantiles and shares of losses, by selection in linear time.
 *
 * Numbers are put in order by their bits, as keys (unsigned whole numbers that
 * ascend as the numbers do).  To find rank k, the keys between two cuts are
 * counted in BUCKETS ranges of equal width, what lies below and above the range
 * that holds k is moved there, and the search goes on between two new cuts with
 * keys BUCKETS times closer together: at most six times, whatever the input.
 * Cuts are kept, so that the next rank has less to look at.
 */
#include "focalloss.h"

#include <math.h>
#include <string.h>

enum { BUCKETS = 2048, FEW = 24 };

static uint64_t
key_of(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof u);
	return u >> 63 ? ~u : u | (uint64_t)1 << 63;
}

static void
swap(struct focal_ranking *r, size_t i, size_t j)
{
	double x = r->x[i], w;

	r->x[i] = r->x[j];
	r->x[j] = x;
	if (!r->w)
		return;
	w = r->w[i];
	r->w[i] = r->w[j];
	r->w[j] = w;
}

void
focal_rank(struct focal_ranking *r, size_t n, double *x, double *w)
{
	size_t kept = 0;

	*r = (struct focal_ranking){ .n = n, .x = x, .w = w };
	for (size_t i = 0; w && i < n; i++)
		if (w[i] > 0)
			swap(r, kept++, i);
	r->n = w ? kept : n;
	for (size_t i = 0; i < r->n; i++)
		r->nan |= isnan(x[i]) != 0;
}

/* The cuts around rank k: all of it and its like is in [*from, *to). */
static void
find_cuts(const struct focal_ranking *r, size_t k, size_t *from, size_t *to)
{
	*from = 0;
	*to = r->n;
	for (size_t i = 0; i < r->cuts; i++) {
		if (r->cut[i] <= k)
			*from = r->cut[i];
		if (r->cut[i] > k) {
			*to = r->cut[i];
			return;
		}
	}
}

/* Where there is no room for one more, every other one goes. */
static void
add_cut(struct focal_ranking *r, size_t cut)
{
	size_t i;

	if (cut == 0 || cut == r->n)
		return;
	if (r->cuts == FOCAL_CUTS) {
		r->cuts /= 2;
		for (i = 0; i < r->cuts; i++)
			r->cut[i] = r->cut[2 * i];
	}
	i = r->cuts;
	for (; i > 0 && r->cut[i - 1] > cut; i--)
		r->cut[i] = r->cut[i - 1];
	r->cut[i] = cut;
	r->cuts++;
}

static void
sort_few(struct focal_ranking *r, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		for (size_t j = i; j > from &&
		     key_of(r->x[j]) < key_of(r->x[j - 1]); j--)
			swap(r, j, j - 1);
}

/*
 * Those with keys below `key` first; returns where the others begin.  Every
 * number is moved, as that costs less than to guess wrong which ones must be.
 */
static size_t
split(struct focal_ranking *r, size_t from, size_t to, uint64_t key)
{
	double *x = r->x, *w = r->w;
	size_t end = from;

	for (size_t i = from; i < to; i++) {
		double here = x[i];
		bool below = key_of(here) < key;

		x[i] = x[end];
		x[end] = here;
		if (w) {
			double weight = w[i];

			w[i] = w[end];
			w[end] = weight;
		}
		end += below;
	}
	return end;
}

/* The smallest and the largest key. */
static void
find_range(const struct focal_ranking *r, size_t from, size_t to, uint64_t *min,
    uint64_t *max)
{
	*min = UINT64_MAX;
	*max = 0;
	for (size_t i = from; i < to; i++) {
		uint64_t key = key_of(r->x[i]);

		*min = key < *min ? key : *min;
		*max = key > *max ? key : *max;
	}
}

/* Narrow [*from, *to) around rank k; false if all of it is equal. */
static bool
narrow(struct focal_ranking *r, size_t k, size_t *from, size_t *to)
{
	size_t count[BUCKETS] = { 0 }, before = *from, bucket = 0;
	uint64_t min, max, first, last;
	int shift = 0;

	find_range(r, *from, *to, &min, &max);
	if (min == max)
		return false;
	while ((max - min) >> shift >= BUCKETS)
		shift++;
	for (size_t i = *from; i < *to; i++)
		count[(key_of(r->x[i]) - min) >> shift]++;
	while (before + count[bucket] <= k)
		before += count[bucket++];
	first = min + ((uint64_t)bucket << shift);
	last = first + (((uint64_t)1 << shift) - 1);
	if (first > min)
		*from = split(r, *from, *to, first);
	if (last < max)
		*to = split(r, *from, *to, last + 1);
	add_cut(r, *from);
	add_cut(r, *to);
	return true;
}

/* Rearrange, so that x[k] is what sorting would put there, and return it. */
static double
select_rank(struct focal_ranking *r, size_t k)
{
	size_t from, to;

	find_cuts(r, k, &from, &to);
	while (to - from > FEW)
		if (!narrow(r, k, &from, &to))
			return r->x[k];
	sort_few(r, from, to);
	return r->x[k];
}

/* NumPy's rule to the bit, and the limit where that has inf - inf or inf 0. */
static double
interpolate(double a, double b, double t)
{
	double gap = b - a;

	if (a == b || t == 0)
		return a;
	if (isinf(a) || isinf(b))
		return a + b;
	return t >= 0.5 ? b - gap * (1 - t) : a + gap * t;
}

/* s gets t times q, t being taken as two words. */
static void
add_times(struct focal_sum *s, const struct focal_sum *t, double q)
{
	struct focal_sum rest = *t;
	double word[2], minus, factor[2] = { q, q };

	word[0] = focal_sum_value(&rest);
	minus = -word[0];
	focal_sum_add(&rest, 1, &minus, 1);
	word[1] = focal_sum_value(&rest);
	focal_sum_add_products(s, 2, word, 1, factor);
}

/*
 * The first rank whose weight, and that of those before it, added to sum, which
 * is below 0, is not; sum gets all that.  Halves the ranks, so that all
 * selections and sums together are still linear.
 */
static size_t
find_weight(struct focal_ranking *r, struct focal_sum *sum)
{
	size_t from = 0, to = r->n - 1;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		struct focal_sum more = *sum;

		select_rank(r, middle);
		focal_sum_add(&more, middle + 1 - from, r->w + from, 1);
		if (focal_sum_value(&more) >= 0) {
			to = middle;
		} else {
			from = middle + 1;
			*sum = more;
		}
	}
	select_rank(r, from);
	focal_sum_add(sum, 1, r->w + from, 1);
	return from;
}

double
focal_quantile(struct focal_ranking *r, double percent)
{
	struct focal_sum weight = { 0 }, sum = { 0 };
	double q = percent / 100, place, a;
	size_t k;

	if (r->nan || r->n == 0)
		return NAN;
	if (r->w) {
		focal_sum_add(&weight, r->n, r->w, 1);
		add_times(&sum, &weight, -q);
		return r->x[find_weight(r, &sum)];
	}
	place = (double)(r->n - 1) * q;
	k = (size_t)place;
	if (k >= r->n - 1)
		return select_rank(r, r->n - 1);
	a = select_rank(r, k);
	return interpolate(a, select_rank(r, k + 1), place - (double)k);
}

/* Add the losses of [from, to), times their weights if they have any. */
static void
add_losses(struct focal_sum *s, const struct focal_ranking *r, size_t from,
    size_t to)
{
	if (r->w)
		focal_sum_add_products(s, to - from, r->x + from, 1,
		    r->w + from);
	else
		focal_sum_add(s, to - from, r->x + from, 1);
}

/*
 * Put the hardest last.  Returns where those begin that count as a whole, and
 * how much of the one before them counts, too.
 */
static size_t
find_hardest(struct focal_ranking *r, double percent, struct focal_sum *part)
{
	struct focal_sum weight = { 0 };
	double count, rest;
	size_t whole;

	if (r->w) {
		focal_sum_add(&weight, r->n, r->w, 1);
		add_times(part, &weight, -1);
		add_times(part, &weight, percent / 100);
		return find_weight(r, part) + 1;
	}
	count = (double)r->n * percent / 100;
	whole = (size_t)count;
	rest = count - (double)whole;
	focal_sum_add(part, 1, &rest, 1);
	if (whole >= r->n)
		return 0;
	select_rank(r, r->n - whole - 1);
	return r->n - whole;
}

double
focal_share(struct focal_ranking *r, double percent)
{
	struct focal_sum hardest = { 0 }, part = { 0 }, all;
	size_t k;

	if (r->nan || r->n == 0)
		return NAN;
	k = find_hardest(r, percent, &part);
	add_losses(&hardest, r, k, r->n);
	all = hardest;
	add_losses(&all, r, 0, k);
	if (k > 0)
		add_times(&hardest, &part, r->x[k - 1]);
	return focal_sum_ratio(&hardest, &all);
}

const struct focal_rank_reduction focal_rank_reductions[] = {
	{ "p", "the loss that NN percent of the targets do not exceed",
	    focal_quantile },
	{ "share", "share of the sum held by the NN percent hardest targets",
	    focal_share },
	{ NULL, NULL, NULL }
};
