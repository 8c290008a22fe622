// SPDX-License-Identifier: MIT
// MENUCONFIG_STYLE: how each element of the screen looks, in kconfiglib's words; MENUCONFIG_COLOR: one of mconf's themes.
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

static const char *const style_names[TUI_STYLES] = {
    "path",      "separator", "list", "selection", "inv-list",  "inv-selection", "help",
    "show-help", "frame",     "body", "edit",      "jump-edit", "text",
};

static const struct { const char *name, *text; } styles[] = {
    { "default", "path=fg:black,bg:white,bold separator=fg:black,bg:yellow,bold list=fg:black,bg:white "
                 "selection=fg:white,bg:blue,bold inv-list=fg:red,bg:white inv-selection=fg:red,bg:blue help=path "
                 "show-help=list frame=separator body=fg:white,bg:black edit=fg:white,bg:blue jump-edit=edit text=list" },
    { "monochrome", "path=bold separator=bold,standout list= selection=bold,standout inv-list=bold "
                    "inv-selection=bold,standout help=bold show-help= frame=bold,standout body= edit=standout "
                    "jump-edit= text=" },
    { "aquatic", "path=fg:white,bg:blue separator=fg:white,bg:cyan help=path frame=separator body=fg:white,bg:blue "
                 "edit=fg:black,bg:white" },
};

// As near to mconf's as these elements come.
static const struct { const char *name, *text; } themes[] = {
    { "classic", "path=fg:yellow,bg:white,bold separator=fg:cyan,bg:blue,bold list=fg:black,bg:white "
                 "selection=fg:white,bg:blue,bold inv-list=fg:red,bg:white inv-selection=fg:red,bg:blue help=separator "
                 "show-help=list frame=separator body=list edit=selection jump-edit=list text=list" },
    { "bluetitle", "classic path=fg:blue,bg:white,bold" },
    { "blackbg", "path=fg:red,bg:black separator=fg:red,bg:black,bold list=fg:white,bg:black "
                 "selection=fg:white,bg:red inv-list=fg:yellow,bg:black inv-selection=fg:yellow,bg:red,bold "
                 "help=path show-help=list frame=separator body=list edit=inv-list jump-edit=inv-list text=list" },
};

struct word { const char *s; size_t n; };

static bool is(struct word w, const char *text)
{
    return strlen(text) == w.n && !memcmp(w.s, text, w.n);
}

static void complain(struct tui *t, const char *what, struct word w)
{
    buf_printf(&t->warnings, "MENUCONFIG_STYLE: %s '%.*s'\n", what, (int)w.n, w.s);
}

static int find_style(struct word w)
{
    for (int i = 0; i < TUI_STYLES; i++)
        if (is(w, style_names[i]))
            return i;
    return -1;
}

// Colours ------------------------------------------------------------------------------------------------------------

static int distance(int r, int g, int b, int x, int y, int z)
{
    return (r - x) * (r - x) + (g - y) * (g - y) + (b - z) * (b - z);
}

