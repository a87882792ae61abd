/* sink.c - one table, many writers. */
#include "sink.h"
#include "write/board.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUMMARY = 512 * 1024 };	/* bytes; GitHub shows no more than 1 MiB */

/* Bytes that are read and written at once are lost, or never end. */
static int
check_input(const struct stat *out, const char *path, struct diag *d)
{
	struct stat st;
	bool standard = !strcmp(path, "-");

	if (standard ? fstat(STDIN_FILENO, &st) : stat(path, &st))
		return 0;	/* whoever opens it will say so */
	if (st.st_dev != out->st_dev || st.st_ino != out->st_ino)
		return 0;
	diag_add(d, (struct place){ standard ? "<stdin>" : path, 0, 0 },
	    "usage", "this input is standard output, too");
	return diag_hint(d,
	    "-o FILE may name an input: it is replaced at the end");
}

/* What went to a file as standard output would go when -o replaces it. */
static int
check_output(const struct stat *out, const char *path, struct diag *d)
{
	struct stat st;

	if (stat(path, &st) || st.st_dev != out->st_dev ||
	    st.st_ino != out->st_ino)
		return 0;
	return diag_add(d, (struct place){ path, 0, 0 }, "usage",
	    "this file is standard output, too");
}

static int
check_standard_output(const struct job *j, struct diag *d)
{
	struct stat out;
	int rc = 0;

	if (fstat(STDOUT_FILENO, &out) || !S_ISREG(out.st_mode))
		return 0;
	for (size_t i = 0; i < j->inputs && !rc; i++)
		rc = check_input(&out, j->input[i].path, d);
	if (!rc && j->baseline)
		rc = check_input(&out, j->baseline, d);
	if (!rc && j->join)
		rc = check_input(&out, j->join, d);
	for (size_t i = 0; i < j->outputs && !rc; i++)
		rc = check_output(&out, j->output[i].path, d);
	return rc;
}

static int
open_file(struct sinks *s, size_t i, const struct job *j, struct diag *d)
{
	const char *path = j->output[i].path;

	if (whole_open(&s->file[i], path, d))
		return -1;
	s->at[i + 1].out.fd = s->file[i].fd;
	s->at[i + 1].out.name = path;
	for (size_t k = 0; k < i; k++)
		if (whole_same(&s->file[k], &s->file[i]))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--output names the same file twice: '%q'", path,
			    strlen(path));
	return 0;
}

/* Of each format: where its bytes go is to be said. */
static void
make_sink(struct sinks *s, size_t i, const struct job *j,
    const struct writer_ops *to)
{
	struct sink *k = &s->at[i];

	if (j->explain)
		to = board_for(to);
	k->out = (struct out){ .fd = -1, .hold = j->hold };
	k->w = (struct writer){ .ops = to, .out = &k->out,
		.digits = j->digits ? j->digits : to->digits };
}

/* What GitHub shows below the job: Markdown is added to the end of a file. */
static int
open_summary(struct sinks *s, const char *path, const struct job *j,
    struct diag *d)
{
	struct sink *k = &s->at[s->n];

	make_sink(s, s->n++, j, &markdown_writer);
	k->out.name = path;
	k->out.hold = SIZE_MAX;	/* nothing goes there if the run fails */
	k->w.most = SUMMARY;
	k->out.fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (k->out.fd >= 0)
		return 0;
	return diag_add(d, (struct place){ path, 0, 0 }, "io",
	    "cannot open: %s", strerror(errno));
}

int
sinks_open(struct sinks *s, const struct job *j, struct diag *d)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *summary = getenv("GITHUB_STEP_SUMMARY");
	int rc = check_standard_output(j, d);

	*s = (struct sinks){ .n = j->outputs + 1, .files = j->outputs,
		.at = calloc(j->outputs + 2, sizeof *s->at),
		.file = calloc(j->outputs + 1, sizeof *s->file) };
	if (!s->at || !s->file) {
		s->n = s->files = 0;
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	}
	for (size_t i = 0; i < s->n; i++)
		make_sink(s, i, j, i ? j->output[i - 1].to : j->to);
	s->at[0].out.fd = STDOUT_FILENO;
	s->at[0].w.quiet = j->quiet;
	s->at[0].w.terminal = isatty(STDOUT_FILENO);
	s->at[0].w.dim = s->at[0].w.terminal && !(no_color && *no_color) &&
	    term && strcmp(term, "dumb");
	for (size_t i = 0; i < j->outputs && !rc; i++)
		rc = open_file(s, i, j, d);
	if (!rc && j->to == &github_writer && summary && *summary)
		rc = open_summary(s, summary, j, d);
	return rc;
}

