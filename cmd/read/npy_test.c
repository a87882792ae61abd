/*
 * npy_test.c - arrays to records or one exact note, at every cut.  The bytes are
 * put together here; testdata/npy.py has numpy itself write them.
 */
#include "batch.h"
#include "test_read.h"

#include <fcntl.h>
#include <sys/wait.h>

#define D(descr, order, shape) "{'descr': '" descr "', 'fortran_order': " \
	order ", 'shape': " shape ", }\n"
#define F4(shape) D("<f4", "False", shape)
#define ONE "\0\0\x80\x3f"

#define NUMPY(load, save) "hint: python3 -c \"import numpy as n; " \
	"a = n.load('FILE'" load "); " save "\"\n"
#define NEW(a) "n.save('new.npy', " a ")"
#define HOLDS(what) "<stdin>: the array holds " what "; one or two dimensions " \
	"of numbers can be read [npy-array]\n"
#define MISSING "hint: --missing skip leaves such samples out, and counts " \
	"them\n"
#define BAD "<stdin>: not a header as NumPy writes it: "
#define ENDS "<stdin>: the file ends within its header [npy-header]\n"

static const struct read_row rows[] = {
	{ "not this format", { 0 }, T("label,logit\n1,2\n"),
	    "<stdin>: this is not a .npy file [npy-header]\n" },
	{ "not even long enough", { 0 }, T("\x93NUM"),
	    "<stdin>: this is not a .npy file [npy-header]\n" },
	{ "cut in the magic bytes' line", { 0 }, T("\x93NUMPY\1\0"), ENDS },
	{ "cut in the header", { 0 }, T("\x93NUMPY\1\0\x3e\0{'descr':"), ENDS },
	{ "cut in the long length", { 0 }, T("\x93NUMPY\2\0\x3e\0"), ENDS },
	{ "version 4", { 0 }, T("\x93NUMPY\4\0\x3e\0"),
	    "<stdin>: version 4.0 of .npy; 1.0, 2.0 and 3.0 can be read "
	    "[npy-header]\n" },
	{ "version 0", { 0 }, T("\x93NUMPY\0\0\x3e\0"),
	    "<stdin>: version 0.0 of .npy; 1.0, 2.0 and 3.0 can be read "
	    "[npy-header]\n" },
	{ "version 1.1", { 0 }, T("\x93NUMPY\1\1\x3e\0"),
	    "<stdin>: version 1.1 of .npy; 1.0, 2.0 and 3.0 can be read "
	    "[npy-header]\n" },
	{ "a header of megabytes", { 0 }, T("\x93NUMPY\2\0\0\0\x40\0"),
	    "<stdin>: a header longer than 64 KiB [npy-header]\n" },
	{ "a header of as many bytes as it may have, all but one", { 0 },
	    T("\x93NUMPY\2\0\0\0\1\0{"), ENDS },
	{ "a header of one byte more", { 0 }, T("\x93NUMPY\2\0\1\0\1\0{"),
	    "<stdin>: a header longer than 64 KiB [npy-header]\n" },
	{ "a NUL in the name of a type", { 0 },
	    T("\x93NUMPY\1\0\x3b\0{'descr': '<f4\0', 'fortran_order': False, "
	      "'shape': (1,), }\n" ONE),
	    BAD "{'descr': '<f4\\x00', 'fortran_order': False, 'shape': "
	    "(1,), }\\x0a [npy-header]\n" },
};

static void
npy_gives(void **state)
{
	read_at_every_cut(*state, &npy_reader);
}

/* A file of version 1. */
struct array {
	const char *header, *data;
	size_t len;
};

static void
put_array(struct out *o, const struct array *a)
{
	size_t n = strlen(a->header);

	out_bytes(o, "\x93NUMPY\1", 8);
	out_bytes(o, &(char){ (char)(n & 255) }, 1);
	out_bytes(o, &(char){ (char)(n >> 8) }, 1);
	out_text(o, a->header);
	out_bytes(o, a->data, a->len);
}

