/*
 * eval.c - the equation, once, in plain libm: read this to know what the
 * library computes for hard labels.  kernel.c computes the same to the last
 * bit, and faster; eval_test.c holds the two together.  What else a spec can
 * say is form.c's.
 *
 * Four small steps.  A score becomes a point: p_t, 1 - p_t and -ln p_t of the
 * truth, none of them by subtracting close numbers.  The spec weighs the point
 * into a term: a loss and its slopes with respect to -ln p_t.  A mode's row
 * shares the slopes out over the scores.
 *
 * With l = -ln p_t, v = w l and Q = 1 - exp(-v) the loss is
 *
 *	phi(v)   = Q^gamma v
 *	phi'(v)  = Q^gamma (1 + gamma b)		b = v / expm1(v)
 *	phi''(v) = gamma Q^gamma / expm1(v) (2 + gamma b - v/Q)
 *
 * Nothing here is Q^(gamma-1), so gamma below 1 and saturated scores need no
 * special case.  Since dl/dz_j = p_j - y_j, a softmax row is the sigmoid of its
 * margin with the slope shared out.
 *
 * Accuracy: (gamma + 4) ulp where the result is a normal number and w = 1.
 */
#include "kernel.h"

#include <math.h>
#include <string.h>

enum { CLAMPED = 1024 };	/* scores at a time */

/* A score as seen from the truth: p_t, q = 1 - p_t, l = -ln p_t. */
struct point {
	double p, q, l;
};

/* What one target adds: L, dL/dl, and q d2L/dl2 (q keeps it finite). */
struct term {
	double loss, slope, bend;
};

static struct point
at_margin(double u)
{
	double e = exp(-fabs(u)), big = 1 / (1 + e), small = e / (1 + e);

	return u >= 0 ? (struct point){ big, small, log1p(e) }
		      : (struct point){ small, big, log1p(e) - u };
}

/* p and q are the two halves of 1, each as exact as the caller has it. */
static struct point
at_prob(double p, double q)
{
	return (struct point){ p, q, q < 0.5 ? -log1p(-q) : -log(p) };
}

/* Q^gamma.  Near 1 the power of a rounded Q would cost gamma ulps. */
static double
modulate(double gamma, double P, double Q)
{
	return P < 0.5 ? exp(gamma * log1p(-P)) : pow(Q, gamma);
}

/* A weight that stays out of p_t is one more outside factor. */
static void
place(const struct focal_spec *s, double *a, double *w)
{
	if (!s->weight_in_pt) {
		*a *= *w;
		*w = 1;
	}
}

/* What a weight inside p_t makes of a point: p_t^w, 1 - p_t^w, w l. */
static struct point
inside(struct point t, double w)
{
	double v = w * t.l;

	return w == 1 ? t : (struct point){ exp(-v), -expm1(-v), v };
}

/* v / expm1(v) */
static double
damp(struct point t)
{
	return t.q == 0 ? 1 : t.p == 0 ? 0 : t.l * t.p / t.q;
}

static struct term
weigh(const struct focal_spec *s, struct point t, double a, double w)
{
	place(s, &a, &w);
	if (a == 0 || w == 0)
		return (struct term){ 0, 0, 0 };

	struct point in = inside(t, w);
	double g = s->gamma, v = in.l, P = in.p, Q = in.q;
	double M = a * modulate(g, P, Q), b = damp(in);
	struct term r = { M == 0 ? 0 : M * v, M * (1 + g * b) * w, 0 };

	if (g > 0 && Q > 0 && P > 0)
		r.bend = g * M * w * (w * (t.q / Q) * P) * (2 + g * b - v / Q);
	return r;
}

static double
entry(const double *table, size_t k)
{
	return table ? table[k] : 1;
}

/* The factors of class k: is it the truth? */
static struct term
term_of(const struct focal_spec *s, size_t k, bool truth, struct point t)
{
	return truth ? weigh(s, t, entry(s->pos, k), entry(s->weight, k))
		     : weigh(s, t, entry(s->neg, k), 1);
}

/*
 * d2L/dp_t^2 = a w Q^(gamma-1) / p_t^2
 *     (gamma w P (2 + gamma b - v/Q) + Q (1 + gamma b))
 * Here Q^(gamma-1) is at home: below gamma 1 it is infinite at Q = 0, as it
 * should be, and the bend, which has a q too many, may have underflowed.
 */
