/* steps_loss.c - the loss of a target: a product, or a sum over its labels. */
#include "step.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* One product for the whole target. */

static void
poly_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool m = v->soft || has_floor(v);

	if (v->s.poly_factor && has_factor(v))
		chalk_part(b, "", "a_t * ", v->a);
	else if (v->s.poly_factor && v->poly_a != 1)
		chalk_part(b, "", "A * ", v->poly_a);
	chalk_add(b, BOARD_NUMBERS, b->text[BOARD_NUMBERS].n ? " * " : "");
	chalk_add(b, BOARD_FORMULA, m ? "poly m" : "poly (1 - %s)",
	    inner_name(v));
	/* a step has another gamma, but not here */
	chalk_add(b, BOARD_FORMULA, v->stepped ? "^%g" : "^(gamma + 1)",
	    v->poly_power);
	chalk_step(b, v->poly, "term", "", "%g * %g^%g",
	    "the term of PolyLoss", v->s.poly, v->m, v->poly_power);
}

/* The factors of a loss, and the term that is added. */
static void
put_product(struct chalk *b, const struct worked *v)
{
	bool n = has_weighted_ce(v);

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	chalk_part(b, " * ", "mod", v->mod);
	if (has_weight(v) && !v->soft)
		chalk_part(b, " * ", "w", v->w);
	chalk_part(b, " * ", n ? "N" : "CE", n ? v->n : v->ce);
	if (has_poly(v))
		chalk_part(b, " + ", "term", v->poly);
}

/* Each label has a loss for itself. */

/* A slope divides the loss in the end. */
static double
label_loss(const struct worked *label)
{
	return has_slope(label) ? label->loss * label->s.slope : label->loss;
}

static const char *
gamma_name(const struct worked *label, size_t k)
{
	bool yes = is_softmax(label) || k == 1;

	if (label->stepped)
		return "gamma_step";
	if (label->mixed && label->part > 0 && label->part < 1)
		return "gamma";
	if (label->mixed)
		yes = yes == (label->part == 1);
	return yes ? (label->s.gamma_pos ? "gamma_pos" : "gamma")
		   : (label->s.gamma_neg ? "gamma_neg" : "gamma");
}

/* The probability of label k, as m is made of it: with what eps did, or not. */
static void
put_m_chance(const struct target *t, const struct worked *label, size_t k,
    bool eps, struct out *o)
{
	const struct worked *v = t->v;

	if (eps)
		out_text(o, is_softmax(v) ? "P_" : k ? "P_1" : "P_0");
	else
		out_text(o, is_softmax(v) ? "p_" : k ? "p" : has_margin(v)
			? "(1 - p_m)" : "(1 - p)");
	if (is_softmax(v))
		chalk_class(t->b, o, k);
	out_text(o, has_inner_weight(label) ? "^w" : "");
}

/* How wrong a label is, as a formula. */
static void
put_m_name(const struct target *t, const struct worked *label, size_t k,
    struct out *o)
{
	const struct worked *v = t->v;
	bool eps = moves_chances(v) && !v->s.eps_in_ce;
	bool none = label->mixed && label->part == 0;
	bool part = label->mixed && label->part > 0 && label->part < 1;
	bool zero = !is_softmax(v) && k == 0;
	const char *p = has_margin(v) ? "p_m" : "p";

	if (label->gamma < 0)
		out_text(o, "(2 - ");
	if (part) {
		out_text(o, "m");
	} else if (none) {
		put_m_chance(t, label, k, eps, o);
	} else if (!has_floor(label) && zero && !eps) {
		out_text(o, p);
	} else if (!has_floor(label)) {
		out_text(o, "(1 - ");
		put_m_chance(t, label, k, eps, o);
		out_text(o, ")");
	} else if (v->s.clamp == &focal_max || label->inside > 1) {
		out_text(o, "max(1 - ");
		put_m_chance(t, label, k, v->s.clamp != &focal_max, o);
		out_text(o, v->s.clamp == &focal_max ? ", eps)" : ", 0)");
	} else {
		out_format(o, v->s.clamp == &focal_add ? "(%s + eps)"
			: "(min(max(%s, eps), 1 - eps) + eps)", p);
	}
	out_text(o, label->gamma < 0 ? ")" : "");
}

void
put_label_modulator(const struct target *t, const struct worked *label,
    size_t k, bool slope)
{
	struct out m = { .fd = -1 };

	put_m_name(t, label, k, &m);
	out_bytes(&m, "", 1);
	if (m.failed)
		out_fail(&t->b->text[BOARD_FORMULA], m.error);
	else
		put_power(t->b, label, &(struct power){ m.buf,
		    gamma_name(label, k), slope });
	free(m.buf);
}

/* name_k, a factor more. */
static void
put_label_part(const struct target *t, const char *name, size_t k, double x)
{
	const struct out *f = &t->b->text[BOARD_FORMULA];
	bool first = f->n == 0 || f->buf[f->n - 1] == '(';

	chalk_add(t->b, BOARD_FORMULA, first ? "" : " * ");
	put_name(t, BOARD_FORMULA, name, k);
	chalk_add(t->b, BOARD_NUMBERS, first ? "%g" : " * %g", x);
}

