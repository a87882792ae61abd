/*
 * steps.c - a step is a row: when it applies, and what it writes.
 *
 * It takes each number from worked.c and says how it follows from those before
 * it.
 */
#include "steps.h"
#include "explain.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 3 };	/* of a long sum */

/* What holds of a target. */

static bool
always(const struct worked *v)
{
	(void)v;
	return true;
}

static bool
is_softmax(const struct worked *v)
{
	return v->s.mode->classes;
}

static bool
is_hard(const struct worked *v)
{
	return !v->soft;
}

static bool
is_soft(const struct worked *v)
{
	return v->soft;
}

static bool
is_split(const struct worked *v)
{
	return worked_is_split(v);
}

static bool
is_whole(const struct worked *v)
{
	return !worked_is_split(v);
}

/* ... which is not so where only CE knows of the smoothing. */
static bool
has_own_losses(const struct worked *v)
{
	return is_split(v) && !(v->s.smoothing_in_ce && v->s.smoothing > 0);
}

static bool
has_slope(const struct worked *v)
{
	return v->s.slope > 0;
}

static bool
has_margin(const struct worked *v)
{
	return v->s.margin > 0 && (v->soft || !v->truth);
}

static bool
has_eps(const struct worked *v)
{
	return v->s.eps > 0 && !v->soft;
}

static bool
has_factor(const struct worked *v)
{
	return (v->s.pos || v->s.neg) && !(is_softmax(v) && v->soft) &&
	    is_whole(v);
}

static bool
has_weight(const struct worked *v)
{
	return v->s.weight && !(is_softmax(v) && v->soft);
}

static bool
has_inner_weight(const struct worked *v)
{
	return has_weight(v) && !v->soft && v->s.weight_in_pt && v->w != 1;
}

/* With the floor of eps 1 - p_t is not 1 - p_e. */
static bool
has_floor(const struct worked *v)
{
	return has_eps(v) && v->s.clamp == &focal_max && !v->s.eps_in_ce &&
	    v->s.pt != &focal_expce && !has_inner_weight(v);
}

static bool
has_own_gamma(const struct worked *v)
{
	return is_whole(v) && (v->stepped || v->s.gamma_pos || v->s.gamma_neg);
}

static bool
has_poly(const struct worked *v)
{
	return v->s.poly != 0 && is_whole(v);
}

static bool
has_scale(const struct worked *v)
{
	return !isnan(v->scale) && worked_adds_up(v);
}

static bool
is_smoothed(const struct worked *v)
{
	return v->s.smoothing > 0 || v->s.leak > 0;
}

static bool
from_logits(const struct worked *v)
{
	return v->s.from_logits;
}

/* What a hard truth's probability is called, where m is made of it, and CE. */
static const char *
inner(const struct worked *v)
{
	return has_inner_weight(v) ? "p_w"
	    : has_eps(v) && !v->s.eps_in_ce ? "p_e" : "p_t";
}

static const char *
logged(const struct worked *v)
{
	return has_eps(v) ? "p_e" : "p_t";
}

static const char *
score_name(const struct worked *v)
{
	return from_logits(v) ? "logit" : "prob";
}

/* Steps: probabilities. */

static void
slope_step(const struct target *t)
{
	const struct worked *v = t->v;

	if (is_softmax(v))
		chalk_step(t->b, v->s.slope, "slope", "%s", "",
		    "each logit is multiplied by it, and the loss divided",
		    "given");
	else
		chalk_step(t->b, v->s.slope * *v->x, "z", "slope * logit",
		    "%g * %g", "the loss is divided by the slope", v->s.slope,
		    *v->x);
}

