/* check.c - is each row on the right side of each limit? */
#include "check.h"
#include "near.h"
#include "number.h"
#include "reduction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAID = 10 };	/* lines on standard error */

static const char *
option_of(const struct limit *l)
{
	return l->least ? "min" : "max";
}

/* May it have a limit: is it a number that is computed here? */
static bool
is_judged(const struct heading *h)
{
	return (h->value || h->judged) && !h->left && !h->count;
}

/* What a limit can name; texts are cut to fit. */
static void
list_names(const struct checks *c, char *text, size_t size)
{
	size_t n = 0, names = 0;

	for (size_t i = 0; i < c->cols; i++) {
		char shown[44];

		if (!is_judged(&c->col[i]) || names++ >= 10)
			continue;
		diag_escape(shown, sizeof shown, c->col[i].name,
		    strlen(c->col[i].name));
		n += (size_t)snprintf(text + n, size - n, "%s%s",
		    names > 1 ? ", " : "", shown);
	}
	if (names > 10)
		snprintf(text + n, size - n, ", ... (%zu in all)", names);
}

/* A reduction that -r could have: how to ask for it. */
static int
hint_reduction(const struct job *j, const struct reduction *r, struct diag *d)
{
	char list[512];
	size_t n = 0;

	for (size_t i = 0; i < j->reductions && n < sizeof list; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s,",
		    j->reduction[i].name);
	if (n >= sizeof list)
		return -1;
	return diag_hint(d, "-r %s%s computes it, too", list, r->name);
}

/* An option that would compute it: how to ask for it; or 0. */
static int
hint_option(const struct job *j, const struct limit *l, struct diag *d)
{
	const struct {
		const char *name, *option;
		bool given;
	} row[] = { { "base", "--baseline FILE", j->baseline },
		{ "delta", "--baseline FILE", j->baseline },
		{ "delta_lo", "--baseline FILE", j->baseline },
		{ "delta_hi", "--baseline FILE", j->baseline },
		{ "change", "--baseline FILE", j->baseline },
		{ "grad", "--grad", j->grad }, { "hess", "--hess", j->hess },
		{ "loss", "-r none", j->reductions == 0 },
		{ "p_t", "-r none", j->reductions == 0 },
		{ "mismatch", "--expect COL", false },
		{ "max_abs_err", "--expect COL", false } };

	for (size_t i = 0; !j->expect && i < sizeof row / sizeof *row; i++)
		if (!row[i].given && strlen(row[i].name) == l->name &&
		    !memcmp(row[i].name, l->text, l->name))
			return diag_hint(d, "%s computes it", row[i].option);
	return 0;
}

static int
no_such_name(const struct checks *c, const struct job *j,
    const struct limit *l, struct diag *d)
{
	const char *option = option_of(l);
	struct near near = { .word = l->text, .len = l->name };
	char list[600] = "", name[128], text[256], word[256];
	struct reduction r;
	int n = snprintf(name, sizeof name, "%.*s", (int)l->name, l->text);

	list_names(c, list, sizeof list);
	diag_add(d, (struct place){ 0 }, "usage",
	    "--%s %q: there is no '%q' to check; this run computes: %s",
	    option, l->text, strlen(l->text), l->text, l->name, list);
	if (j->reductions && n > 0 && (size_t)n < sizeof name &&
	    !reduction_find(&r, name))
		return hint_reduction(j, &r, d);
	if (hint_option(j, l, d))
		return -1;
	for (size_t i = 0; i < c->cols; i++)
		if (is_judged(&c->col[i]))
			near_try(&near, c->col[i].name);
	n = snprintf(text, sizeof text, "%s%s", near.name ? near.name : "",
	    l->text + l->name);
	if (!near.name || n < 0 || (size_t)n >= sizeof text ||
	    !near_quote(word, sizeof word, text))
		return -1;
	return diag_hint(d, "did you mean --%s %s?", option, word);
}

static bool
is_called(const struct heading *h, const char *name, size_t len)
{
	return is_judged(h) && strlen(h->name) == len &&
	    !memcmp(h->name, name, len);
}

