// SPDX-License-Identifier: MIT
// Help texts: the first line's indentation sets the margin, the first line indented less ends the text.
#include <string.h>

#include "kconfig/tree.h"

static bool is_blank_line(const char *s, const char *end)
{
    for (; s < end; s++)
        if (!strchr(" \t\v\f\r\x1c\x1d\x1e\x1f", *s) || !*s)
            return false;
    return true;
}

// The column of the first character that is no blank; a tab goes to the next multiple of 8.
static size_t indentation(const char *s, const char *end)
{
    size_t column = 0;
    for (; s < end && (*s == ' ' || *s == '\t' || *s == '\f' || *s == '\v'); s++)
        column = *s == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

static void add_expanded(buf_t *b, const char *s, const char *end, size_t column)
{
    for (; s < end; s++) {
        if (*s != '\t') {
            buf_add(b, s, 1);
            column += ((unsigned char)*s & 0xc0) != 0x80;
            continue;
        }
        do
            buf_add(b, " ", 1);
        while (++column & 7);
    }
}

// The line without its first margin columns, tabs expanded.
static void add_line(buf_t *b, const char *s, const char *end, size_t margin)
{
    size_t column = indentation(s, end);
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\f' || *s == '\v'))
        s++;
    for (size_t i = margin; i < column; i++)
        buf_add(b, " ", 1);
    if (memchr(s, '\t', (size_t)(end - s)))
        add_expanded(b, s, end, column);
    else
        buf_add(b, s, (size_t)(end - s));
    buf_add(b, "\n", 1);
}

static void empty_help(struct kconfig *kc, struct knode *node)
{
    kwarn_node(kc, node, "'help' without a text");
    node->help = "";
}

// The line after the text was read already: it becomes the current line.
static void put_back(struct kconfig *kc, const char *s, const char *end)
{
    kinput_join(kc, s, end);
    klex_line(kc);
    kc->reuse_line = true;
}

void kparse_help(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE && node->kind != KNODE_MENU &&
        node->kind != KNODE_COMMENT)
        kfail(kc, "no help can stand here");
    if (node->help)
        kwarn_node(kc, node, "more than one help text; the last one is used");
    const char *s, *end;
    bool more;
    while ((more = kinput_raw(kc, &s, &end)) && is_blank_line(s, end))
        ;
    size_t margin = more ? indentation(s, end) : 0;
    if (!margin) {
        empty_help(kc, node);
        if (more)
            put_back(kc, s, end);
        return;
    }
    size_t mark = kc->temps_used;
    buf_t *b = ktemp(kc);
    do {
        if (is_blank_line(s, end))
            buf_add(b, "\n", 1);
        else if (indentation(s, end) < margin)
            break;
        else
            add_line(b, s, end, margin);
    } while ((more = kinput_raw(kc, &s, &end)));
    while (b->len && strchr(" \n\t\v\f", b->s[b->len - 1]))
        b->len--;
    node->help = karena_text(&kc->arena, b->s, b->len);
    ktemp_back(kc, mark);
    if (more)
        put_back(kc, s, end);
}
