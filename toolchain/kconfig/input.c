// SPDX-License-Identifier: MIT
// The Kconfig files as statements: opening, `source` with patterns, the stack of files, continuation lines.
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kconfig/tree.h"

static unsigned line_of(const char *s, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < offset; i++)
        line += s[i] == '\n';
    return line;
}

enum { MAX_DEPTH = 500 }; // of files that include each other

// Takes the text in kc->text apart. What is wrong with it is told when it is entered.
static struct ktext *new_text(struct kconfig *kc, const char *path, const char *file, int error)
{
    struct ktext *t = karena_alloc(&kc->arena, sizeof *t);
    t->path = path;
    t->file = file;
    t->error = error;
    if (error)
        return t;
    size_t bad;
    if (kc->style == KSTYLE_KCONFIGLIB && !kutf8_valid(kc->text.s, kc->text.len, &bad)) {
        t->bad_byte = (unsigned char)kc->text.s[bad];
        t->bad_line = line_of(kc->text.s, bad);
    }
    kscan(kc, t);
    return t;
}

static void push(struct kconfig *kc, struct ktext *text)
{
    struct kinput *in = xcalloc(1, sizeof *in);
    in->from = kc->input;
    in->text = text;
    in->file = text->file;
    in->number = kc->included.len;
    vec_push(&kc->included, ((struct kincluded){ in->from ? in->from->number : 0, in->from ? in->from->line : 0 }));
    kc->input = in;
    if (text->bad_line)
        kfail_at(kc, text->file, text->bad_line, "not valid UTF-8 (byte 0x%02x)", text->bad_byte);
}

// Names below srctree are opened from there: the way to it is gone only once.
static int read_file(struct kconfig *kc, const char *path)
{
    const char *below = kinput_relative(kc, path);
    bool from_there = below != path && *below && *below != '/' && kc->srctree_fd >= 0;
    return kread_text(from_there ? kc->srctree_fd : AT_FDCWD, from_there ? below : path, &kc->text);
}

// A file that was read ahead is not read again, unless it is included again. NULL if there is none of this name; other
// errors are kept for when it is entered.
static struct ktext *load(struct kconfig *kc, const char *key, const char *path)
{
    struct ktext *known = map_get(&kc->texts, key);
    if (known && !known->dropped)
        return known;
    int error = read_file(kc, path);
    if (error == -ENOENT || error == -ENOTDIR)
        return NULL;
    const char *name = karena_text(&kc->arena, path, strlen(path));
    struct ktext *t = new_text(kc, name, kinput_relative(kc, name), error);
    const char *own_key = known ? key : key == path ? name : karena_text(&kc->arena, key, strlen(key));
    *map_slot(&kc->texts, own_key) = t;
    return t;
}

void kinput_open_text(struct kconfig *kc, const char *name, const char *text, size_t size)
{
    if (size > KTEXT_MAX)
        kfail_at(kc, name, 0, "%s", strerror(EFBIG));
    kcopy_text(text, size, &kc->text);
    name = karena_text(&kc->arena, name, strlen(name));
    struct ktext *t = new_text(kc, name, name, 0);
    *map_slot(&kc->texts, t->path) = t;
    strv_add(&kc->files, t->file);
    push(kc, t);
}

