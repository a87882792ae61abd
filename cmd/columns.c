/* columns.c - which column is the label, which are the scores. */
#include "columns.h"
#include "header.h"
#include "near.h"
#include "number.h"
#include "repeat.h"
#include "select.h"
#include "sort.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const label_names[] = { "label", "labels", "target", "y",
	"label_*", NULL };
static const char *const logit_names[] = { "logit", "logits", "logit_*", NULL };
static const char *const prob_names[] = { "prob", "probs", "prob_*", NULL };
static const char *const id_names[] = { "id", NULL };
static const char *const no_names[] = { NULL };

static int
no_memory(const struct reader *r)
{
	return diag_add(r->diag, select_header(r), "memory", "out of memory");
}

static int
choose(const struct reader *r, struct picks *p, const char *option,
    const char *cols, const char *const *names)
{
	return cols ? select_columns(r, p, option, cols)
		    : select_default(r, p, r->named ? names : no_names);
}

/* Is the column called by its number alone? */
static bool
is_numbered(const struct reader *r, const struct column *c)
{
	return !r->named || c->numbered || (c->group && !c->member);
}

/*
 * The class names of a set of columns: entries of a JSON group, the part after
 * the first '_' where that is all that differs, else the whole name.
 */
static int
name_classes(const struct reader *r, const struct picks *p, char **name)
{
	const char *first = r->col[p->at[0]].name;
	size_t prefix = strcspn(first, "_");
	bool common = first[prefix] == '_';
	char number[24];

	for (size_t k = 0; k < p->n; k++) {
		const char *s = r->col[p->at[k]].name;

		common = common && strcspn(s, "_") == prefix &&
		    !strncmp(s, first, prefix);
	}
	for (size_t k = 0; k < p->n; k++) {
		const struct column *c = &r->col[p->at[k]];

		snprintf(number, sizeof number, "%zu", k);
		name[k] = strdup(is_numbered(r, c) ? number
			: c->group	   ? c->member
			: common	   ? c->name + prefix + 1
					   : c->name);
		if (!name[k])
			return no_memory(r);
	}
	return 0;
}

/* The number of a class called 0, 1, ..., n-1; else n. */
static size_t
index_of(const char *name, size_t n)
{
	size_t len = strspn(name, "0123456789");
	unsigned long k;

	if (!len || name[len] || len > 18 || (*name == '0' && len > 1))
		return n;
	k = strtoul(name, NULL, 10);
	return k < n ? k : n;
}

/* Names 0..n-1 in any order say where each column belongs. */
static bool
permutation(char **name, size_t n, bool *seen)
{
	memset(seen, 0, n);
	for (size_t k = 0; k < n; k++) {
		size_t i = index_of(name[k], n);

		if (i == n || seen[i])
			return false;
		seen[i] = true;
	}
	return true;
}

/* Put the columns of numbered classes in the order of the numbers. */
static int
sort_classes(const struct reader *r, struct picks *p, char **name)
{
	size_t n = p->n;
	bool *seen = calloc(n, sizeof *seen);
	size_t *at = calloc(n, sizeof *at);
	char **names = calloc(n, sizeof *names);
	int rc = 0;

	if (!seen || !at || !names) {
		rc = no_memory(r);
	} else if (permutation(name, n, seen)) {
		for (size_t k = 0; k < n; k++) {
			size_t i = index_of(name[k], n);

			at[i] = p->at[k];
			names[i] = name[k];
		}
		memcpy(p->at, at, n * sizeof *at);
		memcpy(name, names, n * sizeof *names);
	}
	free(seen);
	free(at);
	free(names);
	return rc;
}

static int
compare_classes(const struct plan *p, size_t a, const char *name, size_t len)
{
	const char *s = p->class_name[a];
	size_t n = strlen(s), least = n < len ? n : len;
	int d = memcmp(s, name, least);

	return d ? d : n < len ? -1 : n > len;
}

size_t
plan_class(const struct plan *p, const char *name, size_t len)
{
	size_t lo = 0, hi = p->c;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = compare_classes(p, p->by_name[mid], name, len);

		if (!d)
			return p->by_name[mid];
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return p->c;
}

