/*
 * kernel_softmax.h - softmax over three or more classes; kernel.c includes
 * this once per instruction set.
 *
 * A segment is some whole rows, or part of one long row.  Rows of up to FEW
 * classes are summed from left to right, longer ones in eight lanes (class j in
 * lane j mod 8) and then the lanes: two words each time, so that the order of
 * the classes tells only beyond 2^-100.
 */

/* E_j = exp(z_j - top); k is the scale of a number in 1..2. */
STEP static void
cells_exp(struct cells *e, size_t n, const double *restrict x, bool fine)
{
	for (size_t i = 0; i < n; i++) {
		struct dd d = exp_domain(two_sum(e->top[i], -x[i]), 0);

		e->h[i] = d.h;
		e->l[i] = d.l;
	}
	if (fine) {
		for (size_t i = 0; i < n; i++)
			PUT(e, i, exp_minus((struct dd){ e->h[i], e->l[i] },
			    1));
	} else {
		for (size_t i = 0; i < n; i++)
			PUT(e, i, exp_minus((struct dd){ e->h[i], e->l[i] },
			    0));
	}
}

/* The same times 2^shift, in two plain words, ready to be added. */
STEP static void
cells_shift(struct cells *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double s = pow2(at_most(at_least(e->k[i] + e->shift[i], -1000),
		    1000));

		e->vh[i] = e->h[i] * s;
		e->vl[i] = e->l[i] * s;
	}
}

/* s += v[0..n-1], one after the other. */
INLINE struct dd
sum_few(struct dd s, const double *h, const double *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dd t = two_sum(s.h, h[i]);

		s.h = t.h;
		s.l += t.l + l[i];
	}
	return s;
}

/* Eight sums: s[j % 8] += v[j]. */
STEP static void
sum_many(double *restrict sh, double *restrict sl, const double *restrict h,
    const double *restrict l, size_t n)
{
	double ah[8], al[8];

	memcpy(ah, sh, sizeof ah);
	memcpy(al, sl, sizeof al);
	for (size_t i = 0; i + 8 <= n; i += 8)
		for (size_t j = 0; j < 8; j++) {
			struct dd t = two_sum(ah[j], h[i + j]);

			ah[j] = t.h;
			al[j] += t.l + l[i + j];
		}
	for (size_t i = n / 8 * 8, j = 0; i < n; i++, j++) {
		struct dd t = two_sum(ah[j], h[i]);

		ah[j] = t.h;
		al[j] += t.l + l[i];
	}
	memcpy(sh, ah, sizeof ah);
	memcpy(sl, al, sizeof al);
}

/* The largest and second largest of c numbers. */
STEP static void
find_two(const double *x, size_t c, double *top, double *second)
{
	double m[8], m2[8], a = -DBL_MAX, b = -DBL_MAX;
	size_t i, j, lanes = c > FEW ? 8 : 0;

	for (j = 0; j < lanes; j++)
		m[j] = m2[j] = -DBL_MAX;
	for (i = 0; lanes && i + 8 <= c; i += 8)
		for (j = 0; j < 8; j++) {
			double low = x[i + j] < m[j] ? x[i + j] : m[j];

			m2[j] = low > m2[j] ? low : m2[j];
			m[j] = x[i + j] > m[j] ? x[i + j] : m[j];
		}
	for (j = 0; j < lanes; j++) {
		double low = m[j] < a ? m[j] : a;

		low = low > m2[j] ? low : m2[j];
		b = low > b ? low : b;
		a = m[j] > a ? m[j] : a;
	}
	for (; i < c; i++) {
		double low = x[i] < a ? x[i] : a;

		b = low > b ? low : b;
		a = x[i] > a ? x[i] : a;
	}
	*top = a;
	*second = b;
}

/* The first of c numbers that is top. */
STEP static size_t
find_at(const double *x, size_t c, double top)
{
	size_t i, j;

	for (i = 0; c > FEW && i + 8 <= c; i += 8) {
		int any = 0;

		for (j = 0; j < 8; j++)
			any |= x[i + j] >= top;
		if (any)
			break;
	}
	while (i + 1 < c && x[i] < top)
		i++;
	return i;
}

