/*
 * man_test.c - the man pages say what the program does: its options, its error
 * codes, and what the examples print.  Run from the top of the tree.
 */
#include "like.h"
#include "options.h"
#include "read/reader.h"
#include "test_io.h"

#include <glob.h>
#include <limits.h>

#define PAGE_1 "man/focalloss.1"
#define PAGE_3 "man/focalloss.3"

static char *
slurp_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;

	if (!f)
		fail_msg("%s cannot be opened: run from the top", path);
	text = test_slurp(f);
	fclose(f);
	return text;
}

/* What stands between two texts, the search beginning at *from, which moves. */
static char *
between(const char **from, const char *begin, const char *end)
{
	const char *a = strstr(*from, begin), *b;

	if (!a)
		return NULL;
	a += strlen(begin);
	b = strstr(a, end);
	b = b ? b : a + strlen(a);
	*from = b;
	return strndup(a, (size_t)(b - a));
}

/* A section of a page, from the line after its heading. */
static char *
section(const char *path, const char *name)
{
	char *page = slurp_file(path), *text, heading[64];
	const char *from = page;

	snprintf(heading, sizeof heading, "\n.Sh %s\n", name);
	text = between(&from, heading, "\n.Sh ");
	if (!text)
		fail_msg("%s has no section %s", path, name);
	free(page);
	return text;
}

/* Take the roff out of a text, in place: the escapes that literals need. */
static void
plain(char *text)
{
	static const struct {
		const char *roff, *text;
	} row[] = { { "\\e", "\\" }, { "\\-", "-" }, { "\\&", "" },
		{ "\\(aq", "'" }, { "\\(ha", "^" }, { "\\(", "(" } };
	char *to = text;

	while (*text) {
		size_t i = 0;

		while (i < COUNT(row) &&
		    strncmp(text, row[i].roff, strlen(row[i].roff)))
			i++;
		if (i == COUNT(row)) {
			*to++ = *text++;
			continue;
		}
		memcpy(to, row[i].text, strlen(row[i].text));
		to += strlen(row[i].text);
		text += strlen(row[i].roff);
	}
	*to = '\0';
}

/* The next literal display, as a reader sees it, or NULL. */
static char *
display(const char **from)
{
	char *text = between(from, "\n.Bd -literal", "\n.Ed"), *line;

	if (!text)
		return NULL;
	line = strchr(text, '\n');	/* -offset indent */
	assert_non_null(line);
	memmove(text, line + 1, strlen(line));
	strcat(text, "\n");	/* in the room of the line taken off */
	plain(text);
	return text;
}

/* Cut the next line off *text; NULL at the end. */
static char *
next_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!*line)
		return NULL;
	*text = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

static bool
begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static const struct option_row *
find_option(const char *name, size_t len)
{
	for (const struct option_row *r = option_rows; r->key; r++)
		if (r->name && ((strlen(r->name) == len &&
				    !memcmp(r->name, name, len)) ||
				   (len == 1 && r->key == *name)))
			return r;
	return NULL;
}

/* An entry as the man page or --help has it: short, long, argument. */
static void
entry(char *text, size_t size, const struct option_row *r, const char *both,
    const char *one, const char *arg)
{
	int n = r->key < CHAR_MAX
	    ? snprintf(text, size, both, r->key, r->name)
	    : snprintf(text, size, one, r->name);

	if (r->arg)
		snprintf(text + n, size - (size_t)n, arg, r->arg);
}

/* The headings and entries of OPTIONS are the rows, one by one. */
static void
man_has_the_options(void **state)
{
	char *text = section(PAGE_1, "OPTIONS"), *at = text, *line;
	const struct option_row *r = option_rows;

	(void)state;
	while ((line = next_line(&at))) {
		char want[128] = "the end";

		if (!begins(line, ".Ss ") && !begins(line, ".It "))
			continue;
		if (r->key && r->name)
			entry(want, sizeof want, r, ".It Fl %c , Fl -%s",
			    ".It Fl -%s", " Ar %s");
		else if (r->key)
			snprintf(want, sizeof want, ".Ss %.*s",
			    (int)strcspn(r->help, "( \n"), r->help);
		if (strcmp(line, want))
			fail_msg(PAGE_1 " has '%s', option_rows has '%s'",
			    line, want);
		r++;
	}
	if (r->key)
		fail_msg(PAGE_1 " ends before '%s'",
		    r->name ? r->name : r->help);
	free(text);
}

