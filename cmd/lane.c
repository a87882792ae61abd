/* lane.c - evaluate a batch, add it up, write it. */
#include "lane.h"

#include <math.h>

enum { BATCH_NUMBERS = 1 << 14 };	/* scores read at a time, some 128 KiB */

int
lane_init(struct lane *l, struct run *u, struct file *f)
{
	*l = (struct lane){ .run = u, .file = f };
	batch_init(&l->batch, &f->plan, u->j);
	l->batch.seek = &l->seek;
	l->tally = tallies_new(u->j, &f->plan);
	seek_begin(&l->seek, u->j, &f->plan);
	expect_begin(&l->expect, u->j, &f->plan);
	return l->tally ? 0 : -1;
}

void
lane_free(struct lane *l)
{
	batch_free(&l->batch);
	seek_free(&l->seek);
	expect_free(&l->expect);
	tallies_free(l->tally, l->run ? l->run->j->gamma.n : 0);
	l->tally = NULL;
}

/* Where was the truth first given no chance at all? */
static void
find_infinite(struct lane *l, const double *loss)
{
	size_t t = l->batch.t;

	for (size_t i = 0; i < l->batch.n * t; i++)
		if (isinf(loss[i])) {
			l->infinite = batch_line(&l->batch, i / t);
			return;
		}
}

static void
merge_met(struct labels_met *met, const struct labels_met *from)
{
	met->positive = met->positive || from->positive;
	labels_merge(&met->other, &from->other);
}

int
lane_score(struct lane *l)
{
	const struct job *j = l->run->j;

	if (tallies_grow(l->tally, j, &l->file->plan, l->batch.n))
		return -1;
	if (expect_keep(&l->expect, &l->batch))
		return -1;
	batch_spread(&l->batch);
	merge_met(&l->met, &l->batch.met);
	for (size_t g = 0; g < j->gamma.n; g++) {
		struct tally *y = &l->tally[g];

		tally_batch(y, &l->file->specs, &l->batch);
		/* a weight of 0 makes it a nan */
		if (!l->infinite && (y->total.loss.inf || y->total.loss.nan))
			find_infinite(l, y->out.loss);
	}
	expect_batch(&l->expect, &l->batch, l->tally->out.loss);
	return seek_batch(&l->seek, &l->batch);
}

/* Row by row: the reference, and for tables and formats that need it. */
static int
write_rows(struct lane *l, struct table *t, struct sinks *s)
{
	const struct job *j = l->run->j;

	for (size_t i = 0; i < l->batch.n; i++)
		for (size_t g = 0; g < j->gamma.n; g++) {
			if (table_sample(t, j, &l->file->plan, l->file->in->name,
				&l->tally[g], &l->batch, i))
				return -1;
			sinks_row(s, t->row);
		}
	return 0;
}

int
lane_write(struct lane *l, struct table *t, struct sinks *s)
{
	const struct job *j = l->run->j;

	if (j->reductions || j->explain || j->expect)
		return sinks_failed(s) ? -1 : 0;
	if (j->tier && sinks_take_series(s) &&
	    table_series(t, j, &l->file->plan, l->file->in->name, l->tally,
		&l->batch))
		sinks_rows(s, t->series, l->batch.n);
	else if (write_rows(l, t, s))
		return -1;
	return sinks_failed(s) ? -1 : 0;
}

int
lane_read(struct lane *l, struct table *t, struct sinks *s)
{
	struct file *f = l->file;
	size_t rows = BATCH_NUMBERS / (f->plan.c + f->plan.t) + 1;
	int got;

	if (batch_grow(&l->batch, rows))
		return reader_memory(&f->reader);
	do {
		got = batch_read(&l->batch, &f->plan, l->run->j, &f->reader);
		/* after a bad row only further bad rows matter */
		l->batch.n = l->batch.good;
		if (l->batch.n && (lane_score(l) || lane_write(l, t, s)))
			return sinks_failed(s) ? -1 : reader_memory(&f->reader);
	} while (got > 0);
	return got;
}

void
lane_merge(struct lane *l, struct lane *from)
{
	struct batch *b = &l->batch;

	tallies_merge(l->tally, from->tally, l->run->j->gamma.n, b->c);
	if (from->infinite && (!l->infinite || from->infinite < l->infinite))
		l->infinite = from->infinite;
	if (from->batch.skipped &&
	    (!b->skipped || from->batch.first_skipped < b->first_skipped))
		b->first_skipped = from->batch.first_skipped;
	b->skipped += from->batch.skipped;
	b->dropped += from->batch.dropped;
	merge_met(&l->met, &from->met);
	seek_merge(&l->seek, &from->seek);
}
