// SPDX-License-Identifier: MIT
// base/ram.c, memory.c and start_info.c: the loader's maps, and what is taken out of them, against a page-by-page model.
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/boot.h"
#include "base/plat.h"
#include "kvm/kvm.h"

#define MIB (1ul << 20)
#define GIB (1ul << 30)

// What the code under test calls. -------------------------------------------------------------------------------------

struct boot_info boot_info;
struct running boot_running;
struct loader_info loader_info;
const unsigned long uk_config_MAIN_STACK_SIZE = 8192;
uintptr_t (*page_table_alloc)(unsigned count);
static size_t mapped; // bytes that arch_map_ram() was asked for

int arch_map_ram(uintptr_t start, uintptr_t end);
int arch_map_ram(uintptr_t start, uintptr_t end)
{
    mapped += end - start;
    return 0;
}

_Noreturn void panic(const char *text)
{
    fail_msg("panic: %s", text);
    abort();
}

// ---------------------------------------------------------------------------------------------------------------------

static int reset(void **state)
{
    (void)state;
    memset(&boot_info, 0, sizeof boot_info);
    memset(&loader_info, 0, sizeof loader_info);
    mapped = 0;
    return 0;
}

static void expect_ram(const struct mem_range *ranges, unsigned count)
{
    unsigned seen = 0;
    for (unsigned i = 0; i < boot_info.ram_count; i++) {
        const struct mem_range *r = &boot_info.ram[i];
        if (r->start == r->end) // an exclusion may leave an empty one
            continue;
        assert_true(seen < count);
        assert_int_equal(r->start, ranges[seen].start);
        assert_int_equal(r->end, ranges[seen].end);
        seen++;
    }
    assert_int_equal(seen, count);
}

static void test_add(void **state)
{
    (void)state;
    ram_add(4 * GIB, 6 * GIB);
    ram_add(0, 0x9fc00);                // its last page is not whole
    ram_add(MIB + 1, 3 * GIB + 0xfff);  // nor the first one here
    ram_add(5, 4000);                   // no page at all
    ram_add(600 * GIB, 700 * GIB);      // out of the tables' reach
    const struct mem_range wanted[] = { { 0, 0x9f000 }, { MIB + PAGE_SIZE, 3 * GIB }, { 4 * GIB, 6 * GIB } };
    expect_ram(wanted, 3);
}

static void test_too_many(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * BOOT_RAM_MAX; i++)
        ram_add(i * 2 * MIB, i * 2 * MIB + MIB);
    assert_int_equal(boot_info.ram_count, BOOT_RAM_MAX);
}

static void test_exclude(void **state)
{
    (void)state;
    ram_add(0, 16 * PAGE_SIZE);
    ram_exclude(0, 1);                                    // the beginning
    ram_exclude(5 * PAGE_SIZE + 1, 5 * PAGE_SIZE + 2);    // the middle
    ram_exclude(16 * PAGE_SIZE - 1, 20 * PAGE_SIZE);      // the end
    ram_exclude(30 * PAGE_SIZE, 40 * PAGE_SIZE);          // beside it
    const struct mem_range wanted[] = { { PAGE_SIZE, 5 * PAGE_SIZE }, { 6 * PAGE_SIZE, 15 * PAGE_SIZE } };
    expect_ram(wanted, 2);
    ram_exclude(0, 20 * PAGE_SIZE);
    expect_ram(NULL, 0);
}

// Random exclusions on a small machine: the ranges are exactly the pages that the model has left, as long as there is
// place for all of them.
static void test_model(void **state)
{
    (void)state;
    srand(1);
    for (unsigned round = 0; round < 2000; round++) {
        bool free_page[64] = { false };
        reset(NULL);
        ram_add(0, 30 * PAGE_SIZE);
        ram_add(34 * PAGE_SIZE, 64 * PAGE_SIZE);
        for (unsigned i = 0; i < 64; i++)
            free_page[i] = i < 30 || i >= 34;
        for (unsigned n = 0; n < 6; n++) {
            uintptr_t start = (uintptr_t)rand() % (64 * PAGE_SIZE);
            uintptr_t end = start + 1 + (uintptr_t)rand() % (8 * PAGE_SIZE);
            ram_exclude(start, end);
            for (unsigned i = 0; i < 64; i++)
                free_page[i] &= (i + 1) * PAGE_SIZE <= start || i * PAGE_SIZE >= end;
        }
        for (unsigned i = 0; i < 64; i++) {
            bool listed = false;
            for (unsigned r = 0; r < boot_info.ram_count; r++)
                listed |= boot_info.ram[r].start <= i * PAGE_SIZE && (i + 1) * PAGE_SIZE <= boot_info.ram[r].end;
            assert_int_equal(listed, free_page[i]);
        }
    }
}

