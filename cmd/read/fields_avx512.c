/*
 * fields_avx512.c - the tier for AVX-512 of Ice Lake, Zen 4 and later.
 *
 * index: compares of 64 bytes give a mask; 0, 1, 2, ... 63 compressed by it are
 * the offsets, which are widened to 32 bits, 16 at a time.
 *
 * convert: three loops over a block of fields, each over small arrays, so that
 * many fields are under way at once.
 *  (1) load the 16 bytes that end with the field and subtract '0'; store them,
 *	and masks of 16 bits: digits, dots, minuses;
 *  (2) for 32 fields at once, from these masks: is it a number, and how many
 *	digits follow the dot;
 *  (3) for 8 fields: move the digits before the dot one byte on, over it; join
 *	digits to pairs, fours, eights and sixteen: m; divide it by 10^k, by a
 *	product and one correction.
 * Without a dot only the conversion of m rounds.  With one, 15 digits are left,
 * and it rounds as division does: it is right to 2^-103 before it is rounded,
 * and m / 10^k is at least 2^-89 of it from the middle of two doubles, as m 2^i
 * and (2 n + 1) 5^k, less than 2^54 * 5^15, are integers, and not the same.
 * Fields of more than 16 bytes are fields_avx512_long.c's, and pairs is
 * fields_avx512_pairs.c's.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

/* ---- index ---- */

AVX512 static inline size_t
put_offsets(uint32_t *at, size_t from, __mmask64 found)
{
	__m512i p = _mm512_maskz_compress_epi8(found,
	    _mm512_load_si512(fields_places));
	__m512i base = _mm512_set1_epi32((int)from);
	size_t n = (size_t)_mm_popcnt_u64(found);

	_mm512_storeu_si512(at, _mm512_add_epi32(base,
	    _mm512_cvtepu8_epi32(_mm512_castsi512_si128(p))));
	if (n <= 16)
		return n;
	_mm512_storeu_si512(at + 16, _mm512_add_epi32(base,
	    _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(p, 1))));
	_mm512_storeu_si512(at + 32, _mm512_add_epi32(base,
	    _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(p, 2))));
	_mm512_storeu_si512(at + 48, _mm512_add_epi32(base,
	    _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(p, 3))));
	return n;
}

/* 0 where there is a hard byte, and from then on. */
AVX512 static inline __m512i
note_hard(__m512i hard, __m512i v)
{
	/* the only hard byte with the same low bits, if there is one */
	const __m512i like = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, '"', 0,
	    0, 0, 0, 0, 0, 0, 0, 0, 0, '\r', 0, 0));
	__m512i odd = _mm512_xor_si512(_mm512_shuffle_epi8(like, v), v);

	return _mm512_min_epu8(hard, odd);
}

AVX512 static struct fields_seen
avx512_index(const char *text, size_t len, char delimiter, uint32_t *at)
{
	const __m512i d = _mm512_set1_epi8(delimiter);
	const __m512i newline = _mm512_set1_epi8('\n');
	__m512i odd = _mm512_set1_epi8(-1);
	size_t n = 0, lines = 0;

	for (size_t i = 0; i < len; i += 64) {
		__mmask64 live = _bzhi_u64(UINT64_MAX,
		    len - i < 64 ? (unsigned)(len - i) : 64);
		__m512i v = _mm512_mask_loadu_epi8(newline, live, text + i);
		__mmask64 line = live & _mm512_cmpeq_epi8_mask(v, newline);

		odd = note_hard(odd, v);
		n += put_offsets(at + n, i,
		    (live & _mm512_cmpeq_epi8_mask(v, d)) | line);
		lines += (size_t)_mm_popcnt_u64(line);
	}
	return (struct fields_seen){ n, lines,
		_mm512_testn_epi8_mask(odd, odd) != 0 };
}

/* ---- convert ---- */

struct block {
	_Alignas(64) char digit[FIELDS_BLOCK][16];
	_Alignas(64) uint64_t digits[FIELDS_BLOCK / 4], dots[FIELDS_BLOCK / 4];
	_Alignas(64) uint64_t minuses[FIELDS_BLOCK / 4];
	unsigned char shift[FIELDS_BLOCK];	/* digits behind the dot */
	uint32_t minus[FIELDS_BLOCK / 32];	/* a bit for each field */
	/* fields too long for this: which, and where */
	size_t longs;
	uint32_t at[FIELDS_BLOCK + 16];
	uint32_t end[FIELDS_BLOCK + 16], size[FIELDS_BLOCK + 16];
};

/* Step 1 for 4 fields in v. */
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

AVX512 static inline __m128i
load16(const char *end)
{
	return _mm_loadu_si128((const void *)(end - 16));
}

AVX512 static void
load_shorts(const char *text, const uint32_t *end, size_t n, struct block *b)
{
	for (size_t i = 0; i < n; i += 4) {
		__m512i v = _mm512_castsi128_si512(load16(text + end[i]));

		v = _mm512_inserti32x4(v, load16(text + end[i + 1]), 1);
		v = _mm512_inserti32x4(v, load16(text + end[i + 2]), 2);
		v = _mm512_inserti32x4(v, load16(text + end[i + 3]), 3);
		classify(v, b->digit[i], &b->digits[i / 4], &b->dots[i / 4],
		    &b->minuses[i / 4]);
	}
}

/* 16 fields for the other list. */
AVX512 static inline void
put_long(struct block *b, __mmask16 m, __m512i at, __m512i end, __m512i size)
{
	size_t n = b->longs;

	_mm512_storeu_si512(b->at + n, _mm512_maskz_compress_epi32(m, at));
	_mm512_storeu_si512(b->end + n, _mm512_maskz_compress_epi32(m, end));
	_mm512_storeu_si512(b->size + n, _mm512_maskz_compress_epi32(m, size));
	b->longs += (size_t)_mm_popcnt_u32(m);
}

