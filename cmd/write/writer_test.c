/* writer_test.c - one small table through every writer, byte by byte. */
#include "writer.h"

#include "../batch.h"
#include "../check.h"
#include "focalloss.h"
#include "test.h"

#define TEXT(s) { .kind = VALUE_TEXT, .text = s, .len = sizeof(s) - 1 }
#define TOKEN(s) { .kind = VALUE_TOKEN, .text = s, .len = sizeof(s) - 1 }
#define COUNTED(k) { .kind = VALUE_COUNT, .count = k }
#define NUMBER(x) { .kind = VALUE_NUMBER, .number = x }
#define NONE { .kind = VALUE_NONE }

enum { COLS = 5 };

/* A key in words, a key in numbers, two values, and a count between them. */
static const struct heading cols[COLS] = {
	{ .name = "file", .left = true }, { .name = "gamma" },
	{ .name = "mean", .value = true },
	{ .name = "infinite", .count = true },
	{ .name = "grad", .value = true },
};

static const struct value plain[][COLS] = {
	{ TEXT("a"), TOKEN("0.5"), NUMBER(2. / 3), COUNTED(0), NUMBER(-1e-9) },
	{ TEXT("long.csv"), TOKEN("2"), NUMBER(1234567), COUNTED(0),
	    NUMBER(0.1) },
};
static const struct value infinite[][COLS] = {
	{ TEXT("a"), TOKEN("2"), NUMBER(INFINITY), COUNTED(3), NUMBER(NAN) },
	{ TEXT("b"), TOKEN("2"), NUMBER(-INFINITY), COUNTED(0), NUMBER(0) },
};
/* é, €, a smile, then what is no UTF-8 */
static const struct value letters[][COLS] = {
	{ TEXT("\xc3\xa9"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
	{ TEXT("\xe2\x82\xac\xf0\x9f\x98\x80x"), TOKEN("2"), NUMBER(1),
	    COUNTED(0), NUMBER(1) },
	{ TEXT("\xff\xc3"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
};
static const struct value links[][COLS] = {
	{ TEXT("www.x.y"), NONE, NUMBER(1.5), COUNTED(0), NONE },
	{ TEXT("http://www.x"), TOKEN("2.5"), NUMBER(1), COUNTED(0), NONE },
};
static const struct value odd[][COLS] = {
	{ TEXT("a,b"), NONE, NUMBER(1), COUNTED(0), NONE },
	{ TEXT("say \"hi\""), COUNTED(7), NUMBER(1), COUNTED(0), NONE },
	{ TEXT("two\nlines\r"), NONE, NUMBER(1), COUNTED(0), NONE },
	{ TEXT("tab\tand\\"), NONE, NUMBER(1), COUNTED(0), NONE },
	{ TEXT(" blanks "), NONE, NUMBER(1), COUNTED(0), NONE },
	{ TEXT("\033[0m\x7f\0z"), NONE, NUMBER(1), COUNTED(0), NONE },
	{ TEXT(""), NONE, NUMBER(1), COUNTED(0), NONE },
	{ NONE, NONE, NUMBER(1), COUNTED(0), NONE },
};

static const struct value commands[][COLS] = {
	{ TEXT("::x"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
	{ TEXT("  :::y"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
	{ TEXT("\xc2\xa0::z"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
	{ TEXT("a::b"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
	{ TEXT("a##[endgroup]"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
};

#define JUNIT "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<testsuites name=\"focalloss\">\n<testsuite name=\"focalloss\" " \
	"tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">\n"
#define NO_LIMIT "<testcase classname=\"focalloss\" name=\"limits\"><skipped " \
	"message=\"there is no --max, --min or --expect\"/></testcase>\n" \
	"</testsuite>\n</testsuites>\n"
#define ROWS(t) &(t)[0][0], COUNT(t)
/* digits of a double that 17 digits are needed for */
#define D23 "0.6666666666666666"
#define HEAD "{\"schema\":1,\"focalloss\":\"" FOCALLOSS_VERSION "\"," \
	"\"params\":{\"p\":1},\n\"rows\":["
#define TAIL "\n],\n\"inputs\":[{\"file\":\"a\\\"b\",\"rows\":4,\"used\":3," \
	"\"skipped\":1,\"ignored\":0}," \
	"{\"file\":\"c\",\"rows\":18446744073709551615," \
	"\"used\":0,\"skipped\":0,\"ignored\":2,\"ignored_labels\":5}],\n\"signature\":" \
	"\"focal \\\"x\\\"\",\"checks\":[],\"ok\":true}\n"

static const struct write_row {
	const char *name;
	const struct writer_ops *ops;
	bool quiet;
	int digits;	/* -1: the format's own */
	const struct value *value;
	size_t rows;
	const char *want;
} write_rows[] = {
	/* text */
	{ "text is aligned", &text_writer, false, -1, ROWS(plain),
	    "file      gamma         mean    grad\n"
	    "a           0.5     0.666667  -1e-09\n"
	    "long.csv      2  1.23457e+06     0.1\n" },
	{ "text in other digits", &text_writer, false, 2, ROWS(plain),
	    "file      gamma     mean    grad\n"
	    "a           0.5     0.67  -1e-09\n"
	    "long.csv      2  1.2e+06     0.1\n" },
	{ "text of no rows", &text_writer, false, -1, NULL, 0,
	    "file  gamma  mean  grad\n" },
	{ "text with inf and nan", &text_writer, false, -1, ROWS(infinite),
	    "file  gamma  mean  grad\n"
	    "a         2   inf   nan\n"
	    "b         2  -inf     0\n" },
	{ "text counts letters, not bytes", &text_writer, false, -1,
	    ROWS(letters),
	    "file      gamma  mean  grad\n"
	    "\xc3\xa9             2     1     1\n"
	    "\xe2\x82\xac\xf0\x9f\x98\x80x           2     1     1\n"
	    "\\xff\\xc3      2     1     1\n" },
	{ "text is escaped", &text_writer, false, -1, ROWS(odd),
	    "file              gamma  mean  grad\n"
	    "a,b                   -     1     -\n"
	    "say \"hi\"              7     1     -\n"
	    "two\\x0alines\\x0d      -     1     -\n"
	    "tab\\x09and\\\\          -     1     -\n"
	    " blanks               -     1     -\n"
	    "\\x1b[0m\\x7f\\x00z      -     1     -\n"
	    "                      -     1     -\n"
	    "-                     -     1     -\n" },
	{ "quiet text is the values", &text_writer, true, -1, ROWS(plain),
	    "0.666667 -1e-09\n1.23457e+06 0.1\n" },
	{ "quiet text of no rows", &text_writer, true, -1, NULL, 0, "" },
	/* CSV */
	{ "CSV reads back", &csv_writer, false, -1, ROWS(plain),
	    "file,gamma,mean,grad\n"
	    "a,0.5," D23 ",-1e-09\nlong.csv,2,1234567,0.1\n" },
	{ "CSV in other digits", &csv_writer, false, 3, ROWS(plain),
	    "file,gamma,mean,grad\n"
	    "a,0.5,0.667,-1e-09\nlong.csv,2,1.23e+06,0.1\n" },
	{ "CSV of no rows", &csv_writer, false, -1, NULL, 0,
	    "file,gamma,mean,grad\n" },
	{ "CSV with inf and nan", &csv_writer, false, -1, ROWS(infinite),
	    "file,gamma,mean,grad\na,2,inf,nan\nb,2,-inf,0\n" },
	{ "CSV leaves bytes alone", &csv_writer, false, -1, ROWS(letters),
	    "file,gamma,mean,grad\n\xc3\xa9,2,1,1\n"
	    "\xe2\x82\xac\xf0\x9f\x98\x80x,2,1,1\n\xff\xc3,2,1,1\n" },
	{ "CSV is quoted", &csv_writer, false, -1, ROWS(odd),
	    "file,gamma,mean,grad\n"
	    "\"a,b\",,1,\n\"say \"\"hi\"\"\",7,1,\n\"two\nlines\r\",,1,\n"
	    "tab\tand\\,,1,\n\" blanks \",,1,\n\033[0m\x7f#z,,1,\n,,1,\n"
	    ",,1,\n" },
	{ "quiet CSV is the values", &csv_writer, true, -1, ROWS(plain),
	    D23 ",-1e-09\n1234567,0.1\n" },
	/* TSV */
	{ "TSV reads back", &tsv_writer, false, -1, ROWS(plain),
	    "file\tgamma\tmean\tgrad\n"
	    "a\t0.5\t" D23 "\t-1e-09\nlong.csv\t2\t1234567\t0.1\n" },
	{ "TSV is quoted as CSV is", &tsv_writer, false, -1, ROWS(odd),
	    "file\tgamma\tmean\tgrad\n"
	    "a,b\t\t1\t\n\"say \"\"hi\"\"\"\t7\t1\t\n"
	    "\"two\nlines\r\"\t\t1\t\n"
	    "\"tab\tand\\\"\t\t1\t\n\" blanks \"\t\t1\t\n\033[0m\x7f#z\t\t1\t\n"
	    "\t\t1\t\n\t\t1\t\n" },
	{ "quiet TSV is the values", &tsv_writer, true, -1, ROWS(plain),
	    D23 "\t-1e-09\n1234567\t0.1\n" },
	/* Markdown */
#define SIGNED "\n`focal \"x\"`\n"
	{ "Markdown", &markdown_writer, false, -1, ROWS(plain),
	    "| file | gamma | mean | grad |\n|:--|--:|--:|--:|\n"
	    "| a | 0.5 | 0.666667 | -1e-09 |\n"
	    "| long.csv | 2 | 1.23457e+06 | 0.1 |\n" SIGNED },
	{ "Markdown is escaped", &markdown_writer, false, 3, ROWS(odd),
	    "| file | gamma | mean | grad |\n|:--|--:|--:|--:|\n"
	    "| a,b |  | 1 |  |\n| say \"hi\" | 7 | 1 |  |\n"
	    "| two\\\\x0alines\\\\x0d |  | 1 |  |\n"
	    "| tab\\\\x09and\\\\\\\\ |  | 1 |  |\n|  blanks  |  | 1 |  |\n"
	    "| \\\\x1b\\[0m\\\\x7f\\\\x00z |  | 1 |  |\n|  |  | 1 |  |\n"
	    "|  |  | 1 |  |\n" SIGNED },
	{ "Markdown makes no links", &markdown_writer, false, -1, ROWS(links),
	    "| file | gamma | mean | grad |\n|:--|--:|--:|--:|\n"
	    "| www\\.x.y |  | 1.5 |  |\n| http\\://www\\.x | 2.5 | 1 |  |\n"
	    SIGNED },
	{ "quiet Markdown is a table of the values", &markdown_writer, true, -1,
	    ROWS(infinite), "| mean | grad |\n|--:|--:|\n| inf | nan |\n"
	    "| -inf | 0 |\n" },
	/* GitHub */
	{ "GitHub's log is text", &github_writer, false, -1, ROWS(plain),
	    "file      gamma         mean    grad\n"
	    "a           0.5     0.666667  -1e-09\n"
	    "long.csv      2  1.23457e+06     0.1\n" },
	{ "GitHub's runner finds no command in it", &github_writer, false, -1,
	    ROWS(commands),
	    "file           gamma  mean  grad\n"
	    "\\x3a:x                2     1     1\n"
	    "  \\x3a::y             2     1     1\n"
	    "\xc2\xa0\\x3a:z               2     1     1\n"
	    "a::b               2     1     1\n"
	    "a\\x23#[endgroup]      2     1     1\n" },
	/* JUnit */
	{ "JUnit without a limit", &junit_writer, false, -1, ROWS(plain),
	    JUNIT "<properties><property name=\"signature\" "
	    "value=\"focal &quot;x&quot;\"/></properties>\n" NO_LIMIT },
	{ "quiet JUnit has no signature", &junit_writer, true, -1, NULL, 0,
	    JUNIT NO_LIMIT },
	/* NDJSON */
	{ "NDJSON reads back", &ndjson_writer, false, -1, ROWS(plain),
	    "{\"file\":\"a\",\"gamma\":0.5,\"mean\":" D23
	    ",\"grad\":-1e-09}\n"
	    "{\"file\":\"long.csv\",\"gamma\":2,\"mean\":1234567,"
	    "\"grad\":0.1}\n" },
	{ "NDJSON of no rows", &ndjson_writer, false, -1, NULL, 0, "" },
	{ "NDJSON has null and its count for inf", &ndjson_writer, false, -1,
	    ROWS(infinite),
	    "{\"file\":\"a\",\"gamma\":2,\"mean\":null,\"infinite\":3,"
	    "\"grad\":null}\n"
	    "{\"file\":\"b\",\"gamma\":2,\"mean\":null,\"grad\":0}\n" },
	{ "NDJSON is UTF-8", &ndjson_writer, false, -1, ROWS(letters),
	    "{\"file\":\"\xc3\xa9\",\"gamma\":2,\"mean\":1,\"grad\":1}\n"
	    "{\"file\":\"\xe2\x82\xac\xf0\x9f\x98\x80x\",\"gamma\":2,"
	    "\"mean\":1,\"grad\":1}\n"
	    "{\"file\":\"\xef\xbf\xbd\xef\xbf\xbd\",\"gamma\":2,\"mean\":1,"
	    "\"grad\":1}\n" },
	{ "NDJSON strings are escaped", &ndjson_writer, false, -1, ROWS(odd),
#define REST ",\"gamma\":null,\"mean\":1,\"grad\":null}\n"
	    "{\"file\":\"a,b\"" REST
	    "{\"file\":\"say \\\"hi\\\"\",\"gamma\":7,\"mean\":1,"
	    "\"grad\":null}\n"
	    "{\"file\":\"two\\u000alines\\u000d\"" REST
	    "{\"file\":\"tab\\u0009and\\\\\"" REST
	    "{\"file\":\" blanks \"" REST
	    "{\"file\":\"\\u001b[0m\\u007f\\u0000z\"" REST
	    "{\"file\":\"\"" REST
	    "{\"file\":null" REST },
#undef REST
	{ "quiet NDJSON is an array of the values", &ndjson_writer, true, -1,
	    ROWS(infinite), "[null,null]\n[null,0]\n" },
	/* JSON */
	{ "JSON is one document", &json_writer, false, -1, ROWS(infinite),
	    HEAD "\n{\"file\":\"a\",\"gamma\":2,\"mean\":null,\"infinite\":3,"
	    "\"grad\":null},\n"
	    "{\"file\":\"b\",\"gamma\":2,\"mean\":null,\"grad\":0}" TAIL },
	{ "JSON in other digits", &json_writer, false, 2, ROWS(plain),
	    HEAD "\n{\"file\":\"a\",\"gamma\":0.5,\"mean\":0.67,"
	    "\"grad\":-1e-09},\n"
	    "{\"file\":\"long.csv\",\"gamma\":2,\"mean\":1.2e+06,"
	    "\"grad\":0.1}" TAIL },
	{ "JSON of no rows", &json_writer, false, -1, NULL, 0, HEAD TAIL },
	{ "quiet JSON is the values, a line each", &json_writer, true, -1,
	    ROWS(infinite), "[null,null]\n[null,0]\n" },
};

static struct report
a_report(struct input_count input[static 2])
{
	static char params[] = "{\"p\":1}";

	input[0] = (struct input_count){ "a\"b", 4, 3, 1, 0, 0, 0 };
	input[1] = (struct input_count){ "c", UINT64_MAX, 0, 0, 2, 5, 0 };
	return (struct report){ .signature = "focal \"x\"",
		.params = { .fd = -1, .buf = params, .n = 7 }, .input = input,
		.inputs = 2 };
}

/* All of a table; NULs come out as #, to be seen in a C string. */
static void
write_table(struct writer *w, const struct value *value, size_t rows,
    const char *want)
{
	w->ops->begin(w);
	for (size_t i = 0; i < rows; i++) {
		w->ops->row(w, value + i * w->cols);
		w->rows++;
	}
	w->ops->end(w);
	if (w->ops->drop)
		w->ops->drop(w);
	for (size_t i = 0; i < w->out->n; i++)
		if (!w->out->buf[i])
			w->out->buf[i] = '#';
	out_bytes(w->out, "", 1);
	assert_false(w->out->failed);
	assert_string_equal(w->out->buf, want);
	free(w->out->buf);
}

static void
tables_are_written(void **state)
{
	const struct write_row *row = *state;
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = row->ops, .out = &o, .col = cols,
		.cols = COLS, .report = &report, .quiet = row->quiet,
		.digits = row->digits < 0 ? row->ops->digits : row->digits };

	write_table(&w, row->value, row->rows, row->want);
}

static const struct way {
	const char *name;
	const struct writer_ops *ops;
	bool quiet;
	int digits;
} ways[] = {
	{ "CSV at once", &csv_writer, false, 0 },
	{ "CSV at once, quiet", &csv_writer, true, 0 },
	{ "TSV at once", &tsv_writer, false, 3 },
	{ "TSV at once, quiet", &tsv_writer, true, 17 },
	{ "NDJSON at once", &ndjson_writer, false, 0 },
	{ "NDJSON at once, quiet", &ndjson_writer, true, 4 },
};

/* The values that a function fills in, of a table of rows. */
static void
table_value(struct value *v, const struct series *s, size_t i)
{
	*v = ((const struct value *)s->from)[i * COLS];
}

/* Written row by row and all at once, numbers from an array: the same. */
static void
rows_at_once_are_rows(void **state)
{
	enum { MANY = 200 };
	static const char *const texts[] = { "", "a", "1.5", "-0",
		"id-12345678", " a", "a ", "a,b", "a\tb", "\"", "\\", "~}|", "\x7f",
		"\xc3\xa9", "\xff", "two\nlines", "a text of more than sixteen bytes",
		"a text, longer than sixteen bytes" };
	static const double numbers[] = { 0, -0.0, 1, -0.25, 1e-5, 2. / 3,
		1e300, -1e-300, 123456.75, INFINITY, -INFINITY, NAN };
	const struct way *row = *state;
	static struct value value[MANY][COLS];
	static double number[MANY * 3];
	static char bytes[MANY * 48];
	static struct kept kept[MANY];
	struct series series[COLS] = {
		{ .value = table_value, .from = &value[0][0], .text = kept,
			.base = bytes },
		{ .value = table_value, .from = &value[0][1] },
		{ .number = number + 1, .stride = 3 },
		{ .value = table_value, .from = &value[0][3] },
		{ .number = number + 2, .stride = 3 },
	};
	struct out one = { .fd = -1 }, all = { .fd = -1 };
	struct writer w = { .ops = row->ops, .out = &one, .col = cols,
		.cols = COLS, .quiet = row->quiet, .digits = row->digits };

	for (size_t i = 0; i < MANY; i++) {
		const char *s = texts[i % COUNT(texts)];

		for (size_t k = 0; k < 3; k++)
			number[3 * i + k] =
			    numbers[(i * 5 + k) % COUNT(numbers)];
		strcpy(bytes + 48 * i, s);
		kept[i] = (struct kept){ 48 * i, strlen(s), CELL_TEXT };
		value[i][0] = (struct value){ .kind = VALUE_TEXT,
			.text = bytes + 48 * i, .len = strlen(s) };
		if (i % 7 == 0) {
			kept[i] = (struct kept){ .at = NO_COLUMN };
			value[i][0].kind = VALUE_NONE;
		}
		value[i][1] = (struct value[]){ COUNTED(i * 12345), NONE,
			TOKEN("-1.50e7"), TEXT("") }[i % 4];
		value[i][2] = (struct value)NUMBER(number[3 * i + 1] + 0.0);
		value[i][3] = (struct value)COUNTED(i % 3);
		value[i][4] = (struct value)NUMBER(number[3 * i + 2] + 0.0);
		w.ops->row(&w, value[i]);
	}
	w.out = &all;
	w.ops->rows(&w, series, 0);
	assert_int_equal(all.n, 0);
	w.ops->rows(&w, series, MANY);
	assert_false(all.failed);
	assert_int_equal(all.n, one.n);
	assert_memory_equal(all.buf, one.buf, all.n);
	free(one.buf);
	free(all.buf);
}

/* As a text of the input, with all that may be read behind it. */
static void
write_kept(struct writer *w, const struct value *v)
{
	char *bytes = malloc(v->len + KEPT_SLACK);
	const struct kept kept = { 0, v->len, CELL_TEXT };
	struct value value = *v;
	const struct series series = { .value = table_value, .from = &value,
		.text = &kept, .base = bytes };

	assert_non_null(bytes);
	memcpy(bytes, v->text, v->len);
	memset(bytes + v->len, '"', KEPT_SLACK);
	value.text = bytes;
	w->ops->rows(w, &series, 1);
	free(bytes);
}

/* The same for one text: any byte at any place among plain ones. */
static void
every_byte_is_seen(void **state)
{
	const struct way *row = *state;
	struct value value = { .kind = VALUE_TEXT };
	const struct series series = { .value = table_value, .from = &value };
	struct out one = { .fd = -1 }, all = { .fd = -1 };
	struct writer w = { .ops = row->ops, .col = cols, .cols = 1 };

	for (size_t len = 1; len <= 34; len += len < 18 ? 1 : 16)
		for (size_t at = 0; at < len; at++)
			for (int byte = 0; byte < 256; byte++) {
				char *text = malloc(len);

				assert_non_null(text);
				memset(text, 'x', len);
				text[at] = (char)byte;
				value.text = text;
				value.len = len;
				w.out = &one;
				w.ops->row(&w, &value);
				w.ops->row(&w, &value);
				w.out = &all;
				w.ops->rows(&w, &series, 1);
				write_kept(&w, &value);
				free(text);
			}
	assert_int_equal(all.n, one.n);
	assert_memory_equal(all.buf, one.buf, all.n);
	free(one.buf);
	free(all.buf);
}

/* One value alone needs no brackets. */
static const struct write_row single_rows[] = {
	{ "quiet text of one value", &text_writer, true, -1, ROWS(plain),
	    "0.666667\n1.23457e+06\n" },
	{ "quiet CSV of one value", &csv_writer, true, -1, ROWS(plain),
	    D23 "\n1234567\n" },
	{ "quiet TSV of one value", &tsv_writer, true, -1, ROWS(plain),
	    D23 "\n1234567\n" },
	{ "quiet JSON of one value", &json_writer, true, -1, ROWS(plain),
	    D23 "\n1234567\n" },
	{ "quiet NDJSON of one value", &ndjson_writer, true, -1, ROWS(plain),
	    D23 "\n1234567\n" },
};

static void
one_value_is_written_bare(void **state)
{
	const struct write_row *row = *state;
	struct heading one[COLS];
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = row->ops, .out = &o, .col = one,
		.cols = COLS, .report = &report, .quiet = true,
		.digits = row->ops->digits };

	memcpy(one, cols, sizeof one);
	one[COLS - 1].value = false;
	write_table(&w, row->value, row->rows, row->want);
}

/* Names come from the input and are escaped like values. */
static const struct write_row name_rows[] = {
	{ "names in text", &text_writer, false, -1, NULL, 0,
	    "a,\\x09\\\\\"  \xc3\xa9\n" },
	{ "names in CSV", &csv_writer, false, -1, NULL, 0,
	    "\"a,\t\\\"\"\",\xc3\xa9\n" },
	{ "names in TSV", &tsv_writer, false, -1, NULL, 0,
	    "\"a,\t\\\"\"\"\t\xc3\xa9\n" },
};

/* C1, a line separator and a mark that turns the line round; then a letter. */
static void
json_escapes_what_a_terminal_obeys(void **state)
{
	struct out o = { .fd = -1 };

	(void)state;
	json_string(&o, "\xc2\x9b\xe2\x80\xa8\xe2\x80\xae\x7f\xc3\xa9", 11);
	out_bytes(&o, "", 1);
	assert_string_equal(o.buf,
	    "\"\\u009b\\u2028\\u202e\\u007f\xc3\xa9\"");
	free(o.buf);
}

static void
names_are_escaped(void **state)
{
	static char odd_name[] = "a,\t\\\"", letter[] = "\xc3\xa9";
	const struct heading two[] = { { .name = odd_name },
		{ .name = letter, .value = true } };
	const struct write_row *row = *state;
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = row->ops, .out = &o, .col = two, .cols = 2,
		.report = &report };

	write_table(&w, NULL, 0, row->want);
}

static const struct sign_row {
	const char *name;
	bool terminal, dim, quiet;
	const char *want;
} sign_rows[] = {
	{ "no terminal, no signature", false, false, false, "gamma\n" },
	{ "a terminal shows the signature", true, false, false,
	    "gamma\nfocal \"x\"\n" },
	{ "a terminal that can shows it dim", true, true, false,
	    "gamma\n\033[2mfocal \"x\"\033[0m\n" },
	{ "quiet is quiet there too", true, true, true, "" },
};

static void
text_is_signed_on_terminals(void **state)
{
	const struct sign_row *row = *state;
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = &text_writer, .out = &o, .col = cols + 1,
		.cols = 1, .report = &report, .quiet = row->quiet };

	w.terminal = row->terminal;
	w.dim = row->dim;
	write_table(&w, NULL, 0, row->want);
}

/*
 * The first thousand rows settle the widths; what comes later is aligned to
 * them as far as it fits, and nothing is lost.
 */
static void
rows_beyond_a_thousand_go_out_as_they_come(void **state)
{
	static const size_t rows[] = { 999, 1000, 1001, 1002, 2500 };
	char name[16], number[16];

	(void)state;
	for (size_t k = 0; k < COUNT(rows); k++) {
		struct out o = { .fd = -1 }, want = { .fd = -1 };
		struct input_count input[2];
		struct report report = a_report(input);
		struct writer w = { .ops = &text_writer, .out = &o,
			.col = cols, .cols = COLS, .report = &report,
			.digits = 6 };

		out_text(&want, "file  gamma    mean  grad\n");
		w.ops->begin(&w);
		for (size_t i = 0; i < rows[k]; i++, w.rows++) {
			bool wide = i >= 1000 && i % 2;
			struct value v[COLS] = { { .kind = VALUE_TEXT,
			    .text = name }, { .kind = VALUE_TOKEN,
			    .text = number }, NUMBER((double)i + 0.25),
			    COUNTED(0), NUMBER(1) };

			v[0].len = (size_t)snprintf(name, sizeof name, "%s",
			    wide ? "widened" : "abc");
			v[1].len = (size_t)snprintf(number, sizeof number,
			    "%zu", i);
			w.ops->row(&w, v);
			/* before row 1001 nothing has been written */
			assert_int_equal(o.n == 0, i < 1000);
			out_format(&want, "%-4s  %5s", name, number);
			snprintf(number, sizeof number, "%.6g",
			    (double)i + 0.25);
			out_format(&want, "  %6s     1\n", number);
		}
		w.ops->end(&w);
		w.ops->drop(&w);
		assert_false(o.failed);
		assert_int_equal(o.n, want.n);
		assert_memory_equal(o.buf, want.buf, o.n);
		free(o.buf);
		free(want.buf);
	}
}

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static const struct cut_row {
	const char *name, *text, *want;
} cut_rows[] = {
	{ "80 bytes are whole", SEVENTY TEN, "x\n" SEVENTY TEN "\n" },
	{ "81 bytes are cut", SEVENTY TEN "a", "x\n" SEVENTY TEN "...\n" },
	{ "no letter is cut in two", SEVENTY "012345678\xc3\xa9",
	    "x\n" SEVENTY "012345678...\n" },
};

static void
long_texts_are_cut_in_text(void **state)
{
	static char x[] = "x";
	const struct cut_row *row = *state;
	const struct heading one = { .name = x, .left = true };
	const struct value v = { .kind = VALUE_TEXT, .text = row->text,
		.len = strlen(row->text) };
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = &text_writer, .out = &o, .col = &one,
		.cols = 1, .report = &report };

	write_table(&w, &v, 1, row->want);
}

/* All bytes in pairs, and every code point: what a reader gets back. */
static size_t
next_text(char text[static 5], size_t i)
{
	uint32_t c = (uint32_t)(i - 0x10000);

	if (i < 0x10000) {
		text[0] = (char)(i >> 8);
		text[1] = (char)i;
		return 2;
	}
	if (c < 0x800) {
		text[0] = (char)(0xc0 | c >> 6);
		text[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	text[0] = (char)(c < 0x10000 ? 0xe0 | c >> 12 : 0xf0 | c >> 18);
	text[1] = (char)(0x80 | (c >> (c < 0x10000 ? 6 : 12) & 0x3f));
	text[2] = (char)(0x80 | (c >> (c < 0x10000 ? 0 : 6) & 0x3f));
	text[3] = (char)(0x80 | (c & 0x3f));
	return c < 0x10000 ? 3 : 4;
}

enum { TEXTS = 0x10000 + 0x110000 };

/* As GitHub's runner does. */
static size_t
unescape(char *text, size_t len, bool property)
{
	static const char *const row[] = { "%0D\r", "%0A\n", "%3A:", "%2C,",
		"%25%" };
	size_t n = 0;

	for (size_t i = 0; i < len; n++) {
		text[n] = text[i];
		for (size_t k = 0; k < COUNT(row) && text[i] == '%'; k++)
			if ((property || k < 2 || k == 4) && i + 2 < len &&
			    !memcmp(text + i, row[k], 3)) {
				text[n] = row[k][3];
				i += 2;
				break;
			}
		i++;
	}
	return n;
}

static void
github_commands_read_back(void **state)
{
	char text[5], shown[64];

	(void)state;
	for (size_t i = 0; i < TEXTS; i++)
		for (int property = 0; property < 2; property++) {
			struct out o = { .fd = -1, .buf = shown,
				.room = sizeof shown, .lent = true };
			size_t len = next_text(text, i), n;
			bool same = true;

			github_string(&o, text, len, property);
			for (size_t k = 0; k < o.n; k++) {
				assert_true((unsigned char)shown[k] >= 0x20);
				assert_false(property && (shown[k] == ':' ||
				    shown[k] == ','));
				same &= shown[k] != '\\';
			}
			n = unescape(shown, o.n, property);
			/* other controls, and what is no UTF-8, are shown */
			if (same && (n != len || memcmp(shown, text, n)))
				fail_msg("text %zu does not read back", i);
		}
}

static void
xml_is_well_formed(void **state)
{
	static const struct {
		const char *xml;
		char c;
	} row[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&#9;", '\t' },
		{ "&#10;", '\n' }, { "&#13;", '\r' } };
	char text[5], xml[64], back[64];

	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct out o = { .fd = -1, .buf = xml, .room = sizeof xml - 1,
			.lent = true };
		size_t len = next_text(text, i), n = 0;

		xml_string(&o, text, len);
		xml[o.n] = '\0';
		for (size_t at = 0; at < o.n; n++) {
			size_t k = 0;

			while (k < COUNT(row) &&
			    strncmp(xml + at, row[k].xml, strlen(row[k].xml)))
				k++;
			assert_true(k < COUNT(row) ||
			    ((unsigned char)xml[at] >= 0x20 &&
				!strchr("&<>\"'", xml[at])));
			back[n] = k < COUNT(row) ? row[k].c : xml[at];
			at += k < COUNT(row) ? strlen(row[k].xml) : 1;
		}
		assert_null(strstr(xml, "\xef\xbf\xbe"));
		assert_null(strstr(xml, "\xef\xbf\xbf"));
		if (!strstr(xml, "\xef\xbf\xbd") &&
		    (n != len || memcmp(back, text, n)))
			fail_msg("text %zu does not read back", i);
	}
}

/* Checks as a run has them, in each format that has checks. */
static const struct report_row {
	const char *name;
	const struct writer_ops *ops;
	size_t most;
	const char *want;
} report_rows[] = {
#define TABLE "| file | gamma | mean | grad |\n|:--|--:|--:|--:|\n" \
	"| a\\|b | 2 | 1 | 1 |\n| %\\<a\\> | 2 | 3 | 1 |\n"
#define CHECKS "\n| check | where | got | |\n|:--|:--|--:|:--|\n"
	{ "checks in Markdown", &markdown_writer, 0, TABLE CHECKS
	    "| mean \\<= 2 | file=a\\|b | 1 | pass |\n"
	    "| mean \\<= 2 | file=%\\<a\\> | 3 | **FAIL** |\n"
	    "\n0 more checks passed and 5 more failed.\n" SIGNED },
	{ "checks in a summary that is full", &markdown_writer, 1,
	    "| file | gamma | mean | grad |\n|:--|--:|--:|--:|\n\n"
	    "2 more rows are not shown.\n" CHECKS
	    "\n1 more checks passed and 6 more failed.\n" SIGNED "\n" },
	{ "checks in JUnit", &junit_writer, 0,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"focalloss\">\n"
	    "<testsuite name=\"focalloss\" tests=\"3\" failures=\"2\" "
	    "errors=\"0\" skipped=\"0\">\n"
	    "<properties><property name=\"signature\" "
	    "value=\"focal &quot;x&quot;\"/></properties>\n"
	    "<testcase classname=\"focalloss\" "
	    "name=\"mean &lt;= 2 [file=a|b]\"/>\n"
	    "<testcase classname=\"focalloss\" "
	    "name=\"mean &lt;= 2 [file=%&lt;a&gt;]\"><failure type=\"limit\" "
	    "message=\"got 3\"/></testcase>\n"
	    "<testcase classname=\"focalloss\" name=\"5 more that fail\">"
	    "<failure type=\"limit\" message=\"not listed\"/></testcase>\n"
	    "</testsuite>\n</testsuites>\n" },
	{ "checks for GitHub", &github_writer, 0,
	    "file  gamma  mean  grad\n"
	    "a|b       2     1     1\n"
	    "%<a>      2     3     1\n"
	    "::error title=focalloss::mean <= 2 [file=%25<a>]: got 3\n"
	    "::error title=focalloss::and 5 more checks failed\n" },
};

static void
checks_are_reported(void **state)
{
	static char where[] = "file=a|b\0file=%<a>";
	static const struct value row[][COLS] = {
		{ TEXT("a|b"), TOKEN("2"), NUMBER(1), COUNTED(0), NUMBER(1) },
		{ TEXT("%<a>"), TOKEN("2"), NUMBER(3), COUNTED(0), NUMBER(1) },
	};
	const struct report_row *t = *state;
	struct gate gate = { .limit = { .text = "mean=2", .name = 4,
		.value = 2 }, .column = 2 };
	struct check check[] = { { &gate, 1, 0, true, NULL },
		{ &gate, 3, sizeof "file=a|b", false, NULL } };
	const struct checks checks = { .gate = &gate, .gates = 1, .col = cols,
		.cols = COLS, .at = check, .n = 2, .kept = { 1, 1 },
		.made = { 6, 1 }, .texts = { .fd = -1, .buf = where,
		    .n = sizeof where } };
	struct input_count input[2];
	struct report report = a_report(input);
	struct out o = { .fd = -1 };
	struct writer w = { .ops = t->ops, .out = &o, .col = cols,
		.cols = COLS, .report = &report, .digits = 6,
		.most = t->most };

	report.checks = &checks;
	write_table(&w, &row[0][0], 2, t->want);
}

static void
writers_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; writers[i]; i++)
		assert_ptr_equal(writer_find(writers[i]->name), writers[i]);
	assert_ptr_equal(writer_find("tsv"), &tsv_writer);
	assert_null(writer_find("CSV"));
	assert_null(writer_find(""));
	assert_null(writer_find("xml"));
}

static void
writers_are_found_by_the_ends_of_names(void **state)
{
	(void)state;
	assert_ptr_equal(writer_for("a.txt"), &text_writer);
	assert_ptr_equal(writer_for("a/b.csv.tab"), &tsv_writer);
	assert_ptr_equal(writer_for("A.JSONL"), &ndjson_writer);
	assert_ptr_equal(writer_for("a.md"), &markdown_writer);
	assert_ptr_equal(writer_for("a.xml"), &junit_writer);
	assert_null(writer_for("github"));
	assert_null(writer_for(".csv"));
	assert_null(writer_for("csv"));
	assert_null(writer_for("a.csv.gz"));
	assert_null(writer_for("a.csv/"));
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(rows_beyond_a_thousand_go_out_as_they_come),
		cmocka_unit_test(json_escapes_what_a_terminal_obeys),
		cmocka_unit_test(github_commands_read_back),
		cmocka_unit_test(xml_is_well_formed),
		cmocka_unit_test(writers_are_found_by_their_names),
		cmocka_unit_test(writers_are_found_by_the_ends_of_names),
	};
	int failed = 0;

	RUN_ROWS(write_rows, tables_are_written);
	RUN_ROWS(single_rows, one_value_is_written_bare);
	RUN_ROWS(ways, rows_at_once_are_rows);
	RUN_ROWS(ways, every_byte_is_seen);
	RUN_ROWS(name_rows, names_are_escaped);
	RUN_ROWS(sign_rows, text_is_signed_on_terminals);
	RUN_ROWS(cut_rows, long_texts_are_cut_in_text);
	RUN_ROWS(report_rows, checks_are_reported);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
