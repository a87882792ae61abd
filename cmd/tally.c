/* tally.c - exact sums that are put away between two batches. */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

enum {
	UNPACKED = 64,	/* so many are left as they are: they stay in a cache */
	COUNTS = 6,	/* words in front of the sums */
	TOTALS = 6	/* sums of a total, at most */
};

static size_t
slopes(const struct tallies *s)
{
	size_t n = 0;

	for (size_t i = 0; i < SLOPES; i++)
		n += s->wants[i] ? s->c : 0;
	return n;
}

static size_t
exact_size(const struct tallies *s)
{
	return sizeof(struct exact) + slopes(s) * sizeof(struct focal_sum);
}

/* Without anything added; what is not in use stays so. */
static struct exact *
new_exact(const struct tallies *s)
{
	struct exact *e = calloc(1, exact_size(s));

	if (e)
		e->total = s->start;
	return e;
}

int
tallies_init(struct tallies *s, const struct job *j, const struct plan *p)
{
	bool moves;	/* the divisor, with the scores */

	*s = (struct tallies){ .c = p->c,
		.start.weighted = p->weight != NO_COLUMN };
	for (size_t i = 0; i < j->reductions; i++)
		if (j->reduction[i].total)
			s->start.needs |= j->reduction[i].total->needs;
		else
			s->ranks = true;
	specs_total(j, p, &s->start);
	s->counts_ignored = p->like && p->like->counts_ignored;
	moves = s->start.normalized;
	s->wants[SLOPE_HESS] = j->hess;
	/* if it does, a Hessian needs all other slopes */
	s->wants[SLOPE_GRAD] = j->grad || (j->hess && moves);
	s->wants[SLOPE_MOD_GRAD] = moves && (j->grad || j->hess);
	s->wants[SLOPE_MOD_HESS] = moves && j->hess;
	s->wants[SLOPE_LOSS] = s->wants[SLOPE_MOD] =
	    p->like && p->like->by_class;
	s->work = new_exact(s);
	return s->work ? 0 : -1;
}

void
tallies_free(struct tallies *s)
{
	for (size_t i = 0; i < s->room; i++) {
		free(s->tally[i].exact);
		free(s->tally[i].packed);
	}
	for (size_t i = 0; s->losses && i < s->room; i++) {
		free(s->losses[i].x);
		free(s->losses[i].w);
	}
	free(s->tally);
	free(s->losses);
	free(s->work);
	*s = (struct tallies){ 0 };
}

/* The array a of n things, longer and with zeros; NULL: no memory. */
static void *
lengthen(void *a, size_t n, size_t room, size_t size)
{
	char *longer = realloc(a, room * size);

	if (longer)
		memset(longer + n * size, 0, (room - n) * size);
	return longer;
}

int
tallies_grow(struct tallies *s, size_t n)
{
	size_t room = n + n / 4;
	void *tally, *losses;

	if (n <= s->room)
		return 0;
	tally = lengthen(s->tally, s->room, room, sizeof *s->tally);
	if (!tally)
		return -1;
	s->tally = tally;
	if (s->ranks) {
		losses = lengthen(s->losses, s->room, room, sizeof *s->losses);
		if (!losses)
			return -1;
		s->losses = losses;
	}
	s->room = room;
	return 0;
}

/* n more of them, with weights where t are, a weight for each t. */
static int
add_to(struct losses *a, size_t n, const double *x, const double *w, size_t t)
{
	if (a->n + n > a->room) {
		size_t room = a->n + n + a->n / 4;
		double *more = realloc(a->x, room * sizeof *more);

		if (!more)
			return -1;
		a->x = more;
		more = w ? realloc(a->w, room * sizeof *more) : NULL;
		if (w && !more)
			return -1;
		a->w = more;
		a->room = room;
	}
	memcpy(a->x + a->n, x, n * sizeof *x);
	for (size_t i = 0; w && i < n; i++)
		a->w[a->n + i] = w[i / t];
	a->n += n;
	return 0;
}

