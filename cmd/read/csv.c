/*
 * csv.c - CSV and TSV through libcsv, which says nothing of lines.
 *
 * libcsv's callbacks cannot stop it and know no position, so it is fed one
 * physical line at a time: the line number is always ours, and an error ends
 * the parse on its own line.  The raw bytes of the current record are kept, so
 * that the place of a field is found when, and only when, it is needed.
 */
#include "plain.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIELD_CAP = 1 << 20, RECORD_CAP = 1 << 26, FIELD_STEP = 1 << 12
};

/* Bytes that grow. */
struct bytes {
	char *at;
	size_t n, room;
};

struct csv_state {
	struct csv_parser parser;
	bool ready;		/* parser must be freed */
	char terminator;	/* '\n', or '\r' in a file that has only those */
	uint64_t line;		/* of the next byte */
	uint64_t blank;		/* see reader_blank() */
	struct bytes raw;	/* the record as it stands in the file */
	struct bytes text;	/* its fields, each ending in a NUL */
	size_t *end;		/* [most] where each ends in text; NULL: it is */
				/* not known yet how many there are */
	size_t fields;
	/*
	 * No row has more fields than this.  One that does is an error; of the
	 * rest of it only the field that is being read is kept in raw, so that
	 * an error there has a place.
	 */
	size_t most, gone;	/* fields that raw has no more */
	struct place start;	/* of the first byte of raw */
	size_t length;		/* of the record, kept or not */
	bool begun;		/* the record is; its rest is in the next block */
	bool done;		/* the record is complete */
	bool memory;		/* a callback found none */
	size_t fat;		/* 1 + the first field over the cap, 0 = none */
	bool pending;		/* -H: the first record is still to be given */
	bool finished;
};

static bool
append(struct bytes *b, const char *s, size_t n)
{
	if (b->n + n + 1 > b->room) {
		size_t room = b->room ? b->room : 256;

		while (room < b->n + n + 1)
			room *= 2;
		char *at = realloc(b->at, room);

		if (!at)
			return false;
		b->at = at;
		b->room = room;
	}
	memcpy(b->at + b->n, s, n);
	b->n += n;
	b->at[b->n] = '\0';
	return true;
}

/*
 * No field may grow past the cap: one lost quote would swallow the file.
 * libcsv stores the closing quote as well, until it knows better, and wants
 * room for a NUL and for the byte after that.
 */
static void *
capped(void *p, size_t size)
{
	return size > FIELD_CAP + 3 ? NULL : realloc(p, size);
}

/* Blanks belong to the field, as RFC 4180 has it. */
static int
no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

static void
on_field(void *field, size_t len, void *state)
{
	struct csv_state *s = state;

	if (!s->fat && len > FIELD_CAP)
		s->fat = s->fields + 1;
	if (s->fields >= s->most) {
		s->fields++;
		return;
	}
	if (!append(&s->text, field, len) || !append(&s->text, "", 1))
		s->memory = true;
	else if (s->end)
		s->end[s->fields] = s->text.n - 1;
	s->fields++;
}

static void
on_row(int c, void *state)
{
	struct csv_state *s = state;

	(void)c;
	s->done = true;
}

/*
 * Walk the raw record as libcsv does: the offset of field number `field`, of the
 * first terminator outside quotes that is not the file's own, or of the quote
 * still open at the end.
 */
struct walk {
	size_t field, torn, quote;
};

static struct walk
walk(const struct csv_state *s, unsigned char delimiter, size_t field)
{
	const char *p = s->raw.at;
	struct walk w = { s->raw.n, s->raw.n, s->raw.n };
	bool quoted = false;
	size_t k = 0;

	if (field == 0)
		w.field = 0;
	for (size_t i = 0; i < s->raw.n; i++) {
		if (p[i] == '"') {
			quoted = !quoted;
			/* the second of a doubled quote opens nothing */
			if (quoted && (i == 0 || p[i - 1] != '"'))
				w.quote = i;
		} else if (quoted) {
			continue;
		} else if ((unsigned char)p[i] == delimiter && ++k == field) {
			w.field = i + 1;
		} else if (w.torn == s->raw.n &&
		    ((s->terminator == '\n' && p[i] == '\r' &&
			 (i + 1 == s->raw.n || p[i + 1] != '\n')) ||
			(s->terminator == '\r' && p[i] == '\n'))) {
			w.torn = i;
		}
	}
	return w;
}

