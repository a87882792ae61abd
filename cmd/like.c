/* like.c - finding a library's row, changing its numbers, showing it. */
#include "like.h"
#include "list.h"
#include "near.h"
#include "out.h"
#include "spec.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options that a row may take or need, as users know them. */
static const struct take {
	unsigned bit;
	const char *option;
} takes[] = {
	{ LIKE_GAMMA, "--gamma" },
	{ LIKE_ALPHA | LIKE_ALPHAS, "--alpha" },
	{ LIKE_CLASS_WEIGHT, "--class-weight" },
	{ LIKE_POS_WEIGHT, "--pos-weight" },
	{ LIKE_SMOOTHING, "--label-smoothing" },
	{ LIKE_EPS, "--eps" },
	{ LIKE_WEIGHT, "--weight" },
	{ 0, NULL },
};

static bool
is_per_class(const struct per_class *alpha)
{
	return alpha->n > 1 || alpha->name;
}

/* Which of them are given by hand; "none" and 0 ask for nothing. */
static unsigned
given(const struct job *j, const struct per_class *alpha)
{
	return (j->gamma_given ? LIKE_GAMMA : 0) |
	    (alpha->n == 1 && !alpha->name ? LIKE_ALPHA : 0) |
	    (is_per_class(alpha) ? LIKE_ALPHAS : 0) |
	    (j->class_weight.n ? LIKE_CLASS_WEIGHT : 0) |
	    (j->pos_weight.n ? LIKE_POS_WEIGHT : 0) |
	    (j->label_smoothing > 0 ? LIKE_SMOOTHING : 0) |
	    (j->eps > 0 ? LIKE_EPS : 0) | (j->weight ? LIKE_WEIGHT : 0);
}

const struct like *
like_find(const char *name)
{
	for (const struct like *l = likes; l->name; l++)
		if (!strcmp(l->name, name))
			return l;
	return NULL;
}

const struct like *
like_next(const struct like *row)
{
	return row[1].name && !strcmp(row[1].name, row->name) ? row + 1 : NULL;
}

static unsigned
shapes_of(const struct focal_mode *m)
{
	return m->classes ? LIKE_SOFTMAX | LIKE_ONE_VS_REST
	    : m->wide ? LIKE_MULTILABEL : LIKE_BINARY;
}

const struct like *
like_for(const struct like *row, const struct focal_mode *m)
{
	while (row && !(row->shapes & shapes_of(m)))
		row = like_next(row);
	return row;
}

const struct focal_mode *
like_mode(const struct like *row, const struct focal_mode *m)
{
	return m->classes && !(row->shapes & LIKE_SOFTMAX) ? &focal_multilabel
							   : m;
}

