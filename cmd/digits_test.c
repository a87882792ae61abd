/* digits_test.c - many numbers at once print as each of them alone. */
#include "digits.h"
#include "number.h"
#include "test.h"

#include <math.h>
#include <string.h>

static uint64_t random_state = 1;

/* splitmix64, of G. Steele et al., 2014 */
static uint64_t
random_bits(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static int
below(int n)
{
	return (int)(random_bits() % (uint64_t)n);
}

static double
double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static double
any_bits(void)
{
	return double_of(random_bits());
}

static double
few_bits(void)
{
	return double_of(random_bits() & ~(uint64_t)0 << below(53));
}

static double
subnormal(void)
{
	return double_of(random_bits() >> (12 + below(52)));
}

static double
integer(void)
{
	return (double)(random_bits() >> below(64));
}

static double
short_decimal(void)
{
	return (double)(random_bits() % 1000000) / pow(10, below(12));
}

static double
in_one(void)
{
	return (double)(random_bits() >> 11 | 1) * 0x1p-53;
}

/* Of either sign, with a point among its digits or not far from them. */
static double
of_size(void)
{
	return ldexp(in_one() - 0.5, below(90) - 30);
}

static double
loss(void)
{
	return -exp(-40 * in_one());
}

/* A double next to which a short decimal lies halfway, see number_test.c. */
static double
next_to_tie(void)
{
	int exp2 = 1 + below(76), k = (int)(exp2 * 0.30103) + 1;
	uint64_t five = 1, u;

	for (; k > 0; k--)
		five *= 5;
	u = five * ((((uint64_t)1 << 53) + (random_bits() >> 11)) / five | 1);
	return ldexp((double)(u / 2 + (uint64_t)below(2)), exp2);
}

static double
special(void)
{
	static const double some[] = { 0, -0.0, 1, -1, 0.5, 10, 1e22, 1e23,
		1e16, 9999999999999998, 1e-4, 1e-5, 5e-324, INFINITY,
		-INFINITY, NAN, 0x1p-1022, 0x1.fffffffffffffp-1023, 0x1.fffffffffffffp+1023,
		9.999999999999999e22, 0.9999999999999999, 99999999.5 };

	return nextafter(some[below(COUNT(some))], below(3) - 1);
}

/* At most so many of a thousand may be odd: the rest is found at once. */
static const struct kind_row {
	const char *name;
	double (*number)(void);
	int odd;
} kinds[] = {
	{ "numbers of any bits", any_bits, 3 },
	{ "numbers of few bits", few_bits, 1000 },
	{ "subnormal numbers", subnormal, 1000 },
	{ "integers", integer, 1000 },
	{ "short decimals", short_decimal, 20 },
	{ "probabilities", in_one, 1 },
	{ "numbers of some size", of_size, 40 },
	{ "losses", loss, 1 },
	{ "neighbours of ties", next_to_tie, 1000 },
	{ "special numbers", special, 1000 },
};

static void
check(const struct digits *d, size_t i)
{
	char want[NUMBER_TEXT];
	size_t len = number_print(want, d->x[i], 0);

	if (len == d->len[i] && !memcmp(d->text[i], want, len))
		return;
	print_error("%a prints as %.*s, not %s\n", d->x[i], (int)d->len[i],
	    d->text[i], want);
	fail();
}

static void
many_print_as_one(void **state)
{
	static const char *const names[] = { "avx2", "avx512" };
	const struct kind_row *row = *state;
	enum { ROUNDS = 3000 };

	for (size_t t = 0; t < COUNT(names); t++) {
		const struct digits_tier *tier = digits_choose(names[t]);
		static struct digits d;
		size_t odd = 0;

		for (int i = 0; tier && i < ROUNDS; i++) {
			size_t n = i % 8 ? DIGITS_MANY : 1 + (size_t)below(64);

			for (size_t k = 0; k < DIGITS_MANY; k++)
				d.x[k] = row->number();
			tier->find(&d, n);
			for (size_t k = 0; k < n; k++)
				if (d.len[k])
					check(&d, k);
				else
					odd++;
		}
		assert_true(odd * 1000 <= (size_t)row->odd *
		    (ROUNDS * (size_t)DIGITS_MANY));
	}
}

static void
tiers_are_known_by_name(void **state)
{
	struct digits d = { .len = { 7, 7, 7 } };

	(void)state;
	assert_non_null(digits_choose(NULL));
	assert_ptr_equal(digits_choose("none"), &digits_none);
	assert_null(digits_choose("mmx"));
	digits_none.find(&d, 2);
	assert_int_equal(d.len[0], 0);
	assert_int_equal(d.len[1], 0);
	assert_int_equal(d.len[2], 7);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(tiers_are_known_by_name),
	};
	int failed = cmocka_run_group_tests(rest, NULL, NULL);

	RUN_ROWS(kinds, many_print_as_one);
	return failed != 0;
}
