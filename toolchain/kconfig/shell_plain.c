// SPDX-License-Identifier: MIT
// Commands that every shell must answer alike, answered without one: what Linux's tree asks about compiler and linker.
//
//     set -- GCC 120200 && echo $2
//     { test "GCC" = Clang; } >/dev/null 2>&1 && echo "y" || echo "n"        also test -z "WORDS", test -e PATH and
//                                                                           command -v NAME, and any two answers
//
// Words are made of letters, digits and what no shell looks at; whatever else stands there is left to the shell.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool is_program(const char *dir, size_t n, const char *name)
{
    struct stat st;
    char *path = xasprintf("%.*s%s%s", (int)n, dir, n ? "/" : "", name);
    bool is = stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
    free(path);
    return is;
}

// Is there a program of this name? What is found on the way here, every shell finds; where nothing is, it may still know
// a command of its own.
static bool is_in_path(const char *name)
{
    const char *path = getenv("PATH");
    for (size_t n; path && *path && !strchr(name, '/'); path += n + (path[n] == ':')) {
        n = strcspn(path, ":");
        if (is_program(path, n, name))
            return true;
    }
    return false;
}

static bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

// { test -e PATH; } or { command -v NAME; }
static bool finds(struct reader *r, bool *holds)
{
    const char *word;
    size_t n;
    bool test = take(r, "{ test -e ");
    if ((!test && !take(r, "{ command -v ")) || !take_run(r, "", &word, &n) || !n)
        return false;
    char *name = xstrndup(word, n);
    *holds = test ? exists(name) : is_in_path(name);
    free(name);
    return test || *holds;
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
    } else if (take(r, "{ test \"")) {
        r->s--;
        if (!take_quoted(r, &a, &n) || !take(r, " = ") || !take_run(r, "", &b, &m) || !m)
            return false;
        *holds = n == m && !memcmp(a, b, n);
    } else if (!finds(r, holds)) {
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

// What it is good for is seen from the output: a shell may take "-n" for an option.
static bool take_answer(struct reader *r, const char **from, size_t *n)
{
    if (!take(r, "\""))
        return false;
    *from = r->s;
    *n = strcspn(r->s, "\"\\$`\n");
    r->s += *n;
    return take(r, "\"");
}

// { ...; } >/dev/null 2>&1 && echo "YES" || echo "NO": YES and NO. False if the command looks like anything else.
static bool two_answers(const char *command, const char *answers[2], size_t sizes[2])
{
    struct reader r = { strstr(command, "; } >/dev/null 2>&1 && echo ") };
    return r.s && take(&r, "; } >/dev/null 2>&1 && echo ") && take_answer(&r, &answers[0], &sizes[0]) &&
           take(&r, " || echo ") && take_answer(&r, &answers[1], &sizes[1]) && !*r.s;
}

// A '}' before the one of the group could end it early.
bool kshell_has_two_answers(const char *command)
{
    const char *answers[2], *brace = strchr(command, '}');
    size_t sizes[2];
    return starts_with(command, "{ ") && two_answers(command, answers, sizes) && starts_with(brace, "} >/dev/null 2>&1 && ");
}

bool kshell_is_answer(const char *command, const char *line, size_t n)
{
    const char *answers[2];
    size_t sizes[2];
    if (!two_answers(command, answers, sizes))
        return false;
    return (n == sizes[0] && !memcmp(line, answers[0], n)) || (n == sizes[1] && !memcmp(line, answers[1], n));
}

bool kshell_plain(const char *command, buf_t *out)
{
    struct reader r = { command };
    return set_and_echo(r, out) || test_and_echo(r, out);
}
