/*
 * number_print.c - double to decimal text, rounded once.
 *
 * The shortest form is after R. Giulietti, "The Schubfach way to render
 * doubles", 2020.  Both it and rounding look at 10^k times the number in 128
 * bits; where these leave a doubt, which is rare, an exact way decides.
 */
#include "number.h"
#include "pow10.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN ((uint64_t)1 << 52)	/* the bit a mantissa leaves out */
#define INFINITE ((uint64_t)0x7ff << 52)
#define TEN8 ((uint64_t)100000000)
#define TEN16 (TEN8 * TEN8)

#define SELDOM __attribute__((noinline, cold))
#define INLINE static inline __attribute__((always_inline))

enum { PLAIN_DIGITS = 16 };	/* before the point without an exponent */

/* A number without its sign: 17 digits, the first not 0 and worth 10^exp10. */
struct decimal {
	uint64_t digits;
	int exp10;
};

/* n 10^k, 0 < n < 10^17 */
static struct decimal
decimal(uint64_t n, int k)
{
	for (; n < TEN16; k--)
		n *= 10;
	return (struct decimal){ n, k + 16 };
}

/*
 * ten * w / 2^128, rounded to odd: down, and made odd unless exact.  The row is
 * at most 1 low; making it 1 higher can only hide a rest below 2^-64, and next
 * to what shortest_exactly() compares with the least rest is 2^-62.6.
 */
static uint64_t
scale(const uint64_t ten[2], uint64_t w)
{
	uint64_t carry, top, mid;

	multiply(ten[1] + 1, w, &carry);	/* no ten[1] has only ones */
	mid = multiply(ten[0], w, &top) + carry;
	return (top + (mid < carry)) | (mid > 0);
}

/*
 * The shortest decimal within the interval that reads as a double.  All is in
 * quarters of 10^k, where the interval is between 1 and 10 of 10^k long.
 */
SELDOM static struct decimal
shortest_exactly(uint64_t bits)
{
	uint64_t biased = bits >> 52, mantissa = bits & (HIDDEN - 1);
	uint64_t c = biased ? mantissa | HIDDEN : mantissa;
	int q = (biased ? (int)biased : 1) - 1075;	/* it is c 2^q */
	bool uneven = mantissa == 0 && biased > 1;	/* nearer below */
	/* the largest k with 10^k <= 2^q, or 3/4 of it */
	int k = floor_shift((int64_t)q * 1262611 - (uneven ? 524032 : 0), 22);
	int shift = q + log2_of_pow10(-k) + 1;
	const uint64_t *ten = pow10_bits[-k - POW10_MIN];
	uint64_t odd = c & 1;	/* ties go to even, so its ends are not in */
	uint64_t low = scale(ten, (4 * c - 2 + uneven) << shift) + odd;
	uint64_t here = scale(ten, 4 * c << shift);
	uint64_t high = scale(ten, (4 * c + 2) << shift) - odd;
	uint64_t ones = here / 4, tens = ones / 10;
	bool below = low <= 40 * tens, above = 40 * tens + 40 <= high;

	if (below != above)	/* at most one such is in the interval */
		return decimal(10 * (tens + above), k);
	below = low <= 4 * ones;
	above = 4 * ones + 4 <= high;
	if (below != above)
		return decimal(ones + above, k);
	here -= 4 * ones;	/* both are in: take the nearer */
	return decimal(ones + (here > 2 || (here == 2 && (ones & 1))), k);
}

/* Nothing for a processor to foretell: where first is 1 it is a, where 0 b. */
INLINE uint64_t
either(uint64_t first, uint64_t a, uint64_t b)
{
	return b ^ ((a ^ b) & -first);
}

/*
 * Are a and b too near for what is cut off of them?  Each is at most 1 low, but
 * 10 less what is low is high; powers of ten and products are a bit low, too.
 */
static bool
near(uint64_t a, uint64_t b)
{
	return a - b + 2 <= 4;
}

/* c 2^q in units of 10^k: 16 or 17 digits, and a part of 64 bits. */
struct scaled {
	uint64_t ones, part;
	int k;
	uint64_t half;	/* of 2^q, with 60 bits behind the point */
};

/* Neither a subnormal nor 0.  It may be 2 / 2^64 low. */
INLINE struct scaled
scaled(uint64_t bits)
{
	uint64_t c = (bits & (HIDDEN - 1)) | HIDDEN, carry, ones, part;
	int q = (int)(bits >> 52) - 1075;
	int k = floor_shift((int64_t)q * 1262611, 22);
	int shift = q + log2_of_pow10(-k) + 1;	/* 1 to 4 */
	const uint64_t *ten = pow10_bits[-k - POW10_MIN];

	multiply(ten[1], c << shift, &carry);
	part = multiply(ten[0], c << shift, &ones) + carry;
	return (struct scaled){ ones + (part < carry), part, k,
		ten[0] >> (5 - shift) };
}

/*
 * The same from one product, where neither the middle of the interval is near
 * to half of 10^k nor an end of it to a multiple of 10^(k+1).  What is less
 * than 10 has 60 bits behind the point.
 */
INLINE struct decimal
shortest(uint64_t bits)
{
	struct scaled s = scaled(bits);
	uint64_t tens = s.ones / 10;
	uint64_t low = (s.ones - 10 * tens) << 60 | s.part >> 4;
	uint64_t high = ((uint64_t)10 << 60) - low, next, n, small;

	/* a power of two has a shorter interval, a subnormal fewer bits */
	if (bits << 12 == 0 || bits >> 52 == 0 ||
	    near(s.part, (uint64_t)1 << 63) || near(low, s.half) ||
	    near(high, s.half))
		return shortest_exactly(bits);
	next = high < s.half;
	n = either(next | (low < s.half), 10 * (tens + next),
	    s.ones + (s.part >> 63));
	small = n < TEN16;
	return (struct decimal){ n + (9 * n & -small), s.k + 16 - (int)small };
}

