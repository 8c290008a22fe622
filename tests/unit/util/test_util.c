// SPDX-License-Identifier: MIT
// Unit tests of util's data structures: arrays, text, maps, strings, hashes.
#include "test_util.h"

#include <stdlib.h>
#include <string.h>

#include "util/util.h"

static void vec_grows_and_keeps_order(void **state)
{
    (void)state;
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        vec_push(&v, i * 3);
    assert_int_equal(v.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.data[i], i * 3);
}

static void strv_is_an_argv(void **state)
{
    (void)state;
    strv_t v = {0}, w = {0};
    strv_add(&v, "gcc");
    strv_addf(&v, "-O%d", 2);
    strv_addv(&w, &v);
    strv_addv(&w, &w);
    const char *const *argv = strv_argv(&w);
    assert_int_equal(w.len, 4);
    assert_string_equal(argv[3], "-O2");
    assert_null(argv[4]);
    assert_true(strv_has(&w, "gcc"));
    assert_false(strv_has(&w, "-O"));
}

static void split_quotes_as_a_shell(void **state)
{
    (void)state;
    strv_t v = {0};
    strv_split(&v, "  a 'b c' \"d \\\" \\n $x\" e\\ f '' g\"h\"'i' \t\n");
    const char *want[] = { "a", "b c", "d \" \\n $x", "e f", "", "ghi" };
    assert_int_equal(v.len, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_string_equal(v.data[i], want[i]);
}

static void buf_collects(void **state)
{
    (void)state;
    buf_t b = {0};
    for (int i = 0; i < 200; i++)
        buf_printf(&b, "%d,", i);
    buf_add(&b, "\0x", 2);
    buf_puts(&b, "end");
    assert_int_equal(b.len, 10 * 2 + 90 * 3 + 100 * 4 + 5);
    assert_string_equal(b.s + b.len - 4, "xend");
    assert_memory_equal(b.s, "0,1,2,", 6);
}

static void map_finds_what_was_put(void **state)
{
    (void)state;
    map_t m = {0};
    assert_null(map_get(&m, "x"));
    for (int i = 0; i < 5000; i++)
        *map_slot(&m, xasprintf("key%d", i)) = (void *)(intptr_t)(i + 1);
    *map_slot(&m, "key17") = (void *)(intptr_t)99;
    assert_int_equal(m.len, 5000);
    assert_int_equal((intptr_t)map_get(&m, "key17"), 99);
    assert_int_equal((intptr_t)map_get(&m, "key4999"), 5000);
    assert_null(map_get(&m, "key5000"));
    size_t i = 0, count = 0;
    struct map_entry e;
    while (map_next(&m, &i, &e))
        count++;
    assert_int_equal(count, 5000);
    map_free(&m);
    assert_null(map_get(&m, "key17"));
}

static void paths(void **state)
{
    (void)state;
    assert_string_equal(base_name("a/b.c"), "b.c");
    assert_string_equal(base_name("b.c"), "b.c");
    assert_string_equal(dir_name("a/b/c"), "a/b");
    assert_string_equal(dir_name("c"), ".");
    assert_string_equal(dir_name("/c"), "/");
    assert_string_equal(path_join("a", "b"), "a/b");
    assert_string_equal(path_join("a/", "b"), "a/b");
    assert_string_equal(path_join("a", "/b"), "/b");
    assert_true(starts_with("libfoo.a", "lib"));
    assert_true(ends_with("libfoo.a", ".a"));
    assert_false(ends_with("a", "lib.a"));
}

static void quoting(void **state)
{
    (void)state;
    assert_string_equal(shell_quote("-DX=1"), "-DX=1");
    assert_string_equal(shell_quote(""), "''");
    assert_string_equal(shell_quote("it's $x"), "'it'\\''s $x'");
    assert_string_equal(shell_quote("~root"), "'~root'");
    assert_string_equal(ninja_quote("a b:c$d"), "a$ b$:c$$d");
    assert_string_equal(ninja_quote(""), "");
}

static void nearest_means_near(void **state)
{
    (void)state;
    strv_t choices = {0};
    strv_add(&choices, "menuconfig");
    strv_add(&choices, "build");
    strv_add(&choices, "run");
    assert_string_equal(nearest("biuld", &choices), "build");
    assert_string_equal(nearest("menuconf", &choices), "menuconfig");
    assert_string_equal(nearest("run", &choices), "run");
    assert_null(nearest("zzzz", &choices));
    assert_null(nearest("", &choices));
}

static void hash_depends_on_every_byte(void **state)
{
    (void)state;
    char text[37];
    memset(text, 'a', sizeof text);
    struct hash first = HASH_INIT;
    hash_add(&first, text, sizeof text);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = 'b';
        struct hash h = HASH_INIT;
        hash_add(&h, text, sizeof text);
        assert_true(h.a != first.a && h.b != first.b);
        text[i] = 'a';
    }
    struct hash ab = HASH_INIT, a_b = HASH_INIT;
    hash_str(&ab, "ab");
    hash_str(&a_b, "a");
    hash_str(&a_b, "b");
    assert_string_not_equal(hash_hex(&ab), hash_hex(&a_b));
    assert_int_equal(strlen(hash_hex(&ab)), 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vec_grows_and_keeps_order), cmocka_unit_test(strv_is_an_argv),
        cmocka_unit_test(split_quotes_as_a_shell), cmocka_unit_test(buf_collects),
        cmocka_unit_test(map_finds_what_was_put), cmocka_unit_test(paths),
        cmocka_unit_test(quoting), cmocka_unit_test(nearest_means_near),
        cmocka_unit_test(hash_depends_on_every_byte),
    };
    int failed = cmocka_run_group_tests_name("util", tests, NULL, NULL);
    return failed + run_system_tests();
}
