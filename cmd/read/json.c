/*
 * json.c - the readers of JSON and NDJSON: samples one after another, or the
 * records of an object that is a whole file.
 */
#include "../shell.h"
#include "json_reader.h"

#include <stdlib.h>
#include <unistd.h>

static struct place
json_locate(struct reader *r, size_t col)
{
	const struct cell *v = &r->cell[col];

	return v->kind == CELL_ABSENT
	    ? (struct place){ r->src.name, r->line, 0 }
	    : json_place(r, v->leaf);
}

int
json_doubt(struct reader *r, size_t doubt)
{
	const struct json_state *s = r->state;
	const struct json_doubt *d = &s->scan.doubt[doubt - 1];

	return diag_add(r->diag, json_place_at(r, d->at), d->code, "%s",
	    d->what);
}

/* Does something in use depend on a doubt?  Then it is noted, once a record. */
static bool
is_doubtful(struct reader *r)
{
	const struct json_state *s = r->state;
	const struct json_value *at = s->scan.value;
	size_t first = 0, end;

	for (size_t i = 0; s->doubt && i < r->cols; i++) {
		const struct cell *v = &r->cell[i];

		if (!r->col[i].used || v->kind == CELL_ABSENT)
			continue;
		end = at[v->leaf].at + at[v->leaf].len;
		/* the value, and those within it */
		for (size_t k = v->leaf; k < s->scan.values && at[k].at < end;
		     k++)
			if (s->doubt[k] && (!first || s->doubt[k] < first))
				first = s->doubt[k];
	}
	if (first)
		json_doubt(r, first);
	return first > 0;
}

/* The next sample, or whole file, into the tree: 1, 0 as json_take(), -1. */
static int
take_sample(struct reader *r)
{
	const struct json_state *s = r->state;
	bool file = r->src.fd != STDIN_FILENO;
	char word[SHELL_WORD];
	int got = json_take(r);

	if (got <= 0 || cJSON_IsObject(s->tree))
		return got;
	diag_add(r->diag, s->begin, "json-shape",
	    "a sample is an object, not %s",
	    cJSON_IsArray(s->tree) ? "an array" : "a lone value");
	if (cJSON_IsArray(s->tree) && s->where == INSIDE && !s->order) {
		shell_word(word, file ? r->src.name : NULL);
		return diag_hint(r->diag, "say what its values are: jq "
		    "'{columns:[\"label\",\"logit\"],data:.}'%s%s | focalloss",
		    file ? " " : "", file ? word : "");
	}
	return diag_hint(r->diag,
	    "write samples as {\"label\":1,\"logit\":2.3}");
}

/* The next record into cells: 1, and *bad if it is noted as bad; 0; -1. */
static int
next_record(struct reader *r, bool *bad)
{
	struct json_state *s = r->state;
	int got = 1;

	*bad = false;
	if (s->pending) {
		s->pending = false;
		return 1;
	}
	if (!s->layout || !s->cursor[0].next)
		got = take_sample(r);
	if (got <= 0)
		return got;
	s->expect = 0;
	s->odd = false;
	s->seen = NULL;
	for (size_t i = 0; i < r->cols; i++)
		r->cell[i] = (struct cell){ .kind = CELL_ABSENT, .text = "" };
	*bad = (s->layout ? json_table_record(r)
			  : json_members(r, s->tree, 0)) != 0;
	return 1;
}

static int
json_next(struct reader *r)
{
	bool bad;
	int got;

	do
		got = next_record(r, &bad);
	while (got > 0 && (bad || is_doubtful(r)));
	return got;
}

static int
json_open(struct reader *r)
{
	struct json_state *s = r->state;
	int got;

	s->line = s->column = 1;
	r->named = true;
	got = take_sample(r);
	if (got < 0)
		return -1;
	if (got == 0)
		return diag_add(r->diag, (struct place){ r->src.name, 0, 0 },
		    "empty", "there is no sample");
	if (r->ops == &json_reader && s->where == SEQUENCE &&
	    json_table_open(r))
		return -1;
	if (s->layout ? json_table_record(r) : json_members(r, s->tree, 0))
		return -1;
	if (!s->layout && r->cols == 0)
		return diag_add(r->diag, s->begin, "json-shape",
		    "the first sample has no values");
	if (r->ops == &ndjson_reader &&
	    plain_template(&s->plain, r, s->text, &s->scan))
		return reader_memory(r);
	s->pending = true;
	return json_columns(r);
}

static void
json_close(struct reader *r)
{
	struct json_state *s = r->state;

	json_scan_free(&s->scan);
	plain_template_free(&s->plain);
	cJSON_Delete(s->tree);
	free(s->text);
	free(s->doubt);
	free(s->order);
	free(s->cursor);
}

static bool
json_item(struct reader *r, size_t col)
{
	struct cell *v = &r->cell[col];
	const cJSON *list = r->col[col].list, *item = r->col[col].item;
	size_t value = v->leaf;

	if (v->kind == CELL_LIST) {
		item = list->child;
		value++;
	} else {
		value += json_count(item);
		item = item->next;
	}
	if (!item)
		return false;
	r->col[col].item = item;
	*v = json_cell(r, item, value);
	if (v->kind == CELL_LIST)
		v->kind = CELL_NESTED;
	return true;
}

static bool
ndjson_at_rest(const struct reader *r)
{
	const struct json_state *s = r->state;

	return !s->pending && r->src.at == r->src.len;
}

static uint64_t
ndjson_advance(struct reader *r, uint64_t lines)
{
	struct json_state *s = r->state;

	s->line += lines;
	return s->line - lines;
}

static int
ndjson_plain(struct plain *w, const struct reader *r, const struct plan *p,
    const struct job *j, const char *text, size_t len, struct batch *b)
{
	const struct json_state *s = r->state;

	return plain_json(w, &s->plain, p, j, text, len, b);
}

const struct reader_ops json_reader = { .name = "json", .suffixes = ".json",
	.about = "an array of samples, or an object of columns", .json = true,
	.size = sizeof(struct json_state), .open = json_open,
	.next = json_next, .locate = json_locate, .close = json_close,
	.item = json_item };
const struct reader_ops ndjson_reader = { .name = "ndjson",
	.suffixes = ".ndjson .jsonl", .about = "a sample (an object) per line",
	.json = true, .size = sizeof(struct json_state), .open = json_open,
	.next = json_next, .locate = json_locate, .close = json_close,
	.at_rest = ndjson_at_rest, .advance = ndjson_advance,
	.plain = ndjson_plain, .item = json_item };
