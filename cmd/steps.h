/* steps.h - the steps from the scores of a target to its loss and slopes. */
#ifndef STEPS_H
#define STEPS_H

#include "chalk.h"
#include "worked.h"

/* One target on the board. */
struct target {
	struct chalk *b;
	const struct worked *v;
	size_t k;	/* multilabel: its column */
	bool *shown;	/* [c] classes of a softmax */
};

/* Steps that are the same for each gamma, and the others. */
enum { STEPS_COMMON = 1, STEPS_OF_GAMMA = 2 };

/* Write those that apply, of these kinds. */
void steps_write(const struct target *t, unsigned kinds);

#endif
