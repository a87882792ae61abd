/*
 * fields.c - the portable tier, and the choice of one.
 *
 * index: bytes are compared 16 at a time, in what registers there are for that;
 * multiplied, eight that are 0 or 1 are a byte of a mask of 64 bits, whose set
 * bits are the offsets.
 *
 * convert: (1) find the dot of the last 16 bytes, those before the field being
 * blanked; (2) load them again, what is before the dot from one byte earlier,
 * so that only digits are left; (3) join neighbours: 2, 4, 8, 16 digits; (4)
 * divide by a power of ten.  That is right to the last bit where both are
 * doubles.  Longer fields, 24 bytes at most, have the first 64 bits of the
 * product with 10^-k; where these do not tell how to round, nothing is proved.
 *
 * pairs: row by row; whatever is odd is gathered in words that stay 0.
 */
#include "fields.h"
#include "cpu.h"

#include <float.h>
#include <string.h>

#define EACH(byte) ((uint64_t)(unsigned char)(byte) * 0x0101010101010101)
/* times the dot's bit, how many bytes follow the dot is the top byte */
#define BEHIND(words) (0x0706050403020100 + EACH(words))

enum {
	WORD = 8,
	SHORT = 2 * WORD, LONG = 3 * WORD,	/* the longest */
	HEAD_MAX = 1843,	/* 1844e16 may not fit a uint64_t */
	TENTHS = 22		/* 10^22 is the last one that is a double */
};

typedef unsigned char bytes __attribute__((vector_size(2 * WORD)));

