/*
 * simpler.h - simpler specs than that of a target: what the library makes of
 * them are the numbers on the way to its loss.
 */
#ifndef SIMPLER_H
#define SIMPLER_H

#include "worked.h"

/* Scores as probabilities, and what eps does to them: nothing else. */
struct focal_spec simpler_bare(const struct worked *v);
/* ... without eps, but what it makes of odds. */
struct focal_spec simpler_without_eps(const struct worked *v);
/* Probabilities as the cross-entropy has them, and how they move. */
struct focal_spec simpler_in_ce(const struct worked *v);
/* The spec without its outside factors and terms: m^gamma N. */
struct focal_spec simpler_modulated(const struct worked *v, double gamma);
/* ... and nothing but m.  It borrows v->room. */
struct focal_spec simpler_m(const struct worked *v);

/* The loss of such a spec, without the division by its slope; its p_t. */
double ask_loss(const struct worked *v, const struct focal_spec *s,
    const double *y);
double ask_pt(const struct worked *v, const struct focal_spec *s,
    const double *y);
/* The slope of m along the score of a sigmoid, of simpler_modulated(v, 1). */
double ask_m_slope(const struct worked *v, const struct focal_spec *modulated,
    const double *y);
/*
 * The probability of label or class k as margin and eps leave it.  Where eps is
 * in the logarithm only, it is added to that of a label 0, else taken from it.
 */
double ask_clamped(const struct worked *v, size_t k);
/* v^g for v >= 0 by the library. */
double ask_power(double v, double g);

bool works_softmax(const struct worked *v);
/* Entry k of a table, if there is one. */
double table_entry(const double *table, size_t k, double otherwise);
/* The share of class k as it is given. */
double given_share(const struct worked *v, size_t k);

#endif
