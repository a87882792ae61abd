/* chalk.h - rows of a calculation, made of texts and numbers. */
#ifndef CHALK_H
#define CHALK_H

#include "sink.h"
#include "table.h"
#include "write/board.h"

struct explained;

/* Where the steps of a sample are written. */
struct chalk {
	const struct explained *e;
	struct table *table;
	struct sinks *sinks;
	struct out text[BOARD_COLUMNS];	/* cells of the row to be written */
	const struct variant *gamma;	/* the row is of it; NULL: of all */
	const char *label;		/* multilabel: likewise */
	bool quiet;			/* --quiet shows it, too */
};

/* As table_init(): the columns. */
int chalk_table(struct table *t, const struct job *j, const struct plan *p);

/*
 * Append to a cell of the row.  In texts, %g is a number, %r one in 3 digits,
 * %u an uint64_t, %s a text, %c the name of a class (size_t), %% a per cent.
 */
void chalk_add(struct chalk *b, enum board_column i, const char *fmt, ...);
void chalk_class(struct chalk *b, struct out *o, size_t k);

/* One more part of a formula and of its numbers, behind a sign. */
void chalk_part(struct chalk *b, const char *sign, const char *name,
    double value);
/* Of a name alone there are no numbers to put in. */
void chalk_bare(struct chalk *b);

/* The row is as the cells are: write it, and begin another. */
void chalk_value(struct chalk *b, double x);
/* The same, with more texts; what they hold follows one behind the other. */
void chalk_step(struct chalk *b, double value, const char *name,
    const char *formula, const char *numbers, const char *about, ...);

/* A whole row of what is given: bytes of the user's, or a number. */
void chalk_text(struct chalk *b, const char *name, const char *s, size_t len,
    bool number);
void chalk_number(struct chalk *b, const char *name, double x);

#endif
