/*
 * batch.c - records of cells into rows of numbers; here every cell is checked,
 * where its place is still known.
 */
#include "batch.h"
#include "near.h"
#include "number.h"
#include "shell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { SKIP = 1 };	/* leave the sample out; -1 is an error */

static const double SUM_TOL = 1e-3;

void
batch_init(struct batch *b, const struct plan *p, const struct job *j)
{
	*b = (struct batch){ .c = p->c, .t = p->t, .keep = j->reductions == 0,
		.ignores = j->ignore, .weighted = p->weight != NO_COLUMN };
}

int
batch_grow(struct batch *b, size_t rows)
{
	struct batch old = *b;

	b->n = b->texts = 0;
	b->met = (struct labels_met){ .positive = false };
	if (rows <= b->room)
		return 0;
	/* what was in it is done with: free first, so as not to hold both */
	batch_free(&old);
	b->room = rows + rows / 4;
	b->x = malloc(b->room * b->c * sizeof *b->x);
	b->y = malloc(b->room * b->t * sizeof *b->y);
	b->w = b->weighted ? malloc(b->room * sizeof *b->w) : NULL;
	b->ignored = b->ignores ? malloc(b->room * b->t * sizeof *b->ignored)
				: NULL;
	b->line = malloc(b->room * sizeof *b->line);
	b->id = b->keep ? malloc(b->room * sizeof *b->id) : NULL;
	b->label = b->keep ? malloc(b->room * sizeof *b->label) : NULL;
	b->text = NULL;
	b->text_room = 0;
	if (b->x && b->y && b->line && (b->w || !b->weighted) &&
	    (b->ignored || !b->ignores) && ((b->id && b->label) || !b->keep))
		return 0;
	b->room = 0;
	return -1;
}

void
batch_free(struct batch *b)
{
	free(b->x);
	free(b->y);
	free(b->w);
	free(b->ignored);
	free(b->line);
	free(b->id);
	free(b->label);
	free(b->text);
	*b = (struct batch){ 0 };
}

/* A text for messages and output; of binary numbers there may be none yet. */
static struct cell
with_text(const struct cell *v, char text[static NUMBER_TEXT])
{
	struct cell with = *v;

	if (v->kind == CELL_BINARY && v->len == 0) {
		with.len = number_print(text, v->value, 0);
		with.text = text;
	}
	return with;
}

static bool
is(const struct cell *v, const char *word)
{
	return v->len == strlen(word) && !strncasecmp(v->text, word, v->len);
}

/* Empty, NA, NaN, null, or not there at all. */
static bool
is_missing(const struct cell *v)
{
	if (v->kind == CELL_BINARY)
		return isnan(v->value);
	return v->kind == CELL_NULL || v->kind == CELL_ABSENT || v->len == 0 ||
	    (v->kind != CELL_NUMBER &&
		(is(v, "NaN") || is(v, "null") || is(v, "-NaN") ||
		    is(v, "+NaN") || (v->len == 2 && !memcmp(v->text, "NA", 2))));
}

/* --missing skip leaves the sample out: SKIP.  Else it is an error. */
static int
missing(const struct job *j, struct reader *r, size_t col)
{
	char text[NUMBER_TEXT];
	const struct cell with = with_text(&r->cell[col], text), *v = &with;
	const struct column *c = &r->col[col];

	if (v->kind == CELL_ABSENT && c->group)
		return diag_add(r->diag, reader_locate(r, col), "json-shape",
		    "%q: this sample has no such entry, the first one has",
		    c->name, strlen(c->name));
	if (j->skip_missing)
		return SKIP;
	return diag_add(r->diag, reader_locate(r, col), "missing",
	    v->kind == CELL_ABSENT ? "%q: no value"
		: v->len	   ? "%q: a missing value, '%q'"
				   : "%q: an empty value",
	    c->name, strlen(c->name), v->text, v->len);
}

/* Do others write this for a missing value? */
static bool
looks_missing(const struct cell *v)
{
	static const char *const word[] = { "na", "n/a", "#n/a", "<na>", "none",
		"nil", "nat", "missing", "unknown", "-", "--", "?", "." };
	bool found = false;

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		found = found || is(v, word[i]);
	return found;
}

static const char hint_blanks[] =
    "blanks belong to a CSV field; remove them: sed 's/ *, */,/g'";

