/*
 * options.c - job_parse() on any words, a line each: a job that can be run, or
 * a note; nothing is kept, and it says the same when asked again.
 */
#include "fuzz.h"
#include "job.h"

enum { WORDS = 32 };

/* Words of exactly their length, in a vector of exactly its length. */
static char **
split(const uint8_t *bytes, size_t n, int *argc)
{
	char *word[WORDS + 1], **argv;
	const char *s = (const char *)bytes, *last = s + n;

	word[0] = strdup("focalloss");
	*argc = 1;
	while (s < last && *argc < WORDS) {
		const char *end = memchr(s, '\n', (size_t)(last - s));

		end = end ? end : last;
		word[(*argc)++] = strndup(s, (size_t)(end - s));
		s = end + 1;
	}
	argv = malloc(((size_t)*argc + 1) * sizeof *argv);
	CHECK(argv);
	memcpy(argv, word, (size_t)*argc * sizeof *argv);
	argv[*argc] = NULL;
	return argv;
}

static void
parse(struct out *o, const uint8_t *bytes, size_t n)
{
	static struct diag d;
	struct job j;
	int argc, rc;
	char **argv = split(bytes, n, &argc);

	d = (struct diag){ .notes = 0 };
	rc = job_parse(&j, argc, argv, &d);
	CHECK((rc == 0) == (d.notes == 0));
	if (rc == 0 && !j.show) {
		CHECK(j.inputs > 0 && j.input[0].name && j.input[0].path);
		CHECK(j.gamma.n > 0 && j.to && j.threads > 0);
		CHECK(j.digits >= 0 && j.digits <= 17);
		for (size_t i = 0; i < j.gamma.n; i++)
			CHECK(j.gamma.value[i] >= 0);
	}
	out_format(o, "%d %zu %zu\n%.300s", rc, j.inputs, j.gamma.n,
	    j.show ? j.show : "");
	job_free(&j);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	free(argv);
	fuzz_notes(o, &d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct out one = { .fd = -1 }, other = { .fd = -1 };

	parse(&one, bytes, n);
	parse(&other, bytes, n);
	fuzz_same(&one, &other);
	return 0;
}
