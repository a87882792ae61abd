/* table.h - what the columns are called, and how results fill a row. */
#ifndef TABLE_H
#define TABLE_H

#include "batch.h"
#include "spec.h"
#include "write/writer.h"

/* Results of one gamma: of the batch at hand, and of all so far. */
struct tally {
	double gamma;
	char gamma_text[48];
	struct focal_out out;		/* of the batch; arrays owned, */
	struct focal_parts parts;	/* of it too, where they are needed */
	size_t room;			/* for that many rows */
	struct focal_total total;
	struct focal_sum *grad, *hess;	/* [c], or NULL */
	struct focal_sum *mod_grad, *mod_hess;	/* of what normalizes, or NULL */
};

/* How many single labels of so many samples were ignored. */
static inline uint64_t
tally_ignored(const struct tally *t, const struct plan *p)
{
	return t->total.rows * p->t - t->total.targets;
}

/* One tally per gamma, or NULL; tallies_free(NULL, n) is fine. */
struct tally *tallies_new(const struct job *j, const struct plan *p);
/* Room for batches of that many rows: 0, -1. */
int tallies_grow(struct tally *t, const struct job *j, const struct plan *p,
    size_t rows);
/* Add the totals of u to those of t. */
void tallies_merge(struct tally *t, const struct tally *u, size_t n, size_t c);
void tallies_free(struct tally *t, size_t n);

/* Evaluate the batch and add it up. */
void tally_batch(struct tally *t, const struct specs *s,
    const struct batch *b);

/*
 * The loss of a sample: the mean (or the library's sum) of the losses [t] of its
 * labels, without the ignored ones.  counted: how many of them it divides by;
 * infinite: how many are.
 */
double table_loss(const struct plan *p, const double *loss, size_t t,
    const bool *ignored, uint64_t *counted, uint64_t *infinite);

struct table {
	struct heading *col;
	struct value *row;	/* [cols] the row being filled */
	size_t cols;
	char *label;		/* text of a multilabel sample's labels */
	size_t label_room;
	struct series *series;	/* [cols] where many rows of them are */
};

/* 0, or -1: no memory; table_free() it in any case. */
int table_init(struct table *t, const struct job *j, const struct plan *p);
void table_free(struct table *t);
/* Do both have the same columns? */
bool table_equal(const struct table *a, const struct table *b);

/* Fill t->row: everything of one gamma, or sample i of the batch. */
void table_total(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y);
/*
 * Set t->series to all samples of the batch, or say no: some tables are only
 * made row by row.
 */
bool table_series(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y, const struct batch *b);
int table_sample(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y, const struct batch *b, size_t i);

#endif
