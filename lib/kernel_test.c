/*
 * kernel_test.c - the kernel against values from MPFR, its laws, and the same
 * bits from every tier.
 */
#include "cpu.h"
#include "kernel.h"
#include "test.h"

enum { LOSS, PT, GRAD, HESS };

#define MAX 0x1.fffffffffffffp1023
#define LN2 0x1.62e42fefa39efp-1
#define LOGITS(...) true, { __VA_ARGS__ }
#define PROBS(...) false, { __VA_ARGS__ }

/*
 * The worst inputs that `oracle 150 11` (testdata/oracle.c) found, its error
 * there and MPFR's value, rounded.
 */
struct worst {
	const char *name;
	bool logits;
	double x[10];
	size_t c;
	double y, gamma, a, w;
	bool inside;
	int output;
	size_t j;
	double want;
};

static const struct worst worsts[] = {
	{ "sigmoid logits: loss, 0.5245 ulp",
	    LOGITS(0x1.31060db75c9aap+4), 1, 1, 1, 1, 1, false, LOSS, 0,
	    0x1.fd846a29217f1p-56 },
	{ "sigmoid logits: p_t, 0.5079 ulp",
	    LOGITS(-0x1.59e9219ef2d55p-2), 1, 1, 1, 0x1.b512e9ddcd368p-1,
	    0x1.5bfaba18fdeb8p+0, false, PT, 0, 0x1.aa55dc6d1d873p-2 },
	{ "sigmoid logits: gradient, 0.5255 ulp",
	    LOGITS(-0x1.8ef32cb1b79c2p+1), 1, 0, 0x1p+1, 0x1.8p+1, 1, false,
	    GRAD, 0, 0x1.6302b292568fap-11 },
	{ "sigmoid logits: hessian, 0.5322 ulp",
	    LOGITS(0x1.5d207fc08bf54p+4), 1, 1, 0x1p+1, 1, 1, false, HESS, 0,
	    0x1.a862678802ad8p-92 },
	{ "sigmoid probabilities: loss, 0.5265 ulp",
	    PROBS(0x1.6a09e667f3bcep-1), 1, 0, 0x1.7eb44ff855954p+1, 1, 1,
	    false, LOSS, 0, 0x1.be206eca325fap-2 },
	{ "sigmoid probabilities: gradient, 0.5168 ulp",
	    PROBS(0x1.ce09682656214p-3), 1, 0, 0x1.4p+3, 0x1.8p+1, 1, true,
	    GRAD, 0, 0x1.b20c297c646aap-17 },
	{ "sigmoid probabilities: hessian, 0.5165 ulp",
	    PROBS(0x1.6a09e667f3bcdp-1), 1, 1, 0x1.4p+1, 0x1.7c60a5c1e83ebp-1,
	    0x1.314b384d42225p+1, false, HESS, 0, 0x1.b2cff77158a39p+1 },
	{ "softmax logits: loss, 0.5353 ulp",
	    LOGITS(-0x1.5d63c53ead0bcp+9, -0x1.30e59a26189a7p+10,
	    0x1.40db3ba11f926p+9, -0x1.07069279bec39p+10,
	    -0x1.07069279bec39p+10, -0x1.29f73dca9edd2p+5, 0x1.9d55bd9d838dfp+8,
	    0x1.196b7f5fd59d5p+8, -0x1.b1cff4aa1601ep+9,
	    -0x1.292ffaf084a8fp+10), 10, 2, 1, 0x1.b074dd6e5dc12p-1, 1, false,
	    LOSS, 0, 0x1.bce1b58d97fa8p-660 },
	{ "softmax logits: p_t, 0.5054 ulp",
	    LOGITS(0x1.b540cc48040eep+1, -0x1.d32dad0e775dp-2,
	    -0x1.5e4ee2d26d4ep-2), 3, 2, 0, 0x1.e3e965bcb010dp-1, 1, false, PT,
	    0, 0x1.6e092355647afp-6 },
	{ "softmax logits: gradient, 0.5353 ulp",
	    LOGITS(-0x1.5d63c53ead0bcp+9, -0x1.30e59a26189a7p+10,
	    0x1.40db3ba11f926p+9, -0x1.07069279bec39p+10,
	    -0x1.07069279bec39p+10, -0x1.29f73dca9edd2p+5, 0x1.9d55bd9d838dfp+8,
	    0x1.196b7f5fd59d5p+8, -0x1.b1cff4aa1601ep+9,
	    -0x1.292ffaf084a8fp+10), 10, 2, 1, 0x1.b074dd6e5dc12p-1, 1, false,
	    GRAD, 2, -0x1.bce1b58d97fa8p-659 },
	{ "softmax logits: hessian, 0.5353 ulp",
	    LOGITS(-0x1.5d63c53ead0bcp+9, -0x1.30e59a26189a7p+10,
	    0x1.40db3ba11f926p+9, -0x1.07069279bec39p+10,
	    -0x1.07069279bec39p+10, -0x1.29f73dca9edd2p+5, 0x1.9d55bd9d838dfp+8,
	    0x1.196b7f5fd59d5p+8, -0x1.b1cff4aa1601ep+9,
	    -0x1.292ffaf084a8fp+10), 10, 2, 1, 0x1.b074dd6e5dc12p-1, 1, false,
	    HESS, 2, 0x1.bce1b58d97fa8p-658 },
	{ "class probabilities: loss, 0.5215 ulp",
	    PROBS(0x1.fffffffc1104dp-1, 0x1.6a09e667f3bcep-1,
	    0x1.ff4f4dd3982c3p-1), 3, 1, 0, 0x1.5bafa9537d4abp-1, 1, false,
	    LOSS, 0, 0x1.e1fed1b2f8eabp-3 },
	{ "class probabilities: gradient, 0.5214 ulp",
	    PROBS(0x1.a51b1290e474dp-1, 0x1.1e65f6270d76p-1,
	    0x1.050d8e0014373p-27), 3, 0, 0x1.3f2cc819e8334p+5, 1, 1, false,
	    GRAD, 0, -0x1.ff59d734b4688p-95 },
	{ "class probabilities: hessian, 0.5164 ulp",
	    PROBS(0x1.6a09e667f3bcap-1, 0x1.4d829a41f4797p-246,
	    0x1.6a09e667f3bcfp-1), 3, 0, 0x1.9856c6b93d73fp+5, 1, 1, false,
	    HESS, 0, 0x1.f7ac5a08e460bp-78 },
	/* of 4 million logits against binary128; value from mpmath */
	{ "sigmoid logits: loss, gamma 2, 0.566 ulp",
	    LOGITS(0x1.78ab400f898p+2), 1, 1, 2, 1, 1, false,
	    LOSS, 0, 0x1.6e64b622c1db8p-26 },
	{ "sigmoid logits: gradient, gamma 2, 0.5516 ulp",
	    LOGITS(0x1.3431d70116ff8p+1), 1, 1, 2, 1, 1, false,
	    GRAD, 0, -0x1.ae5ebdcf5ba73p-10 },
	{ "sigmoid logits: loss, gamma 2, once 0.5949 ulp",
	    LOGITS(0x1.04994bb89aa38p+4), 1, 1, 2, 1, 1, false,
	    LOSS, 0, 0x1.6bb51c2d3b6efp-71 },
	{ "sigmoid logits: gradient, gamma 2, once 0.602 ulp",
	    LOGITS(0x1.8ba3833c3a22p+1), 1, 1, 2, 1, 1, false,
	    GRAD, 0, -0x1.fda766e372421p-13 },
};

