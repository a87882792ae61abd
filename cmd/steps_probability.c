/* steps_probability.c - scores become probabilities, one is the truth's. */
#include "step.h"

#include <math.h>

/* The target, where it is shared among labels. */

static void
soft_label(const struct target *t)
{
	const struct worked *v = t->v;
	double s = v->s.smoothing;

	if (!is_smoothed(v))
		chalk_step(t->b, v->yes, "y", "label", "", "a soft label");
	else
		chalk_step(t->b, v->yes, "y", "label (1 - E) + E / 2",
		    "%g * (1 - %g) + %g / 2", "the label, smoothed", *v->y, s,
		    s);
}

/* The share of a class: smoothed, then with what leaks to every class. */
static void
put_share(const struct target *t, bool truth)
{
	struct chalk *b = t->b;
	double s = t->v->s.smoothing, leak = t->v->s.leak;
	bool both = s > 0 && leak > 0;

	chalk_add(b, BOARD_FORMULA, both ? "(" : "");
	chalk_add(b, BOARD_NUMBERS, both ? "(" : "");
	if (s > 0) {
		chalk_add(b, BOARD_FORMULA, truth ? "1 - E + E / K" : "E / K");
		chalk_add(b, BOARD_NUMBERS, truth ? "1 - %g + " : "", s);
		chalk_add(b, BOARD_NUMBERS, "%g / %u", s, (uint64_t)t->v->c);
	}
	if (both) {
		chalk_add(b, BOARD_FORMULA, ") (1 - leak) + leak");
		chalk_add(b, BOARD_NUMBERS, ") * (1 - %g) + %g", leak, leak);
	} else if (leak > 0) {
		chalk_add(b, BOARD_FORMULA, truth ? "1" : "%g", leak);
	}
	chalk_add(b, BOARD_ABOUT, truth ? "share of the true class"
					: "share of each other class");
	chalk_add(b, BOARD_ABOUT, s > 0 ? ", smoothed" : "");
	chalk_add(b, BOARD_ABOUT, leak > 0 && !truth
		? ": its one-hot label is not quite 0" : "");
}

static void
share_step(const struct target *t)
{
	const struct worked *v = t->v;
	size_t other = v->truth ? 0 : 1;

	if (!is_softmax(v)) {
		soft_label(t);
		return;
	}
	if (v->s.distribution || !is_smoothed(v))
		return;		/* the shares are shown class by class */
	put_share(t, true);
	chalk_step(t->b, worked_share(v, v->truth), "y_%c", "", "", "",
	    v->truth);
	put_share(t, false);
	chalk_step(t->b, worked_share(v, other), "y_k", "", "", "");
}

/* Sigmoids. */

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

/* The library takes ln(prob) for a logit. */
static void
odds_step(const struct target *t)
{
	const struct worked *v = t->v;
	double e = v->s.eps, o = v->odd;
	static const char about[] =
	    "sigmoid(ln %s): ln prob is taken for a logit";

	if (e > 0)
		chalk_step(t->b, o, "o", "min(max(prob, eps), 1 - eps)",
		    "min(max(%g, %g), 1 - %g)", o == *v->x
			? "eps changes nothing here" : "clamped", *v->x, e, e);
	chalk_step(t->b, v->p[0], "p", e > 0 ? "o / (1 + o)"
					     : "prob / (1 + prob)",
	    "%g / (1 + %g)", about, o, o, e > 0 ? "o" : "prob");
}

static void
sigmoid_step(const struct target *t)
{
	const struct worked *v = t->v;
	const char *about = "probability of label 1";

	if (v->s.odds)
		odds_step(t);
	else if (!from_logits(v))
		chalk_step(t->b, v->p[0], "p", "prob", "", about);
	else if (has_slope(v))
		chalk_step(t->b, v->p[0], "p", "sigmoid(z)",
		    "1 / (1 + exp(%g))", about, -v->s.slope * *v->x);
	else
		chalk_step(t->b, v->p[0], "p", "sigmoid(logit)",
		    "1 / (1 + exp(%g))", about, -*v->x);
}

static void
margin_step(const struct target *t)
{
	const struct worked *v = t->v;

	chalk_step(t->b, v->pm, "p_m", "max(p - margin, 0)", "max(%g - %g, 0)",
	    "of a label 0, p counts as less", v->p[0], v->s.margin);
}

/* Softmaxes. */

/* The largest score, the sum of exp(). */
static void
softmax_step(const struct target *t)
{
	const struct worked *v = t->v;
	double top = v->x[v->top], p = v->p[v->top];

	chalk_step(t->b, top, "max", "logit_%c", "",
	    "the largest: subtracted, so that exp cannot overflow", v->top);
	for (size_t k = 0; k < v->c && is_term(v, k); k++)
		chalk_add(t->b, BOARD_NUMBERS, k ? " + %g" : "%g", v->p[k] / p);
	put_more(t);
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

/* The truth. */

static void
soft_truth(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c; k++)
		if (put_plus(t, k))
			chalk_add(t->b, BOARD_NUMBERS, "%g * %g", v->y[k],
			    v->p[k]);
	put_more(t);
	chalk_step(t->b, v->pt, "p_t", "sum of y_k p_k", "",
	    "probability of the truth");
}

static void
truth_step(const struct target *t)
{
	const struct worked *v = t->v;
	double p = v->p[0];

	if (is_softmax(v) && v->s.distribution)
		soft_truth(t);
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
	else if (from_logits(v) && is_slight(v->pt))
		chalk_step(t->b, v->pt, "p_t", "1 - p", "1 / (1 + exp(%g))",
		    "probability of the truth, label 0", sloped_logit(v));
	else
		chalk_step(t->b, v->pt, "p_t", "1 - p", "1 - %g",
		    "probability of the truth, label 0", p);
}

