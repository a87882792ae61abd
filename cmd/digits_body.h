/*
 * digits_body.h - from doubles to texts in vectors of LANES, where TIER says
 * for which processor.
 *
 * A number is c 2^q.  With the k for which 10^k <= 2^q < 10^(k+1) it is looked
 * at in units of 10^(k+1): up to 16 digits before the point, and a part of 52
 * bits behind it.  A whole number of units is the shortest decimal if it is
 * less than 2^q / 2 away; if none is, one more digit makes the nearest there
 * is, as shortest() of number_print.c explains.  All that is cut off makes the
 * part less than 3 low, so a comparison is in doubt only where it is closer
 * than near() allows: such numbers, powers of two, subnormals, and what is not
 * finite are left to others.
 *
 * The digits are made by halves, then pairs, in 16 bits each; one shuffle by a
 * row of digits_form[] and one "or" make them a text, and the exponent is put
 * behind it, whether it counts or not.
 *
 * The file that includes it defines, of lanes: times(), the products of their
 * lower halves; below(), a mask of a < b, as signed; none(), one of where they
 * have none of the bits; pick(), a where the mask is, else b; at_most(), which
 * takes what is negative for large; of all parts of 16 bits quotients(), which
 * is a * b / 2^16, and less(), n - a * b where a and b are less than 2^7; and
 * what is declared below.
 */
#include "digits.h"
#include "pow10.h"

#include <string.h>

#define STEP static inline TIER

static const uint64_t hidden = (uint64_t)1 << 52, exponent = 0x7ffull << 52,
    ten4 = 10000, ten8 = 100000000, ten15 = 1000000000000000;

/* A number in units, and what 2^q is in them: 52 bits behind the point. */
struct scaled {
	vec units, part, step;
};

typedef uint16_t parts __attribute__((vector_size(sizeof(vec))));

/* The digits of two halves of 8, the first in the lowest byte. */
struct halves {
	vec high, low;
};

/*
 * Numbers on their way to a text.  They go from step to step in loops of their
 * own, so that many of them are in each at once.
 */
enum { MANY = DIGITS_MANY / LANES };

struct way {
	vec row[MANY];			/* which power of ten, */
	uint64_t ten[DIGITS_MANY][2];	/* and its upper and lower half */
	vec units[MANY], last[MANY];	/* the digits, of which the first is a 0 */
	mask zero[MANY];		/* or is not, */
	vec exp10[MANY];		/* and what it, or the next, is worth */
	mask odd[MANY];
	vec count[MANY];	/* of digits without zeros at the end */
	vec form[MANY];		/* which row of digits_form[] */
	vec end[MANY], tail[MANY];	/* where the exponent is put, and it */
	char source[DIGITS_MANY][DIGITS_TEXT];
};

STEP vec
all(uint64_t x)
{
	return (vec){ 0 } + x;
}

STEP vec
load(const void *from)
{
	vec v;

	memcpy(&v, from, sizeof v);
	return v;
}

STEP void
store(void *to, vec v)
{
	memcpy(to, &v, sizeof v);
}

/* The first of LANES pairs, and the second. */
STEP void unzip(const uint64_t pair[LANES][2], vec *first, vec *second);
/* bits of c 2^q; the power of ten is 2^(128 + shift) too large. */
STEP struct scaled scale(vec bits, vec high, vec low, vec shift);
/* n / 10^8, n <= 2^53 */
STEP vec eights(vec n);
/* Of n < 10^8: n / 10^4 in the upper half, and the rest in the lower one. */
STEP vec fours(vec n);
/* How many of the 16 digits there are without zeros at the end. */
STEP vec count(struct halves h);
/* The sources of digits_form[], lane by lane. */
STEP void lay_out(vec high, vec low, vec last, char source[LANES][DIGITS_TEXT]);

/* May a be on the other side of b than it seems, as far as the bits tell? */
STEP mask
near(vec a, vec b, uint64_t bits)
{
	return none(a - b + 32, bits & ~(uint64_t)63);
}

/* Which is the 10^-(k+1) of the lane's numbers? */
STEP void
power(struct way *w, size_t i, vec bits)
{
	/* floor_shift() where nothing is negative: k + 324 */
	vec k = (times(bits >> 52 & 0x7ff, all(1262611)) + 1647671) >> 22;

	w->row[i] = 665 - k;
}

/* One by one, which is sooner done than a gather. */
STEP void
fetch(struct way *w, size_t i)
{
	const uint64_t *row = (const void *)w->row;

	memcpy(w->ten[i], pow10_bits[row[i]], sizeof w->ten[i]);
}

