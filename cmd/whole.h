/*
 * whole.h - a file that is written whole or not at all.
 *
 * The bytes go to a temporary file in the same directory, which takes over the
 * name when all of them are on the disk.  Whatever ends the program before that
 * leaves the old file as it was.  A signal that can be caught takes the
 * temporary file along; else it stays, and is called .focalloss-*.tmp.
 */
#ifndef WHOLE_H
#define WHOLE_H

#include "diag.h"

#include <stdbool.h>
#include <sys/types.h>

struct whole {
	const char *path;	/* borrowed; its last part is */
	const char *base;	/* the name in directory dir */
	char *dir, *temp;	/* temp NULL: nothing is to be renamed */
	dev_t device;		/* which directory that is, however */
	ino_t inode;		/* it is spelt */
	int fd;			/* of the temporary file, to write to, or -1 */
	struct whole *volatile next;	/* the others that are not finished */
};

/*
 * Make the temporary file: 0, or -1 with a note.  whole_drop() in any case, and
 * *w stays where it is until then.  A path that is a symbolic link is replaced
 * by a file.
 */
int whole_open(struct whole *w, const char *path, struct diag *d);

/* Do both have the same name in the same directory? */
bool whole_same(const struct whole *a, const struct whole *b);

/*
 * When everything is written: w[0..n) get their names.  All of them are on the
 * disk before the first name is taken; a signal comes before that or after the
 * last.  0, or -1 with a note that says which file it is about.
 */
int whole_commit(struct whole *w, size_t n, struct diag *d);

/* Remove the temporary file if there still is one; w may be zeroed. */
void whole_drop(struct whole *w);

#endif
