/*
 * output_test.c - the faults of outputs and surroundings, by their numbers: each
 * is a script that the shell runs in an empty directory, and what it prints.
 */
#define _XOPEN_SOURCE 700
#include "focalloss.h"
#include "source.h"

#include "test_io.h"
#include "test_pty.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/*
 * What scripts may use.  The program is in the PATH, standard error is standard
 * output.  main.csv has 369 samples, some is a small input, many makes more than
 * a mebibyte of rows.
 */
static const char prelude[] =
    "export LC_ALL=C\n"
    "unset POSIXLY_CORRECT NO_COLOR\n"
    "some() { printf 'id,label,logit\\na,1,2\\nb,0,1\\n'; }\n"
    "many() { focalloss -r none -g 0:100:1 -t csv main.csv \"$@\"; }\n"
    /* run it and say how it ended; which files are there; one there was */
    "ends() { \"$@\"; echo \"exit $?\"; }\n"
    "files() { ls -A | grep -v main.csv; }\n"
    "old() { echo old >old.csv; }\n"
    /* the counters of make coverage are files as well: no harm to those */
    "uncounted=\"GCOV_PREFIX=$dir.counters GCOV_ERROR_FILE=/dev/null\"\n"
    /* fail CALL:error=E:when=K [FILE ...] -- focalloss ...: a system call does */
    "fail() { c=$1 on=; shift; while [ $1 != -- ]; do on=\"$on -P $1\"; "
    "shift; done; shift; "
    /* the leak checker cannot work under a tracer */
    "env $uncounted ASAN_OPTIONS=detect_leaks=0 strace -f --quiet=all "
    "-o /dev/null $on -e inject=$c \"$@\"; }\n";

#define SIGNED "focal mode=binary from=logits gamma=2 alpha=1 pos_weight=1 " \
	"reduction=mean n=369 focalloss=" FOCALLOSS_VERSION
#define TABLE "n      mean\n2  0.351836\n"
#define CSV "n,mean\n2,0.3518359331233127\n"

