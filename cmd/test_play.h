/*
 * test_play.h - for tests: run the tool on files, in one of its ways to read,
 * and have what it prints.
 */
#ifndef TEST_PLAY_H
#define TEST_PLAY_H

#include "read/fields.h"
#include "run.h"
#include "test_io.h"

/* The bytes of a file, made for this test. */
static inline void
put_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* A way to read: a tier or NULL, threads, bytes per read or 0. */
struct way {
	const struct fields_tier *tier;
	size_t threads, most;
};

/* Run the options in that way: what it prints, notes and all. */
static inline void
play(struct out *got, const char *options, struct way way)
{
	static struct diag d;
	struct out verbose = { .fd = -1 };
	struct test_argv argv;
	FILE *f = tmpfile();
	int kept = dup(STDOUT_FILENO), rc;
	struct job j;
	char *text;

	assert_non_null(f);
	d = (struct diag){ .notes = 0 };
	*got = (struct out){ .fd = -1 };
	test_split(&argv, options);
	rc = job_parse(&j, argv.n, argv.arg, &d);
	j.tier = way.tier;
	j.threads = way.threads;
	j.most = way.most;
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	rc = rc ? rc : run(&j, &verbose, &d);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	rewind(f);
	text = test_slurp(f);
	fclose(f);
	out_text(got, text);
	if (j.verbose)
		out_bytes(got, verbose.buf, verbose.n);
	test_notes(got, &d);
	out_text(got, rc ? "failed\n" : "");
	free(text);
	free(verbose.buf);
	job_free(&j);
}

#endif
