/* reader_test.c - the format of a file, by its name or by its first bytes. */
#include "test_read.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

static const struct name_row {
	const char *name, *file, *format;	/* NULL: by its bytes */
} name_rows[] = {
	{ ".csv is CSV", "a.csv", "csv" },
	{ "the case does not matter", "A.CSV", "csv" },
	{ "mixed case does not matter", "a.NdJson", "ndjson" },
	{ ".tsv is TSV", "a.tsv", "tsv" },
	{ ".tab is TSV", "a.Tab", "tsv" },
	{ ".ssv is words between blanks", "a.ssv", "ssv" },
	{ ".npy is an array", "a.npy", "npy" },
	{ ".dat may be anything", "a.dat", NULL },
	{ ".json is JSON", "a.json", "json" },
	{ ".ndjson is NDJSON", "a.ndjson", "ndjson" },
	{ ".jsonl is NDJSON", "a.JSONL", "ndjson" },
	{ "the last suffix counts", "a.json.csv", "csv" },
	{ "a suffix in the middle is none", "a.json.x", NULL },
	{ "a name without its point is none", "ajson", NULL },
	{ "a name that is all suffix is none", ".json", NULL },
	{ "a longer suffix is none", "a.jsons", NULL },
	{ "no name at all", "x", NULL },
};

static void
assert_named(const char *file, const char *bytes, const char *format)
{
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;
	int fd = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	close(fd);
	d = (struct diag){ .notes = 0 };
	/* JSON formats fail to read it, and are what they are */
	(void)reader_open(&r, file, NULL, &opt, &d);
	unlink(file);
	assert_string_equal(r.ops->name, format);
	reader_close(&r);
}

static void
named_files(void **state)
{
	const struct name_row *row = *state;

	assert_named(row->file, "a\tb\n", row->format ? row->format : "tsv");
	assert_named(row->file, "a,b\n", row->format ? row->format : "csv");
}

#define BLANKS64 "                                " \
	"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n" \
	"\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t"
#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct first_row {
	const char *name, *bytes;
	size_t len;
	const char *format;
} first_rows[] = {
	{ "a comma makes CSV", T("a,b\n1,2\n"), "csv" },
	{ "one column is CSV", T("a\n1\n"), "csv" },
	{ "a tab makes TSV", T("a\tb\n1\t2\n"), "tsv" },
	{ "a tab and a comma make CSV", T("a,b\tc\n1,2\n"), "csv" },
	{ "a tab in the second line makes nothing", T("a\n1\t2\n"), "csv" },
	{ "a tab before a carriage return", T("a\tb\r1,1\t2\r"), "tsv" },
	{ "a tab after a carriage return", T("a,b\r1\t2\r"), "csv" },
	{ "a header without its end", T("a\tb"), "tsv" },
	{ "blanks between numbers make ssv", T("1 2\n3 4\n"), "ssv" },
	{ "names between blanks over numbers", T("a b\n3 4\n"), "ssv" },
	{ "a header of numpy.savetxt()", T("# a b\n1.0e+00 nan\n"), "ssv" },
	{ "a header whose mark stands close", T("#a b\r\n1 2\r\n"), "ssv" },
	{ "blanks before the first number", T("  1   2\n  3   4\n"), "ssv" },
	{ "one line of numbers", T("1 2"), "ssv" },
	{ "one line of names", T("a b"), "csv" },
	{ "a name with a blank over a number", T("my logit\n0.5\n"), "csv" },
	{ "a name with a blank over words", T("my name\nJoe Doe\n"), "csv" },
	{ "a name with a blank over as many and one", T("my logit\n1 2 3\n"),
	    "csv" },
	{ "a name with a blank over nothing", T("my logit\n\n1 2\n"), "csv" },
	{ "names with blanks and a comma", T("my id,my logit\n1 2\n"), "csv" },
	{ "names with blanks and a semicolon", T("a b;c d\n1 2 3\n"), "csv" },
	{ "names with blanks and a bar", T("a b|c\n1 2\n"), "csv" },
	{ "a quoted name with a blank", T("\"a b\"\n1 2\n"), "csv" },
	{ "a mark alone", T("#\n1 2\n"), "csv" },
	{ "one number", T("1\n2\n"), "csv" },
	{ "an array of numpy", T("\x93NUMPY\1\0"), "npy" },
	{ "half a magic", T("\x93NUMP"), "csv" },
	{ "[ is JSON", T("[{\"a\":1}]"), "json" },
	{ "[ behind blanks is JSON", T(" \r\n\t[{\"a\":1}]"), "json" },
	{ "[ behind a byte order mark", T("\xef\xbb\xbf[{\"a\":1}]"), "json" },
	{ "one object is JSON", T("{\"a\":1}\n"), "json" },
	{ "one object over lines is JSON", T("{\n\"a\":1\n}"), "json" },
	{ "objects are NDJSON", T("{\"a\":1}\n{\"a\":2}\n"), "ndjson" },
	{ "objects in one line are NDJSON", T("{\"a\":1}{\"a\":2}"), "ndjson" },
	{ "objects after blank lines", T("\n\n{\"a\":1}\r\n\r\n{\"a\":2}"),
	    "ndjson" },
	{ "an object and something else is JSON", T("{\"a\":1}\n,"), "json" },
	{ "a bad object is JSON", T("{\"a\":oops}\n{\"a\":1}\n"), "json" },
	{ "an object that is never closed is JSON", T("{\"a\":1"), "json" },
	{ "a brace in the second line is none", T("a\n{\n"), "csv" },
	{ "a NUL ends the blanks", T(" \0{"), "csv" },
	{ "many blanks before a bracket",
	    T(BLANKS64 BLANKS64 BLANKS64 "{\"" X64 X64 X64 "\":1}\n{}"),
	    "ndjson" },
};