/* One row through the best tier. */
static void
run(const struct focal_spec *s, size_t c, const double *x, double y,
    const struct focal_out *out)
{
	focal_kernel(s, focal_best_isa(), 1, c, x, &y, out);
}

/* The bits of x in an order without a gap at 0. */
static int64_t
ordered(double x)
{
	int64_t i;

	memcpy(&i, &x, sizeof i);
	return i < 0 ? INT64_MIN - i : i;
}

static void
worst_test(void **state)
{
	const struct worst *t = *state;
	double a[10], w[10], loss, pt, grad[10], hess[10], got;
	struct focal_out out = { &loss, &pt, grad, hess };
	struct focal_spec s = { .from_logits = t->logits, .gamma = t->gamma,
		.mode = t->c > 1 ? &focal_multiclass : &focal_binary,
		.pos = a, .neg = a, .weight = w, .weight_in_pt = t->inside };
	int64_t ulps;

	for (size_t i = 0; i < t->c; i++) {
		a[i] = t->a;
		w[i] = t->w;
	}
	run(&s, t->c, t->x, t->y, &out);
	got = t->output == LOSS ? loss : t->output == PT ? pt :
	    t->output == GRAD ? grad[t->j] : hess[t->j];
	ulps = ordered(got) - ordered(t->want);
	if (ulps < -1 || ulps > 1)
		fail_msg("%a is not %a", got, t->want);
}

