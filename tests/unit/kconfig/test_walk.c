// SPDX-License-Identifier: MIT
// Unit tests of what a program sees that goes over a tree by the public header alone: each node with all it holds,
// written down again and compared.
#include "test_kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char text[] =
    "mainmenu \"title\"\n"                            // 1
    "config MODULES\n\tdef_bool y\n\toption modules\n" // 2
    "menu \"devices\"\n"                              // 5
    "\tvisible if MODULES\n"
    "\tdepends on !GONE\n"
    "menuconfig NET\n\ttristate \"net\"\n\tselect CRC if MODULES\n\timply FAST\n\thelp\n\t  About it.\n" // 8
    "if NET\n"
    "config SIZE\n\tint \"size\" if FAST\n\trange 1 MAX\n\tdefault 4 if NET = m\n\tdefault 8\n" // 15
    "endif\n"
    "endmenu\n"
    "comment \"a remark\"\n\tdepends on FAST && (NET || CRC)\n" // 22
    "choice WAY\n\tprompt \"way\"\n\toptional\n\tdefault LEFT\n" // 24
    "config LEFT\n\tbool \"left\"\n"                          // 28
    "config RIGHT\n\tbool \"right\"\n\tdepends on NAME != \"x y\"\n"
    "endchoice\n"
    "config NAME\n\tstring \"name\"\n\tdefault \"x y\"\n" // 34
    "config CRC\n\ttristate\n"
    "config FAST\n\tbool \"fast\"\n"
    "config MAX\n\tint\n\tdefault 100\n"
    "config FAST\n\tdepends on CRC\n"; // 44

static const char expected[] =
    "1 menu 'title' if y depends y visible y\n"
    "  2 symbol MODULES depends y\n"
    "    default y if y at 3\n"
    "  5 menu 'devices' if !GONE depends !GONE visible MODULES\n"
    "    8 symbol NET menuconfig 'net' if MODULES && !GONE depends !GONE\n"
    "      select CRC if MODULES && !GONE at 10\n"
    "      imply FAST if !GONE at 11\n"
    "      15 symbol SIZE 'size' if FAST && MODULES && NET && !GONE depends NET && !GONE\n"
    "        range 1 MAX if NET && !GONE at 17\n"
    "        default 4 if NET = m && NET && !GONE at 18\n"
    "        default 8 if NET && !GONE at 19\n"
    "  22 comment 'a remark' if FAST && (NET || CRC) depends FAST && (NET || CRC)\n"
    "  24 choice WAY 'way' if y depends y\n"
    "    default LEFT if y at 27\n"
    "    28 symbol LEFT 'left' if <choice WAY> depends <choice WAY>\n"
    "    30 symbol RIGHT 'right' if NAME != \"x y\" && <choice WAY> depends NAME != \"x y\" && <choice WAY>\n"
    "  34 symbol NAME 'name' if y depends y\n"
    "    default \"x y\" if y at 36\n"
    "  37 symbol CRC depends y\n"
    "  39 symbol FAST 'fast' if y depends y\n"
    "  41 symbol MAX depends y\n"
    "    default 100 if y at 43\n"
    "  44 symbol FAST depends CRC\n";

// An expression through its parts alone, fully in parentheses where it is not an operand.
static void put_parts(buf_t *b, const struct kexpr *e)
{
    static const char *const ops[] = { [KE_AND] = "&&", [KE_OR] = "||", [KE_EQ] = "=", [KE_NE] = "!=", [KE_LT] = "<" };
    enum kop op = kexpr_op(e);
    if (op == KE_SYMBOL) {
        buf_puts(b, ksym_name(kexpr_symbol(e)));
    } else if (op == KE_CHOICE) {
        buf_puts(b, kchoice_name(kexpr_choice(e)));
    } else if (op == KE_NOT) {
        buf_puts(b, "(!");
        put_parts(b, kexpr_left(e));
        buf_puts(b, ")");
    } else if (op == KE_AND || op == KE_OR) {
        buf_puts(b, "(");
        put_parts(b, kexpr_left(e));
        buf_printf(b, " %s ", ops[op]);
        put_parts(b, kexpr_right(e));
        buf_puts(b, ")");
    } else {
        buf_printf(b, "(%s %s %s)", ksym_name(kexpr_symbol(e)), ops[op], ksym_name(kexpr_symbol_right(e)));
    }
}

static void put_expr(buf_t *b, const char *before, const struct kexpr *e)
{
    char *expr = kexpr_as_text(e, NULL);
    buf_printf(b, "%s%s", before, expr);
    free(expr);
}

