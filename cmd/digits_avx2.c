/* digits_avx2.c - digits.h in registers of 256 bits. */
#include "digits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TIER __attribute__((target("avx2")))
enum { LANES = 4 };
typedef uint64_t vec __attribute__((vector_size(LANES * sizeof(uint64_t))));

static inline TIER vec
times(vec a, vec b)
{
	return (vec)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}

static inline TIER vec
quotients(vec a, int b)
{
	return (vec)_mm256_mulhi_epu16((__m256i)a, _mm256_set1_epi16((short)b));
}

static inline TIER vec
gather(const uint64_t *table, vec index)
{
	return (vec)_mm256_i64gather_epi64((const long long *)table,
	    (__m256i)index, 8);
}

#include "digits_body.h"

static TIER void
find_avx2(struct digits *d, size_t n)
{
	for (size_t i = 0; i < n; i += LANES)
		find(d, i);
}

const struct digits_tier digits_avx2 = { "avx2", find_avx2 };

#endif
