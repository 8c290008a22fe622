// SPDX-License-Identifier: MIT
// The command `uk-cc build`: turns the folder's app.conf into build/build.ninja and runs ninja.
//
// Objects serve every target and lie in build/obj; images in build/TARGET/NAME.elf. The file is written anew by each
// build (and left alone where nothing changed), so it may list what only this program knows: the files of the root
// filesystem, and the stamp of the libOS objects.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cc/cc.h"
#include "cc/private.h"

static const char usage[] =
    "usage: uk-cc build [--target T,...] [--rootfs DIR] [--config FILE] [--launcher PROGRAM] [-j N] [-v]";

struct build {
    struct project project;
    struct options options; // targets, configuration and compiler, as the compiler face would see them
    const char *jobs, *launcher;
    const char *libos_stamp;
    buf_t ninja;
};

// The command line ----------------------------------------------------------------------------------------------------

// The value of --name VALUE or --name=VALUE; NULL if argv[*i] is another word.
static const char *take_value(int argc, char **argv, int *i, const char *name)
{
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n))
        return NULL;
    if (argv[*i][n] == '=')
        return argv[*i] + n + 1;
    if (argv[*i][n])
        return NULL;
    if (*i + 1 == argc)
        fatal(EXIT_USAGE, usage, "missing argument to %s", name);
    return argv[++*i];
}

static void add_word(strv_t *words, const char *option, const char *value)
{
    strv_addf(words, "%s=%s", option, value);
}

static void parse_arguments(struct build *b, int argc, char **argv)
{
    strv_t words = {0};
    strv_add(&words, "uk-cc");
    if (file_exists(".config"))
        add_word(&words, "--uk-config", ".config");
    const char *value;
    for (int i = 1; i < argc; i++) {
        if ((value = take_value(argc, argv, &i, "--target")))
            add_word(&words, "--uk-target", value);
        else if ((value = take_value(argc, argv, &i, "--rootfs")))
            add_word(&words, "--uk-rootfs", value);
        else if ((value = take_value(argc, argv, &i, "--config")))
            add_word(&words, "--uk-config", value);
        else if ((value = take_value(argc, argv, &i, "--launcher")))
            b->launcher = value;
        else if ((value = take_value(argc, argv, &i, "-j")))
            b->jobs = value;
        else if (starts_with(argv[i], "-j"))
            b->jobs = argv[i] + 2;
        else if (!strcmp(argv[i], "-v"))
            verbose = true;
        else if (starts_with(argv[i], "--uk-"))
            strv_add(&words, argv[i]);
        else if (!strcmp(argv[i], "--help")) {
            puts(usage);
            exit(EXIT_OK);
        } else
            fatal(EXIT_USAGE, usage, "unexpected argument %s", argv[i]);
    }
    if (b->jobs && (!*b->jobs || b->jobs[strspn(b->jobs, "0123456789")]))
        fatal(EXIT_USAGE, usage, "-j wants a number, not %s", b->jobs);
    size_t count = words.len;
    cc_options_parse(&b->options, (int)count, (char **)(uintptr_t)strv_argv(&words));
}

// What is built -------------------------------------------------------------------------------------------------------

// All files below dir: what the image's root filesystem depends on. Folders too, since they change when a file comes or
// goes.
static void list_tree(strv_t *files, const char *dir)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, alphasort);
    if (n < 0)
        fatal_errno("cannot read the directory %s", dir);
    strv_add(files, dir);
    for (int i = 0; i < n; i++) {
        char *path = path_join(dir, entries[i]->d_name);
        struct stat st;
        if (!strcmp(entries[i]->d_name, ".") || !strcmp(entries[i]->d_name, "..") || lstat(path, &st))
            continue;
        if (S_ISDIR(st.st_mode))
            list_tree(files, path);
        else if (S_ISREG(st.st_mode))
            strv_add(files, path);
    }
}

// build.ninja ---------------------------------------------------------------------------------------------------------

static void add_choices(const struct build *b, strv_t *words, bool link)
{
    strv_addf(words, "--uk-compiler=%s", b->options.compiler);
    const char *libc = config_libc(&b->options);
    if (!link && strcmp(libc, "full"))
        strv_addf(words, "--uk-set=LIBC_NEWLIB_%s=y", strcmp(libc, "nano") ? "SMALL" : "NANO");
    if (!link)
        return;
    if (b->options.config)
        strv_addf(words, "--uk-config=%s", b->options.config);
    for (size_t i = 0; i < b->options.sets.len; i++)
        strv_addf(words, "--uk-set=%s", b->options.sets.data[i]);
    if (b->options.rootfs)
        strv_addf(words, "--uk-rootfs=%s", b->options.rootfs);
    if (b->project.app->args.len)
        strv_addf(words, "--uk-args=%s", project_arguments(&b->project));
}

static const char *current_dir(void)
{
    char *dir = realpath(".", NULL);
    if (!dir)
        fatal_errno("cannot find the name of this folder");
    return dir;
}