static const struct fault_row {
	const char *name, *script, *want;
	const char *needs;	/* a command that must work, or NULL */
} fault_rows[] = {
	{ "F1 a pipe that is closed early ends it silently",
	    "{ many; echo \"exit $?\" >&3; } 3>status | head -n 1; cat status",
	    "gamma,id,label,p_t,loss\nexit 141\n", NULL },
	{ "F1 and then there is no FILE",
	    "old; { many -o old.csv -o new.csv; echo \"exit $?\" >&3; } "
	    "3>status | head -n 1; cat status; cat old.csv; files",
	    "gamma,id,label,p_t,loss\nexit 141\nold\nold.csv\nstatus\n", NULL },
	{ "F2 standard output is full",
	    "for f in text csv tsv json ndjson markdown junit github; do some | focalloss -t $f "
	    ">/dev/full; done; focalloss --help >/dev/full; many >/dev/full",
#define FULL "focalloss: cannot write: No space left on device [io]\n"
	    FULL FULL FULL FULL FULL FULL FULL FULL FULL FULL, NULL },
	{ "F2 standard output is full: exit 2",
	    "some | focalloss >/dev/full; echo $?; many >/dev/full; echo $?; "
	    "focalloss -V >/dev/full; echo $?", FULL "2\n" FULL "2\n" FULL "2\n",
	    NULL },
	{ "F2 the summary of a GitHub job is full, and then there is no FILE",
	    "old; export GITHUB_STEP_SUMMARY=/dev/full; some | "
	    "focalloss -t github -o old.csv 2>&1 >/dev/null; echo $?; cat old.csv",
	    "/dev/full: cannot write: No space left on device [io]\n2\nold\n",
	    NULL },
	{ "F6 the summary of a GitHub job cannot be written to",
	    "export GITHUB_STEP_SUMMARY=no/sum; some | focalloss -t github "
	    "-o a.csv; echo $?; files",
	    "::error title=focalloss,file=no/sum::cannot open: No such file or "
	    "directory [io]\nno/sum: cannot open: No such file or directory [io]"
	    "\n2\n", NULL },
	{ "F9 of a bad input the summary of a GitHub job has nothing",
	    "export GITHUB_STEP_SUMMARY=sum; echo old >sum; ends focalloss "
	    "-t github </dev/null 2>/dev/null; cat sum",
	    "::error title=focalloss::<stdin>: the input is empty [empty]\n"
	    "exit 2\nold\n", NULL },
	{ "F2 standard output is full, and then there is no FILE",
	    "old; some | focalloss -o old.csv -o new.json >/dev/full; echo $?; "
	    "cat old.csv; files", FULL "2\nold\nold.csv\n", NULL },
	{ "F2 standard output says only at its end that it is full",
	    "old; fail close:error=ENOSPC out -- focalloss main.csv -o old.csv "
	    ">out; echo $?; cat old.csv", FULL "2\nold\n", "strace" },
	{ "F3 standard output is closed",
#define CLOSED "focalloss: cannot write: Bad file descriptor [io]\n"
	    "old; some | focalloss -o old.csv >&-; echo $?; "
	    "focalloss -V >&-; echo $?; cat old.csv; files",
	    CLOSED "2\n" CLOSED "2\nold\nold.csv\n", NULL },
	{ "F3 any of the three is closed, and no file is taken for it",
	    "for c in '' '<&-' '>&-' '<&- >&-' '2>&-' '<&- 2>&-' '>&- 2>&-' "
	    "'<&- >&- 2>&-'; do eval \"focalloss -q -o a.csv main.csv $c\"; "
	    "echo \"$? $(cat a.csv 2>&1 | wc -l) $(md5sum <main.csv | "
	    "cut -c1-8)\"; rm -f a.csv; done",
#define ALL_IS_WELL "0.0293574\n0 2 181e8b21\n"
	    ALL_IS_WELL ALL_IS_WELL CLOSED "2 1 181e8b21\n" CLOSED
	    "2 1 181e8b21\n" ALL_IS_WELL ALL_IS_WELL "2 1 181e8b21\n"
	    "2 1 181e8b21\n", NULL },
	{ "F3 standard input is closed",
	    "ends focalloss -o a.csv <&-; files",
	    "<stdin>: cannot read after byte 0: Bad file descriptor [io]\n"
	    "exit 2\n", NULL },
	{ "F4 reads and writes are interrupted, or too early",
	    "some >in.csv; for e in EINTR EAGAIN; do for k in 1 1..5 2+2; do "
	    "fail read,pread64:error=$e:when=$k in.csv -- focalloss -q in.csv; "
	    "fail write:error=$e:when=$k -- focalloss -q in.csv -o a.csv; "
	    "cat a.csv; rm a.csv; done; done | sort | uniq -c",
	    "     12 0.351836\n      6 2,0.3518359331233127\n      6 n,mean\n",
	    "strace" },
	{ "F4 interrupted for ever it ends",
	    "some >in.csv; fail read:error=EINTR in.csv -- focalloss in.csv",
	    "in.csv: cannot read after byte 0: Interrupted system call [io]\n",
	    "strace" },
	{ "F5 an error in the middle of an input",
	    "old; sed 1d main.csv >y; { cat main.csv; for i in 1 2 3 4 5 6 7 8 9; "
	    "do cat y; done; } >in.csv; rm y; "
	    "fail pread64:error=EIO in.csv -- "
	    "focalloss in.csv -o old.csv; echo $?; cat old.csv; files",
	    "in.csv: cannot read after byte 65536: Input/output error [io]\n2\n"
	    "old\nin.csv\nold.csv\n", "strace" },
	{ "F6 an input is not there",
	    "ends focalloss no.csv -o a.csv; files; "
	    "ends focalloss \"$(printf 'a\\033[2J\\nb')\"",
	    "no.csv: cannot open: No such file or directory [io]\nexit 2\n"
	    "a\\x1b[2J\\x0ab: cannot open: No such file or directory [io]\n"
	    "exit 2\n", NULL },
	{ "F6 an input may not be read",
	    "some >in.csv; fail openat:error=EACCES in.csv -- "
	    "focalloss in.csv -o a.csv; echo $?; files",
	    "in.csv: cannot open: Permission denied [io]\n2\nin.csv\n",
	    "strace" },
	{ "F7 an input is a directory",
	    "mkdir d.csv; ends focalloss d.csv -o a.csv; ends focalloss . ; "
	    "ends focalloss <d.csv; files",
	    "d.csv: cannot read: Is a directory [io]\nexit 2\n"
	    ".: cannot read: Is a directory [io]\nexit 2\n"
	    "<stdin>: cannot read: Is a directory [io]\nexit 2\nd.csv\n", NULL },
	{ "F8 a FIFO, /dev/stdin and a device",
	    "mkfifo f; some >f & focalloss f; some | focalloss /dev/stdin; "
	    "some >in; focalloss /dev/stdin <in; focalloss /dev/null",
	    TABLE TABLE TABLE "/dev/null: the input is empty [empty]\n", NULL },
	{ "F9 an empty file",
	    "old; : >in.csv; ends focalloss in.csv -o old.csv; cat old.csv",
	    "in.csv: the input is empty [empty]\nexit 2\nold\n", NULL },
	{ "F10 a header and no samples",
	    "old; some | head -n 1 >in.csv; ends focalloss in.csv -o old.csv; "
	    "ends focalloss main.csv in.csv -o old.csv; cat old.csv",
	    "in.csv: there are no data rows [empty]\nexit 2\n"
	    "in.csv: there are no data rows [empty]\nexit 2\nold\n", NULL },
	{ "F44 no byte of the user's commands a terminal",
#define N "\\x1b]0;\\x07\\xc2\\x9b"
	    "n=$(printf '\\033]0;\\a\\302\\233')\n"
	    "printf \"logit_$n,label_$n\\n1,$n\\n\" >\"$n\"; "
	    "focalloss \"$n\"; focalloss -v -y \"$n\" \"$n\"; focalloss -f \"$n\"; "
	    "focalloss \"--$n\"; focalloss -o \"$n\" \"$n\"; "
	    "focalloss \"$n=$n\" -g \"$n\" -r \"$n\" -d \"$n\"; "
	    "focalloss -o \"/no/$n.csv\" main.csv",
	    N ":2:3: label_" N ": '" N "' is neither 0 nor 1 [label-range]\n"
	    "hint: say which label is the positive one: --pos-label VALUE\n"
	    N ":1: no column '" N "'; the columns are: logit_" N ", label_" N
	    " [columns]\n"
	    "focalloss: --from takes one of: csv, tsv, ssv, json, "
	    "ndjson, npy, not '" N
	    "' [usage]\n"
	    "focalloss: there is no option --" N " [usage]\nhint: focalloss --help lists the options\n"
	    "focalloss: --output takes a FILE that ends in .txt .csv .tsv .tab "
	    ".json .ndjson .jsonl .md .xml, not '" N "' [usage]\n"
	    "hint: -t FORMAT > FILE writes a file of any name\n"
	    "focalloss: --gamma takes numbers >= 0, not '" N "' [usage]\n"
	    "/no/" N ".csv: cannot write: No such file or directory [io]\n",
	    NULL },
	{ "F44 what a terminal would obey is cut at 80 bytes",
	    "n=$(printf '\\033%0200d' 0); focalloss \"$n\"; focalloss --mode $n; "
	    "focalloss -o $n.csv -o $n.csv main.csv; focalloss -v -y $n main.csv",
#define CUT "\\x1b0000000000000000000000000000000000000000" \
	"000000000000000000000000000000000000000..."
	    CUT ": cannot open: No such file or directory [io]\n"
	    "focalloss: --mode takes one of: binary, multiclass, multilabel, "
	    "not '" CUT "' [usage]\n"
	    "focalloss: --output names the same file twice: '" CUT "' [usage]\n"
	    "main.csv:1: no column '" CUT "'; the columns are: id, label, logit, "
	    "size [columns]\n", NULL },
	{ "F45 odd file names",
	    "for n in - --help -q %s%n%d a=b 'a b' \"$(printf 'a\\nb')\"; do "
	    "some >\"./$n\"; focalloss -q \"./$n\"; done; focalloss -q -- --help; "
	    "focalloss -q -o ./--x.csv -o %s%n.csv -- %s%n%d; cat ./--x.csv "
	    "./%s%n.csv; focalloss %s%n",
	    "0.351836\n0.351836\n0.351836\n0.351836\n0.351836\n0.351836\n"
	    "0.351836\n0.351836\n0.351836\n" CSV CSV
	    "%s%n: cannot open: No such file or directory [io]\n", NULL },
	{ "F46 standard input twice",
	    "some | ends focalloss - -; some | ends focalloss a=- b=-",
	    "focalloss: standard input can be read only once [usage]\nexit 2\n"
	    "focalloss: standard input can be read only once [usage]\nexit 2\n",
	    NULL },
	{ "F47 standard output is the input",
#define BOTH(file) file ": this input is standard output, too [usage]\n" \
	"hint: -o FILE may name an input: it is replaced at the end\n"
	    "some >in.csv; focalloss in.csv >>in.csv; echo $?; "
	    "some | cmp - in.csv; focalloss -q main.csv in.csv 1<>in.csv; "
	    "echo $?; some | cmp - in.csv; focalloss <in.csv >>in.csv; echo $?; "
	    "some | cmp - in.csv; ln -s in.csv l.csv; focalloss l.csv >>in.csv; "
	    "ln in.csv h.csv; focalloss h.csv -o a.csv >in.csv; files; "
	    "some >in.csv; focalloss main.csv -j in.csv >>in.csv; echo $?; "
	    "some | cmp - in.csv; focalloss main.csv --baseline in.csv >>in.csv",
	    BOTH("in.csv") "2\n" BOTH("in.csv") "2\n" BOTH("<stdin>") "2\n"
	    BOTH("l.csv") BOTH("h.csv") "h.csv\nin.csv\nl.csv\n"
	    BOTH("in.csv") "2\n" BOTH("in.csv"), NULL },
	{ "F47 FILE is the input",
	    "some >in.csv; focalloss -r none in.csv -o in.csv && cat in.csv; "
	    "some >in.csv; focalloss <in.csv -q -o ./in.csv && cat in.csv",
	    "id  label       p_t        loss\na       1  0.880797  0.00180356\n"
	    "b       0  0.268941    0.701868\nid,label,p_t,loss\n"
	    "a,1,0.8807970779778824,0.0018035628352403754\n"
	    "b,0,0.2689414213699951,0.701868303411385\n0.351836\n" CSV, NULL },
	{ "F47 FILE is standard output",
	    "some | ends focalloss -o a.csv 2>err >a.csv; cat a.csv err; files",
	    "exit 2\na.csv: this file is standard output, too [usage]\n"
	    "a.csv\nerr\n", NULL },
	{ "F48 a directory that is not there, or is none",
	    "echo >file; for f in no/a.csv file/a.csv; do "
	    "focalloss -o $f no-input; done; files",
	    "no/a.csv: cannot write: No such file or directory [io]\n"
	    "file/a.csv: cannot write: Not a directory [io]\nfile\n", NULL },
	{ "F48 a name that is too long",
	    "n=$(printf '%0251d.csv' 1); focalloss -q -o $n main.csv && files | "
	    "wc -l; n=$(printf '%0252d.csv' 1); focalloss -q -o $n main.csv "
	    "2>&1 | grep -c 'File name too long'", "0.0293574\n1\n1\n", NULL },
	{ "F48 what cannot be replaced by a file",
	    "mkdir d.csv; mkfifo f.csv; ends focalloss -o d.csv no-input; "
	    "ends focalloss -o f.csv no-input; files",
	    "d.csv: cannot write: Is a directory [io]\nexit 2\n"
	    "f.csv: this is no file that could be replaced [io]\n"
	    "hint: write to it: focalloss -t FORMAT ... > f.csv\nexit 2\n"
	    "d.csv\nf.csv\n", NULL },
	{ "F48 a file that may not be written",
	    "old; fail ?access,?faccessat,?faccessat2:error=EACCES old.csv -- "
	    "focalloss -o old.csv no-input; echo $?; cat old.csv; files",
	    "old.csv: cannot write: Permission denied [io]\n2\nold\nold.csv\n",
	    "strace" },
	{ "F48 a disk that becomes full",
	    "old; ulimit -f 64; many -o new.csv -o old.csv | wc -l; cat old.csv; "
	    "files", "new.csv: cannot write: File too large [io]\n"
	    "old.csv: cannot write: File too large [io]\n37270\nold\nold.csv\n",
	    NULL },
	{ "F48 any step fails: the new file, or exit 2 and the old one",
	    "old; mv old.csv first; for c in openat:error=EMFILE openat:error=EIO "
	    "write:error=ENOSPC write:error=EIO fsync:error=EIO close:error=EIO "
	    "close:error=EINTR rename:error=ENOSPC; do "
	    "for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do cp first old.csv; "
	    "fail $c:when=$k -- focalloss main.csv -o old.csv >out 2>err; s=$?; "
	    "cmp -s first old.csv && is=old || is=new; [ $s = 0 ] || "
	    "[ $s = 2 ] || s=127; [ $is = old ] || grep -q n,mean old.csv || "
	    "is=broken; echo $s $is $(files | xargs) $(grep -o survive err); "
	    "done; done | sort -u",
	    "0 new err first old.csv out\n127 old err first old.csv out\n"
	    "2 new err first old.csv out survive\n2 old err first old.csv out\n",
	    "strace" },
	{ "F49 killed at any time, FILE is the old or the new one",
	    "many -o want.csv >/dev/null; old; cp old.csv first.csv; "
	    "for i in 0 1 2 3 4 5 6 7 8 9; do for k in 1 4 7; do "
	    /* exec: it is not the shell that is to be killed */
	    "(export $uncounted; exec focalloss -r none -g 0:100:1 -t csv main.csv "
	    "-o old.csv >/dev/null) & p=$!; sleep 0.0$i$k; kill -9 $p; "
	    "wait $p; cmp -s old.csv first.csv || cmp old.csv want.csv; "
	    "done 2>/dev/null; done; rm -f .focalloss-????????????????.tmp; files",
	    "first.csv\nold.csv\nwant.csv\n", NULL },
	{ "F50 many runs write one FILE",
	    "many -o want.csv >/dev/null; for i in 1 2 3 4 5 6; do "
	    "many -o a.csv >/dev/null & done; wait; cmp a.csv want.csv; files",
	    "a.csv\nwant.csv\n", NULL },
	{ "F51 a link is replaced, its target untouched",
	    "old; ln -s old.csv a.csv; ln -s nowhere b.csv; ln old.csv c.csv; "
	    "some | focalloss -q -o a.csv -o b.csv -o c.csv; cat old.csv; "
	    "for f in a b c; do test -L $f.csv || cat $f.csv; done; files",
	    "0.351836\nold\n" CSV CSV CSV "a.csv\nb.csv\nc.csv\nold.csv\n", NULL },
	{ "F51 the mode is what the umask leaves",
	    "for m in 000 022 077 777; do umask $m; focalloss -q -o a.csv "
	    "main.csv >/dev/null; ls -l a.csv | cut -c1-10; done",
	    "-rw-rw-rw-\n-rw-r--r--\n-rw-------\n----------\n", NULL },
	{ "F54 six descriptors, and one for each FILE",
	    "ulimit -n 6; focalloss -q main.csv; ulimit -n 5; focalloss -q "
	    "-o a.csv main.csv; cat a.csv",
	    "0.0293574\n0.0293574\nn,mean\n369,0.0293573950860326\n", NULL },
	{ "F54 eight descriptors: threads and four FILEs",
	    "(ulimit -n 8; exec focalloss -r none -g 0:100:1 -t csv "
	    "main.csv --threads 4 -o a.csv -o a.json -o a.txt "
	    "-o a.ndjson) >a; cmp a a.csv; wc -l <a.ndjson",
	    "37269\n", NULL },
	{ "F54 no descriptor for a FILE",
	    "old; (ulimit -n 4; focalloss -q main.csv -o old.csv -o a.csv); "
	    "cat old.csv; files",
	    "a.csv: cannot write: Too many open files [io]\nold\nold.csv\n",
	    NULL },
	{ "F58 the locale, the time zone, POSIXLY_CORRECT and the directory",
	    "mkdir sub; for e in LC_ALL=C LC_ALL=de_DE.UTF-8 LC_ALL=tr_TR.UTF-8 "
	    "LANG=xx TZ=Asia/Kathmandu TZ=:nonsense POSIXLY_CORRECT=1; do "
	    "env $e focalloss main.csv -r mean,max -t json -g 0.5 -o a.txt "
	    "-o a.csv | cat - a.txt a.csv | md5sum; done | uniq | wc -l; "
	    "cd sub; focalloss main.csv ../main.csv -q; focalloss ../main.csv -q",
	    "1\nmain.csv: cannot open: No such file or directory [io]\n0.0293574\n",
	    NULL },
	{ "F58 locales with a decimal comma and a dotless i",
	    "export LOCPATH=$(pwd)\n"
	    "localedef -c -f UTF-8 -i de_DE ./de_DE.UTF-8 2>/dev/null; "
	    "localedef -c -f UTF-8 -i tr_TR ./tr_TR.UTF-8 2>/dev/null; "
	    "LC_ALL=de_DE.UTF-8 locale decimal_point; "
	    "LC_ALL=tr_TR.UTF-8 locale decimal_point; "
	    "for l in C de_DE.UTF-8 tr_TR.UTF-8; do export LC_ALL=$l; "
	    "some | sed 's/2$/2.5/; s/,1,/,TRUE,/' | focalloss -r none -g 0.5 "
	    "-t json -a 0.25 -o A.TXT -o I.CSV | cat; cat A.TXT I.CSV; "
	    "focalloss -f INI x 2>&1; done | sort | uniq -c | cut -c1-8 | uniq",
	    ",\n,\n      3 \n",
	    "localedef -c -f UTF-8 -i tr_TR ./test >/dev/null 2>&1; test -e test" },
	{ "F58 a umask of 777",
	    "focalloss main.csv -r none -t csv >want; (umask 777; focalloss "
	    "main.csv -r none -t csv -o a.csv) | cmp - want; "
	    "ls -l a.csv | cut -c1-10; chmod 400 a.csv; cmp a.csv want",
	    "----------\n", NULL },

	/* -o */
	{ "FILE is what standard output would have been",
	    "for f in text:txt csv:csv tsv:tsv tsv:tab json:json ndjson:ndjson "
	    "ndjson:jsonl csv:CSV; do for r in mean,max none; do "
	    "focalloss main.csv -r $r -g 0,2 --digits 7 -q -o a.${f#*:} >/dev/null; "
	    "focalloss main.csv -r $r -g 0,2 --digits 7 -t ${f%:*} | "
	    "cmp - a.${f#*:}; done; done; files | wc -l", "8\n", NULL },
	{ "FILE says its digits",
	    "some | focalloss -o a.txt -o a.csv --digits 3; cat a.txt a.csv; "
	    "some | focalloss -o a.txt -o a.csv -t csv; cat a.txt a.csv",
	    "n   mean\n2  0.352\nn   mean\n2  0.352\nn,mean\n2,0.352\n"
	    CSV TABLE CSV, NULL },
	{ "FILE does not depend on the threads",
	    "for i in 1 2 3 4 5 6 7 8 9; do sed 1d main.csv; done >y; "
	    "{ head -n 1 main.csv; for i in 1 2 3 4 5 6 7 8 9; do cat y; done; } "
	    ">in.csv; for t in 1 2 5; do focalloss -r none -t csv --threads $t "
	    "in.csv -o a.csv -o a.ndjson -o a.tsv >a; cat a a.* | md5sum; done | "
	    "uniq | wc -l; FOCALLOSS_ISA=reference focalloss -r none in.csv "
	    "-t ndjson | cmp - a.ndjson; wc -l <a.csv", "1\n29890\n", NULL },
	{ "the same FILE twice",
	    "mkdir d; ln -s d e; ends focalloss -o d/a.csv -o e/../d/./a.csv "
	    "no-input; ls -A d; focalloss -o d/a.csv -o a.csv -q main.csv; "
	    "cmp a.csv d/a.csv",
	    "focalloss: --output names the same file twice: 'e/../d/./a.csv' "
	    "[usage]\nexit 2\n0.0293574\n", NULL },

	/* errors far down */
	{ "an error below little output: nothing is written",
	    "{ cat main.csv; echo x,1,oops,small; } | ends focalloss -r none "
	    "-t csv -o a.csv; files",
	    "<stdin>:371:5: logit: 'oops' is not a number [number-syntax]\n"
	    "exit 2\n", NULL },
	{ "an error below much output: the rows before it, and no FILE",
	    "{ cat main.csv; echo x,1,oops,small; sed 1d main.csv; } >in.csv; "
	    "for t in 1 3; do focalloss -r none -g 0:100:1 -t csv --threads $t "
	    "in.csv -o a.csv 2>err >a; done; many | cmp - a; cat err; files",
	    "in.csv:371:5: logit: 'oops' is not a number [number-syntax]\n"
	    "a\nerr\nin.csv\n", NULL },
	{ "an unclosed quote below much output",
	    "{ cat main.csv; echo '\"x,1,2,small'; } >in.csv; "
	    "focalloss -r none -g 0:100:1 -t csv in.csv 2>err >a; "
	    "many | cmp - a; head -n 1 err | cut -c1-11", "in.csv:371:\n", NULL },
	{ "a bad file below much output",
	    "many >want; focalloss -r none -g 0:100:1 -t csv main.csv no.csv "
	    ">a; wc -l <a; tail -c 1 a | od -An -c",
	    "no.csv: cannot open: No such file or directory [io]\n37270\n  \\n\n",
	    NULL },
};

