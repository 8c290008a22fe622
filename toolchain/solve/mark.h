// SPDX-License-Identifier: MIT
// Between closure.c, which knows roots and modules, and mark.c, which follows relocations. Private to this room.
#ifndef SOLVE_MARK_H
#define SOLVE_MARK_H

#include "solve/plan.h"

// A module is in the image; the first reason counts.
void bring_module(struct module *m, const struct reason *reason);
// The object is part of the link. mark_kept() marks what lives just because of that.
void attach_object(struct plan *p, struct object *o, const struct reason *reason);
void mark_kept(struct plan *p, struct object *o);

// A reference to a name (weak: one that never pulls), and to a definition already chosen.
void mark_name(struct plan *p, struct name *n, bool weak, const struct reason *reason);
void mark_definition(struct plan *p, struct name *n, struct definition *d, const struct reason *reason);
void use_given(struct plan *p, struct name *n);
void note_missing(struct plan *p, struct name *n, const struct reason *reason);

// How ld ranks two definitions in linked objects: 3 strong, 2 common, 1 weak, 0 dropped.
int strength(const struct definition *d);
struct definition *best_linked(const struct name *n); // NULL if no linked object defines it
// The first definition in the order of lookup whose object may be linked. weak: only from a module that is in the
// image.
struct definition *first_offered(const struct name *n, bool weak);

// Follows the relocations of all sections that were marked since the last call, and so on.
void drain(struct plan *p);

#endif
