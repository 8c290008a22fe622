// SPDX-License-Identifier: MIT
// GNU's names for argv[0] and its last component: in images whose program asks for them.
#include "posix/newlib/private.h"

char *program_invocation_name;
char *program_invocation_short_name;

void name_program(char *name);

void name_program(char *name)
{
    program_invocation_name = program_invocation_short_name = name;
    for (; *name; name++)
        if (*name == '/' && name[1])
            program_invocation_short_name = name + 1;
}
