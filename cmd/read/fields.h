/*
 * fields.h - a block of plain CSV lines into fields, and fields into numbers:
 * the two loops that every byte of a large file goes through.
 *
 * Each tier is one row with the same two functions and the same results, bit
 * for bit, though some prove more than others.  SLACK bytes before text[0] and
 * after text[len - 1] may be read (they are the caller's and mean nothing).
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIELDS_SLACK = 64 };

struct fields_seen {
	size_t separators, newlines;	/* these are among those */
	bool hard;	/* a byte only a full CSV reader may judge: ", CR, NUL */
};

/* Where a field of a row is; at[0] is the separator that ends the last row. */
struct fields_place {
	uint32_t before, skip;	/* it begins skip bytes behind at[before] */
	uint32_t after, back;	/* and ends back bytes in front of at[after] */
	bool string;		/* of JSON, between its quotes */
};

/* Rows of so many separators, with a score and a label in each. */
struct fields_pairs {
	struct fields_place score, label;
	size_t separators;
	uint32_t most;		/* the largest label, 9 or less */
};

/* What all of them are. */
enum {
	FIELDS_ROWS = 1,	/* ended by a '\n', and every score is a field */
	FIELDS_DIGITS = 2	/* with one digit for a label, 0 to most */
};

struct fields_tier {
	const char *name;	/* scalar, avx2, avx512 */

	/*
	 * Write the offset of every delimiter and every '\n' of text[0..len),
	 * in order, to at[]; it has room for len + 64 entries.  len < 2^31.
	 */
	struct fields_seen (*index)(const char *text, size_t len,
	    char delimiter, uint32_t *at);

	/*
	 * Field i is the size[i] bytes that end before text[end[i]].  Set x[i]
	 * to its value, for all n fields; or, where that is not proved to be
	 * the nearest double of a whole decimal number, leave x[i] undefined
	 * and append i to unproved[] (room for n), in order.  Returns how many.
	 */
	size_t (*convert)(const char *text, const uint32_t *end,
	    const uint32_t *size, size_t n, double *x, uint32_t *unproved);

	/*
	 * Row i is ended by at[(i + 1) * separators].  Write where its score
	 * ends and how long it is, as convert wants it, and its label, which
	 * only FIELDS_DIGITS gives a meaning.  at has SLACK entries too many.
	 */
	int (*pairs)(const char *text, const uint32_t *at, size_t rows,
	    const struct fields_pairs *p, uint32_t *end, uint32_t *size,
	    double *label);
};

/* The pairs of the tiers that have no other. */
int fields_pairs(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, uint32_t *end, uint32_t *size,
    double *label);

extern const struct fields_tier fields_scalar, fields_avx2, fields_avx512;

/*
 * The best tier this processor has; or, if name is not NULL, the tier of that
 * name, NULL where it is unknown or the processor lacks it.
 */
const struct fields_tier *fields_choose(const char *name);

#endif
