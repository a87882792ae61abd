/*
 * pipeline.c - blocks of whole lines, a lane per core, results in file order.
 *
 * Each lane takes the next block, converts it as if it began a row and were
 * plain, and waits for its turn.  When all blocks before it are judged, it is
 * known whether that was so; if not, the lane feeds what is not plain of it to
 * the reader, which goes through the file from the front and is at rest only
 * between rows.  So every byte is judged in order, by the reader unless it is
 * proved plain, and the arithmetic, which is most of the work, runs beside it.
 */
#include "pipeline.h"
#include "read/plain.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 16 };	/* of a block that is not plain */

/*
 * In a file waits are shorter than a block, and to sleep and be woken is longer:
 * look so often first.  Of a pipe nobody knows, and its writer wants a core.
 */
enum { LOOKS = 200000 };

/* A line at the counter: each block is served in the order it was taken. */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	_Atomic uint64_t turn;
};

struct pipe {
	struct lane *first;
	struct source src;	/* the file; the reader sees a block at a time */
	_Atomic uint64_t taken;	/* blocks, at least begun */
	_Atomic bool stop;	/* take no more */
	int looks;		/* before sleeping */
	struct queue cut, judge, print;
	bool failed;		/* a note is in the diag; under judge */
};

struct worker {
	struct pipe *pipe;
	struct lane lane;
	struct table table;
	struct sinks own, *sinks;	/* the run's, or rows to be put there */
	struct plain plain;
	struct block block;
	pthread_t thread;
	bool started;
};

static void
wait_for(const struct pipe *p, struct queue *q, uint64_t turn)
{
	for (int i = 0; i < p->looks; i++)
		if (q->turn == turn)
			return;
	pthread_mutex_lock(&q->lock);
	while (q->turn != turn)
		pthread_cond_wait(&q->moved, &q->lock);
	pthread_mutex_unlock(&q->lock);
}

static void
pass_on(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->turn++;
	pthread_cond_broadcast(&q->moved);
	pthread_mutex_unlock(&q->lock);
}

/* The next block and its number; false if there is none. */
static bool
take(struct worker *k, uint64_t *number)
{
	struct pipe *p = k->pipe;
	bool got;

	*number = p->taken++;
	source_read_ahead(&p->src, &k->block, *number);
	wait_for(p, &p->cut, *number);
	got = !p->stop && source_take(&p->src, &k->block) > 0;
	if (!got)
		p->stop = true;
	pass_on(&p->cut);
	return got;
}

/* Is the block, or a part of it, plain?  Then it is in the batch: 1, 0, -1. */
static int
convert(struct worker *k, const struct block *b)
{
	const struct file *f = k->lane.file;

	return f->reader.ops->plain(&k->plain, &f->reader, plan_read(&f->plan),
	    k->lane.run->j, b->buf + b->at, b->len - b->at, &k->lane.batch);
}

/* In turn: may the plain rows of the batch follow what is read? */
static bool
stands(struct worker *k)
{
	struct reader *r = &k->lane.file->reader;

	return r->ops->at_rest(r) &&
	    (!r->ops->settle ||
		r->ops->settle(r, &k->plain, k->lane.batch.rows));
}

/* In turn: these lines are the batch's. */
static void
number_lines(struct worker *k)
{
	struct batch *b = &k->lane.batch;
	struct reader *r = &k->lane.file->reader;

	lane_take(&k->lane);
	b->from = r->ops->advance(r, b->rows);
	if (b->n == b->rows)
		return;
	b->dropped += b->rows - b->n;
	for (size_t i = 0; i < b->n; i++)
		b->line[i] += b->from;
	b->from = 0;
}

static int
score_and_write(struct worker *k)
{
	return lane_score(&k->lane) || lane_write(&k->lane, &k->table, k->sinks)
	    ? -1 : 0;
}

/* In turn: what is left of a block that is not plain may be so in parts. */
static int
read_part(struct worker *k, const struct block *part)
{
	struct lane *l = &k->lane;
	struct reader *r = &l->file->reader;
	int plain = r->ops->at_rest(r) ? convert(k, part) : 0;

	if (plain > 0 && stands(k)) {
		number_lines(k);
		if (l->run->d->notes || !score_and_write(k))
			return 0;
		return sinks_failed(k->sinks) ? -1 : reader_memory(r);
	}
	if (plain < 0 || source_lend(&r->src, part))
		return reader_memory(r);
	if (lane_read(l, &k->table, k->sinks))
		return -1;
	return source_keep(&r->src) ? reader_memory(r) : 0;
}

/* In turn: one odd line should not send all of its block to the reader. */
static int
read_parts(struct worker *k)
{
	const struct block *b = &k->block;
	struct block part = *b;
	size_t step = (b->len - b->at) / PARTS;
	int rc = 0;

	while (!rc && part.at < b->len) {
		/* the block ends with a line */
		size_t to = part.at + step < b->len ? part.at + step
						    : b->len - 1;
		const char *end = memchr(b->buf + to, '\n', b->len - to);

		part.len = (size_t)(end - b->buf) + 1;
		rc = read_part(k, &part);
		part.offset += part.len - part.at;
		part.at = part.len;
	}
	return rc;
}

