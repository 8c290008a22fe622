// SPDX-License-Identifier: MIT
// Dependency loops: each way in which one entry can depend on another, closed to a loop; and what looks like a loop but
// is none. In a sanitized build the exact search runs beside the rough graph, and stops the program if they disagree.
#include "test_kconfig.h"

#include <stdlib.h>
#include <string.h>

// B needs A in one way or another.
#define B "config B\n bool\n default A\n"

static const char *const loops[] = {
    "config A\n bool\n depends on B\n" B,
    "config A\n bool\n depends on y if B\n" B,
    "config A\n bool \"a\" if B\n" B,
    "config A\n bool\n prompt \"a\" if B\n" B,
    "config A\n bool\n default B\n" B,
    "config A\n bool\n default y if B\n" B,
    "config A\n def_bool B\n" B,
    "config A\n def_bool y if !B\n" B,
    "config A\n bool\n default y if B = n\n" B,
    "config A\n int\n range 1 2 if B\n default 1\nconfig B\n bool\n default y if A = 1\n",
    "config A\n int\n range C 2\n default 1\nconfig C\n int\n default 1 if B\nconfig B\n bool\n default y if A = 1\n",
    "config A\n int\n range 1 C\n default 1\nconfig C\n int\n default 1 if B\nconfig B\n bool\n default y if A = 1\n",
    "config A\n bool\nconfig B\n bool\n default A\n select A\n",
    "config A\n bool\nconfig B\n bool\n default A\n imply A\n",
    "config A\n bool\nconfig C\n bool\n select A if B\n" B,
    "config A\n bool\nconfig C\n bool\n imply A if B\n" B,
    "config A\n bool\nconfig C\n bool\n depends on B\n select A\n" B,
    "if B\nconfig A\n bool\nendif\n" B,
    "if B\nif C\nconfig A\n bool\nendif\nendif\nconfig C\n bool\n" B,
    "menu \"m\"\n depends on B\nconfig A\n bool\nendmenu\n" B,
    "menu \"m\"\n visible if B\nconfig A\n bool \"a\"\nendmenu\n" B,
    "menu \"m\"\n depends on B\nmenu \"n\"\nif C\nconfig A\n bool\nendif\nendmenu\nendmenu\nconfig C\n bool\n" B,
    "choice\n bool \"c\"\n depends on B\nconfig A\n bool \"a\"\nendchoice\n" B,
    "choice\n bool \"c\" if B\nconfig A\n bool \"a\"\nendchoice\n" B,
    "choice\n bool \"c\"\n default A if B\nconfig A\n bool \"a\"\nendchoice\n" B,
    "choice\n bool \"c\"\nconfig A\n bool \"a\"\nconfig C\n bool \"c\"\n depends on B\nendchoice\n" B,
    "choice\n bool \"c\"\nconfig A\n bool \"a\"\nconfig C\n bool \"c\" if B\nendchoice\n" B,
    "if B\nchoice\n bool \"c\"\nconfig A\n bool \"a\"\nendchoice\nendif\n" B,
    "config A\n bool\nconfig A\n bool\n depends on C\nconfig C\n bool\n default B\nconfig A\n bool\n default B\n" B,
    "config MODULES\n bool\n option modules\n default A\nconfig A\n tristate\n depends on m\n",
    "config A\n bool\n depends on A\n",
    "config A\n bool \"a\" if A\n",
};

static const char *const no_loops[] = {
    "config A\n bool \"a\"\n" B,
    "config A\n bool \"a\"\n select B\nconfig B\n bool\n",
    "config A\n bool \"a\"\n select C if B\nconfig C\n bool\n" B,
    "choice\n bool \"c\"\n default A\nconfig A\n bool \"a\"\nconfig C\n bool \"c\"\nendchoice\n" B,
    "choice\n bool \"c\"\n default A if C\nconfig A\n bool \"a\"\nendchoice\nconfig C\n bool \"c\"\n" B,
    "menu \"m\"\n depends on A\ncomment \"c\"\n depends on B\nendmenu\nconfig A\n bool\n" B,
};

static bool has_loop(const char *text)
{
    struct said said = { 0 };
    struct kconfig *kc = open_text(text, &said);
    bool loop = !kc && strstr(said.text.s, "dependency loop");
    assert_true(loop || kc);
    kconfig_close(kc);
    said_free(&said);
    return loop;
}

static void test_loops(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(loops); i++)
        if (!has_loop(loops[i]))
            fail_msg("not found:\n%s", loops[i]);
}

static void test_no_loops(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(no_loops); i++)
        if (has_loop(no_loops[i]))
            fail_msg("there is none:\n%s", no_loops[i]);
}

int run_loop_tests(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_loops), cmocka_unit_test(test_no_loops) };
    return cmocka_run_group_tests_name("kconfig loops", tests, NULL, NULL);
}