STEP void
shortest(struct way *w, size_t i, vec bits)
{
	vec row = w->row[i], high, low, far, last, exp10;
	/* log2_of_pow10(), likewise */
	vec log2 = (times(row, all(217706)) + 58980) >> 16;	/* + 1137 */
	struct scaled s;
	mask up, whole, zero, odd;

	unzip(w->ten + i * LANES, &high, &low);
	s = scale(bits, high, low, 2212 - (bits >> 52 & 0x7ff) - log2);
	up = below(all(hidden / 2 - 1), s.part);
	odd = none(bits, hidden - 1) | none(bits, exponent) |
	    none(bits ^ exponent, exponent);
	far = 2 * pick(up, hidden - s.part, s.part);
	whole = below(far, s.step);
	odd |= near(far, s.step, ~(uint64_t)0);
	s.units = pick(up & whole, s.units + 1, s.units);
	last = 8 * s.part + 2 * s.part + hidden / 2;
	odd |= near(last, all(0), hidden - 1);
	last = pick(whole, all(0), last >> 52);
	zero = below(s.units, all(ten15));
	exp10 = 665 - 308 - row;
	w->units[i] = s.units;
	w->last[i] = last;
	w->zero[i] = zero;
	w->exp10[i] = pick(zero, exp10 - 1, exp10);
	w->odd[i] = odd;
}

/* Two digits in each part of 16 bits: a byte each. */
STEP vec
pairs(vec n)
{
	vec tens = quotients(n, 6554);

	return tens | less(n, tens, 10) << 8;
}

STEP struct halves
digits(vec units)
{
	const vec even = all(0x0000ffff0000ffff);
	vec upper = eights(units), lower = units - times(upper, all(ten8));
	/* parts, from the lowest on: the first four of upper, of lower, ... */
	vec n = fours(upper) | fours(lower) << 16, hundreds;

	n = n << 32 | n >> 32;
	hundreds = (vec)((parts)quotients(n, 5243) >> 3);
	n = pairs(less(n, hundreds, 100));
	hundreds = pairs(hundreds);
	return (struct halves){ (hundreds & even) | (n & even) << 16,
		(hundreds >> 16 & even) | (n & ~even) };
}

/* e+XX or e-XXX; without its third digit it is one shorter. */
STEP vec
exponents(vec exp10, mask *two)
{
	mask negative = below(exp10, all(0));
	vec size = pick(negative, 0 - exp10, exp10);
	vec hundreds = times(size, all(41)) >> 12, tens, text;

	size -= times(hundreds, all(100));
	tens = times(size, all(103)) >> 10;
	text = hundreds + (tens << 8) + ((size - times(tens, all(10))) << 16);
	*two = none(hundreds, 0xff);
	text = pick(*two, text >> 8, text);
	return ((text + 0x303030) << 16) +
	    pick(negative, all('e' | '-' << 8), all('e' | '+' << 8));
}

STEP void
make_digits(struct way *w, size_t i)
{
	vec last = w->last[i], n;
	mask zero = w->zero[i];
	struct halves h = digits(w->units[i]);

	n = pick(none(last, 0xff), count(h), all(17));
	w->count[i] = pick(zero, n - 1, n);
	lay_out(pick(zero, h.high | last, h.high), h.low, last,
	    w->source + i * LANES);
}

STEP vec
arrange(struct way *w, size_t i, vec bits)
{
	vec n = w->count[i], exp10 = w->exp10[i], sign = bits >> 63;
	vec form = at_most(exp10 + (uint64_t)-DIGITS_LEAST, DIGITS_FAR);
	vec point, end, len;
	mask far = below(all(DIGITS_FAR - 1), form), two;

	w->form[i] = 4 * form + pick(w->zero[i], sign + 2, sign);
	/* digits in front of the point, or, less than 1, zeros behind it */
	point = pick(far, all(1), exp10 + 1);
	end = pick(below(point, n), n + 1, point);
	end += pick(below(point, all(1)), 1 - point, all(0));
	end += sign;
	w->end[i] = end;
	w->tail[i] = exponents(exp10, &two);
	len = end + pick(far, pick(two, all(4), all(5)), all(0));
	return pick(w->odd[i], all(0), len);
}

/* One text, of its digits and the form they take. */
STEP void
put_text(char *to, const struct way *w, size_t i)
{
	const uint64_t *form = (const void *)w->form;
	const uint64_t *end = (const void *)w->end;
	const uint64_t *tail = (const void *)w->tail;
	const struct digits_form *f = &digits_form[0][0][0] + form[i];
	const __m256i *from = (const void *)f->from, *with = from + 1;
	__m256i source = _mm256_loadu_si256((const void *)w->source[i]);

	_mm256_storeu_si256((void *)to,
	    _mm256_or_si256(*with, _mm256_shuffle_epi8(source, *from)));
	memcpy(to + end[i], &tail[i], sizeof tail[i]);
}

STEP void
find(struct digits *d, size_t n)
{
	struct way w;
	size_t many = (n + LANES - 1) / LANES;

	for (size_t i = 0; i < many; i++)
		power(&w, i, load(d->x + i * LANES));
	for (size_t i = 0; i < many * LANES; i++)
		fetch(&w, i);
	for (size_t i = 0; i < many; i++)
		shortest(&w, i, load(d->x + i * LANES));
	for (size_t i = 0; i < many; i++)
		make_digits(&w, i);
	for (size_t i = 0; i < many; i++)
		store(d->len + i * LANES,
		    arrange(&w, i, load(d->x + i * LANES)));
	for (size_t i = 0; i < many * LANES; i++)
		put_text(d->text[i], &w, i);
}