static void
share_step(const struct target *t)
{
	const struct worked *v = t->v;
	double s = v->s.smoothing;

	if (!is_softmax(v) && !is_smoothed(v)) {
		chalk_step(t->b, v->yes, "y", "label", "", "a soft label");
		return;
	}
	if (!is_softmax(v)) {
		chalk_step(t->b, v->yes, "y", "label (1 - E) + E / 2",
		    "%g * (1 - %g) + %g / 2", "the label, smoothed", *v->y, s,
		    s);
		return;
	}
	if (v->s.distribution || v->s.leak > 0 || !is_smoothed(v))
		return;		/* the shares are shown class by class */
	chalk_step(t->b, worked_share(v, v->truth), "y_%c", "1 - E + E / K",
	    "1 - %g + %g / %u", "share of the true class, smoothed", v->truth,
	    s, s, (uint64_t)v->c);
	chalk_step(t->b, s / (double)v->c, "y_k", "E / K", "%g / %u",
	    "share of each other class", s, (uint64_t)v->c);
}

static void
sigmoid_step(const struct target *t)
{
	const struct worked *v = t->v;
	const char *about = "probability of label 1";

	if (!from_logits(v))
		chalk_step(t->b, v->p[0], "p", "prob", "", about);
	else if (has_slope(v))
		chalk_step(t->b, v->p[0], "p", "sigmoid(z)",
		    "1 / (1 + exp(%g))", about, -v->s.slope * *v->x);
	else
		chalk_step(t->b, v->p[0], "p", "sigmoid(logit)",
		    "1 / (1 + exp(%g))", about, -*v->x);
}

/* Is it one of the terms that a sum shows? */
static size_t
show_terms(size_t c)
{
	return c <= TERMS + 1 ? c : TERMS;
}

/* The largest score, the sum of exp(), each probability. */
static void
softmax_step(const struct target *t)
{
	const struct worked *v = t->v;
	double top = v->x[v->top], p = v->p[v->top];
	size_t terms = show_terms(v->c);
	struct out *numbers = &t->b->text[BOARD_NUMBERS];

	chalk_step(t->b, top, "max", "logit_%c", "",
	    "the largest: subtracted, so that exp cannot overflow", v->top);
	for (size_t k = 0; k < terms; k++)
		chalk_add(t->b, BOARD_NUMBERS, k ? " + %g" : "%g", v->p[k] / p);
	if (terms < v->c)
		out_text(numbers, " + ...");
	chalk_step(t->b, v->sum, "sum", has_slope(v)
		? "sum of exp(slope * (logit - max))"
		: "sum of exp(logit - max)", "", "over %u classes",
	    (uint64_t)v->c);
}

static const char *
class_about(const struct worked *v, size_t k)
{
	if (k == v->truth)
		return k == v->top ? "the truth, and the most probable"
				   : "the truth";
	return k == v->top ? "the most probable" : "";
}

static void
class_step(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	if (has_slope(v))
		chalk_step(t->b, v->p[k], "p_%c",
		    "exp(slope * (logit_%c - max)) / sum",
		    "exp(%g * (%g - %g)) / %g", class_about(v, k), k, k,
		    v->s.slope, v->x[k], v->x[v->top], v->sum);
	else if (from_logits(v))
		chalk_step(t->b, v->p[k], "p_%c", "exp(logit_%c - max) / sum",
		    "exp(%g - %g) / %g", class_about(v, k), k, k, v->x[k],
		    v->x[v->top], v->sum);
	else if (v->s.renormalize)
		chalk_step(t->b, v->p[k], "p_%c", "prob_%c / sum of prob",
		    "%g / %g", class_about(v, k), k, k, v->x[k], v->sum);
	else
		chalk_step(t->b, v->p[k], "p_%c", "prob_%c", "",
		    class_about(v, k), k, k);
}

static void
classes_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct focal_sum rest = { 0 };
	uint64_t others = 0;

	for (size_t k = 0; k < v->c; k++)
		if (t->shown[k]) {
			class_step(t, k);
		} else {
			focal_sum_add(&rest, 1, &v->p[k], 1);
			others++;
		}
	if (others)
		chalk_step(t->b, focal_sum_value(&rest), "others",
		    "sum of %u further p", "", "not shown below", others);
}

static void
margin_step(const struct target *t)
{
	const struct worked *v = t->v;

	chalk_step(t->b, v->pm, "p_m", "max(p - margin, 0)", "max(%g - %g, 0)",
	    "of a label 0, p counts as less", v->p[0], v->s.margin);
}

