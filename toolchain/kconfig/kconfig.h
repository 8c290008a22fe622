// SPDX-License-Identifier: MIT
// The Kconfig language as a library, and its front ends: the public header of the room.
//
// The data model. A tree is made from Kconfig files by kconfig_open(). It holds
//   symbols   named values of a type (bool, tristate, string, int, hex), each defined in one or more places;
//   choices   groups of symbols of which (in y mode) exactly one is y;
//   nodes     the menu tree: one node for each place where a symbol, choice, menu or comment is defined.
// Every symbol has
//   a visibility   n, m or y: the upper bound of what a user may set, from its prompts' conditions and dependencies;
//   a user value   what a .config or kconfig_set() asked for, whether or not it takes effect;
//   a value        computed when asked for: the user value as far as visible and in range, else the first default whose
//                  condition holds, raised by `imply` (if dependencies allow) and `select` (always).
// Values are cached and forgotten when any user value changes; nothing needs to be recomputed by the caller.
//
// No global state: any number of trees may be open at once, each used by one thread at a time. Bad input never ends the
// program: it is told through the diagnostics callback. All strings that are returned belong to the tree and live until
// kconfig_close(), unless a function says otherwise.
#ifndef KCONFIG_KCONFIG_H
#define KCONFIG_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct kconfig; // a tree
struct ksymbol;
struct kchoice;
struct knode;
struct kprop; // what a node says about its symbol: a default, range, select or imply
struct krev;  // a select or imply, seen from the symbol it is about
struct kexpr;

enum ktristate { KTRI_N, KTRI_M, KTRI_Y };
enum ktype { KTYPE_UNKNOWN, KTYPE_BOOL, KTYPE_TRISTATE, KTYPE_STRING, KTYPE_INT, KTYPE_HEX };

// Where kconfiglib and Linux's own conf differ, the first is followed, or the second (docs/kconfig.md lists where).
enum kstyle { KSTYLE_KCONFIGLIB, KSTYLE_LINUX, KSTYLE_LINUX_61 };

struct kplace { const char *file; unsigned line; }; // file is NULL if there is no place

// Diagnostics --------------------------------------------------------------------------------------------------------

enum kdiag_kind {
    KDIAG_ERROR,        // the tree or file cannot be used
    KDIAG_INFO,         // $(info,...): meant for standard output
    KDIAG_WARNING,      // something is wrong in the Kconfig files
    KDIAG_VALUE,        // a value did not take effect, or a select breaks a dependency
    KDIAG_ASSIGN,       // a malformed, repeated or ill-typed assignment in a .config
    KDIAG_UNKNOWN,      // a .config assigns to a symbol that the tree does not define
};

struct kdiag {
    enum kdiag_kind kind;
    struct kplace place; // file is NULL if none applies
    const char *text;    // one or more lines, without a newline at the end; valid during the call only
};

typedef void kdiag_fn(void *ctx, const struct kdiag *diag);

// tree.c: opening a tree ---------------------------------------------------------------------------------------------

struct kconfig_options {
    const char *srctree; // base of relative paths in `source`; NULL: the environment's srctree, else where we are
    const char *prefix;  // of names in a .config; NULL: the environment's CONFIG_, else "CONFIG_"
    enum kstyle style;
    bool warn_undefined; // report references to symbols that are not defined (KCONFIG_WARN_UNDEF)
    bool no_shell_memo;  // run each $(shell,...) afresh, even a command seen before
    bool no_texts;       // keep no prompts and help texts of symbols and choices: for those who show none; where there is one,
                         // ksym_prompt() and ksym_help() are "" then
    bool isolated;       // $(shell,...) and source are errors: for text from strangers
    kdiag_fn *diag;      // NULL: diagnostics are dropped
    void *diag_ctx;
};

// Reads the Kconfig file and all it sources. Returns NULL after an error, which diag was told. The caller closes it.
// options may be NULL. Files named in it are kept by pointer only during the call.
struct kconfig *kconfig_open(const char *file, const struct kconfig_options *options);
// The same with the top file's content from memory; name stands in messages.
struct kconfig *kconfig_open_text(const char *name, const char *text, size_t size,
                                  const struct kconfig_options *options);
void kconfig_close(struct kconfig *kc);

const char *kconfig_title(const struct kconfig *kc);  // mainmenu's text
const char *kconfig_prefix(const struct kconfig *kc); // "CONFIG_"

// The Kconfig files in the order they were opened, relative to srctree. *count is set.
const char *const *kconfig_files(const struct kconfig *kc, size_t *count);
// The environment variables that macros referred to, in the order of first use.
const char *const *kconfig_env_vars(const struct kconfig *kc, size_t *count);

