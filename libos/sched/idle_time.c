// SPDX-License-Identifier: MIT
// How long nobody ran: in images where somebody asks for processor time.
#include "sched/private.h"

static uint64_t start, total;

void idle_begin(void)
{
    start = plat_clock();
}

void idle_end(void)
{
    total += plat_clock() - start;
}

uint64_t thread_idle_time(void)
{
    return total;
}
