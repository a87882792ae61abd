/* utf8.c - one sequence at a time, by the table of RFC 3629. */
#include "utf8.h"

size_t
utf8_length(const char *s, size_t n, uint32_t *code)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} row[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };
	const unsigned char *p = (const unsigned char *)s;

	for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
		if ((p[0] & row[k].mask) != row[k].lead)
			continue;
		uint32_t c = p[0] & (unsigned char)~row[k].mask;

		for (size_t i = 1; i <= k; i++) {
			if (i >= n || (p[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (p[i] & 0x3f);
		}
		*code = c;
		return c < row[k].least || c > 0x10ffff ||
			(c >= 0xd800 && c < 0xe000) ? 0 : k + 1;
	}
	return 0;
}

bool
utf8_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}
