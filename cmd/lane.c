/* lane.c - evaluate a batch, add it up, write it. */
#include "lane.h"
#include "once.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	BATCH_NUMBERS = 1 << 14,	/* scores read at a time: 128 KiB */
	AHEAD = 8	/* groups whose memory is fetched meanwhile */
};

int
results_init(struct results *s, const struct job *j, const struct plan *p)
{
	*s = (struct results){ 0 };
	return groups_init(&s->groups, p) || tallies_init(&s->tallies, j, p)
	    ? -1 : 0;
}

void
results_free(struct results *s)
{
	groups_free(&s->groups);
	tallies_free(&s->tallies);
	ids_free(&s->ids);
	pairs_free(&s->pairs);
}

static void
merge_met(struct labels_met *met, const struct labels_met *from)
{
	met->positive = met->positive || from->positive;
	labels_merge(&met->other, &from->other);
}

static int
merge_tallies(struct results *s, struct results *from, size_t variants)
{
	size_t n = groups_count(&from->groups);
	/* 0 for pairs of samples that are in no group */
	uint32_t *group = calloc(n + 1, sizeof *group);
	int rc = group ? groups_adopt(&s->groups, &from->groups, group) : -1;

	if (!rc)
		rc = tallies_grow(&s->tallies,
		    groups_count(&s->groups) * variants);
	for (size_t i = 0; i < n && !rc; i++)
		for (size_t v = 0; v < variants && !rc; v++)
			if (i * variants + v < from->tallies.room)
				rc = tallies_merge(&s->tallies,
				    group[i] * variants + v, &from->tallies,
				    i * variants + v);
	if (!rc)
		rc = pairs_merge(&s->pairs, &from->pairs, group, variants);
	free(group);
	return rc;
}

int
results_merge(struct results *s, struct results *from, size_t variants)
{
	int rc = merge_tallies(s, from, variants) ||
	    ids_append(&s->ids, &from->ids) ? -1 : 0;

	merge_met(&s->met, &from->met);
	s->rows += from->rows;
	s->ignored_labels += from->ignored_labels;
	s->skipped += from->skipped;
	s->dropped += from->dropped;
	results_free(from);
	return rc;
}

static struct variant *
variants_new(const struct job *j, const struct file *f)
{
	struct variant *x = calloc(j->gamma.n * j->alphas, sizeof *x);
	size_t v = 0;

	for (size_t g = 0; x && g < j->gamma.n; g++)
		for (size_t a = 0; a < j->alphas; a++, v++) {
			x[v].gamma = j->gamma.value[g];
			x[v].spec = specs_at(&f->specs[a], x[v].gamma);
			x[v].alpha_text = f->specs[a].alpha_text;
			number_print(x[v].gamma_text, x[v].gamma, 0);
		}
	return x;
}

int
lane_init(struct lane *l, struct run *u, struct file *f)
{
	const struct job *j = u->j;

	*l = (struct lane){ .run = u, .file = f, .top.most = j->top,
		.top.cols = u->table.cols };
	batch_init(&l->batch, &f->plan, j);
	l->sorted = l->batch;
	l->sorted.texts = 0;
	l->batch.seek = &l->seek;
	seek_begin(&l->seek, j, &f->plan);
	expect_begin(&l->expect, j, &f->plan);
	l->variant = variants_new(j, f);
	l->variants = l->variant ? j->gamma.n * j->alphas : 0;
	l->ready = !results_init(&l->results, j, &f->plan) && l->variant;
	return l->ready ? 0 : -1;
}

void
lane_free(struct lane *l)
{
	batch_free(&l->batch);
	batch_free(&l->sorted);
	free(l->group);
	free(l->order);
	free(l->first);
	free(l->met);
	for (size_t v = 0; v < l->variants; v++) {
		struct outcome *o = &l->variant[v].result;

		free(o->out.loss);
		free(o->out.pt);
		free(o->out.grad);
		free(o->out.hess);
		free(o->parts.factor);
		free(o->parts.mod);
		free(o->parts.grad);
		free(o->parts.hess);
		free(l->variant[v].base);
		free(l->variant[v].delta);
	}
	free(l->variant);
	results_free(&l->results);
	partners_free(&l->partners);
	top_free(&l->top);
	expect_free(&l->expect);
	seek_free(&l->seek);
	*l = (struct lane){ 0 };
}