static void
truth_step(const struct target *t)
{
	const struct worked *v = t->v;
	double p = v->p[0];

	if (is_softmax(v) && v->s.distribution)
		chalk_step(t->b, v->pt, "p_t", "sum of y_k p_k", "",
		    "probability of the truth");
	else if (is_softmax(v))
		chalk_step(t->b, v->pt, "p_t", "p_%c", "",
		    "probability of the truth", v->truth);
	else if (*v->y > 0 && *v->y < 1)
		chalk_step(t->b, v->pt, "p_t", has_margin(v)
			? "label p + (1 - label) (1 - p_m)"
			: "label p + (1 - label) (1 - p)",
		    "%g * %g + %g * %g", "probability of the truth", *v->y, p,
		    1 - *v->y, v->no);
	else if (v->truth)
		chalk_step(t->b, v->pt, "p_t", "p", "",
		    "probability of the truth, label 1");
	else if (has_margin(v))
		chalk_step(t->b, v->pt, "p_t", "1 - p_m", "1 - %g",
		    "probability of the truth, label 0", v->pm);
	else
		chalk_step(t->b, v->pt, "p_t", "1 - p", "1 - %g",
		    "probability of the truth, label 0", p);
}

/* What eps makes of p_t: of a label 0 it clamps the p that p_t is 1 less. */
static void
eps_step(const struct target *t)
{
	const struct worked *v = t->v;
	const struct focal_clamp *c = v->s.clamp ? v->s.clamp : &focal_clip;
	struct chalk *b = t->b;
	double e = v->s.eps;
	bool no = !is_softmax(v) && !v->truth;
	bool adds = c == &focal_add || c == &focal_clip_add;
	const char *p = no ? (has_margin(v) ? "p_m" : "p") : "p_t";

	bool less = adds && no && !v->s.eps_in_ce;

	if (less) {
		chalk_add(b, BOARD_FORMULA, "max(");
		chalk_add(b, BOARD_NUMBERS, "max(");
	}
	if (c == &focal_max) {
		chalk_add(b, BOARD_FORMULA, "max(p_t, eps)");
		chalk_add(b, BOARD_NUMBERS, "max(%g, %g)", v->pt, e);
	} else if (c == &focal_add) {
		chalk_add(b, BOARD_FORMULA, "p_t");
		chalk_add(b, BOARD_NUMBERS, "%g", v->pt);
	} else {
		chalk_add(b, BOARD_FORMULA, no
			? "1 - min(max(%s, eps), 1 - eps)"
			: "min(max(%s, eps), 1 - eps)", p);
		chalk_add(b, BOARD_NUMBERS, no
			? "1 - min(max(%g, %g), 1 - %g)"
			: "min(max(%g, %g), 1 - %g)", no ? v->pm : v->pt, e, e);
	}
	if (adds) {
		chalk_add(b, BOARD_FORMULA, less ? " - eps, 0)" : " + eps");
		chalk_add(b, BOARD_NUMBERS, less ? " - %g, 0)" : " + %g", e);
	}
	chalk_step(b, v->pe, "p_e", "", "", "%s", v->pe == v->pt
		? "eps changes nothing here" : v->s.eps_in_ce
		? "clamped, in the logarithm only" : "clamped");
}

/* Steps: cross-entropy. */

static void
hard_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	double p = has_eps(v) ? v->pe : v->pt;
	/* 1 - 3e-10, printed, would be 1 */
	bool near_one = !has_eps(v) && v->q > 0 && v->q < 1e-4;
	const char *about = !isinf(v->ce)
	    ? "cross-entropy: the loss at gamma 0"
	    : from_logits(v) ? "cross-entropy: too large for a double"
	    : "infinite: the truth was given no chance; --eps would clamp it";

	chalk_step(t->b, v->ce, "CE", "-ln %s",
	    near_one ? "-ln (1 - %g)" : "-ln %g", about, logged(v),
	    near_one ? v->q : p);
}

