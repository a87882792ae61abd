/*
 * sum.c - exact sums of doubles.
 *
 * A sum is one wide fixed-point number whose limbs may borrow from each other:
 * between two settlings a limb is any int64, afterwards all but the top one are
 * in 0..2^32-1 and the top one has the sign.
 */
#include "focalloss.h"
#include "cpu.h"

#include <math.h>
#include <string.h>

#define LIMB_BITS 32
#define LIMB_BASE ((int64_t)1 << LIMB_BITS)
#define LIMB_MASK (LIMB_BASE - 1)

#define TOP (FOCAL_LIMBS - 1)
#define LOWEST (-1088)		/* limb 0 counts 2^LOWEST */

/*
 * A limb stays below (pending + 1) 2^32 in size, so at this limit there is
 * room in it for the carry that settling brings.
 */
#define PENDING_MAX (((uint64_t)1 << 31) - 2)

static void
settle(struct focal_sum *s)
{
	int64_t carry = 0;

	for (int i = 0; i < TOP; i++) {
		int64_t whole = s->limb[i] + carry;
		int64_t low = whole & LIMB_MASK;

		s->limb[i] = low;
		carry = (whole - low) / LIMB_BASE;
	}
	s->limb[TOP] += carry;
	s->pending = 0;
}

static void
add_special(struct focal_sum *s, double x)
{
	if (isnan(x))
		s->nan++;
	else if (x > 0)
		s->inf++;
	else
		s->ninf++;
}

/* Neither size nor sign branches: losses are fast, gradients no slower. */
static void
add_one(struct focal_sum *s, double x)
{
	uint64_t bits, mantissa, low, high;
	int64_t flip, *limb;
	unsigned exponent, place;

	memcpy(&bits, &x, sizeof bits);
	exponent = (unsigned)(bits >> 52) & 0x7ff;
	if (exponent == 0x7ff) {
		add_special(s, x);
		return;
	}
	mantissa = bits & (((uint64_t)1 << 52) - 1);
	mantissa |= (uint64_t)(exponent != 0) << 52;
	/* a mantissa counts 2^(exponent - 1075), and subnormals as if 1 */
	place = exponent + (exponent == 0) - (unsigned)(1075 + LOWEST);

	low = (mantissa & LIMB_MASK) << place % LIMB_BITS;
	high = (mantissa >> LIMB_BITS) << place % LIMB_BITS;
	flip = -(int64_t)(bits >> 63);
	limb = s->limb + place / LIMB_BITS;
	limb[0] += ((int64_t)(low & LIMB_MASK) ^ flip) - flip;
	limb[1] += ((int64_t)((low >> LIMB_BITS) + (high & LIMB_MASK)) ^ flip) -
	    flip;
	limb[2] += ((int64_t)(high >> LIMB_BITS) ^ flip) - flip;
}

/*
 * Many numbers at once.  With all |v| < 2^e and u = 2^(e - 42), adding and
 * taking away C = 1.5 2^52 u rounds v to a multiple q of u; a block of such q
 * adds up to less than 2^53 u, so without error and in any order, and v - q is
 * exact and at most u/2.  Three such slices of the block are added up in one
 * pass; what is left of it is the next block, until nothing is.
 */
enum { BLOCK = 1024, LANES = 8, WAYS = 4, SLICE = 42, SLICES = 3 };

/* Fewer than that are no block. */
enum { FEW = WAYS * LANES };

/* From this size on every C and u is a normal number, up to this no q is not. */
#define SMALL 0x1p-800
#define LARGE 0x1p1000

/* LANES at a time, in whatever registers there are. */
typedef double vec __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(LANES * sizeof(double))));

#define LOAD(x, from, i) memcpy(&(x), (from) + (i), sizeof(x))

/* a where the mask is, else b */
#define PICK(m, a, b) (((a) & (m)) | ((b) & ~(m)))

/*
 * The two loops, once for each instruction set; n is a multiple of FEW.
 * NOLINTBEGIN(bugprone-macro-parentheses): attributes are no expression
 */
