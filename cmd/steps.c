/*
 * steps.c - the board from top to bottom, and what the steps have in common.
 *
 * A step takes its numbers from worked.c and says how each follows from those
 * before it.
 */
#include "step.h"
#include "explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 3 };	/* of a long sum */

bool
always(const struct worked *v)
{
	(void)v;
	return true;
}

bool
is_softmax(const struct worked *v)
{
	return v->s.mode->classes;
}

bool
is_hard(const struct worked *v)
{
	return !v->soft;
}

bool
is_soft(const struct worked *v)
{
	return v->soft;
}

bool
is_split(const struct worked *v)
{
	return worked_is_split(v);
}

bool
is_whole(const struct worked *v)
{
	return !worked_is_split(v);
}

bool
is_smoothed(const struct worked *v)
{
	return v->s.smoothing > 0 || v->s.leak > 0;
}

bool
from_logits(const struct worked *v)
{
	return v->s.from_logits;
}

bool
has_slope(const struct worked *v)
{
	return v->s.slope > 0;
}

bool
has_margin(const struct worked *v)
{
	return v->s.margin > 0 && (v->soft || !v->truth);
}

bool
moves_chances(const struct worked *v)
{
	return v->s.eps > 0 && !v->s.odds;
}

bool
has_eps(const struct worked *v)
{
	return moves_chances(v) && !v->soft;
}

bool
has_factor(const struct worked *v)
{
	return (v->s.pos || v->s.neg || v->in_row || v->times != 1) &&
	    !(is_softmax(v) && v->soft) && is_whole(v);
}

bool
has_weight(const struct worked *v)
{
	return v->s.weight && !(is_softmax(v) && v->soft);
}

bool
has_weighted_ce(const struct worked *v)
{
	return v->soft && is_whole(v) &&
	    (v->s.weight || (is_softmax(v) && v->s.pos));
}

bool
has_inner_weight(const struct worked *v)
{
	return has_weight(v) && !v->soft && v->s.weight_in_pt && v->w != 1;
}

bool
has_floor(const struct worked *v)
{
	const struct focal_clamp *c = v->s.clamp;
	bool ce = v->s.pt == &focal_expce;

	if (!has_eps(v) || v->s.eps_in_ce)
		return false;
	if (c == &focal_max)
		return !ce && !has_inner_weight(v);
	/* what is added can make more than 1 of a probability */
	return v->inside > 1 || (v->pe == 0 && !ce && !is_softmax(v) &&
	    !v->truth);
}

bool
has_poly(const struct worked *v)
{
	return v->s.poly != 0 && is_whole(v);
}

bool
has_scale(const struct worked *v)
{
	return !isnan(v->scale) && worked_adds_up(v);
}

bool
counts_for_nothing(const struct worked *v)
{
	return isinf(v->ce) && !isinf(v->loss);
}

bool
scales_plainly(const struct worked *v)
{
	return v->s.margin == 0 && !(v->s.weight && v->s.weight_in_pt) &&
	    (v->s.eps_in_ce || v->s.eps == 0);
}

bool
m_is_of_ce(const struct worked *v)
{
	return !v->s.smoothing_in_ce && !v->s.renormalize_in_ce &&
	    !(moves_chances(v) && v->s.eps_in_ce) &&
	    !(is_softmax(v) && v->s.weight && v->s.weight_in_pt);
}

const char *
inner_name(const struct worked *v)
{
	return has_inner_weight(v) ? "p_w"
	    : has_eps(v) && !v->s.eps_in_ce ? "p_e" : "p_t";
}

const char *
logged_name(const struct worked *v)
{
	return v->s.renormalize_in_ce ? "p_n" : has_eps(v) ? "p_e" : "p_t";
}

const char *
score_name(const struct worked *v)
{
	return from_logits(v) ? "logit" : "prob";
}

const char *
share_name(const struct worked *v)
{
	return v->s.smoothing_in_ce ? "label" : "y";
}

static size_t
terms_of(size_t c)
{
	return c <= TERMS + 1 ? c : TERMS;
}

bool
is_term(const struct worked *v, size_t k)
{
	return k < terms_of(v->c);
}

void
put_more(const struct target *t)
{
	if (terms_of(t->v->c) < t->v->c)
		chalk_add(t->b, BOARD_NUMBERS, " + ...");
}

bool
put_plus(const struct target *t, size_t k)
{
	const struct out *o = &t->b->text[BOARD_NUMBERS];

	if (t->v->c > TERMS + 1 && !t->shown[k])
		return false;
	if (o->n && o->buf[o->n - 1] != '(')
		chalk_add(t->b, BOARD_NUMBERS, " + ");
	return true;
}

void
put_name(const struct target *t, enum board_column i, const char *name,
    size_t k)
{
	if (is_softmax(t->v))
		chalk_add(t->b, i, "%s_%c", name, k);
	else
		chalk_add(t->b, i, "%s_%u", name, (uint64_t)k);
}

double
rest_of(const struct worked *v, size_t k)
{
	struct focal_sum rest = { 0 };

	if (!is_softmax(v))
		return k ? v->rest : has_margin(v) ? v->pm : v->p[0];
	if (!from_logits(v))
		return 1 - v->p[k];
	focal_sum_add(&rest, k, v->p, 1);
	focal_sum_add(&rest, v->c - k - 1, v->p + k + 1, 1);
	return focal_sum_value(&rest);
}

bool
is_slight(double rest)
{
	return rest > 0 && rest < 1e-4;
}

double
sloped_logit(const struct worked *v)
{
	return has_slope(v) ? v->s.slope * *v->x : *v->x;
}

bool
is_near(double got, double value)
{
	return got == value ||
	    fabs(got - value) <= 1e-9 * fabs(value) + 1e-300;
}

static void
write_table(const struct step *row, const struct target *t, unsigned kinds)
{
	unsigned head = is_softmax(t->v) ? SOFTMAX : SIGMOID;

	for (; row->write; row++)
		if ((row->heads & head) && (row->kind & kinds) &&
		    row->applies(t->v))
			row->write(t);
}

void
steps_write(const struct target *t, unsigned kinds)
{
	static const struct step *const tables[] = { probability_steps,
		entropy_steps, modulator_steps, factor_steps, loss_steps,
		slope_steps, soft_slope_steps };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		write_table(tables[i], t, kinds);
}
