/*
 * focalloss.h - focal loss, its gradient and Hessian diagonal, exact sums.
 *
 * The library's own formula, for a hard label:
 *
 *	L = a (1 - p_t^w)^gamma w (-ln p_t)		weight_in_pt
 *	L = a w (1 - p_t)^gamma (-ln p_t)		otherwise
 *
 * with p_t the probability of the truth, gamma the focusing parameter, a the
 * outside factor (alpha, class weight) and w the inside weight (pos_weight).
 * For w = 1 both lines are equation (5) of T.-Y. Lin et al., "Focal Loss for
 * Dense Object Detection", 2017, arXiv:1708.02002.
 *
 * The library does arithmetic and nothing else: it opens no file, prints
 * nothing, allocates nothing and keeps no state between calls.  Every function
 * may be called from several threads at once.  It needs libm.
 *
 * Shapes.  A batch has n rows (samples) and c columns (classes), row-major: row
 * i, column k of the scores is x[i*c + k].  Targets y, losses and p_t are
 * n-by-t: t is 1 (binary, multiclass) or c (multilabel), see focal_targets().
 * Losses are in nats.
 */
#ifndef FOCALLOSS_H
#define FOCALLOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FOCALLOSS_VERSION "0.1.0"
#define FOCAL_GAMMA_MAX 1e100	/* what is larger only overflows */

struct focal_spec;

/*
 * What focal_eval() writes.  Each array belongs to the caller; NULL means "not
 * wanted", except for loss.
 */
struct focal_out {
	double *loss;	/* [n*t] L of each target */
	double *pt;	/* [n*t] p_t, the probability given to the truth */
	double *grad;	/* [n*c] d(sum of the row's losses) / dx */
	double *hess;	/* [n*c] d2(sum of the row's losses) / dx2 */
};

/* A mode: how one row of scores and its targets become losses. */
struct focal_mode {
	const char *name, *alias, *about;
	size_t min_c, max_c;	/* how many score columns make sense */
	bool wide;		/* one target per column, not one per row */
	bool classes;		/* the target is one class; p sum to 1 */
	double (*top)(size_t c);	/* the largest valid target */
	void (*row)(const struct focal_spec *s, size_t c, const double *x,
	    const double *y, const struct focal_out *out);
};

extern const struct focal_mode focal_binary;		/* one sigmoid */
extern const struct focal_mode focal_multiclass;	/* softmax over c */
extern const struct focal_mode focal_multilabel;	/* c sigmoids */
extern const struct focal_mode *const focal_modes[];	/* ends: NULL */

/* The row of that name or alias, or NULL. */
const struct focal_mode *focal_find_mode(const char *name);

/*
 * Which code computes it.  All but the reference give the same bits; what this
 * processor does not have becomes the plain one.
 */
enum focal_path {
	FOCAL_FASTEST,		/* the best there is for the spec */
	FOCAL_REFERENCE,	/* eval.c: readable, libm, (gamma + 4) ulp */
	FOCAL_PLAIN,		/* kernel.c for any processor */
	FOCAL_AVX2_FMA,		/* ... for x86-64 with these */
	FOCAL_AVX512_F
};

struct focal_rule;	/* private, as are these: */
struct focal_point;
struct focal_bounds;

/* What p_t is of a soft target.  For a hard one all rows are the same. */
struct focal_pt {
	const char *name, *about;
	const struct focal_rule *rule;
};
extern const struct focal_pt focal_linear;	/* torchvision, Keras, optax */
extern const struct focal_pt focal_expce;	/* smp, catalyst */
extern const struct focal_pt focal_split;	/* kornia, Keras categorical */
extern const struct focal_pt focal_absdiff;	/* quality focal loss; sigmoids */
extern const struct focal_pt focal_scaled;	/* MONAI; logits of sigmoids */
extern const struct focal_pt *const focal_pts[];	/* ends: NULL */

/* What eps does to probabilities. */
struct focal_clamp {
	const char *name, *about;
	void (*move)(struct focal_point *u, const struct focal_bounds *b);
};
extern const struct focal_clamp focal_clip;	/* Keras, CatBoost */
extern const struct focal_clamp focal_max;	/* ASL, mmcv; BCELoss: e^-100 */
extern const struct focal_clamp focal_add;	/* Imbalance-XGBoost, Flux */
extern const struct focal_clamp focal_clip_add;	/* TFA, tf.keras 2 */
extern const struct focal_clamp *const focal_clamps[];	/* ends: NULL */

