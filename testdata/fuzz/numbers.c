/*
 * numbers.c - number_parse() on text of exactly so many bytes against strtod(),
 * and number_print() there and back.
 */
#include "fuzz.h"
#include "number.h"

#include <errno.h>
#include <math.h>

/* [+-]?(digits[.digits*]|.digits)([eE][+-]?digits)?; how many digits it has */
static bool
is_number(const char *s, size_t *digits)
{
	size_t whole, fraction = 0;

	s += *s == '+' || *s == '-';
	whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		fraction = strspn(++s, "0123456789");
		s += fraction;
	}
	*digits = whole + fraction;
	if (*digits == 0)
		return false;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '+' || *s == '-';
		if (!strspn(s, "0123456789"))
			return false;
		s += strspn(s, "0123456789");
	}
	return !*s;
}

static bool
same_bits(double a, double b)
{
	return !memcmp(&a, &b, sizeof a);
}

/* With a digit less it would be another number. */
static bool
is_shortest(const char *text, double x)
{
	char less[64];
	int digits = 0, zeros = 0;

	for (; *text && *text != 'e'; text++) {
		if (*text < '0' || *text > '9' || (*text == '0' && !digits))
			continue;
		digits++;
		zeros = *text == '0' ? zeros + 1 : 0;
	}
	digits -= zeros;
	if (digits < 2)
		return true;
	snprintf(less, sizeof less, "%.*e", digits - 2, x);
	return !same_bits(strtod(less, NULL), x);
}

static void
check_print(double x)
{
	char *text = malloc(NUMBER_TEXT), want[64];
	double back;

	CHECK(text);
	for (int digits = 0; digits <= 17; digits++) {
		size_t n = number_print(text, x, digits);

		CHECK(n > 0 && n < 25 && text[n] == '\0' && strlen(text) == n);
		if (!isfinite(x)) {
			CHECK(!strcmp(text, isnan(x) ? "nan"
				: x < 0		     ? "-inf"
						     : "inf"));
			continue;
		}
		snprintf(want, sizeof want, "%.*g", digits ? digits : 17, x);
		CHECK(number_parse(text, n, &back) == NUMBER_OK ||
		    isinf(strtod(want, NULL)));
		if (digits == 0)
			CHECK(same_bits(back, x) && is_shortest(text, x));
		else
			CHECK(same_bits(strtod(text, NULL),
			    strtod(want, NULL)));
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *exact = malloc(n), *text = malloc(n + 1);
	enum number_error e;
	size_t digits;
	double x = 7, y;

	CHECK(exact && text);
	if (n)
		memcpy(exact, bytes, n);
	if (n)
		memcpy(text, bytes, n);
	text[n] = '\0';
	e = number_parse(exact, n, &x);
	CHECK(e == NUMBER_OK || same_bits(x, 7));
	if (strlen(text) == n && is_number(text, &digits)) {
		y = strtod(text, NULL);
		CHECK(e == (digits > NUMBER_DIGITS ? NUMBER_LONG
			: isinf(y)		   ? NUMBER_RANGE
						   : NUMBER_OK));
		CHECK(e != NUMBER_OK || same_bits(x, y));
	} else {
		CHECK(e != NUMBER_OK && e != NUMBER_RANGE && e != NUMBER_LONG);
	}
	if (e == NUMBER_OK)
		check_print(x);
	for (size_t i = 0; i + sizeof x <= n && i < 32; i += sizeof x) {
		memcpy(&x, bytes + i, sizeof x);
		check_print(x);
	}
	free(exact);
	free(text);
	return 0;
}