/* The sums of e that are in use, one after another; NULL after the last. */
static struct focal_sum *
sum_of(const struct tallies *s, struct exact *e, size_t i)
{
	struct focal_total *t = &e->total;
	struct focal_sum *first[TOTALS] = { &t->loss };
	size_t n = 1;

	if (s->start.needs & FOCAL_SQUARES)
		first[n++] = &t->squares;
	if (s->start.weighted) {
		first[n++] = &t->weight;
		first[n++] = &t->row_weight;
	}
	if (s->start.needs & FOCAL_FACTORS)
		first[n++] = &t->factor;
	if (s->start.needs & FOCAL_MODULATORS)
		first[n++] = &t->mod;
	return i < n ? first[i]
	    : i < n + slopes(s) ? &e->slope[i - n] : NULL;
}

/*
 * A sum is a word that says how many limbs follow and which is the first, what
 * is pending, and the limbs; or, if it has infinities and the like, all of it.
 */
enum { WHOLE = 0xff, SUM_WORDS = sizeof(struct focal_sum) / sizeof(int64_t) };

static size_t
pack_sum(int64_t *to, const struct focal_sum *s)
{
	uint64_t first = 0, end = FOCAL_LIMBS;

	if (s->inf || s->ninf || s->nan) {
		to[0] = WHOLE;
		memcpy(to + 1, s, sizeof *s);
		return 1 + SUM_WORDS;
	}
	while (end > 0 && s->limb[end - 1] == 0)
		end--;
	while (first < end && s->limb[first] == 0)
		first++;
	to[0] = (int64_t)(s->pending << 16 | first << 8 | (end - first));
	memcpy(to + 1, s->limb + first, (end - first) * sizeof *to);
	return 1 + (size_t)(end - first);
}

/* How many words pack_sum() may need. */
static size_t
most_words(const struct tallies *s)
{
	return COUNTS + (TOTALS + slopes(s)) * (1 + SUM_WORDS);
}

static size_t
unpack_sum(struct focal_sum *s, const int64_t *from)
{
	uint64_t head = (uint64_t)from[0];
	size_t n = head & 0xff;

	if (n == WHOLE) {
		memcpy(s, from + 1, sizeof *s);
		return 1 + SUM_WORDS;
	}
	s->pending = head >> 16;
	memcpy(s->limb + (head >> 8 & 0xff), from + 1, n * sizeof *from);
	return 1 + n;
}

/* What stands at from; NULL: nothing was added. */
static void
unpack(const struct tallies *s, struct exact *e, const int64_t *from)
{
	static const int64_t nothing[COUNTS];
	struct focal_total *t = &e->total;
	const int64_t *at = from ? from : nothing;
	struct focal_sum *sum;

	memcpy(&t->rows, at++, sizeof t->rows);
	memcpy(&t->targets, at++, sizeof t->targets);
	memcpy(&t->cells, at++, sizeof t->cells);
	memcpy(&t->positives, at++, sizeof t->positives);
	memcpy(&t->min, at++, sizeof t->min);
	memcpy(&t->max, at++, sizeof t->max);
	for (size_t i = 0; (sum = sum_of(s, e, i)); i++) {
		memset(sum, 0, sizeof *sum);
		if (from)
			at += unpack_sum(sum, at);
	}
}

/* What stands at from, in n words, becomes the tally's. */
static int
store(struct tally *t, const int64_t *from, size_t n)
{
	if (n > t->room) {
		/* sums grow slowly once they have begun */
		size_t room = n + 2;
		int64_t *packed = malloc(room * sizeof *packed);

		if (!packed)
			return -1;
		free(t->packed);
		t->packed = packed;
		t->room = room;
	}
	memcpy(t->packed, from, n * sizeof *from);
	return 0;
}

