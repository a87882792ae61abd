/* json_scan.c - the grammar of RFC 8259 by hand, without recursion. */
#include "json_scan.h"
#include "json_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What the grammar allows next. */
enum want { TOP, FIRST_ITEM, ITEM, MEMBER, FIRST_KEY, KEY, COLON, NEXT };

/* sets of these */
enum {
	VALUE = 1 << TOP | 1 << FIRST_ITEM | 1 << ITEM | 1 << MEMBER,
	NAME = 1 << FIRST_KEY | 1 << KEY,
	IN_ARRAY = 1 << FIRST_ITEM | 1 << ITEM | 1 << NEXT,
	IN_OBJECT = NAME | 1 << COLON | 1 << MEMBER | 1 << NEXT,
	ANY = VALUE | IN_OBJECT
};

#define SYNTAX "json-syntax"
#define NUMBERS "; numbers look like 1, -0.5 or 1e-7"

static const struct {
	const char *code, *what;
} says[] = {
	[CUT_NOTHING] = { SYNTAX, "there is no value here" },
	[CUT_SCALAR] = { SYNTAX, "the text ends inside this value" },
	[CUT_STRING] = { SYNTAX, "this string is never closed" },
	[CUT_ARRAY] = { SYNTAX, "this array is never closed" },
	[CUT_OBJECT] = { SYNTAX, "this object is never closed" },
	[MISPLACED] = { SYNTAX, NULL },	/* see odd[] */
	[NUL_BYTE] = { SYNTAX, "a NUL byte is not text" },
	[LINE_BREAK] = { SYNTAX,
	    "a line ends inside a string; close it, or write \\n" },
	[CONTROL] = { SYNTAX,
	    "a control byte inside a string; write \\t or \\u00XX" },
	[ESCAPE] = { SYNTAX,
	    "this is no JSON escape; a backslash is written \\\\" },
	[LEADING_ZERO] = { SYNTAX,
	    "a number goes on after a leading 0; take the 0 out" },
	[NO_DIGIT] = { SYNTAX, "a digit is missing here" NUMBERS },
	[RUNS_ON] = { SYNTAX, "this cannot follow a number" NUMBERS },
	[UTF8] = { "encoding", "this is not UTF-8; convert the file to UTF-8" },
	[TOO_BIG] = { "json-size", "a string or number longer than 1 MiB" },
	[TOO_DEEP] = { "json-depth",
	    "more than 64 arrays and objects inside each other" },
	[TOO_MANY] = { "json-size", "more than 4194304 values in a sample" },
	[TWICE] = { "json-key", "this key is in this object already" },
	[ESCAPED_NUL] = { "json-nul", "\\u0000 (a NUL) inside a string" },
	[LONE] = { "json-unicode",
	    "half a surrogate pair; write both, as in \\ud83d\\ude00" }
};

#define DUMPS " is not JSON (Python's json.dumps writes it); "
#define NOT_JSON " is not JSON; "
#define MISSING "write null, or see --missing"
#define FINITE "write a finite number"
#define COMMENT "JSON has no comments; take this one out"

/* Words and what else can stand in the wrong place; the first match wins. */
static const struct {
	const char *text;
	unsigned wants;
	const char *what;	/* NULL: it is right */
} odd[] = {
	{ "true", VALUE, NULL },
	{ "false", VALUE, NULL },
	{ "null", VALUE, NULL },
	{ "NaN", VALUE, "NaN" DUMPS MISSING },
	{ "nan", VALUE, "nan" NOT_JSON MISSING },
	{ "-nan", VALUE, "-nan" NOT_JSON MISSING },
	{ "NA", VALUE, "NA" NOT_JSON MISSING },
	{ "Infinity", VALUE, "Infinity" DUMPS FINITE },
	{ "-Infinity", VALUE, "-Infinity" DUMPS FINITE },
	{ "inf", VALUE, "inf" NOT_JSON FINITE },
	{ "-inf", VALUE, "-inf" NOT_JSON FINITE },
	{ "None", VALUE, "None is Python, not JSON; write null" },
	{ "True", VALUE, "True is Python, not JSON; write true" },
	{ "False", VALUE, "False is Python, not JSON; write false" },
	{ "'", ANY, "JSON has no single quotes; write \"" },
	{ "\xe2\x80\x9c", ANY, "a curly quote is not JSON; write \"" },
	{ "//", ANY, COMMENT },
	{ "/*", ANY, COMMENT },
	{ "#", ANY, COMMENT },
	{ "+", VALUE, "a number cannot begin with +; take the + out" },
	{ ".", VALUE, "a number cannot begin with a point; write 0 before it" },
	{ "-", VALUE, "a digit is missing after this -" },
	{ ":", VALUE | 1 << NEXT, "a colon belongs behind a key only" },
	{ ",", VALUE | NAME, "something is missing before this comma" },
	{ "]", 1 << ITEM, "take out the comma before this ]" },
	{ "}", 1 << KEY, "take out the comma before this }" },
	{ "}", 1 << MEMBER, "a value is missing before this }" },
	/* NEXT asks only about the bracket that does not fit */
	{ "}", IN_ARRAY, "an array ends with ], not }" },
	{ "]", IN_OBJECT, "an object ends with }, not ]" },
	{ "", VALUE, "this begins no JSON value; text needs double quotes" },
	{ "", NAME, "a key needs double quotes" },
	{ "", 1 << COLON, "a colon is missing before this" },
	{ "", 1 << NEXT, "a comma is missing before this" }
};

