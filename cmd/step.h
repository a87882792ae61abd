/*
 * step.h - what the files of steps share: a step is a row, which says of what
 * target it is, and writes one line or a few.
 */
#ifndef STEP_H
#define STEP_H

#include "steps.h"

#include <stddef.h>

enum { SIGMOID = 1, SOFTMAX = 2, BOTH = SIGMOID | SOFTMAX };
enum { COMMON = STEPS_COMMON, OF_GAMMA = STEPS_OF_GAMMA };

struct step {
	unsigned heads, kind;
	bool (*applies)(const struct worked *v);
	void (*write)(const struct target *t);	/* NULL: the table ends */
};

/* Scores become probabilities: of the truth, moved by margin and eps. */
extern const struct step probability_steps[];
/* -ln of them, and the weights in it. */
extern const struct step entropy_steps[];
/* What multiplies it: the modulating factor, then alpha and others. */
extern const struct step modulator_steps[], factor_steps[];
/* The loss, or those of the labels that it is a sum of. */
extern const struct step loss_steps[];
/* How it moves with the scores. */
extern const struct step slope_steps[], soft_slope_steps[];

/* What holds of a target. */
bool always(const struct worked *v);
bool is_softmax(const struct worked *v);
bool is_hard(const struct worked *v);
bool is_soft(const struct worked *v);
bool is_split(const struct worked *v);
bool is_whole(const struct worked *v);
bool is_smoothed(const struct worked *v);
bool from_logits(const struct worked *v);
bool has_slope(const struct worked *v);
bool has_margin(const struct worked *v);
/* ... eps moves probabilities, as it does not with odds; of a hard target */
bool moves_chances(const struct worked *v);
bool has_eps(const struct worked *v);
bool has_factor(const struct worked *v);
bool has_weight(const struct worked *v);
bool has_weighted_ce(const struct worked *v);
bool has_inner_weight(const struct worked *v);
/* ... with the floor of eps 1 - p_t is not 1 - p_e */
bool has_floor(const struct worked *v);
bool has_poly(const struct worked *v);
bool has_scale(const struct worked *v);
/* pt scaled: only the label scales the logit that m is of */
bool scales_plainly(const struct worked *v);
/* pt expce: the cross-entropy that m is of is the loss's */
bool m_is_of_ce(const struct worked *v);
/* A factor of 0 makes 0 of an infinite loss: 0 * inf is not what is meant. */
bool counts_for_nothing(const struct worked *v);

/* What a label or class lacks of being certain, 1 - p, with all its digits. */
double rest_of(const struct worked *v, size_t k);
/* ... so little that 1 less it, printed, would be 1 */
bool is_slight(double rest);
/* The logit that the sigmoid is of. */
double sloped_logit(const struct worked *v);

/* What a hard truth's probability is called: where m is made of it; in CE. */
const char *inner_name(const struct worked *v);
const char *logged_name(const struct worked *v);
const char *score_name(const struct worked *v);
/* The label as smoothing leaves it, where m and a have it. */
const char *share_name(const struct worked *v);

/*
 * Is class k one of the terms that a sum shows?  put_more() is for the end of
 * its numbers.
 */
bool is_term(const struct worked *v, size_t k);
void put_more(const struct target *t);
/* ... of a soft target they are the classes that are shown: one more? */
bool put_plus(const struct target *t, size_t k);

/* "name_K": k is a class, or the label 0 or 1 of a sigmoid. */
void put_name(const struct target *t, enum board_column i, const char *name,
    size_t k);
/* An option, that of class k if it is a list, in a formula. */
void put_option(struct chalk *b, const char *format, const char *option,
    bool list, size_t k);
/* m^gamma, of m / D if it is reduced, of 2 - m if gamma is below 0. */
struct power {
	const char *m, *gamma;	/* how they are called */
	bool slope;		/* gamma m^(gamma - 1) */
};
void put_power(struct chalk *b, const struct worked *v, const struct power *p);
/* ... of a target with one m, as it calls it. */
void put_modulator(struct chalk *b, const struct worked *v, bool slope);

/*
 * Of a label with a loss for itself: what multiplies mod and l of it, and its
 * mod, or how that grows with its m.
 */
void put_label_factors(const struct target *t, const struct worked *label,
    size_t k);
void put_label_modulator(const struct target *t, const struct worked *label,
    size_t k, bool slope);

/* eps is added to probabilities, and with it their slopes are other ones. */
bool adds_eps(const struct worked *v);
/* The slopes of worked_label(), as formulas and numbers. */
void put_slope_of_l(const struct target *t, size_t k);
void put_slope_of_wrong(const struct target *t, size_t k);
/* How p moves along the score of a sigmoid. */
void put_move(const struct target *t);

/* ... m is of l, whose slope is not that of -ln p */
bool m_moves_oddly(const struct worked *v);
/* ... that of l is 1: it is what other slopes are along */
bool l_is_basis(const struct worked *v, size_t k);

/* Do labels have slopes, of which those of the loss are made? */
bool has_label_slopes(const struct worked *v);
/* A slope is shown if its class is; of a free probability, if it is not 0. */
bool has_slope_of(const struct target *t, size_t k);

/* Do the numbers of a line make its value?  If not, it has no numbers. */
bool is_near(double got, double value);

#endif
