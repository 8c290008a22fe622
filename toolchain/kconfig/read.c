// SPDX-License-Identifier: MIT
// Reads a .config: NAME=value and `# NAME is not set` lines, with a diagnostic for everything that is neither.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

struct reader {
    struct kconfig *kc;
    const char *file;
    unsigned line, flags;
    bool cut; // the line goes on after a NUL byte
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f');
}

static void unknown(const struct reader *r, const char *name, size_t n, const char *value)
{
    r->kc->unknown++;
    if (r->flags & KREAD_UNKNOWN)
        ktell(r->kc, KDIAG_UNKNOWN, r->file, r->line, "%s%.*s: there is no such option (value '%s')", r->kc->prefix,
              (int)n, name, value);
}

static void repeated(const struct reader *r, const struct ksymbol *sym, const char *value)
{
    const char *old = ksym_user_value(sym);
    bool same = old && !strcmp(old, value);
    r->kc->overridden += !same;
    if (r->flags & KREAD_NO_REPEAT || (same && r->flags & KREAD_NO_SAME))
        return;
    ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "%s is set again, from '%s' to '%s'", sym->name, old ? old : "",
          value);
}

// The mode of a choice follows from the values its members get: the last, or the highest.
static void infer_mode(const struct reader *r, struct ksymbol *sym, int tri)
{
    struct kchoice *choice = sym->choice;
    if (choice->user_tri >= 0 && choice->user_tri != tri)
        ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "both m and y are assigned to members of one choice (%s)",
              sym->name);
    if (r->kc->style == KSTYLE_LINUX)
        klinux_infer_mode(r->kc, choice, tri);
    else
        kchoice_set_tri(r->kc, choice, tri);
}

static void keep_place(const struct reader *r, struct ksymbol *sym)
{
    ksym_detail(r->kc, sym)->user_place = (struct kplace){ r->file, r->line };
}

// The C tools look at the first character only.
static void assign_logic(const struct reader *r, struct ksymbol *sym, const char *value)
{
    int tri = *value == 'y' ? 2 : *value == 'm' ? 1 : *value == 'n' ? 0 : -1;
    if (tri < 0 || (tri == 1 && sym->type == KTYPE_BOOL)) {
        ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "'%s' is no value for the %s %s; the line is ignored", value,
              ktype_name(sym->type), sym->name);
        return;
    }
    if (r->flags & KREAD_KEEP_Y && sym->was_set && tri == 1 && sym->user_tri == 2) {
        if (!(r->flags & KREAD_NO_REPEAT))
            ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "%s stays 'y', 'm' is ignored", sym->name);
        return;
    }
    if (sym->choice && tri)
        infer_mode(r, sym, tri);
    if (sym->was_set)
        repeated(r, sym, ktri_text[tri]);
    if (ksym_set_tri(r->kc, sym, tri))
        keep_place(r, sym);
}

// "text" with \" and \\ inside; what follows the end quote does not matter. `raw`: all up to a quote at the end, as it is.
static char *unquote(const char *s, bool raw)
{
    size_t n = strlen(s);
    if (*s != '"' || (raw && s[n - 1] != '"'))
        return NULL;
    if (raw)
        return xstrndup(s + 1, n > 2 ? n - 2 : 0);
    buf_t b = { 0 };
    buf_puts(&b, "");
    for (s++; *s && *s != '"'; s++) {
        if (*s == '\\' && !*++s)
            break;
        buf_add(&b, s, 1);
    }
    if (*s == '"')
        return b.s;
    free(b.s);
    return NULL;
}

static void assign_text(const struct reader *r, struct ksymbol *sym, const char *value)
{
    char *text = r->cut ? NULL : sym->type == KTYPE_STRING ? unquote(value, klinux_raw_strings(r->kc)) : xstrdup(value);
    if (!text) {
        ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "malformed value for %s; the line is ignored", sym->name);
        return;
    }
    if (sym->was_set)
        repeated(r, sym, text);
    if (ksym_set_text(r->kc, sym, text))
        keep_place(r, sym);
    else
        ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "'%s' is no value for the %s %s; the line is ignored", text,
              ktype_name(sym->type), sym->name);
    free(text);
}

static void assign(const struct reader *r, const char *name, size_t n, const char *value)
{
    struct ksymbol *sym = ksym_find(&r->kc->symbols, name, n);
    if (!sym || !sym->nodes)
        unknown(r, name, n, value);
    else if (ksym_is_logic(sym))
        assign_logic(r, sym, value);
    else
        assign_text(r, sym, value);
}

