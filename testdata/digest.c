/*
 * digest.c - one number for the bits of everything computed and printed; a
 * test: neither the tool nor the library links it.
 *
 *	digest plain|avx2|avx512 SAMPLES...
 *
 * Makes up samples (rows) from whole numbers, scores them by that path, adds
 * up, reduces, ranks, compares, prints and parses, and prints the FNV-1a hash
 * of all results so far whenever it has seen one of SAMPLES (ascending).  Every
 * compiler, C library and processor must print the same: make check-bits.  The
 * reference path is left out, as its bits are libm's.
 *
 * Of a NaN only that it is one counts: IEEE arithmetic leaves its bits open,
 * and the tool prints all of them as nan.  Exits 77 where the processor or the
 * build has no such path.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "focalloss.h"
#include "kernel.h"
#include "number.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
	MAX_C = 1500,	/* more than a segment of the kernel */
	MAX_N = 400,	/* more than three blocks */
	MAX_CELLS = 40 * MAX_N
};

static uint64_t state, hash = 0xcbf29ce484222325;

static uint64_t
random_bits(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* One call per expression: C leaves their order to compilers. */
static size_t
below(size_t n)
{
	return (size_t)(random_bits() % n);
}

#define PICK(list) ((list)[below(COUNT(list))])

static double
of_bits(uint64_t u)
{
	double x;

	memcpy(&x, &u, sizeof x);
	return x;
}

static uint64_t
bits_of(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof u);
	return u;
}

static void
hash_byte(unsigned byte)
{
	hash = (hash ^ byte) * 0x100000001b3;
}

static void
hash_word(uint64_t u)
{
	for (int i = 0; i < 64; i += 8)
		hash_byte((unsigned)(u >> i & 0xff));
}

static void
hash_double(double x)
{
	hash_word(isnan(x) ? (uint64_t)0x7ff8 << 48 : bits_of(x));
}

static void
hash_doubles(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash_double(x[i]);
}

/* What is printed, and what that reads as. */
static void
hash_text(const char *text, size_t len)
{
	double back = 0;

	for (size_t i = 0; i < len; i++)
		hash_byte((unsigned char)text[i]);
	hash_byte((unsigned)number_parse(text, len, &back));
	hash_double(back);
}

static void
hash_printed(double x)
{
	char text[NUMBER_TEXT];
	int digits = below(2) ? 6 : 1 + (int)below(17);

	hash_text(text, number_print(text, x, 0));
	hash_text(text, number_print(text, x, digits));
}

/* A number no double need be near. */
static void
hash_decimal(void)
{
	char text[64];
	int n = 0, digits = 1 + (int)below(40), e;

	for (int i = 0; i < digits; i++) {
		text[n++] = (char)('0' + below(10));
		if (i == 0)
			text[n++] = '.';
	}
	e = (int)below(8) ? (int)below(40) - 20 : (int)below(660) - 345;
	n += snprintf(text + n, sizeof text - (size_t)n, "e%d", e);
	hash_text(text, (size_t)n);
}

static double
uniform(void)
{
	return (double)(random_bits() >> 11) * 0x1p-53;
}

/* A sum of eight: variance 8/3, nearly normal. */
static double
bell(void)
{
	int64_t sum = 0;

	for (int i = 0; i < 8; i++)
		sum += (int64_t)(random_bits() >> 16) - ((int64_t)1 << 47);
	return (double)sum * 0x1p-47;
}

/* As files have them: few digits, so that there are ties. */
static double
short_decimal(void)
{
	char text[32];
	double x = 0;
	int hundreds = (int)below(1200);
	int n = snprintf(text, sizeof text, "%d.%02d", hundreds / 100,
	    hundreds % 100);

	(void)number_parse(text, (size_t)n, &x);
	return below(2) ? -x : x;
}

static double
subnormal(void)
{
	size_t zeros = 12 + below(52);

	return of_bits(random_bits() >> zeros);
}

/* Any finite double >= 0. */
static double
any(void)
{
	uint64_t u = random_bits() >> 1;

	return of_bits(u >> 52 == 0x7ff ? u ^ (uint64_t)1 << 62 : u);
}

/* Up to three doubles away from a normal x > 0. */
static double
near(double x)
{
	return of_bits(bits_of(x) - 3 + below(7));
}