/* A script in an empty directory, to be freed; it starts with main.csv. */
static char *
command(const char *script)
{
	static const char into[] =
	    "exec 2>&1 </dev/null\nPATH=$(cd ${B:-build} && pwd):$PATH\n"
	    "top=$(pwd) dir=$(mktemp -d) && cd \"$dir\" || exit 9\n"
	    "trap 'rm -rf \"$dir\" \"$dir.counters\"' EXIT\n"
	    "cp \"$top\"/testdata/cancer-main.csv main.csv\n";
	size_t size = sizeof into + sizeof prelude + strlen(script) + 1;
	char *text = malloc(size);

	assert_non_null(text);
	snprintf(text, size, "%s%s%s", into, prelude, script);
	return text;
}

static char *
play(const char *script)
{
	char *text = command(script), *got;
	FILE *f = popen(text, "r");

	free(text);
	got = test_slurp(f);
	assert_int_not_equal(pclose(f), -1);
	return got;
}

static bool
works(const char *needs)
{
	char *got, script[200];
	bool yes;

	snprintf(script, sizeof script, "( %s ) >/dev/null 2>&1 && echo yes",
	    !strcmp(needs, "strace") ? "strace --quiet=all -o /dev/null true"
				     : needs);
	got = play(script);
	yes = !strcmp(got, "yes\n");
	free(got);
	return yes;
}

