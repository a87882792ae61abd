/* plain.c - pick the columns in use, and convert them. */
#include "plain.h"
#include "../number.h"

#include <stdlib.h>
#include <string.h>

/* The reader's own state is not the probe's to look at: it may be at work. */
static struct place
nowhere(struct reader *r, size_t col)
{
	(void)r;
	(void)col;
	return (struct place){ 0 };
}

static const struct reader_ops probe_ops = { .locate = nowhere };

int
plain_init(struct plain *w, const struct reader *r, const struct plan *p,
    const struct fields_tier *tier)
{
	*w = (struct plain){ .tier = tier, .probe = *r,
		.diag = malloc(sizeof *w->diag) };
	w->probe.ops = &probe_ops;
	w->probe.diag = w->diag;
	w->probe.cell = calloc(r->cols, sizeof *w->probe.cell);
	w->csv = calloc(r->cols, sizeof *w->csv);
	w->rest = malloc(r->cols * sizeof *w->rest);
	if (!w->diag || !w->probe.cell || !w->csv || !w->rest)
		return -1;
	for (size_t c = 0; c < r->cols; c++)
		w->rest[c] = c != p->weight;
	for (size_t k = 0; k < p->c; k++)
		w->rest[p->score[k]] = false;
	for (size_t k = 0; k < p->t; k++)
		w->rest[p->target[k]] = false;
	return 0;
}

