/* sink.c - one table, many writers. */
#include "sink.h"
#include "write/board.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	for (size_t k = 0; k < i; k++)
		if (whole_same(&s->file[k], &s->file[i]))
			return diag_add(d, (struct place){ 0 }, "usage",
			    "--output names the same file twice: '%q'", path,
			    strlen(path));
	return 0;
}

int
sinks_open(struct sinks *s, const struct job *j, struct diag *d)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	int rc = check_standard_output(j, d);

	*s = (struct sinks){ .n = j->outputs + 1,
		.at = calloc(j->outputs + 1, sizeof *s->at),
		.file = calloc(j->outputs + 1, sizeof *s->file) };
	if (!s->at || !s->file) {
		s->n = 0;
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct writer_ops *to = i ? j->output[i - 1].to : j->to;

		s->at[i].out = (struct out){ .fd = -1, .hold = j->hold,
			.name = i ? j->output[i - 1].path : NULL };
		if (j->explain)
			to = board_for(to);
		s->at[i].w = (struct writer){ .ops = to,
			.out = &s->at[i].out,
			.digits = j->digits ? j->digits : to->digits };
	}
	s->at[0].out.fd = STDOUT_FILENO;
	s->at[0].w.quiet = j->quiet;
	s->at[0].w.terminal = isatty(STDOUT_FILENO);
	s->at[0].w.dim = s->at[0].w.terminal && !(no_color && *no_color) &&
	    term && strcmp(term, "dumb");
	for (size_t i = 0; i < j->outputs && !rc; i++)
		rc = open_file(s, i, j, d);
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

void
sinks_row(struct sinks *s, const struct value *row)
{
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
	return rc || !well ? rc : whole_commit(s->file, s->n - 1, d);
}

void
sinks_free(struct sinks *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sink *k = &s->at[i];

		if (k->w.ops->drop)
			k->w.ops->drop(&k->w);
		free(k->out.buf);
		if (i > 0 && s->file)
			whole_drop(&s->file[i - 1]);
	}
	free(s->at);
	free(s->file);
	*s = (struct sinks){ 0 };
}
