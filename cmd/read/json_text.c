/*
 * json_text.c - characters of JSON strings, by the letter of RFC 8259 and table
 * 3-7 of Unicode.
 */
#include "json_text.h"

#include <stdlib.h>
#include <string.h>

enum { FEW_KEYS = 8, NO_CHAR = 0x110000 };

enum { P = PLAIN, W = WORD, Q = QUOTE, B = BACKSLASH, U = HIGH, C = LOW };

#define U16 U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U
const unsigned char json_classes[256] = {
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	P, P, Q, P, P, P, P, P, P, P, P, W, P, W, W, P,
	W, W, W, W, W, W, W, W, W, W, P, P, P, P, P, P,
	P, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, P, B, P, P, W,
	P, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, P, P, P, P, P,
	U16, U16, U16, U16, U16, U16, U16, U16
};

/* Read the \uXXXX at *p; *p moves behind it when it is good. */
static enum json_fault
utf16(const char **p, const char *end, unsigned *code)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	const char *q = *p, *found;

	*code = 0;
	for (int i = 0; i < 6; i++, q++) {
		if (q == end)
			return CUT_STRING;
		if (i < 2 && *q == "\\u"[i])
			continue;
		found = memchr(hex, *q, sizeof hex - 1);
		if (i < 2 || !found)
			return ESCAPE;
		*code = *code << 4 | (unsigned)(found - hex -
		    (found - hex > 15 ? 6 : 0));
	}
	*p = q;
	return NONE;
}

enum json_fault
json_escape(const char **p, const char *end, unsigned *code)
{
	static const char name[] = "\"\\/bfnrt", byte[] = "\"\\/\b\f\n\r\t";
	const char *q = *p, *found;
	unsigned low = 0;
	enum json_fault f;

	if (q + 1 == end)
		return CUT_STRING;
	found = memchr(name, q[1], sizeof name - 1);
	if (found) {
		*code = (unsigned char)byte[found - name];
		*p += 2;
		return NONE;
	}
	f = utf16(&q, end, code);
	if (f != NONE)
		return f;
	*p = q;
	if (*code == 0)
		return ESCAPED_NUL;
	if (*code < 0xd800 || *code > 0xdfff)
		return NONE;
	if (*code < 0xdc00)
		f = utf16(&q, end, &low);
	if (f == CUT_STRING)
		return f;
	/* half a pair: what follows it stands for itself */
	if (low < 0xdc00 || low > 0xdfff)
		return LONE;
	*code = 0x10000 + ((*code & 0x3ff) << 10) + (low & 0x3ff);
	*p = q;
	return NONE;
}

enum json_fault
json_utf8(const char **p, const char *end, unsigned *code)
{
	/* table 3-7 of Unicode: first byte from, length, second byte from-to */
	static const unsigned char row[][4] = {
		{ 0xf5, 0, 0, 0 }, { 0xf4, 4, 0x80, 0x8f },
		{ 0xf1, 4, 0x80, 0xbf }, { 0xf0, 4, 0x90, 0xbf },
		{ 0xee, 3, 0x80, 0xbf }, { 0xed, 3, 0x80, 0x9f },
		{ 0xe1, 3, 0x80, 0xbf }, { 0xe0, 3, 0xa0, 0xbf },
		{ 0xc2, 2, 0x80, 0xbf }, { 0x80, 0, 0, 0 }
	};
	const unsigned char *r = row[0];
	unsigned c = (unsigned char)**p;

	while (c < r[0])
		r += sizeof *row;
	if (r[1] == 0)
		return UTF8;
	*code = c & (0x7fu >> r[1]);
	for (unsigned i = 1; i < r[1]; i++) {
		if (*p + i == end)
			return CUT_STRING;
		c = (unsigned char)(*p)[i];
		if (c < (i == 1 ? r[2] : 0x80) || c > (i == 1 ? r[3] : 0xbf))
			return UTF8;
		*code = *code << 6 | (c & 0x3f);
	}
	*p += r[1];
	return NONE;
}

/* The next character of a key that is known to be good, NO_CHAR at its end. */
static unsigned
key_char(const char **p)
{
	unsigned c = (unsigned char)**p;

	if (json_class(*p) == QUOTE)
		return NO_CHAR;
	if (json_class(*p) == BACKSLASH)
		json_escape(p, NULL, &c);
	else if (json_class(*p) == HIGH)
		json_utf8(p, NULL, &c);
	else
		++*p;
	return c;
}

/* Compare keys by their characters, whichever way these are written. */
static int
key_compare(const char *a, const char *b)
{
	unsigned x, y;

	do {	/* the quotes too; most keys need no more than this */
		a++;
		b++;
	} while (*a == *b && json_class(a) <= WORD);
	do {
		x = key_char(&a);
		y = key_char(&b);
	} while (x == y && x != NO_CHAR);
	return x < y ? -1 : x > y;
}

/* For qsort(): equal keys stay in the order of the text. */
static int
key_order(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	int order = key_compare(x, y);

	return order ? order : x < y ? -1 : x > y;
}

const char *
json_repeated(const char **key, size_t n)
{
	const char *first = NULL;

	if (n <= FEW_KEYS) {
		for (size_t i = 1; i < n; i++)
			for (size_t j = 0; j < i; j++)
				if (key_compare(key[i], key[j]) == 0)
					return key[i];
		return NULL;
	}
	qsort(key, n, sizeof *key, key_order);
	for (size_t i = 1; i < n; i++)
		if ((!first || key[i] < first) &&
		    key_compare(key[i], key[i - 1]) == 0)
			first = key[i];
	return first;
}
