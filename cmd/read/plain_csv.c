/*
 * plain_csv.c - lines whose separators say where everything is.
 *
 * So they do where each line has one for each column, and no byte is hard: a
 * quote, a CR or a NUL.  But lines may all end in CR LF, and some columns may
 * be in quotes in all of the lines, as many programs write text.  If there are
 * no more of these bytes than at such ends, nothing else can be hidden by them.
 */
#include "plain.h"

#include <string.h>

enum { CHUNK = 240 };	/* a byte can count so many */

static size_t
count(const char *text, size_t len, char byte)
{
	size_t all = 0;

	for (size_t i = 0, n; i < len; i += n) {
		unsigned char found = 0;

		n = len - i < CHUNK ? len - i : CHUNK;
		for (size_t k = 0; k < n; k++)
			found = (unsigned char)(found + (text[i + k] == byte));
		all += found;
	}
	return all;
}

/* Is there a CR before the newline of each row, and no other? */
static bool
end_in_crlf(const struct plain *w, const char *text, size_t len, size_t rows,
    size_t cols)
{
	size_t before = 0;

	for (size_t i = 1; i <= rows; i++)
		before += text[(ptrdiff_t)w->at[i * cols] - 1] == '\r';
	return before == rows && count(text, len, '\r') == rows;
}

/* Has that field two quotes around it in each row? */
static bool
in_quotes(const struct plain *w, const char *text, size_t rows, size_t cols,
    struct fields_place f)
{
	const uint32_t *at = w->at;
	int odd = 0;

	for (size_t i = 0; i < rows; i++, at += cols) {
		const char *first = text + (uint32_t)(at[f.before] + 1);
		const char *last = text + at[f.after] - f.back;

		odd |= (*first ^ '"') | (*last ^ '"') | (first >= last);
	}
	return !odd;
}

/* The columns of the first row tell where quotes must be; nowhere else? */
static bool
quotes_fit(struct plain *w, const char *text, size_t len, size_t rows,
    size_t cols)
{
	size_t quoted = 0;

	for (size_t c = 0; c < cols; c++) {
		struct fields_place *f = &w->csv[c];

		if (text[(uint32_t)(w->at[c] + 1)] != '"')
			continue;
		f->skip++;
		f->back++;
		if (!in_quotes(w, text, rows, cols, *f))
			return false;
		quoted++;
	}
	return count(text, len, '"') == 2 * rows * quoted;
}

/* Where the fields of these rows are, in spite of some hard bytes. */
static bool
lay_out(struct plain *w, const char *text, size_t len, size_t rows, size_t cols,
    bool hard)
{
	bool crlf = hard && memchr(text, '\r', len);

	if (!hard && w->easy)
		return true;
	w->easy = !hard;
	for (uint32_t c = 0; c < cols; c++)
		w->csv[c] = (struct fields_place){ c, 1, c + 1, 0, false };
	w->csv[cols - 1].back = crlf;
	return !hard || (!memchr(text, '\0', len) &&
	    (!crlf || end_in_crlf(w, text, len, rows, cols)) &&
	    quotes_fit(w, text, len, rows, cols));
}

int
plain_csv(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b)
{
	char delimiter =
	    r->opt->delimiter ? r->opt->delimiter : r->ops->delimiter;
	struct fields_seen seen;

	b->n = 0;
	/* a block is that long only where a field may be over its cap */
	if (r->cols < 2 || len > SOURCE_LINE)
		return 0;
	if (plain_index(w, text, len, delimiter, &seen) < 0)
		return -1;
	if (seen.newlines == 0 ||
	    seen.newlines * r->cols != seen.separators ||
	    !lay_out(w, text, len, seen.newlines, r->cols, seen.hard))
		return 0;
	w->row = (struct plain_layout){ w->csv, r->cols, false };
	return plain_rows(w, p, j, text, seen.newlines, b);
}
