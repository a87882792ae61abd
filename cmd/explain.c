/* explain.c - a sample: its title, the steps to its losses, what they add. */
#include "explain.h"
#include "chalk.h"
#include "reduction.h"
#include "steps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 8 };	/* classes or labels that are shown */

/* What a loss adds to a reduction of the table. */

static const char *
divisor_name(const struct chalk *b, const struct focal_reduction *r,
    const struct focal_total *all)
{
	/* a library's, which may be anything */
	if (b->e->plan->like)
		return " / divisor";
	if (r->needs & FOCAL_POSITIVES)
		return " / positives";
	if (all->weighted)
		return " / sum of weights";
	return b->e->spec->mode->wide ? " / all labels" : " / n";
}

static void
part_of(struct chalk *b, const struct reduction *reduction,
    const struct focal_total *all, double whole, const char *name,
    double loss, const struct focal_sum *own)
{
	const struct focal_reduction *r = reduction->total;
	const struct plan *p = b->e->plan;
	const struct batch *s = b->e->sample;
	const double one = 1;
	struct focal_sum unit = { 0 };
	double value, divisor;

	if (!reduction_is_linear(reduction)) {
		chalk_add(b, BOARD_STEP, "%s", reduction->name);
		chalk_step(b, whole, "", "%s", "", "of the whole file",
		    r ? r->about : reduction->rank->about);
		return;
	}
	chalk_add(b, BOARD_STEP, "to %s", r->name);
	focal_sum_add(&unit, 1, &one, 1);
	divisor = 1 / specs_reduce(p, r, all, &unit);
	/* a count comes back from 1/n as one */
	if (fabs(divisor - nearbyint(divisor)) < 1e-9 * divisor)
		divisor = nearbyint(divisor);
	if (s->w) {
		chalk_add(b, BOARD_FORMULA, "weight * ");
		chalk_add(b, BOARD_NUMBERS, "%g * ", s->w[0]);
	}
	chalk_add(b, BOARD_FORMULA, "%s", name);
	chalk_add(b, BOARD_NUMBERS, "%g", loss);
	if (divisor != 1 || r != focal_find_reduction("sum")) {
		chalk_add(b, BOARD_FORMULA, "%s",
		    divisor_name(b, r, all));
		chalk_add(b, BOARD_NUMBERS, " / %g", divisor);
	}
	value = specs_reduce(p, r, all, own);
	chalk_add(b, BOARD_ABOUT, "what it adds to the %s, %g", r->name, whole);
	if (isfinite(whole) && whole > 0)
		chalk_add(b, BOARD_ABOUT, ": %r %%", 100 * value / whole);
	chalk_value(b, value);
}

static void
add_loss(struct chalk *b, struct focal_sum *own, double loss)
{
	const double *w = b->e->sample->w;

	if (w)
		focal_sum_add_products(own, 1, &loss, 1, w);
	else
		focal_sum_add(own, 1, &loss, 1);
}

/* loss: as it is printed; own: all that the sample adds. */
static void
write_parts(struct chalk *b, const char *name, double loss,
    const struct focal_sum *own)
{
	const struct explained *e = b->e;
	size_t at = (size_t)(b->gamma - e->variant);
	struct focal_ranking ranking;
	const struct focal_total *all;

	if (e->job->reductions == 0)
		return;
	ranking = tallies_rank(e->tallies, at);
	all = &tallies_look(e->tallies, at)->total;
	for (size_t i = 0; i < e->job->reductions; i++) {
		const struct reduction *r = &e->job->reduction[i];

		part_of(b, r, all, reduction_value(e->plan, r, all, &ranking),
		    name, loss, own);
	}
}

/* Of n numbers the `most` largest; the first of equals. */
static void
choose(bool *shown, const double *x, size_t n, size_t most)
{
	for (; most > 0; most--) {
		size_t at = n;

		for (size_t k = 0; k < n; k++)
			if (!shown[k] && (at == n || x[k] > x[at]))
				at = k;
		if (at < n)
			shown[at] = true;
	}
}

static const double *
from_column(const double *table, size_t k)
{
	return table ? table + k : NULL;
}

/* A sigmoid of column k, by itself, as the library scores it. */
static struct focal_spec
column_spec(const struct focal_spec *s, size_t k)
{
	struct focal_spec one = *s;

	one.mode = &focal_binary;
	one.pos = from_column(s->pos, k);
	one.neg = from_column(s->neg, k);
	one.weight = from_column(s->weight, k);
	one.gamma_pos = from_column(s->gamma_pos, k);
	one.gamma_neg = from_column(s->gamma_neg, k);
	return one;
}

