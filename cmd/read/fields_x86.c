/* fields_x86.c - tables of the tiers of x86-64, and blocks of fields. */
#include "fields.h"
#include "fields_x86.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)

const _Alignas(64) double fields_ten[32] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
	NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN
};

const _Alignas(64) double fields_tenth[32] = {
	1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10,
	1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-17, 1e-18, 1e-19, 1e-20,
	1e-21, 1e-22, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN
};

const _Alignas(64) char fields_front[64] = {
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
};

const _Alignas(64) unsigned char fields_places[64] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
	32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63
};

/* The fields of a block whose bits are set; returns how many. */
static size_t
put_bad(uint32_t *unproved, size_t from, const uint64_t *bad)
{
	size_t n = 0;

	for (unsigned i = 0; i < FIELDS_BLOCK; i += 64)
		for (uint64_t m = bad[i / 64]; m; m &= m - 1)
			unproved[n++] = (uint32_t)from + i +
			    (uint32_t)__builtin_ctzll(m);
	return n;
}

size_t
fields_by_blocks(void (*block)(const char *text, const uint32_t *end,
    const uint32_t *size, size_t n, double *x, uint64_t *bad),
    const char *text, const uint32_t *end, const uint32_t *size, size_t n,
    double *x, uint32_t *unproved)
{
	size_t i = 0, some = 0, left = n % FIELDS_BLOCK;

	for (; i < n - left; i += FIELDS_BLOCK) {
		uint64_t bad[FIELDS_BLOCK / 64] = { 0 };

		block(text, end + i, size + i, FIELDS_BLOCK, x + i, bad);
		some += put_bad(unproved + some, i, bad);
	}
	if (left > 0) {
		uint32_t e[FIELDS_BLOCK] = { 0 }, s[FIELDS_BLOCK] = { 0 };
		uint64_t bad[FIELDS_BLOCK / 64] = { 0 };
		uint32_t u[FIELDS_BLOCK];
		double y[FIELDS_BLOCK];

		memcpy(e, end + i, left * sizeof *e);
		memcpy(s, size + i, left * sizeof *s);
		block(text, e, s, (left + 31) / 32 * 32, y, bad);
		memcpy(x + i, y, left * sizeof *x);
		/* the empty ones come last */
		n = put_bad(u, i, bad);
		for (size_t j = 0; j < n && u[j] < i + left; j++)
			unproved[some++] = u[j];
	}
	return some;
}

#endif
