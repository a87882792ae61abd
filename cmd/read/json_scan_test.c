/* json_scan_test.c - every verdict, and the same one at every cut. */
#include "json_scan.h"

#include <stdbool.h>
#include <time.h>

#include "test.h"

#define T(s) s, sizeof(s) - 1
#define LINE "{\"id\":1,\"logit\":-2.5e-1,\"label\":0}"
/* a high and a low half of a surrogate pair, a musical clef in UTF-8 */
#define HIGH "\\uD834"
#define LOW "\\udd1e"
#define CLEF "\xf0\x9d\x84\x9e"

static const struct good {
	const char *name, *text;
	size_t len, end;
	const char *scalars;	/* each with a | behind it */
} good[] = {
	{ "an empty object", T("{}"), 2, "" },
	{ "an empty array", T("[]"), 2, "" },
	{ "blanks inside", T("{ \t\r\n}"), 6, "" },
	{ "blanks everywhere",
	    T("{ \"a\" : [ 1 , 2 ] , \"b\" : { } }"), 31, "1|2|" },
	{ "true", T("true"), 4, "true|" },
	{ "false", T("false"), 5, "false|" },
	{ "null", T("null"), 4, "null|" },
	{ "a number at the end", T("12"), 2, "12|" },
	{ "a number before a blank", T("12 "), 2, "12|" },
	{ "a number before a line end", T("-0\n3"), 2, "-0|" },
	{ "a number before a bracket", T("0]"), 1, "0|" },
	{ "a fraction", T("[0.10]"), 6, "0.10|" },
	{ "exponents", T("[1e5,1E+05,-1.5e-300,0e0]"), 25,
	    "1e5|1E+05|-1.5e-300|0e0|" },
	{ "numbers no double holds", T("[1e999,-1e-999]"), 15,
	    "1e999|-1e-999|" },
	{ "a string", T("\"abc\""), 5, "\"abc\"|" },
	{ "an empty string", T("\"\""), 2, "\"\"|" },
	{ "all short escapes", T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), 18,
	    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"|" },
	{ "an escaped backslash before the quote", T("\"\\\\\" \""), 4,
	    "\"\\\\\"|" },
	{ "hexadecimal in both cases", T("\"\\u00e9\\u00EF\""), 14,
	    "\"\\u00e9\\u00EF\"|" },
	{ "a surrogate pair", T("\"" HIGH LOW "\""), 14,
	    "\"" HIGH LOW "\"|" },
	{ "escapes beside the surrogates", T("\"\\uD7FF\\uE000\""), 14,
	    "\"\\uD7FF\\uE000\"|" },
	{ "the last surrogate pair", T("\"\\uDBFF\\uDFFF\""), 14,
	    "\"\\uDBFF\\uDFFF\"|" },
	{ "UTF-8 of 2 bytes, first and last", T("\"\xc2\x80\xdf\xbf\""), 6,
	    "\"\xc2\x80\xdf\xbf\"|" },
	{ "UTF-8 of 3 bytes, first and last",
	    T("\"\xe0\xa0\x80\xef\xbf\xbf\""), 8,
	    "\"\xe0\xa0\x80\xef\xbf\xbf\"|" },
	{ "UTF-8 around the surrogates",
	    T("\"\xed\x9f\xbf\xee\x80\x80\""), 8,
	    "\"\xed\x9f\xbf\xee\x80\x80\"|" },
	{ "UTF-8 of 4 bytes, first and last",
	    T("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""), 10,
	    "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"|" },
	{ "DEL is no control byte here", T("\"\x7f\""), 3, "\"\x7f\"|" },
	{ "keys are no values", T(LINE), 34, "1|-2.5e-1|0|" },
	{ "values after it are left alone", T(LINE "\n" LINE), 34,
	    "1|-2.5e-1|0|" },
	{ "garbage after it is left alone", T("{}\0x"), 2, "" },
	{ "scalars keep their order across depths",
	    T("[1,{\"a\":[2,\"b\"],\"c\":true},null]"), 31,
	    "1|2|\"b\"|true|null|" },
	{ "one key in two objects",
	    T("{\"a\":{\"a\":1},\"b\":[{\"a\":2},{\"a\":3}]}"), 35,
	    "1|2|3|" },
	{ "keys that differ by case or length",
	    T("{\"a\":1,\"A\":2,\"aa\":3,\"\":4}"), 25, "1|2|3|4|" },
	{ "keys that differ by one bit of a first byte",
	    T("{\"\xc2\x90\":1,\"\xd2\x90\":2,\"\xe1\x82\xac\":3,"
	    "\"\xe9\x82\xac\":4}"), 31, "1|2|3|4|" },
	{ "an escaped quote does not end a key",
	    T("{\"a\\\"\":1,\"a\":2}"), 15, "1|2|" },
	{ "a key twice as a value", T("{\"a\":\"a\",\"b\":\"a\"}"), 17,
	    "\"a\"|\"a\"|" },
	{ "nine keys, enough to sort", T("{\"i\":1,\"h\":2,\"g\":3,\"f\":4,"
	    "\"e\":5,\"d\":6,\"c\":7,\"b\":8,\"a\":9}"), 55,
	    "1|2|3|4|5|6|7|8|9|" },
};

/* JSON, but no good where it is used. */
static const struct doubtful {
	const char *name, *text;
	size_t len;
	const char *doubts;	/* each as "code@at:value " */
} doubtful[] = {
	{ "an escaped NUL", T("\"a\\u0000\""), "json-nul@2:0 " },
	{ "an escaped NUL in a key", T("{\"b\":1,\"a\\u0000b\":[1]}"),
	    "json-nul@9:2 " },
	{ "a high half alone", T("[\"" HIGH "\"]"), "json-unicode@2:1 " },
	{ "a high half before a letter", T("\"" HIGH "a\""),
	    "json-unicode@1:0 " },
	{ "a high half before \\n", T("\"" HIGH "\\n\""),
	    "json-unicode@1:0 " },
	{ "two high halves", T("\"" HIGH HIGH "\""),
	    "json-unicode@1:0 json-unicode@7:0 " },
	{ "a high half before a pair", T("\"" HIGH HIGH LOW "\""),
	    "json-unicode@1:0 " },
	{ "a high half before \\uE000", T("\"" HIGH "\\uE000\""),
	    "json-unicode@1:0 " },
	{ "a high half before a NUL", T("\"" HIGH "\\u0000\""),
	    "json-unicode@1:0 json-nul@7:0 " },
	{ "a low half alone", T("\"a" LOW "\""), "json-unicode@2:0 " },
	{ "a low half before a high one", T("\"" LOW HIGH "\""),
	    "json-unicode@1:0 json-unicode@7:0 " },
	{ "the last low half alone", T("\"\\uDFFF\""), "json-unicode@1:0 " },
	{ "half a pair in a key", T("{\"" LOW "\":0}"), "json-unicode@2:1 " },
	{ "a key twice", T("{\"a\":1,\"a\":1}"), "json-key@7:0 " },
	{ "the empty key twice", T("{\"\":1,\"\":2}"), "json-key@6:0 " },
	{ "a key twice, spelt differently", T("{\"a\":1,\"\\u0061\":2}"),
	    "json-key@7:0 " },
	{ "a key twice, with short and long escapes",
	    T("{\"\\n\\/\":1,\"\\u000A/\":2}"), "json-key@10:0 " },
	{ "a key twice, in UTF-8 and escaped",
	    T("{\"" CLEF "\":1,\"" HIGH LOW "\":2}"), "json-key@10:0 " },
	{ "a key twice, of 2 and 3 bytes",
	    T("{\"\xc3\xa9\xe2\x82\xac\":1,\"\\u00E9\\u20ac\":2}"),
	    "json-key@11:0 " },
	{ "a key twice, with half a pair", T("{\"" LOW "\":1,\"" LOW "\":2}"),
	    "json-unicode@2:1 json-unicode@13:2 json-key@12:0 " },
	{ "halves of pairs that differ",
	    T("{\"" LOW "\":1,\"\\udd1f\":2}"),
	    "json-unicode@2:1 json-unicode@13:2 " },
	{ "a key twice around an object",
	    T("{\"a\":{\"b\":1,\"c\":2},\"a\":3}"), "json-key@19:0 " },
	{ "a key twice in an inner object",
	    T("{\"a\":[{\"b\":1,\"b\":2}]}"), "json-key@13:2 " },
	{ "two objects with a key twice",
	    T("[{\"b\":1,\"b\":2},{\"c\":1,\"c\":2}]"),
	    "json-key@8:1 json-key@22:4 " },
	{ "the second key of three equal ones",
	    T("{\"a\":1,\"a\":2,\"a\":3}"), "json-key@7:0 " },
	{ "the first repetition of two, sorted",
	    T("{\"z\":1,\"h\":2,\"z\":3,\"f\":4,\"e\":5,\"d\":6,\"c\":7,"
	    "\"\\u0061\":8,\"a\":9}"), "json-key@13:0 " },
	{ "a key twice among nine, spelt differently",
	    T("{\"i\":1,\"h\":2,\"g\":3,\"f\":4,\"e\":5,\"d\":6,\"c\":7,"
	    "\"a\":8,\"\\u0061\":9}"), "json-key@49:0 " },
	{ "doubts of one text do not go into the next", T("[1]"), "" },
};

/* What RFC 8259 lets a reader decide, as json_scan.h says. */
static const struct decided {
	const char *name, *text;
	size_t len;
	const char *code;	/* NULL: it is JSON */
} decided[] = {
	{ "a huge exponent", T("[0.4e00669999999999999999999999999999999999]"),
	    NULL },
	{ "a number too large for a double", T("[-123123e100000]"), NULL },
	{ "a number too near to 0", T("[123.456e-789]"), NULL },
	{ "an integer beyond 64 bits", T("[-123123123123123123123123123123]"),
	    NULL },
	{ "half a pair in a string", T("[\"\\ud800\"]"), NULL },
	{ "half a pair in a key of the outer object", T("{\"\\uDFAA\":0}"),
	    NULL },
	{ "a pair the wrong way round", T("[\"\\uDd1e\\uD834\"]"), NULL },
	{ "a first half and no second one", T("[\"\\uDADA\"]"), NULL },
	{ "a first half and a letter", T("[\"\\uD888\\u1234\"]"), NULL },
	{ "Latin-1", T("[\"\xe9\"]"), "encoding" },
	{ "a byte that only goes on", T("[\"\x81\"]"), "encoding" },
	{ "UTF-8 that is cut", T("[\"\xe0\xff\"]"), "encoding" },
	{ "an overlong /", T("[\"\xc0\xaf\"]"), "encoding" },
	{ "an overlong / of 6 bytes", T("[\"\xfc\x80\x80\x80\x80\xaf\"]"),
	    "encoding" },
	{ "a surrogate in UTF-8", T("[\"\xed\xa0\x80\"]"), "encoding" },
	{ "beyond Unicode", T("[\"\xf4\xbf\xbf\xbf\"]"), "encoding" },
	/* UTF-16, byte order marks: see source.c; 500 arrays: see made[] */
};

/* Bad even if more text follows; and what the message says, in part. */
static const struct bad {
	const char *name, *text;
	size_t len, at;
	const char *code, *says;
} bad[] = {
	{ "NaN", T("{\"logit\":NaN}"), 9, "json-syntax",
	    "NaN is not JSON (Python's json.dumps writes it); write null, "
	    "or see --missing" },
	{ "nan", T("[nan]"), 1, "json-syntax", "nan is not" },
	{ "-nan", T("[-nan]"), 1, "json-syntax", "-nan is not" },
	{ "NA", T("[NA]"), 1, "json-syntax", "NA is not" },
	{ "Infinity", T("[Infinity]"), 1, "json-syntax", "Infinity is not" },
	{ "-Infinity", T("[-Infinity]"), 1, "json-syntax", "-Infinity is" },
	{ "inf", T("[inf]"), 1, "json-syntax", "inf is not" },
	{ "-inf", T("[-inf]"), 1, "json-syntax", "-inf is not" },
	{ "None", T("None"), 0, "json-syntax", "write null" },
	{ "True", T("[True]"), 1, "json-syntax", "write true" },
	{ "False", T("[False]"), 1, "json-syntax", "write false" },
	{ "a bare word", T("[oops]"), 1, "json-syntax", "double quotes" },
	{ "a word that begins like true", T("[trux]"), 1, "json-syntax",
	    "double quotes" },
	{ "a word that goes on after true", T("[truer]"), 5, "json-syntax",
	    "comma" },
	{ "single quotes", T("['a']"), 1, "json-syntax", "single quotes" },
	{ "a key in single quotes", T("{'a':1}"), 1, "json-syntax",
	    "single quotes" },
	{ "curly quotes", T("{\xe2\x80\x9c"), 1, "json-syntax", "curly" },
	{ "a key without quotes", T("{a:1}"), 1, "json-syntax",
	    "a key needs double quotes" },
	{ "a number as a key", T("{1:1}"), 1, "json-syntax", "a key needs" },
	{ "a comment", T("[1, // one\n2]"), 4, "json-syntax", "comments" },
	{ "a comment in C", T("{/* a */}"), 1, "json-syntax", "comments" },
	{ "a comment in Python", T("[1 # one\n]"), 3, "json-syntax",
	    "comments" },
	{ "a comma before ]", T("[1,]"), 3, "json-syntax",
	    "take out the comma before this ]" },
	{ "a comma before }", T("{\"a\":1 , }"), 9, "json-syntax",
	    "take out the comma before this }" },
	{ "two commas", T("[1,,2]"), 3, "json-syntax", "before this comma" },
	{ "a comma before the first", T("[,1]"), 1, "json-syntax",
	    "before this comma" },
	{ "a comma before the first key", T("{,}"), 1, "json-syntax",
	    "before this comma" },
	{ "no comma in an array", T("[1 2]"), 3, "json-syntax",
	    "a comma is missing" },
	{ "no comma in an object", T("{\"a\":1 \"b\":2}"), 7,
	    "json-syntax", "a comma is missing" },
	{ "no colon", T("{\"a\" 1}"), 5, "json-syntax",
	    "a colon is missing" },
	{ "a comma for a colon", T("{\"a\",1}"), 4, "json-syntax",
	    "a colon is missing" },
	{ "a colon in an array", T("[\"a\":1]"), 4, "json-syntax",
	    "a colon belongs" },
	{ "no value", T("{\"a\":}"), 5, "json-syntax", "a value is missing" },
	{ "] for }", T("{\"a\":1]"), 6, "json-syntax", "ends with }" },
	{ "] for } at once", T("{]"), 1, "json-syntax", "ends with }" },
	{ "} for ]", T("[1}"), 2, "json-syntax", "ends with ]" },
	{ "} for ] at once", T("[}"), 1, "json-syntax", "ends with ]" },
	{ "] with nothing open", T("]"), 0, "json-syntax", "no JSON value" },
	{ "a leading zero", T("[01]"), 2, "json-syntax", "leading 0" },
	{ "a leading zero after a minus", T("-012"), 2, "json-syntax",
	    "leading 0" },
	{ "a leading plus", T("[+1]"), 1, "json-syntax", "take the + out" },
	{ "a leading point", T("[.5]"), 1, "json-syntax", "write 0 before" },
	{ "a minus before a point", T("[-.5]"), 1, "json-syntax",
	    "a digit is missing" },
	{ "no digit after the point", T("[1.]"), 3, "json-syntax",
	    "a digit is missing" },
	{ "no digit in the exponent", T("[1e]"), 3, "json-syntax",
	    "a digit is missing" },
	{ "no digit after the sign", T("[1e+]"), 4, "json-syntax",
	    "a digit is missing" },
	{ "two points", T("1.2.3"), 3, "json-syntax", "cannot follow" },
	{ "hexadecimal", T("0x10"), 1, "json-syntax", "cannot follow" },
	{ "a separator of thousands", T("1_000"), 1, "json-syntax",
	    "cannot follow" },
	{ "numbers that run on", T("1-2"), 1, "json-syntax",
	    "cannot follow" },
	{ "a line end in a string", T("[\"ab\ncd\"]"), 4, "json-syntax",
	    "a line ends inside a string" },
	{ "a tab in a string", T("\"\t\""), 1, "json-syntax", "control" },
	{ "byte 1f in a string", T("\"\x1f\""), 1, "json-syntax", "control" },
	{ "a NUL in a string", T("\"a\0b\""), 2, "json-syntax", "NUL" },
	{ "a NUL for a value", T("[\0]"), 1, "json-syntax", "NUL" },
	{ "a NUL after a value", T("[1\0]"), 2, "json-syntax", "NUL" },
	{ "a form feed is no blank", T("[\f]"), 1, "json-syntax", "no JSON" },
	{ "an unknown escape", T("\"ab\\x41\""), 3, "json-syntax",
	    "no JSON escape" },
	{ "an escape of C", T("\"\\v\""), 1, "json-syntax", "no JSON escape" },
	{ "an escaped single quote", T("\"it\\'s\""), 3, "json-syntax",
	    "no JSON escape" },
	{ "an escape in a path", T("\"C:\\Users\""), 3, "json-syntax",
	    "a backslash is written" },
	{ "an escape without its digits", T("\"\\u12g4\""), 1,
	    "json-syntax", "no JSON escape" },
	{ "a lone continuation byte", T("\"a\x80\""), 2, "encoding",
	    "UTF-8" },
	{ "Latin-1", T("\"caf\xe9\""), 4, "encoding", "UTF-8" },
	{ "an overlong slash", T("\"\xc0\xaf\""), 1, "encoding", "UTF-8" },
	{ "overlong with c1", T("\"\xc1\xbf\""), 1, "encoding", "UTF-8" },
	{ "overlong in 3", T("\"\xe0\x9f\xbf\""), 1, "encoding", "UTF-8" },
	{ "overlong in 4", T("\"\xf0\x8f\xbf\xbf\""), 1, "encoding",
	    "UTF-8" },
	{ "a surrogate in UTF-8", T("\"\xed\xa0\x80\""), 1, "encoding",
	    "UTF-8" },
	{ "above 10ffff", T("\"\xf4\x90\x80\x80\""), 1, "encoding",
	    "UTF-8" },
	{ "byte f5", T("\"\xf5\x80\x80\x80\""), 1, "encoding", "UTF-8" },
	{ "byte ff in a key", T("{\"\xff\":1}"), 2, "encoding", "UTF-8" },
	{ "a third byte that is none", T("\"\xe2\x82(\""), 1, "encoding",
	    "UTF-8" },
	{ "a fourth byte that is none", T("\"\xf0\x9d\x84\xc0\""), 1,
	    "encoding", "UTF-8" },
};

/* Bad only because nothing follows. */
static const struct bad unfinished[] = {
	{ "no text", T(""), 0, "json-syntax", "no value" },
	{ "an open array", T("[[],[1"), 4, "json-syntax", "this array" },
	{ "an open outer array", T("[[],[1]"), 0, "json-syntax",
	    "this array" },
	{ "an open object", T("[{\"a\":1,"), 1, "json-syntax",
	    "this object" },
	{ "an open object after a key", T("{\"a\""), 0, "json-syntax",
	    "this object" },
	{ "an open object after a colon", T("{\"a\": "), 0, "json-syntax",
	    "this object" },
	{ "an open string", T("[\"abc"), 1, "json-syntax", "this string" },
	{ "an open key", T("{\"a\":1,\"b"), 7, "json-syntax",
	    "this string" },
	{ "half an escape", T("\"\\"), 0, "json-syntax", "this string" },
	{ "half a hexadecimal escape", T("\"\\u00"), 0, "json-syntax",
	    "this string" },
	{ "half a surrogate pair", T("\"" HIGH "\\"), 0, "json-syntax",
	    "this string" },
	{ "half a character", T("\"\xf0\x9d\x84"), 0, "json-syntax",
	    "this string" },
	{ "half a word", T("[tru"), 1, "json-syntax", "inside this value" },
	{ "half a wrong word", T("[Na"), 1, "json-syntax",
	    "inside this value" },
	{ "a minus", T("[-"), 1, "json-syntax", "inside this value" },
	{ "a number that ends in a point", T("[1."), 1, "json-syntax",
	    "inside this value" },
	{ "a number that ends in e", T("[1e"), 1, "json-syntax",
	    "inside this value" },
	{ "a number that ends in a sign", T("[1e-"), 1, "json-syntax",
	    "inside this value" },
};

enum { MIB = 1 << 20 };

/* Long texts, made of three parts. */
static const struct made {
	const char *name;
	struct {
		const char *text;
		size_t times;
	} part[3];
	size_t end, scalars;	/* when it is good */
	const char *code;	/* when it is bad */
	size_t at;
} made[] = {
	{ "arrays 64 deep", { { "[", 64 }, { "1", 1 }, { "]", 64 } },
	    129, 1, NULL, 0 },
	{ "arrays 65 deep", { { "[", 65 }, { "1", 1 }, { "]", 65 } },
	    0, 0, "json-depth", 64 },
	{ "objects 64 deep", { { "{\"a\":", 64 }, { "1", 1 }, { "}", 64 } },
	    385, 1, NULL, 0 },
	{ "objects 65 deep", { { "{\"a\":", 65 }, { "1", 1 }, { "}", 65 } },
	    0, 0, "json-depth", 320 },
	{ "brackets without end", { { "[", 5000 }, { "", 0 }, { "", 0 } },
	    0, 0, "json-depth", 64 },
	{ "many in a row are not deep",
	    { { "[", 1 }, { "{\"a\":[1]},", 200 }, { "0]", 1 } },
	    2003, 201, NULL, 0 },
	{ "500 arrays", { { "[", 500 }, { "", 0 }, { "]", 500 } },
	    0, 0, "json-depth", 64 },
	{ "digits, as many as there are",
	    { { "[-", 1 }, { "7", 5000 }, { "]", 1 } }, 5003, 1, NULL, 0 },
	{ "1 MiB of digits", { { "[", 1 }, { "7", MIB }, { "]", 1 } },
	    MIB + 2, 1, NULL, 0 },
	{ "more than 1 MiB of digits",
	    { { "[", 1 }, { "7", MIB + 1 }, { "]", 1 } },
	    0, 0, "json-size", 1 },
	{ "more than 1 MiB of a number",
	    { { "[0.", 1 }, { "7", MIB - 2 }, { "e-1]", 1 } },
	    0, 0, "json-size", 1 },
	{ "too many digits before worse",
	    { { "7", MIB + 1 }, { ".", 1 }, { "x", 1 } },
	    0, 0, "json-size", 0 },
	{ "1 MiB of a string", { { "[\"", 1 }, { "\xc3\xa9", MIB / 2 - 1 },
	    { "x\"]", 1 } }, MIB + 3, 1, NULL, 0 },
	{ "more than 1 MiB of a string",
	    { { "[\"", 1 }, { "x", MIB }, { "\"]", 1 } },
	    0, 0, "json-size", 1 },
	{ "more than 1 MiB of a key",
	    { { "{\"", 1 }, { "x", MIB }, { "\":0}", 1 } },
	    0, 0, "json-size", 1 },
	{ "too long a string before worse",
	    { { "\"", 1 }, { "x", MIB }, { "\x01\"", 1 } },
	    0, 0, "json-size", 0 },
	{ "a long string", { { "\"", 1 }, { "\xc3\xa9", 2000 }, { "\"", 1 } },
	    4002, 1, NULL, 0 },
};

/* Scan a copy that ends where the text ends, so that ASan sees over-reads. */
static enum json_verdict
scan(struct json_scan *s, const char *text, size_t len, bool last)
{
	char *copy = malloc(len);
	enum json_verdict verdict;

	assert_true(copy || len == 0);
	memcpy(copy, text, len);
	verdict = json_scan(s, copy, len, last);
	free(copy);
	return verdict;
}

/* How many of its values hold no others. */
static size_t
scalars(const struct json_scan *s, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < s->values; i++)
		n += !strchr("[{", text[s->value[i].at]);
	return n;
}

