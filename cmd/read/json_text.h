/*
 * json_text.h - the characters of JSON: which may stand where, what an escape
 * stands for, which keys are one.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stddef.h>

/*
 * Up to CUT_OBJECT the text ends too early: JSON_MORE, if it is not last.  From
 * TWICE on it is JSON all the same: a doubt.
 */
enum json_fault {
	NONE, CUT_NOTHING, CUT_SCALAR, CUT_STRING, CUT_ARRAY, CUT_OBJECT,
	MISPLACED, NUL_BYTE, LINE_BREAK, CONTROL, ESCAPE, LEADING_ZERO,
	NO_DIGIT, RUNS_ON, UTF8, TOO_BIG, TOO_DEEP, TOO_MANY, MEMORY,
	TWICE, ESCAPED_NUL, LONE
};

/* Bytes: those up to WORD are plain in a string; HIGH ones belong to UTF-8. */
enum json_class {
	PLAIN,
	WORD,		/* also no end of a number */
	QUOTE, BACKSLASH, HIGH,
	LOW		/* a control byte */
};

extern const unsigned char json_classes[256];

static inline enum json_class
json_class(const char *p)
{
	return (enum json_class)json_classes[(unsigned char)*p];
}

/*
 * Read the escape at *p, a backslash, or the multi-byte character at *p, a HIGH
 * byte.  *p moves behind it when it is JSON: NONE, or a doubt.
 */
enum json_fault json_escape(const char **p, const char *end, unsigned *code);
enum json_fault json_utf8(const char **p, const char *end, unsigned *code);

/*
 * The first of n good keys that has an equal one before it in the text, or
 * NULL.  Keys are compared by their characters, whichever way these are written;
 * their order in key[] may change.
 */
const char *json_repeated(const char **key, size_t n);

#endif