static int
pack(const struct tallies *s, struct tally *t, struct exact *e)
{
	/* where there are no slopes it is not asked for memory */
	int64_t few[COUNTS + TOTALS * (1 + SUM_WORDS)], *words = few, *to;
	size_t most = most_words(s);
	struct focal_sum *sum;
	int rc;

	if (slopes(s))
		words = malloc(most * sizeof *words);
	to = words;
	if (!to)
		return -1;
	memcpy(to++, &e->total.rows, sizeof *to);
	memcpy(to++, &e->total.targets, sizeof *to);
	memcpy(to++, &e->total.cells, sizeof *to);
	memcpy(to++, &e->total.positives, sizeof *to);
	memcpy(to++, &e->total.min, sizeof *to);
	memcpy(to++, &e->total.max, sizeof *to);
	for (size_t i = 0; (sum = sum_of(s, e, i)); i++)
		to += pack_sum(to, sum);
	rc = store(t, words, (size_t)(to - words));
	if (words != few)
		free(words);
	return rc;
}

/* To be added to; put_away() it.  NULL: no memory. */
static struct exact *
take_out(struct tallies *s, size_t at)
{
	struct tally *t = &s->tally[at];

	if (t->exact)
		return t->exact;
	if (!t->packed && s->unpacked < UNPACKED) {
		t->exact = new_exact(s);
		s->unpacked += t->exact != NULL;
		return t->exact;
	}
	unpack(s, s->work, t->packed);
	return s->work;
}

static int
put_away(struct tallies *s, size_t at, struct exact *e)
{
	return s->tally[at].exact ? 0 : pack(s, &s->tally[at], e);
}

const struct exact *
tallies_look(struct tallies *s, size_t at)
{
	if (s->tally[at].exact)
		return s->tally[at].exact;
	unpack(s, s->work, s->tally[at].packed);
	return s->work;
}

/* Rows on their way into a tally. */
struct adding {
	struct focal_total *total;
	struct losses *losses;	/* or NULL */
	const struct focal_mode *mode;
	const struct batch *b;
	const struct outcome *o;	/* of the batch */
	bool counts_ignored;
	bool failed;
};

/* Add n rows from row i on, of each its labels from k to k + t - 1. */
static void
add_losses(struct adding *a, size_t i, size_t n, size_t k, size_t t)
{
	const struct batch *b = a->b;
	const double *w = b->w ? b->w + i : NULL;
	size_t at = i * b->t + k, c = a->mode->wide ? t : b->c;
	const double *loss = a->o->out.loss + at;
	const struct focal_parts *have = &a->o->parts;
	const struct focal_parts parts = {
		.factor = have->factor ? have->factor + at : NULL,
		.mod = have->mod ? have->mod + at : NULL };

	focal_total_add(a->total, a->mode, n, c, b->y + at, loss, w);
	if (parts.factor || parts.mod)
		focal_total_add_parts(a->total, a->mode, n, c, &parts, w);
	if (a->losses && add_to(a->losses, n * t, loss, w, t))
		a->failed = true;
}

/* Losses of 0, which are in what a mean is over, and in nothing else. */
static void
count_zeros(struct focal_total *t, uint64_t targets, uint64_t cells)
{
	t->targets += targets;
	t->cells += cells;
}

/* Row i: each run of labels that count is added as a row of so few labels. */
static void
add_runs(struct adding *a, size_t i)
{
	const struct batch *b = a->b;
	const bool *ignored = b->ignored + i * b->t;
	uint64_t rows = a->total->rows + 1, zeros = 0;

	for (size_t k = 0, end; k < b->t; k = end + 1) {
		for (end = k; end < b->t && !ignored[end];)
			end++;
		if (end > k)
			add_losses(a, i, 1, k, end - k);
		zeros += end < b->t;
	}
	if (a->counts_ignored)
		count_zeros(a->total, zeros, zeros);
	a->total->rows = rows;
}

/* Add up the losses, without those of single labels that are ignored. */
static void
add_total(struct adding *a, size_t i, size_t n)
{
	const struct batch *b = a->b;
	bool single = b->ignored && a->mode->wide;
	size_t to = i + n;

	for (size_t end; i < to; i = end + 1) {
		end = single ? i : to;
		while (end < to && !memchr(b->ignored + end * b->t, 1, b->t))
			end++;
		if (end > i)
			add_losses(a, i, end - i, 0, b->t);
		if (end < to)
			add_runs(a, end);
	}
}

