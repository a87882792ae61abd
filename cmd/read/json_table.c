/*
 * json_table.c - an object that is a whole file, record by record.
 *
 * What pandas writes, and others like it: columns, be they arrays or objects
 * that have a key for each row; rows beside the names of the columns; or an
 * object that has a sample under each key.
 */
#include "json_reader.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

struct json_layout {
	/* the member that says so; NULL: it is another layout */
	const cJSON *(*is)(const struct reader *r, const cJSON *object);
	int (*open)(struct reader *r, const cJSON *member);
	int (*record)(struct reader *r);
};

/* The columns that columns.c looks for, unless the options name others. */
struct names {
	const char *name[6];
};

static struct names
label_names(const struct read_options *o)
{
	const struct names by_default = { { "label", "labels", "target", "y",
		"label_*" } };
	const struct names asked = { { o->label } };

	return o->label ? asked : by_default;
}

static struct names
id_names(const struct read_options *o)
{
	const struct names names = { { o->id ? o->id : "id" } };

	return names;
}

/* What a group of scores is called, or what one score is. */
static struct names
score_names(const struct read_options *o, bool group)
{
	const struct names groups = { { "logits", "probs" } };
	const struct names singles = { { "logit", "prob", "logit_*",
		"prob_*" } };
	const struct names asked = { { o->logits ? o->logits : o->probs } };

	return *asked.name ? asked : group ? groups : singles;
}

/* The first member that has one of the names, or NULL. */
static const cJSON *
member(const cJSON *object, struct names names)
{
	for (const char *const *name = names.name; *name; name++) {
		bool pattern = strpbrk(*name, "*?[") != NULL;

		for (const cJSON *e = object->child; e; e = e->next)
			if (!strcmp(e->string, *name) ||
			    (pattern && !fnmatch(*name, e->string, 0)))
				return e;
	}
	return NULL;
}

/* An array with an entry for each row, or an object with a key for each. */
static bool
is_column(const cJSON *v)
{
	return cJSON_IsArray(v) || (cJSON_IsObject(v) && v->child);
}

/* A column of arrays or objects. */
static bool
is_column_of_groups(const cJSON *v)
{
	return v && is_column(v) &&
	    (cJSON_IsArray(v->child) || cJSON_IsObject(v->child));
}

/*
 * The label says so by its shape, but "labels", like "logits" and "probs", may
 * be of one sample.  Where there is no label, an id or a score says it.
 */
static const cJSON *
is_columns(const struct reader *r, const cJSON *object)
{
	const cJSON *label = member(object, label_names(r->opt));
	const cJSON *id = member(object, id_names(r->opt));
	const cJSON *group = member(object, score_names(r->opt, true));
	const cJSON *score = member(object, score_names(r->opt, false));
	const cJSON *v = label ? label : id ? id : score;

	if (is_column_of_groups(group))
		return group;
	if (label && !strcmp(label->string, "labels"))
		return is_column_of_groups(label) ? label : NULL;
	/* scores of another kind are those of one sample */
	score = group ? group : score;
	if (score && cJSON_IsArray(score) != cJSON_IsArray(v))
		return NULL;
	return v && is_column(v) ? v : NULL;
}

static int
add_cursor(struct reader *r, const cJSON *column, const char *key, size_t value)
{
	struct json_state *s = r->state;
	size_t rows = (size_t)cJSON_GetArraySize(column);

	s->cursor[s->cursors++] =
	    (struct json_cursor){ key, column->child, value + 1, rows };
	if (rows == s->cursor[0].rows)
		return 0;
	return diag_add(r->diag, json_place(r, value), "json-shape",
	    "%q has length %u where %q has %u", key, strlen(key),
	    (uint64_t)rows, s->cursor[0].key, strlen(s->cursor[0].key),
	    (uint64_t)s->cursor[0].rows);
}

/* A cursor on each member of its kind. */
static int
open_columns(struct reader *r, const cJSON *v)
{
	struct json_state *s = r->state;
	size_t value = 1;
	int rc = 0;

	for (const cJSON *e = s->tree->child; e && !rc; e = e->next) {
		if (is_column(e) && cJSON_IsArray(e) == cJSON_IsArray(v))
			rc = add_cursor(r, e, e->string, value);
		value += json_count(e);
	}
	return rc;
}

/* The index of a row is a column too; it stands in front of that value. */
static int
put_index(struct reader *r, const char *index, size_t value)
{
	const cJSON v = { .type = cJSON_String, .valuestring = (char *)index };

	return json_member(r, "index", &v, &value);
}

static int
columns_record(struct reader *r)
{
	struct json_state *s = r->state;
	const char *index = s->cursor[0].next->string;
	size_t first = s->cursor[0].value;
	int rc = 0;

	for (size_t i = 0; i < s->cursors; i++) {
		struct json_cursor *c = &s->cursor[i];
		const cJSON *e = c->next;

		c->next = e->next;
		if (!rc && index && strcmp(index, e->string) != 0)
			rc = diag_add(r->diag, json_place(r, c->value),
			    "json-shape", "%q has row %q where %q has %q",
			    c->key, strlen(c->key), e->string,
			    strlen(e->string), s->cursor[0].key,
			    strlen(s->cursor[0].key), index, strlen(index));
		/* after a fault too, so that all stay in step */
		rc |= json_member(r, c->key, e, &c->value);
	}
	return !rc && index ? put_index(r, index, first) : rc;
}

