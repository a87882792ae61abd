/* run_baseline.c - the run before the run: the file of --baseline, alone. */
#include "run_baseline.h"
#include "reduction.h"
#include "suffix.h"

#include <string.h>

/* The same job, for the baseline alone: the losses of its samples. */
static struct job
baseline_job(const struct job *j, struct input *in, struct reduction *mean)
{
	struct job b = *j;
	const struct reduction *r = baseline_reduction(j);

	in->path = j->baseline;
	in->name = strcmp(in->path, "-") ? in->path : "<stdin>";
	*mean = (struct reduction){ 0 };
	if (r)
		*mean = *r;
	else
		(void)reduction_find(mean, "mean");
	b.input = in;
	b.inputs = 1;
	b.by = b.keep = NULL;
	b.reduction = mean;
	b.reductions = 1;
	b.grad = b.hess = b.merge = false;
	b.top = b.outputs = b.limits = 0;
	/* a format that is given is that of the inputs, unless it fits */
	for (size_t i = 0; readers[i]; i++)
		if (has_suffix(in->path, readers[i]->suffixes))
			b.from = NULL;
	return b;
}

int
run_baseline(struct run *u)
{
	struct reduction mean;
	struct input in;
	struct job j = baseline_job(u->j, &in, &mean);
	struct run b = { .j = &j, .d = u->d, .task.fd = -1, .is_base = true };
	int rc = account_init(&b.account, &j, u->d);

	progress_begin(&b.progress, false);
	if (!rc)
		rc = run_input(&b, &in);
	progress_end(&b.progress);
	u->base = b.base;
	out_bytes(&u->account.verbose, b.account.verbose.buf,
	    b.account.verbose.n);
	if (b.account.verbose.failed)
		out_fail(&u->account.verbose, b.account.verbose.error);
	table_free(&b.table);
	/* what came through a pipe is joined with the inputs, too */
	u->joined.copy = b.joined.copy;
	b.joined.copy = (struct source_copy){ 0 };
	joined_free(&b.joined);
	account_free(&b.account);
	return rc;
}
