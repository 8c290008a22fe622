// SPDX-License-Identifier: MIT
// Unit tests of the debug build's heap: each kind of misuse is found and named.
#include "tests.h"

#include <string.h>

#define MIB (1ul << 20)

static int boot(void **state)
{
    (void)state;
    const struct host_range range = { PAGE_SIZE, 4 * MIB };
    host_boot(&range, 1);
    return 0;
}

static void double_free(void **state)
{
    (void)state;
    char *p = heap_alloc(100), *q = heap_alloc(100), *r = heap_alloc(100);
    heap_free(p);
    ASSERT_PANIC(heap_free(p), "heap: a block was freed twice");
    heap_free(q); // joined with p: its header is gone
    ASSERT_PANIC(heap_free(q), "heap: a block was freed twice");
    heap_free(r);
    ASSERT_PANIC(heap_free(r), "heap: a block was freed twice");
}

static void bad_pointers(void **state)
{
    (void)state;
    static char not_ram[64];
    char *p = heap_alloc(100);
    ASSERT_PANIC(heap_free(p + 8), "heap: a pointer was freed that is no block");
    ASSERT_PANIC(heap_free(not_ram + 32), "heap: a pointer was freed that is no block");
    memset(p, 0, 100);
    ASSERT_PANIC(heap_free(p + 32), "heap: a pointer was freed that is no block");
    heap_free(p);
}

static void written_past_the_end(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 23, 24, 100, 1000 };
    for (unsigned i = 0; i < COUNT(sizes); i++) {
        char *p = heap_alloc(sizes[i]);
        p[sizes[i]] = 0; // one byte
        ASSERT_PANIC(heap_free(p), "heap: a block was written past its end");
        p[sizes[i]] = (char)0xbd;
        memset(p + sizes[i], 0xbd, 24); // over the cookie
        ASSERT_PANIC(heap_free(p), "heap: a block's end is overwritten");
        boot(NULL);
    }
}

static void written_after_free(void **state)
{
    (void)state;
    char *p = heap_alloc(200), *q = heap_alloc(200);
    heap_free(p);
    p[60] = 1;
    const char *why;
    assert_false(heap_check(&why));
    assert_string_equal(why, "heap: a block was written after it was freed");
    ASSERT_PANIC(heap_alloc(200), "heap: a block was written after it was freed");
    (void)q;
}

static void check_names_damage(void **state)
{
    (void)state;
    const char *why;
    char *p = heap_alloc(40), *q = heap_alloc(40);
    assert_true(heap_check(&why));
    p[41] = 0;
    assert_false(heap_check(&why));
    assert_string_equal(why, "heap: a block was written past its end");
    p[41] = (char)0xbd;
    assert_true(heap_check(&why));
    ((size_t *)q)[-1] ^= 0x40; // the header: another size
    assert_false(heap_check(&why));
    ((size_t *)q)[-1] ^= 0x40;
    heap_free(q);
    ((void **)q)[0] = p; // the link of a free block
    assert_false(heap_check(&why));
}

static void allocate_much(void)
{
    for (unsigned i = 0; i < 5000; i++)
        heap_free(heap_alloc(10));
}

// Also a block that is never freed.
static void the_walker_runs_now_and_then(void **state)
{
    (void)state;
    char *p = heap_alloc(40);
    p[40] = 0;
    ASSERT_PANIC(allocate_much(), "heap: a block was written past its end");
}

static void fills(void **state)
{
    (void)state;
    unsigned char *p = heap_alloc(100);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(p[i], 0xaa);
    memset(p, 1, 100);
    heap_free(p);
    for (unsigned i = 16; i < 100; i++)
        assert_int_equal(p[i], 0xdd);
    assert_int_equal(heap_usable(p = heap_alloc(77)), 77);
    heap_free(p);
}

int run_heap_debug_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(double_free, boot),
        cmocka_unit_test_setup(bad_pointers, boot),
        cmocka_unit_test_setup(written_past_the_end, boot),
        cmocka_unit_test_setup(written_after_free, boot),
        cmocka_unit_test_setup(check_names_damage, boot),
        cmocka_unit_test_setup(the_walker_runs_now_and_then, boot),
        cmocka_unit_test_setup(fills, boot),
    };
    return UK_DEBUG ? cmocka_run_group_tests_name("heap, debug build", tests, NULL, NULL) : 0;
}
