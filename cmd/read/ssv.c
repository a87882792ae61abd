/*
 * ssv.c - fields between blanks and tabs, as numpy.savetxt() writes them.
 *
 * There are no quotes, so a line is taken apart in one walk, which stops where
 * a field or a row gets too long.
 */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

enum { FIELD_CAP = 1 << 20, RECORD_CAP = 1 << 26 };

struct ssv_state {
	uint64_t line;		/* of the next byte */
	uint64_t blank;		/* see reader_blank() */
	struct word {
		uint32_t at, len;	/* from the front of the window */
	} *word;
	size_t words, room;
	size_t most;		/* of further words nothing is kept */
	size_t used;		/* of the window by the current record */
	bool pending;		/* -H: the first record is still to be given */
};

static struct place
place_of(const struct reader *r, size_t at)
{
	return (struct place){ r->src.name, r->line, at + 1 };
}

static struct place
ssv_locate(struct reader *r, size_t col)
{
	const struct ssv_state *s = r->state;

	return place_of(r, s->word[col].at);
}

static int
add_word(struct reader *r, size_t at, size_t len)
{
	struct ssv_state *s = r->state;

	if (s->words >= s->most) {
		s->words++;
		return 0;
	}
	if (s->words == s->room) {
		size_t room = s->room ? 2 * s->room : 16;
		struct word *word = realloc(s->word, room * sizeof *word);

		if (!word)
			return reader_memory(r);
		s->word = word;
		s->room = room;
	}
	s->word[s->words++] = (struct word){ (uint32_t)at, (uint32_t)len };
	return 0;
}

/* A byte that neither parts fields nor belongs into one. */
static int
bad_byte(struct reader *r, size_t at)
{
	char byte = r->src.buf[r->src.at + at];

	if (byte == '\0')
		return diag_add(r->diag, place_of(r, at), "csv-syntax",
		    "a NUL byte, %u bytes into the file",
		    r->src.offset + (uint64_t)at);
	if (byte == '"') {
		diag_add(r->diag, place_of(r, at), "csv-syntax",
		    "a quote, where blanks part the fields");
		return diag_hint(r->diag, "quotes are for CSV: -f csv -d ' '");
	}
	diag_add(r->diag, place_of(r, at), "csv-syntax",
	    "a carriage return that no line feed follows");
	return diag_hint(r->diag,
	    "give all lines one kind of end: tr '\\r' '\\n', or dos2unix");
}

/* Is byte number at there?  It may have to be read first: 1, 0, -1. */
static int
have(struct reader *r, size_t at)
{
	int got = 1;

	while (r->src.len - r->src.at <= at && got > 0)
		got = source_fill(&r->src);
	return got;
}

/* Take the next line apart: 1, 0 at the end, -1. */
static int
row(struct reader *r)
{
	static const char ends[] = " \t\n\r\"";		/* and NUL */
	struct ssv_state *s = r->state;
	size_t at = 0, from = 0;
	int got;

	source_skip(&r->src, s->used);
	s->used = s->words = 0;
	r->line = s->line;
	while ((got = have(r, at)) > 0) {
		const char *p = r->src.buf + r->src.at;
		size_t len = r->src.len - r->src.at;

		while (at < len && ((unsigned char)p[at] > '"' ||
				       !memchr(ends, p[at], sizeof ends)))
			at++;
		if (at - from > FIELD_CAP)
			return diag_add(r->diag, place_of(r, from), "csv-size",
			    "a field longer than 1 MiB");
		if (at > RECORD_CAP)
			return diag_add(r->diag,
			    (struct place){ r->src.name, r->line, 0 },
			    "csv-size", "a row longer than 64 MiB");
		if (at == len)
			continue;
		if (at > from && add_word(r, from, at - from))
			return -1;
		if (p[at] == '\r') {
			got = have(r, at + 1);
			if (got < 0)
				return -1;
			/* the last one of all may have lost its line feed */
			if (got && r->src.buf[r->src.at + at + 1] != '\n')
				return bad_byte(r, at);
		} else if (p[at] == '\n') {
			s->line++;
			s->used = at + 1;
			return 1;
		} else if (p[at] != ' ' && p[at] != '\t') {
			return bad_byte(r, at);
		}
		from = ++at;
	}
	if (got < 0)
		return -1;
	if (at > from && add_word(r, from, at - from))
		return -1;
	s->used = at;
	return at > 0;
}