/* The column that is called so, or is the reduction (p05 is p5); or cols. */
static size_t
find_column(const struct checks *c, const struct limit *l)
{
	char name[64];
	struct reduction r;
	size_t i = 0;

	if (l->name == 0) {
		while (i < c->cols &&
		    !(c->col[i].value && is_judged(&c->col[i])))
			i++;
		return i;
	}
	while (i < c->cols && !is_called(&c->col[i], l->text, l->name))
		i++;
	if (i < c->cols || l->name >= sizeof name)
		return i;
	snprintf(name, sizeof name, "%.*s", (int)l->name, l->text);
	if (reduction_find(&r, name))
		return i;
	for (i = 0; i < c->cols; i++)
		if (is_called(&c->col[i], r.name, strlen(r.name)))
			break;
	return i;
}

static const char *
limit_text(const struct limit *l)
{
	return l->name ? l->text + l->name + 1 : l->text;
}

/* A limit in per cent may be of what baselines are compared by. */
static int
hint_change(const struct checks *c, const struct limit *l, struct diag *d)
{
	for (size_t i = 0; i < c->cols; i++)
		if (!strcmp(c->col[i].name, "change") && c->col[i].ratio)
			return diag_hint(d, "did you mean --%s change=%s?",
			    option_of(l), limit_text(l));
	return -1;
}

/* May column at have that limit? */
static int
check_limit(const struct checks *c, const struct job *j, const struct limit *l,
    size_t at, struct diag *d)
{
	if (at == c->cols)
		return no_such_name(c, j, l, d);
	if (!l->per_cent || c->col[at].ratio)
		return 0;
	diag_add(d, (struct place){ 0 }, "usage",
	    "--%s %q: %q is no share, so its limit is not in per cent",
	    option_of(l), l->text, strlen(l->text), c->col[at].name,
	    strlen(c->col[at].name));
	return hint_change(c, l, d);
}

static int
add_gate(struct checks *c, const struct job *j, const struct limit *l,
    struct diag *d)
{
	size_t at = find_column(c, l);

	c->gate[c->gates++] = (struct gate){ .limit = *l, .column = at };
	return check_limit(c, j, l, at, d);
}

/* Is it grad, or grad_fox, where a column is foreseen as grad_...? */
static bool
may_come(const struct checks *c, const struct limit *l)
{
	static const char any[] = "_...";

	for (size_t i = 0; i < c->cols; i++) {
		const char *name = c->col[i].name, *end = strstr(name, any);
		size_t stem = end ? (size_t)(end - name) : 0;

		if (end && l->name >= stem && !memcmp(name, l->text, stem) &&
		    (l->name == stem || l->text[stem] == '_'))
			return true;
	}
	return false;
}

int
checks_foresee(const struct job *j, const struct heading *col, size_t cols,
    struct diag *d)
{
	const struct checks c = { .col = col, .cols = cols };

	for (size_t i = 0; i < j->limits; i++) {
		const struct limit *l = &j->limit[i];
		size_t at = find_column(&c, l);

		if ((at < cols || !may_come(&c, l)) &&
		    check_limit(&c, j, l, at, d))
			return -1;
	}
	return 0;
}

int
checks_begin(struct checks *c, const struct job *j,
    const struct heading *col, size_t cols, struct diag *d)
{
	static const struct limit none = { .text = "mismatch=0",
		.name = sizeof "mismatch" - 1 };

	*c = (struct checks){ .texts.fd = -1, .col = col, .cols = cols,
		.samples = job_streams(j) };
	if (!j->limits && !j->expect)
		return 0;
	c->gate = calloc(j->limits + 1, sizeof *c->gate);
	if (!c->gate)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	if (j->expect) {
		if (add_gate(c, j, &none, d))
			return -1;
		c->gate[0].implied = true;
	}
	for (size_t i = 0; i < j->limits; i++)
		if (add_gate(c, j, &j->limit[i], d))
			return -1;
	return 0;
}

void
checks_free(struct checks *c)
{
	if (!c->lent)
		free(c->gate);
	free(c->at);
	free(c->texts.buf);
	*c = (struct checks){ 0 };
}

/* A row: its values, or where they are among those of many. */
struct row {
	const struct value *value;
	const struct series *col;
	size_t i;
};

static void
get(struct value *v, const struct row *r, size_t column)
{
	const struct series *s = r->col + column;

	if (r->value) {
		*v = r->value[column];
	} else if (s->number) {
		v->kind = VALUE_NUMBER;
		v->number = s->number[r->i * s->stride];
	} else {
		s->value(v, s, r->i);
	}
}

