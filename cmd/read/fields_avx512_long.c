/*
 * fields_avx512_long.c - what is too long for fields_avx512.c: up to 32 bytes.
 *
 * The steps are those of fields_avx512.c with 32 bytes a field, to 64 bits of
 * digits.  These, in two doubles, are divided by 10^k in two doubles: the
 * quotient is corrected once by its remainder.  The correction is at most 1.5 *
 * 2^-52 of it, and four roundings, 2^-53 each, are all that is wrong with it:
 * less than 2^-102.  A nearest double that is not clear of its neighbours by
 * 2^-100 is not proved.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

struct block {
	_Alignas(64) char digit[FIELDS_BLOCK][32];
	_Alignas(64) uint64_t digits[FIELDS_BLOCK / 2], dots[FIELDS_BLOCK / 2];
	_Alignas(64) uint64_t minuses[FIELDS_BLOCK / 2];
	unsigned char shift[FIELDS_BLOCK];	/* digits behind the dot */
	uint16_t minus[FIELDS_BLOCK / 16], good[FIELDS_BLOCK / 16];
};

/* Step 1 for 2 fields in v. */
AVX512 static inline void
classify(__m512i v, void *digit, uint64_t *digits, uint64_t *dots,
    uint64_t *minuses)
{
	__m512i d = _mm512_sub_epi8(v, _mm512_set1_epi8('0'));

	_mm512_store_si512(digit, d);
	*digits = _mm512_cmplt_epu8_mask(d, _mm512_set1_epi8(10));
	*dots = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('.'));
	*minuses = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('-'));
}

AVX512 static inline __m256i
load32(const char *end)
{
	return _mm256_loadu_si256((const void *)(end - 32));
}

/* Step 1. */
AVX512 static void
load_longs(const char *text, const uint32_t *end, size_t n,
    struct block *b)
{
	for (size_t i = 0; i < n; i += 2)
		classify(_mm512_inserti64x4(_mm512_castsi256_si512(
		    load32(text + end[i])), load32(text + end[i + 1]), 1),
		    b->digit[i], &b->digits[i / 2], &b->dots[i / 2],
		    &b->minuses[i / 2]);
}

/* Step 2 for 16 of them. */
AVX512 static inline void
check_longs(const uint32_t *size, struct block *b, size_t i)
{
	const __m512i all = _mm512_set1_epi32(-1);
	__m512i n = _mm512_loadu_si512(size + i);
	__m512i field = _mm512_sllv_epi32(all,
	    _mm512_sub_epi32(_mm512_set1_epi32(32), n));
	__m512i rest = _mm512_slli_epi32(field, 1);
	__m512i digits = _mm512_and_si512(field,
	    _mm512_load_si512(b->digits + i / 2));
	__m512i dots = _mm512_and_si512(field,
	    _mm512_load_si512(b->dots + i / 2));
	__m512i minuses = _mm512_and_si512(field,
	    _mm512_load_si512(b->minuses + i / 2));
	__m512i known = _mm512_ternarylogic_epi64(digits, dots, minuses, 0xfe);
	__m512i below = _mm512_sub_epi32(dots, _mm512_set1_epi32(1));
	__mmask16 dot = _mm512_test_epi32_mask(dots, dots);

	_mm512_store_si512(b->digits + i / 2, digits);
	_mm512_store_si512(b->dots + i / 2, _mm512_maskz_or_epi32(dot, dots,
	    below));
	_mm_storeu_si128((void *)(b->shift + i), _mm512_cvtepi32_epi8(
	    _mm512_maskz_lzcnt_epi32(dot, dots)));
	b->minus[i / 16] = _mm512_test_epi32_mask(minuses, minuses);
	b->good[i / 16] = _mm512_cmpeq_epi32_mask(known, field) &
	    _mm512_testn_epi32_mask(dots, below) &
	    _mm512_testn_epi32_mask(minuses, rest) &
	    _mm512_cmple_epu32_mask(n, _mm512_set1_epi32(FIELDS_LONG));
}

