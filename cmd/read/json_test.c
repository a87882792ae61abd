/* json_test.c - JSON bytes to records or one exact note, at every cut. */
#include "test_read.h"

#include <time.h>

#define SHAPE "hint: write samples as {\"label\":1,\"logit\":2.3}\n"
#define NINES "99999999999999999999999999999999" \
	"99999999999999999999999999999999"
#define OPEN16 "[[[[[[[[[[[[[[[["
#define SHUT16 "]]]]]]]]]]]]]]]]"
/* 63 arrays, which inside of a sample make 64 */
#define OPEN63 OPEN16 OPEN16 OPEN16 "[[[[[[[[[[[[[[["
#define SHUT63 SHUT16 SHUT16 SHUT16 "]]]]]]]]]]]]]]]"

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
	    "a.b\n1: {...}@0\n" },
	{ "an empty sample", { 0 }, T("{\"a\":1}{}"), "a\n1: 1@6\n1: ~\n" },
	{ "deeper values are shown for what they are", { 0 },
	    T("{\"a\":1,\"m\":{\"x\":[1,2],\"y\":{\"z\":3},\"w\":4},"
	    "\"b\":[[5],6]}"),
	    "a|m.x|m.y|m.w|b[0]|b[1]\n"
	    "1: 1@6|[...]@18|{...}@32|4@39|[...]@48|6@51\n" },
	{ "empty arrays and objects take part in nothing", { 0 },
	    T("{\"e\":[],\"a\":1,\"f\":{},\"b\":2}"),
	    "a|b\n1: 1@13|2@26\n" },
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
	    T("{\"l\":1}\n{\"l\":[3]}"), "l\n1: 1@6\n2: ~\n" },
	{ "columns", { 0 },
	    T("{\"label\":[0,1,0],\"logit\":[0.5,-1,2]}"),
	    "label|logit\n1: 0@11|0.5@27\n1: 1@13|-1@31\n1: 0@15|2@34\n" },
	{ "columns over several lines", { 0 },
	    T("{\n\"label\": [0,\n 1],\n\"logit\": [5,\n 6]\n}\n"),
	    "label|logit\n2: 0@11|5@4:11\n3: 1@2|6@5:2\n" },
	{ "columns behind blank lines", { 0 },
	    T("\n\n  {\"label\":[0,\n1],\n\"logit\":[5,6]}"),
	    "label|logit\n3: 0@13|5@5:10\n4: 1@1|6@5:12\n" },
	{ "columns beside what is none", { 0 },
	    T("{\"run\":7,\"about\":{\"x\":[1]},\"label\":[0,1],"
	    "\"z\":\"s\",\"logit\":[5,6]}"),
	    "label|logit\n1: 0@37|5@59\n1: 1@39|6@61\n" },
	{ "columns of arrays and objects", { 0 },
	    T("{\"label\":[0,1],\"logits\":[[5,6],[7,8]],"
	    "\"m\":[{\"x\":1},{\"x\":2}]}"),
	    "label|logits[0]|logits[1]|m.x\n"
	    "1: 0@11|5@27|6@29|1@49\n1: 1@13|7@33|8@35|2@57\n" },
	{ "columns whose entries change shape", { 0 },
	    T("{\"label\":[0,1,0],\"logits\":[[5],[6,7],[8]],"
	    "\"id\":[\"a\",\"b\",\"c\"]}"),
	    "label|logits[0]|id\n"
	    "1: 0@11|5@29|\"a\"@49\n1: 1@13|6@33|\"b\"@53\n"
	    "1: 0@15|8@39|\"c\"@57\n"
	    "<stdin>:1:35: logits: there is no entry 1 in the first sample "
	    "[json-shape]\n" },
	{ "columns under names that were asked for",
	    { .label = "truth", .probs = "p" },
	    T("{\"truth\":[0,1],\"p\":[0.5,0.25]}"),
	    "truth|p\n1: 0@11|0.5@21\n1: 1@13|0.25@25\n" },
	{ "one sample under names that were asked for",
	    { .label = "label", .probs = "probs" },
	    T("{\"label\":2,\"probs\":[0.5,0.25,0.25]}"),
	    "label|probs[0]|probs[1]|probs[2]\n"
	    "1: 2@10|0.5@21|0.25@25|0.25@30\n" },
	{ "one sample of labels, and scores that were asked for",
	    { .logits = "logits" },
	    T("{\"labels\":[1,0],\"logits\":[2.0,-1.0]}"),
	    "labels[0]|labels[1]|logits[0]|logits[1]\n"
	    "1: 1@12|0@14|2.0@27|-1.0@31\n" },
	{ "columns without a label", { 0 }, T("{\"id\":[7,8],\"x\":[5,6]}"),
	    "id|x\n1: 7@8|5@18\n1: 8@10|6@20\n" },
	{ "a sample whose label is a number, beside columns", { 0 },
	    T("{\"label\":1,\"logit\":[5,6]}"),
	    "label|logit[0]|logit[1]\n1: 1@10|5@21|6@23\n" },
	{ "one sample of labels is no set of columns", { 0 },
	    T("{\"labels\":[1,0],\"logits\":[2.0,-1.0]}"),
	    "labels[0]|labels[1]|logits[0]|logits[1]\n"
	    "1: 1@12|0@14|2.0@27|-1.0@31\n" },
	{ "columns of unlike length", { 0 },
	    T("{\"label\":[0,1],\"logit\":[5,6,7]}"),
	    "<stdin>: logit has 3 entries where label has 2 [json-shape]\n" },
	{ "columns without entries", { 0 }, T("{\"label\":[],\"logit\":[]}"),
	    "<stdin>: the columns are empty [empty]\n" },
	{ "columns of empty entries", { 0 }, T("{\"label\":[{},{}]}"),
	    "\n1: \n1: \n" },
	{ "columns twice", { 0 },
	    T("{\"label\":[0],\"logit\":[5]}\n{\"label\":[1],\"logit\":[6]}"),
	    "label|logit\n1: 0@11|5@23\n"
	    "<stdin>:2:1: text after the object of columns [json-syntax]\n" },
	{ "no bytes", { 0 }, T(""), "<stdin>: the input is empty [empty]\n" },
	{ "only blanks", { 0 }, T(" \n\t\r\n"),
	    "<stdin>: there is no sample [empty]\n" },
	{ "an empty array", { 0 }, T("[ ]\n"),
	    "<stdin>: there is no sample [empty]\n" },
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
	    "[json-shape]\n" SHAPE },
	{ "64 brackets deep", { 0 },
	    T("{\"a\":1,\"b\":" OPEN63 SHUT63 "}"), "a|b[0]\n1: 1@6|[...]@0\n" },
	{ "65 brackets deep", { 0 },
	    T("{\"a\":1,\n\"b\":[" OPEN63 SHUT63 "]}"),
	    "<stdin>:2:68: more than 64 arrays and objects inside each other "
	    "[json-depth]\n" },
	{ "a key twice", { 0 },
	    T("{\"a\":1}\n{\"a\":1,\n\"b\":2,\"a\":3}"),
	    "a\n1: 1@6\n<stdin>:3:7: this key is in this object already "
	    "[json-key]\n" },
	{ "a key twice, written differently", { 0 },
	    T("{\"a\":1,\"\\u0061\":3}"),
	    "<stdin>:1:8: this key is in this object already [json-key]\n" },
	{ "a NUL byte", { 0 }, T("{\"a\":\0 1}"),
	    "<stdin>:1:6: a NUL byte is not text [json-syntax]\n" },
	{ "a NUL byte between samples", { 0 }, T("{\"a\":1}\n\0{\"a\":2}"),
	    "a\n1: 1@6\n<stdin>:2:1: a NUL byte is not text "
	    "[json-syntax]\n" },
	{ "a NUL byte after the array", { 0 }, T("[{\"a\":1}]\0"),
	    "a\n1: 1@7\n<stdin>:1:10: text after the array of samples "
	    "[json-syntax]\n" },
	{ "an escaped NUL", { 0 }, T("{\"a\\u0000b\":1}"),
	    "<stdin>:1:4: \\u0000 (a NUL) inside a string [json-syntax]\n"
	    "hint: take \\u0000 out of the string\n" },
	{ "half a surrogate pair", { 0 }, T("{\"a\":\"\\ud83d\"}"),
	    "<stdin>:1:7: half a surrogate pair; write both, as in "
	    "\\ud83d\\ude00 [json-syntax]\n" },
	{ "bad UTF-8", { 0 }, T("{\"a\":\"\xff\"}"),
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
	    "hint: iconv -f UTF-16LE -t UTF-8\n" },
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

