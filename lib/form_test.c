/*
 * form_test.c - laws of the general form; its true values are in eval_test.c.
 */
#include "kernel.h"
#include "test.h"

#include <float.h>

enum { MAX_C = 3 };

struct result {
	double loss[MAX_C], pt[MAX_C], grad[MAX_C], hess[MAX_C];
};

static const double factors[] = { 0.25, 2.5, 0.75 };
static const double more[] = { 1.75, 0.5, 3 };
static const double gammas[] = { 0, 0.5, 1, 2, 3.7 };
static const double sizes[] = { 0, 0x1p-1074, 1e-300, 1e-17, 0.3, 1, 2.5, 12,
	17, 36.7368, 40, 355, 700, 745.133, 1e4, 1e16, 1e300, DBL_MAX };
static const double probs[] = { 0, 0x1p-1074, 1e-300, 1e-17, 0.12, 0.5, 0.75,
	0.99999, 1 - 0x1p-53, 1 };
/* with 1 - y of as many digits */
static const double soft[] = { 0x1p-20, 0.25, 0.5, 0.8125 };

/* The specs that every law is held to: call number i, until there is none. */
static bool
spec_at(size_t i, struct focal_spec *s)
{
	*s = (struct focal_spec){ .mode = &focal_binary, .from_logits = i % 2 };
	i /= 2;
	s->weight_in_pt = i % 2;
	i /= 2;
	s->gamma = gammas[i % COUNT(gammas)];
	i /= COUNT(gammas);
	s->pt = focal_pts[i % 5];
	if (s->pt == &focal_scaled && !s->from_logits)
		s->pt = NULL;
	i /= 5;
	s->pos = i % 2 ? factors : NULL;
	s->neg = i % 2 ? more : NULL;
	s->weight = i / 2 % 2 ? more : NULL;
	return i < 4;
}

static size_t
score_count(const struct focal_spec *s)
{
	return s->from_logits ? 2 * COUNT(sizes) : COUNT(probs);
}

static double
score_at(const struct focal_spec *s, size_t i)
{
	if (!s->from_logits)
		return probs[i];
	return i % 2 ? -sizes[i / 2] : sizes[i / 2];
}

static struct result
eval(const struct focal_spec *s, size_t c, const double *x, const double *y)
{
	struct result r = { { 0 }, { 0 }, { 0 }, { 0 } };
	const struct focal_out out = { r.loss, r.pt, r.grad, r.hess };

	assert_null(focal_check(s, c));
	focal_eval(s, 1, c, x, y, &out);
	return r;
}

/* As eval(), but never by the kernel. */
static struct result
form(const struct focal_spec *s, size_t c, const double *x, const double *y)
{
	struct result r = { { 0 }, { 0 }, { 0 }, { 0 } };
	const struct focal_out out = { r.loss, r.pt, r.grad, r.hess };

	focal_form(s, 1, c, x, y, &out, false);
	return r;
}

static void
same(const char *what, const struct focal_spec *s, double x, double y,
    double got, double want, double rel, double floor)
{
	if (!memcmp(&got, &want, sizeof got) || got == want ||
	    fabs(got - want) <= rel * fabs(want) + floor)
		return;
	print_error("%s of x %.17g, y %.17g is %.17g, not %.17g\n"
	    "  (%s, %s, gamma %g, %s%s weight in %s)\n", what, x, y, got, want,
	    s->from_logits ? "logit" : "prob", s->pt ? s->pt->name : "-",
	    s->gamma, s->pos ? "factors " : "", s->weight ? "" : "no",
	    s->weight_in_pt ? "pt" : "loss");
	_fail(__FILE__, __LINE__);
}

static void
same_result(const struct focal_spec *s, double x, double y,
    const struct result *got, const struct result *want, double rel)
{
	same("loss", s, x, y, got->loss[0], want->loss[0], rel, 0);
	same("p_t", s, x, y, got->pt[0], want->pt[0], rel, 0);
	same("gradient", s, x, y, got->grad[0], want->grad[0], rel, 0);
	same("hessian", s, x, y, got->hess[0], want->hess[0], rel, 0);
}

