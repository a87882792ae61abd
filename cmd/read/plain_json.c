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
	DIGITS_MAX = 18,
	ROWS = 256	/* looked at together, so that they stay near */
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

/*
 * The bytes of a gap, text[0..len), which begins back bytes in front of the
 * separator `at` of its row.  Only a separator need not be looked at: it is no
 * '\n', as these are all at the ends of lines.
 */
static void
add_gap(struct plain_template *t, uint32_t at, uint32_t back, const char *text,
    size_t len)
{
	for (size_t i = 0; i < len && (len > 1 || back > 0); i += PLAIN_WORD) {
		struct plain_word *p = &t->word[t->words++];
		size_t n = len - i < PLAIN_WORD ? len - i : PLAIN_WORD;

		*p = (struct plain_word){ .at = at, .back = back - (uint32_t)i };
		memset(&p->mask, -1, n);
		memcpy(&p->want, text + i, n);
	}
}

/*
 * The end of a line, and the front of the next one, which is that of text: are
 * they short, one look is enough for both.
 */
static void
join_ends(struct plain_template *t, const char *text, size_t front, size_t end)
{
	struct plain_word *joint = &t->word[0];

	if (t->fields == 0 || front + end > PLAIN_WORD)
		return;
	t->joint = true;
	t->front = *joint;
	t->end = t->word[--t->words];
	*joint = t->end;
	memset((char *)&joint->mask + end, -1, front);
	memcpy((char *)&joint->want + end, text, front);
}

/* text has scan->end bytes, and a '\n'; value[] are the fields. */
static void
set_fields(struct plain_template *t, const char *text,
    const struct json_scan *scan, const size_t *value)
{
	/* a gap: it begins at `from`, back bytes before separator `at` */
	size_t from = 0, at = 0, back = (size_t)-1, separators = 0, front = 0;

	for (size_t k = 0; k <= t->fields; k++) {
		bool last = k == t->fields;
		const struct json_value *v = scan->value + (last ? 0 : value[k]);
		bool string = !last && text[v->at] == '"';
		size_t to = last ? scan->end + 1 : v->at + string;

		add_gap(t, (uint32_t)at, (uint32_t)back, text + from, to - from);
		for (size_t i = from; i < to; i++)
			separators += is_separator(text[i]);
		if (last) {
			join_ends(t, text, front, to - from);
			break;
		}
		if (k == 0)
			front = to;
		t->field[k] = (struct fields_place){ .before = (uint32_t)at,
			.skip = (uint32_t)(to - from - back),
			.after = (uint32_t)separators + 1, .string = string };
		at = separators + 1;
		from = v->at + v->len - string;
		for (back = 0; !is_separator(text[from + back]);)
			back++;
		t->field[k].back = (uint32_t)back;
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
	t->word = calloc(scan->values + 2 + scan->end / PLAIN_WORD,
	    sizeof *t->word);
	value = calloc(scan->values, sizeof *value);
	line = malloc(scan->end + 1);
	if (!t->field || !t->column || !t->cell || !t->nested || !t->word ||
	    !value || !line) {
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
	return 0;
}

void
plain_template_free(struct plain_template *t)
{
	free(t->field);
	free(t->column);
	free(t->cell);
	free(t->nested);
	free(t->word);
	*t = (struct plain_template){ 0 };
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

/*
 * The fields that convert() does not see: strings, and what has no use.  Which
 * these are is found out once.
 */
static int
find_others(struct plain *w, const struct plain_template *t)
{
	if (w->other)
		return 0;
	w->other = malloc(t->fields * sizeof *w->other);
	if (!w->other)
		return -1;
	for (size_t k = 0; k < t->fields; k++)
		if (t->field[k].string || t->column[k] == NO_COLUMN ||
		    w->rest[t->column[k]])
			w->other[w->others++] = t->field[k];
	return 0;
}

/* Are these bytes in each row, which is behind at[0]? */
static bool
match_word(const struct plain_word *p, const char *text, size_t len,
    const uint32_t *at, size_t step, size_t rows)
{
	const plain_bytes want = p->want, mask = p->mask;
	plain_bytes bad = { 0 };

	at += p->at;
	/* what is between the first and the last is in the text if they are */
	if (rows == 0 || *at - p->back >= len ||
	    at[(rows - 1) * step] - p->back >= len)
		return rows == 0;
	for (size_t i = 0; i < rows; i++, at += step) {
		plain_bytes here;

		memcpy(&here, text + (*at - p->back), sizeof here);
		bad |= (here ^ want) & mask;
	}
	return !(bad[0] | bad[1]);
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

static bool
match_value(struct plain *w, const char *text, int32_t size, bool string)
{
	/* two gaps must not share their bytes */
	if (size < (string ? 0 : 1))
		return false;
	if (string)
		return is_plain_string(text, (size_t)size);
	return (size <= DIGITS_MAX && is_integer(text, (size_t)size)) ||
	    plain_bare(w, text, (size_t)size);
}

/* Is that field what it must be in each row?  Most such numbers are short. */
static bool
match_other(struct plain *w, const struct fields_place f, const char *text,
    const uint32_t *at, size_t step, size_t rows)
{
	for (size_t i = 0; i < rows; i++, at += step) {
		uint32_t from = at[f.before] + f.skip;
		uint32_t size = at[f.after] - f.back - from;

		if (!f.string && size - 1 < WORD &&
		    is_integer(text + from, size))
			continue;
		if (!match_value(w, text + from, (int32_t)size, f.string))
			return false;
	}
	return true;
}

/* Of lines looked at together, is the first front right, and the last end? */
static bool
match_ends(const struct plain_template *t, const char *text, size_t len,
    const uint32_t *at, size_t rows)
{
	size_t step = t->separators;

	return !t->joint || (match_word(&t->front, text, len, at, step, 1) &&
	    match_word(&t->end, text, len, at + (rows - 1) * step, step, 1));
}

/*
 * Are these lines, of which so many are left, the template?  Numbers in use may
 * be any text yet.
 */
static bool
match(struct plain *w, const struct plain_template *t, const char *text,
    size_t len, const uint32_t *at, size_t left)
{
	size_t step = t->separators, rows = left < ROWS ? left : ROWS;

	for (size_t k = 0; k < t->words; k++) {
		bool ends = k == 0 && t->joint && rows == left;

		if (!match_word(&t->word[k], text, len, at, step, rows - ends))
			return false;
	}
	for (size_t k = 0; k < w->others; k++)
		if (!match_other(w, w->other[k], text, at, step, rows))
			return false;
	return true;
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
	if (find_others(w, t) || plain_index(w, text, len, ',', &seen) < 0)
		return -1;
	rows = seen.newlines;
	if (rows == 0 || rows * t->separators != seen.separators)
		return 0;
	if (!match_ends(t, text, len, w->at, rows))
		return 0;
	for (size_t i = 0; i < rows; i += ROWS)
		if (!match(w, t, text, len, w->at + i * t->separators,
			rows - i))
			return 0;
	w->row = (struct plain_layout){ t->cell, t->separators, true };
	return plain_rows(w, p, j, text, rows, b);
}
