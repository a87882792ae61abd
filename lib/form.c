/*
 * form.c - the general form of the loss: soft targets, and the parts of other
 * libraries' losses that struct focal_spec names.
 *
 * Build as kernel.c; the bits are the same everywhere for the same reasons.
 *
 * Method.  A target is a distribution over classes: y_k, of which one is 1 if
 * the label is hard.  A sigmoid has two, "0" and "1", and is the softmax of
 * (0, z).  A class that has a share is a point (p, q = 1 - p, l = -ln p),
 * which margin and eps may move.  The pt row makes two numbers of each:
 *
 *	n_k = y_k w_k l_k	and	m_k, its part in m
 *
 * whose sums N and m give the loss
 *
 *	L = A m^gamma N + poly m^(gamma+1)
 *
 * Every number is a jet: its value and its first two derivatives.  Those of a
 * class are with respect to its own l_k, on which all of it depends (where each
 * probability is free, to its p_k), so that a sum over classes F_k(l_k) has, for
 * a softmax,
 *
 *	dF/dz_j   = p_j sum_{k != j} F_k' - q_j F_j'
 *	d2F/dz_j2 = p_j^2 sum_{k != j} F_k'' + q_j^2 F_j'' +
 *		    p_j q_j sum_k F_k'
 *
 * in a time that does not depend on c.  The most probable class, whose q_j may
 * be tiny, is kept out of the sums, so that nothing cancels there.
 *
 * Limits.  A probability of 0 is the tiny number `nothing`, and its l stands
 * for infinity: a real (real.h) has room for both.  At m = 0 focus() knows the
 * limits; where the loss has a kink or a jump (clip, margin, reduced, steps),
 * derivatives are those of the side it is on.
 *
 * Accuracy: exp and log are good to 2^-70 and everything else to 2^-95, so
 * results are the nearest double but for one in some thousands; a gradient or
 * Hessian that crosses 0, to that many digits of its terms.
 */
/* before the first function, those of dd.h */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__
/* else gcc 12 makes vfmsubadd of products and sums in spite of its options */
#pragma GCC optimize "no-tree-slp-vectorize"
#endif
#include "kernel.h"

#include "real.h"

#if defined __FAST_MATH__
#error "the general form needs IEEE arithmetic: no -ffast-math"
#endif

/* A number, its derivative and its second derivative. */
struct jet {
	struct sdd v, d, e;
};

/* A class: p, 1 - p and -ln p, with respect to one of them at the score. */
struct focal_point {
	struct jet p, q, l;
};

/* Where eps clamps the probability of a class. */
struct focal_bounds {
	struct sdd low, high;	/* eps and 1 - eps of the score's p */
	struct sdd floor, shift;	/* eps; what is added to this p */
};

/* What a class contributes. */
struct part {
	struct jet n, m;
	struct jet mod;		/* split: to M */
	struct sdd weight;	/* y w a, which multiplies l in n */
	struct sdd pt;		/* to p_t */
};

enum { FEW = 16 };	/* classes of a row whose parts are kept */

/* A target and what its classes have in common. */
struct target {
	const struct focal_spec *s;
	size_t c;		/* classes */
	size_t column;		/* of a sigmoid's score */
	const double *x, *y;
	struct sdd gamma;
	struct sdd times;	/* multiplies the factors of all labels */
	bool slopes;		/* derivatives are wanted, */
	bool mod;		/* M is */
	/* logits: */
	size_t top;		/* the most probable class */
	struct sdd rest;	/* the others' sum of exp(x_k - x_top) */
	struct sdd all, log_all; /* 1 + rest, its logarithm */
	struct sdd scale;	/* of a logit */
	/* probabilities: */
	struct sdd sum;		/* what to divide by, or 1 */
	struct sdd ce_sum;	/* ... after eps, in the cross-entropy */
	bool stuck;		/* odds that eps clipped */
	struct focal_point sigmoid[2];
};

/* Stands for a probability of 0: 1/p is more than -ln p, the infinity of it. */
static const struct sdd nothing = { 1, 0, -3 * BOUNDLESS };

static const struct jet zero;
static const struct part nothing_of_it;

static struct jet
constant(struct sdd v)
{
	return (struct jet){ v, real_zero, real_zero };
}

static struct jet
jet_add(struct jet a, struct jet b)
{
	return (struct jet){ real_add(a.v, b.v), real_add(a.d, b.d),
		real_add(a.e, b.e) };
}