// Symbols ------------------------------------------------------------------------------------------------------------

struct ksymbol *kconfig_symbol(const struct kconfig *kc, const char *name); // NULL if it is not defined
// Iterates over the defined symbols in the order of their first definition: pass NULL first, NULL comes at the end.
struct ksymbol *kconfig_next(const struct kconfig *kc, const struct ksymbol *sym);

const char *ksym_name(const struct ksymbol *sym);
enum ktype ksym_type(const struct ksymbol *sym);
struct kplace ksym_place(const struct ksymbol *sym);     // where it is first defined
const char *ksym_prompt(const struct ksymbol *sym);      // its first prompt, or NULL
const char *ksym_help(struct kconfig *kc, const struct ksymbol *sym); // its first help text, or NULL
const char *ksym_user_value(const struct ksymbol *sym);  // what the user asked for ("n", "m", "y" or text), or NULL
struct kplace ksym_user_place(const struct ksymbol *sym);// the line of the .config that set it; file NULL otherwise

const char *kconfig_value(struct kconfig *kc, struct ksymbol *sym);          // "n", "m", "y", or the text or number
enum ktristate kconfig_tristate(struct kconfig *kc, struct ksymbol *sym);    // KTRI_N for other types
enum ktristate kconfig_visibility(struct kconfig *kc, struct ksymbol *sym);
bool kconfig_is_written(struct kconfig *kc, struct ksymbol *sym);            // does it get a line in a .config

// walk.c: going over a tree -------------------------------------------------------------------------------------------
//
// What these return belongs to the tree, is complete once kconfig_open() has returned, and does not change until
// kconfig_close(). Only those that take the tree itself compute values. Where a kind of node, property or expression
// does not have what is asked for, the answer is NULL (or 0). Those named next give the first when after is NULL, and
// NULL at the end.

// The menu tree. Its root is a menu without a parent, whose prompt is the title. What is inside `if` stands where the
// `if` stood, and what follows a symbol and depends on it stands below it.
enum knode_kind { KNODE_SYMBOL, KNODE_CHOICE, KNODE_MENU, KNODE_COMMENT };

const struct knode *kconfig_top(const struct kconfig *kc);
const struct knode *knode_child(const struct knode *node); // the first of those below it
const struct knode *knode_next(const struct knode *node);  // the one after it, below the same parent
const struct knode *knode_parent(const struct knode *node);
// The one after it in a walk over the whole tree: its first child, else what comes after it or after a parent.
struct knode *knode_after(const struct knode *node);

enum knode_kind knode_kind(const struct knode *node);
struct kplace knode_place(const struct knode *node);
struct ksymbol *knode_symbol(const struct knode *node); // of KNODE_SYMBOL
struct kchoice *knode_choice(const struct knode *node); // of KNODE_CHOICE
const char *knode_prompt(const struct knode *node);     // its text; of symbols and choices it may be missing
const char *knode_help(struct kconfig *kc, const struct knode *node);
bool knode_is_menuconfig(const struct knode *node);     // a menu, or a symbol or choice shown like one
// Conditions have all that is around them: enclosing menus, `if`s and choices; prompts also have the dependencies.
const struct kexpr *knode_depends(const struct knode *node);
const struct kexpr *knode_prompt_if(const struct knode *node);  // NULL without a prompt
const struct kexpr *knode_visible_if(const struct knode *node); // of a menu, its own alone
// Would a menu show it, if what is around it is shown?
bool kconfig_is_shown(struct kconfig *kc, const struct knode *node);

// Properties, in the order they were written.
enum kprop_kind { KPROP_DEFAULT, KPROP_RANGE, KPROP_SELECT, KPROP_IMPLY };

const struct kprop *knode_next_prop(const struct knode *node, const struct kprop *after);
enum kprop_kind kprop_kind(const struct kprop *prop);
unsigned kprop_line(const struct kprop *prop); // in the node's file
const struct kexpr *kprop_if(const struct kprop *prop);
const struct kexpr *kprop_value(const struct kprop *prop); // of KPROP_DEFAULT
struct ksymbol *kprop_target(const struct kprop *prop);    // of KPROP_SELECT, KPROP_IMPLY
struct ksymbol *kprop_low(const struct kprop *prop);       // of KPROP_RANGE: symbols, or constants
struct ksymbol *kprop_high(const struct kprop *prop);