/* Hold a law to every spec, score and one of n labels. */
static void
everywhere(const double *y, size_t n, void (*law)(const struct focal_spec *,
    double x, double y))
{
	struct focal_spec s;

	for (size_t i = 0; spec_at(i, &s); i++)
		for (size_t k = 0; k < score_count(&s) * n; k++)
			law(&s, score_at(&s, k / n), y[k % n]);
}

/* To the unit in the last place, as each is the nearest double nearly always. */
static void
is_the_kernel(const struct focal_spec *s, double x, double y)
{
	struct result got = form(s, 1, &x, &y), want;
	struct focal_out out = { want.loss, want.pt, want.grad, want.hess };

	focal_kernel(s, FOCAL_SCALAR, 1, 1, &x, &y, &out);
	same_result(s, x, y, &got, &want, DBL_EPSILON);
}

static void
hard_labels_are_the_kernels(void **state)
{
	static const double hard[] = { 0, 1 };

	(void)state;
	everywhere(hard, 2, is_the_kernel);
}

static void
mirrors(const struct focal_spec *s, double x, double y)
{
	struct focal_spec other = *s;
	double minus = s->from_logits ? -x : 1 - x, rest = 1 - y;
	struct result got, want;

	if (s->weight || (!s->from_logits && 1 - minus != x))
		return;
	other.pos = s->neg;
	other.neg = s->pos;
	got = eval(&other, 1, &minus, &rest);
	want = eval(s, 1, &x, &y);
	want.grad[0] = -want.grad[0];
	same_result(s, x, y, &got, &want, 0);
}

static void
labels_mirror(void **state)
{
	(void)state;
	everywhere(soft, COUNT(soft), mirrors);
}

static void
is_a_number(const struct focal_spec *s, double x, double y)
{
	struct result r = eval(s, 1, &x, &y);
	bool infinite = !s->from_logits && (x == 0 || x == 1);

	assert_false(isnan(r.loss[0]) || isnan(r.grad[0]) || isnan(r.hess[0]));
	assert_true(r.loss[0] >= 0 && (r.pt[0] >= 0 && r.pt[0] <= 1));
	/* 5 times the largest logit is too large */
	if (isinf(r.loss[0]) != infinite && fabs(x) != DBL_MAX)
		same("finite loss", s, x, y, r.loss[0], 0, 0, 0);
	if (infinite)
		same("steep gradient", s, x, y, r.grad[0],
		    x == 0 ? -INFINITY : INFINITY, 0, 0);
}

static void
finite_in_finite_out(void **state)
{
	(void)state;
	everywhere(soft, COUNT(soft), is_a_number);
}

/* The gradient is a difference of the two sides: to ulps of their sum. */
static void
is_a_softmax_of_two(const struct focal_spec *s, double x, double y)
{
	struct focal_spec two = *s;
	const double row[] = { 0, x }, shares[] = { 1 - y, y };
	const double weight[] = { 1, s->weight ? s->weight[0] : 1 };
	struct result got, want;
	double floor;

	if (!s->from_logits || s->pos || s->pt == &focal_absdiff ||
	    s->pt == &focal_scaled)
		return;
	two.mode = &focal_multiclass;
	two.distribution = true;
	two.weight = weight;
	got = eval(&two, 2, row, shares);
	want = eval(s, 1, &x, &y);
	floor = DBL_MIN + DBL_EPSILON * fmin(1, want.loss[0]);
	same("loss", s, x, y, got.loss[0], want.loss[0], DBL_EPSILON, 0);
	same("p_t", s, x, y, got.pt[0], want.pt[0], DBL_EPSILON, 0);
	for (int k = 0; k < 2; k++) {
		same("gradient", s, x, y, k ? got.grad[k] : -got.grad[k],
		    want.grad[0], DBL_EPSILON, floor);
		same("hessian", s, x, y, got.hess[k], want.hess[0],
		    DBL_EPSILON, floor);
	}
}

