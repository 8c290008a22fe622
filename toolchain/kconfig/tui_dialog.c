// SPDX-License-Identifier: MIT
// Small windows over the screen: a line to edit, a question answered by one key, an error.
#include <ctype.h>
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

// Draws the frame with its title and text; returns where the line below the text begins. What does not fit is cut.
static void draw_box(struct tui *t, const char *title, const char *text, int extra_lines, int want_width, int *y,
                     int *x, int *width)
{
    tui_lines lines = { 0 };
    int widest = max(want_width, tui_columns(title)), most = max(COLS - 4, 1);
    tui_wrap(&lines, text, most);
    for (size_t i = 0; i < lines.len; i++)
        widest = max(widest, tui_columns(lines.data[i]));
    *width = min(widest, most) + 2;
    int height = min((int)lines.len + extra_lines + 2, LINES), inside = max(height - 2 - extra_lines, 0);
    *y = (LINES - height) / 2;
    *x = max((COLS - *width) / 2, 0);
    for (int i = 0; i < height; i++)
        tui_put(*y + i, max(*x - 1, 0), *width + 2, t->attributes[TUI_FRAME], "");
    for (int i = height > 2; i < height - (height > 2); i++)
        tui_put(*y + i, *x, *width, t->attributes[TUI_BODY], "");
    for (int i = 0; i < inside; i++)
        tui_put(*y + 1 + i, *x + 1, *width - 1, t->attributes[TUI_BODY], lines.data[i]);
    int title_width = min(tui_columns(title), *width);
    if (height > 2)
        tui_put(*y, *x + (*width - title_width) / 2, title_width, t->attributes[TUI_FRAME], title);
    *y += height > 2 ? inside + max(extra_lines, 1) : 0;
    tui_free_lines(&lines);
}

int tui_ask(struct tui *t, const char *title, const char *text, const char *keys)
{
    for (;;) {
        int y, x, width;
        tui_draw(t);
        draw_box(t, title, text, 0, 20, &y, &x, &width);
        refresh();
        int c = tui_key(t);
        if (tui_leaves(c))
            return c == TUI_KEY_CTRL_C ? c : TUI_KEY_ESCAPE;
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

static char *edit_loop(struct tui *t, struct tui_field *f, const char *title, const char *info,
                       char *(*check)(void *ctx, const char *text), void *ctx)
{
    for (;;) {
        int y, x, width;
        tui_draw(t);
        draw_box(t, title, info, *info ? 2 : 1, 50, &y, &x, &width);
        curs_set(1);
        tui_field_draw(f, y, x, width, t->attributes[TUI_EDIT]);
        refresh();
        int c = tui_key(t);
        curs_set(0);
        if (tui_leaves(c))
            return NULL;
        if (c != '\n') {
            tui_field_key(f, c);
            continue;
        }
        char *text = tui_field_text(f), *wrong = check ? check(ctx, text) : NULL;
        if (!wrong)
            return text;
        tui_error(t, wrong);
        free(wrong);
        free(text);
    }
}

char *tui_input(struct tui *t, const char *title, const char *initial, const char *info,
                char *(*check)(void *ctx, const char *text), void *ctx)
{
    struct tui_field f;
    tui_field_start(&f, initial);
    char *text = edit_loop(t, &f, title, info, check, ctx);
    free(f.s);
    return text;
}
