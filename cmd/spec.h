/* spec.h - options and columns -> what the library is to compute. */
#ifndef SPEC_H
#define SPEC_H

#include "columns.h"
#include "out.h"

/* What --alpha does to the targets where class k is, and is not, the truth. */
struct alpha_mode {
	const char *name, *about;
	bool bits, classes;	/* makes sense for 0/1 labels; for K classes */
	bool unit;	/* alpha must be in [0, 1] */
	void (*set)(double alpha, size_t k, double *pos, double *neg);
};
enum { ALPHA_POSITIVE, ALPHA_BALANCED, ALPHA_CLASS, ALPHA_NEGATIVE,
	ALPHA_BACKGROUND, ALPHA_FIRST, ALPHA_MODES };
extern const struct alpha_mode alpha_modes[];	/* ends: name NULL */
const struct alpha_mode *alpha_mode_find(const char *name);

/* A spec, and the tables it borrows.  It may not be moved. */
struct specs {
	struct focal_spec spec;		/* gamma: the first of the job's, or */
	struct like like;		/* the row in use; name NULL: none */
	double *pos, *neg, *weight;	/* [c] */
	double *row, *gamma;		/* [c] factors of rows, another gamma */
	const struct alpha_mode *alpha_mode;
	struct per_class alpha;		/* borrowed: the job's, or the row's */
	char *alpha_text;		/* how rows of the table call it */
};

/*
 * What the job asks for with one of its alphas.  Zero s first; specs_free() in
 * any case.  Where the job gives no gamma, spec.gamma is that of the plan's
 * library; plan_as() tries others.
 */
int specs_make(struct specs *s, const struct per_class *alpha,
    const struct job *j, const struct plan *p, struct diag *d);
void specs_free(struct specs *s);

/* The spec at a gamma. */
struct focal_spec specs_at(const struct specs *s, double gamma);

/*
 * The rule of reduction, which is the library's of the plan: what a total must
 * know before anything is added, and what is then called r of it and of one of
 * its sums.
 */
void specs_total(const struct job *j, const struct plan *p,
    struct focal_total *t);
double specs_reduce(const struct plan *p, const struct focal_reduction *r,
    const struct focal_total *t, const struct focal_sum *sum);
/* What the row's library divides every factor by; 1 if by nothing. */
double specs_over(const struct like *l, const struct job *j,
    const struct plan *p);
/*
 * What an option says of class k (with one score: of 0 or 1); 1 if nothing.  Is
 * it one number per class, not one for all?
 */
double specs_value(const struct per_class *o, const struct plan *p, size_t k);
bool specs_is_list(const struct per_class *o);

/*
 * Append " alpha=... pos_weight=..." and whatever else changes a digit, of the
 * specs s[0..alphas).
 */
void specs_sign(const struct specs *s, const struct job *j,
    const struct plan *p, struct out *o);
/* Append ,"like":{...}, what the library adds; nothing without one. */
void specs_params(const struct specs *s, const struct job *j,
    const struct plan *p, struct out *o);

#endif
