// SPDX-License-Identifier: MIT
// Unit tests of threads: birth, end, TLS, time slices.
#include "tests.h"

#include <string.h>

static void *at_once(void *arg)
{
    return arg;
}

static void what_is_no_thread_panics(void **state)
{
    (void)state;
    if (!UK_DEBUG)
        skip();
    static uint64_t words[64];
    ASSERT_PANIC(thread_join((struct thread *)words, NULL), "sched: this is no thread");
    ASSERT_PANIC(thread_interrupt((struct thread *)words), "sched: this is no thread");
    struct thread *t;
    CHECK(thread_create(&t, at_once, NULL, 0, "") == 0);
    assert_int_equal(thread_join(t, NULL), 0);
    ASSERT_PANIC(thread_detach(t), "sched: this is no thread");
}

static char order[64];
static unsigned order_count;

static void note(char c)
{
    order[order_count++] = c;
    order[order_count] = '\0';
}

static void clear_order(void)
{
    order_count = 0;
    order[0] = '\0';
}

static struct thread *start(void *(*fn)(void *), const void *arg)
{
    struct thread *t;
    CHECK(thread_create(&t, fn, (void *)arg, 0, "test") == 0);
    return t;
}

static void *add_one(void *arg)
{
    CHECK(plat_irq_enabled());
    return (char *)arg + 1;
}

static void create_and_join(void **state)
{
    (void)state;
    void *result;
    char data[2] = "";
    struct thread *t = start(add_one, data);
    assert_int_equal(thread_count(), 2);
    assert_int_equal(thread_join(t, &result), 0); // waits
    assert_ptr_equal(result, data + 1);
    assert_int_equal(thread_count(), 1);
    t = start(add_one, data);
    thread_yield(); // it ends first
    assert_int_equal(thread_join(t, NULL), 0);
    assert_int_equal(machine_guards, 0);
}

static void *exit_early(void *arg)
{
    thread_exit(arg);
}

static void exit_gives_the_result(void **state)
{
    (void)state;
    void *result = NULL;
    assert_int_equal(thread_join(start(exit_early, order), &result), 0);
    assert_ptr_equal(result, order);
}

static void names(void **state)
{
    (void)state;
    struct thread *t;
    assert_string_equal(thread_name(thread_self()), "main");
    assert_int_equal(thread_create(&t, add_one, NULL, 0, "a name of more than 15 bytes"), 0);
    assert_string_equal(thread_name(t), "a name of more ");
    thread_set_name(t, "b");
    assert_string_equal(thread_name(t), "b");
    assert_null(thread_get_libc(t));
    thread_set_libc(t, order);
    assert_ptr_equal(thread_get_libc(t), order);
    thread_join(t, NULL);
}

static void *look_at_tls(void *arg)
{
    char *tcb = machine_tls;
    CHECK((uintptr_t)tcb % 64 == 0);
    CHECK(*(void **)tcb == tcb);
    CHECK(*(uint64_t *)(tcb + 0x28) == 0x1122334455667700); // the canary
    char *block = tcb - 32;                                 // 20 bytes rounded up to the alignment
    CHECK(strcmp(block, "thread data") == 0);
    for (unsigned i = 12; i < 20; i++)
        CHECK(block[i] == 0);
    block[0] = *(char *)arg;
    thread_yield();
    CHECK(machine_tls == tcb && block[0] == *(char *)arg);
    uintptr_t low, high;
    thread_stack(thread_self(), &low, &high);
    CHECK((uintptr_t)block >= high && running->stack_low == low);
    CHECK(low % PAGE_SIZE == 0 && high - low >= 128 << 10);
    return NULL;
}

static void each_thread_has_its_tls(void **state)
{
    (void)state;
    struct thread *a = start(look_at_tls, "a"), *b = start(look_at_tls, "b");
    thread_join(a, NULL);
    thread_join(b, NULL);
}

static void *join_myself(void *arg)
{
    (void)arg;
    CHECK(thread_join(thread_self(), NULL) == -UK_EDEADLK);
    return NULL;
}

static void *join_other(void *arg)
{
    return thread_join(arg, NULL) == 0 ? order : NULL;
}

static void *wait_a_little(void *arg)
{
    thread_sleep(plat_clock() + 5 * MS);
    return arg;
}

