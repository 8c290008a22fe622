// SPDX-License-Identifier: MIT
// menuconfig without a screen, for terminals that cannot move the cursor, pipes and screen readers: the menu as
// numbered lines, and commands.
#include <ctype.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kconfig/tui.h"

static const char help[] =
    "  N           changes or enters line N       ..        back to the menu above\n"
    "  N=VALUE     gives line N a value           NAME=VALUE  the same by name\n"
    "  ?N          tells all about line N         NAME      goes to a symbol\n"
    "  /WORDS      lists what matches all words, regular expressions\n"
    "  s [FILE]    saves                          d [FILE]  saves the minimal configuration\n"
    "  o FILE      loads                          u         undoes the last change\n"
    "  a           shows all                      c         shows names\n"
    "  q           quits                          ENTER     shows the menu again\n";

struct plain {
    struct tui *t;
    bool asks;    // somebody is typing
    bool refused; // something could not be done
    bool done, show;
};

static void refuse(struct plain *p, char *why)
{
    printf("  %s\n", why);
    free(why);
    p->refused = true;
}

// Showing ------------------------------------------------------------------------------------------------------------

static void wait_for_live(struct tui *t)
{
    tui_tell_live(t);
    for (int fd; t->live && (fd = t->live->fd(t->live->ctx)) >= 0;) {
        struct pollfd news = { .fd = fd, .events = POLLIN };
        poll(&news, 1, -1);
        t->live->ready(t->live->ctx);
    }
}

static void show_menu(struct tui *t)
{
    buf_t b = { 0 };
    bool wrong;
    wait_for_live(t);
    tui_fill(t);
    tui_path(t, &b);
    printf("\n%s\n%s\n", t->kc->title, b.s);
    for (size_t i = 0; i < t->shown.len; i++) {
        const char *live = tui_live_line(t, t->shown.data[i]);
        tui_line(t, t->shown.data[i], &b);
        printf("%4zu  %s%s%s\n", i + 1, b.s, live ? "   " : "", live ? live : "");
    }
    const char *status = t->live ? t->live->status(t->live->ctx, &wrong) : NULL;
    if (status && *status)
        puts(status);
    if (t->message)
        puts(t->message);
    tui_say(t, NULL);
    free(b.s);
}

static void show_info(struct tui *t, const struct knode *node)
{
    buf_t text = { 0 };
    bool live = t->live && node->kind == KNODE_SYMBOL;
    knode_info(t->kc, node, &text);
    char *detail = live ? t->live->detail(t->live->ctx, node->sym) : NULL;
    printf("%s%s%s", text.s, detail ? "\n" : "", detail ? detail : "");
    free(detail);
    free(text.s);
}

static void show_match(void *ctx, struct knode *node)
{
    buf_t b = { 0 };
    tui_search_line(ctx, node, &b);
    printf("  %s\n", b.s);
    free(b.s);
}

// Commands -----------------------------------------------------------------------------------------------------------

// The line of the menu, or the first entry of the symbol, that a word names.
static struct knode *find_node(struct plain *p, const char *word)
{
    char *end;
    unsigned long line = strtoul(word, &end, 10);
    const struct ksymbol *sym = kconfig_symbol(p->t->kc, word);
    if (sym)
        return sym->nodes;
    if (isdigit((unsigned char)*word) && !*end && line >= 1 && line <= p->t->shown.len)
        return p->t->shown.data[line - 1];
    refuse(p, xasprintf("there is neither a line nor a symbol %s; h tells the commands", word));
    return NULL;
}

static void act_on(struct plain *p, const char *word)
{
    struct tui *t = p->t;
    bool by_line = isdigit((unsigned char)*word) && !kconfig_symbol(t->kc, word);
    struct knode *node = find_node(p, word);
    if (!node)
        return;
    if (!by_line) {
        tui_jump_to(t, node);
        return;
    }
    t->selected = strtoul(word, NULL, 10) - 1;
    if (tui_is_text(node))
        refuse(p, xasprintf("%s=VALUE gives it a value", word));
    else if (!tui_change(t, node) && !tui_enter(t, node))
        refuse(p, xasprintf("%s cannot be changed; ?%s tells why", word, word));
    else if (tui_in_y_choice(t, node) && t->menu->kind == KNODE_CHOICE && !node->list)
        tui_leave(t);
}

