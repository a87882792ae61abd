/*
 * kernel.h - what focal_eval() chooses from: the library's own formula for hard
 * labels, fast, and the general form; for eval.c and tests, not installed.
 */
#ifndef FOCAL_KERNEL_H
#define FOCAL_KERNEL_H

#include "focalloss.h"

/* The same arrays from target t and score x on. */
static inline struct focal_out
focal_out_at(const struct focal_out *o, size_t t, size_t x)
{
	return (struct focal_out){ o->loss ? o->loss + t : NULL,
		o->pt ? o->pt + t : NULL, o->grad ? o->grad + x : NULL, o->hess ? o->hess + x : NULL };
}

/* Which compiled copy runs; as from FOCAL_PLAIN on. */
enum focal_isa { FOCAL_SCALAR, FOCAL_AVX2, FOCAL_AVX512 };

/* The best copy this processor can run. */
enum focal_isa focal_best_isa(void);

/* Whether focal_kernel() knows the spec: its three modes, nothing clamped. */
bool focal_kernel_applies(const struct focal_spec *s);

/*
 * focal_eval() for hard labels (0 or 1; a class).  A copy that this processor
 * or this build does not have becomes the plain one.
 *
 * Accuracy, in ulp against MPFR (testdata/oracle.c): see kernel.c.  Same bits
 * from every compiler, flag (but -ffast-math) and processor with IEEE doubles
 * rounded to nearest, subnormals on.  Zeros are +0.  A factor or weight of 0
 * makes everything 0, even at a probability of 0.
 */
void focal_kernel(const struct focal_spec *s, enum focal_isa isa, size_t n,
    size_t c, const double *x, const double *y, const struct focal_out *out);

/*
 * focal_eval() for every spec, one target at a time; see form.c.  Soft only:
 * sigmoids whose y is 0 or 1 are left as they are.
 */
void focal_form(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_out *out,
    bool soft_only);

/* focal_eval() for the specs of the kernel, by libm; see eval.c. */
void focal_reference(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_out *out);

#endif
