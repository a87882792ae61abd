/*
 * variants.h - which other loss explains a column?  Mistakes, then libraries.
 */
#ifndef VARIANTS_H
#define VARIANTS_H

#include "expect_samples.h"
#include "out.h"

/* So many of the mistakes that match are named; of libraries all. */
enum { VARIANTS_NAMED = 3 };

/* Is the loss got ours, as numpy.isclose() has it?  A NaN never is. */
bool variants_agree(const struct job *j, double got, double ours);

struct search {
	const struct job *job;
	const struct plan *plan;
	const struct samples *kept;
	uint64_t rows;		/* of the file */
};

/*
 * How many variants match every kept sample?  -1: no memory.  Append their names,
 * the simplest first, and a NUL.
 */
long variants_find(const struct search *s, struct out *names);

#endif