static int
rule_by_name(const void *plan, size_t a, size_t b)
{
	const struct plan *p = plan;

	return strcmp(p->class_name[a], p->class_name[b]);
}

static void
index_classes(struct plan *p)
{
	for (size_t k = 0; k < p->c; k++)
		p->by_name[k] = k;
	sort_numbers(p->by_name, p->c, rule_by_name, p);
}

/* What is in one set of names and not in the other goes into the message. */
static int
pair_error(const struct reader *r, char **label, size_t labels, char **score,
    size_t scores)
{
	const struct {
		const char *what;
		char **a, **b;
		size_t na, nb;
	} side[] = { { "no score for label '%q'", label, score, labels, scores },
		{ "no label for score '%q'", score, label, scores, labels } };

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < side[i].na; k++) {
			size_t m = 0;

			while (m < side[i].nb &&
			    strcmp(side[i].a[k], side[i].b[m]))
				m++;
			if (m == side[i].nb)
				diag_add(r->diag, select_header(r), "columns",
				    side[i].what, side[i].a[k],
				    strlen(side[i].a[k]));
		}
	return -1;
}

/* Multilabel: the score column of each label, by name. */
static int
pair(struct plan *p, const struct reader *r, const struct picks *label,
    char **label_name, const struct picks *score)
{
	size_t *at = calloc(p->c, sizeof *at);
	int rc = 0;

	if (!at)
		return no_memory(r);
	for (size_t k = 0; !rc && k < label->n; k++) {
		size_t i = plan_class(p, label_name[k], strlen(label_name[k]));

		if (i == p->c)
			rc = pair_error(r, label_name, label->n, p->class_name,
			    p->c);
		else
			at[k] = score->at[i];
	}
	if (!rc)
		memcpy(p->score, at, p->c * sizeof *at);
	free(at);
	return rc;
}

/* A list of names: is it clear whose they are, and what is 1? */
static int
check_names(const struct job *j, const struct reader *r,
    const struct column *label, const struct picks *score)
{
	size_t n = strlen(label->name);

	if (j->pos_label)
		return diag_add(r->diag, select_header(r), "columns",
		    "%q is a list of names; --pos-label is for labels of two "
		    "kinds", label->name, n);
	if (j->ignore)
		return diag_add(r->diag, select_header(r), "columns",
		    "%q is a list of names; --ignore is for labels that have a "
		    "value each", label->name, n);
	if (j->mode && !j->mode->wide)
		return diag_add(r->diag, select_header(r), "columns",
		    "%q is a list of names; that makes a multilabel task, not "
		    "a %s one", label->name, n, j->mode->name);
	for (size_t k = 0; k < score->n; k++)
		if (r->col[score->at[k]].index) {
			diag_add(r->diag, select_header(r), "columns",
			    "%q is a list of names, but the scores have none",
			    label->name, n);
			return diag_hint(r->diag,
			    "give them names: {\"rain\":0.8,\"fog\":0.1}");
		}
	return 0;
}

/* The mode that this many labels and scores make, unless it is given. */
static int
find_mode(struct plan *p, const struct job *j, const struct reader *r,
    size_t labels, size_t scores)
{
	for (size_t i = 0; focal_modes[i] && !p->mode; i++) {
		const struct focal_mode *m = focal_modes[i];

		if (scores >= m->min_c && scores <= m->max_c &&
		    labels == focal_targets(m, scores) &&
		    (!j->mode || j->mode == m) && (m->wide || !p->names))
			p->mode = m;
	}
	if (p->mode)
		return 0;
	diag_add(r->diag, select_header(r), "columns",
	    "%u label %s and %u score %s make no %s task", (uint64_t)labels,
	    labels == 1 ? "column" : "columns", (uint64_t)scores,
	    scores == 1 ? "column" : "columns",
	    j->mode ? j->mode->name : "binary, multiclass or multilabel");
	return diag_hint(r->diag,
	    "binary: 1 and 1; multiclass: 1 and K; multilabel: K and K; say which with --label and --logits or --probs");
}

