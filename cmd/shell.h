/* shell.h - file names in the commands that a hint shows. */
#ifndef SHELL_H
#define SHELL_H

#include "diag.h"

#include <stdbool.h>

/* Each byte may be four, in quotes, behind "./". */
enum { SHELL_WORD = 4 * DIAG_SHOWN + 8 };

/*
 * The name of a file as one word for a shell: in quotes if need be.  FILE stands
 * for what cannot be shown as it is: standard input (NULL), names with control
 * bytes or bad UTF-8, and those longer than DIAG_SHOWN.
 */
void shell_word(char word[static SHELL_WORD], const char *file);

/* The same for a place inside '' inside "", as in: duckdb -c "from 'FILE'" */
void shell_inside(char word[static SHELL_WORD], const char *file);

#endif
