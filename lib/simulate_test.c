/*
 * simulate_test.c - the interval holds the truth often enough, in
 * SIMULATE_RUNS, if it is set, or 200: testdata/simulate.c, where each line of
 * its table is a test.
 */
#include "test.h"

#define SIMULATE_PART
#include "../testdata/simulate.c"

struct line {
	char name[100];
	size_t size, k;
};

static void
truth_is_held(void **of)
{
	const struct line *n = *of;

	if (!kept(n->size, n->k)) {
		report(n->size, n->k);
		fail_msg("%s: out of bounds", n->name);
	}
}

int
main(void)
{
	enum { FEW = 2 };	/* sizes, the smaller ones */
	static struct line rows[FEW * SITUATIONS];
	const char *runs = getenv("SIMULATE_RUNS");
	int failed = 0;

	for (size_t i = 0; i < FEW; i++)
		simulate(i, runs ? (unsigned)atoi(runs) : 200, 1);
	for (size_t i = 0; i < FEW * SITUATIONS; i++) {
		rows[i].size = i / SITUATIONS;
		rows[i].k = i % SITUATIONS;
		snprintf(rows[i].name, sizeof rows[i].name, "%zu pairs, %s",
		    sizes[rows[i].size], situations[rows[i].k].name);
	}
	RUN_ROWS(rows, truth_is_held);
	return failed;
}
