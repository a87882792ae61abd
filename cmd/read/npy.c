/*
 * npy.c - arrays as numpy.save() writes them, versions 1 to 3.
 *
 * A one-dimensional array is one column, a two-dimensional one a group of
 * columns, and they are called as the file is: logits.npy has logits, or
 * logits[0], logits[1] and so on.
 */
#include "npy_header.h"
#include "number.h"
#include "shell.h"
#include "suffix.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct npy_state {
	const struct dtype *type;
	size_t size;		/* bytes of an element */
	bool big;		/* the first of them counts most */
	bool by_column;		/* in Fortran's order: all of it is in the window */
	uint64_t rows, row;	/* in the array; how many were given */
	uint64_t begin, bytes;	/* of the data: where in the input, how many */
	size_t used;		/* of the window by the current record */
	char *text;		/* [texts] of NUMBER_TEXT bytes */
	size_t texts;
};

static double
half(uint64_t bits)
{
	int exponent = (int)(bits >> 10 & 31);
	double fraction = (double)(bits & 1023), x;

	if (exponent == 31)
		x = fraction > 0 ? NAN : INFINITY;
	else if (exponent == 0)
		x = ldexp(fraction, -24);
	else
		x = ldexp(1024 + fraction, exponent - 25);
	return bits >> 15 ? -x : x;
}

static double
floating(uint64_t bits, size_t size)
{
	uint32_t low = (uint32_t)bits;
	double real;
	float single;

	memcpy(&real, &bits, sizeof real);
	memcpy(&single, &low, sizeof single);
	return size == 8 ? real : size == 4 ? (double)single : half(bits);
}

/* How much a signed number is, and whether that is below 0. */
static uint64_t
magnitude(uint64_t bits, size_t size, bool *negative)
{
	uint64_t top = UINT64_C(1) << (8 * size - 1);

	*negative = (bits & top) != 0;
	return *negative ? top - (bits ^ top) : bits;
}

static double
whole(uint64_t bits, size_t size)
{
	bool negative;
	double x = (double)magnitude(bits, size, &negative);

	return negative ? -x : x;
}

static int
print_whole(char text[static NUMBER_TEXT], uint64_t bits, size_t size)
{
	bool negative;
	uint64_t n = magnitude(bits, size, &negative);

	return snprintf(text, NUMBER_TEXT, "%s%llu", negative ? "-" : "",
	    (unsigned long long)n);
}

static double
natural(uint64_t bits, size_t size)
{
	(void)size;
	return (double)bits;
}

static int
print_natural(char text[static NUMBER_TEXT], uint64_t bits, size_t size)
{
	(void)size;
	return snprintf(text, NUMBER_TEXT, "%llu", (unsigned long long)bits);
}

static double
truth(uint64_t bits, size_t size)
{
	(void)size;
	return bits != 0;
}

/* Doubles have gaps from 2^53 on: such whole numbers print themselves. */
static const struct dtype {
	char kind;
	const char *sizes;
	double (*value)(uint64_t bits, size_t size);
	int (*print)(char text[static NUMBER_TEXT], uint64_t bits, size_t size);
} dtypes[] = {
	{ 'f', "248", floating, NULL },
	{ 'i', "1248", whole, print_whole },
	{ 'u', "1248", natural, print_natural },
	{ 'b', "1", truth, NULL },
};

/* Arrays that are no table of numbers, and what makes one of them. */
static const struct refused {
	char kind;
	const char *what, *load, *save;
} refused[] = {
	{ 'c', "complex numbers", "", "n.save('new.npy', a.real)" },
	{ 'f', "numbers longer than 64 bits", "",
	    "n.save('new.npy', a.astype('f8'))" },
	{ 'O', "Python objects", ", allow_pickle=True",
	    "n.save('new.npy', a.astype('f8'))" },
	{ 'U', "strings", "", "n.savetxt('new.csv', a, '%s')" },
	{ 'S', "bytes", "", "n.savetxt('new.csv', a.astype('U'), '%s')" },
	{ 'M', "dates", "", "n.save('new.npy', a.astype('i8'))" },
	{ 'm', "times", "", "n.save('new.npy', a.astype('i8'))" },
	{ 'V', "records", "", "n.savetxt('new.csv', a, '%s', ',', "
	    "header=','.join(a.dtype.names), comments='')" },
	{ '0', "a single number (0 dimensions)", "",
	    "n.save('new.npy', a.reshape(1))" },
	{ '3', "more than 2 dimensions", "",
	    "n.save('new.npy', a.reshape(-1, a.shape[-1]))" },
};

