/*
 * kernel_near.h - sigmoids of logits within +-NEAR, as nearly all are: nothing
 * needs a scale of its own there.  The steps are those of kernel_body.h without
 * what has no effect, so the bits are the same; kernel.c includes this once per
 * instruction set.
 */

/* Is the spec one of those, with such factors of its two labels? */
STEP static bool
near_applies(const struct plan *pl, const struct pair *f)
{
	for (int i = 0; i < 2; i++)
		if (!(magnitude(f->a[i].k) <= 100))
			return false;
	return !pl->probs && !pl->inside && !pl->hess &&
	    pl->spec->gamma <= 5 && (pl->power >= 0 || pl->spec->gamma > 0x1p-4);
}

/* Is every one of n logits near? */
STEP static bool
all_near(const double *x, size_t n)
{
	uint64_t far = 0;

	for (size_t i = 0; i < n; i++)
		far |= bits_of(NEAR - magnitude(x[i]));
	return !(far >> 63);
}

/* u and t = exp(-|u|) */
INLINE void
near_exp_loop(struct block *b, size_t n, const double *x, const double *y,
    const int fine)
{
	for (size_t i = 0; i < n; i++) {
		b->u[i] = y[i] > 0 ? x[i] : -x[i];
		b->e[i] = magnitude(x[i]);
	}
	exp_cells(b->e, NULL, b->t.h, b->t.l, b->t.k, n, 1, fine);
}

/* As log1p_loop(); p_t only if it is asked for. */
INLINE void
near_log1p_loop(struct block *b, size_t n, const int fine, const int p)
{
	for (size_t i = 0; i < n; i++) {
		struct dd t = { b->t.h[i], b->t.l[i] }, big;
		struct dd s = log1p_ratio(t, &big);

		b->e[i] = s.h;
		b->el[i] = s.l;
		b->q.h[i] = big.h;
		b->q.l[i] = big.l;
	}
	for (size_t i = 0; i < n; i++) {
		struct dd s = { b->e[i], b->el[i] };

		s = log1p_from_ratio(s, b->t.h[i], fine);
		b->v.h[i] = s.h;
		b->v.l[i] = s.l;
	}
	for (size_t i = 0; i < n; i++) {
		int easy = !(b->u[i] < 0);
		struct dd t = { b->t.h[i], b->t.l[i] };
		struct dd big = { b->q.h[i], b->q.l[i] };
		struct dd small = dd_mul_rough(t, big);
		struct dd near = { b->v.h[i], b->v.l[i] };
		struct dd away = two_sum(magnitude(b->u[i]), near.h);

		away.l += near.l;
		if (p) {
			b->p.h[i] = easy ? big.h : small.h;
			b->p.l[i] = easy ? big.l : small.l;
		}
		b->q.h[i] = easy ? small.h : big.h;
		b->q.l[i] = easy ? small.l : big.l;
		b->v.h[i] = easy ? near.h : away.h;
		b->v.l[i] = easy ? near.l : away.l;
		if (fine) {
			b->lq.h[i] = easy ? away.h : near.h;
			b->lq.l[i] = easy ? away.l : near.l;
		}
	}
}

/* m = q^gamma where that is no small whole number, for near_finish_loop(). */
STEP static void
near_raise(const struct plan *pl, struct block *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dd x = { b->lq.h[i], b->lq.l[i] };

		x = dd_mul_d(x, pl->spec->gamma);
		b->e[i] = x.h > 0x1p-120 ? x.h : 0;
		b->el[i] = x.h > 0x1p-120 ? x.l : 0;
	}
	exp_cells(b->e, b->el, b->m.h, b->m.l, b->m.k, n, 1, 0);
}

/* Losses and, if wanted, gradients. */
INLINE void
near_finish_loop(const struct plan *pl, const struct pair *f,
    const struct block *b, size_t n, const double *y, double *restrict l,
    double *restrict g, const int power, const int grad)
{
	struct dd one = dd_scale(dd_of(f->a[1]), pow2(f->a[1].k));
	struct dd zero = dd_scale(dd_of(f->a[0]), pow2(f->a[0].k));
	double gamma = pl->spec->gamma;

	for (size_t i = 0; i < n; i++) {
		struct dd m = dd_pick(y[i] > 0, one, zero), s;
		struct dd q = { b->q.h[i], b->q.l[i] };
		struct dd v = { b->v.h[i], b->v.l[i] };
		struct dd p = { b->p.h[i], b->p.l[i] };

		if (power < 0)
			m = dd_mul_rough((struct dd){ b->m.h[i], b->m.l[i] }, m);
		if (power == 1)
			m = dd_mul_rough(m, q);
		if (power > 1)
			m = dd_mul_rough(m, dd_mul_rough(q, q));
		if (power == 3)
			m = dd_mul_rough(m, q);
		if (power == 4)
			m = dd_mul_rough(m, dd_mul_rough(q, q));
		l[i] = dd_mul(m, v).h;
		if (!grad)
			continue;
		p = dd_mul_d(dd_mul_rough(v, p), gamma);
		s = two_sum(q.h, p.h);
		s.l += q.l + p.l;
		s = dd_mul(s, m);
		g[i] = (y[i] > 0 ? -s.h : s.h) + 0.0;
	}
}

INLINE void
near_finish(const struct plan *pl, const struct pair *f, const struct block *b,
    size_t n, const double *y, double *l, double *g, const int power)
{
	if (g)
		near_finish_loop(pl, f, b, n, y, l, g, power, 1);
	else
		near_finish_loop(pl, f, b, n, y, l, g, power, 0);
}

/* The outputs of n targets. */
STEP static void
near_block(const struct plan *pl, const struct pair *f, struct block *b,
    size_t n, const double *x, const double *y, double *l, double *p,
    double *g)
{
	if (pl->fine) {
		near_exp_loop(b, n, x, y, 1);
		near_log1p_loop(b, n, 1, 1);
	} else {
		near_exp_loop(b, n, x, y, 0);
		if (p || g)
			near_log1p_loop(b, n, 0, 1);
		else
			near_log1p_loop(b, n, 0, 0);
	}
	for (size_t i = 0; p && i < n; i++)
		p[i] = b->p.h[i] + b->p.l[i];
	switch (pl->power) {
	case 0: near_finish(pl, f, b, n, y, l, g, 0); return;
	case 1: near_finish(pl, f, b, n, y, l, g, 1); return;
	case 2: near_finish(pl, f, b, n, y, l, g, 2); return;
	case 3: near_finish(pl, f, b, n, y, l, g, 3); return;
	case 4: near_finish(pl, f, b, n, y, l, g, 4); return;
	}
	near_raise(pl, b, n);
	near_finish(pl, f, b, n, y, l, g, -1);
}