static void put_prop(buf_t *b, int indent, const struct kprop *p)
{
    static const char *const verbs[] = { "default", "range", "select", "imply" };
    buf_printf(b, "%*s%s ", indent, "", verbs[kprop_kind(p)]);
    if (kprop_kind(p) == KPROP_DEFAULT)
        put_expr(b, "", kprop_value(p));
    else if (kprop_kind(p) == KPROP_RANGE)
        buf_printf(b, "%s %s", ksym_name(kprop_low(p)), ksym_name(kprop_high(p)));
    else
        buf_puts(b, ksym_name(kprop_target(p)));
    put_expr(b, " if ", kprop_if(p));
    buf_printf(b, " at %u\n", kprop_line(p));
}

static void put_node(buf_t *b, int indent, const struct knode *node)
{
    static const char *const kinds[] = { "symbol", "choice", "menu", "comment" };
    buf_printf(b, "%*s%u %s", indent, "", knode_place(node).line, kinds[knode_kind(node)]);
    if (knode_symbol(node))
        buf_printf(b, " %s", ksym_name(knode_symbol(node)));
    if (knode_choice(node))
        buf_printf(b, " %s", kchoice_name(knode_choice(node)));
    if (knode_is_menuconfig(node) && knode_symbol(node))
        buf_puts(b, " menuconfig");
    if (knode_prompt(node)) {
        buf_printf(b, " '%s'", knode_prompt(node));
        put_expr(b, " if ", knode_prompt_if(node));
    }
    put_expr(b, " depends ", knode_depends(node));
    if (knode_kind(node) == KNODE_MENU)
        put_expr(b, " visible ", knode_visible_if(node));
    buf_puts(b, "\n");
    for (const struct kprop *p = NULL; (p = knode_next_prop(node, p));)
        put_prop(b, indent + 2, p);
    for (const struct knode *child = knode_child(node); child; child = knode_next(child)) {
        assert_ptr_equal(knode_parent(child), node);
        put_node(b, indent + 2, child);
    }
}

static void test_a_tree_written_down_again(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    assert_non_null(kc);
    buf_t b = { 0 };
    put_node(&b, 0, kconfig_top(kc));
    assert_string_equal(b.s, expected);
    unsigned nodes = 0, lines = 0;
    for (const struct knode *node = kconfig_top(kc); node; node = knode_after(node))
        nodes++;
    for (const char *line = expected; (line = strchr(line, '\n')); line++)
        lines++;
    assert_int_equal(nodes, lines - 9); // the others are properties
    free(b.s);
    kconfig_close(kc);
}

static const struct knode *node_of(struct kconfig *kc, const char *name)
{
    return ksym_next_node(kconfig_symbol(kc, name), NULL);
}

static void test_expressions(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    const struct kexpr *remark = NULL, *right = knode_depends(node_of(kc, "RIGHT"));
    for (const struct knode *node = kconfig_top(kc); node; node = knode_after(node))
        remark = knode_kind(node) == KNODE_COMMENT ? knode_depends(node) : remark;
    buf_t b = { 0 };
    put_parts(&b, remark);
    put_parts(&b, right);
    put_parts(&b, knode_depends(node_of(kc, "NET")));
    assert_string_equal(b.s, "(FAST && (NET || CRC))((NAME != x y) && WAY)(!GONE)");
    assert_int_equal(kconfig_expr_value(kc, remark), KTRI_N);
    assert_int_equal(set(kc, "NET", "m"), 0);
    assert_int_equal(set(kc, "FAST", "y"), 0);
    assert_int_equal(kconfig_expr_value(kc, remark), KTRI_M);
    char *now = kexpr_as_text(remark, kc);
    assert_string_equal(now, "FAST(=y) && (NET(=m) || CRC(=m))");
    free(now);
    assert_null(kexpr_symbol(remark));
    assert_null(kexpr_left(kexpr_left(remark))); // an operand has no sides
    assert_null(kexpr_choice(remark));
    assert_null(kexpr_symbol_right(kexpr_left(remark)));
    free(b.s);
    kconfig_close(kc);
}

static void test_symbols_in_expressions(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    struct ksymbol *gone = kexpr_symbol(kexpr_left(knode_depends(node_of(kc, "NET"))));
    assert_string_equal(ksym_name(gone), "GONE");
    assert_false(ksym_is_defined(gone));
    assert_false(ksym_is_constant(gone));
    assert_null(ksym_next_node(gone, NULL));
    assert_null(ksym_next_select(gone, NULL));
    assert_null(ksym_choice(gone));
    assert_null(ksym_user_value(gone));
    assert_string_equal(kconfig_value(kc, gone), "GONE");
    assert_int_equal(kconfig_tristate(kc, gone), KTRI_N);
    const struct kexpr *compare = kexpr_left(knode_depends(node_of(kc, "RIGHT")));
    struct ksymbol *constant = kexpr_symbol_right(compare);
    assert_true(ksym_is_constant(constant));
    assert_string_equal(kconfig_value(kc, constant), "x y");
    assert_int_equal(ksym_type(constant), KTYPE_UNKNOWN);
    assert_true(ksym_is_defined(kconfig_symbol(kc, "NET")));
    kconfig_close(kc);
}

