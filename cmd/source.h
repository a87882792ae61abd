/* source.h - the bytes of one input, through a window that can grow. */
#ifndef SOURCE_H
#define SOURCE_H

#include "diag.h"

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct progress;

struct source {
	const char *name;	/* how messages call it; borrowed */
	int fd;
	char *buf;		/* buf[at..len) is read and not yet consumed; */
	size_t at, len, room;	/* SOURCE_SLACK spare bytes before and behind */
	bool eof;
	bool regular;		/* a file: reading it never waits, and its */
	uint64_t size;		/* size and the time it was last changed */
	struct timespec changed;	/* must stay what they were at first */
	bool borrowed;		/* a piece of an input, see source_lend() */
	char *kept;		/* what was unread in the last such piece */
	size_t kept_room;
	uint64_t offset;	/* bytes consumed */
	size_t most;		/* bytes per read(2); 0 = as many as fit */
	off_t pieces;		/* where the first piece is; -1: nowhere */
	uint64_t taken;		/* bytes of pieces */
	struct progress *progress;	/* told of every read(2); NULL: none */
	struct source_copy *copy;	/* of what is read, or NULL */
	struct diag *diag;
};

enum { SOURCE_BLOCK = 1 << 16, SOURCE_SLACK = 64, SOURCE_SNIFF = 1 << 12 };

/*
 * All bytes of an input that cannot be opened again, if they are not too many.
 * Zero it; source_copy_free() gives back what it holds.
 */
struct source_copy {
	char *buf;		/* buf[SOURCE_SLACK..len), slack as above */
	size_t len, room;
	bool whole;		/* the input has ended, and is in it */
	int lost;		/* why it is not kept: EFBIG, ENOMEM; or 0 */
};

enum { SOURCE_COPY = 1 << 26 };

void source_copy_free(struct source_copy *c);

/*
 * Open path ("-": standard input) and strip one UTF-8 byte order mark.  Then the
 * window holds SOURCE_SNIFF bytes, or all there are: enough to tell formats by,
 * even where a pipe gives them in pieces.  Tests cut the input everywhere by
 * setting most, the bytes of one read(2) and of a block; then the window holds 4
 * bytes or more.  0 leaves all that as it is.
 *
 * Where path cannot be opened again, what is read goes to *copy as well.  If
 * that is whole already it is read in the place of path.  NULL: no copy.
 */
int source_open(struct source *s, const char *path, size_t most,
    struct source_copy *copy, struct diag *d);

/*
 * Read more bytes behind the window, making room first: 1 if there were any, 0
 * at the end of the input, -1 on an error; a file that was changed since it was
 * opened is one.  Pointers into buf move.
 */
int source_fill(struct source *s);

/*
 * The input in blocks of whole lines, for many lanes at once.  First: is there
 * more than the window, which is small?  1, 0, -1 on an error.
 */
int source_more(struct source *s);

/*
 * Then a lane may read piece 0, 1, 2, ... of what is behind the window, while
 * others do so, into *block, which may be zeroed; only a file has pieces.
 * source_take() is for one lane at a time, and for one piece after the other.
 * It reads what is not read ahead, and moves whole lines out of the window and
 * the piece into *block: 1; 0 at the end of the input, or when there is a line
 * longer than SOURCE_LINE; -1 on an error.  What is left is in the window.  A
 * block that was read ahead may have no line.
 */
enum { SOURCE_LINE = 1 << 20, SOURCE_PIECE = 1 << 17 };

struct block {
	char *buf;		/* buf[at..len), slack as above; free it */
	size_t at, len, room;
	uint64_t offset;	/* of buf[at] in the input */
	size_t front;		/* room for what comes before a piece */
	bool ahead, eof;	/* a piece is there; the last one */
	int error;		/* why it could not be read */
};
void source_read_ahead(const struct source *s, struct block *b,
    uint64_t number);
int source_take(struct source *s, struct block *b);

/*
 * Make s a window on the block alone, to be read to its end, where
 * source_fill() says 0 and eof stays false.  Then source_keep() saves what the
 * reader cannot use yet, and the next block lent is put behind it.  At last
 * source_return() makes s the input again, its window *whole behind what was
 * kept; it takes over what *whole holds in any case.  0, -1: no memory.
 */
int source_lend(struct source *s, const struct block *b);
int source_keep(struct source *s);
int source_return(struct source *s, const struct source *whole);

/* Drop n bytes from the front of the window. */
void source_skip(struct source *s, size_t n);
void source_close(struct source *s);

#endif