static bool
is_comment(const struct reader *r)
{
	const struct ssv_state *s = r->state;

	return s->words && r->src.buf[r->src.at + s->word[0].at] == '#';
}

static void
set_cells(struct reader *r)
{
	const struct ssv_state *s = r->state;
	const char *p = r->src.buf + r->src.at;

	for (size_t i = 0; i < r->cols; i++)
		r->cell[i] = (struct cell){ CELL_TEXT, p + s->word[i].at,
			s->word[i].len, { i } };
}

static int
ssv_next(struct reader *r)
{
	struct ssv_state *s = r->state;
	int got;

	if (s->pending) {
		s->pending = false;
		set_cells(r);
		return 1;
	}
	while ((got = row(r)) > 0) {
		if (reader_blank(r, s->words, &s->blank))
			continue;
		if (is_comment(r)) {
			diag_add(r->diag,
			    (struct place){ r->src.name, r->line, 0 },
			    "csv-syntax", "a comment between rows");
			diag_hint(r->diag, "leave it out: grep -v '^#'");
		} else if (s->words == r->cols) {
			set_cells(r);
			return 1;
		} else {
			reader_ragged(r, s->words);
		}
	}
	return got;
}

/* numpy.savetxt() writes "# a b"; others "#a b", or no mark at all. */
static void
drop_mark(struct reader *r)
{
	struct ssv_state *s = r->state;

	if (!is_comment(r))
		return;
	s->word[0].at++;
	if (--s->word[0].len == 0)
		memmove(s->word, s->word + 1, --s->words * sizeof *s->word);
}

static int
add_columns(struct reader *r)
{
	struct ssv_state *s = r->state;
	char *name = NULL;
	size_t room = 0;
	int rc = 0;

	for (size_t i = 0; i < s->words && !rc; i++) {
		const struct word *w = &s->word[i];

		if (w->len >= room) {
			free(name);
			room = 2 * w->len + 1;
			name = malloc(room);
			if (!name)
				return reader_memory(r);
		}
		memcpy(name, r->src.buf + r->src.at + w->at, w->len);
		name[w->len] = '\0';
		rc = reader_add_header(r, name);
	}
	free(name);
	return rc;
}

static int
ssv_open(struct reader *r)
{
	struct ssv_state *s = r->state;
	int got;

	s->line = 1;
	s->most = READER_COLUMNS;
	if (r->opt->delimiter) {
		diag_add(r->diag, (struct place){ r->src.name, 0, 0 }, "usage",
		    "--delimiter is not for ssv, where blanks part the fields");
		return diag_hint(r->diag, "-f csv takes any delimiter");
	}
	got = row(r);
	r->named = !r->opt->no_header;
	/* columns that shall have no names: then these are remarks */
	while (got > 0 && !r->named && is_comment(r))
		got = row(r);
	if (got < 0)
		return -1;
	if (reader_width(r, s->words, "csv-size"))
		return -1;
	drop_mark(r);
	if (got == 0 || s->words == 0)
		return diag_add(r->diag,
		    (struct place){ r->src.name, r->line, 0 }, "csv-syntax",
		    r->named ? "the header line is blank"
			     : "the first line is blank");
	s->most = s->words;
	s->pending = !r->named;
	return add_columns(r);
}

static void
ssv_close(struct reader *r)
{
	struct ssv_state *s = r->state;

	free(s->word);
}

const struct reader_ops ssv_reader = { .name = "ssv", .suffixes = ".ssv",
	.about = "the same with blanks, as numpy.savetxt() writes it",
	.size = sizeof(struct ssv_state), .open = ssv_open, .next = ssv_next,
	.locate = ssv_locate, .close = ssv_close };
