/* baseline.c - samples of two files, pair by pair, and what keeps them apart. */
#include "baseline.h"
#include "near.h"
#include "reduction.h"
#include "select.h"
#include "spec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOGETHER = 64 };		/* ids looked up at once */

/* What stands behind the id of a row, in front of its losses. */
struct behind {
	uint64_t truth;
	double weight;
};

const struct reduction *
baseline_reduction(const struct job *j)
{
	for (size_t i = 0; i < j->reductions; i++)
		if (reduction_is_linear(&j->reduction[i]))
			return &j->reduction[i];
	return NULL;
}

size_t
baseline_parts(const struct plan *p)
{
	return p->mode->wide ? 2 : 1;
}

void
baseline_losses(const struct ids_row *row, size_t from, size_t n, double *to)
{
	memcpy(to, row->id + row->len + sizeof(struct behind) +
	    from * sizeof *to, n * sizeof *to);
}

static struct behind
behind(const struct ids_row *row)
{
	struct behind b;

	memcpy(&b, row->id + row->len, sizeof b);
	return b;
}

double
baseline_weight(const struct ids_row *row)
{
	return behind(row).weight;
}

void
baseline_free(struct baseline *b)
{
	for (size_t i = 0; b->specs && i < b->alphas; i++)
		specs_free(&b->specs[i]);
	free(b->specs);
	plan_free(&b->plan);
	ids_free(&b->rows);
	*b = (struct baseline){ .records = 0 };
}

/* Do two files fit together? */

int
baseline_check(const struct job *j, const struct plan *p, struct reader *r)
{
	char list[600];

	if (p->like && p->like->normalized)
		return diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "usage",
		    "--like %s divides by a sum that moves with the scores: --baseline cannot tell what one sample adds",
		    p->like->name);
	if (p->id != NO_COLUMN || plan_by_line(j))
		return 0;
	select_list(r, list, sizeof list);
	diag_add(r->diag, select_header(r), "columns",
	    "--baseline finds no id column; the columns are: %s", list);
	return diag_hint(r->diag, "name it: --id COL, in both files; or pair row by row: --id row");
}

/* One class that p has and q has not, or NULL. */
static const char *
class_apart(const struct plan *p, const struct plan *q)
{
	for (size_t k = 0; k < p->c; k++)
		if (plan_class(q, p->class_name[k],
			strlen(p->class_name[k])) == q->c)
			return p->class_name[k];
	return NULL;
}

static int
other_classes(const struct baseline *b, const struct plan *p,
    const struct reader *r)
{
	const char *here = class_apart(p, &b->plan);
	const char *there = class_apart(&b->plan, p);
	const struct place at = { r->src.name, 0, 0 };
	size_t n = strlen(b->name);

	if (here && there)
		return diag_add(r->diag, at, "baseline",
		    "its classes are not those of %q: '%q' is only here, '%q' only there",
		    b->name, n, here, strlen(here), there, strlen(there));
	return diag_add(r->diag, at, "baseline",
	    "its classes are not those of %q: '%q' is only %s", b->name, n,
	    here ? here : there, strlen(here ? here : there),
	    here ? "here" : "there");
}

/* Do both weigh each class alike? */
static bool
same_factors(const struct specs *a, const struct specs *b, const size_t *same,
    size_t c)
{
	for (size_t k = 0; k < c; k++) {
		size_t i = same[k];

		if (a->pos[k] != b->pos[i] || a->neg[k] != b->neg[i] ||
		    a->weight[k] != b->weight[i] || a->row[k] != b->row[i] ||
		    a->gamma[k] != b->gamma[i])
			return false;
	}
	return true;
}

/* Hint at the first option that has a number per class, with their names. */
static int
hint_names(const struct job *j, const struct per_class *alpha,
    const struct plan *p, struct diag *d)
{
	const struct {
		const struct per_class *list;
		const char *name;
	} option[] = { { alpha, "alpha" },
		{ &j->class_weight, "class-weight" },
		{ &j->pos_weight, "pos-weight" } };
	struct out text = { .fd = -1 };
	char word[128] = "";
	size_t i = 0, n = sizeof option / sizeof *option;

	while (i < n && (!specs_is_list(option[i].list) ||
			    option[i].list->name))
		i++;
	for (size_t k = 0; i < n && k < p->c; k++) {
		out_format(&text, "%s%s=", k ? "," : "", p->class_name[k]);
		out_number(&text, specs_value(option[i].list, p, k), 0);
	}
	out_bytes(&text, "", 1);
	if (i == n || text.failed || !near_quote(word, sizeof word, text.buf))
		diag_hint(d, "put the columns of both files in one order");
	else
		diag_hint(d, "name the classes: --%s %s", option[i].name,
		    word);
	free(text.buf);
	return -1;
}

