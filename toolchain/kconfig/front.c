// SPDX-License-Identifier: MIT
// The part of every command that comes before and after its own: options, diagnostics, files.
#include "kconfig/front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct option {
    const char *name;
    size_t offset;
    bool is_flag;
};

#define FIELD(name) offsetof(struct front, name)
static const struct option options[] = {
    { "--kconfig", FIELD(kconfig), false },
    { "--default-kconfig", FIELD(default_kconfig), false },
    { "--out", FIELD(out), false },
    { "--header-path", FIELD(header_path), false },
    { "--config-out", FIELD(config_out), false },
    { "--file-list", FIELD(file_list), false },
    { "--env-list", FIELD(env_list), false },
    { "--show-help", FIELD(show_help), true },
    { "-l", FIELD(show_help), true },
    { "--no-check-exists", FIELD(no_check_exists), true },
    { "--no-check-value", FIELD(no_check_value), true },
};

void front_report(const struct kdiag *d)
{
    FILE *to = d->kind == KDIAG_INFO ? stdout : stderr;
    const char *what = d->kind == KDIAG_INFO ? "" : d->kind == KDIAG_ERROR ? "error: " : "warning: ";
    if (d->place.file)
        fprintf(to, "%s:%u: ", d->place.file, d->place.line);
    fprintf(to, "%s%s\n", what, d->text);
}

static void on_diag(void *ctx, const struct kdiag *d)
{
    struct front *f = ctx;
    f->errors += d->kind == KDIAG_ERROR;
    f->unknown += d->kind == KDIAG_UNKNOWN;
    front_report(d);
}

static int usage(const struct front *f, const char *problem, const char *word)
{
    fprintf(stderr,
            "%s: %s%s%s\n  usage: %s [--kconfig FILE] [--config FILE] [--out FILE] [--style kconfiglib|linux|linux-6.1] "
            "[ARGUMENT...]\n",
            f->command, problem, word ? " " : "", word ? word : "", f->command);
    return EXIT_USAGE;
}

static _Noreturn void help(const struct front *f)
{
    const struct kcommand *c = kconfig_commands;
    while (c->name && strcmp(c->name, f->command))
        c++;
    printf("usage: %s [OPTION...] [ARGUMENT...]   %s\n"
           "  --kconfig FILE    the top Kconfig file (default: our own tree)\n"
           "  --config FILE     the .config that is read (default: $KCONFIG_CONFIG or .config)\n"
           "  --out FILE        what is written\n"
           "  --style STYLE     kconfiglib (default), linux or linux-6.1 (also KCONFIG_STYLE)\n",
           f->command, c->name ? c->help : "");
    if (!strcmp(f->command, "genconfig"))
        puts("  --header-path FILE, --config-out FILE, --sync-deps[=DIR], --file-list FILE, --env-list FILE");
    if (!strcmp(f->command, "setconfig"))
        puts("  --no-check-exists, --no-check-value   ignore unknown names, values that did not take");
    if (!strcmp(f->command, "listnewconfig"))
        puts("  --show-help       help texts too");
    exit(EXIT_OK);
}

static bool set_style(struct front *f, const char *name)
{
    static const char *const names[] = { "kconfiglib", "linux", "linux-6.1" }; // as enum kstyle
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i])) {
            f->style = (enum kstyle)i;
            return true;
        }
    return false;
}

