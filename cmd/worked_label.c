/* worked_label.c - labels one by one: each as if it were the truth. */
#include "simpler.h"

#include <math.h>

int
work_out_label(struct worked *label, const struct worked *v, size_t k)
{
	struct focal_spec *s = &label->s;

	*label = (struct worked){ .s = v->s, .c = v->c, .x = v->x,
		.y = &label->label, .label = (double)k, .row = v->times,
		.failed = v->failed,
		.mixed = v->s.smoothing_in_ce && v->s.smoothing > 0,
		.part = works_softmax(v) ? given_share(v, k) : k ? *v->y
							      : 1 - *v->y };
	if (v->s.sided && (k == 1) != (*v->y > 0)) {	/* not by the label */
		s->pos = v->s.neg;
		s->neg = v->s.pos;
		s->gamma_pos = v->s.gamma_neg;
		s->gamma_neg = v->s.gamma_pos;
	}
	s->distribution = s->sided = s->label_factor = false;
	s->smoothing_in_ce = false;
	s->smoothing = s->leak = 0;
	return work_out(label);
}

/* Did eps put p where it is?  q: 1 - p; low: of the label "0". */
static bool
is_clipped(const struct worked *v, double p, bool no)
{
	double e = v->s.eps;

	return no ? p < 1 - (1 - e) || p > 1 - e : p < e || p > 1 - e;
}

static const struct focal_clamp *
clamp_of(const struct worked *v)
{
	return v->s.clamp ? v->s.clamp : &focal_clip;
}

/* Label or class k as if it were the truth: p, and 1 - p with all digits. */
static void
chance_of(const struct worked *v, size_t k, double *p, double *q)
{
	const double y = (double)k;
	struct focal_spec s = simpler_without_eps(v);

	*p = ask_pt(v, &s, &y);
	s.pos = s.neg = v->room;
	s.poly = 1;
	*q = ask_loss(v, &s, &y);
}

bool
worked_is_stuck(const struct worked *v, size_t k)
{
	double p, q;

	if (v->s.eps == 0 || v->s.eps_straight || clamp_of(v) == &focal_add)
		return false;
	if (v->s.odds)
		return v->odd != *v->x;
	chance_of(v, k, &p, &q);
	return clamp_of(v) == &focal_max ? p < v->s.eps
	    : is_clipped(v, p, !works_softmax(v) && k == 0);
}

bool
worked_m_is_stuck(const struct worked *v, size_t k)
{
	bool weighs = v->s.weight_in_pt && (works_softmax(v) || k == 1);
	bool from_l = v->s.pt == &focal_expce || (weighs &&
	    table_entry(v->s.weight, works_softmax(v) ? k : 0, 1) != 1);
	double p, q;

	if (v->s.eps_in_ce && !v->s.odds)
		return false;
	if (clamp_of(v) == &focal_add && (works_softmax(v) || k == 1))
		from_l = false;	/* p + eps may be more than 1 */
	else if (clamp_of(v) != &focal_max)
		from_l = true;
	if (from_l || v->s.eps == 0)
		return worked_is_stuck(v, k);
	chance_of(v, k, &p, &q);
	return q < v->s.eps && !v->s.eps_straight;
}

/* The slopes of a class along its own l, or its own p. */
static void
class_slopes(const struct worked *v, size_t k, struct worked_label *r)
{
	double p = v->p[k], in, moved, w = v->s.weight_in_pt
	    ? table_entry(v->s.weight, k, 1) : 1;
	double of = v->s.eps_straight ? p : r->p;
	bool by_p = w == 1 && v->s.pt != &focal_expce;

	/* along l p moves by -p */
	r->dl = worked_is_stuck(v, k) ? 0 : p == of ? 1 : p / of;
	in = v->s.eps_in_ce ? p : r->p;
	/* as if eps did nothing to l, which 1 - p^w is made of */
	moved = v->s.eps_straight && !v->s.eps_in_ce ? in : p;
	r->dwrong = worked_m_is_stuck(v, k) ? 0
	    : by_p ? p : w * ask_power(in, w - 1) * moved;
	if (worked_basis(v) == ALONG_L)
		return;
	r->dl = worked_is_stuck(v, k) ? 0 : -1 / of;
	r->dwrong = worked_m_is_stuck(v, k) ? 0
	    : by_p ? -1 : -w * ask_power(in, w - 1) * (moved / p);
}

struct worked_label
worked_label(const struct worked *v, size_t k)
{
	struct focal_spec s = simpler_in_ce(v), m = simpler_m(v);
	struct worked_label r = { .dl = 0 };
	double loss;
	const double y = (double)k;
	const struct focal_out out = { .loss = &loss, .grad = &r.dl };

	r.l = ask_loss(v, &s, &y);
	r.p = ask_clamped(v, k);
	m.smoothing = m.leak = 0;
	m.distribution = m.smoothing_in_ce = m.sided = false;
	if (m.pt != &focal_expce)
		m.pt = &focal_linear;
	r.wrong = ask_loss(v, &m, &y);
	if (works_softmax(v)) {
		class_slopes(v, k, &r);
		return r;
	}
	focal_eval(&s, 1, 1, v->x, &y, &out);
	m = simpler_modulated(v, 1);
	m.smoothing = 0;
	m.detach = false;
	if (m.pt != &focal_expce)
		m.pt = &focal_linear;
	r.dwrong = ask_m_slope(v, &m, &y);
	return r;
}
