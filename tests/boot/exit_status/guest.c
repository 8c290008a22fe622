// SPDX-License-Identifier: MIT
// Ends as its arguments say: by return, exit, _exit or abort, with a number.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n = argc > 2 ? atoi(argv[2]) : 0;
    if (argc < 2 || !strcmp(argv[1], "return"))
        return n;
    if (!strcmp(argv[1], "exit"))
        exit(n);
    if (!strcmp(argv[1], "_exit"))
        _exit(n);
    abort();
}
