/* writer.c - the table of formats, and what they share. */
#include "writer.h"

#include <string.h>

const struct writer_ops *const writers[] = { &text_writer, &csv_writer,
	&tsv_writer, &json_writer, &ndjson_writer, NULL };

const struct writer_ops *
writer_find(const char *name)
{
	for (size_t i = 0; writers[i]; i++)
		if (!strcmp(writers[i]->name, name))
			return writers[i];
	return NULL;
}

bool
writer_shows(const struct writer *w, size_t i)
{
	return !w->col[i].count && (w->col[i].value || !w->quiet);
}

void
writer_value(const struct writer *w, struct out *o, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
	case VALUE_TOKEN:
		out_bytes(o, v->text, v->len);
		break;
	case VALUE_COUNT:
		out_format(o, "%llu", (unsigned long long)v->count);
		break;
	case VALUE_NUMBER:
		out_number(o, v->number, w->digits);
	}
}
