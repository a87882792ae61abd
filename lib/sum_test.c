/* sum_test.c - exact sums against Python's fractions, and their laws. */
#include "focalloss.h"
#include "test.h"

#define SMALLEST 0x1p-1074
#define LARGEST 0x1.fffffffffffffp+1023

static const struct sum_row {
	const char *name;
	size_t n;
	double x[10];
	uint64_t divisor;
	double want;
} sum_rows[] = {
	/*
	 * Wanted are float(sum(map(Fraction, x)) / divisor) of Python 3.11,
	 * and math.fsum(x) where it does not overflow on the way.
	 */
	{ "ten tenths are one", 10,
	    { 0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4 },
	    1, 0x1p+0 },
	{ "ten tenths over ten are a tenth", 10,
	    { 0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4,
	    0x1.999999999999ap-4, 0x1.999999999999ap-4 },
	    10, 0x1.999999999999ap-4 },
	{ "big ones cancel", 3,
	    { 0x1.249ad2594c37dp+332, 0x1p+0, -0x1.249ad2594c37dp+332 },
	    1, 0x1p+0 },
	{ "the largest cancels next to the smallest", 3,
	    { 0x1.fffffffffffffp+1023, 0x0.0000000000001p-1022,
	    -0x1.fffffffffffffp+1023 },
	    1, 0x0.0000000000001p-1022 },
	{ "overflow and back", 3,
	    { 0x1.1ccf385ebc8ap+1023, 0x1.1ccf385ebc8ap+1023,
	    -0x1.1ccf385ebc8ap+1023 },
	    1, 0x1.1ccf385ebc8ap+1023 },
	{ "overflow and back, negative", 3,
	    { -0x1.1ccf385ebc8ap+1023, -0x1.1ccf385ebc8ap+1023,
	    0x1.1ccf385ebc8ap+1023 },
	    1, -0x1.1ccf385ebc8ap+1023 },
	{ "overflow that stays", 2,
	    { 0x1.1ccf385ebc8ap+1023, 0x1.1ccf385ebc8ap+1023 },
	    1, INFINITY },
	{ "overflow that stays, negative", 2,
	    { -0x1.fffffffffffffp+1023, -0x1.fffffffffffffp+1023 },
	    1, -INFINITY },
	{ "overflow undone by the divisor", 3,
	    { 0x1.fffffffffffffp+1023, 0x1.fffffffffffffp+1023,
	    0x1.fffffffffffffp+1023 },
	    3, 0x1.fffffffffffffp+1023 },
	{ "half an ulp below overflow", 3,
	    { 0x1.fffffffffffffp+1023, 0x1p+970, -0x0.0000000000001p-1022 },
	    1, 0x1.fffffffffffffp+1023 },
	{ "half an ulp above the largest overflows", 2,
	    { 0x1.fffffffffffffp+1023, 0x1p+970 },
	    1, INFINITY },
	{ "a tie to even goes down", 2,
	    { 0x1p+0, 0x1p-53 },
	    1, 0x1p+0 },
	{ "a tie to even goes up", 2,
	    { 0x1.0000000000001p+0, 0x1p-53 },
	    1, 0x1.0000000000002p+0 },
	{ "just above a tie", 3,
	    { 0x1p+0, 0x1p-53, 0x0.0000000000001p-1022 },
	    1, 0x1.0000000000001p+0 },
	{ "just below a tie", 3,
	    { 0x1.0000000000001p+0, 0x1p-53, -0x0.0000000000001p-1022 },
	    1, 0x1.0000000000001p+0 },
	{ "just above a negative tie", 3,
	    { -0x1p+0, -0x1p-53, -0x0.0000000000001p-1022 },
	    1, -0x1.0000000000001p+0 },
	{ "rounding carries into the exponent", 2,
	    { 0x1.fffffffffffffp+0, 0x1p-53 },
	    1, 0x1p+1 },
	{ "the smallest", 1,
	    { 0x0.0000000000001p-1022 },
	    1, 0x0.0000000000001p-1022 },
	{ "half the smallest ties to zero", 1,
	    { 0x0.0000000000001p-1022 },
	    2, 0 },
	{ "half the smallest, negative, ties to minus zero", 1,
	    { -0x0.0000000000001p-1022 },
	    2, -0.0 },
	{ "three halves of the smallest tie to two", 3,
	    { 0x0.0000000000001p-1022, 0x0.0000000000001p-1022,
	    0x0.0000000000001p-1022 },
	    2, 0x0.0000000000002p-1022 },
	{ "two thirds of the smallest", 2,
	    { 0x0.0000000000001p-1022, 0x0.0000000000001p-1022 },
	    3, 0x0.0000000000001p-1022 },
	{ "five thirds of the smallest, negative", 5,
	    { -0x0.0000000000001p-1022, -0x0.0000000000001p-1022,
	    -0x0.0000000000001p-1022, -0x0.0000000000001p-1022,
	    -0x0.0000000000001p-1022 },
	    3, -0x0.0000000000002p-1022 },
	{ "subnormal quotient that ties down", 1,
	    { 0x0.0000000000005p-1022 },
	    2, 0x0.0000000000002p-1022 },
	{ "subnormal quotient just above its tie", 2,
	    { 0x0.000000000138dp-1022, 0x0.0000000000001p-1022 },
	    2002, 0x0.0000000000003p-1022 },
	{ "the largest subnormal and the smallest", 2,
	    { 0x0.fffffffffffffp-1022, 0x0.0000000000001p-1022 },
	    1, 0x1p-1022 },
	{ "a quotient becomes the smallest normal", 3,
	    { 0x1p-1022, 0x1p-1022, -0x0.0000000000001p-1022 },
	    2, 0x1p-1022 },
	{ "a quotient far below zero's neighbour", 1,
	    { 0x0.0000000000001p-1022 },
	    0xffffffffffffffffu, 0 },
	{ "a negative one far below", 1,
	    { -0x0.0000000000001p-1022 },
	    0xffffffffffffffffu, -0.0 },
	{ "the largest divisor", 4,
	    { 0x1p+0, 0x1p+1, 0x1.fffffffffffffp+1023,
	    -0x1.fffffffffffffp+1023 },
	    0xffffffffffffffffu, 0x1.8p-63 },
	{ "the largest over the largest divisor", 1,
	    { 0x1.fffffffffffffp+1023 },
	    0xffffffffffffffffu, 0x1.fffffffffffffp+959 },
	{ "divisor 2^63 + 1", 3,
	    { 0x1.fffffffffffffp+1023, -0x1p+0, 0x1.56e1fc2f8f359p-997 },
	    0x8000000000000001u, 0x1.fffffffffffffp+960 },
	{ "one third", 1,
	    { 0x1p+0 },
	    3, 0x1.5555555555555p-2 },
	{ "minus two thirds", 1,
	    { -0x1p+1 },
	    3, -0x1.5555555555555p-1 },
	{ "limb borders", 4,
	    { 0x0.000000004p-1022, 0x0.4p-1022, -0x0.000000002p-1022,
	    0x1p-992 },
	    1, 0x1.00000001p-992 },
	{ "all digits of a limb set", 5,
	    { 0x1p+32, 0x1p+31, 0x1p+30, 0x1p+29, -0x1p+0 },
	    1, 0x1.dfffffffp+32 },
	{ "minus one bit across all limbs", 2,
	    { 0x1p+1023, -0x0.0000000000001p-1022 },
	    7, 0x1.2492492492492p+1020 },
	{ "zeros are plus zero", 2,
	    { -0.0, -0.0 },
	    1, 0 },
	{ "a difference of zero is plus zero", 2,
	    { -0x1.8p+0, 0x1.8p+0 },
	    3, 0 },
	{ "random numbers 1", 5,
	    { -0x1.aecd8eb2b8b78p-8, -0x1.b5d34316e07cp+2,
	    -0x1.9f9c5fd1311b2p+3, -0x1.c49bee0b8ed14p+2,
	    -0x1.242628fb3357ap-5 },
	    1, -0x1.af16fc1e9d261p+4 },
	{ "random numbers 2", 8,
	    { 0x0.032c78a7cf5edp-1022, 0x1.a22dd9b2b528p-57,
	    0x1.4eb252c860c96p-46, 0x1.ca30411c93182p+19,
	    0x1.04fbb5953f48cp-55, 0x1.3bd04d2bcc158p-13,
	    -0x1.a22dd9b2b528p-57, -0x1.4eb252c860c96p-46 },
	    10, 0x1.6e8d00e4a586cp+16 },
	{ "random numbers 3", 4,
	    { -0x1.4b34dbb62433p+6, -0x1.876178b6ec4cep-22,
	    0x1.eda0ab43b6ap+23, -0x1.46efa9f2cf122p+13 },
	    0xca38fd549u, 0x1.383ee6cf5685cp-12 },
	{ "random numbers 4", 8,
	    { 0x1.7242a5265ec3cp-1019, 0x1.07a70c1e840bp+1,
	    -0x1.2d1928c0757d8p+4, 0x1.03da2db5dac1p-4,
	    -0x1.19ca1da86279p-2, -0x1.07a70c1e840bp+1,
	    0x1.2d1928c0757d8p+4, -0x1.03da2db5dac1p-4 },
	    1, -0x1.19ca1da86279p-2 },
	{ "random numbers 5", 4,
	    { 0x1.1e8ba89f3e8dep-834, 0x1.30d6ea99ba408p+72,
	    -0x1.400de3fedfa8p-304, 0x1.d5e76972e6ccp-413 },
	    0x12faecbd3au, 0x1.00f99ff664305p+36 },
	{ "random numbers 6", 5,
	    { 0x0.0000000001ec9p-1022, -0x1.43783ed9178acp+909,
	    -0x1.69a83940b93cp-926, 0x1.43783ed9178acp+909,
	    0x1.69a83940b93cp-926 },
	    0x24ac78ede0d7cu, 0 },
	{ "random numbers 7", 5,
	    { 0x1.8ff70459a54a4p+14, -0x1.b3d75ae2ff4p+34,
	    -0x1.66c413b99635p+43, -0x1.a0285f0714b0ap-27,
	    -0x1.a85f726c7536p+20 },
	    1, -0x1.679e02ab46e15p+43 },
	{ "random numbers 8", 5,
	    { 0x1.6ee9d698b0ce9p-910, 0x1.2d51e493f4488p+3,
	    0x1.49a6a6b90ac1ap-2, -0x1.2d51e493f4488p+3,
	    -0x1.49a6a6b90ac1ap-2 },
	    378545, 0x1.fc2d9d23a8d7ap-929 },
	{ "random numbers 9", 6,
	    { -0x1.53eb2031cd638p-47, -0x1.9d55fe1d0bap-40,
	    0x1.12abab24ca91cp-45, 0x1.e82b0f3f63af8p-12,
	    -0x1.beab862a97108p+48, -0x1.c9dfbad7c19p-47 },
	    431262239, -0x1.1606a0f836b0fp+20 },
	{ "random numbers 10", 8,
	    { 0x1.dddf4f0316908p-959, -0x1.1c955445a3d4p+7,
	    -0x1.c5cb2d4b2996p-9, 0x1.f2246d2dec36ap+26,
	    0x1.8969d830b24cep-32, -0x1.6574fd7560c2p-39,
	    -0x1.651209624f3cep+23, 0x1.1c955445a3d4p+7 },
	    1, 0x1.c5822c016995ap+26 },
	{ "random numbers 11", 7,
	    { -0x1.e5e519b7d3638p-7, -0x1.6ad3ceca5ff62p+2,
	    -0x1.0bc4c863e3554p+2, -0x1.737bb80c01c64p-5,
	    0x1.862189dbf4a88p+1, 0x1.cd0781cf0d476p+4,
	    0x1.68db96bd62888p-7 },
	    1931732425, 0x1.869a4ecc5be57p-27 },
	{ "random numbers 12", 8,
	    { 0x1.e5dc9c9745628p-924, -0x1.b1af35cafd3p-17,
	    0x1.1306686683688p-875, -0x1.3cd0da7761276p-574,
	    -0x1.e6627b59cd32p-779, -0x1.4791f36636bdp-895,
	    -0x1.9729cd7ff85b2p+159, -0x1.651ace3b50144p-794 },
	    2, -0x1.9729cd7ff85b2p+158 },
};

