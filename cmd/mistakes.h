/* mistakes.h - losses that are ours but for a mistake, a table of them. */
#ifndef MISTAKES_H
#define MISTAKES_H

#include "guess.h"

/* Those that match are named, see guess_found(). */
void mistakes_try(const struct search *s, struct work *w);

/* Two that may well be made together; no two gammas or bases. */
void mistakes_try_pairs(const struct search *s, struct work *w);

/* Every loss is the same multiple of ours: sum for mean, say. */
void mistakes_try_ratio(const struct search *s, struct work *w);

#endif
