/*
 * reduce.c - many losses become one number: a row each, over one total.
 */
#include "focalloss.h"

#include <math.h>
#include <string.h>

enum { LANES = 16 };	/* so that the compiler takes many at a time */

static void
find_extremes(struct focal_total *t, size_t n, const double *loss)
{
	double min[LANES], max[LANES];
	size_t i = 0;

	for (int k = 0; k < LANES; k++) {
		min[k] = t->min;
		max[k] = t->max;
	}
	for (; i + LANES <= n; i += LANES)
		for (int k = 0; k < LANES; k++) {
			double l = loss[i + (size_t)k];

			min[k] = l < min[k] ? l : min[k];
			max[k] = l > max[k] ? l : max[k];
		}
	for (; i < n; i++) {
		min[0] = loss[i] < min[0] ? loss[i] : min[0];
		max[0] = loss[i] > max[0] ? loss[i] : max[0];
	}
	for (int k = 0; k < LANES; k++) {
		t->min = min[k] < t->min ? min[k] : t->min;
		t->max = max[k] > t->max ? max[k] : t->max;
	}
}

/* A soft label counts as what it is nearer to. */
static uint64_t
count_positives(size_t n, const double *y)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += y[i] >= 0.5;
	return count;
}

/* Of n samples with t numbers each; a weight counts for each of them. */
static void
add_all(struct focal_sum *s, size_t n, size_t t, const double *x,
    const double *w)
{
	for (size_t k = 0; w && k < t; k++)
		focal_sum_add_products(s, n, x + k, t, w);
	if (!w)
		focal_sum_add(s, n * t, x, 1);
}

static void
add_weights(struct focal_total *t, size_t n, size_t targets, const double *w)
{
	for (size_t k = 0; k < targets; k++)
		focal_sum_add(&t->weight, n, w, 1);
	focal_sum_add(&t->row_weight, n, w, 1);
}

static void
add_squares(struct focal_total *t, size_t n, const double *loss,
    const double *w, size_t targets)
{
	for (size_t i = 0; i < n; i++) {
		double l = w ? loss[i] * w[i / targets] : loss[i];

		focal_sum_add_products(&t->squares, 1, &l, 1, &l);
	}
}

void
focal_total_add(struct focal_total *t, const struct focal_mode *m, size_t n,
    size_t c, const double *y, const double *loss, const double *w)
{
	size_t targets = focal_targets(m, c), all = n * targets;

	if (all == 0)
		return;
	if (t->targets == 0)
		t->min = t->max = loss[0];
	if (t->needs & FOCAL_RANGE)
		find_extremes(t, all, loss);
	if (t->needs & FOCAL_POSITIVES)
		t->positives += m->classes ? all : count_positives(all, y);
	t->rows += n;
	t->targets += all;
	t->cells += n * c;
	add_all(&t->loss, n, targets, loss, w);
	if (w)
		add_weights(t, n, targets, w);
	if (t->needs & FOCAL_SQUARES)
		add_squares(t, all, loss, w, targets);
}

void
focal_total_add_parts(struct focal_total *t, const struct focal_mode *m,
    size_t n, size_t c, const struct focal_parts *parts, const double *w)
{
	size_t targets = focal_targets(m, c);

	if (t->needs & FOCAL_FACTORS)
		add_all(&t->factor, n, targets, parts->factor, w);
	if (t->needs & FOCAL_MODULATORS)
		add_all(&t->mod, n, targets, parts->mod, w);
}

void
focal_total_merge(struct focal_total *t, const struct focal_total *u)
{
	if (u->targets == 0)
		return;
	if (t->targets == 0 || u->min < t->min)
		t->min = u->min;
	if (t->targets == 0 || u->max > t->max)
		t->max = u->max;
	t->rows += u->rows;
	t->targets += u->targets;
	t->cells += u->cells;
	t->positives += u->positives;
	focal_sum_merge(&t->loss, &u->loss);
	focal_sum_merge(&t->squares, &u->squares);
	focal_sum_merge(&t->weight, &u->weight);
	focal_sum_merge(&t->row_weight, &u->row_weight);
	focal_sum_merge(&t->factor, &u->factor);
	focal_sum_merge(&t->mod, &u->mod);
}

static struct focal_sum
sum_of(double x)
{
	struct focal_sum s = { .pending = 0 };

	focal_sum_add(&s, 1, &x, 1);
	return s;
}

/* The divisors. */

static struct focal_sum
targets(const struct focal_total *t)
{
	return sum_of((double)t->targets);
}

static struct focal_sum
weights(const struct focal_total *t)
{
	return t->weighted ? t->weight : targets(t);
}

static struct focal_sum
samples(const struct focal_total *t)
{
	return sum_of((double)t->rows);
}

static struct focal_sum
cells(const struct focal_total *t)
{
	return sum_of((double)t->cells);
}

static struct focal_sum
sample_weights(const struct focal_total *t)
{
	return t->weighted ? t->row_weight : samples(t);
}

static struct focal_sum
class_weights(const struct focal_total *t)
{
	return t->factor;
}

static struct focal_sum
positives(const struct focal_total *t)
{
	return sum_of(t->positives ? (double)t->positives : 1);
}

static struct focal_sum
positives_and_one(const struct focal_total *t)
{
	return sum_of((double)t->positives + 1);
}

static struct focal_sum
number(const struct focal_total *t)
{
	return sum_of(t->number);
}