/* The place of a byte of the raw record. */
static struct place
place_of(const struct csv_state *s, size_t at)
{
	struct place p = s->start;

	for (size_t i = 0; i < at && i < s->raw.n; i++)
		if (s->raw.at[i] == s->terminator) {
			p.line++;
			p.column = 1;
		} else {
			p.column++;
		}
	return p;
}

/* The offset of a field that raw still has. */
static size_t
field_at(struct csv_state *s, size_t field)
{
	return walk(s, csv_get_delim(&s->parser), field - s->gone).field;
}

static struct place
csv_locate(struct reader *r, size_t col)
{
	struct csv_state *s = r->state;

	return place_of(s, field_at(s, col));
}

/* Drop the fields that are read. */
static void
forget(struct csv_state *s)
{
	size_t at = field_at(s, s->fields);

	s->start = place_of(s, at);
	s->gone = s->fields;
	s->raw.n -= at;
	memmove(s->raw.at, s->raw.at + at, s->raw.n);
}

static int
unclosed(struct reader *r)
{
	struct csv_state *s = r->state;
	struct walk w = walk(s, csv_get_delim(&s->parser), 0);

	diag_add(r->diag, place_of(s, w.quote), "csv-syntax",
	    "this quote is never closed");
	return diag_hint(r->diag, "a quote within a quoted field is written twice: \"\"");
}

static int
fat(struct reader *r, size_t field)
{
	struct csv_state *s = r->state;
	size_t at = field_at(s, field);

	diag_add(r->diag, place_of(s, at), "csv-size",
	    "a field longer than 1 MiB");
	return s->raw.at[at] == '"'
	    ? diag_hint(r->diag, "is a quote left open here?") : -1;
}

/* csv_parse() stopped at byte `at` of the raw record; why? */
static int
stopped(struct reader *r, size_t at)
{
	struct csv_state *s = r->state;

	if (csv_error(&s->parser) == CSV_EPARSE) {
		diag_add(r->diag, place_of(s, at), "csv-syntax",
		    "a quote out of place");
		return diag_hint(r->diag, "a field with quotes is quoted whole, and each of its quotes written twice: \"say \"\"hi\"\"\"");
	}
	if (csv_get_buffer_size(&s->parser) + FIELD_STEP > FIELD_CAP)
		return fat(r, s->fields);
	return reader_memory(r);
}

static int
torn(struct reader *r)
{
	struct csv_state *s = r->state;
	struct walk w = walk(s, csv_get_delim(&s->parser), 0);

	/* a blank line, and then a line feed: each line ends in CR CR LF */
	if (s->blank && s->terminator == '\r' && s->gone + w.torn == 0)
		diag_hint(r->diag, "line ends of Windows, written twice? tr -d '\\r'");
	diag_add(r->diag, place_of(s, w.torn), "csv-syntax",
	    s->terminator == '\r'
		? "a line feed in a file whose lines end in carriage returns"
		: "a carriage return that no line feed follows");
	return diag_hint(r->diag,
	    "give all lines one kind of end: tr '\\r' '\\n', or dos2unix");
}

/*
 * How much of the window is fed at once: up to the end of the line, but not past
 * a NUL, nor past a line end of the other kind, which may end a row outside
 * quotes.  So libcsv stops at the first of all errors, wherever reads end.
 */
struct piece {
	size_t len;
	bool line, nul;		/* a line ends with it; a NUL is behind it */
};

static struct piece
piece(const struct csv_state *s, const char *p, size_t len)
{
	const char *end = memchr(p, s->terminator, len), *odd, *nul;

	len = end ? (size_t)(end - p) + 1 : len;
	odd = memchr(p, s->terminator == '\n' ? '\r' : '\n', len);
	/* of a CRLF, or at the very end, a CR is good */
	if (odd && *odd == '\r' && (odd + 1 == p + len || odd[1] == '\n'))
		odd = NULL;
	len = odd ? (size_t)(odd - p) + 1 : len;
	nul = memchr(p, '\0', len);
	len = nul ? (size_t)(nul - p) : len;
	return (struct piece){ len, end && end < p + len, nul != NULL };
}

