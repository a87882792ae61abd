/* batch_target.c - labels: 0 and 1, fractions, classes, names. */
#include "batch.h"
#include "cell.h"
#include "near.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
	return v->kind != CELL_ABSENT && v->kind < CELL_LIST &&
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
	if (cell_is_missing(v))
		return cell_missing(j, r, col);
	if (cell_is(v, j->pos_label))
		return bad_label(r, col, "differs from --pos-label only in case");
	if (!met->positive)
		labels_see(&met->other, v->text, v->len);
	return 0;
}

/* The label as a word of the shell, or VALUE if it cannot be typed. */
static const char *
as_word(char *word, size_t size, const struct cell *v)
{
	char text[DIAG_SHOWN + 1];

	if (v->len > DIAG_SHOWN)
		return "VALUE";
	snprintf(text, sizeof text, "%.*s", (int)v->len, v->text);
	return near_quote(word, size, text) ? word : "VALUE";
}

/* A label that is no class, and not 0 or 1: is it meant as no label at all? */
static int
hint_ignore(struct reader *r, const struct cell *v)
{
	static const char *const word[] = { "-1", "-100", "255" };
	bool usual = cell_looks_missing(v);
	char text[DIAG_SHOWN + 3];

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		usual = usual || label_is(v->text, v->len, word[i]);
	return usual ? diag_hint(r->diag, "no label? --ignore %s leaves it out",
	    as_word(text, sizeof text, v)) : -1;
}

/* Of two labels in words, which one is positive? */
static int
hint_positive(struct reader *r, const struct cell *v)
{
	static const char *const negative[] = { "no", "n", "f", "neg",
		"negative", "off", "ham", "bad" };
	char text[DIAG_SHOWN + 3];

	for (size_t i = 0; i < sizeof negative / sizeof *negative; i++)
		if (cell_is(v, negative[i]))
			return diag_hint(r->diag,
			    "say which label is the positive one: --pos-label VALUE");
	return diag_hint(r->diag,
	    "say which label is the positive one: --pos-label %s",
	    as_word(text, sizeof text, v));
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

	if (cell_is_missing(v))
		return cell_missing(j, r, col);
	if (v->len == 1 && v->kind != CELL_STRING &&
	    (*v->text == '0' || *v->text == '1')) {
		*y = *v->text - '0';
		return 0;
	}
	if (cell_is(v, "true") || cell_is(v, "false")) {
		*y = v->len == 4;
		return 0;
	}
	if (!label_number(v, y)) {
		bad_label(r, col, "is neither 0 nor 1");
		if (number_parse(v->text, v->len, y) == NUMBER_BLANK &&
		    v->kind == CELL_TEXT)
			return diag_hint(r->diag, "%s", cell_hint_blanks);
		hint_ignore(r, v);
		return hint_positive(r, v);
	}
	if (*y == 0 || *y == 1)
		return 0;
	if (*y > 0 && *y < 1) {
		if (p->like && !like_is_soft(p->like, j))
			return diag_add(r->diag, reader_locate(r, col),
			    "label-range",
			    "%q: '%q' is a fraction; --like %s takes labels of 0 and 1",
			    r->col[col].name, strlen(r->col[col].name), v->text,
			    v->len, p->like->name);
		if (j->mode)
			return 0;
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
	if (cell_is_missing(v))
		return cell_missing(j, r, col);
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
	return cell_is_missing(v) ? cell_missing(j, r, col) : no_class(p, r, col);
}

int
batch_names(const struct plan *p, const struct job *j, struct reader *r,
    size_t col, double *y)
{
	const struct cell list = r->cell[col];
	int bad = 0;

	if (cell_is_missing(&list))
		return cell_missing(j, r, col);
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
		return cell_not_a_number(r, col, NUMBER_LONG);
	if (p->mode->classes)
		return place_class(p, j, r, col, y);
	if (j->pos_label)
		return place_named(j, r, col, y, met);
	return place_bit(p, j, r, col, y);
}