static void
assert_bad(const struct json_scan *s, size_t at, const char *code)
{
	assert_int_equal(s->at, at);
	assert_string_equal(s->code, code);
	assert_non_null(s->what);
}

/* The next place to cut a text, all of them but in the midst of a long one. */
static size_t
next_cut(size_t k, size_t len)
{
	size_t left = len - k, step = left < len / 9 ? left - 16 : len / 9;

	return k + (k < 4200 || left < 20 ? 1 : step);
}

/* A beginning of a good text is good, as far as it goes. */
static void
replay_good(struct json_scan *s, const char *text, size_t len, size_t end)
{
	for (size_t k = 0; k < len; k = next_cut(k, len)) {
		enum json_verdict v = scan(s, text, k, false);
		bool touches = k == end && strchr("0123456789", text[k - 1]);

		assert_int_equal(v, k < end || touches ? JSON_MORE : JSON_OK);
		if (v == JSON_OK)
			assert_int_equal(s->end, end);
	}
}

/* A beginning of a bad text is good so far, or bad in the same way. */
static void
replay_bad(struct json_scan *s, const char *text, size_t len, size_t at,
    const char *code)
{
	enum json_verdict before = JSON_MORE;

	for (size_t k = 0; k < len; k = next_cut(k, len)) {
		enum json_verdict v = scan(s, text, k, false);

		if (before == JSON_BAD || v != JSON_MORE) {
			assert_int_equal(v, JSON_BAD);
			assert_bad(s, at, code);
		}
		before = v;
	}
}

