// SPDX-License-Identifier: MIT
// Unit tests of signals: actions, masks, the host's power button, alarm, waiting.
#include "test_posix.h"

static int caught[8];
static unsigned catches;
static char boot, other;

static void catch(int signal)
{
    caught[catches++ % 8] = signal;
}

static void catch_with_info(int signal, struct uk_siginfo *info, void *context)
{
    assert_int_equal(info->si_signo, signal);
    assert_null(context);
    catch(signal);
}

static void handle(int signal, void (*handler)(int), unsigned long flags)
{
    struct uk_sigaction a = { .handler = handler, .flags = flags };
    assert_int_equal(uk_sigaction(signal, &a, NULL), 0);
}

static uk_sigset set_of(int signal)
{
    return 1ull << (signal - 1);
}

static int start(void **state)
{
    host_self = (struct thread *)&boot;
    signal_init();
    for (int s = 1; s < UK_NSIG; s++)
        if (s != UK_SIGKILL && s != UK_SIGSTOP)
            handle(s, UK_SIG_IGN, 0); // forgets what is pending
    uk_sigset none = 0;
    uk_sigprocmask(UK_SIG_SETMASK, &none, NULL);
    for (int s = 1; s < UK_NSIG; s++)
        if (s != UK_SIGKILL && s != UK_SIGSTOP)
            handle(s, UK_SIG_DFL, 0);
    catches = 0;
    return program_start(state);
}

static void handlers_run_before_kill_returns(void **state)
{
    (void)state;
    struct uk_sigaction old;
    handle(UK_SIGUSR1, catch, 0);
    assert_int_equal(uk_kill(uk_getpid(), UK_SIGUSR1), 0);
    assert_int_equal(catches, 1);
    assert_int_equal(caught[0], UK_SIGUSR1);
    union {
        void (*with_info)(int, struct uk_siginfo *, void *);
        void (*plain)(int);
    } u = { catch_with_info };
    handle(UK_SIGUSR1, u.plain, UK_SA_SIGINFO);
    assert_int_equal(uk_raise(UK_SIGUSR1), 0);
    assert_int_equal(catches, 2);
    assert_int_equal(uk_sigaction(UK_SIGUSR1, NULL, &old), 0);
    assert_ptr_equal(old.handler, u.plain);
    handle(UK_SIGUSR1, catch, UK_SA_RESETHAND);
    uk_raise(UK_SIGUSR1);
    uk_sigaction(UK_SIGUSR1, NULL, &old);
    assert_ptr_equal(old.handler, UK_SIG_DFL);
}

static void wrong_signals(void **state)
{
    (void)state;
    struct uk_sigaction a = { .handler = catch };
    assert_int_equal(uk_sigaction(0, &a, NULL), -UK_EINVAL);
    assert_int_equal(uk_sigaction(UK_NSIG, &a, NULL), -UK_EINVAL);
    assert_int_equal(uk_sigaction(UK_SIGKILL, &a, NULL), -UK_EINVAL);
    assert_int_equal(uk_sigaction(UK_SIGSTOP, &a, NULL), -UK_EINVAL);
    assert_int_equal(uk_kill(1, -1), -UK_EINVAL);
    assert_int_equal(uk_kill(4711, UK_SIGTERM), -UK_ESRCH);
    assert_int_equal(uk_kill(1, 0), 0);
    assert_int_equal(uk_raise(0), 0);
    assert_int_equal(uk_sigprocmask(7, &(uk_sigset){ 0 }, NULL), -UK_EINVAL);
}

static void default_actions(void **state)
{
    (void)state;
    assert_int_equal(uk_raise(UK_SIGCHLD), 0);
    assert_int_equal(uk_raise(UK_SIGTSTP), 0);
    assert_int_equal(ENDS(uk_raise(UK_SIGTERM)), 1);
    assert_int_equal(host_exit_status, 128 + UK_SIGTERM);
    assert_string_equal(host_status, "signal 15");
    handle(UK_SIGTERM, UK_SIG_IGN, 0);
    assert_int_equal(uk_raise(UK_SIGTERM), 0);
}

static void blocked_signals_wait(void **state)
{
    (void)state;
    uk_sigset set = set_of(UK_SIGUSR1) | set_of(UK_SIGKILL), old, pending;
    handle(UK_SIGUSR1, catch, 0);
    uk_sigprocmask(UK_SIG_BLOCK, &set, NULL);
    uk_raise(UK_SIGUSR1);
    uk_raise(UK_SIGUSR1);
    assert_int_equal(catches, 0);
    uk_sigpending(&pending);
    assert_int_equal(pending, set_of(UK_SIGUSR1));
    uk_sigprocmask(UK_SIG_UNBLOCK, &set, &old);
    assert_int_equal(old, set_of(UK_SIGUSR1)); // SIGKILL cannot be blocked
    assert_int_equal(catches, 1);
}

static void raise_again(int signal)
{
    if (catches++ == 0) {
        uk_raise(signal);
        assert_int_equal(catches, 1); // not inside itself
    }
}

static void a_handler_blocks_its_own_signal(void **state)
{
    (void)state;
    handle(UK_SIGUSR1, raise_again, 0);
    uk_raise(UK_SIGUSR1);
    assert_int_equal(catches, 2);
}

// The signal thread, when it is its turn, until it waits itself.
static jmp_buf thread_waits;

static void back_to_test(void)
{
    host_self = (struct thread *)&boot;
    longjmp(thread_waits, 1);
}

