/*
 * fields_test.c - every tier this processor has against a naive loop, and
 * against number_parse() and strtod().
 */
#include "fields.h"
#include "../number.h"

#include <stdbool.h>

#include "test.h"

enum { FIELD = 64, BATCH = 1100 };

static const char *const tier_names[] = { "scalar", "avx2", "avx512" };

static uint64_t seed;

static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1d >> 8;
}

static unsigned
below(unsigned n)
{
	return (unsigned)(draw() % n);
}

/* ---- which tier ---- */

static const struct choose_row {
	const char *name, *tier;
	bool there;
} choose_rows[] = {
	{ "the scalar tier is always there", "scalar", true },
	{ "there is a best tier", NULL, true },
	{ "an unknown tier is refused", "avx", false },
	{ "a longer name is refused", "scalars", false },
	{ "no name is refused", "", false },
};

static void
chooses(void **state)
{
	const struct choose_row *row = *state;
	const struct fields_tier *tier = fields_choose(row->tier);

	assert_int_equal(tier != NULL, row->there);
	if (tier && row->tier)
		assert_string_equal(tier->name, row->tier);
}

/* ---- index ---- */

static const char digits_etc[] = "0123456789.-e,,,\n";
static const char hard_etc[] = "0123456789.-e,;\t\n\"\r\0ab";
static const char near[] = {	/* one bit off, and carries between bytes */
	',', '-', '.', '+', '*', '(', '$', '<', '\f', 'l', '\xac', '\xad',
	'\n', '\v', '\b', '\x0e', '\x02', '\x1a', '*', 'J', '\x8a', '\x8b',
	'#', ' ', '&', '2', '\x02', 'b', '\xa2', '\xa3', '\f', '\x0f',
	'\x09', '\x05', '\x1d', '-', 'M', '\x8d', '\x8c', '\x01', '\x80',
	'\x81', '\xff', '\xfe', ';', ':', '9', '\xbb', '\x09', '\x89'
};

static const struct index_row {
	const char *name, *alphabet;
	size_t letters;		/* 0: all bytes */
	char delimiter;
} index_rows[] = {
	{ "commas and line ends among digits", digits_etc,
	    sizeof digits_etc - 1, ',' },
	{ "nothing but commas", ",", 1, ',' },
	{ "nothing but line ends", "\n", 1, ',' },
	{ "nothing but digits", "7", 1, ',' },
	{ "bytes one bit off", near, sizeof near, ',' },
	{ "semicolons among them", near, sizeof near, ';' },
	{ "tabs among them", near, sizeof near, '\t' },
	{ "bytes that are hard", hard_etc, sizeof hard_etc - 1, ';' },
	{ "a letter as delimiter", "0x1X\n", 5, 'x' },
	{ "all bytes", NULL, 0, ',' },
	{ "all bytes and a delimiter beyond ASCII", NULL, 0, '\xac' },
};

/* Text between slacks full of what must not be found there. */
static char *
make_text(size_t len, char delimiter)
{
	static const char hostile[] = { '"', '\n', '\r', '\0', '7', '.', '-' };
	size_t all = len + 2 * FIELDS_SLACK;
	char *text = malloc(all);

	assert_non_null(text);
	for (size_t i = 0; i < all; i++)
		text[i] = below(8) ? hostile[below(sizeof hostile)] : delimiter;
	return text;
}

static void
check_index(const struct fields_tier *tier, const char *text, size_t len,
    char delimiter)
{
	uint32_t *at = malloc((len + 64) * sizeof *at);
	struct fields_seen seen;
	size_t want = 0, lines = 0;
	bool odd = false;

	assert_non_null(at);
	seen = tier->index(text, len, delimiter, at);
	for (size_t i = 0; i < len; i++) {
		odd |= text[i] == '"' || text[i] == '\r' || text[i] == '\0';
		if (text[i] != delimiter && text[i] != '\n')
			continue;
		if (want >= seen.separators || at[want] != i)
			fail_msg("%s: of %zu bytes, %zu is not found",
			    tier->name, len, i);
		want++;
		lines += text[i] == '\n';
	}
	if (seen.separators != want)
		fail_msg("%s: %zu found in %zu bytes, not %zu", tier->name,
		    seen.separators, len, want);
	if (seen.newlines != lines)
		fail_msg("%s: %zu lines in %zu bytes, not %zu", tier->name,
		    seen.newlines, len, lines);
	if (seen.hard != odd)
		fail_msg("%s: %zu bytes are%s hard", tier->name, len,
		    odd ? "" : " not");
	free(at);
}

