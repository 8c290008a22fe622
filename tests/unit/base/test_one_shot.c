// SPDX-License-Identifier: MIT
// The timer's deadlines, over a machine whose interrupts come early, late, or after they were stopped.
#include "base/one_shot.h"

#include <stdbool.h>

#include "base/plat.h"
#include "test_base.h"

static uint64_t now, armed; // armed 0: not
static unsigned inits, arms, stops, fired;
static unsigned irq_off;

void one_shot_init(void) { inits++; }

void one_shot_arm(uint64_t deadline)
{
    assert_true(inits == 1);
    arms++;
    armed = deadline;
}

void one_shot_stop(void)
{
    stops++;
    armed = 0;
}

uint64_t plat_clock(void) { return now; }
unsigned long plat_irq_save(void) { return irq_off++; }
void plat_irq_restore(unsigned long flags) { irq_off = (unsigned)flags; }

static void count(void) { fired++; }

static int fresh(void **state)
{
    (void)state;
    plat_timer_set(UINT64_MAX);
    plat_timer_handler(count);
    now = 1000;
    armed = 0;
    arms = stops = fired = 0;
    return 0;
}

static void fires_once(void **state)
{
    (void)state;
    plat_timer_set(2000);
    assert_int_equal(armed, 2000);
    assert_int_equal(irq_off, 0);
    now = 2000;
    one_shot_fired();
    assert_int_equal(fired, 1);
    one_shot_fired(); // one more comes from somewhere
    assert_int_equal(fired, 1);
    assert_int_equal(arms, 1);
    assert_int_equal(inits, 1);
}

static void a_deadline_in_the_past(void **state)
{
    (void)state;
    plat_timer_set(0);
    assert_int_equal(arms, 1);
    one_shot_fired();
    assert_int_equal(fired, 1);
}

static void an_interrupt_that_comes_early(void **state)
{
    (void)state;
    plat_timer_set(5000);
    now = 4999; // as far as the machine's timer reached
    one_shot_fired();
    assert_int_equal(fired, 0);
    assert_int_equal(arms, 2);
    assert_int_equal(armed, 5000);
    now = 5000;
    one_shot_fired();
    assert_int_equal(fired, 1);
}

// The old interrupt was on its way when the new deadline was set.
static void set_anew(void **state)
{
    (void)state;
    plat_timer_set(2000);
    now = 2000;
    plat_timer_set(9000);
    one_shot_fired();
    assert_int_equal(fired, 0);
    assert_int_equal(armed, 9000);
}

static void stopped(void **state)
{
    (void)state;
    plat_timer_set(UINT64_MAX); // it is stopped already
    assert_int_equal(stops, 0);
    plat_timer_set(2000);
    plat_timer_set(UINT64_MAX);
    assert_int_equal(stops, 1);
    now = 3000;
    one_shot_fired(); // was on its way
    assert_int_equal(fired, 0);
    assert_int_equal(arms, 1);
}

static void set_again(void)
{
    fired++;
    if (fired < 3)
        plat_timer_set(now + 10);
}

static void the_handler_sets_it(void **state)
{
    (void)state;
    plat_timer_handler(set_again);
    plat_timer_set(now);
    for (unsigned i = 1; i <= 3; i++, now += 10) {
        one_shot_fired();
        assert_int_equal(fired, i);
    }
    one_shot_fired();
    assert_int_equal(fired, 3);
}

static void nobody_listens(void **state)
{
    (void)state;
    plat_timer_handler(NULL);
    plat_timer_set(now);
    one_shot_fired();
    assert_int_equal(fired, 0);
}

int run_one_shot_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fires_once, fresh),
        cmocka_unit_test_setup(a_deadline_in_the_past, fresh),
        cmocka_unit_test_setup(an_interrupt_that_comes_early, fresh),
        cmocka_unit_test_setup(set_anew, fresh),
        cmocka_unit_test_setup(stopped, fresh),
        cmocka_unit_test_setup(the_handler_sets_it, fresh),
        cmocka_unit_test_setup(nobody_listens, fresh),
    };
    return cmocka_run_group_tests_name("one_shot", tests, NULL, NULL);
}
