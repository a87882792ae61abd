/* plain.c - index, check, pick the columns in use, convert them. */
#include "plain.h"

#include <stdlib.h>
#include <string.h>

int
plain_init(struct plain *w, const struct reader *r,
    const struct fields_tier *tier)
{
	*w = (struct plain){ .tier = tier, .probe = *r };
	w->probe.diag = &w->diag;
	w->probe.cell = calloc(r->cols, sizeof *w->probe.cell);
	return w->probe.cell ? 0 : -1;
}

void
plain_free(struct plain *w)
{
	free(w->probe.cell);
	free(w->at);
	free(w->end);
	free(w->size);
	free(w->unproved);
	*w = (struct plain){ 0 };
}

static int
grow_separators(struct plain *w, size_t len)
{
	uint32_t *at;

	if (len + FIELDS_SLACK <= w->at_room)
		return 0;
	at = malloc((len + FIELDS_SLACK + 1) * sizeof *at);
	if (!at)
		return -1;
	free(w->at);
	at[0] = UINT32_MAX;	/* the first field begins one further, at 0 */
	w->at = at;
	w->at_room = len + FIELDS_SLACK;
	return 0;
}

static int
grow_fields(struct plain *w, size_t n)
{
	if (n <= w->room)
		return 0;
	free(w->end);
	free(w->size);
	free(w->unproved);
	w->room = n + n / 4;
	w->end = malloc(w->room * sizeof *w->end);
	w->size = malloc(w->room * sizeof *w->size);
	w->unproved = malloc(w->room * sizeof *w->unproved);
	if (w->end && w->size && w->unproved)
		return 0;
	w->room = 0;
	return -1;
}

/* In runs that bytes can count, so that the compiler takes many at a time. */
static size_t
count_newlines(const char *text, size_t len)
{
	enum { WIDE = 64, RUN = 255 };
	size_t count = 0, i = 0;

	while (len - i >= WIDE) {
		unsigned char in[WIDE] = { 0 };

		for (int run = 0; run < RUN && len - i >= WIDE; run++, i += WIDE)
			for (int k = 0; k < WIDE; k++)
				in[k] = (unsigned char)(in[k] +
				    (text[i + (size_t)k] == '\n'));
		for (int k = 0; k < WIDE; k++)
			count += in[k];
	}
	for (; i < len; i++)
		count += text[i] == '\n';
	return count;
}

/* Do the n separators make rows of cols fields, each ending in a newline? */
static bool
is_regular(const char *text, size_t len, const uint32_t *at, size_t n,
    size_t cols)
{
	size_t rows = n / cols;

	if (n == 0 || n % cols)
		return false;
	for (size_t i = 0; i < rows; i++)
		if (text[at[(i + 1) * cols]] != '\n')
			return false;
	return count_newlines(text, len) == rows;
}

/* The ends and sizes of the fields of n columns, row by row. */
static void
pick(struct plain *w, size_t cols, size_t rows, const size_t *col, size_t n)
{
	const uint32_t *at = w->at;
	size_t k = 0;

	for (size_t i = 0; i < rows && n == 1; i++) {
		w->end[i] = at[i * cols + *col + 1];
		w->size[i] = w->end[i] - (at[i * cols + *col] + 1);
	}
	for (size_t i = 0; i < rows && n > 1; i++, at += cols)
		for (size_t c = 0; c < n; c++, k++) {
			w->end[k] = at[col[c] + 1];
			w->size[k] = at[col[c] + 1] - (at[col[c]] + 1);
		}
}

/* Show field k to the exact converters as the cell of its column. */
static void
show(struct plain *w, const char *text, size_t k, size_t col)
{
	w->probe.cell[col] = (struct cell){ CELL_TEXT,
		text + w->end[k] - w->size[k], w->size[k], col };
}

/* The numbers of n columns; false if one of them is none. */
static bool
convert(struct plain *w, const struct job *j, const char *text, size_t cols,
    size_t rows, const size_t *col, size_t n, double *x)
{
	size_t left;

	pick(w, cols, rows, col, n);
	left = w->tier->convert(text, w->end, w->size, rows * n, x, w->unproved);
	for (size_t i = 0; i < left; i++) {
		size_t k = w->unproved[i], c = col[k % n];

		show(w, text, k, c);
		if (batch_score(j, &w->probe, c, &x[k]))
			return false;
	}
	return true;
}