static void
assert_format(const struct first_row *row, size_t most, const char *how)
{
	const struct read_options opt = { .most = most };
	static struct diag d;
	struct reader r;

	d = (struct diag){ .notes = 0 };
	(void)reader_open(&r, "-", NULL, &opt, &d);
	if (!r.ops || strcmp(r.ops->name, row->format)) {
		print_error("%s, not %s: %s, %zu bytes per read\n",
		    r.ops ? r.ops->name : "nothing", row->format, how, most);
		fail();
	}
	reader_close(&r);
}

static void
first_bytes(void **state)
{
	const struct first_row *row = *state;

	test_stdin(row->bytes, row->len);
	for (size_t most = 0; most <= row->len; most++) {
		lseek(STDIN_FILENO, 0, SEEK_SET);
		assert_format(row, most, "a file");
	}
}

/* A writer that takes its time between the pieces. */
static void
first_bytes_from_a_pipe(void **state)
{
	const struct timespec a_while = { 0, 200000 };
	const struct first_row *row = *state;
	int end[2], status;
	pid_t pid;

	assert_int_equal(pipe(end), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		for (size_t i = 0; i < row->len; i++) {
			if (write(end[1], row->bytes + i, 1) != 1)
				_exit(1);
			if (i % 7 == 3)
				nanosleep(&a_while, NULL);
		}
		_exit(0);
	}
	close(end[1]);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	close(end[0]);
	assert_format(row, 0, "a pipe");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
the_format_asked_for_wins(void **state)
{
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	test_stdin(T("[a]\n"));
	assert_int_equal(reader_open(&r, "-", &csv_reader, &opt, &d), 0);
	assert_ptr_equal(r.ops, &csv_reader);
	assert_string_equal(r.col[0].name, "[a]");
	reader_close(&r);
}

static void
a_delimiter_is_none_of_blanks(void **state)
{
	const struct read_options opt = { .delimiter = ' ' };
	static struct diag d;
	struct reader r;

	(void)state;
	test_stdin(T("1 2\n3 4\n"));
	assert_int_equal(reader_open(&r, "-", NULL, &opt, &d), 0);
	assert_ptr_equal(r.ops, &csv_reader);
	reader_close(&r);
}

/* Long lines: only a part of the first is looked at, the same from any pipe. */
static void
long_lines_are_known_by_their_beginning(void **state)
{
	static const struct {
		const char *word, *format;
	} row[] = { { "1.25e+00 ", "ssv" }, { "name ", "csv" },
		{ "1.25e+00,", "csv" }, { "name\t", "tsv" } };
	static char text[3 * SOURCE_SNIFF];

	(void)state;
	for (size_t i = 0; i < COUNT(row); i++)
		for (size_t most = 0; most < 9999; most += 1111) {
			const struct read_options opt = { .most = most };
			static struct diag d;
			struct reader r;

			text[0] = '\0';
			while (strlen(text) + 20 < sizeof text)
				strcat(text, row[i].word);
			strcat(text, i == 1 ? "x\ty\n" : "x,y\n");
			test_stdin(text, strlen(text));
			(void)reader_open(&r, "-", NULL, &opt, &d);
			assert_string_equal(r.ops->name, row[i].format);
			reader_close(&r);
		}
}

/* Names in sight, and of the numbers below them a part. */
static void
a_long_row_below_names_is_known_by_its_beginning(void **state)
{
	const struct read_options opt = { 0 };
	static char text[3 * SOURCE_SNIFF];
	static struct diag d;
	struct reader r;
	char *to = text;

	(void)state;
	to = stpcpy(to, "#");
	for (int i = 0; i < 250; i++)
		to = stpcpy(to, " name");
	for (int i = 0; i < 250; i++)
		to = stpcpy(to, i ? " -1.234567890123456789e+00" : "\n0");
	test_stdin(text, strlen(text));
	assert_int_equal(reader_open(&r, "-", NULL, &opt, &d), 0);
	assert_ptr_equal(r.ops, &ssv_reader);
	assert_int_equal(r.cols, 250);
	reader_close(&r);
}

static void
formats_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; readers[i]; i++)
		assert_ptr_equal(reader_find(readers[i]->name), readers[i]);
	assert_ptr_equal(reader_find("ndjson"), &ndjson_reader);
	assert_null(reader_find("CSV"));
	assert_null(reader_find("cs"));
	assert_null(reader_find(""));
}