static struct jet
jet_neg(struct jet a)
{
	return (struct jet){ real_neg(a.v), real_neg(a.d), real_neg(a.e) };
}

/* a - b */
static struct jet
jet_minus(struct sdd a, struct jet b)
{
	return jet_add(constant(a), jet_neg(b));
}

static struct jet
jet_scale(struct jet a, struct sdd by)
{
	return (struct jet){ real_mul(a.v, by), real_mul(a.d, by),
		real_mul(a.e, by) };
}

static struct sdd
twice(struct sdd a)
{
	return real_add(a, a);
}

static struct jet
jet_mul(struct jet a, struct jet b)
{
	return (struct jet){ real_mul(a.v, b.v),
		real_add(real_mul(a.d, b.v), real_mul(a.v, b.d)),
		real_add(real_add(real_mul(a.e, b.v), real_mul(a.v, b.e)),
		    twice(real_mul(a.d, b.d))) };
}

/* -ln a, for a.v > 0 */
static struct jet
jet_minus_log(struct jet a)
{
	struct sdd r = real_div(a.d, a.v);

	return (struct jet){ real_minus_log(a.v), real_neg(r),
		real_sub(real_mul(r, r), real_div(a.e, a.v)) };
}

/* 1 - exp(-a), or 0 */
static struct jet
jet_expm1_minus(struct jet a)
{
	struct sdd p;

	if (a.v.h < 0)
		return zero;
	p = real_exp_minus(a.v);
	return (struct jet){ real_expm1_minus(a.v), real_mul(p, a.d),
		real_mul(p, real_sub(a.e, real_mul(a.d, a.d))) };
}

/* exp(-a), for a.v >= 0 */
static struct jet
jet_exp_minus(struct jet a)
{
	struct sdd p = real_exp_minus(a.v);

	return (struct jet){ p, real_neg(real_mul(p, a.d)),
		real_mul(p, real_sub(real_mul(a.d, a.d), a.e)) };
}

/* m^g for m.v > 0 */
static struct jet
jet_pow(struct jet m, struct sdd g)
{
	struct sdd v = real_pow(m.v, g), gv = real_mul(v, g);
	struct sdd r = real_div(m.d, m.v);

	return (struct jet){ v, real_mul(gv, r), real_mul(gv,
	    real_add(real_mul(real_sub(g, real_one), real_mul(r, r)),
		real_div(m.e, m.v))) };
}

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
	struct jet r = zero;
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