void kinput_open_top(struct kconfig *kc, const char *file)
{
    bool here = !*kc->srctree || (kc->style == KSTYLE_LINUX && access(file, R_OK) == 0);
    char *joined = here ? NULL : path_join(kc->srctree, file);
    const char *path = joined ? karena_text(&kc->arena, joined, strlen(joined)) : file;
    free(joined);
    struct ktext *t = load(kc, path, path);
    if (!t || t->error)
        kfail_at(kc, NULL, 0, "cannot open '%s': %s (srctree is %s)", path, strerror(t ? -t->error : ENOENT),
                 *kc->srctree ? kc->srctree : "not set");
    t->file = karena_text(&kc->arena, file, strlen(file));
    strv_add(&kc->files, t->file);
    push(kc, t);
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

void kinput_enter(struct kconfig *kc, struct ktext *text)
{
    strv_add(&kc->files, text->file);
    int depth = 0;
    for (const struct kinput *in = kc->input; in; in = in->from, depth++)
        if (!strcmp(in->file, text->file))
            fail_recursive(kc, text->file);
    if (depth > MAX_DEPTH)
        kfail(kc, "files are included more than %d deep", MAX_DEPTH);
    if (text->dropped) // a file of the same pattern had sourced it
        text = load(kc, text->path, text->path);
    if (!text || text->error)
        kfail(kc, "cannot open '%s': %s", kc->files.data[kc->files.len - 1], strerror(text ? -text->error : ENOENT));
    push(kc, text);
}

// The parser copies what it keeps; help texts alone stay where they are.
static void give_back(struct kconfig *kc, struct ktext *t)
{
    t->dropped = true;
    karena_give(&kc->arena, t->lines, t->count * sizeof *t->lines);
    if (kc->no_texts)
        karena_give(&kc->arena, t->text, t->size + 1);
}

void kinput_leave(struct kconfig *kc)
{
    struct kinput *in = kc->input;
    kc->input = in->from;
    give_back(kc, in->text);
    free(in);
}

const struct kline *kinput_line(struct kconfig *kc)
{
    struct kinput *in = kc->input;
    if (in->next == in->text->count) {
        in->line = in->text->last_line;
        return NULL;
    }
    const struct kline *line = &in->text->lines[in->next++];
    in->line = line->line;
    kc->line_s = in->text->text + line->at;
    kc->line_end = kc->line_s + line->size;
    kc->line_limit = in->text->text + in->text->size;
    if (line->joined) {
        size_t blanks = kscan_joined(kc->line_s, line->size, &kc->line);
        kc->line_s = kc->line.s + blanks;
        kc->line_end = kc->line_limit = kc->line.s + kc->line.len;
    }
    return line;
}

// The next symbol that is defined in this file will be looked up soon.
void kinput_fetch_ahead(const struct kconfig *kc)
{
    enum { FAR = 24 };
    const struct ktext *t = kc->input->text;
    size_t end = kc->input->next + FAR < t->count ? kc->input->next + FAR : t->count;
    for (size_t i = kc->input->next; i < end; i++) {
        const struct kline *l = &t->lines[i];
        if (l->type != KT_CONFIG && l->type != KT_MENUCONFIG)
            continue;
        const char *name = t->text + l->at + l->word + 1, *limit = t->text + t->size;
        if (name < limit)
            ksym_fetch(kc, name, (size_t)(kword_end(name, limit) - name));
        return;
    }
}

// Sources ------------------------------------------------------------------------------------------------------------

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t expand_pattern(struct kconfig *kc, const char *path, struct ktext ***found)
{
    glob_t g;
    if (glob(path, GLOB_NOSORT | GLOB_NOESCAPE, NULL, &g))
        return 0;
    qsort(g.gl_pathv, g.gl_pathc, sizeof *g.gl_pathv, by_bytes);
    *found = karena_alloc(&kc->arena, g.gl_pathc * sizeof **found);
    size_t n = 0;
    for (size_t i = 0; i < g.gl_pathc; i++)
        if (((*found)[n] = load(kc, g.gl_pathv[i], g.gl_pathv[i])))
            n++;
    globfree(&g);
    return n;
}

static size_t one(struct kconfig *kc, struct ktext *t, struct ktext ***found)
{
    if (!t)
        return 0;
    *found = karena_alloc(&kc->arena, sizeof **found);
    **found = t;
    return 1;
}

// Where a pattern begins: nothing for an absolute one, the including file's folder for a relative one, srctree else.
static void add_base(struct kconfig *kc, const char *pattern, bool relative, buf_t *path)
{
    if (*pattern == '/')
        return;
    const char *from = kc->input->file, *slash = relative ? strrchr(from, '/') : NULL;
    if (!(slash && *from == '/'))
        buf_puts(path, kc->srctree_real);
    if (slash)
        buf_add(path, from, (size_t)(slash - from) + 1);
}

// Does Linux's style find it in the current directory? Where the first folder of its name is missing, so are all of its
// files.
static bool is_here(struct kconfig *kc, const char *name)
{
    size_t mark = kc->temps_used;
    buf_t *first = ktemp(kc);
    buf_add(first, name, strcspn(name, "/"));
    bool missing = map_get(&kc->not_here, first->s) != NULL;
    if (!missing && *first->s && access(first->s, F_OK) != 0) {
        *map_slot(&kc->not_here, karena_text(&kc->arena, first->s, first->len)) = kc;
        missing = true;
    }
    ktemp_back(kc, mark);
    return !missing && access(name, R_OK) == 0;
}

// In byte order. A name without wildcards is found by opening it, in the current directory first where Linux does so.
size_t kinput_source(struct kconfig *kc, const char *pattern, bool relative, struct ktext ***found)
{
    if (kc->isolated)
        kfail(kc, "'source' is not allowed here");
    bool wild = strpbrk(pattern, "*?[") != NULL;
    struct ktext *known = wild || relative ? NULL : map_get(&kc->texts, pattern);
    if (known && !known->dropped)
        return one(kc, known, found);
    bool here = kc->style == KSTYLE_LINUX && !relative && *pattern != '/' && !kc->in_srctree;
    if (here && is_here(kc, pattern))
        return wild ? expand_pattern(kc, pattern, found) : one(kc, load(kc, pattern, pattern), found);
    size_t mark = kc->temps_used;
    buf_t *path = ktemp(kc);
    add_base(kc, pattern, relative, path);
    buf_puts(path, pattern);
    size_t n = wild ? expand_pattern(kc, path->s, found)
                    : one(kc, load(kc, relative ? path->s : pattern, path->s), found);
    ktemp_back(kc, mark);
    return n;
}
