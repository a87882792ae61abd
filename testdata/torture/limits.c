/*
 * limits.c - F2, F3, F36, F37, F38, F53, F54: little memory, few files, a full
 * disk, closed descriptors, endless input; F30, F58: other surroundings.
 */
#define _GNU_SOURCE
#include "torture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Write n bytes made by repeating the line. */
static void
repeat(int fd, const char *line, size_t times)
{
	size_t len = strlen(line), many = (1 << 16) / len;
	char *buf = malloc(many * len);

	for (size_t i = 0; buf && i < many; i++)
		memcpy(buf + i * len, line, len);
	while (buf && times > 0) {
		size_t k = times < many ? times : many;

		if (write(fd, buf, k * len) != (ssize_t)(k * len))
			break;
		times -= k;
	}
	free(buf);
}

static void
text(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) < 0)
		_exit(1);
}

static void
long_csv(int fd)
{
	text(fd, "id,label,logit\n");
	repeat(fd, "sample-123,1,0.12345678\n", 4000000);
}

static void
long_quoted_csv(int fd)
{
	text(fd, "id,label,logit\n");
	repeat(fd, "\"a, \"\"b\"\"\",1,0.12345678\n", 1000000);
}

static void
long_ndjson(int fd)
{
	repeat(fd, "{\"id\":\"sample-123\",\"label\":1,\"logit\":0.1234}\n",
	    2000000);
}

static void
long_json(int fd)
{
	text(fd, "[");
	repeat(fd, "{\"id\":\"sample-123\",\"label\":1,\"logit\":0.1234},\n",
	    500000);
	text(fd, "{\"id\":\"last\",\"label\":1,\"logit\":0.1234}]\n");
}

static void
million_columns(int fd)
{
	char buf[32];
	FILE *f = fdopen(fd, "w");

	fprintf(f, "label,logit");
	for (int i = 0; i < 1000000; i++)
		fprintf(f, ",x%d", i);
	fprintf(f, "\n1,0.5");
	snprintf(buf, sizeof buf, ",1");
	for (int i = 0; i < 1000000; i++)
		fputs(buf, f);
	fprintf(f, "\n");
	fclose(f);
}

static void
huge_field(int fd)
{
	text(fd, "label,logit\n1,");
	repeat(fd, "1", (size_t)1 << 30);
}

static void
huge_line(int fd)
{
	text(fd, "label,logit\n1,");
	repeat(fd, "1,", (size_t)1 << 29);
}

static void
huge_header(int fd)
{
	repeat(fd, "x,", (size_t)1 << 29);
}

static void
huge_words(int fd)
{
	repeat(fd, "x ", (size_t)1 << 29);
}

static void
huge_list(int fd)
{
	text(fd, "{\"label\":1,\"logits\":[");
	repeat(fd, "1,", (size_t)1 << 29);
}

static void
huge_string(int fd)
{
	text(fd, "{\"label\":1,\"logit\":0.5,\"id\":\"");
	repeat(fd, "1", (size_t)1 << 30);
}

static void
lost_quote(int fd)
{
	text(fd, "id,label,logit\n\"a,1,0.5\n");
	repeat(fd, "b,1,0.12345678\n", (size_t)3 << 26);
}

static void
deep(int fd)
{
	text(fd, "[{\"label\":1,\"logit\":0.5,\"x\":");
	repeat(fd, "[", 100000);
}

/* Standard input that is made here, and what must come of it. */
static const struct made_row {
	const char *name;
	void (*feed)(int fd);
	const char *options[5];
	int exit;
	double seconds;	/* at most, for it and what makes it */
	long rss;	/* KiB at most; 0: not judged */
	const char *says;
	bool slow;	/* not in a hurry */
} made_rows[] = {
	{ "4 million rows of CSV", long_csv, { "-f", "csv" }, 0, 20, 16384,
	    "4000000", false },
	{ "... one thread", long_csv, { "-f", "csv", "--threads", "1" }, 0, 20,
	    16384, "4000000", true },
	{ "... a row each", long_csv, { "-f", "csv", "-r", "none", "-q" }, 0,
	    60, 16384, "", true },
	{ "1 million quoted rows", long_quoted_csv, { "-f", "csv" }, 0, 20,
	    16384, "1000000", false },
	{ "2 million rows of NDJSON", long_ndjson, { "-f", "ndjson" }, 0, 20,
	    16384, "2000000", false },
	{ "500001 samples in an array", long_json, { "-f", "json" }, 0, 30,
	    16384, "500001", true },
	{ "F36 a million columns", million_columns, { "-f", "csv" }, 0, 4, 0,
	    "", false },
	{ "F37 a field of 1 GB", huge_field, { "-f", "csv" }, 2, 2, 16384,
	    "[csv-size]", false },
	{ "F37 a line of 1 GB", huge_line, { "-f", "csv" }, 2, 10, 16384,
	    "[csv-", false },
	{ "F37 a header of 1 GB", huge_header, { "-f", "csv" }, 2, 10, 24576,
	    "[csv-size]", false },
	{ "F37 a header of 1 GB, ssv", huge_words, { "-f", "ssv" }, 2, 10,
	    131072, "[csv-size]", false },
	{ "F37 a sample of 1 GB", huge_list, { "-f", "ndjson" }, 2, 10, 98304,
	    "[json-size]", false },
	{ "F37 a string of 1 GB", huge_string, { "-f", "ndjson" }, 2, 10, 0,
	    "[json-size]", false },
	{ "F38 a lost quote and 3 GB", lost_quote, { "-f", "csv" }, 2, 2, 16384,
	    "<stdin>:2:1: ", false },
	{ "F40 100,000 brackets", deep, { "-f", "json" }, 2, 2, 16384,
	    "[json-depth]", false },
};

