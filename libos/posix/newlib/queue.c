// SPDX-License-Identifier: MIT
// Waiting, as seen by code that runs in images with and without threads.
#include "posix/newlib/private.h"

int queue_wait_or_die(void *queue[2], uint64_t deadline)
{
    if (!queue_wait)
        panic("deadlock: the only thread waits for another");
    return queue_wait(queue, deadline);
}

void queue_wake_if_any(void *queue[2], unsigned count)
{
    if (queue_wake)
        queue_wake(queue, count);
}