static int
refuse(struct reader *r, char kind)
{
	const struct refused *f = refused;
	char word[SHELL_WORD];

	while (f->kind != kind)
		f++;
	diag_add(r->diag, npy_file(r), "npy-array",
	    "the array holds %s; one or two dimensions of numbers can be read",
	    f->what);
	shell_inside(word, r->src.fd == STDIN_FILENO ? NULL : r->src.name);
	return diag_hint(r->diag,
	    "python3 -c \"import numpy as n; a = n.load('%s'%s); %s\"", word,
	    f->load, f->save);
}

/* The type of that name: 0, or -1 with the reason noted. */
static int
find_type(struct reader *r, const char *descr)
{
	struct npy_state *s = r->state;
	const uint16_t one = 1;
	bool host_is_big = *(const unsigned char *)&one == 0;
	const char *type = descr;

	s->big = *descr == '>' || (*descr != '<' && host_is_big);
	if (*type && strchr("<>=|", *type))
		type++;
	for (size_t i = 0; *type && i < sizeof dtypes / sizeof *dtypes; i++)
		if (dtypes[i].kind == *type && type[1] && !type[2] &&
		    strchr(dtypes[i].sizes, type[1])) {
			s->type = &dtypes[i];
			s->size = (size_t)(type[1] - '0');
			return 0;
		}
	/* the digits there are numbers of dimensions */
	for (size_t i = 0; *type > '9' && i < sizeof refused / sizeof *refused;
	     i++)
		if (refused[i].kind == *type && (*type != 'f' || strlen(type) > 2))
			return refuse(r, *type);
	return diag_add(r->diag, npy_file(r), "npy-array",
	    "the array is of a type that is not known here: '%q'", descr,
	    strlen(descr));
}

/* The name of the file, without .npy: 0; 1 if it makes no name; -1. */
static int
stem_of(const struct reader *r, char **stem)
{
	const char *slash = strrchr(r->src.name, '/');
	const char *file = slash ? slash + 1 : r->src.name;
	size_t n = strlen(file);
	uint32_t code;

	if (n > 4 && has_suffix(file, ".npy"))
		n -= 4;
	for (size_t i = 0, k; i < n; i += k) {
		k = utf8_length(file + i, n - i, &code);
		if (!k)
			return 1;
	}
	/* numbers are taken: 1 is the first column, whatever the file is called */
	if (r->opt->no_header || r->src.fd == STDIN_FILENO ||
	    strspn(file, "0123456789") >= n)
		return 1;
	*stem = strndup(file, n);
	return *stem ? 0 : -1;
}

static int
add_columns(struct reader *r, const struct npy_header *h)
{
	char *stem = NULL, *name = NULL, number[24];
	int rc = stem_of(r, &stem);
	size_t size;

	if (rc < 0)
		return reader_memory(r);
	r->named = rc == 0;
	size = (r->named ? strlen(stem) : 0) + sizeof number + 2;
	name = malloc(size);
	rc = name ? 0 : reader_memory(r);
	for (uint64_t i = 0; i < h->shape[1] && !rc; i++) {
		snprintf(number, sizeof number, "%llu",
		    (unsigned long long)(r->named ? i : i + 1));
		if (!r->named || h->dims == 1) {
			rc = reader_add_column(r, r->named ? stem : number, NULL,
			    NULL);
			continue;
		}
		snprintf(name, size, "%s[%s]", stem, number);
		rc = reader_add_column(r, name, stem, NULL);
	}
	free(stem);
	free(name);
	return rc;
}

/* Bytes of data that were read, and those that a file still has. */
static uint64_t
bytes_found(const struct reader *r)
{
	const struct npy_state *s = r->state;
	uint64_t found = r->src.offset + (r->src.len - r->src.at) - s->begin;
	off_t here = lseek(r->src.fd, 0, SEEK_CUR);
	struct stat st;

	if (r->src.regular && here >= 0 && !fstat(r->src.fd, &st) &&
	    st.st_size > here)
		found += (uint64_t)(st.st_size - here);
	return found;
}

