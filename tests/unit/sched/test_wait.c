// SPDX-License-Identifier: MIT
// Unit tests of wait queues: order, deadlines, interruption, and races in both orders.
#include "tests.h"

static struct wait_queue queue = WAIT_QUEUE_INIT(queue);
static char order[64];
static unsigned order_count;

struct waiter {
    char letter;
    bool uninterruptible;
    uint64_t deadline;
    int result;
    uint64_t woken_at;
};

static void *wait_once(void *arg)
{
    struct waiter *w = arg;
    unsigned long irq = plat_irq_save();
    w->result = w->uninterruptible ? wait_on_uninterruptible(&queue, w->deadline) : wait_on(&queue, w->deadline);
    CHECK(!plat_irq_enabled());
    plat_irq_restore(irq);
    w->woken_at = machine_now;
    order[order_count++] = w->letter;
    order[order_count] = '\0';
    return NULL;
}

// Starts a waiter and lets it get into the queue.
static struct thread *start(struct waiter *w)
{
    struct thread *t;
    w->result = 1;
    CHECK(thread_create(&t, wait_once, w, 0, "waiter") == 0);
    thread_yield();
    return t;
}

static void finish(struct thread *t)
{
    thread_join(t, NULL);
}

static void woken_in_order(void **state)
{
    (void)state;
    order_count = 0;
    struct waiter a = { .letter = 'a', .deadline = FOREVER }, b = { .letter = 'b', .deadline = FOREVER },
                  c = { .letter = 'c', .deadline = FOREVER };
    assert_int_equal(wake_up(&queue, 1), 0); // nobody: nothing is kept
    struct thread *ta = start(&a), *tb = start(&b), *tc = start(&c);
    assert_int_equal(wake_up(&queue, 2), 2);
    thread_yield();
    assert_string_equal(order, "ab");
    assert_int_equal(c.result, 1);
    assert_int_equal(wake_up(&queue, ~0u), 1);
    finish(ta), finish(tb), finish(tc);
    assert_string_equal(order, "abc");
    assert_int_equal(a.result + b.result + c.result, 0);
}

static void zeros_are_an_empty_queue(void **state)
{
    (void)state;
    struct wait_queue zeros = { { NULL, NULL } };
    assert_int_equal(wake_up(&zeros, 1), 0);
    unsigned long irq = plat_irq_save();
    assert_int_equal(wait_on(&zeros, machine_now + MS), -UK_ETIMEDOUT);
    plat_irq_restore(irq);
    assert_int_equal(wake_up(&zeros, 1), 0);
}

static void deadlines(void **state)
{
    (void)state;
    order_count = 0;
    uint64_t now = machine_now;
    struct waiter a = { .letter = 'a', .deadline = now + 30 * MS }, b = { .letter = 'b', .deadline = now + 10 * MS },
                  c = { .letter = 'c', .deadline = now + 20 * MS }, late = { .letter = 'd', .deadline = now };
    struct thread *ta = start(&a), *tb = start(&b), *tc = start(&c), *td = start(&late);
    finish(ta), finish(tb), finish(tc), finish(td);
    assert_string_equal(order, "dbca");
    assert_int_equal(a.result, -UK_ETIMEDOUT);
    assert_int_equal(late.result, -UK_ETIMEDOUT);
    assert_int_equal(b.woken_at, now + 10 * MS);
    assert_int_equal(a.woken_at, now + 30 * MS);
    assert_int_equal(wake_up(&queue, 1), 0); // none was left in the queue
}

static unsigned woken_by_interrupt;

static void wake_one(void)
{
    woken_by_interrupt = wake_up(&queue, 1);
}

static void woken_by_an_interrupt(void **state)
{
    (void)state;
    struct waiter a = { .deadline = FOREVER }, b = { .deadline = machine_now + 50 * MS };
    struct thread *t = start(&a);
    machine_interrupt_at(machine_now + 7 * MS, wake_one);
    finish(t); // the CPU is idle until then
    assert_int_equal(a.result, 0);
    t = start(&b);
    machine_interrupt_at(machine_now + 7 * MS, wake_one);
    finish(t);
    assert_int_equal(b.result, 0);
}

