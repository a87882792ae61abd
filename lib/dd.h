/*
 * dd.h - numbers of two words and a scale, for kernel.c.
 *
 * A struct dd is the unevaluated sum h + l, |l| <= ulp(h)/2: about 106 bits.  A
 * struct sdd is (h + l) 2^k with k a whole number kept in a double, so that
 * exp(-5000) has all its digits.  A zero may have any k.
 *
 * Everything is IEEE + - * / in double and whole-number work on the bits, in
 * an order written out here, and has no branches: compilers turn loops over it
 * into vector code and every one of them gets the same bits.
 */
#ifndef DD_H
#define DD_H

#include <float.h>
#include <stdint.h>
#include <string.h>

/* 1 widens float to double (s390x), of which there is none here */
#if FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD > 1
#error "double arithmetic must be rounded to double (use -mfpmath=sse)"
#endif

#define INLINE static inline __attribute__((always_inline, unused))

struct dd {
	double h, l;
};

struct sdd {
	double h, l, k;
};

INLINE uint64_t
bits_of(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof u);
	return u;
}

INLINE double
of_bits(uint64_t u)
{
	double x;

	memcpy(&x, &u, sizeof x);
	return x;
}

/* 2^k for a whole k, -1022 <= k <= 1023; k lands in the low bits of a sum. */
INLINE double
pow2(double k)
{
	return of_bits(bits_of(k + (0x1.8p52 + 1023)) << 52);
}

/* floor(log2(x)) for a normal x > 0; -1023 for 0 and subnormals. */
INLINE double
exponent(double x)
{
	return of_bits(bits_of(x) >> 52 | bits_of(0x1p52)) - (0x1p52 + 1023);
}

/* Not fmin, fmax: these are one instruction, and drop a NaN x. */
INLINE double
at_most(double x, double most)
{
	return x < most ? x : most;
}

INLINE double
at_least(double x, double least)
{
	return x > least ? x : least;
}

INLINE double
magnitude(double x)
{
	return of_bits(bits_of(x) & INT64_MAX);
}

/* a + b exactly (Knuth). */
INLINE struct dd
two_sum(double a, double b)
{
	double s = a + b, c = s - a;

	return (struct dd){ s, (a - (s - c)) + (b - c) };
}

/* The same for |a| >= |b| or a = 0 (Dekker). */
INLINE struct dd
fast_two_sum(double a, double b)
{
	double s = a + b;

	return (struct dd){ s, b - (s - a) };
}

/* c0 + c1 x + ... + c7 x^7, in the order that waits least (Estrin). */
INLINE double
poly8(double x, double c0, double c1, double c2, double c3, double c4,
    double c5, double c6, double c7)
{
	double x2 = x * x, x4 = x2 * x2;

	return ((c0 + c1 * x) + (c2 + c3 * x) * x2) +
	    ((c4 + c5 * x) + (c6 + c7 * x) * x2) * x4;
}

/* The same in the order of fewest operations, even and odd powers apart. */
INLINE double
poly7(double x, double c0, double c1, double c2, double c3, double c4,
    double c5, double c6)
{
	double z = x * x;

	return (((c6 * z + c4) * z + c2) * z + c0) +
	    ((c5 * z + c3) * z + c1) * x;
}

INLINE double
poly10(double x, double c0, double c1, double c2, double c3, double c4,
    double c5, double c6, double c7, double c8, double c9)
{
	double z = x * x;

	return ((((c8 * z + c6) * z + c4) * z + c2) * z + c0) +
	    ((((c9 * z + c7) * z + c5) * z + c3) * z + c1) * x;
}

INLINE struct dd
dd_pick(int first, struct dd a, struct dd b)
{
	return (struct dd){ first ? a.h : b.h, first ? a.l : b.l };
}

/* Relative error below 2^-104 for terms of one sign. */
INLINE struct dd
dd_add(struct dd a, struct dd b)
{
	struct dd s = two_sum(a.h, b.h), t = two_sum(a.l, b.l);

	s = fast_two_sum(s.h, s.l + t.h);
	return fast_two_sum(s.h, s.l + t.l);
}

INLINE struct dd
dd_magnitude(struct dd a)
{
	uint64_t sign = bits_of(a.h) & ~(uint64_t)INT64_MAX;

	return (struct dd){ of_bits(bits_of(a.h) ^ sign),
	    of_bits(bits_of(a.l) ^ sign) };
}

INLINE struct dd
dd_scale(struct dd a, double power_of_2)
{
	return (struct dd){ a.h * power_of_2, a.l * power_of_2 };
}

/*
 * |a| 2^k as exp_minus() takes it.  To be stored and read back: where gcc sees
 * both, it works out the exponential of each case.
 */
