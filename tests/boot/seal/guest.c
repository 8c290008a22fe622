// SPDX-License-Identifier: MIT
// A sealed image: what must still work, what must be refused, and a look at every page table. With an argument, one
// thing that must not be done.
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))
#define RW (PROT_READ | PROT_WRITE)
#define MEGABYTE (1ul << 20)

int main(int argc, char **argv);

// The page tables, as the CPU sees them (Intel SDM volume 3, 4.5). Memory is mapped one to one; on Xen the tables hold
// the machine's numbers of pages, which a table of Xen's turns into ours, and the upper half is Xen's own.
enum { PRESENT = 1, WRITE = 2, LARGE = 0x80 };
#define NX (1ull << 63)
#define ADDRESS 0x000ffffffffff000ull
#define ENTRIES(level) ((level) == 4 ? 256 : 512)

static uint64_t *table_of(uint64_t entry)
{
#ifdef XEN
    static const uint64_t *const numbers = (const uint64_t *)0xffff800000000000; // MACH2PHYS_VIRT_START
    return (uint64_t *)(numbers[(entry & ADDRESS) >> 12] << 12);
#else
    return (uint64_t *)(entry & ADDRESS);
#endif
}

static uint64_t *top_table(void)
{
    uint64_t cr3;
    __asm__ volatile("mov %%cr3, %0" : "=r"(cr3)); // Xen emulates it
    return table_of(cr3);
}

// The entry that maps address, and the table that it is in.
static uint64_t *entry_of(uintptr_t address)
{
    uint64_t *table = top_table();
    for (int shift = 39;; shift -= 9) {
        uint64_t *entry = table + (address >> shift & 511);
        if (!(*entry & PRESENT) || (shift < 39 && (*entry & LARGE)) || shift == 12)
            return entry;
        table = table_of(*entry);
    }
}

// How many tables lie below and including this one that can be written; *all counts all.
static int writable_tables(uint64_t *table, int level, int *all)
{
    int found = (*entry_of((uintptr_t)table) & WRITE) != 0;
    ++*all;
    for (int i = 0; level > 1 && i < ENTRIES(level); i++)
        if ((table[i] & PRESENT) && !(table[i] & LARGE))
            found += writable_tables(table_of(table[i]), level - 1, all);
    return found;
}

// Pages of all sizes that are writable and executable.
static int writable_code(uint64_t *table, int level)
{
    int found = 0;
    for (int i = 0; i < ENTRIES(level); i++)
        if ((table[i] & PRESENT) && level > 1 && !(table[i] & LARGE))
            found += writable_code(table_of(table[i]), level - 1);
        else if (table[i] & PRESENT)
            found += (table[i] & WRITE) && !(table[i] & NX);
    return found;
}

static char *map(size_t size, int prot)
{
    return mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void execute_is_refused(void)
{
    char *m = map(8192, RW);
    CHECK(m != MAP_FAILED);
    CHECK(mprotect(m, 4096, PROT_READ | PROT_EXEC) == -1 && errno == EACCES);
    CHECK(mprotect(m, 4096, PROT_EXEC) == -1 && errno == EACCES);
    CHECK(map(8192, PROT_READ | PROT_EXEC) == MAP_FAILED && errno == EACCES);
    CHECK(mprotect((void *)((uintptr_t)&main & -4096ul), 4096, RW) == -1);
    m[0] = 1;
    CHECK(munmap(m, 8192) == 0);
}

// Without SEAL this is allowed.
static int make_code(void)
{
    char *m = map(4096, RW);
    CHECK(m != MAP_FAILED);
    *m = (char)0xc3; // ret
    if (mprotect(m, 4096, PROT_READ | PROT_EXEC))
        return 1;
    ((void (*)(void))(size_t)m)();
    return 0;
}

static void data_can_be_protected(void)
{
    char *m = map(8192, RW);
    CHECK(m != MAP_FAILED && mprotect(m, 4096, PROT_READ) == 0 && m[0] == 0);
    CHECK(mprotect(m, 8192, PROT_NONE) == 0 && mprotect(m, 8192, RW) == 0);
    m[0] = m[4096] = 1;
    CHECK(mprotect(m, 4096, PROT_NONE) == 0 && munmap(m, 8192) == 0);
}

static void *add_one(void *number)
{
    usleep(1000);
    return (char *)number + 1;
}

static void threads_have_guard_pages(void)
{
    pthread_t threads[8];
    pthread_attr_t attr;
    CHECK(pthread_attr_init(&attr) == 0 && pthread_attr_setstacksize(&attr, 16384) == 0);
    for (long round = 0; round < 5; round++) {
        for (long i = 0; i < 8; i++)
            CHECK(pthread_create(&threads[i], &attr, add_one, (void *)i) == 0);
        for (long i = 0; i < 8; i++) {
            void *result;
            CHECK(pthread_join(threads[i], &result) == 0 && result == (char *)i + 1);
        }
    }
}

// Each piece needs a table of its own where it is cut; as many pieces as the memory has room for.
static void many_tables(void)
{
    char *pieces[60];
    int count = 0;
    while (count < 60 && (pieces[count] = map(2 * MEGABYTE, RW)) != MAP_FAILED) {
        CHECK(mprotect(pieces[count] + 8192, 4096, PROT_NONE) == 0);
        pieces[count++][0] = 1;
    }
    int all = 0;
    CHECK(writable_tables(top_table(), 4, &all) == 0 && all > count);
    while (count > 0)
        CHECK(munmap(pieces[--count], 2 * MEGABYTE) == 0);
}

__attribute__((noinline, noclone)) static void write_table(void)
{
    uint64_t *entry = entry_of((uintptr_t)&main);
    *(volatile uint64_t *)entry = *entry | WRITE;
    puts("written");
}

__attribute__((noinline, noclone)) static void write_later_table(void)
{
    char *m = map(4 * MEGABYTE, RW);
    CHECK(m != MAP_FAILED && mprotect(m + 4096, 4096, PROT_NONE) == 0);
    uint64_t *entry = entry_of((uintptr_t)m + 4096);
    *(volatile uint64_t *)entry = PRESENT;
    puts("written");
}

__attribute__((noinline, noclone)) static void write_text(void)
{
    void *volatile address = (void *)&main;
    *(volatile char *)address = 0;
    puts("written");
}

__attribute__((noinline, noclone)) static int recurse(volatile int *n)
{
    volatile char frame[512];
    frame[*n & 511] = 1;
    ++*n;
    return *n > 0 ? recurse(n) + frame[*n & 511] : 0;
}

static void *overflow(void *unused)
{
    int n = 0;
    recurse(&n);
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    puts("before");
    fflush(stdout);
    if (argc > 1) {
        if (!strcmp(argv[1], "write_table"))
            write_table();
        if (!strcmp(argv[1], "write_later_table"))
            write_later_table();
        if (!strcmp(argv[1], "make_code") && make_code())
            return 4;
        if (!strcmp(argv[1], "write_text"))
            write_text();
        if (!strcmp(argv[1], "overflow") && pthread_create(&thread, NULL, overflow, NULL) == 0)
            pthread_join(thread, NULL);
        return 3; // still alive
    }
    int all = 0;
    CHECK(writable_tables(top_table(), 4, &all) == 0);
    execute_is_refused();
    data_can_be_protected();
    threads_have_guard_pages();
    many_tables();
    CHECK(writable_tables(top_table(), 4, &all) == 0 && writable_code(top_table(), 4) == 0);
    puts("all checks passed");
    return 0;
}
