/*
 * oracle.c - compares the kernel with MPFR over random and adversarial inputs;
 * a test: neither the tool nor the library links it.
 *
 *	oracle SECONDS [SEED]
 *
 * Prints, per kind of input and gamma, how many outputs were compared, the
 * largest error in ulp of the true value, the share that is the double nearest
 * to it, and the worst input.  Exits 1 if a bound is broken.
 *
 * `make oracle` runs it for an hour; lib/oracle_test.c takes everything but
 * main() from here and runs it for half a minute.
 */
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "focalloss.h"
#include "kernel.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
	BITS = 500,	/* of every number; closed forms do not cancel */
	WIDE = 2300,	/* of z_j - max: any two doubles subtract exactly */
	MAX_C = 1000,
	MAX_CHECKED = 12	/* classes looked at per row */
};

enum kind { BINARY, BINARY_P, SOFTMAX, CLASS_P, KINDS };
enum output { LOSS, PT, GRAD, HESS, HESS_ZERO, OUTPUTS };

static const char *const kind_names[] = { "sigmoid logits",
    "sigmoid probabilities", "softmax logits", "class probabilities" };
static const char *const output_names[] = { "loss", "p_t", "gradient",
    "hessian", "hessian (near its zero, ulp of its terms)" };

/* Largest error allowed, in ulp: gamma up to 100, and beyond. */
static const double bounds[KINDS][OUTPUTS] = {
	[BINARY] = { 0.6, 0.6, 0.6, 0.6, 0.6 },
	[BINARY_P] = { 0.6, 0.6, 0.6, 0.6, 0.6 },
	[SOFTMAX] = { 0.6, 0.6, 0.6, 0.7, 0.6 },
	[CLASS_P] = { 0.6, 0.6, 0.6, 0.6, 0.6 },
};
static const double sane = 0.7;

struct tally {
	unsigned long points, right, nan;
	double worst;
	char input[600];
};
static struct tally tallies[KINDS][2][OUTPUTS];

/* One row of input and what it is made with. */
struct test {
	enum kind kind;
	struct focal_spec spec;
	size_t c;
	double x[MAX_C], y;
	double pos[MAX_C], neg[MAX_C], weight[MAX_C];
};

static uint64_t state;

