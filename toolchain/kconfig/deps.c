// SPDX-License-Identifier: MIT
// auto.conf, and an empty file per symbol that is touched when its value changes: what make needs to rebuild the rest.
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kconfig/tree.h"

int kmake_parents(char *path)
{
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        int r = mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (r)
            return r;
    }
    return 0;
}

// MY_SYMBOL is my/symbol.h; for newer Linux just MY_SYMBOL.
static char *file_for(const struct kconfig *kc, const char *dir, const char *name)
{
    bool plain = klinux_is(kc, KERA_61);
    char *path = xasprintf(plain ? "%s/%s" : "%s/%s.h", dir, name);
    if (plain)
        return path;
    for (char *s = path + strlen(dir) + 1; *s; s++)
        *s = *s == '_' ? '/' : (char)tolower((unsigned char)*s);
    return path;
}

static int touch(const struct kconfig *kc, const char *dir, const char *name)
{
    char *path = file_for(kc, dir, name);
    int r = kmake_parents(path);
    int fd = r ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (!r && fd < 0)
        r = -errno;
    if (fd >= 0)
        close(fd);
    free(path);
    return r;
}

static char *unquoted(const char *value)
{
    size_t n = strlen(value);
    if (n < 2 || value[0] != '"' || value[n - 1] != '"')
        return NULL;
    buf_t b = { 0 };
    buf_puts(&b, "");
    for (const char *s = value + 1; s < value + n - 1; s++) {
        if (*s == '\\' && s + 1 < value + n - 1)
            s++;
        buf_add(&b, s, 1);
    }
    return b.s;
}

// One line of the old auto.conf. A symbol that is gone counts as changed.
static int take_old(struct kconfig *kc, const char *dir, char *line)
{
    size_t prefix = strlen(kc->prefix);
    char *equal = strchr(line, '=');
    if (strncmp(line, kc->prefix, prefix) || !equal || equal == line + prefix)
        return 0;
    *equal = '\0';
    struct ksymbol *sym = ksym_find(&kc->symbols, line + prefix, strlen(line + prefix));
    if (!sym)
        return touch(kc, dir, line + prefix);
    bool quoted = sym->type == KTYPE_STRING && !klinux_is(kc, KERA_61);
    char *value = quoted ? unquoted(equal + 1) : xstrdup(equal + 1);
    if (value) {
        ksym_own(kc, sym);
        free(sym->detail->old_value);
        ksym_detail(kc, sym)->old_value = value;
    }
    return 0;
}

static int read_old(struct kconfig *kc, const char *dir, const char *path)
{
    buf_t text = { 0 };
    int r = kread_text(AT_FDCWD, path, &text);
    if (r) {
        free(text.s);
        return r == -ENOENT ? 0 : r;
    }
    for (char *line = text.s, *next; !r && line < text.s + text.len; line = next) {
        next = line + strcspn(line, "\n");
        *next++ = '\0';
        r = take_old(kc, dir, line);
    }
    free(text.s);
    return r;
}

static bool value_changed(struct kconfig *kc, struct ksymbol *sym)
{
    const char *val = ksym_text(kc, sym);
    bool logic = sym->type == KTYPE_BOOL || sym->type == KTYPE_TRISTATE;
    if (!sym->write)
        return sym->detail->old_value != NULL;
    if (!sym->detail->old_value)
        return !(logic && *val == 'n');
    return strcmp(val, sym->detail->old_value) != 0;
}

// Frees text.
static int save_in(const char *dir, const char *name, char *text, size_t size)
{
    char *path = path_join(dir, name);
    int r = kconfig_save(path, text, size, false);
    free(path);
    free(text);
    return r < 0 ? r : 0;
}

// Linux's conf makes the folders above it too.
static int make_folder(const struct kconfig *kc, const char *dir)
{
    char *copy = xstrdup(dir);
    if (kc->style == KSTYLE_LINUX)
        kmake_parents(copy);
    free(copy);
    return mkdir(dir, 0755);
}

// Touches the files of the symbols whose values are not those of the auto.conf at path.
static int touch_changed(struct kconfig *kc, const char *dir, const char *path)
{
    for (size_t i = 0; i < kc->owners.len; i++) {
        struct kdetail *d = ksym_detail(kc, kc->owners.data[i]);
        free(d->old_value);
        d->old_value = NULL;
    }
    int r = read_old(kc, dir, path);
    FOR_DEFINED (kc, s)
        if (!r && value_changed(kc, s))
            r = touch(kc, dir, s->name);
    return r;
}

int kconfig_touch_deps(struct kconfig *kc, const char *auto_conf)
{
    const char *slash = strrchr(auto_conf, '/');
    char *dir = slash ? xstrndup(auto_conf, (size_t)(slash - auto_conf)) : xstrdup(".");
    int r = touch_changed(kc, dir, auto_conf);
    free(dir);
    return r;
}

// auto.conf comes last: when anything before fails, the next run does the same work again.
int kconfig_sync_deps(struct kconfig *kc, const char *dir)
{
    size_t size;
    if (make_folder(kc, dir) < 0 && errno != EEXIST)
        return -errno;
    char *path = xasprintf("%s/auto.conf", dir);
    int r = touch_changed(kc, dir, path);
    free(path);
    if (r)
        return r;
    if (kc->style == KSTYLE_LINUX && !klinux_is(kc, KERA_61)) {
        char *tristates = klinux_format_tristates(kc, &size);
        r = save_in(dir, "tristate.conf", tristates, size);
    }
    char *text = kconfig_format_auto(kc, &size);
    int saved = save_in(dir, "auto.conf", text, size);
    return r < 0 ? r : saved;
}