/* What no formula reaches; exact. */
struct edge {
	const char *name;
	bool logits;
	double x, y, gamma, a, w;
	bool inside;
	double loss, grad, hess;
};

static const struct edge edges[] = {
	{ "certain and right: nothing to lose", false, 1, 1, 2, 1, 1, false,
	    0, 0, 0 },
	{ "certain and right, cross-entropy: slope -1", false, 1, 1, 0, 1, 1,
	    false, 0, -1, 1 },
	{ "certain and right, gamma 1: Hessian 2", false, 0, 0, 1, 0.25, 1,
	    false, 0, 0, 0.5 },
	{ "certain and right, gamma 1/2: infinite Hessian", false, 1, 1, 0.5,
	    1, 1, false, 0, 0, HUGE_VAL },
	{ "certain and right, weight 3 inside, gamma 1", false, 1, 1, 1, 1, 3,
	    true, 0, 0, 18 },
	{ "certain and right, weight 3 inside, gamma 0", false, 1, 1, 0, 1, 3,
	    true, 0, -3, 3 },
	{ "certain and wrong: infinite", false, 0, 1, 2, 1, 1, false,
	    HUGE_VAL, -HUGE_VAL, HUGE_VAL },
	{ "certain and wrong, label 0: infinite", false, 1, 0, 2, 1, 1, false,
	    HUGE_VAL, HUGE_VAL, HUGE_VAL },
	{ "certain and wrong, factor 0: nothing", false, 0, 1, 2, 0, 1, false,
	    0, 0, 0 },
	{ "certain and wrong, weight 0 inside: nothing", false, 0, 1, 2, 1, 0,
	    true, 0, 0, 0 },
	{ "weight 0 inside, gamma 1/2: nothing", true, 3, 1, 0.5, 1, 0, true,
	    0, 0, 0 },
	{ "factor 0: nothing", true, 3, 1, 0.5, 0, 1, false, 0, 0, 0 },
	{ "the largest logit, right", true, MAX, 1, 2, 1, 1, false, 0, 0, 0 },
	{ "the largest logit, wrong", true, -MAX, 1, 2, 1, 1, false, MAX, -1,
	    0 },
	{ "the largest logit, wrong, halved", true, MAX, 0, 0.5, 0.5, 1, false,
	    0.5 * MAX, 0.5, 0 },
	{ "the largest logit, wrong, doubled: too large", true, MAX, 0, 2, 2,
	    1, false, HUGE_VAL, 2, 0 },
	{ "no logit, cross-entropy", true, 0, 1, 0, 1, 1, false, LN2, -0.5,
	    0.25 },
	{ "least logit", true, 0x1p-1074, 1, 0, 1, 1, false, LN2, -0.5, 0.25 },
	{ "the largest gamma: nothing", true, 1, 1, FOCAL_GAMMA_MAX, 1, 1,
	    false, 0, 0, 0 },
	{ "the largest gamma, wrong", true, -1e4, 1, FOCAL_GAMMA_MAX, 1, 1,
	    false, 1e4, -1, 0 },
	{ "a factor as large as doubles are", true, 0, 1, 0, 0x1p1023, 1,
	    false, LN2 * 0x1p1023, -0x1p1022, 0x1p1021 },
};

