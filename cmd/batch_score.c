/* batch_score.c - scores and weights: numbers, probabilities in [0, 1]. */
#include "batch.h"
#include "cell.h"
#include "near.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SUM_TOL = 1e-3;

int
batch_score(const struct job *j, struct reader *r, size_t col, double *x)
{
	const struct cell *v = &r->cell[col];
	const char *name = r->col[col].name;
	enum number_error e;

	if (cell_is_missing(v))
		return cell_missing(j, r, col);
	if (v->kind == CELL_BINARY) {
		*x = v->value;
		return isinf(*x) ? cell_not_a_number(r, col, NUMBER_INF) : 0;
	}
	if (v->kind == CELL_STRING || v->kind == CELL_WORD ||
	    v->kind >= CELL_LIST) {
		diag_add(r->diag, reader_locate(r, col), "number-syntax",
		    v->kind == CELL_STRING
			? "%q: \"%q\" is a string, not a number"
			: "%q: %q is not a number",
		    name, strlen(name), v->text, v->len);
		return v->kind == CELL_STRING
		    ? diag_hint(r->diag, "numbers stand without quotes in JSON")
		    : -1;
	}
	e = number_parse(v->text, v->len, x);
	return e ? cell_not_a_number(r, col, e) : 0;
}

int
batch_loss(const struct job *j, struct reader *r, size_t col, double *x)
{
	const struct cell *v = &r->cell[col];

	if (v->kind == CELL_BINARY && isinf(v->value)) {
		*x = v->value;
		return 0;
	}
	if (v->kind == CELL_TEXT &&
	    number_parse(v->text, v->len, x) == NUMBER_INF) {
		*x = *v->text == '-' ? -INFINITY : INFINITY;
		return 0;
	}
	return batch_score(j, r, col, x);
}

/* How to say that the scores are logits after all. */
static int
hint_logits(const struct plan *p, const struct job *j, struct reader *r)
{
	const struct column *c = &r->col[p->score[0]];
	const char *name = j->probs ? j->probs : c->group ? c->group : c->name;
	size_t stem = j->probs || c->group || p->c == 1
	    ? strlen(name) : strcspn(name, "_") + 1;

	char text[128], word[132];
	int n = snprintf(text, sizeof text, "%.*s%s", (int)stem, name,
	    name[stem] ? "*" : "");

	if (n < 0 || (size_t)n >= sizeof text ||
	    !near_quote(word, sizeof word, text))
		return diag_hint(r->diag,
		    "are these logits? then pass --logits COLS");
	return diag_hint(r->diag,
	    *word == '\'' ? "are these logits? then pass --logits %s"
			  : "are these logits? then pass --logits '%s'", word);
}

/* Probabilities: each in [0,1] and, where they share one sample, 1 in all. */
static int
check_probs(const struct plan *p, const struct job *j, struct reader *r,
    const double *x)
{
	double sum = 0;

	for (size_t k = 0; k < p->c; k++)
		sum += x[k];
	if (p->mode->classes &&
	    !(fabs(sum - 1) <= (j->sum_tol < 0 ? SUM_TOL : j->sum_tol))) {
		struct place at = reader_locate(r, p->score[0]);
		char text[NUMBER_TEXT];

		/* a row of the joined file has a line of its own */
		if (at.file == r->src.name)
			at.line = r->line;
		at.column = 0;
		number_print(text, sum, 6);
		if (!strcmp(text, "1"))
			number_print(text, sum, 0);
		diag_add(r->diag, at, "prob-sum",
		    "the probabilities sum to %s, not 1", text);
		return hint_logits(p, j, r);
	}
	for (size_t k = 0; k < p->c; k++)
		if (!(x[k] >= 0 && x[k] <= 1)) {
			char text[NUMBER_TEXT];
			const struct cell v =
			    cell_with_text(&r->cell[p->score[k]], text);
			const char *name = r->col[p->score[k]].name;

			diag_add(r->diag, reader_locate(r, p->score[k]),
			    "prob-range", "%q: %q is not a probability in [0, 1]",
			    name, strlen(name), v.text, v.len);
			return hint_logits(p, j, r);
		}
	return 0;
}

int
batch_check(const struct plan *p, const struct job *j, struct reader *r,
    const struct batch *b, size_t row)
{
	char text[NUMBER_TEXT];
	struct cell v;
	const char *name;

	if (!p->from_logits && check_probs(p, j, r, b->x + row * b->c))
		return -1;
	if (!b->w || b->w[row] >= 0)
		return 0;
	v = cell_with_text(&r->cell[p->weight], text);
	name = r->col[p->weight].name;
	return diag_add(r->diag, reader_locate(r, p->weight), "number-range",
	    "%q: '%q' is not a weight >= 0", name, strlen(name), v.text, v.len);
}
