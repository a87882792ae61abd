/*
 * check_test.c - limits against small tables, row by row and by the column, what
 * is said of them, and what JSON has.
 */
#include "check.h"
#include "expect.h"

#include "test_io.h"

#define KEY(n) { .name = n, .key = true, .left = true }
#define VALUE(n) { .name = n, .value = true }
#define SHARE(n) { .name = n, .value = true, .ratio = true }
#define WORD(s) { .kind = VALUE_TEXT, .text = s, .len = sizeof(s) - 1 }
#define GAMMA(s) { .kind = VALUE_TOKEN, .text = s, .len = sizeof(s) - 1 }
#define N(k) { .kind = VALUE_COUNT, .count = k }
#define X(x) { .kind = VALUE_NUMBER, .number = x }
#define TEN(p) "p" p "0,p" p "1,p" p "2,p" p "3,p" p "4,p" p "5,p" p "6,p" p \
	"7,p" p "8,p" p "9,"
#define NONE { .kind = VALUE_NONE }

enum { COLS = 7 };

static const struct heading cols[COLS] = {
	KEY("size"), { .name = "gamma", .key = true },
	{ .name = "n", .judged = true }, VALUE("mean"), SHARE("change"),
	{ .name = "infinite", .count = true },
	{ .name = "verdict", .value = true, .left = true },
};
static const struct value rows[][COLS] = {
	{ WORD("big"), GAMMA("0"), N(3), X(0.5), X(0.051), N(0), WORD("~") },
	{ WORD("a\033\\\""), GAMMA("2"), N(7), X(NAN), X(-1), N(0), NONE },
};
static const struct value gaps[][COLS] = {
	{ NONE, GAMMA("0"), N(3), NONE, X(0), N(0), NONE },
	{ WORD("b"), GAMMA("0"), N(3), WORD("1"), X(INFINITY), N(1), NONE },
};

#define ROWS(t) t, COUNT(t)
#define NO_NAME(l, n) "focalloss: --max " l ": there is no '" n \
	"' to check; this run computes: n, mean, change [usage]\n"

