/*
 * calls.c - F4, F5, F48: strace makes every system call fail in every way.
 *
 * The tool begins by asking fcntl(2) about its standard files; calls before
 * that are the loader's and are left alone.
 */
#define _GNU_SOURCE
#include "torture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const errors[] = { "EIO", "ENOSPC", "EINTR", "EAGAIN",
	"EMFILE", "ENOMEM" };

/* reads and writes are begun again after EINTR and EAGAIN */
static const struct call {
	const char *name;
	bool again;
} calls[] = {
	{ "openat", false }, { "read", true }, { "pread64", true },
	{ "write", true }, { "close", false }, { "fsync", false },
	{ "fdatasync", false }, { "rename", false }, { "renameat", false },
	{ "renameat2", false }, { "fstat", false }, { "newfstatat", false },
	{ "lseek", false }, { "ftruncate", false }, { "unlink", false },
	{ "unlinkat", false }, { "fchmod", false }, { "umask", false },
	{ "mmap", false }, { "clone3", false },
	{ "getrandom", false },
};
enum { CALLS = sizeof calls / sizeof *calls };

/* How often each call is made before main(), and in all. */
struct counts {
	int before[CALLS], all[CALLS];
};

static bool
count(struct counts *c, const char *trace)
{
	FILE *f = fopen(trace, "r");
	char line[4096];
	bool ours = false;

	*c = (struct counts){ { 0 }, { 0 } };
	while (f && fgets(line, sizeof line, f)) {
		/* "PID name(arguments"; counted for the first process only */
		const char *name = line + strspn(line, "0123456789 ");
		size_t len = strcspn(name, "(");

		if (!strncmp(name, "fcntl(0, F_GETFD", 16))
			ours = true;
		for (size_t i = 0; i < CALLS; i++)
			if (len == strlen(calls[i].name) &&
			    !strncmp(name, calls[i].name, len)) {
				c->all[i]++;
				c->before[i] += !ours;
			}
	}
	if (f)
		fclose(f);
	return ours;
}

static bool
is_prefix(const struct bytes *a, const struct bytes *of)
{
	return a->n <= of->n && !memcmp(a->at, of->at, a->n);
}

/* The same, but -t github may have added an error. */
static bool
is_cut(const struct bytes *a, const struct bytes *of)
{
	struct bytes rest = *a;

	if (is_prefix(a, of))
		return true;
	while (rest.n > 0 && (rest.n == a->n || rest.at[rest.n - 1] != '\n'))
		rest.n--;
	return !strncmp(rest.at + rest.n, "::error ", strlen("::error ")) &&
	    is_prefix(&rest, of);
}

/*
 * Never other bytes with exit 0.  What refuses says so once; only a failed write
 * may come after others that did not, or have no way left to say so.
 */
static bool
is_good(const struct outcome *o, const struct outcome *base,
    const struct call *c, bool again)
{
	bool write = !strcmp(c->name, "write");

	if (same_run(o, base))
		return true;
	if (o->hung || (again && c->again))
		return false;
	if (write && o->exit == base->exit && same(&o->out, &base->out) &&
	    same(&o->file, &base->file) && !o->strays &&
	    messages(&o->err, &base->err) == 0)
		return true;	/* it was standard error that failed */
	if (o->exit != 2)
		return false;
	if (write || !strcmp(c->name, "close"))
		return is_cut(&o->out, &base->out) &&
		    (!o->file.at || is_old(o)) && !o->strays &&
		    (messages(&o->err, &base->err) == 1 || base->err.n);
	return refused(o, base) && messages(&o->err, &base->err) == 1;
}

static void
inject(struct torture *t, const struct scenario *s, const struct outcome *base,
    const struct call *c, int first, int last)
{
	for (size_t e = 0; e < sizeof errors / sizeof *errors; e++)
		for (int k = first; k <= last; k++) {
			char trace[64], what[128];
			const struct harm h = { .before = { "strace", "-f",
			    "-qqq", "-o", "/dev/null", "-e", trace, "-e", what,
			    NULL } };
			bool again = !strcmp(errors[e], "EINTR") ||
			    !strcmp(errors[e], "EAGAIN");
			struct outcome o;

			snprintf(trace, sizeof trace, "trace=%s", c->name);
			snprintf(what, sizeof what, "inject=%s:error=%s:when=%d",
			    c->name, errors[e], k);
			run(&o, t, s, &h);
			judge(t, s, is_good(&o, base, c, again), &o,
			    "%s %d of %d-%d is %s", c->name, k, first, last,
			    errors[e]);
			outcome_free(&o);
		}
}

static bool
may_trace(void)
{
	return system("strace -f -qqq -o /dev/null -e inject=fsync:error=EIO "
		      "true >/dev/null 2>&1") == 0;
}

void
torture_calls(struct torture *t)
{
	char trace[1024];

	if (!may_trace()) {
		printf("calls         left out: strace is missing or this machine "
		       "allows no ptrace\n");
		return;
	}
	snprintf(trace, sizeof trace, "%s/trace", t->own);
	/* every third scenario is enough in a hurry */
	for (size_t i = 0; i < t->scenarios; i += t->quick ? 3 : 1) {
		const struct scenario *s = &t->scenario[i];
		const struct harm h = { .before = { "strace", "-f", "-qqq",
		    "-o", trace, NULL } };
		struct outcome base;
		struct counts n;

		run(&base, t, s, &h);
		judge(t, s, count(&n, trace), &base, "no fcntl() at its start");
		for (size_t c = 0; c < CALLS; c++)
			if (n.all[c] > n.before[c])
				inject(t, s, &base, &calls[c], n.before[c] + 1,
				    n.all[c]);
		outcome_free(&base);
	}
}
