// SPDX-License-Identifier: MIT
// Prints the file that its first argument names, or /welcome.txt.
#include <stdio.h>

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "/welcome.txt";
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return 1;
    }
    for (int c; (c = getc(file)) != EOF;)
        putchar(c);
    return fclose(file) ? 1 : 0;
}
