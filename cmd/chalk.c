/* chalk.c - cells of text become a row; the keys stand before them. */
#include "chalk.h"
#include "explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int
chalk_table(struct table *t, const struct job *j, const struct plan *p)
{
	struct {
		const char *name;
		bool wanted;
		struct heading kind;
	} col[] = {
		{ "file", j->inputs > 1, { .left = true } },
		{ "gamma", j->gamma.n > 1, { .left = false } },
		{ "class", p->mode->wide, { .left = true } },
		{ "infinite", true, { .count = true } },
		{ "step", true, { .left = true } },
		{ "formula", true, { .left = true } },
		{ "numbers", true, { .left = true } },
		{ "value", true, { .value = true } },
		{ "about", true, { .left = true } },
	};
	size_t n = sizeof col / sizeof *col;

	*t = (struct table){ 0 };
	t->col = calloc(n, sizeof *t->col);
	t->row = calloc(n, sizeof *t->row);
	for (size_t i = 0; t->col && t->row && i < n; i++) {
		if (!col[i].wanted)
			continue;
		t->col[t->cols] = col[i].kind;
		t->col[t->cols].name = strdup(col[i].name);
		if (!t->col[t->cols++].name)
			return -1;
	}
	return t->col && t->row ? 0 : -1;
}

void
chalk_class(struct chalk *b, struct out *o, size_t k)
{
	const char *name = b->e->plan->class_name[k];
	size_t len = strlen(name), cut = diag_cut(name, len);

	out_bytes(o, name, cut);
	out_text(o, cut < len ? "..." : "");
}

static void
put(struct chalk *b, struct out *o, const char *fmt, va_list *ap)
{
	int digits = b->e->job->digits ? b->e->job->digits : 6;

	for (const char *end; *fmt; fmt = end + 2) {
		end = strchr(fmt, '%');
		if (!end) {
			out_text(o, fmt);
			break;
		}
		out_bytes(o, fmt, (size_t)(end - fmt));
		if (end[1] == 'g')
			out_number(o, va_arg(*ap, double) + 0.0, digits);
		else if (end[1] == 'r')
			out_number(o, va_arg(*ap, double) + 0.0, 3);
		else if (end[1] == 'u')
			out_format(o, "%llu",
			    (unsigned long long)va_arg(*ap, uint64_t));
		else if (end[1] == '%')
			out_text(o, "%");
		else if (end[1] == 's')
			out_text(o, va_arg(*ap, const char *));
		else
			chalk_class(b, o, va_arg(*ap, size_t));
	}
}

void
chalk_add(struct chalk *b, enum board_column i, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(b, &b->text[i], fmt, &ap);
	va_end(ap);
}

static struct value
text_value(const char *s, size_t len)
{
	return (struct value){ .kind = len ? VALUE_TEXT : VALUE_NONE,
		.text = s, .len = len };
}

/* The columns before the board: the file, gamma and label it is about. */
static struct value *
put_keys(const struct chalk *b, struct value *row, const struct value *v)
{
	const struct explained *e = b->e;
	const char *gamma = b->gamma ? b->gamma->gamma_text : "";
	const char *label = b->label ? b->label : "";

	if (e->job->inputs > 1)
		*row++ = text_value(e->name, strlen(e->name));
	if (e->job->gamma.n > 1) {
		*row = text_value(gamma, strlen(gamma));
		if (b->gamma)
			row->kind = VALUE_TOKEN;
		row++;
	}
	if (e->plan->mode->wide)
		*row++ = text_value(label, strlen(label));
	*row = (struct value){ .kind = VALUE_COUNT };
	row->count = v->kind == VALUE_NUMBER && isinf(v->number);
	return row + 1;
}

/* The row is as the cells are: write it with that value, and begin another. */
static void
write_value(struct chalk *b, const struct value *v)
{
	struct value *row = put_keys(b, b->table->row, v);

	for (size_t i = 0; i < BOARD_COLUMNS; i++)
		row[i] = text_value(b->text[i].buf, b->text[i].n);
	row[BOARD_VALUE] = *v;
	if (b->quiet)
		sinks_row(b->sinks, b->table->row);
	else
		sinks_detail(b->sinks, b->table->row);
	b->quiet = false;
	for (size_t i = 0; i < BOARD_COLUMNS; i++)
		b->text[i].n = 0;
}

void
chalk_value(struct chalk *b, double x)
{
	const struct value v = { .kind = VALUE_NUMBER, .number = x + 0.0 };

	write_value(b, &v);
}

void
chalk_step(struct chalk *b, double value, const char *name, const char *formula,
    const char *numbers, const char *about, ...)
{
	va_list ap;

	va_start(ap, about);
	put(b, &b->text[BOARD_STEP], name, &ap);
	put(b, &b->text[BOARD_FORMULA], formula, &ap);
	put(b, &b->text[BOARD_NUMBERS], numbers, &ap);
	put(b, &b->text[BOARD_ABOUT], about, &ap);
	va_end(ap);
	chalk_value(b, value);
}

void
chalk_part(struct chalk *b, const char *sign, const char *name, double value)
{
	const struct out *f = &b->text[BOARD_FORMULA];
	bool first = f->n == 0 || f->buf[f->n - 1] == '(';

	chalk_add(b, BOARD_FORMULA, "%s%s", first ? "" : sign, name);
	chalk_add(b, BOARD_NUMBERS, "%s%g", first ? "" : sign, value);
}

void
chalk_bare(struct chalk *b)
{
	const struct out *f = &b->text[BOARD_FORMULA];

	if (f->n && !memchr(f->buf, ' ', f->n))
		b->text[BOARD_NUMBERS].n = 0;
}

void
chalk_text(struct chalk *b, const char *name, const char *s, size_t len,
    bool number)
{
	const struct value v = { .kind = number ? VALUE_TOKEN : VALUE_TEXT,
		.text = s, .len = len };

	chalk_add(b, BOARD_STEP, "%s", name);
	write_value(b, &v);
}

void
chalk_number(struct chalk *b, const char *name, double x)
{
	chalk_add(b, BOARD_STEP, "%s", name);
	chalk_value(b, x);
}
