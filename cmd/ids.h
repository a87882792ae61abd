/*
 * ids.h - rows kept in memory, found by their id.
 *
 * Ids are bytes and match byte by byte.  Rows stand one behind the other, each
 * with bytes of its owner's; first all are added, then they are indexed, then
 * they are found.  The hash has a random key, so that no file can be made on
 * purpose that is slow to read; no result depends on the key.
 */
#ifndef IDS_H
#define IDS_H

#include <stddef.h>
#include <stdint.h>

struct ids_row {
	uint32_t line;		/* see ids_line() */
	uint32_t other;		/* of a row with the same id: its line, or 0 */
	uint32_t len, size;	/* bytes of the id, and of what follows it */
	char id[];
};

struct ids {
	char *text;		/* text[0..n): the rows */
	size_t n, room;
	size_t rows, twice;	/* twice: those whose id has stood before */
	uint64_t *slot;		/* [mask + 1], or NULL: not indexed */
	size_t mask;
	uint64_t key[2];
};

/* Zeros are a map without rows; ids_free() makes it one again. */
void ids_free(struct ids *s);

/*
 * A further row, with room for size bytes behind its id; NULL if there is no
 * memory.  Earlier rows move.
 */
struct ids_row *ids_add(struct ids *s, const char *id, size_t len,
    size_t size, uint64_t line);

/* The rows of another map, behind those of s: 0, -1. */
int ids_append(struct ids *s, const struct ids *from);

/* Row by row, as they were added: the next of NULL is the first. */
struct ids_row *ids_next(const struct ids *s, const struct ids_row *row);

/*
 * Make rows findable: 0, -1.  A row whose id has stood before is not found;
 * its `other` is the line of the first.
 */
int ids_index(struct ids *s);

/*
 * Find or add, in an indexed map or one without rows: the row with that id,
 * whose line, where it is new, is 0; NULL if there is no memory, and then the
 * map is of no more use.  Earlier rows move.
 */
struct ids_row *ids_put(struct ids *s, const char *id, size_t len);

/* row[i] = the row with the id that is the len[i] bytes at id[i], or NULL. */
void ids_find(const struct ids *s, size_t n, const char *const *id,
    const size_t *len, struct ids_row **row);

/* A line in 32 bits, never 0; UINT32_MAX is any from there on. */
static inline uint32_t
ids_line(uint64_t line)
{
	return line && line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
}

#endif
