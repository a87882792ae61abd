/*
 * form_target.h - a target of the general form: its shares, gammas and factors,
 * and its scores as points.  Only form.c includes it.
 */
#ifndef FORM_TARGET_H
#define FORM_TARGET_H

#include "form.h"

/* A target and what its classes have in common. */
struct target {
	const struct focal_spec *s;
	size_t c;		/* classes */
	size_t column;		/* of a sigmoid's score */
	const double *x, *y;
	struct sdd gamma, factor;	/* mixed as its shares are */
	struct sdd times;	/* multiplies the factors of all labels */
	bool slopes;		/* derivatives are wanted, */
	bool mod;		/* M is */
	/* logits: */
	size_t top;		/* the most probable class */
	struct sdd rest;	/* the others' sum of exp(x_k - x_top) */
	struct sdd all, log_all; /* 1 + rest, its logarithm */
	bool scales;
	struct sdd scale;	/* of a logit, if it scales */
	/* probabilities: */
	struct sdd sum;		/* what to divide by, or 1 */
	struct sdd ce_sum;	/* ... after eps, in the cross-entropy */
	bool stuck;		/* odds that eps clipped */
	struct focal_point sigmoid[2];
};

/* Targets: what was given, and what is made of it. */

static bool
is_sigmoid(const struct target *t)
{
	return !t->s->mode->classes;
}

static double
entry(const double *table, size_t k, double otherwise)
{
	return table ? table[k] : otherwise;
}

/* The share of class k. */
static struct sdd
share(const struct target *t, size_t k)
{
	if (is_sigmoid(t))
		return k ? real(*t->y) : real_minus(1, *t->y);
	if (t->s->distribution)
		return real(t->y[k]);
	return (size_t)*t->y == k ? real_one : real_zero;
}

/* y (1 - by) + by / over */
static struct sdd
blend(struct sdd y, double by, double over)
{
	return real_add(real_mul(y, real_minus(1, by)),
	    real_div(real(by), real(over)));
}

static struct sdd
smoothed(const struct target *t, struct sdd y)
{
	if (t->s->smoothing > 0)
		y = blend(y, t->s->smoothing, (double)t->c);
	return t->s->leak > 0 ? blend(y, t->s->leak, 1) : y;
}

/* The label whose factor and gamma are those of label k. */
static size_t
side(const struct target *t, size_t k)
{
	return t->s->sided ? *t->y > 0 : k;
}

/* The gamma of class k where it is the truth, and where it is not. */
static double
own_gamma(const struct target *t, size_t k, bool truth)
{
	const struct focal_spec *s = t->s;
	bool sigmoid = is_sigmoid(t);
	bool positive = (sigmoid && side(t, k) == 0) != truth;

	return entry(positive ? s->gamma_pos : s->gamma_neg,
	    sigmoid ? t->column : k, s->gamma);
}

/* y a + (1 - y) b */
static struct sdd
mix(struct sdd y, double a, double b)
{
	return a == b ? real(a) : real_add(real_mul(y, real(a)),
	    real_mul(real_sub(real_one, y), real(b)));
}

/* The gamma of a target is that of its labels. */
static struct sdd
target_gamma(const struct target *t)
{
	bool ce = t->s->smoothing_in_ce;
	struct sdd g = real_zero, y;

	if (!t->s->gamma_pos && !t->s->gamma_neg)
		return real(t->s->gamma);
	for (size_t k = 0; k < t->c; k++) {
		y = share(t, k);
		y = ce ? y : smoothed(t, y);
		g = real_add(g, real_mul(y, real(own_gamma(t, k, true))));
	}
	return g;
}

/* Points: scores as probabilities. */

static struct focal_point
point(const struct target *t, struct sdd p, struct sdd q, struct sdd l)
{
	struct sdd r;

	if (real_is_zero(p))
		p = nothing, l = real_infinity();
	if (!t->slopes)
		return (struct focal_point){ jet_constant(p), jet_constant(q),
			jet_constant(l) };
	if (t->s->from_logits)
		return (struct focal_point){ { p, real_neg(p), p },
			{ q, p, real_neg(p) }, { l, real_one, real_zero } };
	r = real_div(real_one, p);
	return (struct focal_point){ { p, real_one, real_zero },
		{ q, real_neg(real_one), real_zero },
		{ l, real_neg(r), real_mul(r, r) } };
}

