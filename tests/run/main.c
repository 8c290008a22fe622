// SPDX-License-Identifier: MIT
// The commands of toolchain/run as a program of its own, for their tests.
#include <string.h>

#include "run/run.h"
#include "util/util.h"

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "run"))
        return cmd_run(argc - 1, argv + 1);
    if (argc > 1 && !strcmp(argv[1], "debug"))
        return cmd_debug(argc - 1, argv + 1);
    if (argc > 1 && !strcmp(argv[1], "doctor"))
        return cmd_doctor(argc - 1, argv + 1);
    fatal(EXIT_USAGE, NULL, "run, debug or doctor?");
}
