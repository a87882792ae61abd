/* file.h - the two ends of a file: it is opened, and it is read. */
#ifndef FILE_H
#define FILE_H

#include "lane.h"

/*
 * Open f->in, which is all of f that is set, and make its plan and specs; the
 * first file's columns are the table's.  0, -1; file_close() in any case.
 */
int file_open(struct run *u, struct file *f);
void file_close(struct run *u, struct file *f);

/* What its samples are known by. */
const char *file_id_name(const struct file *f);

/* With this file, is the sample set whole? */
bool file_is_whole(const struct run *u, const struct file *f);

/*
 * It is read, and lone samples of it a joined file knows nothing of: warn, and
 * write the rows of its sample set if it is whole.  0, -1.
 */
int file_end(struct run *u, struct file *f, struct lane *l, uint64_t lone);

static inline int
run_memory(struct run *u)
{
	return diag_add(u->d, (struct place){ 0 }, "memory", "out of memory");
}

#endif
