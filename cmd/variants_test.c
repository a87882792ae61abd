/*
 * variants_test.c - a column that another formula made is explained by its name,
 * and by no simpler one; the formulas here are written anew.
 */
#include "expect.h"
#include "test_io.h"

enum { ROWS = 60, MOST = 8 };

static uint64_t seed = 1;

static double
uniform(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed * 0x2545f4914f6cdd1d >> 11) * 0x1p-53;
}

/* A sample: c logits or probabilities; a class, or a bit each. */
struct sample {
	size_t c, y;
	double x[MOST], bit[MOST], w;
};

static double
sigmoid(double z)
{
	return 1 / (1 + exp(-z));
}

static double
focal(double p, double gamma)
{
	return pow(1 - p, gamma) * -log(p);
}

/* The probability of the truth: of a sigmoid, of a softmax. */
static double
truth(const struct sample *s)
{
	return sigmoid(s->y ? s->x[0] : -s->x[0]);
}

static double
soft(const struct sample *s, size_t class)
{
	double sum = 0;

	for (size_t k = 0; k < s->c; k++)
		sum += exp(s->x[k] - s->x[class]);
	return 1 / sum;
}

static double
clipped(double p)
{
	return p < 1e-7 ? 1e-7 : p > 1 - 1e-7 ? 1 - 1e-7 : p;
}

#define LOSS(name, expression)                                                \
	static double name(const struct sample *s)                            \
	{                                                                     \
		return expression;                                            \
	}
LOSS(plain, focal(truth(s), 2))
LOSS(cross_entropy, focal(truth(s), 0))
LOSS(gamma_1, focal(truth(s), 1))
LOSS(gamma_half, focal(truth(s), 0.5))
LOSS(gamma_1_and_a_half, focal(truth(s), 1.5))
LOSS(gamma_3, focal(truth(s), 3))
LOSS(gamma_4, focal(truth(s), 4))
LOSS(gamma_5, focal(truth(s), 5))
LOSS(balanced, (s->y ? 0.2 : 0.8) * focal(truth(s), 2))
LOSS(wrong_class, (s->y ? 0.8 : 0.2) * focal(truth(s), 2))
LOSS(both, 0.2 * focal(truth(s), 2))
LOSS(on_1, (s->y ? 0.2 : 1) * focal(truth(s), 2))
LOSS(on_0, (s->y ? 1 : 0.2) * focal(truth(s), 2))
LOSS(retina, (s->y ? 0.25 : 0.75) * focal(truth(s), 2))
LOSS(anti_retina, (s->y ? 0.75 : 0.25) * focal(truth(s), 2))
LOSS(retina_1, (s->y ? 0.25 : 1) * focal(truth(s), 2))
LOSS(retina_0, (s->y ? 1 : 0.25) * focal(truth(s), 2))
LOSS(decimal, (pow(1 - truth(s), 2) * -log10(truth(s))))
LOSS(binary_digits, (pow(1 - truth(s), 2) * -log2(truth(s))))
LOSS(decimal_1, ((1 - truth(s)) * -log10(truth(s))))
LOSS(over_n, focal(truth(s), 2) / ROWS)
LOSS(wrong_class_over_n, (s->y ? 0.8 : 0.2) * focal(truth(s), 2) / ROWS)
LOSS(times_n, focal(truth(s), 2) * ROWS)
LOSS(times_7, focal(truth(s), 2) * 7)
LOSS(weighted, focal(truth(s), 2) * s->w)
LOSS(exchanged, focal(1 - truth(s), 2))
LOSS(as_probs, focal(clipped(s->y ? s->x[0] : 1 - s->x[0]), 2))
LOSS(as_logits, focal(truth(s), 2))
LOSS(twice, focal(sigmoid(s->y ? sigmoid(s->x[0]) : -sigmoid(s->x[0])), 2))
LOSS(weight_outside, (s->y ? 3 : 1) * focal(truth(s), 2))
LOSS(weight_inside, s->y ? pow(1 - pow(truth(s), 3), 2) * -3 * log(truth(s))
			 : focal(truth(s), 2))
LOSS(smoothed, (pow(s->y ? 1 - (0.95 * sigmoid(s->x[0]) + 0.05 *
	sigmoid(-s->x[0])) : 1 - (0.95 * sigmoid(-s->x[0]) + 0.05 *
	sigmoid(s->x[0])), 2) * -(0.95 * log(truth(s)) +
	0.05 * log(1 - truth(s)))))
