/* foreign_test.c - what is said of files that are not ours. */
#include "../test_io.h"

#include <fcntl.h>

#define THIS(what, command) ": this is " what "; convert it: " command \
	" [format]\n"
#define CSV " | focalloss -f csv"
#define PANDAS(how, file) "python3 -c \"import pandas; pandas." how "('" file \
	"').to_csv('/dev/stdout', index=False)\"" CSV
#define HTML(file) "python3 -c \"import pandas; pandas.read_html('" file \
	"')[0].to_csv('/dev/stdout', index=False)\"" CSV
#define STREAM(file) "python3 -c \"import pyarrow; pyarrow.ipc.open_stream('" \
	file "').read_pandas().to_csv('/dev/stdout', index=False)\"" CSV
#define TORCH(file) "python3 -c \"import numpy, torch; numpy.save(" \
	"'logits.npy', torch.load('" file "', 'cpu'))\" && focalloss logits.npy"
#define ZIP(name) "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" name
#define IMAGE(what) ": this is " what " [format]\nhint: samples are read " \
	"from CSV, TSV, ssv, JSON, NDJSON and .npy files\n"
#define NULS8 "\0\0\0\0\0\0\0\0"
#define NULS64 NULS8 NULS8 NULS8 NULS8 NULS8 NULS8 NULS8 NULS8
#define TAR "preds.csv" NULS64 NULS64 NULS64 NULS8 NULS8 NULS8 NULS8 NULS8 \
	NULS8 NULS8 "ustar  "
#define WIDE(what, command) ": this looks like " what ", not UTF-8 " \
	"[encoding]\nhint: " command "\n"

