// SPDX-License-Identifier: MIT
// fmt.c against the C library's snprintf(), and log.c's lines.
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "test_base.h"

#define SAME(...) \
    do { \
        char ours[128], theirs[128]; \
        int n = fmt_print(ours, sizeof ours, __VA_ARGS__); \
        assert_int_equal(n, snprintf(theirs, sizeof theirs, __VA_ARGS__)); \
        assert_string_equal(ours, theirs); \
    } while (0)

static void test_numbers(void **state)
{
    (void)state;
    static const int values[] = { 0, 1, -1, 9, 10, -10, 12345, INT_MAX, INT_MIN };
    for (size_t i = 0; i < COUNT(values); i++) {
        SAME("%d|%u|%x", values[i], (unsigned)values[i], (unsigned)values[i]);
        SAME("%5d|%05d|%12d|%012d|%08x", values[i], values[i], values[i], values[i], (unsigned)values[i]);
    }
    static const long wide[] = { 0, -1, LONG_MAX, LONG_MIN, 1l << 32 };
    for (size_t i = 0; i < COUNT(wide); i++)
        SAME("%ld|%lu|%lx|%016lx|%zu|%21ld", wide[i], (unsigned long)wide[i], (unsigned long)wide[i],
             (unsigned long)wide[i], (size_t)wide[i], wide[i]);
}

// On the machine code's level an int argument may have anything in its upper half.
static void test_upper_half(void **state)
{
    (void)state;
    long junk = (long)0xdeadbeef00000005;
    char text[40];
    int (*print)(char *, size_t, const char *, ...) = fmt_print;
    print(text, sizeof text, "%d %u %x %c", junk, junk, junk, junk + '0' - 5);
    assert_string_equal(text, "5 5 5 0");
}

static void test_text(void **state)
{
    (void)state;
    SAME("%s|%8s|%3s|%c|%%|", "text", "text", "text", 'c');
    SAME("%s", "");
    SAME("no conversion");
    char text[16];
    fmt_print(text, sizeof text, "%p", (void *)0x1234);
    assert_string_equal(text, "0x1234");
}

// The rest of the arguments is on the stack: the ABI passes six in registers.
static void test_many(void **state)
{
    (void)state;
    SAME("%d %d %d %d %d %s %d %lu %x", 1, 2, 3, 4, 5, "six", 7, 8ul, 9u);
}

static void test_limit(void **state)
{
    (void)state;
    for (size_t size = 0; size < 12; size++) {
        char *text = malloc(size + 1);
        assert_int_equal(fmt_print(text, size, "%s%d", "abcd", 12345), 9);
        if (size > 0) {
            assert_int_equal(strlen(text), size > 9 ? 9 : size - 1);
            assert_int_equal(strncmp(text, "abcd12345", strlen(text)), 0);
        }
        free(text);
    }
}

static void test_log(void **state)
{
    (void)state;
    platform_reset();
    log_line("%d apples", 3);
    assert_string_equal(console_text, "uk: 3 apples\n");
    platform_reset();
    log_line("%0300d", 1);
    assert_int_equal(strlen(console_text), 200);
    assert_int_equal(console_text[199], '\n');
}

int run_fmt_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_upper_half), cmocka_unit_test(test_text),
        cmocka_unit_test(test_many),    cmocka_unit_test(test_limit),      cmocka_unit_test(test_log),
    };
    return cmocka_run_group_tests_name("fmt", tests, NULL, NULL);
}
