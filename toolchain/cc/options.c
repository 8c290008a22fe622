// SPDX-License-Identifier: MIT
// Takes GCC's command line apart: inputs, what concerns compiling, what concerns linking, and the --uk- options.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

// Words that take the next word as their value.
static bool takes_value(const char *word)
{
    static const char *const table[] = {
        "-o", "-I", "-L", "-l", "-D", "-U", "-A", "-x", "-include", "-imacros", "-isystem", "-iquote", "-idirafter",
        "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-isysroot", "-imultilib", "-MF", "-MT", "-MQ", "-Xlinker",
        "-Xassembler", "-Xpreprocessor", "-T", "-u", "-z", "-e", "-aux-info", "-dumpbase", "-dumpdir", "-dumpbase-ext",
        "-wrapper", "-B", "--param", "-G", "-h", "-rpath", "-Xclang", "-mllvm", "-target",
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(word, table[i]))
            return true;
    return false;
}

// What has no meaning for a static image, or is decided by the target: accepted, without effect.
static bool is_ignored(const char *word)
{
    static const char *const table[] = {
        "-static", "-pie", "-no-pie", "-static-pie", "-rdynamic", "-fPIC", "-fpic", "-fPIE", "-fpie", "-fno-pie",
        "-fno-PIE",
        "-fno-PIC", "-fno-pic", "-pipe", "-static-libgcc", "-shared-libgcc", "-nostartfiles", "-no-canonical-prefixes",
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(word, table[i]))
            return true;
    return starts_with(word, "-fuse-ld=") || starts_with(word, "--sysroot");
}

static bool is_query(const char *word)
{
    return starts_with(word, "-print-") || starts_with(word, "--print-") || !strcmp(word, "-dumpmachine") ||
           !strcmp(word, "-dumpversion") || !strcmp(word, "-dumpfullversion") || !strcmp(word, "-dumpspecs") ||
           !strcmp(word, "--version") || !strcmp(word, "--help") || !strcmp(word, "-V") || !strcmp(word, "-qversion");
}

// Response files ------------------------------------------------------------------------------------------------------

// Copies words, each @file replaced by the words in it (GCC manual, Overall Options); a name that cannot be read stays.
static void expand(strv_t *out, const char *const *words, size_t count, int depth)
{
    if (depth > 100)
        fatal(EXIT_USER, NULL, "@file: response files include each other without end");
    for (size_t i = 0; i < count; i++) {
        char *text = words[i][0] == '@' ? file_read(words[i] + 1, NULL) : NULL;
        if (!text) {
            strv_add(out, words[i]);
            continue;
        }
        strv_t inner = {0};
        strv_split(&inner, text);
        expand(out, inner.data, inner.len, depth + 1);
    }
}

// Options of our own --------------------------------------------------------------------------------------------------

