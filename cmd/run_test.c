/*
 * run_test.c - many lanes, and rows by the column, against the reference path:
 * on random and hostile files both must print the same bytes, errors and places
 * included.
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

/*
 * A shape.  CSV: its header, and how many scores and labels a row has.  NDJSON:
 * its lines, the usual one first; a slot is a digit, see slot().
 */
static const struct shape {
	const char *header;
	int scores, labels;	/* scores < 0: they come last */
	bool id;
	const char *weight;	/* --weight, or NULL */
	const char *line[6];
} shapes[] = {
	{ "id,logit,label", 1, 1, true, NULL, { NULL } },
	{ "logit,label", 1, 1, false, NULL, { NULL } },
	{ "id,prob,label", 1, 1, true, NULL, { NULL } },
	{ "id,logit_0,logit_1,logit_2,label", 3, 1, true, NULL, { NULL } },
	{ "logit_a,logit_b,label_b,label_a", 2, 2, false, NULL, { NULL } },
	{ "id,logit_a,logit_b,label_a,label_b", 2, 2, true, NULL, { NULL } },
	{ "label,logit", -1, 1, false, NULL, { NULL } },	/* labels first */
	{ NULL, 1, 1, true, NULL, {
	    "{\"id\":0,\"logit\":2,\"label\":3}",
	    "{\"logit\":2,\"label\":3,\"id\":0}",
	    "{\"id\":1,\"logit\":2,\"label\":3}",
	    "{\"id\":0,\"logit\":[2],\"label\":3}",
	    "{\"id\":0,\"logit\":2,\"label\":3,\"logit\":2}" } },
	{ NULL, 1, 1, true, NULL, {
	    "{\"id\": \"1\", \"a,b\": 5, \"logit\": 2, \"label\": 3, \"c\": {}}",
	    "{\"id\": 0, \"a,b\": 5, \"logit\": 2, \"label\": 3, \"c\": []}",
	    "{\"id\": \"1\", \"logit\": 2, \"a,b\": 5, \"label\": 3}",
	    "{\"id\": \"1\", \"a,b\": {\"d\":[5]}, \"logit\": 2, \"label\": 3}",
	    "{\"id\": \"1\"}" } },
	{ NULL, 3, 1, false, "w", {
	    "{\"e\":{},\"logits\":[2,2,2],\"label\":4,\"w\":6,\"k\":{\"v\":\"1\"}}",
	    "{\"e\":[],\"logits\":[2,2],\"label\":4,\"w\":6,\"k\":{\"v\":\"1\"}}",
	    "{\"e\":[],\"logits\":[2,2,2,2],\"label\":4,\"w\":6,\"k\":{}}",
	    "{\"logits\":[2,[2],2],\"label\":4,\"w\":6}" } },
	{ NULL, 3, 1, true, NULL, {
	    "{\"probs\":{\"cat\":7,\"dog\":8,\"\\u0065\":9},\"label\":\"A\",\"id\":0}",
	    "{\"id\":0,\"probs\":{\"cat\":7,\"dog\":8,\"e\":9},\"label\":\"A\"}",
	    "{\"probs\":{\"cat\":7,\"cow\":8,\"e\":9},\"label\":\"A\",\"id\":0}",
	    "{\"probs\":{\"cat\":7,\"dog\":8,\"e\":9},\"label\":3,\"id\":0}" } },
	{ NULL, 1, 1, false, NULL, {
	    "{\"logit\":\"2\",\"label\":\"3\"}",
	    "{\"logit\":2,\"label\":3}" } },
	{ NULL, 2, 2, false, NULL, {
	    "{\"logits\":[2,2],\"labels\":[3,3]}",
	    "{\"labels\":[3,3],\"logits\":[2,2]}",
	    "{\"logits\":[2,2],\"labels\":[3],\"f\":3}",
	    "{\"logits\":[\"2\",2],\"labels\":[3,\"3\"]}" } },
	{ NULL, 2, 2, true, NULL, {	/* labels by name: never plain */
	    "{\"labels\":[\"a\"],\"probs\":{\"a\":7,\"b\":8},\"id\":0}",
	    "{\"labels\":[],\"probs\":{\"b\":7,\"a\":8},\"id\":0}",
	    "{\"labels\":[\"b\",\"a\"],\"probs\":{\"a\":7,\"b\":8},\"id\":0}",
	    "{\"labels\":[\"a\",\"a\"],\"probs\":{\"a\":7,\"b\":8},\"id\":0}",
	    "{\"labels\":null,\"probs\":{\"a\":7,\"b\":8},\"id\":0}" } },
	{ NULL, 1, 1, true, NULL, {	/* cells that hold values */
	    "{\"id\":[\"1\"],\"logit\":2,\"label\":3}",
	    "{\"id\":[],\"logit\":2,\"label\":3}",
	    "{\"id\":\"1\",\"logit\":2,\"label\":3}" } },
	{ NULL, 1, 1, true, NULL, {	/* the same, not in use */
	    "{\"id\":\"1\",\"m\":[\"1\"],\"n\":[5,{\"a\":[5]}],\"logit\":2,\"label\":3}",
	    "{\"id\":\"1\",\"m\":[],\"n\":[5,{\"a\":[5]}],\"logit\":2,\"label\":3}",
	    "{\"id\":\"1\",\"m\":[\"1\"],\"n\":[5,{\"b\":[5]}],\"logit\":2,\"label\":3}",
	    "{\"id\":\"1\",\"m\":[\"1\"],\"logit\":2,\"label\":[3]}" } },
	{ NULL, 1, 1, true, NULL, {	/* a blank on both sides, or for both */
	    "{\"id\": 0 ,\"logit\": 2 ,\"label\": 3 }",
	    "{\"id\": 0 ,\"logit\": ,\"label\": 3 }",
	    "{\"id\": ,\"logit\": 2 ,\"label\": 3 }",
	    "{\"id\": 0 ,\"logit\": 2 ,\"label\": }" } },
	{ NULL, 1, 1, true, NULL, {	/* doubts, in use or not */
	    "{\"id\":\"1\",\"logit\":2,\"label\":3,\"n\":\"1\"}",
	    "{\"id\":\"1\",\"logit\":2,\"label\":3,\"n\":\"\\udead\"}",
	    "{\"id\":\"\\udead\",\"logit\":2,\"label\":3,\"n\":\"1\"}",
	    "{\"id\":\"1\",\"logit\":2,\"label\":3,\"n\":{\"a\":5,\"a\":5}}",
	    "{\"id\":\"1\",\"logit\":2,\"label\":[3],\"n\":\"1\"}" } },
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

/* As many such bytes as before, but one stands elsewhere. */
static void
shift_byte(struct text *t, char byte, size_t from, size_t to)
{
	char *found = memchr(t->at + from, byte, t->n - from);
	size_t at;

	if (!found)
		return;
	at = (size_t)(found - t->at);
	if (at < to)
		memmove(found, found + 1, to - at);
	else
		memmove(t->at + to + 1, t->at + to, at - to);
	t->at[to] = byte;
}

/* In quotes, if its column is in them, but then not always. */
static void
add_cell(struct text *t, const char *cell, bool quoted, unsigned odd)
{
	quoted = quoted && rnd(3000) >= odd;
	add(t, quoted ? "\"" : "");
	add(t, cell);
	add(t, quoted ? "\"" : "");
}

static void
add_score(struct text *t, bool quoted, unsigned wild, unsigned odd, unsigned gaps)
{
	if (rnd(1000) < odd)
		add(t, "\"0.5\"");
	else
		add_cell(t, rnd(1000) < gaps ? "NA" : number(wild), quoted,
		    odd);
}

static void
write_csv(struct text *t, const struct shape *s)
{
	/* most files have few surprises, some have none, some have only those */
	/* surprises that are errors, and surprises that are only CSV */
	unsigned wild = (unsigned[]){ 0, 0, 0, 5, 50, 300 }[rnd(6)];
	unsigned odd = (unsigned[]){ 0, 10, 50, 300 }[rnd(4)];
	unsigned gaps = (unsigned[]){ 0, 0, 0, 50 }[rnd(4)];
	const char *end = rnd(5) == 0 ? "\r\n" : "\n";
	/* columns in quotes, as R writes its text: all of the kind */
	bool ids = rnd(4) == 0, scores = rnd(8) == 0, labels = rnd(6) == 0;
	size_t rows = rnd(60);

	t->n = 0;
	if (rnd(20) == 0)
		add(t, "\xef\xbb\xbf");
	add(t, s->header);
	add(t, end);
	for (size_t i = 0; i < rows; i++) {
		if (s->id && rnd(1000) < (ids ? odd / 5 : odd)) {
			add_quoted_lines(t, s);
		} else if (s->id) {
			add_cell(t, rnd(1000) < gaps ? "" : "id7", ids, odd);
			add(t, ",");
		}
		for (int k = 0; k < s->scores; k++) {
			add_score(t, scores, wild, odd, gaps);
			add(t, ",");
		}
		for (int k = 0; k < s->labels; k++) {
			add(t, k ? "," : "");
			if (rnd(1000) < odd)
				add(t, "\"1\"");
			else
				add_cell(t, rnd(1000) < gaps ? ""
					: label(wild, s->scores == 3), labels,
				    odd);
		}
		for (int k = s->scores; k < 0; k++) {
			add(t, ",");
			add_score(t, scores, wild, odd, gaps);
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
	if (rnd(8) == 0)
		shift_byte(t, rnd(2) ? '\r' : '"', rnd(t->n), rnd(t->n));
}

/* What stands in a slot of a line. */
static const char *
slot(char slot, unsigned wild, unsigned gaps)
{
	static const char *const odd[] = { "+1", ".5", "5.", "01", "-01", "-",
		"1.e5", "00", "-.5", "1e", "nan", "NaN", "\"0.5\"", "", "[]",
		"1e999", "0x1", "null", "true", "nul", "1 ", "{}", "12]", "}" };
	static const char *const number[] = { "0.5", "-1.25", "3", "-0",
		"12.345678", "1e-3", "2.5E+2", "0", "-0.000123456",
		"0.1234567890123456789", "123456789012345678901234567890" };
	static const char *const word[] = { "a", "cat7", "", "a longer one",
		"x]y}z:", "12", "a,b", "\\\"", "\xc3\xa9", "\\u0061", "\\n" };
	static const char *const bad_word[] = { "\"", "\\", "\x01", "\x80",
		"\\x", "\t" };
	static const char *const id[] = { "7", "0", "123456789", "-5", "1.50",
		"12345678901234567890", "true", "null", "1e5" };
	static const char *const other[] = { "null", "true", "false", "0.5",
		"12" };

	if (rnd(1000) < wild)
		return slot == '1' ? bad_word[rnd(COUNT(bad_word))]
				   : odd[rnd(COUNT(odd))];
	if (rnd(1000) < gaps && slot > '1')
		return "null";
	switch (slot) {
	case '0':
		return id[rnd(rnd(4) ? 3 : COUNT(id))];
	case '1':
		return word[rnd(rnd(4) ? 6 : COUNT(word))];
	case '2':
		return number[rnd(COUNT(number))];
	case '3':
		return rnd(9) ? rnd(2) ? "0" : "1" : rnd(2) ? "true" : "1.0";
	case '4':
		return rnd(9) ? rnd(2) ? "0" : "2" : rnd(2) ? "1" : "\"1\"";
	case '5':
		return other[rnd(COUNT(other))];
	case '6':
		return rnd(2) ? "1" : "0.25";
	case '7':
		return rnd(20) ? "0.25" : "2.5e-1";
	case '8':
		return rnd(20) ? "0.5" : "5E-1";
	case '9':
		return rnd(100) || !wild ? "0.25" : "0.3";
	default:
		return rnd(2) ? "cat" : rnd(2) ? "dog" : "e";
	}
}

/* Break the text from `from` on: a blank, a line end or any byte, anywhere. */
static void
hurt(struct text *t, size_t from, const char *bytes)
{
	size_t at = from + rnd(t->n - from + 1);

	if (*bytes && t->n + 1 < sizeof t->at) {
		memmove(t->at + at + 1, t->at + at, t->n - at);
		t->at[at] = bytes[rnd(strlen(bytes))];
		t->n++;
	} else if (at < t->n) {
		t->at[at] = (char)rnd(256);
	}
}

/* Put blanks only where JSON may have them: this breaks nothing. */
static void
spread(struct text *t, size_t from, const char *blank)
{
	for (size_t i = from; i < t->n; i++)
		if (strchr(",:{}[]", t->at[i]) && rnd(6) == 0) {
			struct text tail = { .n = t->n - i };

			memcpy(tail.at, t->at + i, tail.n);
			tail.at[tail.n] = '\0';
			t->n = i;
			add(t, blank);
			add(t, tail.at);
			i += strlen(blank);
		}
}

static void
write_ndjson(struct text *t, const struct shape *s)
{
	unsigned wild = (unsigned[]){ 0, 0, 0, 3, 30, 300 }[rnd(6)];
	unsigned odd = (unsigned[]){ 0, 10, 50, 300 }[rnd(4)];
	unsigned gaps = (unsigned[]){ 0, 0, 0, 50 }[rnd(4)];
	const char *end = rnd(9) == 0 ? "\r\n" : "\n";
	size_t rows = 1 + rnd(60), lines = 0;

	t->n = 0;
	while (s->line[lines])
		lines++;
	if (rnd(20) == 0)
		add(t, rnd(2) ? "\xef\xbb\xbf" : "\n");
	for (size_t i = 0; i < rows; i++) {
		bool other = i && rnd(1000) < odd, bad = rnd(1000) < wild;
		/* most files begin well */
		bool calm = i == 0 && rnd(8);
		size_t from = t->n;
		const char *p = s->line[other ? rnd(lines) : 0];

		for (; *p; p++)
			if ((*p >= '0' && *p <= '9') || *p == 'A')
				add(t, slot(*p, calm ? 0 : wild / 4,
					calm ? 0 : gaps));
			else
				add(t, (char[]){ *p, '\0' });
		if (other && rnd(2))
			spread(t, from, (const char *const[]){ " ", "\n",
				"\r\n", "\t", "\n\n" }[rnd(5)]);
		if (bad && rnd(3) == 0)
			hurt(t, from, rnd(2) ? " \n,0" : "");
		if (i + 1 < rows || rnd(4))
			add(t, !other || rnd(2) ? end :
				rnd(3) ? "\n\n" : rnd(2) ? " " : " \n");
	}
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
play(struct text *got, const char *path, const struct shape *shape,
    const char *const *option, const struct fields_tier *tier, size_t threads,
    size_t most, size_t hold)
{
	/* a format that must be found out takes some 4 KiB to find */
	static char name[] = "focalloss", csv[] = "-fcsv", json[] = "-fndjson";
	static char weight[] = "--weight";
	char *argv[16] = { name, shape->header ? csv : json };
	int argc = 2, kept = dup(STDOUT_FILENO), rc;
	struct diag *d = calloc(1, sizeof *d);
	struct out verbose = { .fd = -1 };
	FILE *f = tmpfile();
	struct job j;

	assert_non_null(d);
	assert_non_null(f);
	for (; *option; option++)
		argv[argc++] = (char *)(uintptr_t)*option;
	if (shape->weight) {
		argv[argc++] = weight;
		argv[argc++] = (char *)(uintptr_t)shape->weight;
	}
	argv[argc++] = (char *)(uintptr_t)path;
	assert_int_equal(job_parse(&j, argc, argv, d), 0);
	j.tier = tier;
	j.threads = threads;
	j.most = most;
	j.hold = hold;
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
	const char *option[8];
} sessions[] = {
	{ "totals", { "-r", "mean,sum,max,ess", "-t", "csv" } },
	{ "a row per sample", { "-r", "none", "--grad", "-t", "csv" } },
	{ "a row per sample in JSON", { "-r", "none", "-t", "ndjson" } },
	{ "a row per sample in text", { "-r", "none", "-g", "0,2" } },
	{ "a row per sample, quietly in TSV",
	    { "-rnone", "--grad", "-ttsv", "-q" } },
	{ "a row per sample, quietly in JSON",
	    { "-rnone", "-tndjson", "--hess", "-q", "-g1.5" } },
	{ "a row per sample in few digits",
	    { "-rnone", "--grad", "--hess", "-tndjson", "--digits=5" } },
	{ "a row per sample and gamma", { "-rnone", "-ttsv", "-g", "0,2" } },
	{ "missing values left out", { "--missing", "skip", "-q" } },
	{ "a label that is positive", { "--pos-label", "1", "-q" } },
	{ "a label that is positive and not there", { "--pos-label", "7" } },
	{ "missing labels ignored", { "--ignore", "", "-tjson", "--grad" } },
	{ "null labels ignored", { "--ignore", "null", "-rmean,min,ess" } },
	{ "missing labels ignored, a row per sample",
	    { "--ignore", "", "-rnone", "--hess", "-tcsv" } },
	{ "good labels ignored", { "--ignore", "1.0", "-rnone", "-tndjson" } },
	{ "a sample explained by its id", { "--explain", "7", "-tndjson" } },
	{ "a sample explained by its line, some missing",
	    { "--explain", "9", "--id=row", "--missing=skip" } },
	{ "a sample explained, its label ignored",
	    { "--explain", "id7", "--ignore", "1", "-g0,2" } },
	{ "good labels ignored, totals",
	    { "--ignore", "0", "--missing=skip", "-tjson" } },
	{ "a row per label", { "--by", "label", "-tjson",
	    "-rmean,sum,p50,share10,p99.5", "--grad" } },
	{ "a row per value of a column",
	    { "--by", "1", "-tjson", "-g0,2", "-a0.25", "-anone" } },
	{ "a row per value of two columns, some labels ignored",
	    { "--by", "label,1", "--ignore", "0", "-tcsv", "-rsum,max" } },
	{ "groups, missing values left out",
	    { "--by", "2,1", "--missing", "skip", "-rp0,mean", "-tjson" } },
	{ "a row per label, one of them positive",
	    { "--by", "label", "--pos-label", "1", "-tjson" } },
	{ "the largest losses",
	    { "-n3", "--keep", "all", "-tjson", "-g0,1" } },
	{ "the largest losses of what is not ignored",
	    { "-n7", "--ignore", "1", "--by", "1", "--hess", "-tcsv" } },
	{ "a row per sample with all it had",
	    { "-rnone", "--keep", "all", "-tndjson", "--missing=skip" } },
	{ "a row per sample with some of what it had",
	    { "-rnone", "--by", "1", "--keep", "2", "-tcsv", "--grad" } },
	{ "a library, one vs. rest, in groups",
	    { "--like=smp", "--by", "label", "-rmean,p50", "-tcsv" } },
	{ "a library, one vs. rest, the largest losses",
	    { "--like=smp", "-n5", "--keep", "all", "-tndjson" } },
};

static bool
has_option(const char *const *option, const char *name)
{
	while (*option && strcmp(*option, name))
		option++;
	return *option;
}

static void
same_in_all_ways(void **state)
{
	static const char *const tiers[] = { "scalar", "avx2", "avx512" };
	static struct text file, want, got;
	const struct session *s = *state;
	char path[] = "/tmp/focalloss-test-XXXXXX";
	int fd = mkstemp(path), files = test_share(3000);

	assert_true(fd >= 0);
	for (int i = 0; i < files; i++) {
		const struct shape *shape = &shapes[rnd(COUNT(shapes))];
		const char *const *option = s->option;
		const struct fields_tier *tier =
		    fields_choose(tiers[rnd(COUNT(tiers))]);
		uint64_t began = seed;
		/* rows before an error go out, or not, as they would */
		size_t hold = rnd(2) ? 1 + rnd(2000) : 0;

		/* only 0/1 labels can have a positive one */
		if (has_option(option, "--pos-label") && shape->scores == 3)
			continue;
		(shape->header ? write_csv : write_ndjson)(&file, shape);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, file.at, file.n, 0), file.n);
		play(&want, path, shape, option, NULL, 1, 0, hold);
		play(&got, path, shape, option, tier ? tier : &fields_scalar,
		    1 + rnd(4), 1 + rnd(400), hold);
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
