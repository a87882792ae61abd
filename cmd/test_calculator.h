/*
 * test_calculator.h - for tests: works out what stands on a board.
 *
 * Arithmetic as it is written: + - * / ^ ( ) |x| exp() ln sigmoid() min() max()
 * inf, numbers, names, and products without a sign: "y l_1 + (1 - y) l_0".  A
 * result knows how far off it may be, as all on the way was rounded.
 */
#ifndef TEST_CALCULATOR_H
#define TEST_CALCULATOR_H

#include "test.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct number {
	double v, off;
};

enum { ULPS = 8, KNOWN = 128 };	/* ULPS: that each step may be off */

/* What names stand for. */
struct known {
	size_t n;
	struct {
		char name[32];
		double v;
	} at[KNOWN];
};

/* A text that is read, up to where. */
struct reading {
	const char *at;
	const struct known *known;	/* NULL: there are no names */
	bool lost;			/* it is not arithmetic, or has names */
					/* that are not known */
};

static inline void
know(struct known *k, const char *name, double v)
{
	size_t i = 0;

	if (strlen(name) >= sizeof k->at->name)
		return;
	while (i < k->n && strcmp(k->at[i].name, name))
		i++;
	if (i == k->n) {
		assert_true(k->n < KNOWN);
		strcpy(k->at[k->n++].name, name);
	}
	k->at[i].v = v;
}

static inline struct number
about(double v, double off)
{
	return (struct number){ v, off + ULPS * 0x1p-52 * fabs(v) + 0x1p-1074 };
}

static struct number evaluate(struct reading *r);
static struct number power(struct reading *r);

static inline bool
take(struct reading *r, const char *word)
{
	r->at += strspn(r->at, " ");
	if (strncmp(r->at, word, strlen(word)))
		return false;
	r->at += strlen(word);
	return true;
}

static inline void
need(struct reading *r, const char *word)
{
	if (!take(r, word))
		r->lost = true;
}

static inline bool
is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static inline struct number
named(struct reading *r)
{
	size_t len = 0;

	while (is_name(r->at[len]))
		len++;
	for (int share = 0; share < 2; share++)
		for (size_t i = 0; r->known && i < r->known->n; i++) {
			const char *name = r->known->at[i].name;

			/* y_k is that of each class that has none */
			if (share ? strncmp(r->at, "y_", 2) ||
			    strcmp(name, "y_k")
				  : strlen(name) != len ||
			    strncmp(r->at, name, len))
				continue;
			r->at += len;
			return about(r->known->at[i].v, 0);
		}
	r->lost = true;
	r->at += len;
	return about(1, 0);
}

static inline struct number
literal(struct reading *r)
{
	char *end;
	double v = strtod(r->at, &end);

	if (isalpha((unsigned char)*r->at) && strncmp(r->at, "inf", 3))
		return named(r);
	if (end == r->at)
		r->lost = true;
	r->at = end;
	return about(v, 0);
}

static inline struct number
least(struct reading *r, bool min)
{
	struct number x = evaluate(r), y;

	need(r, ",");
	y = evaluate(r);
	need(r, ")");
	if (fabs(x.v - y.v) <= x.off + y.off)	/* it may be either */
		return about(min ? fmin(x.v, y.v) : fmax(x.v, y.v),
		    x.off + y.off);
	return min == (x.v < y.v) ? x : y;
}

static inline struct number
inner(struct reading *r, const char *end)
{
	struct number x = evaluate(r);

	need(r, end);
	return x;
}

static inline struct number
atom(struct reading *r)
{
	struct number x;

	if (r->lost)
		return about(1, 0);
	if (take(r, "min("))
		return least(r, true);
	if (take(r, "max("))
		return least(r, false);
	if (take(r, "exp(")) {
		x = inner(r, ")");
		return about(exp(x.v), x.off * exp(x.v));
	}
	if (take(r, "sigmoid(")) {
		x = inner(r, ")");
		return about(1 / (1 + exp(-x.v)),
		    x.off / (2 + exp(x.v) + exp(-x.v)));
	}
	if (take(r, "ln ")) {
		x = atom(r);
		return about(log(x.v), x.off >= x.v && x.v != 0 ? INFINITY
							: x.off / x.v);
	}
	if (take(r, "("))
		return inner(r, ")");
	if (take(r, "|")) {
		x = inner(r, "|");
		return about(fabs(x.v), x.off);
	}
	if (take(r, "-")) {
		x = power(r);
		return (struct number){ -x.v, x.off };
	}
	r->at += strspn(r->at, " ");
	return literal(r);
}

static inline struct number
power(struct reading *r)
{
	struct number x = atom(r), y;
	double v, low, high, off;

	if (!take(r, "^"))
		return x;
	y = atom(r);
	v = pow(x.v, y.v);
	low = pow(fmax(x.v - x.off, 0), y.v);
	high = pow(x.v + x.off, y.v);
	off = fmax(fabs(low - v), fabs(high - v));
	if (x.v > 0 && x.off < x.v)	/* log(0) is no matter of rounding */
		off += fabs(v * log(x.v)) * y.off;
	return about(v, x.off <= 0x1p-1074 && x.v == 0 ? 0 : off);
}

/* The beginning of another factor? */
static inline bool
follows(struct reading *r)
{
	r->at += strspn(r->at, " ");
	return !r->lost && (is_name(*r->at) || *r->at == '(');
}

static inline struct number
term(struct reading *r)
{
	struct number x = power(r), y;

	for (;;)
		if (take(r, "/")) {
			y = power(r);
			x = about(x.v / y.v, y.off >= fabs(y.v) && y.v != 0
				? INFINITY : x.off / fabs(y.v) +
			    fabs(x.v / y.v) * y.off / fabs(y.v));
		} else if (take(r, "*") || follows(r)) {
			y = power(r);
			x = about(x.v * y.v, fabs(x.v) * y.off +
			    fabs(y.v) * x.off + x.off * y.off);
		} else {
			return x;
		}
}

static struct number
evaluate(struct reading *r)
{
	struct number x = term(r), y;

	for (;;)
		if (take(r, "+")) {
			y = term(r);
			x = about(x.v + y.v, x.off + y.off);
		} else if (take(r, "-")) {
			y = term(r);
			x = about(x.v - y.v, x.off + y.off);
		} else {
			return x;
		}
}

enum sense { IS_WRONG, IS_TRUE, IS_NO_FORMULA };

/*
 * Does a text say that value?  Terms on the way to a slope, or to a loss where
 * eps makes p more than 1, may nearly cancel, which the numbers do not show: it
 * may be so many times as far off.
 */
static inline enum sense
makes(const char *text, const struct known *known, double value, double slack)
{
	struct reading r = { text, known, false };
	struct number got = evaluate(&r);

	if (r.lost || *r.at)
		return IS_NO_FORMULA;
	/* of names 0 and infinity may meet, which a limit is meant by */
	if (got.v == value || (isnan(got.v) && (known || isnan(value))))
		return IS_TRUE;
	return fabs(got.v - value) <= slack * got.off || isinf(got.off) ||
	    isnan(got.off) ? IS_TRUE : IS_WRONG;
}

#endif
