/*
 * compare.h - what tests know of compare.c beyond focalloss.h; not installed.
 *
 * After focal_compare(), memory has the t* of each column and then its delta',
 * in standard errors from delta and in any order; both with the sign of delta.
 */
#ifndef COMPARE_H
#define COMPARE_H

/*
 * The t that Student's distribution of nu >= 1000 degrees of freedom leaves
 * the part tail in [0.0005, 0.5] above, within 1e-13; the same bits everywhere.
 */
double focal_student(double nu, double tail);

#endif
