// SPDX-License-Identifier: MIT
// Formatted text in a buffer: the few conversions that logs and reports need.
#include "base/base.h"

struct out {
    char *to;
    size_t size, length; // length counts what did not fit too
};

static __attribute__((noinline)) void put(struct out *o, char c)
{
    if (o->length + 1 < o->size)
        o->to[o->length] = c;
    o->length++;
}

// A conversion: everything becomes a text of length bytes, with fill before it up to width.
struct conversion {
    const char *text;
    int length, width;
    char fill;
    char digits[20]; // of 2^64-1, or of -2^63, in decimal
};

static void put_conversion(struct out *o, const struct conversion *c)
{
    for (int i = c->length; i < c->width; i++)
        put(o, c->fill);
    for (int i = 0; i < c->length; i++)
        put(o, c->text[i]);
}

static void convert_number(struct conversion *c, struct out *o, unsigned long value, unsigned base, bool is_signed)
{
    char *at = c->digits + sizeof c->digits;
    bool negative = is_signed && (long)value < 0;
    if (negative)
        value = -value;
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative && c->fill == '0') { // the sign comes before the zeros
        put(o, '-');
        c->width--;
    } else if (negative) {
        *--at = '-';
    }
    c->text = at;
    c->length = (int)(c->digits + sizeof c->digits - at);
}

// One conversion; spec points behind the '%'. Returns its last character.
static const char *convert(struct out *o, const char *spec, va_list *args)
{
    struct conversion c = { .length = 1, .fill = *spec == '0' ? '0' : ' ' };
    for (; *spec >= '0' && *spec <= '9'; spec++)
        c.width = c.width * 10 + *spec - '0';
    bool wide = *spec == 'l' || *spec == 'z';
    spec += wide;
    // Whatever its type, an argument takes one slot of 8 bytes (System V ABI, 3.5.7); an int's upper half is undefined.
    unsigned long value = *spec == '%' ? '%' : va_arg(*args, unsigned long);
    c.text = c.digits;
    c.digits[0] = (char)value;
    if (*spec == 's') {
        c.text = (const char *)value;
        c.length = (int)strlen(c.text);
    } else if (*spec != 'c' && *spec != '%') {
        if (*spec == 'p') {
            put(o, '0');
            put(o, 'x');
        } else if (!wide) {
            value = *spec == 'd' ? (unsigned long)(int)value : (unsigned)value;
        }
        convert_number(&c, o, value, *spec == 'd' || *spec == 'u' ? 10 : 16, *spec == 'd');
    }
    put_conversion(o, &c);
    return spec;
}

int fmt_vprint(char *to, size_t size, const char *fmt, va_list args)
{
    struct out o = { to, size, 0 };
    va_list rest;
    va_copy(rest, args);
    for (; *fmt; fmt++) {
        if (*fmt == '%')
            fmt = convert(&o, fmt + 1, &rest);
        else
            put(&o, *fmt);
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
