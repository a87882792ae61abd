/*
 * kernel.c - loss, p_t, gradient and Hessian diagonal for hard labels.
 *
 * Build with -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math.  The
 * bits need the second of these and no -ffast-math; the others are for speed:
 * gcc then makes every loop over a block into vector code.
 *
 * Method.  Every quantity is a sum of positive terms in two words (dd.h), so
 * nothing cancels but the Hessian where it changes sign.  With l = -ln p_t,
 * q = 1 - p_t, v = w l, P = exp(-v), Q = 1 - P and A all outside factors:
 *
 *	L        = A Q^g v
 *	|dL/dx|  = A Q^g (Q + g v P) F          F = w q/Q, or w/(p_t Q) for
 *	d2L/dx2  = A Q^g F                      a probability
 *		   (g F P (2 Q + g v P - v) + (Q + g v P) c)
 *						c = p_t, or 1/p_t likewise
 *
 * For w = 1, P = p_t, Q = q and F = 1.  A softmax over K classes is the
 * sigmoid of u = ln(E_t/R), E_j = exp(z_j - max) and R the sum of E_j, j != t;
 * with r_j = E_j/R the other classes' gradient is r_j times the truth's and
 * the Hessian r_j (X r_j + Y (1 - p_j)) where the truth's is X + Y p_t.
 * Q^g is a product for g = 0..4 and exp(g ln Q) otherwise.  Finer exp and log
 * are used but where g is 0, 1 or 2 and no weight is inside p_t.
 *
 * Special cases.  Results below the normal range are rounded once.  Logits
 * beyond 2^200 and every probability below 2^-120 carry their scale apart, so
 * that nothing overflows but a result.  At a probability of 0 loss, gradient
 * and Hessian are infinite; at 1 they are limits (edges()); a factor or weight
 * of 0 makes all three 0.
 *
 * Accuracy.  Largest errors in ulp against MPFR, gamma up to 100, 3.2 million
 * targets of each kind, `oracle 600 20240`, or those of `oracle 150 77` or
 * `oracle 100 5` where they were larger (where the Hessian crosses 0, in ulp of
 * its terms):
 *
 *			loss	gradient  Hessian  p_t	  nearest double
 *	sigmoid, z	0.535	0.528	  0.539	   0.510  99.90 %
 *	sigmoid, p	0.527	0.525	  0.526	   0.500  99.80 %
 *	softmax, z	0.535	0.552	  0.551	   0.519  99.72 %
 *	softmax, p	0.522	0.524	  0.522	   0	  99.72 %
 *
 * and at gamma 10,000 no more.
 *
 * The work is done in blocks of targets small enough for the first-level
 * cache, one step after the other, each a loop without branches.  Where all
 * logits of a block are near (NEAR) nothing needs a scale of its own, and
 * kernel_near.h and kernel_few.h leave it out.
 */
#ifdef __clang__	/* before the first function, those of dd.h */
#pragma STDC FP_CONTRACT OFF
#endif
#include "kernel.h"

#include <math.h>

#include "cpu.h"
#include "dd.h"

#if defined __FAST_MATH__
#error "the kernel needs IEEE arithmetic: no -ffast-math"
#endif

enum {
	LANES = 128,	/* targets per block */
	CELLS = 1024,	/* softmax scores per segment */
	FEW = 32,	/* classes */
	MANY = 32	/* sums of a long row */
};

#define NEAR 80.0	/* exp(-NEAR) > 2^TINY; see kernel_near.h */

/* An array of struct sdd. */
struct sdds {
	double h[LANES], l[LANES], k[LANES];
};

/* What is asked, worked out once per call. */
struct plan {
	const struct focal_spec *spec;
	size_t c;
	int power;		/* gamma, if 0..4, else -1 */
	double g, g_exp;	/* gamma = g 2^g_exp */
	bool fine;		/* exp and log beyond 2^-60 */
	bool inside;		/* weights inside p_t */
	bool probs;
	bool many;		/* a softmax that finds t for itself */
	bool grad, hess;	/* wanted */
};

/*
 * A block of targets.  First comes the signed margin u (2^uk), positive where
 * the truth is likely, and t = exp(-|u|); or p and q from probabilities.
 */
struct block {
	double x[LANES], y[LANES];
	double u[LANES], ul[LANES], uk[LANES];
	struct sdds t;
	double e[LANES], el[LANES];	/* of exp(-e) */
	struct sdds p, q, v;	/* p_t, 1 - p_t, -ln p_t */
	struct sdds lq;		/* -ln q, or of Q */
	struct sdds a, w;	/* outside factor, inside weight */
	struct sdds wp, wq, f;	/* P, Q, F if there are inside weights */
	struct sdds m;		/* A Q^gamma */
	struct sdds g, hx;	/* |gradient|, X */
	double out[LANES], out2[LANES];
};