static const struct special_row {
	const char *name;
	size_t n;
	double x[3];
	double want;
} special_rows[] = {
	{ "nothing adds up to plus zero", 0, { 0 }, 0 },
	{ "inf stays", 3, { 1, INFINITY, -1 }, INFINITY },
	{ "-inf stays", 3, { -INFINITY, LARGEST, LARGEST }, -INFINITY },
	{ "inf twice stays", 2, { INFINITY, INFINITY }, INFINITY },
	{ "inf and -inf are nan", 3, { INFINITY, 1, -INFINITY }, NAN },
	{ "nan wins over numbers", 2, { NAN, 1 }, NAN },
	{ "nan wins over inf", 3, { INFINITY, NAN, 1 }, NAN },
	{ "-nan is nan too", 2, { -NAN, -INFINITY }, NAN },
};

static const struct reduction_row {
	const char *name, *find;
	bool known;
	double want;	/* of 1, 2 and 6 over 5 targets in 3 rows */
} reduction_rows[] = {
	{ "mean is over targets", "mean", true, 9.0 / 5 },
	{ "sum is the sum", "sum", true, 9 },
	{ "an unknown reduction is not found", "median", false, 0 },
	{ "the beginning of a name is no name", "mea", false, 0 },
	{ "no name is not found", "", false, 0 },
};

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

