// SPDX-License-Identifier: MIT
// Members of Debian's libgcc.a that use the red zone, written again: products and quotients of complex numbers.
//
// C11 Annex G.5.1: where the plain formula gives NaN + i NaN but an operand is infinite, the result is an infinity; a
// quotient by zero is an infinity, and by an infinity a zero. All is computed in long double, which for float also
// spares every scaling.
#include <stdbool.h>
#include <stdint.h>

typedef long double xf;

_Complex float __mulsc3(float a, float b, float c, float d);
_Complex float __divsc3(float a, float b, float c, float d);
_Complex long double __mulxc3(xf a, xf b, xf c, xf d);
_Complex long double __divxc3(xf a, xf b, xf c, xf d);

static bool is_nan(xf x) { return __builtin_isnan(x); }
static bool is_inf(xf x) { return __builtin_isinf(x); }
static xf with_sign(xf magnitude, xf sign) { return __builtin_signbit(sign) ? -magnitude : magnitude; }
// An infinite part becomes 1 with its sign, a finite one 0: what is left of an infinity's direction.
static xf boxed(xf x) { return with_sign(is_inf(x) ? 1 : 0, x); }
static xf nan_to_zero(xf x) { return is_nan(x) ? with_sign(0, x) : x; }

struct pair { xf re, im; };

static struct pair recover_product(struct pair plain, xf a, xf b, xf c, xf d)
{
    bool infinite = is_inf(a) || is_inf(b) || is_inf(c) || is_inf(d);
    bool overflow = is_inf(a * c) || is_inf(b * d) || is_inf(a * d) || is_inf(b * c);
    if (is_inf(a) || is_inf(b)) {
        a = boxed(a), b = boxed(b), c = nan_to_zero(c), d = nan_to_zero(d);
    }
    if (is_inf(c) || is_inf(d)) {
        c = boxed(c), d = boxed(d), a = nan_to_zero(a), b = nan_to_zero(b);
    }
    if (!infinite && overflow) {
        a = nan_to_zero(a), b = nan_to_zero(b), c = nan_to_zero(c), d = nan_to_zero(d);
    }
    if (!infinite && !overflow)
        return plain;
    xf inf = __builtin_infl();
    return (struct pair){ inf * (a * c - b * d), inf * (a * d + b * c) };
}

static struct pair product(xf a, xf b, xf c, xf d)
{
    struct pair p = { a * c - b * d, a * d + b * c };
    return is_nan(p.re) && is_nan(p.im) ? recover_product(p, a, b, c, d) : p;
}

static struct pair recover_quotient(struct pair plain, xf a, xf b, xf c, xf d)
{
    xf inf = __builtin_infl();
    if (c == 0 && d == 0 && (!is_nan(a) || !is_nan(b)))
        return (struct pair){ with_sign(inf, c) * a, with_sign(inf, c) * b };
    if ((is_inf(a) || is_inf(b)) && !is_inf(c) && !is_inf(d) && !is_nan(c) && !is_nan(d)) {
        a = boxed(a), b = boxed(b);
        return (struct pair){ inf * (a * c + b * d), inf * (b * c - a * d) };
    }
    if ((is_inf(c) || is_inf(d)) && !is_inf(a) && !is_inf(b) && !is_nan(a) && !is_nan(b)) {
        c = boxed(c), d = boxed(d);
        return (struct pair){ 0 * (a * c + b * d), 0 * (b * c - a * d) };
    }
    return plain;
}

// The x87 format: 64 bits of mantissa with the leading 1, then exponent (biased by 16383) and sign.
union xf_bits {
    xf value;
    struct { uint64_t mantissa; uint16_t exponent; } bits;
};

// A power of two that brings x, finite and not 0, near 1.
static xf scale_for(xf x)
{
    union xf_bits in = { .value = x }, out = { .bits = { (uint64_t)1 << 63, 0 } };
    unsigned exponent = in.bits.exponent & 0x7fff;
    exponent = exponent < 1 ? 1 : exponent > 32765 ? 32765 : exponent; // so that the inverse is in range, too
    out.bits.exponent = (uint16_t)(2 * 16383 - exponent);
    return out.value;
}

// The divisor is scaled, so that its square neither overflows nor vanishes; then the quotient is.
static struct pair quotient(xf a, xf b, xf c, xf d)
{
    xf larger = __builtin_fabsl(c) > __builtin_fabsl(d) ? __builtin_fabsl(c) : __builtin_fabsl(d);
    xf scale = larger > 0 && !is_inf(larger) ? scale_for(larger) : 1;
    xf sc = c * scale, sd = d * scale, square = sc * sc + sd * sd;
    struct pair q = { (a * sc + b * sd) / square * scale, (b * sc - a * sd) / square * scale };
    return is_nan(q.re) && is_nan(q.im) ? recover_quotient(q, a, b, c, d) : q;
}

_Complex float __mulsc3(float a, float b, float c, float d)
{
    struct pair p = product(a, b, c, d);
    return __builtin_complex((float)p.re, (float)p.im);
}

_Complex float __divsc3(float a, float b, float c, float d)
{
    struct pair p = quotient(a, b, c, d);
    return __builtin_complex((float)p.re, (float)p.im);
}

_Complex long double __mulxc3(xf a, xf b, xf c, xf d)
{
    struct pair p = product(a, b, c, d);
    return __builtin_complex(p.re, p.im);
}

_Complex long double __divxc3(xf a, xf b, xf c, xf d)
{
    struct pair p = quotient(a, b, c, d);
    return __builtin_complex(p.re, p.im);
}
