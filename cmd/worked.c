/* worked.c - simpler specs, whose results are the steps to a loss. */
#include "worked.h"

#include <math.h>
#include <stdlib.h>

/* Scores as probabilities, and what eps does to them: nothing else. */
static struct focal_spec
bare(const struct worked *v)
{
	const struct focal_spec *s = &v->s;

	return (struct focal_spec){ .mode = s->mode, .path = s->path,
		.from_logits = s->from_logits, .slope = s->slope,
		.renormalize = s->renormalize, .margin = s->margin,
		.eps = s->eps, .clamp = s->clamp, .eps_in_ce = s->eps_in_ce };
}

/* The loss of such a spec, without the division by its slope. */
static double
ask(const struct worked *v, const struct focal_spec *s, const double *y)
{
	double loss;
	const struct focal_out out = { .loss = &loss };

	focal_eval(s, 1, v->c, v->x, y, &out);
	return s->slope > 0 ? loss * s->slope : loss;
}

static double
ask_pt(const struct worked *v, const struct focal_spec *s, const double *y)
{
	double loss, pt;
	const struct focal_out out = { .loss = &loss, .pt = &pt };

	focal_eval(s, 1, v->c, v->x, y, &out);
	return pt;
}

static bool
is_softmax(const struct worked *v)
{
	return v->s.mode->classes;
}

bool
worked_is_split(const struct worked *v)
{
	return v->soft && v->s.pt == &focal_split;
}

/* v^g for v >= 0 by the library: the poly term of a label 0 with p = v. */
static double
power(double v, double g)
{
	static const double none = 0, label = 0;
	struct focal_spec s = { .mode = &focal_binary, .pos = &none,
		.neg = &none, .poly = 1, .gamma = g - 1 };
	double loss, shift = 1;
	const struct focal_out out = { .loss = &loss };
	int e;

	if (v == 0 || v == 1 || g == 0)
		return g == 0 ? 1 : v;
	if (v > 1)
		return 1 / power(1 / v, g);
	if (g < 1) {	/* v^(g+1) over v, kept from being too small */
		frexp(v, &e);
		shift = ldexp(1, e < -1022 ? 1022 : -e);
		s.poly = shift;
		s.gamma = g;
	}
	focal_eval(&s, 1, 1, &v, &label, &out);
	return g < 1 ? loss / (v * shift) : loss;
}

/* How the target is shared out. */
static void
share_out(struct worked *v)
{
	const struct focal_spec *s = &v->s;
	double most = 0;
	size_t shares = 0;

	v->soft = s->smoothing > 0 || s->leak > 0;
	if (!is_softmax(v)) {
		v->truth = *v->y >= 0.5;
		v->soft = v->soft || (*v->y > 0 && *v->y < 1);
		v->yes = *v->y * (1 - s->smoothing) + s->smoothing / 2;
		return;
	}
	v->truth = s->distribution ? 0 : (size_t)*v->y;
	for (size_t k = 0; s->distribution && k < v->c; k++) {
		shares += v->y[k] > 0;
		if (v->y[k] > most) {
			most = v->y[k];
			v->truth = k;
		}
	}
	v->soft = v->soft || shares > 1;
}

/*
 * The probability of label or class k as margin and eps leave it.  Where eps is
 * in the logarithm only, it is added to that of a label 0, else taken from it.
 */
static double
clamped(const struct worked *v, size_t k)
{
	const double y = (double)k;
	struct focal_spec s = bare(v);

	s.eps_in_ce = false;
	if (is_softmax(v) || k == 1 || !v->s.eps_in_ce ||
	    (s.clamp != &focal_add && s.clamp != &focal_clip_add))
		return ask_pt(v, &s, &y);
	s.eps = s.clamp == &focal_add ? 0 : s.eps;
	s.clamp = &focal_clip;
	return ask_pt(v, &s, &y) + v->s.eps;
}