/* Another gamma where p_t is below a bound; < 0: M is (1 + p_t)^-gamma. */
struct focal_step {
	double below, gamma;
};

/*
 * What to compute.  Plain data: copy it, build it by hand; zero it for
 * cross-entropy of probabilities.  Tables are borrowed, one number per class
 * (score column), and NULL means 1 for every class (and may differ in the last bit
 * from a table of ones).
 *
 * The second part is what other libraries' losses have beyond the formula
 * above; each is off at zero, and they combine.  Let y_k be the shares of the
 * labels in a target (of a sigmoid: y of "1" and 1-y of "0"), p_k their
 * probabilities and l_k = -ln p_k.  Then
 *
 *	N = sum of y_k w_k l_k	Q_k = 1 - p_k^w_k, or 1 - p_k (w outside)
 *	M = m^gamma		L = A M N + poly m^(gamma+1)
 *
 * with m by pt: linear, sum of y_k Q_k; expce, 1 - exp(-sum of y_k w_k l_k) (w
 * inside only); absdiff, |y Q_1 - (1-y) Q_0|; scaled, the Q of the nearer label
 * at the logit |2y-1| z; split is the sum of y_k times the loss of label k
 * alone, and M that of y_k M_k.  A is y pos + (1-y) neg (torchvision); in
 * multiclass and with split each label's term has its own factor (PyTorch's
 * CrossEntropyLoss, Keras).  What row_factor and label_factor say multiplies A.
 */
struct focal_spec {
	const struct focal_mode *mode;
	bool from_logits;	/* x are logits; else probabilities in [0,1] */
	double gamma;		/* focusing parameter, in [0, 1e100] */
	const double *pos;	/* [c] factor a where the class is the truth */
	const double *neg;	/* [c] factor a where it is not (sigmoids) */
	const double *weight;	/* [c] w where the class is the truth, >= 0 */
	bool weight_in_pt;	/* w enters p_t; else it multiplies outside */
	double eps;		/* clamp probabilities to [eps, 1-eps]; 0: no */
	enum focal_path path;	/* 0 unless it is a path that is tested */

	/* targets */
	const struct focal_pt *pt;	/* NULL: focal_linear */
	bool distribution;	/* multiclass: y is [n*c], shares y_k */
	double smoothing;	/* S in [0,1): y_k (1-S) + S/2 (sigmoid), S/c */
	bool smoothing_in_ce;	/* in N only, not in m and A (EfficientDet) */
	double leak;		/* y_k (1-leak) + leak (kornia's one-hot) */
	bool sided;		/* sigmoids: a y > 0 has the factor and the
				 * gamma of a "1", not a mixture (varifocal) */
	bool label_factor;	/* sigmoids: a y > 0 is a factor (varifocal) */
	const double *row_factor;	/* [c] multilabel: sum of y_k row_k is a
				 * factor of the whole row (class-balanced) */

	/* probabilities: what eps does, after the margin */
	const struct focal_clamp *clamp;	/* NULL: focal_clip */
	bool eps_in_ce;		/* in N only, not in m */
	bool eps_straight;	/* slopes as if eps did nothing (mmcv) */
	double grad_floor;	/* F: -dl_k/dp_k is q_k / max(p_k q_k, F) of the
				 * probabilities of sigmoids (BCELoss) */
	bool odds;		/* sigmoids: x are odds, p = x / (1+x), which
				 * eps clips (smp's classes: ln x is a logit) */
	bool renormalize;	/* multiclass: x_k / sum of x (Keras) */
	bool renormalize_in_ce;	/* ... after eps and in N only (artemmavrin) */
	double margin;		/* the p of a "0" is max(p - margin, 0) (ASL) */
	double slope;		/* logits: L(slope z) / slope (fvcore's FL*) */

	/* the modulator */
	const double *gamma_pos;	/* [c] gamma where the class is the truth */
	const double *gamma_neg;	/* [c] where not (ASL); NULL: gamma */
	const struct focal_step *step;	/* [steps] the first that applies (FLSD) */
	size_t steps;
	double reduced;		/* T: m^gamma is 1 where p_t < T (smp) ... */
	double reduced_over;	/* ... else (m/D)^gamma; 0: D = T */
	double poly;		/* (PolyLoss); no factor multiplies it, */
	bool poly_factor;	/* ... or A does (Holocron) */
	bool detach;		/* slopes hold M constant (ASL, clcarwin) */
};