static double
prob_hess(const struct focal_spec *s, struct point t, struct term r, double a,
    double w)
{
	double g = s->gamma;

	place(s, &a, &w);
	if (a == 0 || w == 0)
		return 0;
	if (g == 0)
		return r.slope / t.p / t.p;

	struct point in = inside(t, w);
	double b = damp(in), h = in.q == 0 ? 1 : in.l / in.q;
	double bend = in.p == 0 ? 0 : g * w * in.p * (2 + g * b - h);

	return a * w * modulate(g - 1, in.p, in.q) *
	    (bend + in.q * (1 + g * b)) / t.p / t.p;
}

/* One probability p of class k; sign says which way its p_t runs. */
static void
prob_target(const struct focal_spec *s, size_t k, bool truth, double x,
    size_t target, const struct focal_out *out)
{
	double sign = truth ? 1 : -1;
	struct point t = truth ? at_prob(x, 1 - x) : at_prob(1 - x, x);
	struct term r = term_of(s, k, truth, t);
	bool flat = r.loss == 0 && r.slope == 0;

	out->loss[target] = r.loss;
	if (out->pt)
		out->pt[target] = t.p;
	if (out->grad)
		out->grad[k] = flat ? 0 : -sign * r.slope / t.p;
	if (out->hess)
		out->hess[k] = prob_hess(s, t, r,
		    entry(truth ? s->pos : s->neg, k),
		    truth ? entry(s->weight, k) : 1);
}

static void
sigmoid_row(const struct focal_spec *s, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	for (size_t k = 0; k < c; k++) {
		bool truth = y[k] > 0;

		if (!s->from_logits) {
			prob_target(s, k, truth, x[k], k, out);
			continue;
		}
		struct point t = at_margin(truth ? x[k] : -x[k]);
		struct term r = term_of(s, k, truth, t);

		out->loss[k] = r.loss;
		if (out->pt)
			out->pt[k] = t.p;
		if (out->grad)
			out->grad[k] = truth ? -r.slope * t.q : r.slope * t.q;
		if (out->hess)
			out->hess[k] = (r.bend + r.slope * t.p) * t.q;
	}
}

/* exp(x - m) for m >= x, with the rounding of x - m made good. */
static double
exp_below(double x, double m)
{
	double d = x - m, z = d - x;
	double err = (x - (d - z)) - (m + z);	/* TwoDiff */

	return isfinite(d) ? exp(d) * (1 + err) : 0;
}

static size_t
largest(size_t c, const double *x, size_t but)
{
	size_t top = but == 0 ? 1 : 0;

	for (size_t k = top + 1; k < c; k++)
		if (k != but && x[k] > x[top])
			top = k;
	return top;
}

/* The sum of exp(x_k - m) over all classes but one (Neumaier). */
static double
exp_sum(size_t c, const double *x, double m, size_t but)
{
	double sum = 0, comp = 0;

	for (size_t k = 0; k < c; k++) {
		if (k == but)
			continue;
		double e = exp_below(x[k], m), next = sum + e;

		comp += sum >= e ? (sum - next) + e : (e - next) + sum;
		sum = next;
	}
	return sum + comp;
}

static struct point
at_softmax(size_t c, const double *x, size_t t)
{
	size_t top = largest(c, x, c);
	double sum = exp_sum(c, x, x[top], top), all = 1 + sum;

	if (t == top)
		return (struct point){ 1 / all, sum / all, log1p(sum) };

	double p = exp_below(x[t], x[top]) / all;

	return (struct point){ p, 1 - p, log1p(sum) + (x[top] - x[t]) };
}

static void
softmax_row(const struct focal_spec *s, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	size_t t = (size_t)y[0];

	if (!s->from_logits) {
		if (out->grad)
			memset(out->grad, 0, c * sizeof *out->grad);
		if (out->hess)
			memset(out->hess, 0, c * sizeof *out->hess);
		prob_target(s, t, true, x[t], 0, out);
		return;
	}
	struct point at = at_softmax(c, x, t);
	struct term r = term_of(s, t, true, at);

	out->loss[0] = r.loss;
	if (out->pt)
		out->pt[0] = at.p;
	if (!out->grad && !out->hess)
		return;

	/* p_j = q r_j: the share of the others' probability, j by j */
	size_t top = largest(c, x, t);
	double m = x[top], sum = exp_sum(c, x, m, t);
	/* of the others only the top can have a p_j near 1 */
	bool beaten = out->hess && m > x[t];
	double rest = beaten ? exp_sum(c, x, m, top) : 0;

	for (size_t j = 0; j < c; j++) {
		double share = j == t ? -1 : exp_below(x[j], m) / sum;
		double p = j == t ? at.p : at.q * share;
		double q = j == t ? at.q
		    : j == top && beaten ? rest / (1 + rest) : 1 - p;

		if (out->grad)
			out->grad[j] = r.slope * at.q * share;
		if (out->hess)
			out->hess[j] = r.bend * at.q * share * share +
			    r.slope * p * q;
	}
}

