/*
 * seek_test.c - a sample is found, or missed, alike by one seeker and by many
 * whose findings are merged in any order.
 */
#include "seek.h"
#include "test_io.h"

static uint64_t seed = 1;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * 0x2545f4914f6cdd1d >> 11) % n;
}

enum { ROWS = 12, SEEKERS = 4 };

/* Some rows in lines 2, 3, ... with ids of few letters. */
struct rows {
	char text[4 * ROWS];
	struct kept id[ROWS], label[ROWS];
	double x[ROWS], y[ROWS];
};

static void
fill(struct rows *r)
{
	for (size_t i = 0; i < ROWS; i++) {
		size_t len = 3 + rnd(2);

		for (size_t k = 0; k < len; k++)
			r->text[4 * i + k] = (char)('a' + rnd(2));
		r->id[i] = (struct kept){ 4 * i, len, false };
		r->label[i] = (struct kept){ NO_COLUMN, 0, false };
		r->x[i] = (double)i;
	}
}

static void
look(struct seek *s, struct rows *r, size_t i)
{
	const struct batch one = { .n = 1, .c = 1, .t = 1, .labels = 1,
		.x = r->x + i,
		.y = r->y + i, .from = i + 2, .keep = true, .base = r->text,
		.id = r->id + i, .label = r->label + i };

	assert_int_equal(seek_batch(s, &one), 0);
}

/* What a seeker says in the end. */
static void
tell(struct out *o, const struct seek *s)
{
	struct diag d = { 0 };

	o->fd = -1;
	if (!seek_check(s, "a.csv", &d) && s->found == 0)
		seek_failed(s, "a.csv", 0, &d);
	if (s->found == 1)
		out_format(o, "%g\n", s->sample.x[0]);
	test_notes(o, &d);
	out_bytes(o, "", 1);
}

static void
many_seekers_are_as_one(void **state)
{
	static char word[] = "abab", line[] = "5";
	struct rows r;
	struct out want, got;

	(void)state;
	for (int run = 0; run < 20000; run++) {
		const struct job j = { .explain = rnd(4) ? word : line };
		const struct plan p = { .id = rnd(4) ? 0 : NO_COLUMN };
		struct seek one, many[SEEKERS], all = { 0 };

		if (p.id == NO_COLUMN && j.explain == word)
			continue;
		fill(&r);
		seek_begin(&one, &j, &p);
		for (size_t i = 0; i < SEEKERS; i++)
			seek_begin(&many[i], &j, &p);
		for (size_t i = 0; i < ROWS; i++) {
			look(&one, &r, i);
			look(&many[rnd(SEEKERS)], &r, i);
		}
		for (size_t i = 0, at = rnd(SEEKERS); i < SEEKERS; i++)
			seek_merge(&all, &many[(at + i) % SEEKERS]);
		want = got = (struct out){ .fd = -1 };
		tell(&want, &one);
		tell(&got, &all);
		assert_string_equal(got.buf, want.buf);
		free(want.buf);
		free(got.buf);
		seek_free(&one);
		seek_free(&all);
	}
}

/* Ids in lines 2, 3, ...; what is looked for; what is said. */
static const struct said_row {
	const char *name;
	const char *ids[4];
	const char *word;
	bool by_line;
	uint64_t lone;
	const char *said;
} said_rows[] = {
	{ "an id is found", { "a", "b" }, "b", false, 0, "1\n" },
	{ "an id that is a number wins over the line", { "3", "4" }, "3", false,
	    0, "0\n" },
	{ "a line is found", { "a", "b" }, "3", true, 0, "1\n" },
	{ "an id that is near", { "s0023", "t17" }, "s023", false, 0,
	    "a.csv: no sample has the id 's023' [usage]\n"
	    "hint: did you mean --explain s0023?\n" },
	{ "an id that two are near", { "s0023", "s0024" }, "s0025", false, 0,
	    "a.csv: no sample has the id 's0025' [usage]\n"
	    "hint: ids look like 's0023' here\n" },
	{ "an id that may be a line", { "a", "b" }, "3", false, 0,
	    "a.csv: no sample has the id '3' [usage]\n"
	    "hint: the sample of line 3: --id row --explain 3\n" },
	{ "an id that may be without a partner", { "a", "b" }, "c", false, 2,
	    "a.csv: no sample has the id 'c' [usage]\n"
	    "hint: 2 samples without a partner were left out\n" },
	{ "a line beyond the end", { "a", "b" }, "4", true, 0,
	    "a.csv: no sample begins in line 4 [usage]\n"
	    "hint: they begin in lines 2 to 3\n" },
	{ "an id twice", { "a", "b", "a" }, "a", false, 0,
	    "a.csv:4: the id 'a' stands in line 2 already: --explain cannot tell which is meant [usage]\n" },
};

static void
it_is_said(void **state)
{
	const struct said_row *r = *state;
	const struct job j = { .explain = r->word };
	const struct plan p = { .id = r->by_line ? NO_COLUMN : 0 };
	struct kept id, label = { NO_COLUMN, 0, false };
	struct diag d = { 0 };
	struct out o = { .fd = -1 };
	struct seek s;
	double x, y = 0;

	seek_begin(&s, &j, &p);
	for (size_t i = 0; i < COUNT(r->ids) && r->ids[i]; i++) {
		const struct batch one = { .n = 1, .c = 1, .t = 1, .labels = 1,
		.x = &x,
			.y = &y, .from = i + 2, .keep = true,
			.base = r->ids[i], .id = &id, .label = &label };

		x = (double)i;
		id = (struct kept){ 0, strlen(r->ids[i]), false };
		assert_int_equal(seek_batch(&s, &one), 0);
	}
	if (!seek_check(&s, "a.csv", &d) && s.found)
		out_format(&o, "%g\n", s.sample.x[0]);
	else if (!s.found)
		seek_failed(&s, "a.csv", r->lone, &d);
	test_notes(&o, &d);
	assert_out(&o, r->said);
	seek_free(&s);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(many_seekers_are_as_one),
	};
	int failed = 0;

	RUN_ROWS(said_rows, it_is_said);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
