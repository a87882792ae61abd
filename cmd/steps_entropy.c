/* steps_entropy.c - the cross-entropy of a target, and the weights in it. */
#include "step.h"
#include "explain.h"

#include <math.h>

static void
hard_ce_step(const struct target *t)
{
	const struct worked *v = t->v;
	double p = v->s.renormalize_in_ce ? v->pn : has_eps(v) ? v->pe : v->pt;
	/* 1 - 3e-10, printed, would be 1 */
	bool near_one = !has_eps(v) && !v->s.renormalize_in_ce && v->q > 0 &&
	    v->q < 1e-4;
	const char *about = !isinf(v->ce)
	    ? "cross-entropy: the loss at gamma 0"
	    : from_logits(v) ? "cross-entropy: too large for a double"
	    : "infinite: the truth was given no chance; --eps would clamp it";

	chalk_step(t->b, v->ce, "CE", "-ln %s",
	    near_one ? "-ln (1 - %g)" : "-ln %g", about, logged_name(v),
	    near_one ? v->q : p);
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
	bool near_one = !sum && !moves_chances(v) && at.wrong > 0 &&
	    at.wrong < 1e-4 && !(v->s.weight && v->s.weight_in_pt);

	put_name(t, BOARD_STEP, "l", k);
	chalk_add(b, BOARD_FORMULA, sum ? "-ln (" : "-ln ");
	put_logged(t, k);
	chalk_add(b, BOARD_FORMULA, sum ? " / s)" : "");
	if (!sum)
		chalk_add(b, BOARD_NUMBERS, near_one ? "-ln (1 - %g)"
						     : "-ln %g",
		    near_one ? at.wrong : at.p);
	else
		chalk_add(b, BOARD_NUMBERS, "-ln (%g / %g)", at.p, v->ce_sum);
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
