/*
 * kernel_rows.h - batches of sigmoids, and of rows that come down to one
 * number, cut into blocks; kernel.c includes this once per instruction set.
 */

/* A = a a2 and w of n targets. */
STEP static void
load_factors(struct block *b, size_t n, const double *a, const double *a2,
    const double *w)
{
	for (size_t i = 0; i < n; i++) {
		struct sdd s = sdd_load((struct dd){ a[i], 0 });

		s = sdd_mul(s, sdd_load((struct dd){ a2[i], 0 }));
		PUT(&b->a, i, s);
		PUT(&b->w, i, sdd_load((struct dd){ w[i], 0 }));
	}
}

/* The factors of n labels y in columns j, j + 1, ... */
STEP static void
sigmoid_factors(const struct plan *pl, struct block *b, size_t n, size_t j)
{
	const struct focal_spec *s = pl->spec;
	double *a = b->out, *a2 = b->out2, *w = b->u;

	for (size_t i = 0; i < n; i++) {
		bool hit = b->y[i] > 0;
		double weight = hit ? entry(s->weight, j) : 1;

		a[i] = entry(hit ? s->pos : s->neg, j);
		a2[i] = s->weight_in_pt ? 1 : weight;
		w[i] = s->weight_in_pt ? weight : 1;
		if (++j == pl->c)
			j = 0;
	}
	load_factors(b, n, a, a2, w);
}

/* The same of one column, from those of labels 0 and 1. */
STEP static void
binary_factors(const struct pair *f, struct block *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int hit = b->y[i] > 0;

		PUT(&b->a, i, sdd_pick(hit, f->a[1], f->a[0]));
		PUT(&b->w, i, sdd_pick(hit, f->w[1], f->w[0]));
	}
}

/* The factors of n classes y. */
STEP static void
class_factors(const struct plan *pl, struct block *b, size_t n)
{
	const struct focal_spec *s = pl->spec;
	double *a = b->out, *a2 = b->out2, *w = b->u;

	for (size_t i = 0; i < n; i++) {
		size_t t = (size_t)b->y[i];
		double weight = entry(s->weight, t);

		a[i] = entry(s->pos, t);
		a2[i] = s->weight_in_pt ? 1 : weight;
		w[i] = s->weight_in_pt ? weight : 1;
	}
	load_factors(b, n, a, a2, w);
}

/* u = x - y, in two words and scaled if huge. */
INLINE void
put_margin(struct block *b, size_t i, double x, double y)
{
	int huge = !(magnitude(x - y) < 0x1p200);
	double s = huge ? 0x1p-900 : 1;
	struct dd d = two_sum(x * s, -(y * s));

	b->u[i] = d.h;
	b->ul[i] = d.l;
	b->uk[i] = huge ? 900 : 0;
	d = exp_domain(d, b->uk[i]);
	b->e[i] = d.h;
	b->el[i] = d.l;
}

/* The same for u = z. */
INLINE void
put_logit(struct block *b, size_t i, double z)
{
	double size = magnitude(z), huge = size < 0x1p200 ? 0 : 900;

	b->u[i] = z * (huge > 0 ? 0x1p-900 : 1);
	b->ul[i] = 0;
	b->uk[i] = huge;
	size = size < 5000 ? size : 5000;
	b->e[i] = size > 0x1p-120 ? size : 0;
	b->el[i] = 0;
}

/* All that follows from the margin or the probabilities. */
STEP static void
finish_block(const struct plan *pl, struct block *b, size_t n)
{
	if (pl->probs)
		from_probability(pl, b, n);
	else
		from_margin(pl, b, n);
	if (pl->inside)
		weigh(b, n);
	if (pl->probs && (pl->grad || pl->hess))
		per_probability(b, n, pl->inside);
	raise(pl, b, n);
	if (pl->grad || pl->hess)
		slopes(pl, b, n);
	if (pl->hess)
		curves(pl, b, n);
}

/*
 * What the formulas do not reach: no factor, no weight; a probability of 0,
 * where all is infinite, and of 1, where Q = 0.
 */
