/* report.h - saying what was computed: the signature, params, -v. */
#ifndef REPORT_H
#define REPORT_H

#include "spec.h"
#include "table.h"
#include "write/writer.h"

/* Texts that grow with each file. */
struct account {
	struct report report;
	struct out signed_specs;	/* "mode=... | mode=..." */
	struct out signature;
	struct out verbose;		/* for standard error, with -v */
	bool resampled;			/* some interval has random numbers in it */
};

int account_init(struct account *a, const struct job *j, struct diag *d);
void account_free(struct account *a);

/*
 * A file is open and understood, with s[0..alphas) for its specs; the first one
 * also fixes the params.
 */
void account_open(struct account *a, const struct job *j, const struct plan *p,
    const struct specs *s, const struct reader *r);
/* ... and so is the file that it is joined with ... */
struct joined;
void account_joined(struct account *a, const struct joined *f);
/* ... and what it is compared with, of so many samples ... */
void account_baseline(struct account *a, const char *name, uint64_t samples,
    const char *id);
/* ... and it is read; n says all but its rows. */
void account_file(struct account *a, struct input_count n);
/* All is read: the signature is whole.  -1 if memory failed on the way. */
int account_end(struct account *a, const struct job *j, struct diag *d);

#endif
