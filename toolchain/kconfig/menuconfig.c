// SPDX-License-Identifier: MIT
// menuconfig: the menus of a tree on a terminal, with kconfiglib's keys.
#include <curses.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"
#include "kconfig/tui.h"

static void say(struct tui *t, char *message)
{
    free(t->message);
    t->message = message;
}

// Moving between menus -----------------------------------------------------------------------------------------------

static void show_menu(struct tui *t, struct knode *menu, const struct knode *select)
{
    t->menu = menu;
    t->selected = t->scroll = t->shown.len = 0;
    tui_fill(t);
    for (size_t i = 0; i < t->shown.len; i++)
        if (t->shown.data[i] == select)
            t->selected = i;
}

static void enter_menu(struct tui *t, struct knode *node)
{
    struct knode *before = t->menu;
    const struct ksymbol *chosen = node->kind == KNODE_CHOICE ? kchoice_selection(t->kc, node->choice) : NULL;
    show_menu(t, node, NULL);
    if (!t->shown.len) {
        show_menu(t, before, node);
        return;
    }
    for (size_t i = 0; chosen && i < t->shown.len; i++)
        if (t->shown.data[i]->kind == KNODE_SYMBOL && t->shown.data[i]->sym == chosen)
            t->selected = i;
}

// The menu that is shown as a screen of its own: submenus by dependencies are shown inside it.
static struct knode *screen_of(struct knode *node)
{
    struct knode *up = node->parent;
    while (up->parent && !up->is_menuconfig)
        up = up->parent;
    return up;
}

static void leave_menu(struct tui *t)
{
    if (t->menu->parent)
        show_menu(t, screen_of(t->menu), t->menu);
}

static void jump(struct tui *t)
{
    struct knode *node = tui_jump(t);
    if (!node)
        return;
    struct knode *menu = screen_of(node);
    show_menu(t, menu, node);
    if (tui_selected(t) != node) {
        t->show_all = true;
        show_menu(t, menu, node);
    }
}

// Files --------------------------------------------------------------------------------------------------------------

static bool save_text(struct tui *t, const char *path, char *text, size_t size, bool keep_old)
{
    int r = kconfig_save(path, text, size, keep_old);
    free(text);
    if (r < 0) {
        char *wrong = xasprintf("cannot write '%s': %s", path, strerror(-r));
        tui_error(t, wrong);
        free(wrong);
        return false;
    }
    say(t, xasprintf(r ? "saved to '%s'" : "no change in '%s'", path));
    return true;
}

