/* reader.c - the table of formats, and how one is chosen. */
#include "foreign.h"
#include "json_scan.h"
#include "number.h"
#include "shell.h"
#include "suffix.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct reader_ops *const readers[] = { &csv_reader, &tsv_reader,
	&ssv_reader, &json_reader, &ndjson_reader, &npy_reader, NULL };

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

/* Up to the end of the line; the window may hold no end of it. */
static size_t
line_length(const char *text, size_t len)
{
	size_t end = 0;

	while (end < len && text[end] != '\n' && text[end] != '\r')
		end++;
	return end;
}

/* How many words stand between blanks; *numbers: they are nothing else. */
static size_t
count_words(const char *text, size_t len, bool *numbers)
{
	enum number_error e;
	size_t words = 0;
	double x;

	*numbers = true;
	for (size_t at = 0, n; at < len; at += n) {
		n = 1;
		if (text[at] == ' ')
			continue;
		while (at + n < len && text[at + n] != ' ')
			n++;
		words++;
		e = number_parse(text + at, n, &x);
		*numbers = *numbers && (e == NUMBER_OK || e == NUMBER_NAN ||
				e == NUMBER_INF);
	}
	return words;
}

/*
 * Words of a line.  If it goes on beyond the len bytes in sight, as it may if
 * *cut says so, the last word may be cut and is not looked at.
 */
static size_t
words_in_sight(const char *text, size_t len, bool *numbers, bool *cut)
{
	size_t end = line_length(text, len);

	*cut = *cut && end == len;
	while (*cut && end > 0 && text[end - 1] != ' ')
		end--;
	return count_words(text, end, numbers);
}

/*
 * Blanks part the fields only where nothing else can: the first line has none of
 * the usual delimiters and several words, and below it are as many numbers.  A
 * name with a blank in a file of one column has one number below it.
 */
static bool
is_blank_parted(const char *text, size_t len)
{
	bool numbers, more = len >= SOURCE_SNIFF, cut = more;
	size_t first, words, below, at;

	/* numpy.savetxt() writes "# " before the names */
	if (*text == '#') {
		text++;
		len--;
	}
	first = line_length(text, len);
	for (size_t i = 0; i < first; i++)
		if (strchr(",;|\t\"", text[i]))	/* a NUL is one, too */
			return false;
	words = words_in_sight(text, len, &numbers, &cut);
	at = first;
	if (at < len && text[at] == '\r')
		at++;
	if (at < len && text[at] == '\n')
		at++;
	if (cut || at == len)
		return words > 1 && numbers;
	cut = more;
	below = words_in_sight(text + at, len - at, &numbers, &cut);
	return words > 1 && numbers &&
	    (cut ? below > 1 && below <= words : below == words);
}

static const struct reader_ops *
sniff(struct reader *r, const char *path)
{
	const char *text = r->src.buf + r->src.at;
	size_t len = r->src.len - r->src.at, at = 0, end;

	for (size_t i = 0; readers[i]; i++)
		if (has_suffix(path, readers[i]->suffixes))
			return readers[i];
	for (size_t i = 0; readers[i]; i++) {
		const char *magic = readers[i]->magic;

		if (magic && len >= strlen(magic) &&
		    !memcmp(text, magic, strlen(magic)))
			return readers[i];
	}
	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	if (at < len && (text[at] == '{' || text[at] == '['))
		return json_kind(text + at, len - at);
	len = len < SOURCE_SNIFF ? len : SOURCE_SNIFF;
	end = line_length(text, len);
	if (memchr(text, '\t', end) && !memchr(text, ',', end))
		return &tsv_reader;
	return !r->opt->delimiter && is_blank_parted(text, len) ? &ssv_reader
								 : &csv_reader;
}

int
reader_open(struct reader *r, const char *path, const struct reader_ops *ops,
    const struct read_options *opt, struct diag *d)
{
	int got = 1;

	*r = (struct reader){ .opt = opt, .diag = d };
	if (source_open(&r->src, path, opt->most, opt->copy, d))
		return -1;
	while (!ops && r->src.len - r->src.at < SOURCE_SNIFF && got > 0)
		got = source_fill(&r->src);
	if (got < 0 || foreign_check(r, path))
		return -1;
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

bool
reader_blank(struct reader *r, size_t fields, uint64_t *blank)
{
	if (fields == 0) {
		*blank = *blank ? *blank : r->line;
		return true;
	}
	if (*blank)
		diag_add(r->diag, (struct place){ r->src.name, *blank, 0 },
		    "csv-syntax", "a blank line between rows");
	*blank = 0;
	return false;
}

int
reader_width(struct reader *r, uint64_t columns, const char *code)
{
	if (columns <= READER_COLUMNS)
		return 0;
	return diag_add(r->diag, (struct place){ r->src.name, r->line, 0 },
	    code, "%u columns are too many: %u at most", columns,
	    (uint64_t)READER_COLUMNS);
}

int
reader_ragged(struct reader *r, size_t fields)
{
	return diag_add(r->diag, (struct place){ r->src.name, r->line, 0 },
	    "csv-ragged", "%u %s where %s has %u", (uint64_t)fields,
	    fields == 1 ? "field" : "fields",
	    r->named ? "the header" : "the first row", (uint64_t)r->cols);
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
	c->group = group ? strdup(group) : NULL;
	c->member = member ? strdup(member) : NULL;
	if (!c->name || (group && !c->group) || (member && !c->member))
		return reader_memory(r);
	return 0;
}

/* How to get UTF-8 from what most likely is Latin-1. */
static int
bad_name(struct reader *r, const char *name)
{
	bool file = r->src.fd != STDIN_FILENO;
	char word[SHELL_WORD];

	shell_word(word, file ? r->src.name : NULL);
	diag_add(r->diag, reader_locate(r, r->cols), "encoding",
	    "the name '%q' is not UTF-8", name, strlen(name));
	return diag_hint(r->diag, "Latin-1? iconv -f LATIN1 -t UTF-8%s%s | "
	    "focalloss -f %s", file ? " " : "", file ? word : "", r->ops->name);
}

int
reader_add_header(struct reader *r, const char *name)
{
	char number[24];
	uint32_t code;

	r->header = r->named ? 1 : 0;
	if (!r->named) {
		snprintf(number, sizeof number, "%zu", r->cols + 1);
		name = number;
	}
	for (size_t i = 0, k, n = strlen(name); i < n; i += k) {
		k = utf8_length(name + i, n - i, &code);
		if (!k)
			return bad_name(r, name);
	}
	return reader_add_column(r, name, NULL, NULL);
}
