/* diag.c - errors in the shape of a compiler's. */
#include "diag.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void
diag_begin(struct diag *d)
{
	d->notes = d->memory = d->warnings = 0;
	d->hint[0] = '\0';
}

void
diag_escape(char *dst, size_t size, const char *src, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t k = utf8_length(src + i, len - i, &c);

		if (k && !utf8_control(c) && c != '\\') {
			if (n + k >= size)
				break;
			memcpy(dst + n, src + i, k);
			n += k;
			i += k;
		} else {
			if (n + 4 >= size)
				break;
			n += (size_t)snprintf(dst + n, size - n,
			    src[i] == '\\' ? "\\\\" : "\\x%02x",
			    (unsigned char)src[i]);
			i++;
		}
	}
	dst[n] = '\0';
}

size_t
diag_cut(const char *s, size_t len)
{
	size_t cut = DIAG_SHOWN;

	if (len <= DIAG_SHOWN)
		return len;
	while (cut > DIAG_SHOWN - 4 && ((unsigned char)s[cut] & 0xc0) == 0x80)
		cut--;
	return cut;
}

/* A text under construction; what does not fit is cut. */
struct text {
	char *at;
	size_t n, size;
};

static void
put(struct text *t, const char *s)
{
	size_t k = strlen(s);

	if (k >= t->size - t->n)
		k = t->size - t->n - 1;
	memcpy(t->at + t->n, s, k);
	t->n += k;
	t->at[t->n] = '\0';
}

/* Bytes of the user's: escaped, and not too many of them. */
static void
put_quoted(struct text *t, const char *s, size_t len)
{
	char shown[4 * DIAG_SHOWN + 1];
	size_t cut = diag_cut(s, len);

	diag_escape(shown, sizeof shown, s, cut);
	put(t, shown);
	put(t, cut < len ? "..." : "");
}

static void
format(struct text *t, const char *fmt, va_list ap)
{
	char buf[64] = { 0 };

	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			buf[0] = *fmt;
			buf[1] = '\0';
			put(t, buf);
			continue;
		}
		switch (*++fmt) {
		case 's':
			put(t, va_arg(ap, const char *));
			break;
		case 'q': {
			const char *s = va_arg(ap, const char *);

			put_quoted(t, s, va_arg(ap, size_t));
			break;
		}
		case 'u':
			snprintf(buf, sizeof buf, "%" PRIu64,
			    va_arg(ap, uint64_t));
			put(t, buf);
			break;
		case 'g':
			snprintf(buf, sizeof buf, "%.6g", va_arg(ap, double));
			put(t, buf);
			break;
		default:
			put(t, "%");
		}
	}
}

/* file:line:column: */
static void
put_place(struct text *t, struct place at)
{
	char where[64];

	if (at.file)
		put_quoted(t, at.file, strlen(at.file));
	else
		put(t, "focalloss");
	snprintf(where, sizeof where, ":%" PRIu64, at.line);
	put(t, at.line ? where : "");
	snprintf(where, sizeof where, ":%" PRIu64, at.column);
	put(t, at.line && at.column ? where : "");
	put(t, ": ");
}

int
diag_add(struct diag *d, struct place at, const char *code, const char *fmt,
    ...)
{
	struct text t = { NULL, 0, DIAG_TEXT - strlen(code) - strlen(" []") };
	va_list ap;

	/* what fails for want of memory fails again on the way out */
	if (d->memory && !strcmp(code, "memory"))
		return -1;
	d->notes++;
	if (!strcmp(code, "memory"))
		d->memory = d->notes;
	if (d->notes > DIAG_NOTES)
		return -1;
	t.at = d->note[d->notes - 1].text;
	put_place(&t, at);
	d->note[d->notes - 1].at = at;
	d->note[d->notes - 1].what = t.n;
	va_start(ap, fmt);
	format(&t, fmt, ap);
	va_end(ap);
	t.size = DIAG_TEXT;	/* the code is never cut */
	put(&t, " [");
	put(&t, code);
	put(&t, "]");
	return -1;
}

void
diag_warn(struct diag *d, struct place at, const char *fmt, ...)
{
	struct text t = { NULL, 0, DIAG_TEXT };
	va_list ap;

	if (d->warnings >= DIAG_NOTES)
		return;
	t.at = d->warning[d->warnings++].text;
	put_place(&t, at);
	put(&t, "warning: ");
	va_start(ap, fmt);
	format(&t, fmt, ap);
	va_end(ap);
}

const struct diag_note *
diag_say(struct diag *d, struct place at, const char *fmt, ...)
{
	struct text t = { NULL, 0, DIAG_TEXT };
	struct diag_note *n;
	va_list ap;

	if (d->warnings >= DIAG_NOTES)
		return NULL;
	n = &d->warning[d->warnings++];
	t.at = n->text;
	if (at.file)
		put_place(&t, at);
	n->at = at;
	n->what = t.n;
	va_start(ap, fmt);
	format(&t, fmt, ap);
	va_end(ap);
	return n;
}

void
diag_merge(struct diag *d, const struct diag *from)
{
	for (uint64_t i = 0; i < from->notes; i++) {
		bool memory = i + 1 == from->memory;

		if (memory && d->memory)
			continue;
		if (i < DIAG_NOTES && d->notes < DIAG_NOTES)
			d->note[d->notes] = from->note[i];
		d->notes++;
		if (memory)
			d->memory = d->notes;
	}
	if (!d->hint[0])
		memcpy(d->hint, from->hint, sizeof d->hint);
}

int
diag_hint(struct diag *d, const char *fmt, ...)
{
	struct text t = { d->hint, 0, DIAG_TEXT };
	va_list ap;

	if (d->hint[0])
		return -1;
	va_start(ap, fmt);
	format(&t, fmt, ap);
	va_end(ap);
	return -1;
}
