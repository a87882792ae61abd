/* group.c - values to numbers, and numbers of several columns to groups. */
#include "group.h"
#include "number.h"
#include "sort.h"
#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 8 };	/* bytes of a text that is remembered */

/* A short text in one word; with its length that is all of it. */
static uint64_t
word_of(const char *s, size_t len)
{
	uint32_t a, b;
	uint64_t word;

	if (len == SHORT) {
		memcpy(&word, s, sizeof word);
		return word;
	}
	if (len >= sizeof a) {
		memcpy(&a, s, sizeof a);
		memcpy(&b, s + len - sizeof b, sizeof b);
		return (uint64_t)b << 32 | a;
	}
	return len == 0 ? 0 : (uint64_t)(unsigned char)s[0] |
		(uint64_t)(unsigned char)s[len / 2] << 8 |
		(uint64_t)(unsigned char)s[len - 1] << 16;
}

static uint32_t
add_value(struct values *v, const char *text, size_t len)
{
	struct ids_row *row = ids_put(&v->seen, text, len);

	if (!row)
		return NO_GROUP;
	if (row->line)
		return row->line - 1;
	if (v->n == v->room) {
		size_t room = v->room + v->room / 2 + 16;
		struct value_met *met = realloc(v->met, room * sizeof *met);

		if (!met)
			return NO_GROUP;
		v->met = met;
		v->room = room;
	}
	if (v->n == NO_GROUP - 1)
		return NO_GROUP;
	v->met[v->n] = (struct value_met){
		(size_t)((char *)row - v->seen.text), 0 };
	row->line = (uint32_t)++v->n;
	return row->line - 1;
}

/* The number of a text, NO_GROUP if there is no memory. */
static inline uint32_t
number_of(struct values *v, const char *text, size_t len)
{
	uint64_t word = len <= SHORT ? word_of(text, len) : 0;
	size_t i = (word + len) * 0x9e3779b97f4a7c15 >> 32 &
	    (VALUES_RECENT - 1);
	uint32_t number;

	if (len > SHORT)
		return add_value(v, text, len);
	if (v->recent[i].number && v->recent[i].word == word &&
	    v->recent[i].len == len)
		return v->recent[i].number - 1;
	number = add_value(v, text, len);
	v->recent[i].word = word;
	v->recent[i].len = (uint32_t)len;
	v->recent[i].number = number + 1;	/* NO_GROUP becomes "none" */
	return number;
}

static const struct ids_row *
text_of(const struct values *v, size_t number)
{
	return (const struct ids_row *)(const void *)(v->seen.text +
	    v->met[number].at);
}

int
groups_init(struct groups *g, const struct plan *p)
{
	*g = (struct groups){ .columns = p->bys };
	if (g->columns == 0)
		return 0;
	g->values = calloc(g->columns + 1, sizeof *g->values);
	g->wholes = p->mode->classes ? p->c : 2;
	g->whole = malloc(g->wholes * sizeof *g->whole);
	for (size_t k = 0; g->whole && k < g->wholes; k++)
		g->whole[k] = NO_GROUP;
	return g->values && g->whole ? 0 : -1;
}

void
groups_free(struct groups *g)
{
	for (size_t i = 0; g->values && i <= g->columns; i++) {
		ids_free(&g->values[i].seen);
		free(g->values[i].met);
	}
	free(g->values);
	free(g->whole);
	free(g->labels.text);
	free(g->number);
	*g = (struct groups){ 0 };
}

/* Those whose numbers are the groups'. */
static struct values *
last_values(const struct groups *g)
{
	return &g->values[g->columns > 1 ? g->columns : 0];
}

size_t
groups_count(const struct groups *g)
{
	return g->columns ? last_values(g)->n : 1;
}

/* A text of the input; what kind its cells had decides how it is shown. */
static uint32_t
number_of_cell(struct values *v, const struct batch *b, const struct kept *k)
{
	bool none = k->at == NO_COLUMN;
	uint32_t number = number_of(v, none ? "" : b->base + k->at, k->len);

	if (!none && k->kind != CELL_TEXT && number != NO_GROUP)
		v->met[number].kinds |= 1u << k->kind;
	return number;
}

