// SPDX-License-Identifier: MIT
// Numbers as Kconfig values write them: decimal, hexadecimal, any length that 128 bits hold.
#include <ctype.h>
#include <string.h>

#include "kconfig/tree.h"

static int digit(char c, int base)
{
    int v = c >= '0' && c <= '9' ? c - '0' : isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 99;
    return v < base ? v : -1;
}

// A prefix as in 0x1f; base 0 takes the base from it.
static const char *skip_prefix(const char *s, int *base)
{
    if (s[0] == '0' && strchr("xX", s[1]) && s[1] && (*base == 16 || *base == 0)) {
        *base = 16;
        return s + 2;
    }
    if (*base == 0 && s[0] == '0' && s[1] && strchr("oObB", s[1])) {
        *base = strchr("oO", s[1]) ? 8 : 2;
        return s + 2;
    }
    if (*base == 0 && s[0] == '0') { // 010 has no meaning without a prefix, 00 has
        *base = 1;
        return s;
    }
    if (*base == 0)
        *base = 10;
    return s;
}

// Digits, with single underscores between them. Values beyond the range stay at its end.
static const char *scan(const char *s, int base, bool after_prefix, knum *out)
{
    const knum limit = (knum)(~(unsigned __int128)0 >> 1);
    knum v = 0;
    bool any = false;
    for (;; s++) {
        if (*s == '_' && (any || after_prefix) && digit(s[1], base) >= 0)
            s++;
        int d = digit(*s, base);
        if (d < 0)
            break;
        v = v > (limit - d) / base ? limit : v * base + d;
        any = true;
    }
    *out = v;
    return any ? s : NULL;
}

bool knum_parse(const char *s, int base, knum *out)
{
    while (isspace((unsigned char)*s))
        s++;
    bool negative = *s == '-';
    s += *s == '-' || *s == '+';
    const char *digits = skip_prefix(s, &base);
    bool zero_only = base == 1;
    s = scan(digits, zero_only ? 10 : base, digits != s, out);
    if (!s || (zero_only && *out))
        return false;
    while (isspace((unsigned char)*s))
        s++;
    if (negative)
        *out = -*out;
    return !*s;
}

void knum_text(knum v, bool hex, char out[48])
{
    char digits[48];
    int n = 0, base = hex ? 16 : 10;
    unsigned __int128 u = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;
    do
        digits[n++] = "0123456789abcdef"[u % (unsigned)base];
    while (u /= (unsigned)base);
    char *p = out;
    if (v < 0)
        *p++ = '-';
    if (hex) {
        *p++ = '0';
        *p++ = 'x';
    }
    while (n)
        *p++ = digits[--n];
    *p = '\0';
}

int ktype_base(enum ktype type)
{
    return type == KTYPE_HEX ? 16 : type == KTYPE_INT ? 10 : 0;
}
