/* json_test.c - JSON bytes to records or one exact note, at every cut. */
#include "json_scan.h"
#include "test_read.h"

#define SHAPE "hint: write samples as {\"label\":1,\"logit\":2.3}\n"
#define NINES "99999999999999999999999999999999" \
	"99999999999999999999999999999999"
#define OPEN16 "[[[[[[[[[[[[[[[["
#define SHUT16 "]]]]]]]]]]]]]]]]"
/* 63 arrays, which inside of a sample make 64 */
#define OPEN62 OPEN16 OPEN16 OPEN16 "[[[[[[[[[[[[[["
#define OPEN63 OPEN62 "["
#define SHUT62 SHUT16 SHUT16 SHUT16 "]]]]]]]]]]]]]]"
#define SHUT63 SHUT62 "]"

static const struct read_row json_rows[] = {
	{ "an array of samples", { 0 },
	    T("[{\"a\":1,\"b\":2.5},{\"a\":0,\"b\":-1}]"),
	    "a|b\n1: 1@7|2.5@13\n1: 0@23|-1@29\n" },
	{ "an array over several lines", { 0 },
	    T("[\n  {\"a\": 1,\n   \"b\": 2},\n"
	    "  {\"a\": 3,\n   \"b\": 4}\n]\n"),
	    "a|b\n2: 1@9|2@3:9\n4: 3@9|4@5:9\n" },
	{ "an array with CRLF", { 0 },
	    T("[\r\n{\"a\":1},\r\n{\"a\":2}\r\n]\r\n"),
	    "a\n2: 1@6\n3: 2@6\n" },
	{ "an array whose commas stand in front", { 0 },
	    T("[{\"a\":1}\n,{\"a\":2}\n]"), "a\n1: 1@7\n2: 2@7\n" },
	{ "samples one after another", { 0 },
	    T("{\"a\":1}{\"a\":2} {\"a\":3}\n{\"a\":4}"),
	    "a\n1: 1@6\n1: 2@13\n1: 3@21\n2: 4@6\n" },
	{ "blank lines between samples", { 0 },
	    T("\n\n{\"a\":1}\n\n{\"a\":2}\n\n"), "a\n3: 1@6\n5: 2@6\n" },
	{ "a byte order mark", { 0 }, T("\xef\xbb\xbf{\"a\":1}"),
	    "a\n1: 1@6\n" },
	{ "a byte order mark between samples", { 0 },
	    T("{\"a\":1}\xef\xbb\xbf{\"a\":2}"),
	    "a\n1: 1@6\n<stdin>:1:8: this begins no JSON value; text needs "
	    "double quotes [json-syntax]\n" },
	{ "one sample", { 0 }, T("{\"a\":1}"), "a\n1: 1@6\n" },
	{ "strings, words and null", { 0 },
	    T("{\"a\":\"x\",\"b\":true,\"c\":false,\"d\":null,\"e\":\"\"}"),
	    "a|b|c|d|e\n"
	    "1: \"x\"@6|true@14|false@23|null@33|\"\"@42\n" },
	{ "escapes", { 0 },
	    T("{\"\\u0061\":\"\\\"\\\\\\/\\n\\t\\u00e9\\ud83d\\ude00\"}"),
	    "a\n1: \"\"\\\\/\\x0a\\x09\xc3\xa9\xf0\x9f\x98\x80\"@11\n" },
	{ "UTF-8", { 0 },
	    T("{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\",\"b\":1}"),
	    "\xc3\xa9|b\n1: \"\xf0\x9f\x98\x80\"@7|1@18\n" },
	{ "numbers keep their text", { 0 },
	    T("{\"a\":0.1,\"b\":1e999,\"c\":-0,\"d\":1E+2,\"e\":0.10,"
	    "\"f\":9007199254740993}"),
	    "a|b|c|d|e|f\n1: 0.1@6|1e999@14|-0@24|1E+2@31|0.10@40|"
	    "9007199254740993@49\n" },
	{ "a number of 129 digits keeps its text", { 0 },
	    T("{\"a\":1" NINES NINES "}"),
	    "a\n1: 1" NINES NINES "@6\n" },
	{ "arrays of scores are groups", { 0 },
	    T("{\"label\":2,\"logits\":[0.1,0.2,3.0]}\n"
	    "{\"label\":0,\"logits\":[1,2,3]}"),
	    "label|logits[0]|logits[1]|logits[2]\n"
	    "1: 2@10|0.1@22|0.2@26|3.0@30\n"
	    "2: 0@10|1@22|2@24|3@26\n" },
	{ "objects of scores are groups, in any order", { 0 },
	    T("{\"label\":\"dog\",\"probs\":{\"cat\":0.1,\"dog\":0.9}}\n"
	    "{\"probs\":{\"dog\":0.2,\"cat\":0.8},\"label\":\"cat\"}"),
	    "label|probs.cat|probs.dog\n"
	    "1: \"dog\"@10|0.1@31|0.9@41\n"
	    "2: \"cat\"@40|0.8@27|0.2@17\n" },
	{ "keys in another order", { 0 },
	    T("{\"a\":1,\"b\":2,\"c\":3}{\"c\":6,\"a\":4,\"b\":5}"),
	    "a|b|c\n1: 1@6|2@12|3@18\n1: 4@31|5@37|6@25\n" },
	{ "a key that is not there", { 0 },
	    T("[{\"a\":1,\"b\":2},{\"b\":4},{\"a\":5}]"),
	    "a|b\n1: 1@7|2@13\n1: ~|4@21\n1: 5@29|~\n" },
	{ "a key that the first sample lacks", { 0 },
	    T("{\"a\":1}{\"z\":9,\"a\":2,\"q\":[1,2]}"),
	    "a\n1: 1@6\n1: 2@19\n" },
	{ "nothing but an empty object", { 0 }, T("{\"a\":{\"b\":{}}}"),
	    "a.b\n1: {}@11\n" },
	{ "an empty sample", { 0 }, T("{\"a\":1}{}"), "a\n1: 1@6\n1: ~\n" },
	{ "deeper values are shown for what they are", { 0 },
	    T("{\"a\":1,\"m\":{\"x\":[1,2],\"y\":{\"z\":3},\"w\":4},"
	    "\"b\":[[5],6]}"),
	    "a|m.x|m.y|m.w|b[0]|b[1]\n"
	    "1: 1@6|[1,2]@17|{\"z\":3}@27|4@39|[5]@47|6@51\n" },
	{ "empty objects take part in nothing", { 0 },
	    T("{\"a\":1,\"f\":{},\"b\":2}"), "a|b\n1: 1@6|2@19\n" },
	{ "lists of names, of any length", { 0 },
	    T("{\"a\":[\"x\"],\"b\":[]}\n{\"a\":[],\"b\":[\"x\", \"y\"]}\n"
	    "{\"b\":1}\n{\"b\":{\"c\":2}}"),
	    "a|b\n1: [\"x\"]@6|[]@16\n2: []@6|[\"x\", \"y\"]@13\n"
	    "3: ~|1@6\n4: ~|{\"c\":2}@6\n" },
	{ "an array of more than strings is no list of names", { 0 },
	    T("{\"a\":[\"x\",1]}"), "a[0]|a[1]\n1: \"x\"@7|1@11\n" },
	{ "a longer array", { 0 },
	    T("{\"y\":1,\"l\":[1,2]}\n{\"l\":[3,4,5],\"y\":0}"),
	    "y|l[0]|l[1]\n1: 1@6|1@13|2@15\n2: 0@18|3@7|4@9\n"
	    "<stdin>:2:11: l: there is no entry 2 in the first sample "
	    "[json-shape]\n" },
	{ "a much longer array is told once a sample", { 0 },
	    T("{\"l\":[1]}\n{\"l\":[3,4,5,6,7]}\n{\"l\":[8,9]}"),
	    "l[0]\n1: 1@7\n2: 3@7\n3: 8@7\n"
	    "<stdin>:2:9: l: there is no entry 1 in the first sample "
	    "[json-shape]\n"
	    "<stdin>:3:9: l: there is no entry 1 in the first sample "
	    "[json-shape]\n" },
	{ "another entry in a group", { 0 },
	    T("{\"p\":{\"x\":1}}\n{\"p\":{\"z\":5,\"x\":2}}"),
	    "p.x\n1: 1@11\n2: 2@17\n"
	    "<stdin>:2:11: p: there is no entry z in the first sample "
	    "[json-shape]\n" },
	{ "a shorter array", { 0 },
	    T("{\"l\":[1,2]}\n{\"l\":[3]}"),
	    "l[0]|l[1]\n1: 1@7|2@9\n2: 3@7|~\n" },
	{ "a number where an array was", { 0 },
	    T("{\"l\":[1]}\n{\"l\":3}"), "l[0]\n1: 1@7\n2: ~\n" },
	{ "an array where a number was", { 0 },
	    T("{\"l\":1}\n{\"l\":[3]}"), "l\n1: 1@6\n2: [3]@6\n" },
	{ "no bytes", { 0 }, T(""), "<stdin>: the input is empty [empty]\n" },
	{ "only blanks", { 0 }, T(" \n\t\r\n"),
	    "<stdin>: there is no sample [empty]\n" },
	{ "an empty array", { 0 }, T("[ ]\n"),
	    "<stdin>: there is no sample [empty]\n" },
	{ "a sample without values", { 0 }, T(" {}\n{\"a\":1}"),
	    "<stdin>:1:2: the first sample has no values [json-shape]\n" },
	{ "an object alone without values", { 0 }, T("{}"),
	    "<stdin>:1:1: the first sample has no values [json-shape]\n" },
	{ "text after the array", { 0 }, T("[{\"a\":1}]\n x"),
	    "a\n1: 1@7\n"
	    "<stdin>:2:2: text after the array of samples [json-syntax]\n" },
	{ "a second array", { 0 }, T("[{\"a\":1}][{\"a\":2}]"),
	    "a\n1: 1@7\n"
	    "<stdin>:1:10: text after the array of samples [json-syntax]\n" },
	{ "text after an empty array", { 0 }, T("[]{"),
	    "<stdin>:1:3: text after the array of samples [json-syntax]\n" },
	{ "a comma missing between samples", { 0 },
	    T("[{\"a\":1}\n {\"a\":2}]"),
	    "a\n1: 1@7\n<stdin>:2:2: a comma is missing between samples "
	    "[json-syntax]\n" },
	{ "a comma too many behind the last sample", { 0 },
	    T("[{\"a\":1},\n ]"),
	    "a\n1: 1@7\n<stdin>:2:2: take out the comma before this ] "
	    "[json-syntax]\n" },
	{ "a comma too many before the first sample", { 0 },
	    T("[,{\"a\":1}]"),
	    "<stdin>:1:2: something is missing before this comma "
	    "[json-syntax]\n" },
	{ "two commas between samples", { 0 }, T("[{\"a\":1},,{\"a\":2}]"),
	    "a\n1: 1@7\n<stdin>:1:10: something is missing before this comma "
	    "[json-syntax]\n" },
	{ "commas between samples that are no array", { 0 },
	    T("{\"a\":1},\n{\"a\":2}"),
	    "a\n1: 1@6\n<stdin>:1:8: something is missing before this comma "
	    "[json-syntax]\n" },
	{ "an array that is never closed", { 0 }, T("[{\"a\":1}\n"),
	    "a\n1: 1@7\n<stdin>:2:1: the array of samples is never closed "
	    "[json-syntax]\n" },
	{ "an array that is never closed, behind a comma", { 0 },
	    T("[{\"a\":1},"),
	    "a\n1: 1@7\n<stdin>:1:10: the array of samples is never closed "
	    "[json-syntax]\n" },
	{ "an array of nothing that is never closed", { 0 }, T("["),
	    "<stdin>:1:2: the array of samples is never closed "
	    "[json-syntax]\n" },
	{ "a bracket of the wrong kind", { 0 }, T("[{\"a\":1}}"),
	    "a\n1: 1@7\n<stdin>:1:9: a comma is missing between samples "
	    "[json-syntax]\n" },
	{ "a sample that is never closed", { 0 },
	    T("{\"a\":1}\n {\"a\":2,"),
	    "a\n1: 1@6\n<stdin>:2:2: this object is never closed "
	    "[json-syntax]\n" },
	{ "a string that is never closed", { 0 }, T("{\"a\":\"x}"),
	    "<stdin>:1:6: this string is never closed [json-syntax]\n" },
	{ "a lone number", { 0 }, T("17"),
	    "<stdin>:1:1: a sample is an object, not a lone value "
	    "[json-shape]\n" SHAPE },
	{ "a lone value in an array", { 0 }, T("[{\"a\":1},\n 2]"),
	    "a\n1: 1@7\n<stdin>:2:2: a sample is an object, not a lone value "
	    "[json-shape]\n" SHAPE },
	{ "an array for a sample", { 0 }, T("[[1,2],[3,4]]"),
	    "<stdin>:1:2: a sample is an object, not an array "
	    "[json-shape]\nhint: say what its values are: jq "
	    "'{columns:[\"label\",\"logit\"],data:.}' | focalloss\n" },
	{ "an array beside a sample", { 0 }, T("[{\"a\":1},[3,4]]"),
	    "a\n1: 1@7\n<stdin>:1:10: a sample is an object, not an array "
	    "[json-shape]\n" SHAPE },
	{ "64 brackets deep", { 0 },
	    T("{\"a\":1,\"b\":" OPEN63 SHUT63 "}"),
	    "a|b[0]\n1: 1@6|" OPEN62 SHUT62 "@13\n" },
	{ "65 brackets deep", { 0 },
	    T("{\"a\":1,\n\"b\":[" OPEN63 SHUT63 "]}"),
	    "<stdin>:2:68: more than 64 arrays and objects inside each other "
	    "[json-depth]\n" },
	{ "F41 a key twice", { 0 },
	    T("{\"a\":1}\n{\"a\":1,\n\"b\":2,\"a\":3}"),
	    "a\n1: 1@6\n<stdin>:3:7: this key is in this object already "
	    "[json-key]\n" },
	{ "a key twice, written differently", { 0 },
	    T("{\"a\":1,\"\\u0061\":3}"),
	    "a\n<stdin>:1:8: this key is in this object already "
	    "[json-key]\n" },
	{ "a key twice in what is not used, as none is of it", { 0 },
	    T("{\"a\":1}\n{\"a\":2,\"m\":{\"x\":1,\"x\":2}}"),
	    "a\n1: 1@6\n2: 2@6\n" },
	{ "a key twice in a group", { 0 },
	    T("{\"p\":{\"x\":1,\"y\":2,\"x\":3}}{\"p\":{\"x\":1}}"),
	    "p.x|p.y\n1: 1@36|~\n"
	    "<stdin>:1:19: this key is in this object already [json-key]\n" },
	{ "a group twice", { 0 },
	    T("{\"p\":{\"x\":1}}\n{\"p\":{\"x\":2},\n \"p\":{\"y\":3}}"),
	    "p.x\n1: 1@11\n"
	    "<stdin>:3:11: p: there is no entry y in the first sample "
	    "[json-shape]\n"
	    "<stdin>:3:2: this key is in this object already [json-key]\n" },
	{ "a key twice, deep in a cell", { 0 },
	    T("{\"a\":1}\n{\"a\":[[{\"x\":1,\"x\":2}]]}\n{\"a\":3}"),
	    "a\n1: 1@6\n3: 3@6\n"
	    "<stdin>:2:15: this key is in this object already [json-key]\n" },
	{ "one doubt is told of each sample", { 0 },
	    T("{\"a\":1}\n{\"a\":1,\"a\":\"\\u0000\"}\n"
	    "{\"a\":\"\\u0000\\ud800\"}"),
	    "a\n1: 1@6\n"
	    "<stdin>:2:13: \\u0000 (a NUL) inside a string [json-nul]\n"
	    "<stdin>:3:7: \\u0000 (a NUL) inside a string [json-nul]\n" },
	{ "F43 a NUL byte", { 0 }, T("{\"a\":\0 1}"),
	    "<stdin>:1:6: a NUL byte is not text [json-syntax]\n" },
	{ "a NUL byte between samples", { 0 }, T("{\"a\":1}\n\0{\"a\":2}"),
	    "a\n1: 1@6\n<stdin>:2:1: a NUL byte is not text "
	    "[json-syntax]\n" },
	{ "a NUL byte after the array", { 0 }, T("[{\"a\":1}]\0"),
	    "a\n1: 1@7\n<stdin>:1:10: text after the array of samples "
	    "[json-syntax]\n" },
	{ "F43 an escaped NUL", { 0 }, T("{\"a\\u0000b\":1}"),
	    "a\xef\xbf\xbd" "b\n"
	    "<stdin>:1:4: \\u0000 (a NUL) inside a string [json-nul]\n" },
	{ "an escaped NUL in a string, in a list and in a group", { 0 },
	    T("{\"a\":\"\\u0000\",\"b\":[\"\"],\"c\":{\"x\":1}}\n"
	    "{\"a\":\"\",\"b\":[\"x\",\"\\u0000\"]}\n"
	    "{\"c\":{\"x\\u0000\":1}}\n{\"b\":[]}"),
	    "a|b|c.x\n3: ~|~|~\n4: ~|[]@6|~\n"
	    "<stdin>:1:7: \\u0000 (a NUL) inside a string [json-nul]\n"
	    "<stdin>:2:19: \\u0000 (a NUL) inside a string [json-nul]\n"
	    "<stdin>:3:17: c: there is no entry x\xef\xbf\xbd in the first sample "
	    "[json-shape]\n" },
	{ "an escaped NUL and half a pair in what is not used", { 0 },
	    T("{\"a\":1}\n{\"n\":\"\\u0000\",\"a\":2,\"\\udead\":[\"\"]}"),
	    "a\n1: 1@6\n2: 2@19\n" },
	{ "F43 half a surrogate pair", { 0 }, T("{\"a\":\"\\ud83d\"}"),
	    "a\n<stdin>:1:7: half a surrogate pair; write both, as in "
	    "\\ud83d\\ude00 [json-unicode]\n" },
	{ "F43 bad UTF-8", { 0 }, T("{\"a\":\"\xff\"}"),
	    "<stdin>:1:7: this is not UTF-8; convert the file to UTF-8 "
	    "[encoding]\n" },
	{ "NaN", { 0 }, T("{\"a\":1}\n{\"a\": NaN}"),
	    "a\n1: 1@6\n<stdin>:2:7: NaN is not JSON (Python's json.dumps "
	    "writes it); write null, or see --missing [json-syntax]\n" },
	{ "words of other languages", { 0 }, T("{\"a\":None}"),
	    "<stdin>:1:6: None is Python, not JSON; write null "
	    "[json-syntax]\n" },
	{ "a leading zero", { 0 }, T("{\"a\":01}"),
	    "<stdin>:1:7: a number goes on after a leading 0; take the 0 out "
	    "[json-syntax]\n" },
	{ "a comment", { 0 }, T("{\"a\":1} // one"),
	    "a\n1: 1@6\n<stdin>:1:9: JSON has no comments; take this one out "
	    "[json-syntax]\n" },
	{ "CSV", { 0 }, T("a,b\n1,2\n"),
	    "<stdin>:1:1: this begins no JSON value; text needs double quotes "
	    "[json-syntax]\n" },
	{ "UTF-16", { 0 }, T("\xff\xfe{\0}\0"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "UTF-16 without a mark", { 0 }, T("{\0\"\0"),
	    "<stdin>: this looks like UTF-16LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16LE -t UTF-8 | focalloss\n" },
	{ "UTF-16 without a mark, big end first", { 0 }, T("\0[\0\""),
	    "<stdin>: this looks like UTF-16BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-16BE -t UTF-8 | focalloss\n" },
	{ "UTF-32 without a mark", { 0 }, T("[\0\0\0\"\0\0\0"),
	    "<stdin>: this looks like UTF-32LE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-32LE -t UTF-8 | focalloss\n" },
	{ "UTF-32 without a mark, big end first", { 0 }, T("\0\0\0{\0\0\0\""),
	    "<stdin>: this looks like UTF-32BE, not UTF-8 [encoding]\n"
	    "hint: iconv -f UTF-32BE -t UTF-8 | focalloss\n" },
};

static void
json_gives(void **state)
{
	read_at_every_cut(*state, &json_reader);
}

static const struct read_row ndjson_rows[] = {
	{ "a sample per line", { 0 }, T("{\"a\":1}\n{\"a\":2}\n"),
	    "a\n1: 1@6\n2: 2@6\n" },
	{ "a sample per CRLF line", { 0 }, T("{\"a\":1}\r\n{\"a\":2}\r\n"),
	    "a\n1: 1@6\n2: 2@6\n" },
	{ "no end of the last line", { 0 }, T("{\"a\":1}\n{\"a\":2}"),
	    "a\n1: 1@6\n2: 2@6\n" },
	{ "an array of labels is no column", { 0 },
	    T("{\"label\":[0,1]}\n{\"label\":[1,1]}\n"),
	    "label[0]|label[1]\n1: 0@11|1@13\n2: 1@11|1@13\n" },
	{ "a fault keeps its line", { 0 },
	    T("{\"a\":1}\n{\"a\":2}\n{\"a\":oops}\n{\"a\":4}\n"),
	    "a\n1: 1@6\n2: 2@6\n<stdin>:3:6: this begins no JSON value; text "
	    "needs double quotes [json-syntax]\n" },
	{ "an array", { 0 }, T("[{\"a\":1}]"),
	    "<stdin>:1:1: a sample is an object, not an array "
	    "[json-shape]\n" SHAPE },
	{ "a blank line", { 0 }, T("{\"a\":1}\n\n{\"a\":2}\n"),
	    "a\n1: 1@6\n3: 2@6\n" },
};

static void
ndjson_gives(void **state)
{
	read_at_every_cut(*state, &ndjson_reader);
}

/* What an entry of a group is called, apart from how messages call it. */
static void
groups_and_members_are_kept_apart(void **state)
{
	const char text[] = "{\"y\":1,\"p\":{\"a.b\":2,\"\\n\":3},\"l\":[4]}";
	static const char *const want[][3] = { { "y", NULL, NULL },
		{ "p.a.b", "p", "a.b" }, { "p.\n", "p", "\n" },
		{ "l[0]", "l", "0" } };
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	test_stdin(T(text));
	assert_int_equal(reader_open(&r, "-", &json_reader, &opt, &d), 0);
	assert_true(r.named);
	assert_int_equal(r.cols, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_string_equal(r.col[i].name, want[i][0]);
		if (!want[i][1]) {
			assert_null(r.col[i].group);
			assert_null(r.col[i].member);
			continue;
		}
		assert_string_equal(r.col[i].group, want[i][1]);
		assert_string_equal(r.col[i].member, want[i][2]);
	}
	reader_close(&r);
}

/* Only a group that columns.c takes into use has a shape to keep. */
static void
groups_nobody_uses_may_change(void **state)
{
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	test_stdin(T("{\"y\":1,\"m\":[1]}{\"y\":0,\"m\":[1,2]}"));
	assert_int_equal(reader_open(&r, "-", &json_reader, &opt, &d), 0);
	assert_int_equal(reader_next(&r), 1);
	assert_int_equal(reader_next(&r), 1);
	assert_int_equal(reader_next(&r), 0);
	assert_int_equal(d.notes, 0);
	reader_close(&r);
}

/* Many samples, of many bytes, through a window that must move. */
static void
long_inputs_pass_the_window(void **state)
{
	static const size_t most[] = { 0, 1, 4095, 65536 };
	struct read_options opt = { 0 };
	struct out text = { .fd = -1 };
	static struct diag d;

	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		out_format(&text, "{\"id\":\"%0*u\",\"y\":%u}\n", (int)(i % 97),
		    i, i & 1);
	test_stdin(text.buf, text.n);
	free(text.buf);
	for (size_t k = 0; k < COUNT(most); k++) {
		struct reader r;
		unsigned i = 0;

		opt.most = most[k];
		lseek(STDIN_FILENO, 0, SEEK_SET);
		assert_int_equal(
		    reader_open(&r, "-", &ndjson_reader, &opt, &d), 0);
		for (; reader_next(&r) > 0; i++) {
			assert_int_equal(r.line, i + 1);
			assert_int_equal(strtoul(r.cell[0].text, NULL, 10), i);
			assert_int_equal(*r.cell[1].text, "01"[i & 1]);
		}
		assert_int_equal(i, 5000);
		assert_int_equal(d.notes, 0);
		reader_close(&r);
	}
}

/* A long line of values is no sample; a document that is a file may be long. */
static void
more_values_than_a_sample_may_have(void **state)
{
	static const struct {
		const struct reader_ops *ops;
		const char *begin, *want;
	} row[] = {
		{ &ndjson_reader, "{\"logit\":[0",
		    "<stdin>:1:1: more than 4194304 values in a sample "
		    "[json-size]" },
		{ &json_reader, "[{\"logit\":[0",
		    "<stdin>:1:2: more than 4194304 values in a sample "
		    "[json-size]" },
		{ &json_reader, "{\"logit\":[0",
		    "<stdin>:1:10: this array is never closed [json-syntax]" },
	};
	static char text[2 * JSON_VALUES + 16];
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;

	(void)state;
	for (size_t i = 0; i < COUNT(row); i++) {
		size_t n = strlen(row[i].begin);

		memcpy(text, row[i].begin, n);
		for (; n + 1 < sizeof text; n += 2)
			memcpy(text + n, ",0", 2);
		d = (struct diag){ .notes = 0 };
		test_stdin(text, n);
		assert_int_equal(reader_open(&r, "-", row[i].ops, &opt, &d),
		    -1);
		assert_string_equal(d.note[0].text, row[i].want);
		assert_int_equal(d.notes, 1);
		reader_close(&r);
	}
}

/* Long strings, none of them too long, and few of them. */
static void
a_sample_of_more_than_64_mebibytes(void **state)
{
	enum { STRING = 1 << 19, STRINGS = (1 << 7) + 1 };
	const struct read_options opt = { 0 };
	size_t n = 6 + (size_t)STRINGS * STRING;
	char *text = malloc(n);
	static struct diag d;
	struct reader r;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', n);
	memcpy(text, "{\"x\":[", 6);
	for (size_t i = 0; i < STRINGS; i++) {
		char *string = text + 6 + i * STRING;

		string[0] = '"';
		string[STRING - 2] = '"';
		string[STRING - 1] = ',';
	}
	test_stdin(text, n);
	free(text);
	assert_int_equal(reader_open(&r, "-", &ndjson_reader, &opt, &d), -1);
	assert_string_equal(d.note[0].text,
	    "<stdin>:1:1: a sample longer than 64 MiB [json-size]");
	assert_int_equal(d.notes, 1);
	reader_close(&r);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(groups_and_members_are_kept_apart),
		cmocka_unit_test(groups_nobody_uses_may_change),
		cmocka_unit_test(long_inputs_pass_the_window),
		cmocka_unit_test(more_values_than_a_sample_may_have),
		cmocka_unit_test(a_sample_of_more_than_64_mebibytes),
	};
	int failed = 0;

	RUN_ROWS(json_rows, json_gives);
	RUN_ROWS(ndjson_rows, ndjson_gives);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
