/*
 * scan.c - json_scan() on text of exactly so many bytes: what it takes, cJSON
 * takes as well, and what it says of a beginning it does not take back.
 */
#include "fuzz.h"
#include "read/json_scan.h"

#include <cjson/cJSON.h>

static size_t
count_leaves(const cJSON *v)
{
	size_t n = 0;

	if (!cJSON_IsArray(v) && !cJSON_IsObject(v))
		return 1;
	for (const cJSON *e = v->child; e; e = e->next)
		n += count_leaves(e);
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

static void
check_tree(const struct json_scan *s, const uint8_t *bytes)
{
	char *text = malloc(s->end + 1);
	size_t at = 0;
	cJSON *tree;

	CHECK(text);
	memcpy(text, bytes, s->end);
	text[s->end] = '\0';
	tree = cJSON_ParseWithLengthOpts(text, s->end + 1, NULL, 1);
	CHECK(tree);
	CHECK(count_leaves(tree) == s->leaves);
	cJSON_Delete(tree);
	free(text);
	for (size_t i = 0; i < s->leaves; i++) {
		CHECK(s->leaf[i].at >= at && s->leaf[i].len > 0);
		at = s->leaf[i].at + s->leaf[i].len;
		CHECK(at <= s->end);
	}
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
		    part.leaves == s.leaves);
	if (some == JSON_BAD)
		CHECK(all == JSON_BAD && part.at == s.at &&
		    !strcmp(part.code, s.code) && !strcmp(part.what, s.what));
	json_scan_free(&s);
	json_scan_free(&part);
	return 0;
}