/* One call's work. */
struct work {
	struct json_scan *s;
	const char *text, *p, *end;
	bool last;
	enum json_verdict verdict;
	enum want want;
	unsigned depth;
	struct open {
		const char *at;
		size_t value;	/* its number */
		size_t keys;	/* how many those around it have */
	} open[JSON_DEPTH];
};

static bool
is_digit(const char *p, const char *end)
{
	return p < end && *p >= '0' && *p <= '9';
}

/* Every step returns true to go on; this ends the scan. */
static bool
stop(struct work *w, const char *at, enum json_fault f)
{
	struct json_scan *s = w->s;

	w->verdict = f == MEMORY ? JSON_MEMORY :
	    f <= CUT_OBJECT && !w->last ? JSON_MORE : JSON_BAD;
	s->at = (size_t)(at - w->text);
	s->code = says[f].code;
	s->what = says[f].what;
	return false;
}

/* Room for one more than n; NULL and nothing changed if there is none. */
static void *
room_for(void *mem, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 64;

	if (n < *room)
		return mem;
	if (more > SIZE_MAX / 2 / size)
		return NULL;
	mem = realloc(mem, more * size);
	if (mem)
		*room = more;
	return mem;
}

/* It is JSON, so go on. */
static bool
doubt(struct work *w, const char *at, size_t value, enum json_fault f)
{
	struct json_scan *s = w->s;
	struct json_doubt *d = room_for(s->doubt, s->doubts, &s->doubt_room,
	    sizeof *d);

	if (!d)
		return stop(w, at, MEMORY);
	s->doubt = d;
	d[s->doubts++] = (struct json_doubt){ (size_t)(at - w->text), value,
		says[f].code, says[f].what };
	return true;
}

/* true, false, null; all else is a fault. */
static bool
word(struct work *w)
{
	size_t have = (size_t)(w->end - w->p), n, i = 0;

	if (*w->p == '\0')
		return stop(w, w->p, NUL_BYTE);
	for (;; i++) {	/* ends, as each want has its "" */
		n = strlen(odd[i].text);
		if ((odd[i].wants >> w->want & 1) &&
		    memcmp(w->p, odd[i].text, have < n ? have : n) == 0)
			break;
	}
	if (have < n)
		return stop(w, w->p, CUT_SCALAR);
	if (odd[i].what) {
		stop(w, w->p, MISPLACED);
		w->s->what = odd[i].what;
		return false;
	}
	w->p += n;
	return true;
}

static bool
string(struct work *w)
{
	const char *p = w->p + 1, *from;
	enum json_fault f = NONE;
	unsigned code;

	while (f == NONE) {
		while (p < w->end && json_class(p) <= WORD)
			p++;
		from = p;
		if (p == w->end)
			f = CUT_STRING;
		else if (json_class(p) == QUOTE)
			break;
		else if (json_class(p) == BACKSLASH)
			f = json_escape(&p, w->end, &code);
		else if (json_class(p) == HIGH)
			f = json_utf8(&p, w->end, &code);
		else
			f = *p == '\0' ? NUL_BYTE :
			    *p == '\n' || *p == '\r' ? LINE_BREAK : CONTROL;
		if (f >= TWICE) {
			/* of a key too, which belongs to the next value */
			if (!doubt(w, from, w->s->values, f))
				return false;
			f = NONE;
		}
	}
	if (p - w->p > JSON_SCALAR)
		return stop(w, w->p, TOO_BIG);
	if (f != NONE)
		return stop(w, f == CUT_STRING ? w->p : p, f);
	w->p = p + 1;
	return true;
}

/* One run of digits at *p, of the number that begins at w->p. */
static bool
digits(struct work *w, const char **p)
{
	const char *from = *p;

	while (is_digit(*p, w->end))
		++*p;
	if (*p - w->p > JSON_SCALAR)
		return stop(w, w->p, TOO_BIG);
	if (*p > from)
		return true;
	return *p == w->end ? stop(w, w->p, CUT_SCALAR) :
	    stop(w, *p, NO_DIGIT);
}

