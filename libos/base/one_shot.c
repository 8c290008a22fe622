// SPDX-License-Identifier: MIT
// The one timer of plat.h, over what a machine can: an interrupt that may come early, or after it was stopped.
#include "base/one_shot.h"

#include "base/base.h"
#include "base/plat.h"

static uint64_t wanted = UINT64_MAX; // stopped
static void (*expired)(void);

void one_shot_fired(void)
{
    if (wanted == UINT64_MAX) // stopped after the interrupt was on its way
        return;
    if (plat_clock() < wanted) { // set anew after that, or further away than the machine's timer reaches
        one_shot_arm(wanted);
        return;
    }
    wanted = UINT64_MAX;
    if (expired)
        expired();
}

void plat_timer_set(uint64_t deadline)
{
    static bool ready;
    unsigned long flags = plat_irq_save();
    if (!ready)
        one_shot_init();
    ready = true;
    bool stopped = wanted == UINT64_MAX;
    wanted = deadline;
    if (deadline != UINT64_MAX)
        one_shot_arm(deadline);
    else if (!stopped)
        one_shot_stop();
    plat_irq_restore(flags);
}

void plat_timer_handler(void (*fn)(void))
{
    expired = fn;
}
