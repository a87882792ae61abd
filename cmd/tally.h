/*
 * tally.h - what a row of the table adds up: exactly, and in little memory
 * where there are very many rows.
 */
#ifndef TALLY_H
#define TALLY_H

#include "batch.h"
#include "spec.h"

/* Sums for each column: of the slopes, and of those of a divisor that moves. */
enum { SLOPE_GRAD, SLOPE_HESS, SLOPE_MOD_GRAD, SLOPE_MOD_HESS,
	/* where each class has a divisor: the losses, and what modulates them */
	SLOPE_LOSS, SLOPE_MOD, SLOPES };

/* What came of a batch; arrays owned, NULL where nothing needs them. */
struct outcome {
	struct focal_out out;
	struct focal_parts parts;
};

/* All that is known of the samples of a row. */
struct exact {
	struct focal_total total;
	struct focal_sum slope[];	/* [SLOPES][c], those that are wanted */
};

/* The same, at rest.  One of both is there, or none: nothing was added. */
struct tally {
	struct exact *exact;	/* as it is, for the first ones, */
	int64_t *packed;	/* or only those limbs of sums that are in use */
	size_t room;		/* words of packed */
};

/* The losses themselves, for what needs them in order. */
struct losses {
	double *x, *w;		/* [room] and their weights, or NULL */
	size_t n, room;
};

struct tallies {
	struct tally *tally;	/* [room] */
	struct losses *losses;	/* [room], or NULL: they are not wanted */
	size_t room;
	bool ranks, counts_ignored;
	struct focal_total start;	/* what a row begins with */
	size_t c;
	bool wants[SLOPES];
	size_t unpacked;	/* so many have .exact */
	struct exact *work;	/* of the one that is looked at */
	bool infinite;		/* some loss was, or no number */
};

/* 0, or -1: no memory; tallies_free() in any case. */
int tallies_init(struct tallies *s, const struct job *j, const struct plan *p);
void tallies_free(struct tallies *s);

/* Room for n of them: 0, -1. */
int tallies_grow(struct tallies *s, size_t n);

/* Add n rows of the batch from row i on, and what came of them: 0, -1. */
int tallies_add(struct tallies *s, size_t at, const struct focal_mode *m,
    const struct batch *b, const struct outcome *o, size_t i, size_t n);

/* Samples that are ignored and yet in what the mean is over: 0, -1: no memory. */
int tallies_add_ignored(struct tallies *s, size_t at, uint64_t samples, size_t t);

/* Tally `at` is wanted soon, and the one `after` then. */
void tallies_expect(const struct tallies *s, size_t at, size_t after);

/* Add a tally of others, made for the same job and plan: 0, -1. */
int tallies_merge(struct tallies *s, size_t at, struct tallies *from,
    size_t from_at);

/* What is in it; until the next call. */
const struct exact *tallies_look(struct tallies *s, size_t at);

/* The c sums of such slopes in it, or NULL: they are not wanted. */
const struct focal_sum *tallies_slope(const struct tallies *s,
    const struct exact *e, size_t which);

/* Its losses, put in order where that is wanted; nothing can be added then. */
struct focal_ranking tallies_rank(const struct tallies *s, size_t at);

#endif
