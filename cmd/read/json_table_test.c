/* json_table_test.c - objects that are a whole file, at every cut. */
#include "test_read.h"

#include <time.h>

#define ROWS(rows) "{\"columns\":[\"y\",\"logit\"],\"data\":[" rows "]}"
#define NO_ROW(column) "<stdin>:1:" column ": a row of data is an array, and " \
	"this is none [json-shape]\n"

static const struct read_row rows[] = {
	/* columns */
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
	    "<stdin>:1:24: logit has length 3 where label has 2 "
	    "[json-shape]\n" },
	{ "columns without entries", { 0 }, T("{\"label\":[],\"logit\":[]}"),
	    "<stdin>: the columns are empty [empty]\n" },
	{ "columns of empty entries", { 0 }, T("{\"label\":[{},{}]}"),
	    "\n1: \n1: \n" },
	{ "columns twice", { 0 },
	    T("{\"label\":[0],\"logit\":[5]}\n{\"label\":[1],\"logit\":[6]}"),
	    "label|logit\n1: 0@11|5@23\n"
	    "<stdin>:2:1: text after the object of columns [json-syntax]\n" },
	{ "columns called by a pattern", { 0 },
	    T("{\"label_a\":[1,0],\"logit_a\":[2,3]}"),
	    "label_a|logit_a\n1: 1@13|2@29\n1: 0@15|3@31\n" },
	{ "columns of scores by a pattern", { 0 },
	    T("{\"prob_a\":[1,0]}"), "prob_a\n1: 1@12\n1: 0@14\n" },
	{ "columns of an asked-for pattern", { .label = "is_*", .probs = "p" },
	    T("{\"is_a\":[1,0],\"p\":[2,3]}"),
	    "is_a|p\n1: 1@10|2@20\n1: 0@12|3@22\n" },
	{ "columns of lists of names", { 0 },
	    T("{\"labels\":[[\"a\",\"b\"],[]],\"probs\":[{\"a\":1},{\"a\":2}]}"),
	    "labels|probs.a\n1: [\"a\",\"b\"]@12|1@40\n1: []@22|2@48\n" },
	{ "columns of labels beside columns of scores", { 0 },
	    T("{\"labels\":[0,1],\"logits\":[[5,6],[7,8]]}"),
	    "labels|logits[0]|logits[1]\n"
	    "1: 0@12|5@28|6@30\n1: 1@14|7@34|8@36\n" },
	{ "one sample of a list of names", { 0 },
	    T("{\"labels\":[\"a\"],\"probs\":{\"a\":1}}"),
	    "labels|probs.a\n1: [\"a\"]@11|1@30\n" },
	{ "one sample of a list of names under another name", { .label = "t" },
	    T("{\"t\":[\"a\"],\"probs\":{\"a\":1}}"),
	    "t|probs.a\n1: [\"a\"]@6|1@25\n" },
	{ "one sample of a list of names, and a score of each", { 0 },
	    T("{\"label\":[\"a\"],\"logit_a\":1}"),
	    "label|logit_a\n1: [\"a\"]@10|1@26\n" },
	{ "an id that is none of a column", { 0 },
	    T("{\"id\":1,\"logit\":[5,6]}"),
	    "id|logit[0]|logit[1]\n1: 1@7|5@18|6@20\n" },
	{ "a key twice beside columns", { 0 },
	    T("{\"label\":[0,1],\"x\":1,\"x\":2}"),
	    "label\n"
	    "<stdin>:1:22: this key is in this object already [json-key]\n"
	    "<stdin>:1:22: this key is in this object already [json-key]\n" },
	{ "a NUL in one row of a column", { 0 },
	    T("{\"label\":[0,1],\n\"id\":[\"a\\u0000\",\"b\"]}"),
	    "label|id\n1: 1@13|\"b\"@2:17\n"
	    "<stdin>:2:9: \\u0000 (a NUL) inside a string [json-nul]\n" },
	/* columns that have a key for each row */
	{ "columns of keys", { 0 },
	    T("{\"label\":{\"0\":1,\"7\":0},\n\"logit\":{\"0\":5,\"7\":6}}"),
	    "label|logit|index\n1: 1@15|5@2:14|\"0\"@15\n"
	    "1: 0@21|6@2:20|\"7\"@21\n" },
	{ "columns of keys, with ids and without a label", { 0 },
	    T("{\"logit\":{\"a\":5},\"id\":{\"a\":7},\"x\":[1]}"),
	    "logit|id|index\n1: 5@15|7@28|\"a\"@15\n" },
	{ "columns of keys that differ", { 0 },
	    T("{\"label\":{\"0\":1,\"1\":0,\"2\":1},"
	    "\"logit\":{\"0\":5,\"2\":6,\"1\":7}}"),
	    "label|logit|index\n1: 1@15|5@43|\"0\"@15\n"
	    "<stdin>:1:49: logit has row 2 where label has 1 [json-shape]\n"
	    "<stdin>:1:55: logit has row 1 where label has 2 [json-shape]\n" },
	{ "columns of keys of unlike length", { 0 },
	    T("{\"label\":{\"0\":1,\"1\":0},\"logit\":{\"0\":5}}"),
	    "<stdin>:1:32: logit has length 1 where label has 2 "
	    "[json-shape]\n" },
	{ "groups of one sample are no columns of keys", { 0 },
	    T("{\"labels\":{\"0\":1},\"probs\":{\"0\":1}}"),
	    "labels[0]|probs[0]\n1: 1@16|1@32\n" },
	{ "a column of keys without any", { 0 }, T("{\"label\":{},\"a\":1}"),
	    "a\n1: 1@17\n" },
	/* rows beside the names of the columns */
	{ "rows", { 0 }, T(ROWS("[1,2],\n[0,3]")),
	    "y|logit\n1: 1@35|2@37\n2: 0@2|3@4\n" },
	{ "rows first, and more", { 0 },
	    T("{\"_type\":\"table\",\"data\":[[1,\"x\"],[2,null]],\"n\":[7],"
	    "\"columns\":[\"y\",\"\\u0061\"]}"),
	    "y|a\n1: 1@27|\"x\"@29\n1: 2@35|null@37\n" },
	{ "rows with an index", { 0 },
	    T("{\"columns\":[\"y\"],\"index\":[7,\n\"b\"],\"data\":[[1],[0]]}"),
	    "y|index\n2: 1@15|7@1:27\n2: 0@19|\"b\"@1\n" },
	{ "an index too short", { 0 },
	    T("{\"columns\":[\"y\"],\"index\":[7],\"data\":[[1],[0]]}"),
	    "<stdin>:1:26: index has length 1 where data has 2 "
	    "[json-shape]\n" },
	{ "an index that is none", { 0 },
	    T("{\"columns\":[\"y\"],\"index\":7,\"data\":[[1],[0]]}"),
	    "y\n1: 1@37\n1: 0@41\n" },
	{ "rows of groups and lists", { 0 },
	    T("{\"columns\":[\"labels\",\"p\"],"
	    "\"data\":[[[],{\"a\":1}],[[\"a\"],{\"b\":2,\"a\":3}]]}"),
	    "labels|p.a\n1: []@36|1@44\n1: [\"a\"]@49|3@66\n"
	    "<stdin>:1:60: p: there is no entry b in the first sample "
	    "[json-shape]\n" },
	{ "ragged rows", { 0 },
	    T(ROWS("[1,2],\n[0],\n [0,3,4],\n[],\n{\"a\":1},\n7,\n[0,6]")),
	    "y|logit\n1: 1@35|2@37\n7: 0@2|6@4\n"
	    "<stdin>:2:1: a row of data has length 1 where columns has 2 "
	    "[json-shape]\n"
	    "<stdin>:3:2: a row of data has length 3 where columns has 2 "
	    "[json-shape]\n"
	    "<stdin>:4:1: a row of data has length 0 where columns has 2 "
	    "[json-shape]\n"
	    "<stdin>:5:1: a row of data is an array, and this is none "
	    "[json-shape]\n"
	    "<stdin>:6:1: a row of data is an array, and this is none "
	    "[json-shape]\n" },
	/* the row's line is right, where its cells are nobody looks for */
	{ "a row behind more bad ones than are shown", { 0 },
	    T(ROWS("[1,2],7,7,7,7,7,7,7,7,7,7,7,\n[0,5]")),
	    "y|logit\n1: 1@35|2@37\n2: 0@1:1|5@1:1\n"
	    NO_ROW("40") NO_ROW("42") NO_ROW("44") NO_ROW("46") NO_ROW("48")
	    NO_ROW("50") NO_ROW("52") NO_ROW("54") NO_ROW("56") NO_ROW("58")
	    "and 1 more\n" },
	{ "a ragged row keeps the index in step", { 0 },
	    T("{\"columns\":[\"y\"],\"index\":[7,8,9],\"data\":[[1],[],[3]]}"),
	    "y|index\n1: 1@43|7@27\n1: 3@50|9@31\n"
	    "<stdin>:1:46: a row of data has length 0 where columns has 1 "
	    "[json-shape]\n" },
	{ "a ragged first row", { 0 }, T(ROWS("[1]")),
	    "<stdin>:1:34: a row of data has length 1 where columns has 2 "
	    "[json-shape]\n" },
	{ "no rows", { 0 }, T(ROWS("")),
	    "<stdin>: the columns are empty [empty]\n" },
	{ "a name that is none", { 0 },
	    T("{\"columns\":[\"y\",\n3],\"data\":[[1,2]]}"),
	    "<stdin>:2:1: the name of a column is a string, and this is none "
	    "[json-shape]\n" },
	{ "a name with a NUL", { 0 },
	    T("{\"columns\":[\"y\",\"a\\u0000\"],\"data\":[[1,2]]}"),
	    "<stdin>:1:19: \\u0000 (a NUL) inside a string [json-nul]\n" },
	{ "a name twice", { 0 },
	    T("{\"columns\":[\"y\",\"y\"],\"data\":[[1,2],[3,4]]}"),
	    "y|y\n1: 1@31|2@33\n1: 3@37|4@39\n" },
	{ "a name twice, and doubts", { 0 },
	    T("{\"columns\":[\"y\",\"y\"],\"data\":[[1,\"\\udddd\"],[3,4]]}"),
	    "y|y\n1: 3@44|4@46\n"
	    "<stdin>:1:34: half a surrogate pair; write both, as in "
	    "\\ud83d\\ude00 [json-unicode]\n" },
	{ "columns that are no array, and data", { 0 },
	    T("{\"columns\":2,\"data\":[[1]]}"),
	    "columns|data[0]\n1: 2@12|[1]@22\n" },
	{ "one sample that has columns and data", { 0 },
	    T("{\"logit\":1,\"columns\":[\"y\"],\"data\":[[1]]}"),
	    "logit|columns|data[0]\n1: 1@10|[\"y\"]@22|[1]@36\n" },
	{ "text after rows", { 0 }, T(ROWS("[1,2]") " 1"),
	    "y|logit\n1: 1@35|2@37\n"
	    "<stdin>:1:42: text after the object of columns "
	    "[json-syntax]\n" },
	/* a sample under each key */
	{ "samples under keys", { 0 },
	    T("{\"a\":{\"label\":1,\"logit\":5},\n"
	    " \"b\":{\"logit\":6,\"label\":0}}"),
	    "label|logit|index\n1: 1@15|5@25|\"a\"@6\n"
	    "2: 0@25|6@15|\"b\"@6\n" },
	{ "samples under keys, with what was asked for", { .probs = "s" },
	    T("{\"a\":{\"s\":{\"x\":1}},\"b\":{\"s\":{\"x\":2}}}"),
	    "s.x|index\n1: 1@16|\"a\"@6\n1: 2@34|\"b\"@24\n" },
	{ "objects under keys that are no samples", { 0 },
	    T("{\"a\":{\"x\":1},\"b\":{\"x\":0}}"),
	    "a.x|b.x\n1: 1@11|0@23\n" },
	{ "a sample among other values", { 0 },
	    T("{\"a\":{\"logit\":1},\"b\":2}"),
	    "a.logit|b\n1: 1@15|2@22\n" },
	{ "a key twice in the second of the samples under keys", { 0 },
	    T("{\"a\":{\"logit\":1},\"b\":{\"logit\":0,\"logit\":1}}"),
	    "logit|index\n1: 1@15|\"a\"@6\n"
	    "<stdin>:1:33: this key is in this object already [json-key]\n" },
};

static void
tables_give(void **state)
{
	read_at_every_cut(*state, &json_reader);
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
		cmocka_unit_test(long_columns_take_no_square_of_time),
	};
	int failed = 0;

	RUN_ROWS(rows, tables_give);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
