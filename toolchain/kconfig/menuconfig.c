// SPDX-License-Identifier: MIT
// menuconfig: the menus of a tree on a terminal, with kconfiglib's keys.
#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kconfig/front.h"
#include "kconfig/tui.h"

// Keys ---------------------------------------------------------------------------------------------------------------

static void select_line(struct tui *t, long to)
{
    long last = (long)t->shown.len - 1;
    t->selected = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
}

static bool move_key(struct tui *t, int c)
{
    long at = (long)t->selected, half = (long)tui_rows(t) / 2 + 1;
    if (c == KEY_DOWN || c == 'j' || c == 'J')
        select_line(t, at + 1);
    else if (c == KEY_UP || c == 'k' || c == 'K')
        select_line(t, at - 1);
    else if (c == KEY_NPAGE || c == TUI_KEY_CTRL_D)
        select_line(t, at + half);
    else if (c == KEY_PPAGE || c == TUI_KEY_CTRL_U)
        select_line(t, at - half);
    else if (c == KEY_END || c == 'G')
        select_line(t, (long)t->shown.len - 1);
    else if (c == KEY_HOME || c == 'g')
        select_line(t, 0);
    else
        return false;
    return true;
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

static void jump(struct tui *t)
{
    struct knode *node = tui_jump(t);
    if (node)
        tui_jump_to(t, node);
}

static void other_key(struct tui *t, int c)
{
    switch (c < 128 && c >= 'A' && c <= 'Z' ? c | 0x20 : c) {
    case 's': tui_save_as(t); break;
    case 'd': tui_save_minimal_as(t); break;
    case 'o': tui_load_from(t); break;
    case 'u': tui_undo(t); break;
    case 'a': tui_toggle_all(t); break;
    case 'c': t->show_name = !t->show_name; break;
    case 'f': t->show_help = !t->show_help; break;
    case '/': jump(t); break;
    case '?':
        if (tui_selected(t) && tui_info(t, tui_selected(t)))
            jump(t);
        break;
    default: break;
    }
}

// True: leave menuconfig.
static bool take_key(struct tui *t, int c)
{
    bool leave = c == TUI_KEY_ESCAPE || c == KEY_LEFT || c == KEY_BACKSPACE || c == 'h' || c == 'H';
    if (c == 'q' || c == 'Q' || c == TUI_KEY_CTRL_C || (c == TUI_KEY_ESCAPE && !t->menu->parent))
        return tui_quit(t);
    if (leave)
        tui_leave(t);
    else if (c == ' ' || c == '\n' || c == KEY_RIGHT || c == 'l' || c == 'L')
        tui_act(t, c == ' ');
    else if (!move_key(t, c) && !value_key(t, c))
        other_key(t, c);
    return false;
}

void tui_tell_live(struct tui *t)
{
    if (t->live && t->told != t->kc->generation)
        t->live->changed(t->live->ctx, t->kc);
    t->told = t->kc->generation;
}

static void loop(struct tui *t)
{
    for (;;) {
        tui_tell_live(t);
        tui_fill(t);
        tui_draw(t);
        int c = tui_key(t);
        if (c == TUI_KEY_GONE)
            return;
        if (c != KEY_RESIZE)
            tui_say(t, NULL);
        if (take_key(t, c))
            return;
    }
}

// The whole ----------------------------------------------------------------------------------------------------------

static void on_screen(struct tui *t)
{
    if (t->warnings.len)
        tui_say(t, xstrndup(t->warnings.s, strcspn(t->warnings.s, "\n")));
    loop(t);
    tui_stop();
    fputs(t->warnings.len ? t->warnings.s : "", stderr);
    puts(t->unsaved   ? "changes were not saved"
         : t->message ? t->message
                      : "no changes to save");
}

// Opens the top menu. Where nothing in it is visible, all is shown.
static bool show_top(struct tui *t)
{
    tui_show_menu(t, t->kc->top, NULL);
    t->show_all = !t->shown.len;
    if (t->show_all)
        tui_show_menu(t, t->kc->top, NULL);
    if (!t->shown.len)
        fputs("there is nothing to configure: the tree has no entries\n"
              "  hint: look whether the environment variables that it reads are set\n", stderr);
    return t->shown.len != 0;
}

static int run(struct tui *t)
{
    if (!show_top(t))
        return EXIT_OK;
    if (!tui_start(t))
        return tui_plain(t);
    on_screen(t);
    return EXIT_OK;
}

int kconfig_menuconfig(struct kconfig *kc, const char *path, const struct kmenu_live *live)
{
    struct tui t = { .kc = kc, .path = xstrdup(path), .minimal_path = xstrdup("defconfig"), .live = live };
    const char *mode = getenv("MENUCONFIG_MODE");
    t.single_menu = mode && !strcasecmp(mode, "single_menu");
    bool quiet = kc->quiet;
    kc->quiet = true; // messages would tear the screen
    t.unsaved = tui_needs_save(&t);
    int code = run(&t);
    kc->quiet = quiet;
    tui_free_undo(&t);
    free(t.shown.data);
    free(t.open.data);
    free(t.rows.data);
    free(t.sorted.data);
    free(t.path);
    free(t.minimal_path);
    free(t.message);
    free(t.warnings.s);
    if (tui_ended_by()) {
        fflush(stdout);
        raise(tui_ended_by()); // as it would have ended without us
    }
    return code;
}

int cmd_menuconfig_with(int argc, char **argv, const struct kmenu_live *live)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG | FRONT_HELP);
    if (r < 0)
        r = front_read(&f, NULL);
    if (!r)
        r = kconfig_menuconfig(f.kc, f.out ? f.out : front_config_path(), f.kconfig ? NULL : live);
    return front_end(&f, r);
}

int cmd_menuconfig(int argc, char **argv)
{
    return cmd_menuconfig_with(argc, argv, NULL);
}
