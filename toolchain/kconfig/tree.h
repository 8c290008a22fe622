// SPDX-License-Identifier: MIT
// What the files of this room share: the tree, its symbols, choices, nodes and expressions. Private to kconfig.
//
// Everything that lives as long as the tree is taken from its arena and never freed alone.
#ifndef KCONFIG_TREE_H
#define KCONFIG_TREE_H

#include <setjmp.h>

#include "kconfig/arena.h"
#include "kconfig/kconfig.h"
#include "util/util.h"

// Expressions --------------------------------------------------------------------------------------------------------

// Chains of && and || lean to the right; depth counts how deep evaluation recurses, which the parser limits.
struct kexpr {
    unsigned char op;
    bool settled;    // loop detection: all operands are done, the highest of them is of this height; of symbols and
                     // choices, how long the longest chain of dependencies below is
    unsigned short depth;
    unsigned height;
    union { struct kexpr *left; struct ksymbol *sym; struct kchoice *choice; };
    union {
        struct kexpr *right;
        struct ksymbol *right_sym;                    // comparisons: then sym is the left side
        struct { unsigned name_size, vertex; };       // symbols, choices: of its name; in the rough graph, 0 for none
    };
};
enum { KEXPR_MAX_DEPTH = 2000, KBLOCK_MAX_DEPTH = 1000, KMACRO_MAX_DEPTH = 400, KMACRO_MAX_SIZE = 1 << 26 };

// Properties and nodes -----------------------------------------------------------------------------------------------

struct kprop {
    struct kprop *next;
    enum kprop_kind kind;
    unsigned line;
    struct kexpr *cond; // with the node's dependencies once the tree is finished
    union { struct kexpr *value; struct ksymbol *low; struct ksymbol *target; };
    struct ksymbol *high; // of ranges; other properties end before it
};

// A help text: its lines as the file has them until somebody asks, then the text without its margin.
struct khelp { const char *raw; unsigned size; const char *text; };

enum { KNODE_IF = KNODE_COMMENT + 1 }; // while parsing, beside those of enum knode_kind

struct knode {
    struct knode *next, *list, *parent;
    union {
        struct knode *next_same; // symbols, choices: the next definition
        struct kexpr *visible;   // menus: `visible if`
    };
    unsigned char kind;
    bool is_menuconfig : 1, has_depends : 1;
    bool tests_m : 1; // something is compared with m in its own expressions
    bool child_tests_m : 1;
    unsigned line;
    const char *file;
    union {
        struct ksymbol *sym;
        struct kchoice *choice;
        struct kexpr *shows; // menus: `visible if`, as it counts for the prompts in it
    };
    const char *prompt;
    struct kexpr *prompt_cond;
    struct kexpr *dep;
    struct khelp *help;    // NULL if it has none
    struct kprop *props;
};

// A select or imply of this symbol: by, under the condition cond.
struct krev { struct krev *next; struct ksymbol *by; struct kexpr *cond; };
struct kreverse { struct krev *selected, **selected_end, *implied, **implied_end; };

// What few symbols have.
struct kdetail {
    struct knode *last_node; // the last of several definitions
    struct ksymbol *next_member; // of its choice
    unsigned priority;           // of such a member: when it was assigned; 0 for never
    const char *text;        // cached value of string, int, hex
    unsigned text_at;        // the generation for which it holds
    const char *env_var;
    char *user_text;         // string, int, hex: what the user asked for (malloc)
    struct kplace user_place;
    char *old_value;         // sync_deps: from auto.conf (malloc)
};

// What parsing needs stands last, beside the name; what values need, before it.
struct ksymbol {
    struct kdetail *detail;      // kc->no_detail, where it has none: to be read; ksym_detail() to write
    unsigned rank;               // its index among the defined
    unsigned id;                 // counts the symbols in the order they were first named
    struct kchoice *choice;      // the choice it is a member of
    struct kreverse *reverse;    // kc->no_reverse, where nothing selects or implies it
    unsigned vis_at, tri_at;     // the generation for which the cached values hold
    unsigned char vis, tri;      // cached
    signed char user_tri;        // bool, tristate: what the user asked for; -1 for nothing
    unsigned char mark;          // loop detection
    unsigned char type;
    unsigned char printed;       // kc->printing, where the output that is being written has it
    bool write : 1;              // cached with the value: gets a line in a .config
    bool is_const : 1, is_defined : 1, allnoconfig_y : 1, transitional : 1;
    bool is_env : 1;             // detail has an env_var
    bool was_set : 1;            // by the .config that is being read
    bool warned_select : 1, warned_range : 1, warned_logic : 1, told_undefined : 1;
    bool doubtful : 1, listed : 1; // among the doubtful, the owners
    struct knode *nodes;
    struct kexpr expr;           // the symbol as an operand
    char name[];
};

