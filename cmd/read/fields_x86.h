/* fields_x86.h - what the tiers of x86-64 share; not for others. */
#ifndef FIELDS_X86_H
#define FIELDS_X86_H

#if defined(__x86_64__)

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq," \
    "avx512vl,avx512vbmi,avx512vbmi2,avx512bitalg,bmi,bmi2,lzcnt,popcnt")))

enum {
	FIELDS_BLOCK = 256,	/* fields that are under way at once */
	FIELDS_LONG = 32,	/* the longest that is looked at */
	FIELDS_HEAD = 1843	/* 1844e16 may not fit a uint64_t */
};

/* 10^k and 10^-k where 10^k is a double: to 22, then NaN. */
extern const double fields_ten[32], fields_tenth[32];

/* From the nth on, the first 32 - n bytes are -1; all others are 0. */
extern const char fields_front[64];

/* 0 to 63. */
extern const unsigned char fields_places[64];

/*
 * Convert with a function for whole blocks: n is FIELDS_BLOCK, or a smaller
 * multiple of 32 with empty fields at the end; bit i of bad, which is all 0, is
 * set where field i is not proved.
 */
size_t fields_by_blocks(void (*block)(const char *text, const uint32_t *end,
    const uint32_t *size, size_t n, double *x, uint64_t *bad),
    const char *text, const uint32_t *end, const uint32_t *size, size_t n,
    double *x, uint32_t *unproved);

/*
 * Convert the n fields at[] of a block, which are longer than 15 bytes; at has
 * room for four more.
 */
AVX2 void fields_avx2_long(const char *text, const uint32_t *end,
    const uint32_t *size, uint32_t *at, size_t n, double *x, uint64_t *bad);

/* The same, but end and size are only of these n, with room for 16 more. */
AVX512 void fields_avx512_long(const char *text, uint32_t *end,
    uint32_t *size, const uint32_t *at, size_t n, double *x, uint64_t *bad);

/* The pairs of AVX-512. */
int fields_avx512_pairs(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, uint32_t *end, uint32_t *size,
    double *label);

/*
 * Each 8 bytes of digits become 8 digits' value, and each 16 bytes a number.
 * Those of each 16 bytes of a are followed by those of b.
 */
AVX2 static inline __m256i
fields_join_256(__m256i a, __m256i b)
{
	const __m256i tens = _mm256_set1_epi16(10 | 1 << 8);
	const __m256i hundreds = _mm256_set1_epi32(100 | 1 << 16);
	const __m256i thousands = _mm256_set1_epi32(10000 | 1 << 16);
	__m256i q;

	a = _mm256_madd_epi16(_mm256_maddubs_epi16(a, tens), hundreds);
	b = _mm256_madd_epi16(_mm256_maddubs_epi16(b, tens), hundreds);
	q = _mm256_madd_epi16(_mm256_packus_epi32(a, b), thousands);
	return _mm256_add_epi64(_mm256_srli_epi64(q, 32),
	    _mm256_mul_epu32(q, _mm256_set1_epi64x(100000000)));
}

AVX512 static inline __m512i
fields_join_512(__m512i a, __m512i b)
{
	const __m512i tens = _mm512_set1_epi16(10 | 1 << 8);
	const __m512i hundreds = _mm512_set1_epi32(100 | 1 << 16);
	const __m512i thousands = _mm512_set1_epi32(10000 | 1 << 16);
	__m512i q;

	a = _mm512_madd_epi16(_mm512_maddubs_epi16(a, tens), hundreds);
	b = _mm512_madd_epi16(_mm512_maddubs_epi16(b, tens), hundreds);
	q = _mm512_madd_epi16(_mm512_packus_epi32(a, b), thousands);
	return _mm512_add_epi64(_mm512_srli_epi64(q, 32),
	    _mm512_mul_epu32(q, _mm512_set1_epi64(100000000)));
}

#endif
#endif
