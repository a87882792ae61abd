/* table.c - key columns, then n or the sample, then losses, then slopes. */
#include "table_parts.h"
#include "reduction.h"
#include "sort.h"

#include <stdlib.h>
#include <string.h>

/* Headings are made twice: counted with col NULL, then filled in. */
struct headings {
	struct heading *col;
	bool *foreign;		/* [n] the name is the user's */
	size_t n;
	bool failed;
};

static void
head(struct headings *h, const char *stem, const char *name,
    struct heading kind)
{
	if (h->col) {
		size_t size = strlen(stem) + (name ? strlen(name) + 1 : 0) + 1;

		kind.name = malloc(size);
		if (kind.name) {
			strcpy(kind.name, stem);
			if (name)
				strcat(strcat(kind.name, "_"), name);
		}
		h->failed |= !kind.name;
		h->col[h->n] = kind;
	}
	h->n++;
}

/* A column of the input: its name gives way to one that is the table's own. */
static void
head_foreign(struct headings *h, const char *name, struct heading kind)
{
	if (h->foreign)
		h->foreign[h->n] = true;
	head(h, name, NULL, kind);
}

/* stem, or stem_<class> for each class where there are several columns. */
static void
head_classes(struct headings *h, const char *stem, const struct plan *p,
    bool several)
{
	const struct heading value = { .value = true };

	for (size_t k = 0; k < (several ? p->c : 1); k++)
		head(h, stem, several ? p->class_name[k] : NULL, value);
}

static void
head_keys(struct headings *h, const struct job *j, const struct plan *p)
{
	const struct heading key = { .key = true },
	    word = { .key = true, .left = true };

	if (table_shows_file(j, p))
		head(h, "file", NULL, word);
	for (size_t i = 0; i < p->bys; i++)
		if (table_is_key(j, p, &p->by[i]))
			head_foreign(h, p->by[i].name, word);
	if (j->gamma.n > 1)
		head(h, "gamma", NULL, key);
	if (j->alphas > 1)
		head(h, "alpha", NULL, key);
}

static void
head_sample(struct headings *h, const struct job *j, const struct plan *p)
{
	const struct heading value = { .value = true };
	bool names = p->mode->wide || j->pos_label ||
	    (p->mode->classes && !p->numbered);

	if (p->id == NO_COLUMN)
		head(h, "line", NULL, (struct heading){ .key = true });
	else
		head(h, "id", NULL,
		    (struct heading){ .key = true, .left = true });
	head(h, "label", NULL, (struct heading){ .left = names });
	head(h, "p_t", NULL, (struct heading){ .judged = true });
	head(h, "loss", NULL, value);
	if (p->mode->wide)
		head_classes(h, "loss", p, true);
}

/* A sample alone has no interval. */
static void
head_baseline(struct headings *h, const struct job *j)
{
	const struct heading value = { .value = true },
	    bound = { .value = true, .bound = true },
	    ratio = { .value = true, .ratio = true },
	    word = { .value = true, .left = true }, count = { .count = true };

	if (!j->baseline)
		return;
	head(h, "base", NULL, value);
	head(h, "base_infinite", NULL, count);
	head(h, "delta", NULL, value);
	if (j->reductions == 0)
		return;
	head(h, "delta_lo", NULL, bound);
	head(h, "delta_hi", NULL, bound);
	head(h, "change", NULL, ratio);
	head(h, "verdict", NULL, word);
}

static void
head_all(struct headings *h, const struct job *j, const struct plan *p)
{
	const struct heading count = { .count = true };
	bool several = p->mode->wide || p->mode->classes;

	head_keys(h, j, p);
	if (j->reductions == 0)
		head_sample(h, j, p);
	else
		head(h, "n", NULL, (struct heading){ .judged = true });
	for (size_t i = 0; i < j->reductions; i++)
		head(h, j->reduction[i].name, NULL,
		    (struct heading){ .value = true,
			.ratio = reduction_is_ratio(&j->reduction[i]) });
	head(h, "infinite", NULL, count);
	if (j->grad)
		head_classes(h, "grad", p, several);
	if (j->hess)
		head_classes(h, "hess", p, several);
	head_baseline(h, j);
	for (size_t i = 0; i < p->keeps; i++)
		head_foreign(h, p->keep[i].name,
		    (struct heading){ .left = true });
}

static bool
is_taken(const struct headings *h, size_t i)
{
	for (size_t k = 0; k < h->n; k++)
		if (k != i && !strcmp(h->col[k].name, h->col[i].name))
			return true;
	return false;
}

static int
rule_by_name(const void *headings, size_t a, size_t b)
{
	const struct headings *h = headings;

	return strcmp(h->col[a].name, h->col[b].name);
}

/* Of a million names few are there twice: only those are looked for. */
static void
forget_single(struct headings *h)
{
	size_t *order = calloc(h->n, sizeof *order);

	h->failed = !order;
	if (!order)
		return;
	for (size_t i = 0; i < h->n; i++)
		order[i] = i;
	sort_numbers(order, h->n, rule_by_name, h);
	for (size_t i = 0; i < h->n; i++)
		if ((i == 0 || rule_by_name(h, order[i], order[i - 1])) &&
		    (i + 1 == h->n || rule_by_name(h, order[i], order[i + 1])))
			h->foreign[order[i]] = false;
	free(order);
}

/* A name that the table has already becomes input_NAME. */
static void
rename_foreign(struct headings *h)
{
	static const char front[] = "input_";

	forget_single(h);
	for (size_t i = 0; i < h->n; i++)
		while (!h->failed && h->foreign[i] && is_taken(h, i)) {
			size_t size = strlen(h->col[i].name) + sizeof front;
			char *name = malloc(size);

			h->failed = !name;
			if (!name)
				break;
			strcpy(name, front);
			strcat(name, h->col[i].name);
			free(h->col[i].name);
			h->col[i].name = name;
		}
}

int
table_init(struct table *t, const struct job *j, const struct plan *p)
{
	struct headings h = { 0 };

	*t = (struct table){ 0 };
	head_all(&h, j, p);
	t->cols = h.n;
	t->col = calloc(h.n, sizeof *t->col);
	t->row = calloc(h.n, sizeof *t->row);
	t->series = calloc(h.n, sizeof *t->series);
	h = (struct headings){ t->col, calloc(h.n, sizeof *h.foreign), 0,
		false };
	if (t->col && t->row && t->series && h.foreign) {
		head_all(&h, j, p);
		if (!h.failed)
			rename_foreign(&h);
	} else {
		h.failed = true;
	}
	free(h.foreign);
	return h.failed ? -1 : 0;
}

int
table_foresee(struct table *t, const struct job *j)
{
	char any[] = "...", *names[] = { any };
	/* if in doubt the mode with the most columns; a library may change it */
	const struct plan p = { .mode = j->mode && !j->like
		? j->mode : &focal_multilabel, .c = 1,
		.class_name = names, .id = NO_COLUMN };

	return table_init(t, j, &p);
}

void
table_free(struct table *t)
{
	for (size_t i = 0; t->col && i < t->cols; i++)
		free(t->col[i].name);
	free(t->col);
	free(t->row);
	free(t->labels.text);
	free(t->series);
	*t = (struct table){ 0 };
}

bool
table_equal(const struct table *a, const struct table *b)
{
	if (a->cols != b->cols)
		return false;
	for (size_t i = 0; i < a->cols; i++)
		if (strcmp(a->col[i].name, b->col[i].name))
			return false;
	return true;
}
