/* explain.h - one sample worked out, step by step, as on a blackboard. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "sink.h"
#include "spec.h"
#include "table.h"

struct explained {
	const struct job *job;
	const struct plan *plan;
	const struct focal_spec *spec;	/* its gamma is each tally's */
	const struct alpha_mode *alpha_mode;
	const char *name, *path;	/* a file's, in tables, in messages */
	const struct batch *sample;	/* one row */
	const struct tally *tally;	/* [gammas] of all samples */
};

/* Write the steps to the rows of t, see chalk_table(): 0, -1: no memory. */
int explain(const struct explained *e, struct table *t, struct sinks *s);

#endif
