/*
 * kernel.h - the library's own formula for hard labels, to the last bit; for
 * eval.c and tests, not installed.
 */
#ifndef FOCAL_KERNEL_H
#define FOCAL_KERNEL_H

#include "focalloss.h"

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

/* focal_eval() for every spec, by libm; see eval.c. */
void focal_reference(const struct focal_spec *s, size_t n, size_t c,
    const double *x, const double *y, const struct focal_out *out);

#endif
