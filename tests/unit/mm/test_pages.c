// SPDX-License-Identifier: MIT
// Unit tests of the page allocator.
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#define MIB (1ul << 20)

static void check(void)
{
    const char *why;
    if (!page_check(&why))
        fail_msg("%s", why);
}

static size_t free_pages_now(void)
{
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    return free;
}

static size_t largest_now(void)
{
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    return largest;
}

static void takes_all_ranges(void **state)
{
    (void)state;
    // As QEMU's 1216K: low memory, and what is left above an image at 1 MiB.
    const struct host_range ranges[] = { { 0x1000, 0x9e000 }, { 0x110000, 0x20000 } };
    host_boot(ranges, 2);
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    assert_int_equal(total, 0x9e + 0x20);
    assert_int_equal(free, total);
    assert_int_equal(largest, 0x9e);
    for (size_t i = 0; i < total; i++)
        assert_non_null(page_alloc(1, PAGE_SIZE));
    assert_null(page_alloc(1, PAGE_SIZE));
    assert_int_equal(free_pages_now(), 0);
    page_free(host_ram(0x1000), 0x9e);
    page_free(host_ram(0x110000), 0x20);
    assert_int_equal(largest_now(), 0x9e);
    check();
}

static void empty_machine(void **state)
{
    (void)state;
    const struct host_range none = { 0, 0 };
    host_boot(&none, 1);
    assert_null(page_alloc(1, PAGE_SIZE));
    assert_int_equal(largest_now(), 0);
    check();
}

static void ranges_that_touch_become_one(void **state)
{
    (void)state;
    const struct host_range ranges[] = { { 0, 4 * PAGE_SIZE }, { 4 * PAGE_SIZE, 4 * PAGE_SIZE } };
    host_boot(ranges, 2);
    assert_int_equal(largest_now(), 8);
}

static void small_from_below_large_from_above(void **state)
{
    (void)state;
    const struct host_range range = { 0x3000, 16 * MIB };
    host_boot(&range, 1);
    assert_ptr_equal(page_alloc(1, PAGE_SIZE), host_ram(0x3000));
    assert_ptr_equal(page_alloc(3, PAGE_SIZE), host_ram(0x4000));
    assert_ptr_equal(page_alloc(512, PAGE_SIZE), host_ram(14 * MIB));
    assert_ptr_equal(page_alloc(600, PAGE_SIZE), host_ram(10 * MIB)); // still at a large page's boundary
    assert_ptr_equal(page_alloc(1, PAGE_SIZE), host_ram(0x7000));
    check();
}

static void large_without_alignment_when_there_is_no_other(void **state)
{
    (void)state;
    const struct host_range range = { PAGE_SIZE, 3 * MIB };
    host_boot(&range, 1);
    assert_non_null(page_alloc(600, PAGE_SIZE));
    check();
}

static void alignment(void **state)
{
    (void)state;
    const struct host_range range = { PAGE_SIZE, 8 * MIB };
    host_boot(&range, 1);
    for (size_t align = PAGE_SIZE; align <= 4 * MIB; align *= 2) {
        void *p = page_alloc(3, align);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p & (align - 1) & (EXTENT_SIZE - 1), 0);
        page_free(p, 3);
    }
    // Of two pieces that are large enough only the second contains an aligned one.
    const struct host_range two[] = { { 0x1000, 0x8000 }, { 0x10000, 0x8000 } };
    host_boot(two, 2);
    assert_ptr_equal(page_alloc(8, 0x10000), host_ram(0x10000));
    assert_null(page_alloc(8, 0x10000));
    check();
}

static void extend_in_place(void **state)
{
    (void)state;
    const struct host_range range = { 0, 16 * PAGE_SIZE };
    host_boot(&range, 1);
    char *a = page_alloc(4, PAGE_SIZE);
    assert_true(page_extend(a, 4, 4));
    assert_int_equal(free_pages_now(), 8);
    char *b = page_alloc(1, PAGE_SIZE);
    assert_ptr_equal(b, a + 8 * PAGE_SIZE);
    assert_false(page_extend(a, 8, 1));
    assert_false(page_extend(b, 1, 8));
    assert_true(page_extend(b, 1, 7));
    assert_int_equal(free_pages_now(), 0);
    check();
}

static void absurd_requests(void **state)
{
    (void)state;
    const struct host_range range = { 0, 4 * MIB };
    host_boot(&range, 1);
    assert_null(page_alloc(SIZE_MAX, PAGE_SIZE));
    assert_null(page_alloc(SIZE_MAX >> PAGE_SHIFT, PAGE_SIZE));
    assert_null(page_alloc(1, 1ul << 62));
    assert_int_equal(free_pages_now(), 1024);
    check();
}

