/* options.c - argv -> job, by one table. */
#include "options.h"
#include "list.h"
#include "out.h"
#include "read/fields.h"
#include "read/reader.h"
#include "spec.h"
#include "write/writer.h"

#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 28	/* of the left side of --help */

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

static int
set_flag(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	(void)arg;
	(void)d;
	*(bool *)field(j, o) = true;
	return 0;
}

static int
set_classes(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	return list_per_class(field(j, o), o->name, arg, d);
}

static int
set_gamma(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	return list_numbers(&j->gamma, o->name, arg, d);
}

static int
set_sum_tol(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	if (list_number(arg, strlen(arg), &j->sum_tol) || j->sum_tol < 0)
		return usage(d, o, "takes a number >= 0", arg);
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

static int
set_missing(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	j->skip_missing = !strcmp(arg, "skip");
	if (!j->skip_missing && strcmp(arg, "error"))
		return usage(d, o, "takes one of: error, skip", arg);
	return 0;
}

/* "not one of: a, b, c" from the names of a table. */
struct names {
	char text[200];
	size_t n;
};

static void
add_name(struct names *n, const char *name)
{
	int k = snprintf(n->text + n->n, sizeof n->text - n->n, "%s%s",
	    n->n ? ", " : "takes one of: ", name);

	if (k > 0 && n->n + (size_t)k < sizeof n->text)
		n->n += (size_t)k;
}

static int
set_from(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = { 0 };

	j->from = reader_find(arg);
	for (size_t i = 0; readers[i]; i++)
		add_name(&n, readers[i]->name);
	return j->from ? 0 : usage(d, o, n.text, arg);
}

static int
set_to(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = { 0 };

	j->to = writer_find(arg);
	for (size_t i = 0; writers[i]; i++)
		add_name(&n, writers[i]->name);
	return j->to ? 0 : usage(d, o, n.text, arg);
}

static int
set_mode(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = { 0 };

	j->mode = focal_find_mode(arg);
	for (size_t i = 0; focal_modes[i]; i++)
		add_name(&n, focal_modes[i]->name);
	return j->mode ? 0 : usage(d, o, n.text, arg);
}

static int
set_alpha_mode(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	struct names n = { 0 };

	j->alpha_mode = alpha_mode_find(arg);
	for (const struct alpha_mode *m = alpha_modes; m->name; m++)
		add_name(&n, m->name);
	return j->alpha_mode ? 0 : usage(d, o, n.text, arg);
}

static int
set_weight_in(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	j->weight_in_loss = !strcmp(arg, "loss");
	if (!j->weight_in_loss && strcmp(arg, "pt"))
		return usage(d, o, "takes one of: pt, loss", arg);
	return 0;
}

/* A list of reductions, or none alone. */
static int
set_reduction(struct job *j, const struct option_row *o, const char *arg,
    struct diag *d)
{
	char *copy = strdup(arg);
	size_t room = strlen(arg) / 2 + 1;
	struct names names = { 0 };
	int rc = 0;

	free(j->reduction);
	j->reduction = calloc(room, sizeof *j->reduction);
	j->reductions = 0;
	if (!copy || !j->reduction) {
		free(copy);
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	}
	for (size_t i = 0; focal_reductions[i].name; i++)
		add_name(&names, focal_reductions[i].name);
	add_name(&names, "none (alone)");
	for (char *s = copy, *rest; s && !rc; s = rest) {
		rest = strchr(s, ',');
		if (rest)
			*rest++ = '\0';

		bool none = !strcmp(s, "none");
		const struct focal_reduction *r = focal_find_reduction(s);

		if ((!r && !none) || (none && strcmp(arg, "none")))
			rc = usage(d, o, names.text, arg);
		for (size_t i = 0; r && i < j->reductions; i++)
			if (j->reduction[i] == r)
				rc = usage(d, o, "takes each name once", arg);
		if (r && !rc)
			j->reduction[j->reductions++] = r;
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

enum { POS_LABEL = CHAR_MAX + 1, MISSING, SUM_TOL, ALPHA_MODE, CLASS_WEIGHT, POS_WEIGHT,
	WEIGHT_IN, EPS, GRAD, HESS, DIGITS, THREADS };

const struct option_row option_rows[] = {
	HEADING("Columns (COLS: name, number, 3-7, pattern like 'prob_*', or a,b,c)"),
	{ 'y', "label", "COLS", "the true label(s)\n[label, labels, target, y, label_*]",
	    set_text, AT(label) },
	{ 'l', "logits", "COLS",
	    "scores before sigmoid or softmax\n[logit, logits, logit_*]",
	    set_text, AT(logits) },
	{ 'p', "probs", "COLS", "scores after it [prob, probs, prob_*]",
	    set_text, AT(probs) },
	{ 'i', "id", "COL", "sample name, for output [id]", set_text, AT(id) },
	{ 'w', "weight", "COL", "sample weight: the mean is sum(w l)/sum(w)",
	    set_text, AT(weight) },
	{ POS_LABEL, "pos-label", "VALUE",
	    "this label is the positive one\n(yes, spam, 1 of -1/1 ...)",
	    set_text, AT(pos_label) },
	{ MISSING, "missing", "error|skip",
	    "samples with an empty, NA, NaN or null\nvalue in a column in use [error]",
	    set_missing, 0 },
	{ SUM_TOL, "sum-tol", "T",
	    "how far from 1 a multiclass row of\nprobabilities may sum [1e-3]",
	    set_sum_tol, 0 },
	HEADING("Reading"),
	{ 'f', "from", "FORMAT",
	    "csv, tsv, json, ndjson\n[by file name, then by the first bytes]",
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
	    "none, one number, or one per class:\n0.2,0.8 or cat=2,dog=0.5 (the rest 1) [none]",
	    set_classes, AT(alpha) },
	{ ALPHA_MODE, "alpha-mode", "M",
	    "positive (a, 1), balanced (a, 1-a), class\n[multiclass: class; else: positive]",
	    set_alpha_mode, 0 },
	{ CLASS_WEIGHT, "class-weight", "SPEC",
	    "a factor per class, outside p_t [1]", set_classes,
	    AT(class_weight) },
	{ POS_WEIGHT, "pos-weight", "SPEC",
	    "weight of the truth: one number, or\none per class [1]", set_classes,
	    AT(pos_weight) },
	{ WEIGHT_IN, "weight-in", "WHERE",
	    "pt or loss: whether pos_weight enters p_t [pt]", set_weight_in, 0 },
	{ EPS, "eps", "E",
	    "clamp probabilities to [E, 1-E] [0: no]", set_eps, 0 },
	HEADING("Table"),
	{ 'r', "reduction", "LIST",
	    "mean sum mean-pos min max ess, a column each;\nor none: a row per sample [mean]",
	    set_reduction, 0 },
	{ GRAD, "grad", NULL, "add the gradient with respect to the scores",
	    set_flag, AT(grad) },
	{ HESS, "hess", NULL, "add the diagonal of the Hessian", set_flag,
	    AT(hess) },
	HEADING("Showing"),
	{ 't', "to", "FORMAT", "text, csv, tsv, json, ndjson [text]", set_to,
	    0 },
	{ DIGITS, "digits", "N",
	    "significant digits [text: 6; else: the\nshortest that read back]",
	    set_digits, 0 },
	{ THREADS, "threads", "N",
	    "how many work at once [the cores there are];\nno printed digit depends on it",
	    set_threads, 0 },
	{ 'q', "quiet", NULL, "just the value(s)", set_flag, AT(quiet) },
	{ 'v', "verbose", NULL,
	    "say on standard error what was computed", set_flag, AT(verbose) },
	{ 'h', "help", NULL, "this text", set_show, 0 },
	{ 'V', "version", NULL, "the version", set_show, 0 },
	{ 0, NULL, NULL, NULL, NULL, 0 },
};

enum { ROWS = sizeof option_rows / sizeof *option_rows };

void
options_help(struct out *o)
{
	out_text(o,
	    "usage: focalloss [options] [[NAME=]FILE ...]\n\n"
	    "Score predictions with the focal loss: read samples from CSV or JSON "
	    "files\n(none, or -: standard input), print one table.\n");
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
	    "\nExit status: 0 fine, 2 bad usage, bad input or a failed write.\n"
	    "More: man focalloss\n");
}

/* NAME=FILE, unless what stands before the = is part of a path. */
static int
add_input(struct job *j, char *arg, struct diag *d)
{
	char *eq = strchr(arg, '=');
	struct input *input =
	    realloc(j->input, (j->inputs + 1) * sizeof *input);
	bool named = eq && eq != arg && !memchr(arg, '/', (size_t)(eq - arg));

	if (!input)
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	j->input = input;
	input += j->inputs++;
	input->path = named ? eq + 1 : arg;
	input->name = strcmp(input->path, "-") ? input->path : "<stdin>";
	if (named) {
		*eq = '\0';
		input->name = arg;
	}
	if (!*input->path)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "an empty file name");
	for (size_t i = 0; i + 1 < j->inputs; i++)
		if (!strcmp(j->input[i].path, "-") && !strcmp(input->path, "-"))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "standard input can be read only once");
	return 0;
}