LOSS(next_class, focal(soft(s, (s->y + 1) % s->c), 2))
LOSS(next_class_ce, focal(soft(s, (s->y + 1) % s->c), 0))
LOSS(class_before, focal(soft(s, (s->y + s->c - 1) % s->c), 2))
LOSS(other_order, focal(soft(s, (size_t[]){ 1, 2, 0 }[s->y]), 2))
LOSS(from_behind, focal(soft(s, s->c - 1 - s->y), 2))
LOSS(neighbours, focal(soft(s, s->y == 4 ? 5 : s->y == 5 ? 4 : s->y), 2))
LOSS(softly, focal(soft(s, s->y), 2))
LOSS(over_c, focal(soft(s, s->y), 2) / 3)
LOSS(on_its_class, ((double[]){ 0.1, 0.3, 0.6 }[s->y]) * focal(soft(s, s->y), 2))
LOSS(on_the_other, ((double[]){ 0.6, 0.3, 0.1 }[s->y]) * focal(soft(s, s->y), 2))
LOSS(background, (s->y ? 0.2 : 0.8) * focal(soft(s, s->y), 2))
LOSS(retina_background, (s->y ? 0.25 : 0.75) * focal(soft(s, s->y), 2))
LOSS(factor_inside, ((double[]){ 0.1, 0.3, 0.6 }[s->y]) * -log(soft(s, s->y)) *
	pow(1 - pow(soft(s, s->y), (double[]){ 0.1, 0.3, 0.6 }[s->y]), 2))
LOSS(plain_prob, focal(s->y ? s->x[0] : 1 - s->x[0], 2))
LOSS(clamped, focal(clipped(s->y ? s->x[0] : 1 - s->x[0]), 2))
LOSS(smooth_classes, 0.9 * -log(soft(s, s->y)) - 0.1 / 3 *
	(log(soft(s, 0)) + log(soft(s, 1)) + log(soft(s, 2))))
LOSS(clamped_more, focal(fmin(fmax(s->y ? s->x[0] : 1 - s->x[0], 0.2), 0.8), 2))
LOSS(asymmetric, s->y ? (1 - truth(s)) * -log(truth(s))
		      : pow(fmax(sigmoid(s->x[0]) - 0.05, 0), 4) *
		    -log(fmin(1 - sigmoid(s->x[0]) + 0.05, 1)))
LOSS(nonsense, 1 + s->x[0] * s->x[0])
LOSS(nothing, 0 * s->x[0])

static double
one_vs_rest(const struct sample *s)
{
	double sum = 0;

	for (size_t k = 0; k < s->c; k++)
		sum += (k == s->y ? 0.25 : 0.75) *
		    focal(sigmoid(k == s->y ? s->x[k] : -s->x[k]), 2);
	return sum / (double)s->c;
}

static double
labels_sum(const struct sample *s)
{
	double sum = 0;

	for (size_t k = 0; k < s->c; k++)
		sum += focal(sigmoid(s->bit[k] > 0 ? s->x[k] : -s->x[k]), 2);
	return sum;
}

static double
labels_crossed(const struct sample *s)
{
	double sum = 0;

	for (size_t k = 0; k < s->c; k++) {
		double z = s->x[k < 2 ? 1 - k : k];

		sum += focal(sigmoid(s->bit[k] > 0 ? z : -z), 2);
	}
	return sum / (double)s->c;
}

static double
twice_soft(const struct sample *s)
{
	struct sample two = *s;

	for (size_t k = 0; k < s->c; k++)
		two.x[k] = soft(s, k);
	return focal(soft(&two, s->y), 2);
}

/* EDGES: probabilities, of which some are 0 and 1 */
enum shape { LOGIT, PROB, EDGES, CLASSES, LABELS };

