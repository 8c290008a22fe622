// SPDX-License-Identifier: MIT
// The Kconfig files as lines: opening, `source` with patterns, the stack of files, continuation lines.
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kconfig/tree.h"

enum { MAX_FILE = 1 << 26 }; // a device may have no end

static int read_all(int fd, char **text, size_t *size)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (S_ISDIR(st.st_mode))
        return -EISDIR;
    size_t cap = st.st_size > 0 ? (size_t)st.st_size + 1 : 4096, len = 0;
    char *s = xmalloc(cap + 1);
    for (;;) {
        ssize_t n = read(fd, s + len, cap - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int error = errno;
            free(s);
            return -error;
        }
        if (n == 0)
            break;
        len += (size_t)n;
        if (len > MAX_FILE) {
            free(s);
            return -EFBIG;
        }
        if (len == cap)
            s = xrealloc(s, (cap *= 2) + 1, 1);
    }
    s[len] = '\0';
    *text = s;
    *size = len;
    return 0;
}

// CR LF and a lone CR end a line as LF does.
static void unify_newlines(char *s, size_t *size)
{
    char *from = memchr(s, '\r', *size), *end = s + *size;
    if (!from)
        return;
    char *to = from;
    for (; from < end; from++) {
        if (*from == '\r' && from + 1 < end && from[1] == '\n')
            continue;
        *to++ = *from == '\r' ? '\n' : *from;
    }
    *to = '\0';
    *size = (size_t)(to - s);
}

