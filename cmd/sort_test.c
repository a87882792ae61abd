/* sort_test.c - every order of few, patterns of many, no quadratic ones. */
#include "sort.h"
#include "test.h"

#include <stdbool.h>

static uint64_t rules;	/* how often the rule was asked */

static int
by_value(const void *context, size_t a, size_t b)
{
	const size_t *value = context;

	rules++;
	return value[a] < value[b] ? -1 : value[a] > value[b];
}

/* Is it in order, and is everything still there? */
static void
assert_sorted(size_t *value, size_t n)
{
	size_t *a = calloc(n + 1, sizeof *a);
	bool *seen = calloc(n + 1, sizeof *seen);

	assert_non_null(a);
	assert_non_null(seen);
	for (size_t i = 0; i < n; i++)
		a[i] = i;
	a[n] = 12345;
	sort_numbers(a, n, by_value, value);
	assert_int_equal(a[n], 12345);
	for (size_t i = 0; i < n; i++) {
		assert_true(a[i] < n && !seen[a[i]]);
		seen[a[i]] = true;
		assert_true(i == 0 || value[a[i - 1]] <= value[a[i]]);
	}
	free(a);
	free(seen);
}

static void
every_order_of_few_is_sorted(void **state)
{
	size_t value[7], orders = 1;

	(void)state;
	for (size_t n = 0; n <= COUNT(value); n++, orders *= n)
		for (size_t k = 0; k < orders; k++) {
			size_t left = k;

			for (size_t i = 0; i < n; i++) {
				value[i] = left % (n - i);
				left /= n - i;
			}
			assert_sorted(value, n);
		}
}

static size_t
mixed(size_t i, size_t n)
{
	(void)n;
	return i * 2654435761u % 1000003;
}

static size_t
rising(size_t i, size_t n)
{
	(void)n;
	return i;
}

static size_t
falling(size_t i, size_t n)
{
	return n - i;
}

static size_t
equal(size_t i, size_t n)
{
	(void)i;
	(void)n;
	return 7;
}

static size_t
two_values(size_t i, size_t n)
{
	(void)n;
	return i % 2;
}

static size_t
organ_pipe(size_t i, size_t n)
{
	return i < n / 2 ? i : n - i;
}

/* The order of logit_0, logit_1, ... logit_10 by name. */
static size_t
digits_first(size_t i, size_t n)
{
	size_t scale = 1;

	while (i && i * scale < n)
		scale *= 10;
	return i * scale * 8 + scale % 7;
}

static const struct pattern_row {
	const char *name;
	size_t (*value)(size_t i, size_t n);
} patterns[] = {
	{ "mixed", mixed },
	{ "rising", rising },
	{ "falling", falling },
	{ "all the same", equal },
	{ "two values", two_values },
	{ "up and down", organ_pipe },
	{ "numbers sorted as names", digits_first },
};

static void
many(void **state)
{
	const struct pattern_row *row = *state;
	static const size_t sizes[] = { 12, 13, 14, 100, 1000, 30000 };
	static size_t value[30000];

	for (size_t s = 0; s < COUNT(sizes); s++) {
		size_t n = sizes[s], log2 = 0;

		while (n >> log2)
			log2++;
		for (size_t i = 0; i < n; i++)
			value[i] = row->value(i, n);
		rules = 0;
		assert_sorted(value, n);
		assert_true(rules <= 4 * n * log2);
	}
}

/*
 * M. D. McIlroy's killer of quicksorts: values are settled as late as can be,
 * and always so that the pivot turns out small.
 */
enum { KILLED = 20000, GAS = KILLED + 1 };
static struct {
	size_t value[KILLED], solid, candidate;
} killer;

static int
adverse(const void *context, size_t a, size_t b)
{
	size_t *v = killer.value;

	(void)context;
	rules++;
	if (v[a] == GAS && v[b] == GAS)
		v[a == killer.candidate ? a : b] = killer.solid++;
	if (v[a] == GAS)
		killer.candidate = a;
	else if (v[b] == GAS)
		killer.candidate = b;
	return v[a] < v[b] ? -1 : v[a] > v[b];
}

static void
the_worst_case_is_no_square(void **state)
{
	static size_t a[KILLED];

	(void)state;
	for (size_t i = 0; i < KILLED; i++) {
		a[i] = i;
		killer.value[i] = GAS;
	}
	rules = 0;
	sort_numbers(a, KILLED, adverse, NULL);
	for (size_t i = 1; i < KILLED; i++)
		assert_true(killer.value[a[i - 1]] <= killer.value[a[i]]);
	assert_true(rules < (uint64_t)KILLED * 15 * 6);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(every_order_of_few_is_sorted),
		cmocka_unit_test(the_worst_case_is_no_square),
	};
	int failed = 0;

	RUN_ROWS(patterns, many);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
