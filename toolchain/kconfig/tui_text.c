// SPDX-License-Identifier: MIT
// Text in the columns of a terminal: how wide it is, what fits, where it is cut; and a line that is edited.
#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "kconfig/tui.h"

size_t tui_next_char(const char *s, wchar_t *c, int *columns, mbstate_t *state)
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

size_t tui_fit(const char *text, int columns)
{
    mbstate_t state = { 0 };
    size_t at = 0;
    while (text[at] && text[at] != '\n') {
        wchar_t c;
        int width;
        size_t n = tui_next_char(text + at, &c, &width, &state);
        if ((columns -= width) < 0)
            break;
        at += n;
    }
    return at;
}

int tui_columns(const char *text)
{
    mbstate_t state = { 0 };
    int total = 0;
    while (*text) {
        wchar_t c;
        int columns;
        text += tui_next_char(text, &c, &columns, &state);
        total += columns;
    }
    return total;
}

const char *tui_tail(const char *text, int columns)
{
    mbstate_t state = { 0 };
    for (int total = tui_columns(text); total > columns && *text;) {
        wchar_t c;
        int width;
        text += tui_next_char(text, &c, &width, &state);
        total -= width;
    }
    return text;
}

// Lines --------------------------------------------------------------------------------------------------------------

static void wrap_line(tui_lines *lines, const char *s, const char *end, int columns)
{
    for (;;) {
        size_t n = tui_fit(s, columns), cut = n;
        if (s + n >= end)
            break;
        while (cut > n / 2 && s[cut] != ' ')
            cut--;
        if (s[cut] != ' ')
            cut = n ? n : 1;
        vec_push(lines, xstrndup(s, cut));
        s += cut;
        s += s < end && *s == ' ';
    }
    vec_push(lines, xstrndup(s, (size_t)(end - s)));
}

void tui_wrap(tui_lines *lines, const char *text, int columns)
{
    tui_free_lines(lines);
    for (const char *next; *text; text = next) {
        next = text + strcspn(text, "\n");
        wrap_line(lines, text, next, columns > 8 ? columns : 8);
        next += *next == '\n';
    }
}

void tui_free_lines(tui_lines *lines)
{
    for (size_t i = 0; i < lines->len; i++)
        free(lines->data[i]);
    free(lines->data);
    *lines = (tui_lines){ 0 };
}

// A line that is edited ----------------------------------------------------------------------------------------------

static void insert(struct tui_field *f, wchar_t c)
{
    if (f->len + 2 > f->cap)
        f->s = xrealloc(f->s, f->cap = f->cap * 2 + 64, sizeof *f->s);
    wmemmove(f->s + f->at + 1, f->s + f->at, f->len - f->at);
    f->s[f->at++] = c;
    f->s[++f->len] = L'\0';
}

// Takes out what lies between from and the cursor.
static void erase_from(struct tui_field *f, size_t from)
{
    wmemmove(f->s + from, f->s + f->at, f->len - f->at + 1);
    f->len -= f->at - from;
    f->at = from;
}

// Where the word before the cursor begins; any other character is a word of its own.
static size_t word_start(const struct tui_field *f)
{
    size_t at = f->at;
    while (at && iswspace((wint_t)f->s[at - 1]))
        at--;
    size_t end = at;
    while (at && (iswalnum((wint_t)f->s[at - 1]) || f->s[at - 1] == L'_'))
        at--;
    return at == end && at ? at - 1 : at;
}

static bool delete_key(struct tui_field *f, int c)
{
    enum { CTRL_K = 11, CTRL_W = 23 };
    if (c == KEY_BACKSPACE && f->at)
        erase_from(f, f->at - 1);
    else if (c == KEY_DC && f->at < f->len) {
        f->at++;
        erase_from(f, f->at - 1);
    } else if (c == TUI_KEY_CTRL_U)
        erase_from(f, 0);
    else if (c == CTRL_W)
        erase_from(f, word_start(f));
    else if (c == CTRL_K)
        f->s[f->len = f->at] = L'\0';
    else
        return c == KEY_BACKSPACE || c == KEY_DC;
    return true;
}

bool tui_field_key(struct tui_field *f, int c)
{
    enum { CTRL_A = 1, CTRL_E = 5 };
    if (c == KEY_LEFT)
        f->at -= f->at > 0;
    else if (c == KEY_RIGHT)
        f->at += f->at < f->len;
    else if (c == KEY_HOME || c == CTRL_A)
        f->at = 0;
    else if (c == KEY_END || c == CTRL_E)
        f->at = f->len;
    else if (c & 1 << 24)
        insert(f, (wchar_t)(c & ~(1 << 24)));
    else if (c >= 32 && c < 256)
        insert(f, (wchar_t)c);
    else
        return delete_key(f, c);
    return true;
}

void tui_field_start(struct tui_field *f, const char *text)
{
    mbstate_t state = { 0 };
    *f = (struct tui_field){ .s = xcalloc(64, sizeof *f->s), .cap = 64 };
    while (*text) {
        wchar_t c;
        int columns;
        text += tui_next_char(text, &c, &columns, &state);
        insert(f, c);
    }
}

static char *narrow(const wchar_t *s)
{
    size_t n = wcstombs(NULL, s, 0);
    char *text = xmalloc(n == (size_t)-1 ? 1 : n + 1);
    text[0] = '\0';
    if (n != (size_t)-1)
        wcstombs(text, s, n + 1);
    return text;
}

char *tui_field_text(const struct tui_field *f)
{
    return narrow(f->s);
}

static int width_of(wchar_t c)
{
    int width = wcwidth(c);
    return width > 0 ? width : 0;
}

void tui_field_draw(const struct tui_field *f, int y, int x, int width, int attribute)
{
    size_t first = f->at;
    int column = 0;
    while (first && column + width_of(f->s[first - 1]) < width)
        column += width_of(f->s[--first]);
    char *text = narrow(f->s + first);
    tui_put(y, x, width, attribute, text);
    free(text);
    move(y, x + column);
}
