// SPDX-License-Identifier: MIT
// What the files of menuconfig share. Private to kconfig.
#ifndef KCONFIG_TUI_H
#define KCONFIG_TUI_H

#include "kconfig/tree.h"

enum tui_style { TUI_PATH, TUI_SEPARATOR, TUI_LIST, TUI_SELECTION, TUI_INV_LIST, TUI_INV_SELECTION, TUI_HELP,
                 TUI_SHOW_HELP, TUI_FRAME, TUI_BODY, TUI_EDIT, TUI_JUMP_EDIT, TUI_TEXT, TUI_STYLES };

struct tui_saved { struct ksymbol *sym; char *text; signed char tri; };
struct tui_snapshot { struct tui_saved *syms; size_t n; struct ksymbol **selections; signed char *modes; };

struct tui {
    struct kconfig *kc;
    const char *path;         // where values are saved
    char *minimal_path;
    kannotate_fn *annotate;
    void *annotate_ctx;
    bool annotate_changed;    // values changed since annotate was called last
    struct knode *menu;       // whose children are on the screen
    VEC(struct knode *) shown;
    size_t selected, scroll;
    bool show_all, show_name, show_help;
    bool unsaved, loaded;     // loaded: from a file, so that symbols without a user value are new
    char *message;            // shown at the bottom until the next key
    VEC(struct tui_snapshot) undo;
    int attributes[TUI_STYLES];
};

// tui_screen.c: the terminal
bool tui_start(struct tui *t); // false: no terminal that can show menus
void tui_stop(struct tui *t);
void tui_put(int y, int x, int width, int attribute, const char *text); // one line, cut or filled to width columns
int tui_columns(const char *text);
int tui_key(void);             // a character, or a KEY_ code of curses
void tui_parse_style(struct tui *t, const char *style);
enum { TUI_KEY_ESCAPE = 27, TUI_KEY_CTRL_D = 4, TUI_KEY_CTRL_U = 21, TUI_KEY_GONE = -1 }; // gone: no terminal any more

// tui_list.c: what is shown
void tui_fill(struct tui *t);                    // the shown nodes of the current menu
void tui_line(struct tui *t, const struct knode *node, buf_t *b);
bool tui_visible(struct tui *t, const struct knode *node);
struct knode *tui_selected(const struct tui *t); // NULL if the menu is empty
bool tui_in_y_choice(struct tui *t, const struct knode *node);

// tui_draw.c
void tui_draw(struct tui *t);
size_t tui_rows(const struct tui *t); // how many lines the list has on the screen

// tui_edit.c: changing values
void tui_remember(struct tui *t); // before a change, for undo
void tui_undo(struct tui *t);
void tui_free_undo(struct tui *t);
bool tui_change(struct tui *t, struct knode *node); // toggle or edit; false if it cannot be changed
bool tui_set_tri(struct tui *t, struct knode *node, int tri);
unsigned tui_assignable(struct tui *t, const struct knode *node);

// tui_dialog.c
// Asks for a line of text; returns NULL on escape. check (may be NULL) says what is wrong with it, or NULL.
char *tui_input(struct tui *t, const char *title, const char *initial, char *(*check)(void *ctx, const char *text),
                void *ctx);
int tui_ask(struct tui *t, const char *title, const char *text, const char *keys); // one of keys, or escape
void tui_error(struct tui *t, const char *text);

// tui_info.c, tui_jump.c: screens of their own
void tui_info(struct tui *t, const struct knode *node);
struct knode *tui_jump(struct tui *t); // the node to go to, or NULL

#endif
