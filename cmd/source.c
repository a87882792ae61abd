/* source.c - read(2) into a window that starts small and grows by doubling. */
#include "source.h"
#include "io.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

static int
cannot_read(struct source *s, int error)
{
	return diag_add(s->diag, (struct place){ s->name, 0, 0 }, "io",
	    "cannot read after byte %u: %s", s->offset + (s->len - s->at),
	    strerror(error));
}

static void
tell(const struct source *s)
{
	if (s->progress)
		progress_tell(s->progress, s->name,
		    s->offset + (s->len - s->at), s->size);
}

static int
grow(char **buf, size_t *room, size_t want)
{
	size_t least = SOURCE_BLOCK + 2 * SOURCE_SLACK;
	char *more;

	want = want < least ? least : want;
	if (want <= *room)
		return 0;
	more = realloc(*buf, want);
	if (!more)
		return -1;
	/* read before the first field, and masked out: whatever it is */
	if (!*buf)
		memset(more, 0, SOURCE_SLACK);
	*buf = more;
	*room = want;
	return 0;
}

void
source_copy_free(struct source_copy *c)
{
	free(c->buf);
	*c = (struct source_copy){ 0 };
}

/* n further bytes were read; none: the input has ended. */
static void
copy_bytes(const struct source *s, const char *bytes, size_t n)
{
	struct source_copy *c = s->copy;
	size_t want;

	if (!c || c->lost)
		return;
	c->len = c->len ? c->len : SOURCE_SLACK;
	want = c->len + n + SOURCE_SLACK;
	if (want > SOURCE_COPY ||
	    (want > c->room && grow(&c->buf, &c->room, 2 * want))) {
		source_copy_free(c);
		c->lost = want > SOURCE_COPY ? EFBIG : ENOMEM;
		return;
	}
	memcpy(c->buf + c->len, bytes, n);
	c->len += n;
	c->whole = n == 0;
}

/* Half of one version and half of the next is neither. */
static int
check_changed(struct source *s)
{
	struct stat st;

	if (!s->regular)
		return 0;
	if (fstat(s->fd, &st))
		return failed(s, "cannot read");
	if ((uint64_t)st.st_size == s->size &&
	    st.st_mtim.tv_sec == s->changed.tv_sec &&
	    st.st_mtim.tv_nsec == s->changed.tv_nsec)
		return 0;
	return diag_add(s->diag, (struct place){ s->name, 0, 0 }, "io",
	    "the file was changed while it was read");
}

int
source_fill(struct source *s)
{
	if (s->eof || s->borrowed)
		return 0;
	if (s->at >= s->room / 2 + SOURCE_SLACK) {
		memmove(s->buf + SOURCE_SLACK, s->buf + s->at, s->len - s->at);
		s->len -= s->at - SOURCE_SLACK;
		s->at = SOURCE_SLACK;
	}
	if (s->len + SOURCE_SLACK >= s->room &&
	    grow(&s->buf, &s->room, 2 * s->room)) {
		errno = ENOMEM;
		return failed(s, "cannot read");
	}
	if (s->at == 0)
		s->at = s->len = SOURCE_SLACK;

	size_t room = s->room - SOURCE_SLACK - s->len;
	ssize_t n = io_read(s->fd, s->buf + s->len,
	    s->most && s->most < room ? s->most : room);

	if (n < 0)
		return cannot_read(s, errno);
	copy_bytes(s, s->buf + s->len, (size_t)n);
	s->eof = n == 0;
	s->len += (size_t)n;
	tell(s);
	return s->eof ? check_changed(s) : 1;
}

/* Behind the last newline in text[at..len); at if there is none. */
static size_t
last_line(const char *text, size_t at, size_t len)
{
	while (len > at && text[len - 1] != '\n')
		len--;
	return len;
}

int
source_more(struct source *s)
{
	size_t block = s->most ? s->most : SOURCE_BLOCK;
	int got = 1;

	s->pieces = s->regular ? lseek(s->fd, 0, SEEK_CUR) : -1;
	if (s->pieces >= 0)
		return !s->eof && (uint64_t)s->pieces < s->size;
	while (got > 0 && s->len - s->at < block)
		got = source_fill(s);
	return got;
}

