// SPDX-License-Identifier: MIT
// What builds need from a .config: genconfig and its parts (header, syncdeps, filelist), parse.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

static int write_header(struct front *f, const char *path)
{
    size_t size;
    char *text = kconfig_format_header(f->kc, getenv("KCONFIG_AUTOHEADER_HEADER"), &size);
    return front_write(f, path, text, size, false, NULL);
}

static int write_config_to(struct front *f, const char *path)
{
    size_t size;
    char *text = kconfig_format(f->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    return front_write(f, path, text, size, false, NULL);
}

static int write_deps(struct front *f, const char *dir)
{
    int r = kconfig_sync_deps(f->kc, dir);
    return r ? front_fail_write(f, "dependency files in ", dir, -r) : EXIT_OK;
}

static int write_file_list(struct front *f, const char *path)
{
    buf_t b = { 0 };
    size_t n;
    const char *const *files = kconfig_files(f->kc, &n);
    buf_puts(&b, "");
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s\n", files[i]);
    if (path)
        return front_write(f, path, b.s, b.len, false, NULL);
    fwrite(b.s, 1, b.len, stdout);
    free(b.s);
    return EXIT_OK;
}

static int write_env_list(struct front *f, const char *path)
{
    buf_t b = { 0 };
    size_t n;
    const char *const *names = kconfig_env_vars(f->kc, &n);
    buf_puts(&b, "");
    for (size_t i = 0; i < n; i++) {
        const char *value = getenv(names[i]);
        buf_printf(&b, "%s=%s\n", names[i], value ? value : "");
    }
    return front_write(f, path, b.s, b.len, false, NULL);
}

// The .config gives each value that would be written, and asks for nothing else.
static bool is_complete(struct front *f)
{
    bool same = f->kc->config_read && !f->kc->unknown;
    FOR_DEFINED (f->kc, s) {
        const char *user = ksym_user_value(s);
        bool written = kconfig_is_written(f->kc, s);
        same &= written ? user && !strcmp(user, kconfig_value(f->kc, s)) : !user;
    }
    return same;
}

// KCONFIG_NOSILENTUPDATE: a .config that is not complete is an error; else its defaults are filled in unseen.
int front_refuse_incomplete(struct front *f)
{
    const char *env = getenv("KCONFIG_NOSILENTUPDATE");
    if (!env || !*env)
        return EXIT_OK;
    const char *path = f->configs.len ? f->configs.data[0] : front_config_path();
    if (is_complete(f))
        return EXIT_OK;
    fprintf(stderr, "%s: error: '%s' would be completed, which KCONFIG_NOSILENTUPDATE forbids\n"
            "  hint: run oldconfig or olddefconfig first\n", f->command, path);
    return EXIT_USER;
}

// Linux's build completes the .config, and reads that again for what it generates: what a default set is limited then
// like what the user set.
static void complete_config(struct front *f)
{
    if (f->kc->style != KSTYLE_LINUX)
        return;
    size_t size;
    char *text = kconfig_format(f->kc, NULL, &size);
    f->kc->again = true;
    kconfig_read_text(f->kc, front_config_path(), text, size, 0);
    f->kc->again = false;
    free(text);
}

static int generate(struct front *f)
{
    const char *env = getenv("KCONFIG_AUTOHEADER"), *header = f->header_path ? f->header_path
                                                              : f->out       ? f->out
                                                              : env && *env  ? env
                                                                             : "config.h";
    complete_config(f);
    int r = write_header(f, header);
    if (!r && f->config_out)
        r = write_config_to(f, f->config_out);
    if (!r && f->sync_deps)
        r = write_deps(f, f->sync_deps);
    if (!r && f->file_list)
        r = write_file_list(f, f->file_list);
    if (!r && f->env_list)
        r = write_env_list(f, f->env_list);
    return r;
}

int cmd_genconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = front_read(&f, NULL);
    if (!r)
        r = front_refuse_incomplete(&f);
    if (!r)
        r = generate(&f);
    return front_end(&f, r);
}

int cmd_header(int argc, char **argv)
{
    return cmd_genconfig(argc, argv);
}

int cmd_syncdeps(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = front_read(&f, NULL);
    if (!r)
        r = front_refuse_incomplete(&f);
    if (!r)
        complete_config(&f);
    if (!r)
        r = write_deps(&f, f.out ? f.out : "deps/");
    return front_end(&f, r);
}

int cmd_filelist(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = write_file_list(&f, f.out);
    return front_end(&f, r);
}

int cmd_parse(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    return front_end(&f, r < 0 ? EXIT_OK : r);
}
