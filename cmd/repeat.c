/* repeat.c - --by and --keep: columns that go from the input to the table. */
#include "repeat.h"
#include "once.h"
#include "select.h"

#include <stdlib.h>
#include <string.h>

/* In place of a column: the label, where several columns or none say it. */
enum { THE_LABEL = -2 };

static int
no_memory(const struct reader *r)
{
	return diag_add(r->diag, select_header(r), "memory", "out of memory");
}

/* The text of that column is wanted: *which of the texts it is.  0, -1. */
static int
want_text(struct plan *p, struct reader *r, size_t col, size_t *which)
{
	struct column *c = &r->col[col];
	size_t n = p->texts, *more;

	if (c->text == 0) {
		/* room for 1, 2, 4, ...: there may be a million of them */
		more = n & (n - 1) ? p->text
		    : realloc(p->text, (n ? 2 * n : 1) * sizeof *more);
		if (!more)
			return no_memory(r);
		p->text = more;
		p->text[p->texts++] = col;
		c->text = p->texts;
		c->used = true;
		c->number = false;
	}
	*which = c->text - 1;
	return 0;
}

/* Is it what the label is read from, and nothing else is? */
static bool
is_label(const struct plan *p, size_t col)
{
	return !p->mode->wide && col == p->target[0];
}

static int
repeat(struct plan *p, struct reader *r, size_t col, bool label,
    struct repeated *to)
{
	to->label = label;
	to->text = NO_COLUMN;
	to->name = strdup(col == (size_t)THE_LABEL ? "label"
						   : r->col[col].name);
	if (!to->name)
		return no_memory(r);
	return label ? 0 : want_text(p, r, col, &to->text);
}

static int
repeat_kept(struct plan *p, struct reader *r, const struct picks *kept)
{
	p->keep = calloc(kept->n + 1, sizeof *p->keep);
	if (!p->keep)
		return no_memory(r);
	for (size_t i = 0; i < kept->n; i++)
		if (repeat(p, r, kept->at[i], false, &p->keep[p->keeps++]))
			return -1;
	return 0;
}

/* Labels make groups by what they mean. */
static int
repeat_by(struct plan *p, const struct job *j, struct reader *r,
    const struct picks *by)
{
	p->by = calloc(by->n + 1, sizeof *p->by);
	if (!p->by)
		return no_memory(r);
	for (size_t i = 0; i < by->n; i++) {
		bool label = by->at[i] == by->alias_at ||
		    is_label(p, by->at[i]);
		struct repeated *to = &p->by[p->bys++];

		if (repeat(p, r, by->at[i], label, to))
			return -1;
		/* one that is only "not positive" is what its text says */
		if (label && j->pos_label && !p->mode->wide &&
		    want_text(p, r, p->target[0], &to->text))
			return -1;
	}
	return 0;
}

/* What a row says of a sample anyway need not be repeated behind it. */
static bool
stands_already(const struct plan *p, const struct reader *r, size_t col)
{
	const char *name = r->col[col].name;

	for (size_t i = 0; i < p->bys; i++)
		if (!p->by[i].label && p->text[p->by[i].text] == col)
			return true;
	return (col == p->id && !strcmp(name, "id")) ||
	    (is_label(p, col) && !strcmp(name, "label"));
}

static int
pick_kept(const struct plan *p, const struct job *j, const struct reader *r,
    struct picks *kept)
{
	size_t n = 0;

	kept->alias = "all";
	kept->alias_at = (size_t)THE_LABEL;
	if (select_columns(r, kept, "keep", j->keep))
		return -1;
	if (kept->n == 1 && kept->at[0] == kept->alias_at) {
		size_t *at = realloc(kept->at, r->cols * sizeof *at);

		if (!at)
			return no_memory(r);
		for (size_t c = 0; c < r->cols; c++)
			at[c] = c;
		kept->at = at;
		kept->n = kept->room = r->cols;
	}
	for (size_t i = 0; i < kept->n; i++)
		if (kept->at[i] == kept->alias_at)
			return diag_add(r->diag, select_header(r), "columns",
			    "--keep all has every column; nothing can be added");
	if (select_unique(r, kept))
		return -1;
	for (size_t i = 0; i < kept->n; i++)
		if (!stands_already(p, r, kept->at[i]))
			kept->at[n++] = kept->at[i];
	kept->n = n;
	return 0;
}

static int
pick_by(const struct job *j, const struct reader *r, struct picks *by)
{
	struct picks named = { 0 };
	int rc;

	by->alias = "label";
	by->alias_at = (size_t)THE_LABEL;
	rc = select_columns(r, by, "by", j->by);
	if (rc)
		return rc;
	/* the label is no column that could be called like another */
	named.at = malloc(by->n * sizeof *named.at);
	if (!named.at)
		return no_memory(r);
	for (size_t i = 0; i < by->n; i++)
		if (by->at[i] != by->alias_at)
			named.at[named.n++] = by->at[i];
	rc = select_unique(r, &named);
	if (!rc && by->n - named.n > 1)
		rc = diag_add(r->diag, select_header(r), "columns",
		    "column 'label' is picked twice");
	free(named.at);
	return rc;
}

int
repeat_columns(struct plan *p, const struct job *j, struct reader *r)
{
	struct picks by = { 0 }, kept = { 0 };
	bool samples = j->reductions == 0 || j->explain;
	int rc = 0;

	p->text_id = p->text_label = NO_COLUMN;
	if (samples)
		rc = want_text(p, r, p->target[0], &p->text_label);
	if (!rc && p->id != NO_COLUMN && (samples || j->baseline || once_wanted(j, p)))
		rc = want_text(p, r, p->id, &p->text_id);
	if (!rc && j->by)
		rc = pick_by(j, r, &by) ||
		    repeat_by(p, j, r, &by) ? -1 : 0;
	if (!rc && j->keep)
		rc = pick_kept(p, j, r, &kept) ||
		    repeat_kept(p, r, &kept) ? -1 : 0;
	free(by.at);
	free(kept.at);
	return rc;
}

static void
free_repeated(struct repeated *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(a[i].name);
	free(a);
}

void
repeat_free(struct plan *p)
{
	free(p->text);
	free_repeated(p->by, p->bys);
	free_repeated(p->keep, p->keeps);
}
