/* run.h - a job, done. */
#ifndef RUN_H
#define RUN_H

#include "job.h"
#include "out.h"

/*
 * Read, evaluate, add up, write to standard output and files: 0; 1 if what is
 * judged fails; or -1 with notes in d.
 * What else is to be said on standard error is in *said, in memory: what -v has
 * to say, and the verdicts.
 */
int run(const struct job *j, struct out *said, struct diag *d);

#endif
