// SPDX-License-Identifier: MIT
// What the signal files share: private to the room.
#ifndef POSIX_SIGNAL_H
#define POSIX_SIGNAL_H

#include "posix/posix.h"
#include "sched/sched.h"

#define SIGNAL_BIT(n) (1ull << ((n) - 1))
#define SIGNAL_OK(n) ((n) > 0 && (n) < UK_NSIG)

struct signals { // changed with interrupts off
    uk_sigset pending;          // arrived, waiting for somebody to take it
    uk_sigset mask[2];          // [0] the boot thread's, [1] all others'
    struct awaiting *awaiting;  // who is in sigtimedwait() or sigsuspend()
    struct wait_queue arrived;  // who waits for pending to change
    struct uk_sigaction actions[UK_NSIG];
};
extern struct signals signals;

struct awaiting {
    struct awaiting *next;
    uk_sigset set;
};

uk_sigset *signal_mask(void);         // the calling thread's
// What a signal did: nothing, or a handler ran, after which waiting calls end, or (UK_SA_RESTART) those of reading and
// writing go on.
enum signal_effect { SIGNAL_IGNORED, SIGNAL_INTERRUPTS, SIGNAL_RESTARTS };
// Runs what is set for a signal, in the calling thread, with the mask that this asks for.
enum signal_effect signal_act(int signal);
bool signal_deliver_pending(void);    // runs what the calling thread's mask lets through; true if a handler ran
int signal_take(uk_sigset set);       // the lowest pending one of set, no longer pending; 0: none
uk_sigset signal_awaited(void);       // what threads wait for: not for handlers
struct thread *signal_boot_thread(void);
// From interrupt handlers: a signal from outside. The signal thread, or who awaits it, takes it.
void signal_arrive(int signal);
void signal_shutdown(void);           // the same for the host's power button: SIGTERM
// The mask during a wait. swap: returns the one before; nothing is delivered yet. end: puts it back, delivers.
uk_sigset signal_mask_swap(uk_sigset mask);
void signal_mask_end(uk_sigset before);
int signal_start_thread(void);        // once somebody handles what comes from outside. 0 or -ENOMEM

#endif
