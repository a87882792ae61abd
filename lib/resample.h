/*
 * resample.h - random draws of pairs, and sums over what is drawn, for
 * compare.c; not installed.
 *
 * Draws are functions of n and of which draw it is: the same on every machine,
 * and in any order.
 */
#ifndef RESAMPLE_H
#define RESAMPLE_H

#include "focalloss.h"

enum { FOCAL_DRAW_STEP = 16 };	/* counts are written so many at a time */

/* How often each of n <= FOCAL_PAIRS pairs is drawn, and all together. */
struct focal_draw {
	int32_t count[FOCAL_PAIRS + FOCAL_DRAW_STEP];
	size_t n, drawn;
};

/* Draw number i: n pairs, with replacement. */
void focal_draw_again(struct focal_draw *s, uint64_t i);

/* Draw number i: every pair or not, each with probability 1/2. */
void focal_draw_half(struct focal_draw *s, uint64_t i);

/* The sums of x, and of x y, over what is drawn; the same bits everywhere. */
struct focal_moments {
	double x, xy;
};
struct focal_moments focal_add_drawn(const struct focal_draw *s,
    const double *x, const double *y);

/* The first of these alone, in less than half the time. */
double focal_sum_drawn(const struct focal_draw *s, const double *x);

#endif