static void
check_index_all(const char *text, size_t len, char delimiter)
{
	for (size_t i = 0; i < COUNT(tier_names); i++) {
		const struct fields_tier *tier = fields_choose(tier_names[i]);

		if (tier)
			check_index(tier, text, len, delimiter);
	}
}

static void
indexes(void **state)
{
	const struct index_row *row = *state;

	seed = 1;
	for (size_t len = 0; len <= 2400; len += len < 300 ? 1 : 83)
		for (int turn = 0; turn < 8; turn++) {
			char *space = make_text(len, row->delimiter);
			char *text = space + FIELDS_SLACK;

			for (size_t i = 0; i < len; i++)
				text[i] = (char)(row->letters ?
				    row->alphabet[below((unsigned)
				    row->letters)] : (int)below(256));
			check_index_all(text, len, row->delimiter);
			free(space);
		}
}

static const struct place_row {
	const char *name;
	char byte, delimiter;
} place_rows[] = {
	{ "a quote is hard at every place", '"', ',' },
	{ "a CR is hard at every place", '\r', ',' },
	{ "a NUL is hard at every place", '\0', ',' },
	{ "a line end is found at every place", '\n', ',' },
	{ "a comma is found at every place", ',', ',' },
	{ "a tab is found at every place", '\t', '\t' },
	{ "a semicolon is found at every place", ';', ';' },
	{ "a comma that delimits nothing is not", ',', ';' },
};

static void
finds_places(void **state)
{
	const struct place_row *row = *state;
	size_t len = 260;

	seed = 1;
	for (size_t cut = 0; cut < 64; cut += 3)
		for (size_t i = 0; i < len - cut; i++) {
			char *space = make_text(len - cut, row->delimiter);
			char *text = space + FIELDS_SLACK;

			memset(text, 'x', len - cut);
			text[i] = row->byte;
			check_index_all(text, len - cut, row->delimiter);
			free(space);
		}
}

/* ---- convert ---- */

/* Fields side by side; what is between them is hostile, or there is nothing. */
struct batch {
	char *space, *text;
	size_t len, n;
	uint32_t end[BATCH], size[BATCH];
	double want[BATCH];
	bool number[BATCH];
};

/* Proved by each tier, and all. */
struct tally {
	size_t proved[COUNT(tier_names)], all;
};

static void
batch_init(struct batch *b)
{
	b->space = make_text((FIELD + 1) * BATCH, '9');
	b->text = b->space + FIELDS_SLACK;
	b->n = b->len = 0;
}

static void
batch_add(struct batch *b, const char *field, size_t size)
{
	static const char between[] = "0123456789.-, \n";
	size_t i = b->n++;

	memcpy(b->text + b->len, field, size);
	b->number[i] = number_parse(field, size, &b->want[i]) == NUMBER_OK;
	b->len += size;
	b->size[i] = (uint32_t)size;
	b->end[i] = (uint32_t)b->len;
	if (below(4))
		b->text[b->len++] = between[below(sizeof between - 1)];
}

/* number_parse() agrees with strtod(). */
static void
check_want(const struct batch *b, size_t i)
{
	char text[FIELD + 1], *stop;
	double x;

	memcpy(text, b->text + b->end[i] - b->size[i], b->size[i]);
	text[b->size[i]] = '\0';
	x = strtod(text, &stop);
	if (stop != text + b->size[i] ||
	    memcmp(&x, &b->want[i], sizeof x) != 0)
		fail_msg("%s is %.17g, or %.17g", text, b->want[i], x);
}

static void
check_proved(const struct fields_tier *tier, const struct batch *b, size_t i,
    double x)
{
	int size = (int)b->size[i];
	const char *text = b->text + b->end[i] - size;

	if (!b->number[i])
		fail_msg("%s: %.*s is no number", tier->name, size, text);
	if (memcmp(&x, &b->want[i], sizeof x) != 0)
		fail_msg("%s: %.*s is %.17g, not %.17g", tier->name, size,
		    text, b->want[i], x);
}

