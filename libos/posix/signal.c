// SPDX-License-Identifier: MIT
// Signals: actions, masks, and those that the program sends itself.
#include "base/plat.h"
#include "posix/signal.h"

#define NEVER_BLOCKED (SIGNAL_BIT(UK_SIGKILL) | SIGNAL_BIT(UK_SIGSTOP))

struct signals signals; // all zeros is an empty queue, too

static struct thread *boot_thread;

void signal_init(void)
{
    boot_thread = thread_self();
    plat_shutdown_handler(signal_shutdown);
}

struct thread *signal_boot_thread(void)
{
    return boot_thread;
}

uk_sigset *signal_mask(void)
{
    return &signals.mask[thread_self() != boot_thread];
}

static bool ignored_by_default(int signal)
{
    const uk_sigset harmless = SIGNAL_BIT(UK_SIGCHLD) | SIGNAL_BIT(UK_SIGCONT) | SIGNAL_BIT(UK_SIGURG)
        | SIGNAL_BIT(UK_SIGWINCH) | SIGNAL_BIT(UK_SIGSTOP) | SIGNAL_BIT(UK_SIGTSTP) | SIGNAL_BIT(UK_SIGTTIN)
        | SIGNAL_BIT(UK_SIGTTOU); // nothing can stop the one process: nobody could continue it
    return harmless & SIGNAL_BIT(signal);
}

static void call(const struct uk_sigaction *a, int signal)
{
    struct uk_siginfo info = { .si_signo = signal, .si_pid = uk_getpid() };
    union {
        void (*plain)(int);
        void (*with_info)(int, struct uk_siginfo *, void *);
    } handler = { a->handler };
    if (a->flags & UK_SA_SIGINFO)
        handler.with_info(signal, &info, NULL);
    else
        handler.plain(signal);
}

enum signal_effect signal_act(int signal)
{
    struct uk_sigaction a = signals.actions[signal];
    if (a.handler == UK_SIG_IGN || (a.handler == UK_SIG_DFL && ignored_by_default(signal)))
        return SIGNAL_IGNORED;
    if (a.handler == UK_SIG_DFL)
        uk_exit_signal(signal);
    if (a.flags & UK_SA_RESETHAND)
        signals.actions[signal].handler = UK_SIG_DFL;
    uk_sigset *mask = signal_mask(), before = *mask;
    *mask |= a.mask | (a.flags & UK_SA_NODEFER ? 0 : SIGNAL_BIT(signal));
    call(&a, signal);
    *mask = before;
    signal_deliver_pending();
    return a.flags & UK_SA_RESTART ? SIGNAL_RESTARTS : SIGNAL_INTERRUPTS;
}

uk_sigset signal_awaited(void)
{
    uk_sigset set = 0;
    for (const struct awaiting *a = signals.awaiting; a; a = a->next)
        set |= a->set;
    return set;
}

int signal_take(uk_sigset set)
{
    unsigned long flags = plat_irq_save();
    uk_sigset now = signals.pending & set;
    int signal = now ? __builtin_ctzll(now) + 1 : 0;
    if (signal)
        signals.pending &= ~SIGNAL_BIT(signal);
    plat_irq_restore(flags);
    return signal;
}

bool signal_deliver_pending(void)
{
    bool any = false;
    for (int signal; (signal = signal_take(~*signal_mask() & ~signal_awaited()));)
        any |= signal_act(signal) != SIGNAL_IGNORED;
    return any;
}

int uk_raise(int signal)
{
    if (signal == 0) // only asks whether the thread is there
        return 0;
    if (!SIGNAL_OK(signal))
        return -UK_EINVAL;
    if (!(*signal_mask() & SIGNAL_BIT(signal))) {
        signal_act(signal);
        return 0;
    }
    unsigned long flags = plat_irq_save();
    signals.pending |= SIGNAL_BIT(signal);
    wake_up(&signals.arrived, ~0u);
    plat_irq_restore(flags);
    return 0;
}

int uk_kill(int pid, int signal)
{
    if (pid != uk_getpid() && pid != 0 && pid != -1)
        return -UK_ESRCH;
    return uk_raise(signal);
}

// SIGTERM and SIGALRM come from interrupts: their handlers need a thread to run in.
static bool needs_thread(int signal, const struct uk_sigaction *a)
{
    return (signal == UK_SIGTERM || signal == UK_SIGALRM) && a->handler != UK_SIG_DFL && a->handler != UK_SIG_IGN;
}

int uk_sigaction(int signal, const struct uk_sigaction *new, struct uk_sigaction *old)
{
    if (!SIGNAL_OK(signal) || (new && (signal == UK_SIGKILL || signal == UK_SIGSTOP)))
        return -UK_EINVAL;
    int err = new && needs_thread(signal, new) ? signal_start_thread() : 0;
    if (err)
        return err;
    unsigned long flags = plat_irq_save();
    struct uk_sigaction before = signals.actions[signal];
    if (new) {
        signals.actions[signal] = *new;
        if (new->handler == UK_SIG_IGN)
            signals.pending &= ~SIGNAL_BIT(signal);
    }
    plat_irq_restore(flags);
    if (old)
        *old = before;
    return 0;
}

uk_sigset signal_mask_swap(uk_sigset new)
{
    uk_sigset *mask = signal_mask(), before = *mask;
    *mask = new & ~NEVER_BLOCKED;
    return before;
}

void signal_mask_end(uk_sigset before)
{
    *signal_mask() = before;
    signal_deliver_pending();
}

int uk_sigprocmask(int how, const uk_sigset *set, uk_sigset *old)
{
    uk_sigset *mask = signal_mask(), before = *mask;
    if (set && how == UK_SIG_BLOCK)
        *mask = before | *set;
    else if (set && how == UK_SIG_UNBLOCK)
        *mask = before & ~*set;
    else if (set && how == UK_SIG_SETMASK)
        *mask = *set;
    else if (set)
        return -UK_EINVAL;
    *mask &= ~NEVER_BLOCKED;
    if (old)
        *old = before;
    signal_deliver_pending();
    return 0;
}

int uk_sigpending(uk_sigset *out)
{
    *out = signals.pending;
    return 0;
}
