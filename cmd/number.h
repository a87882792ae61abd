/*
 * number.h - decimal text to double and back; no locale has a say.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

enum number_error {
	NUMBER_OK,
	NUMBER_SYNTAX,	/* not a number */
	NUMBER_NAN,	/* nan, in any case, with or without a sign */
	NUMBER_INF,	/* inf or infinity, likewise */
	NUMBER_HEX,	/* 0x1p-2 */
	NUMBER_COMMA,	/* 1,5: a decimal comma */
	NUMBER_GROUPS,	/* 1.000,5 or 1,000.5: thousands set apart */
	NUMBER_BLANK,	/* a number with blanks around it */
	NUMBER_RANGE,	/* 1e999: too large for a double */
	NUMBER_LONG	/* more than NUMBER_DIGITS digits */
};

enum { NUMBER_DIGITS = 4096, NUMBER_TEXT = 48 };

/*
 * The double nearest to the len bytes of text (ties to even), which must be one
 * number, whole: [+-]?(digits[.digits*]|.digits)([eE][+-]?digits)?  The text
 * need not end in a NUL.  Too small a number becomes 0 or a subnormal.  *value
 * is set only with NUMBER_OK.
 */
enum number_error number_parse(const char *text, size_t len, double *value);

/*
 * Write x into text and return the length: with digits 0 the shortest decimal
 * that reads back as x, with an exponent below 1e-4 and from 1e16 on; else that
 * many significant digits (1..17), as %g does.  A 0 fraction is left out, an
 * exponent has two digits at least.  inf, -inf, nan.  Ends in a NUL; that and the
 * text take 25 bytes at most, and what lies behind it is scratch.
 */
size_t number_print(char text[static NUMBER_TEXT], double x, int digits);

#endif
