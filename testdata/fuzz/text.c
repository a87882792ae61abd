/* text.c - what is shown of any bytes: on a terminal, and in JSON. */
#include "fuzz.h"
#include "read/json_scan.h"
#include "utf8.h"
#include "write/writer.h"

static void
check_escape(const char *s, size_t n, size_t size)
{
	char *shown = malloc(size);
	size_t len, k;
	uint32_t c;

	CHECK(shown);
	diag_escape(shown, size, s, n);
	fuzz_printable(shown, size);
	len = strlen(shown);
	for (size_t i = 0; i < len; i += k) {
		k = utf8_length(shown + i, len - i, &c);
		CHECK(k > 0);
		/* C1 controls, and marks that turn the line round */
		CHECK(!(c >= 0x7f && c < 0xa0) && c != 0x61c && c != 0x200e &&
		    c != 0x200f && !(c >= 0x2028 && c <= 0x202e) &&
		    !(c >= 0x2066 && c <= 0x2069));
	}
	free(shown);
}

static void
check_json(const char *s, size_t n)
{
	struct out o = { .fd = -1 };
	struct json_scan scan = { 0 };

	json_string(&o, s, n);
	CHECK(!o.failed);
	/* a NUL is written as JSON has it, and refused as input */
	CHECK(memchr(s, '\0', n) ||
	    (json_scan(&scan, o.buf, o.n, true) == JSON_OK && scan.end == o.n));
	json_scan_free(&scan);
	free(o.buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *s = malloc(n);
	size_t cut;

	CHECK(s);
	if (n)
		memcpy(s, bytes, n);
	cut = diag_cut(s, n);
	CHECK(cut <= n && cut <= DIAG_SHOWN && (cut == n || cut >= DIAG_SHOWN - 4));
	check_escape(s, cut, 4 * DIAG_SHOWN + 1);
	check_escape(s, n, 1 + (n ? bytes[0] % 64u : 0));
	check_escape(s, n, 4 * n + 1);
	check_json(s, n);
	free(s);
	return 0;
}
