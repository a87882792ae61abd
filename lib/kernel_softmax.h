/*
 * kernel_softmax.h - softmax over three or more classes; kernel.c includes
 * this once per instruction set.
 *
 * A segment is some whole rows, or part of one long row.  Rows of up to FEW
 * classes are summed from left to right, longer ones in lanes (class j in lane
 * j mod MANY) and then the lanes: two words each time, so that the order of the
 * classes tells only beyond 2^-100.
 */

/*
 * Cell `at` is what exp_minus() takes for exp(z - top); the sign bit of what it
 * returns is set if that is far, and the cell then not fit for it.
 */
INLINE uint64_t
put_near(struct cells *e, size_t at, double z, double top)
{
	struct dd d = two_sum(top, -z);

	e->h[at] = d.h > 0x1p-120 ? d.h : 0;
	e->l[at] = d.h > 0x1p-120 ? d.l : 0;
	return bits_of(NEAR - d.h);
}

/* The same, near or far. */
INLINE void
put_far(struct cells *e, size_t at, double z, double top)
{
	struct dd d = exp_domain(two_sum(top, -z), 0);

	e->h[at] = d.h;
	e->l[at] = d.l;
}

/* n of them from cell `at` on; are all of them near? */
STEP static bool
cells_reach(struct cells *e, size_t at, size_t n, const double *restrict x,
    double top)
{
	uint64_t far = 0;

	for (size_t i = 0; i < n; i++)
		far |= put_near(e, at + i, x[i], top);
	if (!(far >> 63))
		return true;
	for (size_t i = 0; i < n; i++)
		put_far(e, at + i, x[i], top);
	return false;
}

INLINE void
cells_exp_loop(struct cells *e, size_t at, size_t n, const int near,
    const int fine)
{
	exp_cells(e->h + at, e->l + at, e->h + at, e->l + at, e->k + at, n,
	    near, fine);
	if (near)
		memset(e->k + at, 0, n * sizeof *e->k);
}

/*
 * E_j = exp(z_j - top) of n scores, from cell `at` on; k is the scale of a
 * number in 1..2, or 0 for all of them if they are near.
 */
STEP static bool
cells_exp(struct cells *e, size_t at, size_t n, const double *x, double top,
    bool fine)
{
	bool near = cells_reach(e, at, n, x, top);

	if (near && fine)
		cells_exp_loop(e, at, n, 1, 1);
	else if (near)
		cells_exp_loop(e, at, n, 1, 0);
	else if (fine)
		cells_exp_loop(e, at, n, 0, 1);
	else
		cells_exp_loop(e, at, n, 0, 0);
	return near;
}

