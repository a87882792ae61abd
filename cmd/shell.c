/* shell.c - a command that is copied must mean what it shows. */
#include "shell.h"

#include <string.h>

#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" \
	"%+,-./:@_"

/* Can it be shown byte for byte? */
static bool
is_shown(const char *file)
{
	char shown[4 * DIAG_SHOWN + 1];
	size_t len = file ? strlen(file) : 0, n = 0;

	if (len == 0 || len > DIAG_SHOWN)
		return false;
	/* what is escaped gets longer, and a backslash is doubled for nothing */
	diag_escape(shown, sizeof shown, file, len);
	for (size_t i = 0; i < len; i++)
		n += file[i] == '\\';
	return strlen(shown) == len + n;
}

void
shell_word(char word[static SHELL_WORD], const char *file)
{
	char *p = word;
	bool quoted;

	if (!is_shown(file))
		file = "FILE";
	quoted = file[strspn(file, PLAIN)] != '\0';
	if (quoted)
		*p++ = '\'';
	if (*file == '-')	/* no option */
		p = stpcpy(p, "./");
	for (; *file; file++)
		if (*file == '\'')
			p = stpcpy(p, "'\\''");
		else
			*p++ = *file;
	if (quoted)
		*p++ = '\'';
	*p = '\0';
}

void
shell_inside(char word[static SHELL_WORD], const char *file)
{
	bool good = is_shown(file) && !strpbrk(file, "\"$`\\!'");

	strcpy(word, good ? file : "FILE");
}