/*
 * Row i, whose other classes but the largest sum to s 2^-shift: R, u and t.
 *
 * R is the sum of E_j but the truth's: s if the truth is the largest, else
 * 1 + (s - E_t), whose difference loses nothing that counts next to 1.
 */
INLINE void
row_odds(struct block *b, size_t i, struct row *r, const int fine)
{
	int hit = r->hit[i];
	struct sdd s = GET(&r->s, i), e = GET(&r->e, i), odds, lr;
	struct dd x, y;
	int far = s.k < -400, easy;

	/* 1 + (s - E_t) */
	x = (struct dd){ far ? 0 : s.h, far ? 0 : s.l };
	y = dd_scale(dd_of(e), pow2(at_least(e.k, -1000)));
	y = dd_pick(far, (struct dd){ 0, 0 }, y);
	x = dd_add(x, (struct dd){ -y.h, -y.l });
	x = dd_add((struct dd){ 1, 0 }, x);
	s = sdd_norm(sdd_pick(hit, s, sdd_of(x, 0)));
	PUT(&r->r, i, s);
	e = sdd_norm(sdd_pick(hit, (struct sdd){ 1, 0, 0 }, e));
	/* R < 1 */
	easy = hit & ((s.k < 0) | ((s.k <= 0) & (s.h <= 1) & (s.l < 0)));
	odds = sdd_div(sdd_pick(easy, s, e), sdd_pick(easy, e, s));
	PUT(&b->t, i, sdd_settle(sdd_norm(odds)));
	/* |u| = |(top - z_t) + ln R| */
	lr = sdd_of(minus_log(s, fine), 0);
	lr.h = b->uk[i] > 0 ? 0 : lr.h;
	lr.l = b->uk[i] > 0 ? 0 : lr.l;
	x = dd_add((struct dd){ b->u[i], b->ul[i] },
	    (struct dd){ -lr.h, -lr.l });
	x = (struct dd){ magnitude(x.h), x.h < 0 ? -x.l : x.l };
	b->u[i] = easy ? x.h : -x.h;
	b->ul[i] = easy ? x.l : -x.l;
}

/* The largest and second largest score, and the truth, of each row. */
STEP static void
row_tops(const struct plan *pl, struct block *b, struct row *r, size_t rows,
    const double *x, const double *y)
{
	for (size_t i = 0; i < rows; i++, x += pl->c) {
		size_t t = (size_t)y[i];
		double second, d;

		find_two(x, pl->c, &r->top[i], &second);
		r->at[i] = find_at(x, pl->c, r->top[i]);
		d = r->top[i] - second;
		r->shift[i] = d < 280 ? 0 :
		    (double)(int)(at_most(d, 5000) * INV_LN2);
		r->hit[i] = t == r->at[i];
		b->y[i] = y[i];
		b->x[i] = x[t];
		r->s.h[i] = r->s.l[i] = 0;
		r->s.k[i] = -r->shift[i];
	}
}

/* What cells at..at+n-1, of one row, need of it. */
STEP static void
spread_row(struct cells *e, size_t at, size_t n, double top, double shift)
{
	for (size_t i = at; i < at + n; i++) {
		e->top[i] = top;
		e->shift[i] = shift;
	}
}

/* Sums over one segment of one or more whole rows. */
STEP static void
sum_rows(const struct plan *pl, struct cells *e, struct row *r, size_t rows,
    const double *x)
{
	size_t c = pl->c;

	for (size_t i = 0; i < rows; i++)
		spread_row(e, i * c, c, r->top[i], r->shift[i]);
	cells_exp(e, rows * c, x, pl->fine);
	cells_shift(e, rows * c);
	for (size_t i = 0; i < rows; i++) {
		double *h = e->vh + i * c, *l = e->vl + i * c;
		struct dd s = { 0, 0 };
		double sh[8] = { 0 }, sl[8] = { 0 };

		h[r->at[i]] = l[r->at[i]] = 0;
		if (c <= FEW) {
			s = sum_few(s, h, l, c);
		} else {
			sum_many(sh, sl, h, l, c);
			s = sum_few(s, sh, sl, 8);
		}
		s = fast_two_sum(s.h, s.l);
		r->s.h[i] = s.h;
		r->s.l[i] = s.l;
	}
}