/* A label that is no whole number, or the first of its kind. */
static uint32_t
number_of_label(struct groups *g, struct values *v, const struct plan *p,
    const struct job *j, const double *y)
{
	const char *name = NULL;
	char text[NUMBER_TEXT];

	if (p->mode->wide)
		return labels_list(&g->labels, p, y)
		    ? NO_GROUP : number_of(v, g->labels.text, g->labels.len);
	if (p->mode->classes)
		name = p->class_name[(size_t)*y];
	else if (j->pos_label)	/* its 0 is called as in the file */
		name = j->pos_label;
	if (name)
		return number_of(v, name, strlen(name));
	return number_of(v, text, number_print(text, *y + 0.0, 0));
}

/* Number k, k + step, ... of number[] are what the labels mean. */
static int
find_labels(struct groups *g, struct values *v, const struct plan *p,
    const struct job *j, const struct batch *b, size_t text, uint32_t *number,
    size_t step)
{
	/* --pos-label: what is not positive is called as in the file */
	const struct kept *kept = text == NO_COLUMN ? NULL
						    : batch_kept(b, text);

	for (size_t i = 0; i < b->n; i++, number += step) {
		const double *y = b->y + i * b->t;
		size_t k = p->mode->wide ? g->wholes : (size_t)*y;

		if (kept && *y == 0) {
			*number = number_of_cell(v, b, &kept[i]);
		} else if (k < g->wholes && (double)k == *y) {
			if (g->whole[k] == NO_GROUP)
				g->whole[k] = number_of_label(g, v, p, j, y);
			*number = g->whole[k];
		} else {
			*number = number_of_label(g, v, p, j, y);
		}
		if (*number == NO_GROUP)
			return -1;
	}
	return 0;
}

static int
find_texts(struct values *v, const struct batch *b, const struct kept *kept,
    uint32_t *number, size_t step)
{
	for (size_t i = 0; i < b->n; i++, number += step) {
		*number = number_of_cell(v, b, &kept[i]);
		if (*number == NO_GROUP)
			return -1;
	}
	return 0;
}

/* The numbers of several columns are a text, too. */
static int
find_tuples(struct values *v, const uint32_t *number, size_t columns, size_t n,
    uint32_t *group)
{
	for (size_t i = 0; i < n; i++, number += columns) {
		group[i] = number_of(v, (const char *)number,
		    columns * sizeof *number);
		if (group[i] == NO_GROUP)
			return -1;
	}
	return 0;
}

/* Room for the numbers of so many rows: 0, -1. */
static int
grow_numbers(struct groups *g, size_t rows)
{
	if (rows <= g->room)
		return 0;
	free(g->number);
	g->room = rows + rows / 4;
	g->number = malloc(g->room * g->columns * sizeof *g->number);
	if (g->number)
		return 0;
	g->room = 0;
	return -1;
}

int
groups_find(struct groups *g, const struct plan *p, const struct job *j,
    const struct batch *b, uint32_t *group)
{
	size_t n = g->columns;
	uint32_t *number = group;

	if (n > 1) {
		if (grow_numbers(g, b->n))
			return -1;
		number = g->number;
	}
	for (size_t c = 0; c < n; c++) {
		const struct repeated *by = &p->by[c];

		if (by->label ? find_labels(g, &g->values[c], p, j, b, by->text,
			number + c, n)
			: find_texts(&g->values[c], b,
			      batch_kept(b, by->text), number + c, n))
			return -1;
	}
	return n > 1 ? find_tuples(&g->values[n], number, n, b->n, group) : 0;
}

/* number[i] = what value i of from is here. */
static int
adopt_values(struct values *v, const struct values *from, uint32_t *number)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct ids_row *row = text_of(from, i);

		number[i] = number_of(v, row->id, row->len);
		if (number[i] == NO_GROUP)
			return -1;
		v->met[number[i]].kinds |= from->met[i].kinds;
	}
	return 0;
}

/* The same of groups, which are the numbers of values. */
static int
adopt_tuples(struct groups *g, const struct groups *from,
    uint32_t *const *number, uint32_t *group)
{
	size_t n = g->columns;

	if (grow_numbers(g, 1))
		return -1;
	for (size_t i = 0; i < from->values[n].n; i++) {
		memcpy(g->number, text_of(&from->values[n], i)->id,
		    n * sizeof *g->number);
		for (size_t c = 0; c < n; c++)
			g->number[c] = number[c][g->number[c]];
		if (find_tuples(&g->values[n], g->number, n, 1, &group[i]))
			return -1;
	}
	return 0;
}