/* An array that is wanted or not; NULL with false is no failure. */
static bool
renew(double **a, size_t n, bool wanted)
{
	free(*a);
	*a = wanted ? malloc(n * sizeof **a) : NULL;
	return *a || !wanted;
}

/* Room for what comes of so many rows, as far as something needs it. */
static int
grow_variant(struct variant *x, const struct job *j, const struct plan *p,
    const struct tallies *s, size_t rows)
{
	struct focal_out *out = &x->result.out;
	struct focal_parts *parts = &x->result.parts;
	bool adds = j->reductions > 0;
	unsigned needs = adds ? s->start.needs : 0;
	size_t t, c;

	if (rows <= x->room)
		return 0;
	x->room = rows + rows / 4;
	t = x->room * p->t;
	c = x->room * p->c;
	if (renew(&out->loss, t, true) && renew(&out->pt, t, !adds) &&
	    renew(&out->grad, c, j->grad || s->wants[SLOPE_GRAD]) &&
	    renew(&out->hess, c, j->hess) &&
	    renew(&x->base, x->room, j->baseline && !adds) &&
	    renew(&x->delta, x->room, j->baseline && !adds) &&
	    renew(&parts->factor, t, needs & FOCAL_FACTORS) &&
	    renew(&parts->mod, t, needs & FOCAL_MODULATORS) &&
	    renew(&parts->grad, c, adds && s->wants[SLOPE_MOD_GRAD]) &&
	    renew(&parts->hess, c, adds && s->wants[SLOPE_MOD_HESS]))
		return 0;
	x->room = 0;
	return -1;
}

/* An ignored label changes nothing, so its slope is 0. */
static void
clear_ignored(double *slope, const struct batch *b)
{
	for (size_t i = 0; slope && i < b->n * b->c; i++)
		if (b->ignored[i])
			slope[i] = 0;
}

static int
evaluate(struct lane *l, struct variant *x, const struct batch *b)
{
	const struct focal_out *out = &x->result.out;
	const struct focal_parts *parts = &x->result.parts;

	if (grow_variant(x, l->run->j, &l->file->plan, &l->results.tallies,
		b->n))
		return -1;
	focal_eval(&x->spec, b->n, b->c, b->x, b->y, out);
	if (parts->factor || parts->mod)
		focal_eval_parts(&x->spec, b->n, b->c, b->x, b->y, parts);
	if (b->ignored && x->spec.mode->wide) {
		clear_ignored(out->grad, b);
		clear_ignored(out->hess, b);
		clear_ignored(parts->grad, b);
		clear_ignored(parts->hess, b);
	}
	return 0;
}

/* Where was the truth first given no chance at all? */
static void
find_infinite(struct lane *l, const struct variant *x, const struct batch *b)
{
	for (size_t i = 0; i < b->n * b->t; i++)
		if (isinf(x->result.out.loss[i])) {
			uint64_t line = batch_line(b, i / b->t);

			if (!l->infinite || line < l->infinite)
				l->infinite = line;
		}
}

/* Room for the groups of so many rows. */
static int
grow_rows(struct lane *l, size_t rows)
{
	if (rows <= l->grouped)
		return 0;
	free(l->group);
	free(l->order);
	free(l->met);
	l->grouped = rows + rows / 4;
	l->group = malloc(l->grouped * sizeof *l->group);
	l->order = malloc(l->grouped * sizeof *l->order);
	l->met = malloc(l->grouped * sizeof *l->met);
	if (l->group && l->order && l->met)
		return 0;
	l->grouped = 0;
	return -1;
}

/* Room to count the rows of so many groups; all counts are 0. */
static int
grow_counts(struct lane *l, size_t groups)
{
	size_t counts = groups + groups / 4, *first;

	if (groups <= l->counts)
		return 0;
	first = realloc(l->first, counts * sizeof *first);
	if (!first)
		return -1;
	memset(first + l->counts, 0, (counts - l->counts) * sizeof *first);
	l->first = first;
	l->counts = counts;
	return 0;
}

/* Where each group's rows will begin; returns how many groups have any. */
static size_t
count_rows(struct lane *l, size_t n)
{
	size_t met = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		if (l->first[l->group[i]]++ == 0)
			l->met[met++] = l->group[i];
	for (size_t k = 0; k < met; k++) {
		size_t rows = l->first[l->met[k]];

		l->first[l->met[k]] = at;
		at += rows;
	}
	return met;
}