/* The sum over one long row, a segment at a time. */
STEP static void
sum_long_row(const struct plan *pl, struct cells *e, struct row *r,
    const double *x)
{
	struct dd s = { 0, 0 };
	double sh[8] = { 0 }, sl[8] = { 0 };

	spread_row(e, 0, CELLS, r->top[0], r->shift[0]);
	for (size_t j = 0, n; j < pl->c; j += n) {
		n = pl->c - j < CELLS ? pl->c - j : CELLS;
		cells_exp(e, n, x + j, pl->fine);
		cells_shift(e, n);
		if (r->at[0] - j < n)
			e->vh[r->at[0] - j] = e->vl[r->at[0] - j] = 0;
		sum_many(sh, sl, e->vh, e->vl, n);
	}
	s = sum_few(s, sh, sl, 8);
	s = fast_two_sum(s.h, s.l);
	r->s.h[0] = s.h;
	r->s.l[0] = s.l;
}

STEP static void
find_odds(const struct plan *pl, struct block *b, struct row *r, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		put_margin(b, i, r->top[i], b->x[i]);
	if (pl->fine)
		exp_loop(b, &r->e, rows, 1);
	else
		exp_loop(b, &r->e, rows, 0);
	if (pl->fine)
		for (size_t i = 0; i < rows; i++)
			row_odds(b, i, r, 1);
	else
		for (size_t i = 0; i < rows; i++)
			row_odds(b, i, r, 0);
}

/* G/R of each row, 0 where nothing counts. */
STEP static void
share_slopes(const struct block *b, struct row *r, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		struct sdd g = sdd_norm(GET(&b->g, i)), zero = { 0, 0, 0 };

		g = sdd_div(g, GET(&r->r, i));
		PUT(&r->g, i, sdd_pick(b->a.h[i] * b->w.h[i] > 0, g, zero));
	}
}

/* Gradients of n cells of one row from number `at` on, but the truth's. */
STEP static void
other_slopes(const struct cells *e, size_t at, size_t n, struct sdd g,
    double *restrict out)
{
	uint64_t odd = 0;

	for (size_t i = 0; i < n; i++) {
		struct sdd s = { e->h[at + i], e->l[at + i], e->k[at + i] };

		out[i] = sdd_round_fast(sdd_mul(s, g), &odd);
	}
	for (size_t i = 0; odd >> 63 && i < n; i++) {
		struct sdd s = { e->h[at + i], e->l[at + i], e->k[at + i] };

		out[i] = sdd_round(sdd_mul(s, g));
	}
}

/* The same of whole rows of few classes. */
STEP static void
few_slopes(const struct row *r, struct cells *e, size_t rows, size_t c,
    double *restrict out)
{
	size_t n = rows * c, i = 0;
	uint64_t odd = 0;

	for (size_t row = 0; row < rows; row++)
		for (size_t j = 0; j < c; j++, i++) {
			e->vh[i] = r->g.h[row];
			e->vl[i] = r->g.l[row];
			e->shift[i] = r->g.k[row];
		}
	for (i = 0; i < n; i++) {
		struct sdd g = { e->vh[i], e->vl[i], e->shift[i] };

		out[i] = sdd_round_fast(sdd_mul(GET(e, i), g), &odd);
	}
	for (i = 0; odd >> 63 && i < n; i++) {
		struct sdd g = { e->vh[i], e->vl[i], e->shift[i] };

		out[i] = sdd_round(sdd_mul(GET(e, i), g));
	}
}

/* r (X r + g (t - E)), r = E rest */
INLINE struct sdd
class_curve(struct sdd c, struct sdd t, struct sdd rest, struct sdd x,
    struct sdd g)
{
	struct sdd q = sdd_mul(c, rest), z;

	z = sdd_add(t, (struct sdd){ -c.h, -c.l, c.k });
	z = sdd_add(sdd_mul(q, x), sdd_mul(sdd_norm(z), g));
	return sdd_mul(sdd_norm(z), q);
}