static void join_errors(void **state)
{
    (void)state;
    thread_join(start(join_myself, NULL), NULL);
    struct thread *target = start(wait_a_little, NULL), *joiner = start(join_other, target);
    thread_yield();
    assert_int_equal(thread_join(target, NULL), -UK_EINVAL); // joiner does
    assert_int_equal(thread_detach(target), -UK_EINVAL);
    void *result;
    thread_join(joiner, &result);
    assert_ptr_equal(result, order);
    target = start(wait_a_little, NULL);
    assert_int_equal(thread_detach(target), 0);
    assert_int_equal(thread_detach(target), -UK_EINVAL);
    assert_int_equal(thread_join(target, NULL), -UK_EINVAL);
    thread_sleep(plat_clock() + 20 * MS);
}

// Detached before its end, after its end, and many: at most one of those that ended keeps its stack.
static void detached_threads_are_freed(void **state)
{
    (void)state;
    struct thread *t = start(add_one, NULL);
    thread_yield();
    assert_int_equal(machine_guards, 1);
    assert_int_equal(thread_detach(t), 0);
    assert_int_equal(machine_guards, 0);
    for (unsigned i = 0; i < 20; i++)
        thread_detach(start(wait_a_little, NULL));
    assert_int_equal(machine_guards, 20);
    thread_sleep(plat_clock() + 50 * MS);
    assert_int_equal(thread_count(), 1);
    assert_int_equal(machine_guards, 1);
}

static void no_memory(void **state)
{
    (void)state;
    struct thread *threads_made[64];
    unsigned count = 0;
    while (thread_create(&threads_made[count], wait_a_little, NULL, 0, "") == 0)
        CHECK(++count < COUNT(threads_made));
    assert_int_equal(count, 4096 / (128 + 8)); // stack, guard page, and a page for TLS and the structure
    struct thread *t;
    assert_int_equal(thread_create(&t, add_one, NULL, SIZE_MAX, ""), -UK_ENOMEM);
    assert_int_equal(thread_create(&t, add_one, NULL, 0, ""), -UK_ENOMEM);
    while (count > 0)
        assert_int_equal(thread_join(threads_made[--count], NULL), 0);
}

static void *three_times(void *arg)
{
    for (unsigned i = 0; i < 3; i++) {
        note(*(char *)arg);
        thread_yield();
    }
    return NULL;
}

static void yield_goes_round(void **state)
{
    (void)state;
    clear_order();
    struct thread *a = start(three_times, "a"), *b = start(three_times, "b"), *c = start(three_times, "c");
    thread_join(a, NULL);
    thread_join(b, NULL);
    thread_join(c, NULL);
    assert_string_equal(order, "abcabcabc");
}

static bool stop;

static void *spin_until_stop(void *arg)
{
    note(*(char *)arg);
    while (!stop)
        machine_spin(MS);
    return NULL;
}

static void a_spinning_thread_does_not_hang_the_rest(void **state)
{
    (void)state;
    clear_order();
    stop = false;
    struct thread *a = start(spin_until_stop, "a"), *b = start(spin_until_stop, "b");
    uint64_t begin = machine_now;
    thread_sleep(plat_clock() + 100 * MS); // while both spin
    assert_string_equal(order, "ab");
    assert_true(machine_now - begin < 140 * MS);
    stop = true;
    thread_join(a, NULL);
    thread_join(b, NULL);
}

static struct ready ping, pong;

static void *answer(void *rounds)
{
    for (long i = (long)rounds; i > 0; i--) {
        CHECK(ready_wait(&ping, READY_IN, FOREVER) == 0);
        ready_clear(&ping, READY_IN);
        ready_set(&pong, READY_IN);
    }
    return NULL;
}

// Two threads that wait for each other do not wait for slices of a third that computes; which still gets some.
static void waiting_threads_go_before_computing_ones(void **state)
{
    (void)state;
    enum { ROUNDS = 1000 };
    stop = false;
    ready_init(&ping);
    ready_init(&pong);
    struct thread *spinner = start(spin_until_stop, "s");
    thread_sleep(plat_clock() + 50 * MS); // it is known to compute
    struct thread *other;
    assert_int_equal(thread_create(&other, answer, (void *)ROUNDS, 0, "other"), 0);
    uint64_t begin = machine_now;
    for (int i = 0; i < ROUNDS; i++) {
        machine_spin(MS / 10);
        ready_set(&ping, READY_IN);
        assert_int_equal(ready_wait(&pong, READY_IN, FOREVER), 0);
        ready_clear(&pong, READY_IN);
    }
    uint64_t own = ROUNDS * (MS / 10), all = machine_now - begin;
    assert_true(all > own + 10 * MS);
    assert_true(all < own * 2);
    stop = true;
    thread_join(spinner, NULL);
    thread_join(other, NULL);
}