/* In turn: is the block plain after all?  If not, it is read here and now. */
static int
judge(struct worker *k, bool plain, bool *score)
{
	const struct lane *l = &k->lane;

	*score = false;
	if (!plain || !stands(k))
		return read_parts(k);
	number_lines(k);
	/* after a bad row only further bad rows matter */
	*score = l->run->d->notes == 0;
	return 0;
}

/* One block, from its number on: 0, -1 if the run cannot go on. */
static int
serve(struct worker *k, uint64_t number)
{
	struct pipe *p = k->pipe;
	struct lane *l = &k->lane;
	bool score = false;
	int rc = 0, plain = convert(k, &k->block);

	wait_for(p, &p->judge, number);
	if (plain < 0)
		rc = reader_memory(&l->file->reader);
	else if (!p->failed)
		rc = judge(k, plain, &score);
	p->failed = p->failed || rc;
	pass_on(&p->judge);
	if (score && score_and_write(k))
		l->failed = true;
	if (k->sinks == &k->own) {
		wait_for(p, &p->print, number);
		if (sinks_append(&l->run->sinks, &k->own))
			l->failed = true;
		pass_on(&p->print);
	}
	return rc || l->failed ? -1 : 0;
}

static void *
work(void *worker)
{
	struct worker *k = worker;
	uint64_t number;

	while (take(k, &number))
		if (serve(k, number))
			k->pipe->stop = true;
	return NULL;
}

static int
hire(struct worker *k, struct pipe *p, const struct fields_tier *tier, bool alone)
{
	struct lane *l = p->first;
	struct run *u = l->run;

	k->pipe = p;
	/* alone, or with nothing to print in order, there is no queue */
	k->sinks = alone || !job_streams(u->j) ? &u->sinks : &k->own;
	return sinks_fork(&k->own, &u->sinks) ||
	    lane_init(&k->lane, u, l->file) ||
	    table_init(&k->table, u->j, &l->file->plan) ||
	    plain_init(&k->plain, &l->file->reader, plan_read(&l->file->plan),
		tier) ? -1 : 0;
}

static void
dismiss(struct worker *k, struct lane *first)
{
	if (k->started)
		pthread_join(k->thread, NULL);
	if (k->lane.ready && lane_merge(first, &k->lane))
		first->failed = true;
	first->failed |= k->lane.failed;
	lane_free(&k->lane);
	table_free(&k->table);
	plain_free(&k->plain);
	sinks_free(&k->own);
	free(k->block.buf);
}

/* How many lanes are worth starting, where there is more than the window? */
static size_t
lanes(const struct run *u)
{
	/* rows that depend on the ones before are written by one lane */
	return !job_streams(u->j) || sinks_free_rows(&u->sinks)
	    ? u->j->threads : 1;
}

int
pipeline(struct lane *l)
{
	struct run *u = l->run;
	struct reader *r = &l->file->reader;
	struct diag unread;	/* notes of the source, until the end */
	struct pipe p = { .first = l, .src = r->src,
		.looks = r->src.regular ? LOOKS : 0,
		.cut = { .lock = PTHREAD_MUTEX_INITIALIZER,
		    .moved = PTHREAD_COND_INITIALIZER },
		.judge = { .lock = PTHREAD_MUTEX_INITIALIZER,
		    .moved = PTHREAD_COND_INITIALIZER },
		.print = { .lock = PTHREAD_MUTEX_INITIALIZER,
		    .moved = PTHREAD_COND_INITIALIZER } };
	struct worker *k;
	size_t n;
	int more, rc = 0;

	if (!u->j->tier || !r->ops->plain)
		return 0;
	/* losses to be compared are read by one lane, in order */
	if (u->j->expect)
		return 0;
	/* records are counted by one lane */
	if (u->j->baseline && plan_by_line(u->j))
		return 0;
	/* of a sample that is ignored only batch_read() can tell */
	if (u->j->explain && u->j->ignore)
		return 0;
	diag_begin(&unread);
	p.src.diag = &unread;
	more = source_more(&p.src);
	p.stop = more < 0;
	n = more > 0 ? lanes(u) : 1;
	k = calloc(n, sizeof *k);
	if (!k)
		return reader_memory(r);
	for (size_t i = 0; i < n && !rc; i++)
		rc = hire(&k[i], &p, u->j->tier, n == 1);
	/* a thread that cannot be had is done without */
	for (size_t i = 1; i < n && !rc; i++)
		k[i].started = !pthread_create(&k[i].thread, NULL, work, &k[i]);
	if (!rc)
		work(&k[0]);
	else
		reader_memory(r);
	for (size_t i = 0; i < n; i++)
		dismiss(&k[i], l);
	free(k);
	if (source_return(&r->src, &p.src))
		l->failed = true;
	r->src.diag = u->d;
	diag_merge(u->d, &unread);
	/* what memory a read wanted is told as a read */
	if (l->failed && !unread.notes && !sinks_failed(&u->sinks))
		rc = reader_memory(r);
	return rc || p.failed || unread.notes || sinks_failed(&u->sinks)
	    ? -1 : 0;
}
