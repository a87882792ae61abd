/*
 * columns.h - names -> what each column is.
 *
 * Columns pair by the part of the name after the first '_' (or by the entry of
 * a JSON group), never by position where there are names.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "job.h"
#include "like.h"
#include "read/reader.h"

#define NO_COLUMN SIZE_MAX

/* An input column that rows of the table repeat. */
struct repeated {
	char *name;
	bool label;		/* it is the truth, however that is written */
	size_t text;		/* which of the texts of a record, or NO_COLUMN */
};

struct plan {
	const struct focal_mode *mode;
	bool from_logits;
	size_t c, t;		/* score and target columns */
	size_t *score;		/* [c] the column of class k */
	size_t *target;		/* [t] the column of target k */
	bool names;		/* one for all: it lists those that are 1 */
	size_t id, weight;	/* or NO_COLUMN */
	size_t expect;		/* likewise: losses to be compared */
	char **class_name;	/* [c]; also of the two classes of binary: none */
	size_t *by_name;	/* [c] classes sorted by name */
	bool numbered;		/* the class names are integers, */
	bool indexed;		/* namely 0 to c-1 in order */
	size_t *text, texts;	/* [texts] columns whose text is wanted, */
	size_t text_id, text_label;	/* and which of them these are */
	struct repeated *by, *keep;	/* [bys], [keeps] */
	size_t bys, keeps;
	const struct like *like;	/* the row in use, or NULL */
	struct plan *read;	/* one vs. rest: the file has a class a sample */
};

/* The plan by which the file is read; the plan itself is how it is scored. */
static inline const struct plan *
plan_read(const struct plan *p)
{
	return p->read ? p->read : p;
}

/* The same file as another row scores it; it borrows all of p. */
struct plan plan_as(const struct plan *p, const struct like *row);

/* Zero the plan first; plan_free() gives back what it holds, 0 or -1. */
int plan_make(struct plan *p, const struct job *j, struct reader *r);
void plan_free(struct plan *p);

/* The column of the sample's name, or NO_COLUMN: 0, -1. */
int plan_id(const struct job *j, struct reader *r, size_t *at);
/* --id row: there is none, a sample is known by its line. */
bool plan_by_line(const struct job *j);

/* The class of that name, or c. */
size_t plan_class(const struct plan *p, const char *name, size_t len);

#endif