int kread_file(const char *path, char **text, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = read_all(fd, text, size);
    close(fd);
    if (!r)
        unify_newlines(*text, size);
    return r;
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
        uint64_t eight;
        if (i + 8 <= n && (memcpy(&eight, s + i, 8), !(eight & 0x8080808080808080u))) {
            i += 8;
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

static unsigned line_of(const char *s, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < offset; i++)
        line += s[i] == '\n';
    return line;
}

// Takes over text, which is freed with the tree.
static void push(struct kconfig *kc, const char *file, char *text, size_t size)
{
    struct kinput *in = xcalloc(1, sizeof *in);
    in->from = kc->input;
    in->file = file;
    in->text = text;
    in->at = text;
    in->end = text + size;
    kc->input = in;
    size_t bad;
    if (kc->style == KSTYLE_KCONFIGLIB && !kutf8_valid(text, size, &bad))
        kfail_at(kc, file, line_of(text, bad), "not valid UTF-8 (byte 0x%02x)", (unsigned char)text[bad]);
}

// Files read ahead ---------------------------------------------------------------------------------------------------

struct ktext {
    char *text; // NULL once the parser took it
    size_t size;
};

const char *kinput_cached(struct kconfig *kc, const char *path, size_t *size)
{
    struct ktext **slot = (struct ktext **)map_slot(&kc->texts, path);
    if (!*slot)
        *slot = karena_alloc(&kc->arena, sizeof **slot);
    if (!(*slot)->text && kread_file(path, &(*slot)->text, &(*slot)->size))
        return NULL;
    *size = (*slot)->size;
    return (*slot)->text;
}

static int take_file(struct kconfig *kc, const char *path, char **text, size_t *size)
{
    struct ktext *cached = map_get(&kc->texts, path);
    if (!cached || !cached->text)
        return kread_file(path, text, size);
    *text = cached->text;
    *size = cached->size;
    cached->text = NULL;
    return 0;
}

void kinput_drop_cache(struct kconfig *kc)
{
    struct map_entry e;
    for (size_t i = 0; map_next(&kc->texts, &i, &e);)
        free(((struct ktext *)e.value)->text);
    map_free(&kc->texts);
}

static void push_file(struct kconfig *kc, const char *path, const char *file)
{
    char *text = NULL;
    size_t size = 0;
    int r = take_file(kc, path, &text, &size);
    if (r && kc->input)
        kfail(kc, "cannot open '%s': %s", path, strerror(-r));
    if (r)
        kfail_at(kc, NULL, 0, "cannot open '%s': %s (srctree is %s)", path, strerror(-r),
                 *kc->srctree ? kc->srctree : "not set");
    push(kc, file, text, size);
}

void kinput_open_text(struct kconfig *kc, const char *name, const char *text, size_t size)
{
    char *copy = xmalloc(size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    unify_newlines(copy, &size);
    name = karena_text(&kc->arena, name, strlen(name));
    strv_add(&kc->files, name);
    push(kc, name, copy, size);
}

void kinput_open_top(struct kconfig *kc, const char *file)
{
    char *path = *kc->srctree ? path_join(kc->srctree, file) : xstrdup(file);
    if (kc->style == KSTYLE_LINUX && access(file, R_OK) == 0) {
        free(path);
        path = xstrdup(file);
    }
    const char *name = karena_text(&kc->arena, path, strlen(path));
    free(path);
    file = karena_text(&kc->arena, file, strlen(file));
    strv_add(&kc->files, file);
    push_file(kc, name, file);
}

static _Noreturn void fail_recursive(struct kconfig *kc, const char *file)
{
    buf_t *b = ktemp(kc);
    buf_printf(b, "recursive 'source' of '%s'; included by:", file);
    for (const struct kinput *in = kc->input; in; in = in->from)
        buf_printf(b, "\n  %s:%u", in->file, in->line);
    kfail_at(kc, kc->input->file, kc->input->line, "%s", b->s);
}

const char *kinput_relative(const struct kconfig *kc, const char *path)
{
    return starts_with(path, kc->srctree_real) ? path + strlen(kc->srctree_real) : path;
}

void kinput_enter(struct kconfig *kc, const char *path)
{
    const char *file = kinput_relative(kc, path);
    strv_add(&kc->files, file);
    int depth = 0;
    for (const struct kinput *in = kc->input; in; in = in->from, depth++)
        if (!strcmp(in->file, file) || depth > 500)
            fail_recursive(kc, file);
    push_file(kc, path, file);
}

void kinput_leave(struct kconfig *kc)
{
    struct kinput *in = kc->input;
    kc->input = in->from;
    free(in->text);
    free(in);
}

bool kinput_raw(struct kconfig *kc, const char **s, const char **end)
{
    struct kinput *in = kc->input;
    if (in->at == in->end)
        return false;
    const char *newline = memchr(in->at, '\n', (size_t)(in->end - in->at));
    *s = in->at;
    *end = newline ? newline : in->end;
    in->at = newline ? newline + 1 : in->end;
    in->line++;
    return true;
}

// A line that ends with a backslash goes on in the next one; at the end of the file the backslash stays.
void kinput_join(struct kconfig *kc, const char *s, const char *end)
{
    kc->line_s = s;
    kc->line_end = end;
    struct kinput *in = kc->input;
    if (s == end || end[-1] != '\\' || end == in->end)
        return;
    kc->line.len = 0;
    for (;;) {
        bool more = s < end && end[-1] == '\\' && *end == '\n';
        buf_add(&kc->line, s, (size_t)(end - s) - more);
        if (!more)
            break;
        if (!kinput_raw(kc, &s, &end)) {
            in->line++; // the line that is missing
            break;
        }
    }
    kc->line_s = kc->line.s;
    kc->line_end = kc->line.s + kc->line.len;
}

bool kinput_line(struct kconfig *kc)
{
    const char *s, *end;
    if (!kinput_raw(kc, &s, &end))
        return false;
    kinput_join(kc, s, end);
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t keep_names(struct kconfig *kc, char **names, size_t n, const char ***found)
{
    *found = karena_alloc(&kc->arena, n * sizeof **found);
    for (size_t i = 0; i < n; i++)
        (*found)[i] = karena_text(&kc->arena, names[i], strlen(names[i]));
    return n;
}

static size_t expand_pattern(struct kconfig *kc, const char *path, const char ***found)
{
    glob_t g;
    if (glob(path, GLOB_NOSORT | GLOB_NOESCAPE, NULL, &g))
        return 0;
    qsort(g.gl_pathv, g.gl_pathc, sizeof *g.gl_pathv, by_bytes);
    size_t n = keep_names(kc, g.gl_pathv, g.gl_pathc, found);
    globfree(&g);
    return n;
}

// In byte order; the names live in the arena. A name without wildcards is found by looking for it, in the current
// directory first where Linux does so.
size_t kinput_source(struct kconfig *kc, const char *pattern, bool relative, const char ***found)
{
    if (kc->isolated)
        kfail(kc, "'source' is not allowed here");
    size_t mark = kc->temps_used;
    buf_t *path = ktemp(kc);
    if (*pattern != '/') {
        const char *from = kc->input->file, *slash = relative ? strrchr(from, '/') : NULL;
        bool here = kc->style == KSTYLE_LINUX && !relative && access(pattern, R_OK) == 0;
        if (!here && !(slash && *from == '/'))
            buf_puts(path, kc->srctree_real);
        if (slash)
            buf_add(path, from, (size_t)(slash - from) + 1);
    }
    buf_puts(path, pattern);
    size_t n = 0;
    if (strpbrk(pattern, "*?["))
        n = expand_pattern(kc, path->s, found);
    else if (access(path->s, F_OK) == 0)
        n = keep_names(kc, &path->s, 1, found);
    ktemp_back(kc, mark);
    return n;
}