static double
top_bit(size_t c)
{
	(void)c;
	return 1;
}

static double
top_class(size_t c)
{
	return (double)c - 1;
}

const struct focal_mode focal_binary = { "binary", "binary",
	"one score and one 0/1 label per sample; sigmoid", 1, 1, false, false,
	top_bit, sigmoid_row };
const struct focal_mode focal_multiclass = { "multiclass", "multi-class",
	"one class out of K per sample; softmax", 2, SIZE_MAX, false, true,
	top_class, softmax_row };
const struct focal_mode focal_multilabel = { "multilabel", "multi-label",
	"K scores and K 0/1 labels per sample; a sigmoid each", 1, SIZE_MAX,
	true, false, top_bit, sigmoid_row };
const struct focal_mode *const focal_modes[] = { &focal_binary,
	&focal_multiclass, &focal_multilabel, NULL };

const struct focal_mode *
focal_find_mode(const char *name)
{
	for (size_t i = 0; focal_modes[i]; i++)
		if (!strcmp(focal_modes[i]->name, name) ||
		    !strcmp(focal_modes[i]->alias, name))
			return focal_modes[i];
	return NULL;
}

size_t
focal_targets(const struct focal_mode *m, size_t c)
{
	return m->wide ? c : 1;
}

/* Is every entry of a table finite and not negative? */
static bool
factors(const double *table, size_t c)
{
	for (size_t k = 0; table && k < c; k++)
		if (!(table[k] >= 0 && isfinite(table[k])))
			return false;
	return true;
}

/* A gamma: what is larger makes a Hessian overflow on its way. */
static bool
is_gamma(double x)
{
	return x >= 0 && x <= FOCAL_GAMMA_MAX;
}

static bool
gammas(const double *table, size_t c)
{
	for (size_t k = 0; table && k < c; k++)
		if (!is_gamma(table[k]))
			return false;
	return true;
}

static bool
positive(double x)
{
	return x >= 0 && isfinite(x);
}

static bool
below_one(double x)
{
	return x >= 0 && x < 1;
}

/* What focal_check() says of targets that are not plain. */
static const char *
check_targets(const struct focal_spec *s, size_t c)
{
	bool classes = s->mode->classes;

	if (!below_one(s->smoothing) || !below_one(s->leak))
		return "label smoothing is not in [0, 1)";
	if (s->leak > 0 && !classes)
		return "a leak is of the classes of a sample";
	if (s->distribution && !classes)
		return "a distribution is a target of multiclass";
	if (s->pt == &focal_absdiff && classes)
		return "absdiff is for sigmoids";
	if (s->pt == &focal_scaled && (classes || !s->from_logits))
		return "scaled is for logits of sigmoids";
	if ((s->sided || s->label_factor) && classes)
		return "sided and label_factor are for sigmoids";
	if (s->row_factor && !s->mode->wide)
		return "a row has labels in multilabel only";
	return factors(s->row_factor, c)
	    ? NULL : "a factor of a row is not a finite number >= 0";
}

/* ... of what moves probabilities. */
static const char *
check_probabilities(const struct focal_spec *s)
{
	bool classes = s->mode->classes, probs = !s->from_logits;
	bool clips = !s->clamp || s->clamp == &focal_clip;

	if (!below_one(s->margin) || (s->margin > 0 && classes))
		return "margin is not in [0, 1), or not of sigmoids";
	if (!positive(s->slope) || (s->slope > 0 && probs))
		return "slope is not a finite number >= 0, or not of logits";
	if ((s->renormalize || s->renormalize_in_ce) && !classes)
		return "only probabilities of classes are renormalized";
	if (s->renormalize_in_ce && (s->renormalize || s->pt == &focal_split))
		return "renormalize_in_ce goes neither with renormalize nor "
		       "with split";
	if (!below_one(s->grad_floor) ||
	    (s->grad_floor > 0 && (classes || !probs || s->margin > 0)))
		return "grad_floor is not in [0, 1), or not of probabilities "
		       "of sigmoids without margin";
	if (s->odds && (classes || !probs || s->grad_floor > 0))
		return "odds are of sigmoids, not of logits, without "
		       "grad_floor";
	if (s->odds && s->eps > 0 &&
	    (!clips || s->eps_in_ce || s->eps_straight))
		return "what eps does to odds is to clip them";
	return NULL;
}

/* ... of the modulator. */
static const char *
check_modulator(const struct focal_spec *s, size_t c)
{
	if (!gammas(s->gamma_pos, c) || !gammas(s->gamma_neg, c))
		return "a gamma is not in [0, 1e100]";
	for (size_t i = 0; i < s->steps; i++)
		if (!is_gamma(fabs(s->step[i].gamma)))
			return "a gamma of a step is not in [-1e100, 1e100]";
	if (!below_one(s->reduced) || !positive(s->reduced_over))
		return "reduced is not in [0, 1), or its divisor not >= 0";
	return isfinite(s->poly) ? NULL : "poly is not a finite number";
}

