/* table.c - key columns, then n or the sample, then losses, then slopes. */
#include "table.h"
#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An array of sums that are wanted, or not. */
static bool
new_sums(struct focal_sum **s, size_t c, bool wanted)
{
	*s = wanted ? calloc(c, sizeof **s) : NULL;
	return *s || !wanted;
}

/* Where the divisor moves with the scores, a Hessian needs all other slopes. */
static bool
needs_grad(const struct job *j, const struct focal_total *t)
{
	return j->grad || (j->hess && t->normalized);
}

static bool
needs_mod_grad(const struct job *j, const struct focal_total *t)
{
	return t->normalized && needs_grad(j, t);
}

struct tally *
tallies_new(const struct job *j, const struct plan *p)
{
	struct tally *t = calloc(j->gamma.n, sizeof *t);
	bool ok = t;

	for (size_t g = 0; ok && g < j->gamma.n; g++) {
		struct tally *y = &t[g];

		y->gamma = j->gamma.value[g];
		number_print(y->gamma_text, y->gamma, 0);
		y->total.weighted = p->weight != NO_COLUMN;
		for (size_t i = 0; i < j->reductions; i++)
			y->total.needs |= j->reduction[i]->needs;
		specs_total(j, p, &y->total);
		ok = new_sums(&y->grad, p->c, needs_grad(j, &y->total)) &&
		    new_sums(&y->hess, p->c, j->hess) &&
		    new_sums(&y->mod_grad, p->c, needs_mod_grad(j, &y->total)) &&
		    new_sums(&y->mod_hess, p->c,
			j->hess && y->total.normalized);
	}
	if (ok || !t)
		return t;
	tallies_free(t, j->gamma.n);
	return NULL;
}

/* An array that is wanted or not; NULL with false is no failure. */
static bool
renew(double **a, size_t n, bool wanted)
{
	free(*a);
	*a = wanted ? malloc(n * sizeof **a) : NULL;
	return *a || !wanted;
}

int
tallies_grow(struct tally *t, const struct job *j, const struct plan *p,
    size_t rows)
{
	for (size_t g = 0; g < j->gamma.n; g++) {
		struct tally *y = &t[g];

		if (rows <= y->room)
			continue;
		y->room = rows + rows / 4;
		if (!renew(&y->out.loss, y->room * p->t, true) ||
		    !renew(&y->out.pt, y->room * p->t, j->reductions == 0) ||
		    !renew(&y->out.grad, y->room * p->c, y->grad || j->grad) ||
		    !renew(&y->out.hess, y->room * p->c, j->hess) ||
		    !renew(&y->parts.factor, y->room * p->t,
			y->total.needs & FOCAL_FACTORS) ||
		    !renew(&y->parts.mod, y->room * p->t,
			y->total.needs & FOCAL_MODULATORS) ||
		    !renew(&y->parts.grad, y->room * p->c, y->mod_grad) ||
		    !renew(&y->parts.hess, y->room * p->c, y->mod_hess)) {
			y->room = 0;
			return -1;
		}
	}
	return 0;
}

void
tallies_free(struct tally *t, size_t n)
{
	for (size_t g = 0; t && g < n; g++) {
		free(t[g].out.loss);
		free(t[g].out.pt);
		free(t[g].out.grad);
		free(t[g].out.hess);
		free(t[g].parts.factor);
		free(t[g].parts.mod);
		free(t[g].parts.grad);
		free(t[g].parts.hess);
		free(t[g].grad);
		free(t[g].hess);
		free(t[g].mod_grad);
		free(t[g].mod_hess);
	}
	free(t);
}

static void
add_slopes(struct focal_sum *sum, const double *slope, const struct batch *b)
{
	for (size_t k = 0; sum && k < b->c; k++)
		if (b->w)
			focal_sum_add_products(&sum[k], b->n, slope + k, b->c,
			    b->w);
		else
			focal_sum_add(&sum[k], b->n, slope + k, b->c);
}

