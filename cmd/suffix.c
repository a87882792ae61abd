/* suffix.c - .csv, .CSV and .Csv are one. */
#include "suffix.h"

#include <string.h>

bool
has_suffix(const char *path, const char *suffixes)
{
	size_t len = strlen(path);

	for (const char *s = suffixes; *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " "), i = 0;

		if (n < len)
			while (i < n &&
			    (path[len - n + i] | 0x20) == (s[i] | 0x20))
				i++;
		if (i == n)
			return true;
		s += n;
	}
	return false;
}
