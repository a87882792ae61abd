/*
 * select.c - COLS: names, numbers, ranges, patterns and lists of them.
 *
 * A name wins over a number, a number over a pattern.
 */
#include "select.h"
#include "near.h"
#include "number.h"
#include "sort.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

static bool
push(const struct reader *r, struct picks *p, size_t col)
{
	if (p->n == p->room) {
		size_t room = p->room ? 2 * p->room : 16;
		size_t *at = realloc(p->at, room * sizeof *at);

		if (!at) {
			diag_add(r->diag, select_header(r), "memory",
			    "out of memory");
			return false;
		}
		p->at = at;
		p->room = room;
	}
	p->at[p->n++] = col;
	return true;
}

/* All that match: 1, 0 if none does, -1 if there is no memory. */
static int
pick_all(const struct reader *r, struct picks *p, match_fn *match,
    const char *pattern)
{
	int found = 0;

	for (size_t i = 0; i < r->cols; i++)
		if (match(&r->col[i], pattern)) {
			if (!push(r, p, i))
				return -1;
			found = 1;
		}
	return found;
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

/* An element of a COLS, and what it is an element of. */
struct element {
	const char *option, *cols;
	size_t at, len;		/* cols[at..at+len) */
	char *text, *name;	/* as it is written; without its backslashes */
};

/* Hint at COLS with something else in place of the element. */
static int
hint_instead(const struct reader *r, const struct element *e, const char *text)
{
	char cols[256], word[256];
	int n = snprintf(cols, sizeof cols, "%.*s%s%s", (int)e->at, e->cols,
	    text, e->cols + e->at + e->len);

	if (n < 0 || (size_t)n >= sizeof cols ||
	    !near_quote(word, sizeof word, cols))
		return -1;
	return diag_hint(r->diag, "did you mean --%s %s?", e->option, word);
}

/* The name that a column is asked for by, if it can be written in COLS. */
static const char *
name_in_list(const struct element *e, const char *name)
{
	bool alone = e->at == 0 && !e->cols[e->len];

	return strpbrk(name, alone ? "\\" : ",\\") ? NULL : name;
}

static int
unknown(const struct reader *r, const struct picks *p,
    const struct element *e)
{
	struct near near = { .word = e->name, .len = strlen(e->name) };
	const char *name;
	char list[600];

	if (!r->named)
		return diag_add(r->diag, select_header(r), "columns",
		    "no column '%q'; without a header they are the numbers "
		    "1 to %u", e->name, strlen(e->name), (uint64_t)r->cols);
	select_list(r, list, sizeof list);
	diag_add(r->diag, select_header(r), "columns",
	    "no column '%q'; the columns are: %s", e->name, strlen(e->name),
	    list);
	for (size_t i = 0; i < r->cols; i++) {
		const struct column *c = &r->col[i];

		near_try(&near, c->name);
		/* a group is tried once */
		if (c->group && (i == 0 || !r->col[i - 1].group ||
				    strcmp(c->group, r->col[i - 1].group)))
			near_try(&near, c->group);
	}
	name = near.name ? name_in_list(e, near.name) : NULL;
	/* what is in the list already was not meant again */
	for (size_t i = 0; name && i < p->n; i++)
		if (is_called(&r->col[p->at[i]], name))
			return -1;
	return name ? hint_instead(r, e, name) : -1;
}

/* Digits alone: a number that saturates is too large all the same. */
static bool
read_range(const char *s, unsigned long *from, unsigned long *to)
{
	char *end;

	if (!isdigit((unsigned char)*s))
		return false;
	*from = *to = strtoul(s, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		*to = strtoul(end + 1, &end, 10);
	return !*end;
}

/* "3" or "3-7", counted from 1: 1, 0 if it is neither, -1. */
static int
pick_numbers(const struct reader *r, struct picks *p, const struct element *e)
{
	unsigned long from, to;
	char list[600], range[48];

	if (!read_range(e->text, &from, &to))
		return 0;
	if (to < from) {
		diag_add(r->diag, select_header(r), "columns",
		    "--%s: the range '%q' goes down", e->option, e->text,
		    e->len);
		snprintf(range, sizeof range, "%lu-%lu", to, from);
		return hint_instead(r, e, range);
	}
	if (from < 1 || to > r->cols) {
		select_list(r, list, sizeof list);
		diag_add(r->diag, select_header(r), "columns",
		    "no column '%q'; there are %u%s%s", e->text, e->len,
		    (uint64_t)r->cols, r->named ? ": " : "",
		    r->named ? list : "");
		return from < 1
		    ? diag_hint(r->diag, "columns are counted from 1") : -1;
	}
	for (unsigned long i = from; i <= to; i++)
		if (!push(r, p, i - 1))
			return -1;
	return 1;
}

/* A name, with its backslashes or without, a number, or a pattern. */
static int
pick_element(const struct reader *r, struct picks *p, const struct element *e)
{
	int found = pick_all(r, p, is_called, e->text);

	if (!found)
		found = pick_all(r, p, is_called, e->name);
	if (!found && p->alias && !strcmp(e->text, p->alias))
		found = push(r, p, p->alias_at) ? 1 : -1;
	if (!found)
		found = pick_numbers(r, p, e);
	if (!found)
		found = pick_all(r, p, matches, e->text);
	return found ? found : unknown(r, p, e);
}

/* The text up to the next comma that has no backslash in front. */
static size_t
element_length(const char *s)
{
	size_t n = 0;

	while (s[n] && s[n] != ',')
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return n;
}

/* Take the backslashes off. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		s += *s == '\\' && s[1];
		*to++ = *s;
	}
	*to = '\0';
}

int
select_columns(const struct reader *r, struct picks *p, const char *option,
    const char *cols)
{
	struct element e = { .option = option, .cols = cols };
	/* a name may have any commas */
	int found = pick_all(r, p, is_called, cols);

	while (!found) {
		e.len = element_length(cols + e.at);
		e.text = strndup(cols + e.at, e.len);
		e.name = strndup(cols + e.at, e.len);
		if (e.name)
			unescape(e.name);
		found = e.text && e.name ? pick_element(r, p, &e)
		    : diag_add(r->diag, select_header(r), "memory",
			  "out of memory");
		free(e.text);
		free(e.name);
		if (found < 0 || !cols[e.at + e.len])
			break;
		e.at += e.len + 1;
		found = 0;
	}
	return found > 0 ? 0 : -1;
}

int
select_default(const struct reader *r, struct picks *p, const char *const *names)
{
	int found = 0;

	for (; *names && !found; names++) {
		found = pick_all(r, p, is_called, *names);
		if (!found)
			found = pick_all(r, p, matches, *names);
	}
	return found < 0 ? -1 : 0;
}

/* The column name begins as the pattern "stem_*" does, but for its case. */
static bool
has_stem(const char *name, const char *pattern)
{
	size_t n = strlen(pattern) - 1;

	return strlen(name) > n && !strncasecmp(name, pattern, n);
}

int
select_hint(const struct reader *r, const char *option,
    const char *const *names)
{
	char text[128], word[128];

	for (; *names; names++) {
		struct near near = { .word = *names, .len = strlen(*names) };
		bool stem = strchr(*names, '*');

		for (size_t i = 0; i < r->cols; i++)
			if (!stem)
				near_try(&near, r->col[i].name);
			else if (!near.name && has_stem(r->col[i].name, *names))
				near.name = r->col[i].name;
		if (!near.name)
			continue;
		snprintf(text, sizeof text, stem ? "%.*s*" : "%.*s",
		    stem ? (int)strlen(*names) - 1 : 100, near.name);
		if (near_quote(word, sizeof word, text))
			return diag_hint(r->diag, "did you mean --%s %s?",
			    option, word);
	}
	return -1;
}

static int
compare_names(const void *reader, size_t a, size_t b)
{
	const struct reader *r = reader;

	int d = strcmp(r->col[a].name, r->col[b].name);

	return d ? d : a < b ? -1 : a > b;
}

/*
 * A name that two columns share picks both of them, so looking among the picked
 * ones is enough; a column picked by number is meant as it is.
 */
int
select_unique(const struct reader *r, const struct picks *p)
{
	size_t *sorted;
	double x;
	int rc = 0;

	/* of none there is no list either */
	if (p->n < 2)
		return 0;
	sorted = calloc(p->n, sizeof *sorted);
	if (!sorted)
		return diag_add(r->diag, select_header(r), "memory",
		    "out of memory");
	memcpy(sorted, p->at, p->n * sizeof *sorted);
	sort_numbers(sorted, p->n, compare_names, r);
	for (size_t i = 1; i < p->n && !rc; i++) {
		const char *name = r->col[sorted[i]].name;
		const char *last = r->col[sorted[i - 1]].name;

		if (sorted[i] == sorted[i - 1]) {
			rc = diag_add(r->diag, select_header(r), "columns",
			    "column '%q' is picked twice", name, strlen(name));
		} else if (r->named && !strcmp(name, last)) {
			const struct place *own = r->col[sorted[i]].header;

			rc = diag_add(r->diag, own ? *own : select_header(r),
			    "columns", "two columns are called '%q'", name,
			    strlen(name));
			if (!number_parse(name, strlen(name), &x))
				diag_hint(r->diag, "is this line no header? -H");
			diag_hint(r->diag, "rename one, or pick one by its number");
		}
	}
	free(sorted);
	return rc;
}

int
select_use(struct reader *r, const struct picks *p, const char *as)
{
	int rc = select_unique(r, p);

	for (size_t i = 0; i < p->n && !rc; i++) {
		struct column *c = &r->col[p->at[i]];

		if (c->used)
			rc = diag_add(r->diag, select_header(r), "columns",
			    "column '%q' cannot be %s",
			    c->name, strlen(c->name), as);
		c->used = true;
	}
	return rc;
}