static void test_stack(void **state)
{
    (void)state;
    ram_add(0, 0x9f000);
    ram_add(MIB, 128 * MIB - 128 * 1024);
    assert_int_equal(ram_take_stack(16 * MIB), 0); // more than an eighth
    assert_int_equal(ram_take_stack(8 * MIB), 126 * MIB);
    const struct mem_range wanted[] = {
        { 0, 0x9f000 }, { MIB, 116 * MIB }, { 126 * MIB, 128 * MIB - 128 * 1024 } }; // with a large page of guard
    expect_ram(wanted, 3);
    assert_int_equal(ram_take_stack(14 * MIB), 0);
}

// Every range is mapped, and page tables come out of the RAM above the image, zeroed.
static void test_map(void **state)
{
    (void)state;
    unsigned char *page = aligned_alloc(PAGE_SIZE, 4 * PAGE_SIZE);
    memset(page, 0xff, 4 * PAGE_SIZE);
    ram_add(PAGE_SIZE, 8 * PAGE_SIZE);
    boot_info.ram[boot_info.ram_count++] = (struct mem_range){ (uintptr_t)page, (uintptr_t)page + 2 * PAGE_SIZE };
    ram_map();
    assert_int_equal(mapped, 9 * PAGE_SIZE);
    assert_ptr_equal(page_table_alloc(1), page);
    assert_ptr_equal(page_table_alloc(1), page + PAGE_SIZE);
    assert_int_equal(page_table_alloc(1), 0);
    for (unsigned i = 0; i < 4 * PAGE_SIZE; i++)
        assert_int_equal(page[i], i < 2 * PAGE_SIZE ? 0 : 0xff);
    free(page);
}

// The layouts, by offset, are those of Xen's start_info.h and of the Multiboot Specification. -------------------------

static void put32(unsigned char *to, uint32_t value)
{
    memcpy(to, &value, sizeof value);
}

static void put64(unsigned char *to, uint64_t value)
{
    memcpy(to, &value, sizeof value);
}

static void test_start_info(void **state)
{
    (void)state;
    static _Alignas(8) unsigned char info[56], module[32], map[3 * 24];
    put32(info, 0x336ec578);
    put32(info + 4, 1);
    put32(info + 12, 1);
    put64(info + 16, (uintptr_t)module);
    put64(info + 24, (uintptr_t) "a b");
    put64(info + 32, 0xf5950);
    put64(info + 40, (uintptr_t)map);
    put32(info + 48, 3);
    put64(module, 0x7f000);
    put64(module + 8, 200);
    put64(map + 8, 0x9fc00);
    put32(map + 16, 1);
    put64(map + 24, 0xf0000);
    put64(map + 24 + 8, 0x10000);
    put32(map + 24 + 16, 2); // reserved
    put64(map + 48, MIB);
    put64(map + 48 + 8, MIB);
    put32(map + 48 + 16, 1);
    read_loader(info);
    const struct mem_range wanted[] = { { 0, 0x9f000 }, { MIB, 2 * MIB } };
    expect_ram(wanted, 2);
    assert_string_equal(loader_info.cmdline, "a b");
    assert_int_equal((uintptr_t)loader_info.module, 0x7f000);
    assert_int_equal(loader_info.module_size, 200);
    assert_int_equal(loader_info.rsdp, 0xf5950);
    put32(info + 12, 0);
    reset(NULL);
    read_loader(info);
    assert_null(loader_info.module);
}

// Addresses in it have 32 bits, so nothing here can be pointed at: only what is absent.
static void test_multiboot(void **state)
{
    (void)state;
    static _Alignas(8) unsigned char info[52];
    put32(info, 0);          // neither command line nor modules are valid
    put32(info + 16, 0x1234);
    put32(info + 20, 1);
    put32(info + 24, 0x5678);
    read_loader(info);
    assert_int_equal(boot_info.ram_count, 0);
    assert_null(loader_info.cmdline);
    assert_null(loader_info.module);
    put32(info, 4);
    read_loader(info);
    assert_int_equal((uintptr_t)loader_info.cmdline, 0x1234);
    assert_null(loader_info.module);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_add, reset),        cmocka_unit_test_setup(test_too_many, reset),
        cmocka_unit_test_setup(test_exclude, reset),    cmocka_unit_test_setup(test_model, reset),
        cmocka_unit_test_setup(test_stack, reset),      cmocka_unit_test_setup(test_map, reset),
        cmocka_unit_test_setup(test_start_info, reset), cmocka_unit_test_setup(test_multiboot, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
