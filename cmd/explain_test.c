/*
 * explain_test.c - what stands on the board is true: the numbers of every line,
 * worked out by hand, make its value; so does its formula, of the names that
 * stand above it; and the loss is the library's to the bit.
 */
#include "chalk.h"
#include "explain.h"
#include "steps.h"
#include "test_calculator.h"
#include "test_io.h"

/* What the board showed. */
struct seen {
	double loss;		/* of the sample, or of the last label */
	double grad[16];	/* in the order of the rows */
	size_t grads, rows;
	bool bad;		/* some line is wrong */
	bool more;		/* a loss is more than what is shown, */
	bool words;		/* or a line has a formula in words only, */
	bool infinite;		/* which is of a limit: the loss is 0 * inf */
	struct known options, known;
};

enum { NAMES = 128 };

/* The names of all steps that any board had, without those of classes. */
static char met[NAMES][16];

static bool
was_met(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (!strcmp(met[i], name))
			return true;
	return false;
}

static void
meet(const char *name)
{
	char stem[16] = "";

	strncat(stem, name, strlen(name) > 2 && name[0] != 'l' && name[0] != 'p'
		? strcspn(name, "_") : sizeof stem - 1);
	for (size_t i = 0; i < NAMES && !was_met(stem); i++)
		if (!met[i][0])
			memcpy(met[i], stem, sizeof stem);
}

static char *
text_of(const struct value *v)
{
	return v->kind == VALUE_TEXT ? strndup(v->text, v->len) : strdup("");
}

