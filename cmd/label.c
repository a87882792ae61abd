/* label.c - spellings and numbers of labels. */
#include "label.h"
#include "columns.h"
#include "number.h"

#include <stdlib.h>
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

int
labels_list(struct label_list *s, const struct plan *p, const double *y)
{
	size_t need = 1;

	for (size_t k = 0; k < p->t; k++)
		if (y[k] > 0)
			need += strlen(p->class_name[k]) + NUMBER_TEXT + 2;
	if (need > s->room) {
		char *text = realloc(s->text, need);

		if (!text)
			return -1;
		s->text = text;
		s->room = need;
	}
	s->len = 0;
	for (size_t k = 0; k < p->t; k++)
		if (y[k] > 0) {
			size_t len = strlen(p->class_name[k]);

			if (s->len)
				s->text[s->len++] = ' ';
			memcpy(s->text + s->len, p->class_name[k], len);
			s->len += len;
			if (y[k] < 1) {
				s->text[s->len++] = '=';
				s->len += number_print(s->text + s->len, y[k],
				    0);
			}
		}
	return 0;
}
