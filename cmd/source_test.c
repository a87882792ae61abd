/* source_test.c - blocks of whole lines, read ahead or not, are the input. */
#include "source.h"

#include "test_io.h"

#include <errno.h>
#include <string.h>

enum { MIB = 1 << 20, AHEAD = 3 };	/* pieces on their way at once */

static const struct piece_row {
	const char *name;
	size_t most;		/* see source_open() */
	size_t len, line;	/* the input, and its longest usual line */
	size_t long_line;	/* ... after the first third, or 0 */
	size_t blocks;		/* so many bytes come in blocks, or nearly */
} piece_rows[] = {
	{ "all in the window", 0, 2000, 40, 0, 2000 },
	{ "a piece and a half", 0, 3 * SOURCE_PIECE / 2, 300, 0,
	    3 * SOURCE_PIECE / 2 },
	{ "many pieces", 0, 9 * SOURCE_PIECE, 40000, 0, 9 * SOURCE_PIECE },
	{ "lines as long as pieces", 7, 500, 12, 0, 500 },
	{ "pieces of a byte", 1, 300, 9, 0, 300 },
	{ "pieces without a line", 0, 12 * SOURCE_PIECE, 50, 3 * SOURCE_PIECE,
	    12 * SOURCE_PIECE },
	{ "a line that is too long", 0, 18 * SOURCE_PIECE, 50,
	    MIB + SOURCE_PIECE, 6 * SOURCE_PIECE },
	{ "no line end at all", 0, 3 * SOURCE_PIECE, 0, 0, 0 },
	{ "no line end for too long", 0, 3 * MIB, 0, 0, 0 },
};

/* No two lines are alike. */
static char *
make_text(const struct piece_row *row)
{
	char *text = malloc(row->len);
	uint32_t seed = 1;
	size_t third = row->len / 3, n = 0;

	assert_non_null(text);
	for (size_t i = 0; i < row->len; i++) {
		seed = seed * 1664525 + 1013904223;
		if (n == 0 && row->line)
			n = 1 + (seed >> 8) % row->line;
		text[i] = n == 1 ? '\n' : (char)('a' + (seed >> 16) % 26);
		n -= n > 0;
	}
	if (row->long_line)
		memset(text + third, 'x', row->long_line);
	return text;
}

static size_t
take_lines(struct source *s, struct block *b, const char *text, size_t at)
{
	assert_int_equal(b->offset, at);
	assert_true(b->len - b->at == 0 || b->buf[b->len - 1] == '\n');
	assert_memory_equal(b->buf + b->at, text + at, b->len - b->at);
	assert_int_equal(s->offset, at + (b->len - b->at));
	return at + (b->len - b->at);
}

static void
check_pieces(const struct piece_row *row, bool ahead)
{
	char *text = make_text(row);
	struct block b[AHEAD] = { { 0 } };
	struct diag d = { 0 };
	struct source s;
	size_t at = 0;

	test_stdin(text, row->len);
	assert_int_equal(source_open(&s, "-", row->most, NULL, &d), 0);
	assert_int_equal(source_more(&s), s.len - s.at < row->len);
	for (size_t i = 0; ahead && i < AHEAD - 1; i++)
		source_read_ahead(&s, &b[i], i);
	for (size_t i = 0;; i++) {
		size_t next = (i + AHEAD - 1) % AHEAD;

		if (ahead)
			source_read_ahead(&s, &b[next], i + AHEAD - 1);
		if (source_take(&s, &b[i % AHEAD]) <= 0)
			break;
		at = take_lines(&s, &b[i % AHEAD], text, at);
	}
	assert_true(at <= row->blocks);
	assert_true(at + row->line + SOURCE_PIECE >= row->blocks);
	/* read(2) goes on where the pieces end */
	while (source_fill(&s) > 0)
		;
	assert_int_equal(s.len - s.at, row->len - at);
	assert_memory_equal(s.buf + s.at, text + at, row->len - at);
	assert_int_equal(d.notes, 0);
	for (size_t i = 0; i < AHEAD; i++)
		free(b[i].buf);
	source_close(&s);
	free(text);
}

static void
gives_the_input(void **state)
{
	check_pieces(*state, false);
	check_pieces(*state, true);
}

/* What was read ahead of a file that grows meanwhile is not used. */
static void
sees_a_change(void **state)
{
	const struct piece_row row = { .len = 4 * SOURCE_PIECE, .line = 50 };
	char *text = make_text(&row);
	struct block b = { 0 };
	struct diag d = { 0 };
	struct source s;
	uint64_t i = 0;
	int got = 1;

	(void)state;
	test_stdin(text, row.len);
	assert_int_equal(source_open(&s, "-", 0, NULL, &d), 0);
	assert_int_equal(source_more(&s), 1);
	for (; got > 0; i++) {
		source_read_ahead(&s, &b, i);
		got = source_take(&s, &b);
		if (i == 0)
			assert_int_equal(pwrite(s.fd, "1\n", 2,
			    (off_t)row.len), 2);
	}
	assert_int_equal(got, -1);
	assert_int_equal(d.notes, 1);
	assert_non_null(strstr(d.note[0].text, "the file was changed"));
	free(b.buf);
	source_close(&s);
	free(text);
}

/* What a pipe gave, or what is left of a file on standard input. */
static void
keeps_a_copy(void **state)
{
	static const struct {
		size_t len;
		bool blocks;
		int lost;
	} row[] = { { 1, false, 0 }, { 100, false, 0 }, { 100, true, 0 },
		{ 3 * MIB, false, 0 }, { 3 * MIB, true, 0 },
		{ SOURCE_COPY, true, EFBIG } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct piece_row piece = { .len = row[i].len, .line = 50 };
		char *text = make_text(&piece);
		struct source_copy copy = { 0 };
		struct block b = { 0 };
		struct diag d = { 0 };
		struct source s;
		int got = 1;

		test_stdin(text, piece.len);
		assert_int_equal(source_open(&s, "-", 0, &copy, &d), 0);
		while (row[i].blocks && got > 0)
			got = source_take(&s, &b);
		for (got = 1; got > 0; source_skip(&s, s.len - s.at))
			got = source_fill(&s);
		assert_int_equal(got, 0);
		free(b.buf);
		source_close(&s);
		assert_int_equal(copy.lost, row[i].lost);
		assert_int_equal(copy.whole, !row[i].lost);
		if (copy.whole) {
			assert_int_equal(
			    source_open(&s, "nowhere", 0, &copy, &d), 0);
			assert_int_equal(s.len - s.at, piece.len);
			assert_memory_equal(s.buf + s.at, text, piece.len);
			assert_int_equal(source_fill(&s), 0);
			source_close(&s);
		}
		source_copy_free(&copy);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_a_copy),
		cmocka_unit_test(sees_a_change),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	RUN_ROWS(piece_rows, gives_the_input);
	return failed;
}