/*
 * A process group of its own for the script, on a terminal if there is one; its
 * output goes there or to fd.
 */
static pid_t
start(const char *script, int terminal, int fd)
{
	char *text = command(script);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		setsid();
		if (terminal >= 0)
			ioctl(terminal, TIOCSCTTY, 0);
		dup2(terminal >= 0 ? terminal : fd, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", text, (char *)NULL);
		_exit(127);
	}
	free(text);
	return pid;
}

static const struct terminal_row {
	const char *name, *script, *want;	/* the text, or a pattern */
} terminal_rows[] = {
#define ODD "odd() { printf 'id,label,logit\n\"\033[31m\302\233\\\\\342\200\256" \
	"%090d\",1,2\n' 0; }; export TERM=dumb; odd | focalloss -r none -t "
#define TEN "0000000000"
#define EYES "\\x1b[31m\\xc2\\x9b\\\\\\xe2\\x80\\xae" TEN TEN TEN TEN TEN TEN \
	"000000000..."
#define JSON "{\"id\":\"\\u001b[31m\\u009b\\\\\\u202e" TEN TEN TEN TEN TEN TEN TEN TEN TEN \
	"\",\"label\":1,\"p_t\":0.8807970779778824,\"loss\":0.0018035628352403754}\r\n"
#define RESULT ",1,0.8807970779778824,0.0018035628352403754\r\n"
	{ "F44 CSV on a terminal is for eyes", ODD "csv",
	    "id,label,p_t,loss\r\n" EYES RESULT },
	{ "F44 names of columns, too",
	    "printf 'label,logit_a\033,logit_b\na\033,1,2\n' | focalloss -t csv "
	    "--grad",
	    "n,mean,grad_a\\x1b,grad_b\r\n1,0.701868303411385,"
	    "-0.7682347231993176,0.7682347231993176\r\n" },
	{ "F44 JSON is the same everywhere, and obeyed by no terminal",
	    ODD "ndjson -o a.ndjson; cat a.ndjson", JSON JSON },
	{ "F44 TERM=dumb: no escape byte",
	    "export TERM=dumb; focalloss main.csv | tail -n 1; focalloss main.csv",
	    "369  0.0293574\r\n  n       mean\r\n369  0.0293574\r\n" SIGNED "\r\n" },
	{ "F44 NO_COLOR: no escape byte",
	    "export TERM=xterm NO_COLOR=1; focalloss main.csv",
	    "  n       mean\r\n369  0.0293574\r\n" SIGNED "\r\n" },
	{ "no TERM: no escape byte", "unset TERM; focalloss main.csv",
	    "  n       mean\r\n369  0.0293574\r\n" SIGNED "\r\n" },
	{ "a NO_COLOR that is empty says nothing",
	    "export TERM=xterm NO_COLOR=; focalloss main.csv",
	    "  n       mean\r\n369  0.0293574\r\n\033[2m" SIGNED
	    "\033[0m\r\n" },
	{ "a terminal gets the signature, FILE does not",
	    "export TERM=xterm; focalloss main.csv -o a.txt; cat a.txt",
	    "  n       mean\r\n369  0.0293574\r\n\033[2m" SIGNED "\033[0m\r\n"
	    "  n       mean\r\n369  0.0293574\r\n" },
	{ "no progress in less than a second",
	    "export TERM=xterm; focalloss -q main.csv", "0.0293574\r\n" },
	{ "no progress on a dumb terminal",
	    "export TERM=dumb; { cat main.csv; sleep 1.2; sed 1d main.csv; } | "
	    "focalloss -q", "0.0293574\r\n" },
	{ "progress is erased before an error",
	    /* the FIFO opens when both are there */
	    "export TERM=xterm; mkfifo f; focalloss -q f | cat & exec 3>f; "
	    "cat main.csv >&3; sleep 1.1; echo 1 >&3; exec 3>&-; wait",
	    "\rf: 12 kB, * kB/s\r *\r"
	    "f:371: 1 field where the header has 4 \\[csv-ragged\\]\r\n" },
};

