// SPDX-License-Identifier: MIT
// The main screen: path, title, list, help of the selected line or the keys.
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

static const char *const keys[] = {
    "[Space/Enter] Toggle/enter  [ESC] Leave menu      [S] Save      [D] Save minimal  [U] Undo",
    "[O] Load                    [?] Symbol info       [/] Jump to symbol",
    "[F] Toggle show-help mode   [C] Show-name mode    [A] Show-all mode",
    "[Q] Quit (prompts for save)",
};
enum { KEY_LINES = COUNT(keys), HELP_LINES = 8 };

static size_t bottom_lines(const struct tui *t)
{
    return t->show_help ? HELP_LINES : KEY_LINES;
}

size_t tui_rows(const struct tui *t)
{
    int rows = LINES - 3 - (int)bottom_lines(t);
    return rows > 0 ? (size_t)rows : 1;
}

static void put_path(buf_t *b, const struct knode *menu)
{
    if (!menu->parent) {
        buf_puts(b, "(Top)");
        return;
    }
    put_path(b, menu->parent);
    if (menu->prompt)
        buf_printf(b, " > %s", menu->prompt);
    else
        buf_printf(b, " > %s", menu->kind == KNODE_SYMBOL ? menu->sym->name : "choice");
}

static void draw_top(struct tui *t)
{
    buf_t b = { 0 };
    put_path(&b, t->menu);
    tui_put(0, 0, COLS, t->attributes[TUI_PATH], b.s);
    free(b.s);
    char *title =
        xasprintf("%*s%s", (COLS - tui_columns(t->kc->title)) / 2 > 0 ? (COLS - tui_columns(t->kc->title)) / 2 : 0, "",
                  t->kc->title);
    tui_put(1, 0, COLS, t->attributes[TUI_SEPARATOR], title);
    free(title);
}

static void keep_in_view(struct tui *t)
{
    size_t rows = tui_rows(t), margin = rows > 10 ? 5 : 0;
    if (t->selected < t->scroll + margin)
        t->scroll = t->selected > margin ? t->selected - margin : 0;
    if (t->selected + margin >= t->scroll + rows)
        t->scroll = t->selected + margin + 1 - rows;
    size_t most = t->shown.len > rows ? t->shown.len - rows : 0;
    if (t->scroll > most)
        t->scroll = most;
}

static void draw_list(struct tui *t)
{
    size_t rows = tui_rows(t);
    buf_t b = { 0 };
    keep_in_view(t);
    for (size_t i = 0; i < rows; i++) {
        size_t at = t->scroll + i;
        const char *text = "";
        int style = TUI_LIST;
        if (at < t->shown.len) {
            const struct knode *node = t->shown.data[at];
            bool dim = !tui_visible(t, node), chosen = at == t->selected;
            style = chosen ? (dim ? TUI_INV_SELECTION : TUI_SELECTION) : dim ? TUI_INV_LIST : TUI_LIST;
            tui_line(t, node, &b);
            text = b.s;
        }
        tui_put(2 + (int)i, 0, COLS, t->attributes[style], text);
    }
    free(b.s);
}

static const char *help_of(const struct tui *t)
{
    const struct knode *node = tui_selected(t);
    const char *text = node ? khelp_text(t->kc, node->help) : NULL;
    return text && *text ? text : "(no help)";
}

static void draw_help(struct tui *t, int y, int style)
{
    const char *text = help_of(t);
    for (int i = 0; i < HELP_LINES; i++) {
        tui_put(y + i, 0, COLS, t->attributes[style], text);
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
}

static void draw_bottom(struct tui *t)
{
    int y = 2 + (int)tui_rows(t);
    size_t below = t->shown.len > t->scroll + tui_rows(t);
    char *modes = xasprintf("%s%s%s%s", below ? "vvv  " : "", t->show_all ? "[show-all] " : "",
                            t->show_name ? "[show-name] " : "",
                            t->message   ? t->message
                            : t->unsaved ? "(changed)"
                                         : "");
    tui_put(y, 0, COLS, t->attributes[TUI_SEPARATOR], modes);
    free(modes);
    if (t->show_help) {
        draw_help(t, y + 1, TUI_SHOW_HELP);
        return;
    }
    for (int i = 0; i < KEY_LINES; i++)
        tui_put(y + 1 + i, 0, COLS, t->attributes[TUI_HELP], keys[i]);
}

void tui_draw(struct tui *t)
{
    erase();
    draw_top(t);
    draw_list(t);
    draw_bottom(t);
    refresh();
}
