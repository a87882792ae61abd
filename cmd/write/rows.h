/*
 * rows.h - many rows from columns, for formats that write cell after cell with
 * fixed texts between them; the same bytes as row by row, in one loop.
 */
#ifndef ROWS_H
#define ROWS_H

#include "writer.h"

struct rows_style {
	/* Append what goes before cell i, or, at w->cols, what ends a row. */
	void (*between)(const struct writer *w, struct out *o, size_t i,
	    bool first);
	/* Append a text of any bytes. */
	void (*text)(const struct writer *w, const char *s, size_t len);
	/* Bytes from '-' to '~' need no such care, but for this one. */
	char odd;
	const char *quote;	/* around those */
	const char *none;	/* the text of no value */
	const char *not_finite;	/* of inf and nan; NULL: as numbers print */
	bool counts;		/* counts are shown, if not 0 */
};

/* On failure the writer's out knows. */
void rows_write(struct writer *w, const struct rows_style *style,
    const struct series *col, size_t n);

#endif
