/* shell_test.c - names of files as a shell must be given them. */
#include "shell.h"
#include "test.h"

#define TEN "0123456789"

static const struct shell_row {
	const char *name, *file, *word, *inside;
} rows[] = {
	{ "a plain name", "a/preds-2.csv", "a/preds-2.csv", "a/preds-2.csv" },
	{ "a blank", "my preds.csv", "'my preds.csv'", "my preds.csv" },
	{ "a quote", "it's.csv", "'it'\\''s.csv'", "FILE" },
	{ "a double quote", "a\"b", "'a\"b'", "FILE" },
	{ "a dollar", "$(rm x)", "'$(rm x)'", "FILE" },
	{ "a backquote", "`x`", "'`x`'", "FILE" },
	{ "a backslash", "a\\b", "'a\\b'", "FILE" },
	{ "an exclamation mark", "a!b", "'a!b'", "FILE" },
	{ "a pattern", "*.csv", "'*.csv'", "*.csv" },
	{ "a home", "~x", "'~x'", "~x" },
	{ "a comment", "#x", "'#x'", "#x" },
	{ "an ampersand", "a&b;c", "'a&b;c'", "a&b;c" },
	{ "what looks like an option", "-rf", "./-rf", "-rf" },
	{ "an option with blanks", "-r f", "'./-r f'", "-r f" },
	{ "letters beyond ASCII", "caf\xc3\xa9.csv", "'caf\xc3\xa9.csv'",
	    "caf\xc3\xa9.csv" },
	{ "a newline", "a\nb", "FILE", "FILE" },
	{ "an escape sequence", "\033]0;x\a", "FILE", "FILE" },
	{ "a mark that turns the line round", "a\xe2\x80\xae" "b", "FILE",
	    "FILE" },
	{ "bad UTF-8", "caf\xe9", "FILE", "FILE" },
	{ "80 bytes", TEN TEN TEN TEN TEN TEN TEN TEN,
	    TEN TEN TEN TEN TEN TEN TEN TEN, TEN TEN TEN TEN TEN TEN TEN TEN },
	{ "80 quotes", "''''''''''''''''''''''''''''''''''''''''"
	    "''''''''''''''''''''''''''''''''''''''''", NULL, "FILE" },
	{ "81 bytes", TEN TEN TEN TEN TEN TEN TEN TEN "x", "FILE", "FILE" },
	{ "standard input", NULL, "FILE", "FILE" },
	{ "no name", "", "FILE", "FILE" },
};

static void
is_quoted(void **state)
{
	const struct shell_row *row = *state;
	char word[SHELL_WORD];

	shell_word(word, row->file);
	if (row->word)
		assert_string_equal(word, row->word);
	else
		assert_int_equal(strlen(word), 4 * 80 + 2);
	shell_inside(word, row->file);
	assert_string_equal(word, row->inside);
}

int
main(void)
{
	int failed = 0;

	RUN_ROWS(rows, is_quoted);
	return failed != 0;
}
