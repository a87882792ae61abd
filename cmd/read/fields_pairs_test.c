/*
 * fields_pairs_test.c - scores and labels of rows: every tier this processor
 * has against what is written into the text, sound or with one odd row.
 */
#include "fields.h"

#include "test.h"

enum { MOST_ROWS = 70, ROW = 64, COLS = 5 };

static const char *const tier_names[] = { "scalar", "avx2", "avx512" };

/* What a row is made of: texts between and around score and label. */
static const struct pairs_row {
	const char *name;
	const char *before, *between, *behind;	/* of the fields */
	bool label_first;
	uint32_t most;
} pairs_rows[] = {
	{ "two fields", "", ",", "\n", false, 1 },
	{ "two fields, the label first", "", ",", "\n", true, 1 },
	{ "labels up to 9", "", ",", "\n", false, 9 },
	{ "labels up to 4", "", ",", "\n", false, 4 },
	{ "an id in front", "17,", ",", "\n", false, 1 },
	{ "a field behind", "", ",", ",x\n", false, 1 },
	{ "a field between", "", ",,", "\n", false, 1 },
	{ "fields all around", "a,", ",b,", ",c\n", true, 2 },
	{ "gaps of many bytes, as in JSON", "{\"x\":", ",\"y\":", "}\n", false, 1 },
	{ "quotes around both, as in JSON", "{,\"", "\",\"", "\"}\n", true, 7 },
};

enum odd { SOUND, WIDE, EMPTY, LETTER, SIGN, HIGH_BIT, BEYOND, NO_END, ODDS };

struct made {
	char space[FIELDS_SLACK + MOST_ROWS * ROW + FIELDS_SLACK], *text;
	size_t len;
	struct fields_pairs pairs;
	uint32_t at[1 + MOST_ROWS * COLS + FIELDS_SLACK];
	uint32_t end[MOST_ROWS], size[MOST_ROWS];	/* of the scores */
	double label[MOST_ROWS];
	int are;
};

static void
add(struct made *m, const char *text)
{
	memcpy(m->text + m->len, text, strlen(text));
	m->len += strlen(text);
}

static void
add_score(struct made *m, size_t i)
{
	add(m, &"-12.3456"[i * 5 % 9]);
	m->size[i] = (uint32_t)strlen(&"-12.3456"[i * 5 % 9]);
	m->end[i] = (uint32_t)m->len;
}

static void
add_label(struct made *m, size_t i, enum odd odd)
{
	char digit[] = { (char)('0' + i * 7 % (m->pairs.most + 1)), '\0' };
	char beyond[] = { (char)('1' + m->pairs.most), '\0' };
	/* 9 + 1 is a colon; a bit off are letters, signs and the like */
	const char *const odds[ODDS] = { [WIDE] = "10", [EMPTY] = "",
		[LETTER] = "p", [SIGN] = "/", [HIGH_BIT] = "\xb1",
		[BEYOND] = beyond };

	m->label[i] = *digit - '0';
	add(m, odds[odd] ? odds[odd] : digit);
}

/* The last separator of a text, or the first, and what is beside it. */
static struct fields_place
place(const struct pairs_row *row, bool second, size_t *separators)
{
	const char *left = second ? row->between : row->before;
	const char *right = second ? row->behind : row->between;
	struct fields_place f = { 0 };
	size_t gap = 0;

	for (const char *c = left; *c; c++) {
		*separators += *c == ',' || *c == '\n';
		gap = *c == ',' || *c == '\n' ? 0 : gap + 1;
	}
	f.before = (uint32_t)*separators;
	f.skip = (uint32_t)gap + 1;
	f.after = f.before + 1;
	f.back = (uint32_t)strcspn(right, ",\n");
	return f;
}

static void
make(struct made *m, const struct pairs_row *row, size_t rows, size_t odd_row,
    enum odd odd)
{
	struct fields_place first, second;
	size_t separators = 0, n = 1;

	memset(m, '\n', sizeof *m);
	*m->at = UINT32_MAX;
	m->text = m->space + FIELDS_SLACK;
	m->len = 0;
	first = place(row, false, &separators);
	second = place(row, true, &separators);
	for (const char *c = row->behind; *c; c++)
		separators += *c == ',' || *c == '\n';
	m->pairs = (struct fields_pairs){ row->label_first ? second : first,
		row->label_first ? first : second, separators, row->most };
	for (size_t i = 0; i < rows; i++) {
		enum odd now = i == odd_row ? odd : SOUND;

		add(m, row->before);
		if (row->label_first)
			add_label(m, i, now);
		else
			add_score(m, i);
		add(m, row->between);
		if (row->label_first)
			add_score(m, i);
		else
			add_label(m, i, now);
		add(m, row->behind);
		if (now == NO_END)
			m->text[m->len - 1] = ',';
	}
	for (size_t i = 0; i < m->len; i++)
		if (m->text[i] == ',' || m->text[i] == '\n')
			m->at[n++] = (uint32_t)i;
	m->are = odd == SOUND || odd_row >= rows
	    ? FIELDS_ROWS | FIELDS_DIGITS
	    : odd == NO_END ? FIELDS_DIGITS : FIELDS_ROWS;
}

static void
check(const struct fields_tier *tier, const struct made *m, size_t rows)
{
	uint32_t end[MOST_ROWS], size[MOST_ROWS];
	double label[MOST_ROWS];

	assert_int_equal(tier->pairs(m->text, m->at, rows, &m->pairs, end, size,
	    label), m->are);
	for (size_t i = 0; i < rows && m->are & FIELDS_ROWS; i++) {
		assert_int_equal(end[i], m->end[i]);
		assert_int_equal(size[i], m->size[i]);
		if (m->are & FIELDS_DIGITS)
			assert_memory_equal(&label[i], &m->label[i],
			    sizeof *label);
	}
}

static void
check_all(const struct made *m, size_t rows)
{
	for (size_t k = 0; k < COUNT(tier_names); k++) {
		const struct fields_tier *tier = fields_choose(tier_names[k]);

		if (tier)
			check(tier, m, rows);
	}
}

static void
reads_pairs(void **state)
{
	struct made m;

	for (size_t rows = 0; rows <= MOST_ROWS; rows++) {
		make(&m, *state, rows, 0, SOUND);
		check_all(&m, rows);
	}
}

static void
sees_odd(void **state)
{
	struct made m;

	for (int odd = SOUND + 1; odd < ODDS; odd++)
		for (size_t rows = 1; rows <= MOST_ROWS; rows += 11)
			for (size_t i = 0; i < rows; i++) {
				make(&m, *state, rows, i, (enum odd)odd);
				check_all(&m, rows);
			}
}

/* Gaps that share a byte: row 7 has no score of which one could be taken. */
static void
sees_overlap(void **state)
{
	struct made m;

	for (size_t rows = 8; rows <= 16 + 7; rows++) {
		make(&m, *state, rows, 0, SOUND);
		m.pairs.score.back++;
		m.are = FIELDS_DIGITS;
		check_all(&m, rows);
	}
}

int
main(void)
{
	int failed = 0;

	RUN_ROWS(pairs_rows, reads_pairs);
	RUN_ROWS(pairs_rows, sees_odd);
	RUN_ROWS(pairs_rows, sees_overlap);
	return failed;
}