const char *
focal_check(const struct focal_spec *s, size_t c)
{
	const char *wrong;

	if (!s->mode)
		return "no mode is chosen";
	if (c < s->mode->min_c || c > s->mode->max_c)
		return "the mode does not fit the number of score columns";
	if (!is_gamma(s->gamma))
		return "gamma is not in [0, 1e100]";
	if (!factors(s->pos, c) || !factors(s->neg, c))
		return "a factor (alpha, class weight) is not a finite number "
		       ">= 0";
	if (!factors(s->weight, c))
		return "a pos_weight is not a finite number >= 0";
	if (!(s->eps >= 0 && s->eps < 0.5))
		return "eps is not in [0, 0.5)";
	wrong = check_targets(s, c);
	wrong = wrong ? wrong : check_probabilities(s);
	return wrong ? wrong : check_modulator(s, c);
}

void
focal_reference(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_out *out)
{
	size_t t = focal_targets(s->mode, c);

	for (size_t i = 0; i < n; i++) {
		struct focal_out at = focal_out_at(out, i * t, i * c);

		s->mode->row(s, c, x + i * c, y + i * t, &at);
	}
}

/* Is it the header's formula, whatever the targets and eps? */
static bool
is_formula(const struct focal_spec *s)
{
	return !s->distribution && s->smoothing == 0 && s->leak == 0 &&
	    !s->renormalize && s->margin == 0 && s->slope == 0 &&
	    !s->gamma_pos && !s->gamma_neg && s->steps == 0 &&
	    s->reduced == 0 && s->poly == 0 && !s->detach && !s->row_factor &&
	    !s->odds && s->grad_floor == 0 && !s->eps_straight &&
	    !s->renormalize_in_ce;
}

/* Is there a label between 0 and 1?  All terms of the sum are >= 0. */
static bool
has_soft(size_t n, const double *y)
{
	enum { WIDE = 8 };
	double soft[WIDE] = { 0 }, sum = 0;
	size_t i = 0;

	for (; i + WIDE <= n; i += WIDE)
		for (size_t k = 0; k < WIDE; k++)
			soft[k] += y[i + k] * (1 - y[i + k]);
	for (; i < n; i++)
		sum += y[i] * (1 - y[i]);
	for (size_t k = 0; k < WIDE; k++)
		sum += soft[k];
	return sum > 0;
}

/* The formula: hard labels by the kernel, soft ones by the general form. */
static void
formula(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	if (s->path == FOCAL_REFERENCE || !focal_kernel_applies(s))
		focal_reference(s, n, c, x, y, out);
	else if (s->path == FOCAL_FASTEST)
		focal_kernel(s, focal_best_isa(), n, c, x, y, out);
	else
		focal_kernel(s, (enum focal_isa)(s->path - FOCAL_PLAIN), n, c, x,
		    y, out);
	if (!s->mode->classes && has_soft(n * c, y))
		focal_form(s, n, c, x, y, out, true);
}

/* Clamped probabilities are other probabilities, and do not move. */
static void
clamped(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	double moved[CLAMPED], high = 1 - s->eps;
	struct focal_spec loose = *s;
	size_t rows = CLAMPED / c, t = focal_targets(s->mode, c);

	loose.eps = 0;
	for (size_t i = 0; i < n; i += rows) {
		struct focal_out at = focal_out_at(out, i * t, i * c);
		const double *row = x + i * c;
		size_t m = n - i < rows ? n - i : rows;

		for (size_t k = 0; k < m * c; k++)
			moved[k] = fmin(fmax(row[k], s->eps), high);
		formula(&loose, m, c, moved, y + i * t, &at);
		for (size_t k = 0; k < m * c; k++)
			if (moved[k] != row[k]) {
				if (at.grad)
					at.grad[k] = 0;
				if (at.hess)
					at.hess[k] = 0;
			}
	}
}

void
focal_eval(const struct focal_spec *s, size_t n, size_t c, const double *x,
    const double *y, const struct focal_out *out)
{
	bool clips = !s->clamp || s->clamp == &focal_clip;

	if (is_formula(s) && s->eps == 0)
		formula(s, n, c, x, y, out);
	else if (is_formula(s) && clips && !s->eps_in_ce && !s->from_logits &&
	    c <= CLAMPED)
		clamped(s, n, c, x, y, out);
	else
		focal_form(s, n, c, x, y, out, false);
}