// Symbols also stand for constants (numbers, "text", y, m, n) and for names that nothing defines. Such a symbol is
// found in expressions alone; it has no node, its value is its name, and it cannot be set.
bool ksym_is_constant(const struct ksymbol *sym);
bool ksym_is_defined(const struct ksymbol *sym);
struct kchoice *ksym_choice(const struct ksymbol *sym); // that it is a member of
const struct knode *ksym_next_node(const struct ksymbol *sym, const struct knode *after); // its definitions
const struct krev *ksym_next_select(const struct ksymbol *sym, const struct krev *after); // those that select it
const struct krev *ksym_next_imply(const struct ksymbol *sym, const struct krev *after);
struct ksymbol *krev_by(const struct krev *rev);
const struct kexpr *krev_if(const struct krev *rev);

struct kchoice *kconfig_choice(const struct kconfig *kc, const char *name); // NULL if there is none
struct kchoice *kconfig_next_choice(const struct kconfig *kc, const struct kchoice *after);
const char *kchoice_name(const struct kchoice *choice); // NULL if it has none
enum ktype kchoice_type(const struct kchoice *choice);
bool kchoice_is_optional(const struct kchoice *choice);
const struct knode *kchoice_next_node(const struct kchoice *choice, const struct knode *after);
struct ksymbol *kchoice_next_member(const struct kchoice *choice, const struct ksymbol *after);
enum ktristate kconfig_choice_mode(struct kconfig *kc, struct kchoice *choice); // n: none, m: any number, y: one
struct ksymbol *kconfig_selected(struct kconfig *kc, struct kchoice *choice);   // in y mode; NULL if none is visible

// Expressions: operands, ! of one, && and || of two; the two sides of a comparison are symbols.
enum kop { KE_SYMBOL, KE_CHOICE, KE_NOT, KE_AND, KE_OR, KE_EQ, KE_NE, KE_LT, KE_LE, KE_GT, KE_GE };

enum kop kexpr_op(const struct kexpr *e);
const struct kexpr *kexpr_left(const struct kexpr *e);   // of ! && ||
const struct kexpr *kexpr_right(const struct kexpr *e);  // of && ||
struct ksymbol *kexpr_symbol(const struct kexpr *e);     // the operand, or the left side of a comparison
struct ksymbol *kexpr_symbol_right(const struct kexpr *e);
struct kchoice *kexpr_choice(const struct kexpr *e);     // what members of a choice depend on
enum ktristate kconfig_expr_value(struct kconfig *kc, const struct kexpr *e);
// As it would be written; with kc each symbol's present value stands behind it. The caller frees it.
char *kexpr_as_text(const struct kexpr *e, struct kconfig *kc);

// eval.c: the value of an expression such as `A && B != "text"`. 0, or -EINVAL after diag was told what is wrong with it.
int kconfig_eval(struct kconfig *kc, const char *expr, enum ktristate *value);

// set.c: user values -------------------------------------------------------------------------------------------------

// Sets what the user asks for. Returns 0; -EINVAL if the text is no value for the type (nothing is changed); -EPERM if
// it is one, but the symbol's value is a different one: the user value stays, in case dependencies change.
// why (may be NULL) is set to a sentence saying what is in the way, or NULL; the caller frees it.
int kconfig_set(struct kconfig *kc, struct ksymbol *sym, const char *value, char **why);
// The same for the mode of a choice, which matters if it is optional or tristate. In y mode the member that was set to y
// last is selected, if it is visible.
int kconfig_set_mode(struct kconfig *kc, struct kchoice *choice, enum ktristate mode);
void kconfig_unset(struct kconfig *kc, struct ksymbol *sym);
void kconfig_unset_all(struct kconfig *kc);

// read.c: reading a .config ------------------------------------------------------------------------------------------

enum kread_flags {
    KREAD_MERGE = 1,      // keep the user values that the file does not mention
    KREAD_UNKNOWN = 2,    // tell about assignments to unknown symbols (KDIAG_UNKNOWN)
    KREAD_NO_REPEAT = 4,  // do not tell about repeated assignments
    KREAD_NO_SAME = 8,    // not about those that repeat the same value
    KREAD_KEEP_Y = 16,    // m does not replace y
};
// Returns 0, or -errno if the file cannot be read (nothing is changed then), -EILSEQ if it is not UTF-8. Everything
// else is told and skipped. A relative path that does not exist is tried under srctree too.
int kconfig_read(struct kconfig *kc, const char *path, unsigned flags);
// The same from memory; name stands in messages.
int kconfig_read_text(struct kconfig *kc, const char *name, const char *text, size_t size, unsigned flags);
// The file that `option defconfig_list` names, or NULL.
const char *kconfig_defconfig_list(struct kconfig *kc);

// write.c: output ----------------------------------------------------------------------------------------------------

