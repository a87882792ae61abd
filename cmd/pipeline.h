/* pipeline.h - many lanes, one file. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "lane.h"

/*
 * Read and score the file by j->threads lanes, with the same bytes and notes as
 * lane_read() would give; what it leaves of the file (a last line without its
 * end, a format without plain lines) is for lane_read().  The results are added
 * to those of l.  0, or -1 with a note.
 */
int pipeline(struct lane *l);

#endif