// The event and the deadline at the same moment: exactly one of them counts, and the event is not lost on one who
// reports a timeout.
static void event_then_deadline(void **state)
{
    (void)state;
    struct waiter a = { .deadline = machine_now + 10 * MS };
    struct thread *t = start(&a);
    unsigned long irq = plat_irq_save();
    assert_int_equal(wake_up(&queue, 1), 1); // ready, but has not run
    plat_irq_restore(irq);
    preempt_disable();
    machine_spin(20 * MS); // its alarm rings
    preempt_enable();
    finish(t);
    assert_int_equal(a.result, 0);
}

static void deadline_then_event(void **state)
{
    (void)state;
    struct waiter a = { .deadline = machine_now + 10 * MS };
    struct thread *t = start(&a);
    preempt_disable();
    machine_spin(20 * MS);
    assert_int_equal(wake_up(&queue, 1), 0); // it is gone
    preempt_enable();
    finish(t);
    assert_int_equal(a.result, -UK_ETIMEDOUT);
}

static void event_at_the_deadline(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 2; first++) { // the machine runs a timer before a device where both are due
        struct waiter a = { .deadline = machine_now + 10 * MS };
        struct thread *t = start(&a);
        machine_interrupt_at(a.deadline - first, wake_one);
        finish(t);
        assert_int_equal(a.result, first ? 0 : -UK_ETIMEDOUT);
        assert_int_equal(woken_by_interrupt, first);
    }
}

static void interrupted(void **state)
{
    (void)state;
    struct waiter a = { .deadline = FOREVER }, b = { .deadline = machine_now + 10 * MS };
    struct thread *t = start(&a);
    thread_interrupt(t);
    thread_interrupt(t); // stays for a next wait, which there is not
    finish(t);
    assert_int_equal(a.result, -UK_EINTR);
    t = start(&b);
    thread_interrupt(t);
    finish(t);
    assert_int_equal(b.result, -UK_EINTR);
    thread_interrupt(thread_self()); // before the wait
    assert_int_equal(thread_sleep(machine_now + 1000 * MS), -UK_EINTR);
    uint64_t now = machine_now;
    assert_int_equal(thread_sleep(now + 10 * MS), 0); // it counted once
    assert_int_equal(machine_now, now + 10 * MS);
}

static void uninterruptible(void **state)
{
    (void)state;
    struct waiter a = { .deadline = FOREVER, .uninterruptible = true };
    struct thread *t = start(&a);
    thread_interrupt(t);
    thread_yield();
    assert_int_equal(a.result, 1);
    wake_up(&queue, 1);
    finish(t);
    assert_int_equal(a.result, 0);
}

static void interruption_then_event(void **state)
{
    (void)state;
    struct waiter a = { .deadline = FOREVER };
    struct thread *t = start(&a);
    thread_interrupt(t);
    assert_int_equal(wake_up(&queue, 1), 0);
    finish(t);
    assert_int_equal(a.result, -UK_EINTR);
}

static void misuse_panics(void **state)
{
    (void)state;
    if (!UK_DEBUG)
        skip();
    ASSERT_PANIC(wait_on(&queue, FOREVER), "sched: a wait where none is allowed");
    unsigned long irq = plat_irq_save();
    preempt_disable();
    ASSERT_PANIC(wait_on(&queue, FOREVER), "sched: a wait where none is allowed");
    plat_irq_restore(irq);
}

int run_wait_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(woken_in_order),
        TEST(zeros_are_an_empty_queue),
        TEST(deadlines),
        TEST(woken_by_an_interrupt),
        TEST(event_then_deadline),
        TEST(deadline_then_event),
        TEST(event_at_the_deadline),
        TEST(interrupted),
        TEST(uninterruptible),
        TEST(interruption_then_event),
        TEST(misuse_panics),
    };
    return cmocka_run_group_tests_name("wait queues", tests, machine_start, NULL);
}