static void
log_steps(const struct target *t, size_t k, bool label)
{
	const struct worked *v = t->v;
	struct worked_label at = worked_label(v, k);
	struct chalk *b = t->b;
	const char *p = label ? (k ? "p" : has_margin(v) ? "(1 - p_m)"
							 : "(1 - p)")
			      : "p_";
	bool eps = v->s.eps > 0;

	if (label)
		chalk_add(b, BOARD_STEP, "l_%u", (uint64_t)k);
	else
		chalk_add(b, BOARD_STEP, "l_%c", k);
	chalk_add(b, BOARD_FORMULA, eps ? "-ln eps(%s" : "-ln %s", p);
	if (!label)
		chalk_add(b, BOARD_FORMULA, "%c", k);
	chalk_add(b, BOARD_FORMULA, eps ? ")" : "");
	chalk_add(b, BOARD_NUMBERS, "-ln %g", at.p);
	if (!label)
		chalk_add(b, BOARD_ABOUT, "its share of the truth is %g",
		    worked_share(v, k));
	else
		chalk_add(b, BOARD_ABOUT, "the loss of a label %u at gamma 0",
		    (uint64_t)k);
	if (eps)
		chalk_add(b, BOARD_ABOUT, "; eps: %s",
		    (v->s.clamp ? v->s.clamp : &focal_clip)->about);
	chalk_value(b, at.l);
}

static void
soft_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	const char *about = "cross-entropy: the loss at gamma 0";
	double y = v->yes;

	if (!is_softmax(v)) {
		log_steps(t, 1, true);
		log_steps(t, 0, true);
		chalk_step(t->b, v->ce, "CE", "y l_1 + (1 - y) l_0",
		    "%g * %g + %g * %g", about, y, worked_label(v, 1).l, 1 - y,
		    worked_label(v, 0).l);
		return;
	}
	for (size_t k = 0; k < v->c; k++)
		if (t->shown[k])
			log_steps(t, k, false);
	chalk_step(t->b, v->ce, "CE", "sum of y_k l_k", "", about);
}

/* Weights: what pos_weight and, of a softmax, a make of the cross-entropy. */
static void
weighted_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	double y = v->yes;

	if (is_softmax(v))
		chalk_step(t->b, v->n, "N", "sum of y_k a_k w_k l_k", "",
		    "the same with the factor and weight of each class");
	else
		chalk_step(t->b, v->n, "N", "y w l_1 + (1 - y) l_0",
		    "%g * %g * %g + %g * %g", "the same with the weight", y,
		    v->w, worked_label(v, 1).l, 1 - y, worked_label(v, 0).l);
}

static bool
has_weighted_ce(const struct worked *v)
{
	return v->soft && is_whole(v) &&
	    (v->s.weight || (is_softmax(v) && v->s.pos));
}

/* An option, that of class k if it is a list, in a formula. */
static void
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

static void
weight_step(const struct target *t)
{
	const struct worked *v = t->v;
	const struct explained *e = t->b->e;
	size_t k = is_softmax(v) ? v->truth : t->k;

	if (!is_softmax(v) && !v->soft && !v->truth) {
		chalk_step(t->b, 1, "w", "1", "", "pos_weight is for label 1");
		return;
	}
	put_option(t->b, "%s", "pos_weight",
	    specs_is_list(&e->job->pos_weight), k);
	chalk_step(t->b, v->w, "w", "", "", v->s.weight_in_pt
		? "weight of the truth, inside p_t"
		: "weight of the truth, outside p_t");
}

static void
inner_weight_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool eps = has_eps(v) && !v->s.eps_in_ce;

	chalk_step(t->b, v->inside, "p_w", eps ? "p_e^w" : "p_t^w", "%g^%g",
	    "with the weight inside", eps ? v->pe : v->pt, v->w);
}

/* Steps: the modulating factor. */

