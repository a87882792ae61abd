/*
 * seek.h - the sample that --explain names, looked for in batches.
 *
 * Each lane looks in its own; what they saw is merged, in any order.
 */
#ifndef SEEK_H
#define SEEK_H

#include "batch.h"
#include "near.h"

struct seek {
	const struct job *job;	/* NULL: nothing is looked for */
	bool by_line;		/* there are no ids */
	size_t text_id;		/* or they are that text of a batch */
	uint64_t line;		/* the one that is asked for */
	uint64_t found;		/* how many samples are it, and */
	uint64_t at[2];		/* where the first two of them are */
	const char *left_out;	/* one is it, but has no loss: why */
	struct batch sample;	/* a copy of the row, if it was in a batch */
	uint64_t first, last;	/* the lines of all samples looked at */
	struct near near;	/* among their ids */
	char near_id[64];
	char some_id[64];	/* one of them, the first that is not long, */
	uint64_t some_line;	/* and where it is */
};

/* Can what --explain says be a sample of this file?  0, or -1 with a note. */
int seek_open(const struct job *j, const struct plan *p, struct reader *r);

/* Begin, with a file's plan. */
void seek_begin(struct seek *s, const struct job *j, const struct plan *p);
void seek_free(struct seek *s);

/* Look at the samples of a batch: 0, -1: no memory. */
int seek_batch(struct seek *s, const struct batch *b);
/* The reader's record leaves before it is in one; id may be NO_COLUMN. */
void seek_left_out(struct seek *s, struct reader *r, size_t id,
    const char *why);

/* Take over what another one saw, which is emptied. */
void seek_merge(struct seek *s, struct seek *from);

/*
 * The whole file was looked at: is there one such sample, or none?  Else -1
 * with a note.
 */
int seek_check(const struct seek *s, const char *file, struct diag *d);

/*
 * In no file there was one: -1 with a note.  file: the only one, or NULL; lone:
 * how many samples had no partner.
 */
int seek_failed(const struct seek *s, const char *file, uint64_t lone,
    struct diag *d);

#endif
