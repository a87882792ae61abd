/*
 * steps_slope.c - how the loss moves with the scores, by the chain rule.
 *
 * Where the cross-entropy and m move together the slope of a hard target is
 * that of the cross-entropy times a scale.  Elsewhere each of them has a line.
 */
#include "step.h"
#include "explain.h"

#include <math.h>

/* The scale of a hard target. */

/* How 1 - p_t grows with the cross-entropy, both in per cent. */
static double
elasticity(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	const char *name = inner_name(v);
	const char *w = has_inner_weight(v) ? " w" : "";
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
	double e = v->bends ? elasticity(t) : 0;

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	chalk_part(b, " * ", "mod", v->mod);
	if (has_weight(v))
		chalk_part(b, " * ", "w", v->w);
	if (v->bends) {
		chalk_add(b, BOARD_FORMULA, " * (1 + gamma e)");
		chalk_add(b, BOARD_NUMBERS, " * (1 + %g * %g)", v->gamma, e);
	}
	chalk_bare(b);
	chalk_step(b, v->scale, "scale", "", "", v->s.detach
		? "dloss/dCE, mod held constant" : "dloss/dCE");
}

/* A target with one m: its chain of slopes, if it leads to the right end. */

static const char *
basis_name(const struct worked *v)
{
	return worked_basis(v) == ALONG_L ? "l"
	    : worked_basis(v) == ALONG_P ? "p_t" : score_name(v);
}

/* a (mod dN + N dmod) + dterm */
static double
chain(const struct worked *v)
{
	double n = v->soft ? v->n : v->w * v->ce;
	double dn = v->soft ? v->dn : v->w * v->dn;

	return v->a * (v->mod * dn + (v->bends ? n * v->dmod : 0)) + v->dpoly;
}

static double
end_of_chain(const struct worked *v)
{
	double s = v->grad[is_softmax(v) ? v->truth : 0];

	return worked_basis(v) == ALONG_L ? -s / v->q : s;
}

/* Nothing of a hard truth moves: eps holds it. */
static bool
is_still(const struct worked *v)
{
	size_t k = is_softmax(v) ? v->truth : v->truth > 0;

	return !v->soft && v->grad[is_softmax(v) ? k : 0] == 0 &&
	    worked_is_stuck(v, k) && worked_m_is_stuck(v, k);
}

/* mod moves, but by what was made of numbers that underflow. */
static bool
has_lost_slope(const struct worked *v)
{
	return v->bends && v->mod > 0 && v->dm != 0 && v->dmod == 0;
}

static bool
has_chain(const struct worked *v)
{
	return !has_lost_slope(v) && is_whole(v) && !(v->soft && is_softmax(v)) && !has_scale(v) &&
	    !is_still(v) && !v->s.renormalize && worked_adds_up(v) &&
	    !(v->s.renormalize_in_ce && from_logits(v)) &&
	    isfinite(v->ce) && is_near(chain(v), end_of_chain(v));
}

/* ... m has a part in it */
static bool
has_m_slope(const struct worked *v)
{
	return has_chain(v) && (v->bends || v->s.poly != 0);
}

static bool
has_mod_slope(const struct worked *v)
{
	return has_chain(v) && v->bends;
}

static bool
has_term_slope(const struct worked *v)
{
	return has_chain(v) && v->s.poly != 0;
}

/* Are p and 1 - p all that a soft target's labels have? */
static bool
is_plain(const struct worked *v)
{
	return from_logits(v) && v->s.margin == 0 && !moves_chances(v) &&
	    !v->s.weight;
}

static void
label_slope(const struct target *t, size_t k)
{
	put_slope_of_l(t, k);
	chalk_step(t->b, worked_label(t->v, k).dl, "dl_%u", "", "",
	    "dl_%u/d%s", (uint64_t)k, (uint64_t)k, score_name(t->v));
}

/* ... what moves is not l, which is the cross-entropy */
static bool
has_ce_slope(const struct worked *v)
{
	return has_chain(v) && !(is_softmax(v) && l_is_basis(v, v->truth));
}

