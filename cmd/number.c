/*
 * number.c - decimal text to double, rounded once.
 *
 * Reading brackets a number between two products with a power of ten from a
 * table (after D. Lemire, "Number Parsing at a Gigabyte per Second", 2021);
 * only where they round differently, big integers decide (after W. Clinger,
 * "How to Read Floating Point Numbers Accurately", 1990).
 */
#include "number.h"
#include "pow10.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define HIDDEN ((uint64_t)1 << 52)	/* the bit a mantissa leaves out */
#define BITS_OF_INF ((uint64_t)0x7ff << 52)

enum {
	HEAD_DIGITS = 19	/* as many as fit a uint64_t */
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

	/* the row is less than 1 low, so top:mid:end is less than 2^64 low */
	mid = multiply(w, ten[0], &top) + carry;
	top += mid < carry;
	*low = round_once(top >> 1 | (top & 1) | (mid != 0) | (end != 0), e);
	*high = *low;
	if (0 <= k && k <= POW10_EXACT && !d->more)
		return;
	top = (top >> 1) + (mid == UINT64_MAX);
	if (d->more)	/* head + 1 adds (1 << zeros) + 1 to top, at most */
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
			if (*digits == '.')
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
	if (d->head != 0 && d->exp10 > 308)
		return NUMBER_RANGE;
	low = high = 0;
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

	for (; d->count > 0 && *p < '1'; p++)
		d->count -= *p == '0';
	d->digits = p;
	if (d->count <= HEAD_DIGITS)
		return;
	d->exp10 += (int64_t)(d->count - HEAD_DIGITS);
	d->head = 0;
	for (; left > 0; p++) {
		if (*p == '.')
			continue;
		d->head = 10 * d->head + (uint64_t)(*p - '0');
		left--;
	}
	for (left = d->count - HEAD_DIGITS; left > 0 && !d->more; p++) {
		d->more = *p >= '1';
		left -= *p != '.';
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

/* [+-]?d{1,3}(MARK d{3})+(POINT d*)?, where two of . and , mark and point */
static bool
is_grouped(const char *p, const char *end)
{
	static const char digits[] = "0123456789";
	size_t count;
	char mark;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	count = span(p, end, digits);
	p += count;
	if (count < 1 || count > 3 || p == end || (*p != '.' && *p != ','))
		return false;
	for (mark = *p; p < end && *p == mark;) {
		count = span(++p, end, digits);
		p += count;
		if (count != 3)
			return false;
	}
	if (p < end && (*p == '.' || *p == ','))
		p += 1 + span(p + 1, end, digits);
	return p == end;
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
	if (is_grouped(p, end))
		return NUMBER_GROUPS;
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