static void
merge_sums(struct focal_sum *t, const struct focal_sum *u, size_t c)
{
	for (size_t k = 0; t && k < c; k++)
		focal_sum_merge(&t[k], &u[k]);
}

void
tallies_merge(struct tally *t, const struct tally *u, size_t n, size_t c)
{
	for (size_t g = 0; g < n; g++) {
		focal_total_merge(&t[g].total, &u[g].total);
		merge_sums(t[g].grad, u[g].grad, c);
		merge_sums(t[g].hess, u[g].hess, c);
		merge_sums(t[g].mod_grad, u[g].mod_grad, c);
		merge_sums(t[g].mod_hess, u[g].mod_hess, c);
	}
}

/* Add n rows from row i on, of each its labels from k to k + t - 1. */
static void
add_losses(struct tally *y, const struct focal_mode *m, const struct batch *b,
    size_t i, size_t n, size_t k, size_t t)
{
	size_t at = i * b->t + k;

	size_t c = m->wide ? t : b->c;
	const double *w = b->w ? b->w + i : NULL;
	const struct focal_parts parts = {
		.factor = y->parts.factor ? y->parts.factor + at : NULL,
		.mod = y->parts.mod ? y->parts.mod + at : NULL };

	focal_total_add(&y->total, m, n, c, b->y + at, y->out.loss + at, w);
	if (parts.factor || parts.mod)
		focal_total_add_parts(&y->total, m, n, c, &parts, w);
}

/* Row i: each run of labels that count is added as a row of so few labels. */
static void
add_runs(struct tally *y, const struct focal_mode *m, const struct batch *b,
    size_t i)
{
	const bool *ignored = b->ignored + i * b->t;
	uint64_t rows = y->total.rows + 1;

	for (size_t k = 0, end; k < b->t; k = end + 1) {
		for (end = k; end < b->t && !ignored[end];)
			end++;
		if (end > k)
			add_losses(y, m, b, i, 1, k, end - k);
	}
	y->total.rows = rows;
}

/* Add up the losses, without those of single labels that are ignored. */
static void
add_total(struct tally *y, const struct focal_mode *m, const struct batch *b)
{
	bool single = b->ignored && m->wide;

	for (size_t i = 0, end; i < b->n; i = end + 1) {
		end = single ? i : b->n;
		while (end < b->n && !memchr(b->ignored + end * b->t, 1, b->t))
			end++;
		if (end > i)
			add_losses(y, m, b, i, end - i, 0, b->t);
		if (end < b->n)
			add_runs(y, m, b, end);
	}
}

/* An ignored label changes nothing, so its slope is 0. */
static void
clear_ignored(double *slope, const struct batch *b)
{
	for (size_t i = 0; slope && i < b->n * b->c; i++)
		if (b->ignored[i])
			slope[i] = 0;
}

void
tally_batch(struct tally *t, const struct specs *s, const struct batch *b)
{
	struct focal_spec spec = specs_at(s, t->gamma);

	focal_eval(&spec, b->n, b->c, b->x, b->y, &t->out);
	if (t->parts.factor || t->parts.mod)
		focal_eval_parts(&spec, b->n, b->c, b->x, b->y, &t->parts);
	if (b->ignored && spec.mode->wide) {
		clear_ignored(t->out.grad, b);
		clear_ignored(t->out.hess, b);
	}
	add_total(t, spec.mode, b);
	add_slopes(t->grad, t->out.grad, b);
	add_slopes(t->hess, t->out.hess, b);
	add_slopes(t->mod_grad, t->parts.grad, b);
	add_slopes(t->mod_hess, t->parts.hess, b);
}

/* Headings are made twice: counted with col NULL, then filled in. */
struct headings {
	struct heading *col;
	size_t n;
	bool failed;
};