/* What the modulator makes of the cross-entropy n. */
static struct jet
focus(const struct focal_spec *s, struct jet m, struct jet n, struct sdd g)
{
	struct sdd pt = real_sub(real_one, m.v);

	for (size_t i = 0; i < s->steps; i++)
		if (real_less(pt, real(s->step[i].below))) {
			g = real(s->step[i].gamma);
			break;
		}
	if (s->detach)
		m = constant(m.v);
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

/* poly m^(g+1) */
static struct jet
poly_term(const struct focal_spec *s, struct jet m, struct sdd g)
{
	return s->poly == 0 ? zero
	    : jet_scale(power_times(m, m, g), real(s->poly));
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
		return zero;
	return real_mul(m.d, n.d).h < 0 ? jet_neg(m) : m;
}

struct focal_rule {
	struct jet (*share)(struct jet q, struct jet l, struct sdd y, bool yes);
	struct jet (*join)(struct jet m, struct jet n);
	bool scales;		/* the logit, by the label */
};
static const struct focal_rule linear = { share_wrong, join_as_is, false };
static const struct focal_rule expce = { share_loss, join_exp, false };
static const struct focal_rule absdiff = { share_signed, join_magnitude,
	false };
static const struct focal_rule scaled = { share_wrong, join_as_is, true };

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

/* NULL: each class has a loss of its own. */
static const struct focal_rule *
rule_of(const struct focal_spec *s)
{
	return s->pt ? s->pt->rule : focal_linear.rule;
}

/* The rows of eps. */

static void
put_probability(struct focal_point *u, struct sdd p)
{
	u->p = constant(p);
	u->q = constant(real_sub(real_one, p));
	u->l = constant(real_minus_log(p));
}

static void
clip(struct focal_point *u, const struct focal_bounds *b)
{
	if (real_less(u->p.v, b->low))
		put_probability(u, b->low);
	else if (real_less(b->high, u->p.v))
		put_probability(u, b->high);
}

static void
raise(struct focal_point *u, const struct focal_bounds *b)
{
	if (real_less(u->p.v, b->floor)) {
		u->p = constant(b->floor);
		u->l = constant(real_minus_log(b->floor));
	}
	if (real_less(u->q.v, b->floor))
		u->q = constant(b->floor);
}

static void
add(struct focal_point *u, const struct focal_bounds *b)
{
	u->p.v = real_add(u->p.v, b->shift);
	u->q.v = real_sub(u->q.v, b->shift);
	if (u->q.v.h < 0)
		u->q = zero;
	if (u->p.v.h > 0) {
		u->l = jet_minus_log(u->p);
	} else {
		u->p.v = nothing;
		u->l.v = real_infinity();
	}
}

static void
clip_and_add(struct focal_point *u, const struct focal_bounds *b)
{
	clip(u, b);
	add(u, b);
}

const struct focal_clamp focal_clip = { "clip", "p in [eps, 1-eps]", clip };
const struct focal_clamp focal_max = { "max",
	"max(p, eps) and max(1-p, eps), each by itself", raise };
const struct focal_clamp focal_add = { "add", "p + eps", add };
const struct focal_clamp focal_clip_add = { "clip-add",
	"p in [eps, 1-eps], then p + eps", clip_and_add };
const struct focal_clamp *const focal_clamps[] = { &focal_clip, &focal_max,
	&focal_add, &focal_clip_add, NULL };

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
	if (t->s->sided)
		return real(own_gamma(t, 0, true));
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
		return (struct focal_point){ constant(p), constant(q),
			constant(l) };
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
	return real_mul(real_minus(top, x), t->scale);
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
		u->p = constant(real_one);
		u->q = u->l = zero;
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
	if (!is_sigmoid(t))
		return real(entry(t->s->pos, k, 1));
	return real_mul(t->times, real(entry(side(t, k) ? t->s->pos : t->s->neg,
	    t->column, 1)));
}

/* The factor of a target: those of its classes, mixed as the label is. */
static struct sdd
whole_factor(const struct target *t, bool smooth)
{
	struct sdd y, sum = real_zero;

	if (t->s->sided)
		return factor_of(t, 0);
	if (!t->s->pos && (!t->s->neg || !is_sigmoid(t)))
		return t->times;
	for (size_t k = 0; k < t->c; k++) {
		y = share(t, k);
		sum = real_add(sum, real_mul(smooth ? smoothed(t, y) : y,
		    factor_of(t, k)));
	}
	return sum;
}

static double
weight_of(const struct target *t, size_t k)
{
	if (!is_sigmoid(t))
		return entry(t->s->weight, k, 1);
	return k ? entry(t->s->weight, t->column, 1) : 1;
}

/* The loss of class k alone, and its M. */
static struct jet
alone(const struct target *t, size_t k, struct focal_point *mod,
    struct jet n, struct sdd hard, struct jet *modulator)
{
	const struct focal_spec *s = t->s;
	struct sdd g = real(own_gamma(t, k, true)), a = factor_of(t, k);
	struct jet m = mod->q;

	if (s->smoothing_in_ce && s->smoothing > 0) {
		/* the modulator of what the label was */
		m = jet_add(jet_scale(mod->q, hard), jet_scale(mod->p,
		    real_sub(real_one, hard)));
		g = mix(hard, own_gamma(t, k, true), own_gamma(t, k, false));
	}
	if (t->mod)
		*modulator = focus(s, m, constant(real_one), g);
	return jet_add(jet_scale(focus(s, m, n, g), a),
	    jet_scale(poly_term(s, m, g), s->poly_factor ? a : real_one));
}

/* l of p over the sum of all; its slopes are left to across(). */
static void
renormalize_ce(const struct target *t, struct focal_point *ce)
{
	struct sdd p = ce->p.v;

	ce->l.v = log_loss(real_div(p, t->ce_sum),
	    real_div(real_sub(t->ce_sum, p), t->ce_sum));
}