/*
 * Hessians likewise: r (X r + G (1 - p)), r = E/R, 1 - p = (T - E)/T; the
 * largest class's 1 - p is the others' sum over T.
 */
STEP static void
other_curves(const struct cells *e, size_t at, size_t n, const struct row *r,
    const struct block *b, size_t row, size_t top, double *restrict out)
{
	struct sdd x = sdd_norm(GET(&b->hx, row)), g = GET(&b->g, row);
	struct sdd s = GET(&r->s, row), rest = GET(&r->r, row), t;
	struct dd one = { 1, 0 };
	uint64_t odd = 0;
	int far = s.k < 0;

	t = far ? sdd_of(one, 0) : sdd_of(dd_add(one, dd_of(s)), 0);
	t = sdd_norm(t);
	g = sdd_div(sdd_norm(g), t);
	rest = sdd_div(sdd_of(one, 0), rest);
	for (size_t i = 0; i < n; i++) {
		struct sdd c = { e->h[at + i], e->l[at + i], e->k[at + i] };

		out[i] = sdd_round_fast(class_curve(c, t, rest, x, g), &odd);
	}
	for (size_t i = 0; odd >> 63 && i < n; i++) {
		struct sdd c = { e->h[at + i], e->l[at + i], e->k[at + i] };

		out[i] = sdd_round(class_curve(c, t, rest, x, g));
	}
	if (top < n) {
		struct sdd c = { e->h[at + top], e->l[at + top],
		    e->k[at + top] };

		c = sdd_mul(c, rest);
		s = sdd_add(sdd_mul(c, x), sdd_mul(sdd_norm(s), g));
		out[top] = sdd_round(sdd_mul(sdd_norm(s), c));
	}
}

/* The classes' share of what block b knows of its rows. */
STEP static void
write_classes(const struct block *b, const struct row *r,
    const struct cells *e, size_t row, size_t at, size_t j, size_t n,
    double *grad, double *hess)
{
	bool none = !(b->a.h[row] * b->w.h[row] > 0);

	if (grad)
		other_slopes(e, at, n, GET(&r->g, row), grad);
	if (hess)
		other_curves(e, at, n, r, b, row, r->at[row] - j, hess);
	for (size_t i = 0; hess && none && i < n; i++)
		hess[i] = 0;
}

STEP static void
softmax(const struct plan *pl, struct block *b, struct row *r, struct cells *e,
    size_t total, const double *x, const double *y,
    const struct focal_out *out)
{
	size_t c = pl->c, most = c < CELLS ? CELLS / c : 1;
	double *g = out->grad, *h = out->hess;

	most = most < LANES ? most : LANES;
	for (size_t at = 0, n; at < total; at += n, x += n * c, y += n) {
		n = total - at < most ? total - at : most;
		row_tops(pl, b, r, n, x, y);
		class_factors(pl, b, n);
		if (c <= CELLS)
			sum_rows(pl, e, r, n, x);
		else
			sum_long_row(pl, e, r, x);
		find_odds(pl, b, r, n);
		finish_block(pl, b, n);
		write_block(pl, b, n, out->loss + at,
		    out->pt ? out->pt + at : NULL, g ? b->out : NULL,
		    h ? b->out2 : NULL);
		if (g || h)
			share_slopes(b, r, n);
		if (g && c <= FEW)
			few_slopes(r, e, n, c, g + at * c);
		for (size_t i = 0; (g || h) && i < n; i++) {
			size_t t = (size_t)y[i], o = (at + i) * c;

			for (size_t j = 0, m; j < c; j += m) {
				m = c - j < CELLS ? c - j : CELLS;
				if (c > CELLS)
					cells_exp(e, m, x + j, pl->fine);
				if (h || c > FEW)
					write_classes(b, r, e, i,
					    c > CELLS ? 0 : i * c, j, m,
					    g && c > FEW ? g + o + j : NULL,
					    h ? h + o + j : NULL);
			}
			if (g)
				g[o + t] = -b->out[i] + 0.0;
			if (h)
				h[o + t] = b->out2[i];
		}
	}
}
