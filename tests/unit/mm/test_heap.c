// SPDX-License-Identifier: MIT
// Unit tests of the heap.
#include "mm/private.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB (1ul << 20)

static void check(void)
{
    const char *why;
    if (!heap_check(&why) || !page_check(&why))
        fail_msg("%s", why);
}

static size_t free_pages_now(void)
{
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    return free;
}

static void boot(size_t size)
{
    const struct host_range range = { PAGE_SIZE, size };
    host_boot(&range, 1);
}

static void basics(void **state)
{
    (void)state;
    boot(4 * MIB);
    void *a = heap_alloc(0), *b = heap_alloc(0);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    heap_free(a);
    heap_free(b);
    heap_free(NULL);
    for (size_t size = 1; size < 300000; size += size / 7 + 1) {
        char *p = heap_alloc(size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_true(heap_usable(p) >= size);
        memset(p, 0x55, heap_usable(p));
        check();
        heap_free(p);
    }
    check();
    assert_int_equal(preempt_depth, 0);
}

static void calloc_is_zero_and_knows_overflow(void **state)
{
    (void)state;
    boot(4 * MIB);
    char *p = heap_alloc(1000);
    memset(p, 0xff, 1000);
    heap_free(p);
    p = heap_calloc(10, 100);
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(p[i], 0);
    assert_null(heap_calloc(SIZE_MAX / 2, 3));
    assert_null(heap_calloc(1ul << 32, 1ul << 32));
    heap_free(p);
    check();
}

static void realloc_keeps_the_contents(void **state)
{
    (void)state;
    boot(16 * MIB);
    static const size_t sizes[] = { 1,       24,      25,     1000, 1024, 60000, 70000, 65536,
                                    3000000, 3100000, 200000, 4000, 4001, 100,   5,     0 };
    unsigned char *p = heap_realloc(NULL, 10);
    size_t have = 10;
    memset(p, 1, have);
    for (unsigned i = 0; i < COUNT(sizes); i++) {
        p = heap_realloc(p, sizes[i]);
        assert_non_null(p);
        for (size_t at = 0; at < have && at < sizes[i]; at++)
            assert_int_equal(p[at], i + 1);
        have = sizes[i];
        memset(p, (int)i + 2, have);
        check();
    }
    heap_free(p);
    check();
}

static void realloc_in_place(void **state)
{
    (void)state;
    if (UK_DEBUG)
        skip(); // always moves
    boot(16 * MIB);
    char *p = heap_alloc(2000);
    assert_ptr_equal(heap_realloc(p, 30000), p); // into the free rest of the region
    assert_ptr_equal(heap_realloc(p, 2000), p);
    p = heap_alloc(100000);
    assert_ptr_equal(heap_realloc(p, 500000), p); // into the free pages
    assert_ptr_equal(heap_realloc(p, 100000), p);
    check();
    struct heap_usage usage;
    heap_usage(&usage);
    assert_true(usage.from_pages < 200000);
}

static void alignments(void **state)
{
    (void)state;
    boot(64 * MIB);
    void *all[92];
    unsigned count = 0;
    for (size_t align = 1; align <= 4 * MIB; align *= 2) {
        static const size_t sizes[] = { 0, 1, 5000, 150000 };
        for (unsigned i = 0; i < COUNT(sizes) && count < COUNT(all); i++) {
            char *p = heap_memalign(align, sizes[i]);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % align, 0);
            assert_true(heap_usable(p) >= sizes[i]);
            memset(p, 0x11, sizes[i]);
            all[count++] = p;
            check();
        }
    }
    struct heap_usage usage;
    heap_usage(&usage);
    assert_true(usage.from_pages < 12 * MIB); // alignment does not waste
    while (count > 0)
        heap_free(all[--count]);
    check();
    assert_null(heap_memalign(1ul << 63, SIZE_MAX - 16));
}

static void out_of_memory_says_so(void **state)
{
    (void)state;
    boot(1 * MIB);
    assert_null(heap_alloc(2 * MIB));
    assert_int_equal(host_log_lines, 1);
    char want[256];
    snprintf(want, sizeof want, "out of memory: %zu bytes asked for, largest free block %zu, free in all %zu",
             2 * MIB, MIB - 16 - 16 * UK_DEBUG, (size_t)MIB);
    assert_string_equal(host_log, want);
    assert_null(heap_alloc(SIZE_MAX));
    assert_null(heap_alloc(SIZE_MAX - 20));
    assert_null(heap_alloc((size_t)PTRDIFF_MAX));
    char *p = heap_alloc(100);
    strcpy(p, "still here");
    assert_null(heap_realloc(p, 2 * MIB));
    assert_string_equal(p, "still here");
    heap_free(p);
    check();
}