/* How far below the largest score another is. */
static struct sdd
below_top(const struct target *t, double top, double x)
{
	struct sdd d = real_minus(top, x);

	return t->scales ? real_mul(d, t->scale) : d;
}

static void
sigmoid_logit(struct target *t)
{
	double z = *t->x;
	struct sdd u = below_top(t, magnitude(z), 0);
	struct sdd e = real_exp_minus(u), l, big, small;

	if (e.k < NEGLIGIBLE) {
		big = real_one;
		small = l = e;
	} else {
		struct dd inverse, log = log1p_and_inverse(
		    dd_scale(dd_of(e), pow2(e.k)), &inverse, 1);

		l = real_make(log, 0);
		big = real_make(inverse, 0);
		small = real_mul(e, big);
	}
	t->top = z >= 0;
	t->sigmoid[t->top] = point(t, big, small, l);
	t->sigmoid[!t->top] = point(t, small, big, real_add(l, u));
}

/* -ln p for q = 1 - p, which may have digits that p has not. */
static struct sdd
log_loss(struct sdd p, struct sdd q)
{
	if (real_is_zero(p))
		return real_infinity();
	return q.k < -30 ? real_log1p(real_div(q, p)) : real_minus_log(p);
}

/* Odds, which eps may clip, as a probability. */
static void
odds(struct target *t, struct sdd *p, struct sdd *q)
{
	double eps = t->s->eps, x = *t->x;

	if (eps > 0)
		x = x < eps ? eps : x > 1 - eps ? 1 - eps : x;
	t->stuck = x != *t->x;
	*q = real_div(real_one, real_add(real_one, real(x)));
	*p = real_mul(real(x), *q);
}

static void
sigmoid_probability(struct target *t)
{
	struct sdd p = real(*t->x), q = real_minus(1, *t->x);

	if (t->s->odds)
		odds(t, &p, &q);
	t->top = *t->x >= 0.5;
	t->sigmoid[1] = point(t, p, q, log_loss(p, q));
	t->sigmoid[0] = point(t, q, p, log_loss(q, p));
}

static struct sdd
exp_below(const struct target *t, size_t k)
{
	return real_exp_minus(below_top(t, t->x[t->top], t->x[k]));
}

/* What the classes of a row share. */
static void
survey(struct target *t)
{
	struct sdd rest = real_zero;

	t->top = 0;
	for (size_t k = 1; k < t->c; k++)
		if (t->x[k] > t->x[t->top])
			t->top = k;
	t->sum = real_one;
	if (t->s->from_logits) {
		for (size_t k = 0; k < t->c; k++)
			if (k != t->top)
				rest = real_add(rest, exp_below(t, k));
		t->rest = rest;
		t->all = real_add(real_one, rest);
		t->log_all = real_log1p(rest);
	} else if (t->s->renormalize) {
		for (size_t k = 0; k < t->c; k++)
			rest = real_add(rest, real(t->x[k]));
		t->sum = rest;
	}
}

static struct focal_point
point_of(const struct target *t, size_t k)
{
	struct sdd p, q;

	if (is_sigmoid(t))
		return t->sigmoid[k];
	if (!t->s->from_logits) {
		p = real_div(real(t->x[k]), t->sum);
		q = t->s->renormalize
		    ? real_div(real_sub(t->sum, real(t->x[k])), t->sum)
		    : real_minus(1, t->x[k]);
		return point(t, p, q, log_loss(p, q));
	}
	if (k == t->top)
		return point(t, real_div(real_one, t->all),
		    real_div(t->rest, t->all), t->log_all);
	p = real_div(exp_below(t, k), t->all);
	return point(t, p, real_sub(real_one, p), real_add(t->log_all,
	    below_top(t, t->x[t->top], t->x[k])));
}

/* A score of the class "0" counts as min(p + margin, 1). */
static void
move_by_margin(struct focal_point *u, double margin)
{
	struct sdd by = real(margin);

	if (!real_less(by, u->q.v)) {
		u->p = jet_constant(real_one);
		u->q = u->l = jet_zero;
		return;
	}
	u->p.v = real_add(u->p.v, by);
	u->q.v = real_sub(u->q.v, by);
	u->l = jet_minus_log(u->p);
}

