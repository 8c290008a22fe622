// SPDX-License-Identifier: MIT
// newlib's locks on the sleeping lock: in images with threads.
//
// A stream's lock is allocated with the stream; when memory is out, such streams share one lock, which is slow but
// right.
#include "posix/newlib/libc_lock.h"

#include "mm/mm.h"

static struct __lock shared; // by streams that got no lock of their own

struct __lock *libc_lock_make(void)
{
    struct __lock *l = heap_calloc(1, sizeof *l);
    return l ? l : &shared;
}

void libc_lock_drop(struct __lock *l)
{
    if (l != &shared)
        heap_free(l);
}

// Only the owner can see its own mark, so reading it without the lock is safe.
void libc_lock_take(struct __lock *l)
{
    if (l->lock.owner == lock_self())
        l->lock.depth++;
    else
        lock_take(&l->lock, QUEUE_FOREVER);
}

bool libc_lock_try(struct __lock *l)
{
    if (l->lock.owner != lock_self())
        return lock_try(&l->lock);
    l->lock.depth++;
    return true;
}

void libc_lock_release(struct __lock *l)
{
    if (l->lock.depth > 0)
        l->lock.depth--;
    else
        lock_release(&l->lock);
}