/* NULL if the spec makes sense for c columns, else an English sentence. */
const char *focal_check(const struct focal_spec *s, size_t c);

/* Targets per row of c columns: 1 or c. */
size_t focal_targets(const struct focal_mode *m, size_t c);

/*
 * Losses of n rows, and whatever else out asks for.
 *
 *	x	[n*c] scores: finite logits, or probabilities in [0,1]
 *	y	[n*t] targets: 0 or 1, or a soft label between them;
 *		multiclass: a class, 0..c-1 (with distribution: [n*c] shares)
 *
 * Losses, gradients and p_t are within 0.6 ulp of the true value, Hessians within
 * 0.7 (where one crosses 0, in ulp of its terms), those below the normal range
 * rounded once, and the same bits on every machine.  That holds for soft labels
 * and all parts of a spec too, but there a gradient may cross 0 as well.
 *
 * p_t of a soft target is the sum of y_k p_k, whatever pt and smoothing make of
 * y; where eps clamps the modulator's probabilities, of those.
 *
 * Nothing is checked here; callers check data where they read it.  Finite
 * logits give finite results unless the true value overflows; a probability of
 * 0 for the truth is an infinite loss.  With respect to a clamped probability
 * (eps) gradient and Hessian are 0; where the loss has a kink or a jump they are
 * those of one side.  Gradients of probabilities treat each column as free:
 * without renormalize, a row is not renormalised.
 */
void focal_eval(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_out *out);

/*
 * What losses are made of, for divisors and for whoever explains them.  NULL
 * means "not wanted".
 */
struct focal_parts {
	double *factor;	/* [n*t] A of each target, as y is given */
	double *mod;	/* [n*t] M of each target: what modulates it */
	double *grad;	/* [n*c] d(sum of the row's M) / dx */
	double *hess;	/* [n*c] d2(sum of the row's M) / dx2 */
};

/* As focal_eval(), but slower. */
void focal_eval_parts(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_parts *parts);

/*
 * Exact sums.  A focal_sum holds the sum of any doubles without error: 2^31
 * units of every binary digit of a double fit each limb, carries are settled
 * before they overflow.  Zero it to start, copy it with =, add in any order and
 * merge parts in any order: the result is the same to the last bit.
 */
enum { FOCAL_LIMBS = 70 };

struct focal_sum {
	int64_t limb[FOCAL_LIMBS];	/* limb i counts 2^(32 i - 1088) */
	uint64_t pending;		/* adds since carries were settled */
	uint64_t inf, ninf, nan;	/* how many of each were added */
};

/* Add n numbers, x[0], x[stride], ... */
void focal_sum_add(struct focal_sum *s, size_t n, const double *x,
    size_t stride);
void focal_sum_merge(struct focal_sum *s, const struct focal_sum *t);

/*
 * The sum, and the sum over a divisor >= 1, each rounded once to the nearest
 * double (ties to even), as IEEE arithmetic does with inf and nan.
 */
double focal_sum_value(const struct focal_sum *s);
double focal_sum_over(const struct focal_sum *s, uint64_t divisor);

/*
 * Add x[0] w[0], x[stride] w[1], ..., each product with its rounding error, so
 * exactly as long as that error does not underflow.
 */
void focal_sum_add_products(struct focal_sum *s, size_t n, const double *x,
    size_t stride, const double *w);

/*
 * s over t, within 0.51 ulp of the exact quotient of the exact sums (2 ulp where
 * one of them is too large for a double); if t is a whole number from 1 to 2^63,
 * to the nearest double.
 */
double focal_sum_ratio(const struct focal_sum *s, const struct focal_sum *t);

/* What a reduction or a divisor needs beside the sum of the losses. */
enum focal_need {
	FOCAL_RANGE = 1,	/* min, max */
	FOCAL_POSITIVES = 2,
	FOCAL_SQUARES = 4,
	FOCAL_FACTORS = 8,	/* these two by focal_total_add_parts() */
	FOCAL_MODULATORS = 16
};

/*
 * What a table row knows of its samples so far.  Zero it, then say what is
 * wanted; add in any order, merge parts in any order.
 */
