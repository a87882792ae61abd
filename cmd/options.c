/* options.c - the table of options, and how each changes the job. */
#include "options.h"
#include "like.h"
#include "list.h"
#include "near.h"
#include "out.h"
#include "read/reader.h"
#include "reduction.h"
#include "spec.h"
#include "write/writer.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 28	/* of the left side of --help */

/* The options that have no letter. */
enum { POS_LABEL = CHAR_MAX + 1, IGNORE, MISSING, SUM_TOL, ALPHA_MODE,
	CLASS_WEIGHT, POS_WEIGHT, WEIGHT_IN, LABEL_SMOOTHING, EPS, LIKE, KEEP,
	GRAD, HESS, BASELINE, CI, MAX, MIN, EXPECT, RTOL, ATOL, EXPLAIN,
	DIGITS, THREADS, MERGE };

typedef int set_fn(struct job *, const struct option_row *, const char *,
    struct diag *);

static void *
field(struct job *j, const struct option_row *o)
{
	return (char *)j + o->at;
}

static int
usage(struct diag *d, const struct option_row *o, const char *what,
    const char *arg)
{
	return diag_add(d, (struct place){ 0 }, "usage", "--%s %s, not '%q'",
	    o->name, what, arg, strlen(arg));
}

static int
set_text(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	if (!*arg)
		return usage(d, o, "needs a value", arg);
	*(const char **)field(j, o) = arg;
	return 0;
}

/* Text that may be empty. */
static int
set_any_text(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	(void)d;
	*(const char **)field(j, o) = arg;
	return 0;
}

static int
set_flag(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	(void)arg;
	(void)d;
	*(bool *)field(j, o) = true;
	return 0;
}

/* Each --alpha is one more. */
static int
set_alpha(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct per_class *alpha =
	    realloc(j->alpha, (j->alphas + 1) * sizeof *alpha);

	if (!alpha)
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	j->alpha = alpha;
	alpha += j->alphas++;
	*alpha = (struct per_class){ 0 };
	return list_per_class(alpha, o->name, arg, false, d);
}

static int
set_classes(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	return list_per_class(field(j, o), o->name, arg, false, d);
}

static int
set_gamma(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	j->gamma_given = true;
	return list_numbers(&j->gamma, o->name, arg, d);
}

static int
set_like(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	if (strcmp(arg, "list"))
		return like_parse(j, o->name, arg, d);
	j->like_list = true;
	return 0;
}

/* A number >= 0. */
static int
set_tolerance(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	double *x = field(j, o);

	if (list_number(arg, strlen(arg), x) || *x < 0)
		return usage(d, o, "takes a number >= 0", arg);
	return 0;
}

/* [NAME=]LIMIT; a name can hold a =, a limit cannot. */
static int
set_limit(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	const char *eq = strrchr(arg, '='), *number = eq ? eq + 1 : arg;
	size_t len = strlen(number);
	struct limit l = { .text = arg, .name = (size_t)(number - arg),
		.per_cent = len && number[len - 1] == '%',
		.least = o->key == MIN }, *limit;

	l.name -= eq != NULL;
	if (eq == arg || list_number(number, len - l.per_cent, &l.value))
		return usage(d, o, "takes [NAME=]LIMIT, a number or per cent",
		    arg);
	l.value /= l.per_cent ? 100 : 1;
	limit = realloc(j->limit, (j->limits + 1) * sizeof *limit);
	if (!limit)
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	j->limit = limit;
	j->limit[j->limits++] = l;
	return 0;
}

static int
set_ci(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	if (list_number(arg, strlen(arg), &j->ci) || !(j->ci > 0) ||
	    j->ci > FOCAL_CI_MAX)
		return usage(d, o, "takes per cent, above 0 and up to 99.9",
		    arg);
	return 0;
}

static int
set_label_smoothing(struct job *j, const struct option_row *o,
    const char *arg, struct diag *d)
{
	double *e = &j->label_smoothing;

	if (list_number(arg, strlen(arg), e) || *e < 0 || *e >= 1)
		return usage(d, o, "takes a number in [0, 1)", arg);
	return 0;
}