static void
good_texts(void **state)
{
	const struct good *row = *state;
	struct json_scan s = { 0 };
	const char *want = row->scalars;

	assert_int_equal(scan(&s, row->text, row->len, true), JSON_OK);
	assert_int_equal(s.end, row->end);
	for (size_t i = 0; i < s.values; i++) {
		const struct json_value *v = &s.value[i];

		assert_true(v->at + v->len <= row->end);
		if (strchr("[{", row->text[v->at])) {
			assert_non_null(strchr("]}",
			    row->text[v->at + v->len - 1]));
			continue;
		}
		assert_true(v->len < strlen(want));
		assert_memory_equal(row->text + v->at, want, v->len);
		assert_int_equal(want[v->len], '|');
		want += v->len + 1;
	}
	assert_string_equal(want, "");
	assert_int_equal(s.doubts, 0);
	replay_good(&s, row->text, row->len, row->end);
	json_scan_free(&s);
}

static void
doubtful_texts(void **state)
{
	const struct doubtful *row = *state;
	struct json_scan s = { 0 };
	char got[200] = "";

	assert_int_equal(scan(&s, T("\"" LOW "\""), true), JSON_OK);
	assert_int_equal(scan(&s, row->text, row->len, true), JSON_OK);
	for (size_t i = 0; i < s.doubts; i++) {
		size_t n = strlen(got);

		snprintf(got + n, sizeof got - n, "%s@%zu:%zu ",
		    s.doubt[i].code, s.doubt[i].at, s.doubt[i].value);
		assert_non_null(s.doubt[i].what);
	}
	assert_string_equal(got, row->doubts);
	replay_good(&s, row->text, row->len, row->len);
	json_scan_free(&s);
}

