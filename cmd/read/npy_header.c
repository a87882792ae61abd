/*
 * npy_header.c - the header of a .npy file: a version, a length, a dictionary as
 * Python writes it.
 */
#include "npy_header.h"

#include <string.h>

enum { HEADER_CAP = 1 << 16 };

/* The dictionary: a walk over a literal of Python. */
struct walk {
	const char *at, *end;
};

static void
blanks(struct walk *w)
{
	while (w->at < w->end && *w->at && strchr(" \t\r\n", *w->at))
		w->at++;
}

/* The next token, if it is that one. */
static bool
take(struct walk *w, const char *token)
{
	size_t n = strlen(token);

	blanks(w);
	if ((size_t)(w->end - w->at) < n || memcmp(w->at, token, n))
		return false;
	w->at += n;
	return true;
}

/* A string; one that is too long for its place is cut, and names nothing. */
static bool
take_string(struct walk *w, char *to, size_t size)
{
	const char *from, *end;
	char quote;
	size_t n;

	blanks(w);
	if (w->at == w->end || (*w->at != '\'' && *w->at != '"'))
		return false;
	quote = *w->at;
	from = w->at + 1;
	end = memchr(from, quote, (size_t)(w->end - from));
	if (!end || memchr(from, '\\', (size_t)(end - from)) ||
	    memchr(from, '\0', (size_t)(end - from)))
		return false;
	n = (size_t)(end - from) < size ? (size_t)(end - from) : size - 1;
	memcpy(to, from, n);
	to[n] = '\0';
	w->at = end + 1;
	return true;
}

/* A whole number; more than 64 bits are as many as they can hold. */
static bool
take_number(struct walk *w, uint64_t *n)
{
	const char *from;

	blanks(w);
	*n = 0;
	for (from = w->at; w->at < w->end && *w->at >= '0' && *w->at <= '9';
	     w->at++) {
		unsigned digit = (unsigned)(*w->at - '0');

		*n = *n > (UINT64_MAX - digit) / 10 ? UINT64_MAX
						    : *n * 10 + digit;
	}
	if (w->at == from)
		return false;
	(void)take(w, "L");	/* numpy of Python 2 */
	return true;
}

/* The type of an element; a list is that of a record, which is not read. */
static bool
take_descr(struct walk *w, struct npy_header *h)
{
	char string[2];
	int depth = 0;

	blanks(w);
	if (w->at == w->end || *w->at != '[')
		return take_string(w, h->descr, sizeof h->descr);
	h->descr[0] = 'V';
	do {
		blanks(w);
		if (w->at == w->end)
			return false;
		if (*w->at == '\'' || *w->at == '"') {
			if (!take_string(w, string, sizeof string))
				return false;
			continue;
		}
		depth += *w->at == '[' || *w->at == '(';
		depth -= *w->at == ']' || *w->at == ')';
		w->at++;
	} while (depth > 0);
	return true;
}

static bool
take_order(struct walk *w, struct npy_header *h)
{
	h->fortran = take(w, "True");
	return h->fortran || take(w, "False");
}

static bool
take_shape(struct walk *w, struct npy_header *h)
{
	bool comma = true;
	uint64_t n;

	h->shape[0] = h->shape[1] = 1;
	if (!take(w, "("))
		return false;
	while (comma && take_number(w, &n)) {
		if (h->dims < 2)
			h->shape[h->dims] = n;
		h->dims++;
		comma = take(w, ",");
	}
	/* (3) is a number, (3,) a tuple; and "(,)" is nothing at all */
	return take(w, ")") && (h->dims != 1 || comma);
}

static bool
take_header(struct walk *w, struct npy_header *h)
{
	static const struct {
		const char *name;
		bool (*take)(struct walk *w, struct npy_header *h);
	} key[] = { { "descr", take_descr }, { "fortran_order", take_order },
		{ "shape", take_shape } };
	bool seen[3] = { false }, comma = true;
	size_t keys = 0;
	char name[16];

	if (!take(w, "{"))
		return false;
	while (comma && take_string(w, name, sizeof name)) {
		size_t i = 0;

		while (i < 3 && strcmp(name, key[i].name))
			i++;
		if (i == 3 || seen[i] || !take(w, ":") || !key[i].take(w, h))
			return false;
		seen[i] = true;
		keys++;
		comma = take(w, ",");
	}
	if (keys < 3 || !take(w, "}"))
		return false;
	blanks(w);
	return w->at == w->end;
}

int
npy_have(struct reader *r, uint64_t n)
{
	int got = 1;

	while (r->src.len - r->src.at < n && got > 0)
		got = source_fill(&r->src);
	return got < 0 ? -1 : r->src.len - r->src.at >= n;
}

static int
bad_header(struct reader *r, const char *what)
{
	return diag_add(r->diag, npy_file(r), "npy-header", "%s", what);
}

int
npy_header(struct reader *r, struct npy_header *h)
{
	enum { VERSION = 6, LENGTH = 8 };
	const unsigned char *p;
	size_t len = 0, fixed = LENGTH + 2;
	struct walk w;
	int got = npy_have(r, fixed);

	if (got < 0)
		return -1;
	p = (const unsigned char *)r->src.buf + r->src.at;
	if (r->src.len - r->src.at < strlen(NPY_MAGIC) ||
	    memcmp(p, NPY_MAGIC, strlen(NPY_MAGIC)))
		return bad_header(r, "this is not a .npy file");
	if (!got)
		return bad_header(r, "the file ends within its header");
	if (p[VERSION] < 1 || p[VERSION] > 3 || p[VERSION + 1])
		return diag_add(r->diag, npy_file(r), "npy-header",
		    "version %u.%u of .npy; 1.0, 2.0 and 3.0 can be read",
		    (uint64_t)p[VERSION], (uint64_t)p[VERSION + 1]);
	if (p[VERSION] > 1) {
		fixed += 2;
		got = npy_have(r, fixed);
		p = (const unsigned char *)r->src.buf + r->src.at;
	}
	for (size_t i = fixed; got > 0 && i-- > LENGTH;)
		len = len << 8 | p[i];
	if (len > HEADER_CAP)
		return bad_header(r, "a header longer than 64 KiB");
	got = got > 0 ? npy_have(r, fixed + len) : got;
	if (got <= 0)
		return got < 0 ? -1
			       : bad_header(r, "the file ends within its header");
	w.at = r->src.buf + r->src.at + fixed;
	w.end = w.at + len;
	if (!take_header(&w, h)) {
		w.at = w.end - len;
		diag_add(r->diag, npy_file(r), "npy-header",
		    "not a header as NumPy writes it: %q", w.at, len);
		return -1;
	}
	source_skip(&r->src, fixed + len);
	return 0;
}
