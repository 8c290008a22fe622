// SPDX-License-Identifier: MIT
// Values in xenstore as devices have them: numbers, flags, texts, lists of names. What another domain wrote may be
// anything; each mistake is told in one line.
#include "base/errno.h"
#include "mm/mm.h"
#include "xen/front/xenbus.h"
#include "xen/store.h"

#define PATH_MAX (XENBUS_BACKEND_MAX + 64)
#define PARTS 4096u // of a list that is read in parts; a longer one has no end

static const char *path_of(char *path, const char *dir, const char *name)
{
    fmt_print(path, PATH_MAX, "%s/%s", dir, name);
    return path;
}

int xenbus_read_text(const char *dir, const char *name, char *text, size_t size)
{
    char path[PATH_MAX];
    long length = xen_store_read(XEN_STORE_NO_TRANSACTION, path_of(path, dir, name), text, size);
    if (length < 0 && length != -UK_ENOENT)
        log_line("xenstore: %s cannot be read (error %ld)", path, -length);
    if (length >= 0 && strlen(text) != (size_t)length) {
        log_line("xenstore: %s is no text", path);
        return -UK_EINVAL;
    }
    return length < 0 ? (int)length : 0;
}

// Digits only, at least one; false: another character, or above max.
static bool parse(const char *text, uint64_t max, uint64_t *value)
{
    uint64_t number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        unsigned digit = (unsigned)*text - '0';
        if (digit > 9 || number > (max - digit) / 10 || digit > max)
            return false;
        number = number * 10 + digit;
    }
    *value = number;
    return true;
}

int xenbus_read(const char *dir, const char *name, uint64_t max, uint64_t *value)
{
    char text[40];
    int err = xenbus_read_text(dir, name, text, sizeof text);
    if (err)
        return err == -UK_E2BIG ? -UK_EINVAL : err;
    if (parse(text, max, value))
        return 0;
    log_line("xenstore: %s/%s is \"%s\", not a number up to %lu", dir, name, text, (unsigned long)max);
    return -UK_EINVAL;
}

bool xenbus_read_flag(const char *dir, const char *name)
{
    uint64_t value = 0;
    return xenbus_read(dir, name, UINT32_MAX, &value) == 0 && value != 0;
}

int xenbus_write(uint32_t transaction, const char *dir, const char *name, const char *fmt, ...)
{
    char path[PATH_MAX], value[64];
    va_list args;
    va_start(args, fmt);
    fmt_vprint(value, sizeof value, fmt, args);
    va_end(args);
    return xen_store_write(transaction, path_of(path, dir, name), value);
}

// Lists ---------------------------------------------------------------------------------------------------------------

static void tell_names(const char *names, size_t size, void (*fn)(void *arg, const char *name), void *arg)
{
    for (const char *end = names + size; names < end && *names; names += strlen(names) + 1)
        fn(arg, names);
}

// One part of a directory that is too large for one answer: the directory's generation, then names, then, behind the
// last one, an empty name (Xen docs/misc/xenstore.txt, DIRECTORY_PART). The names' beginning and size.
static long read_part(const char *dir, size_t offset, char *part, const char **names)
{
    char number[24];
    fmt_print(number, sizeof number, "%zu", offset);
    const struct xen_store_part parts[] = { { dir, strlen(dir) + 1 }, { number, strlen(number) + 1 } };
    long length = xen_store_request(XS_DIRECTORY_PART, XEN_STORE_NO_TRANSACTION, parts, 2, part, XENSTORE_PAYLOAD_MAX);
    if (length <= 0 || length > XENSTORE_PAYLOAD_MAX || part[length - 1])
        return length < 0 ? length : -UK_EIO;
    *names = part + strlen(part) + 1;
    return part + length - *names;
}

// Names that were there all the time are told at least once: where the directory has changed between two parts, it is
// read again from the beginning.
static int list_parts(const char *dir, char *part, void (*fn)(void *arg, const char *name), void *arg)
{
    char generation[24] = "";
    size_t offset = 0;
    for (unsigned i = 0; i < PARTS; i++) {
        const char *names;
        long size = read_part(dir, offset, part, &names);
        if (size <= 0)
            return size < 0 ? (int)size : -UK_EIO;
        if (offset > 0 && strcmp(generation, part)) {
            offset = 0;
            continue;
        }
        fmt_print(generation, sizeof generation, "%s", part);
        tell_names(names, (size_t)size, fn, arg);
        if (!names[size - 1] && (size == 1 || !names[size - 2]))
            return 0;
        offset += (size_t)size;
    }
    return -UK_EIO;
}

int xenbus_list(const char *dir, void (*fn)(void *arg, const char *name), void *arg)
{
    char *names = heap_alloc(XENSTORE_PAYLOAD_MAX);
    if (!names)
        return -UK_ENOMEM;
    long size = xen_store_list(XEN_STORE_NO_TRANSACTION, dir, names, XENSTORE_PAYLOAD_MAX);
    if (size >= 0)
        tell_names(names, (size_t)size, fn, arg);
    else if (size == -UK_E2BIG)
        size = list_parts(dir, names, fn, arg);
    heap_free(names);
    return size < 0 ? (int)size : 0;
}