/* One digit, as nearly all labels are: -1 if it is anything else. */
static int
digit(const char *text, uint32_t end, uint32_t size)
{
	return size == 1 && text[end - 1] >= '0' && text[end - 1] <= '9'
	    ? text[end - 1] - '0' : -1;
}

/* Two to six digits: a class of many. */
static int
small_number(const char *text, uint32_t end, uint32_t size)
{
	int n = 0;

	if (size > 6 || size == 0 || text[end - size] == '0')
		return -1;
	for (uint32_t i = end - size; i < end; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		n = 10 * n + (text[i] - '0');
	}
	return n;
}

/* The label of target k, which is column col: by its digits, or exactly. */
static bool
target(struct plain *w, const struct plan *p, const struct job *j,
    const char *text, size_t k, size_t col, int top, struct batch *b)
{
	int y = digit(text, w->end[k], w->size[k]);

	if (y < 0 && top > 9)
		y = small_number(text, w->end[k], w->size[k]);
	if (y >= 0 && y <= top) {
		b->y[k] = y;
		return true;
	}
	show(w, text, k, col);
	return !batch_target(p, j, &w->probe, col, &b->y[k], &b->positive);
}

/* Labels of one digit, as nearly all are; false if one is not. */
static bool
one_digit_targets(const struct plain *w, const char *text, size_t cols,
    size_t rows, const struct plan *p, int top, double *y)
{
	const uint32_t *row = w->at;
	bool odd = top < 0;

	for (size_t i = 0; i < rows && !odd; i++, row += cols)
		for (size_t c = 0; c < p->t; c++) {
			const uint32_t *at = row + p->target[c];
			/* of an empty field this is the byte before it */
			const char *end = text + at[1];
			int digit = end[-1] - '0';

			odd |= at[1] - at[0] != 2 || digit < 0 || digit > 9 ||
			    digit > top;
			*y++ = digit;
		}
	return !odd;
}

static bool
targets(struct plain *w, const struct plan *p, const struct job *j,
    const char *text, size_t cols, size_t rows, struct batch *b)
{
	/* digits stand for themselves: 0 and 1, or the classes 0 to c-1 */
	int top = j->pos_label	     ? -1
	    : !p->mode->classes	     ? 1
	    : p->indexed && p->c < 1000000 ? (int)p->c - 1 : -1;
	size_t k = 0;

	if (one_digit_targets(w, text, cols, rows, p, top, b->y))
		return true;
	pick(w, cols, rows, p->target, p->t);
	for (size_t i = 0; i < rows; i++)
		for (size_t c = 0; c < p->t; c++, k++)
			if (!target(w, p, j, text, k, p->target[c], top, b))
				return false;
	return true;
}

static void
keep(const struct plain *w, size_t cols, size_t rows, size_t col,
    struct kept *kept)
{
	for (size_t i = 0; i < rows; i++) {
		const uint32_t *at = w->at + i * cols + col;
		uint32_t begin = at[0] + 1;

		kept[i] = (struct kept){ begin, at[1] - begin, false };
	}
}

int
plain_block(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b)
{
	size_t cols = r->cols, n, rows, most;
	char delimiter =
	    r->opt->delimiter ? r->opt->delimiter : r->ops->delimiter;
	bool hard;

	b->n = 0;
	w->diag.notes = 0;
	/* a block is that long only where a field may be over its cap */
	if (cols < 2 || len > SOURCE_LINE)
		return 0;
	if (grow_separators(w, len))
		return -1;
	n = w->tier->index(text, len, delimiter, w->at + 1, &hard);
	rows = n / cols;
	if (hard || !is_regular(text, len, w->at, n, cols))
		return 0;
	most = p->c > p->t ? p->c : p->t;
	if (grow_fields(w, rows * most) || batch_grow(b, rows))
		return -1;
	if (!convert(w, j, text, cols, rows, p->score, p->c, b->x) ||
	    !targets(w, p, j, text, cols, rows, b))
		return 0;
	if (b->weighted && !convert(w, j, text, cols, rows, &p->weight, 1, b->w))
		return 0;
	for (size_t i = 0; i < rows && (!p->from_logits || b->w); i++)
		if (batch_check(p, j, &w->probe, b, i))
			return 0;
	if (b->keep) {
		keep(w, cols, rows, p->target[0], b->label);
		if (p->id != NO_COLUMN)
			keep(w, cols, rows, p->id, b->id);
	}
	b->base = text;
	b->n = rows;
	return 1;
}