/* The piece that begins there in the file, or the next one: -1. */
static void
read_piece(const struct source *s, struct block *b, off_t from)
{
	size_t piece = s->most ? s->most : SOURCE_PIECE, n = 0;
	ssize_t got = 1;

	b->at = b->len = SOURCE_SLACK + b->front;
	b->error = ENOMEM;
	if (grow(&b->buf, &b->room, b->len + piece + SOURCE_SLACK))
		return;
	for (; got > 0 && n < piece; n += got > 0 ? (size_t)got : 0) {
		char *to = b->buf + b->at + n;

		got = from < 0
		    ? io_read(s->fd, to, piece - n)
		    : io_read_at(s->fd, to, piece - n, from + (off_t)n);
		if (from < 0 && got >= 0)
			copy_bytes(s, to, (size_t)got);
	}
	b->len += n;
	b->error = got < 0 ? errno : 0;
	b->eof = got == 0;
}

void
source_read_ahead(const struct source *s, struct block *b, uint64_t number)
{
	uint64_t piece = s->most ? s->most : SOURCE_PIECE;

	b->ahead = s->pieces >= 0;
	if (b->ahead)
		read_piece(s, b, s->pieces + (off_t)(number * piece));
}

/* The window goes in front of the piece. */
static int
put_window(const struct source *s, struct block *b)
{
	size_t n = s->len - s->at, more = n > b->front ? n - b->front : 0;

	if (grow(&b->buf, &b->room, b->len + more + SOURCE_SLACK))
		return -1;
	if (more > 0)
		memmove(b->buf + b->at + more, b->buf + b->at,
		    b->len - b->at);
	b->front += more;
	b->len += more;
	b->at += more - n;
	if (n > 0)
		memcpy(b->buf + b->at, s->buf + s->at, n);
	memset(b->buf + b->at - SOURCE_SLACK, 0, SOURCE_SLACK);
	return 0;
}

/* What follows the last line end becomes the window. */
static int
cut_lines(struct source *s, struct block *b)
{
	size_t cut = last_line(b->buf, b->at, b->len), left = b->len - cut;

	if (grow(&s->buf, &s->room, left + 2 * SOURCE_SLACK))
		return -1;
	memcpy(s->buf + SOURCE_SLACK, b->buf + cut, left);
	s->at = SOURCE_SLACK;
	s->len = SOURCE_SLACK + left;
	b->offset = s->offset;
	b->len = cut;
	s->offset += cut - b->at;
	return 0;
}

/* No piece will be taken any more: read(2) goes on from here. */
static int
end_pieces(struct source *s)
{
	if (lseek(s->fd, s->pieces + (off_t)s->taken, SEEK_SET) < 0)
		return failed(s, "cannot read");
	return 0;
}

/* The piece in b, behind the window: 0, -1. */
static int
take_piece(struct source *s, struct block *b)
{
	bool ended = s->eof;

	if (ended)	/* the file may have grown since */
		b->len = b->at = SOURCE_SLACK + b->front;
	else if (b->error)
		return cannot_read(s, b->error);
	s->taken += b->len - b->at;
	s->eof = ended || b->eof;
	if (put_window(s, b) || cut_lines(s, b))
		return cannot_read(s, ENOMEM);
	tell(s);
	return ended || !s->eof ? 0 : check_changed(s);
}

int
source_take(struct source *s, struct block *b)
{
	bool ahead = b->ahead;

	b->ahead = false;
	do {
		if (!ahead && !s->eof)
			read_piece(s, b, -1);
		if (take_piece(s, b))
			return -1;
		if (b->len > b->at)
			return 1;
		if (s->eof || s->len - s->at >= SOURCE_LINE)
			return ahead ? end_pieces(s) : 0;
	} while (!ahead);
	return 1;
}

/* How many bytes of a piece are kept. */
static size_t
unused(const struct source *s)
{
	return s->kept && s->buf == s->kept ? s->len - s->at : 0;
}

