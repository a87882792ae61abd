/*
 * worked.h - every number on the way from one target to its loss.
 *
 * Those that a double cannot be sure of are asked of the library: each is the
 * loss, the p_t or the slope of some simpler spec.  So they have the library's
 * accuracy and are the same bits on every machine; the others are sums and
 * products of these.
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
	double row;		/* what multiplies a whole row, or 1; */
	const struct focal_out *in_row;	/* ... its loss and slopes there */

	/* the target */
	bool soft;		/* it is shared among labels */
	size_t truth;		/* the label or class, or what has most of it */
	double yes;		/* sigmoid: the label, smoothed, */
	double share;		/* and as a and gamma see it */

	/* probabilities */
	double *p;		/* [c] of label 1, or of each class */
	size_t top;		/* softmax: the most probable class */
	double sum;		/* softmax: what p was divided by */
	double odd;		/* odds, as eps clips them */
	double rest;		/* sigmoid: 1 - p with all digits */
	double pm, no;		/* p less the margin; of label 0 with it */
	double pt, q;		/* of the truth, and 1 - p_t with all digits */
	double pe;		/* p_t, as eps leaves it */
	double ce_sum;		/* what the cross-entropy divides p_e by, and */
	double pn;		/* what it makes of it */
	double inside;		/* hard: p_t as it is modulated */

	/* the loss */
	double ce;		/* cross-entropy, all that follows left out */
	double base, times;	/* outside factor; what else multiplies it */
	double a, w;		/* both of these; pos_weight */
	double n;		/* soft: ce with w in it, of a softmax also a */
	double m;		/* what is raised to gamma */
	double gamma;		/* the one that applies, */
	bool stepped;		/* which is that of a step */
	bool below;		/* p_t is below reduced: mod is 1 */
	double mod;		/* the modulating factor */
	double poly;		/* the term poly m^poly_power */
	double poly_power;
	double poly_a;		/* what multiplies it */
	double loss;

	/* of a label that has a loss for itself: see work_out_label() */
	double label;
	bool mixed;		/* m knows that it was given in part only: */
	double part;

	/* slopes */
	double *grad, *hess, *ce_grad;	/* [c] */
	double scale;		/* grad / ce_grad; nan: there is none */
	bool bends;		/* mod moves with the scores */
	double dn, dm;		/* along the score, see worked_basis */
	double dmod, dpoly;

	double *room;		/* owned: the arrays */
	/* it is noted there that some label's could not be had, unless NULL */
	bool *failed;
};

/* 0, -1: no memory.  worked_free() in any case. */
int work_out(struct worked *v);
void worked_free(struct worked *v);

/*
 * The loss that label or class k has for itself, whose part in the truth is
 * another matter.  It may not be moved.
 */
int work_out_label(struct worked *label, const struct worked *v, size_t k);

/*
 * What dn, dm and dmod of a hard target are slopes along: the score of a
 * sigmoid, the l = -ln p_t of a softmax of logits, or its p_t.  From each of
 * them the slopes along scores follow.
 */
enum worked_basis { ALONG_SCORE, ALONG_L, ALONG_P };
enum worked_basis worked_basis(const struct worked *v);

/*
 * Class k of a softmax, label k of a sigmoid, as if it were the truth: the
 * probability that eps and margin leave, its -ln, how much of it is wrong for
 * m, and the slopes of these two along the score, its own l, or its own p.
 */
struct worked_label {
	double p, l, wrong, dl, dwrong;
};
struct worked_label worked_label(const struct worked *v, size_t k);

/* The share of class k in the truth of a softmax: smoothed; as m sees it. */
double worked_share(const struct worked *v, size_t k);
double worked_m_share(const struct worked *v, size_t k);

/*
 * Do the numbers above make the loss?  If not, the spec has a part that nobody
 * here knows of.
 */
bool worked_adds_up(const struct worked *v);

/* Has each label a loss of its own, whose sum counts? */
bool worked_is_split(const struct worked *v);

/* Does eps hold the probability of label or class k, in CE, in m? */
bool worked_is_stuck(const struct worked *v, size_t k);
bool worked_m_is_stuck(const struct worked *v, size_t k);

#endif