// What the line calls the largest free block can really be had.
static void largest_is_true(void **state)
{
    (void)state;
    boot(1 * MIB);
    struct heap_usage usage;
    void *small = heap_alloc(100);
    for (unsigned i = 0; i < 2; i++) { // from the pages, then from the region
        heap_usage(&usage);
        unsigned lines = host_log_lines;
        assert_null(heap_alloc(usage.largest_free + 1));
        assert_int_equal(host_log_lines, lines + 1);
        assert_non_null(heap_alloc(usage.largest_free));
    }
    heap_free(small);
    check();
}

// Uses up all memory with blocks of one size; frees them; the next round must get as many.
static void exhaust(size_t size, size_t ram, size_t expected)
{
    boot(ram);
    void *list = NULL;
    for (unsigned round = 0; round < 3; round++) {
        size_t count = 0;
        for (void **p; (p = heap_alloc(size)); count++) {
            *p = list;
            list = p;
        }
        assert_true(count >= expected);
        check();
        while (list) {
            void *next = *(void **)list;
            heap_free(list);
            list = next;
        }
        check();
    }
}

static void exhaustion_and_recovery(void **state)
{
    (void)state;
    const size_t extra = UK_DEBUG ? 16 : 0;
    exhaust(24, 200 * 1024, 200 * 1024 / (32 + extra) * 95 / 100);
    exhaust(500, 200 * 1024, 200 * 1024 / (512 + extra) * 95 / 100);
    exhaust(5000, 1 * MIB, MIB / 5200);
    exhaust(100000, 4 * MIB, 4 * MIB / 106496);
}

static void small_machine(void **state)
{
    (void)state;
    const struct host_range ranges[] = { { 0x1000, 0x3000 }, { 0x8000, 0x1000 } }; // four pages
    host_boot(ranges, 2);
    unsigned count = 0;
    while (heap_alloc(1000))
        count++;
    assert_true(count >= 12);
    assert_int_equal(free_pages_now(), 0);
    check();
}

static void gives_memory_back(void **state)
{
    (void)state;
    boot(64 * MIB);
    size_t before = free_pages_now();
    void *large = heap_alloc(5 * MIB);
    assert_true(free_pages_now() <= before - 5 * MIB / PAGE_SIZE);
    heap_free(large);
    assert_int_equal(free_pages_now(), before);

    enum { BLOCKS = 20000 };
    static void *blocks[BLOCKS];
    for (unsigned i = 0; i < BLOCKS; i++)
        assert_non_null(blocks[i] = heap_alloc(1 + host_random() % 2000));
    void *anchor = heap_alloc(40);
    assert_true(free_pages_now() < before - 15 * MIB / PAGE_SIZE);
    for (unsigned i = 0; i < BLOCKS; i++)
        heap_free(blocks[i * 7919ul % BLOCKS]);
    struct heap_usage usage;
    heap_usage(&usage); // empties the quick lists
    check();
    assert_true(usage.from_pages < 512 * 1024);
    heap_free(anchor);
    heap_usage(&usage);
    check();
}

// The end of the region taken last means nothing once that is given back: what begins there is no continuation.
static void a_region_does_not_prolong_one_that_is_gone(void **state)
{
    (void)state;
    enum { BLOCKS = 300 };
    void *blocks[BLOCKS];
    boot(2 * MIB);
    for (unsigned i = 0; i < BLOCKS; i++)
        blocks[i] = heap_alloc(2000); // regions that touch, together larger than what is kept
    char *end = (char *)heap.end;
    for (unsigned i = BLOCKS; i > 0; i--)
        heap_free(blocks[i - 1]); // from the end
    char *page, *before = NULL;
    bool got_end = false;
    while ((page = page_alloc(1, PAGE_SIZE))) { // now others have those pages
        memset(page, 0x77, PAGE_SIZE);
        got_end |= page == end;
        if (page == end - PAGE_SIZE)
            before = page;
    }
    assert_true(got_end && before);
    while (heap_alloc(2000))
        ;
    page_free(end, 1);
    assert_non_null(heap_alloc(2000)); // a region of that page
    for (size_t i = 0; i < PAGE_SIZE; i++)
        assert_int_equal(before[i], 0x77);
    check();
}

// Takes all memory in blocks of 24 bytes and frees it.
static void fill_and_free(void)
{
    void *list = NULL;
    for (void **p; (p = heap_alloc(24));) {
        *p = list;
        list = p;
    }
    while (list) {
        void *next = *(void **)list;
        heap_free(list);
        list = next;
    }
}

// Blocks in quick lists are free memory like any other: for a large block, and for pages.
static void small_blocks_become_large_ones(void **state)
{
    (void)state;
    boot(100 * 1024);
    fill_and_free();
    void *p = heap_alloc(60000);
    assert_non_null(p);
    heap_free(p);
    check();
    boot(MIB);
    fill_and_free();
    assert_non_null(page_alloc(200, PAGE_SIZE)); // of 256
    check();
}

