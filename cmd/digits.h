/*
 * digits.h - the digits of many doubles at once, on their way to text.
 *
 * Of most numbers the shortest decimal is found without a branch, which wants
 * to be done for many of them side by side.  number_print.c finds the same one
 * for each alone, and is asked for what is odd here.
 */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGITS_MANY = 64 };

/* The decimal of |x| is first.highlow * 10^exp10: 17 digits. */
struct digits {
	double x[DIGITS_MANY];
	uint64_t first[DIGITS_MANY];	/* 1 to 9, or 0: not found here */
	uint64_t high[DIGITS_MANY], low[DIGITS_MANY];	/* 8 bytes, 0 to 9 */
	int64_t exp10[DIGITS_MANY];
};

/* Fill in the rest for x[0..n), all of which may be odd. */
struct digits_tier {
	const char *name;	/* none, avx2, avx512 */
	void (*find)(struct digits *d, size_t n);
};

extern const struct digits_tier digits_none, digits_avx2, digits_avx512;

/* The best one of this processor; or the one of that name, or NULL. */
const struct digits_tier *digits_choose(const char *name);

#endif
