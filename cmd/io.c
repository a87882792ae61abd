/* io.c - interrupted, short and too early: try again. */
#include "io.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* So often in vain, and something is broken that waiting does not mend. */
enum { TRIES = 10000 };

/* After a failure: is it worth another try?  Wait until it may be. */
static int
again(int fd, short events, unsigned *tries)
{
	int error = errno;

	if ((error != EINTR && error != EAGAIN) || ++*tries > TRIES)
		return 0;
	if (error == EAGAIN)
		poll(&(struct pollfd){ fd, events, 0 }, 1, -1);
	errno = error;
	return 1;
}

ssize_t
io_read(int fd, void *buf, size_t n)
{
	unsigned tries = 0;
	ssize_t got;

	do
		got = read(fd, buf, n);
	while (got < 0 && again(fd, POLLIN, &tries));
	return got;
}

ssize_t
io_read_at(int fd, void *buf, size_t n, off_t at)
{
	unsigned tries = 0;
	ssize_t got;

	do
		got = pread(fd, buf, n, at);
	while (got < 0 && again(fd, POLLIN, &tries));
	return got;
}

int
io_write(int fd, const void *buf, size_t n)
{
	const char *s = buf;
	unsigned tries = 0;

	while (n > 0) {
		ssize_t put = write(fd, s, n);

		if (put < 0) {
			if (!again(fd, POLLOUT, &tries))
				return -1;
			continue;
		}
		tries = 0;
		s += put;
		n -= (size_t)put;
	}
	return 0;
}