static int
bad_size(struct reader *r)
{
	const struct npy_state *s = r->state;
	uint64_t found = bytes_found(r);

	if (found > s->bytes && !r->src.regular)
		return diag_add(r->diag, npy_file(r), "npy-size",
		    "more bytes follow the %u of the array", s->bytes);
	return diag_add(r->diag, npy_file(r), "npy-size",
	    "the array takes %u bytes, and the file has %u", s->bytes, found);
}

static int
npy_open(struct reader *r)
{
	struct npy_state *s = r->state;
	struct npy_header h = { 0 };
	int got;

	if (npy_header(r, &h) || find_type(r, h.descr))
		return -1;
	if (h.dims == 0 || h.dims > 2)
		return refuse(r, h.dims ? '3' : '0');
	if (h.shape[1] == 0)
		return diag_add(r->diag, npy_file(r), "npy-array",
		    "the array has no columns");
	if (reader_width(r, h.shape[1], "npy-size"))
		return -1;
	if (h.shape[0] > INT64_MAX / (h.shape[1] * s->size))
		return diag_add(r->diag, npy_file(r), "npy-size",
		    "an array longer than any file");
	s->rows = h.shape[0];
	s->begin = r->src.offset;
	s->bytes = s->rows * h.shape[1] * s->size;
	s->by_column = h.fortran && h.shape[0] > 1 && h.shape[1] > 1;
	if (r->src.regular && bytes_found(r) != s->bytes)
		return bad_size(r);
	if (add_columns(r, &h))
		return -1;
	got = s->by_column ? npy_have(r, s->bytes) : 1;
	return got > 0 ? 0 : got < 0 ? -1 : bad_size(r);
}

static uint64_t
bits_at(const struct npy_state *s, const char *at)
{
	const unsigned char *p = (const unsigned char *)at;
	uint64_t bits = 0;

	for (size_t i = 0; i < s->size; i++)
		bits = bits << 8 | p[s->big ? i : s->size - 1 - i];
	return bits;
}

/* Columns of which more than the number is wanted. */
static int
make_texts(struct reader *r)
{
	struct npy_state *s = r->state;
	size_t texts = 0;
	char *text;

	for (size_t i = 0; i < r->cols; i++)
		texts += !r->col[i].number;
	if (texts <= s->texts)
		return 0;
	text = malloc(texts * NUMBER_TEXT);
	if (!text)
		return reader_memory(r);
	free(s->text);
	s->text = text;
	s->texts = texts;
	return 0;
}

static void
set_cell(const struct npy_state *s, struct cell *c, uint64_t bits, char *text)
{
	double x = s->type->value(bits, s->size);

	*c = (struct cell){ .kind = CELL_BINARY, .text = "", .value = x };
	if (!text)
		return;
	c->text = text;
	c->len = s->type->print && fabs(x) >= 0x1p53
	    ? (size_t)s->type->print(text, bits, s->size)
	    : number_print(text, x, 0);
}

static int
npy_next(struct reader *r)
{
	struct npy_state *s = r->state;
	size_t length = s->by_column ? s->size : r->cols * s->size, texts = 0;
	size_t step = s->by_column ? s->rows * s->size : s->size;
	const char *p;
	int got;

	source_skip(&r->src, s->used);
	s->used = 0;
	if (s->row == s->rows) {
		size_t rest = s->by_column ? (r->cols - 1) * step : 0;

		got = npy_have(r, rest + 1);
		return got > 0 ? bad_size(r) : got;
	}
	got = s->by_column ? 1 : npy_have(r, length);
	if (got <= 0)
		return got < 0 ? -1 : bad_size(r);
	if (make_texts(r))
		return -1;
	s->used = length;
	r->line = ++s->row;
	p = r->src.buf + r->src.at;
	for (size_t i = 0; i < r->cols; i++, p += step)
		set_cell(s, &r->cell[i], bits_at(s, p), r->col[i].number
			? NULL : s->text + NUMBER_TEXT * texts++);
	return 1;
}

static struct place
npy_locate(struct reader *r, size_t col)
{
	return (struct place){ r->src.name, r->line, col + 1 };
}

static void
npy_close(struct reader *r)
{
	struct npy_state *s = r->state;

	free(s->text);
}

const struct reader_ops npy_reader = { .name = "npy", .suffixes = ".npy",
	.about = "an array of numbers, as numpy.save() writes it",
	.size = sizeof(struct npy_state), .open = npy_open, .next = npy_next,
	.locate = npy_locate, .close = npy_close, .magic = NPY_MAGIC };