static void
a_terminal_shows(void **state)
{
	const struct terminal_row *row = *state;
	static char got[1 << 16];
	int master, slave, status;
	pid_t pid;

	pty_open(&master, &slave);
	pid = start(row->script, slave, -1);
	close(slave);
	pty_read(master, got, sizeof got);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (strcmp(got, row->want) && fnmatch(row->want, got, 0)) {
		print_error("--- want\n%s--- got\n%s---\n", row->want, got);
		fail();
	}
}

static const struct signal_row {
	const char *name;
	int number;
	bool ignored;
} signal_rows[] = {
	{ "F56 SIGHUP", SIGHUP, false },
	{ "F56 SIGINT", SIGINT, false },
	{ "F56 SIGQUIT", SIGQUIT, false },
	{ "F56 SIGTERM", SIGTERM, false },
	{ "F56 SIGALRM", SIGALRM, false },
	{ "F56 SIGHUP under nohup", SIGHUP, true },
};

static void
wait_a_little(void)
{
	nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
}

/* How many names begin so; their last is put there. */
static int
count(const char *dir, const char *with, char *last)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		if (!strncmp(e->d_name, with, strlen(with))) {
			n++;
			if (last)
				strcpy(last, e->d_name);
		}
	closedir(d);
	return n;
}

