// SPDX-License-Identifier: MIT
// The terminal under menuconfig: start and stop, keys, signals, text cut to columns.
//
// Signals are blocked but while menuconfig waits for a key, so none comes between a look at what they leave and the
// waiting. SIGINT is a key. SIGTERM and SIGHUP end menuconfig as a lost terminal does; the program then dies by them,
// with the terminal as it was. SIGWINCH and SIGTSTP are curses' own.
#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#undef columns // by term.h
#undef lines
#include "kconfig/tui.h"

static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
static volatile sig_atomic_t arrived; // the last of them
static struct sigaction before[COUNT(caught)];
static sigset_t mask_before;

static void on_signal(int number)
{
    arrived = number;
}

int tui_ended_by(void)
{
    return arrived == SIGINT ? 0 : arrived;
}

static void catch_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    for (size_t i = 0; i < COUNT(caught); i++) {
        struct sigaction action = { .sa_handler = on_signal };
        sigaction(caught[i], &action, &before[i]);
        sigaddset(&set, caught[i]);
    }
    arrived = 0;
    sigprocmask(SIG_BLOCK, &set, &mask_before);
}

static void release_signals(void)
{
    for (size_t i = 0; i < COUNT(caught); i++)
        sigaction(caught[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

bool tui_start(struct tui *t)
{
    const char *term = getenv("TERM");
    setlocale(LC_CTYPE, "");
    bool dumb = !term || !*term || !strcmp(term, "dumb");
    if (dumb || !isatty(0) || !isatty(1))
        return false;
    catch_signals();
    if (!newterm(NULL, stdout, stdin) || !tigetstr("cup") || tigetstr("cup") == (char *)-1) {
        release_signals();
        return false;
    }
    bool color = has_colors() && tui_wants_color();
    if (color) {
        start_color();
        use_default_colors();
    }
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    tui_set_style(t, color);
    return true;
}

void tui_stop(void)
{
    endwin();
    release_signals();
}

// Keys ---------------------------------------------------------------------------------------------------------------

// Waits for a key, for news of what is computed aside, or a signal. False: there is no terminal any more.
static bool wait_for_something(struct tui *t, bool *key)
{
    int news = t->live ? t->live->fd(t->live->ctx) : -1;
    struct pollfd fds[] = { { .fd = 0, .events = POLLIN }, { .fd = news, .events = POLLIN } };
    int r = ppoll(fds, news < 0 ? 1 : 2, NULL, &mask_before);
    *key = r > 0 && fds[0].revents;
    if (*key && !(fds[0].revents & POLLIN))
        return false;
    return r >= 0 || errno == EINTR;
}

static bool key_waits(void)
{
    struct pollfd fd = { .fd = 0, .events = POLLIN };
    return poll(&fd, 1, 0) > 0;
}

static int decode(int r, wint_t c)
{
    if ((r == OK && c == '\r') || (r == KEY_CODE_YES && c == KEY_ENTER))
        return '\n';
    if (r == OK && (c == 127 || c == 8))
        return KEY_BACKSPACE;
    if (r == OK && c >= 256)
        return (int)c | 1 << 24; // a character beyond those that curses' key codes leave free
    return (int)c;
}

int tui_key(struct tui *t)
{
    for (bool key = key_waits();;) {
        wint_t c = 0;
        timeout(key ? -1 : 0); // 0: what curses still holds, a key or the news that the size has changed
        int r = get_wch(&c);
        if (r != ERR)
            return decode(r, c);
        if (key || tui_ended_by() || !wait_for_something(t, &key) || tui_ended_by())
            return TUI_KEY_GONE;
        if (arrived == SIGINT) {
            arrived = 0;
            return TUI_KEY_CTRL_C;
        }
        if (!key && t->live && t->live->ready(t->live->ctx))
            return KEY_RESIZE;
    }
}

bool tui_leaves(int c)
{
    return c == TUI_KEY_ESCAPE || c == TUI_KEY_CTRL_C || c == TUI_KEY_GONE;
}

// Text ---------------------------------------------------------------------------------------------------------------

void tui_put(int y, int x, int width, int attribute, const char *text)
{
    mbstate_t state = { 0 };
    width = width < COLS - x ? width : COLS - x;
    if (y < 0 || y >= LINES || x < 0 || width <= 0)
        return;
    attrset((attr_t)attribute);
    move(y, x);
    for (size_t fits = tui_fit(text, width), at = 0; at < fits;) {
        wchar_t c[2] = { 0 };
        int columns;
        at += tui_next_char(text + at, c, &columns, &state);
        addnwstr(c, 1);
        width -= columns;
    }
    for (; width > 0; width--)
        addch(' ');
}
