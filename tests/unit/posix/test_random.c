// SPDX-License-Identifier: MIT
// Unit tests of the random numbers: RFC 8439's vectors, the seed, refusal without one.
#include "test_posix.h"

#include "posix/chacha.h"

// Part of this file, so that each test can have a generator that was never asked.
#include "posix/random.c"

static void fresh(bool host, bool cpu)
{
    memset(&generator, 0, sizeof generator);
    host_has_seed = host;
    host_has_entropy = cpu;
}

// RFC 8439, 2.3.2.
static void chacha20_has_the_rfc_s_output(void **state)
{
    (void)state;
    static const uint8_t vector_nonce[12] = { 0, 0, 0, 9, 0, 0, 0, 0x4a, 0, 0, 0, 0 };
    static const uint8_t want[64] = {
        0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20, 0x71, 0xc4,
        0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22, 0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e,
        0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa, 0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2,
        0xb5, 0x12, 0x9c, 0xd1, 0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e,
    };
    uint8_t key[32], out[64];
    for (int i = 0; i < 32; i++)
        key[i] = (uint8_t)i;
    chacha20_block(key, 1, vector_nonce, out);
    assert_memory_equal(out, want, sizeof want);
}

// RFC 8439, A.1, test vectors 1 and 2: key and nonce zero.
static void chacha20_counts_blocks(void **state)
{
    (void)state;
    static const uint8_t zero[32];
    static const uint8_t block0[16] = {
        0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28,
    };
    static const uint8_t block1[16] = {
        0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a, 0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d, 0x08, 0x0d,
    };
    uint8_t out[64];
    chacha20_block(zero, 0, zero, out);
    assert_memory_equal(out, block0, sizeof block0);
    chacha20_block(zero, 1, zero, out);
    assert_memory_equal(out, block1, sizeof block1);
}

static void without_a_seed_it_refuses(void **state)
{
    (void)state;
    uint8_t bytes[16];
    fresh(false, false);
    assert_int_equal(uk_getrandom(bytes, sizeof bytes, 0), -UK_EIO);
    assert_non_null(strstr(host_log, "no random numbers"));
    host_log[0] = '\0';
    assert_int_equal(uk_getrandom(bytes, sizeof bytes, 0), -UK_EIO);
    assert_string_equal(host_log, ""); // said once
    assert_int_equal(uk_getrandom(bytes, sizeof bytes, 8), -UK_EINVAL);
}

static void each_source_makes_a_difference(void **state)
{
    (void)state;
    uint8_t host[32], cpu[32], both[32], again[32];
    fresh(true, false);
    assert_int_equal(uk_getrandom(host, 32, 0), 32);
    fresh(false, true);
    assert_int_equal(uk_getrandom(cpu, 32, 0), 32);
    fresh(true, true);
    assert_int_equal(uk_getrandom(both, 32, 0), 32);
    assert_int_equal(uk_getrandom(again, 32, 0), 32);
    assert_memory_not_equal(host, cpu, 32);
    assert_memory_not_equal(host, both, 32);
    assert_memory_not_equal(cpu, both, 32);
    assert_memory_not_equal(both, again, 32);
}

// What was given out cannot be found from the state that is left.
static void the_key_is_replaced(void **state)
{
    (void)state;
    uint8_t bytes[64], before[32];
    fresh(true, true);
    uk_getrandom(bytes, 1, 0);
    memcpy(before, generator.key, 32);
    uk_getrandom(bytes, 64, 0);
    assert_memory_not_equal(before, generator.key, 32);
    for (int i = 0; i + 8 <= 64; i++)
        assert_memory_not_equal(generator.key, bytes + i, 8);
}

static void long_requests_are_filled(void **state)
{
    (void)state;
    static uint8_t bytes[1000];
    fresh(true, true);
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(uk_getrandom(bytes, 999, 0), 999);
    assert_int_equal(bytes[999], 0);
    unsigned counts[256] = { 0 };
    for (int i = 0; i < 999; i++)
        counts[bytes[i]]++;
    for (int i = 0; i < 256; i++)
        assert_true(counts[i] < 20); // 3.9 are expected
    assert_int_equal(uk_getrandom(bytes, 0, 0), 0);
}

static void urandom_is_a_file(void **state)
{
    (void)state;
    uint8_t a[8], b[8];
    int fd = uk_open("/dev/urandom", UK_O_RDONLY, 0);
    assert_int_equal(uk_read(fd, a, 8), 8);
    assert_int_equal(uk_read(fd, b, 8), 8);
    assert_memory_not_equal(a, b, 8);
}

const struct CMUnitTest random_tests[] = {
    TEST(chacha20_has_the_rfc_s_output),
    TEST(chacha20_counts_blocks),
    TEST(without_a_seed_it_refuses),
    TEST(each_source_makes_a_difference),
    TEST(the_key_is_replaced),
    TEST(long_requests_are_filled),
    TEST(urandom_is_a_file),
};
const size_t random_count = COUNT(random_tests);
