// SPDX-License-Identifier: MIT
// The Kconfig commands alone, with sanitizers: what the cases of this folder run.
#include <stdio.h>
#include <string.h>

#include "kconfig/kconfig.h"

int main(int argc, char **argv)
{
    for (const struct kcommand *c = kconfig_commands; argc > 1 && c->name; c++)
        if (!strcmp(c->name, argv[1]))
            return c->run(argc - 1, argv + 1);
    fprintf(stderr, "usage: %s COMMAND [ARGUMENT...]\n", argv[0]);
    return 2;
}