static const char *one_of(const char *what, const char *value, const char *const *choices, size_t count)
{
    strv_t list = {0};
    for (size_t i = 0; i < count; i++)
        strv_add(&list, choices[i]);
    if (strv_has(&list, value))
        return value;
    buf_t known = {0};
    for (size_t i = 0; i < count; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", choices[i]);
    fatal(EXIT_USAGE, xasprintf("known: %s", known.s), "unknown %s: %s", what, value);
}

static void set_targets(struct options *o, const char *list)
{
    static const char *const known[] = { "kvm", "xen" };
    o->targets.len = 0;
    strv_t parts = {0};
    for (const char *p = list; *p; p += strspn(p, ",")) {
        size_t n = strcspn(p, ",");
        strv_add(&parts, xstrndup(p, n));
        p += n;
    }
    for (size_t i = 0; i < parts.len; i++) {
        const char *target = one_of("target", parts.data[i], known, COUNT(known));
        if (!strv_has(&o->targets, target))
            strv_add(&o->targets, target);
    }
    if (!o->targets.len)
        fatal(EXIT_USAGE, NULL, "--uk-target names no target");
}

static void set_compiler(struct options *o, const char *name)
{
    static const char *const known[] = { "gcc", "clang" };
    o->compiler = one_of("compiler", name, known, COUNT(known));
}

static void own_option(struct options *o, const char *word)
{
    static const char *const names[] = { "--uk-target=", "--uk-config=", "--uk-set=", "--uk-compiler=", "--uk-rootfs=",
                                         "--uk-args=" };
    size_t i = 0;
    while (i < COUNT(names) && !starts_with(word, names[i]))
        i++;
    const char *value = i < COUNT(names) ? word + strlen(names[i]) : NULL;
    switch (i) {
    case 0: set_targets(o, value); break;
    case 1: o->config = value; break;
    case 2: strv_add(&o->sets, value); break;
    case 3: set_compiler(o, value); break;
    case 4: o->rootfs = value; break;
    case 5: o->args = value; break;
    default: {
        strv_t all = {0};
        for (i = 0; i < COUNT(names); i++)
            strv_add(&all, xstrndup(names[i], strlen(names[i]) - 1));
        const char *near = nearest(xstrndup(word, strcspn(word, "=")), &all);
        fatal(EXIT_USAGE, near ? xasprintf("did you mean %s=…?", near) : "known: --uk-target= --uk-config= --uk-set= "
              "--uk-compiler= --uk-rootfs= --uk-args=", "unknown option %s", word);
    }
    }
}

static void read_environment(struct options *o)
{
    const char *value = getenv("UK_TARGET");
    set_targets(o, value && *value ? value : "kvm");
    value = getenv("UK_COMPILER");
    set_compiler(o, value && *value ? value : "gcc");
    value = getenv("UK_CONFIG");
    o->config = value && *value ? value : NULL;
}

// The walk over the words ---------------------------------------------------------------------------------------------

struct walk {
    struct options *o;
    const char *language; // the last -x
    bool names_libc;      // -lc
    struct ld_words ld;
};

// ld and its kin decide by content; here the name must do: what GCC does not know is for the linker.
static bool is_linker_input(const char *path)
{
    static const char *const sources[] = { ".c", ".h", ".i", ".s", ".S", ".sx", ".cc", ".cp", ".cxx", ".cpp", ".CPP",
                                           ".c++",
                                           ".C", ".ii", ".hh", ".hpp", ".hxx", ".m", ".mm", ".f", ".f90", ".go", ".d",
                                           ".adb" };
    for (size_t i = 0; i < COUNT(sources); i++)
        if (ends_with(path, sources[i]))
            return false;
    return true;
}

static void take_input(struct walk *w, const char *path)
{
    struct options *o = w->o;
    struct input in = { .kind = INPUT_SOURCE, .path = path, .whole = w->ld.whole };
    if (w->language)
        in.language = w->language;
    else if (strcmp(path, "-") && is_linker_input(path))
        in.kind = INPUT_OBJECT;
    if (in.kind == INPUT_SOURCE)
        refuse_language(path, in.language);
    vec_push(&o->inputs, in);
    strv_add(&o->passed, path);
}

// A -lc of its own, as in -nostdlib … -lc -lgcc, asks for the C library again.
static void take_library(struct walk *w, const char *name)
{
    w->names_libc |= !strcmp(name, "c");
    struct input in = { .kind = INPUT_LIBRARY, .path = name, .whole = w->ld.whole };
    vec_push(&w->o->inputs, in);
}

// The value of an option that may be joined to it (-Idir) or stand alone (-I dir); NULL if word is another option.
static const char *joined(const char *word, const char *name, const char *next)
{
    size_t n = strlen(name);
    if (strncmp(word, name, n))
        return NULL;
    return word[n] ? word + n : next;
}

// Options that GCC must see in a compilation: word, and its value where it stands alone.
static void pass(struct options *o, const char *word, const char *value)
{
    strv_add(&o->passed, word);
    strv_add(&o->compile, word);
    if (value) {
        strv_add(&o->passed, value);
        strv_add(&o->compile, value);
    }
}

// Options that only concern linking; true if word is one.
static bool link_option(struct walk *w, const char *word, const char *next)
{
    struct options *o = w->o;
    const char *value;
    if (starts_with(word, "-Wl,"))
        ld_take_list(o, &w->ld, word + 4);
    else if (!strcmp(word, "-Xlinker"))
        ld_take(o, &w->ld, next);
    else if (!strcmp(word, "-T") || !strcmp(word, "-z") || !strcmp(word, "-e") || !strcmp(word, "-u") ||
             !strcmp(word, "-h") || !strcmp(word, "-rpath"))
        ld_take_pair(o, &w->ld, word, next);
    else if (!strcmp(word, "-r"))
        o->mode = MODE_RELOCATE;
    else if (!strcmp(word, "-nostdlib") || !strcmp(word, "-nodefaultlibs") || !strcmp(word, "-nolibc"))
        o->no_libs = true;
    else if ((value = joined(word, "-L", next)))
        strv_add(&o->lib_dirs, value);
    else if (!strcmp(word, "-s"))
        return true; // the image is stripped, its symbols lie in the .debug file
    else if (word[1] == 'l' && (value = joined(word, "-l", next)))
        take_library(w, value);
    else
        return false;
    return true;
}

// Options that choose what is done; true if word is one.
static bool mode_option(struct walk *w, const char *word, const char *next)
{
    struct options *o = w->o;
    const char *value;
    if (!strcmp(word, "-c") || !strcmp(word, "-S") || !strcmp(word, "-E") || !strcmp(word, "-M") ||
        !strcmp(word, "-MM") ||
        !strcmp(word, "-fsyntax-only")) {
        o->mode = MODE_COMPILE;
        strv_add(&o->passed, word);
        if (!strcmp(word, "-c") || !strcmp(word, "-S"))
            return true;
        strv_add(&o->compile, word);
    } else if (!strcmp(word, "-###")) {
        o->dry_run = true;
    } else if (!strcmp(word, "-v") || !strcmp(word, "--verbose")) {
        o->show = true;
    } else if (starts_with(word, "--uk-")) {
        own_option(o, word);
    } else if (is_query(word)) {
        o->query = word;
    } else if ((value = joined(word, "-x", next))) {
        w->language = strcmp(value, "none") ? value : NULL;
        strv_add(&o->passed, "-x");
        strv_add(&o->passed, value);
    } else if (!starts_with(word, "-objcopy") && word[1] == 'o' && (value = joined(word, "-o", next))) {
        o->output = value;
        strv_add(&o->passed, "-o");
        strv_add(&o->passed, value);
    } else {
        return false;
    }
    return true;
}

static void compile_option(struct walk *w, const char *word, const char *next)
{
    struct options *o = w->o;
    if (!strcmp(word, "-pthreads") || !strcmp(word, "-pthread") || !strcmp(word, "--pthread")) {
        pass(o, "-D_REENTRANT=1", NULL);
    } else if (starts_with(word, "-flto")) {
        pass(o, word, NULL);
        pass(o, "-ffat-lto-objects", NULL); // the link uses the machine code
    } else {
        o->deps |= !strcmp(word, "-MD") || !strcmp(word, "-MMD");
        o->deps_file |= starts_with(word, "-MF");
        o->deps_target |= starts_with(word, "-MT") || starts_with(word, "-MQ");
        pass(o, word, takes_value(word) ? next : NULL);
    }
}

static void take_option(struct walk *w, const char *word, const char *next)
{
    refuse_word(word);
    if (is_ignored(word) || link_option(w, word, next) || mode_option(w, word, next))
        return;
    compile_option(w, word, next);
}

// Only the preprocessor (-E, -M) takes the standard input for C by itself.
static void check_standard_input(const struct options *o)
{
    for (size_t i = 0; i < o->inputs.len; i++)
        if (!strcmp(o->inputs.data[i].path, "-") && !o->inputs.data[i].language && !strv_has(&o->passed, "-E") &&
            !strv_has(&o->passed, "-M") && !strv_has(&o->passed, "-MM"))
            fatal(EXIT_USAGE, "say -x c before the -", "the language of the standard input is not known");
}

void cc_options_parse(struct options *o, int argc, char **argv)
{
    memset(o, 0, sizeof *o);
    read_environment(o);
    strv_t words = {0};
    expand(&words, (const char *const *)argv + 1, (size_t)(argc > 0 ? argc - 1 : 0), 0);
    struct walk w = { .o = o };
    for (size_t i = 0; i < words.len; i++) {
        const char *word = words.data[i], *next = NULL;
        if (word[0] != '-' || !word[1]) {
            take_input(&w, word);
            continue;
        }
        if (takes_value(word)) {
            if (++i == words.len)
                fatal(EXIT_USAGE, NULL, "missing argument to %s", word);
            next = words.data[i];
        }
        take_option(&w, word, next);
    }
    if (w.ld.pending)
        fatal(EXIT_USAGE, NULL, "missing argument to %s of the linker", w.ld.pending);
    o->no_libs &= !w.names_libc;
    check_standard_input(o);
}