static int
no_score(const struct reader *r)
{
	char list[600];

	if (!r->named) {
		diag_add(r->diag, select_header(r), "columns",
		    "without a header the columns must be given by number");
		return diag_hint(r->diag, "--label 1 --logits 2 (or --probs 2)");
	}
	select_list(r, list, sizeof list);
	diag_add(r->diag, select_header(r), "columns",
	    "no column says whether it holds logits or probabilities; the "
	    "columns are: %s", list);
	header_hint(r);
	for (size_t i = 0; i < r->cols; i++) {
		const char *s = r->col[i].name;
		char word[128];

		if ((!strncmp(s, "score", 5) || !strncmp(s, "pred", 4)) &&
		    near_quote(word, sizeof word, s))
			return diag_hint(r->diag,
			    "name it: --logits %s or --probs %s", word, word);
	}
	select_hint(r, "logits", logit_names);
	select_hint(r, "probs", prob_names);
	return diag_hint(r->diag, "name it: --logits COLS or --probs COLS");
}

/* Logits or probabilities: by flag or by name, never by value. */
static int
choose_scores(struct plan *p, const struct job *j, const struct reader *r,
    struct picks *score)
{
	struct picks prob = { 0 };

	if (j->logits || j->probs) {
		p->from_logits = j->logits != NULL;
		return choose(r, score, j->logits ? "logits" : "probs",
		    j->logits ? j->logits : j->probs, NULL);
	}
	if (choose(r, score, "logits", NULL, logit_names) ||
	    choose(r, &prob, "probs", NULL, prob_names)) {
		free(prob.at);
		return -1;
	}
	p->from_logits = score->n > 0;
	if (score->n && prob.n) {
		free(prob.at);
		diag_add(r->diag, select_header(r), "columns",
		    "there are logits and probabilities here; which are to be "
		    "scored?");
		return diag_hint(r->diag, "say --logits COLS or --probs COLS");
	}
	if (prob.n) {
		free(score->at);
		*score = prob;
	} else {
		free(prob.at);
	}
	return score->n ? 0 : no_score(r);
}

static int
choose_label(const struct job *j, const struct reader *r, struct picks *label,
    size_t scores)
{
	char list[600];

	if (choose(r, label, "label", j->label, label_names))
		return -1;
	if (r->ops->json && label->n == 1 && scores > 1 && r->col[label->at[0]].group)
		return diag_add(r->diag, select_header(r), "columns",
		    "%q: an array of labels has one 0 or 1 for each score",
		    r->col[label->at[0]].group,
		    strlen(r->col[label->at[0]].group));
	if (label->n)
		return 0;
	if (!r->named)
		return no_score(r);
	select_list(r, list, sizeof list);
	diag_add(r->diag, select_header(r), "columns",
	    "no label column; the columns are: %s", list);
	header_hint(r);
	select_hint(r, "label", label_names);
	return diag_hint(r->diag, "name it: --label COLS");
}

/*
 * At most one column, for an option that takes one: as what, unless it may be
 * in use already.
 */
static int
choose_one(struct reader *r, const char *option, const char *cols,
    const char *const *names, const char *as, size_t *at)
{
	struct picks one = { 0 };
	int rc = choose(r, &one, option, cols, names);

	*at = NO_COLUMN;
	if (!rc)
		rc = select_unique(r, &one);
	if (!rc && one.n > 1)
		rc = diag_add(r->diag, select_header(r), "columns",
		    "--%s takes one column, not %u", option, (uint64_t)one.n);
	if (!rc && one.n) {
		*at = one.at[0];
		/* a sample may be called by its label, say */
		rc = as ? select_use(r, &one, as) : 0;
		r->col[*at].used = true;
	}
	free(one.at);
	return rc;
}

bool
plan_by_line(const struct job *j)
{
	return j->id && !strcmp(j->id, "row");
}

int
plan_id(const struct job *j, struct reader *r, size_t *at)
{
	*at = NO_COLUMN;
	return plan_by_line(j) ? 0
			       : choose_one(r, "id", j->id, id_names, NULL, at);
}

static void
free_names(char **name, size_t n)
{
	for (size_t k = 0; name && k < n; k++)
		free(name[k]);
	free(name);
}

/* Order the classes: by number, else as the scores (or labels) stand. */
static int
arrange(struct plan *p, const struct reader *r, struct picks *label,
    struct picks *score)
{
	char **label_name = NULL;
	int rc = -1;

