/* run_baseline.h - the file of --baseline is read as the inputs are. */
#ifndef RUN_BASELINE_H
#define RUN_BASELINE_H

#include "lane.h"

/* Read it, score it and keep it in u->base: 0, -1. */
int run_baseline(struct run *u);

/* In run.c: the line, for one file: 0, -1. */
int run_input(struct run *u, const struct input *in);

#endif