/* Lines that may be words: what they are of is not on the board. */
static bool
may_be_words(const char *name, const char *formula)
{
	static const char *const names[] = { "others", "hess", "to ", "min",
		"max", "ess" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (!strncmp(name, names[i], strlen(names[i])))
			return true;
	return !strcmp(formula, "gamma_step");
}

static void
judge(struct seen *seen, const char *name, const char *formula,
    const char *numbers, double value)
{
	bool cut = strstr(numbers, "...");
	bool cancels = *name == 'd' || *name == 's' || *name == 'S' ||
	    !strncmp(name, "grad", 4) || !strncmp(name, "loss", 4);
	double slack = cancels ? 1e3 : 1;
	enum sense by_numbers = *numbers && !cut
	    ? makes(numbers, NULL, value, slack) : IS_NO_FORMULA;
	enum sense by_names = makes(formula, &seen->known, value, slack);

	if (by_numbers == IS_WRONG || by_names == IS_WRONG ||
	    (*numbers && !cut && by_numbers == IS_NO_FORMULA)) {
		print_error("%s = %s = %s is not %.17g\n", name, formula,
		    numbers, value);
		seen->bad = true;
	}
	if (by_numbers == IS_NO_FORMULA && by_names == IS_NO_FORMULA && !cut &&
	    !seen->infinite && !may_be_words(name, formula)) {
		if (getenv("EXPLAIN_WORDS"))
			print_error("words: %s = %s\n", name, formula);
		seen->words = true;
	}
}

static void
look(struct writer *w, const struct value *v)
{
	const struct value *b = v + w->cols - BOARD_COLUMNS;
	struct seen *seen = w->state;
	char *name = text_of(&b[BOARD_STEP]);
	char *formula = text_of(&b[BOARD_FORMULA]);
	char *numbers = text_of(&b[BOARD_NUMBERS]);

	seen->rows++;
	if (!strcmp(name, "class")) {	/* another label */
		seen->known = seen->options;
		seen->infinite = false;
	}
	if (b[BOARD_VALUE].kind == VALUE_NUMBER &&
	    !isfinite(b[BOARD_VALUE].number))
		seen->infinite = true;
	if (*formula) {
		judge(seen, name, formula, numbers, b[BOARD_VALUE].number);
		meet(name);
	}
	if (b[BOARD_VALUE].kind == VALUE_NUMBER)
		know(&seen->known, name, b[BOARD_VALUE].number);
	if (strstr(formula, "and more"))
		seen->more = true;
	if (!strcmp(name, "loss"))
		seen->loss = b[BOARD_VALUE].number;
	if (!strncmp(name, "grad", 4) && seen->grads < COUNT(seen->grad))
		seen->grad[seen->grads++] = b[BOARD_VALUE].number;
	free(name);
	free(formula);
	free(numbers);
}

static const struct writer_ops looker = { .name = "looker", .suffixes = "",
	.about = "", .row = look };

/* A sample with room, and what goes with it. */
struct setup {
	struct test_run run;
	struct specs specs;
	struct focal_spec spec;
	struct batch sample;
	struct variant variant;
	double x[16], y[16], w;
	uint64_t line;
	bool ignored[16];
	struct kept none[2];	/* id and label */
	struct exact exact;	/* of all samples; last, as its end is open */
};

/* An option that may be a list, by the names that it has in formulas. */
static void
know_option(struct known *k, const struct setup *s, const char *name,
    const struct per_class *o)
{
	const struct plan *p = &s->run.plan;
	bool two = !p->mode->wide && !p->mode->classes;
	char text[32];

	for (size_t i = 0; o->n && i < (two ? 2 : p->c); i++) {
		snprintf(text, sizeof text, "%s_%s", name,
		    two ? i ? "1" : "0" : p->class_name[i]);
		know(k, specs_is_list(o) ? text : name,
		    specs_value(o, p, i));
	}
}

/* What formulas may name that has no line. */
static struct known
options_of(const struct setup *s)
{
	const struct focal_spec *p = &s->spec;
	const struct like *l = &s->specs.like;
	struct known k = { 0 };
	char name[32];

	know(&k, "eps", p->eps);
	know(&k, "margin", p->margin);
	know(&k, "slope", p->slope);
	know(&k, "gamma", p->gamma);
	know(&k, "E", p->smoothing);
	know(&k, "K", (double)s->sample.c);
	know(&k, "leak", p->leak);
	know(&k, "poly", p->poly);
	know(&k, "normalizer", l->normalizer);
	know(&k, "classes", (double)s->run.plan.c);
	know_option(&k, s, "alpha", &s->specs.alpha);
	know_option(&k, s, "class_weight", &s->run.job.class_weight);
	know_option(&k, s, "pos_weight", &s->run.job.pos_weight);
	if (s->run.job.like) {	/* their tables have one gamma for all */
		know(&k, "gamma_pos", p->gamma_pos ? p->gamma_pos[0]
						   : p->gamma);
		know(&k, "gamma_neg", p->gamma_neg ? p->gamma_neg[0]
						   : p->gamma);
	}
	for (size_t i = 0; i < s->sample.c && p->mode->classes; i++) {
		snprintf(name, sizeof name, "%s_%s",
		    p->from_logits ? "logit" : "prob",
		    s->run.plan.class_name[i]);
		know(&k, name, s->x[i]);
	}
	return k;
}

/* Show it on a board that is looked at. */
static struct seen
show(struct setup *s)
{
	struct seen seen = { .options = options_of(s),
		.known = options_of(s) };
	struct sink sink = { .w = { .ops = &looker, .state = &seen } };
	struct sinks sinks = { .n = 1, .at = &sink };
	struct tally tally = { .exact = &s->exact };
	struct tallies tallies = { .tally = &tally, .room = 1 };
	const struct explained e = { .job = &s->run.job, .plan = &s->run.plan,
		.specs = &s->specs, .spec = &s->spec,
		.name = "a", .path = "a.csv", .sample = &s->sample,
		.variant = &s->variant, .variants = 1, .tallies = &tallies };
	struct table table;

	s->variant.spec = s->spec;
	s->variant.gamma = s->spec.gamma;

	assert_int_equal(chalk_table(&table, e.job, e.plan), 0);
	sink.w.cols = table.cols;
	sink.w.col = table.col;
	assert_int_equal(explain(&e, &table, &sinks), 0);
	table_free(&table);
	return seen;
}

/* The steps of one target alone. */
static struct seen
show_worked(struct setup *s, const struct worked *v)
{
	struct seen seen = { 0 };
	struct sink sink = { .w = { .ops = &looker, .state = &seen } };
	struct sinks sinks = { .n = 1, .at = &sink };
	const struct explained e = { .job = &s->run.job, .plan = &s->run.plan,
		.specs = &s->specs, .spec = &s->spec };
	struct table table;
	struct chalk b = { .e = &e, .table = &table, .sinks = &sinks };
	const struct target t = { .b = &b, .v = v };

	for (size_t i = 0; i < BOARD_COLUMNS; i++)
		b.text[i].fd = -1;
	assert_int_equal(chalk_table(&table, e.job, e.plan), 0);
	sink.w.cols = table.cols;
	sink.w.col = table.col;
	steps_write(&t, STEPS_COMMON | STEPS_OF_GAMMA);
	table_free(&table);
	for (size_t i = 0; i < BOARD_COLUMNS; i++)
		free(b.text[i].buf);
	return seen;
}

#define TWELVE(p) "," p "a," p "b," p "c," p "u1," p "u2," p "u3," p "u4," p \
	"u5," p "u6," p "u7," p "u8," p "u9"
static const char *const files[] = {
	"label,logit\n1,2\n",
	"label,prob\n1,0.5\n",
	"label,logit_a,logit_b,logit_c\na,1,2,3\n",
	"label,prob_a,prob_b,prob_c\na,0.5,0.25,0.25\n",
	"label_a,label_b,logit_a,logit_b\n1,0,1,2\n",
	"label_a,label_b,prob_a,prob_b\n1,0,1,0\n",
	/* more classes than a line has room for */
	"label" TWELVE("logit_") "\na,1,2,3,4,5,6,7,8,9,10,11,12\n",
	"label" TWELVE("prob_") "\na,1,0,0,0,0,0,0,0,0,0,0,0\n",
};

/*
 * The columns of a file, and the options; the caller fills in the sample.  Or
 * they do not go together.
 */
static bool
try_begin(struct setup *s, const char *options, const char *file)
{
	*s = (struct setup){ .none = { { .at = NO_COLUMN },
	    { .at = NO_COLUMN } } };
	if (test_open(&s->run, options, file, strlen(file)) ||
	    specs_make(&s->specs, s->run.job.alpha, &s->run.job, &s->run.plan,
		&s->run.diag))
		return false;
	s->run.job.digits = 17;
	s->spec = s->specs.spec;
	s->spec = specs_at(&s->specs, s->run.job.gamma_given ||
	    !s->run.plan.like ? s->run.job.gamma.value[0] : s->spec.gamma);
	s->sample = (struct batch){ .n = 1, .c = s->run.plan.c,
		.t = s->run.plan.t, .x = s->x, .y = s->y, .line = &s->line,
		.kept = s->none, .base = "" };
	s->line = 7;
	return true;
}

static void
begin(struct setup *s, const char *options, const char *file)
{
	if (!try_begin(s, options, file))
		fail_msg("%s: %s", options, s->run.diag.note[0].text);
}

/* The table it is in: twice the sample. */
static void
total(struct setup *s)
{
	double loss[16], grad[16], hess[16], factor[16], mod[16];
	const struct focal_out out = { .loss = loss, .grad = grad,
		.hess = hess };
	const struct focal_parts parts = { .factor = factor, .mod = mod };
	struct focal_total *t = &s->exact.total;
	const struct focal_mode *m = s->spec.mode;
	size_t c = s->sample.c;

	*t = (struct focal_total){ .weighted = s->sample.w,
		.needs = FOCAL_RANGE | FOCAL_POSITIVES | FOCAL_SQUARES };
	specs_total(&s->run.job, &s->run.plan, t);
	focal_eval(&s->spec, 1, c, s->x, s->y, &out);
	focal_eval_parts(&s->spec, 1, c, s->x, s->y, &parts);
	for (int i = 0; i < 2; i++) {
		focal_total_add(t, m, 1, c, s->y, loss, s->sample.w);
		focal_total_add_parts(t, m, 1, c, &parts, s->sample.w);
	}
}

static void
end(struct setup *s)
{
	specs_free(&s->specs);
	test_close(&s->run);
}

/* Anew for each set of samples, so that fewer of them are the first ones. */
static uint64_t seed;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * 0x2545f4914f6cdd1d >> 11) % n;
}