static const double breakpoints[] = { 0x1p-1022, 0x1p-121, 0x1p-54, 0x1p-53,
	0x1p-27, 0.125, 0.25, 0.34657359027997264, 0.5, 0.69314718055994529, 1,
	1.0397207708399179, 2, 5, 16.635532333438686, 36.7368005696771, 37.43,
	88.722839111673, 354.89135644669199, 700, 708.39641853226408,
	709.782712893384, 744.4400719213812, 745.13321910194122, 4999.5, 5000,
	1e15, 0x1p200, 0x1p1023 };

/* How the scores of a batch are drawn. */
enum style { BELL, WIDE, DECIMAL, MIXED, STYLES };

static double
logit(enum style style)
{
	double x;

	if (style == BELL)
		return 2 * bell();
	if (style == WIDE)
		return 80 * uniform() - 40;
	if (style == DECIMAL)
		return short_decimal();
	switch (below(6)) {
	case 0: x = 2 * bell(); break;
	case 1: x = any(); break;
	case 2: x = subnormal(); break;
	case 3: x = 0; break;
	case 4: x = 2000 * uniform(); break;
	default: x = near(PICK(breakpoints));
	}
	return below(2) ? -x : x;
}

static double
probability(enum style style)
{
	double p;

	if (style == BELL)
		return 0.5 + bell() * 0x1p-4;
	if (style == WIDE)
		return uniform();
	if (style == DECIMAL)
		return fabs(short_decimal()) * 0x1p-4;
	switch (below(6)) {
	case 0: p = uniform(); break;
	case 1: p = any(); break;
	case 2: p = subnormal(); break;
	case 3: p = below(8) ? 0.5 : (double)below(2); break;
	case 4: p = 1 - (double)below(100) * 0x1p-53; break;
	default: p = near(PICK(breakpoints));
	}
	return p <= 1 ? p : 0.75;
}

static const double gammas[] = { 0, 0, 0x1p-1074, 0.25, 0.5, 0.5, 1, 1, 1.5, 2,
	2, 2, 2, 2.5, 3, 4, 5, 10, 100, 1e4 };
static const double factors[] = { 0, 0.25, 1, 0.75, 3, 1e-300, 1e300 };

static struct focal_spec spec;
static double pos[MAX_C], neg[MAX_C], weight[MAX_C];
static double gamma_pos[MAX_C], gamma_neg[MAX_C], row_factor[MAX_C];

static void
random_table(double *table, size_t c, double most)
{
	bool odd = below(4) == 0;

	for (size_t j = 0; j < c; j++) {
		double x = odd ? PICK(factors) : 4 * uniform();

		table[j] = x < most ? x : most;
	}
}

static const double gammas_by_pt[] = { 5, 3, -1.5, -2 };
static struct focal_step steps[2];

/* What is asked of targets, and of factors. */
static void
random_targets(size_t c)
{
	bool sigmoid = !spec.mode->classes;

	spec.smoothing = below(2) ? uniform() : 0;
	spec.smoothing_in_ce = below(2);
	spec.leak = sigmoid || below(4) ? 0 : 1e-6;
	spec.distribution = !sigmoid && below(2);
	spec.sided = sigmoid && below(4) == 0;
	spec.label_factor = sigmoid && below(4) == 0;
	random_table(row_factor, c, HUGE_VAL);
	spec.row_factor = spec.mode->wide && below(2) ? row_factor : NULL;
	spec.poly_factor = below(2);
}

/* What only probabilities have; odds are clipped and nothing else. */
static void
random_probabilities(void)
{
	bool sigmoid = !spec.mode->classes;

	spec.renormalize = !sigmoid && below(2);
	spec.renormalize_in_ce = !sigmoid && !spec.renormalize &&
	    spec.pt != &focal_split && below(2);
	if (!sigmoid || spec.from_logits || below(2))
		return;
	spec.odds = below(2);
	spec.grad_floor = spec.odds || spec.margin > 0 ? 0 : 0.25 * uniform();
	if (spec.odds) {
		spec.clamp = NULL;
		spec.eps_in_ce = spec.eps_straight = false;
	}
}