/* Is the one comma of it the decimal one, whatever points stand before it? */
static bool
is_decimal_comma(const struct cell *v)
{
	const char *comma = memchr(v->text, ',', v->len), *rest;

	if (!comma)
		return false;
	rest = comma + 1;
	for (size_t n = v->len - (size_t)(rest - v->text); n > 0; n--, rest++)
		if (*rest == ',' || *rest == '.')
			return false;
	return true;
}

/* Where no comma parts the fields, all of them can be made points. */
static int
hint_comma(struct reader *r, const struct cell *v)
{
	char delimiter =
	    r->opt->delimiter ? r->opt->delimiter : r->ops->delimiter;
	bool groups = memchr(v->text, '.', v->len) != NULL;
	bool file = r->src.fd != STDIN_FILENO;
	char word[SHELL_WORD];

	if ((delimiter != ';' && delimiter != '\t' && delimiter != '|') ||
	    !is_decimal_comma(v))
		return diag_hint(r->diag,
		    "a decimal comma%s? numbers are written with a point: %s",
		    groups ? ", thousands set apart" : "",
		    groups ? "1000.5" : "0.5");
	shell_word(word, file ? r->src.name : NULL);
	return diag_hint(r->diag, "a decimal comma? tr %s%s%s%s | focalloss %s",
	    groups ? "-d ." : ", .", file ? " <" : "", file ? word : "",
	    groups ? " | tr , ." : "", delimiter == ';' ? "-d ';'"
		: delimiter == '|' ? "-d '|'" : "-f tsv");
}

/* What number_parse() refused, in words. */
static int
not_a_number(struct reader *r, size_t col, enum number_error e)
{
	static const struct {
		const char *code, *what, *hint;
	} row[] = {
		[NUMBER_SYNTAX] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		[NUMBER_INF] = { "number-range",
		    "%q: '%q' is not a finite number", NULL },
		[NUMBER_HEX] = { "number-syntax",
		    "%q: '%q' is a hexadecimal number; write decimals", NULL },
		[NUMBER_COMMA] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		[NUMBER_GROUPS] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		[NUMBER_BLANK] = { "number-syntax",
		    "%q: '%q' has blanks around the number", hint_blanks },
		[NUMBER_RANGE] = { "number-range",
		    "%q: '%q' is too large for a double", NULL },
		[NUMBER_LONG] = { "number-range",
		    "%q: '%q' has more than 4096 digits", NULL },
	};
	char text[NUMBER_TEXT];
	const struct cell with = with_text(&r->cell[col], text), *v = &with;
	const char *name = r->col[col].name;

	diag_add(r->diag, reader_locate(r, col), row[e].code, row[e].what, name,
	    strlen(name), v->text, v->len);
	if (e == NUMBER_COMMA || e == NUMBER_GROUPS)
		return hint_comma(r, v);
	if (looks_missing(v))
		return diag_hint(r->diag, "no value? write NA, or nothing; "
		    "--missing skip leaves such samples out");
	return row[e].hint ? diag_hint(r->diag, "%s", row[e].hint) : -1;
}

int
batch_score(const struct job *j, struct reader *r, size_t col, double *x)
{
	const struct cell *v = &r->cell[col];
	const char *name = r->col[col].name;
	enum number_error e;

	if (is_missing(v))
		return missing(j, r, col);
	if (v->kind == CELL_BINARY) {
		*x = v->value;
		return isinf(*x) ? not_a_number(r, col, NUMBER_INF) : 0;
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
	return e ? not_a_number(r, col, e) : 0;
}

/* How to say that the scores are logits after all. */
static int
hint_logits(const struct plan *p, const struct job *j, struct reader *r)
{
	const struct column *c = &r->col[p->score[0]];
	const char *name = j->probs ? j->probs : c->group ? c->group : c->name;
	size_t stem = j->probs || c->group || p->c == 1
	    ? strlen(name) : strcspn(name, "_") + 1;

	return diag_hint(r->diag,
	    "are these logits? then pass --logits '%q%s'", name, stem,
	    name[stem] ? "*" : "");
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
			    with_text(&r->cell[p->score[k]], text);
			const char *name = r->col[p->score[k]].name;

			diag_add(r->diag, reader_locate(r, p->score[k]),
			    "prob-range", "%q: %q is not a probability in [0, 1]",
			    name, strlen(name), v.text, v.len);
			return hint_logits(p, j, r);
		}
	return 0;
}

/* A label that no rule takes; `what` says what it should have been. */
static int
bad_label(struct reader *r, size_t col, const char *what)
{
	const struct cell *v = &r->cell[col];
	const char *name = r->col[col].name;

	return diag_add(r->diag, reader_locate(r, col), "label-range",
	    "%q: '%q' %s", name, strlen(name), v->text, v->len, what);
}

