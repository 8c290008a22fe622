// SPDX-License-Identifier: MIT
// Strings: prefixes, paths, quoting for shell and ninja, "did you mean".
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

bool ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && !memcmp(s + n - m, suffix, m);
}

const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *dir_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return xstrdup(".");
    return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

char *path_join(const char *dir, const char *name)
{
    if (*name == '/' || !*dir)
        return xstrdup(name);
    return xasprintf(ends_with(dir, "/") ? "%s%s" : "%s/%s", dir, name);
}

char *shell_quote(const char *s)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
    if (*s && !s[strspn(s, plain)])
        return xstrdup(s);
    buf_t b = {0};
    buf_puts(&b, "'");
    for (; *s; s++)
        if (*s == '\'')
            buf_puts(&b, "'\\''");
        else
            buf_add(&b, s, 1);
    buf_puts(&b, "'");
    return b.s;
}

char *ninja_quote(const char *s)
{
    buf_t b = {0};
    buf_puts(&b, "");
    for (; *s; s++) {
        if (strchr("$ :\n", *s))
            buf_puts(&b, "$");
        buf_add(&b, s, 1);
    }
    return b.s;
}

// Levenshtein's distance, with a row of the table at a time.
static size_t distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    size_t *row = xcalloc(n + 1, sizeof *row);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t best = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (diagonal + 1 < best)
                best = diagonal + 1;
            row[j + 1] = best;
        }
    }
    size_t result = row[n];
    free(row);
    return result;
}

const char *nearest(const char *word, const strv_t *choices)
{
    size_t limit = strlen(word) / 3 + 1;
    const char *best = NULL;
    for (size_t i = 0; i < choices->len; i++) {
        size_t d = distance(word, choices->data[i]);
        if (d <= limit && d < strlen(choices->data[i])) {
            best = choices->data[i];
            if (!d)
                break;
            limit = d - 1;
        }
    }
    return best;
}

char *bytes_text(uint64_t bytes)
{
    char *digits = xasprintf("%llu", (unsigned long long)bytes);
    buf_t b = {0};
    for (size_t n = strlen(digits), i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_puts(&b, ",");
        buf_add(&b, digits + i, 1);
    }
    free(digits);
    buf_puts(&b, bytes == 1 ? " byte" : " bytes");
    return b.s;
}