static void
soft_m_step(const struct target *t)
{
	const struct worked *v = t->v;
	const struct focal_pt *pt = v->s.pt ? v->s.pt : &focal_linear;
	bool in = v->s.weight && v->s.weight_in_pt;
	double y = v->share, p1, p0;
	bool in_ce = v->s.smoothing_in_ce || (v->s.eps > 0 && v->s.eps_in_ce);
	const char *about = "how wrong it is: 1 - p_t with the soft label";

	if (pt == &focal_expce && (in_ce || (in && is_softmax(v)))) {
		chalk_step(t->b, v->m, "m", "1 - exp(-sum of y_k w_k l_k)", "",
		    about);
		return;
	}
	if (pt == &focal_expce) {
		/* what eps adds to p_t can make it more than 1 */
		bool less = (in ? v->n : v->ce) < 0;

		chalk_step(t->b, v->m, "m", less ? "max(1 - exp(-%s), 0)"
						 : "1 - exp(-%s)",
		    less ? "max(1 - exp(-%g), 0)" : "1 - exp(-%g)", about,
		    in ? "N" : "CE", in ? v->n : v->ce);
		return;
	}
	if (is_softmax(v)) {
		chalk_step(t->b, v->m, "m", in ? "sum of y_k (1 - p_k^w_k)"
					 : "sum of y_k (1 - p_k)", "", about);
		return;
	}
	p1 = worked_label(v, 1).p;
	p0 = worked_label(v, 0).p;
	if (in_ce || v->s.eps > 0 || in || has_margin(v))
		chalk_step(t->b, v->m, "m", pt == &focal_absdiff
			? (in ? "|y (1 - p^w) - (1 - y) p|" : "|y - p|")
			: in ? "y (1 - p^w) + (1 - y) p"
			     : "y (1 - p) + (1 - y) p", "", about);
	else if (pt == &focal_absdiff)
		chalk_step(t->b, v->m, "m", "|y - p|", "|%g - %g|", about, y,
		    p1);
	else
		chalk_step(t->b, v->m, "m", "y (1 - p) + (1 - y) p",
		    "%g * %g + %g * %g", about, y, p0, 1 - y, p1);
}

static bool
has_soft_m(const struct worked *v)
{
	return v->soft && is_whole(v);
}

static void
floor_step(const struct target *t)
{
	const struct worked *v = t->v;

	chalk_step(t->b, v->m, "m", "max(1 - p_t, eps)", "max(%g, %g)",
	    "clamped", v->q, v->s.eps);
}

static void
gamma_step(const struct target *t)
{
	const struct worked *v = t->v;
	const struct focal_spec *s = &v->s;

	if (v->stepped)
		chalk_step(t->b, v->gamma, "gamma", "that of the step", "",
		    "p_t is below a bound");
	else if (v->soft)
		chalk_step(t->b, v->gamma, "gamma",
		    "mix of gamma_pos, gamma_neg", "", "as the label is");
	else
		chalk_step(t->b, v->gamma, "gamma",
		    v->truth || is_softmax(v) ? "gamma_pos" : "gamma_neg", "",
		    (v->truth || is_softmax(v) ? s->gamma_pos : s->gamma_neg)
			? "" : "gamma");
}

static void
mod_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool reduced = v->s.reduced > 0;
	double d = v->s.reduced_over > 0 ? v->s.reduced_over : v->s.reduced;
	struct chalk *b = t->b;

	if (v->below) {
		chalk_step(b, 1, "mod", "1", "", "p_t < %g: not modulated",
		    v->s.reduced);
		return;
	}
	chalk_add(b, BOARD_FORMULA, reduced ? "(" : "");
	chalk_add(b, BOARD_FORMULA, v->soft || has_floor(v) ? "m" : "(1 - %s)",
	    inner(v));
	chalk_add(b, BOARD_FORMULA, reduced ? " / %g)^gamma" : "^gamma", d);
	chalk_add(b, BOARD_NUMBERS, reduced ? "(%g / %g)" : "%g", v->m, d);
	chalk_add(b, BOARD_NUMBERS, "^%g", v->gamma);
	chalk_step(b, v->mod, "mod", "", "", "modulating factor");
}

/* Steps: the outside factor. */

