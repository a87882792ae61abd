/* sink_test.c - what a lane has written joins what went before it, or nothing. */
#include "sink.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* One output, to nowhere, that holds a header and lets go of any block. */
static void
begin(struct sinks *s, struct sink *at)
{
	*at = (struct sink){ .out = { .fd = open("/dev/null", O_WRONLY),
		.hold = 1 } };
	*s = (struct sinks){ .n = 1, .at = at };
	assert_true(at->out.fd > 0);
	out_text(&at->out, "header\n");
}

static void
end(struct sink *at)
{
	free(at->out.buf);
	close(at->out.fd);
}

/* Row by row a header waits for the first row; an error may still come. */
static void
without_rows_nothing_begins(void **state)
{
	struct sink at, none = { .out.fd = -1 };
	struct sinks s, own = { .n = 1, .at = &none };

	(void)state;
	begin(&s, &at);
	assert_int_equal(sinks_append(&s, &own), 0);
	assert_false(at.out.begun);
	assert_int_equal(at.out.n, 7);
	end(&at);
}

static void
rows_follow_what_there_is(void **state)
{
	struct sink at, rows = { .out.fd = -1 };
	struct sinks s, own = { .n = 1, .at = &rows };

	(void)state;
	begin(&s, &at);
	at.out.hold = 100;
	out_text(&rows.out, "1\n2\n");
	assert_int_equal(sinks_append(&s, &own), 0);
	assert_int_equal(rows.out.n, 0);
	assert_int_equal(at.out.n, 11);
	assert_memory_equal(at.out.buf, "header\n1\n2\n", 11);
	at.out.hold = 1;
	out_text(&rows.out, "3\n");
	assert_int_equal(sinks_append(&s, &own), 0);
	assert_true(at.out.begun);
	assert_int_equal(at.out.n, 0);
	free(rows.out.buf);
	end(&at);
}

/* Rows that are not all there are none. */
static void
a_failure_on_either_side_is_one(void **state)
{
	for (int side = 0; side < 2; side++) {
		struct sink at, rows = { .out.fd = -1 };
		struct sinks s, own = { .n = 1, .at = &rows };

		(void)state;
		begin(&s, &at);
		out_fail(side ? &at.out : &rows.out, ENOMEM);
		assert_int_equal(sinks_append(&s, &own), -1);
		end(&at);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rows_nothing_begins),
		cmocka_unit_test(rows_follow_what_there_is),
		cmocka_unit_test(a_failure_on_either_side_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
