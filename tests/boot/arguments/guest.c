// SPDX-License-Identifier: MIT
// Prints its arguments from the second on, then its environment, each with its NUL.
#include <stdio.h>
#include <string.h>

extern char **environ;

int main(int argc, char **argv)
{
    fwrite(argv[0], 1, strlen(argv[0]) + 1, stdout);
    for (int i = 1; i < argc; i++)
        fwrite(argv[i], 1, strlen(argv[i]) + 1, stdout);
    for (char **e = environ; *e; e++)
        fwrite(*e, 1, strlen(*e) + 1, stdout);
    return argv[argc] ? 1 : argc;
}
