/* list.c - 0,0.5,1 and 0:5:0.5 and cat=2,dog=0.5. */
#include "focalloss.h"
#include "list.h"
#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 10000 };	/* values in a list */

static const char too_large[] = "takes numbers of 1e100 at most";

int
list_number(const char *text, size_t len, double *x)
{
	return number_parse(text, len, x) == NUMBER_OK ? 0 : -1;
}

static int
wrong(const char *option, const char *what, const char *text, size_t len,
    struct diag *d)
{
	return diag_add(d, (struct place){ 0 }, "usage", "--%s %s, not '%q'",
	    option, what, text, len);
}

static int
out_of_memory(struct diag *d)
{
	return diag_add(d, (struct place){ 0 }, "memory", "out of memory");
}

static int
add(struct numbers *n, double x, const char *option, struct diag *d)
{
	double *v;

	if (n->n == MOST)
		return diag_add(d, (struct place){ 0 }, "usage",
		    "--%s: more than %u values", option, (uint64_t)MOST);
	if ((n->n & (n->n - 1)) == 0) {	/* 0 and powers of two */
		v = realloc(n->value, (n->n ? 2 * n->n : 1) * sizeof *v);
		if (!v)
			return out_of_memory(d);
		n->value = v;
	}
	n->value[n->n++] = x;
	return 0;
}

/* Digits after the point, written without an exponent; -1: too many. */
static int
decimals(const char *s, size_t len)
{
	const char *point = memchr(s, '.', len), *e = memchr(s, 'e', len);
	long long places;

	if (len > 15)
		return -1;
	e = e ? e : memchr(s, 'E', len);
	places = point ? (e ? e : s + len) - point - 1 : 0;
	if (e)
		places -= strtoll(e + 1, NULL, 10);
	return places > 15 ? -1 : places < 0 ? 0 : (int)places;
}

/*
 * from:to:step.  Decimals are counted as whole numbers of their last
 * digit, so that 0:1:0.1 gives 0.3 and not 0.30000000000000004.
 */
static int
add_range(struct numbers *n, const char *option, const char *s, size_t len,
    struct diag *d)
{
	const char *part[3] = { s };
	size_t size[3];
	double v[3], unit = 1;
	int places = 0;

	for (size_t i = 0; i < 3; i++) {
		const char *end = i < 2
		    ? memchr(part[i], ':', (size_t)(s + len - part[i]))
		    : s + len;

		if (!end)
			return wrong(option, "takes from:to:step", s, len, d);
		size[i] = (size_t)(end - part[i]);
		if (i < 2)
			part[i + 1] = end + 1;
		if (list_number(part[i], size[i], &v[i]) || v[i] < 0)
			return wrong(option, "takes numbers >= 0 in from:to:step",
			    s, len, d);
		if (v[i] > FOCAL_GAMMA_MAX)
			return wrong(option, too_large, s, len, d);
		int k = decimals(part[i], size[i]);

		places = k < 0 || places < 0 ? -1 : k > places ? k : places;
	}
	if (v[2] == 0 || v[1] < v[0])
		return wrong(option, "takes from:to:step with a step > 0 and "
				     "from <= to", s, len, d);
	for (; places > 0; places--)
		unit *= 10;
	if (unit > 1)
		for (size_t i = 0; i < 3; i++)
			v[i] = round(v[i] * unit);
	for (uint64_t i = 0; v[0] + (double)i * v[2] <= v[1]; i++)
		if (add(n, (v[0] + (double)i * v[2]) / unit, option, d))
			return -1;
	return 0;
}

int
list_numbers(struct numbers *n, const char *option, const char *text,
    struct diag *d)
{
	n->n = 0;
	for (const char *s = text;; s++) {
		size_t len = strcspn(s, ",");
		double x;

		if (memchr(s, ':', len)) {
			if (add_range(n, option, s, len, d))
				return -1;
		} else if (list_number(s, len, &x) || x < 0) {
			return wrong(option, "takes numbers >= 0", s, len, d);
		} else if (x > FOCAL_GAMMA_MAX) {
			return wrong(option, too_large, s, len, d);
		} else if (add(n, x, option, d)) {
			return -1;
		}
		s += len;
		if (!*s)
			return 0;
	}
}

int
list_per_class(struct per_class *p, const char *option, const char *text,
    bool negative, struct diag *d)
{
	bool named = strchr(text, '=');
	size_t room = 1, i;

	for (i = 0; i < p->n && p->name; i++)
		free(p->name[i]);
	free(p->name);
	free(p->value);
	*p = (struct per_class){ .given = true };
	if (!strcmp(text, "none"))
		return 0;
	for (const char *s = text; *s; s++)
		room += *s == ',';
	p->value = calloc(room, sizeof *p->value);
	p->name = named ? calloc(room, sizeof *p->name) : NULL;
	if (!p->value || (named && !p->name))
		return out_of_memory(d);
	for (const char *s = text; p->n < room; s++) {
		size_t len = strcspn(s, ","), key = 0;

		if (named) {
			for (key = len; key > 0 && s[key - 1] != '=';)
				key--;
			if (key < 2)
				return wrong(option, "takes name=number", s, len,
				    d);
			p->name[p->n] = strndup(s, key - 1);
			if (!p->name[p->n])
				return out_of_memory(d);
		}
		if (list_number(s + key, len - key, &p->value[p->n++]) ||
		    (p->value[p->n - 1] < 0 && !negative))
			return wrong(option, negative ? "takes numbers"
			    : "takes none, or numbers >= 0", s, len, d);
		s += len;
	}
	return 0;
}
