/* spec_sign.c - a spec in words: whatever of it changes a digit. */
#include "spec_parts.h"

#include <stddef.h>
#include <string.h>

void
specs_put_values(struct out *o, const struct per_class *v, const struct plan *p)
{
	size_t n = specs_has_two_classes(p) ? 2 : p->c;

	for (size_t k = 0; k < (specs_is_list(v) ? n : 1); k++) {
		out_text(o, k ? "," : "");
		out_number(o, specs_value(v, p, k), 0);
	}
}

/* " name=value" */
static void
sign(struct out *o, const char *name, const struct per_class *v,
    const struct plan *p)
{
	out_format(o, " %s=", name);
	specs_put_values(o, v, p);
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
		put_word(o, y, "normalized", l->by_class
			? "modulators-of-class" : "modulators");
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
		specs_put_values(o, &s[i].alpha, p);
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