/* What getopt_long() would not take. */
static int
bad_option(char **argv, int missing, struct diag *d)
{
	const char *arg = argv[optind - 1];
	char letter[3] = { '-', (char)optopt, '\0' };
	bool word = missing ? arg[0] == '-' && arg[1] == '-' : !optopt;

	/* a word that is known and takes no value; a letter would be taken */
	for (const struct option_row *r = option_rows; r->key; r++)
		word = word || (!missing && r->name && r->key == optopt);
	/* of a cluster, name the letter (optind may not be past it) */
	if (word)
		diag_add(d, (struct place){ 0 }, "usage",
		    missing ? "option %q needs a value"
			    : "option %q is unknown, ambiguous, or takes no value",
		    arg, strlen(arg));
	else
		diag_add(d, (struct place){ 0 }, "usage",
		    missing ? "option %q needs a value"
			    : "there is no option %q", letter, strlen(letter));
	return diag_hint(d, "focalloss --help lists the options");
}

static int
check_job(struct job *j, struct diag *d)
{
	bool linear = j->reductions == 0;

	for (size_t i = 0; i < j->reductions; i++)
		linear = linear || j->reduction[i]->linear;
	if ((j->grad || j->hess) && !linear)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s is of mean, sum, mean-pos or none, and -r has none of them",
		    j->grad ? "grad" : "hess");
	if (j->logits && j->probs)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--logits and --probs: the scores are one or the other");
	return 0;
}