static double
unit(void)
{
	return (double)rnd(1 << 20) / (1 << 20);
}

/* Near 0, far out, and the ends of what there is. */
static double
score(bool logit)
{
	static const double logits[] = { 0, 1e-9, 40, -40, 36.5, -12 };
	static const double probs[] = { 0, 1, 1e-9, 1 - 0x1p-40, 0.5 };

	if (!logit)
		return rnd(9) ? unit() : probs[rnd(COUNT(probs))];
	return rnd(9) ? 12 * unit() - 6 : rnd(2) ? 80 * unit() - 40
	    : logits[rnd(COUNT(logits))];
}

static void
fill(struct setup *s)
{
	const struct focal_mode *m = s->spec.mode;
	bool rest = s->run.plan.read;	/* a class, one vs. rest */
	size_t c = s->sample.c, truth = rnd(c);
	double sum = 0;

	for (size_t k = 0; k < c; k++) {
		s->x[k] = score(s->spec.from_logits);
		sum += s->x[k];
	}
	for (size_t k = 0; k < c && (m->classes || rest) &&
	     !s->spec.from_logits; k++)
		s->x[k] = sum > 0 ? s->x[k] / sum : 1 / (double)c;
	for (size_t k = 0; k < c; k++)
		s->y[k] = s->spec.distribution ? (k < 2 ? 0.375 : k == 2 ? 0.25 : 0)
		    : rest ? k == truth
		    : rnd(3) || s->run.job.mode == NULL ? (double)rnd(2)
							: unit();
	if (m->classes && !s->spec.distribution)
		s->y[0] = (double)truth;
	s->w = 3 * unit();
	s->sample.w = rnd(2) ? &s->w : NULL;
	total(s);
}