static void
find_probabilities(struct worked *v)
{
	struct focal_spec s = bare(v);
	double loss, one = 1, no = 0, truth = (double)v->truth;
	struct focal_out out = { .loss = &loss, .pt = &v->pt, .grad = v->p };
	struct focal_sum sum = { 0 };

	s.eps = s.margin = 0;
	if (!is_softmax(v)) {
		v->p[0] = ask_pt(v, &s, &one);
	} else if (s.from_logits) {
		/* the slopes of the cross-entropy are p_k, but of the truth */
		focal_eval(&s, 1, v->c, v->x, &truth, &out);
		v->p[v->truth] = v->pt;
	} else {
		focal_sum_add(&sum, v->c, v->x, 1);
		v->sum = s.renormalize ? focal_sum_value(&sum) : 1;
		for (size_t k = 0; k < v->c; k++)
			v->p[k] = v->x[k] / v->sum;
	}
	for (size_t k = 1; k < v->c; k++)
		if (v->p[k] > v->p[v->top])
			v->top = k;
	if (s.from_logits)	/* in units of exp(the largest logit) */
		v->sum = 1 / v->p[v->top];
	s = bare(v);
	s.distribution = v->s.distribution;
	s.eps = 0;
	v->pt = ask_pt(v, &s, v->y);
	v->pe = v->soft ? v->pt : clamped(v, v->truth);
	/* of a hard target this is 1 - p_t, see find_modulator() */
	s.pos = s.neg = v->room;
	s.poly = 1;
	v->q = v->soft ? 1 - v->pt : ask(v, &s, v->y);
	if (!is_softmax(v)) {	/* of a label 0 it is the p it has */
		v->pm = ask(v, &s, &no);
		v->no = ask_pt(v, &s, &no);
	}
}

static void
find_cross_entropy(struct worked *v)
{
	struct focal_spec s = bare(v);
	double loss;
	const struct focal_out out = { .loss = &loss, .grad = v->ce_grad };

	s.distribution = v->s.distribution;
	s.smoothing = v->s.smoothing;
	s.leak = v->s.leak;
	focal_eval(&s, 1, v->c, v->x, v->y, &out);
	v->ce = s.slope > 0 ? loss * s.slope : loss;
	s.weight = v->s.weight;
	s.weight_in_pt = v->s.weight_in_pt;
	s.pos = is_softmax(v) && v->soft ? v->s.pos : NULL;
	v->n = ask(v, &s, v->y);
}

static double
entry(const double *table, size_t k, double otherwise)
{
	return table ? table[k] : otherwise;
}

/* y a + (1 - y) b */
static double
mix(double y, double a, double b)
{
	return a == b ? a : y * a + (1 - y) * b;
}

static double
given_share(const struct worked *v, size_t k)
{
	return v->s.distribution ? v->y[k] : k == v->truth;
}

double
worked_share(const struct worked *v, size_t k)
{
	const struct focal_spec *s = &v->s;
	double y = given_share(v, k);

	y = y * (1 - s->smoothing) + s->smoothing / (double)v->c;
	return y * (1 - s->leak) + s->leak;
}

/* A softmax's soft truth has a factor for each class: they are in n. */
static void
find_factors(struct worked *v)
{
	const struct focal_spec *s = &v->s;
	size_t k = is_softmax(v) ? v->truth : 0;
	bool yes = is_softmax(v) || v->truth;

	v->a = entry(yes ? s->pos : s->neg, k, 1);
	v->w = yes ? entry(s->weight, k, 1) : 1;
	v->gamma = entry(yes ? s->gamma_pos : s->gamma_neg, k, s->gamma);
	v->inside = power(s->eps_in_ce ? v->pt : v->pe,
	    s->weight_in_pt ? v->w : 1);
	v->share = s->smoothing_in_ce ? *v->y : v->yes;
	if (v->soft && !is_softmax(v)) {
		v->a = mix(v->share, entry(s->pos, 0, 1), entry(s->neg, 0, 1));
		v->w = entry(s->weight, 0, 1);
		v->gamma = mix(v->share, entry(s->gamma_pos, 0, s->gamma),
		    entry(s->gamma_neg, 0, s->gamma));
	} else if (v->soft) {
		v->a = v->w = 1;
		/* those of the shares, which need not make 1 */
		v->gamma = s->gamma_pos || s->gamma_neg ? 0 : s->gamma;
		for (size_t j = 0; (s->gamma_pos || s->gamma_neg) && j < v->c;
		     j++)
			v->gamma += entry(s->gamma_pos, j, s->gamma) *
			    (s->smoothing_in_ce ? given_share(v, j)
						: worked_share(v, j));
	}
}

