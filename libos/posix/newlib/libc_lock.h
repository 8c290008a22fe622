// SPDX-License-Identifier: MIT
// newlib's locks: what libc_lock.c gives to retarget.c in images with threads. All are recursive, which a plain lock
// may be.
#ifndef POSIX_NEWLIB_LIBC_LOCK_H
#define POSIX_NEWLIB_LIBC_LOCK_H

#include "posix/newlib/private.h"

struct __lock {
    struct lock lock;
};

struct __lock *libc_lock_make(void) WEAK; // never NULL
void libc_lock_drop(struct __lock *l) WEAK;
void libc_lock_take(struct __lock *l) WEAK;
bool libc_lock_try(struct __lock *l) WEAK;
void libc_lock_release(struct __lock *l) WEAK;

#endif
