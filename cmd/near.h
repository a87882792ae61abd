/* near.h - did you mean: which of many names is nearest to a word. */
#ifndef NEAR_H
#define NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Set the word, zero the rest, try all names, then look at name. */
struct near {
	const char *word;
	size_t len;
	const char *name;	/* NULL: none is near, or two are alike */
	size_t cost;		/* of the nearest so far, plus 1; 0 = none yet */
};

/*
 * A name is near if a slip in every third letter, at most, makes it the word: a
 * letter too many, too few, another one, or two swapped.  Case is no slip.
 */
void near_try(struct near *n, const char *name);

/*
 * The text as one word of the shell; false if it cannot be typed, that is, does
 * not fit or has bytes that messages show escaped.
 */
bool near_quote(char *word, size_t size, const char *text);

#endif
