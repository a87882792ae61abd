/*
 * top.h - the samples with the largest losses, so many and no more.
 *
 * Of equal losses the sample that comes first in the input is the larger one,
 * so which are in it does not depend on the order in which they are put there.
 */
#ifndef TOP_H
#define TOP_H

#include "write/writer.h"

struct rank {
	double loss;
	size_t file;		/* which of the inputs, */
	uint64_t sample;	/* which of its samples, */
	size_t variant;		/* and how it was computed */
};

struct top {
	size_t most, cols;
	size_t n, room;
	struct top_row {
		struct rank rank;
		struct value *row;	/* [cols] and their texts */
	} *at;			/* [room] a heap: the least is the first */
};

/* Zero the top and set most and cols; top_free() it. */
void top_free(struct top *t);

/* May a sample of that rank be among the largest? */
bool top_wants(const struct top *t, const struct rank *rank);

/* If so, copy its row: 0, -1. */
int top_put(struct top *t, const struct rank *rank, const struct value *row);

/* Take over those of another: 0, -1. */
int top_merge(struct top *t, struct top *from);

/* The largest first; nothing can be put after that. */
void top_sort(struct top *t);

#endif
