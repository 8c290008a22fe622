// SPDX-License-Identifier: MIT
// The program: names the commands, and tells them from the compiler face.
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cc/cc.h"
#include "image/image.h"
#include "kconfig/kconfig.h"
#include "run/run.h"
#include "solve/solve.h"
#include "util/util.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
};

static const struct command commands[] = {
    { "new", new_main, "TEMPLATE DIR: a new application from templates/" },
    { "build", build_main, "builds the application of the folder's app.conf into build/TARGET/NAME.elf" },
    { "run", cmd_run, "IMAGE [-- ARGS]: boots it under QEMU; the exit status is main()'s" },
    { "debug", cmd_debug, "IMAGE: boots it stopped and attaches gdb" },
    { "why", cmd_why, "NAME: why a module, symbol or file is in the image" },
    { "size", cmd_size, "what the image's bytes are for" },
    { "graph", cmd_graph, "who needs whom, as dot or svg" },
    { "plan", cmd_plan, "what is in the image, also as JSON" },
    { "image", image_main, "--format F IMAGE: the image in another file format" },
    { "doctor", cmd_doctor, "checks this machine: one line for each thing, with the fix" },
    { "clean", clean_main, "removes what build made here; --cache: the compiled libOS too" },
    { "menuconfig", menuconfig_main, "choose in menus, with what each choice comes to for the application" },
    { "libos", libos_main, "compiles the libOS into the cache" },
};

static int usage(FILE *to, int status)
{
    fputs("usage: uk-cc [GCC's options] FILE... [-o IMAGE]   compile and link to a bootable image\n"
          "       uk-cc COMMAND [ARGUMENT...]                uk-cc COMMAND --help tells more\n\ncommands:\n", to);
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(to, "  %-15s %s\n", commands[i].name, commands[i].help);
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (strcmp(c->name, "menuconfig"))
            fprintf(to, "  %-15s %s\n", c->name, c->help);
    fputs("\noptions of its own, when compiling and linking:\n"
          "  --uk-target=kvm         what the image is for (also UK_TARGET)\n"
          "  --uk-config=FILE        a .config that overrides what the program needs (also UK_CONFIG)\n"
          "  --uk-set=NAME=VALUE     one option, over the file\n"
          "  --uk-compiler=gcc|clang (also UK_COMPILER)\n"
          "  --uk-rootfs=DIR         packed as the image's root filesystem\n"
          "  --uk-args=LINE          the arguments, program name first, where the loader passes none\n", to);
    return status;
}

static int (*find_command(const char *name))(int, char **)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!strcmp(commands[i].name, name))
            return commands[i].run;
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c->run;
    return NULL;
}

// A word that is no option, no file and no name of a file: a mistyped command.
static void check_mistyped(const char *word)
{
    if (strpbrk(word, ".-/@") || file_exists(word))
        return;
    strv_t names = {0};
    for (size_t i = 0; i < COUNT(commands); i++)
        strv_add(&names, commands[i].name);
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        strv_add(&names, c->name);
    const char *near = nearest(word, &names);
    fatal(EXIT_USAGE, near ? xasprintf("did you mean uk-cc %s?", near) : "uk-cc --help lists the commands",
          "%s is neither a command nor a file", word);
}

// What a command printed must have arrived: a full disk behind standard output is no success.
static int finish(int status)
{
    bool lost = fflush(stdout) || ferror(stdout);
    if (lost && !status)
        fatal(EXIT_ENV, "free some space, or let the reader read on", "cannot write to standard output");
    return status;
}

// Called by another name: a Kconfig command for the tree in the current folder, or the compiler.
static int run_by_name(int argc, char **argv)
{
    const struct kcommand *c = kconfig_commands;
    while (argc > 0 && c->name && strcmp(c->name, base_name(argv[0])))
        c++;
    if (argc < 1 || !c->name)
        return cc_main(argc, argv);
    char **more = xcalloc((size_t)argc + 3, sizeof *more);
    size_t words = !strcmp(c->name, "kconfig") && argc > 1 ? 2 : 1; // kconfig query, kconfig lint
    memcpy(more, argv, words * sizeof *more);
    more[words] = (char[]){ "--default-kconfig" };
    more[words + 1] = (char[]){ "Kconfig" };
    memcpy(more + words + 2, argv + words, ((size_t)argc - words) * sizeof *more);
    return finish(c->run(argc + 2, more));
}

int main(int argc, char **argv)
{
    const char *shown = getenv("V");
    verbose = shown && !strcmp(shown, "1");
    cleanup_on_signals();
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of write(), with a message
    bool by_own_name = argc > 0 && !strcmp(base_name(argv[0]), "uk-cc");
    if (!by_own_name)
        return run_by_name(argc, argv);
    if (argc < 2)
        return usage(stderr, EXIT_USAGE);
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
        return finish(usage(stdout, EXIT_OK));
    int (*command)(int, char **) = find_command(argv[1]);
    if (command)
        return finish(command(argc - 1, argv + 1));
    check_mistyped(argv[1]);
    return cc_main(argc, argv);
}
