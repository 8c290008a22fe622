// SPDX-License-Identifier: MIT
// Reads and writes ar archives: GNU and BSD long names, thin archives.
#include "elf/elf.h"

#include <ar.h>
#include <stdlib.h>
#include <string.h>

#define THIN_MAGIC "!<thin>\n"

_Static_assert(sizeof(struct ar_hdr) == 60, "ar member header");

struct reader {
    const uint8_t *data;
    size_t size;
    const char *names; // the "//" member: long names, each ended by "/\n"
    size_t names_size;
};

bool ar_is(const uint8_t *data, size_t size)
{
    return size >= SARMAG && (!memcmp(data, ARMAG, SARMAG) || !memcmp(data, THIN_MAGIC, SARMAG));
}

// A decimal number in a field filled up with blanks. False if there is none or something else follows.
static bool field_number(const char *field, size_t width, uint64_t *value)
{
    size_t i = 0;
    for (*value = 0; i < width && field[i] >= '0' && field[i] <= '9'; i++)
        *value = *value * 10 + (uint64_t)(field[i] - '0');
    size_t digits = i;
    while (i < width && field[i] == ' ')
        i++;
    return digits > 0 && digits <= 15 && i == width;
}

// "/123" points into the "//" member; in a thin archive "/123:456" says where in the file named there.
static char *long_name(const struct reader *r, const char *field, size_t *origin)
{
    const char *colon = memchr(field, ':', 16);
    size_t width = colon ? (size_t)(colon - field) : 16;
    uint64_t at, where = 0;
    if (!field_number(field + 1, width - 1, &at) || at >= r->names_size)
        return NULL;
    if (colon && !field_number(colon + 1, 16 - width - 1, &where))
        return NULL;
    const char *start = r->names + at, *end = memchr(start, '\n', r->names_size - at);
    if (!end || end == start || end[-1] != '/')
        return NULL;
    *origin = where;
    return xstrndup(start, (size_t)(end - 1 - start));
}

static char *short_name(const char *field)
{
    size_t n = 16;
    while (n > 0 && field[n - 1] == ' ')
        n--;
    if (n > 1 && field[n - 1] == '/')
        n--;
    return xstrndup(field, n);
}

// "#1/20": the name's 20 bytes come first in the data.
static char *bsd_name(struct ar_member *m, const char *field)
{
    uint64_t length;
    if (!m->data || !field_number(field + 3, 13, &length) || length > m->size)
        return NULL;
    char *name = xstrndup((const char *)m->data, length);
    m->data += length;
    m->size -= length;
    return name;
}

// Is it the symbol index, of GNU ("/", "/SYM64/") or BSD ("__.SYMDEF")?
static bool is_index(const char *field)
{
    return !memcmp(field, "/ ", 2) || !memcmp(field, "/SYM64/ ", 8) || !memcmp(field, "__.SYMDEF", 9);
}

static char *read_name(const struct reader *r, struct ar_member *m, const char *field)
{
    if (field[0] == '/')
        return long_name(r, field, &m->origin);
    if (!memcmp(field, "#1/", 3))
        return bsd_name(m, field);
    return short_name(field);
}

// Reads the member whose header is at *at and moves *at on. Returns what is wrong, or NULL.
static char *read_member(struct ar_archive *a, struct reader *r, size_t *at)
{
    struct ar_hdr h;
    if (r->size - *at < sizeof h)
        return xasprintf("cut short: a member header at offset %zu", *at);
    memcpy(&h, r->data + *at, sizeof h);
    struct ar_member m = { .offset = *at };
    uint64_t size;
    if (memcmp(h.ar_fmag, ARFMAG, 2) || !field_number(h.ar_size, sizeof h.ar_size, &size))
        return xasprintf("damaged: no member header at offset %zu", *at);
    bool table = !memcmp(h.ar_name, "// ", 3), index = is_index(h.ar_name);
    bool stored = !a->thin || table || index; // a thin archive holds its own tables only
    *at += sizeof h;
    if (stored && size > r->size - *at)
        return xasprintf("cut short: the member at offset %zu", m.offset);
    m.data = stored ? r->data + *at : NULL;
    m.size = size;
    *at += stored ? size + (size & 1) : 0;
    if (table) {
        r->names = (const char *)m.data;
        r->names_size = size;
    }
    if (table || index)
        return NULL;
    m.name = read_name(r, &m, h.ar_name);
    if (!m.name)
        return xasprintf("damaged: the name of the member at offset %zu", m.offset);
    if (starts_with(m.name, "__.SYMDEF")) { // BSD's index, with its name in the data
        free((char *)m.name);
        return NULL;
    }
    a->members[a->count++] = m;
    return NULL;
}

char *ar_open(struct ar_archive *a, const uint8_t *data, size_t size)
{
    *a = (struct ar_archive){0};
    if (!ar_is(data, size))
        return xstrdup("not an archive");
    a->thin = !memcmp(data, THIN_MAGIC, SARMAG);
    a->members = xcalloc(size / sizeof(struct ar_hdr) + 1, sizeof *a->members); // at most so many fit
    struct reader r = { .data = data, .size = size };
    for (size_t at = SARMAG; at < size;) {
        char *error = read_member(a, &r, &at);
        if (error) {
            ar_close(a);
            return error;
        }
    }
    return NULL;
}

void ar_close(struct ar_archive *a)
{
    for (size_t i = 0; i < a->count; i++)
        free((char *)a->members[i].name);
    free(a->members);
    *a = (struct ar_archive){0};
}

static void write_header(buf_t *out, const char *name, size_t size)
{
    buf_printf(out, "%-16s%-12s%-6s%-6s%-8s%-10zu%s", name, "0", "0", "0", "644", size, ARFMAG);
}

static void write_data(buf_t *out, const void *data, size_t size)
{
    buf_add(out, data, size);
    if (size & 1)
        buf_puts(out, "\n");
}

void ar_write(buf_t *out, const struct ar_member *members, size_t count)
{
    buf_t names = {0};
    buf_puts(out, ARMAG);
    buf_puts(&names, "");
    for (size_t i = 0; i < count; i++)
        buf_printf(&names, "%s/\n", members[i].name);
    write_header(out, "//", names.len);
    write_data(out, names.s, names.len);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        char *field = xasprintf("/%zu", at);
        write_header(out, field, members[i].size);
        write_data(out, members[i].data, members[i].size);
        at += strlen(members[i].name) + 2;
        free(field);
    }
    free(names.s);
}