/* A hostile text cannot make many doubts of few bytes. */
static void
doubts_are_as_few_as_their_bytes(void **state)
{
	static const char *const parts[][3] = { { "\"", "\\u0000", "\"" },
		{ "[\"", "\\u0000\",\"", "\"]" }, { "{", "\"\":1,", "\"\":1}" } };
	enum { MANY = 5000 };

	(void)state;
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct json_scan s = { 0 };
		size_t room = MANY * strlen(parts[i][1]) + 16;
		char *text = calloc(room, 1), *end = stpcpy(text, parts[i][0]);

		for (int k = 0; k < MANY; k++)
			end = stpcpy(end, parts[i][1]);
		end = stpcpy(end, parts[i][2]);
		assert_int_equal(scan(&s, text, (size_t)(end - text), true),
		    JSON_OK);
		assert_true(s.doubts > 0);
		assert_true(5 * s.doubts <= (size_t)(end - text));
		assert_true(s.doubt_room <= 2 * s.doubts + 64);
		json_scan_free(&s);
		free(text);
	}
}

static void
decided_texts(void **state)
{
	const struct decided *row = *state;
	struct json_scan s = { 0 };

	assert_int_equal(scan(&s, row->text, row->len, true),
	    row->code ? JSON_BAD : JSON_OK);
	if (row->code)
		assert_string_equal(s.code, row->code);
	json_scan_free(&s);
}

