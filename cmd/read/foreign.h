/* foreign.h - files that are none of ours, known by their first bytes. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "reader.h"

/*
 * Is what the window begins with, SOURCE_SNIFF bytes or all there are, another
 * program's format or another encoding?  Then that is noted, with the command
 * that converts it: -1; else 0.
 */
int foreign_check(struct reader *r, const char *path);

#endif
