/*
 * ddmath.h - products, quotients, exp and log in double-double; kernel.c
 * includes this once per instruction set, with EXACT_FMA 1 or 0.
 */

/*
 * a b exactly.  Both ways give the same bits while a b and its error are
 * normal numbers and a, b < 2^996, which every caller sees to (dd.h, TINY).
 */
INLINE struct dd
two_prod(double a, double b)
{
	double p = a * b;
#if EXACT_FMA
	return (struct dd){ p, __builtin_fma(a, b, -p) };
#else	/* Dekker and Veltkamp */
	double ca = a * 0x8000001p0, cb = b * 0x8000001p0;
	double ah = ca - (ca - a), al = a - ah;
	double bh = cb - (cb - b), bl = b - bh;

	return (struct dd){ p,
	    ((ah * bh - p) + ah * bl + al * bh) + al * bl };
#endif
}

/*
 * Relative error below 2^-100.  The low word of a rough product may be some ulp
 * of the high one: good for further products, not for sdd_round_fast().
 */
INLINE struct dd
dd_mul_rough(struct dd a, struct dd b)
{
	struct dd p = two_prod(a.h, b.h);

	return (struct dd){ p.h, p.l + (a.h * b.l + a.l * b.h) };
}

INLINE struct dd
dd_mul(struct dd a, struct dd b)
{
	struct dd p = dd_mul_rough(a, b);

	return fast_two_sum(p.h, p.l);
}

INLINE struct dd
dd_mul_d(struct dd a, double b)
{
	struct dd p = two_prod(a.h, b);

	return (struct dd){ p.h, p.l + a.l * b };
}

/* a - q b exactly, for q within a few ulp of a/b. */
INLINE double
residue(double a, double q, double b)
{
#if EXACT_FMA
	return __builtin_fma(-q, b, a);
#else
	struct dd p = two_prod(q, b);

	return (a - p.h) - p.l;
#endif
}

/*
 * a / b, given the double 1 / b.h to within a few ulp; error below 2^-98.  The
 * low word may be some ulp of the high one.
 */
INLINE struct dd
dd_div_rough(struct dd a, struct dd b, double inverse)
{
	double q = a.h * inverse;
	double rest = residue(a.h, q, b.h) + (a.l - q * b.l);

	return (struct dd){ q, rest * inverse };
}

INLINE struct dd
dd_div_by(struct dd a, struct dd b, double inverse)
{
	struct dd q = dd_div_rough(a, b, inverse);

	return fast_two_sum(q.h, q.l);
}

INLINE struct sdd
sdd_mul(struct sdd a, struct sdd b)
{
	return sdd_of(dd_mul(dd_of(a), dd_of(b)), a.k + b.k);
}

INLINE struct sdd
sdd_mul_rough(struct sdd a, struct sdd b)
{
	return sdd_of(dd_mul_rough(dd_of(a), dd_of(b)), a.k + b.k);
}

INLINE struct sdd
sdd_div(struct sdd a, struct sdd b)
{
	return sdd_of(dd_div_by(dd_of(a), dd_of(b), 1 / b.h), a.k - b.k);
}

/*
 * ln 2 in three parts, for multiples up to 2^13: the first two have 40 bits.
 * mpmath: floor(log(2) * 2**40) / 2**40; the same of the rest, * 2**80; rest.
 */
#define LN2_A 0x1.62e42fefa2000p-1
#define LN2_B 0x1.9ef35793c6000p-41
#define LN2_C 0x1.673007e5ed5e8p-81
/* ln 1.5 in two; 1/ln 2 and sqrt(2) are rounded to nearest */
#define LN1_5_H 0x1.9f323ecbf984cp-2
#define LN1_5_L -0x1.a92e513217f5cp-59
#define INV_LN2 0x1.71547652b82fep+0
#define SQRT_TWO 0x1.6a09e667f3bcdp+0

/* c + r y for a constant c given in two words, |r y| < |c|. */
INLINE struct dd
horner(double c_h, double c_l, struct dd r, struct dd y)
{
	struct dd p = two_prod(r.h, y.h), s = fast_two_sum(c_h, p.h);

	p.l += r.h * y.l + r.l * y.h;
	return fast_two_sum(s.h, s.l + (c_l + p.l));
}

/*
 * a = k ln 2 - r for 0 <= a <= 5000: k, and r in two words, |r| < 0.35, to
 * 2^-66, fine 2^-79.  Should n LN2_B be the larger one, it is so small that
 * fast_two_sum() loses less than that.
 */
INLINE struct dd
exp_reduce(struct dd a, double *k, const int fine)
{
	double n = (a.h * INV_LN2 + 0x1.8p52) - 0x1.8p52;
	struct dd r = fast_two_sum(n * LN2_A - a.h, n * LN2_B - a.l);

	*k = -n;
	return (struct dd){ r.h, fine ? r.l + n * LN2_C : r.l };
}