// The value of an option given as --name=value or --name value; *i moves on in the second case.
static const char *option_value(const char *arg, const char *name, int argc, char **argv, int *i)
{
    size_t n = strlen(name);
    if (arg[n] == '=')
        return arg + n + 1;
    return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool is_option(const char *arg, const char *name)
{
    size_t n = strlen(name);
    return !strncmp(arg, name, n) && (!arg[n] || (arg[n] == '=' && n > 2));
}

// --sync-deps takes its folder only after '=', as kconfiglib's default is wanted without.
static int special_option(struct front *f, const char *arg, int argc, char **argv, int *i)
{
    const char *value;
    if (is_option(arg, "--config")) {
        if (!(value = option_value(arg, "--config", argc, argv, i)))
            return usage(f, "a value is missing after", arg);
        strv_add(&f->configs, value);
        return 0;
    }
    if (is_option(arg, "--style")) {
        value = option_value(arg, "--style", argc, argv, i);
        return value && set_style(f, value) ? 0
                                            : usage(f, "--style is kconfiglib, linux or linux-6.1, not", value ? value : "empty");
    }
    if (is_option(arg, "--sync-deps")) {
        f->sync_deps = arg[11] ? arg + 12 : "deps/";
        return 0;
    }
    return usage(f, "unknown option", arg);
}

static int parse_option(struct front *f, const char *arg, int argc, char **argv, int *i)
{
    for (size_t k = 0; k < COUNT(options); k++) {
        if (!is_option(arg, options[k].name))
            continue;
        void *field = (char *)f + options[k].offset;
        if (options[k].is_flag) {
            *(bool *)field = true;
            return 0;
        }
        const char *value = option_value(arg, options[k].name, argc, argv, i);
        if (!value)
            return usage(f, "a value is missing after", arg);
        *(const char **)field = value;
        return 0;
    }
    return special_option(f, arg, argc, argv, i);
}

static int parse_args(struct front *f, int argc, char **argv)
{
    bool plain = false;
    for (int i = 1; i < argc; i++) {
        int r = 0;
        if (!plain && !strcmp(argv[i], "--"))
            plain = true;
        else if (!plain && (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")))
            help(f);
        else if (!plain && argv[i][0] == '-' && argv[i][1])
            r = parse_option(f, argv[i], argc, argv, &i);
        else
            strv_add(&f->args, argv[i]);
        if (r)
            return r;
    }
    return -1;
}

// Our own tree lies beside the program: build/tree is a link to it.
static char *own_tree(void)
{
    char *self = self_dir(), *tree = path_join(self, "tree"), *file = path_join(tree, "Kconfig");
    bool there = file_exists(file);
    free(file);
    char *root = there ? xstrdup(tree) : path_join(self, "..");
    free(tree);
    free(self);
    return root;
}

static int open_tree(struct front *f, bool help)
{
    const char *undef = getenv("KCONFIG_WARN_UNDEF"), *strict = getenv("KCONFIG_STRICT");
    struct kconfig_options o = { .style = f->style, .diag = on_diag, .diag_ctx = f };
    o.warn_undefined = (undef && !strcmp(undef, "y")) || (strict && !strcmp(strict, "y"));
    o.no_help = !help;
    o.no_shell_memo = getenv("KCONFIG_NO_SHELL_MEMO") != NULL;
    char *root = f->kconfig ? NULL : own_tree();
    o.srctree = root;
    f->kc = kconfig_open(f->kconfig ? f->kconfig : "Kconfig", &o);
    free(root);
    return f->kc ? -1 : EXIT_USER;
}

int front_begin(struct front *f, int argc, char **argv, unsigned flags)
{
    *f = (struct front){ .command = argv[0] ? base_name(argv[0]) : "kconfig" };
    const char *style = getenv("KCONFIG_STYLE");
    if (style && *style && !set_style(f, style))
        return usage(f, "KCONFIG_STYLE is kconfiglib, linux or linux-6.1, not", style);
    int r = parse_args(f, argc, argv);
    if (r >= 0)
        return r;
    if (flags & FRONT_KCONFIG && f->args.len && !f->kconfig)
        f->kconfig = f->args.data[0];
    else if (flags & FRONT_KCONFIG && f->args.len)
        return usage(f, "what is this argument for:", f->args.data[0]);
    if (!f->kconfig)
        f->kconfig = f->default_kconfig;
    return open_tree(f, flags & FRONT_HELP);
}

// The command is over, and so is the process: taking the tree apart would only cost time.
int front_end(struct front *f, int code)
{
    static struct kconfig *volatile kept; // found by who looks for memory that nobody holds any more
    kept = f->kc;
    (void)kept;
    free(f->configs.data);
    free(f->args.data);
    if (fflush(stdout) == 0 || code != EXIT_OK)
        return code;
    fprintf(stderr, "%s: error: cannot write to standard output: %s\n", f->command, strerror(errno));
    return EXIT_ENV;
}

static const char *near_name(const struct front *f, const char *name)
{
    strv_t names = { 0 };
    for (struct ksymbol *s = f->kc->defined; s; s = s->next_defined)
        strv_add(&names, s->name);
    const char *found = nearest(name, &names);
    free(names.data);
    return found;
}

int front_fail_unknown(const struct front *f, const char *name)
{
    const char *near = near_name(f, name);
    fprintf(stderr, "%s: error: there is no option %s\n", f->command, name);
    if (near)
        fprintf(stderr, "  hint: did you mean %s?\n", near);
    return EXIT_USER;
}

const char *front_config_path(void)
{
    const char *path = getenv("KCONFIG_CONFIG");
    return path && *path ? path : ".config";
}

int front_read_file(struct front *f, const char *path, unsigned flags, FILE *out)
{
    const char *undef = getenv("KCONFIG_WARN_UNDEF_ASSIGN");
    if (undef && !strcmp(undef, "y"))
        flags |= KREAD_UNKNOWN;
    int r = kconfig_read(f->kc, path, flags);
    if (r == -EILSEQ)
        return EXIT_USER;
    if (r) {
        fprintf(stderr, "%s: error: cannot read '%s': %s\n", f->command, path, strerror(-r));
        return r == -ENOENT || r == -EISDIR ? EXIT_USER : EXIT_ENV;
    }
    if (out)
        fprintf(out, "%s '%s'\n", flags & KREAD_MERGE ? "merged" : "read", path);
    return EXIT_OK;
}

int front_read(struct front *f, FILE *out)
{
    if (f->configs.len)
        return front_read_file(f, f->configs.data[0], 0, out);
    const char *path = front_config_path();
    char *other = path_join(f->kc->srctree, path);
    bool there = access(path, F_OK) == 0 || access(other, F_OK) == 0;
    free(other);
    if (there)
        return front_read_file(f, path, 0, out);
    const char *standard = kconfig_defconfig_list(f->kc);
    if (standard)
        return front_read_file(f, standard, 0, out);
    if (out)
        fprintf(out, "no '%s': starting from the defaults\n", path);
    return EXIT_OK;
}

// KCONFIG_ALLCONFIG names a file with values that all*config must keep; empty or 1 stands for NAME or all.config.
int front_read_allconfig(struct front *f, const char *name)
{
    const char *env = getenv("KCONFIG_ALLCONFIG");
    if (!env)
        return EXIT_OK;
    if (*env && strcmp(env, "1"))
        return front_read_file(f, env, KREAD_MERGE | KREAD_NO_REPEAT, stdout);
    char *other = path_join(f->kc->srctree, name);
    bool there = access(name, R_OK) == 0 || access(other, R_OK) == 0;
    free(other);
    return front_read_file(f, there ? name : "all.config", KREAD_MERGE | KREAD_NO_REPEAT, stdout);
}

int front_write(struct front *f, const char *path, char *text, size_t size, bool save_old, const char *what)
{
    int r = kconfig_save(path, text, size, save_old);
    free(text);
    if (r < 0) {
        fprintf(stderr, "%s: error: cannot write '%s': %s\n", f->command, path, strerror(-r));
        return EXIT_ENV;
    }
    if (what)
        printf(r ? "%s written to '%s'\n" : "%s in '%s' is up to date\n", what, path);
    return EXIT_OK;
}

int front_write_config(struct front *f)
{
    size_t size;
    char *text = kconfig_format(f->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    return front_write(f, f->out ? f->out : front_config_path(), text, size, true, "configuration");
}
