// SPDX-License-Identifier: MIT
// From the libOS into the application: arguments, environment, constructors, main().
//
// argv and environ are arrays on the main thread's stack, as on other systems. Their strings stay where they are, in
// the boot block, which belongs to the program from here on; only the words of a command line are copied, next to the
// arrays.
#include "posix/newlib/newlib.h"
#include "posix/newlib/private.h"

#include <stdlib.h>

#include "base/plat.h"
#include "uk/abi.h"

char **environ;

void name_program(char *name) WEAK; // program_name.c: in images that ask for it

int main(int argc, char **argv, char **envp);

typedef void constructor(int, char **, char **);
extern constructor *const __preinit_array_start[], *const __preinit_array_end[];
extern constructor *const __init_array_start[], *const __init_array_end[];

// Each text has its NUL (uk/abi.h). Returns where the next pointer goes.
static char **point_to_records(uint32_t type, char **to)
{
    const void *cursor = NULL;
    uint32_t length;
    for (const char *text; (text = boot_record(type, &cursor, &length)); to++)
        *to = (char *)text;
    *to = NULL;
    return to;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

// One word of a command line: up to a blank; '...' and "..." keep blanks, \ keeps the next byte outside '...'.
static const char *copy_word(const char *s, char **room)
{
    char quote = 0, *to = *room;
    for (; *s && (quote || !is_blank(*s)); s++) {
        if (*s == quote) {
            quote = 0;
        } else if (!quote && (*s == '\'' || *s == '"')) {
            quote = *s;
        } else {
            if (*s == '\\' && quote != '\'' && s[1])
                s++;
            *to++ = *s;
        }
    }
    *to++ = '\0';
    *room = to;
    return s;
}

static char **copy_words(const char *s, char **to, char *room)
{
    for (;;) {
        while (is_blank(*s))
            s++;
        *to = *s ? room : NULL;
        if (!*s)
            return to;
        to++;
        s = copy_word(s, &room);
    }
}

static void run(constructor *const *from, constructor *const *end, int argc, char **argv)
{
    for (; from < end; from++)
        (*from)(argc, argv, environ);
}

// What app.conf's `args` says, with the program's name first, as a command line; the link defines it where there are
// any.
extern const char uk_default_args[] WEAK;

void uk_start_app(void)
{
    static char default_name[] = "app";
    const struct uk_boot_header *block = boot_info.block;
    const char *line = boot_info.cmdline ? boot_info.cmdline : "";
    if (!*line && uk_default_args)
        line = uk_default_args;
    size_t length = strlen(line) + 1, pointers = (block ? block->count : 0) + length + 3; // no more words than bytes
    char **argv = __builtin_alloca(pointers * sizeof *argv + length);
    char **end = point_to_records(UK_BOOT_ARG, argv);
    if (end == argv)
        end = copy_words(line, argv, (char *)(argv + pointers));
    if (end == argv) {
        *end++ = default_name;
        *end = NULL;
    }
    environ = end + 1;
    point_to_records(UK_BOOT_ENV, environ);
    if (name_program)
        name_program(argv[0]);
    int argc = (int)(end - argv);
    run(__preinit_array_start, __preinit_array_end, argc, argv);
    run(__init_array_start, __init_array_end, argc, argv);
    exit(main(argc, argv, environ));
}
