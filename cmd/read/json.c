/*
 * json.c - JSON through cJSON, one sample at a time.
 *
 * A document is an array of samples, samples one after another, or (json only)
 * one object of columns.  json_scan() cuts the next value out of the window and
 * checks it by the letter of RFC 8259; what passes, cJSON builds.  A sample is
 * flattened into cells: {"label":1,"probs":{"cat":0.1}} has the columns label
 * and probs.cat.  Numbers are handed on as text, so that every format is read
 * by the same converter.
 */
#include "../sort.h"
#include "plain_json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_CAP = 1 << 26 };

struct json_state {
	struct json_scan scan;
	uint64_t line, column;	/* of the first byte of the window */
	uint64_t at_line, at_column;	/* where the current value begins */
	size_t enough;		/* bytes that the next value needs at least */
	enum { BEFORE, FIRST, INSIDE, SEQUENCE, AFTER } where;
	char *value;		/* the current value, [scan.end], a copy */
	size_t room;
	cJSON *tree;		/* of the current value, or of all columns */
	size_t *order;		/* [cols] columns sorted by group and name */
	size_t expect;		/* the column that should come next */
	bool pending;		/* the first record is still to be given */
	bool odd;		/* the record's shape is noted already */
	struct plain_template plain;	/* ndjson only */
	/* one object of columns: */
	struct cursor {
		const char *key;
		const cJSON *next;	/* element of the next record */
		size_t leaf;		/* of its first scalar */
	} *cursor;
	size_t cursors;
	bool columnar;
	struct place row;	/* of the record, */
	size_t row_at;		/* this far into the value */
};

static struct place
here(const struct reader *r)
{
	const struct json_state *s = r->state;

	return (struct place){ r->src.name, s->line, s->column };
}

/* The place `at` bytes into a value that begins at line, column. */
static struct place
advance(const char *file, const char *text, size_t at, uint64_t line,
    uint64_t column)
{
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else {
			column++;
		}
	return (struct place){ file, line, column };
}

static void
skip(struct reader *r, size_t n)
{
	struct json_state *s = r->state;
	struct place p = advance(r->src.name, r->src.buf + r->src.at, n,
	    s->line, s->column);

	s->line = p.line;
	s->column = p.column;
	source_skip(&r->src, n);
}

/* *c = the next byte that is no blank, not yet taken, or EOF: 0, -1. */
static int
peek(struct reader *r, int *c)
{
	struct source *src = &r->src;
	int got = 1;

	*c = EOF;

	while (got > 0) {
		size_t i = src->at;

		while (i < src->len && src->buf[i] && strchr(" \t\r\n", src->buf[i]))
			i++;
		skip(r, i - src->at);
		if (src->at < src->len) {
			*c = (unsigned char)src->buf[src->at];
			return 0;
		}
		got = source_fill(src);
	}
	return got;
}

static int
bad(struct reader *r, const char *what, const char *hint)
{
	diag_add(r->diag, here(r), "json-syntax", "%s", what);
	return hint ? diag_hint(r->diag, "%s", hint) : -1;
}

/* The place of a scalar of the current value. */
static struct place
place_of(const struct reader *r, size_t leaf)
{
	const struct json_state *s = r->state;

	return advance(r->src.name, s->value, s->scan.leaf[leaf].at, s->at_line,
	    s->at_column);
}

static struct place
json_locate(struct reader *r, size_t col)
{
	const struct json_state *s = r->state;
	const struct cell *v = &r->cell[col];

	/* an empty array at the very end has no scalar to point to */
	if (v->kind == CELL_ABSENT || v->leaf >= s->scan.leaves)
		return (struct place){ r->src.name, r->line, 0 };
	return place_of(r, v->leaf);
}

/*
 * Make the next value whole in the window and scan it: 1, 0 if its rest is in
 * the next block, -1.
 */
static int
scan_value(struct reader *r, size_t cap, enum json_verdict *v)
{
	struct json_state *s = r->state;
	struct source *src = &r->src;
	int got = 1;

	for (;;) {
		while (got > 0 && src->len - src->at < s->enough)
			got = source_fill(src);
		if (got < 0)
			return -1;
		size_t have = src->len - src->at;
		bool over = have > cap;

		if (have < s->enough && !src->eof)
			return 0;
		*v = json_scan(&s->scan, src->buf + src->at,
		    over ? cap + 1 : have, src->eof && !over);
		if (*v == JSON_MORE && over)
			return diag_add(r->diag, here(r), "json-size",
			    "a sample longer than 64 MiB");
		/* twice as much before the next look, so the work stays linear */
		s->enough = *v == JSON_MORE ? 2 * have : 0;
		if (*v != JSON_MORE)
			return 1;
	}
}