static const struct array_row {
	const char *name;
	struct array array;
	const char *want;
} array_rows[] = {
	{ "one dimension is a column", { F4("(2,)"),
	    T(ONE ONE) },
	    "1\n1: 1@1\n2: 1@1\n" },
	{ "no rows", { F4("(0,)"), T("") },
	    "1\n" },
	{ "two dimensions are columns", { F4("(1, 2)"),
	    T(ONE "\0\0\0\xbf") },
	    "1|2\n1: 1@1|-0.5@2\n" },
	{ "keys in another order", { "{'shape': (2,), "
	      "'fortran_order': False, 'descr': '<f4', }\n",
	    T(ONE ONE) },
	    "1\n1: 1@1\n2: 1@1\n" },
	{ "double quotes, no blanks, no last comma, no newline", 
	      { "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}",
	    T(ONE ONE) },
	    "1\n1: 1@1\n2: 1@1\n" },
	{ "numbers of Python 2", { F4("(2L,)"),
	    T(ONE ONE) },
	    "1\n1: 1@1\n2: 1@1\n" },
	{ "one row in Fortran's order", { D("<f4", "True", "(1, 2)"),
	    T(ONE "\0\0\0\xbf") },
	    "1|2\n1: 1@1|-0.5@2\n" },
	{ "no dictionary", { "[]", T("") },
	    BAD "[] [npy-header]\n" },
	{ "an empty one", { "{}", T("") },
	    BAD "{} [npy-header]\n" },
	{ "a key too few", { "{'shape': (2, 3),}", T("") },
	    BAD "{'shape': (2, 3),} [npy-header]\n" },
	{ "a key too many", { "{'descr': '<f4', 'fortran_order': False, "
	      "'shape': (2,), 'x': 1}\n", T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}\\x0a "
	    "[npy-header]\n" },
	{ "a key twice", { "{'descr': '<f4', 'fortran_order': False, "
	      "'shape': (2,), 'shape': (2,)}\n", T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), "
	    "'shape': (2,)}\\x0a "
	    "[npy-header]\n" },
	{ "a word for the order", { D("<f4", "0", "(2,)"), T("") },
	    BAD "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }\\x0a "
	    "[npy-header]\n" },
	{ "a number for the shape", { F4("(2)"), T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }\\x0a "
	    "[npy-header]\n" },
	{ "a shape below 0", { F4("(-1,)"), T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }\\x0a "
	    "[npy-header]\n" },
	{ "a shape of commas", { F4("(,)"), T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (,), }\\x0a "
	    "[npy-header]\n" },
	{ "a string left open", { "{'descr': '<f", T("") },
	    BAD "{'descr': '<f [npy-header]\n" },
	{ "a list left open", { "{'descr': [('a',", T("") },
	    BAD "{'descr': [('a', [npy-header]\n" },
	{ "an escape in the header", { "{'descr': '\\x3cf4'", T("") },
	    BAD "{'descr': '\\\\x3cf4' [npy-header]\n" },
	{ "bytes behind the dictionary", { F4("(2,)") "!\n", T("") },
	    BAD "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
	    "\\x0a!\\x0a [npy-header]\n" },
	{ "fewer bytes than the shape says", { F4("(2,)"),
	    T(ONE "\0") },
	    "<stdin>: the array takes 8 bytes, and the file has 5 "
	    "[npy-size]\n" },
	{ "more bytes than the shape says", { F4("(1,)"),
	    T(ONE ONE) },
	    "<stdin>: the array takes 4 bytes, and the file has 8 "
	    "[npy-size]\n" },
	{ "a shape of more bytes than there can be",
	    { F4("(9223372036854775807, 2)"), T("") },
	    "<stdin>: an array longer than any file [npy-size]\n" },
	{ "a shape of more rows than 64 bits",
	    { F4("(99999999999999999999,)"), T("") },
	    "<stdin>: an array longer than any file [npy-size]\n" },
	{ "a shape of 2^64 + 1 rows, which is not one",
	    { F4("(18446744073709551617,)"), T(ONE) },
	    "<stdin>: an array longer than any file [npy-size]\n" },
	{ "an escape in the name of a type",
	    { D("<f\\x34", "False", "(1,)"), T(ONE) },
	    BAD "{'descr': '<f\\\\x34', 'fortran_order': False, 'shape': "
	    "(1,), }\\x0a [npy-header]\n" },
	{ "columns without end", { F4("(1, 9223372036854775807)"), T("") },
	    "<stdin>: 9223372036854775807 columns are too many: 4194304 at most "
	    "[npy-size]\n" },
	{ "a column more than there may be", { F4("(1, 4194305)"), T("") },
	    "<stdin>: 4194305 columns are too many: 4194304 at most "
	    "[npy-size]\n" },
	{ "as many columns as there may be, and no file for them",
	    { F4("(1, 4194304)"), T(ONE) },
	    "<stdin>: the array takes 16777216 bytes, and the file has 4 "
	    "[npy-size]\n" },
	{ "no columns", { F4("(2, 0)"), T("") },
	    "<stdin>: the array has no columns [npy-array]\n" },
	{ "no dimension", { F4("()"),
	    T(ONE) },
	    HOLDS("a single number (0 dimensions)")
	    NUMPY("", NEW("a.reshape(1)")) },
	{ "three dimensions", { F4("(1, 1, 1)"),
	    T(ONE) },
	    HOLDS("more than 2 dimensions")
	    NUMPY("", NEW("a.reshape(-1, a.shape[-1])")) },
	{ "complex numbers", { D("<c8", "False", "(0,)"), T("") },
	    HOLDS("complex numbers") NUMPY("", NEW("a.real")) },
	{ "long doubles", { D("<f16", "False", "(0,)"), T("") },
	    HOLDS("numbers longer than 64 bits")
	    NUMPY("", NEW("a.astype('f8')")) },
	{ "objects", { D("|O", "False", "(0,)"), T("") },
	    HOLDS("Python objects")
	    NUMPY(", allow_pickle=True", NEW("a.astype('f8')")) },
	{ "strings", { D("<U3", "False", "(0,)"), T("") },
	    HOLDS("strings") NUMPY("", "n.savetxt('new.csv', a, '%s')") },
	{ "bytes", { D("|S3", "False", "(0,)"), T("") },
	    HOLDS("bytes")
	    NUMPY("", "n.savetxt('new.csv', a.astype('U'), '%s')") },
	{ "dates", { D("<M8[ns]", "False", "(0,)"), T("") },
	    HOLDS("dates") NUMPY("", NEW("a.astype('i8')")) },
	{ "times", { D("<m8[ns]", "False", "(0,)"), T("") },
	    HOLDS("times") NUMPY("", NEW("a.astype('i8')")) },
	{ "records", { "{'descr': [('a', '<f8'), ('b', '<i8')], "
	      "'fortran_order': False, 'shape': (0,)}", T("") },
	    HOLDS("records") NUMPY("", "n.savetxt('new.csv', a, '%s', ',', "
	    "header=','.join(a.dtype.names), comments='')") },
	{ "a type nobody knows", { D("<x8", "False", "(0,)"), T("") },
	    "<stdin>: the array is of a type that is not known here: '<x8' "
	    "[npy-array]\n" },
	{ "a size nobody knows", { D("<i3", "False", "(0,)"), T("") },
	    "<stdin>: the array is of a type that is not known here: '<i3' "
	    "[npy-array]\n" },
	{ "a type that looks like a dimension", { D("3", "False", "(0,)"), T("") },
	    "<stdin>: the array is of a type that is not known here: '3' "
	    "[npy-array]\n" },
	{ "no type", { D("", "False", "(0,)"), T("") },
	    "<stdin>: the array is of a type that is not known here: '' "
	    "[npy-array]\n" },
};