static void
sigmoids_are_softmaxes_of_two(void **state)
{
	(void)state;
	everywhere(soft, COUNT(soft), is_a_softmax_of_two);
}

static void
asking_less_changes_nothing_of(const struct focal_spec *s, double x, double y)
{
	struct result want = eval(s, 1, &x, &y), got;

	for (int i = 0; i < 8; i++) {
		struct focal_out out = { got.loss, i & 1 ? got.pt : NULL,
			i & 2 ? got.grad : NULL, i & 4 ? got.hess : NULL };

		got = want;
		got.loss[0] = NAN;
		focal_eval(s, 1, 1, &x, &y, &out);
		same_result(s, x, y, &got, &want, 0);
	}
}

static void
asking_less_changes_nothing(void **state)
{
	(void)state;
	everywhere(soft, COUNT(soft), asking_less_changes_nothing_of);
}

/* A batch of hard and soft labels: each as if alone, the hard the kernel's. */
static void
labels_do_not_mix(void **state)
{
	enum { N = 500 };
	double x[N], y[N], loss[N], pt[N], grad[N], hess[N];
	struct focal_out out = { loss, pt, grad, hess };
	struct focal_spec s;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		x[i] = (double)(i * 37 % 101) / 101;
		y[i] = i % 7 == 0 ? soft[i / 7 % COUNT(soft)] : (double)(i % 2);
	}
	for (size_t k = 0; spec_at(k, &s); k++) {
		focal_eval(&s, N, 1, x, y, &out);
		for (size_t i = 0; i < N; i++) {
			struct result r = { { loss[i] }, { pt[i] },
				{ grad[i] }, { hess[i] } }, want;

			want = eval(&s, 1, &x[i], &y[i]);
			same_result(&s, x[i], y[i], &r, &want, 0);
		}
	}
}

/* Clamped hard labels, too: only what is clamped changes. */
static void
eps_changes_what_it_clamps(void **state)
{
	struct focal_spec s, loose;

	(void)state;
	for (size_t k = 0; spec_at(k, &s); k++)
		for (double y = 0; y <= 1; y += 0.25)
			for (double x = 0.125; x <= 0.875; x += 0.0625) {
				struct result got, want;

				loose = s;
				s.from_logits = loose.from_logits = false;
				if (s.pt == &focal_scaled)
					s.pt = loose.pt = NULL;
				s.eps = 0.125;
				got = eval(&s, 1, &x, &y);
				want = eval(&loose, 1, &x, &y);
				same_result(&s, x, y, &got, &want, 0);
			}
}

/* What eps does to a logit is what it does to its probability. */
static void
eps_clamps_logits(void **state)
{
	const double x[] = { -1e300, -40, -1.5, 1.5, 40, 1e300 };
	const double low = 0.25, high = 0.75;

	(void)state;
	for (size_t i = 0; i < COUNT(x); i++)
		for (double y = 0; y <= 1; y += 0.25) {
			struct focal_spec s = { .mode = &focal_binary,
				.gamma = 2, .eps = 0.25 };
			struct result want = eval(&s, 1, x[i] < 0 ? &low : &high,
			    &y), got;

			s.from_logits = true;
			got = eval(&s, 1, &x[i], &y);
			same("loss", &s, x[i], y, got.loss[0], want.loss[0],
			    DBL_EPSILON, 0);
			assert_true(got.grad[0] == 0 && got.hess[0] == 0);
		}
}

static void
smoothing_is_a_soft_label(void **state)
{
	struct focal_spec s, smooth;

	(void)state;
	for (size_t k = 0; spec_at(k, &s); k++)
		for (size_t i = 0; i < score_count(&s); i++) {
			double x = score_at(&s, i), hard = 1, y = 0.875;
			struct result want = eval(&s, 1, &x, &y), got;

			smooth = s;
			smooth.smoothing = 0.25;
			got = eval(&smooth, 1, &x, &hard);
			/* p_t is of the label that was given */
			want.pt[0] = got.pt[0];
			same_result(&s, x, hard, &got, &want, 0);
		}
}