int
groups_adopt(struct groups *g, const struct groups *from, uint32_t *group)
{
	size_t n = g->columns;
	uint32_t **number;
	int rc = 0;

	if (n == 0)
		group[0] = 0;
	if (n == 1)
		return adopt_values(&g->values[0], &from->values[0], group);
	number = calloc(n + 1, sizeof *number);
	rc = number ? 0 : -1;
	for (size_t c = 0; c < n && !rc; c++) {
		number[c] = malloc((from->values[c].n + 1) * sizeof **number);
		rc = number[c] ? adopt_values(&g->values[c], &from->values[c],
		    number[c]) : -1;
	}
	if (!rc && n > 1)
		rc = adopt_tuples(g, from, number, group);
	for (size_t c = 0; number && c < n; c++)
		free(number[c]);
	free(number);
	return rc;
}

/* Which value of column c does the group have? */
static uint32_t
value_of(const struct groups *g, size_t group, size_t c)
{
	uint32_t number = (uint32_t)group;

	if (g->columns > 1)
		memcpy(&number, text_of(last_values(g), group)->id +
		    c * sizeof number, sizeof number);
	return number;
}

/* The values of one column, to be sorted. */
struct ranking {
	const struct values *values;
	double *number;		/* of each; a nan where it is none */
};

static int
rule_by_value(const void *ranking, size_t a, size_t b)
{
	const struct ranking *r = ranking;
	const struct ids_row *s = text_of(r->values, a),
	    *t = text_of(r->values, b);
	double x = r->number[a], y = r->number[b];
	size_t least = s->len < t->len ? s->len : t->len;
	int d;

	if (isnan(x) != isnan(y))
		return isnan(x) ? 1 : -1;
	if (x < y || x > y)
		return x < y ? -1 : 1;
	if (!s->len || !t->len)
		return !s->len - !t->len;
	d = memcmp(s->id, t->id, least);
	return d ? d : s->len < t->len ? -1 : s->len > t->len;
}

/* rank[i] = how many values come before value i. */
static int
rank_values(const struct values *v, uint32_t *rank)
{
	size_t *order = malloc((v->n + 1) * sizeof *order);
	struct ranking r = { v, malloc((v->n + 1) * sizeof *r.number) };
	bool ok = order && r.number;

	for (size_t i = 0; ok && i < v->n; i++) {
		const struct ids_row *row = text_of(v, i);

		order[i] = i;
		if (number_parse(row->id, row->len, &r.number[i]))
			r.number[i] = NAN;
	}
	if (ok)
		sort_numbers(order, v->n, rule_by_value, &r);
	for (size_t i = 0; ok && i < v->n; i++)
		rank[order[i]] = (uint32_t)i;
	free(order);
	free(r.number);
	return ok ? 0 : -1;
}

/* Groups, by the ranks of their values. */
struct table_order {
	const struct groups *groups;
	uint32_t **rank;	/* [columns] of each value */
};

static int
rule_by_ranks(const void *table_order, size_t a, size_t b)
{
	const struct table_order *t = table_order;

	for (size_t c = 0; c < t->groups->columns; c++) {
		uint32_t x = t->rank[c][value_of(t->groups, a, c)],
			 y = t->rank[c][value_of(t->groups, b, c)];

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

int
groups_sort(const struct groups *g, size_t *order)
{
	struct table_order t = { g, calloc(g->columns + 1, sizeof *t.rank) };
	int rc = t.rank ? 0 : -1;

	for (size_t c = 0; c < g->columns && !rc; c++) {
		const struct values *v = &g->values[c];

		t.rank[c] = malloc((v->n + 1) * sizeof **t.rank);
		rc = t.rank[c] ? rank_values(v, t.rank[c]) : -1;
	}
	for (size_t i = 0; i < groups_count(g); i++)
		order[i] = i;
	if (!rc)
		sort_numbers(order, groups_count(g), rule_by_ranks, &t);
	for (size_t c = 0; t.rank && c < g->columns; c++)
		free(t.rank[c]);
	free(t.rank);
	return rc;
}

void
groups_show(const struct groups *g, size_t group, size_t c, struct value *v)
{
	const struct values *values = &g->values[c];
	uint32_t number = value_of(g, group, c);
	const struct ids_row *row = text_of(values, number);

	v->kind = table_kind(row->id, row->len, values->met[number].kinds);
	v->text = row->id;
	v->len = row->len;
}
