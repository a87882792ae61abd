/*
 * json_reader.h - what the parts of the JSON reader share.
 *
 * json_stream.c cuts the input into values, json_table.c finds the records of a
 * value that is a whole file, json_cells.c makes cells of a record, and json.c
 * is the reader that they add up to.
 */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "plain_json.h"

#include <cjson/cJSON.h>

struct json_state {
	/* json_stream.c: the window, */
	struct json_scan scan;
	uint64_t line, column;	/* of its first byte */
	size_t enough;		/* bytes that the next value needs at least */
	enum { BEFORE, FIRST, INSIDE, SEQUENCE, AFTER } where;
	/* and the current value */
	char *text;		/* [scan.end], a copy */
	size_t room;
	struct place begin;
	cJSON *tree;
	size_t *doubt;		/* [scan.values] from 1, 0 for none; or NULL */
	/* json_table.c: where the tree is a whole file */
	const struct json_layout *layout;	/* NULL: it is a sample */
	struct json_cursor {
		const char *key;
		const cJSON *next;	/* its entry in the next record, */
		size_t value;		/* which is this one of scan.value */
		size_t rows;
	} *cursor;		/* [cursors], ends with one that has no next */
	size_t cursors;
	const cJSON *names;	/* of the columns, where they stand apart */
	size_t row_at;		/* the record begins so far into text, */
	struct place row;	/* here */
	/* json_cells.c: how to find the column of a key */
	size_t *order;		/* [cols] sorted by group and name; NULL: */
				/* the first record still makes them */
	size_t expect;		/* the column that should come next */
	bool odd;		/* the record's shape is noted already */
	const char *seen;	/* the group whose new entries were looked at */
	/* json.c */
	bool pending;		/* the first record is still to be given */
	struct plain_template plain;	/* ndjson only */
};

/*
 * The next value into tree, and what comes with it: 1; 0 if there is none, or
 * its rest is in the next block; -1.
 */
int json_take(struct reader *r);
/* Where text[at], or scan.value[value], stands in the input. */
struct place json_place_at(const struct reader *r, size_t at);
struct place json_place(const struct reader *r, size_t value);
/* A record of a whole file begins with that value, not before the last one. */
void json_row(struct reader *r, size_t value);
/* How many of scan.value the tree v is. */
size_t json_count(const cJSON *v);

/* Note a doubt, by its number in s->doubt: -1. */
int json_doubt(struct reader *r, size_t doubt);

/* Is the tree a whole file?  Then get ready for its records.  0, -1. */
int json_table_open(struct reader *r);
/* Its next record into cells: 0; -1 if it is bad, which is noted. */
int json_table_record(struct reader *r);

/* The value v, which is that one of scan.value, as a cell. */
struct cell json_cell(const struct reader *r, const cJSON *v, size_t value);
/* One member of a record into cells; moves *value, the number of v, past it. */
int json_member(struct reader *r, const char *key, const cJSON *v,
    size_t *value);
/* All members of the object v, which is that value. */
int json_members(struct reader *r, const cJSON *v, size_t value);
/* The columns are known: sort them.  0, -1. */
int json_columns(struct reader *r);

#endif
