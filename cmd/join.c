/*
 * join.c - two files, record by record, on an id.
 *
 * A joined reader is the left file's own with columns added and its operations
 * wrapped: each lends it back its own view of itself.  Plain lines of CSV are
 * joined as text, line by line, and go the way that plain lines go.
 */
#include "pairing.h"
#include "read/plain.h"
#include "select.h"
#include "sort.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOGETHER = 64 };		/* ids looked up at once */

/* The reader as it was before it was joined. */
static struct reader
as_left(const struct reader *r)
{
	const struct pairing *s = r->state;
	struct reader left = *r;

	left.ops = s->left_ops;
	left.state = s->left_state;
	left.cols = s->left_cols;
	left.named = s->left_named;
	return left;
}

/* The columns of it that are in use are wanted: are there new ones? */
static bool
want_columns(const struct reader *r)
{
	const struct pairing *s = r->state;
	bool more = false;

	for (size_t c = s->left_cols; c < r->cols; c++) {
		bool *keep = &s->file->keep[s->from[c - s->left_cols]];

		more = more || (r->col[c].used && !*keep);
		*keep = *keep || r->col[c].used;
	}
	return more;
}

static int
load(struct reader *r)
{
	struct joined *f = ((struct pairing *)r->state)->file;
	bool more = want_columns(r);

	if (f->loaded && !more)
		return 0;
	if (f->loaded && f->job->merge)
		return diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "columns",
		    "it takes other columns from %q than the files before it, "
		    "and all are one sample set", f->name, strlen(f->name));
	if (f->loaded && joined_reopen(f))
		return -1;
	return joined_load(f);
}

/* Joined as text, no cell may hold what ends a field. */
static bool
fits_text(const struct joined *f, char delimiter)
{
	return !f->typed && !f->byte['"'] && !f->byte['\r'] &&
	    !f->byte['\n'] && !f->byte['\0'] &&
	    !f->byte[(unsigned char)delimiter];
}

int
join_load(struct reader *r)
{
	struct pairing *s = r->state;
	struct joined *f = s->file;
	struct ids_row *row = NULL;
	size_t k = 0;

	if (load(r))
		return -1;
	/* in a file before, of the same sample set, it has a partner already */
	while (f->found && (row = ids_next(&f->rows, row)))
		row->other = row->other && f->job->merge ? UINT32_MAX : 0;
	if (!f->job->merge)
		f->found = 0;
	/* both go through the columns of the file in order */
	for (size_t c = 0, i = 0; c < f->reader.cols; c++) {
		bool has = i < r->cols - s->left_cols && s->from[i] == c;

		if (f->keep[c])
			s->at[k++] = has ? s->left_cols + i : NO_COLUMN;
		i += has;
	}
	if (!fits_text(f, joined_delimiter(r)))
		s->ops.plain = NULL;
	return 0;
}

/* Set the partner of the current record, NULL where it has none: 0, -1. */
static int
find_partner(struct reader *r)
{
	struct pairing *s = r->state;
	struct joined *f = s->file;
	const struct cell *id;

	s->rows++;
	if (s->id == NO_COLUMN) {
		s->row = s->rows <= f->rows.rows
		    ? ids_next(&f->rows, s->row) : NULL;
		return 0;
	}
	id = &r->cell[s->id];
	s->row = NULL;
	if (!joined_has_id(f->job, r, s->id)) {
		s->lone += f->job->skip_missing;	/* else it is noted */
		return 0;
	}
	ids_find(&f->rows, 1, &id->text, &id->len, &s->row);
	if (s->row && s->row->other) {
		joined_note_twice(r->diag, reader_locate(r, s->id),
		    r->col[s->id].name, id->text, id->len, s->row->other);
		s->row = NULL;
	} else if (s->row) {
		f->found++;
		s->row->other = ids_line(r->line);
	} else if ((s->lone++ < ALONE_SHOWN || f->job->skip_missing) &&
	    !ids_add(&s->alone, id->text, id->len, 0, r->line)) {
		return reader_memory(r);
	}
	return 0;
}

/* The next cell of a column, and past what is in it. */
static struct cell
take_cell(const char **at)
{
	const struct cell v = joined_cell(at);
	struct cell item = { .kind = v.kind == CELL_LIST ? CELL_ABSENT
							 : CELL_LIST };

	while (item.kind != CELL_LIST)
		item = joined_cell(at);
	return v;
}

