// SPDX-License-Identifier: MIT
// The information page: everything about one entry, to scroll through.
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

struct page {
    tui_lines lines;
    size_t scroll;
};

// All that is known now: what is computed aside may change while the page is shown.
static void fill(struct tui *t, struct page *p, const struct knode *node)
{
    buf_t text = { 0 };
    knode_info(t->kc, node, &text);
    bool live = t->live && node->kind == KNODE_SYMBOL;
    char *detail = live ? t->live->detail(t->live->ctx, node->sym) : NULL;
    if (detail)
        buf_printf(&text, "\n%s", detail);
    free(detail);
    tui_wrap(&p->lines, text.s, COLS);
    free(text.s);
}

static void draw_page(struct tui *t, const struct page *p, const char *title)
{
    erase();
    tui_put(0, 0, COLS, t->attributes[TUI_SEPARATOR], title);
    for (int y = 1; y < LINES - 1; y++) {
        size_t i = p->scroll + (size_t)y - 1;
        tui_put(y, 0, COLS, t->attributes[TUI_TEXT], i < p->lines.len ? p->lines.data[i] : "");
    }
    tui_put(LINES - 1, 0, COLS, t->attributes[TUI_HELP], "[ESC/q] Return   [/] Jump to symbol   [Up/Down/PgUp/PgDn/Home/End] Scroll");
    refresh();
}

static size_t scrolled(const struct page *p, int c)
{
    size_t rows = LINES > 2 ? (size_t)LINES - 2 : 1, most = p->lines.len > rows ? p->lines.len - rows : 0,
           at = p->scroll;
    if (c == KEY_DOWN || c == 'j' || c == 'J')
        at++;
    else if (c == KEY_UP || c == 'k' || c == 'K')
        at -= at > 0;
    else if (c == KEY_NPAGE || c == TUI_KEY_CTRL_D || c == ' ')
        at += rows;
    else if (c == KEY_PPAGE || c == TUI_KEY_CTRL_U)
        at = at > rows ? at - rows : 0;
    else if (c == KEY_HOME || c == 'g')
        at = 0;
    else if (c == KEY_END || c == 'G')
        at = most;
    return at > most ? most : at;
}

static bool returns(int c)
{
    return tui_leaves(c) || c == '/' || c == 'q' || c == 'Q' || c == KEY_LEFT || c == KEY_BACKSPACE || c == 'h' ||
           c == 'H';
}

bool tui_info(struct tui *t, const struct knode *node)
{
    struct page p = { 0 };
    int c = KEY_RESIZE;
    char *title = xasprintf("Information on %s", node->kind == KNODE_SYMBOL ? node->sym->name
                                                 : node->prompt             ? node->prompt
                                                                            : "choice");
    while (!returns(c)) {
        if (c == KEY_RESIZE)
            fill(t, &p, node);
        p.scroll = scrolled(&p, c);
        draw_page(t, &p, title);
        c = tui_key(t);
    }
    tui_free_lines(&p.lines);
    free(title);
    return c == '/';
}