/*
 * exp(r) for |r| < 0.35, in two steps: the end of its series from x = r.h, in
 * double, then the rest in double-double.
 *
 * Method: 1 + r + r^2/2 and a polynomial, or, if fine, Taylor's series down to
 * r^4/120 and a polynomial.  The polynomials are Chebyshev's.  mpmath, mp.prec
 * 200, b = log(2)/2 * 1.0001:
 * chebyfit(lambda r: sum(r**n/factorial(n+3) for n in range(40)), [-b, b], 10)
 * and, fine, n+6.
 * Accuracy: about 2^-59, fine 2^-72.
 */
INLINE double
exp_tail(double x, const int fine)
{
	if (fine)
		return poly10(x, 0x1.6c16c16c16c17p-10, 0x1.a01a01a01a01ap-13,
		    0x1.a01a01a019efbp-16, 0x1.71de3a556c6acp-19,
		    0x1.27e4fb78b4d21p-22, 0x1.ae6456806d8efp-26,
		    0x1.1eed81652616fp-29, 0x1.6124546d4294fp-33,
		    0x1.9418abab37fcbp-37, 0x1.aef9012d4c689p-41);
	return poly10(x, 0x1.5555555555556p-3, 0x1.5555555555555p-5,
	    0x1.11111111109b3p-7, 0x1.6c16c16c167e1p-10, 0x1.a01a01a7c41d5p-13,
	    0x1.a01a01a47b054p-16, 0x1.71de0dae63bb3p-19,
	    0x1.27e4e1f48534fp-22, 0x1.af38a9b0ec855p-26,
	    0x1.1f66df7fca49fp-29);
}

/* The second step, fine: y with exp(r) = 1 + r y. */
INLINE struct dd
exp_quotient(struct dd r, double tail)
{
	struct dd z;

	r = fast_two_sum(r.h, r.l);
	/* low words: mpmath, mpf(1)/120 - float(mpf(1)/120), ... */
	z = horner(1 / 120.0, 0x1.1111111111111p-63, r, (struct dd){ tail, 0 });
	z = horner(1 / 24.0, 0x1.5555555555555p-59, r, z);
	z = horner(1 / 6.0, 0x1.5555555555555p-57, r, z);
	z = horner(0.5, 0, r, z);
	return horner(1, 0, r, z);
}

/* Both. */
INLINE struct dd
exp_core(struct dd r)
{
	return exp_quotient(r, exp_tail(r.h, 1));
}

/* The second step. */
INLINE struct dd
exp_head(struct dd r, double tail, const int fine)
{
	double x = r.h, low;
	struct dd s, t;

	if (fine)
		return horner(1, 0, r, exp_quotient(r, tail));
	s = two_prod(0.5 * x, x);
	low = (r.l + s.l) + (x + s.h) * r.l;
	r = fast_two_sum(1, x);
	t = fast_two_sum(r.h, s.h);
	low = (t.l + r.l) + low;
	return fast_two_sum(t.h, (x * s.h) * (tail + tail) + low);
}

/*
 * exp(-a) for 0 <= a <= 5000, not between 0 and 2^-120.
 *
 * Method: a = n ln 2 - r, |r| <= ln(2)/2.
 * Accuracy: about 2^-59, fine 2^-71 (estimated; see kernel.c for measured).
 */
INLINE struct sdd
exp_minus(struct dd a, const int fine)
{
	double k;
	struct dd r = exp_reduce(a, &k, fine);

	return sdd_of(exp_head(r, exp_tail(r.h, fine), fine), k);
}

/*
 * ln(1 + f) = 2 atanh(s) from s = f/(2 + f), |s| < 0.172.
 *
 * Method: 2 s + s^3 (2/3 + 2/5 s^2 + ...), Chebyshev's polynomial for the
 * bracket; the fine sum is in double-double down to 2/7 s^6.  mpmath, mp.prec
 * 200, z = ((sqrt(2) - 1)/(sqrt(2) + 1))**2 * 1.0001:
 * chebyfit(lambda x: sum(2*x**n/(2*n+3) for n in range(60)), [0, z], 8) and,
 * fine, 2*n+9.
 * Accuracy: about 2^-58.5 relative, fine 2^-76, besides what s brings along.
 */