/* The same times 2^shift, in two plain words, ready to be added. */
STEP static void
cells_shift(struct cells *e, size_t at, size_t n, double shift)
{
	for (size_t i = at; i < at + n; i++) {
		double s = pow2(at_most(at_least(e->k[i] + shift, -1000),
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

/* MANY sums: s[j % MANY] += v[j]. */
STEP static void
sum_many(struct lanes *restrict s, const double *restrict h,
    const double *restrict l, size_t n)
{
	size_t i = 0;

	for (; i + MANY <= n; i += MANY)
		for (size_t j = 0; j < MANY; j++) {
			struct dd t = two_sum(s->h[j], h[i + j]);

			s->h[j] = t.h;
			s->l[j] += t.l + l[i + j];
		}
	for (size_t j = 0; i + j < n; j++) {
		struct dd t = two_sum(s->h[j], h[i + j]);

		s->h[j] = t.h;
		s->l[j] += t.l + l[i + j];
	}
}

/* The sum of these: lanes 8 apart, then the eight. */
STEP static struct dd
sum_lanes(const struct lanes *s)
{
	struct lanes t = { { 0 }, { 0 } };

	for (size_t i = 0; i < MANY; i += 8)
		for (size_t j = 0; j < 8; j++) {
			struct dd sum = two_sum(t.h[j], s->h[i + j]);

			t.h[j] = sum.h;
			t.l[j] += sum.l + s->l[i + j];
		}
	return sum_few((struct dd){ 0, 0 }, t.h, t.l, 8);
}

/* The largest of c numbers. */
STEP static double
find_top(const double *x, size_t c)
{
	double m[MANY], top = -DBL_MAX;
	size_t i = 0;

	for (size_t j = 0; j < MANY; j++)
		m[j] = -DBL_MAX;
	for (; i + MANY <= c; i += MANY)
		for (size_t j = 0; j < MANY; j++)
			m[j] = at_least(x[i + j], m[j]);
	for (size_t j = 0; i > 0 && j < MANY; j++)
		top = at_least(m[j], top);
	for (; i < c; i++)
		top = at_least(x[i], top);
	return top;
}

/* The first of c numbers that is top. */
STEP static size_t
find_at(const double *x, size_t c, double top)
{
	size_t i = 0;

	for (; i + MANY <= c; i += MANY) {
		int any = 0;

		for (size_t j = 0; j < MANY; j++)
			any |= x[i + j] >= top;
		if (any)
			break;
	}
	while (i + 1 < c && x[i] < top)
		i++;
	return i;
}

/* By what 2^ the sum of all of a row but its largest is scaled. */
INLINE double
row_shift(double top, double second)
{
	double d = top - second;

	return d < 280 ? 0 : (double)(int)(at_most(d, 5000) * INV_LN2);
}

/* The same, found out. */
STEP static double
find_shift(const double *x, size_t c, size_t at)
{
	double second = -DBL_MAX;

	for (size_t j = 0; j < c; j++)
		second = at_least(j == at ? -DBL_MAX : x[j], second);
	return row_shift(x[at], second);
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

/* The largest score, where it first is, and the truth, of each row. */
STEP static void
row_tops(const struct plan *pl, struct block *b, struct row *r, size_t rows,
    const double *x, const double *y)
{
	for (size_t i = 0; i < rows; i++, x += pl->c) {
		size_t t = (size_t)y[i];

		r->top[i] = find_top(x, pl->c);
		r->at[i] = find_at(x, pl->c, r->top[i]);
		r->hit[i] = t == r->at[i];
		b->y[i] = y[i];
		b->x[i] = x[t];
	}
}

/*
 * The sum over row i of all classes but the largest, a segment at a time; its
 * cells are from `at` on.
 */
STEP static void
sum_row(const struct plan *pl, struct cells *e, size_t at, struct row *r,
    size_t i, const double *x)
{
	struct lanes lanes = { { 0 }, { 0 } };
	struct dd s = { 0, 0 }, kept = { 0, 0 };
	double shift = -1;	/* not known; 0 if any of the others is near */

	for (size_t j = 0, n; j < pl->c; j += n) {
		size_t top = r->at[i] - j;	/* n or more: not here */
		double *h = e->h + at, *l = e->l + at;

		n = pl->c - j < CELLS ? pl->c - j : CELLS;
		if (!cells_exp(e, at, n, x + j, r->top[i], pl->fine)) {
			if (shift < 0)
				shift = find_shift(x, pl->c, r->at[i]);
			cells_shift(e, at, n, shift);
			h = e->vh + at;
			l = e->vl + at;
		}
		if (top < n) {
			kept = (struct dd){ h[top], l[top] };
			h[top] = l[top] = 0;
		}
		if (pl->c > FEW)
			sum_many(&lanes, h, l, n);
		else
			s = sum_few(s, h, l, n);
		if (top < n) {
			h[top] = kept.h;
			l[top] = kept.l;
		}
	}
	if (pl->c > FEW)
		s = sum_lanes(&lanes);
	s = fast_two_sum(s.h, s.l);
	r->s.h[i] = s.h;
	r->s.l[i] = s.l;
	r->s.k[i] = -at_least(shift, 0);
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
		for (size_t i = 0; i < n; i++)
			sum_row(pl, e, i * c, r, i, x + i * c);
		find_odds(pl, b, r, n);
		finish_block(pl, b, n);
		write_block(pl, b, n, out->loss + at,
		    out->pt ? out->pt + at : NULL, g ? b->out : NULL,
		    h ? b->out2 : NULL);
		if (g || h)
			share_slopes(b, r, n);
		for (size_t i = 0; (g || h) && i < n; i++) {
			size_t t = (size_t)y[i], o = (at + i) * c;

			for (size_t j = 0, m; j < c; j += m) {
				m = c - j < CELLS ? c - j : CELLS;
				if (c > CELLS)	/* one row, i = 0 */
					cells_exp(e, 0, m, x + j, r->top[0],
					    pl->fine);
				write_classes(b, r, e, i, i * c, j, m,
				    g ? g + o + j : NULL,
				    h ? h + o + j : NULL);
			}
			if (g)
				g[o + t] = -b->out[i] + 0.0;
			if (h)
				h[o + t] = b->out2[i];
		}
	}
}
