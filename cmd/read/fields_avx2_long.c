/*
 * fields_avx2_long.c - what is too long for fields_avx2.c: up to 32 bytes.
 *
 * The steps are those of fields_avx2.c in two loops, 32 bytes a field, to 64
 * bits of digits.  These, in two doubles, are divided by 10^k in two doubles:
 * the quotient is corrected once by its remainder.  The correction is at most
 * 1.5 * 2^-52 of it, and four roundings, 2^-53 each, are all that is wrong with
 * it: less than 2^-102.  A nearest double that is not clear of its neighbours
 * by 2^-100 is not proved.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

#include <string.h>

struct block {
	_Alignas(32) char digit[FIELDS_BLOCK][32];
	uint32_t bad[FIELDS_BLOCK];	/* not 0 if it is no number */
	unsigned char shift[FIELDS_BLOCK], minus[FIELDS_BLOCK];
};

/* Steps 1 and 2 for long field j, and its dot is dropped. */
AVX2 static inline void
load_long(const char *stop, uint32_t size, struct block *b, size_t j)
{
	const __m256i nine = _mm256_set1_epi8(9), zero = _mm256_set1_epi8('0');
	const __m256i dot = _mm256_set1_epi8('.' - '0');
	size_t minus = stop[-(ptrdiff_t)size] == '-', all = size - minus;
	size_t n = all < FIELDS_LONG ? all : FIELDS_LONG;
	__m256i here = _mm256_loadu_si256((const void *)(stop - 32));
	__m256i past = _mm256_loadu_si256((const void *)(stop - 33));
	__m256i v = _mm256_andnot_si256(
	    _mm256_loadu_si256((const void *)(fields_front + n)),
	    _mm256_sub_epi8(here, zero));
	uint32_t dots = (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(v, dot));
	uint32_t digits = (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_min_epu8(v, nine), v));
	uint32_t behind = _lzcnt_u32(dots);

	/* the digits, those before the dot from one byte in front */
	v = _mm256_xor_si256(here, _mm256_and_si256(
	    _mm256_xor_si256(here, past),
	    _mm256_loadu_si256((const void *)(fields_front + behind))));
	_mm256_store_si256((void *)b->digit[j], _mm256_andnot_si256(
	    _mm256_loadu_si256((const void *)(fields_front + n - (dots != 0))),
	    _mm256_sub_epi8(v, zero)));
	b->shift[j] = (unsigned char)(behind & 31);
	b->minus[j] = (unsigned char)minus;
	b->bad[j] = ~(digits | dots) | _blsr_u32(dots) | (all > FIELDS_LONG);
}

AVX2 static inline __m256d
load_powers(const double *table, const unsigned char *k)
{
	return _mm256_setr_pd(table[k[0]], table[k[1]], table[k[2]],
	    table[k[3]]);
}

AVX2 static inline __m256i
load_digits(const struct block *b, size_t j)
{
	return _mm256_load_si256((const void *)b->digit[j]);
}

/* Step 3 for long fields j to j + 3; *proved is the mask of those proved. */
AVX2 static inline __m256d
finish_longs(const struct block *f, size_t j, unsigned *proved)
{
	const __m256i magic_low = _mm256_set1_epi64x(0x4330000000000000);
	const __m256i magic_high = _mm256_set1_epi64x(0x4530000000000000);
	__m256i p = fields_join_256(load_digits(f, j), load_digits(f, j + 1));
	__m256i q = fields_join_256(load_digits(f, j + 2),
	    load_digits(f, j + 3));
	__m256i w = _mm256_permute2x128_si256(p, q, 0x31);
	__m256i high = _mm256_permute2x128_si256(p, q, 0x20);
	__m256i most = _mm256_cmpgt_epi64(high,
	    _mm256_set1_epi64x(FIELDS_HEAD));
	__m256d power = load_powers(fields_ten, f->shift + j);
	__m256d inverse = load_powers(fields_tenth, f->shift + j);
	__m256d a, b, head, tail, x, rest, clear;
	__m256i minus;
	int four;

	/* high * 10^16 + w, in two halves: a * 2^32 + b, exactly */
	w = _mm256_add_epi64(w, _mm256_add_epi64(
	    _mm256_mul_epu32(high, _mm256_set1_epi64x(1874919424)),
	    _mm256_slli_epi64(_mm256_mul_epu32(high,
	    _mm256_set1_epi64x(2328306)), 32)));
	a = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(
	    _mm256_srli_epi64(w, 32), magic_high)), _mm256_set1_pd(0x1p84));
	b = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_blend_epi32(w, magic_low,
	    0xaa)), _mm256_set1_pd(0x1p52));
	head = _mm256_add_pd(a, b);
	tail = _mm256_sub_pd(b, _mm256_sub_pd(head, a));
	/* the quotient is x + rest, for head + tail */
	a = _mm256_mul_pd(head, inverse);
	b = _mm256_add_pd(_mm256_fnmadd_pd(a, power, head), tail);
	x = _mm256_fmadd_pd(b, inverse, a);
	rest = _mm256_fmadd_pd(b, inverse, _mm256_sub_pd(a, x));
	clear = _mm256_cmp_pd(_mm256_fmadd_pd(rest,
	    _mm256_set1_pd(1 + 0x1p-46), x), x, _CMP_EQ_OQ);
	*proved = (unsigned)_mm256_movemask_pd(_mm256_andnot_pd(
	    _mm256_castsi256_pd(most), clear));
	memcpy(&four, f->minus + j, sizeof four);
	minus = _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
	return _mm256_or_pd(x, _mm256_castsi256_pd(_mm256_slli_epi64(minus,
	    63)));
}

AVX2 void
fields_avx2_long(const char *text, const uint32_t *end, const uint32_t *size,
    uint32_t *at, size_t n, double *x, uint64_t *bad)
{
	struct block b;
	size_t all = n;

	while (all % 4 != 0)
		at[all++] = at[0];
	for (size_t j = 0; j < all; j++)
		load_long(text + end[at[j]], size[at[j]], &b, j);
	for (size_t j = 0; j < all; j += 4) {
		double value[4];
		unsigned proved;

		_mm256_storeu_pd(value, finish_longs(&b, j, &proved));
		for (unsigned i = 0; i < 4; i++) {
			uint32_t to = at[j + i];

			x[to] = value[i];
			if (b.bad[j + i] || !(proved >> i & 1))
				bad[to / 64] |= (uint64_t)1 << to % 64;
		}
	}
}

#endif
