// SPDX-License-Identifier: MIT
// The graph of a finished plan, as it is kept in IMAGE.debug and read back by why, size, graph and plan. Private to
// this room.
//
// The section .uk.plan holds JSON (json.c writes it, graph.c reads it):
//
//   format 1, target, libc
//   modules   list of objects: name, room, level, value, where, eligible, present, unable, exports, when, bytes, reason
//   init      modules' numbers, in the order of their initialisation
//   objects   [name, origin, module or -1, archive or null, hash of its bytes], in the order of linking
//   sections  [object, name, bytes, kind "t"ext "r"odata "d"ata "b"ss, reason], in the order found; only live ones
//   symbols   [name, section or -1 (COMMON), bytes, offset, is a function, is global], of live sections
//   edges     from, to, from, to, ...: sections, without repetition
//   dead      [symbol, object, bytes of its section]: defined in linked objects, not live
//   mentions  [caller, object, symbol]: the application's sections that are not live, and whom they refer to
//   link      how to ask for this plan again (solve.h, plan_recall())
//   absent    [symbol, name of the object, module or -1]: defined in objects that are not linked
//
// A reason is [enum why, from section or -1, symbol or null, offset, module or -1, is a call].
#ifndef SOLVE_GRAPH_H
#define SOLVE_GRAPH_H

#include "util/util.h"

#define GRAPH_FORMAT 1

// Why something is in the image.
enum why {
    WHY_NOT = 0,
    WHY_MAIN,     // main: the application starts here
    WHY_ENTRY,    // the boot entry of the image
    WHY_KEPT,     // constructors, notes, KEEP(), SHF_GNU_RETAIN: comes with its object
    WHY_ASKED,    // -u NAME
    WHY_REF,      // `from` refers to it by `symbol`
    WHY_GROUP,    // same section group as `from`
    WHY_ORDER,    // SHF_LINK_ORDER: accompanies `from`
    WHY_START,    // `from` refers to __start_NAME or __stop_NAME
    WHY_CONFIG,   // module set to y
    WHY_INIT,     // init function of a module in the image
    WHY_WHEN,     // modules: the live symbol `symbol` calls for it; `from` defines that symbol
    WHY_WANTED,   // modules: `wanter` wants what it provides
    WHY_COUNT
};

enum origin { FROM_APP, FROM_ARCHIVE, FROM_LIBOS, FROM_LIB }; // in the order of lookup

#define NOTHING (-1)

struct graph_reason {
    enum why why;
    int64_t from;       // section
    const char *symbol; // NULL if there is none
    uint64_t offset;
    int64_t module;
    bool call;
};

struct graph_module {
    const char *name, *room, *value, *where, *unable; // where, unable: NULL if there is none
    unsigned level;
    bool eligible, present;
    strv_t exports, when;
    uint64_t bytes;
    struct graph_reason reason;
};

struct graph_object {
    const char *name, *archive;
    enum origin origin;
    int64_t module;
    uint64_t bytes;  // of its live sections, .bss left out
    uint64_t zeroed; // .bss
};

struct graph_section {
    int64_t object;
    const char *name;
    uint64_t bytes;
    char kind;
    struct graph_reason reason;
};

struct graph_symbol {
    const char *name;
    int64_t section;
    uint64_t bytes, offset;
    bool function, global;
};

struct graph_dead {
    const char *symbol;
    int64_t object;
    uint64_t bytes;
};

struct graph_mention {
    const char *caller;
    int64_t object;
    const char *symbol;
};

struct graph_absent {
    const char *symbol, *object;
    int64_t module;
};

struct graph {
    const char *image; // the file it was read from, without .debug
    const char *text;  // the JSON itself
    const char *target, *libc;
    VEC(struct graph_module) modules;
    VEC(int64_t) init;
    VEC(struct graph_object) objects;
    VEC(struct graph_section) sections;
    VEC(struct graph_symbol) symbols;
    VEC(int64_t) edges;
    VEC(struct graph_dead) dead;
    VEC(struct graph_mention) mentions;
    VEC(struct graph_absent) absent;
};

// From JSON text; fatal (naming `image`) if it is not a graph.
struct graph *graph_parse(const char *text, const char *image);
// The JSON of an image, or of the only one under build/kvm/ (*image is set to it). Fatal if there is none.
char *graph_text(const char **image);
// From the image that the command line names with --image, or the only one under build/kvm/. Fatal if there is none.
struct graph *graph_load(const char *image);

// Is --help or -h among the words? Prints the usage then.
bool help_asked(int argc, char **argv, const char *usage);
// Takes "--image F" off argv and loads that graph. The other words stay, argv[0] included; *argc is corrected.
struct graph *graph_from_args(int *argc, char **argv);

#endif
