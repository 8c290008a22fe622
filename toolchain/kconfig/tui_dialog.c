// SPDX-License-Identifier: MIT
// Small windows over the screen: a line to edit, a question answered by one key, an error.
#include <ctype.h>
#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "kconfig/tui.h"

static int lines_of(const char *text, int *widest)
{
    int lines = 0;
    *widest = 0;
    for (const char *next; *text; text = next) {
        next = text + strcspn(text, "\n");
        char *line = xstrndup(text, (size_t)(next - text));
        int columns = tui_columns(line);
        *widest = columns > *widest ? columns : *widest;
        free(line);
        lines++;
        next += *next == '\n';
    }
    return lines;
}

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

// Draws the frame with its title and text; returns where the inside begins.
static void draw_box(struct tui *t, const char *title, const char *text, int extra_lines, int want_width, int *y,
                     int *x, int *width)
{
    int widest, lines = lines_of(text, &widest);
    *width = min(max(max(widest, want_width), tui_columns(title)) + 2, COLS - 2);
    int height = min(lines + extra_lines + 2, LINES);
    *y = (LINES - height) / 2;
    *x = (COLS - *width) / 2;
    for (int i = 0; i < height; i++)
        tui_put(*y + i, *x - 1, *width + 2, t->attributes[TUI_FRAME], "");
    for (int i = 1; i < height - 1; i++)
        tui_put(*y + i, *x, *width, t->attributes[TUI_BODY], "");
    tui_put(*y, *x + (*width - min(tui_columns(title), *width)) / 2, min(tui_columns(title), *width),
            t->attributes[TUI_FRAME], title);
    for (int i = 1; *text && i < height - 1; i++) {
        tui_put(*y + i, *x + 1, *width - 2, t->attributes[TUI_BODY], text);
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    *y += lines + 1;
}

int tui_ask(struct tui *t, const char *title, const char *text, const char *keys)
{
    for (;;) {
        int y, x, width;
        tui_draw(t);
        draw_box(t, title, text, 0, 20, &y, &x, &width);
        refresh();
        int c = tui_key();
        if (c == TUI_KEY_ESCAPE || c == TUI_KEY_GONE)
            return TUI_KEY_ESCAPE;
        if (!*keys && c != KEY_RESIZE)
            return c;
        if (c > 0 && c < 128 && strchr(keys, tolower(c)))
            return tolower(c);
    }
}

void tui_error(struct tui *t, const char *text)
{
    tui_ask(t, "Error", text, "");
}

// Editing ------------------------------------------------------------------------------------------------------------

struct edit {
    wchar_t *s;
    size_t len, at, cap;
};

static void insert(struct edit *e, wchar_t c)
{
    if (e->len + 2 > e->cap)
        e->s = xrealloc(e->s, e->cap = e->cap * 2 + 64, sizeof *e->s);
    wmemmove(e->s + e->at + 1, e->s + e->at, e->len - e->at);
    e->s[e->at++] = c;
    e->s[++e->len] = L'\0';
}

static void delete_at(struct edit *e)
{
    if (e->at < e->len)
        wmemmove(e->s + e->at, e->s + e->at + 1, e->len-- - e->at);
}

static void edit_key(struct edit *e, int c)
{
    if (c == KEY_LEFT)
        e->at -= e->at > 0;
    else if (c == KEY_RIGHT)
        e->at += e->at < e->len;
    else if (c == KEY_HOME || c == 1)
        e->at = 0;
    else if (c == KEY_END || c == 5)
        e->at = e->len;
    else if (c == KEY_BACKSPACE && e->at) {
        e->at--;
        delete_at(e);
    } else if (c == KEY_DC)
        delete_at(e);
    else if (c == TUI_KEY_CTRL_U)
        while (e->at) {
            e->at--;
            delete_at(e);
        }
    else if (c == 11)
        e->s[e->len = e->at] = L'\0';
    else if (c & 1 << 24)
        insert(e, (wchar_t)(c & ~(1 << 24)));
    else if (c >= 32 && c < 256)
        insert(e, (wchar_t)c);
}

static char *narrow(const wchar_t *s)
{
    size_t n = wcstombs(NULL, s, 0);
    char *text = xmalloc(n == (size_t)-1 ? 1 : n + 1);
    text[0] = '\0';
    if (n != (size_t)-1)
        wcstombs(text, s, n + 1);
    return text;
}

static void draw_edit(struct tui *t, const struct edit *e, int y, int x, int width)
{
    size_t first = e->at >= (size_t)width ? e->at - (size_t)width + 1 : 0;
    char *text = narrow(e->s + first);
    tui_put(y, x, width, t->attributes[TUI_EDIT], text);
    free(text);
    int column = 0;
    for (size_t i = first; i < e->at; i++)
        column += max(wcwidth(e->s[i]), 0);
    move(y, x + min(column, width - 1));
}

static void start(struct edit *e, const char *initial)
{
    wchar_t *wide = xcalloc(strlen(initial) + 1, sizeof *wide);
    size_t n = mbstowcs(wide, initial, strlen(initial));
    e->s = xcalloc(64, sizeof *e->s);
    e->cap = 64;
    for (size_t i = 0; n != (size_t)-1 && i < n; i++)
        insert(e, wide[i]);
    free(wide);
}

static char *edit_loop(struct tui *t, struct edit *e, const char *title, char *(*check)(void *ctx, const char *text),
                       void *ctx)
{
    for (;;) {
        int y, x, width;
        tui_draw(t);
        draw_box(t, title, "", 1, 50, &y, &x, &width);
        curs_set(1);
        draw_edit(t, e, y, x, width);
        refresh();
        int c = tui_key();
        curs_set(0);
        if (c == TUI_KEY_ESCAPE || c == TUI_KEY_GONE)
            return NULL;
        if (c != '\n') {
            edit_key(e, c);
            continue;
        }
        char *text = narrow(e->s), *wrong = check ? check(ctx, text) : NULL;
        if (!wrong)
            return text;
        tui_error(t, wrong);
        free(wrong);
        free(text);
    }
}

char *tui_input(struct tui *t, const char *title, const char *initial, char *(*check)(void *ctx, const char *text),
                void *ctx)
{
    struct edit e = { 0 };
    start(&e, initial);
    char *text = edit_loop(t, &e, title, check, ctx);
    free(e.s);
    return text;
}
