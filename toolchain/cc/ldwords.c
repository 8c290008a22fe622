// SPDX-License-Identifier: MIT
// The words of a command line that are meant for the linker: -Wl,A,B and -Xlinker W.
#include <string.h>

#include "cc/private.h"

// What means nothing for a static image, or what the image's script decides.
static bool is_ignored(const char *word)
{
    static const char *const table[] = {
        "-E", "--export-dynamic", "--gc-sections", "--no-gc-sections", "--as-needed", "--no-as-needed", "--start-group",
        "--end-group", "-(", "-)", "-Bstatic", "-Bdynamic", "-static", "--no-undefined", "-s", "-S", "--strip-all",
        "--strip-debug", "-pie", "-no-pie", "--enable-new-dtags", "--disable-new-dtags", "--no-copy-dt-needed-entries",
        "--no-allow-shlib-undefined", "--fatal-warnings", "--warn-common", "-O", "-O1", "-O2", "--relax", "--no-relax",
        "-Bsymbolic", "-Bsymbolic-functions", "--sort-common", "--no-keep-memory", "--no-dynamic-linker", "-nostdlib",
    };
    static const char *const prefixes[] = {
        "-rpath", "--rpath", "--hash-style", "--build-id", "--dynamic-linker", "-dynamic-linker", "--version-script",
        "--dynamic-list", "-I", "--sysroot", "-m", "-plugin", "--plugin", "--compress-debug-sections", "-soname",
        "--soname",
        "-h", "-z", "-e", "--entry",
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(word, table[i]))
            return true;
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (starts_with(word, prefixes[i]))
            return true;
    return false;
}

static bool takes_value(const char *word)
{
    static const char *const table[] = {
        "-rpath", "--rpath", "-rpath-link", "--rpath-link", "-z", "-u", "--undefined", "--defsym", "--wrap", "-Map",
        "--Map",
        "-T", "--script", "-soname", "--soname", "-h", "-plugin", "--plugin", "-e", "--entry", "-y", "--version-script",
        "--dynamic-list", "--dynamic-linker", "-dynamic-linker", "-I", "-L", "-l", "--sysroot", "--hash-style", "-m",
        "-O",
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(word, table[i]))
            return true;
    return false;
}

// The value of an option NAME=VALUE or NAME VALUE; NULL if word is another option.
static const char *value_of(const char *word, const char *name, const char *next)
{
    size_t n = strlen(name);
    if (!strcmp(word, name))
        return next;
    return !strncmp(word, name, n) && word[n] == '=' ? word + n + 1 : NULL;
}

static void add_input(struct options *o, const struct ld_words *state, enum input_kind kind, const char *path)
{
    struct input in = { .kind = kind, .path = path, .whole = state->whole };
    vec_push(&o->inputs, in);
}

// What the link handles itself; false if word is something else.
static bool take_known(struct options *o, const char *word, const char *next)
{
    const char *value;
    if ((value = value_of(word, "--wrap", next)))
        strv_add(&o->wrap, value);
    else if ((value = value_of(word, "--defsym", next)))
        strv_add(&o->defsym, value);
    else if ((value = value_of(word, "--undefined", next)) || (value = value_of(word, "-u", next)))
        strv_add(&o->undefined, value);
    else if ((value = value_of(word, "-Map", next)) || (value = value_of(word, "--Map", next)))
        o->map = value;
    else if (!strcmp(word, "--version") || !strcmp(word, "-v") || !strcmp(word, "-V") || !strcmp(word, "--help"))
        o->ld_query = word;
    else if (!strcmp(word, "-r") || !strcmp(word, "--relocatable"))
        o->mode = MODE_RELOCATE;
    else
        return false;
    return true;
}

void ld_take_pair(struct options *o, struct ld_words *state, const char *word, const char *next)
{
    if (word[0] != '-')
        add_input(o, state, INPUT_OBJECT, word);
    else if (!strcmp(word, "--whole-archive") || !strcmp(word, "--no-whole-archive"))
        state->whole = word[2] == 'w';
    else if (!strcmp(word, "-shared") || !strcmp(word, "-Bshareable"))
        refuse_word("-shared");
    else if (starts_with(word, "-T") || starts_with(word, "--script"))
        fatal(EXIT_USER, NULL, "a linker script (%s) is not supported: the target decides the image's layout", word);
    else if (starts_with(word, "-L"))
        strv_add(&o->lib_dirs, word[2] ? word + 2 : next);
    else if (starts_with(word, "-l"))
        add_input(o, state, INPUT_LIBRARY, word[2] ? word + 2 : next);
    else if (!take_known(o, word, next) && !is_ignored(word)) {
        strv_add(&o->ld, word);
        if (takes_value(word))
            strv_add(&o->ld, next);
    }
}

void ld_take(struct options *o, struct ld_words *state, const char *word)
{
    const char *first = state->pending;
    state->pending = NULL;
    if (first)
        ld_take_pair(o, state, first, word);
    else if (takes_value(word))
        state->pending = word;
    else
        ld_take_pair(o, state, word, NULL);
}

void ld_take_list(struct options *o, struct ld_words *state, const char *list)
{
    for (;;) {
        size_t n = strcspn(list, ",");
        ld_take(o, state, xstrndup(list, n));
        if (!list[n])
            return;
        list += n + 1;
    }
}