/* What stands between commas (and an "or"), in their order, is what readers has. */
static void
check_formats(const char *where, const char *text)
{
	size_t i = 0;

	for (; *text; text += strspn(text, " ,\n")) {
		size_t n = strcspn(text, " ,\n");

		if (!readers[i] || strlen(readers[i]->name) != n ||
		    memcmp(readers[i]->name, text, n))
			fail_msg("%s names the format '%.*s' where '%s' is due",
			    where, (int)n, text,
			    readers[i] ? readers[i]->name : "the end");
		text += n;
		i++;
	}
	if (readers[i])
		fail_msg("%s does not name the format '%s'", where,
		    readers[i]->name);
}

static void
formats_are_the_readers(void **state)
{
	const struct option_row *from = find_option("from", 4);
	char *text = section(PAGE_1, "OPTIONS"), *names, *suffixes;
	const char *at = text, *after;

	(void)state;
	names = between(&at, ".It Fl f , Fl -from Ar FORMAT\n.Cm ", "\nor\n");
	assert_non_null(names);
	at += strlen("\nor\n");
	after = at;
	suffixes = between(&after, "\n.Pq ", " ,\n");
	assert_true(begins(at, ".Cm "));
	names = realloc(names, strlen(names) + 40);
	assert_non_null(names);
	snprintf(names + strlen(names), 40, " , %.*s",
	    (int)strcspn(at + 4, " \n"), at + 4);
	check_formats(PAGE_1, names);
	names[0] = '\0';
	strncat(names, from->help, strcspn(from->help, "\n"));
	check_formats("--help", names);
	assert_non_null(suffixes);
	for (size_t i = 0; readers[i]; i++) {
		char list[64], *rest = list;

		snprintf(list, sizeof list, "%s", readers[i]->suffixes);
		for (char *s; (s = strtok_r(rest, " ", &rest));)
			if (!strstr(suffixes, s))
				fail_msg(PAGE_1 " does not name %s", s);
	}
	free(names);
	free(suffixes);
	free(text);
}

/* The table of LIBRARIES is what --like list prints, but for the last column. */
static void
man_lists_the_libraries(void **state)
{
	char *text = section(PAGE_1, "LIBRARIES"), *shown, *at, *line, *want;
	const char *from = text;
	struct out out = { .fd = -1 };
	size_t width;

	(void)state;
	shown = at = display(&from);
	assert_non_null(shown);
	like_list(&out, false);
	out_bytes(&out, "", 1);
	assert_false(out.failed);
	want = out.buf;
	width = (size_t)(strstr(want, "divisor") - want);
	while ((line = next_line(&want))) {
		const char *has = next_line(&at);

		for (line[width] = '\0'; line[strlen(line) - 1] == ' ';)
			line[strlen(line) - 1] = '\0';
		if (!has || strcmp(has, line))
			fail_msg(PAGE_1 " has '%s' where '%s' is due",
			    has ? has : "the end", line);
	}
	assert_null(next_line(&at));
	free(out.buf);
	free(shown);
	free(text);
}

static void
check_known(const char *name, size_t len)
{
	if (len && !find_option(name, len))
		fail_msg(PAGE_1 " names the option '%.*s'; there is none",
		    (int)len, name);
}