int
baseline_match(const struct baseline *b, const struct job *j,
    const struct plan *p, const struct specs *s, const struct reader *r,
    size_t **same)
{
	const struct place at = { r->src.name, 0, 0 };
	const struct focal_mode *mine = plan_read(p)->mode,
	    *its = plan_read(&b->plan)->mode;
	bool named = p->mode->wide || p->mode->classes;

	*same = NULL;
	if (mine != its)
		return diag_add(r->diag, at, "baseline",
		    "it is %s, and %q is %s", mine->name, b->name,
		    strlen(b->name), its->name);
	if (named && (class_apart(p, &b->plan) || class_apart(&b->plan, p)))
		return other_classes(b, p, r);
	*same = malloc(p->c * sizeof **same);
	if (!*same)
		return diag_add(r->diag, at, "memory", "out of memory");
	for (size_t k = 0; k < p->c; k++)
		(*same)[k] = named ? plan_class(&b->plan, p->class_name[k],
		    strlen(p->class_name[k])) : k;
	for (size_t i = 0; i < j->alphas; i++)
		if (!same_factors(&s[i], &b->specs[i], *same, p->c)) {
			diag_add(r->diag, at, "baseline",
			    "numbers per class follow the columns, and %q has its classes in another order",
			    b->name, strlen(b->name));
			return hint_names(j, &j->alpha[i], p, r->diag);
		}
	return 0;
}

/* What is the truth of a sample? */

