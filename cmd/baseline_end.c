/*
 * baseline_end.c - when both sides are read: who has no partner, or more than
 * one, or one that is not the same sample.
 */
#include "baseline.h"

#include <string.h>

static int
report_nameless(const struct finding *f, const char *file, const char *column,
    const struct job *j, struct diag *d)
{
	const struct place at = { file, f->line, 0 };

	if (!f->n)
		return 0;
	if (!j->skip_missing)
		return diag_add(d, at, "baseline",
		    "%q: there is no id here; such rows in all: %u", column,
		    strlen(column), f->n);
	diag_warn(d, at, "%q: there is no id here; such rows skipped: %u",
	    column, strlen(column), f->n);
	return 0;
}

/* The rows of one id, the first of which is in that line. */
static int
note_twice(const char *file, const struct ids_row *row, uint64_t line,
    uint64_t extra, const char *column, struct diag *d)
{
	return diag_add(d, (struct place){ file, line, 0 }, "baseline",
	    "%q: '%q' stands in line %u, too; such rows in all: %u", column,
	    strlen(column), row->id, (size_t)row->len, (uint64_t)row->other,
	    extra);
}

/* The least line of an id becomes the `other` of the row that is found. */
static void
lower(struct ids_row *row, uint32_t line)
{
	row->other = row->other && row->other < line ? row->other : line;
}

static struct ids_row *
first_of(const struct ids *s, const struct ids_row *row)
{
	const char *id = row->id;
	size_t len = row->len;
	struct ids_row *first;

	ids_find(s, 1, &id, &len, &first);
	return first;
}

/* Which comes first of the rows whose id stood before them in the file? */
static int
report_twins(struct baseline *b, const char *column, struct diag *d)
{
	struct ids_row *row = NULL, *first, *worst = NULL;
	uint32_t line = UINT32_MAX;

	while ((row = ids_next(&b->rows, row))) {
		first = first_of(&b->rows, row);
		if (first == row)
			continue;
		lower(first, first->line);
		lower(first, row->line);
		worst = first;
	}
	while ((row = ids_next(&b->rows, row))) {
		first = first_of(&b->rows, row);
		if (first->other && row->line != first->other &&
		    row->line < line) {
			worst = first;
			line = row->line;
		}
	}
	if (!worst)
		return 0;
	/* all of them may be in one line */
	line = line < UINT32_MAX ? line : worst->line;
	return note_twice(b->name, worst, line, b->rows.twice, column, d);
}

int
baseline_take(struct baseline *b, struct pairs *kept, const struct job *j,
    const char *column, struct diag *d)
{
	if (report_nameless(&kept->found[NO_ID], b->name, column, j, d))
		return -1;
	b->rows = kept->kept;
	b->records = kept->records;
	kept->kept = (struct ids){ 0 };
	if (ids_index(&b->rows))
		return diag_add(d, (struct place){ b->name, 0, 0 }, "memory",
		    "out of memory");
	return b->rows.twice ? report_twins(b, column, d) : 0;
}

static struct ids_row *
partner(const struct baseline *b, const struct pair *p)
{
	return (struct ids_row *)(void *)(b->rows.text + p->at);
}

/* A partner has one sample: mark those that have any, and say how many do. */
static uint64_t
mark(const struct baseline *b, const struct pairs *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct ids_row *row = partner(b, &s->pair[i]);

		n += row->other == 0;
		lower(row, s->pair[i].line);
	}
	return n;
}

static int
report_twice(const struct baseline *b, const struct pairs *s, uint64_t extra,
    const char *name, const char *column, struct diag *d)
{
	const struct pair *worst = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (s->pair[i].line != partner(b, &s->pair[i])->other &&
		    (!worst || s->pair[i].line < worst->line))
			worst = &s->pair[i];
	/* none: all of them in one line */
	worst = worst ? worst : &s->pair[0];
	return note_twice(name, partner(b, worst), worst->line, extra, column,
	    d);
}

