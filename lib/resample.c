/*
 * resample.c - random draws of pairs, and sums over what is drawn: most of the
 * time that a comparison takes.
 *
 * Random numbers are SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast
 * Splittable Pseudorandom Number Generators", 2014) with its state given as a
 * counter, so that they are a function of where they stand.
 */
#ifdef __clang__	/* before the first function */
#pragma STDC FP_CONTRACT OFF
#endif
#include "resample.h"

#include <string.h>

#if defined __FAST_MATH__
#error "comparisons need IEEE arithmetic: no -ffast-math"
#endif

/* Number i of the sequence that key names. */
static inline uint64_t
random_at(uint64_t key, uint64_t i)
{
	uint64_t z = key + (i + 1) * 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 32 random bits choose one of n: each within n 2^-32 as often as another. */
void
focal_draw_again(struct focal_draw *s, uint64_t i)
{
	uint64_t key = random_at(FOCAL_SEED, i), n = s->n;

	memset(s->count, 0, s->n * sizeof *s->count);
	for (uint64_t k = 0; k < n / 2; k++) {
		uint64_t r = random_at(key, k);

		s->count[(r >> 32) * n >> 32]++;
		s->count[(r & UINT32_MAX) * n >> 32]++;
	}
	if (n % 2)
		s->count[(random_at(key, n) >> 32) * n >> 32]++;
	s->drawn = s->n;
}

/* How many bits are 1. */
static size_t
ones(uint64_t r)
{
	r -= r >> 1 & 0x5555555555555555;
	r = (r & 0x3333333333333333) + (r >> 2 & 0x3333333333333333);
	r = (r + (r >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (size_t)(r * 0x0101010101010101 >> 56);
}

/* What number i of the draws has that the one before had not, or the reverse. */
static uint64_t
change_of(uint64_t i, uint64_t k)
{
	uint64_t step = 0, bits;

	while (!(i >> step & 1))	/* as Gray's code counts */
		step++;
	bits = random_at(random_at(FOCAL_SEED, 2 * step + 1), k);
	/* the first 13 pairs, one for each step, make no two draws the same */
	return k > 0 ? bits
		     : (bits & ~(uint64_t)FOCAL_HALVES) | (uint64_t)1 << step;
}

void
focal_draw_half(struct focal_draw *s, uint64_t i)
{
	static const int32_t bit[FOCAL_DRAW_STEP] = { 1 << 0, 1 << 1, 1 << 2,
		1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9, 1 << 10,
		1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15 };
	uint64_t r = 0;

	s->drawn = 0;
	for (size_t k = 0; k < s->n; k += FOCAL_DRAW_STEP) {
		int32_t bits;

		if (k % 64 == 0) {
			size_t left = s->n - k;

			r = (i > 1 ? s->half[k / 64] : 0) ^ change_of(i, k);
			s->half[k / 64] = r;
			s->drawn += ones(left < 64
				? r & (((uint64_t)1 << left) - 1) : r);
		} else {
			r >>= FOCAL_DRAW_STEP;
		}
		bits = (int32_t)(r & 0xffff);
		for (size_t j = 0; j < FOCAL_DRAW_STEP; j++)
			s->count[k + j] = (bits & bit[j]) != 0;
	}
}

/* Side by side, so that the compiler takes many at a time. */
enum { LANES = 8 };

struct focal_moments
focal_add_drawn(const struct focal_draw *s, const double *x, const double *y)
{
	double sum[LANES] = { 0 }, sum2[LANES] = { 0 };
	const int32_t *count = s->count;
	size_t i = 0;

	for (; i + LANES <= s->n; i += LANES)
		for (size_t k = 0; k < LANES; k++) {
			double times = count[i + k] * x[i + k];

			sum[k] += times;
			sum2[k] += times * y[i + k];
		}
	for (size_t k = 0; i + k < s->n; k++) {
		double times = count[i + k] * x[i + k];

		sum[k] += times;
		sum2[k] += times * y[i + k];
	}
	for (size_t k = 1; k < LANES; k++) {
		sum[0] += sum[k];
		sum2[0] += sum2[k];
	}
	return (struct focal_moments){ sum[0], sum2[0] };
}

/* A block of products, then their sums: both in one loop are no vectors. */
enum { BLOCK = 64 };

double
focal_sum_drawn(const struct focal_draw *s, const double *x)
{
	double sum[LANES] = { 0 };
	const int32_t *count = s->count;
	size_t i = 0;

	for (; i + BLOCK <= s->n; i += BLOCK) {
		double times[BLOCK];

		for (size_t k = 0; k < BLOCK; k++)
			times[k] = count[i + k] * x[i + k];
		for (size_t k = 0; k < LANES; k++) {
			double lane = sum[k];

			for (size_t j = k; j < BLOCK; j += LANES)
				lane += times[j];
			sum[k] = lane;
		}
	}
	for (; i < s->n; i += LANES)
		for (size_t k = 0; k < LANES && i + k < s->n; k++)
			sum[k] += count[i + k] * x[i + k];
	for (size_t k = 1; k < LANES; k++)
		sum[0] += sum[k];
	return sum[0];
}