/* A segment of softmax scores: E_j. */
struct cells {
	double h[CELLS], l[CELLS], k[CELLS];
	double vh[CELLS], vl[CELLS];
	double x[CELLS];	/* of few classes: the scores, turned */
};

/* Sums that are made side by side. */
struct lanes {
	double h[MANY], l[MANY];
};

/* Rows of a softmax. */
struct row {
	struct sdds s;	/* sum of E_j but the largest's; k is 0 or < -400 */
	struct sdds e;	/* E_t */
	struct sdds r;	/* sum of E_j but the truth's, 1 <= h < 2 */
	struct sdds g;	/* |gradient| of the truth over R */
	double top[LANES];
	size_t at[LANES];	/* the largest score's class */
	int hit[LANES];		/* it is the truth */
};

/* What multiplies targets of label 0 and 1. */
struct pair {
	struct sdd a[2], w[2];
};

#define GET(a, i) ((struct sdd){ (a)->h[i], (a)->l[i], (a)->k[i] })
#define PUT(a, i, s)                                                          \
	do {                                                                  \
		struct sdd put_ = (s);                                        \
		(a)->h[i] = put_.h, (a)->l[i] = put_.l, (a)->k[i] = put_.k;   \
	} while (0)

/* Table entry j, or 1. */
INLINE double
entry(const double *table, size_t j)
{
	return table ? table[j] : 1;
}

/* Has a table, if there is one, the same entry for all columns? */
static bool
all_same(const double *table, size_t c)
{
	for (size_t j = 1; table && j < c; j++)
		if (table[j] != table[0])
			return false;
	return true;
}

/* The functions in the headers kernel_tier.h includes exist once per tier. */
#define PASTE_(name, tier) name##_##tier
#define PASTE(name, tier) PASTE_(name, tier)
#define two_prod PASTE(two_prod, TIER)
#define dd_mul PASTE(dd_mul, TIER)
#define dd_mul_rough PASTE(dd_mul_rough, TIER)
#define sdd_mul_rough PASTE(sdd_mul_rough, TIER)
#define dd_mul_d PASTE(dd_mul_d, TIER)
#define dd_div_rough PASTE(dd_div_rough, TIER)
#define dd_div_by PASTE(dd_div_by, TIER)
#define sdd_mul PASTE(sdd_mul, TIER)
#define sdd_div PASTE(sdd_div, TIER)
#define horner PASTE(horner, TIER)
#define exp_core PASTE(exp_core, TIER)
#define exp_reduce PASTE(exp_reduce, TIER)
#define exp_quotient PASTE(exp_quotient, TIER)
#define exp_tail PASTE(exp_tail, TIER)
#define exp_head PASTE(exp_head, TIER)
#define exp_cells PASTE(exp_cells, TIER)
#define exp_minus PASTE(exp_minus, TIER)
#define log_core PASTE(log_core, TIER)
#define log1p_ratio PASTE(log1p_ratio, TIER)
#define log1p_from_ratio PASTE(log1p_from_ratio, TIER)
#define log1p_and_inverse PASTE(log1p_and_inverse, TIER)
#define minus_log PASTE(minus_log, TIER)
#define cells_exp PASTE(cells_exp, TIER)
#define cells_shift PASTE(cells_shift, TIER)
#define class_factors PASTE(class_factors, TIER)
#define curve_loop PASTE(curve_loop, TIER)
#define curves PASTE(curves, TIER)
#define edges PASTE(edges, TIER)
#define exp_loop PASTE(exp_loop, TIER)
#define find_top PASTE(find_top, TIER)
#define find_shift PASTE(find_shift, TIER)
#define sum_lanes PASTE(sum_lanes, TIER)
#define find_at PASTE(find_at, TIER)
#define class_curve PASTE(class_curve, TIER)
#define finish_block PASTE(finish_block, TIER)
#define from_margin PASTE(from_margin, TIER)
#define from_probability PASTE(from_probability, TIER)
#define hessian PASTE(hessian, TIER)
#define hessian_loop PASTE(hessian_loop, TIER)
#define settle_loop PASTE(settle_loop, TIER)
#define load_factors PASTE(load_factors, TIER)
#define log1p_loop PASTE(log1p_loop, TIER)
#define binary_factors PASTE(binary_factors, TIER)
#define losses PASTE(losses, TIER)
#define find_odds PASTE(find_odds, TIER)
#define other_curves PASTE(other_curves, TIER)
#define share_slopes PASTE(share_slopes, TIER)
#define few_turn PASTE(few_turn, TIER)
#define few_tops PASTE(few_tops, TIER)
#define few_reach PASTE(few_reach, TIER)
#define few_near_exp_loop PASTE(few_near_exp_loop, TIER)
#define few_exp_loop PASTE(few_exp_loop, TIER)
#define few_reach_far PASTE(few_reach_far, TIER)
#define few_exp PASTE(few_exp, TIER)
#define few_sum PASTE(few_sum, TIER)
#define few_slopes_loop PASTE(few_slopes_loop, TIER)
#define few_slopes PASTE(few_slopes, TIER)
#define few_classes PASTE(few_classes, TIER)
#define other_slopes PASTE(other_slopes, TIER)
#define per_probability PASTE(per_probability, TIER)
#define raise PASTE(raise, TIER)
#define power_loop PASTE(power_loop, TIER)
#define probability_loop PASTE(probability_loop, TIER)
#define put_logit PASTE(put_logit, TIER)
#define put_margin PASTE(put_margin, TIER)
#define round_to PASTE(round_to, TIER)
#define row_odds PASTE(row_odds, TIER)
#define row_tops PASTE(row_tops, TIER)
#define run PASTE(run, TIER)
#define sigmoid_factors PASTE(sigmoid_factors, TIER)
#define sigmoids PASTE(sigmoids, TIER)
#define single PASTE(single, TIER)
#define slope PASTE(slope, TIER)
#define slope_loop PASTE(slope_loop, TIER)
#define slopes PASTE(slopes, TIER)
#define softmax PASTE(softmax, TIER)
#define sum_few PASTE(sum_few, TIER)
#define sum_many PASTE(sum_many, TIER)
#define sum_row PASTE(sum_row, TIER)
#define put_near PASTE(put_near, TIER)
#define put_far PASTE(put_far, TIER)
#define row_shift PASTE(row_shift, TIER)
#define cells_reach PASTE(cells_reach, TIER)
#define cells_exp_loop PASTE(cells_exp_loop, TIER)
#define weigh PASTE(weigh, TIER)
#define residue PASTE(residue, TIER)
#define near_applies PASTE(near_applies, TIER)
#define all_near PASTE(all_near, TIER)
#define near_exp_loop PASTE(near_exp_loop, TIER)
#define near_log1p_loop PASTE(near_log1p_loop, TIER)
#define near_raise PASTE(near_raise, TIER)
#define near_finish_loop PASTE(near_finish_loop, TIER)
#define near_finish PASTE(near_finish, TIER)
#define near_block PASTE(near_block, TIER)
#define write_block PASTE(write_block, TIER)
#define write_classes PASTE(write_classes, TIER)

