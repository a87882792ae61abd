/*
 * board.c - a calculation as it is written on a blackboard.
 *
 * Rows that are given, one behind the other and about one thing, make a title:
 * "name value" each, but the first, if it is a text, stands for itself.  Steps
 * stand below it, their parts one under the other:
 *
 *	main.csv:25  id s0023, label 0, logit -3.1452
 *	  p_t = 1 - p  = 1 - 0.0412808  = 0.958719  probability of the truth
 */
#include "board.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct board_state {
	struct out cells;	/* of the block, each ending in a NUL */
	size_t lines;		/* of the block */
	size_t width[BOARD_COLUMNS];
	size_t givens;		/* in the title that is open */
	struct out key, last;	/* what this row and the last are about */
};

/* What stands before a cell. */
static const char *const lead[BOARD_COLUMNS] = { "  ", " = ", " = ", " = ",
	"  " };

static size_t
width_of(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* A cell as it is shown: escaped, but, as it is a formula, not cut. */
static void
put_cell(const struct writer *w, struct out *o, const struct value *v)
{
	char *shown;

	if (v->kind != VALUE_TEXT) {
		writer_value(w, o, v);
		return;
	}
	shown = out_room(o, 4 * v->len + 1);
	if (shown) {
		diag_escape(shown, 4 * v->len + 1, v->text, v->len);
		out_wrote(o, shown + strlen(shown));
	}
}

static void
pad(struct out *o, size_t n)
{
	while (n-- > 0)
		out_bytes(o, " ", 1);
}

/* One line; returns the end of its cells. */
static const char *
put_line(struct writer *w, const char *cell)
{
	const struct board_state *s = w->state;
	size_t owed = 0;	/* blanks that only a further cell needs */

	for (size_t i = 0; i < BOARD_COLUMNS; i++) {
		size_t len = strlen(cell);

		/* a cell that no line of the block has takes no place */
		if (len) {
			pad(w->out, owed);
			out_text(w->out, lead[i]);
			out_bytes(w->out, cell, len);
			owed = s->width[i] - width_of(cell);
		} else if (s->width[i]) {
			owed += strlen(lead[i]) + s->width[i];
		}
		cell += len + 1;
	}
	out_text(w->out, "\n");
	return cell;
}

/* The block is whole: its widths are known. */
static void
settle(struct writer *w)
{
	struct board_state *s = w->state;
	const char *cell = s->cells.buf;

	if (s->cells.failed)
		out_fail(w->out, s->cells.error);
	else
		for (size_t i = 0; i < s->lines; i++)
			cell = put_line(w, cell);
	s->cells.n = s->lines = 0;
	memset(s->width, 0, sizeof s->width);
}

static void
keep_line(struct writer *w, const struct value *v)
{
	struct board_state *s = w->state;

	for (size_t i = 0; i < BOARD_COLUMNS; i++) {
		size_t at = s->cells.n, width;

		put_cell(w, &s->cells, &v[i]);
		out_bytes(&s->cells, "", 1);
		if (s->cells.failed)
			return;
		width = width_of(s->cells.buf + at);
		if (width > s->width[i])
			s->width[i] = width;
	}
	s->lines++;
}

/* Is the row about something else than the one before it? */
static bool
is_new(struct writer *w, const struct value *v)
{
	struct board_state *s = w->state;
	struct out last = s->last;

	s->last = s->key;
	s->key = last;
	s->key.n = 0;
	for (size_t i = 0; i + BOARD_COLUMNS < w->cols; i++)
		if (!w->col[i].count) {
			put_cell(w, &s->key, &v[i]);
			out_bytes(&s->key, "", 1);
		}
	if (s->key.failed)
		out_fail(w->out, s->key.error);
	return s->key.n != s->last.n ||
	    (s->key.n && memcmp(s->key.buf, s->last.buf, s->key.n));
}

static void
end_title(struct writer *w)
{
	struct board_state *s = w->state;

	if (s->givens)
		out_text(w->out, "\n");
	s->givens = 0;
}

static void
put_given(struct writer *w, const struct value *v)
{
	struct board_state *s = w->state;

	if (!s->givens)
		settle(w);
	if (s->givens)
		out_text(w->out, s->givens == 1 ? "  " : ", ");
	if (s->givens++ || v[BOARD_VALUE].kind != VALUE_TEXT) {
		put_cell(w, w->out, &v[BOARD_STEP]);
		out_text(w->out, " ");
	}
	put_cell(w, w->out, &v[BOARD_VALUE]);
}

static void
board_begin(struct writer *w)
{
	struct board_state *s = calloc(1, sizeof *s);

	w->state = s;
	if (!s)
		out_fail(w->out, ENOMEM);
	else
		s->cells.fd = s->key.fd = s->last.fd = -1;
}

static void
board_row(struct writer *w, const struct value *v)
{
	const struct value *board = v + w->cols - BOARD_COLUMNS;

	if (!w->state)
		return;
	if (w->quiet) {
		writer_value(w, w->out, &board[BOARD_VALUE]);
		out_text(w->out, "\n");
		return;
	}
	if (is_new(w, v) || board[BOARD_FORMULA].kind != VALUE_NONE)
		end_title(w);
	if (board[BOARD_FORMULA].kind == VALUE_NONE)
		put_given(w, board);
	else
		keep_line(w, board);
}

static void
board_end(struct writer *w)
{
	struct board_state *s = w->state;

	if (!s)
		return;
	end_title(w);
	settle(w);
	writer_sign(w);
}

static void
board_drop(struct writer *w)
{
	struct board_state *s = w->state;

	if (!s)
		return;
	free(s->cells.buf);
	free(s->key.buf);
	free(s->last.buf);
	free(s);
}

const struct writer_ops board_writer = { .name = "text", .suffixes = ".txt",
	.about = "a calculation, line by line", .digits = 6,
	.begin = board_begin, .row = board_row, .end = board_end,
	.drop = board_drop };

const struct writer_ops *
board_for(const struct writer_ops *ops)
{
	return ops == &text_writer   ? &board_writer
	    : ops == &github_writer ? &github_board_writer
				    : ops;
}
