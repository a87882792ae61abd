/* out.c - write(2) behind a buffer; the first failure is remembered. */
#include "out.h"
#include "number.h"

#include <errno.h>
#include <poll.h>
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
	size_t at = 0;

	while (o->fd >= 0 && !o->failed && at < o->n) {
		ssize_t n = write(o->fd, o->buf + at, o->n - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno == EAGAIN)
			poll(&(struct pollfd){ o->fd, POLLOUT, 0 }, 1, -1);
		else if (errno != EINTR)
			out_fail(o, errno);
	}
	if (o->fd >= 0)
		o->n = 0;
}

char *
out_room(struct out *o, size_t n)
{
	if (o->failed)
		return NULL;
	if (o->fd >= 0 && (o->n >= OUT_BLOCK || (o->lent && o->n + n > o->room)))
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
	out_flush(o);
	if (!o->lent)
		free(o->buf);
	o->buf = NULL;
	o->n = o->room = 0;
	if (!o->failed)
		return 0;
	return diag_add(d, (struct place){ 0 }, "io", "cannot write: %s",
	    strerror(o->error));
}
