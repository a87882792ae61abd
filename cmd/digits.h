/*
 * digits.h - the texts of many doubles at once.
 *
 * Of most numbers the shortest decimal is found, and made a text, without a
 * branch, which wants to be done for many of them side by side.  number_print.c
 * finds the same one for each alone, and is asked for what is odd here.
 */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGITS_MANY = 64, DIGITS_TEXT = 32 };

struct digits {
	double x[DIGITS_MANY];
	uint64_t len[DIGITS_MANY];	/* of the text; 0: not found here */
	/* what number_print() writes, but for the NUL; what follows is scratch */
	char text[DIGITS_MANY][DIGITS_TEXT];
};

/* Fill in the rest for x[0..n), all of which may be odd. */
struct digits_tier {
	const char *name;	/* none, avx2, avx512 */
	void (*find)(struct digits *d, size_t n);
};

extern const struct digits_tier digits_none, digits_avx2, digits_avx512;

/* The best one of this processor; or the one of that name, or NULL. */
const struct digits_tier *digits_choose(const char *name);

/*
 * How 17 digits are laid out in halves of 16 bytes: byte from[i] of what is
 * there for a half (0 where that is DIGITS_SPARE), with the bits of with[i].
 * For the first half that is the first 16 digits, for the other the last digit
 * and, from byte 8 on, the 9th to the 16th.  Where the first digit of all is a
 * 0 that is not written the last one is in its place.
 */
struct digits_form {
	unsigned char from[DIGITS_TEXT], with[DIGITS_TEXT];
};

enum {
	DIGITS_SPARE = 0x80,
	DIGITS_LEAST = -4,	/* below that there is an exponent, */
	DIGITS_FAR = 20		/* as there is from 10^(LEAST + FAR) on */
};

/* [what the first digit is worth - LEAST, or FAR][it is a 0][a sign] */
extern const struct digits_form digits_form[DIGITS_FAR + 1][2][2];

#endif