static const struct variant_row {
	const char *name, *options;
	enum shape shape;
	size_t c;
	double (*loss)(const struct sample *s);
	const char *want;	/* the names begin so; "": there are none */
} variant_rows[] = {
	{ "gamma 0", "", LOGIT, 1, cross_entropy, "gamma 0: the cross-entropy" },
	{ "gamma 1", "", LOGIT, 1, gamma_1, "gamma 1" },
	{ "gamma 0.5", "", LOGIT, 1, gamma_half, "gamma 0.5" },
	{ "gamma 1.5", "", LOGIT, 1, gamma_1_and_a_half, "gamma 1.5" },
	{ "gamma 3", "", LOGIT, 1, gamma_3, "gamma 3" },
	{ "gamma 4", "", LOGIT, 1, gamma_4, "gamma 4" },
	{ "gamma 5", "-g 1", LOGIT, 1, gamma_5, "gamma 5" },
	{ "gamma 2 of another", "-g 3", LOGIT, 1, plain, "gamma 2" },
	{ "no alpha", "-a 0.2", LOGIT, 1, plain, "no alpha" },
	{ "no alpha in a library", "--like torchvision", LOGIT, 1, plain,
	    "no alpha" },
	{ "no alpha of a list", "-a 0.2,0.8", LOGIT, 1, plain, "no alpha" },
	{ "alpha on both", "-a 0.2", LOGIT, 1, both, "alpha on both classes" },
	{ "alpha on both in a library", "-a 0.2 --like torchvision", LOGIT, 1,
	    both, "alpha on both classes" },
	{ "alpha on the wrong class", "-a 0.2 --alpha-mode balanced", LOGIT, 1,
	    wrong_class, "alpha on the wrong class" },
	{ "a list the wrong way round", "-a 0.8,0.2", LOGIT, 1, wrong_class,
	    "alpha on the wrong class" },
	{ "alpha on the wrong class in a library", "-a 0.2 --like torchvision",
	    LOGIT, 1, wrong_class, "alpha on the wrong class" },
	{ "alpha on the wrong class of a mode that has no other",
	    "-a 0.2", LOGIT, 1, wrong_class, "alpha on the wrong class: "
	    "1 - alpha for label 1, alpha for label 0" },
	{ "an alpha of 0.25 on the wrong class", "", LOGIT, 1, anti_retina,
	    "alpha 0.25 on the wrong class: 0.75 for label 1, "
	    "0.25 for label 0" },
	{ "alpha on label 1", "-a 0.2 --alpha-mode balanced", LOGIT, 1, on_1,
	    "alpha on label 1 alone" },
	{ "alpha on label 0", "-a 0.2 --alpha-mode balanced", LOGIT, 1, on_0,
	    "alpha on label 0 alone" },
	{ "alpha balanced", "-a 0.2", LOGIT, 1, balanced,
	    "alpha for label 1, 1 - alpha for label 0" },
	{ "an alpha of 0.25", "", LOGIT, 1, retina,
	    "alpha 0.25 for label 1, 0.75 for label 0; "
	    "--like torchvision (or detectron2, " },
	{ "an alpha of 0.25 on label 1", "", LOGIT, 1, retina_1,
	    "alpha 0.25 on label 1 alone" },
	{ "an alpha of 0.25 on label 0", "", LOGIT, 1, retina_0,
	    "alpha 0.25 on label 0 alone" },
	{ "an alpha of 0.25 where a library has none",
	    "--like torchvision -a none", LOGIT, 1, retina,
	    "alpha 0.25 for label 1, 0.75 for label 0; "
	    "--like torchvision (or detectron2, " },
	{ "a background class", "-a 0.2", CLASSES, 3, background,
	    "1 - alpha for class 0, alpha for all others" },
	{ "the first of two classes", "-a 0.8", CLASSES, 2, background,
	    "alpha for class 0, 1 - alpha for class 1" },
	{ "a background class, of alpha 0.25", "", CLASSES, 3,
	    retina_background, "alpha 0.25, and 0.75 for class 0" },
	{ "a library's own numbers", "-g 1 -a 0.5", LOGIT, 1, retina,
	    "--like torchvision (or detectron2, tfa, catalyst, paddle, detr, "
	    "deformable-detr, grounding-dino, mmdet, mmcv, toolbelt, retinanet); "
	    "--like kornia -a 0.25 (or kornia-0.7, kornia-0.6); "
	    "--like catboost -g 2 -a 0.25 (or lightgbm)" },
	{ "a library with numbers given", "-a 0.2 --weight w", LOGIT, 1,
	    balanced, "alpha for label 1, 1 - alpha for label 0; "
	    "--like torchvision -a 0.2 (or fvcore, detectron2, " },
	{ "base 10", "", LOGIT, 1, decimal, "base-10 logarithm" },
	{ "base 2", "", LOGIT, 1, binary_digits, "base-2 logarithm" },
	{ "mean for sum", "", LOGIT, 1, over_n,
	    "every loss is 0.0166667 times ours, that is, over the number of samples" },
	{ "sum for mean", "", LOGIT, 1, times_n,
	    "every loss is 60 times ours, that is, times the number of samples" },
	{ "times 7", "", LOGIT, 1, times_7, "every loss is 7 times ours" },
	{ "weights", "--weight w", LOGIT, 1, weighted,
	    "each loss times the weight of its sample" },
	{ "labels exchanged", "", LOGIT, 1, exchanged,
	    "labels 0 and 1 exchanged" },
	{ "logits as probabilities", "", LOGIT, 1, as_probs,
	    "the logits used as probabilities" },
	{ "probabilities as logits", "", PROB, 1, as_logits,
	    "the probabilities used as logits" },
	{ "sigmoid twice", "", LOGIT, 1, twice, "the sigmoid applied twice" },
	{ "softmax twice", "", CLASSES, 3, twice_soft,
	    "the softmax applied twice" },
	{ "pos_weight outside", "--pos-weight 3", LOGIT, 1, weight_outside,
	    "pos_weight outside p_t" },
	{ "pos_weight inside", "--pos-weight 3 --weight-in loss", LOGIT, 1,
	    weight_inside, "pos_weight inside p_t" },
	{ "no pos_weight", "--pos-weight 3", LOGIT, 1, plain,
	    "no pos_weight" },
	{ "no class weight", "--class-weight 1,3", LOGIT, 1, plain,
	    "no class weight" },
	{ "smoothed", "", LOGIT, 1, smoothed, "label smoothing 0.1" },
	{ "not smoothed", "--label-smoothing 0.1", LOGIT, 1, plain,
	    "no label smoothing" },
	{ "the next class", "", CLASSES, 4, next_class,
	    "labels shifted by one: each sample has the next class" },
	{ "the class before", "", CLASSES, 4, class_before,
	    "labels shifted by one: each sample has the class before" },
	{ "columns in another order", "-g 2", CLASSES, 3, other_order,
	    "labels shifted by one: each sample has the next class; "
	    "columns permuted: 0 has the score of 1, 1 has the score of 2, "
	    "2 has the score of 0" },
	{ "many columns reversed", "", CLASSES, 7, from_behind,
	    "columns permuted: 0 has the score of 6, 1 has the score of 5, "
	    "2 has the score of 4, 4 has the score of 2, "
	    "5 has the score of 1, ..." },
	{ "two of many columns", "", CLASSES, 7, neighbours,
	    "columns permuted: 4 has the score of 5, 5 has the score of 4" },
	{ "alphas inside", "-a 0.1,0.3,0.6", CLASSES, 3, factor_inside,
	    "alpha or class weight inside p_t" },
	{ "clamped", "", EDGES, 1, clamped,
	    "probabilities clamped to [1e-7, 1 - 1e-7]" },
	{ "not clamped", "--eps 0.1", PROB, 1, plain_prob, "no clamping" },
	{ "two gammas", "", LOGIT, 1, asymmetric,
	    "--like asl (or asl-optimized)" },
	{ "one gamma for two", "--like asl", LOGIT, 1, plain,
	    "--like fvcore (or " },
	{ "a gamma that is a slope", "--like fvcore-star", LOGIT, 1, plain,
	    "--like fvcore (or " },
	{ "a library without its alpha",
	    "--like smp,reduced_threshold=0.5 -g 3 -a none", LOGIT, 1, gamma_3,
	    "--like torchvision -g 3 -a none (or " },
	{ "alphas by name", "--label-smoothing 0.2 -a 2=0.6,0=0.1,1=0.3",
	    CLASSES, 3, on_its_class, "no label smoothing; "
	    "--like artemmavrin -g 2 -a 2=0.6,0=0.1,1=0.3 (or " },
	{ "one alpha by name", "-a 1=0.2", LOGIT, 1, both, "" },
	{ "a library that smooths", "-g 1 --label-smoothing 0.1", CLASSES, 3,
	    smooth_classes, "gamma 0: the cross-entropy; "
	    "--like torch --label-smoothing 0.1" },
	{ "a library that clamps", "--label-smoothing 0.2 --eps 0.2", PROB, 1,
	    clamped_more,
	    "no label smoothing; --like smp --eps 0.2" },
	{ "pos_weight of classes", "-a 0.1,0.3,0.6 --pos-weight 2", CLASSES, 3,
	    softly, "--like monai-softmax (or " },
	{ "a sum of labels already", "--like detr", LABELS, 3, nonsense, "" },
	{ "a mean over classes", "", CLASSES, 3, over_c,
	    "every loss is 0.333333 times ours, that is, over the number of classes" },
	{ "a library's sigmoids", "", CLASSES, 3, one_vs_rest,
	    "--like torchvision (or " },
	{ "a softmax for sigmoids", "--like torchvision", CLASSES, 3, softly,
	    "--like monai-softmax" },
	{ "alphas of a list reversed", "-a 0.1,0.3,0.6", CLASSES, 3,
	    on_the_other, "alpha on the wrong class" },
	{ "no alphas", "-a 0.1,0.3,0.6", CLASSES, 3, softly, "no alpha" },
	{ "alphas are right", "-a 0.1,0.3,0.6 -g 1", CLASSES, 3, on_its_class,
	    "gamma 2" },
	{ "a sum of labels", "", LABELS, 3, labels_sum,
	    "the sum of a sample's labels, not their mean; "
	    "every loss is 3 times ours, that is, times the number of classes" },
	{ "labels with the score of another", "", LABELS, 4, labels_crossed,
	    "columns permuted: 0 has the score of 1, 1 has the score of 0" },
	{ "no alpha in its place", "-a 0.2 --alpha-mode balanced", LOGIT, 1,
	    plain, "no alpha; --like fvcore (or " },
	{ "gamma and another base", "", LOGIT, 1, decimal_1,
	    "gamma 1, and base-10 logarithm" },
	{ "alpha and a sum", "-a 0.2 --alpha-mode balanced", LOGIT, 1,
	    wrong_class_over_n, "alpha on the wrong class, and every loss over "
	    "the number of samples" },
	{ "the next class and gamma", "", CLASSES, 4, next_class_ce,
	    "gamma 0: the cross-entropy, and labels shifted by one: "
	    "each sample has the next class" },
	{ "nothing explains it", "", LOGIT, 1, nonsense, "" },
	{ "no losses at all", "", LOGIT, 1, nothing, "" },
};

