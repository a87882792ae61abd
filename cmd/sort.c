/* sort.c - introsort: qsort(3) has no context, and qsort_r(3) no standard. */
#include "sort.h"

#include <stdint.h>

enum { SMALL = 12 };	/* so few are sorted by insertion */

static void
swap(size_t *a, size_t *b)
{
	size_t t = *a;

	*a = *b;
	*b = t;
}

static void
heapsort(size_t *a, size_t n, sort_rule *rule, const void *context)
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

static void
insertion(size_t *a, size_t n, sort_rule *rule, const void *context)
{
	for (size_t i = 1; i < n; i++) {
		size_t x = a[i], k = i;

		for (; k > 0 && rule(context, a[k - 1], x) > 0; k--)
			a[k] = a[k - 1];
		a[k] = x;
	}
}

/*
 * One of many goes first, and what is not above it before the rest.  It is drawn
 * from a few places without a pattern: lists of names have patterns of all kinds.
 */
static size_t
partition(size_t *a, size_t n, sort_rule *rule, const void *context)
{
	size_t i = 0, k = n, pivot, at[3];
	uint64_t draw = n;

	for (int t = 0; t < 3; t++) {
		draw = draw * 2862933555777941757u + 3037000493u;
		at[t] = (size_t)(draw >> 33) % n;
	}
	if (rule(context, a[at[1]], a[at[0]]) < 0)
		swap(&at[0], &at[1]);
	if (rule(context, a[at[2]], a[at[1]]) < 0)
		at[1] = rule(context, a[at[2]], a[at[0]]) < 0 ? at[0] : at[2];
	swap(&a[0], &a[at[1]]);
	pivot = a[0];
	for (;;) {
		while (++i < n && rule(context, a[i], pivot) < 0)
			;
		while (rule(context, a[--k], pivot) > 0)
			;
		if (i >= k)
			break;
		swap(&a[i], &a[k]);
	}
	swap(&a[0], &a[k]);
	return k;
}

/* Neighbours in memory are compared one after another: a heap has none. */
void
sort_numbers(size_t *a, size_t n, sort_rule *rule, const void *context)
{
	/* of the halves still to be sorted the larger one waits */
	struct {
		size_t *a, n;
		int left;	/* bad luck that is left before a heap is made */
	} wait[8 * sizeof n];
	size_t waiting = 0;
	int left = 2;

	for (size_t k = n; k > 1; k /= 2)
		left += 2;
	for (;;) {
		if (n <= SMALL || left-- == 0) {
			if (n <= SMALL)
				insertion(a, n, rule, context);
			else
				heapsort(a, n, rule, context);
			if (waiting-- == 0)
				return;
			a = wait[waiting].a;
			n = wait[waiting].n;
			left = wait[waiting].left;
			continue;
		}
		size_t cut = partition(a, n, rule, context);
		size_t *above = a + cut + 1, more = n - cut - 1;

		wait[waiting].a = cut < more ? above : a;
		wait[waiting].n = cut < more ? more : cut;
		wait[waiting++].left = left;
		a = cut < more ? a : above;
		n = cut < more ? cut : more;
	}
}