static size_t
below(size_t n)
{
	return (size_t)(random_bits() % n);
}

/* Of any sign, exponent and mantissa. */
static double
random_finite(void)
{
	double x;

	do {
		uint64_t bits = random_bits();

		memcpy(&x, &bits, sizeof x);
	} while (!isfinite(x));
	return x;
}

/* As assert_same, but 0 and -0 differ. */
#define assert_exact(got, want) assert_exact_(got, want, #got, __LINE__)

static void
assert_exact_(double got, double want, const char *what, int line)
{
	assert_close_(got, want, 0, what, __FILE__, line);
	if (!isnan(want) && signbit(got) != signbit(want)) {
		print_error("%s has the wrong sign\n", what);
		_fail(__FILE__, line);
	}
}

static void
add(struct focal_sum *s, double x)
{
	focal_sum_add(s, 1, &x, 1);
}

/* Add n copies of x, by merging a sum with itself. */
static void
add_copies(struct focal_sum *s, double x, uint64_t n)
{
	struct focal_sum copies = { { 0 }, 0, 0, 0, 0 };

	add(&copies, x);
	for (; n > 0; n >>= 1) {
		if (n & 1)
			focal_sum_merge(s, &copies);
		focal_sum_merge(&copies, &copies);
	}
}

static void
sums_as_python_does(void **state)
{
	const struct sum_row *row = *state;
	struct focal_sum s = { { 0 }, 0, 0, 0, 0 };

	focal_sum_add(&s, row->n, row->x, 1);
	assert_exact(focal_sum_over(&s, row->divisor), row->want);
	if (row->divisor == 1)
		assert_exact(focal_sum_value(&s), row->want);
}