static void test_definitions_and_selects(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    struct ksymbol *fast = kconfig_symbol(kc, "FAST"), *crc = kconfig_symbol(kc, "CRC");
    const struct knode *first = ksym_next_node(fast, NULL), *second = ksym_next_node(fast, first);
    assert_int_equal(knode_place(first).line, 39);
    assert_int_equal(knode_place(second).line, 44);
    assert_null(ksym_next_node(fast, second));
    assert_null(knode_prompt(second));
    assert_null(knode_prompt_if(second));
    assert_null(knode_visible_if(second));
    const struct krev *select = ksym_next_select(crc, NULL), *imply = ksym_next_imply(fast, NULL);
    assert_string_equal(ksym_name(krev_by(select)), "NET");
    char *condition = kexpr_as_text(krev_if(select), NULL);
    assert_string_equal(condition, "MODULES && !GONE");
    free(condition);
    assert_null(ksym_next_select(crc, select));
    assert_ptr_equal(krev_by(imply), krev_by(select));
    assert_null(ksym_next_imply(crc, NULL));
    assert_string_equal(knode_help(kc, node_of(kc, "NET")), "About it.");
    assert_null(knode_help(kc, first));
    kconfig_close(kc);
}

static void test_choices(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    struct kchoice *way = kconfig_choice(kc, "WAY");
    assert_null(kconfig_choice(kc, "NO_WAY"));
    assert_ptr_equal(kconfig_next_choice(kc, NULL), way);
    assert_null(kconfig_next_choice(kc, way));
    struct ksymbol *left = kchoice_next_member(way, NULL), *right = kchoice_next_member(way, left);
    assert_string_equal(ksym_name(left), "LEFT");
    assert_string_equal(ksym_name(right), "RIGHT");
    assert_null(kchoice_next_member(way, right));
    assert_ptr_equal(ksym_choice(left), way);
    assert_ptr_equal(knode_choice(kchoice_next_node(way, NULL)), way);
    assert_null(kchoice_next_node(way, kchoice_next_node(way, NULL)));
    assert_int_equal(kchoice_type(way), KTYPE_BOOL);
    assert_true(kchoice_is_optional(way));
    assert_int_equal(kconfig_choice_mode(kc, way), KTRI_N);
    assert_null(kconfig_selected(kc, way));
    assert_int_equal(set(kc, "NAME", "z"), 0);
    assert_int_equal(kconfig_set(kc, right, "y", NULL), -EPERM);
    assert_int_equal(kconfig_set_mode(kc, way, KTRI_M), -EINVAL);
    assert_int_equal(kconfig_set_mode(kc, way, KTRI_Y), 0);
    assert_int_equal(kconfig_choice_mode(kc, way), KTRI_Y);
    assert_ptr_equal(kconfig_selected(kc, way), right);
    kconfig_close(kc);
}

static void test_what_is_shown(void **state)
{
    (void)state;
    struct kconfig *kc = open_text(text, NULL);
    const struct knode *size = node_of(kc, "SIZE");
    assert_true(kconfig_is_shown(kc, knode_parent(node_of(kc, "NET"))));
    assert_true(kconfig_is_shown(kc, node_of(kc, "NET")));
    assert_false(kconfig_is_shown(kc, size));
    assert_false(kconfig_is_shown(kc, node_of(kc, "MAX"))); // it has no prompt
    set(kc, "NET", "y");
    set(kc, "FAST", "y");
    assert_true(kconfig_is_shown(kc, size));
    kconfig_close(kc);
    kc = open_text("menu \"a\"\n\tvisible if NO\nconfig B\n\tbool \"b\"\nendmenu\nconfig NO\n\tbool \"no\"\n", NULL);
    assert_false(kconfig_is_shown(kc, knode_child(kconfig_top(kc))));
    assert_false(kconfig_is_shown(kc, node_of(kc, "B")));
    set(kc, "NO", "y");
    assert_true(kconfig_is_shown(kc, knode_child(kconfig_top(kc))));
    assert_true(kconfig_is_shown(kc, node_of(kc, "B")));
    kconfig_close(kc);
}

int run_walk_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tree_written_down_again), cmocka_unit_test(test_expressions),
        cmocka_unit_test(test_symbols_in_expressions),    cmocka_unit_test(test_definitions_and_selects),
        cmocka_unit_test(test_choices),                   cmocka_unit_test(test_what_is_shown),
    };
    return cmocka_run_group_tests_name("kconfig walk", tests, NULL, NULL);
}