static void
add_slopes(struct focal_sum *sum, const double *slope, const struct batch *b,
    size_t i, size_t n)
{
	slope += i * b->c;
	for (size_t k = 0; k < b->c; k++)
		if (b->w)
			focal_sum_add_products(&sum[k], n, slope + k, b->c,
			    b->w + i);
		else
			focal_sum_add(&sum[k], n, slope + k, b->c);
}

int
tallies_add(struct tallies *s, size_t at, const struct focal_mode *m,
    const struct batch *b, const struct outcome *o, size_t i, size_t n)
{
	const double *const slope[SLOPES] = {
		[SLOPE_GRAD] = o->out.grad, [SLOPE_HESS] = o->out.hess,
		[SLOPE_MOD_GRAD] = o->parts.grad,
		[SLOPE_MOD_HESS] = o->parts.hess,
		[SLOPE_LOSS] = o->out.loss, [SLOPE_MOD] = o->parts.mod };
	struct exact *e = take_out(s, at);
	struct adding a = { .losses = s->losses ? &s->losses[at] : NULL,
		.mode = m, .b = b, .o = o,
		.counts_ignored = s->counts_ignored };
	struct focal_sum *sum;

	if (!e)
		return -1;
	a.total = &e->total;
	add_total(&a, i, n);
	sum = e->slope;
	for (size_t k = 0; k < SLOPES; k++)
		if (s->wants[k]) {
			add_slopes(sum, slope[k], b, i, n);
			sum += s->c;
		}
	/* a weight of 0 makes it a nan */
	s->infinite = s->infinite || e->total.loss.inf || e->total.loss.nan;
	return put_away(s, at, e) || a.failed ? -1 : 0;
}

int
tallies_add_ignored(struct tallies *s, size_t at, uint64_t samples, size_t t)
{
	struct exact *e = take_out(s, at);

	if (!e)
		return -1;
	count_zeros(&e->total, samples * t, samples * s->c);
	return put_away(s, at, e);
}

const struct focal_sum *
tallies_slope(const struct tallies *s, const struct exact *e, size_t which)
{
	const struct focal_sum *sum = e->slope;

	for (size_t k = 0; k < which; k++)
		sum += s->wants[k] ? s->c : 0;
	return s->wants[which] ? sum : NULL;
}

/* What both have; one of them is done with. */
static int
merge_losses(struct losses *s, struct losses *from)
{
	int rc = 0;

	if (s->n == 0) {
		struct losses none = *s;

		*s = *from;
		*from = none;
	}
	rc = from->n ? add_to(s, from->n, from->x, from->w, 1) : 0;
	free(from->x);
	free(from->w);
	*from = (struct losses){ 0 };
	return rc;
}

int
tallies_merge(struct tallies *s, size_t at, struct tallies *from,
    size_t from_at)
{
	const struct exact *more = tallies_look(from, from_at);
	struct exact *e = take_out(s, at);

	if (!e)
		return -1;
	focal_total_merge(&e->total, &more->total);
	for (size_t k = 0; k < slopes(s); k++)
		focal_sum_merge(&e->slope[k], &more->slope[k]);
	if (put_away(s, at, e))
		return -1;
	return s->losses ? merge_losses(&s->losses[at], &from->losses[from_at])
			 : 0;
}

struct focal_ranking
tallies_rank(const struct tallies *s, size_t at)
{
	struct focal_ranking r = { 0 };

	if (s->losses)
		focal_rank(&r, s->losses[at].n, s->losses[at].x,
		    s->losses[at].w);
	return r;
}

void
tallies_expect(const struct tallies *s, size_t at, size_t after)
{
	__builtin_prefetch(&s->tally[after]);
	if (!s->tally[at].exact && s->tally[at].packed)
		__builtin_prefetch(s->tally[at].packed);
}
