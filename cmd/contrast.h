/*
 * contrast.h - the interval of each row of the table, from its pairs.
 *
 * Rows are asked for in order and are made some at a time, by as many threads
 * as may work; it does not matter which makes which.
 */
#ifndef CONTRAST_H
#define CONTRAST_H

#include "baseline.h"

/* What the pairs of a row come to; lo and hi are of the mean of a pair. */
struct contrast {
	bool weighted;
	uint64_t n;
	struct focal_sum base, delta, weight;	/* as in focal_pairs */
	double lo, hi, change;
	const char *verdict;
};

struct contrasts {
	const struct job *job;
	const struct baseline *base;
	const struct pairs *pairs;
	const size_t *order;	/* [groups] as the rows go */
	size_t groups;
	size_t *start;		/* [groups + 1] a group's pairs begin here, */
	uint32_t *sorted;	/* [pairs->n] in this */
	size_t units, from, to;	/* rows are made in units, see contrast.c */
	size_t next;		/* row of the units from..to */
	struct contrast *row;
	struct contrast_worker *worker;	/* [workers] */
	size_t workers;
	bool resampled;		/* some interval has random numbers in it */
};

/* 0, or -1: no memory; contrasts_free() in any case.  All is borrowed. */
int contrasts_init(struct contrasts *c, const struct job *j,
    const struct baseline *b, const struct pairs *s, const size_t *order,
    size_t groups);
void contrasts_free(struct contrasts *c);

/* The next row, a variant of a group; NULL: no memory. */
const struct contrast *contrasts_next(struct contrasts *c);

/*
 * What of it is printed, as r reduces the total of the row.  A NaN is nothing
 * at all, and so is no verdict.
 */
struct compared {
	double base;
	uint64_t infinite;	/* samples of the baseline whose loss is */
	double delta, lo, hi, change;
	const char *verdict;
};
struct compared contrast_reduce(const struct contrast *c,
    const struct plan *p, const struct reduction *r,
    const struct focal_total *t);

#endif