static int
set_eps(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	if (list_number(arg, strlen(arg), &j->eps) || j->eps < 0 ||
	    j->eps >= 0.5)
		return usage(d, o, "takes a number in [0, 0.5)", arg);
	return 0;
}

/* "takes one of: a, b, c" from the names of a table, and the nearest. */
struct names {
	char text[200];
	size_t n;
	struct near near;
};

static struct names
names_for(const char *word)
{
	return (struct names){ .near = { .word = word, .len = strlen(word) } };
}

static void
add_text(struct names *n, const char *name)
{
	int k = snprintf(n->text + n->n, sizeof n->text - n->n, "%s%s",
	    n->n ? ", " : "takes one of: ", name);

	if (k > 0 && n->n + (size_t)k < sizeof n->text)
		n->n += (size_t)k;
}

static void
add_name(struct names *n, const char *name)
{
	add_text(n, name);
	near_try(&n->near, name);
}

/* The word that is none of the names stands at arg[at..]. */
static int
no_such_name(struct diag *d, const struct option_row *o,
    const struct names *n, const char *arg, size_t at)
{
	char text[128], word[128];
	int k = snprintf(text, sizeof text, "%.*s%s%s", (int)at, arg,
	    n->near.name ? n->near.name : "", arg + at + n->near.len);

	usage(d, o, n->text, arg);
	if (!n->near.name || k < 0 || (size_t)k >= sizeof text ||
	    !near_quote(word, sizeof word, text))
		return -1;
	return diag_hint(d, "did you mean --%s %s?", o->name, word);
}

/* Is arg the second of these two, not the first?  -1: it is neither. */
static int
set_either(const struct option_row *o, const char *arg, const char *const *two,
    struct diag *d)
{
	struct names n = names_for(arg);

	for (int i = 0; i < 2; i++) {
		if (!strcmp(arg, two[i]))
			return i;
		add_name(&n, two[i]);
	}
	return no_such_name(d, o, &n, arg, 0);
}

static int
set_missing(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	static const char *const two[] = { "error", "skip" };
	int which = set_either(o, arg, two, d);

	j->skip_missing = which == 1;
	return which < 0 ? -1 : 0;
}

static int
set_from(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = names_for(arg);

	j->from = reader_find(arg);
	for (size_t i = 0; readers[i]; i++)
		add_name(&n, readers[i]->name);
	return j->from ? 0 : no_such_name(d, o, &n, arg, 0);
}

static int
set_to(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = names_for(arg);

	j->to = writer_find(arg);
	for (size_t i = 0; writers[i]; i++)
		add_name(&n, writers[i]->name);
	return j->to ? 0 : no_such_name(d, o, &n, arg, 0);
}

/* A format is known by how its files are called. */
static int
set_output(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	const struct writer_ops *to = writer_for(arg);
	struct output *output;
	struct out known = { .fd = -1 };

	if (!to) {
		for (size_t i = 0; writers[i]; i++) {
			out_text(&known, *writers[i]->suffixes ? " " : "");
			out_text(&known, writers[i]->suffixes);
		}
		out_bytes(&known, "", 1);
		diag_add(d, (struct place){ 0 }, "usage",
		    "--%s takes a FILE that ends in%s, not '%q'", o->name,
		    known.failed ? "" : known.buf, arg, strlen(arg));
		free(known.buf);
		return diag_hint(d, !strcmp(arg, "-")
			? "standard output gets the table anyway, as -t FORMAT says"
			: "-t FORMAT > FILE writes a file of any name");
	}
	output = realloc(j->output, (j->outputs + 1) * sizeof *output);
	if (!output)
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	j->output = output;
	j->output[j->outputs++] = (struct output){ arg, to };
	return 0;
}

static int
set_mode(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = names_for(arg);

	j->mode = focal_find_mode(arg);
	for (size_t i = 0; focal_modes[i]; i++)
		add_name(&n, focal_modes[i]->name);
	return j->mode ? 0 : no_such_name(d, o, &n, arg, 0);
}

static int
set_alpha_mode(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = names_for(arg);

	j->alpha_mode = alpha_mode_find(arg);
	for (const struct alpha_mode *m = alpha_modes; m->name; m++)
		add_name(&n, m->name);
	return j->alpha_mode ? 0 : no_such_name(d, o, &n, arg, 0);
}

