/*
 * json_scan.h - is this one JSON value, by the letter of RFC 8259?
 *
 * cJSON accepts more than JSON (leading zeros, bad UTF-8, NUL as a blank,
 * duplicate keys), so every value passes here first; what passes, cJSON reads.
 *
 * What RFC 8259 lets a reader decide is decided like this.  A doubt is JSON, so
 * JSON_OK, and an error of that code where something in use depends on it.
 *
 *	a key twice in one object		a doubt: json-key
 *	\u0000 in a string or key		a doubt: json-nul
 *	half a surrogate pair (\ud800)		a doubt: json-unicode
 *	a number too large for a double		JSON; where used, number-range
 *	more than 4096 digits			JSON; where used, number-range
 *	a number too near to 0			JSON; it is 0
 *	more digits than a double has		JSON; rounded once
 *	bytes that are not UTF-8		bad: encoding
 *	more than 64 values inside each other	bad: json-depth
 *	a string or number longer than 1 MiB	bad: json-size
 *	more than 4194304 values in all		bad: json-size, but in a file
 *	a byte order mark			source.c passes over one of
 *						UTF-8; others: encoding
 *	UTF-16 without one			source.c: encoding
 *
 * Whatever is json-syntax is no JSON.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum { JSON_DEPTH = 64, JSON_SCALAR = 1 << 20, JSON_VALUES = 1 << 22 };

enum json_verdict {
	JSON_OK,	/* one whole value: text[0] up to text[end - 1] */
	JSON_MORE,	/* good so far, the text ends inside the value */
	JSON_BAD,	/* bad: see at, code, what */
	JSON_MEMORY	/* out of memory */
};

/* Zero it before the first use; json_scan_free() gives back what it holds. */
struct json_scan {
	bool file;		/* it may hold any number of values */
	size_t end;		/* JSON_OK: the length of the value */
	/* JSON_OK: it and all it holds, each in front of what is in it */
	struct json_value {
		size_t at, len;	/* a string with its quotes */
	} *value;
	size_t values;
	/* JSON_OK: its doubts; for 5 bytes at most one, as for 2 a value */
	struct json_doubt {
		size_t at;	/* offset of the escape or the second key */
		size_t value;	/* which value is not to be relied upon: that */
				/* of a bad key, or the object with one twice */
		const char *code, *what;	/* as below */
	} *doubt;
	size_t doubts;
	size_t at;		/* JSON_BAD: offset of the offending byte */
	const char *code;	/* json-syntax, or as above */
	const char *what;	/* static text, nothing of the user's */
	/* private: */
	size_t value_room, doubt_room;
	const char **key;	/* into text: the keys of the open objects */
	size_t keys, key_room;
};

/*
 * Scan the value that begins at text[0], which is not a blank; blanks and
 * values may follow it.  last: there is no text beyond len, so a number may end
 * there and anything else unfinished is bad.
 */
enum json_verdict json_scan(struct json_scan *s, const char *text, size_t len,
    bool last);
void json_scan_free(struct json_scan *s);

#endif
