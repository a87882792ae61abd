/* csv.c - CSV by RFC 4180, and the same with tabs, as csv.c reads it. */
#include "rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
needs_quotes(const char *s, size_t len, char between)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == between || s[i] == '"' || s[i] == '\r' ||
		    s[i] == '\n')
			return true;
	return len > 0 && (s[0] == ' ' || s[len - 1] == ' ');
}

/* At p, where 2 len + 2 bytes fit. */
static char *
put_text(char *p, const char *s, size_t len, char between)
{
	if (!needs_quotes(s, len, between)) {
		if (len)
			memcpy(p, s, len);
		return p + len;
	}
	*p++ = '"';
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			*p++ = '"';
		*p++ = s[i];
	}
	*p++ = '"';
	return p;
}

/* A text cell; on a terminal it is for eyes, which must not be fooled. */
static char *
put_cell(const struct writer *w, char *p, const struct value *v)
{
	char shown[WRITER_SHOWN];

	if (!w->terminal)
		return put_text(p, v->text, v->len, w->ops->delimiter);
	return put_text(p, shown, writer_shown(shown, v->text, v->len),
	    w->ops->delimiter);
}

/* One line; the room for all of it is made at once. */
static void
csv_row(struct writer *w, const struct value *v)
{
	size_t room = 1;
	bool first = true;
	char *p;

	for (size_t i = 0; i < w->cols; i++)
		room += 2 * writer_size(&v[i]) + 3 +
		    (w->terminal ? 2 * WRITER_SHOWN : 0);
	p = out_room(w->out, room);
	if (!p)
		return;
	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		if (!first)
			*p++ = w->ops->delimiter;
		first = false;
		p = v[i].kind == VALUE_TEXT ? put_cell(w, p, &v[i])
					    : writer_put(w, p, &v[i]);
	}
	*p++ = '\n';
	out_wrote(w->out, p);
}

static void
between(const struct writer *w, struct out *o, size_t i, bool first)
{
	if (i == w->cols)
		out_text(o, "\n");
	else if (!first)
		out_bytes(o, &w->ops->delimiter, 1);
}

static void
append_text(const struct writer *w, const char *s, size_t len)
{
	char *p = out_room(w->out, 2 * len + 2);

	if (p)
		out_wrote(w->out, put_text(p, s, len, w->ops->delimiter));
}

static void
csv_rows(struct writer *w, const struct series *col, size_t n)
{
	static const struct rows_style style = { .between = between,
		.text = append_text, .quote = "", .none = "" };

	rows_write(w, &style, col, n);
}

static void
csv_begin(struct writer *w)
{
	struct value *name = calloc(w->cols, sizeof *name);

	if (!name)
		out_fail(w->out, ENOMEM);
	for (size_t i = 0; name && i < w->cols; i++)
		name[i] = (struct value){ .kind = VALUE_TEXT,
			.text = w->col[i].name, .len = strlen(w->col[i].name) };
	if (name && !w->quiet)
		csv_row(w, name);
	free(name);
}

static void
no_end(struct writer *w)
{
	(void)w;
}

const struct writer_ops csv_writer = { .name = "csv", .suffixes = ".csv",
	.about = "comma-separated, RFC 4180", .free_rows = true,
	.begin = csv_begin, .row = csv_row, .rows = csv_rows, .end = no_end,
	.delimiter = ',' };
const struct writer_ops tsv_writer = { .name = "tsv", .suffixes = ".tsv .tab",
	.about = "tab-separated", .free_rows = true, .begin = csv_begin,
	.row = csv_row, .rows = csv_rows, .end = no_end, .delimiter = '\t' };
