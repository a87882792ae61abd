/*
 * guess.h - a variant: the job with one thing changed, before the spec is made
 * of it, or in the spec, or in the samples, or in the loss.
 */
#ifndef GUESS_H
#define GUESS_H

#include "spec.h"
#include "variants.h"

/* One loss that may be in the column.  It may not be moved. */
struct guess {
	const struct search *of;
	struct job job;		/* a copy; what it has is borrowed */
	struct like row;	/* likewise, if the plan has one */
	struct plan plan;
	struct specs specs;
	struct focal_spec spec;
	struct per_class alpha;	/* to which the job points, */
	double one_alpha;	/* and what that may hold; likewise */
	double one_gamma;
	/* changes of a row of scores, of a target */
	void (*scores)(const struct guess *v, double *x);
	double (*target)(const struct guess *v, double y);
	const size_t *order;	/* [c] the column that each class takes */
	int labels_by, scores_by;	/* 1: those of the next sample, -1 */
	double factor;		/* of each loss */
	bool weighted;		/* and so is the sample's weight */
};

/* What the search works with. */
struct work {
	struct diag scratch;	/* what a variant cannot do is no error */
	size_t rows;		/* of a chunk */
	double *x, *y, *loss, *all;
	size_t *order;
	bool soft;		/* a label is between 0 and 1 */
	struct out *names;
	long found;
	bool failed;		/* no memory */
};

/* The variant that is no other: our own loss.  guess_end() it. */
void guess_begin(struct guess *v, const struct search *of);
void guess_end(struct guess *v);

/* Its spec; false if there is no such loss. */
bool guess_make(struct guess *v, struct work *w);

/* The losses of samples [i..i+n), as a sample's loss is printed. */
void guess_score(const struct guess *v, struct work *w, size_t i, size_t n,
    double *to);

/* Does it match every sample? */
bool guess_matches(const struct guess *v, struct work *w);

/* It does: is it one of those that are named?  Then its name is to follow. */
bool guess_found(struct work *w);

#endif