	p->score = calloc(p->c, sizeof *p->score);
	p->target = calloc(p->t, sizeof *p->target);
	p->class_name = calloc(p->c, sizeof *p->class_name);
	p->by_name = calloc(p->c, sizeof *p->by_name);
	label_name = calloc(label->n, sizeof *label_name);
	if (!p->score || !p->target || !p->class_name || !p->by_name ||
	    !label_name) {
		no_memory(r);
		goto out;
	}
	if (name_classes(r, score, p->class_name) ||
	    sort_classes(r, score, p->class_name) ||
	    name_classes(r, label, label_name) ||
	    sort_classes(r, label, label_name))
		goto out;
	index_classes(p);
	memcpy(p->score, score->at, p->c * sizeof *p->score);
	for (size_t k = 0; k < p->t; k++)
		p->target[k] = label->at[p->names ? 0 : k];
	if (p->mode->wide && r->named && !p->names) {
		char **score_name = p->class_name;

		if (p->c > 1 && pair(p, r, label, label_name, score))
			goto out;
		/* from here the labels name the classes */
		p->class_name = label_name;
		label_name = score_name;
		index_classes(p);
	}
	p->numbered = p->indexed = true;
	for (size_t k = 0; k < p->c; k++) {
		const char *s = p->class_name[k];

		p->indexed = p->indexed && index_of(s, p->c) == k;
		s += *s == '-';
		p->numbered = p->numbered && *s &&
		    strspn(s, "0123456789") == strlen(s);
	}
	rc = 0;
out:
	free_names(label_name, label->n);
	return rc;
}

struct plan
plan_as(const struct plan *p, const struct like *row)
{
	const struct plan *read = plan_read(p);
	struct plan scored = *read;

	scored.mode = like_mode(row, read->mode);
	scored.t = focal_targets(scored.mode, read->c);
	scored.like = row;
	scored.read = scored.mode == read->mode ? NULL : (struct plan *)read;
	return scored;
}

/* What the library makes of the file, if the job names one. */
static int
score_like(struct plan *p, const struct job *j, const struct reader *r)
{
	const struct like *row = like_for(j->like, p->mode);
	struct plan *read;

	p->like = row;
	if (!row || like_mode(row, p->mode) == p->mode)
		return 0;
	read = malloc(sizeof *read);
	if (!read)
		return no_memory(r);
	*read = *p;
	*p = plan_as(read, row);
	p->read = read;
	return 0;
}

int
plan_make(struct plan *p, const struct job *j, struct reader *r)
{
	struct picks label = { 0 }, score = { 0 };
	const struct column *first;
	int rc = -1;

	if (choose_scores(p, j, r, &score) || choose_label(j, r, &label, score.n) ||
	    select_use(r, &score, "a score") ||
	    select_use(r, &label, "a label: it is a score") ||
	    header_check(r, &label, &score))
		goto out;
	first = &r->col[label.at[0]];
	p->names = label.n == 1 && first->names;
	if ((p->names && check_names(j, r, first, &score)) ||
	    find_mode(p, j, r, p->names ? score.n : label.n, score.n) ||
	    plan_id(j, r, &p->id) ||
	    choose_one(r, "weight", j->weight, no_names,
		"the weight: it is in use already", &p->weight) ||
	    choose_one(r, "expect", j->expect, no_names,
		"the expected loss: it is in use already", &p->expect))
		goto out;
	p->c = score.n;
	p->t = focal_targets(p->mode, p->c);
	for (size_t k = 0; k < p->c; k++)
		r->col[score.at[k]].number = score.at[k] != p->id;
	if (p->weight != NO_COLUMN)
		r->col[p->weight].number = p->weight != p->id;
	if (p->expect != NO_COLUMN)
		r->col[p->expect].number = p->expect != p->id;
	rc = arrange(p, r, &label, &score) || repeat_columns(p, j, r) ||
	    score_like(p, j, r) ? -1 : 0;
out:
	free(label.at);
	free(score.at);
	return rc;
}

void
plan_free(struct plan *p)
{
	free(p->score);
	free(p->target);
	free(p->by_name);
	free_names(p->class_name, p->c);
	free(p->read);
	repeat_free(p);
	*p = (struct plan){ 0 };
}
