/* top.c - a heap of rows; the least of them is the next to go. */
#include "top.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
top_free(struct top *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->at[i].row);
	free(t->at);
	*t = (struct top){ 0 };
}

/* Is a the lesser one?  No two have the same rank. */
static bool
is_less(const struct rank *a, const struct rank *b)
{
	/* a nan is no loss to be proud of, either */
	double x = isnan(a->loss) ? INFINITY : a->loss,
	       y = isnan(b->loss) ? INFINITY : b->loss;

	if (x != y)
		return x < y;
	if (a->file != b->file)
		return a->file > b->file;
	if (a->sample != b->sample)
		return a->sample > b->sample;
	return a->variant > b->variant;
}

bool
top_wants(const struct top *t, const struct rank *rank)
{
	return t->n < t->most || (t->n && is_less(&t->at[0].rank, rank));
}

static void
swap(struct top_row *a, struct top_row *b)
{
	struct top_row c = *a;

	*a = *b;
	*b = c;
}

static void
sift_up(struct top *t, size_t i)
{
	for (size_t up; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!is_less(&t->at[i].rank, &t->at[up].rank))
			break;
		swap(&t->at[i], &t->at[up]);
	}
}

/* Of the first n. */
static void
sift_down(struct top *t, size_t n)
{
	for (size_t i = 0, kid; (kid = 2 * i + 1) < n; i = kid) {
		if (kid + 1 < n &&
		    is_less(&t->at[kid + 1].rank, &t->at[kid].rank))
			kid++;
		if (!is_less(&t->at[kid].rank, &t->at[i].rank))
			break;
		swap(&t->at[kid], &t->at[i]);
	}
}

static bool
has_text(const struct value *v)
{
	return v->kind == VALUE_TEXT || v->kind == VALUE_TOKEN;
}

/* A row and its texts, in one piece. */
static struct value *
copy_row(const struct value *row, size_t cols)
{
	size_t size = cols * sizeof *row;
	struct value *copy;
	char *text;

	for (size_t i = 0; i < cols; i++)
		size += has_text(&row[i]) ? row[i].len : 0;
	copy = malloc(size);
	if (!copy)
		return NULL;
	memcpy(copy, row, cols * sizeof *row);
	text = (char *)(copy + cols);
	for (size_t i = 0; i < cols; i++) {
		if (!has_text(&row[i]))
			continue;
		if (row[i].len)
			memcpy(text, row[i].text, row[i].len);
		copy[i].text = text;
		text += row[i].len;
	}
	return copy;
}

/* The row is the top's from here on, or free. */
static int
put(struct top *t, const struct rank *rank, struct value *row)
{
	if (t->n < t->most && t->n == t->room) {
		size_t room = t->room + t->room / 2 + 16;
		struct top_row *at = realloc(t->at, room * sizeof *at);

		if (!at) {
			free(row);
			return -1;
		}
		t->at = at;
		t->room = room;
	}
	if (t->n < t->most) {
		t->at[t->n++] = (struct top_row){ *rank, row };
		sift_up(t, t->n - 1);
		return 0;
	}
	free(t->at[0].row);
	t->at[0] = (struct top_row){ *rank, row };
	sift_down(t, t->n);
	return 0;
}

int
top_put(struct top *t, const struct rank *rank, const struct value *row)
{
	struct value *copy;

	if (!top_wants(t, rank))
		return 0;
	copy = copy_row(row, t->cols);
	return copy ? put(t, rank, copy) : -1;
}

int
top_merge(struct top *t, struct top *from)
{
	int rc = 0;

	while (from->n > 0) {
		struct top_row last = from->at[--from->n];

		if (rc || !top_wants(t, &last.rank))
			free(last.row);
		else
			rc = put(t, &last.rank, last.row);
	}
	return rc;
}

void
top_sort(struct top *t)
{
	/* the least goes to the end, and so on */
	for (size_t n = t->n; n > 1; n--) {
		swap(&t->at[0], &t->at[n - 1]);
		sift_down(t, n - 1);
	}
}
