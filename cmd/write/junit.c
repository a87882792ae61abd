/*
 * junit.c - a test case for each check and row, in XML that CI systems read.
 *
 * The rows themselves are not in it.  How many cases there are stands in front
 * of them, so all is written at the end.
 */
#include "../check.h"
#include "../utf8.h"

#include <stdlib.h>
#include <string.h>

/* What stands for a character in XML, or NULL: it is itself. */
static const char *
xml_of(uint32_t c)
{
	static const struct {
		uint32_t code;
		const char *xml;
	} row[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&apos;" }, { '\t', "&#9;" },
		{ '\n', "&#10;" }, { '\r', "&#13;" } };

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (row[i].code == c)
			return row[i].xml;
	/* there is no way to write these */
	return c < 0x20 || c == 0xfffe || c == 0xffff ? "\xef\xbf\xbd" : NULL;
}

void
xml_string(struct out *o, const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t k = utf8_length(s + i, len - i, &c);
		const char *xml = xml_of(k ? c : 0xffff);

		if (xml)
			out_text(o, xml);
		else
			out_bytes(o, s + i, k);
		i += k ? k : 1;
	}
}

static void
put_count(struct out *o, const char *name, uint64_t n)
{
	out_format(o, " %s=\"%llu\"", name, (unsigned long long)n);
}

/* How many cases the file has, by outcome. */
static void
put_counts(struct out *o, const struct checks *c)
{
	uint64_t failed = 0, cases = 1, skipped = 1;

	if (c && c->gates) {
		failed = c->kept[false] + (checks_left_out(c, false) > 0);
		cases = failed + c->kept[true] +
		    (checks_left_out(c, true) > 0);
		skipped = 0;
	}
	put_count(o, "tests", cases);
	put_count(o, "failures", failed);
	put_count(o, "errors", 0);
	put_count(o, "skipped", skipped);
}

static void
put_check(struct writer *w, const struct checks *c, const struct check *k)
{
	struct out name = { .fd = -1 }, got = { .fd = -1 };

	check_rule(&name, c, k);
	if (checks_where(c, k)) {
		out_text(&name, " [");
		check_where(&name, c, k);
		out_text(&name, "]");
	}
	out_text(&got, "got ");
	check_got(&got, k, w->digits);
	if (k->reason) {
		out_text(&got, "; ");
		out_text(&got, k->reason->text);
	}
	out_text(w->out, "<testcase classname=\"focalloss\" name=\"");
	xml_string(w->out, name.buf, name.n);
	if (!k->pass) {
		out_text(w->out, "\"><failure type=\"limit\" message=\"");
		xml_string(w->out, got.buf, got.n);
		out_text(w->out, "\"/></testcase>\n");
	} else {
		out_text(w->out, "\"/>\n");
	}
	if (name.failed || got.failed)
		out_fail(w->out, name.failed ? name.error : got.error);
	free(name.buf);
	free(got.buf);
}

/* One case stands for those that are left out. */
static void
put_rest(struct out *o, uint64_t n, bool pass)
{
	if (n == 0)
		return;
	out_format(o, "<testcase classname=\"focalloss\" "
		      "name=\"%llu more that %s\"",
	    (unsigned long long)n, pass ? "pass" : "fail");
	out_text(o, pass ? "/>\n"
			 : "><failure type=\"limit\" message=\"not listed\"/>"
			   "</testcase>\n");
}

static void
put_checks(struct writer *w, const struct checks *c)
{
	if (!c || !c->gates) {
		/* no case at all is an error to some; one must not pass */
		out_text(w->out, "<testcase classname=\"focalloss\" "
				 "name=\"limits\"><skipped message=\"there "
				 "is no --max, --min or --expect\"/>"
				 "</testcase>\n");
		return;
	}
	for (size_t i = 0; i < c->n; i++)
		put_check(w, c, &c->at[i]);
	put_rest(w->out, checks_left_out(c, true), true);
	put_rest(w->out, checks_left_out(c, false), false);
}

static void
junit_begin(struct writer *w)
{
	(void)w;
}

static void
junit_row(struct writer *w, const struct value *v)
{
	(void)w;
	(void)v;
}

static void
junit_rows(struct writer *w, const struct series *col, size_t n)
{
	(void)w;
	(void)col;
	(void)n;
}

static void
junit_end(struct writer *w)
{
	const struct checks *c = w->report->checks;
	const char *sign = w->report->signature;
	struct out *o = w->out;

	out_text(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<testsuites name=\"focalloss\">\n"
		    "<testsuite name=\"focalloss\"");
	put_counts(o, c);
	out_text(o, ">\n");
	if (!w->quiet) {
		out_text(o, "<properties><property name=\"signature\" value=\"");
		xml_string(o, sign, strlen(sign));
		out_text(o, "\"/></properties>\n");
	}
	put_checks(w, c);
	out_text(o, "</testsuite>\n</testsuites>\n");
}

const struct writer_ops junit_writer = { .name = "junit",
	.suffixes = ".xml", .about = "a test case for each check and row",
	.digits = 6, .free_rows = true, .begin = junit_begin,
	.row = junit_row, .rows = junit_rows, .end = junit_end };
