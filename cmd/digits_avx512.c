/*
 * digits_avx512.c - digits.h in registers of 512 bits.
 *
 * Products of 52 bits are just what a mantissa without its hidden bit wants:
 * the hidden bit adds the other factor itself.
 */
#include "digits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TIER __attribute__((target( \
    "avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx512ifma,avx512vbmi2")))
enum { LANES = 8 };
typedef uint64_t vec __attribute__((vector_size(LANES * sizeof(uint64_t))));
typedef __mmask8 mask;

static inline TIER vec
times(vec a, vec b)
{
	return (vec)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

static inline TIER mask
below(vec a, vec b)
{
	return _mm512_cmplt_epi64_mask((__m512i)a, (__m512i)b);
}

static inline TIER mask
none(vec a, uint64_t bits)
{
	return _mm512_testn_epi64_mask((__m512i)a,
	    _mm512_set1_epi64((long long)bits));
}

static inline TIER vec
pick(mask m, vec a, vec b)
{
	return (vec)_mm512_mask_mov_epi64((__m512i)b, m, (__m512i)a);
}

static inline TIER vec
at_most(vec a, uint64_t most)
{
	return (vec)_mm512_min_epu64((__m512i)a,
	    _mm512_set1_epi64((long long)most));
}

static inline TIER vec
less(vec n, vec a, int b)
{
	return (vec)_mm512_add_epi16((__m512i)n, _mm512_maddubs_epi16((__m512i)a,
	    _mm512_set1_epi16((short)(-b & 0xff))));
}

static inline TIER vec
quotients(vec a, int b)
{
	return (vec)_mm512_mulhi_epu16((__m512i)a, _mm512_set1_epi16((short)b));
}

#include "digits_body.h"

/* a + b * c, of which the lower 52 bits are added, or the upper 52 */
STEP vec
add_lower(vec a, vec b, vec c)
{
	return (vec)_mm512_madd52lo_epu64((__m512i)a, (__m512i)b, (__m512i)c);
}

STEP vec
add_upper(vec a, vec b, vec c)
{
	return (vec)_mm512_madd52hi_epu64((__m512i)a, (__m512i)b, (__m512i)c);
}

STEP void
unzip(const uint64_t pair[LANES][2], vec *first, vec *second)
{
	__m512i a = _mm512_loadu_si512(pair[0]);
	__m512i b = _mm512_loadu_si512(pair[4]);

	*first = (vec)_mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), b);
	*second = (vec)_mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), b);
}

STEP struct scaled
scale(vec bits, vec high, vec low, vec shift)
{
	vec step = high >> (11 + shift), rest;

	rest = (vec)_mm512_shrdv_epi64((__m512i)low, (__m512i)high,
	    (__m512i)(23 + shift)) & (hidden - 1);
	rest = add_lower(add_upper(rest, rest, bits), step, bits);
	return (struct scaled){ add_upper(step, step, bits) + (rest >> 52),
		rest & (hidden - 1), step };
}

STEP vec
eights(vec n)
{
	/* 10^8 is 2^8 5^8; the factor is 2^70 / 5^8 */
	return add_upper(all(0), n >> 8, all(0xabcc77118461d)) >> 18;
}

STEP vec
fours(vec n)
{
	vec q = add_upper(all(0), n, all(hidden / ten4 + 1));

	return add_lower(n, q, all(((uint64_t)1 << 32) - ten4));
}

STEP vec
count(struct halves h)
{
	mask empty = none(h.low, ~(uint64_t)0);
	vec zeros = (vec)_mm512_lzcnt_epi64((__m512i)h.low);

	zeros += pick(empty, (vec)_mm512_lzcnt_epi64((__m512i)h.high), all(0));
	return 16 - (zeros >> 3);
}

/* Lanes 0, 1, ... of a and b in turn: the lower half of them, or the upper. */
STEP __m512i
zip_lower(__m512i a, __m512i b)
{
	return _mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), b);
}

STEP __m512i
zip_upper(__m512i a, __m512i b)
{
	return _mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), b);
}

/* Of what is zipped two pairs of a, each with the one of b. */
STEP void
put_pairs(char to[4][DIGITS_TEXT], __m512i a, __m512i b)
{
	_mm512_storeu_si512(to[0], _mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), b));
	_mm512_storeu_si512(to[2], _mm512_permutex2var_epi64(a,
	    _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), b));
}

STEP void
lay_out(vec high, vec low, vec last, char source[LANES][DIGITS_TEXT])
{
	__m512i a = (__m512i)high, b = (__m512i)low, c = (__m512i)last;

	put_pairs(source, zip_lower(a, b), zip_lower(c, b));
	put_pairs(source + 4, zip_upper(a, b), zip_upper(c, b));
}

static TIER void
find_avx512(struct digits *d, size_t n)
{
	find(d, n);
}

const struct digits_tier digits_avx512 = { "avx512", find_avx512 };

#endif
