/*
 * once.h - with --merge, the ids of all files: no sample may stand there twice.
 *
 * What is kept of a sample is its id and where it stands, some 20 bytes more.
 */
#ifndef ONCE_H
#define ONCE_H

#include "batch.h"
#include "ids.h"

/* Are ids to be looked at, other than by --join? */
static inline bool
once_wanted(const struct job *j, const struct plan *p)
{
	return j->merge && !j->join && p->id != NO_COLUMN;
}

/* Keep the ids of a batch of that input: 0, -1.  Empty ones are no names. */
int once_add(struct ids *s, const struct plan *p, const struct batch *b,
    size_t input);

/* Each sample that stands in a second place is noted: 0, -1. */
int once_check(struct ids *s, const struct job *j, const char *column,
    struct diag *d);

#endif
