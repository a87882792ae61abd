/* argv.c - argv -> job: the words in their order, defaults, what goes together. */
#include "label.h"
#include "like.h"
#include "list.h"
#include "near.h"
#include "number.h"
#include "options.h"
#include "out.h"
#include "read/fields.h"
#include "reduction.h"
#include "write/writer.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* A word that begins no option, or more than one. */
static int
bad_word(const char *arg, struct diag *d)
{
	struct near near = { .word = arg + 2, .len = strcspn(arg + 2, "=") };
	const char *first = NULL, *second = NULL, *value = near.word + near.len;
	char text[128], word[128];
	int k;

	for (const struct option_row *r = option_rows; r->key; r++) {
		if (!r->name)
			continue;
		near_try(&near, r->name);
		if (strncmp(r->name, near.word, near.len))
			continue;
		second = first ? r->name : NULL;
		first = first ? first : r->name;
	}
	if (second) {
		diag_add(d, (struct place){ 0 }, "usage",
		    "option %q is ambiguous", arg, strlen(arg));
		return diag_hint(d, "did you mean --%s or --%s?", first,
		    second);
	}
	diag_add(d, (struct place){ 0 }, "usage", "there is no option %q", arg,
	    strlen(arg));
	k = snprintf(text, sizeof text, "--%s%s", near.name ? near.name : "",
	    value);
	if (near.name && k > 0 && (size_t)k < sizeof text &&
	    near_quote(word, sizeof word, text))
		return diag_hint(d, "did you mean %s?", word);
	return -1;
}

/* What getopt_long() would not take. */
static int
bad_option(char **argv, int missing, struct diag *d)
{
	const char *arg = argv[optind - 1];
	char letter[3] = { '-', (char)optopt, '\0' };
	bool word = missing && !strncmp(arg, "--", 2);
	bool flag = false;

	/* a word that is known and takes no value; a letter would be taken */
	for (const struct option_row *r = option_rows; r->key; r++)
		flag = flag || (!missing && r->name && r->key == optopt);
	if (!missing && !flag && !optopt)
		bad_word(arg, d);
	else if (flag)
		diag_add(d, (struct place){ 0 }, "usage",
		    "option %q takes no value", arg, strcspn(arg, "="));
	else
		/* of a cluster, name the letter (optind may not be past it) */
		diag_add(d, (struct place){ 0 }, "usage",
		    missing ? "option %q needs a value"
			    : "there is no option %q", word ? arg : letter,
		    strlen(word ? arg : letter));
	return diag_hint(d, "focalloss --help lists the options");
}

/* Can these losses be compared, and is there an interval? */
static int
check_baseline(struct job *j, bool linear, struct diag *d)
{
	bool input = false;

	if (!j->baseline && j->ci >= 0)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--ci is for --baseline, which is not there");
	if (!j->baseline)
		return 0;
	if (!linear)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--baseline compares mean, sum, mean-pos or none, and -r has none of them");
	if (j->reductions == 0 && j->ci >= 0)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--ci is of many samples: rows that are samples have no interval");
	if (j->merge && j->id && !strcmp(j->id, "row"))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--merge and --baseline need ids: --id row counts the rows of one file");
	for (size_t i = 0; i < j->inputs; i++)
		input = input || !strcmp(j->input[i].path, "-");
	input = input || (j->join && !strcmp(j->join, "-"));
	if (input && !strcmp(j->baseline, "-"))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "standard input can be read only once");
	j->ci = j->ci < 0 ? 95 : j->ci;
	return 0;
}

static int
check_job(struct job *j, struct diag *d)
{
	bool linear = j->reductions == 0;

	for (size_t i = 0; i < j->reductions; i++)
		linear = linear || reduction_is_linear(&j->reduction[i]);
	if (j->keep && j->reductions)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--keep is of samples: it needs -r none, or --top");
	if ((j->grad || j->hess) && !linear)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s is of mean, sum, mean-pos or none, and -r has none of them",
		    j->grad ? "grad" : "hess");
	if (j->logits && j->probs)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--logits and --probs: the scores are one or the other");
	if (j->ignore && j->pos_label &&
	    label_is(j->ignore, strlen(j->ignore), j->pos_label))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--ignore and --pos-label name the same label, '%q'",
		    j->ignore, strlen(j->ignore));
	if (j->merge && j->join && j->id && !strcmp(j->id, "row"))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--merge and --join need ids: --id row counts the lines of one file");
	for (size_t i = 0; j->join && i < j->inputs; i++)
		if (!strcmp(j->join, "-") && !strcmp(j->input[i].path, "-"))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "standard input can be read only once");
	return check_baseline(j, linear, d);
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