/* The next value: check it, copy it, build it: 1, 0 as above, -1. */
static int
take_value(struct reader *r, size_t cap)
{
	struct json_state *s = r->state;
	struct source *src = &r->src;
	enum json_verdict v;
	int got = scan_value(r, cap, &v);

	if (got <= 0)
		return got;
	if (v == JSON_MEMORY)
		return reader_memory(r);
	if (v == JSON_BAD) {
		diag_add(r->diag,
		    advance(src->name, src->buf + src->at, s->scan.at, s->line,
			s->column),
		    s->scan.code, "%s", s->scan.what);
		return s->scan.hint ? diag_hint(r->diag, "%s", s->scan.hint) : -1;
	}
	if (s->scan.end + 1 > s->room) {
		char *value = realloc(s->value, 2 * s->scan.end + 1);

		if (!value)
			return reader_memory(r);
		s->value = value;
		s->room = 2 * s->scan.end + 1;
	}
	memcpy(s->value, src->buf + src->at, s->scan.end);
	s->value[s->scan.end] = '\0';
	r->line = s->at_line = s->line;
	s->at_column = s->column;
	skip(r, s->scan.end);

	cJSON_Delete(s->tree);
	s->tree = cJSON_ParseWithLengthOpts(s->value, s->scan.end + 1, NULL, 1);
	return s->tree ? 1 : reader_memory(r);
}

/* How many scalars a value holds. */
static size_t
count_leaves(const cJSON *v)
{
	size_t n = 0;

	if (!cJSON_IsArray(v) && !cJSON_IsObject(v))
		return 1;
	/* json_scan() has bounded the depth */
	for (const cJSON *e = v->child; e; e = e->next)
		n += count_leaves(e);
	return n;
}

static struct cell
cell_of(const struct json_state *s, const cJSON *v, size_t leaf)
{
	const struct json_leaf *l;

	/* what is empty may have no leaf at all */
	if (cJSON_IsArray(v) || cJSON_IsObject(v))
		return (struct cell){ CELL_NESTED,
			cJSON_IsArray(v) ? "[...]" : "{...}", 5, leaf };
	if (cJSON_IsString(v))
		return (struct cell){ CELL_STRING, v->valuestring,
			strlen(v->valuestring), leaf };
	l = &s->scan.leaf[leaf];
	return (struct cell){ cJSON_IsNumber(v) ? CELL_NUMBER
		: cJSON_IsNull(v)		? CELL_NULL
						: CELL_WORD,
		s->value + l->at, l->len, leaf };
}

/* What is done with each scalar of a sample; member is NULL outside a group. */
typedef int emit_fn(struct reader *r, const char *key, const char *member,
    const cJSON *v, size_t leaf);

static int
emit_new_column(struct reader *r, const char *key, const char *member,
    const cJSON *v, size_t leaf)
{
	const struct json_state *s = r->state;
	char *name = NULL;
	int rc;

	if (member) {
		bool index = strspn(member, "0123456789") == strlen(member);
		size_t size = strlen(key) + strlen(member) + 3;

		name = malloc(size);
		if (!name)
			return reader_memory(r);
		snprintf(name, size, index ? "%s[%s]" : "%s.%s", key, member);
	}
	rc = reader_add_column(r, name ? name : key, member ? key : NULL, member);
	free(name);
	if (!rc)
		r->cell[r->cols - 1] = cell_of(s, v, leaf);
	return rc;
}

static int
compare_column(const struct column *c, const char *key, const char *member)
{
	int d = strcmp(c->group ? c->group : c->name, key);

	if (d || (!c->member && !member))
		return d;
	return !c->member ? -1 : !member ? 1 : strcmp(c->member, member);
}

static int
emit_cell(struct reader *r, const char *key, const char *member, const cJSON *v,
    size_t leaf)
{
	struct json_state *s = r->state;
	size_t lo = 0, hi = r->cols, at = s->expect;

	if (at >= r->cols || compare_column(&r->col[at], key, member)) {
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;

			if (compare_column(&r->col[s->order[mid]], key, member) < 0)
				lo = mid + 1;
			else
				hi = mid;
		}
		at = lo < r->cols ? s->order[lo] : r->cols;
	}
	if (at < r->cols && !compare_column(&r->col[at], key, member)) {
		r->cell[at] = cell_of(s, v, leaf);
		s->expect = at + 1;
		return 0;
	}
	for (size_t i = 0; member && !s->odd && i < r->cols; i++)
		if (r->col[i].used && r->col[i].group &&
		    !strcmp(r->col[i].group, key)) {
			diag_add(r->diag, place_of(r, leaf), "json-shape",
			    "%q: there is no entry %q in the first sample", key,
			    strlen(key), member, strlen(member));
			s->odd = true;
		}
	return 0;	/* noted, or a key nobody asked for */
}