static void
bad_texts(void **state)
{
	const struct bad *row = *state;
	struct json_scan s = { 0 };

	for (int last = 0; last < 2; last++) {
		assert_int_equal(scan(&s, row->text, row->len, last),
		    JSON_BAD);
		assert_bad(&s, row->at, row->code);
		if (!strstr(s.what, row->says))
			fail_msg("'%s' is not in '%s'", row->says, s.what);
	}
	replay_bad(&s, row->text, row->len, row->at, row->code);
	json_scan_free(&s);
}

static void
unfinished_texts(void **state)
{
	const struct bad *row = *state;
	struct json_scan s = { 0 };

	assert_int_equal(scan(&s, row->text, row->len, true), JSON_BAD);
	assert_bad(&s, row->at, row->code);
	if (!strstr(s.what, row->says))
		fail_msg("'%s' is not in '%s'", row->says, s.what);
	for (size_t k = 0; k <= row->len; k++)
		assert_int_equal(scan(&s, row->text, k, false), JSON_MORE);
	json_scan_free(&s);
}

static void
made_texts(void **state)
{
	const struct made *row = *state;
	struct json_scan s = { 0 };
	size_t len = 0;
	char *text;

	for (size_t i = 0; i < COUNT(row->part); i++)
		len += strlen(row->part[i].text) * row->part[i].times;
	text = malloc(len + 1);
	assert_non_null(text);
	text[0] = '\0';
	for (size_t i = 0, n = 0; i < COUNT(row->part); i++)
		for (size_t k = 0; k < row->part[i].times; k++) {
			memcpy(text + n, row->part[i].text,
			    strlen(row->part[i].text));
			n += strlen(row->part[i].text);
		}
	if (row->code) {
		assert_int_equal(scan(&s, text, len, true), JSON_BAD);
		assert_bad(&s, row->at, row->code);
		replay_bad(&s, text, len, row->at, row->code);
	} else {
		assert_int_equal(scan(&s, text, len, true), JSON_OK);
		assert_int_equal(s.end, row->end);
		assert_int_equal(scalars(&s, text), row->scalars);
		replay_good(&s, text, len, row->end);
	}
	free(text);
	json_scan_free(&s);
}

