/*
 * markdown.c - a table of GitHub's Markdown, then one of the checks, then the
 * signature, for pull requests and for the summary of a CI job.
 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

void
markdown_string(struct out *o, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		/* of www. GitHub makes a link */
		bool www = s[i] == '.' && i >= 3 && !memcmp(s + i - 3, "www", 3);

		/* a byte that could begin a mark, a link, HTML or a cell */
		if (www || (s[i] && strchr("\\`*_[]<>&|~#!$@:", s[i])))
			out_text(o, "\\");
		out_bytes(o, s + i, 1);
	}
}

/* Text of the user's, as people are shown it. */
static void
put_text(struct out *o, const char *s, size_t len)
{
	char shown[WRITER_SHOWN];
	size_t n = writer_shown(shown, s, len);

	markdown_string(o, shown, n);
}

/* A span of code: in as many backticks as no run in it has. */
static void
put_code(struct out *o, const char *s)
{
	size_t longest = 0, run = 0;

	for (const char *c = s; *c; c++) {
		run = *c == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		out_text(o, "`");
	out_text(o, longest ? " " : "");
	out_text(o, s);
	out_text(o, longest ? " " : "");
	for (size_t i = 0; i <= longest; i++)
		out_text(o, "`");
}

/* The summary of a job has an end: from there on rows are counted. */
static bool
is_full(const struct writer *w)
{
	return w->most && w->out->n >= w->most;
}

static void
markdown_begin(struct writer *w)
{
	struct out *o = w->out;

	for (size_t i = 0; i < w->cols; i++)
		if (writer_shows(w, i)) {
			out_text(o, "| ");
			put_text(o, w->col[i].name, strlen(w->col[i].name));
			out_text(o, " ");
		}
	out_text(o, "|\n");
	for (size_t i = 0; i < w->cols; i++)
		if (writer_shows(w, i))
			out_text(o, w->col[i].left ? "|:--" : "|--:");
	out_text(o, "|\n");
}

static void
markdown_row(struct writer *w, const struct value *v)
{
	if (is_full(w)) {
		w->cut++;
		return;
	}
	for (size_t i = 0; i < w->cols; i++) {
		if (!writer_shows(w, i))
			continue;
		out_text(w->out, "| ");
		if (v[i].kind == VALUE_TEXT || v[i].kind == VALUE_TOKEN)
			put_text(w->out, v[i].text, v[i].len);
		else
			writer_value(w, w->out, &v[i]);
		out_text(w->out, " ");
	}
	out_text(w->out, "|\n");
}

static void
put_check(struct writer *w, const struct checks *c, const struct check *k)
{
	struct out rule = { .fd = -1 }, where = { .fd = -1 };

	check_rule(&rule, c, k);
	check_where(&where, c, k);
	out_text(w->out, "| ");
	markdown_string(w->out, rule.buf, rule.n);
	out_text(w->out, " | ");
	markdown_string(w->out, where.buf, where.n);
	out_text(w->out, " | ");
	check_got(w->out, k, w->digits);
	out_text(w->out, k->pass ? " | pass |\n" : " | **FAIL** |\n");
	if (rule.failed || where.failed)
		out_fail(w->out, rule.failed ? rule.error : where.error);
	free(rule.buf);
	free(where.buf);
}

static void
put_checks(struct writer *w, const struct checks *c)
{
	uint64_t left[2] = { c->made[false], c->made[true] };

	out_text(w->out, "\n| check | where | got | |\n|:--|:--|--:|:--|\n");
	for (size_t i = 0; i < c->n && !is_full(w); i++) {
		put_check(w, c, &c->at[i]);
		left[c->at[i].pass]--;
	}
	if (left[false] || left[true])
		out_format(w->out, "\n%llu more checks passed and %llu more "
				   "failed.\n", (unsigned long long)left[true],
		    (unsigned long long)left[false]);
}

static void
markdown_end(struct writer *w)
{
	const struct checks *c = w->report->checks;

	if (w->quiet)
		return;
	if (w->cut)
		out_format(w->out, "\n%llu more rows are not shown.\n",
		    (unsigned long long)w->cut);
	if (c && c->gates)
		put_checks(w, c);
	out_text(w->out, "\n");
	put_code(w->out, w->report->signature);
	/* another step may add to the summary */
	out_text(w->out, w->most ? "\n\n" : "\n");
}

const struct writer_ops markdown_writer = { .name = "markdown",
	.suffixes = ".md", .about = "tables of rows and checks", .digits = 6,
	.begin = markdown_begin, .row = markdown_row, .end = markdown_end };
