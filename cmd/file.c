/* file.c - a file is opened: its reader, its plan, what its losses are. */
#include "file.h"
#include "chalk.h"

#include <stdlib.h>
#include <string.h>

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
		rc = run_memory(u);

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
		rc = run_memory(u);
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
		return run_memory(u);
	for (size_t i = 0; i < j->alphas; i++)
		if (specs_make(&f->specs[i], &j->alpha[i], j, &f->plan, u->d))
			return -1;
	return 0;
}

/* What its samples are known by. */
const char *
file_id_name(const struct file *f)
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

int
file_open(struct run *u, struct file *f)
{
	const struct job *j = u->j;

	f->opt = (struct read_options){ j->delimiter, j->no_header, j->label,
		j->logits, j->probs, j->id, j->most, NULL,
		u->is_base ? "baseline" : NULL };
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
		    file_id_name(f));
	return begin_table(u, f);
}

void
file_close(struct run *u, struct file *f)
{
	for (size_t i = 0; f->specs && i < u->j->alphas; i++)
		specs_free(&f->specs[i]);
	free(f->specs);
	free(f->same);
	plan_free(&f->plan);
	reader_close(&f->reader);
}
