// SPDX-License-Identifier: MIT
// The monotonic clock: the cycle counter, its rate told by KVM's pvclock, or measured once against the APIC's timer.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/native.h"
#include "arch/x86_64/pvclock.h"
#include "kvm/apic.h"
#include "kvm/clock.h"

#define PERIOD 1000000 // of the measurement, in nanoseconds: within some 10 ppm
#define SAMPLES 4
#define ATTEMPTS 20

static uint64_t multiplier; // nanoseconds a cycle, in units of 2^-32; 0: not known yet

// KVM writes it (Linux, Documentation/virt/kvm/x86/msr.rst) on the page that we name. ---------------------------------

#define MSR_KVM_SYSTEM_TIME 0x4b564d01
static volatile struct pvclock pvclock __attribute__((aligned(32)));

uint32_t clock_kvm_features(void)
{
    struct cpuid id = cpuid(0x40000000, 0);
    bool hypervisor = cpuid(1, 0).c >> 31;
    return hypervisor && id.b == 0x4b4d564b && id.c == 0x564b4d56 && id.d == 0x4d ? cpuid(0x40000001, 0).a : 0;
}

static bool start_pvclock(void)
{
    if (!(clock_kvm_features() & CLOCK_KVM_PVCLOCK))
        return false;
    wrmsr(MSR_KVM_SYSTEM_TIME, (uintptr_t)&pvclock | 1);
    return pvclock.multiplier != 0;
}

// Measurement ---------------------------------------------------------------------------------------------------------

struct sample {
    uint64_t cycles;
    uint32_t count; // of the APIC's timer
};

// Cycle counter and timer at the same moment, or nearly: the tightest of some attempts.
static struct sample take_sample(void)
{
    struct sample best = { 0, 0 };
    uint64_t tightest = UINT64_MAX;
    for (unsigned i = 0; i < SAMPLES; i++) {
        uint64_t before = rdtsc();
        uint32_t count = apic[APIC_CURRENT / 4];
        uint64_t width = rdtsc() - before;
        if (width < tightest) {
            tightest = width;
            best = (struct sample){ before + width / 2, count };
        }
    }
    return best;
}

static void woken(unsigned irq)
{
    (void)irq;
    apic_end();
}

// Cycles in a period, within a fifth or so: from two samples close together, without waiting.
static uint64_t estimate(void)
{
    apic[APIC_LVT_TIMER / 4] = APIC_LVT_MASKED;
    apic[APIC_INITIAL / 4] = UINT32_MAX;
    struct sample first = take_sample(), second = take_sample();
    return (second.cycles - first.cycles) * PERIOD / (first.count - second.count + 1);
}

// Waits for one period in HLT, on the periodic timer. Where the host was busy, the CPU may have woken so late that the
// count has begun anew a second time, and one cannot tell; a wait that was much longer or shorter than the estimate
// counts not.
static uint64_t measure(void)
{
    uint64_t cycles, elapsed, expected = estimate();
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        apic[APIC_LVT_TIMER / 4] = APIC_LVT_PERIODIC | (ARCH_VECTOR_IRQ + IRQ_TIMER);
        apic[APIC_INITIAL / 4] = PERIOD;
        struct sample first = take_sample();
        arch_halt();
        struct sample second = take_sample();
        apic[APIC_INITIAL / 4] = 0;
        cycles = second.cycles - first.cycles;
        elapsed = first.count + (PERIOD - second.count); // the count runs down, and began anew in between
        if (cycles > expected * 3 / 4 && cycles < expected * 3 / 2)
            break;
    }
    return (elapsed << 32) / cycles;
}

// Other interrupts stay out meanwhile: their handlers may ask for the time.
static void calibrate(void)
{
    arch_set_irq(IRQ_TIMER, woken);
    apic[APIC_TASK_PRIORITY / 4] = PRIORITY_LINES;
    apic[APIC_DIVIDE / 4] = APIC_DIVIDE_BY_1;
    multiplier = measure();
    apic[APIC_TASK_PRIORITY / 4] = 0;
}

uint64_t plat_clock(void)
{
    static bool use_pvclock;
    if (use_pvclock)
        return pvclock_read(&pvclock);
    if (!multiplier) {
        unsigned long flags = plat_irq_save();
        use_pvclock = start_pvclock();
        if (!use_pvclock)
            calibrate();
        plat_irq_restore(flags);
        return plat_clock();
    }
    return pvclock_scale(rdtsc(), multiplier);
}
