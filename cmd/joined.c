/* joined.c - read the joined file, keep the cells in use. */
#include "joined.h"
#include "read/plain.h"
#include "select.h"

#include <errno.h>
#include <stdlib.h>

int
joined_find_id(const struct job *job, struct reader *r, size_t *id)
{
	char list[600];

	if (plan_id(job, r, id))
		return -1;
	if (*id != NO_COLUMN || plan_by_line(job))
		return 0;
	select_list(r, list, sizeof list);
	diag_add(r->diag, select_header(r), "columns",
	    "--join finds no id column; the columns are: %s", list);
	return diag_hint(r->diag, "name it: --id COL, in both files; or go line by line: --id row");
}

bool
joined_has_id(const struct job *job, struct reader *r, size_t id)
{
	const struct cell *v = &r->cell[id];
	const char *name = r->col[id].name;
	bool none = v->kind == CELL_ABSENT || v->kind == CELL_NULL ||
	    v->len == 0;
	bool nested = v->kind >= CELL_LIST;

	if (nested)
		diag_add(r->diag, reader_locate(r, id), "join",
		    "%q: %q is no id", name, strlen(name), v->text, v->len);
	else if (none && !job->skip_missing)
		diag_add(r->diag, reader_locate(r, id), "join",
		    "%q: there is no id here", name, strlen(name));
	return !nested && !none;
}

void
joined_note_twice(struct diag *d, struct place at, const char *column,
    const char *id, size_t len, uint32_t line)
{
	if (line == UINT32_MAX)	/* see ids_line() */
		diag_add(d, at, "join", "%q: '%q' stands in another place, too",
		    column, strlen(column), id, len);
	else
		diag_add(d, at, "join", "%q: '%q' stands in line %u, too",
		    column, strlen(column), id, len, (uint64_t)line);
}

int
joined_index(struct ids *rows, struct diag *d, const char *file,
    const char *column)
{
	struct ids_row *row = NULL;

	if (ids_index(rows))
		return diag_add(d, (struct place){ file, 0, 0 }, "memory",
		    "out of memory");
	while (rows->twice && (row = ids_next(rows, row)))
		if (row->other)
			joined_note_twice(d,
			    (struct place){ file, row->line, 0 }, column,
			    row->id, row->len, row->other);
	return 0;
}

int
joined_lines(struct plain *w, const char *text, size_t len, char delimiter,
    size_t cols)
{
	struct fields_seen seen;
	size_t rows;

	/* longer, and a field may be over its cap */
	if (cols < 2 || len > SOURCE_LINE)
		return 0;
	if (plain_index(w, text, len, delimiter, &seen) < 0)
		return -1;
	rows = seen.newlines;
	if (seen.hard || rows * cols != seen.separators)
		return 0;
	for (size_t i = 1; i <= rows; i++)
		if (text[w->at[i * cols]] != '\n')
			return 0;
	return (int)rows;
}

/* A further cell of the record; there is room for one. */
static int
add_cell(struct joined *f, struct cell v)
{
	struct cell *more;

	f->cell[f->cells++] = v;
	if (f->cells < f->room)
		return 0;
	more = realloc(f->cell, 2 * f->room * sizeof *more);
	if (!more)
		return -1;
	f->cell = more;
	f->room *= 2;
	return 0;
}

/* The cell of that column, and what is in it if it is a list. */
static int
add_column(struct joined *f, size_t col)
{
	struct reader *r = &f->reader;
	const struct cell v = r->cell[col];
	struct cell kept = v;
	int rc;

	/* what is kept is text */
	if (v.kind == CELL_BINARY)
		kept.kind = CELL_TEXT;
	rc = add_cell(f, kept);
	if (v.kind != CELL_LIST)
		return rc;
	while (!rc && reader_item(r, col))
		rc = add_cell(f, r->cell[col]);
	r->cell[col] = v;
	return rc ? rc : add_cell(f, (struct cell){ .kind = CELL_LIST, .text = "" });
}

