/*
 * diag.h - what went wrong, where, and what to do about it.
 *
 * Functions return 0 or -1 and leave the reason here; only main prints it.
 * A cell that cannot be used is noted and reading goes on, so that one run
 * shows up to DIAG_NOTES of them; what cannot be read past ends the run.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIAG_NOTES = 10, DIAG_TEXT = 1024, DIAG_SHOWN = 80 };

/* A place in a file; line 0 = the file as a whole, column 0 = the line. */
struct place {
	const char *file;	/* NULL: not about a file; borrowed */
	uint64_t line, column;	/* from 1; column counts bytes */
};

struct diag {
	uint64_t notes;		/* how many there were, shown or not */
	uint64_t memory;	/* which of them, from 1, has the code memory; */
				/* there is no second.  0: none has */
	uint64_t warnings;
	char hint[DIAG_TEXT];	/* of the first note that has one; "" = none */
	struct diag_note {
		char text[DIAG_TEXT];
		struct place at;
		size_t what;	/* where in text it is behind the place */
	} note[DIAG_NOTES], warning[DIAG_NOTES];
};

/* Nothing was said yet.  Zero it instead where 22 KiB do not matter. */
void diag_begin(struct diag *d);

/*
 * Add one note "file:line:column: text [code]".  The format is this module's
 * own: %s a trusted string, %q bytes of the user's (const char *, size_t), shown
 * escaped and cut at DIAG_SHOWN, %u an uint64_t, %g a double, %% a per cent.
 * Returns -1, so that callers can return what it returns.
 */
int diag_add(struct diag *d, struct place at, const char *code, const char *fmt,
    ...);

/* The same for what is worth knowing and stops nothing: no code. */
void diag_warn(struct diag *d, struct place at, const char *fmt, ...);

/*
 * What a run found out: its place, if it has one, and the text.  No code.  It is
 * kept in d, and returned; or NULL: there are too many.
 */
const struct diag_note *diag_say(struct diag *d, struct place at,
    const char *fmt, ...);

/* Take over the notes of another: as if they had been added to d. */
void diag_merge(struct diag *d, const struct diag *from);

/* The hint to show below the notes; the first one stays.  Returns -1. */
int diag_hint(struct diag *d, const char *fmt, ...);

/*
 * Write at most size-1 bytes of src into dst so that a terminal shows them and
 * obeys none: control bytes, bidi controls and bad UTF-8 become \xNN.
 */
void diag_escape(char *dst, size_t size, const char *src, size_t len);

/* How much of len bytes to show: DIAG_SHOWN at most, no letter cut in two. */
size_t diag_cut(const char *s, size_t len);

#endif
