/*
 * torture.h - run one command line under some harm, and judge what came of it.
 *
 * The command lines are the rows of testdata/torture/scenarios; each kind of
 * harm is one function below, which returns how many of its points failed.
 */
#ifndef TORTURE_H
#define TORTURE_H

#include <stdbool.h>
#include <stddef.h>

enum { WORDS = 40 };

struct scenario {
	char *name;
	char *input;		/* file on standard input, or NULL: /dev/null */
	bool pipe;		/* ... through a pipe */
	char *argv[WORDS];	/* [0] is the tool */
};

struct bytes {
	char *at;
	size_t n;
};

/* What a run did. */
struct outcome {
	int exit;		/* exit status, or 128 + signal */
	bool hung;
	struct bytes out, err;
	struct bytes file;	/* that -o names; before, it was an old one */
	size_t strays;		/* other files beside it, removed again */
	double seconds;
	long rss;		/* KiB, of the largest process */
};

/* How a run is to be disturbed; zero it and set what is wanted. */
struct harm {
	const char *before[WORDS];	/* words in front of the command line */
	const char *env[WORDS];		/* NAME=VALUE */
	void (*child)(const void *with);	/* called before exec */
	const void *with;
	void (*feed)(int fd);		/* writes standard input */
	const char *input;		/* instead of the scenario's, or NULL */
	double kill_after;		/* seconds; 0: do not */
	int kill_by;
};

struct torture {
	struct scenario *scenario;	/* those of this worker */
	size_t scenarios;
	const char *tool;	/* the program, an absolute path */
	const char *scratch;	/* where scratch files go, absolute */
	const char *preload;	/* fail.so */
	bool quick;
	size_t worker, workers;	/* one of so many processes, from 0 */
	const char *own;	/* this worker's part of scratch */
	size_t points;		/* runs judged so far */
	size_t refused;		/* of them, those that exited 2 */
	size_t failures;
};

void run(struct outcome *o, const struct torture *t, const struct scenario *s,
    const struct harm *h);
void outcome_free(struct outcome *o);

bool same(const struct bytes *a, const struct bytes *b);
/* Does it hold the text? */
bool says(const struct bytes *b, const char *text);
/*
 * How many messages, each of them a line and perhaps a hint; lines that are usual
 * (if not NULL) do not count, what is not printable counts as many.
 */
size_t messages(const struct bytes *b, const struct bytes *usual);
/* Did both runs do the same, byte for byte? */
bool same_run(const struct outcome *a, const struct outcome *b);

/* Exit 2, and nothing half written anywhere? */
bool refused(const struct outcome *o, const struct outcome *base);
/* Is the file that -o names what it was before? */
bool is_old(const struct outcome *o);

/* Note a point as good or, with a report, as a failure. */
void judge(struct torture *t, const struct scenario *s, bool good,
    const struct outcome *o, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* F53: every allocation fails, once and for ever after. */
void torture_alloc(struct torture *t);
/* F4, F5, F48: every system call fails in every way. */
void torture_calls(struct torture *t);
/* F4: reads and writes of a few bytes. */
void torture_short(struct torture *t);
/* F49, F56: killed while it writes a file. */
void torture_kill(struct torture *t);
/* F2, F3, F36, F37, F38, F53, F54: little memory, few files, endless input. */
void torture_limits(struct torture *t);
/* F30, F58: locale, time zone, umask, directory. */
void torture_surroundings(struct torture *t);

#endif