/* After an Fl macro, and in literal text after two hyphens. */
static void
man_names_no_other_option(void **state)
{
	char *text = slurp_file(PAGE_1), *s;
	size_t names = 0;

	(void)state;
	for (s = text; (s = strstr(s, "Fl ")); names++) {
		s += strlen("Fl ");
		s += *s == '-';
		check_known(s, strcspn(s, " \n"));
	}
	plain(text);
	for (s = text; (s = strstr(s, "--")); names++) {
		s += 2;
		check_known(s, strspn(s, "abcdefghijklmnopqrstuvwxyz-"));
	}
	assert_true(names > 30);
	free(text);
}

static void
help_has_the_options(void **state)
{
	struct out out = { .fd = -1 };
	const struct option_row *r = option_rows;
	char *at, *line;

	(void)state;
	options_help(&out);
	out_bytes(&out, "", 1);
	assert_false(out.failed);
	for (at = out.buf; (line = next_line(&at));) {
		char want[64];

		if (!begins(line, "  -") && !begins(line, "      --"))
			continue;
		while (r->key && !r->name)
			r++;
		if (!r->key)
			fail_msg("--help has '%s', option_rows has no more",
			    line);
		entry(want, sizeof want, r, "  -%c, --%s", "      --%s", " %s");
		if (!begins(line, want))
			fail_msg("--help has '%s', not '%s'", line, want);
		r++;
	}
	if (r->key)
		fail_msg("--help ends before '%s'",
		    r->name ? r->name : r->help);
	free(out.buf);
}

/* Blank out the comments and character constants of C. */
static void
blank_out(char *c)
{
	while (*c) {
		char *end = c;

		if (begins(c, "/*")) {
			end = strstr(c + 2, "*/");
			assert_non_null(end);
			end += 2;
		} else if (*c == '\'' || *c == '"') {
			for (end = c + 1; *end != *c; end++) {
				assert_true(*end);
				end += *end == '\\';
			}
			end++;
		}
		if (*c != '"')
			memset(c, ' ', (size_t)(end - c));
		c = end > c ? end : c + 1;
	}
}

/* The next string of C before `stop`, cut to size; *c moves behind it. */
static bool
next_string(const char **c, char stop, char *text, size_t size)
{
	const char *s = *c, *end;

	while (*s && *s != '"' && *s != stop)
		s++;
	*c = s;
	if (*s != '"')
		return false;
	for (end = s + 1; *end != '"'; end++)
		end += *end == '\\';
	snprintf(text, size, "%.*s", (int)(end - s - 1), s + 1);
	*c = end + 1;
	return true;
}

enum { CODES = 100, CODE = 32 };

struct codes {
	size_t n;
	char code[CODES][CODE];
};

static bool
has_code(const struct codes *c, const char *code)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->code[i], code))
			return true;
	return false;
}

/* Add what looks like a code: small letters, with hyphens between. */
static void
add_code(struct codes *c, const char *code)
{
	size_t len = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (!len || len >= CODE - 1 || code[len] || *code == '-' ||
	    has_code(c, code))
		return;
	assert_true(c->n < CODES);
	strcpy(c->code[c->n++], code);
}

/*
 * A code is the first string of a diag_add() call, any assigned to a member
 * called code, and any word in a table whose rows begin with such a member.
 */
static void
scan_source(struct codes *codes, const char *path)
{
	char *text = slurp_file(path), word[CODE], *table;
	const char *s;

	blank_out(text);
	for (s = text; (s = strstr(s, "diag_add("));) {
		s += strlen("diag_add(");
		if (next_string(&s, ';', word, sizeof word))
			add_code(codes, word);
	}
	for (s = text; (s = strstr(s, "code = "));)
		while (next_string(&s, ';', word, sizeof word))
			add_code(codes, word);
	for (s = text; (table = between(&s, "char *code, ", "};"));) {
		const char *at = table;

		while (next_string(&at, '\0', word, sizeof word))
			add_code(codes, word);
		free(table);
	}
	free(text);
}

