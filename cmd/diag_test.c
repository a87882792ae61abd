/* diag_test.c - what a message shows of bytes, places and many faults. */
#include "diag.h"

#include "test.h"

#define T(s) s, sizeof(s) - 1
#define TEN "0123456789"
#define TEN8 TEN TEN TEN TEN TEN TEN TEN TEN

static const struct escape_row {
	const char *name, *src;
	size_t len;
	const char *want;
} escape_rows[] = {
	{ "nothing", T(""), "" },
	{ "plain text", T("loss, 'x' \"y\" %s"), "loss, 'x' \"y\" %s" },
	{ "a backslash is doubled", T("a\\x1b"), "a\\\\x1b" },
	{ "a NUL", T("a\0b"), "a\\x00b" },
	{ "control bytes", T("\x01\t\n\r\x1f\x7f"),
	    "\\x01\\x09\\x0a\\x0d\\x1f\\x7f" },
	{ "an escape sequence", T("\033]0;x\a\033[31m"),
	    "\\x1b]0;x\\x07\\x1b[31m" },
	{ "controls of two bytes", T("\xc2\x80\xc2\x9b" "31m\xc2\x9f\xc2\xa0"),
	    "\\xc2\\x80\\xc2\\x9b31m\\xc2\\x9f\xc2\xa0" },
	{ "a control of one bad byte", T("\x9b" "31m"), "\\x9b31m" },
	{ "letters of two, three and four bytes",
	    T("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
	    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ "marks of direction", T("\xd8\x9c|\xe2\x80\x8e|\xe2\x80\x8f"),
	    "\\xd8\\x9c|\\xe2\\x80\\x8e|\\xe2\\x80\\x8f" },
	{ "embeddings and overrides", T("\xe2\x80\xaa\xe2\x80\xae"),
	    "\\xe2\\x80\\xaa\\xe2\\x80\\xae" },
	{ "isolates", T("\xe2\x81\xa6\xe2\x81\xa9"),
	    "\\xe2\\x81\\xa6\\xe2\\x81\\xa9" },
	{ "what stands beside them",
	    T("\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5"
	    "\xe2\x81\xaa"),
	    "\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5"
	    "\xe2\x81\xaa" },
	{ "line separators", T("\xe2\x80\xa8\xe2\x80\xa9"),
	    "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" },
	{ "UTF-8 that is cut", T("\xe2\x82"), "\\xe2\\x82" },
	{ "UTF-8 that is cut before a letter", T("\xf0\x9f\x98z"),
	    "\\xf0\\x9f\\x98z" },
	{ "surrogates", T("\xed\xa0\x80\xed\xbf\xbf"),
	    "\\xed\\xa0\\x80\\xed\\xbf\\xbf" },
	{ "beyond the last code point", T("\xf4\x90\x80\x80\xf8\xff"),
	    "\\xf4\\x90\\x80\\x80\\xf8\\xff" },
	{ "overlong letters", T("\xc1\x81\xe0\x81\x81"),
	    "\\xc1\\x81\\xe0\\x81\\x81" },
	{ "overlong backslashes", T("\xc1\x9c\xe0\x81\x9c\xf0\x80\x81\x9c"),
	    "\\xc1\\x9c\\xe0\\x81\\x9c\\xf0\\x80\\x81\\x9c" },
	{ "an overlong escape", T("\xc0\x9b"), "\\xc0\\x9b" },
};

/* From a buffer that ends where the bytes do, for the sanitizer to see. */
static void
escape_exact(char *dst, size_t size, const char *src, size_t len)
{
	char *copy = malloc(len + !len);

	assert_non_null(copy);
	memcpy(copy, src, len);
	diag_escape(dst, size, copy, len);
	free(copy);
}

static void
bytes_are_escaped(void **state)
{
	const struct escape_row *row = *state;
	char got[400];

	escape_exact(got, sizeof got, row->src, row->len);
	assert_string_equal(got, row->want);
}

/* A smaller room holds the front of it, and no half of an escape. */
static void
small_rooms_cut_between_escapes(void **state)
{
	const struct escape_row *row = *state;
	size_t len = strlen(row->want), before = 0;

	for (size_t size = 1; size <= len + 1; size++) {
		char *got = malloc(size);
		size_t n;

		assert_non_null(got);
		escape_exact(got, size, row->src, row->len);
		n = strlen(got);
		assert_true(n < size && size - n <= 5 && n >= before);
		assert_int_equal(strncmp(got, row->want, n), 0);
		before = n;
		free(got);
	}
}

static void
each_front_of_each_escape_row(void **state)
{
	const struct escape_row *row = *state;
	char got[400];

	for (size_t len = 0; len <= row->len; len++)
		escape_exact(got, sizeof got, row->src, len);
}

static const struct place_row {
	const char *name;
	struct place at;
	const char *want;
} place_rows[] = {
	{ "no file", { NULL, 0, 0 }, "focalloss: no [x]" },
	{ "a file", { "a.csv", 0, 0 }, "a.csv: no [x]" },
	{ "a line", { "a.csv", 7, 0 }, "a.csv:7: no [x]" },
	{ "a column", { "a.csv", 7, 3 }, "a.csv:7:3: no [x]" },
	{ "a column without a line", { "a.csv", 0, 3 }, "a.csv: no [x]" },
	{ "large numbers", { "a", UINT64_MAX, UINT64_MAX },
	    "a:18446744073709551615:18446744073709551615: no [x]" },
	{ "a name is escaped", { "\033%s\n", 1, 0 }, "\\x1b%s\\x0a:1: no [x]" },
	{ "a name of 80 bytes", { TEN8, 1, 0 }, TEN8 ":1: no [x]" },
	{ "a name of 81 bytes is cut", { TEN8 "x", 1, 0 },
	    TEN8 "...:1: no [x]" },
	{ "80 control bytes", { "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
	    "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
	    "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
	    "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", 1, 0 },
#define X10 "\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01"
	    X10 X10 X10 X10 X10 X10 X10 X10 ":1: no [x]" },
#undef X10
	{ "the cut leaves letters whole",
	    { TEN TEN TEN TEN TEN TEN TEN "012345678\xc3\xa9", 1, 0 },
	    TEN TEN TEN TEN TEN TEN TEN "012345678...:1: no [x]" },
	{ "a letter that ends at the cut stays",
	    { TEN TEN TEN TEN TEN TEN TEN "01234567\xc3\xa9x", 1, 0 },
	    TEN TEN TEN TEN TEN TEN TEN "01234567\xc3\xa9...:1: no [x]" },
	{ "bad UTF-8 is cut somewhere",
	    { TEN TEN TEN TEN TEN TEN TEN "01234\x80\x80\x80\x80\x80\x80\x80",
	    1, 0 },
	    TEN TEN TEN TEN TEN TEN TEN "01234\\x80...:1: no [x]" },
};

static void
places_are_shown(void **state)
{
	const struct place_row *row = *state;
	static struct diag d;

	d = (struct diag){ .notes = 0 };
	assert_int_equal(diag_add(&d, row->at, "x", "no"), -1);
	assert_string_equal(d.note[0].text, row->want);
	diag_warn(&d, row->at, "%s", "so");
	assert_int_equal(d.warnings, 1);
	assert_non_null(strstr(d.warning[0].text, ": warning: so"));
	assert_null(strstr(d.warning[0].text, "["));
}

static void
formats_are_its_own(void **state)
{
	static struct diag d;
	struct place at = { "f", 1, 2 };

	(void)state;
	diag_add(&d, at, "code", "%s|%q|%u|%g|%%|%q|", "%q\033", "\033%u",
	    (size_t)3, UINT64_MAX, 0.1, "", (size_t)0);
	assert_string_equal(d.note[0].text,
	    "f:1:2: %q\033|\\x1b%u|18446744073709551615|0.1|%|| [code]");
	diag_warn(&d, at, "%g %q", -1.5, TEN8 "x", (size_t)81);
	assert_string_equal(d.warning[0].text,
	    "f:1:2: warning: -1.5 " TEN8 "...");
	diag_hint(&d, "%q=%u", "a\nb", (size_t)3, (uint64_t)7);
	assert_string_equal(d.hint, "a\\x0ab=7");
}

static void
the_eleventh_note_is_counted(void **state)
{
	static struct diag d;
	char want[24];

	(void)state;
	for (uint64_t i = 1; i <= 25; i++)
		assert_int_equal(diag_add(&d, (struct place){ "f", i, 0 }, "c",
		    "n"), -1);
	assert_int_equal(d.notes, 25);
	for (unsigned i = 0; i < DIAG_NOTES; i++) {
		snprintf(want, sizeof want, "f:%u: n [c]", i + 1);
		assert_string_equal(d.note[i].text, want);
	}
	/* and nothing was written behind them */
	assert_string_equal(d.hint, "");
	assert_int_equal(d.warnings, 0);
}

/* What fails for want of memory fails again on the way out. */
static void
memory_is_told_once(void **state)
{
	static struct diag d;
	struct place at = { "f", 1, 0 };

	(void)state;
	diag_add(&d, at, "c", "n");
	assert_int_equal(diag_add(&d, at, "memory", "first"), -1);
	assert_int_equal(diag_add(&d, at, "memory", "second"), -1);
	diag_add(&d, at, "c", "n");
	assert_int_equal(d.notes, 3);
	assert_string_equal(d.note[0].text, "f:1: n [c]");
	assert_string_equal(d.note[1].text, "f:1: first [memory]");
	assert_string_equal(d.note[2].text, "f:1: n [c]");
}

/* Also where it is found by two, and among more notes than are kept. */
static void
merged_memory_is_told_once(void **state)
{
	static const struct place at = { "f", 1, 0 };

	(void)state;
	for (uint64_t before = 0; before < 12; before++)
		for (int twice = 0; twice < 2; twice++) {
			static struct diag d, from;

			d = from = (struct diag){ .notes = 0 };
			if (twice)
				diag_add(&d, at, "memory", "first");
			for (uint64_t i = 0; i < before; i++)
				diag_add(&from, at, "c", "n");
			diag_add(&from, at, "memory", "second");
			diag_add(&from, at, "c", "last");
			diag_merge(&d, &from);
			assert_int_equal(d.notes, before + 2);
			assert_string_equal(d.note[0].text, twice
				? "f:1: first [memory]" : before
				? "f:1: n [c]" : "f:1: second [memory]");
			assert_string_equal(d.note[1].text, before > 1 ||
				(before == 1 && twice) ? "f:1: n [c]"
				: before == 1 ? "f:1: second [memory]"
					      : "f:1: last [c]");
			diag_add(&d, at, "memory", "third");
			assert_int_equal(d.notes, before + 2);
		}
}

static void
ten_warnings_are_kept(void **state)
{
	static struct diag d;

	(void)state;
	for (uint64_t i = 1; i <= 12; i++)
		diag_warn(&d, (struct place){ "f", i, 0 }, "w");
	assert_int_equal(d.warnings, DIAG_NOTES);
	assert_string_equal(d.warning[0].text, "f:1: warning: w");
	assert_string_equal(d.warning[9].text, "f:10: warning: w");
	assert_int_equal(d.notes, 0);
}

static void
the_first_hint_stays(void **state)
{
	static struct diag d;

	(void)state;
	assert_int_equal(diag_hint(&d, "first %s", "one"), -1);
	assert_int_equal(diag_hint(&d, "second"), -1);
	assert_string_equal(d.hint, "first one");
}

/* A message that is too long is cut, and still says its code. */
static void
long_messages_fit(void **state)
{
	static struct diag d;
	static char words[3 * DIAG_TEXT];

	(void)state;
	memset(words, 'w', sizeof words - 1);
	diag_add(&d, (struct place){ "f", 1, 0 }, "the-code", "%s", words);
	assert_int_equal(strlen(d.note[0].text), DIAG_TEXT - 1);
	assert_non_null(strstr(d.note[0].text, "ww [the-code]"));
	assert_string_equal(d.note[1].text, "");
	diag_warn(&d, (struct place){ "f", 1, 0 }, "%s", words);
	assert_int_equal(strlen(d.warning[0].text), DIAG_TEXT - 1);
	diag_hint(&d, "%s", words);
	assert_int_equal(strlen(d.hint), DIAG_TEXT - 1);
	assert_string_equal(d.warning[1].text, "");
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(formats_are_its_own),
		cmocka_unit_test(the_eleventh_note_is_counted),
		cmocka_unit_test(memory_is_told_once),
		cmocka_unit_test(merged_memory_is_told_once),
		cmocka_unit_test(ten_warnings_are_kept),
		cmocka_unit_test(the_first_hint_stays),
		cmocka_unit_test(long_messages_fit),
	};
	int failed = 0;

	RUN_ROWS(escape_rows, bytes_are_escaped);
	RUN_ROWS(escape_rows, small_rooms_cut_between_escapes);
	RUN_ROWS(escape_rows, each_front_of_each_escape_row);
	RUN_ROWS(place_rows, places_are_shown);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