static void
edge_test(void **state)
{
	const struct edge *t = *state;
	double loss, grad, hess, a = t->a, w = t->w;
	struct focal_out out = { &loss, NULL, &grad, &hess };
	struct focal_spec s = { .from_logits = t->logits, .gamma = t->gamma,
		.mode = &focal_binary, .pos = &a, .neg = &a, .weight = &w,
		.weight_in_pt = t->inside };

	run(&s, 1, &t->x, t->y, &out);
	assert_same(loss, t->loss);
	assert_same(grad, t->grad);
	assert_same(hess, t->hess);
}

static uint64_t state_;

static uint64_t
random_bits(void)
{
	uint64_t z = state_ += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static double
uniform(void)
{
	return (double)(random_bits() >> 11) * 0x1p-53;
}

static const double points[] = { 0, 0x1p-1074, 0x1p-1022, 0x1p-900, 0x1p-121,
	0x1p-120, 0x1p-54, 0x1p-53, 0x1p-27, 0.25, 0x1.62e42fefa39efp-2, 0.5,
	LN2, 0.8813735870195429, 1, 2, 5, 16.635532333438686,
	36.7368005696771, 37.43, 83.177661667193446, 88.722839111673, 277,
	277.25, 280, 355, 700, 708.39641853226408, 709.782712893384,
	744.4400719213812, 745.13321910194122, 746, 1e4, 5000, 1e15, 0x1p200,
	1e300, MAX };
static const double gammas[] = { 0, 0x1p-1074, 0.25, 0.5, 1 - 0x1p-53, 1, 1.5,
	2, 2.5, 3, 4, 5, 10, 100, 1e4, FOCAL_GAMMA_MAX };
static const double factors[] = { 1, 0.25, 0, 0.75, 3, 1e-300, 1e300, 0.3 };

/* A finite logit: any bits, a point or its neighbour, or ordinary. */
static double
random_logit(void)
{
	double sign = random_bits() & 1 ? 1 : -1, x;
	uint64_t bits = random_bits();

	switch (random_bits() % 4) {
	case 0:
		memcpy(&x, &bits, sizeof x);
		return isfinite(x) ? x : sign;
	case 1:
		x = points[random_bits() % COUNT(points)];
		x = nextafter(x, random_bits() & 1 ? MAX : -MAX);
		return sign * x;
	case 2:
		return sign * points[random_bits() % COUNT(points)];
	default:
		return 80 * uniform() - 40;
	}
}

static double
random_probability(void)
{
	double x = fabs(random_logit());

	return x <= 1 ? x : random_bits() & 1 ? 1 - 1 / (1 + x) : 1 / (1 + x);
}

enum { ROWS = 300, CLASSES = 70 };

/* A batch of random rows and what the kernel makes of it. */
struct batch {
	struct focal_spec spec;
	size_t n, c, targets;
	double x[ROWS * CLASSES], y[ROWS * CLASSES];
	double pos[CLASSES], neg[CLASSES], weight[CLASSES];
	double loss[ROWS * CLASSES], pt[ROWS * CLASSES];
	double grad[ROWS * CLASSES], hess[ROWS * CLASSES];
};
static struct batch one, two;

static void
fill(struct batch *b, const struct focal_mode *mode, bool logits, size_t n,
    size_t c)
{
	bool wide = mode != &focal_multiclass;

	b->n = n;
	b->c = c;
	b->targets = wide ? n * c : n;
	b->spec = (struct focal_spec){ .mode = mode, .from_logits = logits,
		.gamma = gammas[random_bits() % COUNT(gammas)],
		.pos = random_bits() & 1 ? b->pos : NULL,
		.neg = random_bits() & 1 ? b->neg : NULL,
		.weight = random_bits() & 1 ? b->weight : NULL,
		.weight_in_pt = random_bits() & 1 };
	for (size_t i = 0; i < c; i++) {
		b->pos[i] = factors[random_bits() % COUNT(factors)];
		b->neg[i] = factors[random_bits() % COUNT(factors)];
		b->weight[i] = factors[random_bits() % COUNT(factors)];
	}
	for (size_t i = 0; i < n * c; i++)
		b->x[i] = logits ? random_logit() : random_probability();
	for (size_t i = 0; i < b->targets; i++)
		b->y[i] = (double)(random_bits() % (wide ? 2 : c));
}

static void
compute(struct batch *b, enum focal_isa isa)
{
	struct focal_out out = { b->loss, b->pt, b->grad, b->hess };

	memset(b->loss, -1, sizeof b->loss);
	focal_kernel(&b->spec, isa, b->n, b->c, b->x, b->y, &out);
}

static bool
same(const double *a, const double *b, size_t n)
{
	return memcmp(a, b, n * sizeof *a) == 0;
}

static void
assert_batch_same(const struct batch *a, const struct batch *b)
{
	assert_true(same(a->loss, b->loss, a->targets));
	assert_true(same(a->pt, b->pt, a->targets));
	assert_true(same(a->grad, b->grad, a->n * a->c));
	assert_true(same(a->hess, b->hess, a->n * a->c));
}

static void
fill_any(struct batch *b, unsigned kind)
{
	switch (kind % 6) {
	case 0: fill(b, &focal_binary, true, ROWS, 1); return;
	case 1: fill(b, &focal_binary, false, ROWS, 1); return;
	case 2: fill(b, &focal_multilabel, kind & 8, 100, 5); return;
	case 3: fill(b, &focal_multiclass, false, ROWS, 4); return;
	case 4: fill(b, &focal_multiclass, true, ROWS,
	    2 + random_bits() % 5); return;
	default: fill(b, &focal_multiclass, true, 20,
	    30 + random_bits() % 40);
	}
}

static void
tiers_agree(void **state)
{
	size_t inputs = 0;

	(void)state;
	state_ = 1;
	for (unsigned i = 0; i < 600; i++) {
		fill_any(&one, i);
		compute(&one, FOCAL_SCALAR);
		for (int isa = 1; isa <= (int)focal_best_isa(); isa++) {
			two = one;
			compute(&two, (enum focal_isa)isa);
			assert_batch_same(&one, &two);
		}
		inputs += one.targets;
	}
	assert_true(inputs >= 100000);
}

/* One row at a time, and only the loss: the same bits. */
static void
batching_is_invisible(void **state)
{
	(void)state;
	state_ = 2;
	for (unsigned i = 0; i < 60; i++) {
		size_t t, c;

		fill_any(&one, i);
		compute(&one, focal_best_isa());
		two = one;
		c = two.c;
		t = two.targets / two.n;
		memset(two.loss, -1, sizeof two.loss);
		memset(two.grad, -1, sizeof two.grad);
		for (size_t r = 0; r < two.n; r++) {
			struct focal_out out = { two.loss + r * t, NULL,
				two.grad + r * c, NULL };

			focal_kernel(&two.spec, focal_best_isa(), 1, c,
			    two.x + r * c, two.y + r * t, &out);
		}
		assert_batch_same(&one, &two);
	}
}

/*
 * A block whose logits are all near goes a shorter way (kernel_near.h); a far one
 * among them sends it the long way, which changes no bit of the others.
 */
static void
ways_agree(void **state)
{
	enum { N = 128 };	/* a block of the kernel */

	(void)state;
	state_ = 10;
	for (unsigned i = 0; i < 2000; i++) {
		enum focal_isa isa = i % ((unsigned)focal_best_isa() + 1);
		struct focal_out a = { one.loss, i & 8 ? one.pt : NULL,
			i & 16 ? one.grad : NULL, NULL };
		struct focal_out b = { two.loss, i & 8 ? two.pt : NULL,
			i & 16 ? two.grad : NULL, NULL };

		fill(&one, &focal_binary, true, N, 1);
		one.spec.weight_in_pt = false;
		for (size_t j = 0; j < N; j++) {
			double wide = points[random_bits() % COUNT(points)];

			if (fabs(one.x[j]) > 80)
				one.x[j] = wide <= 80 ? wide : 80;
		}
		two = one;
		two.x[N - 1] = 80.00000000000001;
		focal_kernel(&one.spec, isa, N, 1, one.x, one.y, &a);
		focal_kernel(&two.spec, isa, N, 1, two.x, two.y, &b);
		assert_true(same(one.loss, two.loss, N - 1));
		if (a.pt)
			assert_true(same(one.pt, two.pt, N - 1));
		if (a.grad)
			assert_true(same(one.grad, two.grad, N - 1));
	}
}

/* Finite logits with tame factors give finite results. */
static void
finite_stays(void **state)
{
	(void)state;
	state_ = 3;
	for (unsigned i = 0; i < 600; i++) {
		fill_any(&one, i);
		if (!one.spec.from_logits)
			continue;
		for (size_t j = 0; j < one.c; j++)
			one.pos[j] = one.neg[j] = one.weight[j] = 0.5;
		one.spec.pos = one.spec.neg = one.pos;
		compute(&one, focal_best_isa());
		for (size_t j = 0; j < one.targets; j++) {
			assert_true(isfinite(one.loss[j]));
			assert_true(one.loss[j] >= 0);
			assert_true(one.pt[j] >= 0 && one.pt[j] <= 1);
		}
		for (size_t j = 0; j < one.n * one.c; j++) {
			assert_true(isfinite(one.grad[j]));
			assert_true(isfinite(one.hess[j]));
		}
	}
}

/* L(z, 1) = L(-z, 0), the gradient negated. */
static void
labels_are_symmetric(void **state)
{
	(void)state;
	state_ = 4;
	for (int i = 0; i < 100; i++) {
		fill(&one, &focal_binary, true, ROWS, 1);
		one.spec.weight = NULL;
		one.spec.pos = one.spec.neg = NULL;
		two = one;
		for (size_t j = 0; j < one.n; j++) {
			two.x[j] = -two.x[j];
			two.y[j] = 1 - two.y[j];
		}
		compute(&one, focal_best_isa());
		compute(&two, focal_best_isa());
		for (size_t j = 0; j < one.n; j++)
			two.grad[j] = -two.grad[j] + 0.0;
		assert_batch_same(&one, &two);
	}
}

/* A sigmoid is the softmax of two classes, (0, z). */
static void
sigmoid_is_softmax(void **state)
{
	(void)state;
	state_ = 5;
	for (int i = 0; i < 100; i++) {
		fill(&one, &focal_binary, true, ROWS, 1);
		one.spec.weight = NULL;
		two = one;
		two.c = 2;
		two.spec.mode = &focal_multiclass;
		two.pos[0] = one.neg[0];
		two.pos[1] = one.pos[0];
		two.spec.pos = two.pos;
		one.spec.pos = one.pos;
		one.spec.neg = one.neg;
		for (size_t j = 0; j < one.n; j++) {
			two.x[2 * j] = 0;
			two.x[2 * j + 1] = one.x[j];
		}
		compute(&one, focal_best_isa());
		compute(&two, focal_best_isa());
		assert_true(same(one.loss, two.loss, one.n));
		assert_true(same(one.pt, two.pt, one.n));
		for (size_t j = 0; j < one.n; j++) {
			assert_same(two.grad[2 * j + 1], one.grad[j]);
			assert_same(two.grad[2 * j], -one.grad[j]);
			assert_same(two.hess[2 * j + 1], one.hess[j]);
			assert_same(two.hess[2 * j], one.hess[j]);
		}
	}
}

/* At gamma 0 the gradient is p - y: q is p_t of the other label. */
static void
gamma_0_is_cross_entropy(void **state)
{
	(void)state;
	state_ = 6;
	for (int i = 0; i < 100; i++) {
		fill(&one, &focal_binary, true, ROWS, 1);
		one.spec.weight = NULL;
		one.spec.pos = one.spec.neg = NULL;
		one.spec.gamma = 0;
		two = one;
		for (size_t j = 0; j < one.n; j++)
			two.y[j] = 1 - two.y[j];
		compute(&one, focal_best_isa());
		compute(&two, focal_best_isa());
		for (size_t j = 0; j < one.n; j++)
			assert_same(fabs(one.grad[j]), two.pt[j]);
	}
}

/* A factor of 2^k changes no digit, as long as results are normal. */
static void
alpha_2_to_the_k_scales(void **state)
{
	(void)state;
	state_ = 7;
	for (unsigned i = 0; i < 100; i++) {
		double k = i % 5;

		fill_any(&one, i);
		for (size_t j = 0; j < one.c; j++)
			one.pos[j] = one.neg[j] = 1;
		one.spec.pos = one.spec.neg = one.pos;
		two = one;
		for (size_t j = 0; j < one.c; j++)
			two.pos[j] = exp2(k);
		two.spec.pos = two.spec.neg = two.pos;
		compute(&one, focal_best_isa());
		compute(&two, focal_best_isa());
		for (size_t j = 0; j < one.targets; j++)
			if (one.loss[j] >= 0x1p-1022)
				assert_same(two.loss[j],
				    exp2(k) * one.loss[j]);
		for (size_t j = 0; j < one.n * one.c; j++) {
			if (fabs(one.grad[j]) >= 0x1p-1022)
				assert_same(two.grad[j],
				    exp2(k) * one.grad[j]);
			if (fabs(one.hess[j]) >= 0x1p-1022)
				assert_same(two.hess[j],
				    exp2(k) * one.hess[j]);
		}
	}
}

static void
multilabel_is_many_binaries(void **state)
{
	(void)state;
	state_ = 8;
	for (int i = 0; i < 30; i++) {
		fill(&one, &focal_multilabel, i & 1, 50, 7);
		compute(&one, focal_best_isa());
		two = one;
		for (size_t j = 0; j < 50 * 7; j++) {
			struct focal_out out = { two.loss + j, two.pt + j,
				two.grad + j, two.hess + j };
			struct focal_spec s = two.spec;

			s.mode = &focal_binary;
			s.pos = s.pos ? s.pos + j % 7 : NULL;
			s.neg = s.neg ? s.neg + j % 7 : NULL;
			s.weight = s.weight ? s.weight + j % 7 : NULL;
			run(&s, 1, two.x + j, two.y[j], &out);
		}
		assert_batch_same(&one, &two);
	}
}

/* Reversed classes, reversed results; a shift without rounding, the same. */
static void
classes_may_be_permuted(void **state)
{
	(void)state;
	state_ = 9;
	for (int i = 0; i < 200; i++) {
		size_t c = 3 + random_bits() % 60;

		fill(&one, &focal_multiclass, true, 20, c);
		for (size_t j = 0; j < 20 * c; j++)
			one.x[j] = ldexp(floor(0x1p20 * (uniform() - 0.5)),
			    -14);
		one.spec.weight = one.spec.pos = NULL;
		two = one;
		for (size_t r = 0; r < 20; r++) {
			for (size_t j = 0; j < c; j++)
				two.x[r * c + j] = 64 +
				    one.x[r * c + c - 1 - j];
			two.y[r] = (double)(c - 1) - one.y[r];
		}
		compute(&one, focal_best_isa());
		compute(&two, focal_best_isa());
		assert_true(same(one.loss, two.loss, 20));
		assert_true(same(one.pt, two.pt, 20));
		for (size_t r = 0; r < 20; r++)
			for (size_t j = 0; j < c; j++) {
				size_t at = r * c + j, to = r * c + c - 1 - j;

				assert_same(one.grad[at], two.grad[to]);
				assert_same(one.hess[at], two.hess[to]);
			}
	}
}

/* More classes than fit a segment: a row repeated gives each an n-th. */
static void
thousands_of_classes(void **state)
{
	enum { MANY = 5000 };
	static double x[MANY], grad[MANY];
	double loss, pt;
	struct focal_out out = { &loss, &pt, grad, NULL };
	struct focal_spec s = { .mode = &focal_multiclass, .gamma = 0,
		.from_logits = true };

	(void)state;
	for (int isa = 0; isa <= (int)focal_best_isa(); isa++) {
		double y = 4321;

		focal_kernel(&s, (enum focal_isa)isa, 1, MANY, x, &y, &out);
		assert_same(pt, 1.0 / MANY);
		assert_same(loss, log(MANY));
		assert_same(grad[4321], 1.0 / MANY - 1);
		assert_same(grad[0], 1.0 / MANY);
		assert_same(grad[MANY - 1], 1.0 / MANY);
	}
}

/* glibc's word and the compiler's, which asks the processor anew. */
static void
processor_is_known(void **state)
{
	(void)state;
#ifdef CPU_HAS
#define SAME(name, gcc)                                                       \
	assert_int_equal(CPU_##name, __builtin_cpu_supports(gcc) != 0)
	SAME(AVX2, "avx2");
	SAME(BMI2, "bmi2");
	SAME(FMA, "fma");
	SAME(AVX512F, "avx512f");
	SAME(AVX512BW, "avx512bw");
	SAME(AVX512CD, "avx512cd");
	SAME(AVX512DQ, "avx512dq");
	SAME(AVX512VL, "avx512vl");	/* the last bit of a register */
	SAME(AVX512IFMA, "avx512ifma");
	SAME(AVX512VBMI, "avx512vbmi");
	SAME(AVX512VBMI2, "avx512vbmi2");
	SAME(AVX512BITALG, "avx512bitalg");
#undef SAME
#endif
}

struct law {
	const char *name;
	void (*test)(void **state);
};

static const struct law laws[] = {
	{ "the processor is known", processor_is_known },
	{ "every tier gives the same bits", tiers_agree },
	{ "batches and wishes change no bit", batching_is_invisible },
	{ "far logits change no bit of near ones", ways_agree },
	{ "finite logits give finite results", finite_stays },
	{ "L(z, 1) is L(-z, 0)", labels_are_symmetric },
	{ "a sigmoid is a softmax of two", sigmoid_is_softmax },
	{ "gamma 0 is cross-entropy", gamma_0_is_cross_entropy },
	{ "alpha 2^k scales exactly", alpha_2_to_the_k_scales },
	{ "multilabel is many binaries", multilabel_is_many_binaries },
	{ "classes may be permuted and shifted", classes_may_be_permuted },
	{ "thousands of classes go by segments", thousands_of_classes },
};

static void
law_test(void **state)
{
	const struct law *l = *state;

	l->test(NULL);
}

int
main(void)
{
	int failed = 0;

	RUN_ROWS(worsts, worst_test);
	RUN_ROWS(edges, edge_test);
	RUN_ROWS(laws, law_test);
	return failed;
}
