/* report.c - the signature names everything that changes a digit. */
#include "report.h"
#include "joined.h"

#include <stdlib.h>
#include <string.h>

int
account_init(struct account *a, const struct job *j, struct diag *d)
{
	*a = (struct account){ .report.params.fd = -1, .signed_specs.fd = -1,
		 .signature.fd = -1, .verbose.fd = -1 };
	a->report.input = calloc(j->inputs, sizeof *a->report.input);
	if (!a->report.input)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	return 0;
}

void
account_free(struct account *a)
{
	free(a->report.input);
	free(a->report.params.buf);
	free(a->signed_specs.buf);
	free(a->signature.buf);
	free(a->verbose.buf);
	*a = (struct account){ 0 };
}

static void
put_gammas(struct out *o, const struct job *j)
{
	for (size_t g = 0; g < j->gamma.n; g++) {
		out_text(o, g ? "," : "");
		out_number(o, j->gamma.value[g], 0);
	}
}

static void
put_reductions(struct out *o, const struct job *j, const char *quote)
{
	for (size_t i = 0; i < j->reductions; i++)
		out_format(o, "%s%s%s%s", i ? "," : "", quote,
		    j->reduction[i].name, quote);
	if (j->reductions == 0)
		out_format(o, "%snone%s", quote, quote);
}

static void
put_json_factors(struct out *o, const char *name, const double *v, size_t c)
{
	out_format(o, ",\"%s\":[", name);
	for (size_t k = 0; k < c; k++) {
		out_text(o, k ? "," : "");
		out_number(o, v[k], 0);
	}
	out_text(o, "]");
}

/* What is compared with, and how. */
static void
put_baseline(struct out *o, const struct job *j)
{
	if (!j->baseline)
		return;
	out_text(o, ",\"baseline\":");
	json_string(o, j->baseline, strlen(j->baseline));
	if (j->reductions == 0)
		return;
	out_text(o, ",\"ci\":");
	out_number(o, j->ci, 0);
	out_format(o, ",\"seed\":%d,\"replicates\":%d", FOCAL_SEED,
	    FOCAL_REPLICATES);
}

/* The factors are given as the library gets them, one per class. */
static void
put_params(struct out *o, const struct job *j, const struct plan *p,
    const struct specs *s)
{
	bool several = p->mode->wide || p->mode->classes;

	out_format(o, "{\"mode\":\"%s\",\"from\":\"%s\",\"gamma\":[",
	    plan_read(p)->mode->name, p->from_logits ? "logits" : "probs");
	put_gammas(o, j);
	out_text(o, j->alphas > 1 ? "],\"alphas\":[{" : "],");
	for (size_t i = 0; i < j->alphas; i++) {
		out_format(o, "%s\"alpha_mode\":\"%s\"", i ? "},{" : "",
		    s[i].alpha_mode->name);
		put_json_factors(o, "factor", s[i].pos, p->c);
		if (!p->mode->classes)
			put_json_factors(o, "negative_factor", s[i].neg, p->c);
	}
	out_text(o, j->alphas > 1 ? "}]" : "");
	put_json_factors(o, "pos_weight", s->weight, p->c);
	if (s->spec.row_factor)
		put_json_factors(o, "row_factor", s->row, p->c);
	out_format(o, ",\"weight_in\":\"%s\",\"label_smoothing\":",
	    s->spec.weight_in_pt ? "pt" : "loss");
	out_number(o, s->spec.smoothing, 0);
	out_text(o, ",\"eps\":");
	out_number(o, s->spec.eps, 0);
	specs_params(s, j, p, o);
	out_text(o, ",\"classes\":[");
	for (size_t k = 0; k < p->c && several; k++) {
		out_text(o, k ? "," : "");
		json_string(o, p->class_name[k], strlen(p->class_name[k]));
	}
	out_text(o, several ? "" : "\"0\",\"1\"");
	out_text(o, "],\"reduction\":[");
	put_reductions(o, j, "\"");
	out_text(o, "]");
	put_baseline(o, j);
	out_text(o, "}");
}

static void
put_name(struct out *o, const char *name)
{
	char shown[WRITER_SHOWN];

	out_bytes(o, shown, writer_shown(shown, name, strlen(name)));
}

static void
put_columns(struct out *o, const char *what, const struct reader *r,
    const size_t *col, size_t n)
{
	out_format(o, "  %s:", what);
	for (size_t k = 0; k < n && k < 12; k++) {
		out_text(o, " ");
		put_name(o, r->col[col[k]].name);
	}
	if (n > 12)
		out_format(o, " ... (%zu in all)", n);
	out_text(o, "\n");
}