static const struct path_row {
	const char *name, *path, *want;
} path_rows[] = {
	{ "a file that is not there", "no/such.csv",
	    "no/such.csv: cannot open: No such file or directory [io]\n" },
	{ "a directory", ".", ".: cannot read: Is a directory [io]\n" },
	{ "an empty file", "/dev/null",
	    "/dev/null: the input is empty [empty]\n" },
	{ "an empty name", "", ": cannot open: No such file or directory "
	    "[io]\n" },
	{ "a file whose name is an escape sequence", "\033]0;x\a.csv",
	    "\\x1b]0;x\\x07.csv: cannot open: No such file or directory "
	    "[io]\n" },
};

static void
bad_files(void **state)
{
	const struct path_row *row = *state;
	const struct read_options opt = { 0 };
	struct out o = { .fd = -1 };
	static struct diag d;
	struct reader r;

	d = (struct diag){ .notes = 0 };
	assert_int_equal(reader_open(&r, row->path, NULL, &opt, &d), -1);
	reader_close(&r);
	test_notes(&o, &d);
	assert_out(&o, row->want);
}

/* F4: a pipe that says "not yet" is waited for. */
static void
F4_a_pipe_that_does_not_wait_is_read_to_its_end(void **state)
{
	static const char *const part[] = { "label,", "logit\n1", ",2\n0,3\n" };
	const struct timespec pause = { 0, 20000000 };
	const struct read_options opt = { 0 };
	struct out o = { .fd = -1 };
	int ends[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	child = fork();
	for (size_t i = 0; child == 0 && i < COUNT(part); i++) {
		nanosleep(&pause, NULL);
		if (write(ends[1], part[i], strlen(part[i])) < 0)
			_exit(1);
	}
	if (child == 0)
		_exit(0);
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	read_all(&o, &csv_reader, &opt);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_out(&o, "label|logit\n2: 1@1|2@3\n3: 0@1|3@3\n");
}

static const struct broken_row {
	const char *name;
	const struct reader_ops *ops;	/* NULL: found by the bytes */
	const char *bytes;
	size_t len;
} broken_rows[] = {
	{ "F5 CSV", &csv_reader, T("\"a\",b\r\n1,\"x\"\"y\n\"\r\n3,4\n") },
	{ "F5 CSV, CR", &csv_reader, T("a,b\r1,2\r3,4\r") },
	{ "F5 TSV", &tsv_reader, T("a\tb\n1\t2\n3\t4\n") },
	{ "F5 ssv", &ssv_reader, T("# a b\n1 2\n3 4\n") },
	{ "F5 an array of numpy", &npy_reader,
	    T("\x93NUMPY\1\0\x3c\0{'descr': '|u1', 'fortran_order': False, "
	      "'shape': (2, 2), }\n\1\2\3\4") },
	{ "F5 a JSON array", &json_reader,
	    T("[{\"a\":1,\"b\":[2]},\n {\"a\":3,\"b\":[4]}]\n") },
	{ "F5 JSON by columns", &json_reader,
	    T("{\"columns\":[\"a\",\"b\"],\"data\":[[1,2],[3,4]]}\n") },
	{ "F5 NDJSON", &ndjson_reader,
	    T("{\"a\":1,\"b\":2}\n{\"b\":3,\"a\":4}\n") },
	{ "F5 no format asked for, CSV", NULL, T("a,b\n1,2\n") },
	{ "F5 no format asked for, JSON", NULL, T("{\"a\":1}\n{\"a\":2}\n") },
};

/* The first n bytes, then no end but an error, as descriptor 0. */
static void
break_stdin(const char *bytes, size_t n)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], bytes, n), n);
	/* what it has not read when it is closed resets the other end */
	assert_int_equal(write(ends[0], "", 1), 1);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
}