static void
array_gives(void **state)
{
	const struct array_row *array = *state;
	struct out o = { .fd = -1 };
	struct read_row row = { .want = array->want };

	put_array(&o, &array->array);
	row.bytes = o.buf;
	row.len = o.n;
	read_at_every_cut(&row, &npy_reader);
	free(o.buf);
}

enum { N = 3, C = 2 };

static const struct dtype_row {
	const char *name;	/* the descr without its order */
	uint64_t bits[N * C];
	const char *text[N * C];
} dtypes[] = {
	{ "f2", { 0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x7e00 },
	    { "1", "-2", "5.960464477539063e-08", "65504", "-0", "nan" } },
	{ "f2", { 0x3555, 0x83ff, 0x0400, 0xfc00, 0x7c00, 0xfe01 },
	    { "0.333251953125", "-6.097555160522461e-05",
		"6.103515625e-05", "-inf", "inf", "nan" } },
	{ "f4", { 0x3dcccccd, 0xff7fffff, 1, 0x3f800000, 0x7f800000,
	    0x7fc00000 }, { "0.10000000149011612",
	    "-3.4028234663852886e+38", "1.401298464324817e-45", "1", "inf",
	    "nan" } },
	{ "f8", { 0x3fb999999999999a, 0x7fefffffffffffff, 1,
	    0xbff0000000000000, 0xfff0000000000000, 0x4340000000000001 },
	    { "0.1", "1.7976931348623157e+308", "5e-324", "-1", "-inf",
		"9007199254740994" } },
	{ "i1", { 0, 1, 0x7f, 0x80, 0xff, 2 },
	    { "0", "1", "127", "-128", "-1", "2" } },
	{ "i2", { 0, 1, 0x7fff, 0x8000, 0xffff, 0x0102 },
	    { "0", "1", "32767", "-32768", "-1", "258" } },
	{ "i4", { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x01020304 },
	    { "0", "1", "2147483647", "-2147483648", "-1", "16909060" } },
	{ "i8", { 1, 0x7fffffffffffffff, 0x8000000000000000,
	    0xffffffffffffffff, 0x0020000000000001, 0xffdfffffffffffff },
	    { "1", "9223372036854775807", "-9223372036854775808", "-1",
		"9007199254740993", "-9007199254740993" } },
	{ "u1", { 0, 1, 0x7f, 0x80, 0xff, 2 },
	    { "0", "1", "127", "128", "255", "2" } },
	{ "u2", { 0, 1, 0x7fff, 0x8000, 0xffff, 0x0102 },
	    { "0", "1", "32767", "32768", "65535", "258" } },
	{ "u4", { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x01020304 },
	    { "0", "1", "2147483647", "2147483648", "4294967295",
		"16909060" } },
	{ "u8", { 0, 1, 0x7fffffffffffffff, 0x8000000000000000,
	    0xffffffffffffffff, 0x0020000000000001 },
	    { "0", "1", "9223372036854775807", "9223372036854775808",
		"18446744073709551615", "9007199254740993" } },
	{ "b1", { 0, 1, 2, 0xff, 0, 1 }, { "0", "1", "1", "1", "0", "1" } },
};

