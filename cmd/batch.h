/* batch.h - the one shape that crosses the house: n rows of numbers. */
#ifndef BATCH_H
#define BATCH_H

#include "columns.h"

/* Text of a row, kept for the output. */
struct kept {
	size_t at, len;		/* in batch.text; at NO_COLUMN: none */
	bool number;		/* it stood in the file as a JSON number */
};

struct batch {
	size_t n, room;		/* rows in it, rows it can hold */
	size_t c, t;		/* as in the plan */
	double *x, *y;		/* [room*c] scores, [room*t] targets */
	double *w;		/* [room] weights, or NULL: there are none */
	uint64_t *line;		/* [room] where each row began */
	bool keep;		/* the texts of id and label are wanted */
	struct kept *id, *label;	/* [room] with keep */
	char *text;
	size_t texts, text_room;
	bool positive;		/* --pos-label was seen */
	/* of the whole file: samples left out, and the line of the first */
	uint64_t skipped, first_skipped;
};

/* Room for `room` rows; batch_free() in any case. */
int batch_init(struct batch *b, const struct plan *p, size_t room, bool keep,
    struct diag *d);
void batch_free(struct batch *b);

/*
 * Refill b: 1 if it holds rows, 0 at the end, -1 when reading cannot go on.  A
 * record that cannot be used is noted in the reader's diag and left out.
 */
int batch_read(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r);

#endif
