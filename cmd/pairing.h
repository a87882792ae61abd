/*
 * pairing.h - what the parts of the joined reader share: join.c pairs records,
 * join_end.c says at last which had no partner.
 */
#ifndef PAIRING_H
#define PAIRING_H

#include "join.h"

enum { ALONE_SHOWN = 16 };	/* looked at for what may be meant */

/* What becomes the state of a reader that is joined. */
struct pairing {
	struct joined *file;
	struct reader_ops ops;	/* the left ones, wrapped */
	const struct reader_ops *left_ops;
	void *left_state;
	size_t left_cols, id;	/* id: NO_COLUMN: line by line */
	bool left_named;
	size_t *from;		/* [cols - left_cols] columns of the right */
	size_t *at;		/* [file->kept] where each went, or NO_COLUMN */
	struct ids_row *row;	/* the partner of the current record */
	uint64_t rows, lone;	/* records of the left; those without one */
	struct ids alone;	/* ids of these */
};

#endif
