/*
 * json_cells.c - the members of a record as cells.
 *
 * {"label":1,"probs":{"cat":0.1}} has the columns label and probs.cat.  The
 * first record makes the columns, later ones fill them.  Numbers are handed on
 * as text, so that every format is read by the same converter.
 */
#include "../sort.h"
#include "json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell
json_cell(const struct reader *r, const cJSON *v, size_t value)
{
	const struct json_state *s = r->state;
	const struct json_value *l = &s->scan.value[value];
	struct cell c = { CELL_WORD, s->text + l->at, l->len, { value } };

	if (cJSON_IsString(v)) {
		c.kind = CELL_STRING;
		c.text = v->valuestring;
		c.len = strlen(v->valuestring);
	} else if (!cJSON_IsBool(v)) {
		c.kind = cJSON_IsNumber(v) ? CELL_NUMBER :
		    cJSON_IsNull(v) ? CELL_NULL :
		    cJSON_IsArray(v) ? CELL_LIST : CELL_NESTED;
	}
	return c;
}

/* member is NULL outside a group, index says that it is none of a key. */
static int
add_column(struct reader *r, const char *key, const char *member, bool index,
    const cJSON *v, size_t value)
{
	struct column *c;
	char *name = NULL;
	int rc;

	if (member) {
		bool number = strspn(member, "0123456789") == strlen(member);
		size_t size = strlen(key) + strlen(member) + 3;

		name = malloc(size);
		if (!name)
			return reader_memory(r);
		snprintf(name, size, number ? "%s[%s]" : "%s.%s", key, member);
	}
	rc = reader_add_column(r, name ? name : key, member ? key : NULL,
	    member);
	free(name);
	if (rc)
		return rc;
	c = &r->col[r->cols - 1];
	c->index = index;
	c->names = !member && cJSON_IsArray(v);
	c->list = v;
	r->cell[r->cols - 1] = json_cell(r, v, value);
	return 0;
}

static int
compare_column(const struct column *c, const char *key, const char *member)
{
	int d = strcmp(c->group ? c->group : c->name, key);

	if (d || (!c->member && !member))
		return d;
	return !c->member ? -1 : !member ? 1 : strcmp(c->member, member);
}

/* How many of s->order come before that name. */
static size_t
before(const struct reader *r, const char *key, const char *member)
{
	const struct json_state *s = r->state;
	size_t lo = 0, hi = r->cols;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_column(&r->col[s->order[mid]], key, member) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The column of that name, or cols. */
static size_t
find(const struct reader *r, const char *key, const char *member)
{
	const struct json_state *s = r->state;
	size_t at = s->expect;

	if (at < r->cols && !compare_column(&r->col[at], key, member))
		return at;
	at = before(r, key, member);
	at = at < r->cols ? s->order[at] : r->cols;
	return at < r->cols && !compare_column(&r->col[at], key, member)
	    ? at : r->cols;
}

/* A group in use must keep its entries; keys nobody asked for come and go. */
static void
check_new_entry(struct reader *r, const char *key, const char *member,
    size_t value)
{
	struct json_state *s = r->state;
	size_t i = before(r, key, "");

	/* one look at a group is enough, and one note of a record */
	if (!member || s->odd || s->seen == key)
		return;
	s->seen = key;
	for (; i < r->cols && !s->odd; i++) {
		const struct column *c = &r->col[s->order[i]];

		if (!c->group || strcmp(c->group, key) != 0)
			return;
		if (!c->used)
			continue;
		diag_add(r->diag, json_place(r, value), "json-shape",
		    "%q: there is no entry %q in the first sample", key,
		    strlen(key), member, strlen(member));
		s->odd = true;
	}
}

static int
put(struct reader *r, const char *key, const char *member, bool index,
    const cJSON *v, size_t value)
{
	struct json_state *s = r->state;
	size_t at;

	if (!s->order)
		return add_column(r, key, member, index, v, value);
	at = find(r, key, member);
	if (at < r->cols) {
		r->cell[at] = json_cell(r, v, value);
		r->col[at].list = v;
		s->expect = at + 1;
	} else {
		check_new_entry(r, key, member, value);
	}
	return 0;
}

/*
 * Is an array or object one cell, not a cell for each entry?  In the first
 * record a list of names is, as it will change its length, and so is an empty
 * one.  Later its column says so.
 */
static bool
is_cell(const struct reader *r, const char *key, const cJSON *v)
{
	const struct json_state *s = r->state;

	if (!cJSON_IsArray(v) && !cJSON_IsObject(v))
		return true;
	if (s->order)
		return find(r, key, NULL) < r->cols;
	if (cJSON_IsObject(v))
		return false;
	for (v = v->child; v && cJSON_IsString(v);)
		v = v->next;
	return !v;
}

int
json_member(struct reader *r, const char *key, const cJSON *v, size_t *value)
{
	char index[24];
	size_t i = 0, at = *value;
	int rc = 0;

	*value += json_count(v);
	if (is_cell(r, key, v))
		return put(r, key, NULL, false, v, at);
	at++;
	for (const cJSON *e = v->child; e && !rc; e = e->next, i++) {
		bool array = cJSON_IsArray(v);

		snprintf(index, sizeof index, "%zu", i);
		rc = put(r, key, array ? index : e->string, array, e, at);
		at += json_count(e);
	}
	return rc;
}

int
json_members(struct reader *r, const cJSON *v, size_t value)
{
	int rc = 0;

	value++;
	for (const cJSON *e = v->child; e && !rc; e = e->next)
		rc = json_member(r, e->string, e, &value);
	return rc;
}

static int
compare_names(const struct reader *r, size_t a, size_t b)
{
	const struct column *k = &r->col[b];

	return compare_column(&r->col[a], k->group ? k->group : k->name,
	    k->member);
}

static int
rule_by_name(const void *reader, size_t a, size_t b)
{
	int d = compare_names(reader, a, b);

	return d ? d : a < b ? -1 : a > b;
}

static void
sort_columns(struct reader *r)
{
	struct json_state *s = r->state;

	for (size_t i = 0; i < r->cols; i++)
		s->order[i] = i;
	sort_numbers(s->order, r->cols, rule_by_name, r);
}

/* A key that an object has twice makes one column; its cells are in doubt. */
static void
drop_twins(struct reader *r)
{
	struct json_state *s = r->state;
	size_t n = 0;

	for (size_t i = 1; i < r->cols; i++) {
		size_t a = s->order[i - 1], b = s->order[i];

		if (!compare_names(r, a, b) && s->doubt[r->cell[a].leaf] &&
		    s->doubt[r->cell[b].leaf])
			r->col[b].used = true;	/* no one else has set it yet */
	}
	for (size_t i = 0; i < r->cols; i++) {
		if (r->col[i].used) {
			free(r->col[i].name);
			free(r->col[i].group);
			free(r->col[i].member);
			continue;
		}
		r->col[n] = r->col[i];
		r->cell[n++] = r->cell[i];
	}
	r->cols = n;
	sort_columns(r);
}

int
json_columns(struct reader *r)
{
	struct json_state *s = r->state;

	s->order = calloc(r->cols + 1, sizeof *s->order);
	if (!s->order)
		return reader_memory(r);
	sort_columns(r);
	/* other columns of one name are for columns.c to judge */
	if (s->doubt)
		drop_twins(r);
	return 0;
}
