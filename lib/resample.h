/*
 * resample.h - random draws of pairs, and sums over what is drawn, for
 * compare.c; not installed.
 *
 * Draws are functions of n and of which draw it is: the same on every machine.
 */
#ifndef RESAMPLE_H
#define RESAMPLE_H

#include "focalloss.h"

enum {
	FOCAL_DRAW_STEP = 16,	/* counts are written so many at a time */
	FOCAL_HALVES = 8191	/* draws of a half: 2^13 but for one of none */
};

/* How often each of n <= FOCAL_PAIRS pairs is drawn, and all together. */
struct focal_draw {
	int32_t count[FOCAL_PAIRS + FOCAL_DRAW_STEP];
	size_t n, drawn;
	uint64_t half[FOCAL_PAIRS / 64 + 1];	/* of the last draw of a half */
};

/* Draw number i: n pairs, with replacement. */
void focal_draw_again(struct focal_draw *s, uint64_t i);

/*
 * Draw number i, from 1 and one after the other: every pair or not, each in half
 * of all draws.  What is in one of two draws and not in both is another draw, or
 * nothing; of up to 13 pairs all subsets are drawn, each as often.
 */
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