static bool set_logic(struct tui *t, struct knode *node, const char *value)
{
    const char *at = strchr("nmy", *value);
    return *value && !value[1] && at && tui_set_tri(t, node, (int)(at - "nmy"));
}

static void set_value(struct plain *p, char *word, char *equal)
{
    *equal = '\0';
    struct knode *node = find_node(p, word);
    if (!node)
        return;
    if (!tui_is_text(node)) {
        if (!set_logic(p->t, node, equal + 1))
            refuse(p, xasprintf("%s cannot be %s; ?%s tells why", word, equal + 1, word));
        return;
    }
    char *why = kconfig_is_shown(p->t->kc, node) ? tui_refuse(p->t, node->sym, equal + 1)
                                        : xasprintf("%s is not visible; ?%s tells why", word, word);
    if (why)
        refuse(p, why);
    else
        tui_set_text(p->t, node->sym, equal + 1);
}

static void search(struct plain *p, const char *words)
{
    char *wrong = tui_search(p->t, words, show_match, p->t);
    if (wrong)
        refuse(p, wrong);
    p->show = false;
}

static void file_command(struct plain *p, char *(*act)(struct tui *t, const char *path), const char *path)
{
    char *wrong = act(p->t, path);
    if (wrong)
        refuse(p, wrong);
}

static bool letter_command(struct plain *p, char letter, const char *rest)
{
    struct tui *t = p->t;
    switch (letter) {
    case 's': file_command(p, tui_save, *rest ? rest : t->path); return true;
    case 'd': file_command(p, tui_save_minimal, *rest ? rest : t->minimal_path); return true;
    case 'o': file_command(p, tui_load, *rest ? rest : t->path); return true;
    case 'u': tui_undo(t); return true;
    case 'a': tui_toggle_all(t); return true;
    case 'c': t->show_name = !t->show_name; return true;
    case 'q': p->done = true; return true;
    case 'h':
        fputs(help, stdout);
        p->show = false;
        return true;
    default: return false;
    }
}

static void take(struct plain *p, char *line)
{
    char *equal = strchr(line, '=');
    bool letter = line[0] && (!line[1] || line[1] == ' ');
    p->show = true;
    if (!*line)
        return;
    if (*line == '/') {
        search(p, line + 1);
    } else if (*line == '?') {
        const struct knode *node = find_node(p, line + 1);
        if (node)
            show_info(p->t, node);
        p->show = false;
    } else if (!strcmp(line, "..")) {
        tui_leave(p->t);
    } else if (!letter || !letter_command(p, *line, line + 1 + strspn(line + 1, " "))) {
        equal ? set_value(p, line, equal) : act_on(p, line);
    }
}

// A line without its end and the blanks around it; NULL at the end of the input.
static char *read_line(const char *prompt)
{
    static char *line;
    static size_t cap;
    fputs(prompt, stdout);
    fflush(stdout);
    ssize_t n = getline(&line, &cap, stdin);
    while (n > 0 && isspace((unsigned char)line[n - 1]))
        line[--n] = '\0';
    return n < 0 ? NULL : line + strspn(line, " \t");
}

// True: the end. Without an answer nothing is saved.
static bool quit(struct plain *p)
{
    for (char *line; p->t->unsaved && (line = read_line("save the configuration? (y/n/c) "));) {
        if (*line == 'c')
            return false;
        if (*line == 'n')
            return true;
        if (*line == 'y')
            file_command(p, tui_save, p->t->path);
    }
    return true;
}

int tui_plain(struct tui *t)
{
    struct plain p = { .t = t, .asks = isatty(0), .show = true };
    puts(p.asks ? "this terminal cannot show menus: they come line by line. h tells the commands" : "");
    do {
        char *line;
        for (p.done = false; !p.done;) {
            if (p.show)
                show_menu(t);
            if (!(line = read_line(p.asks ? "> " : "")))
                break;
            take(&p, line);
        }
    } while (!quit(&p));
    puts(t->unsaved ? "changes were not saved" : t->message ? t->message : "no changes to save");
    return p.refused && !p.asks ? EXIT_USER : EXIT_OK;
}
