/*
 * run.c - the line: open a file, read a batch, evaluate it, add it up, write it.
 *
 * lane.c does the last four for any batch; pipeline.c gives plain blocks of a
 * file to many lanes at once, and lane_read() takes what is left.
 */
#include "run.h"
#include "chalk.h"
#include "contrast.h"
#include "expect.h"
#include "explain.h"
#include "once.h"
#include "pipeline.h"
#include "reduction.h"
#include "suffix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
memory(struct run *u)
{
	return diag_add(u->d, (struct place){ 0 }, "memory", "out of memory");
}

static int
other_columns(struct run *u, const struct file *f)
{
	const char *first = u->j->input[0].name;

	return diag_add(u->d, (struct place){ f->reader.src.name, 0, 0 },
	    "columns", "its table has other columns than that of %q", first,
	    strlen(first));
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
		rc = other_columns(u, f);
	if (rc || u->table.cols) {
		table_free(&t);
		return rc;
	}
	u->table = t;
	u->top.cols = t.cols;
	u->account.report.checks = &u->sinks.checks;
	if (checks_begin(&u->sinks.checks, u->j, t.col, t.cols, u->d))
		return -1;
	sinks_begin(&u->sinks, t.col, t.cols, &u->account.report);
	return 0;
}

static void
put_task(struct out *o, const struct plan *p)
{
	out_format(o, "%s %d %d %d", p->mode->name, p->from_logits,
	    p->weight != NO_COLUMN, p->id != NO_COLUMN);
	for (size_t k = 0; p->class_name && k < p->c; k++)
		out_bytes(o, p->class_name[k], strlen(p->class_name[k]) + 1);
}

