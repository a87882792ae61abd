/* json.c - one document with everything in it, or a row per line. */
#include "../check.h"
#include "../utf8.h"
#include "rows.h"
#include "focalloss.h"

#include <math.h>
#include <string.h>

void
json_string(struct out *o, const char *s, size_t len)
{
	out_text(o, "\"");
	for (size_t i = 0; i < len;) {
		uint32_t c;
		size_t k = utf8_length(s + i, len - i, &c);

		if (k && (c == '"' || c == '\\'))
			out_format(o, "\\%c", s[i]);
		else if (k && utf8_control(c))
			out_format(o, "\\u%04x", (unsigned)c);
		else if (k)
			out_bytes(o, s + i, k);
		else
			out_text(o, "\xef\xbf\xbd");
		i += k ? k : 1;
	}
	out_text(o, "\"");
}

static void
put(struct writer *w, const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		json_string(w->out, v->text, v->len);
	else if (v->kind == VALUE_NONE ||
	    (v->kind == VALUE_NUMBER && !isfinite(v->number)))
		out_text(w->out, "null");
	else
		writer_value(w, w->out, v);
}

/* One value needs no brackets. */
static bool
is_single(const struct writer *w)
{
	size_t shown = 0;

	for (size_t i = 0; i < w->cols; i++)
		shown += writer_shows(w, i);
	return shown == 1;
}

/* {"name":value,...}; --quiet: the value alone, or [value,...]. */
static void
between(const struct writer *w, struct out *o, size_t i, bool first)
{
	if (i == w->cols)
		out_text(o, !w->quiet ? "}" : is_single(w) ? "" : "]");
	else if (!first)
		out_text(o, ",");
	else
		out_text(o, !w->quiet ? "{" : is_single(w) ? "" : "[");
	if (i < w->cols && !w->quiet) {
		json_string(o, w->col[i].name, strlen(w->col[i].name));
		out_text(o, ":");
	}
}

static void
put_row(struct writer *w, const struct value *v)
{
	bool first = true;

	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i) &&
		    !(w->col[i].count && v[i].count > 0 && !w->quiet))
			continue;
		between(w, w->out, i, first);
		first = false;
		put(w, &v[i]);
	}
	between(w, w->out, w->cols, false);
}

static void
ndjson_begin(struct writer *w)
{
	(void)w;
}

static void
ndjson_row(struct writer *w, const struct value *v)
{
	put_row(w, v);
	out_text(w->out, "\n");
}

static void
ndjson_between(const struct writer *w, struct out *o, size_t i, bool first)
{
	between(w, o, i, first);
	if (i == w->cols)
		out_text(o, "\n");
}

static void
append_text(const struct writer *w, const char *s, size_t len)
{
	json_string(w->out, s, len);
}

static void
ndjson_rows(struct writer *w, const struct series *col, size_t n)
{
	static const struct rows_style style = { .between = ndjson_between,
		.text = append_text, .odd = '\\', .quote = "\"",
		.none = "null", .not_finite = "null", .counts = true };

	rows_write(w, &style, col, n);
}

static void
json_begin(struct writer *w)
{
	if (w->quiet)
		return;
	out_text(w->out, "{\"schema\":1,\"focalloss\":\"" FOCALLOSS_VERSION
			 "\",\"params\":");
	out_bytes(w->out, w->report->params.buf, w->report->params.n);
	out_text(w->out, ",\n\"rows\":[");
}

static void
json_row(struct writer *w, const struct value *v)
{
	if (!w->quiet)
		out_text(w->out, w->rows ? ",\n" : "\n");
	else
		out_text(w->out, w->rows ? "\n" : "");
	put_row(w, v);
}

static void
put_checks(struct out *o, const struct checks *c)
{
	out_text(o, ",\"checks\":[");
	if (c)
		checks_json(o, c);
	out_text(o, "]");
	if (c && checks_left_out(c, true) + checks_left_out(c, false))
		out_format(o, ",\"checks_left_out\":{\"passed\":%llu,"
			      "\"failed\":%llu}",
		    (unsigned long long)checks_left_out(c, true),
		    (unsigned long long)checks_left_out(c, false));
	out_format(o, ",\"ok\":%s}\n",
	    c && checks_failed(c) ? "false" : "true");
}

/* What only the end knows comes last, so that rows never wait for it. */
static void
json_end(struct writer *w)
{
	const struct report *r = w->report;

	if (w->quiet) {
		out_text(w->out, "\n");
		return;
	}
	out_text(w->out, "\n],\n\"inputs\":[");
	for (size_t i = 0; i < r->inputs; i++) {
		const struct input_count *n = &r->input[i];

		out_text(w->out, i ? "," : "");
		out_text(w->out, "{\"file\":");
		json_string(w->out, n->file, strlen(n->file));
		out_format(w->out,
		    ",\"rows\":%llu,\"used\":%llu,\"skipped\":%llu,"
		    "\"ignored\":%llu",
		    (unsigned long long)n->rows, (unsigned long long)n->used,
		    (unsigned long long)n->skipped,
		    (unsigned long long)n->ignored);
		if (n->ignored_labels)
			out_format(w->out, ",\"ignored_labels\":%llu",
			    (unsigned long long)n->ignored_labels);
		if (n->unpaired)
			out_format(w->out, ",\"unpaired\":%llu",
			    (unsigned long long)n->unpaired);
		out_text(w->out, "}");
	}
	out_text(w->out, "],\n\"signature\":");
	json_string(w->out, r->signature, strlen(r->signature));
	put_checks(w->out, r->checks);
}

static void
no_end(struct writer *w)
{
	(void)w;
}

const struct writer_ops json_writer = { .name = "json", .suffixes = ".json",
	.about = "one document: params, rows, inputs, signature",
	.begin = json_begin, .row = json_row, .end = json_end };
const struct writer_ops ndjson_writer = { .name = "ndjson",
	.suffixes = ".ndjson .jsonl", .about = "a JSON object per row",
	.free_rows = true, .begin = ndjson_begin, .row = ndjson_row,
	.rows = ndjson_rows, .end = no_end };
