/*
 * real.h - numbers of about 100 bits and of any size, one at a time, for
 * form.c: what dd.h and ddmath.h do for many, with the branches that those
 * must not have.
 *
 * A real is a struct sdd that is 0, with scale 0, or has 1 <= |h| < 2.  So no
 * product and no error of one ever underflows, which is what makes the bits
 * the same with and without fma.
 */
#ifndef REAL_H
#define REAL_H

#include <stdbool.h>

#if defined __FP_FAST_FMA || defined __FMA__ || defined __aarch64__
#define EXACT_FMA 1
#else
#define EXACT_FMA 0
#endif
#include "dd.h"
#include "ddmath.h"

#define REAL static inline __attribute__((unused))

enum {
	NEGLIGIBLE = -110,	/* 1 + 2^NEGLIGIBLE is 1 */
	BOUNDLESS = 100000	/* the scale of what stands for infinity */
};

static const struct sdd real_zero = { 0, 0, 0 };
static const struct sdd real_one = { 1, 0, 0 };

REAL struct sdd
real_infinity(void)
{
	return (struct sdd){ 1, 0, BOUNDLESS };
}

REAL bool
real_is_zero(struct sdd a)
{
	return a.h == 0;
}

/* h + l, both normal or 0, times 2^k. */
REAL struct sdd
real_make(struct dd x, double k)
{
	return x.h == 0 ? real_zero : sdd_norm(sdd_of(x, k));
}

/* Any finite double. */
REAL struct sdd
real(double x)
{
	return magnitude(x) < 0x1p-900
	    ? real_make((struct dd){ x * 0x1p120, 0 }, -120)
	    : real_make((struct dd){ x, 0 }, 0);
}

REAL struct sdd
real_neg(struct sdd a)
{
	return (struct sdd){ -a.h, -a.l, a.k };
}

REAL struct sdd
real_add(struct sdd a, struct sdd b)
{
	double d = b.k - a.k;

	if (a.h == 0 || (b.h != 0 && d > -2 * NEGLIGIBLE))
		return b;
	if (b.h == 0 || d < 2 * NEGLIGIBLE)
		return a;
	return real_make(dd_add(dd_of(a), dd_scale(dd_of(b), pow2(d))), a.k);
}

REAL struct sdd
real_sub(struct sdd a, struct sdd b)
{
	return real_add(a, real_neg(b));
}

REAL struct sdd
real_mul(struct sdd a, struct sdd b)
{
	if (a.h == 0 || b.h == 0)
		return real_zero;
	return real_make(dd_mul(dd_of(a), dd_of(b)), a.k + b.k);
}

/* a / b; 0 / b is 0, for b = 0 too. */
REAL struct sdd
real_div(struct sdd a, struct sdd b)
{
	if (a.h == 0)
		return real_zero;
	if (b.h == 0)
		return a.h > 0 ? real_infinity() : real_neg(real_infinity());
	return real_make(dd_div_by(dd_of(a), dd_of(b), 1 / b.h), a.k - b.k);
}

REAL bool
real_less(struct sdd a, struct sdd b)
{
	return real_sub(a, b).h < 0;
}

/* The difference of two doubles, as large as it may be. */
REAL struct sdd
real_minus(double a, double b)
{
	double scale = magnitude(a) > 0x1p1000 || magnitude(b) > 0x1p1000
	    ? 0x1p-60 : 1;
	bool small = magnitude(a) < 0x1p-800 && magnitude(b) < 0x1p-800;
	struct dd d;

	scale = small ? 0x1p200 : scale;
	d = two_sum(a * scale, -(b * scale));
	return d.h == 0 ? real_zero
	    : sdd_norm(sdd_of(d, scale < 1 ? 60 : small ? -200 : 0));
}

/* -ln a for a > 0; 2^-8191 < a, or it is not as exact. */
REAL struct sdd
real_minus_log(struct sdd a)
{
	return real_make(minus_log(a, 1), 0);
}

/* ln(1 + a) for a >= 0 */
REAL struct sdd
real_log1p(struct sdd a)
{
	struct dd inverse;

	if (a.h == 0 || a.k < NEGLIGIBLE)
		return a;
	if (a.k >= 0)
		return real_neg(real_minus_log(real_add(real_one, a)));
	return real_make(log1p_and_inverse(dd_scale(dd_of(a), pow2(a.k)),
	    &inverse, 1), 0);
}

/* What exp() is asked of: never too small, and too large just enough. */
REAL struct dd
real_exponent(struct sdd a)
{
	if (a.k > 12 || (a.k == 12 && a.h > 1.2))
		return (struct dd){ 4915, 0 };
	return dd_scale(dd_of(a), pow2(a.k));
}

/* exp(-a) for a >= 0; beyond a = 4915 of no more than the right size. */
REAL struct sdd
real_exp_minus(struct sdd a)
{
	struct sdd e;

	if (a.h == 0 || a.k < NEGLIGIBLE)
		return real_one;
	if (a.k > BOUNDLESS / 2)
		return real_zero;
	e = exp_minus(real_exponent(a), 1);
	return real_make(dd_of(e), e.k);
}

/* 1 - exp(-a) for a >= 0, of full accuracy next to 0. */
REAL struct sdd
real_expm1_minus(struct sdd a)
{
	struct dd d;

	if (a.h == 0 || a.k < NEGLIGIBLE)
		return a;
	if (a.k >= -2)
		return real_sub(real_one, real_exp_minus(a));
	d = real_exponent(a);
	return real_mul(a, real_make(exp_core((struct dd){ -d.h, -d.l }), 0));
}

/*
 * a^g for a >= 0, g >= 0; 0^0 is 1.  Below e^-4915 it is 0: nothing that is
 * made of it could be anything else.
 */
REAL struct sdd
real_pow(struct sdd a, struct sdd g)
{
	struct sdd log, r = real_one;
	double times = g.l == 0 ? sdd_round(g) : 0.5;

	if (g.h == 0)
		return real_one;
	if (a.h == 0)
		return real_zero;
	if (times == 1 || times == 2 || times == 3 || times == 4) {
		for (; times > 0; times--)
			r = real_mul(r, a);
		return r;
	}
	log = real_mul(g, real_minus_log(a));
	if (log.h < 0)
		return real_div(real_one, real_exp_minus(real_neg(log)));
	return log.k > 12 || (log.k == 12 && log.h > 1.2)
	    ? real_zero : real_exp_minus(log);
}

#endif
