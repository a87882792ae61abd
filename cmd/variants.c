/*
 * variants.c - other losses of the same samples, one after the other, until
 * those are found that are in the column.
 *
 * A variant is the job with one thing changed: before the spec is made of it,
 * or in the spec, or in the samples, or in the loss.
 */
#include "variants.h"
#include "number.h"
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Samples that are scored at once, and at first; columns put in order. */
enum { CHUNK = 256, CHUNK_NUMBERS = 1 << 16, FIRST = 8, ORDERS = 5,
	SWAPS = 1000 };

/* So many losses that differ are enough to tell pairs of mistakes. */
enum { TELLING = 6 };

/* Room for so many samples, like those of the batch: 0, -1. */
static int
grow(struct samples *s, const struct batch *b, size_t room)
{
	double **const number[] = { &s->x, &s->y, &s->expected, &s->w };
	const size_t each[] = { b->c, b->t, 1, b->w ? 1 : 0 };
	bool *ignored;

	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		double *more = each[i]
		    ? realloc(*number[i], room * each[i] * sizeof *more) : NULL;

		if (each[i] && !more)
			return -1;
		*number[i] = more;
	}
	if (b->ignored) {
		ignored = realloc(s->ignored, room * b->t * sizeof *ignored);
		if (!ignored)
			return -1;
		s->ignored = ignored;
	}
	s->room = room;
	s->c = b->c;
	s->t = b->t;
	return 0;
}

int
samples_keep(struct samples *s, const struct batch *b)
{
	size_t left = SAMPLES_KEPT - s->n;
	size_t most = SAMPLES_NUMBERS / (b->c + b->t) + 1 - s->n;
	size_t n = b->n < left ? b->n : left;

	n = n < most ? n : most;
	if (n == 0)
		return 0;
	if (s->n + n > s->room && grow(s, b, 2 * (s->n + n)))
		return -1;
	memcpy(s->x + s->n * b->c, b->x, n * b->c * sizeof *s->x);
	memcpy(s->y + s->n * b->t, b->y, n * b->t * sizeof *s->y);
	memcpy(s->expected + s->n, b->expected, n * sizeof *s->expected);
	if (b->w)
		memcpy(s->w + s->n, b->w, n * sizeof *s->w);
	if (b->ignored)
		memcpy(s->ignored + s->n * b->t, b->ignored,
		    n * b->t * sizeof *s->ignored);
	s->n += n;
	return 0;
}

void
samples_free(struct samples *s)
{
	free(s->x);
	free(s->y);
	free(s->expected);
	free(s->w);
	free(s->ignored);
	*s = (struct samples){ 0 };
}

bool
variants_agree(const struct job *j, double got, double ours)
{
	return got == ours || (isfinite(got) && isfinite(ours) &&
	    fabs(got - ours) <= j->atol + j->rtol * fabs(ours));
}

/* One loss that may be in the column.  It may not be moved. */
struct guess {
	const struct search *of;
	struct job job;		/* a copy; what it has is borrowed */
	struct like row;	/* likewise, if the plan has one */
	struct plan plan;
	struct specs specs;
	struct focal_spec spec;
	struct per_class alpha;	/* to which the job points, */
	double one_alpha;	/* and what that may hold */
	/* changes of a row of scores, of a target */
	void (*scores)(const struct guess *v, double *x);
	double (*target)(const struct guess *v, double y);
	const size_t *order;	/* [c] the column that each class takes */
	double factor;		/* of each loss */
	bool weighted;		/* and so is the sample's weight */
};

/* What the search works with. */
struct work {
	struct diag scratch;	/* what a variant cannot do is no error */
	size_t rows;		/* of a chunk */
	double *x, *y, *loss, *all;
	size_t *order;
	bool soft;		/* a label is between 0 and 1 */
	struct out *names;
	long found;
	bool failed;		/* no memory */
};

/* The variant that is no other: our own loss. */
static void
begin(struct guess *v, const struct search *of)
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
static bool
make(struct guess *v, struct work *w)
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

static void
end(struct guess *v)
{
	specs_free(&v->specs);
}

