/*
 * number_print.c - double to decimal text, rounded once.
 *
 * The shortest form is after R. Giulietti, "The Schubfach way to render
 * doubles", 2020.
 */
#include "number.h"
#include "pow10.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN ((uint64_t)1 << 52)	/* the bit a mantissa leaves out */

#define PAD "                        "	/* to be copied, not to be read */

enum { PLAIN_DIGITS = 16 };	/* before the point without an exponent */

/*
 * ten * w / 2^128, rounded to odd: down, and made odd unless exact.  The row is
 * at most 1 low; making it 1 higher can only hide a rest below 2^-64, and next
 * to what shortest() compares with the least rest is 2^-62.6.
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
 * The shortest decimal within the interval that reads as a double: the result
 * times 10^*exp10.  All is in quarters of 10^k, where the interval is between
 * 1 and 10 of 10^k long.
 */
static uint64_t
shortest(uint64_t bits, int *exp10)
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

	if (below != above) {	/* at most one such is in the interval */
		*exp10 = k + 1;
		return tens + above;
	}
	*exp10 = k;
	below = low <= 4 * ones;
	above = 4 * ones + 4 <= high;
	if (below != above)
		return ones + above;
	here -= 4 * ones;	/* both are in: take the nearer */
	return ones + (here > 2 || (here == 2 && (ones & 1)));
}

/* Digits of a number without its sign, the first one worth 10^exp10. */
struct digits {
	int count, exp10;
	const char *text;
	char space[48];		/* so that COPY bytes can be taken anywhere */
};

/*
 * The eight digits of n < 10^8: halves, then pairs, then digits side by side in
 * one word, each by a product that is a division for numbers so small.
 */
static void
put_eight(char *p, uint32_t n)
{
	uint64_t x = n / 10000 | (uint64_t)(n % 10000) << 32;
	uint64_t tens = x * 10486 >> 20 & 0x0000007f0000007f;

	x = tens | (x - 100 * tens) << 16;
	tens = x * 103 >> 10 & 0x000f000f000f000f;
	x = (tens | (x - 10 * tens) << 8) + 0x3030303030303030;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(p, &x, 8);
#else
	for (int i = 0; i < 8; i++)
		p[i] = (char)(x >> 8 * i & 0xff);
#endif
}

/* n < 10^17 */
static void
digits_of_integer(struct digits *d, uint64_t n)
{
	const uint64_t unit = 100000000;
	uint64_t high = n / unit;
	int skip = 0;

	d->space[0] = (char)('0' + high / unit);
	put_eight(d->space + 1, (uint32_t)(high % unit));
	put_eight(d->space + 9, (uint32_t)(n % unit));
	while (d->space[skip] == '0')
		skip++;
	d->text = d->space + skip;
	d->count = 17 - skip;
}

static void
digits_shortest(struct digits *d, double x)
{
	uint64_t bits, n;
	int exp10 = 0;

	if (x < 2 * (double)HIDDEN && x == (double)(uint64_t)x) {
		n = (uint64_t)x;	/* nothing shorter lies nearer */
	} else {
		memcpy(&bits, &x, sizeof bits);
		n = shortest(bits, &exp10);
	}
	digits_of_integer(d, n);
	d->exp10 = exp10 + d->count - 1;
}

/* C rounds correctly, too, but its decimal point depends on the locale. */
static void
digits_rounded(struct digits *d, double x, int count)
{
	char text[64];
	const char *p = text;

	(void)snprintf(text, sizeof text, "%.*e", count - 1, x);
	for (d->count = 0; *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			d->space[d->count++] = *p;
	d->text = d->space;
	d->exp10 = (int)strtol(p + 1, NULL, 10);
}

/* Always COPY bytes, a move or two, of which len count. */
enum { COPY = 24 };

static char *
put(char *p, const char *text, int len)
{
	memcpy(p, text, COPY);
	return p + len;
}

static char *
put_exponent(char *p, int exp10)
{
	unsigned size = (unsigned)(exp10 < 0 ? -exp10 : exp10);

	*p++ = 'e';
	*p++ = exp10 < 0 ? '-' : '+';
	if (size >= 100)
		*p++ = (char)('0' + size / 100);
	*p++ = (char)('0' + size / 10 % 10);
	*p++ = (char)('0' + size % 10);
	return p;
}

/* As %g does, where numbers of more than `plain` digits need an exponent. */
static char *
put_digits(char *p, const struct digits *d, int plain)
{
	bool exponent = d->exp10 < -4 || d->exp10 >= plain;
	int point = exponent ? 1 : d->exp10 + 1;	/* digits before it */
	int count = d->count;

	while (count > 1 && d->text[count - 1] == '0')
		count--;
	if (point <= 0) {
		p = put(p, "0.000" PAD, 2 - point);
		p = put(p, d->text, count);
	} else if (count <= point) {
		p = put(p, d->text, count);
		p = put(p, "000000000000000000000000", point - count);
	} else {
		p = put(p, d->text, point);
		*p++ = '.';
		p = put(p, d->text + point, count - point);
	}
	return exponent ? put_exponent(p, d->exp10) : p;
}

size_t
number_print(char text[static NUMBER_TEXT], double x, int digits)
{
	struct digits d;
	char *p = text;

	d.count = 1;
	d.exp10 = 0;
	d.text = "0" PAD;
	if (isnan(x))
		p = put(p, "nan" PAD, 3);
	else if (signbit(x))
		*p++ = '-';
	if (isinf(x))
		p = put(p, "inf" PAD, 3);
	if (isfinite(x)) {
		if (x != 0 && digits > 0)
			digits_rounded(&d, fabs(x), digits);
		else if (x != 0)
			digits_shortest(&d, fabs(x));
		p = put_digits(p, &d, digits > 0 ? digits : PLAIN_DIGITS);
	}
	*p = '\0';
	return (size_t)(p - text);
}