#define STEP
#if defined __FP_FAST_FMA || defined __FMA__ || defined __aarch64__
#define EXACT_FMA 1
#else
#define EXACT_FMA 0
#endif
#define TIER plain
#include "kernel_tier.h"

#if defined __x86_64__ && defined __GNUC__
#define TIERS 1

#undef STEP
#undef EXACT_FMA
#undef TIER
#define STEP __attribute__((target("avx2,fma")))
#define EXACT_FMA 1
#define TIER avx2
#include "kernel_tier.h"

#undef STEP
#undef TIER
#ifdef __clang__
#define WIDTH
#else
#define WIDTH ",prefer-vector-width=512"
#endif
#define STEP                                                                  \
	__attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl" WIDTH)))
#define TIER avx512
#include "kernel_tier.h"
#endif

enum focal_isa
focal_best_isa(void)
{
#ifdef TIERS
	if (CPU_AVX512F && CPU_AVX512DQ && CPU_AVX512VL)
		return FOCAL_AVX512;
	if (CPU_AVX2 && CPU_FMA)
		return FOCAL_AVX2;
#endif
	return FOCAL_SCALAR;
}

bool
focal_kernel_applies(const struct focal_spec *s)
{
	return (s->from_logits || !(s->eps > 0)) && (s->mode == &focal_binary ||
	    s->mode == &focal_multiclass || s->mode == &focal_multilabel);
}

void
focal_kernel(const struct focal_spec *s, enum focal_isa isa, size_t n,
    size_t c, const double *x, const double *y, const struct focal_out *out)
{
	double gamma = s->gamma;
	struct sdd g = sdd_load((struct dd){ gamma, 0 });
	struct plan pl = { .spec = s, .c = c, .power = -1, .g = g.h,
	    .g_exp = g.k, .probs = !s->from_logits,
	    .inside = s->weight && s->weight_in_pt,
	    .grad = out->grad, .hess = out->hess };

	for (int i = 0; i <= 4; i++)
		if (gamma == i)
			pl.power = i;
	pl.fine = pl.power < 0 || pl.power > 2 || pl.inside;
	pl.many = s->mode == &focal_multiclass && !pl.probs && c > 2;
	if (isa > focal_best_isa())
		isa = FOCAL_SCALAR;
	switch (isa) {
#ifdef TIERS
	case FOCAL_AVX512:
		run_avx512(&pl, n, x, y, out);
		break;
	case FOCAL_AVX2:
		run_avx2(&pl, n, x, y, out);
		break;
#endif
	default:
		run_plain(&pl, n, x, y, out);
	}
}