static int
join_next(struct reader *r)
{
	struct pairing *s = r->state;
	const char *at;

	do {
		struct reader left = as_left(r);
		int got = left.ops->next(&left);

		r->src = left.src;
		r->line = left.line;
		if (got <= 0)
			return got;
		if (find_partner(r))
			return -1;
	} while (!s->row);
	at = s->row->id + s->row->len;
	for (size_t k = 0; k < s->file->kept; k++) {
		struct cell v = take_cell(&at);

		if (s->at[k] != NO_COLUMN)
			r->cell[s->at[k]] = v;
	}
	return 1;
}

static struct place
join_locate(struct reader *r, size_t col)
{
	const struct pairing *s = r->state;
	struct reader left = as_left(r);
	struct place at;

	if (col >= s->left_cols)
		return joined_locate(s->file, s->row,
		    s->from[col - s->left_cols], r->cell[col].leaf);
	at = left.ops->locate(&left, col);
	return (struct place){ r->src.name, at.line, at.column };
}

static bool
join_item(struct reader *r, size_t col)
{
	const struct pairing *s = r->state;
	struct reader left = as_left(r);
	struct cell *v = &r->cell[col];
	const char *at = v->text + v->len;
	struct cell item;

	if (col < s->left_cols)
		return left.ops->item(&left, col);
	item = joined_cell(&at);
	if (item.kind == CELL_LIST)
		return false;
	item.leaf = v->leaf + 1;
	*v = item;
	return true;
}

static void
join_close(struct reader *r)
{
	struct pairing *s = r->state;
	struct reader left = as_left(r);

	left.ops->close(&left);
	free(s->left_state);
	free(s->from);
	free(s->at);
	ids_free(&s->alone);
}

static bool
join_at_rest(const struct reader *r)
{
	const struct reader left = as_left(r);

	return left.ops->at_rest(&left);
}

static uint64_t
join_advance(struct reader *r, uint64_t lines)
{
	struct reader left = as_left(r);

	return left.ops->advance(&left, lines);
}

/* The partners of the rows; false if one has none. */
static bool
find_partners(struct plain *w, const struct pairing *s, const char *text,
    size_t rows)
{
	const char *id[TOGETHER];
	size_t len[TOGETHER];

	for (size_t i = 0; i < rows; i += TOGETHER) {
		size_t n = rows - i < TOGETHER ? rows - i : TOGETHER;

		for (size_t k = 0; k < n; k++) {
			const uint32_t *at =
			    w->at + (i + k) * s->left_cols + s->id;

			id[k] = text + (at[0] + 1);
			len[k] = at[1] - (at[0] + 1);
		}
		ids_find(&s->file->rows, n, id, len, w->partner + i);
		for (size_t k = 0; k < n; k++)
			if (!w->partner[i + k])
				return false;
	}
	return true;
}

/* The columns of the right, behind a line of the left; returns their end. */
static char *
put_cells(char *to, const struct reader *r, const struct ids_row *row,
    char delimiter)
{
	const struct pairing *s = r->state;
	const char *from = row->id + row->len;
	size_t col = s->left_cols;

	for (size_t k = 0; k < s->file->kept; k++) {
		const struct cell v = joined_cell(&from);

		if (s->at[k] == NO_COLUMN)
			continue;
		for (; col <= s->at[k]; col++)
			*to++ = delimiter;
		for (size_t i = 0; i < v.len; i++)
			*to++ = v.text[i];
	}
	for (; col < r->cols; col++)
		*to++ = delimiter;
	*to++ = '\n';
	return to;
}

/* Room for the text of both sides: 1; 0 if it is too long; -1. */
static int
grow_text(struct plain *w, const struct reader *r, size_t len, size_t rows)
{
	const struct pairing *s = r->state;
	size_t want = len + rows * (r->cols - s->left_cols);

	for (size_t i = 0; i < rows; i++)
		want += w->partner[i]->size;
	if (want > SOURCE_LINE)
		return 0;
	if (w->joined)
		return 1;
	w->joined = calloc(1, SOURCE_LINE + 2 * SOURCE_SLACK);
	return w->joined ? 1 : -1;
}

static int
grow_partners(struct plain *w, size_t rows)
{
	if (rows <= w->partners)
		return 0;
	free(w->partner);
	w->partners = rows + rows / 4;
	w->partner = malloc(w->partners * sizeof *w->partner);
	if (w->partner)
		return 0;
	w->partners = 0;
	return -1;
}

/*
 * Plain lines of the left whose ids are all on the right: put both sides into
 * one text, which is plain CSV again.
 */
