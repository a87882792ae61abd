/*
 * kernel_body.h - the steps of the kernel on one block of targets; kernel.c
 * includes this once per instruction set, STEP carrying its attributes.
 */

/*
 * s = exp(-(h + l)) of n cells, or, where all are near, that and no scale.  The
 * loops are short, here and elsewhere: then a processor has many turns of one
 * under way.  The results may go where h and l are; no l is 0.
 */
INLINE void
exp_cells(const double *h, const double *l, double *s_h, double *s_l,
    double *restrict s_k, size_t n, const int near, const int fine)
{
	double r_h[LANES], r_l[LANES], tail[LANES];

	for (size_t at = 0, m; at < n; at += m) {
		m = n - at < LANES ? n - at : LANES;
		for (size_t i = 0; i < m; i++) {
			struct dd a = { h[at + i], l ? l[at + i] : 0 };

			a = exp_reduce(a, &s_k[at + i], fine);
			r_h[i] = a.h;
			r_l[i] = a.l;
		}
		for (size_t i = 0; i < m; i++)
			tail[i] = exp_tail(r_h[i], fine);
		for (size_t i = 0; i < m; i++) {
			struct dd r = { r_h[i], r_l[i] };
			double scale = near ? pow2(s_k[at + i]) : 1;

			r = exp_head(r, tail[i], fine);
			s_h[at + i] = r.h * scale;
			s_l[at + i] = r.l * scale;
		}
	}
}

/* s = exp(-e) */
INLINE void
exp_loop(const struct block *b, struct sdds *s, size_t n, const int fine)
{
	for (size_t i = 0; i < n; i++) {
		struct dd a = { b->e[i], b->el[i] };

		PUT(s, i, exp_minus(a, fine));
	}
}

/* t = exp(-|u|) */
INLINE void
settle_loop(struct sdds *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		PUT(s, i, sdd_settle(GET(s, i)));
}

/*
 * p_t, q, -ln p_t and -ln q from u and t: one of the first two is 1/(1 + t)
 * and the other t/(1 + t); one of the logs ln(1 + t), the other that + |u|.  All
 * low words may be some ulp of the high one.
 */
INLINE void
log1p_loop(struct block *b, size_t n, const int fine)
{
	for (size_t i = 0; i < n; i++) {
		int easy = !(b->u[i] < 0), tiny = b->t.k[i] < 0;
		struct sdd t = GET(&b->t, i), big, small, near, away;
		struct dd v, inverse, u = { b->u[i], b->ul[i] };
		struct dd z = { tiny ? 0 : t.h, tiny ? 0 : t.l };

		u = (struct dd){ easy ? u.h : -u.h, easy ? u.l : -u.l };
		v = log1p_and_inverse(z, &inverse, fine);
		big = sdd_of(inverse, 0);
		small = sdd_of(dd_mul_rough(dd_of(t), inverse), t.k);
		PUT(&b->p, i, sdd_pick(easy, big, small));
		PUT(&b->q, i, sdd_pick(easy, small, big));
		near = sdd_of(dd_pick(tiny, dd_of(t), v), t.k);
		z = two_sum(u.h, v.h);
		z.l += u.l + v.l;
		away = sdd_of(z, b->uk[i]);
		PUT(&b->v, i, sdd_pick(easy, near, away));
		if (fine)
			PUT(&b->lq, i, sdd_pick(easy, away, near));
	}
}

STEP static void
from_margin(const struct plan *pl, struct block *b, size_t n)
{
	if (pl->fine) {
		if (!pl->many)
			exp_loop(b, &b->t, n, 1);
		settle_loop(&b->t, n);
		log1p_loop(b, n, 1);
	} else {
		if (!pl->many)
			exp_loop(b, &b->t, n, 0);
		settle_loop(&b->t, n);
		log1p_loop(b, n, 0);
	}
}

/* The same from probabilities x of label 1. */
INLINE void
probability_loop(struct block *b, size_t n, const int fine)
{
	for (size_t i = 0; i < n; i++) {
		int hit = b->y[i] > 0, tiny;
		double x = b->x[i];
		struct dd one_minus = two_sum(1, -x), same = { x, 0 };
		struct sdd p = sdd_load(dd_pick(hit, same, one_minus));
		struct sdd q = sdd_load(dd_pick(hit, one_minus, same));
		struct dd v = minus_log(p, fine);

		p = sdd_settle(p);
		q = sdd_settle(q);
		tiny = q.k < 0;
		PUT(&b->p, i, p);
		PUT(&b->q, i, q);
		PUT(&b->v, i, sdd_pick(tiny, q, sdd_of(v, 0)));
		if (fine)
			PUT(&b->lq, i, sdd_of(minus_log(q, 1), 0));
	}
}

