/* out_test.c - bytes that leave, wait or are refused, and are not forgotten. */
#include "out.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* out_end(), and the note it leaves. */
static void
assert_end(struct out *o, const char *note)
{
	static struct diag d;

	d = (struct diag){ .notes = 0 };
	assert_int_equal(out_end(o, &d), note ? -1 : 0);
	assert_int_equal(d.notes, note ? 1 : 0);
	if (note)
		assert_string_equal(d.note[0].text, note);
	assert_null(o->buf);
	assert_int_equal(o->n, 0);
	assert_int_equal(o->room, 0);
}

static void
memory_keeps_bytes(void **state)
{
	struct out o = { .fd = -1 };

	(void)state;
	out_bytes(&o, NULL, 0);
	out_bytes(&o, "a\0b", 3);
	out_text(&o, "");
	out_text(&o, "-");
	out_format(&o, "%s %d%%", "x", 7);
	out_number(&o, 0.1, 0);
	out_number(&o, 2. / 3, 3);
	assert_int_equal(o.n, 16);
	assert_memory_equal(o.buf, "a\0b-x 7%0.10.667", 16);
	assert_false(o.failed);
	assert_end(&o, NULL);
}

static void
memory_is_not_flushed(void **state)
{
	struct out o = { .fd = -1 };

	(void)state;
	out_text(&o, "kept");
	out_flush(&o);
	assert_int_equal(o.n, 4);
	assert_memory_equal(o.buf, "kept", 4);
	assert_end(&o, NULL);
}

static void
memory_holds_many_blocks(void **state)
{
	struct out o = { .fd = -1 };
	char line[8];

	(void)state;
	for (unsigned i = 0; i < OUT_BLOCK / 2; i++) {
		snprintf(line, sizeof line, "%06u\n", i);
		out_bytes(&o, line, 7);
	}
	assert_int_equal(o.n, OUT_BLOCK / 2 * 7);
	for (unsigned i = 0; i < OUT_BLOCK / 2; i++)
		assert_int_equal(strtoul(o.buf + i * 7, NULL, 10), i);
	assert_end(&o, NULL);
}

static void
long_formats_are_cut(void **state)
{
	struct out o = { .fd = -1 };

	(void)state;
	out_format(&o, "%600s", "x");
	assert_int_equal(o.n, 511);
	assert_end(&o, NULL);
}

/* So many bytes, going on from *next. */
static void
fill(struct out *o, size_t n, unsigned *next)
{
	char *p = n ? out_room(o, n) : NULL;

	if (n == 0)
		return;
	assert_non_null(p);
	for (size_t i = 0; i < n; i++)
		*p++ = (char)(*next)++;
	out_wrote(o, p);
}

/* An unlinked file. */
static int
temporary_file(void)
{
	FILE *f = tmpfile();
	int fd;

	assert_non_null(f);
	fd = dup(fileno(f));
	fclose(f);
	assert_true(fd >= 0);
	return fd;
}

static void
nothing_leaves_before_a_block_is_full(void **state)
{
	struct out o = { .fd = temporary_file() };
	char byte[2];
	int fd = o.fd;

	(void)state;
	for (int i = 0; i < OUT_BLOCK; i++) {
		out_drain(&o);
		out_bytes(&o, "x", 1);
	}
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	assert_false(o.begun);
	out_drain(&o);
	assert_true(o.begun);
	assert_int_equal(lseek(fd, 0, SEEK_END), OUT_BLOCK);
	out_bytes(&o, "y", 1);
	out_drain(&o);
	assert_int_equal(lseek(fd, 0, SEEK_END), OUT_BLOCK);
	/* what has not left can be dropped */
	o.n = 0;
	out_text(&o, "z");
	assert_end(&o, NULL);
	assert_int_equal(lseek(fd, 0, SEEK_END), OUT_BLOCK + 1);
	assert_int_equal(pread(fd, byte, 2, OUT_BLOCK - 1), 2);
	assert_memory_equal(byte, "xz", 2);
	close(fd);
}

