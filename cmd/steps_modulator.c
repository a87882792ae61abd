/* steps_modulator.c - m, how wrong a prediction is, and its power. */
#include "step.h"

#include <math.h>
#include <string.h>

static const char wrong[] = "how wrong it is: 1 - p_t with the soft label";

static bool
has_soft_m(const struct worked *v)
{
	return v->soft && is_whole(v);
}

/* Is m made of probabilities that are other than p and 1 - p? */
static bool
has_own_wrongs(const struct worked *v)
{
	bool inside = v->s.weight && v->s.weight_in_pt;
	bool eps = moves_chances(v) && !v->s.eps_in_ce;

	return v->soft && is_whole(v) && v->s.pt != &focal_expce &&
	    v->s.pt != &focal_scaled &&
	    (inside || eps || (!is_softmax(v) && v->s.margin > 0));
}

/* What of a label counts as wrong: 1 less its probability, in m. */
static void
put_wrong(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool eps = moves_chances(v) && !v->s.eps_in_ce;
	double w = v->s.weight && v->s.weight_in_pt && (is_softmax(v) || k)
	    ? v->s.weight[is_softmax(v) ? k : 0] : 1;
	bool weighs = w != 1;
	double plain = is_softmax(v) ? v->p[k] : k ? v->p[0] : v->no;
	double p = eps ? worked_label(v, k).p : plain, rest = rest_of(v, k);

	if (eps && v->s.clamp == &focal_max && !weighs) {
		chalk_add(b, BOARD_FORMULA, "max(1 - ");
		chalk_add(b, BOARD_NUMBERS, "max(1 - %g, %g)", plain, v->s.eps);
		chalk_add(b, BOARD_FORMULA, is_softmax(v) ? "p_%c" : k ? "p"
			: has_margin(v) ? "(1 - p_m)" : "(1 - p)", k);
		chalk_add(b, BOARD_FORMULA, ", eps)");
		return;
	}
	if (eps && !is_softmax(v) && k == 0 && (v->s.clamp == &focal_add ||
	    v->s.clamp == &focal_clip_add)) {
		bool clip = v->s.clamp == &focal_clip_add;

		chalk_add(b, BOARD_FORMULA, clip
			? "min(max(%s, eps), 1 - eps) + eps" : "%s + eps",
		    has_margin(v) ? "p_m" : "p");
		chalk_add(b, BOARD_NUMBERS, clip
			? "min(max(%g, %g), 1 - %g) + %g" : "%g + %g", v->pm,
		    v->s.eps, v->s.eps, v->s.eps);
		return;
	}
	if (eps && p > 1) {	/* which what is added can make it */
		chalk_add(b, BOARD_FORMULA, "0");
		chalk_add(b, BOARD_NUMBERS, "0");
		return;
	}
	if (eps)
		put_name(t, BOARD_FORMULA, "1 - P", k);
	else if (is_softmax(v))
		chalk_add(b, BOARD_FORMULA, "1 - p_%c", k);
	else
		chalk_add(b, BOARD_FORMULA, k ? "1 - p" : has_margin(v)
			? "p_m" : "p");
	if (!eps && !is_softmax(v) && k == 0)
		return;
	if (!eps && is_slight(rest))
		chalk_add(b, BOARD_NUMBERS, weighs ? "1 - (1 - %g)" : "%g",
		    rest);
	else
		chalk_add(b, BOARD_NUMBERS, "1 - %g", p);
	chalk_add(b, BOARD_FORMULA, weighs ? "^w" : "");
	chalk_add(b, BOARD_NUMBERS, weighs ? "^%g" : "", w);
	if (weighs && is_softmax(v))
		chalk_add(b, BOARD_FORMULA, "_%c", k);
}

static void
wrong_step(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t i = 0; i < (is_softmax(v) ? v->c : 2); i++) {
		size_t k = is_softmax(v) ? i : 1 - i;

		if (is_softmax(v) && !t->shown[k])
			continue;
		put_wrong(t, k);
		put_name(t, BOARD_STEP, "q", k);
		chalk_step(t->b, worked_label(v, k).wrong, "", "", "",
		    is_softmax(v) ? "" : "what is wrong of a label %u",
		    (uint64_t)k);
	}
}

