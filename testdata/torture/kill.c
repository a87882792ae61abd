/* kill.c - F49, F56: whenever it is killed, its file is the old or the new one. */
#define _GNU_SOURCE
#include "torture.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int signals[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP };

static struct bytes
file(const char *path)
{
	struct bytes b = { NULL, 0 };
	FILE *f = fopen(path, "r");
	char buf[1 << 16];

	for (size_t n; f && (n = fread(buf, 1, sizeof buf, f)) > 0; b.n += n) {
		b.at = realloc(b.at, b.n + n + 1);
		if (!b.at)
			abort();
		memcpy(b.at + b.n, buf, n);
	}
	if (f)
		fclose(f);
	return b;
}

/* Remove what the directory holds besides `keep`; how many files was that? */
static size_t
sweep(const char *directory, const char *keep)
{
	DIR *d = opendir(directory);
	size_t n = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		if (*e->d_name != '.' || strlen(e->d_name) > 2) {
			if (!strcmp(e->d_name, keep))
				continue;
			n += unlinkat(dirfd(d), e->d_name, 0) == 0;
		}
	if (d)
		closedir(d);
	return n;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

void
torture_kill(struct torture *t)
{
	static const char old[] = "this is the old file\n";
	char directory[1024], path[1100];
	struct scenario s = { .name = "a row per sample into a file",
		.argv = { (char *)(size_t)t->tool, "digits-attributes.csv", "-r",
		    "none", "-g", "0,1,2,3,4,5,6,7,8,9", "-o", path } };
	const struct scenario help = { .name = "--help",
		.argv = { (char *)(size_t)t->tool, "--help" } };
	const struct harm none = { 0 };
	struct outcome o;
	struct bytes new;
	size_t temporary = 0, count[2] = { 0, 0 };
	double whole;

	run(&o, t, &help, &none);
	if (!says(&o.out, "--output ")) {
		printf("kill          left out: there is no --output yet\n");
		outcome_free(&o);
		return;
	}
	outcome_free(&o);
	snprintf(directory, sizeof directory, "%s/killed", t->build);
	snprintf(path, sizeof path, "%s/out.csv", directory);
	mkdir(directory, 0777);
	sweep(directory, "");
	run(&o, t, &s, &none);
	new = file(path);
	whole = o.seconds;
	judge(t, &s, o.exit == 0 && new.n > 0, &o, "undisturbed");
	outcome_free(&o);
	srand(1);
	for (int i = 0; i < (t->quick ? 200 : 1000); i++) {
		int by = signals[i % 4 ? 0 : (i / 4) % 4];
		const struct harm h = { .kill_by = by,
			.kill_after = 1.2 * whole * rand() / RAND_MAX + 1e-6 };
		struct bytes now;
		size_t extra;
		bool is_old, is_new;

		put(path, old);
		run(&o, t, &s, &h);
		now = file(path);
		is_old = now.n == strlen(old) && !memcmp(now.at, old, now.n);
		is_new = same(&now, &new);
		count[is_new]++;
		extra = sweep(directory, "out.csv");
		temporary += extra;
		judge(t, &s, (is_old || is_new) && (!extra || by == SIGKILL) &&
			(o.exit == 0 ? is_new : o.exit == 128 + by), &o,
		    "signal %d after %.1f ms of %.1f: %zu bytes, %zu other files",
		    by, 1e3 * h.kill_after, 1e3 * whole, now.n, extra);
		free(now.at);
		outcome_free(&o);
	}
	printf("kill          %zu old, %zu new files; SIGKILL left %zu "
	       "temporary ones\n", count[0], count[1], temporary);
	free(new.at);
}
