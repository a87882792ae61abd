/*
 * test_read.h - for tests: everything a reader says of some bytes, as text,
 * and the same text however the bytes arrive.
 */
#ifndef TEST_READ_H
#define TEST_READ_H

#include "../test_io.h"

struct read_row {
	const char *name;
	struct read_options opt;
	const char *bytes;
	size_t len;
	/*
	 * The columns as "a|b", each record as "line: cell@column|cell@column"
	 * (@line:column where that is another line than the record's), then
	 * the notes and the hint.  Strings stand in quotes, ~ is no cell.
	 */
	const char *want;
};

static inline void
read_cell(struct out *o, struct reader *r, size_t i)
{
	const struct cell *c = &r->cell[i];
	const char *quote = c->kind == CELL_STRING ? "\"" : "";
	struct place p = reader_locate(r, i);
	char shown[400];

	out_text(o, i ? "|" : "");
	if (c->kind == CELL_ABSENT) {
		out_text(o, "~");
		return;
	}
	/* the reader says a number is one, a word, or null */
	if (r->ops->json && c->kind != CELL_STRING && c->kind < CELL_LIST)
		assert_int_equal(c->kind, strchr("tf", *c->text) ? CELL_WORD
			: *c->text == 'n'			 ? CELL_NULL
								 : CELL_NUMBER);
	diag_escape(shown, sizeof shown, c->text, c->len);
	out_format(o, "%s%s%s@", quote, shown, quote);
	if (p.line != r->line)
		out_format(o, "%u:", (unsigned)p.line);
	out_format(o, "%u", (unsigned)p.column);
}

/* All of standard input. */
static inline void
read_all(struct out *o, const struct reader_ops *ops,
    const struct read_options *opt)
{
	static struct diag d;
	struct reader r;

	d = (struct diag){ .notes = 0 };
	if (!reader_open(&r, "-", ops, opt, &d)) {
		for (size_t i = 0; i < r.cols; i++) {
			r.col[i].used = true;
			out_text(o, i ? "|" : "");
			out_text(o, r.col[i].name);
		}
		out_text(o, "\n");
		while (reader_next(&r) > 0) {
			out_format(o, "%u: ", (unsigned)r.line);
			for (size_t i = 0; i < r.cols; i++)
				read_cell(o, &r, i);
			out_text(o, "\n");
		}
	}
	reader_close(&r);
	test_notes(o, &d);
}

/* The wanted text, whatever one read(2) gives: 1 byte, 2 bytes, ... all. */
static inline void
read_at_every_cut(const struct read_row *row, const struct reader_ops *ops)
{
	struct read_options opt = row->opt;

	test_stdin(row->bytes, row->len);
	for (size_t most = 0; most <= row->len; most++) {
		struct out o = { .fd = -1 };

		opt.most = most;
		assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_SET), 0);
		read_all(&o, ops, &opt);
		if (o.n != strlen(row->want) || memcmp(o.buf, row->want, o.n))
			print_error("at %zu bytes per read:\n", most);
		assert_out(&o, row->want);
	}
}

#endif
