/* io.h - read(2) and write(2) that go on after what is no failure. */
#ifndef IO_H
#define IO_H

#include <sys/types.h>

/*
 * As read(2), but a signal is no failure, and where there is nothing to be read
 * yet it waits, even if the descriptor would not.
 */
ssize_t io_read(int fd, void *buf, size_t n);

/* As pread(2), likewise. */
ssize_t io_read_at(int fd, void *buf, size_t n, off_t at);

/* Write all n bytes, in the same manner: 0, or -1 and errno. */
int io_write(int fd, const void *buf, size_t n);

#endif