/* Of the cross-entropy, with the weights of a soft target in it. */
static void
ce_slope_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	const char *n = has_weighted_ce(v) ? "N" : "CE";
	double y = v->yes;

	if (!v->soft) {
		put_slope_of_l(t, is_softmax(v) ? v->truth : v->truth > 0);
		if (v->s.renormalize_in_ce &&
		    !worked_is_stuck(v, v->truth)) {
			chalk_add(b, BOARD_FORMULA, " + 1 / s");
			chalk_add(b, BOARD_NUMBERS, " + 1 / %g", v->ce_sum);
		}
	} else if (is_plain(v)) {
		chalk_add(b, BOARD_FORMULA, "p - y");
		chalk_add(b, BOARD_NUMBERS, "%g - %g", v->p[0], y);
	} else {
		label_slope(t, 1);
		label_slope(t, 0);
		chalk_add(b, BOARD_FORMULA, v->s.weight
			? "y w dl_1 + (1 - y) dl_0" : "y dl_1 + (1 - y) dl_0");
		chalk_add(b, BOARD_NUMBERS, v->s.weight ? "%g * " : "", v->w);
		chalk_add(b, BOARD_NUMBERS, "%g * %g + %g * %g", y,
		    worked_label(v, 1).dl, 1 - y, worked_label(v, 0).dl);
	}
	chalk_bare(b);
	chalk_step(b, v->dn, "d%s", "", "", v->dn == 0 && moves_chances(v)
		? "d%s/d%s: what is clamped does not move" : "d%s/d%s", n, n,
	    basis_name(v));
}

static void
wrong_slope(const struct target *t, size_t k)
{
	put_slope_of_wrong(t, k);
	chalk_step(t->b, worked_label(t->v, k).dwrong, "dq_%u", "", "", "%s",
	    (uint64_t)k, has_inner_weight(t->v) ? ""
		: "how what is wrong of this label moves");
}

/* The m of a soft target. */
static void
soft_m_slope(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	const char *y = share_name(v);
	struct worked_label no = worked_label(v, 0), yes = worked_label(v, 1);
	double d1 = yes.dwrong, d0 = no.dwrong;
	bool far = v->s.pt == &focal_absdiff, over = v->dm > 0;
	bool under = v->share * yes.wrong > (1 - v->share) * no.wrong;

	if ((v->s.pt == &focal_scaled && !scales_plainly(v)) ||
	    (v->s.pt == &focal_expce && !m_is_of_ce(v))) {
		chalk_add(b, BOARD_FORMULA, "slope of m");
	} else if (v->s.pt == &focal_scaled) {
		chalk_add(b, BOARD_FORMULA, "(1 - 2 %s) m (1 - m)", y);
		chalk_add(b, BOARD_NUMBERS, "(1 - 2 * %g) * %g * (1 - %g)",
		    v->share, v->m, v->m);
	} else if (v->s.pt == &focal_expce) {
		bool n = v->s.weight && v->s.weight_in_pt;

		chalk_add(b, BOARD_FORMULA, n ? "(1 - m) dN" : "(1 - m) dCE");
		chalk_add(b, BOARD_NUMBERS, "(1 - %g) * %g", v->m,
		    n ? v->dn : v->ce_grad[0]);
	} else if (far && is_plain(v)) {
		chalk_add(b, BOARD_FORMULA, over ? "" : "-");
		chalk_add(b, BOARD_NUMBERS, over ? "" : "-");
		put_move(t);
		chalk_add(b, BOARD_ABOUT, over ? "p is above the label: "
					       : "p is below the label: ");
	} else if (is_plain(v)) {
		chalk_add(b, BOARD_FORMULA, "(1 - 2 %s) ", y);
		chalk_add(b, BOARD_NUMBERS, "(1 - 2 * %g) * ", v->share);
		put_move(t);
	} else {
		wrong_slope(t, 1);
		wrong_slope(t, 0);
		chalk_add(b, BOARD_FORMULA, far ? !under
			? "(1 - %s) dq_0 - %s dq_1" : "%s dq_1 - (1 - %s) dq_0"
			: "%s dq_1 + (1 - %s) dq_0", y, y);
		if (far && !under)
			chalk_add(b, BOARD_NUMBERS, "%g * %g - %g * %g",
			    1 - v->share, d0, v->share, d1);
		else
			chalk_add(b, BOARD_NUMBERS, far ? "%g * %g - %g * %g"
							: "%g * %g + %g * %g",
			    v->share, d1, 1 - v->share, d0);
	}
}

bool
m_moves_oddly(const struct worked *v)
{
	bool by_l = v->s.pt == &focal_expce ||
	    (v->s.weight && v->s.weight_in_pt);

	/* l is infinite, and does not say how p moves */
	if (by_l && !from_logits(v) && (v->pt == 0 || v->pm == 1))
		return true;
	/* at its kink |y - p| is what the cross-entropy says */
	if (v->s.pt == &focal_absdiff && v->m == 0 &&
	    (v->ce != 0 || v->s.grad_floor > 0))
		return true;
	return by_l && (v->s.grad_floor > 0 || (v->s.eps_straight &&
		!v->s.eps_in_ce && moves_chances(v)));
}