static const struct like_key *
find_key(const struct like *row, const char *name)
{
	for (const struct like_key *k = row->key; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

static double *
value(struct like *row, const struct like_key *key)
{
	return (double *)(void *)((char *)row + key->at);
}

struct like
like_use(const struct like *row, const struct job *j)
{
	struct like use = *row;

	for (size_t i = 0; i < j->like_keys.n; i++) {
		const struct like_key *k = find_key(row, j->like_keys.name[i]);

		if (k)
			*value(&use, k) = j->like_keys.value[i];
	}
	return use;
}

/* "--like NAME,KEY=DEFAULT,..."; N stands for what is found in the file. */
static void
put_keys(struct out *o, const struct like *row, const char *before)
{
	struct like copy = *row;

	if (row->key->name)
		out_format(o, "%s--like %s", before, row->name);
	for (const struct like_key *k = row->key; k->name; k++) {
		double x = *value(&copy, k);

		out_format(o, ",%s=", k->name);
		if (x > 0)
			out_number(o, x, 0);
		else
			out_text(o, "N");
	}
}

/* No row of the name has that key. */
static int
no_key(const struct like *row, const char *option, const char *key,
    struct diag *d)
{
	struct near near = { .word = key, .len = strlen(key) };
	struct out keys = { .fd = -1 };
	int rc;

	for (const struct like *l = row; l; l = like_next(l))
		for (const struct like_key *k = l->key; k->name; k++)
			if (l == row || !find_key(row, k->name))
				near_try(&near, k->name);
	put_keys(&keys, row, "");
	out_bytes(&keys, "", 1);
	if (keys.failed) {
		free(keys.buf);
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	}
	diag_add(d, (struct place){ 0 }, "usage", "--%s %s: it has no number '%q'",
	    option, row->name, key, strlen(key));
	rc = near.name ? diag_hint(d, "did you mean --%s %s,%s=NUMBER?", option,
		row->name, near.name)
	    : row->key->name ? diag_hint(d, "it takes %s", keys.buf)
			     : diag_hint(d, "it has none of its own");
	free(keys.buf);
	return rc;
}

/* A number to divide by is one. */
static bool
divides(const struct like_key *k)
{
	return k->at == offsetof(struct like, number) ||
	    k->at == offsetof(struct like, normalizer);
}

/* A threshold or margin of probabilities is less than 1. */
static bool
is_of_probability(const struct like_key *k)
{
	return k->at == offsetof(struct like, spec.reduced) ||
	    k->at == offsetof(struct like, spec.margin);
}

/* What number may a key not have?  NULL: it may have this one. */
static const char *
refuse(const struct like_key *k, double x)
{
	/* a term of a series may be taken away */
	if (x < 0 && k->at != offsetof(struct like, spec.poly))
		return "is below 0";
	if (x == 0 && divides(k))
		return "is not above 0";
	if (x != 0 && x != 1 && k->at == offsetof(struct like, by_label))
		return "is neither 0 nor 1";
	return x >= 1 && is_of_probability(k) ? "is not in [0, 1)" : NULL;
}

static int
check_keys(const struct like *row, const struct per_class *keys,
    const char *option, struct diag *d)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct like_key *k = NULL;
		const char *why;

		for (const struct like *l = row; l && !k; l = like_next(l))
			k = find_key(l, keys->name[i]);
		if (!k)
			return no_key(row, option, keys->name[i], d);
		why = refuse(k, keys->value[i]);
		for (size_t before = 0; before < i && !why; before++)
			if (!strcmp(keys->name[before], k->name))
				why = "is given twice";
		if (why)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--%s %s: %s %s", option, row->name, k->name, why);
	}
	return 0;
}

static int
no_library(const char *option, const char *name, size_t len, struct diag *d)
{
	struct near near = { .word = name, .len = len };

	/* of a name that is there twice neither would be the nearest */
	for (const struct like *l = likes; l->name; l++)
		if (l == like_find(l->name))
			near_try(&near, l->name);
	diag_add(d, (struct place){ 0 }, "usage", "--%s: no library is called '%q'",
	    option, name, len);
	return near.name
	    ? diag_hint(d, "did you mean --%s %s?  --%s list shows all", option,
		near.name, option)
	    : diag_hint(d, "--%s list shows them", option);
}

int
like_parse(struct job *j, const char *option, const char *text, struct diag *d)
{
	size_t len = strcspn(text, ",=");
	char name[64], first[128];
	const char *keys = text + len;
	const struct like *row;

	snprintf(name, sizeof name, "%.*s", (int)len, text);
	row = len < sizeof name ? like_find(name) : NULL;
	j->like = row;
	if (!row)
		return no_library(option, text, len, d);
	if (*keys == '=') {	/* of the first key */
		snprintf(first, sizeof first, "%s%s",
		    row->key->name ? row->key->name : "", keys);
		if (!row->key->name || strlen(keys) > 60)
			return no_key(row, option, keys + 1, d);
		keys = first;
	} else if (*keys == ',') {
		keys++;
	}
	/* "none": there is none, even if there was */
	if (list_per_class(&j->like_keys, option, *keys ? keys : "none", true,
		d))
		return -1;
	if (j->like_keys.n && !j->like_keys.name)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s %s takes KEY=NUMBER, not '%q'", option, name, keys,
		    strlen(keys));
	return check_keys(row, &j->like_keys, option, d);
}

