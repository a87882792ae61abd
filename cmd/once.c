/* once.c - the same notes whatever order the ids were met in. */
#include "once.h"
#include "sort.h"

#include <stdlib.h>
#include <string.h>

int
once_add(struct ids *s, const struct plan *p, const struct batch *b,
    size_t input)
{
	const struct kept *id = batch_kept(b, p->text_id);
	uint32_t file = (uint32_t)input;

	for (size_t i = 0; i < b->n; i++) {
		struct ids_row *row;

		if (id[i].at == NO_COLUMN || id[i].len == 0)
			continue;
		row = ids_add(s, b->base + id[i].at, id[i].len, sizeof file,
		    batch_line(b, i));
		if (!row)
			return -1;
		memcpy(row->id + row->len, &file, sizeof file);
	}
	return 0;
}

/* Samples whose id is another's, too. */
struct twins {
	struct ids_row **row;
	size_t n;
};

static uint32_t
file_of(const struct ids_row *row)
{
	uint32_t file;

	memcpy(&file, row->id + row->len, sizeof file);
	return file;
}

static int
rule_by_place(const void *twins, size_t a, size_t b)
{
	const struct twins *t = twins;
	uint32_t x = file_of(t->row[a]), y = file_of(t->row[b]);

	if (x == y) {
		x = t->row[a]->line;
		y = t->row[b]->line;
	}
	return x < y ? -1 : x > y;
}

static const char *
name_of(const struct job *j, const struct ids_row *row)
{
	const char *path = j->input[file_of(row)].path;

	return strcmp(path, "-") ? path : "<stdin>";
}

static void
note(const struct job *j, const char *column, const struct ids_row *row,
    const struct ids_row *first, struct diag *d)
{
	const char *file = name_of(j, first);

	diag_add(d, (struct place){ name_of(j, row), row->line, 0 }, "merge",
	    "%q: '%q' stands in line %u of %q, too", column, strlen(column),
	    row->id, (size_t)row->len, (uint64_t)first->line, file,
	    strlen(file));
}

/* In the order of the input: the others refer to the first of an id. */
static void
note_all(const struct ids *s, const struct twins *t, const size_t *order,
    const struct job *j, const char *column, struct diag *d)
{
	for (size_t i = 0; i < t->n; i++) {
		struct ids_row *row = t->row[order[i]], *found;
		const char *id = row->id;
		size_t len = row->len;

		/* what is found has in .other which of the twins was first */
		ids_find(s, 1, &id, &len, &found);
		if (found->other)
			note(j, column, row, t->row[found->other - 1], d);
		else
			found->other = (uint32_t)order[i] + 1;
	}
}

/* The rows that have twins, and the ones that were indexed first. */
static size_t
find_twins(const struct ids *s, struct ids_row **to)
{
	struct ids_row *row = NULL, *found;
	size_t n = 0;

	while ((row = ids_next(s, row))) {
		const char *id = row->id;
		size_t len = row->len;

		if (!row->other)
			continue;
		to[n++] = row;
		ids_find(s, 1, &id, &len, &found);
		/* it stands in front of row, and is not met again */
		if (!found->other) {
			to[n++] = found;
			found->other = 1;
		}
	}
	for (size_t i = 0; i < n; i++)
		to[i]->other = 0;
	return n;
}

int
once_check(struct ids *s, const struct job *j, const char *column,
    struct diag *d)
{
	struct twins t = { 0 };
	size_t *order = NULL;
	int rc = ids_index(s);

	if (!rc && s->twice) {
		t.row = malloc(2 * s->twice * sizeof *t.row);
		order = malloc(2 * s->twice * sizeof *order);
		rc = t.row && order ? 0 : -1;
	}
	if (!rc && s->twice) {
		t.n = find_twins(s, t.row);
		for (size_t i = 0; i < t.n; i++)
			order[i] = i;
		sort_numbers(order, t.n, rule_by_place, &t);
		note_all(s, &t, order, j, column, d);
	}
	free(t.row);
	free(order);
	if (rc)
		diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	return rc || s->twice ? -1 : 0;
}
