/*
 * like.h - other libraries' losses: a row for each, with its own defaults.
 *
 * A row is settings, not code: a spec without its tables, and what the library
 * makes of alpha and divides by.  A call of the library may change some of its
 * numbers, by options and by keys of the library's own: --like detr,num_boxes=5.
 */
#ifndef LIKE_H
#define LIKE_H

#include "job.h"

/* What a row can score; one vs. rest is a class, and a sigmoid for each. */
enum like_shape {
	LIKE_BINARY = 1,
	LIKE_MULTILABEL = 2,
	LIKE_ONE_VS_REST = 4,
	LIKE_SOFTMAX = 8,
	LIKE_SIGMOID = LIKE_BINARY | LIKE_MULTILABEL | LIKE_ONE_VS_REST
};

/* What may be given by hand, and what must be. */
enum like_takes {
	LIKE_GAMMA = 1,
	LIKE_ALPHA = 2,		/* one number */
	LIKE_ALPHAS = 4,	/* one per class */
	LIKE_CLASS_WEIGHT = 8,
	LIKE_POS_WEIGHT = 16,
	LIKE_SMOOTHING = 32,
	LIKE_EPS = 64,
	LIKE_WEIGHT = 128,	/* of a sample */
	LIKE_PROBS = 256,	/* its scores may be probabilities, */
	LIKE_LOGITS = 512,	/* or its formula is of logits only; */
	LIKE_HARD = 1024	/* of labels 0 and 1 only, unless smoothed */
};

/* What the library calls a sum. */
enum like_sum { LIKE_SUM, LIKE_SUM_OVER_CLASSES, LIKE_SUM_IS_MEAN };

/* A number of the library's own. */
struct like_key {
	const char *name;
	size_t at;		/* offset of a double in struct like */
};
enum { LIKE_KEYS = 4 };

struct like {
	const char *name, *version;
	unsigned shapes, takes, needs;
	const char *call, *source;	/* what is called, and where it stands */
	const char *formula;
	const char *but;	/* what is not reproduced, or NULL */

	/*
	 * Gamma, and the parts beyond the formula.  As in the spec, 0 is off; but
	 * a slope that is not 0 says that gamma is the slope.
	 */
	struct focal_spec spec;
	bool eps_of_probs;	/* what eps does it does to probabilities only */
	bool two_gammas;	/* gamma_neg is the gamma of a "0", or */
	bool gamma_of_zeros;	/* a "1" has no gamma */
	double gamma_neg;
	double by_label;	/* 1: spec.label_factor; 0: a key says no */
	bool reduced_rest;	/* reduced_over is 1 - reduced */
	double alpha;		/* 0: none, unless it is given */
	const struct alpha_mode *alpha_mode, *alphas_mode;	/* of one, of a list */
	bool row_weight;	/* class weights are of whole samples, or */
	bool weights_mean;	/* it divides them by their mean (smp) */
	double normalizer;	/* each loss is divided by it; 0: by nothing, */
	bool over_classes;	/* and by the number of classes */
	bool counts_ignored;	/* what is ignored is in the mean, as a 0 */
	const char *mean;	/* the divisor of the mean, unless */
	double number;		/* one is given (0: none), to which */
	double more;		/* this is added */
	enum like_sum sum;
	bool row_sum;		/* a wide sample has the sum of its losses */
	bool normalized;	/* by the sum of what modulates (smp), or */
	bool by_class;		/* each class by its own: a mean of classes */
	const char *reduction;
	struct like_key key[LIKE_KEYS];	/* ends: name NULL */
};

/* Rows of one name stand together and have one gamma and one reduction. */
extern const struct like likes[];	/* ends: name NULL */

/* The first row of that name, or NULL. */
const struct like *like_find(const char *name);
/* The next row of the same name, or NULL. */
const struct like *like_next(const struct like *row);

/* The row, from this one on, that scores data of such a mode; NULL: none. */
const struct like *like_for(const struct like *row, const struct focal_mode *m);
/* How the row scores them. */
const struct focal_mode *like_mode(const struct like *row,
    const struct focal_mode *m);

/*
 * NAME, NAME=NUMBER (of its first key) or NAME,KEY=NUMBER,...: into the job.  0,
 * or -1 and a note.
 */
int like_parse(struct job *j, const char *option, const char *text,
    struct diag *d);

/* The row as the keys of the job change it. */
struct like like_use(const struct like *row, const struct job *j);

/*
 * Can the options given by hand, and this alpha of them, change such a row, and
 * are those there that it needs?  0, or -1 and a note.
 */
int like_check(const struct like *row, const struct per_class *alpha,
    const struct job *j, struct diag *d);

/* Is a fraction between the labels 0 and 1 what the library makes of it? */
bool like_is_soft(const struct like *row, const struct job *j);

/* Append a table of all rows, or all of each; what is worth knowing of one. */
struct out;
void like_list(struct out *o, bool all);
void like_tell(struct out *o, const struct like *row);

#endif
