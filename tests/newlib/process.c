// SPDX-License-Identifier: MIT
// A walk through the C library: what it prints is compared; the exit status is 42.
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static jmp_buf env;

static void handler(void) { puts("exit handler"); }

static int descending(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static void heap(void)
{
    char *blocks[100];
    for (size_t i = 0; i < 100; i++) {
        blocks[i] = malloc(1 + i * 37);
        memset(blocks[i], (int)i, 1 + i * 37);
    }
    for (size_t i = 0; i < 100; i += 2)
        free(blocks[i]);
    unsigned wrong = 0;
    for (size_t i = 1; i < 100; i += 2) {
        blocks[i] = realloc(blocks[i], 5000);
        for (size_t k = 0; k < 1 + i * 37; k++)
            wrong += blocks[i][k] != (char)i;
        free(blocks[i]);
    }
    char *zeros = calloc(1000, 3);
    for (int i = 0; i < 3000; i++)
        wrong += zeros[i] != 0;
    free(zeros);
    printf("heap: %u wrong bytes\n", wrong);
}

static void files(void)
{
    char line[80];
    FILE *f = fopen("walk.txt", "w+");
    fprintf(f, "first\nsecond %d\n", 2);
    rewind(f);
    while (fgets(line, sizeof line, f))
        printf("line: %s", line);
    fclose(f);
    errno = 0;
    f = fopen("walk.txt/none", "r");
    printf("%p %s\n", (void *)f, strerror(errno));
    int removed = remove("walk.txt");
    printf("%d %d\n", removed, access("walk.txt", F_OK));
}

int main(int argc, char **argv)
{
    atexit(handler);
    printf("%d %s %s %s\n", argc, argv[1], argv[2], getenv("A"));
    printf("%5d|%-5d|%05x|%c|%%|%s\n", -42, 42, 0xbeef, 'c', "text");
#ifdef _WANT_IO_POS_ARGS // the variant full
    int width = 0, last = 0;
    sscanf("12 34", "%2$d %1$d", &last, &width);
    printf("%3$s %1$d %2$.*4$f\n", width, 2.5, "args", last - 32);
#else
    puts("args 12 2.50");
#endif
    printf("%ld %lu %zu\n", INT32_MIN - 1L, UINT32_MAX + 1UL, sizeof(long));
    int numbers[] = { 3, 1, 4, 1, 5, 9, 2, 6 };
    qsort(numbers, 8, sizeof numbers[0], descending);
    for (int i = 0; i < 8; i++)
        printf("%d ", numbers[i]);
    char text[32];
    snprintf(text, sizeof text, "%d-%s", 7, "x");
    printf("%s %ld %d\n", text, strtol("0x1f", NULL, 0), (int)(sqrt(strtod("2.25", NULL)) * 1000));
    heap();
    files();
    struct tm tm;
    time_t when = 86400 * 365;
    gmtime_r(&when, &tm);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    puts(text);
    int again = setjmp(env);
    printf("setjmp %d\n", again);
    if (again < 2)
        longjmp(env, again + 1);
    printf("%.3f %g %e\n", M_PI, 1e100, 12345.678);
    return 42;
}
