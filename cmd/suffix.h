/* suffix.h - what the end of a file name says. */
#ifndef SUFFIX_H
#define SUFFIX_H

#include <stdbool.h>

/* Is the end of path one of the suffixes, as in ".csv .txt", in any case? */
bool has_suffix(const char *path, const char *suffixes);

#endif
