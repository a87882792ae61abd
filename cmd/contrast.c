/*
 * contrast.c - pairs to groups, groups to intervals.
 *
 * A unit is a group and as many variants of it as share their random draws.
 */
#include "contrast.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 16,	/* variants of a unit */
	UNITS = 64,	/* made at a time */
	BLOCK = 512,	/* pairs added at once */
	WORTH = 4096	/* that many pairs are worth a thread */
};

struct contrast_worker {
	struct contrasts *all;
	_Atomic size_t *next;		/* unit, of all workers */
	struct focal_pairs pairs[SHARE];
	struct focal_comparison compared[SHARE];
	double *d, *w;			/* [SHARE][room], of few pairs */
	size_t room;
	double *memory;			/* of focal_compare() */
	double base[BLOCK], rest[BLOCK], loss[BLOCK], weight[BLOCK];
	pthread_t thread;
	bool started, resampled, failed;
};

static size_t
slices(const struct contrasts *c)
{
	return (c->base->variants + SHARE - 1) / SHARE;
}

/* How many variants a unit has. */
static size_t
width(const struct contrasts *c, size_t unit)
{
	size_t left = c->base->variants - unit % slices(c) * SHARE;

	return left < SHARE ? left : SHARE;
}

static size_t
group_of(const struct contrasts *c, size_t unit)
{
	return c->order[unit / slices(c)];
}

/* The pairs of each group, side by side. */
static int
sort_pairs(struct contrasts *c)
{
	const struct pairs *s = c->pairs;

	c->start = calloc(c->groups + 2, sizeof *c->start);
	c->sorted = malloc((s->n + 1) * sizeof *c->sorted);
	if (!c->start || !c->sorted || s->n > UINT32_MAX)
		return -1;
	/* start[g + 2] counts, then start[g + 1] is where g goes on */
	for (size_t i = 0; i < s->n; i++)
		c->start[s->pair[i].group + 2]++;
	for (size_t g = 2; g < c->groups + 2; g++)
		c->start[g] += c->start[g - 1];
	for (size_t i = 0; i < s->n; i++)
		c->sorted[c->start[s->pair[i].group + 1]++] = (uint32_t)i;
	return 0;
}

int
contrasts_init(struct contrasts *c, const struct job *j,
    const struct baseline *b, const struct pairs *s, const size_t *order,
    size_t groups)
{
	*c = (struct contrasts){ .job = j, .base = b, .pairs = s,
		.order = order, .groups = groups };
	c->units = groups * slices(c);
	c->row = malloc(UNITS * SHARE * sizeof *c->row);
	c->workers = j->threads < UNITS ? j->threads : UNITS;
	c->worker = calloc(c->workers, sizeof *c->worker);
	return c->row && c->worker ? sort_pairs(c) : -1;
}

void
contrasts_free(struct contrasts *c)
{
	for (size_t i = 0; c->worker && i < c->workers; i++) {
		free(c->worker[i].d);
		free(c->worker[i].w);
		free(c->worker[i].memory);
	}
	free(c->worker);
	free(c->row);
	free(c->start);
	free(c->sorted);
	*c = (struct contrasts){ .units = 0 };
}

static const struct ids_row *
partner(const struct contrasts *c, size_t i)
{
	return (const struct ids_row *)(const void *)(c->base->rows.text +
	    c->pairs->pair[i].at);
}

/* Room to compare that many pairs: 0, -1. */
static int
grow(struct contrast_worker *k, size_t n)
{
	if (!k->memory)
		k->memory = malloc((size_t)SHARE * 3 * FOCAL_REPLICATES *
		    sizeof *k->memory);
	if (!k->memory)
		return -1;
	if (n <= k->room)
		return 0;
	free(k->d);
	free(k->w);
	k->room = n;
	k->d = malloc(SHARE * n * sizeof *k->d);
	k->w = malloc(SHARE * n * sizeof *k->w);
	if (k->d && k->w)
		return 0;
	k->room = 0;
	return -1;
}

