/*
 * fields_avx2.c - the tier for AVX2, BMI2 and FMA: nearly every x86-64 server.
 *
 * index: two compares of 32 bytes make a mask of 64 bits, whose set bits are
 * written 12 at a time, needed or not: there is no branch to guess but one.
 *
 * convert: three loops over a block of fields, each over small arrays, so that
 * many fields are under way at once.
 *  (1) load the 16 bytes that end with the field, subtract '0', and blank what
 *	is before its digits; store them, and masks of digits and of dots;
 *  (2) for 16 fields at once, from these masks: is it a number, and how many
 *	digits follow the dot;
 *  (3) for 4 fields: move the digits before the dot one byte on, over it; join
 *	digits to pairs, fours, eights and sixteen, at most 15 of them in use;
 *	divide by 10^k.  Both are doubles, so the quotient is the nearest one.
 * Fields of more than 15 bytes without their sign are fields_avx2_long.c's.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

#include <string.h>

enum { SHORT = 15 };

/* ---- index ---- */

AVX2 static inline uint64_t
find(const char *text, __m256i delimiter, __m256i *hard, size_t *newlines)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i cr = _mm256_set1_epi8('\r');
	uint64_t found = 0, lines = 0;

	for (unsigned i = 0; i < 64; i += 32) {
		__m256i v = _mm256_loadu_si256((const void *)(text + i));
		__m256i line = _mm256_cmpeq_epi8(v, newline);
		__m256i m = _mm256_or_si256(_mm256_cmpeq_epi8(v, delimiter),
		    line);

		/* 0 where there is a hard byte, and from then on */
		*hard = _mm256_min_epu8(_mm256_min_epu8(*hard, v),
		    _mm256_min_epu8(_mm256_xor_si256(v, quote),
		    _mm256_xor_si256(v, cr)));
		found |= (uint64_t)(uint32_t)_mm256_movemask_epi8(m) << i;
		lines |= (uint64_t)(uint32_t)_mm256_movemask_epi8(line) << i;
	}
	*newlines += (size_t)_mm_popcnt_u64(lines);
	return found;
}

AVX2 static inline size_t
put_offsets(uint32_t *at, size_t from, uint64_t found)
{
	unsigned n = (unsigned)_mm_popcnt_u64(found);
	unsigned i = 0;

	do {
		for (int j = 0; j < 12; j++, found = _blsr_u64(found))
			at[i + (unsigned)j] = (uint32_t)from +
			    (uint32_t)_tzcnt_u64(found);
		i += 12;
	} while (i < n);
	return n;
}

AVX2 static struct fields_seen
avx2_index(const char *text, size_t len, char delimiter, uint32_t *at)
{
	const __m256i d = _mm256_set1_epi8(delimiter);
	__m256i odd = _mm256_set1_epi8(-1);
	size_t n = 0, i = 0, lines = 0;

	for (; i + 64 <= len; i += 64)
		n += put_offsets(at + n, i, find(text + i, d, &odd, &lines));
	if (i < len) {
		char end[64];

		memset(end, 'x', sizeof end);
		memcpy(end, text + i, len - i);
		n += put_offsets(at + n, i, _bzhi_u64(find(end, d, &odd, &lines),
		    (unsigned)(len - i)));
	}
	odd = _mm256_cmpeq_epi8(odd, _mm256_setzero_si256());
	return (struct fields_seen){ n, lines,
		_mm256_movemask_epi8(odd) != 0 };
}

/* ---- convert ---- */

struct block {
	_Alignas(32) char digit[FIELDS_BLOCK][16];
	_Alignas(32) uint32_t digits[FIELDS_BLOCK / 2], dots[FIELDS_BLOCK / 2];
	_Alignas(32) uint16_t count[FIELDS_BLOCK], shift[FIELDS_BLOCK];
	uint16_t minus[FIELDS_BLOCK];
	size_t longs;		/* fields too long for this, and which */
	uint32_t at[FIELDS_BLOCK + 4];
};

/* Step 1 for field i: its digits, 0 in front, and how many they are. */
AVX2 static inline __m128i
load_short(const char *text, uint32_t end, uint32_t size, struct block *b,
    size_t i)
{
	const char *stop = text + end;
	/* an empty field in front of a minus becomes too long */
	size_t minus = stop[-(ptrdiff_t)size] == '-';
	size_t n = size - minus;
	__m128i v = _mm_loadu_si128((const void *)(stop - 16));

	b->at[b->longs] = (uint32_t)i;
	b->longs += n > SHORT;
	n = n > SHORT ? SHORT + 1 : n;
	b->minus[i] = (uint16_t)minus;
	b->count[i] = (uint16_t)n;
	return _mm_andnot_si128(
	    _mm_loadu_si128((const void *)(fields_front + 16 + n)),
	    _mm_sub_epi8(v, _mm_set1_epi8('0')));
}