/* 1 - exp(-CE), where CE is all that m knows. */
static void
m_of_ce(const struct target *t)
{
	const struct worked *v = t->v;
	bool in = v->s.weight && v->s.weight_in_pt;
	/* what eps adds to p_t can make it more than 1 */
	bool less = (in ? v->n : v->ce) < 0;

	if (!m_is_of_ce(v))
		chalk_step(t->b, v->m, "m", "1 - exp(-sum of y_k w_k l_k)", "",
		    wrong);
	else
		chalk_step(t->b, v->m, "m", less ? "max(1 - exp(-%s), 0)"
						 : "1 - exp(-%s)",
		    less ? "max(1 - exp(-%g), 0)" : "1 - exp(-%g)", wrong,
		    in ? "N" : "CE", in ? v->n : v->ce);
}

/* Of the nearer label, at a logit that the soft label scales. */
static void
scaled_m(const struct target *t)
{
	const struct worked *v = t->v;
	double z = has_slope(v) ? v->s.slope * *v->x : *v->x;

	if (!scales_plainly(v))
		chalk_step(t->b, v->m, "m", "that of the nearer label", "",
		    wrong);
	else
		chalk_step(t->b, v->m, "m", "sigmoid((1 - 2 %s) %s)",
		    "1 / (1 + exp((2 * %g - 1) * %g))", wrong, share_name(v),
		    has_slope(v) ? "z" : "logit", v->share, z);
}

static void
classes_m(const struct target *t)
{
	const struct worked *v = t->v;

	for (size_t k = 0; k < v->c; k++)
		if (put_plus(t, k))
			chalk_add(t->b, BOARD_NUMBERS, "%g * %g",
			    worked_m_share(v, k), worked_label(v, k).wrong);
	put_more(t);
	chalk_step(t->b, v->m, "m", has_own_wrongs(v) ? "sum of y_k q_k"
						: "sum of y_k (1 - p_k)",
	    "", wrong);
}

static void
labels_m(const struct target *t)
{
	const struct worked *v = t->v;
	double y = v->share, q1 = worked_label(v, 1).wrong;
	double q0 = worked_label(v, 0).wrong;
	const char *name = share_name(v);
	bool own = has_own_wrongs(v);

	if (v->s.pt != &focal_absdiff)
		chalk_step(t->b, v->m, "m", own ? "%s q_1 + (1 - %s) q_0"
					: "%s (1 - p) + (1 - %s) p",
		    "%g * %g + %g * %g", wrong, name, name, y, q1, 1 - y, q0);
	else if (own)
		chalk_step(t->b, v->m, "m", "|%s q_1 - (1 - %s) q_0|",
		    "|%g * %g - %g * %g|", "how far off it is", name, name, y,
		    q1, 1 - y, q0);
	else
		chalk_step(t->b, v->m, "m", "|%s - p|", "|%g - %g|",
		    "how far off it is", name, y, v->p[0]);
}

static void
soft_m_step(const struct target *t)
{
	const struct worked *v = t->v;

	if (v->s.pt == &focal_expce)
		m_of_ce(t);
	else if (v->s.pt == &focal_scaled)
		scaled_m(t);
	else if (is_softmax(v))
		classes_m(t);
	else
		labels_m(t);
}

static void
floor_step(const struct target *t)
{
	const struct worked *v = t->v;
	const char *p = has_margin(v) ? "p_m" : "p";

	if (v->s.clamp == &focal_max)
		chalk_step(t->b, v->m, "m", "max(1 - p_t, eps)", "max(%g, %g)",
		    "clamped", v->q, v->s.eps);
	else if (v->inside > 1)
		chalk_step(t->b, v->m, "m", "max(1 - %s, 0)", "max(1 - %g, 0)",
		    "no less than 0", inner_name(v), v->inside);
	else if (v->s.clamp == &focal_add)
		chalk_step(t->b, v->m, "m", "%s + eps", "%g + %g",
		    "more than 1", p, v->pm, v->s.eps);
	else
		chalk_step(t->b, v->m, "m", "min(max(%s, eps), 1 - eps) + eps",
		    "min(max(%g, %g), 1 - %g) + %g", "1 - p_e", p, v->pm,
		    v->s.eps, v->s.eps, v->s.eps);
}

/* Gamma, and m to the power of it. */

static bool
has_own_gamma(const struct worked *v)
{
	return is_whole(v) && (v->stepped || v->s.gamma_pos || v->s.gamma_neg);
}

static double
gamma_of(const double *table, const struct worked *v, size_t k)
{
	return table ? table[k] : v->s.gamma;
}

