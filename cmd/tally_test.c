/* tally_test.c - sums that are packed are the sums they were. */
#include "tally.h"
#include "test_io.h"

#include <math.h>

enum { ROWS = 200, GROUPS = 150 };	/* more than are left unpacked */

static uint64_t seed = 1;

static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1d;
}

/* Of any size and sign, now and then infinite or nothing. */
static double
any_number(bool positive)
{
	double x = ldexp((double)(draw() >> 11), (int)(draw() % 1200) - 900);

	if (draw() % 50 == 0)
		x = draw() % 2 ? INFINITY : 0;
	return positive || draw() % 2 ? x : -x;
}

/* A batch, and what came of it. */
struct made {
	struct batch b;
	struct outcome result;
	double x[3 * ROWS], y[3 * ROWS], w[ROWS], loss[3 * ROWS],
	    grad[3 * ROWS], hess[3 * ROWS], factor[3 * ROWS], mod[3 * ROWS],
	    mod_grad[3 * ROWS], mod_hess[3 * ROWS];
	bool ignored[3 * ROWS];
};

static void
make(struct made *m, const struct plan *p, bool weighted, bool ignores)
{
	m->b = (struct batch){ .n = ROWS, .c = p->c, .t = p->t, .y = m->y,
		.w = weighted ? m->w : NULL,
		.ignored = ignores ? m->ignored : NULL };
	m->result = (struct outcome){
		.out = { m->loss, NULL, m->grad, m->hess },
		.parts = { m->factor, m->mod, m->mod_grad, m->mod_hess } };
	for (size_t i = 0; i < 3 * ROWS; i++) {
		m->y[i] = (double)(draw() % 2);
		m->loss[i] = any_number(true);
		m->grad[i] = any_number(false);
		m->hess[i] = any_number(false);
		m->factor[i] = any_number(true);
		m->mod[i] = any_number(true);
		m->mod_grad[i] = any_number(false);
		m->mod_hess[i] = any_number(false);
		/* a sample has one label at least */
		m->ignored[i] = i % 3 && draw() % 4 == 0;
	}
	for (size_t i = 0; i < ROWS; i++)
		m->w[i] = (double)(draw() % 5) / 4;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
same(struct tallies *s, size_t at, struct tallies *u, size_t u_at,
    const struct job *j, size_t sums)
{
	struct focal_ranking a = tallies_rank(s, at), b = tallies_rank(u, u_at);
	const struct exact *x = tallies_look(s, at), *y = tallies_look(u, u_at);

	assert_int_equal(x->total.rows, y->total.rows);
	assert_int_equal(x->total.targets, y->total.targets);
	assert_int_equal(x->total.cells, y->total.cells);
	assert_same(focal_sum_value(&x->total.row_weight),
	    focal_sum_value(&y->total.row_weight));
	assert_same(focal_sum_value(&x->total.factor),
	    focal_sum_value(&y->total.factor));
	assert_same(focal_sum_value(&x->total.mod),
	    focal_sum_value(&y->total.mod));
	for (size_t i = 0; i < j->reductions; i++)
		if (j->reduction[i].total)
			assert_same(j->reduction[i].total->value(&x->total,
			    &x->total.loss), j->reduction[i].total->value(
			    &y->total, &y->total.loss));
	for (size_t k = 0; k < sums; k++)
		assert_same(focal_sum_value(&x->slope[k]),
		    focal_sum_value(&y->slope[k]));
	assert_int_equal(a.n, b.n);
	if (a.n == 0)
		return;
	qsort(a.x, a.n, sizeof *a.x, compare);
	qsort(b.x, b.n, sizeof *b.x, compare);
	assert_memory_equal(a.x, b.x, a.n * sizeof *a.x);
}

static const struct tally_row {
	const char *name, *options, *header;
} tally_rows[] = {
	{ "sums", "-r sum", "label,logit\n" },
	{ "all reductions", "-r mean,sum,mean-pos,min,max,ess",
	    "label,logit\n" },
	{ "weights", "-r mean,sum,ess,p50 -w w", "label,logit,w\n" },
	{ "a divisor of factors",
	    "--like torch -r mean,sum --class-weight 0.25,0.5,2",
	    "label,logit_a,logit_b,logit_c\n" },
	{ "a divisor that moves", "--like smp-normalized --hess -w w",
	    "label,logit,w\n" },
	{ "losses in order", "-r p50,share10,mean", "label,logit\n" },
	{ "gradients", "--grad", "label,logit\n" },
	{ "gradients and Hessians", "--grad --hess -r sum,mean-pos",
	    "label,logit_a,logit_b,logit_c\n" },
	{ "single labels ignored", "-r mean,sum,p9,ess --hess --ignore -1",
	    "label_a,label_b,label_c,logit_a,logit_b,logit_c\n" },
};

/*
 * Rows to their groups one by one, in two parts that are merged: each group has
 * what it would have alone, and all of them have what all rows have.
 */
static void
parts_make_the_whole(void **state)
{
	const struct tally_row *row = *state;
	static struct test_run t;
	static struct made m;
	struct tallies part[2], alone, whole, sum;
	size_t sums = 0;

	assert_int_equal(
	    test_open(&t, row->options, row->header, strlen(row->header)), 0);
	assert_int_equal(tallies_init(&part[0], &t.job, &t.plan), 0);
	for (size_t k = 0; k < SLOPES; k++)
		sums += part[0].wants[k] ? t.plan.c : 0;
	assert_int_equal(tallies_init(&part[1], &t.job, &t.plan), 0);
	assert_int_equal(tallies_init(&whole, &t.job, &t.plan), 0);
	assert_int_equal(tallies_init(&sum, &t.job, &t.plan), 0);
	assert_int_equal(tallies_init(&alone, &t.job, &t.plan), 0);
	assert_int_equal(tallies_grow(&part[0], GROUPS), 0);
	assert_int_equal(tallies_grow(&part[1], GROUPS), 0);
	assert_int_equal(tallies_grow(&alone, GROUPS), 0);
	assert_int_equal(tallies_grow(&whole, 1), 0);
	assert_int_equal(tallies_grow(&sum, 1), 0);
	for (int turn = 0; turn < 5; turn++) {
		make(&m, &t.plan, t.job.weight, t.job.ignore);
		assert_int_equal(tallies_add(&whole, 0, t.plan.mode, &m.b,
		    &m.result, 0, ROWS), 0);
		for (size_t i = 0; i < ROWS; i++) {
			size_t group = i * 7 % GROUPS;

			/* in another order, to be packed or not by chance */
			assert_int_equal(tallies_add(&part[draw() % 2],
			    GROUPS - 1 - group, t.plan.mode, &m.b, &m.result, i,
			    1), 0);
			assert_int_equal(tallies_add(&alone, group,
			    t.plan.mode, &m.b, &m.result, i, 1), 0);
		}
	}
	for (size_t g = 0; g < GROUPS; g++)
		assert_int_equal(tallies_merge(&part[0], g, &part[1], g), 0);
	for (size_t g = 0; g < GROUPS; g++)
		same(&part[0], GROUPS - 1 - g, &alone, g, &t.job, sums);
	for (size_t g = 0; g < GROUPS; g++)
		assert_int_equal(tallies_merge(&sum, 0, &alone, g), 0);
	same(&sum, 0, &whole, 0, &t.job, sums);
	tallies_free(&part[0]);
	tallies_free(&part[1]);
	tallies_free(&whole);
	tallies_free(&sum);
	tallies_free(&alone);
	test_close(&t);
}

/* Without much memory for many: this is what the manual says. */
static void
a_group_takes_few_words(void **state)
{
	enum { N = 10000, WORDS = 16 };
	static struct test_run t;
	static struct made m;
	struct tallies s;

	(void)state;
	assert_int_equal(test_open(&t, "", "label,logit\n", 12), 0);
	assert_int_equal(tallies_init(&s, &t.job, &t.plan), 0);
	assert_int_equal(tallies_grow(&s, N), 0);
	make(&m, &t.plan, false, false);
	for (size_t i = 0; i < ROWS; i++)
		m.loss[i] = ldexp((double)(draw() >> 11), -60);
	for (size_t i = 0; i < 3 * N; i++)
		assert_int_equal(tallies_add(&s, i % N, t.plan.mode, &m.b,
		    &m.result, i % ROWS, 1), 0);
	assert_null(s.tally[N - 1].exact);
	for (size_t i = 0; i < N; i++)
		assert_in_range(s.tally[i].room, 0, WORDS);
	tallies_free(&s);
	test_close(&t);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_group_takes_few_words),
	};
	int failed = 0;

	RUN_ROWS(tally_rows, parts_make_the_whole);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
