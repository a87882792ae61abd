/*
 * contribution.c - a loss, over the divisor that the reduction has, or the
 * library.
 */
#include "contribution.h"
#include "explain.h"
#include "reduction.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* The divisors of the library, as a formula has them. */
static const struct {
	const char *divisor, *name, *of_labels, *weighted;
} names[] = {
	{ "weights", "n", "all labels", "sum of weights" },
	{ "targets", "n", "all labels", NULL },
	{ "samples", "samples", NULL, NULL },
	{ "cells", "(samples * classes)", NULL, NULL },
	{ "sample-weights", "samples", NULL, "sum of weights" },
	{ "class-weights", "sum of a_t", NULL, "sum of weight * a_t" },
	{ "positives", "positives", NULL, NULL },
	{ "positives+1", "(positives + 1)", NULL, NULL },
	{ NULL, NULL, NULL, NULL },
};

/* A number that is given has the name of the library's key. */
static const char *
number_name(const struct like *l)
{
	for (const struct like_key *k = l->key; k->name; k++)
		if (k->at == offsetof(struct like, number))
			return k->name;
	return "divisor";
}

static const char *
divisor_name(const struct chalk *b, const struct focal_reduction *r,
    const struct focal_total *all)
{
	const struct specs *s = b->e->specs;
	const char *divisor = r->needs & FOCAL_POSITIVES ? "positives"
	    : all->divisor ? all->divisor->name : "weights";

	if (!strcmp(r->name, "sum") && s->like.sum == LIKE_SUM_OVER_CLASSES)
		return "classes";
	for (size_t i = 0; names[i].name; i++)
		if (!strcmp(names[i].divisor, divisor))
			return all->weighted && names[i].weighted
			    ? names[i].weighted
			    : b->e->spec->mode->wide && names[i].of_labels
			    ? names[i].of_labels : names[i].name;
	return number_name(&s->like);
}

/* What losses are divided by. */
struct divisor {
	double all;	/* by the reduction, */
	double normal;	/* and before, where they are normalized; or 1 */
};

static struct divisor
find_divisor(const struct chalk *b, const struct focal_reduction *r,
    const struct focal_total *all)
{
	const struct focal_reduction *sum = focal_find_reduction("sum");
	const double one = 1;
	struct focal_sum unit = { 0 };
	struct divisor d = { 1, 1 };

	focal_sum_add(&unit, 1, &one, 1);
	if (all->normalized)
		d.normal = 1 / sum->value(all, &unit);
	d.all = 1 / specs_reduce(b->e->plan, r, all, &unit) / d.normal;
	/* a count comes back from 1/n as one */
	if (fabs(d.all - nearbyint(d.all)) < 1e-9 * d.all)
		d.all = nearbyint(d.all);
	return d;
}

/* The reduction is a sum, which nothing divides. */
static bool
is_plain_sum(const struct chalk *b, const struct focal_reduction *r)
{
	return !strcmp(r->name, "sum") &&
	    b->e->specs->like.sum == LIKE_SUM;
}

static void
write_linear(struct chalk *b, const struct reduction *reduction,
    const struct focal_total *all, double whole, const char *name,
    double loss, const struct focal_sum *own)
{
	const struct focal_reduction *r = reduction->total;
	const struct batch *s = b->e->sample;
	struct divisor d = find_divisor(b, r, all);
	double value = specs_reduce(b->e->plan, r, all, own);

	chalk_add(b, BOARD_STEP, "to %s", r->name);
	if (s->w) {
		chalk_add(b, BOARD_FORMULA, "weight * ");
		chalk_add(b, BOARD_NUMBERS, "%g * ", s->w[0]);
	}
	chalk_add(b, BOARD_FORMULA, "%s", name);
	chalk_add(b, BOARD_NUMBERS, "%g", loss);
	if (all->normalized) {
		chalk_add(b, BOARD_FORMULA, all->weighted
			? " / sum of weight * mod" : " / sum of mod");
		chalk_add(b, BOARD_NUMBERS, " / %g", d.normal);
	}
	if (!is_plain_sum(b, r)) {
		chalk_add(b, BOARD_FORMULA, " / %s%s", divisor_name(b, r, all),
		    b->e->specs->like.counts_ignored && b->e->job->ignore
			? " with ignored" : "");
		chalk_add(b, BOARD_NUMBERS, " / %g", d.all);
	}
	chalk_add(b, BOARD_ABOUT, "what it adds to the %s, %g", r->name, whole);
	if (isfinite(whole) && whole > 0)
		chalk_add(b, BOARD_ABOUT, ": %r %%", 100 * value / whole);
	chalk_value(b, value);
}

/* A reduction that is no sum has no parts. */
static void
write_whole(struct chalk *b, const struct reduction *r, double whole)
{
	chalk_add(b, BOARD_STEP, "%s", r->name);
	chalk_step(b, whole, "", "%s", "", "of the whole file",
	    r->total ? r->total->about : r->rank->about);
}

void
contribution_add(const struct chalk *b, struct focal_sum *own, double loss)
{
	const double *w = b->e->sample->w;

	if (w)
		focal_sum_add_products(own, 1, &loss, 1, w);
	else
		focal_sum_add(own, 1, &loss, 1);
}

void
contribution_write(struct chalk *b, const char *name, double loss,
    const struct focal_sum *own)
{
	const struct explained *e = b->e;
	size_t at = (size_t)(b->gamma - e->variant);
	struct focal_ranking ranking;
	const struct focal_total *all;

	/* of a mean of classes a sample has no part */
	if (e->job->reductions == 0 || e->specs->like.by_class)
		return;
	ranking = tallies_rank(e->tallies, at);
	all = &tallies_look(e->tallies, at)->total;
	for (size_t i = 0; i < e->job->reductions; i++) {
		const struct reduction *r = &e->job->reduction[i];
		double whole = reduction_value(e->plan, r, all, &ranking);

		if (reduction_is_linear(r))
			write_linear(b, r, all, whole, name, loss, own);
		else
			write_whole(b, r, whole);
	}
}