/* One sample set has one task: that of the first file. */
static int
check_task(struct run *u, const struct file *f)
{
	struct out task = { .fd = -1 };
	int rc = 0;

	put_task(&task, &f->plan);
	if (task.failed)
		rc = memory(u);
	else if (u->task.n && (u->task.n != task.n ||
			memcmp(u->task.buf, task.buf, task.n)))
		rc = other_columns(u, f);
	if (u->task.n || rc)
		free(task.buf);
	else
		u->task = task;
	return rc;
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

/* A spec for each alpha. */
static int
make_specs(struct run *u, struct file *f)
{
	const struct job *j = u->j;

	f->specs = calloc(j->alphas, sizeof *f->specs);
	if (!f->specs)
		return memory(u);
	for (size_t i = 0; i < j->alphas; i++)
		if (specs_make(&f->specs[i], &j->alpha[i], j, &f->plan, u->d))
			return -1;
	return 0;
}

/* What its samples are known by. */
static const char *
id_name(const struct file *f)
{
	return f->plan.id == NO_COLUMN ? "row"
				       : f->reader.col[f->plan.id].name;
}

/* May the file be compared, or be what others are compared with? */
static int
match_baseline(struct run *u, struct file *f)
{
	if (!u->j->baseline)
		return 0;
	if (baseline_check(u->j, &f->plan, &f->reader))
		return -1;
	return u->is_base ? 0 : baseline_match(&u->base, u->j, &f->plan,
	    f->specs, &f->reader, &f->same);
}

static int
open_file(struct run *u, struct file *f)
{
	const struct job *j = u->j;

	f->opt = (struct read_options){ j->delimiter, j->no_header, j->label,
		j->logits, j->probs, j->id, j->most, NULL };
	if (reader_open(&f->reader, f->in->path, j->from, &f->opt, u->d) ||
	    (j->join && join_file(u, f)) ||
	    plan_make(&f->plan, j, &f->reader) ||
	    (j->join && join_load(&f->reader)) || make_specs(u, f) ||
	    seek_open(j, &f->plan, &f->reader) || match_baseline(u, f) ||
	    (j->merge && check_task(u, f)))
		return -1;
	f->reader.src.progress = progress_file(&u->progress);
	account_open(&u->account, j, &f->plan, f->specs, &f->reader);
	if (j->join)
		account_joined(&u->account, &u->joined);
	if (j->baseline && !u->is_base)
		account_baseline(&u->account, u->base.name, u->base.rows.rows,
		    id_name(f));
	return begin_table(u, f);
}

static void
close_file(struct run *u, struct file *f)
{
	for (size_t i = 0; f->specs && i < u->j->alphas; i++)
		specs_free(&f->specs[i]);
	free(f->specs);
	free(f->same);
	plan_free(&f->plan);
	reader_close(&f->reader);
}

/* Where nothing is left: why? */
static int
nothing_left(struct run *u, const struct file *f, const struct results *s)
{
	const struct place at = { f->reader.src.name, 0, 0 };

	return diag_add(u->d, at, "empty", s->skipped && s->dropped
		? "every sample is ignored or has a missing value"
		: s->skipped ? "every sample has a missing value"
		: s->dropped ? "every sample is ignored"
			     : "there are no data rows");
}

/* All weights are 0, those of the group if there are several. */
static int
no_weight(struct run *u, const struct file *f, const struct groups *g,
    size_t group, const char *reduction)
{
	const struct place at = { f->reader.src.name, 0, 0 };
	struct out name = { .fd = -1 };

	if (g->columns == 0)
		return diag_add(u->d, at, "number-range",
		    "every weight is 0: there is no %s", reduction);
	for (size_t c = 0; c < g->columns; c++) {
		struct value v = { .kind = VALUE_NONE };

		groups_show(g, group, c, &v);
		out_text(&name, c ? ", " : "");
		out_text(&name, f->plan.by[c].name);
		out_text(&name, "=");
		out_bytes(&name, v.text, v.len);
	}
	if (name.failed)
		memory(u);
	else
		diag_add(u->d, at, "number-range",
		    "every weight of %q is 0: it has no %s", name.buf, name.n,
		    reduction);
	free(name.buf);
	return -1;
}

/* A reduction over weights that are all 0 has no value. */
static int
check_weights(struct run *u, const struct file *f, const struct groups *g,
    size_t group, const struct focal_total *t)
{
	for (size_t i = 0; i < u->j->reductions && t->weighted; i++)
		if ((u->j->reduction[i].rank ||
			isnan(reduction_value(&f->plan,
			    &u->j->reduction[i], t, NULL))) &&
		    focal_sum_value(&t->weight) == 0)
			return no_weight(u, f, g, group,
			    u->j->reduction[i].name);
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

/* What makes the table of a sample set worthless. */
static int
check_set(struct run *u, const struct file *f, struct lane *l)
{
	struct results *s = &l->results;
	size_t rows = groups_count(&s->groups) * l->variants;

	if (s->rows == 0)
		return nothing_left(u, f, s);
	if (s->ids.rows && once_check(&s->ids, u->j,
		f->reader.col[f->plan.id].name, u->d))
		return -1;
	for (size_t i = 0; i < rows && i < s->tallies.room &&
	     f->plan.weight != NO_COLUMN; i++)
		if (check_weights(u, f, &s->groups, i / l->variants,
			&tallies_look(&s->tallies, i)->total))
			return -1;
	return 0;
}

/* What is worth knowing about the labels of a sample set. */
static void
warn_labels(struct run *u, const struct file *f, const struct results *s)
{
	const struct job *j = u->j;
	struct place at = { f->reader.src.name, 0, 0 };

	if (j->pos_label && !s->met.positive)
		warn_positive(u, at, &s->met.other);
	if (j->ignore && !s->dropped && !s->ignored_labels)
		diag_warn(u->d, at, "no label is '%q'; none is ignored",
		    j->ignore, strlen(j->ignore));
}

static void
warn_infinite(struct run *u, const struct file *f, const struct lane *l)
{
	if (l->infinite)
		diag_warn(u->d,
		    (struct place){ f->reader.src.name, l->infinite, 0 },
		    f->plan.from_logits
			? "an infinite loss: the true value overflows"
			: "probability 0 for the truth is an infinite loss; --eps 1e-7 would clamp it");
}

static void
warn_skipped(struct run *u, const struct file *f, const struct lane *l)
{
	const struct batch *b = &l->batch;

	if (b->skipped)
		diag_warn(u->d,
		    (struct place){ f->reader.src.name, b->first_skipped, 0 },
		    "a value is missing here; %u of %u samples skipped",
		    b->skipped, b->skipped + b->dropped + l->used);
}

/* A row for each group, gamma and alpha. */
static int
write_totals(struct run *u, const struct file *f, struct lane *l)
{
	struct results *s = &l->results;
	size_t n = groups_count(&s->groups), *order;
	bool compares = u->j->baseline;
	struct contrasts c = { 0 };
	int rc;

	if (u->j->explain || u->j->reductions == 0)
		return 0;
	order = malloc(n * sizeof *order);
	rc = order ? groups_sort(&s->groups, order) : -1;
	if (!rc && compares)
		rc = contrasts_init(&c, u->j, &u->base, &s->pairs, order, n);
	for (size_t i = 0; i < n && !rc; i++)
		for (size_t v = 0; v < l->variants && !rc; v++) {
			const struct contrast *x =
			    compares ? contrasts_next(&c) : NULL;

			rc = compares && !x ? -1 : 0;
			if (rc)
				break;
			table_total(&u->table, u->j, &f->plan, f->in->name,
			    &s->groups, order[i], &l->variant[v], &s->tallies,
			    order[i] * l->variants + v, x);
			sinks_row(&u->sinks, u->table.row);
		}
	u->account.resampled |= c.resampled;
	contrasts_free(&c);
	free(order);
	return rc ? memory(u) : 0;
}

/* The sample that --explain names, if this file has it. */
static int
explain_sample(struct run *u, const struct file *f, struct lane *l)
{
	const struct explained e = { .job = u->j, .plan = &f->plan,
		.specs = f->specs, .spec = &f->specs->spec,
		.name = f->in->name, .path = f->reader.src.name,
		.sample = &l->seek.sample, .variant = l->variant,
		.variants = l->variants, .tallies = &l->results.tallies };

	if (!u->j->explain)
		return 0;
	if (seek_check(&l->seek, f->reader.src.name, u->d))
		return -1;
	if (l->seek.found && explain(&e, &u->table, &u->sinks))
		return memory(u);
	seek_merge(&u->seek, &l->seek);
	return 0;
}

/* The losses that the file expects. */
static int
judge_expected(struct run *u, const struct file *f, struct lane *l)
{
	if (u->j->expect &&
	    expect_judge(&l->expect, &u->verdicts, f->reader.src.name,
		f->in->name, f->reader.col[f->plan.expect].name, u->d))
		return memory(u);
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

/* The samples with the largest losses of all files. */
static void
write_top(struct run *u)
{
	top_sort(&u->top);
	for (size_t i = 0; i < u->top.n; i++)
		sinks_row(&u->sinks, u->top.at[i].row);
}

/* Had all samples of the set a partner? */
static int
check_pairs(struct run *u, const struct file *f, const struct results *s)
{
	const struct job *j = u->j;

	if (!j->baseline || u->is_base)
		return 0;
	return baseline_end(&u->base, &s->pairs, j, j->merge && j->inputs > 1
		? "the files" : f->reader.src.name, id_name(f), u->d);
}

/* All that is known of the file becomes the baseline. */
static int
take_baseline(struct run *u, struct file *f, struct lane *l)
{
	struct baseline *b = &u->base;

	*b = (struct baseline){ .name = f->reader.src.name, .plan = f->plan,
		.specs = f->specs, .alphas = u->j->alphas,
		.variants = l->variants };
	f->plan = (struct plan){ .id = b->plan.id };
	f->specs = NULL;
	return baseline_take(b, &l->results.pairs, u->j, id_name(f), u->d);
}

/* With this file, is the sample set whole? */
static bool
is_whole(const struct run *u, const struct file *f)
{
	return !u->j->merge || f->in + 1 == u->j->input + u->j->inputs;
}

/* A file is read: warn, and write the rows of its sample set if it is whole. */
static int
end_file(struct run *u, struct file *f, struct lane *l, uint64_t lone)
{
	const struct job *j = u->j;
	bool first = f->in == j->input;
	bool whole = is_whole(u, f);
	struct results *s = &l->results;
	uint64_t ignored_labels = s->ignored_labels;

	l->used = s->rows;
	s->skipped = l->batch.skipped;
	s->dropped = l->batch.dropped;
	s->pairs.records = l->batch.records;
	lone += s->pairs.found[NO_ID].n + s->pairs.found[NO_PARTNER].n;
	if ((j->merge && !first && results_merge(s, &u->merged, l->variants)) ||
	    top_merge(&u->top, &l->top))
		return memory(u);
	if (whole && (check_pairs(u, f, s) || check_set(u, f, l)))
		return -1;
	warn_infinite(u, f, l);
	if (whole)
		warn_labels(u, f, s);
	warn_skipped(u, f, l);
	if (explain_sample(u, f, l) || judge_expected(u, f, l))
		return -1;
	account_file(&u->account, (struct input_count){
		.file = f->in->name, .used = l->used,
		.skipped = l->batch.skipped + lone,
		.ignored = l->batch.dropped,
		.ignored_labels = ignored_labels,
		.unpaired = whole && j->baseline && !u->is_base
		    ? u->base.rows.rows - s->pairs.n : 0 });
	if (u->is_base)
		return take_baseline(u, f, l);
	if (whole)
		return write_totals(u, f, l);
	u->merged = *s;
	*s = (struct results){ 0 };
	return 0;
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
		rc = join_end(&f.reader, &f.plan, is_whole(u, &f), &lone);
	u->lone += lone;
	if (!rc && !u->d->notes)
		rc = end_file(u, &f, &l, lone);
	lane_free(&l);
	close_file(u, &f);
	return rc || u->d->notes ? -1 : 0;
}

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

static int
read_baseline(struct run *u)
{
	struct reduction mean;
	struct input in;
	struct job j = baseline_job(u->j, &in, &mean);
	struct run b = { .j = &j, .d = u->d, .task.fd = -1, .is_base = true };
	int rc = account_init(&b.account, &j, u->d);

	progress_begin(&b.progress, false);
	if (!rc)
		rc = score(&b, &in);
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
	return well && said->failed ? memory(u) : 0;
}

/* A limit on what no input could have is an error before one is opened. */
static int
foresee_checks(struct run *u)
{
	struct table t;
	int rc = u->j->expect ? expect_table(&t, u->j)
			      : table_foresee(&t, u->j);

	rc = rc ? memory(u) : checks_foresee(u->j, t.col, t.cols, u->d);
	table_free(&t);
	return rc;
}

int
run(const struct job *j, struct out *said, struct diag *d)
{
	struct run u = { .j = j, .d = d, .task.fd = -1, .top.most = j->top };
	bool failed;
	int rc = j->limits ? foresee_checks(&u) : 0;

	if (!rc)
		rc = sinks_open(&u.sinks, j, d);
	if (!rc)
		rc = account_init(&u.account, j, d);
	if (!rc && j->baseline)
		rc = read_baseline(&u);
	progress_begin(&u.progress, job_streams(j));
	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = score(&u, &j->input[i]);
	if (!rc)
		rc = check_explained(&u);
	if (!rc && j->expect)
		verdicts_write(&u.verdicts, j, &u.table, &u.sinks);
	if (!rc)
		write_top(&u);
	if (!rc)
		rc = checks_end(&u.sinks.checks, d);
	if (!rc)
		rc = account_end(&u.account, j, d);
	if (say(&u, said, !rc))
		rc = -1;
	progress_end(&u.progress);
	if (sinks_end(&u.sinks, !rc, d))
		rc = -1;
	failed = checks_failed(&u.sinks.checks);
	sinks_free(&u.sinks);
	table_free(&u.table);
	results_free(&u.merged);
	baseline_free(&u.base);
	top_free(&u.top);
	free(u.task.buf);
	joined_free(&u.joined);
	seek_free(&u.seek);
	account_free(&u.account);
	verdicts_free(&u.verdicts);
	return rc ? rc : failed;
}
