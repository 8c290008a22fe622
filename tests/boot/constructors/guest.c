// SPDX-License-Identifier: MIT
// Constructors run before main() in order of their priority, exit handlers and destructors after it in the other order.
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor(300))) static void second(void)
{
    puts("constructor 300");
}

__attribute__((constructor(200))) static void first(void)
{
    puts("constructor 200");
}

__attribute__((destructor)) static void last(void)
{
    puts("destructor");
}

static void handler(void)
{
    puts("exit handler");
}

int main(void)
{
    atexit(handler);
    puts("main");
    return 0;
}