static const struct check_row {
	const char *name, *options;
	const struct value (*row)[COLS];
	size_t rows;
	const char *want;	/* what is said, then notes, then JSON */
} check_rows[] = {
	{ "no limits", "", ROWS(rows), "ok\n" },
	{ "the first result", "--max 0.5", ROWS(rows),
	    "pass: mean <= 0.5 [size=big, gamma=0] (got 0.5)\n"
	    "FAIL: mean <= 0.5 [size=a\\x1b\\\\\", gamma=2] (got nan)\n"
	    "{\"name\":\"mean\",\"op\":\"<=\",\"limit\":0.5,"
	    "\"where\":\"size=big, gamma=0\",\"value\":0.5,\"pass\":true},"
	    "{\"name\":\"mean\",\"op\":\"<=\",\"limit\":0.5,"
	    "\"where\":\"size=a\\u001b\\\\\\\", gamma=2\",\"value\":null,"
	    "\"pass\":false}\nfailed\n" },
	{ "a nan is not at least, either", "--min mean=-1e300 -q", ROWS(rows),
	    "FAIL: mean >= -1e300 [size=a\\x1b\\\\\", gamma=2] (got nan)\n"
	    "{\"name\":\"mean\",\"op\":\">=\",\"limit\":-1e+300,"
	    "\"where\":\"size=big, gamma=0\",\"value\":0.5,\"pass\":true},"
	    "{\"name\":\"mean\",\"op\":\">=\",\"limit\":-1e+300,"
	    "\"where\":\"size=a\\u001b\\\\\\\", gamma=2\",\"value\":null,"
	    "\"pass\":false}\nfailed\n" },
	{ "a count, both ways, and digits", "--min n=3 --max n=3 --digits 2",
	    rows, 1,
	    "pass: n >= 3 [size=big, gamma=0] (got 3)\n"
	    "pass: n <= 3 [size=big, gamma=0] (got 3)\n"
	    "{\"name\":\"n\",\"op\":\">=\",\"limit\":3,"
	    "\"where\":\"size=big, gamma=0\",\"value\":3,\"pass\":true},"
	    "{\"name\":\"n\",\"op\":\"<=\",\"limit\":3,"
	    "\"where\":\"size=big, gamma=0\",\"value\":3,\"pass\":true}\nok\n" },
	{ "per cent", "--max change=5% --digits 1", rows, 1,
	    "FAIL: change <= 5% [size=big, gamma=0] (got 5.1%)\n"
	    "{\"name\":\"change\",\"op\":\"<=\",\"limit\":0.05,"
	    "\"where\":\"size=big, gamma=0\",\"value\":0.051,\"pass\":false}\n"
	    "failed\n" },
	{ "an infinite value", "--max change=1e308", gaps + 1, 1,
	    "FAIL: change <= 1e308 [size=b, gamma=0] (got inf)\n"
	    "{\"name\":\"change\",\"op\":\"<=\",\"limit\":1e+308,"
	    "\"where\":\"size=b, gamma=0\",\"value\":null,\"pass\":false}\n"
	    "failed\n" },
	{ "nothing to compare", "--max 9", gaps, 1,
	    "focalloss: --max 9: there is no mean to check at size=, gamma=0 "
	    "[check]\nok\n" },
	{ "nor of a text; the first is named", "--max mean=9 --max change=1",
	    ROWS(gaps),
	    "pass: change <= 1 [size=, gamma=0] (got 0)\n"
	    "FAIL: change <= 1 [size=b, gamma=0] (got inf)\n"
	    "focalloss: --max mean=9: there is no mean to check at size=, "
	    "gamma=0; such rows in all: 2 [check]\n"
	    "{\"name\":\"change\",\"op\":\"<=\",\"limit\":1,"
	    "\"where\":\"size=, gamma=0\",\"value\":0,\"pass\":true},"
	    "{\"name\":\"change\",\"op\":\"<=\",\"limit\":1,"
	    "\"where\":\"size=b, gamma=0\",\"value\":null,\"pass\":false}\n"
	    "failed\n" },
	{ "no such column", "--max p50=1", NULL, 0, NO_NAME("p50=1", "p50")
	    "hint: -r mean,p50 computes it, too\n" },
	{ "a column with a slip", "--max chagne=5%", NULL, 0,
	    NO_NAME("chagne=5%", "chagne")
	    "hint: did you mean --max change=5%?\n" },
	{ "a key is not computed", "--max gamma=1", NULL, 0,
	    NO_NAME("gamma=1", "gamma") },
	{ "nor is a text, and a count is not shown", "--max verdict=1", NULL, 0,
	    NO_NAME("verdict=1", "verdict") },
	{ "a long name", "--max aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1", NULL, 0,
#define A20 "aaaaaaaaaaaaaaaaaaaa"
	    NO_NAME(A20 A20 A20 A20 "...", A20 A20 A20 A20 "...") },
	{ "per cent of no share", "--max 5%", NULL, 0,
	    "focalloss: --max 5%: mean is no share, so its limit is not in per "
	    "cent [usage]\nhint: did you mean --max change=5%?\n" },
	{ "no mismatch to expect", "--expect loss", NULL, 0,
	    "focalloss: --max mismatch=0: there is no 'mismatch' to check; "
	    "this run computes: n, mean, change [usage]\n" },
};

/* The same rows by the column: each series is a value of its row. */
static void
row_value(struct value *v, const struct series *c, size_t i)
{
	const struct value (*row)[COLS] = c->from;

	*v = row[i][c->which];
}

/* The rows, in one way of three: 0 by 1, many at once, and from a fork. */
static void
put_rows(struct checks *c, const struct check_row *row, int way)
{
	struct series col[COLS];
	struct checks own, *to = way == 2 ? &own : c;

	checks_fork(&own, c);
	for (size_t i = 0; i < COLS; i++)
		col[i] = (struct series){ .value = row_value, .from = row->row,
			.which = i };
	if (way == 1)
		assert_int_equal(checks_rows(c, col, row->rows), 0);
	for (size_t i = 0; i < row->rows && way != 1; i++) {
		assert_int_equal(checks_row(to, row->row[i]), 0);
		if (to == &own)
			assert_int_equal(checks_append(c, &own), 0);
	}
	checks_free(&own);
}

static void
rows_keep_limits(void **state)
{
	const struct check_row *row = *state;

	for (int way = 0; way < 3; way++) {
		static struct test_argv a;
		static struct diag d;
		struct out o = { .fd = -1 };
		struct checks c;
		struct job j;
		bool begun;

		d = (struct diag){ .notes = 0 };
		test_split(&a, row->options);
		assert_int_equal(job_parse(&j, a.n, a.arg, &d), 0);
		begun = !checks_begin(&c, &j, cols, COLS, &d);
		if (begun) {
			put_rows(&c, row, way);
			checks_say(&o, &c, &j);
			assert_int_equal(checks_end(&c, &d),
			    c.empty ? -1 : 0);
		}
		test_notes(&o, &d);
		if (begun) {
			checks_json(&o, &c);
			out_text(&o, c.n ? "\n" : "");
			out_text(&o, checks_failed(&c) ? "failed\n" : "ok\n");
		}
		checks_free(&c);
		job_free(&j);
		assert_out(&o, row->want);
	}
}

