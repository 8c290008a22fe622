// SPDX-License-Identifier: MIT
// Does one thing that a program must not do; its argument says which.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv);

static const char constant[16] = "constant";
static unsigned char data[16] = { 0xc3 }; // ret

#define CULPRIT __attribute__((noinline, noclone)) static void

// The addresses pass through here, so that the compiler knows nothing about them.
static void *volatile address;

CULPRIT write_text(void)
{
    address = (void *)&main;
    *(volatile char *)address = 0;
}

CULPRIT write_rodata(void)
{
    address = (void *)constant;
    *(volatile char *)address = 0;
}

CULPRIT run_data(void)
{
    address = data;
    ((void (*)(void))address)();
    address = NULL; // after the call, so that it is no jump
}

CULPRIT run_stack(void)
{
    volatile unsigned char code[16] = { 0xc3 };
    address = (void *)code;
    ((void (*)(void))address)();
    address = NULL; // after the call, so that it is no jump
}

CULPRIT run_heap(void)
{
    unsigned char *code = malloc(16);
    code[0] = 0xc3;
    address = code;
    ((void (*)(void))address)();
    address = NULL; // after the call, so that it is no jump
}

CULPRIT call_null(void)
{
    address = NULL;
    ((void (*)(void))address)();
    address = NULL; // after the call, so that it is no jump
}

CULPRIT read_null(void)
{
    address = NULL;
    (void)*(volatile char *)address;
}

CULPRIT write_null(void)
{
    address = NULL;
    ((volatile char *)address)[100] = 1;
}

CULPRIT wild_read(void)
{
    address = (void *)0x8000000000000000;
    (void)*(volatile char *)address;
}

// (Without the test of data, the compiler warns of the recursion that is wanted here.)
__attribute__((noinline, noclone)) static int recurse(int n)
{
    volatile char frame[512];
    frame[n & 511] = (char)n;
    return data[0] ? recurse(n + 1) + frame[(n + 1) & 511] : 0;
}

CULPRIT overflow(void)
{
    recurse(0);
}

CULPRIT smash(void)
{
    char frame[16];
    address = frame;
    memset(address, 'x', (size_t)(100 + (data[0] & 1)));
}

CULPRIT interrupt(void)
{
    __asm__ volatile("int $0x77");
}

CULPRIT divide(void)
{
    address = NULL;
    printf("%d\n", 7 / (int)(long)address);
}

CULPRIT bad_instruction(void)
{
    __asm__ volatile("ud2");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*function)(void);
    } table[] = {
        { "write_text", write_text }, { "write_rodata", write_rodata }, { "run_data", run_data },
        { "run_stack", run_stack }, { "run_heap", run_heap }, { "call_null", call_null }, { "read_null", read_null },
        { "write_null", write_null }, { "wild_read", wild_read }, { "overflow", overflow }, { "smash", smash },
        { "interrupt", interrupt }, { "divide", divide }, { "bad_instruction", bad_instruction },
    };
    puts("before");
    fflush(stdout);
    for (unsigned i = 0; argc > 1 && i < sizeof table / sizeof table[0]; i++)
        if (!strcmp(argv[1], table[i].name))
            table[i].function();
    puts("still alive");
    return 3;
}