/* The spec without its outside factors and terms: m^gamma N. */
static struct focal_spec
modulated(const struct worked *v, double gamma)
{
	struct focal_spec s = v->s;

	s.gamma = gamma;
	s.gamma_pos = s.gamma_neg = s.pos = s.neg = NULL;
	s.steps = 0;
	s.reduced = s.poly = 0;
	return s;
}

/*
 * Is the modulator's p_t, of which 1 - m is only the nearest double, below a
 * bound?  Then a step to gamma 0 is taken, which N = 0 or inf would not show.
 */
static bool
is_below(const struct worked *v, double bound)
{
	const struct focal_step step = { bound, 0 };
	struct focal_spec s = modulated(v, 1), plain = modulated(v, 0);
	double n;

	s.step = &step;
	s.steps = 1;
	/* the general form for both: the kernel may differ in the last bit */
	s.detach = plain.detach = true;
	n = ask(v, &plain, v->y);
	return n > 0 && isfinite(n) ? ask(v, &s, v->y) == n
				    : 1 - v->m < bound;
}

static void
find_modulator(struct worked *v, const double *zeros)
{
	struct focal_spec s = modulated(v, 0);
	double divisor = v->s.reduced_over > 0 ? v->s.reduced_over
	    : v->s.reduced;

	if (worked_is_split(v))
		return;
	s.pos = s.neg = zeros;
	s.poly = 1;
	v->m = ask(v, &s, v->y);
	v->poly_power = v->gamma + 1;
	v->poly = v->s.poly == 0 ? 0
	    : v->s.poly * power(v->m, v->poly_power);
	for (size_t i = 0; i < v->s.steps && !v->stepped; i++)
		if (is_below(v, v->s.step[i].below)) {
			v->gamma = v->s.step[i].gamma;
			v->stepped = true;
		}
	v->below = v->s.reduced > 0 && is_below(v, v->s.reduced);
	v->mod = v->below ? 1
	    : power(v->s.reduced > 0 ? v->m / divisor : v->m, v->gamma);
}

/* With one truth, each slope is that of the cross-entropy times a number. */
static void
find_scale(struct worked *v)
{
	size_t k = is_softmax(v) ? v->truth : 0;
	double scale = v->grad[k] / v->ce_grad[k];

	v->scale = v->soft || v->s.poly != 0 || !isfinite(scale) ||
	    !isfinite(v->ce_grad[k]) || !isfinite(v->ce) ||
	    (v->s.eps > 0 && (v->s.eps_in_ce || v->s.clamp == &focal_max))
	    ? NAN : scale;
}

int
work_out(struct worked *v)
{
	size_t c = v->c;
	struct focal_out out = { .loss = &v->loss };

	v->room = calloc(c, 5 * sizeof *v->room);
	if (!v->room)
		return -1;
	v->p = v->room + c;
	v->grad = out.grad = v->p + c;
	v->hess = out.hess = v->grad + c;
	v->ce_grad = v->hess + c;
	share_out(v);
	find_probabilities(v);
	find_cross_entropy(v);
	find_factors(v);
	find_modulator(v, v->room);
	focal_eval(&v->s, 1, c, v->x, v->y, &out);
	find_scale(v);
	return 0;
}

bool
worked_adds_up(const struct worked *v)
{
	double slope = v->s.slope > 0 ? v->s.slope : 1;
	double l = v->soft ? v->n : v->w * v->ce;
	double sum = (v->a * v->mod * l + v->poly) / slope;

	/* not so if there is a nan: 0 * inf, which a factor of 0 makes 0 */
	return worked_is_split(v) || v->loss == sum ||
	    !(fabs(v->loss - sum) > 1e-6 * fabs(v->loss) + 1e-300);
}

void
worked_free(struct worked *v)
{
	free(v->room);
	v->room = NULL;
}

struct worked_label
worked_label(const struct worked *v, size_t k)
{
	struct focal_spec s = bare(v), whole = v->s;
	struct worked_label r;
	const double y = (double)k;

	r.l = ask(v, &s, &y);
	r.p = clamped(v, k);
	whole.smoothing = whole.leak = 0;
	whole.distribution = false;
	r.loss = ask(v, &whole, &y);
	return r;
}
