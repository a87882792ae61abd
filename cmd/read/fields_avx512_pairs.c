/*
 * fields_avx512_pairs.c - scores and labels of 16 rows at a time.
 *
 * A separator of 16 rows is gathered, or, with two in a row, picked from two
 * loads.  Of each label come four bytes: the two that end with it, and two more,
 * the first of which is the row's '\n' where the label is its last field.
 */
#include "fields.h"
#include "fields_x86.h"

#if defined(__x86_64__)

enum { ROWS = 16 };

/* Separator k of 16 rows that begin at at[]. */
AVX512 static inline __m512i
separator(const uint32_t *at, size_t k, size_t step)
{
	const __m512i places = _mm512_cvtepu8_epi32(_mm_load_si128(
	    (const void *)fields_places));

	if (step == 2)
		return _mm512_permutex2var_epi32(_mm512_loadu_si512(at + k),
		    _mm512_slli_epi32(places, 1),
		    _mm512_loadu_si512(at + k + ROWS));
	return _mm512_i32gather_epi32(_mm512_mullo_epi32(places,
	    _mm512_set1_epi32((int)step)), at + k, 4);
}

AVX512 static inline __m512i
byte(__m512i words, unsigned i)
{
	return _mm512_and_si512(_mm512_srli_epi32(words, 8 * i),
	    _mm512_set1_epi32(0xff));
}

AVX512 static inline __m512i
minus(__m512i a, uint32_t b)
{
	return _mm512_sub_epi32(a, _mm512_set1_epi32((int)b));
}

AVX512 int
fields_avx512_pairs(const char *text, const uint32_t *at, size_t rows,
    const struct fields_pairs *p, uint32_t *end, uint32_t *size, double *label)
{
	const struct fields_place x = p->score, y = p->label;
	const size_t step = p->separators;
	const bool last = y.after == step && y.back == 0;
	const __m512i one = _mm512_set1_epi32(1);
	const __m512i newline = _mm512_set1_epi32('\n');
	const __m512i most = _mm512_set1_epi32((int)p->most);
	__mmask16 no_row = 0, not_one = 0;
	__m512i negative = _mm512_setzero_si512();
	size_t i = 0;
	int rest;

	for (; i + ROWS <= rows; i += ROWS, at += ROWS * step) {
		__m512i x_end = minus(separator(at, x.after, step), x.back);
		__m512i x_size = minus(_mm512_sub_epi32(x_end,
		    separator(at, x.before, step)), x.skip);
		__m512i y_end = minus(separator(at, y.after, step), y.back);
		__m512i y_size = minus(_mm512_sub_epi32(y_end,
		    separator(at, y.before, step)), y.skip);
		__m512i near = _mm512_i32gather_epi32(y_end, text - 2, 1);
		__m512i digit = minus(byte(near, 1), '0');
		__m512i stop = last ? byte(near, 2)
		    : byte(_mm512_i32gather_epi32(separator(at, step, step),
			text, 1), 0);

		no_row |= _mm512_cmpneq_epi32_mask(stop, newline);
		not_one |= _mm512_cmpneq_epi32_mask(y_size, one) |
		    _mm512_cmpgt_epu32_mask(digit, most);
		negative = _mm512_or_si512(negative, x_size);
		_mm512_storeu_si512(end + i, x_end);
		_mm512_storeu_si512(size + i, x_size);
		_mm512_storeu_pd(label + i, _mm512_cvtepi32_pd(
		    _mm512_castsi512_si256(digit)));
		_mm512_storeu_pd(label + i + 8, _mm512_cvtepi32_pd(
		    _mm512_extracti64x4_epi64(digit, 1)));
	}
	rest = fields_pairs(text, at, rows - i, p, end + i, size + i,
	    label + i);
	if (no_row || _mm512_movepi32_mask(negative))
		rest &= ~FIELDS_ROWS;
	return not_one ? rest & ~FIELDS_DIGITS : rest;
}

#endif