static bool
is_big(char order)
{
	const uint16_t one = 1;

	return order == '>' ||
	    (order != '<' && *(const unsigned char *)&one == 0);
}

/* The file, and what the reader shall say of it. */
static void
compose(struct out *bytes, struct out *want, const struct dtype_row *t,
    char order, bool fortran, int version)
{
	size_t size = (size_t)(t->name[1] - '0');
	char header[128];
	int n = snprintf(header, sizeof header, "{'descr': '%c%s', "
	    "'fortran_order': %s, 'shape': (%d, %d), }   \n", order, t->name,
	    fortran ? "True" : "False", N, C);
	char length[4] = { (char)n, 0, 0, 0 }, major[2] = { (char)version, 0 };

	out_text(bytes, "\x93NUMPY");
	out_bytes(bytes, major, sizeof major);
	out_bytes(bytes, length, version == 1 ? 2 : 4);
	out_text(bytes, header);
	for (size_t i = 0; i < N * C; i++) {
		uint64_t bits = t->bits[fortran ? i % N * C + i / N : i];

		for (size_t k = 0; k < size; k++) {
			size_t place = is_big(order) ? size - 1 - k : k;

			out_bytes(bytes, &(char){ (char)(bits >> 8 * place) },
			    1);
		}
	}
	out_text(want, "1|2\n");
	for (size_t i = 0; i < N; i++)
		out_format(want, "%zu: %s@1|%s@2\n", i + 1, t->text[C * i],
		    t->text[C * i + 1]);
	out_bytes(want, "", 1);
}

static void
every_order_and_version(void **state)
{
	for (const char *order = "<>=|"; *order; order++)
		for (int k = 0; k < 6; k++) {
			struct out bytes = { .fd = -1 }, want = { .fd = -1 };
			struct read_row row = { .name = "" };

			compose(&bytes, &want, *state, *order, k % 2, 1 + k / 2);
			row.bytes = bytes.buf;
			row.len = bytes.n;
			row.want = want.buf;
			read_at_every_cut(&row, &npy_reader);
			free(bytes.buf);
			free(want.buf);
		}
}