/* Probabilities that sum to 1 are left alone, but their slopes are not. */
static void
renormalized_slopes_sum_to_nothing(void **state)
{
	const struct focal_spec s = { .mode = &focal_multiclass, .gamma = 2,
		.renormalize = true };
	const struct focal_spec as_is = { .mode = &focal_multiclass, .gamma = 2 };
	const double x[] = { 0.5, 0.125, 0.375 }, y = 1;
	struct result r = eval(&s, 3, x, &y), want = eval(&as_is, 3, x, &y);

	(void)state;
	same("loss", &s, x[1], y, r.loss[0], want.loss[0], DBL_EPSILON, 0);
	same("slope", &s, x[1], y, r.grad[0] * x[0] + r.grad[1] * x[1] +
	    r.grad[2] * x[2], 0, 0, 1e-15);
	assert_true(r.grad[0] > 0 && r.grad[1] < 0 && want.grad[0] == 0);
}

/* d/dx of m^gamma N with m^gamma held: what clcarwin's and ASL's loss has. */
static void
detached_slopes_hold_the_modulator(void **state)
{
	struct focal_spec s = { .mode = &focal_binary, .from_logits = true,
		.gamma = 2 }, plain = s;

	(void)state;
	s.detach = true;
	for (size_t i = 0; i < 10; i++) {
		double x = (double)i - 5, y = 1;
		double q = 1 / (1 + exp(x)), p = 1 / (1 + exp(-x));
		struct result r = eval(&s, 1, &x, &y);
		struct result want = eval(&plain, 1, &x, &y);

		same("loss", &s, x, y, r.loss[0], want.loss[0], DBL_EPSILON, 0);
		same("gradient", &s, x, y, r.grad[0], -q * q * q, 1e-14, 0);
		same("hessian", &s, x, y, r.hess[0], q * q * q * p, 1e-14,
		    0);
	}
}

/* Where there is one m, and no overflow on the way. */
static void
is_a_product(const struct focal_spec *s, double x, double y)
{
	struct focal_spec ce = *s;
	double factor, mod;
	const struct focal_parts parts = { &factor, &mod, NULL, NULL };
	struct result want, got;

	if (s->pt == &focal_split)
		return;
	ce.gamma = 0;
	ce.pos = ce.neg = NULL;
	want = eval(s, 1, &x, &y);
	got = eval(&ce, 1, &x, &y);
	focal_eval_parts(s, 1, 1, &x, &y, &parts);
	if (mod >= DBL_MIN && isfinite(got.loss[0]))
		same("A M N", s, x, y, factor * mod * got.loss[0], want.loss[0],
		    4 * DBL_EPSILON, 8 * DBL_MIN);
}

static void
losses_are_products_of_their_parts(void **state)
{
	(void)state;
	everywhere(soft, COUNT(soft), is_a_product);
}

/* At gamma 0 nothing moves but l: as if there were no eps. */
static void
ignores_eps(const struct focal_spec *s, double x, double y)
{
	struct focal_spec loose = *s, bent = *s;
	struct result got = eval(s, 1, &x, &y), want;

	loose.eps = 0;
	want = eval(&loose, 1, &x, &y);
	same("gradient", s, x, y, got.grad[0], want.grad[0], 0, 0);
	same("hessian", s, x, y, got.hess[0], want.hess[0], 0, 0);
	bent.eps_straight = false;
	want = eval(&bent, 1, &x, &y);
	same("loss", s, x, y, got.loss[0], want.loss[0], 0, 0);
}

static void
straight_slopes_do_not_see_eps(void **state)
{
	(void)state;
	for (size_t i = 0; focal_clamps[i / 4]; i++)
		for (double x = -15; x <= 16; x++)
			for (double y = 0; y <= 1; y += 0.25) {
				const struct focal_spec s = {
					.mode = &focal_binary, .eps = 0.25,
					.clamp = focal_clamps[i / 4],
					.eps_in_ce = i & 1,
					.from_logits = i & 2,
					.eps_straight = true };

				ignores_eps(&s, i & 2 ? x : 0.5 + x / 32.5, y);
			}
}