/* Parts of the general form, now and then. */
static void
random_parts(size_t c)
{
	bool sigmoid = !spec.mode->classes;
	size_t pts = sigmoid ? spec.from_logits ? 5 : 4 : 3;

	/* which row, by number: a table of addresses would end in NULL */
	spec.pt = below(2) ? focal_pts[below(pts)] : NULL;
	spec.clamp = below(2) ? focal_clamps[below(4)] : NULL;
	spec.eps = below(2) ? 0.25 * uniform() * (below(2) ? 1 : 1e-6) : 0;
	spec.eps_in_ce = below(2);
	spec.eps_straight = below(4) == 0;
	spec.margin = sigmoid && below(4) == 0 ? 0.5 * uniform() : 0;
	spec.slope = spec.from_logits && below(4) == 0 ? 3 * uniform() : 0;
	for (size_t i = 0; i < COUNT(steps); i++)
		steps[i] = (struct focal_step){ 0.2 + 0.3 * (double)i,
			PICK(gammas_by_pt) };
	spec.step = steps;
	spec.steps = below(4) ? 0 : COUNT(steps);
	spec.reduced = below(4) ? 0 : 0.3;
	spec.reduced_over = below(2) ? 0 : 0.7;
	spec.poly = below(4) ? 0 : 4 * uniform() - 2;
	spec.detach = below(4) == 0;
	random_table(gamma_pos, c, FOCAL_GAMMA_MAX);
	random_table(gamma_neg, c, FOCAL_GAMMA_MAX);
	spec.gamma_pos = below(4) ? NULL : gamma_pos;
	spec.gamma_neg = below(4) ? NULL : gamma_neg;
	random_targets(c);
	random_probabilities();
}

/* A spec for batches of that many rows and columns. */
static void
random_spec(enum focal_path path, size_t *n, size_t *c)
{
	static const size_t classes[] = { 2, 3, 3, 5, 10, 10, 33 };
	static const size_t labels[] = { 1, 3, 5 };
	bool wide;	/* a few long rows */

	*n = 1 + below(MAX_N);
	*c = 1;
	spec = (struct focal_spec){ .mode = &focal_binary, .path = path };
	spec.from_logits = below(3) != 0;
	spec.gamma = below(4) ? PICK(gammas) : 5 * uniform();
	switch (below(4)) {
	case 0:
		spec.mode = &focal_multiclass;
		*c = PICK(classes);
		wide = below(16) == 0;
		*c = wide ? 2 + below(MAX_C - 1) : *c;
		*n = wide ? 1 + below(4) : *n;
		break;
	case 1:
		spec.mode = &focal_multilabel;
		*c = PICK(labels);
		break;
	}
	random_table(pos, *c, HUGE_VAL);
	random_table(neg, *c, HUGE_VAL);
	random_table(weight, *c, HUGE_VAL);
	spec.pos = below(2) ? pos : NULL;
	spec.neg = below(2) ? neg : NULL;
	spec.weight = below(3) ? NULL : weight;
	spec.weight_in_pt = below(2);
	if (below(32))
		return;
	*n = 1 + below(8);	/* the general form is not fast */
	random_parts(*c);
}

static double x[MAX_CELLS], y[MAX_CELLS], loss[MAX_CELLS], pt[MAX_CELLS];
static double grad[MAX_CELLS], hess[MAX_CELLS], w[MAX_N];
static double factor[MAX_CELLS], mod[MAX_CELLS];
static double mod_grad[MAX_CELLS], mod_hess[MAX_CELLS];
static struct focal_sum column[MAX_C];

/* Every reduction, printed too. */
static void
hash_reductions(const struct focal_total *t, size_t c, bool grads)
{
	for (const struct focal_reduction *r = focal_reductions; r->name; r++) {
		double value = r->value(t, &t->loss);

		hash_double(value);
		hash_printed(value);
		for (size_t j = 0; grads && r->linear && j < c; j++)
			hash_double(r->value(t, &column[j]));
	}
	hash_word(t->positives);
}

/* The mean over every divisor. */
static void
hash_total(struct focal_total *t, size_t c, bool grads)
{
	const struct focal_reduction *mean = focal_find_reduction("mean");

	hash_reductions(t, c, grads);
	t->number = 1 + uniform();
	for (const struct focal_divisor *d = focal_divisors; d->name; d++) {
		t->divisor = d;
		if (!(d->needs & ~t->needs))
			hash_double(mean->value(t, &t->loss));
	}
}

