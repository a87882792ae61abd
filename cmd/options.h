/* options.h - the one table of options. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "job.h"

/*
 * An option: getopt_long()'s arrays, --help and the check of the man page all
 * come from these rows.
 */
struct option_row {
	int key;		/* the short name, or a number above CHAR_MAX */
	const char *name;	/* NULL: a heading, its text in help */
	const char *arg;	/* what the argument is called, or NULL */
	const char *help;	/* "\n" goes on in the next line */
	int (*set)(struct job *j, const struct option_row *o, const char *arg,
	    struct diag *d);
	size_t at;		/* offset in struct job, for plain setters */
};
extern const struct option_row option_rows[];	/* ends: key 0, help NULL */

/* Append the text of --help. */
struct out;
void options_help(struct out *o);

#endif
