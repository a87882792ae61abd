/* spec.h - options and columns -> what the library is to compute. */
#ifndef SPEC_H
#define SPEC_H

#include "columns.h"
#include "out.h"

/* What --alpha does to the targets where a class is, and is not, the truth. */
struct alpha_mode {
	const char *name, *about;
	bool classes;	/* makes sense where the target is one of K classes */
	bool unit;	/* alpha must be in [0, 1] */
	void (*set)(double alpha, double *pos, double *neg);
};
extern const struct alpha_mode alpha_modes[];	/* ends: name NULL */
const struct alpha_mode *alpha_mode_find(const char *name);

/* A spec, and the tables it borrows. */
struct specs {
	struct focal_spec spec;		/* gamma is the caller's to set */
	double *pos, *neg, *weight;	/* [c] */
	const struct per_class *alpha;	/* the one that is in it, borrowed */
	char *alpha_text;
	const struct alpha_mode *alpha_mode;
};

/* What the job asks for with one of its alphas; zero s; specs_free() always. */
int specs_make(struct specs *s, const struct per_class *alpha,
    const struct job *j, const struct plan *p, struct diag *d);
void specs_free(struct specs *s);

/*
 * Append " alpha=... pos_weight=..." and whatever else changes a digit, of the
 * specs s[0..alphas).
 */
void specs_sign(const struct specs *s, const struct job *j,
    const struct plan *p, struct out *o);

#endif
