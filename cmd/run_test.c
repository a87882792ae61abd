/*
 * run_test.c - many lanes against the reference path: on random and hostile
 * files both must print the same bytes, errors and places included.
 */
#include "options.h"
#include "read/fields.h"
#include "run.h"
#include "test.h"

#include <unistd.h>

static uint64_t seed = 1;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * 0x2545f4914f6cdd1d >> 11) % n;
}

/* A file, and what running it printed. */
struct text {
	char at[1 << 16];
	size_t n;
};

static void
add(struct text *t, const char *s)
{
	size_t k = strlen(s);

	if (t->n + k < sizeof t->at) {
		memcpy(t->at + t->n, s, k);
		t->n += k;
	}
}

static const char *const numbers[] = { "0.5", "-1.25", "3", "12.345678",
	"-0.000123456", "1e-3", "2.5e2", "7.", ".5", "-0", "+1",
	"0.1234567890123456789", "123456789012345678901234567890" };
static const char *const hostile[] = { "oops", "", " 0.5", "0x10", "1,5",
	"nan", "inf", "NA", "\"0\n.5\"", "\"a\"\"b\"", "1e999", "\"", "\r",
	"a\rb", "NA" };

static const char *
number(unsigned wild)
{
	if (rnd(1000) < wild)
		return hostile[rnd(COUNT(hostile))];
	return numbers[rnd(COUNT(numbers))];
}

static const char *
label(unsigned wild, bool many)
{
	static const char *const odd[] = { "1.0", "true", "2", "-1", "", "cat",
		"\"1\"", "01", "3" };

	if (rnd(1000) < wild)
		return odd[rnd(COUNT(odd))];
	return rnd(2) ? "1" : many && rnd(2) ? "2" : "0";
}

/* A shape: its header, and how many scores and labels a row has. */
static const struct shape {
	const char *header;
	int scores, labels;	/* scores < 0: they come last */
	bool id;
} shapes[] = {
	{ "id,logit,label", 1, 1, true },
	{ "logit,label", 1, 1, false },
	{ "id,logit_0,logit_1,logit_2,label", 3, 1, true },
	{ "logit_a,logit_b,label_b,label_a", 2, 2, false },
	{ "label,logit", -1, 1, false },	/* labels first */
};

/* An id that holds lines which would be good ones outside its quotes. */
static void
add_quoted_lines(struct text *t, const struct shape *s)
{
	add(t, "\"a,");
	for (size_t i = rnd(12); i > 0; i--) {
		add(t, "\nid8,");
		for (int k = 0; k < s->scores; k++)
			add(t, "9,");
		add(t, "1");
	}
	add(t, rnd(2) ? "\"\"b\"," : "\n\",");
}

/* Two ragged rows that are together as long as two good ones. */
static void
shift_newline(struct text *t, size_t at)
{
	char *newline = memchr(t->at + at, '\n', t->n - at);
	char *comma = newline ? memchr(newline, ',',
		(size_t)(t->at + t->n - newline)) : NULL;

	if (comma) {
		*newline = ',';
		*comma = '\n';
	}
}

static void
add_score(struct text *t, unsigned wild, unsigned odd, unsigned gaps)
{
	add(t, rnd(1000) < odd ? "\"0.5\""
		: rnd(1000) < gaps ? "NA" : number(wild));
}

static void
write_file(struct text *t, const struct shape *s)
{
	/* most files have few surprises, some have none, some have only those */
	/* surprises that are errors, and surprises that are only CSV */
	unsigned wild = (unsigned[]){ 0, 0, 0, 5, 50, 300 }[rnd(6)];
	unsigned odd = (unsigned[]){ 0, 10, 50, 300 }[rnd(4)];
	unsigned gaps = (unsigned[]){ 0, 0, 0, 50 }[rnd(4)];
	const char *end = rnd(5) == 0 ? "\r\n" : "\n";
	size_t rows = rnd(60);

	t->n = 0;
	if (rnd(20) == 0)
		add(t, "\xef\xbb\xbf");
	add(t, s->header);
	add(t, end);
	for (size_t i = 0; i < rows; i++) {
		if (s->id && rnd(1000) < odd)
			add_quoted_lines(t, s);
		else if (s->id)
			add(t, "id7,");
		for (int k = 0; k < s->scores; k++) {
			add_score(t, wild, odd, gaps);
			add(t, ",");
		}
		for (int k = 0; k < s->labels; k++) {
			add(t, k ? "," : "");
			add(t, rnd(1000) < odd ? "\"1\""
				: rnd(1000) < gaps ? ""
				: label(wild, s->scores == 3));
		}
		for (int k = s->scores; k < 0; k++) {
			add(t, ",");
			add_score(t, wild, odd, gaps);
		}
		if (rnd(1000) < wild)
			add(t, rnd(2) ? "," : ",7");
		if (rnd(2000) < wild)
			t->at[rnd(t->n)] = (char)rnd(256);
		if (i + 1 < rows || rnd(4))
			add(t, rnd(500) < wild ? "\n\n" : end);
	}
	if (rnd(8) == 0)
		shift_newline(t, rnd(t->n));
}

