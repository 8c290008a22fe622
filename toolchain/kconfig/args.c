// SPDX-License-Identifier: MIT
// The command line of the commands: their options, and the help on them.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

enum kind { TEXT, FLAG, LIST, STYLE, FOLDER };

struct option {
    const char *name;
    const char *value; // what stands for it in the help
    enum kind kind;
    size_t offset;
    const char *only;  // the commands that have it; NULL: all
    const char *text;  // NULL: not in the help
};

#define FIELD(name) offsetof(struct front, name)
static const struct option options[] = {
    { "--kconfig", "FILE", TEXT, FIELD(kconfig), NULL, "the top Kconfig file" },
    { "--default-kconfig", "FILE", TEXT, FIELD(default_kconfig), NULL, NULL },
    { "--config", "FILE", LIST, FIELD(configs), NULL, "the .config that is read (default: $KCONFIG_CONFIG or .config)" },
    { "--out", "FILE", TEXT, FIELD(out), NULL, "" },
    { "--style", "STYLE", STYLE, 0, NULL, "kconfiglib (default), linux or linux-6.1 (also KCONFIG_STYLE)" },
    { "--header-path", "FILE", TEXT, FIELD(header_path), "genconfig header",
      "the C header (default: $KCONFIG_AUTOHEADER or config.h)" },
    { "--config-out", "FILE", TEXT, FIELD(config_out), "genconfig header", "a complete .config" },
    { "--sync-deps", "[DIR]", FOLDER, FIELD(sync_deps), "genconfig header",
      "auto.conf and a file per changed symbol (default: deps/)" },
    { "--file-list", "FILE", TEXT, FIELD(file_list), "genconfig header", "the Kconfig files, one a line" },
    { "--env-list", "FILE", TEXT, FIELD(env_list), "genconfig header", "the environment variables they refer to" },
    { "--show-help", "", FLAG, FIELD(show_help), "listnewconfig", "help texts too (also -l)" },
    { "-l", "", FLAG, FIELD(show_help), "listnewconfig", NULL },
    { "-m", "", FLAG, FIELD(only_merge), "merge", "only merge: write what the fragments say, without the defaults" },
    { "-n", "", FLAG, FIELD(none), "merge", "what no fragment sets becomes n, as by allnoconfig" },
    { "-r", "", FLAG, FIELD(redundant), "merge", "tell of values that are set again to the same" },
    { "-y", "", FLAG, FIELD(keep_y), "merge", "y is not replaced by m" },
    { "-s", "", FLAG, FIELD(strict), "merge", "fail if a fragment sets a value that another set differently" },
    { "-Q", "", FLAG, FIELD(no_overridden), "merge", "tell nothing of values that are set again" },
    { "-O", "DIR", TEXT, FIELD(out_folder), "merge", "write DIR/.config" },
    { "--no-check-exists", "", FLAG, FIELD(no_check_exists), "setconfig", "ignore names that the tree does not have" },
    { "--no-check-value", "", FLAG, FIELD(no_check_value), "setconfig", "ignore values that did not take" },
};

static const struct kcommand *find_command(const char *name)
{
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    const struct kcommand *c = kconfig_subcommands;
    while (c->name && strcmp(c->name, name))
        c++;
    return c;
}

static bool is_for(const struct option *o, const char *command)
{
    size_t n = strlen(command);
    for (const char *at = o->only; at && (at = strstr(at, command)); at += n)
        if ((at == o->only || at[-1] == ' ') && (!at[n] || at[n] == ' '))
            return true;
    return !o->only;
}

int front_usage(const struct front *f, const char *problem, const char *word)
{
    const struct kcommand *c = find_command(f->command);
    fprintf(stderr, "%s: %s%s%s\n  usage: %s [OPTION...] %s   (%s --help tells more)\n", f->command, problem,
            word ? " " : "", word ? word : "", f->command, c->name ? c->arguments : "", f->command);
    return EXIT_USAGE;
}

static void put_option(const struct front *f, const struct kcommand *c, const struct option *o)
{
    bool out = !strcmp(o->name, "--out");
    if (!o->text || !is_for(o, f->command) || (out && !c->out))
        return;
    char *left = xasprintf("%s %s", o->name, o->value);
    printf("  %-20s %s", left, out ? c->out : o->text);
    if (!strcmp(o->name, "--kconfig"))
        printf(" (default: %s)", f->default_kconfig ? f->default_kconfig : "our own tree's");
    puts("");
    free(left);
}

