// SPDX-License-Identifier: MIT
// The programs that the tests of uk-cc run boot on Xen: -DGUEST=NAME makes main_NAME() the program.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

// Prints its arguments and its environment.
int main_args(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        puts(argv[i]);
    for (char **e = environ; *e; e++)
        puts(*e);
    return argc;
}

int main_wild(int argc, char **argv)
{
    *(volatile int *)(argc + (char *)argv[argc]) = 1; // near NULL
    return 0;
}

__attribute__((noinline)) int deeper(volatile char *above)
{
    volatile char mine[512];
    mine[0] = above[0];
    return deeper(mine) + mine[0];
}

int main_deep(int argc, char **argv)
{
    (void)argc;
    return deeper(argv[0]);
}

int main_aborts(int argc, char **argv)
{
    (void)argc, (void)argv;
    abort();
}

static void write_all(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(1, bytes, n);
        if (done <= 0)
            exit(99);
        bytes += done;
        n -= (size_t)done;
    }
}

// So many bytes, in all values.
int main_flood(int argc, char **argv)
{
    static char chunk[1000];
    long count = argc > 1 ? atol(argv[1]) : 0;
    for (long i = 0; i < count; i++) {
        chunk[i % 1000] = (char)(i * 7 + (i >> 8));
        if (i % 1000 == 999)
            write_all(chunk, sizeof chunk);
    }
    return 0;
}

// Input back to output; the status counts it.
int main_echo(int argc, char **argv)
{
    (void)argc, (void)argv;
    static char chunk[4096];
    long total = 0;
    for (ssize_t n; (n = read(0, chunk, sizeof chunk)) > 0; total += n)
        write_all(chunk, (size_t)n);
    return (int)(total % 251);
}

int main_spin(int argc, char **argv)
{
    (void)argv;
    puts("ready");
    fflush(stdout);
    for (volatile int forever = argc; forever;)
        ;
    return 0;
}

int main_waits(int argc, char **argv)
{
    (void)argc, (void)argv;
    puts("ready");
    fflush(stdout);
    for (;;)
        sleep(1);
}

#define PASTE(a, b) a##b
#define NAME(guest) PASTE(main_, guest)

int main(int argc, char **argv)
{
    return NAME(GUEST)(argc, argv);
}
