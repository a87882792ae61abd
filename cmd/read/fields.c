/* fields.c - the scalar tier, which says what the others must do. */
#include "fields.h"
#include "../number.h"

#include <string.h>

static size_t
scalar_index(const char *text, size_t len, char delimiter, uint32_t *at,
    bool *hard)
{
	size_t n = 0;
	bool odd = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		at[n] = (uint32_t)i;
		n += c == delimiter || c == '\n';
		odd |= c == '"' || c == '\r' || c == '\0';
	}
	*hard = odd;
	return n;
}

static size_t
scalar_convert(const char *text, const uint32_t *end, const uint32_t *size,
    size_t n, double *x, uint32_t *unproved)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++)
		if (number_parse(text + end[i] - size[i], size[i], &x[i]))
			unproved[bad++] = (uint32_t)i;
	return bad;
}

const struct fields_tier fields_scalar = { "scalar", scalar_index,
	scalar_convert };

/* A tier, and whether this processor has it. */
struct choice {
	const struct fields_tier *tier;
	bool there;
};

const struct fields_tier *
fields_choose(const char *name)
{
	const struct choice choices[] = { { &fields_scalar, true } };
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (choices[i].there &&
		    (!name || !strcmp(choices[i].tier->name, name)))
			return choices[i].tier;
	return NULL;
}
