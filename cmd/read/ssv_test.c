/* ssv_test.c - words between blanks to records or one exact note, at every cut. */
#include "test_read.h"

#define ENDS "hint: give all lines one kind of end: tr '\\r' '\\n', or " \
	"dos2unix\n"
#define QUOTES "hint: quotes are for CSV: -f csv -d ' '\n"
#define COMMENT "hint: leave it out: grep -v '^#'\n"

static const struct read_row rows[] = {
	{ "numpy.savetxt() with a header", { 0 },
	    T("# label logit\n1.000000000000000000e+00 -5.0e-01\n0 2\n"),
	    "label|logit\n2: 1.000000000000000000e+00@1|-5.0e-01@26\n"
	    "3: 0@1|2@3\n" },
	{ "numpy.savetxt() without", { .no_header = true },
	    T("1.0e+00 2.5e+00\n0.0e+00 nan\n"),
	    "1|2\n1: 1.0e+00@1|2.5e+00@9\n2: 0.0e+00@1|nan@9\n" },
	{ "a header without its mark", { 0 }, T("a b\n1 2\n"),
	    "a|b\n2: 1@1|2@3\n" },
	{ "a mark without its blank", { 0 }, T("#a b\n1 2\n"),
	    "a|b\n2: 1@1|2@3\n" },
	{ "a mark in another name", { 0 }, T("a #b\n1 2\n"),
	    "a|#b\n2: 1@1|2@3\n" },
	{ "remarks above rows without names", { .no_header = true },
	    T("# my run\n# at night\n1 2\n"), "1|2\n3: 1@1|2@3\n" },
	{ "runs of blanks and tabs", { 0 }, T("  a\t\tb \n1   2\t\n \t3 4\n"),
	    "a|b\n2: 1@1|2@5\n3: 3@3|4@5\n" },
	{ "one column", { 0 }, T("a\n1\n"), "a\n2: 1@1\n" },
	{ "the last line may lack its end", { 0 }, T("a b\n1 2"),
	    "a|b\n2: 1@1|2@3\n" },
	{ "a comma is nothing special", { 0 }, T("a b\n1,5 (2+3j)\n"),
	    "a|b\n2: 1,5@1|(2+3j)@5\n" },
	{ "CRLF", { 0 }, T("a b\r\n1 2\r\n"), "a|b\n2: 1@1|2@3\n" },
	{ "CRLF, the last one cut in two", { 0 }, T("a b\r\n1 2\r"),
	    "a|b\n2: 1@1|2@3\n" },
	{ "CR only", { 0 }, T("a b\r1 2\r"),
	    "<stdin>:1:4: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "a CR in a row", { 0 }, T("a b\n1 0.\r5\n"),
	    "a|b\n<stdin>:2:5: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "a NUL", { 0 }, T("a b\n1 0.5\0x\n"),
	    "a|b\n<stdin>:2:6: a NUL byte, 9 bytes into the file "
	    "[csv-syntax]\n" },
	{ "a quote", { 0 }, T("a b\n\"1\" 2\n"),
	    "a|b\n<stdin>:2:1: a quote, where blanks part the fields "
	    "[csv-syntax]\n" QUOTES },
	{ "a quote in a word", { 0 }, T("a b\n1 5\"\n"),
	    "a|b\n<stdin>:2:4: a quote, where blanks part the fields "
	    "[csv-syntax]\n" QUOTES },
	{ "a quote in the header", { 0 }, T("a \"b\"\n"),
	    "<stdin>:1:3: a quote, where blanks part the fields "
	    "[csv-syntax]\n" QUOTES },
	{ "too few", { 0 }, T("a b c\n1 2\n3 4 5\n"),
	    "a|b|c\n3: 3@1|4@3|5@5\n"
	    "<stdin>:2: 2 fields where the header has 3 [csv-ragged]\n" },
	{ "too many", { .no_header = true }, T("1\n1 2\n"),
	    "1\n1: 1@1\n"
	    "<stdin>:2: 2 fields where the first row has 1 [csv-ragged]\n" },
	{ "blank lines at the end", { 0 }, T("a\n1\n\n \t\n"),
	    "a\n2: 1@1\n" },
	{ "a blank line between rows", { 0 }, T("a\n1\n \n2\n"),
	    "a\n2: 1@1\n4: 2@1\n"
	    "<stdin>:3: a blank line between rows [csv-syntax]\n" },
	{ "a blank header", { 0 }, T(" \na b\n"),
	    "<stdin>:1: the header line is blank [csv-syntax]\n" },
	{ "a header of a mark alone", { 0 }, T("#\n1 2\n"),
	    "<stdin>:1: the header line is blank [csv-syntax]\n" },
	{ "a blank first line", { .no_header = true }, T("\n1 2\n"),
	    "<stdin>:1: the first line is blank [csv-syntax]\n" },
	{ "nothing but remarks", { .no_header = true }, T("# a\n"),
	    "<stdin>:2: the first line is blank [csv-syntax]\n" },
	{ "a remark among the rows", { 0 }, T("# a b\n# more\n1 2\n# end\n"),
	    "a|b\n3: 1@1|2@3\n"
	    "<stdin>:2: a comment between rows [csv-syntax]\n"
	    "<stdin>:4: a comment between rows [csv-syntax]\n" COMMENT },
	{ "a delimiter", { .delimiter = ' ' }, T("a b\n1 2\n"),
	    "<stdin>: --delimiter is not for ssv, where blanks part the "
	    "fields [usage]\nhint: -f csv takes any delimiter\n" },
	{ "names in Latin-1", { 0 }, T("# a caf\xe9\n1 2\n"),
	    "<stdin>:1:5: the name 'caf\\xe9' is not UTF-8 [encoding]\n"
	    "hint: Latin-1? iconv -f LATIN1 -t UTF-8 | focalloss -f ssv\n" },
};