static _Noreturn void help(const struct front *f)
{
    const struct kcommand *c = find_command(f->command);
    printf("usage: %s [OPTION...] %s\n%s%s\n", f->command, c->name ? c->arguments : "", c->name ? c->help : "",
           c->name ? "\n" : "");
    for (size_t i = 0; i < COUNT(options); i++)
        put_option(f, c, &options[i]);
    puts("Environment: srctree, CONFIG_, KCONFIG_CONFIG and others (docs/kconfig.md)");
    exit(EXIT_OK);
}

bool front_set_style(struct front *f, const char *name)
{
    static const char *const names[] = { "kconfiglib", "linux", "linux-6.1" }; // as enum kstyle
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i])) {
            f->style = (enum kstyle)i;
            return true;
        }
    return false;
}

static bool is_option(const char *arg, const char *name)
{
    size_t n = strlen(name);
    return !strncmp(arg, name, n) && (!arg[n] || (arg[n] == '=' && n > 2));
}

// --header stands for --header-path as long as no other option starts like it.
static bool starts_option(const char *arg, const struct option *o)
{
    size_t n = strcspn(arg, "=");
    return n > 2 && o->text && !strncmp(arg, o->name, n);
}

static int take_value(struct front *f, const struct option *o, const char *value)
{
    void *field = (char *)f + o->offset;
    if (o->kind == LIST)
        strv_add(field, value);
    else if (o->kind != STYLE)
        *(const char **)field = value;
    else if (!front_set_style(f, value))
        return front_usage(f, "--style is kconfiglib, linux or linux-6.1, not", *value ? value : "empty");
    return 0;
}

// Takes --name=value or --name value; *i moves on in the second case. A folder may be left out.
static int take_option(struct front *f, const struct option *o, int argc, char **argv, int *i)
{
    const char *arg = argv[*i], *sign = o->name[1] == '-' ? strchr(arg, '=') : NULL, *equal = sign ? sign + 1 : NULL;
    const char *next = *i + 1 < argc ? argv[*i + 1] : NULL;
    if (o->kind == FLAG && equal)
        return front_usage(f, "no value is wanted in", arg);
    if (o->kind == FLAG) {
        *((bool *)((char *)f + o->offset)) = true;
        return 0;
    }
    if (o->kind == FOLDER && !equal && (!next || *next == '-'))
        return take_value(f, o, "deps/");
    if (!equal && !next)
        return front_usage(f, "a value is missing after", arg);
    *i += !equal;
    return take_value(f, o, equal ? equal : next);
}

static int fail_ambiguous(const struct front *f, const char *arg)
{
    buf_t b = { 0 };
    for (size_t k = 0; k < COUNT(options); k++)
        if (starts_option(arg, &options[k]) && is_for(&options[k], f->command))
            buf_printf(&b, "%s%s", b.len ? ", " : "is short for several of ", options[k].name);
    char *problem = xasprintf("option %.*s", (int)strcspn(arg, "="), arg);
    int r = front_usage(f, problem, b.s);
    free(problem);
    free(b.s);
    return r;
}

static int parse_option(struct front *f, int argc, char **argv, int *i)
{
    const struct option *only = NULL;
    unsigned n = 0;
    for (size_t k = 0; k < COUNT(options); k++) {
        if (!is_for(&options[k], f->command))
            continue;
        if (is_option(argv[*i], options[k].name))
            return take_option(f, &options[k], argc, argv, i);
        if (starts_option(argv[*i], &options[k]))
            only = &options[k], n++;
    }
    if (n > 1)
        return fail_ambiguous(f, argv[*i]);
    return only ? take_option(f, only, argc, argv, i) : front_usage(f, "unknown option", argv[*i]);
}

int front_parse_args(struct front *f, int argc, char **argv)
{
    bool plain = false;
    for (int i = 1; i < argc; i++) {
        int r = 0;
        if (!plain && !strcmp(argv[i], "--"))
            plain = true;
        else if (!plain && (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")))
            help(f);
        else if (!plain && argv[i][0] == '-' && argv[i][1])
            r = parse_option(f, argc, argv, &i);
        else
            strv_add(&f->args, argv[i]);
        if (r)
            return r;
    }
    return -1;
}
