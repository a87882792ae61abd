/*
 * plain_json.h - NDJSON lines that are the first sample but for its values.
 *
 * Plain: each line has the bytes of the first sample around the values, in
 * place of each string a string without escapes, of ASCII only, and in place of
 * each other value a number, true, false or null.
 * An array or object that is one cell may stand in a plain line, with as many
 * values as in the first one, unless it is in use.
 */
#ifndef PLAIN_JSON_H
#define PLAIN_JSON_H

#include "plain.h"

/* Eight bytes: they are wanted where the mask has its bits. */
struct plain_word {
	uint64_t want, mask;
};

/* Zero it; plain_template_free() gives back what it holds. */
struct plain_template {
	size_t fields, separators;	/* 0: no line is plain */
	struct plain_field *field;	/* [fields] the values, */
	size_t *column;			/* [fields] the column of each, if any, */
	struct plain_field *cell;	/* [cols] and the other way round */
	bool *nested;			/* [cols] it holds values, is none */
	/* what stands in front of each field, and behind the last */
	struct plain_gap {
		uint32_t len, words;
		size_t word;		/* the first of its words */
	} *gap;				/* [fields + 1] */
	struct plain_word *word;
};

/*
 * Learn it from the sample that r, just opened, has in its cells: its text, and
 * what json_scan() found in it.  0, also where it is no template; -1 if there
 * is no memory.
 */
int plain_template(struct plain_template *t, const struct reader *r,
    const char *text, const struct json_scan *scan);
void plain_template_free(struct plain_template *t);

/* As reader_ops.plain. */
int plain_json(struct plain *w, const struct plain_template *t,
    const struct plan *p, const struct job *j, const char *text, size_t len,
    struct batch *b);

#endif