static void
made_inputs(struct torture *t)
{
	size_t rows = sizeof made_rows / sizeof *made_rows;

	for (size_t i = t->worker; i < rows; i += t->workers) {
		const struct made_row *row = &made_rows[i];
		struct scenario s = { .name = (char *)(size_t)row->name,
			.argv = { (char *)(size_t)t->tool } };
		const struct harm h = { .feed = row->feed };
		struct outcome o;

		if (t->quick && row->slow)
			continue;
		for (size_t k = 0; k < 5 && row->options[k]; k++)
			s.argv[k + 1] = (char *)(size_t)row->options[k];
		run(&o, t, &s, &h);
		judge(t, &s, o.exit == row->exit && !o.hung &&
			o.seconds <= row->seconds &&
			(!row->rss || o.rss <= row->rss) &&
			(row->exit ? messages(&o.err, NULL) == 1 && o.out.n == 0 : 1) &&
			says(row->exit ? &o.err : &o.out, row->says), &o,
		    "exit %d in %g s with %ld KiB wanted", row->exit,
		    row->seconds, row->rss);
		printf("limits        %-28s %6.2f s  %6ld KiB\n", row->name,
		    o.seconds, o.rss);
		outcome_free(&o);
	}
}

struct limit {
	int what;
	rlim_t at;
};

static void
set_limit(const void *with)
{
	const struct limit *l = with;
	const struct rlimit r = { l->at, l->at };

	setrlimit(l->what, &r);
}

static bool
told(const struct outcome *o, const struct outcome *base, const char *word)
{
	/* the loader, not the tool, had too little */
	if (o->exit == 127 && says(&o->err, "shared librar"))
		return true;
	return refused(o, base) && says(&o->err, word) &&
	    messages(&o->err, &base->err) == 1;
}

/* What is written may end anywhere, but then the exit status says so. */
static bool
cut(const struct outcome *o, const struct outcome *base)
{
	return o->exit == 2 ||
	    (o->exit == base->exit && same(&o->out, &base->out));
}

/* The same as without the limit, or a message about it. */
static void
limit_one(struct torture *t, const struct scenario *s, const char *name,
    const struct limit *l, const char *word)
{
	const struct harm h = { .child = set_limit, .with = l }, none = { 0 };
	struct outcome base, o;

	run(&base, t, s, &none);
	run(&o, t, s, &h);
	judge(t, s, same_run(&o, &base) || told(&o, &base, word) ||
		(l->what == RLIMIT_FSIZE && cut(&o, &base)), &o,
	    "%s %lu", name, (unsigned long)l->at);
	outcome_free(&o);
	outcome_free(&base);
}

static void
limit(struct torture *t, const char *name, int what, rlim_t at,
    const char *word)
{
	const struct limit l = { what, at };

	for (size_t i = 0; i < t->scenarios; i += t->quick ? 4 : 1)
		limit_one(t, &t->scenario[i], name, &l, word);
}

/* Page by page around what a run takes: memory ends at any place of it. */
static void
limit_pages(struct torture *t)
{
	for (rlim_t kb = 4096; kb < 8192; kb += t->quick ? 16 : 4) {
		const struct limit l = { RLIMIT_AS, kb << 10 };

		limit_one(t, &t->scenario[0], "ulimit -v", &l, "emory");
	}
}

static void
close_some(const void *with)
{
	const int *which = with;

	for (int fd = 0; fd < 3; fd++)
		if (*which & 1 << fd)
			close(fd);
}

