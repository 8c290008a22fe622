// SPDX-License-Identifier: MIT
// Unit tests of trees: opening, several at once, reading and writing, places, diagnostics.
#include "test_kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_diag(void *ctx, const struct kdiag *d)
{
    struct said *said = ctx;
    said->count[d->kind]++;
    if (d->place.file)
        buf_printf(&said->text, "%s:%u: ", base_name(d->place.file), d->place.line);
    buf_printf(&said->text, "%s\n", d->text);
}

struct kconfig *open_text(const char *text, struct said *said)
{
    char path[] = "/tmp/kconfig-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct kconfig_options o = { .srctree = "", .prefix = "CONFIG_", .diag = said ? on_diag : NULL, .diag_ctx = said };
    struct kconfig *kc = kconfig_open(path, &o);
    unlink(path);
    return kc;
}

void said_free(struct said *said)
{
    free(said->text.s);
    *said = (struct said){ 0 };
}

const char *value(struct kconfig *kc, const char *name)
{
    struct ksymbol *sym = kconfig_symbol(kc, name);
    return sym ? kconfig_value(kc, sym) : NULL;
}

int set(struct kconfig *kc, const char *name, const char *text)
{
    return kconfig_set(kc, kconfig_symbol(kc, name), text, NULL);
}

static const char small[] = "config A\n\tbool \"a\"\n\nconfig B\n\tint \"b\"\n\tdepends on A\n\tdefault 7\n";

static void test_two_trees_do_not_meet(void **state)
{
    (void)state;
    struct kconfig *one = open_text(small, NULL), *two = open_text(small, NULL);
    assert_int_equal(set(one, "A", "y"), 0);
    assert_string_equal(value(one, "B"), "7");
    assert_string_equal(value(two, "A"), "n");
    assert_string_equal(value(two, "B"), "");
    kconfig_close(one);
    assert_int_equal(set(two, "A", "y"), 0);
    kconfig_close(two);
}

static void test_place_of_user_value(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(small, NULL);
    static const char text[] = "# comment\nCONFIG_B=9\n\nCONFIG_A=y\n";
    assert_int_equal(kconfig_read_text(kc, "my.config", text, strlen(text), 0), 0);
    struct kplace place = ksym_user_place(kconfig_symbol(kc, "A"));
    assert_string_equal(place.file, "my.config");
    assert_int_equal(place.line, 4);
    assert_string_equal(value(kc, "B"), "9");
    assert_int_equal(set(kc, "A", "y"), 0);
    assert_null(ksym_user_place(kconfig_symbol(kc, "A")).file);
    assert_int_equal(kconfig_read_text(kc, "empty", "", 0, 0), 0);
    assert_string_equal(value(kc, "A"), "n");
    assert_null(ksym_user_value(kconfig_symbol(kc, "B")));
    kconfig_close(kc);
}

static void test_unknown_option(void **state)
{
    (void)state;
    struct said said = { 0 };
    struct kconfig *kc = open_text(small, &said);
    static const char text[] = "CONFIG_A=y\nCONFIG_NOPE=y\n";
    kconfig_read_text(kc, ".config", text, strlen(text), 0);
    assert_int_equal(said.count[KDIAG_UNKNOWN], 0);
    kconfig_read_text(kc, ".config", text, strlen(text), KREAD_UNKNOWN);
    assert_int_equal(said.count[KDIAG_UNKNOWN], 1);
    assert_non_null(strstr(said.text.s, ".config:2: CONFIG_NOPE: "));
    kconfig_close(kc);
    said_free(&said);
}

static void test_merge_keeps_the_rest(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(small, NULL);
    kconfig_read_text(kc, "one", "CONFIG_A=y\n", 11, 0);
    kconfig_read_text(kc, "two", "CONFIG_B=3\n", 11, KREAD_MERGE);
    assert_string_equal(value(kc, "A"), "y");
    assert_string_equal(value(kc, "B"), "3");
    kconfig_close(kc);
}

static void test_iteration(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(small, NULL);
    struct ksymbol *a = kconfig_next(kc, NULL), *b = kconfig_next(kc, a);
    assert_string_equal(ksym_name(a), "A");
    assert_string_equal(ksym_prompt(a), "a");
    assert_int_equal(ksym_place(b).line, 4);
    assert_int_equal(ksym_type(b), KTYPE_INT);
    assert_null(kconfig_next(kc, b));
    assert_null(kconfig_symbol(kc, "C"));
    kconfig_close(kc);
}

