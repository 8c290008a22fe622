// SPDX-License-Identifier: MIT
// Unit tests of readiness objects and deferred work.
#include "tests.h"

static struct ready ready;
static unsigned edges, edge_flags;

static void edge(struct ready *r, unsigned flags)
{
    CHECK(r == &ready && !plat_irq_enabled());
    edges++;
    edge_flags |= flags;
}

static void input_arrives(void)
{
    ready_set(&ready, READY_IN);
}

static void level_and_edge(void **state)
{
    (void)state;
    ready_init(&ready);
    ready.edge = edge;
    edges = edge_flags = 0;
    assert_int_equal(ready_wait(&ready, READY_IN, machine_now + 5 * MS), -UK_ETIMEDOUT);
    ready_set(&ready, READY_OUT);
    assert_int_equal(ready_wait(&ready, READY_IN, machine_now), -UK_ETIMEDOUT);
    assert_int_equal(ready_wait(&ready, READY_IN | READY_OUT, FOREVER), 0); // at once
    assert_int_equal(ready.flags, READY_OUT);
    ready_set(&ready, READY_IN);
    assert_int_equal(edges, 2);
    assert_int_equal(edge_flags, READY_IN | READY_OUT);
    ready_clear(&ready, READY_IN);
    assert_int_equal(ready.flags, READY_OUT);
    assert_true(plat_irq_enabled());
}

static void woken_by_an_interrupt(void **state)
{
    (void)state;
    ready_init(&ready);
    uint64_t when = machine_now + 3 * MS;
    machine_interrupt_at(when, input_arrives);
    assert_int_equal(ready_wait(&ready, READY_IN | READY_HUP, FOREVER), 0);
    assert_int_equal(machine_now, when);
    thread_interrupt(thread_self());
    assert_int_equal(ready_wait(&ready, READY_OUT, FOREVER), -UK_EINTR);
    assert_int_equal(ready_wait(&ready, READY_IN, FOREVER), 0);
}

// Work --------------------------------------------------------------------------------------------------------------

static char order[64];
static unsigned order_count;
static struct wait_queue done = WAIT_QUEUE_INIT(done);

static void note(char c)
{
    order[order_count++] = c;
    order[order_count] = '\0';
}

static void work_a(struct work *w)
{
    (void)w;
    CHECK(plat_irq_enabled() && preempt_depth == 0);
    note('a');
    thread_sleep(plat_clock() + MS); // it may wait
}

static void work_b(struct work *w)
{
    note('b');
    if (order_count < 4)
        work_add(w); // again
}

static struct work a = { .fn = work_a }, b = { .fn = work_b };

static void device(void)
{
    work_add(&a);
    work_add(&b);
    work_add(&a); // is queued already
    note('i');
}

static void deferred_work(void **state)
{
    (void)state;
    order_count = 0;
    work_init();
    machine_interrupt_at(machine_now + 3 * MS, device);
    machine_spin(4 * MS);
    thread_sleep(machine_now + 20 * MS);
    assert_string_equal(order, "iabb");
    work_add(&a); // from a thread
    thread_sleep(machine_now + 20 * MS);
    assert_string_equal(order, "iabba");
}

int run_ready_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(level_and_edge),
        TEST(woken_by_an_interrupt),
        cmocka_unit_test(deferred_work), // its thread stays
    };
    return cmocka_run_group_tests_name("readiness and work", tests, machine_start, NULL);
}
