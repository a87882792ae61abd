/* main.c - parse, run, say what went wrong, exit. */
#define _DEFAULT_SOURCE	/* MAP_ANONYMOUS */
#include "job.h"
#include "out.h"
#include "run.h"
#include "write/writer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* A file must never be opened as 0, 1 or 2: give closed ones to /dev/null. */
static int
fill_standard_files(struct diag *d)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    /* the wrong way round, so that using it still fails */
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			return diag_add(d, (struct place){ 0 }, "io",
			    "cannot open /dev/null in place of a closed file");
	return 0;
}

enum { STACK = 256 << 10 };	/* more than the deepest call takes */

static __attribute__((noinline)) void
touch_stack(void)
{
	volatile char deep[STACK];

	deep[0] = 0;
	(void)deep[0];
}

/*
 * Have the stack while there is memory for it: where there is none left, the
 * system has no other answer to its growing than to kill.
 */
static int
reserve_stack(struct diag *d)
{
	struct rlimit most;
	void *memory = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return diag_add(d, (struct place){ 0 }, "memory",
		    "out of memory");
	munmap(memory, STACK);
	if (!getrlimit(RLIMIT_STACK, &most) && most.rlim_cur >= 2 * STACK)
		touch_stack();
	return 0;
}

static void
print_notes(const struct diag *d, struct out *err)
{
	uint64_t shown = d->notes < DIAG_NOTES ? d->notes : DIAG_NOTES;

	for (uint64_t i = 0; i < d->warnings; i++) {
		out_text(err, d->warning[i].text);
		out_text(err, "\n");
	}
	for (uint64_t i = 0; i < shown; i++) {
		out_text(err, d->note[i].text);
		out_text(err, "\n");
	}
	if (d->notes > shown)
		out_format(err, "focalloss: and %" PRIu64 " more such error%s\n",
		    d->notes - shown, d->notes - shown == 1 ? "" : "s");
	if (d->hint[0]) {
		out_text(err, "hint: ");
		out_text(err, d->hint);
		out_text(err, "\n");
	}
}

/* Where standard output is read by a program that looks for errors. */
static void
print_errors(const struct job *j, const struct diag *d)
{
	struct diag closed;
	/* there may be no memory left to say so */
	char room[2 * DIAG_TEXT];
	struct out out = { .fd = STDOUT_FILENO, .buf = room,
		.room = sizeof room, .lent = true };

	if (!j->to || !j->to->notes)
		return;
	j->to->notes(&out, d);
	diag_begin(&closed);
	(void)out_end(&out, &closed);
}

/* --help and --version. */
static int
show(const char *text, struct diag *d)
{
	struct out out = { .fd = STDOUT_FILENO };

	out_text(&out, text);
	return out_end(&out, d);
}

int
main(int argc, char **argv)
{
	static struct diag diag;
	struct diag closed;
	char room[2 * DIAG_TEXT];	/* as above */
	struct out err = { .fd = STDERR_FILENO, .buf = room,
		.room = sizeof room, .lent = true };
	struct out said = { .fd = -1 };
	struct job job = { 0 };
	int rc;

	/* a limit on the size of files is an error like any other */
	signal(SIGXFSZ, SIG_IGN);
	rc = fill_standard_files(&diag);
	if (!rc)
		rc = reserve_stack(&diag);
	if (!rc)
		rc = job_parse(&job, argc, argv, &diag);
	if (!rc)
		rc = job.show ? show(job.show, &diag) : run(&job, &said, &diag);
	said.fd = STDERR_FILENO;
	diag_begin(&closed);
	(void)out_end(&said, &closed);
	if (rc < 0)
		print_errors(&job, &diag);
	print_notes(&diag, &err);
	job_free(&job);
	(void)out_end(&err, &closed);
	return rc < 0 ? 2 : rc;
}
