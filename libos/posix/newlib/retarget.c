// SPDX-License-Identifier: MIT
// newlib's locks (sys/lock.h, --enable-newlib-retargetable-locking) on the sleeping lock.
//
// Without a second thread in the image there is nothing to lock, and each function returns at once: what really locks
// is libc_lock.c, which comes with the possibility to wait (room.conf: when). So the locks' memory is all that is
// always there.
#include "posix/newlib/private.h"

#include <sys/lock.h>

#include "posix/newlib/libc_lock.h"

struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___arc4random_mutex;

void __retarget_lock_init(_LOCK_T *lock)
{
    if (libc_lock_make)
        *lock = libc_lock_make();
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    __retarget_lock_init(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    if (libc_lock_drop)
        libc_lock_drop(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    __retarget_lock_close(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    if (libc_lock_take)
        libc_lock_take(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    __retarget_lock_acquire(lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return !libc_lock_try || libc_lock_try(lock);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    return __retarget_lock_try_acquire(lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
    if (libc_lock_release)
        libc_lock_release(lock);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    __retarget_lock_release(lock);
}