static uint64_t
bits_of(double x)
{
	uint64_t bits;

	x += 0.0;	/* -0 is 0 */
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* SplitMix64's, see resample.c. */
static uint64_t
mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/*
 * The target of row i; of several labels a digest, which does not depend on
 * their order.  same: the baseline's classes, NULL: it is the baseline.
 */
static uint64_t
truth_of(const struct batch *b, const struct plan *p, const size_t *same,
    size_t i)
{
	const double *y = b->y + i * b->t;
	uint64_t sum = 0;

	if (p->mode->classes)
		return same ? same[(size_t)*y] : (uint64_t)*y;
	if (!p->mode->wide)
		return bits_of(*y);
	for (size_t k = 0; k < b->t; k++)
		sum += mix(mix(same ? same[k] : k) ^
		    (b->ignored && b->ignored[i * b->t + k]
			? UINT64_MAX : bits_of(y[k])));
	return sum;
}

/* The losses of all labels of row i together, and what rounding took of them. */
static void
add_labels(const struct batch *b, const double *loss, size_t i, double to[2])
{
	struct focal_sum sum = { .pending = 0 };
	double minus;

	for (size_t k = 0; k < b->t; k++)
		if (!b->ignored || !b->ignored[i * b->t + k])
			focal_sum_add(&sum, 1, loss + k, 1);
	to[0] = focal_sum_value(&sum);
	minus = -to[0];
	focal_sum_add(&sum, 1, &minus, 1);
	to[1] = isfinite(minus) ? focal_sum_value(&sum) : 0;
}

/* The loss of row i, as it is kept. */
static void
loss_of(const struct batch *b, const struct plan *p, const double *loss,
    size_t i, double to[2])
{
	loss += i * b->t;
	to[0] = *loss;
	to[1] = 0;
	if (p->mode->wide)
		add_labels(b, loss, i, to);
}

/* Ids. */

struct name {
	const char *text;
	size_t len;
	char number[24];	/* without ids, of the record */
};

/* What the sample of row i is known by; no text: by nothing. */
static void
name_of(struct name *n, const struct batch *b, const struct plan *p, size_t i)
{
	const struct kept *k;
	uint64_t number;

	if (p->id == NO_COLUMN) {
		n->text = n->number + sizeof n->number;
		for (number = b->number[i]; number; number /= 10)
			*(char *)--n->text = (char)('0' + number % 10);
		n->len = (size_t)(n->number + sizeof n->number - n->text);
		return;
	}
	k = &batch_kept(b, p->text_id)[i];
	n->len = k->at == NO_COLUMN ? 0 : k->len;
	n->text = n->len ? b->base + k->at : NULL;
}

/* One more, which may be the first; either may be of another lane. */
static void
found(struct finding *f, const struct finding *more)
{
	uint64_t n = f->n + more->n;

	if (more->n && (!f->n || more->input < f->input ||
		(more->input == f->input && more->line < f->line)))
		*f = *more;
	f->n = n;
}

static void
find(struct finding *f, const struct batch *b, size_t i, size_t input,
    const struct name *name, const struct ids_row *row)
{
	struct finding one = { .n = 1, .line = batch_line(b, i),
		.input = input, .other = row ? row->line : 0 };

	one.len = name->len < sizeof one.id ? name->len : sizeof one.id;
	if (one.len)
		memcpy(one.id, name->text, one.len);
	found(f, &one);
}

int
pairs_keep(struct pairs *s, const struct plan *p, const struct batch *b,
    const struct variant *x, size_t variants)
{
	size_t parts = baseline_parts(p);

	for (size_t i = 0; i < b->n; i++) {
		struct behind behind = { truth_of(b, p, NULL, i),
			b->w ? b->w[i] : 1 };
		struct ids_row *row;
		struct name name;
		double loss[2];
		char *to;

		name_of(&name, b, p, i);
		if (!name.len) {
			find(&s->found[NO_ID], b, i, 0, &name, NULL);
			continue;
		}
		row = ids_add(&s->kept, name.text, name.len,
		    sizeof behind + variants * parts * sizeof *loss,
		    batch_line(b, i));
		if (!row)
			return -1;
		to = row->id + row->len;
		memcpy(to, &behind, sizeof behind);
		to += sizeof behind;
		for (size_t v = 0; v < variants; v++) {
			loss_of(b, p, x[v].result.out.loss, i, loss);
			memcpy(to, loss, parts * sizeof *loss);
			to += parts * sizeof *loss;
		}
	}
	return 0;
}

static int
grow_partners(struct partners *w, size_t rows)
{
	if (rows <= w->room)
		return 0;
	partners_free(w);
	w->room = rows + rows / 4;
	w->row = malloc(w->room * sizeof *w->row);
	w->stays = malloc(w->room * sizeof *w->stays);
	if (w->row && w->stays)
		return 0;
	w->room = 0;
	return -1;
}

/* The partners of at most TOGETHER rows from row i on, NULL where none is. */
static void
look_up(struct pairs *s, struct partners *w, const struct baseline *b,
    const struct plan *p, const struct batch *batch, size_t i, size_t n,
    size_t input)
{
	struct name name[TOGETHER];
	const char *text[TOGETHER] = { NULL };
	size_t len[TOGETHER] = { 0 };
	struct ids_row *row[TOGETHER] = { NULL };

	for (size_t k = 0; k < n; k++) {
		name_of(&name[k], batch, p, i + k);
		text[k] = name[k].len ? name[k].text : "";
		len[k] = name[k].len;
	}
	ids_find(&b->rows, n, text, len, row);
	for (size_t k = 0; k < n; k++) {
		w->row[i + k] = row[k];
		if (!len[k])
			find(&s->found[NO_ID], batch, i + k, input, &name[k],
			    NULL);
		else if (!row[k])
			find(&s->found[NO_PARTNER], batch, i + k, input,
			    &name[k], NULL);
	}
}

int
pairs_find(struct pairs *s, struct partners *w, const struct baseline *b,
    const struct plan *p, const size_t *same, struct batch *batch,
    size_t input)
{
	size_t n = 0;

	if (grow_partners(w, batch->n))
		return -1;
	for (size_t i = 0; i < batch->n; i += TOGETHER)
		look_up(s, w, b, p, batch, i, batch->n - i < TOGETHER
			? batch->n - i : TOGETHER, input);
	for (size_t i = 0; i < batch->n; i++) {
		const struct ids_row *row = w->row[i];
		struct behind its;
		struct name name;

		w->stays[i] = row != NULL;
		if (!row)
			continue;
		its = behind(row);
		if (its.truth != truth_of(batch, p, same, i)) {
			name_of(&name, batch, p, i);
			find(&s->found[OTHER_LABEL], batch, i, input, &name,
			    row);
		} else if (batch->w && batch->w[i] != its.weight) {
			name_of(&name, batch, p, i);
			find(&s->found[OTHER_WEIGHT], batch, i, input, &name,
			    row);
		}
		w->row[n++] = row;
	}
	if (n < batch->n)
		batch_leave(batch, w->stays);
	return 0;
}

static int
grow_pairs(struct pairs *s, size_t more, size_t variants)
{
	size_t room = s->n + more + s->n / 2;
	struct pair *pair;
	double *loss;

	if (s->n + more <= s->room)
		return 0;
	pair = realloc(s->pair, room * sizeof *pair);
	if (!pair)
		return -1;
	s->pair = pair;
	if (variants) {
		loss = realloc(s->loss, room * variants * sizeof *loss);
		if (!loss)
			return -1;
		s->loss = loss;
	}
	s->room = room;
	return 0;
}

int
pairs_add(struct pairs *s, const struct partners *w, const struct baseline *b,
    const struct job *j, const struct batch *batch, const uint32_t *order,
    const uint32_t *group, const struct variant *x)
{
	size_t variants = j->reductions ? b->variants : 0;

	if (grow_pairs(s, batch->n, variants))
		return -1;
	for (size_t i = 0; i < batch->n; i++, s->n++) {
		size_t from = order ? order[i] : i;
		double loss[2];

		s->pair[s->n] = (struct pair){
			(size_t)((const char *)w->row[from] - b->rows.text),
			ids_line(batch_line(batch, i)),
			group ? group[from] : 0 };
		for (size_t v = 0; v < variants; v++) {
			loss_of(batch, &b->plan, x[v].result.out.loss, i,
			    loss);
			s->loss[s->n * variants + v] = loss[0];
		}
	}
	return 0;
}

/* The mean of so many labels, whose sum is in two parts. */
static double
mean_of(const double sum[2], uint64_t labels)
{
	struct focal_sum s = { .pending = 0 };

	focal_sum_add(&s, 2, sum, 1);
	return focal_sum_over(&s, labels);
}

void
pairs_show(const struct partners *w, const struct baseline *b,
    const struct plan *p, const struct batch *batch, struct variant *x,
    size_t v)
{
	size_t parts = baseline_parts(&b->plan);
	const double *ours = x->result.out.loss;

	for (size_t i = 0; i < batch->n; i++) {
		double loss[2];
		uint64_t counted, infinite;
		double mine = table_loss(p, ours + i * batch->t, batch->t,
		    batch->ignored && p->mode->wide
			? batch->ignored + i * batch->t : NULL, &counted,
		    &infinite);

		baseline_losses(w->row[i], v * parts, parts, loss);
		x->base[i] = p->mode->wide ? mean_of(loss, counted) : *loss;
		x->delta[i] = mine - x->base[i];
	}
}

int
pairs_merge(struct pairs *s, struct pairs *from, const uint32_t *group,
    size_t variants)
{
	variants = from->loss ? variants : 0;
	if (grow_pairs(s, from->n, variants) ||
	    ids_append(&s->kept, &from->kept))
		return -1;
	for (size_t i = 0; i < from->n; i++) {
		s->pair[s->n + i] = from->pair[i];
		s->pair[s->n + i].group = group[from->pair[i].group];
	}
	if (variants && from->n)
		memcpy(s->loss + s->n * variants, from->loss,
		    from->n * variants * sizeof *s->loss);
	s->n += from->n;
	for (size_t k = 0; k < FINDINGS; k++)
		found(&s->found[k], &from->found[k]);
	return 0;
}

void
pairs_free(struct pairs *s)
{
	ids_free(&s->kept);
	free(s->pair);
	free(s->loss);
	*s = (struct pairs){ .n = 0 };
}

void
partners_free(struct partners *w)
{
	free(w->row);
	free(w->stays);
	*w = (struct partners){ .room = 0 };
}
