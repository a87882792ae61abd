/*
 * reader.h - a format that is read: one const row of operations.
 *
 * A reader turns bytes into records of cells and knows nothing of labels or
 * losses.  Its first record fixes the columns; columns.c says what each means.
 */
#ifndef READER_H
#define READER_H

#include "../source.h"

#include <stdbool.h>

enum cell_kind {
	CELL_ABSENT,	/* the record does not have this column */
	CELL_TEXT,	/* text whose meaning is open (CSV) */
	CELL_STRING,	/* a string, not a number (JSON) */
	CELL_NUMBER,	/* the text of a number (JSON) */
	CELL_WORD,	/* true or false (JSON) */
	CELL_NULL,	/* null (JSON) */
	CELL_BINARY,	/* value is it; its text is there unless nobody asks */
	/* from here on there are values within it (JSON): */
	CELL_LIST,	/* an array, see reader_item() */
	CELL_NESTED	/* an object, where a value belongs */
};

/* One value of the current record; the bytes last until the next one. */
struct cell {
	enum cell_kind kind;
	const char *text;
	size_t len;
	union {
		size_t leaf;	/* the reader's own: where it stood */
		double value;	/* of CELL_BINARY */
	};
};

struct column {
	char *name;	/* as messages call it: logit_cat, logits[2], probs.cat */
	char *group;	/* logits, probs; NULL for a column of its own */
	char *member;	/* 2, cat; NULL if nobody named it (npy) */
	bool index;	/* the member has no name, 2 is its place */
	bool names;	/* its cells are CELL_LIST: names, in any number */
	const void *list, *item;	/* the reader's own: see reader_item() */
	bool used;	/* set by columns.c: what is wrong here matters */
	bool number;	/* likewise: a CELL_BINARY need not have a text */
	size_t text;	/* likewise: which of the texts, from 1; 0: none */
	bool numbered;	/* joined: its name is only its number */
	const struct place *header;	/* joined: where its name stands */
};

struct read_options {
	char delimiter;		/* '\0' = the format's own */
	bool no_header;
	const char *label, *logits, *probs, *id;	/* COLS, or NULL */
	size_t most;		/* see source_open(); 0 */
	struct source_copy *copy;	/* likewise; NULL */
	const char *as;		/* the option that takes the file, or NULL */
};

struct reader {
	const struct reader_ops *ops;
	const struct read_options *opt;
	struct source src;
	struct diag *diag;
	void *state;		/* ops->size bytes, zeroed; the format's own */
	struct column *col;	/* [cols] fixed by open */
	size_t cols;
	bool named;		/* columns have names, not just numbers */
	uint64_t header;	/* the line they stand in, 0: in none */
	struct cell *cell;	/* [cols] the current record */
	uint64_t line;		/* where the current record begins */
};

struct batch;
struct job;
struct plain;
struct plan;

struct reader_ops {
	const char *name, *suffixes, *about;	/* suffixes: ".csv .txt" */
	bool json;	/* the first byte is a bracket */
	size_t size;
	char delimiter;			/* of its own, where it has one */
	int (*open)(struct reader *r);	/* learn the columns: 0, -1 */
	int (*next)(struct reader *r);	/* a record: 1, the end: 0, -1 */
	struct place (*locate)(struct reader *r, size_t col);
	void (*close)(struct reader *r);
	/*
	 * For formats whose plain lines may go another way, see plain.h; NULL
	 * for others.  Is the reader between two records, with nothing left to
	 * say?  Then so many lines, a record each, have been read elsewhere;
	 * returns the number of the first of them.
	 */
	bool (*at_rest)(const struct reader *r);
	uint64_t (*advance)(struct reader *r, uint64_t lines);
	int (*plain)(struct plain *w, const struct reader *r,
	    const struct plan *p, const struct job *j, const char *text,
	    size_t len, struct batch *b);
	/* see reader_item(); NULL for formats without CELL_LIST */
	bool (*item)(struct reader *r, size_t col);
	const char *magic;		/* the bytes it begins with, or NULL */
	/*
	 * May the rows that plain() took apart, with w, follow all that is
	 * read?  It is asked in the order of the file; NULL: they always may.
	 */
	bool (*settle)(struct reader *r, const struct plain *w, size_t rows);
};

extern const struct reader_ops csv_reader, tsv_reader, ssv_reader, json_reader,
    ndjson_reader, npy_reader;
extern const struct reader_ops *const readers[];	/* ends: NULL */

/* The row of that name, or NULL. */
const struct reader_ops *reader_find(const char *name);

/*
 * Open path with the given format; NULL: found from the name, else from the
 * first bytes.  reader_close() in any case.
 */
int reader_open(struct reader *r, const char *path,
    const struct reader_ops *ops, const struct read_options *opt,
    struct diag *d);
int reader_next(struct reader *r);
/* Where the cell of that column stands in the current record. */
struct place reader_locate(struct reader *r, size_t col);
/*
 * The cell of that column, a list, becomes its first item, and an item the next
 * one: true.  False where there is none.  Put the list back afterwards.
 */
bool reader_item(struct reader *r, size_t col);
void reader_close(struct reader *r);

/*
 * No record has more columns than this: a long line of commas is no table, and
 * is refused before it takes much memory.
 */
enum { READER_COLUMNS = 1 << 22 };

/* For readers: copies of the texts (group and member may be NULL). */
int reader_add_column(struct reader *r, const char *name, const char *group,
    const char *member);
/* A column by the name that stands in a header, or by its number. */
int reader_add_header(struct reader *r, const char *name);
/*
 * Is the record, of so many fields, a blank line?  They may stand only at the
 * very end: *blank is the line of the first that no record has followed yet, or
 * 0, and the record that does follow notes it.
 */
bool reader_blank(struct reader *r, size_t fields, uint64_t *blank);
/* May there be so many columns?  If not, that is noted: 0, -1. */
int reader_width(struct reader *r, uint64_t columns, const char *code);
/* Notes that the record has so many fields, -1; and "out of memory", -1. */
int reader_ragged(struct reader *r, size_t fields);
int reader_memory(struct reader *r);

#endif
