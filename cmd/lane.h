/*
 * lane.h - what one thread works with: a batch, its results, its rows of text.
 *
 * Lanes of a file share what is read-only (job, plan, specs) and nothing else;
 * their sums are exact, so it does not matter which lane added what.
 */
#ifndef LANE_H
#define LANE_H

#include "expect.h"
#include "join.h"
#include "progress.h"
#include "report.h"
#include "seek.h"
#include "sink.h"

/* The run: what outlives a file. */
struct run {
	const struct job *j;
	struct diag *d;
	struct joined joined;	/* with --join */
	struct account account;
	struct table table;	/* the columns, and a row of theirs */
	struct sinks sinks;
	struct progress progress;
	struct seek seek;	/* what the lanes of all files saw */
	struct verdicts verdicts;	/* of --expect, a row per file */
	uint64_t lone;		/* samples without a partner */
};

/* What is known of a file once it is open. */
struct file {
	const struct input *in;
	struct read_options opt;
	struct reader reader;
	struct plan plan;
	struct specs specs;
};

struct lane {
	struct run *run;
	struct file *file;
	struct batch batch;
	struct tally *tally;	/* [gammas] */
	struct labels_met met;	/* in all batches */
	struct seek seek;	/* in them, for --explain */
	struct expect expect;	/* the losses in them, for --expect */
	uint64_t infinite;	/* line of the first infinite loss, or 0 */
	bool failed;		/* no memory */
};

int lane_init(struct lane *l, struct run *u, struct file *f);
void lane_free(struct lane *l);

/* The losses of the batch, added up; -1 if there is no memory. */
int lane_score(struct lane *l);

/* Write the samples of the scored batch, where a row per sample is asked for. */
int lane_write(struct lane *l, struct table *t, struct sinks *s);

/* Read what the reader has and score it batch by batch: 0, -1. */
int lane_read(struct lane *l, struct table *t, struct sinks *s);

/* Take over the results of another lane of the same file. */
void lane_merge(struct lane *l, struct lane *from);

#endif
