/*
 * variants.h - which other loss explains a column?  Mistakes, then libraries.
 */
#ifndef VARIANTS_H
#define VARIANTS_H

#include "batch.h"
#include "out.h"

/* The first samples of a file, as they are read. */
enum { SAMPLES_KEPT = 10000, SAMPLES_NUMBERS = 1 << 22, VARIANTS_NAMED = 3 };

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

/* Is the loss got ours, as numpy.isclose() has it?  A NaN never is. */
bool variants_agree(const struct job *j, double got, double ours);

struct search {
	const struct job *job;
	const struct plan *plan;
	const struct samples *kept;
	uint64_t rows;		/* of the file */
};

/*
 * How many variants match every kept sample?  -1: no memory.  Append the names
 * of VARIANTS_NAMED of them, the simplest first, and a NUL.
 */
long variants_find(const struct search *s, struct out *names);

#endif
