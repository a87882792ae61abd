/* spec.c - one factor per class, whatever way it was said. */
#include "spec.h"
#include "near.h"
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
set_positive(double a, double *pos, double *neg)
{
	*pos = a;
	*neg = 1;
}

static void
set_balanced(double a, double *pos, double *neg)
{
	*pos = a;
	*neg = 1 - a;
}

static void
set_class(double a, double *pos, double *neg)
{
	*pos = a;
	*neg = a;
}

const struct alpha_mode alpha_modes[] = {
	{ "positive", "alpha for label 1, 1 for label 0", false, false,
	    set_positive },
	{ "balanced", "alpha for label 1, 1 - alpha for label 0", false, true,
	    set_balanced },
	{ "class", "the alpha of the true class (one number: of every class)",
	    true, false, set_class },
	{ NULL, NULL, false, false, NULL },
};

const struct alpha_mode *
alpha_mode_find(const char *name)
{
	for (const struct alpha_mode *m = alpha_modes; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

/* One score, one 0/1 label: lists and names mean the two classes 0 and 1. */
static bool
has_two_classes(const struct plan *p)
{
	return !p->mode->wide && !p->mode->classes;
}

/* Entry k (class k; 0 or 1 with two classes) of the option; 1 if it has none. */
static double
value_of(const struct per_class *o, const struct plan *p, size_t k)
{
	static const char *const two[] = { "0", "1" };
	const char *name = has_two_classes(p) ? two[k] : p->class_name[k];

	if (!o->name)
		return o->n == 0 ? 1 : o->value[o->n == 1 ? 0 : k];
	for (size_t i = o->n; i-- > 0;)
		if (!strcmp(o->name[i], name))
			return o->value[i];
	return 1;
}

/* Is it one entry per class, not one number for all? */
static bool
is_list(const struct per_class *o)
{
	return o->n > 1 || o->name;
}

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
	if (has_two_classes(p))
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
	uint64_t want = has_two_classes(p) ? 2 : p->c;

	for (size_t i = 0; o->name && i < o->n; i++) {
		const char *s = o->name[i];

		if (has_two_classes(p) ? strcmp(s, "0") && strcmp(s, "1")
				       : plan_class(p, s, strlen(s)) == p->c)
			return no_class(o, option, i, p, d);
	}
	if (o->name || o->n <= 1 || o->n == want)
		return 0;
	return diag_add(d, (struct place){ 0 }, "usage",
	    "%s has %u values; here it takes one, or %u (one per class)", option,
	    (uint64_t)o->n, want);
}

/* Of factors that are finite the products may not be. */
static int
check_products(const struct specs *s, const struct plan *p, struct diag *d)
{
	for (size_t k = 0; k < p->c; k++)
		if (!isfinite(s->pos[k] * fmax(s->weight[k], 1)) ||
		    !isfinite(s->neg[k]))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--alpha, --class-weight and --pos-weight: a product of them is too large for a double");
	return 0;
}

static int
check(const struct specs *s, const struct job *j, const struct plan *p,
    struct diag *d)
{
	const struct alpha_mode *m = s->alpha_mode;

	if (check_classes(s->alpha, "--alpha", p, d) ||
	    check_classes(&j->class_weight, "--class-weight", p, d) ||
	    check_classes(&j->pos_weight, "--pos-weight", p, d))
		return -1;
	if (has_two_classes(p) && is_list(&j->pos_weight))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--pos-weight takes one number here: it is the weight of label 1");
	if (has_two_classes(p) && is_list(s->alpha) && !m->classes)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s takes one number, not one per class",
		    m->name);
	if (j->alpha_mode && s->alpha->n == 0 && j->alphas == 1)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s needs --alpha", m->name);
	if (p->mode->classes && !m->classes)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--alpha-mode %s is for 0/1 labels; a %s task takes class",
		    m->name, p->mode->name);
	for (size_t i = 0; m->unit && i < s->alpha->n; i++)
		if (s->alpha->value[i] > 1)
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--alpha %g: with --alpha-mode %s it is in [0, 1]",
			    s->alpha->value[i], m->name);
	if (p->mode->classes && j->pos_label)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--pos-label is for 0/1 labels; a %s task has classes",
		    p->mode->name);
	if (j->sum_tol >= 0 && (p->from_logits || !p->mode->classes))
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--sum-tol is for multiclass probabilities; these are %s %s",
		    p->mode->name, p->from_logits ? "logits" : "probabilities");
	return 0;
}

/* One number, or one per class as the classes are ordered. */
static void
put_values(struct out *o, const struct per_class *v, const struct plan *p)
{
	size_t n = has_two_classes(p) ? 2 : p->c;

	for (size_t k = 0; k < (is_list(v) ? n : 1); k++) {
		out_text(o, k ? "," : "");
		out_number(o, value_of(v, p, k), 0);
	}
}

