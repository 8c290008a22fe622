// SPDX-License-Identifier: MIT
// The one timer: the local APIC's, one shot.
#include "arch/x86_64/native.h"
#include "kvm/apic.h"

#define LONGEST 4000000000ull // nanoseconds that fit in the count; a longer wait goes in steps

static uint64_t wanted = UINT64_MAX;
static void (*expired)(void);

static void arm(void)
{
    uint64_t now = plat_clock(), left = wanted > now ? wanted - now : 1;
    apic[APIC_INITIAL / 4] = (uint32_t)(left < LONGEST ? left : LONGEST);
}

static void fire(unsigned irq)
{
    (void)irq;
    apic_end();
    if (wanted == UINT64_MAX) // stopped after the interrupt was on its way
        return;
    if (plat_clock() < wanted) {
        arm();
        return;
    }
    wanted = UINT64_MAX;
    if (expired)
        expired();
}

// The timer belongs to the clock's calibration until this runs.
static void set_up(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    plat_clock();
    arch_set_irq(IRQ_TIMER, fire);
    apic[APIC_DIVIDE / 4] = APIC_DIVIDE_BY_1;
    apic[APIC_LVT_TIMER / 4] = ARCH_VECTOR_IRQ + IRQ_TIMER;
}

void plat_timer_set(uint64_t deadline)
{
    unsigned long flags = plat_irq_save();
    set_up();
    bool stopped = wanted == UINT64_MAX;
    wanted = deadline;
    if (deadline != UINT64_MAX)
        arm();
    else if (!stopped)
        apic[APIC_INITIAL / 4] = 0;
    plat_irq_restore(flags);
}

void plat_timer_handler(void (*fn)(void))
{
    expired = fn;
}
