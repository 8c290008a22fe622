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

// How many lines each part has: on small screens the help goes first, then the top, then the separator.
struct layout { int top, rows, separator, status, help; };

static int at_least(int n, int least)
{
    return n > least ? n : least;
}

static struct layout lay_out(const struct tui *t)
{
    enum { LIST = 4 };
    struct layout l = { .top = LINES > LIST + 1 ? 2 : 0, .separator = LINES > 2, .status = t->live && LINES > 3 };
    int rest = LINES - l.top - l.separator - l.status, wanted = t->show_help ? HELP_LINES : KEY_LINES;
    l.help = rest - wanted >= LIST ? wanted : at_least(rest - LIST, 0);
    l.rows = at_least(rest - l.help, 1);
    return l;
}

size_t tui_rows(const struct tui *t)
{
    return (size_t)lay_out(t).rows;
}

static void draw_top(struct tui *t)
{
    buf_t b = { 0 };
    tui_path(t, &b);
    tui_put(0, 0, COLS, t->attributes[TUI_PATH], tui_tail(b.s, COLS));
    free(b.s);
    char *title = xasprintf("%*s%s", at_least((COLS - tui_columns(t->kc->title)) / 2, 0), "", t->kc->title);
    tui_put(1, 0, COLS, t->attributes[TUI_SEPARATOR], title);
    if (t->scroll)
        tui_put(1, 4, 3, t->attributes[TUI_SEPARATOR], "^^^");
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

// The column in which live texts begin, so that they stand in one line below each other where there is room.
static int live_column(struct tui *t, size_t rows)
{
    buf_t b = { 0 };
    int column = 0;
    for (size_t at = t->scroll; t->live && at < t->shown.len && at < t->scroll + rows; at++)
        if (tui_live_line(t, t->shown.data[at])) {
            tui_line(t, t->shown.data[at], &b);
            column = at_least(tui_columns(b.s), column);
        }
    free(b.s);
    return column < COLS / 2 ? column : COLS / 2;
}

static void put_node(struct tui *t, const struct knode *node, int column, buf_t *b)
{
    tui_line(t, node, b);
    const char *live = tui_live_line(t, node);
    if (live)
        buf_printf(b, "%*s   %s", at_least(column - tui_columns(b->s), 0), "", live);
}

static void draw_list(struct tui *t, const struct layout *l)
{
    size_t rows = (size_t)l->rows;
    buf_t b = { 0 };
    keep_in_view(t);
    int column = live_column(t, rows);
    for (size_t i = 0; i < rows; i++) {
        size_t at = t->scroll + i;
        const char *text = "";
        int style = TUI_LIST;
        if (at < t->shown.len) {
            const struct knode *node = t->shown.data[at];
            bool dim = t->show_all && !kconfig_is_shown(t->kc, node), chosen = at == t->selected;
            style = chosen ? (dim ? TUI_INV_SELECTION : TUI_SELECTION) : dim ? TUI_INV_LIST : TUI_LIST;
            put_node(t, node, column, &b);
            text = b.s;
        }
        tui_put(l->top + (int)i, 0, COLS, t->attributes[style], text);
    }
    free(b.s);
}

static const char *help_of(const struct tui *t)
{
    const struct knode *node = tui_selected(t);
    const char *text = node ? khelp_text(t->kc, node->help) : NULL;
    return text && *text ? text : "(no help)";
}

static void draw_help(struct tui *t, int y, int lines)
{
    tui_lines text = { 0 };
    if (t->show_help)
        tui_wrap(&text, help_of(t), COLS);
    for (int i = 0; i < lines; i++)
        tui_put(y + i, 0, COLS, t->attributes[t->show_help ? TUI_SHOW_HELP : TUI_HELP],
                !t->show_help              ? keys[i]
                : (size_t)i < text.len ? text.data[i]
                                           : "");
    tui_free_lines(&text);
}

static void draw_separator(struct tui *t, int y)
{
    bool below = t->shown.len > t->scroll + tui_rows(t);
    char *modes = xasprintf("%s%s%s%s%s", below ? "    vvv  " : "", t->show_help ? "[show-help] " : "",
                            t->show_all ? "[show-all] " : "", t->show_name ? "[show-name] " : "",
                            t->message   ? t->message
                            : t->unsaved ? "(changed)"
                                         : "");
    tui_put(y, 0, COLS, t->attributes[TUI_SEPARATOR], modes);
    free(modes);
}

void tui_draw(struct tui *t)
{
    struct layout l = lay_out(t);
    int y = l.top + l.rows;
    bool wrong = false;
    erase();
    draw_list(t, &l);
    if (l.top)
        draw_top(t);
    if (l.separator)
        draw_separator(t, y);
    const char *status = t->live ? t->live->status(t->live->ctx, &wrong) : NULL;
    if (l.status)
        tui_put(y + l.separator, 0, COLS, t->attributes[wrong ? TUI_INV_LIST : TUI_LIST], status ? status : "");
    draw_help(t, y + l.separator + l.status, l.help);
    refresh();
}