/* Wherever the reading fails, that is what is said, and nothing else. */
static void
a_read_that_fails_is_said(void **state)
{
	const struct broken_row *row = *state;

	for (size_t n = 0; n <= row->len; n++)
		for (size_t most = 0; most < 3; most++) {
			const struct read_options opt = { .most = most };
			static struct diag d;
			struct out o = { .fd = -1 };
			struct reader r;
			char want[128];
			int rc;

			d = (struct diag){ .notes = 0 };
			break_stdin(row->bytes, n);
			rc = reader_open(&r, "-", row->ops, &opt, &d);
			for (int got = !rc; got > 0; rc = got)
				got = reader_next(&r);
			assert_int_equal(rc, -1);
			reader_close(&r);
			test_notes(&o, &d);
			snprintf(want, sizeof want, "<stdin>: cannot read after "
			    "byte %zu: Connection reset by peer [io]\n", n);
			assert_out(&o, want);
		}
}

/* The same beyond what the format is seen by, in a line without end. */
static const struct far_row {
	const char *name;
	const struct reader_ops *ops;
	const char *begin, *word, *end;
} far_rows[] = {
	{ "F5 a header of CSV", &csv_reader, "a", ",b", "" },
	{ "F5 a row of CSV", &csv_reader, "a\n1", ",2", "" },
	{ "F5 a header of ssv", &ssv_reader, "# a", " b", "" },
	{ "F5 a word of ssv", &ssv_reader, "a\n1", "2", "" },
	{ "F5 blanks of ssv", &ssv_reader, "a\n1", " ", "" },
	{ "F5 half a line end of ssv", &ssv_reader, "a\n1", " ", "\r" },
	{ "F5 an object", &json_reader, "[{\"a\":1", " ", "" },
	{ "F5 blanks of JSON", &json_reader, "", " ", "" },
	{ "F5 an array that begins", &json_reader, "", " ", "[" },
	{ "F5 blanks of NDJSON", &ndjson_reader, "{\"a\":1}", "\n", "" },
};

static void
a_read_that_fails_far_in_is_said(void **state)
{
	const struct far_row *row = *state;
	const struct read_options opt = { 0 };
	static char text[3 * SOURCE_SNIFF];
	static struct diag d;
	struct reader r;
	char want[128];
	int got;

	strcpy(text, row->begin);
	while (strlen(text) + 3 < sizeof text)
		strcat(text, row->word);
	strcat(text, row->end);
	d = (struct diag){ .notes = 0 };
	break_stdin(text, strlen(text));
	got = !reader_open(&r, "-", row->ops, &opt, &d);
	while (got > 0)
		got = reader_next(&r);
	reader_close(&r);
	assert_int_equal(d.notes, 1);
	snprintf(want, sizeof want, "<stdin>: cannot read after byte %zu: "
	    "Connection reset by peer [io]", strlen(text));
	assert_string_equal(d.note[0].text, want);
}

int
main(void)
{
	char dir[] = "/tmp/focalloss-test-XXXXXX";
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_format_asked_for_wins),
		cmocka_unit_test(a_delimiter_is_none_of_blanks),
		cmocka_unit_test(long_lines_are_known_by_their_beginning),
		cmocka_unit_test(
		    a_long_row_below_names_is_known_by_its_beginning),
		cmocka_unit_test(formats_are_found_by_their_names),
		cmocka_unit_test(
		    F4_a_pipe_that_does_not_wait_is_read_to_its_end),
	};
	int failed = 0;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	RUN_ROWS(name_rows, named_files);
	RUN_ROWS(first_rows, first_bytes);
	RUN_ROWS(first_rows, first_bytes_from_a_pipe);
	RUN_ROWS(path_rows, bad_files);
	RUN_ROWS(broken_rows, a_read_that_fails_is_said);
	RUN_ROWS(far_rows, a_read_that_fails_far_in_is_said);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	if (chdir("/") || rmdir(dir))
		return 1;
	return failed != 0;
}
