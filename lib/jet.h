/*
 * jet.h - numbers that know their slopes, for form.c: a real (real.h), its
 * derivative and its second derivative.
 */
#ifndef JET_H
#define JET_H

#include "real.h"

struct jet {
	struct sdd v, d, e;
};

static const struct jet jet_zero;

/* Stands for a probability of 0: 1/p is more than -ln p, the infinity of it. */
static const struct sdd nothing = { 1, 0, -3 * BOUNDLESS };

REAL struct jet
jet_constant(struct sdd v)
{
	return (struct jet){ v, real_zero, real_zero };
}

REAL struct jet
jet_add(struct jet a, struct jet b)
{
	return (struct jet){ real_add(a.v, b.v), real_add(a.d, b.d),
		real_add(a.e, b.e) };
}

REAL struct jet
jet_neg(struct jet a)
{
	return (struct jet){ real_neg(a.v), real_neg(a.d), real_neg(a.e) };
}

/* a - b */
REAL struct jet
jet_minus(struct sdd a, struct jet b)
{
	return jet_add(jet_constant(a), jet_neg(b));
}

REAL struct jet
jet_scale(struct jet a, struct sdd by)
{
	return (struct jet){ real_mul(a.v, by), real_mul(a.d, by),
		real_mul(a.e, by) };
}

REAL struct sdd
twice(struct sdd a)
{
	return real_add(a, a);
}

REAL struct jet
jet_mul(struct jet a, struct jet b)
{
	return (struct jet){ real_mul(a.v, b.v),
		real_add(real_mul(a.d, b.v), real_mul(a.v, b.d)),
		real_add(real_add(real_mul(a.e, b.v), real_mul(a.v, b.e)),
		    twice(real_mul(a.d, b.d))) };
}

/* -ln a, for a.v > 0 */
REAL struct jet
jet_minus_log(struct jet a)
{
	struct sdd r = real_div(a.d, a.v);

	return (struct jet){ real_minus_log(a.v), real_neg(r),
		real_sub(real_mul(r, r), real_div(a.e, a.v)) };
}

/*
 * exp(-a) for a >= 0.  That of s infinities is a probability of 0 to the power
 * s: its slopes are 1 or 2 where s is, else 0 or infinite, and so any scale does
 * that is on the right side of both.
 */
REAL struct sdd
real_chance(struct sdd a)
{
	struct sdd one = real_infinity(), two = twice(one);
	double power = real_less(a, one) ? 0.5 : real_less(one, a) ? 1.5 : 1;

	if (a.k < BOUNDLESS / 2)
		return real_exp_minus(a);
	if (power > 1 && !real_less(a, two))
		power = real_less(two, a) ? 2.5 : 2;
	return (struct sdd){ 1, 0, power * nothing.k };
}

/* 1 - exp(-a), or 0 */
REAL struct jet
jet_expm1_minus(struct jet a)
{
	struct sdd p;

	if (a.v.h < 0)
		return jet_zero;
	p = real_chance(a.v);
	return (struct jet){ real_expm1_minus(a.v), real_mul(p, a.d),
		real_mul(p, real_sub(a.e, real_mul(a.d, a.d))) };
}

/* exp(-a), for a.v >= 0 */
REAL struct jet
jet_exp_minus(struct jet a)
{
	struct sdd p = real_chance(a.v);

	return (struct jet){ p, real_neg(real_mul(p, a.d)),
		real_mul(p, real_sub(real_mul(a.d, a.d), a.e)) };
}

/* m^g for m.v > 0 */
REAL struct jet
jet_pow(struct jet m, struct sdd g)
{
	struct sdd v = real_pow(m.v, g), gv = real_mul(v, g);
	struct sdd r = real_div(m.d, m.v);

	return (struct jet){ v, real_mul(gv, r), real_mul(gv,
	    real_add(real_mul(real_sub(g, real_one), real_mul(r, r)),
		real_div(m.e, m.v))) };
}

#endif
