/*
 * steps_label_slope.c - how a label moves: l, its -ln p, and 1 - p, which is
 * what is wrong of it.
 */
#include "step.h"

#include <math.h>

bool
adds_eps(const struct worked *v)
{
	const struct focal_clamp *c = v->s.clamp;

	return moves_chances(v) && !v->s.eps_straight &&
	    (c == &focal_add || c == &focal_clip_add);
}

/* The names of label k's probability, and of it in the logarithm. */
static void
put_chance(const struct target *t, size_t k, bool logged)
{
	const struct worked *v = t->v;

	if (!v->soft && !is_split(v))
		chalk_add(t->b, BOARD_FORMULA, logged && has_eps(v) ? "p_e"
								    : "p_t");
	else if (logged && moves_chances(v))
		put_name(t, BOARD_FORMULA, "P", k);
	else if (is_softmax(v))
		chalk_add(t->b, BOARD_FORMULA, "p_%c", k);
	else
		chalk_add(t->b, BOARD_FORMULA, k ? "p" : has_margin(v)
			? "(1 - p_m)" : "(1 - p)");
}

static double
chance(const struct worked *v, size_t k)
{
	return is_softmax(v) ? v->p[k] : k ? v->p[0] : v->no;
}

void
put_move(const struct target *t)
{
	const struct worked *v = t->v;
	double p = v->p[0], q = v->rest;

	if (from_logits(v)) {
		chalk_add(t->b, BOARD_FORMULA, "p (1 - p)");
		chalk_add(t->b, BOARD_NUMBERS, "%g * %g", p, q);
	} else {
		chalk_add(t->b, BOARD_FORMULA, v->s.odds ? "(1 - p)^2" : "1");
		chalk_add(t->b, BOARD_NUMBERS, v->s.odds ? "%g^2" : "1", q);
	}
}

/* Odds that eps clips, and a p that the margin makes 0, do not move. */
static bool
does_not_move(const struct worked *v, size_t k)
{
	return !is_softmax(v) && ((v->s.odds && v->odd != *v->x) ||
	    (k == 0 && v->s.margin > 0 && v->p[0] <= v->s.margin));
}

/* BCELoss: p (1 - p) counts as more than it is. */
static void
put_floored(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	double p = v->p[0], floor = v->s.grad_floor;

	chalk_add(t->b, BOARD_FORMULA, k
		? "-(1 - p) / max(p (1 - p), %g)"
		: "p / max(p (1 - p), %g)", floor);
	chalk_add(t->b, BOARD_NUMBERS, k ? "-%g / max(%g * %g, %g)"
					 : "%g / max(%g * %g, %g)",
	    k ? v->rest : p, p, v->rest, floor);
}

void
put_slope_of_l(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool plus = !is_softmax(v) && k == 0, moved = adds_eps(v) ||
	    (plus && v->s.margin > 0) || v->s.odds;
	double p = v->s.eps_straight || !moves_chances(v) ? chance(v, k)
	    : worked_label(v, k).p;

	if (v->s.grad_floor > 0) {
		put_floored(t, k);
	} else if (worked_is_stuck(v, k) || does_not_move(v, k)) {
		chalk_add(b, BOARD_FORMULA, "0");
		chalk_add(b, BOARD_NUMBERS, "0");
	} else if (worked_basis(v) == ALONG_L) {
		if (adds_eps(v)) {
			put_chance(t, k, false);
			chalk_add(b, BOARD_FORMULA, " / ");
			put_chance(t, k, true);
			chalk_add(b, BOARD_NUMBERS, "%g / %g", v->p[k], p);
		} else {
			chalk_add(b, BOARD_FORMULA, "1");
			chalk_add(b, BOARD_NUMBERS, "1");
		}
	} else if (from_logits(v) && !moved) {
		chalk_add(b, BOARD_FORMULA, k ? "-(1 - p)" : "p");
		chalk_add(b, BOARD_NUMBERS, k ? "-%g" : "%g", k ? v->rest
								: v->p[0]);
	} else {
		chalk_add(b, BOARD_FORMULA, plus ? "" : "-");
		chalk_add(b, BOARD_NUMBERS, plus ? "" : "-");
		if (is_softmax(v)) {
			chalk_add(b, BOARD_FORMULA, "1");
			chalk_add(b, BOARD_NUMBERS, "1");
		} else {
			put_move(t);
		}
		chalk_add(b, BOARD_FORMULA, " / ");
		put_chance(t, k, !v->s.eps_straight);
		chalk_add(b, BOARD_NUMBERS, " / %g", p);
	}
}

/* The "w p^(w - 1)" of a weight inside. */
static void
put_inner_weight(const struct target *t, size_t k, double w)
{
	const struct worked *v = t->v;
	bool logged = !v->s.eps_in_ce && moves_chances(v);
	struct chalk *b = t->b;

	if (w == 1)
		return;
	chalk_add(b, BOARD_FORMULA, is_softmax(v) && v->soft ? "w_%c " : "w ",
	    k);
	put_chance(t, k, !v->s.eps_in_ce);
	chalk_add(b, BOARD_FORMULA, is_softmax(v) && v->soft ? "^(w_%c - 1)"
							     : "^(w - 1)", k);
	chalk_add(b, BOARD_NUMBERS, "%g * %g^(%g - 1)", w, logged
		? worked_label(v, k).p : chance(v, k), w);
}

void
put_slope_of_wrong(const struct target *t, size_t k)
{
	const struct worked *v = t->v;
	struct chalk *b = t->b;
	bool no = !is_softmax(v) && k == 0;
	double w = v->s.weight && v->s.weight_in_pt && !no
	    ? v->s.weight[is_softmax(v) ? k : 0] : 1;

	if (worked_m_is_stuck(v, k) || does_not_move(v, k)) {
		chalk_add(b, BOARD_FORMULA, "0");
		chalk_add(b, BOARD_NUMBERS, "0");
		return;
	}
	/* of 1 - p; where l grows, p falls */
	if (!no && worked_basis(v) != ALONG_L) {
		chalk_add(b, BOARD_FORMULA, "-");
		chalk_add(b, BOARD_NUMBERS, "-");
	}
	put_inner_weight(t, k, w);
	if (w != 1 && worked_basis(v) != ALONG_P) {
		chalk_add(b, BOARD_FORMULA, " ");
		chalk_add(b, BOARD_NUMBERS, " * ");
	}
	if (worked_basis(v) == ALONG_L) {
		put_chance(t, k, false);
		chalk_add(b, BOARD_NUMBERS, "%g", v->p[k]);
	} else if (!is_softmax(v)) {
		put_move(t);
	} else if (w == 1) {
		chalk_add(b, BOARD_FORMULA, "1");
		chalk_add(b, BOARD_NUMBERS, "1");
	}
}

bool
l_is_basis(const struct worked *v, size_t k)
{
	return worked_basis(v) == ALONG_L && !adds_eps(v) &&
	    !worked_is_stuck(v, k);
}