#define BLOCK_LOOPS(tier, attributes)                                         \
	/* The bits of the largest size in v: they are in the same order. */  \
	attributes static int64_t                                             \
	largest_##tier(const double *v, size_t n)                             \
	{                                                                     \
		mask most[WAYS] = { { 0 } }, x;                               \
		int64_t max = 0;                                              \
                                                                              \
		for (size_t i = 0; i < n; i += WAYS * LANES)                  \
			for (int j = 0; j < WAYS; j++) {                      \
				LOAD(x, v, i + (size_t)j * LANES);            \
				x &= INT64_MAX;                               \
				most[j] = PICK((mask)(x > most[j]), x,        \
				    most[j]);                                 \
			}                                                     \
		for (int j = 0; j < WAYS; j++)                                \
			for (int k = 0; k < LANES; k++)                       \
				max = most[j][k] > max ? most[j][k] : max;    \
		return max;                                                   \
	}                                                                     \
                                                                              \
	/* Round v to what each shift says; add that up, keep the rest. */    \
	attributes static void                                                \
	slice_##tier(const double *v, size_t n, const double shift[SLICES],   \
	    double sum[SLICES], double *rest)                                 \
	{                                                                     \
		vec s[SLICES] = { { 0 } }, x, q;                              \
                                                                              \
		for (size_t i = 0; i < n; i += LANES) {                       \
			LOAD(x, v, i);                                        \
			for (int j = 0; j < SLICES; j++) {                    \
				q = (x + shift[j]) - shift[j];                \
				s[j] += q;                                    \
				x -= q;                                       \
			}                                                     \
			memcpy(rest + i, &x, sizeof x);                       \
		}                                                             \
		for (int j = 0; j < SLICES; j++) {                            \
			sum[j] = 0;                                           \
			for (int k = 0; k < LANES; k++)                       \
				sum[j] += s[j][k];                            \
		}                                                             \
	}

struct loops {
	int64_t (*largest)(const double *v, size_t n);
	void (*slice)(const double *v, size_t n, const double shift[SLICES],
	    double sum[SLICES], double *rest);
};

/* NOLINTEND(bugprone-macro-parentheses) */

BLOCK_LOOPS(plain, )
#if defined __x86_64__ && defined __GNUC__
BLOCK_LOOPS(avx2, __attribute__((target("avx2"))))
BLOCK_LOOPS(avx512, __attribute__((target("avx512f,avx512dq"))))
#endif

static struct loops
choose_loops(void)
{
#if defined __x86_64__ && defined __GNUC__
	if (CPU_AVX512F && CPU_AVX512DQ)
		return (struct loops){ largest_avx512, slice_avx512 };
	if (CPU_AVX2)
		return (struct loops){ largest_avx2, slice_avx2 };
#endif
	return (struct loops){ largest_plain, slice_plain };
}

static void
add_each(struct focal_sum *s, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_one(s, x[i]);
	s->pending += n;
}

/* At most BLOCK numbers, a multiple of FEW. */
static void
add_block(struct focal_sum *s, const double *x, size_t n,
    const struct loops *loops)
{
	double rest[BLOCK], shift[SLICES], sum[SLICES], max;
	int64_t bits;
	int e;

	/* what is left is below 2^-126 of it: that is 15 times at most */
	while ((bits = loops->largest(x, n)) > 0) {
		memcpy(&max, &bits, sizeof max);
		if (!(max >= SMALL && max <= LARGE)) {
			add_each(s, x, n);
			break;
		}
		(void)frexp(max, &e);
		for (int j = 0; j < SLICES; j++)
			shift[j] = ldexp(1.5, e - (j + 1) * SLICE + 52);
		loops->slice(x, n, shift, sum, rest);
		add_each(s, sum, SLICES);
		x = rest;
	}
}

void
focal_sum_add(struct focal_sum *s, size_t n, const double *x, size_t stride)
{
	const struct loops loops = choose_loops();
	double v[BLOCK];

	for (size_t some, all; n > 0; n -= some, x += some * stride) {
		some = n < BLOCK ? n : BLOCK;
		/* a block adds less than 2 BLOCK times */
		if (PENDING_MAX - s->pending < 2 * BLOCK)
			settle(s);
		if (some == BLOCK && stride == 1) {
			add_block(s, x, BLOCK, &loops);
			continue;
		}
		for (size_t i = 0; i < some; i++)
			v[i] = x[i * stride];
		if (some < FEW) {
			add_each(s, v, some);
			continue;
		}
		all = (some + FEW - 1) / FEW * FEW;
		for (size_t i = some; i < all; i++)
			v[i] = 0;
		add_block(s, v, all, &loops);
	}
}

void
focal_sum_merge(struct focal_sum *s, const struct focal_sum *t)
{
	struct focal_sum part = *t;	/* s and t may be one */

	if (part.pending >= PENDING_MAX / 2)
		settle(&part);
	if (s->pending >= PENDING_MAX / 2)
		settle(s);
	for (int i = 0; i < FOCAL_LIMBS; i++)
		s->limb[i] += part.limb[i];
	s->pending += part.pending + 1;
	s->inf += part.inf;
	s->ninf += part.ninf;
	s->nan += part.nan;
}

double
focal_sum_value(const struct focal_sum *s)
{
	return focal_sum_over(s, 1);
}