STEP static void
from_probability(const struct plan *pl, struct block *b, size_t n)
{
	if (pl->fine)
		probability_loop(b, n, 1);
	else
		probability_loop(b, n, 0);
}

/*
 * v = w l, P = exp(-v), Q = 1 - P and w q/Q.  Below 2^-120, Q is v; up to
 * ln(2)/2 it is a series; then 1 - P loses no more than two bits.
 */
STEP static void
weigh(struct block *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sdd v = sdd_mul(GET(&b->v, i), GET(&b->w, i));
		struct dd x;

		v = sdd_settle(sdd_norm(v));
		x = exp_domain(dd_scale(dd_of(v), v.k < 0 ? 0 : 1), v.k);
		b->e[i] = x.h;
		b->el[i] = x.l;
		PUT(&b->v, i, v);
	}
	exp_loop(b, &b->wp, n, 1);
	settle_loop(&b->wp, n);
	for (size_t i = 0; i < n; i++) {
		struct sdd w = GET(&b->w, i), q = GET(&b->q, i);
		struct sdd v = GET(&b->v, i), p = GET(&b->wp, i), f;
		double tiny = v.k < 0 ? 1 : 0, low = v.h < 0.34 ? 1 - tiny : 0;
		struct dd x, y, z;

		z = dd_pick(p.k < 0, (struct dd){ 0, 0 }, dd_of(p));
		z = dd_add((struct dd){ 1, 0 }, (struct dd){ -z.h, -z.l });
		x = dd_scale(dd_of(v), low);
		y = dd_mul(x, exp_core((struct dd){ -x.h, -x.l }));
		f = sdd_of(dd_pick(low > 0, y, z), 0);
		f = sdd_pick(tiny > 0, v, f);
		PUT(&b->wq, i, f);
		PUT(&b->lq, i, sdd_of(minus_log(sdd_norm(f), 1), 0));
		q = sdd_mul(sdd_div(sdd_norm(q), sdd_norm(f)), w);
		PUT(&b->f, i, sdd_norm(q));
	}
}

/* F = w/(p Q) */
STEP static void
per_probability(struct block *b, size_t n, bool inside)
{
	const struct sdds *q = inside ? &b->wq : &b->q;

	for (size_t i = 0; i < n; i++) {
		struct sdd f = sdd_mul(sdd_norm(GET(&b->p, i)),
		    sdd_norm(GET(q, i)));

		PUT(&b->f, i, sdd_norm(sdd_div(GET(&b->w, i), f)));
	}
}

INLINE void
power_loop(struct block *b, const struct sdds *q, size_t n, const int power)
{
	for (size_t i = 0; i < n; i++) {
		struct sdd x = GET(q, i), m = GET(&b->a, i);

		if (power == 1)
			m = sdd_mul_rough(m, x);
		if (power > 1)
			m = sdd_mul_rough(m, sdd_mul_rough(x, x));
		if (power == 3)
			m = sdd_mul_rough(m, x);
		if (power == 4)
			m = sdd_mul_rough(m, sdd_mul_rough(x, x));
		PUT(&b->m, i, m);
	}
}

/* m = A Q^gamma, as exp(-gamma lq) unless gamma is small and whole. */
STEP static void
raise(const struct plan *pl, struct block *b, size_t n)
{
	const struct sdds *q = pl->inside ? &b->wq : &b->q;

	switch (pl->power) {
	case 0: power_loop(b, q, n, 0); return;
	case 1: power_loop(b, q, n, 1); return;
	case 2: power_loop(b, q, n, 2); return;
	case 3: power_loop(b, q, n, 3); return;
	case 4: power_loop(b, q, n, 4); return;
	}
	for (size_t i = 0; i < n; i++) {
		struct dd x = { b->lq.h[i], b->lq.l[i] };
		double k = b->lq.k[i] + pl->g_exp;
		double s = k < -140 ? 0 : pow2(at_least(at_most(k, 300), -140));

		x = exp_domain(dd_scale(dd_mul_d(x, pl->g), s), 0);
		b->e[i] = x.h;
		b->el[i] = x.l;
	}
	exp_loop(b, &b->m, n, 0);
	for (size_t i = 0; i < n; i++)
		PUT(&b->m, i, sdd_mul_rough(GET(&b->m, i), GET(&b->a, i)));
}

