/*
 * test_io.h - for tests: bytes on standard input, a stream as text, argv from
 * one string, and notes as text.
 */
#ifndef TEST_IO_H
#define TEST_IO_H

#include "columns.h"
#include "out.h"
#include "test.h"

#include <unistd.h>

/* Bytes of a literal, which may hold NULs. */
#define T(s) s, sizeof(s) - 1

enum { TEST_WORDS = 24 };

/* Exactly these bytes, in a file that has no name any more, as descriptor 0. */
static inline void
test_stdin(const char *bytes, size_t len)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(dup2(fileno(f), STDIN_FILENO), STDIN_FILENO);
	fclose(f);
	assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_SET), 0);
}

/* What is left in f, as text; to be freed. */
static inline char *
test_slurp(FILE *f)
{
	size_t n = 0, room = 1 << 16;
	char *text = malloc(room);

	assert_non_null(f);
	assert_non_null(text);
	for (size_t k; (k = fread(text + n, 1, room - n - 1, f)) > 0; n += k)
		if (room - n - k < 2) {
			room *= 2;
			text = realloc(text, room);
			assert_non_null(text);
		}
	text[n] = '\0';
	return text;
}

/* What main prints of it, a line each. */
static inline void
test_notes(struct out *o, const struct diag *d)
{
	uint64_t shown = d->notes < DIAG_NOTES ? d->notes : DIAG_NOTES;

	for (uint64_t i = 0; i < d->warnings; i++) {
		out_text(o, d->warning[i].text);
		out_text(o, "\n");
	}
	for (uint64_t i = 0; i < shown; i++) {
		out_text(o, d->note[i].text);
		out_text(o, "\n");
	}
	if (d->notes > shown)
		out_format(o, "and %u more\n", (unsigned)(d->notes - shown));
	if (d->hint[0]) {
		out_text(o, "hint: ");
		out_text(o, d->hint);
		out_text(o, "\n");
	}
}

/* Is the text in o (which is given back) the wanted one? */
#define assert_out(o, want) assert_out_(o, want, __FILE__, __LINE__)

static inline void
assert_out_(struct out *o, const char *want, const char *file, int line)
{
	bool same = !o->failed && o->n == strlen(want) &&
	    (o->n == 0 || !memcmp(o->buf, want, o->n));

	if (!same)
		print_error("got:\n%.*s\nwant:\n%s\n", (int)o->n,
		    o->buf ? o->buf : "", want);
	free(o->buf);
	*o = (struct out){ .fd = -1 };
	if (!same)
		_fail(file, line);
}

/* argv as a shell splits it: at blanks, 'quotes' keep them, '' is empty. */
struct test_argv {
	char text[1024], *arg[TEST_WORDS + 1];
	int n;
};

static inline void
test_split(struct test_argv *a, const char *options)
{
	char *to = a->text;

	*a = (struct test_argv){ .arg[0] = a->text, .n = 1 };
	assert_true(strlen(options) + 16 < sizeof a->text);
	to = stpcpy(to, "focalloss") + 1;
	for (const char *s = options + strspn(options, " "); *s;
	     s += strspn(s, " ")) {
		bool quoted = false;

		assert_true(a->n < TEST_WORDS);
		a->arg[a->n++] = to;
		for (; *s && (quoted || *s != ' '); s++)
			if (*s == '\'')
				quoted = !quoted;
			else
				*to++ = *s;
		*to++ = '\0';
	}
}

/* A job whose one input is given bytes, opened and understood. */
struct test_run {
	struct test_argv argv;
	struct job job;
	struct read_options opt;
	struct reader reader;
	struct plan plan;
	struct diag diag;
};

/* 0, or -1 with notes in t->diag; test_close() either way. */
static inline int
test_open(struct test_run *t, const char *options, const char *bytes,
    size_t len)
{
	*t = (struct test_run){ .reader.src.fd = -1 };
	test_split(&t->argv, options);
	test_stdin(bytes, len);
	if (job_parse(&t->job, t->argv.n, t->argv.arg, &t->diag))
		return -1;
	t->opt = (struct read_options){ t->job.delimiter, t->job.no_header,
		t->job.label, t->job.logits, t->job.probs, t->job.id, 0, NULL, NULL };
	if (reader_open(&t->reader, "-", t->job.from, &t->opt, &t->diag))
		return -1;
	return plan_make(&t->plan, &t->job, &t->reader);
}

static inline void
test_close(struct test_run *t)
{
	plan_free(&t->plan);
	reader_close(&t->reader);
	job_free(&t->job);
}

#endif