/* Samples [i..i+n) as the variant sees them. */
static void
fill(const struct guess *v, struct work *w, size_t i, size_t n)
{
	const struct samples *s = v->of->kept;
	const size_t t = v->plan.t;

	memcpy(w->x, s->x + i * s->c, n * s->c * sizeof *w->x);
	for (size_t r = 0; r < n; r++) {
		const double *x = s->x + (i + r) * s->c;
		const double *y = s->y + (i + r) * s->t;

		for (size_t k = 0; v->order && k < s->c; k++)
			w->x[r * s->c + k] = x[v->order[k]];
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
static void
score(const struct guess *v, struct work *w, size_t i, size_t n, double *to)
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
static bool
matches(const struct guess *v, struct work *w)
{
	const struct samples *s = v->of->kept;

	if (focal_check(&v->spec, s->c))
		return false;
	for (size_t i = 0, n; i < s->n; i += n) {
		n = i == 0 && w->rows > FIRST ? FIRST : w->rows;
		n = s->n - i < n ? s->n - i : n;
		score(v, w, i, n, w->all);
		for (size_t r = 0; r < n; r++)
			if (!variants_agree(v->of->job, s->expected[i + r],
				w->all[r]))
				return false;
	}
	return true;
}

/* It does: is it one of those that are named?  Then its name is to follow. */
static bool
found(struct work *w)
{
	if (++w->found > VARIANTS_NAMED)
		return false;
	out_text(w->names, w->found > 1 ? "; " : "");
	return true;
}

static void
put_number(struct out *o, double x)
{
	out_number(o, x, 0);
}

static void
put_class(struct out *o, const struct plan *p, size_t k)
{
	char shown[4 * DIAG_SHOWN + 1];
	const char *name = p->class_name[k];

	diag_escape(shown, sizeof shown, name, diag_cut(name, strlen(name)));
	out_text(o, shown);
}

/* Mistakes that are made by hand, each in one place. */

struct mistake {
	const char *about;
	/* before the spec is made, and after; false: not here */
	bool (*job)(struct guess *v, double number);
	bool (*spec)(struct guess *v, double number);
	double number;
};

static bool
has_list(const struct per_class *o)
{
	return o->n > 1 || o->name;
}

static bool
no_alpha(struct guess *v, double number)
{
	(void)number;
	if (!v->alpha.n && !(v->row.alpha > 0))
		return false;
	v->alpha = (struct per_class){ .given = true };
	v->job.alpha_mode = NULL;
	return true;
}

static bool
set_alpha_mode(struct guess *v, const struct alpha_mode *m)
{
	v->job.alpha_mode = v->plan.like ? NULL : m;
	v->row.alpha_mode = m;
	return !has_list(&v->alpha) &&
	    (v->of->plan->mode->classes ? m->classes : m->bits);
}

/* Our own alpha, in another place. */
static bool
place_alpha(struct guess *v, double mode)
{
	return (v->alpha.n || (v->row.alpha > 0 && !v->alpha.given)) &&
	    set_alpha_mode(v, &alpha_modes[(size_t)mode]);
}

/* RetinaNet's alpha, where we have none. */
static bool
add_alpha(struct guess *v, double mode)
{
	if (v->alpha.n || (v->row.alpha > 0 && !v->alpha.given))
		return false;
	v->one_alpha = 0.25;
	v->alpha = (struct per_class){ .n = 1, .given = true,
		.value = &v->one_alpha };
	v->row.takes |= LIKE_ALPHA;
	return set_alpha_mode(v, &alpha_modes[(size_t)mode]);
}

/* The factor of one label at the other; of K classes, the last one first. */
static bool
swap_factors(struct guess *v, double number)
{
	const double *pos = v->spec.pos;
	size_t c = v->plan.c;

	(void)number;
	if (!pos)
		return false;
	if (!v->spec.mode->classes) {
		v->spec.pos = v->spec.neg;
		v->spec.neg = pos;
		return true;
	}
	for (size_t k = 0; k < c / 2; k++) {
		double first = v->specs.pos[k];

		v->specs.pos[k] = v->specs.pos[c - 1 - k];
		v->specs.pos[c - 1 - k] = first;
	}
	return true;
}

static bool
set_gamma(struct guess *v, double gamma)
{
	if (v->spec.gamma_neg || v->spec.slope > 0)
		return false;
	v->spec.gamma = gamma;
	v->spec.steps = 0;
	return true;
}

static bool
set_weight_place(struct guess *v, double in_pt)
{
	v->spec.weight_in_pt = in_pt > 0;
	return v->spec.weight != NULL;
}

/* The factor of the true class, inside p_t. */
static bool
factor_in_pt(struct guess *v, double number)
{
	(void)number;
	if (!v->spec.mode->classes || !v->spec.pos || v->spec.weight)
		return false;
	v->spec.weight = v->spec.pos;
	v->spec.pos = v->spec.neg = NULL;
	v->spec.weight_in_pt = true;
	return true;
}

static bool
no_pos_weight(struct guess *v, double number)
{
	(void)number;
	v->spec.weight = NULL;
	return v->job.pos_weight.n > 0;
}

static bool
no_class_weight(struct guess *v, double number)
{
	(void)number;
	if (!v->job.class_weight.n)
		return false;
	v->job.class_weight = (struct per_class){ .n = 0 };
	return true;
}

static bool
set_smoothing(struct guess *v, double smoothing)
{
	v->spec.smoothing = smoothing;
	return true;
}

static bool
set_eps(struct guess *v, double eps)
{
	v->spec.eps = eps;
	return true;
}

static void
clip_scores(const struct guess *v, double *x)
{
	for (size_t k = 0; k < v->plan.c; k++)
		x[k] = x[k] > 0 ? x[k] < 1 ? x[k] : 1 : 0;
}

static bool
logits_as_probs(struct guess *v, double eps)
{
	if (!v->spec.from_logits)
		return false;
	v->spec.from_logits = false;
	v->scores = clip_scores;
	if (v->spec.eps == 0)
		v->spec.eps = eps;
	return true;
}

static bool
probs_as_logits(struct guess *v, double number)
{
	(void)number;
	if (v->spec.from_logits)
		return false;
	v->spec.from_logits = true;
	return true;
}

/* Logits that went through sigmoid or softmax, and still are taken for some. */
static void
squash_scores(const struct guess *v, double *x)
{
	double max = x[0], sum = 0;

	for (size_t k = 0; k < v->plan.c; k++)
		max = x[k] > max ? x[k] : max;
	for (size_t k = 0; k < v->plan.c; k++) {
		x[k] = v->spec.mode->classes ? exp(x[k] - max)
					     : 1 / (1 + exp(-x[k]));
		sum += x[k];
	}
	for (size_t k = 0; v->spec.mode->classes && k < v->plan.c; k++)
		x[k] /= sum;
}

static bool
squash_twice(struct guess *v, double softmax)
{
	v->scores = squash_scores;
	return v->spec.from_logits &&
	    v->spec.mode->classes == (softmax > 0);
}

static double
flipped(const struct guess *v, double y)
{
	(void)v;
	return 1 - y;
}

static bool
flip_labels(struct guess *v, double number)
{
	(void)number;
	v->target = flipped;
	return !plan_read(&v->plan)->mode->classes;
}

static double
one_up(const struct guess *v, double y)
{
	return y + 1 < (double)v->plan.c ? y + 1 : 0;
}

static double
one_down(const struct guess *v, double y)
{
	return y > 0 ? y - 1 : (double)(v->plan.c - 1);
}

static bool
shift_labels(struct guess *v, double by)
{
	v->target = by > 0 ? one_up : one_down;
	return plan_read(&v->plan)->mode->classes;
}

static bool
set_base(struct guess *v, double base)
{
	v->factor /= log(base);
	return true;
}

static bool
times_weight(struct guess *v, double number)
{
	(void)number;
	v->weighted = true;
	return v->of->kept->w;
}

static bool
sum_of_labels(struct guess *v, double number)
{
	(void)number;
	if (!v->plan.mode->wide || v->row.row_sum || v->of->kept->ignored)
		return false;
	v->factor *= (double)v->plan.t;
	return true;
}

/* What a loss that is reduced may be over or times, as 1/n and n. */
enum scale { OVER_SAMPLES, TIMES_SAMPLES, OVER_CLASSES, TIMES_CLASSES,
	OVER_ALL };

static double
scale_of(const struct search *s, enum scale scale)
{
	const double n = (double)s->rows, c = (double)s->plan->c;
	const double ratio[] = { [OVER_SAMPLES] = 1 / n, [TIMES_SAMPLES] = n,
		[OVER_CLASSES] = 1 / c, [TIMES_CLASSES] = c,
		[OVER_ALL] = c > 1 ? 1 / (n * c) : 1 };

	return ratio[scale];
}

static bool
set_scale(struct guess *v, double scale)
{
	double by = scale_of(v->of, (enum scale)scale);

	v->factor *= by;
	return by != 1;
}

static const struct mistake mistakes[] = {
	{ "no alpha", no_alpha, NULL, 0 },
	{ "alpha on both classes", place_alpha, NULL, ALPHA_CLASS },
	{ "alpha on the wrong class", NULL, swap_factors, 0 },
	{ "alpha on label 1 alone", place_alpha, NULL, ALPHA_POSITIVE },
	{ "alpha on label 0 alone", place_alpha, NULL, ALPHA_NEGATIVE },
	{ "alpha for label 1, 1 - alpha for label 0", place_alpha, NULL,
	    ALPHA_BALANCED },
	{ "1 - alpha for class 0, alpha for all others", place_alpha, NULL,
	    ALPHA_BACKGROUND },
	{ "alpha for class 0, 1 - alpha for class 1", place_alpha, NULL,
	    ALPHA_FIRST },
	{ "alpha 0.25 for label 1, 0.75 for label 0", add_alpha, NULL,
	    ALPHA_BALANCED },
	{ "alpha 0.25 on label 1 alone", add_alpha, NULL, ALPHA_POSITIVE },
	{ "alpha 0.25 on label 0 alone", add_alpha, NULL, ALPHA_NEGATIVE },
	{ "alpha 0.25 on all classes", add_alpha, NULL, ALPHA_CLASS },
	{ "alpha 0.25, and 0.75 for class 0", add_alpha, NULL,
	    ALPHA_BACKGROUND },
	{ "gamma 0: the cross-entropy", NULL, set_gamma, 0 },
	{ "gamma 1", NULL, set_gamma, 1 },
	{ "gamma 2", NULL, set_gamma, 2 },
	{ "gamma 0.5", NULL, set_gamma, 0.5 },
	{ "gamma 1.5", NULL, set_gamma, 1.5 },
	{ "gamma 3", NULL, set_gamma, 3 },
	{ "gamma 4", NULL, set_gamma, 4 },
	{ "gamma 5", NULL, set_gamma, 5 },
	{ "pos_weight outside p_t", NULL, set_weight_place, 0 },
	{ "pos_weight inside p_t", NULL, set_weight_place, 1 },
	{ "no pos_weight", NULL, no_pos_weight, 0 },
	{ "no class weight", no_class_weight, NULL, 0 },
	{ "alpha or class weight inside p_t", NULL, factor_in_pt, 0 },
	{ "no label smoothing", NULL, set_smoothing, 0 },
	{ "label smoothing 0.1", NULL, set_smoothing, 0.1 },
	{ "no clamping", NULL, set_eps, 0 },
	{ "probabilities clamped to [1e-7, 1 - 1e-7]", NULL, set_eps, 1e-7 },
	{ "the logits used as probabilities", NULL, logits_as_probs, 1e-7 },
	{ "the probabilities used as logits", NULL, probs_as_logits, 0 },
	{ "the sigmoid applied twice", NULL, squash_twice, 0 },
	{ "the softmax applied twice", NULL, squash_twice, 1 },
	{ "labels 0 and 1 exchanged", NULL, flip_labels, 0 },
	{ "labels shifted by one: each sample has the next class", NULL,
	    shift_labels, 1 },
	{ "labels shifted by one: each sample has the class before", NULL,
	    shift_labels, -1 },
	{ "base-10 logarithm", NULL, set_base, 10 },
	{ "base-2 logarithm", NULL, set_base, 2 },
	{ "the sum of a sample's labels, not their mean", NULL,
	    sum_of_labels, 0 },
	{ "each loss times the weight of its sample", NULL, times_weight, 0 },
};

/* Of a loss that is right but for another of the mistakes. */
static const struct mistake scales[] = {
	{ "every loss over the number of samples", NULL, set_scale,
	    OVER_SAMPLES },
	{ "every loss times the number of samples", NULL, set_scale,
	    TIMES_SAMPLES },
	{ "every loss over the number of classes", NULL, set_scale,
	    OVER_CLASSES },
	{ "every loss times the number of classes", NULL, set_scale,
	    TIMES_CLASSES },
	{ "every loss over samples times classes", NULL, set_scale, OVER_ALL },
};

enum { MISTAKES = sizeof mistakes / sizeof *mistakes,
	SCALES = sizeof scales / sizeof *scales };

/* A mistake, and another one unless that is NULL. */
static void
try_mistakes(const struct search *s, struct work *w, const struct mistake *m,
    const struct mistake *n)
{
	struct guess v;

	begin(&v, s);
	if ((!m->job || m->job(&v, m->number)) &&
	    (!n || !n->job || n->job(&v, n->number)) && make(&v, w) &&
	    (!m->spec || m->spec(&v, m->number)) &&
	    (!n || !n->spec || n->spec(&v, n->number)) && matches(&v, w) &&
	    found(w))
		out_format(w->names, "%s%s%s", m->about, n ? ", and " : "",
		    n ? n->about : "");
	end(&v);
}

/* Is it often made beside another one? */
static bool
joins(const struct mistake *m)
{
	return m->spec == set_gamma || m->spec == set_base;
}

/* Two that may well be made together; no two gammas or bases. */
static void
try_pairs(const struct search *s, struct work *w)
{
	for (const struct mistake *m = mistakes; m < mistakes + MISTAKES; m++) {
		for (const struct mistake *n = m + 1; n < mistakes + MISTAKES;
		     n++)
			if ((joins(m) || joins(n)) && m->spec != n->spec)
				try_mistakes(s, w, m, n);
		for (const struct mistake *n = scales; n < scales + SCALES; n++)
			try_mistakes(s, w, m, n);
	}
}

/* Columns in another order. */

/* The order after this one, as words are sorted; false after the last. */
static bool
next_order(size_t *at, size_t n)
{
	size_t i = n - 1, k;

	while (i > 0 && at[i - 1] > at[i])
		i--;
	if (i == 0)
		return false;
	k = n - 1;
	while (at[k] < at[i - 1])
		k--;
	for (size_t from = i - 1, to = k;;) {
		size_t own = at[from];

		at[from] = at[to];
		at[to] = own;
		if (from + 1 == i) {
			from = i;
			to = n - 1;
		} else {
			from++;
			to--;
		}
		if (from >= to)
			return true;
	}
}

static void
try_order(struct guess *v, struct work *w)
{
	const struct plan *p = &v->plan;
	const char *before = "columns permuted: ";
	size_t shown = 0;

	if (!matches(v, w) || !found(w))
		return;
	for (size_t k = 0; k < p->c; k++) {
		if (v->order[k] == k)
			continue;
		if (shown++ == ORDERS) {
			out_text(w->names, ", ...");
			return;
		}
		out_text(w->names, before);
		put_class(w->names, p, k);
		out_text(w->names, " has the score of ");
		put_class(w->names, p, v->order[k]);
		before = ", ";
	}
}

static void
try_orders(const struct search *s, struct work *w)
{
	struct guess v;
	size_t c = s->plan->c;

	begin(&v, s);
	if (c > 1 && make(&v, w)) {
		v.order = w->order;
		for (size_t k = 0; k < c; k++)
			w->order[k] = c <= ORDERS ? k : c - 1 - k;
		while (c <= ORDERS && next_order(w->order, c))
			try_order(&v, w);
		if (c > ORDERS)
			try_order(&v, w);
		for (size_t k = 0; c > ORDERS && k < c; k++)
			w->order[k] = k;
		for (size_t k = 0; c > ORDERS && k + 1 < c && k < SWAPS; k++) {
			w->order[k] = k + 1;
			w->order[k + 1] = k;
			try_order(&v, w);
			w->order[k] = k;
			w->order[k + 1] = k + 1;
		}
	}
	end(&v);
}

/* Every loss is the same multiple of ours: sum for mean, say. */

/*
 * The ratio where ours is largest, if two samples at least say what it is: of a
 * number that is fitted to one sample nothing can be said.
 */
static double
find_ratio(const struct guess *v, struct work *w)
{
	const struct samples *s = v->of->kept;
	const struct job *j = v->of->job;
	double most = 0, ratio = NAN, other = 0;

	for (size_t i = 0, n; i < s->n; i += n) {
		n = s->n - i < w->rows ? s->n - i : w->rows;
		score(v, w, i, n, w->all);
		for (size_t r = 0; r < n; r++) {
			double got = s->expected[i + r], ours = w->all[r];

			if (!isfinite(got) || !isfinite(ours) ||
			    fabs(got) <= 100 * j->atol)
				continue;
			/* of a loss that is much the same there is no second */
			if (ours > most) {
				if (ours - most > 0.01 * ours)
					other = most;
				most = ours;
				ratio = got / ours;
			} else if (most - ours > 0.01 * most && ours > other) {
				other = ours;
			}
		}
	}
	return other > 0 ? ratio : NAN;
}

static bool
is_near(const struct job *j, double x, double y)
{
	return fabs(x - y) <= j->rtol * fabs(y);
}

static void
try_ratio(const struct search *s, struct work *w)
{
	struct guess v;
	char ratio[NUMBER_TEXT];

	begin(&v, s);
	if (make(&v, w)) {
		v.factor = find_ratio(&v, w);
		/* it is fitted: more digits would say nothing */
		number_print(ratio, v.factor, 6);
		if (!isnan(v.factor) && matches(&v, w) && found(w)) {
			out_format(w->names, "every loss is %s times ours",
			    ratio);
			for (size_t i = 0; i < SCALES; i++) {
				double by = scale_of(s, (enum scale)i);

				if (!is_near(s->job, v.factor, by) || by == 1)
					continue;
				out_format(w->names, ", that is, %s",
				    scales[i].about + strlen("every loss "));
				break;
			}
		}
	}
	end(&v);
}

/* Libraries. */

/*
 * Leave of the job what the row takes, if the numbers given by hand are to
 * stay; what it needs there must be.  Is one of them left?
 */
static bool
leave(struct guess *v, bool given)
{
	const struct job *own = v->of->job;
	unsigned takes = given ? v->row.takes : 0;
	struct job *j = &v->job;
	bool alpha = has_list(own->alpha) ? takes & LIKE_ALPHAS
					   : takes & LIKE_ALPHA;

	j->like_keys = (struct per_class){ .n = 0 };
	j->alpha_mode = NULL;
	j->weight_in = WEIGHT_IN_NOT_GIVEN;
	j->weight = NULL;
	j->gamma_given = own->gamma_given && (takes & LIKE_GAMMA);
	if (!alpha)
		v->alpha = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_CLASS_WEIGHT))
		j->class_weight = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_POS_WEIGHT))
		j->pos_weight = (struct per_class){ .n = 0 };
	if (!(takes & LIKE_SMOOTHING))
		j->label_smoothing = -1;
	if (!(takes & LIKE_EPS))
		j->eps = -1;
	if ((v->row.needs & LIKE_ALPHA) && !v->alpha.given) {
		v->one_alpha = 0.25;
		v->alpha = (struct per_class){ .n = 1, .given = true,
			.value = &v->one_alpha };
	}
	if ((v->row.needs & LIKE_GAMMA) && !j->gamma_given)
		j->gamma_given = true;
	return j->gamma_given || v->alpha.given || j->class_weight.n ||
	    j->pos_weight.n || j->label_smoothing >= 0 || j->eps >= 0;
}

