/* board.h - the columns of a calculation, step by step. */
#ifndef BOARD_H
#define BOARD_H

#include "writer.h"

/*
 * A table of steps ends in these columns.  A row without a formula is given,
 * not computed.  What stands before them says what a row is about; on a board
 * titles do that, made of what is given.
 */
enum board_column {
	BOARD_STEP,	/* what it is called */
	BOARD_FORMULA,
	BOARD_NUMBERS,	/* the formula with the numbers put in, or nothing */
	BOARD_VALUE,
	BOARD_ABOUT,	/* a word on what it is */
	BOARD_COLUMNS
};

/* Text, for such a table, and the same for GitHub. */
extern const struct writer_ops board_writer, github_board_writer;

/* The writer of such a table in the format of ops. */
const struct writer_ops *board_for(const struct writer_ops *ops);

#endif