static void
treats_special_as_ieee_does(void **state)
{
	const struct special_row *row = *state;
	struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
	struct focal_sum parts = s;

	focal_sum_add(&s, row->n, row->x, 1);
	assert_exact(focal_sum_value(&s), row->want);
	assert_exact(focal_sum_over(&s, 7), row->want);
	for (size_t i = 0; i < row->n; i++) {
		struct focal_sum part = { { 0 }, 0, 0, 0, 0 };

		add(&part, row->x[i]);
		focal_sum_merge(&parts, &part);
	}
	assert_exact(focal_sum_value(&parts), row->want);
}

static void
reduces(void **state)
{
	const struct reduction_row *row = *state;
	const struct focal_reduction *r = focal_find_reduction(row->find);
	struct focal_total total = { .rows = 3, .targets = 5 };
	const double x[] = { 1, 2, 6 };

	assert_int_equal(r != NULL, row->known);
	if (!r)
		return;
	focal_sum_add(&total.loss, COUNT(x), x, 1);
	assert_string_equal(r->name, row->find);
	assert_true(r->linear);
	assert_exact(r->value(&total, &total.loss), row->want);
}

static void
stride_skips(void **state)
{
	const double x[] = { 1, 100, 1000, 2, 100, 1000, 4 };
	struct focal_sum s = { { 0 }, 0, 0, 0, 0 };

	(void)state;
	focal_sum_add(&s, 3, x, 3);
	assert_exact(focal_sum_value(&s), 7);
	focal_sum_add(&s, 0, NULL, 3);
	assert_exact(focal_sum_value(&s), 7);
}