static size_t
check_convert(const struct fields_tier *tier, const struct batch *b)
{
	double *x = malloc(b->n * sizeof *x + 1);
	uint32_t *unproved = malloc(b->n * sizeof *unproved + 1);
	size_t n, at = 0;

	assert_non_null(x);
	assert_non_null(unproved);
	for (size_t i = 0; i < b->n; i++)
		x[i] = 12345;	/* not left over from the tier before */
	n = tier->convert(b->text, b->end, b->size, b->n, x, unproved);
	assert_true(n <= b->n);
	for (size_t i = 0; i < b->n; i++)
		if (at < n && unproved[at] == i)
			at++;
		else
			check_proved(tier, b, i, x[i]);
	assert_int_equal(at, n);	/* all of them, in order */
	free(unproved);
	free(x);
	return b->n - n;
}

static void
batch_check(struct batch *b, struct tally *tally)
{
	tally->all += b->n;
	for (size_t i = 0; i < b->n; i += 5)
		if (b->number[i])
			check_want(b, i);
	for (size_t i = 0; i < COUNT(tier_names); i++) {
		const struct fields_tier *tier = fields_choose(tier_names[i]);

		if (tier)
			tally->proved[i] += check_convert(tier, b);
	}
	free(b->space);
}

static size_t
put_digits(char *field, size_t n)
{
	for (size_t i = 0; i < n; i++)
		field[i] = (char)('0' + below(10));
	return n;
}

static size_t
put_dot(char *field, size_t n)
{
	field[below((unsigned)n)] = '.';
	return n;
}

static size_t
make_decimal(char *field)
{
	size_t minus = below(3) == 0, n = put_digits(field, 1 + below(40));

	if (below(4))
		put_dot(field, n);
	if (minus)
		field[0] = '-';
	return n;
}

/* Up to three digits among zeros. */
static size_t
make_zeros(char *field)
{
	size_t minus = below(2), n = 1 + below(32);

	memset(field, '0', n);
	if (below(2))
		put_dot(field, n);
	for (unsigned i = below(4); i > 0; i--)
		field[n - 1 - below((unsigned)n) / 2] = (char)('0' + below(10));
	if (minus)
		field[0] = '-';
	return n;
}

/* As large as so many bytes can be: what does not fit must be noticed. */
static size_t
make_nines(char *field)
{
	size_t minus = below(2), n = 1 + below(32);

	memset(field, '9', n);
	if (below(2))
		put_dot(field, n);
	if (minus)
		field[0] = '-';
	return n;
}

/* Around the limits of what each step can hold, with a dot anywhere. */
static size_t
make_edge(char *field)
{
	static const uint64_t edges[] = {
		(uint64_t)1 << 52, (uint64_t)1 << 53, (uint64_t)1 << 63,
		UINT64_MAX, 1000000000000000, 10000000000000000,
		18430000000000000000u, 18440000000000000000u,
		10000000000000000000u
	};
	unsigned long long x = edges[below(COUNT(edges))] + draw() % 5 - 2;
	size_t n = (size_t)sprintf(field, "%llu", x), at;

	if (below(2)) {
		at = below((unsigned)n + 1);
		memmove(field + at + 1, field + at, n - at);
		field[at] = '.';
		n++;
	}
	return n;
}

/* Midway between two doubles, or next to it. */
static size_t
make_midway(char *field)
{
	uint64_t odd = ((draw() << 8 ^ draw()) >> 10 | (uint64_t)1 << 53) | 1;
	unsigned j = below(11);
	uint64_t five = 1;
	size_t n;

	if (j > 6) {	/* an integer: 2^53 .. 2^64 */
		odd <<= j;
		n = (size_t)sprintf(field, "%llu", (unsigned long long)odd);
	} else {
		for (unsigned i = 0; i < j; i++)
			five *= 5;
		n = (size_t)sprintf(field, "%llu.%0*llu",
		    (unsigned long long)(odd >> j), (int)j, (unsigned long long)
		    ((odd & (((uint64_t)1 << j) - 1)) * five));
	}
	if (below(2))
		field[n - 1] = (char)('0' + below(10));
	return n;
}

/* The middle of two doubles cut to 15 to 21 digits. */
static size_t
make_precise(char *field)
{
	uint64_t bits = (draw() << 8 ^ draw()) & (((uint64_t)1 << 52) - 1);
	int e = (int)below(40) - 14;

	bits |= (uint64_t)1 << 52;
	return (size_t)sprintf(field, "%.*Lg", 15 + (int)below(7),
	    ldexpl((long double)bits + 0.5L, e - 52));
}

