/* select.h - COLS, as options write it, against the columns there are. */
#ifndef SELECT_H
#define SELECT_H

#include "read/reader.h"

/* Column numbers in the order they were asked for; free at. */
struct picks {
	size_t *at;
	size_t n, room;
	const char *alias;	/* a further name, which no column need have, */
	size_t alias_at;	/* and what it picks; NULL: none */
};

/* The columns that --option COLS names, in its order; all must be there. */
int select_columns(const struct reader *r, struct picks *p, const char *option,
    const char *cols);

/* The columns of the first of these names and patterns (NULL ends) that has any. */
int select_default(const struct reader *r, struct picks *p,
    const char *const *names);

/* One of them twice, or two under one name, is an error. */
int select_unique(const struct reader *r, const struct picks *p);

/* Mark them used.  Not unique, or used before, is an error: "cannot be" as. */
int select_use(struct reader *r, const struct picks *p, const char *as);

/*
 * None of these names is there: hint at --option with a column that is called
 * much like one of them, if there is such a column.
 */
int select_hint(const struct reader *r, const char *option,
    const char *const *names);

/* The place of the header, and the columns it has (ten at most) as text. */
struct place select_header(const struct reader *r);
void select_list(const struct reader *r, char *text, size_t size);

#endif
