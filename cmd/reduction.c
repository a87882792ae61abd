/* reduction.c - names with a number in them, p99.9, beside those without. */
#include "reduction.h"
#include "list.h"
#include "number.h"

#include <string.h>

/* A prefix, and per cent in plain digits. */
static int
find_rank(struct reduction *r, const char *name)
{
	const struct focal_rank_reduction *k = focal_rank_reductions;

	for (; k->prefix; k++) {
		size_t n = strlen(k->prefix);
		const char *s = name + n;

		if (strncmp(name, k->prefix, n) || *s < '0' || *s > '9' ||
		    s[strspn(s, "0123456789.")] ||
		    list_number(s, strlen(s), &r->percent) || r->percent > 100)
			continue;
		r->rank = k;
		strcpy(r->name, k->prefix);
		r->name[n + number_print(r->name + n, r->percent, 0)] = '\0';
		return 0;
	}
	return -1;
}

int
reduction_find(struct reduction *r, const char *name)
{
	*r = (struct reduction){ .total = focal_find_reduction(name) };
	if (!r->total)
		return find_rank(r, name);
	strcpy(r->name, r->total->name);
	return 0;
}

/* Of losses that are all over a sum, a quantile is over it, too. */
static double
rank_value(const struct reduction *r, const struct focal_total *t,
    struct focal_ranking *ranking)
{
	double x = r->rank->value(ranking, r->percent);
	struct focal_sum one = { .pending = 0 };

	if (!t->normalized || r->rank->value != focal_quantile)
		return x;
	focal_sum_add(&one, 1, &x, 1);
	return focal_find_reduction("sum")->value(t, &one);
}

double
reduction_value(const struct plan *p, const struct reduction *r,
    const struct focal_total *t, struct focal_ranking *ranking)
{
	return r->total ? specs_reduce(p, r->total, t, &t->loss)
			: rank_value(r, t, ranking);
}
