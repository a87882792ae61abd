/* rows.c - columns to text: a row is copies and numbers, and little else. */
#include "rows.h"
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
	size_t at, len;		/* of the text, in texts */
	bool optional;		/* a count: not there where it is 0 */
};

struct layout {
	const struct rows_style *style;
	struct slot *slot;	/* [cols + 1] */
	struct out texts;	/* COPY bytes can be taken anywhere */
	size_t room;		/* for a row, but for texts of the user's */
	size_t rows;
	const struct digits_tier *tier;
	struct digits digits;	/* of numbers to come, row by row, */
	size_t next;		/* of which these are written */
};

/* Does column i have a place in rows, if only in some? */
static bool
is_shown(const struct writer *w, const struct rows_style *y, size_t i)
{
	return writer_shows(w, i) ||
	    (w->col[i].count && y->counts && !w->quiet);
}

static int
make_layout(struct layout *l, const struct writer *w, const struct series *col)
{
	static const char spare[COPY];
	struct slot *s = l->slot = calloc(w->cols + 1, sizeof *l->slot);

	for (size_t i = 0; s && i <= w->cols; i++) {
		if (i < w->cols && !is_shown(w, l->style, i))
			continue;
		s->at = l->texts.n;
		l->style->between(w, &l->texts, i, s == l->slot);
		s->len = l->texts.n - s->at;
		if (i < w->cols) {
			s->col = &col[i];
			s->optional = w->col[i].count;
		}
		l->room += s->len + COPY + NUMBER_TEXT;
		s++;
	}
	out_bytes(&l->texts, spare, COPY);
	return s && !l->texts.failed ? 0 : -1;
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

/* Is one of eight bytes not from '-' to '~', or the odd one, which is? */
static bool
is_odd(uint64_t x, char odd)
{
	uint64_t low = x & EACH(0x7f);
	/* top bits: below 128, not below '-', not 127, not the odd one */
	uint64_t plain = ~x & (low + EACH(0x80 - '-')) & ~(low + EACH(1)) &
	    ((low ^ EACH(odd)) + EACH(0x7f));

	return (~plain & EACH(0x80)) != 0;
}

/* Copy len bytes; is one of them odd?  4 to 16 are two words that overlap. */
static bool
copy_text(char *p, const char *s, size_t len, char odd)
{
	bool found = false;
	uint32_t half[2];
	uint64_t word[2];

	if (len >= 4 && len <= 8) {
		memcpy(&half[0], s, 4);
		memcpy(&half[1], s + len - 4, 4);
		memcpy(p, &half[0], 4);
		memcpy(p + len - 4, &half[1], 4);
		return is_odd(half[0] | (uint64_t)half[1] << 32, odd);
	}
	if (len > 8 && len <= 16) {
		memcpy(&word[0], s, 8);
		memcpy(&word[1], s + len - 8, 8);
		memcpy(p, &word[0], 8);
		memcpy(p + len - 8, &word[1], 8);
		return is_odd(word[0], odd) || is_odd(word[1], odd);
	}
	for (size_t i = 0; i < len; i++) {
		found |= s[i] < '-' || s[i] > '~' || s[i] == odd;
		p[i] = s[i];
	}
	return found;
}

/* A text: copied in the hope that it is plain; if it is not, done again. */
static char *
put_text(const struct writer *w, const struct layout *l, char *p,
    const struct value *v)
{
	const struct rows_style *y = l->style;
	char *from = p = room(w->out, p, v->len + l->room);
	bool odd;

	if (!p)
		return NULL;
	p = put_word(p, y->quote);
	odd = copy_text(p, v->text, v->len, y->odd);
	if (!odd)
		return put_word(p + v->len, y->quote);
	out_wrote(w->out, from);
	y->text(w, v->text, v->len);
	return out_room(w->out, l->room);
}

static char *
put_value(const struct writer *w, const struct layout *l, char *p,
    const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		return put_word(p, l->style->none);
	case VALUE_TEXT:
		return put_text(w, l, p, v);
	case VALUE_TOKEN:
		p = room(w->out, p, v->len + l->room);
		return p ? put_bytes(p, v->text, v->len) : NULL;
	default:
		return writer_put(w, p, v);
	}
}

/* The digits of row i's number at s, and of those that follow. */
static void
find_digits(struct layout *l, const struct slot *s, size_t i)
{
	size_t k = 0;

	for (; k < DIGITS_MANY && i < l->rows; s++)
		if (!s->col) {
			i++;
			s = l->slot - 1;
		} else if (s->col->number) {
			/* + 0 makes -0 a 0, as in table_row.c */
			l->digits.x[k++] = s->col->number[i * s->col->stride] +
			    0.0;
		}
	l->tier->find(&l->digits, k);
	l->next = 0;
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

static char *
put_row(const struct writer *w, struct layout *l, char *p, size_t i)
{
	const struct slot *s = l->slot;

	for (; p && s->col; s++) {
		const struct series *c = s->col;
		const char *text = l->texts.buf + s->at;
		struct value v;

		if (c->number) {
			if (l->next == DIGITS_MANY)
				find_digits(l, s, i);
			p = put_fixed(p, text, s->len);
			p = put_number(w, l, p, l->next++);
			continue;
		}
		c->value(&v, c, i);
		if (s->optional && v.count == 0)
			continue;
		p = put_fixed(p, text, s->len);
		p = put_value(w, l, p, &v);
	}
	return p ? put_fixed(p, l->texts.buf + s->at, s->len) : NULL;
}

void
rows_write(struct writer *w, const struct rows_style *style,
    const struct series *col, size_t n)
{
	/* only the shortest are found so */
	struct layout l = { .style = style, .texts.fd = -1, .rows = n,
		.tier = w->digits ? &digits_none : digits_choose(NULL),
		.next = DIGITS_MANY };
	char *p = out_room(w->out, 1);

	if (make_layout(&l, w, col))
		out_fail(w->out, ENOMEM);
	for (size_t i = 0; i < n && p && !w->out->failed; i++)
		p = put_row(w, &l, room(w->out, p, l.room), i);
	if (p && !w->out->failed)
		out_wrote(w->out, p);
	free(l.slot);
	free(l.texts.buf);
}
