/* reader.c - the table of formats, and how one is chosen. */
#include "reader.h"
#include "../suffix.h"
#include "json_scan.h"

#include <stdlib.h>
#include <string.h>

const struct reader_ops *const readers[] = { &csv_reader, &tsv_reader,
	&json_reader, &ndjson_reader, NULL };

const struct reader_ops *
reader_find(const char *name)
{
	for (size_t i = 0; readers[i]; i++)
		if (!strcmp(readers[i]->name, name))
			return readers[i];
	return NULL;
}

/* Objects one after another are NDJSON; one value alone is a document. */
static const struct reader_ops *
json_kind(const char *text, size_t len)
{
	struct json_scan scan = { 0 };
	const struct reader_ops *ops = &json_reader;

	if (*text == '{' && json_scan(&scan, text, len, false) == JSON_OK) {
		size_t at = scan.end;

		while (at < len && strchr(" \t\r\n", text[at]) && text[at])
			at++;
		if (at < len && text[at] == '{')
			ops = &ndjson_reader;
	}
	json_scan_free(&scan);
	return ops;
}

static const struct reader_ops *
sniff(struct reader *r, const char *path)
{
	const char *text = r->src.buf + r->src.at;
	size_t len = r->src.len - r->src.at, at = 0, end;

	for (size_t i = 0; readers[i]; i++)
		if (has_suffix(path, readers[i]->suffixes))
			return readers[i];
	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	if (at < len && (text[at] == '{' || text[at] == '['))
		return json_kind(text + at, len - at);
	for (end = 0; end < len && text[end] != '\n' && text[end] != '\r';)
		end++;
	return memchr(text, '\t', end) && !memchr(text, ',', end) ? &tsv_reader
								  : &csv_reader;
}

int
reader_open(struct reader *r, const char *path, const struct reader_ops *ops,
    const struct read_options *opt, struct diag *d)
{
	*r = (struct reader){ .opt = opt, .diag = d };
	if (source_open(&r->src, path, opt->most, d))
		return -1;
	/* a pipe may give its first line in pieces */
	while (!ops && r->src.len - r->src.at < SOURCE_BLOCK / 16) {
		int got = source_fill(&r->src);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
	}
	ops = ops ? ops : sniff(r, path);
	r->state = calloc(1, ops->size);
	if (!r->state)
		return reader_memory(r);
	r->ops = ops;
	return ops->open(r);
}

int
reader_next(struct reader *r)
{
	return r->ops->next(r);
}

struct place
reader_locate(struct reader *r, size_t col)
{
	return r->ops->locate(r, col);
}

bool
reader_item(struct reader *r, size_t col)
{
	return r->ops->item(r, col);
}

void
reader_close(struct reader *r)
{
	if (r->ops)
		r->ops->close(r);
	for (size_t i = 0; i < r->cols; i++) {
		free(r->col[i].name);
		free(r->col[i].group);
		free(r->col[i].member);
	}
	free(r->col);
	free(r->cell);
	free(r->state);
	source_close(&r->src);
	*r = (struct reader){ .src.fd = -1 };
}

int
reader_memory(struct reader *r)
{
	return diag_add(r->diag, (struct place){ r->src.name, r->line, 0 },
	    "memory", "out of memory");
}

int
reader_add_column(struct reader *r, const char *name, const char *group,
    const char *member)
{
	if ((r->cols & (r->cols - 1)) == 0) {	/* 0 and powers of two */
		size_t room = r->cols ? 2 * r->cols : 1;
		struct column *col = realloc(r->col, room * sizeof *col);

		if (!col)
			return reader_memory(r);
		r->col = col;
		struct cell *cell = realloc(r->cell, room * sizeof *cell);

		if (!cell)
			return reader_memory(r);
		r->cell = cell;
	}
	struct column *c = &r->col[r->cols];

	*c = (struct column){ .name = strdup(name) };
	r->cell[r->cols++] = (struct cell){ .kind = CELL_ABSENT };
	if (group) {
		c->group = strdup(group);
		c->member = strdup(member);
	}
	if (!c->name || (group && (!c->group || !c->member)))
		return reader_memory(r);
	return 0;
}