/* What the row is of; texts are cut, or a file of them would be kept. */
static void
put_where(struct checks *c, const struct row *r)
{
	const struct writer plain = { .digits = 0 };
	struct out *o = &c->texts;
	bool first = true;

	for (size_t i = 0; i < c->cols; i++) {
		struct value v = { .kind = VALUE_NONE };
		size_t len;

		if (!c->col[i].key)
			continue;
		get(&v, r, i);
		out_text(o, first ? "" : ", ");
		out_text(o, c->col[i].name);
		out_text(o, "=");
		len = v.len;
		if (v.kind == VALUE_TEXT || v.kind == VALUE_TOKEN)
			v.len = diag_cut(v.text, len);
		else
			len = v.len = 0;
		writer_value(&plain, o, &v);
		out_text(o, v.len < len ? "..." : "");
		first = false;
	}
	out_bytes(o, "", 1);
}

static int
keep(struct checks *c, const struct check *k)
{
	if (c->n == c->room) {
		size_t room = 2 * c->room + 16;
		struct check *at = realloc(c->at, room * sizeof *at);

		if (!at)
			return -1;
		c->at = at;
		c->room = room;
	}
	c->at[c->n++] = *k;
	c->kept[k->pass]++;
	return 0;
}

/* Is there a number, and does it say anything? */
static bool
is_known(const struct heading *col, const struct value *v)
{
	return v->kind == VALUE_COUNT ||
	    (v->kind == VALUE_NUMBER && !(col->bound && isinf(v->number)));
}

static int
judge(struct checks *c, const struct gate *g, const struct row *r)
{
	struct check k = { .gate = g, .where = c->texts.n };
	struct value v = { .kind = VALUE_NONE };

	get(&v, r, g->column);
	if (!is_known(&c->col[g->column], &v)) {
		if (c->empty++ == 0) {
			put_where(c, r);
			c->first_empty = k;
		}
		return c->texts.failed ? -1 : 0;
	}
	/* + 0 makes -0 a 0, as in the table */
	k.value = v.kind == VALUE_COUNT ? (double)v.count : v.number + 0.0;
	/* so written that what is no number fails */
	k.pass = g->limit.least ? k.value >= g->limit.value
				: k.value <= g->limit.value;
	k.reason = g->implied && !k.pass ? c->reason : NULL;
	c->made[k.pass]++;
	if ((k.pass && c->samples) || c->kept[k.pass] == CHECKS_KEPT)
		return 0;
	put_where(c, r);
	return c->texts.failed || keep(c, &k) ? -1 : 0;
}

int
checks_row(struct checks *c, const struct value *row)
{
	const struct row r = { .value = row };

	for (size_t g = 0; g < c->gates; g++)
		if (judge(c, &c->gate[g], &r))
			return -1;
	return 0;
}

int
checks_rows(struct checks *c, const struct series *col, size_t n)
{
	struct row r = { .col = col };

	for (; c->gates && r.i < n; r.i++)
		for (size_t g = 0; g < c->gates; g++)
			if (judge(c, &c->gate[g], &r))
				return -1;
	return 0;
}

void
checks_fork(struct checks *own, const struct checks *c)
{
	*own = (struct checks){ .gate = c->gate, .gates = c->gates,
		.lent = true, .col = c->col, .cols = c->cols,
		.samples = c->samples, .texts.fd = -1 };
}

/* A copy of what own keeps, with its text: 0, -1. */
static int
adopt(struct checks *c, const struct checks *own, struct check *k)
{
	const char *where = own->texts.buf + k->where;

	k->where = c->texts.n;
	out_bytes(&c->texts, where, strlen(where) + 1);
	return c->texts.failed ? -1 : 0;
}

int
checks_append(struct checks *c, struct checks *own)
{
	struct check k = own->first_empty;

	if (own->empty && !c->empty) {
		if (adopt(c, own, &k))
			return -1;
		c->first_empty = k;
	}
	for (size_t i = 0; i < own->n; i++) {
		k = own->at[i];
		if (c->kept[k.pass] < CHECKS_KEPT &&
		    (adopt(c, own, &k) || keep(c, &k)))
			return -1;
	}
	for (int pass = 0; pass < 2; pass++) {
		c->made[pass] += own->made[pass];
		own->made[pass] = own->kept[pass] = 0;
	}
	c->empty += own->empty;
	own->empty = own->n = own->texts.n = 0;
	return 0;
}

