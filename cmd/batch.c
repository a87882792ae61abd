/*
 * batch.c - records of cells into rows of numbers; every cell is checked, by
 * batch_score.c and batch_target.c, where its place is still known.
 */
#include "batch.h"
#include "cell.h"
#include "seek.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
batch_init(struct batch *b, const struct plan *p, const struct job *j)
{
	*b = (struct batch){ .c = p->c, .t = plan_read(p)->t, .labels = p->t,
		.texts = p->texts,
		.ignores = j->ignore, .weighted = p->weight != NO_COLUMN,
		.expects = j->expect,
		.numbers = j->baseline && plan_by_line(j) };
}

static void
empty(struct batch *b)
{
	b->n = b->good = b->text_len = b->from = 0;
	b->t = b->spread ? 1 : b->t;
	b->spread = false;
	b->met = (struct labels_met){ .positive = false };
}

int
batch_grow(struct batch *b, size_t rows)
{
	struct batch old = *b;

	empty(b);
	if (rows <= b->room)
		return 0;
	/* what was in it is done with: free first, so as not to hold both */
	batch_free(&old);
	b->room = rows + rows / 4;
	b->x = malloc(b->room * b->c * sizeof *b->x);
	b->y = malloc(b->room * b->labels * sizeof *b->y);
	b->w = b->weighted ? malloc(b->room * sizeof *b->w) : NULL;
	b->expected = b->expects
	    ? malloc(b->room * sizeof *b->expected) : NULL;
	b->ignored = b->ignores
	    ? malloc(b->room * b->labels * sizeof *b->ignored) : NULL;
	b->line = malloc(b->room * sizeof *b->line);
	b->number = b->numbers ? malloc(b->room * sizeof *b->number) : NULL;
	b->kept = b->texts ? malloc(b->texts * b->room * sizeof *b->kept)
			   : NULL;
	b->text = NULL;
	b->text_room = 0;
	if (b->x && b->y && b->line && (b->w || !b->weighted) &&
	    (b->expected || !b->expects) &&
	    (b->ignored || !b->ignores) && (b->number || !b->numbers) &&
	    (b->kept || !b->texts))
		return 0;
	b->room = 0;
	return -1;
}

void
batch_free(struct batch *b)
{
	free(b->x);
	free(b->y);
	free(b->w);
	free(b->expected);
	free(b->ignored);
	free(b->line);
	free(b->number);
	free(b->kept);
	free(b->text);
	*b = (struct batch){ 0 };
}

static int
keep(struct batch *b, struct reader *r, size_t col, struct kept *k)
{
	char number[NUMBER_TEXT];
	struct cell with, *v = &with;

	*k = (struct kept){ .at = NO_COLUMN };
	with = cell_with_text(&r->cell[col], number);
	if (v->kind == CELL_ABSENT || v->kind == CELL_NULL)
		return 0;
	/* no text at all has a place too */
	if (b->text_len + v->len + KEPT_SLACK > b->text_room) {
		size_t room = 2 * (b->text_len + v->len + KEPT_SLACK);
		char *text = realloc(b->text, room);

		if (!text)
			return reader_memory(r);
		b->text = text;
		b->text_room = room;
	}
	*k = (struct kept){ b->text_len, v->len, v->kind != CELL_BINARY
		? v->kind : isfinite(v->value) ? CELL_NUMBER : CELL_TEXT };
	memcpy(b->text + b->text_len, v->text, v->len);
	b->text_len += v->len;
	return 0;
}

/* The texts of the record, as row n. */
static int
keep_all(struct batch *b, const struct plan *p, struct reader *r)
{
	for (size_t k = 0; k < b->texts; k++)
		if (keep(b, r, p->text[k], &batch_kept(b, k)[b->n]))
			return -1;
	return 0;
}

/* Row `from` becomes row `to`. */
static void
move_row(struct batch *b, size_t to, size_t from)
{
	memmove(b->x + to * b->c, b->x + from * b->c, b->c * sizeof *b->x);
	memmove(b->y + to * b->t, b->y + from * b->t, b->t * sizeof *b->y);
	if (b->ignored)
		memmove(b->ignored + to * b->t, b->ignored + from * b->t,
		    b->t);
	if (b->w)
		b->w[to] = b->w[from];
	if (b->number)
		b->number[to] = b->number[from];
	for (size_t k = 0; k < b->texts; k++)
		batch_kept(b, k)[to] = batch_kept(b, k)[from];
}

/* The score of an ignored label: one that no check minds. */
static void
neutralise(const struct plan *p, double *x, double *y)
{
	*x = p->from_logits ? 0 : 0.5;
	*y = 0;
}

void
batch_drop(struct batch *b, const struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		const bool *ignored = b->ignored + i * b->t;
		size_t count = 0;

		for (size_t k = 0; k < b->t; k++)
			count += ignored[k];
		for (size_t k = 0; p->mode->wide && count && k < b->t; k++)
			if (ignored[k])
				neutralise(p, &b->x[i * b->c + k],
				    &b->y[i * b->t + k]);
		b->line[n] = i;
		if (count < b->t && n < i)
			move_row(b, n, i);
		n += count < b->t;
	}
	b->n = n;
}

