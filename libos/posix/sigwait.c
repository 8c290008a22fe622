// SPDX-License-Identifier: MIT
// Signals from outside, and waiting for signals.
//
// A signal from outside, as a story:
// 1. The interrupt handler marks it pending and wakes who waits in signals.arrived.
// 2. A thread in sigtimedwait() for it takes it. Otherwise the signal thread does, if the boot thread's mask lets it.
// 3. The signal thread runs the handler, then ends the boot thread's waiting call with -EINTR; with SA_RESTART those
//    that read or write begin anew (wait_restarts()), all others end as well.
// With the default action nobody needs to run: the guest ends in step 1, once the boot thread lets it.
#include "base/plat.h"
#include "fs/fs.h"
#include "posix/signal.h"

static struct thread *signal_thread;
static bool restarts; // the handler that ended the boot thread's wait wants reading and writing to go on

bool wait_restarts(void)
{
    return restarts;
}

void signal_arrive(int signal)
{
    unsigned long flags = plat_irq_save();
    bool blocked = (signals.mask[0] | signal_awaited()) & SIGNAL_BIT(signal);
    void (*handler)(int) = signals.actions[signal].handler;
    if (!blocked && handler == UK_SIG_DFL)
        uk_exit_signal(signal);
    if (blocked || handler != UK_SIG_IGN) {
        signals.pending |= SIGNAL_BIT(signal);
        wake_up(&signals.arrived, ~0u);
    }
    plat_irq_restore(flags);
}

void signal_shutdown(void)
{
    signal_arrive(UK_SIGTERM);
}

static void *run_handlers(void *unused)
{
    for (;;) {
        unsigned long flags = plat_irq_save();
        int signal;
        while (!(signal = signal_take(~signals.mask[0] & ~signal_awaited())))
            wait_on(&signals.arrived, FOREVER);
        plat_irq_restore(flags);
        enum signal_effect effect = signal_act(signal);
        restarts = effect == SIGNAL_RESTARTS;
        if (effect != SIGNAL_IGNORED)
            thread_interrupt(signal_boot_thread());
    }
    return unused;
}

int signal_start_thread(void)
{
    if (signal_thread)
        return 0;
    return thread_create(&signal_thread, run_handlers, NULL, 0, "signals");
}

static void stop_awaiting(struct awaiting *self)
{
    struct awaiting **at = &signals.awaiting;
    while (*at != self)
        at = &(*at)->next;
    *at = self->next;
}

// Waits for one of set, taking it: its number, or -E.
static int await(uk_sigset set, uint64_t deadline)
{
    unsigned long flags = plat_irq_save();
    struct awaiting self = { signals.awaiting, set };
    int signal, err = 0;
    signals.awaiting = &self;
    while (!(signal = signal_take(set)) && !err)
        err = wait_on(&signals.arrived, deadline);
    stop_awaiting(&self);
    plat_irq_restore(flags);
    return signal ? signal : err == -UK_ETIMEDOUT ? -UK_EAGAIN : err;
}

int uk_sigtimedwait(const uk_sigset *set, struct uk_siginfo *info, const struct uk_timespec *timeout)
{
    uint64_t deadline = FOREVER;
    if (timeout && !uk_deadline_in(timeout, &deadline))
        return -UK_EINVAL;
    int signal = await(*set, deadline);
    if (signal > 0 && info)
        *info = (struct uk_siginfo){ .si_signo = signal, .si_pid = uk_getpid() };
    return signal;
}

// Takes what the mask lets through, and runs it here.
int uk_sigsuspend(const uk_sigset *mask)
{
    int signal = await(~*mask, FOREVER);
    uk_sigset before = signal_mask_swap(*mask);
    if (signal > 0)
        signal_act(signal);
    signal_mask_end(before);
    return -UK_EINTR;
}

// alarm() -------------------------------------------------------------------------------------------------------------

static void alarm_expired(struct timer *t)
{
    (void)t;
    signal_arrive(UK_SIGALRM);
}

unsigned uk_alarm(unsigned seconds)
{
    static struct timer timer;
    static bool armed;
    const uint64_t second = 1000000000;
    uint64_t now = plat_clock();
    unsigned left = 0;
    if (armed && timer_stop(&timer) && timer.deadline > now)
        left = (unsigned)((timer.deadline - now + second - 1) / second);
    armed = seconds > 0;
    if (armed) {
        timer.fn = alarm_expired;
        timer_start(&timer, now + seconds * second);
    }
    return left;
}