static void
slurp(struct text *t, FILE *f)
{
	rewind(f);
	t->n = fread(t->at, 1, sizeof t->at - 1, f);
	t->at[t->n] = '\0';
}

/* Run the options on the file in this way; what it prints goes to *got. */
static void
play(struct text *got, const char *path, const char *const *option,
    const struct fields_tier *tier, size_t threads, size_t most)
{
	/* a format that must be found out takes some 4 KiB to find */
	static char name[] = "focalloss", csv[] = "-fcsv";
	char *argv[16] = { name, csv };
	int argc = 2, kept = dup(STDOUT_FILENO), rc;
	struct diag *d = calloc(1, sizeof *d);
	struct out verbose = { .fd = -1 };
	FILE *f = tmpfile();
	struct job j;

	assert_non_null(d);
	assert_non_null(f);
	for (; *option; option++)
		argv[argc++] = (char *)(uintptr_t)*option;
	argv[argc++] = (char *)(uintptr_t)path;
	assert_int_equal(job_parse(&j, argc, argv, d), 0);
	j.tier = tier;
	j.threads = threads;
	j.most = most;
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	rc = run(&j, &verbose, d);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	slurp(got, f);
	fclose(f);
	for (uint64_t i = 0; i < d->notes && i < DIAG_NOTES; i++) {
		add(got, d->note[i].text);
		add(got, "\n");
	}
	for (uint64_t i = 0; i < d->warnings; i++)
		add(got, d->warning[i].text);
	add(got, d->hint);
	got->n += (size_t)snprintf(got->at + got->n, 64, "\n%d %lu", rc,
	    (unsigned long)d->notes);
	job_free(&j);
	free(verbose.buf);
	free(d);
}

static const struct session {
	const char *name;
	const char *option[6];
} sessions[] = {
	{ "totals", { "-r", "mean,sum,max,ess", "-t", "csv" } },
	{ "a row per sample", { "-r", "none", "--grad", "-t", "csv" } },
	{ "a row per sample in text", { "-r", "none", "-g", "0,2" } },
	{ "missing values left out", { "--missing", "skip", "-q" } },
	{ "a label that is positive", { "--pos-label", "1", "-q" } },
};

static void
same_in_all_ways(void **state)
{
	static const char *const tiers[] = { "scalar", "avx2", "avx512" };
	static struct text file, want, got;
	const struct session *s = *state;
	char path[] = "/tmp/focalloss-test-XXXXXX";
	int fd = mkstemp(path), files = getenv("FILES")
	    ? atoi(getenv("FILES")) : 1500;

	assert_true(fd >= 0);
	for (int i = 0; i < files; i++) {
		const struct shape *shape = &shapes[rnd(COUNT(shapes))];
		const char *const *option = s->option;
		const struct fields_tier *tier =
		    fields_choose(tiers[rnd(COUNT(tiers))]);
		uint64_t began = seed;

		/* only 0/1 labels can have a positive one */
		if (!strcmp(option[0], "--pos-label") && shape->scores == 3)
			continue;
		write_file(&file, shape);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, file.at, file.n, 0), file.n);
		play(&want, path, option, NULL, 1, 0);
		play(&got, path, option, tier ? tier : &fields_scalar,
		    1 + rnd(4), 1 + rnd(400));
		if (want.n != got.n || memcmp(want.at, got.at, want.n))
			print_error("seed %llx, file:\n%.*s\n--- want\n%.*s\n"
				    "--- got\n%.*s\n",
			    (unsigned long long)began, (int)file.n, file.at,
			    (int)want.n, want.at, (int)got.n, got.at);
		assert_int_equal(want.n, got.n);
		assert_memory_equal(want.at, got.at, want.n);
	}
	close(fd);
	unlink(path);
}

int
main(void)
{
	int failed = 0;

	if (getenv("SEED"))
		seed = strtoull(getenv("SEED"), NULL, 0);
	RUN_ROWS(sessions, same_in_all_ways);
	return failed;
}
