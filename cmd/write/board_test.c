/* board_test.c - titles, lines one under the other, and what quiet leaves. */
#include "board.h"

#include "test.h"

#define TEXT(s) { .kind = VALUE_TEXT, .text = s, .len = sizeof(s) - 1 }
#define NUMBER(x) { .kind = VALUE_NUMBER, .number = x }
#define TOKEN(s) { .kind = VALUE_TOKEN, .text = s, .len = sizeof(s) - 1 }
#define NONE { .kind = VALUE_NONE }

enum { COLS = 2 + BOARD_COLUMNS };

static const struct heading cols[COLS] = {
	{ .name = "class", .left = true },
	{ .name = "infinite", .count = true },
	{ .name = "step" }, { .name = "formula" }, { .name = "numbers" },
	{ .name = "value", .value = true }, { .name = "about" },
};

/* class, count, step, formula, numbers, value, about */
static const struct value plain[][COLS] = {
	{ NONE, NONE, TEXT("sample"), NONE, NONE, TEXT("a.csv:2"), NONE },
	{ NONE, NONE, TEXT("id"), NONE, NONE, TOKEN("7"), NONE },
	{ NONE, NONE, TEXT("w"), NONE, NONE, NUMBER(0.5), NONE },
	{ NONE, NONE, TEXT("p"), TEXT("s(x)"), TEXT("1 / 3"), NUMBER(1. / 3),
	    TEXT("of label 1") },
	{ NONE, NONE, TEXT("p_t"), TEXT("p"), NONE, NUMBER(1. / 3), NONE },
	{ NONE, NONE, TEXT("l"), TEXT("-ln p_t"), TEXT("-ln 0.3"), NUMBER(1),
	    TEXT("loss") },
};
/* a class that changes begins a title, a number in it has its name */
static const struct value keys[][COLS] = {
	{ NONE, NONE, TEXT("sample"), NONE, NONE, TEXT("a.csv:2"), NONE },
	{ TEXT("cat"), NONE, TEXT("label"), NONE, NONE, TEXT("cat"), NONE },
	{ TEXT("cat"), NONE, TEXT("y"), NONE, NONE, NUMBER(1), NONE },
	{ TEXT("cat"), NONE, TEXT("p"), TEXT("x"), NONE, NUMBER(1), NONE },
	{ NONE, NONE, TEXT("gamma"), NONE, NONE, NUMBER(2), NONE },
	{ NONE, NONE, TEXT("longer"), TEXT("\xc3\xa9"), NONE, NUMBER(1), NONE },
	{ NONE, NONE, TEXT("p"), TEXT("ab"), NONE, NUMBER(1), TEXT("c") },
};
static const struct value odd[][COLS] = {
	{ NONE, NONE, TEXT("id"), NONE, NONE, TEXT("\033[0m"), NONE },
	{ NONE, NONE, TEXT("p_\n"), TEXT("x"), NONE, NUMBER(INFINITY),
	    TEXT("\x9b") },
};
static const struct value given[][COLS] = {
	{ NONE, NONE, TEXT("id"), NONE, NONE, TEXT("a"), NONE },
};

static const struct board_row {
	const char *name;
	bool quiet, terminal;
	const struct value *value;
	size_t rows;
	const char *want;
} board_rows[] = {
	{ "a title and its steps", false, false, &plain[0][0], COUNT(plain),
	    "a.csv:2  id 7, w 0.5\n"
	    "  p   = s(x)    = 1 / 3   = 0.333333  of label 1\n"
	    "  p_t = p                 = 0.333333\n"
	    "  l   = -ln p_t = -ln 0.3 = 1         loss\n" },
	{ "several titles", false, false, &keys[0][0], COUNT(keys),
	    "a.csv:2\n"
	    "cat  y 1\n"
	    "  p = x = 1\n"
	    "gamma 2\n"
	    "  longer = \xc3\xa9  = 1\n"
	    "  p      = ab = 1  c\n" },
	{ "bytes are escaped", false, false, &odd[0][0], COUNT(odd),
	    "\\x1b[0m\n  p_\\x0a = x = inf  \\x9b\n" },
	{ "a title alone", false, false, &given[0][0], COUNT(given), "a\n" },
	{ "nothing", false, false, NULL, 0, "" },
	{ "a terminal", false, true, &given[0][0], COUNT(given),
	    "a\nfocal x\n" },
	{ "quiet", true, true, &plain[5][0], 1, "1\n" },
};

static void
boards_are_written(void **state)
{
	const struct board_row *r = *state;
	const struct report report = { .signature = "focal x" };
	struct out out = { .fd = -1 };
	struct writer w = { .ops = &board_writer, .out = &out, .col = cols,
		.cols = COLS, .report = &report, .digits = 6, .quiet = r->quiet,
		.terminal = r->terminal };

	w.ops->begin(&w);
	for (size_t i = 0; i < r->rows; i++, w.rows++)
		w.ops->row(&w, r->value + i * COLS);
	w.ops->end(&w);
	w.ops->drop(&w);
	out_bytes(&out, "", 1);
	assert_string_equal(out.buf, r->want);
	free(out.buf);
}

static void
only_text_is_a_board(void **state)
{
	(void)state;
	assert_ptr_equal(board_for(&text_writer), &board_writer);
	assert_ptr_equal(board_for(&csv_writer), &csv_writer);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(only_text_is_a_board),
	};
	int failed = 0;

	RUN_ROWS(board_rows, boards_are_written);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
