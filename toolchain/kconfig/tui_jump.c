// SPDX-License-Identifier: MIT
// Jump to: a line to type in, and below it what matches.
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

struct search {
    struct tui_field field;
    char *input; // what was searched for last
    VEC(struct knode *) found;
    size_t selected, scroll;
    char *wrong; // why the expression is none
};

static void add(void *ctx, struct knode *node)
{
    struct search *s = ctx;
    vec_push(&s->found, node);
}

static void find(struct tui *t, struct search *s)
{
    char *input = tui_field_text(&s->field);
    bool same = s->input && !strcmp(input, s->input);
    free(same ? input : s->input);
    if (same)
        return;
    s->input = input;
    free(s->wrong);
    s->found.len = s->selected = s->scroll = 0;
    s->wrong = tui_search(t, input, add, s);
}

static size_t rows(void)
{
    return LINES > 4 ? (size_t)LINES - 4 : 1;
}

static void keep_in_view(struct search *s)
{
    if (s->selected >= s->scroll + rows())
        s->scroll = s->selected + 1 - rows();
    if (s->selected < s->scroll)
        s->scroll = s->selected;
}

static void draw_matches(struct tui *t, struct search *s)
{
    buf_t b = { 0 };
    keep_in_view(s);
    for (size_t i = 0; i < rows(); i++) {
        size_t at = s->scroll + i;
        bool there = at < s->found.len;
        if (there)
            tui_search_line(t, s->found.data[at], &b);
        bool dim = there && !kconfig_is_shown(t->kc, s->found.data[at]);
        int style = there && at == s->selected ? (dim ? TUI_INV_SELECTION : TUI_SELECTION)
                    : dim                      ? TUI_INV_LIST
                                               : TUI_LIST;
        const char *none = i ? "" : s->wrong ? s->wrong : "No match";
        tui_put(2 + (int)i, 0, COLS, t->attributes[style], there ? b.s : none);
    }
    free(b.s);
}

static void draw(struct tui *t, struct search *s)
{
    erase();
    tui_put(0, 0, COLS, t->attributes[TUI_SEPARATOR], "Jump to: words or regular expressions, all must match");
    draw_matches(t, s);
    if (LINES > 3) {
        tui_put(LINES - 2, 0, COLS, t->attributes[TUI_SEPARATOR], "");
        tui_put(LINES - 1, 0, COLS, t->attributes[TUI_HELP], "[Enter] Jump   [Ctrl-F] Information   [ESC] Return");
    }
    tui_field_draw(&s->field, LINES > 1, 0, COLS, t->attributes[TUI_JUMP_EDIT]); // last: the cursor stays there
    refresh();
}

static bool move_key(struct search *s, int c)
{
    size_t last = s->found.len ? s->found.len - 1 : 0;
    if (c == KEY_DOWN)
        s->selected++;
    else if (c == KEY_UP)
        s->selected -= s->selected > 0;
    else if (c == KEY_NPAGE || c == TUI_KEY_CTRL_D)
        s->selected += rows();
    else if (c == KEY_PPAGE)
        s->selected = s->selected > rows() ? s->selected - rows() : 0;
    else if (c == KEY_HOME)
        s->selected = 0;
    else if (c == KEY_END)
        s->selected = last;
    else
        return false;
    if (s->selected > last)
        s->selected = last;
    return true;
}

static struct knode *loop(struct tui *t, struct search *s)
{
    for (;;) {
        draw(t, s);
        int c = tui_key(t);
        struct knode *at = s->found.len ? s->found.data[s->selected] : NULL;
        if (tui_leaves(c))
            return NULL;
        if (c == '\n' && at)
            return at;
        if (c == TUI_KEY_CTRL_F && at) {
            curs_set(0);
            tui_info(t, at);
            curs_set(1);
        } else if (!move_key(s, c) && tui_field_key(&s->field, c)) {
            find(t, s);
        }
    }
}

struct knode *tui_jump(struct tui *t)
{
    struct search s = { 0 };
    tui_field_start(&s.field, "");
    find(t, &s);
    curs_set(1);
    struct knode *node = loop(t, &s);
    curs_set(0);
    free(s.field.s);
    free(s.input);
    free(s.found.data);
    free(s.wrong);
    return node;
}
