// SPDX-License-Identifier: MIT
// What the files of menuconfig share. Private to kconfig.
//
// The state (struct tui) is moved about by tui_menu.c, tui_edit.c and tui_file.c without looking at a terminal; the
// tui_ files that include curses.h show it, menu_plain.c shows it line by line.
#ifndef KCONFIG_TUI_H
#define KCONFIG_TUI_H

#include <wchar.h>

#include "kconfig/tree.h"

enum tui_style { TUI_PATH, TUI_SEPARATOR, TUI_LIST, TUI_SELECTION, TUI_INV_LIST, TUI_INV_SELECTION, TUI_HELP,
                 TUI_SHOW_HELP, TUI_FRAME, TUI_BODY, TUI_EDIT, TUI_JUMP_EDIT, TUI_TEXT, TUI_STYLES };

struct tui_saved { struct ksymbol *sym; char *text; signed char tri; };
struct tui_snapshot { struct tui_saved *syms; size_t n; struct ksymbol **selections; signed char *modes; };

struct tui {
    struct kconfig *kc;
    char *path;               // where values are saved
    char *minimal_path;
    const struct kmenu_live *live;
    unsigned told;            // the generation of values that live was told of
    struct knode *menu;       // whose children are on the screen
    VEC(struct knode *) shown;
    size_t selected, scroll;
    VEC(size_t) rows;         // on which row of the screen the menus above were left
    bool show_all, show_name, show_help;
    bool single_menu;         // menus are shown inside the one around them (MENUCONFIG_MODE)
    VEC(const struct knode *) open; // of these, those that are
    bool unsaved;
    char *message;            // shown at the bottom until the next key
    VEC(struct tui_snapshot) undo;
    int attributes[TUI_STYLES];
    short pairs;              // of colours, made so far
    VEC(struct knode *) sorted; // all entries, in the order of a search; made by the first one
    buf_t warnings;           // about MENUCONFIG_STYLE and MENUCONFIG_COLOR
};

// menuconfig.c: tells live of new values.
void tui_tell_live(struct tui *t);

// menu_plain.c: the menus without a screen. Returns an exit code.
int tui_plain(struct tui *t);

// tui_screen.c: the terminal
bool tui_start(struct tui *t); // false: no terminal that can show menus
void tui_stop(void);
int tui_ended_by(void);        // the signal that ends menuconfig, 0 if there was none
void tui_put(int y, int x, int width, int attribute, const char *text); // one line, cut or filled to width columns
// A character, or a KEY_ code of curses. KEY_RESIZE means: draw anew.
int tui_key(struct tui *t);
enum { TUI_KEY_ESCAPE = 27, TUI_KEY_CTRL_C = 3, TUI_KEY_CTRL_D = 4, TUI_KEY_CTRL_F = 6, TUI_KEY_CTRL_U = 21,
       TUI_KEY_GONE = -1 }; // gone: no terminal any more
bool tui_leaves(int c); // escape, Ctrl-C, or no terminal any more

// tui_style.c: MENUCONFIG_COLOR, MENUCONFIG_STYLE
void tui_set_style(struct tui *t, bool color);
bool tui_wants_color(void);

// tui_text.c: text in columns, and a line that is edited
int tui_columns(const char *text);
size_t tui_fit(const char *text, int columns);      // how many bytes of its first line fit
const char *tui_tail(const char *text, int columns); // the last part that fits
// The next character and its columns; a malformed byte counts as one column.
size_t tui_next_char(const char *s, wchar_t *c, int *columns, mbstate_t *state);
typedef VEC(char *) tui_lines;
void tui_wrap(tui_lines *lines, const char *text, int columns); // cut at blanks; replaces what was in lines
void tui_free_lines(tui_lines *lines);

struct tui_field { wchar_t *s; size_t len, at, cap; };
void tui_field_start(struct tui_field *f, const char *text);
bool tui_field_key(struct tui_field *f, int c); // false: no key for editing
char *tui_field_text(const struct tui_field *f);
void tui_field_draw(const struct tui_field *f, int y, int x, int width, int attribute); // leaves the cursor in it

// tui_list.c: what is shown
void tui_fill(struct tui *t);                    // the shown nodes of the current menu
void tui_line(struct tui *t, const struct knode *node, buf_t *b);
const char *tui_live_line(struct tui *t, const struct knode *node); // NULL if there is none
struct knode *tui_selected(const struct tui *t); // NULL if the menu is empty
bool tui_opens_inside(const struct tui *t, const struct knode *node); // a menu that does not get a screen of its own
bool tui_is_open(const struct tui *t, const struct knode *node);
bool tui_in_y_choice(struct tui *t, const struct knode *node);
void tui_path(const struct tui *t, buf_t *b);    // "(Top) > Menu > Submenu"

// tui_menu.c: moving about
void tui_show_menu(struct tui *t, struct knode *menu, const struct knode *select);
bool tui_enter(struct tui *t, struct knode *node); // false: it is no menu, or empty
void tui_leave(struct tui *t);
void tui_jump_to(struct tui *t, struct knode *node);
void tui_toggle_all(struct tui *t);
void tui_act(struct tui *t, bool is_space);        // what space and enter do

// tui_draw.c
void tui_draw(struct tui *t);
size_t tui_rows(const struct tui *t); // how many lines the list has on the screen

// tui_edit.c: changing values
void tui_remember(struct tui *t); // before a change, for undo
void tui_forget(struct tui *t);   // the change did not happen
void tui_undo(struct tui *t);
void tui_free_undo(struct tui *t);
bool tui_change(struct tui *t, struct knode *node); // toggle or edit; false if it cannot be changed
bool tui_set_tri(struct tui *t, struct knode *node, int tri);
unsigned tui_assignable(struct tui *t, const struct knode *node);
bool tui_is_text(const struct knode *node);         // a string or a number
// What is wrong with the text for a string or number, or NULL; the caller frees it.
char *tui_refuse(struct tui *t, const struct ksymbol *sym, const char *text);
void tui_set_text(struct tui *t, struct ksymbol *sym, const char *text);

// tui_file.c: saving and loading. Each returns NULL, or what went wrong; the caller frees it.
char *tui_save(struct tui *t, const char *path);
char *tui_save_minimal(struct tui *t, const char *path);
char *tui_load(struct tui *t, const char *path);
bool tui_needs_save(struct tui *t); // does the .config that was read say what would be saved
void tui_say(struct tui *t, char *message);
// The same with dialogs.
void tui_save_as(struct tui *t);
void tui_save_minimal_as(struct tui *t);
void tui_load_from(struct tui *t);
bool tui_quit(struct tui *t); // true: leave menuconfig

// tui_dialog.c
// Asks for a line of text; returns NULL on escape. check (may be NULL) says what is wrong with it, or NULL.
char *tui_input(struct tui *t, const char *title, const char *initial, const char *info,
                char *(*check)(void *ctx, const char *text), void *ctx);
int tui_ask(struct tui *t, const char *title, const char *text, const char *keys); // one of keys, or escape
void tui_error(struct tui *t, const char *text);

// tui_info.c, tui_jump.c: screens of their own
bool tui_info(struct tui *t, const struct knode *node); // true: left by `/`
struct knode *tui_jump(struct tui *t); // the node to go to, or NULL
// Compiles the words of a search and calls found for each node that matches all, in the order of the dialog. Returns
// NULL, or what is wrong with a word; the caller frees it.
char *tui_search(struct tui *t, const char *input, void (*found)(void *ctx, struct knode *node), void *ctx);
void tui_search_line(struct tui *t, const struct knode *node, buf_t *b); // what the list of matches says

#endif