static void
head(struct headings *h, const char *stem, const char *name,
    struct heading kind)
{
	if (h->col) {
		size_t size = strlen(stem) + (name ? strlen(name) + 1 : 0) + 1;

		kind.name = malloc(size);
		if (kind.name) {
			strcpy(kind.name, stem);
			if (name)
				strcat(strcat(kind.name, "_"), name);
		}
		h->failed |= !kind.name;
		h->col[h->n] = kind;
	}
	h->n++;
}

/* stem, or stem_<class> for each class where there are several columns. */
static void
head_classes(struct headings *h, const char *stem, const struct plan *p,
    bool several)
{
	const struct heading value = { .value = true };

	for (size_t k = 0; k < (several ? p->c : 1); k++)
		head(h, stem, several ? p->class_name[k] : NULL, value);
}

static void
head_all(struct headings *h, const struct job *j, const struct plan *p)
{
	const struct heading key = { 0 }, word = { .left = true },
	    value = { .value = true }, count = { .count = true };
	bool several = p->mode->wide || p->mode->classes;

	if (j->inputs > 1)
		head(h, "file", NULL, word);
	if (j->gamma.n > 1)
		head(h, "gamma", NULL, key);
	if (j->reductions == 0) {
		bool names = p->mode->wide || j->pos_label ||
		    (p->mode->classes && !p->numbered);

		if (p->id == NO_COLUMN)
			head(h, "line", NULL, key);
		else
			head(h, "id", NULL, word);
		head(h, "label", NULL, names ? word : key);
		head(h, "p_t", NULL, key);
		head(h, "loss", NULL, value);
		if (p->mode->wide)
			head_classes(h, "loss", p, true);
	} else {
		head(h, "n", NULL, key);
		for (size_t i = 0; i < j->reductions; i++)
			head(h, j->reduction[i]->name, NULL, value);
	}
	head(h, "infinite", NULL, count);
	if (j->grad)
		head_classes(h, "grad", p, several);
	if (j->hess)
		head_classes(h, "hess", p, several);
}

int
table_init(struct table *t, const struct job *j, const struct plan *p)
{
	struct headings h = { 0 };

	*t = (struct table){ 0 };
	head_all(&h, j, p);
	t->cols = h.n;
	t->col = calloc(h.n, sizeof *t->col);
	t->row = calloc(h.n, sizeof *t->row);
	t->series = calloc(h.n, sizeof *t->series);
	if (!t->col || !t->row || !t->series)
		return -1;
	h = (struct headings){ t->col, 0, false };
	head_all(&h, j, p);
	return h.failed ? -1 : 0;
}

void
table_free(struct table *t)
{
	for (size_t i = 0; t->col && i < t->cols; i++)
		free(t->col[i].name);
	free(t->col);
	free(t->row);
	free(t->label);
	free(t->series);
	*t = (struct table){ 0 };
}

bool
table_equal(const struct table *a, const struct table *b)
{
	if (a->cols != b->cols)
		return false;
	for (size_t i = 0; i < a->cols; i++)
		if (strcmp(a->col[i].name, b->col[i].name))
			return false;
	return true;
}

/*
 * A value is filled in where it stands, only what its kind has: returning one
 * by value costs more than all the rest of a row.
 */
static void
set_text(struct value *v, const char *s, size_t len)
{
	v->kind = VALUE_TEXT;
	v->text = s;
	v->len = len;
}

static void
set_count(struct value *v, uint64_t n)
{
	v->kind = VALUE_COUNT;
	v->count = n;
}

static void
set_number(struct value *v, double x)
{
	v->kind = VALUE_NUMBER;
	/* + 0 makes -0 a 0: no one asked for the sign of nothing */
	v->number = x + 0.0;
}

/* The key columns that every row begins with. */
static struct value *
fill_keys(struct table *t, const struct job *j, const char *file,
    const struct tally *y)
{
	struct value *v = t->row;

	if (j->inputs > 1)
		set_text(v++, file, strlen(file));
	if (j->gamma.n > 1) {
		set_text(v, y->gamma_text, strlen(y->gamma_text));
		v++->kind = VALUE_TOKEN;
	}
	return v;
}