static void test_errors_have_a_place(void **state)
{
    (void)state;
    static const struct { const char *text; unsigned line; } bad[] = {
        { "config A\n\tbool \"a\n", 2 },
        { "menu \"m\"\n", 1 },
        { "config A\n\tdepends B\n", 2 },
        { "if A\nendmenu\n", 2 },
        { "config A\n\tbool\n\tdefault (B\n", 3 },
        { "source \"/no/such/file\"\n", 1 },
        { "config A\n\tbool\n\tdepends on A && !A\n", 1 },
        { "X = $(X)\nconfig A\n\tbool \"$(X)\"\n", 3 },
        { "config\n", 1 },
        { "choice\n\tbool\n\tdefault A || B\nendchoice\n", 3 },
        { "config A\n\tbool\n\t@\n", 3 },
        { "config A\n\tbool \"\xff\"\n", 2 },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct said said = { 0 };
        assert_null(open_text(bad[i].text, &said));
        assert_int_equal(said.count[KDIAG_ERROR], 1);
        char *colon = strchr(said.text.s, ':');
        assert_int_equal(strtoul(colon + 1, NULL, 10), bad[i].line);
        said_free(&said);
    }
}

static char *nested(const char *open, const char *middle, const char *close, int depth)
{
    buf_t b = { 0 };
    for (int i = 0; i < depth; i++)
        buf_puts(&b, open);
    buf_puts(&b, middle);
    for (int i = 0; i < depth; i++)
        buf_puts(&b, close);
    return b.s;
}

static void expect_error(char *text)
{
    struct said said = { 0 };
    assert_null(open_text(text, &said));
    assert_int_equal(said.count[KDIAG_ERROR], 1);
    said_free(&said);
    free(text);
}

static void test_deep_nesting_is_an_error(void **state)
{
    (void)state;
    expect_error(nested("if A\n", "", "endif\n", 100000));
    expect_error(nested("(", "A", ")", 100000));
    char *parens = nested("(", "A", ")", 100000), *line = xasprintf("config B\n\tbool\n\tdepends on %s\n", parens);
    free(parens);
    expect_error(line);
    char *nots = nested("!", "A", "", 100000);
    line = xasprintf("config B\n\tbool\n\tdepends on %s\n", nots);
    free(nots);
    expect_error(line);
    char *macros = nested("$(x", "", ")", 100000);
    line = xasprintf("a := %s\n", macros);
    free(macros);
    expect_error(line);
}

static void test_long_chains_work(void **state)
{
    (void)state;
    buf_t b = { 0 };
    buf_puts(&b, "config A\n\tdef_bool y\n\nconfig S0\n\tdef_bool y\n");
    for (int i = 1; i < 20000; i++)
        buf_printf(&b, "config S%d\n\tdef_bool S%d\n\tselect T\n", i, i - 1);
    buf_puts(&b, "config T\n\tbool\n\nconfig B\n\tdef_bool y\n\tdepends on A");
    for (int i = 0; i < 100000; i++)
        buf_puts(&b, " && A");
    buf_puts(&b, "\n");
    struct kconfig *kc = open_text(b.s, NULL);
    assert_non_null(kc);
    assert_string_equal(value(kc, "B"), "y");
    assert_string_equal(value(kc, "S19999"), "y");
    assert_string_equal(value(kc, "T"), "y");
    kconfig_close(kc);
    free(b.s);
}

static void test_save_only_when_different(void **state)
{
    (void)state;
    char dir[] = "/tmp/kconfig-test-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char *path = path_join(dir, "file"), *old = path_join(dir, "file.old");
    assert_int_equal(kconfig_save(path, "one", 3, true), 1);
    assert_false(file_exists(old));
    assert_int_equal(kconfig_save(path, "one", 3, true), 0);
    assert_int_equal(kconfig_save(path, "two", 3, true), 1);
    char *text = file_read(old, NULL);
    assert_string_equal(text, "one");
    free(text);
    assert_int_equal(kconfig_save(dir, "x", 1, true), -EISDIR);
    remove_tree(dir);
    free(path);
    free(old);
}

// However often parsing one was left by an error.
static void test_expression_after_errors(void **state)
{
    (void)state;
    enum ktristate tri;
    struct kconfig *kc = open_text(small, NULL);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(kconfig_eval(kc, "$(a,$(b", &tri), -EINVAL);
    assert_int_equal(kconfig_eval(kc, "A && $(no-such)y", &tri), 0);
    assert_int_equal(set(kc, "A", "y"), 0);
    assert_int_equal(kconfig_eval(kc, "A", &tri), 0);
    assert_int_equal(tri, 2);
    kconfig_close(kc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expression_after_errors),
        cmocka_unit_test(test_two_trees_do_not_meet), cmocka_unit_test(test_place_of_user_value),
        cmocka_unit_test(test_unknown_option),        cmocka_unit_test(test_merge_keeps_the_rest),
        cmocka_unit_test(test_iteration),             cmocka_unit_test(test_errors_have_a_place),
        cmocka_unit_test(test_deep_nesting_is_an_error), cmocka_unit_test(test_long_chains_work),
        cmocka_unit_test(test_save_only_when_different),
    };
    int failed = cmocka_run_group_tests_name("kconfig", tests, NULL, NULL);
    return failed + run_loop_tests() + run_shell_tests() + run_value_tests() + run_walk_tests();
}