/* L */
STEP static void
losses(struct block *b, size_t n, double *restrict out)
{
	uint64_t odd = 0;

	for (size_t i = 0; i < n; i++)
		out[i] = sdd_round_fast(sdd_mul(GET(&b->m, i), GET(&b->v, i)),
		    &odd);
	if (!(odd >> 63))
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = sdd_round(sdd_mul(GET(&b->m, i), GET(&b->v, i)));
}

STEP static void
round_to(const struct sdds *s, size_t n, double *restrict out)
{
	uint64_t odd = 0;

	for (size_t i = 0; i < n; i++)
		out[i] = sdd_round_fast(sdd_of(fast_two_sum(s->h[i], s->l[i]),
		    s->k[i]), &odd);
	if (!(odd >> 63))
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = sdd_round(GET(s, i));
}

/* Q + g v P */
INLINE struct sdd
slope(const struct plan *pl, struct sdd p, struct sdd q, struct sdd v)
{
	p = sdd_mul_rough(v, p);
	return sdd_plus(q, sdd_of(dd_mul_d(dd_of(p), pl->g),
	    p.k + pl->g_exp));
}

/* |gradient| */
INLINE void
slope_loop(const struct plan *pl, struct block *b, size_t n,
    const struct sdds *p, const struct sdds *q, const int has_f)
{
	for (size_t i = 0; i < n; i++) {
		struct sdd s = slope(pl, GET(p, i), GET(q, i), GET(&b->v, i));

		s = sdd_mul(s, GET(&b->m, i));
		if (has_f)
			s = sdd_mul(sdd_norm(s), GET(&b->f, i));
		PUT(&b->g, i, s);
	}
}

/* X = A Q^g F g F P (2 Q + g v P - v) */
INLINE void
curve_loop(const struct plan *pl, struct block *b, size_t n,
    const struct sdds *p, const struct sdds *q, const int has_f)
{
	struct sdd g = { pl->g, 0, pl->g_exp };

	for (size_t i = 0; i < n; i++) {
		struct sdd sp = GET(p, i), sq = GET(q, i), v = GET(&b->v, i);
		struct sdd s = slope(pl, sp, sq, v), f;

		v.h = -v.h;
		v.l = -v.l;
		s = sdd_add(sdd_add(s, sq), v);
		s = sdd_norm(sdd_mul(sdd_mul(s, g), sp));
		s = sdd_mul(s, sdd_norm(GET(&b->m, i)));
		if (has_f) {
			f = GET(&b->f, i);
			s = sdd_mul(sdd_mul(s, f), f);
		}
		PUT(&b->hx, i, s);
	}
}

STEP static void
slopes(const struct plan *pl, struct block *b, size_t n)
{
	if (pl->inside || pl->probs)
		slope_loop(pl, b, n, pl->inside ? &b->wp : &b->p,
		    pl->inside ? &b->wq : &b->q, 1);
	else
		slope_loop(pl, b, n, &b->p, &b->q, 0);
}

STEP static void
curves(const struct plan *pl, struct block *b, size_t n)
{
	if (pl->inside || pl->probs)
		curve_loop(pl, b, n, pl->inside ? &b->wp : &b->p,
		    pl->inside ? &b->wq : &b->q, 1);
	else
		curve_loop(pl, b, n, &b->p, &b->q, 0);
}

/* Hessian of the truth: X + |gradient| c. */
INLINE void
hessian_loop(struct block *b, size_t n, double *restrict out, const int probs)
{
	for (size_t i = 0; i < n; i++) {
		struct sdd p = sdd_norm(GET(&b->p, i));
		struct sdd g = sdd_norm(GET(&b->g, i));

		g = probs ? sdd_div(g, p) : sdd_mul(g, p);
		out[i] = sdd_round(sdd_add(g, sdd_norm(GET(&b->hx, i))));
	}
}

STEP static void
hessian(const struct plan *pl, struct block *b, size_t n, double *restrict out)
{
	if (pl->probs)
		hessian_loop(b, n, out, 1);
	else
		hessian_loop(b, n, out, 0);
}