/*
 * m 2^e rounded, for m >= 2^63.  The last bit of m also stands for whatever
 * lies below it, and is itself too low to be the half of anything.
 */
static double
round_once(uint64_t m, int e)
{
	uint64_t rest;

	for (; e + 11 < -1074; e++)	/* subnormals have fewer bits */
		m = m >> 1 | (m & 1);
	rest = m & 0x7ff;
	m >>= 11;
	m += rest > 0x400 || (rest == 0x400 && (m & 1));
	return ldexp((double)m, e + 11);
}

/* Make it at least 0; returns whether it was not. */
static bool
drop_sign(struct focal_sum *s)
{
	settle(s);
	if (s->limb[TOP] >= 0)
		return false;
	for (int i = 0; i < FOCAL_LIMBS; i++)
		s->limb[i] = -s->limb[i];
	settle(s);
	return true;
}

/* Nonzero if a bit below that one is set. */
static uint64_t
any_below(const int64_t limb[FOCAL_LIMBS], int bit)
{
	int64_t any = limb[bit / LIMB_BITS] &
	    (((int64_t)1 << bit % LIMB_BITS) - 1);

	for (int i = 0; i < bit / LIMB_BITS; i++)
		any |= limb[i];
	return (uint64_t)any;
}

/* Long division bit by bit, until 64 significant bits are there. */
static double
divide(const int64_t limb[FOCAL_LIMBS], uint64_t divisor)
{
	uint64_t quotient = 0, rest = 0;
	int top = TOP, bit;

	while (top >= 0 && limb[top] == 0)
		top--;
	if (top < 0)
		return 0;
	bit = (top + 1) * LIMB_BITS;
	while (quotient >> 63 == 0) {
		bool wide = rest >> 63;		/* 2 rest needs 65 bits */
		bool fits;

		bit--;
		rest <<= 1;
		if (bit >= 0)	/* below limb 0 there are zeros */
			rest |= (uint64_t)limb[bit / LIMB_BITS] >>
			    bit % LIMB_BITS & 1;
		fits = wide || rest >= divisor;
		if (fits)
			rest -= divisor;
		quotient = quotient << 1 | fits;
	}
	if (bit > 0)
		rest |= any_below(limb, bit);
	return round_once(quotient | (rest != 0), bit + LOWEST);
}

double
focal_sum_over(const struct focal_sum *s, uint64_t divisor)
{
	struct focal_sum size = *s;
	bool negative;
	double value;

	if (s->nan > 0 || (s->inf > 0 && s->ninf > 0))
		return NAN;
	if (s->inf > 0)
		return INFINITY;
	if (s->ninf > 0)
		return -INFINITY;
	negative = drop_sign(&size);
	value = divide(size.limb, divisor);
	return negative ? -value : value;
}

void
focal_sum_add_products(struct focal_sum *s, size_t n, const double *x,
    size_t stride, const double *w)
{
	double high[BLOCK], low[BLOCK];

	for (size_t some; n > 0; n -= some, x += some * stride, w += some) {
		some = n < BLOCK ? n : BLOCK;
		for (size_t i = 0; i < some; i++) {
			double a = x[i * stride], b = w[i], p = a * b;

			/* its error is a double, unless it underflows */
			high[i] = p;
			low[i] = isfinite(p) ? fma(a, b, -p) : 0;
		}
		focal_sum_add(s, some, high, 1);
		focal_sum_add(s, some, low, 1);
	}
}

/* The sum as a double and what that leaves. */
static double
split(const struct focal_sum *s, double *rest)
{
	struct focal_sum less = *s;
	double value = focal_sum_value(s), minus = -value;

	*rest = 0;
	if (isfinite(value)) {
		focal_sum_add(&less, 1, &minus, 1);
		*rest = focal_sum_value(&less);
	}
	return value;
}

/* A whole number that a uint64_t has room for. */
static bool
is_count(double x)
{
	return x >= 1 && x <= 0x1p63 && x == (double)(uint64_t)x;
}

#define SCALE ((uint64_t)1 << 63)

double
focal_sum_ratio(const struct focal_sum *s, const struct focal_sum *t)
{
	double s_rest, t_rest, a, b = split(t, &t_rest), q, r;

	if (t_rest == 0 && is_count(b))
		return focal_sum_over(s, (uint64_t)b);
	a = split(s, &s_rest);
	if (isinf(a) || isinf(b))	/* no double has room for them */
		return focal_sum_over(s, SCALE) / focal_sum_over(t, SCALE);
	q = a / b;
	r = fma(-q, b, a) + (s_rest - q * t_rest);
	return isfinite(q) && isfinite(r) ? q + r / b : q;
}
