/* expect.c - is the column what we compute?  If not: where, by how much. */
#include "expect.h"
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
expect_table(struct table *t, const struct job *j)
{
	const struct {
		const char *name;
		bool wanted;
		struct heading kind;
	} col[] = {
		{ "file", j->inputs > 1, { .key = true, .left = true } },
		{ "n", true, { .judged = true } },
		{ "mismatch", true, { .value = true } },
		{ "max_abs_err", true, { .value = true } },
		{ "infinite", true, { .count = true } },
	};
	size_t n = sizeof col / sizeof *col;

	*t = (struct table){ 0 };
	t->col = calloc(n, sizeof *t->col);
	t->row = calloc(n, sizeof *t->row);
	for (size_t i = 0; t->col && t->row && i < n; i++) {
		if (!col[i].wanted)
			continue;
		t->col[t->cols] = col[i].kind;
		t->col[t->cols].name = strdup(col[i].name);
		if (!t->col[t->cols++].name)
			return -1;
	}
	return t->col && t->row ? 0 : -1;
}

void
expect_begin(struct expect *e, const struct job *j, const struct plan *p)
{
	*e = (struct expect){ 0 };
	if (j->expect)
		*e = (struct expect){ .job = j, .plan = p };
}

void
expect_free(struct expect *e)
{
	samples_free(&e->kept);
	*e = (struct expect){ 0 };
}

int
expect_keep(struct expect *e, const struct batch *b)
{
	return e->job ? samples_keep(&e->kept, b) : 0;
}

void
expect_batch(struct expect *e, const struct batch *b, const double *loss)
{
	for (size_t i = 0; e->job && i < b->n; i++) {
		const bool *ignored = b->ignored && e->plan->mode->wide
		    ? b->ignored + i * b->t : NULL;
		uint64_t counted, infinite;
		double ours = table_loss(e->plan, loss + i * b->t, b->t,
		    ignored, &counted, &infinite);
		double got = b->expected[i];
		double error = got == ours ? 0 : fabs(got - ours);

		e->n++;
		if (!(error <= e->max_error))
			e->max_error = error;
		e->infinite += isfinite(error) ? 0 : 1;
		if (variants_agree(e->job, got, ours))
			continue;
		e->kept_mismatch += e->n <= e->kept.n;
		if (e->mismatch++ > 0)
			continue;
		e->line = batch_line(b, i);
		e->got = got;
		e->ours = ours;
	}
}

/* In eight digits; if two would look alike, in all they have. */
static const struct diag_note *
say_first(const struct expect *e, struct place at, const char *column,
    struct diag *d)
{
	char got[NUMBER_TEXT], ours[NUMBER_TEXT], times[NUMBER_TEXT];
	char ratio[NUMBER_TEXT + 8] = "";
	double by = e->got / e->ours;

	number_print(got, e->got, 8);
	number_print(ours, e->ours, 8);
	if (!strcmp(got, ours)) {
		number_print(got, e->got, 0);
		number_print(ours, e->ours, 0);
	}
	if (isfinite(by) && by != 0) {
		number_print(times, by, 4);
		snprintf(ratio, sizeof ratio, " (x%s)", times);
	}
	return diag_say(d, at,
	    "%q is %s, expected %s%s; %u of %u samples differ", column,
	    strlen(column), got, ours, ratio, e->mismatch, e->n);
}

/* Which variants explain the column? */
static int
say_variants(const struct expect *e, struct diag *d)
{
	const struct search search = { .job = e->job, .plan = e->plan,
		.kept = &e->kept, .rows = e->n };
	struct out names = { .fd = -1 };
	char many[80] = "on every sample";
	long found;

	if (e->kept.n < e->n)
		snprintf(many, sizeof many, "on each of the first %zu samples",
		    e->kept.n);
	if (e->kept_mismatch == 0) {
		diag_say(d, (struct place){ 0 },
		    "note: the first %u samples agree, and no more are searched for a variant",
		    (uint64_t)e->kept.n);
		return 0;
	}
	found = variants_find(&search, &names);
	if (found > 0)
		diag_say(d, (struct place){ 0 }, found == 1
			? "note: the column matches this variant %s: %s"
			: "note: the column matches these variants %s: %s",
		    many, names.buf);
	else if (found == 0)
		diag_say(d, (struct place){ 0 },
		    "note: no library's loss and no common mistake matches the column %s",
		    many);
	free(names.buf);
	return found < 0 ? -1 : 0;
}

int
expect_judge(const struct expect *e, struct verdicts *v, const char *path,
    const char *name, const char *column, struct diag *d)
{
	struct verdict *at = realloc(v->at, (v->n + 1) * sizeof *at);

	if (!at)
		return -1;
	v->at = at;
	at = &v->at[v->n++];
	*at = (struct verdict){ name, e->n, e->mismatch, e->infinite,
		e->max_error, NULL };
	if (e->mismatch == 0)
		return 0;
	at->first = say_first(e, (struct place){ path, e->line, 0 }, column, d);
	return say_variants(e, d);
}

void
verdicts_write(const struct verdicts *v, const struct job *j,
    struct table *t, struct sinks *s)
{
	for (const struct verdict *x = v->at; x < v->at + v->n; x++) {
		struct value *row = t->row;

		if (j->inputs > 1)
			*row++ = (struct value){ .kind = VALUE_TEXT,
				.text = x->file, .len = strlen(x->file) };
		*row++ = (struct value){ .kind = VALUE_COUNT, .count = x->n };
		*row++ = (struct value){ .kind = VALUE_COUNT,
			.count = x->mismatch };
		*row++ = (struct value){ .kind = VALUE_NUMBER,
			.number = x->max_error };
		*row = (struct value){ .kind = VALUE_COUNT,
			.count = x->infinite };
		s->checks.reason = x->first;
		sinks_row(s, t->row);
	}
	if (!checks_failed(&s->checks) && !j->verbose)
		sinks_hush(s);
}

void
verdicts_free(struct verdicts *v)
{
	free(v->at);
	*v = (struct verdicts){ 0 };
}
