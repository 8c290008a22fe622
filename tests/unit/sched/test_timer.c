// SPDX-License-Identifier: MIT
// Unit tests of timers, against a model.
#include "tests.h"

enum { TIMERS = 300 };

static struct timer timers[TIMERS];
// The model: for each timer the deadline, 0 when it does not run, and when it was started.
static uint64_t due[TIMERS], since[TIMERS], clock_of_starts;
static unsigned fired;
static uint64_t last_deadline, last_since;

static void expect_fire(struct timer *t)
{
    unsigned i = (unsigned)(t - timers);
    CHECK(!plat_irq_enabled());
    CHECK(!t->running);
    CHECK(due[i] != 0 && due[i] <= machine_now);
    CHECK(due[i] == t->deadline);
    for (unsigned j = 0; j < TIMERS; j++) // nobody is before it
        CHECK(j == i || due[j] == 0 || due[j] > due[i] || (due[j] == due[i] && since[j] > since[i]));
    last_deadline = due[i];
    last_since = since[i];
    due[i] = 0;
    fired++;
}

static void start(unsigned i, uint64_t deadline)
{
    due[i] = deadline;
    since[i] = ++clock_of_starts;
    timer_start(&timers[i], deadline);
}

static void stop(unsigned i)
{
    bool was_running = due[i] != 0;
    due[i] = 0;
    assert_int_equal(timer_stop(&timers[i]), was_running);
}

static void random_starts_and_stops(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TIMERS; i++)
        timers[i].fn = expect_fire;
    host_seed(7);
    fired = 0;
    for (unsigned round = 0; round < 20000; round++) {
        unsigned i = (unsigned)(host_random() % TIMERS);
        if (host_random() % 4 == 0)
            stop(i);
        else
            start(i, machine_now + MS / 2 + host_random() % 64 * MS); // many are equal
        if (host_random() % 4 == 0)
            machine_spin(host_random() % 3 * MS);
    }
    assert_true(fired > 3000);
    machine_spin(100 * MS);
    for (unsigned i = 0; i < TIMERS; i++)
        assert_int_equal(due[i], 0);
}

static void equal_deadlines_in_order_of_start(void **state)
{
    (void)state;
    uint64_t deadline = machine_now + 5 * MS;
    fired = 0;
    for (unsigned i = 0; i < TIMERS; i++) {
        timers[i].fn = expect_fire;
        start(i * 7 % TIMERS, deadline);
    }
    machine_spin(10 * MS);
    assert_int_equal(fired, TIMERS);
}

static void fires_at_its_deadline_not_before(void **state)
{
    (void)state;
    timers[0].fn = expect_fire;
    fired = 0;
    unsigned before = machine_timer_runs;
    start(0, machine_now + 3 * MS);
    machine_spin(2 * MS);
    assert_int_equal(fired, 0);
    machine_spin(MS);
    assert_int_equal(fired, 1);
    assert_int_equal(machine_timer_runs, before + 1);
    start(0, machine_now - MS); // past: at once
    machine_spin(MS / 10);
    assert_int_equal(fired, 2);
    start(0, FOREVER);
    machine_spin(100 * MS);
    stop(0);
}

static unsigned periods;

static void again(struct timer *t)
{
    if (++periods < 5)
        timer_start(t, t->deadline + MS);
}

static struct timer victim = { .fn = expect_fire };
static bool victim_stopped;

static void stop_victim(struct timer *t)
{
    (void)t;
    victim_stopped = timer_stop(&victim);
}

static void fn_may_start_and_stop(void **state)
{
    (void)state;
    struct timer periodic = { .fn = again }, stopper = { .fn = stop_victim };
    periods = 0;
    timer_start(&periodic, machine_now + MS);
    machine_spin(20 * MS);
    assert_int_equal(periods, 5);
    timer_start(&stopper, machine_now + MS);
    timer_start(&victim, machine_now + MS);
    machine_spin(20 * MS);
    assert_true(victim_stopped);
}

static void many_in_one_row(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    static struct timer many[MANY];
    for (unsigned i = 0; i < MANY; i++) {
        many[i].fn = stop_victim;
        timer_start(&many[i], machine_now + 1000 * MS + i); // ascending: the worst for a tree without balance
    }
    for (unsigned i = 0; i < MANY; i++)
        assert_true(timer_stop(&many[i * 7919ull % MANY]));
}

int run_timer_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(random_starts_and_stops),
        TEST(equal_deadlines_in_order_of_start),
        TEST(fires_at_its_deadline_not_before),
        TEST(fn_may_start_and_stop),
        TEST(many_in_one_row),
    };
    return cmocka_run_group_tests_name("timers", tests, machine_start, NULL);
}
