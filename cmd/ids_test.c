/* ids_test.c - a map of ids against looking at all of them, one by one. */
#include "ids.h"
#include "test.h"

static const char *
text_of(const struct ids_row *row)
{
	static char text[64];

	snprintf(text, sizeof text, "%.*s", (int)row->len, row->id);
	return text;
}

static struct ids_row *
find(const struct ids *s, const char *id)
{
	size_t len = strlen(id);
	struct ids_row *row;

	ids_find(s, 1, &id, &len, &row);
	return row;
}

static const struct number {
	const char *name;
	unsigned rows, modulo;	/* ids are i * 7919 mod that */
	const char *format;
} numbers[] = {
	{ "no row", 0, 1, "%u" },
	{ "one row", 1, 1, "%u" },
	{ "rows around a doubling", 5, 1000003, "%u" },
	{ "as many as one look-up takes", 32, 1000003, "s%u" },
	{ "one more", 33, 1000003, "s%u" },
	{ "ids of 8 bytes", 1000, 1000003, "%08u" },
	{ "ids of 9 bytes", 1000, 1000003, "%09u" },
	{ "ids that share their beginning", 1000, 1000003,
	    "a long beginning that all of them have %u" },
	{ "many", 100000, 1000003, "%u" },
	{ "every id several times", 5000, 997, "%u" },
};

/* Each id is found where it stood first, with the bytes that belong to it. */
static void
finds_the_first(void **state)
{
	const struct number *t = *state;
	struct ids s = { 0 };
	struct ids_row *row = NULL;
	char id[64];
	unsigned i;

	for (i = 0; i < t->rows; i++) {
		snprintf(id, sizeof id, t->format, i * 7919 % t->modulo);
		row = ids_add(&s, id, strlen(id), sizeof i, i + 1);
		assert_non_null(row);
		memcpy(row->id + row->len, &i, sizeof i);
	}
	assert_int_equal(ids_index(&s), 0);
	assert_int_equal(s.rows, t->rows);
	assert_int_equal(s.twice, t->rows > t->modulo ? t->rows - t->modulo : 0);
	for (i = 0, row = NULL; (row = ids_next(&s, row)); i++) {
		unsigned first = i % t->modulo, kept;

		snprintf(id, sizeof id, t->format, i * 7919 % t->modulo);
		assert_string_equal(text_of(row), id);
		assert_int_equal(row->line, i + 1);
		assert_int_equal(row->other, i == first ? 0 : first + 1);
		memcpy(&kept, row->id + row->len, sizeof kept);
		assert_int_equal(kept, i);
		assert_int_equal(find(&s, id)->line, first + 1);
	}
	assert_int_equal(i, t->rows);
	assert_null(find(&s, ""));
	assert_null(find(&s, "x"));
	ids_free(&s);
}

/* Bytes, and nothing else: 007 is not 7, and a NUL is a byte. */
static void
bytes_matter(void **state)
{
	static const struct {
		const char *id;
		size_t len;
	} row[] = { { "7", 1 }, { "007", 3 }, { "7.0", 3 }, { "a", 1 },
		{ "A", 1 }, { " a", 2 }, { "a\0", 2 }, { "a\0b", 3 }, { "", 0 },
		{ "\0", 1 }, { "\0\0", 2 }, { "1234567", 7 },
		{ "1234567\0", 8 }, { "12345678", 8 } };
	struct ids s = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(row); i++)
		assert_non_null(ids_add(&s, row[i].id, row[i].len, 0, i + 1));
	assert_int_equal(ids_index(&s), 0);
	assert_int_equal(s.twice, 0);
	for (size_t i = 0; i < COUNT(row); i++) {
		struct ids_row *got;

		ids_find(&s, 1, &row[i].id, &row[i].len, &got);
		assert_non_null(got);
		assert_int_equal(got->line, i + 1);
	}
	ids_free(&s);
}

/* The key is another one each time, so no file is slow for everybody. */
static void
key_differs(void **state)
{
	struct ids a = { 0 }, b = { 0 };

	(void)state;
	assert_int_equal(ids_index(&a), 0);
	assert_int_equal(ids_index(&b), 0);
	assert_memory_not_equal(a.key, b.key, sizeof a.key);
	ids_free(&a);
	ids_free(&b);
}

static void
lines_are_never_0(void **state)
{
	(void)state;
	assert_int_equal(ids_line(1), 1);
	assert_int_equal(ids_line(UINT32_MAX - 1), UINT32_MAX - 1);
	assert_int_equal(ids_line(UINT32_MAX), UINT32_MAX);
	assert_int_equal(ids_line((uint64_t)UINT32_MAX + 2), UINT32_MAX);
	assert_int_equal(ids_line(0), UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(bytes_matter),
		cmocka_unit_test(key_differs),
		cmocka_unit_test(lines_are_never_0),
	};
	int failed = cmocka_run_group_tests(rest, NULL, NULL);

	RUN_ROWS(numbers, finds_the_first);
	return failed;
}