static void
report_lone(const struct job *j, const char *file, const char *other,
    uint64_t n, uint64_t all, const char *id, size_t len, struct diag *d)
{
	const struct place nowhere = { 0 };
	const char *have = n == 1 ? "has" : "have";
	const char *what = plan_by_line(j) ? "rows" : "ids";

	if (n && j->skip_missing)
		diag_warn(d, nowhere,
		    "%u of %u %s of %q %s no partner in %q (first: '%q'); skipped",
		    n, all, what, file, strlen(file), have, other,
		    strlen(other), id, len);
	else if (n)
		diag_add(d, nowhere, "baseline",
		    "%u of %u %s of %q %s no partner in %q (first: '%q')", n,
		    all, what, file, strlen(file), have, other,
		    strlen(other), id, len);
}

/* The first row of the baseline that nobody was paired with. */
static const struct ids_row *
lone_row(const struct baseline *b)
{
	const struct ids_row *row = NULL, *first = NULL;

	while ((row = ids_next(&b->rows, row)))
		if (row->other == 0 && (!first || row->line < first->line))
			first = row;
	return first;
}

/* Samples that are two different things cannot be compared. */
static int
report_other(const struct baseline *b, const struct finding *f,
    const struct job *j, const char *what, uint64_t all, struct diag *d)
{
	const char *path = j->input[f->input].path;

	if (!f->n)
		return 0;
	return diag_add(d, (struct place){ strcmp(path, "-") ? path
		: "<stdin>", f->line, 0 }, "baseline",
	    "'%q' has another %s in line %u of %q; %ss differ in %u of %u samples",
	    f->id, f->len, what, (uint64_t)f->other, b->name, strlen(b->name),
	    what, f->n, all);
}

static int
report_records(const struct baseline *b, const struct pairs *s,
    const char *name, struct diag *d)
{
	diag_add(d, (struct place){ 0 }, "baseline",
	    "%q has %u rows, %q has %u", name, strlen(name), s->records,
	    b->name, strlen(b->name), b->records);
	return diag_hint(d, "row by row both must have as many; an id column would say which are missing: --id COL");
}

int
baseline_end(struct baseline *b, const struct pairs *s, const struct job *j,
    const char *name, const char *column, struct diag *d)
{
	const struct finding *f = s->found;
	uint64_t paired = mark(b, s), notes = d->notes;
	uint64_t lone = b->rows.rows - paired;
	const struct ids_row *first = lone ? lone_row(b) : NULL;
	bool once = j->inputs > 1 && j->merge;	/* looked after elsewhere */

	if (plan_by_line(j) && s->records != b->records)
		report_records(b, s, name, d);
	report_nameless(&f[NO_ID], name, column, j, d);
	if (!once && paired < s->n)
		report_twice(b, s, s->n - paired, name, column, d);
	if (d->notes == notes) {
		report_lone(j, name, b->name, f[NO_PARTNER].n,
		    s->n + f[NO_PARTNER].n, f[NO_PARTNER].id,
		    f[NO_PARTNER].len, d);
		report_lone(j, b->name, name, lone, b->rows.rows,
		    first ? first->id : "", first ? first->len : 0, d);
		if (d->notes > notes)
			diag_hint(d, "a comparison of the rest could hide what got worse; --missing skip allows it");
	}
	if (j->skip_missing && f[NO_PARTNER].n && !s->n)
		diag_add(d, (struct place){ 0 }, "baseline",
		    "no id is in both %q and %q", name, strlen(name), b->name,
		    strlen(b->name));
	report_other(b, &f[OTHER_LABEL], j, "label", s->n, d);
	report_other(b, &f[OTHER_WEIGHT], j, "weight", s->n, d);
	for (size_t i = 0; i < s->n; i++)
		partner(b, &s->pair[i])->other = 0;
	return d->notes > notes ? -1 : 0;
}
