// SPDX-License-Identifier: MIT
// Signals under POSIX's names (XSH 2.4). What arrives, and in which thread a handler runs, posix/posix.h says.
#include "posix/newlib/private.h"

#include <signal.h>
#include <unistd.h>

_Static_assert(sizeof(siginfo_t) == sizeof(struct uk_siginfo), "siginfo_t is the libOS's own");
_Static_assert(sizeof(sigset_t) == sizeof(uk_sigset), "sigset_t is the libOS's own");

static int as_int(long result)
{
    return (int)newlib_result(result);
}

int sigaction(int signal, const struct sigaction *restrict new, struct sigaction *restrict old)
{
    struct uk_sigaction in, out;
    if (new)
        in = (struct uk_sigaction){ new->sa_handler, (unsigned)new->sa_flags, new->sa_mask };
    int error = uk_sigaction(signal, new ? &in : NULL, old ? &out : NULL);
    if (!error && old)
        *old = (struct sigaction){ { out.handler }, out.mask, (int)out.flags, NULL };
    return as_int(error);
}

// As on the BSDs and Linux: the handler stays, and interrupted calls go on.
_sig_func_ptr signal(int signal, _sig_func_ptr handler)
{
    struct uk_sigaction new = { handler, UK_SA_RESTART, 0 }, old;
    return as_int(uk_sigaction(signal, &new, &old)) < 0 ? SIG_ERR : old.handler;
}

int siginterrupt(int signal, int interrupt)
{
    struct uk_sigaction action;
    int error = uk_sigaction(signal, NULL, &action);
    if (error)
        return as_int(error);
    action.flags = interrupt ? action.flags & ~(unsigned long)UK_SA_RESTART : action.flags | UK_SA_RESTART;
    return as_int(uk_sigaction(signal, &action, NULL));
}

int kill(pid_t pid, int signal)
{
    return as_int(uk_kill(pid, signal));
}

// Only raise() calls this, for the calling thread (C11 7.14.2, POSIX).
int _kill_r(struct _reent *reent, int pid, int signal)
{
    (void)reent;
    (void)pid;
    return as_int(uk_raise(signal));
}

int killpg(pid_t group, int signal)
{
    return kill(group > 1 ? -group : group, signal);
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    return as_int(uk_sigprocmask(how, set, old));
}

// Returns the error's number (POSIX).
int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    return -uk_sigprocmask(how, set, old);
}

int sigpending(sigset_t *out)
{
    return as_int(uk_sigpending(out));
}

int sigsuspend(const sigset_t *mask)
{
    return as_int(uk_sigsuspend(mask));
}

int pause(void)
{
    uk_sigset mask = 0;
    uk_sigprocmask(UK_SIG_BLOCK, NULL, &mask);
    return as_int(uk_sigsuspend(&mask));
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info, const struct timespec *restrict timeout)
{
    return as_int(uk_sigtimedwait(set, (struct uk_siginfo *)info, (const struct uk_timespec *)timeout));
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
    return as_int(uk_sigtimedwait(set, (struct uk_siginfo *)info, NULL));
}

// Returns the error's number, and is never interrupted (POSIX).
int sigwait(const sigset_t *restrict set, int *restrict out)
{
    int signal;
    do {
        signal = uk_sigtimedwait(set, NULL, NULL);
    } while (signal == -UK_EINTR);
    if (signal < 0)
        return -signal;
    *out = signal;
    return 0;
}

// Handlers run on the stack of the thread they interrupt; an alternate stack is accepted and not used.
int sigaltstack(const stack_t *restrict new, stack_t *restrict old)
{
    if (old)
        *old = (stack_t){ NULL, SS_DISABLE, 0 };
    return as_int(new && new->ss_flags & ~SS_DISABLE ? -UK_EINVAL : 0);
}