/* A slope, or what it is of the least number there is. */
static void
is_its_limit(const char *what, const struct focal_spec *s, double y, double got,
    double near)
{
	same(what, s, 0, y, got, fabs(near) > 1e30
	    ? copysign(HUGE_VAL, near) : near, 1e-14, 1e-30);
}

/* Where eps is in the cross-entropy alone, m moves with a probability of 0. */
static void
m_moves_at_nothing(void **state)
{
	const double zero = 0, least = 0x1p-1074;

	(void)state;
	for (size_t i = 0; i < 3 * 4 * COUNT(gammas) * 5; i++)
		for (size_t k = 0; k < 4; k++) {
			const double w = (double[]){ 1, 0.5, 1.75, 2, 3 }[i % 5];
			const double y = (double[]){ 0, 0.25, 0.5, 1 }[k];
			const struct focal_spec s = { .mode = &focal_binary,
				.weight = w == 1 ? NULL : &w,
				.weight_in_pt = true, .eps = 0x1p-10,
				.gamma = gammas[i / 5 % COUNT(gammas)],
				.pt = focal_pts[i / 5 / COUNT(gammas) % 4],
				.clamp = focal_clamps[i / 20 / COUNT(gammas)],
				.eps_in_ce = true };
			struct result at = form(&s, 1, &zero, &y);
			struct result by = form(&s, 1, &least, &y);

			is_its_limit("gradient", &s, y, at.grad[0], by.grad[0]);
			is_its_limit("hessian", &s, y, at.hess[0], by.hess[0]);
		}
}

/* (p - y) / max(p (1-p), F) */
static void
slopes_have_a_floor(void **state)
{
	const struct focal_spec s = { .mode = &focal_binary,
		.grad_floor = 0x1p-4, .eps = 0.2, .clamp = &focal_max,
		.eps_in_ce = true };

	(void)state;
	for (size_t i = 0; i < COUNT(probs); i++)
		for (double y = 0; y <= 1; y++) {
			double p = probs[i], pq = p * (1 - p);
			struct result r = eval(&s, 1, &p, &y);

			same("gradient", &s, p, y, r.grad[0],
			    (p - y) / fmax(pq, 0x1p-4), 4 * DBL_EPSILON, 0);
			same("hessian", &s, p, y, r.hess[0], pq < 0x1p-4 ? 16
			    : 1 / ((p + y - 1) * (p + y - 1)), 4e-15, 0);
		}
}

/* x is e^z. */
static void
odds_are_exponents_of_logits(void **state)
{
	const double z[] = { -30, -3, -0.5, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(z); i++)
		for (double y = 0; y <= 1; y += 0.25) {
			struct focal_spec s = { .mode = &focal_binary,
				.gamma = 2, .from_logits = true };
			struct result want = eval(&s, 1, &z[i], &y), got;
			double x = exp(z[i]), slope = want.grad[0] / x;

			s.from_logits = false;
			s.odds = true;
			got = eval(&s, 1, &x, &y);
			same("loss", &s, x, y, got.loss[0], want.loss[0], 1e-14,
			    0);
			same("gradient", &s, x, y, got.grad[0], slope, 1e-13, 0);
			same("hessian", &s, x, y, got.hess[0],
			    (want.hess[0] / x - slope) / x, 1e-12, 0);
			s.eps = 0.25;
			got = eval(&s, 1, &x, &y);
			assert_true((got.grad[0] == 0) ==
			    (x < 0.25 || x > 0.75));
			x = fmin(fmax(x, 0.25), 0.75);
			s.eps = 0;
			want = eval(&s, 1, &x, &y);
			same("clipped loss", &s, x, y, got.loss[0],
			    want.loss[0], 0, 0);
		}
}