static const struct foreign_row {
	const char *name, *file;
	const char *bytes;
	size_t len;
	const char *want, *piped;	/* behind the name; of standard input */
} rows[] = {
	{ "F55 gzip", "preds.csv.gz", T("\x1f\x8b\x08\0"),
	    THIS("gzip", "zcat preds.csv.gz" CSV),
	    THIS("gzip", "zcat | focalloss") },
	{ "gzip of another format", "p.ndjson.gz", T("\x1f\x8b\x08\0"),
	    THIS("gzip", "zcat p.ndjson.gz | focalloss -f ndjson"), NULL },
	{ "gzip of who knows", "p.gz", T("\x1f\x8b\x08\0"),
	    THIS("gzip", "zcat p.gz | focalloss"), NULL },
	{ "gzip under the name of CSV", "preds.csv", T("\x1f\x8b\x08\0"),
	    THIS("gzip", "zcat preds.csv | focalloss"), NULL },
	{ "a name for a shell", "my preds.csv.gz", T("\x1f\x8b\x08\0"),
	    THIS("gzip", "zcat 'my preds.csv.gz'" CSV), NULL },
	{ "Zstandard", "preds.csv.zst", T("\x28\xb5\x2f\xfd\x04"),
	    THIS("Zstandard", "zstdcat preds.csv.zst" CSV),
	    THIS("Zstandard", "zstdcat | focalloss") },
	{ "xz", "preds.tsv.xz", T("\xfd" "7zXZ\0\0\4"),
	    THIS("xz", "xzcat preds.tsv.xz | focalloss -f tsv"),
	    THIS("xz", "xzcat | focalloss") },
	{ "bzip2", "preds.csv.bz2", T("BZh91AY&SY\0"),
	    THIS("bzip2", "bzcat preds.csv.bz2" CSV),
	    THIS("bzip2", "bzcat | focalloss") },
	{ "LZ4", "preds.csv.lz4", T("\x04\x22\x4d\x18\x64"),
	    THIS("LZ4", "lz4cat preds.csv.lz4" CSV),
	    THIS("LZ4", "lz4cat | focalloss") },
	{ "7-Zip", "preds.7z", T("7z\xbc\xaf\x27\x1c\0\4"),
	    THIS("a 7-Zip archive", "7z x -so preds.7z" CSV),
	    THIS("a 7-Zip archive", "7z x -so FILE" CSV) },
	{ "a file that was not fetched", "preds.csv",
	    T("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
	    THIS("a pointer to a file that Git LFS keeps",
		"git lfs smudge <preds.csv | focalloss"),
	    THIS("a pointer to a file that Git LFS keeps",
		"git lfs smudge <FILE | focalloss") },
	{ "a page in place of a file", "preds.csv",
	    T("<!DOCTYPE html>\n<html lang=\"en\">\n"),
	    THIS("a web page", HTML("preds.csv")),
	    THIS("a web page", HTML("FILE")) },
	{ "a page in small letters", "p.html", T("<!doctype html>"),
	    THIS("a web page", HTML("p.html")), NULL },
	{ "a bare page", "p.html", T("<html>"),
	    THIS("a web page", HTML("p.html")), NULL },
	{ "Parquet", "preds.parquet", T("PAR1\x15\4\x15"),
	    THIS("a Parquet file",
		"duckdb -csv -c \"from 'preds.parquet'\"" CSV),
	    THIS("a Parquet file", "duckdb -csv -c \"from 'FILE'\"" CSV) },
	{ "Parquet by its name", "preds.parquet", T("PAR1,x"),
	    THIS("a Parquet file",
		"duckdb -csv -c \"from 'preds.parquet'\"" CSV), NULL },
	{ "a name for no command", "it's.parquet", T("PAR1\x15"),
	    THIS("a Parquet file", "duckdb -csv -c \"from 'FILE'\"" CSV), NULL },
	{ "Arrow", "preds.arrow", T("ARROW1\0\0\xff\xff\xff\xff"),
	    THIS("an Arrow file", PANDAS("read_feather", "preds.arrow")),
	    THIS("an Arrow file", PANDAS("read_feather", "FILE")) },
	{ "an Arrow stream", "preds.arrows", T("\xff\xff\xff\xff\x10\0\0\0"),
	    THIS("an Arrow stream", STREAM("preds.arrows")),
	    THIS("an Arrow stream", STREAM("FILE")) },
	{ "Feather", "preds.feather", T("FEA1\0\0\0\0"),
	    THIS("a Feather file", PANDAS("read_feather", "preds.feather")),
	    THIS("a Feather file", PANDAS("read_feather", "FILE")) },
	{ "HDF5", "preds.h5", T("\x89HDF\r\n\x1a\n\0"),
	    THIS("an HDF5 file", PANDAS("read_hdf", "preds.h5")),
	    THIS("an HDF5 file", PANDAS("read_hdf", "FILE")) },
	{ "Avro", "preds.avro", T("Obj\1\4\x16"),
	    THIS("an Avro file", "fastavro preds.avro | focalloss -f ndjson"),
	    THIS("an Avro file", "fastavro FILE | focalloss -f ndjson") },
	{ "ORC", "preds.orc", T("ORC\n\3\0\0"),
	    THIS("an ORC file", PANDAS("read_orc", "preds.orc")),
	    THIS("an ORC file", PANDAS("read_orc", "FILE")) },
	{ "SQLite", "preds.db", T("SQLite format 3\0\x10"),
	    THIS("an SQLite database", "sqlite3 -csv -header preds.db "
		"'select * from TABLE'" CSV),
	    THIS("an SQLite database", "sqlite3 -csv -header FILE "
		"'select * from TABLE'" CSV) },
	{ "PyTorch of old", "logits.pt",
	    T("\x80\2\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19.\x80\2"),
	    THIS("a PyTorch file", TORCH("logits.pt")),
	    THIS("a PyTorch file", TORCH("FILE")) },
	{ "PyTorch", "logits.pt", T(ZIP("\x10\0\0\0archive/data.pkl")),
	    THIS("a PyTorch file", TORCH("logits.pt")),
	    THIS("a PyTorch file", TORCH("FILE")) },
	{ "pickle 2", "p.pkl", T("\x80\2}q"),
	    THIS("a Python pickle", PANDAS("read_pickle", "p.pkl")), NULL },
	{ "pickle 3", "p.pkl", T("\x80\3}q"),
	    THIS("a Python pickle", PANDAS("read_pickle", "p.pkl")), NULL },
	{ "pickle 4", "p.pkl", T("\x80\4\x95"),
	    THIS("a Python pickle", PANDAS("read_pickle", "p.pkl")), NULL },
	{ "pickle 5", "p.pkl", T("\x80\5\x95"),
	    THIS("a Python pickle", PANDAS("read_pickle", "p.pkl")),
	    THIS("a Python pickle", PANDAS("read_pickle", "FILE")) },
	{ "npz", "preds.npz", T(ZIP("\xa\0\0\0logits.npy")),
	    THIS("a NumPy archive (.npz)", "unzip preds.npz && focalloss "
		"logits.npy --join labels.npy --id row"),
	    THIS("a NumPy archive (.npz)", "unzip FILE && focalloss "
		"logits.npy --join labels.npy --id row") },
	{ "xlsx", "preds.xlsx", T(ZIP("\x13\0\0\0[Content_Types].xml")),
	    THIS("an Excel file (.xlsx)", "in2csv preds.xlsx" CSV),
	    THIS("an Excel file (.xlsx)", "in2csv FILE" CSV) },
	{ "xlsx as openpyxl writes it", "preds.xlsx",
	    T(ZIP("\x10\0\0\0docProps/app.xml")),
	    THIS("an Excel file (.xlsx)", "in2csv preds.xlsx" CSV), NULL },
	{ "zip", "preds.zip", T(ZIP("\x9\0\0\0preds.csv")),
	    THIS("a zip archive", "unzip -p preds.zip" CSV),
	    THIS("a zip archive", "unzip -p FILE" CSV) },
	{ "a short zip", "preds.zip", T("PK\3\4"),
	    THIS("a zip archive", "unzip -p preds.zip" CSV), NULL },
	{ "a zip whose name is cut", "preds.zip", T(ZIP("\xff\0\0\0pre")),
	    THIS("a zip archive", "unzip -p preds.zip" CSV), NULL },
	{ "an empty zip", "preds.zip", T("PK\5\6\0\0"),
	    THIS("an empty zip archive", "unzip -l preds.zip"), NULL },
	{ "xls", "preds.xls", T("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	    THIS("an Excel file (.xls)", "in2csv preds.xls" CSV),
	    THIS("an Excel file (.xls)", "in2csv FILE" CSV) },
	{ "MATLAB", "preds.mat", T("MATLAB 5.0 MAT-file, Platform: GLNXA64\0"),
	    THIS("a MATLAB file", "python3 -c \"import numpy, scipy.io; "
		"numpy.save('logits.npy', scipy.io.loadmat('preds.mat')"
		"['logits'])\" && focalloss logits.npy"),
	    THIS("a MATLAB file", "python3 -c \"import numpy, scipy.io; "
		"numpy.save('logits.npy', scipy.io.loadmat('FILE')"
		"['logits'])\" && focalloss logits.npy") },
	{ "MATLAB 7.3", "preds.mat", T("MATLAB 7.3 MAT-file, Platform"),
	    THIS("a MATLAB 7.3 file", "python3 -c \"import h5py, numpy; "
		"numpy.save('logits.npy', h5py.File('preds.mat')"
		"['logits'][()].T)\" && focalloss logits.npy"), NULL },
	{ "UTF-16LE", "my preds.csv", T("\xff\xfe" "a\0"),
	    WIDE("UTF-16LE", "iconv -f UTF-16LE -t UTF-8 'my preds.csv' | "
		"focalloss"),
	    WIDE("UTF-16LE", "iconv -f UTF-16LE -t UTF-8 | focalloss") },
	{ "UTF-16BE without a mark", "p.csv", T("\0a\0b\0c"),
	    WIDE("UTF-16BE", "iconv -f UTF-16BE -t UTF-8 p.csv | focalloss"),
	    WIDE("UTF-16BE", "iconv -f UTF-16BE -t UTF-8 | focalloss") },
	{ "UTF-16LE of CSV letters", "p.csv", T("a\0b\0c\0"),
	    WIDE("UTF-16LE", "iconv -f UTF-16LE -t UTF-8 p.csv | focalloss"),
	    NULL },
	{ "UTF-32LE", "p.csv", T("\xff\xfe\0\0a\0\0\0"),
	    WIDE("UTF-32LE", "iconv -f UTF-32LE -t UTF-8 p.csv | focalloss"),
	    NULL },
	{ "UTF-32BE without a mark", "p.csv", T("\0\0\0a\0\0\0b"),
	    WIDE("UTF-32BE", "iconv -f UTF-32BE -t UTF-8 p.csv | focalloss"),
	    NULL },
	{ "tar", "p.tar", T(TAR), THIS("a tar archive", "tar -xOf p.tar" CSV),
	    THIS("a tar archive", "tar -xOf FILE" CSV) },
	{ "RAR", "p.rar", T("Rar!\x1a\7\1"),
	    THIS("a RAR archive", "unrar p -inul p.rar" CSV), NULL },
	{ "compress", "p.csv.Z", T("\x1f\x9d\x90"),
	    THIS("what compress writes", "zcat p.csv.Z" CSV), NULL },
	{ "LZMA", "p.csv.lzma", T("\x5d\0\0\x80\0"),
	    THIS("LZMA", "xzcat p.csv.lzma" CSV), NULL },
	{ "lzip", "p.tsv.lz", T("LZIP\1"),
	    THIS("lzip", "lzip -dc p.tsv.lz | focalloss -f tsv"), NULL },
	{ "a pickle of letters", "p.pkl", T("ccopy_reg\n_reconstructor\n"),
	    THIS("a Python pickle", PANDAS("read_pickle", "p.pkl")), NULL },
	{ "Stata", "p.dta", T("<stata_dta><header>"),
	    THIS("a Stata file", PANDAS("read_stata", "p.dta")), NULL },
	{ "old Stata", "p.dta", T("r\2\1\0\3\0"),
	    THIS("a Stata file", PANDAS("read_stata", "p.dta")), NULL },
	{ "R", "p.rds", T("X\n\0\0\0\3"),
	    THIS("an R object", "Rscript -e \"write.csv(readRDS('p.rds'), "
		"row.names = FALSE)\"" CSV), NULL },
	{ "safetensors", "p.safetensors", T("\x40\0\0\0\0\0\0\0{\"logits\":"),
	    THIS("a safetensors file", "python3 -c \"import numpy, "
		"safetensors.numpy as s; numpy.save('logits.npy', "
		"s.load_file('p.safetensors')['logits'])\" && focalloss "
		"logits.npy"), NULL },
	{ "HTML in large letters, below a blank line", "p.htm",
	    T("\n  <!doctype HTML>\n"), THIS("a web page", HTML("p.htm")),
	    NULL },
	{ "what to_html() writes", "p.htm", T("<table border=\"1\">"),
	    THIS("a table of HTML", HTML("p.htm")), NULL },
	{ "XML", "p.xml", T("<?xml version='1.0'?>"),
	    THIS("XML", PANDAS("read_xml", "p.xml")), NULL },
	{ "PDF", "p.pdf", T("%PDF-1.4\n%\xe2"),
	    THIS("a PDF", "pdftotext -layout p.pdf - | focalloss -f ssv"),
	    NULL },
	{ "PNG", "p.png", T("\x89PNG\r\n\x1a\n\0"), IMAGE("a PNG image"),
	    IMAGE("a PNG image") },
	{ "JPEG", "p.jpg", T("\xff\xd8\xff\xe0"), IMAGE("a JPEG image"), NULL },
	{ "GIF", "p.gif", T("GIF89a\1\0"), IMAGE("a GIF image"), NULL },
	/* and what is not foreign, but begins like it */
	{ "a column called GIF8", "p.csv", T("GIF8,label\n"), "", "" },
	{ "a column called <html", "p.csv", T(" < html>,label\n"), "", "" },
	{ "a column called PAR1", "p.csv", T("PAR1,label\n"), "", "" },
	{ "a column called ORC", "p.csv", T("ORCA,label\n1,2\n"), "", "" },
	{ "a column called BZh9", "p.csv", T("BZh9,label\n"), "", "" },
	{ "a column called FEA1", "p.csv", T("FEA1\tlabel\r\n"), "", "" },
	{ "a column called PK", "p.csv", T("PK,label\n"), "", "" },
	{ "half a magic", "p.csv", T("PAR"), "", "" },
};

static void
assert_said(const char *path, const char *want)
{
	const struct read_options opt = { 0 };
	struct out o = { .fd = -1 };
	static struct diag d;
	struct reader r;

	d = (struct diag){ .notes = 0 };
	assert_int_equal(reader_open(&r, path, NULL, &opt, &d),
	    *want ? -1 : 0);
	reader_close(&r);
	test_notes(&o, &d);
	assert_out(&o, want);
}

static void
is_told(void **state)
{
	const struct foreign_row *row = *state;
	char want[1024] = "";
	int fd = open(row->file, O_CREAT | O_WRONLY | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, row->bytes, row->len), row->len);
	close(fd);
	if (*row->want)
		snprintf(want, sizeof want, "%s%s", row->file, row->want);
	assert_said(row->file, want);
	unlink(row->file);
	if (!row->piped)
		return;
	test_stdin(row->bytes, row->len);
	if (*row->piped)
		snprintf(want, sizeof want, "<stdin>%s", row->piped);
	assert_said("-", want);
}

int
main(void)
{
	char dir[] = "/tmp/focalloss-test-XXXXXX";
	int failed = 0;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	RUN_ROWS(rows, is_told);
	if (chdir("/") || rmdir(dir))
		return 1;
	return failed != 0;
}