enum { KEYS = 100000, KEY_ROOM = 24 };

/* {"k7":0,"k14":0,...}: all different, as 7 does not divide the modulus. */
static size_t
many_keys(char *text)
{
	size_t n = 0;

	for (unsigned i = 1; i <= KEYS; i++)
		n += (size_t)snprintf(text + n, KEY_ROOM, "%c\"k%u\":0",
		    i == 1 ? '{' : ',', i * 7 % 100003);
	return n;
}

static void
many_keys_take_no_square_of_time(void **state)
{
	struct json_scan s = { 0 };
	char *text = malloc((KEYS + 2) * KEY_ROOM);
	clock_t from = clock();
	size_t n;

	(void)state;
	assert_non_null(text);
	n = many_keys(text);
	text[n] = '}';
	assert_int_equal(json_scan(&s, text, n + 1, true), JSON_OK);
	assert_int_equal(s.values, KEYS + 1);
	memcpy(text + n, ",\"\\u006b21\":0}", 15);
	assert_int_equal(json_scan(&s, text, n + 14, true), JSON_OK);
	assert_int_equal(s.doubts, 1);
	assert_int_equal(s.doubt[0].at, n + 1);
	assert_string_equal(s.doubt[0].code, "json-key");
	/* 0.1 s; comparing each with each takes a minute */
	assert_true((clock() - from) / CLOCKS_PER_SEC < 5);
	free(text);
	json_scan_free(&s);
}