/* The reduction whose gradient is shown: the first that has one. */
static const struct focal_reduction *
sloped(const struct job *j)
{
	for (size_t i = 0; i < j->reductions; i++)
		if (j->reduction[i]->linear)
			return j->reduction[i];
	return NULL;
}

/* The gradient, and the Hessian, of column k. */
static void
set_slopes(struct value *v, const struct job *j, const struct plan *p,
    const struct tally *y, const struct focal_reduction *r, size_t k)
{
	struct focal_sum none = { .pending = 0 };
	struct focal_sum grad = y->grad ? y->grad[k] : none;
	struct focal_sum hess = y->hess ? y->hess[k] : none;

	if (y->total.normalized && y->grad)
		focal_total_slopes(&y->total, &grad, y->hess ? &hess : NULL,
		    &y->mod_grad[k], y->mod_hess ? &y->mod_hess[k] : NULL);
	if (j->grad)
		set_number(v, specs_reduce(p, r, &y->total, &grad));
	if (j->hess)
		set_number(v + (j->grad ? p->c : 0),
		    specs_reduce(p, r, &y->total, &hess));
}

void
table_total(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y)
{
	const struct focal_total *all = &y->total;
	const struct focal_reduction *slope = sloped(j);
	struct value *v = fill_keys(t, j, file, y);

	set_count(v++, all->rows);
	for (size_t i = 0; i < j->reductions; i++)
		set_number(v++,
		    specs_reduce(p, j->reduction[i], all, &all->loss));
	set_count(v++, all->loss.inf);
	for (size_t k = 0; k < p->c; k++)
		set_slopes(v + k, j, p, y, slope, k);
}

/* -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool
is_json_number(const char *s, size_t len)
{
	double x;
	size_t i = len && *s == '-';

	if (len == 1)
		return *s >= '0' && *s <= '9';

	if (i == len || s[i] < '0' || s[i] > '9' || s[len - 1] == '.' ||
	    (s[i] == '0' && i + 1 < len && s[i + 1] >= '0' && s[i + 1] <= '9'))
		return false;
	for (size_t k = i; k + 1 < len; k++)
		if (s[k] == '.' && (s[k + 1] < '0' || s[k + 1] > '9'))
			return false;
	return number_parse(s, len, &x) == NUMBER_OK;
}

static void
set_kept(struct value *v, const struct batch *b, const struct kept *k,
    bool tokens)
{
	if (k->at == NO_COLUMN) {
		v->kind = VALUE_NONE;
		return;
	}
	set_text(v, b->base + k->at, k->len);
	if (k->number || (tokens && is_json_number(v->text, v->len)))
		v->kind = VALUE_TOKEN;
}

/* The names of the labels that are 1 (0.25: name=0.25), a blank between. */
static int
join_labels(struct table *t, const struct plan *p, const double *y,
    struct value *v)
{
	size_t n = 0, need = 1;

	for (size_t k = 0; k < p->t; k++)
		need += strlen(p->class_name[k]) + NUMBER_TEXT + 2;
	if (need > t->label_room) {
		char *label = realloc(t->label, need);

		if (!label)
			return -1;
		t->label = label;
		t->label_room = need;
	}
	for (size_t k = 0; k < p->t; k++)
		if (y[k] > 0) {
			size_t len = strlen(p->class_name[k]);

			if (n)
				t->label[n++] = ' ';
			memcpy(t->label + n, p->class_name[k], len);
			n += len;
			if (y[k] < 1) {
				t->label[n++] = '=';
				n += number_print(t->label + n, y[k], 0);
			}
		}
	set_text(v, t->label, n);
	return 0;
}

double
table_loss(const struct plan *p, const double *loss, size_t t,
    const bool *ignored, uint64_t *counted, uint64_t *infinite)
{
	struct focal_sum sum = { 0 };

	*counted = t;
	*infinite = isinf(loss[0]) ? 1 : 0;
	if (t == 1)
		return loss[0];
	for (size_t k = 0; ignored && k < t; k++)
		if (ignored[k])
			--*counted;
		else
			focal_sum_add(&sum, 1, loss + k, 1);
	if (!ignored)
		focal_sum_add(&sum, t, loss, 1);
	if (p->like && p->like->row_sum)
		*counted = 1;
	*infinite = sum.inf;
	return focal_sum_over(&sum, *counted);
}