INLINE struct dd
exp_domain(struct dd a, double k)
{
	a = dd_magnitude(a);
	a.h *= k > 0 ? 0x1p900 : 1;
	a.l = a.h < 5000 ? a.l : 0;
	a.l = a.h > 0x1p-120 ? a.l : 0;
	a.h = a.h < 5000 ? a.h : 5000;
	a.h = a.h > 0x1p-120 ? a.h : 0;
	return a;
}

INLINE struct dd
dd_of(struct sdd x)
{
	return (struct dd){ x.h, x.l };
}

INLINE struct sdd
sdd_of(struct dd x, double k)
{
	return (struct sdd){ x.h, x.l, k };
}

INLINE struct sdd
sdd_pick(int first, struct sdd a, struct sdd b)
{
	return (struct sdd){ first ? a.h : b.h, first ? a.l : b.l,
	    first ? a.k : b.k };
}

/* The same number with 1 <= |h| < 2. */
INLINE struct sdd
sdd_norm(struct sdd x)
{
	double e = exponent(magnitude(x.h)), s = pow2(-e);

	return (struct sdd){ x.h * s, x.l * s, x.k + e };
}

/*
 * A number >= 0, subnormal or not, with 1 <= h < 2.  All are halved, as pow2()
 * has no 2^-1023 for the largest.
 */
INLINE struct sdd
sdd_load(struct dd x)
{
	int small = x.h < 0x1p-900;

	x = dd_scale(x, small ? 0x1p120 : 0.5);
	return sdd_norm(sdd_of(x, small ? -120 : 1));
}

/*
 * A settled number has a scale of 0 unless it is below 2^TINY, so that adding
 * it to 1 is adding nothing, or from 2^VAST on.  Products of a handful of them
 * stay far from overflow and underflow, which two_prod() needs.
 */
#define TINY (-120)
#define VAST 200

INLINE struct sdd
sdd_settle(struct sdd x)
{
	double merge = x.k < TINY ? 0 : x.k, s;

	merge = merge > VAST ? 0 : merge;
	s = pow2(merge);
	return (struct sdd){ x.h * s, x.l * s, x.k - merge };
}

/* 2^k for k <= 0, or 0 where that is as good. */
INLINE double
shrink(double k)
{
	return k < -400 ? 0 : pow2(at_least(k, -400));
}

/* x + y; of two scales far apart the smaller number counts for nothing. */
INLINE struct sdd
sdd_add(struct sdd x, struct sdd y)
{
	double k = at_least(x.k, y.k);
	struct dd a = dd_scale(dd_of(x), shrink(x.k - k));
	struct dd b = dd_scale(dd_of(y), shrink(y.k - k));

	return sdd_of(dd_add(a, b), k);
}

/* x + y for y >= 0 that is less than 2^300 x > 0, whatever its scale. */
INLINE struct sdd
sdd_plus(struct sdd x, struct sdd y)
{
	double s = pow2(at_most(at_least(y.k - x.k, -400), 300));
	struct dd t = two_sum(x.h, y.h * s);

	return (struct sdd){ t.h, t.l + (x.l + y.l * s), x.k };
}

/*
 * sdd_round() for h the nearest double to h + l: right unless the sign bit of
 * *odd gets set, which says that the result may not be a normal number.
 */
INLINE double
sdd_round_fast(struct sdd x, uint64_t *odd)
{
	double y = x.h * pow2(x.k);
	uint64_t m = bits_of(y) & INT64_MAX;

	*odd |= bits_of(1000 - magnitude(x.k)) |
	    (m - bits_of(0x1p-1000)) | (bits_of(0x1p1000) - m);
	return y;
}

/*
 * The double nearest to x (ties to even), sign apart.
 *
 * Method: with 1 <= h < 2 and the value below 2^-1022, add a power of 2 so
 * large that the last bit of the sum is the last bit of the subnormal result;
 * h and l are rounded there together, once.  Scaling is exact after that.
 */
INLINE double
sdd_round(struct sdd x)
{
	uint64_t sign = bits_of(x.h) & ~(uint64_t)INT64_MAX;
	double to, sum, rest, k;

	x.h = of_bits(bits_of(x.h) ^ sign);
	x.l = of_bits(bits_of(x.l) ^ sign);
	x = sdd_norm(x);
	k = at_most(at_least(x.k, -1140), 1100);
	to = k < -1022 ? pow2(-1022 - k) : 0;
	sum = to + x.h;
	rest = (x.h - (sum - to)) + x.l;
	sum = (sum + rest) - to;
	to = at_most(at_least(k, -500), 500);
	sum = sum * pow2(to) * pow2(k - to);
	/* + 0: no negative zeros */
	return of_bits(bits_of(sum) ^ sign) + 0.0;
}

#endif