/* Step 2 for fields i to i + 31: the mask of those that are no numbers. */
AVX512 static inline uint32_t
check_shorts(const uint32_t *end, const uint32_t *size, struct block *b,
    size_t i)
{
	const __m512i zero = _mm512_setzero_si512();
	const __m512i all = _mm512_set1_epi16(-1);
	__m512i size0 = _mm512_loadu_si512(size + i);
	__m512i size1 = _mm512_loadu_si512(size + i + 16);
	__m512i n = _mm512_inserti64x4(_mm512_castsi256_si512(
	    _mm512_cvtusepi32_epi16(size0)), _mm512_cvtusepi32_epi16(size1), 1);
	/* bits: all of the field, but its first byte, the digits, ... */
	__m512i field = _mm512_sllv_epi16(all,
	    _mm512_sub_epi16(_mm512_set1_epi16(16), n));
	__m512i rest = _mm512_slli_epi16(field, 1);
	__m512i digits = _mm512_and_si512(field,
	    _mm512_load_si512(b->digits + i / 4));
	__m512i dots = _mm512_and_si512(field,
	    _mm512_load_si512(b->dots + i / 4));
	__m512i minuses = _mm512_and_si512(field,
	    _mm512_load_si512(b->minuses + i / 4));
	__m512i known = _mm512_ternarylogic_epi64(digits, dots, minuses, 0xfe);
	__m512i behind = _mm512_and_si512(digits,
	    _mm512_sub_epi16(zero, _mm512_slli_epi16(dots, 1)));
	__mmask32 many = _mm512_cmpgt_epu16_mask(n, _mm512_set1_epi16(16));
	__mmask32 bad = _mm512_cmpneq_epi16_mask(known, field) |
	    _mm512_testn_epi16_mask(digits, digits) |
	    _mm512_test_epi16_mask(dots, _mm512_add_epi16(dots, all)) |
	    _mm512_test_epi16_mask(minuses, rest);

	_mm512_store_si512(b->digits + i / 4, digits);
	/* all up to the dot */
	_mm512_store_si512(b->dots + i / 4, _mm512_or_si512(dots,
	    _mm512_subs_epu16(dots, _mm512_set1_epi16(1))));
	_mm256_storeu_si256((void *)(b->shift + i), _mm512_cvtepi16_epi8(
	    _mm512_popcnt_epi16(behind)));
	b->minus[i / 32] = _mm512_test_epi16_mask(minuses, minuses);
	if (many) {
		__m512i at = _mm512_add_epi32(_mm512_set1_epi32((int)i),
		    _mm512_cvtepu8_epi32(_mm_load_si128(
		    (const void *)fields_places)));

		put_long(b, (__mmask16)many, at,
		    _mm512_loadu_si512(end + i), size0);
		put_long(b, (__mmask16)(many >> 16), _mm512_add_epi32(at,
		    _mm512_set1_epi32(16)), _mm512_loadu_si512(end + i + 16),
		    size1);
	}
	return bad & ~many;
}

/* The digits of fields i to i + 3, without their dots. */
AVX512 static inline __m512i
drop_dots(const struct block *b, size_t i)
{
	/* one byte on, and 0 to the first place */
	__m512i v = _mm512_maskz_loadu_epi8(b->digits[i / 4], b->digit[i]);

	return _mm512_mask_blend_epi8(b->dots[i / 4], v,
	    _mm512_bslli_epi128(v, 1));
}

/* Step 3 for fields i to i + 7. */
AVX512 static inline __m512d
finish_shorts(const struct block *b, size_t i)
{
	const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
	__m512i w = fields_join_512(drop_dots(b, i), drop_dots(b, i + 4));
	__m512i k = _mm512_cvtepu8_epi64(_mm_loadl_epi64(
	    (const void *)(b->shift + i)));
	__m512d power = _mm512_permutex2var_pd(
	    _mm512_load_pd(fields_ten), k, _mm512_load_pd(fields_ten + 8));
	__m512d inverse = _mm512_permutex2var_pd(
	    _mm512_load_pd(fields_tenth), k, _mm512_load_pd(fields_tenth + 8));
	__m512d m = _mm512_cvtepu64_pd(_mm512_permutexvar_epi64(order, w));
	__m512d q = _mm512_mul_pd(m, inverse);
	__m512d x = _mm512_fmadd_pd(_mm512_fnmadd_pd(q, power, m), inverse, q);
	__mmask8 minus = (__mmask8)(b->minus[i / 32] >> i % 32);

	return _mm512_mask_or_pd(x, minus, x, _mm512_set1_pd(-0.0));
}

AVX512 static void
convert_block(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint64_t *bad)
{
	struct block b;
	size_t shorts;

	b.longs = 0;
	load_shorts(text, end, n, &b);
	for (size_t i = 0; i < n; i += 32)
		bad[i / 64] |= (uint64_t)check_shorts(end, size, &b, i) <<
		    i % 64;
	shorts = b.longs < n ? n : 0;
	for (size_t i = 0; i < shorts; i += 8)
		_mm512_storeu_pd(x + i, finish_shorts(&b, i));
	if (b.longs > 0)
		fields_avx512_long(text, b.end, b.size, b.at, b.longs, x, bad);
}

AVX512 static size_t
avx512_convert(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint32_t *unproved)
{
	return fields_by_blocks(convert_block, text, end, size, n, x,
	    unproved);
}

const struct fields_tier fields_avx512 = { "avx512", avx512_index,
	avx512_convert, fields_avx512_pairs };

#endif
