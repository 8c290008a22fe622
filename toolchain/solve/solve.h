// SPDX-License-Identifier: MIT
// The solver: from the application's objects, the libOS modules and the configuration to the plan of an image.
//
// Nodes are sections of objects; edges are relocations of live sections. Roots are the entry symbol, main, names given
// by -u, what KEEP() and the gABI keep in linked objects, the exports and init of modules set to y, the init of modules
// in the image, and what `wants` and `when` bring in (docs/design.md, "room.conf and app.conf"). A symbol is looked up
// in the application's objects, its archives in order, the libOS, libc and libm, libgcc. The result is deterministic.
#ifndef SOLVE_SOLVE_H
#define SOLVE_SOLVE_H

#include "solve/room.h"
#include "util/util.h"

// solve.c ------------------------------------------------------------------------------------------------------------

// An object or an archive (told apart by content), in command-line order.
struct solve_input {
    const char *path;
    const char *shown; // the name in messages and in the plan, where path is a temporary file; NULL: path
    bool whole; // an archive under --whole-archive: every member is linked
};

// A value of the configuration. Modules that no option names are m.
struct solve_option {
    const char *name;  // without CONFIG_
    const char *value; // "n", "m", "y", "42", "0x2f8", or a string's text without quotes
    char type;         // 'b'ool, 't'ristate, 'i'nt, he'x', 's'tring
    const char *where; // ".config:31", "--uk-set"; NULL for a default
};

struct solve_request {
    const char *target;  // "kvm"
    const char *libc;    // "newlib"
    const struct rooms *rooms;
    const char *objects; // the folder of libOS objects, see room_object()
    const char *script;  // the linker script: ENTRY, KEEP() and the symbols that it defines are read from it
    const char *entry;   // the entry symbol where the script has no ENTRY; may be NULL
    const struct solve_input *inputs; // the application
    size_t input_count;
    const struct solve_input *libs; // libc.a, libm.a, libgcc.a
    size_t lib_count;
    const struct solve_option *options;
    size_t option_count;
    strv_t undefined; // -u NAME
    strv_t defined;   // --defsym NAME=: not missing
    strv_t wrapped;   // --wrap NAME
    strv_t recall;    // how to ask again: a folder relative to the image's, then words; kept in the graph
};

struct plan;

// Computes the plan. Damaged input, a module set to n that is needed, missing symbols: everything that was found is
// reported at once and the program ends (EXIT_USER). The request must outlive the plan.
struct plan *solve(const struct solve_request *r);

// The same for those who only look: what is missing or in conflict does not end the program (damaged input does), and
// the plan is good for plan_survey() alone.
struct plan *solve_quietly(const struct solve_request *r);

// survey.c: what each module came to ---------------------------------------------------------------------------------

// A module that the target and the C library have.
struct survey_module {
    const char *name;
    char value;         // what is chosen: 'n', 'm', 'y'
    bool present;       // in the image
    uint64_t bytes;     // of it that are live
    const char *reason; // why it is present, or what needs it although it is n: "needed by printf() in main.o"
    const char *chain;  // the objects from the root down to it; NULL if there is nothing to add
};

struct survey {
    uint64_t bytes;                     // of all live sections that take room in the file
    VEC(struct survey_module) modules;  // as in request->rooms
    strv_t problems;                    // what stands in the way of an image; each a line, and its chain on a second
};

void plan_survey(const struct plan *p, struct survey *s);

// emit.c: the plan as the link needs it ------------------------------------------------------------------------------

// The archive of the planned members of the archives. Its members bear the names "libc.a:printf.o".
void plan_members(const struct plan *p, buf_t *archive);
// Appends to argv what ld shall link, all of it and nothing else: object files by path, then the archive of
// plan_members(), written by the caller as file members, between --whole-archive and --no-whole-archive.
void plan_link(const struct plan *p, const char *members, strv_t *argv);
// The generated C file: uk_init(), the option values that live sections refer to, the plan note.
void plan_generate(const struct plan *p, buf_t *c);
// The whole graph, for the section .uk.plan of IMAGE.debug: JSON, read by the commands below.
char *plan_json(const struct plan *p);
// One warning that names every use of a module which is `unable`, with its caller. Nothing if there is none.
void plan_warn(const struct plan *p);

// map.c: the plan against the link's result --------------------------------------------------------------------------

// Compares the live input sections in ld's -Map file with the plan: an internal error where they differ. Sections that
// ld merges or makes itself are left out (SHF_MERGE, .eh_frame, COMMON, the generated file).
void plan_check(const struct plan *p, const char *map_file, const char *members);

// recall.c: goes to the folder of the link that made the image and appends the words that it was given. fatal() if they
// are not known.
void plan_recall(const char *image, strv_t *words);

// why.c, size.c, graph.c: what is inside and why ---------------------------------------------------------------------

// Commands; argv[0] is the command's name, --help prints the usage. They read the graph from IMAGE.debug (or IMAGE
// itself, where it has the section .uk.plan); without --image F the one image under build/kvm/ is taken. They return
// the exit code.
int cmd_why(int argc, char **argv);   // [--image F] [--not] NAME
int cmd_size(int argc, char **argv);  // [--image F] [--members | --sections]
int cmd_graph(int argc, char **argv); // [--image F] [--members] [--svg] [-o FILE]
int cmd_plan(int argc, char **argv);  // [--image F] [--json]

#endif
