/*
 * lane.h - what one thread works with: a batch, its results, its rows of text.
 *
 * Lanes of a file share what is read-only (job, plan, specs) and nothing else;
 * their sums are exact, so it does not matter which lane added what.
 */
#ifndef LANE_H
#define LANE_H

#include "baseline.h"
#include "expect.h"
#include "join.h"
#include "progress.h"
#include "report.h"
#include "seek.h"
#include "sink.h"
#include "top.h"

/* What is known of a sample set, of which a lane has read a part. */
struct results {
	struct groups groups;
	struct tallies tallies;	/* [groups][variants] */
	struct ids ids;		/* with --merge, see once.h */
	struct pairs pairs;	/* with --baseline */
	struct labels_met met;
	uint64_t rows, ignored_labels;	/* samples used, labels of theirs not */
	uint64_t skipped, dropped;	/* samples left out, as in a batch */
};

/* The run: what outlives a file. */
struct run {
	const struct job *j;
	struct diag *d;
	struct joined joined;	/* with --join */
	struct account account;
	struct table table;	/* the columns, and a row of theirs */
	struct sinks sinks;
	struct progress progress;
	struct out task;	/* with --merge: what all files must have, */
	struct results merged;	/* and what is known of those so far */
	struct top top;		/* with --top: of all files */
	struct seek seek;	/* what the lanes of all files saw */
	struct verdicts verdicts;	/* of --expect, a row per file */
	uint64_t lone;		/* samples without a partner */
	struct baseline base;	/* with --baseline; */
	bool is_base;		/* this run is to read it */
};

/* What is known of a file once it is open. */
struct file {
	const struct input *in;
	struct read_options opt;
	struct reader reader;
	struct plan plan;
	struct specs *specs;	/* [alphas] */
	size_t *same;		/* [c] the baseline's class that k is, or NULL */
	uint64_t samples;	/* that lanes have taken, in order */
};

struct lane {
	struct run *run;
	struct file *file;
	struct batch batch;
	uint64_t before;	/* samples of the file in front of the batch */
	struct batch sorted;	/* with --by: the same, group by group */
	uint32_t *group, *order;	/* [grouped] of a row; rows by group */
	size_t *first;		/* [counts] how many rows the groups have, */
	uint32_t *met;		/* [grouped] those that have any */
	size_t grouped, counts;
	struct partners partners;	/* with --baseline, of the batch */
	struct variant *variant;	/* [variants] gammas x alphas */
	size_t variants;
	struct results results;
	struct top top;
	struct seek seek;	/* in all batches, for --explain */
	struct expect expect;	/* the losses in them, for --expect */
	uint64_t infinite;	/* line of the first infinite loss, or 0 */
	uint64_t used;		/* samples of the file, at its end */
	bool ready;		/* it has begun */
	bool failed;		/* no memory */
};

/* Begin with nothing: 0, or -1: no memory; lane_free() in any case. */
int lane_init(struct lane *l, struct run *u, struct file *f);
void lane_free(struct lane *l);

/* Results of no samples: 0, -1; and an end of them. */
int results_init(struct results *s, const struct job *j, const struct plan *p);
void results_free(struct results *s);

/* Add what others found, v variants each, to s, and take it apart: 0, -1. */
int results_merge(struct results *s, struct results *from, size_t variants);

/* The batch follows all that was taken of the file: number its samples. */
void lane_take(struct lane *l);

/* The losses of the batch, added up; -1 if there is no memory. */
int lane_score(struct lane *l);

/* Write the samples of the scored batch, where rows are samples: 0, -1. */
int lane_write(struct lane *l, struct table *t, struct sinks *s);

/* Read what the reader has and score it batch by batch: 0, -1. */
int lane_read(struct lane *l, struct table *t, struct sinks *s);

/* Take over the results of another lane of the same file: 0, -1. */
int lane_merge(struct lane *l, struct lane *from);

#endif
