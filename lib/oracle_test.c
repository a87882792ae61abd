/*
 * oracle_test.c - the kernel against MPFR for ORACLE_SECONDS, if it is set, or
 * 30: testdata/oracle.c, where each line of its table is a test.
 */
#include "test.h"

#define ORACLE_PART
#include "../testdata/oracle.c"

struct line {
	char name[100];
	enum kind kind;
	bool big;
	enum output output;
};

static void
bound_is_kept(void **of)
{
	const struct line *n = *of;

	if (!kept(n->kind, n->big, n->output)) {
		report(n->kind, n->big, n->output);
		fail_msg("%s: out of bounds, or nothing compared", n->name);
	}
}

int
main(void)
{
	static struct line rows[KINDS * 2 * OUTPUTS];
	const char *seconds = getenv("ORACLE_SECONDS");
	int failed = 0;

	compare_for(seconds ? atof(seconds) : test_share(30), 1);
	for (int i = 0; i < KINDS * 2 * OUTPUTS; i++) {
		struct line *n = &rows[i];

		n->kind = (enum kind)(i / OUTPUTS / 2);
		n->big = i / OUTPUTS % 2;
		n->output = (enum output)(i % OUTPUTS);
		snprintf(n->name, sizeof n->name, "%s, gamma %s 100: %s",
		    kind_names[n->kind], n->big ? "beyond" : "up to",
		    output_names[n->output]);
	}
	RUN_ROWS(rows, bound_is_kept);
	return failed;
}
