/* explain.h - one sample worked out, step by step, as on a blackboard. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "sink.h"
#include "spec.h"
#include "table.h"

struct explained {
	const struct job *job;
	const struct plan *plan;
	const struct specs *specs;
	const struct focal_spec *spec;	/* theirs; gamma: each variant's */
	const char *name, *path;	/* a file's, in tables, in messages */
	const struct batch *sample;	/* one row */
	const struct variant *variant;	/* [variants] one for each gamma, */
	size_t variants;
	struct tallies *tallies;	/* [variants] and all samples with it */
};

/* Write the steps to the rows of t, see chalk_table(): 0, -1: no memory. */
int explain(const struct explained *e, struct table *t, struct sinks *s);

#endif