static void
put_option(struct out *o, const char *option, const struct per_class *v)
{
	if (!v->given)
		return;
	out_format(o, " %s ", option);
	if (!v->n)
		out_text(o, "none");
	for (size_t i = 0; i < v->n; i++) {
		char shown[4 * DIAG_SHOWN + 1];

		out_text(o, i ? "," : "");
		if (v->name) {
			diag_escape(shown, sizeof shown, v->name[i],
			    diag_cut(v->name[i], strlen(v->name[i])));
			out_format(o, "%s=", shown);
		}
		put_number(o, v->value[i]);
	}
}

/* As it is typed. */
static void
put_row(struct out *o, const struct guess *v)
{
	const struct job *j = &v->job;

	out_format(o, "--like %s", v->row.name);
	if (j->gamma_given) {
		out_text(o, " -g ");
		put_number(o, j->gamma.value[0]);
	}
	put_option(o, "-a", &v->alpha);
	put_option(o, "--class-weight", &j->class_weight);
	put_option(o, "--pos-weight", &j->pos_weight);
	if (j->label_smoothing >= 0) {
		out_text(o, " --label-smoothing ");
		put_number(o, j->label_smoothing);
	}
	if (j->eps >= 0) {
		out_text(o, " --eps ");
		put_number(o, j->eps);
	}
}

