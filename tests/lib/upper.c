/* Preloaded into thaw: says at its end whether the main thread's vector registers hold something above what SSE knows of. On x86-64 every
 * SSE instruction then waits for that to be merged in, which makes V8's builtins and the C library's mathematics up to twenty times slower;
 * a function that uses AVX must end with vzeroupper. See Intel's Software Developer's Manual, volume 1, chapter 13, for XGETBV with 1. */
#include <cpuid.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { AVX = 1 << 2, AVX512_LOW = 1 << 6 }; /* the upper parts of the registers that SSE has, in use */

static int supported(void) {
    unsigned a, b, c, d;
    return __get_cpuid_count(13, 1, &a, &b, &c, &d) && (a & 4);
}

static void tell(void) {
    uint32_t low, high;
    if (!supported()) {
        fprintf(stderr, "upper parts: not told\n");
        return;
    }
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(1));
    fprintf(stderr, "upper parts: %s\n", low & (AVX | AVX512_LOW) ? "in use" : "clean");
}

/* What thaw ends with. */
void _exit(int status) {
    tell();
    syscall(SYS_exit_group, status);
    __builtin_unreachable();
}
