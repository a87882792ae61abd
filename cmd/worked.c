/* worked.c - simpler specs, whose results are the steps to a loss. */
#include "simpler.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

bool
worked_is_split(const struct worked *v)
{
	return v->soft && v->s.pt == &focal_split;
}

/* How the target is shared out. */
static void
share_out(struct worked *v)
{
	const struct focal_spec *s = &v->s;
	double most = 0;
	size_t shares = 0;

	v->soft = s->smoothing > 0 || s->leak > 0;
	if (!works_softmax(v)) {
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

static double
clip(double x, double eps)
{
	return x < eps ? eps : x > 1 - eps ? 1 - eps : x;
}

/* The sum of what eps leaves of all classes. */
static double
sum_clamped(const struct worked *v)
{
	const struct focal_clamp *c = v->s.clamp ? v->s.clamp : &focal_clip;
	struct focal_sum sum = { 0 };

	for (size_t k = 0; k < v->c; k++) {
		double p = v->p[k], e = v->s.eps;

		if (c == &focal_max)
			p = p < e ? e : p;
		else if (c != &focal_add)
			p = clip(p, e);
		focal_sum_add(&sum, 1, &p, 1);
		if (c == &focal_add || c == &focal_clip_add)
			focal_sum_add(&sum, 1, &e, 1);
	}
	return focal_sum_value(&sum);
}

static void
find_classes(struct worked *v)
{
	struct focal_spec s = simpler_without_eps(v);
	double loss, truth = (double)v->truth;
	struct focal_out out = { .loss = &loss, .pt = &v->pt, .grad = v->p };
	struct focal_sum sum = { 0 };

	if (s.from_logits) {
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
	if (v->s.renormalize_in_ce)
		v->ce_sum = sum_clamped(v);
}

static void
find_sigmoid(struct worked *v)
{
	struct focal_spec s = simpler_without_eps(v);
	double one = 1, no = 0;

	v->no = ask_pt(v, &s, &no);
	s.margin = 0;
	v->p[0] = ask_pt(v, &s, &one);
	v->rest = ask_pt(v, &s, &no);
	v->odd = v->s.odds && v->s.eps > 0 ? clip(*v->x, v->s.eps) : *v->x;
}

static void
find_probabilities(struct worked *v)
{
	struct focal_spec s;
	double no = 0;

	if (works_softmax(v))
		find_classes(v);
	else
		find_sigmoid(v);
	s = simpler_without_eps(v);
	s.distribution = v->s.distribution;
	v->pt = ask_pt(v, &s, v->y);
	v->pe = v->soft ? v->pt : ask_clamped(v, v->truth);
	v->pn = v->s.renormalize_in_ce ? v->pe / v->ce_sum : v->pe;
	/* of a hard target this is 1 - p_t, see find_modulator() */
	s.pos = s.neg = v->room;
	s.poly = 1;
	v->q = v->soft ? 1 - v->pt : ask_loss(v, &s, v->y);
	if (!works_softmax(v))	/* of a label 0 it is the p it has */
		v->pm = ask_loss(v, &s, &no);
}

static void
find_cross_entropy(struct worked *v)
{
	struct focal_spec s = simpler_in_ce(v);
	double loss;
	struct focal_out out = { .loss = &loss, .grad = v->ce_grad };

	s.distribution = v->s.distribution;
	s.smoothing = v->s.smoothing;
	s.leak = v->s.leak;
	focal_eval(&s, 1, v->c, v->x, v->y, &out);
	v->ce = s.slope > 0 ? loss * s.slope : loss;
	s.weight = v->s.weight;
	s.weight_in_pt = v->s.weight_in_pt;
	s.pos = works_softmax(v) && v->soft ? v->s.pos : NULL;
	v->n = ask_loss(v, &s, v->y);
	out.grad = &v->dn;
	if (!works_softmax(v) && v->soft)
		focal_eval(&s, 1, 1, v->x, v->y, &out);
	else
		v->dn = v->ce_grad[0];	/* of a softmax: see find_slopes() */
}

/* y a + (1 - y) b */
static double
mix(double y, double a, double b)
{
	return a == b ? a : y * a + (1 - y) * b;
}

double
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

double
worked_m_share(const struct worked *v, size_t k)
{
	return v->s.smoothing_in_ce ? given_share(v, k) : worked_share(v, k);
}

/* A table of the label "1" or "0", and what of it a sigmoid's y takes. */
static double
of_label(const struct worked *v, const double *pos, const double *neg,
    double otherwise)
{
	double y = v->s.sided ? *v->y > 0 : v->soft ? v->share : v->truth > 0;

	return mix(y, table_entry(pos, 0, otherwise),
	    table_entry(neg, 0, otherwise));
}

static void
find_sigmoid_factors(struct worked *v)
{
	const struct focal_spec *s = &v->s;

	v->share = s->smoothing_in_ce ? *v->y : v->yes;
	v->base = of_label(v, s->pos, s->neg, 1);
	v->gamma = of_label(v, s->gamma_pos, s->gamma_neg, s->gamma);
	v->w = v->soft || v->truth ? table_entry(s->weight, 0, 1) : 1;
	if (s->label_factor && *v->y > 0)
		v->times *= *v->y;
}

/* A softmax's soft truth has a factor for each class: they are in n. */
static void
find_softmax_factors(struct worked *v)
{
	const struct focal_spec *s = &v->s;
	bool gammas = s->gamma_pos || s->gamma_neg;

	v->base = v->soft ? 1 : table_entry(s->pos, v->truth, 1);
	v->w = v->soft ? 1 : table_entry(s->weight, v->truth, 1);
	v->gamma = v->soft ? s->gamma
	    : table_entry(s->gamma_pos, v->truth, s->gamma);
	if (!v->soft)
		return;
	if (gammas)	/* those of the shares, which need not make 1 */
		v->gamma = 0;
	for (size_t j = 0; gammas && j < v->c; j++)
		v->gamma += table_entry(s->gamma_pos, j, s->gamma) *
		    worked_m_share(v, j);
}

/* The factor of the poly term: A, or none. */
static double
poly_factor(const struct worked *v)
{
	double sum = 0;

	if (!v->s.poly_factor)
		return 1;
	if (!works_softmax(v) || !v->soft)
		return v->a;
	if (!v->s.pos && !v->s.distribution && v->s.leak == 0)
		return 1;
	for (size_t k = 0; k < v->c; k++)
		sum += worked_m_share(v, k) * table_entry(v->s.pos, k, 1);
	return sum;
}

/* A label that was given in part has the gammas of a truth and of none. */
static double
mixed_gamma(const struct worked *v)
{
	const struct focal_spec *s = &v->s;
	size_t k = works_softmax(v) ? v->truth : 0;
	double pos = table_entry(s->gamma_pos, k, s->gamma);
	double neg = table_entry(s->gamma_neg, k, s->gamma);

	return works_softmax(v) || v->truth ? mix(v->part, pos, neg)
					 : mix(v->part, neg, pos);
}

static void
find_factors(struct worked *v)
{
	const struct focal_spec *s = &v->s;

	v->times = v->row;
	if (works_softmax(v))
		find_softmax_factors(v);
	else
		find_sigmoid_factors(v);
	if (v->mixed)
		v->gamma = mixed_gamma(v);
	v->a = v->base * v->times;
	v->poly_a = poly_factor(v);
	v->inside = ask_power(s->eps_in_ce ? v->pt : v->pe,
	    s->weight_in_pt ? v->w : 1);
}

/*
 * Is the modulator's p_t, of which 1 - m is only the nearest double, below a
 * bound?  Then a step to gamma 0 is taken, which N = 0 or inf would not show.
 */
static bool
is_below(const struct worked *v, double bound)
{
	const struct focal_step step = { bound, 0 };
	struct focal_spec s = simpler_modulated(v, 1);
	struct focal_spec plain = simpler_modulated(v, 0);
	double n;

	if (v->mixed)
		return 1 - v->m < bound;
	s.step = &step;
	s.steps = 1;
	/* the general form for both: the kernel may differ in the last bit */
	s.detach = plain.detach = true;
	n = ask_loss(v, &plain, v->y);
	return n > 0 && isfinite(n) ? ask_loss(v, &s, v->y) == n
				    : 1 - v->m < bound;
}

/* What m is divided by. */
static double
over(const struct worked *v)
{
	const struct focal_spec *s = &v->s;

	return s->reduced == 0 || v->gamma < 0 ? 1
	    : s->reduced_over > 0 ? s->reduced_over : s->reduced;
}

static void
find_modulator(struct worked *v)
{
	const struct focal_spec s = simpler_m(v);

	if (worked_is_split(v))
		return;
	v->m = ask_loss(v, &s, v->y);
	if (v->mixed)
		v->m = mix(v->part, v->m, v->inside);
	v->poly_power = v->gamma + 1;
	v->poly = v->s.poly == 0 ? 0
	    : v->s.poly * ask_power(v->m, v->poly_power) * v->poly_a;
	for (size_t i = 0; i < v->s.steps && !v->stepped; i++)
		if (is_below(v, v->s.step[i].below)) {
			v->gamma = v->s.step[i].gamma;
			v->stepped = true;
		}
	v->below = v->s.reduced > 0 && v->gamma >= 0 &&
	    is_below(v, v->s.reduced);
	v->mod = v->below ? 1
	    : v->gamma < 0 ? ask_power(2 - v->m, -v->gamma)
			   : ask_power(v->m / over(v), v->gamma);
	v->bends = v->gamma != 0 && !v->s.detach && !v->below;
}

/* With one truth, each slope is that of the cross-entropy times a number. */
static void
find_scale(struct worked *v)
{
	const struct focal_spec *s = &v->s;
	size_t k = works_softmax(v) ? v->truth : 0;
	double scale = v->grad[k] / v->ce_grad[k];
	bool two = s->eps > 0 && (s->eps_in_ce || s->eps_straight ||
	    s->clamp == &focal_max);	/* CE and m do not move together */

	v->scale = v->soft || v->mixed || s->poly != 0 || v->gamma < 0 ||
	    two || s->renormalize_in_ce || s->grad_floor > 0 ||
	    !isfinite(scale) || !isfinite(v->ce_grad[k]) || !isfinite(v->ce) ||
	    /* it is no quotient of what underflows */
	    (fabs(v->grad[k]) < DBL_MIN && v->a != 0 && v->mod > 0)
	    ? NAN : scale;
}

enum worked_basis
worked_basis(const struct worked *v)
{
	return !works_softmax(v) ? ALONG_SCORE
	    : v->s.from_logits ? ALONG_L : ALONG_P;
}

static void
find_slopes(struct worked *v)
{
	struct focal_spec s = simpler_modulated(v, 1);
	struct worked_label label;
	double g = v->gamma;

	if (worked_is_split(v) || (works_softmax(v) && v->soft)) {
		v->dm = v->dn = 1;	/* dmod is along m */
	} else if (works_softmax(v)) {
		label = worked_label(v, v->truth);
		v->dn = v->s.renormalize_in_ce ? v->ce_grad[v->truth]
					       : label.dl;
		v->dm = label.dwrong;
	} else {
		s.detach = false;
		v->dm = ask_m_slope(v, &s, v->y);
	}
	if (v->mixed)
		v->dm *= 2 * v->part - 1;
	v->bends = v->bends && v->dm != 0;
	v->dpoly = v->s.poly == 0 || v->dm == 0 ? 0
	    : v->s.poly * v->poly_power *
	    ask_power(v->m, v->poly_power - 1) * v->dm * v->poly_a;
	if (v->bends)
		v->dmod = g * v->dm * (g < 0 ? ask_power(2 - v->m, -g - 1)
		    : ask_power(v->m / over(v), g - 1) / over(v));
}

/* The factors of a row are not in the loss of a target of it alone. */
static void
find_loss(struct worked *v)
{
	const struct focal_out out = { .loss = &v->loss, .grad = v->grad,
		.hess = v->hess };
	double factor;

	focal_eval(&v->s, 1, v->c, v->x, v->y, &out);
	if (v->in_row) {
		v->loss = *v->in_row->loss;
		*v->grad = *v->in_row->grad;
		*v->hess = *v->in_row->hess;
	} else if (v->mixed || v->row != 1) {
		/* 0 times infinity is nothing: a power goes to 0 faster */
		factor = v->a * v->mod * v->w;
		v->loss = (factor == 0 ? 0 : factor * v->ce) + v->poly;
		v->loss /= v->s.slope > 0 ? v->s.slope : 1;
	}
}

int
work_out(struct worked *v)
{
	size_t c = v->c;

	v->room = calloc(c, 5 * sizeof *v->room);
	if (!v->room) {
		if (v->failed)
			*v->failed = true;
		return -1;
	}
	v->p = v->room + c;
	v->grad = v->p + c;
	v->hess = v->grad + c;
	v->ce_grad = v->hess + c;
	share_out(v);
	find_probabilities(v);
	find_cross_entropy(v);
	find_factors(v);
	find_modulator(v);
	find_loss(v);
	find_scale(v);
	find_slopes(v);
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
