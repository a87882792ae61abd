/* foreign.c - what other programs write, and the command that converts it. */
#include "foreign.h"
#include "shell.h"
#include "suffix.h"

#include <stdio.h>
#include <string.h>

#define TO_CSV " | focalloss -f csv"
#define PANDAS(how) "python3 -c \"import pandas; pandas." how "('"
#define PANDAS_TO_CSV "').to_csv('/dev/stdout', index=False)\"" TO_CSV
#define READ_HTML PANDAS("read_html")
#define FIRST_TABLE "')[0].to_csv('/dev/stdout', index=False)\"" TO_CSV
#define TORCH "python3 -c \"import numpy, torch; " \
	"numpy.save('logits.npy', torch.load('"
#define TORCH_TO_NPY "', 'cpu'))\" && focalloss logits.npy"
#define BYTES(s) s, sizeof(s) - 1

/*
 * The first row that fits says it.  Zip is what many formats are packed in: they
 * are told apart by the name of the first member, which holds one of `member`.
 * Bytes that a header of CSV could begin with count only where the name of the
 * file agrees, or where no text follows.
 */
static const struct foreign {
	const char *what;
	const char *bytes;
	size_t n;
	const char *member, *suffixes;	/* suffixes: of bytes that may be CSV */
	const char *command;		/* up to the name of the file, */
	enum { FILTER, WORD, INSIDE } file;
	const char *rest;		/* and behind it; of a FILTER: NULL */
} foreign[] = {
	{ "gzip", BYTES("\x1f\x8b"), NULL, NULL, "zcat", FILTER, NULL },
	{ "Zstandard", BYTES("\x28\xb5\x2f\xfd"), NULL, NULL, "zstdcat", FILTER,
	    NULL },
	{ "xz", BYTES("\xfd" "7zXZ\0"), NULL, NULL, "xzcat", FILTER, NULL },
	{ "LZ4", BYTES("\x04\x22\x4d\x18"), NULL, NULL, "lz4cat", FILTER,
	    NULL },
	{ "a 7-Zip archive", BYTES("7z\xbc\xaf\x27\x1c"), NULL, NULL,
	    "7z x -so ", WORD, TO_CSV },
	{ "bzip2", BYTES("BZh"), NULL, ".bz2", "bzcat", FILTER, NULL },
	{ "a Parquet file", BYTES("PAR1"), NULL, ".parquet .pq",
	    "duckdb -csv -c \"from '", INSIDE, "'\"" TO_CSV },
	{ "an Arrow file", BYTES("ARROW1\0\0"), NULL, NULL,
	    PANDAS("read_feather"), INSIDE, PANDAS_TO_CSV },
	{ "an Arrow stream", BYTES("\xff\xff\xff\xff"), NULL, NULL,
	    "python3 -c \"import pyarrow; pyarrow.ipc.open_stream('", INSIDE,
	    "').read_pandas().to_csv('/dev/stdout', index=False)\"" TO_CSV },
	{ "a Feather file", BYTES("FEA1"), NULL, ".feather",
	    PANDAS("read_feather"), INSIDE, PANDAS_TO_CSV },
	{ "an HDF5 file", BYTES("\x89HDF\r\n\x1a\n"), NULL, NULL,
	    PANDAS("read_hdf"), INSIDE, PANDAS_TO_CSV },
	{ "an Avro file", BYTES("Obj\1"), NULL, NULL, "fastavro ", WORD,
	    " | focalloss -f ndjson" },
	{ "an ORC file", BYTES("ORC"), NULL, ".orc", PANDAS("read_orc"), INSIDE,
	    PANDAS_TO_CSV },
	{ "an SQLite database", BYTES("SQLite format 3\0"), NULL, NULL,
	    "sqlite3 -csv -header ", WORD, " 'select * from TABLE'" TO_CSV },
	{ "a PyTorch file", BYTES("\x80\2\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
	    NULL, NULL, TORCH, INSIDE, TORCH_TO_NPY },
	{ "a Python pickle", BYTES("\x80\2"), NULL, NULL, PANDAS("read_pickle"),
	    INSIDE, PANDAS_TO_CSV },
	{ "a Python pickle", BYTES("\x80\3"), NULL, NULL, PANDAS("read_pickle"),
	    INSIDE, PANDAS_TO_CSV },
	{ "a Python pickle", BYTES("\x80\4"), NULL, NULL, PANDAS("read_pickle"),
	    INSIDE, PANDAS_TO_CSV },
	{ "a Python pickle", BYTES("\x80\5"), NULL, NULL, PANDAS("read_pickle"),
	    INSIDE, PANDAS_TO_CSV },
	{ "a PyTorch file", BYTES("PK\3\4"), "/data.pkl", NULL, TORCH, INSIDE,
	    TORCH_TO_NPY },
	{ "a NumPy archive (.npz)", BYTES("PK\3\4"), ".npy", NULL, "unzip ", WORD,
	    " && focalloss logits.npy --join labels.npy --id row" },
	{ "an Excel file (.xlsx)", BYTES("PK\3\4"),
	    "[Content_Types].xml _rels/ docProps/ xl/", NULL, "in2csv ", WORD,
	    TO_CSV },
	{ "a zip archive", BYTES("PK\3\4"), NULL, NULL, "unzip -p ", WORD, TO_CSV },
	{ "an empty zip archive", BYTES("PK\5\6"), NULL, NULL, "unzip -l ", WORD,
	    "" },
	{ "an Excel file (.xls)", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NULL,
	    NULL, "in2csv ", WORD, TO_CSV },
	{ "a pointer to a file that Git LFS keeps",
	    BYTES("version https://git-lfs.github.com/spec/"), NULL, NULL,
	    "git lfs smudge <", WORD, " | focalloss" },
	{ "a web page", BYTES("<!DOCTYPE html"), NULL, NULL, READ_HTML, INSIDE,
	    FIRST_TABLE },
	{ "a web page", BYTES("<!doctype html"), NULL, NULL, READ_HTML, INSIDE,
	    FIRST_TABLE },
	{ "a web page", BYTES("<html"), NULL, NULL, READ_HTML, INSIDE,
	    FIRST_TABLE },
	{ "a MATLAB file", BYTES("MATLAB 5.0 MAT-file"), NULL, ".mat",
	    "python3 -c \"import numpy, scipy.io; numpy.save('logits.npy', "
	    "scipy.io.loadmat('", INSIDE,
	    "')['logits'])\" && focalloss logits.npy" },
	{ "a MATLAB 7.3 file", BYTES("MATLAB 7.3 MAT-file"), NULL, ".mat",
	    "python3 -c \"import h5py, numpy; numpy.save('logits.npy', "
	    "h5py.File('", INSIDE,
	    "')['logits'][()].T)\" && focalloss logits.npy" },
};

/* Text has none of these. */
static bool
has_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && !strchr("\t\r\n", text[i]))
			return true;
	return memchr(text, '\0', len) != NULL;
}

