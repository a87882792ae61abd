/*
 * pipeline.c - the whole tool on any bytes: many lanes and the fast paths print
 * what one lane and the plain readers print, the errors included.
 */
#include "fuzz.h"
#include "job.h"
#include "read/fields.h"
#include "run.h"

enum { WORDS = 40 };

/* Command lines; an input takes one of them by its last byte. */
static const char *const lines[] = {
	"-f csv",
	"-f csv -r none -t csv",
	"-f csv -r none -t ndjson --missing skip",
	"-f csv -H -y 1 -l 2 -r none -t tsv",
	"-f csv -t json -g 0,1,2 --grad",
	"-f csv --missing skip -r mean,sum,min,max,ess -v",
	"-f csv -d ; -r none",
	"-f csv --pos-label yes -r none -t csv",
	"-f csv -m multiclass -r none -t csv",
	"-f csv -w w -t json -r mean,mean-pos",
	"-f csv --eps 1e-7 -r none -t json --hess",
	"-f tsv -r none -t csv",
	"-f ndjson",
	"-f ndjson -r none -t ndjson",
	"-f ndjson -r none -t csv --missing skip",
	"-f ndjson -t json -g 0,2 --grad",
	"-f ndjson -w w --sum-tol 0.1",
	"-f json -r none -t ndjson",
	"-f json -t json",
	"-r none -t csv",
	"-t text",
	"-q",
	"-f csv -b label -r mean,p50,share10 -a none -a 0.5",
	"-f csv -r none --keep all -b label -t csv",
	"-f csv -n 3 --keep all -t ndjson",
	"-f ndjson -r none --keep all -t csv",
	"-f csv --like smp -b label -r mean,sum --grad",
	"-f csv --explain 2 --id row",
};

/* The words stay in text. */
static void
parse(struct job *j, const char *line, char *text)
{
	static struct diag d;
	char *argv[WORDS];
	int argc = 0;

	sprintf(text, "focalloss %s", line);
	for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
		argv[argc++] = w;
	argv[argc] = NULL;
	CHECK(job_parse(j, argc, argv, &d) == 0);
}

static void
score(struct out *o, struct job *j, const uint8_t *bytes, size_t n)
{
	static struct diag d;
	struct out verbose = { .fd = -1 };
	int rc;

	d = (struct diag){ .notes = 0 };
	fuzz_file(0, bytes, n);
	fuzz_file(1, NULL, 0);
	rc = run(j, &verbose, &d);
	CHECK((rc == 0) == (d.notes == 0));
	fuzz_written(o);
	CHECK(rc == 0 || o->n == 0);
	if (rc == 0)
		out_bytes(o, verbose.buf, verbose.n);
	free(verbose.buf);
	fuzz_notes(o, &d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const tiers[] = { NULL, "scalar", "avx2", "avx512" };
	unsigned which = n ? bytes[n - 1] : 0, how = n > 1 ? bytes[n - 2] : 0;
	char text[256];
	struct out slow = { .fd = -1 }, fast = { .fd = -1 };
	struct job j;

	parse(&j, lines[which % (sizeof lines / sizeof *lines)], text);
	j.tier = NULL;
	j.threads = 1;
	j.path = FOCAL_PLAIN;
	score(&slow, &j, bytes, n);
	j.most = how >> 4 ? (how >> 4) * 7 : 0;
	/* what is foreign is seen by more bytes than a window of so few has */
	out_bytes(&slow, "", 1);
	if (j.most && strstr(slow.buf, " [format]\n"))
		j.most = 0;
	slow.n--;
	j.tier = fields_choose(tiers[how % 4]);
	if (!j.tier)
		j.tier = fields_choose(NULL);
	j.threads = 1 + (how >> 2) % 3;
	j.path = FOCAL_FASTEST;
	score(&fast, &j, bytes, n);
	fuzz_same(&slow, &fast);
	job_free(&j);
	return 0;
}
