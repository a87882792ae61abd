/*
 * cpu.h - which instructions the processor and its system let us use.
 *
 * glibc has asked already when a program begins; to ask again takes a virtual
 * machine a twentieth of a millisecond, as each CPUID goes to its host.
 */
#ifndef CPU_H
#define CPU_H

#include <limits.h>	/* __GLIBC_PREREQ() */

#if defined __x86_64__ && defined __GNUC__
#ifdef __GLIBC_PREREQ	/* not in other C libraries */
#if __GLIBC_PREREQ(2, 33)
#include <sys/platform/x86.h>
#endif
#endif

#ifdef CPU_FEATURE_ACTIVE

/* What CPU_FEATURE_ACTIVE() does, but for its shift of 1 into the sign. */
static inline int
cpu_has(unsigned bit)
{
	const struct cpuid_feature *f = __x86_get_cpuid_feature_leaf(bit / 128);

	return f->active_array[bit % 128 / 32] >> bit % 32 & 1;
}

#define CPU_HAS(gcc, glibc) cpu_has(x86_cpu_##glibc)
#else
#define CPU_HAS(gcc, glibc) (__builtin_cpu_supports(gcc) != 0)
#endif

#define CPU_AVX2 CPU_HAS("avx2", AVX2)
#define CPU_BMI2 CPU_HAS("bmi2", BMI2)
#define CPU_FMA CPU_HAS("fma", FMA)
#define CPU_AVX512F CPU_HAS("avx512f", AVX512F)
#define CPU_AVX512BW CPU_HAS("avx512bw", AVX512BW)
#define CPU_AVX512CD CPU_HAS("avx512cd", AVX512CD)
#define CPU_AVX512DQ CPU_HAS("avx512dq", AVX512DQ)
#define CPU_AVX512VL CPU_HAS("avx512vl", AVX512VL)
#define CPU_AVX512IFMA CPU_HAS("avx512ifma", AVX512_IFMA)
#define CPU_AVX512VBMI CPU_HAS("avx512vbmi", AVX512_VBMI)
#define CPU_AVX512VBMI2 CPU_HAS("avx512vbmi2", AVX512_VBMI2)
#define CPU_AVX512BITALG CPU_HAS("avx512bitalg", AVX512_BITALG)
#endif

#endif