struct kchoice {
    struct kexpr expr;
    const char *name; // NULL if it has none
    struct kchoice *next;
    struct knode *nodes, **nodes_end;
    struct ksymbol *members, **members_end;
    struct ksymbol *user_selection, *selection;
    unsigned vis_at, selection_at;
    unsigned char type, vis;
    signed char user_tri;
    bool optional, was_set;
    bool mixed;           // up to 6.1: the .config assigned m to a member after y to another, so that user_tri does not count
    bool busy;            // its selection is being computed: a default that is not in it may lead back to it
    unsigned char mark;
};

// Linux's style follows the newest conf that reads the tree: 6.12, or one that still knew what the tree uses. Before
// 5.0 no menu's end was marked, before 4.18 there were no macros.
enum kera { KERA_612, KERA_61, KERA_5, KERA_420, KERA_417 };

// The tree -----------------------------------------------------------------------------------------------------------

// What looking ahead found assigned on its walk-th walk counts for that walk only; NULL stands for a value that is not
// known yet.
struct kahead_value { unsigned walk; bool recursive; const char *value; };
// value is NULL if only looking ahead has met the variable.
struct kvariable { char *value; bool recursive; int expanding; struct kahead_value ahead; };

// A statement in a file's text, from its first word on; or all lines of a help text.
struct kline {
    unsigned at : 26, type : 6;   // type: its keyword, KT_END if it has none
    unsigned size : 26, word : 5; // word: how long the keyword is; 0 if that must be found out again
    bool joined : 1;              // it has continuation lines
    unsigned line;                // the number of its last line
};
enum { KTEXT_MAX = (1 << 26) - 1 }; // a larger file is refused

// A file's content. dropped: the parser is done with it; included again, the file is read again.
struct ktext {
    const char *file, *path; // relative to srctree; as it was opened
    char *text;
    size_t size, count;
    struct kline *lines;
    unsigned last_line;
    bool has_macros;         // there is a '$' in it
    bool plain;              // neither macros nor `source` nor assignments
    bool dropped;
    int error;               // -errno, told when the file is entered
    unsigned bad_line;       // which is not UTF-8; 0 if all are
    unsigned char bad_byte;
};

// Which file sourced a file, by its place in kc->files, and on which line. The top file is the first of all.
struct kincluded { size_t by; unsigned line; };

// A file being read, and the one that sourced it.
struct kinput {
    struct kinput *from;
    struct ktext *text;
    const char *file;  // relative to srctree
    size_t number;     // in kc->files
    size_t next;       // of the text's lines
    unsigned line;
};

// size: of the text s
struct ktoken { int type; unsigned size; union { const char *s; struct ksymbol *sym; }; };

struct kshell_process;

// Open addressing; size is a power of two.
struct ksymtab { struct kslot { unsigned hash; struct ksymbol *sym; } *slots; size_t size, count; };

// Edges are lists, so that each line adds its own: heads has the first one of each vertex.
struct kedge { unsigned to, next; };
struct kgraph {
    VEC(unsigned) heads;
    VEC(struct kedge) edges;
    unsigned from, depends; // what the lines being parsed are about; what `depends on` is about
    unsigned block;         // the innermost block around
};

