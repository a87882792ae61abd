/* reduction.h - what -r names: one number for all losses of a row. */
#ifndef REDUCTION_H
#define REDUCTION_H

#include "spec.h"

/* The one of that name (p05 is called p5): 0, or -1. */
int reduction_find(struct reduction *r, const char *name);

/* May it be asked of gradients as well? */
static inline bool
reduction_is_linear(const struct reduction *r)
{
	return r->total && r->total->linear;
}

/* Is it a share of something? */
static inline bool
reduction_is_ratio(const struct reduction *r)
{
	return r->rank && r->rank->value != focal_quantile;
}

/*
 * Of those losses, as the plan's library reduces them; ranking has them all,
 * where some reduction needs that.
 */
double reduction_value(const struct plan *p, const struct reduction *r,
    const struct focal_total *t, struct focal_ranking *ranking);

#endif