/*
 * Linked with -Wl,--wrap=realloc, the test of the memory fails the allocation
 * that allowed counts down to; linked without it, that test is skipped.
 */
static int allowed = -1;

void *__real_realloc(void *mem, size_t size) __attribute__((weak));
void *__wrap_realloc(void *mem, size_t size);

void *
__wrap_realloc(void *mem, size_t size)
{
	if (allowed == 0)
		return NULL;
	if (allowed > 0)
		allowed--;
	return __real_realloc(mem, size);
}

static void
memory_that_runs_out_is_told(void **state)
{
	char *text = malloc((KEYS + 2) * KEY_ROOM);
	size_t n;
	int k = 0;

	(void)state;
	assert_non_null(text);
	n = many_keys(text);
	text[n++] = '}';
	if (!__real_realloc) {
		free(text);
		skip();
	}
	for (enum json_verdict v = JSON_MEMORY; v != JSON_OK; k++) {
		struct json_scan s = { 0 };

		allowed = k;
		v = json_scan(&s, text, n, true);
		allowed = -1;
		assert_true(v == JSON_OK || v == JSON_MEMORY);
		assert_int_equal(json_scan(&s, text, n, true), JSON_OK);
		assert_int_equal(s.values, KEYS + 1);
		json_scan_free(&s);
	}
	assert_true(k > 10);
	free(text);
}

