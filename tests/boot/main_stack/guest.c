// SPDX-License-Identifier: MIT
// Uses as much of the main thread's stack as it is told, by recursion, or a large array at once.
#include <stdlib.h>
#include <string.h>

static __attribute__((noinline)) int recurse(int depth)
{
    volatile char room[1000];
    room[0] = (char)depth;
    return depth > 1 ? recurse(depth - 1) + room[0] - (char)depth : 8;
}

static __attribute__((noinline)) int large(void)
{
    volatile char array[64 << 20];
    array[0] = 1; // its lowest byte: far below the stack
    return array[0];
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 1;
    return strcmp(argv[1], "large") ? recurse(atoi(argv[1])) : large();
}
