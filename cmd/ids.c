/* ids.c - open addressing, and SipHash-1-3 of Aumasson and Bernstein. */
#include "ids.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	ALIGN = sizeof(uint32_t),
	AT_BITS = 40,		/* of a slot: where its row is; above, a tag */
	TOGETHER = 32		/* rows whose memory is fetched at once */
};

#define AT_MASK (((uint64_t)1 << AT_BITS) - 1)

void
ids_free(struct ids *s)
{
	free(s->text);
	free(s->slot);
	*s = (struct ids){ 0 };
}

static size_t
row_size(size_t len, size_t size)
{
	size_t bytes = sizeof(struct ids_row) + len + size;

	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static struct ids_row *
row_at(const struct ids *s, size_t at)
{
	return (struct ids_row *)(void *)(s->text + at);
}

/* Room for so many bytes more: 0, -1. */
static int
grow_text(struct ids *s, size_t more)
{
	size_t room = s->n + more + s->room / 2 + (1 << 12);
	char *text;

	if (s->n + more <= s->room)
		return 0;
	text = realloc(s->text, room);
	if (!text)
		return -1;
	s->text = text;
	s->room = room;
	return 0;
}

struct ids_row *
ids_add(struct ids *s, const char *id, size_t len, size_t size, uint64_t line)
{
	struct ids_row *row;
	size_t step;

	if (len >= UINT32_MAX || size >= UINT32_MAX)
		return NULL;
	step = row_size(len, size);
	if (grow_text(s, step))
		return NULL;
	row = row_at(s, s->n);
	*row = (struct ids_row){ ids_line(line), 0, (uint32_t)len,
		(uint32_t)size };
	memcpy(row->id, id, len);
	s->n += step;
	s->rows++;
	return row;
}

int
ids_append(struct ids *s, const struct ids *from)
{
	if (grow_text(s, from->n))
		return -1;
	if (from->n)
		memcpy(s->text + s->n, from->text, from->n);
	s->n += from->n;
	s->rows += from->rows;
	return 0;
}

struct ids_row *
ids_next(const struct ids *s, const struct ids_row *row)
{
	size_t at = row ? (size_t)((const char *)row - s->text) +
		row_size(row->len, row->size) : 0;

	return at < s->n ? row_at(s, at) : NULL;
}

/* From the system; where it has none to give, what differs between runs. */
static void
draw_key(uint64_t key[2])
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	struct timespec now = { 0 };

	if (fd < 0 || read(fd, key, 2 * sizeof *key) != 2 * sizeof *key) {
		clock_gettime(CLOCK_REALTIME, &now);
		key[0] = (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30;
		key[1] = (uint64_t)getpid() ^ (uint64_t)(uintptr_t)key << 16;
	}
	if (fd >= 0)
		close(fd);
}

static uint64_t
rotate(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

struct sip {
	uint64_t a, b, c, d;
};

static inline void
sip_round(struct sip *v)
{
	v->a += v->b;
	v->c += v->d;
	v->b = rotate(v->b, 13) ^ v->a;
	v->d = rotate(v->d, 16) ^ v->c;
	v->a = rotate(v->a, 32);
	v->c += v->b;
	v->a += v->d;
	v->b = rotate(v->b, 17) ^ v->c;
	v->d = rotate(v->d, 21) ^ v->a;
	v->c = rotate(v->c, 32);
}

static inline void
sip_word(struct sip *v, uint64_t word)
{
	v->d ^= word;
	sip_round(v);
	v->a ^= word;
}

/* The order of bytes in a word is the machine's: no result depends on it. */
static uint64_t
hash(const uint64_t key[2], const char *id, size_t len)
{
	struct sip v = { key[0] ^ 0x736f6d6570736575,
		key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
		key[1] ^ 0x7465646279746573 };
	uint64_t word, last = (uint64_t)len << 56;

	for (; len >= sizeof word; id += sizeof word, len -= sizeof word) {
		memcpy(&word, id, sizeof word);
		sip_word(&v, word);
	}
	for (size_t i = 0; i < len; i++)
		last |= (uint64_t)(unsigned char)id[i] << 8 * i;
	sip_word(&v, last);
	v.c ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(&v);
	return v.a ^ v.b ^ v.c ^ v.d;
}

/* What a slot holds for a row: 0 is an empty one. */
static uint64_t
slot_of(uint64_t h, size_t at)
{
	return (h & ~AT_MASK) | (at / ALIGN + 1);
}

static struct ids_row *
slot_row(const struct ids *s, uint64_t slot)
{
	return row_at(s, ((slot & AT_MASK) - 1) * ALIGN);
}

/* The slot of the id, or the empty one where it would be. */
static uint64_t *
find_slot(const struct ids *s, uint64_t h, const char *id, size_t len)
{
	size_t i = h & s->mask;

	for (; s->slot[i]; i = (i + 1) & s->mask) {
		const struct ids_row *row;

		if ((s->slot[i] ^ h) & ~AT_MASK)
			continue;
		row = slot_row(s, s->slot[i]);
		if (row->len == len && !memcmp(row->id, id, len))
			break;
	}
	return &s->slot[i];
}

/* Put this row and some that follow into their slots; returns the next. */
static struct ids_row *
index_some(struct ids *s, struct ids_row *next)
{
	struct ids_row *row[TOGETHER];
	uint64_t h[TOGETHER];
	size_t n = 0;

	while (n < TOGETHER && next) {
		h[n] = hash(s->key, next->id, next->len);
		__builtin_prefetch(&s->slot[h[n] & s->mask]);
		row[n++] = next;
		next = ids_next(s, next);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t *slot = find_slot(s, h[i], row[i]->id, row[i]->len);

		if (*slot) {
			row[i]->other = slot_row(s, *slot)->line;
			s->twice++;
		} else {
			*slot = slot_of(h[i],
			    (size_t)((char *)row[i] - s->text));
		}
	}
	return next;
}

int
ids_index(struct ids *s)
{
	struct ids_row *row = ids_next(s, NULL);
	size_t slots = 8;

	if (s->n / ALIGN >= AT_MASK)
		return -1;
	while (slots / 4 * 3 <= s->rows)
		slots *= 2;
	s->slot = calloc(slots, sizeof *s->slot);
	if (!s->slot)
		return -1;
	s->mask = slots - 1;
	if (!s->key[0] && !s->key[1])
		draw_key(s->key);
	while (row)
		row = index_some(s, row);
	return 0;
}

struct ids_row *
ids_put(struct ids *s, const char *id, size_t len)
{
	uint64_t h, *slot;
	struct ids_row *row;

	if (!s->slot || s->rows >= (s->mask + 1) / 4 * 3) {
		free(s->slot);
		s->slot = NULL;
		if (ids_index(s))
			return NULL;
	}
	h = hash(s->key, id, len);
	slot = find_slot(s, h, id, len);
	if (*slot)
		return slot_row(s, *slot);
	row = ids_add(s, id, len, 0, 0);
	if (!row)
		return NULL;
	row->line = 0;
	*slot = slot_of(h, (size_t)((char *)row - s->text));
	return row;
}

static void
find_some(const struct ids *s, size_t n, const char *const *id,
    const size_t *len, struct ids_row **row)
{
	uint64_t h[TOGETHER], slot;

	for (size_t i = 0; i < n; i++) {
		h[i] = hash(s->key, id[i], len[i]);
		__builtin_prefetch(&s->slot[h[i] & s->mask]);
	}
	for (size_t i = 0; i < n; i++) {
		slot = s->slot[h[i] & s->mask];
		if (slot)
			__builtin_prefetch(slot_row(s, slot));
	}
	for (size_t i = 0; i < n; i++) {
		slot = *find_slot(s, h[i], id[i], len[i]);
		row[i] = slot ? slot_row(s, slot) : NULL;
	}
}

void
ids_find(const struct ids *s, size_t n, const char *const *id,
    const size_t *len, struct ids_row **row)
{
	for (size_t i = 0; i < n; i += TOGETHER)
		find_some(s, n - i < TOGETHER ? n - i : TOGETHER, id + i,
		    len + i, row + i);
}
