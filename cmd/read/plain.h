/*
 * plain.h - a block of CSV lines that is proved plain, straight into a batch.
 *
 * Plain: no quote, no CR, no NUL; every line has as many fields as there are
 * columns, two or more; every cell in use is what its column takes.  Whatever
 * is not plain is libcsv's, from its first byte, so nothing here ever decides
 * what an error is.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "../batch.h"
#include "fields.h"

/* Arrays that are used again for each block.  Zero it; plain_free() it. */
struct plain {
	const struct fields_tier *tier;
	uint32_t *at;		/* at[0] is -1, then the separators */
	size_t at_room;
	uint32_t *end, *size, *unproved;	/* fields of one kind */
	size_t room;
	struct reader probe;	/* a cell at a time, for the exact converters */
	struct diag diag;	/* of the probe; what it says is not kept */
};

int plain_init(struct plain *w, const struct reader *r,
    const struct fields_tier *tier);
void plain_free(struct plain *w);

/*
 * Take text[0..len), whole lines, apart into b, whose arrays grow as needed and
 * whose kept texts stay in text: 1; 0 if it is not plain, with b as good as
 * empty; -1 if there is no memory.  Slack as fields.h says.
 */
int plain_block(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b);

#endif
