/* csv.c - CSV by RFC 4180, and TSV with \t, \n and \\ spelled out. */
#include "writer.h"

#include <string.h>

static void
put_csv(struct out *o, const char *s, size_t len)
{
	bool quote = len > 0 && (s[0] == ' ' || s[len - 1] == ' ');

	for (size_t i = 0; i < len && !quote; i++)
		quote = strchr(",\"\r\n", s[i]) && s[i];
	if (!quote) {
		out_bytes(o, s, len);
		return;
	}
	out_text(o, "\"");
	for (size_t i = 0; i < len; i++) {
		out_text(o, s[i] == '"' ? "\"" : "");
		out_bytes(o, s + i, 1);
	}
	out_text(o, "\"");
}

static void
put_tsv(struct out *o, const char *s, size_t len)
{
	static const struct {
		char byte;
		const char *text;
	} row[] = { { '\t', "\\t" }, { '\n', "\\n" }, { '\r', "\\r" },
		{ '\\', "\\\\" } };

	for (size_t i = 0; i < len; i++) {
		const char *text = NULL;

		for (size_t k = 0; k < sizeof row / sizeof *row; k++)
			text = row[k].byte == s[i] ? row[k].text : text;
		if (text)
			out_text(o, text);
		else
			out_bytes(o, s + i, 1);
	}
}

typedef void put_fn(struct out *o, const char *s, size_t len);

static void
begin(struct writer *w, const char *between, put_fn *put)
{
	const char *sep = "";

	for (size_t i = 0; i < w->cols && !w->quiet; i++)
		if (writer_shows(w, i)) {
			out_text(w->out, sep);
			put(w->out, w->col[i].name, strlen(w->col[i].name));
			sep = between;
		}
	out_text(w->out, w->quiet ? "" : "\n");
}

static void
row(struct writer *w, const struct value *v, const char *between, put_fn *put)
{
	const char *sep = "";

	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		out_text(w->out, sep);
		if (v[i].kind == VALUE_TEXT)
			put(w->out, v[i].text, v[i].len);
		else
			writer_value(w, w->out, &v[i]);
		sep = between;
	}
	out_text(w->out, "\n");
}

static void
csv_begin(struct writer *w)
{
	begin(w, ",", put_csv);
}

static void
csv_row(struct writer *w, const struct value *v)
{
	row(w, v, ",", put_csv);
}

static void
tsv_begin(struct writer *w)
{
	begin(w, "\t", put_tsv);
}

static void
tsv_row(struct writer *w, const struct value *v)
{
	row(w, v, "\t", put_tsv);
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