/*
 * For tests: the code of one instruction set, or, as reference, one lane and
 * libcsv only.  No printed digit depends on it.
 */
static int
set_isa(struct job *j, const char *name, struct diag *d)
{
	static const struct {
		const char *name;
		enum focal_path path;
	} row[] = { { "reference", FOCAL_PLAIN }, { "scalar", FOCAL_PLAIN },
		{ "avx2", FOCAL_AVX2_FMA }, { "avx512", FOCAL_AVX512_F } };

	for (size_t i = 0; name && i < sizeof row / sizeof *row; i++)
		if (!strcmp(row[i].name, name))
			j->path = row[i].path;
	j->tier = fields_choose(name);
	if (j->tier || !name || !strcmp(name, "reference"))
		return 0;
	return diag_add(d, (struct place){ 0 }, "usage",
	    "FOCALLOSS_ISA is not one this processor has: '%q'", name,
	    strlen(name));
}

static int
set_defaults(struct job *j, struct diag *d)
{
	static char standard_input[] = "-";
	const struct option_row gamma = { 'g', "gamma", NULL, NULL, NULL, 0 };
	const struct option_row reduction = { 'r', "reduction", NULL, NULL, NULL,
		0 };

	if (!j->gamma.n && set_gamma(j, &gamma, "2", d))
		return -1;
	if (!j->reduction && set_reduction(j, &reduction, "mean", d))
		return -1;
	if (!j->inputs && add_input(j, standard_input, d))
		return -1;
	j->to = j->to ? j->to : &text_writer;
	if (!j->threads) {
		long cores = sysconf(_SC_NPROCESSORS_ONLN);

		j->threads = cores < 1 ? 1 : cores > 64 ? 64 : (size_t)cores;
	}
	return set_isa(j, getenv("FOCALLOSS_ISA"), d) || check_job(j, d) ? -1 : 0;
}

int
job_parse(struct job *j, int argc, char **argv, struct diag *d)
{
	struct option longs[ROWS] = { { 0 } };
	char shorts[2 * ROWS + 3] = "-:";	/* in order; ':' for a lost value */
	size_t n = 0, k = 2;
	int key;

	*j = (struct job){ .sum_tol = 1e-3 };
	for (const struct option_row *r = option_rows; r->key; r++) {
		if (!r->name)
			continue;
		longs[n++] = (struct option){ r->name,
			r->arg ? required_argument : no_argument, NULL, r->key };
		if (r->key < CHAR_MAX) {
			shorts[k++] = (char)r->key;
			if (r->arg)
				shorts[k++] = ':';
		}
	}
	opterr = 0;
	optind = 0;	/* start afresh: tests parse more than once */
	while (!j->show &&
	    (key = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (key == '?' || key == ':')
			return bad_option(argv, key == ':', d);
		if (key == 1) {
			if (add_input(j, optarg, d))
				return -1;
			continue;
		}
		for (const struct option_row *r = option_rows; r->key; r++)
			if (r->name && r->key == key &&
			    r->set(j, r, optarg, d))
				return -1;
	}
	for (; !j->show && optind < argc; optind++)	/* after -- */
		if (add_input(j, argv[optind], d))
			return -1;
	return j->show ? 0 : set_defaults(j, d);
}

static void
free_classes(struct per_class *p)
{
	for (size_t i = 0; p->name && i < p->n; i++)
		free(p->name[i]);
	free(p->name);
	free(p->value);
}

void
job_free(struct job *j)
{
	free(j->input);
	free(j->gamma.value);
	free(j->reduction);
	free(j->shown);
	free_classes(&j->alpha);
	free_classes(&j->class_weight);
	free_classes(&j->pos_weight);
	*j = (struct job){ 0 };
}