static struct part
part_of(const struct target *t, size_t k)
{
	const struct focal_spec *s = t->s;
	const struct focal_rule *rule = rule_of(s);
	struct sdd hard = share(t, k), y = smoothed(t, hard);
	struct sdd ym = s->smoothing_in_ce ? hard : y;
	struct focal_point ce, mod;
	struct part r = nothing_of_it;
	double w = weight_of(t, k);

	if (real_is_zero(y))
		return r;
	points_of(t, k, &ce, &mod);
	if (s->renormalize_in_ce)
		renormalize_ce(t, &ce);
	r.pt = real_mul(hard, mod.p.v);
	if (w != 1) {
		ce.l = jet_scale(ce.l, real(w));
		if (s->weight_in_pt) {
			mod.l = jet_scale(mod.l, real(w));
			mod.q = jet_expm1_minus(mod.l);
			mod.p = jet_exp_minus(mod.l);
		}
	}
	if (!rule) {
		r.n = jet_scale(alone(t, k, &mod, ce.l, hard, &r.mod), y);
		r.mod = jet_scale(r.mod, y);
		return r;
	}
	r.weight = is_sigmoid(t) ? y : real_mul(y, factor_of(t, k));
	r.n = jet_scale(ce.l, r.weight);
	r.weight = real_mul(r.weight, real(w));
	r.m = rule->share(mod.q, mod.l, ym, !is_sigmoid(t) || k);
	return r;
}

/* The loss of a target, given its sums. */
static struct jet
loss_of(const struct target *t, struct jet n, struct jet m)
{
	const struct focal_rule *rule = rule_of(t->s);
	struct sdd a;

	if (!rule)
		return n;
	m = rule->join(m, n);
	a = whole_factor(t, !t->s->smoothing_in_ce);
	return jet_add(jet_scale(focus(t->s, m, n, t->gamma),
		is_sigmoid(t) ? a : real_one),
	    jet_scale(poly_term(t->s, m, t->gamma),
		t->s->poly_factor ? a : real_one));
}

/* The M of a target, given its sums. */
static struct jet
mod_of(const struct target *t, struct jet n, struct jet m, struct jet mod)
{
	const struct focal_rule *rule = rule_of(t->s);

	if (!rule || !t->mod)
		return mod;
	return focus(t->s, rule->join(m, n), constant(real_one), t->gamma);
}

/* What class k adds to a sum: renormalized, it moves in proportion to p_k. */
static struct jet
summand(const struct target *t, size_t k, struct jet a)
{
	if (t->s->renormalize && !t->s->from_logits) {
		struct sdd p = point_of(t, k).p.v;

		a.d = real_mul(a.d, p);
		a.e = real_mul(a.e, real_mul(p, p));
	}
	return a;
}

/* The classes but one: the top apart from the rest of them. */
static struct jet
others(const struct target *t, size_t j, struct jet top, struct jet rest,
    struct jet own)
{
	return j == t->top ? rest
	    : jet_add(top, jet_add(rest, jet_neg(summand(t, j, own))));
}

/* A sum over classes as a function of score j, whose class has the point u. */
static struct jet
along(const struct target *t, const struct focal_point *u, struct jet own,
    struct jet rest)
{
	struct sdd p = u->p.v, q = u->q.v, both = real_add(own.d, rest.d), r;
	struct jet f = { real_add(own.v, rest.v), own.d, own.e };

	if (t->s->from_logits) {
		f.d = real_sub(real_mul(rest.d, p), real_mul(own.d, q));
		f.e = real_add(real_mul(both, real_mul(p, q)),
		    real_add(real_mul(rest.e, real_mul(p, p)),
			real_mul(own.e, real_mul(q, q))));
	} else if (t->s->renormalize) {	/* the others move by -p_k/sum */
		r = real_sub(real_mul(own.d, q), rest.d);
		f.d = real_div(r, t->sum);
		f.e = real_add(real_sub(rest.e, twice(r)),
		    real_mul(own.e, real_mul(q, q)));
		f.e = real_div(real_div(f.e, t->sum), t->sum);
	} else if (is_sigmoid(t)) {	/* the p of a "0" is 1 - p */
		f.d = real_sub(own.d, rest.d);
		f.e = real_add(own.e, rest.e);
	}
	return f;
}

/* With a slope s the loss is that of s z, over s. */
static struct jet
unslope(const struct target *t, struct jet loss)
{
	struct sdd s = real(t->s->slope);

	if (t->s->slope > 0) {
		loss.v = real_div(loss.v, s);
		loss.e = real_mul(loss.e, s);
	}
	return loss;
}

/* M is that of s z. */
static struct jet
unslope_mod(const struct target *t, struct jet mod)
{
	struct sdd s = real(t->s->slope);

	if (t->s->slope > 0) {
		mod.d = real_mul(mod.d, s);
		mod.e = real_mul(mod.e, real_mul(s, s));
	}
	return mod;
}

