/* foreign.c - what other programs write, and the command that converts it. */
#include "foreign.h"
#include "shell.h"
#include "suffix.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PANDAS(how) "python3 -c \"import pandas; pandas." how "('"
#define TO_CSV "').to_csv('/dev/stdout', index=False)\"", "csv"
#define FIRST_TABLE "')[0].to_csv('/dev/stdout', index=False)\"", "csv"
#define TORCH "python3 -c \"import numpy, torch; " \
	"numpy.save('logits.npy', torch.load('"
#define TORCH_TO_NPY "', 'cpu'))\" && focalloss logits.npy", NULL
#define AT(offset, s) s, sizeof(s) - 1, offset
#define BYTES(s) AT(0, s)

/*
 * The first row that fits says it.  Zip is what many formats are packed in: they
 * are told apart by the name of the first member, which holds one of `member`.
 * Bytes that a header of CSV could begin with count only where the name of the
 * file agrees, or where no text follows.
 */
static const struct foreign {
	const char *what;
	const char *bytes;
	size_t n, offset;
	const char *member, *suffixes;	/* suffixes: of bytes that may be CSV */
	enum { FILTER, WORD, INSIDE, MARKUP, NONE } file;
	const char *command;		/* up to the name of the file, */
	const char *rest, *format;	/* and behind it; what it writes, if it */
					/* does to standard output */
} foreign[] = {
	{ "gzip", BYTES("\x1f\x8b"), NULL, NULL, FILTER, "zcat", "", NULL },
	{ "Zstandard", BYTES("\x28\xb5\x2f\xfd"), NULL, NULL, FILTER,
	    "zstdcat", "", NULL },
	{ "xz", BYTES("\xfd" "7zXZ\0"), NULL, NULL, FILTER, "xzcat", "", NULL },
	{ "LZMA", BYTES("\x5d\0\0"), NULL, NULL, FILTER, "xzcat", "", NULL },
	{ "LZ4", BYTES("\x04\x22\x4d\x18"), NULL, NULL, FILTER, "lz4cat", "",
	    NULL },
	{ "lzip", BYTES("LZIP\1"), NULL, NULL, FILTER, "lzip -dc", "", NULL },
	{ "what compress writes", BYTES("\x1f\x9d"), NULL, NULL, FILTER,
	    "zcat", "", NULL },
	{ "bzip2", BYTES("BZh"), NULL, ".bz2", FILTER, "bzcat", "", NULL },
	{ "a 7-Zip archive", BYTES("7z\xbc\xaf\x27\x1c"), NULL, NULL, WORD,
	    "7z x -so ", "", "csv" },
	{ "a RAR archive", BYTES("Rar!\x1a\7"), NULL, NULL, WORD,
	    "unrar p -inul ", "", "csv" },
	{ "a tar archive", AT(257, "ustar"), NULL, NULL, WORD, "tar -xOf ", "",
	    "csv" },
	{ "a Parquet file", BYTES("PAR1"), NULL, ".parquet .pq", INSIDE,
	    "duckdb -csv -c \"from '", "'\"", "csv" },
	{ "an Arrow file", BYTES("ARROW1\0\0"), NULL, NULL, INSIDE,
	    PANDAS("read_feather"), TO_CSV },
	{ "an Arrow stream", BYTES("\xff\xff\xff\xff"), NULL, NULL, INSIDE,
	    "python3 -c \"import pyarrow; pyarrow.ipc.open_stream('",
	    "').read_pandas().to_csv('/dev/stdout', index=False)\"", "csv" },
	{ "a Feather file", BYTES("FEA1"), NULL, ".feather", INSIDE,
	    PANDAS("read_feather"), TO_CSV },
	{ "an HDF5 file", BYTES("\x89HDF\r\n\x1a\n"), NULL, NULL, INSIDE,
	    PANDAS("read_hdf"), TO_CSV },
	{ "an Avro file", BYTES("Obj\1"), NULL, NULL, WORD, "fastavro ", "",
	    "ndjson" },
	{ "an ORC file", BYTES("ORC"), NULL, ".orc", INSIDE,
	    PANDAS("read_orc"), TO_CSV },
	{ "a Stata file", BYTES("<stata_dta>"), NULL, NULL, INSIDE,
	    PANDAS("read_stata"), TO_CSV },
	{ "a Stata file", BYTES("r\1\1\0"), NULL, NULL, INSIDE,
	    PANDAS("read_stata"), TO_CSV },
	{ "a Stata file", BYTES("r\2\1\0"), NULL, NULL, INSIDE,
	    PANDAS("read_stata"), TO_CSV },
	{ "an R object", BYTES("X\n\0\0\0"), NULL, NULL, INSIDE,
	    "Rscript -e \"write.csv(readRDS('", "'), row.names = FALSE)\"",
	    "csv" },
	{ "an SQLite database", BYTES("SQLite format 3\0"), NULL, NULL, WORD,
	    "sqlite3 -csv -header ", " 'select * from TABLE'", "csv" },
	{ "a PyTorch file", BYTES("\x80\2\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
	    NULL, NULL, INSIDE, TORCH, TORCH_TO_NPY },
	{ "a Python pickle", BYTES("ccopy_reg\n"), NULL, NULL, INSIDE,
	    PANDAS("read_pickle"), TO_CSV },
	{ "a Python pickle", BYTES("\x80\2"), NULL, NULL, INSIDE,
	    PANDAS("read_pickle"), TO_CSV },
	{ "a Python pickle", BYTES("\x80\3"), NULL, NULL, INSIDE,
	    PANDAS("read_pickle"), TO_CSV },
	{ "a Python pickle", BYTES("\x80\4"), NULL, NULL, INSIDE,
	    PANDAS("read_pickle"), TO_CSV },
	{ "a Python pickle", BYTES("\x80\5"), NULL, NULL, INSIDE,
	    PANDAS("read_pickle"), TO_CSV },
	{ "a safetensors file", AT(4, "\0\0\0\0{\""), NULL, NULL, INSIDE,
	    "python3 -c \"import numpy, safetensors.numpy as s; "
	    "numpy.save('logits.npy', s.load_file('",
	    "')['logits'])\" && focalloss logits.npy", NULL },
	{ "a PyTorch file", BYTES("PK\3\4"), "/data.pkl", NULL, INSIDE, TORCH,
	    TORCH_TO_NPY },
	{ "a NumPy archive (.npz)", BYTES("PK\3\4"), ".npy", NULL, WORD,
	    "unzip ", " && focalloss logits.npy --join labels.npy --id row",
	    NULL },
	{ "an Excel file (.xlsx)", BYTES("PK\3\4"),
	    "[Content_Types].xml _rels/ docProps/ xl/", NULL, WORD, "in2csv ",
	    "", "csv" },
	{ "a zip archive", BYTES("PK\3\4"), NULL, NULL, WORD, "unzip -p ", "",
	    "csv" },
	{ "an empty zip archive", BYTES("PK\5\6"), NULL, NULL, WORD,
	    "unzip -l ", "", NULL },
	{ "an Excel file (.xls)", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	    NULL, NULL, WORD, "in2csv ", "", "csv" },
	{ "a pointer to a file that Git LFS keeps",
	    BYTES("version https://git-lfs.github.com/spec/"), NULL, NULL, WORD,
	    "git lfs smudge <", "", "" },
	{ "a web page", BYTES("<!DOCTYPE html"), NULL, NULL, MARKUP,
	    PANDAS("read_html"), FIRST_TABLE },
	{ "a web page", BYTES("<html"), NULL, NULL, MARKUP,
	    PANDAS("read_html"), FIRST_TABLE },
	{ "a table of HTML", BYTES("<table"), NULL, NULL, MARKUP,
	    PANDAS("read_html"), FIRST_TABLE },
	{ "XML", BYTES("<?xml"), NULL, NULL, MARKUP, PANDAS("read_xml"),
	    TO_CSV },
	{ "a MATLAB file", BYTES("MATLAB 5.0 MAT-file"), NULL, ".mat", INSIDE,
	    "python3 -c \"import numpy, scipy.io; numpy.save('logits.npy', "
	    "scipy.io.loadmat('", "')['logits'])\" && focalloss logits.npy",
	    NULL },
	{ "a MATLAB 7.3 file", BYTES("MATLAB 7.3 MAT-file"), NULL, ".mat",
	    INSIDE, "python3 -c \"import h5py, numpy; numpy.save('logits.npy', "
	    "h5py.File('", "')['logits'][()].T)\" && focalloss logits.npy",
	    NULL },
	{ "a PDF", BYTES("%PDF-"), NULL, NULL, WORD, "pdftotext -layout ", " -",
	    "ssv" },
	{ "a PNG image", BYTES("\x89PNG\r\n\x1a\n"), NULL, NULL, NONE, NULL,
	    NULL, NULL },
	{ "a JPEG image", BYTES("\xff\xd8\xff"), NULL, NULL, NONE, NULL, NULL,
	    NULL },
	{ "a GIF image", BYTES("GIF8"), NULL, ".gif", NONE, NULL, NULL, NULL },
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
	size_t skip = f->offset;

	if (f->file == MARKUP) {	/* in any case, behind any blanks */
		while (skip < len && strchr(" \t\r\n", text[skip]) && text[skip])
			skip++;
		return len - skip >= f->n &&
		    !strncasecmp(text + skip, f->bytes, f->n);
	}
	if (len < skip + f->n || memcmp(text + skip, f->bytes, f->n))
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

/* What reads a converted file: the run, or an option of its own. */
static void
read_on(char *run, size_t size, const struct reader *r, const char *format)
{
	if (r->opt->as)
		snprintf(run, size, " | focalloss --%s -", r->opt->as);
	else
		snprintf(run, size, " | focalloss%s%s", *format ? " -f " : "",
		    format);
}

static int
note(struct reader *r, const struct foreign *f, const char *path)
{
	const char *file = strcmp(path, "-") ? path : NULL;
	const char *format = f->format;
	const struct reader_ops *ops = inner_format(path);
	const struct place at = { r->src.name, 0, 0 };
	char word[SHELL_WORD] = "", run[64] = "";

	if (f->file == NONE) {
		diag_add(r->diag, at, "format", "this is %s", f->what);
		return diag_hint(r->diag, "samples are read from CSV, TSV, ssv, "
		    "JSON, NDJSON and .npy files");
	}
	if (f->file == INSIDE || f->file == MARKUP)
		shell_inside(word, file);
	else if (f->file == WORD || file)
		shell_word(word, file);
	if (f->file == FILTER)
		format = ops ? ops->name : "";
	if (format)
		read_on(run, sizeof run, r, format);
	return diag_add(r->diag, at, "format", "this is %s; convert it: %s%s%s%s%s",
	    f->what, f->command, f->file == FILTER && file ? " " : "", word,
	    f->rest, run);
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
	char word[SHELL_WORD], run[64];

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
	read_on(run, sizeof run, r, "");
	return diag_hint(r->diag, "iconv -f %s -t UTF-8%s%s%s", name,
	    strcmp(path, "-") ? " " : "", strcmp(path, "-") ? word : "", run);
}
