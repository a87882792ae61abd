/* header.c - a sample, a comment or a group where the names should be. */
#include "header.h"
#include "cell.h"
#include "number.h"
#include "shell.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static const char no_header[] = "is this line no header? -H";

static bool
is_number(const char *name)
{
	double x;

	return number_parse(name, strlen(name), &x) == NUMBER_OK;
}

/* Blanks belong to the name, too. */
static bool
is_padded(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && (name[0] == ' ' || name[n - 1] == ' ');
}

static bool
are_all(const struct reader *r, bool (*is)(const char *name))
{
	for (size_t i = 0; i < r->cols; i++)
		if (!is(r->col[i].name))
			return false;
	return r->cols > 0;
}

/* Of a lone object, the key whose array has the samples in it. */
static const char *
wrapper(const struct reader *r)
{
	for (size_t i = 0; i < r->cols; i++)
		if (r->col[i].index && r->cell[i].kind == CELL_NESTED)
			return r->col[i].group;
	return NULL;
}

static void
hint_wrapper(const struct reader *r)
{
	const char *key = wrapper(r), *s = key;
	bool file = r->src.fd != STDIN_FILENO;
	char word[SHELL_WORD];

	while (s && (isalpha((unsigned char)*s) || *s == '_'))
		s++;
	if (!key || *s)
		return;
	shell_word(word, file ? r->src.name : NULL);
	diag_hint(r->diag, "are the samples in '%q'? jq .%q%s%s | focalloss "
	    "-f json", key, strlen(key), key, strlen(key), file ? " " : "",
	    file ? word : "");
}

void
header_hint(const struct reader *r)
{
	const char *first;

	if (r->ops->json)
		hint_wrapper(r);
	if (!r->header)	/* and maybe no column */
		return;
	first = r->col[0].name;
	if (!strncmp(first, "sep=", 4))
		diag_hint(r->diag, "this line is for Excel; leave it out: "
		    "sed 1d");
	if (are_all(r, is_number))
		diag_hint(r->diag, "%s", no_header);
	if (*first == '#')
		diag_hint(r->diag, r->cols > 1
		    ? "numpy.savetxt() put a # before the names; leave it out: "
		      "sed '1s/^# *//'"
		    : "is this line a comment? leave it out: grep -v '^#'");
	if (r->cols == 1 && strpbrk(first, ";\t|"))
		diag_hint(r->diag, "is the delimiter not a comma? -d '%s'",
		    strchr(first, ';') ? ";" : strchr(first, '|') ? "|" : "\\t");
	if (r->cols == 1 && strchr(first, ' '))
		diag_hint(r->diag, "do blanks part the columns? -f ssv");
	for (size_t i = 0; i < r->cols; i++)
		if (is_padded(r->col[i].name))
			diag_hint(r->diag, "%s", cell_hint_blanks);
}

/* The first name that is a number other than 0, 1, 2 ...; are all numbers? */
static const char *
odd_number(const struct reader *r, const struct picks *p, bool *all)
{
	const char *odd = NULL;

	for (size_t i = 0; i < p->n && *all; i++) {
		const char *name = r->col[p->at[i]].name;

		*all = is_number(name);
		if (!odd && strspn(name, "0123456789") < strlen(name))
			odd = name;
	}
	return odd;
}

int
header_check(const struct reader *r, const struct picks *label,
    const struct picks *score)
{
	bool all = r->named && r->header;
	const char *of_score = odd_number(r, score, &all);
	const char *of_label = odd_number(r, label, &all);
	const char *odd = of_score ? of_score : of_label;

	if (!all || !odd)
		return 0;
	diag_add(r->diag, select_header(r), "columns",
	    "the columns are called by numbers like '%q': this line looks like "
	    "a sample", odd, strlen(odd));
	return diag_hint(r->diag, "%s", no_header);
}
