/* spec_parts.h - what spec.c, spec_check.c and spec_sign.c share. */
#ifndef SPEC_PARTS_H
#define SPEC_PARTS_H

#include "spec.h"

/* One score, one 0/1 label: lists and names mean the two classes 0 and 1. */
static inline bool
specs_has_two_classes(const struct plan *p)
{
	return !p->mode->wide && !p->mode->classes;
}

/* What the plan's library can make of such scores: 0, -1. */
int specs_check_like(const struct per_class *alpha, const struct job *j,
    const struct plan *p, struct diag *d);

/* ... and the plan of such options, once the alpha is chosen. */
int specs_check(const struct specs *s, const struct job *j,
    const struct plan *p, struct diag *d);

/* Of factors that are finite the products may not be. */
int specs_check_products(const struct specs *s, const struct plan *p,
    struct diag *d);

/* Append one number, or one per class as the classes are ordered. */
void specs_put_values(struct out *o, const struct per_class *v,
    const struct plan *p);

#endif
