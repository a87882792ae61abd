/*
 * read.c - a reader on any bytes: the one this program is named after.
 *
 * However the bytes arrive, it gives the same records of as many cells as there
 * are columns, on lines that never go back, and names places that exist.
 */
#include "fuzz.h"
#include "read/reader.h"

static const struct reader_ops *ops;

int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = strrchr((*argv)[0], '/');

	(void)argc;
	ops = reader_find(name ? name + 1 : (*argv)[0]);
	if (ops)
		return 0;
	fprintf(stderr, "there is no such reader (yet)\n");
	exit(3);
}

/* Is there such a place when these bytes end the lines? */
static bool
exists(const char *text, size_t n, char end, uint64_t line, uint64_t column)
{
	const char *s = text, *last = text + n;

	for (; line > 1; line--) {
		s = s < last ? memchr(s, end, (size_t)(last - s)) : NULL;
		if (!s)
			return false;
		s++;
	}
	/* one behind the end is where something is missing */
	return column <= (uint64_t)(last - s) + 1;
}

/*
 * Lines and columns are counted from 1; 0 is no line, or no column.  Those of an
 * array are its rows and columns: its bytes are no text.
 */
static void
check_place(const char *text, size_t n, uint64_t line, uint64_t column)
{
	if (ops->magic)
		return;
	CHECK(line > 0 || column == 0);
	CHECK(line == 0 || exists(text, n, '\n', line, column) ||
	    exists(text, n, '\r', line, column));
}

static void
check_notes(const struct diag *d, const char *text, size_t n)
{
	for (uint64_t i = 0; i < d->notes && i < DIAG_NOTES; i++) {
		uint64_t line = 0, column = 0;

		if (sscanf(d->note[i].text, "<stdin>:%" SCNu64 ":%" SCNu64 ":",
			&line, &column) > 0)
			check_place(text, n, line, column);
	}
}

static void
put_cell(struct out *o, struct reader *r, size_t i, const char *text, size_t n)
{
	const struct cell *c = &r->cell[i];
	struct place p = reader_locate(r, i);

	check_place(text, n, p.line, p.column);
	/* of more notes than are shown no reader looks for the place */
	CHECK(p.line == 0 || p.line >= r->line ||
	    r->diag->notes >= DIAG_NOTES);
	out_format(o, " %d@%" PRIu64 ":%" PRIu64 "=", (int)c->kind, p.line,
	    p.column);
	if (c->kind != CELL_ABSENT)
		out_bytes(o, c->text, c->len);
}

static void
read_all(struct out *o, const struct read_options *opt, const char *text,
    size_t n)
{
	static struct diag d;
	struct reader r;
	uint64_t line = 0;

	fuzz_file(0, text, n);
	d = (struct diag){ .notes = 0 };
	if (!reader_open(&r, "-", ops, opt, &d)) {
		size_t cols = r.cols;

		for (size_t i = 0; i < cols; i++) {
			CHECK(r.col[i].name);
			/* an array has entries that nobody named */
			CHECK(r.col[i].group || !r.col[i].member);
			r.col[i].used = true;
			out_format(o, "|%s", r.col[i].name);
		}
		while (reader_next(&r) > 0) {
			CHECK(r.cols == cols);
			CHECK(r.line >= line);
			line = r.line;
			out_format(o, "\n%" PRIu64 ":", line);
			for (size_t i = 0; i < cols; i++)
				put_cell(o, &r, i, text, n);
		}
	} else {
		CHECK(d.notes > 0);
	}
	reader_close(&r);
	check_notes(&d, text, n);
	fuzz_notes(o, &d);
}

/* What is foreign is known by bytes that a cut input may not show. */
static bool
is_foreign(const char *text, size_t n)
{
	static struct diag d;
	const struct read_options opt = { 0 };
	struct reader r;
	int rc;

	fuzz_file(0, text, n);
	d = (struct diag){ .notes = 0 };
	rc = reader_open(&r, "-", ops, &opt, &d);
	reader_close(&r);
	return rc && (strstr(d.note[0].text, "[format]") ||
	    strstr(d.note[0].text, "[encoding]"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char delimiters[] = { '\0', '\0', '\0', '\0', ',', ';',
		'\t', '|', ' ', 'x', 1, -1 };
	unsigned how = n > 1 ? bytes[n - 1] : 0;
	struct read_options opt = { .no_header = how & 1,
		.delimiter = delimiters[(how >> 1) % sizeof delimiters] };
	struct out whole = { .fd = -1 }, parts = { .fd = -1 };

	if (is_foreign((const char *)bytes, n))
		return 0;
	read_all(&whole, &opt, (const char *)bytes, n);
	opt.most = n > 1 ? bytes[n - 2] % 64 : 1;
	read_all(&parts, &opt, (const char *)bytes, n);
	fuzz_same(&whole, &parts);
	return 0;
}
