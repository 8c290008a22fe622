// SPDX-License-Identifier: MIT
// Commands that every shell must answer alike, answered without one: what Linux's tree asks about compiler and linker.
//
//     set -- GCC 120200 && echo $2
//     { test "GCC" = Clang; } >/dev/null 2>&1 && echo "y" || echo "n"        also test -z "WORDS", and any two answers
//
// Words are made of letters, digits and what no shell looks at; whatever else stands there is left to the shell.
#include <string.h>

#include "kconfig/tree.h"

// What is left of the command.
struct reader { const char *s; };

static bool take(struct reader *r, const char *text)
{
    size_t n = strlen(text);
    bool same = !strncmp(r->s, text, n);
    r->s += same ? n : 0;
    return same;
}

// A run of plain characters and those in `more`. A leading '-' could be an option.
static bool take_run(struct reader *r, const char *more, const char **from, size_t *n)
{
    const char *s = r->s;
    while ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
           (*s && strchr("._+:/-", *s)) || (*s && strchr(more, *s)))
        s++;
    *from = r->s;
    *n = (size_t)(s - r->s);
    r->s = s;
    return !*n || **from != '-';
}

static bool take_quoted(struct reader *r, const char **from, size_t *n)
{
    return take(r, "\"") && take_run(r, " ", from, n) && take(r, "\"");
}

// set -- WORDS && echo $N
static bool set_and_echo(struct reader r, buf_t *out)
{
    struct { const char *s; size_t n; } words[10] = { { 0 } };
    size_t count = 0;
    if (!take(&r, "set --"))
        return false;
    while (take(&r, " ")) {
        const char *from;
        size_t n;
        if (!take_run(&r, "", &from, &n))
            return false;
        if (n && ++count < COUNT(words)) {
            words[count].s = from;
            words[count].n = n;
        }
    }
    if (!take(&r, "&& echo $") || r.s[0] < '1' || r.s[0] > '9' || r.s[1])
        return false;
    buf_add(out, words[r.s[0] - '0'].s, words[r.s[0] - '0'].n);
    return true;
}

// { test -z "TEXT"; } or { test "TEXT" = WORD; }
static bool test_holds(struct reader *r, bool *holds)
{
    const char *a, *b;
    size_t n, m;
    if (take(r, "{ test -z ")) {
        if (!take_quoted(r, &a, &n))
            return false;
        *holds = !n;
    } else if (take(r, "{ test ")) {
        if (!take_quoted(r, &a, &n) || !take(r, " = ") || !take_run(r, "", &b, &m) || !m)
            return false;
        *holds = n == m && !memcmp(a, b, n);
    } else {
        return false;
    }
    return take(r, "; }");
}

static bool test_and_echo(struct reader r, buf_t *out)
{
    const char *yes, *no;
    size_t n, m;
    bool holds;
    if (!test_holds(&r, &holds) || !take(&r, " >/dev/null 2>&1 && echo ") || !take_quoted(&r, &yes, &n) ||
        !take(&r, " || echo ") || !take_quoted(&r, &no, &m) || *r.s)
        return false;
    buf_add(out, holds ? yes : no, holds ? n : m);
    return true;
}

bool kshell_plain(const char *command, buf_t *out)
{
    struct reader r = { command };
    return set_and_echo(r, out) || test_and_echo(r, out);
}
