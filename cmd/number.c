/*
 * number.c - decimal text to double and back, each rounded once.
 *
 * Reading brackets a number between two products with a table of powers of ten
 * (after D. Lemire, "Number Parsing at a Gigabyte per Second", 2021); only
 * where they round differently, big integers decide (after W. Clinger, "How to
 * Read Floating Point Numbers Accurately", 1990).  Printing the shortest is after
 * R. Giulietti, "The Schubfach way to render doubles", 2020.
 */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "pow10.h"

#define HIDDEN ((uint64_t)1 << 52)	/* the bit a mantissa leaves out */
#define BITS_OF_INF ((uint64_t)0x7ff << 52)

enum {
	HEAD_DIGITS = 19,	/* as many as fit a uint64_t */
	PLAIN_DIGITS = 16	/* before the point without an exponent */
};

/* A scanned number: head, or a little more, times 10^exp10. */
struct decimal {
	bool negative;
	const char *digits;	/* all of them, with the point among them */
	size_t count;
	uint64_t head;		/* the first 19 of them */
	bool more;		/* not all others are 0 */
	int64_t exp10;
};

/* Division by 2^n that rounds down: C leaves >> of negatives to compilers. */
static int
floor_shift(int64_t x, int n)
{
	int64_t unit = (int64_t)1 << n;

	return (int)((x - (x & (unit - 1))) / unit);
}

/* The largest e with 2^e <= 10^k, for any k in the table. */
static int
log2_of_pow10(int k)
{
	return floor_shift((int64_t)k * 217706, 16);
}

/* The low half of a * b, and the high one. */
static uint64_t
multiply(uint64_t a, uint64_t b, uint64_t *high)
{
#ifdef __SIZEOF_INT128__
	*high = (uint64_t)((unsigned __int128)a * b >> 64);
#else
	uint64_t a0 = a & UINT32_MAX, a1 = a >> 32;
	uint64_t b0 = b & UINT32_MAX, b1 = b >> 32;
	uint64_t mid = a1 * b0 + (a0 * b0 >> 32);
	uint64_t mid2 = a0 * b1 + (mid & UINT32_MAX);

	*high = a1 * b1 + (mid >> 32) + (mid2 >> 32);
#endif
	return a * b;
}

/*
 * The bits of the double nearest to q 2^e, for q >= 2^61.  The last bit of q
 * also stands for whatever lies below it.
 */
static uint64_t
round_once(uint64_t q, int e)
{
	int biased = e + 63 + 1023;
	uint64_t rest;

	for (; q >> 63 == 0; q <<= 1)
		biased--;
	if (biased >= 2047)
		return BITS_OF_INF;
	for (; biased < 1; biased++)	/* subnormals have fewer bits */
		q = q >> 1 | (q & 1);
	rest = q & 0x7ff;
	q >>= 11;
	q += rest > 0x400 || (rest == 0x400 && (q & 1));
	/* the hidden bit, and a carry, add to the exponent */
	return ((uint64_t)(biased - 1) << 52) + q;
}

/* Of x > 0. */
static int
leading_zeros(uint64_t x)
{
	int bits;

	/* without its second bit, x cannot be rounded to a power of two */
	(void)frexp((double)(x & ~(x >> 1)), &bits);
	return 64 - bits;
}

/* Round a bound below the number and one above: truth lies between. */
static void
bracket(const struct decimal *d, uint64_t *low, uint64_t *high)
{
	int k = (int)d->exp10, zeros = leading_zeros(d->head);
	const uint64_t *ten = pow10_bits[k - POW10_MIN];
	uint64_t w = d->head << zeros;
	uint64_t top, mid, carry, end = multiply(w, ten[1], &carry);
	int e = log2_of_pow10(k) + 2 - zeros;

	/* top:mid:end is the product, less than 2^64 below that of w */
	mid = multiply(w, ten[0], &top) + carry;
	top += mid < carry;
	*low = round_once(top >> 1 | (top & 1) | (mid != 0) | (end != 0), e);
	*high = *low;
	if (0 <= k && k <= POW10_EXACT && !d->more)
		return;
	top = (top >> 1) + (mid == UINT64_MAX);
	if (d->more)	/* head + 1 is (1 << zeros) + 1 of top, at most */
		top += ((uint64_t)1 << zeros >> 1) + 1;
	*high = round_once(top | 1, e);
}

