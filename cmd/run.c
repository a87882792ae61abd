/*
 * run.c - the line: open a file, read a batch, evaluate it, add it up, write it.
 *
 * lane.c does the last four for any batch; pipeline.c gives plain blocks of a
 * file to many lanes at once, and lane_read() takes what is left.
 */
#include "run.h"
#include "pipeline.h"

#include <string.h>

static int
memory(struct run *u)
{
	return diag_add(u->d, (struct place){ 0 }, "memory", "out of memory");
}

/* The first file's columns are the table's; every other must have the same. */
static int
begin_table(struct run *u, const struct file *f)
{
	const struct job *j = u->j;
	struct table t;
	int rc = table_init(&t, j, &f->plan, u->d);

	if (!rc && u->table.cols && !table_equal(&t, &u->table))
		rc = diag_add(u->d, (struct place){ f->reader.src.name, 0, 0 },
		    "columns",
		    "its table has other columns than that of %q",
		    u->j->input[0].name, strlen(u->j->input[0].name));
	if (rc || u->table.cols) {
		table_free(&t);
		return rc;
	}
	u->table = t;
	sinks_begin(&u->sinks, t.col, t.cols, &u->account.report);
	return 0;
}

/* The joined file is opened with the first file, and serves all. */
static int
join_file(struct run *u, struct file *f)
{
	struct joined *right = &u->joined;

	if (!right->job && joined_open(right, u->j, &f->opt, u->d))
		return -1;
	if (!right->loaded)
		right->reader.src.progress = progress_file(&u->progress);
	return join_open(&f->reader, right);
}

static int
open_file(struct run *u, struct file *f)
{
	const struct job *j = u->j;

	f->opt = (struct read_options){ j->delimiter, j->no_header, j->label,
		j->logits, j->probs, j->id, j->most };
	if (reader_open(&f->reader, f->in->path, j->from, &f->opt, u->d) ||
	    (j->join && join_file(u, f)) ||
	    plan_make(&f->plan, j, &f->reader) ||
	    (j->join && join_load(&f->reader)) ||
	    specs_make(&f->specs, j, &f->plan, u->d))
		return -1;
	f->reader.src.progress = progress_file(&u->progress);
	account_open(&u->account, j, &f->plan, &f->specs, &f->reader);
	if (j->join)
		account_joined(&u->account, &u->joined);
	return begin_table(u, f);
}

/* What is worth knowing about a file, and what makes its table worthless. */
static int
check_file(struct run *u, const struct file *f, const struct lane *l)
{
	const char *name = f->reader.src.name, *label = u->j->pos_label;
	const struct batch *b = &l->batch;
	uint64_t rows = l->tally[0].total.rows;

	if (rows == 0)
		return diag_add(u->d, (struct place){ name, 0, 0 }, "empty",
		    b->skipped ? "every sample has a missing value"
			       : "there are no data rows");
	if (b->weighted && u->j->reductions &&
	    focal_sum_value(&l->tally[0].total.weight) == 0)
		return diag_add(u->d, (struct place){ name, 0, 0 },
		    "number-range", "every weight is 0: there is no mean");
	if (l->infinite)
		diag_warn(u->d, (struct place){ name, l->infinite, 0 },
		    f->plan.from_logits
			? "an infinite loss: the true value overflows"
			: "probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it");
	if (label && !b->positive)
		diag_warn(u->d, (struct place){ name, 0, 0 },
		    "no label is '%q'; all samples count as negative", label,
		    strlen(label));
	if (b->skipped)
		diag_warn(u->d, (struct place){ name, b->first_skipped, 0 },
		    "a value is missing here; %u of %u samples skipped",
		    b->skipped, b->skipped + rows);
	return 0;
}

static void
write_totals(struct run *u, const struct file *f, const struct tally *tally)
{
	for (size_t g = 0; u->j->reductions && g < u->j->gamma.n; g++) {
		table_total(&u->table, u->j, &f->plan, f->in->name, &tally[g]);
		sinks_row(&u->sinks, u->table.row);
	}
}

static int
score(struct run *u, const struct input *in)
{
	struct file f = { .in = in, .reader.src.fd = -1 };
	struct lane l = { 0 };
	uint64_t lone = 0;	/* rows that a joined file knows nothing of */
	int rc = open_file(u, &f);

	if (!rc && lane_init(&l, u, &f))
		rc = memory(u);
	if (!rc)
		rc = pipeline(&l);
	if (!rc)
		rc = lane_read(&l, &u->table, &u->sinks);
	if (!rc && u->j->join)
		rc = join_end(&f.reader, &f.plan, &lone);
	if (!rc && !u->d->notes)
		rc = check_file(u, &f, &l);
	if (!rc && !u->d->notes) {
		write_totals(u, &f, l.tally);
		account_file(&u->account, in, l.tally[0].total.rows,
		    l.batch.skipped + lone);
	}
	lane_free(&l);
	specs_free(&f.specs);
	plan_free(&f.plan);
	reader_close(&f.reader);
	return rc || u->d->notes ? -1 : 0;
}

int
run(const struct job *j, struct out *verbose, struct diag *d)
{
	struct run u = { .j = j, .d = d };
	int rc = sinks_open(&u.sinks, j, d);

	if (!rc)
		rc = account_init(&u.account, j, d);
	progress_begin(&u.progress, j->reductions == 0);
	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = score(&u, &j->input[i]);
	if (!rc)
		rc = account_end(&u.account, j, d);
	progress_end(&u.progress);
	if (sinks_end(&u.sinks, !rc, d))
		rc = -1;
	sinks_free(&u.sinks);
	out_bytes(verbose, u.account.verbose.buf, u.account.verbose.n);
	table_free(&u.table);
	joined_free(&u.joined);
	account_free(&u.account);
	return rc;
}
