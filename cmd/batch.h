/* batch.h - the one shape that crosses the house: n rows of numbers. */
#ifndef BATCH_H
#define BATCH_H

#include "columns.h"
#include "label.h"

/* Text of a row, kept for the output. */
struct kept {
	size_t at, len;		/* from batch.base; at NO_COLUMN: none */
	enum cell_kind kind;	/* of binary: that of a number, or a text */
};

enum { KEPT_SLACK = 16 };	/* bytes behind it that may be read */

struct seek;

struct batch {
	size_t n, room;		/* rows in it, rows it can hold */
	size_t good;		/* how many come before any bad record */
	size_t rows;		/* rows it was made of, with those that left */
	size_t c, t;		/* as the file is read, until it is spread */
	size_t labels;		/* t as the plan scores it */
	double *x, *y;		/* [room*c] scores, [room*t] targets */
	bool weighted;
	double *w;		/* [room] weights, or NULL: there are none */
	bool spread;		/* its classes are targets */
	bool expects;
	double *expected;	/* [room] losses, or NULL: there are none */
	bool ignores;
	bool *ignored;		/* [room*t] targets left out, or NULL: none */
	uint64_t *line;		/* [room] where each row began, unless */
	uint64_t from;		/* row i is line from + i; 0: see line */
	bool numbers;
	uint64_t *number;	/* [room] which record each was, or NULL */
	struct seek *seek;	/* is told of samples that leave, or NULL */
	size_t texts;		/* columns of the plan whose text is wanted */
	struct kept *kept;	/* [texts*room] see batch_kept() */
	const char *base;	/* kept texts are at base + at */
	char *text;
	size_t text_len, text_room;
	struct labels_met {
		bool positive;		/* --pos-label was met, */
		struct labels other;	/* or else these were */
	} met;
	/* of the whole file: samples left out, and the line of the first */
	uint64_t skipped, first_skipped;
	uint64_t dropped;	/* samples all of whose labels are ignored */
	uint64_t records;	/* read by batch_read() so far */
};

/* batch_grow() gives it room for that many rows and empties it: 0, -1. */
void batch_init(struct batch *b, const struct plan *p, const struct job *j);
int batch_grow(struct batch *b, size_t rows);
void batch_free(struct batch *b);

/* One vs. rest: make of each class a 1, and a 0 for every other. */
void batch_spread(struct batch *b);

/* The rows of from in that order, without their texts, into b: 0, -1. */
int batch_gather(struct batch *b, const struct batch *from,
    const uint32_t *order);

/* Rows that do not stay leave it; what it was made of is forgotten. */
void batch_leave(struct batch *b, const bool *stays);

/* Text `which` of the plan's, of each row. */
static inline struct kept *
batch_kept(const struct batch *b, size_t which)
{
	return b->kept + which * b->room;
}

/* The line where row i began. */
static inline uint64_t
batch_line(const struct batch *b, size_t i)
{
	return b->from ? b->from + i : b->line[i];
}

/*
 * Refill b: 1 if it holds rows, 0 at the end, -1 when reading cannot go on; it
 * may then hold good rows.  A record that cannot be used is noted in the reader's
 * diag and left out.
 */
int batch_read(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r);

/*
 * The steps of it, for readers with a way of their own: one score or weight,
 * one target, and what only a whole row can show.  Each is 0, or not 0 where
 * batch_read() would note an error or leave the row out.
 */
int batch_score(const struct job *j, struct reader *r, size_t col, double *x);
/* ... a loss, which may be infinite ... */
int batch_loss(const struct job *j, struct reader *r, size_t col, double *x);
int batch_target(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y, struct labels_met *met);
/* All targets of a row from one list of names: those it does not name are 0. */
int batch_names(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y);
int batch_check(const struct plan *p, const struct job *j, struct reader *r,
    const struct batch *b, size_t row);
/* Is the cell a label that --ignore names? */
bool batch_ignores(const struct job *j, const struct cell *v);
/*
 * b has rows in it and ignored is filled in: samples all of whose labels are
 * ignored leave it, and scores of single ignored labels are set to what cannot
 * be wrong.  Then line says which of the rows is left.
 */
void batch_drop(struct batch *b, const struct plan *p);

#endif
