/*
 * scan.c - json_scan() on text of exactly so many bytes: what it takes, cJSON
 * takes as well, and what it says of a beginning it does not take back.
 */
#include "fuzz.h"
#include "read/json_scan.h"

#include <cjson/cJSON.h>

static size_t
count_values(const cJSON *v)
{
	size_t n = 1;

	for (const cJSON *e = v->child; e; e = e->next)
		n += count_values(e);
	return n;
}

static enum json_verdict
scan(struct json_scan *s, const uint8_t *bytes, size_t n, bool last)
{
	char *text = malloc(n);
	enum json_verdict v;

	CHECK(text);
	memcpy(text, bytes, n);
	v = json_scan(s, text, n, last);
	CHECK(v != JSON_MEMORY);
	CHECK(!last || v != JSON_MORE);
	CHECK(v != JSON_BAD || (s->at <= n && s->code && s->what));
	CHECK(v != JSON_OK || (s->end > 0 && s->end <= n));
	free(text);
	return v;
}

/* Values stand in the order of the text, and cJSON finds as many. */
static void
check_tree(const struct json_scan *s, const uint8_t *bytes)
{
	char *text = malloc(s->end + 1);
	size_t at = 0;
	cJSON *tree;

	CHECK(text);
	memcpy(text, bytes, s->end);
	text[s->end] = '\0';
	for (size_t i = 0; i < s->values; i++) {
		CHECK(s->value[i].len > 0 && (i == 0 || s->value[i].at > at));
		at = s->value[i].at;
		CHECK(at + s->value[i].len <= s->end);
	}
	for (size_t i = 0; i < s->doubts; i++)
		CHECK(s->doubt[i].at < s->end &&
		    s->doubt[i].value < s->values && s->doubt[i].code);
	/* half a surrogate pair is a doubt to us and an error to cJSON */
	tree = cJSON_ParseWithLengthOpts(text, s->end + 1, NULL, 1);
	CHECK(tree || s->doubts);
	CHECK(!tree || count_values(tree) == s->values);
	cJSON_Delete(tree);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct json_scan s = { 0 }, part = { 0 };
	enum json_verdict all, some;

	if (n == 0 || strchr(" \t\r\n", bytes[0]))
		return 0;	/* not what it is called with */
	all = scan(&s, bytes, n, true);
	if (all == JSON_OK)
		check_tree(&s, bytes);
	/* of a part: not yet known, or the same */
	some = scan(&part, bytes, 1 + bytes[n - 1] % n, false);
	if (some == JSON_OK)
		CHECK(all == JSON_OK && part.end == s.end &&
		    part.values == s.values);
	if (some == JSON_BAD)
		CHECK(all == JSON_BAD && part.at == s.at &&
		    !strcmp(part.code, s.code) && !strcmp(part.what, s.what));
	json_scan_free(&s);
	json_scan_free(&part);
	return 0;
}