/* What it takes, as it is typed. */
static void
put_takes(struct out *o, const struct like *row)
{
	const char *between = "";

	for (const struct take *t = takes; t->option; t++)
		if (row->takes & t->bit) {
			out_format(o, "%s%s", between, t->option);
			between = " ";
		}
	put_keys(o, row, between);
}

/* An option that the row does not take, or not so. */
static int
does_not_take(const struct like *row, unsigned bit, const struct take *t,
    struct diag *d)
{
	struct out all = { .fd = -1 };
	int rc;

	if (row->takes & t->bit)
		return diag_add(d, (struct place){ 0 }, "usage",
		    bit == LIKE_ALPHA
			? "--like %s takes one %s per class, not one for all"
			: "--like %s takes one %s, not one per class",
		    row->name, t->option + 2);
	put_takes(&all, row);
	out_bytes(&all, "", 1);
	if (all.failed) {
		free(all.buf);
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	}
	diag_add(d, (struct place){ 0 }, "usage",
	    bit == LIKE_GAMMA && row->two_gammas
		? "--like %s has two gammas, and no %s"
		: "--like %s does not take %s: its formula has no place for it",
	    row->name, t->option);
	rc = diag_hint(d, "it takes %s", all.buf);
	free(all.buf);
	return rc;
}

static int
check_places(const struct like *row, const struct per_class *alpha,
    const struct job *j, struct diag *d)
{
	const struct alpha_mode *m = is_per_class(alpha) ? row->alphas_mode
							 : row->alpha_mode;

	if (j->alpha_mode && j->alpha_mode != m)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has an --alpha-mode of its own%s%s", row->name,
		    m ? ": " : "", m ? m->name : "");
	if (j->weight_in == WEIGHT_IN_PT)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has its weights outside p_t: --weight-in loss",
		    row->name);
	return 0;
}

int
like_check(const struct like *row, const struct per_class *alpha,
    const struct job *j, struct diag *d)
{
	unsigned have = given(j, alpha), lacks = row->needs & ~have;

	/* to ask for no alpha is to say something of it */
	if (alpha->given)
		lacks &= ~(unsigned)LIKE_ALPHA;
	for (const struct take *t = takes; t->option; t++) {
		unsigned bit = have & t->bit;

		if (bit & ~row->takes)
			return does_not_take(row, bit, t, d);
		if (lacks & t->bit)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--like %s needs %s: it has no default", row->name,
			    t->option);
	}
	if (row->normalized && j->reductions == 0)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s divides by a sum over all samples: it has no %s",
		    row->name, j->expect ? "--expect" : "-r none");
	for (size_t i = 0; row->by_class && i < j->reductions; i++)
		if (!j->reduction[i].total ||
		    (strcmp(j->reduction[i].name, "mean") &&
			strcmp(j->reduction[i].name, "sum")))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--like %s divides each class by a sum of its own: of several classes it has mean and sum, and no %s",
			    row->name, j->reduction[i].name);
	for (size_t g = 0; row->spec.slope > 0 && g < j->gamma.n; g++)
		if (j->gamma.value[g] == 0)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--like %s divides by gamma, which is 0", row->name);
	return check_places(row, alpha, j, d);
}

bool
like_is_soft(const struct like *row, const struct job *j)
{
	return !(row->takes & LIKE_HARD) || j->label_smoothing > 0;
}

/* How it is shown. */

static const char *
head_of(const struct like *row)
{
	return row->shapes & LIKE_SOFTMAX ? "softmax" : "sigmoid";
}

static void
put_default(struct out *o, bool needed, bool has, double x, const char *none)
{
	if (needed)
		out_text(o, "needed");
	else if (has)
		out_number(o, x, 0);
	else
		out_text(o, none);
}

static void
put_gamma(struct out *o, const struct like *row)
{
	put_default(o, row->needs & LIKE_GAMMA, true, row->spec.gamma, "");
	if (row->two_gammas) {
		out_text(o, ",");
		out_number(o, row->gamma_neg, 0);
	}
}