/*
 * The pairs from *i on that weigh something, at most a block, of variant v;
 * *i moves behind them.  Returns how many.
 */
static size_t
gather(struct contrast_worker *k, size_t *i, size_t end, size_t v)
{
	const struct contrasts *c = k->all;
	size_t parts = baseline_parts(&c->base->plan), n = 0;

	for (; *i < end && n < BLOCK; ++*i) {
		size_t at = c->sorted[*i];
		const struct ids_row *row = partner(c, at);
		double loss[2] = { 0, 0 };

		k->weight[n] = baseline_weight(row);
		if (!(k->weight[n] > 0))
			continue;
		baseline_losses(row, v * parts, parts, loss);
		k->base[n] = loss[0];
		k->rest[n] = loss[1];
		k->loss[n++] = c->pairs->loss[at * c->base->variants + v];
	}
	return n;
}

/* What rounding took of the baseline's sums of labels. */
static void
add_rest(struct contrast *to, const struct contrast_worker *k, size_t n)
{
	if (to->weighted)
		focal_sum_add_products(&to->base, n, k->rest, 1, k->weight);
	else
		focal_sum_add(&to->base, n, k->rest, 1);
}

/* Add up variant v of the group; d, w: its pairs, or NULL if they are many. */
static void
add_up(struct contrast_worker *k, size_t group, size_t v,
    struct focal_pairs *p, struct contrast *to, double *d, double *w)
{
	const struct contrasts *c = k->all;
	bool wide = baseline_parts(&c->base->plan) > 1;
	bool weighted = c->base->plan.weight != NO_COLUMN;
	size_t i = c->start[group], end = c->start[group + 1], at = 0, n;

	*p = (struct focal_pairs){ .weighted = weighted };
	*to = (struct contrast){ .weighted = weighted };
	while ((n = gather(k, &i, end, v)) > 0) {
		focal_pairs_add(p, n, k->base, k->loss,
		    weighted ? k->weight : NULL, d ? d + at : NULL);
		if (w)
			memcpy(w + at, k->weight, n * sizeof *w);
		if (wide)
			add_rest(to, k, n);
		at += n;
	}
	focal_sum_merge(&to->base, &p->base);
	to->n = p->n;
	to->delta = p->delta;
	to->weight = p->weight;
}

/* The pairs of a group that weigh something. */
static size_t
count(const struct contrasts *c, size_t group)
{
	size_t n = 0;

	if (c->base->plan.weight == NO_COLUMN)
		return c->start[group + 1] - c->start[group];
	for (size_t i = c->start[group]; i < c->start[group + 1]; i++)
		n += baseline_weight(partner(c, c->sorted[i])) > 0;
	return n;
}

static int
make(struct contrast_worker *k, size_t unit, struct contrast *to)
{
	struct contrasts *c = k->all;
	size_t group = group_of(c, unit), first = unit % slices(c) * SHARE;
	size_t n = count(c, group), v = width(c, unit);
	bool few = n <= FOCAL_PAIRS;

	if (few && grow(k, n ? n : 1))
		return -1;
	for (size_t i = 0; i < v; i++) {
		struct focal_comparison *x = &k->compared[i];

		*x = (struct focal_comparison){ .pairs = &k->pairs[i] };
		if (few) {
			x->d = k->d + i * n;
			x->w = c->base->plan.weight != NO_COLUMN
			    ? k->w + i * n : NULL;
		}
		add_up(k, group, first + i, &k->pairs[i], &to[i], x->d, x->w);
	}
	focal_compare(k->compared, v, c->job->ci, few ? k->memory : NULL);
	for (size_t i = 0; i < v; i++) {
		const struct focal_comparison *x = &k->compared[i];

		to[i].lo = x->lo;
		to[i].hi = x->hi;
		to[i].change = x->change;
		to[i].verdict = x->verdict;
		k->resampled |= few && x->se > 0;
	}
	return 0;
}

