// SPDX-License-Identifier: MIT
// merge: several fragments become one .config; what one takes back from another is told, and what did not take effect.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

static unsigned read_flags(const struct front *f)
{
    return KREAD_MERGE | KREAD_UNKNOWN | (f->no_overridden ? KREAD_NO_REPEAT : 0) | (f->redundant ? 0 : KREAD_NO_SAME) |
           (f->keep_y ? KREAD_KEEP_Y : 0);
}

// The first is the base: what it says twice is not said against another.
static int merge_one(struct front *f, const char *path, bool first, unsigned *overridden)
{
    int r = front_read_file(f, path, read_flags(f), stdout);
    if (!first)
        *overridden += f->kc->overridden;
    return r;
}

static int read_fragments(struct front *f)
{
    unsigned overridden = 0;
    size_t n = f->configs.len + f->args.len;
    int r = n ? EXIT_OK : front_usage(f, "which files? Fragments are missing", NULL);
    for (size_t i = 0; !r && i < n; i++)
        r = merge_one(f, i < f->configs.len ? f->configs.data[i] : f->args.data[i - f->configs.len], !i, &overridden);
    if (r || !f->strict || !overridden)
        return r;
    fprintf(stderr, "%s: error: %u of the values were set differently before, which -s forbids\n", f->command,
            overridden);
    return EXIT_USER;
}

static void put_asked(const struct front *f, struct ksymbol *sym, buf_t *b)
{
    const char *asked = ksym_user_value(sym), *prefix = f->kc->prefix, *quote = sym->type == KTYPE_STRING ? "\"" : "";
    if (!asked)
        return;
    if (ksym_is_logic(sym) && *asked == 'n') {
        buf_printf(b, "# %s%s is not set\n", prefix, sym->name);
        return;
    }
    buf_printf(b, "%s%s=%s", prefix, sym->name, quote);
    if (sym->type == KTYPE_STRING)
        kescape(b, asked);
    else
        buf_puts(b, asked);
    buf_printf(b, "%s\n", quote);
}

// What the fragments say together, and nothing else.
static int write_asked(struct front *f, const char *path)
{
    buf_t b = { 0 };
    buf_puts(&b, "");
    FOR_DEFINED (f->kc, s)
        put_asked(f, s, &b);
    return front_write(f, path, b.s, b.len, true, "merged fragments");
}

static int write_complete(struct front *f)
{
    if (f->none)
        front_set_none(f->kc);
    int r = front_write_config(f);
    if (!r)
        front_tell_refused(f);
    return r;
}

int cmd_merge(int argc, char **argv)
{
    struct front f;
    char *inside = NULL;
    int r = front_begin(&f, argc, argv, FRONT_MANY | FRONT_FRAGMENTS);
    if (r < 0)
        r = read_fragments(&f);
    if (!r && f.out_folder && !f.out)
        f.out = inside = path_join(f.out_folder, ".config");
    if (!r)
        r = f.only_merge ? write_asked(&f, f.out ? f.out : front_config_path()) : write_complete(&f);
    free(inside);
    return front_end(&f, r);
}
