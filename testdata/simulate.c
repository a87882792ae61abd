/*
 * simulate.c - how often the interval of a comparison holds the truth; a test:
 * neither the tool nor the library links it.
 *
 *	simulate RUNS [SEED]
 *
 * Makes up samples whose true mean difference is known, RUNS times for each
 * number of pairs (a quarter of them for the largest), and prints how many per
 * cent of the 95 % intervals held it: Student's, bootstrap-t alone, sign-flips
 * alone, and what focal_compare() makes of them; then, how many left out 0.
 * Exits 1 if a bound is broken by more than chance.
 *
 * `make simulate` takes 2,000 runs; lib/simulate_test.c takes everything but
 * main() from here, for less.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "focalloss.h"
#include "resample.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/*
 * The truth's logit is normal, with mean 2.5 and deviation 2 (so that for gamma
 * 2 a hundredth of the samples have a quarter of the loss); both models see it
 * with noise of their own, and the new one `worse` lower, but they differ only
 * in the part `changed` of the samples.
 */
static const struct situation {
	const char *name;
	double gamma, worse, noise, changed;
	bool alone;	/* the baseline is 0: the losses as they are */
} situations[] = {
	{ "the losses themselves, skewness 6", 2, 0, 0, 1, true },
	{ "worse", 2, 0.8, 0.35, 1, false },
	{ "a little worse", 2, 0.3, 0.5, 1, false },
	{ "a little worse in a half", 2, 0.3, 0.5, 0.5, false },
	{ "a little better", 2, -0.3, 0.5, 1, false },
	{ "worse in a tenth", 2, 0.8, 0.35, 0.1, false },
	{ "no worse", 2, 0, 0.5, 1, false },
	{ "no worse, gamma 5", 5, 0, 0.5, 1, false },
	{ "no worse, gamma 0", 0, 0, 0.5, 1, false },
	{ "no worse, a tenth changed", 2, 0, 0.5, 0.1, false },
};
enum { SITUATIONS = COUNT(situations) };

static const size_t sizes[] = { 50, 200, 1000, 5000 };
enum { SIZES = COUNT(sizes), MOST = 5000 };

enum method { STUDENT, BOOTSTRAP_T, SIGN_FLIPS, OURS, METHODS };
static const char *const method_names[] = { "Student", "boot-t", "flips",
    "ours" };

struct tally {
	unsigned runs, held[METHODS], left_out_0[METHODS];
};
static struct tally tallies[SIZES][SITUATIONS];

static uint64_t state;