static void
put_alpha(struct out *o, const struct like *row)
{
	put_default(o, row->needs & LIKE_ALPHA, row->alpha > 0, row->alpha,
	    row->takes & (LIKE_ALPHA | LIKE_ALPHAS) ? "none" : "-");
}

enum { COLUMNS = 8 };

/* Append the cells of a row, or the names of the columns, and where each ends. */
static void
put_cells(struct out *o, const struct like *row, size_t end[COLUMNS])
{
	static const char *const head[COLUMNS] = { "name", "version", "head",
		"gamma", "alpha", "reduction", "divisor", "what" };

	for (size_t i = 0; i < COLUMNS; i++) {
		if (!row)
			out_text(o, head[i]);
		else if (i == 3)
			put_gamma(o, row);
		else if (i == 4)
			put_alpha(o, row);
		else
			out_text(o, i == 0 ? row->name : i == 1 ? row->version
			    : i == 2 ? head_of(row) : i == 5 ? row->reduction
			    : i == 6 ? row->mean : row->call);
		end[i] = o->n;
	}
}

/* One line, or only its widths. */
static void
put_line(struct out *o, const struct like *row, size_t width[COLUMNS],
    bool measures)
{
	struct out cells = { .fd = -1 };
	size_t end[COLUMNS], at = 0;

	put_cells(&cells, row, end);
	for (size_t i = 0; i < COLUMNS && !cells.failed; at = end[i++]) {
		size_t n = end[i] - at;

		if (measures)
			width[i] = n > width[i] ? n : width[i];
		else
			out_format(o, "%-*.*s%s",
			    i + 1 < COLUMNS ? (int)width[i] : 0, (int)n,
			    cells.buf + at, i + 1 < COLUMNS ? "  " : "\n");
	}
	if (cells.failed)
		out_fail(o, cells.error);
	free(cells.buf);
}

void
like_list(struct out *o, bool all)
{
	size_t width[COLUMNS] = { 0 };

	for (int pass = 0; pass < 2 && !all; pass++) {
		put_line(o, NULL, width, pass == 0);
		for (const struct like *l = likes; l->name; l++)
			put_line(o, l, width, pass == 0);
	}
	for (const struct like *l = likes; l->name && all; l++) {
		out_text(o, l == likes ? "" : "\n");
		like_tell(o, l);
	}
}

static void
put_shapes(struct out *o, unsigned shapes)
{
	static const char *const name[] = { "binary", "multilabel",
		"multiclass by one-vs-rest sigmoids", "multiclass by softmax" };
	const char *between = "";

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (shapes >> i & 1) {
			out_format(o, "%s%s", between, name[i]);
			between = ", ";
		}
}

static void
put_divisors(struct out *o, const struct like *row)
{
	const struct focal_divisor *d = focal_find_divisor(row->mean);

	out_format(o, "  mean: over %s%s%s\n", d->about,
	    row->over_classes ? ", times classes" : "",
	    row->counts_ignored ? ", those ignored too" : "");
	if (row->sum != LIKE_SUM)
		out_format(o, "  sum: %s\n", row->sum == LIKE_SUM_IS_MEAN
		    ? "what it calls so is the mean" : "over the number of classes");
	if (row->row_sum)
		out_text(o, "  of a sample: the sum of its losses, not the mean\n");
}

void
like_tell(struct out *o, const struct like *row)
{
	out_format(o, "%s %s: %s\n  for: ", row->name, row->version, row->call);
	put_shapes(o, row->shapes);
	if (row->takes & LIKE_HARD)
		out_format(o, "; labels of 0 and 1%s",
		    row->takes & LIKE_SMOOTHING ? " unless smoothed" : "");
	out_format(o, "\n  formula: %s\n  defaults: gamma ", row->formula);
	put_gamma(o, row);
	out_text(o, ", alpha ");
	put_alpha(o, row);
	out_format(o, ", reduction %s\n  takes: ", row->reduction);
	put_takes(o, row);
	out_text(o, "\n");
	put_divisors(o, row);
	out_format(o, "  source: %s\n  reproduced: the formula, in double\n",
	    row->source);
	out_format(o, "  not reproduced: %s\n", row->but);
}