/*
 * One member of a sample: a scalar, or a group of values, of which those that are
 * groups again are good for nothing.  Moves *leaf past it.
 */
static int
emit_member(struct reader *r, emit_fn *emit, const char *key, const cJSON *v,
    size_t *leaf)
{
	char index[24];
	size_t i = 0;
	int rc = 0;

	if (!cJSON_IsArray(v) && !cJSON_IsObject(v))
		return emit(r, key, NULL, v, (*leaf)++);
	for (const cJSON *e = v->child; e && !rc; e = e->next, i++) {
		snprintf(index, sizeof index, "%zu", i);
		rc = emit(r, key, cJSON_IsArray(v) ? index : e->string, e, *leaf);
		*leaf += count_leaves(e);
	}
	return rc;
}

/* A record of columns begins where the first of them has its entry. */
static void
find_row(struct reader *r)
{
	struct json_state *s = r->state;
	size_t leaf = s->cursor[0].leaf, from = s->row_at;

	if (leaf < s->scan.leaves) {
		s->row_at = s->scan.leaf[leaf].at;
		s->row = advance(r->src.name, s->value + from, s->row_at - from,
		    s->row.line, s->row.column);
	}
	r->line = s->row.line;
}

/* The current sample, member by member. */
static int
emit_sample(struct reader *r, emit_fn *emit)
{
	struct json_state *s = r->state;
	size_t leaf = 0;
	int rc = 0;

	if (!s->columnar) {
		for (const cJSON *e = s->tree->child; e && !rc; e = e->next)
			rc = emit_member(r, emit, e->string, e, &leaf);
		return rc;
	}
	find_row(r);
	/* all arrays end together, see open_columns() */
	for (size_t i = 0; i < s->cursors && s->cursor[i].next && !rc; i++) {
		struct cursor *c = &s->cursor[i];
		const cJSON *e = c->next;

		c->next = e->next;
		rc = emit_member(r, emit, c->key, e, &c->leaf);
	}
	return rc;
}

/*
 * Is the object one of columns?  The label says so by its shape; where there is
 * none, an array called like a single score or id.  "labels" are of one sample.
 */
static bool
is_columnar(const struct read_options *o, const cJSON *object)
{
	const char *const label[] = { o->label, "label", "labels", "target",
		"y" };
	const char *const other[] = { "logit", "prob", "id", o->logits,
		o->probs, o->id };
	const size_t labels = o->label ? 1 : sizeof label / sizeof *label;
	const cJSON *v;

	for (size_t i = 0; i < labels; i++)
		if (label[i] && (v = cJSON_GetObjectItemCaseSensitive(object,
				     label[i])))
			return cJSON_IsArray(v) && strcmp(label[i], "labels");
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (other[i] && (v = cJSON_GetObjectItemCaseSensitive(object,
				     other[i])) &&
		    cJSON_IsArray(v))
			return true;
	return false;
}

/* Set a cursor on each array of the object; all must be equally long. */
static int
open_columns(struct reader *r)
{
	struct json_state *s = r->state;
	size_t leaf = 0;
	int rows = -1;
	const char *first = "";

	s->cursor = calloc((size_t)cJSON_GetArraySize(s->tree) + 1,
	    sizeof *s->cursor);
	if (!s->cursor)
		return reader_memory(r);
	s->columnar = true;
	s->row = (struct place){ r->src.name, s->at_line, s->at_column };
	for (const cJSON *e = s->tree->child; e; e = e->next) {
		if (cJSON_IsArray(e)) {
			int n = cJSON_GetArraySize(e);

			if (rows >= 0 && n != rows)
				return diag_add(r->diag,
				    (struct place){ r->src.name, 0, 0 },
				    "json-shape",
				    "%q has %u entries where %q has %u",
				    e->string, strlen(e->string), (uint64_t)n,
				    first, strlen(first), (uint64_t)rows);
			if (rows < 0)
				first = e->string;
			rows = n;
			s->cursor[s->cursors++] =
			    (struct cursor){ e->string, e->child, leaf };
		}
		leaf += count_leaves(e);
	}
	return 0;
}

/*
 * Step over what stands between samples, so that *c is the first byte of the
 * next one, or EOF where there is none: 0, -1.
 */