static void
try_row(const struct search *s, struct work *w, const struct like *row,
    bool given)
{
	struct guess v;

	begin(&v, s);
	v.row = *row;
	v.job.like = &v.row;
	v.plan = plan_as(s->plan, &v.row);
	if (leave(&v, given) >= given &&
	    (!w->soft || like_is_soft(row, &v.job)) && make(&v, w) &&
	    matches(&v, w) && found(w))
		put_row(w->names, &v);
	end(&v);
}

static void
try_rows(const struct search *s, struct work *w)
{
	const struct focal_mode *mode = plan_read(s->plan)->mode;

	for (const struct like *row = likes; row->name; row++) {
		/* as the name is understood where such a file is scored */
		if (like_for(like_find(row->name), mode) != row)
			continue;
		try_row(s, w, row, false);
		try_row(s, w, row, true);
	}
}

/*
 * How many losses say something of their own, TELLING at most?  Where all are 0,
 * everything explains them; and one of hundreds of pairs, a few.
 */
static size_t
count_telling(const struct search *s)
{
	double met[TELLING];
	size_t n = 0;

	for (size_t i = 0; i < s->kept->n && n < TELLING; i++) {
		double x = s->kept->expected[i];
		bool tells = isfinite(x) && fabs(x) > 2 * s->job->atol;

		for (size_t k = 0; k < n; k++)
			tells = tells && !variants_agree(s->job, x, met[k]);
		if (tells)
			met[n++] = x;
	}
	return n;
}

