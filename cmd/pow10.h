/* pow10.h - powers of ten in 128 bits, and whole-number steps around them. */
#ifndef POW10_H
#define POW10_H

#include <stdint.h>

enum { POW10_MIN = -342, POW10_MAX = 324, POW10_EXACT = 55 };

/* Row k - POW10_MIN: 10^k / 2^(log2_of_pow10(k) - 127), cut off; high, low. */
extern const uint64_t pow10_bits[POW10_MAX - POW10_MIN + 1][2];

/* Division by 2^n that rounds down: C leaves >> of negatives to compilers. */
static inline int
floor_shift(int64_t x, int n)
{
	int64_t unit = (int64_t)1 << n;

	return (int)((x - (x & (unit - 1))) / unit);
}

/* The largest e with 2^e <= 10^k, for any k in the table. */
static inline int
log2_of_pow10(int k)
{
	return floor_shift((int64_t)k * 217706, 16);
}

/* The low half of a * b, and the high one. */
static inline uint64_t
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

#endif
