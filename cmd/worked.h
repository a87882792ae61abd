/*
 * worked.h - every number on the way from one target to its loss.
 *
 * All of them are asked of the library: each is the loss, the p_t or the slope
 * of some simpler spec.  So they have the library's accuracy and are the same
 * bits on every machine, and a step shows what the loss is made of.
 */
#ifndef WORKED_H
#define WORKED_H

#include "focalloss.h"

/*
 * One target: a sigmoid, or a softmax.  Set the first part and call work_out().
 */
struct worked {
	struct focal_spec s;	/* sigmoid: binary, tables from its column */
	size_t c;		/* 1, or the classes */
	const double *x, *y;

	/* the target */
	bool soft;		/* it is shared among labels */
	size_t truth;		/* the label or class, or what has most of it */
	double yes;		/* sigmoid: the label, smoothed, */
	double share;		/* and as a and gamma see it */

	/* probabilities */
	double *p;		/* [c] of label 1, or of each class */
	size_t top;		/* softmax: the most probable class */
	double sum;		/* softmax: what p was divided by */
	double pm, no;		/* sigmoid: p less the margin; of label 0 */
	double pt, q;		/* of the truth, and 1 - p_t with all digits */
	double pe;		/* p_t, as eps leaves it */
	double inside;		/* hard: p_t as it is modulated */

	/* the loss */
	double ce;		/* cross-entropy, all that follows left out */
	double a, w;		/* outside factor, pos_weight */
	double n;		/* soft: ce with w in it, of a softmax also a */
	double m;		/* what is raised to gamma */
	double gamma;		/* the one that applies, */
	bool stepped;		/* which is that of a step */
	bool below;		/* p_t is below reduced: mod is 1 */
	double mod;		/* the modulating factor */
	double poly;		/* the term poly m^poly_power */
	double poly_power;
	double loss;

	/* slopes */
	double *grad, *hess, *ce_grad;	/* [c] */
	double scale;		/* grad / ce_grad; nan: there is none */

	double *room;		/* owned: the arrays */
};

/* 0, -1: no memory.  worked_free() in any case. */
int work_out(struct worked *v);
void worked_free(struct worked *v);

/*
 * Class k of a softmax, label k of a sigmoid, as if it were the truth: the
 * probability that eps and margin leave, its -ln, its loss alone.
 */
struct worked_label {
	double p, l, loss;
};
struct worked_label worked_label(const struct worked *v, size_t k);

/* The smoothed share of class k in the truth of a softmax. */
double worked_share(const struct worked *v, size_t k);

/*
 * Do the numbers above make the loss?  If not, the spec has a part that nobody
 * here knows of.
 */
bool worked_adds_up(const struct worked *v);

/* Has each label a loss of its own, whose sum counts? */
bool worked_is_split(const struct worked *v);

#endif