/* The bytes that are kept, and those of the block, as one window. */
static int
join(struct source *s, const struct block *b)
{
	size_t n = b->len - b->at, want = s->len + n + SOURCE_SLACK;

	if (want > s->kept_room && grow(&s->kept, &s->kept_room, 2 * want))
		return -1;
	memcpy(s->kept + s->len, b->buf + b->at, n);
	s->buf = s->kept;
	s->room = s->kept_room;
	s->len += n;
	return 0;
}

int
source_lend(struct source *s, const struct block *b)
{
	if (unused(s))
		return join(s, b);
	s->buf = b->buf;
	s->at = b->at;
	s->len = b->len;
	s->room = b->room;
	s->offset = b->offset;
	s->eof = false;
	s->borrowed = true;
	return 0;
}

int
source_keep(struct source *s)
{
	size_t left = s->len - s->at;

	/* much may be kept for many blocks; it is not moved for each */
	if (left == 0 || (s->buf == s->kept && s->at == SOURCE_SLACK))
		return 0;
	if (grow(&s->kept, &s->kept_room, left + 2 * SOURCE_SLACK))
		return -1;
	memmove(s->kept + SOURCE_SLACK, s->buf + s->at, left);
	s->buf = s->kept;
	s->at = SOURCE_SLACK;
	s->len = SOURCE_SLACK + left;
	return 0;
}

int
source_return(struct source *s, const struct source *whole)
{
	const struct block rest = { .buf = whole->buf, .at = whole->at,
		.len = whole->len };
	size_t left = unused(s);
	int rc = left ? join(s, &rest) : 0;
	struct source last = *s;

	*s = *whole;
	if (left == 0 || rc) {
		free(last.kept);
		return rc;
	}
	free(s->buf);
	s->buf = last.kept;
	s->room = last.kept_room;
	s->at = last.at;
	s->len = last.len;
	s->offset -= left;
	return 0;
}

void
source_skip(struct source *s, size_t n)
{
	s->at += n;
	s->offset += n;
}

/* One byte order mark may stand before the text, and says nothing. */
static int
skip_mark(struct source *s)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };
	/* tests that cut the input want the rest of it cut */
	size_t enough = s->most ? 8 : SOURCE_SNIFF + sizeof mark;
	int got = 1;

	while (s->len - s->at < enough && got > 0)
		got = source_fill(s);
	if (got < 0)
		return -1;
	if (s->len - s->at >= sizeof mark &&
	    !memcmp(s->buf + s->at, mark, sizeof mark))
		source_skip(s, sizeof mark);
	if (s->at == s->len)
		return diag_add(s->diag, (struct place){ s->name, 0, 0 },
		    "empty", "the input is empty");
	return 0;
}

/* It is as if all of it had been read at once. */
static int
open_copy(struct source *s, const struct source_copy *c)
{
	s->buf = c->buf;
	s->at = SOURCE_SLACK;
	s->len = c->len;
	s->room = c->room;
	s->borrowed = s->eof = true;
	return skip_mark(s);
}

int
source_open(struct source *s, const char *path, size_t most,
    struct source_copy *copy, struct diag *d)
{
	struct stat st;

	*s = (struct source){ .fd = -1, .most = most, .pieces = -1, .diag = d };
	s->name = strcmp(path, "-") ? path : "<stdin>";
	if (copy && copy->whole)
		return open_copy(s, copy);
	s->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
				  : STDIN_FILENO;
	if (s->fd < 0 || fstat(s->fd, &st))
		return failed(s, "cannot open");
	s->regular = S_ISREG(st.st_mode);
	s->size = s->regular ? (uint64_t)st.st_size : 0;
	s->changed = st.st_mtim;
	s->copy = s->regular && strcmp(path, "-") ? NULL : copy;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return failed(s, "cannot read");
	}
	return skip_mark(s);
}

void
source_close(struct source *s)
{
	if (s->fd > STDERR_FILENO)
		close(s->fd);
	if (!s->borrowed)
		free(s->buf);
	free(s->kept);
	*s = (struct source){ .fd = -1 };
}
