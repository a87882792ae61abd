/*
 * variants.c - other losses of the same samples, one after the other, until
 * those are found that are in the column.
 */
#include "variants.h"
#include "mistakes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples that are scored at once; columns put in order. */
enum { CHUNK = 256, CHUNK_NUMBERS = 1 << 16, ORDERS = 5, SWAPS = 1000 };

/* So many losses that differ are enough to tell pairs of mistakes. */
enum { TELLING = 6 };

bool
variants_agree(const struct job *j, double got, double ours)
{
	return got == ours || (isfinite(got) && isfinite(ours) &&
	    fabs(got - ours) <= j->atol + j->rtol * fabs(ours));
}

/* Columns in another order. */

static void
put_class(struct out *o, const struct plan *p, size_t k)
{
	char shown[4 * DIAG_SHOWN + 1];
	const char *name = p->class_name[k];

	diag_escape(shown, sizeof shown, name, diag_cut(name, strlen(name)));
	out_text(o, shown);
}

/* The order after this one, as words are sorted; false after the last. */
static bool
next_order(size_t *at, size_t n)
{
	size_t i = n - 1, k;

	while (i > 0 && at[i - 1] > at[i])
		i--;
	if (i == 0)
		return false;
	k = n - 1;
	while (at[k] < at[i - 1])
		k--;
	for (size_t from = i - 1, to = k;;) {
		size_t own = at[from];

		at[from] = at[to];
		at[to] = own;
		if (from + 1 == i) {
			from = i;
			to = n - 1;
		} else {
			from++;
			to--;
		}
		if (from >= to)
			return true;
	}
}

static void
try_order(struct guess *v, struct work *w)
{
	const struct plan *p = &v->plan;
	const char *before = "columns permuted: ";
	size_t shown = 0;

	if (!guess_matches(v, w) || !guess_found(w))
		return;
	for (size_t k = 0; k < p->c; k++) {
		if (v->order[k] == k)
			continue;
		if (shown++ == ORDERS) {
			out_text(w->names, ", ...");
			return;
		}
		out_text(w->names, before);
		put_class(w->names, p, k);
		out_text(w->names, " has the score of ");
		put_class(w->names, p, v->order[k]);
		before = ", ";
	}
}

static void
try_orders(const struct search *s, struct work *w)
{
	struct guess v;
	size_t c = s->plan->c;

	guess_begin(&v, s);
	if (c > 1 && guess_make(&v, w)) {
		v.order = w->order;
		for (size_t k = 0; k < c; k++)
			w->order[k] = c <= ORDERS ? k : c - 1 - k;
		while (c <= ORDERS && next_order(w->order, c))
			try_order(&v, w);
		if (c > ORDERS)
			try_order(&v, w);
		for (size_t k = 0; c > ORDERS && k < c; k++)
			w->order[k] = k;
		for (size_t k = 0; c > ORDERS && k + 1 < c && k < SWAPS; k++) {
			w->order[k] = k + 1;
			w->order[k + 1] = k;
			try_order(&v, w);
			w->order[k] = k;
			w->order[k + 1] = k + 1;
		}
	}
	guess_end(&v);
}

/* Libraries. */

/*
 * Leave of the job what the row takes, if the numbers given by hand are to
 * stay; what it needs there must be.  Is one of them left?
 */
static bool
leave(struct guess *v, bool given)
{
	const struct job *own = v->of->job;
	unsigned takes = given ? v->row.takes : 0;
	struct job *j = &v->job;
	bool alpha = specs_is_list(own->alpha) ? takes & LIKE_ALPHAS
					   : takes & LIKE_ALPHA;

	j->like_keys = (struct per_class){ .n = 0 };
	j->alpha_mode = NULL;
	j->weight_in = WEIGHT_IN_NOT_GIVEN;
	j->weight = NULL;
	j->gamma_given = own->gamma_given && (takes & LIKE_GAMMA);
	if (!alpha)
		v->alpha = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_CLASS_WEIGHT))
		j->class_weight = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_POS_WEIGHT))
		j->pos_weight = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_SMOOTHING))
		j->label_smoothing = -1;
	if (!(takes & LIKE_EPS))
		j->eps = -1;
	if ((v->row.needs & LIKE_ALPHA) && !v->alpha.given) {
		v->one_alpha = 0.25;
		v->alpha = (struct per_class){ .n = 1, .given = true,
			.value = &v->one_alpha };
	}
	if ((v->row.needs & LIKE_GAMMA) && !j->gamma_given) {
		v->one_gamma = 2;
		j->gamma.value = &v->one_gamma;
		j->gamma_given = true;
	}
	return j->gamma_given || v->alpha.given || j->class_weight.n ||
	    j->pos_weight.n || j->label_smoothing >= 0 || j->eps >= 0;
}

static void
put_number(struct out *o, double x)
{
	out_number(o, x, 0);
}

static void
put_option(struct out *o, const char *option, const struct per_class *v)
{
	if (!v->given)
		return;
	out_format(o, " %s ", option);
	if (!v->n)
		out_text(o, "none");
	for (size_t i = 0; i < v->n; i++) {
		char shown[4 * DIAG_SHOWN + 1];

		out_text(o, i ? "," : "");
		if (v->name) {
			diag_escape(shown, sizeof shown, v->name[i],
			    diag_cut(v->name[i], strlen(v->name[i])));
			out_format(o, "%s=", shown);
		}
		put_number(o, v->value[i]);
	}
}