/* As exp(-CE) does, whatever slope that is given (BCELoss). */
static bool
m_moves_with_ce(const struct worked *v)
{
	return v->s.pt == &focal_expce && v->s.grad_floor > 0 &&
	    !v->s.weight && !v->s.eps_in_ce && isfinite(v->dn) &&
	    (!v->soft || m_is_of_ce(v));
}

static void
m_slope_step(const struct target *t)
{
	const struct worked *v = t->v;

	if (m_moves_with_ce(v)) {
		chalk_add(t->b, BOARD_FORMULA, "%s dCE",
		    v->soft ? "exp(-CE)" : inner_name(v));
		chalk_add(t->b, BOARD_NUMBERS, v->soft ? "exp(-%g) * %g"
			: "%g * %g", v->soft ? v->ce : has_eps(v) ? v->pe
			: v->pt, v->dn);
	} else if (m_moves_oddly(v))
		chalk_add(t->b, BOARD_FORMULA, "slope of m");
	else if (v->soft)
		soft_m_slope(t);
	else
		put_slope_of_wrong(t, is_softmax(v) ? v->truth : v->truth > 0);
	chalk_bare(t->b);
	chalk_step(t->b, v->dm, "dm", "", "", v->soft || has_floor(v)
		? "dm/d%s" : "d(1 - %s)/d%s", v->soft || has_floor(v)
		? basis_name(v) : inner_name(v), basis_name(v));
}

static void
mod_slope_step(const struct target *t)
{
	const struct worked *v = t->v;

	put_modulator(t->b, v, true);
	chalk_step(t->b, v->dmod, "dmod", " dm", " * %g", "dmod/d%s", v->dm,
	    basis_name(v));
}

static void
term_slope_step(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool m = v->soft || has_floor(v);

	if (v->poly_a != 1) {
		chalk_add(b, BOARD_FORMULA, has_factor(v) ? "a_t " : "A ");
		chalk_add(b, BOARD_NUMBERS, "%g * ", v->poly_a);
	}
	chalk_add(b, BOARD_NUMBERS, "%g * %g * %g^%g * %g", v->s.poly,
	    v->poly_power, v->m, v->poly_power - 1, v->dm);
	if (v->stepped)
		chalk_add(b, BOARD_FORMULA, "poly * %g ", v->poly_power);
	else
		chalk_add(b, BOARD_FORMULA, "poly (gamma + 1) ");
	chalk_add(b, BOARD_FORMULA, m ? "m" : "(1 - %s)", inner_name(v));
	if (v->stepped)
		chalk_add(b, BOARD_FORMULA, "^%g", v->poly_power - 1);
	else
		chalk_add(b, BOARD_FORMULA, "^gamma");
	chalk_step(b, v->dpoly, "dterm", " dm", "", "dterm/d%s",
	    basis_name(v));
}

/* a_t * w * (mod * dCE + CE * dmod) + dterm */
static void
put_chain(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool n = has_weighted_ce(v);
	bool weighs = has_weight(v) && !v->soft;
	bool factors = (has_factor(v) || weighs) && v->bends;

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	if (weighs)
		chalk_part(b, " * ", "w", v->w);
	if (factors) {
		chalk_add(b, BOARD_FORMULA, " * (");
		chalk_add(b, BOARD_NUMBERS, " * (");
	}
	chalk_part(b, " * ", "mod", v->mod);
	if (has_ce_slope(v))
		chalk_part(b, " * ", n ? "dN" : "dCE", v->dn);
	if (v->bends) {
		chalk_part(b, " + ", n ? "N" : "CE", n ? v->n : v->ce);
		chalk_part(b, " * ", "dmod", v->dmod);
	}
	if (factors) {
		chalk_add(b, BOARD_FORMULA, ")");
		chalk_add(b, BOARD_NUMBERS, ")");
	}
	if (has_poly(v))
		chalk_part(b, " + ", "dterm", v->dpoly);
}

static bool
has_chain_along_l(const struct worked *v)
{
	return has_chain(v) && worked_basis(v) == ALONG_L;
}

static void
chain_step(const struct target *t)
{
	put_chain(t);
	chalk_step(t->b, chain(t->v), "scale", "", "", t->v->s.detach
		? "dloss/dl, l = -ln p_t, mod held constant"
		: "dloss/dl, l = -ln p_t");
}

/* The slope along each score. */

/* Of a sigmoid, where the scale is by the slope of the cross-entropy. */
static void
put_sigmoid_slope(const struct target *t)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool plain = !adds_eps(v) && !v->s.odds &&
	    (v->truth || v->s.margin == 0);

	if (!plain) {
		chalk_add(b, BOARD_FORMULA, "(");
		chalk_add(b, BOARD_NUMBERS, "(");
		put_slope_of_l(t, v->truth > 0);
		chalk_add(b, BOARD_FORMULA, ")");
		chalk_add(b, BOARD_NUMBERS, ")");
		return;
	}
	if (from_logits(v))
		chalk_add(b, BOARD_FORMULA, v->truth ? "(p - 1)" : "p");
	else
		chalk_add(b, BOARD_FORMULA, v->truth ? "-1 / p_t" : "1 / p_t");
	chalk_add(b, BOARD_NUMBERS, "%g", v->ce_grad[0]);
}

