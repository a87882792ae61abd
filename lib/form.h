/*
 * form.h - what the files of the general form share: form.c, its targets in
 * form_target.h, modulator.c and clamp.c.  To be included before all else.
 */
#ifndef FORM_H
#define FORM_H

/* before the first function, those of dd.h */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__
/* else gcc 12 makes vfmsubadd of products and sums in spite of its options */
#pragma GCC optimize "no-tree-slp-vectorize"
#endif
#include "kernel.h"

#include "jet.h"

#if defined __FAST_MATH__
#error "the general form needs IEEE arithmetic: no -ffast-math"
#endif

/* A class: p, 1 - p and -ln p, with respect to one of them at the score. */
struct focal_point {
	struct jet p, q, l;
};

/* Where eps clamps the probability of a class. */
struct focal_bounds {
	struct sdd low, high;	/* eps and 1 - eps of the score's p */
	struct sdd floor, shift;	/* eps; what is added to this p */
};

/* What pt makes of a class (1-p and w l; its share; is it "1"?), and of all. */
struct focal_rule {
	struct jet (*share)(struct jet q, struct jet l, struct sdd y, bool yes);
	struct jet (*join)(struct jet m, struct jet n);
	bool scales;		/* the logit, by the label */
	bool folds;		/* m, where p_t passes the label */
};

/* What the modulator of m makes of the cross-entropy n; of 1 it makes M. */
struct jet focal_focus(const struct focal_spec *s, struct jet m, struct jet n,
    struct sdd gamma);

/* poly m^(gamma+1) */
struct jet focal_poly_term(const struct focal_spec *s, struct jet m,
    struct sdd gamma);

#endif
