// SPDX-License-Identifier: MIT
// Telling the caller what is wrong, and where.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

const char ktri_text[3][2] = { "n", "m", "y" };

static void tell(const struct kconfig *kc, enum kdiag_kind kind, const char *file, unsigned line, const char *text)
{
    if (!kc->diag || (kind == KDIAG_VALUE && kc->quiet) || (kind != KDIAG_ERROR && kc->again))
        return;
    struct kdiag d = { .kind = kind, .place = { file, line }, .text = text };
    kc->diag(kc->diag_ctx, &d);
}

static void tell_list(const struct kconfig *kc, enum kdiag_kind kind, const char *file, unsigned line,
                      const char *prefix, const char *fmt, va_list ap)
{
    buf_t b = { 0 };
    buf_puts(&b, prefix);
    char *text = NULL;
    if (vasprintf(&text, fmt, ap) < 0)
        fatal(EXIT_ENV, NULL, "out of memory");
    buf_puts(&b, text);
    tell(kc, kind, file, line, b.s);
    free(text);
    free(b.s);
}

void ktell(const struct kconfig *kc, enum kdiag_kind kind, const char *file, unsigned line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    tell_list(kc, kind, file, line, "", fmt, ap);
    va_end(ap);
}

void ksym_describe(buf_t *b, const struct ksymbol *sym)
{
    if (!sym->nodes) {
        buf_printf(b, sym->is_const ? "\"%s\"" : "%s (undefined)", sym->name);
        return;
    }
    buf_printf(b, "%s (defined at ", sym->name);
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        buf_printf(b, "%s%s:%u", node == sym->nodes ? "" : ", ", node->file, node->line);
    buf_puts(b, ")");
}

void kchoice_describe(buf_t *b, const struct kchoice *choice)
{
    buf_printf(b, choice->name ? "choice %s (defined at " : "choice%s (defined at ", choice->name ? choice->name : "");
    for (const struct knode *node = choice->nodes; node; node = node->next_same)
        buf_printf(b, "%s%s:%u", node == choice->nodes ? "" : ", ", node->file, node->line);
    buf_puts(b, ")");
}

static void describe_node(buf_t *b, const struct knode *node)
{
    if (node->kind == KNODE_SYMBOL)
        buf_printf(b, "%s", node->sym->name);
    else if (node->kind == KNODE_CHOICE)
        buf_puts(b, "choice");
    else
        buf_printf(b, "%s \"%s\"", node->kind == KNODE_MENU ? "menu" : "comment", node->prompt ? node->prompt : "");
    buf_puts(b, ": ");
}

void kwarn_node(const struct kconfig *kc, const struct knode *node, const char *fmt, ...)
{
    buf_t b = { 0 };
    describe_node(&b, node);
    va_list ap;
    va_start(ap, fmt);
    tell_list(kc, KDIAG_WARNING, node->file, node->line, b.s, fmt, ap);
    va_end(ap);
    free(b.s);
}

void kwarn_sym(const struct kconfig *kc, enum kdiag_kind kind, const struct ksymbol *sym, const char *fmt, ...)
{
    if (!kc->diag || (kind == KDIAG_VALUE && kc->quiet))
        return;
    buf_t b = { 0 };
    ksym_describe(&b, sym);
    buf_puts(&b, ": ");
    va_list ap;
    va_start(ap, fmt);
    tell_list(kc, kind, sym->nodes ? sym->nodes->file : NULL, sym->nodes ? sym->nodes->line : 0, b.s, fmt, ap);
    va_end(ap);
    free(b.s);
}

const char *ktype_name(enum ktype type)
{
    static const char *const names[] = { "unknown", "bool", "tristate", "string", "int", "hex" };
    return names[type];
}

void kfail_at(struct kconfig *kc, const char *file, unsigned line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    tell_list(kc, KDIAG_ERROR, file, line, "", fmt, ap);
    va_end(ap);
    longjmp(kc->failed, 1);
}

// The line in question is shown after the message, cut to what a terminal shows well.
void kfail(struct kconfig *kc, const char *fmt, ...)
{
    char *text = NULL;
    va_list ap;
    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        fatal(EXIT_ENV, NULL, "out of memory");
    va_end(ap);
    buf_t b = { 0 };
    buf_puts(&b, text);
    free(text);
    const char *s = kc->line_s, *end = kc->line_end;
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    if (s < end)
        buf_printf(&b, "\n  %.*s%s", (int)(end - s > 100 ? 100 : end - s), s, end - s > 100 ? "..." : "");
    tell(kc, KDIAG_ERROR, kc->input ? kc->input->file : NULL, kc->input ? kc->input->line : 0, b.s);
    free(b.s);
    longjmp(kc->failed, 1);
}