/* What is wanted of a target. */
struct wanted {
	struct focal_out out;
	struct focal_parts parts;
};

static void
put(double *to, size_t i, struct sdd value)
{
	if (to)
		to[i] = sdd_round(value);
}

static void
put_slopes(const struct target *t, struct jet loss, struct jet mod, size_t j,
    const struct wanted *want)
{
	loss = unslope(t, loss);
	mod = unslope_mod(t, mod);
	put(want->out.grad, j, loss.d);
	put(want->out.hess, j, loss.e);
	put(want->parts.grad, j, mod.d);
	put(want->parts.hess, j, mod.e);
}

static void
put_values(const struct target *t, struct jet loss, struct jet mod,
    struct sdd pt, const struct wanted *want)
{
	put(want->out.loss, 0, unslope(t, loss).v);
	put(want->out.pt, 0, pt);
	put(want->parts.factor, 0, whole_factor(t, false));
	put(want->parts.mod, 0, mod.v);
}

/* Of a score of odds x, dp/dx is q^2 and d2p/dx2 -2 q^3. */
static struct jet
by_odds(const struct target *t, struct jet a)
{
	struct sdd q = t->sigmoid[1].q.v, q2 = real_mul(q, q);

	if (!t->s->odds)
		return a;
	if (t->stuck)
		return constant(a.v);
	a.e = real_sub(real_mul(real_mul(q2, q2), a.e),
	    twice(real_mul(real_mul(q2, q), a.d)));
	a.d = real_mul(q2, a.d);
	return a;
}

/* The m of the nearer label, at the logit |2y-1| z. */
static struct jet
scaled_modulator(const struct target *t)
{
	struct sdd y = share(t, 1), by;
	struct focal_spec hard = *t->s;
	struct target near = *t;
	struct part part;
	struct jet m;
	double label;

	y = t->s->smoothing_in_ce ? y : smoothed(t, y);
	by = real_sub(twice(y), real_one);
	label = by.h >= 0;
	by = by.h < 0 ? real_neg(by) : by;
	hard.smoothing = 0;
	near.s = &hard;
	near.y = &label;
	near.scale = real_mul(t->scale, by);
	sigmoid_logit(&near);
	part = part_of(&near, label > 0);
	m = along(&near, &near.sigmoid[1], label > 0 ? part.m : zero,
	    label > 0 ? zero : part.m);
	m.d = real_mul(m.d, by);
	m.e = real_mul(m.e, real_mul(by, by));
	return m;
}

static void
sigmoid(struct target *t, const struct wanted *want)
{
	const struct focal_rule *rule = rule_of(t->s);
	struct part no, yes;
	struct jet n, m, loss, mod;

	t->c = 2;
	if (t->s->from_logits)
		sigmoid_logit(t);
	else
		sigmoid_probability(t);
	t->gamma = target_gamma(t);
	no = part_of(t, 0);
	yes = part_of(t, 1);
	n = along(t, &t->sigmoid[1], yes.n, no.n);
	m = rule && rule->scales ? scaled_modulator(t)
				 : along(t, &t->sigmoid[1], yes.m, no.m);
	loss = by_odds(t, loss_of(t, n, m));
	mod = by_odds(t, mod_of(t, n, m,
	    along(t, &t->sigmoid[1], yes.mod, no.mod)));
	put_values(t, loss, mod, real_add(yes.pt, no.pt), want);
	put_slopes(t, loss, mod, 0, want);
}

static void
add_part(const struct target *t, struct part *to, size_t k,
    const struct part *a)
{
	to->n = jet_add(to->n, summand(t, k, a->n));
	to->m = jet_add(to->m, summand(t, k, a->m));
	to->mod = jet_add(to->mod, summand(t, k, a->mod));
	to->weight = real_add(to->weight, a->weight);
	to->pt = real_add(to->pt, a->pt);
}

/* What the sum of probabilities in all l_k adds to n along score j. */
static struct jet
across(const struct target *t, size_t j, struct sdd weight)
{
	struct focal_point ce, mod;
	struct jet r = zero;

	points_of(t, j, &ce, &mod);
	r.d = real_div(ce.p.d, t->ce_sum);
	r.e = real_neg(real_mul(r.d, r.d));
	return jet_scale(r, weight);
}