static void
tell(const struct setup *s, const char *what)
{
	const struct focal_spec *p = &s->spec;

	fail_msg("%s: gamma %g, pos %d, neg %d, weight %d (in %d), eps %g (%s, in ce %d), pt %s, distribution %d, smoothing %g (in ce %d), leak %g, renormalize %d, margin %g, slope %g, gammas %d %d, steps %zu, reduced %g over %g, poly %g, detach %d, x %g %g %g, y %g %g %g",
	    what, p->gamma, p->pos != NULL, p->neg != NULL, p->weight != NULL,
	    p->weight_in_pt, p->eps, p->clamp ? p->clamp->name : "",
	    p->eps_in_ce, p->pt ? p->pt->name : "", p->distribution, p->smoothing,
	    p->smoothing_in_ce, p->leak, p->renormalize, p->margin, p->slope,
	    p->gamma_pos != NULL, p->gamma_neg != NULL, p->steps, p->reduced,
	    p->reduced_over, p->poly, p->detach, s->x[0], s->x[1], s->x[2],
	    s->y[0], s->y[1], s->y[2]);
}

/* The loss and the slopes on the board are those of the library. */
static struct seen
check(struct setup *s, const char *what)
{
	const struct like *l = s->run.plan.like;
	double loss[16], grad[16], whole;
	const struct focal_out out = { .loss = loss, .grad = grad };
	struct seen seen = show(s);
	struct focal_sum all = { 0 };
	size_t t = s->spec.mode->wide ? s->sample.c : 1, k = 0;

	if (seen.bad || seen.more)
		tell(s, what);
	focal_eval(&s->spec, 1, s->sample.c, s->x, s->y, &out);
	focal_sum_add(&all, t, loss, 1);
	whole = focal_sum_over(&all, l && l->row_sum ? 1 : t);
	assert_same(seen.loss, whole + 0.0);
	/* where slopes of 0 are left out, the others follow */
	for (size_t i = 0; i < seen.grads; i++) {
		while (k + 1 < s->sample.c && grad[k] + 0.0 != seen.grad[i])
			k++;
		assert_same(seen.grad[i], grad[k] + 0.0);
		k++;
	}
	return seen;
}

static const struct options_row {
	const char *name;
	const char *options;
	unsigned files;		/* bits: which */
} option_rows_[] = {
	{ "no option", "", 255 },
	{ "gamma", "-g 0.5", 255 },
	{ "gamma 0", "-g 0", 255 },
	{ "reductions", "-r mean,sum,mean-pos,min,max,ess", 255 },
	{ "alpha", "-a 0.25", 255 },
	{ "alpha balanced", "-a 0.25 --alpha-mode balanced", 51 },
	{ "alpha of the class", "-a 0.25 --alpha-mode class", 255 },
	{ "alpha, two", "-a 0.25,0.5", 51 },
	{ "alpha, three by name", "-a a=2,c=3", 204 },
	{ "alpha, two by name, balanced",
	    "-a a=0.2,b=0.3 --alpha-mode balanced", 48 },
	{ "class weights", "--class-weight a=2,b=3", 252 },
	{ "class weights, two",
	    "--class-weight 2,3 -a 0.3 --alpha-mode balanced",
	    51 },
	{ "pos_weight inside", "--pos-weight 3", 255 },
	{ "pos_weight outside", "--pos-weight 3 --weight-in loss -a 0.5", 255 },
	{ "pos_weight per class", "--pos-weight a=0,b=2.5", 252 },
	{ "smoothing", "--label-smoothing 0.1", 255 },
	{ "smoothing, weights, alpha",
	    "--label-smoothing 0.1 --pos-weight 2 -a 0.3", 255 },
	{ "eps", "--eps 0.2", 255 },
	{ "eps that clamps nearly nothing", "--eps 1e-7", 255 },
	{ "eps and weights", "--eps 0.1 --pos-weight 2", 255 },
	{ "soft labels", "-m binary", 3 },
	{ "soft labels, many", "-m multilabel -a 0.3 --pos-weight 2", 48 },
	{ "hessians", "--hess --grad", 3 },
};