/* The sample of binary or multiclass, or label k of multilabel. */
static int
write_target(struct chalk *b, size_t k, const struct variant *x, unsigned pass)
{
	const struct batch *sample = b->e->sample;
	struct worked v = { .s = x->spec, .c = sample->c, .x = sample->x,
		.y = sample->y };
	struct target t = { .b = b, .v = &v, .k = k };
	struct focal_sum own = { 0 };
	int rc = -1;

	if (!v.s.mode->classes) {
		v.s = column_spec(&v.s, k);
		v.c = 1;
		v.x += k;
		v.y += k;
	}
	t.shown = calloc(v.c, sizeof *t.shown);
	if (t.shown && !work_out(&v)) {
		if (v.s.mode->classes)
			t.shown[v.truth] = true;
		choose(t.shown, v.p, v.c, MANY - 1);
		steps_write(&t, pass);
		if (!b->label && (pass & STEPS_OF_GAMMA)) {
			add_loss(b, &own, v.loss);
			write_parts(b, "loss", v.loss, &own);
		}
		rc = 0;
	}
	worked_free(&v);
	free(t.shown);
	return rc;
}

/* The labels of a multilabel sample. */
struct labels_of {
	const bool *ignored;	/* [t], or NULL */
	bool *shown;		/* [t] */
	double *loss, *grad, *hess;	/* [t] */
	size_t used, others;	/* with a loss; of these, not shown */
	struct focal_sum rest;	/* of their losses */
	struct focal_sum all;
	double mean;
};

/* Score all labels, at that gamma. */
static void
score_labels(struct chalk *b, struct labels_of *l, const struct variant *x)
{
	const struct batch *s = b->e->sample;
	const struct focal_out out = { .loss = l->loss, .grad = l->grad,
		.hess = l->hess };

	focal_eval(&x->spec, 1, s->c, s->x, s->y, &out);
	l->used = l->others = 0;
	l->all = l->rest = (struct focal_sum){ 0 };
	for (size_t k = 0; k < s->t; k++) {
		if (l->ignored && l->ignored[k]) {
			l->loss[k] = -1;	/* none: after all others */
			continue;
		}
		l->used++;
		focal_sum_add(&l->all, 1, &l->loss[k], 1);
		if (l->shown[k])
			continue;
		l->others++;
		focal_sum_add(&l->rest, 1, &l->loss[k], 1);
	}
	l->mean = focal_sum_over(&l->all, l->used);
}

static void
title_label(struct chalk *b, const struct labels_of *l, size_t k, bool whole)
{
	const struct batch *s = b->e->sample;
	static const char ignored[] = "ignored: it has no loss";

	chalk_text(b, "class", b->label, strlen(b->label), false);
	if (l->ignored && l->ignored[k]) {
		chalk_text(b, "is", ignored, sizeof ignored - 1, false);
	} else if (whole) {
		chalk_number(b, "label", s->y[k]);
		chalk_number(b, b->e->spec->from_logits ? "logit" : "prob",
		    s->x[k]);
	}
}

/* Slopes as --grad and --hess print them: of the mean of the labels. */
static void
write_slopes(struct chalk *b, const struct labels_of *l, const char *name,
    const double *slope)
{
	for (size_t k = 0; k < b->e->sample->t; k++)
		if (l->shown[k] && !(l->ignored && l->ignored[k]))
			chalk_step(b, slope[k] / (double)l->used, "%s_%c",
			    "%s of the label / %u", "%g / %u", "", name, k,
			    name, (uint64_t)l->used, slope[k],
			    (uint64_t)l->used);
}

/* All labels of the sample together. */
static void
write_mean(struct chalk *b, const struct labels_of *l)
{
	const struct batch *s = b->e->sample;
	const struct job *j = b->e->job;
	struct focal_sum own = { 0 };
	char all[80];
	int n = snprintf(all, sizeof all, l->used == s->t ? "all %zu labels"
		: "%zu of %zu labels", l->used, s->t);

	chalk_text(b, "sample", all, (size_t)n, false);
	if (l->others)
		chalk_step(b, focal_sum_value(&l->rest), "others",
		    "sum of %u further losses", "", "smaller ones",
		    (uint64_t)l->others);
	for (size_t k = 0; k < s->t; k++) {
		if (l->ignored && l->ignored[k])
			continue;
		add_loss(b, &own, l->loss[k]);
		if (l->shown[k])
			chalk_add(b, BOARD_NUMBERS, b->text[BOARD_NUMBERS].n
				? " + %g" : "(%g", l->loss[k]);
	}
	if (l->others)
		chalk_add(b, BOARD_NUMBERS, " + %g", focal_sum_value(&l->rest));
	chalk_add(b, BOARD_NUMBERS, ") / %u", (uint64_t)l->used);
	b->quiet = true;
	chalk_step(b, l->mean, "loss", "sum of losses / labels", "",
	    "loss of the sample");
	if (j->grad)
		write_slopes(b, l, "grad", l->grad);
	if (j->hess)
		write_slopes(b, l, "hess", l->hess);
	write_parts(b, "sum of losses", focal_sum_value(&l->all), &own);
}

