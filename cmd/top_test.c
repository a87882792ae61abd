/* top_test.c - the largest of many, in whatever order and parts they come. */
#include "test.h"
#include "top.h"

#include <math.h>

enum { SAMPLES = 300 };

static uint64_t seed = 1;

static size_t
draw(size_t n)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (size_t)(seed >> 33) % n;
}

/* Few values, so that many losses are equal; some are infinite. */
static struct rank
rank_of(size_t sample)
{
	size_t k = sample * 7919 % 13;

	return (struct rank){ k == 12 ? INFINITY : (double)k, sample % 3,
		sample / 3, 0 };
}

/* What a sample's row says, in bytes that are gone afterwards. */
static int
put_sample(struct top *t, size_t sample)
{
	char text[24];
	struct value row[2] = { { .kind = VALUE_TEXT, .text = text },
		{ .kind = VALUE_COUNT, .count = sample } };
	struct rank rank = rank_of(sample);
	int rc;

	row[0].len = (size_t)snprintf(text, sizeof text, "s%zu", sample);
	rc = top_put(t, &rank, row);
	memset(text, '!', sizeof text);
	return rc;
}

static void
check(const struct top *t, size_t want)
{
	assert_int_equal(t->n, want);
	for (size_t i = 0; i < t->n; i++) {
		const struct value *row = t->at[i].row;
		char text[24];

		snprintf(text, sizeof text, "s%u", (unsigned)row[1].count);
		assert_int_equal(row[0].len, strlen(text));
		assert_memory_equal(row[0].text, text, row[0].len);
		if (i == 0)
			continue;
		const struct rank *a = &t->at[i - 1].rank, *b = &t->at[i].rank;

		/* of equal ones the first sample is first */
		assert_true(a->loss > b->loss || (a->loss == b->loss &&
		    (a->file < b->file || (a->file == b->file &&
			a->sample < b->sample))));
	}
}

static void
any_order_gives_the_same_rows(void **state)
{
	static const size_t most[] = { 1, 2, 7, 100, SAMPLES, 1000 };
	size_t order[SAMPLES];

	(void)state;
	for (size_t m = 0; m < COUNT(most); m++) {
		struct top want = { .most = most[m], .cols = 2 };

		for (size_t i = 0; i < SAMPLES; i++) {
			order[i] = i;
			assert_int_equal(put_sample(&want, i), 0);
		}
		top_sort(&want);
		check(&want, most[m] < SAMPLES ? most[m] : SAMPLES);
		for (int turn = 0; turn < 20; turn++) {
			struct top part[3] = { { 0 } };

			for (size_t p = 0; p < 3; p++)
				part[p] = (struct top){ .most = most[m],
					.cols = 2 };
			for (size_t i = SAMPLES; i-- > 1;) {
				size_t k = draw(i + 1), x = order[i];

				order[i] = order[k];
				order[k] = x;
			}
			for (size_t i = 0; i < SAMPLES; i++)
				put_sample(&part[draw(3)], order[i]);
			assert_int_equal(top_merge(&part[0], &part[1]), 0);
			assert_int_equal(top_merge(&part[0], &part[2]), 0);
			top_sort(&part[0]);
			assert_int_equal(part[0].n, want.n);
			for (size_t i = 0; i < want.n; i++)
				assert_int_equal(part[0].at[i].row[1].count,
				    want.at[i].row[1].count);
			for (size_t p = 0; p < 3; p++)
				top_free(&part[p]);
		}
		top_free(&want);
	}
}

static void
what_is_too_small_is_not_wanted(void **state)
{
	struct top t = { .most = 2, .cols = 2 };
	struct rank low = { 0.5, 0, 0, 0 }, tie = { 1, 9, 9, 9 };

	(void)state;
	assert_true(top_wants(&t, &low));
	put_sample(&t, 12 * 3);
	put_sample(&t, 12 * 6);
	assert_false(top_wants(&t, &low));
	tie.loss = t.at[0].rank.loss;
	assert_false(top_wants(&t, &tie));
	top_free(&t);
	assert_false(top_wants(&t, &low));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_gives_the_same_rows),
		cmocka_unit_test(what_is_too_small_is_not_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
