// SPDX-License-Identifier: MIT
// From the libOS into the application: arguments, environment, constructors, main().
//
// Arguments and environment are copied out of the boot block, since a program may write to its argv. All of it is one block
// of the heap: argv's pointers with NULL, environ's with NULL, some room, the texts. The number of records and the size of
// the block bound what is needed, so nothing is counted first.
#include "posix/newlib/newlib.h"
#include "posix/newlib/private.h"

#include <stdlib.h>

#include "base/plat.h"
#include "mm/mm.h"
#include "uk/abi.h"

char **environ;

void name_program(char *name) WEAK; // program_name.c: in images that ask for it

int main(int argc, char **argv, char **envp);

typedef void constructor(int, char **, char **);
extern constructor *const __preinit_array_start[], *const __preinit_array_end[];
extern constructor *const __init_array_start[], *const __init_array_end[];

// Each text has its NUL (uk/abi.h). Returns where the next pointer goes.
static char **copy_records(uint32_t type, char **to, char **room)
{
    const void *cursor = NULL;
    uint32_t length;
    for (const char *text; (text = boot_record(type, &cursor, &length)); to++) {
        *to = memcpy(*room, text, length);
        *room += length;
    }
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

static char **copy_words(const char *s, char **to, char **room)
{
    for (;;) {
        while (is_blank(*s))
            s++;
        if (!*s)
            return to;
        *to++ = *room;
        s = copy_word(s, room);
    }
}

static void run(constructor *const *from, constructor *const *end, int argc, char **argv)
{
    for (; from < end; from++)
        (*from)(argc, argv, environ);
}

// What app.conf's `args` says, with the program's name first, as a command line; the link defines it where there are any.
extern const char uk_default_args[] WEAK;

void uk_start_app(void)
{
    static char default_name[] = "app";
    const struct uk_boot_header *block = boot_info.block;
    const char *line = boot_info.cmdline ? boot_info.cmdline : "";
    if (!*line && uk_default_args)
        line = uk_default_args;
    size_t length = strlen(line), pointers = (block ? block->count : 0) + length + 3;
    char **argv = heap_calloc(1, pointers * sizeof *argv + boot_info.block_size + length + 1);
    if (!argv)
        panic("no memory for the arguments");
    char *room = (char *)(argv + pointers);
    char **end = copy_records(UK_BOOT_ARG, argv, &room);
    if (end == argv)
        end = copy_words(line, argv, &room);
    if (end == argv)
        *end++ = default_name;
    environ = end + 1;
    copy_records(UK_BOOT_ENV, environ, &room);
    if (name_program)
        name_program(argv[0]);
    int argc = (int)(end - argv);
    run(__preinit_array_start, __preinit_array_end, argc, argv);
    run(__init_array_start, __init_array_end, argc, argv);
    exit(main(argc, argv, environ));
}
