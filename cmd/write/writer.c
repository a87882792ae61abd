/* writer.c - the table of formats, and what they share. */
#include "writer.h"
#include "../number.h"
#include "../suffix.h"

#include <string.h>

const struct writer_ops *const writers[] = { &text_writer, &csv_writer,
	&tsv_writer, &json_writer, &ndjson_writer, &markdown_writer,
	&junit_writer, &github_writer, NULL };

const struct writer_ops *
writer_find(const char *name)
{
	for (size_t i = 0; writers[i]; i++)
		if (!strcmp(writers[i]->name, name))
			return writers[i];
	return NULL;
}

const struct writer_ops *
writer_for(const char *path)
{
	for (size_t i = 0; writers[i]; i++)
		if (has_suffix(path, writers[i]->suffixes))
			return writers[i];
	return NULL;
}

size_t
writer_shown(char shown[static WRITER_SHOWN], const char *s, size_t len)
{
	size_t cut = diag_cut(s, len);

	diag_escape(shown, WRITER_SHOWN, s, cut);
	if (cut < len)
		strcat(shown, "...");
	return strlen(shown);
}

bool
writer_shows(const struct writer *w, size_t i)
{
	return !w->col[i].count && (w->col[i].value || !w->quiet);
}

static char *
put_count(char *p, uint64_t n)
{
	char digits[20];
	int k = 0;

	do
		digits[k++] = (char)('0' + n % 10);
	while (n /= 10);
	while (k > 0)
		*p++ = digits[--k];
	return p;
}

char *
writer_put(const struct writer *w, char *p, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		return p;
	case VALUE_COUNT:
		return put_count(p, v->count);
	case VALUE_NUMBER:
		return p + number_print(p, v->number, w->digits);
	default:
		if (v->len)
			memcpy(p, v->text, v->len);
		return p + v->len;
	}
}

void
writer_value(const struct writer *w, struct out *o, const struct value *v)
{
	char *p = out_room(o, writer_size(v));

	if (p)
		out_wrote(o, writer_put(w, p, v));
}

void
writer_sign(struct writer *w)
{
	if (!w->terminal || w->quiet)
		return;
	out_text(w->out, w->dim ? "\033[2m" : "");
	out_text(w->out, w->report->signature);
	out_text(w->out, w->dim ? "\033[0m\n" : "\n");
}