static bool
number(struct work *w)
{
	const char *p = w->p + (*w->p == '-');

	if (!is_digit(p, w->end))
		return word(w);
	if (*p == '0' && is_digit(p + 1, w->end))
		return stop(w, p + 1, LEADING_ZERO);
	if (!digits(w, &p))
		return false;
	if (p < w->end && *p == '.' && (p++, !digits(w, &p)))
		return false;
	if (p < w->end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < w->end && (*p == '+' || *p == '-');
		if (!digits(w, &p))
			return false;
	}
	if (p == w->end && !w->last)
		return stop(w, w->p, CUT_SCALAR);
	if (p < w->end && json_class(p) == WORD)
		return stop(w, p, RUNS_ON);
	w->p = p;
	return true;
}

/* Note a value, which has len bytes as far as is known. */
static bool
note(struct work *w, const char *at, size_t len)
{
	struct json_scan *s = w->s;
	struct json_value *v;

	if (s->values == JSON_VALUES && !s->file)
		return stop(w, w->text, TOO_MANY);
	v = room_for(s->value, s->values, &s->value_room, sizeof *v);
	if (!v)
		return stop(w, at, MEMORY);
	s->value = v;
	v[s->values++] = (struct json_value){ (size_t)(at - w->text), len };
	return true;
}

static bool
scalar(struct work *w)
{
	const char *from = w->p;

	if (*from == '"' ? !string(w) :
	    *from == '-' || is_digit(from, w->end) ? !number(w) : !word(w))
		return false;
	w->want = NEXT;
	return note(w, from, (size_t)(w->p - from));
}

static bool
key(struct work *w)
{
	struct json_scan *s = w->s;
	const char *from = w->p, **mem;

	if (*from != '"')
		return word(w);
	if (!string(w))
		return false;
	mem = room_for(s->key, s->keys, &s->key_room, sizeof *mem);
	if (!mem)
		return stop(w, from, MEMORY);
	s->key = mem;
	mem[s->keys++] = from;
	w->want = COLON;
	return true;
}

/* Step over one byte. */
static bool
pass(struct work *w, enum want then)
{
	w->p++;
	w->want = then;
	return true;
}

static bool
value(struct work *w)
{
	if (*w->p != '{' && *w->p != '[')
		return scalar(w);
	if (w->depth == JSON_DEPTH)
		return stop(w, w->p, TOO_DEEP);
	w->open[w->depth++] = (struct open){ w->p, w->s->values, w->s->keys };
	return note(w, w->p, 0) &&
	    pass(w, *w->p == '{' ? FIRST_KEY : FIRST_ITEM);
}

static bool
shut(struct work *w)
{
	struct json_scan *s = w->s;
	const struct open *o = &w->open[--w->depth];
	size_t n = s->keys - o->keys;
	const char *again = n < 2 ? NULL : json_repeated(s->key + o->keys, n);

	s->keys = o->keys;
	s->value[o->value].len = (size_t)(w->p + 1 - o->at);
	return (!again || doubt(w, again, o->value, TWICE)) && pass(w, NEXT);
}

/* A comma, or the end of what is open. */
static bool
next(struct work *w)
{
	bool object = *w->open[w->depth - 1].at == '{';

	if (*w->p == (object ? '}' : ']'))
		return shut(w);
	return *w->p == ',' ? pass(w, object ? KEY : ITEM) : word(w);
}

static bool
blanks(struct work *w)
{
	while (w->p < w->end && (*w->p == ' ' || *w->p == '\n' ||
	    *w->p == '\r' || *w->p == '\t'))
		w->p++;
	if (w->p < w->end)
		return true;
	if (w->depth == 0)
		return stop(w, w->text, CUT_NOTHING);

	const char *at = w->open[w->depth - 1].at;

	return stop(w, at, *at == '{' ? CUT_OBJECT : CUT_ARRAY);
}

static bool
step(struct work *w)
{
	switch (w->want) {
	case FIRST_KEY:
		return *w->p == '}' ? shut(w) : key(w);
	case KEY:
		return key(w);
	case COLON:
		return *w->p == ':' ? pass(w, MEMBER) : word(w);
	case FIRST_ITEM:
		return *w->p == ']' ? shut(w) : value(w);
	case NEXT:
		return next(w);
	default:
		return value(w);
	}
}

enum json_verdict
json_scan(struct json_scan *s, const char *text, size_t len, bool last)
{
	struct work w;	/* not zeroed: open[] is large beside most values */

	w.s = s;
	w.text = w.p = text;
	w.end = text + len;
	w.last = last;
	w.want = TOP;
	w.depth = 0;
	s->values = s->doubts = s->keys = 0;
	while (w.depth > 0 || w.want != NEXT)
		if (!blanks(&w) || !step(&w))
			return w.verdict;
	s->end = (size_t)(w.p - text);
	return JSON_OK;
}

void
json_scan_free(struct json_scan *s)
{
	free(s->value);
	free(s->doubt);
	free(s->key);
	*s = (struct json_scan){ 0 };
}
