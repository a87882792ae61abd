/* near_test.c - which name is meant, and how it is typed. */
#include "near.h"
#include "test.h"

static const struct near_row {
	const char *name, *word, *names[6], *want;
} near_rows[] = {
	{ "two letters swapped", "lgoit", { "label", "logit" }, "logit" },
	{ "a letter too few", "redution", { "reduction" }, "reduction" },
	{ "a letter too many", "modee", { "gamma", "mode" }, "mode" },
	{ "another letter", "lobel", { "logit", "label" }, "label" },
	{ "case is no slip", "LABEL", { "lapel", "label" }, "label" },
	{ "case and a slip", "Lgoit", { "logit" }, "logit" },
	{ "two slips in six letters", "maltic", { "multic" }, "multic" },
	{ "two slips in five letters are too many", "lbale", { "label" }, NULL },
	{ "two letters swapped twice", "csv", { "vsc" }, NULL },
	{ "a swap with a letter between", "cvs", { "csv", "tsv" }, "csv" },
	{ "one letter is near to none other", "x", { "y", "z" }, NULL },
	{ "one letter in another case", "Y", { "x", "y" }, "y" },
	{ "two letters have no slip", "ab", { "ac", "a" }, NULL },
	{ "a slip may make three letters", "mx", { "min", "max" }, "max" },
	{ "two that are alike", "logit_9", { "logit_1", "logit_2" }, NULL },
	{ "a better one behind two that are alike", "logit_",
	    { "logitx", "logity", "LOGIT_" }, "LOGIT_" },
	{ "a worse one behind a better", "label", { "Label", "labels" },
	    "Label" },
	{ "an empty name", "abc", { "" }, NULL },
	{ "an empty word", "", { "a", "" }, NULL },
	{ "no names", "abc", { NULL }, NULL },
	{ "forty letters", "abcdefghijabcdefghijabcdefghijabcdefghij",
	    { "abcdefghijabcdefghijabcdefghijabcdefghiz" },
	    "abcdefghijabcdefghijabcdefghijabcdefghiz" },
	{ "more than forty", "abcdefghijabcdefghijabcdefghijabcdefghijk",
	    { "abcdefghijabcdefghijabcdefghijabcdefghijx" }, NULL },
};

static void
the_nearest_is_found(void **state)
{
	const struct near_row *row = *state;
	struct near n = { .word = row->word, .len = strlen(row->word) };

	for (size_t i = 0; row->names[i]; i++)
		near_try(&n, row->names[i]);
	if (!row->want)
		assert_null(n.name);
	else if (!n.name)
		fail_msg("nothing is near");
	else
		assert_string_equal(n.name, row->want);
}

/* Slips count the same from the word to the name and from the name to it. */
static void
near_is_mutual(void **state)
{
	const struct near_row *row = *state;

	for (size_t i = 0; row->names[i]; i++) {
		const char *name = row->names[i];
		struct near to = { .word = row->word, .len = strlen(row->word) };
		struct near from = { .word = name, .len = strlen(name) };

		near_try(&to, name);
		near_try(&from, row->word);
		assert_int_equal(to.cost, from.cost);
	}
}

static const struct quote_row {
	const char *name, *text, *want;
	size_t size;
} quote_rows[] = {
	{ "a plain word", "logit_a", "logit_a", 40 },
	{ "a list", "a,3-7", "a,3-7", 40 },
	{ "a pattern", "prob_*", "'prob_*'", 40 },
	{ "blanks", "my column", "'my column'", 40 },
	{ "letters beyond ASCII", "\xc3\xa9", "'\xc3\xa9'", 40 },
	{ "nothing", "", "''", 40 },
	{ "a quote cannot be quoted", "it's", NULL, 40 },
	{ "a control byte cannot be typed", "\033[0m", NULL, 40 },
	{ "a backslash would be shown twice", "a\\b", NULL, 40 },
	{ "it just fits", "abc", "abc", 4 },
	{ "it does not fit", "abcd", NULL, 4 },
	{ "its quotes do not fit", "a b", NULL, 5 },
};

static void
words_are_quoted_for_the_shell(void **state)
{
	const struct quote_row *row = *state;
	char word[40];

	assert_int_equal(near_quote(word, row->size, row->text),
	    row->want != NULL);
	if (row->want)
		assert_string_equal(word, row->want);
}

int
main(void)
{
	int failed = 0;

	RUN_ROWS(near_rows, the_nearest_is_found);
	RUN_ROWS(near_rows, near_is_mutual);
	RUN_ROWS(quote_rows, words_are_quoted_for_the_shell);
	return failed != 0;
}
