// SPDX-License-Identifier: MIT
// Unit tests of values: tristate arithmetic, select, imply, choices, ranges, and why a value is refused.
#include "test_kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MODULES "config MODULES\n\tbool \"modules\"\n\tdefault y\n\tmodules\n\n"

static void test_expressions(void **state)
{
    (void)state;
    static const struct { const char *expr, *value; } cases[] = {
        { "y && m", "m" }, { "n || m", "m" }, { "!m", "m" }, { "!y", "n" }, { "y && (n || m) && y", "m" },
        { "n && y || m", "m" }, { "!(n || m) || n", "m" }, { "M = m", "y" }, { "M != y", "y" }, { "M < y", "y" },
        { "I = 10", "y" }, { "I > 9", "y" }, { "I < 9", "n" }, { "H = 0x1F", "y" }, { "S = \"text\"", "y" },
        { "S < \"toxt\"", "y" }, { "UNDEFINED", "n" }, { "UNDEFINED = UNDEFINED", "y" }, { "I >= 10 && H <= 31", "y" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = xasprintf(MODULES "config M\n\tdef_tristate m\nconfig I\n\tdef_int 10\nconfig H\n\tdef_hex 0x1f\n"
                               "config S\n\tdef_string \"text\"\nconfig R\n\tdef_tristate %s\n", cases[i].expr);
        struct kconfig *kc = open_text(text, NULL);
        assert_non_null(kc);
        assert_string_equal(value(kc, "R"), cases[i].value);
        kconfig_close(kc);
        free(text);
    }
}

static void test_modules_off_makes_m_y(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(MODULES "config T\n\ttristate \"t\"\n\tdefault m\n", NULL);
    assert_string_equal(value(kc, "T"), "m");
    assert_int_equal(set(kc, "MODULES", "n"), 0);
    assert_string_equal(value(kc, "T"), "y");
    assert_int_equal(set(kc, "T", "m"), -EPERM);
    kconfig_close(kc);
}

static void test_select_is_a_lower_bound(void **state)
{
    (void)state;
    struct said said = { 0 };
    struct kconfig *kc = open_text(MODULES "config D\n\tbool \"d\"\nconfig A\n\ttristate \"a\"\n\tselect B\n"
                                   "config B\n\ttristate \"b\"\n\tdepends on D\n", &said);
    assert_int_equal(set(kc, "A", "m"), 0);
    assert_string_equal(value(kc, "B"), "m");
    assert_int_equal(said.count[KDIAG_VALUE], 1);
    assert_int_equal(set(kc, "D", "y"), 0);
    assert_int_equal(set(kc, "B", "n"), -EPERM);
    assert_string_equal(value(kc, "B"), "m");
    assert_int_equal(set(kc, "B", "y"), 0);
    kconfig_close(kc);
    said_free(&said);
}

static void test_choice_has_one_member(void **state)
{
    (void)state;
    struct kconfig *kc = open_text("choice\n\tprompt \"c\"\n\tdefault B\nconfig A\n\tbool \"a\"\n"
                                   "config B\n\tbool \"b\"\n"
                                   "config C\n\tbool \"c\"\n\tdepends on D\nendchoice\nconfig D\n\tbool \"d\"\n", NULL);
    assert_string_equal(value(kc, "B"), "y");
    assert_int_equal(set(kc, "A", "y"), 0);
    assert_string_equal(value(kc, "B"), "n");
    assert_int_equal(set(kc, "C", "y"), -EPERM);
    assert_string_equal(value(kc, "C"), "n");
    assert_int_equal(set(kc, "D", "y"), 0);
    assert_string_equal(value(kc, "C"), "y");
    kconfig_close(kc);
}

static void test_ranges(void **state)
{
    (void)state;
    char *why;
    struct kconfig *kc = open_text("config N\n\tint \"n\"\n\trange 5 20 if R\n\trange 0 9\n\tdefault 30\n"
                                   "config R\n\tbool \"r\"\n", NULL);
    assert_string_equal(value(kc, "N"), "9");
    assert_int_equal(kconfig_set(kc, kconfig_symbol(kc, "N"), "10", &why), -EPERM);
    assert_non_null(strstr(why, "between 0 and 9"));
    free(why);
    assert_int_equal(set(kc, "R", "y"), 0);
    assert_string_equal(value(kc, "N"), "10");
    assert_int_equal(set(kc, "N", "0x10"), -EINVAL);
    assert_string_equal(value(kc, "N"), "10");
    kconfig_close(kc);
}

static void test_reasons(void **state)
{
    (void)state;
    char *why;
    struct kconfig *kc = open_text("config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n"
                                   "config P\n\tdef_bool n\nconfig S\n\tdef_bool y\n\tselect A\n", NULL);
    assert_int_equal(kconfig_set(kc, kconfig_symbol(kc, "A"), "n", &why), -EPERM);
    assert_non_null(strstr(why, "selected by S"));
    free(why);
    assert_int_equal(kconfig_set(kc, kconfig_symbol(kc, "P"), "y", &why), -EPERM);
    assert_non_null(strstr(why, "no prompt"));
    free(why);
    assert_int_equal(kconfig_set(kc, kconfig_symbol(kc, "B"), "maybe", &why), -EINVAL);
    assert_non_null(strstr(why, "y or n"));
    free(why);
    assert_int_equal(kconfig_set(kc, kconfig_symbol(kc, "B"), "y", &why), 0);
    assert_null(why);
    kconfig_close(kc);
}

static void test_imply(void **state)
{
    (void)state;
    struct kconfig *kc = open_text("config A\n\tdef_bool y\n\timply B\n\timply C\nconfig B\n\tbool \"b\"\n"
                                   "config C\n\tbool \"c\"\n\tdepends on D\nconfig D\n\tbool \"d\"\n", NULL);
    assert_string_equal(value(kc, "B"), "y");
    assert_string_equal(value(kc, "C"), "n");
    assert_int_equal(set(kc, "B", "n"), 0);
    assert_int_equal(set(kc, "D", "y"), 0);
    assert_string_equal(value(kc, "C"), "y");
    kconfig_close(kc);
}

int run_value_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions),          cmocka_unit_test(test_modules_off_makes_m_y),
        cmocka_unit_test(test_select_is_a_lower_bound), cmocka_unit_test(test_choice_has_one_member),
        cmocka_unit_test(test_ranges),               cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_imply),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