static int
set_weight_in(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	static const char *const two[] = { "pt", "loss" };
	int which = set_either(o, arg, two, d);

	j->weight_in = which == 1 ? WEIGHT_IN_LOSS : WEIGHT_IN_PT;
	return which < 0 ? -1 : 0;
}

/* What -r takes, of which the word is none. */
static int
no_reduction(struct diag *d, const struct option_row *o, const char *arg,
    const char *word, size_t at)
{
	struct names names = names_for(word);

	for (size_t i = 0; focal_reductions[i].name; i++)
		add_name(&names, focal_reductions[i].name);
	add_text(&names, "p0 to p100");
	add_text(&names, "share0 to share100");
	add_text(&names, "none (alone)");
	near_try(&names.near, "none");
	if (!strcmp(word, "median"))	/* by its letters it is near the mean */
		names.near.name = "p50";
	return no_such_name(d, o, &names, arg, at);
}

/* A list of reductions, or none alone. */
static int
set_reduction(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	char *copy = strdup(arg);
	size_t room = strlen(arg) / 2 + 2;
	int rc = 0;

	free(j->reduction);
	j->reduction = calloc(room, sizeof *j->reduction);
	j->reductions = 0;
	if (!copy || !j->reduction) {
		free(copy);
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	}
	for (char *s = copy, *rest; s && !rc; s = rest) {
		rest = strchr(s, ',');
		if (rest)
			*rest++ = '\0';

		bool none = !strcmp(s, "none");
		struct reduction *r = &j->reduction[j->reductions];
		bool found = !reduction_find(r, s);

		if ((!found && !none) || (none && strcmp(arg, "none")))
			rc = no_reduction(d, o, arg, none ? "" : s,
			    (size_t)(s - copy));
		for (size_t i = 0; found && i < j->reductions; i++)
			if (!strcmp(j->reduction[i].name, r->name))
				rc = usage(d, o, "takes each name once", arg);
		j->reductions += found && !rc;
	}
	free(copy);
	return rc;
}

static int
set_delimiter(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	bool tab = !strcmp(arg, "\\t") || !strcmp(arg, "tab");

	j->delimiter = tab ? '\t' : *arg;
	if (!*arg || (arg[1] && !tab) || strchr("\"\r\n", *arg))
		return usage(d, o, "takes one character, no quote", arg);
	return 0;
}

static int
set_digits(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	double x;

	if (list_number(arg, strlen(arg), &x) || !(x >= 1 && x <= 17) ||
	    x != (int)x)
		return usage(d, o, "takes a whole number, 1 to 17", arg);
	j->digits = (int)x;
	return 0;
}

static int
set_top(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	double x;

	if (list_number(arg, strlen(arg), &x) || !(x >= 1 && x <= 1e9) ||
	    x != (double)(size_t)x)
		return usage(d, o, "takes a whole number, 1 to 1000000000", arg);
	j->top = (size_t)x;
	return 0;
}

static int
set_threads(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	double x;

	if (list_number(arg, strlen(arg), &x) || !(x >= 1 && x <= 1024) ||
	    x != (int)x)
		return usage(d, o, "takes a whole number, 1 to 1024", arg);
	j->threads = (size_t)x;
	return 0;
}

static int
set_show(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct out out = { .fd = -1 };

	(void)arg;
	if (o->key == 'h')
		options_help(&out);
	else
		out_text(&out, "focalloss " FOCALLOSS_VERSION "\n");
	out_bytes(&out, "", 1);
	j->show = j->shown = out.buf;
	return out.failed
	    ? diag_add(d, (struct place){ 0 }, "memory", "out of memory") : 0;
}

#define AT(member) offsetof(struct job, member)
#define HEADING(text) { CHAR_MAX, NULL, NULL, text, NULL, 0 }