/*
 * A big integer.  The largest compared is an odd 54-bit one times 5^4419, or
 * NUMBER_DIGITS digits, with as many bits: 13700.
 */
struct big {
	int n;
	uint32_t limb[440];
};

static void
big_multiply(struct big *b, uint32_t factor, uint32_t add)
{
	uint64_t carry = add;

	for (int i = 0; i < b->n; i++) {
		carry += (uint64_t)b->limb[i] * factor;
		b->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry > 0)
		b->limb[b->n++] = (uint32_t)carry;
}

static void
big_scale(struct big *b, int64_t exp5, int64_t exp2)
{
	int words = (int)(exp2 / 32);

	for (; exp5 >= 13; exp5 -= 13)
		big_multiply(b, 1220703125, 0);	/* 5^13 */
	for (; exp5 > 0; exp5--)
		big_multiply(b, 5, 0);
	big_multiply(b, (uint32_t)1 << exp2 % 32, 0);
	memmove(b->limb + words, b->limb, (size_t)b->n * sizeof *b->limb);
	memset(b->limb, 0, (size_t)words * sizeof *b->limb);
	b->n += words;
}

static int
big_compare(const struct big *a, const struct big *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (int i = a->n - 1; i >= 0; i--)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

static void
big_digits(struct big *b, const char *digits, size_t count)
{
	b->n = 0;
	while (count > 0) {
		uint32_t unit = 1, some = 0;

		for (; count > 0 && unit < 1000000000; digits++) {
			if (*digits < '0' || *digits > '9')
				continue;
			unit *= 10;
			some = 10 * some + (uint32_t)(*digits - '0');
			count--;
		}
		big_multiply(b, unit, some);
	}
}

/* The number lies near the middle of two doubles: which is nearer? */
static uint64_t
decide(const struct decimal *d, uint64_t below)
{
	uint64_t biased = below >> 52;
	uint64_t mantissa = (below & (HIDDEN - 1)) | (biased ? HIDDEN : 0);
	uint64_t odd = 2 * mantissa + 1;	/* the middle is odd 2^exp2 */
	int64_t exp2 = (int64_t)(biased ? biased : 1) - 1075 - 1;
	int64_t exp10 = d->exp10;
	struct big number, middle;
	int order;

	if (d->count > HEAD_DIGITS)
		exp10 -= (int64_t)(d->count - HEAD_DIGITS);
	/* number 10^exp10 against middle 2^exp2, without negative powers */
	exp2 -= exp10;
	middle.limb[0] = (uint32_t)odd;
	middle.limb[1] = (uint32_t)(odd >> 32);
	middle.n = 1 + (middle.limb[1] > 0);
	big_digits(&number, d->digits, d->count);
	big_scale(&number, exp10, exp2 < 0 ? -exp2 : 0);
	big_scale(&middle, -exp10, exp2 > 0 ? exp2 : 0);
	order = big_compare(&number, &middle);
	return below + (order > 0 || (order == 0 && (below & 1)));
}

static double
double_of(uint64_t bits, bool negative)
{
	double x;

	bits |= (uint64_t)negative << 63;
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* Both are exact, so one operation rounds once. */
static bool
convert_small(const struct decimal *d, double *value)
{
	static const double ten[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
	};
	double head = (double)d->head;

	if (FLT_EVAL_METHOD != 0 || d->more || d->head > 2 * HIDDEN ||
	    d->exp10 < -22 || d->exp10 > 22)
		return false;
	if (d->negative)
		head = -head;
	*value = d->exp10 < 0 ? head / ten[-d->exp10] : head * ten[d->exp10];
	return true;
}

static enum number_error
convert(const struct decimal *d, double *value)
{
	uint64_t low, high;

	if (d->count > NUMBER_DIGITS)
		return NUMBER_LONG;
	if (convert_small(d, value))
		return NUMBER_OK;
	low = high = 0;
	if (d->head != 0 && d->exp10 > 308)
		return NUMBER_RANGE;
	if (d->head != 0 && d->exp10 >= POW10_MIN)
		bracket(d, &low, &high);
	if (low != high)
		low = decide(d, low);
	if (low == BITS_OF_INF)
		return NUMBER_RANGE;
	*value = double_of(low, d->negative);
	return NUMBER_OK;
}

/* Digits follow those in value, which may wrap around. */
static const char *
scan_digits(const char *p, const char *end, uint64_t *value)
{
	uint64_t v = *value;

	for (; p < end; p++) {
		unsigned digit = (unsigned)*p - '0';

		if (digit > 9)
			break;
		v = 10 * v + digit;
	}
	*value = v;
	return p;
}

/* What follows the e; out of range, it need not be right, only large. */
static const char *
scan_exponent(const char *p, const char *end, int64_t *exp10)
{
	bool negative = p < end && *p == '-';
	int64_t e = 0;
	const char *from;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	from = p;
	for (; p < end && *p >= '0' && *p <= '9'; p++)
		if (e < INT64_MAX / 20)
			e = 10 * e + (*p - '0');
	*exp10 += negative ? -e : e;
	return p > from ? p : NULL;
}

/* There may be more digits than head can hold: find out, and take fewer. */
static void
shorten_head(struct decimal *d)
{
	const char *p = d->digits;
	size_t left = HEAD_DIGITS;

	for (; d->count > 0 && (*p < '1' || *p > '9'); p++)
		d->count -= *p == '0';
	d->digits = p;
	if (d->count <= HEAD_DIGITS)
		return;
	d->exp10 += (int64_t)(d->count - HEAD_DIGITS);
	d->head = 0;
	for (; left > 0; p++) {
		if (*p < '0' || *p > '9')
			continue;
		d->head = 10 * d->head + (uint64_t)(*p - '0');
		left--;
	}
	for (left = d->count - HEAD_DIGITS; left > 0 && !d->more; p++) {
		d->more = *p >= '1' && *p <= '9';
		left -= *p >= '0' && *p <= '9';
	}
}

/* Whether the whole text is a number, with that decimal point. */
static bool
scan(const char *p, const char *end, char point, struct decimal *d)
{
	memset(d, 0, sizeof *d);
	d->negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	d->digits = p;
	p = scan_digits(p, end, &d->head);
	d->count = (size_t)(p - d->digits);
	if (p < end && *p == point) {
		const char *from = ++p;

		p = scan_digits(p, end, &d->head);
		d->exp10 = -(p - from);
		d->count += (size_t)(p - from);
	}
	if (d->count == 0)
		return false;
	if (p < end && (*p == 'e' || *p == 'E'))
		p = scan_exponent(p + 1, end, &d->exp10);
	if (p != end)
		return false;
	if (d->count > HEAD_DIGITS)
		shorten_head(d);
	return true;
}

/* Whether the text is that lower-case word, in any case. */
static bool
is_word(const char *p, const char *end, const char *word)
{
	for (; p < end && *word; p++, word++)
		if (*p != *word && *p != *word - 'a' + 'A')
			return false;
	return p == end && !*word;
}

static size_t
span(const char *p, const char *end, const char *set)
{
	const char *from = p;

	while (p < end && *p && strchr(set, *p))
		p++;
	return (size_t)(p - from);
}

/* (0x|0X)hex[.hex]([pP][+-]?digits)?, where one hex may be empty */
static bool
is_hex(const char *p, const char *end)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	size_t count;

	if (end - p < 2 || p[0] != '0' || (p[1] != 'x' && p[1] != 'X'))
		return false;
	p += 2;
	count = span(p, end, hex);
	p += count;
	if (p < end && *p == '.') {
		size_t more = span(++p, end, hex);

		p += more;
		count += more;
	}
	if (p < end && (*p == 'p' || *p == 'P'))
		p = scan_exponent(p + 1, end, &(int64_t){ 0 });
	return count > 0 && p == end;
}

/* Why the text is no number. */
static enum number_error
diagnose(const char *p, const char *end)
{
	static const char blanks[] = " \t\r\n\v\f";
	struct decimal d;

	p += span(p, end, blanks);
	while (end > p && span(end - 1, end, blanks) == 1)
		end--;
	if (scan(p, end, '.', &d))
		return NUMBER_BLANK;
	if (scan(p, end, ',', &d))
		return NUMBER_COMMA;
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (is_word(p, end, "nan"))
		return NUMBER_NAN;
	if (is_word(p, end, "inf") || is_word(p, end, "infinity"))
		return NUMBER_INF;
	return is_hex(p, end) ? NUMBER_HEX : NUMBER_SYNTAX;
}

enum number_error
number_parse(const char *text, size_t len, double *value)
{
	struct decimal d;

	if (!scan(text, text + len, '.', &d))
		return diagnose(text, text + len);
	return convert(&d, value);
}

/* floor(ten * w / 2^128), made odd if it is not exact (ten may be 1 high). */
static uint64_t
scale(const uint64_t ten[2], uint64_t w)
{
	uint64_t carry, top, mid;

	multiply(ten[1] + 1, w, &carry);	/* no ten[1] has only ones */
	mid = multiply(ten[0], w, &top) + carry;
	return (top + (mid < carry)) | (mid > 1);
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

/* Drop the zeros at the end of up to 16 digits; returns how many. */
static int
drop_zeros(uint64_t *n)
{
	static const uint64_t unit[] = { 100000000, 10000, 100, 10 };
	int dropped = 0;

	for (int i = 0; i < 4; i++)
		if (*n % unit[i] == 0) {
			*n /= unit[i];
			dropped += 8 >> i;
		}
	return dropped;
}

/* Digits of a number without its sign, the first one worth 10^exp10. */
struct digits {
	int count, exp10;
	const char *text;
	char space[20];
};

static void
digits_of_integer(struct digits *d, uint64_t n)
{
	char *end = d->space + sizeof d->space, *p = end;

	for (; n >= 100; n /= 100) {	/* one long division for two digits */
		unsigned pair = (unsigned)(n % 100);

		*--p = (char)('0' + pair % 10);
		*--p = (char)('0' + pair / 10);
	}
	for (; n > 0; n /= 10)
		*--p = (char)('0' + n % 10);
	d->text = p;
	d->count = (int)(end - p);
}

static void
digits_shortest(struct digits *d, double x)
{
	uint64_t bits, n;
	int exp10 = 0;

	if (x < 2 * (double)HIDDEN && x == (double)(uint64_t)x) {
		n = (uint64_t)x;	/* integers have no shorter neighbours */
	} else {
		memcpy(&bits, &x, sizeof bits);
		n = shortest(bits, &exp10);
		exp10 += drop_zeros(&n);
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
	int64_t exp10 = 0;

	(void)snprintf(text, sizeof text, "%.*e", count - 1, x);
	for (d->count = 0; *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			d->space[d->count++] = *p;
	d->text = d->space;
	(void)scan_exponent(p + 1, text + strlen(text), &exp10);
	d->exp10 = (int)exp10;
}

static char *
put(char *p, const char *text, int len)
{
	memcpy(p, text, (size_t)len);
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
		p = put(p, "0.000", 2 - point);
		p = put(p, d->text, count);
	} else if (count <= point) {
		p = put(p, d->text, count);
		p = put(p, "000000000000000000", point - count);
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
	struct digits d = { 1, 0, "0", "" };
	char *p = text;

	if (isnan(x))
		p = put(p, "nan", 3);
	else if (signbit(x))
		*p++ = '-';
	if (isinf(x))
		p = put(p, "inf", 3);
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
