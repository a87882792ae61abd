/*
 * joined.h - the file of --join, in memory: its ids, and the columns in use.
 *
 * It is read once for all files it is joined with.
 */
#ifndef JOINED_H
#define JOINED_H

#include "columns.h"
#include "ids.h"

#include <string.h>

/* Zero it; joined_free() gives back what it holds. */
struct joined {
	const char *name;	/* as messages call it; borrowed */
	const struct job *job;
	struct diag *diag;
	struct read_options opt;
	struct reader reader;
	size_t id;		/* its column, or NO_COLUMN: line by line */
	bool *keep;		/* [reader.cols] the columns that are wanted */
	size_t kept;
	struct cell *cell;	/* [cells] of the record to be kept */
	size_t cells, room;
	struct ids rows;	/* an id, and the cells that are kept */
	uint64_t nameless;	/* rows left out, as they have no id */
	uint64_t found;		/* rows that have a partner */
	struct place header;	/* where its columns have their names */
	bool regular;		/* it can be opened again; or its bytes may */
	struct source_copy copy;	/* be here, see joined_rereads() */
	uint64_t size;		/* of the file, and when it was changed; they */
	struct timespec changed;	/* must stay what they were at first */
	struct joined_again *again;	/* joined_place.c: NULL, or how far */
	bool loaded;
	bool typed;		/* some cell is not CELL_TEXT */
	bool byte[256];		/* those that are in some cell */
};

/*
 * Learn the columns: 0, -1.  What is in f->copy stays: it may be of a pipe that
 * another run has read.
 */
int joined_open(struct joined *f, const struct job *job,
    const struct read_options *opt, struct diag *d);
/* Read the columns that `keep` wants: 0, -1. */
int joined_load(struct joined *f);
/* It was read once: can it be read again? */
static inline bool
joined_rereads(const struct joined *f)
{
	return f->regular || f->copy.whole;
}

/* Open it anew, to load more columns: 0, -1. */
int joined_reopen(struct joined *f);
void joined_free(struct joined *f);

/*
 * A cell, as it is kept: kind and length in a byte, then its text.  The items of
 * a list are cells behind it, and a further CELL_LIST ends them.
 */
enum {
	JOINED_KIND = 4,	/* bits of the kind; the rest is the length, */
	JOINED_LONG = 15	/* or this, and the length in four bytes more */
};

/*
 * The kept cell at *at, which moves past it; the first is behind the id.  Its
 * leaf is 0: it is no item of a list.
 */
static inline struct cell
joined_cell(const char **at)
{
	unsigned head = (unsigned char)*(*at)++;
	uint32_t n = head >> JOINED_KIND;
	struct cell v = { .kind = head & ((1 << JOINED_KIND) - 1) };

	if (n == JOINED_LONG) {
		memcpy(&n, *at, sizeof n);
		*at += sizeof n;
	}
	v.text = *at;
	v.len = n;
	*at += n;
	return v;
}

/*
 * The steps that both sides share.  The id column of a file, NO_COLUMN for line
 * by line: 0, -1.
 */
int joined_find_id(const struct job *job, struct reader *r, size_t *id);

/*
 * Has the record an id?  If not, that is noted, unless it may be left out.
 */
bool joined_has_id(const struct job *job, struct reader *r, size_t id);

/* An id has two rows: the one at this place, and the one in that line. */
void joined_note_twice(struct diag *d, struct place at, const char *column,
    const char *id, size_t len, uint32_t line);

/* Index the rows of a file; each id that has two is noted.  0, -1. */
int joined_index(struct ids *rows, struct diag *d, const char *file,
    const char *column);

/*
 * Find the separators of text, as plain_index() does: how many lines it has, or
 * 0 unless all are plain and of that many fields; -1 if there is no memory.
 */
struct plain;
int joined_lines(struct plain *w, const char *text, size_t len, char delimiter,
    size_t cols);

/* Is what was opened the file as it was at first? */
bool joined_unchanged(const struct joined *f, const struct source *src);

/*
 * Where the cell of a row stands, of that column of the file; or the item of it,
 * from 1, if it is a list.  Only its line, if the file cannot be read again.
 */
struct place joined_locate(struct joined *f, const struct ids_row *row,
    size_t col, size_t item);
/* Rows are about to go: what joined_locate() knows of them goes first. */
void joined_forget(struct joined *f);

/* What stands between the fields of a CSV reader. */
static inline char
joined_delimiter(const struct reader *r)
{
	return r->opt->delimiter ? r->opt->delimiter : r->ops->delimiter;
}

#endif
