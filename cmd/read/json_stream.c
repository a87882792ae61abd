/*
 * json_stream.c - the input as JSON values, one at a time.
 *
 * A document is an array of values or values one after another.  json_scan()
 * cuts the next one out of the window and checks it by the letter of RFC 8259;
 * what passes, cJSON builds.
 */
#include "json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_CAP = 1 << 26 };

/* The place `at` bytes into a text that begins at p. */
static struct place
advance(struct place p, const char *text, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			p.line++;
			p.column = 1;
		} else {
			p.column++;
		}
	return p;
}

static struct place
here(const struct reader *r)
{
	const struct json_state *s = r->state;

	return (struct place){ r->src.name, s->line, s->column };
}

struct place
json_place_at(const struct reader *r, size_t at)
{
	const struct json_state *s = r->state;

	/* of more notes than are shown nobody sees where they are */
	if (r->diag->notes >= DIAG_NOTES)
		return s->begin;
	/* from the record on, if it begins before */
	return at >= s->row_at
	    ? advance(s->row, s->text + s->row_at, at - s->row_at)
	    : advance(s->begin, s->text, at);
}

struct place
json_place(const struct reader *r, size_t value)
{
	const struct json_state *s = r->state;

	return json_place_at(r, s->scan.value[value].at);
}

void
json_row(struct reader *r, size_t value)
{
	struct json_state *s = r->state;
	size_t at = s->scan.value[value].at;

	s->row = advance(s->row, s->text + s->row_at, at - s->row_at);
	s->row_at = at;
	r->line = s->row.line;
}

static void
skip(struct reader *r, size_t n)
{
	struct json_state *s = r->state;
	struct place p = advance(here(r), r->src.buf + r->src.at, n);

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

		while (i < src->len && src->buf[i] &&
		    strchr(" \t\r\n", src->buf[i]))
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
bad(struct reader *r, const char *what)
{
	return diag_add(r->diag, here(r), "json-syntax", "%s", what);
}

/*
 * Step over what stands between values, so that *c is the first byte of the
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
			return bad(r, "a comma is missing between samples");
		else
			s->where = INSIDE;
		if (comma || *c == ']') {
			skip(r, 1);
			if (peek(r, c))
				return -1;
		}
		if (comma && *c == ']')
			return bad(r, "take out the comma before this ]");
		if (s->where == INSIDE && *c == EOF)
			return bad(r, "the array of samples is never closed");
	}
	if (s->where == AFTER && *c != EOF)
		return bad(r, "text after the array of samples");
	return 0;
}

/*
 * Make the next value whole in the window and scan it: 1, 0 if its rest is in
 * the next block, -1.
 */
static int
scan(struct reader *r, enum json_verdict *v)
{
	struct json_state *s = r->state;
	struct source *src = &r->src;
	/* a value that stands alone may be the whole file */
	bool file = r->ops == &json_reader && s->where == SEQUENCE;
	size_t cap = file ? SIZE_MAX / 4 : SAMPLE_CAP;
	int got = 1;

	s->scan.file = file;
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
		/* next time twice as much, so the work stays linear */
		s->enough = *v == JSON_MORE ? 2 * have : 0;
		if (*v != JSON_MORE)
			return 1;
	}
}

/* Take the value's text out of the window. */
static int
copy(struct reader *r)
{
	struct json_state *s = r->state;
	size_t n = s->scan.end;

	if (n + 1 > s->room) {
		char *text = realloc(s->text, 2 * n + 1);

		if (!text)
			return reader_memory(r);
		s->text = text;
		s->room = 2 * n + 1;
	}
	memcpy(s->text, r->src.buf + r->src.at, n);
	s->text[n] = '\0';
	s->begin = s->row = here(r);
	s->row_at = 0;
	r->line = s->line;
	skip(r, n);
	return 0;
}

/* Mark every value that a doubt is about, and all that it holds. */
static int
mark_doubts(struct reader *r)
{
	struct json_state *s = r->state;
	const struct json_scan *scan = &s->scan;

	free(s->doubt);
	s->doubt = NULL;
	if (scan->doubts == 0)
		return 0;
	s->doubt = calloc(scan->values, sizeof *s->doubt);
	if (!s->doubt)
		return reader_memory(r);
	for (size_t i = 0; i < scan->doubts; i++) {
		const struct json_doubt *d = &scan->doubt[i];
		size_t v = d->value;
		size_t end = scan->value[v].at + scan->value[v].len;

		/* cJSON takes no such escape, and this one is as long */
		if (s->text[d->at] == '\\')
			memcpy(s->text + d->at, "\\ufffd", 6);
		/* the doubts of a value follow each other */
		if (i > 0 && d[-1].value == v)
			continue;
		for (; v < scan->values && scan->value[v].at < end; v++)
			if (s->doubt[v] == 0)
				s->doubt[v] = i + 1;
	}
	return 0;
}

int
json_take(struct reader *r)
{
	struct json_state *s = r->state;
	const char *text;
	enum json_verdict v;
	int c, got;

	if (next_place(r, &c))
		return -1;
	if (c == EOF)
		return 0;
	if (s->layout)
		return bad(r, "text after the object of columns");
	got = scan(r, &v);
	if (got <= 0)
		return got;
	text = r->src.buf + r->src.at;
	if (v == JSON_BAD)
		return diag_add(r->diag, advance(here(r), text, s->scan.at),
		    s->scan.code, "%s", s->scan.what);
	if (v == JSON_MEMORY)
		return reader_memory(r);
	if (copy(r) || mark_doubts(r))
		return -1;
	cJSON_Delete(s->tree);
	s->tree = cJSON_ParseWithLengthOpts(s->text, s->scan.end + 1, NULL, 1);
	return s->tree ? 1 : reader_memory(r);
}

size_t
json_count(const cJSON *v)
{
	size_t n = 1;

	/* json_scan() has bounded the depth */
	for (const cJSON *e = v->child; e; e = e->next)
		n += json_count(e);
	return n;
}
