/* header.h - names of columns that look as if they were none. */
#ifndef HEADER_H
#define HEADER_H

#include "select.h"

/* Hint at what went wrong before the names; the first hint stays. */
void header_hint(const struct reader *r);

/*
 * Are labels and scores called by numbers that nobody counts columns with?  Then
 * the header is a sample, which no table may lose: -1, noted; else 0.
 */
int header_check(const struct reader *r, const struct picks *label,
    const struct picks *score);

#endif
