// SPDX-License-Identifier: MIT
// Finds what lies beside the program: the source tree, the C library, the host compiler's own files.
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

static char *trimmed_output(strv_t *argv)
{
    buf_t out = {0};
    if (proc_capture(argv, &out, true) != 0 || !out.len)
        fatal(EXIT_ENV, "run `uk-cc doctor`", "%s does not answer %s", argv->data[0], argv->data[argv->len - 1]);
    out.s[strcspn(out.s, "\n")] = '\0';
    return out.s;
}

static char *ask(const char *compiler, const char *question)
{
    strv_t argv = {0};
    strv_add(&argv, compiler);
    strv_add(&argv, question);
    return trimmed_output(&argv);
}

const char *tree_dir(void)
{
    static char *dir;
    if (dir)
        return dir;
    char *link = path_join(self_dir(), "tree");
    dir = realpath(link, NULL);
    if (!dir)
        fatal(EXIT_ENV, "build it with CMake, or run toolchain/quickstart.sh", "%s: %s: the source tree is not found",
              link, strerror(errno));
    return dir;
}

const char *program_path(void)
{
    static char *path;
    if (!path && !(path = realpath("/proc/self/exe", NULL)))
        fatal_errno("cannot read /proc/self/exe");
    return path;
}

char *sysroot_dir(const char *libc)
{
    char *dir = xasprintf("%s/sysroot/%s", self_dir(), libc);
    if (!dir_exists(path_join(dir, "include")))
        fatal(EXIT_ENV, "run toolchain/quickstart.sh, which builds it",
              "the C library (newlib, variant %s) is missing: "
              "there is no %s", libc, dir);
    return dir;
}

char *compiler_include_dir(const char *compiler)
{
    if (!strcmp(compiler, "clang"))
        return path_join(ask(compiler, "-print-resource-dir"), "include");
    return ask(compiler, "-print-file-name=include");
}

char *compiler_version(const char *compiler)
{
    return ask(compiler, "--version");
}

// Clang's objects use GCC's helper library too: Debian has no compiler-rt for bare metal.
char *libgcc_path(const char *compiler)
{
    (void)compiler;
    return ask("gcc", "-print-libgcc-file-name");
}

char *ninja_command(const strv_t *words)
{
    buf_t b = {0};
    buf_puts(&b, "");
    for (const char *p = proc_line(words); *p; p++) {
        if (*p == '$')
            buf_puts(&b, "$");
        buf_add(&b, p, 1);
    }
    return b.s;
}
