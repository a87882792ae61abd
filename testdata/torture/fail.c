/*
 * fail.c - preloaded: the FAIL_AT-th allocation of main() fails (with FAIL_EVER,
 * those after it too), or read(2), pread(2) and write(2) do only a few bytes
 * (FAIL_TEAR).
 *
 * How many there were, and how many were not given back, is told to descriptor
 * FAIL_TELL at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic long asked, live, tear;
static long fail_at;
static bool ever, counting;
static int tell = -1;

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static int (*real_thread)(pthread_t *, const pthread_attr_t *,
    void *(*)(void *), void *);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);

/* What dlsym() itself allocates before there is an allocator. */
static char early[1 << 16];
static size_t early_used;

static bool
is_early(const void *p)
{
	return (uintptr_t)p >= (uintptr_t)early &&
	    (uintptr_t)p < (uintptr_t)(early + sizeof early);
}

static void *
early_bytes(size_t n)
{
	void *p = early + early_used;

	early_used += (n + 15) & ~(size_t)15;
	if (early_used > sizeof early)
		abort();
	return p;
}

static void *
next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static void
find(void)
{
	static bool finding;

	if (finding)
		return;
	finding = true;
	*(void **)&real_calloc = next("calloc");
	*(void **)&real_malloc = next("malloc");
	*(void **)&real_realloc = next("realloc");
	*(void **)&real_free = next("free");
	*(void **)&real_thread = next("pthread_create");
	*(void **)&real_read = next("read");
	*(void **)&real_pread = next("pread");
	*(void **)&real_write = next("write");
}

static long
number(const char *name)
{
	const char *s = getenv(name);

	return s ? atol(s) : 0;
}

/* What was asked for, and not given back, is told. */
static void
end(void)
{
	char text[64];
	int n = snprintf(text, sizeof text, "%ld %ld\n", asked, live);

	if (tell >= 0 && real_write(tell, text, (size_t)n) != n)
		_exit(125);
}

static int (*real_main)(int, char **, char **);

/* What is before main() and behind it (the loader, gcov) is left alone. */
static int
counted_main(int argc, char **argv, char **env)
{
	int rc;

	fail_at = number("FAIL_AT");
	ever = number("FAIL_EVER");
	tear = number("FAIL_TEAR");
	tell = getenv("FAIL_TELL") ? (int)number("FAIL_TELL") : -1;
	counting = true;
	rc = real_main(argc, argv, env);
	counting = false;
	end();
	return rc;
}

typedef int start_fn(int (*)(int, char **, char **), int, char **,
    void (*)(void), void (*)(void), void (*)(void), void *);
start_fn __libc_start_main;

int
__libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void *stack)
{
	start_fn *start;

	find();
	*(void **)&start = next("__libc_start_main");
	real_main = main;
	return start(counted_main, argc, argv, init, fini, rtld_fini, stack);
}

/* Is this the one that fails? */
static bool
fails(void)
{
	long k;

	if (!counting)
		return false;
	k = ++asked;
	if (!fail_at || (ever ? k < fail_at : k != fail_at))
		return false;
	errno = ENOMEM;
	return true;
}

static void *
given(void *p)
{
	if (counting && p)
		live++;
	return p;
}

void *
malloc(size_t n)
{
	if (!real_malloc)
		find();
	if (!real_malloc)
		return early_bytes(n);
	return fails() ? NULL : given(real_malloc(n));
}

void *
calloc(size_t n, size_t size)
{
	if (!real_calloc)
		find();
	if (!real_calloc)
		return early_bytes(n * size);	/* zeros: never given twice */
	return fails() ? NULL : given(real_calloc(n, size));
}

void *
realloc(void *p, size_t n)
{
	if (!real_realloc)
		find();
	if (fails())
		return NULL;
	return p ? real_realloc(p, n) : given(real_realloc(p, n));
}

void
free(void *p)
{
	if (!p || is_early(p))
		return;
	if (counting)
		live--;
	real_free(p);
}

/* ASan has these two itself, and they would never fail. */
char *
strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = malloc(n);

	return copy ? memcpy(copy, s, n) : NULL;
}

char *
strndup(const char *s, size_t most)
{
	size_t n = strnlen(s, most);
	char *copy = malloc(n + 1);

	if (!copy)
		return NULL;
	copy[n] = '\0';
	return memcpy(copy, s, n);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*start)(void *), void *arg)
{
	return fails() ? EAGAIN : real_thread(thread, attr, start, arg);
}

/* 1 to 8 bytes, the same ones in every run of one thread. */
static size_t
torn(size_t n)
{
	size_t k;

	if (!tear)
		return n;
	tear = (tear * 1103515245 + 12345) & 0x7fffffff;
	k = 1 + (size_t)(tear >> 16) % 8;
	return k < n ? k : n;
}

ssize_t
read(int fd, void *buf, size_t n)
{
	return real_read(fd, buf, torn(n));
}

ssize_t
pread(int fd, void *buf, size_t n, off_t at)
{
	return real_pread(fd, buf, torn(n), at);
}

ssize_t
write(int fd, const void *buf, size_t n)
{
	return real_write(fd, buf, torn(n));
}