const struct option_row option_rows[] = {
	HEADING("Columns (COLS: name, number, 3-7, pattern like 'prob_*', or a,b,c)"),
	{ 'y', "label", "COLS", "the true label(s)\n[label, labels, target, y, label_*]",
	    set_text, AT(label) },
	{ 'l', "logits", "COLS",
	    "scores before sigmoid or softmax\n[logit, logits, logit_*]",
	    set_text, AT(logits) },
	{ 'p', "probs", "COLS", "scores after it [prob, probs, prob_*]",
	    set_text, AT(probs) },
	{ 'i', "id", "COL", "sample name, for --join, --baseline and\noutput [id]", set_text,
	    AT(id) },
	{ 'w', "weight", "COL", "sample weight: the mean is sum(w l)/sum(w)",
	    set_text, AT(weight) },
	{ 'j', "join", "FILE",
	    "take missing columns (labels ...) from FILE,\nmatched on --id; --id row: line by line",
	    set_text, AT(join) },
	{ POS_LABEL, "pos-label", "VALUE",
	    "this label is the positive one\n(yes, spam, 1 of -1/1 ...)",
	    set_text, AT(pos_label) },
	{ IGNORE, "ignore", "VALUE",
	    "leave out samples (multilabel: labels)\nwith this label (-100, 255, unknown ...)",
	    set_any_text, AT(ignore) },
	{ MISSING, "missing", "error|skip",
	    "samples with an empty, NA, NaN or null\nvalue in a column in use, ids without a\npartner [error]",
	    set_missing, 0 },
	{ SUM_TOL, "sum-tol", "T",
	    "how far from 1 a multiclass row of\nprobabilities may sum [1e-3]",
	    set_tolerance, AT(sum_tol) },
	HEADING("Reading"),
	{ 'f', "from", "FORMAT",
	    "csv, tsv, ssv, json, ndjson, npy\n[by file name, then by the first bytes]",
	    set_from, 0 },
	{ 'd', "delimiter", "CHAR", "between fields; \\t is a tab",
	    set_delimiter, 0 },
	{ 'H', "no-header", NULL, "columns are numbers, from 1", set_flag,
	    AT(no_header) },
	HEADING("Loss"),
	{ 'm', "mode", "MODE",
	    "binary, multiclass, multilabel\n[by the columns]", set_mode, 0 },
	{ 'g', "gamma", "LIST",
	    "focusing parameter: 2 or 0,0.5,1 or 0:5:0.5\n(from:to:step), one row each [2]",
	    set_gamma, 0 },
	{ 'a', "alpha", "SPEC",
	    "none, one number, or one per class:\n0.2,0.8 or cat=2,dog=0.5 (the rest 1) [none];\nrepeatable, one row each",
	    set_alpha, 0 },
	{ ALPHA_MODE, "alpha-mode", "M",
	    "positive (a, 1), balanced (a, 1-a), class,\nnegative (1, a), background, first\n[multiclass: class; else: positive]",
	    set_alpha_mode, 0 },
	{ CLASS_WEIGHT, "class-weight", "SPEC",
	    "a factor per class, outside p_t [1]", set_classes,
	    AT(class_weight) },
	{ POS_WEIGHT, "pos-weight", "SPEC",
	    "weight of the truth: one number, or\none per class [1]", set_classes,
	    AT(pos_weight) },
	{ WEIGHT_IN, "weight-in", "WHERE",
	    "pt or loss: whether pos_weight enters p_t [pt]", set_weight_in, 0 },
	{ LABEL_SMOOTHING, "label-smoothing", "E",
	    "y becomes y (1-E) + E/2, K classes: E/K [0]",
	    set_label_smoothing, 0 },
	{ EPS, "eps", "E",
	    "clamp probabilities to [E, 1-E] [0: no]", set_eps, 0 },
	{ LIKE, "like", "LIBRARY",
	    "that library's loss and defaults (kornia,\ndetr,num_boxes=5 ...), which the options\nabove override; list: all there are",
	    set_like, 0 },
	HEADING("Table"),
	{ 'r', "reduction", "LIST",
	    "mean sum mean-pos min max pNN shareNN ess, a\ncolumn each; or none: a row per sample [mean]",
	    set_reduction, 0 },
	{ 'b', "by", "COLS",
	    "one row per value of these columns;\nlabel: the true label, whatever it is called",
	    set_text, AT(by) },
	{ 'n', "top", "N", "only the N samples with the largest loss", set_top,
	    0 },
	{ KEEP, "keep", "COLS",
	    "input columns to repeat in rows of samples\n(-r none, --top); all: every one",
	    set_text, AT(keep) },
	{ GRAD, "grad", NULL, "add the gradient with respect to the scores",
	    set_flag, AT(grad) },
	{ HESS, "hess", NULL, "add the diagonal of the Hessian", set_flag,
	    AT(hess) },
	{ BASELINE, "baseline", "FILE",
	    "compare with the losses of FILE, sample by\nsample (--id): base delta delta_lo delta_hi\nchange verdict",
	    set_text, AT(baseline) },
	{ CI, "ci", "PERCENT",
	    "confidence level of delta_lo, delta_hi [95]", set_ci, 0 },
	HEADING("Judging"),
	{ MAX, "max", "[NAME=]LIMIT",
	    "column NAME [the first result] of every row is\nat most LIMIT, a number, or of change and\nshareNN per cent (5%); repeatable",
	    set_limit, 0 },
	{ MIN, "min", "[NAME=]LIMIT", "... is at least LIMIT; repeatable",
	    set_limit, 0 },
	{ EXPECT, "expect", "COL",
	    "COL holds losses computed elsewhere: compare\neach sample's, and name what differs",
	    set_text, AT(expect) },
	{ RTOL, "rtol", "R",
	    "a loss may differ by A + R * loss [1e-5]", set_tolerance,
	    AT(rtol) },
	{ ATOL, "atol", "A", "... with this A [1e-8]", set_tolerance,
	    AT(atol) },
	HEADING("Showing"),
	{ 't', "to", "FORMAT", "text, csv, tsv, json, ndjson, markdown,\njunit, github [text]", set_to,
	    0 },
	{ 'o', "output", "FILE",
	    "also write FILE, in the format its name\nends in (.csv ...), whole or not at all;\nrepeatable",
	    set_output, 0 },
	{ EXPLAIN, "explain", "ID",
	    "work one sample out, step by step; where\nthere is no id column, ID is its line",
	    set_text, AT(explain) },
	{ DIGITS, "digits", "N",
	    "significant digits [text: 6; else: the\nshortest that read back]",
	    set_digits, 0 },
	{ THREADS, "threads", "N",
	    "how many work at once [the cores there are];\nno printed digit depends on it",
	    set_threads, 0 },
	{ MERGE, "merge", NULL, "all FILEs are one sample set, not a row each",
	    set_flag, AT(merge) },
	{ 'q', "quiet", NULL, "just the value(s)", set_flag, AT(quiet) },
	{ 'v', "verbose", NULL,
	    "say on standard error what was computed", set_flag, AT(verbose) },
	{ 'h', "help", NULL, "this text", set_show, 0 },
	{ 'V', "version", NULL, "the version", set_show, 0 },
	{ 0, NULL, NULL, NULL, NULL, 0 },
};

void
options_help(struct out *o)
{
	out_text(o,
	    "usage: focalloss [options] [[NAME=]FILE ...]\n\n"
	    "Score predictions with the focal loss: read samples from CSV, JSON or "
	    ".npy\nfiles (none, or -: standard input), print one table.\n");
	for (const struct option_row *r = option_rows; r->key; r++) {
		char left[64];
		const char *s = r->help, *end;

		if (!r->name) {
			out_format(o, "\n%s:\n", r->help);
			continue;
		}
		if (r->key < CHAR_MAX)
			snprintf(left, sizeof left, "  -%c, --%s %s", r->key,
			    r->name, r->arg ? r->arg : "");
		else
			snprintf(left, sizeof left, "      --%s %s", r->name,
			    r->arg ? r->arg : "");
		out_format(o, "%-*s", WIDTH, left);
		while ((end = strchr(s, '\n'))) {
			out_bytes(o, s, (size_t)(end - s));
			out_format(o, "\n%-*s", WIDTH, "");
			s = end + 1;
		}
		out_format(o, "%s\n", s);
	}
	out_text(o,
	    "\nExit status: 0 fine, 1 a --max, --min or --expect failed,\n2 bad usage, bad input or a failed write.\n"
	    "More: man focalloss\n");
}