#define FORESEEN(l, n, names) "focalloss: --max " l ": there is no '" n \
	"' to check; this run computes: " names " [usage]\n"
#define ASK(option) "hint: " option " computes it\n"

/* Limits, before any input is known. */
static const struct foreseen_row {
	const char *name, *options, *want;
} foreseen_rows[] = {
	{ "what there is", "--max 1 --min n=1 --max p05=1 -r mean,p5", "" },
	{ "what there is not", "--max foo=1",
	    FORESEEN("foo=1", "foo", "n, mean") },
	{ "a column of the input is no result", "--max size=1 --by size",
	    FORESEEN("size=1", "size", "n, mean") },
	{ "more quantiles than a hint can hold", "--max p50=1 -r p1,"
	    TEN("22.") TEN("23.") TEN("24.") TEN("25.") TEN("26.") TEN("27.")
	    TEN("28.") TEN("29.") TEN("30.") TEN("31.") "mean",
	    FORESEEN("p50=1", "p50", "n, p1, p22, p22.1, p22.2, p22.3, p22.4, "
		"p22.5, p22.6, p22.7, ... (103 in all)") },
	{ "the second", "--max 1 --max p5=1",
	    FORESEEN("p5=1", "p5", "n, mean")
	    "hint: -r mean,p5 computes it, too\n" },
	{ "a class may come", "--max grad_fox=1 --grad", "" },
	{ "or none", "--max grad=1 --max hess=1 --grad --hess", "" },
	{ "but not of this", "--max gradient=1 --grad",
	    FORESEEN("gradient=1", "gradient", "n, mean, grad_...") },
	{ "nor of what is not asked for", "--max hess_fox=1 --grad",
	    FORESEEN("hess_fox=1", "hess_fox", "n, mean, grad_...") },
	{ "nor in that mode", "--max grad_fox=1 --grad -m binary",
	    FORESEEN("grad_fox=1", "grad_fox", "n, mean, grad") },
	{ "a label may come", "--max loss_fox=1 -r none", "" },
	{ "not in multiclass", "--max loss_fox=1 -r none -m multiclass",
	    FORESEEN("loss_fox=1", "loss_fox", "p_t, loss") },
	{ "but where a library may make labels of classes",
	    "--max loss_fox=1 -r none -m multiclass --like torchvision", "" },
	{ "of samples", "--max loss=1 --top 3 --min p_t=1", "" },
	{ "of all", "--max p_t=1", FORESEEN("p_t=1", "p_t", "n, mean")
	    ASK("-r none") },
	{ "a slope", "--max grad=1", FORESEEN("grad=1", "grad", "n, mean")
	    ASK("--grad") },
	{ "a comparison", "--max change=5% --baseline base.csv", "" },
	{ "with nothing", "--max delta_lo=0",
	    FORESEEN("delta_lo=0", "delta_lo", "n, mean")
	    ASK("--baseline FILE") },
	{ "of a sample with another", "--max delta_lo=0 -r none --baseline b",
	    FORESEEN("delta_lo=0", "delta_lo",
		"p_t, loss, loss_..., base, delta") },
	{ "the verdict is a word", "--max verdict=0 --baseline base.csv",
	    FORESEEN("verdict=0", "verdict",
		"n, mean, base, delta, delta_lo, delta_hi, change") },
	{ "losses computed elsewhere", "--max max_abs_err=1 --expect loss", "" },
	{ "none of them", "--max mismatch=1",
	    FORESEEN("mismatch=1", "mismatch", "n, mean") ASK("--expect COL") },
	{ "they have no loss", "--max loss=1 --expect loss",
	    FORESEEN("loss=1", "loss", "n, mismatch, max_abs_err") },
	{ "a share", "--max share10=50% -r share10", "" },
	{ "no share", "--max n=5%",
	    "focalloss: --max n=5%: n is no share, so its limit is not in per "
	    "cent [usage]\n" },
};

static void
limits_are_foreseen(void **state)
{
	const struct foreseen_row *row = *state;
	static struct test_argv a;
	static struct diag d;
	struct out o = { .fd = -1 };
	struct table t;
	struct job j;
	int rc;

	d = (struct diag){ .notes = 0 };
	test_split(&a, row->options);
	assert_int_equal(job_parse(&j, a.n, a.arg, &d), 0);
	assert_int_equal(j.expect ? expect_table(&t, &j)
				  : table_foresee(&t, &j), 0);
	rc = checks_foresee(&j, t.col, t.cols, &d);
	test_notes(&o, &d);
	assert_int_equal(rc, *row->want ? -1 : 0);
	assert_out(&o, row->want);
	table_free(&t);
	job_free(&j);
}

