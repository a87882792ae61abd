/*
 * plain.h - a block of lines that is proved plain, straight into a batch.
 *
 * Plain CSV: every line has as many fields as there are columns, two or more,
 * which end where plain_csv.c says; every cell in use is what its column takes.
 * Plain NDJSON: see plain_json.h.  Whatever is not plain is for the format's
 * reader, from its first byte, so nothing here ever decides what an error is.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "../batch.h"
#include "fields.h"
#include "json_scan.h"

/* The fields of each row, one for each column. */
struct plain_layout {
	const struct fields_place *field;
	size_t separators;	/* of a row, with its '\n' */
	bool json;
};

/* Arrays that are used again for each block.  Zero it; plain_free() it. */
struct plain {
	const struct fields_tier *tier;
	struct plain_layout row;
	uint32_t *at;		/* at[0] is -1, then the separators */
	size_t at_room;
	uint32_t *end, *size, *unproved;	/* fields of one kind */
	size_t room;
	struct fields_place *csv;	/* [cols] a layout */
	bool easy;		/* it is of lines without CRs and quotes */
	bool *rest;		/* [cols] columns without scores and targets */
	struct fields_place *other;	/* [others] see plain_json.c */
	size_t others;
	struct json_scan scan;
	struct reader probe;	/* a cell at a time, for the exact converters */
	struct diag *diag;	/* of the probe; what it says is not kept */
	/* join.c: lines with the columns of both sides, and the rows of one */
	char *joined;
	struct ids_row **partner;	/* [partners] */
	size_t partners;
};

int plain_init(struct plain *w, const struct reader *r, const struct plan *p,
    const struct fields_tier *tier);
void plain_free(struct plain *w);

/*
 * reader_ops.plain: take text[0..len), whole lines, apart into b, whose arrays
 * grow as needed and whose kept texts stay in text: 1; 0 if it is not plain,
 * with b as good as empty; -1 if there is no memory.  Slack as fields.h says.
 */
int plain_csv(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b);

/*
 * The steps that all formats share.  Begin a block: find its separators, and
 * what fields.h sees.  End it: put its rows, which are as w->row says, into
 * b, if their cells are plain.  1, 0, -1 as above.
 */
int plain_index(struct plain *w, const char *text, size_t len, char delimiter,
    struct fields_seen *seen);
int plain_rows(struct plain *w, const struct plan *p, const struct job *j,
    const char *text, size_t rows, struct batch *b);

/* Is the text exactly one number, true, false or null of JSON? */
bool plain_bare(struct plain *w, const char *text, size_t len);

#endif