AVX2 static void
load_shorts(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, struct block *b)
{
	const __m256i nine = _mm256_set1_epi8(9);
	const __m256i dot = _mm256_set1_epi8('.' - '0');

	b->longs = 0;
	for (size_t i = 0; i < n; i += 2) {
		__m128i lo = load_short(text, end[i], size[i], b, i);
		__m128i hi = load_short(text, end[i + 1], size[i + 1], b,
		    i + 1);
		__m256i v = _mm256_set_m128i(hi, lo);

		_mm256_store_si256((void *)b->digit[i], v);
		b->digits[i / 2] = (uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(_mm256_min_epu8(v, nine), v));
		b->dots[i / 2] = (uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(v, dot));
	}
}

/* Step 2 for fields i to i + 15: the mask of those that are no numbers. */
AVX2 static uint32_t
check_shorts(struct block *b, size_t i)
{
	/* what follows the only bit of a mask, by the top of its product */
	const __m256i behind = _mm256_broadcastsi128_si256(_mm_setr_epi8(
	    0, 14, 13, 10, 12, 6, 9, 4, 0, 11, 7, 5, 1, 8, 2, 3));
	const __m256i zero = _mm256_setzero_si256();
	__m256i digits = _mm256_load_si256((void *)&b->digits[i / 2]);
	__m256i dots = _mm256_load_si256((void *)&b->dots[i / 2]);
	__m256i n = _mm256_load_si256((void *)&b->count[i]);
	__m256i none = _mm256_cmpeq_epi16(dots, zero);
	__m256i all = _mm256_cmpeq_epi16(_mm256_or_si256(digits, dots),
	    _mm256_set1_epi16(-1));
	__m256i single = _mm256_cmpeq_epi16(zero, _mm256_and_si256(dots,
	    _mm256_add_epi16(dots, _mm256_set1_epi16(-1))));
	/* with a dot it takes two bytes */
	__m256i some = _mm256_cmpgt_epi16(n, _mm256_add_epi16(none,
	    _mm256_set1_epi16(1)));
	__m256i is_short = _mm256_cmpgt_epi16(_mm256_set1_epi16(SHORT + 1), n);
	__m256i good = _mm256_and_si256(_mm256_and_si256(all, single), some);
	__m256i top = _mm256_srli_epi16(_mm256_mullo_epi16(dots,
	    _mm256_set1_epi16(0x09af)), 12);

	/* all 16 stay where they are without a dot */
	_mm256_store_si256((void *)&b->shift[i], _mm256_or_si256(
	    _mm256_shuffle_epi8(behind, top),
	    _mm256_and_si256(none, _mm256_set1_epi16(16))));
	return _pext_u32((uint32_t)_mm256_movemask_epi8(
	    _mm256_andnot_si256(good, is_short)), 0x55555555);
}

/* The digits of fields i and i + 1, without their dots. */
AVX2 static inline __m256i
drop_dots(const struct block *b, size_t i)
{
	const __m256i places = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1,
	    2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
	__m256i back = _mm256_loadu2_m128i(
	    (const void *)(fields_front + 16 + b->shift[i + 1]),
	    (const void *)(fields_front + 16 + b->shift[i]));

	return _mm256_shuffle_epi8(_mm256_load_si256((void *)b->digit[i]),
	    _mm256_add_epi8(places, back));
}

/* Step 3 for fields i to i + 3. */
AVX2 static inline __m256d
finish_shorts(const struct block *b, size_t i)
{
	const __m256d magic = _mm256_set1_pd(0x1p52);
	__m256i w = fields_join_256(drop_dots(b, i), drop_dots(b, i + 2));
	__m256i minus = _mm256_slli_epi64(_mm256_cvtepu16_epi64(
	    _mm_loadl_epi64((const void *)&b->minus[i])), 63);
	__m256d power = _mm256_setr_pd(fields_ten[b->shift[i] & 15],
	    fields_ten[b->shift[i + 1] & 15], fields_ten[b->shift[i + 2] & 15],
	    fields_ten[b->shift[i + 3] & 15]);
	__m256d x;

	w = _mm256_permute4x64_epi64(w, 0xd8);
	x = _mm256_sub_pd(_mm256_or_pd(_mm256_castsi256_pd(w), magic), magic);
	return _mm256_or_pd(_mm256_div_pd(x, power),
	    _mm256_castsi256_pd(minus));
}

AVX2 static void
convert_block(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint64_t *bad)
{
	struct block b;
	size_t shorts;

	load_shorts(text, end, size, n, &b);
	shorts = b.longs < n ? n : 0;
	for (size_t i = 0; i < shorts; i += 16)
		bad[i / 64] |= (uint64_t)check_shorts(&b, i) << i % 64;
	for (size_t i = 0; i < shorts; i += 4)
		_mm256_storeu_pd(x + i, finish_shorts(&b, i));
	if (b.longs > 0)
		fields_avx2_long(text, end, size, b.at, b.longs, x, bad);
}

AVX2 static size_t
avx2_convert(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint32_t *unproved)
{
	return fields_by_blocks(convert_block, text, end, size, n, x,
	    unproved);
}

const struct fields_tier fields_avx2 = { "avx2", avx2_index, avx2_convert,
	fields_pairs };

#endif
