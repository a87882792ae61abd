/*
 * expect.h - losses computed elsewhere, beside ours: --expect.
 *
 * One lane compares, in the order of the file; a verdict is a row of the table.
 */
#ifndef EXPECT_H
#define EXPECT_H

#include "sink.h"
#include "table.h"
#include "variants.h"

/* The samples of a file so far. */
struct expect {
	const struct job *job;	/* NULL: nothing is compared */
	const struct plan *plan;
	uint64_t n, mismatch;
	uint64_t line;		/* of the first mismatch, */
	double got, ours;	/* and its losses */
	double max_error;	/* NaN: one is not a number */
	uint64_t infinite;	/* how many errors are not finite */
	uint64_t kept_mismatch;	/* of those that are kept: */
	struct samples kept;	/* the first ones, for the search */
};

/* What became of each file. */
struct verdicts {
	struct verdict {
		const char *file;
		uint64_t n, mismatch, infinite;
		double max_error;
		const struct diag_note *first;	/* mismatch, as told; or NULL */
	} *at;			/* [n] */
	size_t n;
};

/* As table_init(): the columns. */
int expect_table(struct table *t, const struct job *j);

void expect_begin(struct expect *e, const struct job *j,
    const struct plan *p);
void expect_free(struct expect *e);

/* As the batch was read, before it is spread: 0, -1: no memory. */
int expect_keep(struct expect *e, const struct batch *b);
/* Compare it with its losses. */
void expect_batch(struct expect *e, const struct batch *b, const double *loss);

/*
 * The file, called so in messages and in the table, was read to its end: say
 * what differs, and what would not.  0, -1: no memory.
 */
int expect_judge(const struct expect *e, struct verdicts *v, const char *path,
    const char *name, const char *column, struct diag *d);

/* All files were: the rows. */
void verdicts_write(const struct verdicts *v, const struct job *j,
    struct table *t, struct sinks *s);
void verdicts_free(struct verdicts *v);

#endif