/* Entry n of a column stands somewhere; looking must not start at the top. */
static void
long_columns_take_no_square_of_time(void **state)
{
	enum { ROWS = 200000 };
	struct out text = { .fd = -1 };
	const struct read_options opt = { 0 };
	static struct diag d;
	struct reader r;
	clock_t before;
	unsigned n = 0;

	(void)state;
	out_text(&text, "{\"label\":[0");
	for (int i = 1; i < ROWS; i++)
		out_text(&text, i % 4 ? ",1" : ",\n1");
	out_text(&text, "]}");
	test_stdin(text.buf, text.n);
	free(text.buf);
	before = clock();
	assert_int_equal(reader_open(&r, "-", &json_reader, &opt, &d), 0);
	for (; reader_next(&r) > 0; n++)
		assert_int_equal(r.line, n / 4 + 1);
	assert_int_equal(n, ROWS);
	reader_close(&r);
	assert_true(clock() - before < 2 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(groups_and_members_are_kept_apart),
		cmocka_unit_test(groups_nobody_uses_may_change),
		cmocka_unit_test(long_inputs_pass_the_window),
		cmocka_unit_test(long_columns_take_no_square_of_time),
	};
	int failed = 0;

	RUN_ROWS(json_rows, json_gives);
	RUN_ROWS(ndjson_rows, ndjson_gives);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
