/* reduce_test.c - the reductions, against numbers worked out by hand. */
#include "focalloss.h"
#include "test.h"

#include <float.h>

#define N 4
#define ALL (FOCAL_RANGE | FOCAL_POSITIVES | FOCAL_SQUARES)
static const double losses[N] = { 0.5, 2, 0.25, 1.25 };
static const double labels[N] = { 1, 0, 0, 1 };
static const double weights[N] = { 1, 0.5, 4, 0 };

static struct focal_total
total_of(const struct focal_mode *m, size_t n, size_t c, const double *w)
{
	struct focal_total t = { .weighted = w, .needs = ALL };

	focal_total_add(&t, m, n, c, labels, losses, w);
	return t;
}

/* Quarters and halves: every result is exact. */
static const struct value {
	const char *name, *reduction;
	double plain, weighted;
} values[] = {
	{ "the mean is over samples, or over weights", "mean", 1, 2.5 / 5.5 },
	{ "the sum is of losses, or of weighted losses", "sum", 4, 2.5 },
	{ "mean-pos divides by positives", "mean-pos", 2, 1.25 },
	{ "min", "min", 0.25, 0.25 },
	{ "max", "max", 2, 2 },
	{ "ess is (sum l)^2 / sum l^2", "ess", 16 / 5.875, 6.25 / 2.25 },
};

static void
value(void **state)
{
	const struct value *v = *state;
	const struct focal_reduction *r = focal_find_reduction(v->reduction);
	struct focal_total t = total_of(&focal_binary, N, 1, NULL);
	struct focal_total w = total_of(&focal_binary, N, 1, weights);

	assert_non_null(r);
	assert_close(r->value(&t, &t.loss), v->plain, 2e-16);
	assert_close(r->value(&w, &w.loss), v->weighted, 2e-16);
}

/* No number is better than one that squares out of range make. */
static void
ess_of_extremes(void **state)
{
	const double y[2] = { 0, 1 }, large[2] = { 1e200, 1 },
	    small[2] = { 1e-200, 1e-200 };
	const struct focal_reduction *r = focal_find_reduction("ess");
	struct focal_total t = { .needs = ALL }, u = { .needs = ALL };

	(void)state;
	focal_total_add(&t, &focal_binary, 2, 1, y, large, NULL);
	assert_true(isnan(r->value(&t, &t.loss)));
	focal_total_add(&u, &focal_binary, 2, 1, y, small, NULL);
	assert_true(isnan(r->value(&u, &u.loss)));
}

static void
counts(void **state)
{
	struct focal_total t = total_of(&focal_multilabel, 2, 2, NULL);

	(void)state;
	assert_int_equal(t.rows, 2);
	assert_int_equal(t.targets, 4);
	assert_int_equal(t.positives, 2);
	t = total_of(&focal_multiclass, 4, 3, NULL);
	assert_int_equal(t.targets, 4);
	assert_int_equal(t.positives, 4);
	t = (struct focal_total){ 0 };
	focal_total_add(&t, &focal_binary, 0, 1, NULL, NULL, NULL);
	assert_int_equal(t.rows, 0);
	assert_same(focal_find_reduction("mean-pos")->value(&t, &t.loss), 0);
}

/* What a mean is over; quarters and halves again. */
static const double factors[N] = { 0.5, 2, 1, 0.5 };
static const double mods[N] = { 0.5, 0.25, 0.125, 0.125 };

static const struct divisor_row {
	const char *name, *divisor;
	const struct focal_mode *mode;
	size_t n, c;
	double plain, weighted;
} divisor_rows[] = {
	{ "the mean is over targets", "weights", &focal_binary, N, 1,
	    4. / 4, 2.5 / 5.5 },
	{ "targets are counted", "targets", &focal_binary, N, 1, 4. / 4,
	    2.5 / 4 },
	{ "positives are counted", "positives", &focal_binary, N, 1, 4. / 2,
	    2.5 / 2 },
	{ "positives and one", "positives+1", &focal_binary, N, 1, 4. / 3,
	    2.5 / 3 },
	{ "factors are summed", "class-weights", &focal_binary, N, 1, 4. / 4,
	    2.5 / 5.5 },
	{ "a number is given", "number", &focal_binary, N, 1, 4 / 0.7,
	    2.5 / 0.7 },
	{ "a label weighs as its sample", "weights", &focal_multilabel, 2, 2,
	    4. / 4, 3.25 / 3 },
	{ "a sample weighs once", "sample-weights", &focal_multilabel, 2, 2,
	    4. / 2, 3.25 / 1.5 },
	{ "samples are counted", "samples", &focal_multilabel, 2, 2, 4. / 2,
	    3.25 / 2 },
	{ "labels are counted", "targets", &focal_multilabel, 2, 2, 4. / 4,
	    3.25 / 4 },
	{ "cells of multiclass are counted", "cells", &focal_multiclass, N, 3,
	    4. / 12, 2.5 / 12 },
	{ "targets of multiclass are samples", "targets", &focal_multiclass, N,
	    3, 4. / 4, 2.5 / 4 },
};

