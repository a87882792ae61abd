/* table_row.c - the rows of the table: a group and variant, or a sample. */
#include "contrast.h"
#include "number.h"
#include "reduction.h"
#include "table_parts.h"

#include <math.h>
#include <string.h>

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

/* The key columns behind those of the group. */
static struct value *
fill_variant(struct value *v, const struct job *j, const struct variant *x)
{
	if (j->gamma.n > 1) {
		set_text(v, x->gamma_text, strlen(x->gamma_text));
		v++->kind = VALUE_TOKEN;
	}
	if (j->alphas > 1) {
		set_text(v, x->alpha_text, strlen(x->alpha_text));
		v->kind = table_kind(v->text, v->len, 0);
		v++;
	}
	return v;
}

/* The reduction whose gradient is shown: the first that has one. */
static const struct focal_reduction *
sloped(const struct job *j)
{
	for (size_t i = 0; i < j->reductions; i++)
		if (reduction_is_linear(&j->reduction[i]))
			return j->reduction[i].total;
	return NULL;
}

/* What is known of class k alone, where each has a divisor of its own. */
static struct focal_total
class_total(const struct tallies *s, const struct exact *e, size_t k)
{
	struct focal_total one = e->total;

	one.loss = tallies_slope(s, e, SLOPE_LOSS)[k];
	one.mod = tallies_slope(s, e, SLOPE_MOD)[k];
	one.targets = one.rows;
	return one;
}

/* The mean of what the reduction makes of each class. */
static double
mean_of_classes(const struct focal_reduction *r, const struct plan *p,
    const struct tallies *s, const struct exact *e)
{
	struct focal_sum sum = { .pending = 0 };

	for (size_t k = 0; k < p->c; k++) {
		const struct focal_total one = class_total(s, e, k);
		double x = r->value(&one, &one.loss);

		focal_sum_add(&sum, 1, &x, 1);
	}
	return focal_sum_over(&sum, p->c);
}

/* A slope of column k, which moves the sums of its class and no others. */
static double
slope_of(const struct focal_reduction *r, const struct plan *p,
    const struct focal_total *t, const struct focal_sum *slope)
{
	return p->like && p->like->by_class
	    ? r->value(t, slope) / (double)p->c
	    : specs_reduce(p, r, t, slope);
}

/* The gradient, and the Hessian, of column k. */
static void
set_slopes(struct value *v, const struct job *j, const struct plan *p,
    const struct tallies *s, const struct exact *e,
    const struct focal_reduction *r, size_t k)
{
	const struct focal_sum *of[SLOPES];
	struct focal_sum grad = { .pending = 0 }, hess = { .pending = 0 };
	const struct focal_total t = p->like && p->like->by_class
	    ? class_total(s, e, k) : e->total;

	for (size_t i = 0; i < SLOPES; i++)
		of[i] = tallies_slope(s, e, i);
	if (of[SLOPE_GRAD])
		grad = of[SLOPE_GRAD][k];
	if (of[SLOPE_HESS])
		hess = of[SLOPE_HESS][k];
	if (of[SLOPE_MOD_GRAD])
		focal_total_slopes(&t, &grad,
		    of[SLOPE_HESS] ? &hess : NULL, &of[SLOPE_MOD_GRAD][k],
		    of[SLOPE_MOD_HESS] ? &of[SLOPE_MOD_HESS][k] : NULL);
	if (j->grad)
		set_number(v, slope_of(r, p, &t, &grad));
	if (j->hess)
		set_number(v + (j->grad ? p->c : 0),
		    slope_of(r, p, &t, &hess));
}

/* A number, or nothing where it is none. */
static void
set_known(struct value *v, double x)
{
	set_number(v, x);
	if (isnan(x))
		v->kind = VALUE_NONE;
}

static void
set_compared(struct value *v, struct compared c)
{
	set_known(v++, c.base);
	set_count(v++, c.infinite);
	set_known(v++, c.delta);
	set_known(v++, c.lo);
	set_known(v++, c.hi);
	set_known(v++, c.change);
	v->kind = VALUE_NONE;
	if (c.verdict)
		set_text(v, c.verdict, strlen(c.verdict));
}

