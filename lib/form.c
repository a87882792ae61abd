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
 * for infinity: a real (real.h) has room for both.  At m = 0 modulator.c knows the
 * limits; where the loss has a kink or a jump (clip, margin, reduced, steps),
 * derivatives are those of the side it is on.
 *
 * Accuracy: exp and log are good to 2^-70 and everything else to 2^-95, so
 * results are the nearest double but for one in some thousands; a gradient or
 * Hessian that crosses 0, to that many digits of its terms.
 */
#include "form_target.h"

/* What a class contributes. */
struct part {
	struct jet n, m;
	struct jet mod;		/* split: to M */
	struct sdd weight;	/* y w a, which multiplies l in n */
	struct sdd pt;		/* to p_t */
};

enum { FEW = 16 };	/* classes of a row whose parts are kept */

static const struct part nothing_of_it;

/* NULL: each class has a loss of its own.  No p_t passes a hard label. */
static const struct focal_rule *
rule_of(const struct target *t)
{
	const struct focal_spec *s = t->s;
	bool soft = s->smoothing > 0 && !s->smoothing_in_ce;

	if (!s->pt || (s->pt->rule && s->pt->rule->folds && !soft &&
			  (*t->y == 0 || *t->y == 1)))
		return focal_linear.rule;
	return s->pt->rule;
}

/* a M n + poly m^(g+1) */
static struct jet
sum_up(const struct focal_spec *s, struct jet m, struct jet n, struct sdd g,
    struct sdd a, struct sdd poly_factor)
{
	struct jet loss = jet_scale(focal_focus(s, m, n, g), a);

	return s->poly == 0 ? loss
	    : jet_add(loss, jet_scale(focal_poly_term(s, m, g), poly_factor));
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
		*modulator = focal_focus(s, m, jet_constant(real_one), g);
	return sum_up(s, m, n, g, a, s->poly_factor ? a : real_one);
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
	const struct focal_rule *rule = rule_of(t);
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
		if (t->mod)
			r.mod = jet_scale(r.mod, y);
		return r;
	}
	r.weight = is_sigmoid(t) ? y : real_mul(y, factor_of(t, k));
	r.n = jet_scale(ce.l, r.weight);
	if (w != 1)
		r.weight = real_mul(r.weight, real(w));
	r.m = rule->share(mod.q, mod.l, ym, !is_sigmoid(t) || k);
	return r;
}

/* The loss of a target, given its sums. */
static struct jet
loss_of(const struct target *t, struct jet n, struct jet m)
{
	const struct focal_rule *rule = rule_of(t);

	/* the factors of classes are in n */
	return !rule ? n : sum_up(t->s, rule->join(m, n), n, t->gamma,
	    is_sigmoid(t) ? t->factor : real_one,
	    t->s->poly_factor ? t->factor : real_one);
}

/* The M of a target, given its sums. */
static struct jet
mod_of(const struct target *t, struct jet n, struct jet m, struct jet mod)
{
	const struct focal_rule *rule = rule_of(t);

	if (!rule)
		return mod;
	return focal_focus(t->s, rule->join(m, n), jet_constant(real_one),
	    t->gamma);
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
	put(want->parts.mod, 0, mod.v);
	if (want->parts.factor)
		want->parts.factor[0] = sdd_round(whole_factor(t, false));
}

/* Of a score of odds x, dp/dx is q^2 and d2p/dx2 -2 q^3. */
static struct jet
by_odds(const struct target *t, struct jet a)
{
	struct sdd q = t->sigmoid[1].q.v, q2 = real_mul(q, q);

	if (t->stuck)
		return jet_constant(a.v);
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
	near.scales = true;
	near.scale = real_mul(t->scale, by);
	sigmoid_logit(&near);
	part = part_of(&near, label > 0);
	m = along(&near, &near.sigmoid[1], label > 0 ? part.m : jet_zero,
	    label > 0 ? jet_zero : part.m);
	m.d = real_mul(m.d, by);
	m.e = real_mul(m.e, real_mul(by, by));
	return m;
}

static void
sigmoid(struct target *t, const struct wanted *want)
{
	const struct focal_rule *rule = rule_of(t);
	struct part no, yes;
	struct jet n, m, loss, mod = jet_zero;

	t->c = 2;
	if (t->s->from_logits)
		sigmoid_logit(t);
	else
		sigmoid_probability(t);
	weigh(t);
	no = part_of(t, 0);
	yes = part_of(t, 1);
	n = along(t, &t->sigmoid[1], yes.n, no.n);
	m = rule && rule->scales ? scaled_modulator(t)
				 : along(t, &t->sigmoid[1], yes.m, no.m);
	loss = loss_of(t, n, m);
	if (t->mod)
		mod = mod_of(t, n, m,
		    along(t, &t->sigmoid[1], yes.mod, no.mod));
	if (t->s->odds) {
		loss = by_odds(t, loss);
		mod = by_odds(t, mod);
	}
	put_values(t, loss, mod, real_add(yes.pt, no.pt), want);
	if (t->slopes)
		put_slopes(t, loss, mod, 0, want);
}

static void
add_part(const struct target *t, struct part *to, size_t k,
    const struct part *a)
{
	to->n = jet_add(to->n, summand(t, k, a->n));
	to->m = jet_add(to->m, summand(t, k, a->m));
	if (t->mod)
		to->mod = jet_add(to->mod, summand(t, k, a->mod));
	to->weight = real_add(to->weight, a->weight);
	to->pt = real_add(to->pt, a->pt);
}

/* What the sum of probabilities in all l_k adds to n along score j. */
static struct jet
across(const struct target *t, size_t j, struct sdd weight)
{
	struct focal_point ce, mod;
	struct jet r = jet_zero;

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
	struct jet mod = jet_zero;

	if (t->s->renormalize_in_ce)
		n = jet_add(n, across(t, j,
		    real_add(top->weight, rest->weight)));
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
	struct jet n, m, mod = jet_zero;

	survey(t);
	if (t->s->renormalize_in_ce)
		survey_ce(t);
	weigh(t);
	for (size_t k = 0; k < t->c; k++) {
		struct part a = part_of(t, k);

		add_part(t, k == t->top ? &top : &rest, k, &a);
		if (k < FEW)
			few[k] = a;
	}
	n = jet_constant(real_add(top.n.v, rest.n.v));
	m = jet_constant(real_add(top.m.v, rest.m.v));
	if (t->mod)
		mod = mod_of(t, n, m,
		    jet_constant(real_add(top.mod.v, rest.mod.v)));
	put_values(t, loss_of(t, n, m), mod, real_add(top.pt, rest.pt), want);
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
		sum = real_add(sum, real_mul(real(y[k]),
		    real(s->row_factor[k])));
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
	bool scales = s->slope > 0;

	return (struct target){ .s = s, .c = c, .times = real_one,
		.scales = scales, .scale = scales ? real(s->slope) : real_one };
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