static void
options_add_up(void **state)
{
	const struct options_row *r = *state;
	struct setup s;

	for (size_t f = 0; f < COUNT(files); f++) {
		seed = COUNT(files) * (uint64_t)(r - option_rows_) + f + 1;
		for (int i = 0; i < test_share(200) && r->files >> f & 1; i++) {
			begin(&s, r->options, files[f]);
			fill(&s);
			if (s.run.job.hess)	/* and grads over labels */
				(void)show(&s);
			else
				(void)check(&s, files[f]);
			end(&s);
		}
	}
}

static bool
chance(unsigned in)
{
	return rnd(in) == 0;
}

static const double *
table(double *t, double most)
{
	for (int k = 0; k < 16; k++)
		t[k] = chance(4) ? 1 : most * unit();
	return t;
}

/* Parts that no option can say are explained as well. */
static void
every_part_of_a_spec_adds_up(void **state)
{
	static double pos[16], neg[16], weight[16], up[16], down[16];
	static double row[16];
	static const struct focal_step steps[][2] = { { { 0.2, 5 },
	    { 0.5, 3 } }, { { 0.3, -2 }, { 0.6, -0.5 } } };
	struct setup s;

	(void)state;
	seed = 1;
	for (int i = 0; i < test_share(30000); i++) {
		size_t f = rnd(COUNT(files));
		struct focal_spec *p = &s.spec;

		begin(&s, f < 2 ? "-m binary"
			: f == 4 || f == 5 ? "-m multilabel" : "",
		    files[f]);
		p->gamma = (double[]){ 0, 0.5, 1, 2, 3.7 }
			[rnd(5)];
		p->pos = chance(3) ? table(pos, 2) : NULL;
		p->neg = p->mode->classes || !p->pos ? NULL : table(neg, 2);
		p->weight = chance(3) ? table(weight, 3) : NULL;
		p->weight_in_pt = rnd(2);
		p->eps = chance(3) ? (double[]){ 1e-7, 1e-3, 0.1 }[rnd(3)] : 0;
		p->clamp = focal_clamps[rnd(4)];
		p->eps_in_ce = chance(3);
		p->pt = chance(2) ? NULL : focal_pts[rnd(5)];
		p->distribution = p->mode->classes && chance(5);
		p->smoothing = chance(4) ? 0.1 : 0;
		p->smoothing_in_ce = p->smoothing > 0 && chance(3);
		p->leak = p->mode->classes && chance(8) ? 0.01 : 0;
		p->renormalize = p->mode->classes && chance(4);
		p->margin = !p->mode->classes && chance(5) ? 0.05 : 0;
		p->slope = p->from_logits && chance(6) ? 1.5 : 0;
		p->gamma_pos = chance(6) ? table(up, 4) : NULL;
		p->gamma_neg = chance(6) ? table(down, 4) : NULL;
		p->step = steps[rnd(2)];
		p->steps = chance(6) ? 2 : 0;
		p->reduced = chance(6) ? 0.4 : 0;
		p->reduced_over = chance(2) ? 0.6 : 0;
		p->poly = chance(5) ? 2 * unit() - 0.5 : 0;
		p->detach = chance(8);
		p->sided = !p->mode->classes && chance(8);
		p->label_factor = !p->mode->classes && chance(8);
		p->row_factor = p->mode->wide && chance(4) ? table(row, 2)
							   : NULL;
		p->eps_straight = chance(6);
		p->grad_floor = !p->from_logits && chance(8) ? 1e-3 : 0;
		p->odds = !p->from_logits && chance(6);
		p->renormalize_in_ce = p->mode->classes && chance(6);
		p->poly_factor = chance(3);
		if (!focal_check(p, s.sample.c)) {
			char what[40];

			snprintf(what, sizeof what, "spec %d, file %zu", i, f);
			fill(&s);
			(void)check(&s, what);
		}
		end(&s);
	}
}

