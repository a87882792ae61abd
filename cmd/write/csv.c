/* csv.c - CSV by RFC 4180, and the same with tabs, as csv.c reads it. */
#include "writer.h"

#include <string.h>

static void
put(struct writer *w, const struct value *v, char between)
{
	struct out *o = w->out;
	const char *s = v->text;
	size_t len = v->kind == VALUE_TEXT ? v->len : 0;
	bool quote = len > 0 && (s[0] == ' ' || s[len - 1] == ' ');

	for (size_t i = 0; i < len && !quote; i++)
		quote = s[i] == between || s[i] == '"' || s[i] == '\r' ||
		    s[i] == '\n';
	if (!quote) {
		writer_value(w, o, v);
		return;
	}
	out_bytes(o, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			out_bytes(o, s + i, 1);
		out_bytes(o, s + i, 1);
	}
	out_bytes(o, "\"", 1);
}

static void
begin(struct writer *w, char between)
{
	bool first = true;

	for (size_t i = 0; i < w->cols && !w->quiet; i++) {
		struct value name = { .kind = VALUE_TEXT,
			.text = w->col[i].name, .len = strlen(w->col[i].name) };

		if (!writer_shows(w, i))
			continue;
		out_bytes(w->out, &between, !first);
		put(w, &name, between);
		first = false;
	}
	out_bytes(w->out, "\n", !w->quiet);
}

static void
row(struct writer *w, const struct value *v, char between)
{
	bool first = true;

	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		out_bytes(w->out, &between, !first);
		put(w, &v[i], between);
		first = false;
	}
	out_bytes(w->out, "\n", 1);
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
