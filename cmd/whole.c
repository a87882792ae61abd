/* whole.c - write beside it, sync, rename. */
#include "whole.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEMP ".focalloss-%016" PRIx64 ".tmp"

enum { TEMP_SIZE = sizeof ".focalloss-0123456789abcdef.tmp", TRIES = 100 };

/*
 * What a signal has to remove.  This is the one global of the program, as a
 * handler is given nothing but a number.  It changes only while signals wait.
 */
static struct whole *volatile unfinished;

/* What ends a program that does not ask for it; not where it is ignored. */
static const int deadly[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM,
	SIGTERM, SIGXCPU };

/* Only what POSIX allows in a handler: unlink() and raise(). */
static void
on_signal(int number)
{
	for (const struct whole *w = unfinished; w; w = w->next)
		if (w->temp)
			(void)unlink(w->temp);
	/* SA_RESETHAND: it ends the program as if it had not been caught */
	(void)raise(number);
}

static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
		if (!sigaction(deadly[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			(void)sigaction(deadly[i], &action, NULL);
}

/* Signals wait from here to there; the threads that work are not there yet. */
static void
hold_signals(sigset_t *old)
{
	sigset_t all;

	sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, old);
}

static void
let_signals(const sigset_t *old)
{
	(void)sigprocmask(SIG_SETMASK, old, NULL);
}

static int
failed(const struct whole *w, struct diag *d)
{
	return diag_add(d, (struct place){ w->path, 0, 0 }, "io",
	    "cannot write: %s", strerror(errno));
}

/* Only so that runs at the same time do not wait for each other's names. */
static uint64_t
some_number(const void *seed)
{
	struct timespec t;
	uint64_t x;

	clock_gettime(CLOCK_REALTIME, &t);
	x = (uint64_t)t.tv_sec << 30 ^ (uint64_t)t.tv_nsec ^
	    (uint64_t)getpid() << 42 ^ (uint64_t)(uintptr_t)seed;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* O_EXCL: a name that exists, be it a link, is never followed. */
static int
make_temp(struct whole *w)
{
	char *name = w->temp + strlen(w->temp);
	sigset_t old;

	for (int i = 0; i < TRIES && w->fd < 0; i++) {
		snprintf(name, TEMP_SIZE, TEMP, some_number(w) + (unsigned)i);
		hold_signals(&old);
		w->fd = open(w->temp,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
		if (w->fd >= 0) {
			w->next = unfinished;
			unfinished = w;
		}
		let_signals(&old);
		if (w->fd < 0 && errno != EEXIST)
			break;
	}
	return w->fd < 0 ? -1 : 0;
}

/* What stands there may be replaced: a file that may be written, a link. */
static int
check_old(const struct whole *w, struct diag *d)
{
	char word[SHELL_WORD];
	struct stat st;

	if (lstat(w->path, &st))
		return errno == ENOENT ? 0 : failed(w, d);
	if (S_ISLNK(st.st_mode))
		return 0;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return failed(w, d);
	}
	if (!S_ISREG(st.st_mode)) {
		diag_add(d, (struct place){ w->path, 0, 0 }, "io",
		    "this is no file that could be replaced");
		shell_word(word, w->path);
		return diag_hint(d, "write to it: focalloss -t FORMAT ... > %s",
		    word);
	}
	return access(w->path, W_OK) ? failed(w, d) : 0;
}

int
whole_open(struct whole *w, const char *path, struct diag *d)
{
	const char *slash = strrchr(path, '/');
	size_t dir = slash ? (size_t)(slash - path) + 1 : 0;
	struct stat st;

	*w = (struct whole){ .path = path, .base = path + dir, .fd = -1,
		.dir = dir ? strndup(path, dir) : strdup(".") };
	if (!w->dir)
		return failed(w, d);
	if (stat(w->dir, &st))
		return failed(w, d);
	w->device = st.st_dev;
	w->inode = st.st_ino;
	if (check_old(w, d))
		return -1;
	w->temp = calloc(1, dir + TEMP_SIZE);
	if (!w->temp)
		return failed(w, d);
	memcpy(w->temp, path, dir);
	catch_signals();
	if (!make_temp(w))
		return 0;
	failed(w, d);
	free(w->temp);
	w->temp = NULL;
	return -1;
}

bool
whole_same(const struct whole *a, const struct whole *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    !strcmp(a->base, b->base);
}

/* On the disk; the descriptor is then that of the directory. */
static int
settle(struct whole *w, struct diag *d)
{
	int rc = fsync(w->fd) ? failed(w, d) : 0;

	if (close(w->fd) && !rc)
		rc = failed(w, d);
	w->fd = -1;
	if (rc)
		return rc;
	/* one that may be written and not read has no descriptor */
	w->fd = open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return w->fd < 0 && errno != EACCES ? failed(w, d) : 0;
}

static int
take_name(struct whole *w, struct diag *d)
{
	if (rename(w->temp, w->path))
		return failed(w, d);
	free(w->temp);
	w->temp = NULL;
	return 0;
}

/* The new name is on the disk too, where a directory knows how. */
static int
settle_name(const struct whole *w, struct diag *d)
{
	if (w->fd < 0 || !fsync(w->fd) || errno == EINVAL || errno == ENOTSUP)
		return 0;
	return diag_add(d, (struct place){ w->path, 0, 0 }, "io",
	    "it is written, but would not survive a power cut: %s",
	    strerror(errno));
}

int
whole_commit(struct whole *w, size_t n, struct diag *d)
{
	sigset_t old;
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++)
		rc = settle(&w[i], d);
	hold_signals(&old);
	for (size_t i = 0; i < n && !rc; i++)
		rc = take_name(&w[i], d);
	let_signals(&old);
	for (size_t i = 0; i < n; i++)
		if (!w[i].temp && settle_name(&w[i], d))
			rc = -1;
	return rc;
}

void
whole_drop(struct whole *w)
{
	sigset_t old;

	hold_signals(&old);
	if (w->temp)
		(void)unlink(w->temp);
	for (struct whole *volatile *p = &unfinished; *p; p = &(*p)->next)
		if (*p == w) {
			*p = w->next;
			break;
		}
	free(w->temp);
	w->temp = NULL;
	let_signals(&old);
	if (w->path && w->fd >= 0)
		close(w->fd);
	free(w->dir);
	*w = (struct whole){ .fd = -1 };
}
