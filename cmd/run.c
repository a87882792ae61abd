/*
 * run.c - the line: open a file, read a batch, evaluate it, add it up, write it.
 *
 * lane.c does the last four for any batch; pipeline.c gives plain blocks of a
 * file to many lanes at once, and lane_read() takes what is left.
 */
#include "run.h"
#include "chalk.h"
#include "expect.h"
#include "explain.h"
#include "pipeline.h"

#include <math.h>
#include <stdio.h>
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
	int rc = j->explain ? chalk_table(&t, j, &f->plan)
	    : j->expect	    ? expect_table(&t, j)
			    : table_init(&t, j, &f->plan);

	if (rc)
		rc = memory(u);
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
	    specs_make(&f->specs, j, &f->plan, u->d) ||
	    seek_open(j, &f->plan, &f->reader))
		return -1;
	f->reader.src.progress = progress_file(&u->progress);
	account_open(&u->account, j, &f->plan, &f->specs, &f->reader);
	if (j->join)
		account_joined(&u->account, &u->joined);
	return begin_table(u, f);
}

/* Where nothing is left: why? */
static int
nothing_left(struct run *u, const struct file *f, const struct batch *b)
{
	const struct place at = { f->reader.src.name, 0, 0 };

	return diag_add(u->d, at, "empty", b->skipped && b->dropped
		? "every sample is ignored or has a missing value"
		: b->skipped ? "every sample has a missing value"
		: b->dropped ? "every sample is ignored"
			     : "there are no data rows");
}

/* A reduction over weights that are all 0 has no value. */
static int
check_weights(struct run *u, const struct file *f, const struct focal_total *t)
{
	const struct place at = { f->reader.src.name, 0, 0 };

	for (size_t i = 0; i < u->j->reductions && t->weighted; i++)
		if (isnan(u->j->reduction[i]->value(t, &t->loss)) &&
		    focal_sum_value(&t->weight) == 0)
			return diag_add(u->d, at, "number-range",
			    "every weight is 0: there is no %s",
			    u->j->reduction[i]->name);
	return 0;
}

/* No label is the positive one: what are they? */
static void
warn_positive(struct run *u, struct place at, const struct labels *seen)
{
	const char *label = u->j->pos_label;
	char list[LABELS_SEEN * (4 * LABEL_TEXT + 4)] = "";
	size_t n = 0;

	for (size_t i = 0; i < seen->n; i++) {
		char shown[4 * LABEL_TEXT];

		diag_escape(shown, sizeof shown, seen->text[i],
		    strlen(seen->text[i]));
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
		    i ? ", " : "", shown);
	}
	diag_warn(u->d, at,
	    "no label is '%q'; all samples count as negative; labels are: %s%s",
	    label, strlen(label), list, seen->n == LABELS_SEEN ? ", ..." : "");
}

/* What is worth knowing about a file, and what makes its table worthless. */
static int
check_file(struct run *u, const struct file *f, const struct lane *l)
{
	struct place at = { f->reader.src.name, 0, 0 };
	const struct job *j = u->j;
	const struct batch *b = &l->batch;
	const struct focal_total *total = &l->tally[0].total;

	if (total->rows == 0)
		return nothing_left(u, f, b);
	for (size_t g = 0; g < j->gamma.n; g++)
		if (check_weights(u, f, &l->tally[g].total))
			return -1;
	if (l->infinite)
		diag_warn(u->d, (struct place){ at.file, l->infinite, 0 },
		    f->plan.from_logits
			? "an infinite loss: the true value overflows"
			: "probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it");
	if (j->pos_label && !l->met.positive)
		warn_positive(u, at, &l->met.other);
	if (j->ignore && !b->dropped && !tally_ignored(l->tally, &f->plan))
		diag_warn(u->d, at, "no label is '%q'; none is ignored",
		    j->ignore, strlen(j->ignore));
	if (b->skipped)
		diag_warn(u->d, (struct place){ at.file, b->first_skipped, 0 },
		    "a value is missing here; %u of %u samples skipped",
		    b->skipped, b->skipped + b->dropped + total->rows);
	return 0;
}

static void
write_totals(struct run *u, const struct file *f, const struct tally *tally)
{
	if (u->j->explain || u->j->reductions == 0)
		return;
	for (size_t g = 0; g < u->j->gamma.n; g++) {
		table_total(&u->table, u->j, &f->plan, f->in->name, &tally[g]);
		sinks_row(&u->sinks, u->table.row);
	}
}

/* The sample that --explain names, if this file has it. */
static int
explain_sample(struct run *u, const struct file *f, struct lane *l)
{
	const struct explained e = { .job = u->j, .plan = &f->plan,
		.spec = &f->specs.spec, .alpha_mode = f->specs.alpha_mode,
		.name = f->in->name, .path = f->reader.src.name,
		.sample = &l->seek.sample, .tally = l->tally };

	if (seek_check(&l->seek, f->reader.src.name, u->d))
		return -1;
	if (l->seek.found && explain(&e, &u->table, &u->sinks))
		return memory(u);
	seek_merge(&u->seek, &l->seek);
	return 0;
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
	u->lone += lone;
	if (!rc && !u->d->notes && u->j->explain)
		rc = explain_sample(u, &f, &l);
	if (!rc && !u->d->notes && u->j->expect &&
	    expect_judge(&l.expect, &u->verdicts, f.reader.src.name, f.in->name,
		f.reader.col[f.plan.expect].name, u->d))
		rc = memory(u);
	if (!rc && !u->d->notes) {
		write_totals(u, &f, l.tally);
		account_file(&u->account, (struct input_count){
			.file = in->name, .used = l.tally[0].total.rows,
			.skipped = l.batch.skipped + lone,
			.ignored = l.batch.dropped,
			.ignored_labels = tally_ignored(l.tally, &f.plan) });
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
	bool failed;
	int rc = sinks_open(&u.sinks, j, d);

	if (!rc)
		rc = account_init(&u.account, j, d);
	progress_begin(&u.progress,
	    j->reductions == 0 && !j->explain && !j->expect);
	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = score(&u, &j->input[i]);
	if (!rc)
		rc = check_explained(&u);
	if (!rc && j->expect)
		verdicts_write(&u.verdicts, j, &u.table, &u.sinks,
		    &u.account.report);
	if (!rc)
		rc = account_end(&u.account, j, d);
	progress_end(&u.progress);
	if (sinks_end(&u.sinks, !rc, d))
		rc = -1;
	sinks_free(&u.sinks);
	*verbose = u.account.verbose;
	u.account.verbose = (struct out){ .fd = -1 };
	table_free(&u.table);
	joined_free(&u.joined);
	seek_free(&u.seek);
	account_free(&u.account);
	failed = u.verdicts.failed > 0;
	verdicts_free(&u.verdicts);
	return rc ? rc : failed;
}