void
batch_leave(struct batch *b, const bool *stays)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (!stays[i])
			continue;
		b->line[n] = batch_line(b, i);
		if (n < i)
			move_row(b, n, i);
		n++;
	}
	b->from = 0;
	b->n = n;
}

void
batch_spread(struct batch *b)
{
	if (b->t == b->labels)
		return;
	/* from the end: row i does not reach what is still to be spread */
	for (size_t i = b->n; i-- > 0;) {
		size_t class = (size_t)b->y[i];

		for (size_t k = 0; k < b->labels; k++)
			b->y[i * b->labels + k] = k == class;
	}
	/* samples whose class is ignored have left */
	if (b->ignored)
		memset(b->ignored, false, b->n * b->labels);
	b->t = b->labels;
	b->spread = true;
}

/* Which labels of the record are ignored?  Returns how many. */
static size_t
find_ignored(const struct plan *p, const struct job *j, const struct reader *r,
    bool *ignored)
{
	size_t count = 0;

	for (size_t k = 0; k < p->t; k++) {
		ignored[k] = batch_ignores(j, &r->cell[p->target[k]]);
		count += ignored[k];
	}
	return count;
}

/*
 * The reader's current record as row n: 0, CELL_SKIP, or -1 and it is noted.  What
 * belongs to an ignored label is not looked at.
 */
static int
place_row(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r)
{
	double *x = b->x + b->n * b->c, *y = b->y + b->n * b->t;
	const bool *ignored = b->ignored ? b->ignored + b->n * b->t : NULL;
	int bad = 0;	/* -1 has all bits: it wins over CELL_SKIP */

	for (size_t k = 0; k < b->c; k++)
		if (ignored && p->mode->wide && ignored[k])
			neutralise(p, &x[k], &y[k]);
		else
			bad |= batch_score(j, r, p->score[k], &x[k]);
	if (b->w)
		bad |= batch_score(j, r, p->weight, &b->w[b->n]);
	if (b->expected)
		bad |= batch_loss(j, r, p->expect, &b->expected[b->n]);
	if (!bad)
		bad = batch_check(p, j, r, b, b->n);
	if (p->names)
		bad |= batch_names(p, j, r, p->target[0], y);
	for (size_t k = 0; k < b->t && !p->names; k++)
		if (!ignored || !ignored[k])
			bad |= batch_target(p, j, r, p->target[k], &y[k],
			    &b->met);
	b->line[b->n] = r->line;
	if (b->number)
		b->number[b->n] = b->records;
	return bad;
}

int
batch_read(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r)
{
	int got = 0;

	p = plan_read(p);
	empty(b);
	while (b->n < b->room && (got = reader_next(r)) > 0) {
		int bad;

		b->records++;
		if (b->ignored &&
		    find_ignored(p, j, r, b->ignored + b->n * b->t) == b->t) {
			b->dropped++;
			seek_left_out(b->seek, r, p->id,
			    "--ignore names its label");
			continue;
		}
		bad = place_row(b, p, j, r);
		if (bad == CELL_SKIP && b->skipped++ == 0)
			b->first_skipped = r->line;
		if (bad == CELL_SKIP)
			seek_left_out(b->seek, r, p->id,
			    "a value of it is missing");
		if (bad)
			continue;
		if (keep_all(b, p, r)) {
			got = -1;
			break;
		}
		b->n++;
		b->good += r->diag->notes == 0;
	}
	b->base = b->text;
	return got < 0 ? -1 : b->n > 0;
}

/* Rows of so many bytes, in that order. */
static void
gather(void *to, const void *from, size_t n, size_t size,
    const uint32_t *order)
{
	char *a = to;
	const char *b = from;

	for (size_t i = 0; i < n; i++)
		memcpy(a + i * size, b + order[i] * size, size);
}

static void
gather_numbers(double *to, const double *from, size_t n, size_t c,
    const uint32_t *order)
{
	if (c > 1)
		gather(to, from, n, c * sizeof *to, order);
	else
		for (size_t i = 0; i < n; i++)
			to[i] = from[order[i]];
}

int
batch_gather(struct batch *b, const struct batch *from, const uint32_t *order)
{
	if (batch_grow(b, from->n))
		return -1;
	b->n = from->n;
	b->t = from->t;
	b->spread = from->spread;
	gather_numbers(b->x, from->x, b->n, b->c, order);
	gather_numbers(b->y, from->y, b->n, b->t, order);
	if (b->w)
		gather_numbers(b->w, from->w, b->n, 1, order);
	if (b->ignored)
		gather(b->ignored, from->ignored, b->n,
		    b->t * sizeof *b->ignored, order);
	for (size_t i = 0; i < b->n; i++)
		b->line[i] = batch_line(from, order[i]);
	return 0;
}
