/*
 * steps_soft_slope.c - slopes of a soft target, from those of its labels.
 *
 * The loss is a function of l_k = -ln p_k.  Of a softmax dl_k/dlogit_j is p_j,
 * less 1 where j is k: with s_k = dloss/dl_k and their sum S the slope along
 * logit_j is p_j S - s_j.  Of probabilities, s_k is dloss/dp_k.
 */
#include "step.h"
#include "explain.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* 0 times infinity is 0: what goes to 0 is a power, the other a logarithm. */
static double
times(double a, double b)
{
	return a == 0 || b == 0 ? 0 : a * b;
}

/* What the loss of a label by itself moves by. */
static double
own_slope(const struct worked *label)
{
	double inner = times(label->mod, label->dn);

	if (label->bends)
		inner += times(label->ce, label->dmod);
	return times(label->a * label->w, inner) + label->dpoly;
}

static double
split_slope(const struct worked *v, size_t k)
{
	struct worked label;
	double s = work_out_label(&label, v, k) ? NAN : own_slope(&label);

	worked_free(&label);
	return s;
}

/* How m moves with class k: expce has it by the cross-entropy. */
static double
m_slope(const struct worked *v, size_t k, const struct worked_label *at)
{
	double w = v->s.weight && v->s.weight_in_pt ? v->s.weight[k] : 1;

	return v->s.pt == &focal_expce ? (1 - v->m) * w * at->dl : at->dwrong;
}

static double
whole_slope(const struct worked *v, size_t k)
{
	struct worked_label at = worked_label(v, k);
	double y = worked_share(v, k), dm = m_slope(v, k, &at);
	double w = v->s.weight ? v->s.weight[k] : 1;
	double a = v->s.pos ? v->s.pos[k] : 1;

	return y * a * w * v->mod * at.dl + worked_m_share(v, k) * dm *
	    ((v->bends ? v->n * v->dmod : 0) + v->dpoly);
}

/* s_k */
static double
slope_of(const struct worked *v, size_t k)
{
	return worked_is_split(v) ? worked_share(v, k) * split_slope(v, k)
				  : whole_slope(v, k);
}

/*
 * The sum that all of them share, S; where probabilities are renormalized, that
 * of p_k s_k.  It is had from the slope of the most probable class.
 */
static double
shared(const struct worked *v)
{
	double s = slope_of(v, v->top), g = v->grad[v->top];

	return from_logits(v) ? (g + s) / v->p[v->top] : s - g * v->sum;
}

/* The slope along score k, of these. */
static double
end_of(const struct worked *v, size_t k)
{
	double s = slope_of(v, k);

	return from_logits(v) ? v->p[k] * shared(v) - s
	    : v->s.renormalize ? (s - shared(v)) / v->sum : s;
}

bool
has_label_slopes(const struct worked *v)
{
	double most = 0;

	if (!v->soft || v->s.renormalize_in_ce || !worked_adds_up(v))
		return false;
	if (!is_softmax(v))
		return is_split(v) && is_near(*v->grad,
		    v->yes * split_slope(v, 1) +
		    (1 - v->yes) * split_slope(v, 0));
	if (v->s.pt == &focal_expce ? !m_is_of_ce(v)
				    : is_whole(v) && m_moves_oddly(v))
		return false;
	/* the terms of a slope may be more than it */
	for (size_t k = 0; k < v->c; k++)
		if (isfinite(v->grad[k]))
			most = fmax(most, fabs(v->grad[k]));
	for (size_t k = 0; k < v->c && is_term(v, k); k++) {
		double end = end_of(v, k), terms = fabs(slope_of(v, k));

		if (end != v->grad[k] && !(fabs(end - v->grad[k]) <=
			1e-9 * most + 1e-14 * terms))
			return false;
	}
	return true;
}

/* One modulator for all. */

static void
put_label_name(const struct target *t, const char *sign, const char *name,
    size_t k, double x)
{
	chalk_add(t->b, BOARD_FORMULA, sign);
	chalk_add(t->b, BOARD_NUMBERS, sign);
	put_name(t, BOARD_FORMULA, name, k);
	chalk_add(t->b, BOARD_NUMBERS, "%g", x);
}

