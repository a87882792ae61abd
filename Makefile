# make help lists the targets.  A variant is another B and other CFLAGS.

B       ?= build
PREFIX  ?= /usr/local
# -O3: the kernel and its like are loops that want to be vectors
CFLAGS  ?= -O3 -g
MAKEFLAGS += --no-print-directory
# never -ffast-math: exact sums and the last bit depend on IEEE arithmetic
IEEE     = -ffp-contract=off -fno-math-errno -fno-trapping-math
WARN     = -Wall -Wextra -Wconversion -Wshadow
ALL      = -std=c11 -D_POSIX_C_SOURCE=200809L $(IEEE) $(WARN) -Ilib -Icmd \
	   $(CPPFLAGS) $(CFLAGS)

# every package, and the only list of them: to build, to test, to check
DEPS     = gcc g++ libc6-dev libcsv-dev libcjson-dev libcmocka-dev libmpfr-dev \
	   clang libclang-rt-dev clang-tidy cppcheck gcovr mandoc valgrind strace \
	   locales libxml2-utils cmark-gfm
# ... but for other C libraries and processors, which only check-bits wants
DEPS_BITS = musl-tools qemu-user gcc-aarch64-linux-gnu gcc-s390x-linux-gnu \
	   libc6-dev-arm64-cross libc6-dev-s390x-cross
# what make bench and make like compare with, as far as it is installed
DEPS_BENCH = mawk gawk miller datamash jq python3-numpy python3-pandas \
	   python3-torch python3-torchvision

SRC     := $(wildcard lib/*.c cmd/*.c cmd/*/*.c)
CODE    := $(filter-out %_test.c cmd/main.c,$(SRC))
LIB     := $(patsubst %.c,$B/%.o,$(filter lib/%,$(CODE)))
CMD     := $(patsubst %.c,$B/%.o,$(filter cmd/%,$(CODE)))
TESTS   := $(patsubst %.c,$B/%,$(filter %_test.c,$(SRC)))
# these are begun first, so that none of them is waited for alone
LONG     = %/run_test %/oracle_test %/explain_test %/golden_test \
	   %/output_test %/eval_test %/number_test %/simulate_test
TIDY    := $(patsubst %.c,$B/%.tidy,$(filter-out %_test.c,$(SRC)))
# what the digest is of: the arithmetic and the digits
DIGEST   = testdata/digest.c $(filter lib/%.c,$(CODE)) cmd/number.c \
	   cmd/number_print.c cmd/pow10.c
