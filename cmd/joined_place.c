/*
 * joined_place.c - where a cell of the joined file stands.
 *
 * In memory there are cells, and their lines.  The few that a message is about
 * are looked up in the file, which is read again up to them.
 */
#include "joined.h"

#include <stdlib.h>

struct joined_again {
	struct reader reader;
	const struct ids_row *row;	/* what its record is in memory, or NULL */
	struct diag told;		/* notes that are there already */
};

static void
drop(struct joined_again *a)
{
	reader_close(&a->reader);
	a->row = NULL;
}

/* Open it, unless it is not what it was: 0, -1. */
static int
begin(struct joined *f)
{
	struct joined_again *a = f->again;

	drop(a);
	a->told = (struct diag){ .notes = 0 };
	return reader_open(&a->reader, f->job->join, NULL, &f->opt, &a->told) ||
	    !joined_unchanged(f, &a->reader.src) ? -1 : 0;
}

/* The next record that is kept, too: 0, -1. */
static int
next(struct joined *f)
{
	struct joined_again *a = f->again;

	do
		if (reader_next(&a->reader) <= 0)
			return -1;
	while (f->id != NO_COLUMN &&
	    !joined_has_id(f->job, &a->reader, f->id));
	a->row = ids_next(&f->rows, a->row);
	return 0;
}

/* Read up to the record that became the row: 0, -1. */
static int
go_to(struct joined *f, const struct ids_row *row)
{
	struct joined_again *a = f->again;
	int rc = 0;

	/* rows stand in memory in the order of the file */
	if (!a->row || a->row > row)
		rc = begin(f);
	while (!rc && a->row != row)
		rc = next(f);
	return rc || ids_line(a->reader.line) != row->line ? -1 : 0;
}

struct place
joined_locate(struct joined *f, const struct ids_row *row, size_t col,
    size_t item)
{
	struct place at = { f->name,
		row->line < UINT32_MAX ? row->line : 0, 0 };

	/* of more notes than are shown nobody sees where they are */
	if (!joined_rereads(f) || f->diag->notes >= DIAG_NOTES)
		return at;
	if (!f->again)
		f->again = calloc(1, sizeof *f->again);
	if (!f->again)
		return at;
	if (go_to(f, row)) {
		drop(f->again);
		return at;
	}
	const struct cell list = f->again->reader.cell[col];

	while (item-- > 0)
		reader_item(&f->again->reader, col);
	at = reader_locate(&f->again->reader, col);
	f->again->reader.cell[col] = list;
	return (struct place){ f->name, at.line, at.column };
}

void
joined_forget(struct joined *f)
{
	if (f->again)
		drop(f->again);
	free(f->again);
	f->again = NULL;
}