static struct focal_bounds
bounds_of(const struct target *t, size_t k)
{
	double eps = t->s->eps, high = 1 - eps;
	struct focal_bounds b = { real(eps), real(high), real(eps), real(eps) };

	if (is_sigmoid(t) && k == 0) {	/* its p is 1 - that of the score */
		b.low = real(1 - high);
		b.high = real_minus(1, eps);
		if (!t->s->eps_in_ce)
			b.shift = real_neg(b.shift);
	}
	return b;
}

static void
keep_slopes(struct focal_point *u, const struct focal_point *of)
{
	u->p = (struct jet){ u->p.v, of->p.d, of->p.e };
	u->q = (struct jet){ u->q.v, of->q.d, of->q.e };
	u->l = (struct jet){ u->l.v, of->l.d, of->l.e };
}

/* Make the slope of l at u -q / max(pq, least). */
static void
flatten(struct jet *l, struct focal_point u, double least)
{
	struct sdd p = u.p.v, q = u.q.v, floor = real(least);

	*l = (struct jet){ l->v, u.l.d, u.l.e };
	if (real_less(real_mul(p, q), floor)) {
		l->d = real_neg(real_div(q, floor));
		l->e = real_div(real_one, floor);
	}
}

/* The point of class k as margin and eps leave it: in the loss, in m. */
static void
points_of(const struct target *t, size_t k, struct focal_point *ce,
    struct focal_point *mod)
{
	const struct focal_spec *s = t->s;
	const struct focal_clamp *clamp = s->clamp ? s->clamp : &focal_clip;

	*ce = point_of(t, k);
	if (s->margin > 0 && is_sigmoid(t) && k == 0)
		move_by_margin(ce, s->margin);
	*mod = *ce;
	if (s->eps > 0 && !s->odds) {
		struct focal_bounds b = bounds_of(t, k);

		clamp->move(ce, &b);
		if (s->eps_straight)
			keep_slopes(ce, mod);
		if (!s->eps_in_ce)
			*mod = *ce;
	}
	if (s->grad_floor > 0 && t->slopes) {
		flatten(&ce->l, point_of(t, k), s->grad_floor);
		if (!s->eps_in_ce)
			mod->l = ce->l;
	}
}

/* What the cross-entropy divides probabilities by. */
static void
survey_ce(struct target *t)
{
	struct focal_point ce, mod;

	t->ce_sum = real_zero;
	for (size_t k = 0; k < t->c; k++) {
		points_of(t, k, &ce, &mod);
		t->ce_sum = real_add(t->ce_sum, ce.p.v);
	}
}

/* Weights: the outside factor a and the inside or outside weight w. */

static struct sdd
factor_of(const struct target *t, size_t k)
{
	struct sdd a;

	if (!is_sigmoid(t))
		return real(entry(t->s->pos, k, 1));
	a = real(entry(side(t, k) ? t->s->pos : t->s->neg, t->column, 1));
	return t->s->row_factor || t->s->label_factor ? real_mul(a, t->times)
						      : a;
}

/* The factor of a target: those of its classes, mixed as the label is. */
static struct sdd
whole_factor(const struct target *t, bool smooth)
{
	struct sdd y, sum = real_zero;

	if (!t->s->pos && (!t->s->neg || !is_sigmoid(t)) &&
	    !t->s->distribution && t->s->leak == 0)	/* shares sum to 1 */
		return t->times;
	for (size_t k = 0; k < t->c; k++) {
		y = share(t, k);
		sum = real_add(sum, real_mul(smooth ? smoothed(t, y) : y,
		    factor_of(t, k)));
	}
	return sum;
}

/* Gamma, and the factor as far as it is not in the cross-entropy. */
static void
weigh(struct target *t)
{
	t->gamma = target_gamma(t);
	if (is_sigmoid(t) || t->s->poly_factor)
		t->factor = whole_factor(t, !t->s->smoothing_in_ce);
}

static double
weight_of(const struct target *t, size_t k)
{
	if (!is_sigmoid(t))
		return entry(t->s->weight, k, 1);
	return k ? entry(t->s->weight, t->column, 1) : 1;
}

#endif