STEP static void
edges(const struct plan *pl, const struct block *b, size_t n,
    double *l, double *g, double *h)
{
	double gamma = pl->spec->gamma;

	for (size_t i = 0; i < n; i++) {
		double aw = b->a.h[i] * b->w.h[i], d = 0, d2 = 0;

		if (aw > 0 && (!pl->probs || (b->p.h[i] > 0 && b->q.h[i] > 0)))
			continue;
		if (aw > 0 && b->p.h[i] > 0) {
			struct sdd s = sdd_mul(GET(&b->a, i), GET(&b->w, i));

			d = gamma > 0 ? 0 : sdd_round(s);
			s = sdd_mul(s, GET(&b->w, i));
			s.k += 1;
			d2 = gamma > 1 ? 0 : gamma < 1 ? HUGE_VAL :
			    sdd_round(s);
			d2 = gamma > 0 ? d2 : d;
			aw = 0;
		} else if (aw > 0) {
			aw = d = d2 = HUGE_VAL;
		}
		if (l)
			l[i] = aw;
		if (g)
			g[i] = d;
		if (h)
			h[i] = d2;
	}
}

/* Writes the outputs of n targets; |gradient| not yet signed. */
STEP static void
write_block(const struct plan *pl, struct block *b, size_t n, double *l,
    double *p, double *g, double *h)
{
	losses(b, n, l);
	if (p)
		round_to(&b->p, n, p);
	if (g)
		round_to(&b->g, n, g);
	if (h)
		hessian(pl, b, n, h);
	if (pl->probs || pl->inside)
		edges(pl, b, n, l, g, h);
}

/* Binary and multilabel: every score is a target. */
STEP static void
sigmoids(const struct plan *pl, struct block *b, size_t total,
    const double *x, const double *y, const struct focal_out *out)
{
	const struct focal_spec *s = pl->spec;
	bool alike = all_same(s->pos, pl->c) && all_same(s->neg, pl->c) &&
	    all_same(s->weight, pl->c), near;
	struct pair f;

	b->y[0] = 0;
	b->y[1] = 1;
	sigmoid_factors(pl, b, alike ? 2 : 0, 0);
	for (int i = 0; i < 2; i++) {
		f.a[i] = GET(&b->a, i);
		f.w[i] = GET(&b->w, i);
	}
	near = alike && near_applies(pl, &f);
	for (size_t at = 0, n; at < total; at += n) {
		double *g = out->grad ? out->grad + at : NULL;

		n = total - at < LANES ? total - at : LANES;
		if (near && all_near(x + at, n)) {
			near_block(pl, &f, b, n, x + at, y + at,
			    out->loss + at, out->pt ? out->pt + at : NULL, g);
			continue;
		}
		memcpy(b->y, y + at, n * sizeof *y);
		memcpy(b->x, x + at, n * sizeof *x);
		if (alike)
			binary_factors(&f, b, n);
		else
			sigmoid_factors(pl, b, n, at % pl->c);
		for (size_t i = 0; i < n; i++)
			put_logit(b, i, b->y[i] > 0 ? b->x[i] : -b->x[i]);
		finish_block(pl, b, n);
		write_block(pl, b, n, out->loss + at,
		    out->pt ? out->pt + at : NULL, g,
		    out->hess ? out->hess + at : NULL);
		for (size_t i = 0; g && i < n; i++)
			g[i] = (b->y[i] > 0 ? -g[i] : g[i]) + 0.0;
	}
}

/* Multiclass probabilities, and logits of two classes: one number a row. */
STEP static void
single(const struct plan *pl, struct block *b, size_t rows, const double *x,
    const double *y, const struct focal_out *out)
{
	size_t c = pl->c;

	for (size_t at = 0, n; at < rows; at += n, x += n * c) {
		n = rows - at < LANES ? rows - at : LANES;
		memcpy(b->y, y + at, n * sizeof *y);
		class_factors(pl, b, n);
		for (size_t i = 0; i < n; i++) {
			size_t t = (size_t)b->y[i];

			b->x[i] = x[i * c + t];
			if (!pl->probs)
				put_margin(b, i, b->x[i], x[i * c + 1 - t]);
			else
				b->y[i] = 1;
		}
		finish_block(pl, b, n);
		write_block(pl, b, n, out->loss + at,
		    out->pt ? out->pt + at : NULL, out->grad ? b->out : NULL,
		    out->hess ? b->out2 : NULL);
		for (size_t i = 0; i < n; i++) {
			size_t t = (size_t)y[at + i];
			double *g = out->grad ? out->grad + (at + i) * c : NULL;
			double *h = out->hess ? out->hess + (at + i) * c : NULL;

			for (size_t j = 0; j < c; j++) {
				bool other = !pl->probs && j != t;

				if (g)
					g[j] = other ? b->out[i] : 0;
				if (h)
					h[j] = other ? b->out2[i] : 0;
			}
			if (g)
				g[t] = -b->out[i] + 0.0;
			if (h)
				h[t] = b->out2[i];
		}
	}
}
