// SPDX-License-Identifier: MIT
// The plan from inside, private to this room: objects, sections, names, modules and the reasons that tie them together.
//
// How to read the solver: load.c makes objects and names from the inputs (nothing is decided there), closure.c finds
// what is live, report.c says what is missing, order.c sorts the init calls. All tables keep their order of insertion,
// which follows from the request alone, so the same request gives the same plan.
#ifndef SOLVE_PLAN_H
#define SOLVE_PLAN_H

#include "elf/elf.h"
#include "solve/graph.h"
#include "solve/solve.h"

struct object;
struct module;

// A symbol name, made once for all objects that mention it.
struct name {
    const char *text;
    uint64_t hash;
    struct definition *first, *last; // in the order of lookup
    struct definition *forced;       // closure.c: an override that was seen in an earlier round
    struct definition *used;         // what live references mean, NULL while there is none
    bool given;                      // made by ld, by the linker script, by --defsym or by the generated file
    bool given_used;                 // ... and a live section refers to it
    bool missing;                    // noted already
    bool common_live;
    bool root;                       // an export of a module set to y
    bool referred;                   // emit.c: a linked object refers to it strongly, from wherever
    bool comdat;                     // a linked object brings the COMDAT group of this signature
};

struct definition {
    struct object *object;
    uint32_t symbol; // index in the object
    struct definition *next;
};

struct node;

struct reason {
    enum why why;
    bool call;           // WHY_REF: by a call or jump
    struct node *from;
    const struct name *symbol;
    const char *local;   // WHY_REF to a local symbol: its name; may be NULL
    uint64_t offset;     // of the reference in `from`
    struct module *wanter; // WHY_WANTED; WHY_CONFIG, WHY_INIT: the module itself
};

// A section of a linked object.
struct node {
    struct object *object;
    uint32_t section;
    uint32_t id;      // position among the live ones, in the order found
    bool live;
    bool dropped;     // in a COMDAT group that another object brings already
    uint32_t seen;    // id + 1 of the section whose edge to here was noted last
    struct reason reason;
};

// A relocation of .eh_frame that counts once the function's section lives.
struct unwind_need {
    uint32_t function;
    size_t reloc;
};

struct object {
    const char *name;  // as messages show it: "main.o", "libc.a(printf.o)", "mm/heap.o"
    const char *path;  // the file to hand to ld; NULL for archive members
    enum origin origin;
    const char *archive, *member; // of archive members
    struct module *module;        // FROM_LIBOS
    struct elf_object elf;
    struct name **names;  // of elf.symbols from first_global on
    struct node *nodes;   // one per section, once it is linked
    bool linked, always;  // always: an application object or a --whole-archive member
    bool has_link_order, has_comdat;
    uint32_t unwind;      // its .eh_frame section, 0 if there is none
    VEC(struct unwind_need) unwind_needs;
    uint32_t id;          // position in plan->linked
    struct reason reason; // why it is linked
};

struct module {
    const struct room_module *conf;
    uint32_t id;       // position in plan->modules
    char value;        // 'n', 'm', 'y'
    const char *where; // the line of the configuration, NULL for a default
    bool eligible;     // serves the target and the libc
    bool present;      // in the image
    bool init_done;
    struct reason reason;
    VEC(struct object *) objects;
};

struct missing {
    struct name *name;
    struct node *from;
    uint64_t offset;
    bool call;
    struct module *module; // set to n, it would provide it
    unsigned others;       // further sections that refer to it
};

// `wants` without a provider, or a module set to n that `when` or `wants` calls for.
struct unmet {
    struct module *module, *wanter;
    const char *want;
    const struct name *symbol;
};

// What was learned from the linker script.
struct script {
    strv_t keep;    // section patterns of KEEP()
    strv_t discard; // section patterns of /DISCARD/
    strv_t symbols; // defined there
    const char *entry;
};

struct edge {
    struct node *from, *to;
};

struct weak_use {
    struct name *name;
    struct reason reason;
};

struct start_use {
    const char *section;
    struct name *name;
    struct reason reason;
};

struct plan {
    const struct solve_request *request;
    struct script script;
    VEC(struct object *) objects; // in the order of lookup
    VEC(struct module *) modules; // as in request->rooms
    struct name **names;          // hash table, names_cap a power of two
    size_t names_len, names_cap;

    VEC(struct object *) linked; // in the order of linking
    VEC(struct node *) live;     // in the order found
    VEC(struct edge) edges;      // between live sections, without repetition from the same place
    VEC(struct name *) commons;  // live COMMON symbols
    VEC(struct name *) given;    // linker-made names that are used
    VEC(struct module *) init;   // modules to initialise, in order
    VEC(struct missing) missing;
    VEC(struct unmet) unmet;
    strv_t faults;               // messages: multiple definitions, IFUNCs, damaged relocations

    // closure.c at work
    size_t next;                     // of live: the first whose relocations were not followed yet
    VEC(struct weak_use) weak;       // weak references that mean nothing so far
    VEC(struct start_use) starts;    // sections whose __start_ or __stop_ is used
};

static inline const struct elf_section *node_section(const struct node *n)
{
    return &n->object->elf.sections[n->section];
}

// load.c
void load_inputs(struct plan *p);
struct name *name_of(struct plan *p, const char *text);
const struct elf_symbol *definition_symbol(const struct definition *d);
// The name of a module's function in its objects: __uk_NAME, or NAME itself if that is exported. NULL if undefined.
struct name *module_name(struct plan *p, const char *text);

// unwind.c: fills unwind_needs.
void read_unwind(struct object *o);

// script.c: what KEEP, /DISCARD/, ENTRY and assignments say. file may be NULL: the sections the gABI keeps.
void script_read(struct script *s, const char *file);
bool section_matches(const strv_t *patterns, const char *section);

// closure.c: everything that is live, and what is missing on the way.
void find_live(struct plan *p);
struct node *definition_node(const struct definition *d); // NULL if absolute or common, or not linked

// order.c: by level, `after`, name. A cycle is fatal.
void order_init(struct plan *p);

// report.c: ends the program if anything is missing or in conflict; or only says so, one text for each problem.
void report(struct plan *p);
void plan_problems(const struct plan *p, strv_t *out);
char *place_text(const struct node *n, uint64_t offset); // "main() in main.o"
char *chain_text(const struct node *n);                  // "main.o (main) → net/sock.o (socket)"

// emit.c
uint64_t module_bytes(const struct plan *p, const struct module *m);
const char *module_parent(const struct plan *p, const struct module *m); // a module's name, "app", "boot" or "config"
#endif
