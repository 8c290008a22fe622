// SPDX-License-Identifier: MIT
// The solver as a list of passes.
#include "solve/plan.h"

struct plan *solve(const struct solve_request *r)
{
    struct plan *p = xcalloc(1, sizeof *p);
    p->request = r;
    script_read(&p->script, r->script); // what ld keeps, discards and defines by itself
    load_inputs(p);                     // all objects and members, all global names; nothing is decided
    find_live(p);                       // sections reached from the roots; objects and modules that hold them
    report(p);                          // all that is missing or in conflict, at once
    order_init(p);                      // modules by level, `after`, name
    return p;
}
