/*
 * kernel.c - nanoseconds per sample and number of the library's parts, each
 * beside what libm and libc do, as Markdown tables.
 *
 *	cc -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -Ilib -Icmd -o kernel \
 *	    testdata/bench/kernel.c build/cmd/number.o \
 *	    build/cmd/number_print.o build/cmd/pow10.o build/libfocalloss.a -lm
 *
 * Each is the median of several runs over arrays that stay in the cache, in
 * processor time, so that it holds on a busy machine as well.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "focalloss.h"
#include "kernel.h"
#include "number.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { CELLS = 8192, TRIES = 9, TEXTS = 4096 };

static const double second = 1e9;	/* in nanoseconds */
static const double least = 2e7;	/* for one try, in nanoseconds */

static double x[CELLS], y[CELLS], loss[CELLS], grad[CELLS];
static char text[TEXTS][NUMBER_TEXT];
static size_t length[TEXTS];
static volatile double sink;

/* What is measured, and on how many samples or numbers at a time. */
struct work {
	void (*run)(const struct work *w);
	size_t n;
	size_t c;
	bool wants_grad;
	struct focal_spec spec;
};

static double
spent(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * second + (double)t.tv_nsec;
}

static double
time_of(const struct work *w, size_t times)
{
	double start = spent();

	while (times--)
		w->run(w);
	return spent() - start;
}

static int
by_size(const void *a, const void *b)
{
	double u = *(const double *)a, v = *(const double *)b;

	return (u > v) - (u < v);
}

/* Nanoseconds for one of n. */
static double
measure(const struct work *w)
{
	double t[TRIES];
	size_t times = 1;

	while (time_of(w, times) < least)
		times *= 2;
	for (size_t i = 0; i < TRIES; i++)
		t[i] = time_of(w, times) / (double)times / (double)w->n;
	qsort(t, TRIES, sizeof *t, by_size);
	return t[TRIES / 2];
}

static struct focal_out
wanted(const struct work *w)
{
	return (struct focal_out){ .loss = loss,
	    .grad = w->wants_grad ? grad : NULL };
}

static void
run_library(const struct work *w)
{
	struct focal_out out = wanted(w);

	focal_eval(&w->spec, w->n, w->c, x, y, &out);
}

/* The stable form by libm, one sample after another. */
static void
run_libm_sigmoid(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		double s = y[i] != 0 ? x[i] : -x[i], t = exp(-fabs(s));
		double ce = fmax(-s, 0) + log1p(t);
		double q = (s < 0 ? 1 : t) / (1 + t);
		double m = (y[i] != 0 ? w->spec.pos[0] : w->spec.neg[0]) *
		    (w->spec.gamma == 2 ? q * q : pow(q, w->spec.gamma));

		loss[i] = m * ce;
		if (w->wants_grad)
			grad[i] = (y[i] != 0 ? -m : m) *
			    (w->spec.gamma * (1 - q) * ce + q);
	}
}

static void
run_libm_softmax(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const double *z = &x[i * w->c];
		double *g = &grad[i * w->c];
		size_t hit = (size_t)y[i];
		double max = z[0], sum = 0, ln_p, p, q, m, slope;

		for (size_t k = 1; k < w->c; k++)
			max = fmax(max, z[k]);
		for (size_t k = 0; k < w->c; k++)
			sum += g[k] = exp(z[k] - max);
		ln_p = z[hit] - max - log(sum);
		p = exp(ln_p);
		q = 1 - p;
		m = w->spec.pos[0] * pow(q, w->spec.gamma - 1);
		loss[i] = -m * q * ln_p;
		if (!w->wants_grad)
			continue;
		slope = m * (q - w->spec.gamma * p * ln_p);
		for (size_t k = 0; k < w->c; k++)
			g[k] *= slope / sum;
		g[hit] -= slope;
	}
}

static void
run_sum(const struct work *w)
{
	static struct focal_sum sum;

	focal_sum_add(&sum, w->n, loss, 1);
}

static void
run_plain_sum(const struct work *w)
{
	double sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += loss[i];
	sink = sum;
}

static void
run_parse(const struct work *w)
{
	double v = 0, sum = 0;

	for (size_t i = 0; i < w->n; i++) {
		(void)number_parse(text[i], length[i], &v);
		sum += v;
	}
	sink = sum;
}

static void
run_strtod(const struct work *w)
{
	double sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += strtod(text[i], NULL);
	sink = sum;
}

static void
run_print(const struct work *w)
{
	char out[NUMBER_TEXT];
	size_t sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += number_print(out, loss[i], 0);
	sink = (double)sum;
}