/* How a row of the table calls its alpha. */
static int
name_alpha(struct specs *s, const struct plan *p, struct diag *d)
{
	struct out o = { .fd = -1 };

	if (s->alpha->n)
		put_values(&o, s->alpha, p);
	else
		out_text(&o, "none");
	out_bytes(&o, "", 1);
	s->alpha_text = o.buf;
	return o.failed ? diag_add(d, (struct place){ 0 }, "memory",
	    "out of memory") : 0;
}

int
specs_make(struct specs *s, const struct per_class *alpha,
    const struct job *j, const struct plan *p, struct diag *d)
{
	bool weighs = false;
	const char *wrong;

	s->alpha = alpha;
	s->alpha_mode = j->alpha_mode ? j->alpha_mode
	    : alpha_mode_find(p->mode->classes ||
			(has_two_classes(p) && is_list(s->alpha))
		    ? "class" : "positive");
	if (check(s, j, p, d))
		return -1;
	s->pos = calloc(p->c, sizeof *s->pos);
	s->neg = calloc(p->c, sizeof *s->neg);
	s->weight = calloc(p->c, sizeof *s->weight);
	if (!s->pos || !s->neg || !s->weight)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	for (size_t k = 0; k < p->c; k++) {
		/* where the class is the truth, and where it is not */
		size_t yes = has_two_classes(p) ? 1 : k;
		size_t no = has_two_classes(p) ? 0 : k;

		s->pos[k] = s->neg[k] = 1;
		if (s->alpha->n)
			s->alpha_mode->set(value_of(s->alpha, p, yes),
			    &s->pos[k], &s->neg[k]);
		if (is_list(s->alpha) && yes != no)
			s->neg[k] = value_of(s->alpha, p, no);
		s->pos[k] *= value_of(&j->class_weight, p, yes);
		s->neg[k] *= value_of(&j->class_weight, p, no);
		s->weight[k] = value_of(&j->pos_weight, p, yes);
		weighs = weighs || s->weight[k] != 1;
	}
	if (check_products(s, p, d) || name_alpha(s, p, d))
		return -1;
	/* no table where all are 1: that is faster, and the default's bits */
	s->spec = (struct focal_spec){ .mode = p->mode,
		.from_logits = p->from_logits, .eps = j->eps, .path = j->path,
		.smoothing = j->label_smoothing,
		.pos = s->alpha->n || j->class_weight.n ? s->pos : NULL,
		.neg = s->alpha->n || j->class_weight.n ? s->neg : NULL,
		.weight = weighs ? s->weight : NULL,
		.weight_in_pt = !j->weight_in_loss };
	wrong = focal_check(&s->spec, p->c);
	return wrong ? diag_add(d, (struct place){ 0 }, "usage", "%s", wrong)
		     : 0;
}

void
specs_free(struct specs *s)
{
	free(s->pos);
	free(s->neg);
	free(s->weight);
	free(s->alpha_text);
	*s = (struct specs){ 0 };
}

/* " name=value" */
static void
sign(struct out *o, const char *name, const struct per_class *v,
    const struct plan *p)
{
	out_format(o, " %s=", name);
	put_values(o, v, p);
}

static void
sign_number(struct out *o, const char *name, double x)
{
	out_format(o, " %s=", name);
	out_number(o, x, 0);
}

static void
sign_text(struct out *o, const char *name, const char *text)
{
	char shown[4 * DIAG_SHOWN];

	if (!text)
		return;
	diag_escape(shown, sizeof shown, text, strlen(text));
	out_format(o, " %s=%s", name, shown);
}

void
specs_sign(const struct specs *s, const struct job *j, const struct plan *p,
    struct out *o)
{
	bool moded = false;

	for (size_t i = 0; i < j->alphas; i++) {
		out_text(o, i ? ";" : " alpha=");
		put_values(o, s[i].alpha, p);
	}
	for (size_t i = 0; i < j->alphas; i++)
		if (s[i].alpha->n) {
			out_text(o, moded ? ";" : " alpha_mode=");
			out_text(o, s[i].alpha_mode->name);
			moded = true;
		}
	if (j->class_weight.n)
		sign(o, "class_weight", &j->class_weight, p);
	sign(o, "pos_weight", &j->pos_weight, p);
	if (j->pos_weight.n)
		out_format(o, " weight_in=%s", j->weight_in_loss ? "loss" : "pt");
	if (j->label_smoothing > 0)
		sign_number(o, "label_smoothing", j->label_smoothing);
	if (j->eps > 0)
		sign_number(o, "eps", j->eps);
	sign_text(o, "pos_label", j->pos_label);
	sign_text(o, "ignore", j->ignore);
	sign_text(o, "weight", j->weight);
}