static void
scan_sources(struct codes *codes)
{
	glob_t g;

	assert_int_equal(glob("cmd/*.c", 0, NULL, &g), 0);
	assert_int_equal(glob("cmd/read/*.c", GLOB_APPEND, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++)
		if (!strstr(g.gl_pathv[i], "_test.c"))
			scan_source(codes, g.gl_pathv[i]);
	globfree(&g);
}

static void
man_explains_the_codes(void **state)
{
	char *text = section(PAGE_1, "DIAGNOSTICS"), *at = text, *line;
	static struct codes used, listed;

	(void)state;
	scan_sources(&used);
	assert_true(used.n > 10);
	while ((line = next_line(&at)))
		if (begins(line, ".It Sy "))
			add_code(&listed, line + strlen(".It Sy "));
	for (size_t i = 0; i < used.n; i++)
		if (!has_code(&listed, used.code[i]))
			fail_msg(PAGE_1 " does not explain the code '%s'",
			    used.code[i]);
	for (size_t i = 0; i < listed.n; i++)
		if (!has_code(&used, listed.code[i]))
			fail_msg(PAGE_1 " explains '%s', which nothing uses",
			    listed.code[i]);
	free(text);
}

/* What a command prints, errors too, with the program in the PATH. */
static char *
play(const char *cmd)
{
	char line[1024], *text;
	FILE *f;
	int n = snprintf(line, sizeof line,
	    "exec 2>&1; PATH=$(cd ${B:-build} && pwd):$PATH LC_ALL=C; "
	    "export PATH LC_ALL; %s", cmd);

	assert_in_range(n, 1, sizeof line - 1);
	f = popen(line, "r");
	text = test_slurp(f);
	pclose(f);
	return text;
}

/* Each "$ command" of a display prints what stands below it. */
static void
replay(const char *shown)
{
	char *copy = strdup(shown), *at = copy, *line;
	struct out got = { .fd = -1 };

	assert_non_null(copy);
	while ((line = next_line(&at)))
		if (begins(line, "$ ")) {
			char *text = play(line + 2);

			out_text(&got, line);
			out_text(&got, "\n");
			out_text(&got, text);
			free(text);
		}
	out_bytes(&got, "", 1);
	if (strcmp(got.buf, shown))
		fail_msg(PAGE_1 " has\n%s, but this prints\n%s", shown,
		    got.buf);
	free(got.buf);
	free(copy);
}

static void
examples_print_what_is_shown(void **state)
{
	char *text = section(PAGE_1, "EXAMPLES"), *shown;
	const char *at = text;
	size_t n = 0;

	(void)state;
	for (; (shown = display(&at)); n++) {
		replay(shown);
		free(shown);
	}
	assert_true(n > 5);
	free(text);
}

/* The object is made with no CFLAGS, which may ask for coverage files. */
static void
library_example_compiles_and_runs(void **state)
{
	char *text = section(PAGE_3, "EXAMPLES"), *program, *want, *got;
	const char *at = text;
	FILE *f;

	(void)state;
	program = display(&at);
	want = display(&at);
	assert_non_null(program);
	assert_non_null(want);
	f = popen("cc=${CC:-cc} lib=${B:-build}/libfocalloss.a "
		  "p=${B:-build}/cmd/man_example; "
		  "$cc -std=c11 -Wall -Wextra -Werror -Ilib -c -o $p.o "
		  "-x c - && $cc $CFLAGS $LDFLAGS -o $p $p.o $lib -lm", "w");
	assert_non_null(f);
	fputs(program, f);
	if (pclose(f))
		fail_msg("the program of " PAGE_3 " does not compile");
	got = play("${B:-build}/cmd/man_example");
	assert_string_equal(got, want);
	free(got);
	free(want);
	free(program);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(man_has_the_options),
		cmocka_unit_test(man_names_no_other_option),
		cmocka_unit_test(help_has_the_options),
		cmocka_unit_test(formats_are_the_readers),
		cmocka_unit_test(man_lists_the_libraries),
		cmocka_unit_test(man_explains_the_codes),
		cmocka_unit_test(examples_print_what_is_shown),
		cmocka_unit_test(library_example_compiles_and_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
