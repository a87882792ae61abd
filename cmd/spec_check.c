/* spec_check.c - what options, columns and a library cannot be together. */
#include "near.h"
#include "number.h"
#include "spec_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Hint at the option with another name for entry `at`. */
static int
hint_name(const struct per_class *o, const char *option, size_t at,
    const char *name, struct diag *d)
{
	char text[128] = "", word[128], number[NUMBER_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < o->n && n < sizeof text; i++) {
		number_print(number, o->value[i], 0);
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s=%s",
		    i ? "," : "", i == at ? name : o->name[i], number);
	}
	if (n >= sizeof text || !near_quote(word, sizeof word, text))
		return -1;
	return diag_hint(d, "did you mean %s %s?", option, word);
}

/* Entry `at` of --option names no class: which one is meant? */
static int
no_class(const struct per_class *o, const char *option, size_t at,
    const struct plan *p, struct diag *d)
{
	const char *s = o->name[at];
	struct near near = { .word = s, .len = strlen(s) };

	diag_add(d, (struct place){ 0 }, "usage", "%s: there is no class '%q'",
	    option, s, strlen(s));
	if (specs_has_two_classes(p))
		return diag_hint(d, "in a binary task the classes are 0 and 1");
	for (size_t k = 0; k < p->c; k++)
		near_try(&near, p->class_name[k]);
	return near.name ? hint_name(o, option, at, near.name, d) : -1;
}

/* An option must name classes there are, or have one number for each. */
static int
check_classes(const struct per_class *o, const char *option,
    const struct plan *p, struct diag *d)
{
	uint64_t want = specs_has_two_classes(p) ? 2 : p->c;

	for (size_t i = 0; o->name && i < o->n; i++) {
		const char *s = o->name[i];

		if (specs_has_two_classes(p) ? strcmp(s, "0") && strcmp(s, "1")
				       : plan_class(p, s, strlen(s)) == p->c)
			return no_class(o, option, i, p, d);
		for (size_t k = 0; k < i; k++)
			if (!strcmp(s, o->name[k]))
				return diag_add(d, (struct place){ 0 }, "usage",
				    "%s names class '%q' twice", option, s,
				    strlen(s));
	}
	if (o->name || o->n <= 1 || o->n == want)
		return 0;
	return diag_add(d, (struct place){ 0 }, "usage",
	    "%s has %u values; here it takes one, or %u (one per class)", option,
	    (uint64_t)o->n, want);
}

int
specs_check_products(const struct specs *s, const struct plan *p,
    struct diag *d)
{
	double sum = 0;

	for (size_t k = 0; k < p->c; k++)
		sum += fabs(s->pos[k]) + fabs(s->neg[k]);
	/* 0 over 0: its weights are over their mean */
	if (s->like.weights_mean && isnan(sum))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s divides each --class-weight by their mean, which is 0",
		    s->like.name);
	for (size_t k = 0; k < p->c; k++)
		if (!isfinite(s->pos[k] * fmax(s->weight[k], 1)) ||
		    !isfinite(s->neg[k]))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--alpha, --class-weight and --pos-weight: a product of them is too large for a double");
	return 0;
}

static int
check_alpha(const struct specs *s, const struct job *j, const struct plan *p,
    struct diag *d)
{
	const struct alpha_mode *m = s->alpha_mode;
	bool one = m == &alpha_modes[ALPHA_BACKGROUND] ||
	    m == &alpha_modes[ALPHA_FIRST];

	if (check_classes(&s->alpha, "--alpha", p, d))
		return -1;
	if (specs_is_list(&s->alpha) &&
	    (one || (specs_has_two_classes(p) && !m->classes)))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s takes one number, not one per class",
		    m->name);
	if (j->alpha_mode && s->alpha.n == 0 && j->alphas == 1)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s needs --alpha", m->name);
	if (p->mode->classes && !m->classes)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s is for 0/1 labels; a %s task takes class, background or first",
		    m->name, p->mode->name);
	if (!p->mode->classes && !m->bits)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s is for one of K classes; a %s task takes positive, balanced, class or negative",
		    m->name, p->mode->name);
	if (m == &alpha_modes[ALPHA_FIRST] && p->c != 2 && s->alpha.n)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode first is for 2 classes, not %u",
		    (uint64_t)p->c);
	for (size_t i = 0; m->unit && i < s->alpha.n; i++)
		if (s->alpha.value[i] > 1)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--alpha %g: with --alpha-mode %s it is in [0, 1]",
			    s->alpha.value[i], m->name);
	return 0;
}

int
specs_check(const struct specs *s, const struct job *j, const struct plan *p,
    struct diag *d)
{
	const struct focal_mode *mode = plan_read(p)->mode;

	if (check_alpha(s, j, p, d) ||
	    check_classes(&j->class_weight, "--class-weight", p, d) ||
	    check_classes(&j->pos_weight, "--pos-weight", p, d))
		return -1;
	if (specs_has_two_classes(p) && specs_is_list(&j->pos_weight))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--pos-weight takes one number here: it is the weight of label 1");
	if (mode->classes && j->pos_label)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--pos-label is for 0/1 labels; a %s task has classes",
		    mode->name);
	if (j->sum_tol >= 0 && (p->from_logits || !mode->classes))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--sum-tol is for multiclass probabilities; these are %s %s",
		    mode->name, p->from_logits ? "logits" : "probabilities");
	return 0;
}

/* The library has no row for such a task. */
static int
no_row(const struct job *j, const struct plan *p, struct diag *d)
{
	static const struct {
		unsigned shapes;
		const char *name;
	} task[] = { { LIKE_BINARY, "binary" },
		{ LIKE_SOFTMAX | LIKE_ONE_VS_REST, "multiclass" },
		{ LIKE_MULTILABEL, "multilabel" } };
	unsigned shapes = 0;
	char list[64] = "";

	for (const struct like *l = j->like; l; l = like_next(l))
		shapes |= l->shapes;
	for (size_t i = 0; i < sizeof task / sizeof *task; i++)
		if (shapes & task[i].shapes)
			strcat(strcat(list, *list ? " and " : ""),
			    task[i].name);
	return diag_add(d, (struct place){ 0 }, "usage",
	    "--like %s scores %s; this is a %s task", j->like->name, list,
	    p->mode->name);
}

/* What a row can make of such scores. */
static int
check_like(const struct per_class *alpha, const struct job *j,
    const struct plan *p, struct diag *d)
{
	const struct like *row = p->like;
	bool one_vs_rest = p->read;

	if (like_check(row, alpha, j, d))
		return -1;
	if (!p->from_logits && ((row->takes & LIKE_LOGITS) ||
	    (one_vs_rest && !(row->takes & LIKE_PROBS)))) {
		diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s is of logits; these are probabilities",
		    row->name);
		return diag_hint(d,
		    "pass the scores before the softmax or sigmoid: --logits COLS");
	}
	if (p->from_logits && row->eps_of_probs && j->eps > 0)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s clamps probabilities; these are logits",
		    row->name);
	if (row->by_class && j->ignore && !one_vs_rest)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s leaves out whole samples, and --ignore single labels",
		    row->name);
	if (row->row_weight && j->class_weight.n && !one_vs_rest)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has weights of the true class; this is a %s task",
		    row->name, p->mode->name);
	return 0;
}

int
specs_check_like(const struct per_class *alpha, const struct job *j,
    const struct plan *p, struct diag *d)
{
	if (j->like && !p->like)
		return no_row(j, p, d);
	return p->like ? check_like(alpha, j, p, d) : 0;
}
