// SPDX-License-Identifier: MIT
// What the files of room cc share: the parsed command line, where things lie, the passes of the link.
#ifndef CC_PRIVATE_H
#define CC_PRIVATE_H

#include "solve/solve.h"
#include "util/util.h"

// options.c: the command line, taken apart ----------------------------------------------------------------------------

enum mode {
    MODE_LINK,     // the default: to a bootable image
    MODE_COMPILE,  // -c, -S, -E, -M, -MM, -fsyntax-only: GCC does the whole command in one call
    MODE_RELOCATE, // -r: one object out of several
};

enum input_kind { INPUT_SOURCE, INPUT_OBJECT, INPUT_LIBRARY };

struct input {
    enum input_kind kind;
    const char *path;     // of a library: what followed -l
    const char *language; // of a source: what -x said, or NULL
    const char *shown;    // of an object compiled on the way: its name in messages, else NULL
    bool whole;           // between --whole-archive and --no-whole-archive
};

struct options {
    enum mode mode;
    const char *output;     // -o, or NULL
    strv_t passed;          // the user's words without ours, for MODE_COMPILE
    strv_t compile;         // the words that concern compiling, without inputs and -o
    VEC(struct input) inputs; // in the order of the command line
    strv_t lib_dirs;        // -L
    strv_t ld;              // words for ld
    strv_t wrap, defsym, undefined; // --wrap=, --defsym= (as NAME=EXPR), -u
    const char *map;        // -Map=FILE, or NULL
    bool no_libs;           // -nostdlib, -nodefaultlibs
    bool deps, deps_file, deps_target; // -MD or -MMD; -MF; -MT or -MQ
    bool dry_run;           // -###
    bool show;              // -v
    strv_t targets;         // --uk-target, UK_TARGET
    const char *config;     // --uk-config, UK_CONFIG, or NULL
    strv_t sets;            // --uk-set=SYM=V
    const char *compiler;   // "gcc" or "clang": --uk-compiler, UK_COMPILER
    const char *rootfs;     // --uk-rootfs=DIR, or NULL
    const char *args;       // --uk-args=LINE: argv where the loader passes nothing, or NULL
    const char *query;      // -dumpmachine and the like: the word, or NULL
    const char *ld_query;   // -Wl,--version and the like: the word, or NULL
};

// Takes argv apart; fatal() on what is wrong or refused. Reads the environment for UK_TARGET, UK_CONFIG, UK_COMPILER.
void cc_options_parse(struct options *o, int argc, char **argv);

// ldwords.c: words for the linker, sorted into what the link understands, what means nothing for images, and the rest.
struct ld_words {
    const char *pending; // a word whose value comes next, or NULL
    bool whole;          // after --whole-archive
};
void ld_take(struct options *o, struct ld_words *state, const char *word);      // one -Xlinker
void ld_take_list(struct options *o, struct ld_words *state, const char *list); // what follows -Wl,
void ld_take_pair(struct options *o, struct ld_words *state, const char *word, const char *value); // value may be NULL

// refuse.c: ends the program with the reason if the word or the source's language is not supported.
void refuse_word(const char *word);
void refuse_language(const char *path, const char *language);

// tree.c: where things lie --------------------------------------------------------------------------------------------

const char *tree_dir(void);                 // the source tree (libos/, Kconfig, templates/)
const char *program_path(void);             // the running uk-cc
char *sysroot_dir(const char *libc);        // libc: "full", "small" or "nano"; fatal() when it is not built
char *compiler_include_dir(const char *compiler);
char *compiler_version(const char *compiler); // the first line of --version
char *libgcc_path(const char *compiler);
char *ninja_command(const strv_t *words); // as the value of a variable in build.ninja

// flags.c: what every compilation gets --------------------------------------------------------------------------------

// The words before the user's for application code; libc as in sysroot_dir(). Appends to argv, the compiler first.
void flags_application(strv_t *argv, const char *compiler, const char *libc, bool to_object);

// query.c: answers -dumpmachine, -print-*, --version, and ld's -Wl,--version; return the exit status.
int query_answer(const struct options *o);
int query_linker(const struct options *o);

// plan.c: the command line as steps -----------------------------------------------------------------------------------

struct step {
    strv_t argv;         // the command; empty for the link, which happens inside
    const char *makes;   // the file it makes for the link, or NULL
};

struct cc_plan {
    VEC(struct step) compile; // run in order
    strv_t link;              // MODE_LINK: the link as words for people (-###): "uk-link" -o image inputs
    VEC(struct input) inputs; // of the link: objects (the compiled ones included) and libraries, in order
};

// Pure: computes commands, touches no file. temp is the directory for objects that do not stay.
void cc_plan_make(struct cc_plan *p, const struct options *o, const char *libc, const char *temp);

// config.c: the choices -----------------------------------------------------------------------------------------------

struct config {
    VEC(struct solve_option) options; // for the solver
    const char *libc;                 // "full", "small" or "nano"
    bool debug;                       // CONFIG_DEBUG
};

// Reads the Kconfig tree with the configuration file and settings of o; fatal() on what is wrong in them.
const struct config *config_load(const struct options *o);
// The choices as they stand in an open tree, which owns the strings.
struct kconfig;
void config_from_tree(struct config *c, struct kconfig *kc);
// The libc alone; does not read the Kconfig tree where o names no configuration.
const char *config_libc(const struct options *o);

// libos.c: the libOS objects ------------------------------------------------------------------------------------------

struct libos {
    const struct rooms *rooms;
    const char *objects; // the folder, for room_object()
};

// The rooms with their objects, compiled now if they are out of date. Two builders wait for each other.
struct libos libos_get(const char *libc, bool debug);
// The same without compiling: false if they are out of date.
bool libos_find(const char *libc, bool debug, struct libos *found);

// link.c: from objects to an image ------------------------------------------------------------------------------------

struct link {
    const struct options *options;
    const struct input *inputs;
    size_t input_count;
    const char *libc, *target, *temp, *output;
};

// What the solver is asked: the inputs with their libraries, found, and the choices.
void link_request(const struct link *l, const struct config *c, const struct libos *libos, struct solve_request *r);
// All passes; leaves OUTPUT and OUTPUT.debug, or ends by fatal() and leaves neither changed.
void link_image(const struct link *l);
int link_relocatable(const struct options *o, const struct cc_plan *p);

// project.c: the application of app.conf -------------------------------------------------------------------------------

struct project {
    const struct app *app;
    strv_t sources, objects; // objects[i] is what `uk-cc build` makes of sources[i]
};

// fatal() if the file is wrong or a source is missing.
void project_read(struct project *p, const char *file);
// The words of `args` as the guest splits them; fatal() if one has both kinds of quotes.
char *project_arguments(const struct project *p);

// library.c: -l -------------------------------------------------------------------------------------------------------

// The archive that -lNAME means: from the -L folders, then the C library's. NULL if the name is part of the C library
// and has no archive of its own (pthread, dl, rt); fatal() if there is none.
char *library_find(const struct options *o, const char *name, const char *libc);

// foreign.c: objects that another compiler made -----------------------------------------------------------------------

// Checks the ABI notes of the inputs: another version is fatal(), red-zone use in an object without a note is a
// warning.
void foreign_check(const struct solve_input *inputs, size_t count, const char *libc);

#endif
