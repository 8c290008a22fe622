// SPDX-License-Identifier: MIT
// newlib's locks (sys/lock.h, --enable-newlib-retargetable-locking) on the sleeping lock.
//
// Without a second thread in the image there is nothing to lock: queue_wait is absent, and each function returns at once.
// A stream's lock is allocated with the stream; when memory is out, such streams share one lock, which is slow but right.
#include "posix/newlib/private.h"

#include <sys/lock.h>

#include "mm/mm.h"
#include "sched/sched.h"

struct __lock {
    struct lock lock;
};

struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___arc4random_mutex;

static struct __lock shared; // by streams that got no lock of their own

void __retarget_lock_init(_LOCK_T *lock)
{
    if (!queue_wait)
        return;
    *lock = heap_calloc(1, sizeof **lock);
    if (!*lock)
        *lock = &shared;
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    __retarget_lock_init(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    if (queue_wait && lock != &shared)
        heap_free(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    __retarget_lock_close(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    if (queue_wait)
        lock_take(&lock->lock, FOREVER);
}

void __retarget_lock_release(_LOCK_T lock)
{
    if (queue_wait)
        lock_release(&lock->lock);
}

// Only the owner can see its own mark, so reading it without the lock is safe.
void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    if (!queue_wait)
        return;
    if (lock->lock.owner == lock_self())
        lock->lock.depth++;
    else
        lock_take(&lock->lock, FOREVER);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    if (!queue_wait)
        return 1;
    if (lock->lock.owner == lock_self()) {
        lock->lock.depth++;
        return 1;
    }
    return lock_try(&lock->lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return !queue_wait || lock_try(&lock->lock);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (!queue_wait)
        return;
    if (lock->lock.depth > 0)
        lock->lock.depth--;
    else
        lock_release(&lock->lock);
}