/* Put the rows of a group side by side; *met groups have any.  0, -1. */
static int
sort_rows(struct lane *l, size_t *met)
{
	const struct batch *b = &l->batch;
	struct results *s = &l->results;

	if (grow_rows(l, b->n) ||
	    groups_find(&s->groups, &l->file->plan, l->run->j, b, l->group) ||
	    grow_counts(l, groups_count(&s->groups)))
		return -1;
	*met = count_rows(l, b->n);
	for (size_t i = 0; i < b->n; i++)
		l->order[l->first[l->group[i]]++] = (uint32_t)i;
	return batch_gather(&l->sorted, b, l->order);
}

/* Each group's rows to its tallies; the counts are 0 again.  0, -1. */
static int
add_groups(struct lane *l, size_t met)
{
	struct results *s = &l->results;
	int rc = tallies_grow(&s->tallies,
	    groups_count(&s->groups) * l->variants);

	for (size_t k = 0, at = 0; k < met; k++) {
		size_t group = l->met[k], end = l->first[group];

		if (k + 2 * AHEAD < met && !rc)
			tallies_expect(&s->tallies,
			    l->met[k + AHEAD] * l->variants,
			    l->met[k + 2 * AHEAD] * l->variants);
		for (size_t v = 0; v < l->variants && !rc; v++)
			rc = tallies_add(&s->tallies, group * l->variants + v,
			    l->file->plan.mode, &l->sorted,
			    &l->variant[v].result, at, end - at);
		l->first[group] = 0;
		at = end;
	}
	return rc;
}

static int
add_all(struct lane *l)
{
	struct tallies *s = &l->results.tallies;
	int rc = tallies_grow(s, l->variants);

	for (size_t v = 0; v < l->variants && !rc; v++)
		rc = tallies_add(s, v, l->file->plan.mode, &l->batch,
		    &l->variant[v].result, 0, l->batch.n);
	return rc;
}

static uint64_t
count_ignored(const struct batch *b)
{
	uint64_t n = 0;

	for (size_t i = 0; b->ignored && i < b->n * b->t; i++)
		n += b->ignored[i];
	return n;
}

/* Who has a partner in the baseline?  The others leave the batch. */
static int
find_partners(struct lane *l)
{
	const struct run *u = l->run;

	if (!u->j->baseline || u->is_base)
		return 0;
	return pairs_find(&l->results.pairs, &l->partners, &u->base,
	    &l->file->plan, l->file->same, &l->batch,
	    (size_t)(l->file->in - u->j->input));
}

/* The losses of b, which is the batch or has its rows in another order. */
static int
compare(struct lane *l, const struct batch *b)
{
	const struct run *u = l->run;
	const struct plan *p = &l->file->plan;
	struct pairs *s = &l->results.pairs;
	bool sorted = b != &l->batch;

	if (!u->j->baseline)
		return 0;
	if (u->is_base)
		return pairs_keep(s, p, b, l->variant, l->variants);
	for (size_t v = 0; v < l->variants && !u->j->reductions; v++)
		pairs_show(&l->partners, &u->base, p, b, &l->variant[v], v);
	return pairs_add(s, &l->partners, &u->base, u->j, b,
	    sorted ? l->order : NULL, sorted ? l->group : NULL, l->variant);
}

int
lane_score(struct lane *l)
{
	bool adds = l->run->j->reductions > 0;
	bool groups = adds && l->file->plan.bys;
	const struct batch *b = groups ? &l->sorted : &l->batch;
	struct results *s = &l->results;
	size_t met = 0;
	bool found = l->infinite;
	int rc;

	if (expect_keep(&l->expect, &l->batch))
		return -1;
	batch_spread(&l->batch);
	rc = find_partners(l);
	if (!rc && groups)
		rc = sort_rows(l, &met);
	if (!rc && once_wanted(l->run->j, &l->file->plan))
		rc = once_add(&s->ids, &l->file->plan, &l->batch,
		    (size_t)(l->file->in - l->run->j->input));
	merge_met(&s->met, &l->batch.met);
	s->rows += l->batch.n;
	s->ignored_labels += count_ignored(&l->batch);
	for (size_t v = 0; v < l->variants && !rc; v++)
		rc = evaluate(l, &l->variant[v], b);
	if (!rc)
		rc = compare(l, b);
	if (!rc && adds)
		rc = groups ? add_groups(l, met) : add_all(l);
	for (size_t v = 0; v < l->variants && !rc && !found; v++)
		if (!adds || s->tallies.infinite)
			find_infinite(l, &l->variant[v], b);
	if (!rc)
		expect_batch(&l->expect, &l->batch,
		    l->variant[0].result.out.loss);
	return rc || seek_batch(&l->seek, &l->batch) ? -1 : 0;
}

