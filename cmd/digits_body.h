/*
 * digits_body.h - shortest() of number_print.c in vectors: the same steps on
 * LANES doubles, where TIER says for which processor.
 *
 * The file that includes it defines times(), the products of the lower halves
 * of the lanes; quotients(), a * b / 2^16 of all their parts of 16 bits; and
 * gather(), table[index].
 */
#include "digits.h"
#include "pow10.h"

#include <string.h>

#define STEP static inline TIER

/* a where the mask is, else b */
STEP vec
pick(vec mask, vec a, vec b)
{
	return (a & mask) | (b & ~mask);
}

STEP vec
all(uint64_t x)
{
	return (vec){ 0 } + x;
}

/* The upper half of a * b, and the lower one. */
STEP vec
product(vec a, vec b, vec *lower)
{
	vec half = all(UINT32_MAX), first = times(a, b);
	vec one = times(a >> 32, b), other = times(a, b >> 32);
	vec middle = (first >> 32) + (one & half) + (other & half);

	*lower = middle << 32 | (first & half);
	return times(a >> 32, b >> 32) + (one >> 32) + (other >> 32) +
	    (middle >> 32);
}

STEP vec
near(vec a, vec b)
{
	return (vec)(a - b + 2 <= all(4));
}

/* a * b in each part of 16 bits */
STEP vec
parts(vec a, uint16_t b)
{
	typedef uint16_t part __attribute__((vector_size(sizeof(vec))));

	return (vec)((part)a * b);
}

/* As in number_print.c, with other products. */
STEP vec
eight_digits(vec n)
{
	vec x = n + times(times(n, all(109951163)) >> 40,
	    all(((uint64_t)1 << 32) - 10000));
	vec tens = quotients(x, 10486) >> 4 & 0x0000007f0000007f;

	x += (tens << 16) - parts(tens, 100);
	return x + parts(quotients(x, 6554), (1 << 8) - 10);
}

/* The 17 digits as 9 and 8, and what the first is worth; a mask of the odd. */
STEP vec
shortest(vec bits, vec *nine, vec *eight, vec *exp10)
{
	const uint64_t hidden = (uint64_t)1 << 52;
	const vec ten8 = all(100000000);
	vec biased = bits >> 52 & 0x7ff, mantissa = bits & (hidden - 1);
	/* floor_shift() and log2_of_pow10() where nothing is negative */
	vec k = (times(biased, all(1262611)) + 1647671) >> 22;	/* + 324 */
	vec row = 666 - k;
	vec shift = biased + ((times(row, all(217706)) + 58980) >> 16) - 2211;
	vec c = (mantissa | hidden) << shift;
	vec ten = gather(&pow10_bits[0][0], row << 1), part, rest;
	vec carry = product(gather(&pow10_bits[0][1], row << 1), c, &rest);
	vec ones = product(ten, c, &part), half = ten >> (5 - shift);
	vec last, low, high, next, in, odd, top;

	part += carry;
	ones -= (vec)(part < carry);	/* a mask is -1 */
	*nine = product(ones, all(0xabcc77118461cefd), &rest) >> 26;
	*eight = ones - times(*nine, ten8);
	last = *eight - times(times(*eight, all(0xcccccccd)) >> 35, all(10));
	low = last << 60 | part >> 4;
	high = ((uint64_t)10 << 60) - low;
	odd = (vec)(mantissa == 0) | (vec)(biased == 0) |
	    (vec)(biased == 0x7ff) | near(part, all((uint64_t)1 << 63)) |
	    near(low, half) | near(high, half);
	next = (vec)(high < half);
	in = next | (vec)(low < half);
	*eight += pick(in, (next & 10) - last, part >> 63);
	top = (vec)(*eight == ten8);
	*nine -= top;
	*eight &= ~top;
	/* 16 digits get a 0 behind them, so the first of eight moves up */
	next = (vec)(*nine < ten8);
	top = times(*eight, all(1801439851)) >> 54;
	*nine = pick(next, times(*nine, all(10)) + top, *nine);
	*eight = pick(next, times(*eight, all(10)) - times(top, ten8), *eight);
	*exp10 = k - 324 + 16 + next;
	return odd;
}

STEP void
find(struct digits *d, size_t i)
{
	vec bits, nine, eight, exp10, first, high, low, odd;

	memcpy(&bits, d->x + i, sizeof bits);
	odd = shortest(bits, &nine, &eight, &exp10);
	first = times(nine, all(1441151881)) >> 57;
	high = eight_digits(nine - times(first, all(100000000)));
	low = eight_digits(eight);
	first &= ~odd;
	memcpy(d->first + i, &first, sizeof first);
	memcpy(d->high + i, &high, sizeof high);
	memcpy(d->low + i, &low, sizeof low);
	memcpy(d->exp10 + i, &exp10, sizeof exp10);
}