/* C rounds correctly, too, but its decimal point depends on the locale. */
SELDOM static struct decimal
rounded_exactly(uint64_t bits, int count)
{
	uint64_t n = 0;
	char text[64];
	const char *p = text;
	double x;

	memcpy(&x, &bits, sizeof x);
	(void)snprintf(text, sizeof text, "%.*e", count - 1, x);
	for (; *p != 'e'; p++)
		if ((unsigned char)(*p - '0') < 10)
			n = 10 * n + (uint64_t)(*p - '0');
	return decimal(n, (int)strtol(p + 1, NULL, 10) - count + 1);
}

/* The nearest of so many digits, where the middle of two is not near. */
static struct decimal
rounded(uint64_t bits, int count)
{
	static const uint64_t tens[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, TEN8, 10 * TEN8, 100 * TEN8, 1000 * TEN8,
		10000 * TEN8, 100000 * TEN8, 1000000 * TEN8, 10000000 * TEN8,
		TEN16 };
	struct scaled s = scaled(bits);
	int cut = 16 + (s.ones >= TEN16) - count;
	uint64_t unit = tens[cut > 0 ? cut : 0], n = s.ones / unit;
	uint64_t twice = 2 * (s.ones - n * unit);	/* what is cut off */

	if (cut <= 0 || bits >> 52 == 0 || near(twice, unit))
		return rounded_exactly(bits, count);
	/* ones is less than 10 * 2^53: it is not rounded up to 18 digits */
	return decimal(unit * (n + (twice > unit)), s.k);
}

/*
 * The digits of n < 10^8, a byte each, the first one highest: halves, then
 * pairs, then digits side by side, each by a product that is a division for
 * numbers so small; x - 10 q, beside q 2^m, is x + q (2^m - 10).
 */
static uint64_t
eight_digits(uint64_t n)
{
	const uint64_t one = 1;
	uint64_t x = n + (n * 109951163 >> 40) * ((one << 32) - 10000);

	x += (x * 10486 >> 20 & 0x0000007f0000007f) * ((one << 16) - 100);
	return x + (x * 103 >> 10 & 0x000f000f000f000f) * ((one << 8) - 10);
}

static void
put_eight(char *p, uint64_t digits)
{
	digits += 0x3030303030303030;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	digits = __builtin_bswap64(digits);
#endif
	memcpy(p, &digits, 8);
}

/* The exponent; returns its length. */
INLINE size_t
put_exponent(char *p, int exp10)
{
	unsigned size = (unsigned)(exp10 < 0 ? -exp10 : exp10);
	size_t more = 0, tens;

	p[0] = 'e';
	p[1] = exp10 < 0 ? '-' : '+';
	if (size >= 100) {
		p[2] = (char)('0' + size / 100);
		size %= 100;
		more = 1;
	}
	tens = size * 103 >> 10;
	p[2 + more] = (char)('0' + tens);
	p[3 + more] = (char)('0' + size - 10 * tens);
	return 4 + more;
}

/*
 * As %g does, where numbers of more than `plain` digits need an exponent.  What
 * differs from number to number is where bytes are put and how many count, not
 * what is done, as far as that is hard to foretell.
 */
INLINE char *
put_digits(char *p, uint64_t first, uint64_t high, uint64_t low, int exp10,
    unsigned plain)
{
	static const char zeros[] = { '0', '.', '0', '0', '0', '0', '0', '0' };
	unsigned count = low ? 17 - (unsigned)__builtin_ctzll(low) / 8
	    : high ? 9 - (unsigned)__builtin_ctzll(high) / 8 : 1;
	unsigned point = (unsigned)exp10 + 1;
	size_t fraction = point + 3 < 4, more = count > 1, end;

	if (point - 2 < plain - 1) {
		*p = (char)('0' + first);
		put_eight(p + 1, high);
		put_eight(p + 9, low);
		memmove(p + point + 1, p + point, 16);
		p[point] = '.';
		return p + (count > point ? count + 1 : point);
	}
	memcpy(p, zeros, sizeof zeros);
	p += (2 - point) & -fraction;
	p[0] = (char)('0' + first);
	p[1] = '.';
	fraction ^= 1;
	put_eight(p + 1 + fraction, high);
	put_eight(p + 9 + fraction, low);
	p += count + (more & fraction);
	end = put_exponent(p, exp10);
	return p + (end & -(fraction & (point != 1)));
}

static char *
put_decimal(char *p, struct decimal d, unsigned plain)
{
	uint64_t nine = d.digits / TEN8, first = nine / TEN8;

	return put_digits(p, first, eight_digits(nine - TEN8 * first),
	    eight_digits(d.digits - TEN8 * nine), d.exp10, plain);
}

SELDOM static char *
put_special(char *p, uint64_t bits)
{
	const char *text = bits == 0 ? "0" : bits == INFINITE ? "inf" : "nan";

	return strcpy(p, text) + strlen(text);
}

size_t
number_print(char text[static NUMBER_TEXT], double x, int digits)
{
	uint64_t bits, sign;
	char *p = text;

	memcpy(&bits, &x, sizeof bits);
	sign = bits >> 63;
	bits -= sign << 63;
	*p = '-';
	p += sign & (bits <= INFINITE);		/* a nan has no sign */
	if (bits - 1 >= INFINITE - 1)
		p = put_special(p, bits);
	else if (digits > 0)
		p = put_decimal(p, rounded(bits, digits), (unsigned)digits);
	else
		p = put_decimal(p, shortest(bits), PLAIN_DIGITS);
	*p = '\0';
	return (size_t)(p - text);
}
