/* rows.c - columns to text: a row is copies and numbers, and little else. */
#include "rows.h"
#include "../batch.h"
#include "../digits.h"
#include "../number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COPY = 16 };	/* bytes moved at once, whether all count or not */

/* A cell that is shown, and the text before it. */
struct slot {
	const struct series *col;	/* NULL: the end of the row */
	const char *before;
	size_t at, len;		/* of that text, in texts */
	const struct kept *text;	/* if not NULL the cell is copied */
	bool optional;		/* a count: not there where it is 0 */
	size_t number;		/* which of the numbers it is, or would be */
};

struct layout {
	const struct rows_style *style;
	struct slot *slot;	/* [cols + 1] */
	struct out texts;	/* COPY bytes can be taken anywhere */
	size_t room;		/* for a row, but for texts of the user's */
	size_t rows;
	const struct series **number;	/* [numbers] the columns of those, */
	size_t numbers;		/* of a row */
	const struct digits_tier *tier;
	struct digits digits;	/* of numbers to come, row by row */
};

/* Does column i have a place in rows, if only in some? */
static bool
is_shown(const struct writer *w, const struct rows_style *y, size_t i)
{
	return writer_shows(w, i) ||
	    (w->col[i].count && y->counts && !w->quiet);
}

static void
add_slot(struct layout *l, struct slot *s, const struct series *col)
{
	s->col = col;
	/* where words have quotes and numbers none, value() tells them */
	s->text = *l->style->quote ? NULL : col->text;
	s->number = l->numbers;
	if (col->number)
		l->number[l->numbers++] = col;
}

static int
make_layout(struct layout *l, const struct writer *w, const struct series *col)
{
	static const char spare[COPY];
	struct slot *s = l->slot = calloc(w->cols + 1, sizeof *l->slot);

	l->number = malloc((w->cols + 1) * sizeof *l->number);
	for (size_t i = 0; s && l->number && i <= w->cols; i++) {
		if (i < w->cols && !is_shown(w, l->style, i))
			continue;
		s->at = l->texts.n;
		l->style->between(w, &l->texts, i, s == l->slot);
		s->len = l->texts.n - s->at;
		if (i < w->cols) {
			s->optional = w->col[i].count;
			add_slot(l, s, &col[i]);
		}
		l->room += s->len + COPY + NUMBER_TEXT;
		s++;
	}
	out_bytes(&l->texts, spare, COPY);
	if (!s || !l->number || l->texts.failed)
		return -1;
	while (s-- > l->slot)
		s->before = l->texts.buf + s->at;
	return 0;
}

/* At p, which is in out's buffer and NULL if there is none, room for n more. */
static char *
room(struct out *o, char *p, size_t n)
{
	if (!p || (size_t)(o->buf + o->room - p) >= n)
		return p;
	out_wrote(o, p);
	return out_room(o, n);
}

static char *
put_fixed(char *p, const char *text, size_t len)
{
	memcpy(p, text, COPY);
	for (size_t i = COPY; i < len; i += COPY)
		memcpy(p + i, text + i, COPY);
	return p + len;
}

/* Mostly a byte or few: a call costs more than they do. */
static char *
put_bytes(char *p, const char *s, size_t len)
{
	if (len > COPY) {
		memcpy(p, s, len);
		return p + len;
	}
	for (size_t i = 0; i < len; i++)
		*p++ = s[i];
	return p;
}

static char *
put_word(char *p, const char *word)
{
	while (*word)
		*p++ = *word++;
	return p;
}

#define EACH(byte) ((uint64_t)(unsigned char)(byte) * 0x0101010101010101)

typedef unsigned char bytes __attribute__((vector_size(COPY)));

/* Is one of the first len bytes not from '-' to '~', or the odd one? */
static bool
has_odd(bytes x, size_t len, char odd)
{
	static const unsigned char counts[2 * COPY] = { 1, 1, 1, 1, 1, 1, 1, 1,
		1, 1, 1, 1, 1, 1, 1, 1 };
	uint64_t found[2];
	bytes count;

	memcpy(&count, counts + COPY - len, COPY);
	count &= (bytes)((x - '-' > '~' - '-') | (x == (unsigned char)odd));
	memcpy(found, &count, sizeof found);
	return found[0] | found[1];
}

/* Copy len bytes, behind which are KEPT_SLACK more; is one of them odd? */
static bool
copy_text(char *p, const char *s, size_t len, char odd)
{
	bool found = false;
	bytes x;

	for (; len > COPY; p += COPY, s += COPY, len -= COPY) {
		memcpy(&x, s, COPY);
		memcpy(p, &x, COPY);
		found |= has_odd(x, COPY, odd);
	}
	memcpy(&x, s, COPY);
	memcpy(p, &x, COPY);
	return found | has_odd(x, len, odd);
}