void
sinks_begin(struct sinks *s, const struct heading *col, size_t cols,
    const struct report *report)
{
	for (struct sink *k = s->at; k < s->at + s->n; k++) {
		k->w.col = col;
		k->w.cols = cols;
		k->w.report = report;
		k->w.ops->begin(&k->w);
	}
}

static void
put_row(struct sink *k, const struct value *row)
{
	k->w.ops->row(&k->w, row);
	k->w.rows++;
	out_drain(&k->out);
}

/* Whether the rows that went there keep their limits is lost. */
static void
lose(struct sinks *s)
{
	out_fail(&s->at[0].out, ENOMEM);
}

void
sinks_row(struct sinks *s, const struct value *row)
{
	if (checks_row(&s->checks, row))
		lose(s);
	for (struct sink *k = s->at; k < s->at + s->n; k++)
		put_row(k, row);
}

void
sinks_detail(struct sinks *s, const struct value *row)
{
	for (struct sink *k = s->at; k < s->at + s->n; k++)
		if (!k->w.quiet)
			put_row(k, row);
}

bool
sinks_take_series(const struct sinks *s)
{
	/* on a terminal texts are not what they are */
	for (size_t i = 0; i < s->n; i++)
		if (!s->at[i].w.ops->rows || s->at[i].w.terminal)
			return false;
	return true;
}

void
sinks_rows(struct sinks *s, const struct series *col, size_t n)
{
	if (checks_rows(&s->checks, col, n))
		lose(s);
	for (struct sink *k = s->at; k < s->at + s->n; k++) {
		k->w.ops->rows(&k->w, col, n);
		k->w.rows += n;
		out_drain(&k->out);
	}
}

void
sinks_hush(struct sinks *s)
{
	/* text is written at its end, and there is none yet */
	s->at[0].hushed = s->at[0].w.ops == &text_writer;
}

bool
sinks_failed(const struct sinks *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i].out.failed)
			return true;
	return false;
}

bool
sinks_free_rows(const struct sinks *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->at[i].w.ops->free_rows)
			return false;
	return true;
}

int
sinks_fork(struct sinks *own, const struct sinks *s)
{
	*own = (struct sinks){ .n = s->n,
		.at = calloc(s->n + 1, sizeof *s->at) };
	if (!own->at) {
		own->n = 0;
		return -1;
	}
	checks_fork(&own->checks, &s->checks);
	for (size_t i = 0; i < s->n; i++) {
		own->at[i] = (struct sink){ .w = s->at[i].w, .out.fd = -1 };
		own->at[i].w.out = &own->at[i].out;
		own->at[i].w.state = NULL;
	}
	return 0;
}

int
sinks_append(struct sinks *s, struct sinks *own)
{
	if (checks_append(&s->checks, &own->checks))
		lose(s);
	for (size_t i = 0; i < s->n; i++)
		out_append(&s->at[i].out, &own->at[i].out);
	return sinks_failed(s) || sinks_failed(own) ? -1 : 0;
}

int
sinks_end(struct sinks *s, bool well, struct diag *d)
{
	int rc = 0;

	for (size_t i = 0; i < s->n; i++)
		if (well && !s->at[i].hushed)
			s->at[i].w.ops->end(&s->at[i].w);
		else if (i > 0 || !s->at[i].out.begun)
			s->at[i].out.n = 0;
	/* what failed on the way may be noted already, and that is enough */
	for (size_t i = 0; !well && d->notes && i < s->n; i++)
		s->at[i].out.failed = false;
	for (size_t i = 0; i < s->n; i++)
		if (out_end(&s->at[i].out, d))
			rc = -1;
	return rc || !well ? rc : whole_commit(s->file, s->files, d);
}

void
sinks_free(struct sinks *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sink *k = &s->at[i];

		if (k->w.ops->drop)
			k->w.ops->drop(&k->w);
		free(k->out.buf);
		/* a fork has no files */
		if (i > 0 && i <= s->files && s->file)
			whole_drop(&s->file[i - 1]);
		else if (i > s->files && s->file && k->out.fd >= 0)
			close(k->out.fd);
	}
	free(s->at);
	free(s->file);
	checks_free(&s->checks);
	*s = (struct sinks){ 0 };
}