static const char *
eps_about(const struct worked *v)
{
	return v->pe == v->pt ? "eps changes nothing here"
	    : v->s.eps_in_ce ? "clamped, in the logarithm only" : "clamped";
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
	bool less = adds && no && !v->s.eps_in_ce;
	const char *p = no ? (has_margin(v) ? "p_m" : "p") : "p_t";

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
	chalk_step(b, v->pe, "p_e", "", "", "%s", eps_about(v));
}

/* A sigmoid's label 0 has 1 less what is clamped. */
static void
put_clipped(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	bool no = !is_softmax(v) && k == 0;
	double e = v->s.eps, p = is_softmax(v) ? v->p[k] : no ? v->pm : *v->p;

	chalk_add(t->b, BOARD_FORMULA, no ? "1 - min(max(" : "min(max(");
	if (is_softmax(v))
		chalk_add(t->b, BOARD_FORMULA, "p_%c", k);
	else
		chalk_add(t->b, BOARD_FORMULA, no && has_margin(v) ? "p_m"
							   : "p");
	chalk_add(t->b, BOARD_FORMULA, ", eps), 1 - eps)");
	chalk_add(t->b, BOARD_NUMBERS, no ? "1 - min(max(%g, %g), 1 - %g)"
		: "min(max(%g, %g), 1 - %g)", p, e, e);
}

static void
put_unclipped(const struct target *t, size_t k)
{
	const struct worked *v = t->v;

	if (is_softmax(v))
		chalk_add(t->b, BOARD_FORMULA, "p_%c", k);
	else
		chalk_add(t->b, BOARD_FORMULA, k ? "p" : has_margin(v)
			? "1 - p_m" : "1 - p");
	chalk_add(t->b, BOARD_NUMBERS, "%g", is_softmax(v) ? v->p[k]
		: k ? *v->p : v->no);
}

/* Soft: the probabilities of each label, as the logarithm has them. */
static void
put_clamped(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	const struct focal_clamp *c = v->s.clamp ? v->s.clamp : &focal_clip;
	struct chalk *b = t->b;
	bool no = !is_softmax(v) && k == 0, floor = c == &focal_max;
	bool adds = c == &focal_add || c == &focal_clip_add;
	bool less = adds && no && !v->s.eps_in_ce;
	double e = v->s.eps;

	chalk_add(b, BOARD_FORMULA, less || floor ? "max(" : "");
	chalk_add(b, BOARD_NUMBERS, less || floor ? "max(" : "");
	if (floor || c == &focal_add)
		put_unclipped(t, k);
	else
		put_clipped(t, k);
	chalk_add(b, BOARD_FORMULA, floor ? ", eps)" : less ? " - eps, 0)"
		: adds ? " + eps" : "");
	chalk_add(b, BOARD_NUMBERS, floor ? ", %g)" : less ? " - %g, 0)"
		: adds ? " + %g" : "", e);
}

static void
clamped_label(const struct target *t, size_t k)
{
	put_clamped(t, k);
	put_name(t, BOARD_STEP, "P", k);
	chalk_step(t->b, worked_label(t->v, k).p, "", "", "", "%s",
	    t->v->s.eps_in_ce ? "as eps leaves it, in the logarithm only"
			      : "as eps leaves it");
}

static void
clamped_labels_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c && is_softmax(v); k++)
		if (t->shown[k])
			clamped_label(t, k);
	if (!is_softmax(v)) {
		clamped_label(t, 1);
		clamped_label(t, 0);
	}
}

static bool
has_clamped_labels(const struct worked *v)
{
	return v->soft && moves_chances(v);
}

/* What the cross-entropy divides by. */
static bool
has_ce_sum(const struct worked *v)
{
	return v->s.renormalize_in_ce;
}

static void
ce_sum_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c && is_term(v, k) && moves_chances(v); k++)
		chalk_add(t->b, BOARD_NUMBERS, k ? " + %g" : "%g",
		    worked_label(v, k).p);
	for (size_t k = 0; k < v->c && is_term(v, k) && !moves_chances(v); k++)
		chalk_add(t->b, BOARD_NUMBERS, k ? " + %g" : "%g", v->p[k]);
	put_more(t);
	chalk_step(t->b, v->ce_sum, "s", moves_chances(v)
		? "sum of all p, clamped" : "sum of all p", "",
	    "what the logarithm takes p for a part of");
	if (v->soft)
		return;
	chalk_step(t->b, v->pn, "p_n", has_eps(v) ? "p_e / s" : "p_t / s",
	    "%g / %g", "made to sum to 1, in the logarithm only", v->pe,
	    v->ce_sum);
}

const struct step probability_steps[] = {
	{ BOTH, COMMON, is_soft, share_step },
	{ BOTH, COMMON, has_slope, slope_step },
	{ SIGMOID, COMMON, always, sigmoid_step },
	{ SIGMOID, COMMON, has_margin, margin_step },
	{ SOFTMAX, COMMON, from_logits, softmax_step },
	{ SOFTMAX, COMMON, always, classes_step },
	{ BOTH, COMMON, always, truth_step },
	{ BOTH, COMMON, has_eps, eps_step },
	{ BOTH, COMMON, has_clamped_labels, clamped_labels_step },
	{ SOFTMAX, COMMON, has_ce_sum, ce_sum_step },
	{ 0, 0, NULL, NULL },
};
