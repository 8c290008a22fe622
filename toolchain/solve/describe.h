// SPDX-License-Identifier: MIT
// How why, size, graph and plan put the graph into words. Private to this room.
#ifndef SOLVE_DESCRIBE_H
#define SOLVE_DESCRIBE_H

#include "solve/graph.h"

const char *plain_name(const char *symbol); // as the source says it, without __uk_
char *bytes_text(uint64_t bytes);           // "12,345 bytes"

// The function or object that covers an offset of a section; the section's only symbol where it has one. NULL: none.
const struct graph_symbol *symbol_at(const struct graph *g, int64_t section, uint64_t offset);
char *section_title(const struct graph *g, int64_t section); // "main()", "table", or the section's name

const char *object_name(const struct graph *g, int64_t section);
const char *module_of(const struct graph *g, int64_t section); // NULL if it belongs to none
// "module HEAP", "the application", "libc.a": the part of the image that a section belongs to.
char *part_of(const struct graph *g, int64_t section);

// One step of a chain, as an English phrase: "calls puts()", "your program starts here".
char *reason_text(const struct graph *g, const struct graph_reason *r);
// The section that a reason hangs from: r->from, or for wants, config and init what brought the module; NOTHING: a root.
int64_t reason_parent(const struct graph *g, const struct graph_reason *r);

// Bytes of the sections that would go if all those with gone[i] set were not there. gone is extended to them.
uint64_t bytes_without(const struct graph *g, bool *gone);

#endif
