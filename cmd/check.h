/*
 * check.h - limits on columns of the table, and which rows keep them.
 *
 * Every row that is written is judged, whatever the rows are.  The verdict that
 * people and formats are told and the exit status both come from here.
 */
#ifndef CHECK_H
#define CHECK_H

#include "job.h"
#include "write/writer.h"

/* A limit, and the column that must keep it. */
struct gate {
	struct limit limit;
	size_t column;
	bool implied;	/* not asked for as such: --expect says it itself */
};

/* A gate and a row. */
struct check {
	const struct gate *gate;
	double value;
	size_t where;	/* its text in texts: "scene=night, gamma=2" */
	bool pass;
	const struct diag_note *reason;	/* that says more; or NULL */
};

struct checks {
	struct gate *gate;	/* [gates] */
	size_t gates;
	bool lent;		/* by the checks that these were forked from */
	const struct heading *col;	/* [cols] borrowed */
	size_t cols;
	bool samples;		/* rows that pass are only counted */
	struct check *at;	/* [n] in the order of the rows, CHECKS_KEPT */
	size_t n, room;		/* of each kind at most: */
	size_t kept[2];		/* [pass] */
	uint64_t made[2];	/* [pass] there were so many */
	struct out texts;	/* each ending in a NUL */
	const struct diag_note *reason;	/* why the next row fails an implied */
				/* gate, in the diag of the run; or NULL */
	uint64_t empty;		/* cells that had nothing to compare, */
	struct check first_empty;	/* and one of them */
};

enum { CHECKS_KEPT = 10000 };

/*
 * The columns are known, and borrowed: 0, or -1 with a note, as where a limit
 * names none of them.  checks_free() in any case; c is zeroed.
 */
int checks_begin(struct checks *c, const struct job *j,
    const struct heading *col, size_t cols, struct diag *d);
void checks_free(struct checks *c);

/*
 * Before an input is opened, with the columns that table_foresee() makes: 0, or
 * -1 with a note where a limit names none that there could be.
 */
int checks_foresee(const struct job *j, const struct heading *col, size_t cols,
    struct diag *d);

/* A row, or n of them: 0, -1: no memory. */
int checks_row(struct checks *c, const struct value *row);
int checks_rows(struct checks *c, const struct series *col, size_t n);

/* The same gates for rows that checks_append() adds later: 0, -1. */
void checks_fork(struct checks *own, const struct checks *c);
int checks_append(struct checks *c, struct checks *own);

/* All rows were judged: 0, or -1 with a note: one of them could not be. */
int checks_end(const struct checks *c, struct diag *d);

static inline bool
checks_failed(const struct checks *c)
{
	return c->made[false] > 0;
}
/* How many of these, passed or failed, are not in at[]? */
static inline uint64_t
checks_left_out(const struct checks *c, bool pass)
{
	return c->made[pass] - c->kept[pass];
}

/* What the row is of, bytes of the user's; NULL: there is but one. */
static inline const char *
checks_where(const struct checks *c, const struct check *k)
{
	const char *where = c->texts.buf + k->where;

	return *where ? where : NULL;
}

/*
 * Parts of a verdict, for a terminal or for what escapes further: the rule,
 * "mean <= 0.04", "scene=night" or nothing, "0.0432913".  They append to o.  Of the value there
 * are so many digits, or all, if it would not be seen else why it fails.
 */
void check_rule(struct out *o, const struct checks *c, const struct check *k);
void check_where(struct out *o, const struct checks *c, const struct check *k);
void check_got(struct out *o, const struct check *k, int digits);

/* For standard error: a line each, if they are few; else of those that fail. */
void checks_say(struct out *o, const struct checks *c, const struct job *j);

/* For JSON: an object each, with a comma between. */
void checks_json(struct out *o, const struct checks *c);

#endif
