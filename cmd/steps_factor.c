/* steps_factor.c - the outside factor: alpha, class weights, and what else. */
#include "step.h"
#include "explain.h"

#include <stdlib.h>

void
put_option(struct chalk *b, const char *format, const char *option, bool list,
    size_t k)
{
	const struct focal_mode *m = b->e->plan->mode;
	struct out name = { .fd = -1 };

	out_text(&name, option);
	if (list && !m->wide && !m->classes) {
		out_format(&name, "_%zu", k);
	} else if (list) {
		out_text(&name, "_");
		chalk_class(b, &name, k);
	}
	out_bytes(&name, "", 1);
	if (name.failed)
		out_fail(&b->text[BOARD_FORMULA], name.error);
	else
		chalk_add(b, BOARD_FORMULA, format, name.buf);
	free(name.buf);
}

/* A factor more, behind a sign if it is not the first. */
static void
put_sign(struct chalk *b, const char *sign)
{
	const struct out *f = &b->text[BOARD_FORMULA];

	if (f->n == 0)
		return;
	chalk_add(b, BOARD_FORMULA, sign);
	chalk_add(b, BOARD_NUMBERS, sign);
}

/*
 * What the mode makes of alpha for class k: it is asked for that of a quarter.
 * Returns the factor.
 */
static double
put_alpha(struct chalk *b, size_t k, bool yes, bool alone)
{
	const struct specs *s = b->e->specs;
	const struct plan *p = b->e->plan;
	bool list = specs_is_list(&s->alpha);
	bool two = !p->mode->wide && !p->mode->classes;
	double a = s->alpha.n ? specs_value(&s->alpha, p, k) : 1;
	double pos, neg, made;

	if (!s->alpha.n)
		return 1;
	s->alpha_mode->set(0.25, two ? 1 : k, &pos, &neg);
	made = (two && list) || yes ? pos : neg;
	if (two && list)	/* each label has its own */
		made = 0.25;
	if (made == 1) {
		chalk_add(b, BOARD_ABOUT, yes ? "alpha is for label 0; "
					      : "alpha is for label 1; ");
		return 1;
	}
	if (made == 0.25) {
		put_option(b, "%s", "alpha", list, k);
		chalk_add(b, BOARD_NUMBERS, "%g", a);
		return a;
	}
	put_option(b, alone ? "1 - %s" : "(1 - %s)", "alpha", list, k);
	chalk_add(b, BOARD_NUMBERS, alone ? "1 - %g" : "(1 - %g)", a);
	return 1 - a;
}

/* The options and the library's numbers that a factor is made of. */
static double
name_factor(struct chalk *b, size_t k, bool yes, bool alone)
{
	const struct explained *e = b->e;
	const struct like *l = &e->specs->like;
	const struct per_class *weight = &e->job->class_weight;
	bool weighs = weight->n && !l->row_weight;
	double a, over = specs_over(l, e->job, e->plan);

	alone = alone && !weighs && over == 1;
	a = put_alpha(b, k, yes, alone);
	if (weighs) {
		put_sign(b, " * ");
		put_option(b, "%s", "class_weight", specs_is_list(weight), k);
		chalk_add(b, BOARD_NUMBERS, "%g", specs_value(weight, e->plan,
		    k));
		a *= specs_value(weight, e->plan, k);
	}
	if (!b->text[BOARD_FORMULA].n) {
		chalk_add(b, BOARD_FORMULA, "1");
		chalk_add(b, BOARD_NUMBERS, over == 1 ? "" : "1");
	}
	if (over == 1)
		return a;
	chalk_add(b, BOARD_FORMULA, l->weights_mean
		? " / (mean of class_weight)"
		: l->over_classes ? " / classes" : " / normalizer");
	chalk_add(b, BOARD_NUMBERS, " / %g", over);
	return a / over;
}

/* What the column, class or label that k is has as its option's class. */
static size_t
option_class(const struct target *t, size_t k)
{
	const struct plan *p = t->b->e->plan;

	return is_softmax(t->v) ? k : p->mode->wide ? t->k : k;
}

/* An entry of the table that has it. */
static double
table_factor(const struct worked *v, size_t k)
{
	const double *table = is_softmax(v) || k ? v->s.pos : v->s.neg;

	return table ? table[is_softmax(v) ? k : 0] : 1;
}

