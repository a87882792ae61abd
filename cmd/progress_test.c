/* progress_test.c - what a terminal is shown of the way, and what erases it. */
#define _XOPEN_SOURCE 700
#include "progress.h"

#include "test.h"
#include "test_pty.h"

#include <signal.h>
#include <time.h>

static int kept_out, kept_err;

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Standard error is a terminal, and standard output too or not. */
static int
start(bool both, const char *term)
{
	int master, slave, null = open("/dev/null", O_WRONLY);

	pty_open(&master, &slave);
	fflush(stdout);
	fflush(stderr);
	kept_out = dup(STDOUT_FILENO);
	kept_err = dup(STDERR_FILENO);
	dup2(both ? slave : null, STDOUT_FILENO);
	dup2(slave, STDERR_FILENO);
	close(slave);
	close(null);
	if (term)
		setenv("TERM", term, 1);
	else
		unsetenv("TERM");
	return master;
}

/* What the terminal was shown. */
static void
stop(int master, char *shown, size_t size)
{
	dup2(kept_out, STDOUT_FILENO);
	dup2(kept_err, STDERR_FILENO);
	close(kept_out);
	close(kept_err);
	pty_read(master, shown, size);
}

/* As if the run and the file had begun so many seconds ago. */
static void
begin(struct progress *p, bool rows, uint64_t seconds)
{
	progress_begin(p, rows);
	(void)progress_file(p);
	p->begun = p->file = p->shown = now() - seconds * 1000000000;
}

static const struct line_row {
	const char *name, *file;
	uint64_t done, size;
	const char *want;	/* after a thousand seconds */
} line_rows[] = {
	{ "a file", "preds.csv", 903400000, 2100000000,
	    "\rpreds.csv: 43 % of 2.1 GB, 903 kB/s" },
	{ "a file in a directory", "a/b/preds.csv", 5, 10,
	    "\rpreds.csv: 50 % of 10 B, 0 B/s" },
	{ "a pipe", "<stdin>", 12345678, 0, "\r<stdin>: 12 MB, 12 kB/s" },
	{ "units are used up to 999", "x", 999400, 999499,
	    "\rx: 100 % of 999 kB, 999 B/s" },
	{ "units are used from 1.0", "x", 1020000, 1020000,
	    "\rx: 100 % of 1.0 MB, 1.0 kB/s" },
	{ "a name that a terminal would obey", "\033[2J\n.csv", 50, 100,
	    "\r\\x1b[2J\\x0a.csv: 50 % of 100 B, 0 B/s" },
	{ "a long name", "0123456789012345678901234567890123456789abc", 50, 100,
	    "\r0123456789012345678901234567890123456789: 50 % of 100 B, 0 B/s" },
	{ "as much as there can be", "x", UINT64_MAX, UINT64_MAX,
	    "\rx: 100 % of 18447 PB, 18 PB/s" },
};

static void
a_line_says_how_far(void **state)
{
	const struct line_row *row = *state;
	char shown[512], want[512];
	struct progress p;
	int master = start(false, "xterm");

	begin(&p, true, 1000);
	progress_tell(&p, row->file, row->done, row->size);
	/* a fifth of a second must pass */
	progress_tell(&p, row->file, row->done, row->size);
	progress_end(&p);
	progress_end(&p);
	stop(master, shown, sizeof shown);
	snprintf(want, sizeof want, "%s\r%*s\r", row->want,
	    (int)strlen(row->want) - 1, "");
	assert_string_equal(shown, want);
	assert_true(strlen(row->want) <= 80);
}

static void
a_shorter_line_hides_a_longer_one(void **state)
{
	char shown[512];
	struct progress p;
	int master = start(false, "xterm");

	(void)state;
	begin(&p, false, 1000);
	progress_tell(&p, "long.csv", 50, 100);
	p.shown = 0;
	progress_tell(&p, "b", 50, 100);
	progress_end(&p);
	stop(master, shown, sizeof shown);
	assert_string_equal(shown, "\rlong.csv: 50 % of 100 B, 0 B/s"
	    "\rb: 50 % of 100 B, 0 B/s       \r                       \r");
}

static const struct silent_row {
	const char *name, *term;
	bool both, rows;
	uint64_t seconds;
	bool on, shown;
} silent_rows[] = {
	{ "after a second there is a line", "xterm", false, true, 2, true, true },
	{ "where rows go elsewhere too", "xterm", false, false, 2, true, true },
	{ "a table comes at the end", "xterm", true, false, 2, true, true },
	{ "rows on the same terminal show enough", "xterm", true, true, 2, false,
	    false },
	{ "before a second there is none", "xterm", false, false, 0, true,
	    false },
	{ "a dumb terminal has none", "dumb", false, false, 2, false, false },
	{ "a terminal of no name has none", NULL, false, false, 2, false, false },
	{ "a terminal of an empty name has none", "", false, false, 2, false,
	    false },
};

static void
a_line_is_shown_where_it_helps(void **state)
{
	const struct silent_row *row = *state;
	char shown[512];
	struct progress p;
	bool on;
	int master = start(row->both, row->term);

	begin(&p, row->rows, row->seconds);
	on = progress_file(&p) == &p;
	p.shown = 0;
	p.file = p.begun;
	if (on)
		progress_tell(&p, "x", 1, 2);
	progress_end(&p);
	stop(master, shown, sizeof shown);
	assert_int_equal(on, row->on);
	assert_int_equal(shown[0] != '\0', row->shown);
}

static void
no_terminal_costs_nothing(void **state)
{
	struct progress p;
	int null = open("/dev/null", O_WRONLY), kept = dup(STDERR_FILENO);

	(void)state;
	setenv("TERM", "xterm", 1);
	dup2(null, STDERR_FILENO);
	progress_begin(&p, false);
	dup2(kept, STDERR_FILENO);
	close(null);
	close(kept);
	assert_null(progress_file(&p));
	progress_end(&p);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_shorter_line_hides_a_longer_one),
		cmocka_unit_test(no_terminal_costs_nothing),
	};
	int failed = 0;

	RUN_ROWS(line_rows, a_line_says_how_far);
	RUN_ROWS(silent_rows, a_line_is_shown_where_it_helps);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
