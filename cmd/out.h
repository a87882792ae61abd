/*
 * out.h - bytes on their way out, to a file descriptor or to memory.
 *
 * Nothing leaves but between two rows, and not before there is a block of it.
 * What has not left can still be dropped: a run whose output is smaller and that
 * meets a bad input prints nothing.
 */
#ifndef OUT_H
#define OUT_H

#include "diag.h"

#include <stdbool.h>

struct out {
	const char *name;	/* how messages call it, or NULL; borrowed */
	int fd;			/* -1: memory */
	char *buf;		/* buf[0..n), not ending in a NUL */
	size_t n, room;
	size_t hold;		/* bytes to gather; 0: OUT_BLOCK */
	bool begun;		/* something has been written */
	bool lent;		/* buf is the caller's: flushed, never grown */
	bool failed;		/* a write, or memory, failed; errno is kept in */
	int error;
};

enum { OUT_BLOCK = 1 << 20 };

/*
 * Room for n bytes, to be written by the caller, who says with out_wrote() where
 * it stopped; NULL if there is no memory, or anything ever failed.
 */
char *out_room(struct out *o, size_t n);
static inline void
out_wrote(struct out *o, const char *end)
{
	o->n = (size_t)(end - o->buf);
}

void out_bytes(struct out *o, const char *s, size_t n);
void out_text(struct out *o, const char *s);
void out_format(struct out *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* As number_print(). */
void out_number(struct out *o, double x, int digits);

/*
 * It failed: the bytes are dropped, and so is what is still to come; the first
 * error, an errno, is the one told.
 */
void out_fail(struct out *o, int error);

/* Between two rows: write what there is if it is a block. */
void out_drain(struct out *o);
/* The same with the bytes of from, in memory, added; it is emptied. */
void out_append(struct out *o, struct out *from);
void out_flush(struct out *o);

/*
 * Flush, forget the buffer, and ask whether all has arrived; -1 with a note if
 * anything ever failed.  The descriptor stays open.
 */
int out_end(struct out *o, struct diag *d);

#endif
