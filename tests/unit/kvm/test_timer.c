// SPDX-License-Identifier: MIT
// The timer's half that is the local APIC's: what a deadline becomes in its registers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86_64/native.h"
#include "base/one_shot.h"
#include "kvm/apic.h"

static uint32_t registers[1024];
volatile uint32_t *apic = registers;
static uint64_t now = 1000000;
static void (*handler)(unsigned irq);
static unsigned fired, acknowledged;

uint64_t plat_clock(void) { return now; }
void apic_end(void) { acknowledged++; }

void arch_set_irq(unsigned irq, void (*fn)(unsigned irq))
{
    assert_int_equal(irq, IRQ_TIMER);
    handler = fn;
}

void one_shot_fired(void)
{
    assert_int_equal(acknowledged, fired + 1); // first: the handler may give the CPU away
    fired++;
}

static void deadlines(void **state)
{
    (void)state;
    static const struct { uint64_t deadline; uint32_t count; } cases[] = {
        { 1000001, 1 }, { 1005000, 5000 }, { 4001000000, 4000000000 },
        { 4001000001, 4000000000 }, { UINT64_MAX - 1, 4000000000 },        // in steps
        { 1000000, 1 }, { 0, 1 },                                          // at once; a count of 0 would stop it
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        one_shot_arm(cases[i].deadline);
        assert_int_equal(registers[APIC_INITIAL / 4], cases[i].count);
    }
    one_shot_stop();
    assert_int_equal(registers[APIC_INITIAL / 4], 0);
}

static void its_interrupt(void **state)
{
    (void)state;
    one_shot_init();
    assert_int_equal(registers[APIC_DIVIDE / 4], APIC_DIVIDE_BY_1);
    assert_int_equal(registers[APIC_LVT_TIMER / 4], ARCH_VECTOR_IRQ + IRQ_TIMER); // neither masked nor periodic
    handler(IRQ_TIMER);
    assert_int_equal(fired, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(deadlines), cmocka_unit_test(its_interrupt) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
