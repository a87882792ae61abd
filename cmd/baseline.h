/*
 * baseline.h - the file of --baseline, in memory: who is whose partner.
 *
 * It is read first, as a sample set of its own.  Of each sample there are kept
 * its id, what its truth is, and its losses; then lanes find the partners of
 * the samples they read, and what has none leaves their batch.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include "ids.h"
#include "table.h"

/* So many samples; and the first of them in the order of the input. */
struct finding {
	uint64_t n, line;
	size_t input;
	char id[DIAG_SHOWN + 8];	/* what is longer is cut when shown */
	size_t len;
	uint32_t other;			/* the line of its partner, or 0 */
};
enum { NO_ID, NO_PARTNER, OTHER_LABEL, OTHER_WEIGHT, FINDINGS };

/* What lanes know of the samples of a set; zero it. */
struct pairs {
	struct ids kept;	/* of the baseline's: rows, see baseline.c */
	struct pair {
		size_t at;	/* of the partner, in baseline.rows.text */
		uint32_t line, group;
	} *pair;		/* [room] of an input's */
	double *loss;		/* [room*variants] */
	size_t n, room;
	uint64_t records;	/* of the file */
	struct finding found[FINDINGS];
};

/* Zero it; baseline_free() gives back what it holds. */
struct baseline {
	const char *name;	/* as messages call it; borrowed */
	struct plan plan;
	struct specs *specs;	/* [alphas] */
	size_t alphas, variants;
	struct ids rows;
	uint64_t records;
};

/* The partners of a batch. */
struct partners {
	const struct ids_row **row;	/* [room] */
	bool *stays;			/* [room] scratch */
	size_t room;
};

/* The first reduction of the job that can be compared, or NULL. */
const struct reduction *baseline_reduction(const struct job *j);

/* Is there one sample after another, and something to know them by?  0, -1. */
int baseline_check(const struct job *j, const struct plan *p,
    struct reader *r);
/*
 * Do the losses of a file with such a plan mean the same as the baseline's?
 * 0, -1.  *same, to be freed: [c] which of its classes is class k.
 */
int baseline_match(const struct baseline *b, const struct job *j,
    const struct plan *p, const struct specs *s, const struct reader *r,
    size_t **same);

/* Keep the scored batch, which is of the baseline: 0, -1: no memory. */
int pairs_keep(struct pairs *s, const struct plan *p, const struct batch *b,
    const struct variant *x, size_t variants);

/*
 * Find the partners of the batch of that input, not scored yet; the samples
 * that have none leave it.  0, -1: no memory.
 */
int pairs_find(struct pairs *s, struct partners *w, const struct baseline *b,
    const struct plan *p, const size_t *same, struct batch *batch,
    size_t input);

/*
 * ... and what they are worth now: row i of the scored batch is row order[i] of
 * the one whose partners were found, in a group; both may be NULL.  Losses are
 * kept where rows are added up.  0, -1: no memory.
 */
int pairs_add(struct pairs *s, const struct partners *w,
    const struct baseline *b, const struct job *j, const struct batch *batch,
    const uint32_t *order, const uint32_t *group, const struct variant *x);

/* Or, where rows are samples: x->base, x->delta of the batch. */
void pairs_show(const struct partners *w, const struct baseline *b,
    const struct plan *p, const struct batch *batch, struct variant *x,
    size_t v);

/* Take over what another has, whose group i is group[i] here: 0, -1. */
int pairs_merge(struct pairs *s, struct pairs *from, const uint32_t *group,
    size_t variants);
void pairs_free(struct pairs *s);
void partners_free(struct partners *w);

/* All of the baseline is kept: it takes that over, and is indexed.  0, -1. */
int baseline_take(struct baseline *b, struct pairs *kept, const struct job *j,
    const char *column, struct diag *d);

/*
 * A sample set, called so, is read to its end: had everybody one partner, with
 * the same truth?  0, -1; with --missing skip, who had none is a warning.
 */
int baseline_end(struct baseline *b, const struct pairs *s,
    const struct job *j, const char *name, const char *column, struct diag *d);

void baseline_free(struct baseline *b);

/*
 * The losses of a partner: a number for each variant, or two, of which the
 * second is what the first lacks (the sum of several labels).
 */
size_t baseline_parts(const struct plan *p);
void baseline_losses(const struct ids_row *row, size_t from, size_t n,
    double *to);
double baseline_weight(const struct ids_row *row);

#endif