static uint64_t
random_bits(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static double
uniform(void)
{
	return (double)(random_bits() >> 11) * 0x1p-53;
}

static size_t
below(size_t n)
{
	return (size_t)(random_bits() % n);
}

static double
normal(void)
{
	return sqrt(-2 * log(uniform() + 0x1p-54)) *
	    cos(6.283185307179586 * uniform());
}

/* A few doubles up or down from x. */
static double
near(double x)
{
	for (size_t k = below(4); k > 0; k--)
		x = nextafter(x, random_bits() & 1 ? INFINITY : -INFINITY);
	return isfinite(x) ? x : copysign(1.7976931348623157e308, x);
}

static const double breakpoints[] = { 0, 0x1p-1074, 0x1p-1022, 0x1p-900,
	0x1p-121, 0x1p-120, 0x1p-119, 0x1p-54, 0x1p-53, 0x1p-27, 0.125, 0.25,
	0.34657359027997264, 0.5, 0.69314718055994529, 0.8813735870195429, 1,
	1.0397207708399179, 2, 5, 16.635532333438686, 36.7368005696771, 37.43,
	83.177661667193446, 88.722839111673, 354.89135644669199, 355, 700,
	708.39641853226408, 709.782712893384, 744.4400719213812,
	745.13321910194122, 746, 1e4, 4999.5, 5000, 1e15, 1e300, 0x1p200,
	1.7976931348623157e308 };
static const double gammas[] = { 0, 0x1p-1074, 0.25, 0.5, 1 - 0x1p-53, 1, 1.5,
	2, 2.5, 3, 4, 5, 10, 100, 1e4 };
static const double factors[] = { 0, 0.25, 1, 0.75, 3, 1e-300, 1e300 };
static const double weights[] = { 0.5, 3, 0, 1, 1e-5, 123.456, 0x1p-1060 };

static double
random_logit(void)
{
	double sign = random_bits() & 1 ? 1 : -1;

	switch (below(5)) {
	case 0:
		return 2.5 * normal();
	case 1:
		return 80 * uniform() - 40;
	case 2:
		return sign * pow(10, 600 * uniform() - 300);
	case 3:
		return sign * pow(10, 22.4 * uniform() - 20);
	default:
		return sign * near(breakpoints[below(COUNT(breakpoints))]);
	}
}

static double
random_probability(void)
{
	double p;

	switch (below(5)) {
	case 0:
		return uniform();
	case 1:
		return 1 / (1 + exp(80 * uniform() - 40));
	case 2:
		return pow(10, -323 * uniform());
	case 3:
		return 1 - pow(2, -53 * uniform());
	default:
		p = fabs(near(breakpoints[below(COUNT(breakpoints))]));
		return p <= 1 ? p : near(0.70710678118654752);
	}
}

static void
random_row(struct test *t)
{
	double offset = 0, spread = 1;

	switch (below(8)) {
	case 0: spread = 300; break;
	case 1: spread = 0.01; break;
	case 2: offset = 1e6; break;
	case 3: offset = 1e15; break;
	case 4: spread = 1000; break;
	default: spread = 3;
	}
	for (size_t j = 0; j < t->c; j++)
		t->x[j] = offset + spread * normal();
	switch (below(8)) {
	case 0:	/* one dominant */
		t->x[below(t->c)] = offset + 800 * uniform();
		break;
	case 1:	/* ties */
		t->x[below(t->c)] = t->x[below(t->c)];
		t->x[below(t->c)] = t->x[0];
		break;
	case 2:
		for (size_t j = 0; j < t->c; j++)
			t->x[j] = offset;
		break;
	case 3:
		for (size_t j = 0; j < t->c; j++)
			t->x[j] = random_logit();
		break;
	}
	t->y = (double)below(t->c);
	if (below(3) == 0)	/* the truth is the largest */
		for (size_t j = 0; j < t->c; j++)
			if (t->x[j] > t->x[(size_t)t->y])
				t->y = (double)j;
}

static void
random_test(struct test *t)
{
	static const size_t classes[] = { 2, 3, 10, 10, 33, 1000 };
	bool p;

	t->kind = (enum kind)below(KINDS);
	p = t->kind == BINARY_P || t->kind == CLASS_P;
	t->c = t->kind < SOFTMAX ? 1 : classes[below(below(8) ? 4 : 6)];
	if (t->kind == CLASS_P)
		t->c = 3;
	t->spec = (struct focal_spec){ .from_logits = !p, .mode =
	    t->kind < SOFTMAX ? &focal_binary : &focal_multiclass };
	t->spec.gamma = below(2) ? gammas[below(COUNT(gammas))] :
	    below(2) ? 5 * uniform() : 100 * uniform();
	if (below(2)) {
		t->spec.pos = t->pos;
		t->spec.neg = t->neg;
	}
	if (below(3) == 0) {
		t->spec.weight = t->weight;
		t->spec.weight_in_pt = below(2);
	}
	for (size_t j = 0; j < t->c; j++) {
		t->pos[j] = factors[below(COUNT(factors))];
		t->neg[j] = factors[below(COUNT(factors))];
		t->weight[j] = weights[below(COUNT(weights))];
		if (below(2)) {
			t->pos[j] = uniform();
			t->weight[j] = 4 * uniform();
		}
	}
	t->y = (double)below(2);
	if (t->kind == BINARY)
		t->x[0] = random_logit();
	else if (p)
		for (size_t j = 0; j < t->c; j++)
			t->x[j] = random_probability();
	else
		random_row(t);
}

static mpfr_t p, q, l, v, wp, wq, m, f, a, w, s, e, x, g, gap, wide;
static mpfr_t rest;		/* 1 - p of the largest class */
static size_t largest;
static mpfr_t classes_e[MAX_C];

static void
describe(const struct test *t, size_t j, char *to, size_t size)
{
	size_t truth = t->kind < SOFTMAX ? 0 : (size_t)t->y;
	bool hit = t->kind >= SOFTMAX || t->y > 0;

	snprintf(to, size, "g=%a y=%g x=%a a=%a w=%a%s", t->spec.gamma, t->y,
	    t->x[truth], t->spec.pos ? (hit ? t->pos : t->neg)[truth] : 1,
	    t->spec.weight && hit ? t->weight[truth] : 1,
	    t->spec.weight_in_pt ? " in p_t" : "");
	for (size_t i = 0; t->c > 1 && i < t->c && i < 10; i++)
		snprintf(to + strlen(to), size - strlen(to), "%s%a%s",
		    i ? " " : " row=", t->x[i],
		    t->c > 10 && i == 9 ? "..." : "");
	if (t->c > 1)
		snprintf(to + strlen(to), size - strlen(to), " c=%zu j=%zu",
		    t->c, j);
}

/* |got - want| in units of the last place of `of`. */
static double
error_in_ulps(double got, const mpfr_t want, const mpfr_t of)
{
	mpfr_exp_t exp;

	if (isnan(got))
		return INFINITY;
	if (isinf(got))
		return got == mpfr_get_d(want, MPFR_RNDN) ? 0 : INFINITY;
	mpfr_sub_d(gap, want, got, MPFR_RNDN);
	if (mpfr_zero_p(gap))
		return 0;
	exp = mpfr_zero_p(of) ? -2000 : mpfr_get_exp(of);
	exp = (exp < -1021 ? -1021 : exp) - 53;
	mpfr_mul_2si(gap, gap, -exp, MPFR_RNDN);
	return fabs(mpfr_get_d(gap, MPFR_RNDN));
}

static void
compare(const struct test *t, enum output o, size_t j, double got,
    const mpfr_t want, const mpfr_t of)
{
	struct tally *y = &tallies[t->kind][t->spec.gamma > 100][o];
	double error = error_in_ulps(got, want, of);

	y->points++;
	y->nan += got != got;
	y->right += got == mpfr_get_d(want, MPFR_RNDN);
	if (error > y->worst) {
		y->worst = error;
		describe(t, j, y->input, sizeof y->input);
		snprintf(y->input + strlen(y->input),
		    sizeof y->input - strlen(y->input), " got=%a want=%a", got,
		    mpfr_get_d(want, MPFR_RNDN));
	}
}

/* p, q, l of the truth; classes_e[j] = p_j. */
static void
truth_of(const struct test *t)
{
	size_t top = 0, truth = (size_t)t->y;
	bool hit = t->y > 0;

	if (t->kind == BINARY) {
		double u = hit ? t->x[0] : -t->x[0];

		mpfr_set_d(s, -fabs(u), MPFR_RNDN);
		mpfr_exp(e, s, MPFR_RNDN);
		mpfr_add_ui(s, e, 1, MPFR_RNDN);
		mpfr_ui_div(p, 1, s, MPFR_RNDN);
		mpfr_div(q, e, s, MPFR_RNDN);
		mpfr_log1p(l, e, MPFR_RNDN);
		if (u < 0) {
			mpfr_swap(p, q);
			mpfr_sub_d(l, l, u, MPFR_RNDN);
		}
	} else if (t->kind != SOFTMAX) {
		double one = t->kind == CLASS_P ? t->x[truth] : t->x[0];

		mpfr_set_d(wide, one, MPFR_RNDN);
		mpfr_ui_sub(wide, 1, wide, MPFR_RNDN);
		mpfr_set_d(p, one, MPFR_RNDN);
		mpfr_set(q, wide, MPFR_RNDN);
		if (t->kind == BINARY_P && !hit) {
			mpfr_neg(l, p, MPFR_RNDN);
			mpfr_log1p(l, l, MPFR_RNDN);
			mpfr_swap(p, q);
		} else if (one > 0.5) {
			mpfr_neg(l, q, MPFR_RNDN);
			mpfr_log1p(l, l, MPFR_RNDN);
		} else {
			mpfr_log(l, p, MPFR_RNDN);
		}
		mpfr_neg(l, l, MPFR_RNDN);
	} else {
		for (size_t j = 1; j < t->c; j++)
			if (t->x[j] > t->x[top])
				top = j;
		mpfr_set_ui(s, 0, MPFR_RNDN);	/* all but the largest */
		mpfr_set_ui(q, 0, MPFR_RNDN);	/* all but the truth */
		for (size_t j = 0; j < t->c; j++) {
			mpfr_set_d(wide, t->x[j], MPFR_RNDN);
			mpfr_sub_d(wide, wide, t->x[top], MPFR_RNDN);
			mpfr_exp(classes_e[j], wide, MPFR_RNDN);
			if (j != top)
				mpfr_add(s, s, classes_e[j], MPFR_RNDN);
			if (j != truth)
				mpfr_add(q, q, classes_e[j], MPFR_RNDN);
		}
		mpfr_log1p(l, s, MPFR_RNDN);
		mpfr_set_d(wide, t->x[top], MPFR_RNDN);
		mpfr_sub_d(wide, wide, t->x[truth], MPFR_RNDN);
		mpfr_add(l, l, wide, MPFR_RNDN);
		mpfr_set(rest, s, MPFR_RNDN);
		mpfr_add_ui(s, s, 1, MPFR_RNDN);
		mpfr_div(rest, rest, s, MPFR_RNDN);
		mpfr_div(q, q, s, MPFR_RNDN);
		largest = top;
		for (size_t j = 0; j < t->c; j++)
			mpfr_div(classes_e[j], classes_e[j], s, MPFR_RNDN);
		mpfr_set(p, classes_e[truth], MPFR_RNDN);
	}
}

/* v, P, Q, Q^gamma, F, A from these; false where a limit would be needed. */
static bool
follow(const struct test *t)
{
	size_t truth = t->kind < SOFTMAX ? 0 : (size_t)t->y;
	bool hit = t->kind >= SOFTMAX || t->y > 0;
	double weight = t->spec.weight && hit ? t->weight[truth] : 1;

	mpfr_set_d(a, t->spec.pos ? (hit ? t->pos : t->neg)[truth] : 1,
	    MPFR_RNDN);
	mpfr_set_ui(w, 1, MPFR_RNDN);
	if (t->spec.weight_in_pt)
		mpfr_set_d(w, weight, MPFR_RNDN);
	else
		mpfr_mul_d(a, a, weight, MPFR_RNDN);
	mpfr_mul(v, w, l, MPFR_RNDN);
	if (t->spec.weight_in_pt) {
		mpfr_neg(v, v, MPFR_RNDN);
		mpfr_exp(wp, v, MPFR_RNDN);
		mpfr_expm1(wq, v, MPFR_RNDN);
		mpfr_neg(wq, wq, MPFR_RNDN);
		mpfr_neg(v, v, MPFR_RNDN);
	} else {
		mpfr_set(wp, p, MPFR_RNDN);
		mpfr_set(wq, q, MPFR_RNDN);
	}
	mpfr_set_d(m, t->spec.gamma, MPFR_RNDN);
	mpfr_pow(m, wq, m, MPFR_RNDN);
	if (mpfr_zero_p(p) && (t->kind == BINARY_P || t->kind == CLASS_P))
		return false;
	if (mpfr_zero_p(wq))
		return false;
	if (t->kind == BINARY || t->kind == SOFTMAX)
		mpfr_mul(f, w, q, MPFR_RNDN);
	else
		mpfr_div(f, w, p, MPFR_RNDN);
	mpfr_div(f, f, wq, MPFR_RNDN);
	return true;
}

/* The truth's Hessian, or with r > 0 that of class j; see kernel.c. */
static void
check_hessian(const struct test *t, size_t j, bool truth, double got)
{
	bool probs = t->kind == BINARY_P || t->kind == CLASS_P;

	/* x = A Q^g F g F P, then plus and minus terms in e and s */
	mpfr_mul_d(x, f, t->spec.gamma, MPFR_RNDN);
	mpfr_mul(x, x, wp, MPFR_RNDN);
	mpfr_mul_d(e, wp, t->spec.gamma, MPFR_RNDN);
	mpfr_mul(e, e, v, MPFR_RNDN);		/* g v P */
	mpfr_add(s, e, wq, MPFR_RNDN);		/* Q + g v P */
	mpfr_add(e, s, wq, MPFR_RNDN);
	mpfr_mul(e, e, x, MPFR_RNDN);
	mpfr_mul(x, x, v, MPFR_RNDN);		/* minus */
	if (!truth) {
		mpfr_div(g, classes_e[j], q, MPFR_RNDN);
		mpfr_mul(e, e, g, MPFR_RNDN);
		mpfr_mul(x, x, g, MPFR_RNDN);
		mpfr_set_ui(wide, 1, MPFR_RNDN);
		mpfr_sub(wide, wide, classes_e[j], MPFR_RNDN);
		if (j == largest)
			mpfr_set(wide, rest, MPFR_RNDN);
		mpfr_mul(s, s, wide, MPFR_RNDN);
	} else if (probs) {
		mpfr_div(s, s, p, MPFR_RNDN);
	} else {
		mpfr_mul(s, s, p, MPFR_RNDN);
	}
	mpfr_add(e, e, s, MPFR_RNDN);
	if (!truth) {
		mpfr_mul(e, e, g, MPFR_RNDN);
		mpfr_mul(x, x, g, MPFR_RNDN);
	}
	mpfr_mul(s, a, m, MPFR_RNDN);
	mpfr_mul(s, s, f, MPFR_RNDN);
	mpfr_mul(e, e, s, MPFR_RNDN);
	mpfr_mul(x, x, s, MPFR_RNDN);
	mpfr_sub(s, e, x, MPFR_RNDN);
	mpfr_div_2ui(g, e, 4, MPFR_RNDN);
	if (mpfr_cmpabs(s, g) > 0)
		compare(t, HESS, j, got, s, s);
	else
		compare(t, HESS_ZERO, j, got, s, e);
}

static void
check(const struct test *t, enum focal_isa isa)
{
	static double grad[MAX_C], hess[MAX_C];
	double loss, pt;
	struct focal_out out = { &loss, &pt, grad, hess };
	size_t truth = t->kind < SOFTMAX ? 0 : (size_t)t->y;
	bool minus = t->kind >= SOFTMAX || t->y > 0;

	focal_kernel(&t->spec, isa, 1, t->c, t->x, &t->y, &out);
	truth_of(t);
	compare(t, PT, 0, pt, p, p);
	if (mpfr_zero_p(p) && t->kind != BINARY && t->kind != SOFTMAX)
		return;
	if (!follow(t))
		return;
	mpfr_mul(s, a, m, MPFR_RNDN);
	mpfr_mul(s, s, v, MPFR_RNDN);
	compare(t, LOSS, 0, loss, s, s);
	mpfr_mul(s, v, wp, MPFR_RNDN);
	mpfr_mul_d(s, s, t->spec.gamma, MPFR_RNDN);
	mpfr_add(s, s, wq, MPFR_RNDN);
	mpfr_mul(s, s, a, MPFR_RNDN);
	mpfr_mul(s, s, m, MPFR_RNDN);
	mpfr_mul(s, s, f, MPFR_RNDN);
	if (minus)
		mpfr_neg(s, s, MPFR_RNDN);
	compare(t, GRAD, truth, grad[truth], s, s);
	check_hessian(t, truth, true, hess[truth]);
	if (t->kind != SOFTMAX)
		return;
	for (size_t k = 0; k < t->c && k < MAX_CHECKED; k++) {
		size_t j = t->c <= MAX_CHECKED ? k : below(t->c);

		if (j == truth)
			continue;
		mpfr_mul(s, v, wp, MPFR_RNDN);
		mpfr_mul_d(s, s, t->spec.gamma, MPFR_RNDN);
		mpfr_add(s, s, wq, MPFR_RNDN);
		mpfr_mul(s, s, a, MPFR_RNDN);
		mpfr_mul(s, s, m, MPFR_RNDN);
		mpfr_mul(s, s, f, MPFR_RNDN);
		mpfr_div(g, classes_e[j], q, MPFR_RNDN);
		mpfr_mul(s, s, g, MPFR_RNDN);
		compare(t, GRAD, j, grad[j], s, s);
		check_hessian(t, j, false, hess[j]);
	}
}

/* Every breakpoint, both neighbours, both labels, every gamma and factor. */
static void
grid(enum focal_isa isa)
{
	static struct test t;
	size_t b, at, k, n = COUNT(breakpoints);

	for (b = 0; b < n * 12; b++)
		for (at = 0; at < COUNT(gammas); at++)
			for (k = 0; k < 9; k++) {
				double z = breakpoints[b / 12];

				z = b % 3 == 0 ? z : nextafter(z, b % 3 == 1 ?
				    INFINITY : -INFINITY);
				z = isfinite(z) ? z : breakpoints[n - 1];
				t.kind = BINARY;
				t.c = 1;
				t.x[0] = b / 3 % 2 ? -z : z;
				t.y = (double)(b / 6 % 2);
				t.pos[0] = (double[]){ 0, 0.25, 1 }[k % 3];
				t.neg[0] = 1 - t.pos[0];
				t.weight[0] = (double[]){ 0.5, 3, 0 }[k % 3];
				t.spec = (struct focal_spec){
				    .mode = &focal_binary, .from_logits = true,
				    .gamma = gammas[at],
				    .pos = k / 3 == 0 ? t.pos : NULL,
				    .neg = k / 3 == 0 ? t.neg : NULL,
				    .weight = k / 3 > 0 ? t.weight : NULL,
				    .weight_in_pt = k / 3 > 1 };
				check(&t, isa);
			}
}

/* Whether the tally keeps its bound; nothing compared keeps none. */
static bool
kept(enum kind k, bool big, enum output o)
{
	const struct tally *y = &tallies[k][big][o];

	return y->points > 0 && y->nan == 0 &&
	    y->worst <= (big ? sane : bounds[k][o]);
}

static void
report(enum kind k, bool big, enum output o)
{
	const struct tally *y = &tallies[k][big][o];

	printf("%-22s %-8s %-9.40s %9lu  %.4g ulp  %.4f%% right%s\n\t%s\n",
	    kind_names[k], big ? "g>100" : "g<=100", output_names[o],
	    y->points, y->worst,
	    100 * (double)y->right / (double)(y->points + !y->points),
	    kept(k, big, o) ? "" : "  BROKEN", y->input);
}

/* Fill the tallies: the grid, then random inputs from the seed on. */
static void
compare_for(double seconds, uint64_t seed)
{
	static struct test t;
	clock_t until = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
	int isa = 0, tiers = (int)focal_best_isa() + 1;

	state = seed;
	mpfr_inits2(BITS, p, q, l, v, wp, wq, m, f, a, w, s, e, x, g, gap, rest,
	    (mpfr_ptr)NULL);
	mpfr_init2(wide, WIDE);
	for (size_t j = 0; j < MAX_C; j++)
		mpfr_init2(classes_e[j], BITS);
	grid(focal_best_isa());
	while (clock() < until) {
		random_test(&t);
		check(&t, (enum focal_isa)(isa++ % tiers));
	}
	mpfr_clears(p, q, l, v, wp, wq, m, f, a, w, s, e, x, g, gap, rest, wide,
	    (mpfr_ptr)NULL);
	for (size_t j = 0; j < MAX_C; j++)
		mpfr_clear(classes_e[j]);
	mpfr_free_cache();
}

#ifndef ORACLE_PART
int
main(int argc, char **argv)
{
	bool good = true;

	compare_for(argc > 1 ? atof(argv[1]) : 10,
	    argc > 2 ? strtoull(argv[2], NULL, 0) : 1);
	for (int i = 0; i < KINDS * 2 * OUTPUTS; i++) {
		enum kind k = (enum kind)(i / OUTPUTS / 2);
		bool big = i / OUTPUTS % 2;
		enum output o = (enum output)(i % OUTPUTS);

		report(k, big, o);
		good = kept(k, big, o) && good;
	}
	return !good;
}
#endif
