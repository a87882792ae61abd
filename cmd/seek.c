/* seek.c - one sample by its id, or, where there are none, by its line. */
#include "seek.h"
#include "cell.h"

#include <stdlib.h>
#include <string.h>

/* A line is written in digits alone; 0: it is none. */
static uint64_t
line_of(const char *s)
{
	uint64_t line = 0;

	if (strlen(s) > 18 || s[strspn(s, "0123456789")])
		return 0;
	for (; *s; s++)
		line = 10 * line + (uint64_t)(*s - '0');
	return line;
}

int
seek_open(const struct job *j, const struct plan *p, struct reader *r)
{
	const char *word = j->explain;

	if (!word || p->id != NO_COLUMN || line_of(word))
		return 0;
	diag_add(r->diag, (struct place){ r->src.name, r->header, 0 }, "usage",
	    "there is no id column: --explain takes the line of a sample, not '%q'",
	    word, strlen(word));
	return plan_by_line(j) ? -1
	    : diag_hint(r->diag, "--id COL says which column has the ids");
}

void
seek_begin(struct seek *s, const struct job *j, const struct plan *p)
{
	*s = (struct seek){ 0 };
	if (j->explain)
		*s = (struct seek){ .job = j, .by_line = p->id == NO_COLUMN,
			.text_id = p->text_id, .line = line_of(j->explain),
			.near = { .word = j->explain,
			    .len = strlen(j->explain) } };
}

void
seek_free(struct seek *s)
{
	batch_free(&s->sample);
	*s = (struct seek){ 0 };
}

/* A sample in that line is it. */
static void
count(struct seek *s, uint64_t line)
{
	uint64_t *at = s->at;

	if (!s->found++ || line < at[0]) {
		at[1] = at[0];
		at[0] = line;
	} else if (s->found == 2 || line < at[1]) {
		at[1] = line;
	}
}

static void
see_line(struct seek *s, uint64_t line)
{
	s->first = !s->first || line < s->first ? line : s->first;
	s->last = line > s->last ? line : s->last;
}

/* An id that is not it may still be what was meant. */
static void
see_id(struct seek *s, const char *id, size_t len, uint64_t line)
{
	char name[sizeof s->near_id];

	if (len >= sizeof name || len == 0)
		return;
	memcpy(name, id, len);
	name[len] = '\0';
	if (!s->some_line || line < s->some_line) {
		memcpy(s->some_id, name, len + 1);
		s->some_line = line;
	}
	near_try(&s->near, name);
	if (s->near.name != name)
		return;
	memcpy(s->near_id, name, len + 1);
	s->near.name = s->near_id;
}

static bool
is_it(struct seek *s, const char *id, size_t len, uint64_t line)
{
	if (len == s->near.len && !memcmp(id, s->near.word, len))
		return true;
	if (!s->found)
		see_id(s, id, len, line);
	return false;
}

/* The texts of row i of b, with room for all of them. */
static int
copy_texts(struct batch *one, const struct batch *b, size_t i)
{
	size_t room = 1;

	for (size_t k = 0; k < b->texts; k++)
		room += batch_kept(b, k)[i].len;
	one->text = malloc(room);
	if (!one->text)
		return -1;
	one->base = one->text;
	for (size_t k = 0; k < b->texts; k++) {
		const struct kept *from = &batch_kept(b, k)[i];
		struct kept *to = batch_kept(one, k);

		*to = *from;
		if (from->at == NO_COLUMN)
			continue;
		to->at = one->text_len;
		memcpy(one->text + to->at, b->base + from->at, to->len);
		one->text_len += to->len;
	}
	return 0;
}

/* A batch of one row, row i of b. */
static int
copy_row(struct batch *one, const struct batch *b, size_t i)
{
	if (one->room)
		return 0;	/* another one is it, too: that is an error */
	*one = (struct batch){ .c = b->c, .t = b->t, .labels = b->labels,
		.texts = b->texts, .ignores = b->ignored, .weighted = b->w };
	if (batch_grow(one, 1) || copy_texts(one, b, i))
		return -1;
	one->n = one->good = one->rows = 1;
	one->line[0] = batch_line(b, i);
	memcpy(one->x, b->x + i * b->c, b->c * sizeof *b->x);
	memcpy(one->y, b->y + i * b->t, b->t * sizeof *b->y);
	if (b->w)
		one->w[0] = b->w[i];
	if (b->ignored)
		memcpy(one->ignored, b->ignored + i * b->t, b->t);
	return 0;
}

static bool
is_line(struct seek *s, const struct batch *b, size_t i)
{
	return batch_line(b, i) == s->line;
}

