/* spec.c - one factor per class, whatever way it was said. */
#include "spec.h"
#include "near.h"
#include "number.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
set_positive(double a, size_t k, double *pos, double *neg)
{
	(void)k;
	*pos = a;
	*neg = 1;
}

static void
set_balanced(double a, size_t k, double *pos, double *neg)
{
	(void)k;
	*pos = a;
	*neg = 1 - a;
}

static void
set_class(double a, size_t k, double *pos, double *neg)
{
	(void)k;
	*pos = a;
	*neg = a;
}

static void
set_negative(double a, size_t k, double *pos, double *neg)
{
	(void)k;
	*pos = 1;
	*neg = a;
}

static void
set_background(double a, size_t k, double *pos, double *neg)
{
	*pos = k ? a : 1 - a;
	*neg = k ? 1 - a : a;
}

static void
set_first(double a, size_t k, double *pos, double *neg)
{
	set_background(a, !k, pos, neg);
}

const struct alpha_mode alpha_modes[] = {
	[ALPHA_POSITIVE] = { "positive", "alpha for label 1, 1 for label 0",
	    true, false, false, set_positive },
	[ALPHA_BALANCED] = { "balanced",
	    "alpha for label 1, 1 - alpha for label 0",
	    true, false, true, set_balanced },
	[ALPHA_CLASS] = { "class",
	    "the alpha of the true class (one number: of every class)",
	    true, true, false, set_class },
	[ALPHA_NEGATIVE] = { "negative", "1 for label 1, alpha for label 0",
	    true, false, false, set_negative },
	[ALPHA_BACKGROUND] = { "background",
	    "1 - alpha for class 0, alpha for all others",
	    false, true, true, set_background },
	[ALPHA_FIRST] = { "first",
	    "of two classes: alpha for class 0, 1 - alpha for class 1",
	    false, true, true, set_first },
	[ALPHA_MODES] = { .name = NULL },
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
check_alpha(const struct specs *s, const struct job *j, const struct plan *p,
    struct diag *d)
{
	const struct alpha_mode *m = s->alpha_mode;
	bool one = m == &alpha_modes[ALPHA_BACKGROUND] ||
	    m == &alpha_modes[ALPHA_FIRST];

	if (check_classes(&s->alpha, "--alpha", p, d))
		return -1;
	if (is_list(&s->alpha) && (one || (has_two_classes(p) && !m->classes)))
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

static int
check(const struct specs *s, const struct job *j, const struct plan *p,
    struct diag *d)
{
	const struct focal_mode *mode = plan_read(p)->mode;

	if (check_alpha(s, j, p, d) ||
	    check_classes(&j->class_weight, "--class-weight", p, d) ||
	    check_classes(&j->pos_weight, "--pos-weight", p, d))
		return -1;
	if (has_two_classes(p) && is_list(&j->pos_weight))
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
	if (row->row_weight && j->class_weight.n && !one_vs_rest)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--like %s has weights of the true class; this is a %s task",
		    row->name, p->mode->name);
	return 0;
}

/* What the row's own settings make of the spec. */
static void
set_like(struct specs *s, size_t c)
{
	const struct like *l = &s->like;

	if (l->eps_of_probs && s->spec.from_logits) {
		s->spec.eps = s->spec.grad_floor = 0;
		s->spec.clamp = NULL;
		s->spec.eps_in_ce = s->spec.odds = false;
		s->spec.renormalize_in_ce = false;
	}
	for (size_t k = 0; k < c; k++)
		s->gamma[k] = l->two_gammas ? l->gamma_neg : 0;
	if (l->two_gammas)
		s->spec.gamma_neg = s->gamma;
	if (l->gamma_of_zeros)
		s->spec.gamma_pos = s->gamma;
	if (l->reduced_rest && l->spec.reduced > 0)
		s->spec.reduced_over = 1 - l->spec.reduced;
}

/* The tables, one number per class. */
static void
fill_tables(struct specs *s, const struct job *j, const struct plan *p)
{
	const struct like *l = &s->like;
	double over = (l->normalizer > 0 ? l->normalizer : 1) *
	    (l->over_classes ? (double)p->c : 1);

	for (size_t k = 0; k < p->c; k++) {
		/* where the class is the truth, and where it is not */
		size_t yes = has_two_classes(p) ? 1 : k;
		size_t no = has_two_classes(p) ? 0 : k;

		s->pos[k] = s->neg[k] = s->row[k] = 1;
		if (s->alpha.n)
			s->alpha_mode->set(value_of(&s->alpha, p, yes), yes,
			    &s->pos[k], &s->neg[k]);
		if (is_list(&s->alpha) && yes != no)
			s->neg[k] = value_of(&s->alpha, p, no);
		if (l->row_weight) {
			s->row[k] = value_of(&j->class_weight, p, k);
		} else {
			s->pos[k] *= value_of(&j->class_weight, p, yes);
			s->neg[k] *= value_of(&j->class_weight, p, no);
		}
		s->pos[k] /= over;
		s->neg[k] /= over;
		s->weight[k] = value_of(&j->pos_weight, p, yes);
	}
}

/* A table where not all are 1: none is faster, and gives the default's bits. */
static const double *
unless_ones(const double *v, size_t c)
{
	for (size_t k = 0; k < c; k++)
		if (v[k] != 1)
			return v;
	return NULL;
}

/* Where the options and the library's row meet. */
static void
fill_spec(struct specs *s, const struct job *j, const struct plan *p)
{
	bool factors = s->alpha.n || j->class_weight.n;

	s->spec = s->like.spec;
	s->spec.mode = p->mode;
	s->spec.from_logits = p->from_logits;
	s->spec.path = j->path;
	if (j->gamma_given || !p->like)
		s->spec.gamma = j->gamma.value[0];
	if (j->eps >= 0)
		s->spec.eps = j->eps;
	if (j->label_smoothing >= 0)
		s->spec.smoothing = j->label_smoothing;
	if (p->like)
		factors = unless_ones(s->pos, p->c) || unless_ones(s->neg, p->c);
	s->spec.pos = factors ? s->pos : NULL;
	s->spec.neg = factors ? s->neg : NULL;
	s->spec.weight = unless_ones(s->weight, p->c);
	s->spec.row_factor = unless_ones(s->row, p->c);
	s->spec.weight_in_pt = j->weight_in != WEIGHT_IN_LOSS && !p->like;
	if (p->like)
		set_like(s, p->c);
}

/* Which alpha, and what is it of? */
static void
choose_alpha(struct specs *s, const struct per_class *alpha,
    const struct job *j, const struct plan *p)
{
	bool list = is_list(alpha);
	bool classes = p->mode->classes || (has_two_classes(p) && list);

	s->alpha = *alpha;
	if (!alpha->given && s->like.alpha > 0)
		s->alpha = (struct per_class){ .n = 1, .value = &s->like.alpha };
	s->alpha_mode = list ? s->like.alphas_mode : s->like.alpha_mode;
	if (!p->like)
		s->alpha_mode = j->alpha_mode;
	if (!s->alpha_mode)
		s->alpha_mode = &alpha_modes[classes ? ALPHA_CLASS
						     : ALPHA_POSITIVE];
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

	if (s->alpha.n)
		put_values(&o, &s->alpha, p);
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
	const char *wrong;

	if (j->like && !p->like)
		return no_row(j, p, d);
	if (p->like && check_like(alpha, j, p, d))
		return -1;
	if (p->like)
		s->like = like_use(p->like, j);
	choose_alpha(s, alpha, j, p);
	if (check(s, j, p, d))
		return -1;
	s->pos = calloc(p->c, sizeof *s->pos);
	s->neg = calloc(p->c, sizeof *s->neg);
	s->weight = calloc(p->c, sizeof *s->weight);
	s->row = calloc(p->c, sizeof *s->row);
	s->gamma = calloc(p->c, sizeof *s->gamma);
	if (!s->pos || !s->neg || !s->weight || !s->row || !s->gamma)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	fill_tables(s, j, p);
	if (check_products(s, p, d) || name_alpha(s, p, d))
		return -1;
	fill_spec(s, j, p);
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
	free(s->row);
	free(s->gamma);
	free(s->alpha_text);
	*s = (struct specs){ 0 };
}

struct focal_spec
specs_at(const struct specs *s, double gamma)
{
	struct focal_spec spec = s->spec;

	spec.gamma = gamma;
	if (spec.slope > 0) {	/* gamma is the slope */
		spec.slope = gamma;
		spec.gamma = 0;
	}
	return spec;
}

void
specs_total(const struct job *j, const struct plan *p, struct focal_total *t)
{
	struct like use;

	if (!p->like)
		return;
	use = like_use(p->like, j);
	t->divisor = focal_find_divisor(use.number > 0 ? "number" : use.mean);
	t->number = use.number + use.more;
	t->normalized = use.normalized;
	t->needs |= t->divisor->needs;
	t->needs |= t->normalized ? FOCAL_MODULATORS : 0;
}

double
specs_reduce(const struct plan *p, const struct focal_reduction *r,
    const struct focal_total *t, const struct focal_sum *sum)
{
	enum like_sum is = p->like ? p->like->sum : LIKE_SUM;

	if (is == LIKE_SUM || strcmp(r->name, "sum"))
		return r->value(t, sum);
	return is == LIKE_SUM_IS_MEAN
	    ? focal_find_reduction("mean")->value(t, sum)
	    : focal_sum_over(sum, p->c);
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
sign_text(struct out *o, const char *name, const char *text)
{
	char shown[4 * DIAG_SHOWN];

	if (!text)
		return;
	diag_escape(shown, sizeof shown, text, strlen(text));
	out_format(o, " %s=%s", name, shown);
}

/* Parts of a spec beyond the formula, as they are signed where they are on. */
static const struct part {
	const char *name;
	enum { PART_NUMBER, PART_FLAG, PART_PT, PART_CLAMP } kind;
	size_t at;
} parts[] = {
#define PART(member, kind) { #member, kind, offsetof(struct focal_spec, member) }
	PART(pt, PART_PT),
	PART(smoothing_in_ce, PART_FLAG),
	PART(leak, PART_NUMBER),
	PART(sided, PART_FLAG),
	PART(label_factor, PART_FLAG),
	PART(clamp, PART_CLAMP),
	PART(eps_in_ce, PART_FLAG),
	PART(eps_straight, PART_FLAG),
	PART(grad_floor, PART_NUMBER),
	PART(odds, PART_FLAG),
	PART(renormalize, PART_FLAG),
	PART(renormalize_in_ce, PART_FLAG),
	PART(margin, PART_NUMBER),
	PART(reduced, PART_NUMBER),
	PART(reduced_over, PART_NUMBER),
	PART(poly, PART_NUMBER),
	PART(poly_factor, PART_FLAG),
	PART(detach, PART_FLAG),
#undef PART
};

/* How settings are written: " name=value" or ","name":value". */
struct style {
	const char *before, *after, *quote, *yes;
};

static void
put_key(struct out *o, const struct style *y, const char *name)
{
	out_format(o, "%s%s%s", y->before, name, y->after);
}

static void
put_number(struct out *o, const struct style *y, const char *name, double x)
{
	put_key(o, y, name);
	out_number(o, x, 0);
}

static void
put_word(struct out *o, const struct style *y, const char *name,
    const char *word)
{
	put_key(o, y, name);
	out_format(o, "%s%s%s", y->quote, word, y->quote);
}

static void
put_part(struct out *o, const struct style *y, const struct focal_spec *spec,
    const struct part *part)
{
	const char *at = (const char *)spec + part->at;

	if (part->kind == PART_NUMBER && *(const double *)(const void *)at != 0)
		put_number(o, y, part->name,
		    *(const double *)(const void *)at);
	if (part->kind == PART_FLAG && *(const bool *)at) {
		put_key(o, y, part->name);
		out_text(o, y->yes);
	}
	if (part->kind == PART_PT && spec->pt)
		put_word(o, y, part->name, spec->pt->name);
	if (part->kind == PART_CLAMP && spec->clamp && spec->eps > 0)
		put_word(o, y, part->name, spec->clamp->name);
}

/* What the library of the row adds. */
static void
put_like(struct out *o, const struct style *y, const struct specs *s,
    const struct job *j, const struct plan *p)
{
	static const char *const sum[] = { NULL, "over-classes", "mean" };
	const struct like *l = &s->like;
	struct focal_total total = { .number = 0 };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		put_part(o, y, &s->spec, &parts[i]);
	if (s->spec.slope > 0)
		put_word(o, y, "slope", "gamma");
	if (l->two_gammas)
		put_number(o, y, "gamma_neg", l->gamma_neg);
	if (l->gamma_of_zeros)
		put_number(o, y, "gamma_pos", 0);
	if (s->spec.steps) {
		put_key(o, y, "steps");
		out_text(o, y->quote);
		for (size_t i = 0; i < s->spec.steps; i++) {
			out_text(o, i ? "," : "");
			out_number(o, s->spec.step[i].below, 0);
			out_text(o, ":");
			out_number(o, s->spec.step[i].gamma, 0);
		}
		out_text(o, y->quote);
	}
	if (l->normalizer > 0)
		put_number(o, y, "normalizer", l->normalizer);
	if (l->normalized)
		put_word(o, y, "normalized", "modulators");
	specs_total(j, p, &total);
	put_key(o, y, "divisor");
	if (total.divisor->given)
		out_number(o, total.number, 0);
	else
		out_format(o, "%s%s%s", y->quote, total.divisor->name, y->quote);
	if (l->over_classes)
		put_word(o, y, "loss", "over-classes");
	if (l->sum != LIKE_SUM)
		put_word(o, y, "sum", sum[l->sum]);
	if (l->row_sum && p->mode->wide)
		put_word(o, y, "sample", "sum");
}

void
specs_sign(const struct specs *s, const struct job *j, const struct plan *p,
    struct out *o)
{
	static const struct style style = { " ", "=", "", "yes" };
	bool moded = false;

	for (size_t i = 0; i < j->alphas; i++) {
		out_text(o, i ? ";" : " alpha=");
		put_values(o, &s[i].alpha, p);
	}
	for (size_t i = 0; i < j->alphas; i++)
		if (s[i].alpha.n) {
			out_text(o, moded ? ";" : " alpha_mode=");
			out_text(o, s[i].alpha_mode->name);
			moded = true;
		}
	if (j->class_weight.n)
		sign(o, s->like.row_weight ? "row_weight" : "class_weight",
		    &j->class_weight, p);
	sign(o, "pos_weight", &j->pos_weight, p);
	if (j->pos_weight.n)
		out_format(o, " weight_in=%s",
		    s->spec.weight_in_pt ? "pt" : "loss");
	if (s->spec.smoothing > 0)
		put_number(o, &style, "label_smoothing", s->spec.smoothing);
	if (s->spec.eps > 0)
		put_number(o, &style, "eps", s->spec.eps);
	if (s->like.name)
		put_like(o, &style, s, j, p);
	sign_text(o, "pos_label", j->pos_label);
	sign_text(o, "ignore", j->ignore);
	sign_text(o, "weight", j->weight);
}

void
specs_params(const struct specs *s, const struct job *j, const struct plan *p,
    struct out *o)
{
	static const struct style style = { ",\"", "\":", "\"", "true" };

	if (!s->like.name)
		return;
	out_format(o, ",\"like\":{\"name\":\"%s\",\"version\":\"%s\"",
	    s->like.name, s->like.version);
	put_word(o, &style, "head",
	    p->mode->classes ? "softmax" : "sigmoid");
	put_like(o, &style, s, j, p);
	out_text(o, "}");
}

double
specs_value(const struct per_class *o, const struct plan *p, size_t k)
{
	return value_of(o, p, k);
}

bool
specs_is_list(const struct per_class *o)
{
	return is_list(o);
}
