/* cell.h - one value of a record: is it there, and what is wrong with it? */
#ifndef CELL_H
#define CELL_H

#include "job.h"
#include "number.h"
#include "read/reader.h"

enum { CELL_SKIP = 1 };	/* leave the sample out; -1 is an error */

/* A text for messages and output; of binary numbers there may be none yet. */
struct cell cell_with_text(const struct cell *v, char text[static NUMBER_TEXT]);

/* Is it that word, in any case? */
bool cell_is(const struct cell *v, const char *word);

/* Empty, NA, NaN, null, or not there at all. */
bool cell_is_missing(const struct cell *v);

/* Do others write this for a missing value? */
bool cell_looks_missing(const struct cell *v);

/* --missing skip leaves the sample out: CELL_SKIP.  Else it is an error. */
int cell_missing(const struct job *j, struct reader *r, size_t col);

/* What number_parse() refused, in words. */
int cell_not_a_number(struct reader *r, size_t col, enum number_error e);
extern const char cell_hint_blanks[];

#endif
