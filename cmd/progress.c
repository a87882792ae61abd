/* progress.c - one line on standard error, rewritten and at last erased. */
#include "progress.h"
#include "diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 40, LINE = 80 };	/* bytes; together they fit 80 columns */

static const uint64_t second = 1000000000, between = 200000000;

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * second + (uint64_t)t.tv_nsec;
}

void
progress_begin(struct progress *p, bool rows)
{
	const char *term = getenv("TERM");

	*p = (struct progress){ .on = isatty(STDERR_FILENO) && term &&
		    *term && strcmp(term, "dumb") &&
		    !(rows && isatty(STDOUT_FILENO)) };
	if (p->on)
		p->begun = now();
}

struct progress *
progress_file(struct progress *p)
{
	if (!p->on)
		return NULL;
	p->file = p->shown = now();
	return p;
}

/* Three digits and a unit: 43 MB, 2.1 GB. */
static int
put_bytes(char *text, size_t size, double n)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	size_t k = 0;

	while (n >= 999.5 && k + 1 < sizeof unit / sizeof *unit) {
		n /= 1000;
		k++;
	}
	return snprintf(text, size, k && n < 9.95 ? "%.1f %s" : "%.0f %s", n,
	    unit[k]);
}

/* Blanks behind the new line hide what the old one had more. */
static void
put_line(struct progress *p, const char *line, size_t width)
{
	char text[2 * LINE + 2];
	int n = snprintf(text, sizeof text, "\r%s%*s%s", line,
	    (int)(p->width > width ? p->width - width : 0), "",
	    width ? "" : "\r");

	/* a line that cannot be shown is no reason to stop */
	if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
		p->on = false;
	p->width = width;
}

void
progress_tell(struct progress *p, const char *name, uint64_t done,
    uint64_t size)
{
	uint64_t time = now();
	char shown[NAME + 1], line[LINE], of[24], rate[24];
	double seconds = (double)(time - p->file) / (double)second;
	const char *slash = strrchr(name, '/');
	pid_t front;
	int n;

	if (!p->on || time - p->begun < second || time - p->shown < between)
		return;
	p->shown = time;
	/* in the background the terminal belongs to another */
	front = tcgetpgrp(STDERR_FILENO);
	if (front > 0 && front != getpgrp())
		return;
	name = slash ? slash + 1 : name;
	diag_escape(shown, sizeof shown, name, strlen(name));
	put_bytes(of, sizeof of, (double)(size ? size : done));
	put_bytes(rate, sizeof rate, (double)done / seconds);
	n = size ? snprintf(line, sizeof line, "%s: %.0f %% of %s, %s/s", shown,
		       100 * (double)done / (double)size, of, rate)
		 : snprintf(line, sizeof line, "%s: %s, %s/s", shown, of, rate);
	put_line(p, line, n < LINE ? (size_t)n : LINE - 1);
}

void
progress_end(struct progress *p)
{
	if (p->width)
		put_line(p, "", 0);
	p->on = false;
}
