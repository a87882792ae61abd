/*
 * text.c - aligned columns for people.
 *
 * The first rows are kept until their widths are known; rows beyond that many
 * are written as they come, in the same widths, so any length is bounded.
 */
#include "writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_ROWS = 1000 };

struct text_state {
	struct out cells;	/* the kept rows, each cell ending in a NUL */
	size_t *width;		/* [cols] */
	bool settled;		/* widths are final */
};

/* How many columns of a terminal UTF-8 text takes, roughly: its characters. */
static size_t
width_of(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* A cell as it is shown: the user's bytes escaped and cut. */
static void
put_cell(const struct writer *w, struct out *o, const struct value *v)
{
	char shown[WRITER_SHOWN];

	if (v->kind == VALUE_TEXT)
		out_bytes(o, shown, writer_shown(shown, v->text, v->len));
	else if (v->kind == VALUE_NONE)
		out_text(o, "-");	/* so that columns can be counted */
	else
		writer_value(w, o, v);
}

static void
pad(struct out *o, size_t n)
{
	while (n-- > 0)
		out_bytes(o, " ", 1);
}

/* One line of cells, each ending in a NUL; returns the end of them. */
static const char *
put_line(struct writer *w, const char *cell)
{
	const struct text_state *s = w->state;
	size_t owed = 0;	/* blanks that only a further cell needs */
	size_t gap = w->quiet ? 1 : 2;

	for (size_t i = 0, k = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		size_t len = strlen(cell), width = width_of(cell, len);
		size_t fill = width < s->width[i] ? s->width[i] - width : 0;

		/* bare values are for programs: nothing is aligned */
		fill = w->quiet ? 0 : fill;
		pad(w->out, owed + (k++ ? gap : 0));
		pad(w->out, w->col[i].left ? 0 : fill);
		out_bytes(w->out, cell, len);
		owed = w->col[i].left ? fill : 0;
		cell += len + 1;
	}
	out_text(w->out, "\n");
	return cell;
}

static void
widen(struct text_state *s, size_t i, const char *cell, size_t len)
{
	size_t width = width_of(cell, len);

	if (width > s->width[i])
		s->width[i] = width;
}

/* Keep a cell; without memory for it the whole table is lost. */
static void
keep_cell(struct writer *w, size_t i, const struct value *v)
{
	struct text_state *s = w->state;
	size_t at = s->cells.n;

	if (s->cells.failed)
		return;
	put_cell(w, &s->cells, v);
	out_bytes(&s->cells, "", 1);
	if (s->cells.failed)
		out_fail(w->out, s->cells.error);
	else if (!s->settled)
		widen(s, i, s->cells.buf + at, s->cells.n - 1 - at);
}

/* The widths are what the kept rows need: write them all. */
static void
settle(struct writer *w)
{
	struct text_state *s = w->state;
	const char *cell = s->cells.buf;
	uint64_t rows = w->rows < KEPT_ROWS ? w->rows : KEPT_ROWS;

	s->settled = true;
	if (s->cells.failed || !cell)
		return;
	for (uint64_t r = 0; r < rows + !w->quiet; r++)
		cell = put_line(w, cell);
	s->cells.n = 0;
}

static void
text_begin(struct writer *w)
{
	struct text_state *s = calloc(1, sizeof *s);

	w->state = s;
	if (s)
		s->width = calloc(w->cols + 1, sizeof *s->width);
	if (!s || !s->width) {
		out_fail(w->out, ENOMEM);
		return;
	}
	s->cells.fd = -1;
	for (size_t i = 0; i < w->cols && !w->quiet; i++) {
		struct value name = { .kind = VALUE_TEXT,
			.text = w->col[i].name, .len = strlen(w->col[i].name) };

		if (writer_shows(w, i))
			keep_cell(w, i, &name);
	}
}

static void
text_row(struct writer *w, const struct value *v)
{
	struct text_state *s = w->state;

	if (!s || !s->width)
		return;
	if (w->rows == KEPT_ROWS && !s->settled)
		settle(w);
	for (size_t i = 0; i < w->cols; i++)
		if (writer_shows(w, i))
			keep_cell(w, i, &v[i]);
	if (s->settled && s->cells.buf && !s->cells.failed) {
		put_line(w, s->cells.buf);
		s->cells.n = 0;
	}
}

static void
text_end(struct writer *w)
{
	struct text_state *s = w->state;

	if (!s || !s->width)
		return;
	if (!s->settled)
		settle(w);
	writer_sign(w);
}

static void
text_drop(struct writer *w)
{
	struct text_state *s = w->state;

	if (!s)
		return;
	free(s->cells.buf);
	free(s->width);
	free(s);
}

const struct writer_ops text_writer = { .name = "text", .suffixes = ".txt",
	.about = "aligned columns, 6 digits", .digits = 6,
	.begin = text_begin, .row = text_row, .end = text_end,
	.drop = text_drop };
