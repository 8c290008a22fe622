// SPDX-License-Identifier: MIT
// Files as text: read whole, with one kind of newline; UTF-8.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kconfig/tree.h"

// Of what has places to read from, less than was asked for is all there is, unless it is a whole number of pages, which
// files that are made while they are read come in. Anything else, such as a pipe, is read up to its end.
static ssize_t read_some(int fd, buf_t *b, bool *places, bool *all)
{
    enum { PAGE = 4096 };
    size_t room = b->cap - b->len - 1;
    ssize_t n = *places ? pread(fd, b->s + b->len, room, (off_t)b->len) : read(fd, b->s + b->len, room);
    if (n < 0 && errno == ESPIPE && *places) {
        *places = false;
        return read_some(fd, b, places, all);
    }
    *all = n == 0 || (*places && n > 0 && (size_t)n < room && n % PAGE);
    return n;
}

static int read_all(int fd, buf_t *b)
{
    enum { FIRST = 1 << 17 };
    bool places = true, all = false;
    for (b->len = 0;;) {
        vec_grow((void **)&b->s, &b->cap, b->len + 2 < FIRST ? FIRST : b->len + 2, 1);
        ssize_t n = read_some(fd, b, &places, &all);
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0)
            b->len += (size_t)n;
        b->s[b->len] = '\0';
        if (all)
            return b->len > KTEXT_MAX ? -EFBIG : 0;
        if (b->len > KTEXT_MAX) // a device may have no end
            return -EFBIG;
    }
}

// CR LF and a lone CR end a line as LF does.
static void unify_newlines(buf_t *b)
{
    char *from = memchr(b->s, '\r', b->len), *end = b->s + b->len;
    if (!from)
        return;
    char *to = from;
    for (; from < end; from++) {
        if (*from == '\r' && from + 1 < end && from[1] == '\n')
            continue;
        *to++ = *from == '\r' ? '\n' : *from;
    }
    *to = '\0';
    b->len = (size_t)(to - b->s);
}

int kread_text(int dir, const char *path, buf_t *b)
{
    int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = read_all(fd, b);
    close(fd);
    if (!r)
        unify_newlines(b);
    return r;
}

void kcopy_text(const char *text, size_t size, buf_t *b)
{
    b->len = 0;
    buf_add(b, text, size);
    unify_newlines(b);
}

// How many bytes the well-formed UTF-8 sequence at s has (RFC 3629), 0 if it is malformed.
static size_t sequence(const unsigned char *s, size_t n)
{
    static const unsigned char low[] = { [0xe0 - 0xe0] = 0xa0, [0xed - 0xe0] = 0x80, [0xf0 - 0xe0] = 0x90 };
    unsigned char c = s[0];
    size_t len = c < 0x80                 ? 1
                 : c >= 0xc2 && c <= 0xdf ? 2
                 : c >= 0xe0 && c <= 0xef ? 3
                 : c >= 0xf0 && c <= 0xf4 ? 4
                                          : 0;
    if (!len || len > n)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if (c >= 0xe0 && c - 0xe0u < sizeof low && low[c - 0xe0] && s[1] < low[c - 0xe0])
        return 0;
    return (c == 0xed && s[1] > 0x9f) || (c == 0xf4 && s[1] > 0x8f) ? 0 : len;
}

bool kutf8_valid(const char *s, size_t n, size_t *bad)
{
    size_t i = 0;
    while (i < n) {
        uint64_t w[4];
        if (i + sizeof w <= n && (memcpy(w, s + i, sizeof w), !((w[0] | w[1] | w[2] | w[3]) & 0x8080808080808080u))) {
            i += sizeof w;
            continue;
        }
        size_t len = sequence((const unsigned char *)s + i, n - i);
        if (!len) {
            *bad = i;
            return false;
        }
        i += len;
    }
    return true;
}