/* An array of n zeros is n + 1 values; only a file may have any number. */
static void
a_sample_has_so_many_values(void **state)
{
	static char text[2 * JSON_VALUES + 1];

	(void)state;
	for (size_t n = JSON_VALUES - 1; n <= JSON_VALUES; n++)
		for (int file = 0; file < 2; file++) {
			struct json_scan s = { .file = file };
			bool fits = file || n < JSON_VALUES;

			for (size_t i = 0; i < n; i++)
				memcpy(text + 2 * i, i ? ",0" : "[0", 2);
			text[2 * n] = ']';
			assert_int_equal(json_scan(&s, text, 2 * n + 1, true),
			    fits ? JSON_OK : JSON_BAD);
			assert_int_equal(s.values, fits ? n + 1 : JSON_VALUES);
			if (!fits) {
				assert_int_equal(s.at, 0);
				assert_string_equal(s.code, "json-size");
				assert_string_equal(s.what,
				    "more than 4194304 values in a sample");
			}
			json_scan_free(&s);
		}
}

static void
room_is_used_again(void **state)
{
	struct json_scan s = { 0 };
	size_t value_room, key_room;

	(void)state;
	assert_int_equal(json_scan(&s, T(LINE), true), JSON_OK);
	value_room = s.value_room;
	key_room = s.key_room;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(json_scan(&s, T(LINE), true), JSON_OK);
	assert_int_equal(s.value_room, value_room);
	assert_int_equal(s.key_room, key_room);
	json_scan_free(&s);
	assert_null(s.value);
	assert_null(s.key);
	json_scan_free(&s);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(doubts_are_as_few_as_their_bytes),
		cmocka_unit_test(many_keys_take_no_square_of_time),
		cmocka_unit_test(memory_that_runs_out_is_told),
		cmocka_unit_test(a_sample_has_so_many_values),
		cmocka_unit_test(room_is_used_again),
	};
	int failed = 0;

	RUN_ROWS(good, good_texts);
	RUN_ROWS(doubtful, doubtful_texts);
	RUN_ROWS(decided, decided_texts);
	RUN_ROWS(bad, bad_texts);
	RUN_ROWS(unfinished, unfinished_texts);
	RUN_ROWS(made, made_texts);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
