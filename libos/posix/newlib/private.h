// SPDX-License-Identifier: MIT
// Shared inside the room: the step from negative numbers to errno, threads as newlib sees them, queues of waiting
// threads.
#ifndef POSIX_NEWLIB_PRIVATE_H
#define POSIX_NEWLIB_PRIVATE_H

#define _GNU_SOURCE 1 // this header comes first everywhere: the room defines GNU's and BSD's functions too

#include <errno.h>
#include <reent.h>
#include <stddef.h>

#include "posix/posix.h"

// result.c: negative becomes -1 and errno; everything else stays.
long newlib_result(long result);

// reent.c: this thread's state of the C library; NULL on the boot thread, which uses newlib's global one.
extern __thread struct _reent *newlib_reent;

// wait.c: only in images with threads (room.conf: when). Everybody else refers to it weakly: without a second thread
// nobody ever has to wait.
//
// A queue is the two words that the application's mutex, condition, … has for it; zeros are an empty queue.
// queue_wait() and queue_wake() are called with interrupts off. queue_wait() gives the CPU away until queue_wake() or
// the deadline (plat_clock() nanoseconds): 0, -UK_ETIMEDOUT or -UK_EINTR.
int queue_wait(void *queue[2], uint64_t deadline) WEAK;
unsigned queue_wake(void *queue[2], unsigned count) WEAK;
void queue_yield(void) WEAK; // lets other threads run
#define QUEUE_ALL (~0u)      // as count
#define QUEUE_FOREVER UINT64_MAX

// queue.c: queue_wait() for who cannot go on otherwise; panics where there is no other thread to wait for.
int queue_wait_or_die(void *queue[2], uint64_t deadline);
void queue_wake_if_any(void *queue[2], unsigned count); // interrupts off

// lock.c: a sleeping lock that costs nothing but memory in an image without threads. Laid out as pthread_mutex_t.
struct lock {
    unsigned state; // 0 free, 1 taken, 2 taken and somebody waits
    int type;       // pthread.c's business
    const void *owner;
    unsigned depth; // of a recursive one, beyond the first
    int spare;
    void *queue[2];
};
// Anything that is the thread's own: tells threads apart.
static inline const void *lock_self(void) { return &newlib_reent; }
int lock_take(struct lock *l, uint64_t deadline); // not recursive; 0, -UK_ETIMEDOUT; never -UK_EINTR
bool lock_try(struct lock *l);
void lock_release(struct lock *l);

// hook.c: what a thread of pthread_create() calls when it ends: the destructors of thread-specific data, once there is
// any.
extern void (*thread_end_hook)(void);

#endif
