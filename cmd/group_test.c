/* group_test.c - values become groups, in one order, by many hands. */
#include "group.h"
#include "test_io.h"

/* The groups of the input, read so many rows at a time, into g. */
static void
find_all(struct groups *g, struct test_run *t, size_t room)
{
	struct batch b;
	uint32_t group[64];

	batch_init(&b, &t->plan, &t->job);
	assert_int_equal(batch_grow(&b, room), 0);
	b.room = room;
	while (batch_read(&b, &t->plan, &t->job, &t->reader) > 0)
		assert_int_equal(
		    groups_find(g, &t->plan, &t->job, &b, group), 0);
	batch_free(&b);
}

/* Groups in order: values with what they are to JSON, commas between. */
static void
show_all(struct out *o, const struct groups *g)
{
	static const char mark[] = { [VALUE_NONE] = '-', [VALUE_TEXT] = '"',
		[VALUE_TOKEN] = '#' };
	size_t n = groups_count(g), order[64];

	assert_true(n < 64);
	assert_int_equal(groups_sort(g, order), 0);
	for (size_t i = 0; i < n; i++) {
		out_text(o, i ? " " : "");
		for (size_t c = 0; c < g->columns; c++) {
			struct value v = { 0 };

			groups_show(g, order[i], c, &v);
			out_text(o, c ? "," : "");
			out_bytes(o, v.text, v.len);
			out_bytes(o, &mark[v.kind], 1);
		}
	}
}

static const struct group_row {
	const char *name, *options, *bytes, *want;
} group_rows[] = {
	{ "numbers as numbers, then texts, then nothing", "--by s",
	    "label,logit,s\n0,1,b\n0,1,10\n0,1,9\n0,1,\n0,1,-1e1\n0,1,B\n"
	    "0,1,a\n0,1,9.5\n0,1,NA\n",
	    "-1e1# 9# 9.5# 10# B\" NA\" a\" b\" -" },
	{ "spellings of a number are values of their own", "--by s",
	    "label,logit,s\n0,1,1.0\n0,1,1\n0,1,01\n",
	    "01\" 1# 1.0#" },
	{ "of the label, its meaning counts", "--by label",
	    "label,logit\n1,1\n0,1\n1.0,1\ntrue,1\n", "0# 1#" },
	{ "whatever its column is called", "--by label",
	    "target,logit\n1,1\n0,1\n", "0# 1#" },
	{ "by the name of its column", "--by target",
	    "target,logit\n1.0,1\n1,1\n", "1#" },
	{ "a column called label is that column", "--by label -y y",
	    "y,logit,label\n1,1,b\n1,1,a\n", "a\" b\"" },
	{ "soft labels", "--by label -m binary",
	    "label,logit\n0.5,1\n.50,1\n1,1\n0.25,1\n", "0.25# 0.5# 1#" },
	{ "a label of another spelling", "--by label --pos-label yes",
	    "label,logit\nyes,1\nno,1\nmaybe,1\nyes,2\n",
	    "maybe\" no\" yes\"" },
	{ "classes by name or index", "--by label",
	    "label,prob_cat,prob_dog\ndog,0.5,0.5\n1,0.5,0.5\n0,0.5,0.5\n",
	    "cat\" dog\"" },
	{ "numbered classes", "--by label",
	    "label,prob_10,prob_9\n9,0.5,0.5\n10,0.5,0.5\n", "9# 10#" },
	{ "the labels of a sample", "--by label",
	    "label_a,label_b,logit_a,logit_b\n1,1,0,0\n0,1,0,0\n0,0,0,0\n"
	    "1,1,2,2\n", "a b\" b\" -" },
	{ "two columns", "--by s,label",
	    "label,logit,s\n1,1,b\n0,1,b\n1,1,a\n1,1,b\n",
	    "a\",1# b\",0# b\",1#" },
	{ "the same text in two columns", "--by s,u",
	    "label,logit,s,u\n1,1,a,b\n1,1,b,a\n1,1,ab,\n1,1,,ab\n1,1,a,b\n",
	    "a\",b\" ab\",- b\",a\" -,ab\"" },
	{ "long texts that begin alike", "--by s",
	    "label,logit,s\n1,1,abcdefghi\n1,1,abcdefgh\n1,1,abcdefghj\n"
	    "1,1,abcdefg\n",
	    "abcdefg\" abcdefgh\" abcdefghi\" abcdefghj\"" },
	{ "short texts that begin and end alike", "--by s",
	    "label,logit,s\n1,1,aba\n1,1,aca\n1,1,aa\n1,1,a\n1,1,abca\n"
	    "1,1,abba\n1,1,abcabca\n1,1,abca\n",
	    "a\" aa\" aba\" abba\" abca\" abcabca\" aca\"" },
	{ "JSON: a string makes it a string", "--by s",
	    "{\"label\":1,\"logit\":1,\"s\":1}{\"label\":1,\"logit\":1,\"s\":\"1\"}"
	    "{\"label\":1,\"logit\":1,\"s\":2}", "1\" 2#" },
	{ "JSON: words, null and nothing", "--by s",
	    "{\"label\":1,\"logit\":1,\"s\":true}{\"label\":1,\"logit\":1,"
	    "\"s\":null}{\"label\":1,\"logit\":1}{\"label\":1,\"logit\":1,"
	    "\"s\":\"\"}{\"label\":1,\"logit\":1,\"s\":\"true \"}",
	    "true# true \" -" },
};