struct kconfig {
    struct karena arena;
    struct kpool nodes, props;
    struct ksymtab symbols, constants;
    struct ksymbol *n, *m, *y, *modules, *defconfig_list;
    VEC(struct ksymbol *) defined; // in order of first definition
    struct kdetail no_detail;
    struct kreverse no_reverse;
    struct kchoice *choices, **choices_end;
    struct knode *top;
    const char *title;
    char *srctree, *srctree_real, *prefix; // srctree_real ends with '/'
    enum kstyle style;
    enum kera era;
    bool warn_undefined, no_shell_memo, isolated, no_texts;
    bool in_srctree;             // the current directory is srctree
    int srctree_fd;              // while parsing; -1 if it cannot be opened
    bool config_read;            // a .config was read
    bool modules_named;          // a symbol has the property `modules`
    bool m_compared;             // something is compared with m, in the expressions of the entry being parsed
    bool touched;                // user values were set, or something was told about values
    VEC(struct kexpr *) unequal; // comparisons with != y
    bool modules_busy;           // kmodules_on() is computing
    bool refused_612;            // 6.12's conf refuses the tree
    bool again;                  // it, or its .config, is read for the second time: warnings have been told
    kdiag_fn *diag;
    void *diag_ctx;
    strv_t files, env_vars;
    VEC(struct kincluded) included; // beside files
    map_t variables, shell_memo;
    VEC(struct ksymbol *) order; // symbols, each after those its value depends on
    struct khelp no_text;        // the help of every entry, where none is kept
    struct kexpr *m_condition;   // what `m` means in a condition: m && MODULES
    unsigned unknown, overridden; // in the .config that was read last: assignments to no symbol, of a second value
    unsigned assignments;        // counts them, for priority
    unsigned char printing;      // counts .configs that are written
    VEC(struct ksymbol *) owners; // symbols that may have a user value, or texts of their own to be freed
    unsigned generation;         // counts changes of user values
    unsigned deep_at;            // the generation for which order was walked, when deep
    bool deep;                   // dependencies nest so deep that values are computed in the order above
    bool quiet;                  // no diagnostics about values
    bool anew;                   // up to 6.1: for a minimal .config, all values are computed for the second time

    // While parsing
    struct kinput *input;
    jmp_buf failed;
    buf_t text;                   // the file being read
    VEC(struct kline) lines;      // its statements
    buf_t line;                   // the current line, joined
    VEC(buf_t *) temps;
    size_t temps_used;
    const char *line_s, *line_end;
    const char *line_limit;       // the end of the text that the line is in
    VEC(struct ktoken) tokens;
    struct kprop **props_end;     // where the entry being parsed hangs its next property
    VEC(struct ksymbol *) doubtful; // what kcheck() looks at
    struct kgraph graph;
    size_t token_at;
    bool reuse_line;
    bool assigning;               // a variable is getting its value: looking ahead would not know it
    bool ahead;                   // macros are expanded for the commands in them only
    bool ahead_stopped;           // the last walk did not reach the end
    bool ahead_unknown;           // it met a variable whose value waits for a command
    struct { const struct ktext *text; size_t next; } ahead_upto; // where it did so last
    unsigned ahead_walks;
    unsigned jobs_done, ahead_jobs_done; // commands that have ended: now, before the last walk
    struct kshell_process *processes; // those that run
    struct kshell_process *gathering; // commands that will share one
    unsigned job_count;               // commands in all of them
    map_t not_here;               // first folders of sources that the current directory does not have
    map_t texts;                  // files read, ahead too, by what `source` calls them: struct ktext
    int block_depth, macro_depth;
    unsigned macro_calls, ahead_calls; // in one expansion; while looking ahead, in all
};

// For each symbol s that is defined, in this order.
#define FOR_DEFINED(kc, s)                                                                                             \
    for (struct ksymbol **s##_at = (kc)->defined.data, *s;                                                             \
         s##_at < (kc)->defined.data + (kc)->defined.len && ((s) = *s##_at, true); s##_at++)

// Work on one symbol after the other waits for memory most of the time: what comes soon is sent for.
static inline void kfetch_ahead(const struct kconfig *kc, const struct ksymbol *sym)
{
    enum { FAR = 8, NEAR = 5, NEXT = 2 };
    if (sym->rank + FAR >= kc->defined.len)
        return;
    const struct knode *soon = kc->defined.data[sym->rank + NEAR]->nodes;
    __builtin_prefetch(&kc->defined.data[sym->rank + FAR]->choice);
    __builtin_prefetch(kc->defined.data[sym->rank + FAR]->name);
    __builtin_prefetch(soon);
    __builtin_prefetch((const char *)soon + 64);
    __builtin_prefetch(kc->defined.data[sym->rank + NEXT]->nodes->props);
}

static inline bool ksym_is_logic(const struct ksymbol *sym)
{
    return sym->type == KTYPE_BOOL || sym->type == KTYPE_TRISTATE;
}

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
bool ksym_range(struct kconfig *kc, const struct ksymbol *sym, knum *low, knum *high); // the range in force
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
// Is it y or n once conf has simplified it? Then it becomes that. Rare: the search for loops is smaller without it.
__attribute__((noinline)) bool klinux_fold(const struct kconfig *kc, struct kexpr *e);
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
