/* select.h - COLS, as options write it, against the columns there are. */
#ifndef SELECT_H
#define SELECT_H

#include "read/reader.h"

/* Column numbers in the order they were asked for; free at. */
struct picks {
	size_t *at;
	size_t n;
};

/* The columns COLS names, in its order; one that names none is an error. */
int select_columns(const struct reader *r, struct picks *p, const char *cols);

/* The columns of the first of these names and patterns (NULL ends) that has any. */
int select_default(const struct reader *r, struct picks *p,
    const char *const *names);

/* Two of them under one name is an error. */
int select_unique(const struct reader *r, const struct picks *p);

/* Mark them used: twice, or under a name that is not unique, is an error. */
int select_use(struct reader *r, const struct picks *p);

/* The place of the header, and the columns it has (ten at most) as text. */
struct place select_header(const struct reader *r);
void select_list(const struct reader *r, char *text, size_t size);

#endif