/* In memory, and in a file that is read back. */
static void
what_is_appended_is_all_there(void **state)
{
	static const size_t piece[] = { 0, 1, 0, 700, OUT_BLOCK - 702, 0, 1, 5,
		OUT_BLOCK, 3, 2 * OUT_BLOCK, 0, OUT_BLOCK - 1, OUT_BLOCK - 1,
		7 };
	struct out file = { .fd = temporary_file() }, memory = { .fd = -1 },
		   from = { .fd = -1 }, again = { .fd = -1 };
	unsigned next = 0, last = 0;
	size_t all = 0, out;
	char *text;
	int fd = file.fd;

	(void)state;
	for (size_t i = 0; i < COUNT(piece); i++) {
		fill(&from, piece[i], &next);
		fill(&again, piece[i], &last);
		out_append(&file, &from);
		out_append(&memory, &again);
		all += piece[i];
		assert_int_equal(from.n + again.n, 0);
		assert_int_equal(file.begun, all >= OUT_BLOCK);
		/* what is held is no block, and the rest has left */
		out = (size_t)lseek(fd, 0, SEEK_END);
		assert_true(file.n < OUT_BLOCK);
		assert_int_equal(out + file.n, all);
	}
	assert_end(&file, NULL);
	assert_int_equal(memory.n, all);
	text = malloc(all);
	assert_non_null(text);
	assert_int_equal(pread(fd, text, all, 0), all);
	for (size_t i = 0; i < all; i++)
		if (text[i] != (char)i || memory.buf[i] != (char)i)
			fail_msg("byte %zu is another", i);
	free(text);
	free(memory.buf);
	free(from.buf);
	free(again.buf);
	close(fd);
}

/* Buffers change hands only where nothing is in the way. */
static void
what_is_appended_to_a_buffer_of_another_or_after_a_failure(void **state)
{
	char room[8];
	struct out lent = { .fd = -1, .buf = room, .room = sizeof room,
		.lent = true };
	struct out bad = { .fd = -1 }, from = { .fd = -1 };

	(void)state;
	out_text(&from, "abc");
	out_append(&lent, &from);
	assert_ptr_equal(lent.buf, room);
	assert_int_equal(lent.n, 3);
	assert_memory_equal(room, "abc", 3);
	assert_int_equal(from.n, 0);
	out_fail(&bad, ENOSPC);
	out_text(&from, "abc");
	out_append(&bad, &from);
	assert_true(bad.failed);
	assert_int_equal(bad.n, 0);
	assert_int_equal(from.n, 0);
	free(bad.buf);
	free(from.buf);
}

static void
one_big_write_is_whole(void **state)
{
	enum { BIG = 5 * OUT_BLOCK + 3 };
	struct out o = { .fd = temporary_file() };
	char *big = malloc(BIG), *back = malloc(BIG);
	int fd = o.fd;

	(void)state;
	assert_non_null(big);
	assert_non_null(back);
	for (unsigned i = 0; i < BIG; i++)
		big[i] = (char)(i * 2654435761u >> 24);
	out_bytes(&o, big, BIG);
	assert_end(&o, NULL);
	assert_int_equal(lseek(fd, 0, SEEK_END), BIG);
	assert_int_equal(pread(fd, back, BIG, 0), BIG);
	assert_memory_equal(big, back, BIG);
	close(fd);
	free(big);
	free(back);
}

static void
a_lent_buffer_is_flushed_when_full(void **state)
{
	char room[8], back[16];
	int fd = temporary_file();
	struct out o = { .fd = fd, .buf = room, .room = sizeof room,
		.lent = true };

	(void)state;
	out_text(&o, "12345");
	out_text(&o, "678");
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	out_text(&o, "9");
	assert_int_equal(lseek(fd, 0, SEEK_END), 8);
	assert_end(&o, NULL);
	assert_int_equal(pread(fd, back, sizeof back, 0), 9);
	assert_memory_equal(back, "123456789", 9);
	close(fd);
}

