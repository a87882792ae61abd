/*
 * kernel_few.h - softmax over 3 to FEW classes, worked on across rows: cell
 * j n + i is class j of row i.  The steps, and so the bits, are those of
 * kernel_softmax.h; kernel.c includes this once per instruction set.
 */

/* Turn n rows of c scores into c columns. */
STEP static void
few_turn(double *restrict to, size_t n, size_t c, const double *restrict x)
{
	for (size_t i = 0; i < n; i++, x += c)
		for (size_t j = 0; j < c; j++)
			to[j * n + i] = x[j];
}

/* The largest score, where it first is, and the truth, of each row. */
STEP static void
few_tops(struct block *b, struct row *r, const struct cells *e, size_t n,
    size_t c, const double *x, const double *y)
{
	for (size_t i = 0; i < n; i++) {
		r->top[i] = e->x[i];
		r->at[i] = 0;
		r->s.k[i] = 0;
	}
	for (size_t j = 1; j < c; j++)
		for (size_t i = 0; i < n; i++) {
			double z = e->x[j * n + i];

			r->at[i] = z > r->top[i] ? j : r->at[i];
			r->top[i] = at_least(z, r->top[i]);
		}
	for (size_t i = 0; i < n; i++, x += c) {
		size_t t = (size_t)y[i];

		r->hit[i] = t == r->at[i];
		b->y[i] = y[i];
		b->x[i] = x[t];
	}
}

/* Are all classes near their row's top?  Then their cells are ready. */
STEP static bool
few_reach(struct cells *e, const struct row *r, size_t n, size_t c)
{
	uint64_t far = 0;

	for (size_t j = 0; j < c; j++)
		for (size_t i = 0; i < n; i++)
			far |= put_near(e, j * n + i, e->x[j * n + i],
			    r->top[i]);
	return !(far >> 63);
}

/* If not, these are, and by what 2^ the sum of the others is scaled. */
STEP static void
few_reach_far(struct cells *e, struct row *r, double *shift, size_t n, size_t c)
{
	for (size_t i = 0; i < n; i++) {
		double second = -DBL_MAX;

		for (size_t j = 0; j < c; j++)
			if (j != r->at[i])
				second = at_least(e->x[j * n + i], second);
		shift[i] = row_shift(r->top[i], second);
		r->s.k[i] = -shift[i];
	}
	for (size_t j = 0; j < c; j++)
		for (size_t i = 0; i < n; i++)
			put_far(e, j * n + i, e->x[j * n + i], r->top[i]);
}

/* v = E_j = exp(z_j - top), and h, l, k the same with its scale apart. */
INLINE void
few_near_exp_loop(struct cells *e, size_t cells, const int fine)
{
	exp_cells(e->h, e->l, e->vh, e->vl, e->k, cells, 1, fine);
}

INLINE void
few_exp_loop(struct cells *e, const double *shift, size_t n, size_t c,
    const int fine)
{
	exp_cells(e->h, e->l, e->h, e->l, e->k, n * c, 0, fine);
	for (size_t j = 0; j < c; j++)
		for (size_t i = 0; i < n; i++) {
			size_t at = j * n + i;
			double k = e->k[at] + shift[i];
			double s = pow2(at_most(at_least(k, -1000), 1000));

			e->vh[at] = e->h[at] * s;
			e->vl[at] = e->l[at] * s;
		}
}

/* All cells' E_j; are they near? */
STEP static bool
few_exp(struct cells *e, struct row *r, size_t n, size_t c, bool fine)
{
	double shift[LANES];
	bool near = few_reach(e, r, n, c);

	if (!near)
		few_reach_far(e, r, shift, n, c);
	if (near && fine)
		few_near_exp_loop(e, n * c, 1);
	else if (near)
		few_near_exp_loop(e, n * c, 0);
	else if (fine)
		few_exp_loop(e, shift, n, c, 1);
	else
		few_exp_loop(e, shift, n, c, 0);
	return near;
}

/* The sum of each row's cells but the largest, from left to right. */
STEP static void
few_sum(const struct cells *e, struct row *r, size_t n, size_t c)
{
	for (size_t i = 0; i < n; i++)
		r->s.h[i] = r->s.l[i] = 0;
	for (size_t j = 0; j < c; j++)
		for (size_t i = 0; i < n; i++) {
			size_t at = j * n + i;
			double h = r->at[i] == j ? 0 : e->vh[at];
			double l = r->at[i] == j ? 0 : e->vl[at];
			struct dd t = two_sum(r->s.h[i], h);

			r->s.h[i] = t.h;
			r->s.l[i] += t.l + l;
		}
	for (size_t i = 0; i < n; i++) {
		struct dd s = fast_two_sum(r->s.h[i], r->s.l[i]);

		r->s.h[i] = s.h;
		r->s.l[i] = s.l;
	}
}

/* Gradients of all cells, as if none were the truth's, into e->x. */
INLINE void
few_slopes_loop(struct cells *e, const struct row *r, size_t n, size_t c,
    const int near)
{
	uint64_t odd = 0;

	for (size_t j = 0; j < c; j++)
		for (size_t i = 0; i < n; i++) {
			size_t at = j * n + i;
			struct sdd g = GET(&r->g, i), s = near
			    ? (struct sdd){ e->vh[at], e->vl[at], 0 }
			    : GET(e, at);

			e->x[at] = sdd_round_fast(sdd_mul(s, g), &odd);
		}
	for (size_t at = 0; odd >> 63 && at < n * c; at++) {
		struct sdd g = GET(&r->g, at % n), s = near
		    ? (struct sdd){ e->vh[at], e->vl[at], 0 } : GET(e, at);

		e->x[at] = sdd_round(sdd_mul(s, g));
	}
}

STEP static void
few_slopes(struct block *b, struct row *r, struct cells *e, size_t n, size_t c,
    bool near, const double *y, double *restrict out)
{
	share_slopes(b, r, n);
	if (near)
		few_slopes_loop(e, r, n, c, 1);
	else
		few_slopes_loop(e, r, n, c, 0);
	for (size_t i = 0; i < n; i++, out += c) {
		for (size_t j = 0; j < c; j++)
			out[j] = e->x[j * n + i];
		out[(size_t)y[i]] = -b->out[i] + 0.0;
	}
}

/* Everything but Hessians. */
STEP static void
few_classes(const struct plan *pl, struct block *b, struct row *r,
    struct cells *e, size_t total, const double *x, const double *y,
    const struct focal_out *out)
{
	size_t c = pl->c, most = CELLS / c & ~(size_t)7;

	most = most < LANES ? most : LANES;
	for (size_t at = 0, n; at < total; at += n, x += n * c, y += n) {
		bool near;

		n = total - at < most ? total - at : most;
		few_turn(e->x, n, c, x);
		few_tops(b, r, e, n, c, x, y);
		class_factors(pl, b, n);
		near = few_exp(e, r, n, c, pl->fine);
		few_sum(e, r, n, c);
		find_odds(pl, b, r, n);
		finish_block(pl, b, n);
		write_block(pl, b, n, out->loss + at,
		    out->pt ? out->pt + at : NULL, out->grad ? b->out : NULL,
		    NULL);
		if (out->grad)
			few_slopes(b, r, e, n, c, near, y, out->grad + at * c);
	}
}