/* Keep a record: its id, and what is in f->cell. */
static int
store(struct joined *f, const char *id, size_t len, uint64_t line)
{
	struct ids_row *row;
	size_t size = 0;
	char *to;

	for (size_t k = 0; k < f->cells; k++)
		size += f->cell[k].len + 1 +
		    (f->cell[k].len < JOINED_LONG ? 0 : sizeof(uint32_t));
	row = ids_add(&f->rows, id, len, size, line);
	if (!row)
		return -1;
	to = row->id + len;
	for (size_t k = 0; k < f->cells; k++) {
		const struct cell *v = &f->cell[k];
		uint32_t n = (uint32_t)v->len;
		uint32_t head = n < JOINED_LONG ? n : JOINED_LONG;

		*to++ = (char)(v->kind | head << JOINED_KIND);
		if (head == JOINED_LONG) {
			memcpy(to, &n, sizeof n);
			to += sizeof n;
		}
		for (uint32_t i = 0; i < n; i++) {
			f->byte[(unsigned char)v->text[i]] = true;
			*to++ = v->text[i];
		}
		f->typed = f->typed || v->kind != CELL_TEXT;
	}
	return 0;
}

/* The lines of text that w->at separates. */
static int
store_lines(struct joined *f, const struct plain *w, const char *text,
    size_t rows)
{
	size_t cols = f->reader.cols;
	uint64_t line = f->reader.ops->advance(&f->reader, rows);

	for (size_t i = 0; i < rows; i++) {
		const uint32_t *at = w->at + i * cols;
		struct cell id = { .text = "" };

		f->cells = 0;
		for (size_t c = 0; c < cols; c++) {
			/* the first line begins one behind UINT32_MAX */
			uint32_t from = at[c] + 1;
			const struct cell v = { CELL_TEXT, text + from,
				at[c + 1] - from, { c } };

			if (f->keep[c])
				f->cell[f->cells++] = v;
			if (c == f->id)
				id = v;
		}
		if (store(f, id.text, id.len, line + i)) {
			f->reader.line = line + i;
			return -1;
		}
	}
	return 0;
}

/* Keep the lines of the block: 1; 0 if they are not plain, and none is; -1. */
static int
store_block(struct joined *f, struct plain *w, const struct block *b)
{
	const struct reader *r = &f->reader;
	const char *text = b->buf + b->at;
	int rows;

	if (!r->ops->at_rest(r))
		return 0;
	rows = joined_lines(w, text, b->len - b->at, joined_delimiter(r),
	    r->cols);
	for (int i = 0; f->id != NO_COLUMN && i < rows; i++) {
		const uint32_t *at = w->at + (size_t)i * r->cols + f->id;

		if (at[0] + 1 == at[1])
			return 0;	/* the reader says where */
	}
	if (rows > 0 && store_lines(f, w, text, (size_t)rows))
		return -1;
	return rows > 0 ? 1 : rows;
}

/* What the reader has, to the end of its window: 0, -1. */
static int
store_rest(struct joined *f)
{
	struct reader *r = &f->reader;
	const struct cell none = { .text = "" };
	int got;

	while ((got = reader_next(r)) > 0) {
		const struct cell *id = f->id == NO_COLUMN ? &none
							   : &r->cell[f->id];

		if (id != &none && !joined_has_id(f->job, r, f->id)) {
			f->nameless += f->job->skip_missing;
			continue;
		}
		f->cells = 0;
		for (size_t c = 0; c < r->cols; c++)
			if (f->keep[c] && add_column(f, c))
				return reader_memory(r);
		if (store(f, id->text, id->len, r->line))
			return reader_memory(r);
	}
	return got;
}

