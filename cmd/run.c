/*
 * run.c - the line: open a file, read a batch, evaluate it, add it up, write it.
 *
 * lane.c does the last four for any batch; pipeline.c gives plain blocks of a
 * file to many lanes at once, and lane_read() takes what is left.  file.c opens
 * a file, file_end.c judges it when it is read.
 */
#include "run.h"
#include "file.h"
#include "pipeline.h"
#include "run_baseline.h"

#include <stdlib.h>

int
run_input(struct run *u, const struct input *in)
{
	struct file f = { .in = in, .reader.src.fd = -1 };
	struct lane l = { 0 };
	uint64_t lone = 0;	/* rows that a joined file knows nothing of */
	int rc = file_open(u, &f);

	if (!rc && lane_init(&l, u, &f))
		rc = run_memory(u);
	if (!rc)
		rc = pipeline(&l);
	if (!rc)
		rc = lane_read(&l, &u->table, &u->sinks);
	if (!rc && u->j->join)
		rc = join_end(&f.reader, &f.plan, file_is_whole(u, &f), &lone);
	u->lone += lone;
	if (!rc && !u->d->notes)
		rc = file_end(u, &f, &l, lone);
	lane_free(&l);
	file_close(u, &f);
	return rc || u->d->notes ? -1 : 0;
}

/* All files are read: was it in one? */
static int
check_explained(struct run *u)
{
	const struct job *j = u->j;

	if (!j->explain || u->seek.found)
		return 0;
	return seek_failed(&u->seek, j->inputs == 1 ? j->input[0].name : NULL,
	    u->lone, u->d);
}

/* The samples with the largest losses of all files. */
static void
write_top(struct run *u)
{
	top_sort(&u->top);
	for (size_t i = 0; i < u->top.n; i++)
		sinks_row(&u->sinks, u->top.at[i].row);
}

/* Verdicts are told unless standard output tells them to the same people. */
static int
say(struct run *u, struct out *said, bool well)
{
	*said = (struct out){ .fd = -1 };
	if (u->j->verbose) {
		*said = u->account.verbose;
		u->account.verbose = (struct out){ .fd = -1 };
	}
	if (well && !u->j->to->notes)
		checks_say(said, &u->sinks.checks, u->j);
	return well && said->failed ? run_memory(u) : 0;
}

/* A limit on what no input could have is an error before one is opened. */
static int
foresee_checks(struct run *u)
{
	struct table t;
	int rc = u->j->expect ? expect_table(&t, u->j)
			      : table_foresee(&t, u->j);

	rc = rc ? run_memory(u) : checks_foresee(u->j, t.col, t.cols, u->d);
	table_free(&t);
	return rc;
}

static int
run_begin(struct run *u)
{
	const struct job *j = u->j;
	int rc = j->limits ? foresee_checks(u) : 0;

	if (!rc)
		rc = sinks_open(&u->sinks, j, u->d);
	if (!rc)
		rc = account_init(&u->account, j, u->d);
	if (!rc && j->baseline)
		rc = run_baseline(u);
	progress_begin(&u->progress, job_streams(j));
	return rc;
}

/* All files are read: what is written and judged of all of them. */
static int
end_inputs(struct run *u)
{
	const struct job *j = u->j;

	if (check_explained(u))
		return -1;
	if (j->expect)
		verdicts_write(&u->verdicts, j, &u->table, &u->sinks);
	write_top(u);
	if (checks_end(&u->sinks.checks, u->d))
		return -1;
	return account_end(&u->account, j, u->d);
}

static void
run_free(struct run *u)
{
	sinks_free(&u->sinks);
	table_free(&u->table);
	results_free(&u->merged);
	baseline_free(&u->base);
	top_free(&u->top);
	free(u->task.buf);
	joined_free(&u->joined);
	seek_free(&u->seek);
	account_free(&u->account);
	verdicts_free(&u->verdicts);
}

/* What is written stays if all went well. */
static int
run_end(struct run *u, struct out *said, int rc)
{
	bool failed;

	if (say(u, said, !rc))
		rc = -1;
	progress_end(&u->progress);
	if (sinks_end(&u->sinks, !rc, u->d))
		rc = -1;
	failed = checks_failed(&u->sinks.checks);
	run_free(u);
	return rc ? rc : failed;
}

int
run(const struct job *j, struct out *said, struct diag *d)
{
	struct run u = { .j = j, .d = d, .task.fd = -1, .top.most = j->top };
	int rc = run_begin(&u);

	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = run_input(&u, &j->input[i]);
	if (!rc)
		rc = end_inputs(&u);
	return run_end(&u, said, rc);
}