static void
ssv_gives(void **state)
{
	read_at_every_cut(*state, &ssv_reader);
}

/* Lines of so many bytes: n words, or blanks, or one word. */
static void
with_line(char first, char second, size_t n, const char *want)
{
	const struct read_options opt = { 0 };
	char *text = malloc(n + 8);
	struct out o = { .fd = -1 };

	assert_non_null(text);
	memcpy(text, "a\n7\n", 4);
	for (size_t i = 0; i < n; i++)
		text[4 + i] = i % 2 ? second : first;
	text[4 + n] = '\n';
	test_stdin(text, n + 5);
	free(text);
	read_all(&o, &ssv_reader, &opt);
	assert_out(&o, want);
}

static void
what_is_too_long_is_refused(void **state)
{
	(void)state;
	with_line('x', 'x', (1 << 20) + 1, "a\n2: 7@1\n"
	    "<stdin>:3:1: a field longer than 1 MiB [csv-size]\n");
	with_line(' ', ' ', (1 << 26) + 1, "a\n2: 7@1\n"
	    "<stdin>:3: a row longer than 64 MiB [csv-size]\n");
	with_line('x', ' ', 1 << 20, "a\n2: 7@1\n"
	    "<stdin>:3: 524288 fields where the header has 1 [csv-ragged]\n");
}

/* One clear error, whether the words are names or numbers. */
static void
more_columns_than_there_may_be_are_refused(void **state)
{
	static char text[2 * READER_COLUMNS + 2];
	struct read_options opt = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "7 ", 2);
	text[sizeof text - 1] = '\n';
	for (int names = 0; names < 2; names++) {
		struct out o = { .fd = -1 };

		opt.no_header = !names;
		test_stdin(text, sizeof text);
		read_all(&o, &ssv_reader, &opt);
		assert_out(&o, "<stdin>:1: 4194305 columns are too many: "
		    "4194304 at most [csv-size]\n");
	}
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(what_is_too_long_is_refused),
		cmocka_unit_test(more_columns_than_there_may_be_are_refused),
	};
	int failed = 0;

	RUN_ROWS(rows, ssv_gives);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
