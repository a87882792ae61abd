/* file_end.c - a file is read: what is judged, told and written of it. */
#include "file.h"
#include "contrast.h"
#include "explain.h"
#include "once.h"
#include "reduction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
		run_memory(u);
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
	return rc ? run_memory(u) : 0;
}

/* Samples that were ignored and yet count: of groups nobody knows whose. */
static int
count_ignored(struct run *u, const struct file *f, struct lane *l)
{
	const struct plan *p = &f->plan;
	struct results *s = &l->results;
	int rc = 0;

	if (!s->tallies.counts_ignored || s->dropped == 0 ||
	    u->j->reductions == 0)
		return 0;
	if (p->bys) {
		diag_add(u->d, (struct place){ 0 }, "usage",
		    "--like %s has ignored samples in its mean, and %u of %s belong to no group",
		    p->like->name, s->dropped, f->in->name);
		return diag_hint(u->d, "leave out --by, or those samples");
	}
	for (size_t v = 0; v < l->variants && !rc; v++)
		rc = tallies_add_ignored(&s->tallies, v, s->dropped, p->t);
	return rc ? run_memory(u) : 0;
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
		return run_memory(u);
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
		return run_memory(u);
	return 0;
}

/* Had all samples of the set a partner? */
static int
check_pairs(struct run *u, const struct file *f, const struct results *s)
{
	const struct job *j = u->j;

	if (!j->baseline || u->is_base)
		return 0;
	return baseline_end(&u->base, &s->pairs, j, j->merge && j->inputs > 1
		? "the files" : f->reader.src.name, file_id_name(f), u->d);
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
	return baseline_take(b, &l->results.pairs, u->j, file_id_name(f), u->d);
}

bool
file_is_whole(const struct run *u, const struct file *f)
{
	return !u->j->merge || f->in + 1 == u->j->input + u->j->inputs;
}

int
file_end(struct run *u, struct file *f, struct lane *l, uint64_t lone)
{
	const struct job *j = u->j;
	bool first = f->in == j->input;
	bool whole = file_is_whole(u, f);
	struct results *s = &l->results;
	uint64_t ignored_labels = s->ignored_labels;

	l->used = s->rows;
	s->skipped = l->batch.skipped;
	s->dropped = l->batch.dropped;
	s->pairs.records = l->batch.records;
	lone += s->pairs.found[NO_ID].n + s->pairs.found[NO_PARTNER].n;
	if ((j->merge && !first && results_merge(s, &u->merged, l->variants)) ||
	    top_merge(&u->top, &l->top))
		return run_memory(u);
	if (whole && (check_pairs(u, f, s) || check_set(u, f, l) ||
		count_ignored(u, f, l)))
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
