/* csv.c - CSV by RFC 4180, and the same with tabs, as csv.c reads it. */
#include "writer.h"

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

/* One line; the room for all of it is made at once. */
static void
row(struct writer *w, const struct value *v, char between)
{
	size_t room = 1;
	bool first = true;
	char *p;

	for (size_t i = 0; i < w->cols; i++)
		room += 2 * writer_size(&v[i]) + 3;
	p = out_room(w->out, room);
	if (!p)
		return;
	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		if (!first)
			*p++ = between;
		first = false;
		p = v[i].kind == VALUE_TEXT
		    ? put_text(p, v[i].text, v[i].len, between)
		    : writer_put(w, p, &v[i]);
	}
	*p++ = '\n';
	out_wrote(w->out, p);
}

static void
begin(struct writer *w, char between)
{
	struct value *name = calloc(w->cols, sizeof *name);

	if (!name)
		out_fail(w->out, ENOMEM);
	for (size_t i = 0; name && i < w->cols; i++)
		name[i] = (struct value){ .kind = VALUE_TEXT,
			.text = w->col[i].name, .len = strlen(w->col[i].name) };
	if (name && !w->quiet)
		row(w, name, between);
	free(name);
}

static void
csv_begin(struct writer *w)
{
	begin(w, ',');
}

static void
csv_row(struct writer *w, const struct value *v)
{
	row(w, v, ',');
}

static void
tsv_begin(struct writer *w)
{
	begin(w, '\t');
}

static void
tsv_row(struct writer *w, const struct value *v)
{
	row(w, v, '\t');
}

static void
no_end(struct writer *w)
{
	(void)w;
}

const struct writer_ops csv_writer = { "csv", "comma-separated, RFC 4180", 0,
	true,
	csv_begin, csv_row, no_end, NULL };
const struct writer_ops tsv_writer = { "tsv", "tab-separated", 0, true, tsv_begin,
	tsv_row, no_end, NULL };