INLINE struct dd
log_core(struct dd s, const int fine)
{
	double x = s.h * s.h, y;
	struct dd t, z;

	if (fine) {
		y = poly8(x, 0x1.c71c71c71c71cp-3, 0x1.745d1745d1837p-3,
		    0x1.3b13b13ae9c8ap-3, 0x1.1111113d75290p-3,
		    0x1.e1e1b3c45fc55p-4, 0x1.af3566032c30ap-4,
		    0x1.8414c0370deeep-4, 0x1.8d6450134fb9ep-4);
		t = dd_mul(s, s);
		z = horner(2 / 7.0, 0x1.2492492492492p-56, t,
		    (struct dd){ y, 0 });
		z = horner(2 / 5.0, -0x1.999999999999ap-56, t, z);
		z = horner(2 / 3.0, 0x1.5555555555555p-55, t, z);
		z = dd_mul(dd_mul(t, s), z);
		t = fast_two_sum(2 * s.h, z.h);
		return fast_two_sum(t.h, t.l + (z.l + 2 * s.l));
	}
	y = poly8(x, 0x1.5555555555555p-1, 0x1.9999999999a38p-2,
	    0x1.2492492476c87p-2, 0x1.c71c720160b47p-3, 0x1.745cf901605f7p-3,
	    0x1.3b1c360763b8ap-3, 0x1.0fbe83c2cbcf3p-3, 0x1.0c04595972ab8p-3);
	/* 2 s.l (1 + s^2): the first word alone is cubed */
	return fast_two_sum(2 * s.h, 2 * (s.l + s.l * x) + (s.h * x) * y);
}

/*
 * The first half of log1p_and_inverse(): 1/(1 + t), and s = f/(2 + f) where
 * 1 + f is 1 + t, or, above 1/3, that over 1.5.  One division serves both.
 */
INLINE struct dd
log1p_ratio(struct dd t, struct dd *inverse)
{
	int big = t.h > 1 / 3.0;
	/* over 1.5, f = t - 1/2, which is exact */
	struct dd f = { t.h - (big ? 0.5 : 0), t.l };
	struct dd g = fast_two_sum(big ? 2.5 : 2, t.h);
	struct dd v = fast_two_sum(1, t.h);
	double r = 1 / (g.h * v.h);

	g.l += t.l;
	v.l += t.l;
	*inverse = dd_div_rough((struct dd){ 1, 0 }, v, r * g.h);
	return dd_div_rough(f, g, r * v.h);
}

/*
 * The second: ln(1 + t) from that s, |s| < 1/7; the polynomial is as in
 * log_core(), [0, 1.0001/49], 7.
 */
INLINE struct dd
log1p_from_ratio(struct dd s, double t, const int fine)
{
	int big = t > 1 / 3.0;
	struct dd c = { big ? LN1_5_H : 0, big ? LN1_5_L : 0 }, f, g;
	double x, y;

	if (fine) {
		f = log_core(s, 1);
		g = fast_two_sum(c.h, f.h);
		return fast_two_sum(g.h, g.l + (f.l + c.l));
	}
	x = s.h * s.h;
	y = poly7(x, 0x1.5555555555556p-1, 0x1.99999999991f7p-2,
	    0x1.2492492607f75p-2, 0x1.c71c6e6e884f6p-3, 0x1.745eea19cfcf5p-3,
	    0x1.3a9171e29e5c5p-3, 0x1.22f7b800b227ap-3);
	y = 2 * (s.l + s.l * x) + (s.h * x) * y;
	g = fast_two_sum(c.h, 2 * s.h);
	return fast_two_sum(g.h, y + (g.l + c.l));
}

/*
 * ln(1 + t) and 1/(1 + t) for 0 <= t <= 1; the low word of the latter may be
 * some ulp of the high one.
 *
 * Method: above 1/3, ln(1 + t) = ln 1.5 + ln(1 + f).
 * Accuracy: about 2^-59, fine that of log_core(); 2^-98 for the quotient.
 */
INLINE struct dd
log1p_and_inverse(struct dd t, struct dd *inverse, const int fine)
{
	struct dd s = log1p_ratio(t, inverse);

	return log1p_from_ratio(s, t.h, fine);
}

/*
 * -ln(x) for x > 0 with 1 <= x.h < 2, or settled (see TINY).
 *
 * Method: x = 2^n m, sqrt(1/2) < m < sqrt(2); ln x = n ln 2 + ln(1 + (m-1)).
 * Accuracy: that of log_core(), relative to the result even next to x = 1
 * (m - 1 is exact).
 */
INLINE struct dd
minus_log(struct sdd x, const int fine)
{
	double e = exponent(x.h * SQRT_TWO), s = pow2(-e), n = -(x.k + e);
	struct dd f, g, a;

	f = fast_two_sum(x.h * s - 1, x.l * s);
	g = fast_two_sum(2, f.h);
	g.l += f.l;
	f = log_core(dd_div_rough(f, g, 1 / g.h), fine);
	a = two_sum(n * LN2_A, n * LN2_B);
	g = two_sum(a.h, -f.h);
	return fast_two_sum(g.h, g.l + (a.l + (n * LN2_C - f.l)));
}