// Each returns the text (the caller frees it, *size is set); header is put in front, NULL stands for the style's own.
char *kconfig_format(struct kconfig *kc, const char *header, size_t *size);         // .config
char *kconfig_format_minimal(struct kconfig *kc, const char *header, size_t *size); // savedefconfig
char *kconfig_format_header(struct kconfig *kc, const char *header, size_t *size);  // autoconf.h
char *kconfig_format_auto(struct kconfig *kc, size_t *size);                        // auto.conf

// Writes text through a temporary file, only if the content differs; a symbolic link is followed and kept. save_old
// keeps the former content as PATH.old. Returns 1 if written, 0 if nothing had to change, -errno on failure.
int kconfig_save(const char *path, const char *text, size_t size, bool save_old);

// sync.c: what Linux's build reads beside auto.conf: auto.conf.cmd, which tells make when the auto.conf of that path is
// out of date, and the compiler options for Rust. Text as above.
char *kconfig_format_auto_cmd(const struct kconfig *kc, const char *auto_conf, size_t *size);
char *kconfig_format_rustc_cfg(struct kconfig *kc, size_t *size);

// deps.c: auto.conf and one empty file for each symbol whose value changed, under dir (made if missing). 0 or -errno.
int kconfig_sync_deps(struct kconfig *kc, const char *dir);
// The files per symbol alone, in the folder of auto_conf, which is read and not written. 0 or -errno.
int kconfig_touch_deps(struct kconfig *kc, const char *auto_conf);

// explain.c ----------------------------------------------------------------------------------------------------------

// Why the symbol has the value it has: several lines of text; the caller frees it.
char *kconfig_explain(struct kconfig *kc, struct ksymbol *sym);

// menuconfig.c: the screen -------------------------------------------------------------------------------------------

// What a program adds to the menus: texts that follow the choices, such as what `m` resolves to. They may take their
// time, in a process or thread of their own: the menus never wait for them. Texts stay valid until the next call.
struct kmenu_live {
    void *ctx;
    void (*changed)(void *ctx, struct kconfig *kc); // values are new; called once before the first screen, too
    int (*fd)(void *ctx);     // readable once ready() has something to take; -1: nothing will come
    bool (*ready)(void *ctx); // true: the texts are new
    const char *(*line)(void *ctx, struct kconfig *kc, struct ksymbol *sym); // behind the symbol's line; may be NULL
    const char *(*status)(void *ctx, bool *wrong);      // a line below the list; wrong: something is to be mended
    char *(*detail)(void *ctx, const struct ksymbol *sym); // for the information page; NULL or freed by the caller
};

// Runs the menus on the terminal, or line by line where there is none. Values are saved to path. live may be NULL.
// Returns an exit code.
int kconfig_menuconfig(struct kconfig *kc, const char *path, const struct kmenu_live *live);

// cmd_*.c: commands. argv[0] is the command's name; each returns an exit code of util.h. -----------------------------

int cmd_menuconfig(int argc, char **argv);
// With live texts (may be NULL) if the tree is our own.
int cmd_menuconfig_with(int argc, char **argv, const struct kmenu_live *live);
int cmd_oldconfig(int argc, char **argv);
int cmd_oldaskconfig(int argc, char **argv);
int cmd_syncconfig(int argc, char **argv); // .config and what Linux's build generates from it
int cmd_olddefconfig(int argc, char **argv);
int cmd_defconfig(int argc, char **argv);
int cmd_savedefconfig(int argc, char **argv);
int cmd_allnoconfig(int argc, char **argv);
int cmd_allyesconfig(int argc, char **argv);
int cmd_allmodconfig(int argc, char **argv);
int cmd_alldefconfig(int argc, char **argv);
int cmd_randconfig(int argc, char **argv);
int cmd_yes2modconfig(int argc, char **argv);
int cmd_mod2yesconfig(int argc, char **argv);
int cmd_mod2noconfig(int argc, char **argv);
int cmd_listnewconfig(int argc, char **argv);
int cmd_setconfig(int argc, char **argv);
int cmd_genconfig(int argc, char **argv);
int cmd_header(int argc, char **argv);   // genconfig's header alone
int cmd_syncdeps(int argc, char **argv); // auto.conf and dependency files alone
int cmd_filelist(int argc, char **argv); // the list of Kconfig files
int cmd_merge(int argc, char **argv);    // fragments into one .config
int cmd_parse(int argc, char **argv);    // only reads the tree
int cmd_kconfig(int argc, char **argv);  // query SYM, lint

struct kcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
    const char *arguments; // behind the options in its usage
    const char *out;       // what --out is; NULL: nothing is written
};
extern const struct kcommand kconfig_commands[]; // ends with name NULL

#endif