/* Normalized losses and their slopes along the last column. */
static void
hash_normalized(struct focal_total *t, size_t n, size_t c)
{
	const double *from[] = { grad, hess, mod_grad, mod_hess };
	struct focal_sum sum[COUNT(from)] = { { .pending = 0 } };

	for (size_t i = 0; i < COUNT(from); i++)
		focal_sum_add(&sum[i], n, from[i] + c - 1, c);
	t->normalized = true;
	focal_total_slopes(t, &sum[0], &sum[1], &sum[2], &sum[3]);
	hash_double(focal_sum_value(&sum[0]));
	hash_double(focal_sum_value(&sum[1]));
	hash_reductions(t, c, false);
}

/* What the losses of n rows are made of. */
static void
hash_parts(size_t n, size_t c)
{
	size_t t = focal_targets(spec.mode, c);
	struct focal_parts parts = { factor, mod, mod_grad, mod_hess };
	struct focal_total total = { .needs = FOCAL_FACTORS | FOCAL_MODULATORS |
	    FOCAL_RANGE };

	focal_eval_parts(&spec, n, c, x, y, &parts);
	hash_doubles(factor, n * t);
	hash_doubles(mod, n * t);
	hash_doubles(mod_grad, n * c);
	hash_doubles(mod_hess, n * c);
	focal_total_add(&total, spec.mode, n, c, y, loss, NULL);
	focal_total_add_parts(&total, spec.mode, n, c, &parts, NULL);
	hash_normalized(&total, n, c);
	total.normalized = false;
	hash_total(&total, c, false);
}

/* The aggregates of n rows, in two parts that are merged. */
static void
reduce(size_t n, size_t c, bool grads, struct focal_sum *everything)
{
	size_t t = focal_targets(spec.mode, c), cut = below(n + 1);
	struct focal_total a = { .weighted = below(2), .needs = FOCAL_RANGE |
	    FOCAL_POSITIVES | FOCAL_SQUARES }, b = a;
	const double *weights = a.weighted ? w : NULL;

	for (size_t i = 0; i < n; i++)
		w[i] = below(4) ? uniform() : (double)below(4);
	if (spec.distribution)	/* positives are not counted by y */
		a.needs = b.needs = FOCAL_RANGE | FOCAL_SQUARES;
	focal_total_add(&a, spec.mode, cut, c, y, loss, weights);
	focal_total_add(&b, spec.mode, n - cut, c, y + cut * t, loss + cut * t,
	    weights ? weights + cut : NULL);
	focal_total_merge(&a, &b);
	memset(column, 0, c * sizeof *column);
	for (size_t j = 0; grads && j < c; j++) {
		if (weights)
			focal_sum_add_products(&column[j], n, grad + j, c, w);
		else
			focal_sum_add(&column[j], n, grad + j, c);
	}
	hash_total(&a, c, grads);
	if (a.loss.inf == 0 && a.loss.nan == 0)
		focal_sum_merge(everything, &a.loss);
}

/* Quantiles and shares of n losses, which lose their order. */
static void
rank(size_t n, double *losses)
{
	struct focal_ranking r;

	for (size_t i = 0; i < n; i++)
		w[i % MAX_N] = below(4) ? uniform() : (double)below(4);
	focal_rank(&r, n, losses, n <= MAX_N && below(2) ? w : NULL);
	for (int i = 0; i < 3; i++) {
		double percent = below(2) ? 100 * uniform() : (double)below(101);

		for (const struct focal_rank_reduction *f =
		     focal_rank_reductions; f->prefix; f++)
			hash_double(f->value(&r, percent));
	}
}

