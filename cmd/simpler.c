/* simpler.c - specs with less in them than a target has, for worked.c. */
#include "simpler.h"

#include <math.h>

struct focal_spec
simpler_bare(const struct worked *v)
{
	const struct focal_spec *s = &v->s;

	return (struct focal_spec){ .mode = s->mode, .path = s->path,
		.from_logits = s->from_logits, .slope = s->slope,
		.renormalize = s->renormalize, .margin = s->margin,
		.eps = s->eps, .clamp = s->clamp, .eps_in_ce = s->eps_in_ce,
		.odds = s->odds };
}

struct focal_spec
simpler_without_eps(const struct worked *v)
{
	struct focal_spec s = simpler_bare(v);

	s.eps = s.odds ? s.eps : 0;
	return s;
}

struct focal_spec
simpler_in_ce(const struct worked *v)
{
	struct focal_spec s = simpler_bare(v);

	s.renormalize_in_ce = v->s.renormalize_in_ce;
	s.eps_straight = v->s.eps_straight;
	s.grad_floor = v->s.grad_floor;
	return s;
}

double
ask_loss(const struct worked *v, const struct focal_spec *s, const double *y)
{
	double loss;
	const struct focal_out out = { .loss = &loss };

	focal_eval(s, 1, v->c, v->x, y, &out);
	return s->slope > 0 ? loss * s->slope : loss;
}

double
ask_pt(const struct worked *v, const struct focal_spec *s, const double *y)
{
	double loss, pt;
	const struct focal_out out = { .loss = &loss, .pt = &pt };

	focal_eval(s, 1, v->c, v->x, y, &out);
	return pt;
}

bool
works_softmax(const struct worked *v)
{
	return v->s.mode->classes;
}

struct focal_spec
simpler_modulated(const struct worked *v, double gamma)
{
	struct focal_spec s = v->s;

	s.gamma = gamma;
	s.gamma_pos = s.gamma_neg = s.pos = s.neg = NULL;
	s.label_factor = s.poly_factor = false;
	s.steps = 0;
	s.reduced = s.poly = 0;
	return s;
}

struct focal_spec
simpler_m(const struct worked *v)
{
	struct focal_spec s = simpler_modulated(v, 0);

	s.pos = s.neg = v->room;	/* zeros */
	s.poly = 1;
	return s;
}

double
table_entry(const double *table, size_t k, double otherwise)
{
	return table ? table[k] : otherwise;
}

/* The poly term of a label 0 with p = v. */
double
ask_power(double v, double g)
{
	static const double none = 0, label = 0;
	struct focal_spec s = { .mode = &focal_binary, .pos = &none,
		.neg = &none, .poly = 1, .gamma = g - 1 };
	double loss, shift = 1;
	const struct focal_out out = { .loss = &loss };
	int e;

	if (v == 1 || g == 0)
		return 1;
	if (g < 0 || v > 1)
		return 1 / (g < 0 ? ask_power(v, -g) : ask_power(1 / v, g));
	if (v == 0)
		return 0;
	if (g < 1) {	/* v^(g+1) over v, kept from being too small */
		frexp(v, &e);
		shift = ldexp(1, e < -1022 ? 1022 : -e);
		s.poly = shift;
		s.gamma = g;
	}
	focal_eval(&s, 1, 1, &v, &label, &out);
	return g < 1 ? loss / (v * shift) : loss;
}

double
ask_clamped(const struct worked *v, size_t k)
{
	const double y = (double)k;
	struct focal_spec s = simpler_bare(v);

	s.eps_in_ce = false;
	if (works_softmax(v) || k == 1 || !v->s.eps_in_ce || v->s.odds ||
	    (s.clamp != &focal_add && s.clamp != &focal_clip_add))
		return ask_pt(v, &s, &y);
	s.eps = s.clamp == &focal_add ? 0 : s.eps;
	s.clamp = &focal_clip;
	return ask_pt(v, &s, &y) + v->s.eps;
}

double
ask_m_slope(const struct worked *v, const struct focal_spec *modulated,
    const double *y)
{
	double slope = 0;
	const struct focal_parts parts = { .grad = &slope };

	focal_eval_parts(modulated, 1, 1, v->x, y, &parts);
	return v->s.slope > 0 ? slope / v->s.slope : slope;
}