/* alpha and class_weight of a class, as the options have them; the product. */
static double
name_factor(struct chalk *b, size_t k, bool yes)
{
	const struct plan *p = b->e->plan;
	const struct per_class *alpha = &b->e->specs->alpha;
	const struct per_class *weight = &b->e->job->class_weight;
	const struct alpha_mode *m = b->e->specs->alpha_mode;
	bool two = !p->mode->wide && !p->mode->classes;
	bool as_is = yes || m->classes || (two && specs_is_list(alpha));
	double a = alpha->n ? specs_value(alpha, p, k) : 1;
	double w = weight->n ? specs_value(weight, p, k) : 1;

	if (alpha->n && as_is) {
		put_option(b, "%s", "alpha", specs_is_list(alpha), k);
		chalk_add(b, BOARD_NUMBERS, "%g", a);
	} else if (alpha->n && m->unit) {
		put_option(b, weight->n ? "(1 - %s)" : "1 - %s", "alpha",
		    specs_is_list(alpha), k);
		chalk_add(b, BOARD_NUMBERS, weight->n ? "(1 - %g)" : "1 - %g",
		    a);
		a = 1 - a;
	} else if (alpha->n) {
		chalk_add(b, BOARD_ABOUT, "alpha is for label 1; ");
		a = 1;
	}
	if (b->text[BOARD_FORMULA].n && weight->n) {
		chalk_add(b, BOARD_FORMULA, " * ");
		chalk_add(b, BOARD_NUMBERS, " * ");
	}
	if (weight->n) {
		put_option(b, "%s", "class_weight", specs_is_list(weight), k);
		chalk_add(b, BOARD_NUMBERS, "%g", w);
	}
	if (!b->text[BOARD_FORMULA].n)
		chalk_add(b, BOARD_FORMULA, "1");
	return a * w;
}

static void
factor_step(const struct target *t)
{
	const struct worked *v = t->v;
	const struct plan *p = t->b->e->plan;
	bool two = !p->mode->wide && !p->mode->classes;
	const char *about = "factor of the truth";

	if (v->soft) {
		chalk_step(t->b, v->a, "a_t", v->s.smoothing_in_ce
			? "label a_1 + (1 - label) a_0"
			: "y a_1 + (1 - y) a_0",
		    "%g * %g + %g * %g", about, v->share,
		    v->s.pos ? v->s.pos[0] : 1, 1 - v->share,
		    v->s.neg ? v->s.neg[0] : 1);
		return;
	}
	/* it need not be the options that made it */
	if (name_factor(t->b, two || is_softmax(v) ? v->truth : t->k,
		is_softmax(v) || v->truth) != v->a) {
		for (size_t i = 0; i < BOARD_COLUMNS; i++)
			t->b->text[i].n = 0;
		chalk_add(t->b, BOARD_FORMULA, "its factor");
	}
	chalk_bare(t->b);
	chalk_step(t->b, v->a, "a_t", "", "", about);
}

/* Steps: the loss. */

static void
poly_step(const struct target *t)
{
	const struct worked *v = t->v;

	chalk_add(t->b, BOARD_FORMULA, v->soft || has_floor(v)
		? "poly m^(gamma + 1)" : "poly (1 - %s)^(gamma + 1)",
	    inner(v));
	chalk_step(t->b, v->poly, "P", "", "%g * %g^%g", "the term of PolyLoss",
	    v->s.poly, v->m, v->poly_power);
}

/* The factors of a loss, and the term that is added. */
static void
put_product(struct chalk *b, const struct worked *v, const char *ce)
{
	bool n = has_weighted_ce(v);

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	chalk_part(b, " * ", "mod", v->mod);
	if (has_weight(v) && !v->soft)
		chalk_part(b, " * ", "w", v->w);
	chalk_part(b, " * ", n ? "N" : ce, n ? v->n : v->ce);
	if (has_poly(v))
		chalk_part(b, " + ", "P", v->poly);
}

/* A factor of 0 makes 0 of an infinite loss: 0 * inf is not what is meant. */
static bool
counts_for_nothing(const struct worked *v)
{
	return isinf(v->ce) && !isinf(v->loss);
}