struct focal_total {
	bool weighted;		/* samples have weights w */
	bool normalized;	/* every loss is over the sum of all w M, or
				 * over 1e-6 (smp); needs FOCAL_MODULATORS */
	unsigned needs;		/* enum focal_need, ored; the rest stays 0 */
	const struct focal_divisor *divisor;	/* of the mean; NULL: weights */
	double number;		/* the divisor, if it is "number"; > 0 */
	uint64_t rows;		/* samples */
	uint64_t targets;	/* rows, or rows * c in multilabel */
	uint64_t cells;		/* rows * c */
	uint64_t positives;	/* targets >= 0.5; multiclass: all */
	double min, max;	/* of the losses, once there are any */
	struct focal_sum loss;		/* of w l */
	struct focal_sum squares;	/* of (w l)^2 */
	struct focal_sum weight;	/* of w for each target, if weighted, */
	struct focal_sum row_weight;	/* and for each sample */
	struct focal_sum factor;	/* of w A */
	struct focal_sum mod;		/* of w M */
};

/*
 * Add n rows: targets y [n*t] and losses [n*t] as in focal_eval(), weights w
 * [n] finite and >= 0, or NULL if not weighted.  A sample of weight 0 is in
 * counts (as what kornia ignores) and not in sums (PyTorch).
 */
void focal_total_add(struct focal_total *t, const struct focal_mode *m,
    size_t n, size_t c, const double *y, const double *loss, const double *w);
/* ... and the parts of the same rows, those that needs are for. */
void focal_total_add_parts(struct focal_total *t, const struct focal_mode *m,
    size_t n, size_t c, const struct focal_parts *parts, const double *w);
void focal_total_merge(struct focal_total *t, const struct focal_total *u);

/*
 * What a mean divides by: a sum over all samples, >= 0.  "weights" is the sum
 * of w over targets, and so the number of targets if samples have no weights.
 */
struct focal_divisor {
	const char *name, *about;
	unsigned needs;		/* what focal_total.needs must have */
	bool given;		/* it is focal_total.number */
	struct focal_sum (*sum)(const struct focal_total *t);
};
extern const struct focal_divisor focal_divisors[];	/* ends: name NULL */

/* The row of that name, or NULL. */
const struct focal_divisor *focal_find_divisor(const char *name);

/*
 * How many losses, or slopes of one column, become one number: value() of the
 * total and a sum of it.  Of a wide sample alone it is the sample's own loss:
 * mean of its labels, or sum.
 */
struct focal_reduction {
	const char *name, *about;
	bool linear;	/* may be asked of a sum of gradients as well */
	unsigned needs;	/* what focal_total.needs must have */
	double (*value)(const struct focal_total *t, const struct focal_sum *s);
};
extern const struct focal_reduction focal_reductions[];	/* ends: name NULL */

/* The row of that name, or NULL. */
const struct focal_reduction *focal_find_reduction(const char *name);

/*
 * The slopes of normalized losses.  What they are divided by, D = sum of w M,
 * moves with the scores: with R = sum of w l over D,
 *
 *	R' = (sum of w l' - R D') / D
 *	R'' = (sum of w l'' - 2 R' D' - R D'') / D
 *
 * Makes of the sums of a column's slopes (of w l' and w M'; hess and those of
 * w M'' may be NULL) the numerators, for value() to divide.  Where D is held at
 * 1e-6, and where losses are not normalized, nothing changes.
 */
void focal_total_slopes(const struct focal_total *t, struct focal_sum *grad,
    struct focal_sum *hess, const struct focal_sum *mod_grad,
    const struct focal_sum *mod_hess);

/*
 * Ranks.  What quantiles and shares need is every loss, in memory of the
 * caller's: x [n] and, if weighted, w [n], finite and >= 0.  Both are
 * rearranged, together, and not copied; the results do not depend on the order
 * they come in.  Targets of weight 0 are left out.
 *
 * The time is linear in n; further results of one ranking take less.
 */
enum { FOCAL_CUTS = 128 };

struct focal_ranking {
	size_t n;
	double *x, *w;
	bool nan;			/* one x is; then everything is */
	size_t cuts, cut[FOCAL_CUTS];	/* nothing before is larger */
};

void focal_rank(struct focal_ranking *r, size_t n, double *x, double *w);

