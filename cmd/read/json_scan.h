/*
 * json_scan.h - is this one JSON value, by the letter of RFC 8259?
 *
 * cJSON accepts more than JSON (leading zeros, bad UTF-8, NUL as a blank,
 * duplicate keys), so every value passes here first; what passes, cJSON reads.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum { JSON_DEPTH = 64 };

enum json_verdict {
	JSON_OK,	/* one whole value: text[0] up to text[end - 1] */
	JSON_MORE,	/* good so far, the text ends inside the value */
	JSON_BAD,	/* bad: see at, code, what, hint */
	JSON_MEMORY	/* out of memory */
};

/* The place of one scalar (string with its quotes, number, true ...). */
struct json_leaf {
	size_t at, len;
};

/* Zero it before the first use; json_scan_free() gives back what it holds. */
struct json_scan {
	size_t end;		/* JSON_OK: the length of the value */
	struct json_leaf *leaf;	/* JSON_OK: its scalars in document order, */
	size_t leaves;		/* without the keys of objects */
	size_t at;		/* JSON_BAD: offset of the offending byte */
	const char *code;	/* json-syntax, json-depth, json-key, */
				/* encoding, number-range */
	const char *what;	/* static text, nothing of the user's */
	const char *hint;	/* what to do, or NULL */
	/* private: */
	size_t leaf_room;
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
