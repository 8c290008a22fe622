// SPDX-License-Identifier: MIT
// Help texts. scan.c finds how far they go; the margin is taken off when somebody asks for one.
#include <stdlib.h>
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

void kparse_help(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE && node->kind != KNODE_MENU &&
        node->kind != KNODE_COMMENT)
        kfail(kc, "no help can stand here");
    if (node->help)
        kwarn_node(kc, node, "more than one help text; the last one is used");
    node->help = kc->no_texts ? &kc->no_text : karena_alloc(&kc->arena, sizeof *node->help);
    struct kinput *in = kc->input;
    if (in->next == in->text->count || in->text->lines[in->next].type != KT_HELP_TEXT) {
        kwarn_node(kc, node, "'help' without a text");
        node->help->text = "";
        return;
    }
    const struct kline *lines = &in->text->lines[in->next++];
    if (kc->no_texts)
        return;
    node->help->raw = in->text->text + lines->at;
    node->help->size = lines->size;
}

static const char *without_margin(struct kconfig *kc, const char *s, const char *end)
{
    buf_t b = { 0 };
    size_t margin = indentation(s, end);
    while (s < end) {
        const char *newline = memchr(s, '\n', (size_t)(end - s)), *stop = newline ? newline : end;
        if (is_blank_line(s, stop))
            buf_add(&b, "\n", 1);
        else
            add_line(&b, s, stop, margin);
        s = stop + (newline != NULL);
    }
    while (b.len && strchr(" \n\t\v\f", b.s[b.len - 1]))
        b.len--;
    const char *text = karena_text(&kc->arena, b.s, b.len);
    free(b.s);
    return text;
}

const char *khelp_text(struct kconfig *kc, struct khelp *help)
{
    if (help && !help->text)
        help->text = without_margin(kc, help->raw, help->raw + help->size);
    return help ? help->text : NULL;
}
