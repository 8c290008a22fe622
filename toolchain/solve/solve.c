// SPDX-License-Identifier: MIT
// The solver as a list of passes.
#include <time.h>

#include "solve/plan.h"

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct plan *solve_quietly(const struct solve_request *r)
{
    struct plan *p = xcalloc(1, sizeof *p);
    p->request = r;
    script_read(&p->script, r->script); // what ld keeps, discards and defines by itself
    load_inputs(p);                     // all objects and members, all global names; nothing is decided
    find_live(p);                       // sections reached from the roots; objects and modules that hold them
    return p;
}

struct plan *solve(const struct solve_request *r)
{
    double start = cpu_ms();
    struct plan *p = solve_quietly(r);
    report(p);                          // all that is missing or in conflict, at once
    order_init(p);                      // modules by level, `after`, name
    if (verbose)
        note("solver: %.1f ms of CPU time; %zu objects read, %zu linked, %zu sections live", cpu_ms() - start,
             p->objects.len, p->linked.len, p->live.len);
    return p;
}