/* As if the option of that key had this argument. */
static int
set_by_row(struct job *j, int key, const char *arg, struct diag *d)
{
	for (const struct option_row *r = option_rows; r->key; r++)
		if (r->name && r->key == key)
			return r->set(j, r, arg, d);
	return 0;
}

/* --like NAME -v, and nothing is there to be scored: what is the library's? */
static bool
asks_of_library(const struct job *j)
{
	struct stat input;

	return j->like && j->verbose && !j->inputs &&
	    (fstat(STDIN_FILENO, &input) || S_ISCHR(input.st_mode));
}

/* --like list, once it is known whether -v asks for more; or one library. */
static int
show_likes(struct job *j, struct diag *d)
{
	struct out out = { .fd = -1 };

	if (j->like_list)
		like_list(&out, j->verbose);
	for (const struct like *l = j->like; l && !j->like_list;
	     l = like_next(l)) {
		out_text(&out, l == j->like ? "" : "\n");
		like_tell(&out, l);
	}
	out_bytes(&out, "", 1);
	j->show = j->shown = out.buf;
	return out.failed
	    ? diag_add(d, (struct place){ 0 }, "memory", "out of memory") : 0;
}

/* What the row of a reduction has by default, and what it can have. */
static int
set_reductions(struct job *j, struct diag *d)
{
	const char *name = j->top || j->expect ? "none"
	    : j->like			       ? j->like->reduction
					       : "mean";

	if (j->top && j->reductions) {
		diag_add(d, (struct place){ 0 }, "usage",
		    "--top is of samples, -r %s of all", j->reduction[0].name);
		return diag_hint(d, "leave out one of them");
	}
	return j->reduction ? 0 : set_by_row(j, 'r', name, d);
}

/* None, which is not asked for: a library may have one of its own. */
static int
set_no_alpha(struct job *j, struct diag *d)
{
	j->alpha = calloc(1, sizeof *j->alpha);
	if (!j->alpha)
		return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
	j->alphas = 1;
	return 0;
}

/* The steps of one sample are no table: what would change its rows? */
static int
check_explain(const struct job *j, struct diag *d)
{
	const struct {
		bool given;
		const char *what;
	} row[] = { { j->by, "--by" }, { j->top, "--top" },
		{ j->keep, "--keep" }, { j->merge, "--merge" },
		{ j->limits, "--max and --min" },
		{ j->baseline, "--baseline" },
		{ j->alphas > 1, "a second --alpha" } };

	for (size_t i = 0; j->explain && i < sizeof row / sizeof *row; i++)
		if (row[i].given) {
			diag_add(d, (struct place){ 0 }, "usage",
			    "--explain shows one sample of one file: it does not take %s",
			    row[i].what);
			return diag_hint(d, "leave out one of them");
		}
	return 0;
}

/* The losses of samples are compared, and nothing else is computed. */
static int
check_expect(const struct job *j, struct diag *d)
{
	const struct {
		bool given;
		const char *name;
	} other[] = { { j->reduction, "--reduction" }, { j->grad, "--grad" },
		{ j->hess, "--hess" }, { j->explain, "--explain" },
		{ j->by, "--by" }, { j->top, "--top" }, { j->keep, "--keep" },
		{ j->merge, "--merge" }, { j->baseline, "--baseline" },
		{ j->alphas > 1, "second --alpha" } };

	if (!j->expect && (j->rtol >= 0 || j->atol >= 0))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s is for --expect, which is not there",
		    j->rtol >= 0 ? "rtol" : "atol");
	for (size_t i = 0; j->expect && i < sizeof other / sizeof *other; i++)
		if (other[i].given)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--expect compares the loss of each sample: it takes no %s",
			    other[i].name);
	if (!j->expect || j->gamma.n < 2)
		return 0;
	return diag_add(d, (struct place){ 0 }, "usage",
	    "--expect compares with one gamma, not %u", (uint64_t)j->gamma.n);
}

