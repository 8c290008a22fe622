// SPDX-License-Identifier: MIT
// Formatted text in a buffer: the few conversions that logs and reports need.
#include "base/base.h"

struct out {
    char *to;
    size_t size, length; // length counts what did not fit too
};

static void put(struct out *o, char c)
{
    if (o->length + 1 < o->size)
        o->to[o->length] = c;
    o->length++;
}

static void pad(struct out *o, char c, int count)
{
    for (; count > 0; count--)
        put(o, c);
}

static void put_string(struct out *o, const char *s, int width)
{
    pad(o, ' ', width - (int)strlen(s));
    while (*s)
        put(o, *s++);
}

static void put_number(struct out *o, unsigned long value, unsigned base, bool negative, char fill, int width)
{
    char digits[20]; // of 2^64-1 in decimal
    int count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    width -= count + negative;
    if (fill == ' ')
        pad(o, ' ', width);
    if (negative)
        put(o, '-');
    if (fill == '0')
        pad(o, '0', width);
    while (count > 0)
        put(o, digits[--count]);
}

static unsigned long take_number(va_list *args, bool wide, bool is_signed)
{
    if (wide)
        return va_arg(*args, unsigned long);
    unsigned value = va_arg(*args, unsigned);
    return is_signed ? (unsigned long)(int)value : value;
}

// One conversion; spec points behind the '%'. Returns the place behind it.
static const char *convert(struct out *o, const char *spec, va_list *args)
{
    char fill = *spec == '0' ? '0' : ' ';
    int width = 0;
    for (; *spec >= '0' && *spec <= '9'; spec++)
        width = width * 10 + *spec - '0';
    bool wide = *spec == 'l' || *spec == 'z';
    spec += wide;
    unsigned base = 16;
    unsigned long value;
    switch (*spec) {
    case 's':
        put_string(o, va_arg(*args, const char *), width);
        return spec + 1;
    case 'p':
        put_string(o, "0x", 0);
        wide = true;
        break;
    case 'x':
        break;
    case 'd':
    case 'u':
        base = 10;
        break;
    case 'c':
        put(o, (char)va_arg(*args, int));
        return spec + 1;
    default: // "%%", and nothing beyond the end
        put(o, '%');
        return *spec ? spec + 1 : spec;
    }
    value = take_number(args, wide, *spec == 'd');
    bool negative = *spec == 'd' && (long)value < 0;
    put_number(o, negative ? -value : value, base, negative, fill, width);
    return spec + 1;
}

int fmt_vprint(char *to, size_t size, const char *fmt, va_list args)
{
    struct out o = { to, size, 0 };
    va_list rest;
    va_copy(rest, args);
    while (*fmt) {
        if (*fmt == '%')
            fmt = convert(&o, fmt + 1, &rest);
        else
            put(&o, *fmt++);
    }
    va_end(rest);
    if (size > 0)
        to[o.length < size ? o.length : size - 1] = '\0';
    return (int)o.length;
}

int fmt_print(char *to, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int length = fmt_vprint(to, size, fmt, args);
    va_end(args);
    return length;
}