static int
write_labels(struct chalk *b, struct labels_of *l, const struct variant *x,
    unsigned pass)
{
	const struct batch *s = b->e->sample;
	int rc = 0;

	score_labels(b, l, x);
	for (size_t k = 0; k < s->t && !rc; k++) {
		bool ignored = l->ignored && l->ignored[k];

		if (!l->shown[k] || (ignored && !(pass & STEPS_COMMON)))
			continue;
		b->label = b->e->plan->class_name[k];
		title_label(b, l, k, pass & STEPS_COMMON);
		if (!ignored)
			rc = write_target(b, k, x, pass);
	}
	b->label = NULL;
	if (!rc && (pass & STEPS_OF_GAMMA))
		write_mean(b, l);
	return rc;
}

/* Everything of one gamma, or all that is the same for each. */
static int
write_pass(struct chalk *b, struct labels_of *l, const struct variant *x,
    unsigned pass)
{
	return b->e->spec->mode->wide ? write_labels(b, l, x, pass)
				      : write_target(b, 0, x, pass);
}

/* The sample: where it is, what it is called, what is given. */
static void
write_title(struct chalk *b)
{
	const struct explained *e = b->e;
	const struct batch *s = e->sample;
	const struct kept none = { .at = NO_COLUMN }, *id = &none;
	const struct kept *label = batch_kept(s, e->plan->text_label);
	struct out place = { .fd = -1 };
	size_t truth = (size_t)s->y[0];

	if (e->plan->text_id != NO_COLUMN)
		id = batch_kept(s, e->plan->text_id);
	out_text(&place, e->path);
	out_format(&place, ":%llu", (unsigned long long)s->line[0]);
	if (place.failed)
		out_fail(&b->text[BOARD_STEP], place.error);
	else
		chalk_text(b, "sample", place.buf, place.n, false);
	free(place.buf);
	if (id->at != NO_COLUMN)
		chalk_text(b, "id", s->base + id->at, id->len, id->kind == CELL_NUMBER);
	if (e->plan->mode->classes && !e->spec->distribution)
		chalk_text(b, "label", e->plan->class_name[truth],
		    strlen(e->plan->class_name[truth]), false);
	else if (!e->spec->mode->wide && e->job->pos_label)
		chalk_text(b, "label", s->base + label->at, label->len,
		    label->kind == CELL_NUMBER);
	if (!e->spec->mode->wide && !e->spec->mode->classes) {
		chalk_number(b, e->job->pos_label ? "y" : "label", s->y[0]);
		chalk_number(b, e->spec->from_logits ? "logit" : "prob",
		    s->x[0]);
	}
	if (s->w)
		chalk_number(b, "weight", s->w[0]);
}

static int
labels_init(struct labels_of *l, struct chalk *b)
{
	const struct batch *s = b->e->sample;
	size_t t = s->t;

	l->ignored = s->ignored;
	l->shown = calloc(t, sizeof *l->shown);
	l->loss = calloc(t, 3 * sizeof *l->loss);
	if (!l->shown || !l->loss)
		return -1;
	l->grad = l->loss + t;
	l->hess = l->grad + t;
	score_labels(b, l, b->e->variant);
	choose(l->shown, l->loss, t, MANY);
	return 0;
}

int
explain(const struct explained *e, struct table *t, struct sinks *s)
{
	struct chalk b = { .e = e, .table = t, .sinks = s };
	const struct variant *x = e->variant;
	struct labels_of l = { .ignored = NULL };
	bool several = e->variants > 1;
	int rc = 0;

	for (size_t i = 0; i < BOARD_COLUMNS; i++)
		b.text[i].fd = -1;
	write_title(&b);
	if (e->spec->mode->wide)
		rc = labels_init(&l, &b);
	if (!rc && several)
		rc = write_pass(&b, &l, x, STEPS_COMMON);
	for (size_t g = 0; g < e->variants && !rc; g++) {
		b.gamma = &x[g];
		if (several)
			chalk_number(&b, "gamma", x[g].gamma);
		rc = write_pass(&b, &l, &x[g],
		    several ? STEPS_OF_GAMMA
			    : STEPS_COMMON | STEPS_OF_GAMMA);
	}
	for (size_t i = 0; i < BOARD_COLUMNS; i++) {
		rc = b.text[i].failed ? -1 : rc;
		free(b.text[i].buf);
	}
	free(l.shown);
	free(l.loss);
	return rc;
}