void
table_total(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct groups *g, size_t group,
    const struct variant *x, struct tallies *s, size_t tally,
    const struct contrast *contrast)
{
	struct focal_ranking ranking = tallies_rank(s, tally);
	const struct exact *e = tallies_look(s, tally);
	const struct focal_total *all = &e->total;
	const struct focal_reduction *slope = sloped(j);
	struct value *v = t->row;

	if (table_shows_file(j, p))
		set_text(v++, file, strlen(file));
	for (size_t c = 0; c < p->bys; c++)
		groups_show(g, group, c, v++);
	v = fill_variant(v, j, x);
	set_count(v++, all->rows);
	for (size_t i = 0; i < j->reductions; i++)
		set_number(v++, p->like && p->like->by_class
			? mean_of_classes(j->reduction[i].total, p, s, e)
			: reduction_value(p, &j->reduction[i], all, &ranking));
	set_count(v++, all->loss.inf);
	for (size_t k = 0; (j->grad || j->hess) && k < p->c; k++)
		set_slopes(v + k, j, p, s, e, slope, k);
	v += (j->grad ? p->c : 0) + (j->hess ? p->c : 0);
	if (contrast)
		set_compared(v, contrast_reduce(contrast, p,
		    baseline_reduction(j), all));
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

enum value_kind
table_kind(const char *text, size_t len, unsigned kinds)
{
	if (len == 0)
		return VALUE_NONE;
	if (kinds & 1u << CELL_STRING)
		return VALUE_TEXT;
	return kinds & (1u << CELL_NUMBER | 1u << CELL_WORD) ||
		is_json_number(text, len) ? VALUE_TOKEN : VALUE_TEXT;
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
	if (k->kind == CELL_NUMBER ||
	    (tokens && is_json_number(v->text, v->len)))
		v->kind = VALUE_TOKEN;
}

/* A cell of the input as it is. */
static void
set_cell(struct value *v, const struct batch *b, const struct kept *k)
{
	set_text(v, b->base + k->at, k->len);
	v->kind = k->at == NO_COLUMN
	    ? VALUE_NONE : k->kind == CELL_STRING
	    ? VALUE_TEXT : table_kind(v->text, v->len, 1u << k->kind);
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
    const char *file, const struct variant *x, const struct batch *b, size_t i)
{
	struct value *v = t->row;
	const struct focal_out *out = &x->result.out;
	const double *loss = out->loss + i * b->t, *pt = out->pt + i * b->t;
	const bool *ignored = b->ignored && p->mode->wide
	    ? b->ignored + i * b->t : NULL;
	double truth = 1, mean;
	uint64_t infinite, counted;

	if (table_shows_file(j, p))
		set_text(v++, file, strlen(file));
	for (size_t k = 0; k < p->bys; k++)
		if (table_is_key(j, p, &p->by[k]))
			set_cell(v++, b, &batch_kept(b, p->by[k].text)[i]);
	v = fill_variant(v, j, x);
	if (p->id == NO_COLUMN)
		set_count(v++, batch_line(b, i));
	else
		set_kept(v++, b, &batch_kept(b, p->text_id)[i], false);
	set_kept(v, b, &batch_kept(b, p->text_label)[i], true);
	if (p->mode->wide) {
		if (labels_list(&t->labels, p, b->y + i * b->t))
			return -1;
		set_text(v, t->labels.text, t->labels.len);
	}
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
		set_number(v++, out->grad[i * b->c + k] / (double)counted);
	for (size_t k = 0; j->hess && k < b->c; k++)
		set_number(v++, out->hess[i * b->c + k] / (double)counted);
	if (j->baseline) {
		set_number(v++, x->base[i]);
		set_count(v++, x->base[i] == INFINITY);
		set_known(v++, x->delta[i]);
	}
	for (size_t k = 0; k < p->keeps; k++)
		set_cell(v++, b, &batch_kept(b, p->keep[k].text)[i]);
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

	set_kept(v, b, &batch_kept(b, c->which)[i], false);
}

static void
label_value(struct value *v, const struct series *c, size_t i)
{
	const struct batch *b = c->from;

	set_kept(v, b, &batch_kept(b, c->which)[i], true);
}

static void
cell_value(struct value *v, const struct series *c, size_t i)
{
	const struct batch *b = c->from;

	set_cell(v, b, &batch_kept(b, c->which)[i]);
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

static void
known_value(struct value *v, const struct series *c, size_t i)
{
	const double *x = c->from;

	set_known(v, x[i]);
}

static struct series
text_series(void (*value)(struct value *v, const struct series *c, size_t i),
    const struct batch *b, size_t which)
{
	return (struct series){ .value = value, .from = b, .which = which,
		.text = batch_kept(b, which), .base = b->base };
}

bool
table_series(struct table *t, const struct job *j, const struct plan *p,
    const char *file, const struct variant *x, const struct batch *b)
{
	const struct focal_out *out = &x->result.out;
	struct series *c = t->series;

	/* not rows for several gammas or alphas, or of several labels */
	if (j->gamma.n > 1 || j->alphas > 1 || p->mode->wide)
		return false;
	if (table_shows_file(j, p))
		*c++ = (struct series){ .value = word_value, .from = file };
	for (size_t k = 0; k < p->bys; k++)
		if (table_is_key(j, p, &p->by[k]))
			*c++ = text_series(cell_value, b, p->by[k].text);
	*c++ = p->id == NO_COLUMN
	    ? (struct series){ .value = line_value, .from = b }
	    : text_series(id_value, b, p->text_id);
	*c++ = text_series(label_value, b, p->text_label);
	*c++ = (struct series){ .number = out->pt, .stride = 1 };
	*c++ = (struct series){ .number = out->loss, .stride = 1 };
	*c++ = (struct series){ .value = infinite_value, .from = out->loss };
	for (size_t k = 0; j->grad && k < b->c; k++)
		*c++ = (struct series){ .number = out->grad + k,
			.stride = b->c };
	for (size_t k = 0; j->hess && k < b->c; k++)
		*c++ = (struct series){ .number = out->hess + k,
			.stride = b->c };
	if (j->baseline) {
		*c++ = (struct series){ .number = x->base, .stride = 1 };
		*c++ = (struct series){ .value = infinite_value,
			.from = x->base };
		*c++ = (struct series){ .value = known_value,
			.from = x->delta };
	}
	for (size_t k = 0; k < p->keeps; k++)
		*c++ = text_series(cell_value, b, p->keep[k].text);
	/* what columns are not told of here is not forgotten */
	return c == t->series + t->cols;
}