/* Everything along score j. */
static void
softmax_slopes(const struct target *t, size_t j, const struct part *own,
    const struct part *top, const struct part *rest, const struct wanted *want)
{
	struct focal_point u = point_of(t, j);
	struct jet n = along(t, &u, own->n,
	    others(t, j, top->n, rest->n, own->n));
	struct jet m = along(t, &u, own->m,
	    others(t, j, top->m, rest->m, own->m));
	struct jet mod = zero;

	if (t->s->renormalize_in_ce)
		n = jet_add(n, across(t, j, real_add(top->weight, rest->weight)));
	if (t->mod)
		mod = mod_of(t, n, m, along(t, &u, own->mod,
		    others(t, j, top->mod, rest->mod, own->mod)));
	put_slopes(t, loss_of(t, n, m), mod, j, want);
}

static void
softmax(struct target *t, const struct wanted *want)
{
	struct part top = nothing_of_it, rest = nothing_of_it;
	struct part few[FEW] = { top };
	struct jet n, m;

	survey(t);
	if (t->s->renormalize_in_ce)
		survey_ce(t);
	t->gamma = target_gamma(t);
	for (size_t k = 0; k < t->c; k++) {
		struct part a = part_of(t, k);

		add_part(t, k == t->top ? &top : &rest, k, &a);
		if (k < FEW)
			few[k] = a;
	}
	n = constant(real_add(top.n.v, rest.n.v));
	m = constant(real_add(top.m.v, rest.m.v));
	put_values(t, loss_of(t, n, m),
	    mod_of(t, n, m, constant(real_add(top.mod.v, rest.mod.v))),
	    real_add(top.pt, rest.pt), want);
	for (size_t j = 0; j < t->c && t->slopes; j++) {
		struct part a = j < FEW ? few[j] : part_of(t, j);

		softmax_slopes(t, j, &a, &top, &rest, want);
	}
}

/* What the labels of a row [c] are all multiplied by. */
static struct sdd
row_factor(const struct focal_spec *s, size_t c, const double *y)
{
	struct sdd sum = real_zero;

	for (size_t k = 0; k < c; k++)
		sum = real_add(sum, real_mul(real(y[k]), real(s->row_factor[k])));
	return sum;
}

/* The same arrays from target i and score x on. */
static struct wanted
wanted_at(const struct wanted *w, size_t i, size_t x)
{
	const struct focal_parts *p = &w->parts;

	return (struct wanted){ focal_out_at(&w->out, i, x),
		{ p->factor ? p->factor + i : NULL, p->mod ? p->mod + i : NULL,
		p->grad ? p->grad + x : NULL, p->hess ? p->hess + x : NULL } };
}

static void
targets(struct target *t, size_t n, size_t c, const double *x,
    const double *y, const struct wanted *want, bool soft_only)
{
	const struct focal_spec *s = t->s;
	size_t labels = s->distribution ? c : 1;
	struct sdd row = real_one;

	for (size_t i = 0; i < n && s->mode->classes; i++) {
		struct wanted at = wanted_at(want, i, i * c);

		t->x = x + i * c;
		t->y = y + i * labels;
		softmax(t, &at);
	}
	for (size_t i = 0; i < n * c && !s->mode->classes; i++) {
		struct wanted at = wanted_at(want, i, i);

		if (soft_only && (y[i] == 0 || y[i] == 1))
			continue;
		t->column = i % c;
		t->x = x + i;
		t->y = y + i;
		if (s->row_factor && t->column == 0)
			row = row_factor(s, c, t->y);
		t->times = s->label_factor && *t->y > 0
		    ? real_mul(row, real(*t->y)) : row;
		sigmoid(t, &at);
	}
}

static struct target
target_of(const struct focal_spec *s, size_t c)
{
	return (struct target){ .s = s, .c = c, .times = real_one,
		.scale = s->slope > 0 ? real(s->slope) : real_one };
}

void
focal_form(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y, const struct focal_out *out, bool soft_only)
{
	const struct wanted want = { .out = *out };
	struct target t = target_of(s, c);

	t.slopes = out->grad || out->hess;
	targets(&t, n, c, x, y, &want, soft_only);
}

void
focal_eval_parts(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_parts *parts)
{
	const struct wanted want = { .parts = *parts };
	struct target t = target_of(s, c);

	t.slopes = parts->grad || parts->hess;
	t.mod = true;
	targets(&t, n, c, x, y, &want, false);
}