enum { HARD = 64 };

/* Numbers of all sizes, half of them cancelling the other half but for one. */
static void
make_hard(double x[static HARD])
{
	for (int i = 0; i < HARD; i += 2) {
		x[i] = random_finite();
		x[i + 1] = -x[i];
	}
	x[0] = LARGEST;
	x[1] = 0x1p1023;
	x[2] = -0x1p1023;
	x[3] = -0.0;
	x[4] = SMALLEST;
	x[5] = 3 * SMALLEST;
	x[6] = -0x1p-1022;
	x[7] = 0x1p-1022 - SMALLEST;
	x[8] = -LARGEST;
	x[9] = 0x1p-1040;
}

static void
shuffle(double x[static HARD])
{
	for (size_t i = HARD; i > 1; i--) {
		size_t j = below(i);
		double kept = x[i - 1];

		x[i - 1] = x[j];
		x[j] = kept;
	}
}

/* Split x anywhere, into up to five parts, and merge them in any order. */
static struct focal_sum
sum_of_parts(const double x[static HARD])
{
	enum { PARTS = 5 };
	struct focal_sum part[PARTS], s;
	size_t from = 0, first = below(PARTS);

	memset(part, 0, sizeof part);
	memset(&s, 0, sizeof s);
	while (from < HARD) {
		size_t some = 1 + below(HARD - from);

		focal_sum_add(&part[below(PARTS)], some, x + from, 1);
		from += some;
	}
	for (size_t i = 0; i < PARTS; i++)
		focal_sum_merge(&s, &part[(first + i) % PARTS]);
	return s;
}

static void
order_and_parts_do_not_matter(void **state)
{
	double x[HARD], value = 0, third = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		struct focal_sum s;

		if (i % 100 == 0) {
			struct focal_sum whole = { { 0 }, 0, 0, 0, 0 };

			make_hard(x);
			focal_sum_add(&whole, HARD, x, 1);
			value = focal_sum_value(&whole);
			third = focal_sum_over(&whole, 3);
			/* what make_hard left uncancelled */
			assert_exact(value, 0x1p-1040 + 3 * SMALLEST);
		}
		shuffle(x);
		s = sum_of_parts(x);
		assert_exact(focal_sum_value(&s), value);
		assert_exact(focal_sum_over(&s, 3), third);
	}
}

static void
one_number_stays_itself(void **state)
{
	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
		double x = random_finite();

		if (i % 4 == 0)
			x *= 0x1p-1074;
		if (x == 0)
			continue;
		add(&s, x);
		assert_exact(focal_sum_value(&s), x);
	}
}

/* The compiler's own arithmetic rounds a sum or quotient of two once, too. */
static void
two_numbers_do_as_the_machine(void **state)
{
	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
		double x = random_finite();
		double y = ldexp(random_finite(), (int)below(64) - 32);
		uint64_t d = 1 + (random_bits() >> (11 + below(52)));

		if (i % 2)
			y = ldexp(frexp(y, &(int){ 0 }),
			    ilogb(x) - (int)below(60));
		if (!isfinite(y) || x + y == 0)
			continue;
		add(&s, x);
		assert_exact(focal_sum_over(&s, d), x / (double)d);
		add(&s, y);
		assert_exact(focal_sum_value(&s), x + y);
	}
}