// The slice: more than one, at most two.
static void slices_are_fair(void **state)
{
    (void)state;
    stop = false;
    struct thread *a = start(spin_until_stop, "a");
    unsigned before = switches;
    machine_spin(1000 * MS);
    unsigned done = switches - before;
    assert_true(done >= 1000 / 20 && done <= 1000 / 10 + 1);
    stop = true;
    thread_join(a, NULL);
}

// Who waits for short times gets the CPU at once, not after a slice of the one that computes.
static void waiters_go_before_one_that_computes(void **state)
{
    (void)state;
    stop = false;
    struct thread *a = start(spin_until_stop, "a");
    machine_spin(50 * MS); // it uses up slices
    thread_sleep(machine_now + MS);
    uint64_t begin = machine_now;
    for (unsigned i = 0; i < 50; i++)
        thread_sleep(machine_now + MS);
    assert_true(machine_now - begin < 60 * MS);
    stop = true;
    thread_join(a, NULL);
}

static struct wait_queue table[2];
static unsigned spun;

// Two that always have something for one another: one of them is always ready.
static void *ping_pong(void *arg)
{
    unsigned me = *(char *)arg - 'a';
    while (!stop) {
        machine_spin(MS);
        unsigned long irq = plat_irq_save();
        wake_up(&table[!me], 1);
        if (!stop)
            wait_on(&table[me], machine_now + 4 * MS);
        plat_irq_restore(irq);
    }
    return NULL;
}

static void *count_spins(void *unused)
{
    while (!stop) {
        machine_spin(MS / 10);
        spun++;
    }
    return unused;
}

static void one_that_computes_is_not_starved(void **state)
{
    (void)state;
    stop = false;
    spun = 0;
    struct thread *a = start(ping_pong, "a"), *b = start(ping_pong, "b"), *c = start(count_spins, NULL);
    thread_sleep(machine_now + 2000 * MS);
    assert_true(spun > 10 * 2000 / 12); // a slice of eight or nine, about
    stop = true;
    thread_join(a, NULL);
    thread_join(b, NULL);
    thread_join(c, NULL);
}

static void alone_there_is_no_tick(void **state)
{
    (void)state;
    machine_spin(50 * MS);
    unsigned before = machine_timer_runs;
    machine_spin(10000 * MS);
    thread_yield();
    assert_int_equal(machine_timer_runs, before);
    thread_sleep(plat_clock() + 10 * MS);
    assert_int_equal(machine_timer_runs, before + 1);
    stop = false;
    struct thread *a = start(wait_a_little, NULL); // two, but one of them waits
    thread_yield();
    machine_spin(100 * MS); // it wakes up, gets its turn, ends
    assert_int_equal(thread_count(), 1);
    before = machine_timer_runs;
    machine_spin(10000 * MS);
    assert_int_equal(machine_timer_runs, before);
    thread_join(a, NULL);
}

static void no_switch_where_none_may_be(void **state)
{
    (void)state;
    stop = false;
    struct thread *a = start(spin_until_stop, "a");
    unsigned before = switches;
    preempt_disable();
    machine_spin(100 * MS);
    assert_int_equal(switches, before);
    unsigned long irq = plat_irq_save();
    preempt_enable(); // due, but interrupts are off
    assert_int_equal(switches, before);
    assert_true(preempt_wanted);
    plat_irq_restore(irq);
    preempt_disable();
    preempt_enable();
    assert_true(switches > before);
    irq = plat_irq_save();
    before = switches;
    machine_spin(100 * MS);
    assert_int_equal(switches, before);
    plat_irq_restore(irq);
    stop = true;
    thread_join(a, NULL);
}

int run_thread_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(create_and_join),
        TEST(exit_gives_the_result),
        TEST(names),
        TEST(each_thread_has_its_tls),
        TEST(join_errors),
        TEST(detached_threads_are_freed),
        TEST(what_is_no_thread_panics),
        TEST(no_memory),
        TEST(yield_goes_round),
        TEST(a_spinning_thread_does_not_hang_the_rest),
        TEST(waiting_threads_go_before_computing_ones),
        TEST(slices_are_fair),
        TEST(waiters_go_before_one_that_computes),
        TEST(one_that_computes_is_not_starved),
        TEST(alone_there_is_no_tick),
        TEST(no_switch_where_none_may_be),
    };
    return cmocka_run_group_tests_name("threads", tests, machine_start, NULL);
}
