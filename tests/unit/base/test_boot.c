// SPDX-License-Identifier: MIT
// The boot block: its check on whole and damaged blocks, the way through its records, the canary made of it.
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/boot.h"
#include "base/plat.h"
#include "test_base.h"
#include "uk/abi.h"

struct block {
    unsigned char bytes[256];
    size_t size;
};

static void block_add(struct block *b, uint32_t type, const void *data, uint32_t length)
{
    struct uk_boot_record r = { type, length };
    memcpy(b->bytes + b->size, &r, sizeof r);
    memcpy(b->bytes + b->size + sizeof r, data, length);
    b->size += sizeof r + ALIGN_UP(length, 8);
    struct uk_boot_header *h = (void *)b->bytes;
    h->count++;
    h->size = (uint32_t)b->size;
}

static struct block block_new(void)
{
    struct block b = { .size = sizeof(struct uk_boot_header) };
    memcpy(b.bytes, UK_BOOT_MAGIC, 8);
    ((struct uk_boot_header *)(void *)b.bytes)->size = (uint32_t)b.size;
    return b;
}

static struct block sample(void)
{
    struct block b = block_new();
    block_add(&b, UK_BOOT_ARG, "program", 8);
    block_add(&b, UK_BOOT_ENV, "A=b", 4);
    block_add(&b, UK_BOOT_ARG, "x", 2);
    block_add(&b, 99, "", 0);
    return b;
}

// In a heap block of exactly its size, for the sanitizer.
static bool check(const struct block *b, size_t size)
{
    void *copy = malloc(size ? size : 1);
    memcpy(copy, b->bytes, size);
    bool good = boot_block_check(copy, size);
    free(copy);
    return good;
}

static void test_whole(void **state)
{
    (void)state;
    struct block empty = block_new(), b = sample();
    assert_true(check(&empty, empty.size));
    assert_true(check(&b, b.size));
    assert_true(check(&b, b.size + 40)); // in a module that is rounded up
}

static void test_cut(void **state)
{
    (void)state;
    struct block b = sample();
    for (size_t size = 0; size < b.size; size++)
        assert_false(check(&b, size));
}

// Any one byte of the header or of a record's head changed: no crash; and where a length or the count grew, a refusal.
static void test_damaged(void **state)
{
    (void)state;
    for (size_t at = 0; at < sample().size; at++)
        for (unsigned value = 0; value < 256; value++) {
            struct block b = sample();
            b.bytes[at] = (unsigned char)value;
            bool good = check(&b, b.size);
            if (at < 8 && value != (unsigned char)UK_BOOT_MAGIC[at])
                assert_false(good);
        }
    struct block b = sample();
    ((struct uk_boot_header *)(void *)b.bytes)->count++;
    assert_false(check(&b, b.size));
    ((struct uk_boot_header *)(void *)b.bytes)->count -= 2;
    assert_false(check(&b, b.size));
    b = sample();
    ((struct uk_boot_record *)(void *)(b.bytes + 16))->length = UINT32_MAX;
    assert_false(check(&b, b.size));
}

static void test_records(void **state)
{
    (void)state;
    struct block b = sample();
    platform_reset();
    const void *cursor = NULL;
    uint32_t length;
    assert_null(boot_record(UK_BOOT_ARG, &cursor, &length)); // no block
    boot_info.block = b.bytes;
    boot_info.block_size = b.size;
    assert_string_equal(boot_record(UK_BOOT_ARG, &cursor, &length), "program");
    assert_int_equal(length, 8);
    assert_string_equal(boot_record(UK_BOOT_ARG, &cursor, &length), "x");
    assert_int_equal(length, 2);
    assert_null(boot_record(UK_BOOT_ARG, &cursor, &length));
    cursor = NULL;
    assert_string_equal(boot_record(UK_BOOT_ENV, &cursor, &length), "A=b");
    cursor = NULL;
    assert_non_null(boot_record(99, &cursor, &length));
    assert_int_equal(length, 0);
    cursor = NULL;
    assert_null(boot_record(UK_BOOT_SEED, &cursor, &length));
}

static void test_canary(void **state)
{
    (void)state;
    platform_reset();
    uint64_t seen[4];
    cpu_cycles = 1000;
    seen[0] = boot_canary();
    cpu_cycles = 1001; // one cycle later, without seed and generator
    seen[1] = boot_canary();
    cpu_random = 0x1234567890abcdef;
    seen[2] = boot_canary();
    struct block b = block_new();
    unsigned char seed[32];
    memset(seed, 0xa5, sizeof seed);
    block_add(&b, UK_BOOT_SEED, seed, sizeof seed);
    boot_info.block = b.bytes;
    boot_info.block_size = b.size;
    seen[3] = boot_canary();
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(seen[i] & 0xff, 0);
        assert_int_not_equal(seen[i], 0);
        for (unsigned j = 0; j < i; j++)
            assert_int_not_equal(seen[i], seen[j]);
    }
}

int run_boot_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_cut),    cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_records), cmocka_unit_test(test_canary),
    };
    return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
