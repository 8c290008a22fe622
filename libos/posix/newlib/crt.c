// SPDX-License-Identifier: MIT
// From the libOS into the application: arguments, environment, constructors, main().
//
// Arguments and environment are copied out of the boot block, since a program may write to its argv. All of it is one block
// of the heap: argv's pointers with NULL, environ's with NULL, then the texts.
#include "posix/newlib/newlib.h"
#include "posix/newlib/private.h"

#include <stdlib.h>

#include "base/plat.h"
#include "mm/mm.h"
#include "uk/abi.h"

char **environ;
char *program_invocation_name;
char *program_invocation_short_name;

int main(int argc, char **argv, char **envp);

typedef void constructor(int, char **, char **);
extern constructor *const __preinit_array_start[], *const __preinit_array_end[];
extern constructor *const __init_array_start[], *const __init_array_end[];

struct arguments {
    char **argv, **envp; // where the next pointers go
    char *text;          // where the next bytes go
    size_t argc, envc, bytes;
};

// Counts when a->text is NULL, else copies. Each text has its NUL (uk/abi.h).
static void take_records(struct arguments *a, uint32_t type, size_t *count, char **pointers)
{
    const void *cursor = NULL;
    uint32_t length;
    for (const char *text; (text = boot_record(type, &cursor, &length));) {
        if (a->text) {
            pointers[*count] = a->text;
            memcpy(a->text, text, length);
            a->text += length;
        }
        a->bytes += length;
        ++*count;
    }
}

static void take_byte(struct arguments *a, char c)
{
    if (a->text)
        *a->text++ = c;
    a->bytes++;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

// One word of a command line: up to a blank; '...' and "..." keep blanks, \ keeps the next byte outside '...'.
static const char *take_word(struct arguments *a, const char *s)
{
    if (a->text)
        a->argv[a->argc] = a->text;
    a->argc++;
    char quote = 0;
    for (; *s && (quote || !is_blank(*s)); s++) {
        if (*s == quote) {
            quote = 0;
        } else if (!quote && (*s == '\'' || *s == '"')) {
            quote = *s;
        } else {
            if (*s == '\\' && quote != '\'' && s[1])
                s++;
            take_byte(a, *s);
        }
    }
    take_byte(a, '\0');
    return s;
}

static void take_command_line(struct arguments *a, const char *s)
{
    for (;;) {
        while (is_blank(*s))
            s++;
        if (!*s)
            return;
        s = take_word(a, s);
    }
}

static void take_all(struct arguments *a)
{
    a->argc = a->envc = a->bytes = 0;
    take_records(a, UK_BOOT_ARG, &a->argc, a->argv);
    take_records(a, UK_BOOT_ENV, &a->envc, a->envp);
    if (a->argc == 0 && boot_info.cmdline)
        take_command_line(a, boot_info.cmdline);
    if (a->argc == 0)
        take_word(a, "app");
}

static void gather(struct arguments *a)
{
    take_all(a);
    size_t pointers = a->argc + a->envc + 2;
    char **block = heap_calloc(1, pointers * sizeof *block + a->bytes);
    if (!block)
        panic("no memory for the arguments");
    a->argv = block;
    a->envp = block + a->argc + 1;
    a->text = (char *)(block + pointers);
    take_all(a);
}

static void name_program(char *name)
{
    program_invocation_name = program_invocation_short_name = name;
    for (; *name; name++)
        if (*name == '/' && name[1])
            program_invocation_short_name = name + 1;
}

static void run(constructor *const *from, constructor *const *end, const struct arguments *a)
{
    for (; from < end; from++)
        (*from)((int)a->argc, a->argv, a->envp);
}

void uk_start_app(void)
{
    struct arguments a = { 0 };
    gather(&a);
    environ = a.envp;
    name_program(a.argv[0]);
    run(__preinit_array_start, __preinit_array_end, &a);
    run(__init_array_start, __init_array_end, &a);
    exit(main((int)a.argc, a.argv, a.envp));
}
