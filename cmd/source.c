/* source.c - read(2) into a window that starts small and grows by doubling. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
failed(struct source *s, const char *what)
{
	return diag_add(s->diag, (struct place){ s->name, 0, 0 }, "io",
	    "%s: %s", what, strerror(errno));
}

int
source_fill(struct source *s)
{
	if (s->eof)
		return 0;
	if (s->at > 0 && s->at >= s->room / 2) {
		memmove(s->buf, s->buf + s->at, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
	}
	if (s->len + 1 >= s->room) {
		size_t room = s->room ? 2 * s->room : SOURCE_BLOCK + 1;
		char *buf = realloc(s->buf, room);

		if (!buf) {
			errno = ENOMEM;
			return failed(s, "cannot read");
		}
		s->buf = buf;
		s->room = room;
	}
	size_t room = s->room - 1 - s->len;
	ssize_t n;

	do
		n = read(s->fd, s->buf + s->len,
		    s->most && s->most < room ? s->most : room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return diag_add(s->diag, (struct place){ s->name, 0, 0 }, "io",
		    "cannot read after byte %u: %s",
		    s->offset + (s->len - s->at), strerror(errno));
	s->eof = n == 0;
	s->len += (size_t)n;
	return n > 0;
}

void
source_skip(struct source *s, size_t n)
{
	s->at += n;
	s->offset += n;
}

/* A text in UTF-16 or UTF-32 says so in its first bytes. */
static int
check_mark(struct source *s)
{
	static const struct {
		const char *bytes, *name;
		size_t n;
	} mark[] = {
		{ "\xff\xfe\0\0", "UTF-32LE", 4 },
		{ "\0\0\xfe\xff", "UTF-32BE", 4 },
		{ "\xff\xfe", "UTF-16LE", 2 },
		{ "\xfe\xff", "UTF-16BE", 2 },
	};
	int got = 1;

	while (s->len < 4 && got > 0)
		got = source_fill(s);
	if (got < 0)
		return -1;
	for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
		if (s->len >= mark[i].n &&
		    !memcmp(s->buf, mark[i].bytes, mark[i].n)) {
			diag_add(s->diag, (struct place){ s->name, 0, 0 },
			    "encoding", "this looks like %s, not UTF-8",
			    mark[i].name);
			return s->fd == STDIN_FILENO
			    ? diag_hint(s->diag, "iconv -f %s -t UTF-8",
				mark[i].name)
			    : diag_hint(s->diag, "iconv -f %s -t UTF-8 %q",
				mark[i].name, s->name, strlen(s->name));
		}
	if (s->len >= 3 && !memcmp(s->buf, "\xef\xbb\xbf", 3))
		source_skip(s, 3);
	if (s->at == s->len && s->eof)
		return diag_add(s->diag, (struct place){ s->name, 0, 0 },
		    "empty", "the input is empty");
	return 0;
}

int
source_open(struct source *s, const char *path, size_t most, struct diag *d)
{
	struct stat st;

	*s = (struct source){ .fd = -1, .most = most, .diag = d };
	s->name = strcmp(path, "-") ? path : "<stdin>";
	s->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
				  : STDIN_FILENO;
	if (s->fd < 0 || fstat(s->fd, &st))
		return failed(s, "cannot open");
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return failed(s, "cannot read");
	}
	return check_mark(s);
}

void
source_close(struct source *s)
{
	if (s->fd > STDERR_FILENO)
		close(s->fd);
	free(s->buf);
	*s = (struct source){ .fd = -1 };
}
