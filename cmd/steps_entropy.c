/* steps_entropy.c - the cross-entropy of a target, and the weights in it. */
#include "step.h"
#include "explain.h"

#include <float.h>
#include <math.h>

/* Of what is too small for a double there is a logarithm still. */
static bool
is_too_small(const struct worked *v, double p, double l)
{
	return p < DBL_MIN && from_logits(v) && isfinite(l);
}

/* -ln of the probability of a label or class, from its logit. */
static void
put_loss_of_logit(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	double z = fabs(sloped_logit(v));

	if (!is_softmax(v))
		chalk_add(t->b, BOARD_NUMBERS, "%g + ln (1 + exp(-%g))", z, z);
	else if (has_slope(v))
		chalk_add(t->b, BOARD_NUMBERS, "%g * (%g - %g) + ln %g",
		    v->s.slope, v->x[v->top], v->x[k], v->sum);
	else
		chalk_add(t->b, BOARD_NUMBERS, "%g - %g + ln %g", v->x[v->top],
		    v->x[k], v->sum);
}

static void
hard_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool moved = has_eps(v) || v->s.renormalize_in_ce;
	double p = v->s.renormalize_in_ce ? v->pn : has_eps(v) ? v->pe : v->pt;
	const char *about = !isinf(v->ce)
	    ? "cross-entropy: the loss at gamma 0"
	    : from_logits(v) ? "cross-entropy: too large for a double"
	    : "infinite: the truth was given no chance; --eps would clamp it";

	if (!moved && is_too_small(v, p, v->ce)) {
		about = "cross-entropy; p_t is too small for a double";
		put_loss_of_logit(t, v->truth);
	} else if (!moved && is_slight(v->q)) {
		chalk_add(t->b, BOARD_NUMBERS, "-ln (1 - %g)", v->q);
	} else {
		chalk_add(t->b, BOARD_NUMBERS, "-ln %g", p);
	}
	chalk_step(t->b, v->ce, "CE", "-ln %s", "", about, logged_name(v));
}

/* What a label's logarithm is of. */
static void
put_logged(const struct target *t, size_t k)
{
	const struct worked *v = t->v;

	if (moves_chances(v))
		put_name(t, BOARD_FORMULA, "P", k);
	else if (is_softmax(v))
		chalk_add(t->b, BOARD_FORMULA, "p_%c", k);
	else
		chalk_add(t->b, BOARD_FORMULA, k ? "p" : has_margin(v)
			? "(1 - p_m)" : "(1 - p)");
}

static void
log_steps(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct worked_label at = worked_label(v, k);
	struct chalk *b = t->b;
	bool sum = v->s.renormalize_in_ce;
	double rest = moves_chances(v) ? 0 : rest_of(v, k);

	put_name(t, BOARD_STEP, "l", k);
	chalk_add(b, BOARD_FORMULA, sum ? "-ln (" : "-ln ");
	put_logged(t, k);
	chalk_add(b, BOARD_FORMULA, sum ? " / s)" : "");
	if (sum)
		chalk_add(b, BOARD_NUMBERS, "-ln (%g / %g)", at.p, v->ce_sum);
	else if (!moves_chances(v) && is_too_small(v, at.p, at.l))
		put_loss_of_logit(t, k);
	else if (is_slight(rest))
		chalk_add(b, BOARD_NUMBERS, "-ln (1 - %g)", rest);
	else
		chalk_add(b, BOARD_NUMBERS, "-ln %g", at.p);
	if (is_softmax(v))
		chalk_add(b, BOARD_ABOUT, "its share of the truth is %g",
		    worked_share(v, k));
	else
		chalk_add(b, BOARD_ABOUT, "the loss of a label %u at gamma 0",
		    (uint64_t)k);
	chalk_value(b, at.l);
}

static void
soft_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	const char *about = "cross-entropy: the loss at gamma 0";
	double y = v->yes;

	if (!is_softmax(v)) {
		log_steps(t, 1);
		log_steps(t, 0);
		chalk_step(t->b, v->ce, "CE", "y l_1 + (1 - y) l_0",
		    "%g * %g + %g * %g", about, y, worked_label(v, 1).l, 1 - y,
		    worked_label(v, 0).l);
		return;
	}
	for (size_t k = 0; k < v->c; k++)
		if (t->shown[k])
			log_steps(t, k);
	for (size_t k = 0; k < v->c; k++)
		if (put_plus(t, k))
			chalk_add(t->b, BOARD_NUMBERS, "%g * %g",
			    worked_share(v, k), worked_label(v, k).l);
	put_more(t);
	chalk_step(t->b, v->ce, "CE", "sum of y_k l_k", "", about);
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
	chalk_step(t->b, v->w, "w", "", "", "weight of %s, %s p_t",
	    v->soft && !is_softmax(v) ? "a label 1" : "the truth",
	    v->s.weight_in_pt ? "inside" : "outside");
}

static void
inner_weight_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool eps = has_eps(v) && !v->s.eps_in_ce;

	chalk_step(t->b, v->inside, "p_w", eps ? "p_e^w" : "p_t^w", "%g^%g",
	    "with the weight inside", eps ? v->pe : v->pt, v->w);
}

/* What pos_weight and, of a softmax, a make of the cross-entropy. */
static void
weighted_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	double y = v->yes;

	if (!is_softmax(v)) {
		chalk_step(t->b, v->n, "N", "y w l_1 + (1 - y) l_0",
		    "%g * %g * %g + %g * %g", "the same with the weight", y,
		    v->w, worked_label(v, 1).l, 1 - y, worked_label(v, 0).l);
		return;
	}
	for (size_t k = 0; k < v->c; k++) {
		if (!put_plus(t, k))
			continue;
		chalk_add(t->b, BOARD_NUMBERS, "%g", worked_share(v, k));
		if (v->s.pos)
			chalk_add(t->b, BOARD_NUMBERS, " * %g", v->s.pos[k]);
		if (v->s.weight)
			chalk_add(t->b, BOARD_NUMBERS, " * %g",
			    v->s.weight[k]);
		chalk_add(t->b, BOARD_NUMBERS, " * %g", worked_label(v, k).l);
	}
	put_more(t);
	chalk_step(t->b, v->n, "N", "sum of y_k%s%s l_k", "",
	    "the same with the %s%s%s of each class", v->s.pos ? " a_k" : "",
	    v->s.weight ? " w_k" : "", v->s.pos ? "factor" : "",
	    v->s.pos && v->s.weight ? " and " : "",
	    v->s.weight ? "weight" : "");
}

const struct step entropy_steps[] = {
	{ BOTH, COMMON, is_hard, hard_ce_step },
	{ BOTH, COMMON, is_soft, soft_ce_step },
	{ BOTH, COMMON, has_weight, weight_step },
	{ BOTH, COMMON, has_inner_weight, inner_weight_step },
	{ BOTH, COMMON, has_weighted_ce, weighted_ce_step },
	{ 0, 0, NULL, NULL },
};