/* Feed the next physical line, or the part of it in the window; 0 at the end. */
static int
feed(struct reader *r)
{
	struct csv_state *s = r->state;
	struct source *src = &r->src;
	/* a CR at the very end may be half of a CRLF */
	while (src->at == src->len || src->buf[src->len - 1] == '\r') {
		int got = source_fill(src);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
	}
	if (src->at == src->len)
		return 0;
	const char *p = src->buf + src->at;
	size_t window = src->len - src->at;
	struct piece fed = piece(s, p, window);

	size_t before = s->raw.n;

	if (s->length == 0) {
		r->line = s->line;
		s->start = (struct place){ src->name, s->line, 1 };
	}
	s->length += fed.len;
	if (s->length > RECORD_CAP)
		return diag_add(r->diag, (struct place){ src->name, r->line, 0 },
		    "csv-size", "a row longer than 64 MiB");
	if (!append(&s->raw, p, fed.len))
		return reader_memory(r);

	size_t did = csv_parse(&s->parser, p, fed.len, on_field, on_row, s);

	if (did < fed.len)
		return stopped(r, before + did);
	if (s->memory)
		return reader_memory(r);
	if (s->fat)
		return fat(r, s->fat - 1);
	/* but a CR at the very end of all */
	if (s->done && !fed.line &&
	    (s->terminator == '\r' || fed.len < window))
		return torn(r);
	if (fed.nul)
		return diag_add(r->diag, place_of(s, s->raw.n), "csv-syntax",
		    "a NUL byte, %u bytes into the file",
		    src->offset + fed.len);
	if (s->fields > s->most && s->fields > s->gone)
		forget(s);
	s->line += fed.line;
	source_skip(src, fed.len);
	return 1;
}

/* The end of the file: the last line may lack its terminator. */
static int
finish(struct reader *r)
{
	struct csv_state *s = r->state;

	if (s->finished || !r->src.eof)
		return 0;
	s->finished = true;
	if (csv_fini(&s->parser, on_field, on_row, s))
		return csv_error(&s->parser) == CSV_EPARSE ? unclosed(r)
							   : reader_memory(r);
	if (s->memory)
		return reader_memory(r);
	return s->fat ? fat(r, s->fat - 1) : s->done;
}

/*
 * A row of fields, blank or ragged ones too: 1, 0 at the end, -1.  At the end of
 * a block a row may be left begun.
 */
static int
row(struct reader *r)
{
	struct csv_state *s = r->state;
	int got = 1;

	if (!s->begun)
		s->raw.n = s->text.n = s->fields = s->gone = s->length = 0;
	s->begun = true;
	s->done = false;
	while (!s->done && got > 0)
		got = feed(r);
	got = got == 0 ? finish(r) : got;
	s->begun = !s->done && s->length > 0;
	return got;
}

static bool
csv_at_rest(const struct reader *r)
{
	const struct csv_state *s = r->state;

	return !s->begun && !s->pending && !s->blank && s->terminator == '\n';
}

static uint64_t
csv_advance(struct reader *r, uint64_t lines)
{
	struct csv_state *s = r->state;

	s->line += lines;
	return s->line - lines;
}

static void
set_cells(struct reader *r)
{
	struct csv_state *s = r->state;
	size_t at = 0;

	for (size_t i = 0; i < r->cols; i++) {
		r->cell[i] = (struct cell){ CELL_TEXT, s->text.at + at,
			s->end[i] - at, { i } };
		at = s->end[i] + 1;
	}
}

