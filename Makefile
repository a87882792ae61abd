# make help lists the targets.  A variant is another B and other CFLAGS.

B       ?= build
PREFIX  ?= /usr/local
CFLAGS  ?= -O2 -g
WARN     = -Wall -Wextra -Wconversion -Wshadow
# never -ffast-math: exact sums and the last bit depend on IEEE arithmetic
ALL      = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) -ffp-contract=off \
	   -fno-math-errno -fno-trapping-math -Ilib -Icmd -MMD -MP \
	   $(CPPFLAGS) $(CFLAGS)

# every package, and the only list of them: to build, to test, to check
DEPS     = gcc libc6-dev libcsv-dev libcjson-dev \
	   libcmocka-dev libmpfr-dev \
	   clang clang-tidy cppcheck g++ gcovr mandoc valgrind

SRC     := $(wildcard lib/*.c cmd/*.c cmd/*/*.c)
TESTED  := $(filter-out %_test.c cmd/main.c,$(SRC))
LIB     := $(patsubst %.c,$B/%.o,$(filter lib/%,$(TESTED)))
CMD     := $(patsubst %.c,$B/%.o,$(filter cmd/%,$(TESTED)))
TESTS   := $(patsubst %.c,$B/%,$(filter %_test.c,$(SRC)))

all: $B/focalloss $B/libfocalloss.a  ## build the tool and the library

$B/libfocalloss.a: $(LIB)
	@rm -f $@
	$Qar rcs $@ $^

$B/focalloss: $B/cmd/main.o $(CMD) $B/libfocalloss.a
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcsv -lcjson -lm

$B/%_test: $B/%_test.o $(CMD) $B/libfocalloss.a
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lcsv -lcjson -lm

$B/%.o: %.c
	@mkdir -p $(@D)
	$Q$(CC) $(ALL) -c -o $@ $<

Q = @
-include $(patsubst %.c,$B/%.d,$(SRC))
.SECONDARY:
