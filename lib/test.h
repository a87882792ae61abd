/* test.h - table rows become CMocka tests whose names read as sentences. */
#ifndef FOCAL_TEST_H
#define FOCAL_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* after the four above, as CMocka asks */
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/*
 * Run fn once for each element of rows, as a test named by the row's member
 * name; fn finds the row in *state.  Adds the failures to `failed`.
 */
#define RUN_ROWS(rows, fn)                                                    \
	do {                                                                  \
		struct CMUnitTest *tests_ =                                   \
		    calloc(COUNT(rows), sizeof *tests_);                      \
		assert_non_null(tests_);                                      \
		for (size_t i_ = 0; i_ < COUNT(rows); i_++)                   \
			tests_[i_] = (struct CMUnitTest){ (rows)[i_].name,    \
				fn, NULL, NULL, (void *)(uintptr_t)&(rows)[i_] }; \
		failed += _cmocka_run_group_tests(#rows, tests_,              \
		    COUNT(rows), NULL, NULL);                                 \
		free(tests_);                                                 \
	} while (0)

/*
 * How many of so many random cases: one in SHARE, if it is set, where each takes
 * long, as under valgrind, or has been run before by other code.
 */
static inline int
test_share(int all)
{
	const char *share = getenv("SHARE");
	int one_in = share ? atoi(share) : 1;

	return one_in > 1 ? (all + one_in - 1) / one_in : all;
}

/* Equal, both NaN, or within rel of want; prints 17 digits when not. */
#define assert_close(got, want, rel)                                          \
	assert_close_(got, want, rel, #got, __FILE__, __LINE__)

static inline void
assert_close_(double got, double want, double rel, const char *what,
    const char *file, int line)
{
	if (got == want || (isnan(got) && isnan(want)) ||
	    fabs(got - want) <= rel * fabs(want))
		return;
	print_error("%s is %.17g, not %.17g (relative %.3g > %.3g)\n", what,
	    got, want, fabs((got - want) / want), rel);
	_fail(file, line);
}

/* The same bits, or both NaN. */
#define assert_same(got, want) assert_close(got, want, 0)

#endif