/* Sample i, if it is among those with the largest losses. */
static int
put_top(struct lane *l, struct table *t, size_t i, size_t v)
{
	const struct plan *p = &l->file->plan;
	const struct input *in = l->file->in;
	const struct variant *x = &l->variant[v];
	const double *loss = x->result.out.loss + i * l->batch.t;
	struct rank rank = { loss[0], (size_t)(in - l->run->j->input),
		l->before + i, v };
	uint64_t counted, infinite;

	/* the mean is not above the largest, which is sooner found */
	for (size_t k = 1; k < l->batch.t; k++)
		rank.loss = loss[k] > rank.loss ? loss[k] : rank.loss;
	if (!top_wants(&l->top, &rank) && !(p->like && p->like->row_sum))
		return 0;
	rank.loss = table_loss(p, loss, l->batch.t,
	    l->batch.ignored && p->mode->wide
		? l->batch.ignored + i * l->batch.t : NULL, &counted, &infinite);
	if (!top_wants(&l->top, &rank))
		return 0;
	return table_sample(t, l->run->j, p, in->name, x, &l->batch, i) ||
	    top_put(&l->top, &rank, t->row) ? -1 : 0;
}

static int
put_row(struct lane *l, struct table *t, struct sinks *s, size_t i, size_t v)
{
	if (table_sample(t, l->run->j, &l->file->plan, l->file->in->name,
		&l->variant[v], &l->batch, i))
		return -1;
	sinks_row(s, t->row);
	return 0;
}

/* Row by row: the reference, and for tables and formats that need it. */
static int
put_rows(struct lane *l, struct table *t, struct sinks *s)
{
	for (size_t i = 0; i < l->batch.n; i++)
		for (size_t v = 0; v < l->variants; v++)
			if (l->run->j->top ? put_top(l, t, i, v)
					   : put_row(l, t, s, i, v))
				return -1;
	return 0;
}

int
lane_write(struct lane *l, struct table *t, struct sinks *s)
{
	const struct job *j = l->run->j;

	if (j->reductions || j->explain || j->expect)
		return sinks_failed(s) ? -1 : 0;
	if (j->tier && job_streams(j) && sinks_take_series(s) &&
	    table_series(t, j, &l->file->plan, l->file->in->name,
		&l->variant[0], &l->batch))
		sinks_rows(s, t->series, l->batch.n);
	else if (put_rows(l, t, s))
		return -1;
	return sinks_failed(s) ? -1 : 0;
}

void
lane_take(struct lane *l)
{
	l->before = l->file->samples;
	l->file->samples += l->batch.n;
}

int
lane_read(struct lane *l, struct table *t, struct sinks *s)
{
	struct file *f = l->file;
	/* a few texts are no reason for fewer rows */
	size_t rows = BATCH_NUMBERS /
	    (f->plan.c + f->plan.t + f->plan.texts / 8) + 1;
	int got;

	if (batch_grow(&l->batch, rows))
		return reader_memory(&f->reader);
	do {
		got = batch_read(&l->batch, &f->plan, l->run->j, &f->reader);
		/* after a bad row only further bad rows matter */
		l->batch.n = l->batch.good;
		lane_take(l);
		if (l->batch.n && (lane_score(l) || lane_write(l, t, s)))
			return sinks_failed(s) ? -1 : reader_memory(&f->reader);
	} while (got > 0);
	return got;
}

int
lane_merge(struct lane *l, struct lane *from)
{
	struct batch *b = &l->batch;

	if (from->infinite && (!l->infinite || from->infinite < l->infinite))
		l->infinite = from->infinite;
	if (from->batch.skipped &&
	    (!b->skipped || from->batch.first_skipped < b->first_skipped))
		b->first_skipped = from->batch.first_skipped;
	b->skipped += from->batch.skipped;
	b->dropped += from->batch.dropped;
	seek_merge(&l->seek, &from->seek);
	return results_merge(&l->results, &from->results, l->variants) ||
	    top_merge(&l->top, &from->top) ? -1 : 0;
}