/* The program itself, no shell around it, which reads what never ends. */
static void
a_signal_takes_the_temporary_files_along(void **state)
{
	const struct signal_row *row = *state;
	char dir[] = "/tmp/focalloss-test-XXXXXX", out[64], other[64], tool[512];
	const char *b = getenv("B");
	int end[2], status;
	pid_t pid;

	assert_non_null(mkdtemp(dir));
	snprintf(out, sizeof out, "%s/a.csv", dir);
	snprintf(other, sizeof other, "%s/b.json", dir);
	snprintf(tool, sizeof tool, "%s/focalloss", b ? b : "build");
	assert_int_equal(pipe(end), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		for (size_t i = 0; i < COUNT(signal_rows); i++)
			signal(signal_rows[i].number, SIG_DFL);
		if (row->ignored)
			signal(row->number, SIG_IGN);
		dup2(end[0], STDIN_FILENO);
		close(end[1]);
		execl(tool, "focalloss", "-o", out, "-o", other, (char *)NULL);
		_exit(127);
	}
	close(end[0]);
	for (int i = 0; i < 2000 && count(dir, ".focalloss-", NULL) < 2; i++)
		wait_a_little();
	assert_int_equal(count(dir, ".focalloss-", NULL), 2);
	kill(pid, row->number);
	if (row->ignored) {
		for (int i = 0; i < 20; i++)
			wait_a_little();
		assert_int_equal(count(dir, ".focalloss-", NULL), 2);
		kill(pid, SIGTERM);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(end[1]);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), row->ignored ? SIGTERM : row->number);
	assert_int_equal(count(dir, "", NULL), 2);	/* . and .. */
	rmdir(dir);
}

