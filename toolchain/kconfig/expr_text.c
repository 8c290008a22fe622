// SPDX-License-Identifier: MIT
// Expressions as text, alone or with the present values.
#include <string.h>

#include "kconfig/tree.h"

// With a tree, the present value follows: NAME(=y).
static void operand_value(buf_t *b, struct ksymbol *sym, struct kconfig *kc)
{
    if (!kc || sym->is_const)
        return;
    knum ignored;
    if (!sym->nodes && knum_parse(sym->name, 0, &ignored))
        return;
    if (!sym->nodes)
        buf_puts(b, "(undefined)");
    else
        buf_printf(b, sym->type == KTYPE_STRING ? "(=\"%s\")" : "(=%s)", ksym_text(kc, sym));
}

static void operand_text(buf_t *b, struct ksymbol *sym, struct kconfig *kc)
{
    bool tri = strlen(sym->name) == 1 && strchr("nmy", *sym->name);
    if (!sym->is_const || tri) {
        buf_puts(b, sym->name);
        operand_value(b, sym, kc);
        return;
    }
    buf_puts(b, "\"");
    kescape(b, sym->name);
    buf_puts(b, "\"");
}

static void choice_text(buf_t *b, struct kchoice *choice, struct kconfig *kc)
{
    buf_printf(b, choice->name ? "<choice %s>" : "<choice>", choice->name);
    if (kc)
        buf_printf(b, "(=%s)", ktri_text[kchoice_tri(kc, choice)]);
}

static void side_text(buf_t *b, const struct kexpr *e, int parenthesize, struct kconfig *kc)
{
    bool paren = e->op == parenthesize;
    if (paren)
        buf_puts(b, "(");
    kexpr_print(b, e, kc);
    if (paren)
        buf_puts(b, ")");
}

void kexpr_print(buf_t *b, const struct kexpr *e, struct kconfig *kc)
{
    static const char *const relations[] = {
        [KE_EQ] = " = ", [KE_NE] = " != ", [KE_LT] = " < ", [KE_LE] = " <= ", [KE_GT] = " > ", [KE_GE] = " >= "
    };
    while (e->op == KE_AND || e->op == KE_OR) {
        int other = e->op == KE_AND ? KE_OR : KE_AND;
        side_text(b, e->left, other, kc);
        buf_puts(b, e->op == KE_AND ? " && " : " || ");
        if (e->right->op == other) {
            side_text(b, e->right, other, kc);
            return;
        }
        e = e->right;
    }
    if (e->op == KE_SYMBOL)
        operand_text(b, e->sym, kc);
    else if (e->op == KE_CHOICE)
        choice_text(b, e->choice, kc);
    else if (e->op == KE_NOT) {
        buf_puts(b, "!");
        bool simple = e->left->op == KE_SYMBOL || e->left->op == KE_CHOICE;
        buf_puts(b, simple ? "" : "(");
        kexpr_print(b, e->left, kc);
        buf_puts(b, simple ? "" : ")");
    } else {
        operand_text(b, e->sym, kc);
        buf_puts(b, relations[e->op]);
        operand_text(b, e->right_sym, kc);
    }
}

static void operand_line(buf_t *b, const struct kexpr *e, int other, struct kconfig *kc)
{
    side_text(b, e, other, kc);
    bool simple = e->op == KE_SYMBOL || e->op == KE_CHOICE; // its value stands there
    buf_printf(b, simple ? "\n" : "  (=%s)\n", ktri_text[kexpr_value(kc, e)]);
}

void kexpr_print_lines(buf_t *b, const struct kexpr *e, struct kconfig *kc, int indent)
{
    int op = e->op, other = op == KE_AND ? KE_OR : op == KE_OR ? KE_AND : -1;
    while (e->op == op && other >= 0) {
        operand_line(b, e->left, other, kc);
        buf_printf(b, "%*s%s ", indent, "", op == KE_AND ? "&&" : "||");
        e = e->right;
    }
    operand_line(b, e, other, kc);
}

void kexpr_text(buf_t *b, const struct kexpr *e)
{
    kexpr_print(b, e, NULL);
}

void ksym_dep_text(buf_t *b, const struct ksymbol *sym)
{
    if (!sym->nodes)
        buf_puts(b, "n");
    for (const struct knode *node = sym->nodes; node; node = node->next_same) {
        if (node != sym->nodes)
            buf_puts(b, " || ");
        side_text(b, node->dep, node->next_same || node != sym->nodes ? KE_AND : -1, NULL);
    }
}
