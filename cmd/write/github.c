/*
 * github.c - text for the log of a GitHub job, and a command to its runner for
 * each failed check or error, which shows it beside the change.
 *
 * The runner reads commands from lines of the log, so a line of the table must
 * not look like one, whatever the input has.
 */
#include "../check.h"
#include "../utf8.h"
#include "board.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct github_state {
	struct writer table;	/* text, or a board */
	struct out text;	/* what it has written, in memory */
};

void
github_string(struct out *o, const char *s, size_t len, bool property)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t k = utf8_length(s + i, len - i, &c);
		bool escaped = c == '%' || c == '\r' || c == '\n' ||
		    (property && (c == ':' || c == ','));

		if (escaped)
			out_format(o, "%%%02X", (unsigned)c);
		else if (k && !utf8_control(c))
			out_bytes(o, s + i, k);
		else
			out_format(o, "\\x%02x", (unsigned char)s[i]);
		i += k && !utf8_control(c) ? k : 1;
	}
}

/*
 * A line of the table.  Commands begin with :: behind blanks, of which Unicode
 * has many, or have ##[ somewhere.
 */
static void
put_line(struct out *o, const char *s, size_t len)
{
	size_t blanks = 0;

	while (blanks < len &&
	    (s[blanks] == ' ' || (unsigned char)s[blanks] > 0x7f))
		blanks++;
	for (size_t i = 0; i < len; i++) {
		const char *rest = s + i;
		size_t n = len - i;

		if ((i == blanks && n > 1 && !memcmp(rest, "::", 2)) ||
		    (n > 2 && !memcmp(rest, "##[", 3)))
			out_format(o, "\\x%02x", (unsigned)*rest);
		else
			out_bytes(o, rest, 1);
	}
}

/* What the table has written goes on. */
static void
move_lines(struct writer *w)
{
	struct github_state *s = w->state;
	const char *line = s->text.buf, *end = line + s->text.n;

	if (s->text.failed)
		out_fail(w->out, s->text.error);
	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((stop ? stop + 1 : end) - line);

		put_line(w->out, line, len);
		line += len;
	}
	s->text.n = 0;
}

static void
github_begin(struct writer *w)
{
	struct github_state *s = calloc(1, sizeof *s);

	w->state = s;
	if (!s) {
		out_fail(w->out, ENOMEM);
		return;
	}
	s->text.fd = -1;
	s->table = *w;
	s->table.ops = w->ops == &github_board_writer ? &board_writer
						      : &text_writer;
	s->table.out = &s->text;
	s->table.state = NULL;
	s->table.ops->begin(&s->table);
	move_lines(w);
}

static void
github_row(struct writer *w, const struct value *v)
{
	struct github_state *s = w->state;

	if (!s)
		return;
	s->table.ops->row(&s->table, v);
	s->table.rows++;
	move_lines(w);
}

/* Where an error is, if it is in a file that can be opened. */
static void
put_place(struct out *o, const struct place *at)
{
	out_text(o, ",file=");
	github_string(o, at->file, strlen(at->file), true);
	if (at->line)
		out_format(o, ",line=%" PRIu64, at->line);
	if (at->line && at->column)
		out_format(o, ",col=%" PRIu64, at->column);
}

static void
put_note(struct out *o, const struct diag_note *n)
{
	bool file = n->at.file && strcmp(n->at.file, "<stdin>");
	const char *text = n->text + (file || !n->at.file ? n->what : 0);

	out_text(o, "::error title=focalloss");
	if (file)
		put_place(o, &n->at);
	out_text(o, "::");
	github_string(o, text, strlen(text), false);
	out_text(o, "\n");
}

static void
put_error(struct writer *w, const struct checks *c, const struct check *k)
{
	struct out text = { .fd = -1 };

	if (k->reason) {
		put_note(w->out, k->reason);
		return;
	}
	check_rule(&text, c, k);
	if (checks_where(c, k)) {
		out_text(&text, " [");
		check_where(&text, c, k);
		out_text(&text, "]");
	}
	out_text(&text, ": got ");
	check_got(&text, k, w->digits);
	out_text(w->out, "::error title=focalloss::");
	github_string(w->out, text.buf, text.n, false);
	out_text(w->out, "\n");
	if (text.failed)
		out_fail(w->out, text.error);
	free(text.buf);
}

static void
github_end(struct writer *w)
{
	struct github_state *s = w->state;
	const struct checks *c = w->report->checks;

	if (!s)
		return;
	s->table.ops->end(&s->table);
	move_lines(w);
	for (size_t i = 0; c && i < c->n; i++)
		if (!c->at[i].pass)
			put_error(w, c, &c->at[i]);
	if (c && checks_left_out(c, false))
		out_format(w->out, "::error title=focalloss::and %llu more "
				   "checks failed\n",
		    (unsigned long long)checks_left_out(c, false));
}

static void
github_drop(struct writer *w)
{
	struct github_state *s = w->state;

	if (!s)
		return;
	s->table.ops->drop(&s->table);
	free(s->text.buf);
	free(s);
}

static void
github_notes(struct out *o, const struct diag *d)
{
	uint64_t shown = d->notes < DIAG_NOTES ? d->notes : DIAG_NOTES;

	for (uint64_t i = 0; i < shown; i++)
		put_note(o, &d->note[i]);
	if (d->notes > shown)
		out_format(o, "::error title=focalloss::and %" PRIu64
			      " more such errors\n", d->notes - shown);
	if (d->hint[0]) {
		out_text(o, "::notice title=focalloss::hint: ");
		github_string(o, d->hint, strlen(d->hint), false);
		out_text(o, "\n");
	}
}

const struct writer_ops github_writer = { .name = "github", .suffixes = "",
	.about = "text, and what GitHub's runner shows", .digits = 6,
	.begin = github_begin, .row = github_row, .end = github_end,
	.drop = github_drop, .notes = github_notes };
const struct writer_ops github_board_writer = { .name = "github",
	.suffixes = "", .about = "a calculation, and errors", .digits = 6,
	.begin = github_begin, .row = github_row, .end = github_end,
	.drop = github_drop, .notes = github_notes };