// The nearest colour: of the 6x6x6 cube and 24 greys of terminals with 256 colours, else of the first eight.
static int nearest_color(long rgb)
{
    static const int levels[] = { 0, 95, 135, 175, 215, 255 };
    int r = (int)(rgb >> 16) & 255, g = (int)(rgb >> 8) & 255, b = (int)rgb & 255, best = 0, least = 1 << 30;
    bool cube = COLORS >= 256;
    for (int i = cube ? 16 : 0; i < (cube ? 256 : 8); i++) {
        int c = i - 16, grey = 8 + 10 * (i - 232);
        int d = !cube     ? distance(r, g, b, i & 1 ? 205 : 0, i & 2 ? 205 : 0, i & 4 ? 205 : 0)
                : i < 232 ? distance(r, g, b, levels[c / 36], levels[c / 6 % 6], levels[c % 6])
                          : distance(r, g, b, grey, grey, grey);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

static int named_color(struct word w)
{
    static const char *const names[] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };
    bool bright = w.n > 6 && !memcmp(w.s, "bright", 6);
    struct word plain = { w.s + (bright ? 6 : 0), w.n - (bright ? 6 : 0) };
    for (int i = 0; i < 8; i++)
        if (is(plain, names[i]))
            return i + (bright && COLORS >= 16 ? 8 : 0);
    return is(plain, "purple") ? named_color((struct word){ "magenta", 7 }) : -1;
}

// -1, the terminal's own colour, for what is none.
static int color_number(struct tui *t, struct word w)
{
    int named = named_color(w);
    char text[16] = "", *end;
    if (named >= 0)
        return named;
    if (w.n && w.n < sizeof text)
        memcpy(text, w.s, w.n);
    if (*text == '#' && w.n == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6)
        return nearest_color(strtol(text + 1, NULL, 16));
    bool octal = *text == '0' && (text[1] | 0x20) == 'o';
    long v = octal ? strtol(text + 2, &end, 8) : strtol(text, &end, 0);
    if (!*text || *end || end == text)
        complain(t, "no colour:", w);
    else if (v < -1 || v >= COLORS)
        complain(t, "this terminal has no colour", w);
    else
        return (int)v;
    return -1;
}

// Looks --------------------------------------------------------------------------------------------------------------

static int attribute_of(struct tui *t, struct word w)
{
    if (is(w, "bold"))
        return (int)A_BOLD;
    if (is(w, "standout"))
        return (int)A_STANDOUT;
    if (is(w, "underline"))
        return (int)A_UNDERLINE;
    complain(t, "no attribute:", w);
    return 0;
}

// The number of a pair with these colours, made if there is none.
static short pair_of(struct tui *t, int fg, int bg)
{
    short pair = 1, f, b;
    for (; pair <= t->pairs; pair++)
        if (pair_content(pair, &f, &b) == OK && f == fg && b == bg)
            return pair;
    if (pair >= COLOR_PAIRS || pair > 255)
        return 0;
    init_pair(pair, (short)fg, (short)bg);
    return t->pairs = pair;
}

// fg:COLOR,bg:COLOR,bold,...
static int parse_look(struct tui *t, struct word look)
{
    int fg = -1, bg = -1, attribute = 0;
    for (const char *s = look.s, *end = look.s + look.n; s < end;) {
        const char *comma = memchr(s, ',', (size_t)(end - s));
        struct word w = { s, (size_t)((comma ? comma : end) - s) };
        if (w.n >= 3 && !memcmp(s, "fg:", 3))
            fg = color_number(t, (struct word){ s + 3, w.n - 3 });
        else if (w.n >= 3 && !memcmp(s, "bg:", 3))
            bg = color_number(t, (struct word){ s + 3, w.n - 3 });
        else
            attribute |= attribute_of(t, w);
        s += w.n + 1;
    }
    return has_colors() && (fg >= 0 || bg >= 0) ? attribute | (int)COLOR_PAIR(pair_of(t, fg, bg)) : attribute;
}

static void parse_style(struct tui *t, const char *text);

static bool parse_theme(struct tui *t, struct word w)
{
    for (size_t i = 0; i < COUNT(themes); i++)
        if (is(w, themes[i].name)) {
            parse_style(t, themes[i].text);
            return true;
        }
    return false;
}

static bool parse_template(struct tui *t, struct word w)
{
    for (size_t i = 0; i < COUNT(styles); i++)
        if (is(w, styles[i].name)) {
            parse_style(t, styles[i].text);
            return true;
        }
    return parse_theme(t, w);
}

// ELEMENT=LOOK or ELEMENT=OTHER ELEMENT, whose look it has from then on.
static void assign(struct tui *t, struct word w, const char *equal)
{
    struct word name = { w.s, (size_t)(equal - w.s) }, look = { equal + 1, w.n - name.n - 1 };
    int style = find_style(name), other = find_style(look);
    if (style < 0)
        complain(t, "no element of the screen:", name);
    int attribute = other >= 0 ? t->attributes[other] : parse_look(t, look);
    if (style >= 0)
        t->attributes[style] = attribute;
}

// Words separated by blanks.
static void parse_style(struct tui *t, const char *text)
{
    while (*(text += strspn(text, " \t\n"))) {
        struct word w = { text, strcspn(text, " \t\n") };
        const char *equal = memchr(w.s, '=', w.n);
        if (equal)
            assign(t, w, equal);
        else if (!parse_template(t, w))
            complain(t, "no style:", w);
        text += w.n;
    }
}

bool tui_wants_color(void)
{
    const char *no_color = getenv("NO_COLOR"), *theme = getenv("MENUCONFIG_COLOR");
    return !(no_color && *no_color) && !(theme && !strcmp(theme, "mono"));
}

void tui_set_style(struct tui *t, bool color)
{
    const char *style = getenv("MENUCONFIG_STYLE"), *theme = getenv("MENUCONFIG_COLOR");
    parse_style(t, color ? "default" : "monochrome");
    if (theme && *theme && color && !parse_theme(t, (struct word){ theme, strlen(theme) }))
        buf_printf(&t->warnings, "MENUCONFIG_COLOR: no theme: '%s' (classic, bluetitle, blackbg, mono)\n", theme);
    if (style && color)
        parse_style(t, style);
}
