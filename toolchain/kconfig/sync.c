// SPDX-License-Identifier: MIT
// Files that Linux's build includes beside auto.conf: when auto.conf is out of date, and the options for Rust.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static char *finish(buf_t *b, size_t *size)
{
    *size = b->len;
    return b->s;
}

// Each file once, however often it is included.
static void put_files(buf_t *b, const struct kconfig *kc, bool last_first)
{
    size_t n;
    const char *const *files = kconfig_files(kc, &n);
    map_t met = { 0 };
    strv_t once = { 0 };
    for (size_t i = 0; i < n; i++) {
        void **seen = map_slot(&met, files[i]);
        if (!*seen)
            strv_add(&once, files[i]);
        *seen = b;
    }
    buf_puts(b, "deps_config := \\\n");
    for (size_t i = 0; i < once.len; i++)
        buf_printf(b, "\t%s \\\n", once.data[last_first ? once.len - 1 - i : i]);
    free(once.data);
    map_free(&met);
}

static void put_variables(buf_t *b, const struct kconfig *kc, const char *before, const char *target)
{
    size_t n;
    const char *const *names = kconfig_env_vars(kc, &n);
    for (size_t i = 0; i < n; i++) {
        const char *value = getenv(names[i]);
        if (value)
            buf_printf(b, "%sifneq \"$(%s)\" \"%s\"\n%s: FORCE\nendif\n", before, names[i], value, target);
    }
}

// 6.1 names the files from the last to the first, and the target each time.
char *kconfig_format_auto_cmd(const struct kconfig *kc, const char *auto_conf, size_t *size)
{
    buf_t b = { 0 };
    if (kc->style == KSTYLE_LINUX && !klinux_is(kc, KERA_612)) {
        put_files(&b, kc, true);
        buf_printf(&b, "\n%s: $(deps_config)\n\n", auto_conf);
        put_variables(&b, kc, "", auto_conf);
        buf_puts(&b, "\n$(deps_config): ;\n");
        return finish(&b, size);
    }
    buf_printf(&b, "autoconfig := %s\n\n", auto_conf);
    put_files(&b, kc, false);
    buf_puts(&b, "\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n");
    put_variables(&b, kc, "\n", "$(autoconfig)");
    return finish(&b, size);
}

static void put_cfg(buf_t *b, struct kconfig *kc, struct ksymbol *sym)
{
    const char *value = kconfig_value(kc, sym);
    bool logic = ksym_is_logic(sym), bare = sym->type == KTYPE_HEX && strncmp(value, "0x", 2) && strncmp(value, "0X", 2);
    if (!kconfig_is_written(kc, sym) || (logic && *value == 'n'))
        return;
    if (logic)
        buf_printf(b, "--cfg=%s%s\n", kc->prefix, sym->name);
    buf_printf(b, "--cfg=%s%s=\"%s", kc->prefix, sym->name, bare ? "0x" : "");
    kescape(b, value);
    buf_puts(b, "\"\n");
}

char *kconfig_format_rustc_cfg(struct kconfig *kc, size_t *size)
{
    buf_t b = { 0 };
    size_t n = kc->defined.len;
    struct ksymbol **order = kc->style == KSTYLE_LINUX ? klinux_header_order(kc, &n) : NULL;
    buf_puts(&b, "");
    for (size_t i = 0; i < n; i++)
        put_cfg(&b, kc, order ? order[i] : kc->defined.data[i]);
    free(order);
    return finish(&b, size);
}