BITS     = -std=c11 -D_POSIX_C_SOURCE=200809L $(IEEE) $(WARN) -Werror -Ilib -Icmd
BENCH   := $(patsubst testdata/%.c,$B/%,$(wildcard testdata/bench/*.c))
COVERAGE = -O0 -g --coverage -fprofile-update=atomic
SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

all: $B/focalloss $B/libfocalloss.a  ## build the tool and the library

$B/libfocalloss.a: $(LIB)
	@rm -f $@
	@ar rcs $@ $^

$B/focalloss: $B/cmd/main.o $(CMD) $B/libfocalloss.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcsv -lcjson -lm -lpthread

$B/%_test: $B/%_test.o $(CMD) $B/libfocalloss.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS) -lcsv -lcjson \
	    -lm -lpthread
# tests only: the tool and the library know nothing of MPFR
$B/lib/oracle_test: LIBS = -lmpfr -lgmp
# this test makes realloc fail
$B/cmd/read/json_scan_test: LDFLAGS += -Wl,--wrap=realloc

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	@$(CC) $(ALL) -MMD -MP -c -o $@ $<

demo: all  ## score a file of testdata/
	$B/focalloss testdata/cancer-main.csv --gamma 0,0.5,1,2,5

# what a test program prints, its exit status last; RUNNER goes before it, and one
# in SHARE of the random cases is tried
$B/%_test.log: $B/%_test all
	@status=0; B=$B $(RUNNER) $< >$@ 2>&1 </dev/null || status=$$?; \
	    printf '\nexit %s\n' $$status >>$@

tests: all $(TESTS)  ## build every test

check: $(patsubst %,%.log,$(filter $(LONG),$(TESTS)) $(TESTS))
check: headers layers faults  ## run every test
	@sh .ci/tests $(TESTS)

$B/oracle: $B/testdata/oracle.o $B/libfocalloss.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lmpfr -lgmp -lm

oracle: $B/oracle  ## the kernel against MPFR for SECONDS (3600) from SEED (1)
	@$B/oracle $(or $(SECONDS),3600) $(or $(SEED),1)

$B/simulate: $B/testdata/simulate.o $B/libfocalloss.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lm

simulate: $B/simulate  ## how often an interval holds the truth, of RUNS (2000)
	@$B/simulate $(or $(RUNS),2000) $(or $(SEED),1)

check-bits:  ## the same bits from every compiler, C library and processor
	@B=$B FLAGS='$(BITS)' SOURCES='$(DIGEST)' sh .ci/bits

check-bits-native:  ## the same bits from every compiler and path on this one
	@B=$B FLAGS='$(BITS)' SOURCES='$(DIGEST)' sh .ci/bits native

like: all  ## --like against torch and torchvision as installed
	@/usr/bin/python3 testdata/like.py $B/focalloss $(SOURCES)

accept: $B/cmd/golden_test  ## rewrite the golden sessions; read the git diff
	@B=$B ACCEPT=1 $B/cmd/golden_test

headers:  # the public header compiles alone, as C11 and as C++
	@mkdir -p $B
	@printf '#include "focalloss.h"\nint main(void) { return 0; }\n' >$B/h.c
	@$(CC) -std=c11 -pedantic -Werror $(WARN) -Ilib -c -o $B/h.o $B/h.c
	@! command -v $(CXX) >$B/h.log || \
	    $(CXX) -x c++ -std=c++11 -pedantic -Werror -Ilib -c -o $B/h.o $B/h.c

layers: all  # lib/ needs libm and memory functions, no more
	@! nm -u $B/libfocalloss.a | sed -n 's/^ *U //p' | sort -u | grep -vE \
	    '^(exp|expm1|log|log1p|pow|sqrt|ldexp|frexp|fma|fm(ax|in)|mem(cpy|set|move)|strcmp|focal_.*|__x86_get_cpuid_feature_leaf|__stack_chk_fail|__(asan|ubsan|gcov|sanitizer).*|_GLOBAL_OFFSET_TABLE_)$$'
	@! readelf -d $B/focalloss | grep -E 'NEEDED.*(mpfr|gmp)'
	@! grep -nE 'include "(\.\./)*cmd|include "(diag|job|out)' lib/*.[ch]

sanitize:  ## run every test under ASan and UBSan
	@$(MAKE) check B=build/sanitize CFLAGS='$(SANITIZE)' SHARE=4

valgrind:  ## run every test but the two slowest under valgrind
	@$(MAKE) check SHARE=10 \
	    RUNNER='valgrind -q --error-exitcode=9 --leak-check=full' \
	    TESTS='$(filter-out %/oracle_test %/simulate_test,$(TESTS))'

clang:  ## build and test with clang, warnings are errors
	@$(MAKE) check B=build/clang CC=clang CFLAGS='-O3 -g -Werror' SHARE=4

werror:  ## build and test with gcc, warnings are errors
	@$(MAKE) check B=build/werror CFLAGS='-O3 -g -Werror'

$B/%.tidy: %.c FORCE
	@clang-tidy --quiet $< -- -std=c11 -D_POSIX_C_SOURCE=200809L -Ilib -Icmd \
	    2>/dev/null

cppcheck:
	@cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
	    --enable=warning,performance,portability --suppress=ctuuninitvar -Ilib -Icmd \
	    $(filter-out %_test.c,$(SRC))

lint: cppcheck $(TIDY)  ## clang-tidy, cppcheck and mandoc have nothing to say
	@! mandoc -T lint -W warning man/*.[135] | grep .

coverage:  ## lines and branches that no test reaches, file by file
	@rm -rf build/coverage
	@mkdir -p build/coverage
	@$(MAKE) check B=build/coverage CFLAGS='$(COVERAGE)' \
	    >build/coverage/log 2>&1 || { tail -n 40 build/coverage/log; exit 1; }
	@$(MAKE) $B/torture/torture $B/torture/fail.so
	@$(TORTURE) build/coverage/focalloss alloc short
	@sh .ci/coverage build/coverage
	@python3 .ci/branches build/coverage/all.json testdata/coverage.txt

$B/bench/%: testdata/bench/%.c $(CMD) $B/libfocalloss.a
	@mkdir -p $(@D)
	@$(CC) $(ALL) $(LDFLAGS) -o $@ $^ -lcsv -lcjson -lm -lpthread

bench: all $(BENCH)  ## time it beside its peers (ROWS=1000000: quickly)
	@B='$B' python3 testdata/bench/bench.py

$B/torture/torture: $(wildcard testdata/torture/*.[ch])
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) -Wno-conversion -O1 -g -o $@ \
	    $(filter-out %/fail.c,$(filter %.c,$^))

$B/torture/fail.so: testdata/torture/fail.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) -O1 -g -shared -fPIC -o $@ $<

TORTURE  = sh .ci/torture $B/torture
torture: all $B/torture/torture $B/torture/fail.so  ## harm the tool in every way there is (SHORT=1: quickly)
	@$(TORTURE) $B/focalloss alloc short calls surroundings limits kill
	@[ -n "$(SHORT)" ] || $(MAKE) B=build/sanitize CFLAGS='$(SANITIZE)' all
	@[ -n "$(SHORT)" ] || $(TORTURE) build/sanitize/focalloss alloc short

$B/fuzz/%: testdata/fuzz/%.c testdata/fuzz/fuzz.h $(CMD) $B/libfocalloss.a
	@mkdir -p $(@D)
	@$(CC) $(ALL) -fsanitize=fuzzer -o $@ $(filter-out %.h,$^) \
	    -lcsv -lcjson -lm -lpthread

FUZZ    := $(patsubst testdata/fuzz/%.c,$B/fuzz/%,$(wildcard testdata/fuzz/*.c))
fuzzers: $(FUZZ)
fuzz:  ## readers, numbers, options, the whole: SECONDS (60) for each
	@$(MAKE) fuzzers B=build/fuzz CC=clang \
	    CFLAGS='$(SANITIZE) -Werror -fsanitize=fuzzer-no-link'
	@B=build/fuzz sh .ci/fuzz $(or $(SECONDS),60) $(TARGETS)

faults:  ## which rows of the fault table no test is named after
	@sh .ci/faults

compile_commands.json: $(SRC)  ## for editors and clang tools
	@{ echo '['; sep=; for f in $(SRC); do printf '%s' "$$sep"; printf \
	    '{"directory":"%s","file":"%s","command":"$(CC) $(ALL) -c %s"}\n' \
	    "$$PWD" $$f $$f; sep=,; done; echo ']'; } >$@

deps:  ## install what is missing from Debian (with sudo when not root)
	@sh .ci/deps $(DEPS)

deps-bits:  ## install what check-bits can use beyond that
	@sh .ci/deps $(DEPS_BITS)

deps-bench:  ## install what make bench and like compare with from Debian
	@sh .ci/deps $(DEPS_BENCH)

install: all  ## into PREFIX (/usr/local), under DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib \
	    $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man3
	install $B/focalloss $(DESTDIR)$(PREFIX)/bin
	install -m 644 $B/libfocalloss.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 lib/focalloss.h $(DESTDIR)$(PREFIX)/include
	install -m 644 man/focalloss.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 man/focalloss.3 $(DESTDIR)$(PREFIX)/share/man/man3

clean:  ## remove what was built
	rm -rf build compile_commands.json

help:  ## list the targets
	@sed -n 's/^\([a-z_.-]*\):.*  ## \(.*\)/  \1\t\2/p' Makefile | expand -t 26

-include $(patsubst %.c,$B/%.d,$(SRC) testdata/oracle.c testdata/simulate.c)
.SECONDARY:
.PHONY: all demo like tests check oracle simulate check-bits check-bits-native accept headers \
	layers sanitize valgrind clang werror lint coverage bench torture \
	fuzz fuzzers faults deps deps-bits deps-bench install clean help \
	cppcheck FORCE