/*
 * The loss that percent in [0,100] of the targets do not exceed, as NumPy has
 * it to the last bit: percentile(), between two losses by linear interpolation;
 * with weights quantile(method="inverted_cdf", weights=w), which is the least
 * loss up to which the targets have that part of the weight.  Between a loss
 * and an infinite one it is infinite.  NaN if n is 0 or a loss is NaN.
 */
double focal_quantile(struct focal_ranking *r, double percent);

/*
 * The share of the sum that the hardest percent in [0,100] of the targets hold:
 * of n percent/100 targets, of which the last may count in part (a point of the
 * Lorenz curve), or, of targets with weights, of that part of the weight.
 * Within 0.51 ulp of the exact quotient, unless a part of a loss underflows.
 * NaN as above, and if the sum is 0 or infinite.
 */
double focal_share(struct focal_ranking *r, double percent);

/* What is named by a prefix and a percentage: p50, p99.9, share1. */
struct focal_rank_reduction {
	const char *prefix, *about;
	double (*value)(struct focal_ranking *r, double percent);
};
extern const struct focal_rank_reduction focal_rank_reductions[];
	/* ends: prefix NULL */

/*
 * Comparisons: the losses of the same samples, one pair each, under a baseline
 * and now.  What a table row knows of them: zero it, say if weighted, add in
 * any order, merge parts in any order.
 */
struct focal_pairs {
	bool weighted;
	uint64_t n, differ;		/* pairs, and those that do */
	struct focal_sum base, delta;	/* of w base, of w (loss - base) */
	struct focal_sum weight;	/* of w, if weighted */
	/* private: of (w d)^2 at three scales, w (w d) and w^2 */
	struct focal_sum square[3], cross, weight2;
	bool extreme;			/* weights; see below */
};

/*
 * Add n pairs, with weights w [n] finite and >= 0, or NULL if not weighted;
 * those of weight 0 are left out.  d [n] gets the differences loss - base of
 * all n; NULL: they are not wanted.
 */
void focal_pairs_add(struct focal_pairs *p, size_t n, const double *base,
    const double *loss, const double *w, double *d);
void focal_pairs_merge(struct focal_pairs *p, const struct focal_pairs *q);

enum {
	FOCAL_PAIRS = 10000,	/* at most so many are resampled ... */
	FOCAL_REPLICATES = 9999,	/* ... so often */
	FOCAL_SEED = 1
};
#define FOCAL_CI_MAX 99.9

struct focal_comparison {
	const struct focal_pairs *pairs;
	/* as added, in any order, if n <= FOCAL_PAIRS; overwritten */
	double *d, *w;		/* differences, weights (NULL: not weighted) */

	double base, delta;	/* means, and of the difference, rounded once */
	double se;		/* standard error of delta; 0: there is none */
	double lo, hi;		/* confidence interval of delta */
	double change;		/* delta / base; 0 if delta is 0 */
	const char *verdict;	/* worse: lo > 0; better: hi < 0; ~ */
};

/*
 * Compare: fill in the second part of each of several columns of the same
 * number of pairs (one per gamma), which share their random draws.  ci is the
 * confidence level in per cent, 0 < ci <= FOCAL_CI_MAX; memory is
 * [columns * 3 * FOCAL_REPLICATES], or NULL if there are more than FOCAL_PAIRS
 * pairs (then an interval is Student's).
 *
 * The bits are the same on every machine, and for pairs in any order; swapping
 * losses and baseline mirrors the interval, unless delta is 0.  See compare.c
 * for the method.
 *
 * Special cases, in this order.  No pairs: NaN, and "~".  Infinite losses: if
 * delta is infinite, so are lo and hi, and the verdict stands; if it is NaN
 * (they are on both sides), all is NaN, and "~".  Nothing differs: lo and hi
 * are 0.  Fewer pairs than a sign test needs at that level (6 at 95 %): nothing
 * is known, lo is -infinity and hi infinity; the same if a weight is not
 * between 2^-300 and 2^300, or all weighted differences are below 2^-990.  All
 * differ by the same: lo and hi are delta.  Otherwise an end may still be
 * infinite where a few pairs of many differ, and the interval holds 0 if fewer
 * do than a sign test needs.
 */
void focal_compare(struct focal_comparison *c, size_t columns, double ci,
    double *memory);

#ifdef __cplusplus
}
#endif
#endif
