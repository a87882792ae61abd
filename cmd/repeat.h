/* repeat.h - which columns of the input the table repeats. */
#ifndef REPEAT_H
#define REPEAT_H

#include "columns.h"

/*
 * The plan is whole but for its texts: --by, --keep and, for rows that are
 * samples, id and label become columns whose text is wanted.  0, -1.
 */
int repeat_columns(struct plan *p, const struct job *j, struct reader *r);
void repeat_free(struct plan *p);

#endif
