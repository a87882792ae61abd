/*
 * modulator.c - what of a prediction counts as wrong (the rows of pt), and how
 * much that tells.  Built as form.c, which calls it.
 */
#include "form.h"

/* Infinite if it is not 0. */
static struct sdd
steep(struct sdd slope)
{
	return real_mul(slope, real_infinity());
}

/* The limit of m^g n as m goes to 0, for g > 0; n may go with it. */
static struct jet
at_zero(struct jet m, struct jet n, double g)
{
	struct jet r = jet_zero;
	struct sdd both = real_mul(m.d, n.d);

	if (real_is_zero(n.v)) {
		r.e = g < 1 ? steep(both) : g > 1 ? real_zero : twice(both);
	} else if (g == 1) {
		r.d = real_mul(m.d, n.v);
		r.e = real_add(real_mul(m.e, n.v), twice(both));
	} else if (g < 2) {
		r.d = g < 1 ? steep(real_mul(m.d, n.v)) : real_zero;
		r.e = steep(real_mul(real_mul(m.d, m.d), n.v));
	} else if (g == 2) {
		r.e = twice(real_mul(real_mul(m.d, m.d), n.v));
	}
	return r;
}

/* m^g n */
static struct jet
power_times(struct jet m, struct jet n, struct sdd g)
{
	if (real_is_zero(g))
		return n;
	return real_is_zero(m.v) ? at_zero(m, n, sdd_round(g))
				 : jet_mul(jet_pow(m, g), n);
}

struct jet
focal_focus(const struct focal_spec *s, struct jet m, struct jet n,
    struct sdd g)
{
	struct sdd pt = real_sub(real_one, m.v);

	for (size_t i = 0; i < s->steps; i++)
		if (real_less(pt, real(s->step[i].below))) {
			g = real(s->step[i].gamma);
			break;
		}
	if (s->detach)
		m = jet_constant(m.v);
	if (g.h < 0)
		return jet_mul(jet_pow(jet_minus(real(2), m), real_neg(g)), n);
	if (s->reduced > 0) {
		if (real_less(pt, real(s->reduced)))
			return n;
		m = jet_scale(m, real_div(real_one, real(s->reduced_over > 0
		    ? s->reduced_over : s->reduced)));
	}
	return power_times(m, n, g);
}

struct jet
focal_poly_term(const struct focal_spec *s, struct jet m, struct sdd g)
{
	return jet_scale(power_times(m, m, g), real(s->poly));
}

/* The rows of pt: what a class gives to m, and what m is made of that. */

static struct jet
share_wrong(struct jet q, struct jet l, struct sdd y, bool yes)
{
	(void)l;
	(void)yes;
	return jet_scale(q, y);
}

static struct jet
share_loss(struct jet q, struct jet l, struct sdd y, bool yes)
{
	(void)q;
	(void)yes;
	return jet_scale(l, y);
}

static struct jet
share_signed(struct jet q, struct jet l, struct sdd y, bool yes)
{
	(void)l;
	return jet_scale(q, yes ? y : real_neg(y));
}

static struct jet
join_as_is(struct jet m, struct jet n)
{
	(void)n;
	return m;
}

static struct jet
join_exp(struct jet m, struct jet n)
{
	(void)n;
	return jet_expm1_minus(m);
}

/* At 0 it grows as n does; where n is not 0 there is a kink: no slope. */
static struct jet
join_magnitude(struct jet m, struct jet n)
{
	if (!real_is_zero(m.v))
		return m.v.h < 0 ? jet_neg(m) : m;
	if (!real_is_zero(n.v))
		return jet_zero;
	return real_mul(m.d, n.d).h < 0 ? jet_neg(m) : m;
}

static const struct focal_rule linear = { share_wrong, join_as_is, false,
	false };
static const struct focal_rule expce = { share_loss, join_exp, false, false };
static const struct focal_rule absdiff = { share_signed, join_magnitude,
	false, true };
static const struct focal_rule scaled = { share_wrong, join_as_is, true,
	false };

const struct focal_pt focal_linear = { "linear",
	"p_t = sum of y_k p_k", &linear };
const struct focal_pt focal_expce = { "expce",
	"p_t = exp(-cross-entropy)", &expce };
const struct focal_pt focal_split = { "split",
	"no p_t: the sum of y_k times the loss of label k", NULL };
const struct focal_pt focal_absdiff = { "absdiff",
	"p_t = 1 - |y - p|", &absdiff };
const struct focal_pt focal_scaled = { "scaled",
	"p_t = sigmoid((2y-1) z)", &scaled };
const struct focal_pt *const focal_pts[] = { &focal_linear, &focal_expce,
	&focal_split, &focal_absdiff, &focal_scaled, NULL };