/* The same where nothing is known of what is behind them. */
static bool
copy_bytes(char *p, const char *s, size_t len, char odd)
{
	bool found = false;

	for (size_t i = 0; i < len; i++) {
		found |= s[i] < '-' || s[i] > '~' || s[i] == odd;
		p[i] = s[i];
	}
	return found;
}

/* A text: copied in the hope that it is plain; if it is not, done again. */
static char *
put_text(const struct writer *w, const struct layout *l, char *p,
    const struct value *v, bool kept)
{
	const struct rows_style *y = l->style;
	char *from = p = room(w->out, p, v->len + l->room);
	bool odd;

	if (!p)
		return NULL;
	p = put_word(p, y->quote);
	odd = kept ? copy_text(p, v->text, v->len, y->odd)
		   : copy_bytes(p, v->text, v->len, y->odd);
	if (!odd)
		return put_word(p + v->len, y->quote);
	out_wrote(w->out, from);
	y->text(w, v->text, v->len);
	return out_room(w->out, l->room);
}

/* The same without quotes, and nothing where there is none. */
static char *
put_kept(const struct writer *w, const struct layout *l, char *p,
    const char *base, const struct kept *k)
{
	const char *text;
	char *from = p;

	if (k->len > COPY)
		from = p = room(w->out, p, k->len + l->room);
	if (!p || k->len == 0)
		return p;
	text = base + k->at;
	if (!copy_text(p, text, k->len, l->style->odd))
		return p + k->len;
	out_wrote(w->out, from);
	l->style->text(w, text, k->len);
	return out_room(w->out, l->room);
}

static char *
put_value(const struct writer *w, const struct layout *l, char *p,
    const struct value *v, bool kept)
{
	switch (v->kind) {
	case VALUE_NONE:
		return put_word(p, l->style->none);
	case VALUE_TEXT:
		return put_text(w, l, p, v, kept);
	case VALUE_TOKEN:
		p = room(w->out, p, v->len + l->room);
		return p ? put_bytes(p, v->text, v->len) : NULL;
	default:
		return writer_put(w, p, v);
	}
}

/* The digits of row i's numbers from that on, and of those that follow. */
static void
find_digits(struct layout *l, size_t number, size_t i)
{
	size_t left = (l->rows - i) * l->numbers - number;
	size_t n = left < DIGITS_MANY ? left : DIGITS_MANY;

	for (size_t first = 0; first < l->numbers && first < n; first++) {
		const struct series *c = l->number[number];
		const double *x = c->number + i * c->stride;

		/* + 0 makes -0 a 0, as in table_row.c */
		for (size_t k = first; k < n; k += l->numbers, x += c->stride)
			l->digits.x[k] = *x + 0.0;
		if (++number == l->numbers) {
			number = 0;
			i++;
		}
	}
	l->tier->find(&l->digits, n);
}

static char *
put_number(const struct writer *w, const struct layout *l, char *p, size_t k)
{
	double x = l->digits.x[k];

	if (l->digits.len[k]) {
		memcpy(p, l->digits.text[k], DIGITS_TEXT);
		return p + l->digits.len[k];
	}
	if (l->style->not_finite && !isfinite(x))
		return put_word(p, l->style->not_finite);
	return p + number_print(p, x, w->digits);
}

/* next: the first of the digits that is not written. */
static inline char *
put_row(const struct writer *w, struct layout *l, char *p, size_t i,
    size_t *next)
{
	const struct slot *s = l->slot;

	for (; p && s->col; s++) {
		const struct series *c = s->col;
		struct value v;

		if (c->number) {
			if (*next == DIGITS_MANY) {
				find_digits(l, s->number, i);
				*next = 0;
			}
			p = put_fixed(p, s->before, s->len);
			p = put_number(w, l, p, (*next)++);
			continue;
		}
		if (s->text) {
			p = put_fixed(p, s->before, s->len);
			p = put_kept(w, l, p, c->base, &s->text[i]);
			continue;
		}
		c->value(&v, c, i);
		if (s->optional && v.count == 0)
			continue;
		p = put_fixed(p, s->before, s->len);
		p = put_value(w, l, p, &v, c->text);
	}
	return p ? put_fixed(p, s->before, s->len) : NULL;
}

void
rows_write(struct writer *w, const struct rows_style *style,
    const struct series *col, size_t n)
{
	/* only the shortest are found so */
	struct layout l = { .style = style, .texts.fd = -1, .rows = n,
		.tier = w->digits ? &digits_none : digits_choose(NULL) };
	size_t next = DIGITS_MANY;
	char *p = out_room(w->out, 1);

	if (make_layout(&l, w, col))
		out_fail(w->out, ENOMEM);
	for (size_t i = 0; i < n && p && !w->out->failed; i++)
		p = put_row(w, &l, room(w->out, p, l.room), i, &next);
	if (p && !w->out->failed)
		out_wrote(w->out, p);
	free(l.slot);
	free(l.number);
	free(l.texts.buf);
}
