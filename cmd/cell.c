/* cell.c - what is wrong with a cell, in words. */
#include "cell.h"
#include "shell.h"

#include <math.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct cell
cell_with_text(const struct cell *v, char text[static NUMBER_TEXT])
{
	struct cell with = *v;

	if (v->kind == CELL_BINARY && v->len == 0) {
		with.len = number_print(text, v->value, 0);
		with.text = text;
	}
	return with;
}

bool
cell_is(const struct cell *v, const char *word)
{
	return v->len == strlen(word) && !strncasecmp(v->text, word, v->len);
}

bool
cell_is_missing(const struct cell *v)
{
	if (v->kind == CELL_BINARY)
		return isnan(v->value);
	return v->kind == CELL_NULL || v->kind == CELL_ABSENT || v->len == 0 ||
	    (v->kind != CELL_NUMBER &&
		(cell_is(v, "NaN") || cell_is(v, "null") || cell_is(v, "-NaN") ||
		    cell_is(v, "+NaN") || (v->len == 2 && !memcmp(v->text, "NA", 2))));
}

bool
cell_looks_missing(const struct cell *v)
{
	static const char *const word[] = { "na", "n/a", "#n/a", "<na>", "none",
		"nil", "nat", "missing", "unknown", "-", "--", "?", "." };
	bool found = false;

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		found = found || cell_is(v, word[i]);
	return found;
}

int
cell_missing(const struct job *j, struct reader *r, size_t col)
{
	char text[NUMBER_TEXT];
	const struct cell with = cell_with_text(&r->cell[col], text), *v = &with;
	const struct column *c = &r->col[col];

	if (v->kind == CELL_ABSENT && c->group)
		return diag_add(r->diag, reader_locate(r, col), "json-shape",
		    "%q: this sample has no such entry, the first one has",
		    c->name, strlen(c->name));
	if (j->skip_missing)
		return CELL_SKIP;
	diag_add(r->diag, reader_locate(r, col), "missing",
	    v->kind == CELL_ABSENT ? "%q: no value"
		: v->len	   ? "%q: a missing value, '%q'"
				   : "%q: an empty value",
	    c->name, strlen(c->name), v->text, v->len);
	return diag_hint(r->diag,
	    "--missing skip leaves such samples out, and counts them");
}

const char cell_hint_blanks[] =
    "blanks belong to a CSV field; remove them: sed 's/^ *//; s/ *, */,/g; s/ *$//'";

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

int
cell_not_a_number(struct reader *r, size_t col, enum number_error e)
{
	static const struct {
		const char *code, *what, *hint;
	} row[] = {
		[NUMBER_SYNTAX] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		/* one that cell_is_missing() does not know */
		[NUMBER_NAN] = { "number-syntax",
		    "%q: '%q' is not a number", cell_hint_blanks },
		[NUMBER_INF] = { "number-range",
		    "%q: '%q' is not a finite number", NULL },
		[NUMBER_HEX] = { "number-syntax",
		    "%q: '%q' is a hexadecimal number; write decimals", NULL },
		[NUMBER_COMMA] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		[NUMBER_GROUPS] = { "number-syntax",
		    "%q: '%q' is not a number", NULL },
		[NUMBER_BLANK] = { "number-syntax",
		    "%q: '%q' has blanks around the number", cell_hint_blanks },
		[NUMBER_RANGE] = { "number-range",
		    "%q: '%q' is too large for a double", NULL },
		[NUMBER_LONG] = { "number-range",
		    "%q: '%q' has more than 4096 digits", NULL },
	};
	char text[NUMBER_TEXT];
	const struct cell with = cell_with_text(&r->cell[col], text), *v = &with;
	const char *name = r->col[col].name;

	diag_add(r->diag, reader_locate(r, col), row[e].code, row[e].what, name,
	    strlen(name), v->text, v->len);
	if (e == NUMBER_COMMA || e == NUMBER_GROUPS)
		return hint_comma(r, v);
	if (v->len > 0 && *v->text == '[')
		return diag_hint(r->diag, "a list has a column for each entry, "
		    "or is JSON: to_json('new.json', orient='records')");
	if (cell_looks_missing(v))
		return diag_hint(r->diag, "no value? write NA, or nothing; "
		    "--missing skip leaves such samples out");
	return row[e].hint ? diag_hint(r->diag, "%s", row[e].hint) : -1;
}
