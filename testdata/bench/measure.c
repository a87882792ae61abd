/*
 * measure.c - run a program and write what it took: seconds on the clock, in
 * user mode, KiB of memory at most, exit status.
 *
 *	measure REPORT PROGRAM [ARGUMENT ...]
 *
 * A small program, because a child's peak begins with what its parent holds.
 */
#define _DEFAULT_SOURCE		/* wait4 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int
main(int argc, char **argv)
{
	FILE *report = argc > 2 ? fopen(argv[1], "we") : NULL;
	struct rusage used;
	double start = now();
	int status;
	pid_t child;

	if (!report) {
		fputs("usage: measure REPORT PROGRAM [ARGUMENT ...]\n", stderr);
		return 2;
	}
	child = fork();
	if (!child) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return 2;
	fprintf(report, "%.6f %.6f %ld %d\n", now() - start,
	    (double)used.ru_utime.tv_sec + 1e-6 * (double)used.ru_utime.tv_usec,
	    used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status));
	return fclose(report) ? 2 : 0;
}