/* Options that a row may take, and a number of its own for each of its keys. */
static const struct {
	unsigned takes;
	const char *option;
} like_options[] = {
	{ LIKE_GAMMA, " -g 1.5" },
	{ LIKE_ALPHA, " -a 0.3" },
	{ LIKE_CLASS_WEIGHT, " --class-weight 2.5" },
	{ LIKE_POS_WEIGHT, " --pos-weight 3" },
	{ LIKE_SMOOTHING, " --label-smoothing 0.2" },
	{ LIKE_EPS, " --eps 0.01" },
};

/* What must be given, or all that may be. */
static void
choose_options(char *text, const struct like *l, bool all)
{
	for (size_t i = 0; i < COUNT(like_options); i++)
		if ((all ? l->takes | l->needs : l->needs) &
		    like_options[i].takes)
			strcat(text, like_options[i].option);
}

/* How many boards of a row were true; words must not be all a line has. */
static size_t
boards_of(const struct like *l, const char *file, const char *options)
{
	struct setup s;
	size_t n = 0;

	seed = (uint64_t)(l - likes) + strlen(options) + 1;
	for (int i = 0; i < test_share(60); i++) {
		if (try_begin(&s, options, file) && s.run.plan.like == l) {
			fill(&s);
			if (check(&s, options).words)
				tell(&s, options);
			n++;
		}
		end(&s);
		if (!n)
			break;
	}
	return n;
}

static void
every_library_adds_up(void **state)
{
	static const char *const modes[] = { "", " -m binary",
		" -m multilabel" };

	(void)state;
	for (const struct like *l = likes; l->name; l++) {
		size_t n = 0;

		for (size_t i = 0; i < COUNT(files) * 12; i++) {
			char text[512];

			snprintf(text, sizeof text, "--like %s%s%s%s%s", l->name,
			    i & 1 && l->key->name ? "=0.4" : "",
			    modes[i % 12 / 4], i & 1 && l->takes & LIKE_ALPHAS
				&& !(l->takes & LIKE_ALPHA) ? " -a 0.3,1,2"
							    : "",
			    i & 2 ? " -r mean,sum,mean-pos" : "");
			choose_options(text, l, i & 1);
			n += boards_of(l, files[i / 12], text);
		}
		if (n < (size_t)test_share(120))
			fail_msg("%s: only %zu boards", l->name, n);
	}
}

/* A loss that the steps do not make is not said to be made of them. */
static void
what_does_not_add_up_is_said(void **state)
{
	struct setup s;
	struct worked v;
	double y = 1;

	(void)state;
	begin(&s, "", files[0]);
	fill(&s);
	v = (struct worked){ .s = s.spec, .c = 1, .x = s.x, .y = &y, .row = 1 };
	assert_int_equal(work_out(&v), 0);
	assert_true(worked_adds_up(&v));
	v.loss *= 1.01;
	assert_false(worked_adds_up(&v));
	assert_true(show_worked(&s, &v).more);
	worked_free(&v);
	end(&s);
}

static void
every_step_was_met(void **state)
{
	static const char *const names[] = { "z", "slope", "y", "p", "p_m",
		"max", "sum", "p_a", "p_t", "p_e", "CE", "l_1", "l_0", "l_a",
		"N", "w", "p_w", "m", "gamma", "mod", "a", "r", "term", "loss",
		"loss_1",
		"scale", "e", "grad", "hess", "o", "P", "q", "s", "S", "p_n",
		"dCE", "dN", "dl", "dq", "dm", "dmod", "dterm", "dloss",
		"to mean", "to sum", "to mean-pos", "min", "ess" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		if (!was_met(names[i]))
			fail_msg("no board had the step %s", names[i]);
}

int
main(void)
{
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(every_part_of_a_spec_adds_up),
		cmocka_unit_test(every_library_adds_up),
		cmocka_unit_test(what_does_not_add_up_is_said),
		cmocka_unit_test(every_step_was_met),
	};
	int failed = 0;

	RUN_ROWS(option_rows_, options_add_up);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	return failed != 0;
}
