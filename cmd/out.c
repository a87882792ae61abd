/* out.c - a buffer in front of a descriptor; the first failure is remembered. */
#include "out.h"
#include "io.h"
#include "number.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
out_fail(struct out *o, int error)
{
	if (!o->failed)
		o->error = error;
	o->failed = true;
	o->n = 0;
}

void
out_flush(struct out *o)
{
	if (o->fd < 0)
		return;
	o->begun |= o->n > 0;
	if (!o->failed && io_write(o->fd, o->buf, o->n))
		out_fail(o, errno);
	o->n = 0;
}

static bool
is_block(const struct out *o, size_t n)
{
	return n >= (o->hold ? o->hold : OUT_BLOCK);
}

void
out_drain(struct out *o)
{
	if (is_block(o, o->n))
		out_flush(o);
}

void
out_append(struct out *o, struct out *from)
{
	const struct out old = *o;

	if (from->n == 0)
		return;	/* where there is nothing nothing begins */
	if (is_block(o, o->n + from->n))
		out_flush(o);
	if (o->n > 0 || o->lent || o->failed) {
		out_bytes(o, from->buf, from->n);
	} else {	/* buffers change hands: large ones are not copied */
		o->buf = from->buf;
		o->n = from->n;
		o->room = from->room;
		from->buf = old.buf;
		from->room = old.room;
	}
	from->n = 0;
	out_drain(o);
}

char *
out_room(struct out *o, size_t n)
{
	if (o->failed)
		return NULL;
	if (o->lent && o->n + n > o->room)
		out_flush(o);
	if (o->n + n > o->room) {
		size_t room = 2 * (o->n + n) + 256;
		char *buf = o->lent ? NULL : realloc(o->buf, room);

		if (!buf) {
			out_fail(o, ENOMEM);
			return NULL;
		}
		o->buf = buf;
		o->room = room;
	}
	return o->buf + o->n;
}

void
out_bytes(struct out *o, const char *s, size_t n)
{
	char *p = n ? out_room(o, n) : NULL;

	if (p) {
		memcpy(p, s, n);
		out_wrote(o, p + n);
	}
}

void
out_text(struct out *o, const char *s)
{
	out_bytes(o, s, strlen(s));
}

void
out_format(struct out *o, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	out_bytes(o, text, n < 0 ? 0 : (size_t)n < sizeof text
		? (size_t)n : sizeof text - 1);
}

void
out_number(struct out *o, double x, int digits)
{
	char text[NUMBER_TEXT];
	size_t n = number_print(text, x, digits);

	out_bytes(o, text, n);
}

int
out_end(struct out *o, struct diag *d)
{
	int copy;

	out_flush(o);
	/*
	 * Some file systems say only at a close(2) that there was no room; where
	 * no descriptor is left to close, there is no asking.
	 */
	copy = o->begun && !o->failed ? dup(o->fd) : -1;
	if (o->begun && !o->failed && (copy < 0 ? errno != EMFILE : close(copy)))
		out_fail(o, errno);
	if (!o->lent)
		free(o->buf);
	o->buf = NULL;
	o->n = o->room = 0;
	if (!o->failed)
		return 0;
	if (o->error == ENOMEM)
		return diag_add(d, (struct place){ o->name, 0, 0 }, "memory",
		    "out of memory");
	return diag_add(d, (struct place){ o->name, 0, 0 }, "io",
	    "cannot write: %s", strerror(o->error));
}
