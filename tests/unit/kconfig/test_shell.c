// SPDX-License-Identifier: MIT
// Commands that are answered without a shell: each against what the shell says.
#include "test_kconfig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

// What $(shell) makes of it.
static char *ask_shell(const char *command)
{
    buf_t b = { 0 };
    FILE *p = popen(command, "r");
    assert_non_null(p);
    for (int c; (c = getc(p)) != EOF;)
        buf_add(&b, &(char){ (char)c }, 1);
    pclose(p);
    buf_add(&b, "", 0);
    while (b.len && b.s[b.len - 1] == '\n')
        b.s[--b.len] = '\0';
    for (char *s = b.s; (s = strchr(s, '\n'));)
        *s = ' ';
    return b.s;
}

// Returns whether it was answered without; then the shell must say the same.
static bool is_plain(const char *command)
{
    buf_t b = { 0 };
    bool plain = kshell_plain(command, &b);
    if (plain) {
        buf_add(&b, "", 0);
        char *said = ask_shell(command);
        assert_string_equal(b.s, said);
        free(said);
    }
    free(b.s);
    return plain;
}

static void test_questions_of_linux(void **state)
{
    (void)state;
    assert_true(is_plain("set -- GCC 120200 && echo $1"));
    assert_true(is_plain("set -- GCC 120200 && echo $2"));
    assert_true(is_plain("set -- GCC 120200 && echo $3"));
    assert_true(is_plain("set --  && echo $1"));
    assert_true(is_plain("set -- a b c d e f g h i j k && echo $9"));
    assert_true(is_plain("{ test -z \"\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ test -z \"GCC 120200\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ test \"GCC\" = GCC; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ test -e /dev/null; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ test -e /dev/null/no; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ command -v ls; } >/dev/null 2>&1 && echo \"y\" || echo \"n\""));
    assert_true(is_plain("{ test \"GNU\" = LLVM; } >/dev/null 2>&1 && echo \"n\" || echo \"\""));
}

static void test_left_to_the_shell(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "", "set", "set -- -n && echo $1", "set -- a && echo $0", "set -- a && echo $10", "set -- a && echo $1 ",
        "set -- $HOME && echo $1", "set -- a;b && echo $1", "set -- * && echo $1", "set -- a\tb && echo $1",
        "set -- 'a b' && echo $1", "{ test -z \"$HOME\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test -z \"`id`\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test -z \"a\\\"\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ command -v cd; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ command -v no-such-program; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ command -v ls cd; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ command -v -p; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test -e ; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test -e a -o -e b; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test \"a\" = ; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test \"a\" = -b; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test \"a\" = a b; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"",
        "{ test -z \"\"; } >/dev/null 2>&1 && echo \"-n\" || echo \"n\"",
        "{ test -z \"\"; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"; echo more",
    };
    for (size_t i = 0; i < COUNT(commands); i++)
        assert_false(is_plain(commands[i]));
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

// Such commands in pieces, of which every eighth is replaced by another one.
static void test_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = { "set --", " ", "a", "b1", "-", "\"", " && echo $", "2", "x/y:z", "{ test -z \"" };
    static const char *const forms[3][9] = {
        { "set --", " ", "a", " ", "b1", " ", "x/y:z", " && echo $", "2" },
        { "{ test -z \"", "a", "b1", "\"; }", " >/dev/null 2>&1 && echo \"", "y", "\" || echo \"", "n", "\"" },
        { "{ test \"", "a", "\" = ", "a", "; }", " >/dev/null 2>&1 && echo \"", "y", "\" || echo \"", "n\"" },
    };
    unsigned seed = 7, plain = 0;
    for (unsigned i = 0; i < 1500; i++) {
        buf_t b = { 0 };
        for (size_t k = 0; k < COUNT(forms[0]); k++)
            buf_puts(&b, next_random(&seed) % 8 ? forms[i % 3][k] : pieces[next_random(&seed) % COUNT(pieces)]);
        plain += is_plain(b.s);
        free(b.s);
    }
    assert_true(plain > 300);
}

int run_shell_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions_of_linux),
        cmocka_unit_test(test_left_to_the_shell),
        cmocka_unit_test(test_pieces),
    };
    return cmocka_run_group_tests_name("commands answered without a shell", tests, NULL, NULL);
}