static size_t
make_any_double(char *field)
{
	uint64_t bits = draw() << 8 ^ draw();
	double x;

	memcpy(&x, &bits, sizeof x);
	return (size_t)sprintf(field, below(2) ? "%.*g" : "%.*e",
	    (int)below(20), x);
}

static size_t
make_garbage(char *field)
{
	static const char set[] = "0123456789012345678901234567890..--+eE, nax";
	size_t n = below(40);

	for (size_t i = 0; i < n; i++)
		field[i] = set[below(sizeof set)];
	return n;
}

static size_t
make_short_garbage(char *field)
{
	static const char set[] = "0123456789.-+eE";
	size_t n = below(7);

	for (size_t i = 0; i < n; i++)
		field[i] = set[below(sizeof set - 1)];
	return n;
}

static size_t
make_one_wrong(char *field)
{
	size_t n = make_decimal(field);

	field[below((unsigned)n)] = (char)below(256);
	return n;
}

/* A normal variable, nearly. */
static double
logit(void)
{
	double x = 0;

	for (int i = 0; i < 12; i++)
		x += (double)(draw() >> 3) / (double)((uint64_t)1 << 53);
	return 3 * (x - 6);
}

static size_t
make_logit(char *field)
{
	return (size_t)sprintf(field, "%.*g", 6 + (int)below(4), logit());
}

static size_t
make_logit17(char *field)
{
	return (size_t)sprintf(field, "%.17g", logit());
}

static size_t
make_probability(char *field)
{
	return (size_t)sprintf(field, "%.*f", 3 + (int)below(15),
	    (double)(draw() >> 3) / (double)((uint64_t)1 << 53));
}

static size_t
make_mixed(char *field)
{
	switch (below(3)) {
	case 0:
		return (size_t)sprintf(field, "%u", below(10000000));
	case 1:
		return make_logit17(field);
	default:
		return (size_t)sprintf(field, "%u", below(2));
	}
}

static const struct make_row {
	const char *name;
	size_t (*make)(char *field);
	size_t count;
	double share;		/* at least so many of them are proved */
} make_rows[] = {
	{ "decimals of 1 to 40 bytes", make_decimal, 500000, 0.3 },
	{ "decimals that are mostly zeros", make_zeros, 200000, 0.3 },
	{ "decimals of nines", make_nines, 100000, 0.3 },
	{ "integers around the powers that matter", make_edge, 100000, 0.2 },
	{ "numbers midway between two doubles", make_midway, 200000, 0.2 },
	{ "numbers nearly midway", make_precise, 100000, 0.5 },
	{ "any double at all", make_any_double, 100000, 0 },
	{ "garbage", make_garbage, 200000, 0 },
	{ "a few bytes of garbage", make_short_garbage, 200000, 0 },
	{ "decimals with a wrong byte", make_one_wrong, 200000, 0 },
	{ "of 6 to 9 digits 999 in 1000 are proved", make_logit, 200000,
	    0.999 },
	{ "of 17 digits 99 in 100 are proved", make_logit17, 200000, 0.99 },
	{ "of probabilities 999 in 1000 are proved", make_probability, 100000,
	    0.999 },
	{ "of rows of a file 99 in 100 are proved", make_mixed, 100000, 0.99 },
};

static void
check_share(const struct tally *tally, double share)
{
	for (size_t i = 0; i < COUNT(tier_names); i++)
		if (fields_choose(tier_names[i]) &&
		    (double)tally->proved[i] < share * (double)tally->all)
			fail_msg("%s proves %zu of %zu", tier_names[i],
			    tally->proved[i], tally->all);
}

static void
converts(void **state)
{
	static const size_t sizes[] = { 0, 1, 31, 32, 33, 255, 256, 257, 511,
		512, 513, 1024, BATCH };
	const struct make_row *row = *state;
	struct tally tally = { { 0 }, 0 };
	struct batch b;

	seed = 1;
	while (tally.all < row->count) {
		size_t n = below(2) ? sizes[below(COUNT(sizes))] :
		    below(BATCH);
		char field[FIELD + 320];

		batch_init(&b);
		while (b.n < n) {
			size_t size = row->make(field);

			if (size <= FIELD)
				batch_add(&b, field, size);
		}
		batch_check(&b, &tally);
	}
	check_share(&tally, row->share);
}

/* Every byte at every place of digits with or without a dot or minus. */
static const struct byte_row {
	const char *name, *first;
	size_t dot;		/* bytes after it; 99: none */
} byte_rows[] = {
	{ "any byte at any place of digits", "", 99 },
	{ "any byte at any place of a negative number", "-", 99 },
	{ "any byte at any place of a fraction", "", 5 },
	{ "any byte at any place of a long fraction", "-", 17 },
	{ "any byte at any place of digits with a dot behind", "", 0 },
};