/* The value of a label that is a number; false if it is none. */
static bool
label_number(const struct cell *v, double *y)
{
	return (v->kind == CELL_TEXT || v->kind == CELL_NUMBER ||
		   v->kind == CELL_STRING || v->kind == CELL_BINARY) &&
	    number_parse(v->text, v->len, y) == NUMBER_OK;
}

bool
batch_ignores(const struct job *j, const struct cell *v)
{
	return j->ignore && v->kind != CELL_ABSENT && v->kind < CELL_LIST &&
	    label_is(v->text, v->len, j->ignore);
}

/* --pos-label is 1; anything else is 0. */
static int
place_named(const struct job *j, struct reader *r, size_t col, double *y,
    struct labels_met *met)
{
	const struct cell *v = &r->cell[col];

	*y = v->kind != CELL_ABSENT && label_is(v->text, v->len, j->pos_label);
	met->positive = met->positive || *y > 0;
	if (*y > 0)
		return 0;
	if (is_missing(v))
		return missing(j, r, col);
	if (is(v, j->pos_label))
		return bad_label(r, col, "differs from --pos-label only in case");
	if (!met->positive)
		labels_see(&met->other, v->text, v->len);
	return 0;
}

/* A label that is no class, and not 0 or 1: is it meant as no label at all? */
static int
hint_ignore(struct reader *r, const struct cell *v)
{
	static const char *const word[] = { "-1", "-100", "255" };
	bool usual = looks_missing(v);

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		usual = usual || label_is(v->text, v->len, word[i]);
	return usual ? diag_hint(r->diag, "no label? --ignore %q leaves it out",
	    v->text, v->len) : -1;
}

/* Of two labels in words, which one is positive? */
static int
hint_positive(struct reader *r, const struct cell *v)
{
	static const char *const negative[] = { "no", "n", "f", "neg",
		"negative", "off", "ham", "bad" };

	for (size_t i = 0; i < sizeof negative / sizeof *negative; i++)
		if (is(v, negative[i]))
			return diag_hint(r->diag,
			    "say which label is the positive one: --pos-label VALUE");
	return diag_hint(r->diag,
	    "say which label is the positive one: --pos-label %q", v->text,
	    v->len);
}

/*
 * Binary and multilabel: 0 or 1, false or true.  A fraction is a soft label if
 * the mode was asked for: a column of scores in the place of the labels is not
 * to go unnoticed.
 */
static int
place_bit(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y)
{
	const struct cell *v = &r->cell[col];

	if (is_missing(v))
		return missing(j, r, col);
	if (v->len == 1 && v->kind != CELL_STRING &&
	    (*v->text == '0' || *v->text == '1')) {
		*y = *v->text - '0';
		return 0;
	}
	if (is(v, "true") || is(v, "false")) {
		*y = v->len == 4;
		return 0;
	}
	if (!label_number(v, y)) {
		bad_label(r, col, "is neither 0 nor 1");
		if (number_parse(v->text, v->len, y) == NUMBER_BLANK)
			return diag_hint(r->diag, "%s", hint_blanks);
		hint_ignore(r, v);
		return hint_positive(r, v);
	}
	if (*y == 0 || *y == 1 || (j->mode && *y > 0 && *y < 1))
		return 0;
	if (*y > 0 && *y < 1) {
		bad_label(r, col, "is a fraction; labels are 0 or 1");
		return diag_hint(r->diag, "soft labels? then pass --mode %s",
		    p->mode->name);
	}
	bad_label(r, col, j->mode ? "is not in [0, 1]" : "is neither 0 nor 1");
	if (*y == -1)
		return diag_hint(r->diag,
		    "labels are -1 and 1? --pos-label 1; no label? --ignore -1");
	if (*y == 2)
		return diag_hint(r->diag, "labels are 1 and 2? --pos-label 2");
	return hint_ignore(r, v);
}

/* Which class may have been meant? */
static int
hint_class(const struct plan *p, struct reader *r, const struct cell *v)
{
	struct near near = { .word = v->text, .len = v->len };
	double y;

	/* to look at a million names takes time: not for what is not shown */
	if (r->diag->notes > DIAG_NOTES)
		return -1;
	for (size_t k = 0; !p->numbered && k < p->c; k++)
		near_try(&near, p->class_name[k]);
	if (near.name)
		return diag_hint(r->diag, near.cost == 1
			? "the class is called '%q': case counts"
			: "did you mean '%q'?", near.name, strlen(near.name));
	if (p->names)
		return -1;
	if (label_number(v, &y) && y == (double)p->c &&
	    (p->indexed || !p->numbered))
		return diag_hint(r->diag,
		    "labels from 1? they count from 0 here: subtract 1");
	return hint_ignore(r, v);
}