static bool
has_soft_labels(const struct search *s)
{
	const struct samples *kept = s->kept;

	for (size_t i = 0; i < kept->n * kept->t; i++)
		if (kept->y[i] > 0 && kept->y[i] < 1)
			return true;
	return false;
}

long
variants_find(const struct search *s, struct out *names)
{
	size_t c = s->plan->c, rows = CHUNK_NUMBERS / c + 1;
	struct work w = { .rows = rows < CHUNK ? rows : CHUNK, .names = names,
		.soft = has_soft_labels(s) };
	size_t telling;

	w.x = malloc(w.rows * c * sizeof *w.x);
	w.y = malloc(w.rows * c * sizeof *w.y);
	w.loss = malloc(w.rows * c * sizeof *w.loss);
	w.all = malloc(w.rows * sizeof *w.all);
	w.order = malloc(c * sizeof *w.order);
	w.failed = !w.x || !w.y || !w.loss || !w.all || !w.order;
	telling = w.failed ? 0 : count_telling(s);
	if (telling > 0) {
		for (size_t i = 0; i < MISTAKES; i++)
			try_mistakes(s, &w, &mistakes[i], NULL);
		try_orders(s, &w);
		try_ratio(s, &w);
		try_rows(s, &w);
	}
	if (w.found == 0 && telling == TELLING)
		try_pairs(s, &w);
	if (w.found > VARIANTS_NAMED)
		out_format(names, "; and %ld more", w.found - VARIANTS_NAMED);
	out_bytes(names, "", 1);
	free(w.x);
	free(w.y);
	free(w.loss);
	free(w.all);
	free(w.order);
	return w.failed || names->failed ? -1 : w.found;
}