/* As the options make it, unless it is not they who made it. */
static void
put_own_factor(const struct target *t, size_t k, bool alone)
{
	struct chalk *b = t->b;

	if (name_factor(b, option_class(t, k), is_softmax(t->v) || k,
		alone) == table_factor(t->v, k))
		return;
	b->text[BOARD_FORMULA].n = b->text[BOARD_NUMBERS].n = 0;
	b->text[BOARD_ABOUT].n = 0;
	chalk_add(b, BOARD_FORMULA, "%g", table_factor(t->v, k));
	chalk_add(b, BOARD_NUMBERS, "%g", table_factor(t->v, k));
}

/* The factors of the labels, or classes, where each has its own. */

static bool
has_label_factors(const struct worked *v)
{
	bool tables = v->s.pos || (v->s.neg && !is_softmax(v));

	return v->soft && tables && !(v->s.sided && is_whole(v));
}

static void
label_factor(const struct target *t, size_t k)
{
	put_own_factor(t, k, true);
	chalk_bare(t->b);
	put_name(t, BOARD_STEP, "a", k);
	chalk_step(t->b, table_factor(t->v, k), "", "", "", "%s",
	    is_softmax(t->v) ? "factor of the class" : k
		? "factor of a label 1" : "factor of a label 0");
}

static void
label_factors_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c && is_softmax(v); k++)
		if (t->shown[k])
			label_factor(t, k);
	if (is_softmax(v))
		return;
	if (!v->s.sided || *v->y > 0)
		label_factor(t, 1);
	if (!v->s.sided || *v->y <= 0)
		label_factor(t, 0);
}

/* The factor of a row: the weight of the class that it is of. */

static bool
has_row_factor(const struct worked *v)
{
	return v->in_row != NULL;
}

static void
row_factor_step(const struct target *t)
{
	const struct chalk *b = t->b;
	const struct batch *s = b->e->sample;
	size_t truth = 0, labels = 0;

	for (size_t k = 0; s && k < s->t; k++)
		if (s->y[k] > 0) {
			truth = k;
			labels += s->y[k] == 1 ? 1 : 2;
		}
	if (labels == 1)
		put_option(t->b, "%s", "class_weight",
		    specs_is_list(&b->e->job->class_weight), truth);
	else
		chalk_add(t->b, BOARD_FORMULA, "sum of y_k class_weight_k");
	chalk_step(t->b, t->v->row, "r", "", "",
	    "weight of the sample: that of its class");
}

/* All of it. */

static void
put_mixed(const struct target *t)
{
	const struct worked *v = t->v;
	const char *name = share_name(v);
	struct chalk *b = t->b;
	bool more = v->times != 1;

	if (!v->s.pos && !v->s.neg)
		return;
	if (v->s.sided) {
		put_own_factor(t, *v->y > 0, false);
		if (v->base == 1 && more)
			b->text[BOARD_FORMULA].n = b->text[BOARD_NUMBERS].n = 0;
		return;
	}
	chalk_add(b, BOARD_FORMULA, more ? "(%s a_1 + (1 - %s) a_0)"
					 : "%s a_1 + (1 - %s) a_0", name, name);
	chalk_add(b, BOARD_NUMBERS, more ? "(%g * %g + %g * %g)"
					 : "%g * %g + %g * %g", v->share,
	    table_factor(v, 1), 1 - v->share, table_factor(v, 0));
}

static void
factor_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool label = v->s.label_factor && *v->y > 0 && *v->y < 1;
	bool more = label || v->in_row;

	if (v->soft)
		put_mixed(t);
	else if (v->s.pos || v->s.neg)
		put_own_factor(t, v->truth, !more);
	/* 1 times something is that */
	if (more && b->text[BOARD_FORMULA].n == 1 && v->base == 1)
		b->text[BOARD_FORMULA].n = b->text[BOARD_NUMBERS].n = 0;
	if (label)
		chalk_part(b, " * ", "label", *v->y);
	if (v->in_row)
		chalk_part(b, " * ", "r", v->row);
	if (!b->text[BOARD_FORMULA].n)
		chalk_add(b, BOARD_FORMULA, "1");
	chalk_bare(b);
	chalk_step(b, v->a, "a_t", "", "", "%s", label
		? "factor of the truth; a label is its quality"
		: "factor of the truth");
}

const struct step factor_steps[] = {
	{ BOTH, COMMON, has_label_factors, label_factors_step },
	{ SIGMOID, COMMON, has_row_factor, row_factor_step },
	{ BOTH, COMMON, has_factor, factor_step },
	{ 0, 0, NULL, NULL },
};
