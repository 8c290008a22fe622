// SPDX-License-Identifier: MIT
// The libOS's libgcc members against the host's, on edges and on many pseudo-random values.
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef __int128 int128;
typedef unsigned __int128 uint128;

uint128 own__udivmodti4(uint128 n, uint128 d, uint128 *remainder);
uint128 own__umodti3(uint128 n, uint128 d);
uint64_t own__fixunsxfdi(long double x);
long double own__floatuntixf(uint128 n);
long double own__floattixf(int128 n);
float complex own__mulsc3(float a, float b, float c, float d);
float complex own__divsc3(float a, float b, float c, float d);
long double complex own__mulxc3(long double a, long double b, long double c, long double d);
long double complex own__divxc3(long double a, long double b, long double c, long double d);

static uint64_t next(void) // xorshift64
{
    static uint64_t x = 88172645463325252u;
    x ^= x << 13;
    x ^= x >> 7;
    return x ^= x << 17;
}

// Numbers of any length in bits, and often near a power of two.
static uint128 number(void)
{
    unsigned bits = (unsigned)(next() % 129);
    uint128 n = (uint128)next() << 64 | next();
    n = bits == 0 ? 0 : n >> (128 - bits);
    return next() % 4 ? n : ((uint128)1 << (bits & 127)) + next() % 3 - 1;
}

static void divides(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        uint128 n = number(), d = number(), remainder;
        if (d == 0)
            continue;
        assert_true(own__udivmodti4(n, d, &remainder) == n / d);
        assert_true(remainder == n % d);
        assert_true(own__umodti3(n, d) == n % d);
    }
    assert_true(own__udivmodti4(~(uint128)0, 1, NULL) == ~(uint128)0);
}

static void converts(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        uint128 n = number();
        assert_true(own__floatuntixf(n) == (long double)n);
        assert_true(own__floattixf((int128)n) == (long double)(int128)n);
        long double x = (long double)(uint64_t)n + (long double)(next() % 8) / 8;
        if (x < 0x1p64L)
            assert_true(own__fixunsxfdi(x) == (uint64_t)x);
    }
    assert_true(own__fixunsxfdi(0x1p63L) == 1ull << 63 && own__fixunsxfdi(0x1p64L - 1) == UINT64_MAX);
}

// Equal, or both infinite in some part, or both without an infinity and not a number.
static bool agree(long double complex a, long double complex b, long double tolerance)
{
    bool a_inf = isinf(creall(a)) || isinf(cimagl(a)), b_inf = isinf(creall(b)) || isinf(cimagl(b));
    if (a_inf || b_inf)
        return a_inf == b_inf;
    if (isnan(creall(b)) || isnan(cimagl(b)))
        return isnan(creall(a)) == isnan(creall(b)) && isnan(cimagl(a)) == isnan(cimagl(b));
    return cabsl(a - b) <= tolerance * cabsl(b);
}

static void complex_numbers(void **state)
{
    (void)state;
    static const float values[] = { 0, -0.0f, 1, -1, 2.5f, -3.25f, 1e-3f, 12345, INFINITY, -INFINITY, NAN };
    enum { COUNT = sizeof values / sizeof values[0] };
    for (int i = 0; i < COUNT * COUNT * COUNT * COUNT; i++) {
        float a = values[i % COUNT], b = values[i / COUNT % COUNT];
        float c = values[i / COUNT / COUNT % COUNT], d = values[i / COUNT / COUNT / COUNT];
        volatile float complex x = CMPLXF(a, b), y = CMPLXF(c, d);
        volatile long double complex xl = CMPLXL(a, b), yl = CMPLXL(c, d);
        assert_true(agree(own__mulsc3(a, b, c, d), x * y, 1e-6L));
        assert_true(agree(own__divsc3(a, b, c, d), x / y, 1e-6L));
        assert_true(agree(own__mulxc3(a, b, c, d), xl * yl, 1e-17L));
        assert_true(agree(own__divxc3(a, b, c, d), xl / yl, 1e-17L));
    }
}

// Where the square of the divisor is out of range, the quotient is not.
static void large_divisors(void **state)
{
    (void)state;
    assert_true(agree(own__divxc3(0x1p16000L, 0, 0x1p16000L, 0x1p16000L), CMPLXL(0.5L, -0.5L), 1e-17L));
    assert_true(agree(own__divxc3(0x1p-16000L, 0, 0x1p-16000L, 0x1p-16000L), CMPLXL(0.5L, -0.5L), 1e-17L));
    assert_true(agree(own__divsc3(0x1p126f, 0, 0x1p126f, 0x1p126f), CMPLXL(0.5L, -0.5L), 1e-6L));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(divides),
        cmocka_unit_test(converts),
        cmocka_unit_test(complex_numbers),
        cmocka_unit_test(large_divisors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
