/* source.h - the bytes of one input, through a window that can grow. */
#ifndef SOURCE_H
#define SOURCE_H

#include "diag.h"

#include <stdbool.h>

struct source {
	const char *name;	/* how messages call it; borrowed */
	int fd;
	char *buf;		/* buf[at..len) is read and not yet consumed; */
	size_t at, len, room;	/* buf[len] is always a spare byte */
	bool eof;
	uint64_t offset;	/* bytes consumed */
	size_t most;		/* bytes per read(2); 0 = as many as fit */
	struct diag *diag;
};

enum { SOURCE_BLOCK = 1 << 16 };

/*
 * Open path ("-": standard input) and strip one UTF-8 byte order mark.  Tests
 * cut the input everywhere by setting most, the bytes of one read(2).
 */
int source_open(struct source *s, const char *path, size_t most,
    struct diag *d);

/*
 * Read more bytes behind the window, making room first: 1 if there were any, 0
 * at the end of the input, -1 on an error.  Pointers into buf move.
 */
int source_fill(struct source *s);

/* Drop n bytes from the front of the window. */
void source_skip(struct source *s, size_t n);
void source_close(struct source *s);

#endif