static void write_rules(struct build *b)
{
    strv_t compile = {0}, link = {0};
    if (b->launcher)
        strv_add(&compile, b->launcher);
    strv_add(&compile, program_path());
    add_choices(b, &compile, false);
    strv_add(&compile, "-O2");
    strv_add(&compile, "-g");
    strv_addf(&compile, "-ffile-prefix-map=%s=.", current_dir()); // equal bytes in whatever folder it is built
    strv_addv(&compile, &b->project.app->cflags);
    buf_printf(&b->ninja,
               "ninja_required_version = 1.5\nbuilddir = build\nrule cc\n command = %s -MMD -MF $out.d -c $in -o $out\n"
               " deps = gcc\n depfile = $out.d\n description = CC $in\n", ninja_command(&compile));
    strv_add(&link, program_path());
    add_choices(b, &link, true);
    strv_addv(&link, &b->project.app->ldflags);
    buf_printf(&b->ninja, "rule link\n command = %s --uk-target=$target -o $out $in %s\n description = LINK $out\n",
               ninja_command(&link), ninja_command(&b->project.app->libs));
}

static void write_images(struct build *b)
{
    strv_t inputs = {0};
    strv_add(&inputs, program_path());
    strv_add(&inputs, b->libos_stamp);
    if (b->options.config)
        strv_add(&inputs, b->options.config);
    if (b->options.rootfs)
        list_tree(&inputs, b->options.rootfs);
    for (size_t t = 0; t < b->options.targets.len; t++) {
        const char *target = b->options.targets.data[t];
        char *image = ninja_quote(xasprintf("build/%s/%s.elf", target, b->project.app->name));
        buf_printf(&b->ninja, "build %s | %s.debug: link", image, image);
        for (size_t i = 0; i < b->project.objects.len; i++)
            buf_printf(&b->ninja, " %s", ninja_quote(b->project.objects.data[i]));
        buf_puts(&b->ninja, " |");
        for (size_t i = 0; i < inputs.len; i++)
            buf_printf(&b->ninja, " %s", ninja_quote(inputs.data[i]));
        buf_printf(&b->ninja, "\n target = %s\n", target);
    }
}

static void write_ninja(struct build *b)
{
    bool changed;
    write_rules(b);
    for (size_t i = 0; i < b->project.sources.len; i++)
        buf_printf(&b->ninja, "build %s: cc %s | %s\n", ninja_quote(b->project.objects.data[i]),
                   ninja_quote(b->project.sources.data[i]), ninja_quote(program_path()));
    write_images(b);
    file_write("build/build.ninja", b->ninja.s, b->ninja.len, &changed);
    if (!changed && file_exists("build/compile_commands.json"))
        return;
    strv_t argv = {0};
    buf_t out = {0};
    static const char *const words[] = { "ninja", "-f", "build/build.ninja", "-t", "compdb", "cc" };
    for (size_t i = 0; i < COUNT(words); i++)
        strv_add(&argv, words[i]);
    if (!proc_capture(&argv, &out, false))
        file_write("build/compile_commands.json", out.s, out.len, NULL);
}

// The build -----------------------------------------------------------------------------------------------------------

// The worst that a step of ours has told: 70 before 3 before 1. A step of another program is the user's fault.
static int worst_status(int fd)
{
    unsigned char byte;
    int worst = EXIT_USER;
    for (off_t at = 0; pread(fd, &byte, 1, at) == 1; at++)
        worst = byte > worst && byte != EXIT_USAGE ? byte : worst;
    return worst;
}

static int run_ninja(const struct build *b)
{
    strv_t argv = {0};
    strv_add(&argv, "ninja");
    strv_add(&argv, "-f");
    strv_add(&argv, "build/build.ninja");
    if (b->jobs)
        strv_addf(&argv, "-j%s", b->jobs);
    if (verbose)
        strv_add(&argv, "-v");
    int told = memfd_create("status", 0); // inherited
    if (told < 0)
        fatal_errno("memfd_create");
    setenv(BUILD_STATUS, xasprintf("%d", told), 1);
    int status = proc_run(&argv);
    return status > 0 && status < 128 ? worst_status(told) : status;
}

static void lock_folder(void)
{
    int lock = lock_file("build/.lock", false);
    if (lock == -EWOULDBLOCK) {
        note("waiting for another build in this folder");
        lock = lock_file("build/.lock", true);
    }
    if (lock < 0) {
        errno = -lock;
        fatal_errno("cannot lock build/.lock");
    }
}

static void report_sizes(const struct build *b)
{
    for (size_t t = 0; t < b->options.targets.len; t++) {
        char *image = xasprintf("build/%s/%s.elf", b->options.targets.data[t], b->project.app->name);
        struct stat st;
        if (!stat(image, &st))
            printf("%s: %lld bytes\n", image, (long long)st.st_size);
    }
}

int build_main(int argc, char **argv)
{
    struct build b = {0};
    parse_arguments(&b, argc, argv);
    if (!file_exists("app.conf"))
        fatal(EXIT_USER, "uk-cc new hello DIR makes an application", "there is no app.conf in this folder");
    project_read(&b.project, "app.conf");
    if (!b.options.rootfs)
        b.options.rootfs = b.project.app->rootfs;
    for (size_t t = 0; t < b.options.targets.len; t++)
        make_dirs(path_join("build", b.options.targets.data[t]));
    lock_folder();
    const struct config *config = config_load(&b.options);
    b.libos_stamp = path_join(libos_get(config->libc, config->debug).objects, "stamp");
    write_ninja(&b);
    int status = run_ninja(&b);
    if (status)
        return status;
    report_sizes(&b);
    return EXIT_OK;
}