/* A name alone needs none: those before it are taken away. */
static void
close_brackets(struct out *o, size_t from)
{
	if (o->failed || from == 0 || o->n <= from)
		return;
	if (o->buf[from] == '-' || memchr(o->buf + from, ' ', o->n - from)) {
		out_text(o, ")");
		return;
	}
	memmove(o->buf + from - 1, o->buf + from, o->n - from);
	o->n--;
}

/* What is not 1 of the slope of l_k, or of what is wrong of class k. */
static void
put_own(const struct target *t, size_t k, bool l)
{
	struct chalk *b = t->b;

	size_t formula, numbers;

	if (l && l_is_basis(t->v, k))
		return;
	chalk_add(b, BOARD_FORMULA, " * (");
	chalk_add(b, BOARD_NUMBERS, " * (");
	formula = b->text[BOARD_FORMULA].n;
	numbers = b->text[BOARD_NUMBERS].n;
	if (l)
		put_slope_of_l(t, k);
	else
		put_slope_of_wrong(t, k);
	close_brackets(&b->text[BOARD_FORMULA], formula);
	close_brackets(&b->text[BOARD_NUMBERS], numbers);
}

static void
whole_line(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	const char *n = has_weighted_ce(v) ? "N" : "CE";
	double ym = worked_m_share(v, k);

	put_label_name(t, "", "y", k, worked_share(v, k));
	if (v->s.pos)
		put_label_name(t, " * ", "a", k, v->s.pos[k]);
	if (v->s.weight)
		put_label_name(t, " * ", "w", k, v->s.weight[k]);
	chalk_part(b, " * ", "mod", v->mod);
	put_own(t, k, true);
	if (!v->bends && v->s.poly == 0)
		return;
	if (v->bends && v->s.poly != 0) {
		chalk_part(b, " + (", n, v->n);
		chalk_part(b, " * ", "dmod", v->dmod);
		chalk_part(b, " + ", "dterm", v->dpoly);
		chalk_add(b, BOARD_FORMULA, ")");
		chalk_add(b, BOARD_NUMBERS, ")");
	} else if (v->bends) {
		chalk_part(b, " + ", n, v->n);
		chalk_part(b, " * ", "dmod", v->dmod);
	} else {
		chalk_part(b, " + ", "dterm", v->dpoly);
	}
	put_label_name(t, " * ", v->s.smoothing_in_ce ? "label" : "y", k, ym);
	if (v->s.pt != &focal_expce) {
		put_own(t, k, false);
		return;
	}
	chalk_add(b, BOARD_FORMULA, " * (1 - m)");
	chalk_add(b, BOARD_NUMBERS, " * (1 - %g)", v->m);
	if (v->s.weight && v->s.weight_in_pt)
		put_label_name(t, " * ", "w", k, v->s.weight[k]);
	put_own(t, k, true);
}

static bool
has_shared_mod(const struct worked *v)
{
	return is_whole(v) && v->bends && has_label_slopes(v);
}

static bool
has_shared_term(const struct worked *v)
{
	return is_whole(v) && v->s.poly != 0 && has_label_slopes(v);
}

static void
shared_mod_step(const struct target *t)
{
	put_modulator(t->b, t->v, true);
	chalk_step(t->b, t->v->dmod, "dmod", "", "", "dmod/dm");
}

static void
shared_term_step(const struct target *t)
{
	const struct worked *v = t->v;

	if (v->poly_a != 1) {
		chalk_add(t->b, BOARD_FORMULA, "A ");
		chalk_add(t->b, BOARD_NUMBERS, "%g * ", v->poly_a);
	}
	if (v->stepped)	/* a step has another gamma, but not here */
		chalk_add(t->b, BOARD_FORMULA, "poly * %g m^%g", v->poly_power,
		    v->poly_power - 1);
	else
		chalk_add(t->b, BOARD_FORMULA, "poly (gamma + 1) m^gamma");
	chalk_step(t->b, v->dpoly, "dterm", "", "%g * %g * %g^%g", "dterm/dm",
	    v->s.poly, v->poly_power, v->m, v->poly_power - 1);
}