static void
divides(void **state)
{
	const struct divisor_row *row = *state;
	const struct focal_reduction *mean = focal_find_reduction("mean");
	const struct focal_parts parts = { .factor = (double *)factors };

	for (int weighted = 0; weighted < 2; weighted++) {
		const double *w = weighted ? weights : NULL;
		struct focal_total t = { .weighted = weighted,
			.needs = ALL | FOCAL_FACTORS, .number = 0.7,
			.divisor = focal_find_divisor(row->divisor) };

		assert_non_null(t.divisor);
		assert_int_equal(t.divisor->given, t.divisor->name[0] == 'n');
		focal_total_add(&t, row->mode, row->n, row->c, labels, losses,
		    w);
		focal_total_add_parts(&t, row->mode, row->n, row->c, &parts, w);
		assert_close(mean->value(&t, &t.loss),
		    weighted ? row->weighted : row->plain, 2e-16);
	}
}

static void
finds_divisors(void **state)
{
	(void)state;
	for (const struct focal_divisor *d = focal_divisors; d->name; d++)
		assert_ptr_equal(focal_find_divisor(d->name), d);
	assert_null(focal_find_divisor("sample"));
	assert_null(focal_find_divisor(""));
}

/* Over all modulators; of 1e-9 of each, over 1e-6. */
static void
normalizes(void **state)
{
	static const struct {
		const char *name;
		double want, least;
	} rows[] = {
		{ "sum", 4 / 0.25, 4e6 }, { "mean", 4 / 0.25 / 4, 1e6 },
		{ "mean-pos", 4 / 0.25 / 2, 2e6 }, { "min", 1, 0.25e6 },
		{ "max", 8, 2e6 }, { "ess", 16 / 5.875, 16 / 5.875 },
	};
	double small[N], none[N];
	const struct focal_parts parts = { .mod = small },
	    nothing = { .mod = none };
	struct focal_total t = { .normalized = true,
		.needs = ALL | FOCAL_MODULATORS }, u = t;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		small[i] = mods[i] / 4;
		none[i] = 1e-9;
	}
	focal_total_add(&t, &focal_binary, N, 1, labels, losses, NULL);
	u = t;
	focal_total_add_parts(&t, &focal_binary, N, 1, &parts, NULL);
	focal_total_add_parts(&u, &focal_binary, N, 1, &nothing, NULL);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct focal_reduction *r =
		    focal_find_reduction(rows[i].name);

		assert_close(r->value(&t, &t.loss), rows[i].want, 2e-16);
		assert_close(r->value(&u, &u.loss), rows[i].least, 4e-16);
	}
}

/* Everything of binary logits shifted by h, as smp normalizes it. */
struct shifted {
	struct focal_total total;
	struct focal_sum grad, hess;
	double value;
};

static struct shifted
shifted(double h, double gamma, const double *w)
{
	const struct focal_spec s = { .mode = &focal_binary, .gamma = gamma,
		.from_logits = true };
	double x[N] = { 2 + h, -1 + h, 0.5 + h, -3 + h }, loss[N], grad[N];
	double hess[N], mod[N], mod_grad[N], mod_hess[N];
	const struct focal_out out = { loss, NULL, grad, hess };
	const struct focal_parts parts = { NULL, mod, mod_grad, mod_hess };
	const double *from[] = { grad, hess, mod_grad, mod_hess };
	struct focal_sum sum[4] = { { .pending = 0 } };
	struct shifted r = { .total = { .needs = FOCAL_MODULATORS,
		.normalized = true, .weighted = w } };

	focal_eval(&s, N, 1, x, labels, &out);
	focal_eval_parts(&s, N, 1, x, labels, &parts);
	focal_total_add(&r.total, &focal_binary, N, 1, labels, loss, w);
	focal_total_add_parts(&r.total, &focal_binary, N, 1, &parts, w);
	for (size_t i = 0; i < 4; i++)
		if (w)
			focal_sum_add_products(&sum[i], N, from[i], 1, w);
		else
			focal_sum_add(&sum[i], N, from[i], 1);
	focal_total_slopes(&r.total, &sum[0], &sum[1], &sum[2], &sum[3]);
	r.grad = sum[0];
	r.hess = sum[1];
	r.value = focal_find_reduction("mean")->value(&r.total, &r.total.loss);
	return r;
}

