/* digits_avx512.c - digits.h in registers of 512 bits. */
#include "digits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TIER __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
enum { LANES = 8 };
typedef uint64_t vec __attribute__((vector_size(LANES * sizeof(uint64_t))));

static inline TIER vec
times(vec a, vec b)
{
	return (vec)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

static inline TIER vec
quotients(vec a, int b)
{
	return (vec)_mm512_mulhi_epu16((__m512i)a, _mm512_set1_epi16((short)b));
}

static inline TIER vec
gather(const uint64_t *table, vec index)
{
	return (vec)_mm512_i64gather_epi64((__m512i)index, table, 8);
}

#include "digits_body.h"

static TIER void
find_avx512(struct digits *d, size_t n)
{
	for (size_t i = 0; i < n; i += LANES)
		find(d, i);
}

const struct digits_tier digits_avx512 = { "avx512", find_avx512 };

#endif
