// SPDX-License-Identifier: MIT
// Moving between the menus of menuconfig, and what space and enter do there.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

static bool select_node(struct tui *t, const struct knode *node)
{
    for (size_t i = 0; i < t->shown.len; i++)
        if (t->shown.data[i] == node) {
            t->selected = i;
            return true;
        }
    return false;
}

void tui_show_menu(struct tui *t, struct knode *menu, const struct knode *select)
{
    t->menu = menu;
    t->selected = t->scroll = t->shown.len = 0;
    tui_fill(t);
    select_node(t, select);
}

// The selected line stands in the middle where it can.
static void centre(struct tui *t)
{
    size_t half = tui_rows(t) / 2;
    t->scroll = t->selected > half ? t->selected - half : 0;
}

static void select_chosen(struct tui *t)
{
    const struct ksymbol *chosen =
        t->menu->kind == KNODE_CHOICE ? kchoice_selection(t->kc, t->menu->choice) : NULL;
    for (const struct knode *node = chosen ? chosen->nodes : NULL; node; node = node->next_same)
        if (select_node(t, node)) {
            centre(t);
            return;
        }
}

// A menu that is shown inside another one opens, or closes.
static bool turn(struct tui *t, const struct knode *node)
{
    size_t i = 0;
    while (i < t->open.len && t->open.data[i] != node)
        i++;
    if (i == t->open.len)
        vec_push(&t->open, node);
    else
        t->open.data[i] = t->open.data[--t->open.len];
    tui_fill(t);
    return true;
}

bool tui_enter(struct tui *t, struct knode *node)
{
    struct knode *before = t->menu;
    size_t row = t->selected - t->scroll, scroll = t->scroll;
    if (tui_opens_inside(t, node))
        return turn(t, node);
    if (!node->is_menuconfig)
        return false;
    tui_show_menu(t, node, NULL);
    if (!t->shown.len) {
        tui_show_menu(t, before, node);
        t->scroll = scroll;
        return false;
    }
    vec_push(&t->rows, row);
    select_chosen(t);
    return true;
}

// The menu that is shown as a screen of its own: submenus by dependencies are shown inside it.
static struct knode *screen_of(struct tui *t, struct knode *node)
{
    struct knode *up = node->parent;
    for (; up->parent && (!up->is_menuconfig || tui_opens_inside(t, up)); up = up->parent)
        if (tui_opens_inside(t, up) && !tui_is_open(t, up))
            turn(t, up);
    return up;
}

void tui_leave(struct tui *t)
{
    struct knode *left = t->menu;
    if (!left->parent)
        return;
    tui_show_menu(t, screen_of(t, left), left);
    if (tui_selected(t) != left) { // hidden by what was changed below it
        t->show_all = true;
        tui_show_menu(t, t->menu, left);
    }
    size_t row = t->rows.len ? t->rows.data[--t->rows.len] : tui_rows(t) / 2;
    t->scroll = t->selected > row ? t->selected - row : 0;
}

// A choice or a menu with something in it is entered.
void tui_jump_to(struct tui *t, struct knode *node)
{
    bool into = (node->kind == KNODE_CHOICE || node->kind == KNODE_MENU) && node->list && !tui_opens_inside(t, node), all = t->show_all;
    struct knode *menu = into ? node : screen_of(t, node);
    t->rows.len = 0;
    tui_show_menu(t, menu, into ? node->list : node);
    if (into ? !t->shown.len : tui_selected(t) != node) {
        t->show_all = true;
        tui_show_menu(t, menu, into ? node->list : node);
    }
    if (!t->shown.len) {
        t->show_all = all;
        tui_show_menu(t, screen_of(t, node), node);
    }
    centre(t);
    if (into)
        select_chosen(t);
}

// The nearest line above that is still there is selected, else the nearest below; with none at all, all stay shown.
void tui_toggle_all(struct tui *t)
{
    size_t row = t->selected - t->scroll, at = t->selected, n = t->shown.len;
    struct knode **old = xcalloc(n + 1, sizeof *old);
    for (size_t i = 0; i < n; i++)
        old[i] = t->shown.data[i];
    t->show_all = !t->show_all;
    tui_show_menu(t, t->menu, NULL);
    bool found = false;
    for (size_t i = at + 1; i-- > 0 && !found && n;)
        found = select_node(t, old[i]);
    for (size_t i = at + 1; i < n && !found; i++)
        found = select_node(t, old[i]);
    if (!found && n) {
        t->show_all = true;
        tui_show_menu(t, t->menu, old[at]);
    }
    t->scroll = t->selected > row ? t->selected - row : 0;
    free(old);
}

static bool change(struct tui *t, struct knode *node)
{
    if (!tui_change(t, node))
        return false;
    if (tui_in_y_choice(t, node) && !node->list && t->menu->kind == KNODE_CHOICE)
        tui_leave(t);
    return true;
}

// Space changes where it can and enters otherwise; enter works the other way around.
void tui_act(struct tui *t, bool is_space)
{
    struct knode *node = tui_selected(t);
    if (!node)
        return;
    if (is_space ? !change(t, node) : !tui_enter(t, node))
        is_space ? (void)tui_enter(t, node) : (void)change(t, node);
}
