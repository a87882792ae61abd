/*
 * run.c - the line: read a batch, evaluate it, add it up, write it.
 */
#include "run.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Numbers in flight at a time; they, not the file, bound the memory. */
enum { BATCH_NUMBERS = 1 << 17, BATCH_ROWS = 1 << 12 };

struct run {
	const struct job *j;
	struct diag *d;
	struct account account;
	struct table table;
	struct writer w;
	struct out out;
};

/* What one file needs while it is read. */
struct file {
	struct reader reader;
	struct plan plan;
	struct specs specs;
	struct batch batch;
	struct tally *tally;	/* [gammas] */
};

static void
write_row(struct run *u)
{
	u->w.ops->row(&u->w, u->table.row);
	u->w.rows++;
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
		    "its classes are not those of %s: one table cannot hold both",
		    u->j->input[0].name);
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
open_file(struct run *u, struct file *f, const struct input *in)
{
	const struct job *j = u->j;
	const struct read_options opt = { j->delimiter, j->no_header, j->label,
		j->logits, j->probs, j->id, 0 };
	size_t row, room;

	if (reader_open(&f->reader, in->path, j->from, &opt, u->d) ||
	    plan_make(&f->plan, j, &f->reader) ||
	    specs_make(&f->specs, j, &f->plan, u->d))
		return -1;
	account_open(&u->account, j, &f->plan, &f->specs, &f->reader);
	row = f->plan.c + f->plan.t +
	    j->gamma.n * (2 * f->plan.t + (size_t)(j->grad + j->hess) * f->plan.c);
	room = BATCH_NUMBERS / row;
	room = room < 1 ? 1 : room > BATCH_ROWS ? BATCH_ROWS : room;
	f->tally = calloc(j->gamma.n, sizeof *f->tally);
	if (!f->tally)
		return diag_add(u->d, (struct place){ 0 }, "memory",
		    "out of memory");
	if (batch_init(&f->batch, &f->plan, room, j->reductions == 0, u->d) ||
	    tallies_init(f->tally, j, &f->plan, room, u->d))
		return -1;
	return begin_table(u, f);
}

/* One warning a file: where the truth was given no chance at all. */
static void
warn_infinite(struct run *u, const struct file *f, const struct tally *y)
{
	for (size_t i = 0; i < f->batch.n * f->batch.t; i++)
		if (y->out.loss[i] > 0 && y->out.loss[i] * 0 != 0) {
			diag_warn(u->d,
			    (struct place){ f->reader.src.name,
				f->batch.line[i / f->batch.t], 0 },
			    f->plan.from_logits
				? "an infinite loss: the true value overflows"
				: "probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it");
			return;
		}
}

static int
score_batch(struct run *u, struct file *f, const struct input *in)
{
	const struct job *j = u->j;

	for (size_t g = 0; g < j->gamma.n; g++) {
		struct tally *y = &f->tally[g];
		uint64_t infinite = y->total.loss.inf;

		tally_batch(y, &f->specs.spec, &f->batch);
		if (g == 0 && infinite == 0 && y->total.loss.inf)
			warn_infinite(u, f, y);
	}
	for (size_t i = 0; j->reductions == 0 && i < f->batch.n; i++)
		for (size_t g = 0; g < j->gamma.n; g++) {
			if (table_sample(&u->table, j, &f->plan, in->name,
				&f->tally[g], &f->batch, i))
				return reader_memory(&f->reader);
			write_row(u);
		}
	return u->out.failed ? -1 : 0;
}

static int
close_file(struct run *u, struct file *f, const struct input *in)
{
	uint64_t rows = f->tally[0].total.rows;

	if (rows == 0)
		return diag_add(u->d, (struct place){ f->reader.src.name, 0, 0 },
		    "empty", f->batch.skipped
			? "every sample has a missing value"
			: "there are no data rows");
	if (u->j->pos_label && !f->batch.positive)
		diag_warn(u->d, (struct place){ f->reader.src.name, 0, 0 },
		    "no label is '%q'; all samples count as negative",
		    u->j->pos_label, strlen(u->j->pos_label));
	for (size_t g = 0; u->j->reductions && g < u->j->gamma.n; g++) {
		table_total(&u->table, u->j, &f->plan, in->name, &f->tally[g]);
		write_row(u);
	}
	if (f->batch.w && focal_sum_value(&f->tally[0].total.weight) == 0)
		return diag_add(u->d, (struct place){ f->reader.src.name, 0, 0 },
		    "number-range", "every weight is 0: there is no mean");
	if (f->batch.skipped)
		diag_warn(u->d,
		    (struct place){ f->reader.src.name, f->batch.first_skipped, 0 },
		    "a value is missing here; %u of %u samples skipped",
		    f->batch.skipped, f->batch.skipped + rows);
	account_file(&u->account, in, rows, f->batch.skipped);
	return 0;
}

static int
score(struct run *u, const struct input *in)
{
	struct file f = { .reader.src.fd = -1 };
	int got = open_file(u, &f, in);

	if (got == 0)
		while ((got = batch_read(&f.batch, &f.plan, u->j, &f.reader)) > 0)
			/* after a bad row only further bad rows matter */
			if (!u->d->notes && score_batch(u, &f, in))
				break;
	if (got == 0 && !u->d->notes)
		got = close_file(u, &f, in);
	tallies_free(f.tally, u->j->gamma.n);
	batch_free(&f.batch);
	specs_free(&f.specs);
	plan_free(&f.plan);
	reader_close(&f.reader);
	return got || u->d->notes ? -1 : 0;
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
	if (out_end(&u.out, d))
		rc = -1;
	if (u.w.ops && u.w.ops->drop)
		u.w.ops->drop(&u.w);
	out_bytes(verbose, u.account.verbose.buf, u.account.verbose.n);
	table_free(&u.table);
	account_free(&u.account);
	return rc;
}
