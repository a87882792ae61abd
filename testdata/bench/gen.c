/*
 * gen.c - write a file of random predictions, the same bytes every time.
 *
 *	gen binary|multiclass|multilabel COLUMNS ROWS csv|ndjson DIGITS
 *
 * DIGITS 17 prints the double as it is; 9 prints six to nine digits of it, as
 * many as chance will have.  Logits are normal, binary labels follow them.
 *
 *	cc -std=c11 -O2 -o gen testdata/bench/gen.c -lm
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wish {
	int columns, digits;
};

static uint64_t
random_bits(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;	/* xorshift64* */

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1d;
}

static double
uniform(void)
{
	return ((double)(random_bits() >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller make two at a time. */
static double
normal(void)
{
	static double other;
	static int kept;
	double r, angle;

	kept = !kept;
	if (!kept)
		return other;
	r = sqrt(-2 * log(uniform()));
	angle = 6.283185307179586 * uniform();
	other = r * sin(angle);
	return r * cos(angle);
}

static void
print_number(const struct wish *w, double x)
{
	int digits = w->digits == 9 ? 6 + (int)(random_bits() % 4) : w->digits;

	printf("%.*g", digits, x);
}

static void
print_logits(const struct wish *w)
{
	for (int k = 0; k < w->columns; k++) {
		if (k)
			putchar(',');
		print_number(w, 2 * normal());
	}
}

static void
print_labels(const struct wish *w)
{
	for (int k = 0; k < w->columns; k++) {
		if (k)
			putchar(',');
		putchar(uniform() < 0.05 ? '1' : '0');
	}
}

static int
random_class(const struct wish *w)
{
	return (int)(random_bits() % (uint64_t)w->columns);
}

static void
binary_row(const struct wish *w, long id, const char *before,
    const char *between, const char *after)
{
	double x = 3 * normal();
	int y = uniform() < 1 / (1 + exp(1 - x));

	printf(before, id);
	print_number(w, x);
	printf("%s%d%s\n", between, y, after);
}

static void
binary_csv(const struct wish *w, long id)
{
	binary_row(w, id, "%ld,", ",", "");
}

static void
binary_json(const struct wish *w, long id)
{
	binary_row(w, id, "{\"id\":%ld,\"logit\":", ",\"label\":", "}");
}

static void
multiclass_csv(const struct wish *w, long id)
{
	printf("%ld,", id);
	print_logits(w);
	printf(",%d\n", random_class(w));
}

static void
multiclass_json(const struct wish *w, long id)
{
	printf("{\"id\":%ld,\"logits\":[", id);
	print_logits(w);
	printf("],\"label\":%d}\n", random_class(w));
}

static void
multilabel_csv(const struct wish *w, long id)
{
	printf("%ld,", id);
	print_logits(w);
	putchar(',');
	print_labels(w);
	putchar('\n');
}

static void
multilabel_json(const struct wish *w, long id)
{
	printf("{\"id\":%ld,\"logits\":[", id);
	print_logits(w);
	fputs("],\"labels\":[", stdout);
	print_labels(w);
	puts("]}");
}

static void
binary_head(const struct wish *w)
{
	(void)w;
	puts("id,logit,label");
}

static void
print_names(const struct wish *w, const char *name)
{
	for (int k = 0; k < w->columns; k++)
		printf(",%s_%d", name, k);
}

static void
multiclass_head(const struct wish *w)
{
	fputs("id", stdout);
	print_names(w, "logit");
	puts(",label");
}

static void
multilabel_head(const struct wish *w)
{
	fputs("id", stdout);
	print_names(w, "logit");
	print_names(w, "label");
	putchar('\n');
}

static void
no_head(const struct wish *w)
{
	(void)w;
}

static const struct shape {
	const char *mode, *format;
	void (*head)(const struct wish *w);
	void (*row)(const struct wish *w, long id);
} shapes[] = {
	{ "binary", "csv", binary_head, binary_csv },
	{ "binary", "ndjson", no_head, binary_json },
	{ "multiclass", "csv", multiclass_head, multiclass_csv },
	{ "multiclass", "ndjson", no_head, multiclass_json },
	{ "multilabel", "csv", multilabel_head, multilabel_csv },
	{ "multilabel", "ndjson", no_head, multilabel_json },
};

static const struct shape *
find_shape(const char *mode, const char *format)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (!strcmp(shapes[i].mode, mode) &&
		    !strcmp(shapes[i].format, format))
			return &shapes[i];
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct shape *s = NULL;
	struct wish w = { 0 };
	long rows = 0;

	if (argc == 6) {
		s = find_shape(argv[1], argv[4]);
		w.columns = atoi(argv[2]);
		w.digits = atoi(argv[5]);
		rows = atol(argv[3]);
	}
	if (!s || w.columns < 1 || rows < 1) {
		fputs("usage: gen binary|multiclass|multilabel COLUMNS ROWS "
		      "csv|ndjson DIGITS\n", stderr);
		return 2;
	}
	s->head(&w);
	for (long id = 0; id < rows; id++)
		s->row(&w, id);
	return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
