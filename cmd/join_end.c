/*
 * join_end.c - what two joined files do not have in common, when both are read.
 */
#include "pairing.h"

#include <string.h>

/* An id without blanks, case, leading zeros and a last ".0": its length. */
static size_t
fold(char *to, size_t size, const char *id, size_t len)
{
	size_t n = 0, digits = 0;

	while (len > 0 && strchr(" \t\r\n", *id))
		id++, len--;
	while (len > 0 && strchr(" \t\r\n", id[len - 1]))
		len--;
	while (digits < len && id[digits] >= '0' && id[digits] <= '9')
		digits++;
	if (digits && len > digits + 1 && id[digits] == '.') {
		size_t zeros = digits + 1;

		while (zeros < len && id[zeros] == '0')
			zeros++;
		len = zeros == len ? digits : len;
	}
	for (; digits > 1 && *id == '0'; digits--)
		id++, len--;
	for (; n < len && n < size; n++)
		to[n] = (char)(id[n] >= 'A' && id[n] <= 'Z' ? id[n] | 0x20
							    : id[n]);
	return n;
}

/* Is there an id without a partner that looks like one of the other side? */
static void
hint_alike(const struct joined *f, const struct reader *r)
{
	const struct pairing *s = r->state;
	struct ids_row *a = NULL, *b = NULL;

	for (int i = 0; i < ALONE_SHOWN && (a = ids_next(&s->alone, a)); i++) {
		char x[128], y[sizeof x];
		size_t n = fold(x, sizeof x, a->id, a->len);

		for (b = NULL; (b = ids_next(&f->rows, b));)
			if (b->other == 0 &&
			    fold(y, sizeof y, b->id, b->len) == n &&
			    n < sizeof x && !memcmp(x, y, n)) {
				diag_hint(r->diag,
				    "'%q' of %q and '%q' of %q are two ids: they must be the same byte by byte",
				    a->id, (size_t)a->len, r->src.name,
				    strlen(r->src.name), b->id, (size_t)b->len,
				    f->name, strlen(f->name));
				return;
			}
	}
}

/* What a sample lacks that is on one side only. */
static const char *
lack(const struct plan *p, size_t from, size_t to)
{
	if (p->score[0] >= from && p->score[0] < to)
		return "prediction";
	return p->target[0] >= from && p->target[0] < to ? "label" : "row";
}

/* n of all ids of a file, the first of them this one, are not in the other. */
static void
report_lone(const struct joined *f, const char *file, const char *other,
    uint64_t n, uint64_t all, const struct ids_row *first, const char *what)
{
	const struct place nowhere = { 0 };
	const char *id = first ? first->id : "";
	const char *have = n == 1 ? "has" : "have";
	size_t len = first ? first->len : 0;

	if (n == 0)
		return;
	if (f->job->skip_missing)
		diag_warn(f->diag, nowhere,
		    "%u of %u ids of %q %s no %s in %q (first: '%q'); skipped",
		    n, all, file, strlen(file), have, what, other,
		    strlen(other), id, len);
	else
		diag_add(f->diag, nowhere, "join",
		    "%u of %u ids of %q %s no %s in %q (first: '%q')", n, all,
		    file, strlen(file), have, what, other, strlen(other), id,
		    len);
}

static int
end_lines(const struct joined *f, const struct reader *r)
{
	const struct pairing *s = r->state;

	if (s->rows == f->rows.rows)
		return 0;
	diag_add(f->diag, (struct place){ 0 }, "join",
	    "%q has %u rows, %q has %u", r->src.name, strlen(r->src.name),
	    s->rows, f->name, strlen(f->name), (uint64_t)f->rows.rows);
	return diag_hint(f->diag, "line by line both must have as many; an id column would say which are missing: --id COL");
}

int
join_end(struct reader *r, const struct plan *p, bool last,
    uint64_t *skipped)
{
	struct pairing *s = r->state;
	const struct joined *f = s->file;
	const struct ids_row *row = NULL, *first = NULL;
	uint64_t all = f->nameless + f->rows.rows;
	uint64_t lone = last ? all - f->found : 0;
	bool several = f->job->merge && f->job->inputs > 1;
	const char *file = r->src.name;

	*skipped = s->lone;
	if (s->id == NO_COLUMN)
		return end_lines(f, r);
	while (lone && !first && (row = ids_next(&f->rows, row)))
		first = row->other == 0 ? row : NULL;
	if (f->job->skip_missing &&
	    joined_index(&s->alone, r->diag, file, r->col[s->id].name))
		return -1;
	report_lone(f, file, f->name, s->lone, s->rows,
	    ids_next(&s->alone, NULL), lack(p, s->left_cols, r->cols));
	report_lone(f, f->name, several ? "the files" : file, lone, all, first,
	    lack(p, 0, s->left_cols));
	if (s->lone && lone)
		hint_alike(f, r);
	if (last && f->job->skip_missing && f->found == 0)
		return diag_add(f->diag, (struct place){ 0 }, "join",
		    "no id is in both %q and %q", file, strlen(file), f->name,
		    strlen(f->name));
	if ((s->lone || lone) && !f->job->skip_missing)
		return diag_hint(f->diag, "a score over the rest would flatter the model; --missing skip allows it");
	return 0;
}