/* A loss for each label. */

static const char *
along_name(const struct worked *v)
{
	static const char *const name[] = { [ALONG_SCORE] = "along the score",
		[ALONG_L] = "along its l", [ALONG_P] = "along its p" };

	return name[worked_basis(v)];
}

/* Of a label that was not given, p is what is wrong. */
static void
put_none(const struct target *t, size_t k)
{
	chalk_add(t->b, BOARD_FORMULA, "-(");
	chalk_add(t->b, BOARD_NUMBERS, "-(");
	put_slope_of_wrong(t, k);
	chalk_add(t->b, BOARD_FORMULA, ")");
	chalk_add(t->b, BOARD_NUMBERS, ")");
}

static void
split_line(const struct target *t, const struct worked *label, size_t k)
{
	struct chalk *b = t->b;
	bool factors;

	if (label->bends && label->mixed && label->part == 0 &&
	    !m_moves_oddly(label)) {
		put_none(t, k);
		put_name(t, BOARD_STEP, "dm", k);
		chalk_step(b, label->dm, "", "", "", "%s", along_name(t->v));
	}
	if (label->bends) {
		put_label_modulator(t, label, k, true);
		if ((label->mixed && label->part < 1) || m_moves_oddly(label)) {
			/* of a p that is the wrong itself, or a mixture */
			chalk_add(b, BOARD_FORMULA, " * dm_");
			chalk_add(b, BOARD_FORMULA, is_softmax(t->v) ? "%c"
								     : "%u", k);
			chalk_add(b, BOARD_NUMBERS, " * %g", label->dm);
		} else {
			put_own(t, k, false);
		}
		put_name(t, BOARD_STEP, "dmod", k);
		chalk_step(b, label->dmod, "", "", "", "%s",
		    along_name(t->v));
	}
	put_label_factors(t, label, k);
	factors = b->text[BOARD_FORMULA].n > 0;
	chalk_add(b, BOARD_FORMULA, factors ? " * (" : "");
	chalk_add(b, BOARD_NUMBERS, factors ? " * (" : "");
	put_label_name(t, "", "mod", k, label->mod);
	put_own(t, k, true);
	if (label->bends) {
		put_label_name(t, " + ", "l", k, label->ce);
		put_label_name(t, " * ", "dmod", k, label->dmod);
	}
	chalk_add(b, BOARD_FORMULA, factors ? ")" : "");
	chalk_add(b, BOARD_NUMBERS, factors ? ")" : "");
	if (label->s.poly != 0)
		chalk_part(b, " + ", "dterm", label->dpoly);
	if (isinf(label->ce) && isfinite(own_slope(label)))
		b->text[BOARD_NUMBERS].n = 0;
	put_name(t, BOARD_STEP, "dloss", k);
	chalk_step(b, own_slope(label), "", "", "", "%s", along_name(t->v));
}

static void
split_label(const struct target *t, size_t k)
{
	struct worked label;

	if (work_out_label(&label, t->v, k))
		out_fail(&t->b->text[BOARD_STEP], ENOMEM);
	else
		split_line(t, &label, k);
	worked_free(&label);
}

/* Each slope is that of a class alone. */
static bool
is_free(const struct worked *v)
{
	return is_softmax(v) && is_whole(v) && !from_logits(v) &&
	    !v->s.renormalize;
}

static void
label_line(const struct target *t, size_t k)
{
	const struct worked *v = t->v;

	if (is_split(v)) {
		split_label(t, k);
		return;
	}
	whole_line(t, k);
	if (is_free(v)) {
		put_name(t, BOARD_STEP, "grad", k);
		chalk_step(t->b, v->grad[k], "", "", "",
		    "dloss/dprob (cross-entropy: %g)", v->ce_grad[k]);
		return;
	}
	put_name(t, BOARD_STEP, "s", k);
	chalk_step(t->b, slope_of(v, k), "", "", "", from_logits(v)
		? "dloss/dl_k" : "dloss/dp_k");
}

