// SPDX-License-Identifier: MIT
// room.conf and app.conf: what a room of the libOS and an application say about themselves.
//
// The grammar is that of docs/design.md, "room.conf and app.conf". Everything found wrong ends the program with
// `file:line: error: ...` (EXIT_USER). What is returned lives as long as the program.
#ifndef SOLVE_ROOM_H
#define SOLVE_ROOM_H

#include "util/util.h"

struct room;

struct room_module {
    const char *name;        // its Kconfig symbol without CONFIG_
    const struct room *room;
    unsigned line;           // of the `module` statement in the room's file
    strv_t sources, cflags;  // sources: relative to the room's folder
    strv_t targets, libcs;   // empty: all
    strv_t exports;          // names, or prefixes ending in '*'
    const char *init;        // NULL if there is none
    strv_t after;            // modules
    unsigned after_line;
    strv_t wants, may_want;  // `wants`, `wants?`
    strv_t provides;
    strv_t when, may_when;   // `when`, `when?`
    const char *unable;      // its functions exist but cannot work: why; NULL for all other modules
};

struct room {
    const char *name; // path below libos/, as posix/newlib; the room of libos itself is called main
    const char *file; // its room.conf
    const char *dir;  // the folder it lies in
    unsigned level;
    strv_t needs, headers;
    VEC(struct room_module *) modules;
};

// All rooms of a libOS, by level, then name.
struct rooms {
    VEC(struct room *) rooms;
    VEC(struct room_module *) modules; // of all rooms, in the same order, then as in the file
    map_t by_name;                     // module name → struct room_module *
};

struct app {
    const char *name, *file, *dir;
    strv_t sources, cflags, ldflags, libs, args; // sources: as written, globs included
    const char *rootfs;                          // NULL if there is none
};

// Reads every room.conf below libos_dir and checks them together: needed rooms exist at lower levels, modules are
// unique, `after` names modules.
struct rooms *rooms_load(const char *libos_dir);
// One file; for tests and tools.
struct room *room_parse(const char *file);
struct app *app_parse(const char *file);

const struct room_module *rooms_module(const struct rooms *rooms, const char *name); // NULL if unknown
bool room_exports(const struct room_module *m, const char *name);
// Does the module exist in images with this target and libc?
bool room_serves(const struct room_module *m, const char *target, const char *libc);
// Where a source's object lies below the folder of libOS objects: "net/sock.o" for sock.c of the room net.
char *room_object(const struct room *room, const char *source);

#endif
