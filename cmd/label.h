/* label.h - when two labels are the same, and a few of those seen. */
#ifndef LABEL_H
#define LABEL_H

#include <stdbool.h>
#include <stddef.h>

/* The same spelling, or the same number. */
bool label_is(const char *text, size_t len, const char *value);

/*
 * The first few labels in the order of their bytes, cut where they are long:
 * the same ones in whatever order they were seen.
 */
enum { LABELS_SEEN = 5, LABEL_TEXT = 40 };

struct labels {
	size_t n;
	char text[LABELS_SEEN][LABEL_TEXT];
};

void labels_see(struct labels *s, const char *text, size_t len);
void labels_merge(struct labels *s, const struct labels *from);

#endif