static void
head(struct out *o, const char *name, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (n == 1)
			out_format(o, "%s,", name);
		else
			out_format(o, "%s_%zu,", name, k);
}

static void
put_sample(struct out *o, const struct variant_row *row)
{
	struct sample s = { .c = row->c,
		.y = (size_t)(uniform() * (row->c > 1 ? (double)row->c : 2)),
		.w = 1 + uniform() };

	for (size_t k = 0; k < s.c; k++) {
		s.x[k] = row->shape == PROB || row->shape == EDGES
		    ? 0.01 + 0.98 * uniform() : 6 * uniform() - 3;
		if (row->shape == EDGES && uniform() < 0.2)
			s.x[k] = round(s.x[k]);
		s.bit[k] = uniform() < 0.5;
	}
	if (row->shape == LABELS)
		for (size_t k = 0; k < s.c; k++)
			out_format(o, "%.17g,", s.bit[k]);
	else
		out_format(o, "%zu,", s.y);
	for (size_t k = 0; k < s.c; k++)
		out_format(o, "%.17g,", s.x[k]);
	out_format(o, "%.17g,%.9g\n", s.w, row->loss(&s));
}

/* The file, compared, and the names of what it may be. */
static void
explain_column(struct out *names, const char *options, const struct out *file,
    size_t rows)
{
	static struct test_run t;
	struct batch b;
	struct specs specs = { 0 };
	struct expect e;
	struct search search = { .job = &t.job, .plan = &t.plan };
	double *loss;

	assert_int_equal(test_open(&t, options, file->buf, file->n), 0);
	assert_int_equal(specs_make(&specs, t.job.alpha, &t.job, &t.plan,
		&t.diag), 0);
	batch_init(&b, &t.plan, &t.job);
	expect_begin(&e, &t.job, &t.plan);
	assert_int_equal(batch_grow(&b, 1000), 0);
	loss = calloc(b.room * t.plan.t, sizeof *loss);
	assert_non_null(loss);
	while (batch_read(&b, &t.plan, &t.job, &t.reader) > 0) {
		const struct focal_out out = { .loss = loss };
		const struct focal_spec spec =
		    specs_at(&specs, t.job.gamma.value[0]);

		assert_int_equal(expect_keep(&e, &b), 0);
		batch_spread(&b);
		focal_eval(&spec, b.n, b.c, b.x, b.y, &out);
		expect_batch(&e, &b, loss);
	}
	assert_int_equal(e.n, rows);
	assert_true(e.mismatch > 0);
	search.kept = &e.kept;
	search.rows = e.n;
	assert_true(variants_find(&search, names) >= 0);
	names->n--;	/* the NUL */
	expect_free(&e);
	batch_free(&b);
	specs_free(&specs);
	free(loss);
	test_close(&t);
}