static void
over_a_power_of_two_is_exact(void **state)
{
	double x[HARD];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
		double value;

		for (int j = 0; j < HARD; j++)
			x[j] = ldexp(random_finite(), -8) + 0x1p-800;
		focal_sum_add(&s, HARD, x, 1);
		value = focal_sum_value(&s);
		for (int k = 0; k < 64; k++)
			assert_exact(focal_sum_over(&s, (uint64_t)1 << k),
			    ldexp(value, -k));
	}
}

static double
random_size(int i)
{
	double x = random_finite();

	return i % 4 ? x : x * 0x1p-1040;	/* many subnormals */
}

static void
mean_of_copies_is_the_number(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
		double x = random_size(i);
		uint64_t n = 1 + (random_bits() >> below(64)) % UINT64_MAX;

		if (x == 0)
			continue;
		add_copies(&s, x, n);
		assert_exact(focal_sum_over(&s, n), x);
	}
}

/*
 * n copies of a number and n of its neighbour, over 2 n, are a tie, which the
 * smallest of all numbers breaks.
 */
static void
mean_of_neighbours_ties_to_even(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct focal_sum s = { { 0 }, 0, 0, 0, 0 };
		double x = random_size(i), next = nextafter(x, INFINITY);
		uint64_t n = 1 + (random_bits() >> (1 + below(63))), bits;

		if (x == 0 || next == 0 || !isfinite(next))
			continue;
		add_copies(&s, x, n);
		add_copies(&s, next, n);
		memcpy(&bits, &x, sizeof bits);
		assert_exact(focal_sum_over(&s, 2 * n), bits & 1 ? next : x);
		add(&s, SMALLEST);
		assert_exact(focal_sum_over(&s, 2 * n), next);
		add(&s, -2 * SMALLEST);
		assert_exact(focal_sum_over(&s, 2 * n), x);
	}
}

/*
 * 2^doublings times 2^20 - 2 numbers x.  For 11 doublings that is just below
 * what can be pending; the numbers below have a limb with only ones.
 */
static uint64_t
fill(struct focal_sum *s, double x, int doublings)
{
	enum { BLOCK = 1 << 10, BLOCKS = 1 << 10 };
	double block[BLOCK];

	for (int i = 0; i < BLOCK; i++)
		block[i] = x;
	memset(s, 0, sizeof *s);
	for (int i = 1; i < BLOCKS; i++)
		focal_sum_add(s, BLOCK, block, 1);
	focal_sum_add(s, BLOCK - 2, block, 1);
	for (int i = 0; i < doublings; i++)
		focal_sum_merge(s, s);
	return ((uint64_t)BLOCK * BLOCKS - 2) << doublings;
}

/* A limb that overflowed would spoil the mean; UBSan sees it, too. */
static void
carries_are_settled_in_time(void **state)
{
	enum { MORE = 1 << 13 };	/* what no limb has room for */
	const double ones[] = { LARGEST, -LARGEST, 0x1.fffffffffffffp-43 };
	double more[MORE][2];

	(void)state;
	for (size_t i = 0; i < COUNT(ones); i++) {
		struct focal_sum full, half, s;
		uint64_t fulls = fill(&full, ones[i], 11), n = fulls;
		uint64_t halves = fill(&half, ones[i], 10);

		for (int j = 0; j < MORE; j++) {
			more[j][0] = ones[i];
			more[j][1] = NAN;
		}
		s = full;
		focal_sum_add(&s, MORE, more[0], 2);
		n += MORE;
		assert_exact(focal_sum_over(&s, n), ones[i]);
		s = full;
		focal_sum_merge(&s, &full);
		assert_exact(focal_sum_over(&s, 2 * fulls), ones[i]);
		s = full;
		focal_sum_merge(&s, &half);
		n = fulls + halves;
		assert_exact(focal_sum_over(&s, n), ones[i]);
		s = half;
		focal_sum_merge(&s, &full);
		assert_exact(focal_sum_over(&s, n), ones[i]);
		focal_sum_merge(&s, &s);
		focal_sum_merge(&s, &full);
		focal_sum_add(&s, MORE, more[0], 2);
		n = 2 * n + fulls + MORE;
		assert_exact(focal_sum_over(&s, n), ones[i]);
		add_copies(&s, -ones[i], n - 1);
		assert_exact(focal_sum_value(&s), ones[i]);
	}
}

