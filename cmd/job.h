/* job.h - what the command line asks for. */
#ifndef JOB_H
#define JOB_H

#include "diag.h"
#include "focalloss.h"

struct reader_ops;
struct writer_ops;
struct alpha_mode;
struct like;
struct fields_tier;

/* One number, or one per class: by position, or by name (the rest is 1). */
struct per_class {
	size_t n;	/* 0 = none, */
	bool given;	/* even if it is said */
	double *value;	/* [n] */
	char **name;	/* [n], or NULL: by position */
};

/* One number for all losses of a row. */
struct reduction {
	const struct focal_reduction *total;	/* by their sums and counts, */
	const struct focal_rank_reduction *rank;	/* or by their order; */
	double percent;				/* the other is NULL */
	char name[64];
};

/* What a column of every row must keep to. */
struct limit {
	const char *text;	/* as it is written, [NAME=]LIMIT */
	size_t name;		/* how long NAME is; 0: the first result */
	double value;
	bool per_cent;		/* the text says 5%, the value 0.05 */
	bool least;		/* it may not be less; else not more */
};

struct job {
	/* inputs; a name is what the file column shows */
	struct input {
		const char *name, *path;
	} *input;
	size_t inputs;

	/* columns: COLS as written, NULL = by the default names */
	const char *label, *logits, *probs, *id, *weight;
	const char *join;	/* a file to take further columns from, or NULL */
	const char *pos_label, *ignore;
	double sum_tol;		/* < 0 = not given */
	bool skip_missing;
	const char *by, *keep;	/* COLS, or NULL */

	/* reading */
	const struct reader_ops *from;	/* NULL = found from the file */
	char delimiter;			/* '\0' = the format's own */
	bool no_header;

	/* the loss */
	const struct focal_mode *mode;	/* NULL = from the columns */
	struct numbers {
		size_t n;
		double *value;
	} gamma;
	bool gamma_given;
	struct per_class *alpha;	/* [alphas] a row each */
	size_t alphas;
	struct per_class class_weight, pos_weight;
	const struct alpha_mode *alpha_mode;	/* NULL = the mode's own */
	enum { WEIGHT_IN_NOT_GIVEN, WEIGHT_IN_PT, WEIGHT_IN_LOSS } weight_in;
	double label_smoothing, eps;	/* < 0 = not given */
	const struct like *like;	/* the first of its rows; NULL = none */
	struct per_class like_keys;	/* its own numbers, by their names */
	bool like_list;

	/* the table */
	struct reduction *reduction;	/* [reductions] */
	size_t reductions;	/* 0 = none: a row per sample */
	bool grad, hess;
	size_t top;		/* so many samples; 0: all of them */
	const char *baseline;	/* a file to compare with, or NULL */
	double ci;		/* per cent; < 0 = not given */
	bool merge;		/* all inputs are one sample set */

	/* judging */
	struct limit *limit;	/* [limits] */
	size_t limits;
	const char *expect;	/* a column of losses, or NULL */
	double rtol, atol;	/* how near; < 0 = not given */

	/* showing */
	const struct writer_ops *to;
	struct output {		/* written beside standard output */
		const char *path;
		const struct writer_ops *to;
	} *output;
	size_t outputs;
	int digits;		/* 0 = the format's own */
	bool quiet, verbose;
	const char *explain;	/* the id or line of a sample, or NULL */
	size_t threads;
	size_t most;	/* for tests, see source_open(), */
	size_t hold;	/* and struct out */
	const struct fields_tier *tier;	/* NULL: the reference path */
	enum focal_path path;

	const char *show;	/* print this text and do nothing else */
	char *shown;		/* owned: what show points to, or NULL */
};

/* Are the rows samples that go out as they come? */
static inline bool
job_streams(const struct job *j)
{
	return j->reductions == 0 && j->top == 0 && !j->explain && !j->expect;
}

/* argv -> job.  0, or -1 with a note in d.  job_free() either way. */
int job_parse(struct job *j, int argc, char **argv, struct diag *d);
void job_free(struct job *j);

#endif
