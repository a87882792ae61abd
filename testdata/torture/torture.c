/*
 * torture.c - build/torture/torture TOOL FAIL.SO SCRATCH KIND...: harm the tool in
 * each of these ways in each scenario, and exit 1 if it ever does what it must
 * not.  The scenarios are dealt out to as many processes as there are processors.
 */
#define _GNU_SOURCE
#include "torture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 30 };		/* seconds until a run has hung */

static void
die(const char *what)
{
	fprintf(stderr, "torture: %s: %s\n", what, strerror(errno));
	exit(2);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct bytes
slurp(int fd)
{
	struct bytes b = { NULL, 0 };
	struct stat st;

	if (fstat(fd, &st))
		die("fstat");
	b.at = malloc((size_t)st.st_size + 1);
	if (!b.at)
		die("malloc");
	for (ssize_t n; b.n < (size_t)st.st_size; b.n += (size_t)n) {
		n = pread(fd, b.at + b.n, (size_t)st.st_size - b.n,
		    (off_t)b.n);
		if (n <= 0)
			die("read");
	}
	b.at[b.n] = '\0';
	close(fd);
	return b;
}

static void
copy(int from, int to)
{
	char buf[1 << 16];

	for (ssize_t n; (n = read(from, buf, sizeof buf)) > 0;)
		if (write(to, buf, (size_t)n) != n)
			return;
}

/* Standard input of the child; *feeder is the process that writes it. */
static int
input_of(const struct scenario *s, const struct harm *h, pid_t *feeder)
{
	const char *path = h->input ? h->input : s->input;
	int fd = -1, ends[2];

	if (!h->feed) {
		fd = open(path ? path : "/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			die(path);
		if (!path || !s->pipe)
			return fd;
	}
	if (pipe2(ends, O_CLOEXEC))
		die("pipe");
	*feeder = fork();
	if (*feeder == 0) {
		close(ends[0]);
		signal(SIGPIPE, SIG_DFL);
		if (h->feed)
			h->feed(ends[1]);
		else
			copy(fd, ends[1]);
		_exit(0);
	}
	if (fd >= 0)
		close(fd);
	close(ends[1]);
	return ends[0];
}

static void
become(const struct scenario *s, const struct harm *h, const int fd[3])
{
	char *argv[2 * WORDS];
	size_t n = 0;
	sigset_t none;

	setpgid(0, 0);
	for (int i = 0; i < 3; i++)
		dup2(fd[i], i);
	for (size_t i = 0; h->env[i]; i++)
		putenv((char *)(size_t)h->env[i]);
	for (; h->before[n]; n++)
		argv[n] = (char *)(size_t)h->before[n];
	for (size_t i = 0; s->argv[i]; i++)
		argv[n++] = s->argv[i];
	argv[n] = NULL;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (h->child)
		h->child(h->with);
	execvp(argv[0], argv);
	_exit(126);
}

/* Wait for the child, but not for ever; SIGCHLD is blocked. */
static void
await(struct outcome *o, pid_t pid, const struct harm *h)
{
	double start = now(), limit = start + PATIENCE;
	struct rusage use;
	sigset_t child;
	int status;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	if (h->kill_after > 0) {
		struct timespec pause = { 0,
			(long)(1e9 * h->kill_after) % 999999999 };

		nanosleep(&pause, NULL);
		kill(pid, h->kill_by);
	}
	while (wait4(pid, &status, WNOHANG, &use) == 0) {
		struct timespec most = { 1, 0 };

		sigtimedwait(&child, NULL, &most);
		if (now() > limit && !o->hung) {
			o->hung = true;
			kill(-pid, SIGKILL);
		}
	}
	o->seconds = now() - start;
	o->rss = use.ru_maxrss;
	o->exit = WIFEXITED(status) ? WEXITSTATUS(status)
				    : 128 + WTERMSIG(status);
}

static const char old[] = "this is the old file\n";

static struct bytes
file(const char *path)
{
	struct bytes b = { NULL, 0 };
	FILE *f = fopen(path, "r");
	char buf[1 << 16];

	for (size_t n; f && (n = fread(buf, 1, sizeof buf, f)) > 0; b.n += n) {
		b.at = realloc(b.at, b.n + n + 1);
		if (!b.at)
			abort();
		memcpy(b.at + b.n, buf, n);
	}
	if (f)
		fclose(f);
	return b;
}

/* Remove all that the directory of the file holds; how much besides it? */
static size_t
sweep(const char *path)
{
	char directory[1100];
	const char *keep = strrchr(path, '/') + 1;
	DIR *d;
	size_t n = 0;

	snprintf(directory, sizeof directory, "%.*s", (int)(keep - path), path);
	d = opendir(directory);
	for (struct dirent *e; d && (e = readdir(d));)
		if (unlinkat(dirfd(d), e->d_name, 0) == 0)
			n += strcmp(e->d_name, keep) != 0;
	if (d)
		closedir(d);
	return n;
}

/* The file that -o names, or NULL. */
static const char *
written(const struct scenario *s)
{
	for (size_t i = 1; s->argv[i]; i++)
		if (!strcmp(s->argv[i], "-o"))
			return s->argv[i + 1];
	return NULL;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

void
run(struct outcome *o, const struct torture *t, const struct scenario *s,
    const struct harm *h)
{
	pid_t feeder = 0, pid;
	int fd[3];

	const char *path = written(s);

	(void)t;
	*o = (struct outcome){ 0 };
	fflush(NULL);
	if (path)
		put(path, old);
	fd[0] = input_of(s, h, &feeder);
	fd[1] = memfd_create("out", MFD_CLOEXEC);
	fd[2] = memfd_create("err", MFD_CLOEXEC);
	if (fd[1] < 0 || fd[2] < 0)
		die("memfd_create");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		become(s, h, fd);
	close(fd[0]);
	await(o, pid, h);
	if (feeder) {
		kill(feeder, SIGKILL);
		waitpid(feeder, NULL, 0);
	}
	o->out = slurp(fd[1]);
	o->err = slurp(fd[2]);
	if (path) {
		o->file = file(path);
		o->strays = sweep(path);
	}
}

bool
is_old(const struct outcome *o)
{
	return o->file.n == strlen(old) && !memcmp(o->file.at, old, o->file.n);
}

/* Nothing, or with -t github nothing but errors. */
static bool
is_no_table(const struct bytes *out)
{
	return out->n == 0 || !strncmp(out->at, "::error ", strlen("::error "));
}

bool
refused(const struct outcome *o, const struct outcome *base)
{
	if (o->exit != 2 || o->hung || o->strays)
		return false;
	if (!o->file.at)
		return is_no_table(&o->out);
	/* the table on standard output was whole before the file failed */
	return (is_no_table(&o->out) || same(&o->out, &base->out)) &&
	    (is_old(o) || same(&o->file, &base->file));
}

void
outcome_free(struct outcome *o)
{
	free(o->out.at);
	free(o->err.at);
	free(o->file.at);
	*o = (struct outcome){ 0 };
}

bool
same(const struct bytes *a, const struct bytes *b)
{
	return a->n == b->n && (a->n == 0 || !memcmp(a->at, b->at, a->n));
}

bool
says(const struct bytes *b, const char *text)
{
	return strstr(b->at, text) != NULL;
}

/* Is the line, with its end, one of b's? */
static bool
has_line(const struct bytes *b, const char *line, size_t len)
{
	for (const char *s = b->at; (s = strstr(s, "\n")); s++)
		if (!strncmp(s + 1, line, len))
			return true;
	return b->n >= len && !memcmp(b->at, line, len);
}

size_t
messages(const struct bytes *b, const struct bytes *usual)
{
	size_t n = 0;

	if (b->n == 0)
		return 0;
	if (b->at[b->n - 1] != '\n')
		return 99;
	for (const char *s = b->at, *end; *s; s = end) {
		end = strchr(s, '\n') + 1;
		for (const char *c = s; c + 1 < end; c++)
			if ((unsigned char)*c < ' ')
				return 99;
		if (usual && has_line(usual, s, (size_t)(end - s)))
			continue;
		n += strncmp(s, "hint: ", 6) || s == b->at;
	}
	return n;
}

bool
same_run(const struct outcome *a, const struct outcome *b)
{
	return a->exit == b->exit && !a->hung && same(&a->out, &b->out) &&
	    same(&a->err, &b->err) && same(&a->file, &b->file) && !a->strays;
}

void
judge(struct torture *t, const struct scenario *s, bool good,
    const struct outcome *o, const char *format, ...)
{
	va_list ap;

	t->points++;
	t->refused += good && o->exit == 2;
	if (good)
		return;
	if (++t->failures > 20)
		return;
	printf("FAIL %s, ", s->name);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf(": exit %d%s, %zu bytes out, after %.2f s, %ld KiB\n",
	    o->exit, o->hung ? " (hung)" : "", o->out.n, o->seconds, o->rss);
	printf("%.*s", o->err.n > 2000 ? 2000 : (int)o->err.n, o->err.at);
}

/* A word; @ is the directory that -o may write to. */
static char *
word(const char *w, const char *own)
{
	char path[2048];

	if (*w != '@')
		return strdup(w);
	snprintf(path, sizeof path, "%s/written%s", own, w + 1);
	return strdup(path);
}

/* A line "name: [<FILE | |FILE] words...", blanks between, no quoting. */
static void
parse(struct scenario *s, char *line, const char *tool, const char *own)
{
	char *colon = strchr(line, ':');
	size_t n = 0;

	if (!colon) {
		fprintf(stderr, "torture: no name: %s\n", line);
		exit(2);
	}
	*colon = '\0';
	*s = (struct scenario){ .name = strdup(line) };
	s->argv[n++] = strdup(tool);
	for (char *w = strtok(colon + 1, " "); w; w = strtok(NULL, " "))
		if (*w == '<' || *w == '|') {
			s->pipe = *w == '|';
			s->input = strdup(w + 1);
		} else if (n + 1 < WORDS) {
			s->argv[n++] = word(w, own);
		}
}

static void
read_scenarios(struct torture *t, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[1024];
	size_t n = 0;

	if (!f)
		die(path);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#' || n++ % t->workers != t->worker)
			continue;
		t->scenario = realloc(t->scenario,
		    (t->scenarios + 1) * sizeof *t->scenario);
		if (!t->scenario)
			die("realloc");
		parse(&t->scenario[t->scenarios++], line, t->tool,
		    t->own);
	}
	fclose(f);
}

static const struct kind {
	const char *name;
	void (*harm)(struct torture *t);
	const char *what;
	bool alone;	/* in one process: it goes by the clock */
} kinds[] = {
	{ "alloc", torture_alloc, "allocations that failed (F53)", false },
	{ "calls", torture_calls, "system calls that failed (F4, F5, F48)",
	    false },
	{ "short", torture_short, "runs on short reads and writes (F4)",
	    false },
	{ "limits", torture_limits, "runs within limits", false },
	{ "surroundings", torture_surroundings, "runs in other surroundings",
	    false },
	{ "kill", torture_kill, "runs that were killed (F49, F56)", true },
	{ NULL, NULL, NULL, false },
};

/* One worker's part, in a directory of its own; *counts is seen by the parent. */
static void
work(struct torture t, const struct kind *k, struct torture *counts)
{
	char own[1024], written[1100];

	snprintf(own, sizeof own, "%s/%zu", t.scratch, t.worker);
	snprintf(written, sizeof written, "%s/written", own);
	if ((mkdir(own, 0777) || mkdir(written, 0777)) && access(written, W_OK))
		die(written);
	t.own = own;
	read_scenarios(&t, "torture/scenarios");
	k->harm(&t);
	*counts = t;
	fflush(NULL);
	_exit(0);
}

/* All workers at once; is all well? */
static bool
harm(const struct torture *t, const struct kind *k)
{
	long processors = k->alone ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = processors > 1 ? (size_t)processors : 1;
	struct torture sum = *t, *each = mmap(NULL, workers * sizeof *each,
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double start = now();
	int status;

	if (each == MAP_FAILED)
		die("mmap");
	sum.workers = workers;
	fflush(NULL);
	for (; sum.worker < workers; sum.worker++) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (pid == 0)
			work(sum, k, &each[sum.worker]);
	}
	while (wait(&status) > 0)
		sum.failures += status != 0;
	for (size_t i = 0; i < workers; i++) {
		sum.points += each[i].points;
		sum.refused += each[i].refused;
		sum.failures += each[i].failures;
	}
	munmap(each, workers * sizeof *each);
	printf("%-12s  %6zu %s: %zu refused, %zu bad, %.0f s\n", k->name,
	    sum.points, k->what, sum.refused, sum.failures, now() - start);
	return sum.failures == 0;
}

int
main(int argc, char **argv)
{
	struct torture t = { .quick = getenv("SHORT") != NULL };
	sigset_t child;
	bool bad = false;

	if (argc < 5) {
		fprintf(stderr,
		    "usage: torture TOOL FAIL.SO SCRATCH KIND...\n");
		return 2;
	}
	t.tool = realpath(argv[1], NULL);
	t.preload = realpath(argv[2], NULL);
	t.scratch = realpath(argv[3], NULL);
	if (!t.tool || !t.preload || !t.scratch || chdir("testdata"))
		die("not run by make torture");
	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("LC_ALL", "C", 1);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	for (int i = 4; i < argc; i++)
		for (const struct kind *k = kinds; k->name; k++)
			if (!strcmp(k->name, argv[i]))
				bad = !harm(&t, k) || bad;
	return bad;
}