static int
set_defaults(struct job *j, struct diag *d)
{
	static char standard_input[] = "-";
	char default_gamma[NUMBER_TEXT];

	if (j->like_list || asks_of_library(j))
		return show_likes(j, d);
	if (check_expect(j, d))
		return -1;
	number_print(default_gamma,
	    j->like ? like_use(j->like, j).spec.gamma : 2, 0);
	if (!j->gamma.n && list_numbers(&j->gamma, "gamma", default_gamma, d))
		return -1;
	if (!j->alphas && set_no_alpha(j, d))
		return -1;
	if (check_explain(j, d) || set_reductions(j, d))
		return -1;
	j->rtol = j->rtol < 0 ? 1e-5 : j->rtol;
	j->atol = j->atol < 0 ? 1e-8 : j->atol;
	if (!j->inputs && add_input(j, standard_input, d))
		return -1;
	j->to = j->to ? j->to : &text_writer;
	if (!j->threads) {
		long cores = sysconf(_SC_NPROCESSORS_ONLN);

		j->threads = cores < 1 ? 1 : cores > 64 ? 64 : (size_t)cores;
	}
	return set_isa(j, getenv("FOCALLOSS_ISA"), d) || check_job(j, d) ? -1 : 0;
}

/* What getopt_long() wants to know of the rows. */
struct known {
	struct option *longs;
	char *shorts;
};

static int
know(struct known *w)
{
	size_t rows = 0, n = 0, k;

	while (option_rows[rows].key)
		rows++;
	w->longs = calloc(rows + 1, sizeof *w->longs);
	w->shorts = calloc(2 * rows + 3, 1);
	if (!w->longs || !w->shorts)
		return -1;
	strcpy(w->shorts, "-:");	/* in order; ':' for a lost value */
	k = strlen(w->shorts);
	for (const struct option_row *r = option_rows; r->key; r++) {
		if (!r->name)
			continue;
		w->longs[n++] = (struct option){ r->name,
			r->arg ? required_argument : no_argument, NULL, r->key };
		if (r->key < CHAR_MAX) {
			w->shorts[k++] = (char)r->key;
			if (r->arg)
				w->shorts[k++] = ':';
		}
	}
	return 0;
}

/* One word of argv, as getopt_long() has it. */
static int
take(struct job *j, int key, char **argv, struct diag *d)
{
	if (key == '?' || key == ':')
		return bad_option(argv, key == ':', d);
	if (key == 1)
		return add_input(j, optarg, d);
	return set_by_row(j, key, optarg, d);
}

static int
take_all(struct job *j, const struct known *w, int argc, char **argv,
    struct diag *d)
{
	int key;

	opterr = 0;
	optind = 0;	/* start afresh: tests parse more than once */
	while (!j->show && (key = getopt_long(argc, argv, w->shorts, w->longs,
				NULL)) != -1)
		if (take(j, key, argv, d))
			return -1;
	for (; !j->show && optind < argc; optind++)	/* after -- */
		if (add_input(j, argv[optind], d))
			return -1;
	return j->show ? 0 : set_defaults(j, d);
}

int
job_parse(struct job *j, int argc, char **argv, struct diag *d)
{
	struct known w = { NULL, NULL };
	int rc;

	*j = (struct job){ .sum_tol = -1, .eps = -1, .label_smoothing = -1,
		.rtol = -1, .atol = -1, .ci = -1 };
	rc = know(&w) ? diag_add(d, (struct place){ 0 }, "memory",
	    "out of memory") : take_all(j, &w, argc, argv, d);
	free(w.longs);
	free(w.shorts);
	return rc;
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
	free(j->output);
	free(j->gamma.value);
	free(j->reduction);
	free(j->limit);
	free(j->shown);
	for (size_t i = 0; i < j->alphas; i++)
		free_classes(&j->alpha[i]);
	free(j->alpha);
	free_classes(&j->class_weight);
	free_classes(&j->pos_weight);
	free_classes(&j->like_keys);
	*j = (struct job){ 0 };
}
