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

/* A sample's weight counts once for each of its t targets. */
static void
add_weighted(struct focal_total *t, size_t n, size_t targets,
    const double *loss, const double *w)
{
	for (size_t k = 0; k < targets; k++) {
		focal_sum_add_products(&t->loss, n, loss + k, targets, w);
		focal_sum_add(&t->weight, n, w, 1);
	}
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
	if (w)
		add_weighted(t, n, targets, loss, w);
	else
		focal_sum_add(&t->loss, all, loss, 1);
	if (t->needs & FOCAL_SQUARES)
		add_squares(t, all, loss, w, targets);
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
	t->positives += u->positives;
	focal_sum_merge(&t->loss, &u->loss);
	focal_sum_merge(&t->squares, &u->squares);
	focal_sum_merge(&t->weight, &u->weight);
}

static double
mean(const struct focal_total *t, const struct focal_sum *s)
{
	return t->weighted ? focal_sum_ratio(s, &t->weight)
			   : focal_sum_over(s, t->targets);
}

static double
sum(const struct focal_total *t, const struct focal_sum *s)
{
	(void)t;
	return focal_sum_value(s);
}

static double
mean_pos(const struct focal_total *t, const struct focal_sum *s)
{
	return focal_sum_over(s, t->positives ? t->positives : 1);
}

static double
least(const struct focal_total *t, const struct focal_sum *s)
{
	(void)s;
	return t->min;
}

static double
greatest(const struct focal_total *t, const struct focal_sum *s)
{
	(void)s;
	return t->max;
}

/* (sum l)^2 / sum l^2: how many equal losses would weigh as much. */
static double
ess(const struct focal_total *t, const struct focal_sum *s)
{
	double all = focal_sum_value(s);

	return all / (focal_sum_value(&t->squares) / all);
}

const struct focal_reduction focal_reductions[] = {
	{ "mean", "sum over the number of targets (with weights: of w)", true,
	    0, mean },
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