static void
normalized_slopes_are_those_of_the_quotient(void **state)
{
	const struct focal_reduction *mean = focal_find_reduction("mean");
	const double h = 0x1p-13;

	(void)state;
	for (double gamma = 0.5; gamma < 4; gamma += 0.75)
		for (int i = 0; i < 2; i++) {
			const double *w = i ? weights : NULL;
			struct shifted at = shifted(0, gamma, w);
			double up = shifted(h, gamma, w).value;
			double down = shifted(-h, gamma, w).value;

			assert_close(mean->value(&at.total, &at.grad),
			    (up - down) / (2 * h), 1e-6);
			assert_close(mean->value(&at.total, &at.hess),
			    (up - 2 * at.value + down) / (h * h), 1e-5);
		}
}

/* One loss l over one modulator m; slopes 1 + 2^-60 times a and b. */
static const struct slope_row {
	const char *name;
	double l, m, a, b, most, least;
} slope_rows[] = {
	/* 0.1 * 3 is not 0.3: the difference is fma(0.1, 3, -0.3) */
	{ "a product is exact", 0.1, 1, 0.1 * 3, 3, 0x1p-54, 0x1p-56 },
	{ "a third is exact to 2^-106", 1, 3, 1, 3, 0x1p-100, 0 },
	{ "slopes of two words are exact", 5, 5, 7, 7, 0, 0 },
	{ "too little modulation has no slope", 5, 1e-7, 7, 7, 7, 7 },
};

static void
keeps_its_digits(void **state)
{
	const struct slope_row *row = *state;
	const double words[] = { 1, 0x1p-60 }, label = 1;
	const struct focal_parts parts = { .mod = (double *)&row->m };
	struct focal_total t = { .needs = FOCAL_MODULATORS,
		.normalized = true };
	struct focal_sum grad = { .pending = 0 }, mod_grad = grad;
	double got;

	focal_total_add(&t, &focal_binary, 1, 1, &label, &row->l, NULL);
	focal_total_add_parts(&t, &focal_binary, 1, 1, &parts, NULL);
	focal_sum_add_products(&grad, 2, words, 1,
	    (const double[]){ row->a, row->a });
	focal_sum_add_products(&mod_grad, 2, words, 1,
	    (const double[]){ row->b, row->b });
	focal_total_slopes(&t, &grad, NULL, &mod_grad, NULL);
	got = fabs(focal_sum_value(&grad));
	assert_true(got <= row->most && got >= row->least);
}

/*
 * smp normalizes and averages each class of multiclass by itself, and averages
 * those means: with a total for each class.  0.45157993 is what it prints.
 */
static void
classes_are_normalized_one_by_one(void **state)
{
	static const double x[3][5] = { { 2, 0.1, -1.5, 4, 0 },
		{ 0.5, 0.2, 3, -2, 0 }, { -1, 0.3, 0.7, 1, 5 } };
	static const double y[3][5] = { { 1, 0, 0, 0, 1 }, { 0, 0, 1, 0, 0 },
		{ 0, 1, 0, 1, 0 } };
	const struct focal_spec s = { .mode = &focal_binary, .gamma = 2,
		.from_logits = true, .pt = &focal_expce };
	double loss[5], mod[5], sum = 0;
	const struct focal_out out = { .loss = loss };
	const struct focal_parts parts = { .mod = mod };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct focal_total t = { .needs = FOCAL_MODULATORS,
			.normalized = true };

		focal_eval(&s, 5, 1, x[k], y[k], &out);
		focal_eval_parts(&s, 5, 1, x[k], y[k], &parts);
		focal_total_add(&t, &focal_binary, 5, 1, y[k], loss, NULL);
		focal_total_add_parts(&t, &focal_binary, 5, 1, &parts, NULL);
		sum += focal_find_reduction("mean")->value(&t, &t.loss);
	}
	assert_close(sum / 3, 0.45157993, 2e-8);
}

/* A sample's weight counts once for each of its labels. */
static void
wide_weights(void **state)
{
	struct focal_total t = total_of(&focal_multilabel, 2, 2, weights);

	(void)state;
	assert_same(focal_sum_value(&t.weight), 3);
	assert_same(focal_find_reduction("mean")->value(&t, &t.loss),
	    (0.5 + 2 + 0.125 + 0.625) / 3);
}

static double
value_of(struct focal_sum s)
{
	return focal_sum_value(&s);
}

static void
add_parts(struct focal_total *t, size_t from, size_t to)
{
	const struct focal_parts parts = { .factor = (double *)factors + from,
		.mod = (double *)mods + from };

	t->needs |= FOCAL_FACTORS | FOCAL_MODULATORS;
	t->number = 3;
	focal_total_add_parts(t, &focal_binary, to - from, 1, &parts, NULL);
}