static int
no_class(const struct plan *p, struct reader *r, size_t col)
{
	char what[400];
	size_t n;

	if (p->indexed) {
		snprintf(what, sizeof what,
		    "is not a class; the classes are 0 to %zu", p->c - 1);
		bad_label(r, col, what);
		return hint_class(p, r, &r->cell[col]);
	}
	n = (size_t)snprintf(what, sizeof what,
	    "is not a class; the classes are");
	for (size_t k = 0; k < p->c; k++) {
		bool full = k == 12 || n >= 300;
		char shown[44];

		diag_escape(shown, sizeof shown, p->class_name[k],
		    strlen(p->class_name[k]));
		n += (size_t)snprintf(what + n, sizeof what - n, "%s %s",
		    k ? "," : "", full ? "..." : shown);
		if (full)
			break;
	}
	if (!p->numbered && !p->names)
		snprintf(what + n, sizeof what - n, ", or 0 to %zu", p->c - 1);
	bad_label(r, col, what);
	return hint_class(p, r, &r->cell[col]);
}

/* Multiclass: the name of a class, or its index. */
static int
place_class(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y)
{
	const struct cell *v = &r->cell[col];
	size_t k = v->kind == CELL_ABSENT || v->kind == CELL_NULL
	    ? p->c : plan_class(p, v->text, v->len);
	char text[NUMBER_TEXT];

	if (k < p->c) {
		*y = (double)k;
		return 0;
	}
	if (is_missing(v))
		return missing(j, r, col);
	if (!label_number(v, y) || *y != floor(*y) || fabs(*y) >= 0x1p53)
		return no_class(p, r, col);
	if (p->numbered) {	/* 1.0 is the class called 1 */
		k = plan_class(p, text, number_print(text, *y + 0.0, 0));
		*y = (double)k;
		return k < p->c ? 0 : no_class(p, r, col);
	}
	return *y >= 0 && *y <= p->mode->top(p->c) ? 0 : no_class(p, r, col);
}

/* One of a list of names: its target is 1. */
static int
place_name(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y)
{
	const struct cell *v = &r->cell[col];
	size_t k = v->kind == CELL_STRING ? plan_class(p, v->text, v->len)
					  : p->c;

	if (k < p->c && y[k] > 0)
		return bad_label(r, col, "is in this list twice");
	if (k < p->c) {
		y[k] = 1;
		return 0;
	}
	return is_missing(v) ? missing(j, r, col) : no_class(p, r, col);
}

/* A list of names: the targets it does not name are 0. */
static int
place_names(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y)
{
	const struct cell list = r->cell[col];
	int bad = 0;

	if (is_missing(&list))
		return missing(j, r, col);
	if (list.kind != CELL_LIST)
		return bad_label(r, col, "is not a list of names");
	for (size_t k = 0; k < p->t; k++)
		y[k] = 0;
	while (reader_item(r, col))
		bad |= place_name(p, j, r, col, y);
	r->cell[col] = list;
	return bad;
}

int
batch_target(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y, struct labels_met *met)
{
	const struct cell *v = &r->cell[col];

	if (v->kind >= CELL_LIST)
		return bad_label(r, col, "is not one label");
	if (v->len > NUMBER_DIGITS &&
	    number_parse(v->text, v->len, y) == NUMBER_LONG)
		return not_a_number(r, col, NUMBER_LONG);
	if (p->mode->classes)
		return place_class(p, j, r, col, y);
	if (j->pos_label)
		return place_named(j, r, col, y, met);
	return place_bit(p, j, r, col, y);
}