// The machine of -m 8G: 3 GiB below 4 GiB, the rest above. Boot must not touch it all.
static void more_than_4_gib(void **state)
{
    (void)state;
    const struct host_range ranges[] = { { 2 * MIB, 3070 * MIB }, { 4096 * MIB, 5120 * MIB } };
    host_boot(ranges, 2);
    char *p = page_alloc(4096 * MIB / PAGE_SIZE, PAGE_SIZE);
    assert_ptr_equal(p, host_ram(5120 * MIB));
    assert_null(page_alloc(4096 * MIB / PAGE_SIZE, PAGE_SIZE));
    assert_non_null(page_alloc(3000 * MIB / PAGE_SIZE, PAGE_SIZE));
    page_free(p, 4096 * MIB / PAGE_SIZE);
    check();
    assert_int_equal(largest_now(), 5120 * MIB / PAGE_SIZE);
}

// Every second page is free: one size, many pieces. The order of the frees is the worst for a tree without balance.
static void fragmentation(void **state)
{
    (void)state;
    const size_t count = 1 << 17;
    const struct host_range range = { 0, count * PAGE_SIZE };
    host_boot(&range, 1);
    char *all = host_ram(0);
    for (size_t i = 0; i < count; i += 64)
        assert_non_null(page_alloc(64, PAGE_SIZE));
    for (size_t i = 0; i < count; i += 2)
        page_free(all + i * PAGE_SIZE, 1);
    assert_int_equal(largest_now(), 1);
    assert_null(page_alloc(2, PAGE_SIZE));
    for (size_t i = 0; i < 1000; i++)
        assert_ptr_equal(page_alloc(1, PAGE_SIZE), all + 2 * i * PAGE_SIZE);
    for (size_t i = 0; i < 1000; i++)
        page_free(all + 2 * i * PAGE_SIZE, 1);
    check();
    for (size_t i = 1; i < count; i += 2)
        page_free(all + i * PAGE_SIZE, 1);
    assert_int_equal(largest_now(), count);
}

// A model of owners, page by page. ------------------------------------------------------------------------------------

enum { MODEL_PAGES = 3000, PIECES = 200 };

struct piece {
    char *start;
    size_t count;
};

static void claim(uint8_t *used, const struct piece *p, bool take)
{
    size_t first = (size_t)(p->start - host_ram(0)) / PAGE_SIZE;
    for (size_t i = first; i < first + p->count; i++) {
        assert_true(i < MODEL_PAGES);
        assert_int_equal(used[i], !take);
        used[i] = take;
    }
}

static size_t longest_run(const uint8_t *used)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < MODEL_PAGES; i++) {
        run = used[i] ? 0 : run + 1;
        if (run > longest)
            longest = run;
    }
    return longest;
}

static void random_operations_agree_with_a_model(void **state)
{
    (void)state;
    static uint8_t used[MODEL_PAGES];
    static struct piece pieces[PIECES];
    const struct host_range range = { 0, MODEL_PAGES * PAGE_SIZE };
    host_boot(&range, 1);
    host_seed(1);
    for (unsigned round = 0; round < 12000; round++) {
        struct piece *p = &pieces[host_random() % PIECES];
        if (p->start) {
            claim(used, p, false);
            page_free(p->start, p->count);
            p->start = NULL;
        } else {
            p->count = host_random() % 8 ? 1 + host_random() % 12 : 1 + host_random() % 700;
            size_t align = PAGE_SIZE << (host_random() % 4 ? 0 : host_random() % 6);
            size_t longest = longest_run(used);
            assert_int_equal(longest, largest_now());
            p->start = page_alloc(p->count, align);
            if (!p->start) {
                assert_true(p->count > longest || align > PAGE_SIZE);
                continue;
            }
            assert_int_equal((uintptr_t)p->start % align, 0);
            claim(used, p, true);
        }
        check();
    }
    for (unsigned i = 0; i < PIECES; i++)
        if (pieces[i].start)
            page_free(pieces[i].start, pieces[i].count);
    assert_int_equal(largest_now(), MODEL_PAGES);
}

static void double_free_panics(void **state)
{
    (void)state;
    if (!UK_DEBUG)
        skip();
    const struct host_range range = { 0, 16 * PAGE_SIZE };
    host_boot(&range, 1);
    char *p = page_alloc(4, PAGE_SIZE);
    page_free(p, 4);
    ASSERT_PANIC(page_free(p, 4), "pages: freed twice");
    p = page_alloc(4, PAGE_SIZE);
    ASSERT_PANIC(page_free(p, 5), "pages: freed twice");
}

int run_pages_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_all_ranges),
        cmocka_unit_test(empty_machine),
        cmocka_unit_test(ranges_that_touch_become_one),
        cmocka_unit_test(small_from_below_large_from_above),
        cmocka_unit_test(large_without_alignment_when_there_is_no_other),
        cmocka_unit_test(alignment),
        cmocka_unit_test(extend_in_place),
        cmocka_unit_test(absurd_requests),
        cmocka_unit_test(more_than_4_gib),
        cmocka_unit_test(fragmentation),
        cmocka_unit_test(random_operations_agree_with_a_model),
        cmocka_unit_test(double_free_panics),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