/* A source of so many bytes that is read in two steps. */
struct changing {
	char path[40];
	int fd;
	struct source src;
	struct diag diag;
};

static void
open_changing(struct changing *c)
{
	static char bytes[3 * SOURCE_BLOCK];

	memset(c, 0, sizeof *c);
	strcpy(c->path, "/tmp/focalloss-test-XXXXXX");
	c->fd = mkstemp(c->path);
	assert_true(c->fd >= 0);
	memset(bytes, 'x', sizeof bytes);
	assert_int_equal(write(c->fd, bytes, sizeof bytes), sizeof bytes);
	/* long ago, so that every change is seen */
	assert_int_equal(futimens(c->fd, (struct timespec[]){ { 1000, 7 },
	    { 1000, 7 } }), 0);
	assert_int_equal(source_open(&c->src, c->path, 0, NULL,
	    &c->diag), 0);
}

static void
nothing_is_changed(struct changing *c)
{
	(void)c;
}

static void
it_grows(struct changing *c)
{
	assert_int_equal(write(c->fd, "y", 1), 1);
}

static void
it_shrinks(struct changing *c)
{
	assert_int_equal(ftruncate(c->fd, 2 * SOURCE_BLOCK), 0);
}

static void
it_is_written_again(struct changing *c)
{
	assert_int_equal(pwrite(c->fd, "y", 1, 0), 1);
}