static int
next_place(struct reader *r, int *c)
{
	struct json_state *s = r->state;

	if (peek(r, c))
		return -1;
	if (s->where == BEFORE) {
		bool array = *c == '[' && r->ops == &json_reader;

		s->where = array ? FIRST : SEQUENCE;
		if (array) {
			skip(r, 1);
			if (peek(r, c))
				return -1;
		}
	}
	if (s->where == FIRST || s->where == INSIDE) {
		bool comma = s->where == INSIDE && *c == ',';

		if (*c == ']')
			s->where = AFTER;
		else if (s->where == INSIDE && !comma && *c != EOF)
			return bad(r, "a comma is missing between samples", NULL);
		else
			s->where = INSIDE;
		if (comma || *c == ']') {
			skip(r, 1);
			if (peek(r, c))
				return -1;
		}
		if (comma && *c == ']')
			return bad(r, "take out the comma before this ]", NULL);
		if (s->where == INSIDE && *c == EOF)
			return bad(r, "the array of samples is never closed", NULL);
	}
	if (s->where == AFTER && *c != EOF)
		return bad(r, "text after the array of samples", NULL);
	return 0;
}

/*
 * The next sample into s->tree, or the next of every column: 1, 0 where there is
 * none, or not yet, -1.
 */
static int
take_sample(struct reader *r)
{
	struct json_state *s = r->state;
	int c, got;

	if (s->columnar && s->cursor[0].next)
		return 1;
	if (next_place(r, &c))
		return -1;
	if (c == EOF)
		return 0;
	if (s->columnar)
		return bad(r, "text after the object of columns", NULL);
	/* an object of columns is the whole file */
	got = take_value(r, r->ops == &json_reader && s->where == SEQUENCE
		? SIZE_MAX / 4 : SAMPLE_CAP);
	if (got <= 0)
		return got;
	if (cJSON_IsObject(s->tree))
		return 1;
	diag_add(r->diag,
	    (struct place){ r->src.name, s->at_line, s->at_column },
	    "json-shape", "a sample is an object, not %s",
	    cJSON_IsArray(s->tree) ? "an array" : "a lone value");
	return diag_hint(r->diag, "write samples as {\"label\":1,\"logit\":2.3}");
}

static int
json_next(struct reader *r)
{
	struct json_state *s = r->state;
	int got;

	if (s->pending) {
		s->pending = false;
		return 1;
	}
	got = take_sample(r);
	if (got <= 0)
		return got;
	s->expect = 0;
	s->odd = false;
	for (size_t i = 0; i < r->cols; i++)
		r->cell[i] = (struct cell){ CELL_ABSENT, "", 0, 0 };
	/* a sample of another shape is noted, and its other cells stand */
	emit_sample(r, emit_cell);
	return 1;
}

static int
rule_by_column(const void *reader, size_t a, size_t b)
{
	const struct reader *r = reader;
	const struct column *k = &r->col[b];

	return compare_column(&r->col[a], k->group ? k->group : k->name,
	    k->member);
}

static int
json_open(struct reader *r)
{
	struct json_state *s = r->state;
	int got;

	s->line = s->column = 1;
	r->named = true;
	got = take_sample(r);
	if (got < 0)
		return -1;
	if (got == 0)
		return diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "empty", "there is no sample");
	if (r->ops == &json_reader && s->where == SEQUENCE &&
	    is_columnar(r->opt, s->tree) && open_columns(r))
		return -1;
	if (s->columnar && !s->cursor[0].next)
		return diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "empty", "the columns are empty");
	if (emit_sample(r, emit_new_column))
		return -1;
	if (r->ops == &ndjson_reader &&
	    plain_template(&s->plain, r, s->value, &s->scan))
		return reader_memory(r);
	s->pending = true;
	s->order = calloc(r->cols + 1, sizeof *s->order);
	if (!s->order)
		return reader_memory(r);
	for (size_t i = 0; i < r->cols; i++)
		s->order[i] = i;
	sort_numbers(s->order, r->cols, rule_by_column, r);
	return 0;
}

static void
json_close(struct reader *r)
{
	struct json_state *s = r->state;

	json_scan_free(&s->scan);
	plain_template_free(&s->plain);
	cJSON_Delete(s->tree);
	free(s->value);
	free(s->order);
	free(s->cursor);
}

static bool
ndjson_at_rest(const struct reader *r)
{
	const struct json_state *s = r->state;

	return !s->pending && r->src.at == r->src.len;
}

static uint64_t
ndjson_advance(struct reader *r, uint64_t lines)
{
	struct json_state *s = r->state;

	s->line += lines;
	return s->line - lines;
}

static int
ndjson_plain(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b)
{
	const struct json_state *s = r->state;

	return plain_json(w, &s->plain, p, j, text, len, b);
}

const struct reader_ops json_reader = { "json", ".json",
	"an array of samples, or an object of columns", true,
	sizeof(struct json_state), '\0', json_open, json_next, json_locate,
	json_close, NULL, NULL, NULL };
const struct reader_ops ndjson_reader = { "ndjson", ".ndjson .jsonl",
	"a sample (an object) per line", true, sizeof(struct json_state), '\0',
	json_open, json_next, json_locate, json_close, ndjson_at_rest,
	ndjson_advance, ndjson_plain };
