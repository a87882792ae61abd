/* list.h - option values that are lists of numbers. */
#ifndef LIST_H
#define LIST_H

#include "job.h"

/* A finite number, whole: 0, or -1. */
int list_number(const char *text, size_t len, double *x);

/* 2 or 0,0.5,1 or 0:5:0.5 (from:to:step), each finite and >= 0. */
int list_numbers(struct numbers *n, const char *option, const char *text,
    struct diag *d);

/*
 * none, one number, one per class, or cat=2,dog=0.5; each finite and, unless it
 * may be negative, >= 0.  What p holds is given back.
 */
int list_per_class(struct per_class *p, const char *option, const char *text,
    bool negative, struct diag *d);

#endif
