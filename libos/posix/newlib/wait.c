// SPDX-License-Identifier: MIT
// Queues of waiting threads in the application's memory, on sched's wait queues.
#include "posix/newlib/private.h"

#include "sched/sched.h"

_Static_assert(sizeof(struct wait_queue) == 2 * sizeof(void *), "a wait queue fits where the headers have room for it");

static struct wait_queue *queue_of(void *queue[2])
{
    struct wait_queue *q = (struct wait_queue *)queue;
    if (!q->waiters.next) // an initialiser is all zeros
        wait_queue_init(q);
    return q;
}

int queue_wait(void *queue[2], uint64_t deadline)
{
    return wait_on(queue_of(queue), deadline);
}

unsigned queue_wake(void *queue[2], unsigned count)
{
    return wake_up(queue_of(queue), count);
}

void queue_yield(void)
{
    thread_yield();
}
