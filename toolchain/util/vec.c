// SPDX-License-Identifier: MIT
// Memory that is never short (the program ends instead), growing arrays, lists of strings, growing text.
#include "util/util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void out_of_memory(void)
{
    errno = ENOMEM;
    fatal_errno("out of memory");
}

void *xmalloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *xcalloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *xrealloc(void *p, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    p = realloc(p, bytes ? bytes : 1);
    if (!p)
        out_of_memory();
    return p;
}

char *xstrdup(const char *s)
{
    return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t n)
{
    n = strnlen(s, n);
    char *copy = xmalloc(n + 1);
    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *xasprintf(const char *fmt, ...)
{
    char *s;
    va_list ap;
    va_start(ap, fmt);
    if (vasprintf(&s, fmt, ap) < 0)
        out_of_memory();
    va_end(ap);
    return s;
}

// *data is a pointer of the caller's own type: it is read and written as bytes, since it is no void * to the compiler.
void vec_grow(void **data, size_t *cap, size_t need, size_t item_size)
{
    if (need <= *cap)
        return;
    size_t bigger = *cap < 8 ? 8 : *cap + *cap / 2;
    if (bigger < need)
        bigger = need;
    void *p;
    memcpy(&p, data, sizeof p);
    p = xrealloc(p, bigger, item_size);
    memcpy(data, &p, sizeof p);
    *cap = bigger;
}

void strv_add(strv_t *v, const char *s)
{
    vec_push(v, s);
}

void strv_addf(strv_t *v, const char *fmt, ...)
{
    char *s;
    va_list ap;
    va_start(ap, fmt);
    if (vasprintf(&s, fmt, ap) < 0)
        out_of_memory();
    va_end(ap);
    vec_push(v, s);
}

void strv_addv(strv_t *v, const strv_t *more)
{
    for (size_t i = 0, n = more->len; i < n; i++)
        vec_push(v, more->data[i]);
}

bool strv_has(const strv_t *v, const char *s)
{
    for (size_t i = 0; i < v->len; i++)
        if (!strcmp(v->data[i], s))
            return true;
    return false;
}

const char *const *strv_argv(strv_t *v)
{
    vec_push(v, NULL);
    v->len--;
    return v->data;
}

// Takes one word off *line into word, unquoting it. False when only blanks are left.
static bool split_word(const char **line, buf_t *word)
{
    const char *p = *line + strspn(*line, " \t\r\n");
    if (!*p)
        return false;
    char quote = 0;
    for (; *p && (quote || !strchr(" \t\r\n", *p)); p++) {
        if (quote ? *p == quote : *p == '\'' || *p == '"') {
            quote = quote ? 0 : *p;
            continue;
        }
        // Inside "..." a backslash quotes only these (POSIX 2.2.3); inside '...' nothing.
        if (*p == '\\' && p[1] && (!quote || (quote == '"' && strchr("$`\"\\\n", p[1]))))
            p++;
        buf_add(word, p, 1);
    }
    *line = p;
    return true;
}

void strv_split(strv_t *v, const char *line)
{
    for (;;) {
        buf_t word = {0};
        buf_add(&word, "", 0);
        if (!split_word(&line, &word)) {
            free(word.s);
            return;
        }
        vec_push(v, word.s);
    }
}

void buf_add(buf_t *b, const void *bytes, size_t n)
{
    size_t need;
    if (__builtin_add_overflow(b->len, n, &need) || __builtin_add_overflow(need, 1, &need))
        out_of_memory();
    if (need > b->cap) {
        b->cap = need < 64 ? 64 : need + need / 2;
        b->s = xrealloc(b->s, b->cap, 1);
    }
    if (n)
        memcpy(b->s + b->len, bytes, n);
    b->len += n;
    b->s[b->len] = '\0';
}

void buf_puts(buf_t *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_printf(buf_t *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        out_of_memory();
    size_t at = b->len;
    vec_grow((void **)&b->s, &b->cap, at + (size_t)n + 1, 1);
    va_start(ap, fmt);
    vsnprintf(b->s + at, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len = at + (size_t)n;
}