static void
variants_are_named(void **state)
{
	const struct variant_row *row = *state;
	struct out file = { .fd = -1 }, names = { .fd = -1 };
	char options[200];
	size_t n = strlen(row->want);

	head(&file, "label", row->shape == LABELS ? row->c : 1);
	head(&file, row->shape == PROB ||
	    row->shape == EDGES ? "prob" : "logit", row->c);
	out_text(&file, "w,loss\n");
	for (size_t i = 0; i < ROWS; i++)
		put_sample(&file, row);
	snprintf(options, sizeof options, "--expect loss %s", row->options);
	explain_column(&names, options, &file, ROWS);
	if (names.n < n || memcmp(names.buf, row->want, n) ||
	    (n == 0 && names.n > 0))
		fail_msg("got '%s', not '%s'", names.buf, row->want);
	free(file.buf);
	free(names.buf);
}

/* What comes after the kept samples is not looked at, and has no cost. */
static void
as_many_samples_are_kept_as_is_said(void **state)
{
	static struct test_run t;
	struct samples s = { 0 };
	struct batch b;
	struct out file = { .fd = -1 };

	(void)state;
	out_text(&file, "label,logit,loss\n");
	for (int i = 0; i < SAMPLES_KEPT + 5; i++)
		out_format(&file, "1,%d,%d\n", i % 7, i);
	assert_int_equal(test_open(&t, "--expect loss", file.buf, file.n), 0);
	batch_init(&b, &t.plan, &t.job);
	assert_int_equal(batch_grow(&b, 700), 0);
	while (batch_read(&b, &t.plan, &t.job, &t.reader) > 0)
		assert_int_equal(samples_keep(&s, &b), 0);
	assert_int_equal(s.n, SAMPLES_KEPT);
	for (size_t i = 0; i < s.n; i++) {
		assert_same(s.expected[i], (double)i);
		assert_same(s.x[i], (double)(i % 7));
	}
	samples_free(&s);
	batch_free(&b);
	test_close(&t);
	free(file.buf);
}