/* Rows of one-hot labels, times powers of 2; of none, times 0. */
static void
rows_have_factors(void **state)
{
	static const double x[] = { 2, -1, 0.5 }, by[] = { 4, 0.5, 2 };
	const struct focal_spec plain = { .mode = &focal_multilabel, .gamma = 2,
		.from_logits = true };
	struct focal_spec rows = plain;

	(void)state;
	rows.row_factor = by;
	for (size_t t = 0; t < 4; t++) {
		double y[] = { t == 0, t == 1, t == 2 };
		double times = t < 3 ? by[t] : 0;
		struct result want = eval(&plain, 3, x, y);
		struct result got = eval(&rows, 3, x, y);

		for (size_t k = 0; k < 3; k++) {
			same("loss", &rows, x[k], y[k], got.loss[k],
			    times * want.loss[k], 0, 0);
			same("gradient", &rows, x[k], y[k], got.grad[k],
			    times * want.grad[k], 0, 0);
			same("hessian", &rows, x[k], y[k], got.hess[k],
			    times * want.hess[k], 0, 0);
		}
	}
}

/* Varifocal's: a positive is not modulated, and weighs what it scores. */
static void
soft_labels_take_sides(void **state)
{
	static const double none = 0, two = 2, third = 0.75;
	const struct focal_spec ce = { .mode = &focal_binary,
		.from_logits = true };
	const struct focal_spec s = { .mode = &focal_binary,
		.from_logits = true, .sided = true, .label_factor = true,
		.gamma_pos = &none, .gamma_neg = &two, .neg = &third };

	(void)state;
	for (double y = 0; y <= 1; y += 0.125)
		for (double x = -4; x <= 4; x++) {
			struct result r = eval(&s, 1, &x, &y);
			struct result want = eval(&ce, 1, &x, &y);
			double p = 1 / (1 + exp(-x));
			double by = y > 0 ? y : 0.75 * p * p;

			same("loss", &s, x, y, r.loss[0], by * want.loss[0],
			    1e-15, 0);
		}
}

/* A step to a gamma below 0, whose M grows with p_t. */
static void
negative_gammas_look_at_what_is_right(void **state)
{
	const struct focal_step step = { 2, -3 };
	const struct focal_spec s = { .mode = &focal_binary, .gamma = 1,
		.from_logits = true, .step = &step, .steps = 1 };

	(void)state;
	for (double x = -40; x <= 40; x += 4) {
		double y = 1, by = 1 + 1 / (1 + exp(-x));
		struct result r = eval(&s, 1, &x, &y);

		same("loss", &s, x, y, r.loss[0],
		    by * by * by * (x > 0 ? log1p(exp(-x))
			: log1p(exp(x)) - x), 4e-15, 0);
	}
}

/* -ln of p_t / sum, which (1 - p_t)^gamma does not see. */
static void
only_the_cross_entropy_is_renormalized(void **state)
{
	static const double x[] = { 0.5, 0.25, 0.5 };
	struct focal_spec s = { .mode = &focal_multiclass,
		.renormalize_in_ce = true };

	(void)state;
	for (int gamma = 0; gamma < 3; gamma++)
		for (double y = 0; y < 3; y++) {
			double p = x[(int)y];
			struct result r;

			s.gamma = gamma;
			r = eval(&s, 3, x, &y);
			same("loss", &s, p, y, r.loss[0],
			    pow(1 - p, gamma) * log(1.25 / p), 1e-15, 0);
			for (size_t k = 0; gamma == 0 && k < 3; k++)
				same("gradient", &s, p, y, r.grad[k],
				    1 / 1.25 - (k == (size_t)y ? 1 / p : 0),
				    1e-15, 0);
		}
}

/* Even where the shares of a label do not sum to 1. */
static void
no_factors_are_factors_of_one(void **state)
{
	static const double ones[] = { 1, 1, 1 }, x[] = { 2, -1, 0.5 };
	static const double y[] = { 0.5, 0.125, 0 };
	struct focal_spec s = { .mode = &focal_multiclass, .gamma = 2,
		.from_logits = true, .poly = 2, .poly_factor = true };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct result got, want;

		s.distribution = i & 1;
		s.leak = i & 2 ? 0.25 : 0;
		s.pos = NULL;
		got = eval(&s, 3, x, y);
		s.pos = ones;
		want = eval(&s, 3, x, y);
		same("loss", &s, x[0], y[0], got.loss[0], want.loss[0],
		    DBL_EPSILON, 0);
	}
}

