/* digits_form.c - a sign, zeros, digits, and a point among them. */
#include "digits.h"

/* How much of a text is in front of the first digit, and of the point. */
#define FRONT(e, sign) ((sign) + ((e) < -DIGITS_LEAST \
	? 1 - DIGITS_LEAST - (e) : 0))
#define POINT(e, sign) ((sign) + ((e) < -DIGITS_LEAST || (e) == DIGITS_FAR \
	? 1 : (e) + DIGITS_LEAST + 1))
/* Which digit it is */
#define DIGIT(e, zero, sign, i) ((i) + (zero) - FRONT(e, sign) - \
	((e) >= -DIGITS_LEAST && (i) > POINT(e, sign)))
#define FROM(e, zero, sign, i) ((i) < FRONT(e, sign) || \
	(i) == POINT(e, sign) || DIGIT(e, zero, sign, i) > 16 \
	? DIGITS_SPARE : DIGIT(e, zero, sign, i) & 15)
#define WITH(e, zero, sign, i) ((i) < (sign) ? '-' \
	: (i) == POINT(e, sign) ? '.' : '0')

#define FOUR(what, e, zero, sign, i) \
	what(e, zero, sign, i), what(e, zero, sign, (i) + 1), \
	what(e, zero, sign, (i) + 2), what(e, zero, sign, (i) + 3)
#define ALL(what, e, zero, sign) { \
	FOUR(what, e, zero, sign, 0), FOUR(what, e, zero, sign, 4), \
	FOUR(what, e, zero, sign, 8), FOUR(what, e, zero, sign, 12), \
	FOUR(what, e, zero, sign, 16), FOUR(what, e, zero, sign, 20), \
	FOUR(what, e, zero, sign, 24), FOUR(what, e, zero, sign, 28) }
#define FORM(e, zero, sign) \
	{ ALL(FROM, e, zero, sign), ALL(WITH, e, zero, sign) }
#define FORMS(e) { { FORM(e, 0, 0), FORM(e, 0, 1) }, \
	{ FORM(e, 1, 0), FORM(e, 1, 1) } }

const _Alignas(64) struct digits_form digits_form[DIGITS_FAR + 1][2][2] = {
	FORMS(0), FORMS(1), FORMS(2), FORMS(3), FORMS(4), FORMS(5), FORMS(6),
	FORMS(7), FORMS(8), FORMS(9), FORMS(10), FORMS(11), FORMS(12),
	FORMS(13), FORMS(14), FORMS(15), FORMS(16), FORMS(17), FORMS(18),
	FORMS(19), FORMS(20)
};
