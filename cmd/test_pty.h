/* test_pty.h - for tests: a terminal to show things to. */
#ifndef TEST_PTY_H
#define TEST_PTY_H

#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Both ends; whoever includes this defines _XOPEN_SOURCE 700 first. */
static inline void
pty_open(int *master, int *slave)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0)
		skip();
	assert_int_equal(grantpt(*master), 0);
	assert_int_equal(unlockpt(*master), 0);
	*slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
	assert_true(*slave >= 0);
}

/* What was written there until the last descriptor of it was closed. */
static inline void
pty_read(int master, char *text, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(master, text + len, size - len - 1)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(master);
}

#endif
