/*
 * writer.h - a format that is written: one const row of operations.
 *
 * A writer is handed columns once, then rows of values, one or many at a time,
 * then the end; it knows nothing of files or losses.  All numbers look as
 * number_print() makes them.
 */
#ifndef WRITER_H
#define WRITER_H

#include "../out.h"

struct checks;

struct heading {
	char *name;
	bool value;	/* a result: --quiet leaves only these */
	bool judged;	/* no result, but computed: it may have a limit, too */
	bool ratio;	/* a share: limits may be per cent */
	bool bound;	/* of an interval: infinite, it says nothing */
	bool key;	/* it says what the row is of */
	bool left;	/* words, not numbers: aligned to the left in text */
	bool count;	/* shown only by JSON, and only where it is not 0 */
};

struct value {
	enum value_kind {
		VALUE_NONE,	/* nothing: an empty cell, or null */
		VALUE_TEXT,	/* len bytes of text, the user's */
		VALUE_TOKEN,	/* the same, known to be a JSON number */
		VALUE_COUNT,
		VALUE_NUMBER
	} kind;
	const char *text;
	size_t len;
	uint64_t count;
	double number;
};

/* Where the values of a column are, of many rows. */
struct series {
	const double *number;	/* row i's is number[i * stride]; or NULL: */
	size_t stride;
	/* row i's is what this fills in, no number */
	void (*value)(struct value *v, const struct series *c, size_t i);
	const void *from;	/* its business, */
	size_t which;		/* and this */
	/* if it always is text[i], where nothing tells words from numbers: */
	const struct kept *text;
	const char *base;	/* its text is at base + at, or it is empty */
};

/* What is said about the table besides its rows; complete at the end. */
struct report {
	const char *signature;
	struct out params;	/* JSON object text, in memory */
	const struct checks *checks;	/* NULL: there are none */
	struct input_count {
		const char *file;
		uint64_t rows, used, skipped, ignored;	/* samples */
		uint64_t ignored_labels;	/* of the samples used */
		uint64_t unpaired;	/* of the baseline's samples */
	} *input;
	size_t inputs;
};

struct writer {
	const struct writer_ops *ops;
	struct out *out;
	const struct heading *col;	/* [cols] borrowed */
	size_t cols;
	const struct report *report;
	int digits;		/* 0 = shortest that reads back */
	bool quiet;
	bool terminal, dim;	/* somebody looks on, and escapes are taken */
	uint64_t rows;		/* written so far */
	size_t most;		/* bytes of rows, roughly; 0: no end */
	uint64_t cut;		/* rows beyond that */
	void *state;		/* the format's own, or NULL */
};

struct writer_ops {
	const char *name, *suffixes, *about;	/* suffixes: ".csv .txt" */
	int digits;	/* of its own; 0 = shortest that reads back */
	bool free_rows;	/* a row does not depend on those before it */
	void (*begin)(struct writer *w);
	void (*row)(struct writer *w, const struct value *v);
	/* n rows in one; NULL: not on offer */
	void (*rows)(struct writer *w, const struct series *col, size_t n);
	void (*end)(struct writer *w);
	void (*drop)(struct writer *w);	/* free state; NULL: has none */
	char delimiter;		/* between cells, of those that have one */
	/* errors, for who reads standard output alone; NULL: not for them */
	void (*notes)(struct out *o, const struct diag *d);
};

extern const struct writer_ops text_writer, csv_writer, tsv_writer,
    json_writer, ndjson_writer, markdown_writer, junit_writer, github_writer;
extern const struct writer_ops *const writers[];	/* ends: NULL */

/* The row of that name, or the one for files whose names end so; or NULL. */
const struct writer_ops *writer_find(const char *name);
const struct writer_ops *writer_for(const char *path);

/* Is column i among what is shown? */
bool writer_shows(const struct writer *w, size_t i);

/*
 * Bytes of the user's as a terminal may be shown them: escaped, and cut.  They
 * are put at shown, ending in a NUL; returns how many.
 */
enum { WRITER_SHOWN = 4 * DIAG_SHOWN + sizeof "..." };
size_t writer_shown(char shown[static WRITER_SHOWN], const char *s, size_t len);

/* A value as plain text, in the writer's digits; user text goes out raw. */
void writer_value(const struct writer *w, struct out *o, const struct value *v);
/* The same at p, where writer_size() bytes fit; returns where it ends. */
char *writer_put(const struct writer *w, char *p, const struct value *v);
static inline size_t
writer_size(const struct value *v)
{
	return v->kind == VALUE_TEXT || v->kind == VALUE_TOKEN ? v->len : 48;
}

/* The last line of text on a terminal: the signature. */
void writer_sign(struct writer *w);

/*
 * JSON: a string with its quotes.  What is not UTF-8 becomes U+FFFD, and what a
 * terminal would obey is escaped; to a reader of JSON that is the same.
 */
void json_string(struct out *o, const char *s, size_t len);
/* XML: in an element or an attribute.  What it cannot hold becomes U+FFFD. */
void xml_string(struct out *o, const char *s, size_t len);
/* Markdown, in a cell of a table: no byte is a mark.  It has no line ends. */
void markdown_string(struct out *o, const char *s, size_t len);
/* The message, or a property, of a command to GitHub's runner. */
void github_string(struct out *o, const char *s, size_t len, bool property);

#endif
