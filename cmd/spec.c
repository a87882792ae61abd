/* spec.c - one factor per class, whatever way it was said. */
#include "spec_parts.h"

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

double
specs_value(const struct per_class *o, const struct plan *p, size_t k)
{
	static const char *const two[] = { "0", "1" };
	const char *name = specs_has_two_classes(p) ? two[k] : p->class_name[k];

	if (!o->name)
		return o->n == 0 ? 1 : o->value[o->n == 1 ? 0 : k];
	for (size_t i = o->n; i-- > 0;)
		if (!strcmp(o->name[i], name))
			return o->value[i];
	return 1;
}

bool
specs_is_list(const struct per_class *o)
{
	return o->n > 1 || o->name;
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
	s->spec.label_factor = l->by_label > 0;
	if (l->reduced_rest && l->spec.reduced > 0)
		s->spec.reduced_over = 1 - l->spec.reduced;
}

double
specs_over(const struct like *l, const struct job *j, const struct plan *p)
{
	double over = (l->normalizer > 0 ? l->normalizer : 1) *
	    (l->over_classes ? (double)p->c : 1), sum = 0;

	if (!l->weights_mean || !j->class_weight.n)
		return over;
	for (size_t k = 0; k < p->c; k++)
		sum += specs_value(&j->class_weight, p, k);
	return over * (sum / (double)p->c);
}

/* The tables, one number per class. */
static void
fill_tables(struct specs *s, const struct job *j, const struct plan *p)
{
	const struct like *l = &s->like;
	double over = specs_over(l, j, p);

	for (size_t k = 0; k < p->c; k++) {
		/* where the class is the truth, and where it is not */
		size_t yes = specs_has_two_classes(p) ? 1 : k;
		size_t no = specs_has_two_classes(p) ? 0 : k;

		s->pos[k] = s->neg[k] = s->row[k] = 1;
		if (s->alpha.n)
			s->alpha_mode->set(specs_value(&s->alpha, p, yes), yes,
			    &s->pos[k], &s->neg[k]);
		if (specs_is_list(&s->alpha) && yes != no)
			s->neg[k] = specs_value(&s->alpha, p, no);
		if (l->row_weight) {
			s->row[k] = specs_value(&j->class_weight, p, k);
		} else {
			s->pos[k] *= specs_value(&j->class_weight, p, yes);
			s->neg[k] *= specs_value(&j->class_weight, p, no);
		}
		s->pos[k] /= over;
		s->neg[k] /= over;
		s->weight[k] = specs_value(&j->pos_weight, p, yes);
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
	bool list = specs_is_list(alpha);
	bool classes = p->mode->classes || (specs_has_two_classes(p) && list);

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

/* How a row of the table calls its alpha. */
static int
name_alpha(struct specs *s, const struct plan *p, struct diag *d)
{
	struct out o = { .fd = -1 };

	if (s->alpha.n)
		specs_put_values(&o, &s->alpha, p);
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

	if (specs_check_like(alpha, j, p, d))
		return -1;
	if (p->like)
		s->like = like_use(p->like, j);
	choose_alpha(s, alpha, j, p);
	if (specs_check(s, j, p, d))
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
	if (specs_check_products(s, p, d) || name_alpha(s, p, d))
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
