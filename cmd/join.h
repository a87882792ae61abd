/*
 * join.h - a reader whose records have the columns of a second file, too.
 *
 * Its own file, the left one, gives the records and their order; each finds its
 * partner in the joined file, on the right, by its id or by its line.
 */
#ifndef JOIN_H
#define JOIN_H

#include "joined.h"

/*
 * Give r, which is open, the columns of f that it lacks.  Its next records have
 * a partner, and cells in them; the others are passed over.  0, -1.
 */
int join_open(struct reader *r, struct joined *f);

/* Once plan_make() has marked the columns in use: read those of f.  0, -1. */
int join_load(struct reader *r);

/*
 * When r is read to its end: had every record a partner, and, if r is the last
 * file of its sample set, every record of the right?  If not, that is noted;
 * with --missing skip it is a warning, and *skipped says how many records of r
 * were passed over.
 */
int join_end(struct reader *r, const struct plan *p, bool last,
    uint64_t *skipped);

#endif
