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

enum { PLAIN_WORD = 16 };

/* So many bytes; they need not be aligned so far. */
typedef uint64_t plain_bytes
    __attribute__((vector_size(PLAIN_WORD), aligned(sizeof(uint64_t))));

/* They begin back bytes before at[at], and are wanted where the mask is. */
struct plain_word {
	plain_bytes want, mask;
	uint32_t at, back;
};

/* Zero it; plain_template_free() gives back what it holds. */
struct plain_template {
	size_t fields, separators;	/* 0: no line is plain */
	struct fields_place *field;	/* [fields] the values, */
	size_t *column;			/* [fields] the column of each, if any, */
	struct fields_place *cell;	/* [cols] and the other way round */
	bool *nested;			/* [cols] it holds values, is none */
	/* what stands in front of the fields, and behind the last */
	struct plain_word *word;
	size_t words;
	bool joint;	/* the first is the end of a line, with the front of */
	struct plain_word front, end;	/* the next; here they are alone */
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
