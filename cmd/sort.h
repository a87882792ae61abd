/* sort.h - sort numbers of things by a rule that has a context. */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

/* <0, 0, >0 as qsort(3)'s; what a and b number is the context's business. */
typedef int sort_rule(const void *context, size_t a, size_t b);

/* Order a[0..n); no memory, no recursion, n log n at worst; not stable. */
void sort_numbers(size_t *a, size_t n, sort_rule *rule, const void *context);

#endif
