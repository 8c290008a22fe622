// SPDX-License-Identifier: MIT
// Answers questions about the compiler itself: -dumpmachine, -print-…, --version.
#include <string.h>

#include "cc/private.h"

#define TRIPLET "x86_64-unikernel-elf"

static int ask_compiler(const struct options *o, const char *question)
{
    strv_t argv = {0};
    strv_add(&argv, o->compiler);
    strv_add(&argv, question);
    return proc_run(&argv);
}

// A library or file of ours by its full path, else as GCC does: the name as it is.
static int print_file_name(const struct options *o, const char *name)
{
    char *path = xasprintf("%s/lib/%s", sysroot_dir("full"), name);
    if (!strcmp(name, "libgcc.a"))
        path = libgcc_path(o->compiler);
    else if (!strcmp(name, "include") || !strcmp(name, "plugin"))
        path = compiler_include_dir(o->compiler);
    puts(file_exists(path) || dir_exists(path) ? path : name);
    return EXIT_OK;
}

static int print_search_dirs(void)
{
    printf("install: %s/\nprograms: =%s/\nlibraries: =%s/lib/\n", dir_name(program_path()), dir_name(program_path()),
           sysroot_dir("full"));
    return EXIT_OK;
}

static int print_version(const struct options *o)
{
    int status = ask_compiler(o, "--version");
    printf("uk-cc: target %s, source tree %s\n", TRIPLET, tree_dir());
    return status;
}

int query_answer(const struct options *o)
{
    const char *word = starts_with(o->query, "--print-") ? o->query + 1 : o->query;
    if (!strcmp(word, "-dumpmachine"))
        return puts(TRIPLET) < 0;
    if (!strcmp(word, "--version") || !strcmp(word, "-V") || !strcmp(word, "-qversion"))
        return print_version(o);
    if (starts_with(word, "-print-file-name="))
        return print_file_name(o, word + strlen("-print-file-name="));
    if (!strcmp(word, "-print-libgcc-file-name"))
        return puts(libgcc_path(o->compiler)) < 0;
    if (!strcmp(word, "-print-search-dirs"))
        return print_search_dirs();
    if (!strcmp(word, "-print-sysroot"))
        return puts(sysroot_dir("full")) < 0;
    if (!strcmp(word, "-print-multiarch"))
        return puts("") < 0;
    return ask_compiler(o, word);
}

int query_linker(const struct options *o)
{
    strv_t argv = {0};
    strv_add(&argv, "ld");
    strv_add(&argv, o->ld_query);
    return proc_run(&argv);
}
