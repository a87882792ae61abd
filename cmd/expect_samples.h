/* expect_samples.h - the first samples of a file, to be scored again. */
#ifndef EXPECT_SAMPLES_H
#define EXPECT_SAMPLES_H

#include "batch.h"

/* So many at most, and so many numbers of theirs. */
enum { SAMPLES_KEPT = 10000, SAMPLES_NUMBERS = 1 << 22 };

struct samples {
	size_t n, room, c, t;
	double *x, *y;		/* [n*c] scores, [n*t] targets */
	double *expected;	/* [n] losses */
	double *w;		/* [n] weights, or NULL */
	bool *ignored;		/* [n*t], or NULL */
};

/* 0, -1: no memory. */
int samples_keep(struct samples *s, const struct batch *b);
void samples_free(struct samples *s);

#endif