/* F3: whatever is closed is not opened as something else. */
static void
closed(struct torture *t)
{
	const struct harm none = { 0 };

	for (size_t i = 0; i < t->scenarios; i++) {
		const struct scenario *s = &t->scenario[i];
		struct outcome base, o;

		run(&base, t, s, &none);
		for (int which = 1; which < 8; which++) {
			const struct harm h = { .child = close_some,
				.with = &which };
			bool good;

			run(&o, t, s, &h);
			good = o.exit == 2 && o.out.n == 0;
			if (!(which & 2) && !(which & 1 && s->input))
				good = o.exit == base.exit &&
				    same(&o.out, &base.out);
			judge(t, s, good, &o, "F3 closed:%s%s%s",
			    which & 1 ? " 0" : "", which & 2 ? " 1" : "",
			    which & 4 ? " 2" : "");
			outcome_free(&o);
		}
		outcome_free(&base);
	}
}

static void
full_disk(const void *with)
{
	(void)with;
	dup2(open("/dev/full", O_WRONLY), 1);
}

static void
full(struct torture *t)
{
	const struct harm h = { .child = full_disk };

	for (size_t i = 0; i < t->scenarios; i++) {
		struct outcome o;

		run(&o, t, &t->scenario[i], &h);
		judge(t, &t->scenario[i], o.exit == 2 && o.err.n > 0, &o,
		    "F2 /dev/full");
		outcome_free(&o);
	}
}

void
torture_limits(struct torture *t)
{
	for (rlim_t mb = 3; mb <= 40; mb += t->quick ? 5 : 1)
		limit(t, "ulimit -v", RLIMIT_AS, mb << 20, "memory");
	limit_pages(t);
	for (rlim_t n = 3; n <= 9; n++)
		limit(t, "F54 ulimit -n", RLIMIT_NOFILE, n, "open files");
	for (rlim_t n = 0; n <= 64; n += 32)
		limit(t, "ulimit -f", RLIMIT_FSIZE, n, "too large");
	for (rlim_t kb = 256; kb <= 1024; kb *= 2)
		limit(t, "ulimit -s", RLIMIT_STACK, kb << 10, "memory");
	closed(t);
	full(t);
	made_inputs(t);
}

static void
other_directory(const void *with)
{
	(void)with;
	if (chdir("torture"))
		_exit(126);
}

static void
no_permissions(const void *with)
{
	(void)with;
	umask(0777);
}

static const struct around_row {
	const char *name;
	const char *env[5];
	void (*child)(const void *with);
	bool elsewhere;	/* only where no file is named */
} around_rows[] = {
	{ "F30 German", { "LC_ALL=de_DE.UTF-8" }, NULL, false },
	{ "F30 Turkish", { "LC_ALL=tr_TR.UTF-8" }, NULL, false },
	{ "F30 Arabic", { "LC_ALL=ar_EG.UTF-8" }, NULL, false },
	{ "F30 numbers alone", { "LC_ALL=", "LC_NUMERIC=de_DE.UTF-8" }, NULL,
	    false },
	{ "F30 no such locale", { "LC_ALL=xx_XX" }, NULL, false },
	{ "F58 time zone", { "TZ=Asia/Kathmandu" }, NULL, false },
	{ "F58 bad time zone", { "TZ=:/no/such" }, NULL, false },
	{ "F58 POSIXLY_CORRECT", { "POSIXLY_CORRECT=1" }, NULL, false },
	{ "F58 a terminal's name", { "TERM=xterm", "COLUMNS=20", "LINES=5",
	    "NO_COLOR=1" }, NULL, false },
	{ "F58 no home", { "HOME=/nonexistent", "TMPDIR=/nonexistent",
	    "PATH=" }, NULL, false },
	{ "F58 umask", { NULL }, no_permissions, false },
	{ "F58 directory", { NULL }, other_directory, true },
};

static bool
names_a_file(const struct scenario *s)
{
	for (size_t i = 1; s->argv[i]; i++) {
		const char *eq = strchr(s->argv[i], '=');

		if (access(eq ? eq + 1 : s->argv[i], F_OK) == 0)
			return true;
	}
	return false;
}

void
torture_surroundings(struct torture *t)
{
	const struct harm none = { 0 };
	char path[1024];

	snprintf(path, sizeof path, "LOCPATH=%s/locale", t->scratch);
	for (size_t i = 0; i < t->scenarios; i++) {
		const struct scenario *s = &t->scenario[i];
		struct outcome base, o;

		run(&base, t, s, &none);
		for (size_t k = 0; k < sizeof around_rows / sizeof *around_rows;
		     k++) {
			const struct around_row *row = &around_rows[k];
			struct harm h = { .child = row->child };

			if (row->elsewhere && names_a_file(s))
				continue;
			memcpy(h.env, row->env, sizeof row->env);
			for (size_t n = 0; n < WORDS; n++)
				if (!h.env[n]) {
					h.env[n] = path;
					break;
				}
			run(&o, t, s, &h);
			judge(t, s, same_run(&o, &base), &o, "%s", row->name);
			outcome_free(&o);
		}
		outcome_free(&base);
	}
}
