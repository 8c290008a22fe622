// SPDX-License-Identifier: MIT
// The local APIC's timer, one shot.
#include "arch/x86_64/native.h"
#include "base/one_shot.h"
#include "base/plat.h"
#include "kvm/apic.h"

#define LONGEST 4000000000ull // nanoseconds that fit in the count; a longer wait goes in steps

void one_shot_arm(uint64_t deadline)
{
    uint64_t now = plat_clock(), left = deadline > now ? deadline - now : 1;
    apic[APIC_INITIAL / 4] = (uint32_t)(left < LONGEST ? left : LONGEST);
}

void one_shot_stop(void)
{
    apic[APIC_INITIAL / 4] = 0;
}

static void fire(unsigned irq)
{
    (void)irq;
    apic_end();
    one_shot_fired();
}

// The timer belongs to the clock's calibration until this runs.
void one_shot_init(void)
{
    plat_clock();
    arch_set_irq(IRQ_TIMER, fire);
    apic[APIC_DIVIDE / 4] = APIC_DIVIDE_BY_1;
    apic[APIC_LVT_TIMER / 4] = ARCH_VECTOR_IRQ + IRQ_TIMER;
}