void
plain_free(struct plain *w)
{
	json_scan_free(&w->scan);
	free(w->diag);
	free(w->probe.cell);
	free(w->csv);
	free(w->rest);
	free(w->other);
	free(w->at);
	free(w->end);
	free(w->size);
	free(w->unproved);
	free(w->joined);
	free(w->partner);
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
	at[0] = UINT32_MAX;	/* the first row begins one further, at 0 */
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

/* Does each of the n columns begin behind the separator that ends the last? */
static bool
side_by_side(const struct fields_place *field, const size_t *col, size_t n)
{
	for (size_t c = 0; c < n; c++) {
		const struct fields_place f = field[col[c]];

		if (f.before != field[col[0]].before + c ||
		    f.after != f.before + 1 || (c > 0 && f.skip != 1) ||
		    (c + 1 < n && f.back != 0))
			return false;
	}
	return true;
}

/* pick() of such columns: only the first and the last have more around them. */
static void
pick_run(struct plain *w, size_t rows, const size_t *col, size_t n)
{
	const struct fields_place first = w->row.field[col[0]];
	const struct fields_place last = w->row.field[col[n - 1]];
	const uint32_t *at = w->at + first.before;
	uint32_t *end = w->end, *size = w->size;

	for (size_t i = 0; i < rows; i++, end += n, size += n) {
		for (size_t c = 0; c < n; c++) {
			end[c] = at[c + 1];
			size[c] = at[c + 1] - at[c] - 1;
		}
		size[0] -= first.skip - 1;
		size[n - 1] -= last.back;
		end[n - 1] -= last.back;
		at += w->row.separators;
	}
}

/* Is none of the sizes negative, as where two gaps share a byte? */
static bool
have_sizes(const struct plain *w, size_t n)
{
	uint32_t all = 0;

	for (size_t k = 0; k < n; k++)
		all |= w->size[k];
	return all <= INT32_MAX;
}

/* The ends and sizes of the fields of n columns, row by row. */
static bool
pick(struct plain *w, size_t rows, const size_t *col, size_t n)
{
	const struct fields_place *field = w->row.field;
	const uint32_t *at = w->at;
	size_t k = 0;

	if (side_by_side(field, col, n)) {
		pick_run(w, rows, col, n);
		return have_sizes(w, rows * n);
	}
	for (size_t i = 0; i < rows; i++, at += w->row.separators)
		for (size_t c = 0; c < n; c++, k++) {
			const struct fields_place *f = &field[col[c]];

			w->end[k] = at[f->after] - f->back;
			w->size[k] = w->end[k] - (at[f->before] + f->skip);
		}
	return have_sizes(w, rows * n);
}

/* What kind of cell these bytes are in that column. */
static enum cell_kind
kind_of(const struct plain *w, const char *text, size_t col)
{
	if (!w->row.json)
		return CELL_TEXT;
	if (w->row.field[col].string)
		return CELL_STRING;
	return *text == 'n' ? CELL_NULL
	    : *text == 't' || *text == 'f' ? CELL_WORD : CELL_NUMBER;
}

bool
plain_bare(struct plain *w, const char *text, size_t len)
{
	static const char *const word[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (len == strlen(word[i]) && !memcmp(text, word[i], len))
			return true;
	return (*text == '-' || (*text >= '0' && *text <= '9')) &&
	    json_scan(&w->scan, text, len, true) == JSON_OK &&
	    w->scan.end == len;
}

/*
 * Show field k to the exact converters as the cell of its column; false if it
 * is none.
 */
static bool
show(struct plain *w, const char *text, size_t k, size_t col)
{
	const char *at = text + w->end[k] - w->size[k];

	w->probe.cell[col] = (struct cell){ kind_of(w, at, col), at, w->size[k],
		{ col } };
	return !w->row.json || w->row.field[col].string ||
	    plain_bare(w, at, w->size[k]);
}

/*
 * JSON wants a digit at both ends and no needless 0: what convert() proves, or
 * show() looks at, is then a number of JSON.  All ends of n fields at once.
 */
static bool
have_digits(const struct plain *w, const char *text, size_t n)
{
	const uint32_t one = 10 << 8;	/* no digit, then anything */
	uint32_t odd = 0;

	for (size_t k = 0; k < n; k++) {
		const char *end = text + w->end[k], *from = end - w->size[k];
		uint32_t first, last = (unsigned char)end[-1] ^ (uint32_t)'0';
		uint16_t two;

		/* 0 to 9 is a digit; after a 0 there must be none */
		memcpy(&two, from + (*from == '-'), sizeof two);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		two = __builtin_bswap16(two);
#endif
		first = two ^ (uint32_t)('0' << 8 | '0');
		odd |= (first - 10) | (one - 1 - first) | (9 - last);
	}
	return odd <= INT32_MAX;
}

/* The numbers of n columns, picked; false if one of them is none. */
static bool
convert(struct plain *w, const struct job *j, const char *text, size_t rows,
    const size_t *col, size_t n, double *x)
{
	size_t left;

	if (w->row.json && !have_digits(w, text, rows * n))
		return false;
	left = w->tier->convert(text, w->end, w->size, rows * n, x, w->unproved);
	for (size_t i = 0; i < left; i++) {
		size_t k = w->unproved[i], c = col[k % n];

		if (!show(w, text, k, c) ||
		    batch_score(j, &w->probe, c, &x[k]))
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
	if (!show(w, text, k, col))
		return false;
	if (b->ignored && batch_ignores(j, &w->probe.cell[col])) {
		b->y[k] = 0;
		return b->ignored[k] = true;
	}
	return !batch_target(p, j, &w->probe, col, &b->y[k], &b->met);
}

/*
 * Labels of n columns side by side: a digit, a separator, a digit...  If every
 * second byte is a digit, n separators have room only between them.
 */
static bool
one_digit_run(const struct plain *w, const char *restrict text, size_t rows,
    const struct fields_place *field, size_t n, int top, double *restrict y)
{
	const uint32_t *restrict at = w->at + field[0].before;
	uint32_t back = field[n - 1].back;
	uint32_t odd = 0, most = top < 9 ? (uint32_t)top : 9;

	for (size_t i = 0; i < rows; i++, at += w->row.separators, y += n) {
		const char *first = text + (uint32_t)(*at + 1);

		if (at[n] - at[0] != 2 * n + back)
			return false;
		for (size_t c = 0; c < n; c++) {
			uint32_t digit = (unsigned char)first[2 * c] -
			    (uint32_t)'0';

			odd |= digit | (most - digit);
			y[c] = (int)digit;
		}
	}
	return odd <= INT32_MAX;
}

/* Labels of one digit, as nearly all are; false if one is not. */
static bool
one_digit_targets(const struct plain *w, const char *text, size_t rows,
    const struct plan *p, int top, double *y)
{
	const struct fields_place *first = &w->row.field[p->target[0]];
	const uint32_t *at = w->at;
	bool odd = top < 0;

	if (!odd && first->skip == 1 &&
	    side_by_side(w->row.field, p->target, p->t))
		return one_digit_run(w, text, rows, first, p->t, top, y);
	for (size_t i = 0; i < rows && !odd; i++, at += w->row.separators)
		for (size_t c = 0; c < p->t; c++) {
			const struct fields_place *f =
			    &w->row.field[p->target[c]];
			uint32_t end = at[f->after] - f->back;
			/* of an empty field this is the byte before it */
			int digit = (text + end)[-1] - '0';

			odd |= end - (at[f->before] + f->skip) != 1 ||
			    digit < 0 || digit > 9 || digit > top;
			*y++ = digit;
		}
	return !odd;
}

/* May --ignore name one of the labels 0 to top? */
static bool
ignores_digits(const struct job *j, int top)
{
	double x;

	return number_parse(j->ignore, strlen(j->ignore), &x) == NUMBER_OK &&
	    x >= 0 && x <= top;
}

/* Up to what digits stand for themselves: 0 and 1, or the classes; or -1. */
static int
top_digit(const struct plan *p, const struct job *j)
{
	int top = j->pos_label	     ? -1
	    : !p->mode->classes	     ? 1
	    : p->indexed && p->c < 1000000 ? (int)p->c - 1 : -1;

	/* ... unless one of them is to be ignored */
	return j->ignore && ignores_digits(j, top) ? -1 : top;
}

/* Labels one by one. */
static bool
targets(struct plain *w, const struct plan *p, const struct job *j,
    const char *text, size_t rows, int top, struct batch *b)
{
	size_t k = 0;

	if (!pick(w, rows, p->target, p->t))
		return false;
	for (size_t i = 0; i < rows; i++)
		for (size_t c = 0; c < p->t; c++, k++)
			if (!target(w, p, j, text, k, p->target[c], top, b))
				return false;
	return true;
}

/* walk() for many scores or labels. */
static bool
walk_wide(struct plain *w, const struct plan *p, const char *text, size_t rows,
    int top, double *y, bool *digits)
{
	size_t step = w->row.separators;
	const uint32_t *at = w->at;
	bool odd = false;

	for (size_t i = 0; i < rows; i++, at += step)
		odd |= text[at[step]] != '\n';
	*digits = !odd && one_digit_targets(w, text, rows, p, top, y);
	return !odd && pick(w, rows, p->score, p->c);
}

/*
 * The first way through the rows: does each end with a newline?  If so, the
 * scores are picked, and y has the labels if they all are single digits.
 */
static bool
walk(struct plain *w, const struct plan *p, const char *text, size_t rows,
    int top, double *y, bool *digits)
{
	struct fields_pairs pairs;
	int are;

	if (p->c != 1 || p->t != 1)
		return walk_wide(w, p, text, rows, top, y, digits);
	pairs = (struct fields_pairs){ w->row.field[p->score[0]],
		w->row.field[p->target[0]], w->row.separators,
		top < 9 ? (uint32_t)top : 9 };
	are = w->tier->pairs(text, w->at, rows, &pairs, w->end, w->size, y);
	*digits = top >= 0 && are & FIELDS_DIGITS;
	return are & FIELDS_ROWS;
}

static void
keep(struct plain *w, const char *text, size_t rows, size_t col,
    struct kept *kept)
{
	(void)pick(w, rows, &col, 1);
	for (size_t i = 0; i < rows; i++) {
		size_t at = w->end[i] - w->size[i];
		enum cell_kind kind = kind_of(w, text + at, col);

		kept[i] = (struct kept){ kind == CELL_NULL ? NO_COLUMN : at,
			kind == CELL_NULL ? 0 : w->size[i], kind };
	}
}

int
plain_index(struct plain *w, const char *text, size_t len, char delimiter,
    struct fields_seen *seen)
{
	if (grow_separators(w, len))
		return -1;
	*seen = w->tier->index(text, len, delimiter, w->at + 1);
	return 1;
}

int
plain_rows(struct plain *w, const struct plan *p, const struct job *j,
    const char *text, size_t rows, struct batch *b)
{
	size_t most = p->c > p->t ? p->c : p->t;
	int top = top_digit(p, j);
	bool digits;

	diag_begin(w->diag);
	if (grow_fields(w, rows * most) || batch_grow(b, rows))
		return -1;
	if (b->ignored)
		memset(b->ignored, false, rows * p->t);
	if (!walk(w, p, text, rows, top, b->y, &digits) ||
	    !convert(w, j, text, rows, p->score, p->c, b->x) ||
	    (!digits && !targets(w, p, j, text, rows, top, b)))
		return 0;
	if (b->weighted && !(pick(w, rows, &p->weight, 1) &&
	    convert(w, j, text, rows, &p->weight, 1, b->w)))
		return 0;
	for (size_t k = 0; k < b->texts; k++)
		keep(w, text, rows, p->text[k], batch_kept(b, k));
	b->base = text;
	b->n = b->rows = rows;
	if (b->ignored)
		batch_drop(b, p);
	/* a bad row is shown by its cells; those of the last block are gone */
	for (size_t k = 0; k < p->c; k++)
		w->probe.cell[p->score[k]] = (struct cell){ .text = "" };
	if (b->weighted)
		w->probe.cell[p->weight] = (struct cell){ .text = "" };
	for (size_t i = 0; i < b->n && (!p->from_logits || b->w); i++)
		if (batch_check(p, j, &w->probe, b, i)) {
			b->n = 0;
			return 0;
		}
	return 1;
}