static void
label_slopes_step(const struct target *t)
{
	for (size_t k = 0; k < t->v->c && is_softmax(t->v); k++)
		if (t->shown[k])
			label_line(t, k);
	if (!is_softmax(t->v)) {
		label_line(t, 1);
		label_line(t, 0);
	}
}

/* Their sum. */

static bool
has_shared_slope(const struct worked *v)
{
	return has_label_slopes(v) && (from_logits(v) || v->s.renormalize);
}

static void
shared_slope_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool split = is_split(v), logits = from_logits(v);
	struct chalk *b = t->b;

	for (size_t k = 0; k < v->c; k++) {
		if (!put_plus(t, k))
			continue;
		if (!logits)
			chalk_add(b, BOARD_NUMBERS, "%g * ", v->p[k]);
		chalk_add(b, BOARD_NUMBERS, split ? "%g * %g" : "%g",
		    split ? worked_share(v, k) : slope_of(v, k),
		    split ? split_slope(v, k) : 0);
	}
	put_more(t);
	chalk_step(b, shared(v), "S", logits ? split ? "sum of y_k dloss_k"
						     : "sum of s_k"
		: split ? "sum of p_k y_k dloss_k" : "sum of p_k s_k", "",
	    "what all slopes share");
}

/* s_k, in a formula. */
static void
put_slope(const struct target *t, size_t k, const char *sign)
{
	const struct worked *v = t->v;

	if (!is_split(v)) {
		put_label_name(t, sign, "s", k, slope_of(v, k));
		return;
	}
	put_label_name(t, sign, "y", k, worked_share(v, k));
	put_label_name(t, " * ", "dloss", k, split_slope(v, k));
}

static void
class_slope(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	double s = shared(v);

	if (from_logits(v)) {
		put_label_name(t, "", "p", k, v->p[k]);
		chalk_part(b, " * ", "S", s);
		put_slope(t, k, " - ");
	} else if (v->s.renormalize) {
		put_slope(t, k, "(");
		chalk_part(b, " - ", "S", s);
		chalk_add(b, BOARD_FORMULA, ") / sum of prob");
		chalk_add(b, BOARD_NUMBERS, ") / %g", v->sum);
	} else {
		put_slope(t, k, "");
		chalk_bare(b);
	}
	chalk_step(b, v->grad[k], "grad_%c", "", "",
	    "dloss/d%s (cross-entropy: %g)", k, score_name(v), v->ce_grad[k]);
}

static void
slopes_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c && is_softmax(v) && !is_free(v); k++)
		if (has_slope_of(t, k))
			class_slope(t, k);
	if (is_softmax(v))
		return;
	chalk_step(t->b, *v->grad, "grad", "y dloss_1 + (1 - y) dloss_0",
	    "%g * %g + %g * %g", "dloss/d%s (cross-entropy: %g)", v->yes,
	    split_slope(v, 1), 1 - v->yes, split_slope(v, 0), score_name(v),
	    v->ce_grad[0]);
}

static void
hess_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c && t->b->e->job->hess; k++)
		if (has_slope_of(t, k))
			chalk_step(t->b, v->hess[k],
			    is_softmax(v) ? "hess_%c" : "hess",
			    from_logits(v) ? "d2loss/dlogit2" : "d2loss/dprob2",
			    "", "", k);
}

const struct step soft_slope_steps[] = {
	{ SOFTMAX, OF_GAMMA, has_shared_mod, shared_mod_step },
	{ SOFTMAX, OF_GAMMA, has_shared_term, shared_term_step },
	{ BOTH, OF_GAMMA, has_label_slopes, label_slopes_step },
	{ SOFTMAX, OF_GAMMA, has_shared_slope, shared_slope_step },
	{ BOTH, OF_GAMMA, has_label_slopes, slopes_step },
	{ BOTH, OF_GAMMA, always, hess_step },
	{ 0, 0, NULL, NULL },
};
