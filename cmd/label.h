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

/* The labels of a sample that has any number of them, as one text. */
struct label_list {
	char *text;
	size_t len, room;
};

/*
 * The names of those that are 1 (0.25: name=0.25), a blank between: 0, -1.
 * Zero the list first, and free its text.
 */
struct plan;
int labels_list(struct label_list *s, const struct plan *p, const double *y);

#endif
