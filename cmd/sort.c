/* sort.c - heapsort: qsort(3) has no context, and qsort_r(3) no standard. */
#include "sort.h"

static void
swap(size_t *a, size_t *b)
{
	size_t t = *a;

	*a = *b;
	*b = t;
}

void
sort_numbers(size_t *a, size_t n, sort_rule *rule, const void *context)
{
	for (size_t start = n / 2, end = n; end > 1;) {
		if (start > 0)
			start--;
		else
			swap(&a[--end], &a[0]);
		for (size_t root = start, kid; (kid = 2 * root + 1) < end;
		     root = kid) {
			if (kid + 1 < end && rule(context, a[kid], a[kid + 1]) < 0)
				kid++;
			if (rule(context, a[root], a[kid]) >= 0)
				break;
			swap(&a[root], &a[kid]);
		}
	}
}