void
put_label_factors(const struct target *t, const struct worked *label, size_t k)
{
	const struct worked *v = t->v;

	if (v->s.pos || (v->s.neg && !is_softmax(v)))
		put_label_part(t, "a", k, label->base);
	if (v->in_row)
		chalk_part(t->b, " * ", "r", v->row);
	if (v->s.label_factor && *v->y > 0 && *v->y < 1)
		chalk_part(t->b, " * ", "label", *v->y);
	if (!v->s.weight || (!is_softmax(v) && k == 0))
		return;
	if (is_softmax(v))
		put_label_part(t, "w", k, label->w);
	else
		chalk_part(t->b, " * ", "w", label->w);
}

/* The loss of label k, and what modulates it. */
static void
write_label(const struct target *t, const struct worked *label, size_t k)
{
	struct chalk *b = t->b;

	if (label->below)
		chalk_add(b, BOARD_FORMULA, "1");
	else
		put_label_modulator(t, label, k, false);
	put_name(t, BOARD_STEP, "mod", k);
	chalk_step(b, label->mod, "", "", "", label->below
		? "p_t < %g: not modulated" : "", label->s.reduced);
	put_label_factors(t, label, k);
	put_label_part(t, "mod", k, label->mod);
	put_label_part(t, "l", k, label->ce);
	if (label->s.poly != 0) {
		chalk_add(b, BOARD_FORMULA, " + term");
		chalk_add(b, BOARD_NUMBERS, " + %g", label->poly);
	}
	if (counts_for_nothing(label))
		b->text[BOARD_NUMBERS].n = 0;
	put_name(t, BOARD_STEP, "loss", k);
	if (is_softmax(t->v))
		chalk_add(b, BOARD_ABOUT,
		    "were class %c the truth; its share is %g", k,
		    worked_share(t->v, k));
	else
		chalk_add(b, BOARD_ABOUT, "were label %u the truth",
		    (uint64_t)k);
	chalk_value(b, label_loss(label));
}

static void
label_step(const struct target *t, size_t k)
{
	struct worked label;

	if (work_out_label(&label, t->v, k))
		out_fail(&t->b->text[BOARD_STEP], ENOMEM);
	else
		write_label(t, &label, k);
	worked_free(&label);
}

static void
labels_step(const struct target *t)
{
	for (size_t k = 0; k < t->v->c && is_softmax(t->v); k++)
		if (t->shown[k])
			label_step(t, k);
	if (!is_softmax(t->v)) {
		label_step(t, 1);
		label_step(t, 0);
	}
}

/* The loss. */

static void
loss_about(struct chalk *b, const struct worked *v)
{
	if (!worked_adds_up(v))
		chalk_add(b, BOARD_ABOUT, "some parts have no step here");
	else if (isinf(v->loss))
		chalk_add(b, BOARD_ABOUT, "infinite");
	else if (counts_for_nothing(v))
		chalk_add(b, BOARD_ABOUT,
		    "a factor of 0: it counts for nothing");
	else if (v->loss == v->ce)
		chalk_add(b, BOARD_ABOUT, "the cross-entropy itself");
	else if (v->ce > 0)
		chalk_add(b, BOARD_ABOUT, "%r x the cross-entropy",
		    v->loss / v->ce);
}

/* share * loss of label k */
static void
put_shared_loss(const struct target *t, size_t k, double share)
{
	struct worked label;

	if (work_out_label(&label, t->v, k))
		out_fail(&t->b->text[BOARD_NUMBERS], ENOMEM);
	else
		chalk_add(t->b, BOARD_NUMBERS, "%g * %g", share,
		    label_loss(&label));
	worked_free(&label);
}

static void
put_split(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;

	chalk_add(b, BOARD_FORMULA, is_softmax(v) ? "sum of y_k loss_k"
					  : "y loss_1 + (1 - y) loss_0");
	for (size_t k = 0; k < v->c && is_softmax(v); k++)
		if (put_plus(t, k))
			put_shared_loss(t, k, worked_share(v, k));
	if (is_softmax(v)) {
		put_more(t);
		return;
	}
	put_shared_loss(t, 1, v->yes);
	chalk_add(b, BOARD_NUMBERS, " + ");
	put_shared_loss(t, 0, 1 - v->yes);
}

static void
loss_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;

	if (has_slope(v)) {
		chalk_add(b, BOARD_FORMULA, "(");
		chalk_add(b, BOARD_NUMBERS, "(");
	}
	if (is_split(v))
		put_split(t);
	else if (worked_adds_up(v))
		put_product(b, v);
	else
		chalk_add(b, BOARD_FORMULA, "all of this, and more");
	if (has_slope(v)) {
		chalk_add(b, BOARD_FORMULA, ") / slope");
		chalk_add(b, BOARD_NUMBERS, ") / %g", v->s.slope);
	}
	if ((is_whole(v) && counts_for_nothing(v)) || !worked_adds_up(v))
		b->text[BOARD_NUMBERS].n = 0;
	loss_about(b, v);
	b->quiet = b->label == NULL;
	chalk_step(b, v->loss, "loss", "", "", "");
}

const struct step loss_steps[] = {
	{ BOTH, OF_GAMMA, has_poly, poly_step },
	{ BOTH, OF_GAMMA, is_split, labels_step },
	{ BOTH, OF_GAMMA, always, loss_step },
	{ 0, 0, NULL, NULL },
};