/* As they are typed. */
static void
put_options(struct out *o, const struct guess *v)
{
	const struct job *j = &v->job;

	if (j->gamma_given) {
		out_text(o, " -g ");
		put_number(o, j->gamma.value[0]);
	}
	put_option(o, "-a", &v->alpha);
	put_option(o, "--class-weight", &j->class_weight);
	put_option(o, "--pos-weight", &j->pos_weight);
	if (j->label_smoothing >= 0) {
		out_text(o, " --label-smoothing ");
		put_number(o, j->label_smoothing);
	}
	if (j->eps >= 0) {
		out_text(o, " --eps ");
		put_number(o, j->eps);
	}
}

/* What is typed behind the name; true: it is in the column as well. */
static bool
try_row(const struct search *s, struct work *w, const struct like *row,
    bool given, struct out *options)
{
	struct guess v;
	bool found;

	guess_begin(&v, s);
	v.row = *row;
	v.job.like = &v.row;
	v.plan = plan_as(s->plan, &v.row);
	found = leave(&v, given) >= given &&
	    (!w->soft || like_is_soft(row, &v.job)) && guess_make(&v, w) &&
	    guess_matches(&v, w);
	if (found)
		put_options(options, &v);
	guess_end(&v);
	return found;
}

/* The rows that are in the column: those of one call are named together. */

struct hit {
	const char *name;
	struct out options;
};

static bool
is_alike(const struct hit *a, const struct hit *b)
{
	return a->options.n == b->options.n && (a->options.n == 0 ||
	    !memcmp(a->options.buf, b->options.buf, a->options.n));
}

/* "--like NAME OPTIONS (or NAME, NAME)" for each call; frees them. */
static void
put_hits(struct work *w, struct hit *hit, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *before = " (or ";

		if (!hit[i].name)
			continue;
		w->found++;
		out_format(w->names, "%s--like %s", w->names->n ? "; " : "",
		    hit[i].name);
		out_bytes(w->names, hit[i].options.buf, hit[i].options.n);
		for (size_t k = i + 1; k < n; k++) {
			if (!hit[k].name || !is_alike(&hit[i], &hit[k]))
				continue;
			w->found++;
			out_format(w->names, "%s%s", before, hit[k].name);
			before = ", ";
			hit[k].name = NULL;
		}
		out_text(w->names, *before == ',' ? ")" : "");
	}
	for (size_t i = 0; i < n; i++) {
		w->failed |= hit[i].options.failed;
		free(hit[i].options.buf);
	}
}

static void
try_rows(const struct search *s, struct work *w)
{
	const struct focal_mode *mode = plan_read(s->plan)->mode;
	struct hit *hit;
	size_t rows = 1, n = 0;	/* the last row has no name */

	while (likes[rows - 1].name)
		rows++;
	hit = calloc(rows, sizeof *hit);
	w->failed |= !hit;
	for (const struct like *row = likes; hit && row->name; row++) {
		/* as the name is understood where such a file is scored */
		if (like_for(like_find(row->name), mode) != row)
			continue;
		hit[n] = (struct hit){ row->name, { .fd = -1 } };
		n += try_row(s, w, row, false, &hit[n].options) ||
		    try_row(s, w, row, true, &hit[n].options);
	}
	if (hit)
		put_hits(w, hit, n);
	free(hit);
}

/*
 * How many losses say something of their own, TELLING at most?  Where all are 0,
 * everything explains them; and one of hundreds of pairs, a few.
 */
static size_t
count_telling(const struct search *s)
{
	double met[TELLING];
	size_t n = 0;

	for (size_t i = 0; i < s->kept->n && n < TELLING; i++) {
		double x = s->kept->expected[i];
		bool tells = isfinite(x) && fabs(x) > 2 * s->job->atol;

		for (size_t k = 0; k < n; k++)
			tells = tells && !variants_agree(s->job, x, met[k]);
		if (tells)
			met[n++] = x;
	}
	return n;
}

static bool
has_soft_labels(const struct search *s)
{
	const struct samples *kept = s->kept;

	for (size_t i = 0; i < kept->n * kept->t; i++)
		if (kept->y[i] > 0 && kept->y[i] < 1)
			return true;
	return false;
}

static void
put_rest(const struct work *w)
{
	if (w->found > VARIANTS_NAMED)
		out_format(w->names, "; and %ld more",
		    w->found - VARIANTS_NAMED);
}

long
variants_find(const struct search *s, struct out *names)
{
	size_t c = s->plan->c, rows = CHUNK_NUMBERS / c + 1;
	struct work w = { .rows = rows < CHUNK ? rows : CHUNK, .names = names,
		.soft = has_soft_labels(s) };
	size_t telling;

	w.x = malloc(w.rows * c * sizeof *w.x);
	w.y = malloc(w.rows * c * sizeof *w.y);
	w.loss = malloc(w.rows * c * sizeof *w.loss);
	w.all = malloc(w.rows * sizeof *w.all);
	w.order = malloc(c * sizeof *w.order);
	w.failed = !w.x || !w.y || !w.loss || !w.all || !w.order;
	telling = w.failed ? 0 : count_telling(s);
	if (telling > 0) {
		mistakes_try(s, &w);
		try_orders(s, &w);
		mistakes_try_ratio(s, &w);
		put_rest(&w);
		try_rows(s, &w);
	}
	if (w.found == 0 && telling == TELLING) {
		mistakes_try_pairs(s, &w);
		put_rest(&w);
	}
	out_bytes(names, "", 1);
	free(w.x);
	free(w.y);
	free(w.loss);
	free(w.all);
	free(w.order);
	return w.failed || names->failed ? -1 : w.found;
}