void
account_open(struct account *a, const struct job *j, const struct plan *p,
    const struct specs *s, const struct reader *r)
{
	struct out one = { .fd = -1 };

	out_format(&one, "mode=%s from=%s ", plan_read(p)->mode->name,
	    p->from_logits ? "logits" : "probs");
	if (s->like.name)
		out_format(&one, "like=%s(%s) head=%s ", s->like.name,
		    s->like.version,
		    p->mode->classes ? "softmax" : "sigmoid");
	out_text(&one, "gamma=");
	put_gammas(&one, j);
	specs_sign(s, j, p, &one);
	/* files computed alike are signed once */
	if (one.n && (a->signed_specs.n < one.n ||
	    memcmp(a->signed_specs.buf + a->signed_specs.n - one.n, one.buf,
		one.n))) {
		out_text(&a->signed_specs, a->signed_specs.n ? " | " : "");
		out_bytes(&a->signed_specs, one.buf, one.n);
	}
	a->signed_specs.failed |= one.failed;
	free(one.buf);
	if (a->report.inputs == 0)
		put_params(&a->report.params, j, p, s);

	put_name(&a->verbose, r->src.name);
	out_format(&a->verbose, ": %s, %s\n", r->ops->name,
	    plan_read(p)->mode->name);
	put_columns(&a->verbose, "labels", r, p->target,
	    p->names ? 1 : plan_read(p)->t);
	put_columns(&a->verbose, p->from_logits ? "logits" : "probs", r,
	    p->score, p->c);
	if (p->id != NO_COLUMN)
		put_columns(&a->verbose, "id", r, &p->id, 1);
	if (s->like.name)
		like_tell(&a->verbose, &s->like);
}

void
account_joined(struct account *a, const struct joined *f)
{
	unsigned long long rows = f->rows.rows + f->nameless;

	out_text(&a->verbose, "  joined: ");
	put_name(&a->verbose, f->name);
	out_format(&a->verbose, ", %s, %llu rows, by ", f->reader.ops->name,
	    rows);
	if (f->id == NO_COLUMN)
		out_text(&a->verbose, "line");
	else
		put_name(&a->verbose, f->reader.col[f->id].name);
	out_text(&a->verbose, "\n");
}

void
account_baseline(struct account *a, const char *name, uint64_t samples,
    const char *id)
{
	out_text(&a->verbose, "  baseline: ");
	put_name(&a->verbose, name);
	out_format(&a->verbose, ", %llu samples, by ",
	    (unsigned long long)samples);
	put_name(&a->verbose, id);
	out_text(&a->verbose, "\n");
}

static void
put_count(struct out *o, const char *between, uint64_t n, const char *what)
{
	out_format(o, "%s%llu %s", between, (unsigned long long)n, what);
}

void
account_file(struct account *a, struct input_count n)
{
	struct out *o = &a->verbose;

	n.rows = n.used + n.skipped + n.ignored;
	a->report.input[a->report.inputs++] = n;
	put_count(o, "  samples: ", n.used, "used");
	put_count(o, ", ", n.skipped, "skipped");
	put_count(o, ", ", n.ignored, "ignored");
	if (n.ignored_labels)
		put_count(o, "\n  single labels: ", n.ignored_labels,
		    "ignored");
	if (n.unpaired)
		put_count(o, "\n  baseline: ", n.unpaired,
		    "without a partner, skipped");
	out_text(o, "\n");
}

int
account_end(struct account *a, const struct job *j, struct diag *d)
{
	struct out *o = &a->signature;
	uint64_t used = 0;	/* of the sample set, */
	size_t n = 0;		/* of which there were so many before it */

	out_text(o, "focal ");
	out_bytes(o, a->signed_specs.buf, a->signed_specs.n);
	out_text(o, " reduction=");
	put_reductions(o, j, "");
	if (j->by) {
		out_text(o, " by=");
		put_name(o, j->by);
	}
	if (j->baseline) {
		out_text(o, " baseline=");
		put_name(o, j->baseline);
	}
	if (j->baseline && j->reductions) {
		out_text(o, " ci=");
		out_number(o, j->ci, 0);
	}
	if (a->resampled)
		out_format(o, " seed=%d replicates=%d", FOCAL_SEED,
		    FOCAL_REPLICATES);
	for (size_t i = 0; i < a->report.inputs; i++) {
		used += a->report.input[i].used;
		if (j->merge && i + 1 < a->report.inputs)
			continue;
		out_format(o, "%s%llu", n++ ? "," : " n=",
		    (unsigned long long)used);
		used = 0;
	}
	out_text(o, " focalloss=" FOCALLOSS_VERSION);
	out_bytes(o, "", 1);
	a->report.signature = o->buf;
	if (!o->failed && !a->signed_specs.failed) {
		out_bytes(&a->verbose, o->buf, o->n - 1);
		out_bytes(&a->verbose, "\n", 1);
	}
	if (o->failed || a->verbose.failed || a->signed_specs.failed ||
	    a->report.params.failed)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	return 0;
}