/* As numpy.isclose(got, ours). */
static const struct agree_row {
	const char *name;
	double got, ours;
	bool want;
} agree_rows[] = {
	{ "equal", 1, 1, true },
	{ "within rtol", 1 + 0.9e-5, 1, true },
	{ "beyond rtol", 1 + 1.1e-5, 1, false },
	{ "within atol", 0.9e-8, 0, true },
	{ "beyond atol", 1.1e-8, 0, false },
	{ "rtol is not of theirs", 1000.01000006, 1000, false },
	{ "rtol is of ours", 1000, 1000.01000006, true },
	{ "both infinite", INFINITY, INFINITY, true },
	{ "infinities of two signs", INFINITY, -INFINITY, false },
	{ "one infinite", INFINITY, 1e300, false },
	{ "ours infinite", 1e300, INFINITY, false },
	{ "not a number", NAN, NAN, false },
};

static void
losses_agree_as_in_numpy(void **state)
{
	const struct agree_row *row = *state;
	const struct job j = { .rtol = 1e-5, .atol = 1e-8 };

	assert_int_equal(variants_agree(&j, row->got, row->ours), row->want);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(as_many_samples_are_kept_as_is_said),
	};
	int failed = 0;

	RUN_ROWS(variant_rows, variants_are_named);
	RUN_ROWS(agree_rows, losses_agree_as_in_numpy);
	return failed + cmocka_run_group_tests(rest, NULL, NULL);
}