/* The first byte is the lowest, on every machine. */
static uint64_t
load(const char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

/* The top bit of each byte is whether that byte of x is not 0. */
static uint64_t
nonzero(uint64_t x)
{
	return ((x & EACH(0x7f)) + EACH(0x7f)) | x;
}

/* A bit for each of eight bytes, which are 0 or -1. */
static uint64_t
gather(const unsigned char *eight)
{
	uint64_t x = load((const char *)eight);

	/* the product has the eight lowest bits in its top byte */
	return (x & EACH(1)) * 0x0102040810204080 >> 56;
}

/* Of bytes that are together less than 256. */
static uint64_t
sum(uint64_t x)
{
	return x * EACH(1) >> 56;
}

/* Bit i is whether byte i of 64 is one of the two; how many are newlines? */
static uint64_t
find(const char *text, char delimiter, bytes *hard, uint64_t *newlines)
{
	bytes lines = { 0 };
	uint64_t found = 0, half[2];

	for (unsigned i = 0; i < 64; i += 2 * WORD) {
		unsigned char both[2 * WORD];
		bytes x, line, m;

		memcpy(&x, text + i, sizeof x);
		line = (bytes)(x == '\n');
		m = (bytes)(x == (unsigned char)delimiter) | line;
		lines -= line;
		*hard |= (bytes)(x == 0) | (bytes)(x == '"') |
		    (bytes)(x == '\r');
		memcpy(both, &m, sizeof both);
		found |= (gather(both) | gather(both + WORD) << WORD) << i;
	}
	memcpy(half, &lines, sizeof half);
	*newlines += sum(half[0] + half[1]);
	return found;
}

static size_t
put_offsets(uint32_t *at, size_t from, uint64_t found)
{
	size_t n = 0;

	for (; found; found &= found - 1)
		at[n++] = (uint32_t)from + (uint32_t)__builtin_ctzll(found);
	return n;
}

static struct fields_seen
scalar_index(const char *text, size_t len, char delimiter, uint32_t *at)
{
	bytes odd = { 0 };
	uint64_t lines = 0, half[2];
	size_t n = 0, i = 0;

	for (; i + 64 <= len; i += 64)
		n += put_offsets(at + n, i,
		    find(text + i, delimiter, &odd, &lines));
	if (i < len) {
		char end[64];
		uint64_t live = UINT64_MAX >> (64 - (len - i));

		memset(end, 'x', sizeof end);
		memcpy(end, text + i, len - i);
		n += put_offsets(at + n, i,
		    find(end, delimiter, &odd, &lines) & live);
	}
	memcpy(half, &odd, sizeof half);
	return (struct fields_seen){ n, (size_t)lines,
		(half[0] | half[1]) != 0 };
}

/* The last n bytes of 24, the eight from `from` of them, in a mask. */
static uint64_t
last_bytes(size_t n, unsigned from)
{
	static const char mask[24 + 24] = {
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0,
		-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
		-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
	};

	return load(mask + n + from);
}

/* The lowest bit of a byte is whether that byte is a dot. */
static uint64_t
dots(uint64_t x)
{
	return ~nonzero(x ^ EACH('.' ^ '0')) >> 7 & EACH(1);
}

/*
 * Up to the dot of x, or everywhere if there is one later, take the byte in
 * front; before is the word there.  Of two dots, one stays.
 */
static uint64_t
drop_dot(uint64_t before, uint64_t x, uint64_t dot, bool later)
{
	uint64_t mask = ((dot << 8) - (dot != 0)) | (0 - (uint64_t)later);

	return x ^ ((x ^ (x << 8 | before >> 56)) & mask);
}

/* Some top bit is set unless all bytes are digits. */
static uint64_t
no_digits(uint64_t x)
{
	return (x + EACH(0x80 - 10)) | x;
}

static uint64_t
join_digits(uint64_t x)
{
	x = (10 * x + (x >> 8)) & 0x00ff00ff00ff00ff;
	x = (100 * x + (x >> 16)) & 0x0000ffff0000ffff;
	return (uint32_t)(10000 * x + (x >> 32));
}

/* The high half of a * b, and the low one. */
static uint64_t
multiply(uint64_t a, uint64_t b, uint64_t *low)
{
#ifdef __SIZEOF_INT128__
	*low = a * b;
	return (uint64_t)((unsigned __int128)a * b >> 64);
#else
	uint64_t a0 = a & UINT32_MAX, a1 = a >> 32;
	uint64_t b0 = b & UINT32_MAX, b1 = b >> 32;
	uint64_t mid = a1 * b0 + (a0 * b0 >> 32);
	uint64_t mid2 = a0 * b1 + (mid & UINT32_MAX);

	*low = a * b;
	return a1 * b1 + (mid >> 32) + (mid2 >> 32);
#endif
}

/*
 * The bits of the double nearest to w / 10^k, or 0 when that is in doubt.  The
 * table has 2^(63+e) / 10^k cut off, where 2^e is the first power >= 10^k.
 */
static uint64_t
divide(uint64_t w, unsigned k)
{
	static const uint64_t tenth[TENTHS + 1] = {
		0x8000000000000000, 0xcccccccccccccccc, 0xa3d70a3d70a3d70a,
		0x83126e978d4fdf3b, 0xd1b71758e219652b, 0xa7c5ac471b478423,
		0x8637bd05af6c69b5, 0xd6bf94d5e57a42bc, 0xabcc77118461cefc,
		0x89705f4136b4a597, 0xdbe6fecebdedd5be, 0xafebff0bcb24aafe,
		0x8cbccc096f5088cb, 0xe12e13424bb40e13, 0xb424dc35095cd80f,
		0x901d7cf73ab0acd9, 0xe69594bec44de15b, 0xb877aa3236a4b449,
		0x9392ee8e921d5d07, 0xec1e4a7db69561a5, 0xbce5086492111aea,
		0x971da05074da7bee, 0xf1c90080baf72cb1,
	};
	unsigned e = (k * 217706 >> 16) + (k > 0);
	unsigned zeros = (unsigned)__builtin_clzll(w);
	uint64_t low, q = multiply(w << zeros, tenth[k], &low);
	unsigned shift = q >> 63 == 0;
	uint64_t rest;

	/* less than 1 too small for the table, and 1 for low, twice if moved */
	if (shift)
		q = q << 1 | low >> 63;
	rest = q & 0x7ff;
	if (rest >= 0x3fe && rest <= 0x400)
		return 0;
	/* the hidden bit, and a carry, add to the exponent */
	return ((uint64_t)(1023 + 63 - zeros - e - shift) << 52) + (q >> 11) +
	    (rest > 0x400);
}

/* Of n bytes, no more than three words. */
static bool
convert_long(const char *end, size_t n, uint64_t *bits)
{
	uint64_t a = (load(end - 24) ^ EACH('0')) & last_bytes(n, 0);
	uint64_t b = (load(end - 16) ^ EACH('0')) & last_bytes(n, 8);
	uint64_t c = (load(end - 8) ^ EACH('0')) & last_bytes(n, 16);
	uint64_t dot_a = dots(a), dot_b = dots(b), dot_c = dots(c), w;
	size_t dot = (dot_a | dot_b | dot_c) != 0;
	unsigned k = (unsigned)((dot_a * BEHIND(16) + dot_b * BEHIND(8) +
	    dot_c * BEHIND(0)) >> 56);

	c = drop_dot(b, c, dot_c, false);
	b = drop_dot(a, b, dot_b, dot_c);
	a = drop_dot(0, a, dot_a, dot_b | dot_c);
	w = join_digits(a);
	if (n == dot || k > TENTHS || w > HEAD_MAX ||
	    ((no_digits(a) | no_digits(b) | no_digits(c)) & EACH(0x80)))
		return false;
	w = (w * 100000000 + join_digits(b)) * 100000000 + join_digits(c);
	*bits = w ? divide(w, k) : 0;
	return !w || *bits;
}

/*
 * Of n bytes, no more than two words.  Up to 15 digits are a double; where all
 * 16 bytes are digits, there is no dot, and only their conversion rounds.
 */
static bool
convert_short(const char *end, size_t n, uint64_t *bits)
{
	static const double ten[16] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15
	};
	uint64_t b = (load(end - 16) ^ EACH('0')) & last_bytes(n, 8);
	uint64_t c = (load(end - 8) ^ EACH('0')) & last_bytes(n, 16);
	uint64_t dot_b = dots(b), dot_c = dots(c);
	size_t dot = (dot_b | dot_c) != 0;
	unsigned k = (unsigned)((dot_b * BEHIND(8) + dot_c * BEHIND(0)) >> 56);
	double x;

	c = drop_dot(b, c, dot_c, false);
	b = drop_dot(0, b, dot_b, dot_c);
	if (n == dot || ((no_digits(b) | no_digits(c)) & EACH(0x80)))
		return false;
	b = join_digits(b) * 100000000 + join_digits(c);
	x = (double)(int64_t)b / ten[k];
	memcpy(bits, &x, sizeof x);
	return true;
}

