/* select.c - COLS: names, numbers, ranges, patterns and lists of them. */
#include "select.h"
#include "sort.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place
select_header(const struct reader *r)
{
	return (struct place){ r->src.name, r->header, 0 };
}

/* One COLS element against one column: by name, by group, or by pattern. */
static bool
is_called(const struct column *c, const char *name)
{
	return !strcmp(c->name, name) || (c->group && !strcmp(c->group, name));
}

static bool
matches(const struct column *c, const char *pattern)
{
	return !c->group && fnmatch(pattern, c->name, 0) == 0;
}

typedef bool match_fn(const struct column *c, const char *pattern);

static size_t
pick_all(const struct reader *r, struct picks *p, match_fn *match,
    const char *pattern)
{
	size_t before = p->n;

	for (size_t i = 0; i < r->cols; i++)
		if (match(&r->col[i], pattern))
			p->at[p->n++] = i;
	return p->n - before;
}

/* "3" or "3-7", counted from 1: how many columns that picked. */
static size_t
pick_numbers(const struct reader *r, struct picks *p, const char *s)
{
	char *end;
	unsigned long from, to;

	if (!isdigit((unsigned char)*s))
		return 0;
	from = to = strtoul(s, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		to = strtoul(end + 1, &end, 10);
	if (*end || from < 1 || to < from || to > r->cols)
		return 0;
	for (unsigned long i = from; i <= to; i++)
		p->at[p->n++] = i - 1;
	return to - from + 1;
}

void
select_list(const struct reader *r, char *text, size_t size)
{
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < r->cols && i < 10 && n + 64 < size; i++) {
		char shown[44];

		diag_escape(shown, sizeof shown, r->col[i].name,
		    strlen(r->col[i].name));
		n += (size_t)snprintf(text + n, size - n, "%s%s", i ? ", " : "",
		    shown[0] ? shown : "''");
	}
	if (r->cols > 10 && n + 40 < size)
		snprintf(text + n, size - n, ", ... (%zu in all)", r->cols);
}

static int
unknown(const struct reader *r, const char *what)
{
	char list[600];

	select_list(r, list, sizeof list);
	if (!r->named)
		return diag_add(r->diag, select_header(r), "columns",
		    "no column %q; there are %u", what, strlen(what),
		    (uint64_t)r->cols);
	return diag_add(r->diag, select_header(r), "columns",
	    "no column '%q'; the columns are: %s", what, strlen(what), list);
}

int
select_columns(const struct reader *r, struct picks *p, const char *cols)
{
	char *copy = NULL, *save = NULL;
	int rc = -1;

	/* each element picks each column at most once, so cols per element */
	size_t elements = 1;

	for (const char *s = cols; *s; s++)
		elements += *s == ',';
	p->at = calloc(elements * r->cols + 1, sizeof *p->at);
	copy = strdup(cols);
	if (!p->at || !copy) {
		diag_add(r->diag, select_header(r), "memory", "out of memory");
		goto out;
	}
	if (pick_all(r, p, is_called, cols)) {
		rc = 0;
		goto out;
	}
	for (char *s = strtok_r(copy, ",", &save); s;
	     s = strtok_r(NULL, ",", &save))
		if (!pick_all(r, p, is_called, s) && !pick_numbers(r, p, s) &&
		    !pick_all(r, p, matches, s)) {
			unknown(r, s);
			goto out;
		}
	rc = p->n ? 0 : unknown(r, cols);
out:
	free(copy);
	return rc;
}

int
select_default(const struct reader *r, struct picks *p, const char *const *names)
{
	p->at = calloc(r->cols + 1, sizeof *p->at);
	if (!p->at)
		return diag_add(r->diag, select_header(r), "memory", "out of memory");
	for (; *names && !p->n; names++)
		if (!pick_all(r, p, is_called, *names))
			pick_all(r, p, matches, *names);
	return 0;
}

static int
compare_names(const void *reader, size_t a, size_t b)
{
	const struct reader *r = reader;

	return strcmp(r->col[a].name, r->col[b].name);
}

/*
 * A name that two columns share picks both of them, so looking among the picked
 * ones is enough; a column picked by number is meant as it is.
 */
int
select_unique(const struct reader *r, const struct picks *p)
{
	size_t *sorted = calloc(p->n + 1, sizeof *sorted);
	int rc = 0;

	if (!sorted)
		return diag_add(r->diag, select_header(r), "memory",
		    "out of memory");
	memcpy(sorted, p->at, p->n * sizeof *sorted);
	sort_numbers(sorted, p->n, compare_names, r);
	for (size_t i = 1; i < p->n && r->named && !rc; i++) {
		const char *name = r->col[sorted[i]].name;

		if (sorted[i] != sorted[i - 1] &&
		    !strcmp(name, r->col[sorted[i - 1]].name)) {
			rc = diag_add(r->diag, select_header(r), "columns",
			    "two columns are called '%q'", name, strlen(name));
			diag_hint(r->diag, "rename one, or pick one by its number");
		}
	}
	free(sorted);
	return rc;
}

int
select_use(struct reader *r, const struct picks *p)
{
	int rc = select_unique(r, p);

	for (size_t i = 0; i < p->n && !rc; i++) {
		struct column *c = &r->col[p->at[i]];

		if (c->used)
			rc = diag_add(r->diag, select_header(r), "columns",
			    "column '%q' is used twice", c->name,
			    strlen(c->name));
		c->used = true;
	}
	return rc;
}
