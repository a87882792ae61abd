/* guess.c - one loss that may be in the column: made, scored, compared. */
#include "guess.h"
#include "table.h"

#include <string.h>

/* Samples that are scored at first. */
enum { FIRST = 8 };

/* The variant that is no other: our own loss. */
void
guess_begin(struct guess *v, const struct search *of)
{
	*v = (struct guess){ .of = of, .job = *of->job, .plan = *of->plan,
		.alpha = *of->job->alpha, .factor = 1 };
	v->job.alpha = &v->alpha;
	if (!v->plan.like)
		return;
	v->row = *of->plan->like;
	v->plan = plan_as(of->plan, &v->row);
}

/* Its spec; false if there is no such loss. */
bool
guess_make(struct guess *v, struct work *w)
{
	w->scratch.notes = w->scratch.memory = 0;
	w->scratch.hint[0] = '\0';
	if (specs_make(&v->specs, &v->alpha, &v->job, &v->plan, &w->scratch)) {
		w->failed |= w->scratch.memory > 0;
		return false;
	}
	v->spec = specs_at(&v->specs, v->specs.spec.gamma);
	return true;
}

void
guess_end(struct guess *v)
{
	specs_free(&v->specs);
}

/* The sample that is so far away; before the first stands the last. */
static size_t
shifted(const struct samples *s, size_t i, int by)
{
	return by < 0 && i == 0 ? s->n - 1 : by > 0 && i + 1 == s->n ? 0
	    : i + (size_t)by;
}

/* Are the labels and scores of sample i among those that are kept? */
static bool
is_kept(const struct guess *v, size_t i)
{
	const struct samples *s = v->of->kept;

	return s->n == v->of->rows || (!(v->labels_by < 0 && i == 0) &&
	    !(v->labels_by > 0 && i + 1 == s->n));
}

/* Samples [i..i+n) as the variant sees them. */
static void
fill(const struct guess *v, struct work *w, size_t i, size_t n)
{
	const struct samples *s = v->of->kept;
	const size_t t = v->plan.t;

	for (size_t r = 0; r < n; r++) {
		const double *x = s->x +
		    shifted(s, i + r, v->scores_by) * s->c;
		const double *y = s->y +
		    shifted(s, i + r, v->labels_by) * s->t;

		for (size_t k = 0; k < s->c; k++)
			w->x[r * s->c + k] = x[v->order ? v->order[k] : k];
		if (v->scores)
			v->scores(v, w->x + r * s->c);
		for (size_t k = 0; k < t; k++) {
			double own = y[t == s->t ? k : 0];

			own = v->target ? v->target(v, own) : own;
			w->y[r * t + k] = t == s->t ? own : own == (double)k;
		}
	}
}

/* Their losses, as a sample's loss is printed. */
void
guess_score(const struct guess *v, struct work *w, size_t i, size_t n,
    double *to)
{
	const struct samples *s = v->of->kept;
	const struct focal_out out = { .loss = w->loss };
	const size_t t = v->plan.t;

	fill(v, w, i, n);
	focal_eval(&v->spec, n, s->c, w->x, w->y, &out);
	for (size_t r = 0; r < n; r++) {
		uint64_t counted, infinite;
		/* one vs. rest: samples whose class is ignored have left */
		const bool *ignored = s->ignored && t > 1 && t == s->t
		    ? s->ignored + (i + r) * t : NULL;

		to[r] = table_loss(&v->plan, w->loss + r * t, t, ignored,
		    &counted, &infinite) * v->factor;
		if (v->weighted)
			to[r] *= s->w[i + r];
	}
}

/* Does it match every sample?  Most do not match the first ones. */
bool
guess_matches(const struct guess *v, struct work *w)
{
	const struct samples *s = v->of->kept;

	if (focal_check(&v->spec, s->c))
		return false;
	for (size_t i = 0, n; i < s->n; i += n) {
		n = i == 0 && w->rows > FIRST ? FIRST : w->rows;
		n = s->n - i < n ? s->n - i : n;
		guess_score(v, w, i, n, w->all);
		for (size_t r = 0; r < n; r++)
			if (is_kept(v, i + r) &&
			    !variants_agree(v->of->job, s->expected[i + r],
				w->all[r]))
				return false;
	}
	return true;
}

bool
guess_found(struct work *w)
{
	if (++w->found > VARIANTS_NAMED)
		return false;
	out_text(w->names, w->names->n ? "; " : "");
	return true;
}
