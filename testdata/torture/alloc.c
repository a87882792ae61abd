/* alloc.c - F53: every allocation fails, once and for ever after. */
#define _GNU_SOURCE
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TELL = 9 };

/* ASan wants to be the first library, and lets itself be talked out of it. */
static const char asan[] =
    "ASAN_OPTIONS=verify_asan_link_order=0:allocator_may_return_null=1";

/* The run with allocation k failing; what was asked for and is not returned. */
static void
run_at(struct outcome *o, const struct torture *t, const struct scenario *s,
    long k, bool ever, long *asked, long *live)
{
	char preload[1024], at[32], text[64] = "";
	struct harm h = { .env = { preload, at, "FAIL_TELL=9",
	    ever ? "FAIL_EVER=1" : "FAIL_EVER=0", "MALLOC_PERTURB_=165",
	    asan, NULL } };
	int fd = memfd_create("tell", 0);

	dup2(fd, TELL);
	close(fd);
	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", t->preload);
	snprintf(at, sizeof at, "FAIL_AT=%ld", k);
	run(o, t, s, &h);
	*asked = *live = -1;
	if (pread(TELL, text, sizeof text - 1, 0) > 0)
		sscanf(text, "%ld %ld", asked, live);
	close(TELL);
}

/* As if nothing had been, or nothing but a message about memory. */
static bool
is_good(const struct outcome *o, const struct outcome *base)
{
	if (same_run(o, base))
		return true;
	return refused(o, base) && messages(&o->err, &base->err) == 1 &&
	    says(&o->err, "memory");
}

void
torture_alloc(struct torture *t)
{
	for (size_t i = 0; i < t->scenarios; i++) {
		const struct scenario *s = &t->scenario[i];
		struct outcome base, o;
		long all, left, asked, live;

		run_at(&base, t, s, 0, false, &all, &left);
		judge(t, s, all >= 0 && base.exit >= 0 && base.exit <= 2,
		    &base, "undisturbed");
		for (long k = 1; k <= all; k++)
			for (int ever = 0; ever < 2; ever++) {
				run_at(&o, t, s, k, ever, &asked, &live);
				judge(t, s, is_good(&o, &base) && live <= left,
				    &o, "allocation %ld of %ld%s, %ld left", k,
				    all, ever ? " and after" : "", live - left);
				outcome_free(&o);
			}
		outcome_free(&base);
	}
}

void
torture_short(struct torture *t)
{
	char preload[1024], tear[32];

	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", t->preload);
	for (size_t i = 0; i < t->scenarios; i++) {
		const struct scenario *s = &t->scenario[i];
		const struct harm none = { 0 };
		struct outcome base, o;

		run(&base, t, s, &none);
		for (int seed = 1; seed <= (t->quick ? 3 : 50); seed++) {
			const struct harm h = { .env = { preload, tear, asan,
			    NULL } };

			snprintf(tear, sizeof tear, "FAIL_TEAR=%d", seed * 7919);
			run(&o, t, s, &h);
			judge(t, s, same_run(&o, &base), &o, "%s", tear);
			outcome_free(&o);
		}
		outcome_free(&base);
	}
}
