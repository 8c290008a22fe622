// SPDX-License-Identifier: MIT
// What the files of this room do for each other, file by file. Private to kconfig; included by tree.h.
#ifndef KCONFIG_CALLS_H
#define KCONFIG_CALLS_H

#include "kconfig/tree.h"

// arena.c ------------------------------------------------------------------------------------------------------------

// Temporary buffers, a stack: take an empty one; give back all that were taken since temps_used was mark. They belong
// to the tree, so that leaving by kfail() loses none.
buf_t *ktemp(struct kconfig *kc);
void ktemp_back(struct kconfig *kc, size_t mark);

// graph.c ------------------------------------------------------------------------------------------------------------

// What the lines that follow are about. A block is open from then on; whoever leaves it puts graph.block back.
void kgraph_symbol(struct kconfig *kc, struct ksymbol *sym);
void kgraph_choice(struct kconfig *kc, struct kchoice *choice);
void kgraph_block(struct kconfig *kc); // menus and ifs
void kgraph_comment(struct kconfig *kc);
void kgraph_line(struct kconfig *kc, int token); // the tokens of the line that was parsed, of which this is the first
// False if there may be a loop. highest: how long the longest chain of dependencies may be.
bool kgraph_has_no_loop(struct kconfig *kc, unsigned *highest);
void kgraph_free(struct kconfig *kc);

// symtab.c -----------------------------------------------------------------------------------------------------------

unsigned ksym_hash(const char *name, size_t n);
struct ksymbol *ksym_lookup(struct kconfig *kc, const char *name, size_t n);       // made if it is new
struct ksymbol *ksym_lookup_const(struct kconfig *kc, const char *name, size_t n); // "quoted": made if it is new
struct ksymbol *ksym_find(const struct ksymtab *t, const char *name, size_t n);    // or NULL
void ksym_fetch(const struct kconfig *kc, const char *name, size_t n); // its slot: it will be looked up soon
struct kdetail *ksym_detail(struct kconfig *kc, struct ksymbol *sym);              // its own, made if it has none

// diag.c -------------------------------------------------------------------------------------------------------------

