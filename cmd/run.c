/*
 * run.c - the line: open a file, read a batch, evaluate it, add it up, write it.
 *
 * lane.c does the last four for any batch; pipeline.c gives plain blocks of a
 * file to many lanes at once, and lane_read() takes what is left.
 */
#include "run.h"
#include "pipeline.h"

#include <string.h>
#include <unistd.h>

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
	int rc = table_init(&t, j, &f->plan) ? memory(u) : 0;

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
	u->w = (struct writer){ .ops = j->to, .out = &u->out, .col = t.col,
		.cols = t.cols, .report = &u->account.report,
		.digits = j->digits ? j->digits : j->to->digits,
		.quiet = j->quiet };
	u->w.ops->begin(&u->w);
	return 0;
}

static int
open_file(struct run *u, struct file *f)
{
	const struct job *j = u->j;

	f->opt = (struct read_options){ j->delimiter, j->no_header, j->label,
		j->logits, j->probs, j->id, j->most };
	if (reader_open(&f->reader, f->in->path, j->from, &f->opt, u->d) ||
	    plan_make(&f->plan, j, &f->reader) ||
	    specs_make(&f->specs, j, &f->plan, u->d))
		return -1;
	account_open(&u->account, j, &f->plan, &f->specs, &f->reader);
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
		u->w.ops->row(&u->w, u->table.row);
		u->w.rows++;
	}
}

static int
score(struct run *u, const struct input *in)
{
	struct file f = { .in = in, .reader.src.fd = -1 };
	struct lane l = { 0 };
	int rc = open_file(u, &f);

	if (!rc && lane_init(&l, u, &f))
		rc = memory(u);
	if (!rc)
		rc = pipeline(&l);
	if (!rc)
		rc = lane_read(&l, &u->table, &u->w);
	if (!rc && !u->d->notes)
		rc = check_file(u, &f, &l);
	if (!rc && !u->d->notes) {
		write_totals(u, &f, l.tally);
		account_file(&u->account, in, l.tally[0].total.rows,
		    l.batch.skipped);
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
	struct run u = { .j = j, .d = d, .out.fd = STDOUT_FILENO };
	int rc = account_init(&u.account, j, d);

	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = score(&u, &j->input[i]);
	if (!rc)
		rc = account_end(&u.account, j, d);
	if (!rc)
		u.w.ops->end(&u.w);
	else
		u.out.n = 0;	/* nothing half written */
	/* what failed on the way is noted, and that is enough */
	u.out.failed = u.out.failed && !(rc && d->notes);
	if (out_end(&u.out, d))
		rc = -1;
	if (u.w.ops && u.w.ops->drop)
		u.w.ops->drop(&u.w);
	*verbose = u.account.verbose;
	u.account.verbose = (struct out){ .fd = -1 };
	table_free(&u.table);
	account_free(&u.account);
	return rc;
}