/* Block by block; what is not plain goes through the reader. */
static int
store_blocks(struct joined *f)
{
	struct reader *r = &f->reader;
	struct source whole = r->src;
	struct plain w = { .tier = f->job->tier };
	struct block b = { 0 };
	int rc = 0;

	while (!rc && (rc = source_take(&whole, &b)) > 0) {
		int plain = store_block(f, &w, &b);

		rc = plain < 0 ? reader_memory(r) : 0;
		if (plain)
			continue;
		rc = source_lend(&r->src, &b) ? reader_memory(r)
					      : store_rest(f);
		if (!rc && source_keep(&r->src))
			rc = reader_memory(r);
	}
	if (source_return(&r->src, &whole) && !rc)
		rc = reader_memory(r);
	free(b.buf);
	plain_free(&w);
	return rc;
}

int
joined_load(struct joined *f)
{
	struct reader *r = &f->reader;
	int rc = 0;

	f->kept = 0;
	for (size_t c = 0; c < r->cols; c++) {
		r->col[c].used = f->keep[c] || c == f->id;
		f->kept += f->keep[c];
	}
	free(f->cell);
	f->room = f->kept + 1;
	f->cell = calloc(f->room, sizeof *f->cell);
	if (!f->cell)
		return reader_memory(r);
	/* a copy is in memory, and stays as it is */
	if (f->job->tier && r->ops->plain == plain_csv && !r->src.borrowed)
		rc = store_blocks(f);
	if (!rc)
		rc = store_rest(f);
	if (!rc && f->id != NO_COLUMN)
		rc = joined_index(&f->rows, r->diag, f->name,
		    r->col[f->id].name);
	source_close(&r->src);
	f->loaded = true;
	return rc || r->diag->notes ? -1 : 0;
}

static int
read_already(struct joined *f)
{
	if (f->copy.lost == ENOMEM)
		return diag_add(f->diag, (struct place){ f->name, 0, 0 },
		    "memory", "out of memory");
	return diag_add(f->diag, (struct place){ f->name, 0, 0 }, "join",
	    "it came through a pipe and cannot be read twice: write it to a file");
}

int
joined_open(struct joined *f, const struct job *job,
    const struct read_options *opt, struct diag *d)
{
	*f = (struct joined){ .job = job, .diag = d, .opt = *opt,
		.copy = f->copy,
		.name = strcmp(job->join, "-") ? job->join : "<stdin>" };
	f->opt.copy = &f->copy;
	f->opt.as = "join";
	if (f->copy.lost)
		return read_already(f);
	if (reader_open(&f->reader, job->join, NULL, &f->opt, d) ||
	    joined_find_id(job, &f->reader, &f->id))
		return -1;
	f->header = (struct place){ f->name, f->reader.header, 0 };
	f->regular = f->reader.src.regular && strcmp(job->join, "-");
	f->size = f->reader.src.size;
	f->changed = f->reader.src.changed;
	f->keep = calloc(f->reader.cols + 1, sizeof *f->keep);
	return f->keep ? 0 : reader_memory(&f->reader);
}

bool
joined_unchanged(const struct joined *f, const struct source *src)
{
	return f->copy.whole || (src->size == f->size &&
	    src->changed.tv_sec == f->changed.tv_sec &&
	    src->changed.tv_nsec == f->changed.tv_nsec);
}

int
joined_reopen(struct joined *f)
{
	joined_forget(f);
	reader_close(&f->reader);
	ids_free(&f->rows);
	f->nameless = f->found = 0;
	if (!joined_rereads(f))
		return read_already(f);
	if (reader_open(&f->reader, f->job->join, NULL, &f->opt, f->diag))
		return -1;
	if (joined_unchanged(f, &f->reader.src))
		return 0;
	return diag_add(f->diag, (struct place){ f->name, 0, 0 }, "io",
	    "the file was changed while it was read");
}

void
joined_free(struct joined *f)
{
	joined_forget(f);
	if (f->job)
		reader_close(&f->reader);
	free(f->keep);
	free(f->cell);
	ids_free(&f->rows);
	source_copy_free(&f->copy);
	*f = (struct joined){ 0 };
}
