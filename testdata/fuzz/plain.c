/*
 * plain.c - the fast paths on a block of exactly so many bytes: what lies
 * around it, and the processor, change nothing.
 */
#include "fuzz.h"
#include "columns.h"
#include "job.h"
#include "read/plain.h"

enum { SLACK = SOURCE_SLACK };

/* A block with as much around it as source.h promises, and not a byte more. */
static void
convert(struct out *o, const struct reader *r, const struct plan *p,
    const struct job *j, const char *tier, const uint8_t *bytes, size_t n,
    int around)
{
	const struct fields_tier *t = fields_choose(tier);
	char *block = malloc(n + 2 * SLACK);
	struct plain w = { 0 };
	struct batch b;
	int got;

	CHECK(block);
	memset(block, around, n + 2 * SLACK);
	memcpy(block + SLACK, bytes, n);
	batch_init(&b, p, j);
	CHECK(plain_init(&w, r, p, t ? t : fields_choose(NULL)) == 0);
	got = r->ops->plain(&w, r, p, j, block + SLACK, n, &b);
	CHECK(got == 0 || got == 1);
	out_format(o, "%d\n", got);
	if (got) {
		out_bytes(o, (char *)b.x, b.n * b.c * sizeof *b.x);
		out_bytes(o, (char *)b.y, b.n * b.t * sizeof *b.y);
		if (b.w)
			out_bytes(o, (char *)b.w, b.n * sizeof *b.w);
	}
	for (size_t i = 0; got && i < b.n; i++) {
		for (size_t k = 0; k < b.texts; k++) {
			const struct kept *text = &batch_kept(&b, k)[i];

			if (text->at != NO_COLUMN)
				out_bytes(o, b.base + text->at, text->len);
		}
	}
	plain_free(&w);
	batch_free(&b);
	free(block);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static char name[] = "focalloss", skip[] = "--missing=skip",
		mode[] = "-mmulticlass", weight[] = "-ww", rows[] = "-rnone";
	static const char *const tiers[] = { "avx2", "avx512" };
	unsigned how = n ? bytes[n - 1] : 0;
	char *argv[8] = { name, rows };
	int argc = 2;
	static struct diag d;
	struct read_options opt;
	struct reader r;
	struct plan p = { 0 };
	struct job j;
	struct out one = { .fd = -1 }, other = { .fd = -1 };
	const uint8_t *block = memchr(bytes, '\n', n), *last;

	if (!block)
		return 0;
	block++;
	/* whole lines, one at least */
	for (last = bytes + n; last > block && last[-1] != '\n';)
		last--;
	if (last == block)
		return 0;
	if (how & 1)
		argv[argc++] = skip;
	if (how & 2)
		argv[argc++] = mode;
	if (how & 4)
		argv[argc++] = weight;
	d = (struct diag){ .notes = 0 };
	CHECK(job_parse(&j, argc, argv, &d) == 0);
	fuzz_file(0, bytes, n);
	opt = (struct read_options){ .most = 0 };
	if (!reader_open(&r, "-", bytes[0] == '{' ? &ndjson_reader : &csv_reader,
		&opt, &d) && !plan_make(&p, &j, &r) && r.cols > 1) {
		size_t len = (size_t)(last - block);

		convert(&one, &r, &p, &j, "scalar", block, len, 0);
		convert(&other, &r, &p, &j, tiers[how >> 3 & 1], block, len,
		    (int)(how >> 4) * 17);
		fuzz_same(&one, &other);
	}
	plan_free(&p);
	reader_close(&r);
	job_free(&j);
	return 0;
}
