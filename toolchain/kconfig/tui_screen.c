// SPDX-License-Identifier: MIT
// The terminal under menuconfig: start and stop, styles, keys, text cut to columns.
#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <wchar.h>

#include "kconfig/tui.h"

static const char *const style_names[TUI_STYLES] = {
    "path",      "separator", "list", "selection", "inv-list",  "inv-selection", "help",
    "show-help", "frame",     "body", "edit",      "jump-edit", "text",
};

static const char default_style[] =
    "path=fg:black,bg:white,bold separator=fg:black,bg:yellow,bold list=fg:black,bg:white "
    "selection=fg:white,bg:blue,bold inv-list=fg:red,bg:white inv-selection=fg:red,bg:blue help=fg:black,bg:white,bold "
    "show-help=fg:black,bg:white frame=fg:black,bg:yellow,bold body=fg:white,bg:black edit=fg:white,bg:blue "
    "jump-edit=fg:white,bg:blue text=fg:black,bg:white";
static const char aquatic_style[] =
    "separator=fg:white,bg:cyan,bold selection=fg:white,bg:cyan,bold edit=fg:white,bg:cyan "
    "jump-edit=fg:white,bg:cyan frame=fg:white,bg:cyan,bold";
static const char monochrome_style[] = "path=bold separator=bold,standout list= selection=bold,standout inv-list=bold "
                                       "inv-selection=bold,standout help=bold show-help= frame=bold,standout body= "
                                       "edit=standout jump-edit= text=";

static int color_number(const char *s, size_t n)
{
    static const char *const names[] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };
    for (int i = 0; i < 8; i++)
        if (strlen(names[i]) == n && !strncasecmp(s, names[i], n))
            return i;
    char *end;
    const char *digits = n > 5 && !strncmp(s, "color", 5) ? s + 5 : s;
    long v = strtol(digits, &end, 10);
    return end == s + n && v >= 0 && v < COLORS ? (int)v : -1;
}

static int attribute_of(const char *s, size_t n)
{
    static const struct {
        const char *name;
        int attribute;
    } table[] = {
        { "bold", (int)A_BOLD },   { "standout", (int)A_STANDOUT }, { "underline", (int)A_UNDERLINE },
        { "blink", (int)A_BLINK }, { "dim", (int)A_DIM },
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (strlen(table[i].name) == n && !strncmp(s, table[i].name, n))
            return table[i].attribute;
    return 0;
}

// fg:COLOR,bg:COLOR,bold,... Pair 16 + style belongs to that style.
static int parse_look(const char *s, size_t n, int style)
{
    int fg = -1, bg = -1, attribute = 0;
    for (const char *end = s + n; s < end;) {
        size_t len = strcspn(s, ",");
        len = len > (size_t)(end - s) ? (size_t)(end - s) : len;
        if (len > 3 && !strncmp(s, "fg:", 3))
            fg = color_number(s + 3, len - 3);
        else if (len > 3 && !strncmp(s, "bg:", 3))
            bg = color_number(s + 3, len - 3);
        else
            attribute |= attribute_of(s, len);
        s += len + (s + len < end);
    }
    if (!has_colors() || (fg < 0 && bg < 0))
        return attribute;
    short pair = (short)(16 + style);
    init_pair(pair, (short)fg, (short)bg);
    return attribute | (int)COLOR_PAIR(pair);
}

// Words separated by blanks: a ready-made style (default, monochrome, aquatic), or ELEMENT=LOOK.
void tui_parse_style(struct tui *t, const char *style)
{
    while (*style) {
        style += strspn(style, " \t\n");
        size_t n = strcspn(style, " \t\n");
        const char *equal = memchr(style, '=', n);
        if (!equal && n == 7 && !strncmp(style, "default", n))
            tui_parse_style(t, default_style);
        else if (!equal && n == 10 && !strncmp(style, "monochrome", n))
            tui_parse_style(t, monochrome_style);
        else if (!equal && n == 7 && !strncmp(style, "aquatic", n))
            tui_parse_style(t, aquatic_style);
        for (int i = 0; equal && i < TUI_STYLES; i++)
            if (strlen(style_names[i]) == (size_t)(equal - style) &&
                !strncmp(style, style_names[i], (size_t)(equal - style)))
                t->attributes[i] = parse_look(equal + 1, n - (size_t)(equal + 1 - style), i);
        style += n;
    }
}

bool tui_start(struct tui *t)
{
    setlocale(LC_ALL, "");
    if (!isatty(0) || !isatty(1) || !newterm(NULL, stdout, stdin))
        return false;
    bool color = has_colors() && !getenv("NO_COLOR");
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
    tui_parse_style(t, color ? "default" : "monochrome");
    const char *style = getenv("MENUCONFIG_STYLE");
    if (style && color)
        tui_parse_style(t, style);
    return true;
}

void tui_stop(struct tui *t)
{
    (void)t;
    endwin();
}

int tui_key(void)
{
    wint_t c = 0;
    errno = 0;
    int r = get_wch(&c);
    while (r == ERR && errno == EINTR)
        r = get_wch(&c);
    if (r == ERR)
        return TUI_KEY_GONE;
    if (r == OK && c == '\r')
        return '\n';
    if (r == OK && c == 127)
        return KEY_BACKSPACE;
    if (r == OK && c >= 256)
        return (int)c | 1 << 24; // a character beyond those that curses' key codes leave free
    return (int)c;
}

// The next character and its columns; malformed bytes count as one column each.
static size_t next_char(const char *s, wchar_t *c, int *columns, mbstate_t *state)
{
    size_t n = mbrtowc(c, s, MB_CUR_MAX, state);
    if (n == (size_t)-1 || n == (size_t)-2 || n == 0) {
        memset(state, 0, sizeof *state);
        *c = L'?';
        *columns = 1;
        return 1;
    }
    *columns = wcwidth(*c);
    if (*columns < 0) {
        *c = L' ';
        *columns = 1;
    }
    return n;
}

int tui_columns(const char *text)
{
    mbstate_t state = { 0 };
    int total = 0;
    while (*text) {
        wchar_t c;
        int columns;
        text += next_char(text, &c, &columns, &state);
        total += columns;
    }
    return total;
}

void tui_put(int y, int x, int width, int attribute, const char *text)
{
    mbstate_t state = { 0 };
    int used = 0;
    attrset((attr_t)attribute);
    move(y, x);
    while (*text && *text != '\n') {
        wchar_t c[2] = { 0 };
        int columns;
        text += next_char(text, c, &columns, &state);
        if (used + columns > width)
            break;
        addnwstr(c, 1);
        used += columns;
    }
    for (; used < width; used++)
        addch(' ');
}
