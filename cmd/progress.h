/* progress.h - how far reading has come, for whoever waits at a terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool on;		/* standard error is a terminal that can */
	uint64_t begun, file;	/* when the run and the file began, */
	uint64_t shown;		/* and the line was written; nanoseconds */
	size_t width;		/* of the line that stands there */
};

/*
 * Where there is nobody to tell it stays off, and costs nothing.  rows: they go
 * to standard output as they come, which shows enough where that is a terminal.
 */
void progress_begin(struct progress *p, bool rows);

/* Another file begins: returns p, or NULL where it is off. */
struct progress *progress_file(struct progress *p);

/*
 * So many bytes of it have been read, of size; 0: nobody knows of how many.
 * After a second a line is shown, and rewritten some times a second.
 */
void progress_tell(struct progress *p, const char *name, uint64_t done,
    uint64_t size);

/* Before anything else is written: erase the line. */
void progress_end(struct progress *p);

#endif