const struct focal_divisor focal_divisors[] = {
	{ "weights", "sample weights, once per target (no weights: targets)",
	    0, false, weights },
	{ "targets", "targets, whatever they weigh", 0, false, targets },
	{ "samples", "samples, whatever they weigh", 0, false, samples },
	{ "cells", "samples times score columns (kornia, MONAI)", 0, false,
	    cells },
	{ "sample-weights", "sample weights, once per sample", 0, false,
	    sample_weights },
	{ "class-weights", "factors of the targets: alpha times class weight",
	    FOCAL_FACTORS, false, class_weights },
	{ "positives", "positive targets, at least 1", FOCAL_POSITIVES, false,
	    positives },
	{ "positives+1", "positive targets and 1 (EfficientDet)",
	    FOCAL_POSITIVES, false, positives_and_one },
	{ "number", "a number that is given", 0, true, number },
	{ NULL, NULL, 0, false, NULL }
};

const struct focal_divisor *
focal_find_divisor(const char *name)
{
	for (const struct focal_divisor *d = focal_divisors; d->name; d++)
		if (!strcmp(d->name, name))
			return d;
	return NULL;
}

/* Normalized losses. */

static const double least_modulation = 1e-6;

/* What normalized losses are over. */
static struct focal_sum
modulation(const struct focal_total *t)
{
	return focal_sum_value(&t->mod) < least_modulation
	    ? sum_of(least_modulation) : t->mod;
}

/* A sum as two doubles, and the rest of it is nothing. */
struct pair {
	double high, low;
};

static struct pair
pair_of(struct focal_sum s)
{
	struct pair p = { focal_sum_value(&s), 0 };
	double minus = -p.high;

	focal_sum_add(&s, 1, &minus, 1);
	p.low = isfinite(minus) ? focal_sum_value(&s) : 0;
	return p;
}

/* s - by (a b) */
static void
subtract(struct focal_sum *s, double by, struct pair a, struct pair b)
{
	const double x[] = { a.high, a.high, a.low };
	const double w[] = { -by * b.high, -by * b.low, -by * b.high };

	focal_sum_add_products(s, 3, x, 1, w);
}

static struct pair
quotient(struct focal_sum s, const struct focal_sum *over)
{
	struct pair q = { focal_sum_ratio(&s, over), 0 };

	subtract(&s, 1, q, pair_of(*over));
	if (isfinite(q.high))
		q.low = focal_sum_ratio(&s, over);
	return q;
}

void
focal_total_slopes(const struct focal_total *t, struct focal_sum *grad,
    struct focal_sum *hess, const struct focal_sum *mod_grad,
    const struct focal_sum *mod_hess)
{
	struct pair mean = quotient(t->loss, &t->mod);

	if (!t->normalized || focal_sum_value(&t->mod) < least_modulation)
		return;
	subtract(grad, 1, mean, pair_of(*mod_grad));
	if (!hess)
		return;
	subtract(hess, 2, quotient(*grad, &t->mod), pair_of(*mod_grad));
	subtract(hess, 1, mean, pair_of(*mod_hess));
}

/* The reductions. */

static double
sum(const struct focal_total *t, const struct focal_sum *s)
{
	struct focal_sum all;

	if (!t->normalized)
		return focal_sum_value(s);
	all = modulation(t);
	return focal_sum_ratio(s, &all);
}

static double
mean_over(const struct focal_total *t, const struct focal_sum *s,
    struct focal_sum divisor)
{
	return t->normalized ? sum(t, s) / focal_sum_value(&divisor)
			     : focal_sum_ratio(s, &divisor);
}

static double
mean(const struct focal_total *t, const struct focal_sum *s)
{
	return mean_over(t, s, t->divisor ? t->divisor->sum(t) : weights(t));
}

static double
mean_pos(const struct focal_total *t, const struct focal_sum *s)
{
	return mean_over(t, s, positives(t));
}

static double
least(const struct focal_total *t, const struct focal_sum *s)
{
	struct focal_sum least_of_all = sum_of(t->min);

	(void)s;
	return sum(t, &least_of_all);
}

static double
greatest(const struct focal_total *t, const struct focal_sum *s)
{
	struct focal_sum greatest_of_all = sum_of(t->max);

	(void)s;
	return sum(t, &greatest_of_all);
}

/*
 * (sum l)^2 / sum l^2: how many equal losses would weigh as much.  Squares that
 * no double has room for say nothing about it.
 */
static double
ess(const struct focal_total *t, const struct focal_sum *s)
{
	double all = focal_sum_value(s), squares = focal_sum_value(&t->squares);

	return squares > 0 && isfinite(squares) ? all / (squares / all) : NAN;
}

const struct focal_reduction focal_reductions[] = {
	{ "mean", "sum over the divisor: if none is named, over the number of "
	    "targets (with weights: of w)", true, 0, mean },
	{ "sum", "sum over all targets", true, 0, sum },
	{ "mean-pos", "sum over the number of positive targets, at least 1",
	    true, FOCAL_POSITIVES, mean_pos },
	{ "min", "the smallest loss of a target", false, FOCAL_RANGE, least },
	{ "max", "the largest loss of a target", false, FOCAL_RANGE, greatest },
	{ "ess", "(sum l)^2 / sum l^2, the effective number of targets", false,
	    FOCAL_SQUARES, ess },
	{ NULL, NULL, false, 0, NULL }
};

const struct focal_reduction *
focal_find_reduction(const char *name)
{
	for (const struct focal_reduction *r = focal_reductions; r->name; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}