static void
converts_bytes(void **state)
{
	const struct byte_row *row = *state;
	struct tally tally = { { 0 }, 0 };
	struct batch b;
	char field[FIELD];

	seed = 1;
	batch_init(&b);
	for (size_t n = 1; n <= 33; n++)
		for (size_t at = 0; at < n; at++)
			for (int byte = 0; byte < 256; byte++) {
				memset(field, '0', n);
				put_digits(field + (n > 17 ? n - 17 : 0),
				    n > 17 ? 17 : n);
				memcpy(field, row->first, strlen(row->first));
				if (row->dot < n)
					field[n - 1 - row->dot] = '.';
				field[at] = (char)byte;
				batch_add(&b, field, n);
				if (b.n < BATCH)
					continue;
				batch_check(&b, &tally);
				batch_init(&b);
			}
	batch_check(&b, &tally);
	check_share(&tally, 0);
}

static const struct text_row {
	const char *name, *text;
	double value;
} text_rows[] = {
	{ "0 is 0", "0", 0 },
	{ "-0 keeps its sign", "-0", -0.0 },
	{ "-0.0 keeps its sign", "-0.0", -0.0 },
	{ "a long -0 keeps its sign", "-0.00000000000000000", -0.0 },
	{ "a digit is proved", "7", 7 },
	{ "a dot behind is proved", "5.", 5 },
	{ "a dot in front is proved", ".5", 0.5 },
	{ "a minus and a dot are proved", "-.5", -0.5 },
	{ "15 digits are proved", "123456789012345", 123456789012345 },
	{ "16 digits are proved", "1234567890123456", 1234567890123456 },
	{ "16 digits beyond 2^53 are proved", "-9999999999999998",
	    -9999999999999998.0 },
	{ "17 digits are proved", "0.12345678901234567", 0.12345678901234567 },
	{ "18 digits are proved", "-1.23456789012345678",
	    -1.23456789012345678 },
	{ "19 digits are proved", "123456789.0123456789",
	    123456789.0123456789 },
	{ "zeros in front are proved", "-000012.5", -12.5 },
	{ "24 bytes are proved", "0.0012345678901234567890",
	    0.0012345678901234567890 },
};

static void
proves(void **state)
{
	const struct text_row *row = *state;
	struct batch b;
	struct tally tally = { { 0 }, 0 };

	seed = 1;
	batch_init(&b);
	batch_add(&b, row->text, strlen(row->text));
	assert_memory_equal(&b.want[0], &row->value, sizeof row->value);
	batch_check(&b, &tally);
	check_share(&tally, 1);
}

/* Sizes that look short when cut to 8 or 16 bits. */
static const struct huge_row {
	const char *name;
	uint32_t size;
} huge_rows[] = {
	{ "33 bytes are not proved", 33 },
	{ "34 bytes are not proved", 34 },
	{ "261 bytes are not proved", 261 },
	{ "65541 bytes are not proved", 65541 },
	{ "65556 bytes are not proved", 65556 },
	{ "2 MB are not proved", 2097157 },
};

static void
leaves_huge(void **state)
{
	const struct huge_row *row = *state;
	char *space = make_text(row->size, ','), *text = space + FIELDS_SLACK;
	uint32_t unproved = 1;
	double x;

	memset(text, '1', row->size);
	for (size_t i = 0; i < COUNT(tier_names); i++) {
		const struct fields_tier *tier = fields_choose(tier_names[i]);

		if (!tier)
			continue;
		for (int minus = 0; minus < 2; minus++) {
			text[0] = minus ? '-' : 'x';
			assert_int_equal(tier->convert(text, &row->size,
			    &row->size, 1, &x, &unproved), 1);
			assert_int_equal(unproved, 0);
		}
	}
	free(space);
}

int
main(void)
{
	int failed = 0;

	RUN_ROWS(choose_rows, chooses);
	RUN_ROWS(index_rows, indexes);
	RUN_ROWS(place_rows, finds_places);
	RUN_ROWS(make_rows, converts);
	RUN_ROWS(byte_rows, converts_bytes);
	RUN_ROWS(text_rows, proves);
	RUN_ROWS(huge_rows, leaves_huge);
	return failed;
}
