/* near.c - Damerau and Levenshtein's distance, and words for the shell. */
#include "near.h"
#include "diag.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 40, LETTERS_PER_SLIP = 3 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
alike(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* How many slips lead from a[0..n) to b[0..m)? */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	/* the distances of a[0..i) from each b[0..k), for the last three i */
	size_t row[3][LONGEST + 1];

	for (size_t k = 0; k <= m; k++)
		row[0][k] = k;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3];
		const size_t *last = row[(i + 2) % 3];
		const size_t *before = row[(i + 1) % 3];

		now[0] = i;
		for (size_t k = 1; k <= m; k++) {
			now[k] = least(least(last[k], now[k - 1]) + 1,
			    last[k - 1] + !alike(a[i - 1], b[k - 1]));
			if (i > 1 && k > 1 && alike(a[i - 1], b[k - 2]) &&
			    alike(a[i - 2], b[k - 1]))
				now[k] = least(now[k], before[k - 2] + 1);
		}
	}
	return row[n % 3][m];
}

void
near_try(struct near *n, const char *name)
{
	size_t len = strlen(name), longer = len > n->len ? len : n->len;
	size_t shorter = least(len, n->len), slips = longer / LETTERS_PER_SLIP;
	size_t cost;

	if (longer == 0 || longer > LONGEST || longer - shorter > slips)
		return;
	cost = distance(n->word, n->len, name, len);
	if (cost > slips || (n->cost && cost + 1 > n->cost))
		return;
	/* of two that are equally near neither is what was meant */
	n->name = cost + 1 == n->cost ? NULL : name;
	n->cost = cost + 1;
}

bool
near_quote(char *word, size_t size, const char *text)
{
	static const char bare[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_-.,:/=+%@";
	char shown[256];
	bool plain = text[0] && strspn(text, bare) == strlen(text);
	int n;

	diag_escape(shown, sizeof shown, text, strlen(text));
	if (strcmp(shown, text) || strchr(text, '\''))
		return false;
	n = snprintf(word, size, plain ? "%s" : "'%s'", text);
	return n > 0 && (size_t)n < size;
}