static int
join_plain(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *job, const char *text, size_t len, struct batch *b)
{
	const struct pairing *s = r->state;
	char delimiter = joined_delimiter(r);
	const char *from = text;
	char *to;
	size_t rows;
	int rc;

	b->n = 0;
	rc = joined_lines(w, text, len, delimiter, s->left_cols);
	if (rc <= 0)
		return rc;
	rows = (size_t)rc;
	if (grow_partners(w, rows))
		return -1;
	if (!find_partners(w, s, text, rows))
		return 0;
	rc = grow_text(w, r, len, rows);
	if (rc <= 0)
		return rc;
	to = w->joined + SOURCE_SLACK;
	for (size_t i = 0; i < rows; i++) {
		const char *end = text + w->at[(i + 1) * s->left_cols];

		memcpy(to, from, (size_t)(end - from));
		to = put_cells(to + (end - from), r, w->partner[i], delimiter);
		from = end + 1;
	}
	text = w->joined + SOURCE_SLACK;
	return plain_csv(w, r, p, job, text, (size_t)(to - text), b);
}

/* Rows have one partner each: all of them, or none is marked as found. */
static bool
join_settle(struct reader *r, const struct plain *w, size_t rows)
{
	struct pairing *s = r->state;
	uint64_t line = join_advance(r, 0);

	for (size_t i = 0; i < rows; i++) {
		if (w->partner[i]->other) {
			while (i-- > 0)
				w->partner[i]->other = 0;
			return false;
		}
		w->partner[i]->other = ids_line(line + i);
	}
	s->rows += rows;
	s->file->found += rows;
	return true;
}

/* What a column is looked up by: a group counts as a whole. */
static const char *
key(const struct column *c)
{
	return c->group ? c->group : c->name;
}

static int
rule_by_key(const void *reader, size_t a, size_t b)
{
	const struct reader *r = reader;

	return strcmp(key(&r->col[a]), key(&r->col[b]));
}

static bool
has_column(const struct reader *r, const size_t *sorted, size_t n,
    const char *name)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(key(&r->col[sorted[mid]]), name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && !strcmp(key(&r->col[sorted[lo]]), name);
}

/* The columns of the right that the left does not have, behind its own. */
static int
add_columns(struct reader *r, struct pairing *s, const size_t *sorted)
{
	const struct reader *right = &s->file->reader;
	struct column *added;
	char number[24];
	size_t n = 0;

	for (size_t c = 0; c < right->cols; c++) {
		const struct column *k = &right->col[c];

		if (c == s->file->id ||
		    (s->left_named && right->named &&
			has_column(r, sorted, s->left_cols, key(k))))
			continue;
		snprintf(number, sizeof number, "%zu", r->cols + 1);
		if (reader_add_column(r, right->named ? k->name : number,
			k->group, k->member))
			return -1;
		added = &r->col[r->cols - 1];
		added->index = k->index;
		added->names = k->names;
		added->numbered = !right->named;
		added->header = &s->file->header;
		s->from[n++] = c;
	}
	return 0;
}

static int
extend(struct joined *f, struct reader *r, size_t id)
{
	struct pairing *s = calloc(1, sizeof *s);
	size_t *sorted = calloc(r->cols + 1, sizeof *sorted);
	int rc = -1;

	if (!s || !sorted) {
		free(s);
		free(sorted);
		return reader_memory(r);
	}
	*s = (struct pairing){ f, *r->ops, r->ops, r->state, r->cols, id,
		r->named, .from = calloc(f->reader.cols + 1, sizeof *s->from),
		.at = calloc(f->reader.cols + 1, sizeof *s->at) };
	s->ops.next = join_next;
	s->ops.locate = join_locate;
	s->ops.close = join_close;
	s->ops.item = join_item;
	s->ops.at_rest = join_at_rest;
	s->ops.advance = join_advance;
	/* which line of the right is the next, a lone block does not know */
	s->ops.plain = r->ops->plain == plain_csv && id != NO_COLUMN
	    ? join_plain : NULL;
	s->ops.settle = join_settle;
	r->state = s;
	r->ops = &s->ops;
	for (size_t i = 0; i < r->cols; i++) {
		sorted[i] = i;
		r->col[i].numbered = !r->named;
	}
	sort_numbers(sorted, r->cols, rule_by_key, r);
	r->named = r->named || f->reader.named;
	rc = s->from && s->at ? add_columns(r, s, sorted) : reader_memory(r);
	free(sorted);
	return rc;
}

int
join_open(struct reader *r, struct joined *f)
{
	size_t id;

	return joined_find_id(f->job, r, &id) ? -1 : extend(f, r, id);
}