static void
a_lent_buffer_never_grows(void **state)
{
	char room[8];
	struct out o = { .fd = -1, .buf = room, .room = sizeof room,
		.lent = true };

	(void)state;
	out_text(&o, "12345678");
	assert_false(o.failed);
	out_text(&o, "9");
	assert_true(o.failed);
	assert_end(&o, "focalloss: out of memory [memory]");
}

static void
an_end_of_nothing_is_fine(void **state)
{
	struct out o = { .fd = STDERR_FILENO };

	(void)state;
	assert_end(&o, NULL);
}

/* No row is cut, however long it is. */
static void
nothing_leaves_but_between_rows(void **state)
{
	struct out o = { .fd = temporary_file(), .hold = 3 };
	int fd = o.fd;

	(void)state;
	out_text(&o, "ab");
	out_drain(&o);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	out_text(&o, "cdefgh");
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	out_drain(&o);
	assert_int_equal(lseek(fd, 0, SEEK_END), 8);
	assert_end(&o, NULL);
	close(fd);
}

static void
what_failed_is_named(void **state)
{
	struct out o = { .name = "a.csv", .fd = -1 };

	(void)state;
	out_fail(&o, EFBIG);
	out_fail(&o, ENOSPC);
	out_text(&o, "x");
	assert_null(out_room(&o, 1));
	assert_end(&o, "a.csv: cannot write: File too large [io]");
}

static void
a_full_disk_is_an_error(void **state)
{
	struct out o = { .fd = open("/dev/full", O_WRONLY) };
	int fd = o.fd;

	(void)state;
	assert_true(fd >= 0);
	out_text(&o, "x");
	assert_false(o.failed);
	assert_end(&o, "focalloss: cannot write: No space left on device [io]");
	assert_true(o.failed);
	assert_int_equal(o.error, ENOSPC);
	close(fd);
}

/* Once it is full, megabytes more cost neither memory nor time. */
static void
after_a_failure_bytes_are_dropped(void **state)
{
	struct out o = { .fd = open("/dev/full", O_WRONLY) };
	int fd = o.fd;

	(void)state;
	assert_true(fd >= 0);
	for (int i = 0; i < 40 * OUT_BLOCK / 64; i++) {
		out_bytes(&o, "0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef", 64);
		out_drain(&o);
	}
	assert_true(o.failed);
	assert_true(o.room < 4 * OUT_BLOCK);
	assert_end(&o, "focalloss: cannot write: No space left on device [io]");
	close(fd);
}

static void
the_first_failure_is_told(void **state)
{
	struct out o = { .fd = open("/dev/full", O_WRONLY) };
	int fd = o.fd;

	(void)state;
	out_text(&o, "x");
	out_flush(&o);
	close(fd);	/* from here on it would be EBADF */
	out_text(&o, "y");
	assert_end(&o, "focalloss: cannot write: No space left on device [io]");
}

static void
a_closed_descriptor_is_an_error(void **state)
{
	struct out o = { .fd = temporary_file() };

	(void)state;
	close(o.fd);
	out_text(&o, "x");
	assert_end(&o, "focalloss: cannot write: Bad file descriptor [io]");
}

