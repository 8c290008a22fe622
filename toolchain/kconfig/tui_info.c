// SPDX-License-Identifier: MIT
// The information page: everything about one entry, to scroll through.
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

struct page {
    VEC(char *) lines;
    size_t scroll;
};

// Cuts long lines at blanks, so that nothing lies beyond the right edge.
static void add_line(struct page *p, const char *s, size_t n, int columns)
{
    size_t width = columns > 20 ? (size_t)columns : 20, indent = strspn(s, " ");
    indent = indent < n && indent < width / 2 ? indent : 0;
    while (n > width) {
        size_t cut = width;
        while (cut > width / 2 && s[cut] != ' ')
            cut--;
        if (s[cut] != ' ')
            cut = width;
        while (cut > 1 && ((unsigned char)s[cut] & 0xc0) == 0x80)
            cut--; // not inside a character
        vec_push(&p->lines, xstrndup(s, cut));
        s += cut + (s[cut] == ' ');
        n -= cut + (s[-1] == ' ');
        width = columns > 20 ? (size_t)columns : 20;
    }
    vec_push(&p->lines, xasprintf("%s%.*s", "", (int)n, s));
}

static void split(struct page *p, const char *text)
{
    for (const char *next; *text; text = next) {
        next = text + strcspn(text, "\n");
        add_line(p, text, (size_t)(next - text), COLS);
        next += *next == '\n';
    }
}

static void clear_page(struct page *p)
{
    for (size_t i = 0; i < p->lines.len; i++)
        free(p->lines.data[i]);
    p->lines.len = 0;
}

static void draw_page(struct tui *t, const struct page *p, const char *title)
{
    erase();
    tui_put(0, 0, COLS, t->attributes[TUI_SEPARATOR], title);
    for (int y = 1; y < LINES - 1; y++) {
        size_t i = p->scroll + (size_t)y - 1;
        tui_put(y, 0, COLS, t->attributes[TUI_TEXT], i < p->lines.len ? p->lines.data[i] : "");
    }
    tui_put(LINES - 1, 0, COLS, t->attributes[TUI_HELP], "[ESC/q] Return   [Up/Down/PgUp/PgDn/Home/End] Scroll");
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

void tui_info(struct tui *t, const struct knode *node)
{
    struct page p = { 0 };
    buf_t text = { 0 };
    knode_info(t->kc, node, &text);
    split(&p, text.s);
    char *title = xasprintf("Information on %s", node->kind == KNODE_SYMBOL ? node->sym->name
                                                 : node->prompt             ? node->prompt
                                                                            : "choice");
    for (;;) {
        draw_page(t, &p, title);
        int c = tui_key();
        if (c == TUI_KEY_ESCAPE || c == TUI_KEY_GONE || c == 'q' || c == 'Q' || c == KEY_LEFT || c == KEY_BACKSPACE ||
            c == 'h')
            break;
        if (c == KEY_RESIZE) {
            clear_page(&p);
            split(&p, text.s);
        }
        p.scroll = scrolled(&p, c);
    }
    clear_page(&p);
    free(p.lines.data);
    free(text.s);
    free(title);
}