void ktell(const struct kconfig *kc, enum kdiag_kind kind, const char *file, unsigned line, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
void kwarn_node(const struct kconfig *kc, const struct knode *node, const char *fmt, ...) PRINTF_LIKE(3, 4);
void kwarn_sym(const struct kconfig *kc, enum kdiag_kind kind, const struct ksymbol *sym, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void ksym_describe(buf_t *b, const struct ksymbol *sym);          // NAME (defined at FILE:LINE, FILE:LINE)
void kchoice_describe(buf_t *b, const struct kchoice *choice);
const char *ktype_name(enum ktype type);
extern const char ktri_text[3][2]; // "n", "m", "y"
// Reports an error at the line being parsed (or at a place) and leaves kconfig_open().
_Noreturn void kfail(struct kconfig *kc, const char *fmt, ...) PRINTF_LIKE(2, 3);
_Noreturn void kfail_at(struct kconfig *kc, const char *file, unsigned line, const char *fmt, ...) PRINTF_LIKE(4, 5);

// deps.c: the folders of a file, which is changed and put back on the way. 0 or -errno.
int kmake_parents(char *path);

// tree.c: forgets what only parsing needs.
void kdrop_parser(struct kconfig *kc);

// input.c ------------------------------------------------------------------------------------------------------------

void kinput_open_top(struct kconfig *kc, const char *file);
void kinput_open_text(struct kconfig *kc, const char *name, const char *text, size_t size);
void kinput_enter(struct kconfig *kc, struct ktext *text);
void kinput_leave(struct kconfig *kc);
const struct kline *kinput_line(struct kconfig *kc); // the next one, which becomes current; NULL at the file's end
void kinput_fetch_ahead(const struct kconfig *kc);   // what parsing the file will need soon
// The files that `source pattern` stands for; returns how many.
size_t kinput_source(struct kconfig *kc, const char *pattern, bool relative, struct ktext ***found);
const char *kinput_relative(const struct kconfig *kc, const char *path); // to srctree

// text.c -------------------------------------------------------------------------------------------------------------

bool kutf8_valid(const char *s, size_t n, size_t *bad); // bad: offset of the first bad byte
// A whole file, universal newlines; 0 or -errno; the caller frees b->s. dir: an open folder, or AT_FDCWD.
int kread_text(int dir, const char *path, buf_t *b);
void kcopy_text(const char *text, size_t size, buf_t *b);

// scan.c -------------------------------------------------------------------------------------------------------------

// Takes kc->text apart: fills text, lines and what belongs to them. Without help texts where the tree keeps none.
void kscan(struct kconfig *kc, struct ktext *text);
// The keyword that a statement starts with, KT_END if none; *size is how long it is. limit: as of kword_end().
int kscan_keyword(const char *s, const char *end, const char *limit, size_t *size);
// Joins the lines of a statement; returns how many blanks stand in front.
size_t kscan_joined(const char *s, size_t size, buf_t *out);

// lexer.c ------------------------------------------------------------------------------------------------------------

enum ktoken_type {
    KT_END, KT_SYMBOL, KT_STRING,
    KT_AND, KT_OR, KT_NOT, KT_OPEN, KT_CLOSE, KT_EQ, KT_NE, KT_LT, KT_LE, KT_GT, KT_GE,
    KT_ALLNOCONFIG_Y, KT_BOOL, KT_CHOICE, KT_COMMENT, KT_CONFIG, KT_DEF_BOOL, KT_DEF_HEX, KT_DEF_INT, KT_DEF_STRING,
    KT_DEF_TRISTATE, KT_DEFAULT, KT_DEFCONFIG_LIST, KT_DEPENDS, KT_ENDCHOICE, KT_ENDIF, KT_ENDMENU, KT_ENV, KT_HELP,
    KT_HEX, KT_IF, KT_IMPLY, KT_INT, KT_MAINMENU, KT_MENU, KT_MENUCONFIG, KT_MODULES, KT_ON, KT_OPTION, KT_OPTIONAL,
    KT_ORSOURCE, KT_OSOURCE, KT_PROMPT, KT_RANGE, KT_RSOURCE, KT_SELECT, KT_SOURCE, KT_STRING_TYPE, KT_TRANSITIONAL,
    KT_TRISTATE, KT_VISIBLE, KT_HELP_TEXT,
};
const char *klex_environment(struct kconfig *kc, const char *s); // with $NAME and ${NAME} expanded
bool klex_next(struct kconfig *kc); // the next line into tokens; false at the end of the file

// words.c ------------------------------------------------------------------------------------------------------------

enum { KCHAR_COMMAND = 1, KCHAR_WORD = 2, KCHAR_DOLLAR = 4 }; // in a line's first word, in a later word
extern const unsigned char kchar_class[256];
const char *kword_end(const char *s, const char *limit); // of the word at s; there is no text from limit on
int ktoken_keyword(const char *s, size_t n); // KT_END if it is none

// macro.c ------------------------------------------------------------------------------------------------------------

// A call's name and arguments: n temporary buffers from the first on.
struct kmacro_args { size_t first, n; };
// Expands the macro that starts at s ("$("); appends to out and returns where it ends.
const char *kmacro_expand(struct kconfig *kc, const char *s, const char *end, const struct kmacro_args *args,
                          buf_t *out);
void kmacro_assign(struct kconfig *kc, const char *s, const char *end); // VAR = value, or a bare macro
// Looking ahead: the variable that is assigned has a value that is not known. False if it cannot be told which it is.
bool kmacro_forget(struct kconfig *kc, const char *s, const char *end);
void kmacro_free(struct kconfig *kc);
// shell.c
int kshell_run(struct kconfig *kc, const char *command, buf_t *out); // as waitpid() tells it
void kshell_flush(struct kconfig *kc); // starts what was gathered
void kshell_stop(struct kconfig *kc);
// shell_plain.c
bool kshell_plain(const char *command, buf_t *out); // false: a shell must be asked
// Is it a command that answers one of two words, and says nothing on standard error unless it is malformed? Then that
// can be seen from its output: is this one of the two?
bool kshell_has_two_answers(const char *command);
bool kshell_is_answer(const char *command, const char *line, size_t n);
bool kshell_busy(const struct kconfig *kc); // enough commands run at a time
bool kshell_idle(const struct kconfig *kc); // few run
// ahead.c
void kahead(struct kconfig *kc); // starts the commands that come next

// help.c
const char *khelp_text(struct kconfig *kc, struct khelp *help); // help may be NULL: NULL; "" where none is kept

// parse.c, props.c, parse_expr.c -------------------------------------------------------------------------------------

void kparse(struct kconfig *kc); // the whole tree
void kparse_props(struct kconfig *kc, struct knode *node);
void kparse_help(struct kconfig *kc, struct knode *node);
struct kexpr *kparse_expr(struct kconfig *kc, bool is_condition);
struct kexpr *kparse_expr_line(struct kconfig *kc); // a condition up to the end of the line
const char *kparse_string_line(struct kconfig *kc); // a string and the end of the line
struct ktoken *kparse_peek(struct kconfig *kc);
bool kparse_accept(struct kconfig *kc, int type);
void kparse_end(struct kconfig *kc); // nothing more on this line

// expr.c -------------------------------------------------------------------------------------------------------------

// Simplifies y && x; n && x in kconfiglib's style: conf up to 6.1 may find a loop behind the n.
struct kexpr *kexpr_and(struct kconfig *kc, struct kexpr *a, struct kexpr *b);
struct kexpr *kexpr_or(struct kconfig *kc, struct kexpr *a, struct kexpr *b);
struct kexpr *kexpr_make(struct kconfig *kc, enum kop op, struct kexpr *left, struct kexpr *right);
int kexpr_value(struct kconfig *kc, const struct kexpr *e);
// expr_text.c
void kexpr_text(buf_t *b, const struct kexpr *e);
void kexpr_print(buf_t *b, const struct kexpr *e, struct kconfig *kc); // with the values in force; kc may be NULL
// One operand of && or || on a line, with its value; the lines after the first are indented.
void kexpr_print_lines(buf_t *b, const struct kexpr *e, struct kconfig *kc, int indent);
// Calls visit for each symbol and choice operand.
void kexpr_walk(const struct kexpr *e, void (*visit)(void *ctx, const struct kexpr *leaf), void *ctx);
// The same for all expressions of a node, its dependencies' too, and for what it selects, implies and is limited by.
void knode_walk(const struct knode *node, void (*visit)(void *ctx, const struct kexpr *leaf), void *ctx);
const char *knode_name(const struct knode *node); // its symbol, else its prompt
// The same text for all of a symbol's dependencies: the || of its definitions.
void ksym_dep_text(buf_t *b, const struct ksymbol *sym);
int ksym_dep_value(struct kconfig *kc, const struct ksymbol *sym);

// number.c -----------------------------------------------------------------------------------------------------------

typedef __int128 knum;
bool knum_parse(const char *s, int base, knum *out); // base 10, 16, or 0: by prefix; surrounding blanks allowed
void knum_text(knum v, bool hex, char out[48]);
int ktype_base(enum ktype type);

// finish.c, check.c, loop.c ------------------------------------------------------------------------------------------

// Does the expression hold only if sym does? Comparisons count only in the forms that mean just this.
bool kexpr_depends_on(const struct kconfig *kc, const struct kexpr *e, const struct ksymbol *sym);
void kfinish(struct kconfig *kc);      // dependencies to properties, submenus, choices
void kcheck(struct kconfig *kc);       // warnings about the tree
void kdoubt(struct kconfig *kc, struct ksymbol *sym); // something about it may deserve a warning
void ksym_sort(struct ksymbol **symbols, size_t n);   // in order of first definition
void kcheck_undefined(struct kconfig *kc);
void kcheck_loops(struct kconfig *kc); // fails on a dependency loop; fills order

// value.c, choice.c --------------------------------------------------------------------------------------------------

bool kmodules_on(struct kconfig *kc);
enum ktype ksym_type_now(struct kconfig *kc, const struct ksymbol *sym); // tristate may act as bool
int ksym_vis(struct kconfig *kc, struct ksymbol *sym);
int ksym_tri(struct kconfig *kc, struct ksymbol *sym);
const char *ksym_text(struct kconfig *kc, struct ksymbol *sym);
int ksym_rev_value(struct kconfig *kc, const struct krev *rev);
const char *ksym_default_text(struct kconfig *kc, struct ksymbol *sym); // for the minimal config
unsigned ksym_assignable(struct kconfig *kc, struct ksymbol *sym);      // bit set of 1 << ktristate
// value_text.c
bool ksym_range(struct kconfig *kc, const struct ksymbol *sym, knum *low, knum *high); // the range in force
// The default in force, as the symbol it names; NULL if there is none.
struct ksymbol *ksym_default_symbol(struct kconfig *kc, const struct ksymbol *sym);
const char *ksym_compute_text(struct kconfig *kc, struct ksymbol *sym, int vis); // afresh; ksym_text() keeps it
// choice.c
enum ktype kchoice_type_now(struct kconfig *kc, const struct kchoice *choice);
int kchoice_vis(struct kconfig *kc, struct kchoice *choice);
int kchoice_tri(struct kconfig *kc, struct kchoice *choice);
struct ksymbol *kchoice_selection(struct kconfig *kc, struct kchoice *choice);
struct ksymbol *kchoice_default(struct kconfig *kc, struct kchoice *choice);
unsigned kchoice_assignable(struct kconfig *kc, struct kchoice *choice);
struct kprop *knode_prop(const struct knode *node, struct kprop *after, enum kprop_kind kind); // iterate

// linux.c ------------------------------------------------------------------------------------------------------------

int klinux_compare(struct kconfig *kc, struct ksymbol *a, struct ksymbol *b);
bool klinux_number_valid(enum ktype type, const char *s);
const char *klinux_clamp(struct kconfig *kc, struct ksymbol *sym, const char *text);
void klinux_drop_numbers(struct kconfig *kc);                // after reading a .config
bool klinux_is_old(const struct kconfig *kc);                // Linux's style, before macros
bool klinux_is(const struct kconfig *kc, enum kera era); // Linux's style, as of this era or newer
void klinux_find_era(struct kconfig *kc);                // after parsing
void klinux_at_most(struct kconfig *kc, enum kera era);  // the tree uses what went away after this era
_Noreturn void klinux_refuse(struct kconfig *kc);        // 6.12 refuses the tree: it is read once more, as 6.1 does
// Does the condition name the symbol, and hold only if base (NULL: y) does?
bool klinux_covers(const struct kexpr *e, const struct kexpr *base, const struct ksymbol *sym);
// Is it y or n once conf has simplified it? Then it becomes that. And does conf, so that y and n drop out of it at all?
bool klinux_simplifies(const struct kconfig *kc, const struct kexpr *e);
bool klinux_fold(const struct kconfig *kc, struct kexpr *e);
bool klinux_raw_strings(const struct kconfig *kc);
void klinux_find_fork(struct kconfig *kc, const char *title);
// Calls print for each symbol and named choice that conf --listnewconfig names, in its order.
void klinux_list_new(struct kconfig *kc, void (*print)(void *ctx, struct knode *node), void *ctx);
char *klinux_format_tristates(struct kconfig *kc, size_t *size); // write.c: tristate.conf
// linux_unequal.c: X != y of a bool in 6.12
bool klinux_unequal_crashes(const struct kconfig *kc);
void klinux_unequal_hold(struct kconfig *kc);
int klinux_floor(struct kconfig *kc, struct ksymbol *sym);
// linux_list.c: what conf takes as visible and as new
bool klinux_is_visible(struct kconfig *kc, const struct knode *node);
bool klinux_has_new_member(struct kconfig *kc, const struct kchoice *choice);
bool klinux_choice_is_answered(struct kconfig *kc, struct kchoice *choice);
int klinux_choice_floor(struct kconfig *kc, struct kchoice *choice);
bool klinux_is_new(struct kconfig *kc, const struct knode *node);
void klinux_ask(struct kconfig *kc, bool all); // linux_ask.c
void klinux_note_m_tests(struct kconfig *kc, const struct knode *node); // a bool that is compared with m
void klinux_infer_mode(struct kconfig *kc, struct kchoice *choice, int tri); // a .config assigns tri to a member
struct ksymbol *klinux_selection(struct kconfig *kc, struct kchoice *choice);
struct ksymbol **klinux_header_order(struct kconfig *kc, size_t *count); // the caller frees it

// set.c --------------------------------------------------------------------------------------------------------------

void ksym_own(struct kconfig *kc, struct ksymbol *sym); // it gets a user value, or a text that kconfig_close() frees
bool ksym_set_tri(struct kconfig *kc, struct ksymbol *sym, int tri); // false: not a value for the type
bool ksym_set_text(struct kconfig *kc, struct ksymbol *sym, const char *text);
bool kchoice_set_tri(struct kconfig *kc, struct kchoice *choice, int tri);
void kchoice_unset(struct kconfig *kc, struct kchoice *choice);
bool ksym_has_prompt(const struct ksymbol *sym);
// Why its user value is not its value; the caller frees it.
char *ksym_obstacle(struct kconfig *kc, struct ksymbol *sym);

// explain.c ----------------------------------------------------------------------------------------------------------

void knode_info(struct kconfig *kc, const struct knode *node, buf_t *b); // all that is known about what a node holds

// write.c ------------------------------------------------------------------------------------------------------------

void ksym_config_line(struct kconfig *kc, struct ksymbol *sym, buf_t *b); // nothing if it is not written
void kescape(buf_t *b, const char *s);

#endif