static size_t
scalar_convert(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint32_t *unproved)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const char *stop = text + end[i];
		/* an empty field in front of a minus becomes too long */
		bool minus = stop[-(ptrdiff_t)size[i]] == '-';
		size_t len = size[i] - (size_t)minus;
		uint64_t bits;

		if (FLT_EVAL_METHOD == 0 && len <= SHORT ?
		    !convert_short(stop, len, &bits) :
		    len > LONG || !convert_long(stop, len, &bits)) {
			unproved[bad++] = (uint32_t)i;
			continue;
		}
		bits |= (uint64_t)minus << 63;
		memcpy(&x[i], &bits, sizeof bits);
	}
	return bad;
}

/* Where the scores end and how long they are; 0 or more, all of them? */
static bool
find_scores(const uint32_t *at, size_t rows, const struct fields_pairs *p,
    uint32_t *restrict end, uint32_t *restrict size)
{
	const struct fields_place x = p->score;
	uint32_t all = 0;

	for (size_t i = 0; i < rows; i++, at += p->separators) {
		end[i] = at[x.after] - x.back;
		size[i] = end[i] - at[x.before] - x.skip;
		all |= size[i];	/* below 0 where gaps share a byte */
	}
	return all <= INT32_MAX;
}

/* The labels, if each is one digit; is each followed by a newline? */
static bool
read_labels(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, double *restrict label, bool *last)
{
	static const double value[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	const struct fields_place y = p->label;
	uint32_t not_one = 0, beyond = 0;
	int more = 0;

	for (size_t i = 0; i < rows; i++, at += p->separators) {
		uint32_t end = at[y.after] - y.back;
		/* of an empty field this is the byte before it */
		uint32_t digit = (unsigned char)(text + end)[-1] -
		    (uint32_t)'0';

		not_one |= (end - at[y.before] - y.skip) ^ 1;
		beyond |= digit | (p->most - digit);
		more |= text[end] ^ '\n';
		label[i] = value[digit & 15];
	}
	*last = !more;
	return !not_one && beyond <= INT32_MAX;
}

static bool
end_rows(const char *text, const uint32_t *at, size_t rows, size_t separators)
{
	int odd = 0;

	for (size_t i = 0; i < rows; i++)
		odd |= text[*(at += separators)] ^ '\n';
	return !odd;
}

int
fields_pairs(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, uint32_t *end, uint32_t *size, double *label)
{
	bool scores = find_scores(at, rows, p, end, size), ended;
	bool digits = read_labels(text, at, rows, p, label, &ended);

	if (p->label.after != p->separators || p->label.back > 0)
		ended = end_rows(text, at, rows, p->separators);
	return (ended && scores ? FIELDS_ROWS : 0) |
	    (digits ? FIELDS_DIGITS : 0);
}

const struct fields_tier fields_scalar = { "scalar", scalar_index,
	scalar_convert, fields_pairs };

/* A tier, and whether this processor has it. */
struct choice {
	const struct fields_tier *tier;
	bool there;
};

const struct fields_tier *
fields_choose(const char *name)
{
#if defined(__x86_64__)
	const struct choice choices[] = {
		{ &fields_avx512, CPU_AVX512VBMI2 && CPU_AVX512BITALG &&
			CPU_AVX512VBMI && CPU_AVX512BW && CPU_AVX512CD &&
			CPU_AVX512DQ && CPU_AVX512VL },
		{ &fields_avx2, CPU_AVX2 && CPU_BMI2 && CPU_FMA },
		{ &fields_scalar, true },
	};
#else
	const struct choice choices[] = { { &fields_scalar, true } };
#endif
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (choices[i].there &&
		    (!name || !strcmp(choices[i].tier->name, name)))
			return choices[i].tier;
	return NULL;
}
