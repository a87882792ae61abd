/* mistakes.c - mistakes that are made by hand, each in one place. */
#include "mistakes.h"
#include "number.h"

#include <math.h>
#include <string.h>

struct mistake {
	const char *about;
	/* before the spec is made, and after; false: not here */
	bool (*job)(struct guess *v, double number);
	bool (*spec)(struct guess *v, double number);
	double number;
};

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
	return !specs_is_list(&v->alpha) &&
	    (v->of->plan->mode->classes ? m->classes : m->bits);
}

/* Our own alpha, in another place. */
static bool
place_alpha(struct guess *v, double mode)
{
	return (v->alpha.n || (v->row.alpha > 0 && !v->alpha.given)) &&
	    set_alpha_mode(v, &alpha_modes[(size_t)mode]);
}

/* Our own alpha at label 0, and 1 - alpha at 1, which factors exchanged are. */
static bool
cross_alpha(struct guess *v, double mode)
{
	const struct alpha_mode *own = v->plan.like ? v->row.alpha_mode
						    : v->job.alpha_mode;

	return own != &alpha_modes[(size_t)mode] && place_alpha(v, mode);
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

/* The labels of another sample than the scores, and of both than the loss. */

static bool
shift_rows(struct guess *v, double by)
{
	v->labels_by = (int)by;
	return !v->of->kept->ignored;
}

static bool
shift_losses(struct guess *v, double by)
{
	v->scores_by = (int)by;
	return shift_rows(v, by);
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
	{ "alpha on the wrong class: 1 - alpha for label 1, alpha for label 0",
	    cross_alpha, swap_factors, ALPHA_BALANCED },
	{ "1 - alpha for class 0, alpha for all others", place_alpha, NULL,
	    ALPHA_BACKGROUND },
	{ "alpha for class 0, 1 - alpha for class 1", place_alpha, NULL,
	    ALPHA_FIRST },
	{ "alpha 0.25 for label 1, 0.75 for label 0", add_alpha, NULL,
	    ALPHA_BALANCED },
	{ "alpha 0.25 on the wrong class: 0.75 for label 1, 0.25 for label 0",
	    add_alpha, swap_factors, ALPHA_BALANCED },
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
	{ "labels shifted by one sample: each has the label of the next", NULL,
	    shift_rows, 1 },
	{ "labels shifted by one sample: each has the label of the one before",
	    NULL, shift_rows, -1 },
	{ "losses shifted by one sample: each has the loss of the next", NULL,
	    shift_losses, 1 },
	{ "losses shifted by one sample: each has the loss of the one before",
	    NULL, shift_losses, -1 },
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

	guess_begin(&v, s);
	if ((!m->job || m->job(&v, m->number)) &&
	    (!n || !n->job || n->job(&v, n->number)) && guess_make(&v, w) &&
	    (!m->spec || m->spec(&v, m->number)) &&
	    (!n || !n->spec || n->spec(&v, n->number)) &&
	    guess_matches(&v, w) && guess_found(w))
		out_format(w->names, "%s%s%s", m->about, n ? ", and " : "",
		    n ? n->about : "");
	guess_end(&v);
}

/* Is it often made beside another one? */
static bool
joins(const struct mistake *m)
{
	return m->spec == set_gamma || m->spec == set_base;
}

void
mistakes_try(const struct search *s, struct work *w)
{
	for (size_t i = 0; i < MISTAKES; i++)
		try_mistakes(s, w, &mistakes[i], NULL);
}

void
mistakes_try_pairs(const struct search *s, struct work *w)
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
		guess_score(v, w, i, n, w->all);
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

void
mistakes_try_ratio(const struct search *s, struct work *w)
{
	struct guess v;
	char ratio[NUMBER_TEXT];

	guess_begin(&v, s);
	if (guess_make(&v, w)) {
		v.factor = find_ratio(&v, w);
		/* it is fitted: more digits would say nothing */
		number_print(ratio, v.factor, 6);
		if (!isnan(v.factor) && guess_matches(&v, w) &&
		    guess_found(w)) {
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
	guess_end(&v);
}