/* The loss as it would be were label or class k the truth. */
static void
label_loss(const struct target *t, size_t k)
{
	const double y = (double)k;
	struct chalk *b = t->b;
	struct worked v = { .s = t->v->s, .c = t->v->c, .x = t->v->x, .y = &y };

	v.s.distribution = false;
	v.s.smoothing = v.s.leak = 0;
	if (work_out(&v)) {
		out_fail(&b->text[BOARD_STEP], ENOMEM);
	} else {
		chalk_add(b, BOARD_STEP, is_softmax(&v) ? "loss_%c" : "loss_%u",
		    k);
		put_product(b, &v, "l");
		if (counts_for_nothing(&v))
			b->text[BOARD_NUMBERS].n = 0;
		chalk_add(b, BOARD_ABOUT, is_softmax(&v)
			? "were class %c the truth" : "were label %u the truth",
		    k);
		if (is_softmax(&v))
			chalk_add(b, BOARD_ABOUT, "; its share is %g",
			    worked_share(t->v, k));
		chalk_value(b, has_slope(&v) ? v.loss * v.s.slope : v.loss);
	}
	worked_free(&v);
}

static void
split_step(const struct target *t)
{
	for (size_t k = 0; k < t->v->c && is_softmax(t->v); k++)
		if (t->shown[k])
			label_loss(t, k);
	if (!is_softmax(t->v)) {
		label_loss(t, 1);
		label_loss(t, 0);
	}
}

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

static void
put_split(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;

	if (!has_own_losses(v)) {
		chalk_add(b, BOARD_FORMULA, "sum of y_k a_k m_k^gamma_k l_k");
	} else if (is_softmax(v)) {
		chalk_add(b, BOARD_FORMULA, "sum of y_k loss_k");
	} else {
		chalk_add(b, BOARD_FORMULA, "y loss_1 + (1 - y) loss_0");
		chalk_add(b, BOARD_NUMBERS, "%g * %g + %g * %g", v->yes,
		    worked_label(v, 1).loss, 1 - v->yes,
		    worked_label(v, 0).loss);
	}
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
		put_product(b, v, "CE");
	else
		chalk_add(b, BOARD_FORMULA, "all of this, and more");
	if (has_slope(v)) {
		chalk_add(b, BOARD_FORMULA, ") / slope");
		chalk_add(b, BOARD_NUMBERS, ") / %g", v->s.slope);
	}
	if (counts_for_nothing(v) || !worked_adds_up(v) ||
	    (is_split(v) && (is_softmax(v) || !has_own_losses(v))))
		b->text[BOARD_NUMBERS].n = 0;
	loss_about(b, v);
	b->quiet = b->label == NULL;
	chalk_step(b, v->loss, "loss", "", "", "");
}

/* Steps: slopes. */

/* How 1 - p_t grows with the cross-entropy, both in per cent. */
static double
elasticity(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	const char *name = inner(v), *w = has_inner_weight(v) ? " w" : "";
	double l = has_inner_weight(v) ? v->w * v->ce : v->ce;
	double p = v->inside, e = v->m > 0 ? p * l / v->m : 1;

	chalk_add(b, BOARD_FORMULA, "%s%s CE / (1 - %s)", name, w, name);
	if (v->m > 0)
		chalk_add(b, BOARD_NUMBERS, "%g * %g / %g", p, l, v->m);
	chalk_step(b, e, "e", "", "", "elasticity of 1 - %s%s", name,
	    v->m > 0 ? "" : ", in the limit");
	return e;
}

static void
scale_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool moves = v->gamma > 0 && !v->s.detach && !v->below;
	double e = moves ? elasticity(t) : 0;

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	chalk_part(b, " * ", "mod", v->mod);
	if (has_weight(v))
		chalk_part(b, " * ", "w", v->w);
	if (moves) {
		chalk_add(b, BOARD_FORMULA, " * (1 + gamma e)");
		chalk_add(b, BOARD_NUMBERS, " * (1 + %g * %g)", v->gamma, e);
	}
	chalk_bare(b);
	chalk_step(b, v->scale, "scale", "", "", v->s.detach
		? "dloss/dCE, mod held constant" : "dloss/dCE");
}