static void run_signal_thread(void)
{
    host_self = (struct thread *)&other;
    host_meanwhile = back_to_test;
    if (!setjmp(thread_waits))
        host_thread(NULL);
    host_meanwhile = NULL;
    preempt_depth = 0;
    plat_irq_restore(0);
}

static void the_power_button_is_sigterm(void **state)
{
    (void)state;
    handle(UK_SIGTERM, catch, 0);
    assert_non_null(host_thread);
    host_shutdown();
    assert_int_equal(catches, 0); // not in the interrupt
    run_signal_thread();
    assert_int_equal(catches, 1);
    assert_int_equal(caught[0], UK_SIGTERM);
    assert_int_equal(host_interrupts, 1); // main()'s wait ends
    assert_false(wait_restarts());
    handle(UK_SIGTERM, catch, UK_SA_RESTART);
    host_shutdown();
    run_signal_thread();
    assert_int_equal(catches, 2);
    assert_int_equal(host_interrupts, 2);
    assert_true(wait_restarts()); // main()'s reading and writing begin anew
    handle(UK_SIGTERM, UK_SIG_IGN, 0);
    host_shutdown();
    assert_int_equal(host_interrupts, 2);
    handle(UK_SIGTERM, UK_SIG_DFL, 0);
    assert_int_equal(ENDS(host_shutdown()), 1);
    assert_int_equal(host_exit_status, 143);
}

static void a_blocked_power_button_waits(void **state)
{
    (void)state;
    uk_sigset set = set_of(UK_SIGTERM);
    uk_sigprocmask(UK_SIG_BLOCK, &set, NULL);
    host_shutdown();
    assert_int_equal(ENDS(uk_sigprocmask(UK_SIG_UNBLOCK, &set, NULL)), 1);
    assert_int_equal(host_exit_status, 143);
}

static void an_ignored_power_button_is_forgotten(void **state)
{
    (void)state;
    uk_sigset pending;
    handle(UK_SIGTERM, UK_SIG_IGN, 0);
    host_shutdown();
    uk_sigpending(&pending);
    assert_int_equal(pending, 0);
}

static void button(void)
{
    host_shutdown();
}

static void waiting_for_signals(void **state)
{
    (void)state;
    uk_sigset set = set_of(UK_SIGTERM) | set_of(UK_SIGUSR1);
    struct uk_siginfo info;
    struct uk_timespec second = { 1, 0 };
    uk_sigprocmask(UK_SIG_BLOCK, &set, NULL);
    host_meanwhile = button;
    assert_int_equal(uk_sigtimedwait(&set, &info, NULL), UK_SIGTERM);
    assert_int_equal(info.si_signo, UK_SIGTERM);
    host_meanwhile = NULL;
    uk_raise(UK_SIGUSR1);
    assert_int_equal(uk_sigtimedwait(&set, NULL, NULL), UK_SIGUSR1);
    assert_int_equal(uk_sigtimedwait(&set, NULL, &second), -UK_EAGAIN);
    assert_int_equal(uk_sigtimedwait(&set, NULL, NULL), -UK_EINTR);
    handle(UK_SIGTERM, catch, 0);
    host_meanwhile = button;
    uk_sigset none = 0;
    assert_int_equal(uk_sigsuspend(&none), -UK_EINTR);
    assert_int_equal(catches, 1);
}

static void other_threads_have_another_mask(void **state)
{
    (void)state;
    uk_sigset all = ~0ull, old;
    handle(UK_SIGTERM, catch, 0);
    host_self = (struct thread *)&other;
    uk_sigprocmask(UK_SIG_SETMASK, &all, NULL);
    host_self = (struct thread *)&boot;
    uk_sigprocmask(UK_SIG_BLOCK, NULL, &old);
    assert_int_equal(old, 0);
    host_shutdown();
    run_signal_thread();
    assert_int_equal(catches, 1);
    host_self = (struct thread *)&other;
    all = 0;
    uk_sigprocmask(UK_SIG_SETMASK, &all, NULL);
    host_self = (struct thread *)&boot;
}

static void alarms(void **state)
{
    (void)state;
    handle(UK_SIGALRM, catch, 0);
    assert_int_equal(uk_alarm(10), 0);
    assert_int_equal(host_timer->deadline, host_clock + 10000000000ull);
    host_clock += 3500000000;
    assert_int_equal(uk_alarm(2), 7); // 6.5, rounded up
    struct timer *t = host_timer;
    host_timer = NULL;
    host_clock = t->deadline;
    t->fn(t);
    run_signal_thread();
    assert_int_equal(catches, 1);
    assert_int_equal(caught[0], UK_SIGALRM);
    assert_int_equal(uk_alarm(0), 0);
}

#define SIGNAL_TEST(name) cmocka_unit_test_setup_teardown(name, start, program_end)

const struct CMUnitTest signal_tests[] = {
    SIGNAL_TEST(handlers_run_before_kill_returns),
    SIGNAL_TEST(wrong_signals),
    SIGNAL_TEST(default_actions),
    SIGNAL_TEST(blocked_signals_wait),
    SIGNAL_TEST(a_handler_blocks_its_own_signal),
    SIGNAL_TEST(the_power_button_is_sigterm),
    SIGNAL_TEST(a_blocked_power_button_waits),
    SIGNAL_TEST(an_ignored_power_button_is_forgotten),
    SIGNAL_TEST(waiting_for_signals),
    SIGNAL_TEST(other_threads_have_another_mask),
    SIGNAL_TEST(alarms),
};
const size_t signal_count = COUNT(signal_tests);
