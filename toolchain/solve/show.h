// SPDX-License-Identifier: MIT
// The plan as text. Private to this room and its tests.
#ifndef SOLVE_SHOW_H
#define SOLVE_SHOW_H

#include "solve/graph.h"

void show_plan(const struct graph *g, buf_t *out);

#endif