static const struct name_row {
	const char *name, *file, *columns;
	bool pair, no_header;
} name_rows[] = {
	{ "a column is called as the file", "labels.npy", "labels", false, false },
	{ "a group is called as the file", "logits.npy", "logits[0]|logits[1]",
	    true, false },
	{ "the directory does not count", "./a.npy", "a", false, false },
	{ "a suffix in capitals", "Y.NPY", "Y", false, false },
	{ "another suffix stays", "a.b", "a.b", false, false },
	{ "a number would be the number of a column", "12.npy", "1", false,
	    false },
	{ "bad UTF-8 is no name", "\xe9.npy", "1|2", true, false },
	{ "names are not wanted", "logits.npy", "1|2", true, true },
};

static void
columns_are_called(void **state)
{
	const struct name_row *row = *state;
	const struct read_options opt = { .no_header = row->no_header };
	struct out o = { .fd = -1 }, bytes = { .fd = -1 };
	static struct diag d;
	struct reader r;
	int fd = open(row->file, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	static const struct array one = { F4("(2,)"), T(ONE ONE) },
	    two = { F4("(1, 2)"), T(ONE ONE) };

	assert_true(fd >= 0);
	put_array(&bytes, row->pair ? &two : &one);
	assert_int_equal(write(fd, bytes.buf, bytes.n), bytes.n);
	free(bytes.buf);
	close(fd);
	assert_int_equal(reader_open(&r, row->file, NULL, &opt, &d), 0);
	unlink(row->file);
	assert_ptr_equal(r.ops, &npy_reader);
	for (size_t i = 0; i < r.cols; i++)
		out_format(&o, "%s%s", i ? "|" : "", r.col[i].name);
	assert_int_equal(r.named, strcmp(row->columns, "1") &&
		strcmp(row->columns, "1|2"));
	reader_close(&r);
	assert_out(&o, row->columns);
}

/* Nobody can ask a pipe how much it holds. */
static void
from_a_pipe(const struct array *array, const char *want)
{
	const struct read_options opt = { 0 };
	struct out o = { .fd = -1 }, bytes = { .fd = -1 };
	int end[2], status;
	pid_t pid;

	put_array(&bytes, array);
	assert_int_equal(pipe(end), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(write(end[1], bytes.buf, bytes.n) != (ssize_t)bytes.n);
	free(bytes.buf);
	close(end[1]);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	close(end[0]);
	read_all(&o, &npy_reader, &opt);
	assert_out(&o, want);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
a_pipe_ends_where_it_ends(void **state)
{
	(void)state;
	from_a_pipe(&(struct array){ F4("(2,)"), T(ONE ONE) }, "1\n1: 1@1\n2: 1@1\n");
	from_a_pipe(&(struct array){ F4("(2,)"), T(ONE "\0") }, "1\n1: 1@1\n"
	    "<stdin>: the array takes 8 bytes, and the file has 5 "
	    "[npy-size]\n");
	from_a_pipe(&(struct array){ F4("(1,)"), T(ONE ONE) }, "1\n1: 1@1\n"
	    "<stdin>: more bytes follow the 4 of the array [npy-size]\n");
	from_a_pipe(&(struct array){ D("<f4", "True", "(2, 2)"), T(ONE ONE ONE) },
	    "<stdin>: the array takes 16 bytes, and the file has 12 "
	    "[npy-size]\n");
}

/* What a batch makes of such cells, texts or none. */
static const struct score_row {
	const char *name, *options;
	struct array array;
	const char *want;
} score_rows[] = {
	{ "numbers are taken as they are", "-y 1 -l 2",
	    { F4("(1, 2)"), T(ONE "\xcd\xcc\xcc\x3d") },
	    "0.10000000149011612 -> 1\n" },
	{ "a missing score", "-y 1 -l 2",
	    { F4("(1, 2)"), T(ONE "\0\0\xc0\x7f") },
	    "<stdin>:1:2: 2: a missing value, 'nan' [missing]\n" MISSING },
	{ "a missing score is skipped", "-y 1 -l 2 --missing skip",
	    { F4("(1, 2)"), T(ONE "\0\0\xc0\x7f") }, "" },
	{ "a missing label", "-y 1 -l 2",
	    { F4("(1, 2)"), T("\0\0\xc0\x7f" ONE) },
	    "<stdin>:1:1: 1: a missing value, 'nan' [missing]\n" MISSING },
	{ "an infinite score", "-y 1 -l 2",
	    { F4("(1, 2)"), T(ONE "\0\0\x80\xff") },
	    "<stdin>:1:2: 2: '-inf' is not a finite number "
	    "[number-range]\n" },
	{ "a probability above 1", "-y 1 -p 2",
	    { F4("(1, 2)"), T(ONE "\0\0\xc0\x3f") },
	    "<stdin>:1:2: 2: 1.5 is not a probability in [0, 1] "
	    "[prob-range]\n"
	    "hint: are these logits? then pass --logits '2'\n" },
	{ "a negative weight", "-y 1 -l 2 -w 3",
	    { F4("(1, 3)"), T(ONE ONE "\0\0\x80\xbf") },
	    "<stdin>:1:3: 3: '-1' is not a weight >= 0 [number-range]\n" },
	{ "a label that is none", "-y 1 -l 2",
	    { F4("(1, 2)"), T("\0\0\x40\x40" ONE) },
	    "<stdin>:1:1: 1: '3' is neither 0 nor 1 [label-range]\n" },
	{ "labels of a bit", "-y 1 -l 2",
	    { D("|b1", "False", "(2, 2)"), T("\1\0\0\1") },
	    "0 -> 1\n1 -> 0\n" },
	{ "labels of whole numbers beyond 2^53", "-y 1 -l 2-3 -f npy",
	    { D("<i8", "False", "(1, 3)"), T("\1\0\0\0\0\0\x20\0"
		"\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0") },
	    "<stdin>:1:1: 1: '9007199254740993' is not a class; the classes "
	    "are 0 to 1 [label-range]\n" },
	{ "whole scores beyond 2^53 are rounded as text is", "-y 1 -l 2",
	    { D("<i8", "False", "(1, 2)"), T("\1\0\0\0\0\0\0\0" "\1\0\0\0\0\0\x20\0") },
	    "9007199254740992 -> 1\n" },
};

static void
a_batch_has(void **state)
{
	const struct score_row *row = *state;
	struct out o = { .fd = -1 }, bytes = { .fd = -1 };
	static struct test_run t;
	char options[256];
	struct batch b;

	put_array(&bytes, &row->array);
	snprintf(options, sizeof options, "-r none %s", row->options);
	assert_int_equal(test_open(&t, options, bytes.buf, bytes.n), 0);
	free(bytes.buf);
	batch_init(&b, &t.plan, &t.job);
	assert_int_equal(batch_grow(&b, 10), 0);
	while (batch_read(&b, &t.plan, &t.job, &t.reader) > 0)
		for (size_t i = 0; i < b.n; i++) {
			out_number(&o, b.x[i * b.c], 0);
			out_text(&o, " -> ");
			out_number(&o, b.y[i], 0);
			out_text(&o, "\n");
			/* as JSON would have it */
			const struct kept *label =
			    batch_kept(&b, t.plan.text_label);

			assert_int_equal(label[i].kind, CELL_NUMBER);
			assert_int_equal(label[i].len, 1);
		}
	test_notes(&o, &t.diag);
	batch_free(&b);
	test_close(&t);
	assert_out(&o, row->want);
}

int
main(void)
{
	char dir[] = "/tmp/focalloss-test-XXXXXX";
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_pipe_ends_where_it_ends),
	};
	int failed = 0;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	RUN_ROWS(rows, npy_gives);
	RUN_ROWS(array_rows, array_gives);
	RUN_ROWS(dtypes, every_order_and_version);
	RUN_ROWS(name_rows, columns_are_called);
	RUN_ROWS(score_rows, a_batch_has);
	failed += cmocka_run_group_tests(rest, NULL, NULL);
	if (chdir("/") || rmdir(dir))
		return 1;
	return failed != 0;
}
