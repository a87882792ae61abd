/* samples.h - the samples of testdata/statistics.py, made again in tests. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <inttypes.h>

#include "test.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

/* Number i of the sequence that key names, as in resample.c. */
static inline uint64_t
sample_bits(uint64_t key, uint64_t i)
{
	uint64_t z = key + (i + 1) * 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline void
make_samples(const char *kind, size_t n, uint64_t key, double *x)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t bits = sample_bits(key, i);
		double u = (double)(bits >> 11) * 0x1p-53;

		x[i] = !strcmp(kind, "heavy") ? (u * u) * (u * u)
		    : !strcmp(kind, "ties") ? (double)(bits >> 61)
		    : ldexp(u, (int)(bits & 0xff) - 200);
	}
}

static inline void
make_weights(size_t n, uint64_t key, double *w)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (double)(sample_bits(key + 1, i) >> 60) * 0.1;
}

/* A file of testdata/ after its comment. */
static inline FILE *
open_numbers(const char *name)
{
	char path[100], line[200];
	FILE *f;
	long at = 0;

	snprintf(path, sizeof path, TESTDATA "/%s", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) && line[0] == '#')
		at = ftell(f);
	fseek(f, at, SEEK_SET);
	return f;
}

#endif
