/* table_parts.h - what both table.c and table_row.c ask of a row. */
#ifndef TABLE_PARTS_H
#define TABLE_PARTS_H

#include "table.h"

/* Is the file a column?  Of one sample set only where a line needs it. */
static inline bool
table_shows_file(const struct job *j, const struct plan *p)
{
	return j->inputs > 1 && (!j->merge ||
	    (j->reductions == 0 && p->id == NO_COLUMN));
}

/* Is it a key of these rows?  A sample has its id and its label anyway. */
static inline bool
table_is_key(const struct job *j, const struct plan *p,
    const struct repeated *by)
{
	return j->reductions > 0 || !(by->label ||
	    (p->text_id != NO_COLUMN && by->text == p->text_id));
}

#endif
