// SPDX-License-Identifier: MIT
// Entropy from the CPU.
#include "arch/x86_64/cpu.h"
#include "base/base.h"
#include "base/plat.h"

// Intel SDM volume 1, 7.3.17.1: an underflow is rare, and ten attempts are enough where the generator works.
static bool rdrand(uint64_t *value)
{
    for (unsigned attempt = 0; attempt < 10; attempt++) {
        bool good;
        __asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(good));
        if (good)
            return true;
    }
    return false;
}

bool plat_entropy(void *bytes, size_t n)
{
    if (!(cpuid(1, 0).c & 1 << 30))
        return false;
    for (char *to = bytes; n > 0;) {
        uint64_t value;
        if (!rdrand(&value))
            return false;
        size_t step = n < sizeof value ? n : sizeof value;
        memcpy(to, &value, step);
        to += step;
        n -= step;
    }
    return true;
}

uint64_t plat_cycles(void)
{
    return rdtsc();
}