static void
begin(struct checks *c, struct job *j, const char *options)
{
	static struct test_argv a;
	static struct diag d;

	test_split(&a, options);
	assert_int_equal(job_parse(j, a.n, a.arg, &d), 0);
	assert_int_equal(checks_begin(c, j, cols, COLS, &d), 0);
}

/* Of many rows ten are told and some are kept, and none is forgotten. */
static void
many_are_counted(void **state)
{
	static const char *const options[] = { "--max 1.5", "--max 1.5 -r none" };
	struct out o = { .fd = -1 };

	(void)state;
	for (int samples = 0; samples < 2; samples++) {
		struct value row[COLS] = { WORD("b"), GAMMA("2"), N(1) };
		struct checks c, own;
		struct job j;

		begin(&c, &j, options[samples]);
		checks_fork(&own, &c);
		for (size_t i = 0; i < 40000; i++) {
			row[3] = (struct value)X((double)(i % 4));
			assert_int_equal(checks_row(i < 1000 ? &c : &own, row),
			    0);
			if (i % 5000 == 0)
				assert_int_equal(checks_append(&c, &own), 0);
		}
		assert_int_equal(checks_append(&c, &own), 0);
		assert_int_equal(c.made[false], 20000);
		assert_int_equal(c.made[true], 20000);
		assert_int_equal(c.kept[false], CHECKS_KEPT);
		assert_int_equal(checks_left_out(&c, false), 10000);
		assert_int_equal(checks_left_out(&c, true),
		    samples ? 20000 : 10000);
		assert_int_equal(c.n, c.kept[false] + c.kept[true]);
		checks_say(&o, &c, &j);
#define FAILS(x) "FAIL: mean <= 1.5 [size=b, gamma=2] (got " x ")\n"
#define FIVE FAILS("2") FAILS("3") FAILS("2") FAILS("3") FAILS("2")
		assert_out(&o, FIVE FAILS("3") FAILS("2") FAILS("3") FAILS("2")
		    FAILS("3") "focalloss: 20000 of 40000 checks failed\n");
		checks_free(&own);
		checks_free(&c);
		job_free(&j);
	}
}

/* So many digits that it is seen why. */
static void
digits_tell(void **state)
{
	static const struct {
		const char *options;
		double value;
		const char *want;
	} row[] = {
		{ "--max 0.04", 0.04000000000000001, "0.04000000000000001" },
		{ "--max 0.04", 0.04, "0.04" },
		{ "--max 0.04", 0.0412345678, "0.0412346" },
		{ "--min 1", 0.9999999999, "0.9999999999" },
		{ "--max change=5%", 0.0500000001, "5.00000001%" },
		{ "--max 0", -0.0, "0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct value v[COLS] = { WORD("b"), GAMMA("2"), N(1),
			X(row[i].value), X(row[i].value), N(0), NONE };
		struct out o = { .fd = -1 };
		struct checks c;
		struct job j;

		begin(&c, &j, row[i].options);
		assert_int_equal(checks_row(&c, v), 0);
		check_got(&o, &c.at[0], 6);
		assert_out(&o, row[i].want);
		checks_free(&c);
		job_free(&j);
	}
}

/* A value of any length is cut, between two letters. */
static void
places_are_cut(void **state)
{
	char text[3 * 100 + 1] = "";
	struct value row[COLS] = { { .kind = VALUE_TEXT, .text = text,
		.len = sizeof text - 1 }, GAMMA("2"), N(1), X(1), X(1) };
	struct out o = { .fd = -1 }, want = { .fd = -1 };
	struct checks c;
	struct job j;

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, "\xe2\x82\xac");
	begin(&c, &j, "--max 1");
	assert_int_equal(checks_row(&c, row), 0);
	check_where(&o, &c, &c.at[0]);
	out_format(&want, "size=%.78s..., gamma=2", text);
	out_bytes(&want, "", 1);
	assert_out(&o, want.buf);
	free(want.buf);
	checks_free(&c);
	job_free(&j);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_are_counted),
		cmocka_unit_test(digits_tell),
		cmocka_unit_test(places_are_cut),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	RUN_ROWS(check_rows, rows_keep_limits);
	RUN_ROWS(foreseen_rows, limits_are_foreseen);
	return failed;
}
