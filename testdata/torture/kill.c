/* kill.c - F49, F56: whenever it is killed, its file is the old or the new one. */
#define _GNU_SOURCE
#include "torture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const int signals[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP };

void
torture_kill(struct torture *t)
{
	char path[1100];
	struct scenario s = { .name = "a row per sample into a file",
		.argv = { (char *)(size_t)t->tool, "digits-attributes.csv", "-r",
		    "none", "-g", "0,1,2,3,4,5,6,7,8,9", "-o", path } };
	const struct scenario help = { .name = "--help",
		.argv = { (char *)(size_t)t->tool, "--help" } };
	const struct harm none = { 0 };
	struct outcome o, new;
	size_t temporary = 0, count[2] = { 0, 0 };
	double whole;

	run(&o, t, &help, &none);
	if (!says(&o.out, "--output ")) {
		printf("kill          left out: there is no --output yet\n");
		outcome_free(&o);
		return;
	}
	outcome_free(&o);
	snprintf(path, sizeof path, "%s/written/out.csv", t->own);
	run(&new, t, &s, &none);
	whole = new.seconds;
	judge(t, &s, new.exit == 0 && !is_old(&new), &new, "undisturbed");
	srand(1);
	for (int i = 0; i < (t->quick ? 200 : 1000); i++) {
		int by = signals[i % 4 ? 0 : (i / 4) % 4];
		const struct harm h = { .kill_by = by,
			.kill_after = 1.2 * whole * rand() / RAND_MAX + 1e-6 };
		bool is_new;

		run(&o, t, &s, &h);
		is_new = same(&o.file, &new.file);
		count[is_new]++;
		temporary += o.strays;
		judge(t, &s, (is_old(&o) || is_new) &&
			(!o.strays || by == SIGKILL) &&
			(o.exit == 0 ? is_new : o.exit == 128 + by), &o,
		    "signal %d after %.1f ms of %.1f: %zu bytes, %zu other files",
		    by, 1e3 * h.kill_after, 1e3 * whole, o.file.n, o.strays);
		outcome_free(&o);
	}
	printf("kill          %zu old, %zu new files; SIGKILL left %zu "
	       "temporary ones\n", count[0], count[1], temporary);
	outcome_free(&new);
}
