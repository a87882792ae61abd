/*
 * faults_test.c - what files get wrong, each by its number in the fault table:
 * a run ends in the right number, or in one clear error and no number.  The
 * faults that are not of reading have their tests where they belong.
 */
#include "run.h"
#include "../test_io.h"

#include <sys/wait.h>

#define HEAD "label,logit\n"
#define ELEVEN "label,logit_0,logit_1,logit_2,logit_3,logit_4,logit_5," \
	"logit_6,logit_7,logit_8,logit_9,logit_10\n"
#define ZEROS ",0,0,0,0,0,0,0,0,0,0,0\n"
#define MISSING "hint: --missing skip leaves such samples out, and counts " \
	"them\n"
#define WANT "n,mean\n1,0.022658057508467333\n"	/* of 1,1 */

/* Run the program on these bytes: what it prints, and its notes. */
static void
play(struct out *o, const char *options, int most)
{
	static struct diag d;
	struct out verbose = { .fd = -1 };
	int kept = dup(STDOUT_FILENO);
	FILE *f = tmpfile();
	struct test_argv argv;
	struct job j;
	char block[4096];
	size_t n;

	assert_non_null(f);
	d = (struct diag){ .notes = 0 };
	test_split(&argv, options);
	assert_int_equal(job_parse(&j, argv.n, argv.arg, &d), 0);
	j.most = (size_t)most;
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	(void)run(&j, &verbose, &d);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	rewind(f);
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		out_bytes(o, block, n);
	fclose(f);
	test_notes(o, &d);
	job_free(&j);
	free(verbose.buf);
}