/* ... of a softmax, along score k */
static void
put_class_slope(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool yes = k == v->truth;

	if (adds_eps(v) && has_scale(v)) {	/* p_e does not move as p_t */
		chalk_add(b, BOARD_FORMULA, "p_t / p_e * ");
		chalk_add(b, BOARD_NUMBERS, "%g / %g * ", v->pt, v->pe);
	}
	if (from_logits(v)) {
		chalk_add(b, BOARD_FORMULA, yes ? "(p_%c - 1)" : "p_%c", k);
		chalk_add(b, BOARD_NUMBERS, "%g", yes ? -v->q : v->p[k]);
	} else if (!v->s.renormalize) {
		chalk_add(b, BOARD_FORMULA, "-1 / p_t");
		chalk_add(b, BOARD_NUMBERS, "%g", -1 / v->pt);
	} else if (yes) {	/* the sum moves, too */
		chalk_add(b, BOARD_FORMULA, "-(1 - p_t) / prob_%c", k);
		chalk_add(b, BOARD_NUMBERS, "-%g / %g", v->q, v->x[k]);
	} else {
		chalk_add(b, BOARD_FORMULA, "1 / sum of prob");
		chalk_add(b, BOARD_NUMBERS, "1 / %g", v->sum);
	}
}

static void
put_scaled(const struct target *t, size_t k)
{
	const struct worked *v = t->v;

	chalk_add(t->b, BOARD_FORMULA, "scale * ");
	chalk_add(t->b, BOARD_NUMBERS, "%g * ", has_scale(v) ? v->scale
							: chain(v));
	if (is_softmax(v))
		put_class_slope(t, k);
	else
		put_sigmoid_slope(t);
}

/* Another class than the truth moves the sum that p_t is divided by. */
static void
put_other(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool moves = v->ce_grad[k] != 0;

	if (has_factor(v))
		chalk_part(b, " * ", "a_t", v->a);
	if (has_weight(v))
		chalk_part(b, " * ", "w", v->w);
	chalk_part(b, " * ", "mod", v->mod);
	chalk_add(b, BOARD_FORMULA, moves ? " / s" : " * 0");
	chalk_add(b, BOARD_NUMBERS, moves ? " / %g" : " * 0", v->ce_sum);
}

static void
grad_about(const struct target *t, size_t k, bool named)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;

	if (named)
		chalk_add(b, BOARD_ABOUT, v->s.detach && !has_scale(v)
			? "dloss/d%s, mod held constant " : "dloss/d%s ",
		    score_name(v));
	chalk_add(b, BOARD_ABOUT, v->grad[k] == 0 && v->s.eps > 0
		? "(what is clamped does not move)" : "(cross-entropy: %g)",
	    v->ce_grad[k]);
}

static void
grad_of(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool ends = has_chain(v) && worked_basis(v) != ALONG_L;
	bool named = true;

	if (has_scale(v) || has_chain_along_l(v))
		put_scaled(t, k);
	else if (ends && is_softmax(v) && k != v->truth)
		put_other(t, k);
	else if (ends)
		put_chain(t);
	else if (is_still(v) && v->grad[k] == 0)
		chalk_add(b, BOARD_FORMULA, "0");
	else
		named = false;
	if (!named)
		chalk_add(b, BOARD_FORMULA, "dloss/d%s", score_name(v));
	grad_about(t, k, named);
	chalk_step(b, v->grad[k], is_softmax(v) ? "grad_%c" : "grad", "", "",
	    "", k);
}

bool
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

/* ... but where labels have slopes of their own */
static bool
has_no_label_slopes(const struct worked *v)
{
	return !has_label_slopes(v);
}

const struct step slope_steps[] = {
	{ BOTH, OF_GAMMA, has_scale, scale_step },
	{ BOTH, OF_GAMMA, has_ce_slope, ce_slope_step },
	{ BOTH, OF_GAMMA, has_m_slope, m_slope_step },
	{ BOTH, OF_GAMMA, has_mod_slope, mod_slope_step },
	{ BOTH, OF_GAMMA, has_term_slope, term_slope_step },
	{ SOFTMAX, OF_GAMMA, has_chain_along_l, chain_step },
	{ BOTH, OF_GAMMA, has_no_label_slopes, grad_step },
	{ 0, 0, NULL, NULL },
};