/* scale, times the slope of the cross-entropy. */
static void
put_slope(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool yes = is_softmax(v) ? k == v->truth : v->truth;
	bool plain = v->s.eps == 0 && (is_softmax(v)
		? from_logits(v) || (yes && !v->s.renormalize)
		: yes || v->s.margin == 0);

	chalk_add(b, BOARD_NUMBERS, "%g * %g", v->scale, v->ce_grad[k]);
	if (!plain)
		chalk_add(b, BOARD_FORMULA, "scale * dCE/d%s", score_name(v));
	else if (!from_logits(v))
		chalk_add(b, BOARD_FORMULA, yes ? "scale * -1 / p_t"
					  : "scale * 1 / p_t");
	else if (is_softmax(v))
		chalk_add(b, BOARD_FORMULA, yes ? "scale * (p_%c - 1)"
					  : "scale * p_%c", k);
	else
		chalk_add(b, BOARD_FORMULA,
		    yes ? "scale * (p - 1)" : "scale * p");
}

static void
grad_of(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;

	if (has_scale(v))
		put_slope(t, k);
	else
		chalk_add(b, BOARD_FORMULA, "dloss/d%s", score_name(v));
	if (has_scale(v))
		chalk_add(b, BOARD_ABOUT, "dloss/d%s ", score_name(v));
	if (v->grad[k] == 0 && v->s.eps > 0)
		chalk_add(b, BOARD_ABOUT, "what is clamped does not move");
	else
		chalk_add(b, BOARD_ABOUT, "(cross-entropy: %g)", v->ce_grad[k]);
	chalk_step(b, v->grad[k], is_softmax(v) ? "grad_%c" : "grad", "", "",
	    "", k);
}

/* A slope is shown if its class is; of a free probability, if it is not 0. */
static bool
has_slope_of(const struct target *t, size_t k)
{
	const struct worked *v = t->v;

	return !is_softmax(v) || (t->shown[k] && (from_logits(v) ||
		k == v->truth || v->grad[k] != 0));
}

static void
grad_step(const struct target *t)
{
	for (size_t k = 0; k < t->v->c; k++)
		if (has_slope_of(t, k))
			grad_of(t, k);
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

/* The board: what is written of a target, from top to bottom. */

enum { SIGMOID = 1, SOFTMAX = 2, BOTH = SIGMOID | SOFTMAX };
enum { COMMON = STEPS_COMMON, OF_GAMMA = STEPS_OF_GAMMA };

static const struct {
	unsigned heads, kind;
	bool (*applies)(const struct worked *v);
	void (*write)(const struct target *t);
} steps[] = {
	{ BOTH, COMMON, is_soft, share_step },
	{ BOTH, COMMON, has_slope, slope_step },
	{ SIGMOID, COMMON, always, sigmoid_step },
	{ SIGMOID, COMMON, has_margin, margin_step },
	{ SOFTMAX, COMMON, from_logits, softmax_step },
	{ SOFTMAX, COMMON, always, classes_step },
	{ BOTH, COMMON, always, truth_step },
	{ BOTH, COMMON, has_eps, eps_step },
	{ BOTH, COMMON, is_hard, hard_ce_step },
	{ BOTH, COMMON, is_soft, soft_ce_step },
	{ BOTH, COMMON, has_weight, weight_step },
	{ BOTH, COMMON, has_inner_weight, inner_weight_step },
	{ BOTH, COMMON, has_weighted_ce, weighted_ce_step },
	{ BOTH, COMMON, has_soft_m, soft_m_step },
	{ BOTH, COMMON, has_floor, floor_step },
	{ BOTH, OF_GAMMA, has_own_gamma, gamma_step },
	{ BOTH, OF_GAMMA, is_whole, mod_step },
	{ BOTH, COMMON, has_factor, factor_step },
	{ BOTH, OF_GAMMA, has_poly, poly_step },
	{ BOTH, OF_GAMMA, has_own_losses, split_step },
	{ BOTH, OF_GAMMA, always, loss_step },
	{ BOTH, OF_GAMMA, has_scale, scale_step },
	{ BOTH, OF_GAMMA, always, grad_step },
	{ BOTH, OF_GAMMA, always, hess_step },
};

void
steps_write(const struct target *t, unsigned kinds)
{
	unsigned head = is_softmax(t->v) ? SOFTMAX : SIGMOID;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if ((steps[i].heads & head) && (steps[i].kind & kinds) &&
		    steps[i].applies(t->v))
			steps[i].write(t);
}
