/*
 * plain_json.c - find the commas; they say where everything else must be.
 *
 * Between two values of a sample there is a comma, so the template says how far
 * each value is from one.  Where all the bytes that it wants are found there,
 * no comma and no line end is left over: the values are what is between.
 */
#include "plain_json.h"

#include <stdlib.h>
#include <string.h>

#define EACH(byte) ((uint64_t)(unsigned char)(byte) * 0x0101010101010101)

enum {
	WORD = 8,
	/* this far in front of the text may be looked at by mistake */
	BACK_MAX = FIELDS_SLACK - WORD,
	DIGITS_MAX = 18
};

static uint64_t
load(const char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

/* The first n bytes of a word, no more than there are. */
static uint64_t
first_bytes(size_t n)
{
	static const char mask[2 * WORD] = { -1, -1, -1, -1, -1, -1, -1, -1 };

	return load(mask + WORD - (n < WORD ? n : WORD));
}

static bool
is_separator(char c)
{
	return c == ',' || c == '\n';
}

/* The bytes of the gap, in words. */
static void
set_gap(struct plain_template *t, struct plain_gap *gap, size_t word,
    const char *text, size_t len)
{
	*gap = (struct plain_gap){ (uint32_t)len,
		(uint32_t)((len + WORD - 1) / WORD), word };
	for (size_t i = 0; i < len; i += WORD) {
		struct plain_word *p = &t->word[word + i / WORD];
		size_t n = len - i < WORD ? len - i : WORD;

		p->mask = first_bytes(n);
		memcpy(&p->want, text + i, n);
	}
}

/* text has scan->end bytes, and a '\n'; value[] are the fields. */
static void
set_fields(struct plain_template *t, const char *text,
    const struct json_scan *scan, const size_t *value)
{
	size_t from = 0, word = 0, separators = 0;

	for (size_t k = 0; k <= t->fields; k++) {
		bool last = k == t->fields;
		const struct json_value *v = scan->value + (last ? 0 : value[k]);
		bool string = !last && text[v->at] == '"';
		size_t to = last ? scan->end + 1 : v->at + string, i = from;

		set_gap(t, &t->gap[k], word, text + from, to - from);
		word += t->gap[k].words;
		while (k > 0 && !is_separator(text[i]))
			i++;
		if (k > 0) {
			t->field[k - 1].after = (uint32_t)separators + 1;
			t->field[k - 1].back = (uint32_t)(i - from);
		}
		if (!last) {
			t->field[k].before = k ? t->field[k - 1].after : 0;
			t->field[k].skip = (uint32_t)(to - i) + (k == 0);
			t->field[k].string = string;
		}
		for (i = from; i < to; i++)
			separators += is_separator(text[i]);
		from = last ? to : v->at + v->len - string;
	}
	t->separators = separators;
}

/* The values that hold no others are the fields; value[] is room for them. */
static void
find_fields(struct plain_template *t, const char *text,
    const struct json_scan *scan, size_t *value)
{
	t->fields = 0;
	for (size_t i = 0; i < scan->values; i++)
		if (text[scan->value[i].at] != '{' &&
		    text[scan->value[i].at] != '[')
			value[t->fields++] = i;
}

/* Both values and cells are in the order of the text. */
static void
pair_columns(struct plain_template *t, const struct reader *r,
    const size_t *value)
{
	size_t c = 0;

	for (size_t k = 0; k < t->fields; k++) {
		while (c < r->cols && r->cell[c].leaf < value[k])
			c++;
		t->column[k] = NO_COLUMN;
		if (c < r->cols && r->cell[c].leaf == value[k]) {
			t->column[k] = c;
			t->cell[c] = t->field[k];
		}
	}
	for (c = 0; c < r->cols; c++)
		t->nested[c] = r->cell[c].kind >= CELL_LIST;
}

int
plain_template(struct plain_template *t, const struct reader *r,
    const char *text, const struct json_scan *scan)
{
	char *line;
	size_t *value;

	if (r->cols == 0 || scan->doubts || scan->end > SOURCE_LINE ||
	    memchr(text, '\n', scan->end))
		return 0;
	t->field = calloc(scan->values, sizeof *t->field);
	t->column = calloc(scan->values, sizeof *t->column);
	t->cell = calloc(r->cols, sizeof *t->cell);
	t->nested = calloc(r->cols, sizeof *t->nested);
	t->gap = calloc(scan->values + 1, sizeof *t->gap);
	t->word = calloc(scan->values + 2 + scan->end / WORD, sizeof *t->word);
	value = calloc(scan->values, sizeof *value);
	line = malloc(scan->end + 1);
	if (!t->field || !t->column || !t->cell || !t->nested || !t->gap ||
	    !t->word || !value || !line) {
		free(value);
		free(line);
		return -1;
	}
	memcpy(line, text, scan->end);
	line[scan->end] = '\n';
	find_fields(t, text, scan, value);
	set_fields(t, line, scan, value);
	pair_columns(t, r, value);
	free(value);
	free(line);
	for (size_t k = 0; k < t->fields; k++)
		if (t->field[k].back > BACK_MAX) {
			t->fields = 0;
			break;
		}
	return 0;
}

void
plain_template_free(struct plain_template *t)
{
	free(t->field);
	free(t->column);
	free(t->cell);
	free(t->nested);
	free(t->gap);
	free(t->word);
	*t = (struct plain_template){ 0 };
}

/* Some bit is set unless the gap is at text. */
static uint64_t
differs(const struct plain_template *t, const struct plain_gap *gap,
    const char *text)
{
	const struct plain_word *p = t->word + gap->word;
	uint64_t bad = 0;

	for (size_t i = 0; i < gap->words; i++)
		bad |= (load(text + i * WORD) ^ p[i].want) & p[i].mask;
	return bad;
}

/* Some top bit is set if some byte of x is less than n, and only then. */
static uint64_t
some_less(uint64_t x, char n)
{
	return (x - EACH(n)) & ~x;
}

/* No escape, no control byte, no end of the string: all of it plain ASCII. */
static bool
is_plain_string(const char *text, size_t len)
{
	uint64_t bad = 0;

	for (size_t i = 0; i < len; i += WORD) {
		uint64_t live = first_bytes(len - i);
		uint64_t x = (load(text + i) & live) | (EACH('x') & ~live);

		bad |= x | some_less(x, ' ') | some_less(x ^ EACH('"'), 1) |
		    some_less(x ^ EACH('\\'), 1);
	}
	return (bad & EACH(0x80)) == 0;
}

/* Nearly every number that is no score is an integer. */
static bool
is_integer(const char *text, size_t len)
{
	uint64_t bad = 0;

	for (size_t i = 0; i < len; i += WORD) {
		uint64_t x = (load(text + i) ^ EACH('0')) & first_bytes(len - i);

		bad |= (x + EACH(0x80 - 10)) | x;
	}
	return (bad & EACH(0x80)) == 0 && (*text != '0' || len == 1);
}

/* Is this line, behind at[0], the template?  Its values may be any text yet. */
static bool
match_line(struct plain *w, const struct plain_template *t, const char *text,
    size_t len, const uint32_t *at)
{
	const struct plain_gap *gap = t->gap;
	uint64_t bad = 0;
	uint32_t end = 0;

	for (size_t k = 0; k < t->fields; k++, gap++) {
		const struct plain_field *f = &t->field[k];
		size_t c = t->column[k];
		uint32_t from = at[f->before] + f->skip;
		int32_t size;

		end = at[f->after] - f->back;
		size = (int32_t)(end - from);
		/* two gaps must not share their bytes */
		if (size < !f->string)
			return false;
		bad |= differs(t, gap, text + from - gap->len);
		if (f->string ? !is_plain_string(text + from, (size_t)size)
			: (c == NO_COLUMN || w->rest[c]) && (size > DIGITS_MAX ||
			    !is_integer(text + from, (size_t)size)) &&
			!plain_bare(w, text + from, (size_t)size))
			return false;
	}
	return end + gap->len <= len && !(bad | differs(t, gap, text + end));
}

/* A number in quotes is an error, but fields.convert() would not see them. */
static bool
has_string_scores(const struct plain_template *t, const struct plan *p)
{
	bool string = p->weight != NO_COLUMN && t->cell[p->weight].string;

	for (size_t k = 0; k < p->c; k++)
		string = string || t->cell[p->score[k]].string;
	return string;
}

static bool
uses_nested(const struct plain *w, const struct plain_template *t)
{
	bool uses = false;

	for (size_t c = 0; c < w->probe.cols; c++)
		uses = uses || (t->nested[c] && w->probe.col[c].used);
	return uses;
}

int
plain_json(struct plain *w, const struct plain_template *t,
    const struct plan *p, const struct job *j, const char *text, size_t len,
    struct batch *b)
{
	struct fields_seen seen;
	size_t rows;

	b->n = 0;
	if (t->fields == 0 || len > SOURCE_LINE || has_string_scores(t, p) ||
	    uses_nested(w, t))
		return 0;
	if (plain_index(w, text, len, ',', &seen) < 0)
		return -1;
	rows = seen.newlines;
	if (rows == 0 || rows * t->separators != seen.separators)
		return 0;
	for (size_t i = 0; i < rows; i++)
		if (!match_line(w, t, text, len, w->at + i * t->separators))
			return 0;
	w->row = (struct plain_layout){ t->cell, t->separators, true };
	return plain_rows(w, p, j, text, rows, b);
}