int
checks_end(const struct checks *c, struct diag *d)
{
	const struct check *k = &c->first_empty;
	const char *where, *name;

	if (!c->empty)
		return 0;
	where = c->texts.buf + k->where;
	name = c->col[k->gate->column].name;
	diag_add(d, (struct place){ 0 }, "check",
	    c->empty > 1
		? "--%s %q: there is no %q to check at %q; such rows in all: %u"
		: *where ? "--%s %q: there is no %q to check at %q"
			 : "--%s %q: there is no %q to check%q",
	    option_of(&k->gate->limit), k->gate->limit.text,
	    strlen(k->gate->limit.text), name, strlen(name), where,
	    strlen(where), c->empty);
	return !c->col[k->gate->column].bound ? -1
	    : diag_hint(d, "an interval wants 6 pairs (at 95 per cent) and "
		"finite losses");
}

static const char *
op_of(const struct limit *l)
{
	return l->least ? ">=" : "<=";
}

static void
put_escaped(struct out *o, const char *s)
{
	size_t len = strlen(s);
	char *p = out_room(o, 4 * len + 1);

	if (!p)
		return;
	diag_escape(p, 4 * len + 1, s, len);
	out_wrote(o, p + strlen(p));
}

void
check_rule(struct out *o, const struct checks *c, const struct check *k)
{
	const struct limit *l = &k->gate->limit;

	put_escaped(o, c->col[k->gate->column].name);
	out_format(o, " %s %s", op_of(l), limit_text(l));
}

void
check_where(struct out *o, const struct checks *c, const struct check *k)
{
	put_escaped(o, c->texts.buf + k->where);
}

void
check_got(struct out *o, const struct check *k, int digits)
{
	const struct limit *l = &k->gate->limit;
	double unit = l->per_cent ? 100 : 1, x = k->value * unit, seen;
	char text[NUMBER_TEXT];
	size_t n = number_print(text, x, digits);

	/* 0.04, rounded, would not be seen to be above 0.04 */
	if (!number_parse(text, n, &seen) && !k->pass &&
	    (l->least ? seen >= l->value * unit : seen <= l->value * unit))
		n = number_print(text, x, 0);
	out_bytes(o, text, n);
	out_text(o, l->per_cent ? "%" : "");
}

static void
say(struct out *o, const struct checks *c, const struct check *k, int digits)
{
	out_text(o, k->pass ? "pass: " : "FAIL: ");
	check_rule(o, c, k);
	if (checks_where(c, k)) {
		out_text(o, " [");
		check_where(o, c, k);
		out_text(o, "]");
	}
	out_text(o, " (got ");
	check_got(o, k, digits);
	out_text(o, ")\n");
}

void
checks_say(struct out *o, const struct checks *c, const struct job *j)
{
	uint64_t all = c->made[false] + c->made[true], said = 0;
	bool passes = all <= SAID && !c->samples && !j->quiet;

	for (size_t i = 0; i < c->n && said < SAID; i++) {
		const struct check *k = &c->at[i];

		if (k->gate->implied || (k->pass && !passes))
			continue;
		say(o, c, k, j->digits ? j->digits : 6);
		said++;
	}
	if (c->made[false] > SAID)
		out_format(o, "focalloss: %llu of %llu checks failed\n",
		    (unsigned long long)c->made[false],
		    (unsigned long long)all);
}

/* What JSON cannot hold is null, as in rows. */
static void
put_json_number(struct out *o, double x)
{
	if (x - x == 0)
		out_number(o, x, 0);
	else
		out_text(o, "null");
}

void
checks_json(struct out *o, const struct checks *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct check *k = &c->at[i];
		const char *name = c->col[k->gate->column].name;
		const char *where = c->texts.buf + k->where;

		out_text(o, i ? "," : "");
		out_text(o, "{\"name\":");
		json_string(o, name, strlen(name));
		out_format(o, ",\"op\":\"%s\",\"limit\":",
		    op_of(&k->gate->limit));
		out_number(o, k->gate->limit.value, 0);
		out_text(o, ",\"where\":");
		json_string(o, where, strlen(where));
		out_text(o, ",\"value\":");
		put_json_number(o, k->value);
		out_format(o, ",\"pass\":%s}", k->pass ? "true" : "false");
	}
}