static const struct fault_row {
	const char *name, *options;
	const char *bytes;
	size_t len;
	const char *want;
} rows[] = {
	{ "F11 UTF-8 byte order mark", "-t csv",
	    T("\xef\xbb\xbf" HEAD "1,1\n"), WANT },
	{ "F11 byte order mark in the data", "-t csv",
	    T(HEAD "\xef\xbb\xbf" "1,1\n"),
	    "<stdin>:2:1: label: '\\xef\\xbb\\xbf1' is neither 0 nor 1 "
	    "[label-range]\n"
	    "hint: say which label is the positive one: --pos-label VALUE\n" },
	{ "F12 UTF-16", "", T("\xff\xfel\0a\0b\0"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "F12 UTF-32", "", T("\0\0\xfe\xff\0\0\0l"),
	    "<stdin>: this looks like UTF-32BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-32BE -t UTF-8 | focalloss\n" },
	{ "F12 Latin-1", "", T("label,logit,h\xf6he\n1,1,2\n"),
	    "<stdin>:1:13: the name 'h\\xf6he' is not UTF-8 [encoding]\n"
	    "hint: Latin-1? iconv -f LATIN1 -t UTF-8 | focalloss -f csv\n" },
	{ "F13 CRLF", "-t csv", T("label,logit\r\n1,1\r\n"), WANT },
	{ "F14 CR only", "-t csv", T("label,logit\r1,1\r"), WANT },
	{ "F14 CR and LF mixed", "-t csv", T(HEAD "1,1\r1,1\n"),
	    "<stdin>:2:4: a carriage return that no line feed follows "
	    "[csv-syntax]\n"
	    "hint: give all lines one kind of end: tr '\\r' '\\n', or "
	    "dos2unix\n" },
	{ "F15 no final newline", "-t csv", T(HEAD "1,1"), WANT },
	{ "F16 truncated inside quotes", "", T(HEAD "1,1\n1,\"0.\n0,1\n"),
	    "<stdin>:3:3: this quote is never closed [csv-syntax]\n"
	    "hint: a quote within a quoted field is written twice: \"\"\n" },
	{ "F17 truncated mid-row", "", T("id,label,logit\na,1,1\nb,1"),
	    "<stdin>:3: 2 fields where the header has 3 [csv-ragged]\n" },
	{ "F18 embedded NUL", "", T(HEAD "1,0.5\0garbage\n"),
	    "<stdin>:2:6: a NUL byte, 17 bytes into the file "
	    "[csv-syntax]\n" },
	{ "F19 blank line between rows", "",
	    T(HEAD "1,1\n\n0,1\n"),
	    "<stdin>:3: a blank line between rows [csv-syntax]\n" },
	{ "F19 blank lines at the end", "-t csv", T(HEAD "1,1\n\n\n"), WANT },
	{ "F20 ragged rows", "", T(HEAD "1\n1,1\n1,2,3\n"),
	    "<stdin>:2: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:4: 3 fields where the header has 2 [csv-ragged]\n"
	    "hint: a decimal comma, or a field that needs quotes?\n" },
	{ "F21 duplicate header in use", "", T("label,logit,logit\n1,1,2\n"),
	    "<stdin>:1: two columns are called 'logit' [columns]\n"
	    "hint: rename one, or pick one by its number\n" },
	{ "F21 duplicate header of no use", "-t csv",
	    T("label,logit,x,x\n1,1,2,3\n"), WANT },
	{ "F22 missing column", "-l score", T("label,logit,a,b,c,d,e,f,g,h,i\n"),
	    "<stdin>:1: no column 'score'; the columns are: label, logit, a, "
	    "b, c, d, e, f, g, h, ... (11 in all) [columns]\n" },
	{ "F23 a word where a number belongs", "", T(HEAD "1,abc\n"),
	    "<stdin>:2:3: logit: 'abc' is not a number [number-syntax]\n" },
	{ "F24 empty field", "", T(HEAD "1,\n"),
	    "<stdin>:2:3: logit: an empty value [missing]\n" MISSING },
	{ "F24 empty field, skipped and counted", "-t csv --missing skip",
	    T(HEAD "1,\n1,1\n"), WANT
	    "<stdin>:2: warning: a value is missing here; 1 of 2 samples "
	    "skipped\n" },
	{ "F25 NaN", "", T(HEAD "1,NaN\n"),
	    "<stdin>:2:3: logit: a missing value, 'NaN' [missing]\n" MISSING },
	{ "F25 NaN, skipped and counted", "-t csv --missing skip",
	    T(HEAD "1,nan\n1,1\n"), WANT
	    "<stdin>:2: warning: a value is missing here; 1 of 2 samples "
	    "skipped\n" },
	{ "F25 inf", "--missing skip", T(HEAD "1,inf\n"),
	    "<stdin>:2:3: logit: 'inf' is not a finite number "
	    "[number-range]\n" },
	{ "F26 hex float", "", T(HEAD "1,0x1p-2\n"),
	    "<stdin>:2:3: logit: '0x1p-2' is a hexadecimal number; write "
	    "decimals [number-syntax]\n" },
	{ "F27 overflow", "", T(HEAD "1,1e999\n"),
	    "<stdin>:2:3: logit: '1e999' is too large for a double "
	    "[number-range]\n" },
	{ "F28 underflow and subnormals", "-t csv -r sum -g 0 -p p",
	    T("label,p\n0,1e-400\n0,4.9e-324\n0,1e-310\n0,2.2250738585072014e-308"
	      "\n"), "n,sum\n4,2.235073858507202e-308\n" },
	{ "F29 decimal comma", "-d ;", T("label;logit\n1;1,5\n"),
	    "<stdin>:2:3: logit: '1,5' is not a number [number-syntax]\n"
	    "hint: a decimal comma? tr , . | focalloss -d ';'\n" },
	{ "F29 thousands and a decimal comma", "", T(HEAD "1,\"1.000,5\"\n"),
	    "<stdin>:2:3: logit: '1.000,5' is not a number "
	    "[number-syntax]\n"
	    "hint: a decimal comma, thousands set apart? numbers are written "
	    "with a point: 1000.5\n" },
	{ "F29 other spellings", "",
	    T(HEAD "1,1_000\n1,1.5f\n1,1d5\n1,1e\n1,.\n1,--1\n"),
	    "<stdin>:2:3: logit: '1_000' is not a number [number-syntax]\n"
	    "<stdin>:3:3: logit: '1.5f' is not a number [number-syntax]\n"
	    "<stdin>:4:3: logit: '1d5' is not a number [number-syntax]\n"
	    "<stdin>:5:3: logit: '1e' is not a number [number-syntax]\n"
	    "<stdin>:6:3: logit: '.' is not a number [number-syntax]\n"
	    "<stdin>:7:3: logit: '--1' is not a number [number-syntax]\n"
	    "hint: no value? write NA, or nothing; --missing skip leaves such "
	    "samples out\n" },
	{ "F29 a blank before the number", "", T(HEAD "1, 0.5\n"),
	    "<stdin>:2:3: logit: ' 0.5' has blanks around the number "
	    "[number-syntax]\n"
	    "hint: blanks belong to a CSV field; remove them: "
	    "sed 's/^ *//; s/ *, */,/g; s/ *$//'\n" },
	{ "F29 a sign and bare points", "-t csv -r sum -g 0 -p p",
	    T("label,p\n0,+.5\n1,1.\n1,1.e0\n"),
	    "n,sum\n3,0.6931471805599453\n" },
	{ "F31 a byte behind the 9 is no digit", "",
	    T(ELEVEN ":" ZEROS),
	    "<stdin>:2:1: label: ':' is not a class; the classes are 0 to 10 "
	    "[label-range]\n" },
	{ "F32 a class that 32 bits cannot hold", "", T(ELEVEN "4294967297" ZEROS),
	    "<stdin>:2:1: label: '4294967297' is not a class; the classes are "
	    "0 to 10 [label-range]\n" },
	{ "F32 labels out of range, scores between them", "",
	    T("label_a,logit_a,label_b,logit_b\n1,1,3,1\n"),
	    "<stdin>:2:5: label_b: '3' is neither 0 nor 1 [label-range]\n" },
	{ "labels with scores between them", "-r none -t csv -g 0 --digits 3",
	    T("label_a,logit_a,label_b,logit_b\n1,1,0,0\n0,0,1,1\n"),
	    "line,label,p_t,loss,loss_a,loss_b\n"
	    "2,a,0.366,0.503,0.313,0.693\n3,b,0.366,0.503,0.693,0.313\n" },
	{ "a negative weight, with logits", "-w w", T("label,logit,w\n1,1,-1\n"),
	    "<stdin>:2:5: w: '-1' is not a weight >= 0 [number-range]\n" },
	{ "F32 a label that is ignored beside one that is not",
	    "--ignore -1 -g 0 -r none -t csv",
	    T("label_a,label_b,prob_a,prob_b\n-1,1,1,0.5\n1,-1,0.5,0\n"),
	    "line,label,p_t,loss,loss_a,loss_b\n"
	    "2,b,0.5,0.6931471805599453,,0.6931471805599453\n"
	    "3,a,0.5,0.6931471805599453,0.6931471805599453,\n" },
	{ "F32 a label that is ignored takes its weight along",
	    "--ignore -1 -w w -r sum -q -g 0 --digits 3",
	    T("label,logit,w\n-1,0,1\n1,0,2\n0,0,4\n"), "4.16\n" },
	{ "F35 probabilities that do not sum to 1", "",
	    T("label,prob_a,prob_b\na,0.5,0.6\n"),
	    "<stdin>:2: the probabilities sum to 1.1, not 1 [prob-sum]\n"
	    "hint: are these logits? then pass --logits 'prob_*'\n" },
	{ "F35 within --sum-tol", "-t csv -g 0 --sum-tol 0.2",
	    T("label,prob_a,prob_b\na,1,0.1\n"), "n,mean\n1,0\n" },
	{ "an index without a name", "-t csv", T(",label,logit\n0,1,1\n"), WANT },
	{ "an index without a name, by number", "-t csv -r none -i 1",
	    T(",label,logit\nx,1,1\n"),
	    "id,label,p_t,loss\n"
	    "x,1,0.7310585786300049,0.022658057508467333\n" },
	{ "semicolons", "", T("label;prob\n1;0,5\n"),
	    "<stdin>:1: no column says whether it holds logits or "
	    "probabilities; the columns are: label;prob [columns]\n"
	    "hint: is the delimiter not a comma? -d ';'\n" },
	{ "RFC 4180, all of it", "-r none -t csv",
	    T("\"id\",\"label\",logit\r\n\"a,\"\"b\"\"\r\nc\",\"1\",1\r\n"
	      ",0,-1\r\n;\t,1,\"1\"\r\n"),
	    "id,label,p_t,loss\n"
	    "\"a,\"\"b\"\"\r\nc\",1,0.7310585786300049,0.022658057508467333\n"
	    ",0,0.7310585786300049,0.022658057508467333\n"
	    ";\t,1,0.7310585786300049,0.022658057508467333\n" },
};

/* Whoever reads it, and however the bytes arrive. */
static void
is_met(void **state)
{
	const struct fault_row *row = *state;
	static const char *const isa[] = { "reference", "scalar" };

	test_stdin(row->bytes, row->len);
	for (size_t i = 0; i < COUNT(isa); i++)
		for (int most = 0; most < 3; most++) {
			struct out o = { .fd = -1 };

			setenv("FOCALLOSS_ISA", isa[i], 1);
			lseek(STDIN_FILENO, 0, SEEK_SET);
			play(&o, row->options, most);
			assert_out(&o, row->want);
		}
}

/* Standard input is what another process writes, as much as is wanted of it. */
static void
from_writer(const char *first, const char *again, uint64_t times,
    const char *options, const char *want)
{
	size_t len = strlen(again), fit = (1 << 16) / len;
	struct out o = { .fd = -1 }, block = { .fd = -1 };
	int end[2], status;
	pid_t pid;

	for (size_t i = 0; i < fit; i++)
		out_text(&block, again);
	assert_int_equal(pipe(end), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* killed by SIGPIPE once nobody listens */
		close(end[0]);
		(void)!write(end[1], first, strlen(first));
		for (uint64_t i = 0; i < times / fit; i++)
			for (size_t at = 0; at < block.n;) {
				ssize_t n = write(end[1], block.buf + at,
				    block.n - at);

				if (n <= 0)
					_exit(1);
				at += (size_t)n;
			}
		_exit(0);
	}
	close(end[1]);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	close(end[0]);
	play(&o, options, 0);
	free(block.buf);
	test_stdin(T(""));	/* so that nobody listens any more */
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_out(&o, want);
}

enum { WIDE = 1000000 };

static void
wide(void **state)
{
	struct out text = { .fd = -1 }, o = { .fd = -1 };

	(void)state;
	out_text(&text, "label");
	for (int i = 1; i < WIDE; i++)
		out_format(&text, ",logit_%d", i - 1);
	out_text(&text, "\n1");
	for (int i = 1; i < WIDE; i++)
		out_text(&text, ",0");
	out_text(&text, "\n");
	test_stdin(text.buf, text.n);
	free(text.buf);
	play(&o, "-t csv --digits 6 -g 0", 0);
	assert_out(&o, "n,mean\n1,13.8155\n");	/* ln 999999 */
}

/* Looked for one by one they took hours, and 100 GB as texts of a batch. */
static void
wide_and_kept(void **state)
{
	struct out text = { .fd = -1 }, o = { .fd = -1 };

	(void)state;
	out_text(&text, "label,logit");
	for (int i = 2; i < WIDE; i++)
		out_format(&text, ",%d", i);
	out_text(&text, "\n1,0");
	for (int i = 2; i < WIDE; i++)
		out_text(&text, ",x");
	out_text(&text, "\n");
	test_stdin(text.buf, text.n);
	free(text.buf);
	play(&o, "-r none --keep all -q --digits 3", 0);
	assert_out(&o, "0.173\n");
}

static void
long_field(void **state)
{
	(void)state;
	/* 100 TiB, if anybody were to read them */
	from_writer("id,label,logit\na,1,1\n", "xxxxxxxxxxxxxxxx",
	    UINT64_C(1) << 43, "",
	    "<stdin>:3:1: a field longer than 1 MiB [csv-size]\n");
}

/* Also where the line is whole, and nobody uses the field. */
static void
long_unused_field(void **state)
{
	static const char head[] = "label,logit,note\n1,1,", want[] =
	    "<stdin>:2:5: a field longer than 1 MiB [csv-size]\n";
	static const char *const isa[] = { "reference", "scalar" };
	static char text[sizeof head + (1 << 20) + 1];

	(void)state;
	memset(text, 'x', sizeof text);
	memcpy(text, head, sizeof head - 1);
	text[sizeof text - 1] = '\n';
	test_stdin(text, sizeof text);
	for (size_t i = 0; i < COUNT(isa); i++) {
		struct out o = { .fd = -1 };

		setenv("FOCALLOSS_ISA", isa[i], 1);
		lseek(STDIN_FILENO, 0, SEEK_SET);
		play(&o, "-f csv", 0);
		assert_out(&o, want);
	}
}

static void
long_row(void **state)
{
	(void)state;
	from_writer(HEAD "1,1\n", "0123456789,", UINT64_C(1) << 43, "",
	    "<stdin>:3: a row longer than 64 MiB [csv-size]\n");
}

static void
quote_left_open(void **state)
{
	(void)state;
	from_writer("id,label,logit\na,1,1\n\"b,1,1\n", "c,0,0.123456789\n",
	    UINT64_C(1) << 43, "",
	    "<stdin>:3:1: a field longer than 1 MiB [csv-size]\n"
	    "hint: is a quote left open here?\n");
}

/* As many lines and bytes as 32 bits cannot count: a reader is told of them. */
static void
many_lines(void **state)
{
	const struct read_options opt = { 0 };
	const uint64_t many = UINT64_C(1) << 33;
	struct out o = { .fd = -1 };
	static struct diag d;
	struct reader r;

	(void)state;
	test_stdin(T("a,b\n1,2\n3,4\n5,\0\n"));
	d = (struct diag){ .notes = 0 };
	assert_int_equal(reader_open(&r, "-", &csv_reader, &opt, &d), 0);
	assert_int_equal(reader_next(&r), 1);
	assert_true(r.ops->advance(&r, many) == 3);
	r.src.offset += 16 * many;
	assert_int_equal(reader_next(&r), 1);
	assert_true(r.line == many + 3);
	assert_true(reader_locate(&r, 0).line == many + 3);
	assert_int_equal(reader_next(&r), -1);
	reader_close(&r);
	test_notes(&o, &d);
	assert_out(&o, "<stdin>:8589934596:3: a NUL byte, 137438953486 bytes "
	    "into the file [csv-syntax]\n");
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		{ "F36 10^6 columns", wide, NULL, NULL, NULL },
		{ "F36 10^6 columns, all of them kept", wide_and_kept, NULL,
		    NULL, NULL },
		{ "F37 a field without end", long_field, NULL, NULL, NULL },
		{ "F37 a field that is not in use", long_unused_field, NULL,
		    NULL, NULL },
		{ "F37 a row without end", long_row, NULL, NULL, NULL },
		{ "F38 an unclosed quote in a stream without end",
		    quote_left_open, NULL, NULL, NULL },
		{ "F39 more than 2^32 lines and bytes", many_lines, NULL, NULL,
		    NULL },
	};
	int failed = 0;

	RUN_ROWS(rows, is_met);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
