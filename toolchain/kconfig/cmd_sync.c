// SPDX-License-Identifier: MIT
// syncconfig: brings the .config, and all that a build like Linux's generates from it, up to date.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kconfig/front.h"

static const char *path_from(const char *variable, const char *standard)
{
    const char *path = getenv(variable);
    return path && *path ? path : standard;
}

// make compares times: a file that stays as it is becomes new, too. Frees text.
static int put(struct front *f, const char *path, char *text, size_t size)
{
    char *copy = xstrdup(path);
    kmake_parents(copy); // failing shows when the file is written
    free(copy);
    int r = front_write(f, path, text, size, false, NULL);
    if (!r && utimensat(AT_FDCWD, path, NULL, 0) < 0)
        r = front_fail_write(f, "", path, errno);
    return r;
}

static int put_auto_cmd(struct front *f, const char *auto_conf)
{
    size_t size;
    char *path = xasprintf("%s.cmd", auto_conf), *text = kconfig_format_auto_cmd(f->kc, auto_conf, &size);
    int r = put(f, path, text, size);
    free(path);
    return r;
}

// Up to 5.5, where nobody asked for options for Rust.
static int put_tristates(struct front *f)
{
    size_t size;
    char *text = klinux_format_tristates(f->kc, &size);
    return put(f, path_from("KCONFIG_TRISTATE", "include/config/tristate.conf"), text, size);
}

static int put_rustc_cfg(struct front *f)
{
    size_t size;
    char *text = kconfig_format_rustc_cfg(f->kc, &size);
    return put(f, path_from("KCONFIG_RUSTCCFG", "include/generated/rustc_cfg"), text, size);
}

// auto.conf comes last: that it is there means that the rest is.
static int generate(struct front *f)
{
    const char *auto_conf = path_from("KCONFIG_AUTOCONFIG", "include/config/auto.conf");
    const char *header = path_from("KCONFIG_AUTOHEADER", "include/generated/autoconf.h");
    bool old = f->kc->style == KSTYLE_LINUX && !klinux_is(f->kc, KERA_61);
    size_t size;
    int r = put_auto_cmd(f, auto_conf);
    int touched = r ? 0 : kconfig_touch_deps(f->kc, auto_conf);
    if (touched < 0)
        r = front_fail_write(f, "what belongs to ", auto_conf, -touched);
    char *text = r ? NULL : kconfig_format_header(f->kc, getenv("KCONFIG_AUTOHEADER_HEADER"), &size);
    if (!r)
        r = put(f, header, text, size);
    if (!r)
        r = old ? put_tristates(f) : put_rustc_cfg(f);
    text = r ? NULL : kconfig_format_auto(f->kc, &size);
    return r ? r : put(f, auto_conf, text, size);
}

static bool must_not_change(void)
{
    const char *env = getenv("KCONFIG_NOSILENTUPDATE");
    return env && *env;
}

// Asks, and writes the .config.
static int complete(struct front *f)
{
    size_t size;
    front_ask_new(f);
    char *text = kconfig_format(f->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    return front_write(f, f->out ? f->out : front_config_path(), text, size, true, NULL);
}

int cmd_syncconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG | FRONT_HELP);
    if (r < 0)
        r = front_read(&f, NULL);
    if (!r)
        r = must_not_change() ? front_refuse_incomplete(&f) : complete(&f);
    if (!r)
        r = generate(&f);
    return front_end(&f, r);
}