static int
keep(struct batch *b, struct reader *r, size_t col, struct kept *k)
{
	char number[NUMBER_TEXT];
	struct cell with, *v = &with;

	*k = (struct kept){ NO_COLUMN, 0, false };
	if (col == NO_COLUMN)
		return 0;
	with = with_text(&r->cell[col], number);
	if (v->kind == CELL_ABSENT || v->kind == CELL_NULL)
		return 0;
	/* no text at all has a place too */
	if (b->texts + v->len >= b->text_room) {
		size_t room = 2 * (b->texts + v->len) + 1;
		char *text = realloc(b->text, room);

		if (!text)
			return reader_memory(r);
		b->text = text;
		b->text_room = room;
	}
	*k = (struct kept){ b->texts, v->len, v->kind == CELL_NUMBER ||
		(v->kind == CELL_BINARY && isfinite(v->value)) };
	memcpy(b->text + b->texts, v->text, v->len);
	b->texts += v->len;
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
	v = with_text(&r->cell[p->weight], text);
	name = r->col[p->weight].name;
	return diag_add(r->diag, reader_locate(r, p->weight), "number-range",
	    "%q: '%q' is not a weight >= 0", name, strlen(name), v.text, v.len);
}

/* Row `from` becomes row `to`. */
static void
move_row(struct batch *b, size_t to, size_t from)
{
	memmove(b->x + to * b->c, b->x + from * b->c, b->c * sizeof *b->x);
	memmove(b->y + to * b->t, b->y + from * b->t, b->t * sizeof *b->y);
	memmove(b->ignored + to * b->t, b->ignored + from * b->t, b->t);
	if (b->w)
		b->w[to] = b->w[from];
	if (b->keep) {
		b->id[to] = b->id[from];
		b->label[to] = b->label[from];
	}
}

/* The score of an ignored label: one that no check minds. */
static void
neutralise(const struct plan *p, double *x, double *y)
{
	*x = p->from_logits ? 0 : 0.5;
	*y = 0;
}

void
batch_drop(struct batch *b, const struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		const bool *ignored = b->ignored + i * b->t;
		size_t count = 0;

		for (size_t k = 0; k < b->t; k++)
			count += ignored[k];
		for (size_t k = 0; p->mode->wide && count && k < b->t; k++)
			if (ignored[k])
				neutralise(p, &b->x[i * b->c + k],
				    &b->y[i * b->t + k]);
		b->line[n] = i;
		if (count < b->t && n < i)
			move_row(b, n, i);
		n += count < b->t;
	}
	b->n = n;
}

/* Which labels of the record are ignored?  Returns how many. */
static size_t
find_ignored(const struct plan *p, const struct job *j, const struct reader *r,
    bool *ignored)
{
	size_t count = 0;

	for (size_t k = 0; k < p->t; k++) {
		ignored[k] = batch_ignores(j, &r->cell[p->target[k]]);
		count += ignored[k];
	}
	return count;
}

/*
 * The reader's current record as row n: 0, SKIP, or -1 and it is noted.  What
 * belongs to an ignored label is not looked at.
 */
static int
place_row(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r)
{
	double *x = b->x + b->n * b->c, *y = b->y + b->n * b->t;
	const bool *ignored = b->ignored ? b->ignored + b->n * b->t : NULL;
	int bad = 0;	/* -1 has all bits, so it wins over SKIP */

	for (size_t k = 0; k < b->c; k++)
		if (ignored && p->mode->wide && ignored[k])
			neutralise(p, &x[k], &y[k]);
		else
			bad |= batch_score(j, r, p->score[k], &x[k]);
	if (b->w)
		bad |= batch_score(j, r, p->weight, &b->w[b->n]);
	if (!bad)
		bad = batch_check(p, j, r, b, b->n);
	if (p->names)
		bad |= place_names(p, j, r, p->target[0], y);
	for (size_t k = 0; k < b->t && !p->names; k++)
		if (!ignored || !ignored[k])
			bad |= batch_target(p, j, r, p->target[k], &y[k],
			    &b->met);
	b->line[b->n] = r->line;
	return bad;
}

int
batch_read(struct batch *b, const struct plan *p, const struct job *j,
    struct reader *r)
{
	int got = 0;

	b->n = b->good = b->texts = b->from = 0;
	b->met = (struct labels_met){ .positive = false };
	while (b->n < b->room && (got = reader_next(r)) > 0) {
		int bad;

		if (b->ignored &&
		    find_ignored(p, j, r, b->ignored + b->n * b->t) == b->t) {
			b->dropped++;
			continue;
		}
		bad = place_row(b, p, j, r);
		if (bad == SKIP && b->skipped++ == 0)
			b->first_skipped = r->line;
		if (bad)
			continue;
		if (b->keep && (keep(b, r, p->id, &b->id[b->n]) ||
				   keep(b, r, p->target[0], &b->label[b->n]))) {
			got = -1;
			break;
		}
		b->n++;
		b->good += r->diag->notes == 0;
	}
	b->base = b->text;
	return got < 0 ? -1 : b->n > 0;
}
