/*
 * golden_test.c - sessions at the prompt: testdata/NAME.cmd is run by the shell
 * and must print testdata/NAME.out, errors and exit status included.
 *
 * ACCEPT=1 rewrites the .out files instead; the git diff is the review.  Before
 * accepting a digit, get it from somewhere else.
 */
#include "test_io.h"

#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* What a session prints, and its exit status. */
static char *
play(const char *cmd)
{
	char line[1024];
	FILE *f;
	char *text;

	/* in testdata/, with the program first in the PATH */
	snprintf(line, sizeof line,
	    "b=$(cd ${B:-build} && pwd) && cd testdata && exec 2>&1 && "
	    "PATH=$b:$PATH LC_ALL=C sh -c '. ./%s'; echo \"exit $?\"",
	    strrchr(cmd, '/') + 1);
	f = popen(line, "r");
	assert_non_null(f);
	text = test_slurp(f);
	assert_int_not_equal(pclose(f), -1);
	return text;
}

static void
session(void **state)
{
	const char *cmd = *state;
	char out[256], *got = play(cmd), *want;
	FILE *f;

	snprintf(out, sizeof out, "%.*s.out", (int)strlen(cmd) - 4, cmd);
	if (getenv("ACCEPT")) {
		f = fopen(out, "w");
		assert_non_null(f);
		fputs(got, f);
		assert_int_equal(fclose(f), 0);
		free(got);
		return;
	}
	f = fopen(out, "r");
	if (!f)
		fail_msg("%s does not exist; make accept writes it", out);
	want = test_slurp(f);
	fclose(f);
	if (strcmp(got, want))
		print_error("--- %s\n%s--- but got\n%s---\n", out, want, got);
	assert_string_equal(got, want);
	free(want);
	free(got);
}

int
main(void)
{
	glob_t g;
	struct CMUnitTest *tests;
	int failed;

	if (glob("testdata/*.cmd", 0, NULL, &g)) {
		fprintf(stderr, "no testdata/*.cmd: run from the top\n");
		return 1;
	}
	tests = calloc(g.gl_pathc, sizeof *tests);
	if (!tests)
		return 1;
	for (size_t i = 0; i < g.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){ g.gl_pathv[i], session, NULL,
			NULL, g.gl_pathv[i] };
	failed = _cmocka_run_group_tests("sessions", tests, g.gl_pathc, NULL,
	    NULL);
	free(tests);
	globfree(&g);
	return failed;
}
