/* label.c - spellings and numbers of labels. */
#include "label.h"
#include "number.h"

#include <string.h>

bool
label_is(const char *text, size_t len, const char *value)
{
	size_t n = strlen(value);
	double a, b;

	if (len == n && !memcmp(text, value, n))
		return true;
	return number_parse(text, len, &a) == NUMBER_OK &&
	    number_parse(value, n, &b) == NUMBER_OK && a == b;
}

void
labels_see(struct labels *s, const char *text, size_t len)
{
	char label[LABEL_TEXT] = { 0 };
	size_t at = 0;
	int d = 1;

	memcpy(label, text, len < sizeof label ? len : sizeof label - 1);
	while (at < s->n && (d = strcmp(label, s->text[at])) > 0)
		at++;
	if (at == LABELS_SEEN || (at < s->n && d == 0))
		return;
	s->n += s->n < LABELS_SEEN;
	memmove(s->text[at + 1], s->text[at],
	    (s->n - at - 1) * sizeof *s->text);
	memcpy(s->text[at], label, sizeof label);
}

void
labels_merge(struct labels *s, const struct labels *from)
{
	for (size_t i = 0; i < from->n; i++)
		labels_see(s, from->text[i], strlen(from->text[i]));
}
