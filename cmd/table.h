/* table.h - what the columns are called, and how results fill a row. */
#ifndef TABLE_H
#define TABLE_H

#include "group.h"
#include "number.h"
#include "tally.h"
#include "write/writer.h"

/* One way to compute, a gamma with an alpha, and what came of a batch. */
struct variant {
	struct focal_spec spec;
	double gamma;			/* as it is asked for */
	char gamma_text[NUMBER_TEXT];
	const char *alpha_text;		/* borrowed */
	struct outcome result;		/* of the batch at hand, */
	double *base, *delta;		/* with --baseline, where rows are */
					/* samples, */
	size_t room;			/* for that many rows */
};

struct table {
	struct heading *col;
	struct value *row;	/* [cols] the row being filled */
	size_t cols;
	struct label_list labels;
	struct series *series;	/* [cols] where many rows of them are */
};

/* 0, or -1: no memory; table_free() it in any case. */
int table_init(struct table *t, const struct job *j, const struct plan *p);
/*
 * The same before any input is known: the results that the options alone tell.
 * grad_... and the like stand for those whose names the classes make.
 */
int table_foresee(struct table *t, const struct job *j);
void table_free(struct table *t);
/* Do both have the same columns? */
bool table_equal(const struct table *a, const struct table *b);

/*
 * Fill t->row: all of a group and a variant, and how they compare (NULL: with
 * nothing); or sample i of b: 0, -1.
 */
struct contrast;
void table_total(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct groups *g, size_t group,
    const struct variant *x, struct tallies *s, size_t tally,
    const struct contrast *contrast);
/*
 * Set t->series to all samples of the batch, or say no: some tables are only
 * made row by row.
 */
bool table_series(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct variant *x, const struct batch *b);
int table_sample(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct variant *x, const struct batch *b, size_t i);

/*
 * The loss of a sample: the mean (or the library's sum) of the losses [t] of its
 * labels, without the ignored ones.  counted: how many of them it divides by;
 * infinite: how many are.
 */
double table_loss(const struct plan *p, const double *loss, size_t t,
    const bool *ignored, uint64_t *counted, uint64_t *infinite);

/* How a text of the input is shown; bit k of kinds: a cell of kind k had it. */
enum value_kind table_kind(const char *text, size_t len, unsigned kinds);

#endif