int
table_sample(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y, const struct batch *b, size_t i)
{
	struct value *v = fill_keys(t, j, file, y);
	const double *loss = y->out.loss + i * b->t, *pt = y->out.pt + i * b->t;
	const bool *ignored = b->ignored && p->mode->wide
	    ? b->ignored + i * b->t : NULL;
	double truth = 1, mean;
	uint64_t infinite, counted;

	if (p->id == NO_COLUMN)
		set_count(v++, batch_line(b, i));
	else
		set_kept(v++, b, &b->id[i], false);
	set_kept(v, b, &b->label[i], true);
	if (p->mode->wide && join_labels(t, p, b->y + i * b->t, v))
		return -1;
	v++;
	for (size_t k = 0; k < b->t; k++)
		truth *= ignored && ignored[k] ? 1 : pt[k];
	mean = table_loss(p, loss, b->t, ignored, &counted, &infinite);
	set_number(v++, truth);
	set_number(v++, mean);
	for (size_t k = 0; p->mode->wide && k < b->t; k++)
		if (ignored && ignored[k])
			v++->kind = VALUE_NONE;
		else
			set_number(v++, loss[k]);
	set_count(v++, infinite);
	for (size_t k = 0; j->grad && k < b->c; k++)
		set_number(v++, y->out.grad[i * b->c + k] / (double)counted);
	for (size_t k = 0; j->hess && k < b->c; k++)
		set_number(v++, y->out.hess[i * b->c + k] / (double)counted);
	return 0;
}

static void
line_value(struct value *v, const struct series *c, size_t i)
{
	set_count(v, batch_line(c->from, i));
}

static void
id_value(struct value *v, const struct series *c, size_t i)
{
	const struct batch *b = c->from;

	set_kept(v, b, &b->id[i], false);
}

static void
label_value(struct value *v, const struct series *c, size_t i)
{
	const struct batch *b = c->from;

	set_kept(v, b, &b->label[i], true);
}

static void
word_value(struct value *v, const struct series *c, size_t i)
{
	(void)i;
	set_text(v, c->from, strlen(c->from));
}

static void
infinite_value(struct value *v, const struct series *c, size_t i)
{
	const double *loss = c->from;

	set_count(v, isinf(loss[i]) ? 1 : 0);
}

bool
table_series(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct tally *y, const struct batch *b)
{
	const double *pt = y->out.pt, *loss = y->out.loss;
	const size_t keys = (j->inputs > 1) + 2, slopes = j->grad + j->hess;
	struct series *c = t->series;

	/*
	 * Not rows for several gammas, or of several labels; and what columns
	 * are not told of here is not forgotten.
	 */
	if (j->gamma.n > 1 || p->mode->wide ||
	    t->cols != keys + 3 + slopes * b->c)
		return false;
	if (j->inputs > 1)
		*c++ = (struct series){ .value = word_value, .from = file };
	*c = (struct series){ .value = id_value, .from = b };
	if (p->id == NO_COLUMN)
		c->value = line_value;
	c++;
	*c++ = (struct series){ .value = label_value, .from = b };
	*c++ = (struct series){ .number = pt, .stride = 1 };
	*c++ = (struct series){ .number = loss, .stride = 1 };
	*c++ = (struct series){ .value = infinite_value, .from = loss };
	for (size_t k = 0; j->grad && k < b->c; k++)
		*c++ = (struct series){ .number = y->out.grad + k,
			.stride = b->c };
	for (size_t k = 0; j->hess && k < b->c; k++)
		*c++ = (struct series){ .number = y->out.hess + k,
			.stride = b->c };
	return true;
}
