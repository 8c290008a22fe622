// SPDX-License-Identifier: MIT
// Members of Debian's libgcc.a that use the red zone, written again: 128-bit division, and conversions to and from it.
//
// Programs are compiled with -mno-red-zone, but libgcc.a is not, and an interrupt on the same stack would destroy what
// it keeps below the stack pointer. Names and meaning: GCC Internals, "The GCC low-level runtime library".
#include <stddef.h>
#include <stdint.h>

typedef __int128 int128;
typedef unsigned __int128 uint128;

uint128 __udivmodti4(uint128 n, uint128 d, uint128 *remainder);
uint128 __umodti3(uint128 n, uint128 d);
uint64_t __fixunsxfdi(long double x);
long double __floatuntixf(uint128 n);
long double __floattixf(int128 n);

static unsigned leading_zeros(uint128 n)
{
    uint64_t high = (uint64_t)(n >> 64);
    return high ? (unsigned)__builtin_clzll(high) : 64 + (unsigned)__builtin_clzll((uint64_t)n);
}

// Long division, one bit of the quotient a step, from the first position where d fits below n.
uint128 __udivmodti4(uint128 n, uint128 d, uint128 *remainder)
{
    uint128 quotient = 0;
    if (d == 0)
        __builtin_trap(); // as the processor does for 64 bits
    if (d <= n) {
        unsigned shift = leading_zeros(d) - leading_zeros(n);
        d <<= shift;
        for (unsigned steps = shift + 1; steps > 0; steps--, d >>= 1) {
            quotient <<= 1;
            if (n >= d) {
                n -= d;
                quotient |= 1;
            }
        }
    }
    if (remainder)
        *remainder = n;
    return quotient;
}

uint128 __umodti3(uint128 n, uint128 d)
{
    uint128 remainder;
    __udivmodti4(n, d, &remainder);
    return remainder;
}

#define TWO_63 0x1p63L

uint64_t __fixunsxfdi(long double x)
{
    return x < TWO_63 ? (uint64_t)(int64_t)x : (uint64_t)(int64_t)(x - TWO_63) + ((uint64_t)1 << 63);
}

// Both halves are exact in the 64 bits of a long double's mantissa, so only the sum rounds.
static long double halves(long double high, uint64_t low)
{
    long double low_part = (long double)(int64_t)(low >> 1) * 2 + (long double)(int64_t)(low & 1);
    return high * 0x1p64L + low_part;
}

long double __floatuntixf(uint128 n)
{
    uint64_t high = (uint64_t)(n >> 64);
    return halves((long double)(int64_t)(high >> 1) * 2 + (long double)(int64_t)(high & 1), (uint64_t)n);
}

long double __floattixf(int128 n)
{
    return halves((long double)(int64_t)(n >> 64), (uint64_t)n);
}