static void *
work(void *worker)
{
	struct contrast_worker *k = worker;
	struct contrasts *c = k->all;
	size_t unit;

	while ((unit = (*k->next)++) < c->to && !k->failed)
		k->failed = make(k, unit, &c->row[(unit - c->from) * SHARE]);
	return NULL;
}

/* How many are worth starting for the units at hand? */
static size_t
workers(const struct contrasts *c)
{
	size_t pairs = 0, n = c->to - c->from;

	for (size_t u = c->from; u < c->to; u++)
		pairs += c->start[group_of(c, u) + 1] -
		    c->start[group_of(c, u)];
	n = pairs < WORTH ? 1 : n;
	return n < c->workers ? n : c->workers;
}

/* The next units: 0, -1. */
static int
make_some(struct contrasts *c)
{
	_Atomic size_t next;
	size_t n;
	int rc = 0;

	c->from = c->to;
	c->to = c->units - c->from < UNITS ? c->units : c->from + UNITS;
	c->next = 0;
	next = c->from;
	n = workers(c);
	for (size_t i = 0; i < n; i++) {
		c->worker[i].all = c;
		c->worker[i].next = &next;
	}
	/* a thread that cannot be had is done without */
	for (size_t i = 1; i < n; i++)
		c->worker[i].started = !pthread_create(&c->worker[i].thread,
		    NULL, work, &c->worker[i]);
	work(&c->worker[0]);
	for (size_t i = 0; i < n; i++) {
		struct contrast_worker *k = &c->worker[i];

		if (k->started)
			pthread_join(k->thread, NULL);
		k->started = false;
		c->resampled |= k->resampled;
		rc = k->failed ? -1 : rc;
	}
	return rc;
}

const struct contrast *
contrasts_next(struct contrasts *c)
{
	size_t unit = c->from + c->next / SHARE;
	const struct contrast *row;

	if (unit == c->to) {
		if (make_some(c))
			return NULL;
		unit = c->from;
	}
	row = &c->row[c->next++];
	if (c->next % SHARE == width(c, unit) % SHARE)
		c->next = (unit + 1 - c->from) * SHARE;
	return row;
}

/* What r makes of x as the mean of a pair. */
static double
scale(const struct contrast *c, const struct plan *p,
    const struct reduction *r, const struct focal_total *t, double x)
{
	struct focal_sum sum = { .pending = 0 };
	double n[2] = { (double)c->n, 0 }, minus;
	const double times[2] = { x, x };

	if (!isfinite(x))
		return x;
	if (c->weighted) {
		struct focal_sum rest = c->weight;

		n[0] = focal_sum_value(&rest);
		minus = -n[0];
		focal_sum_add(&rest, 1, &minus, 1);
		n[1] = focal_sum_value(&rest);
	}
	focal_sum_add_products(&sum, 2, n, 1, times);
	return specs_reduce(p, r->total, t, &sum);
}

static bool
is_finite(const struct focal_sum *s)
{
	return !s->inf && !s->ninf && !s->nan;
}

struct compared
contrast_reduce(const struct contrast *c, const struct plan *p,
    const struct reduction *r, const struct focal_total *t)
{
	double base = specs_reduce(p, r->total, t, &c->base);
	double ours = specs_reduce(p, r->total, t, &t->loss);

	/* beside an infinite loss no other says anything */
	if (!c->n || !is_finite(&c->base) || !is_finite(&t->loss))
		return (struct compared){ base, c->base.inf, ours - base, NAN,
			NAN, NAN, NULL };
	return (struct compared){ base, 0,
		specs_reduce(p, r->total, t, &c->delta),
		scale(c, p, r, t, c->lo), scale(c, p, r, t, c->hi), c->change,
		c->verdict };
}