static bool
has_scores(const struct reader *r, const cJSON *object)
{
	return member(object, score_names(r->opt, true)) ||
	    member(object, score_names(r->opt, false));
}

static const cJSON *
is_split(const struct reader *r, const cJSON *object)
{
	const cJSON *names = member(object, (struct names){ { "columns" } });
	const cJSON *data = member(object, (struct names){ { "data" } });

	return cJSON_IsArray(names) && cJSON_IsArray(data) &&
	    !has_scores(r, object) ? names : NULL;
}

/* Every name is a string, and none is in doubt. */
static int
check_names(struct reader *r, size_t value)
{
	const struct json_state *s = r->state;

	for (const cJSON *e = s->names->child; e; e = e->next) {
		value++;
		if (!cJSON_IsString(e))
			return diag_add(r->diag, json_place(r, value),
			    "json-shape",
			    "the name of a column is a string, and this is "
			    "none");
		if (s->doubt && s->doubt[value])
			return json_doubt(r, s->doubt[value]);
	}
	return 0;
}

static int
open_split(struct reader *r, const cJSON *names)
{
	struct json_state *s = r->state;
	const cJSON *index = NULL;
	size_t value = 1, names_at = 0, index_at = 0;

	s->names = names;
	for (const cJSON *e = s->tree->child; e; e = e->next) {
		if (e == names)
			names_at = value;
		else if (!strcmp(e->string, "data") && s->cursors == 0)
			add_cursor(r, e, e->string, value);
		else if (!strcmp(e->string, "index") && cJSON_IsArray(e)) {
			index = e;
			index_at = value;
		}
		value += json_count(e);
	}
	if (check_names(r, names_at))
		return -1;
	return index ? add_cursor(r, index, index->string, index_at) : 0;
}

static int
split_record(struct reader *r)
{
	struct json_state *s = r->state;
	struct json_cursor *c = &s->cursor[0];
	const cJSON *row = c->next, *name = s->names->child, *e = row->child;
	size_t value = c->value, at = value + 1;
	int rc = 0;

	c->next = row->next;
	c->value += json_count(row);
	if (!cJSON_IsArray(row))
		rc = diag_add(r->diag, json_place(r, value), "json-shape",
		    "a row of data is an array, and this is none");
	else if (cJSON_GetArraySize(row) != cJSON_GetArraySize(s->names))
		rc = diag_add(r->diag, json_place(r, value), "json-shape",
		    "a row of data has length %u where columns has %u",
		    (uint64_t)cJSON_GetArraySize(row),
		    (uint64_t)cJSON_GetArraySize(s->names));
	for (; e && !rc; e = e->next, name = name->next)
		rc = json_member(r, name->valuestring, e, &at);
	if (s->cursors == 1)
		return rc;
	c++;
	row = c->next;
	c->next = row->next;
	at = c->value;
	c->value += json_count(row);
	return rc ? rc : json_member(r, c->key, row, &at);
}

/* Objects alone, and it is they who have the scores. */
static const cJSON *
is_index(const struct reader *r, const cJSON *object)
{
	for (const cJSON *e = object->child; e; e = e->next)
		if (!cJSON_IsObject(e))
			return NULL;
	return object->child && has_scores(r, object->child) &&
	    !has_scores(r, object) ? object->child : NULL;
}

static int
open_index(struct reader *r, const cJSON *first)
{
	struct json_state *s = r->state;

	s->cursor[s->cursors++] = (struct json_cursor){ "", first, 1, 0 };
	return 0;
}

static int
index_record(struct reader *r)
{
	struct json_state *s = r->state;
	struct json_cursor *c = &s->cursor[0];
	const cJSON *e = c->next;
	size_t value = c->value;

	c->next = e->next;
	c->value += json_count(e);
	return json_members(r, e, value) || put_index(r, e->string, value)
	    ? -1 : 0;
}

static const struct json_layout layouts[] = {
	{ is_split, open_split, split_record },
	{ is_columns, open_columns, columns_record },
	{ is_index, open_index, index_record },
};

int
json_table_open(struct reader *r)
{
	struct json_state *s = r->state;
	const cJSON *v = NULL;

	for (size_t i = 0; i < sizeof layouts / sizeof *layouts && !v; i++) {
		s->layout = &layouts[i];
		v = s->layout->is(r, s->tree);
	}
	if (!v) {
		s->layout = NULL;
		return 0;
	}
	s->cursor = calloc((size_t)cJSON_GetArraySize(s->tree) + 1,
	    sizeof *s->cursor);
	if (!s->cursor)
		return reader_memory(r);
	if (s->layout->open(r, v))
		return -1;
	return s->cursor[0].next ? 0
		: diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "empty", "the columns are empty");
}

int
json_table_record(struct reader *r)
{
	struct json_state *s = r->state;

	json_row(r, s->cursor[0].value);
	return s->layout->record(r);
}
