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

#include "kconfig/calls.h"

#endif