/* Where no descriptor is left to ask with, what was written is taken as good. */
static void
no_descriptor_to_ask_is_no_failure(void **state)
{
	struct out o = { .fd = temporary_file() };
	struct rlimit all, few;
	char text[2];

	(void)state;
	out_text(&o, "x");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
	few = (struct rlimit){ 1, all.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_int_equal(dup(o.fd), -1);
	assert_int_equal(errno, EMFILE);
	assert_end(&o, NULL);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
	assert_false(o.failed);
	assert_int_equal(pread(o.fd, text, sizeof text, 0), 1);
	close(o.fd);
}

static void
a_closed_pipe_is_an_error_where_it_is_no_signal(void **state)
{
	struct out o = { 0 };
	int end[2];

	(void)state;
	assert_int_equal(pipe(end), 0);
	signal(SIGPIPE, SIG_IGN);
	o.fd = end[1];
	close(end[0]);
	out_text(&o, "x");
	assert_end(&o, "focalloss: cannot write: Broken pipe [io]");
	signal(SIGPIPE, SIG_DFL);
	close(end[1]);
}

/* Read until the end, slowly at first; exit 0 if the bytes are as written. */
static int
reader(int fd, unsigned want)
{
	unsigned char buf[4096];
	unsigned at = 0;
	ssize_t n;

	nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		for (ssize_t i = 0; i < n; i++)
			if (buf[i] != (unsigned char)(at++ * 7))
				return 1;
	return n < 0 || at != want;
}

/* A pipe that takes no more for now: wait, and go on where it stopped. */
static void
a_pipe_that_does_not_wait_gets_everything(void **state)
{
	enum { BIG = 2 * OUT_BLOCK + 5 };
	struct out o = { 0 };
	int end[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(end), 0);
	assert_int_equal(fcntl(end[1], F_SETFL, O_NONBLOCK), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(end[1]);
		_exit(reader(end[0], BIG));
	}
	close(end[0]);
	o.fd = end[1];
	for (unsigned i = 0; i < BIG; i++) {
		out_bytes(&o, &(char){ (char)(i * 7) }, 1);
		out_drain(&o);
	}
	assert_end(&o, NULL);
	close(end[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
on_alarm(int signal_number)
{
	(void)signal_number;
}

/* Signals that interrupt write(2) lose nothing and repeat nothing. */
static void
signals_interrupt_nothing(void **state)
{
	enum { BIG = 2 * OUT_BLOCK + 5 };
	struct sigaction act = { .sa_handler = on_alarm }, old;
	struct out o = { 0 };
	int end[2], status;
	pid_t pid, knocker;

	(void)state;
	assert_int_equal(pipe(end), 0);
	assert_int_equal(sigaction(SIGUSR1, &act, &old), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(end[1]);
		_exit(reader(end[0], BIG));
	}
	close(end[0]);
	knocker = fork();
	assert_true(knocker >= 0);
	if (knocker == 0) {
		close(end[1]);
		for (int i = 0; i < 40; i++) {
			nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
			kill(getppid(), SIGUSR1);
		}
		_exit(0);
	}
	o.fd = end[1];
	for (unsigned i = 0; i < BIG; i++) {
		out_bytes(&o, &(char){ (char)(i * 7) }, 1);
		out_drain(&o);
	}
	assert_end(&o, NULL);
	close(end[1]);
	while (waitpid(knocker, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	assert_int_equal(status, 0);
	sigaction(SIGUSR1, &old, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_keeps_bytes),
		cmocka_unit_test(memory_is_not_flushed),
		cmocka_unit_test(memory_holds_many_blocks),
		cmocka_unit_test(long_formats_are_cut),
		cmocka_unit_test(nothing_leaves_before_a_block_is_full),
		cmocka_unit_test(what_is_appended_is_all_there),
		cmocka_unit_test(what_is_appended_to_a_buffer_of_another_or_after_a_failure),
		cmocka_unit_test(one_big_write_is_whole),
		cmocka_unit_test(a_lent_buffer_is_flushed_when_full),
		cmocka_unit_test(a_lent_buffer_never_grows),
		cmocka_unit_test(an_end_of_nothing_is_fine),
		cmocka_unit_test(nothing_leaves_but_between_rows),
		cmocka_unit_test(what_failed_is_named),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(after_a_failure_bytes_are_dropped),
		cmocka_unit_test(the_first_failure_is_told),
		cmocka_unit_test(a_closed_descriptor_is_an_error),
		cmocka_unit_test(no_descriptor_to_ask_is_no_failure),
		cmocka_unit_test(
		    a_closed_pipe_is_an_error_where_it_is_no_signal),
		cmocka_unit_test(a_pipe_that_does_not_wait_gets_everything),
		cmocka_unit_test(signals_interrupt_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