static bool
is_id(struct seek *s, const struct batch *b, size_t i)
{
	const struct kept *id = &batch_kept(b, s->text_id)[i];

	return id->at != NO_COLUMN &&
	    is_it(s, b->base + id->at, id->len, batch_line(b, i));
}

int
seek_batch(struct seek *s, const struct batch *b)
{
	for (size_t i = 0; s->job && i < b->n; i++) {
		see_line(s, batch_line(b, i));
		if (!(s->by_line ? is_line(s, b, i) : is_id(s, b, i)))
			continue;
		count(s, batch_line(b, i));
		if (copy_row(&s->sample, b, i))
			return -1;
	}
	return 0;
}

void
seek_left_out(struct seek *s, struct reader *r, size_t id, const char *why)
{
	char number[NUMBER_TEXT];
	struct cell v;

	if (!s || !s->job)
		return;
	see_line(s, r->line);
	if (!s->by_line) {
		v = cell_with_text(&r->cell[id], number);
		if (v.kind == CELL_ABSENT || v.kind == CELL_NULL ||
		    !is_it(s, v.text, v.len, r->line))
			return;
	} else if (r->line != s->line) {
		return;
	}
	count(s, r->line);
	s->left_out = why;
}

void
seek_merge(struct seek *s, struct seek *from)
{
	if (!from->job)
		return;
	if (!s->job) {	/* it has not looked at anything yet */
		s->job = from->job;
		s->by_line = from->by_line;
		s->line = from->line;
		s->near.word = from->near.word;
		s->near.len = from->near.len;
	}
	for (uint64_t i = 0; i < from->found && i < 2; i++)
		count(s, from->at[i]);
	if (from->found > 2)
		s->found += from->found - 2;
	if (from->left_out)
		s->left_out = from->left_out;
	if (from->sample.room && !s->sample.room) {
		s->sample = from->sample;
		from->sample = (struct batch){ 0 };
	}
	if (from->first) {
		see_line(s, from->first);
		see_line(s, from->last);
	}
	if (!s->some_line ||
	    (from->some_line && from->some_line < s->some_line)) {
		memcpy(s->some_id, from->some_id, sizeof s->some_id);
		s->some_line = from->some_line;
	}
	if (from->near.name) {
		near_try(&s->near, from->near_id);
		if (s->near.name == from->near_id) {
			memcpy(s->near_id, from->near_id, sizeof s->near_id);
			s->near.name = s->near_id;
		}
	} else if (from->near.cost &&
	    (!s->near.cost || from->near.cost <= s->near.cost)) {
		s->near.cost = from->near.cost;	/* two of its were alike */
		s->near.name = NULL;
	}
	seek_free(from);
}

int
seek_check(const struct seek *s, const char *file, struct diag *d)
{
	const struct place at = { file, s->at[s->found > 1], 0 };
	const char *word = s->near.word;

	if (s->found > 1 && s->by_line) {
		diag_add(d, (struct place){ file, s->line, 0 }, "usage",
		    "%u samples begin in this line: --explain cannot tell which is meant",
		    s->found);
		return diag_hint(d, "give the samples ids, see --id");
	}
	if (s->found > 1)
		return diag_add(d, at, "usage",
		    "the id '%q' stands in line %u already: --explain cannot tell which is meant",
		    word, s->near.len, s->at[0]);
	if (s->left_out)
		return diag_add(d, at, "usage",
		    "--explain %q: this sample has no loss: %s", word,
		    s->near.len, s->left_out);
	return 0;
}

/* What else might have been asked for? */
static int
hint(const struct seek *s, uint64_t lone, struct diag *d)
{
	char word[256];

	if (lone)
		return diag_hint(d,
		    "%u samples without a partner were left out", lone);
	if (s->by_line)
		return diag_hint(d, "they begin in lines %u to %u", s->first,
		    s->last);
	if (s->near.name && near_quote(word, sizeof word, s->near.name))
		return diag_hint(d, "did you mean --explain %s?", word);
	if (s->line >= s->first && s->line <= s->last && s->line)
		return diag_hint(d,
		    "the sample of line %u: --id row --explain %u", s->line,
		    s->line);
	return !s->some_line ? -1
	    : diag_hint(d, "ids look like '%q' here", s->some_id,
		  strlen(s->some_id));
}

int
seek_failed(const struct seek *s, const char *file, uint64_t lone,
    struct diag *d)
{
	const struct place at = { file, 0, 0 };

	if (s->by_line)
		diag_add(d, at, "usage", "no sample begins in line %u",
		    s->line);
	else
		diag_add(d, at, "usage", "no sample has the id '%q'",
		    s->near.word, s->near.len);
	return hint(s, lone, d);
}
