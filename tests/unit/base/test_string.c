// SPDX-License-Identifier: MIT
// string.c against the C library's functions, on every small size and offset.
#include <stdlib.h>
#include <string.h>

#include "test_base.h"

void *base_memcpy(void *restrict to, const void *restrict from, size_t n);
void *base_memmove(void *to, const void *from, size_t n);
void *base_memset(void *to, int byte, size_t n);
int base_memcmp(const void *a, const void *b, size_t n);
size_t base_strlen(const char *s);
int base_strcmp(const char *a, const char *b);
int base_strncmp(const char *a, const char *b, size_t n);
char *base_strchr(const char *s, int c);

#define SIZE 64

static void fill(unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)(i * 7 + 1);
}

// Exact heap blocks: a byte too many is seen by the sanitizer.
static void test_memcpy(void **state)
{
    (void)state;
    for (size_t n = 0; n < SIZE; n++) {
        unsigned char *from = malloc(n + 1), *to = malloc(n + 1);
        fill(from, n);
        assert_ptr_equal(base_memcpy(to, from, n), to);
        assert_memory_equal(to, from, n);
        free(from);
        free(to);
    }
}

static void test_memmove(void **state)
{
    (void)state;
    for (size_t from = 0; from < 24; from++)
        for (size_t to = 0; to < 24; to++)
            for (size_t n = 0; n < 40; n++) {
                unsigned char ours[SIZE], theirs[SIZE];
                fill(ours, SIZE);
                fill(theirs, SIZE);
                assert_ptr_equal(base_memmove(ours + to, ours + from, n), ours + to);
                memmove(theirs + to, theirs + from, n);
                assert_memory_equal(ours, theirs, SIZE);
            }
}

static void test_memset(void **state)
{
    (void)state;
    for (size_t at = 0; at < 9; at++)
        for (size_t n = 0; n < 40; n++) {
            unsigned char ours[SIZE] = { 0 }, theirs[SIZE] = { 0 };
            assert_ptr_equal(base_memset(ours + at, 0x1f5, n), ours + at);
            memset(theirs + at, 0x1f5, n);
            assert_memory_equal(ours, theirs, SIZE);
        }
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void test_compare(void **state)
{
    (void)state;
    static const char *const words[] = { "", "a", "ab", "abc", "abd", "b", "\xff", "a\xff" };
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++) {
            assert_int_equal(sign(base_strcmp(words[i], words[j])), sign(strcmp(words[i], words[j])));
            for (size_t n = 0; n < 5; n++)
                assert_int_equal(sign(base_strncmp(words[i], words[j], n)), sign(strncmp(words[i], words[j], n)));
        }
    assert_int_equal(base_memcmp("a\0b", "a\0b", 3), 0);
    assert_true(base_memcmp("a\0b", "a\0c", 3) < 0);
    assert_true(base_memcmp("\xff", "a", 1) > 0);
    assert_int_equal(base_memcmp("x", "y", 0), 0);
}

static void test_search(void **state)
{
    (void)state;
    const char *text = "hello";
    assert_int_equal(base_strlen(""), 0);
    assert_int_equal(base_strlen(text), 5);
    assert_ptr_equal(base_strchr(text, 'l'), text + 2);
    assert_ptr_equal(base_strchr(text, '\0'), text + 5);
    assert_null(base_strchr(text, 'x'));
}

int run_string_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memcpy),  cmocka_unit_test(test_memmove), cmocka_unit_test(test_memset),
        cmocka_unit_test(test_compare), cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