static double
uniform(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static double
normal(void)
{
	double r = sqrt(-2 * log(uniform()));

	return r * cos(6.283185307179586 * uniform());
}

static double
loss_of(const struct situation *s, double logit)
{
	double l = logit > 0 ? log1p(exp(-logit)) : log1p(exp(logit)) - logit;

	return pow(1 / (1 + exp(logit)), s->gamma) * l;
}

/* The mean loss where that much is taken from the logit, by quadrature. */
static double
mean_loss(const struct situation *s, double less)
{
	double deviation = sqrt(4 + s->noise * s->noise), sum = 0;

	for (int i = -2000; i <= 2000; i++) {
		double z = i * 0.005;

		sum += exp(-z * z / 2) *
		    loss_of(s, 2.5 - less + deviation * z);
	}
	return sum * 0.005 / sqrt(6.283185307179586);
}

static double
truth_of(const struct situation *s)
{
	return s->alone ? mean_loss(s, 0)
	    : s->changed * (mean_loss(s, s->worse) - mean_loss(s, 0));
}

static void
make_pair(const struct situation *s, double *base, double *loss)
{
	double u = 2.5 + 2 * normal(), v = u + s->noise * normal();
	bool changed = s->changed >= 1 || uniform() < s->changed;

	*base = s->alone ? 0 : loss_of(s, v);
	*loss = !changed ? *base
	    : loss_of(s, u - s->worse + s->noise * normal());
}

/* The interval is what replicates 250 and 9,750 say, if they are 9,999. */
static void
alone(const struct focal_comparison *c, size_t n, double *got,
    double interval[2])
{
	double sign = c->delta < 0 ? -1 : 1, out = 0.025 * (double)(n + 1);
	double percent = 100 * (out - 1) / (double)(n - 1);
	struct focal_ranking r;

	focal_rank(&r, n, got, NULL);
	for (int i = 0; i < 2; i++)
		interval[i] = c->delta + sign * c->se *
		    focal_quantile(&r, i ? 100 - percent : percent);
}

static void
count(struct tally *t, const struct focal_comparison *c, double *memory,
    double truth)
{
	double x = c->se * focal_student((double)c->pairs->n - 1, 0.025), swap;
	double interval[METHODS][2] = { { c->delta - x, c->delta + x },
		{ c->delta, c->delta }, { c->delta, c->delta },
		{ c->lo, c->hi } };

	if (c->se > 0) {
		for (int i = 0; i < FOCAL_REPLICATES; i++)
			memory[i] = -memory[i];
		alone(c, FOCAL_REPLICATES, memory, interval[BOOTSTRAP_T]);
		alone(c, FOCAL_HALVES, memory + FOCAL_REPLICATES,
		    interval[SIGN_FLIPS]);
	}
	t->runs++;
	for (int m = 0; m < METHODS; m++) {
		double *of = interval[m];

		if (of[0] > of[1]) {
			swap = of[0];
			of[0] = of[1];
			of[1] = swap;
		}
		t->held[m] += of[0] <= truth && truth <= of[1];
		t->left_out_0[m] += of[0] > 0 || of[1] < 0;
	}
}

/* Every situation once, with that many pairs. */
static void
run_once(size_t size, const double truth[SITUATIONS])
{
	static double base[MOST], loss[MOST], d[SITUATIONS][MOST];
	static double memory[SITUATIONS][3 * FOCAL_REPLICATES];
	struct focal_comparison c[SITUATIONS];
	struct focal_pairs pairs[SITUATIONS];
	size_t n = sizes[size];

	for (size_t k = 0; k < SITUATIONS; k++) {
		for (size_t i = 0; i < n; i++)
			make_pair(&situations[k], &base[i], &loss[i]);
		pairs[k] = (struct focal_pairs){ .weighted = false };
		focal_pairs_add(&pairs[k], n, base, loss, NULL, d[k]);
		c[k] = (struct focal_comparison){ .pairs = &pairs[k],
			.d = d[k] };
	}
	focal_compare(c, SITUATIONS, 95, memory[0]);
	for (size_t k = 0; k < SITUATIONS; k++)
		count(&tallies[size][k], &c[k], memory[k], truth[k]);
}

static void
simulate(size_t size, unsigned runs, uint64_t seed)
{
	double truth[SITUATIONS];

	state = seed * 0x2545f4914f6cdd1d + size;
	for (size_t k = 0; k < SITUATIONS; k++)
		truth[k] = truth_of(&situations[k]);
	for (unsigned i = 0; i < runs; i++)
		run_once(size, truth);
}

static double
percent(unsigned n, unsigned runs)
{
	return 100.0 * n / (runs ? runs : 1);
}

/* Three times what chance does to p per cent of so many runs. */
static double
chance(double p, unsigned runs)
{
	return 3 * sqrt(p * (100 - p) / (runs ? runs : 1));
}

/* How often the truth is held, and what is the same is told apart. */
static bool
kept(size_t size, size_t k)
{
	const struct situation *s = &situations[k];
	const struct tally *t = &tallies[size][k];
	double held = percent(t->held[OURS], t->runs);
	double wrong = percent(t->left_out_0[OURS], t->runs);
	const double least = 93;
	bool same = s->worse == 0 && !s->alone;

	/* of few that differ, few can be told apart */
	bool dense = (double)sizes[size] * s->changed > 100 || s->changed == 1;

	return t->runs > 0 && held >= least - chance(least, t->runs) &&
	    !(same && wrong > 6 + chance(6, t->runs)) &&
	    !(same && dense && wrong < 4 - chance(4, t->runs));
}

static void
report(size_t size, size_t k)
{
	const struct tally *t = &tallies[size][k];

	printf("%5zu  %-34s", sizes[size], situations[k].name);
	for (int m = 0; m < METHODS; m++)
		printf(" %7.1f", percent(t->held[m], t->runs));
	printf("  |");
	for (int m = 0; m < METHODS; m++)
		printf(" %7.1f", percent(t->left_out_0[m], t->runs));
	puts(kept(size, k) ? "" : "  BROKEN");
}

#ifndef SIMULATE_PART
int
main(int argc, char **argv)
{
	unsigned runs = argc > 1 ? (unsigned)atoi(argv[1]) : 2000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	bool good = true;

	printf("%5s  %-34s", "pairs", "truth held, per cent of runs");
	for (int i = 0; i < 2; i++) {
		for (int m = 0; m < METHODS; m++)
			printf(" %7s", method_names[m]);
		fputs(i ? "\n" : "  |", stdout);
	}
	for (size_t size = 0; size < SIZES; size++) {
		simulate(size, size + 1 < SIZES ? runs : (runs + 3) / 4, seed);
		for (size_t k = 0; k < SITUATIONS; k++) {
			report(size, k);
			good = kept(size, k) && good;
		}
		fflush(stdout);
	}
	return !good;
}
#endif
