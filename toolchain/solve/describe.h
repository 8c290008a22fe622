// SPDX-License-Identifier: MIT
// How why, size, graph and plan put the graph into words. Private to this room.
#ifndef SOLVE_DESCRIBE_H
#define SOLVE_DESCRIBE_H

#include "solve/graph.h"

// describe.c ---------------------------------------------------------------------------------------------------------

const char *plain_name(const char *symbol); // as the source says it, without __uk_

// The function or object that covers an offset of a section; the section's only symbol where it has one. NULL: none.
const struct graph_symbol *symbol_at(const struct graph *g, int64_t section, uint64_t offset);
char *section_title(const struct graph *g, int64_t section); // "main()", "table", or the section's name

const char *object_name(const struct graph *g, int64_t section);
const char *module_of(const struct graph *g, int64_t section); // NULL if it belongs to none
// "module HEAP", "the application", "libc.a": the part of the image that a section belongs to.
char *part_of(const struct graph *g, int64_t section);

// One step of a chain, as an English phrase: "calls puts()", "your program starts here".
char *reason_text(const struct graph *g, const struct graph_reason *r);
// The section that a reason hangs from: r->from, or for wants, config and init what brought the module; NOTHING: a
// root.
int64_t reason_parent(const struct graph *g, const struct graph_reason *r);

// Bytes of the sections that would go if all those with gone[i] set were not there. gone is extended to them.
uint64_t bytes_without(const struct graph *g, bool *gone);

// Does a name as people say it ("printf.o", "printf.c", "lib_a-printf.o") mean this object?
bool same_file(const char *object, const char *asked);
// A module's number by its name, with or without CONFIG_; NOTHING if there is none.
int64_t find_module(const struct graph *g, const char *name, bool any_case);

// chain.c ------------------------------------------------------------------------------------------------------------

// One line of a chain: who, where, and how it came there.
struct step {
    const char *what, *object, *note;
    const char *line; // file:line of the reference; NULL if unknown
    int64_t section; // NOTHING: the step is a module
};

typedef VEC(struct step) steps_t;

// From the root down to a section, or to a module that was called for (by `wants`, `when` or y).
steps_t chain_to(const struct graph *g, int64_t section);
steps_t chain_to_module(const struct graph *g, int64_t module);
void print_chain(const steps_t *steps);

// absent.c -----------------------------------------------------------------------------------------------------------

// Says why a module, symbol or file is not there. False if it is, or if nothing of that name is known.
bool why_not(const struct graph *g, const char *name);

#endif