static bool save(struct tui *t, const char *path)
{
    size_t size;
    char *text = kconfig_format(t->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    if (!save_text(t, path, text, size, true))
        return false;
    t->unsaved = false;
    return true;
}

static void save_as(struct tui *t)
{
    char *path = tui_input(t, "Save to", t->path, NULL, NULL);
    if (path && *path)
        save(t, path);
    free(path);
}

static void save_minimal(struct tui *t)
{
    char *path = tui_input(t, "Save minimal configuration to", t->minimal_path, NULL, NULL);
    size_t size;
    if (path && *path)
        save_text(t, path, kconfig_format_minimal(t->kc, getenv("KCONFIG_CONFIG_HEADER"), &size), size, false);
    free(path);
}

static void load(struct tui *t)
{
    if (t->unsaved && tui_ask(t, "Load", "Changes were not saved. Load anyway? (y/n)", "yn") != 'y')
        return;
    char *path = tui_input(t, "Load from", t->path, NULL, NULL);
    if (!path)
        return;
    tui_remember(t);
    int r = kconfig_read(t->kc, path, 0);
    if (r) {
        tui_undo(t);
        char *wrong = xasprintf("cannot read '%s': %s", path, strerror(-r));
        tui_error(t, wrong);
        free(wrong);
    } else {
        t->loaded = true;
        say(t, xasprintf("read '%s'", path));
    }
    t->unsaved = !r && strcmp(path, t->path) != 0;
    free(path);
}

// True: leave menuconfig.
static bool quit(struct tui *t)
{
    if (!t->unsaved)
        return true;
    int c = tui_ask(t, "Quit", "Save the configuration?\n\n  (Y)es  (N)o  (C)ancel", "ync");
    return c == 'n' || (c == 'y' && save(t, t->path));
}

// Keys ---------------------------------------------------------------------------------------------------------------

static void select_line(struct tui *t, long to)
{
    long last = (long)t->shown.len - 1;
    t->selected = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
}

static bool move_key(struct tui *t, int c)
{
    long at = (long)t->selected, half = (long)tui_rows(t) / 2;
    if (c == KEY_DOWN || c == 'j' || c == 'J')
        select_line(t, at + 1);
    else if (c == KEY_UP || c == 'k' || c == 'K')
        select_line(t, at - 1);
    else if (c == KEY_NPAGE)
        select_line(t, at + 2 * half);
    else if (c == KEY_PPAGE)
        select_line(t, at - 2 * half);
    else if (c == TUI_KEY_CTRL_D)
        select_line(t, at + half);
    else if (c == TUI_KEY_CTRL_U)
        select_line(t, at - half);
    else if (c == KEY_END || c == 'G')
        select_line(t, (long)t->shown.len - 1);
    else if (c == KEY_HOME || c == 'g')
        select_line(t, 0);
    else
        return false;
    return true;
}

// Space prefers to toggle where both are possible.
static void act(struct tui *t, bool is_space)
{
    struct knode *node = tui_selected(t);
    if (!node)
        return;
    unsigned bits = tui_assignable(t, node);
    bool toggle = is_space && (node->kind == KNODE_SYMBOL || (bits & (bits - 1)));
    if (node->is_menuconfig && !toggle) {
        enter_menu(t, node);
        return;
    }
    bool done = tui_change(t, node);
    if (!done && node->is_menuconfig)
        enter_menu(t, node);
    else if (done && tui_in_y_choice(t, node) && !node->list && t->menu->kind == KNODE_CHOICE)
        leave_menu(t);
}

static bool value_key(struct tui *t, int c)
{
    static const char letters[] = "nmy";
    struct knode *node = tui_selected(t);
    const char *at = c > 0 && c < 128 ? strchr(letters, c | 0x20) : NULL;
    if (!at || !*at)
        return false;
    if (node)
        tui_set_tri(t, node, (int)(at - letters));
    return true;
}

static void other_key(struct tui *t, int c)
{
    switch (c < 128 && c >= 'A' && c <= 'Z' ? c | 0x20 : c) {
    case 's': save_as(t); break;
    case 'd': save_minimal(t); break;
    case 'o': load(t); break;
    case 'u': tui_undo(t); break;
    case 'a': t->show_all = !t->show_all; break;
    case 'c': t->show_name = !t->show_name; break;
    case 'f': t->show_help = !t->show_help; break;
    case '/': jump(t); break;
    case '?':
        if (tui_selected(t))
            tui_info(t, tui_selected(t));
        break;
    default: break;
    }
}

static void loop(struct tui *t)
{
    for (;;) {
        tui_fill(t);
        tui_draw(t);
        int c = tui_key();
        if (c == TUI_KEY_GONE)
            return;
        say(t, NULL);
        bool leave = c == TUI_KEY_ESCAPE || c == KEY_LEFT || c == KEY_BACKSPACE || c == 'h' || c == 'H';
        if (c == 'q' || c == 'Q' || (c == TUI_KEY_ESCAPE && !t->menu->parent)) {
            if (quit(t))
                return;
        } else if (leave) {
            leave_menu(t);
        } else if (c == ' ' || c == '\n' || c == KEY_ENTER || c == KEY_RIGHT || c == 'l' || c == 'L') {
            act(t, c == ' ');
        } else if (!move_key(t, c) && !value_key(t, c)) {
            other_key(t, c);
        }
    }
}

int kconfig_menuconfig(struct kconfig *kc, const char *path, kannotate_fn *annotate, void *ctx)
{
    struct tui t = { .kc = kc, .path = path, .annotate = annotate, .annotate_ctx = ctx, .annotate_changed = true };
    for (struct ksymbol *s = kc->defined; s && !t.loaded; s = s->next_defined)
        t.loaded = ksym_user_value(s) != NULL;
    t.minimal_path = xstrdup("defconfig");
    bool quiet = kc->quiet;
    kc->quiet = true; // messages would tear the screen
    if (!tui_start(&t)) {
        fputs("menuconfig: error: this is no terminal that can show menus\n  hint: use setconfig NAME=value\n", stderr);
        free(t.minimal_path);
        return EXIT_ENV;
    }
    show_menu(&t, kc->top, NULL);
    loop(&t);
    tui_stop(&t);
    kc->quiet = quiet;
    puts(t.unsaved ? "changes were not saved" : t.message ? t.message : "no changes to save");
    tui_free_undo(&t);
    free(t.shown.data);
    free(t.minimal_path);
    free(t.message);
    return EXIT_OK;
}

int cmd_menuconfig_with(int argc, char **argv, kannotate_fn *annotate, void *ctx)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG | FRONT_HELP);
    if (r < 0)
        r = front_read(&f, NULL);
    if (!r)
        r = kconfig_menuconfig(f.kc, f.out ? f.out : front_config_path(), annotate, ctx);
    return front_end(&f, r);
}

int cmd_menuconfig(int argc, char **argv)
{
    return cmd_menuconfig_with(argc, argv, NULL, NULL);
}