enum { BULK = 5000 };

/* Doubles of one kind: alike, of all sizes, tiny, huge, cancelling, or odd. */
static double
bulk_number(int kind, uint64_t bits)
{
	double unit = (double)(bits >> 11) * 0x1p-53;
	double sign = bits & 1 ? -1 : 1;

	switch (kind) {
	case 0:
		return unit;
	case 1:
		return sign * ldexp(unit, (int)(bits % 2040) - 1020);
	case 2:
		return sign * ldexp(unit, -1000 - (int)(bits % 80));
	case 3:
		return sign * ldexp(1 + unit, (int)(bits % 20) + 990);
	case 4:
		return sign * 0x1.fffffffffffffp40;
	case 5:
		return bits % 1000 ? sign * unit : sign * ldexp(1, 1015);
	default:
		return bits % 3000 ? 0 : sign * 0x1p-1074;
	}
}

/* In blocks or one by one, the limbs must hold the same number. */
static void
bulk_is_one_by_one(void **state)
{
	static double x[BULK];
	uint64_t bits = 1;

	(void)state;
	for (int kind = 0; kind < 70; kind++) {
		struct focal_sum bulk = { 0 }, one = { 0 };
		size_t n = kind < 7 ? BULK : (size_t)(kind * 71);

		for (size_t i = 0; i < n; i++) {
			bits = bits * 6364136223846793005u + 1442695040888963407u;
			x[i] = bulk_number(kind % 7, bits ^ bits >> 29);
		}
		focal_sum_add(&bulk, n, x, 1);
		for (size_t i = 0; i < n; i++)
			add(&one, x[i]);
		assert_exact(focal_sum_value(&bulk), focal_sum_value(&one));
		/* and nothing is left of their difference */
		for (size_t i = 0; i < n; i++)
			x[i] = -x[i];
		focal_sum_add(&bulk, n, x, 1);
		assert_exact(focal_sum_value(&bulk), 0);
	}
}

static void
bulk_sees_what_is_not_finite(void **state)
{
	static double x[BULK];
	static const double odd[] = { INFINITY, -INFINITY, NAN };

	(void)state;
	for (size_t i = 0; i < BULK; i++)
		x[i] = 1;
	for (size_t k = 0; k < COUNT(odd); k++)
		for (size_t at = 0; at < BULK; at += 37) {
			struct focal_sum s = { 0 };

			x[at] = odd[k];
			focal_sum_add(&s, BULK, x, 1);
			assert_exact(focal_sum_value(&s), odd[k]);
			x[at] = 1;
		}
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(bulk_is_one_by_one),
		cmocka_unit_test(bulk_sees_what_is_not_finite),
		cmocka_unit_test(stride_skips),
		cmocka_unit_test(order_and_parts_do_not_matter),
		cmocka_unit_test(one_number_stays_itself),
		cmocka_unit_test(two_numbers_do_as_the_machine),
		cmocka_unit_test(over_a_power_of_two_is_exact),
		cmocka_unit_test(mean_of_copies_is_the_number),
		cmocka_unit_test(mean_of_neighbours_ties_to_even),
		cmocka_unit_test(carries_are_settled_in_time),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(sum_rows, sums_as_python_does);
	RUN_ROWS(special_rows, treats_special_as_ieee_does);
	RUN_ROWS(reduction_rows, reduces);
	return failed;
}
