/*
 * group.h - the groups of --by: equal values of its columns, numbered as they
 * are met.
 *
 * A value is the text of a cell; the label's is its meaning, so that 1, 1.0 and
 * true are one.  Cells that are empty, null or absent have the value "".
 */
#ifndef GROUP_H
#define GROUP_H

#include "batch.h"
#include "ids.h"
#include "write/writer.h"

enum { VALUES_RECENT = 1 << 8 };	/* a power of two */

/* Texts, numbered. */
struct values {
	struct ids seen;	/* the line of a row is its number + 1 */
	size_t n, room;
	struct value_met {
		size_t at;	/* where it is in seen.text */
		unsigned kinds;	/* bit k: a cell of kind k had it */
	} *met;			/* [room] */
	/* short texts met lately; number is + 1, 0: none */
	struct {
		uint64_t word;
		uint32_t len, number;
	} recent[VALUES_RECENT];
};

struct groups {
	size_t columns;		/* of --by; 0: all samples are one group */
	/*
	 * [columns + 1] the texts of each; the last, if there are several
	 * columns, are the groups themselves, as a number of each column
	 */
	struct values *values;
	uint32_t *whole;	/* [wholes] of label k: its number, NO_GROUP */
	size_t wholes;
	struct label_list labels;
	uint32_t *number;	/* [room*columns] of a batch's rows */
	size_t room;
};

#define NO_GROUP UINT32_MAX

/* 0, or -1: no memory; groups_free() in any case. */
int groups_init(struct groups *g, const struct plan *p);
void groups_free(struct groups *g);

/* How many there are. */
size_t groups_count(const struct groups *g);

/* group[i] = the group of row i, a new one if need be: 0, -1. */
int groups_find(struct groups *g, const struct plan *p, const struct job *j,
    const struct batch *b, uint32_t *group);

/* group[i] = what group i of from is here; there is room for all: 0, -1. */
int groups_adopt(struct groups *g, const struct groups *from, uint32_t *group);

/* All groups in order: numbers, then texts byte by byte, then "": 0, -1. */
int groups_sort(const struct groups *g, size_t *order);

/* Column c of a group, as it is shown. */
void groups_show(const struct groups *g, size_t group, size_t c,
    struct value *v);

#endif
