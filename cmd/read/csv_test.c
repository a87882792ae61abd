/* csv_test.c - CSV bytes to records or one exact note, at every cut. */
#include "test_read.h"

#define QUOTE "hint: a field with quotes is quoted whole, and each of its " \
	"quotes written twice: \"say \"\"hi\"\"\"\n"
#define CLOSE "hint: a quote within a quoted field is written twice: \"\"\n"
#define X25 "xxxxxxxxxxxxxxxxxxxxxxxxx"
#define X100 X25 X25 X25 X25
#define ENDS "hint: give all lines one kind of end: tr '\\r' '\\n', or " \
	"dos2unix\n"
#define LATIN1 "hint: Latin-1? iconv -f LATIN1 -t UTF-8 | focalloss -f csv\n"
#define MORE "hint: a decimal comma, or a field that needs quotes?\n"

static const struct read_row csv_rows[] = {
	{ "rows are records", { 0 }, T("a,b\n1,2\n3,4\n"),
	    "a|b\n2: 1@1|2@3\n3: 3@1|4@3\n" },
	{ "the last line may lack its end", { 0 }, T("a,b\n1,2\n3,4"),
	    "a|b\n2: 1@1|2@3\n3: 3@1|4@3\n" },
	{ "the last line may lack its end after a comma", { 0 },
	    T("a,b\n1,"), "a|b\n2: 1@1|@3\n" },
	{ "one column", { 0 }, T("a\n1\n2\n"), "a\n2: 1@1\n3: 2@1\n" },
	{ "empty fields", { 0 }, T("a,b,c\n,,\n1,,3\n"),
	    "a|b|c\n2: @1|@2|@3\n3: 1@1|@3|3@4\n" },
	{ "an unnamed first column", { 0 }, T(",b\n0,2\n"),
	    "|b\n2: 0@1|2@3\n" },
	{ "CRLF", { 0 }, T("a,b\r\n1,2\r\n3,4\r\n"),
	    "a|b\n2: 1@1|2@3\n3: 3@1|4@3\n" },
	{ "CRLF without the last", { 0 }, T("a,b\r\n1,2\r\n3,4"),
	    "a|b\n2: 1@1|2@3\n3: 3@1|4@3\n" },
	{ "CRLF, the last one cut in two", { 0 }, T("a,b\r\n1,2\r"),
	    "a|b\n2: 1@1|2@3\n" },
	{ "CRLF and LF", { 0 }, T("a\r\n1\n2\r\n3\n"),
	    "a\n2: 1@1\n3: 2@1\n4: 3@1\n" },
	{ "only carriage returns", { 0 }, T("a,b\r1,2\r3,4\r"),
	    "a|b\n2: 1@1|2@3\n3: 3@1|4@3\n" },
	{ "only carriage returns, the last one missing", { 0 },
	    T("a\r1\r2"), "a\n2: 1@1\n3: 2@1\n" },
	{ "only carriage returns, and quoted line feeds", { 0 },
	    T("a,b\r\"x\ny\",2\r3,4\r"),
	    "a|b\n2: x\\x0ay@1|2@7\n3: 3@1|4@3\n" },
	{ "a carriage return inside a field", { 0 },
	    T("a,b\n1,0.\r5\n3,4\n"),
	    "a|b\n<stdin>:2:5: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "a carriage return before a line", { 0 }, T("a,b\n\r1,2\n"),
	    "a|b\n<stdin>:2:1: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "two carriage returns before a line feed", { 0 },
	    T("a,b\r\n1,2\r\r\n"),
	    "a|b\n<stdin>:2:4: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "all lines end in two carriage returns and a line feed", { 0 },
	    T("a,b\r\r\n1,2\r\r\n"),
	    "a|b\n<stdin>:3:1: a line feed in a file whose lines end in "
	    "carriage returns [csv-syntax]\n"
	    "hint: line ends of Windows, written twice? tr -d '\\r'\n" },
	{ "a blank line, and a line feed behind too many fields", { 0 },
	    T("a\r\r" X100 X100 ",2,\n"),
	    "a\n<stdin>:3:204: a line feed in a file whose lines end in carriage "
	    "returns [csv-syntax]\n" ENDS },
	{ "a carriage return in quotes is data", { 0 },
	    T("a,b\n\"0\r5\",2\n"), "a|b\n2: 0\\x0d5@1|2@7\n" },
	{ "a quoted carriage return before a lone one", { 0 },
	    T("a,b\n\"0\r5\",2\r3\n"),
	    "a|b\n<stdin>:2:8: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "a line feed among carriage returns", { 0 },
	    T("a,b\r1,2\n3,4\r"),
	    "a|b\n<stdin>:2:4: a line feed in a file whose lines end in "
	    "carriage returns [csv-syntax]\n" ENDS },
	{ "a CRLF among carriage returns", { 0 }, T("a\r1\r\n2\r"),
	    "a\n2: 1@1\n<stdin>:3:1: a line feed in a file whose lines end in "
	    "carriage returns [csv-syntax]\n" ENDS },
	{ "blank lines at the end", { 0 }, T("a\n1\n\n\n"), "a\n2: 1@1\n" },
	{ "blank CRLF lines at the end", { 0 }, T("a\r\n1\r\n\r\n\r\n"),
	    "a\n2: 1@1\n" },
	{ "a blank line between rows", { 0 }, T("a\n1\n\n3\n"),
	    "a\n2: 1@1\n4: 3@1\n"
	    "<stdin>:3: a blank line between rows [csv-syntax]\n" },
	{ "blank lines between rows are told once each time", { 0 },
	    T("a\n\n\n1\n\n2\n\n"),
	    "a\n4: 1@1\n6: 2@1\n"
	    "<stdin>:2: a blank line between rows [csv-syntax]\n"
	    "<stdin>:5: a blank line between rows [csv-syntax]\n" },
	{ "a blank CRLF line between rows", { 0 }, T("a\r\n1\r\n\r\n3\r\n"),
	    "a\n2: 1@1\n4: 3@1\n"
	    "<stdin>:3: a blank line between rows [csv-syntax]\n" },
	{ "a blank line among carriage returns", { 0 }, T("a\r1\r\r3\r"),
	    "a\n2: 1@1\n4: 3@1\n"
	    "<stdin>:3: a blank line between rows [csv-syntax]\n" },
	{ "an empty quoted field is no blank line", { 0 },
	    T("a\n1\n\"\"\n3\n"), "a\n2: 1@1\n3: @1\n4: 3@1\n" },
	{ "a line of blanks is a field", { 0 }, T("a\n  \n3\n"),
	    "a\n2:   @1\n3: 3@1\n" },
	{ "a line of blanks is one field", { 0 }, T("a,b\n  \n"),
	    "a|b\n<stdin>:2: 1 field where the header has 2 [csv-ragged]\n" },
	{ "blanks around a field stay", { 0 },
	    T("a, b\n 1 ,\t2\n"), "a| b\n2:  1 @1|\\x092@5\n" },
	{ "a blank after a quoted field", { 0 }, T("a,b\n\"1\" ,2\n"),
	    "a|b\n<stdin>:2:4: a quote out of place [csv-syntax]\n" QUOTE },
	{ "a blank before a quoted field", { 0 }, T("a,b\n \"1\",2\n"),
	    "a|b\n<stdin>:2:2: a quote out of place [csv-syntax]\n" QUOTE },
	{ "a byte order mark is no part of a name", { 0 },
	    T("\xef\xbb\xbf" "a,b\n1,2\n"), "a|b\n2: 1@1|2@3\n" },
	{ "a byte order mark before a quoted name", { 0 },
	    T("\xef\xbb\xbf\"a\",b\n1,2\n"), "a|b\n2: 1@1|2@3\n" },
	{ "only one byte order mark goes", { 0 },
	    T("\xef\xbb\xbf\xef\xbb\xbf" "a\n1\n"),
	    "\xef\xbb\xbf" "a\n2: 1@1\n" },
	{ "a byte order mark in the middle is data", { 0 },
	    T("a\n\xef\xbb\xbf" "1\n"), "a\n2: \\xef\\xbb\\xbf" "1@1\n" },
	{ "only a byte order mark", { 0 }, T("\xef\xbb\xbf"),
	    "<stdin>: the input is empty [empty]\n" },
	{ "half a byte order mark is data", { 0 }, T("\xef\xbb"),
	    "<stdin>:1:1: the name '\\xef\\xbb' is not UTF-8 [encoding]\n"
	    LATIN1 },
	{ "names in Latin-1", { 0 }, T("a,caf\xe9,b\n1,2,3\n"),
	    "<stdin>:1:3: the name 'caf\\xe9' is not UTF-8 [encoding]\n"
	    LATIN1 },
	{ "names in Latin-1 where nobody wants names", { .no_header = true },
	    T("a,caf\xe9\n"), "1|2\n1: a@1|caf\\xe9@3\n" },
	{ "names in UTF-8", { 0 }, T("a,caf\xc3\xa9\n1,2\n"),
	    "a|caf\xc3\xa9\n2: 1@1|2@3\n" },
	{ "UTF-16, little end first", { 0 }, T("\xff\xfe" "a\0\n\0"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "UTF-16, big end first", { 0 }, T("\xfe\xff\0a\0\n"),
	    "<stdin>: this looks like UTF-16BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16BE -t UTF-8 | focalloss\n" },
	{ "UTF-32, little end first", { 0 }, T("\xff\xfe\0\0a\0\0\0"),
	    "<stdin>: this looks like UTF-32LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-32LE -t UTF-8 | focalloss\n" },
	{ "UTF-32, big end first", { 0 }, T("\0\0\xfe\xff\0\0\0a"),
	    "<stdin>: this looks like UTF-32BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-32BE -t UTF-8 | focalloss\n" },
	{ "UTF-16 of two bytes", { 0 }, T("\xff\xfe"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "UTF-16 without a mark", { 0 }, T("a\0\n\0" "1\0\n\0"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "big UTF-16 without a mark", { 0 }, T("\0a\0,\0b"),
	    "<stdin>: this looks like UTF-16BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16BE -t UTF-8 | focalloss\n" },
	{ "a NUL in the header", { 0 }, T("a\0b\n1\n"),
	    "<stdin>:1:2: a NUL byte, 1 bytes into the file [csv-syntax]\n" },
	{ "a NUL in a number", { 0 }, T("a,b\n1,0.5\0x\n"),
	    "a|b\n<stdin>:2:6: a NUL byte, 9 bytes into the file "
	    "[csv-syntax]\n" },
	{ "a NUL behind a byte order mark", { 0 },
	    T("\xef\xbb\xbf" "a\n1\n\0\n"),
	    "a\n2: 1@1\n<stdin>:3:1: a NUL byte, 7 bytes into the file "
	    "[csv-syntax]\n" },
	{ "a NUL on a later line of a quoted field", { 0 },
	    T("a\n\"x\ny\0\"\n"),
	    "a\n<stdin>:3:2: a NUL byte, 6 bytes into the file "
	    "[csv-syntax]\n" },
	{ "a quote out of place before a NUL", { 0 }, T("a\nx\"y\0z\n"),
	    "a\n<stdin>:2:2: a quote out of place [csv-syntax]\n"
	    "hint: a field with quotes is quoted whole, and each of its quotes "
	    "written twice: \"say \"\"hi\"\"\"\n" },
	{ "a lone CR, then a line feed in quotes", { 0 },
	    T("a\n1\r\"\n\"\n2\n"),
	    "a\n<stdin>:2:2: a carriage return that no line feed follows "
	    "[csv-syntax]\nhint: give all lines one kind of end: "
	    "tr '\\r' '\\n', or dos2unix\n" },
	{ "a lone CR, then a quote that is never closed", { 0 },
	    T("a\n1\r\"x\n"),
	    "a\n<stdin>:2:2: a carriage return that no line feed follows "
	    "[csv-syntax]\nhint: give all lines one kind of end: "
	    "tr '\\r' '\\n', or dos2unix\n" },
	{ "a lone CR before a quote out of place", { 0 },
	    T("a\nx\ry\"z\n"),
	    "a\n<stdin>:2:2: a carriage return that no line feed follows "
	    "[csv-syntax]\nhint: give all lines one kind of end: "
	    "tr '\\r' '\\n', or dos2unix\n" },
	{ "a NUL before a quote out of place", { 0 }, T("a\nx\0z\"y\n"),
	    "a\n<stdin>:2:2: a NUL byte, 3 bytes into the file "
	    "[csv-syntax]\n" },
	{ "a NUL at the end", { 0 }, T("a\n1\n\0"),
	    "a\n2: 1@1\n<stdin>:3:1: a NUL byte, 4 bytes into the file "
	    "[csv-syntax]\n" },
	{ "quoted names and fields", { 0 }, T("\"a\",\"b\"\n\"1\",\"2\"\n"),
	    "a|b\n2: 1@1|2@5\n" },
	{ "a quoted comma", { 0 }, T("a,b\n\"1,5\",2\n"),
	    "a|b\n2: 1,5@1|2@7\n" },
	{ "quoted quotes", { 0 }, T("a,b\n\"say \"\"hi\"\"\",2\n\"\"\"\",4\n"),
	    "a|b\n2: say \"hi\"@1|2@14\n3: \"@1|4@6\n" },
	{ "a quoted line end", { 0 }, T("a,b\n\"x\ny\",2\n3,4\n"),
	    "a|b\n2: x\\x0ay@1|2@3:4\n4: 3@1|4@3\n" },
	{ "a quoted CRLF", { 0 }, T("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n"),
	    "a|b\n2: x\\x0d\\x0ay@1|2@3:4\n4: 3@1|4@3\n" },
	{ "a name over two lines", { 0 }, T("\"x\ny\",b\n1,2\n"),
	    "x\ny|b\n3: 1@1|2@3\n" },
	{ "a quoted field at the end of the file", { 0 }, T("a\n\"1\""),
	    "a\n2: 1@1\n" },
	{ "a quote that is never closed", { 0 }, T("a,b\n1,\"2\n3,4\n5,6\n"),
	    "a|b\n<stdin>:2:3: this quote is never closed [csv-syntax]\n"
	    CLOSE },
	{ "a quote never closed in the header", { 0 }, T("\"a,b\n1,2\n"),
	    "<stdin>:1:1: this quote is never closed [csv-syntax]\n" CLOSE },
	{ "a quote never closed behind a good field", { 0 },
	    T("a,b\n\"1\",\"2\n\n"),
	    "a|b\n<stdin>:2:5: this quote is never closed [csv-syntax]\n"
	    CLOSE },
	{ "a quote never closed around doubled ones", { 0 },
	    T("a,b\n\"x\ny \"\"hi\"\" z\n"),
	    "a|b\n<stdin>:2:1: this quote is never closed [csv-syntax]\n"
	    CLOSE },
	{ "a quote never closed at the very end", { 0 }, T("a\n1\n\""),
	    "a\n2: 1@1\n<stdin>:3:1: this quote is never closed "
	    "[csv-syntax]\n" CLOSE },
	{ "a quote in an unquoted field", { 0 }, T("a,b\n1,2\"\n3,4\n"),
	    "a|b\n<stdin>:2:4: a quote out of place [csv-syntax]\n" QUOTE },
	{ "text after a closing quote", { 0 }, T("a,b\n\"1\"2,3\n"),
	    "a|b\n<stdin>:2:4: a quote out of place [csv-syntax]\n" QUOTE },
	{ "a quote out of place on a later line of a field", { 0 },
	    T("a,b\n\"x\ny\"z,3\n"),
	    "a|b\n<stdin>:3:3: a quote out of place [csv-syntax]\n" QUOTE },
	{ "a quote out of place in the header", { 0 }, T("a,b\"c\n1,2\n"),
	    "<stdin>:1:4: a quote out of place [csv-syntax]\n" QUOTE },
	{ "too few fields", { 0 }, T("a,b,c\n1,2\n4,5,6\n"),
	    "a|b|c\n3: 4@1|5@3|6@5\n"
	    "<stdin>:2: 2 fields where the header has 3 [csv-ragged]\n" },
	{ "too many fields", { 0 }, T("a,b\n1,2\n1,5,2\n"),
	    "a|b\n2: 1@1|2@3\n"
	    "<stdin>:3: 3 fields where the header has 2 [csv-ragged]\n"
	    MORE },
	{ "a last row cut short", { 0 }, T("a,b\n1,2\n3"),
	    "a|b\n2: 1@1|2@3\n"
	    "<stdin>:3: 1 field where the header has 2 [csv-ragged]\n" },
	{ "a ragged row over two lines", { 0 },
	    T("a,b\n\"x\ny\"\n1,2\n"),
	    "a|b\n4: 1@1|2@3\n"
	    "<stdin>:2: 1 field where the header has 2 [csv-ragged]\n" },
	{ "ten ragged rows, then a count", { 0 },
	    T("a,b\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n"),
	    "a|b\n"
	    "<stdin>:2: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:3: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:4: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:5: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:6: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:7: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:8: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:9: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:10: 1 field where the header has 2 [csv-ragged]\n"
	    "<stdin>:11: 1 field where the header has 2 [csv-ragged]\n"
	    "and 2 more\n" },
	{ "only a header", { 0 }, T("a,b\n"), "a|b\n" },
	{ "only a header without its end", { 0 }, T("a,b"), "a|b\n" },
	{ "nothing at all", { 0 }, T(""),
	    "<stdin>: the input is empty [empty]\n" },
	{ "only a line end", { 0 }, T("\n"),
	    "<stdin>:1: the header line is blank [csv-syntax]\n" },
	{ "a blank first line", { 0 }, T("\r\na,b\r\n1,2\r\n"),
	    "<stdin>:1: the header line is blank [csv-syntax]\n" },
	{ "a name twice is not the reader's business", { 0 },
	    T("a,a\n1,2\n"), "a|a\n2: 1@1|2@3\n" },
	{ "without a header the columns are numbers",
	    { .no_header = true }, T("1,2\n3,4\n"),
	    "1|2\n1: 1@1|2@3\n2: 3@1|4@3\n" },
	{ "without a header one row is enough", { .no_header = true },
	    T("\"x\ny\",2"), "1|2\n1: x\\x0ay@1|2@2:4\n" },
	{ "without a header the first row rules", { .no_header = true },
	    T("1,2\n3\n"),
	    "1|2\n1: 1@1|2@3\n"
	    "<stdin>:2: 1 field where the first row has 2 [csv-ragged]\n" },
	{ "without a header a blank first line", { .no_header = true },
	    T("\n1,2\n"),
	    "<stdin>:1: the first line is blank [csv-syntax]\n" },
	{ "another delimiter", { .delimiter = ';' }, T("a;b\n1,5;\"2;3\"\n"),
	    "a|b\n2: 1,5@1|2;3@5\n" },
	{ "a blank as the delimiter", { .delimiter = ' ' },
	    T("a b\n1  \n"),
	    "a|b\n<stdin>:2: 3 fields where the header has 2 [csv-ragged]\n"
	    MORE },
	{ "a tab as the delimiter", { .delimiter = '\t' },
	    T("a\tb\n1\t2\n"), "a|b\n2: 1@1|2@3\n" },
	{ "a delimiter that is no ASCII", { .delimiter = '\xa7' },
	    T("a\xa7" "b\n1\xa7" "2\n"), "a|b\n2: 1@1|2@3\n" },
	{ "too many fields, the last one never closed", { 0 },
	    T("a\n1,2,3,\"4\n5,6"),
	    "a\n<stdin>:2:7: this quote is never closed [csv-syntax]\n"
	    CLOSE },
	{ "too many fields over two lines, the last one never closed", { 0 },
	    T("a\n1,2,\"x\ny\",\"3\n4\n"),
	    "a\n<stdin>:3:4: this quote is never closed [csv-syntax]\n"
	    CLOSE },
	{ "too many fields, then a NUL", { 0 }, T("a\n1,2,3,4\0,5\n"),
	    "a\n<stdin>:2:8: a NUL byte, 9 bytes into the file "
	    "[csv-syntax]\n" },
	{ "too many fields, then a lone CR", { 0 }, T("a\n1,2,3,4\r5,6\n"),
	    "a\n<stdin>:2:8: a carriage return that no line feed follows "
	    "[csv-syntax]\n" ENDS },
	{ "too many fields, then a quote out of place", { 0 },
	    T("a\n1,2,3,4\"5,6\n"),
	    "a\n<stdin>:2:8: a quote out of place [csv-syntax]\n" QUOTE },
	{ "bytes that are not UTF-8 pass", { 0 }, T("a\n\xe9\xff\n"),
	    "a\n2: \\xe9\\xff@1\n" },
};

static void
csv_gives(void **state)
{
	read_at_every_cut(*state, &csv_reader);
}

static const struct read_row tsv_rows[] = {
	{ "tabs part the fields", { 0 }, T("a\tb\n1,5\t2\n"),
	    "a|b\n2: 1,5@1|2@5\n" },
	{ "a quoted tab", { 0 }, T("a\tb\n\"x\ty\"\t2\n"),
	    "a|b\n2: x\\x09y@1|2@7\n" },
	{ "the delimiter that was asked for wins", { .delimiter = ',' },
	    T("a,b\n1,\t\n"), "a|b\n2: 1@1|\\x09@3\n" },
};

static void
tsv_gives(void **state)
{
	read_at_every_cut(*state, &tsv_reader);
}

/* A field of n bytes behind a first column, in quotes if q; what is said? */
static void
with_field(size_t n, const char *q, const char *want)
{
	struct out text = { .fd = -1 }, said = { .fd = -1 };
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	out_format(&text, "a,b\n1,2\n3,%s", q);
	for (size_t i = 0; i < n; i++)
		out_text(&text, *q && i == 3 ? "\n" : "x");
	out_format(&text, "%s\n4,5\n", q);
	test_stdin(text.buf, text.n);
	free(text.buf);
	d = (struct diag){ .notes = 0 };
	assert_int_equal(reader_open(&r, "-", &csv_reader, &opt, &d), 0);
	while (reader_next(&r) > 0)
		out_format(&said, "%u: %u\n", (unsigned)r.line,
		    (unsigned)r.cell[1].len);
	reader_close(&r);
	test_notes(&said, &d);
	assert_out(&said, want);
}

static void
a_field_may_have_a_mebibyte(void **state)
{
	(void)state;
	with_field(1 << 20, "", "2: 1\n3: 1048576\n4: 1\n");
	with_field(1 << 20, "\"", "2: 1\n3: 1048576\n5: 1\n");
}

static void
a_longer_field_is_told_where_it_begins(void **state)
{
	(void)state;
	with_field((1 << 20) + 2, "",
	    "2: 1\n<stdin>:3:3: a field longer than 1 MiB [csv-size]\n");
	with_field((1 << 20) + 2, "\"",
	    "2: 1\n<stdin>:3:3: a field longer than 1 MiB [csv-size]\n"
	    "hint: is a quote left open here?\n");
}

/* Old Mac files have small headers; what is beyond a block is not searched. */
static void
a_wide_header_means_the_same_at_every_cut(void **state)
{
	static char text[SOURCE_BLOCK + 100];
	static const size_t most[] = { 0, 1 << 12, SOURCE_BLOCK - 1 };
	struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	memset(text, 'x', sizeof text);
	text[SOURCE_BLOCK + 10] = '\r';
	text[sizeof text - 1] = '\r';
	test_stdin(text, sizeof text);
	for (size_t i = 0; i < COUNT(most); i++) {
		opt.most = most[i];
		d = (struct diag){ .notes = 0 };
		lseek(STDIN_FILENO, 0, SEEK_SET);
		assert_int_equal(reader_open(&r, "-", &csv_reader, &opt, &d),
		    -1);
		assert_string_equal(d.note[0].text, "<stdin>:1:65547: a "
		    "carriage return that no line feed follows [csv-syntax]");
		reader_close(&r);
	}
}

/* One clear error: a long line of commas is no table. */
static void
more_columns_than_there_may_be_are_refused(void **state)
{
	static char text[READER_COLUMNS + 1];
	struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	memset(text, ',', sizeof text - 1);
	text[sizeof text - 1] = '\n';
	for (int names = 0; names < 2; names++) {
		opt.no_header = !names;
		d = (struct diag){ .notes = 0 };
		test_stdin(text, sizeof text);
		assert_int_equal(reader_open(&r, "-", &csv_reader, &opt, &d),
		    -1);
		assert_string_equal(d.note[0].text, "<stdin>:1: 4194305 columns "
		    "are too many: 4194304 at most [csv-size]");
		assert_int_equal(d.notes, 1);
		assert_string_equal(d.hint, "");
		reader_close(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_field_may_have_a_mebibyte),
		cmocka_unit_test(a_longer_field_is_told_where_it_begins),
		cmocka_unit_test(more_columns_than_there_may_be_are_refused),
		cmocka_unit_test(a_wide_header_means_the_same_at_every_cut),
	};
	int failed = 0;

	RUN_ROWS(csv_rows, csv_gives);
	RUN_ROWS(tsv_rows, tsv_gives);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