static const double bad[] = { 1, -1, 1 };

static const struct bad_row {
	const char *name;
	struct focal_spec spec;
	const char *want;
} bad_rows[] = {
	{ "smoothing of 1", { .mode = &focal_binary, .smoothing = 1 },
	    "label smoothing is not in [0, 1)" },
	{ "smoothing nan", { .mode = &focal_binary, .smoothing = NAN },
	    "label smoothing is not in [0, 1)" },
	{ "a leak of 1", { .mode = &focal_multiclass, .leak = 1 },
	    "label smoothing is not in [0, 1)" },
	{ "a leak of a sigmoid", { .mode = &focal_binary, .leak = 0.1 },
	    "a leak is of the classes of a sample" },
	{ "a distribution of a sigmoid", { .mode = &focal_multilabel,
	    .distribution = true }, "a distribution is a target of multiclass" },
	{ "absdiff of classes", { .mode = &focal_multiclass,
	    .pt = &focal_absdiff }, "absdiff is for sigmoids" },
	{ "a negative gamma in a table", { .mode = &focal_multilabel,
	    .gamma_neg = bad }, "a gamma is not in [0, 1e100]" },
	{ "a negative gamma in the other table", { .mode = &focal_multilabel,
	    .gamma_pos = bad }, "a gamma is not in [0, 1e100]" },
	{ "an infinite gamma of a step", { .mode = &focal_binary, .steps = 1,
	    .step = &(const struct focal_step){ 0.5, INFINITY } },
	    "a gamma of a step is not in [-1e100, 1e100]" },
	{ "a margin of classes", { .mode = &focal_multiclass, .margin = 0.1 },
	    "margin is not in [0, 1), or not of sigmoids" },
	{ "a margin of 1", { .mode = &focal_binary, .margin = 1 },
	    "margin is not in [0, 1), or not of sigmoids" },
	{ "an infinite slope", { .mode = &focal_binary, .from_logits = true,
	    .slope = INFINITY },
	    "slope is not a finite number >= 0, or not of logits" },
	{ "a slope of probabilities", { .mode = &focal_binary, .slope = 2 },
	    "slope is not a finite number >= 0, or not of logits" },
	{ "renormalized sigmoids", { .mode = &focal_multilabel,
	    .renormalize = true },
	    "only probabilities of classes are renormalized" },
	{ "scaled probabilities", { .mode = &focal_binary,
	    .pt = &focal_scaled }, "scaled is for logits of sigmoids" },
	{ "scaled classes", { .mode = &focal_multiclass, .from_logits = true,
	    .pt = &focal_scaled }, "scaled is for logits of sigmoids" },
	{ "sided classes", { .mode = &focal_multiclass, .sided = true },
	    "sided and label_factor are for sigmoids" },
	{ "labels of classes as factors", { .mode = &focal_multiclass,
	    .label_factor = true }, "sided and label_factor are for sigmoids" },
	{ "factors of rows of one label", { .mode = &focal_binary,
	    .row_factor = factors }, "a row has labels in multilabel only" },
	{ "a negative factor of a row", { .mode = &focal_multilabel,
	    .row_factor = bad },
	    "a factor of a row is not a finite number >= 0" },
	{ "both kinds of renormalizing", { .mode = &focal_multiclass,
	    .renormalize = true, .renormalize_in_ce = true },
	    "renormalize_in_ce goes neither with renormalize nor with split" },
	{ "renormalized split", { .mode = &focal_multiclass,
	    .renormalize_in_ce = true, .pt = &focal_split },
	    "renormalize_in_ce goes neither with renormalize nor with split" },
	{ "a floor under slopes of logits", { .mode = &focal_binary,
	    .from_logits = true, .grad_floor = 0.1 },
	    "grad_floor is not in [0, 1), or not of probabilities of sigmoids "
	    "without margin" },
	{ "a floor of 1 under slopes", { .mode = &focal_binary,
	    .grad_floor = 1 },
	    "grad_floor is not in [0, 1), or not of probabilities of sigmoids "
	    "without margin" },
	{ "a floor under slopes of classes", { .mode = &focal_multiclass,
	    .grad_floor = 0.1 },
	    "grad_floor is not in [0, 1), or not of probabilities of sigmoids "
	    "without margin" },
	{ "a floor under slopes, and a margin", { .mode = &focal_binary,
	    .grad_floor = 0.1, .margin = 0.1 },
	    "grad_floor is not in [0, 1), or not of probabilities of sigmoids "
	    "without margin" },
	{ "odds of logits", { .mode = &focal_binary, .from_logits = true,
	    .odds = true },
	    "odds are of sigmoids, not of logits, without grad_floor" },
	{ "odds with a floor under slopes", { .mode = &focal_binary,
	    .odds = true, .grad_floor = 0.1 },
	    "odds are of sigmoids, not of logits, without grad_floor" },
	{ "odds with an eps in the cross-entropy alone",
	    { .mode = &focal_binary, .odds = true, .eps = 0.1,
	    .eps_in_ce = true }, "what eps does to odds is to clip them" },
	{ "odds with an eps that is straight", { .mode = &focal_binary,
	    .odds = true, .eps = 0.1, .clamp = &focal_clip,
	    .eps_straight = true }, "what eps does to odds is to clip them" },
	{ "odds of classes", { .mode = &focal_multiclass, .odds = true },
	    "odds are of sigmoids, not of logits, without grad_floor" },
	{ "odds with an eps added", { .mode = &focal_binary, .odds = true,
	    .eps = 0.1, .clamp = &focal_add },
	    "what eps does to odds is to clip them" },
	{ "reduced at 1", { .mode = &focal_binary, .reduced = 1 },
	    "reduced is not in [0, 1), or its divisor not >= 0" },
	{ "reduced over less than nothing", { .mode = &focal_binary,
	    .reduced = 0.5, .reduced_over = -1 },
	    "reduced is not in [0, 1), or its divisor not >= 0" },
	{ "poly inf", { .mode = &focal_binary, .poly = INFINITY },
	    "poly is not a finite number" },
};

