/*
 * fields_avx512_pairs.c - scores and labels of 16 rows at a time.
 *
 * The same separator of 16 rows is picked from a window of at[], or, where rows
 * have more than three of them, gathered.  Of each label come two bytes, it and
 * what follows it, which is the row's '\n' where the label is its last field.
 * They are loaded one by one, as a gather takes twice as long.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

#include <string.h>

enum {
	ROWS = 16,
	BLOCK = 256,	/* rows that are under way at once */
	WINDOW = 64	/* entries of at[] in four registers */
};

/* Of a block of rows. */
struct block {
	_Alignas(64) uint32_t label[BLOCK], row[BLOCK];	/* where they end */
	_Alignas(64) uint16_t near[BLOCK], stop[BLOCK];	/* two bytes there */
};

/* Which entry of at[] is separator k of each of 16 rows? */
AVX512 static inline __m512i
places(size_t k, size_t step)
{
	return _mm512_add_epi32(_mm512_set1_epi32((int)k),
	    _mm512_mullo_epi32(_mm512_set1_epi32((int)step),
	    _mm512_cvtepu8_epi32(_mm_load_si128((const void *)fields_places))));
}

/* These entries, all of them below `reach`. */
AVX512 static inline __m512i
entries(const uint32_t *at, __m512i place, size_t reach)
{
	__m512i near, far;

	if (reach > WINDOW)
		return _mm512_i32gather_epi32(place, at, 4);
	near = _mm512_permutex2var_epi32(_mm512_loadu_si512(at), place,
	    _mm512_loadu_si512(at + 16));
	if (reach <= WINDOW / 2)
		return near;
	far = _mm512_permutex2var_epi32(_mm512_loadu_si512(at + 32), place,
	    _mm512_loadu_si512(at + 48));
	return _mm512_mask_mov_epi32(near, _mm512_cmpge_epi32_mask(place,
	    _mm512_set1_epi32(WINDOW / 2)), far);
}

AVX512 static inline __m512i
minus(__m512i a, uint32_t b)
{
	return _mm512_sub_epi32(a, _mm512_set1_epi32((int)b));
}

/* The two bytes before text[at[i] + 1], for each of n. */
AVX512 static inline void
load_pairs(const char *text, const uint32_t *at, size_t n, uint16_t *pair)
{
#pragma GCC unroll 8
	for (size_t i = 0; i < n; i++)
		memcpy(&pair[i], text + at[i] - 1, sizeof pair[i]);
}

/*
 * Where the scores and labels of a block of rows are, and the rows end.  False
 * where a label is not one byte, or *odd, a score less than none.
 */
AVX512 static inline bool
find_fields(const uint32_t *at, size_t rows, const struct fields_pairs *p,
    struct block *b, uint32_t *end, uint32_t *size, bool *odd)
{
	const struct fields_place x = p->score, y = p->label;
	const size_t step = p->separators;
	/* the first separator in use is the window's first entry */
	const uint32_t from = x.before < y.before ? x.before : y.before;
	const size_t reach = 15 * step + step - from + 1;
	const __m512i x0 = places(x.before - from, step);
	const __m512i x1 = places(x.after - from, step);
	const __m512i y0 = places(y.before - from, step);
	const __m512i y1 = places(y.after - from, step);
	const __m512i last = places(step - from, step);
	__m512i negative = _mm512_setzero_si512(), wide = negative;

	at += from;
	for (size_t i = 0; i < rows; i += ROWS, at += ROWS * step) {
		__m512i x_end = minus(entries(at, x1, reach), x.back);
		__m512i y_end = minus(entries(at, y1, reach), y.back);
		__m512i x_size = minus(_mm512_sub_epi32(x_end,
		    entries(at, x0, reach)), x.skip);
		__m512i y_size = minus(_mm512_sub_epi32(y_end,
		    entries(at, y0, reach)), y.skip);

		negative = _mm512_or_si512(negative, x_size);
		wide = _mm512_or_si512(wide, _mm512_xor_si512(y_size,
		    _mm512_set1_epi32(1)));
		_mm512_storeu_si512(end + i, x_end);
		_mm512_storeu_si512(size + i, x_size);
		_mm512_store_si512(b->label + i, y_end);
		_mm512_store_si512(b->row + i, entries(at, last, reach));
	}
	*odd |= _mm512_movepi32_mask(negative) != 0;
	return !_mm512_test_epi32_mask(wide, wide);
}

/* 16 digits as numbers. */
AVX512 static inline void
put_labels(double *label, __m256i digit)
{
	_mm512_storeu_pd(label, _mm512_cvtepi32_pd(
	    _mm256_cvtepu16_epi32(_mm256_castsi256_si128(digit))));
	_mm512_storeu_pd(label + 8, _mm512_cvtepi32_pd(
	    _mm256_cvtepu16_epi32(_mm256_extracti128_si256(digit, 1))));
}

AVX512 int
fields_avx512_pairs(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, uint32_t *end, uint32_t *size, double *label)
{
	const bool last = p->label.after == p->separators && p->label.back == 0;
	const __m256i newline = _mm256_set1_epi16('\n');
	const __m256i most = _mm256_set1_epi16((short)p->most);
	__mmask16 no_row = 0, no_digit = 0;
	bool odd = false, narrow = true;
	struct block b;
	size_t i = 0, n;
	int rest;

	for (; i + ROWS <= rows; i += n, at += n * p->separators) {
		n = rows - i < BLOCK ? (rows - i) / ROWS * ROWS : BLOCK;
		narrow &= find_fields(at, n, p, &b, end + i, size + i, &odd);
		load_pairs(text, b.label, n, b.near);
		if (!last)
			load_pairs(text, b.row, n, b.stop);
		for (size_t k = 0; k < n; k += ROWS) {
			__m256i near = _mm256_load_si256(
			    (const void *)(b.near + k));
			__m256i stop = last ? near : _mm256_load_si256(
			    (const void *)(b.stop + k));
			__m256i digit = _mm256_sub_epi16(
			    _mm256_and_si256(near, _mm256_set1_epi16(0xff)),
			    _mm256_set1_epi16('0'));

			no_row |= _mm256_cmpneq_epi16_mask(
			    _mm256_srli_epi16(stop, 8), newline);
			no_digit |= _mm256_cmpgt_epu16_mask(digit, most);
			put_labels(label + i + k, digit);
		}
	}
	rest = fields_pairs(text, at, rows - i, p, end + i, size + i,
	    label + i);
	if (no_row || odd)
		rest &= ~FIELDS_ROWS;
	return no_digit || !narrow ? rest & ~FIELDS_DIGITS : rest;
}

#endif
