/* digits_avx2.c - digits.h in registers of 256 bits. */
#include "digits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TIER __attribute__((target("avx2")))
enum { LANES = 4 };
typedef uint64_t vec __attribute__((vector_size(LANES * sizeof(uint64_t))));
typedef vec mask;	/* all bits of a lane, or none */

static inline TIER vec
times(vec a, vec b)
{
	return (vec)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}

static inline TIER mask
below(vec a, vec b)
{
	return (vec)_mm256_cmpgt_epi64((__m256i)b, (__m256i)a);
}

static inline TIER mask
none(vec a, uint64_t bits)
{
	return (vec)((a & bits) == 0);
}

static inline TIER vec
pick(mask m, vec a, vec b)
{
	return (vec)_mm256_blendv_epi8((__m256i)b, (__m256i)a, (__m256i)m);
}

static inline TIER vec
at_most(vec a, uint64_t most)
{
	/* of a negative number the lower half is large, too */
	return (vec)_mm256_min_epu32((__m256i)a,
	    _mm256_set1_epi64x((long long)most));
}

static inline TIER vec
less(vec n, vec a, int b)
{
	return (vec)_mm256_add_epi16((__m256i)n, _mm256_maddubs_epi16((__m256i)a,
	    _mm256_set1_epi16((short)(-b & 0xff))));
}

static inline TIER vec
quotients(vec a, int b)
{
	return (vec)_mm256_mulhi_epu16((__m256i)a, _mm256_set1_epi16((short)b));
}

#include "digits_body.h"

STEP void
unzip(const uint64_t pair[LANES][2], vec *first, vec *second)
{
	const __m256i *p = (const void *)pair;
	__m256i a = _mm256_loadu_si256(p), b = _mm256_loadu_si256(p + 1);
	__m256i even = _mm256_permute2x128_si256(a, b, 0x20);
	__m256i odd = _mm256_permute2x128_si256(a, b, 0x31);

	*first = (vec)_mm256_unpacklo_epi64(even, odd);
	*second = (vec)_mm256_unpackhi_epi64(even, odd);
}

/* The upper half of a * b, and the lower one. */
STEP vec
product(vec a, vec b, vec *lower)
{
	vec half = all(UINT32_MAX), first = times(a, b);
	vec one = times(a >> 32, b), other = times(a, b >> 32);
	vec middle = (first >> 32) + (one & half) + (other & half);

	*lower = middle << 32 | (first & half);
	return times(a >> 32, b >> 32) + (one >> 32) + (other >> 32) +
	    (middle >> 32);
}

STEP struct scaled
scale(vec bits, vec high, vec low, vec shift)
{
	vec part, c = (bits | hidden) << 11, ones = product(high, c, &part);
	/* 2 too low at most, which is far behind what is looked at */
	vec carry = times(low >> 32, c >> 32) + (times(low >> 32, c) >> 32) +
	    (times(low, c >> 32) >> 32);

	part += carry;
	ones -= (vec)(part < carry);	/* a mask is -1 */
	return (struct scaled){ ones >> (10 + shift),
		(ones << (42 - shift) & (hidden - 1)) | part >> (22 + shift),
		high >> (11 + shift) };
}

STEP vec
eights(vec n)
{
	/* 10^8 is 2^8 5^8, and this is 2^-50 too large: cut, it is right */
	const __m256d fifth = _mm256_set1_pd((1 + 0x1p-50) / 390625);
	const __m256d zero = _mm256_set1_pd(0x1p52);
	__m256d x = _mm256_or_pd((__m256d)(n >> 8), zero);

	x = _mm256_mul_pd(_mm256_sub_pd(x, zero), fifth);
	return (vec)_mm256_cvtepi32_epi64(_mm256_cvttpd_epi32(x));
}

STEP vec
fours(vec n)
{
	vec q = times(n, all(109951163)) >> 40;

	return n + times(q, all(((uint64_t)1 << 32) - ten4));
}

/* The bytes up to the last that is not 0. */
STEP vec
bytes(vec n)
{
	n |= n >> 8;
	n |= n >> 16;
	n |= n >> 32;
	return (vec)_mm256_sad_epu8(_mm256_min_epu8((__m256i)n,
		_mm256_set1_epi8(1)), _mm256_setzero_si256());
}

STEP vec
count(struct halves h)
{
	return pick(none(h.low, ~(uint64_t)0), bytes(h.high),
	    8 + bytes(h.low));
}

STEP void
lay_out(vec high, vec low, vec last, char source[LANES][DIGITS_TEXT])
{
	__m256i a = (__m256i)high, b = (__m256i)low, c = (__m256i)last;
	__m256i even = _mm256_unpacklo_epi64(a, b);
	__m256i even_last = _mm256_unpacklo_epi64(c, b);
	__m256i odd = _mm256_unpackhi_epi64(a, b);
	__m256i odd_last = _mm256_unpackhi_epi64(c, b);
	__m256i *to = (void *)source;

	_mm256_storeu_si256(to, _mm256_permute2x128_si256(even, even_last,
	    0x20));
	_mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(odd, odd_last,
	    0x20));
	_mm256_storeu_si256(to + 2, _mm256_permute2x128_si256(even, even_last,
	    0x31));
	_mm256_storeu_si256(to + 3, _mm256_permute2x128_si256(odd, odd_last,
	    0x31));
}

static TIER void
find_avx2(struct digits *d, size_t n)
{
	find(d, n);
}

const struct digits_tier digits_avx2 = { "avx2", find_avx2 };

#endif