/* n losses against those of the same samples in another order. */
static void
compare(size_t n, const double *losses)
{
	static double memory[3 * FOCAL_REPLICATES];
	static double base[MAX_N], d[MAX_N];
	bool weighs = below(2);
	struct focal_pairs p = { .weighted = weighs };
	struct focal_comparison c = { .pairs = &p, .d = d,
		.w = weighs ? w : NULL };

	n = n < MAX_N ? n : MAX_N;
	for (size_t i = 0; i < n; i++) {
		base[i] = losses[below(n)];
		w[i] = below(4) ? uniform() : (double)below(4);
	}
	focal_pairs_add(&p, n, base, losses, weighs ? w : NULL, d);
	/* doubled until there are too many to draw from */
	for (int many = !below(4); many && p.n > 0 && p.n <= FOCAL_PAIRS;)
		focal_pairs_merge(&p, &p);
	focal_compare(&c, 1, below(2) ? 95 : 50 + 49 * uniform(), memory);
	hash_double(c.base);
	hash_double(c.delta);
	hash_double(c.se);
	hash_double(c.lo);
	hash_double(c.hi);
	hash_double(c.change);
	hash_byte((unsigned char)c.verdict[0]);
}

/* Scores and targets of n rows. */
static void
random_rows(size_t n, size_t c)
{
	enum style style = (enum style)below(STYLES);
	size_t cells = n * c;
	double offset = !spec.from_logits || below(8) ? 0 : 1e6 * uniform();

	for (size_t i = 0; i < cells; i++)
		x[i] = spec.from_logits ? logit(style) : probability(style);
	for (size_t i = 0; offset > 0 && i < cells; i++)
		x[i] = style == MIXED ? x[i] : x[i] + offset;
	if (c > 1)	/* ties within rows */
		for (size_t i = 0; i < n; i += 1 + below(16))
			x[i * c + 1 + below(c - 1)] = x[i * c];
	if (spec.distribution) {
		for (size_t i = 0; i < cells; i++)
			y[i] = below(2) ? uniform() / (double)c : 0;
		return;
	}
	for (size_t i = 0; i < n * focal_targets(spec.mode, c); i++) {
		y[i] = (double)below(spec.mode->classes ? c : 2);
		if (!spec.mode->classes && below(64) == 0)
			y[i] = below(8) ? uniform() : subnormal();
	}
}

/* Returns how many rows it took, at most that many. */
static size_t
batch(enum focal_path path, size_t most, struct focal_sum *everything)
{
	struct focal_out out = { loss, pt, grad, hess };
	size_t n, c, t;

	random_spec(path, &n, &c);
	n = n < most ? n : most;
	t = focal_targets(spec.mode, c);
	random_rows(n, c);
	/* what is not asked for may change the way to the rest */
	out.pt = below(4) ? pt : NULL;
	out.grad = below(4) ? grad : NULL;
	out.hess = below(2) ? hess : NULL;
	if (focal_check(&spec, c))
		abort();
	focal_eval(&spec, n, c, x, y, &out);
	hash_doubles(loss, n * t);
	hash_doubles(pt, out.pt ? n * t : 0);
	hash_doubles(grad, out.grad ? n * c : 0);
	hash_doubles(hess, out.hess ? n * c : 0);
	if (n <= 8)	/* the general form is not fast */
		hash_parts(n, c);
	reduce(n, c, out.grad, everything);
	for (size_t i = 0; i < n; i++) {
		size_t k = below(c);

		hash_printed(loss[i * t + k % t]);
		if (below(2) && out.grad)
			hash_printed(grad[i * c + k]);
		else if (out.hess)
			hash_printed(hess[i * c + k]);
		else if (out.pt)
			hash_printed(pt[i * t + k % t]);
		hash_decimal();
	}
	if (below(64) == 0)	/* ten thousand replicates take their time */
		compare(n * t, loss);
	rank(n * t, loss);
	return n;
}

int
main(int argc, char **argv)
{
	static const char *const paths[] = { "plain", "avx2", "avx512" };
	struct focal_sum everything = { 0 };
	size_t path = 0, done = 0;

	while (argc > 1 && path < COUNT(paths) && strcmp(argv[1], paths[path]))
		path++;
	if (argc < 3 || path == COUNT(paths)) {
		fputs("usage: digest plain|avx2|avx512 SAMPLES...\n", stderr);
		return 2;
	}
	if (path > (size_t)focal_best_isa())
		return 77;
	for (int i = 2; i < argc; i++) {
		size_t until = strtoull(argv[i], NULL, 10);

		while (done < until)
			done += batch((enum focal_path)(FOCAL_PLAIN + path),
			    until - done, &everything);
		hash_double(focal_sum_over(&everything, done ? done : 1));
		printf("%016llx\n", (unsigned long long)hash);
		fflush(stdout);
	}
	return 0;
}
