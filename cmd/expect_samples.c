/* expect_samples.c - the first samples of a file, kept as they are read. */
#include "expect_samples.h"

#include <stdlib.h>
#include <string.h>

/* Room for so many samples, like those of the batch: 0, -1. */
static int
grow(struct samples *s, const struct batch *b, size_t room)
{
	double **const number[] = { &s->x, &s->y, &s->expected, &s->w };
	const size_t each[] = { b->c, b->t, 1, b->w ? 1 : 0 };
	bool *ignored;

	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		double *more = each[i]
		    ? realloc(*number[i], room * each[i] * sizeof *more) : NULL;

		if (each[i] && !more)
			return -1;
		*number[i] = more;
	}
	if (b->ignored) {
		ignored = realloc(s->ignored, room * b->t * sizeof *ignored);
		if (!ignored)
			return -1;
		s->ignored = ignored;
	}
	s->room = room;
	s->c = b->c;
	s->t = b->t;
	return 0;
}

int
samples_keep(struct samples *s, const struct batch *b)
{
	size_t left = SAMPLES_KEPT - s->n;
	size_t most = SAMPLES_NUMBERS / (b->c + b->t) + 1 - s->n;
	size_t n = b->n < left ? b->n : left;

	n = n < most ? n : most;
	if (n == 0)
		return 0;
	if (s->n + n > s->room && grow(s, b, 2 * (s->n + n)))
		return -1;
	memcpy(s->x + s->n * b->c, b->x, n * b->c * sizeof *s->x);
	memcpy(s->y + s->n * b->t, b->y, n * b->t * sizeof *s->y);
	memcpy(s->expected + s->n, b->expected, n * sizeof *s->expected);
	if (b->w)
		memcpy(s->w + s->n, b->w, n * sizeof *s->w);
	if (b->ignored)
		memcpy(s->ignored + s->n * b->t, b->ignored,
		    n * b->t * sizeof *s->ignored);
	s->n += n;
	return 0;
}

void
samples_free(struct samples *s)
{
	free(s->x);
	free(s->y);
	free(s->expected);
	free(s->w);
	free(s->ignored);
	*s = (struct samples){ 0 };
}