static void
run_printf(const struct work *w)
{
	char out[NUMBER_TEXT];
	int sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += snprintf(out, sizeof out, "%.17g", loss[i]);
	sink = sum;
}

static double
uniform(void)
{
	static uint64_t state;
	uint64_t z = state += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static void
fill(size_t targets)
{
	for (size_t i = 0; i < CELLS; i++) {
		x[i] = 3 * sqrt(-2 * log(uniform())) *
		    cos(6.283185307179586 * uniform());
		y[i] = floor(uniform() * (double)targets);
	}
}

static void
fill_texts(int digits)
{
	for (size_t i = 0; i < TEXTS; i++)
		length[i] = (size_t)snprintf(text[i], sizeof text[i], "%.*g",
		    digits == 9 ? 6 + (int)(uniform() * 4) : digits, x[i]);
}

static const struct {
	const char *name;
	enum focal_path path;
	enum focal_isa needs;
	bool libm;
} ways[] = {
	{ "kernel, AVX-512", FOCAL_AVX512_F, FOCAL_AVX512, false },
	{ "kernel, AVX2", FOCAL_AVX2_FMA, FOCAL_AVX2, false },
	{ "kernel, plain", FOCAL_PLAIN, FOCAL_SCALAR, false },
	{ "reference", FOCAL_REFERENCE, FOCAL_SCALAR, false },
	{ "libm loop", FOCAL_FASTEST, FOCAL_SCALAR, true },
};

static const struct {
	const char *name;
	size_t c;
	double gamma;
} tasks[] = {
	{ "binary, gamma 2", 1, 2 },
	{ "binary, gamma 1.7", 1, 1.7 },
	{ "softmax, 10 classes", 10, 2 },
	{ "softmax, 1000 classes", 1000, 2 },
};

static void
print_evaluation(void)
{
	static double quarter[1000], rest = 0.75;
	struct work w = { 0 };

	for (size_t k = 0; k < COUNT(quarter); k++)
		quarter[k] = 0.25;
	fputs("| ns per sample: loss / loss + gradient |", stdout);
	for (size_t t = 0; t < COUNT(tasks); t++)
		printf(" %s |", tasks[t].name);
	fputs("\n|---|", stdout);
	for (size_t t = 0; t < COUNT(tasks); t++)
		fputs("--:|", stdout);
	putchar('\n');
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (ways[i].needs > focal_best_isa())
			continue;
		printf("| %s |", ways[i].name);
		for (size_t t = 0; t < COUNT(tasks); t++) {
			double ns[2];

			w.c = tasks[t].c;
			w.n = CELLS / w.c;
			w.spec = (struct focal_spec){
				.mode = w.c > 1 ? &focal_multiclass :
				    &focal_binary,
				.from_logits = true, .gamma = tasks[t].gamma,
				.pos = quarter, .neg = w.c > 1 ? NULL : &rest,
				.path = ways[i].path };
			w.run = !ways[i].libm ? run_library :
			    w.c > 1 ? run_libm_softmax : run_libm_sigmoid;
			fill(w.c > 1 ? w.c : 2);
			for (int g = 0; g < 2; g++) {
				w.wants_grad = g;
				ns[g] = measure(&w);
			}
			printf(" %.*f / %.*f |", ns[0] < 100, ns[0],
			    ns[1] < 100, ns[1]);
		}
		putchar('\n');
	}
}

static void
print_row(const char *name, void (*run)(const struct work *), size_t n)
{
	printf("| %s | %.2f |\n", name,
	    measure(&(struct work){ .run = run, .n = n }));
}

static void
print_numbers(void)
{
	fill(2);
	run_library(&(struct work){ .n = CELLS, .c = 1,
	    .spec = { .mode = &focal_binary, .from_logits = true,
	    .gamma = 2 } });	/* the losses that are added and printed */
	puts("\n| ns per number | |\n|---|--:|");
	print_row("focal_sum_add", run_sum, CELLS);
	print_row("sum += x", run_plain_sum, CELLS);
	fill_texts(9);
	print_row("number_parse, 6 to 9 digits", run_parse, TEXTS);
	print_row("strtod, 6 to 9 digits", run_strtod, TEXTS);
	fill_texts(17);
	print_row("number_parse, 17 digits", run_parse, TEXTS);
	print_row("strtod, 17 digits", run_strtod, TEXTS);
	print_row("number_print, shortest", run_print, TEXTS);
	print_row("snprintf, %.17g", run_printf, TEXTS);
}

int
main(void)
{
	print_evaluation();
	print_numbers();
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