/* The digits of fields i and i + 1, without their dots. */
AVX512 static inline __m512i
drop_long_dots(const struct block *b, size_t i)
{
	/* one byte on; a digit in the first place is one too many anyway */
	const __m512i here = _mm512_load_si512(fields_places);
	__m512i back = _mm512_mask_sub_epi8(here, 0xfffffffefffffffe, here,
	    _mm512_set1_epi8(1));
	__m512i v = _mm512_maskz_loadu_epi8(b->digits[i / 2], b->digit[i]);

	return _mm512_mask_permutexvar_epi8(v, b->dots[i / 2], back, v);
}

AVX512 static inline __m512d
load_powers(const double *table, __m512i k)
{
	__m512d low = _mm512_permutex2var_pd(_mm512_load_pd(table), k,
	    _mm512_load_pd(table + 8));
	__m512d high = _mm512_permutex2var_pd(_mm512_load_pd(table + 16), k,
	    _mm512_load_pd(table + 24));

	return _mm512_mask_blend_pd(_mm512_test_epi64_mask(k,
	    _mm512_set1_epi64(16)), low, high);
}

/* Step 3 for 8 of them; *proved is a mask. */
AVX512 static inline __m512d
finish_longs(const struct block *b, size_t i, __mmask8 *proved)
{
	const __m512i highs = _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13);
	const __m512i lows = _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15);
	__m512i p = fields_join_512(drop_long_dots(b, i),
	    drop_long_dots(b, i + 2));
	__m512i q = fields_join_512(drop_long_dots(b, i + 4),
	    drop_long_dots(b, i + 6));
	__m512i high = _mm512_permutex2var_epi64(p, highs, q);
	__m512i w = _mm512_add_epi64(_mm512_permutex2var_epi64(p, lows, q),
	    _mm512_mullo_epi64(high, _mm512_set1_epi64(10000000000000000)));
	__m512i k = _mm512_cvtepu8_epi64(_mm_loadl_epi64(
	    (const void *)(b->shift + i)));
	__m512d power = load_powers(fields_ten, k);
	__m512d inverse = load_powers(fields_tenth, k);
	__m512d head = _mm512_cvtepu64_pd(w);
	__m512d tail = _mm512_cvtepi64_pd(_mm512_sub_epi64(w,
	    _mm512_cvtpd_epu64(head)));
	__m512d a = _mm512_mul_pd(head, inverse);
	__m512d r = _mm512_add_pd(_mm512_fnmadd_pd(a, power, head), tail);
	/* the quotient is x + rest */
	__m512d x = _mm512_fmadd_pd(r, inverse, a);
	__m512d rest = _mm512_fmadd_pd(r, inverse, _mm512_sub_pd(a, x));
	__m512d same = _mm512_fmadd_pd(rest, _mm512_set1_pd(1 + 0x1p-46), x);
	__mmask8 minus = (__mmask8)(b->minus[i / 16] >> i % 16);

	*proved = (__mmask8)(b->good[i / 16] >> i % 16) &
	    _mm512_cmp_pd_mask(same, x, _CMP_EQ_OQ) &
	    _mm512_cmple_epu64_mask(high, _mm512_set1_epi64(FIELDS_HEAD));
	return _mm512_mask_or_pd(x, minus, x, _mm512_set1_pd(-0.0));
}

AVX512 void
fields_avx512_long(const char *text, uint32_t *end, uint32_t *size,
    const uint32_t *at, size_t n, double *x, uint64_t *bad)
{
	struct block b;
	size_t all = (n + 15) / 16 * 16;

	_mm512_storeu_si512(end + n, _mm512_setzero_si512());
	_mm512_storeu_si512(size + n, _mm512_setzero_si512());
	load_longs(text, end, all, &b);
	for (size_t i = 0; i < all; i += 16)
		check_longs(size, &b, i);
	for (size_t i = 0; i < all; i += 8) {
		double value[8];
		__mmask8 proved;

		_mm512_storeu_pd(value, finish_longs(&b, i, &proved));
		for (size_t j = 0; j < 8 && i + j < n; j++) {
			uint32_t to = at[i + j];

			x[to] = value[j];
			if (!(proved >> j & 1))
				bad[to / 64] |= (uint64_t)1 << to % 64;
		}
	}
}

#endif