static void
only_the_nanoseconds_differ(struct changing *c)
{
	assert_int_equal(futimens(c->fd, (struct timespec[]){ { 1000, 7 },
	    { 1000, 8 } }), 0);
}

static void
it_is_read_by_others(struct changing *c)
{
	assert_int_equal(futimens(c->fd, (struct timespec[]){ { 2000, 7 },
	    { 1000, 7 } }), 0);
	assert_int_equal(fchmod(c->fd, 0400), 0);
}

static const struct change_row {
	const char *name;
	void (*change)(struct changing *c);
	bool noted;
} change_rows[] = {
	{ "F52 a file that is not changed", nothing_is_changed, false },
	{ "F52 a file that grows", it_grows, true },
	{ "F52 a file that shrinks", it_shrinks, true },
	{ "F52 a file that is written again", it_is_written_again, true },
	{ "F52 a file changed by a nanosecond", only_the_nanoseconds_differ, true },
	{ "F52 a file that only others read", it_is_read_by_others, false },
};

static void
a_change_is_noted(void **state)
{
	static struct changing c;
	const struct change_row *row = *state;
	char want[128] = "";
	int got;

	open_changing(&c);
	row->change(&c);
	while ((got = source_fill(&c.src)) > 0)
		;
	source_close(&c.src);
	close(c.fd);
	unlink(c.path);
	if (row->noted)
		snprintf(want, sizeof want,
		    "%s: the file was changed while it was read [io]", c.path);
	assert_int_equal(got, row->noted ? -1 : 0);
	assert_string_equal(c.diag.note[0].text, want);
}

static void
a_fault_is_met(void **state)
{
	const struct fault_row *row = *state;
	char *got;

	if (row->needs && !works(row->needs))
		skip();
	got = play(row->script);
	if (strcmp(got, row->want)) {
		print_error("--- want\n%s--- got\n%s---\n", row->want, got);
		fail();
	}
	free(got);
}

int
main(void)
{
	int failed = 0;

	signal(SIGPIPE, SIG_DFL);
	RUN_ROWS(fault_rows, a_fault_is_met);
	RUN_ROWS(terminal_rows, a_terminal_shows);
	RUN_ROWS(signal_rows, a_signal_takes_the_temporary_files_along);
	RUN_ROWS(change_rows, a_change_is_noted);
	return failed != 0;
}