// One size after the other, freed in no order: the memory of each phase serves the next.
static void sizes_change(void **state)
{
    (void)state;
    enum { BLOCKS = 20000 };
    static void *blocks[BLOCKS];
    static const size_t sizes[] = { 40, 72, 24, 200, 40, 120, 1000 };
    boot(64 * MIB);
    for (unsigned phase = 0; phase < COUNT(sizes); phase++) {
        for (unsigned i = 0; i < BLOCKS; i++)
            blocks[i] = heap_alloc(sizes[phase]);
        if (phase < COUNT(sizes) - 1)
            assert_true(heap.from_pages < BLOCKS * (200ul + 24 + 16 * UK_DEBUG) * 5 / 4);
        for (unsigned i = 0; i < BLOCKS; i++)
            heap_free(blocks[i * 7919ul % BLOCKS]);
        check();
    }
    assert_true(heap.from_pages < BLOCKS * 1024 * 5 / 4);
}

static void usage_adds_up(void **state)
{
    (void)state;
    boot(4 * MIB);
    struct heap_usage usage;
    heap_usage(&usage);
    assert_int_equal(usage.used, 0);
    assert_int_equal(usage.from_pages, 0);
    void *p = heap_alloc(1000), *q = heap_alloc(100000);
    heap_usage(&usage);
    assert_int_equal(usage.used + usage.free, usage.from_pages);
    assert_true(usage.used >= 101000 && usage.used < 110000);
    heap_free(p);
    heap_free(q);
    heap_usage(&usage);
    assert_true(usage.used <= 64); // the end mark
}

// Model: what every block must contain. ------------------------------------------------------------------------------

enum { SLOTS = 400 };

struct slot {
    unsigned char *p;
    size_t size;
    unsigned char fill;
};

static void verify(const struct slot *s, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (s->p[i] != s->fill)
            fail_msg("block of %zu bytes was changed at %zu", s->size, i);
}

static size_t random_size(void)
{
    switch (host_random() % 8) {
    case 0:
        return host_random() % 5000;
    case 1:
        return host_random() % 3 ? host_random() % 70000 : host_random() % 400000;
    default:
        return host_random() % 200;
    }
}

static void step(struct slot *s)
{
    size_t size = random_size();
    unsigned char *p;
    if (s->p)
        verify(s, s->size);
    if (s->p && host_random() % 3) {
        heap_free(s->p);
        s->p = NULL;
        return;
    }
    if (s->p) {
        p = heap_realloc(s->p, size);
        if (!p)
            return;
        s->p = p;
        verify(s, size < s->size ? size : s->size);
    } else if (host_random() % 10 == 0) {
        size_t align = 1ul << host_random() % 14;
        p = heap_memalign(align, size);
        assert_int_equal((uintptr_t)p % align, 0);
    } else {
        p = heap_alloc(size);
    }
    s->p = p;
    s->size = size;
    s->fill = (unsigned char)host_random();
    if (p)
        memset(p, s->fill, size);
}

static void stress(uint64_t seed, size_t ram)
{
    static struct slot slots[SLOTS];
    memset(slots, 0, sizeof slots);
    boot(ram);
    host_seed(seed);
    for (unsigned round = 0; round < 25000; round++) {
        step(&slots[host_random() % SLOTS]);
        if (round % 64 == 0)
            check();
    }
    for (unsigned i = 0; i < SLOTS; i++)
        heap_free(slots[i].p);
    check();
    struct heap_usage usage;
    heap_usage(&usage);
    assert_true(usage.used <= usage.from_pages / 100 + 4096);
    check();
}

static void random_operations(void **state)
{
    (void)state;
    stress(2, 64 * MIB);
    stress(3, 64 * MIB);
}

static void random_operations_in_little_memory(void **state)
{
    (void)state;
    stress(4, 1 * MIB);
    assert_true(host_log_lines > 100); // it did run out, again and again
    stress(5, 300 * 1024);
}

int run_heap_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basics),
        cmocka_unit_test(calloc_is_zero_and_knows_overflow),
        cmocka_unit_test(realloc_keeps_the_contents),
        cmocka_unit_test(realloc_in_place),
        cmocka_unit_test(alignments),
        cmocka_unit_test(out_of_memory_says_so),
        cmocka_unit_test(largest_is_true),
        cmocka_unit_test(exhaustion_and_recovery),
        cmocka_unit_test(small_machine),
        cmocka_unit_test(gives_memory_back),
        cmocka_unit_test(a_region_does_not_prolong_one_that_is_gone),
        cmocka_unit_test(small_blocks_become_large_ones),
        cmocka_unit_test(sizes_change),
        cmocka_unit_test(usage_adds_up),
        cmocka_unit_test(random_operations),
        cmocka_unit_test(random_operations_in_little_memory),
    };
    return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
