/* explain.c - a sample: its title, the steps to its losses, what they add. */
#include "explain.h"
#include "chalk.h"
#include "contribution.h"
#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Classes or labels that are shown; where each of them has lines of its own */
enum { MANY = 8, FEW = 4 };

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
	one.row_factor = NULL;
	return one;
}

/* What multiplies all losses of the row, as a table of weights has it. */
static double
row_factor(const struct focal_spec *s, const struct batch *sample)
{
	struct focal_sum sum = { 0 };

	if (!s->row_factor)
		return 1;
	focal_sum_add_products(&sum, sample->c, sample->y, 1, s->row_factor);
	return focal_sum_value(&sum);
}

/*
 * The sample of binary or multiclass, or label k of multilabel, whose loss and
 * slopes in the row are out[k].
 */
static int
write_target(struct chalk *b, size_t k, const struct variant *x, unsigned pass,
    const struct focal_out *out)
{
	const struct batch *sample = b->e->sample;
	bool failed = false;	/* without its labels a slope has other steps */
	struct worked v = { .s = x->spec, .c = sample->c, .x = sample->x,
		.y = sample->y, .row = row_factor(&x->spec, sample),
		.failed = &failed };
	struct target t = { .b = b, .v = &v, .k = k };
	struct focal_sum own = { 0 };
	int rc = -1;

	if (!v.s.mode->classes) {
		v.in_row = v.s.row_factor ? out : NULL;
		v.s = column_spec(&v.s, k);
		v.c = 1;
		v.x += k;
		v.y += k;
	}
	t.shown = calloc(v.c, sizeof *t.shown);
	if (t.shown && !work_out(&v)) {
		if (v.s.mode->classes)
			t.shown[v.truth] = true;
		choose(t.shown, v.p, v.c, (v.soft ? FEW : MANY) - 1);
		steps_write(&t, pass);
		if (!b->label && (pass & STEPS_OF_GAMMA)) {
			contribution_add(b, &own, v.loss);
			contribution_write(b, "loss", v.loss, &own);
		}
		rc = failed ? -1 : 0;
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
	bool summed;		/* the library sums them up (--like) */
	double whole;		/* loss of the sample: their mean, or sum */
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
	l->whole = focal_sum_over(&l->all, l->summed ? 1 : l->used);
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

/* Slopes as --grad and --hess print them: of the loss of the sample. */
static void
write_slopes(struct chalk *b, const struct labels_of *l, const char *name,
    const double *slope)
{
	for (size_t k = 0; k < b->e->sample->t; k++) {
		if (!l->shown[k] || (l->ignored && l->ignored[k]))
			continue;
		if (l->summed)
			chalk_step(b, slope[k], "%s_%c", "%s of the label",
			    "%g", "", name, k, name, slope[k]);
		else
			chalk_step(b, slope[k] / (double)l->used, "%s_%c",
			    "%s of the label / %u", "%g / %u", "", name, k,
			    name, (uint64_t)l->used, slope[k],
			    (uint64_t)l->used);
	}
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
		contribution_add(b, &own, l->loss[k]);
		if (l->shown[k])
			chalk_add(b, BOARD_NUMBERS, b->text[BOARD_NUMBERS].n
				? " + %g" : l->summed ? "%g" : "(%g",
			    l->loss[k]);
	}
	if (l->others)
		chalk_add(b, BOARD_NUMBERS, " + %g", focal_sum_value(&l->rest));
	chalk_add(b, BOARD_NUMBERS, l->summed ? "" : ") / %u",
	    (uint64_t)l->used);
	b->quiet = true;
	chalk_step(b, l->whole, "loss", l->summed ? "sum of losses"
					: "sum of losses / labels", "",
	    "loss of the sample");
	if (j->grad)
		write_slopes(b, l, "grad", l->grad);
	if (j->hess)
		write_slopes(b, l, "hess", l->hess);
	contribution_write(b, "sum of losses", focal_sum_value(&l->all), &own);
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
			rc = write_target(b, k, x, pass, &(struct focal_out){
				.loss = l->loss + k, .grad = l->grad + k,
				.hess = l->hess + k });
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
				      : write_target(b, 0, x, pass, NULL);
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
	l->summed = b->e->plan->like && b->e->plan->like->row_sum;
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