static int
csv_next(struct reader *r)
{
	struct csv_state *s = r->state;
	int got;

	if (s->pending) {
		s->pending = false;
		return 1;
	}
	while ((got = row(r)) > 0) {
		if (reader_blank(r, s->fields, &s->blank))
			continue;
		if (s->fields == r->cols) {
			set_cells(r);
			return 1;
		}
		reader_ragged(r, s->fields);
		if (s->fields > r->cols)
			diag_hint(r->diag, "a decimal comma, or a field that needs quotes?");
	}
	return got;
}

/*
 * Which byte ends the lines?  CR only if no LF follows the first one, and that
 * is near enough to be looked for.
 */
static int
find_terminator(struct reader *r)
{
	struct csv_state *s = r->state;
	bool quoted = false;
	int got = 1;

	s->terminator = '\n';
	for (size_t i = 0; i < SOURCE_BLOCK; i++) {
		while (r->src.at + i + 1 >= r->src.len && got > 0)
			got = source_fill(&r->src);
		if (got < 0)
			return -1;
		if (r->src.at + i >= r->src.len)
			return 0;
		const char *p = r->src.buf + r->src.at + i;

		quoted ^= *p == '"';
		if (quoted || (*p != '\r' && *p != '\n'))
			continue;
		if (*p == '\r' &&
		    !(r->src.at + i + 1 < r->src.len && p[1] == '\n'))
			s->terminator = '\r';
		return 0;
	}
	return 0;
}

/* The first row says how many fields there are: find the ends of its own. */
static int
find_ends(struct reader *r)
{
	struct csv_state *s = r->state;

	s->most = s->fields;
	s->end = malloc(s->fields * sizeof *s->end);
	if (!s->end)
		return reader_memory(r);
	for (size_t i = 0, at = 0; i < s->fields; i++) {
		at += strlen(s->text.at + at);
		s->end[i] = at++;
	}
	return 0;
}

static int
csv_open(struct reader *r)
{
	struct csv_state *s = r->state;
	char delimiter =
	    r->opt->delimiter ? r->opt->delimiter : r->ops->delimiter;
	int got;

	if (csv_init(&s->parser, CSV_STRICT | CSV_STRICT_FINI |
		    CSV_APPEND_NULL | CSV_REPALL_NL))
		return reader_memory(r);
	s->ready = true;
	s->line = 1;
	s->most = READER_COLUMNS;
	csv_set_delim(&s->parser, (unsigned char)delimiter);
	csv_set_space_func(&s->parser, no_blank);
	csv_set_realloc_func(&s->parser, capped);
	csv_set_blk_size(&s->parser, FIELD_STEP);
	if (find_terminator(r))
		return -1;
	got = row(r);
	if (got < 0)
		return -1;
	if (got == 0 || s->fields == 0)
		return diag_add(r->diag,
		    (struct place){ r->src.name, r->line, 0 }, "csv-syntax",
		    r->opt->no_header ? "the first line is blank"
				      : "the header line is blank");
	if (reader_width(r, s->fields, "csv-size") || find_ends(r))
		return -1;
	r->named = !r->opt->no_header;
	for (size_t i = 0, at = 0; i < s->fields; at = s->end[i++] + 1)
		if (reader_add_header(r, s->text.at + at))
			return -1;
	s->pending = !r->named;
	if (s->pending)
		set_cells(r);
	return 0;
}

static void
csv_close(struct reader *r)
{
	struct csv_state *s = r->state;

	if (s->ready)
		csv_free(&s->parser);
	free(s->raw.at);
	free(s->text.at);
	free(s->end);
}

const struct reader_ops csv_reader = { .name = "csv", .suffixes = ".csv",
	.about = "comma-separated, RFC 4180", .size = sizeof(struct csv_state),
	.delimiter = ',', .open = csv_open, .next = csv_next,
	.locate = csv_locate, .close = csv_close, .at_rest = csv_at_rest,
	.advance = csv_advance, .plain = plain_csv };
const struct reader_ops tsv_reader = { .name = "tsv", .suffixes = ".tsv .tab",
	.about = "the same with tabs", .size = sizeof(struct csv_state),
	.delimiter = '\t', .open = csv_open, .next = csv_next,
	.locate = csv_locate, .close = csv_close, .at_rest = csv_at_rest,
	.advance = csv_advance, .plain = plain_csv };
