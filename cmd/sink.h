/*
 * sink.h - where a table goes: standard output, the FILE of each -o, and with
 * -t github the summary of the job.
 *
 * A run ends by finishing all of them or by dropping all.
 */
#ifndef SINK_H
#define SINK_H

#include "check.h"
#include "job.h"
#include "whole.h"
#include "write/writer.h"

struct sinks {
	size_t n, files;
	struct sink {
		struct writer w;
		struct out out;
		bool hushed;	/* not a word of it */
	} *at;			/* [n] the first is standard output, */
	struct whole *file;	/* [files] those of the next */
	struct checks checks;	/* of every row that goes there */
};

/*
 * Ready to be written to, before any input is read: 0, or -1 with a note.
 * sinks_free() in any case; s may be zeroed.
 */
int sinks_open(struct sinks *s, const struct job *j, struct diag *d);

/* The columns are known; both are borrowed. */
void sinks_begin(struct sinks *s, const struct heading *col, size_t cols,
    const struct report *report);
void sinks_row(struct sinks *s, const struct value *row);
/* Can all of them take rows by the column?  Then n of them. */
bool sinks_take_series(const struct sinks *s);
void sinks_rows(struct sinks *s, const struct series *col, size_t n);
/* A row that --quiet leaves out. */
void sinks_detail(struct sinks *s, const struct value *row);
/* Nothing is to be said to people: standard output, if it is text, is empty. */
void sinks_hush(struct sinks *s);
bool sinks_failed(const struct sinks *s);

/*
 * Rows that do not depend on those before them can be made elsewhere.  In own,
 * which has the same columns, they are kept in memory, until sinks_append()
 * moves them to s.  0, -1: no memory.
 */
bool sinks_free_rows(const struct sinks *s);
int sinks_fork(struct sinks *own, const struct sinks *s);
int sinks_append(struct sinks *s, struct sinks *own);

/*
 * The end.  If all is well, everything arrives at standard output and then the
 * files get their names; else nothing more is written but, of rows that have
 * begun to go to standard output, the ones that are held.  0, or -1 with a note
 * on what failed here.
 */
int sinks_end(struct sinks *s, bool well, struct diag *d);
void sinks_free(struct sinks *s);

#endif
