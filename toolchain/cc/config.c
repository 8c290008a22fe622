// SPDX-License-Identifier: MIT
// The choices of a link: the project's Kconfig tree with --uk-config or UK_CONFIG and the --uk-set settings over it.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"
#include "kconfig/kconfig.h"

// A .config with a mistake must not make an image: what a front end would only mention ends the program here.
static void on_diag(void *ctx, const struct kdiag *d)
{
    (void)ctx;
    bool placed = d->place.file != NULL;
    switch (d->kind) {
    case KDIAG_ERROR:
    case KDIAG_ASSIGN:
    case KDIAG_UNKNOWN:
        if (placed)
            fatal_at(d->place.file, d->place.line,
                     d->kind == KDIAG_UNKNOWN ? "uk-cc menuconfig shows all options" : NULL, "%s", d->text);
        fatal(EXIT_USER, NULL, "%s", d->text);
    case KDIAG_WARNING:
    case KDIAG_VALUE:
        if (placed)
            warn("%s:%u: %s", d->place.file, d->place.line, d->text);
        else
            warn("%s", d->text);
        break;
    case KDIAG_INFO:
        break;
    }
}

static struct kconfig *open_tree(void)
{
    struct kconfig_options options = { .srctree = tree_dir(), .prefix = "CONFIG_", .diag = on_diag };
    char *path = path_join(tree_dir(), "Kconfig");
    struct kconfig *kc = kconfig_open(path, &options);
    if (!kc)
        internal_error("%s cannot be used", path);
    return kc;
}

static void read_file(struct kconfig *kc, const char *path)
{
    if (!path)
        return;
    char *absolute = realpath(path, NULL);
    if (!absolute)
        fatal_errno("cannot read the configuration %s", path);
    int error = kconfig_read(kc, path, KREAD_UNKNOWN);
    if (error == -EILSEQ)
        fatal(EXIT_USER, NULL, "%s is not UTF-8 text", path);
    if (error) {
        errno = -error;
        fatal_errno("cannot read the configuration %s", path);
    }
    free(absolute);
}

static _Noreturn void unknown_symbol(struct kconfig *kc, const char *setting, const char *name)
{
    strv_t names = {0};
    for (struct ksymbol *s = kconfig_next(kc, NULL); s; s = kconfig_next(kc, s))
        strv_add(&names, ksym_name(s));
    const char *near = nearest(name, &names);
    fatal(EXIT_USER, near ? xasprintf("did you mean %s?", near) : "uk-cc menuconfig shows all options",
          "--uk-set=%s: there is no option %s", setting, name);
}

static void apply_setting(struct kconfig *kc, const char *setting)
{
    const char *equals = strchr(setting, '=');
    if (!equals || equals == setting)
        fatal(EXIT_USAGE, "--uk-set=NAME=VALUE", "--uk-set=%s: a value is missing", setting);
    const char *start = starts_with(setting, "CONFIG_") ? setting + strlen("CONFIG_") : setting;
    char *name = xstrndup(start, (size_t)(equals - start)), *why = NULL;
    struct ksymbol *symbol = kconfig_symbol(kc, name);
    if (!symbol)
        unknown_symbol(kc, setting, name);
    if (kconfig_set(kc, symbol, equals + 1, &why))
        fatal(EXIT_USER, NULL, "--uk-set=%s: %s", setting, why ? why : "the value does not take effect");
}

static char type_letter(enum ktype type)
{
    switch (type) {
    case KTYPE_TRISTATE: return 't';
    case KTYPE_STRING: return 's';
    case KTYPE_INT: return 'i';
    case KTYPE_HEX: return 'x';
    default: return 'b';
    }
}

// Where the value comes from, for messages: the file's line, the command line, or NULL for a default.
static const char *origin(const struct ksymbol *symbol)
{
    struct kplace place = ksym_user_place(symbol);
    if (place.file)
        return xasprintf("%s:%u", place.file, place.line);
    return ksym_user_value(symbol) ? "--uk-set" : NULL;
}

static const char *libc_of(struct kconfig *kc)
{
    static const char *const table[][2] = {
        { "LIBC_NEWLIB_FULL", "full" }, { "LIBC_NEWLIB_SMALL", "small" }, { "LIBC_NEWLIB_NANO", "nano" },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct ksymbol *symbol = kconfig_symbol(kc, table[i][0]);
        if (symbol && !strcmp(kconfig_value(kc, symbol), "y"))
            return table[i][1];
    }
    return "full";
}

void config_from_tree(struct config *c, struct kconfig *kc)
{
    *c = (struct config){ .libc = libc_of(kc) };
    for (struct ksymbol *s = kconfig_next(kc, NULL); s; s = kconfig_next(kc, s)) {
        struct solve_option option = { .name = ksym_name(s), .value = kconfig_value(kc, s),
                                       .type = type_letter(ksym_type(s)),
                                       .where = origin(s) };
        vec_push(&c->options, option);
        if (!strcmp(option.name, "DEBUG"))
            c->debug = !strcmp(option.value, "y");
    }
}

const struct config *config_load(const struct options *o)
{
    static struct config c;
    if (c.libc)
        return &c;
    struct kconfig *kc = open_tree(); // stays open: the values are its strings
    read_file(kc, o->config);
    for (size_t i = 0; i < o->sets.len; i++)
        apply_setting(kc, o->sets.data[i]);
    config_from_tree(&c, kc);
    return &c;
}

const char *config_libc(const struct options *o)
{
    return o->config || o->sets.len ? config_load(o)->libc : "full";
}