static void
checks(void **state)
{
	const struct bad_row *row = *state;
	size_t c = row->spec.mode == &focal_binary ? 1 : 3;
	const char *got = focal_check(&row->spec, c);

	assert_non_null(got);
	assert_string_equal(got, row->want);
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(hard_labels_are_the_kernels),
		cmocka_unit_test(labels_mirror),
		cmocka_unit_test(finite_in_finite_out),
		cmocka_unit_test(sigmoids_are_softmaxes_of_two),
		cmocka_unit_test(asking_less_changes_nothing),
		cmocka_unit_test(labels_do_not_mix),
		cmocka_unit_test(eps_changes_what_it_clamps),
		cmocka_unit_test(eps_clamps_logits),
		cmocka_unit_test(smoothing_is_a_soft_label),
		cmocka_unit_test(renormalized_slopes_sum_to_nothing),
		cmocka_unit_test(detached_slopes_hold_the_modulator),
		cmocka_unit_test(losses_are_products_of_their_parts),
		cmocka_unit_test(straight_slopes_do_not_see_eps),
		cmocka_unit_test(m_moves_at_nothing),
		cmocka_unit_test(slopes_have_a_floor),
		cmocka_unit_test(odds_are_exponents_of_logits),
		cmocka_unit_test(rows_have_factors),
		cmocka_unit_test(soft_labels_take_sides),
		cmocka_unit_test(negative_gammas_look_at_what_is_right),
		cmocka_unit_test(only_the_cross_entropy_is_renormalized),
		cmocka_unit_test(no_factors_are_factors_of_one),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(bad_rows, checks);
	return failed;
}
