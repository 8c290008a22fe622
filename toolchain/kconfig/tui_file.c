// SPDX-License-Identifier: MIT
// Saving, saving minimal, loading, and the question whether to save at the end.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kconfig/tui.h"

void tui_say(struct tui *t, char *message)
{
    free(t->message);
    t->message = message;
}

// ~ is the home folder, as in a shell.
static char *expand(const char *path)
{
    const char *home = getenv("HOME");
    bool at_home = path[0] == '~' && (!path[1] || path[1] == '/') && home;
    return at_home ? xasprintf("%s%s", home, path + 1) : xstrdup(path);
}

bool tui_needs_save(struct tui *t)
{
    if (access(t->path, F_OK) || t->kc->unknown)
        return true;
    FOR_DEFINED (t->kc, s) {
        const char *asked = ksym_user_value(s);
        if (asked ? strcmp(asked, ksym_text(t->kc, s)) : kconfig_is_written(t->kc, s))
            return true;
    }
    return false;
}

static char *write_text(struct tui *t, const char *path, char *text, size_t size, bool keep_old)
{
    char *full = expand(path);
    int r = kconfig_save(full, text, size, keep_old);
    free(text);
    if (r >= 0)
        tui_say(t, xasprintf(r ? "saved to '%s'" : "no change in '%s'", full));
    char *wrong = r < 0 ? xasprintf("cannot write '%s': %s", full, strerror(-r)) : NULL;
    free(full);
    return wrong;
}

static void replace(char **path, const char *by)
{
    char *old = *path;
    *path = expand(by);
    free(old);
}

char *tui_save(struct tui *t, const char *path)
{
    size_t size;
    char *text = kconfig_format(t->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    char *wrong = write_text(t, path, text, size, true);
    if (!wrong) {
        replace(&t->path, path);
        t->unsaved = false;
    }
    return wrong;
}

char *tui_save_minimal(struct tui *t, const char *path)
{
    size_t size;
    char *text = kconfig_format_minimal(t->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    char *wrong = write_text(t, path, text, size, false);
    if (!wrong)
        replace(&t->minimal_path, path);
    return wrong;
}

char *tui_load(struct tui *t, const char *path)
{
    char *full = expand(path);
    bool unsaved = t->unsaved;
    tui_remember(t);
    int r = kconfig_read(t->kc, full, 0);
    char *wrong = r == -EILSEQ ? xasprintf("'%s' is not UTF-8 text", full)
                  : r          ? xasprintf("cannot read '%s': %s", full, strerror(-r))
                               : NULL;
    if (wrong) {
        tui_forget(t);
        t->unsaved = unsaved;
    } else {
        replace(&t->path, full);
        t->unsaved = tui_needs_save(t);
        tui_say(t, xasprintf("read '%s'", full));
    }
    free(full);
    return wrong;
}

// Dialogs ------------------------------------------------------------------------------------------------------------

// Asks for a file until it works or escape is pressed.
static void ask_file(struct tui *t, const char *title, const char *initial,
                     char *(*act)(struct tui *t, const char *path))
{
    char *here = getcwd(NULL, 0), *info = xasprintf("relative to %s; ~ is your home", here ? here : ".");
    char *path = tui_input(t, title, initial, info, NULL, NULL);
    for (char *wrong; path && *path && (wrong = act(t, path));) {
        tui_error(t, wrong);
        free(wrong);
        char *next = tui_input(t, title, path, info, NULL, NULL);
        free(path);
        path = next;
    }
    free(here);
    free(info);
    free(path);
}

void tui_save_as(struct tui *t)
{
    ask_file(t, "Save to", t->path, tui_save);
}

void tui_save_minimal_as(struct tui *t)
{
    ask_file(t, "Save minimal configuration to", t->minimal_path, tui_save_minimal);
}

void tui_load_from(struct tui *t)
{
    if (t->unsaved && tui_ask(t, "Load", "Changes were not saved. Load anyway?\n\n  (Y)es  (N)o", "yn") != 'y')
        return;
    struct knode *selected = tui_selected(t);
    ask_file(t, "Load from", t->path, tui_load);
    tui_fill(t);
    if (selected && tui_selected(t) != selected) { // it would not be seen any more
        t->show_all = true;
        tui_show_menu(t, t->menu, selected);
    }
}

bool tui_quit(struct tui *t)
{
    if (!t->unsaved)
        return true;
    for (;;) {
        int c = tui_ask(t, "Quit", "Save the configuration?\n\n  (Y)es  (N)o  (C)ancel", "ync");
        if (c != 'y')
            return c == 'n' || c == TUI_KEY_CTRL_C;
        char *wrong = tui_save(t, t->path);
        if (!wrong)
            return true;
        tui_error(t, wrong);
        free(wrong);
    }
}