static void
mixed_gamma(const struct target *t)
{
	const struct worked *v = t->v;
	const char *name = share_name(v);

	if (!is_softmax(v)) {
		chalk_step(t->b, v->gamma, "gamma",
		    "%s gamma_pos + (1 - %s) gamma_neg", "%g * %g + %g * %g",
		    "as the label is", name, name, v->share,
		    gamma_of(v->s.gamma_pos, v, 0), 1 - v->share,
		    gamma_of(v->s.gamma_neg, v, 0));
		return;
	}
	for (size_t k = 0; k < v->c; k++)
		if (put_plus(t, k))
			chalk_add(t->b, BOARD_NUMBERS, "%g * %g",
			    worked_m_share(v, k),
			    gamma_of(v->s.gamma_pos, v, k));
	put_more(t);
	chalk_step(t->b, v->gamma, "gamma", "sum of y_k gamma_k", "",
	    "as the label is");
}

static void
gamma_step(const struct target *t)
{
	const struct worked *v = t->v;
	bool yes = is_softmax(v) || v->truth, two = v->s.gamma_neg;

	if (v->s.sided && !is_softmax(v))
		yes = *v->y > 0;
	if (v->stepped)
		for (size_t i = 0; i < v->s.steps; i++) {
			if (v->s.step[i].gamma != v->gamma)
				continue;
			chalk_step(t->b, v->gamma, "gamma", "gamma_step", "",
			    "the step of p_t < %g", v->s.step[i].below);
			return;
		}
	if (v->soft && (is_softmax(v) || !v->s.sided))
		mixed_gamma(t);
	else
		chalk_step(t->b, v->gamma, "gamma", yes ? "gamma_pos"
							: "gamma_neg",
		    "", is_softmax(v) ? "" : !two && !v->s.gamma_pos ? ""
			: v->s.sided ? (yes ? "gamma where the label is above 0"
					    : "gamma of a label 0")
			: yes ? "gamma of a label 1" : "gamma of a label 0");
}

void
put_power(struct chalk *b, const struct worked *v, const struct power *p)
{
	double d = v->s.reduced_over > 0 ? v->s.reduced_over : v->s.reduced;
	double g = v->gamma, m = g < 0 ? 2 - v->m : v->m;
	const char *minus = g < 0 ? "-" : "";

	d = g < 0 || v->s.reduced == 0 ? 0 : d;
	if (p->slope) {
		chalk_add(b, BOARD_FORMULA, "%s ", p->gamma);
		chalk_add(b, BOARD_NUMBERS, "%g", g);
		chalk_add(b, BOARD_FORMULA, d > 0 ? "/ %g " : "", d);
		chalk_add(b, BOARD_NUMBERS, d > 0 ? " / %g * " : " * ", d);
	}
	chalk_add(b, BOARD_FORMULA, d > 0 ? "(%s / %g)" : "%s", p->m, d);
	chalk_add(b, BOARD_NUMBERS, d > 0 ? "(%g / %g)" : "%g", m, d);
	chalk_add(b, BOARD_FORMULA, p->slope ? "^(%s%s - 1)" : "^%s%s", minus,
	    p->gamma);
	chalk_add(b, BOARD_NUMBERS, p->slope ? "^(%g - 1)" : "^%g", fabs(g));
}

void
put_modulator(struct chalk *b, const struct worked *v, bool slope)
{
	const char *inner = inner_name(v);
	bool m = v->soft || has_floor(v), below = v->gamma < 0;
	char name[16] = "";

	if (m)
		strcat(name, below ? "(2 - m)" : "m");
	else
		strcat(strcat(strcat(name, below ? "(1 + " : "(1 - "), inner),
		    ")");
	put_power(b, v, &(struct power){ name, "gamma", slope });
}

static void
mod_step(const struct target *t)
{
	const struct worked *v = t->v;

	if (v->below) {
		chalk_step(t->b, 1, "mod", "1", "", "p_t < %g: not modulated",
		    v->s.reduced);
		return;
	}
	put_modulator(t->b, v, false);
	chalk_step(t->b, v->mod, "mod", "", "", v->gamma < 0
		? "modulating factor, above 1" : "modulating factor");
}

const struct step modulator_steps[] = {
	{ BOTH, COMMON, has_own_wrongs, wrong_step },
	{ BOTH, COMMON, has_soft_m, soft_m_step },
	{ BOTH, COMMON, has_floor, floor_step },
	{ BOTH, OF_GAMMA, has_own_gamma, gamma_step },
	{ BOTH, OF_GAMMA, is_whole, mod_step },
	{ 0, 0, NULL, NULL },
};
