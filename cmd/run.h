/* run.h - a job, done. */
#ifndef RUN_H
#define RUN_H

#include "job.h"
#include "out.h"

/*
 * Read, evaluate, add up, write to standard output and files: 0; 1 if what is
 * judged fails; or -1 with notes in d.
 * What -v has to say is in *verbose, in memory.
 */
int run(const struct job *j, struct out *verbose, struct diag *d);

#endif