static void assign_unset(const struct reader *r, const char *name, size_t n)
{
    struct ksymbol *sym = ksym_find(&r->kc->symbols, name, n);
    if (!sym || !sym->nodes) {
        unknown(r, name, n, "n");
        return;
    }
    if (!ksym_is_logic(sym))
        return;
    if (sym->was_set)
        repeated(r, sym, "n");
    if (ksym_set_tri(r->kc, sym, 0))
        keep_place(r, sym);
}

static void read_line(const struct reader *r, const char *s)
{
    size_t prefix = strlen(r->kc->prefix);
    if (!strncmp(s, r->kc->prefix, prefix)) {
        const char *name = s + prefix, *equal = strchr(name, '=');
        if (equal && equal > name) {
            assign(r, name, (size_t)(equal - name), equal + 1);
            return;
        }
    }
    if (s[0] == '#' && s[1] == ' ' && !strncmp(s + 2, r->kc->prefix, prefix)) {
        const char *name = s + 2 + prefix;
        size_t n = strcspn(name, " ");
        if (n && (klinux_is(r->kc, KERA_612) ? !strcmp(name + n, " is not set") : starts_with(name + n, " is not set")))
            assign_unset(r, name, n);
        return;
    }
    while (is_space(*s))
        s++;
    if (*s && *s != '#')
        ktell(r->kc, KDIAG_ASSIGN, r->file, r->line, "malformed line ignored: '%.200s'", s);
}

static void read_lines(struct reader *r, char *text, size_t size)
{
    for (char *s = text, *end = text + size; s < end;) {
        char *newline = memchr(s, '\n', (size_t)(end - s));
        char *stop = newline ? newline : end, *next = newline ? newline + 1 : end;
        while (r->kc->style != KSTYLE_LINUX && stop > s && is_space(stop[-1]))
            stop--;
        *stop = '\0';
        r->line++;
        r->cut = strlen(s) != (size_t)(stop - s);
        read_line(r, s);
        s = next;
    }
}

static void begin_replace(struct kconfig *kc)
{
    if (!kc->touched)
        return;
    FOR_DEFINED (kc, s)
        s->was_set = s->warned_select = s->warned_range = s->warned_logic = false;
    for (struct kchoice *c = kc->choices; c; c = c->next)
        c->was_set = c->mixed = false;
}

static void end_replace(struct kconfig *kc, bool fresh)
{
    if (fresh)
        return;
    FOR_DEFINED (kc, s)
        if (!s->was_set)
            kconfig_unset(kc, s);
    for (struct kchoice *c = kc->choices; c; c = c->next)
        if (!c->was_set)
            kchoice_unset(kc, c);
}

static int read_buffer(struct kconfig *kc, const char *name, char *text, size_t size, unsigned flags)
{
    struct reader r = { .kc = kc, .flags = flags };
    r.file = karena_text(&kc->arena, name, strlen(name));
    size_t bad;
    if (kc->style == KSTYLE_KCONFIGLIB && !kutf8_valid(text, size, &bad)) {
        unsigned line = 1;
        for (size_t i = 0; i < bad; i++)
            line += text[i] == '\n';
        ktell(kc, KDIAG_ERROR, r.file, line, "not valid UTF-8 (byte 0x%02x)", (unsigned char)text[bad]);
        return -EILSEQ;
    }
    kc->config_read = true;
    kc->unknown = kc->overridden = 0;
    bool fresh = !kc->touched; // nothing to be replaced, and nothing told about values
    if (!(flags & KREAD_MERGE))
        begin_replace(kc);
    read_lines(&r, text, size);
    if (!(flags & KREAD_MERGE))
        end_replace(kc, fresh);
    if (!(flags & KREAD_MERGE))
        klinux_drop_numbers(kc);
    return 0;
}

int kconfig_read(struct kconfig *kc, const char *path, unsigned flags)
{
    buf_t text = { 0 };
    int r = kread_text(AT_FDCWD, path, &text);
    if (r && *kc->srctree) {
        char *other = path_join(kc->srctree, path);
        if (!kread_text(AT_FDCWD, other, &text))
            r = 0;
        free(other);
    }
    if (!r)
        r = read_buffer(kc, path, text.s, text.len, flags);
    free(text.s);
    return r;
}

int kconfig_read_text(struct kconfig *kc, const char *name, const char *text, size_t size, unsigned flags)
{
    buf_t copy = { 0 };
    buf_add(&copy, text, size);
    int r = read_buffer(kc, name, copy.s, size, flags);
    free(copy.s);
    return r;
}