/* Does the name of a zip archive's first member hold one of these? */
static bool
is_member(const char *members, const char *text, size_t len)
{
	enum { LENGTH = 26, NAME = 30 };
	char name[128] = "", want[32];
	size_t n;

	if (len < NAME)
		return false;
	n = (unsigned char)text[LENGTH];
	n = n < len - NAME ? n : len - NAME;
	memcpy(name, text + NAME, n < sizeof name ? n : sizeof name - 1);
	for (const char *s = members; *s; s += strspn(s, " ")) {
		size_t k = strcspn(s, " ");

		snprintf(want, sizeof want, "%.*s", (int)k, s);
		if (strstr(name, want))
			return true;
		s += k;
	}
	return false;
}

static bool
fits(const struct foreign *f, const char *path, const char *text, size_t len)
{
	if (len < f->n || memcmp(text, f->bytes, f->n))
		return false;
	if (f->suffixes)
		return has_suffix(path, f->suffixes) ||
		    has_control(text, len);
	return !f->member || is_member(f->member, text, len);
}

/* What a filter writes is known by the name without .gz, else by its bytes. */
static const struct reader_ops *
inner_format(const char *path)
{
	const char *end = strrchr(path, '.');
	char inner[256];

	if (!end || (size_t)(end - path) >= sizeof inner)
		return NULL;
	snprintf(inner, sizeof inner, "%.*s", (int)(end - path), path);
	for (size_t i = 0; readers[i]; i++)
		if (has_suffix(inner, readers[i]->suffixes))
			return readers[i];
	return NULL;
}

static int
note(struct reader *r, const struct foreign *f, const char *path)
{
	const char *file = strcmp(path, "-") ? path : NULL;
	const struct reader_ops *ops = inner_format(path);
	const struct place at = { r->src.name, 0, 0 };
	char word[SHELL_WORD];

	if (f->file == INSIDE)
		shell_inside(word, file);
	else
		shell_word(word, file);
	if (f->file == FILTER)
		return diag_add(r->diag, at, "format",
		    "this is %s; convert it: %s%s%s | focalloss%s%s", f->what,
		    f->command, file ? " " : "", file ? word : "",
		    ops ? " -f " : "", ops ? ops->name : "");
	return diag_add(r->diag, at, "format", "this is %s; convert it: %s%s%s",
	    f->what, f->command, word, f->rest);
}

/*
 * Text of two or four bytes a letter: by its mark, or because letters of ASCII
 * have zeros beside them.  In a shape x is any byte but 0.
 */
static const char *
wide_text(const char *text, size_t len)
{
	static const struct {
		const char *name, *mark, *shape;
		size_t n;
	} row[] = {
		{ "UTF-32LE", "\xff\xfe\0\0", "x000x000", 4 },
		{ "UTF-32BE", "\0\0\xfe\xff", "000x000x", 4 },
		{ "UTF-16LE", "\xff\xfe", "x0x0", 2 },
		{ "UTF-16BE", "\xfe\xff", "0x0x", 2 },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *shape = row[i].shape;
		size_t n = strlen(shape), k = 0;

		if (len >= row[i].n && !memcmp(text, row[i].mark, row[i].n))
			return row[i].name;
		while (k < n && k < len && (shape[k] == '0') == !text[k])
			k++;
		if (k == n)
			return row[i].name;
	}
	return NULL;
}

int
foreign_check(struct reader *r, const char *path)
{
	const char *text = r->src.buf + r->src.at, *name;
	size_t len = r->src.len - r->src.at;
	char word[SHELL_WORD];

	len = len < SOURCE_SNIFF ? len : SOURCE_SNIFF;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (fits(&foreign[i], path, text, len))
			return note(r, &foreign[i], path);
	name = wide_text(text, len);
	if (!name)
		return 0;
	diag_add(r->diag, (struct place){ r->src.name, 0, 0 }, "encoding",
	    "this looks like %s, not UTF-8", name);
	shell_word(word, path);
	return strcmp(path, "-")
	    ? diag_hint(r->diag, "iconv -f %s -t UTF-8 %s | focalloss", name,
		word)
	    : diag_hint(r->diag, "iconv -f %s -t UTF-8 | focalloss", name);
}
