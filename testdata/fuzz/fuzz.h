/*
 * fuzz.h - what the fuzz targets share: standard input and output that are
 * memory, notes as text, and a check that cannot be compiled out.
 *
 * What a target varies besides the bytes (options, how much one read gives) is
 * taken from the last bytes of the input, so that any file is a seed.
 */
#define _GNU_SOURCE
#include "diag.h"
#include "out.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(what)                                                           \
	do {                                                                  \
		if (!(what)) {                                                \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__,    \
			    __LINE__, #what);                                 \
			abort();                                              \
		}                                                             \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Descriptor fd is a file in memory that holds these bytes, at its start. */
static inline void
fuzz_file(int fd, const void *bytes, size_t n)
{
	static bool made[2];

	if (!made[fd]) {
		int memory = memfd_create("fuzz", 0);

		CHECK(memory >= 0 && dup2(memory, fd) == fd);
		close(memory);
		made[fd] = true;
	}
	CHECK(ftruncate(fd, 0) == 0);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	CHECK(n == 0 || pwrite(fd, bytes, n, 0) == (ssize_t)n);
}

/* What has been written to standard output, appended. */
static inline void
fuzz_written(struct out *o)
{
	char buf[1 << 14];
	ssize_t n;

	for (off_t at = 0; (n = pread(1, buf, sizeof buf, at)) > 0; at += n)
		out_bytes(o, buf, (size_t)n);
}

/* Nothing that a terminal would obey, and it ends. */
static inline void
fuzz_printable(const char *s, size_t size)
{
	CHECK(memchr(s, '\0', size));
	for (; *s; s++)
		CHECK((unsigned char)*s >= ' ' && *s != 0x7f);
}

/* All that main would print, appended. */
static inline void
fuzz_notes(struct out *o, const struct diag *d)
{
	for (uint64_t i = 0; i < d->warnings && i < DIAG_NOTES; i++) {
		fuzz_printable(d->warning[i].text, DIAG_TEXT);
		out_format(o, "%s\n", d->warning[i].text);
	}
	for (uint64_t i = 0; i < d->notes && i < DIAG_NOTES; i++) {
		fuzz_printable(d->note[i].text, DIAG_TEXT);
		out_format(o, "%s\n", d->note[i].text);
	}
	fuzz_printable(d->hint, DIAG_TEXT);
	out_format(o, "%" PRIu64 " notes\n%s\n", d->notes, d->hint);
}

/* Both are the same text, and are given back. */
static inline void
fuzz_same(struct out *a, struct out *b)
{
	bool same;

	CHECK(!a->failed && !b->failed);
	same = a->n == b->n && (a->n == 0 || !memcmp(a->buf, b->buf, a->n));
	if (!same)
		fprintf(stderr, "one:\n%.*s\nother:\n%.*s\n", (int)a->n, a->buf,
		    (int)b->n, b->buf);
	CHECK(same);
	free(a->buf);
	free(b->buf);
}