static void
weights_merge(void **state)
{
	struct focal_total whole = total_of(&focal_multilabel, 2, 2, weights);
	struct focal_total a = total_of(&focal_multilabel, 1, 2, weights), b = {
		.needs = ALL, .weighted = true };

	(void)state;
	focal_total_add(&b, &focal_multilabel, 1, 2, labels + 2, losses + 2,
	    weights + 1);
	focal_total_merge(&b, &a);
	assert_same(focal_sum_value(&b.row_weight), 1.5);
	for (const struct focal_divisor *d = focal_divisors; d->name; d++)
		assert_same(value_of(d->sum(&b)), value_of(d->sum(&whole)));
}

static void
merged(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= N; cut++) {
		struct focal_total whole = total_of(&focal_binary, N, 1, NULL);
		struct focal_total a = total_of(&focal_binary, cut, 1, NULL);
		struct focal_total b = { .needs = ALL };

		add_parts(&whole, 0, N);
		add_parts(&a, 0, cut);
		focal_total_add(&b, &focal_binary, N - cut, 1, labels + cut,
		    losses + cut, NULL);
		add_parts(&b, cut, N);
		focal_total_merge(&b, &a);
		for (const struct focal_reduction *r = focal_reductions; r->name;
		     r++)
			assert_same(r->value(&b, &b.loss),
			    r->value(&whole, &whole.loss));
		for (const struct focal_divisor *d = focal_divisors; d->name;
		     d++)
			assert_same(value_of(d->sum(&b)),
			    value_of(d->sum(&whole)));
		assert_same(focal_sum_value(&b.mod), 1);
	}
}

/* 3 (1 + 2^-52) 0.1 and its like do not fit a double; the sum has them whole. */
static void
products(void **state)
{
	const double x[3] = { 0.1, 0x1.fffffffffffffp-4, -0.1 },
	    w[3] = { 3, 0.3, 3 };
	struct focal_sum s = { 0 };

	(void)state;
	focal_sum_add_products(&s, 3, x, 1, w);
	assert_same(focal_sum_value(&s), 0x1.fffffffffffffp-4 * 0.3);
}

/* Against fractions.Fraction of Python: n/d to the nearest double. */
static const struct ratio {
	const char *name;
	double n[2], d[2], want;
} ratios[] = {
	{ "a third", { 1, 0 }, { 3, 0 }, 0x1.5555555555555p-2 },
	{ "a numerator of two words", { 1, 0x1p-60 }, { 3, 0 },
	    0x1.5555555555555p-2 },
	{ "a denominator of two words", { 1, 0 }, { 1, 0x1.8p-53 },
	    0x1.fffffffffffffp-1 },
	{ "both, near a half of the last place",
	    { 1, 0x1p-53 }, { 1, -0x1p-54 }, 0x1.0000000000001p+0 },
	{ "nothing over something", { 0, 0 }, { 7, 0 }, 0 },
	{ "something over a whole number", { 1, 0x1p-53 }, { 1, 0x1p52 },
	    0x1.fffffffffffffp-53 },
	{ "infinity over something", { INFINITY, 0 }, { 7, 0 }, INFINITY },
	{ "nothing over nothing", { 0, 0 }, { 0, 0 }, NAN },
	{ "a denominator no double has room for", { DBL_MAX, 0 },
	    { DBL_MAX, DBL_MAX }, 0.5 },
	{ "both of them", { DBL_MAX, DBL_MAX }, { 0x1p1023, 0x1p1023 },
	    0x1.fffffffffffffp+0 },
	{ "a numerator no double has room for", { -DBL_MAX, -DBL_MAX },
	    { 2.5, 0 }, -0.8 * DBL_MAX },
	{ "and so large a quotient", { DBL_MAX, DBL_MAX }, { 0.5, 0 }, INFINITY },
	{ "something over infinity", { 1, 0 }, { INFINITY, 0 }, 0 },
	{ "infinity over infinity", { INFINITY, 0 }, { INFINITY, 0 }, NAN },
};

static void
ratio(void **state)
{
	const struct ratio *r = *state;
	struct focal_sum n = { 0 }, d = { 0 };

	focal_sum_add(&n, 2, r->n, 1);
	focal_sum_add(&d, 2, r->d, 1);
	assert_same(focal_sum_ratio(&n, &d), r->want);
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(ess_of_extremes),
		cmocka_unit_test(wide_weights),
		cmocka_unit_test(merged),
		cmocka_unit_test(weights_merge),
		cmocka_unit_test(finds_divisors),
		cmocka_unit_test(normalizes),
		cmocka_unit_test(normalized_slopes_are_those_of_the_quotient),
		cmocka_unit_test(classes_are_normalized_one_by_one),
		cmocka_unit_test(products),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(values, value);
	RUN_ROWS(divisor_rows, divides);
	RUN_ROWS(slope_rows, keeps_its_digits);
	RUN_ROWS(ratios, ratio);
	return failed;
}
