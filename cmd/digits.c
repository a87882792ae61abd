/* digits.c - which way of digits.h this processor can go. */
#include "digits.h"
#include "cpu.h"

#include <string.h>

static void
find_none(struct digits *d, size_t n)
{
	memset(d->len, 0, n * sizeof *d->len);
}

const struct digits_tier digits_none = { "none", find_none };

const struct digits_tier *
digits_choose(const char *name)
{
	const struct choice {
		const struct digits_tier *tier;
		bool there;
	} choices[] = {
#if defined(__x86_64__)
		{ &digits_avx512, CPU_AVX512F && CPU_AVX512BW &&
			CPU_AVX512DQ && CPU_AVX512VL && CPU_AVX512CD &&
			CPU_AVX512IFMA && CPU_AVX512VBMI2 },
		{ &digits_avx2, CPU_AVX2 },
#endif
		{ &digits_none, true },
	};

	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (choices[i].there &&
		    (!name || !strcmp(choices[i].tier->name, name)))
			return choices[i].tier;
	return NULL;
}