/* However many rows come at once, and in two parts as in one. */
static void
values_make_groups(void **state)
{
	static const size_t room[] = { 1, 2, 50 };
	const struct group_row *row = *state;

	for (size_t i = 0; i < COUNT(room); i++) {
		struct out o = { .fd = -1 }, merged = { .fd = -1 };
		static struct test_run t;
		struct groups a, b;
		uint32_t group[64];

		assert_int_equal(test_open(&t, row->options, row->bytes,
		    strlen(row->bytes)), 0);
		assert_int_equal(groups_init(&a, &t.plan), 0);
		assert_int_equal(groups_init(&b, &t.plan), 0);
		find_all(&a, &t, room[i]);
		show_all(&o, &a);
		/* from the other end, so that the numbers differ */
		for (size_t k = 0; k < 2; k++)
			assert_int_equal(groups_adopt(&b, &a, group), 0);
		assert_int_equal(groups_count(&b), groups_count(&a));
		show_all(&merged, &b);
		groups_free(&a);
		groups_free(&b);
		test_close(&t);
		assert_out(&o, row->want);
		assert_out(&merged, row->want);
	}
}

static void
a_hundred_thousand_values(void **state)
{
	enum { N = 100000 };
	struct out text = { .fd = -1 };
	static struct test_run t;
	struct groups g;
	struct batch b;
	static uint32_t group[N];
	static size_t order[N];

	(void)state;
	out_text(&text, "label,logit,s\n");
	for (unsigned i = 0; i < 2 * N; i++)
		out_format(&text, "0,1,%u\n", i % N * 7919 % N);
	assert_int_equal(test_open(&t, "--by s", text.buf, text.n), 0);
	free(text.buf);
	assert_int_equal(groups_init(&g, &t.plan), 0);
	batch_init(&b, &t.plan, &t.job);
	assert_int_equal(batch_grow(&b, 1000), 0);
	while (batch_read(&b, &t.plan, &t.job, &t.reader) > 0)
		groups_find(&g, &t.plan, &t.job, &b, group);
	assert_int_equal(groups_count(&g), N);
	assert_int_equal(groups_sort(&g, order), 0);
	for (unsigned i = 0; i < N; i++) {
		char want[16];
		struct value v;

		groups_show(&g, order[i], 0, &v);
		snprintf(want, sizeof want, "%u", i);
		assert_int_equal(v.len, strlen(want));
		assert_memory_equal(v.text, want, v.len);
	}
	batch_free(&b);
	groups_free(&g);
	test_close(&t);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_hundred_thousand_values),
	};
	int failed = 0;

	RUN_ROWS(group_rows, values_make_groups);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
